"""A change reaches what is worked out from it in other records: by ref, by refs, by an equal value, by a link."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.data import queries
from app.data.database import Database


def new(db: Database, record: str, **values: Any) -> Any:
    blank = queries.blank(db, record)
    for name, value in values.items():
        setattr(blank, name, value)
    with db.operation("登记") as op:
        return op.create(blank)


def now(db: Database, record: Any) -> Any:
    return queries.load(db, type(record).about.id, record.id)


def test_approved_change_of_a_limit_reaches_the_case_by_its_number(db: Database) -> None:
    case = new(db, "enforcement_case", case_no="（2026）京0101执1号", filed_on=date(2026, 3, 31))
    assert case.limit_on == date(2026, 9, 30)
    change = new(db, "limit_change", case_no=case.case_no, old_due_on=case.limit_on, approved="同意", approved_days=30)
    assert now(db, case).limit_on == date(2026, 10, 30)
    change = now(db, change)
    change.case_no = "（2026）京0101执2号"
    with db.operation("修改") as op:
        op.save(change)
    assert now(db, case).limit_on == date(2026, 9, 30)
    db.undo()
    assert now(db, case).limit_on == date(2026, 10, 30)


def test_new_matter_reaches_the_task_force_of_its_case(db: Database) -> None:
    case = new(db, "bankruptcy_case", case_no="（2026）京0101破1号")
    force = new(db, "task_force", name="专班", case=case.id)
    new(db, "bk_matter", case=case.id, title="过户", status="办结")
    assert (now(db, force).matter_n, now(db, force).matter_done_n) == (1, 1)
    db.undo()
    assert now(db, force).matter_n == 0


def test_link_reaches_the_task_force(db: Database) -> None:
    force = new(db, "task_force", name="专班")
    meeting = new(db, "meeting", title="例会", kind="破产专班例会")
    with db.operation("关联") as op:
        op.link(force.id, meeting.id)
    assert now(db, force).meeting_n == 1
    with db.operation("取消关联") as op:
        op.unlink(force.id, meeting.id)
    assert now(db, force).meeting_n == 0


def test_investors_reach_their_policies_and_leave_them(db: Database) -> None:
    first, second = new(db, "investor_policy", title="甲"), new(db, "investor_policy", title="乙")
    investor = new(db, "investor", policies=(first.id, second.id))
    assert (now(db, first).used_n, now(db, second).used_n) == (1, 1)
    investor = now(db, investor)
    investor.policies = (second.id,)
    with db.operation("修改") as op:
        op.save(investor)
    assert (now(db, first).used_n, now(db, second).used_n) == (0, 1)


def test_earlier_entry_changes_later_balances(db: Database) -> None:
    later = new(db, "bk_fund", direction="收入", amount=100, paid_on=date(2026, 3, 1))
    new(db, "bk_fund", direction="收入", amount=50, paid_on=date(2026, 1, 1))
    assert now(db, later).balance == 150


def test_newer_meeting_of_a_kind_takes_the_place_of_the_last(db: Database) -> None:
    first = new(db, "meeting", title="一", kind="府院联席会议", held_at=datetime(2026, 1, 1, 9))
    assert first.is_latest is True
    second = new(db, "meeting", title="二", kind="府院联席会议", held_at=datetime(2026, 2, 1, 9))
    assert (now(db, first).is_latest, now(db, second).is_latest) == (False, True)
    with db.operation("作废") as op:
        op.void(now(db, second), "录错")
    assert now(db, first).is_latest is True
