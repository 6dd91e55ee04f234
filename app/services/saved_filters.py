"""Conditions, search text and order of a ledger, kept under a name; relative conditions (本月, 逾期) stay relative."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.data import queries
from app.data.database import Database
from app.data.queries import Filter, Query
from app.data.stored import load, store
from app.domain.fields import MANY, Field, Kind
from app.domain.records import RECORDS
from app.errors import UserError

SAME_NAME = "已有同名的筛选"


@dataclass(frozen=True)
class SavedFilter:
    record: str
    name: str
    query: Query


def saved(db: Database, records: Iterable[str] | None = None) -> list[SavedFilter]:
    """In the order in which they were saved; one that a field is missing for is left out."""
    found = []
    for record, name, content in db.rows("SELECT record, name, content FROM saved_filter ORDER BY rowid"):
        if record in RECORDS and (records is None or record in records):
            query = _read(record, content)
            if query is not None:
                found.append(SavedFilter(record, name, query))
    return found


def counted(db: Database, records: Iterable[str] | None = None) -> list[tuple[SavedFilter, int]]:
    """Each with how many records it finds today."""
    return [(one, queries.count(db, one.query)) for one in saved(db, records)]


def find(db: Database, record: str, name: str) -> SavedFilter | None:
    return next((one for one in saved(db, (record,)) if one.name == name), None)


def keep(db: Database, query: Query, name: str) -> None:
    """Save under a name; what had the name is replaced."""
    name = _named(name)
    with db.operation(f"保存筛选“{name}”") as op:
        op.execute(
            "INSERT INTO saved_filter (record, name, content) VALUES (?, ?, ?) "
            "ON CONFLICT (record, name) DO UPDATE SET content = excluded.content",
            (query.record, name, _written(query)),
        )


def rename(db: Database, record: str, old: str, new: str) -> None:
    new = _named(new)
    if new == old:
        return
    if db.value("SELECT 1 FROM saved_filter WHERE record = ? AND name = ?", (record, new)):
        raise UserError(f"{SAME_NAME}“{new}”", "同一台账的筛选不能重名", "请换一个名称")
    with db.operation(f"筛选改名为“{new}”") as op:
        op.execute("UPDATE saved_filter SET name = ? WHERE record = ? AND name = ?", (new, record, old))


def delete(db: Database, record: str, name: str) -> None:
    with db.operation(f"删除筛选“{name}”") as op:
        op.execute("DELETE FROM saved_filter WHERE record = ? AND name = ?", (record, name))


def _named(name: str) -> str:
    if not name.strip():
        raise UserError("筛选没有名称", "", "请填写名称")
    return name.strip()


def _written(query: Query) -> str:
    fields = RECORDS[query.record].fields()
    content = {
        "filters": [
            [one.field, one.operator, _stored(fields[one.field], one.value) if one.field else None]
            for one in query.filters
        ],
        "search": query.search,
        "sort": query.sort,
        "void": query.void,
    }
    return json.dumps(content, ensure_ascii=False)


def _read(record: str, content: str) -> Query | None:
    kept = json.loads(content)
    fields = RECORDS[record].fields()
    filters = []
    for name, operator, value in kept["filters"]:
        if name and name not in fields:
            return None
        filters.append(Filter(name, operator, _loaded(fields[name], operator, value) if name else None))
    sort = tuple(key for key in kept["sort"] if key.removeprefix("-") in fields)
    return Query(record, tuple(filters), kept["search"], sort, kept["void"])


def _stored(f: Field, value: Any) -> Any:
    if f.kind is Kind.DATETIME and isinstance(value, date):
        return value.isoformat()[:10]  # a condition means the whole day
    if isinstance(value, tuple) and f.kind not in MANY:  # the two ends of a span
        return [_stored(f, end) for end in value]
    if isinstance(value, str) and f.kind not in MANY or f.kind is Kind.REFS and isinstance(value, int):
        return value
    return store(f, value)


def _loaded(f: Field, operator: str, value: Any) -> Any:
    if operator == "between" and value is not None:
        low, high = (_loaded(f, "is", end) for end in value)
        return low, high
    if value is None or operator == "contains" or f.kind is Kind.REFS:
        return value
    return date.fromisoformat(value) if f.kind is Kind.DATETIME else load(f, value)
