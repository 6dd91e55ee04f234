"""What a rule may ask about the world: the only door from `app.domain` to stored records, settings and the date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from app.domain.calendar import Calendar
from app.domain.fields import Record

if TYPE_CHECKING:
    from app.domain.periods import Note, Period


class Facts(Protocol):
    """Answered by `app.data`; tests answer it from a dict."""

    today: date

    @property
    def calendar(self) -> Calendar:
        """The holidays as known."""

    def setting(self, name: str) -> Any:
        """A setting of the office (days the county fixed itself are None until it has)."""

    def period(self, rule_id: str, start: date | None = None) -> Period:
        """The legal period, in its version for an event on `start` (the newest without one)."""

    def notes(self, record: Record, rule_id: str) -> Sequence[Note]:
        """What people entered of this period of the record: stops of the clock, extensions, dates set by documents."""

    def ref(self, record: Record, name: str) -> Any:
        """The record that a ref field points to, or None."""

    def gather(self, record: Record, path: str) -> Sequence[Any]:
        """Records that point here and are not void; `path` is "record.field": the rows of another type by its ref."""

    def linked(self, record: Record, to: str) -> Sequence[Any]:
        """Records of a type, not void, that people have linked with this one."""

    def find(
        self, record: str, equal: Mapping[str, Any], between: tuple[str, date, date] | None = None
    ) -> Sequence[Any]:
        """Records of a type, not void, that equal the values (a tuple: any of them) and fall in the days."""

    def count(self, record: str, equal: Mapping[str, Any], between: tuple[str, date, date] | None = None) -> int:
        """How many records of a type are not void, equal the values (a tuple: any of them) and fall in the days."""
