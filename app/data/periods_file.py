"""Reads the shipped legal periods and the yearly arrangements of holidays: what a new database begins with."""

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
    return read(period_rows())


def calendar() -> Calendar:
    """Rest days and worked weekends of every year in resources/holidays (State Council, one file per year)."""
    days = [(date.fromisoformat(row["date"]), row["day"], row["holiday"]) for row in holiday_rows()]
    return Calendar.of(
        (day for day, kind, _ in days if kind == "off"),
        (day for day, kind, _ in days if kind == "on"),
        {day: name for day, kind, name in days if kind == "off"},
    )


def period_rows() -> list[dict[str, str]]:
    return list(_rows(RESOURCES / "periods.csv"))


def holiday_rows() -> list[dict[str, str]]:
    return [row for path in sorted((RESOURCES / "holidays").glob("*.csv")) for row in _rows(path)]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
