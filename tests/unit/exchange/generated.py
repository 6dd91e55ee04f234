"""Ledgers as offices type them, with the truth about each: header rows, columns, data rows, dates and amounts.

Twelve families of layout, eight forms of dates, and noise; the same for the same seed. Made as `SheetData` for volume; the
same picture can be saved as a real workbook.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from app.domain.fields import Enumeration, Field, Kind
from app.domain.records import RECORDS
from app.services.exchange.layout import LEFT_OUT, Place, Role, SheetLayout, layouts
from app.services.exchange.reader import Book, SheetData

YEAR = 2022
COUNTY = "某某县"
UNIT = "某某县司法局"
RECORDS_USED = (
    "admin_case gov_debt_case enforcement_case judicial_advice mediation_case petition bankruptcy_case loss_case "
    "nonlit_case admin_review labor_case"
).split()
KINDS = frozenset(Kind) - {Kind.REF, Kind.REFS, Kind.MULTI_ENUM}
DATE_FORMS = ("cell", "dots", "dashes", "han", "digits", "slashes", "numerals", "month_day")
NUMERALS = "〇一二三四五六七八九"


@dataclass
class Truth:
    """One table. `columns`: index → field name, None for one that is no field, "?name" for one to be asked about."""

    sheet: str
    record: str
    child: str
    header_rows: list[int]  # from 0
    columns: dict[int, str | None]
    data_rows: list[int] = field(default_factory=list)  # from 0
    values: dict[tuple[int, str], Any] = field(default_factory=dict)  # (row, field) → date, or cents
    unit_stated: bool = True
    units_disagree: bool = False


@dataclass
class Picture:
    """A sheet being drawn."""

    name: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # from 0, inclusive
    hidden: set[int] = field(default_factory=set)
    row: int = 0

    def put(self, row: int, column: int, value: Any) -> None:
        if value not in ("", None):
            self.cells[row, column] = value

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))

    def data(self) -> SheetData:
        height = max(row for row, _ in self.cells) + 1
        width = max(column for _, column in self.cells) + 1
        rows = [[self.cells.get((r, c), "") for c in range(width)] for r in range(height)]
        merges = tuple((t + 1, left, b + 1, right) for t, left, b, right in self.merges)
        return SheetData(self.name, rows, merges=merges, hidden_rows=frozenset(r + 1 for r in self.hidden))

    def draw(self, book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet(self.name)
        for (row, column), value in sorted(self.cells.items()):
            sheet.cell(row + 1, column + 1, value)
        for top, left, bottom, right in self.merges:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        for row in self.hidden:
            sheet.row_dimensions[row + 1].hidden = True


@dataclass
class Ledger:
    """A generated workbook."""

    family: str
    dates: str
    seed: int
    file: str
    pictures: list[Picture]
    truths: list[Truth]

    def book(self) -> Book:
        return Book(Path(self.file), tuple(picture.data() for picture in self.pictures))

    def save(self, folder: Path) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for picture in self.pictures:
            picture.draw(book)
        out = folder / self.file
        book.save(out)
        return out


@dataclass
class Column:
    header: str
    field: Field | None
    expected: str | None  # as in Truth.columns
    group: tuple[str, ...] = ()
    unit: str = ""  # of money, for its numbers


class Maker:
    def __init__(self, family: str, dates: str, seed: int) -> None:
        self.chance = random.Random(f"{family}/{dates}/{seed}")
        self.family, self.dates, self.seed = family, dates, seed
        self.named = self.chance.random() < 0.85  # the title says which ledger it is

    def make(self) -> Ledger:
        pictures, truths = FAMILIES[self.family](self)
        file = f"{self.family}-{self.dates}-{self.seed}.xlsx"
        return Ledger(self.family, self.dates, self.seed, file, pictures, truths)

    # Columns

    def layout(self, record: str | None = None, child: bool = False) -> SheetLayout:
        found = layouts(record or self.chance.choice(RECORDS_USED))
        return found[1] if child else found[0]

    def columns(self, layout: SheetLayout, most: int = 14, noise: bool = True) -> list[Column]:
        """Some columns of a ledger, under their labels or aliases, with noise."""
        chance = self.chance
        places = [p for p in layout.places if p.field is not None and not p.other and _is_typed(p)]
        key = [p for p in places if p.field and p.field.name in layout.record.about.natural_key]
        rest = [p for p in places if p not in key and p.field is not None and p.field.name not in LEFT_OUT]
        chosen = key + chance.sample(rest, min(len(rest), chance.randrange(6, most)))
        chosen.sort(key=places.index)
        if noise and chance.random() < 0.3:
            chance.shuffle(chosen)
        columns = []
        names: set[str] = set()
        for place in chosen:
            f = place.field
            assert f is not None
            header, how = self.header(layout, f)
            if header in names:
                continue
            names.add(header)
            name = f"parent.{f.name}" if layout.rows and place.role == "owner_field" else f.name
            unit = ""
            if f.kind is Kind.MONEY:
                unit = chance.choice(("元", "万元"))
                header = f"{header}（{unit}）" if chance.random() < 0.6 else f"{header}(单位:{unit})"
            columns.append(Column(header, f, name if how else f"?{name}", unit=unit))
        if noise and chance.random() < 0.5:
            extra = chance.choice(("牵头科室自编码", "归档盒号", "微信群", "颜色标记"))
            columns.insert(chance.randrange(1, len(columns)), Column(extra, None, None))
        if noise and chance.random() < 0.4:
            f = chance.choice([c.field for c in columns if c.field is not None and c.expected != "?"])
            trap = chance.choice(
                (f"{f.label}（公安机关）", f"{f.label}(二审)", f"原{f.label}说明", f"{f.label}（美元）")
            )
            columns.append(Column(trap, None, None))
        return columns

    def strangers(self, layout: SheetLayout, columns: list[Column], depth: int) -> list[Column]:
        """Words of this ledger under the heading of somebody else: they must not be taken."""
        heading = self.chance.choice(("法院联络员", "原审法院", "公安机关", "驻村干部", "再审"))
        group = tuple([heading, "有关内容", "具体情况"][: depth - 1])
        names = self.chance.sample(["姓名", "职务", "联系电话", "案号", "立案日期", "结案日期", "文号", "裁判结果"], 2)
        return [*columns, *(Column(name, None, None, group) for name in names)]

    def header(self, layout: SheetLayout, f: Field) -> tuple[str, bool]:
        """The header, and whether it is one that must be known."""
        chance = self.chance
        others = {text for g in layout.of.fields().values() if g is not f for text in (g.label, g.header, *g.aliases)}
        aliases = [a for a in f.aliases if a not in others and "/" not in a]
        text = chance.choice(aliases) if aliases and chance.random() < 0.35 else f.label
        if chance.random() < 0.04 and len(text) >= 4 and f.kind is not Kind.MONEY:
            return self.typo(text), False
        noise = chance.random()
        if noise < 0.12:
            text = f"*{text}"
        elif noise < 0.24:
            text = " ".join(text) if len(text) <= 4 else text[:2] + "\n" + text[2:]
        elif noise < 0.32:
            text = f"{text}（必填）"
        elif noise < 0.38:
            text = "　".join((text[:1], text[1:]))
        return text, True

    def typo(self, text: str) -> str:
        at = self.chance.randrange(1, len(text))
        return text[:at] + self.chance.choice("之的时") + text[at:]

    # Values

    def value(self, column: Column, number: int) -> tuple[Any, Any]:
        """The cell, and what it means where that is checked (dates, money)."""
        f, chance = column.field, self.chance
        if f is None:
            return chance.choice(("A1", "2022-3-4", "红", 7)), None
        if chance.random() < 0.1 and f.kind not in (Kind.CASE_NO,):
            return "", None
        match f.kind:
            case Kind.DATE:
                day = date(YEAR, 1, 1) + timedelta(chance.randrange(364))
                return self.date(day), day
            case Kind.MONEY:
                return self.money(column.unit)
            case Kind.CASE_NO:
                return f"（{YEAR}）皖1622行初{number}号", None
            case Kind.DOC_NO:
                return f"某政〔{YEAR}〕{number}号", None
            case Kind.ENUM:
                return (chance.choice(f.values) if f.values else ""), None
            case Kind.BOOLEAN:
                return chance.choice(("是", "否")), None
            case Kind.INTEGER:
                return chance.randrange(1, 90), None
            case Kind.DECIMAL | Kind.PERCENT:
                return chance.randrange(1, 9000) / 100, None
            case Kind.YEAR:
                return YEAR, None
            case Kind.PHONE:
                return f"139{chance.randrange(10**8):08d}", None
            case Kind.UNIT | Kind.UNITS:
                return chance.choice(("县公安局", "县财政局", "县自然资源和规划局")), None
            case Kind.PERSON_NAME:
                return chance.choice("王李张刘") + chance.choice("伟芳娜敏"), None
            case Kind.ID_CARD:
                return "11010519491231002X", None
            case Kind.USCC:
                return "11341622003178357Q", None
            case Kind.DATETIME:
                return f"{YEAR}-03-{chance.randrange(1, 29):02d} 09:30", None
        return f"{f.label}内容{number}", None

    def date(self, day: date) -> Any:
        match self.dates:
            case "cell":
                return day
            case "dots":
                return f"{day.year}.{day.month}.{day.day}"
            case "dashes":
                return day.isoformat()
            case "han":
                return f"{day.year}年{day.month}月{day.day}日"
            case "digits":
                return f"{day:%Y%m%d}"
            case "slashes":
                return f"{day.year}/{day.month}/{day.day}"
            case "numerals":
                year = "".join(NUMERALS[int(d)] for d in str(day.year))
                return f"{year}年{_han(day.month)}月{_han(day.day)}日"
        return f"{day.month}月{day.day}日"

    def money(self, unit: str) -> tuple[Any, int]:
        chance = self.chance
        cents = chance.randrange(1, 10**6) * 100
        form = chance.random()
        if form < 0.15:
            return f"{cents / 10**6:g}万元", cents
        if form < 0.25:
            return f"{cents // 100:,}元", cents
        if unit == "万元":
            return cents / 10**6, cents
        return (cents / 100 if form < 0.8 else f"{cents // 100:,}"), cents

    # Parts of a sheet

    def title(self, picture: Picture, layout: SheetLayout, width: int, *, left: int = 0, month: str = "") -> None:
        """Title and 填报单位 rows."""
        chance = self.chance
        text = f"{COUNTY}{YEAR}年{month}{layout.title if self.named else '有关情况表'}"
        picture.put(picture.row, left, text)
        if chance.random() < 0.8:
            picture.merge(picture.row, left, picture.row, left + width - 1)
        picture.row += 1
        form = chance.random()
        if form < 0.4 or width < 4:
            picture.put(picture.row, left, f"填报单位：{UNIT}")
            picture.put(picture.row, left + width - 1, f"填报日期：{YEAR}.12.30")
            picture.row += 1
        elif form < 0.7:
            picture.put(picture.row, left, "填报单位：")
            picture.put(picture.row, left + 1, UNIT)
            picture.put(picture.row, left + 2, "填报日期：")
            picture.put(picture.row, left + 3, date(YEAR, 12, 30))
            picture.row += 1
        elif form < 0.85:
            picture.put(picture.row, left, f"填报单位：{UNIT}　　填报人：张某　　填报日期：{YEAR}年12月30日")
            picture.merge(picture.row, left, picture.row, left + width - 1)
            picture.row += 1

    def flat(
        self,
        picture: Picture,
        layout: SheetLayout,
        columns: list[Column],
        rows: int,
        *,
        left: int = 0,
        number: bool = True,
        start: int = 1,
    ) -> Truth:
        """Header of one row and its data."""
        truth = self.truth(picture, layout, columns, [picture.row], left=left, number=number)
        if number:
            picture.put(picture.row, left, "序号")
        for i, column in enumerate(columns, left + number):
            picture.put(picture.row, i, column.header)
        picture.row += 1
        self.rows(picture, truth, columns, rows, left=left, number=number, start=start)
        return truth

    def truth(
        self,
        picture: Picture,
        layout: SheetLayout,
        columns: list[Column],
        header: list[int],
        *,
        left: int = 0,
        number: bool = True,
    ) -> Truth:
        expected = {i: c.expected for i, c in enumerate(columns, left + number)}
        if number:
            expected[left] = "#number"
        child = layout.rows.child if layout.rows else ""
        return Truth(picture.name, layout.record.about.id, child, header, expected)

    def rows(
        self,
        picture: Picture,
        truth: Truth,
        columns: list[Column],
        count: int,
        *,
        left: int = 0,
        number: bool = True,
        start: int = 1,
        gap: int = -1,
    ) -> None:
        for n in range(start, start + count):
            if n == gap:
                picture.row += 1
            if number:
                picture.put(picture.row, left, n)
            for i, column in enumerate(columns, left + number):
                value, meaning = self.value(column, n)
                picture.put(picture.row, i, value)
                if meaning is not None and value != "" and column.expected:
                    truth.values[picture.row, column.expected] = meaning
            truth.data_rows.append(picture.row)
            picture.row += 1

    def groups(self, layout: SheetLayout, columns: list[Column], depth: int) -> list[Column]:
        """Columns under headings, as many levels deep."""
        neutral = ("案件基本情况", "基本信息", "案件办理情况", "其他情况")
        chance = self.chance
        at = 1
        while at < len(columns) - 1:
            size = chance.randrange(2, 4)
            if chance.random() < 0.7:
                outer = chance.choice(neutral)
                under = columns[at : at + size]
                for column in under:
                    column.group = tuple([outer, "主要内容", "具体情况"][: depth - 1])
            at += size
        return self.strangers(layout, columns, depth) if chance.random() < 0.5 else columns

    def grouped(
        self, picture: Picture, layout: SheetLayout, columns: list[Column], rows: int, depth: int, *, merged: bool
    ) -> Truth:
        """Header of several rows; without `merged` the merges are lost, as in .csv."""
        top = picture.row
        if all(not c.group for c in columns):
            columns[1].group = columns[2].group = tuple(["基本信息", "主要内容", "具体情况"][: depth - 1])
        truth = self.truth(picture, layout, columns, list(range(top, top + depth)))
        bottom = top + depth - 1
        picture.put(top, 0, "序号")
        if merged:
            picture.merge(top, 0, bottom, 0)
        i = 0
        while i < len(columns):
            column, at = columns[i], i + 1
            if not column.group:
                picture.put(top, at, column.header)
                if merged:
                    picture.merge(top, at, bottom, at)
                i += 1
                continue
            stop = i
            while stop + 1 < len(columns) and columns[stop + 1].group == column.group:
                stop += 1
            for level, text in enumerate(column.group):
                picture.put(top + level, at, text)
                if merged:
                    picture.merge(top + level, at, top + level, stop + 1)
            for k in range(i, stop + 1):
                picture.put(bottom, k + 1, columns[k].header)
            i = stop + 1
        picture.row = top + depth
        self.rows(picture, truth, columns, rows)
        return truth

    def footer(self, picture: Picture, width: int) -> None:
        chance = self.chance
        picture.put(picture.row, 0, chance.choice(("合计", "合　计", "总计")))
        picture.merge(picture.row, 0, picture.row, 1)
        picture.put(picture.row, width - 1, 12)
        picture.row += 1
        if chance.random() < 0.6:
            picture.put(picture.row, 0, "注：1.本表按月报送。")
            picture.merge(picture.row, 0, picture.row, width - 1)
            picture.row += 1
            picture.put(picture.row, 0, "2.金额以生效文书为准。")
            picture.merge(picture.row, 0, picture.row, width - 1)
            picture.row += 1
        picture.put(picture.row, 0, "制表人：张某")
        picture.put(picture.row, 2, "审核人：李某")
        picture.row += 1


def _is_typed(place: Place) -> bool:
    f = place.field
    return f is not None and f.kind in KINDS and (f.editable or place.role is Role.OWNER_FIELD)


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else NUMERALS[tens] + "十") + (NUMERALS[ones] if ones else "")


# The families


Made = tuple[list[Picture], list[Truth]]


def flat(make: Maker) -> Made:
    layout = make.layout()
    columns = make.columns(layout)
    picture = Picture("Sheet1")
    make.title(picture, layout, len(columns) + 1)
    return [picture], [make.flat(picture, layout, columns, 8, number=make.chance.random() < 0.8)]


def merged_two(make: Maker) -> Made:
    layout = make.layout()
    columns = make.groups(layout, make.columns(layout), 2)
    picture = Picture("Sheet1")
    make.title(picture, layout, len(columns) + 1)
    return [picture], [make.grouped(picture, layout, columns, 8, 2, merged=True)]


def merged_deep(make: Maker) -> Made:
    layout = make.layout()
    depth = make.chance.choice((3, 4))
    columns = make.groups(layout, make.columns(layout), depth)
    picture = Picture("台账")
    make.title(picture, layout, len(columns) + 1)
    return [picture], [make.grouped(picture, layout, columns, 8, depth, merged=True)]


def gaps(make: Maker) -> Made:
    """Two to four header rows whose merges are lost, all cells text, as in .csv."""
    layout = make.layout()
    depth = make.chance.choice((2, 2, 3, 4))
    columns = make.groups(layout, make.columns(layout), depth)
    picture = Picture("Sheet1")
    make.title(picture, layout, len(columns) + 1)
    picture.merges.clear()
    truth = make.grouped(picture, layout, columns, 8, depth, merged=False)
    for at, value in picture.cells.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            picture.cells[at] = f"{value:g}" if value == int(value) and abs(value) < 10**5 else repr(value)
        elif isinstance(value, date):
            picture.cells[at] = value.isoformat()
    return [picture], [truth]


def vertical(make: Maker) -> Made:
    """One value merged down over several rows."""
    layout = make.layout()
    columns = make.columns(layout)
    picture = Picture("Sheet1")
    make.title(picture, layout, len(columns) + 1)
    truth = make.flat(picture, layout, columns, 9)
    first = truth.data_rows[0]
    for top in (first, first + 5):
        for at in make.chance.sample(range(1, len(columns) + 1), 2):
            name = columns[at - 1].expected
            value = picture.cells.get((top, at), "")
            for row in (top + 1, top + 2):
                picture.cells.pop((row, at), None)
                truth.values.pop((row, name or ""), None)
                if name and (top, name) in truth.values:
                    truth.values[row, name] = truth.values[top, name]
            if value != "":
                picture.merge(top, at, top + 2, at)
    return [picture], [truth]


def totals(make: Maker) -> Made:
    """小计 rows, groups, 合计, 注, 制表人."""
    layout = make.layout()
    columns = make.columns(layout)
    width = len(columns) + 1
    picture = Picture("Sheet1")
    make.title(picture, layout, width)
    truth = make.flat(picture, layout, columns, 3)
    for group in ("二、县财政局", "三、县公安局"):
        picture.put(picture.row, 0, "小计")
        picture.put(picture.row, width - 1, 3)
        picture.row += 1
        picture.put(picture.row, 0, group)
        picture.merge(picture.row, 0, picture.row, width - 1)
        picture.row += 1
        make.rows(picture, truth, columns, 3, start=1)
    make.footer(picture, width)
    return [picture], [truth]


def stacked(make: Maker) -> Made:
    """Two ledgers under each other."""
    one, two = make.chance.sample(RECORDS_USED, 2)
    picture = Picture("Sheet1")
    truths = []
    for record in (one, two):
        layout = make.layout(record)
        columns = make.columns(layout, 10)
        make.title(picture, layout, len(columns) + 1)
        truths.append(make.flat(picture, layout, columns, 5))
        if make.chance.random() < 0.5:
            make.footer(picture, len(columns) + 1)
        picture.row += make.chance.randrange(0, 3)
    return [picture], truths


def side_by_side(make: Maker) -> Made:
    """The same table printed twice beside itself, or two ledgers beside each other."""
    picture = Picture("Sheet1")
    records = [make.chance.choice(RECORDS_USED)] * 2
    if make.chance.random() < 0.5:
        records = make.chance.sample(RECORDS_USED, 2)
    truths, left, columns = [], 0, []
    for i, record in enumerate(records):
        layout = make.layout(record)
        if not columns or records[0] != records[1]:
            columns = make.columns(layout, 8, noise=False)
        picture.row = 0
        picture.put(0, left, f"{COUNTY}{YEAR}年{layout.title}")
        picture.merge(0, left, 0, left + len(columns))
        picture.row = 1
        truths.append(make.flat(picture, layout, columns, 6, left=left, start=1 + 6 * i))
        left += len(columns) + 2
    return [picture], truths


def pages(make: Maker) -> Made:
    """Header and title printed again on each page; a blank row in the middle; hidden rows."""
    layout = make.layout()
    columns = make.columns(layout)
    picture = Picture("Sheet1")
    make.title(picture, layout, len(columns) + 1)
    titles = {at: value for at, value in picture.cells.items()}
    truth = make.flat(picture, layout, columns, 6)
    header = {c: picture.cells[truth.header_rows[0], c] for c in range(len(columns) + 1)}
    for page in (1, 2):
        picture.row += make.chance.choice((0, 1))
        if make.chance.random() < 0.5:
            shift = picture.row
            for (row, column), value in titles.items():
                picture.put(shift + row, column, value)
            picture.row += max(row for row, _ in titles) + 1
        for column, text in header.items():
            picture.put(picture.row, column, text)
        picture.row += 1
        make.rows(picture, truth, columns, 6, start=6 * page + 1, gap=6 * page + 3)
    picture.hidden = {truth.data_rows[2], truth.data_rows[7]}
    return [picture], [truth]


def months(make: Maker) -> Made:
    layout = make.layout()
    columns = make.columns(layout)
    pictures, truths = [], []
    for month in range(1, 13):
        picture = Picture(f"{month}月")
        make.title(picture, layout, len(columns) + 1, month=f"{month}月")
        truths.append(make.flat(picture, layout, columns, 3))
        pictures.append(picture)
    return pictures, truths


def children(make: Maker) -> Made:
    """A ledger, and a sheet of its child rows."""
    record = make.chance.choice(("gov_debt_case", "bankruptcy_case", "loss_case", "judicial_advice", "mediation_case"))
    layout, under = make.layout(record), make.layout(record, child=True)
    first = Picture(layout.name)
    columns = make.columns(layout)
    make.title(first, layout, len(columns) + 1)
    truths = [make.flat(first, layout, columns, 5)]
    second = Picture(under.name)
    columns = make.columns(under, 12, noise=False)
    columns.insert(0, Column("所属序号", None, "#owner_number"))
    make.title(second, under, len(columns) + 1)
    truths.append(
        make.flat(second, under, columns, 6, number=not any(c.field and c.field.label == "序号" for c in columns))
    )
    return [first, second], truths


def ticks(make: Maker) -> Made:
    """是 | 否 as two columns under the name of the field, to be ticked."""
    layout = make.layout("admin_case")
    columns = [c for c in make.columns(layout) if not (c.field and c.field.kind is Kind.BOOLEAN)]
    picture = Picture("Sheet1")
    make.title(picture, layout, len(columns) + 5)
    top = picture.row
    asked = make.chance.sample(["is_loss", "is_compensation", "is_appealed", "reviews_rule_doc"], 2)
    fields = layout.of.fields()
    asked = [name for name in asked if name in fields] or [
        f.name for f in fields.values() if f.kind is Kind.BOOLEAN and f.editable
    ][:2]
    truth = make.truth(picture, layout, columns, [top, top + 1])
    for i, text in enumerate(["序号", *(c.header for c in columns)]):
        picture.put(top, i, text)
        picture.merge(top, i, top + 1, i)
    at = len(columns) + 1
    for name in asked:
        picture.put(top, at, fields[name].label)
        picture.merge(top, at, top, at + 1)
        picture.put(top + 1, at, "是")
        picture.put(top + 1, at + 1, "否")
        truth.columns[at] = truth.columns[at + 1] = name
        at += 2
    picture.row = top + 2
    make.rows(picture, truth, columns, 8)
    for row in truth.data_rows:
        for k, name in enumerate(asked):
            yes = make.chance.random() < 0.5
            picture.put(row, len(columns) + 1 + 2 * k + (not yes), "√")
            truth.values[row, name] = yes
    return [picture], [truth]


def unit_rows(make: Maker) -> Made:
    """单位：万元 over the table, no unit in the headers; a row of column numbers under them."""
    layout = make.layout(make.chance.choice(("gov_debt_case", "enforcement_case", "bankruptcy_case", "mediation_case")))
    columns = make.columns(layout)
    unit = make.chance.choice(("元", "万元"))
    disagree = make.chance.random() < 0.3
    for column in columns:
        if column.field is not None and column.field.kind is Kind.MONEY:
            column.header = column.field.label
            column.unit = unit
            if disagree:
                column.header = f"{column.field.label}（{'元' if unit == '万元' else '万元'}）"
    picture = Picture("Sheet1")
    make.title(picture, layout, len(columns) + 1)
    picture.put(
        picture.row, len(columns), make.chance.choice((f"单位：{unit}", f"金额单位：{unit}", f"单位：件、{unit}"))
    )
    picture.row += 1
    truth = make.truth(picture, layout, columns, [picture.row])
    truth.units_disagree = disagree
    picture.put(picture.row, 0, "序号")
    for i, column in enumerate(columns, 1):
        picture.put(picture.row, i, column.header)
    picture.row += 1
    for i in range(len(columns) + 1):
        picture.put(picture.row, i, i + 1)
    picture.row += 1
    make.rows(picture, truth, columns, 8)
    return [picture], [truth]


FAMILIES = {
    "flat": flat,
    "merged_two": merged_two,
    "merged_deep": merged_deep,
    "gaps": gaps,
    "vertical": vertical,
    "totals": totals,
    "stacked": stacked,
    "side_by_side": side_by_side,
    "pages": pages,
    "months": months,
    "children": children,
    "ticks": ticks,
    "unit_rows": unit_rows,
}

__all__ = ["DATE_FORMS", "FAMILIES", "RECORDS", "Enumeration", "Ledger", "Maker", "Truth"]
