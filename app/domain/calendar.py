"""Working days: weekends, the State Council's yearly arrangement, and days the county adds.

Source: reference/deadlines.md §2.4, §3. A year without an arrangement is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

DAY = timedelta(days=1)


class NoArrangement(Exception):
    """The yearly arrangement for `year` has not been entered."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(f"未导入{year}年放假安排")


class _Stretch:
    """Known years that follow each other, as look-up tables by day: counting is asked for a million times."""

    def __init__(self, first_year: int, last_year: int, calendar: Calendar) -> None:
        self.first_year, self.last_year = first_year, last_year
        self.before = date(first_year, 1, 1).toordinal() - 1  # a count may start on the day before
        self.last = date(last_year, 12, 31).toordinal()
        self.worked: list[int] = []  # ordinals of the working days
        self.so_far = [0]  # per day: how many working days up to and with it
        off = {day.toordinal() for day in calendar.off}
        on = {day.toordinal() for day in calendar.on}
        for day in range(self.before + 1, self.last + 1):
            if day not in off and (day % 7 not in (6, 0) or day in on):  # ordinal 1 was a Monday
                self.worked.append(day)
            self.so_far.append(len(self.worked))

    def after(self, day: int, count: int) -> int:
        """The ordinal of the working day that is `count` working days after `day`."""
        place = self.so_far[day - self.before] + count - 1
        if place >= len(self.worked):
            raise NoArrangement(self.last_year + 1)
        return self.worked[place]

    def ahead_of(self, day: int, count: int) -> int:
        """The ordinal of the working day that is `count` working days before `day`."""
        place = self.so_far[day - 1 - self.before] - count
        if place < 0:
            raise NoArrangement(self.first_year - 1)
        return self.worked[place]

    def on_or_after(self, day: int) -> int:
        place = self.so_far[day - 1 - self.before]
        if place >= len(self.worked):
            raise NoArrangement(self.last_year + 1)
        return self.worked[place]


@dataclass(frozen=True)
class Calendar:
    """`off`: weekdays without work; `on`: weekend days worked instead; `years`: those that are known.

    `names` says which holiday a day off belongs to.
    """

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    years: frozenset[int] = field(default_factory=frozenset)
    names: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @classmethod
    def of(
        cls,
        off: Iterable[date],
        on: Iterable[date],
        names: Mapping[date, str] | None = None,
        local: Iterable[date] = (),
    ) -> Calendar:
        """`local` days off are the county's own: they do not make a year known."""
        off, on = frozenset(off), frozenset(on)
        return cls(off | frozenset(local), on, frozenset(day.year for day in off), MappingProxyType(dict(names or {})))

    def is_rest(self, day: date) -> bool:
        """Raises NoArrangement for a year that is not known."""
        if day.year not in self.years:
            raise NoArrangement(day.year)
        return day in self.off or (day.weekday() >= 5 and day not in self.on)

    @cached_property
    def _stretches(self) -> dict[int, _Stretch]:
        found: dict[int, _Stretch] = {}
        years = sorted(self.years)
        while years:
            first = last = years.pop(0)
            while years and years[0] == last + 1:
                last = years.pop(0)
            found |= dict.fromkeys(range(first, last + 1), _Stretch(first, last, self))
        return found

    def _stretch(self, day: date) -> _Stretch:
        try:
            return self._stretches[day.year]
        except KeyError:
            raise NoArrangement(day.year) from None

    def working_days_from(self, start: date, days: int) -> date:
        """Counted from the day after `start` (before it, if negative), whether or not that is a working day itself."""
        if days > 0:
            return date.fromordinal(self._stretch(start + DAY).after(start.toordinal(), days))
        if days < 0:
            # The table of the year before tells of the day before a first of January.
            return date.fromordinal(self._stretch(start - DAY).ahead_of(start.toordinal(), -days))
        return start

    def next_working_day(self, day: date) -> date:
        """The day itself unless it is one of rest."""
        ordinal = day.toordinal()
        found = self._stretch(day).on_or_after(ordinal)
        return day if found == ordinal else date.fromordinal(found)

    def previous_working_day(self, day: date) -> date:
        return date.fromordinal(self._stretch(day).ahead_of(day.toordinal() + 1, 1))

    def working_days_in(self, first: date, last: date) -> int:
        """How many working days there are from `first` to `last`, both of them counted."""
        if last < first:
            return 0
        stretch = self._stretch(first)
        if last.toordinal() > stretch.last:
            raise NoArrangement(stretch.last_year + 1)
        return (
            stretch.so_far[last.toordinal() - stretch.before] - stretch.so_far[first.toordinal() - 1 - stretch.before]
        )
