"""Finding a record anywhere by any part of a number, name or text, or by 拼音 initials; with the part that matched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.data import search
from app.data.database import ID_BITS
from app.domain.fields import Field
from app.domain.records import RECORDS

if TYPE_CHECKING:
    from app.data.database import Database

CHUNK = 200


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
    rank: int  # 0 the whole value, 1 its beginning, 2 inside, 3 by initials


def find_anywhere(db: Database, text: str, *, per_ledger: int = 20, records: tuple[str, ...] = ()) -> list[Hit]:
    """Hits by ledger in the order of the modules, the best and newest first; at most `per_ledger` of each."""
    folded = search.fold(text)
    expression = search.match(text)
    if not expression:
        return []
    hits: list[Hit] = []
    for record in records or tuple(RECORDS):
        hits += _in_ledger(db, record, folded, expression, per_ledger)
    return hits


def _in_ledger(db: Database, record: str, folded: str, expression: str, limit: int) -> list[Hit]:
    from app.data.queries import titles

    number = db.numbers()[record]
    low, high = number << ID_BITS, ((number + 1) << ID_BITS) - 1
    found: dict[int, tuple[Field, str, int]] = {}
    while len(found) < limit:
        ids = [
            row[0]
            for row in db.rows(
                "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?",
                (expression, low, high, CHUNK),
            )
        ]
        if not ids:
            break
        found |= _verified(db, record, ids, folded)
        if len(ids) < CHUNK:
            break
        high = ids[-1] - 1
    best = sorted(found, key=lambda id: (found[id][2], -id))[:limit]
    names = titles(db, record, best)
    return [_hit(record, id, names[id], *found[id], folded) for id in best]


def _verified(db: Database, record: str, ids: list[int], folded: str) -> dict[int, tuple[Field, str, int]]:
    """Of candidates, those that really hold the text, with the field that matches best; void ones are left out."""
    cls = RECORDS[record]
    fields = search.searched_fields(cls)
    marks = ",".join("?" * len(ids))
    columns = ", ".join(f'"{f.name}"' for f in fields)
    found: dict[int, tuple[Field, str, int]] = {}
    void = set()
    for id, is_void, *texts in db.rows(f'SELECT id, void, {columns} FROM "{record}" WHERE id IN ({marks})', ids):
        if is_void:
            void.add(id)
        elif best := _best(fields, texts, folded):
            found[id] = best
    for child, rows in cls.children().items():
        inside = search.searched_fields(rows)
        columns = ", ".join(f'"{f.name}"' for f in inside)
        if not inside:
            continue
        for owner, *texts in db.rows(
            f'SELECT owner_id, {columns} FROM "{record}__{child}" WHERE owner_id IN ({marks})', ids
        ):
            if owner not in found and owner not in void and (best := _best(inside, texts, folded)):
                found[owner] = best
    return found


def _best(fields: list[Field], texts: list[Any], folded: str) -> tuple[Field, str, int] | None:
    best: tuple[Field, str, int] | None = None
    for f, text in zip(fields, texts, strict=True):
        if text and (rank := _rank(f, text, folded)) is not None and (best is None or rank < best[2]):
            best = (f, text, rank)
    return best


def _rank(f: Field, text: str, folded: str) -> int | None:
    whole = search.fold(text)
    if folded in whole:
        return 0 if folded == whole else 1 if whole.startswith(folded) else 2
    return 3 if folded in search.initials(text) else None


def _hit(record: str, id: int, title: str, f: Field, text: str, rank: int, folded: str) -> Hit:
    start, end = _place(text, folded) if rank < 3 else (0, len(text))
    lead = max(0, start - 12)
    return Hit(
        record,
        id,
        title,
        f.label,
        ("…" if lead else "") + text[lead:start],
        text[start:end],
        text[end : end + 24] + ("…" if len(text) > end + 24 else ""),
        rank,
    )


def _place(text: str, folded: str) -> tuple[int, int]:
    """Where the folded query stands in a text: folding may drop a character or make several of one."""
    places: list[int] = []
    whole = ""
    for place, character in enumerate(text):
        part = search.fold(character)
        whole += part
        places += [place] * len(part)
    at = whole.find(folded)
    if at < 0:  # folding the whole text joined what its characters alone do not
        return 0, len(text)
    return places[at], places[at + len(folded) - 1] + 1
