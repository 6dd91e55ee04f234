"""The periods and holidays in force, as read from the database: what the county changed included."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields as members
from datetime import date
from functools import cached_property
from typing import Any

from app.data.schema_names import HOLIDAY_COLUMNS, PERIOD_COLUMNS
from app.data.stored import load
from app.domain.calendar import Calendar
from app.domain.choices import CHOICES, chosen
from app.domain.conditions import Condition
from app.domain.periods import Period, PeriodKind, Unit, in_force
from app.domain.values import parse
from app.settings import Settings

Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

# How a rule names the office that has to act, and how the unit of the county is called that it means.
OFFICES = {
    "法院": "人民法院",
    "执行承办人": "人民法院",
    "仲裁": "人力资源和社会保障局",
    "人社": "人力资源和社会保障局",
    "信访部门": "信访局",
}

NAMES = {"rule": "id"}  # column → attribute of Period, where they differ


class Law:
    """`rules`: rule → its versions, oldest first. Nothing here changes; a changed law is read anew."""

    def __init__(
        self,
        rules: dict[str, tuple[Period, ...]],
        calendar: Calendar,
        choices: dict[str, Any],
        offices: dict[str, str],
    ) -> None:
        self.rules = rules
        self.offices = offices  # what a rule calls an office → the unit of the directory
        self.calendar = calendar
        self.choices = choices
        self.plans: dict[str, Any] = {}  # by record type, see due_table.py
        self.counts: dict[Any, Any] = {}

    def office(self, responsible: str) -> str | None:
        """The unit that the words of a rule mean, where they mean one of the county's."""
        return next((unit for words, unit in self.offices.items() if words in responsible), None)

    def period(self, rule: str, start: date | None = None) -> Period:
        return in_force(self.rules[rule], start)

    @cached_property
    def by_row(self) -> dict[int, Period]:
        return {version.row: version for versions in self.rules.values() for version in versions if version.row}

    @cached_property
    def of_record(self) -> dict[str, tuple[tuple[Period, ...], ...]]:
        """Record type → the rules that begin with a field of it."""
        found: dict[str, list[tuple[Period, ...]]] = {}
        for versions in self.rules.values():
            for record in {version.record for version in versions} - {""}:
                found.setdefault(record, []).append(versions)
        return {record: tuple(rules) for record, rules in found.items()}


def read_law(fetch: Fetch) -> Law:
    choices = _choices(fetch)
    rules: dict[str, list[Period]] = {}
    columns = ", ".join(PERIOD_COLUMNS)
    for row in fetch(f"SELECT id, {columns} FROM period ORDER BY coalesce(since, ''), id", ()):
        period = chosen(period_of(dict(zip(PERIOD_COLUMNS, row[1:], strict=True)), row[0]), choices.__getitem__)
        rules.setdefault(period.id, []).append(period)
    ordered = sorted(rules.values(), key=lambda versions: min(version.row or 0 for version in versions))
    return Law(
        {versions[0].id: tuple(versions) for versions in ordered}, read_calendar(fetch), choices, _offices(fetch)
    )


def _offices(fetch: Fetch) -> dict[str, str]:
    """The county's own unit before another's, then the shortest name: the court, not a tribunal of it."""
    setting = fetch("SELECT value FROM setting WHERE name = 'county'", ())
    county = json.loads(setting[0][0]) if setting else None
    names = sorted(
        (name for (name,) in fetch("SELECT name FROM unit WHERE void = 0 AND name IS NOT NULL", ())),
        key=lambda name: (not (county and name.startswith(county)), len(name), name),
    )
    found = {words: next((name for name in names if name.endswith(end)), None) for words, end in OFFICES.items()}
    return {words: name for words, name in found.items() if name}


def read_calendar(fetch: Fetch) -> Calendar:
    days = fetch(f"SELECT {', '.join(HOLIDAY_COLUMNS)} FROM holiday", ())
    return calendar_of(days)


def calendar_of(days: Iterable[tuple[str, str, str | None, int]]) -> Calendar:
    """From rows of `holiday`."""
    read = [(date.fromisoformat(day), kind, name or "", local) for day, kind, name, local in days]
    return Calendar.of(
        (day for day, kind, _, local in read if kind == "off" and not local),
        (day for day, kind, _, _ in read if kind == "on"),
        {day: name for day, kind, name, _ in read if kind == "off" and name},
        (day for day, kind, _, local in read if kind == "off" and local),
    )


def period_of(columns: dict[str, Any], row: int | None) -> Period:
    """From a row of `period`."""
    values: dict[str, Any] = {NAMES.get(name, name): "" if value is None else value for name, value in columns.items()}
    return Period(
        **values
        | {
            "unit": Unit(values["unit"]),
            "kind": PeriodKind(values["kind"]),
            "roll": bool(values["roll"]),
            "core": bool(values["core"]),
            "active": bool(values["active"]),
            "own": bool(values["own"]),
            "warn_days": tuple(int(days) for days in values["warn_days"].split(";") if days),
            "applies_when": Condition.parse(values["applies_when"]) if values["applies_when"] else None,
            "since": date.fromisoformat(values["since"]) if values["since"] else None,
            "until": date.fromisoformat(values["until"]) if values["until"] else None,
            "row": row,
        }
    )


def columns_of(period: Period) -> dict[str, Any]:
    """A row of `period`: what `period_of` reads."""
    values = {member.name: getattr(period, member.name) for member in members(period)}
    values["rule"] = values.pop("id")
    values |= {
        "unit": period.unit.value,
        "kind": period.kind.value,
        "warn_days": ";".join(map(str, period.warn_days)),
        "applies_when": period.applies_when.text if period.applies_when else None,
        "since": period.since.isoformat() if period.since else None,
        "until": period.until.isoformat() if period.until else None,
    }
    for name in ("roll", "core", "active", "own"):
        values[name] = int(values[name])
    return {name: values[name] if values[name] != "" else None for name in PERIOD_COLUMNS}


def _choices(fetch: Fetch) -> dict[str, Any]:
    marks = ",".join("?" * len(CHOICES))
    stored: dict[str, str] = dict(fetch(f"SELECT name, value FROM setting WHERE name IN ({marks})", CHOICES))
    found = {}
    for name in CHOICES:
        f = Settings.fields()[name]
        found[name] = load(f, json.loads(stored[name])) if name in stored else parse(f, f.default, today=date.min)
    return found
