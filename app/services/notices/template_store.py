"""The county's own texts of notices: checked before they are kept, every version kept, back to the shipped text at will."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import UserError
from app.services.notices.catalogue import FOLDER, Notice, catalogue, notice_of
from app.services.notices.flow import HEADINGS
from app.services.notices.legal_references import provisions
from app.services.notices.template import COMMON, LINE, NUMBERS, PLACE, PROVISION, Template, Values
from app.whole_file import whole_file

if TYPE_CHECKING:
    from app.data.database import Database
    from app.services.notices.paper import Paper

MUST_HAVE = {
    "letter": ("标题", "主送", "署名", "日期"),
    "document": ("标题", "署名", "日期"),
    "minutes": ("标题",),
    "form": ("标题",),
}
SAMPLES_AT_MOST = 12  # variants of a notice with choices that are tried


@dataclass(frozen=True)
class Version:
    """One state of a notice's text; `text` is None where it went back to the shipped one."""

    notice: str
    number: int
    text: str | None
    at: str
    by: str
    note: str


def shipped(notice_id: str) -> str:
    return (FOLDER / f"{_known(notice_id).id}.md").read_text(encoding="utf-8")


def current(db: Database, notice_id: str) -> str:
    """The text that notices are made from now."""
    return _own(db, notice_id) or shipped(notice_id)


def is_edited(db: Database, notice_id: str) -> bool:
    return _own(db, notice_id) is not None


def template_of(db: Database, notice: Notice) -> Template:
    """The county's own text where there is one."""
    own = _own(db, notice.id)
    return notice.template if own is None else _parsed(own)


def version_of(db: Database, notice_id: str) -> int:
    """The version in use; 0 is the shipped text."""
    found = _newest(db, notice_id)
    return found[0] if found and found[1] is not None else 0


def history(db: Database, notice_id: str) -> list[Version]:
    """The newest first."""
    rows = db.rows(
        'SELECT notice, version, text, "at", "by", note FROM notice_text WHERE notice = ? ORDER BY version DESC',
        (notice_id,),
    )
    return [Version(*row) for row in rows]


def edited(db: Database) -> list[str]:
    """Ids of the notices that the county has a text of its own for."""
    return [notice.id for notice in catalogue() if is_edited(db, notice.id)]


def check(db: Database, notice_id: str, text: str) -> list[str]:
    """What is wrong with a text, as sentences; empty when notices can be printed from it."""
    notice = _known(notice_id)
    text = _tidy(text)
    parts = text.split("---\n", 2)
    if len(parts) < 3 or parts[0].strip():
        return ["文书模板要以“---”开头，表头后面再有一行“---”，其后是正文"]
    wrong = _lines(parts[2], 1 + text[: len(text) - len(parts[2])].count("\n"))
    try:
        template = Template.parse(text)
    except (KeyError, ValueError) as error:
        missing = f"表头缺少“{error.args[0]}”" if isinstance(error, KeyError) else ""
        return wrong or [missing or "表头或者正文的写法不对"]
    wrong += _head(notice, template)
    wrong += _names(notice, template)
    wrong += _roles(template)
    return wrong or _prints(db, template)


def save(db: Database, notice_id: str, text: str, note: str = "") -> int:
    """Keep a text of the county's own; its version. Raises UserError with everything that is wrong."""
    text = _tidy(text)
    if wrong := check(db, notice_id, text):
        raise UserError(f"《{_known(notice_id).title}》的模板没有保存", "；".join(wrong), "请改正后再保存")
    if text == _tidy(current(db, notice_id)):
        return version_of(db, notice_id)
    return _add(db, notice_id, None if text == _tidy(shipped(notice_id)) else text, note, "修改")


def reset(db: Database, notice_id: str) -> None:
    """Back to the shipped text; the county's own stays in the history."""
    if is_edited(db, notice_id):
        _add(db, notice_id, None, "恢复为随程序提供的模板", "恢复")


def restore(db: Database, notice_id: str, version: int) -> int:
    """An earlier version becomes the newest."""
    found = next((one for one in history(db, notice_id) if one.number == version), None)
    if found is None:
        raise UserError(f"没有第{version}版", "版本号不对", "请从修改记录中选择")
    return save(db, notice_id, found.text or shipped(notice_id), f"恢复第{version}版")


