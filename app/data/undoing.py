"""Undo and redo: an operation is taken back by another one that plays the old rows back; undoing that one is redo.

An ordinary operation is taken back whole or not at all. An import is taken back as far as it can be: records that were
changed since, or that others point to by now, stay as they are and are named.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.data import import_log
from app.domain.fields import Kind
from app.domain.records import RECORDS
from app.errors import UserError

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

# An operation counts when it is neither undone nor itself an undoing: the two cancel each other.
LIVE = "undoes IS NULL AND undone_by IS NULL"
NAMED = 200  # records that stayed, told by name
FEW = 500  # rows that are looked up one by one

Change = tuple[int, int, str, str | None]  # row, owner, action, old content


@dataclass(frozen=True)
class Undone:
    """What became of the records of an operation that was taken back. `kept` and `failed`: (登记编号, title)."""

    title: str
    taken_back: int
    kept: tuple[tuple[str, str], ...] = ()  # changed since
    failed: tuple[tuple[str, str], ...] = ()  # others point to it

    @property
    def told(self) -> str:
        """The title, and what stayed."""
        if not self.kept and not self.failed:
            return self.title
        stayed = [f"{len(self.kept)} 条此后又被改动，保留现在的内容"] if self.kept else []
        stayed += [f"{len(self.failed)} 条被其他记录引用，没有退回"] if self.failed else []
        return f"{self.title}（退回 {self.taken_back} 条，{'，'.join(stayed)}）"


def last_undoable(db: Database) -> tuple[int, str] | None:
    rows = db.rows(f"SELECT id, title FROM operation WHERE {LIVE} AND via <> '首次启动' ORDER BY id DESC LIMIT 1")
    return (rows[0][0], rows[0][1]) if rows else None


def last_redoable(db: Database) -> tuple[int, str] | None:
    """The newest undoing that still holds, unless something else has been done since; with the title of what it undid."""
    rows = db.rows(
        "SELECT undone_by, title FROM operation WHERE undoes IS NULL AND undone_by IS NOT NULL "
        "AND undone_by > (SELECT max(id) FROM operation WHERE undoes IS NULL) ORDER BY undone_by DESC LIMIT 1"
    )
    return (rows[0][0], rows[0][1]) if rows else None


def undo(db: Database, operation: int | None = None) -> Undone:
    if operation is None:
        last = last_undoable(db)
        if last is None:
            raise UserError("没有可以撤销的操作")
        operation = last[0]
    rows = db.rows("SELECT title, undoes, undone_by FROM operation WHERE id = ?", (operation,))
    if not rows:
        raise UserError(f"找不到第{operation}号操作", "操作编号不对", "可用修改记录查看操作编号")
    title, undoes, undone_by = rows[0]
    if undone_by is not None or undoes is not None:
        raise UserError(f"“{title}”已经撤销过", "", "可以使用“重做”")
    return _play_back(
        db, operation, str(title), "撤销", in_part=import_log.batch_of_operation(db, operation) is not None
    )


def redo(db: Database) -> str:
    last = last_redoable(db)
    if last is None:
        raise UserError("没有可以重做的操作")
    undoing, title = last
    return _play_back(db, undoing, title, "重做").title


def _play_back(db: Database, operation: int, title: str, word: str, *, in_part: bool = False) -> Undone:
    first, last, undoes = db.rows("SELECT first_change, last_change, undoes FROM operation WHERE id = ?", (operation,))[
        0
    ]
    if not in_part:
        _refuse_when_touched_since(db, first, last)
    with db.operation(f"{word}：{title}") as op:
        op.execute("PRAGMA defer_foreign_keys = ON")
        op.execute("UPDATE operation SET undoes = ? WHERE id = ?", (operation, op.id))
        op.execute("UPDATE operation SET undone_by = ? WHERE id = ?", (op.id, operation))
        if undoes is not None:  # a redo: what had been undone counts again
            op.execute("UPDATE operation SET undone_by = NULL WHERE id = ?", (undoes,))
            import_log.note_undone(op, undoes, None)
        changes = op.fetch(
            "SELECT row, owner, action, old FROM change WHERE id BETWEEN ? AND ? ORDER BY id DESC", (first, last)
        )
        touched = {owner for _, owner, _, _ in changes}
        kept = _touched_since(op, first, last) & touched if in_part else set()
        failed = _pointed_at(db, op, changes, kept)
        if failed and not in_part:
            raise UserError("不能撤销这项操作", "其他记录正在引用它", "请先改动引用它的记录")
        stayed = kept | failed
        if stayed >= touched:
            raise UserError(
                f"“{title}”没有撤销", "其中的记录此后都又改动过，或者被其他记录引用", "如不再需要，请逐条作废"
            )
        _turn_back(db, op, [change for change in changes if change[1] not in stayed])
        done = Undone(title, len(touched - stayed), _named(db, kept), _named(db, failed))
        if in_part:
            buckets = {"taken_back": done.taken_back, "kept": len(kept), "failed": len(failed)}
            import_log.note_undone(op, operation, buckets)
    return done


def _refuse_when_touched_since(db: Database, first: int, last: int) -> None:
    rows = db.rows(
        "SELECT o.title, o.at, c.owner FROM change later JOIN change c ON c.owner = later.owner AND c.row = later.row "
        "AND c.id BETWEEN ? AND ? JOIN operation o ON o.id = later.operation "
        "WHERE later.id > ? AND o.undoes IS NULL AND o.undone_by IS NULL LIMIT 1",
        (first, last, last),
    )
    if rows:
        title, at, _ = rows[0]
        raise UserError("不能撤销这项操作", f"此后“{title}”（{at}）又改动了同一条记录", "请先撤销后面的操作")


def _touched_since(op: Operation, first: int, last: int) -> set[int]:
    """Records of an operation in whose history something newer counts: a field, a child row, a link, an attachment."""
    return {
        row[0]
        for row in op.fetch(
            "SELECT DISTINCT later.owner FROM change later JOIN operation o ON o.id = later.operation "
            "WHERE later.id > ? AND o.id <> ? AND o.undoes IS NULL AND o.undone_by IS NULL "
            "AND EXISTS (SELECT 1 FROM change c WHERE c.owner = later.owner AND c.id BETWEEN ? AND ?)",
            (last, op.id, first, last),
        )
    }


def _pointed_at(db: Database, op: Operation, changes: Sequence[Change], kept: set[int]) -> set[int]:
    """Records that would be taken away and that a record which stays refers to or is linked with."""
    going = {row for row, owner, action, _ in changes if action == "i" and row == owner} - kept
    stays: set[int] = set()
    if not going:
        return stays
    links = {row for row, owner, action, _ in changes if action == "i" and owner not in kept}  # go along
    pointers = _pointers(op, {db.table_of(id) for id in going}, going, links)
    again = True
    while again:  # what stays may itself point to more
        pointed = {target for source, target in pointers if target in going and source not in going}
        going -= pointed
        stays |= pointed
        again = bool(pointed)
    return stays


def _pointers(op: Operation, tables: set[str], going: set[int], but: set[int]) -> list[tuple[int, int]]:
    """(record, one of these that it refers to or is linked with); `but`: rows that do not count."""
    found: list[tuple[int, int]] = []

    def fetch(table: str, owner: str, column: str) -> list[tuple[int, Any]]:
        few = f"IN ({','.join('?' * len(going))})" if len(going) <= FEW else "IS NOT NULL"
        rows = op.fetch(
            f'SELECT "{owner}", "{column}", id FROM "{table}" WHERE "{column}" {few}',
            list(going) if len(going) <= FEW else (),
        )
        return [(source, target) for source, target, id in rows if table != "link" or id not in but]

    for name, cls in RECORDS.items():
        children = [(f"{name}__{child}", rows, "owner_id") for child, rows in cls.children().items()]
        for table, of, owner in [(name, cls, "id"), *children]:
            for f in of.fields().values():
                if f.to in tables and f.kind is Kind.REF:
                    found += fetch(table, owner, f.name)
                elif f.to in tables and f.kind is Kind.REFS:
                    for source, ids in op.fetch(
                        f'SELECT "{owner}", "{f.name}" FROM "{table}" WHERE "{f.name}" IS NOT NULL'
                    ):
                        found += [(source, int(id)) for id in ids.split(",")]
    for one, other in (("from_id", "to_id"), ("to_id", "from_id")):
        found += fetch("link", one, other)
    return found


def _turn_back(db: Database, op: Operation, changes: Sequence[Change]) -> None:
    """Bring the rows back to what they were before these changes, the newest of which come first."""
    gone, old_rows, old_values = _before(changes)
    touched: dict[str, set[int]] = defaultdict(set)
    for _, owner, _, _ in changes:
        touched[db.table_of(owner)].add(owner)
    for table in touched.keys() - RECORDS.keys():  # the office's own rules and holidays
        touched.pop(table)
        op.law_changed()
    for record, ids in touched.items():
        op.mark(record, ids)  # what the rows point to now …
    for table, rows in _by_table(db, gone).items():
        op.execute_many(f'DELETE FROM "{table}" WHERE id = ?', [(row,) for row in rows])
    for (table, columns), found in _alike(db, old_values).items():
        assignments = ", ".join(f'"{column}" = ?' for column in columns)
        op.execute_many(f'UPDATE "{table}" SET {assignments} WHERE id = ?', [(*v.values(), row) for row, v in found])
    for (table, columns), found in _alike(db, old_rows).items():
        named = ", ".join(f'"{column}"' for column in ("id", *columns))
        op.execute_many(
            f'INSERT INTO "{table}" ({named}) VALUES ({",".join("?" * (len(columns) + 1))})',
            [(row, *v.values()) for row, v in found],
        )
    for record, ids in touched.items():  # … and what they point to again
        there = sorted(ids - gone)
        op.unindex(sorted(ids & gone))
        op.reindex(record, there)
        op.mark(record, there)
        op.execute_many(f'UPDATE "{record}" SET version = version + 1 WHERE id = ?', [(id,) for id in there])


def _before(changes: Iterable[Change]) -> tuple[set[int], dict[int, dict[str, Any]], dict[int, dict[str, Any]]]:
    """Rows that were not there, rows that were and are not, and what rows that are there said."""
    gone: set[int] = set()
    old_rows: dict[int, dict[str, Any]] = {}
    old_values: dict[int, dict[str, Any]] = {}
    for row, _, action, old in changes:
        if action == "i":
            if old_rows.pop(row, None) is None:  # entered and taken away again: nothing to do
                gone.add(row)
            old_values.pop(row, None)
        elif action == "d":
            old_rows[row] = json.loads(old or "{}")
        elif row in old_rows:
            old_rows[row].update(json.loads(old or "{}"))
        else:
            old_values.setdefault(row, {}).update(json.loads(old or "{}"))
    return gone, old_rows, old_values


def _by_table(db: Database, rows: Iterable[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row in sorted(rows):
        found[db.table_of(row)].append(row)
    return found


def _alike(
    db: Database, rows: dict[int, dict[str, Any]]
) -> dict[tuple[str, tuple[str, ...]], list[tuple[int, dict[str, Any]]]]:
    """Rows of one table and with the same columns, so that one statement serves them all."""
    found: dict[tuple[str, tuple[str, ...]], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for row, values in rows.items():
        ordered = dict(sorted(values.items()))
        found[db.table_of(row), tuple(ordered)].append((row, ordered))
    return found


def _named(db: Database, ids: set[int]) -> tuple[tuple[str, str], ...]:
    from app.data.queries import titles

    found: list[tuple[str, str]] = []
    for table, rows in _by_table(db, ids).items():
        named = titles(db, table, rows[:NAMED])
        numbers = dict(
            db.rows(f'SELECT id, reg_no FROM "{table}" WHERE id IN ({",".join("?" * len(rows[:NAMED]))})', rows[:NAMED])
        )
        found += [(numbers.get(row, ""), named.get(row, "")) for row in rows]
    return tuple(found)
