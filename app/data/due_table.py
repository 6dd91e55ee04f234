"""The table `due`: the due dates of all periods that are switched on, kept with the records they belong to.

A cache that can be counted anew at any time, so it knows nothing of today: whether something is overdue is asked when
it is read. Everything here works on sets of rows as they stand in SQLite, because a new list of holidays moves the
dates of a hundred thousand cases at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from app.data.law import Fetch, Law
from app.data.schema_names import DUE_COLUMNS
from app.domain import choices, periods
from app.domain.calendar import DAY
from app.domain.fields import MANY, Kind
from app.domain.periods import Note, NoteKind, Period, PeriodKind
from app.domain.records import RECORDS

if TYPE_CHECKING:
    from app.data.operation import Operation

CHUNK = 500
PART = 5000  # rows of a table that is read from end to end
KEPT_COUNTS = 200_000
INSERT = f"INSERT OR REPLACE INTO due ({', '.join(DUE_COLUMNS)}) VALUES ({','.join('?' * len(DUE_COLUMNS))})"
OWED = frozenset({PeriodKind.LATEST, PeriodKind.CEILING, PeriodKind.EXPIRY})
PEOPLE = ("handler", "judge", "officer", "clerk")  # who has a matter in hand, by the name of the field

Row = tuple[Any, ...]


class Counted(NamedTuple):
    """One version of a rule counted from one day, as ISO text."""

    nominal: str | None
    on: str | None
    safe: str | None
    pending_year: int | None


day_of = lru_cache(maxsize=50_000)(date.fromisoformat)


class _Version(NamedTuple):
    period: Period
    trigger: int
    done: int | None
    terms: tuple[tuple[int, bool, frozenset[str], str], ...]  # place, equal, values, "", "是否" or "、"
    unit: int | None
    office: str | None  # where no field of the record names the unit
    chain: bool


class Plan:
    """What is read of a record type's table, and how its rows become rows of `due`."""

    def __init__(self, law: Law, record: str) -> None:
        cls = RECORDS[record]
        self.law, self.record, self.module = law, record, cls.about.module
        self.fields = cls.fields()
        self.terminal = frozenset(state.value for state in cls.about.states if state.terminal)
        self.columns: list[str] = ["id", "void", "status", "overrides", "registered_unit", "registered_by"]
        self.rules = [
            tuple(self._version(version) for version in versions) for versions in law.of_record.get(record, ())
        ]
        self.active = [versions for versions in self.rules if any(version.period.active for version in versions)]
        person = next((name for name in PEOPLE if name in self.fields), "registered_by")
        self.person = self._place(person)
        self.set_by = {  # rule → the date field of the record that it is about
            rule: self._place(f.name) for f in self.fields.values() for rule in f.due_of
        }
        self.order = {rule: f.due_of for f in self.fields.values() for rule in f.due_of}
        self.chain_places = {
            name: self._place(name)
            for rule, before in periods.CHAINS.items()
            for _, name in before
            if name in self.fields and law.rules.get(rule, ())[:1] and law.rules[rule][0].record == record
        }
        self.select = f'SELECT {", ".join(chr(34) + name + chr(34) for name in self.columns)} FROM "{record}"'

    def _place(self, name: str) -> int:
        if name not in self.columns:
            self.columns.append(name)
        return self.columns.index(name)

    def _version(self, period: Period) -> _Version:
        terms = []
        for name, equal, values in period.applies_when.terms if period.applies_when else ():
            kind = self.fields[name].kind
            how = "、" if kind in MANY else "是否" if kind is Kind.BOOLEAN else ""
            terms.append((self._place(name), equal, frozenset(values), how))
        return _Version(
            period,
            self._place(period.trigger_field),
            self._place(period.done_field) if period.done_field else None,
            tuple(terms),
            self._place(period.unit_field) if period.unit_field else None,
            self.law.office(period.responsible),
            period.id in periods.CHAINS,
        )

    def dues(self, row: Row, notes: Sequence[Note]) -> Iterator[Row]:
        """The rows of `due` of one record."""
        if row[1]:
            return
        closed = row[2] in self.terminal
        taken: set[int] = set()  # date fields of the record that an earlier rule has answered for
        for versions in self.active:
            version = self.applying(versions, row)
            if version is None or not version.period.active:
                continue
            yield self._due(version, row, notes, closed, taken)

    def applying(self, versions: tuple[_Version, ...], row: Row) -> _Version | None:
        """The version for the day of the event, where there is one and its conditions hold."""
        version = versions[0]
        text = row[version.trigger]
        if text is None:
            return None
        if len(versions) > 1:
            chosen = periods.in_force([v.period for v in versions], day_of(text[:10]))
            version = next(v for v in versions if v.period is chosen)
            if row[version.trigger] is None:
                return None
        for place, equal, values, how in version.terms:
            if _among(row[place], values, how) != equal:
                return None
        return version

    def _due(self, version: _Version, row: Row, notes: Sequence[Note], closed: bool, taken: set[int]) -> Row:
        period = version.period
        start = row[version.trigger][:10]
        own = [note for note in notes if note.rule in ("", period.id)]
        counting = [note for note in own if note.kind is not NoteKind.POSTED]
        paused, set_by = 0, ""
        if counting:
            result = periods.count(period, self.start_of(version, row), self.law.calendar, counting)
            counted = _as_text(result.due.nominal, result.counted, result.due.pending_year)
            on, paused = _text(result.due.on), result.paused
            set_by = NoteKind.STOP.value if result.stopped else result.set_by.kind.value if result.set_by else ""
        else:
            counted = self.count(version, row)
            on = counted.on
        place = self.set_by.get(period.id)
        if place is not None and place not in taken:
            taken.add(place)
            stated = row[place]
            if stated is not None and stated != on and not set_by:
                on, set_by = stated, "记录"
        posted = next((_text(note.on) for note in reversed(own) if note.kind is NoteKind.POSTED and note.on), None)
        done = row[version.done] if version.done is not None else None
        done = done[:10] if done else None
        settled = self._settled(period, on, posted or done, closed)
        unit = period.owner or (row[version.unit] if version.unit is not None else version.office) or row[4]
        return (
            row[0],
            period.id,
            period.row,
            self.record,
            self.module,
            period.kind.value,
            start,
            counted.nominal,
            counted.on,
            on,
            counted.safe if on == counted.on and counted.safe != on else None,
            counted.pending_year if on is None else None,
            paused,
            set_by,
            done,
            posted,
            settled,
            int(period.kind in OWED and version.done is not None),
            unit.partition("、")[0] if unit else None,
            row[self.person] or row[5],
        )

    def _settled(self, period: Period, on: str | None, done: str | None, closed: bool) -> str:
        if period.kind is PeriodKind.BACKWARD:
            return "shown"
        if done:
            if on is None:
                return "done"
            if period.kind is PeriodKind.EARLIEST:
                return "early" if periods.is_too_early(period, day_of(on), day_of(done)) else "done"
            return "late" if done > on else "done"
        return "closed" if closed and period.done_field else "open"

    def start_of(self, version: _Version, row: Row) -> date:
        start = day_of(row[version.trigger][:10])
        if version.chain and self.law.choices[choices.CHAIN_FROM_NOMINAL]:
            return self._chained_from(version, row, start) or start
        return start

    def _chained_from(self, version: _Version, row: Row, start: date) -> date | None:
        def read(name: str) -> date | None:
            text = row[self.chain_places[name]] if name in self.chain_places else None
            return day_of(text[:10]) if text else None

        return periods.chained_from(version.period.id, start, read, self.law.period, self.law.calendar)

    def count(self, version: _Version, row: Row) -> Counted:
        """Counted once for each version and day: records share their days."""
        key: tuple[Any, ...] = (version.period.row, row[version.trigger][:10])
        if version.chain:
            key = (*key, *(row[place] for place in self.chain_places.values()))
        found: Counted | None = self.law.counts.get(key)
        if found is None:
            if len(self.law.counts) > KEPT_COUNTS:
                self.law.counts.clear()
            found = self.law.counts[key] = self._count(version, row)
        return found

    def _count(self, version: _Version, row: Row) -> Counted:
        period, calendar = version.period, self.law.calendar
        start = self.start_of(version, row)
        result = periods.due(period, start, calendar)
        safe: date | None = None
        if result.on is not None:
            safe = periods.safe_date(period, result.on, calendar)
            if period.id in choices.CONTROLS and self.law.choices[choices.CONTROL_DAY_BEFORE]:
                safe = min(safe or result.on, result.on - DAY)
            if version.chain and (earlier := self._chained_from(version, row, start)) is not None:
                safe = periods.due(period, earlier, calendar).on or safe
        return Counted(_text(result.nominal), _text(result.on), _text(safe), result.pending_year)


