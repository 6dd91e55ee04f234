"""Ledgers as workbooks in the office's own layout: filled (`export`) or to be filled in (`template`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.data.stored import load
from app.domain.fields import Enumeration, Field, Kind
from app.domain.records import RECORDS
from app.domain.values import provision_label
from app.errors import UserError
from app.services.exchange.cell_values import REFS, RefTexts, converter
from app.services.exchange.guide import add_guide
from app.services.exchange.layout import Place, Role, SheetLayout, cells_of, layouts
from app.services.exchange.sheet_styles import Look
from app.services.exchange.sheet_writer import Column, Sheet, SheetShape, Workbook
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.database import Database

CHUNK = 500
SPARE_ROWS = 30  # of a template, with borders; drop-downs reach to the last row of the sheet

Which = queries.Query | tuple[str, Sequence[int]] | Sequence[int]


def template(db: Database, record: str, out: Path | str) -> None:
    """An empty ledger to fill in, with a sheet that explains its columns."""
    with Workbook(Path(out)) as book:
        for i, layout in enumerate(layouts(record)):
            if not layout.rest:
                book.sheet(replace(shape_of(db, layout), spare_rows=SPARE_ROWS))
            if i == 0:
                add_guide(db, book, layouts(record))


def export(
    db: Database, which: Which, out: Path | str, *, masked: bool = True, progress: Progress | None = None
) -> int:
    """Write the chosen records with their child rows; returns how many records."""
    record, ids = _chosen(db, which)
    progress = progress or Progress()
    with Workbook(Path(out)) as book:
        ledger = LedgerSheets(db, book, record, masked)
        for start in range(0, len(ids), CHUNK):
            progress.step(start, len(ids), "正在导出")
            ledger.write(ids[start : start + CHUNK])
        progress.step(len(ids), len(ids), "正在导出")
    return len(ids)


def _chosen(db: Database, which: Which) -> tuple[str, Sequence[int]]:
    if isinstance(which, queries.Query):
        return which.record, queries.ids(db, which)
    if isinstance(which, tuple) and len(which) == 2 and isinstance(which[0], str):
        return which[0], which[1]
    if not which:
        raise UserError("没有导出", "没有选中任何记录", "请先选中记录，或者导出整个台账")
    return queries.type_of(db, which[0]), which


def shape_of(db: Database, layout: SheetLayout) -> SheetShape:
    return SheetShape(
        name=layout.name,
        columns=tuple(_column(db, place) for place in layout.places),
        title=f"{db.setting('county') or ''}{layout.title}",
        notes=(f"填报单位：{db.setting('own_unit') or ''}", f"填报日期：{db.today.isoformat()}"),
        printed=layout.printed,
        frozen_columns=3,
        protected=True,
        block_note="其他字段（不打印，可以不填）" if any(place.other for place in layout.places) else "",
    )


def _column(db: Database, place: Place) -> Column:
    cells, width = cells_of(place)
    f = place.field
    required = place.role is Role.FIELD and f is not None and f.required
    look = Look.HEADER_REQUIRED if required else Look.HEADER_OTHER if place.other else Look.HEADER
    if place.role is Role.UID:
        look = Look.ID
    choices, only = _choices(db, f) if place.editable and f is not None else ((), False)
    return Column(place.header, cells, width, choices, only, look)


def _choices(db: Database, f: Field) -> tuple[tuple[str, ...], bool]:
    """What the drop-down offers, and whether it refuses anything else."""
    if f.kind is Kind.BOOLEAN:
        return ("是", "否"), True
    if f.name == "provisions":
        return tuple(provision_label(id) for id in queries.options(db, f)), False
    if f.kind is Kind.ENUM:
        return queries.options(db, f), not (isinstance(f.options, Enumeration) and f.options.editable)
    if f.kind is Kind.MULTI_ENUM:
        return queries.options(db, f), False  # several are joined by 、
    if f.kind in (Kind.UNIT, Kind.UNITS):
        return tuple(unit.name for unit in queries.units(db)), False
    return (), False


class _Rows:
    """Rows of one table with what their cells say, read by one SELECT per batch."""

    def __init__(self, db: Database, fields: Sequence[Field], masked: bool, refs: RefTexts) -> None:
        self._db = db
        self._refs = refs
        self.fields = list(fields)
        self._converters = [
            (i, convert) for i, f in enumerate(self.fields) if (convert := converter(f, masked=masked)) is not None
        ]
        self._ref_fields = [(i, f) for i, f in enumerate(self.fields) if f.kind in REFS]
        self._select = ", ".join(f'"{f.name}"' for f in self.fields)

    def read(
        self, table: str, lead: str, key: str, ids: Sequence[int], order: str = ""
    ) -> list[tuple[tuple[Any, ...], list[Any], list[Any]]]:
        """(leading columns, values as stored, values for cells) of each row."""
        marks = ",".join("?" * len(ids))
        columns = f"{lead}, {self._select}" if self._select else lead
        found = self._db.rows(f'SELECT {columns} FROM "{table}" WHERE "{key}" IN ({marks}){order}', ids)
        count = lead.count(",") + 1
        for i, f in self._ref_fields:
            self._refs.prepare(f, (row[count + i] for row in found))
        return [(row[:count], list(row[count:]), self._cells(row[count:])) for row in found]

    def _cells(self, stored: Sequence[Any]) -> list[Any]:
        cells = list(stored)
        for i, convert in self._converters:
            cells[i] = convert(cells[i])
        for i, f in self._ref_fields:
            cells[i] = self._refs.text(f, cells[i])
        return cells


class LedgerSheets:
    """Writes records and their child rows to their sheets in one pass.

    A package gives the layouts cut to the fields it is to show, and the names that child rows have in every office.
    """

    def __init__(
        self,
        db: Database,
        book: Workbook,
        record: str,
        masked: bool,
        shown_layouts: Sequence[SheetLayout] | None = None,
        child_names: Mapping[int, str] | None = None,
    ) -> None:
        self._db = db
        self._book = book
        self._record = record
        self._child_names = child_names
        all_layouts = layouts(record) if shown_layouts is None else shown_layouts
        main, *others = all_layouts
        self._sheet = book.sheet(shape_of(db, main))
        self._children: dict[str, list[SheetLayout]] = {}
        self._child_sheets: dict[str, Sheet] = {}
        for layout in others:
            assert layout.rows is not None
            self._children.setdefault(layout.rows.child, []).append(layout)
            if not layout.rest:
                self._child_sheets[layout.name] = book.sheet(shape_of(db, layout))
        shown = [p.field for layout in all_layouts for p in layout.places if p.field and _of_record(layout, p)]
        fields = {f.name: f for f in shown}
        refs = RefTexts(db)
        self._rows = _Rows(db, list(fields.values()), masked, refs)
        self._at = {name: i for i, name in enumerate(fields)}
        self._picks = [self._at[p.field.name] if p.field else None for p in main.places]
        self._roles = [p.role for p in main.places]
        self._child_rows = {
            child: _Rows(db, list(RECORDS[record].children()[child].fields().values()), masked, refs)
            for child in self._children
        }
        self._number = 0

    def write(self, ids: Sequence[int]) -> None:
        read = self._rows.read(self._record, "id, uid, reg_no, unmatched", "id", list(ids))
        found = {lead[0]: (lead, cells) for lead, _, cells in read}
        owners = {}
        for id in ids:
            if id not in found:
                continue
            (_, uid, reg_no, unmatched), cells = found[id]
            if unmatched:
                for name, text in json.loads(unmatched).items():
                    if name in self._at and cells[self._at[name]] is None:
                        cells[self._at[name]] = text
            self._number += 1
            leading = {Role.UID: uid, Role.NUMBER: self._number}
            self._sheet.append(
                [
                    leading[role] if pick is None else cells[pick]
                    for pick, role in zip(self._picks, self._roles, strict=True)
                ]
            )
            owners[id] = (uid, reg_no, self._number, cells)
        for child in self._children:
            self._write_children(child, owners)

    def _write_children(self, child: str, owners: dict[int, tuple[Any, ...]]) -> None:
        rows = self._child_rows[child]
        read = rows.read(
            f"{self._record}__{child}", "id, owner_id", "owner_id", list(owners), " ORDER BY owner_id, position, id"
        )
        by_owner: dict[int, list[Any]] = {}
        for row in read:
            by_owner.setdefault(row[0][1], []).append(row)
        at = {f.name: i for i, f in enumerate(rows.fields)}
        for owner, entry in owners.items():
            for (row_id, _), stored, cells in by_owner.get(owner, ()):
                for layout in self._sheets_of(child, at, stored):
                    sheet = self._sheet_for(layout)
                    number = sheet.last - sheet.shape.header_row + 1
                    name = self._child_names[row_id] if self._child_names else str(row_id)
                    sheet.append([_child_cell(p, name, number, cells, at, entry, self._at) for p in layout.places])

    def _sheets_of(self, child: str, at: dict[str, int], stored: Sequence[Any]) -> Iterator[SheetLayout]:
        fields = RECORDS[self._record].children()[child].fields()
        taken = False
        for layout in self._children[child]:
            if layout.rest:
                if not taken:
                    yield layout
            elif layout.when is None or layout.when.holds(lambda name: load(fields[name], stored[at[name]])):
                taken = True
                yield layout

    def _sheet_for(self, layout: SheetLayout) -> Sheet:
        if layout.name not in self._child_sheets:
            self._child_sheets[layout.name] = self._book.sheet(shape_of(self._db, layout))
        return self._child_sheets[layout.name]


def _of_record(layout: SheetLayout, place: Place) -> bool:
    return layout.rows is None or place.role is Role.OWNER_FIELD


def child_mark(uid: str, row_name: str) -> str:
    """What the locked column says of a child row: whose it is, and which."""
    return f"{uid}/{row_name}"


def _child_cell(
    place: Place,
    row_name: str,
    number: int,
    cells: Sequence[Any],
    at: dict[str, int],
    owner: tuple[Any, ...],
    owner_at: dict[str, int],
) -> Any:
    uid, reg_no, owner_number, owner_cells = owner
    match place.role:
        case Role.UID:
            return child_mark(uid, row_name)
        case Role.NUMBER:
            return number
        case Role.OWNER_REG_NO:
            return reg_no
        case Role.OWNER_NUMBER:
            return str(owner_number)
    assert place.field is not None
    if place.role is Role.OWNER_FIELD:
        return owner_cells[owner_at[place.field.name]]
    return cells[at[place.field.name]]
