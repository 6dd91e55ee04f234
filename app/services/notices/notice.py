"""Makes a notice from a record: gathers what it says, refuses what the law forbids, asks for what is missing, prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.domain.fields import Field, Kind
from app.domain.records import RECORDS
from app.domain.values import Unreadable, normalise_doc_no, parse
from app.errors import UserError
from app.services.notices import numbers
from app.services.notices.catalogue import catalogue, notice_of
from app.services.notices.cleaning import clean
from app.services.notices.declared import Notice
from app.services.notices.legal_references import provision
from app.services.notices.matter import Item, Matter, in_words
from app.services.notices.refusals import check_paper
from app.services.notices.template import COMMON, PROVISION, Paragraph, Template, Values
from app.services.notices.template_store import template_of

if TYPE_CHECKING:
    from app.data.database import Database
    from app.services.notices.enclosures import Enclosure
    from app.services.notices.paper import Paper

DOC_NO = re.compile(r"[\u4e00-\u9fff]{1,12}〔(19|20)\d{2}〕[1-9]\d{0,4}号")  # gbt9704.md §7
ISSUE = re.compile(r"第[1-9]\d{0,3}期|〔(19|20)\d{2}〕[1-9]\d{0,3}号")  # of minutes
DATES = re.compile(
    r"(?<!起止)日期$|截止日$|届满日$|起始日$|回复期限$|反馈期限$|完成期限$|完成日$|时限$|延期至$"
)  # hold a date
NOT_DATES = ("交接时限", "承办单位及时限", "正在推进事项及完成时限")
YEARLY = re.compile(r"^\d{4}年度")  # the head of minutes names the meeting, the title also the year
OFFICE = "府院联动工作领导小组办公室"


@dataclass(frozen=True)
class Made:
    """A printed notice, and what to say of its fonts."""

    path: Path
    missing_glyphs: tuple[str, ...]  # characters that no font has, printed as 〓
    substitutions: tuple[str, ...]  # 仿宋用…替代


@dataclass(frozen=True)
class Question:
    """A field that people have to fill in before the notice can be printed; a list when it has columns."""

    name: str
    options: tuple[str, ...] = ()  # nothing else is allowed
    proposal: str = ""
    suggestions: tuple[str, ...] = ()  # to choose from, or to write something else
    columns: tuple[str, ...] = ()
    rows: tuple[Item, ...] = ()  # what the record says of a list
    kind: str = "text"  # text, long, date, unit, list


@dataclass(frozen=True)
class Draft:
    """What is known for a notice and what is still to be asked, all at once; `offers` may be left empty."""

    notice: Notice
    values: dict[str, str | Sequence[Item]]
    questions: tuple[Question, ...]
    offers: tuple[Question, ...] = ()
    template: Template = field(kw_only=True)  # the county's own where there is one
    matter: Matter = field(kw_only=True, repr=False)

    @property
    def dated(self) -> date:
        return self.matter.dated


@dataclass(frozen=True)
class Composed:
    """A notice in its final words."""

    notice: Notice
    template: Template
    values: dict[str, str | Sequence[Item]]
    paragraphs: list[Paragraph]
    enclosed: Enclosure | None = None

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""


def draft(db: Database, notice_id: str, record: Any, values: Values | None = None) -> Draft:
    """Everything the record, the directory and the settings say, with what a person has said on top.

    Raises `Refused` where the law does not allow the notice.
    """
    notice = _known(notice_id)
    if type(record).about.id != notice.record:
        raise UserError(
            f"不能打印《{notice.title}》",
            f"它要从“{RECORDS[notice.record].about.label}”打印，这是“{type(record).about.label}”",
            "请选择相应的记录",
        )
    template = template_of(db, notice)
    typed = {name: _tidied(template, name, said, db.today) for name, said in (values or {}).items()}
    matter = Matter(db, record, _dated(typed, db.today), typed)
    for refusal in notice.refusals:
        refusal.check(matter)
    said: dict[str, str | Sequence[Item]] = {name: _field(matter, notice, name) for name in notice.fields}
    for name, rows in notice.lists.items():
        said[name] = rows(matter)
    sender = str(typed.get("发文机关") or said.get("发文机关") or _party(matter, notice.sender))
    office = _from_office(matter, notice, sender)
    known = {name: text for name, text in (*office.items(), *said.items(), *typed.items()) if text}
    for name in [name for name in known if name not in typed and not template.allows(name, known[name])]:
        del known[name]  # the record says it in words that the notice does not know
    check_paper(matter, template.title, template.genre, known)
    for key in template.provisions:
        known[PROVISION + key] = provision(key, matter.dated).text
    questions = [_question(matter, notice, template, name, sender, known) for name in template.missing(known)]
    offers = [
        _question(matter, notice, template, name, sender, known) for name in template.offers if not known.get(name)
    ]
    return Draft(notice, known, tuple(questions), tuple(offers), template=template, matter=matter)


def compose(db: Database, notice_id: str, record: Any, values: Values | None = None) -> Composed:
    """The notice in its final words. Raises UserError naming all that is missing (`Incomplete.missing`) or wrong."""
    found = draft(db, notice_id, record, values)
    template = found.template
    unknown = [name for name in values or {} if name not in template.names and name not in COMMON]
    if unknown:
        raise UserError(
            f"《{template.title}》没有“{'、'.join(unknown)}”",
            f"可以填写的有：{'、'.join(template.names)}",
            "请核对名称",
        )
    paragraphs = template.fill(found.values)
    number = str(found.values.get("发文字号", ""))
    if number and not (DOC_NO.fullmatch(number) or (template.format == "minutes" and ISSUE.fullmatch(number))):
        raise UserError(f"发文字号“{number}”不规范", "应如“某政〔2022〕44号”，不加“第”，序号不补0", "请改正")
    enclosed = found.notice.enclosed(found.matter) if found.notice.enclosed else None
    return Composed(found.notice, template, found.values, paragraphs, enclosed)


def make(db: Database, notice_id: str, record: Any, out: Path, values: Values | None = None) -> Made:
    """Prints the notice."""
    from app.services.notices.fonts import machine_fonts
    from app.services.notices.printing import print_notice

    fonts = machine_fonts(bool(db.setting("shipped_fonts_only")))
    paper = paper_of(compose(db, notice_id, record, values))
    printed = print_notice(paper, out, fonts, mirror=bool(db.setting("duplex_mirror")))
    return Made(out, tuple(sorted(printed.missing)), tuple(fonts.substitutions(printed.roles)))


def paper_of(composed: Composed) -> Paper:
    """The notice as a sheet of paper of its format."""
    from app.services.notices.paper import Attachment, Paper

    template = composed.template
    bound = []
    named = [paragraph.text for paragraph in composed.paragraphs if paragraph.role == "附件"]
    if named and composed.enclosed and composed.enclosed.rows:
        bound.append(Attachment(named[0], columns=composed.enclosed.columns, rows=composed.enclosed.rows))
    return Paper(
        format=template.format,
        issuer=composed.text("发文机关"),
        number=composed.text("发文字号"),
        paragraphs=composed.paragraphs,
        genre=template.genre,
        sealed=template.seal,
        attachments=bound,
        signers=[name for name in composed.text("签发人").split("、") if name],
        mark=f"{YEARLY.sub('', composed.text('会议名称'))}纪要" if template.format == "minutes" else "",
        dated=composed.text("成文日期") if template.format == "minutes" else "",
        imprint_unit=composed.text("印发机关"),
        imprint_date=composed.text("印发日期"),
        names=tuple(text for text in composed.values.values() if isinstance(text, str)),
    )


def _known(notice_id: str) -> Notice:
    notice = notice_of(notice_id)
    if notice is None:
        known = "、".join(f"{each.id}（{each.title}）" for each in catalogue())
        raise UserError(f"没有文书“{notice_id}”", f"现有：{known}", "请核对文书名称")
    return notice


def _dated(typed: Values, today: date) -> date:
    text = str(typed.get("成文日期") or "")
    return parse(Field("成文日期", kind=Kind.DATE), text, today=today) if text else today


def _from_office(matter: Matter, notice: Notice, sender: str) -> dict[str, str]:
    """The fields that every notice has, from the directory and the settings."""
    to = [unit for unit in _party(matter, notice.recipient).split("、") if unit != sender]
    copies = dict.fromkeys(_party(matter, unit) for unit in notice.copies)
    return {
        **_contact(matter.db, sender),
        "发文机关": sender,
        "主送机关": "、".join(to),
        "抄送机关": "、".join(unit for unit in copies if unit and unit not in (*to, sender)),
        "成文日期": in_words(matter.dated),
        "联动文件": matter.setting("mechanism") or "",
        "印发机关": sender,
        "印发日期": in_words(matter.dated),
    }


def _party(matter: Matter, of: str | tuple[str, ...]) -> str:
    """Who: a field of the record, a unit by its short name, the office of the leading group, several joined by +."""
    if isinstance(of, tuple):
        return next((party for each in of if (party := _party(matter, each))), "")
    if "+" in of:
        parts = [unit for each in of.split("+") for unit in _party(matter, each).split("、") if unit]
        return "、".join(dict.fromkeys(parts))
    if of == "office":
        return f"{matter.setting('county') or ''}{OFFICE}"
    return matter.text(of) if of.isascii() else matter.unit(of)


def _contact(db: Database, sender: str) -> dict[str, str]:
    """Whom to ring: this desk's own contact when its unit sends the notice, else the sender's in the directory."""
    if sender == db.setting("own_unit"):
        name, phone = db.setting("contact") or db.setting("user_name"), db.setting("phone")
    else:
        desk = queries.find_unit(db, "县政府办公室") if sender.endswith(OFFICE) else sender  # where the office sits
        found = queries.match_ref(db, "unit", desk or sender)
        unit = queries.load(db, "unit", found[0]) if found else None
        name, phone = (unit.liaison, unit.phone) if unit else (None, None)
    return {"联系人": name or "", "联系电话": phone or ""}


def _field(matter: Matter, notice: Notice, name: str) -> str:
    """What the record says, in the words of the notice."""
    source = notice.fields[name]
    text = matter.text(source, name) if isinstance(source, str) else clean(source(matter))
    for words in notice.said_before.get(name, ()):
        text = text.removeprefix(words)
    return notice.choices[name].get(text, "") if name in notice.choices else text


def _tidied(template: Template, name: str, said: str | Sequence[Item], today: date) -> str | Sequence[Item]:
    """What a person typed, in the form of a document: 2022-9-6 → 2022年9月6日, 蒙法[2022]61号 → 蒙法〔2022〕61号."""
    if name in template.lists:
        return _items(template.lists[name], said)
    text = clean(str(said))
    if not text:
        return ""
    if name == "发文字号":
        return normalise_doc_no(text)
    if is_date(name):
        try:
            return in_words(parse(Field(name, kind=Kind.DATE), text, today=today))
        except Unreadable as error:
            raise UserError(f"“{name}”不是日期：“{text}”", str(error), "请写成 2022年9月6日") from error
    return text


def _items(columns: tuple[str, ...], said: str | Sequence[Item]) -> Sequence[Item]:
    """Rows as typed in one text: an item a line (or between ；), its parts between ｜."""
    if not isinstance(said, str):
        return [{name: clean(text) for name, text in item.items()} for item in said if any(item.values())]
    lines = said.split("\n") if "\n" in said else re.split("[；;]", said)
    rows = [[clean(part) for part in re.split(r"[｜|]", line)] for line in lines if line.strip()]
    if "\n" not in said and any(len(row) < len(columns) for row in rows):  # a ；that stands within a part
        rows = [[clean(part) for part in re.split(r"[｜|]", said)]]
    return [dict(zip(columns, row, strict=False)) for row in rows]


def is_date(name: str) -> bool:
    return bool(DATES.search(name)) and name not in NOT_DATES


def _question(matter: Matter, notice: Notice, template: Template, name: str, sender: str, known: Values) -> Question:
    if name in template.lists:
        rows = known.get(name) or ()
        return Question(
            name, columns=template.lists[name], rows=tuple(r for r in rows if not isinstance(r, str)), kind="list"
        )
    source = notice.fields.get(name)
    declared = matter.field(source) if isinstance(source, str) else None
    options = template.options.get(name, ())
    suggested = notice.suggestions[name](matter) if name in notice.suggestions else ()
    if not options and not suggested and declared and declared.kind is Kind.ENUM and name not in notice.choices:
        suggested = declared.values
    kind = "text"
    if is_date(name):
        kind = "date"
    elif name in ("发文机关", "主送机关") or (declared and declared.kind is Kind.UNIT):
        kind = "unit"
    elif name in template.sentences:
        kind = "long"
    return Question(name, options, _proposal(matter, notice, name, sender), tuple(suggested), kind=kind)


def _proposal(matter: Matter, notice: Notice, name: str, sender: str) -> str:
    if name in notice.proposals:
        return notice.proposals[name](matter)
    if name == "发文字号":
        return numbers.proposal(matter.db, sender, notice.letter_kind, matter.dated)
    if notice.reply and name == notice.reply.field:
        day = notice.reply.proposal(matter)
        return in_words(day) if day else ""
    return ""
