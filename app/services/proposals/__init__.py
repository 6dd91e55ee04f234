"""What follows from facts, proposed to a person and never done silently: shown with its reason, confirmed or put aside.

A proposal is found anew from the records each time; once it was confirmed its facts are gone, and once it was dismissed
it stays away until the facts change or the dismissal is taken back. Confirming and dismissing are one operation each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.errors import UserError
from app.services.proposals import enforcement, letters, litigation, nodes
from app.services.proposals.parts import Proposal, Rule

if TYPE_CHECKING:
    from app.data.database import Database

__all__ = ["Proposal", "confirm", "dismiss", "dismissed", "open_proposals", "restore"]

# In the order in which they are shown; the many of a kind that is done at leisure come last.
RULES: tuple[Rule, ...] = (*litigation.RULES, *enforcement.RULES, *letters.RULES, *nodes.RULES)


def open_proposals(db: Database, id: int | None = None) -> list[Proposal]:
    """All that waits for a person, or what waits at one record; those that were put aside are left out."""
    rules = RULES if id is None else [rule for rule in RULES if rule.record == db.table_of(id)]
    aside = _aside(db)
    return [found for rule in rules for found in rule.find(db, id) if found.key not in aside]


def find(db: Database, key: str) -> Proposal:
    """The open proposal of that key. Raises UserError when it is settled."""
    return _found(db, key)[1]


def confirm(db: Database, key: str) -> Proposal:
    """Write what was proposed, in one operation; returns what it was."""
    rule, proposal = _found(db, key)
    rule.apply(db, proposal)
    return proposal


def dismiss(db: Database, key: str, reason: str = "") -> Proposal:
    """Put a proposal aside: it is not shown again while its facts stay as they are."""
    proposal = _found(db, key)[1]
    with db.operation(f"不需要的建议：{proposal.what}", reason=reason) as op:
        op.write_row("dismissal", {"owner": proposal.id, "key": key, "reason": reason or None})
    return proposal


def dismissed(db: Database) -> list[tuple[Proposal, str]]:
    """Those put aside whose facts still hold, with the reason."""
    reasons = dict(db.rows("SELECT key, reason FROM dismissal"))
    if not reasons:
        return []
    found = (proposal for rule in RULES for proposal in rule.find(db, None))
    return [(proposal, reasons[proposal.key] or "") for proposal in found if proposal.key in reasons]


def restore(db: Database, key: str) -> None:
    """Show again what was put aside."""
    rows = db.rows("SELECT id FROM dismissal WHERE key = ?", (key,))
    if not rows:
        raise UserError("这条建议没有被搁置", "它可能已经恢复", "请刷新后重试")
    with db.operation("恢复搁置的建议") as op:
        for (id,) in rows:
            op.delete_row("dismissal", id)


def _aside(db: Database) -> set[str]:
    return {key for (key,) in db.rows("SELECT key FROM dismissal")}


def _found(db: Database, key: str) -> tuple[Rule, Proposal]:
    name, _, rest = key.partition(":")
    number = rest.partition(":")[0]
    if number.isdigit() and key not in _aside(db):
        for rule, proposal in _candidates(db, name, int(number)):
            if proposal.key == key:
                return rule, proposal
    raise UserError("这条建议已经不存在", "它已办过、已搁置，或者有关情况已经变化", "请刷新后查看现有的建议")


def _candidates(db: Database, name: str, id: int) -> Iterator[tuple[Rule, Proposal]]:
    try:
        record = db.table_of(id)
    except KeyError:
        return
    for rule in RULES:
        if rule.name == name and rule.record == record:
            for proposal in rule.find(db, id):
                yield rule, proposal
