"""Every kind has an editor; what is typed is read, what cannot be read stays with the reason."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.data.database import Database
from app.domain.fields import Enumeration, Field, Kind
from app.domain.values import Unreadable
from ui.editors import EDITORS, ChoiceEditor, make_editor
from ui.pickers import CalendarPopup, CheckList, Sources


def test_every_kind_has_an_editor() -> None:
    assert set(EDITORS) == set(Kind)


@pytest.mark.parametrize(
    ("kind", "unit", "typed", "value", "shown"),
    [
        (Kind.TEXT, "", " 案由 ", "案由", "案由"),
        (Kind.INTEGER, "人", "12", 12, "12"),
        (Kind.DECIMAL, "亩", "3.5", Decimal("3.50"), "3.50"),
        (Kind.PERCENT, "", "85.5%", Decimal("85.50"), "85.50"),
        (Kind.MONEY, "", "3500", 350000, "3,500.00"),
        (Kind.MONEY, "万元", "1.5", 1_500_000, "1.5"),
        (Kind.DATE, "", "20260906", date(2026, 9, 6), "2026-09-06"),
        (Kind.DATE, "", "2026.9.6", date(2026, 9, 6), "2026-09-06"),
        (Kind.DATE, "", "9-6", date(2026, 9, 6), "2026-09-06"),
        (Kind.DATE, "", "今天", date(2026, 11, 24), "2026-11-24"),
        (Kind.DATE, "", "+15", date(2026, 12, 9), "2026-12-09"),
        (Kind.DATETIME, "", "2026-9-6 9:30", datetime(2026, 9, 6, 9, 30), "2026-09-06 09:30"),
        (Kind.CASE_NO, "", "[2022]皖1622行初012", "（2022）皖1622行初12号", "（2022）皖1622行初12号"),
        (Kind.DOC_NO, "", "蒙政(2022)44号", "蒙政〔2022〕44号", "蒙政〔2022〕44号"),
        (Kind.PHONE, "", "138 0000 1234", "13800001234", "13800001234"),
        (Kind.YEAR, "", "今年", 2026, "2026"),
        (Kind.PERSON_NAME, "", "王 某", "王某", "王某"),
        (Kind.UNIT, "", "县司法局", "蒙城县司法局", "蒙城县司法局"),
        (Kind.UNITS, "", "县司法局,县财政局", ("蒙城县司法局", "蒙城县财政局"), "蒙城县司法局、蒙城县财政局"),
    ],
)
def test_typed_text_is_read_and_shown_in_its_usual_form(
    qtbot, styled, db: Database, kind: Kind, unit: str, typed: str, value: object, shown: str
) -> None:
    editor = make_editor(Field("栏", name="field", kind=kind, unit=unit), Sources(db))
    qtbot.addWidget(editor)
    told: list[None] = []
    editor.changed.connect(lambda: told.append(None))
    editor.setText("")
    editor.insert(typed)
    editor.textEdited.emit(typed)
    assert editor.value() == value
    assert told
    editor.settle()
    assert editor.text() == shown
    assert editor.value() == value


@pytest.mark.parametrize(("kind", "typed"), [(Kind.DATE, "2月30"), (Kind.MONEY, "三块"), (Kind.INTEGER, "一堆")])
def test_a_text_that_cannot_be_read_stays_with_the_reason(qtbot, styled, kind: Kind, typed: str) -> None:
    editor = make_editor(Field("栏", name="field", kind=kind), Sources(None))
    qtbot.addWidget(editor)
    editor.setText(typed)
    editor.textEdited.emit(typed)
    with pytest.raises(Unreadable, match=typed):
        editor.value()
    editor.settle()
    assert editor.text() == typed


def test_money_says_its_capitals(qtbot, styled) -> None:
    editor = make_editor(Field("金额", name="amount", kind=Kind.MONEY, unit="万元"), Sources(None))
    qtbot.addWidget(editor)
    editor.set_value(1_234_567)
    assert editor.text() == "1.234567"
    assert editor.note() == "壹万贰仟叁佰肆拾伍元陆角柒分"
    assert editor.value() == 1_234_567


def test_a_masked_number_is_shown_only_when_asked(qtbot, styled) -> None:
    editor = make_editor(Field("手机", name="mobile", kind=Kind.PHONE, mask=True), Sources(None))
    qtbot.addWidget(editor)
    editor.set_value("13912345678")
    assert editor.text() == "139****5678" and editor.isReadOnly()
    assert editor.value() == "13912345678"
    with qtbot.waitSignal(editor.revealed):
        editor.reveal()
    assert editor.text() == "13912345678" and not editor.isReadOnly()


def test_an_id_number_is_checked_while_typing(qtbot, styled) -> None:
    editor = make_editor(Field("身份证号", name="id_no", kind=Kind.ID_CARD), Sources(None))
    qtbot.addWidget(editor)
    qtbot.keyClicks(editor, "110101199003074")
    assert editor.note()
    qtbot.keyClicks(editor, "477")
    assert "校验位" in editor.note() or editor.note() == ""


def test_letters_choose_by_initials(qtbot, styled) -> None:
    editor = ChoiceEditor(Field("审级", ("一审", "二审", "再审"), name="level", kind=Kind.ENUM), Sources(None))
    qtbot.addWidget(editor)
    qtbot.keyClicks(editor, "zs")
    assert editor.value() == "再审"
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert editor.value() is None


def test_a_retired_choice_is_kept(qtbot, styled) -> None:
    editor = ChoiceEditor(Field("类别", ("甲", "乙"), name="sort", kind=Kind.ENUM), Sources(None))
    qtbot.addWidget(editor)
    editor.set_value("丙")
    assert editor.value() == "丙"


def test_yes_no_and_nothing(qtbot, styled) -> None:
    editor = ChoiceEditor(Field("是否", name="flag", kind=Kind.BOOLEAN), Sources(None))
    qtbot.addWidget(editor)
    for value in (True, False, None):
        editor.set_value(value)
        assert editor.value() is value
    qtbot.keyClicks(editor, "y")
    assert editor.value() is True


def test_several_choices_are_ticked_or_typed(qtbot, styled) -> None:
    field = Field("标签", Enumeration("marks", "标签", ("甲", "乙", "丙")), name="marks", kind=Kind.MULTI_ENUM)
    editor = make_editor(field, Sources(None))
    qtbot.addWidget(editor)
    editor.show()
    editor.set_value(("乙",))
    editor.open_list()
    popup = editor.findChild(CheckList)
    assert popup.ticked() == ("乙",)
    popup.list.item(2).setCheckState(Qt.CheckState.Checked)
    assert editor.value() == ("乙", "丙")
    popup.close()
    editor.setText("甲、丙")
    editor.textEdited.emit("甲、丙")
    assert editor.value() == ("甲", "丙")


def test_a_day_is_picked_from_the_calendar(qtbot, styled) -> None:
    editor = make_editor(Field("日期", name="on", kind=Kind.DATE), Sources(None))
    qtbot.addWidget(editor)
    editor.show()
    editor.set_value(date(2026, 9, 6))
    editor.open_calendar()
    popup = editor.findChild(CalendarPopup)
    popup.calendar.setSelectedDate(popup.calendar.selectedDate().addDays(1))
    popup.calendar.activated.emit(popup.calendar.selectedDate())
    assert editor.value() == date(2026, 9, 7)


def test_units_are_found_by_initials(styled, db: Database) -> None:
    found = Sources(db).find_units("sfj")
    assert found and found[0].value == "蒙城县司法局"


def test_typing_initials_offers_units_and_enter_takes_the_first(qtbot, styled, db: Database) -> None:
    editor = make_editor(Field("单位", name="unit", kind=Kind.UNIT), Sources(db))
    qtbot.addWidget(editor)
    editor.show()
    editor.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClicks(editor, "sfj")
    popup = lambda: editor._suggestions._completer and editor._suggestions._completer.popup()  # noqa: E731
    qtbot.waitUntil(lambda: bool(popup() and popup().isVisible()))
    QTest.keyClick(popup(), Qt.Key.Key_Return)
    assert editor.value() == "蒙城县司法局"


def test_enter_before_the_list_takes_what_the_list_would_offer_first(qtbot, styled, db: Database) -> None:
    editor = make_editor(Field("单位", name="unit", kind=Kind.UNIT), Sources(db))
    qtbot.addWidget(editor)
    editor.show()
    qtbot.keyClicks(editor, "sfj")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.value() == "蒙城县司法局"


def test_a_reference_that_fits_nothing_is_kept_to_be_checked(qtbot, styled, db: Database) -> None:
    editor = make_editor(Field("案件", name="case", kind=Kind.REF, to="admin_case"), Sources(db))
    qtbot.addWidget(editor)
    editor.setText("（2020）皖1622行初9号")
    editor.textEdited.emit(editor.text())
    editor.settle()
    assert editor.value() is None
    assert editor.unmatched == "（2020）皖1622行初9号"
    assert "待核对" in editor.note()


def test_records_of_a_small_ledger_are_offered_before_anything_is_typed(qtbot, styled, db: Database) -> None:
    editor = make_editor(Field("文件", name="rule", kind=Kind.REF, to="rule_doc"), Sources(db))
    qtbot.addWidget(editor)
    editor.show()
    QTest.keyClick(editor, Qt.Key.Key_Down)
    first = editor._suggestions._found[0]
    editor._suggestions.picked.emit(first)
    assert editor.value() == first.value
    with qtbot.waitSignal(editor.opened) as told:
        QTest.keyClick(editor, Qt.Key.Key_F4)
    assert told.args == ["rule_doc", first.value]


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("xfj", "蒙城县人民政府信访局"),  # its end
        ("xzfxfj", "蒙城县人民政府信访局"),  # its short name
        ("mcgaj", "蒙城县公安局"),  # with a letter left out
        ("蒙城信访局", "蒙城县人民政府信访局"),
        ("公安", "蒙城县公安局"),
    ],
)
def test_a_unit_is_found_by_any_part_and_by_initials_with_gaps(db: Database, typed: str, unit: str) -> None:
    assert Sources(db).find_units(typed)[0].value == unit


def test_two_letters_with_others_between_find_no_unit(db: Database) -> None:
    assert "蒙城县公安局" not in [found.value for found in Sources(db).find_units("mj")]
