"""All help pages: hand-written ones, one per module and ledger from the declarations, the keys from the window."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from typing import Any

from app.data.periods_file import periods
from app.domain.conditions import Condition
from app.domain.fields import Computed, Field, Fields
from app.domain.periods import Period
from app.domain.records import GROUPS, MODULES, RECORDS
from app.domain.records.registered import Registered
from app.domain.values import provision_label
from app.paths import RESOURCES
from app.services.exchange.guide import KINDS
from app.services.help_text import table, to_html
from app.services.notices.catalogue import catalogue

FOLDER = RESOURCES / "help"
GUIDES = (
    "开始使用",
    "工作台与期限",
    "查找与筛选",
    "登记与修改",
    "撤销与修改记录",
    "Excel导入导出",
    "打印与文书",
    "函件与文号",
    "备份与恢复",
    "常见问题",
)
KEYS = "快捷键"
COMMON = "登记信息"
PERIODS = "法定期限"
BEFORE, AFTER = 4, 30  # characters shown around what was found

# Keys that work inside a form, a list or a dialog, where no action of the window has them.
KEYS_OF_PARTS = (
    ("表单：到下一栏", "Enter"),
    ("表单：到上一栏", "Shift+Tab"),
    ("表单：多行文字到下一栏", "Ctrl+Enter"),
    ("工作台：打开所选事项的记录", "Enter"),
    ("工作台日历：换一天、换一月或一周、回到今天", "方向键、PgUp 和 PgDown、Home"),
    ("台账：打开所选记录", "Enter"),
    ("台账：全选各行", "Ctrl+A"),
    ("台账：复制选中的行", "Ctrl+C"),
    ("台账：按字段筛选", "Ctrl+Shift+F"),
    ("预览：打印、另存为", "Ctrl+P、Ctrl+S"),
    ("预览：页面设置、修改内容", "Ctrl+U"),
    ("预览：签发、存草稿", "Ctrl+Enter、Ctrl+D"),
    ("预览：另存为 Word 文档", "Ctrl+Shift+S"),
    ("文书的问题：预览", "Ctrl+Enter"),
    ("记录的文书：函件的下一步", "Alt+1、Alt+2 ……"),
    ("预览：打开文件、打开文件夹", "Ctrl+O、Ctrl+Shift+O"),
    ("预览：上一页、下一页", "PgUp、PgDown"),
    ("预览：第一页、最后一页", "Ctrl+Home、Ctrl+End"),
    ("预览：输入页码", "Ctrl+G"),
    ("预览：缩小、放大", "Ctrl+-、Ctrl+="),
    ("预览：实际大小、适合宽度、整页", "Ctrl+1、Ctrl+2、Ctrl+3"),
    ("对话框：取消并关闭", "Esc"),
)


@dataclass(frozen=True)
class Page:
    """`id` is what links name: a title of a guide, `module:litigation`, `ledger:admin_case`."""

    id: str
    title: str
    html: str
    under: str = ""  # id of the page it stands under in the contents


def pages(keys: Iterable[tuple[str, str]] = ()) -> list[Page]:
    """In the order of the contents. `keys`: the window's actions with their keys."""
    guides = [Page(title, title, to_html((FOLDER / f"{title}.md").read_text("utf-8"), FOLDER)) for title in GUIDES]
    made = [*guides[:-1], _keys_page(keys), guides[-1]]
    by_record: dict[str, list[Period]] = {}
    for period in _legal().values():
        by_record.setdefault(period.record, []).append(period)
    notices: dict[str, list[str]] = {}
    for notice in catalogue():
        notices.setdefault(notice.record, []).append(notice.title)
    for module, title in MODULES.items():
        made.append(Page(f"module:{module}", title, _module(module, title)))
        for cls in _records(module):
            html = "\n".join(_ledger(cls, by_record.get(cls.about.id, []), notices.get(cls.about.id, [])))
            made.append(Page(page_of(cls.about.id), cls.about.label, html, under=f"module:{module}"))
    made.append(Page(COMMON, "登记信息（各台账共有）", _common()))
    made.append(Page(PERIODS, "法定期限一览", _all_periods()))
    return made


_legal = cache(periods)  # the shipped file is read once


def page_of(record: str) -> str:
    """The page about a ledger."""
    return f"ledger:{record}"


@dataclass(frozen=True)
class Found:
    page: Page
    excerpt: str


