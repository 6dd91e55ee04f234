"""Our own .xlsx writer: rows stream through one generated function per sheet into a compressed temporary file.

It writes one shape only, the office's ledger: title, 填报单位 row, header, rows. That shape is what makes it an order of
magnitude cheaper than a general library (tests/bench/bench_export.py). Same input, same bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from xml.sax.saxutils import quoteattr

from app.errors import UserError
from app.services.exchange.sheet_cells import Cells, TextCells, inline
from app.services.exchange.sheet_styles import NUMBERS, Look, styles_xml
from app.services.exchange.zip_parts import Deflated, ZipParts
from app.whole_file import whole_file

LAST_ROW = 1_048_576
LONGEST_LIST = 255  # characters of a drop-down written in place
LISTS = "选项"  # the hidden sheet with longer drop-downs
A4, A3 = 9, 8
WIDEST_ON_A4 = 180  # characters
LINE, HIGHEST = 15, 405  # points; Excel's rows are no higher than 409
CHUNK = 512  # rows per piece given to the compressor

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# 0 means allowed: everything but typing into the locked column.
PROTECTION = (
    '<sheetProtection sheet="1" objects="0" scenarios="0" formatCells="0" formatColumns="0" formatRows="0" '
    'insertColumns="0" insertRows="0" insertHyperlinks="0" deleteColumns="0" deleteRows="0" sort="0" autoFilter="0" '
    'pivotTables="0"/>'
)


@dataclass(frozen=True)
class Column:
    """One column of a sheet. `choices` are offered in a drop-down; `only_choices` refuses anything else."""

    header: str
    cells: type[Cells] = TextCells
    width: float = 14
    choices: tuple[str, ...] = ()
    only_choices: bool = False
    look: Look = Look.HEADER
    hint: str = ""


@dataclass(frozen=True)
class SheetShape:
    """What stands on a sheet besides its rows."""

    name: str
    columns: tuple[Column, ...]
    title: str = ""
    notes: tuple[str, str] = ("", "")  # left and right under the title
    printed: tuple[int, int] | None = None  # first and last column printed, from 0
    frozen_columns: int = 0
    protected: bool = False
    state: str = "visible"  # hidden, veryHidden
    spare_rows: int = 0  # empty rows with borders, to be filled in
    block_note: str = ""  # stands over the columns after the printed ones

    @property
    def header_row(self) -> int:
        return 3 if self.title else 1

    @property
    def printed_columns(self) -> tuple[int, int]:
        return self.printed or (0, len(self.columns) - 1)


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def row_function(cells: Sequence[Cells]) -> Callable[[int, Sequence[Any]], str]:
    """A function (row number, values) → the row's XML, generated so that a row is a single format string."""
    names = [f"v{i}" for i in range(len(cells))]
    parts = "".join(f'<c r="{letters(i)}{{n}}"{{c{i}[v{i}]}}' for i in range(len(cells)))
    source = f"def row(n, values):\n    {', '.join(names)}, = values\n    return f'<row r=\"{{n}}\">{parts}</row>'\n"
    scope: dict[str, Any] = {f"c{i}": column for i, column in enumerate(cells)}
    exec(compile(source, "<row of a sheet>", "exec"), scope)  # our own text, made from column numbers alone
    function: Callable[[int, Sequence[Any]], str] = scope["row"]
    return function


