"""An import that was ended half way (power cut, killed) leaves no rows; the next start says so.

A mark lies in the home while an import writes. Who finds one asks SQLite whether its writer is still at work.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.data import driver
from app.data.backup import check
from app.paths import Home
from app.whole_file import whole_file

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

MARK = "import-running.json"


@contextmanager
def running(db: Database) -> Iterator[Callable[[Operation, str], None]]:
    """Around the operation, so that the mark goes after the commit; it is set once the write lock is held."""
    mark = db.home.temp / MARK

    def begin(op: Operation, file: str) -> None:
        mark.parent.mkdir(parents=True, exist_ok=True)
        told = {"file": file, "at": op.at.isoformat(" ", "seconds"), "operation": op.id}
        with whole_file(mark) as out:
            out.write(json.dumps(told, ensure_ascii=False).encode())

    try:
        yield begin
    finally:
        mark.unlink(missing_ok=True)


def interrupted(db: Database) -> str:
    """A sentence about an import that did not end, said once; empty as a rule."""
    mark = db.home.temp / MARK
    if not mark.exists() or _being_written(db.home):
        return ""
    try:
        told: dict[str, Any] = json.loads(mark.read_bytes())
    except (OSError, ValueError):  # gone meanwhile, or a disk that lost it
        return ""
    mark.unlink(missing_ok=True)
    done = db.value(
        'SELECT count(*) FROM operation WHERE id = ? AND "at" = ? AND last_change > 0', (told["operation"], told["at"])
    )
    if done:
        return ""
    found = check(db)
    sound = "数据库检查完好" if not found else "数据库检查发现问题：" + "；".join(found[:3])
    return f"上次导入“{told['file']}”（{told['at']}）中途被中断，没有写入任何一行；{sound}。可以重新导入。"


def _being_written(home: Home) -> bool:
    connection = driver.connect(home.database)
    try:
        connection.execute("PRAGMA busy_timeout=0")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except driver.OperationalError:
        return True
    finally:
        connection.close()
    return False