def find(among: Sequence[Page], text: str) -> list[Found]:
    """Pages that contain every word; titles first, then where the first word stands."""
    words = text.casefold().split()
    if not words:
        return []
    found = []
    for page in among:
        plain = plain_text(page.html)
        folded = f"{page.title} {plain}".casefold()
        if all(word in folded for word in words):
            found.append((words[0] not in page.title.casefold(), Found(page, _excerpt(plain, words[0]))))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def plain_text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def _excerpt(plain: str, word: str) -> str:
    at = plain.casefold().find(word)
    if at < 0:
        return plain[: BEFORE + AFTER]
    start, end = max(0, at - BEFORE), at + len(word) + AFTER
    return ("…" if start else "") + plain[start:end] + ("…" if end < len(plain) else "")


def _keys_page(keys: Iterable[tuple[str, str]]) -> Page:
    rows = [[escape(said), f"<code>{escape(key)}</code>"] for said, key in (*keys, *KEYS_OF_PARTS)]
    return Page(KEYS, KEYS, f"<h1>{KEYS}</h1>\n<p>所有操作都可以只用键盘完成。</p>\n{table(['操作', '按键'], rows)}")


# Modules and ledgers


def _records(module: str) -> list[type[Registered]]:
    """In the order of the window."""
    of_module = [cls for cls in RECORDS.values() if cls.about.module == module]
    return [cls for group in GROUPS[module] for cls in of_module if cls.about.group == group]


def _link(page: str, text: str) -> str:
    return f'<a href="{escape(page)}">{escape(text)}</a>'


def _module(module: str, title: str) -> str:
    parts = [f"<h1>{escape(title)}</h1>"]
    written = FOLDER / f"{title}.md"
    if written.exists():
        parts.append(to_html(written.read_text("utf-8"), FOLDER))
    for group in GROUPS[module]:
        rows = [
            [_link(page_of(cls.about.id), cls.about.label), escape(_states_in_short(cls)), escape(_tasks(cls))]
            for cls in _records(module)
            if cls.about.group == group
        ]
        parts.append(f"<h2>{escape(group)}</h2>\n{table(['台账', '从开始到结束', '对应任务条目'], rows)}")
    return "\n".join(parts)


def _states_in_short(cls: type[Registered]) -> str:
    ends = [state.value for state in cls.about.states if state.terminal]
    first = cls.about.states[0].value
    return f"{first} → {'、'.join(ends)}" if ends else first


def _tasks(cls: type[Registered]) -> str:
    return "、".join(map(provision_label, cls.about.task))


def _ledger(cls: type[Registered], legal: list[Period], notices: list[str]) -> Iterator[str]:
    about, fields = cls.about, cls.fields()
    yield f"<h1>{escape(about.label)}</h1>"
    yield (
        f"<p>每条记录是一件{escape(about.noun)}，登记编号如 <code>{about.prefix}-2026-0001</code>。"
        f"在“{_link(f'module:{about.module}', MODULES[about.module])}”页签的“{escape(about.group)}”一组。"
        f"对应任务条目：{escape(_tasks(cls))}。</p>"
    )
    if about.sensitive:
        yield "<p><b>新登记的记录敏感级别默认为“敏感”，导出和打印时请注意遮盖。涉密信息不得录入。</b></p>"
    key = "、".join(fields[name].label for name in about.natural_key)
    yield (
        f"<p><b>怎样认出同一件事：</b>导入时先看登记编号；没有编号的，按“{escape(key)}”对应已有的记录，"
        "对应不上的作为新增。</p>"
    )
    yield "<h2>办理状态</h2>"
    yield table(
        ["状态", "下一步可以转为"],
        [[escape(s.value), escape("、".join(s.next)) or "（办理结束）"] for s in about.states],
    )
    yield "<h2>栏目</h2>"
    yield "<p>带 * 的必填。其余各栏可以以后补填。</p>"
    yield from _fields(cls, cls.own_fields(), legal)
    yield f"<p>{_link(COMMON, '登记信息（各台账共有的栏目）')}</p>"
    for rows in cls.children().values():
        yield f"<h2>明细：{escape(rows.label)}</h2>"
        yield "<p>在表单里像小表格一样填写，可以从 Excel 成块粘贴。</p>"
        yield from _fields(rows, rows.fields(), [], cls)
        for sheet in rows.ledgers:
            columns = "、".join(_column(cls, rows, name) for name in sheet.columns)
            yield f"<p><b>Excel 明细表“{escape(sheet.sheet)}”的列：</b>{escape(columns)}。</p>"
    if legal:
        yield "<h2>法定期限</h2>"
        yield _periods(legal)
    yield "<h2>台账和 Excel 的列</h2>"
    shown = "、".join(fields[name].label for name in about.list_fields)
    yield f"<p><b>窗口中先显示：</b>{escape(shown)}。可以在“视图 → 选择列”中增减。</p>"
    columns = "、".join(fields[name].header for name in about.ledger.columns)
    yield f"<p><b>Excel 工作表“{escape(about.ledger.sheet)}”：</b>{escape(columns)}。</p>"
    if notices:
        yield f"<p><b>可以生成的文书：</b>{escape('、'.join(notices))}。</p>"
    if about.links:
        linked = "、".join(_link(page_of(other), RECORDS[other].about.noun) for other in about.links)
        yield f"<p><b>常关联的记录：</b>{linked}。</p>"


