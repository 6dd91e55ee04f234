"""The answer to an exchange workbook: what the receiver has taken, what not and why; and its way back into the register."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data import queries, revisions
from app.data.database import SCHEMA_VERSION
from app.errors import UserError
from app.services.exchange.package import ANSWER, Package
from app.services.exchange.sheet_cells import RowNumberCells, TextCells
from app.services.exchange.sheet_writer import Column, SheetShape, Workbook, fitting_height

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation
    from app.services.exchange.plan import Plan

COLUMNS = (
    Column("序号", RowNumberCells, 6),
    Column("登记编号", TextCells, 16),
    Column("事项", TextCells, 36),
    Column("情况", TextCells, 14),
    Column("原因或内容", TextCells, 70),
)


def acknowledge(db: Database, name: str, out: Path) -> str:
    """Write the answer to a received package; the sentence at its head. `name` is its id, its file, or 单位#7."""
    id, unit, replica, sequence, result = _received(db, name)
    own = db.setting("own_unit")
    if not own:
        raise UserError("没有写出回执", "还没有填写本机单位", "请先在“设置”中填写本机单位")
    says = f"{own}已采纳 {result['adopted']}/{result['total']} 行"
    with db.operation("写出交换包回执", via="交换") as op:
        who = revisions.identity(db, op.fetch)
        package = Package(
            secrets.token_hex(16),
            ANSWER,
            own,
            who.replica,
            unit,
            sequence,
            op.at.isoformat(" ", "seconds"),
            SCHEMA_VERSION,
            units={who.replica: own},
            answer={"package": id, "replica": replica} | result,
        )
        shape = SheetShape(
            "回执",
            COLUMNS,
            f"交换包回执：{says}",
            (f"发包单位：{unit}　第 {sequence} 包", f"回执单位：{own}　{db.today.isoformat()}"),
        )
        with Workbook(out) as book:
            sheet = book.sheet(shape)
            for number, line in enumerate(_lines(result), 1):
                values = [number, *line]
                sheet.append(values, fitting_height(COLUMNS, values))
            package.write(book)
        revisions.remember_identity(op, who)
    return says


def _lines(result: dict[str, Any]) -> list[list[str]]:
    lines = [[row["reg_no"], row["title"], "没有采纳", row["reason"]] for row in result["refused"]]
    lines += [
        [row["reg_no"], row["title"], "保留了原内容", f"{row['field']}：保留“{row['ours']}”，没有改为“{row['theirs']}”"]
        for row in result["kept"]
    ]
    return lines


def _received(db: Database, name: str) -> tuple[str, str, str, int, dict[str, Any]]:
    unit, _, number = name.partition("#")
    found = db.rows(
        "SELECT id, unit, replica, sequence, result FROM package WHERE direction = 'received' AND (id = ? OR file_name = ? "
        "OR (unit = ? AND sequence = ?)) ORDER BY at DESC, rowid DESC LIMIT 1",
        (name, Path(name).name, queries.find_unit(db, unit) or unit, int(number) if number.isdigit() else -1),
    )
    if not found:
        raise UserError(
            f"没有收到过交换包“{name}”", "收到的交换包要先导入，才能写回执", "用 fuyuan packages 查看收到了哪些"
        )
    id, sender, replica, sequence, result = found[0]
    return id, sender, replica, sequence, json.loads(result)


class Answer:
    """An answer on its way in: it has no rows of its own, it completes the register of what was sent."""

    def __init__(self, db: Database, package: Package) -> None:
        self.package = package
        self._sent = db.rows(
            "SELECT sequence, unit, at FROM package WHERE id = ? AND direction = 'sent'", (package.answer["package"],)
        )

    @property
    def sender_facts(self) -> dict[str, Any]:
        """For the log of imports."""
        return {"sender": self.package.sender, "package": self.package.id, "sequence": self.package.sequence}

    def notes(self) -> list[str]:
        answer = self.package.answer
        if not self._sent:
            return [f"这是{self.package.sender}的回执，但本机没有发出过它所说的交换包，不会登记"]
        sequence, unit, at = self._sent[0]
        said = [
            f"{self.package.sender}的回执：{at} 发给{unit}的第 {sequence} 包，"
            f"对方已采纳 {answer['adopted']}/{answer['total']} 行"
        ]
        said += [f"没有采纳 {row['reg_no']} {row['title']}：{row['reason']}" for row in answer["refused"]]
        said += [f"对方保留 {row['reg_no']} {row['title']} {row['field']}“{row['ours']}”" for row in answer["kept"]]
        if answer["open"]:
            said.append(f"对方还有 {answer['open']} 处双方都改过的内容没有决定")
        return said

    def absent(self, planned: object) -> list[str]:
        return []

    def received(self, op: Operation, plan: Plan) -> None:
        answer = self.package.answer
        result = {name: value for name, value in answer.items() if name not in ("package", "replica")}
        op.execute(
            "UPDATE package SET result = ? WHERE id = ? AND direction = 'sent'",
            (json.dumps(result | {"at": self.package.made_at}, ensure_ascii=False), answer["package"]),
        )
