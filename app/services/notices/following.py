"""What a record keeps of its letter: fields written back, its own day for the answer, the same step in its own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from app.data.relative import done_fields
from app.data.rows import load_many
from app.domain.fields import Kind
from app.domain.periods import due, in_force
from app.domain.values import normalise_doc_no
from app.errors import UserError
from app.services.notices.catalogue import Notice, catalogue, notice_of

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation
    from app.domain.periods import Period

Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

STATED = "文书载明"  # basis of a day that the document itself states
UNANSWERED = ("已签发", "已送达", "待答复", "催办中", "提请督办", "已通报")  # states of a letter that waits
# The same step in the words of other records.
SAME_STEP = {
    "已签发": ("已签发",),
    "待答复": ("待答复",),
    "催办中": ("催办中", "逾期催办"),
    "已答复": ("已答复",),
    "评价": ("已评估",),
    "办结": ("办结",),
}


@dataclass(frozen=True)
class Adoption:
    """What an answer says of one piece of advice."""

    seq: int
    adopted: str  # 采纳, 部分采纳, 不采纳
    action: str = ""
    reason: str = ""
    done_on: date | None = None


def record_of(op: Operation, id: int) -> Any:
    found = load_many(op.fetch, op.db.table_of(id), [id])
    if not found:
        raise UserError("这份函件所办的记录已经不在数据库中", "它可能已被撤销", "请刷新后重试")
    return found[0]


def made_by(fetch: Fetch, db: Database, letter_id: int) -> tuple[str, int] | None:
    """The notice and the record that a letter is from. One that was registered or imported, not printed here, belongs to
    the record that it names or is linked with, when a notice of its kind is made from such records."""
    rows = fetch("SELECT notice, record FROM notice_made WHERE letter = ?", (letter_id,))
    if rows:
        return rows[0][0], rows[0][1]
    kind, source_no = fetch("SELECT kind, source_no FROM letter WHERE id = ?", (letter_id,))[0]
    linked = fetch(
        "SELECT to_id FROM link WHERE from_id = ?1 UNION SELECT from_id FROM link WHERE to_id = ?1", (letter_id,)
    )
    for notice in catalogue():
        if notice.letter_kind != kind or notice.record == "letter":
            continue
        named = fetch(f'SELECT id FROM "{notice.record}" WHERE reg_no = ?', (source_no or "",))
        for (id,) in (*named, *linked):
            if db.table_of(id) == notice.record:
                return notice.id, id
    return None


def _due_field(record: Any, notice: Notice | None) -> str:
    """The record's own field for the day that the notice states."""
    if notice is None or notice.reply is None or not notice.reply.field:
        return ""
    path = notice.fields.get(notice.reply.field)
    f = type(record).fields().get(path) if isinstance(path, str) else None
    return f.name if f and f.kind is Kind.DATE else ""


def answered_fields(record: Any, notice: Notice | None) -> tuple[str, ...]:
    """The record's own fields that say when the answer came."""
    name = _due_field(record, notice)
    cls = type(record)
    done = done_fields(cls, cls.fields()[name]) if name else ()
    return tuple(each for each in done if cls.fields()[each].kind is Kind.DATE)


def set_due(record: Any, notice: Notice | None, day: date | None) -> None:
    if name := _due_field(record, notice):
        f = type(record).fields()[name]
        if f.computed is None or f.override:
            setattr(record, name, day)
        if f.computed is not None and f.override:
            record.overrides = record.overrides | {name}


def due_from_service(op: Operation, notice: Notice, source: int, on: date) -> tuple[date | None, str | None]:
    """The record's own day, counted from service; else the legal period that service begins; else the notice's."""
    if notice.reply is None:
        return None, None
    record = record_of(op, source)
    if (name := _due_field(record, notice)) and (day := getattr(record, name)):
        return day, f"{type(record).about.noun}的{type(record).fields()[name].label}"
    if period := _legal_period(op.db, notice, record, on):
        return due(period, on, op.db.calendar).on, period.basis
    return notice.reply.due(on, op.db.calendar), str(notice.reply)


