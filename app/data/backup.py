"""Backups: whole copies by SQLite's own backup, checked before they count."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.data import driver
from app.errors import UserError
from app.whole_file import explained as file_explained

if TYPE_CHECKING:
    from app.data.database import Database


def backup(db: Database, why: str = "", to: Path | None = None) -> Path:
    """Copy the database to a new file and return it. Raises UserError when the copy cannot be written or is not sound."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    target = to or _free(db.home.backups / f"府院联动-{stamp}{'-' + why if why else ''}.db")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        copy = driver.connect(part)
        try:
            db._reader.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            copy.close()
        if sound != "ok":
            raise UserError("备份没有完成", f"备份文件校验不通过（{sound}）", "请运行“检查数据库”，并保留以前的备份")
        os.replace(part, target)
    except OSError as error:
        raise file_explained(error, target) from error
    except driver.Error as error:
        raise driver.explained(error, target) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def _free(path: Path) -> Path:
    candidate, n = path, 1
    while candidate.exists():
        n += 1
        candidate = path.with_stem(f"{path.stem}-{n}")
    return candidate


def last_backup(db: Database) -> datetime | None:
    """When the newest backup was made."""
    times = [path.stat().st_mtime for path in db.home.backups.glob("*.db")] if db.home.backups.exists() else []
    return datetime.fromtimestamp(max(times)) if times else None


def restore(home_database: Path, source: Path) -> None:
    """Put a backup in the place of the database. The caller has closed the database and kept a copy of it."""
    try:
        copy = driver.connect(source, read_only=True)
        try:
            application = copy.execute("PRAGMA application_id").fetchone()[0]
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if application != driver.APPLICATION_ID or sound != "ok":
                raise UserError(f"“{source}”不是可用的备份", "文件不是本程序的备份或者已损坏", "请选择另一个备份文件")
            part = home_database.with_name(home_database.name + ".restore")
            part.unlink(missing_ok=True)
            target = driver.connect(part)
            try:
                copy.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")
            finally:
                target.close()
        finally:
            copy.close()
        for leftover in ("-wal", "-shm"):
            home_database.with_name(home_database.name + leftover).unlink(missing_ok=True)
        os.replace(part, home_database)
    except OSError as error:
        raise file_explained(error, home_database) from error
    except driver.Error as error:
        raise driver.explained(error, source) from error


def check(db: Database) -> list[str]:
    """What is wrong with the file, as sentences; empty when it is sound."""
    found = [f"数据库结构：{row[0]}" for row in db.rows("PRAGMA integrity_check") if row[0] != "ok"]
    found += [
        f"关联断裂：{table}第{rowid}行指向不存在的{parent}"
        for table, rowid, parent, _ in db.rows("PRAGMA foreign_key_check")
    ]
    if db.value("SELECT count(*) FROM current_operation"):
        found.append("有一项操作没有正常结束")
    return found
