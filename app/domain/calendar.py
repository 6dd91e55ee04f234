"""Working days: weekends, the State Council's yearly arrangement, and days the county adds.

Source: reference/deadlines.md §2.4, §3. A year without an arrangement is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)


class NoArrangement(Exception):
    """The yearly arrangement for `year` has not been entered."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"未导入{year}年放假安排")


@dataclass(frozen=True)
class Calendar:
    """`off`: weekdays without work; `on`: weekend days worked instead; `years`: those that are known."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    years: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, off: Iterable[date], on: Iterable[date]) -> Calendar:
        off, on = frozenset(off), frozenset(on)
        return cls(off, on, frozenset(day.year for day in off))

    def is_rest(self, day: date) -> bool:
        """Raises NoArrangement for a year that is not known."""
        if day.year not in self.years:
            raise NoArrangement(day.year)
        return day in self.off or (day.weekday() >= 5 and day not in self.on)
