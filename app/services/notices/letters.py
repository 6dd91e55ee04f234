"""Letters after their issue: service, answer, reminders, escalation, close; each step is one named operation.

Where the record that a letter is about has the same step, it follows by itself (following.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.domain.records import RECORDS
from app.errors import UserError
from app.services import attachments
from app.services.notices import issuing, numbers
from app.services.notices.catalogue import notice_of
from app.services.notices.following import (
    UNANSWERED,
    Adoption,
    answered,
    answered_fields,
    due_from_service,
    follow,
    made_by,
    record_of,
    set_due,
    write_back,
)
from app.services.notices.issuing import (
    Issued,
    enter,
    handed_out,
    issue_draft,
    keep_draft,
    made_from,
    prepare,
    print_ready,
)
from app.services.notices.matter import in_words
from app.services.notices.numbers import Number

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation
    from app.services.notices.template import Values

__all__ = ["Adoption", "Issued", "issue_draft", "keep_draft", "made_from"]  # the whole life of a letter

STEPS = ("第一次催办", "第二次催办", "提请督办")
WRITTEN, ORDERED = "书面催办", "领导小组办公室督办"
ORDER = "supervision_urge_form"
REMINDERS = {"judicial_suggestion": "judicial_suggestion_reminder"}  # the others are reminded by the office's form
REMINDS = "催办"  # note of the link from a letter to a reminder of it


@dataclass(frozen=True)
class Overdue:
    """A letter whose answer is late, and what is to be done next. `ready`: the last reminder's own term has passed."""

    letter_id: int
    reg_no: str
    doc_no: str
    title: str
    to_units: tuple[str, ...]
    reply_due: date
    days: int
    reminders: int
    new_due: date | None
    step: str  # of STEPS; "" after the last
    ready: bool


@dataclass(frozen=True)
class Reminder:
    """What a reminder would be made from, so that a dialog can ask for what is missing."""

    notice_id: str
    record: Any
    step: str
    values: dict[str, str]


@dataclass(frozen=True)
class Reminded:
    """`letter` is None for a reminder by telephone."""

    step: str
    new_due: date | None
    issued: Issued | None


# Finding


def find(db: Database, text: str) -> Any:
    """The letter with a code, a registration number or a document number. Raises UserError when there is none."""
    number = Number.read(text)
    if number is None:
        found = queries.find(db, text)
        if type(found).about.id != "letter":
            raise UserError(f"“{text}”不是函件", f"它是{type(found).about.noun}", "请写函件的识别码、登记编号或文号")
        return found
    ids = [row[0] for row in db.rows("SELECT id FROM letter WHERE void = 0 AND doc_no = ?", (str(number),))]
    if len(ids) != 1:
        why = "有几份函件用了同一个文号" if ids else "登记簿中没有这个文号"
        raise UserError(f"找不到文号为“{number}”的函件", why, "请改用登记编号或识别码")
    return queries.load(db, "letter", ids[0])


def letters_of(db: Database, record_id: int) -> list[int]:
    """Letters made from a record, or linked with it, the oldest first."""
    rows = db.rows(
        "SELECT letter FROM notice_made WHERE record = ?1 UNION SELECT to_id FROM link WHERE from_id = ?1 "
        "UNION SELECT from_id FROM link WHERE to_id = ?1",
        (record_id,),
    )
    ids = [id for (id,) in rows if db.table_of(id) == "letter" and id != record_id]
    return [one.id for one in queries.load_many(db, "letter", sorted(ids), children=False) if not one.void]


def outbox(db: Database) -> queries.Query:
    """What this office has sent, the newest first: 发文登记簿."""
    return queries.Query("letter", (queries.Filter("direction", "is", "发出"),))


def inbox(db: Database) -> queries.Query:
    return queries.Query("letter", (queries.Filter("direction", "is", "收到"),))


def overdue_query() -> queries.Query:
    """Sent, answer late."""
    filters = (queries.Filter("direction", "is", "发出"), queries.Filter("reply_due", "overdue"))
    return queries.Query("letter", filters, sort=("reply_due",))


