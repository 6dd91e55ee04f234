"""How a desk begins: whether its home is new or a demonstration, its first settings, from the demonstration to real use."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data import driver, queries
from app.data.backup import backup
from app.data.database import DAILY, Database
from app.errors import UserError
from app.paths import Home
from app.services import first_start
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.operation import Operation

# Marks beside the settings: facts of the file that nobody types.
GREETED, DEMONSTRATION = "greeted", "demonstration"
OWN_FACTS = ("rule_doc", "work_point")  # what the county's files bring besides units


def is_new(db: Database) -> bool:
    """Nothing was done here yet but loading the county's facts."""
    if _marked(db, GREETED) or is_demonstration(db):
        return False
    return db.value("SELECT 1 FROM operation WHERE title NOT IN (?, ?) LIMIT 1", (first_start.TITLE, DAILY)) is None


def is_demonstration(db: Database) -> bool:
    return _marked(db, DEMONSTRATION)


def mark_demonstration(db: Database) -> None:
    with db.operation("建立演示县") as op:
        _mark(op, DEMONSTRATION)


def begin(db: Database, settings: Mapping[str, Any]) -> None:
    """The first settings; the guide is not shown again."""
    with db.operation("首次设置") as op:
        for name, value in settings.items():
            op.set_setting(name, value)
        _mark(op, GREETED)


def leave_shipped_county(db: Database, kept_units: Collection[str]) -> int:
    """Another county has brought its units: void those that were shipped, with their document and work points.

    One operation that can be undone. Returns how many units were voided.
    """
    reason = "改用本县的资料"
    voided = 0
    with db.operation("停用随程序载入的外县资料", reason=reason) as op:
        for record in ("unit", *OWN_FACTS):
            for one in queries.load_many(db, record, _shipped(db, record)):
                if record == "unit" and one.name in kept_units:
                    continue
                op.void(one, reason)
                voided += record == "unit"
    return voided


def _shipped(db: Database, record: str) -> list[int]:
    """What the first start loaded and is still in the ledgers."""
    found = db.rows(
        f"SELECT t.id FROM \"{record}\" t JOIN change c ON c.row = t.id AND c.action = 'i' "
        "JOIN operation o ON o.id = c.operation WHERE t.void = 0 AND o.title = ? ORDER BY t.id",
        (first_start.TITLE,),
    )
    return [id for (id,) in found]


def start_for_real(home: Home, progress: Progress | None = None) -> Path:
    """From the demonstration to an empty county: a backup first, then the file's content is exchanged in one step.

    The file itself stays, so that windows which have it open go on with the new content. Returns the backup.
    """
    with Database.open(home) as db:
        if not is_demonstration(db):
            raise UserError("没有清除任何数据", "这里不是演示数据", "如需从头开始，请用 --home 另指定一个空文件夹")
        kept = backup(db, "演示数据", step=progress.step if progress else None).path
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        empty = Home(Path(folder))
        with Database.open(empty) as fresh:
            first_start.fill(fresh)
        source, target = driver.connect(empty.database, read_only=True), driver.connect(home.database)
        try:
            source.backup(target)
        except driver.Error as error:
            raise driver.explained(error, home.database) from error
        finally:
            source.close()
            target.close()
    if home.drafts.exists():  # of demonstration records, whose ids real ones will have
        shutil.rmtree(home.drafts)
    if home.attachments.exists():  # of the demonstration; the backup has them
        shutil.rmtree(home.attachments)
    return kept


def _marked(db: Database, mark: str) -> bool:
    return db.value("SELECT 1 FROM setting WHERE name = ?", (mark,)) is not None


def _mark(op: Operation, mark: str) -> None:
    op.execute("INSERT INTO setting (name, value) VALUES (?, 'true') ON CONFLICT (name) DO NOTHING", (mark,))
