"""Whose word counts more for a field when two offices stated it without knowing of each other (resources/field_owners.csv)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache

from app.paths import RESOURCES
from app.services.own_office import office_of

REGISTERING = "登记单位"  # the unit that registered the record
NOBODY = "自动"  # kept by each office's program: the newer one, without asking


@lru_cache(maxsize=1)
def _owners() -> dict[tuple[str, str], str]:
    with (RESOURCES / "field_owners.csv").open(encoding="utf-8", newline="") as file:
        return {(row["record"], field): row["owner"] for row in csv.DictReader(file) for field in row["fields"].split()}


def owner_of(record: str, field: str) -> str:
    """A kind of office as in own_office.csv, the registering unit, or nobody."""
    known = _owners()
    return known.get((record, field)) or known.get(("*", field)) or known[("*", "*")]


def replicas_of(owner: str, registered_unit: str, units: Mapping[str, str]) -> list[str]:
    """The files of the owner, among those known (replica → unit)."""
    if owner == REGISTERING:
        return [replica for replica, unit in units.items() if unit == registered_unit]
    return [replica for replica, unit in units.items() if office_of(unit).name == owner]
