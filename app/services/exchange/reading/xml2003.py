"""“XML 表格 2003”: SpreadsheetML in one file, usually named .xml or .xls."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any
from xml.parsers import expat

from app.errors import UserError
from app.services.exchange.reading.facts import LAST_COLUMN, LAST_ROW, Facts, Fault
from app.services.exchange.reading.xml_safety import damaged, parser

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL = "urn:schemas-microsoft-com:office:excel"
CHINESE = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?:gb|x-gbk)[^>]*\?>", re.IGNORECASE)
MOST_CELLS = 20_000_000


class Sheet:
    def __init__(self, name: str) -> None:
        self.name = name
        self.visible = True
        self.rows: list[list[Any]] = []
        self.facts = Facts()


class _Reader:
    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.row, self.column, self.next_column = 0, 0, 0
        self.column_definition = 0
        self.kind, self.text = "", [""]
        self.formula = self.in_data = self.in_visible = self.in_comment = False
        self.count = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        space, _, element = name.rpartition(" ")
        attributes = {key.removeprefix(SPREADSHEET + " "): value for key, value in given.items()}
        if space == EXCEL and element == "Visible":
            self.in_visible, self.text = True, []
        if space != SPREADSHEET:
            return
        if element == "Worksheet":
            self.sheets.append(Sheet(attributes.get("Name", f"Sheet{len(self.sheets) + 1}")))
            self.row = self.column_definition = 0
        elif not self.sheets:
            return
        elif element == "Column":
            first = _number(attributes, "Index", self.column_definition + 1, LAST_COLUMN)
            last = first + _number(attributes, "Span", 0, LAST_COLUMN)
            if attributes.get("Hidden") == "1":
                self.sheets[-1].facts.hide_columns(first - 1, last - 1)
            self.column_definition = last
        elif element == "Row":
            self.row = max(self.row + 1, _number(attributes, "Index", self.row + 1, LAST_ROW))
            self.next_column = 0
            last = self.row + _number(attributes, "Span", 0, LAST_ROW)
            if attributes.get("Hidden") == "1":
                self.sheets[-1].facts.hide_rows(self.row, last)
        elif element == "Cell":
            self._cell(attributes)
        elif element == "Comment":
            self.in_comment = True
        elif element == "Data" and not self.in_comment:
            self.kind, self.text, self.in_data = attributes.get("Type", "String"), [], True

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column = max(self.next_column, _number(attributes, "Index", self.next_column + 1, LAST_COLUMN) - 1)
        across = _number(attributes, "MergeAcross", 0, LAST_COLUMN)
        down = _number(attributes, "MergeDown", 0, LAST_ROW)
        self.sheets[-1].facts.merge(self.row, self.column, self.row + down, self.column + across)
        self.next_column = self.column + across + 1
        self.formula = "Formula" in attributes
        self.kind = ""

    def characters(self, text: str) -> None:
        if self.in_data or self.in_visible:
            self.text.append(text)

    def end(self, name: str) -> None:
        space, _, element = name.rpartition(" ")
        if space == EXCEL and element == "Visible":
            self.in_visible = False
            if self.sheets:
                self.sheets[-1].visible = "".join(self.text).strip() == "SheetVisible"
        if space != SPREADSHEET:
            return
        if element == "Data" and self.in_data:
            self.in_data = False
            self._put("".join(self.text))
        elif element == "Comment":
            self.in_comment = False
        elif element == "Cell" and self.formula and not self.kind:
            self.sheets[-1].facts.faults[self.row, self.column] = Fault.NO_RESULT

    def _put(self, text: str) -> None:
        sheet = self.sheets[-1]
        if self.kind == "Error":
            sheet.facts.faults[self.row, self.column] = Fault.ERROR
            return
        if text == "":
            return
        while len(sheet.rows) < self.row:
            sheet.rows.append([])
        row = sheet.rows[self.row - 1]
        self.count += max(1, self.column + 1 - len(row))
        if self.count > MOST_CELLS:
            raise MemoryError
        row.extend([""] * (self.column + 1 - len(row)))
        row[self.column] = _value(self.kind, text)


def _number(attributes: dict[str, str], name: str, otherwise: int, most: int) -> int:
    text = attributes.get(name, "")
    return min(int(text), most) if text.isdigit() and len(text) < 9 else otherwise


def _value(kind: str, text: str) -> Any:
    try:
        if kind == "Number":
            return float(text)
        if kind == "Boolean":
            return text.strip() in ("1", "true")
        if kind == "DateTime":
            moment = datetime.fromisoformat(text.strip().removesuffix("Z"))
            if moment.date() == datetime(1899, 12, 31).date():
                return moment.time()
            return moment.date() if moment.time() == time() else moment
    except ValueError:
        return text
    return text


def sheets(data: bytes, name: str) -> list[Sheet]:
    reader = _Reader()
    xml = parser()
    xml.StartElementHandler, xml.EndElementHandler = reader.start, reader.end
    xml.CharacterDataHandler = reader.characters
    declared = CHINESE.search(data[:200])
    if declared:  # expat knows Unicode only
        data = data[declared.end() :].decode("gb18030", "replace").encode()
    try:
        xml.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged(name, str(error)) from error
    if not reader.sheets:
        raise UserError(
            f"“{name}”不是 Excel 工作簿",
            "它是 XML 文件，但里面没有表格",
            "请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入",
        )
    return reader.sheets
