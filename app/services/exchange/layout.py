"""The shape of a ledger's workbook, worked out from the declaration: which sheets, which columns, from where.

Export, template and import all read this, so that what is written is what is recognised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.domain.conditions import Condition
from app.domain.fields import Field, Fields, Kind, Ledger, Rows
from app.domain.records import RECORDS
from app.domain.records.registered import Registered
from app.services.exchange.sheet_cells import (
    Cells,
    DateCells,
    DateTimeCells,
    HundredthCells,
    IdCells,
    IntegerCells,
    PercentCells,
    RowNumberCells,
    TextCells,
    WanYuanCells,
)

GUIDE = "填表说明"
PROBLEMS = "问题清单"  # first sheet of a workbook that came back with its problems marked
PROBLEMS_TITLE = "问题清单（导入时没有通过核对的内容）"
UID_HEADER = "记录标识"
NUMBER_HEADER = "序号"
OWNER_REG_NO_HEADER = "所属登记编号"
OWNER_NUMBER_HEADER = "所属序号"

# What a ledger does not carry: kept by the program, or a matter of the form alone.
LEFT_OUT = frozenset({"uid", "source_kind", "void", "void_reason"})
LONGEST_NAME = 31  # of a sheet


class Role(StrEnum):
    """What a column says of its row."""

    UID = "uid"
    NUMBER = "number"  # 序号 in this workbook
    FIELD = "field"
    OWNER_FIELD = "owner_field"  # of the record that a child row belongs to
    OWNER_REG_NO = "owner_reg_no"
    OWNER_NUMBER = "owner_number"


@dataclass(frozen=True)
class Place:
    """A column: its role, and the field it shows."""

    role: Role
    header: str
    field: Field | None = None
    other: bool = False  # in the block after the ledger's own columns

    @property
    def editable(self) -> bool:
        return self.role is Role.FIELD and self.field is not None and (self.field.editable)


@dataclass(frozen=True, eq=False)  # there is one of each, and hashing its columns over and over was dear
class SheetLayout:
    """A sheet: of records, or of one kind of child rows."""

    name: str
    record: type[Registered]
    places: tuple[Place, ...]
    rows: type[Rows] | None = None
    when: Condition | None = None
    rest: bool = False  # takes the child rows that no other sheet takes

    @property
    def of(self) -> type[Fields]:
        return self.rows or self.record

    @property
    def printed(self) -> tuple[int, int]:
        """Columns of the office's own ledger."""
        return 1, max(i for i, place in enumerate(self.places) if not place.other)

    @property
    def title(self) -> str:
        return self.name if self.rows else self.record.about.label


def sheet_name(text: str) -> str:
    """Excel allows 31 characters and not : \\ / ? * [ ]."""
    return "".join("、" if c in ":\\/?*[]" else c for c in text)[:LONGEST_NAME].strip("'")


@lru_cache(maxsize=128)
def layouts(record: str) -> tuple[SheetLayout, ...]:
    """The sheets of a record type: its ledger first, then those of its child rows."""
    cls = RECORDS[record]
    sheets = [SheetLayout(sheet_name(cls.about.ledger.sheet), cls, tuple(_record_places(cls)))]
    for rows in cls.children().values():
        for ledger in rows.ledgers or (Ledger(rows.label, ()),):
            sheets.append(
                SheetLayout(sheet_name(ledger.sheet), cls, tuple(_row_places(cls, rows, ledger)), rows, ledger.when)
            )
        if rows.ledgers and all(ledger.when for ledger in rows.ledgers):
            places = tuple(_row_places(cls, rows, Ledger(rows.label, ())))
            sheets.append(SheetLayout(sheet_name(rows.label), cls, places, rows, rest=True))
    names = [sheet.name for sheet in sheets]
    assert len(set(names)) == len(names), f"{record}: two sheets of one name"
    return tuple(sheets)


def _record_places(cls: type[Registered]) -> Iterator[Place]:
    fields = cls.fields()
    yield Place(Role.UID, UID_HEADER)
    if not any(f.header == NUMBER_HEADER for f in fields.values()):
        yield Place(Role.NUMBER, NUMBER_HEADER)
    shown = [name for name in cls.about.ledger.columns if name not in LEFT_OUT]
    for name in shown:
        yield Place(Role.FIELD, fields[name].header, fields[name])
    others = ["reg_no", "status", *(name for name, f in fields.items() if f.editable)]
    for name in dict.fromkeys(others):
        if name not in shown and name not in LEFT_OUT:
            yield Place(Role.FIELD, fields[name].header, fields[name], other=True)


def _row_places(cls: type[Registered], rows: type[Rows], ledger: Ledger) -> Iterator[Place]:
    fields = rows.fields()
    own = {f.header for f in fields.values()}
    yield Place(Role.UID, UID_HEADER)
    if NUMBER_HEADER not in own:
        yield Place(Role.NUMBER, NUMBER_HEADER)
    columns = ledger.columns or tuple(fields)
    for name in columns:
        if name.startswith("parent."):
            owner_field = cls.fields()[name.removeprefix("parent.")]
            header = owner_field.header if owner_field.header not in own else f"所属{owner_field.header}"
            yield Place(Role.OWNER_FIELD, header, owner_field)
        else:
            yield Place(Role.FIELD, fields[name].header, fields[name])
    yield Place(Role.OWNER_REG_NO, OWNER_REG_NO_HEADER, other=True)
    yield Place(Role.OWNER_NUMBER, OWNER_NUMBER_HEADER, other=True)
    for name, f in fields.items():
        if name not in columns and f.computed is None:
            yield Place(Role.FIELD, f.header, f, other=True)


# How a column of each kind is written and how wide it is.
CELLS: dict[Kind, tuple[type[Cells], float]] = {
    Kind.TEXT: (TextCells, 18),
    Kind.LONGTEXT: (TextCells, 32),
    Kind.INTEGER: (IntegerCells, 9),
    Kind.DECIMAL: (HundredthCells, 12),
    Kind.MONEY: (HundredthCells, 15),
    Kind.PERCENT: (PercentCells, 10),
    Kind.DATE: (DateCells, 12),
    Kind.DATETIME: (DateTimeCells, 17),
    Kind.BOOLEAN: (TextCells, 8),
    Kind.ENUM: (TextCells, 13),
    Kind.MULTI_ENUM: (TextCells, 20),
    Kind.UNIT: (TextCells, 24),
    Kind.UNITS: (TextCells, 28),
    Kind.PERSON_NAME: (TextCells, 11),
    Kind.REF: (TextCells, 24),
    Kind.REFS: (TextCells, 28),
    Kind.CASE_NO: (TextCells, 24),
    Kind.DOC_NO: (TextCells, 20),
    Kind.ID_CARD: (TextCells, 21),
    Kind.USCC: (TextCells, 21),
    Kind.PHONE: (TextCells, 15),
    Kind.YEAR: (IntegerCells, 8),
}
ROLES: dict[Role, tuple[type[Cells], float]] = {
    Role.UID: (IdCells, 2.5),
    Role.NUMBER: (RowNumberCells, 6),
    Role.OWNER_REG_NO: (TextCells, 15),
    Role.OWNER_NUMBER: (TextCells, 9),
}


def cells_of(place: Place) -> tuple[type[Cells], float]:
    if place.field is None:
        return ROLES[place.role]
    if place.field.kind is Kind.MONEY and place.field.unit == "万元":
        return WanYuanCells, 14
    return CELLS[place.field.kind]
