"""The tabs across the top of the window, and the ledger each begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.records import GROUPS, MODULES, RECORDS
from app.services.own_office import own_office

if TYPE_CHECKING:
    from app.data.database import Database
    from ui.remembered import Remembered


@dataclass(frozen=True)
class Tab:
    id: str
    title: str
    icon: str


WORKBENCH = "workbench"
TABS = (Tab(WORKBENCH, "工作台", WORKBENCH), *(Tab(id, title, id) for id, title in MODULES.items()))


def first_ledger(db: Database, module: str, remembered: Remembered) -> str:
    """The ledger that was open last in a module, or the first that the own unit keeps, or the first of all."""
    last: str = remembered.get(f"module/{module}", "")
    if last in RECORDS and RECORDS[last].about.module == module:
        return last
    if own := own_office(db).in_module(module):
        return own[0]
    first_group = GROUPS[module][0]
    return next(name for name, cls in RECORDS.items() if (cls.about.module, cls.about.group) == (module, first_group))