def _as_text(nominal: date | None, on: date | None, pending_year: int | None) -> Counted:
    return Counted(_text(nominal), _text(on), None, pending_year)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _among(value: Any, accepted: frozenset[str], how: str) -> bool:
    """See conditions.py; here on values as they are stored."""
    if value is None or value == "":
        return False
    if how == "、":
        return not accepted.isdisjoint(value.split("、"))
    if how == "是否":
        return ("是" if value else "否") in accepted
    return str(value) in accepted


def plan(law: Law, record: str) -> Plan | None:
    """None for a type that no period begins with."""
    if record not in law.plans:
        law.plans[record] = Plan(law, record) if record in law.of_record else None
    return law.plans[record]  # type: ignore[no-any-return]


def read_notes(fetch: Fetch, owners: Sequence[int] | None = None) -> dict[int, list[Note]]:
    """What people entered of the deadlines of these records (of all), in the order they were entered."""
    found: dict[int, list[Note]] = defaultdict(list)
    where, params = ("", ()) if owners is None else (f" WHERE owner IN ({','.join('?' * len(owners))})", owners)
    for row in fetch(
        "SELECT id, owner, rule, kind, first_on, last_on, set_on, reason, approver, doc_no "
        f"FROM deadline_note{where} ORDER BY id",
        params,
    ):
        id, owner, rule, kind, first, last, on, reason, approver, doc_no = row
        begins, ends, new = (date.fromisoformat(text) if text else None for text in (first, last, on))
        note = Note(NoteKind(kind), begins, ends, new, reason or "", approver or "", doc_no or "", rule or "", id)
        found[owner].append(note)
    return found


