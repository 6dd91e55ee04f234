"""Rules of 基层治理: mediation and its pay, major events, petitions."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from app.domain.periods import days_in_month
from app.domain.rules.litigation import measures_text
from app.domain.rules.patterns import (
    days_between,
    gathered_counted,
    legal_due,
    percent,
    rows_counted,
    taken,
    with_notes,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from app.domain.facts import Facts

__all__ = ["measures_text"]

# 调解案件


def mediation_due(case: Any, facts: Facts) -> date | None:
    if case.extended_to:
        extended: date = case.extended_to
        return extended
    periods = ("med_people_1m", "med_delegate_30d", "med_entrust_ordinary_15d", "med_entrust_summary_7d")
    return legal_due(case, facts, periods, paused_days=case.expert_days or 0)


steps_n = rows_counted("steps")
mediation_days = days_between("accepted_on", "closed_on")

# 调解组织, 调解员

SUCCEEDED = frozenset({"调解成功", "部分成功"})

mediator_n = gathered_counted("mediator.org", lambda mediator: mediator.status == "在册")
org_case_n = gathered_counted("mediation_case.org")


def success_rate(org: Any, facts: Facts) -> Decimal | None:
    results = [case.result for case in facts.gather(org, "mediation_case.org") if case.result]
    return percent(sum(1 for result in results if result in SUCCEEDED), len(results))


mediator_case_n = gathered_counted("mediation_case.mediator")
mediator_success_n = gathered_counted("mediation_case.mediator", lambda case: case.result in SUCCEEDED)

# 调解补贴


def fee_org(fee: Any, facts: Facts) -> str | None:
    mediator = facts.ref(fee, "mediator")
    org = facts.ref(mediator, "org") if mediator else None
    return org.name if org else None


MONTH = re.compile(r"(\d{4})\D*(\d{1,2})\D*")


def month_days(text: str | None) -> tuple[date, date] | None:
    """First and last day of a month written as 2026-09, 2026年9月 or 202609."""
    found = MONTH.fullmatch(text or "")
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, 1), date(year, month, days_in_month(year, month))


def fee_case_n(fee: Any, facts: Facts) -> int | None:
    return _closed_in_month(fee, facts, {})


def fee_success_n(fee: Any, facts: Facts) -> int | None:
    return _closed_in_month(fee, facts, {"result": tuple(sorted(SUCCEEDED))})


def _closed_in_month(fee: Any, facts: Facts, equal: dict[str, Any]) -> int | None:
    days = month_days(fee.period)
    if fee.mediator is None or days is None:
        return None
    return facts.count("mediation_case", {"mediator": fee.mediator, **equal}, ("closed_on", *days))


def fee_amount(fee: Any, facts: Facts) -> int | None:
    if fee.rate is None and fee.success_rate is None:
        return None
    return (fee.case_n or 0) * (fee.rate or 0) + (fee.success_n or 0) * (fee.success_rate or 0)


# 重大案（事）件


def measures_due(event: Any, facts: Facts) -> date | None:
    return min((row.due_on for row in event.measures if row.due_on and not row.done_on), default=None)


def followups_text(event: Any, facts: Facts) -> str | None:
    rows = sorted((row for row in event.followups if row.report_at), key=lambda row: row.report_at, reverse=True)
    return "\n".join(f"{row.report_at:%Y-%m-%d %H:%M} {with_notes(row.content, row.unit)}" for row in rows) or None


# 信访事项, 涉诉信访转化


def petition_due(petition: Any, facts: Facts) -> date | None:
    if petition.extended_to:
        extended: date = petition.extended_to
        return extended
    return legal_due(petition, facts, ("pet_handle_60d", "pet_simple_10wd"))


petitioner = taken("petition", "name")
