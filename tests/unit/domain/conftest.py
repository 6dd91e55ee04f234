"""Facts answered from lists of records, for rules tested without a database."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from app.data.periods_file import calendar, periods
from app.domain.records import RECORDS

PERIODS = periods()
CALENDAR = calendar()


class DictFacts:
    """`add` keeps records; links and settings are plain sets and dicts."""

    def __init__(self) -> None:
        self.today = date(2026, 11, 23)
        self.calendar = CALENDAR
        self.settings: dict[str, Any] = {"grade_excellent": 90, "grade_competent": 75, "grade_basic": 60}
        self.records: dict[str, list[Any]] = {name: [] for name in RECORDS}
        self.links: set[frozenset[int]] = set()

    def add(self, record: str, **values: Any) -> Any:
        """A new record with an id, computed fields left as given."""
        new = RECORDS[record](**values)
        new.id = new.id or 1 + sum(map(len, self.records.values()))
        self.records[record].append(new)
        return new

    def work_out(self, record: Any) -> Any:
        """Fill in computed fields, children first, as the database layer does."""
        for child, rows in type(record).children().items():
            for row in getattr(record, child):
                for f in rows.fields().values():
                    if f.computed:
                        setattr(row, f.name, f.computed.by(row, self))
        for f in type(record).own_fields().values():
            if f.computed and f.name not in record.overrides:
                setattr(record, f.name, f.computed.by(record, self))
        return record

    def setting(self, name: str) -> Any:
        return self.settings.get(name)

    def period(self, rule_id: str, start: date | None = None) -> Any:
        return PERIODS[rule_id]

    def notes(self, record: Any, rule_id: str) -> tuple[Any, ...]:
        return ()

    def ref(self, record: Any, name: str) -> Any:
        id = getattr(record, name)
        return next((other for other in self.records[type(record).fields()[name].to] if other.id == id), None)

    def gather(self, record: Any, path: str) -> list[Any]:
        other, _, name = path.partition(".")

        def points_here(value: Any) -> bool:
            return record.id in value if isinstance(value, tuple) else value == record.id

        return [one for one in self.records[other] if record.id is not None and points_here(getattr(one, name))]

    def linked(self, record: Any, to: str) -> list[Any]:
        return [one for one in self.records[to] if frozenset({one.id, record.id}) in self.links]

    def find(self, record: str, equal: dict[str, Any], between: tuple[str, date, date] | None = None) -> list[Any]:
        def fits(one: Any) -> bool:
            for name, wanted in equal.items():
                value = getattr(one, name)
                if value not in wanted if isinstance(wanted, tuple) else value != wanted:
                    return False
            if between is None:
                return True
            value = getattr(one, between[0])
            value = value.date() if isinstance(value, datetime) else value
            return value is not None and between[1] <= value <= between[2]

        return [one for one in self.records[record] if fits(one)]

    def count(self, record: str, equal: dict[str, Any], between: tuple[str, date, date] | None = None) -> int:
        return len(self.find(record, equal, between))


@pytest.fixture
def facts() -> DictFacts:
    return DictFacts()
