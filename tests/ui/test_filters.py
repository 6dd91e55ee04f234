"""Narrowing a ledger: relative conditions, saved filters, the column menu, groups, totals, nothing found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.database import Database
from app.data.queries import Filter, Query
from app.paths import Home
from app.services import saved_filters
from ui import messages
from ui.dialogs.naming import NameDialog
from ui.filter_bar import LATE, MINE, OURS, ConditionEditor, operators_of, said
from ui.jobs import Jobs
from ui.remembered import Remembered
from ui.window import Window

OWN = "蒙城县司法局"


@pytest.fixture
def cases(db: Database) -> None:
    """Eight suits: four each of two causes, the amounts 1,000 to 8,000 yuan."""
    with db.operation("准备") as op:
        op.set_setting("own_unit", OWN)
        op.set_setting("user_name", "周某")
    for number in range(1, 9):
        with db.operation("登记", by="周某" if number % 2 else "吴某") as op:
            case = queries.blank(db, "admin_case")
            case.registered_by = None
            case.case_no = f"（2026）皖1622行初{number}号"
            case.court, case.plaintiff = "蒙城县人民法院", f"某{number}"
            case.cause = "行政处罚" if number > 4 else "行政许可"
            case.defendants = (OWN,) if number < 4 else ("蒙城县公安局",)
            case.filed_on = db.today.replace(day=1) if number == 1 else db.today.replace(year=db.today.year - 1)
            case.claim_comp, case.claim_amount = True, number * 1000_00
            op.create(case)


@pytest.fixture
def make_window(db: Database, home: Home, qtbot: QtBot, styled: object) -> Iterator[Callable[[], Window]]:
    made: list[tuple[Window, Jobs]] = []

    def make() -> Window:
        jobs = Jobs(home)
        window = Window(db, jobs, Remembered(home.window))
        made.append((window, jobs))
        window.show()
        window.begin()
        window.show_module("litigation")
        window.page.ledgers.choose("admin_case")
        return window

    yield make
    for window, jobs in made:
        window.page.pane.clear()
        window.close()
        jobs.close()
        shiboken6.delete(window)


@pytest.fixture
def window(cases: None, make_window: Callable[[], Window]) -> Window:
    return make_window()


@pytest.fixture
def ledger(window: Window, qtbot: QtBot) -> Any:
    page = window.page.ledger
    qtbot.waitUntil(lambda: len(page.model.ids) == 8)
    return page


def named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def exec(self: NameDialog) -> int:
        self._name.setText(name)
        return 1

    monkeypatch.setattr(NameDialog, "exec", exec)


def items(window: Window) -> list[str]:
    ledgers = window.page.ledgers
    return [ledgers.item(place).text() for place in range(ledgers.count())]


def test_usual_conditions_stand_in_the_menu_and_combine(ledger: Any, qtbot: QtBot) -> None:
    texts = [action.text() for action in ledger.filter_bar.menu.actions()]
    assert texts[:3] == ["我登记的", "本单位的", "逾期未办"]
    ledger.filter_bar.menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 4)
    ledger.filter_bar.menu.actions()[1].trigger()
    ledger.filter_bar.menu.actions()[1].trigger()  # twice is once
    qtbot.waitUntil(lambda: ledger.filter_bar.filters == (MINE, OURS) and not ledger.is_busy)
    found = queries.load_many(ledger._db, "admin_case", list(ledger.model.ids))
    assert {case.plaintiff for case in found} == {"某1", "某3", "某5", "某7"}  # all were registered by the own unit
    assert [condition.text for condition in ledger.filter_bar.conditions] == ["我登记的", "本单位的"]


def test_without_an_own_unit_the_person_is_told(ledger: Any, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(messages, "show_error", lambda error, parent=None: told.append(error.what))
    with db.operation("清空") as op:
        op.set_setting("own_unit", None)
    ledger.filter_bar.add(OURS)
    assert told and not ledger.filter_bar.filters


@pytest.mark.parametrize(
    ("field", "operator", "text"),
    [
        ("filed_on", "this_month", "立案日期 在本月"),
        ("filed_on", "this_quarter", "立案日期 在本季度"),
        ("filed_on", "last_year", "立案日期 在去年"),
        ("answer_due", "overdue", "答辩截止日期 已逾期"),
        ("defendants", "own_unit", "被告 包含本单位"),
        ("registered_by", "mine", "我登记的"),
    ],
)
def test_a_condition_without_a_value_is_chosen_and_said(
    db: Database, cases: None, qtbot: QtBot, field: str, operator: str, text: str
) -> None:
    editor = ConditionEditor(db, "admin_case", field, None)  # type: ignore[arg-type]
    place = editor._operator.findData(operator)
    editor._operator.setCurrentIndex(place)
    with qtbot.waitSignal(editor.accepted) as taken:
        editor._take()
    assert taken.args[0].filter == Filter(field, operator)
    assert taken.args[0].text == text


def test_only_what_is_to_be_done_can_be_overdue() -> None:
    fields = queries.RECORDS["admin_case"].fields()
    assert operators_of("admin_case", fields["answer_due"])[0] == "overdue"
    assert "overdue" not in operators_of("admin_case", fields["filed_on"])


def test_a_filter_is_saved_counted_used_renamed_and_deleted(
    window: Window, ledger: Any, db: Database, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(monkeypatch, "今年的许可")
    ledger.filter_bar.add(Filter("filed_on", "this_year"))
    ledger.filter_bar.add(Filter("cause", "is", "行政许可"))
    ledger._sort_by("-case_no")
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 1)
    ledger.save_filter()
    ledgers = window.page.ledgers
    assert items(window)[items(window).index("行政诉讼案件") + 1] == "今年的许可"
    assert ledgers.current_filter == "今年的许可"
    assert ledgers.currentItem().data(queries_count()) == 1

    ledger.filter_bar.clear()  # other conditions: the ledger itself is current again
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 8)
    assert (ledgers.current, ledgers.current_filter) == ("admin_case", "")
    ledger._sort_by("plaintiff")

    ledgers.choose("admin_case", "今年的许可")
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 1)
    assert ledger.columns.sort == ("-case_no",)
    ledgers.setCurrentItem(ledgers._items["admin_case"])
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 8)

    named(monkeypatch, "许可")
    window.page._rename_filter("admin_case", "今年的许可")
    qtbot.waitUntil(lambda: "许可" in items(window) and "今年的许可" not in items(window))
    monkeypatch.setattr(messages, "ask", lambda *_: True)
    window.page._delete_filter("admin_case", "许可")
    qtbot.waitUntil(lambda: "许可" not in items(window))
    assert saved_filters.saved(db) == []


def queries_count() -> int:
    from ui.ledger_list import COUNT

    return COUNT


def test_saved_filters_are_there_after_a_restart_and_counted_anew(
    db: Database, cases: None, make_window: Callable[[], Window], qtbot: QtBot
) -> None:
    saved_filters.keep(db, Query("admin_case", (MINE,), "某"), "我的")
    window = make_window()
    qtbot.waitUntil(lambda: ("admin_case", "我的") in window.page.ledgers._saved)
    item = window.page.ledgers._saved["admin_case", "我的"]
    assert item.data(queries_count()) == 4
    window.page.ledgers.setCurrentItem(item)
    page = window.page.ledger
    qtbot.waitUntil(lambda: len(page.model.ids) == 4)
    assert page.filter_bar.search == "某"
    with db.operation("登记", by="周某") as op:
        case = queries.blank(db, "admin_case")
        case.registered_by, case.case_no, case.plaintiff = None, "（2026）皖1622行初99号", "某某"
        op.create(case)
    window.notify(("admin_case",), (case.id,))
    qtbot.waitUntil(lambda: item.data(queries_count()) == 5)
    qtbot.waitUntil(lambda: len(page.model.ids) == 5)


def test_groups_stand_beside_and_a_click_filters(ledger: Any, qtbot: QtBot) -> None:
    ledger.filter_bar.add(MINE)
    ledger.group_by("cause")
    view = ledger._groups
    qtbot.waitUntil(lambda: view._list.count() == 3)
    view._list.setCurrentRow(1)
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 2)
    assert len(ledger.filter_bar.filters) == 2
    qtbot.waitUntil(lambda: view._list.currentRow() == 1 and view._list.count() == 3)
    view._list.setCurrentRow(2)  # another group instead
    qtbot.waitUntil(lambda: ledger.filter_bar.filters[-1].value == view._list.item(2).text())
    assert len(ledger.filter_bar.filters) == 2
    view._list.setCurrentRow(0)
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 4)
    view._list.setCurrentRow(1)
    qtbot.keyClick(view._list, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: ledger._groups is None and ledger.filter_bar.filters == (MINE,))


def test_dates_are_grouped_by_month(ledger: Any, db: Database, qtbot: QtBot) -> None:
    ledger.group_by("filed_on")
    qtbot.waitUntil(lambda: ledger._groups._list.count() == 3)
    assert ledger._groups._list.item(1).text() == f"{db.today:%Y年%m月}"
    ledger._groups._list.setCurrentRow(2)
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 7)


def test_the_menu_of_a_column(ledger: Any, qtbot: QtBot) -> None:
    names = ledger.columns.names
    ledger.table.selectRow(0)
    ledger._use(ledger.columns.shown(("cause", *(name for name in names if name != "cause"))))
    header = ledger.table.horizontalHeader()
    ledger._header_menu(QPoint(header.sectionViewportPosition(0) + 4, 4))
    menu = ledger.findChildren(QMenu)[-1]
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert {"升序", "降序", "按此列筛选…", "按案由分组", "列宽适合内容", "隐藏此列"} <= set(actions)
    only = next(action for text, action in actions.items() if text.startswith("只看"))
    only.trigger()
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 4)
    actions["降序"].trigger()
    assert ledger.columns.sort == ("-cause",)
    actions["隐藏此列"].trigger()
    assert "cause" not in ledger.columns.names
    menu.close()


def test_the_selection_is_added_up(ledger: Any, qtbot: QtBot) -> None:
    ledger._use(ledger.columns.shown(("case_no", "claim_amount", "plaintiff")))
    ledger.table.selectRow(0)
    qtbot.wait(200)
    assert ledger._totals.whole == ""
    ledger.table.selectAll()
    qtbot.waitUntil(lambda: "请求赔偿金额合计 36,000.00 元" in ledger._totals.whole)
    assert "选中 8 条" in ledger._count.text()
    ledger.table.clearSelection()
    qtbot.waitUntil(lambda: ledger._totals.whole == "")


def test_a_text_not_found_can_be_looked_for_everywhere(ledger: Any, window: Window, qtbot: QtBot) -> None:
    ledger.filter_bar.set_search("公交集团")
    qtbot.waitUntil(lambda: ledger._body.currentIndex() == 2)
    assert "公交集团" in ledger._not_found.text()
    button = next(b for b in ledger.findChildren(QPushButton) if b.text() == "在全部台账中查找")
    assert button.isVisible()
    ledger.find_requested.disconnect()  # the dialog would wait for somebody
    with qtbot.waitSignal(ledger.find_requested) as asked:
        button.click()
    assert asked.args == ["公交集团"]
    ledger.filter_bar.use(Query("admin_case", (Filter("cause", "is", "没有的"),)))
    qtbot.waitUntil(lambda: ledger._not_found.text() == "没有符合条件的记录")
    assert not button.isVisible()


def test_every_condition_has_words(db: Database) -> None:
    for condition in (MINE, OURS, LATE, Filter("filed_on", "this_year"), Filter("cause", "empty")):
        assert said(db, "admin_case", condition)


def test_a_condition_is_made_with_initials_and_enter_alone(ledger: Any, qtbot: QtBot) -> None:
    ledger.filter_bar.add_condition()
    editor = ledger.filter_bar.findChild(ConditionEditor)
    qtbot.waitUntil(lambda: editor._field.hasFocus())
    for box, typed, taken in (
        (editor._field, "beig", ""),
        (editor._field, "bg", "被告"),
        (editor._choice, "gaj", "蒙城县公安局"),
    ):
        line = box.lineEdit()
        line.selectAll()
        qtbot.keyClicks(line, typed)
        box.completer().popup().hide()
        if taken:
            qtbot.keyClick(line, Qt.Key.Key_Return)
            if box is editor._field:
                assert box.currentText() == taken and editor._choice.hasFocus(), (
                    "Enter in the field goes on to the value"
                )
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 5)
    assert ledger.filter_bar.conditions[0].text == "被告 包含 蒙城县公安局"


def test_a_unit_may_be_named_by_its_alias_in_a_condition(ledger: Any, qtbot: QtBot) -> None:
    ledger.filter_bar.add_condition("defendants")
    editor = ledger.filter_bar.findChild(ConditionEditor)
    qtbot.waitUntil(lambda: editor._choice.hasFocus())
    editor._choice.lineEdit().selectAll()
    editor._choice.lineEdit().insert("县公安局")
    editor._choice.completer().popup().hide()
    qtbot.keyClick(editor._choice.lineEdit(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(ledger.model.ids) == 5)
