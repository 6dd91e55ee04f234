"""Undo, redo, and the history of a record, all read from the `change` rows that the triggers wrote.

Undoing is another operation that plays the old rows back; undoing that one is redo. History only grows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.data import driver
from app.data.stored import UNTRACKED
from app.domain.fields import Fields
from app.domain.records import RECORDS
from app.errors import UserError

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

# An operation counts when it is neither undone nor itself an undoing: the two cancel each other.
LIVE = "undoes IS NULL AND undone_by IS NULL"


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


def undo(db: Database, operation: int | None = None) -> str:
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
    _play_back(db, operation, f"撤销：{title}")
    return str(title)


def redo(db: Database) -> str:
    last = last_redoable(db)
    if last is None:
        raise UserError("没有可以重做的操作")
    undoing, title = last
    _play_back(db, undoing, f"重做：{title}")
    return str(title)


def _play_back(db: Database, operation: int, title: str) -> None:
    first, last, undoes = db.rows("SELECT first_change, last_change, undoes FROM operation WHERE id = ?", (operation,))[
        0
    ]
    _refuse_when_touched_since(db, first, last)
    with db.operation(title) as op:
        op.execute("PRAGMA defer_foreign_keys = ON")
        op.execute("UPDATE operation SET undoes = ? WHERE id = ?", (operation, op.id))
        op.execute("UPDATE operation SET undone_by = ? WHERE id = ?", (op.id, operation))
        if undoes is not None:  # a redo: what had been undone counts again
            op.execute("UPDATE operation SET undone_by = NULL WHERE id = ?", (undoes,))
        changes = op.fetch(
            "SELECT row, owner, action, old FROM change WHERE id BETWEEN ? AND ? ORDER BY id DESC", (first, last)
        )
        touched: dict[str, set[int]] = defaultdict(set)
        for _, owner, _, _ in changes:
            touched[db.table_of(owner)].add(owner)
        for record, ids in touched.items():
            op.mark(record, ids)  # what the rows point to now …
        for row, _, action, old in changes:
            _turn_back(op, db.table_of(row), row, action, old)
        for record, ids in touched.items():  # … and what they point to again
            op.reindex(record, sorted(ids))
            op.mark(record, sorted(ids))
            op.execute_many(f'UPDATE "{record}" SET version = version + 1 WHERE id = ?', [(id,) for id in sorted(ids)])


def _refuse_when_touched_since(db: Database, first: int, last: int) -> None:
    rows = db.rows(
        "SELECT o.title, o.at, c.owner FROM change c JOIN change later ON later.owner = c.owner AND later.row = c.row "
        f"JOIN operation o ON o.id = later.operation WHERE c.id BETWEEN ? AND ? AND later.id > ? AND o.{LIVE.replace('AND ', 'AND o.')} "
        "LIMIT 1",
        (first, last, last),
    )
    if rows:
        title, at, _ = rows[0]
        raise UserError("不能撤销这项操作", f"此后“{title}”（{at}）又改动了同一条记录", "请先撤销后面的操作")


def _turn_back(op: Operation, table: str, row: int, action: str, old: str | None) -> None:
    try:
        if action == "i":
            op.execute(f'DELETE FROM "{table}" WHERE id = ?', (row,))
        elif action == "u":
            op.set_columns(table, row, json.loads(old or "{}"))
        else:
            values = json.loads(old or "{}")
            columns = ", ".join(f'"{column}"' for column in ("id", *values))
            op.execute(
                f'INSERT INTO "{table}" ({columns}) VALUES ({",".join("?" * (len(values) + 1))})',
                (row, *values.values()),
            )
    except driver.Error as error:  # another record was linked to this one meanwhile
        raise UserError("不能撤销这项操作", "其他记录正在引用它", "请先改动引用它的记录") from error


@dataclass
class Entry:
    """One operation in the history of a record."""

    operation: int
    at: str
    by: str
    via: str
    title: str
    reason: str
    source: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # (field label, old text, new text)


def history(db: Database, id: int) -> list[Entry]:
    """Who changed which field from what to what, when and through what; the newest first."""
    from app.data.queries import text_of_stored

    rows = db.rows(
        'SELECT c.id, c.row, c.action, c.old, o.id, o."at", o."by", o.via, o.title, o.reason, o.source '
        "FROM change c JOIN operation o ON o.id = c.operation WHERE c.owner = ? ORDER BY c.id DESC",
        (id,),
    )
    newer: dict[int, dict[str, Any]] = {}  # row -> values as they stood after the change looked at
    entries: dict[int, Entry] = {}
    for _, row, action, old_json, operation, at, by, via, title, reason, source in rows:
        entry = entries.setdefault(operation, Entry(operation, at, by, via, title, reason, source))
        table = db.table_of(row)
        if row not in newer:
            newer[row] = _current(db, table, row)
        now = newer[row]
        if action == "i":
            if row != id:
                entry.changes.append((_row_label(table), "", _summary(db, table, now)))
            continue
        old = json.loads(old_json or "{}")
        if action == "d":
            if row != id:
                entry.changes.append((_row_label(table), _summary(db, table, old), ""))
            newer[row] = old
            continue
        fields = _fields(table)
        for column, value in old.items():
            if column in fields:
                f = fields[column]
                label = f.label if row == id else f"{_row_label(table)}·{f.label}"
                entry.changes.append((label, text_of_stored(db, f, value), text_of_stored(db, f, now.get(column))))
            elif column == "overrides":
                entry.changes += _override_changes(db, fields, value, now.get(column))
        newer[row] = now | old
    return list(entries.values())


def _override_changes(db: Database, fields: Any, old: str | None, new: str | None) -> list[tuple[str, str, str]]:
    from app.data.queries import text_of_stored

    before, after = json.loads(old or "{}"), json.loads(new or "{}")
    return [
        (
            fields[name].label,
            text_of_stored(db, fields[name], before[name]) if name in before else "（自动计算）",
            text_of_stored(db, fields[name], after[name]) if name in after else "（自动计算）",
        )
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _rows_type(table: str) -> type[Fields] | None:
    record, _, child = table.partition("__")
    if record not in RECORDS:
        return None
    return RECORDS[record].children()[child] if child else RECORDS[record]


def _fields(table: str) -> Any:
    of = _rows_type(table)
    return {name: f for name, f in of.fields().items() if name not in UNTRACKED} if of else {}


def _row_label(table: str) -> str:
    of = _rows_type(table)
    return getattr(of, "label", {"link": "关联", "attachment": "附件"}.get(table, table))


def _current(db: Database, table: str, row: int) -> dict[str, Any]:
    of = _rows_type(table)
    columns = list(of.fields()) + (["unmatched", "overrides"] if "__" not in table else []) if of else []
    if table == "link":
        columns = ["from_id", "to_id", "note"]
    if table == "attachment":
        columns = ["file_name", "kind"]
    found = db.rows(
        f'SELECT {", ".join(f"{chr(34)}{c}{chr(34)}" for c in columns)} FROM "{table}" WHERE id = ?', (row,)
    )
    return dict(zip(columns, found[0], strict=True)) if found else {}


def _summary(db: Database, table: str, values: dict[str, Any]) -> str:
    """A child row, link or attachment in one line."""
    from app.data.queries import text_of_stored, titles

    if table == "link":
        to = values.get("to_id")
        return titles(db, db.table_of(to), [to]).get(to, "") if to else ""
    if table == "attachment":
        return str(values.get("file_name") or "")
    of = _rows_type(table)
    assert of is not None
    texts = [text_of_stored(db, f, values.get(name)) for name, f in of.fields().items() if values.get(name) is not None]
    return "，".join(text for text in texts if text)[:200]
