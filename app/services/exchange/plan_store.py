"""The rows of a plan in a file of their own, so that the window can page through 100,000 of them.

Rows stand in the order in which people want to see them: what needs a decision first, what changes nothing last.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from app.data import driver
from app.services.exchange.plan_rows import PlanRow

CONFLICT = "conflict"
KINDS = (CONFLICT, "wrong", "doubtful", "new", "changed", "same")
COLUMNS = ("kind", "sheet", "number", "reg_no", "title", "said")
SAID = 3  # changes named in one line


class PlanStore:
    """Reads what `write` wrote; open in the window's thread."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        return cls(driver.connect(path, read_only=True))

    def close(self) -> None:
        self._connection.close()

    def ids(self, kind: str = "") -> Sequence[int]:
        """All rows, or those of one kind, in order."""
        where, params = ("WHERE kind = ?", (kind,)) if kind else ("", ())
        return array(
            "q", (row[0] for row in self._connection.execute(f"SELECT id FROM row {where} ORDER BY id", params))
        )

    def page(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        marks = ",".join("?" * len(ids))
        rows = self._connection.execute(
            f"SELECT {', '.join(COLUMNS)} FROM row WHERE id IN ({marks}) ORDER BY id", list(ids)
        )
        return [dict(zip(COLUMNS, row, strict=True)) for row in rows]

    def detail(self, id: int) -> dict[str, Any]:
        """A row with its problems, changes, conflicts and the records that look like it."""
        *texts, detail = self._connection.execute(
            f"SELECT {', '.join(COLUMNS)}, detail FROM row WHERE id = ?", (id,)
        ).fetchone()
        more = json.loads(detail) if detail else {"problems": [], "changes": []}
        return dict(zip(COLUMNS, texts, strict=True)) | more

    def titles(self) -> frozenset[str]:
        """What the records of the file are called, wrong rows aside."""
        return frozenset(
            title for (title,) in self._connection.execute("SELECT DISTINCT title FROM row WHERE kind <> 'wrong'")
        )

    def counts(self) -> dict[str, int]:
        """Rows by the kind they are listed under; they add up to all rows."""
        return dict(self._connection.execute("SELECT kind, count(*) FROM row GROUP BY kind").fetchall())

    def sheets(self) -> int:
        return int(self._connection.execute("SELECT count(DISTINCT sheet) FROM row").fetchone()[0])


def write(path: Path, rows: Iterable[PlanRow]) -> None:
    """A file that can be lost: without journal and syncs."""
    path.unlink(missing_ok=True)
    connection = driver.connect(path)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        connection.execute(
            "CREATE TABLE row (id INTEGER PRIMARY KEY, kind TEXT, sheet TEXT, number INTEGER, reg_no TEXT, title TEXT, "
            "said TEXT, detail TEXT)"
        )
        by_kind: dict[str, list[PlanRow]] = {kind: [] for kind in KINDS}
        for row in rows:
            by_kind[kind_of(row)].append(row)
        id = 0
        for kind, found in by_kind.items():
            connection.executemany(
                "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (id, kind, row.sheet, row.number, row.reg_no, row.title, said(row), _detail(row))
                    for id, row in enumerate(found, id + 1)
                ],
            )
            id += len(found)
        connection.execute("CREATE INDEX ix_row_kind ON row (kind)")
        connection.execute("COMMIT")
    finally:
        connection.close()


def kind_of(row: PlanRow) -> str:
    """Rows with something to decide stand first, whatever else they are, unless they cannot be taken at all."""
    open_conflict = any(conflict.chosen is None for conflict in row.conflicts)
    return CONFLICT if open_conflict and not row.wrong else row.kind.value


def said(row: PlanRow) -> str:
    """A row in one line: what is to be decided, its first problem, or what it changes."""
    if open_conflicts := [conflict for conflict in row.conflicts if conflict.chosen is None]:
        first_open = open_conflicts[0]
        more = f" 等 {len(open_conflicts)} 处" if len(open_conflicts) > 1 else ""
        return f"双方都改过{first_open.label}：本机“{first_open.ours}”，对方“{first_open.theirs}”{more}"
    if row.problems:
        first = row.problems[0]
        more = f"（另有 {len(row.problems) - 1} 处）" if len(row.problems) > 1 else ""
        where = "" if first.cell.isdigit() else f"{first.cell} {first.header}".strip() + "："
        return f"{where}{first.reason}{more}"
    if row.changes:
        told = "；".join(f"{c.label}：{c.old or '空'} → {c.new or '空'}" for c in row.changes[:SAID])
        return told + (f" 等 {len(row.changes)} 处" if len(row.changes) > SAID else "")
    return ""


def _detail(row: PlanRow) -> str | None:
    if not (row.problems or row.changes or row.conflicts or row.likeness):
        return None
    told = row.as_json()
    for name in ("sheet", "row", "kind", "reg_no", "title"):
        told.pop(name, None)
    return json.dumps(told, ensure_ascii=False)
