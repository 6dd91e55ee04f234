"""Proposals in the window: the strip above a record, the list, taken and put aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.database import Database
from app.domain.records import RECORDS
from app.paths import Home
from app.services import proposals
from ui.jobs import Jobs
from ui.proposals_view import NotNeeded, ProposalsDialog
from ui.remembered import Remembered
from ui.window import Window


@pytest.fixture
def seizure(db: Database) -> Any:
    """A freeze that ends in a few days."""
    with db.operation("登记") as op:
        return op.create(
            RECORDS["property_control"](
                case_no="（2025）皖1622执12号",
                stage="执行查控",
                debtor="汤某",
                asset_kind="银行存款",
                asset_desc="某银行账户",
                control="冻结",
                started_on=date(2025, 12, 10),
                status="控制中",
            )
        )


@pytest.fixture
def window(db: Database, home: Home, seizure: Any, qtbot: QtBot, styled: object) -> Iterator[Window]:
    jobs = Jobs(home, today=db.today)
    made = Window(db, jobs, Remembered(home.window))
    made.show()
    made.begin()
    made.open_record("property_control", seizure.id)
    qtbot.waitUntil(lambda: made.page.pane.record_id == seizure.id)
    yield made
    made.page.pane.clear()
    made.close()
    jobs.close()
    shiboken6.delete(made)


def test_a_record_says_what_follows_from_it_and_takes_it(window, db, seizure, qtbot):
    strip = window.page.pane._proposed
    assert strip.isVisible() and "续行汤某的某银行账户" in strip._text.text()
    strip.buttons["采纳"].click()
    assert [one.is_renewal for one in queries.load_many(db, "property_control", _ids(db)) if one.id != seizure.id] == [
        True
    ]
    qtbot.waitUntil(lambda: not strip.isVisible())
    window.action("undo").trigger()
    qtbot.waitUntil(strip.isVisible)


def test_what_is_not_needed_leaves_the_strip(window, db, seizure, qtbot, monkeypatch):
    def answered(dialog: NotNeeded) -> int:
        dialog.reason.setText("案款已付清")
        return 1

    monkeypatch.setattr(NotNeeded, "exec", answered)
    strip = window.page.pane._proposed
    strip.buttons["不需要"].click()
    qtbot.waitUntil(lambda: not strip.isVisible())
    assert [reason for _, reason in proposals.dismissed(db)] == ["案款已付清"]


def test_a_record_without_proposals_has_no_strip(window, db, qtbot):
    id = next(iter(queries.ids(db, queries.Query("unit"))))
    window.open_record("unit", id)
    assert not window.page.pane._proposed.isVisible()


def test_the_list_takes_one_and_goes_on(window, db, seizure, qtbot):
    dialog = ProposalsDialog(db, window.jobs, window)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.view.current is not None)
    assert dialog.view.current.record == "property_control"
    assert "民诉法解释第485条" in dialog.view.why.text()
    dialog.view.buttons["采纳"].click()
    qtbot.waitUntil(lambda: dialog.view._empty.isVisible())
    assert dialog.said == ["已采纳：续行汤某的某银行账户（冻结）"]
    assert not dialog.view.buttons["采纳"].isEnabled()


def test_the_list_opens_the_record(window, db, seizure, monkeypatch, qtbot):
    def open_first(dialog: ProposalsDialog) -> int:
        qtbot.waitUntil(lambda: dialog.view.current is not None)
        dialog.view.buttons["打开记录"].click()
        return 1

    window.show_module("litigation")
    monkeypatch.setattr(ProposalsDialog, "exec", open_first)
    window.action("proposals").trigger()
    assert window.page.shown == ("property_control", seizure.id)


def _ids(db: Database) -> list[int]:
    return list(queries.ids(db, queries.Query("property_control")))
