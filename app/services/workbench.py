"""What the workbench shows: what is due when and to whom, letters that wait for an answer, meetings, idle matters.

Everything is counted and listed in SQL over the table of due dates, because there may be a hundred thousand of them;
a list ends after `LISTED` rows and says how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from app.data import due_table
from app.data.database import Database
from app.domain.records import MODULES, RECORDS
from app.services.deadlines.lists import COLUMNS, DueFilter, named
from app.services.deadlines.rows import DueRow

LISTED = 1000


class Which(StrEnum):
    """One list of the workbench; the value is what people read."""

    OVERDUE = "逾期"
    TODAY = "今日到期"
    IN_3 = "3天内"
    IN_7 = "7天内"
    IN_15 = "15天内"
    PENDING = "期限待定"
    LETTERS = "待答复函件"
    MEETINGS = "会议和开庭"
    IDLE = "没有下一步期限"


AHEAD = {Which.TODAY: 0, Which.IN_3: 3, Which.IN_7: 7, Which.IN_15: 15}
MEETINGS_AHEAD = 30  # days
GATHERINGS = (  # record type, field of its day, what it is
    ("meeting", "held_at", "会议"),
    ("appearance", "hearing_at", "开庭"),
    ("bankruptcy_case", "meet1_on", "第一次债权人会议"),
    ("bankruptcy_case", "next_meeting_on", "债权人会议"),
    ("circuit_session", "held_on", "巡回审判活动"),
)
CALLED_OFF = frozenset({"取消", "延期"})
PEOPLE = ("handler", "judge", "officer", "clerk", "registered_by")


@dataclass(frozen=True)
class Narrowed:
    """Only what is of this module, unit and person; empty: of all."""

    module: str = ""
    unit: str = ""
    person: str = ""


class Item(NamedTuple):
    """One thing to be done or attended: a period of a record, a letter, a meeting, a matter without a next date."""

    record: str
    id: int
    matter: str
    what: str  # the period
    on: date | None
    said: str  # how it stands, in words
    unit: str
    person: str
    number: str = ""
    due: DueRow | None = None

    @property
    def module(self) -> str:
        return MODULES[RECORDS[self.record].about.module]


@dataclass(frozen=True)
class Listed:
    items: list[Item]
    total: int


class Load(NamedTuple):
    """Of one day: how much is due (to be done by somebody), ends or opens by itself, and is held."""

    due: int = 0
    other: int = 0
    held: int = 0

    @property
    def all(self) -> int:
        return self.due + self.other + self.held


@dataclass(frozen=True)
class Offered:
    """What the filters offer."""

    units: tuple[str, ...]
    people: tuple[str, ...]


# Counts


def counts(db: Database, narrowed: Narrowed) -> dict[Which, int]:
    """How long each list is."""
    where, params = DueFilter(narrowed.unit, narrowed.module, narrowed.person).sql
    last = db.today + timedelta(AHEAD[Which.IN_15])
    found = dict.fromkeys(Which, 0)
    rows = db.rows(
        f"SELECT due_on, sum(owed), count(*) FROM due WHERE settled = 'open' AND due_on <= ?{where} GROUP BY 1",
        (last.isoformat(), *params),
    )
    for text, owed, every in rows:
        days = (date.fromisoformat(text) - db.today).days
        if days < 0:
            found[Which.OVERDUE] += owed
        for which, most in AHEAD.items():
            if 0 <= days <= most:
                found[which] += every
    pending = f"SELECT count(*) FROM due WHERE settled = 'open' AND due_on IS NULL{where}"
    found[Which.PENDING] = db.value(pending, params)
    for which in (Which.LETTERS, Which.MEETINGS, Which.IDLE):
        found[which] = sum(
            db.value(f"SELECT count(*) {source.sql}", source.params) for source in _sources(db, which, narrowed)
        )
    return found


def load(db: Database, narrowed: Narrowed, first: date, last: date) -> dict[date, Load]:
    """What each day brings; a day with nothing is left out."""
    where, params = DueFilter(narrowed.unit, narrowed.module, narrowed.person).sql
    found: dict[date, Load] = {}
    for text, owed, every in db.rows(
        "SELECT due_on, sum(owed), count(*) FROM due WHERE settled = 'open' AND due_on BETWEEN ? AND ? "
        f"AND (owed = 1 OR due_on >= ?){where} GROUP BY 1",
        (first.isoformat(), last.isoformat(), db.today.isoformat(), *params),
    ):
        found[date.fromisoformat(text)] = Load(owed, every - owed)
    for source in _gatherings(narrowed, first, last):
        for text, held in db.rows(
            f"SELECT substr({source.on}, 1, 10), count(*) {source.sql} GROUP BY 1", source.params
        ):
            day = date.fromisoformat(text)
            before = found.get(day, Load())
            found[day] = before._replace(held=before.held + held)
    return found


def offered(db: Database) -> Offered:
    """Units and people that have something open, the own unit first."""
    units, people = (
        [row[0] for row in db.rows(f"SELECT DISTINCT {name} FROM due WHERE settled = 'open' AND {name} IS NOT NULL")]
        for name in ("unit", "person")
    )
    own = db.setting("own_unit")
    return Offered(tuple(sorted(units, key=lambda name: (name != own, name))), tuple(sorted(people)))


# Lists


def listed(db: Database, which: Which, narrowed: Narrowed, most: int = LISTED) -> Listed:
    if which is Which.OVERDUE:
        return _due(db, "due_on < ? AND owed = 1", [db.today.isoformat()], narrowed, most)
    if which is Which.PENDING:
        return _due(db, "due_on IS NULL", [], narrowed, most)
    if which in AHEAD:
        return between(db, narrowed, db.today, db.today + timedelta(AHEAD[which]), most)
    return _from_sources(db, _sources(db, which, narrowed), most)


def on_day(db: Database, day: date, narrowed: Narrowed, most: int = LISTED) -> Listed:
    """What is due on that day, and what is held."""
    due = between(db, narrowed, day, day, most)
    gathered = _from_sources(db, _gatherings(narrowed, day, day), most)
    return Listed(due.items + gathered.items, due.total + gathered.total)


def between(db: Database, narrowed: Narrowed, first: date, last: date, most: int = LISTED) -> Listed:
    return _due(db, "due_on BETWEEN ? AND ?", [first.isoformat(), last.isoformat()], narrowed, most)


def until(db: Database, narrowed: Narrowed, last: date, most: int = LISTED) -> Listed:
    """What is overdue and what falls due until a day."""
    values = [last.isoformat(), db.today.isoformat()]
    return _due(db, "due_on <= ? AND (owed = 1 OR due_on >= ?)", values, narrowed, most)


def held(db: Database, narrowed: Narrowed, last: date, most: int = LISTED) -> Listed:
    """Meetings and hearings until a day."""
    return _from_sources(db, _gatherings(narrowed, db.today, last), most)


def _due(db: Database, term: str, values: Sequence[Any], narrowed: Narrowed, most: int) -> Listed:
    where, params = DueFilter(narrowed.unit, narrowed.module, narrowed.person).sql
    where = f"WHERE settled = 'open' AND {term}{where}"
    total: int = db.value(f"SELECT count(*) FROM due {where}", (*values, *params))
    rows = db.rows(f"SELECT {COLUMNS} FROM due {where} ORDER BY due_on, owner LIMIT {most}", (*values, *params))
    notes = due_table.read_notes(db.rows, [row[0] for row in rows])
    found = [
        DueRow(row, db.law, db.today, [n for n in notes.get(row[0], ()) if n.rule in ("", row[1])]) for row in rows
    ]
    called = named(db, (row.owner for row in found))
    return Listed([_of_due(row, *called.get(row.owner, ("", ""))) for row in found], total)


def _of_due(row: DueRow, number: str, title: str) -> Item:
    return Item(
        row.record, row.owner, title, row.title, row.due_on, row.says, row.unit or "", row.person or "", number, row
    )


# Lists that are not of the table of due dates


@dataclass(frozen=True)
class _Source:
    """Rows of one record type: `FROM … WHERE …`, the column of the day, and what the list says of each."""

    record: str
    sql: str
    params: tuple[Any, ...]
    on: str
    what: str
    person: str
    unit: str = "registered_unit"
    is_owed: bool = False  # somebody is late after the day
    said: str = "没有日期"


def _sources(db: Database, which: Which, narrowed: Narrowed) -> list[_Source]:
    if which is Which.LETTERS:
        return _letters(narrowed)
    if which is Which.MEETINGS:
        return _gatherings(narrowed, db.today, db.today + timedelta(MEETINGS_AHEAD))
    return _idle(db, narrowed)


def _letters(narrowed: Narrowed) -> list[_Source]:
    """Letters that were sent, ask for an answer and have none."""
    sql = (
        "FROM letter WHERE void = 0 AND reply_needed = 1 AND replied_on IS NULL "
        "AND status NOT IN ('草稿', '待签发', '退回', '撤回', '办结')"
    )
    return _narrowed(
        _Source("letter", sql, (), "reply_due", "等待答复", "registered_by", "to_units", True, "未定答复期限"), narrowed
    )


def _gatherings(narrowed: Narrowed, first: date, last: date) -> list[_Source]:
    found = []
    for record, on, what in GATHERINGS:
        off = [state.value for state in RECORDS[record].about.states if state.value in CALLED_OFF]
        sql = f'FROM "{record}" WHERE void = 0 AND substr({on}, 1, 10) BETWEEN ? AND ?'
        if off:
            sql += f" AND coalesce(status, '') NOT IN ({_marks(off)})"
        source = _Source(record, sql, (first.isoformat(), last.isoformat(), *off), on, what, _person(record))
        found += _narrowed(source, narrowed)
    return found


def _idle(db: Database, narrowed: Narrowed) -> list[_Source]:
    """Open matters of the types that have periods, with no date ahead of them."""
    found = []
    for record, rules in db.law.of_record.items():
        over = [state.value for state in RECORDS[record].about.states if state.terminal]
        if not over or not any(version.active for versions in rules for version in versions):
            continue
        sql = (
            f"FROM \"{record}\" WHERE void = 0 AND coalesce(status, '') NOT IN ({_marks(over)}) "
            f"AND NOT EXISTS (SELECT 1 FROM due WHERE due.owner = \"{record}\".id AND due.settled = 'open')"
        )
        what = "没有下一步期限"
        found += _narrowed(_Source(record, sql, tuple(over), "NULL", what, _person(record), said=what), narrowed)
    return found


def _narrowed(source: _Source, narrowed: Narrowed) -> list[_Source]:
    if narrowed.module and RECORDS[source.record].about.module != narrowed.module:
        return []
    sql, params = source.sql, list(source.params)
    if narrowed.unit:
        sql += f" AND instr('、' || coalesce({source.unit}, '') || '、', ?) > 0"
        params.append(f"、{narrowed.unit}、")
    if narrowed.person:
        sql += f" AND {source.person} = ?"
        params.append(narrowed.person)
    return [replace(source, sql=sql, params=tuple(params))]


def _from_sources(db: Database, sources: Sequence[_Source], most: int) -> Listed:
    total = 0
    rows: list[tuple[Any, ...]] = []
    for source in sources:
        total += db.value(f"SELECT count(*) {source.sql}", source.params)
        order = f"{source.on} IS NULL, {source.on}, id" if source.on != "NULL" else "id"
        for id, on, unit, person in db.rows(
            f"SELECT id, {source.on}, {source.unit}, {source.person} {source.sql} ORDER BY {order} LIMIT {most}",
            source.params,
        ):
            rows.append((on or "9999", source, id, on, unit, person))
    rows.sort(key=lambda row: row[0])
    del rows[most:]
    called = named(db, (row[2] for row in rows))
    return Listed([_item(db.today, row, *called.get(row[2], ("", ""))) for row in rows], total)


def _item(today: date, row: tuple[Any, ...], number: str, title: str) -> Item:
    _, source, id, text, unit, person = row
    on = date.fromisoformat(text[:10]) if text else None
    time = text[11:16] if text else ""
    said = source.said if on is None else _left(on, today) if source.is_owed else _until(on, today, time)
    return Item(source.record, id, title, source.what, on, said, unit or "", person or "", number)


def _left(on: date, today: date) -> str:
    """Due today is not overdue."""
    days = (on - today).days
    return f"逾期{-days}天" if days < 0 else f"还有{days}天" if days else "今日到期"


def _until(on: date, today: date, time: str) -> str:
    days = (on - today).days
    when = "今天" if not days else "明天" if days == 1 else f"{days}天后" if days > 0 else f"{-days}天前"
    return f"{when} {time}" if time and time != "00:00" else when


def _person(record: str) -> str:
    return next(name for name in PEOPLE if name in RECORDS[record].fields())


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
