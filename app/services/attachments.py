"""Files attached to records: copied into the home under the hash of their content, each content once.

A row is written only after its file is whole on the disk, and nothing is deleted when a row goes: undo may ask for it.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.data import queries
from app.data.database import Database
from app.errors import UserError
from app.paths import Home
from app.services.progress import Progress
from app.whole_file import hash_of, hashed_copy

OWNERS_AT_MOST = 500  # records that get the same files at once
KINDS = ("裁判文书", "决定和证据", "函件公文", "会议材料", "送达和回执", "照片音像", "其他材料")
WORDS = (  # what a file name says about its kind; the first that is found decides
    ("裁判文书", ("判决", "裁定", "调解书", "决定书正本")),
    ("送达和回执", ("送达", "回执", "签收", "传票")),
    ("函件公文", ("函", "建议书", "通知", "批复", "请示", "报告")),
    ("会议材料", ("会议", "纪要", "议程", "签到")),
    ("决定和证据", ("处罚", "许可", "复议", "决定", "证据", "笔录")),
    ("照片音像", (".jpg", ".jpeg", ".png", ".mp3", ".mp4", ".wav", ".avi", ".mov")),
)
PROGRAMS = frozenset(
    "exe com bat cmd scr pif msi msp lnk url reg vbs vbe js jse wsf wsh hta ps1 psm1 cpl dll jar sh run desktop "
    "appimage apk deb rpm py".split()
)  # files that run when they are opened
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
WHY = {
    errno.ENOSPC: ("磁盘没有剩余空间", "请清理磁盘后重试，原有附件没有改动"),
    errno.EDQUOT: ("磁盘配额已用完", "请清理磁盘后重试，原有附件没有改动"),
    errno.EROFS: ("磁盘是只读的", "请换到可以写入的位置，或者请管理员开放写权限"),
    errno.EACCES: ("没有权限", "请检查文件夹和文件的权限，文件在其他程序中打开的请先关闭"),
    errno.EPERM: ("没有权限", "请检查文件夹和文件的权限，文件在其他程序中打开的请先关闭"),
    errno.ENOENT: ("文件已被移走或删除", "请核对位置后重试"),
}


Keep = Callable[..., tuple[str, str]]


@dataclass(frozen=True)
class Attachment:
    id: int
    owner: int
    kind: str
    file_name: str
    sha256: str
    stored_path: str  # below the folder of attachments, with /
    added_at: str
    size: int | None  # bytes; None when the file has gone


def listed(db: Database, owner: int) -> list[Attachment]:
    """The attachments of a record, in the order they were added."""
    rows = db.rows(
        "SELECT id, owner, kind, file_name, sha256, stored_path, added_at FROM attachment WHERE owner = ? ORDER BY id",
        (owner,),
    )
    return [
        Attachment(id, of, kind or "", name, sha256, stored, added_at, _size(_place(db.home, stored)))
        for id, of, kind, name, sha256, stored, added_at in rows
    ]


def count(db: Database, owner: int) -> int:
    return int(db.value("SELECT count(*) FROM attachment WHERE owner = ?", (owner,)))


def kind_of(name: str) -> str:
    """What kind a file most likely is, by its name."""
    name = name.lower()
    return next((kind for kind, words in WORDS if any(word in name for word in words)), KINDS[-1])


def is_program(name: str) -> bool:
    """Whether opening the file would run it."""
    return Path(name.rstrip(". ")).suffix[1:].lower() in PROGRAMS


def attach(db: Database, owner: int, files: Sequence[tuple[Path, str]], progress: Progress | None = None) -> int:
    """Copy files (each with its kind) and list them at a record, in one operation; how many were new there.

    All or none: after an error or a cancel neither a row nor a file is left.
    """
    before = count(db, owner)
    attach_to(db, [owner], files, progress)
    return count(db, owner) - before


def attach_to(
    db: Database, owners: Sequence[int], files: Sequence[tuple[Path, str]], progress: Progress | None = None
) -> int:
    """The same for several records of one ledger; to how many of them something new came."""
    progress = progress or Progress()
    titles = queries.titles(db, db.table_of(owners[0]), owners)
    if len(titles) < len(set(owners)):
        raise UserError("没有添加附件", "这条记录已经不在数据库中", "请刷新后重试")
    sizes = [_readable_size(file) for file, _ in files]
    total, before = sum(sizes), 0
    with keeping(db) as keep:
        stored = []
        for (file, kind), size in zip(files, sizes, strict=True):
            stored.append((file.name, kind, *keep(file, progress, before, total)))
            before += size
        given = list({(name, sha256): (name, kind, sha256, at) for name, kind, sha256, at in stored}.values())
        fresh = {owner: lacking for owner in owners if (lacking := _not_there(db, owner, given))}
        if fresh:
            with db.operation(f"添加附件{_named(next(iter(fresh.values())))}：{_of_whom(titles, fresh)}") as op:
                for owner, lacking in fresh.items():
                    for name, kind, sha256, at in lacking:
                        op.attach(owner, name, kind, sha256, at)
    return len(fresh)


Given = tuple[str, str, str, str]  # file name, kind, hash, where it is stored


def _not_there(db: Database, owner: int, given: list[Given]) -> list[Given]:
    there = {(one.file_name, one.sha256) for one in listed(db, owner)}
    return [one for one in given if (one[0], one[2]) not in there]


def _named(given: list[Given]) -> str:
    return f"“{given[0][0]}”" + (f"等{len(given)}个文件" if len(given) > 1 else "")


def _of_whom(titles: dict[int, str], owners: Collection[int]) -> str:
    return titles[next(iter(owners))] if len(titles) == 1 else f"{len(owners)}条记录"


@contextmanager
def keeping(db: Database) -> Iterator[Keep]:
    """For files that an operation lists itself: `keep(file)` copies one and says its hash and place. After an error none
    of those that nothing lists is left."""
    made: list[Path] = []  # files that were not there before

    def keep(file: Path, progress: Progress | None = None, before: int = 0, total: int = 0) -> tuple[str, str]:
        sha256, place, new = _store(db.home, file, progress or Progress(), before, total)
        if new:
            made.append(place)
        return sha256, _below(db.home, place)

    try:
        yield keep
    except BaseException:
        for place in made:
            if not db.value("SELECT 1 FROM attachment WHERE stored_path = ?", (_below(db.home, place),)):
                place.unlink(missing_ok=True)
        raise


def path_of(home: Home, attachment: Attachment) -> Path:
    return _place(home, attachment.stored_path)


def detach(db: Database, attachment: Attachment) -> None:
    """Take an attachment off its record. The file stays, so that this can be undone."""
    title = queries.titles(db, db.table_of(attachment.owner), [attachment.owner]).get(attachment.owner, "")
    with db.operation(f"移除附件“{attachment.file_name}”：{title}") as op:
        op.detach(attachment.owner, attachment.id)


def copy_to(home: Home, attachment: Attachment, to: Path, progress: Progress | None = None) -> None:
    """Write the attached file to another place, whole and unchanged or not at all. Raises UserError."""
    source = _place(home, attachment.stored_path)
    name = attachment.file_name
    if not source.is_file():
        raise UserError(
            f"附件“{name}”的文件不见了",
            f"附件文件夹中没有“{attachment.stored_path}”",
            "请用“备份与恢复”取回，或者移除后重新添加",
        )
    try:
        with source.open("rb") as reading:
            size = os.fstat(reading.fileno()).st_size
            part, sha256 = _copied(reading, to.parent, progress or Progress(), 0, size, f"正在取出“{name}”")
    except OSError as error:
        raise _explained(error, f"“{to}”没有保存") from error
    if sha256 != attachment.sha256:
        part.unlink()
        raise UserError(
            f"附件“{name}”已损坏",
            "文件内容与添加时不同，可能在程序以外被改动过，或者磁盘有故障",
            "请用“备份与恢复”取回，或者移除后重新添加",
        )
    try:
        os.replace(part, to)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _explained(error, f"“{to}”没有保存") from error


def check(db: Database, progress: Progress | None = None) -> list[str]:
    """Attached files that are missing or no longer what was added, as sentences; empty when all are sound."""
    progress = progress or Progress()
    rows = db.rows("SELECT owner, file_name, sha256, stored_path FROM attachment ORDER BY id")
    sound: dict[str, str] = {}  # what is wrong with a file, by its place; each file is read once
    found = []
    for owner, name, sha256, stored in progress.of(rows, len(rows), "正在核对附件"):
        if stored not in sound:
            sound[stored] = _wrong_with(_place(db.home, stored), sha256)
        if sound[stored]:
            title = queries.titles(db, db.table_of(owner), [owner]).get(owner, "")
            found.append(f"附件“{name}”（{title}）{sound[stored]}")
    return found


def _wrong_with(place: Path, sha256: str) -> str:
    try:
        if not place.is_file():
            return "的文件不见了，请从备份恢复，或者重新添加"
        return "" if hash_of(place) == sha256 else "的内容与添加时不同，请从备份恢复，或者重新添加"
    except OSError as error:
        return f"的文件读不出来（{error.strerror or error}），请检查磁盘和权限"


class Opened:
    """Private copies for the system's programs: what they change does not reach the attachments."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def copy(self, home: Home, attachment: Attachment, progress: Progress | None = None) -> Path:
        """A copy under the file's own name that can be read only."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="fuyuan-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name) / str(attachment.id)
        folder.mkdir(exist_ok=True)
        to = folder / safe_name(attachment.file_name)
        if to.exists():  # opened before; the program may still hold it
            to.chmod(stat.S_IRUSR | stat.S_IWUSR)
        copy_to(home, attachment, to, progress)
        to.chmod(stat.S_IRUSR)
        return to

    def close(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def safe_name(name: str) -> str:
    """A file name that every system takes, whatever system the file came from."""
    return UNSAFE.sub("_", name).rstrip(". ") or "附件"


def size_text(size: int | None) -> str:
    if size is None:
        return "文件不见了"
    if size < 1024:
        return f"{size} 字节"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:,.1f} MB"


# Parts


def _place(home: Home, stored: str) -> Path:
    """Where a stored file is; a path that leads elsewhere (a tampered database) is none."""
    place = (home.attachments / stored).resolve()
    return place if place.is_relative_to(home.attachments.resolve()) else home.attachments / "?"


def _below(home: Home, place: Path) -> str:
    return place.relative_to(home.attachments).as_posix()


def _size(place: Path) -> int | None:
    try:
        return place.stat().st_size if place.is_file() else None
    except OSError:
        return None


def _readable_size(file: Path) -> int:
    if file.is_dir():
        raise UserError(f"“{file.name}”是文件夹，不能作为附件", "附件须是文件", "请打开文件夹，选择其中的文件")
    try:
        if not file.is_file():
            raise UserError(f"找不到文件“{file.name}”", "文件已被移走或删除", "请核对位置后重试")
        return file.stat().st_size
    except OSError as error:
        raise _explained(error, f"不能读取“{file.name}”") from error


def _store(home: Home, file: Path, progress: Progress, before: int, total: int) -> tuple[str, Path, bool]:
    """Hash, stored place, and whether the content was not there yet."""
    try:
        home.attachments.mkdir(parents=True, exist_ok=True)
        needed, free = file.stat().st_size, shutil.disk_usage(home.attachments).free
        if needed > free:
            raise OSError(errno.ENOSPC, "")
        with file.open("rb") as reading:
            part, sha256 = _copied(reading, home.attachments, progress, before, total, f"正在添加“{file.name}”")
    except OSError as error:
        raise _explained(error, f"没有添加附件“{file.name}”") from error
    try:
        folder = home.attachments / sha256[:2]
        folder.mkdir(exist_ok=True)
        there = next(iter(sorted(folder.glob(f"{sha256}*"))), None)
        if there is not None and hash_of(there) == sha256:
            part.unlink()
            return sha256, there, False
        place = there or folder / f"{sha256}{_suffix(file.name)}"  # a damaged one is made whole by this
        os.replace(part, place)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _explained(error, f"没有添加附件“{file.name}”") from error
    return sha256, place, there is None


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,10}", suffix) else ""


def _copied(
    reading: BinaryIO, folder: Path, progress: Progress, before: int, total: int, says: str
) -> tuple[Path, str]:
    """A temporary copy in the folder and its hash; counts bytes."""
    done = before

    def copied(size: int) -> None:
        nonlocal done
        done += size
        progress.step(done, max(total, done), says)

    return hashed_copy(reading, folder, copied)


def _explained(error: OSError, what: str) -> UserError:
    why, what_to_do = WHY.get(error.errno or 0, (error.strerror or "读写文件时出错", "请检查磁盘和权限后重试"))
    return UserError(what, why, what_to_do)