def keep(op: Operation) -> None:
    """Bring the due dates of everything this operation touched up to date."""
    for record, ids in op.recount.items():
        made = plan(op.law, record)
        if made is not None:
            rows = sorted(ids)
            for start in range(0, len(rows), CHUNK):
                _keep(op.fetch, op.execute_many, made, rows[start : start + CHUNK])


def _keep(fetch: Fetch, execute_many: Callable[[str, list[Row]], None], made: Plan, ids: list[int]) -> None:
    marks = ",".join("?" * len(ids))
    there = {row[:2]: row for row in fetch(f"SELECT {', '.join(DUE_COLUMNS)} FROM due WHERE owner IN ({marks})", ids)}
    notes = read_notes(fetch, ids)
    new: list[Row] = []
    for row in fetch(f"{made.select} WHERE id IN ({marks})", ids):
        for due in made.dues(row, notes.get(row[0], ())):
            if there.pop(due[:2], None) != due:
                new.append(due)
    execute_many("DELETE FROM due WHERE owner = ? AND rule = ?", list(there))
    execute_many(INSERT, new)


def rebuild(fetch: Fetch, execute_many: Callable[[str, list[Row]], None], law: Law) -> None:
    """Count everything anew, into an empty table."""
    notes = read_notes(fetch)
    for record in RECORDS:
        made = plan(law, record)
        if made is None or not made.active:
            continue
        for rows in _parts(fetch, made):
            execute_many(INSERT, [due for row in rows for due in made.dues(row, notes.get(row[0], ()))])


def _parts(fetch: Fetch, made: Plan) -> Iterator[list[Row]]:
    last = -1
    while rows := fetch(f"{made.select} WHERE id > ? ORDER BY id LIMIT {PART}", (last,)):
        yield rows
        last = rows[-1][0]


# After a change of the law


def follow(op: Operation, old: Law, new: Law) -> None:
    """Find the records whose dates a change of rules, choices or holidays moves, and have them worked out anew."""
    if old.offices != new.offices:
        for record in new.of_record:
            op.recount[record] |= {id for (id,) in op.fetch(f'SELECT id FROM "{record}" WHERE void = 0')}
    days = _changed_days(old, new)
    with_notes = read_notes(op.fetch)
    for record in RECORDS:
        changed = _changed_rules(old, new, record)
        far = _counted_from(record) if days else ()
        if not changed and not days:
            continue
        reached = set(_moved(op, old, new, record, changed, bool(days)))
        reached |= {owner for owner in with_notes if op.db.table_of(owner) == record}
        for field in far:
            reached |= _started_near(op, record, field, days)
        if reached:
            op.mark(record, reached)


