"""Many records at once: shown first, one operation, taken back by one undo."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.domain.records import RECORDS
from app.errors import Cancelled, UserError
from app.services import bulk
from app.services.progress import Progress


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
    deed = bulk.setting(db, "admin_case", "cause", "行政处罚")
    before = bulk.preview(db, "admin_case", ids, deed)
    assert {(change.old, change.new) for change in before.shown} == {("行政许可", "行政处罚")}
    done = bulk.carry_out(db, "admin_case", ids, deed)
    assert (done.changed, done.same, done.refused) == (before.changed, before.same, before.refused) == (10, 20, 0)
    assert db.undo() == "批量修改行政诉讼案件的案由（10条）"
    assert bulk.preview(db, "admin_case", ids, deed).changed == 10


def test_computed_field_is_not_set_in_bulk(db: Database, cases: list[Any]) -> None:
    with pytest.raises(UserError, match="不能批量修改"):
        bulk.setting(db, "review_report", "lost_rate", None)


def test_steps_are_taken_where_they_are_open(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases]
    with db.operation("签收") as op:
        op.step(queries.load(db, "admin_case", ids[0]), "已签收")
    deed = bulk.stepping(db, "admin_case", "已答辩", {}, "")
    assert bulk.preview(db, "admin_case", ids, deed).refused == 29
    done = bulk.carry_out(db, "admin_case", ids, deed)
    assert (done.changed, done.refused) == (1, 29)
    assert "不能从" in next(iter(done.reasons))


def test_a_step_fills_fields_that_are_empty_and_leaves_the_others(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases[:2]]
    with db.operation("签收") as op:
        first = queries.load(db, "admin_case", ids[0])
        first.remarks = "原来的话"
        op.save(first)
    bulk.carry_out(
        db, "admin_case", ids, bulk.stepping(db, "admin_case", "已签收", {"remarks": "批量签收"}, "集中签收")
    )
    assert [queries.load(db, "admin_case", id).remarks for id in ids] == ["原来的话", "批量签收"]
    assert queries.history(db, ids[1])[0].reason == "集中签收"


def test_void_and_tag(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases]
    tag, untag = (bulk.tagging(db, "admin_case", "重点督办", off=off) for off in (False, True))
    assert bulk.carry_out(db, "admin_case", ids[:3], tag).changed == 3
    assert bulk.carry_out(db, "admin_case", ids[:4], tag).changed == 1
    assert bulk.tags_of(db, "admin_case", ids) == {"重点督办": 4}
    assert bulk.carry_out(db, "admin_case", ids[:2], untag).changed == 2
    assert bulk.carry_out(db, "admin_case", ids[:3], bulk.voiding(db, "admin_case", "重复")).changed == 3
    assert queries.count(db, Query("admin_case")) == 27
    assert bulk.tags_of(db, "admin_case", ids) == {"重点督办": 1}


def test_void_records_are_left_alone(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases[:2]]
    bulk.carry_out(db, "admin_case", ids[:1], bulk.voiding(db, "admin_case", "重复"))
    for deed in (
        bulk.setting(db, "admin_case", "cause", "土地"),
        bulk.tagging(db, "admin_case", "重点督办"),
        bulk.stepping(db, "admin_case", "已签收", {}, ""),
    ):
        assert bulk.carry_out(db, "admin_case", ids, deed).reasons == {bulk.VOID: 1}


def test_what_is_cancelled_half_way_leaves_nothing(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases]
    asked = iter([False] * 2)

    class Impatient(Progress):
        def step(self, done: int, total: int, text: str) -> None:
            if next(asked, True):
                raise Cancelled(text)

    with pytest.raises(Cancelled):
        bulk.carry_out(db, "admin_case", ids, bulk.voiding(db, "admin_case", "重复"), Impatient())
    assert queries.count(db, Query("admin_case")) == 30


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
    deed = bulk.setting(db, "admin_case", "cause", None)  # required
    before = bulk.preview(db, "admin_case", ids, deed)
    assert before.refused == 6 and all(change.refused and "未填" in change.said for change in before.shown)
    assert bulk.carry_out(db, "admin_case", ids, deed).changed == 0
    assert {queries.load(db, "admin_case", id).cause for id in ids} == {"行政处罚", "行政许可"}


def test_steps_that_are_open_are_counted(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases]
    with db.operation("签收") as op:
        op.step(queries.load(db, "admin_case", ids[0]), "已签收")
        op.void(queries.load(db, "admin_case", ids[1]), "重复")
    counted = bulk.open_steps(db, "admin_case", ids)
    assert counted["已签收"] == 28 and counted["已答辩"] == 1
    for to, count in counted.items():
        assert bulk.preview(db, "admin_case", ids, bulk.stepping(db, "admin_case", to, {}, "")).changed == count
    assert [one.id for one in bulk.open_for(db, "admin_case", ids, "已答辩", 5)] == ids[:1]
    assert len(bulk.open_for(db, "admin_case", ids, "已签收", 5)) == 5


def test_fields_offered_in_bulk_can_be_set(db: Database, cases: list[Any]) -> None:
    names = [f.name for f in bulk.changeable_fields("admin_case")]
    assert "case_no" not in names and "status" not in names and {"cause", "tags", "remarks"} <= set(names)
    deed = bulk.setting(db, "admin_case", "tags", ("重点",))
    assert bulk.carry_out(db, "admin_case", [cases[0].id], deed).changed == 1


def test_what_becomes_doubtful_is_written_and_told(db: Database, cases: list[Any]) -> None:
    ids = [case.id for case in cases[:3]]
    bulk.carry_out(db, "admin_case", ids[:2], bulk.setting(db, "admin_case", "filed_on", date(2026, 3, 2)))
    deed = bulk.setting(db, "admin_case", "closed_on", date(2026, 3, 1))
    before = bulk.preview(db, "admin_case", ids, deed)
    assert (before.changed, before.refused, sum(before.doubts.values())) == (3, 0, 2)
    assert "早于" in before.shown[0].said and not before.shown[-1].said
    assert bulk.carry_out(db, "admin_case", ids, deed).changed == 3
