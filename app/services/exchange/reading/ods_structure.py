"""What the value reader does not tell of an .ods: error cells, merges, hidden rows and columns."""

from __future__ import annotations

import zipfile

from app.services.exchange.reading.facts import LAST_ROW, Facts, Fault
from app.services.exchange.reading.xml_safety import parser

PIECE = 1 << 20
HIDDEN = ("collapse", "filter")


class _Reader:
    def __init__(self) -> None:
        self.sheets: dict[str, Facts] = {}
        self.facts = Facts()
        self.row, self.column, self.column_definition = 0, 0, 0
        self.repeated_rows = 1
        self.depth = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        element = name.rpartition(" ")[2]
        if element not in ("table", "table-column", "table-row", "table-cell", "covered-table-cell"):
            return
        attributes = {key.rpartition(" ")[2]: value for key, value in given.items()}
        if element == "table":
            self.depth += 1
            if self.depth == 1:
                self.facts = self.sheets[attributes.get("name", "")] = Facts()
                self.row, self.column_definition, self.repeated_rows = 0, 0, 1
        elif element == "table-column":
            count = _count(attributes, "number-columns-repeated")
            if attributes.get("visibility") in HIDDEN:
                self.facts.hide_columns(self.column_definition, self.column_definition + count - 1)
            self.column_definition += count
        elif element == "table-row":
            self.row += self.repeated_rows
            self.column = 0
            self.repeated_rows = _count(attributes, "number-rows-repeated")
            if attributes.get("visibility") in HIDDEN:
                self.facts.hide_rows(self.row, self.row + self.repeated_rows - 1)
        else:
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        down, across = _count(attributes, "number-rows-spanned"), _count(attributes, "number-columns-spanned")
        self.facts.merge(self.row, self.column, self.row + down - 1, self.column + across - 1)
        count = _count(attributes, "number-columns-repeated")
        # LibreOffice writes value-type twice, in its own namespace as "error"; which of them stays is chance.
        if attributes.get("error"):
            for column in range(self.column, min(self.column + count, self.column + 100)):
                self.facts.faults[self.row, column] = Fault.ERROR
        self.column += count

    def end(self, name: str) -> None:
        if name.rpartition(" ")[2] == "table":
            self.depth -= 1


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(1, min(int(text), LAST_ROW)) if text.isdigit() else 1


def structure(archive: zipfile.ZipFile) -> dict[str, Facts]:
    """Sheet name → its facts."""
    reader = _Reader()
    xml = parser()

    def start(name: str, given: dict[str, str]) -> None:
        if any(key.endswith(" value-type") and value == "error" for key, value in given.items()):
            given = {**given, "error": "1"}
        reader.start(name, given)

    xml.StartElementHandler, xml.EndElementHandler = start, reader.end
    with archive.open("content.xml") as content:
        while piece := content.read(PIECE):
            xml.Parse(piece, False)
    xml.Parse(b"", True)
    return reader.sheets
