"""Conditions that depend on the day and on who sits at this desk: 本月, 逾期, 我登记的, 本单位.

They are kept as such and worked out whenever a list is asked for. A filter without a field is about the whole record:
any of its deadlines, any of its unit fields.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.domain.fields import Field, Kind, once_per_class
from app.domain.periods import PeriodKind

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.queries import Filter, Query
    from app.domain.periods import Period
    from app.domain.records.registered import Registered

SPANS = ("this_month", "this_quarter", "this_year", "last_year")
OWED = frozenset({PeriodKind.LATEST, PeriodKind.CEILING, PeriodKind.EXPIRY})


def resolved(db: Database, query: Query) -> Query:
    """The same query with today, the user and the own unit put in."""
    if all(condition.operator not in (*SPANS, "overdue", "mine", "own_unit") for condition in query.filters):
        return query
    return replace(query, filters=tuple(_resolved(db, condition) for condition in query.filters))


def _resolved(db: Database, condition: Filter) -> Filter:
    if condition.value is not None:  # put in already
        return condition
    match condition.operator:
        case "overdue":
            return replace(condition, value=db.today)
        case "mine":
            return replace(condition, operator="is", value=db.user)
        case "own_unit":
            return replace(condition, value=db.setting("own_unit") or "")
        case span if span in SPANS:
            return replace(condition, operator="between", value=days_of(span, db.today))
    return condition


def days_of(span: str, today: date) -> tuple[date, date]:
    """The first and the last day of a span of time."""
    year = today.year - (span == "last_year")
    first, last = 1, 12
    if span == "this_month":
        first = last = today.month
    elif span == "this_quarter":
        first = (today.month - 1) // 3 * 3 + 1
        last = first + 2
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def term(cls: type[Registered], condition: Filter) -> tuple[str, list[Any]]:
    """SQL of `overdue` (its value is today) and `own_unit` (its value is the unit)."""
    fields = cls.fields()
    if condition.operator == "overdue":
        chosen = [fields[condition.field]] if condition.field else list(deadlines(cls))
        late = [_late(cls, f) for f in chosen]
        ended = ", ".join(f"'{state.value}'" for state in cls.about.states if state.terminal)
        open_still = f"t.status NOT IN ({ended}) AND " if ended else ""
        return f"({open_still}t.void = 0 AND ({' OR '.join(late) or '0'}))", [condition.value.isoformat()] * len(late)
    units = (fields[condition.field],) if condition.field else unit_fields(cls)
    terms: list[str] = []
    params: list[Any] = []
    for f in units:
        if f.kind is Kind.UNITS:
            terms.append(f"""instr('、' || coalesce(t."{f.name}", '') || '、', ?) > 0""")
            params.append(f"、{condition.value}、" if condition.value else "\0")
        else:
            terms.append(f't."{f.name}" = ?')
            params.append(condition.value)
    return f"({' OR '.join(terms)})", params


def _late(cls: type[Registered], f: Field) -> str:
    undone = "".join(f' AND t."{name}" IS NULL' for name in done_fields(cls, f))
    return f'(substr(t."{f.name}", 1, 10) < ?{undone})'


@once_per_class
def deadlines(cls: type[Registered]) -> tuple[Field, ...]:
    """Date fields by which something has to be done."""
    return tuple(f for f in cls.fields().values() if done_fields(cls, f))


@once_per_class
def unit_fields(cls: type[Registered]) -> tuple[Field, ...]:
    return tuple(f for f in cls.fields().values() if f.kind in (Kind.UNIT, Kind.UNITS))


def done_fields(cls: type[Registered], f: Field) -> tuple[str, ...]:
    """The fields that, once filled, say that a deadline was met."""
    if f.done_by:
        return (f.done_by,)
    periods = (_periods()[id] for id in f.due_of if id in _periods())
    named = dict.fromkeys(period.done_field for period in periods if period.kind in OWED)
    return tuple(name for name in named if name in cls.fields())


@lru_cache(maxsize=1)
def _periods() -> dict[str, Period]:
    from app.data.periods_file import periods

    return periods()
