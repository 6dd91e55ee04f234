"""The unit directory as a small table in memory: full name, short name, aliases, 拼音 initials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.data.search import fold, initials

if TYPE_CHECKING:
    from app.data.database import Database


@dataclass(frozen=True)
class UnitEntry:
    name: str
    short: str  # what lists and titles show
    aliases: tuple[str, ...]
    kind: str
    initials: tuple[str, ...]


def units(db: Database) -> list[UnitEntry]:
    """Units that are not void, in the order of the directory."""
    entries = []
    for name, short, aliases, kind in db.rows(
        "SELECT name, short_name, aliases, kind FROM unit WHERE void = 0 AND name IS NOT NULL "
        "ORDER BY member_seq IS NULL, member_seq, id"
    ):
        others = tuple(part for part in (aliases or "").split("、") if part)
        known = dict.fromkeys(initials(text) for text in (name, short or name, *others))
        entries.append(UnitEntry(name, short or name, others, kind or "", tuple(known)))
    return entries


def unit_names(db: Database) -> dict[str, str]:
    """Folded name, short name or alias → full name; a full name wins over another unit's alias."""
    known: dict[str, str] = {}
    entries = units(db)
    for entry in entries:
        for text in (entry.short, *entry.aliases):
            known.setdefault(fold(text), entry.name)
    known |= {fold(entry.name): entry.name for entry in entries}
    return known


def find_unit(db: Database, text: str) -> str | None:
    """The full name of the unit that people mean, or None."""
    return unit_names(db).get(fold(text))
