"""A ledger sent to another office and back, through the window's dialogs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.domain.records import RECORDS
from app.services.exchange.package_out import Sending, send
from ui.dialogs.packages import PackagesDialog, described
from ui.dialogs.sending import FieldsDialog, SendDialog
from ui.jobs import Jobs
from ui.ledger_page import LedgerPage
from ui.remembered import Remembered


@pytest.fixture
def page(qtbot: QtBot, db: Database, styled: object, tmp_path: Path):
    with db.operation("设置") as op:
        op.set_setting("own_unit", db.value("SELECT name FROM unit WHERE name LIKE '%司法局'"))
        case = RECORDS["admin_case"](case_no="（2026）皖1622行初801号", plaintiff="张某", cause="行政处罚")
        op.create(case)
    jobs = Jobs(db.home)
    made = LedgerPage(db, jobs, Remembered(tmp_path / "window.ini"), "admin_case")
    qtbot.addWidget(made)
    made.show()
    made.refetch()
    qtbot.waitUntil(lambda: len(made.model.ids) == 1)
    yield made
    jobs.close()


def test_a_receiver_is_asked_for_and_becomes_words_of_the_command(qtbot: QtBot, page: LedgerPage, db: Database) -> None:
    dialog = SendDialog(db, page)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog._accept.isEnabled()
    court = db.value("SELECT name FROM unit WHERE kind = '法院'")
    dialog.to.set_value(court)
    dialog.to.changed.emit()
    dialog.purpose.setText("核对出庭情况")
    assert dialog._accept.isEnabled()
    words = dialog.options
    assert words[words.index("--to") + 1] == court
    assert words[words.index("--purpose") + 1] == "核对出庭情况"
    assert words[words.index("--with") + 1] == "children"


def test_unmasked_numbers_need_purpose_and_basis(qtbot: QtBot, page: LedgerPage, db: Database) -> None:
    dialog = SendDialog(db, page)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.to.set_value(db.value("SELECT name FROM unit WHERE kind = '法院'"))
    dialog._masked.setVisible(True)
    dialog._masked.setChecked(False)
    assert not dialog._accept.isEnabled()
    dialog.purpose.setText("核对")
    dialog.basis.setText("联动意见第7项")
    assert dialog._accept.isEnabled()
    assert "--unmasked" in dialog.options


def test_fields_are_chosen_one_by_one(qtbot: QtBot, page: LedgerPage) -> None:
    dialog = FieldsDialog("admin_case", ["case_no"], page)
    qtbot.addWidget(dialog)
    assert dialog.chosen == ["case_no"]
    names = [
        dialog.tree.topLevelItem(0).child(row).data(0, Qt.ItemDataRole.UserRole)
        for row in range(dialog.tree.topLevelItem(0).childCount())
    ]
    assert "uid" not in names and "plaintiff" in names


def test_what_was_sent_stands_in_the_register(qtbot: QtBot, page: LedgerPage, db: Database, tmp_path: Path) -> None:
    court = db.value("SELECT name FROM unit WHERE kind = '法院'")
    ids = list(queries.ids(db, Query("admin_case")))
    send(db, {"admin_case": ids}, tmp_path / "包.xlsx", Sending(court, "核对", "联动意见"))
    dialog = PackagesDialog(db, Remembered(tmp_path / "r.ini"), None)
    qtbot.addWidget(dialog)
    dialog.show()
    item = dialog.trees["sent"].topLevelItem(0)
    assert item.text(1) == court and item.text(2) == "1"
    assert "没有回执" in item.text(5)
    assert not dialog.acknowledge.isEnabled()
    entry = item.data(0, Qt.ItemDataRole.UserRole)
    assert "包.xlsx" in described(entry)[0]
