"""What a cell of a ledger says for a value as stored: the one place for export, and for telling what an import changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.data.stored import load
from app.domain import values
from app.domain.fields import Field, Kind

if TYPE_CHECKING:
    from app.data.database import Database

Convert = Callable[[Any], Any]
REFS = (Kind.REF, Kind.REFS)


def converter(f: Field, *, masked: bool) -> Convert | None:
    """Stored value → cell value; None where the cell takes it as it is stored. Refs: see `RefTexts`."""
    if f.mask and masked:
        return lambda stored: None if stored is None else values.mask(f, str(stored))
    if f.kind is Kind.BOOLEAN:
        return {None: None, 0: "否", 1: "是"}.__getitem__
    if f.name == "provisions":
        show = values.shower(f)
        return lambda stored: None if stored is None else show(load(f, stored))
    return None


class RefTexts:
    """Labels of the records that ref fields point to, looked up a batch at a time."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[int, str] = {}

    def prepare(self, f: Field, stored: Iterable[Any]) -> None:
        wanted: set[int] = set()
        for value in stored:
            if value is not None:
                wanted.update(load(f, value) if f.kind is Kind.REFS else (value,))
        if missing := wanted - self._known.keys():
            self._known |= queries.labels(self._db, f.to, sorted(missing))

    def text(self, f: Field, stored: Any) -> str | None:
        if stored is None:
            return None
        if f.kind is Kind.REF:
            return self._known.get(stored)
        return "、".join(self._known.get(id, "") for id in load(f, stored))


def shown(db: Database, f: Field, stored: Any, refs: RefTexts) -> str:
    """A stored value as people read it in the list of changes; masked where declared."""
    if stored is None:
        return ""
    if f.kind in REFS:
        refs.prepare(f, [stored])
        return refs.text(f, stored) or ""
    if f.mask:
        return values.mask(f, str(stored))
    return values.show(f, load(f, stored))
