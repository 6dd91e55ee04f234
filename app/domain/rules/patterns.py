"""Rules that recur: a value taken from the record pointed to, rows counted or summed, days between, a legal due date.

Each function makes a rule: a function of (record, facts). Missing input gives None, never zero by guess.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from app.domain import periods
from app.domain.calendar import NoArrangement
from app.domain.choices import CHAIN_FROM_NOMINAL

if TYPE_CHECKING:
    from app.domain.facts import Facts

Rule = Callable[[Any, "Facts"], Any]
CENT = Decimal("0.01")


def taken(ref: str, name: str) -> Rule:
    """The value of a field of the record that `ref` points to."""

    def rule(record: Any, facts: Facts) -> Any:
        target = facts.ref(record, ref)
        return None if target is None else getattr(target, name)

    return rule


def rows_counted(child: str, counts: Callable[[Any], bool] = lambda row: True) -> Rule:
    return lambda record, facts: sum(1 for row in getattr(record, child) if counts(row))


def rows_summed(child: str, name: str, counts: Callable[[Any], bool] = lambda row: True) -> Rule:
    return lambda record, facts: total(getattr(row, name) for row in getattr(record, child) if counts(row))


def gathered_counted(path: str, counts: Callable[[Any], bool] = lambda record: True) -> Rule:
    return lambda record, facts: sum(1 for other in facts.gather(record, path) if counts(other))


def gathered_summed(path: str, name: str) -> Rule:
    return lambda record, facts: total(getattr(other, name) for other in facts.gather(record, path))


def fields_summed(*names: str) -> Rule:
    return lambda record, facts: total(getattr(record, name) for name in names)


def percent_of(part: str, whole: str) -> Rule:
    return lambda record, facts: percent(getattr(record, part), getattr(record, whole))


def days_between(first: str, last: str) -> Rule:
    def rule(record: Any, facts: Facts) -> int | None:
        start, end = getattr(record, first), getattr(record, last)
        return None if start is None or end is None else (end - start).days

    return rule


def days_so_far(first: str, last: str) -> Rule:
    """Until today while the end is open."""

    def rule(record: Any, facts: Facts) -> int | None:
        start = getattr(record, first)
        return None if start is None else ((getattr(record, last) or facts.today) - start).days

    return rule


def days_late(due: str, done: str) -> Rule:
    """Days past the due date, until today while it is not done; 0 when in time."""

    def rule(record: Any, facts: Facts) -> int | None:
        due_on = getattr(record, due)
        return None if due_on is None else max(0, ((getattr(record, done) or facts.today) - due_on).days)

    return rule


def by_law(*rule_ids: str) -> Rule:
    """The due date by the first of these legal periods that applies to the record."""
    return lambda record, facts: legal_due(record, facts, rule_ids)


def counted_from(*fields: str) -> Callable[[Rule], Rule]:
    """Marks a rule that counts working days, or a period of another record type, from one of these fields."""

    def mark(rule: Rule) -> Rule:
        rule.counted_from = fields  # type: ignore[attr-defined]
        return rule

    return mark


def legal_due(record: Any, facts: Facts, rule_ids: Iterable[str], paused_days: int = 0) -> date | None:
    for rule_id in rule_ids:
        start = getattr(record, facts.period(rule_id).trigger_field)
        period = facts.period(rule_id, start)
        if period.applies(record):
            if start is None:
                return None
            if rule_id in periods.CHAINS and facts.setting(CHAIN_FROM_NOMINAL):
                read = functools.partial(getattr, record)
                start = periods.chained_from(rule_id, start, read, facts.period, facts.calendar) or start
            return periods.count(period, start, facts.calendar, facts.notes(record, rule_id), paused_days).due.on
    return None


def due_from(rule_id: str, start: date | None, facts: Facts) -> date | None:
    """A legal period counted from a day that is not its own trigger field."""
    return None if start is None else periods.due(facts.period(rule_id, start), start, facts.calendar).on


def workdays_by_setting(start: str, setting: str) -> Rule:
    """A number of working days that the county has set; None until it has, or while the calendar does not reach."""

    def rule(record: Any, facts: Facts) -> date | None:
        day, days = getattr(record, start), facts.setting(setting)
        if day is None or days is None:
            return None
        try:
            return periods.add_working_days(day, days, facts.calendar)
        except NoArrangement:
            return None

    return counted_from(start)(rule)


def limit_with_changes(*rule_ids: str) -> Rule:
    """A limit of trial or enforcement: the new one of the last change approved (审限变更), else the legal one."""

    def rule(record: Any, facts: Facts) -> date | None:
        changes = facts.find("limit_change", {"case_no": record.case_no, "approved": "同意"}) if record.case_no else ()
        if changes:
            last = max(changes, key=lambda change: (change.seq or 0, change.approved_on or date.min))
            new: date | None = last.new_due_on
            return new
        return legal_due(record, facts, rule_ids)

    return rule


def total(values: Iterable[Any]) -> Any:
    """The sum of the known values; None when none is known."""
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None


def percent(part: Any, whole: Any) -> Decimal | None:
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(CENT, ROUND_HALF_UP)


def lines(texts: Iterable[str]) -> str | None:
    """Numbered lines: 1. …"""
    return "\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1)) or None


def with_notes(text: str | None, *notes: str | None) -> str:
    """The text with what is known of it in brackets: 补正程序（县司法局，2026-03-01）."""
    known = "，".join(note for note in notes if note)
    return f"{text or ''}（{known}）" if known else text or ""


def wan(cents: int | None) -> str:
    """Cents as 万元."""
    return "" if cents is None else f"{(Decimal(cents) / 10**6).quantize(CENT, ROUND_HALF_UP):,}万元"


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
