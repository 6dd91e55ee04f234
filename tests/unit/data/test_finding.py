"""Finding a record in any ledger by any part of anything."""

from __future__ import annotations

from typing import Any

import pytest

from app.data import driver, queries
from app.data.database import Database
from app.data.finding import find_anywhere
from app.domain.records import RECORDS


@pytest.fixture
def filled(db: Database) -> dict[str, Any]:
    with db.operation("登记") as op:
        return {
            "case": op.create(
                RECORDS["admin_case"](case_no="（2022）皖1622行初12号", plaintiff="欧阳修", cause="行政处罚")
            ),
            "petition": op.create(RECORDS["petition"](name="欧阳锋", petition_no="信2022-15")),
            "void": op.create(RECORDS["admin_case"](case_no="（2022）皖1622行初13号", plaintiff="欧阳克", void=True)),
            "loss": op.create(
                RECORDS["loss_case"](
                    duty_unit="蒙城县公安局",
                    measures=[RECORDS["loss_case"].children()["measures"](measure="组织欧冶子法律培训")],
                )
            ),
        }


@pytest.mark.parametrize(
    "text, expected",
    [
        ("欧阳", {"case", "petition"}),
        ("欧", {"case", "petition", "loss"}),
        ("oyx", {"case"}),
        ("行初12", {"case"}),
        ("(2022)皖1622行初", {"case"}),
        ("欧冶子", {"loss"}),
        ("没有", set()),
        ("，", set()),
    ],
)
def test_finds_in_every_ledger(db: Database, filled: dict[str, Any], text: str, expected: set[str]) -> None:
    hits = {hit.id for hit in find_anywhere(db, text)}
    assert hits & {record.id for record in filled.values()} == {filled[name].id for name in expected}


def test_says_which_part_matched(db: Database, filled: dict[str, Any]) -> None:
    hit = next(hit for hit in find_anywhere(db, "2022)皖1622行") if hit.id == filled["case"].id)
    assert (hit.field, hit.before, hit.match, hit.after) == ("案号", "（", "2022）皖1622行", "初12号")


def test_unit_is_found_by_initials(db: Database) -> None:
    assert any(hit.title == "蒙城县司法局" for hit in find_anywhere(db, "mcxsfj"))


def test_undo_takes_it_out_of_reach(db: Database, filled: dict[str, Any]) -> None:
    db.undo()
    assert find_anywhere(db, "欧阳") == []
    assert queries.counts(db)["petition"] == 0


def test_stopping_holds_between_two_statements(db: Database, filled: dict[str, Any]) -> None:
    db.interrupt()
    with pytest.raises(driver.OperationalError, match="interrupted"):
        find_anywhere(db, "欧阳")
    db.is_stopped = False
    assert find_anywhere(db, "欧阳")
