"""What a notice is filled from: a record, what it points to, its child rows, the directory, the settings, a date."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.domain.fields import Field, Kind
from app.domain.records import RECORDS
from app.domain.values import show
from app.services.notices.cleaning import clean

if TYPE_CHECKING:
    from app.data.database import Database

Item = Mapping[str, str]


@dataclass
class Matter:
    """A record as the notices see it on the day that a notice bears."""

    db: Database
    record: Any
    dated: date
    said: Mapping[str, str | Sequence[Item]] = field(default_factory=dict)  # what a person has said so far
    _loaded: dict[int, Any] = field(default_factory=dict, repr=False)

    def value(self, path: str) -> Any:
        """The value of a field of the record, or of one it points to: `case.court`. None on the way is None."""
        record, names = self.record, path.split(".")
        for name in names[:-1]:
            id = getattr(record, name)
            if id is None:
                return None
            if id not in self._loaded:
                self._loaded[id] = queries.load(self.db, type(record).fields()[name].to, id)
            record = self._loaded[id]
        return getattr(record, names[-1])

    def field(self, path: str) -> Field:
        cls: Any = type(self.record)
        *refs, last = path.split(".")
        for name in refs:
            cls = RECORDS[cls.fields()[name].to]
        found: Field = cls.fields()[last]
        return found

    def text(self, path: str, name: str = "") -> str:
        """The value in the words of a document; `name` is the field of the notice that takes it."""
        value = self.value(path)
        if value is None or value == ():
            return self._unmatched(path)
        return clean(self.written(self.field(path), value, name))

    def _unmatched(self, path: str) -> str:
        """What was typed for a record that is not in the ledgers stands for the name of that record."""
        ref, _, rest = path.partition(".")
        kept = str(self.record.unmatched.get(ref, ""))
        if not rest:
            return kept
        target = RECORDS[type(self.record).fields()[ref].to] if getattr(self.record, ref, None) is None else None
        return kept if target and rest == target.about.natural_key[0] else ""

    def written(self, f: Field, value: Any, name: str = "") -> str:
        """Dates, times and money as a document writes them; a field named 时间 takes the time of a moment."""
        if f.kind is Kind.REF:
            return queries.labels(self.db, f.to, [value])[value]
        if isinstance(value, datetime):
            return in_hours(value) if name.endswith("时间") else in_words(value.date())
        if isinstance(value, date):
            return in_words(value)
        if f.kind is Kind.MONEY:
            return f"{amount(value)}元"
        if f.kind is Kind.PERCENT:
            return f"{plain(value)}%"
        if f.kind is Kind.DECIMAL:
            return plain(value)
        return show(f, value)

    def rows(self, child: str, fields: Mapping[str, str]) -> list[Item]:
        """Child rows as items of a list; a row that says nothing of what is asked is left out."""
        declared = type(self.record).children()[child].fields()
        items: list[Item] = []
        for row in getattr(self.record, child):
            item: dict[str, str] = {}
            for name, of in fields.items():
                value = getattr(row, of)
                item[name] = "" if value is None or value == () else clean(self.written(declared[of], value, name))
            if any(item.values()):
                items.append(item)
        return items

    def unit(self, text: str) -> str:
        """The full name of a unit of this county, or the words themselves."""
        return queries.find_unit(self.db, text) or text

    def setting(self, name: str) -> Any:
        return self.db.setting(name)

    def all(self, record: str, *filters: queries.Filter) -> list[Any]:
        """Records that a statistic counts."""
        return queries.load_many(self.db, record, list(queries.ids(self.db, queries.Query(record, filters))))


def says(text: str) -> dict[str, Any]:
    """`原告=plaintiff 案由=cause`: template field → field of the record, one line for all."""
    return dict(pair.split("=", 1) for pair in text.split())


def rows(child: str, fields: str) -> Callable[[Matter], Sequence[Item]]:
    """A list of the template from the child rows of the record."""
    wanted = says(fields)
    return lambda matter: matter.rows(child, wanted)


def in_words(day: date) -> str:
    """2022年9月6日 (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def in_hours(moment: datetime) -> str:
    """9时30分, 9时."""
    return f"{moment.hour}时" + (f"{moment.minute}分" if moment.minute else "")


def amount(cents: int) -> str:
    """123456.78, and 123456 for whole yuan."""
    return plain((Decimal(cents) / 100).quantize(Decimal("0.01")))


def plain(number: Decimal) -> str:
    """Without the noughts that say nothing: 3.50 → 3.5, 100.00 → 100."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