def boxes(db: Database) -> dict[str, queries.Query]:
    """The standing views of the register, by name."""
    sent, got = queries.Filter("direction", "is", "发出"), queries.Filter("direction", "is", "收到")
    needed, open_still = queries.Filter("reply_needed", "is", True), queries.Filter("replied_on", "empty")
    return {
        "发件箱": outbox(db),
        "草稿": queries.Query("letter", (sent, queries.Filter("status", "is", "草稿"))),
        "待送达": queries.Query("letter", (sent, queries.Filter("status", "is", "已签发"))),
        "待答复": queries.Query("letter", (sent, needed, open_still), sort=("reply_due",)),
        "逾期未答复": overdue_query(),
        "收件箱": inbox(db),
        "收文待复": queries.Query("letter", (got, needed, open_still), sort=("reply_due",)),
    }


# What follows


def issue(
    db: Database,
    notice_id: str,
    record: Any,
    values: Values | None = None,
    *,
    out: Path | None = None,
    draft: int | None = None,
    reply_due: date | None = None,
) -> Issued:
    """See issuing.issue. A reminder is noted at the letter that it is about, wherever it was begun."""
    if (reminded := _reminded_by(db, notice_id, record)) and (done := remind(db, reminded, values, out=out)).issued:
        return done.issued
    return issuing.issue(db, notice_id, record, values, out=out, draft=draft, reply_due=reply_due)


def serve(
    db: Database,
    letter_id: int,
    *,
    on: date | None = None,
    mode: str | None = None,
    receiver: str | None = None,
    files: Sequence[Path] = (),
) -> None:
    """The letter has reached its receiver; a reply period that runs from receipt begins."""
    letter = _letter(db, letter_id, ("已签发", "已送达", "待答复"), "登记送达")
    on = on or db.today
    if letter.issued_on and on < letter.issued_on:
        raise UserError("没有登记送达", f"送达日期{on}早于成文日期{letter.issued_on}", "请核对送达日期")
    letter.served_on, letter.serve_mode, letter.receiver = on, mode or letter.serve_mode, receiver or letter.receiver
    with attachments.keeping(db) as keep, db.operation(f"登记送达：{_named(letter)}") as op:
        made = made_by(op.fetch, db, letter_id)
        if made and (notice := notice_of(made[0])):
            write_back(op, notice, made[1], letter, ("served_on",))
            if letter.reply_needed and not letter.reply_due:
                letter.reply_due, letter.due_basis = due_from_service(op, notice, made[1], on)
        letter.status = "待答复" if letter.reply_needed else "已送达"
        op.save(letter)
        for file in files:
            op.attach(letter_id, file.name, "送达和回执", *keep(file))
        if made and letter.reply_needed:
            follow(op, made, "待答复")


def register_reply(
    db: Database,
    letter_id: int,
    *,
    on: date | None = None,
    number: str = "",
    text: str = "",
    result: str | None = None,
    adoptions: Sequence[Adoption] = (),
    fields: Mapping[str, Any] | None = None,
    files: Sequence[Path] = (),
) -> None:
    """The answer has come. `adoptions`: per piece of advice; `fields`: more of the letter's record that it settles."""
    letter = _letter(db, letter_id, UNANSWERED, "登记答复")
    with attachments.keeping(db) as keep, db.operation(f"登记答复：{_named(letter)}") as op:
        answered(op, letter, on or db.today, number, text, result or _result_of(adoptions), adoptions, fields or {})
        for file in files:
            op.attach(letter_id, file.name, "送达和回执", *keep(file))


def assess(
    db: Database,
    letter_id: int,
    assessment: str,
    *,
    satisfaction: str = "",
    new_due: date | None = None,
    note: str = "",
) -> None:
    """Judge the answer: 合格; 补充答复 and 不合格退回 set the clock running again until `new_due`."""
    letter = _letter(db, letter_id, ("已答复",), "评价答复")
    if assessment not in RECORDS["letter"].fields()["assessment"].values:
        raise UserError(f"没有“{assessment}”这种评价", "可以写合格、补充答复、不合格退回", "请改正后重试")
    back = assessment != "合格"
    if back and new_due is None:
        raise UserError("没有登记评价", f"“{assessment}”要写明新的答复期限", "请填写新的答复期限")
    letter.assessment = assessment
    if note:
        letter.remarks = "\n".join(part for part in (letter.remarks, note) if part)
    if back:
        letter.status, letter.reply_due, letter.due_basis = "待答复", new_due, assessment
        letter.replied_on = None
    with db.operation(f"评价答复：{_named(letter)}（{assessment}）", reason=note) as op:
        op.save(letter)
        if made := made_by(op.fetch, db, letter_id):
            source = record_of(op, made[1])
            if back:
                set_due(source, notice_of(made[0]), new_due)
                for name in answered_fields(source, notice_of(made[0])):
                    setattr(source, name, None)
            elif satisfaction and "assessment" in type(source).fields():
                source.assessment = satisfaction
            op.save(source)
            follow(op, made, "待答复" if back else "评价")


