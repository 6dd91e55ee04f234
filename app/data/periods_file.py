"""Reads the shipped legal periods and the yearly arrangements of holidays."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from app.domain.calendar import Calendar
from app.domain.periods import Period, read
from app.paths import RESOURCES


def periods() -> dict[str, Period]:
    """All periods by id, in the order of the file."""
    return read(_rows(RESOURCES / "periods.csv"))


def calendar() -> Calendar:
    """Rest days and worked weekends of every year in resources/holidays (State Council, one file per year)."""
    days = [row for path in sorted((RESOURCES / "holidays").glob("*.csv")) for row in _rows(path)]
    off = (date.fromisoformat(row["date"]) for row in days if row["day"] == "off")
    on = (date.fromisoformat(row["date"]) for row in days if row["day"] == "on")
    return Calendar.of(off, on)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
