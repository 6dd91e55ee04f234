"""Rules of 执行联动: limits, instalments, control and listing terms, nodes of a trial."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.domain.rules.patterns import (
    by_law,
    counted_from,
    day,
    days_late,
    due_from,
    fields_summed,
    limit_with_changes,
    percent_of,
    rows_summed,
    taken,
    wan,
    with_notes,
    workdays_by_setting,
)

if TYPE_CHECKING:
    from app.domain.facts import Facts

# 执行案件

enforcement_limit = limit_with_changes("enf_close_6m")
paid_rate = percent_of("paid_amt", "claim_amt")

# 涉党政机关执行案件

gov_paid_amt = rows_summed("pay_plan", "paid_amt")


def gov_unpaid_amt(debt: Any, facts: Facts) -> int | None:
    return None if debt.claim_amt is None else debt.claim_amt - (debt.paid_amt or 0)


def plan_text(debt: Any, facts: Facts) -> str | None:
    terms = (
        f"第{row.term_no or n}期 {day(row.due_on) or '日期未定'} " + with_notes(wan(row.amount), row.fund_source)
        for n, row in enumerate(debt.pay_plan, 1)
    )
    return "\n".join(terms) or None


# 涉金融执行案件

fin_claim_amt = fields_summed("principal", "interest")
recover_rate = percent_of("recovered", "claim_amt")

# 行政非诉执行案件


@counted_from("penalty_served_on")
def suit_expire_on(case: Any, facts: Facts) -> date | None:
    """行政诉讼法第45、46条, 土地管理法第83条: after a review the time to sue runs from the decision on it."""
    reviews = facts.find("admin_review", {"act_no": case.penalty_no}) if case.penalty_no else ()
    served = [review.decision_served_on for review in reviews if review.decision_served_on]
    if served:
        return due_from("lit_plaintiff_after_review_15d", max(served), facts)
    if facts.period("lit_land_demolition_suit_15d").applies(case):
        return due_from("lit_land_demolition_suit_15d", case.penalty_served_on, facts)
    return due_from("lit_plaintiff_suit_6m", case.penalty_served_on, facts)


apply_due_on = by_law("nle_apply_3m")


def is_late_application(case: Any, facts: Facts) -> bool | None:
    if case.applied_on is None or case.apply_due_on is None:
        return None
    return bool(case.applied_on > case.apply_due_on)


# 协助查询执行请求

case_cause = taken("case", "cause")
assist_reply_due = workdays_by_setting("served_on", "assist_reply_workdays")
reply_days_late = days_late("reply_due", "replied_on")

# 查封扣押冻结, 失信限消措施

control_expires_on = by_law("freeze_deposit_1y", "seize_movable_2y", "seal_realty_3y")
listing_expires_on = by_law("dishonest_term_2y")

# 审判流程节点

LEVELS = ((0, "红色"), (4, "橙色"), (8, "黄色"), (16, "提示"))  # fewer days left than this


def left_days(node: Any, facts: Facts) -> int | None:
    """Once done, what was left then."""
    return None if node.due_on is None else (node.due_on - (node.done_on or facts.today)).days


def node_level(node: Any, facts: Facts) -> str | None:
    left = left_days(node, facts)
    if left is None:
        return None
    if node.done_on and left >= 0:
        return "正常"
    return next((level for days, level in LEVELS if left < days), "正常")


# 审限变更


def new_due_on(change: Any, facts: Facts) -> date | None:
    """A suspension (中止) has no new end before it is over."""
    if change.approved != "同意" or change.kind == "中止":
        return None
    if change.old_due_on is None or change.approved_days is None:
        return None
    due: date = change.old_due_on + timedelta(change.approved_days)
    return due
