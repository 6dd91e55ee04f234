"""The versions of rows that were exchanged with other offices, as they stand in the file.

A row's state is written anew each time; the newest that counts holds. One that an import brought counts no longer when
that import is undone, and counts again when it is redone. Rows that were never exchanged have nothing here: ordinary
saving costs nothing, what was typed is found by comparing when the row goes out or comes in (`RowState.catch_up`).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.data.database import ID_BITS
from app.data.stored import load
from app.domain.fields import Field, Fields, Kind, once_per_class
from app.domain.records import RECORDS
from app.domain.values import clean
from app.domain.versions import RowState

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

CHUNK = 500
STATES_KEPT = 6  # per row; an import older than that cannot be undone without changes since
REPLICA, CLOCK = "replica", "replica_clock"  # marks beside the settings
UNMATCHED = "~"  # before the text of a ref that names no record here
JOINT = "、"

# What a row does not state to others: kept by the program, or seen otherwise from each office.
NOT_STATED = frozenset({"uid", "reg_no", "source_kind", "import_batch", "void", "void_reason"})
SENT, RECEIVED = "发出", "收到"
# What no workbook can hold (XML has no such characters).
UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@once_per_class
def stated_fields(of: type[Fields]) -> dict[str, Field]:
    return {
        name: f
        for name, f in of.fields().items()
        if name not in NOT_STATED and f.editable and f.values != (SENT, RECEIVED)
    }


def chunks(values: Iterable[Any]) -> Iterator[tuple[list[Any], str]]:
    values = list(values)
    for start in range(0, len(values), CHUNK):
        chunk = values[start : start + CHUNK]
        yield chunk, ",".join("?" * len(chunk))


# This office's file among those of others


@dataclass(frozen=True)
class Identity:
    """Which file this is, and the highest number of a statement that it has made or seen."""

    replica: str
    clock: int


def identity(db: Database, fetch: Fetch) -> Identity:
    """As the file says; a new one where the file was never part of an exchange, or is a copy or an older state.

    The same numbers must never be given twice: a restored backup, or a copy on another computer, would give numbers to
    its statements that other offices know already. A file beside the database remembers how far it had come.
    """
    marks: dict[str, str] = dict(fetch("SELECT name, value FROM setting WHERE name IN (?, ?)", (REPLICA, CLOCK)))
    clock = json.loads(marks.get(CLOCK, "0"))
    if REPLICA in marks:
        replica = json.loads(marks[REPLICA])
        beside = _beside(db)
        if beside.get("at") == _place(db) and 0 <= beside.get(replica, -1) <= clock:
            return Identity(replica, clock)
    return Identity(secrets.token_hex(4), clock)


def remember_identity(op: Operation, who: Identity) -> None:
    for name, value in ((REPLICA, who.replica), (CLOCK, who.clock)):
        op.execute(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, json.dumps(value)),
        )
    from app.whole_file import whole_file

    path = op.db.home.exchange / "replica.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Before the commit: a number that was not given after all costs nothing, one given twice costs a conflict unseen.
    with whole_file(path) as file:
        file.write(json.dumps({who.replica: who.clock, "at": _place(op.db)}).encode())


def _beside(db: Database) -> dict[str, Any]:
    try:
        said = json.loads((db.home.exchange / "replica.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _place(db: Database) -> str:
    import platform

    return f"{platform.node()}:{db.home.root.resolve()}"


# States


def states(fetch: Fetch, rows: Iterable[int]) -> dict[int, RowState]:
    """Of the given rows, those that were exchanged before."""
    found: dict[int, str] = {}
    for chunk, marks in chunks(rows):
        for row, state in fetch(
            f"SELECT e.row, e.state FROM exchanged e LEFT JOIN operation o ON o.id = e.operation "
            f"WHERE e.row IN ({marks}) AND o.undone_by IS NULL ORDER BY e.id",
            chunk,
        ):
            found[row] = state
    return {row: RowState.loaded(state) for row, state in found.items()}


def write_states(op: Operation, made: Mapping[int, RowState], operation: int | None) -> None:
    op.execute_many(
        "INSERT INTO exchanged (row, operation, state) VALUES (?, ?, ?)",
        [(row, operation, state.dumped()) for row, state in made.items()],
    )
    for chunk, marks in chunks(made):
        op.execute(
            f"DELETE FROM exchanged WHERE row IN ({marks}) AND id NOT IN (SELECT id FROM (SELECT id, row_number() "
            f"OVER (PARTITION BY row ORDER BY id DESC) AS n FROM exchanged WHERE row IN ({marks})) WHERE n <= ?)",
            (*chunk, *chunk, STATES_KEPT),
        )


# What a row says, in a form that is the same in every office


def texts(fetch: Fetch, table: str, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Field → text of each row; a field that says nothing is left out. Refs are said by the uid of what they name."""
    name, _, child = table.partition("__")
    of: type[Fields] = RECORDS[name].children()[child] if child else RECORDS[name]
    fields = stated_fields(of)
    lead = ["id"] if child else ["id", "unmatched", "overrides"]
    columns = ", ".join(f'"{column}"' for column in (*lead, *fields))
    said: dict[int, dict[str, str]] = {}
    for chunk, marks in chunks(ids):
        read = fetch(f'SELECT {columns} FROM "{table}" WHERE id IN ({marks})', chunk)
        named = _named(fetch, fields, [row[len(lead) :] for row in read])
        for row in read:
            unmatched, overrides = ({}, {}) if child else (json.loads(part or "{}") for part in row[1:3])
            said[row[0]] = {
                f.name: text
                for f, value in zip(fields.values(), row[len(lead) :], strict=True)
                if (text := _text(f, value, named, unmatched)) and not (f.computed and f.name not in overrides)
            }
    return said


