"""Where the law can be read strictly or leniently: the county's choice, and what it does to a period.

Source: reference/deadlines.md §5, nos. 1 and 3 to 7. The settings of these names are declared in app/settings.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.domain.periods import Period, PeriodKind, Unit

CONTROL_DAY_BEFORE = "control_day_before"  # no. 1
CHAIN_FROM_NOMINAL = "chain_from_nominal"  # no. 3
BEFORE_ONE_MORE = "before_one_more"  # no. 4
PUBLIC_NOTICE_ROLLS = "public_notice_rolls"  # no. 5
OWN_DUTIES_ROLL = "own_duties_roll"  # no. 6
CONFIRMATION_15D = "confirmation_15d"  # no. 7
CHOICES = (
    CONTROL_DAY_BEFORE,
    CHAIN_FROM_NOMINAL,
    BEFORE_ONE_MORE,
    PUBLIC_NOTICE_ROLLS,
    OWN_DUTIES_ROLL,
    CONFIRMATION_15D,
)

CONTROLS = frozenset({"freeze_deposit_1y", "seize_movable_2y", "seal_realty_3y"})
PUBLIC_NOTICE = "service_public_notice_30d"
CONFIRMATION = "sc_review_30d"
OWN_DUTIES = ("pet_", "ja_", "pa_", "lit_duty_2m", "comp_decision_2m")


def chosen(period: Period, setting: Callable[[str], Any]) -> Period:
    """The period as the county reads it."""
    in_days = period.unit in (Unit.DAY, Unit.WORKING_DAY)
    if period.direction == "before":
        more = in_days and period.kind is PeriodKind.LATEST and setting(BEFORE_ONE_MORE)
        return replace(period, duration=period.duration + 1) if more else period
    if period.id == PUBLIC_NOTICE and not setting(PUBLIC_NOTICE_ROLLS):
        return replace(period, roll=False)
    if period.id == CONFIRMATION and setting(CONFIRMATION_15D):
        return replace(period, duration=15, basis="法释〔2011〕5号第5条")
    if period.id.startswith(OWN_DUTIES) and period.unit is not Unit.WORKING_DAY and setting(OWN_DUTIES_ROLL):
        return replace(period, roll=True)
    return period
