"""What is due: of one record, of the whole office until a day, by whom, and what has no next deadline at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.data import due_table, queries
from app.data.schema_names import DUE_COLUMNS
from app.domain.periods import Note, Period
from app.domain.records import RECORDS
from app.services.deadlines.rows import DueRow

if TYPE_CHECKING:
    from app.data.database import Database

COLUMNS = ", ".join(DUE_COLUMNS)
SAFE = 12  # a date to be on the safe side lies at most so many days before the due date
SPANS = (0, 3, 7, 15)  # days ahead that the workbench counts


def of_record(db: Database, id: int) -> list[DueRow]:
    """Every period of a record that has begun, the next one first; settled ones after those that are open."""
    notes = due_table.read_notes(db.rows, [id]).get(id, [])
    rows = db.rows(
        f"SELECT {COLUMNS} FROM due WHERE owner = ? ORDER BY settled <> 'open', due_on IS NULL, due_on, rule", (id,)
    )
    return [_row(db, row, notes) for row in rows]


def _row(db: Database, row: tuple[Any, ...], notes: Sequence[Note]) -> DueRow:
    return DueRow(row, db.law, db.today, [note for note in notes if note.rule in ("", row[1])])


def waiting(db: Database, id: int) -> list[Period]:
    """Periods that would apply to a record, but whose event has no date yet."""
    record = queries.load(db, db.table_of(id), id)
    found = []
    for versions in db.law.of_record.get(db.table_of(id), ()):
        period = versions[-1]
        if period.active and getattr(record, period.trigger_field) is None and period.applies(record):
            found.append(period)
    return found


@dataclass(frozen=True)
class DueFilter:
    """Of which unit, module, person; empty for all."""

    unit: str | None = None
    module: str | None = None
    person: str | None = None

    @property
    def sql(self) -> tuple[str, list[str]]:
        given = {"unit": self.unit, "module": self.module, "person": self.person}
        chosen = {name: value for name, value in given.items() if value}
        return "".join(f" AND {name} = ?" for name in chosen), list(chosen.values())


def due_list(
    db: Database,
    until: date,
    *,
    unit: str | None = None,
    module: str | None = None,
    person: str | None = None,
    since: date | None = None,
    limit: int | None = None,
) -> list[DueRow]:
    """Open deadlines that end until a day, the overdue ones first; one whose safe date lies before it, too."""
    sql, params = due_query(db, until, DueFilter(unit, module, person), since, limit)
    law, today, notes = db.law, db.today, due_table.read_notes(db.rows)
    rows = db.rows(sql, params)
    if not notes:
        return [DueRow(row, law, today) for row in rows]
    return [_row(db, row, notes.get(row[0], ())) for row in rows]


def due_query(
    db: Database, until: date, chosen: DueFilter, since: date | None = None, limit: int | None = None
) -> tuple[str, list[Any]]:
    where, params = chosen.sql
    if since is not None:
        where += " AND due_on >= ?"
        params.append(since.isoformat())
    sql = (
        f"SELECT {COLUMNS} FROM due WHERE settled = 'open' AND due_on <= ? AND (due_on <= ? OR safe_on <= ?) "
        f"AND (owed = 1 OR due_on >= ?){where} ORDER BY due_on"
    )
    if limit is not None:
        sql += f" LIMIT {int(limit)}"
    far, day = (until + timedelta(SAFE)).isoformat(), until.isoformat()
    return sql, [far, day, day, db.today.isoformat(), *params]


def pending(db: Database, *, limit: int = 500) -> list[DueRow]:
    """Open periods without a date: a year without holidays, a clock that stands still."""
    rows = db.rows(
        f"SELECT {COLUMNS} FROM due WHERE settled = 'open' AND due_on IS NULL ORDER BY nominal_on LIMIT ?", (limit,)
    )
    notes = due_table.read_notes(db.rows)
    return [_row(db, row, notes.get(row[0], ())) for row in rows]


@dataclass(frozen=True)
class DueCounts:
    """How many open deadlines: overdue, today, and within 3, 7 and 15 days (each including the shorter span)."""

    overdue: int
    today: int
    within_3: int
    within_7: int
    within_15: int


def counts(db: Database, by: str = "", *, unit: str | None = None, module: str | None = None) -> dict[str, DueCounts]:
    """By "module", "unit" or "person"; everything under "" where nothing is named."""
    assert by in ("", "module", "unit", "person")
    today = db.today
    days = [(today + timedelta(span)).isoformat() for span in SPANS]
    where, params = DueFilter(unit, module).sql
    sums = ", ".join("sum(due_on BETWEEN ? AND ?)" for _ in days)
    now = today.isoformat()
    rows = db.rows(
        f"SELECT {by or chr(39) * 2} AS name, sum(due_on < ?), {sums} FROM due WHERE settled = 'open' AND due_on <= ? "
        f"AND (owed = 1 OR due_on >= ?){where} GROUP BY 1 ORDER BY 1",
        [now, *(value for day in days for value in (now, day)), days[-1], now, *params],
    )
    return {name or "": DueCounts(*numbers) for name, *numbers in rows}


def load_by_day(
    db: Database, first: date, last: date, *, unit: str | None = None, module: str | None = None
) -> dict[date, int]:
    """How many open deadlines end on each day; days without any are left out."""
    where, params = DueFilter(unit, module).sql
    rows = db.rows(
        "SELECT due_on, count(*) FROM due WHERE settled = 'open' AND due_on BETWEEN ? AND ? "
        f"AND (owed = 1 OR due_on >= ?){where} GROUP BY due_on ORDER BY due_on",
        [first.isoformat(), last.isoformat(), db.today.isoformat(), *params],
    )
    return {date.fromisoformat(day): number for day, number in rows}


def without_next(db: Database, *, module: str | None = None, limit: int = 500) -> list[int]:
    """Records that are neither closed nor void and have no open deadline: nothing would remind of them."""
    found: list[int] = []
    for record, rules in db.law.of_record.items():
        about = RECORDS[record].about
        if (module and about.module != module) or not any(v.active for versions in rules for v in versions):
            continue
        ended = [state.value for state in about.states if state.terminal]
        marks = ",".join("?" * len(ended))
        rows = db.rows(
            f'SELECT id FROM "{record}" t WHERE void = 0 AND status NOT IN ({marks}) AND NOT EXISTS '
            "(SELECT 1 FROM due WHERE owner = t.id AND settled = 'open') ORDER BY id DESC LIMIT ?",
            [*ended, limit - len(found)],
        )
        found += [id for (id,) in rows]
        if len(found) >= limit:
            break
    return found


def named(db: Database, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Record → (登记编号, title), one query per record type; for the rows that are shown."""
    by_type: dict[str, list[int]] = {}
    for id in dict.fromkeys(ids):
        by_type.setdefault(db.table_of(id), []).append(id)
    return {
        found.id: (found.reg_no or "", queries.title(db, found))
        for record, rows in by_type.items()
        for found in queries.load_many(db, record, rows, children=False)
    }