def text_of(f: Field, stored: Any) -> str:
    """A stored value as it is stated; not for refs."""
    if stored is None:
        return ""
    text = str(stored)
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(UNWRITABLE)
    return clean(text)


def _text(f: Field, value: Any, named: Mapping[int, str], unmatched: Mapping[str, str]) -> str:
    if f.kind not in (Kind.REF, Kind.REFS):
        return text_of(f, value)
    if value is None:
        text = unmatched.get(f.name, "")
        return UNMATCHED + clean(text) if text else ""
    several = load(f, value) if f.kind is Kind.REFS else (value,)
    return JOINT.join(named.get(id, str(id)) for id in several)


def _named(fetch: Fetch, fields: Mapping[str, Field], rows: Sequence[Sequence[Any]]) -> dict[int, str]:
    wanted: dict[str, set[int]] = {}
    for i, f in enumerate(fields.values()):
        if f.kind in (Kind.REF, Kind.REFS):
            for row in rows:
                if row[i] is not None:
                    wanted.setdefault(f.to, set()).update(load(f, row[i]) if f.kind is Kind.REFS else (row[i],))
    found: dict[int, str] = {}
    for record, ids in wanted.items():
        found |= uids(fetch, record, ids)
    return found


# Names of rows that every office knows


def uids(fetch: Fetch, table: str, ids: Iterable[int]) -> dict[int, str]:
    """Row → the uid it is stated under. Child rows get theirs when they first go out (`name_children`)."""
    found: dict[int, str] = {}
    for chunk, marks in chunks(ids):
        if "__" in table:
            sql = f"SELECT row, min(uid) FROM known_uid WHERE row IN ({marks}) GROUP BY row"
        else:
            sql = f'SELECT id, uid FROM "{table}" WHERE id IN ({marks})'
        found.update(fetch(sql, chunk))
    return found


def aliases(fetch: Fetch, rows: Iterable[int]) -> dict[int, list[str]]:
    """The further uids by which other offices call a row."""
    found: dict[int, list[str]] = {}
    for chunk, marks in chunks(rows):
        for row, uid in fetch(f"SELECT row, uid FROM known_uid WHERE row IN ({marks}) ORDER BY uid", chunk):
            found.setdefault(row, []).append(uid)
    return found


def rows_named(fetch: Fetch, db: Database, table: str, wanted: Iterable[str]) -> dict[str, int]:
    """Uid → row of that table, by any name it is known under. A name of a row that is gone is none."""
    number = db.numbers()[table]
    first, last = number << ID_BITS, (number + 1) << ID_BITS
    found: dict[str, int] = {}
    for chunk, marks in chunks(sorted(set(wanted))):
        found.update(
            fetch(
                f'SELECT k.uid, k.row FROM known_uid k JOIN "{table}" t ON t.id = k.row '
                f"WHERE k.uid IN ({marks}) AND k.row BETWEEN ? AND ?",
                (*chunk, first, last),
            )
        )
        if "__" not in table:
            found.update(fetch(f'SELECT uid, id FROM "{table}" WHERE uid IN ({marks})', chunk))
    return found


def last_row(fetch: Fetch, uid: str) -> int | None:
    """The row that had this name last, whether or not it is still there."""
    found = fetch("SELECT row FROM known_uid WHERE uid = ?", (uid,))
    return found[0][0] if found else None


def name_rows(op: Operation, named: Iterable[tuple[str, int]]) -> None:
    op.execute_many(
        "INSERT INTO known_uid (uid, row) VALUES (?, ?) ON CONFLICT (uid) DO UPDATE SET row = excluded.row",
        list(named),
    )


def name_children(op: Operation, table: str, ids: Iterable[int]) -> None:
    """Child rows that were never called by a name get one."""
    ids = list(ids)
    there = uids(op.fetch, table, ids)
    name_rows(op, [(secrets.token_hex(16), id) for id in ids if id not in there])
