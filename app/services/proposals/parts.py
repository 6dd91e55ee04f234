"""What a proposal is, and what the rules that make them share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.data.rows import load_many
from app.domain.records import RECORDS
from app.errors import UserError

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that follows from facts, and waits for a person: what, why and by which article, what would be written.

    `key` stays the same while the facts do; `record` and `id` are of the record it is about.
    """

    key: str
    kind: str
    record: str
    id: int
    what: str
    why: str
    basis: str
    writes: str
    due_on: date | None = None

    def facts(self) -> dict[str, Any]:
        """For JSON and scripts."""
        names = ("key", "kind", "record", "id", "what", "why", "basis", "writes", "due_on")
        return {name: getattr(self, name) for name in names}


Find = Callable[["Database", int | None], Iterator[Proposal]]
Apply = Callable[["Database", Proposal], None]


@dataclass(frozen=True)
class Rule:
    """`find`: all proposals of this kind, or those about one record, in a few queries; `apply`: one operation."""

    name: str  # first part of the keys
    record: str
    find: Find
    apply: Apply


def only(id: int | None, alias: str = "t") -> str:
    """SQL that leaves one record, or all that are not void."""
    return f"{alias}.void = 0" + (f" AND {alias}.id = {int(id)}" if id is not None else "")


def linked(record: str, alias: str = "t", note: str = "") -> str:
    """SQL: whether a record is linked with one of that type that is not void; both ways by an index."""
    said = f" AND k.note = '{note}'" if note else ""
    ways = (
        f'SELECT 1 FROM link k JOIN "{record}" l ON l.id = k.{there} AND l.void = 0 WHERE k.{here} = {alias}.id{said}'
        for here, there in (("from_id", "to_id"), ("to_id", "from_id"))
    )
    return f"EXISTS ({' UNION ALL '.join(ways)})"


def ended(record: str) -> str:
    """SQL list of the last states of a record type."""
    return ", ".join(f"'{state.value}'" for state in RECORDS[record].about.states if state.terminal)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def operation(db: Database, proposal: Proposal) -> AbstractContextManager[Operation]:
    return db.operation(f"采纳建议：{proposal.what}", reason="；".join(p for p in (proposal.why, proposal.basis) if p))


def read(op: Operation, id: int) -> Any:
    """A record as it stands within the operation."""
    found = load_many(op.fetch, op.db.table_of(id), [id])
    if not found:
        raise UserError("这条记录已经不在数据库中", "它可能已被撤销", "请刷新后重试")
    return found[0]


def short(db: Database) -> dict[str, str]:
    return {name: brief or name for name, brief in db.rows("SELECT name, short_name FROM unit")}
