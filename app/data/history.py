"""The history of a record, read from the `change` rows that the triggers wrote."""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.data.import_log import Origin, origins
from app.data.schema_names import DISMISSAL_COLUMNS, NOTE_COLUMNS
from app.data.stored import UNTRACKED
from app.domain.fields import Fields
from app.domain.records import RECORDS

if TYPE_CHECKING:
    from app.data.database import Database


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
    cells: list[tuple[str, str, str]] = field(default_factory=list)  # (field label, cell of a file, text as written)


def history(db: Database, id: int) -> list[Entry]:
    """Who changed which field from what to what, when and through what; the newest first."""
    from app.data.queries import text_of_stored

    rows = db.rows(
        'SELECT c.id, c.row, c.action, c.old, o.id, o."at", o."by", o.via, o.title, o.reason, o.source '
        "FROM change c JOIN operation o ON o.id = c.operation WHERE c.owner = ? ORDER BY c.id DESC",
        (id,),
    )
    came_from = origins(db, list({row for _, row, *_ in rows}))
    newer: dict[int, dict[str, Any]] = {}  # row -> values as they stood after the change looked at
    entries: dict[int, Entry] = {}
    for _, row, action, old_json, operation, at, by, via, title, reason, source in rows:
        entry = entries.setdefault(operation, Entry(operation, at, by, via, title, reason, source))
        table = db.table_of(row)
        origin = came_from.pop((row, operation), None)
        if row not in newer:
            newer[row] = _current(db, table, row)
        now = newer[row]
        if origin is not None:
            stated = json.loads(old_json) if action == "u" else {n for n, value in now.items() if value is not None}
            entry.cells += _cells(origin, table, "" if row == id else f"{_row_label(table)}·", stated)
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


def _cells(origin: Origin, table: str, before: str, stated: Container[str]) -> list[tuple[str, str, str]]:
    """Where an import found the values that it changed, or entered."""
    fields, place = _fields(table), f"{origin.file} {origin.sheet}!"
    names = [name for name in origin.columns if name in fields and name in stated]
    return [(before + fields[name].label, place + origin.cell(name), origin.texts.get(name, "")) for name in names]


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
    return getattr(
        of,
        "label",
        {"link": "关联", "attachment": "附件", "deadline_note": "期限", "dismissal": "不需要的建议"}.get(table, table),
    )


def _current(db: Database, table: str, row: int) -> dict[str, Any]:
    of = _rows_type(table)
    columns = list(of.fields()) + (["unmatched", "overrides"] if "__" not in table else []) if of else []
    if table == "link":
        columns = ["from_id", "to_id", "note"]
    if table == "attachment":
        columns = ["file_name", "kind"]
    if table == "deadline_note":
        columns = list(NOTE_COLUMNS)
    if table == "dismissal":
        columns = list(DISMISSAL_COLUMNS)
    found = db.rows(
        f'SELECT {", ".join(f"{chr(34)}{c}{chr(34)}" for c in columns)} FROM "{table}" WHERE id = ?', (row,)
    )
    return dict(zip(columns, found[0], strict=True)) if found else {}


def _deadline_note(db: Database, values: dict[str, Any]) -> str:
    """停表 2026-03-01 至 2026-03-20，公告，被告提交答辩状"""
    rules = db.law.rules.get(values.get("rule") or "")
    days = " 至 ".join(day for day in (values.get("first_on"), values.get("last_on"), values.get("set_on")) if day)
    said = [f"{values.get('kind') or ''} {days}".strip(), *(values.get(n) for n in ("reason", "approver", "doc_no"))]
    return "，".join(text for text in (*said, rules[-1].title if rules else "") if text)


def _summary(db: Database, table: str, values: dict[str, Any]) -> str:
    """A child row, link or attachment in one line."""
    from app.data.queries import text_of_stored, titles

    if table == "link":
        to = values.get("to_id")
        return titles(db, db.table_of(to), [to]).get(to, "") if to else ""
    if table == "attachment":
        return str(values.get("file_name") or "")
    if table == "deadline_note":
        return _deadline_note(db, values)
    if table == "dismissal":
        return str(values.get("reason") or "未写原因")
    of = _rows_type(table)
    assert of is not None
    texts = [text_of_stored(db, f, values.get(name)) for name, f in of.fields().items() if values.get(name) is not None]
    return "，".join(text for text in texts if text)[:200]
