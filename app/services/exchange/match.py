"""Which ledger a sheet is, which row is its header, which column is which field.

Labels, ledger headers and aliases are compared exactly (blanks, width, 必填 marks and units of measure aside). A guess
is never made: what is not recognised is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from app.domain.fields import Kind
from app.domain.records import RECORDS
from app.domain.values import plain
from app.errors import UserError
from app.services.exchange.layout import GUIDE, LEFT_OUT, Place, Role, SheetLayout, layouts
from app.services.exchange.reader import Book, SheetData
from app.services.exchange.sheet_writer import LISTS
from app.services.exchange.tables import MatchedColumn, Table

NO_LEDGERS = (GUIDE, LISTS)  # sheets of our own workbooks that hold no records
HEADER_WITHIN = 15  # rows from the top
LEAST = 2  # recognised columns that make a header
SAME_NAME = 5  # what a sheet's name counts for, in columns

MARKS = re.compile(r"^[*★]+|[*★]+$|\((?:必填|选填|可不填)\)$")
UNIT_IN_HEADER = re.compile(r"^(.+)[(,](?:单位:?)?([^()]{1,4})\)$")
MONEY_UNITS = {"元": "", "万元": "万元"}


MatchedSheet = Table


@lru_cache(maxsize=4096)
def header_key(text: Any) -> str:
    return MARKS.sub("", MARKS.sub("", plain(str(text)))).casefold()


@lru_cache(maxsize=256)
def known_headers(layout: SheetLayout) -> dict[str, Place]:
    """Header key → place: the layout's own headers first, then labels, then aliases."""
    known: dict[str, Place] = {}
    for place in layout.places:
        known.setdefault(header_key(place.header), place)
    fields = [f for f in layout.of.fields().values() if f.name not in LEFT_OUT]
    for f in fields:
        known.setdefault(header_key(f.label), Place(Role.FIELD, f.header, f))
    for f in fields:
        for alias in f.aliases:
            known.setdefault(header_key(alias), Place(Role.FIELD, f.header, f))
    return known


def recognise(layout: SheetLayout, header: Any) -> Place | None:
    key = header_key(header)
    if not key:
        return None
    known = known_headers(layout)
    if key in known:
        return known[key]
    if (unit := UNIT_IN_HEADER.match(key)) and (place := known.get(unit[1])):
        f = place.field
        # The header's own unit of money decides how its numbers are read.
        if f is not None and f.kind is Kind.MONEY and unit[2] in MONEY_UNITS:
            return replace(place, field=replace(f, unit=MONEY_UNITS[unit[2]]))
        return place
    return None


def match_book(book: Book, record: str | None = None) -> list[MatchedSheet]:
    """The sheets that are ledgers. Raises UserError when none is."""
    sheets = [sheet for sheet in book.sheets if sheet.name not in NO_LEDGERS]
    candidates = [layout for name in ((record,) if record else RECORDS) for layout in layouts(name)]
    matched = [found for sheet in sheets if (found := _best(sheet, candidates))]
    if record is None:
        # Child sheets of different ledgers look alike; those of the ledgers in this book come first.
        records = {found.layout.record for found in matched if found.layout.rows is None}
        if records:
            near = [layout for layout in candidates if layout.record in records]
            matched = [found for sheet in sheets if (found := _best(sheet, near))]
    if not matched:
        asked = f"“{RECORDS[record].about.label}”" if record else "任何一种台账"
        raise UserError(
            f"“{book.path.name}”没有导入",
            f"没有认出{asked}的表头",
            "请用“导出空白台账”得到模板，把内容填入模板后再导入；表头的栏目名称请不要改动",
        )
    return matched


def _best(sheet: SheetData, candidates: Iterable[SheetLayout]) -> MatchedSheet | None:
    best: tuple[tuple[int, ...], SheetLayout, int] | None = None
    headers = [(i, row) for i, row in enumerate(sheet.rows[:HEADER_WITHIN]) if sum(cell != "" for cell in row) >= LEAST]
    for layout in candidates:
        for i, row in headers:
            recognised, fields = _count(layout, row)
            filled = sum(cell != "" for cell in row)
            if fields < LEAST or recognised * 2 < filled:
                continue
            score = recognised + (SAME_NAME if sheet.name == layout.name else 0)
            # A fuller header wins, then a ledger before its child rows, then the sheet that takes any child row.
            key = (score, layout.rows is None, layout.rest, -len(layout.places), -i)
            if best is None or key > best[0]:
                best = (key, layout, i)
    if best is None:
        return None
    return _matched(sheet, best[1], best[2])


def _count(layout: SheetLayout, row: Sequence[Any]) -> tuple[int, int]:
    """Recognised columns, and how many of them are fields."""
    found = {_identity(place) for cell in row if cell != "" and (place := recognise(layout, cell))}
    return len(found), sum(role is Role.FIELD for role, _ in found)


def _identity(place: Place) -> tuple[Role, str]:
    return place.role, place.field.name if place.field else ""


def _matched(sheet: SheetData, layout: SheetLayout, header_row: int) -> MatchedSheet:
    columns: list[MatchedColumn] = []
    unknown: list[str] = []
    taken: set[tuple[Role, str]] = set()
    for i, cell in enumerate(sheet.rows[header_row]):
        place = recognise(layout, cell) if cell != "" else None
        if place and _identity(place) not in taken:
            taken.add(_identity(place))
            columns.append(MatchedColumn(i, str(cell).strip(), place))
        elif any(i < len(row) and row[i] != "" for row in sheet.rows[header_row + 1 :]):
            unknown.append(str(cell).strip() or f"第{i + 1}列")
    return Table(
        sheet,
        layout,
        header_row,
        tuple(columns),
        tuple(unknown),
        key=f"{sheet.name}#1",
        header_rows=(header_row,),
        last_row=len(sheet.rows) - 1,
    )
