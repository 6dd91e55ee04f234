"""Rules of 企业破产: claims and their voting, task forces, wages, administrators and their pay, funds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.domain.rules.patterns import (
    by_law,
    days_between,
    days_so_far,
    fields_summed,
    gathered_counted,
    gathered_summed,
    lines,
    percent,
    percent_of,
    rows_counted,
    rows_summed,
    total,
    workdays_by_setting,
)

if TYPE_CHECKING:
    from app.domain.facts import Facts

MATTER_DONE = frozenset({"办结"})
MATTER_CLOSED = frozenset({"办结", "撤回"})

# 企业破产案件


def lead_unit(case: Any, facts: Facts) -> str | None:
    """Of the task force that stands; of the last one when all are dissolved."""
    forces = sorted(
        facts.gather(case, "task_force.case"),
        key=lambda force: (force.dissolved_on is None, force.set_on or date.min, force.id or 0),
    )
    return forces[-1].lead_unit if forces else None


objection_due_on = by_law("bk_debtor_objection_7d")
staff_claim = rows_summed("creditor_classes", "admitted_amt", lambda row: row.claim_class == "职工债权")
asset_realised = gathered_summed("bk_asset.case", "realised")
declared_n = rows_summed("creditor_classes", "declared_n")
declared_amt = rows_summed("creditor_classes", "declared_amt")
admitted_n = rows_summed("creditor_classes", "admitted_n")
admitted_amt = rows_summed("creditor_classes", "admitted_amt")


def case_paid_rate(case: Any, facts: Facts) -> Decimal | None:
    rows = case.creditor_classes
    return percent(total(row.paid_amt for row in rows), total(row.admitted_amt for row in rows))


def matters_text(case: Any, facts: Facts) -> str | None:
    matters = (matter for matter in facts.gather(case, "bk_matter.case") if matter.status not in MATTER_CLOSED)
    return lines(f"{matter.title or ''}：{matter.progress or matter.status or ''}" for matter in matters)


case_days = days_so_far("accepted_on", "ended_on")
class_paid_rate = percent_of("paid_amt", "admitted_amt")


def class_passed(row: Any, facts: Facts) -> bool | None:
    """企业破产法第84条第2款: more than half of those present, and two thirds of the class's claims."""
    if row.present_n is None or row.agree_n is None or row.agree_amt is None or row.admitted_amt is None:
        return None
    return bool(row.agree_n * 2 > row.present_n and row.agree_amt * 3 >= row.admitted_amt * 2)


# 破产处置专班


def meeting_n(force: Any, facts: Facts) -> int:
    return sum(1 for meeting in facts.linked(force, "meeting") if meeting.kind == "破产专班例会")


def matter_n(force: Any, facts: Facts) -> int:
    return 0 if force.case is None else facts.count("bk_matter", {"case": force.case})


def matter_done_n(force: Any, facts: Facts) -> int:
    return 0 if force.case is None else facts.count("bk_matter", {"case": force.case, "status": tuple(MATTER_DONE)})


# 申报债权


def is_late_claim(claim: Any, facts: Facts) -> bool | None:
    """企业破产法第56条."""
    case = facts.ref(claim, "case")
    if case is None or case.claim_due_on is None or claim.declared_on is None:
        return None
    return bool(claim.declared_on > case.claim_due_on)


# 拖欠工资核查

wage_reply_due = workdays_by_setting("received_on", "wage_reply_workdays")
wage_total_n = fields_summed("staff_n", "migrant_n")
wage_total_amt = fields_summed("staff_amt", "migrant_amt")
worker_total = fields_summed("owed", "allowance", "pension", "compensation")

# 破产企业不动产登记

registration_days = days_between("applied_on", "certified_on")

# 破产管理人

open_n = gathered_counted("adm_engagement.administrator", lambda engagement: engagement.ended_on is None)
done_n = gathered_counted("adm_engagement.administrator", lambda engagement: engagement.ended_on is not None)


def on_time_rate(administrator: Any, facts: Facts) -> Decimal | None:
    due = [
        report
        for engagement in facts.gather(administrator, "adm_engagement.administrator")
        for report in engagement.duty_reports
        if report.due_on and report.due_on < facts.today
    ]
    return percent(sum(1 for report in due if report.submitted_on and report.submitted_on <= report.due_on), len(due))


def avg_score(administrator: Any, facts: Facts) -> Decimal | None:
    """Of the assessments of single cases; those of a year sum up several."""
    scores = [
        assessment.total
        for assessment in facts.gather(administrator, "adm_assessment.administrator")
        if assessment.kind != "年度考核" and assessment.total is not None
    ]
    return (sum(scores, Decimal()) / len(scores)).quantize(Decimal("0.01")) if scores else None


# 管理人选任履职

report_n = rows_counted("duty_reports")


def report_late_n(engagement: Any, facts: Facts) -> int:
    return sum(1 for row in engagement.duty_reports if row.due_on and (row.submitted_on or facts.today) > row.due_on)


def next_report_on(engagement: Any, facts: Facts) -> date | None:
    return min((row.due_on for row in engagement.duty_reports if row.due_on and not row.submitted_on), default=None)


WAN = 10**6  # cents
# 法释〔2007〕9号第2条: upper bound of each part in 万元, and the highest share of it in thousandths
FEE_STEPS = ((100, 120), (500, 100), (1000, 80), (5000, 60), (10000, 30), (50000, 10), (None, 5))


def fee_cap(engagement: Any, facts: Facts) -> int | None:
    if engagement.base_amt is None:
        return None
    cap, lower = 0, 0
    for upper, thousandths in FEE_STEPS:
        bound = engagement.base_amt if upper is None else min(engagement.base_amt, upper * WAN)
        cap += max(0, bound - lower) * thousandths
        lower = max(lower, bound)
    return (cap + 500) // 1000


# 管理人考核

base_score = rows_summed("score_items", "score")


def assessment_total(assessment: Any, facts: Facts) -> Decimal | None:
    if assessment.veto:
        return Decimal(0)
    if assessment.base_score is None:
        return None
    sum_: Decimal = assessment.base_score + (assessment.bonus or 0) - (assessment.deduction or 0)
    return sum_


GRADES = (("grade_excellent", "优秀"), ("grade_competent", "称职"), ("grade_basic", "基本称职"))


def assessment_grade(assessment: Any, facts: Facts) -> str | None:
    if assessment.total is None:
        return None
    return next((grade for line, grade in GRADES if assessment.total >= facts.setting(line)), "不称职")


# 重整招商政策, 预警企业

used_n = gathered_counted("investor.policies")


def open_suits(warning: Any, facts: Facts) -> int | None:
    """Lawsuits and enforcement cases not closed; a case kept in both ledgers counts once."""
    if warning.enterprise is None:
        return None
    cases = [
        case
        for record in ("ent_case", "enforcement_case")
        for case in facts.find(record, {"enterprise": warning.enterprise, "closed_on": None})
    ]
    return len({case.case_no or f"{type(case).__name__} {case.id}" for case in cases})


# 破产费用资金收支


def balance(entry: Any, facts: Facts) -> int | None:
    """Of all income and spending up to this entry, by date and then by order of entry."""
    if entry.amount is None or entry.direction is None or entry.paid_on is None:
        return None
    earlier = [
        other
        for other in facts.find("bk_fund", {})
        if other.id != entry.id and other.paid_on is not None and other.amount is not None
        if (other.paid_on, other.id) < (entry.paid_on, entry.id or 10**30)
    ]
    signed: list[int] = [one.amount if one.direction == "收入" else -one.amount for one in [*earlier, entry]]
    return sum(signed)
