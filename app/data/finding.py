"""Finding a record anywhere by any part of a number, name or text, or by 拼音; with the part that matched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from app.data import search
from app.data.database import ID_BITS
from app.domain import values
from app.domain.fields import Field, Kind
from app.domain.letter_code import read_code
from app.domain.records import RECORDS

if TYPE_CHECKING:
    from app.data.database import Database

CHUNK = 200  # candidates looked at together; the best are shown first among at least so many
WHOLE, BEGINNING, INSIDE = range(3)
BY_READING = 3  # added where the 拼音 agrees and not the text


@dataclass(frozen=True)
class Hit:
    """A record and why it was found: the field and its text, cut into before, match and after."""

    record: str
    id: int
    title: str
    field: str  # label
    before: str
    match: str
    after: str
    rank: int  # WHOLE, BEGINNING, INSIDE; the same + BY_READING


@dataclass(frozen=True)
class _Place:
    """Where a text was found: `start` and `end` in the text as stored."""

    rank: int
    field: Field
    text: str
    start: int
    end: int


def find_anywhere(db: Database, text: str, *, per_ledger: int = 20, records: tuple[str, ...] = ()) -> list[Hit]:
    """At most `per_ledger` hits of each ledger, the best and newest first; the ledger with the best hit first."""
    text = read_code(text) or text  # of a letter, scanned or typed
    folded, expression = search.fold(text), str(search.match(text))
    if not expression:
        return []
    wanted = records or tuple(RECORDS)
    found: dict[str, dict[int, _Place]] = defaultdict(dict)
    for record in wanted:  # also when a thousand newer records have the same text as a part of a longer one
        if ids := _by_key(db, record, text):
            found[record] |= _verified(db, record, ids, folded)
    for record, ids in _candidates(db, expression, wanted, lambda record: len(found[record]) >= per_ledger):
        found[record] |= _verified(db, record, ids, folded)
    hits: list[list[Hit]] = []
    for record in wanted:
        if places := found.get(record):
            best = sorted(places, key=lambda id: (places[id].rank, -id))[:per_ledger]
            hits.append(_hits(db, record, {id: places[id] for id in best}))
    return [hit for several in sorted(hits, key=lambda several: several[0].rank) for hit in several]


def _candidates(
    db: Database, expression: str, wanted: Sequence[str], is_enough: Any
) -> Iterator[tuple[str, list[int]]]:
    """Ids by ledger, newest first. A ledger that has enough is left for the next one that has any."""
    numbers = db.numbers()
    high = max(_last_id(numbers[record]) for record in wanted)
    low = min(numbers[record] << ID_BITS for record in wanted)
    seen: dict[str, int] = defaultdict(int)
    while True:
        rows = db.rows(
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?",
            (expression, low, high, CHUNK),
        )
        record = ""
        for record, ids in groupby((row[0] for row in rows), key=db.table_of):
            if record in wanted:
                several = list(ids)
                seen[record] += len(several)
                yield record, several
        if len(rows) < CHUNK:
            return
        is_done = record not in wanted or seen[record] >= CHUNK and is_enough(record)
        high = (numbers[record] << ID_BITS if is_done else rows[-1][0]) - 1


def _last_id(number: int) -> int:
    return ((number + 1) << ID_BITS) - 1


def _by_key(db: Database, record: str, text: str) -> list[int]:
    """Records whose number or own key is this text or begins so, read from the indexes on these columns."""
    cls = RECORDS[record]
    first = cls.fields()[cls.about.natural_key[0]]
    keys = {"reg_no"} | {f.name for f in cls.fields().values() if f.kind is Kind.CASE_NO}
    if first.kind in search.SEARCHED:
        keys.add(first.name)
    text = text.strip()
    forms = {text, text.upper(), text.translate(FULL_WIDTH), values.normalise_case_no(text)}
    found: dict[int, None] = {}
    for key in keys:
        for form in forms - {""}:
            for row in db.rows(
                f'SELECT id FROM "{record}" WHERE "{key}" >= ? AND "{key}" < ? ORDER BY "{key}" LIMIT {CHUNK}',
                (form, form + chr(0x10FFFF)),
            ):
                found[row[0]] = None
    return list(found)


FULL_WIDTH = str.maketrans("()", "（）")


def _verified(db: Database, record: str, ids: list[int], folded: str) -> dict[int, _Place]:
    """Of candidates, those that really hold the text, with the field that matches best; void ones are left out."""
    cls = RECORDS[record]
    fields = search.searched_fields(cls)
    found: dict[int, _Place] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        marks = ",".join("?" * len(chunk))
        void = set()
        columns = ", ".join(f'"{f.name}"' for f in fields)
        for id, is_void, *texts in db.rows(f'SELECT id, void, {columns} FROM "{record}" WHERE id IN ({marks})', chunk):
            if is_void:
                void.add(id)
            elif best := _best(fields, texts, folded):
                found[id] = best
        for child, rows in cls.children().items():
            inside = search.searched_fields(rows)
            if not inside:
                continue
            columns = ", ".join(f'"{f.name}"' for f in inside)
            for owner, *texts in db.rows(
                f'SELECT owner_id, {columns} FROM "{record}__{child}" WHERE owner_id IN ({marks})', chunk
            ):
                if owner not in found and owner not in void and (best := _best(inside, texts, folded)):
                    found[owner] = best
    return found


def _best(fields: list[Field], texts: list[Any], folded: str) -> _Place | None:
    found = [place for f, text in zip(fields, texts, strict=True) if text and (place := _place(f, text, folded))]
    return min(found, key=lambda place: place.rank, default=None)


def _place(f: Field, text: str, folded: str) -> _Place | None:
    whole = search.fold(text)
    at = whole.find(folded)
    if at >= 0:
        rank = WHOLE if folded == whole else BEGINNING if at == 0 else INSIDE
        return _Place(rank, f, text, *_in_text(text, at, at + len(folded)))
    if f.kind in search.NAMES:
        begins = 0
        for name in text.split("、"):
            if name in search.names_in(name) and (read := search.place_by_reading(name, folded)):
                start, end = _in_text(name, *read)
                rank = INSIDE if start else BEGINNING if end < len(name) else WHOLE
                return _Place(rank + BY_READING, f, text, begins + start, begins + end)
            begins += len(name) + 1
    return None


def _in_text(text: str, start: int, end: int) -> tuple[int, int]:
    """Places in the folded text as places in the text: folding may drop a character or make several of one."""
    places = [place for place, character in enumerate(text) for _ in search.fold(character)]
    return places[start], places[end - 1] + 1


def _hits(db: Database, record: str, places: dict[int, _Place]) -> list[Hit]:
    from app.data.queries import titles

    names = titles(db, record, list(places))
    return [_hit(record, id, names[id], place) for id, place in places.items()]


def _hit(record: str, id: int, title: str, found: _Place) -> Hit:
    text, start, end = found.text, found.start, found.end
    lead = max(0, start - 12)
    return Hit(
        record,
        id,
        title,
        found.field.label,
        ("…" if lead else "") + text[lead:start],
        text[start:end],
        text[end : end + 24] + ("…" if len(text) > end + 24 else ""),
        found.rank,
    )