def fitting_height(columns: Sequence[Column], values: Sequence[Any]) -> float:
    """Points that a row of long texts needs; 0 for one line. A Chinese character is as wide as two others."""
    lines = max(
        -(-sum(1 if c.isascii() else 2 for c in str(value)) // int(column.width))
        for column, value in zip(columns, values, strict=True)
    )
    return min(LINE * lines, HIGHEST) if lines > 1 else 0


@dataclass
class Sheet:
    """A sheet being written. `append` takes one value per column."""

    shape: SheetShape
    part: Deflated
    lists: dict[tuple[str, ...], str]  # choices → range on the hidden sheet; shared by all sheets
    last: int = 0
    _lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._row = row_function([column.cells(column.header) for column in self.shape.columns])
        self._lines.append(self._head())
        self.last = self.shape.header_row

    def append(self, values: Sequence[Any], height: float = 0) -> None:
        """A row without a height of its own is fitted to its text when Excel opens the file."""
        self.last += 1
        lines = self._lines
        row = self._row(self.last, values)
        lines.append(row if not height else f'<row ht="{height:g}" customHeight="1" {row.removeprefix("<row ")}')
        if len(lines) >= CHUNK:
            self._flush()

    def _flush(self) -> None:
        if self.last > LAST_ROW:
            raise UserError(
                f"“{self.shape.name}”没有导出",
                f"一张 Excel 工作表最多 {LAST_ROW:,} 行，要导出的记录超过了这个数",
                "请用筛选条件（例如按年份）分几次导出",
            )
        self.part.write("".join(self._lines).encode())
        self._lines.clear()

    def finish(self) -> None:
        for _ in range(self.shape.spare_rows):
            self.append((None,) * len(self.shape.columns))
        self._lines.append("</sheetData>" + self._foot() + "</worksheet>")
        self._flush()
        self.part.finish()

    def _head(self) -> str:
        shape = self.shape
        header = shape.header_row
        corner = f"{letters(shape.frozen_columns)}{header + 1}"
        side = f'xSplit="{shape.frozen_columns}" ' if shape.frozen_columns else ""
        pane = "bottomRight" if shape.frozen_columns else "bottomLeft"
        widths = "".join(
            f'<col min="{i}" max="{i}" width="{column.width:g}" style="{NUMBERS[column.cells.look]}" customWidth="1"/>'
            for i, column in enumerate(shape.columns, 1)
        )
        return (
            f'{XML}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView workbookViewId="0"><pane {side}ySplit="{header}" topLeftCell="{corner}" '
            f'activePane="{pane}" state="frozen"/><selection pane="{pane}" activeCell="{corner}" sqref="{corner}"/>'
            f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="16"/><cols>{widths}</cols><sheetData>'
            + self._title_rows()
            + f'<row r="{header}" ht="34" customHeight="1">'
            + "".join(text_cell(i, header, column.look, f"{column.header}") for i, column in enumerate(shape.columns))
            + "</row>"
        )

    def _title_rows(self) -> str:
        shape = self.shape
        if not shape.title:
            return ""
        first, last = shape.printed_columns
        left, right = shape.notes
        return (
            f'<row r="1" ht="32" customHeight="1">{text_cell(first, 1, Look.TITLE, shape.title)}</row>'
            f'<row r="2" ht="20" customHeight="1">{text_cell(first, 2, Look.NOTE, left)}'
            + (text_cell(_middle(first, last), 2, Look.NOTE_RIGHT, right) if last > first else "")
            + (text_cell(last + 1, 2, Look.NOTE, shape.block_note) if shape.block_note else "")
            + "</row>"
        )

    def _foot(self) -> str:
        """What follows the rows, in the order the format prescribes."""
        shape = self.shape
        end = f"{letters(len(shape.columns) - 1)}{max(self.last, shape.header_row + 1)}"
        return (
            (PROTECTION if shape.protected else "")
            + f'<autoFilter ref="A{shape.header_row}:{end}"/>'
            + self._merges()
            + self._drop_downs()
            + '<printOptions horizontalCentered="1"/>'
            '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
            f'<pageSetup paperSize="{self._paper()}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
            "<headerFooter><oddFooter>&amp;C第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>"
        )

    def _paper(self) -> int:
        """A3 for ledgers that would be too small to read on A4."""
        first, last = self.shape.printed_columns
        width = sum(column.width for column in self.shape.columns[first : last + 1])
        return A3 if width > WIDEST_ON_A4 else A4

    def _merges(self) -> str:
        first, last = self.shape.printed_columns
        if not self.shape.title or last == first:
            return ""
        middle = _middle(first, last)
        areas = [f"{letters(first)}1:{letters(last)}1"]
        areas += [f"{letters(a)}2:{letters(b)}2" for a, b in ((first, middle - 1), (middle, last)) if a < b]
        return (
            f'<mergeCells count="{len(areas)}">' + "".join(f'<mergeCell ref="{a}"/>' for a in areas) + "</mergeCells>"
        )

    def _drop_downs(self) -> str:
        parts = []
        for i, column in enumerate(self.shape.columns):
            if not column.choices:
                continue
            refuse = (
                'showErrorMessage="1" errorTitle="不在选项内" error="请从下拉列表中选择，或者清空这一格"'
                if column.only_choices
                else 'showErrorMessage="0"'
            )
            parts.append(
                f'<dataValidation type="list" allowBlank="1" {refuse} '
                f'sqref="{letters(i)}{self.shape.header_row + 1}:{letters(i)}{LAST_ROW}">'
                f"<formula1>{escaped(self._list(column.choices))}</formula1></dataValidation>"
            )
        if not parts:
            return ""
        return f'<dataValidations count="{len(parts)}">{"".join(parts)}</dataValidations>'

    def _list(self, choices: tuple[str, ...]) -> str:
        text = ",".join(choices)
        if len(text) <= LONGEST_LIST and not any("," in c or '"' in c or c != c.strip() for c in choices):
            return f'"{text}"'
        if choices not in self.lists:
            column = letters(len(self.lists))
            self.lists[choices] = f"'{LISTS}'!${column}$1:${column}${len(choices)}"
        return self.lists[choices]


def _middle(first: int, last: int) -> int:
    return first + (last - first + 1) // 2


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_cell(column: int, row: int, look: Look, text: str) -> str:
    return f'<c r="{letters(column)}{row}" s="{NUMBERS[look]}" t="inlineStr"><is>{inline(text)}</is></c>'


class Workbook:
    """`with Workbook(path) as book:` — the file appears when the block ends without an error."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.sheets: list[Sheet] = []
        self._lists: dict[tuple[str, ...], str] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._file = self._open.enter_context(whole_file(self.out))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write(self._file)
        except BaseException as problem:
            self._open.__exit__(type(problem), problem, problem.__traceback__)
            raise
        self._open.__exit__(kind, error, trace)

    def sheet(self, shape: SheetShape) -> Sheet:
        part = Deflated(self._open.enter_context(tempfile.TemporaryFile()))
        made = Sheet(shape, part, self._lists)
        self.sheets.append(made)
        return made

    def _write(self, file: IO[bytes]) -> None:
        for sheet in self.sheets:
            sheet.finish()
        if self._lists:
            self._add_lists()
        parts = ZipParts(file)
        parts.add("[Content_Types].xml", self._types())
        parts.add(
            "_rels/.rels",
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        parts.add("xl/workbook.xml", self._workbook())
        parts.add("xl/_rels/workbook.xml.rels", self._relations())
        parts.add("xl/styles.xml", styles_xml())
        for number, sheet in enumerate(self.sheets, 1):
            parts.splice(f"xl/worksheets/sheet{number}.xml", sheet.part)
        parts.finish()

    def _add_lists(self) -> None:
        lists = list(self._lists)
        sheet = self.sheet(SheetShape(LISTS, tuple(Column("") for _ in lists), state="veryHidden"))
        sheet._lines = [f'{XML}<worksheet xmlns="{MAIN}"><sheetData>']
        for row in range(max(map(len, lists))):
            values = (text_cell(i, row + 1, Look.PLAIN, c[row]) for i, c in enumerate(lists) if row < len(c))
            sheet._lines.append(f'<row r="{row + 1}">{"".join(values)}</row>')
        sheet._lines.append("</sheetData></worksheet>")
        sheet._flush()
        sheet.part.finish()

    def _types(self) -> str:
        sheets = "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
            for i in range(1, len(self.sheets) + 1)
        )
        return (
            f'{XML}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/>{sheets}</Types>'
        )

    def _relations(self) -> str:
        count = len(self.sheets)
        sheets = "".join(
            f'<Relationship Id="rId{i}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, count + 1)
        )
        return (
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{sheets}'
            f'<Relationship Id="rId{count + 1}" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>'
        )

    def _workbook(self) -> str:
        sheets, names = [], []
        for i, sheet in enumerate(self.sheets):
            shape = sheet.shape
            state = "" if shape.state == "visible" else f' state="{shape.state}"'
            sheets.append(f'<sheet name={quoteattr(shape.name)} sheetId="{i + 1}"{state} r:id="rId{i + 1}"/>')
            if shape.state == "visible":
                names += [(i, name, where) for name, where in _defined_names(sheet)]
        defined = "".join(
            f'<definedName name="{name}" localSheetId="{i}"{_hidden(name)}>{escaped(where)}</definedName>'
            for i, name, where in sorted(names, key=lambda item: (item[1], item[0]))
        )
        return (
            f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{''.join(sheets)}</sheets><definedNames>{defined}</definedNames></workbook>"
        )


def _hidden(name: str) -> str:
    return ' hidden="1"' if name == "_xlnm._FilterDatabase" else ""


def _defined_names(sheet: Sheet) -> list[tuple[str, str]]:
    shape = sheet.shape
    name = "'" + shape.name.replace("'", "''") + "'"
    first, last = shape.printed_columns
    end = max(sheet.last, shape.header_row + 1)
    widest = letters(len(shape.columns) - 1)
    return [
        ("_xlnm._FilterDatabase", f"{name}!$A${shape.header_row}:${widest}${end}"),
        ("_xlnm.Print_Area", f"{name}!${letters(first)}$1:${letters(last)}${end}"),
        ("_xlnm.Print_Titles", f"{name}!${shape.header_row}:${shape.header_row}"),
    ]