def _changed_days(old: Law, new: Law) -> list[date]:
    if old.calendar is new.calendar or old.calendar == new.calendar:
        return []
    days = (old.calendar.off ^ new.calendar.off) | (old.calendar.on ^ new.calendar.on)
    for year in old.calendar.years ^ new.calendar.years:
        days |= {date(year, 1, 1), date(year, 12, 31)}
    return sorted(days)


def _changed_rules(old: Law, new: Law, record: str) -> set[str]:
    """Rules of a record type that are not what they were; all, where a choice says from which day to count."""
    before = {versions[0].id: versions for versions in old.of_record.get(record, ())}
    after = {versions[0].id: versions for versions in new.of_record.get(record, ())}
    changed = {rule for rule in before.keys() | after.keys() if before.get(rule) != after.get(rule)}
    if old.choices != new.choices:
        changed |= (periods.CHAINS.keys() | choices.CONTROLS) & after.keys()
    return changed


def _moved(op: Operation, old: Law, new: Law, record: str, changed: set[str], days: bool) -> Iterator[int]:
    """Records with an event from which a changed rule counts, or from which the new calendar counts otherwise."""
    before, after = plan(old, record), plan(new, record)
    if after is None:
        return
    starts: dict[str, list[Period]] = defaultdict(list)  # trigger field → rules that only the calendar can move
    always: set[str] = set()
    for made in (before, after):
        for versions in made.rules if made else ():
            for version in versions:
                if version.period.id in changed:
                    always.add(version.period.trigger_field)
                elif days and made is after:
                    starts[version.period.trigger_field].append(version.period)
    columns = ["id", *always, *(name for name in starts if name not in always)]
    if len(columns) == 1:
        return
    select = f'SELECT {", ".join(chr(34) + name + chr(34) for name in columns)} FROM "{record}" WHERE void = 0'
    memos = [_Memo(old, new, starts[name]) if name not in always else None for name in columns[1:]]
    for row in op.fetch(select, ()):
        for text, memo in zip(row[1:], memos, strict=True):
            if text is not None and (memo is None or memo[text]):
                yield row[0]
                break


class _Memo(dict[str, bool]):
    """Day of an event → whether any of the periods from it ends on another day now."""

    def __init__(self, old: Law, new: Law, rules: list[Period]) -> None:
        self.old, self.new, self.rules = old, new, rules

    def __missing__(self, text: str) -> bool:
        start = day_of(text[:10])
        moved = any(self._moved(period, start) for period in self.rules)
        self[text] = moved
        return moved

    def _moved(self, period: Period, start: date) -> bool:
        old, new = (periods.due(period, start, law.calendar) for law in (self.old, self.new))
        return old != new or _safe(period, old.on, self.old) != _safe(period, new.on, self.new)


def _safe(period: Period, on: date | None, law: Law) -> date | None:
    """Also what a chain starts from: the days of rest before the start are among those before the end of another."""
    return None if on is None else periods.safe_date(period, on, law.calendar)


def _counted_from(record: str) -> tuple[str, ...]:
    """Fields from which the record counts otherwise than by a period of its own."""
    names: dict[str, None] = {}
    for f in RECORDS[record].computed_fields():
        if f.computed is not None:
            names |= dict.fromkeys(getattr(f.computed.by, "counted_from", ()))
    return tuple(names)


def _started_near(op: Operation, record: str, field: str, days: list[date]) -> set[int]:
    """The longest such period is of six months."""
    first, last = days[0] - timedelta(250), days[-1]
    rows = op.fetch(
        f'SELECT id FROM "{record}" WHERE void = 0 AND "{field}" BETWEEN ? AND ?',
        (first.isoformat(), last.isoformat()),
    )
    return {row[0] for row in rows}


def columns_read(law: Law, record: str) -> frozenset[str]:
    """Fields of a record type on which its due dates depend."""
    made = plan(law, record)
    return frozenset(made.columns) if made else frozenset()
