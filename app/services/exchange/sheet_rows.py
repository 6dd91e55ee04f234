"""The rows of a recognised sheet: which are data, what their cells say, how their cells are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.domain.fields import Field
from app.domain.values import clean, plain
from app.services.exchange.layout import Role
from app.services.exchange.plan_rows import PlanRow
from app.services.exchange.questions import Questions
from app.services.exchange.reader import text_of
from app.services.exchange.readings import Around, Reading, Readings, readings_of
from app.services.exchange.sheet_writer import letters
from app.services.exchange.tables import MatchedColumn, Table, cell

if TYPE_CHECKING:
    from app.data.database import Database

CHUNK = 500
TICKS = frozenset("√ ✓ ✔ ☑ ■ ● ○ v y yes 是 有 1 1.0 对 true".split())
NO_TICKS = frozenset("× x ✗ ✘ ☐ □ 0 0.0 否 无 - — / n no false".split())


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

    def __init__(self, db: Database, sheet: Table, questions: Questions | None = None) -> None:
        self.sheet = sheet
        around = Around(sheet.key, year=sheet.facts.year, questions=questions or Questions())
        self.columns: list[FieldColumn] = []
        self._single: list[tuple[int, FieldColumn, Readings]] = []  # those that are one column of the sheet
        self._ticked: list[tuple[FieldColumn, tuple[tuple[int, str], ...]]] = []
        self._waiting: list[MatchedColumn] = []
        for c in sheet.columns:
            if c.waits_for:
                self._waiting.append(c)
            elif c.place.editable and c.place.field is not None:
                said = replace(around, header=c.header, money_unit=c.money_unit)
                column = FieldColumn(c.index, c.header, c.place.field, readings_of(db, c.place.field, said))
                self.columns.append(column)
                if c.options:
                    self._ticked.append((column, c.options))
                else:
                    self._single.append((c.index, column, column.readings))
        self.uid_column, self.number_column = sheet.column(Role.UID), sheet.column(Role.NUMBER)
        self.reg_no_column = next((c for c in sheet.columns if c.place.field and c.place.field.name == "reg_no"), None)
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
        """The data rows of the table; cells merged downwards say their value on each."""
        rows, no_data, repeated = self.sheet.data.rows, self.sheet.no_data, self.sheet.repeated
        for i in self.sheet.data_rows:
            if i in no_data:
                continue
            row = rows[i]
            if i in repeated:
                row = list(row)
                for column, value in repeated[i]:
                    row += [""] * (column + 1 - len(row))
                    row[column] = value
            yield i + 1, row

    def text(self, row: Sequence[Any], column: MatchedColumn | None) -> str:
        if column is None or column.index >= len(row) or row[column.index] == "":
            return ""
        return clean(text_of(row[column.index]))

    def statements(self, row: Sequence[Any]) -> list[tuple[FieldColumn, Reading]]:
        """The filled cells of a row; an empty cell states nothing."""
        width = len(row)
        said = []
        for index, column, readings in self._single:
            if index < width:
                value = row[index]
                kind = value.__class__
                if kind is str and not value:
                    continue
                # True and 1.0 are one key of a dict, but not one text.
                reading = readings[value] if kind is not bool else readings.fresh(value)
                if reading.text:
                    said.append((column, reading))
        for column, options in self._ticked:
            if (ticked := self._ticks(row, column, options)) is not None:
                said.append((column, ticked))
        return said

    def _ticks(self, row: Sequence[Any], column: FieldColumn, options: tuple[tuple[int, str], ...]) -> Reading | None:
        """A √ in one of the columns of a block: the column's name is the value."""
        ticked: list[str] = []
        for index, value in options:
            if index >= len(row) or row[index] == "":
                continue
            text = clean(text_of(row[index]))
            key = plain(text).casefold()
            if key in NO_TICKS and not (key == "否" and value == "否") and not (key == "无" and value == "否"):
                continue
            if key not in TICKS and key not in ("否", "无") and text != value:
                return Reading(
                    text,
                    reason=f"“{column.header}”分栏填写，{letters(index)}列应画√，不能认出“{text}”",
                    remedy="请在相应的一格画√，其余留空",
                )
            ticked.append(value)
        if len(ticked) > 1:
            names = "、".join(ticked)
            return Reading(names, reason=f"{names}都画了√，只能选一个", remedy="请只在一格画√")
        return column.readings[ticked[0]] if ticked else None

    def tell_faults(self, number: int, row: PlanRow) -> None:
        """Cells with an error, or that wait for an answer, have no value; they must not pass for empty ones."""
        for waiting in self._waiting:
            value = cell(self.sheet.data.rows[number - 1], waiting.index)
            if value != "":
                assert waiting.place.field is not None
                told = row.refuse if waiting.place.field.required else row.doubt
                told(
                    f"{letters(waiting.index)}{number}",
                    waiting.header,
                    text_of(value),
                    "这一栏的金额单位还没有确定，没有读入",
                    "请回答它是元还是万元",
                )
        if not self._faults:
            return
        for index, header in self._fault_columns.items():
            if fault := self._faults.get((number, index)):
                row.refuse(f"{letters(index)}{number}", header, "", fault.reason, fault.remedy)
