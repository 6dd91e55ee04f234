"""The guide of a new home, and what the choice of the own unit does to the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMessageBox

from app.data import queries
from app.data.database import Database
from app.services import beginning
from app.services.own_office import own_office
from ui.dialogs.first_start import FirstStartDialog, greet
from ui.import_wizard.wizard import ImportWizard
from ui.jobs import Jobs
from ui.ledger_list import USUAL
from ui.remembered import Remembered
from ui.window import Window


@pytest.fixture
def dialog(qtbot, styled, db: Database) -> FirstStartDialog:
    made = FirstStartDialog(db, None)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def window(qtbot, styled, db: Database, tmp_path: Path) -> Iterator[Window]:
    jobs = Jobs(db.home)
    made = Window(db, jobs, Remembered(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    made.show()
    made.begin()
    yield made
    made.close()
    jobs.close()


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def close_message(parent: FirstStartDialog) -> str:
    box = next(box for box in parent.findChildren(QMessageBox) if box.isVisible())
    box.close()
    return box.informativeText()


def say_yes(window: Window) -> None:
    """Press the coloured button of the question that is open."""
    box = next(box for box in window.findChildren(QMessageBox) if box.isVisible())
    box.defaultButton().click()


def test_three_steps_fill_the_settings(qtbot, dialog: FirstStartDialog, db: Database) -> None:
    press(qtbot, dialog.next)
    dialog.editors["county"].set_value("某某县")
    press(qtbot, dialog.next)
    court = db.value("SELECT name FROM unit WHERE kind = '法院'")
    dialog.editors["own_unit"].set_value(court)
    dialog.editors["user_name"].set_value("李四")
    press(qtbot, dialog.next)
    assert not dialog.isVisible()
    assert (db.setting("county"), db.setting("own_unit"), db.user) == ("某某县", court, "李四")
    assert not beginning.is_new(db)


def test_nothing_is_written_before_the_last_step(qtbot, dialog: FirstStartDialog, db: Database) -> None:
    press(qtbot, dialog.next)
    dialog.editors["county"].set_value("某某县")
    press(qtbot, dialog.next)
    press(qtbot, dialog.back)
    press(qtbot, dialog.later)
    assert db.setting("county") != "某某县"
    assert beginning.is_new(db)


def test_an_own_unit_that_is_in_no_directory_is_told(qtbot, dialog: FirstStartDialog, db: Database) -> None:
    dialog._go(2)
    dialog.editors["own_unit"].set_value("没有这个局")
    told: list[str] = []
    QTimer.singleShot(0, lambda: told.append(close_message(dialog)))
    press(qtbot, dialog.next)
    assert "没有这个局" in told[0]
    assert dialog.isVisible() and beginning.is_new(db)


def test_the_own_unit_tells_at_once_which_ledgers_stand_first(dialog: FirstStartDialog, db: Database) -> None:
    dialog._go(2)
    before = dialog.first.text()
    dialog.editors["own_unit"].set_value(db.value("SELECT name FROM unit WHERE name LIKE '%信访局'"))
    dialog._name_ledgers()
    assert "信访案件" in dialog.first.text() != before


def test_units_of_another_county_come_from_a_workbook(
    qtbot, dialog: FirstStartDialog, db: Database, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    from app.services.exchange.export import template

    file = tmp_path / "单位名录.xlsx"
    template(db, "unit", file)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "单位" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    for line, (name, kind) in enumerate((("临河县司法局", "县政府部门"), ("临河县人民法院", "法院")), start=1):
        sheet.cell(header[0].row + line, columns["单位"], name)
        sheet.cell(header[0].row + line, next(c for t, c in columns.items() if t and "类别" in t), kind)
    book.save(file)
    dialog.replace.setChecked(True)
    wizard = ImportWizard(db.home, file, dialog, record="unit", can_undo=False)
    wizard.show()
    qtbot.waitUntil(lambda: not wizard.is_working, timeout=30_000)
    counts = wizard.plan["counts"]
    press(qtbot, wizard.next)
    qtbot.waitUntil(lambda: wizard.written, timeout=30_000)
    assert counts["new"] == 2 and not counts["wrong"]
    wizard.close()
    dialog.take_units(wizard)
    assert {unit.name for unit in queries.units(db)} == {"临河县司法局", "临河县人民法院"}
    assert "2 个单位" in dialog._units.text()
    assert not dialog.editors["own_unit"].value()


def test_the_demonstration_is_marked_and_can_be_left(qtbot, window: Window, db: Database) -> None:
    greet(window)
    guide = window.findChild(FirstStartDialog)
    guide.demonstration.setChecked(True)
    press(qtbot, guide.next)
    qtbot.waitUntil(lambda: "演示数据" in window.windowTitle())
    assert window._demo.isVisible() and window.action("leave_demo").isVisible()
    assert queries.counts(db)["admin_case"]
    QTimer.singleShot(0, lambda: say_yes(window))
    window.action("leave_demo").trigger()
    assert "演示数据" not in window.windowTitle()
    assert not window._demo.isVisible() and not window.action("leave_demo").isVisible()
    assert not queries.counts(db)["admin_case"]
    assert list(db.home.backups.glob("*演示数据*.db"))
    window.findChild(FirstStartDialog).reject()


def test_the_guide_comes_once(qtbot, window: Window, db: Database) -> None:
    beginning.begin(db, {})
    greet(window)
    assert window.findChild(FirstStartDialog) is None


def test_the_own_units_ledgers_stand_on_top_and_follow_the_setting(window: Window, db: Database) -> None:
    first = own_office(db)
    ledgers = window.page.ledgers
    assert window.page.module == first.module
    assert ledgers.item(0).text() == USUAL
    assert ledgers.records[: len(first.in_module(first.module))] == first.in_module(first.module)
    everything, current = set(ledgers.records), ledgers.current
    with db.operation("修改设置") as op:
        op.set_setting("own_unit", db.value("SELECT name FROM unit WHERE kind = '法院'"))
    window.notify()
    now = own_office(db).in_module(first.module)
    assert now != first.in_module(first.module)
    assert ledgers.records[: len(now)] == now
    assert (set(ledgers.records), ledgers.current) == (everything, current)


def test_a_module_opens_with_the_first_ledger_of_the_own_unit(window: Window, db: Database) -> None:
    with db.operation("修改设置") as op:
        op.set_setting("own_unit", db.value("SELECT name FROM unit WHERE name LIKE '%信访局'"))
    window.notify()
    window.show_module("governance")
    assert window.page.ledgers.current == "petition"
    window.show_module("bankruptcy")  # nothing of its own there
    assert window.page.ledgers.current == "bankruptcy_case"
