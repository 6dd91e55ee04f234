"""Records from rows of the database and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from app.data.stored import LOAD, STORE, unchanged
from app.domain.fields import MANY, Fields, Record, once_per_class
from app.domain.records import RECORDS
from app.domain.records.registered import Registered

Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

CHUNK = 500


@once_per_class
def columns_of(of: type[Fields]) -> str:
    return ", ".join(f'"{name}"' for name in of.fields())


@once_per_class
def _loaders(of: type[Fields]) -> tuple[tuple[str, Callable[[Any], Any], Any], ...]:
    return tuple((f.name, LOAD[f.kind], () if f.kind in MANY else None) for f in of.fields().values())


@once_per_class
def _storers(of: type[Fields]) -> dict[str, Callable[[Any], Any] | None]:
    """Field names, with what changes a value on its way in where something does (this runs once per cell)."""
    return {f.name: None if STORE[f.kind] is unchanged else STORE[f.kind] for f in of.fields().values()}


def _fill(target: Fields, values: Sequence[Any]) -> None:
    attributes = target.__dict__
    for (name, loader, missing), value in zip(_loaders(type(target)), values, strict=False):
        attributes[name] = missing if value is None else loader(value)


def load_many(fetch: Fetch, record: str, ids: Sequence[int], *, children: bool = True) -> list[Any]:
    """Records in the order of `ids`; ids that are not there are left out."""
    cls = RECORDS[record]
    found: dict[int, Registered] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        marks = ",".join("?" * len(chunk))
        for row in fetch(
            f'SELECT id, unmatched, overrides, {columns_of(cls)} FROM "{record}" WHERE id IN ({marks})', chunk
        ):
            loaded = cls.__new__(cls)
            loaded.id = row[0]
            loaded.unmatched = json.loads(row[1]) if row[1] else {}
            loaded.overrides = frozenset(json.loads(row[2])) if row[2] else frozenset()
            for child in cls.children():
                setattr(loaded, child, [])
            _fill(loaded, row[3:])
            found[row[0]] = loaded
        if children:
            for child, rows in cls.children().items():
                for row in fetch(
                    f'SELECT id, owner_id, {columns_of(rows)} FROM "{record}__{child}" WHERE owner_id IN ({marks}) '
                    "ORDER BY owner_id, position, id",
                    chunk,
                ):
                    under = rows.__new__(rows)
                    under.id = row[0]
                    _fill(under, row[2:])
                    getattr(found[row[1]], child).append(under)
    return [found[id] for id in ids if id in found]


def stored_values(record: Record) -> dict[str, Any]:
    """Column → value as stored, the two hidden columns included."""
    return dict.fromkeys((*type(record).fields(), "unmatched", "overrides")) | filled_values(record)


def filled_values(record: Record) -> dict[str, Any]:
    """The same without the empty columns."""
    values = filled_row(record)
    if record.unmatched:
        values["unmatched"] = json.dumps(record.unmatched, ensure_ascii=False)
    if record.overrides:
        kept = {name: values.get(name) for name in sorted(record.overrides)}
        values["overrides"] = json.dumps(kept, ensure_ascii=False)
    return values


def filled_row(row: Fields) -> dict[str, Any]:
    """Of a child row."""
    storers = _storers(type(row))
    return {
        name: storer(value) if (storer := storers[name]) else value
        for name, value in row.__dict__.items()
        if value is not None and value != () and value != "" and name in storers
    }
