"""Many records at once: shown first, one operation, taken back by one undo."""

from __future__ import annotations

from typing import Any

import pytest

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.domain.records import RECORDS
from app.errors import UserError
from app.services import bulk


@pytest.fixture
def cases(db: Database) -> list[Any]:
    rows = [
        RECORDS["admin_case"](
            case_no=f"（2022）皖1622行初{n}号", cause="行政处罚" if n % 3 else "行政许可", claim_amount=n * 100
        )
        for n in range(30)
    ]
    with db.operation("批量") as op:
        op.create_many("admin_case", rows)
    return rows


def test_setting_a_field_is_previewed_and_undone_at_once(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases]
    preview = bulk.preview_field(db, "admin_case", ids, "cause", "行政处罚")
    assert {(change.old, change.new) for change in preview} == {("行政许可", "行政处罚")}
    assert bulk.set_field(db, "admin_case", ids, "cause", "行政处罚") == len(preview) == 10
    assert db.undo() == "批量修改行政诉讼案件的案由（30条）"
    assert len(bulk.preview_field(db, "admin_case", ids, "cause", "行政处罚")) == 10


def test_computed_field_is_not_set_in_bulk(db: Database, cases: list[Any]) -> None:
    with pytest.raises(UserError, match="不能批量修改"):
        bulk.set_field(db, "review_report", [], "lost_rate", None)


def test_steps_are_taken_where_they_are_open(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases]
    with db.operation("签收") as op:
        op.step(queries.load(db, "admin_case", ids[0]), "已签收")
    preview = bulk.preview_step(db, "admin_case", ids, "已答辩")
    assert [bool(change.refused) for change in preview] == [False] + [True] * 29
    assert bulk.step(db, "admin_case", ids, "已答辩", "") == 1


def test_void_and_tag(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases]
    assert bulk.add_tag(db, "admin_case", ids[:3], "重点督办") == 3
    assert bulk.add_tag(db, "admin_case", ids[:4], "重点督办") == 1
    assert bulk.void(db, "admin_case", ids[:3], "重复") == 3
    assert queries.count(db, Query("admin_case")) == 27


def test_totals_and_groups(db: Database, cases: list[Any]) -> None:
    assert bulk.totals(db, "admin_case", [case.id for case in cases]).sums["claim_amount"] == sum(range(30)) * 100
    groups = bulk.groups(db, Query("admin_case"), "cause")
    assert [(group.text, group.count) for group in groups] == [("行政处罚", 20), ("行政许可", 10)]


@pytest.mark.parametrize(
    ("record", "field"), [("unit", "kind"), ("unit", "registered_on"), ("unit", "provisions"), ("unit", "short_name")]
)
def test_the_filter_of_a_group_finds_as_many_as_it_counts(db: Database, record: str, field: str) -> None:
    groups = bulk.groups(db, Query(record), field)
    assert groups
    for group in groups:
        assert queries.count(db, Query(record, (group.filter,))) == group.count


def test_values_that_cannot_stand_in_a_record_are_refused_in_preview_and_in_deed(
    db: Database, cases: list[Any]
) -> None:
    ids = [case.id for case in cases[:6]]
    preview = bulk.preview_field(db, "admin_case", ids, "cause", None)  # required
    assert len(preview) == 6 and all("未填" in change.refused for change in preview)
    assert bulk.set_field(db, "admin_case", ids, "cause", None) == 0
    assert {queries.load(db, "admin_case", id).cause for id in ids} == {"行政处罚", "行政许可"}


def test_steps_that_are_open_are_counted(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases]
    with db.operation("签收") as op:
        op.step(queries.load(db, "admin_case", ids[0]), "已签收")
        op.void(queries.load(db, "admin_case", ids[1]), "重复")
    counted = bulk.open_steps(db, "admin_case", ids)
    assert counted["已签收"] == 28 and counted["已答辩"] == 1
    for to, count in counted.items():
        assert sum(not change.refused for change in bulk.preview_step(db, "admin_case", ids, to)) == count


def test_fields_offered_in_bulk_can_be_set(db: Database, cases: list[Any]) -> None:
    names = [f.name for f in bulk.changeable_fields("admin_case")]
    assert "case_no" not in names and "status" not in names and {"cause", "tags", "remarks"} <= set(names)
    assert bulk.set_field(db, "admin_case", [cases[0].id], "tags", ("重点",)) == 1
