"""Answers what rules ask (`app.domain.facts.Facts`) from the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from app.data.due_table import read_notes
from app.data.rows import CHUNK, Fetch, load_many
from app.data.stored import store
from app.domain.fields import MANY, Kind, Record
from app.domain.records import RECORDS

if TYPE_CHECKING:
    from app.data.database import Database
    from app.domain.calendar import Calendar
    from app.domain.periods import Note, Period


class StoredFacts:
    """Reads through `fetch`; `prefetch` answers for many records with one query each."""

    def __init__(self, db: Database, fetch: Fetch) -> None:
        self._db = db
        self._fetch = fetch
        self.today: date = db.today
        self.law = db.law
        self._loaded: dict[int, Any] = {}
        self._gathered: dict[tuple[str, int], list[Any]] = {}
        # (record type, field) → values that were looked for, and those that are there
        self._asked: dict[tuple[str, str], tuple[set[Any], set[Any]]] = {}
        self._notes: dict[int, Sequence[Note]] | None = None

    def forget(self) -> None:
        """Before asking again after a write."""
        self._loaded.clear()
        self._gathered.clear()
        self._asked.clear()
        self._notes = None

    @property
    def calendar(self) -> Calendar:
        return self.law.calendar

    def setting(self, name: str) -> Any:
        """A choice changed by the operation that asks is known already."""
        return self.law.choices[name] if name in self.law.choices else self._db.setting(name)

    def period(self, rule_id: str, start: date | None = None) -> Period:
        return self.law.period(rule_id, start)

    def notes(self, record: Record, rule_id: str) -> Sequence[Note]:
        """Few records have any, so all are read at once."""
        if self._notes is None:
            self._notes = dict(read_notes(self._fetch))
        if not self._notes or record.id is None:
            return ()
        return [note for note in self._notes.get(record.id, ()) if note.rule in ("", rule_id)]

    def ref(self, record: Record, name: str) -> Any:
        id = getattr(record, name)
        if id is None:
            return None
        if id not in self._loaded:
            found = load_many(self._fetch, type(record).fields()[name].to, [id])
            self._loaded[id] = found[0] if found else None
        return self._loaded[id]

    def gather(self, record: Record, path: str) -> Sequence[Any]:
        if record.id is None:
            return ()
        key = (path, record.id)
        if key not in self._gathered:
            self._gather(path, [record.id])
        return self._gathered[key]

    def linked(self, record: Record, to: str) -> Sequence[Any]:
        if record.id is None:
            return ()
        ends = "SELECT to_id FROM link WHERE from_id = ? UNION SELECT from_id FROM link WHERE to_id = ?"
        ids = self._fetch(f'SELECT id FROM "{to}" WHERE id IN ({ends}) AND void = 0', (record.id, record.id))
        return load_many(self._fetch, to, [row[0] for row in ids])

    def find(
        self, record: str, equal: Mapping[str, Any], between: tuple[str, date, date] | None = None
    ) -> Sequence[Any]:
        if self._none(record, equal):
            return ()
        where, params = _equal(record, equal, between)
        ids = [row[0] for row in self._fetch(f'SELECT id FROM "{record}" WHERE void = 0{where}', params)]
        return load_many(self._fetch, record, ids) if ids else ()

    def count(self, record: str, equal: Mapping[str, Any], between: tuple[str, date, date] | None = None) -> int:
        if self._none(record, equal):
            return 0
        where, params = _equal(record, equal, between)
        return int(self._fetch(f'SELECT count(*) FROM "{record}" WHERE void = 0{where}', params)[0][0])

    def _none(self, record: str, equal: Mapping[str, Any]) -> bool:
        """Whether `prefetch` found that no record has one of these values."""
        for name, value in equal.items():
            asked, there = self._asked.get((record, name), (frozenset[Any](), frozenset[Any]()))
            if not isinstance(value, (tuple, set, frozenset, list)) and value in asked and value not in there:
                return True
        return False

    def prefetch(self, records: Sequence[Record]) -> None:
        """Read at once what the computed fields of these records (all of one type) will ask for."""
        if not records:
            return
        cls = type(records[0])
        follows = {name for f in cls.computed_fields() if f.computed for name in f.computed.follows}
        gathers = {path for f in cls.computed_fields() if f.computed for path in f.computed.gathers}
        for name in follows:
            ids = sorted({id for record in records if (id := getattr(record, name)) and id not in self._loaded})
            for target in load_many(self._fetch, cls.fields()[name].to, ids):
                self._loaded[target.id] = target
        for pair in {pair for f in cls.computed_fields() if f.computed for pair in f.computed.matches}:
            theirs, _, own = pair.partition("=")
            if own:
                other, _, name = theirs.partition(".")
                self._look_for(
                    other,
                    name,
                    {
                        value
                        for record in records
                        if (value := getattr(record, own)) is not None and not isinstance(value, tuple)
                    },
                )
        owners = [record.id for record in records if record.id is not None]
        for path in gathers:
            self._gather(path, owners)

    def _look_for(self, record: str, name: str, values: set[Any]) -> None:
        """Which of these values some record has: those of a batch of new records mostly none."""
        f = RECORDS[record].fields()[name]
        if f.kind in MANY:
            return
        asked, there = self._asked.setdefault((record, name), (set(), set()))
        stored = {store(f, value): value for value in values}
        texts = list(stored)
        for start in range(0, len(texts), CHUNK):
            chunk = texts[start : start + CHUNK]
            marks = ",".join("?" * len(chunk))
            found = self._fetch(f'SELECT DISTINCT "{name}" FROM "{record}" WHERE "{name}" IN ({marks})', chunk)
            there.update(stored[row[0]] for row in found)
        asked |= values

    def _gather(self, path: str, owners: Sequence[int]) -> None:
        record, _, name = path.partition(".")
        for start in range(0, len(owners), CHUNK):
            chunk = owners[start : start + CHUNK]
            params: Sequence[int]
            marks = ",".join("?" * len(chunk))
            if RECORDS[record].fields()[name].kind is Kind.REFS:  # ids in one text; such tables are small
                where, params = f'"{name}" IS NOT NULL', []
            else:
                where, params = f'"{name}" IN ({marks})', chunk
            ids = self._fetch(f'SELECT id FROM "{record}" WHERE {where} AND void = 0 ORDER BY id', params)
            for owner in chunk:
                self._gathered[path, owner] = []
            for found in load_many(self._fetch, record, [row[0] for row in ids]):
                for owner in targets(found, name).intersection(chunk):
                    self._gathered[path, owner].append(found)


def targets(record: Any, ref: str) -> set[int]:
    """The ids that a ref field, of one or of many, points to."""
    value = getattr(record, ref)
    if isinstance(value, tuple):
        return set(value)
    return set() if value is None else {value}


def _equal(record: str, equal: Mapping[str, Any], between: tuple[str, date, date] | None) -> tuple[str, list[Any]]:
    """SQL and parameters for "field equals value"; a tuple for a single-valued field means any of them."""
    where, params = "", []
    for name, value in equal.items():
        f = RECORDS[record].fields()[name]
        if isinstance(value, (tuple, set, frozenset, list)):
            where += f' AND "{name}" IN ({",".join("?" * len(value))})'
            params += [store(f, item) for item in value]
        elif value is None:
            where += f' AND "{name}" IS NULL'
        else:
            where += f' AND "{name}" = ?'
            params.append(store(f, value))
    if between is not None:
        name, first, last = between
        where += f' AND substr("{name}", 1, 10) BETWEEN ? AND ?'
        params += [first.isoformat(), last.isoformat()]
    return where, params
