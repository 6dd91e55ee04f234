"""Makes a notice from a record: gathers what it says, refuses with everything that is missing, prints the PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.domain.fields import Field, Kind
from app.domain.records import RECORDS
from app.domain.values import Unreadable, normalise_doc_no, parse, show
from app.errors import UserError
from app.services.notices.catalogue import Notice, catalogue, notice_of
from app.services.notices.template import COMMON

if TYPE_CHECKING:
    from app.data.database import Database

DOC_NO = re.compile(r"[\u4e00-\u9fff]{1,12}〔(19|20)\d{2}〕[1-9]\d{0,4}号")  # gbt9704.md §7
DATES = re.compile(r"日期$|截止日$|届满日$")  # template fields that hold a date


@dataclass(frozen=True)
class Made:
    """A printed notice, and what to say of its fonts."""

    path: Path
    missing_glyphs: tuple[str, ...]  # characters that no font has, printed as 〓
    substitutions: tuple[str, ...]  # 仿宋用…替代


@dataclass(frozen=True)
class Question:
    """A field that people have to fill in before the notice can be printed."""

    name: str
    options: tuple[str, ...] = ()
    proposal: str = ""


@dataclass(frozen=True)
class Draft:
    """What is known for a notice and what is still to be asked, all at once."""

    notice: Notice
    values: dict[str, str]
    questions: tuple[Question, ...]


def draft(db: Database, notice_id: str, record: Any, values: Mapping[str, str] | None = None) -> Draft:
    """Everything the record, the directory and the settings say, with what a person has said on top."""
    notice = _known(notice_id)
    if type(record).about.id != notice.record:
        raise UserError(
            f"不能打印《{notice.title}》",
            f"它要从“{RECORDS[notice.record].about.label}”打印，这是“{type(record).about.label}”",
            "请选择相应的记录",
        )
    said = {name: _from_record(db, notice, record, name, path) for name, path in notice.fields.items()}
    typed = {name: _tidied(name, text, db.today) for name, text in (values or {}).items()}
    sender = typed.get("发文机关") or said.get("发文机关") or queries.find_unit(db, notice.sender) or ""
    office = _from_office(db, notice, record, sender)
    known = {name: text for name, text in (*office.items(), *said.items(), *typed.items()) if text}
    template = notice.template
    asked = [
        Question(name, template.options.get(name, ()), _proposal(db, notice, record, name, sender))
        for name in template.missing(known)
    ]
    return Draft(notice, known, tuple(asked))


def make(db: Database, notice_id: str, record: Any, out: Path, values: Mapping[str, str] | None = None) -> Made:
    """Prints the notice. Raises UserError naming all that is missing (`Incomplete.missing`) or wrong."""
    from app.services.notices.fonts import machine_fonts
    from app.services.notices.paper import Paper
    from app.services.notices.printing import print_notice

    found = draft(db, notice_id, record, values)
    text = found.values
    template = found.notice.template
    unknown = [name for name in values or {} if name not in template.names and name not in COMMON]
    if unknown:
        raise UserError(
            f"《{template.title}》没有“{'、'.join(unknown)}”",
            f"可以填写的有：{'、'.join(template.names)}",
            "请核对名称",
        )
    paragraphs = template.fill(text)
    if not DOC_NO.fullmatch(text["发文字号"]):
        raise UserError(f"发文字号“{text['发文字号']}”不规范", "应如“蒙政〔2022〕44号”，不加“第”，序号不补0", "请改正")
    paper = Paper(
        format=template.format,
        issuer=text["发文机关"],
        number=text["发文字号"],
        paragraphs=paragraphs,
        genre=template.genre,
        sealed=template.seal,
        names=tuple(text.values()),
    )
    fonts = machine_fonts(bool(db.setting("shipped_fonts_only")))
    printed = print_notice(paper, out, fonts, mirror=bool(db.setting("duplex_mirror")))
    return Made(out, tuple(sorted(printed.missing)), tuple(fonts.substitutions(printed.roles)))


def _known(notice_id: str) -> Notice:
    notice = notice_of(notice_id)
    if notice is None:
        known = "、".join(f"{each.id}（{each.title}）" for each in catalogue())
        raise UserError(f"没有文书“{notice_id}”", f"现有：{known}", "请核对文书名称")
    return notice


def _from_office(db: Database, notice: Notice, record: Any, sender: str) -> dict[str, str]:
    """The fields that every notice has, from the directory and the settings."""
    copies = [queries.find_unit(db, unit) or "" for unit in notice.copies]
    recipient = RECORDS[notice.record].fields()[notice.recipient]
    to = show(recipient, getattr(record, notice.recipient))
    return {
        **_contact(db, sender),
        "发文机关": sender,
        "主送机关": to,
        "抄送机关": "、".join(unit for unit in copies if unit and unit != to),
        "成文日期": in_words(db.today),
        "联动文件": db.setting("mechanism") or "",
    }


def _contact(db: Database, sender: str) -> dict[str, str]:
    """Whom to ring: this desk's own contact when its unit sends the notice, else the sender's in the directory."""
    if sender == db.setting("own_unit"):
        name, phone = db.setting("contact") or db.setting("user_name"), db.setting("phone")
    else:
        found = queries.match_ref(db, "unit", sender)
        unit = queries.load(db, "unit", found[0]) if found else None
        name, phone = (unit.liaison, unit.phone) if unit else (None, None)
    return {"联系人": name or "", "联系电话": phone or ""}


def _from_record(db: Database, notice: Notice, record: Any, name: str, path: str) -> str:
    """What a field of the record, or of a record it points to, says in the words of a notice."""
    step, _, rest = path.partition(".")
    f = type(record).fields()[step]
    value = getattr(record, step)
    if rest:
        if value is None:
            return str(record.unmatched.get(step, "")) if rest == RECORDS[f.to].about.natural_key[0] else ""
        return _from_record(db, notice, queries.load(db, f.to, value), name, rest)
    if value is None or value == ():
        return ""
    text = queries.labels(db, f.to, [value])[value] if f.kind is Kind.REF else _written(f, value, name)
    for words in notice.said_before.get(name, ()):
        text = text.removeprefix(words)
    return notice.choices[name].get(text, "") if name in notice.choices else text


def _written(f: Field, value: Any, name: str) -> str:
    """Dates and times as a document writes them; a field named 时间 takes the time of a moment."""
    if isinstance(value, datetime):
        return in_hours(value) if name.endswith("时间") else in_words(value.date())
    if isinstance(value, date):
        return in_words(value)
    return show(f, value)


def in_words(day: date) -> str:
    """2022年9月6日 (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def in_hours(moment: datetime) -> str:
    """9时30分, 9时."""
    return f"{moment.hour}时" + (f"{moment.minute}分" if moment.minute else "")


def _tidied(name: str, text: str, today: date) -> str:
    """What a person typed, in the form of a document: 2022-9-6 → 2022年9月6日, 蒙法[2022]61号 → 蒙法〔2022〕61号."""
    text = text.strip()
    if not text:
        return ""
    if name == "发文字号":
        return normalise_doc_no(text)
    if DATES.search(name):
        try:
            return in_words(parse(Field(name, kind=Kind.DATE), text, today=today))
        except Unreadable as error:
            raise UserError(f"“{name}”不是日期：“{text}”", str(error), "请写成 2022年9月6日") from error
    return text


def _proposal(db: Database, notice: Notice, record: Any, name: str, sender: str) -> str:
    if name == "发文字号":
        return _next_number(db, sender)
    day = notice.proposals[name](record) if name in notice.proposals else None
    return in_words(day) if day else ""


def _next_number(db: Database, sender: str) -> str:
    """One more than the highest of this year that the register of letters has for the sender's 机关代字."""
    found = queries.match_ref(db, "unit", sender)
    code = queries.load(db, "unit", found[0]).doc_code if found else None
    if not code:
        return ""
    series = f"{code}〔{db.today.year}〕"
    query = queries.Query("letter", filters=(queries.Filter("doc_no", "contains", series),))
    texts = [text for (text,) in queries.page(db, "letter", queries.ids(db, query), ["doc_no"])]
    used = [int(text[len(series) : -1]) for text in texts if DOC_NO.fullmatch(text) and text.startswith(series)]
    return f"{series}{max(used, default=0) + 1}号"
