"""Changing many records at once: a field, a state, a tag, void. Each is shown first and is one operation."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.data import queries
from app.data.database import Database
from app.data.stored import load, store
from app.domain import checks
from app.domain.facts import Facts
from app.domain.fields import MANY, Field, Kind
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.progress import Progress

CHUNK = 500
GROUPS_AT_MOST = 1000  # nobody reads more; each may need a look at the record it refers to
COMMON = ("domains", "provisions", "sensitivity", "tags", "remarks")  # may be set for many at once, too
DAYS = frozenset({Kind.DATE, Kind.DATETIME})


@dataclass(frozen=True)
class Change:
    """One record as it would become; `refused` says why it is left as it is."""

    id: int
    title: str
    old: str
    new: str
    refused: str = ""


def preview_field(db: Database, record: str, ids: Sequence[int], field: str, value: Any) -> list[Change]:
    """What setting a field to one value would change; rows that have it already are left out."""
    f, facts = _changeable(record, field), db.facts()
    new = queries.text_of_stored(db, f, store(f, value))
    changes = []
    for found in _chunks(db, record, ids):
        old = getattr(found, field)
        if old != value:
            title, text = queries.title(db, found), queries.text_of_stored(db, f, store(f, old))
            changes.append(Change(found.id, title, text, new, _set(found, f, value, facts)))
    return changes


def set_field(
    db: Database, record: str, ids: Sequence[int], field: str, value: Any, progress: Progress | None = None
) -> int:
    """Set a field of many records where the preview refuses nothing; how many changed."""
    f, facts = _changeable(record, field), db.facts()

    def change(found: Any) -> None:
        _set(found, f, value, facts)

    return _each(db, record, ids, f"批量修改{RECORDS[record].about.noun}的{f.label}", change, progress)


def add_tag(db: Database, record: str, ids: Sequence[int], tag: str, progress: Progress | None = None) -> int:
    def change(found: Any) -> None:
        if tag not in found.tags:
            found.tags = (*found.tags, tag)

    return _each(db, record, ids, f"批量加标签“{tag}”", change, progress)


def preview_tag(db: Database, record: str, ids: Sequence[int], tag: str) -> list[Change]:
    """Records that do not have the tag yet."""
    return [
        Change(found.id, queries.title(db, found), "、".join(found.tags), "、".join((*found.tags, tag)))
        for found in _chunks(db, record, ids)
        if tag not in found.tags
    ]


def void(db: Database, record: str, ids: Sequence[int], reason: str, progress: Progress | None = None) -> int:
    """Those that are void already are left out."""

    def change(found: Any) -> None:
        if not found.void:
            found.void, found.void_reason = True, reason

    return _each(db, record, ids, f"批量作废{RECORDS[record].about.noun}", change, progress)


def preview_step(db: Database, record: str, ids: Sequence[int], to: str) -> list[Change]:
    """Who may go to a state; records for which the step is not open carry the reason."""
    return [
        Change(
            found.id,
            queries.title(db, found),
            found.status,
            to,
            _not_open(found, to),
        )
        for found in _chunks(db, record, ids)
    ]


def _not_open(record: Any, to: str) -> str:
    """Why a step cannot be taken; empty when it can."""
    if record.void:
        return "已作废"
    return "" if to in type(record).about.state(record.status or "").next else f"不能从“{record.status}”直接转为“{to}”"


def open_steps(db: Database, record: str, ids: Sequence[int]) -> dict[str, int]:
    """To how many of the records each step is open, the most frequent first."""
    rows = db.rows(
        f'SELECT status, count(*) FROM "{record}" WHERE id IN (SELECT value FROM json_each(?)) AND void = 0 GROUP BY 1',
        (json.dumps(list(ids)),),
    )
    counted: dict[str, int] = {}
    for status, n in rows:
        for to in RECORDS[record].about.state(status or "").next:
            counted[to] = counted.get(to, 0) + n
    return dict(sorted(counted.items(), key=lambda item: -item[1]))


def step(db: Database, record: str, ids: Sequence[int], to: str, reason: str, progress: Progress | None = None) -> int:
    """Take the step for the records where it is open; the others stay."""

    def change(found: Any) -> None:
        if not _not_open(found, to):
            found.status = to

    return _each(db, record, ids, f"批量转为“{to}”", change, progress, reason)


def changeable_fields(record: str) -> list[Field]:
    """Fields that many records may have alike."""
    cls = RECORDS[record]
    own = [f for f in cls.own_fields().values() if f.computed is None and f.name != cls.about.natural_key[0]]
    return [*own, *(cls.fields()[name] for name in COMMON)]


def _changeable(record: str, field: str) -> Field:
    f = RECORDS[record].fields()[field]
    if not f.editable or field == "status":
        raise UserError(f"“{f.label}”不能批量修改", "它由程序自动计算或按步骤流转", "请选择其他字段")
    return f


def _set(record: Any, f: Field, value: Any, facts: Facts) -> str:
    """Set a field; or leave the record as it is and say why the value cannot stand there."""
    if f.when and not f.when.holds(lambda name: getattr(record, name)):
        return f"这条记录没有“{f.label}”一栏"
    before = record.copy()
    setattr(record, f.name, value)
    record.unmatched = {name: text for name, text in record.unmatched.items() if name != f.name}
    if f.computed:
        record.overrides = record.overrides | {f.name}
    known = set(_wrong(before, facts))
    found = next((text for text in _wrong(record, facts) if text not in known), "")
    if found:
        setattr(record, f.name, getattr(before, f.name))
        record.unmatched, record.overrides = before.unmatched, before.overrides
    return found


def _wrong(record: Any, facts: Facts) -> list[str]:
    return [problem.text for problem in checks.problems(record, facts) if not problem.doubt]


def _chunks(db: Database, record: str, ids: Sequence[int]) -> Any:
    for start in range(0, len(ids), CHUNK):
        yield from queries.load_many(db, record, list(ids[start : start + CHUNK]))


def _each(
    db: Database,
    record: str,
    ids: Sequence[int],
    title: str,
    change: Callable[[Any], None],
    progress: Progress | None,
    reason: str = "",
) -> int:
    progress = progress or Progress()
    done = 0
    with db.operation(f"{title}（{len(ids)}条）", via="批处理", reason=reason) as op:
        for found in progress.of(_chunks(db, record, ids), len(ids), title):
            change(found)
            done += op.save(found)
    return done


@dataclass(frozen=True)
class Totals:
    """Count of rows, and the sum of each money or number column."""

    count: int
    sums: dict[str, Any]


def totals(db: Database, record: str, ids: Sequence[int]) -> Totals:
    """Sums over chosen rows, as Python values of each column's kind."""
    numeric = [f for f in RECORDS[record].fields().values() if str(f.kind) in ("money", "integer", "decimal")]
    sums: dict[str, int] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = list(ids[start : start + CHUNK])
        columns = ", ".join(f'sum("{f.name}")' for f in numeric)
        marks = ",".join("?" * len(chunk))
        row = db.rows(f'SELECT {columns} FROM "{record}" WHERE id IN ({marks})', chunk)[0]
        for f, value in zip(numeric, row, strict=True):
            if value is not None:
                sums[f.name] = sums.get(f.name, 0) + value
    by_name = {f.name: f for f in numeric}
    return Totals(len(ids), {name: load(by_name[name], value) for name, value in sums.items()})


