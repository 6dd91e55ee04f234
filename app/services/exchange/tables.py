"""A table found in a sheet: which ledger it is, its header, its columns, its rows that are no data, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from app.services.exchange.layout import Place, Role, SheetLayout
from app.services.exchange.questions import Question
from app.services.exchange.reader import SheetData, text_of
from app.services.exchange.sheet_writer import letters

SAMPLES = 3


class How(StrEnum):
    """How a column came to its field."""

    EXACT = "exact"
    ALIAS = "alias"
    LEARNED = "learned"
    CHOSEN = "chosen"
    FUZZY = "fuzzy"  # asked, and answered with a proposal


class RowKind(StrEnum):
    """What a row of a table is, besides data."""

    DATA = "data"
    BLANK = "blank"
    TOTAL = "total"
    NOTE = "note"
    SIGNATURE = "signature"
    HEADER = "header"  # printed again on each page
    TITLE = "title"  # of the page, or of a group of rows
    NUMBERING = "numbering"  # 1 2 3 4 under the header
    HIDDEN = "hidden"  # left out because a person said so

    @property
    def why(self) -> str:
        return str(WHY[self.value])


WHY = {
    "data": "数据行",
    "blank": "空行（或只有序号）",
    "total": "合计、小计行",
    "note": "注释、说明行",
    "signature": "制表人、审核人等签署行",
    "header": "重复的表头行",
    "title": "标题、分组标题行",
    "numbering": "栏号、计量单位行",
    "hidden": "隐藏行（按选择不导入）",
}


@dataclass(frozen=True)
class Proposal:
    """A field that a column may be."""

    field: str  # as in `Choices`
    label: str
    score: int  # 0–100
    reason: str = ""


@dataclass(frozen=True)
class MatchedColumn:
    """A column that is taken. In a block of 是|否 columns it stands for all of them."""

    index: int  # from 0
    header: str  # as in the file
    place: Place
    path: tuple[str, ...] = ()
    how: How = How.EXACT
    reason: str = ""
    score: int = 100
    options: tuple[tuple[int, str], ...] = ()  # column → the value that a √ in it means
    money_unit: str = ""  # of its bare numbers: as header, heading, row of units, title or a person says it
    waits_for: str = ""  # the open question without whose answer its cells are not read


@dataclass(frozen=True)
class OtherColumn:
    """A column that is not taken: asked about, ignored by choice, or no field of the ledger."""

    index: int
    header: str
    path: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    reason: str = ""
    how: str = ""  # chosen, fuzzy or learned where a person said that it is to be left out; computed


@dataclass(frozen=True)
class TitleFacts:
    """What the rows above a header say."""

    title: str = ""
    unit: str = ""  # 填报单位
    date: str = ""  # 填报日期 as written
    year: int | None = None  # of the dates that are written without one
    money_unit: str = ""  # 元 or 万元
    where: Mapping[str, str] = field(default_factory=dict)  # fact → cell, or sheet or file name

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "unit": self.unit,
            "date": self.date,
            "year": self.year,
            "money_unit": self.money_unit,
            "where": dict(self.where),
        }


@dataclass(frozen=True)
class OtherLayout:
    """Another ledger that a table may be."""

    layout: SheetLayout
    why: str

    def as_json(self) -> dict[str, Any]:
        return {**ledger_json(self.layout), "why": self.why}


@dataclass(frozen=True)
class Table:
    """`taken`: its rows are imported; where it is not, `why` and its questions say what is missing."""

    data: SheetData
    layout: SheetLayout
    header_row: int  # from 0; the last one of the header
    columns: tuple[MatchedColumn, ...]
    unknown: tuple[str, ...]  # headers with contents under them that are no field of this ledger
    key: str = ""
    header_rows: tuple[int, ...] = ()  # from 0
    last_row: int = -1  # from 0; the last one of the table
    span: tuple[int, int] = (0, 0)  # first and last column
    signature: str = ""  # of its headers, by which what was decided about it is found again
    others: tuple[OtherColumn, ...] = ()
    facts: TitleFacts = field(default_factory=TitleFacts)
    why: tuple[str, ...] = ()
    other_layouts: tuple[OtherLayout, ...] = ()
    questions: tuple[Question, ...] = ()
    taken: bool = True
    no_data: Mapping[int, RowKind] = field(default_factory=dict)  # rows from 0; all others of the table are data
    repeated: Mapping[int, tuple[tuple[int, Any], ...]] = field(default_factory=dict)  # row → merged cells' values

    def column(self, role: Role) -> MatchedColumn | None:
        return next((column for column in self.columns if column.place.role is role), None)

    def row_kind(self, row: int) -> RowKind:
        """Of a row of this table, from 0."""
        return self.no_data.get(row, RowKind.DATA)

    @property
    def data_rows(self) -> range:
        """All rows under the header, from 0."""
        return range(self.header_row + 1, self.last_row + 1)

    @cached_property
    def row_kinds(self) -> dict[str, int]:
        """Kind → rows; they add up to the rows under the header."""
        found = Counter(self.no_data.values())
        data = len(self.data_rows) - sum(found.values())
        return {kind.value: count for kind in RowKind if (count := data if kind is RowKind.DATA else found[kind])}

    @property
    def hidden_rows(self) -> int:
        """Hidden or filtered rows among its data."""
        return sum(number - 1 in self.data_rows and number - 1 not in self.no_data for number in self.data.hidden_rows)

    @property
    def hidden_columns(self) -> tuple[str, ...]:
        return tuple(letters(c.index) for c in self.columns if c.index in self.data.hidden_columns)

    def skipped(self) -> list[tuple[str, int]]:
        """Rows that are not imported, by reason."""
        if not self.taken:
            return [(f"“{self.key}”：{self.why[-1] if self.why else '没有导入'}", len(self.data_rows))]
        return [(RowKind(kind).why, count) for kind, count in self.row_kinds.items() if kind != RowKind.DATA]

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "sheet": self.data.name,
            **ledger_json(self.layout),
            "taken": self.taken,
            "header_rows": list(self.header_rows),
            "last_row": self.last_row,
            "facts": self.facts.as_json(),
            "why": list(self.why),
            "other_layouts": [other.as_json() for other in self.other_layouts],
            "columns": sorted(
                (*map(self._column_json, self.columns), *map(self._other_json, self.others)), key=lambda c: c["index"]
            ),
            "row_kinds": self.row_kinds,
            "hidden_rows": self.hidden_rows,
            "hidden_columns": list(self.hidden_columns),
            "questions": [question.as_json() for question in self.questions],
        }

    def _column_json(self, column: MatchedColumn) -> dict[str, Any]:
        return self._any_column(column) | {
            "field": field_name(column.place),
            "label": column.place.header,
            "how": column.how.value,
            "score": column.score,
            "options": {letters(index): value for index, value in column.options},
        }

    def _other_json(self, column: OtherColumn) -> dict[str, Any]:
        return self._any_column(column) | {
            "field": "" if column.how else None,
            "label": "",
            "how": column.how,
            "score": 0,
            "proposals": [{"field": p.field, "label": p.label, "score": p.score} for p in column.proposals],
        }

    def _any_column(self, column: MatchedColumn | OtherColumn) -> dict[str, Any]:
        return {
            "index": column.index,
            "letter": letters(column.index),
            "path": list(column.path),
            "header": column.header,
            "reason": column.reason,
            "proposals": [],
            "samples": self.samples(column.index),
        }

    def samples(self, column: int) -> list[str]:
        found: list[str] = []
        for row in self.data_rows:
            cells = self.data.rows[row]
            if column < len(cells) and cells[column] != "" and row not in self.no_data:
                found.append(text_of(cells[column]))
                if len(found) == SAMPLES:
                    break
        return found


def ledger_json(layout: SheetLayout) -> dict[str, Any]:
    return {
        "record": layout.record.about.id,
        "record_label": layout.record.about.label,
        "child": layout.rows.child if layout.rows else None,
        "label": layout.name,
    }


ROLE_MARK = "#"
OWNER = "parent."


def field_name(place: Place) -> str:
    """How `Choices` and learned mappings call a column."""
    if place.field is None:
        return ROLE_MARK + place.role.value
    return f"{OWNER if place.role is Role.OWNER_FIELD else ''}{place.field.name}"


def place_named(layout: SheetLayout, name: str) -> Place | None:
    """The column of a ledger by its name in `Choices`."""
    for place in layout.places:
        if field_name(place) == name:
            return place
    f = layout.of.fields().get(name)
    if f is not None:
        return Place(Role.FIELD, f.header, f)
    owner = layout.record.fields().get(name.removeprefix(OWNER)) if layout.rows and name.startswith(OWNER) else None
    return Place(Role.OWNER_FIELD, owner.header, owner) if owner else None


def ledger_fields(layout: SheetLayout) -> list[dict[str, str]]:
    """What a person may choose for a column."""
    return [{"name": field_name(place), "label": place.header} for place in layout.places]


def cell(row: Sequence[Any], column: int) -> Any:
    """'' where a row is shorter than the table."""
    value: Any = row[column] if column < len(row) else ""
    return value
