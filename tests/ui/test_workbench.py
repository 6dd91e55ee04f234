"""The workbench, the deadlines beside a record, the calculator and the reminders, as people use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.data.database import Database
from app.domain.periods import NoteKind
from app.domain.records import RECORDS
from app.paths import Home
from app.services.workbench import Which
from ui import summary
from ui.dialogs.calculator import CalculatorDialog
from ui.dialogs.deadline_note import NoteDialog
from ui.dialogs.reminding import RemindersDialog
from ui.jobs import Jobs
from ui.record_pane import DEADLINES
from ui.remembered import Remembered
from ui.window import OF_LEDGERS, Window

TODAY = date(2026, 11, 24)
ANSWER = "被告提交答辩状、证据和依据"


def case(db: Database, number: int, received: date, **values: Any) -> int:
    known = {
        "case_no": f"（2026）皖1622行初{number}号",
        "trial_level": "一审",
        "trial_procedure": "普通程序",
        "handler_unit": "蒙城县司法局",
        "handler": "王小明",
        "notice_received_on": received,
    }
    with db.operation("登记") as op:
        id = op.create(RECORDS["admin_case"](**known | values)).id
    assert id is not None
    return id


@pytest.fixture
def cases(db: Database) -> dict[str, int]:
    return {
        "late": case(db, 1, date(2026, 11, 6)),
        "today": case(db, 2, date(2026, 11, 9)),
        "friday": case(db, 3, date(2026, 11, 12), handler_unit="蒙城县公安局", handler="李红"),
    }


@pytest.fixture
def window(db: Database, home: Home, cases: dict[str, int], qtbot: QtBot, styled: object) -> Iterator[Window]:
    jobs = Jobs(home, today=TODAY)
    made = Window(db, jobs, Remembered(home.window))
    made.show()
    made.begin()
    yield made
    made.close()
    jobs.close()
    shiboken6.delete(made)


@pytest.fixture
def page(window: Window, qtbot: QtBot) -> Any:
    window.show_module("workbench")
    qtbot.waitUntil(lambda: window.page.model.rowCount() > 0)
    return window.page


def shown(page: Any) -> list[int]:
    return [item.id for item in page.model.items if item.what == ANSWER]


def choose(page: Any, which: Which, ids: list[int], qtbot: QtBot) -> None:
    qtbot.mouseClick(page.tiles[which], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(page) == ids)


def test_it_opens_at_what_is_most_urgent(page: Any, cases: dict[str, int], qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.tiles[Which.OVERDUE].accessibleName() == "逾期：1 项")
    assert page.tiles[Which.OVERDUE].isChecked()
    assert shown(page) == [cases["late"]]
    assert page.model.items[0].said == "逾期1天"  # in words, not by colour


def test_a_tile_lists_what_it_counts(page: Any, cases: dict[str, int], qtbot: QtBot) -> None:
    choose(page, Which.TODAY, [cases["today"]], qtbot)
    choose(page, Which.IN_3, [cases["today"], cases["friday"]], qtbot)


def test_enter_opens_the_record_with_its_deadline(
    window: Window, page: Any, cases: dict[str, int], qtbot: QtBot
) -> None:
    page.table.setCurrentIndex(page.model.index(0, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert window.page.module == "litigation"
    assert window.page.shown == ("admin_case", cases["late"])
    pane = window.page.pane
    assert pane._tabs.currentIndex() == DEADLINES
    assert pane._deadlines.current.title == ANSWER
    assert "行政诉讼法第67条" in pane._deadlines._why.toPlainText()
    assert "第15日为2026年11月21日（周六）" in pane._deadlines._why.toPlainText()


def test_it_can_be_narrowed_and_remembers(window: Window, page: Any, cases: dict[str, int], qtbot: QtBot) -> None:
    box = page.choices["unit"]
    qtbot.waitUntil(lambda: box.findData("蒙城县公安局") > 0)
    choose(page, Which.IN_3, [cases["today"], cases["friday"]], qtbot)
    box.setCurrentIndex(box.findData("蒙城县公安局"))
    qtbot.waitUntil(lambda: shown(page) == [cases["friday"]])
    qtbot.waitUntil(lambda: page.tiles[Which.OVERDUE].accessibleName() == "逾期：0 项")
    assert summary.narrowed_of(window.remembered).unit == "蒙城县公安局"
    from ui.workbench import WorkbenchPage

    again = WorkbenchPage(window.db, window.jobs, window.remembered)
    qtbot.addWidget(again)
    assert again.narrowed.unit == "蒙城县公安局"
    again.refetch()
    qtbot.waitUntil(lambda: shown(again) == [cases["friday"]])
    assert again.tiles[Which.IN_3].isChecked()


def test_a_day_of_the_calendar_lists_its_items(page: Any, cases: dict[str, int], qtbot: QtBot) -> None:
    calendar = page.calendar
    assert calendar.today == TODAY
    qtbot.waitUntil(lambda: "1项到期" in calendar.words(date(2026, 11, 27)))
    cell = next(cell for day, cell in calendar._cells() if day == date(2026, 11, 27))
    qtbot.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=cell.center().toPoint())
    qtbot.waitUntil(lambda: shown(page) == [cases["friday"]])
    assert page._title.text() == "11月27日 周五"
    qtbot.keyClick(calendar, Qt.Key.Key_Left)
    assert calendar.day == date(2026, 11, 26)
    qtbot.keyClick(calendar, Qt.Key.Key_PageDown)
    assert calendar.title == "2026年12月"
    page.week_button.setChecked(True)
    assert len(calendar.days) == 7 and calendar.days[0].weekday() == 0
    qtbot.keyClick(calendar, Qt.Key.Key_Home)
    assert calendar.day == TODAY


def test_a_holiday_and_a_worked_weekend_are_said(page: Any) -> None:
    calendar = page.calendar
    calendar.show_load({}, page._db.calendar)
    assert "放假" in calendar.words(date(2026, 10, 1))
    assert "调休上班" in calendar.words(date(2026, 10, 10))


def test_columns_sort(page: Any, cases: dict[str, int], qtbot: QtBot) -> None:
    choose(page, Which.IN_3, [cases["today"], cases["friday"]], qtbot)
    page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert shown(page) == [cases["friday"], cases["today"]]


def test_what_needs_a_ledger_waits_for_one(window: Window, page: Any) -> None:
    assert not any(window.action(name).isEnabled() for name in OF_LEDGERS)
    window.show_module("litigation")
    assert window.action("new").isEnabled() and window.action("export").isEnabled()


def test_another_write_is_seen(window: Window, page: Any, cases: dict[str, int], qtbot: QtBot) -> None:
    other = case(window.db, 8, date(2026, 11, 5))
    window.notify()
    qtbot.waitUntil(lambda: set(shown(page)) == {cases["late"], other})
    window.db.undo()
    window.notify()
    qtbot.waitUntil(lambda: shown(page) == [cases["late"]])


# The deadlines of a record


@pytest.fixture
def view(window: Window, cases: dict[str, int], qtbot: QtBot) -> Any:
    window.open_deadlines("admin_case", cases["late"], "lit_answer_evidence_15d")
    return window.page.pane._deadlines


def fill(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    def exec(self: NoteDialog) -> int:
        self.form.set_values(**values)
        self.accept()
        return self.result()

    monkeypatch.setattr(NoteDialog, "exec", exec)


def test_the_clock_is_stopped_and_started_by_undo(
    view: Any, window: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    fill(monkeypatch, reason="管辖异议", first=date(2026, 11, 10), last=date(2026, 11, 19), every=False)
    view.buttons[NoteKind.STOP].click()
    assert view.current.due_on == date(2026, 12, 1)
    assert "停表（管辖异议）2026-11-10 至 2026-11-19" in view._why.toPlainText()
    window._undo()
    assert view.current.due_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "values", "due"),
    [
        (
            NoteKind.EXTENSION,
            {"on": date(2026, 12, 8), "approver": "蒙城县人民法院", "doc_no": "决定书"},
            date(2026, 12, 8),
        ),
        (NoteKind.DOCUMENT, {"on": date(2026, 11, 30), "doc_no": "应诉通知书"}, date(2026, 11, 30)),
    ],
)
def test_an_extension_or_a_document_sets_the_date(
    view: Any, monkeypatch: pytest.MonkeyPatch, kind: NoteKind, values: dict[str, Any], due: date
) -> None:
    fill(monkeypatch, **values)
    view.buttons[kind].click()
    assert view.current.due_on == due
    assert "以此为准" in view._why.toPlainText()


def test_what_was_entered_is_taken_away(view: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtCore import QUrl

    from ui import deadlines_view

    fill(monkeypatch, on=date(2026, 11, 30), doc_no="应诉通知书")
    view.buttons[NoteKind.DOCUMENT].click()
    note = view.current.notes[0]
    assert f'href="note:{note.id}"' in view._why.toHtml()
    monkeypatch.setattr(deadlines_view, "ask", lambda *_: True)
    view._followed(QUrl(f"note:{note.id}"))
    assert view.current.due_on == date(2026, 11, 23)


def test_a_note_without_its_date_is_refused(
    view: Any, window: Window, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from ui import messages

    said: list[str] = []
    monkeypatch.setattr(messages, "show_error", lambda error, parent=None: said.append(str(error)))
    dialog = NoteDialog(window.db, view._id, view.current, NoteKind.EXTENSION, window)
    qtbot.addWidget(dialog)
    dialog.accept()
    assert "延长到" in said[0]
    assert dialog.result() == 0


def test_a_period_that_has_not_begun_says_for_what_it_waits(view: Any) -> None:
    texts = [view.tree.topLevelItem(n).text(2) for n in range(view.tree.topLevelItemCount())]
    assert any(text.startswith("待“") for text in texts), texts


# Calculator, reminders, summary


def test_the_calculator_answers_as_one_types(window: Window, qtbot: QtBot) -> None:
    dialog = CalculatorDialog(window.db, window.remembered, window)
    qtbot.addWidget(dialog)
    dialog.search.setText("dbz")
    dialog.choose("lit_answer_evidence_15d")
    dialog.start.setFocus()
    dialog.start.clear()
    qtbot.keyClicks(dialog.start, "2026-9-16")
    assert dialog.answer is not None and dialog.answer.due_on == date(2026, 10, 8)
    assert "国庆放假至10月7日，顺延到2026年10月8日" in dialog.shown.toPlainText()
    line = dialog.add_stop()
    line.first.take(date(2026, 9, 20))
    line.last.take(date(2026, 9, 26))
    assert dialog.answer.due_on == date(2026, 10, 8)
    line.last.take(date(2026, 9, 30))
    assert dialog.answer.due_on == date(2026, 10, 12)
    dialog.copy()
    assert "2026年10月12日" in QGuiApplication.clipboard().text()
    line.last.take(date(2026, 9, 1))
    assert dialog.answer is None and not dialog.print_button.isEnabled()
    assert "早于" in dialog.shown.toPlainText()


def test_the_calculator_has_every_rule(window: Window, qtbot: QtBot) -> None:
    dialog = CalculatorDialog(window.db, window.remembered, window)
    qtbot.addWidget(dialog)
    assert dialog.rules.count() == 167
    dialog.search.setText("没有这样的期限")
    assert dialog.rules.count() == 0 and not dialog.copy_button.isEnabled()


def test_units_are_chosen_for_reminding(window: Window, qtbot: QtBot) -> None:
    dialog = RemindersDialog(window.db, window.remembered, window)
    qtbot.addWidget(dialog)
    assert dialog.units == ["蒙城县司法局", "蒙城县公安局"]
    dialog.days.setValue(0)
    assert dialog.units == ["蒙城县司法局"]
    dialog.every.click()
    assert not dialog.units and not dialog._take.isEnabled()


def test_the_summary_comes_once_a_day(window: Window, qtbot: QtBot) -> None:
    strip = window._summary
    qtbot.waitUntil(lambda: strip.isVisible())
    assert "逾期1项，今天到期1项" in strip._text.text()
    window.show_module("workbench")
    assert not strip.isVisible()
    window.show_module("litigation")
    strip.begin()
    qtbot.wait(50)
    assert not strip.isVisible()


def test_the_tray_tells_only_what_is_new(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    reminder = summary.TrayReminder(window.db, window.jobs, window.remembered, window.bring_workbench, window)
    told: list[str] = []
    monkeypatch.setattr(reminder._tray, "showMessage", lambda title, text, *_: told.append(text))
    counts = dict.fromkeys(Which, 0)
    reminder.tell(counts)
    assert not told
    reminder.tell(counts | {Which.OVERDUE: 2})
    reminder.tell(counts | {Which.OVERDUE: 2})
    reminder.tell(counts | {Which.OVERDUE: 2, Which.TODAY: 1})
    assert told == ["逾期2项。", "逾期2项，今天到期1项。"]
