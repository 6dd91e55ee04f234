"""The log of imports: which file, when, what became of its rows; and from which cell a value came."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

BATCH = (
    'b.id, b.operation, b."at", b."by", b.file_name, b.file_sha256, b.format, b.sender, b.package, b.sequence, '
    "b.choices, b.counts, b.backup, b.undone, o.undone_by"
)


@dataclass(frozen=True)
class Batch:
    """One import that was written."""

    id: int
    operation: int
    at: str
    by: str
    file_name: str
    file_sha256: str
    format: str
    sender: str | None
    package: str | None
    sequence: int | None
    choices: dict[
        str, Any
    ]  # "tables": [{"sheet", "record", "child", "columns": {field: letters}}], and what was decided
    counts: dict[str, int]
    backup: str | None
    undone: dict[str, int] | None  # taken_back, kept, failed; of the last undo
    is_undone: bool

    @property
    def state(self) -> str:
        """Whether it was taken back, in words; empty where it stands."""
        if not self.is_undone:
            return ""
        stayed = sum((self.undone or {}).get(name, 0) for name in ("kept", "failed"))
        return f"已撤销，{stayed} 条保留" if stayed else "已撤销"

    def as_json(self) -> dict[str, Any]:
        return vars(self)


@dataclass(frozen=True)
class Origin:
    """The row of a file that a row of the database got values from in one operation."""

    operation: int
    file: str
    sheet: str
    number: int
    columns: Mapping[str, str]  # field → column letters
    texts: Mapping[str, str] = field(default_factory=dict)  # field → as written, where it is not what is shown

    def cell(self, name: str) -> str:
        return f"{self.columns[name]}{self.number}" if name in self.columns else ""

    @property
    def place(self) -> str:
        return f"{self.file} {self.sheet} 第 {self.number} 行"


# Writing, within the operation of an import


def add_batch(op: Operation, values: Mapping[str, Any]) -> int:
    """Enter an import; `choices` and `counts` are given as they are."""
    stored = {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
        for name, value in values.items()
    }
    stored |= {"operation": op.id, "at": op.at.isoformat(" ", "seconds"), "by": op.by}
    columns = ", ".join(f'"{name}"' for name in stored)
    op.execute(f"INSERT INTO import_batch ({columns}) VALUES ({','.join('?' * len(stored))})", tuple(stored.values()))
    return int(op.fetch("SELECT max(id) FROM import_batch")[0][0])


def add_sources(op: Operation, batch: int, rows: Sequence[tuple[int, int, int, str | None]]) -> None:
    """`rows`: (row of the database, place of the table in the batch, number in the sheet, texts as JSON)."""
    op.execute_many(
        f"INSERT OR REPLACE INTO row_source (row, operation, batch, sheet, number, texts) VALUES (?, {op.id}, {batch}, ?, ?, ?)",
        list(rows),
    )


def note_undone(op: Operation, operation: int, buckets: Mapping[str, int] | None) -> None:
    op.execute(
        "UPDATE import_batch SET undone = ? WHERE operation = ?",
        (json.dumps(buckets) if buckets is not None else None, operation),
    )


# Reading


def batches(db: Database, limit: int = 1000) -> list[Batch]:
    """The newest first."""
    return [
        _batch(row)
        for row in db.rows(
            f"SELECT {BATCH} FROM import_batch b JOIN operation o ON o.id = b.operation ORDER BY b.id DESC LIMIT ?",
            (limit,),
        )
    ]


def batch_of_file(db: Database, sha256: str) -> Batch | None:
    """The last import of the same file."""
    rows = db.rows(
        f"SELECT {BATCH} FROM import_batch b JOIN operation o ON o.id = b.operation WHERE b.file_sha256 = ? "
        "ORDER BY b.id DESC LIMIT 1",
        (sha256,),
    )
    return _batch(rows[0]) if rows else None


def batch_of_operation(db: Database, operation: int) -> Batch | None:
    rows = db.rows(
        f"SELECT {BATCH} FROM import_batch b JOIN operation o ON o.id = b.operation WHERE b.operation = ?",
        (operation,),
    )
    return _batch(rows[0]) if rows else None


def _batch(row: tuple[Any, ...]) -> Batch:
    names = [f.name for f in fields(Batch)]
    values = dict(zip(names, row, strict=True))
    for name in ("choices", "counts", "undone"):
        values[name] = json.loads(values[name]) if values[name] else None
    return Batch(**values | {"is_undone": values["is_undone"] is not None})


def origins(db: Database, rows: Sequence[int]) -> dict[tuple[int, int], Origin]:
    """(row, operation) → where its values came from, for a record and its child rows."""
    found: dict[tuple[int, int], Origin] = {}
    known: dict[int, tuple[str, list[dict[str, Any]]]] = {}
    for start in range(0, len(rows), 500):
        chunk = rows[start : start + 500]
        for row, operation, batch, sheet, number, texts in db.rows(
            "SELECT row, operation, batch, sheet, number, texts FROM row_source "
            f"WHERE row IN ({','.join('?' * len(chunk))})",
            chunk,
        ):
            if batch not in known:
                name, choices = db.rows("SELECT file_name, choices FROM import_batch WHERE id = ?", (batch,))[0]
                known[batch] = name, json.loads(choices)["tables"]
            file, tables = known[batch]
            table = tables[sheet]
            found[row, operation] = Origin(
                operation, file, table["sheet"], number, table["columns"], json.loads(texts) if texts else {}
            )
    return found
