"""How a value of each kind stands in SQLite, and how it comes back.

Dates are ISO text, money integer cents, two-place numbers integer hundredths, yes-no 0 or 1, several values one text
joined by 、 (ids by a comma): each sorts and compares in SQL without a function.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.domain.fields import MANY, Field, Kind

NUMBERS = frozenset(
    {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.BOOLEAN, Kind.YEAR, Kind.REF}
)  # stored as INTEGER; every other kind as TEXT


# Bookkeeping that history does not need and undo must not turn back.
UNTRACKED = frozenset({"version", "updated_by", "updated_at"})


def unchanged(value: Any) -> Any:
    return value


def _hundredths(value: Decimal) -> int:
    return int((value * 100).to_integral_value())


STORE: dict[Kind, Callable[[Any], Any]] = {kind: unchanged for kind in Kind} | {
    Kind.DATE: date.isoformat,
    Kind.DATETIME: lambda value: value.isoformat(" ", "minutes"),
    Kind.DECIMAL: _hundredths,
    Kind.PERCENT: _hundredths,
    Kind.BOOLEAN: int,
    Kind.MULTI_ENUM: "、".join,
    Kind.UNITS: "、".join,
    Kind.REFS: lambda ids: ",".join(map(str, ids)),
}

LOAD: dict[Kind, Callable[[Any], Any]] = {kind: unchanged for kind in Kind} | {
    Kind.DATE: date.fromisoformat,
    Kind.DATETIME: datetime.fromisoformat,
    Kind.DECIMAL: lambda value: Decimal(value) / 100,
    Kind.PERCENT: lambda value: Decimal(value) / 100,
    Kind.BOOLEAN: bool,
    Kind.MULTI_ENUM: lambda text: tuple(text.split("、")),
    Kind.UNITS: lambda text: tuple(text.split("、")),
    Kind.REFS: lambda text: tuple(map(int, text.split(","))),
}


def store(field: Field, value: Any) -> Any:
    """None for a missing value; an empty tuple and an empty text are missing too."""
    if value is None or value == () or value == "":
        return None
    return STORE[field.kind](value)


def load(field: Field, value: Any) -> Any:
    if value is None:
        return () if field.kind in MANY else None
    return LOAD[field.kind](value)