@dataclass(frozen=True)
class Group:
    """Rows that have one value in a column; `filter` finds them."""

    text: str
    count: int
    filter: queries.Filter


def groups(db: Database, query: queries.Query, field: str) -> list[Group]:
    """How many rows of a query each value of a column has, the most frequent first; several values count for each,
    dates by month, the latest first."""
    f = RECORDS[query.record].fields()[field]
    counted: dict[Any, int] = {}
    for value, n in queries.counted_by(db, query, field):
        for part in _parts(f, value):
            counted[part] = counted.get(part, 0) + n
    most = sorted(counted.items(), key=lambda item: -item[1])[:GROUPS_AT_MOST]
    found = [_group(db, f, part, n) for part, n in most]
    if f.kind in DAYS:
        return sorted(found, key=lambda group: (group.filter.operator != "empty", group.text), reverse=True)
    return sorted(found, key=lambda group: (-group.count, group.text))


def _parts(f: Field, value: Any) -> list[Any]:
    """What a stored value counts for."""
    if value in (None, ""):
        return [None]
    if f.kind in DAYS:
        return [value[:7]]
    if f.kind is Kind.REFS:
        return [int(id) for id in value.split(",")]
    return value.split("、") if f.kind in MANY else [value]


def _group(db: Database, f: Field, part: Any, n: int) -> Group:
    if part is None:
        return Group("（空）", n, queries.Filter(f.name, "empty"))
    if f.kind in DAYS:
        year, month = map(int, part.split("-"))
        days = (date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        return Group(f"{year}年{month:02}月", n, queries.Filter(f.name, "between", days))
    if f.kind is Kind.REFS:
        return Group(queries.text_of_stored(db, f, str(part)), n, queries.Filter(f.name, "is", part))
    return Group(queries.text_of_stored(db, f, part), n, queries.Filter(f.name, "is", load(f, part)))
