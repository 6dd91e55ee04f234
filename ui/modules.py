"""The tabs across the top of the window."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.records import MODULES


@dataclass(frozen=True)
class Tab:
    id: str
    title: str
    icon: str


TABS = tuple(Tab(id, title, id) for id, title in MODULES.items())
