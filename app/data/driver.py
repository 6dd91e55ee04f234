"""Connections to the SQLite of the sqlcipher3 wheel: the only place that knows the driver.

The wheel's SQLite is one known version on every system (the one bundled with Python is often older than 3.51.3, with a
WAL bug and wrong trigram answers).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlcipher3 import dbapi2

from app.data import pinyin
from app.errors import Locked, UserError

APPLICATION_ID = 0x46595542  # "FYUB": tells our files from other SQLite files
BUSY_SECONDS = 5

Error = dbapi2.Error
OperationalError = dbapi2.OperationalError
DatabaseError = dbapi2.DatabaseError


def connect(path: Path, *, read_only: bool = False) -> Any:
    """A connection in autocommit mode, with our functions and settings.

    Raises the driver's errors; `explained` turns them into sentences.
    """
    uri = "file:" + quote(str(path)) + ("?mode=ro" if read_only else "?mode=rwc")
    connection = dbapi2.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
    prepare(connection)
    if read_only:  # the window keeps several of these; a scan gains nothing from a large cache
        connection.execute("PRAGMA cache_size=-16384")
    return connection


def prepare(connection: Any) -> None:
    for pragma in ("foreign_keys=ON", "trusted_schema=ON", "cache_size=-65536", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("pinyin_key", 1, pinyin_key, deterministic=True)
    connection.create_function("folded_holds", -1, folded_holds, deterministic=True)
    connection.create_function("name_reads", -1, name_reads, deterministic=True)


def pinyin_key(text: Any) -> Any:
    """What to sort a text by, so that Chinese stands in 拼音 order; numbers and None as they are."""
    return pinyin.sort_key(text) if isinstance(text, str) else text


def folded_holds(folded: str, *texts: str | None) -> bool:
    """Whether one of the texts, folded, has the folded query in it."""
    from app.data.search import fold

    return any(folded in fold(text) for text in texts if text)


def name_reads(folded: str, *names: str | None) -> bool:
    """Whether one of the names has the folded query in its 拼音."""
    from app.data.search import reads

    return any(reads(name, folded) for name in names if name)


def explained(error: Exception, path: Path) -> UserError:
    """The driver's error as a sentence for people."""
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return Locked(
            "数据库正被占用，本次操作没有保存",
            f"另一个程序正在写入“{path}”",
            "请稍候再试；如反复出现，请关闭其他窗口后重试",
        )
    if "not a database" in text or "malformed" in text or "corrupt" in text:
        return UserError(
            f"数据库“{path}”已损坏，或者不是府院联动工作台的数据库",
            "文件内容无法识别",
            "请不要继续录入；用“恢复备份”（fuyuan restore）取回最近的备份，原文件请保留备查",
        )
    if "readonly" in text or "read-only" in text:
        return UserError(
            "数据库是只读的，不能保存",
            f"没有写入“{path}”的权限",
            "请把文件夹移到本机可以写入的位置，或者请管理员开放写权限",
        )
    if "full" in text:
        return UserError("磁盘已满，本次操作没有保存", "磁盘没有剩余空间", "请清理磁盘后重试，原有数据没有改动")
    if "unable to open" in text:
        return UserError(f"打不开数据库“{path}”", "文件不存在，或者没有读取权限", "请检查数据文件夹的位置和权限")
    if "disk i/o" in text:
        return UserError("读写数据库时磁盘出错，本次操作没有保存", "磁盘可能有故障或已被拔出", "请检查磁盘后重试")
    raise error
