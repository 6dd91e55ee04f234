"""How legal periods are counted, and the declaration of one.

The counting follows deadlines.md §2: the first day does not count; months and years end on the corresponding day, or
the month's last; a last day of rest moves to the next working day where the rule says so; while the clock is stopped
nothing is counted; a date that a document sets wins; a year without an arrangement of holidays gives no date, never a
guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Self

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


# Of the waiting times those that are a least length: the last day itself is long enough (deadlines.csv, note_zh).
LEAST_LENGTHS = frozenset({"bk_claim_min_30d", "decision_consult_30d", "decision_legality_7wd"})


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
    since: date | None = None  # first and last day of an event that this version is for
    until: date | None = None
    unit_field: str = ""  # the field of the record that names the unit responsible
    owner: str = ""  # a unit, where the county has named one
    active: bool = True
    own: bool = False  # made by the county
    row: int | None = None  # of the database

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
            "active": row["core"] == "yes",
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


class Due(NamedTuple):
    """`on` is None while the arrangement of `pending_year` is not known; `nominal` is the day before moving."""

    on: date | None
    nominal: date | None
    pending_year: int | None = None


def in_force(versions: Sequence[Period], start: date | None) -> Period:
    """Of the versions of a rule, oldest first, the one for an event on `start`; without a day the newest."""
    if start is not None:
        for version in reversed(versions):
            if (version.since is None or version.since <= start) and (version.until is None or start <= version.until):
                return version
    return versions[-1] if start is None or len(versions) == 1 else _nearest(versions, start)


def _nearest(versions: Sequence[Period], start: date) -> Period:
    """Between versions, or before the first: the one that begins last before the day, else the oldest."""
    begun = [version for version in versions if version.since is not None and version.since <= start]
    return begun[-1] if begun else versions[0]


def due(period: Period, start: date, calendar: Calendar, paused_days: int = 0) -> Due:
    """The due date of a period whose event was on `start`; `paused_days` are those the clock stood still."""
    unit, forward = period.unit, period.direction != "before"
    count = period.duration if forward else -period.duration
    try:
        if unit is Unit.DAY:
            nominal = date.fromordinal(start.toordinal() + count)
        elif unit is Unit.WORKING_DAY:
            nominal = calendar.working_days_from(start, count)
        else:
            nominal = add_months(start, count if unit is Unit.MONTH else 12 * count)
    except NoArrangement as missing:
        return Due(None, None, missing.year)
    if not forward:
        return Due(nominal, nominal)
    if paused_days:
        nominal += timedelta(paused_days)
    if not period.roll or unit is Unit.WORKING_DAY:
        return Due(nominal, nominal)
    try:
        return Due(calendar.next_working_day(nominal), nominal)
    except NoArrangement as missing:
        return Due(None, nominal, missing.year)


def add_months(start: date, months: int) -> date:
    """The corresponding day, or the last of a month that has none (民法典第202条)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, start.day if start.day < 29 else min(start.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def add_working_days(start: date, days: int, calendar: Calendar) -> date:
    """Counted from the day after `start` (before it, if negative), whether or not that is a working day itself."""
    return calendar.working_days_from(start, days)


# What people enter of one period of one record


class NoteKind(StrEnum):
    STOP = "停表"  # the clock stands still: 公告, 鉴定, 调解, 中止, 管辖异议 …
    EXTENSION = "延长"  # approved by somebody, to a new date
    DOCUMENT = "文书指定"  # a court's order, an advice, an announcement names the date
    POSTED = "交邮"  # handed to the post on that day (民事诉讼法第85条): in time though it came later


# Periods that begin on the day another one ends: that one, and the field that it is counted from (deadlines.md §2.10).
CHAINS: dict[str, tuple[tuple[str, str], ...]] = {
    "nle_apply_3m": (
        ("lit_land_demolition_suit_15d", "penalty_served_on"),
        ("lit_plaintiff_suit_6m", "penalty_served_on"),
    ),
    "nle_rightsholder_6m": (("nle_apply_3m", "suit_expire_on"),),
    "bk_accept_ruling_objection_10d": (("bk_debtor_objection_7d", "debtor_told_on"),),
}


def chained_from(
    rule: str,
    start: date,
    read: Callable[[str], date | None],
    period: Callable[[str, date | None], Period],
    calendar: Calendar,
) -> date | None:
    """The day on which the period before ended before it was moved to `start`; None where it was not moved.

    Where that period is not known (it was counted on another record), the first of the days of rest before `start`.
    """
    for before, field in CHAINS.get(rule, ()):
        day = read(field)
        if day is not None:
            ended = due(period(before, day), day, calendar)
            if ended.on == start:
                return ended.nominal if ended.nominal != start else None
    try:
        first = start
        while calendar.is_rest(first - DAY):
            first -= DAY
    except NoArrangement:
        return None
    return first if first != start else None


class Note(NamedTuple):
    """`first` to `last` the clock stands still (no `last`: still does); `on` is the new due date, or the posting date."""

    kind: NoteKind
    first: date | None = None
    last: date | None = None
    on: date | None = None
    reason: str = ""
    approver: str = ""
    doc_no: str = ""
    rule: str = ""  # "" for every period of the record that the reason stops
    id: int | None = None


class Count(NamedTuple):
    """A period as counted for one record.

    `due.on` is what counts, `counted` what the rule alone gives; `set_by` the extension or document in between;
    `stopped`: the clock stands still, so there is no date.
    """

    due: Due
    counted: date | None
    paused: int = 0
    set_by: Note | None = None
    stopped: bool = False


def count(period: Period, start: date, calendar: Calendar, notes: Sequence[Note] = (), paused_days: int = 0) -> Count:
    """The due date with what people entered: stop-clock intervals, then the newest extension or document."""
    if not notes:
        result = due(period, start, calendar, paused_days)
        return Count(result, result.on, paused_days)
    result, paused, stopped = _with_stops(period, start, calendar, notes, paused_days)
    counted = result.on
    set_by = next((note for note in reversed(notes) if note.kind in SETTING and note.on is not None), None)
    if set_by is not None:
        result = Due(set_by.on, result.nominal)
    return Count(result, counted, paused, set_by, stopped and set_by is None)


SETTING = (NoteKind.EXTENSION, NoteKind.DOCUMENT)


def _with_stops(
    period: Period, start: date, calendar: Calendar, notes: Sequence[Note], paused_days: int
) -> tuple[Due, int, bool]:
    """Interval by interval: one that begins after the period would be over stops nothing (行诉解释第50条)."""
    if period.direction == "before":
        return due(period, start, calendar), 0, False
    bare = replace(period, roll=False)
    paused, counted_to = paused_days, start
    for first, last in merged_stops(notes):
        begins = max(first, start + DAY, counted_to + DAY)
        end = _end(bare, start, calendar, paused)
        if end.nominal is None or begins > end.nominal:
            break
        if last is None:
            return Due(None, end.nominal), paused, True
        if last < begins:
            continue
        try:
            within = calendar.working_days_in(begins, last)
        except NoArrangement as missing:
            if period.unit is Unit.WORKING_DAY:
                return Due(None, None, missing.year), paused, False
            within = 0
        paused += within if period.unit is Unit.WORKING_DAY else (last - begins).days + 1
        counted_to = last
    result = _end(bare, start, calendar, paused)
    if result.nominal is None or not period.roll or period.unit is Unit.WORKING_DAY:
        return result, paused, False
    try:
        return Due(calendar.next_working_day(result.nominal), result.nominal), paused, False
    except NoArrangement as missing:
        return Due(None, result.nominal, missing.year), paused, False


def _end(period: Period, start: date, calendar: Calendar, paused: int) -> Due:
    """Working days that the clock stood still are counted on; other days are added."""
    if period.unit is Unit.WORKING_DAY:
        return due(replace(period, duration=period.duration + paused), start, calendar)
    return due(period, start, calendar, paused)


def merged_stops(notes: Iterable[Note]) -> list[tuple[date, date | None]]:
    """Days on which the clock stands still are not counted twice where intervals overlap."""
    stops = sorted((n.first, n.last) for n in notes if n.kind is NoteKind.STOP and n.first is not None and n.last)
    still = sorted(n.first for n in notes if n.kind is NoteKind.STOP and n.first is not None and n.last is None)
    found: list[tuple[date, date | None]] = []
    for first, last in stops:
        if found and (end := found[-1][1]) is not None and first <= end + DAY:
            found[-1] = (found[-1][0], max(end, last))
        else:
            found.append((first, last))
    if still:
        found = [(first, last) for first, last in found if first < still[0]]
        found.append((still[0], None))
    return found


def safe_date(period: Period, counted: date, calendar: Calendar) -> date | None:
    """The working day before, where a date that is not moved falls on one of rest (deadlines.md §2.4, §2.6)."""
    if period.kind in (PeriodKind.BACKWARD, PeriodKind.EARLIEST) or (period.roll and period.direction == "after"):
        return None
    try:
        return calendar.previous_working_day(counted) if calendar.is_rest(counted) else None
    except NoArrangement:
        return None


def is_too_early(period: Period, counted: date, done: date) -> bool:
    """Done before a waiting time was over, or before the window opened."""
    if period.direction == "before" or period.id in LEAST_LENGTHS:
        return done < counted
    return done <= counted


# The counting in words


def explain(
    period: Period, start: date, calendar: Calendar, paused_days: int = 0, notes: Sequence[Note] = ()
) -> tuple[str, ...]:
    """The counting in sentences, for the record's page and the calculator."""
    result = count(period, start, calendar, notes, paused_days)
    forward = period.direction == "after"
    first = start + DAY if forward else start - DAY
    said = [f"{period.event}：{_said(start)}当日不计，{_said(first)}为第1日" + ("" if forward else "，向前倒数")]
    for note in notes:
        if note.kind is NoteKind.STOP and note.first is not None:
            until = f"至{_said(note.last)}" if note.last else "起，尚未恢复"
            said.append(f"停表：{note.reason or '扣除期间'}，{_said(note.first)}{until}，不计入期限")
    if result.stopped:
        said.append("计时停止中，恢复后才能算出到期日")
        return tuple(said)
    said += _ending(period, result, calendar)
    if result.set_by is not None and result.set_by.on is not None:
        who = "，".join(part for part in (result.set_by.approver, result.set_by.doc_no) if part)
        how = "经批准延长" if result.set_by.kind is NoteKind.EXTENSION else "文书载明"
        said.append(f"{how}至{_said(result.set_by.on)}" + (f"（{who}）" if who else "") + "，以此为准")
    return tuple(said)


def _ending(period: Period, result: Count, calendar: Calendar) -> list[str]:
    nominal = result.due.nominal
    if nominal is None:
        return [f"待定（未导入{result.due.pending_year}年放假安排）"]
    paused = f"（另扣除{result.paused}日）" if result.paused else ""
    if period.unit in (Unit.DAY, Unit.WORKING_DAY):
        nth = "第{}日" if period.unit is Unit.DAY else "第{}个工作日"
        ends = nth.format(period.duration) + f"{paused}为{_said(nominal)}"
    else:
        ends = f"{period.length}{paused}的对应日为{_said(nominal)}"
    if result.due.pending_year is not None:
        return [ends, f"待定（未导入{result.due.pending_year}年放假安排）"]
    counted = result.counted
    if counted is not None and counted != nominal:
        return [f"{ends}，{_rest_until(nominal, counted - DAY, calendar)}，顺延到{_said(counted)}"]
    if nominal.year in calendar.years and calendar.is_rest(nominal):
        safe = safe_date(period, nominal, calendar)
        before = f"，应在{_said(safe)}前完成" if safe is not None else ""
        return [f"{ends}，{_rest_until(nominal, nominal, calendar)}，本期限不顺延{before}"]
    return [ends]


def _rest_until(first: date, last: date, calendar: Calendar) -> str:
    """国庆节放假至10月7日; 为休息日."""
    named = [day for day in _days(first, last) if day in calendar.names]
    if not named:
        return "为休息日"
    name = calendar.names[named[0]].removesuffix("放假")
    name = name.removesuffix("节") if len(name) > 2 else name  # 国庆, but 春节
    ends = named[0]
    while calendar.is_rest(ends + DAY) and ends + DAY <= last:
        ends += DAY
    return f"{name}放假" + (f"至{ends.month}月{ends.day}日" if ends != first else "")


class DayCounted(NamedTuple):
    """A day on the way: its number, or why it is not counted."""

    day: date
    number: int | None
    says: str


def day_by_day(
    period: Period, start: date, calendar: Calendar, paused_days: int = 0, notes: Sequence[Note] = ()
) -> list[DayCounted]:
    """Every day from the event to the due date. Months and years are not numbered by days, only their end is shown."""
    result = count(period, start, calendar, notes, paused_days)
    nominal, ends = result.due.nominal, result.counted
    if nominal is None or ends is None:
        return [DayCounted(start, None, "当日不计")]
    found = [DayCounted(start, None, "当日不计")]
    if period.unit in (Unit.MONTH, Unit.YEAR):
        found.append(DayCounted(nominal, None, f"{period.length}的对应日"))
        found += [DayCounted(day, None, rest_named(day, calendar)) for day in _days(nominal + DAY, ends - DAY)]
        return found + ([DayCounted(ends, None, "顺延到此日")] if ends != nominal else [])
    if period.direction == "before":
        way = reversed(list(_days(nominal, start - DAY)))
        return found + _numbered(period, way, calendar, ())
    found += _numbered(period, _days(start + DAY, nominal), calendar, merged_stops(notes))
    found += [DayCounted(day, None, rest_named(day, calendar)) for day in _days(nominal + DAY, ends - DAY)]
    return found + ([DayCounted(ends, None, "顺延到此日")] if ends != nominal else [])


def _numbered(
    period: Period, days: Iterable[date], calendar: Calendar, stops: Sequence[tuple[date, date | None]]
) -> list[DayCounted]:
    found, number = [], 0
    for day in days:
        if any(first <= day and (last is None or day <= last) for first, last in stops):
            found.append(DayCounted(day, None, "停表"))
        elif period.unit is Unit.WORKING_DAY and calendar.is_rest(day):
            found.append(DayCounted(day, None, rest_named(day, calendar)))
        else:
            number += 1
            found.append(DayCounted(day, number, ""))
    return found


def rest_named(day: date, calendar: Calendar) -> str:
    return calendar.names.get(day) or f"周{WEEKDAYS[day.weekday()]}"


def _days(first: date, last: date) -> Iterable[date]:
    return (date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))


WEEKDAYS = "一二三四五六日"


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
