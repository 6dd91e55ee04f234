"""Rules of 行政诉讼: due dates, outcomes, losses, judicial advice, review reports."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from app.domain.periods import add_months, days_in_month
from app.domain.rules.patterns import (
    by_law,
    day,
    days_late,
    fields_summed,
    legal_due,
    limit_with_changes,
    lines,
    percent,
    percent_of,
    rows_counted,
    taken,
    with_notes,
)

if TYPE_CHECKING:
    from app.domain.facts import Facts

# 行政诉讼案件

duty_due = by_law("lit_duty_2m")
answer_due = by_law("lit_answer_evidence_15d", "lit_appeal_answer_15d", "lit_retrial_opinion_15d")
trial_limit = limit_with_changes("lit_first_instance_6m", "lit_summary_procedure_45d", "lit_second_instance_3m")

# 撤诉不计败诉 (indicator lit_loss_rate). 改判 and 撤销原判 do not say who lost: left to people.
LOST = frozenset(
    "全部撤销 全部撤销并重作 部分撤销 部分撤销并重作 变更 履行法定职责 履行给付义务 确认违法 确认无效 "
    "行政协议履行 行政协议补偿 判决赔偿".split()
)
WITHDRAWN = ("准许原告主动撤诉", "准许原告因被告改变原行政行为撤诉", "按撤诉处理")
UNDECIDED = frozenset({"改判", "撤销原判发回重审", "指令再审", "移送管辖"})


def is_lost(case: Any, facts: Facts) -> bool | None:
    if case.result is None or case.result in UNDECIDED:
        return None
    return case.result in LOST


def hearing_on(case: Any, facts: Facts) -> date | None:
    sessions = [a.hearing_at for a in facts.gather(case, "appearance.case") if a.hearing_at and a.held != "取消"]
    return max(sessions).date() if sessions else None


# Best first: of several appearances the one of the head counts.
APPEARANCES = (
    "主要负责人出庭",
    "其他负责人出庭",
    "仅工作人员出庭（有正当理由）",
    "仅工作人员出庭（无正当理由）",
    "仅律师出庭",
    "中途退庭",
    "均未出庭",
)


def appearance_state(case: Any, facts: Facts) -> str | None:
    results = {appearance.result for appearance in facts.gather(case, "appearance.case")}
    return next((result for result in APPEARANCES if result in results), None)


def dispute_state(case: Any, facts: Facts) -> str | None:
    disputes = facts.gather(case, "dispute.case")
    if not disputes:
        return None
    last = max(disputes, key=lambda dispute: (dispute.accepted_on or date.min, dispute.id or 0))
    return last.result or last.status or None


# 出庭应诉记录, 质效评议

case_cause = taken("case", "cause")
case_trial_level = taken("case", "trial_level")


def triggers_advice(appearance: Any, facts: Facts) -> bool:
    """法释〔2020〕3号第12条."""
    return bool(appearance.advice_triggers)


def review_grade(appearance: Any, facts: Facts) -> str | None:
    reviews = [r for r in facts.gather(appearance, "appearance_review.appearance") if r.grade]
    if not reviews:
        return None
    grade: str = max(reviews, key=lambda review: (review.reviewed_on or date.min, review.id or 0)).grade
    return grade


appearance_organ = taken("appearance", "organ")
appearance_attendee = taken("appearance", "attendee")
appearance_attendee_rank = taken("appearance", "attendee_rank")
review_total = fields_summed("s_prep", "s_order", "s_speech", "s_resolve", "s_follow")


def grade_of_review(review: Any, facts: Facts) -> str | None:
    if review.total is None:
        return None
    return next((grade for least, grade in ((90, "好"), (75, "较好"), (60, "一般")) if review.total >= least), "差")


# 行政争议


def dispute_due(dispute: Any, facts: Facts) -> date | None:
    days = facts.setting("dispute_days")
    if dispute.accepted_on is None or days is None:
        return None
    return date.fromordinal(dispute.accepted_on.toordinal() + days)


steps_n = rows_counted("steps")

# 败诉纠错案件


def of_either_case(loss: Any, facts: Facts) -> Any:
    """The lawsuit, or the administrative review, that the loss comes from."""
    return facts.ref(loss, "review_case" if loss.source == "复议纠错" else "case")


def loss_cause(loss: Any, facts: Facts) -> str | None:
    case = of_either_case(loss, facts)
    return case.cause if case else None


def loss_act_kind(loss: Any, facts: Facts) -> str | None:
    case = of_either_case(loss, facts)
    return case.act_kind if case else None


def loss_result(loss: Any, facts: Facts) -> str | None:
    case = of_either_case(loss, facts)
    if case is None:
        return None
    result: str | None = case.decision if loss.source == "复议纠错" else case.result
    return result


def loss_effective_on(loss: Any, facts: Facts) -> date | None:
    case = of_either_case(loss, facts)
    if case is None:
        return None
    effective: date | None = case.decision_served_on if loss.source == "复议纠错" else case.effective_on
    return effective


def is_repeat(loss: Any, facts: Facts) -> bool | None:
    if not loss.duty_unit or loss.act_kind is None or loss.effective_on is None:
        return None
    since = add_months(loss.effective_on, -12)
    others = facts.find("loss_case", {"duty_unit": loss.duty_unit, "act_kind": loss.act_kind})
    return any(
        other.id != loss.id and other.effective_on is not None and since <= other.effective_on <= loss.effective_on
        for other in others
    )


def measures_text(record: Any, facts: Facts) -> str | None:
    return lines(with_notes(row.measure, row.unit, day(row.due_on)) for row in record.measures)


def rectify_state(loss: Any, facts: Facts) -> str | None:
    if not loss.measures:
        return None
    done = [row.done_on for row in loss.measures if row.done_on]
    if len(done) == len(loss.measures):
        return f"已完成（{loss.rectified_on or max(done)}）"
    return f"{len(done)}/{len(loss.measures)}"


# 司法建议

advice_n = rows_counted("advice_items")
adopted_n = rows_counted("advice_items", lambda row: row.adopted in ("采纳", "部分采纳"))
advice_reply_due = by_law("ja_reply_2m", "ja_normdoc_reply_60d")
reply_days_late = days_late("reply_due", "replied_on")

# 行政复议案件


def decision_due(review: Any, facts: Facts) -> date | None:
    if review.extended_to:
        extended: date = review.extended_to
        return extended
    return legal_due(review, facts, ("rev_decision_60d", "rev_summary_decision_30d"))


CORRECTED = frozenset({"撤销", "变更", "确认违法", "确认无效", "责令履行", "责令给付", "责令赔偿补偿"})


def is_corrected(review: Any, facts: Facts) -> bool | None:
    return None if review.decision is None else review.decision in CORRECTED


def suit_result(review: Any, facts: Facts) -> str | None:
    """Of several instances the latest that has a result."""
    cases = [case for case in facts.gather(review, "admin_case.review_case") if case.result]
    if not cases:
        return None
    result: str = max(cases, key=lambda case: (case.closed_on or case.filed_on or date.min, case.id or 0)).result
    return result


# 决策诉讼风险评估


def later_n(assessment: Any, facts: Facts) -> int:
    return len(assessment.later_cases)


# 司法审查报告: numbers stand still once the report is out.

QUARTERS = {"一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9), "四季度": (10, 12), "上半年": (1, 6)}


def report_days(report: Any) -> tuple[date, date]:
    """First and last day of the time reported on; the whole year unless the period says less."""
    first, last = QUARTERS.get(report.period, (1, 12))
    return date(report.year, first, 1), date(report.year, last, days_in_month(report.year, last))


def cases_counted(name: str, day_field: str, **equal: Any) -> Any:
    """Cases of the report's time by a date field, with the given values."""

    def rule(report: Any, facts: Facts) -> int | None:
        if report.year is None or report.status == "已发布":
            kept: int | None = getattr(report, name)
            return kept
        return facts.count("admin_case", equal, (day_field, *report_days(report)))

    return rule


report_accepted_n = cases_counted("accepted_n", "filed_on")
report_closed_n = cases_counted("closed_n", "closed_on")
report_lost_n = cases_counted("lost_n", "closed_on", is_lost=True)
report_withdrawn_n = cases_counted("withdrawn_n", "closed_on", result=WITHDRAWN)
report_lost_rate = percent_of("lost_n", "closed_n")

ATTENDED = frozenset({"主要负责人出庭", "其他负责人出庭"})


def report_attendance_rate(report: Any, facts: Facts) -> Any:
    """Indicator att_rate: of the groups case, instance and organ, those whose head came at least once."""
    if report.year is None or report.status == "已发布":
        return report.attendance_rate
    held = facts.find("appearance", {"held": "已开庭", "should_attend": True}, ("hearing_at", *report_days(report)))
    groups = {(a.case, a.trial_level, a.organ) for a in held}
    attended = {(a.case, a.trial_level, a.organ) for a in held if a.result in ATTENDED}
    return percent(len(attended), len(groups))
