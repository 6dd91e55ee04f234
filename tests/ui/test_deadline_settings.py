"""Rules and holidays in their dialogs: what is changed there moves due dates, and undo brings them back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.data.database import Database
from app.domain.records import RECORDS
from app.paths import Home
from app.services.deadlines import all_periods, of_record
from app.services.deadlines import holidays as kept
from ui import messages
from ui.dialogs.holidays import HolidaysDialog, LocalDialog, TypedDialog
from ui.dialogs.rules import RuleDialog, RulesDialog, TakeOverDialog
from ui.remembered import Remembered

ANSWER = "lit_answer_evidence_15d"


@pytest.fixture
def parent(qtbot: QtBot, styled: object) -> QWidget:
    made = QWidget()
    made.resize(1366, 768)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(messages, "show_error", lambda error, parent=None: said.append(str(error)))
    return said


@pytest.fixture
def case(db: Database) -> int:
    with db.operation("登记") as op:
        made = op.create(
            RECORDS["admin_case"](
                case_no="（2026）皖1622行初12号", trial_level="一审", notice_received_on=date(2026, 9, 16)
            )
        )
    assert made.id is not None
    return made.id


def due(db: Database, id: int) -> date | None:
    return next(row.due_on for row in of_record(db, id) if row.rule == ANSWER)


@pytest.fixture
def rules(db: Database, home: Home, parent: QWidget, case: int) -> Iterator[RulesDialog]:
    dialog = RulesDialog(db, Remembered(home.window), parent)
    dialog.choose(ANSWER)
    yield dialog


@pytest.fixture
def holidays(db: Database, home: Home, parent: QWidget, case: int) -> HolidaysDialog:
    return HolidaysDialog(db, Remembered(home.window), parent)


def test_rules_are_found_and_narrowed(rules: RulesDialog) -> None:
    assert rules.tree.topLevelItemCount() == 167
    assert "共 167 项，启用 67 项" in rules._count.text()
    rules.which.setCurrentText("启用的")
    assert rules.tree.topLevelItemCount() == 67
    rules.search.setText("dbz")
    assert rules.current is not None and rules.current.id == ANSWER
    assert "行政诉讼法第67条" in rules.detail.toPlainText()


def test_a_rule_is_switched_off_and_on(rules: RulesDialog, db: Database, case: int, qtbot: QtBot) -> None:
    rules.tree.currentItem().setCheckState(0, Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: rules.changed)
    assert ANSWER not in [row.rule for row in of_record(db, case)]
    assert "停用期限规则" in rules.detail.toPlainText()
    db.undo()
    assert due(db, case) == date(2026, 10, 8)


def edited(db: Database, parent: QWidget, **values: Any) -> RuleDialog:
    from app.services.deadlines import rules as services

    dialog = RuleDialog(db, services.newest(db, ANSWER), parent)
    dialog.form.set_values(**values)
    dialog.accept()
    return dialog


def test_a_rule_is_changed_and_its_history_tells(rules: RulesDialog, db: Database, case: int) -> None:
    edited(db, rules, duration=20, warn_days="9；2", reason="本县从严")
    assert due(db, case) == date(2026, 10, 8)  # the 20th day is 6 October
    edited(db, rules, duration=23, roll=False)
    assert due(db, case) == date(2026, 10, 9)
    rules._list()
    told = rules.detail.toPlainText()
    assert "长度：15 → 20" in told and "本县从严" in told and "末日顺延：是 → 否" in told
    assert rules.current is not None and rules.current.warn_days == (9, 2)


def test_a_further_version_leaves_older_matters_alone(rules: RulesDialog, db: Database, case: int) -> None:
    edited(db, rules, duration=30, since=date(2026, 10, 1))
    assert due(db, case) == date(2026, 10, 8)
    assert len(db.law.rules[ANSWER]) == 2
    rules._list()
    assert "30日（2026-10-01起）" in rules.detail.toPlainText()


def test_what_cannot_be_is_said_and_not_written(rules: RulesDialog, db: Database, errors: list[str]) -> None:
    dialog = edited(db, rules, warn_days="七天")
    assert "预警天数" in errors[0] and dialog.result() == 0
    edited(db, rules, title=None)
    assert "期限名称" in errors[1]
    edited(db, rules, duration=0)
    assert "长度" in errors[2]


def test_a_rule_of_the_county_is_made_and_deleted(
    rules: RulesDialog, db: Database, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = RuleDialog(db, None, rules)
    dialog.record.setCurrentIndex(dialog.record.findData("admin_case"))
    dialog.trigger.setCurrentIndex(dialog.trigger.findData("notice_received_on"))
    dialog.form.set_values(title="报送应诉方案", event="收到应诉通知", duration=5, unit="工作日", basis="本县办法第3条")
    monkeypatch.setattr(RuleDialog, "exec", lambda self: self.accept() or self.result())
    rules._edit(dialog)
    own = next(row for row in of_record(db, case) if row.title == "报送应诉方案")
    assert own.due_on == date(2026, 9, 22)  # Sunday the 20th is worked
    assert rules.current is not None and rules.current.own
    monkeypatch.setattr(messages, "ask", lambda *_: True)
    rules.buttons["remove"].click()
    assert "报送应诉方案" not in [row.title for row in of_record(db, case)]
    rules.choose(ANSWER)
    assert not rules.buttons["remove"].isEnabled()  # of the law


def test_a_rule_file_goes_out_and_comes_back_changed(
    rules: RulesDialog, db: Database, case: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services.deadlines import rules as services

    file = tmp_path / "期限规则.xlsx"
    services.write_file(db, file)
    book = openpyxl.load_workbook(file)
    sheet = book.active
    header = {cell.value: cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value}
    for row in sheet.iter_rows():
        if any(cell.value == ANSWER for cell in row):
            sheet.cell(row[0].row, header["长度"]).value = "40"
    book.save(file)
    shown: list[str] = []

    def exec(self: TakeOverDialog) -> int:
        top = self.tree.topLevelItem(0)
        shown.extend([top.text(0), top.child(0).text(0), top.child(0).text(1), top.child(0).text(2)])
        assert self.tree.topLevelItemCount() == 1
        self.form.set_values(reason="新文件")
        self.accept()
        return self.result()

    monkeypatch.setattr(TakeOverDialog, "exec", exec)
    rules.take(file)
    assert shown == ["修改：被告提交答辩状、证据和依据", "长度", "15", "40"]
    assert due(db, case) == date(2026, 10, 26)
    db.undo()
    assert due(db, case) == date(2026, 10, 8)


def test_years_and_days_are_shown(holidays: HolidaysDialog, qtbot: QtBot) -> None:
    assert holidays.year == 2026
    assert "放假33天，调休上班6天" in holidays._head.text()
    view = holidays.view
    cell = next(cell for day, cell in view._cells() if day == date(2026, 10, 1))
    view.resize(view.sizeHint())
    cell = next(cell for day, cell in view._cells() if day == date(2026, 10, 1))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=cell.center().toPoint())
    assert "放假（国庆节）" in holidays._day.text() and holidays.remove_day.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.day == date(2026, 11, 1) and "休息日" in holidays._day.text()


def test_a_day_taken_away_moves_only_what_it_touches(holidays: HolidaysDialog, db: Database, case: int) -> None:
    with db.operation("登记") as op:
        other = op.create(
            RECORDS["admin_case"](
                case_no="（2026）皖1622行初13号", trial_level="一审", notice_received_on=date(2026, 3, 2)
            )
        ).id
    assert other is not None
    before = due(db, other)
    holidays.view.go_to(date(2026, 10, 1))
    holidays.remove_day.click()
    assert due(db, case) == date(2026, 10, 1)  # the fifteenth day, and a working day now
    assert due(db, other) == before
    assert holidays.changed
    db.undo()
    assert due(db, case) == date(2026, 10, 8)


def test_a_year_is_typed_as_in_the_notice(holidays: HolidaysDialog, db: Database, parent: QWidget) -> None:
    dialog = TypedDialog(db, 2027, parent)
    assert not dialog._take.isEnabled()
    dialog.off.setPlainText("元旦：1月1日至3日；春节：2月")
    assert "看不懂" in dialog.told.text() and not dialog._take.isEnabled()
    dialog.off.setPlainText("元旦：1月1日至3日；春节：2月5日至11日")
    dialog.on.setPlainText("1月30日")
    assert dialog.told.text() == "读到：放假10天，调休上班1天。"
    dialog.accept()
    assert 2027 in [table.year for table in kept.years(db) if table.is_known]
    holidays._list(2027)
    assert "放假10天" in holidays._head.text()
    db.undo()
    holidays._list(2027)
    assert "还没有录入" in holidays._head.text()


def test_a_year_comes_from_a_workbook(
    holidays: HolidaysDialog, db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, errors: list[str]
) -> None:
    book = openpyxl.Workbook()
    for row in (("日期", "类型", "名称"), ("2027-01-01", "放假", "元旦"), ("2027-01-30", "上班", "")):
        book.active.append(row)
    file = tmp_path / "2027.xlsx"
    book.save(file)
    asked: list[str] = []
    monkeypatch.setattr(messages, "ask", lambda _, what, more, *__: asked.append(what + more) or True)
    holidays.take(file)
    assert not errors
    assert "2027" in asked[0] and "放假1天，调休上班1天" in asked[0]
    assert holidays.year == 2027
    book.active.append(("2027-02-30", "放假", ""))
    book.save(file)
    holidays.take(file)
    assert "第4行" in errors[0]


def test_a_local_day_off(holidays: HolidaysDialog, db: Database, case: int, parent: QWidget, errors: list[str]) -> None:
    dialog = LocalDialog(db, date(2026, 10, 8), parent)
    dialog.accept()
    assert "名称和依据" in errors[0]
    dialog.form.set_values(name="全县放假")
    dialog.accept()
    assert due(db, case) == date(2026, 10, 9)
    holidays._list(2026)
    assert "本地安排1天" in holidays._head.text()
    assert len(all_periods(db)) == 167
