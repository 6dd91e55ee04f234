"""Which notices the program prints, by module. The texts are in `resources/notices/`."""

from __future__ import annotations

from app.services.notices.catalogue import bankruptcy, coordination, enforcement, governance, litigation
from app.services.notices.declared import FOLDER, Notice

__all__ = ["FOLDER", "NOTICES", "Notice", "catalogue", "notice_of"]

NOTICES: tuple[Notice, ...] = (
    *litigation.NOTICES,
    *governance.NOTICES,
    *bankruptcy.NOTICES,
    *enforcement.NOTICES,
    *coordination.NOTICES,
)


def catalogue() -> list[Notice]:
    return list(NOTICES)


def notice_of(id: str) -> Notice | None:
    return next((notice for notice in NOTICES if notice.id == id), None)
