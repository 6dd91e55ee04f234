"""The import wizard, driven through its steps on real files and a real child process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.paths import Home
from app.services.exchange.export import export
from ui.import_wizard.wizard import COLUMNS, DONE, PLAN, SHEETS, VALUES, ImportWizard

WAIT = 30_000  # milliseconds; the child starts an interpreter on a busy machine
Open = Callable[[Path], ImportWizard]


@pytest.fixture
def wizard(qtbot: QtBot, home: Home, styled: object) -> Open:
    def open_wizard(file: Path) -> ImportWizard:
        made = ImportWizard(home, file, None)
        qtbot.addWidget(made)
        made.show()
        idle(qtbot, made)
        return made

    return open_wizard


def idle(qtbot: QtBot, wizard: ImportWizard) -> None:
    qtbot.waitUntil(lambda: not wizard.is_working, timeout=WAIT)


def step(wizard: ImportWizard) -> int:
    return wizard._steps.currentIndex()


def go_on(qtbot: QtBot, wizard: ImportWizard) -> None:
    qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    idle(qtbot, wizard)


def a_ledger(path: Path, *rows: tuple[object, ...], headers: tuple[str, ...]) -> Path:
    """As an office keeps it: a title, who reports, a header, rows, a total."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2026年"
    sheet.append(["行政诉讼案件台账"])
    sheet.append(["填报单位：县司法局", "", "填报日期：2026年9月6日"])
    sheet.append(list(headers))
    for row in rows:
        sheet.append(list(row))
    sheet.append(["合计", "", "", len(rows)])
    book.save(path)
    return path


HEADERS = ("序号", "案号", "原告", "被告", "案由", "立案日期")


def test_a_clear_ledger_goes_straight_to_the_plan_and_is_taken_in(
    qtbot: QtBot, wizard: Open, db: Database, tmp_path: Path
) -> None:
    file = a_ledger(
        tmp_path / "案件.xlsx",
        (1, "（2026）皖1622行初901号", "张某", "县司法局", "行政处罚", "2026.9.6"),
        (2, "（2026）皖1622行初902号", "李某", "县司法局", "行政处罚", "20260907"),
        headers=HEADERS,
    )
    before = queries.counts(db)["admin_case"]
    shown = wizard(file)
    assert step(shown) == PLAN
    go_on(qtbot, shown)
    assert step(shown) == DONE
    assert shown.written
    db.forget()
    assert queries.counts(db)["admin_case"] == before + 2


def test_one_may_go_back_from_the_plan_and_set_a_column_aside(
    qtbot: QtBot, wizard: Open, db: Database, tmp_path: Path
) -> None:
    file = a_ledger(
        tmp_path / "案件.xlsx",
        (1, "（2026）皖1622行初903号", "张某", "县司法局", "行政处罚", "2026.9.6"),
        headers=HEADERS,
    )
    shown = wizard(file)
    qtbot.mouseClick(shown.back, Qt.MouseButton.LeftButton)
    assert step(shown) == COLUMNS
    row = next(row for row in range(6) if shown.columns._grid.item(row, 1).text() == "原告")
    box = shown.columns._grid.cellWidget(row, 3)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(""))
    box.activated.emit(box.currentIndex())
    go_on(qtbot, shown)
    assert step(shown) == PLAN
    qtbot.waitUntil(lambda: "案由：行政处罚" in shown.plan_step._detail.toPlainText(), timeout=WAIT)
    assert "张某" not in shown.plan_step._detail.toPlainText()


def test_what_has_two_readings_is_asked_and_the_answer_is_used(
    qtbot: QtBot, wizard: Open, db: Database, tmp_path: Path
) -> None:
    file = a_ledger(
        tmp_path / "案件.xlsx",
        (1, "（2026）皖1622行初904号", "张某", "县司法局", "行政处罚", "22.9.6"),
        headers=HEADERS,
    )
    shown = wizard(file)
    assert step(shown) == VALUES
    qtbot.mouseClick(shown.values.all_proposed, Qt.MouseButton.LeftButton)
    go_on(qtbot, shown)
    assert step(shown) == PLAN
    qtbot.waitUntil(lambda: "立案日期：2022-09-06" in shown.plan_step._detail.toPlainText(), timeout=WAIT)


def test_a_file_that_is_no_workbook_is_told_and_can_be_tried_again(qtbot: QtBot, wizard: Open, tmp_path: Path) -> None:
    file = tmp_path / "照片.xlsx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 400)
    shown = wizard(file)
    assert "照片.xlsx" in shown.file_step._problem.text()
    assert shown.next.text() == "重试"