def close(db: Database, letter_id: int, *, on: date | None = None) -> None:
    """Nothing more is to come; reminders of the letter are closed with it."""
    letter = _letter(db, letter_id, ("已送达", "已答复", "已通报", "退回"), "办结")
    if letter.reply_needed and letter.replied_on is None and letter.status == "已送达":
        raise UserError("不能办结", "这份函件要求答复，还没有登记答复", "请先登记答复")
    letter.archived_on = on or db.today
    with db.operation(f"办结：{_named(letter)}") as op:
        letter.status = "办结"
        op.save(letter)
        for id in _reminders_of(op.fetch, letter_id):
            reminder = record_of(op, id)
            if reminder.status in ("已签发", "已送达"):
                reminder.status, reminder.archived_on = "办结", on or db.today
                op.save(reminder)
        if made := made_by(op.fetch, db, letter_id):
            follow(op, made, "办结")


# Late answers


def overdue(db: Database) -> list[Overdue]:
    """Sent letters whose answer is late, the latest first, with the next step for each."""
    found = []
    for letter in queries.load_many(db, "letter", list(queries.ids(db, overdue_query()))):
        if letter.status not in UNANSWERED:
            continue
        step, new_due = _next_step(letter), _last_due(letter)
        found.append(
            Overdue(
                letter.id,
                letter.reg_no,
                letter.doc_no or "",
                letter.title,
                letter.to_units,
                letter.reply_due,
                (db.today - letter.reply_due).days,
                len(letter.reminders),
                new_due,
                step,
                bool(step) and (new_due is None or new_due < db.today),
            )
        )
    return found


def reminder(db: Database, letter_id: int) -> Reminder:
    """What the next reminder of a letter is made from. Raises UserError when none is due."""
    letter = _letter(db, letter_id, UNANSWERED, "催办")
    step = _next_step(letter)
    if letter.reply_due is None or letter.reply_due >= db.today:
        raise UserError("现在不能催办", "答复期限还没有届满", f"答复期限是{letter.reply_due or '未填'}")
    if not step:
        raise UserError("不能再催办", "已经提请督办", "如仍不答复，请按程序通报")
    made = made_by(db.rows, db, letter_id)
    notice_id = REMINDERS.get(made[0], ORDER) if made and step != STEPS[2] else ORDER
    if made is None or notice_id == ORDER:
        number = f"{letter.reg_no}-{len(letter.reminders) + 1}"
        return Reminder(ORDER, letter, step, {"单号": number, "单据类别": "督办" if step == STEPS[2] else step})
    source = queries.load(db, db.table_of(made[1]), made[1])
    before = "、".join(
        f"于{in_words(row.urged_on)}{'发函' if row.way == WRITTEN else row.way}催办" for row in letter.reminders
    )
    printed = made_from(db, letter_id)
    said = printed[2] if printed else {}
    contact = {name: said[name] for name in ("联系人", "联系电话") if said.get(name)}
    return Reminder(notice_id, source, step, contact | ({"前次催办情况": before} if before else {}))