def _column(cls: type[Registered], rows: type[Fields], name: str) -> str:
    owner = name.removeprefix("parent.")
    return cls.fields()[owner].header if owner != name else rows.fields()[name].header


def _fields(
    of: type[Fields], shown: dict[str, Field], legal: list[Period], owner: type[Fields] | None = None
) -> Iterator[str]:
    """A table for each section of the form."""
    sections: list[tuple[str, list[Field]]] = []
    for f in shown.values():
        if f.section or not sections:
            sections.append((f.section, []))
        sections[-1][1].append(f)
    basis: dict[str, list[str]] = {}
    for period in legal:
        basis.setdefault(period.trigger_field, []).append(
            f"由此日起算：{period.title} {period.length}（{period.basis}）"
        )
    for section, fields in sections:
        if section:
            yield f"<h3>{escape(section)}</h3>"
        rows, anchors = [], []
        for f in fields:
            said = [*_says(of, f, owner), *(escape(text) for text in basis.get(f.name, ()))]
            if due := [_legal()[id] for id in f.due_of if id in _legal()]:
                said.append(escape("依据：" + "；".join(f"{p.title} {p.length}（{p.basis}）" for p in due)))
            rows.append(
                [f"<b>{escape(f.header)}{' *' if f.required else ''}</b>", escape(KINDS[f.kind]), "<br>".join(said)]
            )
            anchors.append(f"field-{f.name}")
        yield table(["栏目", "填什么", "说明"], rows, anchors)


def _says(of: type[Fields], f: Field, owner: type[Fields] | None) -> Iterator[str]:
    """What is declared of a field, as sentences."""
    if f.help:
        yield escape(f.help)
    if f.to:
        yield f"关联到 {_link(page_of(f.to), RECORDS[f.to].about.label)}"
    if f.values:
        yield escape("可选：" + "、".join(f.values))
    if f.default is not None:
        yield escape(f"默认：{f.default}")
    if f.when is not None:
        yield escape(f"{_condition(f.when, of, owner)}时才填写")
    if f.maximum is not None:
        yield escape(f"不超过 {f.maximum:,}")
    if isinstance(f.computed, Computed):
        yield escape(f"自动得出：{f.computed.says}" + ("；可以人工改写，也可以恢复自动值" if f.override else ""))
    if f.done_by and f.done_by in of.fields():
        yield escape(f"填写“{of.fields()[f.done_by].label}”后视为已办")
    if f.mask:
        yield "列表和导出中遮盖中间几位，查看全文有记录"
    if f.aliases:
        yield escape("导入时也认：" + "、".join(f.aliases))


def _condition(condition: Condition, of: type[Fields], owner: type[Fields] | None) -> str:
    said = []
    for name, equal, values in condition.terms:
        known: dict[str, Field] = of.fields() | (owner.fields() if owner and name not in of.fields() else {})
        name = name.removeprefix("parent.")
        label = known[name].label if name in known else name
        said.append(f"“{label}”{'为' if equal else '不为'}“{'”或“'.join(values)}”")
    return "，且".join(said)


def _common() -> str:
    parts = ["<h1>登记信息</h1>", "<p>每一条记录都有下面这些栏目，大多由程序填写，在表单的最后一节。</p>"]
    parts += _fields(Registered, Registered.fields(), [])
    return "\n".join(parts)


def _periods(legal: Iterable[Period], *, ledger: bool = False) -> str:
    head = ["期限", "起算", "长短", "依据", "注意"]
    rows: list[list[Any]] = []
    for period in legal:
        row = [f"<b>{escape(period.title)}</b>", escape(period.event), escape(_length(period))]
        rows.append([*row, escape(period.basis), escape(period.note)])
        if ledger:
            known = RECORDS.get(period.record)
            rows[-1].insert(0, _link(page_of(period.record), known.about.noun) if known else "（只供推算）")
    return table(["记录", *head] if ledger else head, rows)


def _length(period: Period) -> str:
    before = "之前" if period.direction == "before" else ""
    return f"{before}{period.length}（{period.kind.value}）"


def _all_periods() -> str:
    said = (
        "<p>期间开始的当日不计入；届满日是法定休假日的，按各条规定顺延。"
        "程序算出的日期供工作提醒，不代替法律判断，使用前请由法制机构核对。</p>"
    )
    return f"<h1>法定期限一览</h1>\n{said}\n{_periods(_legal().values(), ledger=True)}"
