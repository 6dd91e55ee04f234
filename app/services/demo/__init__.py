"""The demonstration county: invented people and matters that fill every ledger, the same for the same seed and day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.errors import UserError
from app.services import beginning, first_start
from app.services.demo import contacts, crowd, stories
from app.services.demo.people import People
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.database import Database

USUAL_RECORDS = 600  # in the case ledgers, when nobody asks for a number


def fill(
    db: Database,
    records: int | None = None,
    *,
    only: str | None = None,
    seed: int = 2022,
    today: date | None = None,
    progress: Progress | None = None,
) -> None:
    """Fill an empty county. `records`: how many rows the case ledgers have in all; `only`: in this ledger alone."""
    if only is not None and only not in crowd.SHARES:
        raise UserError(
            f"不能单独扩充“{only}”", f"可以扩充的有：{'、'.join(crowd.SHARES)}", "请换一种记录，或不写 --only"
        )
    first_start.fill(db)
    if db.value("SELECT 1 FROM admin_case LIMIT 1") or db.value("SELECT 1 FROM person LIMIT 1"):
        raise UserError("数据文件夹里已经有数据", "演示数据只能放进空的数据文件夹", "请用 --home 另指定一个空文件夹")
    beginning.mark_demonstration(db)
    today = today or db.today
    progress = progress or Progress()
    people = People(seed)
    contacts.fill(db, people, today)
    stories.fill(db, people, today)
    crowd.fill(db, people, today, USUAL_RECORDS if records is None else records, only, progress)
