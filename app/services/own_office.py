"""Which ledgers stand first at this desk: the kind of the own unit decides (resources/own_office.csv)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from app.domain.records import RECORDS
from app.paths import RESOURCES

if TYPE_CHECKING:
    from app.data.database import Database


@dataclass(frozen=True)
class Office:
    """A kind of office: the unit kinds and parts of names that tell it, and the ledgers it keeps, the main one first."""

    name: str
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    records: tuple[str, ...]

    def in_module(self, module: str) -> tuple[str, ...]:
        return tuple(record for record in self.records if RECORDS[record].about.module == module)

    @property
    def module(self) -> str:
        """Where this office begins its day."""
        return RECORDS[self.records[0]].about.module


@lru_cache(maxsize=1)
def offices() -> tuple[Office, ...]:
    """In the order in which they are tried; the last one is for every other unit."""
    with (RESOURCES / "own_office.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Office(row["office"], *(tuple(row[column].split()) for column in ("kinds", "names", "records")))
            for row in csv.DictReader(file)
        )


def office_of(name: str, kind: str = "") -> Office:
    """A name tells more than the kind: 县政府办公室 and 县司法局 are of one kind."""
    by_name = (office for office in offices() if any(part in name for part in office.names))
    by_kind = (office for office in offices() if kind in office.kinds)
    return next(by_name, None) or next(by_kind, None) or offices()[-1]


def own_office(db: Database) -> Office:
    own = db.setting("own_unit")
    if not own:
        return offices()[-1]
    return office_of(own, db.value("SELECT kind FROM unit WHERE name = ? AND void = 0", (own,)) or "")
