"""Backups: the database copied whole by SQLite's own backup and checked, and beside it, in 附件, each attached file once.

The folder of backups is all that has to be carried to a memory stick or to another computer. Attached files are named
by the hash of their content, so that a file goes into the folder once, however many backups there are.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from app.data import driver
from app.data.database import SCHEMA_VERSION, Database
from app.errors import UserError
from app.paths import Home
from app.whole_file import explained as file_explained
from app.whole_file import hash_of, hashed_copy

FILES = "附件"  # the folder beside backups
NAME = re.compile(r"府院联动-(\d{8}-\d{6})(?:-(\D.*?))?(?:-\d+)?")  # of our backups, without the suffix: when and why
STORED = re.compile(r"([0-9a-f]{64})(\.[a-z0-9]{1,10})?")  # how an attached file is called
PAGES = 2048  # copied at a time
# Old backups of each kind of time that are kept; all of the last two days are.
ALL_FOR = timedelta(days=2)
KEPT = (("%Y-%m-%d", 12), ("%G-%V", 10), ("%Y-%m", 9))

Step = Callable[[int, int, str], None]  # done, total, text; may raise to stop


@dataclass(frozen=True)
class Backup:
    """A backup that was made. `lacking`: attached files that could not be copied, being missing or damaged."""

    path: Path
    files: int
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Restored:
    kept: Path | None  # what was there before
    files: int  # attached files that the data now in place name
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """A backup that is there."""

    path: Path
    at: datetime
    why: str
    size: int


def backup(db: Database, why: str = "", to: Path | None = None, step: Step | None = None) -> Backup:
    """Copy database and attached files. `to`: a file, or a folder to put it into; else the home's own folder.

    The backup appears when all of it is there. Raises UserError when it cannot be written or is not sound.
    """
    step = step or _silent
    target = _target(db, why, to)
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        _copy_database(db._reader, part, step)
        made = _copy_files(db.home.attachments, target.parent / FILES, part, target, step)
        os.replace(part, target)
    except OSError as error:
        raise file_explained(error, target) from error
    except driver.Error as error:
        raise driver.explained(error, target) from error
    finally:
        part.unlink(missing_ok=True)
    if target.parent == db.home.backups:
        _thin(db.home)
    return made


def known(folder: Path) -> list[Known]:
    """The backups in a folder, the newest first."""
    found: list[tuple[datetime, float, Known]] = []
    for path in folder.glob("*.db"):
        named = NAME.fullmatch(path.stem)
        stat = path.stat()
        at = datetime.strptime(named[1], "%Y%m%d-%H%M%S") if named else datetime.fromtimestamp(stat.st_mtime)
        one = Known(path, at, (named[2] if named else path.stem) or "", stat.st_size)
        found.append((at, stat.st_mtime, one))  # names are told apart to the second only
    return [one for *_, one in sorted(found, key=lambda each: each[:2], reverse=True)]


def last_backup(db: Database) -> datetime | None:
    """When the newest backup was made."""
    there = known(db.home.backups)
    return there[0].at if there else None


def restore(home: Home, source: Path, step: Step | None = None) -> Restored:
    """Put a backup (or the newest one of a folder) in the place of the data, which are backed up first.

    The file itself stays where it is sound, so that windows which have it open go on with the restored content.
    """
    step = step or _silent
    if source.is_dir():
        there = known(source)
        if not there:
            raise UserError(f"“{source}”中没有备份", "文件夹里没有 .db 备份文件", "请选择存放备份的文件夹")
        source = there[0].path
    if not source.exists():
        raise UserError(f"找不到备份文件“{source}”", "文件不存在", "请核对路径")
    step(0, 0, "正在检查备份")
    copy = _sound(source)
    try:
        kept = _kept_before(home, step)
        names = _bring_back(source.parent / FILES, home.attachments, step)
        target = driver.connect(home.database)
        try:
            copy.backup(target, pages=PAGES, progress=_pages(step, "正在恢复数据"))
        finally:
            target.close()
        if home.drafts.exists():  # of records that may be others now
            shutil.rmtree(home.drafts)
        rows = copy.execute("SELECT file_name, stored_path FROM attachment").fetchall()
        lacking = tuple(name for name, stored in rows if Path(stored).name not in names)
        return Restored(kept, len(rows) - len(lacking), lacking)
    except OSError as error:
        raise file_explained(error, home.database) from error
    except driver.Error as error:
        raise driver.explained(error, home.database) from error
    finally:
        copy.close()


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


# Making one


def _target(db: Database, why: str, to: Path | None) -> Path:
    name = f"府院联动-{datetime.now():%Y%m%d-%H%M%S}{'-' + why if why else ''}.db"
    if to is None:
        return _free(db.home.backups / name)
    is_folder = not to.suffix or (to.is_dir() and to.suffix != ".db")
    return _free(to / name) if is_folder else to


def _free(path: Path) -> Path:
    candidate, n = path, 1
    while candidate.exists():
        n += 1
        candidate = path.with_stem(f"{path.stem}-{n}")
    return candidate


def _copy_database(reader: Any, part: Path, step: Step) -> None:
    copy = driver.connect(part)
    try:
        reader.backup(copy, pages=PAGES, progress=_pages(step, "正在备份数据"))
        copy.execute("PRAGMA journal_mode=DELETE")
        step(0, 0, "正在校验备份")
        sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
    if sound != "ok":
        raise UserError("备份没有完成", f"备份文件校验不通过（{sound}）", "请运行“检查数据”，并保留以前的备份")


def _copy_files(attachments: Path, folder: Path, part: Path, target: Path, step: Step) -> Backup:
    """All stored files that are whole, also those that only an undo would ask for."""
    stored = list(_stored(attachments))
    for done, file in enumerate(stored):
        _copy_whole(file, folder, partial(step, done, len(stored), "正在备份附件"))
    there = {file.name for file in _stored(folder)}
    copy = driver.connect(part, read_only=True)
    try:
        rows = copy.execute("SELECT file_name, stored_path FROM attachment").fetchall()
    finally:
        copy.close()
    lacking = tuple(name for name, place in rows if Path(place).name not in there)
    return Backup(target, len(rows) - len(lacking), lacking)


def _copy_whole(file: Path, folder: Path, told: Callable[[], None]) -> bool:
    """Copy an attached file into a folder where it is not yet; a damaged one is left where it is."""
    to = folder / file.parent.name / file.name
    if to.exists() and to.stat().st_size == file.stat().st_size:
        told()
        return True
    to.parent.mkdir(parents=True, exist_ok=True)
    with file.open("rb") as reading:
        part, sha256 = hashed_copy(reading, to.parent, lambda _: told())
    if not file.name.startswith(sha256):
        part.unlink()
        return False
    os.replace(part, to)
    return True


def _stored(folder: Path) -> Iterator[Path]:
    """Attached files in a folder, whatever else is there."""
    return (file for file in sorted(folder.glob("??/*")) if STORED.fullmatch(file.name) and file.is_file())


def _pages(step: Step, says: str) -> Callable[[int, int, int], None]:
    return lambda _, remaining, total: step(total - remaining, total, says)


def _silent(_done: int, _total: int, _text: str) -> None:
    """Nobody is told."""


# Taking one back


def _sound(source: Path) -> Any:
    """A connection to a backup that can be used."""
    unusable = UserError(f"“{source}”不是可用的备份", "文件不是本程序的备份或者已损坏", "请选择另一个备份文件")
    try:
        copy = driver.connect(source, read_only=True)
    except driver.Error as error:
        raise driver.explained(error, source) from error
    try:
        application = copy.execute("PRAGMA application_id").fetchone()[0]
        version = copy.execute("PRAGMA user_version").fetchone()[0]
        if application != driver.APPLICATION_ID or copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise unusable
        if version > SCHEMA_VERSION:
            raise UserError(f"“{source.name}”没有恢复", "它由更新版本的程序建立", "请先升级本程序；现有的数据没有改动")
    except driver.Error as error:
        copy.close()
        raise unusable from error
    except UserError:
        copy.close()
        raise
    return copy


def _kept_before(home: Home, step: Step) -> Path | None:
    """The data that a backup is to replace, kept: as a backup, or as they are when they cannot be read."""
    if not home.database.exists():
        return None
    try:
        with Database.open(home, read_only=True) as db:
            return backup(db, "恢复前", step=step).path
    except UserError:  # a damaged file is what one restores from
        damaged = _free(home.database.with_suffix(".损坏"))
        home.database.replace(damaged)
        for leftover in ("-wal", "-shm"):
            home.database.with_name(home.database.name + leftover).unlink(missing_ok=True)
        return damaged


def _bring_back(folder: Path, attachments: Path, step: Step) -> set[str]:
    """Copy attached files that are missing or damaged here; the names of all that are whole."""
    stored = list(_stored(folder))
    for done, file in enumerate(stored):
        told = partial(step, done, len(stored), "正在恢复附件")
        told()
        here = attachments / file.parent.name / file.name
        if here.exists() and not file.name.startswith(hash_of(here)):
            here.unlink()
        _copy_whole(file, attachments, told)
    return {file.name for file in _stored(attachments)}


# Old ones


def _thin(home: Home) -> None:
    """Of old backups some are kept: by day, by week, by month. Those made for a reason are never removed."""
    old = outdated({one.path: one.at for one in known(home.backups) if not one.why}, datetime.now())
    for path in old:
        path.unlink(missing_ok=True)
    if old:
        _forget_files(home)


def outdated(backups: dict[Path, datetime], now: datetime) -> list[Path]:
    newest_first = sorted(backups, key=lambda path: backups[path], reverse=True)
    aged = [path for path in newest_first if backups[path] < now - ALL_FOR]
    kept: set[Path] = set()
    for form, most in KEPT:
        newest: dict[str, Path] = {}
        for path in aged:
            newest.setdefault(backups[path].strftime(form), path)
        kept |= set(list(newest.values())[:most])
    return [path for path in aged if path not in kept]


def _forget_files(home: Home) -> None:
    """Attached files beside the backups that neither the home nor any backup names go too."""
    here = {file.name for file in _stored(home.attachments)}
    gone = {file.name: file for file in _stored(home.backups / FILES) if file.name not in here}
    for one in known(home.backups):
        if not gone:
            return
        copy = driver.connect(one.path, read_only=True)
        try:
            named = copy.execute(
                "SELECT stored_path FROM attachment UNION "
                "SELECT json_extract(old, '$.stored_path') FROM change WHERE instr(old, '\"stored_path\"')"
            ).fetchall()
        except driver.Error:  # one that cannot be read may need any of them
            return
        finally:
            copy.close()
        for (place,) in named:
            gone.pop(Path(place or "").name, None)
    for file in gone.values():
        file.unlink(missing_ok=True)
