"""The rows of a recognised sheet: which are data, what their cells say, how their cells are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.domain.fields import Field
from app.domain.values import clean, plain
from app.services.exchange.layout import Role
from app.services.exchange.match import MatchedColumn, MatchedSheet
from app.services.exchange.plan_rows import PlanRow
from app.services.exchange.questions import Questions
from app.services.exchange.reader import text_of
from app.services.exchange.readings import Around, Reading, Readings, readings_of
from app.services.exchange.sheet_writer import letters

if TYPE_CHECKING:
    from app.data.database import Database

CHUNK = 500
SUMS = ("合计", "小计", "总计", "累计")
REMARKS = ("注：", "注:", "备注：", "说明：", "制表人", "填表人", "审核人")


@dataclass(frozen=True)
class FieldColumn:
    """A column whose cells are statements about a field."""

    index: int
    header: str
    field: Field
    readings: Readings

    def cell(self, row: int) -> str:
        return f"{letters(self.index)}{row}"


Row = tuple[int, Sequence[Any]]  # number as Excel counts, cells


class SheetRows:
    """Reads one sheet by its matched columns."""

    def __init__(self, db: Database, sheet: MatchedSheet, questions: Questions | None = None) -> None:
        self.sheet = sheet
        around = Around(sheet.data.name, questions=questions or Questions())
        self.columns = [
            FieldColumn(
                c.index, c.header, c.place.field, readings_of(db, c.place.field, replace(around, header=c.header))
            )
            for c in sheet.columns
            if c.place.editable and c.place.field is not None
        ]
        self._numbering = {c.index for c in sheet.columns if c.place.role in (Role.UID, Role.NUMBER)}
        self._faults = sheet.data.faults
        self._fault_columns = {c.index: c.header for c in sheet.columns}

    def chunks(self) -> Iterator[list[Row]]:
        chunk: list[Row] = []
        for row in self._data():
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def _data(self) -> Iterator[Row]:
        """Rows after the header that say something; a blank row in between ends nothing."""
        start = self.sheet.header_row + 1
        for number, row in enumerate(self.sheet.data.rows[start:], start + 1):
            first = next((cell for i, cell in enumerate(row) if cell != "" and i not in self._numbering), "")
            if first == "" and not self._faults_in(number):
                continue
            if isinstance(first, str) and plain(first).startswith((*SUMS, *REMARKS)) and self._is_footer(row):
                continue
            yield number, row

    def _is_footer(self, row: Sequence[Any]) -> bool:
        """合计 and 制表人 rows have no record id."""
        return not any(row[i] != "" for i in self._numbering if i < len(row) and i == self._uid_index())

    def _uid_index(self) -> int:
        column = self.sheet.column(Role.UID)
        return column.index if column else -1

    def text(self, row: Sequence[Any], column: MatchedColumn | None) -> str:
        if column is None or column.index >= len(row) or row[column.index] == "":
            return ""
        return clean(text_of(row[column.index]))

    def statements(self, row: Sequence[Any]) -> list[tuple[FieldColumn, Reading]]:
        """The filled cells of a row; an empty cell states nothing."""
        width = len(row)
        said = []
        for column in self.columns:
            if column.index < width and (cell := row[column.index]) != "":
                # True and 1.0 are one key of a dict, but not one text.
                reading = column.readings[cell] if cell.__class__ is not bool else column.readings.fresh(cell)
                if reading.text:
                    said.append((column, reading))
        return said

    def _faults_in(self, number: int) -> bool:
        return bool(self._faults) and any((number, i) in self._faults for i in self._fault_columns)

    def tell_faults(self, number: int, row: PlanRow) -> None:
        """Cells with an error have no value; they must not pass for empty ones."""
        if not self._faults:
            return
        for index, header in self._fault_columns.items():
            if fault := self._faults.get((number, index)):
                row.refuse(f"{letters(index)}{number}", header, "", fault.reason, fault.remedy)
