"""The form of every record type: it builds, fills and gives back the same values; conditions, problems, keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.data import queries
from app.data.database import Database
from app.domain import checks
from app.domain.fields import Field, Fields, Kind
from app.domain.records import RECORDS
from app.services import drafts
from ui.children import ChildSheet
from ui.dialogs.small import VoidDialog
from ui.editors import LineEditor
from ui.form import Form
from ui.new_record_dialog import NewRecordDialog
from ui.pickers import Candidate, Sources
from ui.record_pane import HISTORY, LINKS, NOTICES, RecordPane
from ui.steps import StepDialog, fields_of_step

SAMPLES: dict[Kind, Any] = {
    Kind.TEXT: "文字=1、甲",
    Kind.LONGTEXT: "第一行\n第二行",
    Kind.INTEGER: 3,
    Kind.DECIMAL: Decimal("12.34"),
    Kind.MONEY: 123_456_789,
    Kind.PERCENT: Decimal("66.60"),
    Kind.DATE: date(2026, 3, 2),
    Kind.DATETIME: datetime(2026, 3, 2, 9, 30),
    Kind.BOOLEAN: True,
    Kind.UNIT: "蒙城县司法局",
    Kind.UNITS: ("蒙城县司法局", "蒙城县财政局"),
    Kind.PERSON_NAME: "王某",
    Kind.REF: None,
    Kind.REFS: (),
    Kind.CASE_NO: "（2022）皖1622行初12号",
    Kind.DOC_NO: "蒙政〔2022〕44号",
    Kind.ID_CARD: "110101199003074477",
    Kind.USCC: "91350100M000100Y43",
    Kind.PHONE: "13900001234",
    Kind.YEAR: 2026,
}


def sample(f: Field) -> Any:
    if f.kind is Kind.ENUM:
        return f.values[-1]
    if f.kind is Kind.MULTI_ENUM:
        return f.values[:2] or ("7", "A1")
    value = SAMPLES[f.kind]
    return min(value, f.maximum) if f.maximum is not None else value


def filled(of: type[Fields], **more: Any) -> Any:
    return of(**{name: sample(f) for name, f in of.fields().items()}, **more)


def open_all(form: Form) -> None:
    for section in [*form._sections, *form._child_sections.values()]:
        section.open()


@pytest.mark.parametrize("record_type", RECORDS)
def test_a_form_gives_back_what_it_was_filled_with(qtbot, styled, db: Database, record_type: str) -> None:
    cls = RECORDS[record_type]
    record = filled(cls, **{child: [filled(rows), filled(rows)] for child, rows in cls.children().items()})
    form = Form(cls, Sources(db))
    qtbot.addWidget(form)
    form.resize(480, 800)
    form.show()
    form.set_record(record)
    open_all(form)
    assert not form.unreadable()
    assert form.record.values() == record.values()
    for child in cls.children():
        rows = [row.values() for row in form.sheets[child].rows()]
        assert rows == [row.values() for row in getattr(record, child)]
    assert not form.is_changed()
    # Read what stands in the editors, not what was put aside when filling.
    for name, cell in form.cells.items():
        assert cell.editor.value() == getattr(record, name), name


@pytest.mark.parametrize("record_type", RECORDS)
def test_texts_shown_are_read_as_the_same_values(qtbot, styled, db: Database, record_type: str) -> None:
    cls = RECORDS[record_type]
    form = Form(cls, Sources(db))
    qtbot.addWidget(form)
    form.set_record(filled(cls))
    open_all(form)
    for name, cell in form.cells.items():
        if hasattr(cell.editor, "read") and not getattr(cell.editor, "_masked", False):
            assert cell.editor.read(cell.editor.text()) == sample(cell.field), name


@pytest.mark.parametrize("record_type", RECORDS)
def test_every_field_has_a_label_a_name_and_a_place(qtbot, styled, record_type: str) -> None:
    cls = RECORDS[record_type]
    form = Form(cls, Sources(None))
    qtbot.addWidget(form)
    open_all(form)
    assert cls.own_fields().keys() <= form.cells.keys()
    for cell in form.cells.values():
        assert cell.editor.accessibleName()
        assert cell.label.buddy() is cell.editor


@pytest.fixture
def form(qtbot, styled, db: Database) -> Iterator[Form]:
    made = Form(RECORDS["admin_case"], Sources(db))
    qtbot.addWidget(made)
    made.resize(480, 800)
    made.show()
    made.activateWindow()
    yield made
    made._work_out.stop()  # the database is closed before the widgets are


@pytest.mark.parametrize("record_type", RECORDS)
def test_computed_fields_are_worked_out_at_every_stage_of_filling(styled, db: Database, record_type: str) -> None:
    cls = RECORDS[record_type]
    form = Form(cls, Sources(db))
    form.set_record(queries.blank(db, record_type))
    form.work_out()
    half = queries.blank(db, record_type)
    for name in list(cls.own_fields())[::2]:
        setattr(half, name, sample(cls.fields()[name]))
    for record in (half, filled(cls)):
        form.set_record(record)
        form.work_out()


def test_conditions_follow_what_is_typed_and_keep_hidden_values(form: Form) -> None:
    form.set_record(RECORDS["admin_case"](claim_comp=True, claim_amount=100))
    open_all(form)
    assert not form.cells["claim_amount"].isHidden()
    choice = form.cells["claim_comp"].editor
    choice.setCurrentIndex(choice.findData(False))
    choice.activated.emit(choice.currentIndex())
    assert form.cells["claim_amount"].isHidden()
    assert form.record.claim_amount == 100


def test_enter_goes_on_and_opens_the_next_section(qtbot, form: Form, db: Database) -> None:
    form.set_record(queries.blank(db, "admin_case"))
    form.focus_first()
    qtbot.waitUntil(form.cells["case_no"].editor.hasFocus)
    QTest.keyClick(form.cells["case_no"].editor, Qt.Key.Key_Return)
    assert form.cells["trial_level"].editor.hasFocus()
    form.go_to("defendant_form")
    assert "act_name" not in form.cells
    QTest.keyClick(form.cells["defendant_form"].editor, Qt.Key.Key_Return)
    assert form.cells["act_name"].editor.hasFocus()


def test_problems_stand_at_their_fields_and_the_first_gets_the_cursor(qtbot, form: Form, db: Database) -> None:
    form.set_record(queries.blank(db, "admin_case"))
    form.show_problems(checks.problems(form.record, db.facts()))
    assert form.cells["cause"]._message.text() == "案由未填"
    qtbot.waitUntil(form.cells["case_no"].editor.hasFocus)
    form.go_to("cause")
    assert form.cells["case_no"].problem == "案号未填"  # passing by does not mend it
    form.go_to("case_no")
    qtbot.keyClicks(form.cells["case_no"].editor, "x")
    assert not form.cells["case_no"].problem


def test_a_doubt_is_told_on_leaving_and_does_not_stop_saving(qtbot, pane: RecordPane, db: Database) -> None:
    record = stored(db, a_case(db))
    pane.show_record("admin_case", record.id)
    type_into(qtbot, pane, "filed_on", "+1")
    pane.form.go_to("cause")
    qtbot.waitUntil(lambda: "晚于今天" in pane.form.cells["filed_on"].doubt)
    assert pane.save()


def a_case(db: Database, number: int = 1) -> Any:
    record = queries.blank(db, "admin_case")
    record.case_no = f"（2026）皖1622行初{number}号"
    record.court, record.filed_on = "蒙城县人民法院", date(2026, 11, 2)
    record.cause, record.plaintiff, record.defendants = "行政处罚", "王某", ("蒙城县公安局",)
    return record


def stored(db: Database, record: Any) -> Any:
    with db.operation("登记") as op:
        return op.create(record)


@pytest.fixture
def pane(qtbot, styled, db: Database) -> Iterator[RecordPane]:
    made = RecordPane(db)
    qtbot.addWidget(made)
    made.resize(480, 800)
    made.show()
    made.activateWindow()
    yield made
    for form in made._forms.values():  # the database is closed before the widgets are
        form._work_out.stop()


def type_into(qtbot, pane: RecordPane, name: str, text: str) -> None:
    pane.form.go_to(name)
    editor = pane.form.cells[name].editor
    editor.clear()
    typed = QInputMethodEvent()  # as an input method gives it: simulated keys know no Chinese
    typed.setCommitString(text)
    QApplication.sendEvent(editor, typed)


def test_an_unreadable_date_is_told_on_leaving_and_stops_saving(qtbot, pane: RecordPane) -> None:
    pane.new_record("admin_case")
    type_into(qtbot, pane, "filed_on", "2026-2-30")
    pane.form.go_to("cause")
    qtbot.waitUntil(lambda: bool(pane.form.cells["filed_on"].problem))
    assert not pane.save()
    assert "2026-2-30" in pane.form.cells["filed_on"].problem


def test_a_new_record_is_typed_and_saved(qtbot, pane: RecordPane, db: Database) -> None:
    pane.new_record("admin_case")
    for name, text in {
        "case_no": "(2026)皖1622行初7号",
        "court": "县法院",
        "filed_on": "20261102",
        "cause": "行政处罚",
        "plaintiff": "王某",
        "defendants": "县公安局",
    }.items():
        type_into(qtbot, pane, name, text)
    with qtbot.waitSignal(pane.saved) as told:
        assert pane.save()
    record = queries.load(db, *told.args)
    assert record.case_no == "（2026）皖1622行初7号"
    assert record.defendants == ("蒙城县公安局",)
    assert record.reg_no and pane.record_id == record.id
    assert not pane.is_changed()


def test_what_is_missing_is_named_above_the_form_and_seen_whole_below_its_field(
    qtbot, pane: RecordPane, db: Database
) -> None:
    pane.resize(460, 500)
    pane.show()
    pane.new_record("admin_case")
    type_into(qtbot, pane, "case_no", "(2026)wan1622xingchu77hao")
    assert not pane.save()
    assert "案由、原告" in pane._strip._text.text() and "处" in pane._strip._text.text()
    form = pane.form
    assert form is not None
    first = next(cell for cell in form.cells.values() if cell.problem)
    qtbot.waitUntil(
        lambda: form.viewport().rect().contains(QRect(first.mapTo(form.viewport(), QPoint(0, 0)), first.size()))
    )
    doubt = form.cells["case_no"]._message
    assert doubt is not None and "\u200b" in doubt.text(), "a long run of letters would be cut off"


def test_only_what_was_changed_here_is_written(qtbot, pane: RecordPane, db: Database) -> None:
    record = stored(db, a_case(db))
    pane.show_record("admin_case", record.id)
    type_into(qtbot, pane, "cause", "行政强制")
    elsewhere = queries.load(db, "admin_case", record.id)
    elsewhere.plaintiff = "李某"
    with db.operation("别处修改") as op:
        op.save(elsewhere)
    assert pane.is_changed() and pane.save()
    now = queries.load(db, "admin_case", record.id)
    assert (now.cause, now.plaintiff) == ("行政强制", "李某")


def test_the_same_case_number_twice_is_told_with_the_way_to_the_first(qtbot, pane: RecordPane, db: Database) -> None:
    first = stored(db, a_case(db))
    pane.new_record("admin_case")
    pane.form.set_record(a_case(db), changed_from=queries.blank(db, "admin_case"))
    assert not pane.save()
    assert first.reg_no in pane._strip._text.text()
    with qtbot.waitSignal(pane.record_requested) as told:
        pane._strip._buttons.itemAt(0).widget().click()
    assert told.args == ["admin_case", first.id]
    pane._save_anyway()
    assert queries.counts(db)["admin_case"] == 2


def test_a_case_number_that_is_there_already_is_told_on_leaving_it(qtbot, pane: RecordPane, db: Database) -> None:
    first = stored(db, a_case(db))
    pane.new_record("admin_case")
    type_into(qtbot, pane, "case_no", "(2026)皖1622行初1号")
    pane.form.go_to("cause")
    qtbot.waitUntil(lambda: first.reg_no in pane.form.cells["case_no"].doubt)


def test_a_section_that_does_not_apply_is_not_shown(form: Form) -> None:
    cls = RECORDS["bankruptcy_case"]
    whole = Form(cls, form.sources)
    whole.set_record(cls(proc="破产清算"))
    hidden = [section for section in whole._sections if section.isHidden()]
    assert all(not whole._applies(f) for section in hidden for f in whole._section_fields[section])
    assert hidden


def test_a_computed_date_is_replaced_and_given_back(qtbot, pane: RecordPane, db: Database) -> None:
    case = a_case(db)
    case.notice_received_on = date(2026, 11, 3)
    record = stored(db, case)
    pane.show_record("admin_case", record.id)
    pane.form.go_to("answer_due")
    cell = pane.form.cells["answer_due"]
    assert cell.editor.isReadOnly()
    worked_out = record.answer_due
    cell.turn.click()
    assert not cell.editor.isReadOnly()
    cell.editor.clear()
    qtbot.keyClicks(cell.editor, "2026-12-31")
    assert pane.save()
    assert queries.load(db, "admin_case", record.id).answer_due == date(2026, 12, 31)
    pane.form.cells["answer_due"].turn.click()
    assert pane.save()
    now = queries.load(db, "admin_case", record.id)
    assert now.answer_due == worked_out and not now.overrides


def test_a_deadline_shows_while_typing(qtbot, pane: RecordPane, db: Database) -> None:
    record = stored(db, a_case(db))
    pane.show_record("admin_case", record.id)
    type_into(qtbot, pane, "notice_received_on", "2026-11-03")
    assert record.answer_due is None
    qtbot.waitUntil(lambda: pane.form.cells["answer_due"].editor.text() != "")
    assert pane.form.record.answer_due >= date(2026, 11, 18)


def test_a_draft_survives_and_is_offered(qtbot, pane: RecordPane, db: Database) -> None:
    pane.new_record("admin_case")
    type_into(qtbot, pane, "cause", "行政协议")
    pane._keep_draft()
    assert len(drafts.kept(db.home)) == 1
    other = RecordPane(db)  # as after a crash
    qtbot.addWidget(other)
    other.show()
    other._open_draft(drafts.kept(db.home)[0])
    assert other.form.record.cause == "行政协议"
    assert other.is_changed()
    other.discard()
    assert not drafts.kept(db.home)


def test_an_offered_draft_is_not_lost_by_looking_elsewhere(qtbot, pane: RecordPane, db: Database) -> None:
    one, two = stored(db, a_case(db, 1)), stored(db, a_case(db, 2))
    typed = queries.load(db, "admin_case", one.id)
    typed.cause = "别的案由"
    drafts.keep(db.home, typed)
    pane.show_record("admin_case", one.id)
    pane.show_record("admin_case", two.id)
    assert drafts.find(db.home, "admin_case", one.id)


def test_leaving_asks_and_may_stay(qtbot, pane: RecordPane, db: Database, monkeypatch) -> None:
    one, two = stored(db, a_case(db, 1)), stored(db, a_case(db, 2))
    pane.show_record("admin_case", one.id)
    type_into(qtbot, pane, "cause", "改过")
    answers = iter(["stay", "discard"])
    monkeypatch.setattr("ui.record_pane.ask_to_save", lambda *_: next(answers))
    assert not pane.show_record("admin_case", two.id)
    assert pane.record_id == one.id
    assert pane.show_record("admin_case", two.id)
    assert queries.load(db, "admin_case", one.id).cause == "行政处罚"


def test_an_offered_draft_is_gone_once_the_record_is_saved(qtbot, pane: RecordPane, db: Database) -> None:
    record = stored(db, a_case(db))
    typed = queries.load(db, "admin_case", record.id)
    typed.cause = "别的案由"
    drafts.keep(db.home, typed)
    pane.show_record("admin_case", record.id)
    type_into(qtbot, pane, "cause", "行政强制")
    assert pane.save()
    assert not drafts.kept(db.home)
    assert pane._strip.isHidden()


def test_an_enterprise_that_is_missing_is_registered_from_the_field(
    qtbot, pane: RecordPane, db: Database, monkeypatch
) -> None:
    def fill_in(dialog: NewRecordDialog) -> bool:
        assert dialog.form.record.name == "新丰食品有限公司"
        dialog.accept()
        return dialog.result() == 1

    monkeypatch.setattr(NewRecordDialog, "exec", fill_in)
    pane.new_record("ent_case")
    name = next(f.name for f in RECORDS["ent_case"].own_fields().values() if f.to == "enterprise")
    type_into(qtbot, pane, name, "新丰食品有限公司")
    pane.form.cells[name].editor._suggestions.picked.emit(Candidate("登记新的", "新丰食品有限公司", new=True))
    assert queries.counts(db)["enterprise"] == 1
    assert pane.form.cells[name].editor.text() == "新丰食品有限公司"
    assert getattr(pane.form.record, name) == queries.ids(db, queries.Query("enterprise"))[0]


def test_a_step_asks_for_its_day_and_is_written_with_its_reason(
    qtbot, pane: RecordPane, db: Database, monkeypatch
) -> None:
    def agree(dialog: StepDialog) -> bool:
        assert dialog.values() == {"notice_received_on": db.today}  # proposed, to be seen and changed
        dialog.reason.setText("邮寄送达")
        return True

    record = stored(db, a_case(db))
    pane.show_record("admin_case", record.id)
    assert list(pane._steps.buttons) == ["已签收", "已结案"]
    monkeypatch.setattr(StepDialog, "exec", agree)
    with qtbot.waitSignal(pane.saved):
        pane._steps.buttons["已签收"].click()
    now = queries.load(db, "admin_case", record.id)
    assert (now.status, now.notice_received_on) == ("已签收", db.today)
    assert now.answer_due
    assert queries.history(db, record.id)[0].reason == "邮寄送达"
    assert "已答辩" in pane._steps.buttons


def test_voiding_keeps_the_record_and_says_why(qtbot, pane: RecordPane, db: Database, monkeypatch) -> None:
    def agree(dialog: VoidDialog) -> bool:
        dialog._reason.setText("重复登记")
        return True

    record = stored(db, a_case(db))
    pane.show_record("admin_case", record.id)
    monkeypatch.setattr(VoidDialog, "exec", agree)
    pane.void()
    now = queries.load(db, "admin_case", record.id)
    assert now.void and now.void_reason == "重复登记"
    assert "重复登记" in pane._strip._text.text()
    assert not pane._steps.isVisible()
    db.undo()
    pane.refresh()
    assert pane._strip.isHidden()


def test_links_are_added_suggested_and_taken_away(qtbot, pane: RecordPane, db: Database) -> None:
    case = stored(db, a_case(db))
    other = queries.blank(db, "nonlit_case")
    number = next(f.name for f in RECORDS["nonlit_case"].own_fields().values() if f.kind is Kind.CASE_NO)
    setattr(other, number, case.case_no)
    stored(db, other)
    pane.show_record("admin_case", case.id)
    pane._tabs.setCurrentWidget(pane._links)
    tree = pane._links.tree
    assert "可能有关" in tree.topLevelItem(0).text(0)
    tree.setCurrentItem(tree.topLevelItem(0).child(0))
    pane._links.remove_button.click()  # reads 关联 for a suggestion
    assert [link.id for link in queries.linked(db, queries.load(db, "admin_case", case.id))] == [other.id]
    tree.setCurrentItem(tree.topLevelItem(0).child(0))
    pane._links.remove_button.click()
    assert not queries.linked(db, queries.load(db, "admin_case", case.id))


def test_a_copy_is_a_new_record_without_number_and_key(qtbot, pane: RecordPane, db: Database) -> None:
    record = stored(db, a_case(db))
    pane.new_record("admin_case", like=record.id)
    copy = pane.form.record
    assert copy.id is None and copy.case_no is None and copy.reg_no is None
    assert (copy.plaintiff, copy.cause) == (record.plaintiff, record.cause)


def test_switching_between_records_takes_little_work(qtbot, pane: RecordPane, db: Database) -> None:
    records = [stored(db, a_case(db, number)) for number in range(1, 7)]
    for record in records[:2]:
        pane.show_record("admin_case", record.id)
    began = time.process_time()
    for record in records:
        pane.show_record("admin_case", record.id)
        pane.grab()
    assert (time.process_time() - began) / len(records) < 0.06  # 30 ms on the reference machine


def test_history_links_and_notices_are_shown(qtbot, pane: RecordPane, db: Database) -> None:
    case = stored(db, a_case(db))
    appearance = queries.blank(db, "appearance")
    appearance.case = case.id
    stored(db, appearance)
    pane.show_record("appearance", appearance.id)
    pane._tabs.setCurrentIndex(LINKS)
    assert pane._links.tree.topLevelItemCount() == 1
    pane._tabs.setCurrentIndex(NOTICES)
    assert pane._notices.count() >= 1
    pane._tabs.setCurrentIndex(HISTORY)
    assert "登记" in pane._history.toPlainText()


@pytest.mark.parametrize("record_type", RECORDS)
def test_every_step_asks_only_for_fields_that_people_fill(record_type: str) -> None:
    cls = RECORDS[record_type]
    for state in cls.about.states:
        names = fields_of_step(cls(), state.value)
        assert all(cls.fields()[name].computed is None for name in names)
        assert set(names) <= cls.own_fields().keys()


def test_a_block_from_a_workbook_is_pasted_into_child_rows(qtbot, styled, db: Database) -> None:
    sheet = ChildSheet(RECORDS["wage_check"].children()["workers"], Sources(db))
    qtbot.addWidget(sheet)
    sheet.show()
    QGuiApplication.clipboard().setText(
        "姓名\t联系方式\t不认识的列\r\n王某\t139 0000 1234\tx\r\n李某\t05588123456\ty\r\n"
    )
    with qtbot.waitSignal(sheet.changed):
        sheet.paste()
    names = [field.name for field in sheet.model.fields if field.kind is Kind.PERSON_NAME]
    assert [getattr(row, names[0]) for row in sheet.rows()] == ["王某", "李某"]


def test_child_rows_keep_an_unreadable_cell_with_its_reason(qtbot, styled, db: Database) -> None:
    sheet = ChildSheet(RECORDS["gov_debt_case"].children()["pay_plan"], Sources(db))
    qtbot.addWidget(sheet)
    sheet.add()
    column = [f.kind for f in sheet.model.fields].index(Kind.DATE)
    sheet.model.take_text(0, column, "2月30日")
    assert sheet.model.data(sheet.model.index(0, column)) == "2月30日"
    assert "第1行" in sheet.problem()


def test_enter_in_a_cell_takes_the_text_and_goes_on(qtbot, styled, db: Database) -> None:
    of = RECORDS["leading_group"].children()["members"]
    sheet = ChildSheet(of, Sources(db))
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.activateWindow()
    sheet.add()
    column = next(i for i, f in enumerate(sheet.model.fields) if f.kind is Kind.TEXT)
    sheet.view.setCurrentIndex(sheet.model.index(0, column))
    sheet.view.edit(sheet.model.index(0, column))
    editor = sheet.view.findChild(LineEditor)
    qtbot.keyClicks(editor, "abc")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert getattr(sheet.rows()[0], sheet.model.fields[column].name) == "abc"
    assert sheet.view.currentIndex().column() > column


def test_child_rows_move_and_go(qtbot, styled, db: Database, qtmodeltester) -> None:
    of = RECORDS["loss_case"].children()["measures"]
    sheet = ChildSheet(of, Sources(db))
    qtbot.addWidget(sheet)
    first = next(iter(of.fields()))
    rows = [of(**{first: str(number)}) for number in range(3)]
    sheet.set_rows(rows)
    qtmodeltester.check(sheet.model)
    sheet.view.setCurrentIndex(sheet.model.index(0, 0))
    sheet.move_row(1)
    assert [getattr(row, first) for row in sheet.rows()] == ["1", "0", "2"]
    sheet.remove()
    assert [getattr(row, first) for row in sheet.rows()] == ["1", "2"]
