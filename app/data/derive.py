"""Works computed fields out anew after a change, and finds which other records a change reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.data.due_table import columns_read
from app.data.facts import StoredFacts, targets
from app.data.rows import load_many
from app.data.search import searched_fields
from app.data.stored import load, store
from app.domain.fields import Field, Record, once_per_class
from app.domain.records import RECORDS

if TYPE_CHECKING:
    from app.data.operation import Operation

ROUNDS = 5  # a change passes from record to record at most so often; declared chains are shorter


@once_per_class
def computed(of: Any) -> tuple[Field, ...]:
    """Computed fields of a class of `Fields` in declared order, so that a later one may read an earlier one."""
    from app.domain.records.registered import Registered

    common = Registered.fields()
    return tuple(f for f in of.fields().values() if f.computed and f.name not in common)


def work_out(record: Record, facts: StoredFacts) -> None:
    """Fill in the computed fields of a record and its child rows; what a person has replaced stays."""
    for child, rows in type(record).children().items():
        for f in computed(rows):
            assert f.computed is not None
            for row in getattr(record, child):
                setattr(row, f.name, f.computed.by(row, facts))
    for f in computed(type(record)):
        if f.name not in record.overrides:
            assert f.computed is not None
            setattr(record, f.name, f.computed.by(record, facts))


@dataclass(frozen=True)
class Readers:
    """Who computes something from a record type: by a ref of theirs, by a ref of ours, by an equal value."""

    followed: dict[str, list[tuple[str, str]]]  # type -> (other type, its ref field)
    gathered: dict[str, list[str]]  # type -> its own ref fields whose targets read it
    matched: dict[str, list[tuple[str, str, str]]]  # type -> (other type, its field, our field); "" for all rows


@lru_cache(maxsize=1)
def _readers() -> Readers:
    readers = Readers(defaultdict(list), defaultdict(list), defaultdict(list))

    def note(found: list[Any], reader: Any) -> None:
        if reader not in found:
            found.append(reader)

    for name, record in RECORDS.items():
        for f in computed(record):
            assert f.computed is not None
            for ref in f.computed.follows:
                note(readers.followed[record.fields()[ref].to], (name, ref))
            for path in f.computed.gathers:
                other, _, ref = path.partition(".")
                note(readers.gathered[other], ref)
            for pair in f.computed.matches:
                theirs, _, own = pair.partition("=")
                other, _, equal = theirs.partition(".")
                note(readers.matched[other], (name, own, equal))
    return readers


def gathering_refs(record: str) -> list[str]:
    """Ref fields of a type whose targets compute something from it."""
    return _readers().gathered.get(record, [])


def gatherers(op: Operation, record: str, ids: Sequence[int]) -> dict[str, set[int]]:
    """Records that gather from the given ones, which point to them."""
    reached: dict[str, set[int]] = defaultdict(set)
    for ref in gathering_refs(record):
        f = RECORDS[record].fields()[ref]
        for chunk, marks in _chunks(ids):
            for (value,) in op.fetch(
                f'SELECT DISTINCT "{ref}" FROM "{record}" WHERE id IN ({marks}) AND "{ref}" IS NOT NULL', chunk
            ):
                found = load(f, value)
                reached[f.to].update(found if isinstance(found, tuple) else (found,))
    return reached


def followers(op: Operation, record: str, ids: Iterable[int]) -> dict[str, set[int]]:
    """Records that read the given ones through a ref of their own or because a value agrees."""
    reached: dict[str, set[int]] = defaultdict(set)
    ids = list(ids)
    for other, ref in _readers().followed.get(record, ()):
        for chunk, marks in _chunks(ids):
            found = op.fetch(f'SELECT id FROM "{other}" WHERE "{ref}" IN ({marks})', chunk)
            reached[other].update(row[0] for row in found)
    for other, found_ids in matching(op, record, ids).items():
        reached[other] |= found_ids
    return {other: found for other, found in reached.items() if found}


def matching(op: Operation, record: str, ids: Sequence[int]) -> dict[str, set[int]]:
    """Records that read the given ones because a value of both agrees."""
    reached: dict[str, set[int]] = defaultdict(set)
    for other, own, equal in _readers().matched.get(record, ()):
        if not own:
            reached[other].update(row[0] for row in op.fetch(f'SELECT id FROM "{other}"', ()))
            continue
        for chunk, marks in _chunks(ids):
            values = f'SELECT "{equal}" FROM "{record}" WHERE id IN ({marks}) AND "{equal}" IS NOT NULL'
            found = op.fetch(f'SELECT id FROM "{other}" WHERE "{own}" IN ({values})', chunk)
            reached[other].update(row[0] for row in found)
    return reached


def _chunks(ids: Sequence[int]) -> Iterator[tuple[Sequence[int], str]]:
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        yield chunk, ",".join("?" * len(chunk))


def work_out_reached(op: Operation, dirty: dict[str, set[int]]) -> None:
    """Work out the given records anew, and those reached by what changed there."""
    for _ in range(ROUNDS):
        if not dirty:
            return
        next_round: dict[str, set[int]] = defaultdict(set)
        for record, ids in dirty.items():
            changed, parents = _work_out_stored(op, record, sorted(ids))
            for other, found in followers(op, record, changed).items():
                next_round[other] |= found
            for other, found in parents.items():
                next_round[other] |= found
        dirty = next_round


def work_out_daily(op: Operation) -> None:
    """Work out anew every record of the types that have a field changing with the date."""
    daily = [
        name for name, cls in RECORDS.items() if any(f.computed and f.computed.daily for f in cls.computed_fields())
    ]
    work_out_reached(
        op, {name: {row[0] for row in op.fetch(f'SELECT id FROM "{name}" WHERE void = 0')} for name in daily}
    )


def _work_out_stored(op: Operation, record: str, ids: list[int]) -> tuple[list[int], dict[str, set[int]]]:
    """Returns the ids whose computed fields changed, and the records these point to that gather from them."""
    fields = computed(RECORDS[record])
    changed: list[int] = []
    parents: dict[str, set[int]] = defaultdict(set)
    if not fields:
        return changed, parents
    searched = {f.name for f in searched_fields(RECORDS[record])}
    counted = columns_read(op.law, record)
    for start in range(0, len(ids), 500):
        facts = op.facts
        facts.forget()
        loaded = load_many(op.fetch, record, ids[start : start + 500])
        facts.prefetch(loaded)
        found_by_other_words: list[int] = []
        for found in loaded:
            before = {f.name: getattr(found, f.name) for f in fields}
            work_out(found, facts)
            new: dict[str, Any] = {
                f.name: store(f, getattr(found, f.name)) for f in fields if getattr(found, f.name) != before[f.name]
            }
            if not new:
                continue
            op.set_columns(record, found.id, new)
            changed.append(found.id)
            if not counted.isdisjoint(new):
                op.recount[record].add(found.id)
            if not searched.isdisjoint(new):
                found_by_other_words.append(found.id)
            for ref in gathering_refs(record):
                parents[RECORDS[record].fields()[ref].to] |= targets(found, ref)
        op.reindex(record, found_by_other_words)
    return changed, parents
