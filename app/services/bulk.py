"""Changing many records at once: a field, a state, a tag, void. Each is shown first and is one operation."""

from __future__ import annotations

import json
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Any

from app.data import queries
from app.data.database import Database
from app.data.stored import load, store
from app.domain import checks
from app.domain.checks import Finding
from app.domain.facts import Facts
from app.domain.fields import MANY, Field, Kind
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.progress import Progress

CHUNK = 500
MANY_IDS = 10_000  # ids in one query; a million in one would hold up every other thread
GROUPS_AT_MOST = 1000  # nobody reads more; each may need a look at the record it refers to
COMMON = ("domains", "provisions", "sensitivity", "tags", "remarks")  # may be set for many at once, too
SHOWN_AT_MOST = 200  # records of each kind in a preview; nobody reads more
VOID = "这条记录已作废"
SAME, CHANGED, DOUBTFUL, REFUSED = "same", "changed", "doubtful", "refused"
FINE: Finding = ("", False)
DAYS = frozenset({Kind.DATE, Kind.DATETIME})


@dataclass(frozen=True)
class Deed:
    """What is done to each of many records. `change` alters the record and says what is doubtful then, or why it must
    stay as it is (such a record is not used any more); `value` is what is compared, `text` says it."""

    title: str
    change: Callable[[Any], Finding]
    value: Callable[[Any], Any]
    text: Callable[[Any], str]
    reason: str = ""


@dataclass(frozen=True)
class Change:
    """One record as it would become. `said`: why it is left as it is, or what is doubtful then."""

    id: int
    reg_no: str
    title: str
    old: str
    new: str
    said: str = ""
    refused: bool = False


@dataclass
class Outcome:
    """How many records changed, were so already, or were refused, and why. A preview also shows some."""

    changed: int = 0
    same: int = 0
    refused: int = 0
    reasons: Counter[str] = dataclass_field(default_factory=Counter)
    doubts: Counter[str] = dataclass_field(default_factory=Counter)  # of those that changed
    shown: list[Change] = dataclass_field(default_factory=list)


def preview(db: Database, record: str, ids: Sequence[int], deed: Deed, progress: Progress | None = None) -> Outcome:
    """What a deed would do; records that are refused or doubtful are shown first."""
    outcome = Outcome()
    kept: dict[str, list[Change]] = {REFUSED: [], DOUBTFUL: [], CHANGED: []}
    for found in _each(db, record, ids, deed, progress):
        before = deed.value(found)
        became, said = _counted(outcome, deed, found)
        if became in kept and len(kept[became]) < SHOWN_AT_MOST:
            refused = became == REFUSED
            old, new = deed.text(before), "" if refused else deed.text(deed.value(found))
            kept[became].append(Change(found.id, found.reg_no, queries.title(db, found), old, new, said, refused))
    outcome.shown = [change for changes in kept.values() for change in changes]
    return outcome


def carry_out(db: Database, record: str, ids: Sequence[int], deed: Deed, progress: Progress | None = None) -> Outcome:
    """Do it where the preview refuses nothing, in one operation."""
    outcome = Outcome()
    with db.operation(deed.title, via="批处理", reason=deed.reason) as op:
        for found in _each(db, record, ids, deed, progress):
            became, _ = _counted(outcome, deed, found)
            if became in (CHANGED, DOUBTFUL):
                op.save(found)
        op.rename(f"{deed.title}（{outcome.changed}条）")
    return outcome


def _counted(outcome: Outcome, deed: Deed, found: Any) -> tuple[str, str]:
    """What became of the record, and what there is to say about it."""
    before = deed.value(found)
    said, doubt = deed.change(found)
    if said and not doubt:
        outcome.refused += 1
        outcome.reasons[said] += 1
        return REFUSED, said
    if deed.value(found) == before:
        outcome.same += 1
        return SAME, ""
    outcome.changed += 1
    if said:
        outcome.doubts[said] += 1
    return (DOUBTFUL if said else CHANGED), said


def _each(db: Database, record: str, ids: Sequence[int], deed: Deed, progress: Progress | None) -> Iterator[Any]:
    return (progress or Progress()).of(_chunks(db, record, ids), len(ids), deed.title)


def _chunks(db: Database, record: str, ids: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(ids), CHUNK):
        yield from queries.load_many(db, record, list(ids[start : start + CHUNK]))


# Deeds


def setting(db: Database, record: str, field: str, value: Any) -> Deed:
    """Give a field one value."""
    f, facts = _changeable(record, field), db.facts()

    def change(found: Any) -> Finding:
        if found.void:
            return VOID, False
        if getattr(found, f.name) == value:
            return FINE
        if f.when and not f.when.holds(lambda name: getattr(found, name)):
            return f"这条记录没有“{f.label}”一栏", False
        before = found.copy()
        setattr(found, f.name, value)
        found.unmatched = {name: text for name, text in found.unmatched.items() if name != f.name}
        if f.computed:
            found.overrides = found.overrides | {f.name}
        return _new_problem(found, before, facts)

    return Deed(
        f"批量修改{RECORDS[record].about.noun}的{f.label}",
        change,
        lambda found: getattr(found, f.name),
        lambda old: queries.text_of_stored(db, f, store(f, old)),
    )