def export(db: Database, folder: Path, notice_ids: Iterable[str] = ()) -> list[Path]:
    """Write texts as files; those the county edited when none is named."""
    written = []
    for id in [*notice_ids] or edited(db):
        out = folder / f"{_known(id).id}.md"
        with whole_file(out) as file:
            file.write(current(db, id).encode("utf-8"))
        written.append(out)
    return written


def import_files(db: Database, files: Sequence[Path]) -> list[tuple[str, int]]:
    """Take texts from files, all or none: (notice, version). Raises UserError naming each file that is wrong."""
    texts: dict[str, str] = {}
    wrong = []
    for file in files:
        try:
            text = _tidy(file.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            wrong.append(f"{file.name}：读不出来，模板应是 UTF-8 的文本文件")
            continue
        found = re.search(r"^notice_id: *(\S+)", text, re.MULTILINE)
        if found is None or notice_of(found[1]) is None:
            wrong.append(f"{file.name}：表头没有写明是哪一种文书（notice_id）")
            continue
        wrong += [f"{file.name}：{said}" for said in check(db, found[1], text)]
        texts[found[1]] = text
    if wrong:
        raise UserError("没有导入文书模板", "；".join(wrong), "请改正后重新导入")
    return [(id, save(db, id, text, "从文件导入")) for id, text in texts.items()]


def sample_paper(text: str, chosen: Mapping[str, str] | None = None) -> Paper:
    """The text filled with sample values, for a preview while it is edited; `chosen`: of its choices, other than the
    first of each. Raises UserError when it cannot be."""
    try:
        return _paper_of(Template.parse(_tidy(text)), chosen)
    except (KeyError, ValueError) as error:
        raise UserError("现在还不能预览", "模板的写法不对", "请先按提示改正") from error


def names_for(notice_id: str) -> tuple[str, ...]:
    """Fields that a text may use, as an editor offers them: those of every notice, of the record, of the shipped text."""
    notice = _known(notice_id)
    return tuple(dict.fromkeys((*COMMON, *notice.fields, *notice.lists, *notice.template.names)))


# Checks


def _lines(body: str, first: int) -> list[str]:
    """Lines that are not of the grammar, and tags that are not closed."""
    wrong = []
    for number, line in enumerate(body.splitlines(), first):
        if not line.strip():
            continue
        if LINE.fullmatch(line) is None:
            wrong.append(f"第{number}行要以方括号中的段落名开头，如“[正文] …”")
        if line.count("{{") != line.count("}}") or "{" in PLACE.sub("", line) or "}" in PLACE.sub("", line):
            wrong.append(f"第{number}行的双花括号没有配对")
    return wrong


def _head(notice: Notice, template: Template) -> list[str]:
    was = notice.template
    wrong = []
    if template.id != notice.id:
        wrong.append(f"表头的 notice_id 是“{template.id}”，这里应是“{notice.id}”")
    if template.format != was.format:
        wrong.append(f"版式（format）不能改，应是“{was.format}”")
    if not template.title.strip():
        wrong.append("表头没有文书名称（title_zh）")
    return wrong


def _names(notice: Notice, template: Template) -> list[str]:
    """Fields that nothing fills and nobody is asked for; choices and provisions that do not exist."""
    conditional = {each for fields in template.conditional.values() for each in fields}
    declared = {*template.required, *template.optional, *template.blank, *template.lists, *conditional}
    known = {*names_for(notice.id), *declared, "签发人"}
    wrong = [
        f"没有“{name}”这个字段，要用它先写进表头的 required_fields 或 optional_fields"
        for name in template.names
        if name not in known
    ]
    for rule in template.rules:
        choices = template.options.get(rule.name)
        if rule.name and choices and rule.value not in choices:
            wrong.append(f"条件“{rule.name}={rule.value}”不会成立，可选的有{'、'.join(choices)}")
        if rule.items and rule.items not in template.lists:
            wrong.append(f"没有“{rule.items}”这个清单，要用它先写进表头的 list_fields")
    valid = {each.key for each in provisions()}
    wrong += [f"没有“{PROVISION}{key}”这一条法律依据" for key in template.provisions if key not in valid]
    return wrong


def _roles(template: Template) -> list[str]:
    there = {rule.role for rule in template.rules}
    wrong = [f"没有“[{role}]”这种段落" for role in sorted(there - _known_roles())]
    return wrong + [f"缺少“[{role}]”这一段" for role in MUST_HAVE[template.format] if role not in there]


@lru_cache(maxsize=1)
def _known_roles() -> frozenset[str]:
    """Those of the shipped texts, and the headings that can be set."""
    return frozenset({*HEADINGS, *(rule.role for notice in catalogue() for rule in notice.template.rules)})


def _prints(db: Database, template: Template) -> list[str]:
    """Fill it with sample values, once for each choice, and print the first."""
    from app.services.notices.fonts import machine_fonts
    from app.services.notices.printing import print_notice

    variants: list[dict[str, str]] = [{}]
    for name, choices in template.options.items():
        variants += [{name: choice} for choice in choices[1:]]
    try:
        for chosen in variants[:SAMPLES_AT_MOST]:
            paragraphs = template.fill(_sample(template, chosen))
            if not any(p.role == "标题" and p.text.strip() for p in paragraphs):
                said = "、".join(f"{name}={value}" for name, value in chosen.items())
                return [f"选“{said}”时印不出标题" if said else "印不出标题"]
        with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
            fonts = machine_fonts(bool(db.setting("shipped_fonts_only")))
            print_notice(_paper_of(template), Path(folder) / "sample.pdf", fonts)
    except UserError as error:
        return [f"用样例内容试印没有成功：{error.what}，{error.why}"]
    return []


def _paper_of(template: Template, chosen: Mapping[str, str] | None = None) -> Paper:
    from app.services.notices.paper import Paper

    values = _sample(template, chosen)
    return Paper(
        format=template.format,
        issuer=str(values["发文机关"]),
        number=str(values["发文字号"]),
        paragraphs=template.fill(values),
        genre=template.genre,
        sealed=template.seal,
        signers=(str(values["签发人"]),) if template.reports_up else (),
        dated=str(values["成文日期"]) if template.format == "minutes" else "",
    )


def _sample(template: Template, chosen: Mapping[str, str] | None = None) -> Values:
    """Something for every field, as it would look."""
    from app.services.notices.notice import is_date

    values: dict[str, Any] = {}
    conditional = {each for fields in template.conditional.values() for each in fields}
    for name in (*COMMON, "签发人", *template.names, *template.optional, *template.blank, *conditional):
        if name.startswith(PROVISION):
            values[name] = "《中华人民共和国某法》第一条"
        elif name not in NUMBERS and name not in template.lists:
            values[name] = "2026年3月2日" if is_date(name) else f"某{name}"
    for key in template.provisions:
        values[PROVISION + key] = "第一条"
    for name, columns in template.lists.items():
        values[name] = [{column: f"某{column}" for column in columns} for _ in range(2)]
    values |= {
        "发文机关": "某某县人民法院",
        "发文字号": "某法〔2026〕1号",
        "主送机关": "某某县某某局",
        "成文日期": "2026年3月2日",
    }
    values |= {name: choices[0] for name, choices in template.options.items()}
    return values | dict(chosen or {})


# Parts


def _known(notice_id: str) -> Notice:
    notice = notice_of(notice_id)
    if notice is None:
        raise UserError(f"没有文书“{notice_id}”", "文书的名称写错了", "用 fuyuan notices 查看有哪些")
    return notice


def _newest(db: Database, notice_id: str) -> tuple[int, str | None] | None:
    rows = db.rows("SELECT version, text FROM notice_text WHERE notice = ? ORDER BY version DESC LIMIT 1", (notice_id,))
    return (rows[0][0], rows[0][1]) if rows else None


def _own(db: Database, notice_id: str) -> str | None:
    found = _newest(db, notice_id)
    return found[1] if found else None


@lru_cache(maxsize=64)
def _parsed(text: str) -> Template:
    return Template.parse(text)


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip("\n").split("\n")) + "\n"


def _add(db: Database, notice_id: str, text: str | None, note: str, deed: str) -> int:
    with db.operation(f"{deed}文书模板《{_known(notice_id).title}》") as op:
        number = 1 + (op.fetch("SELECT max(version) FROM notice_text WHERE notice = ?", (notice_id,))[0][0] or 0)
        op.execute(
            'INSERT INTO notice_text (notice, version, text, "at", "by", note) VALUES (?, ?, ?, ?, ?, ?)',
            (notice_id, number, text, op.at.isoformat(" ", "seconds"), op.by, note),
        )
    return number
