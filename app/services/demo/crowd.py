"""Many ordinary cases, so that ledgers are as long as in life; a million rows in minutes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.services.demo.people import People
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.database import Database

SHARES = {"admin_case": 40}


def fill(db: Database, people: People, today: date, records: int, only: str | None, progress: Progress) -> None:
    return
