"""The sheet 填表说明: what each column takes, made from the declarations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.data import queries
from app.domain.fields import Field, Kind
from app.domain.records import RECORDS
from app.domain.values import provision_label
from app.services.exchange.layout import GUIDE, Place, Role, SheetLayout
from app.services.exchange.sheet_cells import TextCells
from app.services.exchange.sheet_writer import Column, SheetShape, Workbook

if TYPE_CHECKING:
    from app.data.database import Database

KINDS = {
    Kind.TEXT: "文字",
    Kind.LONGTEXT: "文字，可多行",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "数字，两位小数",
    Kind.MONEY: "金额",
    Kind.PERCENT: "百分数，填 85.5 表示 85.5%",
    Kind.DATE: "日期，如 2026-09-06",
    Kind.DATETIME: "日期和时刻，如 2026-09-06 09:30",
    Kind.BOOLEAN: "是或否",
    Kind.ENUM: "单选",
    Kind.MULTI_ENUM: "多选，用顿号分开",
    Kind.UNIT: "单位，填全称、简称均可",
    Kind.UNITS: "单位，多个用顿号分开",
    Kind.PERSON_NAME: "姓名",
    Kind.REF: "关联记录",
    Kind.REFS: "关联记录，多个用顿号分开",
    Kind.CASE_NO: "案号，如 （2026）皖0001行初1号",
    Kind.DOC_NO: "文号，如 某政〔2026〕1号",
    Kind.ID_CARD: "身份证号，18位",
    Kind.USCC: "统一社会信用代码，18位",
    Kind.PHONE: "电话号码",
    Kind.YEAR: "年份，四位",
}
ROLES = {
    Role.UID: "程序识别记录用，请勿改动；新增的行留空。本列受保护（无密码），如需整表排序，请先“撤销工作表保护”",
    Role.NUMBER: "本表内的顺序号，可自行编排",
    Role.OWNER_FIELD: "所属记录的内容，便于阅读；登记编号和序号都未填时用来对应所属记录",
    Role.OWNER_REG_NO: "所属记录的登记编号；所属记录也是新增的，填“所属序号”",
    Role.OWNER_NUMBER: "所属记录在第一张表中的序号",
}
LINE = 15  # points
COLUMNS = (
    Column("工作表", TextCells, 24),
    Column("栏目", TextCells, 24),
    Column("填写内容", TextCells, 30),
    Column("是否必填", TextCells, 10),
    Column("可选项", TextCells, 60),
    Column("说明", TextCells, 50),
)


def add_guide(db: Database, book: Workbook, layouts: Sequence[SheetLayout]) -> None:
    sheet = book.sheet(SheetShape(GUIDE, COLUMNS))
    for layout in layouts:
        if layout.rest:
            continue
        for place in layout.places:
            row = (layout.name, place.header, *_says(db, layout, place))
            sheet.append(row, LINE * max(map(_lines, row, COLUMNS)))


def _lines(text: str, column: Column) -> int:
    """Lines a wrapped text takes; a Chinese character is two units of width."""
    return max(1, math.ceil(sum(1 if c.isascii() else 2 for c in text) / (column.width - 1)))


def _says(db: Database, layout: SheetLayout, place: Place) -> tuple[str, str, str, str]:
    f = place.field
    if place.role is not Role.FIELD or f is None:
        return "", "", "", ROLES[place.role]
    if not f.editable:
        rule = f.computed.says if f.computed else ""
        return "由程序填写，不用填", "", "", rule
    return _kind(f), "必填" if f.required else "", "、".join(_options(db, f)), _remark(layout, f)


def _kind(f: Field) -> str:
    if f.kind is Kind.MONEY:
        return f"金额（{f.unit or '元'}）"
    return KINDS[f.kind]


def _options(db: Database, f: Field) -> tuple[str, ...]:
    options = queries.options(db, f)
    return tuple(map(provision_label, options)) if f.name == "provisions" else options


def _remark(layout: SheetLayout, f: Field) -> str:
    parts = [f.help]
    if f.kind in (Kind.REF, Kind.REFS):
        parts.append(f"填“{RECORDS[f.to].about.label}”中的登记编号、案号、文号或名称")
    if f.computed:
        parts.append(f"不填的由程序计算：{f.computed.says}")
    if f.when:
        parts.append(f"适用于：{_when(layout, f)}")
    if f.default is not None and f.name != "provisions":  # worked out from the record, no text of its own
        parts.append(f"一般为：{f.default}")
    return "；".join(part for part in parts if part)


def _when(layout: SheetLayout, f: Field) -> str:
    """The condition of a field in the words of the form: 是否行政赔偿为“是”."""
    assert f.when is not None
    labels = {name: other.label for name, other in layout.of.fields().items()}
    parts = []
    for name, equal, accepted in f.when.terms:
        listed = "、".join(accepted)
        parts.append(f"“{labels.get(name, name)}”{'为' if equal else '不为'}“{listed}”")
    return "，且".join(parts)