def _legal_period(db: Database, notice: Notice, record: Any, on: date) -> Period | None:
    """The one as long as the notice says that begins with the field of the record which service fills. Where the law sets
    it, the register of periods knows whether its days are working days (行政强制法第六十九条)."""
    reply = notice.reply
    assert reply is not None
    for versions in db.law.of_record.get(notice.record, ()):
        period = in_force(versions, on)
        if notice.fills.get(period.trigger_field) != "served_on" or not period.applies(record):
            continue
        if period.length == reply.length or (reply.is_law and f"{period.duration}日" == reply.length):
            return period
    return None


def write_back(op: Operation, notice: Notice, source: int, letter: Any, of: tuple[str, ...]) -> None:
    """What the record keeps of its letter: those of its fields that are filled from the fields `of` of the letter."""
    record = record_of(op, source)
    fields = type(record).fields()
    for name, taken in notice.fills.items():
        value = getattr(letter, taken)
        if taken in of and value is not None:
            moment = fields[name].kind is Kind.DATETIME
            setattr(record, name, datetime(value.year, value.month, value.day) if moment else value)
    own_day = _due_field(record, notice)
    if own_day and letter.due_basis == STATED and getattr(record, own_day) is None:
        set_due(record, notice, letter.reply_due)
    op.save(record)


def follow(op: Operation, made: tuple[str, int], step: str) -> None:
    """Move the record on where it has the same step ahead. Only a record that keeps the day by which this very letter is
    answered goes along with it; one that is further, or knows no such step, stays."""
    notice_id, source = made
    record = record_of(op, source)
    if not _due_field(record, notice_of(notice_id)):
        return
    about = type(record).about
    for word in SAME_STEP[step]:
        if word != record.status and word in _ahead(about, record.status or ""):
            record.status = word
            op.save(record)
            return


def _ahead(about: Any, status: str) -> set[str]:
    """States that can be reached from one, through others; not through the end of the matter."""
    known = {state.value: state.next for state in about.states}
    found: set[str] = set()
    waiting = list(known.get(status, ()))
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += known.get(state, ())
    return found


def answered(
    op: Operation,
    letter: Any,
    on: date,
    number: str,
    text: str,
    result: str | None,
    adoptions: Sequence[Adoption],
    fields: Mapping[str, Any],
) -> None:
    number = normalise_doc_no(number) if number else ""
    if letter.served_on and on < letter.served_on:
        raise UserError("没有登记答复", f"答复日期{on}早于送达日期{letter.served_on}", "请核对答复日期")
    letter.status, letter.reply_needed, letter.replied_on = "已答复", True, on
    letter.reply_no = number or letter.reply_no
    letter.reply_text, letter.reply_result = text or letter.reply_text, result or letter.reply_result
    letter.assessment = None
    op.save(letter)
    made = made_by(op.fetch, op.db, letter.id)
    if made is None or op.db.table_of(made[1]) == "letter":
        return
    record = record_of(op, made[1])
    own = type(record).fields()
    done = answered_fields(record, notice_of(made[0]))
    for name in done:
        setattr(record, name, on)
    if "replied_on" in done:  # the record keeps an answer, under the names that all of them use
        for name, value in (("reply_no", number), ("reply_summary", text)):
            if value and name in own:
                setattr(record, name, value)
    _adopt(record, adoptions)
    for name, value in fields.items():
        setattr(record, name, value)
    op.save(record)
    follow(op, made, "已答复")


def _adopt(record: Any, adoptions: Sequence[Adoption]) -> None:
    if not adoptions:
        return
    rows = {row.seq: row for row in getattr(record, "advice_items", ())}
    for one in adoptions:
        row = rows.get(one.seq)
        if row is None:
            known = "、".join(str(seq) for seq in rows) or "没有"
            raise UserError(f"没有第{one.seq}条建议", f"这份函件的建议有：{known}", "请核对序号")
        if one.adopted == "不采纳" and not (one.reason or row.reject_reason):
            raise UserError(f"第{one.seq}条不采纳没有写明理由", "不予采纳的应当说明理由", "请填写未采纳理由")
        row.adopted = one.adopted
        row.action, row.reject_reason = one.action or row.action, one.reason or row.reject_reason
        row.done_on = one.done_on or row.done_on
