"""Rules of 联动统筹: meetings, work points, letters, projects, visits to enterprises, promises kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.letter_code import code_of
from app.domain.rules.patterns import (
    days_late,
    days_so_far,
    gathered_counted,
    rows_counted,
    rows_summed,
)

if TYPE_CHECKING:
    from app.domain.facts import Facts
    from app.domain.rules.patterns import Rule


def member_n(group: Any, facts: Facts) -> int:
    return len({row.unit for row in group.members if row.unit})


# 会议

item_n = rows_counted("action_items")
item_done_n = rows_counted("action_items", lambda row: row.state in ("已完成", "已销号"))


def is_latest(meeting: Any, facts: Facts) -> bool:
    if meeting.held_at is None or meeting.status == "取消":
        return False
    others = facts.find("meeting", {"kind": meeting.kind})
    return not any(
        other.id != meeting.id and other.status != "取消" and other.held_at and other.held_at > meeting.held_at
        for other in others
    )


# 工作要点任务


def progress_of_quarter(quarter: int) -> Rule:
    def rule(point: Any, facts: Facts) -> str | None:
        rows = sorted(
            (
                row
                for row in point.progress
                if row.report_on and row.report_on.year == point.year and (row.report_on.month + 2) // 3 == quarter
            ),
            key=lambda row: row.report_on,
        )
        said = (
            f"{row.report_on.month}月{row.report_on.day}日{' ' + row.unit if row.unit else ''}：{row.content or ''}"
            for row in rows
        )
        return "\n".join(said) or None

    return rule


q1, q2, q3, q4 = (progress_of_quarter(quarter) for quarter in (1, 2, 3, 4))

# 函件

reply_days_late = days_late("reply_due", "replied_on")
urge_n = rows_counted("reminders")


def letter_code(letter: Any, facts: Facts) -> str | None:
    return code_of(letter.uid) if letter.uid else None


# 重大项目

project_case_n = gathered_counted("admin_case.key_project")
project_open_n = gathered_counted("admin_case.key_project", lambda case: case.closed_on is None)
project_lost_n = gathered_counted("admin_case.key_project", lambda case: case.is_lost is True)
delay_days = rows_summed("risks", "delay_days")

# 走访企业, 涉企案件, 政务诚信事项

issue_n = rows_counted("issues")
issue_done_n = rows_counted("issues", lambda row: row.state in ("已答复", "办结"))
case_days = days_so_far("filed_on", "closed_on")


def is_sme(case: Any, facts: Facts) -> bool | None:
    enterprise = facts.ref(case, "enterprise")
    if enterprise is None or enterprise.scale is None:
        return None
    return enterprise.scale in ("中型", "小型", "微型")


def unfulfilled_amt(promise: Any, facts: Facts) -> int | None:
    return None if promise.promised_amt is None else promise.promised_amt - (promise.fulfilled_amt or 0)
