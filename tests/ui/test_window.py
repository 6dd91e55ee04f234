"""The window as people use it: tabs, ledgers, finding, saving, undo, voiding, one list after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.database import Database
from app.data.queries import Filter
from app.domain.fields import Kind
from app.domain.records import MODULES, RECORDS
from app.errors import UserError
from app.paths import Home
from ui import messages
from ui.columns import SAMPLES
from ui.filter_bar import OPERATORS, Condition, ConditionEditor
from ui.jobs import Command, Jobs, said
from ui.ledger_page import LedgerPage
from ui.main import answer_others, ask_the_first, lock_home
from ui.remembered import Remembered
from ui.window import Window


@pytest.fixture
def window(db: Database, home: Home, qtbot: QtBot, styled: object) -> Iterator[Window]:
    jobs = Jobs(home)
    made = Window(db, jobs, Remembered(home.window))
    made.show()
    made.begin()
    yield made
    made.page.pane.clear()
    made.close()
    jobs.close()
    shiboken6.delete(made)  # before its database is closed: timers may still be running


@pytest.fixture
def units(window: Window, qtbot: QtBot) -> Any:
    window.show_module("directory")
    qtbot.waitUntil(lambda: len(window.page.ledger.model.ids) > 0)
    return window.page.ledger


def answer(monkeypatch: pytest.MonkeyPatch, dialog: type, fill: Callable[[Any], None]) -> None:
    """Stands in for the person at a modal dialog."""

    def exec(self: Any) -> int:
        fill(self)
        return 1

    monkeypatch.setattr(dialog, "exec", exec)


def test_every_module_is_a_tab_and_shows_its_ledgers(window: Window, qtbot: QtBot) -> None:
    assert [window.tabs.tabText(place) for place in range(window.tabs.count())] == ["工作台", *MODULES.values()]
    seen = set()
    for module in MODULES:
        window.show_module(module)
        seen |= set(window.page.ledgers.records)
    assert seen == set(RECORDS)


def test_every_ledger_opens_even_when_empty(window: Window, qtbot: QtBot) -> None:
    for module in MODULES:
        window.show_module(module)
        for record in window.page.ledgers.records:
            window.page.ledgers.choose(record)
            qtbot.waitUntil(lambda: not window.page.ledger.is_busy)
            assert window.page.ledger.record == record


def test_search_and_conditions_narrow_the_list(units: Any, qtbot: QtBot) -> None:
    everything = len(units.model.ids)
    units.filter_bar.set_search("公安")
    qtbot.waitUntil(lambda: 0 < len(units.model.ids) < everything)
    units.filter_bar.clear()
    qtbot.waitUntil(lambda: len(units.model.ids) == everything)
    units.filter_bar.set_conditions([Condition(Filter("kind", "is", "县政府部门"), "单位类别 是 县政府部门")])
    qtbot.waitUntil(lambda: 0 < len(units.model.ids) < everything)


def test_a_search_without_result_says_so(units: Any, qtbot: QtBot) -> None:
    units.filter_bar.set_search("绝无此单位")
    qtbot.waitUntil(lambda: not units.is_busy and not len(units.model.ids))
    assert not units.table.isVisible()
    buttons = [b for b in units.findChildren(QAbstractButton) if b.isVisible() and b.text() == "清除查找和筛选"]
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(units.table.isVisible)


def test_a_click_on_a_header_sorts_and_a_second_one_turns_it_round(units: Any, qtbot: QtBot) -> None:
    units._sort_clicked(0)
    qtbot.waitUntil(lambda: not units.is_busy)
    first = list(units.model.ids)
    units._sort_clicked(0)
    qtbot.waitUntil(lambda: not units.is_busy and list(units.model.ids) != first)
    names = [queries.page(units._db, "unit", [id], ("name",))[0][0] for id in (first[0], units.model.ids[0])]
    assert names[0] != names[1]
    assert units.columns.sort[0].startswith("-")


def test_columns_and_order_are_remembered_per_ledger(units: Any, window: Window, home: Home, qtbot: QtBot) -> None:
    units._use(units.columns.shown(("name", "phone")).sorted_by(("phone",)))
    window.remembered.flush()
    from ui.columns import Columns

    kept = Columns.remembered(Remembered(home.window), "unit")
    assert kept.names == ("name", "phone")
    assert kept.sort == ("phone",)


def test_the_chosen_row_is_shown_beside(units: Any, window: Window, qtbot: QtBot) -> None:
    units.table.selectRow(1)
    qtbot.waitUntil(lambda: window.page.shown == ("unit", units.model.ids[1]))
    assert window.page.pane.record_id == units.model.ids[1]


def test_a_new_record_is_saved_counted_found_undone_and_redone(window: Window, units: Any, qtbot: QtBot) -> None:
    before = len(units.model.ids)
    with window.db.operation("登记单位") as op:
        record = queries.blank(window.db, "unit")
        record.name, record.kind = "某某新设单位", "其他"
        made = op.create(record)
    window.notify(("unit",), (made.id,))
    qtbot.waitUntil(lambda: len(units.model.ids) == before + 1)
    qtbot.waitUntil(lambda: window.counts.get("unit") == before + 1)
    assert "登记单位" in window.action("undo").text()
    window.action("undo").trigger()
    qtbot.waitUntil(lambda: len(units.model.ids) == before)
    assert window.action("redo").isEnabled()
    window.action("redo").trigger()
    qtbot.waitUntil(lambda: len(units.model.ids) == before + 1)


def test_voiding_asks_for_a_reason_and_leaves_the_number(
    window: Window, units: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.dialogs.small import VoidDialog

    answer(monkeypatch, VoidDialog, lambda dialog: dialog._reason.setText("重复登记"))
    units.table.selectRow(0)
    id, before = units.table.current_id(), len(units.model.ids)
    window.action("void").trigger()
    qtbot.waitUntil(lambda: len(units.model.ids) == before - 1)
    voided = queries.load(window.db, "unit", id)
    assert (voided.void, voided.void_reason) == (True, "重复登记")
    units.filter_bar._void.setChecked(True)
    qtbot.waitUntil(lambda: len(units.model.ids) == before)
    assert units.model.is_void(units.model.row_of(id))


def test_what_another_program_writes_is_seen(window: Window, units: Any, home: Home, qtbot: QtBot) -> None:
    before = len(units.model.ids)
    with Database.open(home) as other, other.operation("登记单位") as op:
        record = queries.blank(other, "unit")
        record.name, record.kind = "另一程序登记的单位", "其他"
        op.create(record)
    qtbot.waitUntil(lambda: len(units.model.ids) == before + 1, timeout=5000)


def test_copied_rows_are_on_the_clipboard(units: Any, qtbot: QtBot) -> None:
    units.table.selectAll()
    with qtbot.waitSignal(units.said):
        units.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == len(units.model.ids) + 1


def test_a_record_of_another_module_is_gone_to(window: Window, units: Any, qtbot: QtBot) -> None:
    window.show_module("litigation")
    id = units.model.ids[7]
    window.open_record("unit", id)
    assert window.page.module == "directory"
    qtbot.waitUntil(lambda: units.table.current_id() == id)
    assert window.page.shown == ("unit", id)


def test_any_record_is_found_from_the_keyboard(window: Window, units: Any, qtbot: QtBot) -> None:
    from ui.finder import Finder

    finder = Finder(window.jobs, window)
    finder.chosen.connect(window.open_record)
    finder.show()
    line = finder.findChild(QLineEdit)
    qtbot.keyClicks(line, "xian")
    finder.find("公安局")
    qtbot.waitUntil(lambda: finder._list.count() > 1)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.shown is not None)
    assert window.page.module == "directory"
    finder.deleteLater()


def test_every_kind_of_field_has_operators_and_a_width() -> None:
    assert set(OPERATORS) == set(Kind)
    assert set(SAMPLES) == set(Kind)


@pytest.mark.parametrize(
    ("record", "field", "operator", "typed", "expected"),
    [
        ("admin_case", "filed_on", "between", ("20220901", ""), (date(2022, 9, 1), None)),
        ("admin_case", "plaintiff", "contains", ("王", ""), "王"),
        ("admin_case", "trial_level", "is", ("二审", ""), "二审"),
        ("admin_case", "norm_review", "is", ("否", ""), False),
        ("admin_case", "claim_amount", "between", ("1000", "2000.5"), (100000, 200050)),
        ("admin_case", "court", "empty", ("", ""), None),
        ("appearance", "hearing_at", "is", ("2022-9-6", ""), date(2022, 9, 6)),
    ],
)
def test_a_condition_is_read_as_typed(
    db: Database, qtbot: QtBot, record: str, field: str, operator: str, typed: tuple[str, str], expected: Any
) -> None:
    editor = ConditionEditor(db, record, field, None)  # type: ignore[arg-type]
    editor._operator.setCurrentIndex(editor._operator.findData(operator))
    editor._low.setText(typed[0])
    editor._high.setText(typed[1])
    editor._choice.setCurrentText(typed[0])
    with qtbot.waitSignal(editor.accepted) as taken:
        editor._take()
    assert taken.args[0].filter == Filter(field, operator, expected)
    queries.ids(db, queries.Query(record, (taken.args[0].filter,)))


def test_a_condition_that_cannot_be_read_says_why(db: Database, qtbot: QtBot, styled: object) -> None:
    editor = ConditionEditor(db, "admin_case", "filed_on", None)  # type: ignore[arg-type]
    qtbot.addWidget(editor)
    editor._low.setText("昨天吧")
    with qtbot.assertNotEmitted(editor.accepted):
        editor._take()
    assert editor._problem.text()


def test_a_command_tells_its_progress_and_its_result(home: Home, db: Database, tmp_path: Path, qtbot: QtBot) -> None:
    command = Command(home, ["export", "unit", str(tmp_path / "单位.xlsx")])
    with qtbot.waitSignal(command.finished, timeout=30_000) as done:
        command.start()
    assert done.args[0] == {"file": str(tmp_path / "单位.xlsx")}
    assert (tmp_path / "单位.xlsx").exists()


def test_a_command_that_refuses_gives_its_sentences(home: Home, db: Database, tmp_path: Path, qtbot: QtBot) -> None:
    command = Command(home, ["import", str(tmp_path / "没有.xlsx")])
    with qtbot.waitSignal(command.failed, timeout=30_000) as failed:
        command.start()
    assert isinstance(failed.args[0], UserError)
    assert failed.args[0].what


def test_a_cancelled_command_ends_at_once_and_writes_nothing(
    home: Home, db: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    command = Command(home, ["export", "unit", str(tmp_path / "单位.xlsx")])
    command.start()
    with qtbot.waitSignal(command.destroyed, timeout=10_000), qtbot.assertNotEmitted(command.finished):
        command.cancel()
    assert not (tmp_path / "单位.xlsx").exists()


def test_sentences_come_back_as_what_why_and_what_to_do() -> None:
    error = UserError("文件打不开", "正被 Excel 使用", "请关闭后重试")
    back = said(str(error))
    assert (back.what, back.why, back.what_to_do) == (error.what, error.why, error.what_to_do)


def test_a_second_start_raises_the_first_window(window: Window, home: Home, qtbot: QtBot) -> None:
    lock = lock_home(home)
    assert lock is not None
    assert lock_home(home) is None
    raised = []
    window.raise_up = lambda: raised.append(True)  # type: ignore[method-assign]
    answer_others(home, window)
    assert ask_the_first(home)
    qtbot.waitUntil(lambda: bool(raised))
    lock.unlock()


def test_an_error_is_shown_as_sentences(window: Window, qtbot: QtBot) -> None:
    box = messages.error_box(UserError("没有导入", "文件是空的", "请换一个文件"), window)
    assert "没有导入" in box.text()
    assert "文件是空的。" in box.informativeText()


def test_every_button_and_field_has_a_name(window: Window, qtbot: QtBot) -> None:
    unnamed = [
        widget
        for widget in window.findChildren(QAbstractButton)
        if widget.isVisible() and not (widget.text() or widget.accessibleName() or widget.toolTip())
    ]
    unnamed += [
        line
        for line in window.findChildren(QLineEdit)
        if line.isVisible() and not line.accessibleName() and not line.parent().metaObject().className() == "QComboBox"
    ]
    assert unnamed == []


def test_a_larger_font_makes_rows_larger(window: Window, units: Any, qtbot: QtBot) -> None:
    before = units.table.verticalHeader().defaultSectionSize()
    try:
        window._set_size("特大")
        qtbot.waitUntil(lambda: units.table.verticalHeader().defaultSectionSize() > before)
    finally:
        window._set_size("标准")


def test_the_arrow_key_goes_from_the_search_box_into_the_table(units: Any, qtbot: QtBot) -> None:
    units.filter_bar.focus()
    qtbot.keyClick(units.filter_bar._search, Qt.Key.Key_Down)
    assert units.table.selected_count() == 1


def test_the_row_whose_record_is_shown_is_seen_as_chosen(window: Window, qtbot: QtBot) -> None:
    window.show_module("directory")
    table = window.page.ledger.table
    qtbot.waitUntil(lambda: len(table.ledger.ids) > 0)
    window.begin()
    qtbot.waitUntil(lambda: table.current_id() is not None)
    assert list(table.selected_ids()) == [table.current_id()]


def test_each_ledger_comes_back_to_the_record_that_was_current(
    qtbot: QtBot, db: Database, tmp_path: Path, styled: object
) -> None:
    remembered = Remembered(tmp_path / "window.ini")

    def opened(jobs: Jobs) -> LedgerPage:
        page = LedgerPage(db, jobs, remembered, "unit")
        qtbot.addWidget(page)
        page.show()
        page.refetch()
        qtbot.waitUntil(lambda: len(page.model.ids) > 5 and not page.is_busy)
        return page

    yesterday = Jobs(db.home)
    page = opened(yesterday)
    page.go_to(page.model.ids[4])
    chosen = page.table.current_id()
    yesterday.close()
    today = Jobs(db.home)
    assert opened(today).table.current_id() == chosen
    today.close()