def remind(
    db: Database,
    letter_id: int,
    values: Values | None = None,
    *,
    way: str = "",
    to_person: str | None = None,
    note: str = "",
    out: Path | None = None,
) -> Reminded:
    """Remind once more, or refer to the leading group's office after the second time: the reminder is printed, numbered,
    entered as a letter of its own and noted at the letter that it is about, in one operation. By telephone nothing is
    printed."""
    letter = _letter(db, letter_id, UNANSWERED, "催办")
    if way == "电话":
        with db.operation(f"电话催办：{_named(letter)}") as op:
            _note_reminder(op, letter, "电话", db.today, None, to_person, note, STEPS[0])
        return Reminded("电话催办", None, None)
    basis = reminder(db, letter_id)
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        ready = prepare(db, basis.notice_id, basis.record, {**basis.values, **(values or {})})
        assert ready.letter is not None
        new_due = ready.letter.reply_due
        # The clock is the reminded letter's; the reminder itself waits for no answer of its own.
        ready.letter.reply_needed, ready.letter.reply_due, ready.letter.due_basis = False, None, None
        print_ready(db, ready, Path(folder) / "notice.pdf")
        title = f"{basis.step}：{_named(letter)}"
        with attachments.keeping(db) as keep, handed_out(ready.pdf, out), db.operation(title) as op:
            issued = enter(op, ready, keep)
            assert issued.letter_id is not None
            op.link(letter_id, issued.letter_id, REMINDS)
            op.execute(
                "UPDATE link SET note = ? WHERE from_id = ? AND to_id = ?", (REMINDS, letter_id, issued.letter_id)
            )
            chosen = way or (ORDERED if basis.step == STEPS[2] else WRITTEN)
            issued_on = ready.letter.issued_on or db.today
            _note_reminder(op, record_of(op, letter_id), chosen, issued_on, new_due, to_person, note, basis.step)
    return Reminded(basis.step, new_due, replace(issued, path=out or issued.path))


# Parts


def _result_of(adoptions: Sequence[Adoption]) -> str | None:
    said = {one.adopted for one in adoptions}
    if not said:
        return None
    return "同意或采纳" if said == {"采纳"} else "不同意" if said == {"不采纳"} else "部分采纳"


def _note_reminder(
    op: Operation,
    letter: Any,
    way: str,
    on: date,
    new_due: date | None,
    to_person: str | None,
    note: str,
    step: str,
) -> None:
    row: Any = RECORDS["letter"].children()["reminders"]()
    row.urged_on, row.way, row.by, row.new_due = on, way, op.by, new_due
    row.to_person, row.note = to_person, note or None
    letter.reminders = [*letter.reminders, row]
    if letter.status in ("已签发", "已送达", "待答复", "催办中"):
        letter.status = "提请督办" if step == STEPS[2] else "催办中"
    op.save(letter)
    if (made := made_by(op.fetch, op.db, letter.id)) and op.db.table_of(made[1]) != "letter":
        record = record_of(op, made[1])
        urged = type(record).fields().get("urge_n")
        if urged is not None and urged.computed is None:
            record.urge_n = (record.urge_n or 0) + 1
        if "last_urged_on" in type(record).fields():
            record.last_urged_on = on
        op.save(record)
        follow(op, made, "催办中")


def _next_step(letter: Any) -> str:
    if letter.status in ("提请督办", "已通报"):
        return ""
    return STEPS[min(sum(row.way == WRITTEN for row in letter.reminders), 2)]


def _reminded_by(db: Database, notice_id: str, record: Any) -> int | None:
    """The letter to which a notice from this record would be the next reminder."""
    if notice_id == ORDER:
        about = [record.id]
    else:
        of = next((of for of, reminder_id in REMINDERS.items() if reminder_id == notice_id), None)
        about = [id for id in letters_of(db, record.id) if of and (made_by(db.rows, db, id) or ("",))[0] == of]
    for id in reversed(about):
        try:
            if reminder(db, id).notice_id == notice_id:
                return int(id)
        except UserError:  # none is due
            continue
    return None


def _last_due(letter: Any) -> date | None:
    return max((row.new_due for row in letter.reminders if row.new_due), default=None)


def _reminders_of(fetch: numbers.Fetch, letter_id: int) -> list[int]:
    return [row[0] for row in fetch("SELECT to_id FROM link WHERE from_id = ? AND note = ?", (letter_id, REMINDS))]


def _letter(db: Database, letter_id: int, states: Sequence[str], deed: str) -> Any:
    letter = queries.load(db, "letter", letter_id)
    if letter.void:
        raise UserError(f"不能{deed}", "这份函件已经作废", "如需恢复，请撤销作废操作")
    if letter.status not in states:
        raise UserError(f"不能{deed}", f"这份函件现在是“{letter.status}”", f"{deed}要在{'、'.join(states)}时进行")
    return letter


def _named(letter: Any) -> str:
    return " ".join(part for part in (letter.doc_no, letter.title) if part)
