"""A file that appears whole or not at all, and plain sentences when it cannot."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from app.errors import Locked, UserError

# Virus scanners and indexers hold a fresh file for moments; Excel holds it until it is closed.
WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)
PIECE = 1 << 20  # bytes copied at a time


@contextmanager
def whole_file(out: Path) -> Iterator[IO[bytes]]:
    """Write beside `out` and put it in place at the end; on any error `out` stays as it was."""
    _refuse_if_open(out)
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=".fuyuan-", suffix=".tmp")
    except OSError as error:
        raise explained(error, out) from error
    temp = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that only their owner may read; a ledger is to be passed on.
        temp.chmod(0o644)
        _put_in_place(temp, out)
    except OSError as error:
        raise explained(error, out) from error
    finally:
        temp.unlink(missing_ok=True)


def _put_in_place(temp: Path, out: Path) -> None:
    for wait in (*WAITS, None):
        try:
            os.replace(temp, out)
            return
        except PermissionError:
            if wait is None:
                raise
            time.sleep(wait)


def hashed_copy(reading: BinaryIO, folder: Path, copied: Callable[[int], None]) -> tuple[Path, str]:
    """A temporary copy in the folder, on the disk for certain, and the hash of what was copied.

    `copied` is told the size of each piece; what it raises leaves no file.
    """
    digest = hashlib.sha256()
    part = folder / f".{uuid.uuid4().hex}.part"
    try:
        with part.open("xb") as writing:
            while piece := reading.read(PIECE):
                digest.update(piece)
                writing.write(piece)
                copied(len(piece))
            writing.flush()
            os.fsync(writing.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part, digest.hexdigest()


def hash_of(file: Path) -> str:
    with file.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()


def lock_files(path: Path) -> list[Path]:
    """What Excel and WPS (~$) and LibreOffice (.~lock) leave beside a workbook while it is open."""
    names = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return [path.with_name(name) for name in names if path.with_name(name).exists()]


def _refuse_if_open(out: Path) -> None:
    if out.exists() and (marks := lock_files(out)):
        raise Locked(
            f"“{out.name}”正在表格软件中打开，没有写入",
            f"同一文件夹里有它的占用标记“{marks[0].name}”",
            "请先在 Excel 或 WPS 中关闭该文件再试，或者换一个文件名；如果确已关闭，请删除这个标记文件",
        )


def explained(error: OSError, path: Path) -> UserError:
    """An error of the file system as sentences."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UserError(f"没有写入“{path}”", "文件夹不存在", "请检查路径，或者先建好文件夹")
    if isinstance(error, IsADirectoryError):
        return UserError(f"没有写入“{path}”", "这是一个文件夹，不是文件", "请另取一个文件名")
    if isinstance(error, PermissionError):
        if path.exists():
            return Locked(
                f"“{path.name}”没有写入",
                "该文件正在 Excel 或 WPS 中打开，或者没有写入权限",
                "请关闭该文件后重试，或者换一个文件名",
            )
        return UserError(f"没有写入“{path}”", "没有这个文件夹的写入权限", "请换一个文件夹，或者请管理员开放权限")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError(f"没有写入“{path}”", "磁盘已满", "请清理磁盘，或者换一个位置")
    if error.errno == errno.EROFS:
        return UserError(f"没有写入“{path}”", "这个位置是只读的", "请换一个可以写入的位置")
    return UserError(f"没有写入“{path}”", f"系统提示：{error.strerror or error}", "请换一个位置再试")
