"""How legal periods are counted, and the declaration of one.

The counting follows deadlines.md §2: the first day does not count; months and years end on the corresponding day, or
the month's last; a last day of rest moves to the next working day where the rule says so; a year without an
arrangement of holidays gives no date, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from app.domain.calendar import DAY, Calendar, NoArrangement
from app.domain.conditions import Condition


class Unit(StrEnum):
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"

    @property
    def label(self) -> str:
        return {"day": "日", "working_day": "个工作日", "month": "个月", "year": "年"}[self.value]


class PeriodKind(StrEnum):
    """What happens at the end of a period."""

    LATEST = "最晚"  # to be done by that day at the latest
    EARLIEST = "最早"  # a waiting time: not before it is over
    EXPIRY = "届满"  # takes effect by itself
    CEILING = "上限"  # a date that others set must not lie after it
    BACKWARD = "回溯"  # start of a window in the past; shown only


@dataclass(frozen=True)
class Period:
    """A legal period: what starts it, how long it is and what it rests on."""

    id: str
    module: str
    record: str  # record type; "" for the calculator only
    title: str
    event: str
    trigger_field: str
    duration: int
    unit: Unit
    direction: str  # "after" or "before" the event
    roll: bool  # a last day of rest moves to the next working day
    kind: PeriodKind
    core: bool  # switched on at first start
    responsible: str
    extendable: str
    warn_days: tuple[int, ...]  # before the due date; working days where the unit is one
    basis: str
    note: str
    confidence: str
    source: str
    done_field: str
    applies_when: Condition | None
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, row: Mapping[str, str]) -> Self:
        """From a row of resources/periods.csv."""
        texts: dict[str, Any] = dict(row)
        texts |= {
            "duration": int(row["duration"]),
            "unit": Unit(row["unit"]),
            "roll": row["roll"] == "yes",
            "kind": PeriodKind(row["kind"]),
            "core": row["core"] == "yes",
            "warn_days": tuple(int(days) for days in row["warn_days"].split(";") if days),
            "applies_when": Condition.parse(row["applies_when"]) if row["applies_when"] else None,
            "since": date.fromisoformat(row["since"]) if row.get("since") else None,
            "until": date.fromisoformat(row["until"]) if row.get("until") else None,
        }
        return cls(**texts)

    def applies(self, record: Any) -> bool:
        return self.applies_when is None or self.applies_when.holds(lambda name: getattr(record, name, None))

    @property
    def length(self) -> str:
        """15日, 3个月, 10个工作日."""
        return f"{self.duration}{self.unit.label}"


def read(rows: Iterable[Mapping[str, str]]) -> dict[str, Period]:
    return {row["id"]: Period.of(row) for row in rows}


@dataclass(frozen=True, slots=True)
class Due:
    """`on` is None while the arrangement of `pending_year` is not known; `nominal` is the day before moving."""

    on: date | None
    nominal: date | None
    pending_year: int | None = None


def due(period: Period, start: date, calendar: Calendar, paused_days: int = 0) -> Due:
    """The due date of a period whose event was on `start`; `paused_days` are those the clock stood still."""
    sign = -1 if period.direction == "before" else 1
    try:
        nominal = _nominal(start, sign * period.duration, period.unit, calendar)
    except NoArrangement as missing:
        return Due(None, None, missing.year)
    if sign < 0:
        return Due(nominal, nominal)
    if paused_days:
        nominal += timedelta(paused_days)
    if not period.roll or period.unit is Unit.WORKING_DAY:
        return Due(nominal, nominal)
    try:
        return Due(next_working_day(nominal, calendar), nominal)
    except NoArrangement as missing:
        return Due(None, nominal, missing.year)


def _nominal(start: date, duration: int, unit: Unit, calendar: Calendar) -> date:
    if unit is Unit.DAY:
        return start + timedelta(duration)
    if unit is Unit.MONTH:
        return add_months(start, duration)
    if unit is Unit.YEAR:
        return add_months(start, 12 * duration)
    return add_working_days(start, duration, calendar)


def add_months(start: date, months: int) -> date:
    """The corresponding day, or the last of a month that has none (民法典第202条)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def add_working_days(start: date, days: int, calendar: Calendar) -> date:
    """Counted from the day after `start` (before it, if negative), whether or not that is a working day itself."""
    step = DAY if days >= 0 else -DAY
    day, left = start, abs(days)
    while left:
        day += step
        if not calendar.is_rest(day):
            left -= 1
    return day


def next_working_day(day: date, calendar: Calendar) -> date:
    """The day itself unless it is one of rest."""
    while calendar.is_rest(day):
        day += DAY
    return day


def previous_working_day(day: date, calendar: Calendar) -> date:
    while calendar.is_rest(day):
        day -= DAY
    return day


def explain(period: Period, start: date, calendar: Calendar, paused_days: int = 0) -> tuple[str, ...]:
    """The counting in sentences, for the record's page and the calculator."""
    result = due(period, start, calendar, paused_days)
    first = start + DAY if period.direction == "after" else start - DAY
    way = "起算" if period.direction == "after" else "倒数"
    said = [f"{period.event}：{_said(start)}当日不计，{_said(first)}为第1日{way}"]
    if result.nominal is not None:
        paused = f"，另加扣除的{paused_days}日" if paused_days else ""
        said.append(f"{period.length}{paused}，{_said(result.nominal)}届满")
    if result.pending_year is not None:
        said.append(f"待定（未导入{result.pending_year}年放假安排）")
    elif result.on is not None and result.on != result.nominal:
        said.append(f"该日为休息日，顺延到{_said(result.on)}")
    elif result.on is not None and result.on.year in calendar.years and calendar.is_rest(result.on):
        workday = _said(previous_working_day(result.on, calendar)) if _covered(result.on, calendar) else "前一工作日"
        said.append(f"该日为休息日，本期限不顺延，应在{workday}前完成")
    return tuple(said)


def _covered(day: date, calendar: Calendar) -> bool:
    """Whether the days of rest before it lie in known years, too."""
    return (day - timedelta(10)).year in calendar.years


WEEKDAYS = "一二三四五六日"


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
