"""The register of exchange workbooks: what was given to whom and why (kept, never deleted), what came, what is missing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.records import RECORDS
from app.services.exchange.package_in import gaps, received_from
from app.services.exchange.sheet_cells import IntegerCells, RowNumberCells, TextCells
from app.services.exchange.sheet_writer import Column, SheetShape, Workbook, fitting_height

if TYPE_CHECKING:
    from app.data.database import Database

COLUMNS = (
    Column("序号", RowNumberCells, 6),
    Column("提供时间", TextCells, 20),
    Column("经办人", TextCells, 11),
    Column("接收单位", TextCells, 26),
    Column("包号", IntegerCells, 7),
    Column("用途", TextCells, 26),
    Column("依据", TextCells, 26),
    Column("内容", TextCells, 36),
    Column("字段", TextCells, 60),
    Column("个人信息", TextCells, 14),
    Column("文件", TextCells, 24),
    Column("文件校验值", TextCells, 34),
    Column("对方采纳", TextCells, 16),
)


@dataclass(frozen=True)
class Entry:
    """One workbook, sent or received."""

    id: str
    direction: str
    unit: str
    replica: str
    sequence: int
    at: str
    by: str
    file_name: str
    sha256: str
    purpose: str
    basis: str
    content: Mapping[str, Any]
    result: Mapping[str, Any] | None
    undone: bool

    @property
    def says(self) -> str:
        """What it holds: 行政诉讼案件 12 条."""
        return "、".join(f"{RECORDS[name].about.noun} {count} 条" for name, count in self.content["records"].items())

    @property
    def fields(self) -> str:
        shown = self.content.get("fields", {})
        return "；".join(f"{_label(table)}：{'、'.join(labels)}" for table, labels in shown.items() if labels)

    @property
    def adopted(self) -> str:
        if self.result is None:
            return "没有回执" if self.direction == "sent" else ""
        who = "对方已采纳" if self.direction == "sent" else "已采纳"
        text = f"{who} {self.result['adopted']}/{self.result['total']}"
        return text + (f"，{self.result['open']} 处未决" if self.result.get("open") else "")

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {"adopted": self.adopted}


def _label(table: str) -> str:
    record, _, child = table.partition("__")
    return RECORDS[record].children()[child].label if child else RECORDS[record].about.label


def entries(db: Database, direction: str) -> list[Entry]:
    """The newest first."""
    found = db.rows(
        "SELECT p.id, p.direction, p.unit, p.replica, p.sequence, p.at, p.by, p.file_name, p.sha256, p.purpose, p.basis, "
        "p.content, p.result, o.undone_by IS NOT NULL FROM package p LEFT JOIN operation o ON o.id = p.operation "
        "WHERE p.direction = ? ORDER BY p.at DESC, p.sequence DESC",
        (direction,),
    )
    made = []
    for row in found:
        content, result = json.loads(row[11]), json.loads(row[12]) if row[12] else None
        id, direction, unit, replica, sequence, at, by, file_name, sha256, purpose, basis = row[:11]
        made.append(
            Entry(
                id,
                direction,
                unit,
                replica,
                sequence,
                at,
                by,
                file_name,
                sha256,
                purpose,
                basis,
                content,
                result,
                row[13],
            )
        )
    return made


def missing(db: Database) -> list[str]:
    """Sentences on packages that were sent to this office and have not come."""
    said = []
    for replica, unit in db.rows(
        "SELECT DISTINCT replica, unit FROM package WHERE direction = 'received' ORDER BY unit, replica"
    ):
        if numbers := gaps(received_from(db, replica)):
            said.append(f"{unit}的第 {'、'.join(map(str, numbers))} 包未收到，请向对方索取")
    return said


def as_text(db: Database) -> str:
    lines = ["发出的交换包（对外提供登记）"]
    for entry in entries(db, "sent"):
        masked = "未遮盖" if entry.content.get("unmasked") else "已遮盖"
        lines.append(
            f"{entry.at}  发给{entry.unit}  第 {entry.sequence} 包  {entry.says}  {masked}  "
            f"用途：{entry.purpose or '未填'}  {entry.adopted}"
        )
        for row in (entry.result or {}).get("refused", ()):
            lines.append(f"    对方没有采纳 {row['reg_no']} {row['title']}：{row['reason']}")
    lines.append("收到的交换包")
    for entry in entries(db, "received"):
        undone = "  （已撤销导入）" if entry.undone else ""
        lines.append(f"{entry.at}  {entry.unit}发来  第 {entry.sequence} 包  {entry.says}  {entry.adopted}{undone}")
    return "\n".join([*lines, *missing(db)])


def as_json(db: Database) -> dict[str, Any]:
    return {
        "sent": [entry.as_json() for entry in entries(db, "sent")],
        "received": [entry.as_json() for entry in entries(db, "received")],
        "missing": missing(db),
    }


def export(db: Database, out: Path) -> int:
    """对外提供登记簿 as a workbook, to be printed or handed in; how many entries."""
    sent = list(reversed(entries(db, "sent")))
    shape = SheetShape(
        "对外提供登记簿",
        COLUMNS,
        f"{db.setting('county') or ''}对外提供登记簿",
        (f"单位：{db.setting('own_unit') or ''}", f"导出日期：{db.today.isoformat()}"),
        frozen_columns=2,
    )
    with Workbook(out) as book:
        sheet = book.sheet(shape)
        for number, entry in enumerate(sent, 1):
            content = entry.content
            shown = "未遮盖提供" if content.get("unmasked") else "遮盖后提供" if content.get("masked") else "不含"
            values = [
                number,
                entry.at,
                entry.by,
                entry.unit,
                entry.sequence,
                entry.purpose,
                entry.basis,
                entry.says,
                entry.fields,
                shown,
                entry.file_name,
                entry.sha256,
                entry.adopted,
            ]
            sheet.append(values, fitting_height(COLUMNS, values))
    return len(sent)