def tagging(db: Database, record: str, tag: str, *, off: bool = False) -> Deed:
    """Add a tag, or take it off."""

    def change(found: Any) -> Finding:
        if found.void:
            return VOID, False
        if off or tag not in found.tags:
            found.tags = tuple(other for other in found.tags if other != tag) + (() if off else (tag,))
        return FINE

    title = f"批量去掉标签“{tag}”" if off else f"批量加标签“{tag}”"
    return Deed(title, change, lambda found: found.tags, "、".join)


def voiding(db: Database, record: str, reason: str) -> Deed:
    """Take out of the ledger."""

    def change(found: Any) -> Finding:
        if not found.void:
            found.void, found.void_reason = True, reason
        return FINE

    title = f"批量作废{RECORDS[record].about.noun}"
    return Deed(title, change, lambda found: found.void, lambda void: "已作废" if void else "有效", reason)


def stepping(db: Database, record: str, to: str, values: Mapping[str, Any], reason: str) -> Deed:
    """Move to a state where that step is open. `values` go into fields that are still empty there."""
    fields = [_changeable(record, name) for name in values]
    facts = db.facts()

    def change(found: Any) -> Finding:
        if found.void:
            return VOID, False
        if found.status == to:
            return FINE
        if to not in type(found).about.state(found.status or "").next:
            return f"不能从“{found.status}”直接转为“{to}”", False
        before = found.copy()
        for f in fields:
            applies = not f.when or f.when.holds(lambda name: getattr(found, name))
            if applies and getattr(found, f.name) in (None, (), ""):
                setattr(found, f.name, values[f.name])
        found.status = to
        return _new_problem(found, before, facts)

    return Deed(f"批量办理到“{to}”", change, lambda found: found.status, lambda status: status or "", reason)


def open_steps(db: Database, record: str, ids: Sequence[int]) -> dict[str, int]:
    """To how many of the records each step is open, the most frequent first."""
    counted: Counter[str] = Counter()
    for status, n in _by_status(db, record, ids).items():
        for to in RECORDS[record].about.state(status).next:
            counted[to] += n
    return dict(counted.most_common())


def open_for(db: Database, record: str, ids: Sequence[int], to: str, at_most: int) -> list[Any]:
    """Some of the records to which the step is open."""
    found: list[Any] = []
    for start in range(0, len(ids), MANY_IDS):
        chunk = list(ids[start : start + MANY_IDS])
        states = [state.value for state in RECORDS[record].about.states if to in state.next]
        rows = db.rows(
            f'SELECT id FROM "{record}" WHERE void = 0 AND status IN (SELECT value FROM json_each(?)) '
            f"AND id IN (SELECT value FROM json_each(?)) LIMIT ?",
            (json.dumps(states), json.dumps(chunk), at_most - len(found)),
        )
        found += queries.load_many(db, record, [row[0] for row in rows])
        if len(found) >= at_most:
            break
    return found


def tags_of(db: Database, record: str, ids: Sequence[int]) -> dict[str, int]:
    """The tags of the records and how many have each, the most frequent first."""
    counted: Counter[str] = Counter()
    for text, n in _counted_by(db, record, ids, "tags"):
        for tag in (text or "").split("、"):
            if tag:
                counted[tag] += n
    return dict(counted.most_common())


def _by_status(db: Database, record: str, ids: Sequence[int]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for status, n in _counted_by(db, record, ids, "status"):
        counted[status or ""] += n
    return counted


def _counted_by(db: Database, record: str, ids: Sequence[int], column: str) -> Iterator[tuple[Any, int]]:
    for start in range(0, len(ids), MANY_IDS):
        yield from db.rows(
            f'SELECT "{column}", count(*) FROM "{record}" '
            f"WHERE id IN (SELECT value FROM json_each(?)) AND void = 0 GROUP BY 1",
            (json.dumps(list(ids[start : start + MANY_IDS])),),
        )


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


def _new_problem(record: Any, before: Any, facts: Facts) -> Finding:
    """What a change has made wrong, or doubtful; what was so before is not its fault."""
    found = checks.problems(record, facts)
    known = {problem.text for problem in checks.problems(before, facts)} if found else ()
    new = [problem for problem in found if problem.text not in known]
    return next(((problem.text, problem.doubt) for problem in sorted(new, key=lambda one: one.doubt)), FINE)


# Numbers of what is chosen


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