def test_the_same_file_again_is_recognised(qtbot: QtBot, wizard: Open, tmp_path: Path) -> None:
    file = a_ledger(
        tmp_path / "案件.xlsx",
        (1, "（2026）皖1622行初905号", "张某", "县司法局", "行政处罚", "2026.9.6"),
        headers=HEADERS,
    )
    first = wizard(file)
    go_on(qtbot, first)
    first.close()
    again = wizard(file)
    assert "导入过" in again.file_step._warnings.text()
    go_on(qtbot, again)
    assert step(again) == PLAN
    assert again.plan_step._counts["same"] == 1
    assert not again.next.isEnabled()


def test_rows_that_cannot_be_taken_are_left_out_and_listed(
    qtbot: QtBot, wizard: Open, db: Database, tmp_path: Path
) -> None:
    file = a_ledger(
        tmp_path / "案件.xlsx",
        (1, "（2026）皖1622行初906号", "张某", "县司法局", "行政处罚", "2026.9.6"),
        (2, "（2026）皖1622行初907号", "李某", "县司法局", "行政处罚", "2026.9.31"),
        headers=HEADERS,
    )
    shown = wizard(file)
    assert step(shown) == PLAN
    assert not shown.next.isEnabled()  # all or nothing, until the person says otherwise
    shown.plan_step._mode.setCurrentIndex(1)
    shown.plan_step._mode.activated.emit(1)
    go_on(qtbot, shown)
    assert step(shown) == DONE
    out = tmp_path / "问题.xlsx"
    told: list[dict[str, object]] = []
    shown.ask({"do": "errors", "out": str(out)}, told.append, "正在写出")
    idle(qtbot, shown)
    assert told[0]["ok"]
    from openpyxl import load_workbook

    problems = load_workbook(out)["问题清单"]
    assert any("2026.9.31" in str(cell.value) for row in problems.iter_rows() for cell in row)


def test_stopping_leaves_the_steps_and_the_data_as_they_were(
    qtbot: QtBot, wizard: Open, db: Database, tmp_path: Path, home: Home
) -> None:
    export(db, Query("unit"), tmp_path / "单位.xlsx")
    before = db.value("SELECT max(id) FROM operation")
    shown = ImportWizard(home, tmp_path / "单位.xlsx", None)
    qtbot.addWidget(shown)
    shown.show()
    assert shown.is_working
    qtbot.mouseClick(shown.stop_button, Qt.MouseButton.LeftButton)
    assert not shown.is_working
    assert "已停止" in shown.file_step._problem.text()
    go_on(qtbot, shown)  # tried again
    idle(qtbot, shown)
    assert step(shown) in (SHEETS, COLUMNS, VALUES, PLAN)
    db.forget()
    assert db.value("SELECT max(id) FROM operation") == before


def test_a_conflict_is_decided_beside_its_row(
    qtbot: QtBot, db: Database, home: Home, tmp_path: Path, styled: object
) -> None:
    """Two offices changed the same field of a record that they exchanged before."""
    import shutil

    from app.domain.records import RECORDS
    from app.services.exchange.package_out import Sending, send

    court = db.value("SELECT name FROM unit WHERE name LIKE '%县人民法院'")
    with db.operation("登记") as op:
        op.set_setting("own_unit", db.value("SELECT name FROM unit WHERE name LIKE '%县司法局'"))
        case = op.create(RECORDS["admin_case"](case_no="（2026）皖1622行初888号", plaintiff="张某", cause="行政处罚"))
    there = Home(tmp_path / "court")
    shutil.copytree(home.root, there.root)
    send(db, {"admin_case": [case.id]}, tmp_path / "1.xlsx", Sending(court))
    with Database.open(there) as other:
        with other.operation("设置") as op:
            op.set_setting("own_unit", court)
    first = ImportWizard(there, tmp_path / "1.xlsx", None)
    qtbot.addWidget(first)
    first.show()
    idle(qtbot, first)
    go_on(qtbot, first)
    first.close()
    for where, cause in ((there, "法院写的案由"), (home, "司法局写的案由")):
        with Database.open(where) as office, office.operation("改案由") as op:
            changed = queries.load(office, "admin_case", case.id)
            changed.cause = cause
            op.save(changed)
    send(db, {"admin_case": [case.id]}, tmp_path / "2.xlsx", Sending(court))
    shown = ImportWizard(there, tmp_path / "2.xlsx", None)
    qtbot.addWidget(shown)
    shown.show()
    idle(qtbot, shown)
    assert step(shown) == PLAN
    table = shown.plan_step._conflicts
    assert [table.item(0, column).text() for column in range(4)] == [
        "案由",
        "行政处罚",
        "法院写的案由",
        "司法局写的案由",
    ]
    box = table.cellWidget(0, 4)
    box.setCurrentIndex(box.findData("theirs"))
    box.activated.emit(box.currentIndex())
    go_on(qtbot, shown)
    assert step(shown) == DONE
    with Database.open(there, read_only=True) as other:
        assert queries.load(other, "admin_case", case.id).cause == "司法局写的案由"
