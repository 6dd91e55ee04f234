"""What people enter of a deadline: the clock stopped, an extension, a date set by a document, the day of posting.

Each is one operation, stands in the record's history and can be undone.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.periods import Note, NoteKind
from app.errors import UserError

if TYPE_CHECKING:
    from app.data.database import Database

REASONS = ("公告", "鉴定", "评估", "调解", "中止", "管辖异议", "协调", "暂缓", "听证", "报请上级批准")  # for the field


def add(db: Database, owner: int, note: Note) -> int:
    """Enter it for a record; the id of the note. Raises UserError for one that says nothing."""
    _check(db, note)
    with db.operation(_title(db, note)) as op:
        return op.write_row("deadline_note", {"owner": owner, **_columns(note)})


def change(db: Database, id: int, note: Note) -> None:
    _check(db, note)
    with db.operation(_title(db, note)) as op:
        op.write_row("deadline_note", _columns(note), id)


def remove(db: Database, id: int) -> None:
    kind = db.value("SELECT kind FROM deadline_note WHERE id = ?", (id,))
    if kind is None:
        raise UserError("这条期限登记已经不在了", "它可能已被删除或撤销", "请刷新后重试")
    with db.operation(f"删除期限登记：{kind}") as op:
        op.delete_row("deadline_note", id)


def _title(db: Database, note: Note) -> str:
    rules = db.law.rules.get(note.rule)
    return f"{note.kind.value}：{rules[-1].title if rules else '本记录的各项期限'}"


def _columns(note: Note) -> dict[str, str | None]:
    def text(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {
        "rule": note.rule or None,
        "kind": note.kind.value,
        "first_on": text(note.first),
        "last_on": text(note.last),
        "set_on": text(note.on),
        "reason": note.reason or None,
        "approver": note.approver or None,
        "doc_no": note.doc_no or None,
    }


def _check(db: Database, note: Note) -> None:
    if note.rule and note.rule not in db.law.rules:
        raise UserError(f"没有编号为“{note.rule}”的期限", "期限编号写错了", "请在期限规则中查看")
    if note.kind is NoteKind.STOP:
        if note.first is None:
            raise UserError("没有填写停表的开始日", "停表从哪一天起要写明", "请填写开始日；尚未恢复的，结束日可以空着")
        if note.last is not None and note.last < note.first:
            raise UserError("停表的结束日早于开始日", f"{note.first} 至 {note.last}", "请核对日期")
        return
    if not note.rule:
        raise UserError("没有指明是哪一项期限", "延长、文书指定和交邮只对一项期限", "请先选定期限")
    if note.on is None:
        what = "交邮日" if note.kind is NoteKind.POSTED else "新的到期日"
        raise UserError(f"没有填写{what}", "", f"请填写{what}")
    if note.kind is NoteKind.EXTENSION and not note.approver:
        raise UserError("没有填写批准人", "延长须记明由谁批准", "请填写批准人和文号")
    if note.kind is NoteKind.DOCUMENT and not note.doc_no:
        raise UserError("没有填写文号", "文书指定的到期日须有依据", "请填写文书的文号或案号")
