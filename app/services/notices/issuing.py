"""Issuing a notice: prints it, takes its number, enters it in the register of letters and links it with its record."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.domain.fields import Kind
from app.domain.letter_code import code_of
from app.errors import UserError
from app.services import attachments
from app.services.attachments import Keep
from app.services.notices import numbers
from app.services.notices.catalogue import Notice
from app.services.notices.following import STATED, UNANSWERED, answered, follow, record_of, write_back
from app.services.notices.numbers import Number
from app.whole_file import whole_file

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation
    from app.services.notices.fonts import Fonts
    from app.services.notices.notice import Composed
    from app.services.notices.paper import Paper
    from app.services.notices.template import Values

Given = dict[tuple[str, int], int]  # 机关代字 and year → the last number given

NUMBER = "发文字号"
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True)
class Issued:
    """A notice that has been printed and entered. A form that is no letter is attached to its record only."""

    letter_id: int | None
    path: Path
    doc_no: str
    code: str
    told: tuple[str, ...] = ()  # what people should know: numbers passed over, fonts that stood in
    missing_glyphs: tuple[str, ...] = ()
    substitutions: tuple[str, ...] = ()


@dataclass
class Ready:
    """A notice in its final words, and the letter that it would become; nothing is written yet."""

    notice: Notice
    source: Any
    composed: Composed
    said: dict[str, Any]
    letter: Any | None
    number: Number | None
    told: tuple[str, ...]
    text_version: int = 0
    pdf: Path | None = None
    missing_glyphs: tuple[str, ...] = ()
    substitutions: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return code_of(self.letter.uid) if self.letter else ""

    @property
    def paper(self) -> Paper:
        from app.services.notices.notice import paper_of

        return replace(paper_of(self.composed), identity=self.code)


def with_proposals(
    db: Database, notice_id: str, record: Any, values: Values | None = None, given: Given | None = None
) -> dict[str, Any]:
    """What a person said, and what the program proposes for the rest."""
    from app.services.notices.notice import draft

    said: dict[str, Any] = dict(values or {})
    for question in draft(db, notice_id, record, said).questions:
        if question.proposal:
            said[question.name] = question.proposal
    number = Number.read(str(said.get(NUMBER, "")))
    if given and number and not (values or {}).get(NUMBER):
        last = given.get((number.code, number.year), 0)
        said[NUMBER] = str(replace(number, number=max(number.number, last + 1)))
    return said


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
    """Print a notice, number it and enter it as a letter. What is not said and can be proposed is taken as proposed.

    `out`: a copy for the person. `draft`: the letter that was kept as a draft. `reply_due`: another day than the
    notice's rule gives.
    """
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        ready = prepare(db, notice_id, record, values, draft=draft, reply_due=reply_due)
        print_ready(db, ready, Path(folder) / "notice.pdf")
        with attachments.keeping(db) as keep, handed_out(ready.pdf, out), db.operation(f"签发{_called(ready)}") as op:
            issued = enter(op, ready, keep)
    return replace(issued, path=out or issued.path)


def prepare(
    db: Database,
    notice_id: str,
    record: Any,
    values: Values | None = None,
    *,
    draft: int | None = None,
    reply_due: date | None = None,
    given: Given | None = None,
) -> Ready:
    """Everything that can be refused is refused here; nothing is written. `given`: numbers that a run has given so far."""
    from app.services.notices.notice import compose
    from app.services.notices.template_store import version_of

    said = with_proposals(db, notice_id, record, values, given)
    composed = compose(db, notice_id, record, said)
    notice = composed.notice
    number = Number.read(composed.text(NUMBER)) if composed.text(NUMBER) else None
    told: tuple[str, ...] = ()
    if number and not (given and (number.code, number.year) in given):
        told = numbers.check(db.rows, number, record.id, draft)
    letter = None
    if notice.letter_kind:
        letter = queries.load(db, "letter", draft) if draft else queries.blank(db, "letter")
        if draft and letter.status not in ("草稿", "待签发"):
            raise UserError("这份函件已经签发", f"它现在是“{letter.status}”", "如需重发，请作废后重新签发")
        letter.uid = letter.uid or uuid.uuid4().hex
        _describe(letter, notice, record, composed, reply_due)
    if number and given is not None:
        given[number.code, number.year] = number.number
    return Ready(notice, record, composed, said, letter, number, told, version_of(db, notice_id))


def print_ready(db: Database, ready: Ready, out: Path, fonts: Fonts | None = None) -> None:
    from app.services.notices.fonts import machine_fonts
    from app.services.notices.printing import print_notice

    fonts = fonts or machine_fonts(bool(db.setting("shipped_fonts_only")))
    printed = print_notice(ready.paper, out, fonts, mirror=bool(db.setting("duplex_mirror")))
    ready.pdf = out
    ready.missing_glyphs = tuple(sorted(printed.missing))
    ready.substitutions = tuple(fonts.substitutions(printed.roles))


def enter(op: Operation, ready: Ready, keep: Keep, *, is_free: bool = False) -> Issued:
    """Write a printed notice to the register, within an operation. `is_free`: its number has been looked at there."""
    name = (
        f"{' '.join(part for part in (str(ready.number or ''), ready.paper.title or ready.notice.title) if part)}.pdf"
    )
    assert ready.pdf is not None
    sha256, stored = keep(ready.pdf)
    letter, source = ready.letter, ready.source
    if letter is None:
        op.attach(source.id, attachments.safe_name(name), "函件公文", sha256, stored)
        return Issued(
            None, op.db.home.attachments / stored, "", "", ready.told, ready.missing_glyphs, ready.substitutions
        )
    told = ready.told
    if ready.number and not is_free:
        told = numbers.check(op.fetch, ready.number, source.id, letter.id)
    letter.status = "已签发"
    if letter.id is None:
        op.create(letter)
    else:
        op.save(letter)
    if ready.number:
        numbers.reserve(op, ready.number, letter.id)
    _note_origin(op, letter.id, ready.notice.id, source.id, ready.said, ready.text_version)
    if source.id != letter.id:
        op.link(source.id, letter.id)
    op.attach(letter.id, attachments.safe_name(name), "函件公文", sha256, stored)
    if type(source).about.id != "letter":
        write_back(op, ready.notice, source.id, letter, ("doc_no", "issued_on"))
        follow(op, (ready.notice.id, source.id), "已签发")
    _answer_theirs(op, ready)
    path = op.db.home.attachments / stored
    return Issued(letter.id, path, letter.doc_no or "", ready.code, told, ready.missing_glyphs, ready.substitutions)


def keep_draft(
    db: Database, notice_id: str, record: Any, values: Values | None = None, *, draft: int | None = None
) -> int:
    """Keep what a person has said so far as a letter in 草稿, without a number; its id."""
    from app.services.notices.notice import draft as drafted

    found = drafted(db, notice_id, record, values)
    notice = found.notice
    if not notice.letter_kind:
        raise UserError(f"《{notice.title}》不能存为草稿", "它是表单，不编入发文登记簿", "请直接打印")
    letter = queries.load(db, "letter", draft) if draft else queries.blank(db, "letter")

    def said(name: str) -> str:
        value = found.values.get(name, "")
        return value if isinstance(value, str) else ""

    letter.kind, letter.direction, letter.status = notice.letter_kind, "发出", "草稿"
    letter.title = letter.title or notice.title
    letter.from_unit, letter.to_units = said("发文机关") or None, _units(said("主送机关"))
    letter.cc_units, letter.source_no = _units(said("抄送机关")), record.reg_no
    with db.operation(f"存草稿《{notice.title}》") as op:
        if letter.id is None:
            op.create(letter)
        else:
            op.save(letter)
        _note_origin(op, letter.id, notice_id, record.id, dict(values or {}), 0)
        op.link(record.id, letter.id)
    return int(letter.id)


def issue_draft(
    db: Database,
    letter_id: int,
    values: Values | None = None,
    *,
    out: Path | None = None,
    reply_due: date | None = None,
) -> Issued:
    """Issue a letter kept as a draft."""
    made = made_from(db, letter_id)
    if made is None:
        raise UserError("不能签发这份草稿", "它不是由本程序的文书生成的", "请从记录重新生成文书")
    notice_id, source, said = made
    record = queries.load(db, db.table_of(source), source)
    return issue(db, notice_id, record, {**said, **(values or {})}, out=out, draft=letter_id, reply_due=reply_due)


def made_from(db: Database, letter_id: int) -> tuple[str, int, dict[str, Any]] | None:
    """Notice, record and what a person said, of a letter that this program made."""
    rows = db.rows("SELECT notice, record, said FROM notice_made WHERE letter = ?", (letter_id,))
    return (rows[0][0], rows[0][1], json.loads(rows[0][2])) if rows else None


def _describe(letter: Any, notice: Notice, source: Any, composed: Composed, reply_due: date | None) -> None:
    from app.services.notices.notice import paper_of

    said = composed.text
    letter.direction, letter.kind = "发出", notice.letter_kind
    letter.doc_no = said(NUMBER) or None
    letter.title = "".join(paper_of(composed).title.split()) or notice.title
    letter.from_unit = said("发文机关") or None
    letter.to_units, letter.cc_units = _units(said("主送机关")), _units(said("抄送机关"))
    letter.case_no = said("案号") or _case_no(source)
    letter.source_no = source.reg_no
    letter.urgency = said("紧急程度") or letter.urgency
    letter.issued_on = _day(said("成文日期"))
    letter.signer = said("签发人") or letter.signer
    letter.reply_needed = notice.reply is not None or reply_due is not None
    letter.reply_due, letter.due_basis = _stated_due(notice, composed)
    if reply_due is not None:
        letter.reply_due, letter.due_basis = reply_due, "另行确定"


def _stated_due(notice: Notice, composed: Composed) -> tuple[date | None, str | None]:
    """The day that the document itself states wins over every rule."""
    if notice.reply is None:
        return None, None
    stated = _day(composed.text(notice.reply.field)) if notice.reply.field else None
    return (stated, STATED) if stated else (None, str(notice.reply))


def _answer_theirs(op: Operation, ready: Ready) -> None:
    """A reply that we send answers the letter it names, where that is in the register."""
    number = Number.read(ready.composed.text("来文文号") or "")
    if ready.notice.reply is not None or number is None or ready.letter is None:
        return
    for (id,) in op.fetch("SELECT id FROM letter WHERE void = 0 AND doc_no = ?", (str(number),)):
        letter = record_of(op, id)
        waits = letter.status in UNANSWERED or (letter.direction == "收到" and letter.replied_on is None)
        if waits and id != ready.letter.id:
            answered(op, letter, ready.letter.issued_on or op.db.today, ready.letter.doc_no or "", "", None, (), {})


def _note_origin(op: Operation, letter: int, notice: str, record: int, said: Mapping[str, Any], version: int) -> None:
    op.execute(
        "INSERT INTO notice_made (letter, notice, record, said, text_version) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (letter) DO UPDATE SET said = excluded.said, text_version = excluded.text_version",
        (letter, notice, record, json.dumps(said, ensure_ascii=False, default=list), version),
    )


@contextmanager
def handed_out(pdf: Path | None, out: Path | None) -> Iterator[None]:
    """A copy of the PDF at `out`, in place once what is done meanwhile has been done."""
    if out is None or pdf is None:
        yield
        return
    with pdf.open("rb") as reading, whole_file(out) as writing:
        shutil.copyfileobj(reading, writing)
        yield


def _called(ready: Ready) -> str:
    return f"《{ready.paper.title or ready.notice.title}》{ready.number or ''}"


def _units(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.replace("，", "、").split("、") if part)


def _case_no(source: Any) -> str | None:
    names = (name for name, f in type(source).fields().items() if f.kind is Kind.CASE_NO)
    return next((value for name in names if (value := getattr(source, name))), None)


def _day(text: str) -> date | None:
    found = DAY.fullmatch(text)
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None
