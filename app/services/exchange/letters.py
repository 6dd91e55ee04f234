"""Letters on their way between offices: what the sender has sent is received here, and a reply stops the sender's clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from app.data import revisions
from app.data.revisions import RECEIVED, SENT
from app.data.rows import load_many

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

LETTER = "letter"
WAITING = ("已签发", "已送达", "待答复", "催办中", "提请督办", "已通报")  # states in which a reply may come
REPLIED = "已答复"


def letters_about(db: Database, record: str, ids: Sequence[int]) -> list[int]:
    """Letters linked with the records, or naming their numbers as what they are about."""
    found: dict[int, None] = {}
    for chunk, marks in revisions.chunks(ids):
        for one, other in db.rows(
            f"SELECT from_id, to_id FROM link WHERE from_id IN ({marks}) OR to_id IN ({marks}) ORDER BY id",
            (*chunk, *chunk),
        ):
            found |= {id: None for id in (one, other) if db.table_of(id) == LETTER and id not in chunk}
        for (id,) in db.rows(
            f'SELECT l.id FROM letter l JOIN "{record}" r ON r.reg_no = l.source_no WHERE r.id IN ({marks}) '
            "AND l.void = 0 ORDER BY l.id",
            chunk,
        ):
            found[id] = None
    return list(found)


def seen_from_here(db: Database, from_unit: str | None) -> str:
    """收 or 发: of one letter, each office sees its own side."""
    return SENT if from_unit is not None and from_unit == db.setting("own_unit") else RECEIVED


def close_clocks(op: Operation, ids: Iterable[int]) -> list[str]:
    """Letters that came in and answer one that was sent from here; the numbers of those whose clock stops.

    A letter answers another where the two are linked and go opposite ways between the same offices.
    """
    own = op.db.setting("own_unit")
    closed = []
    for reply in _letters(op, ids):
        if reply.direction != RECEIVED or own not in (reply.to_units or ()):
            continue
        for sent in _letters(op, _linked_letters(op, reply.id)):
            if not (sent.direction == SENT and sent.reply_needed and sent.replied_on is None):
                continue
            if sent.from_unit != own or reply.from_unit not in (*(sent.to_units or ()), *(sent.cc_units or ())):
                continue
            sent.replied_on = reply.issued_on or op.db.today
            sent.reply_no = sent.reply_no or reply.doc_no
            sent.reply_text = sent.reply_text or reply.reply_text or reply.title
            if sent.status in WAITING:
                sent.status = REPLIED
            op.save(sent)
            closed.append(sent.reg_no)
    return closed


def _letters(op: Operation, ids: Iterable[int]) -> list[Any]:
    return load_many(op.fetch, LETTER, sorted(ids))


def _linked_letters(op: Operation, id: int) -> list[int]:
    found = op.fetch("SELECT from_id, to_id FROM link WHERE from_id = ? OR to_id = ?", (id, id))
    return [other for pair in found for other in pair if other != id and op.db.table_of(other) == LETTER]
