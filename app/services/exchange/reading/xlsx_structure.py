"""What the value reader does not tell of an .xlsx: error cells, formulas without a result, hidden rows and columns.

One pass over the XML of each sheet, little dearer than unpacking it: a search for a few words in each piece, and a closer
look only where one occurs. XML that is not written as Excel, WPS, LibreOffice and the known libraries write it goes through expat.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO

from app.services.exchange.reading.facts import Facts, Fault
from app.services.exchange.reading.xml_safety import parser, tree

PIECE = 1 << 20
TRUE = ("1", "true", "on")

# A cell's start tag, then what follows it up to its end; error values carry t="e".
CELL = re.compile(rb"<c\s([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
ERROR_CELL = re.compile(rb'<c\s([^>]*\bt="e"[^>]*)>')
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
RESULT = re.compile(rb"<(?:v|is)>[^<]|<is>")
WITHOUT_RESULT = (b"</f></c>", b"</f><v/>", b"</f><v />", b"</f><v></v>", b"/></c>")
HIDDEN_ROW = re.compile(rb'<row\s([^>]*\bhidden="(?:1|true)"[^>]*)>')
ROW_NUMBER = re.compile(rb'\br="(\d+)"')
HIDDEN_COLUMN = re.compile(rb'<col\s([^>]*\bhidden="(?:1|true)"[^>]*)>')
FROM, TO = re.compile(rb'\bmin="(\d+)"'), re.compile(rb'\bmax="(\d+)"')
ODD = (b"<c>", b"<row>", b"r='", b"<c\n", b"<c\r", b"<c\t", b"<f\n", b"<f\r")


def structure(archive: zipfile.ZipFile, part: str) -> Facts:
    with archive.open(part) as sheet:
        head = sheet.read(1 << 12)
        plain = b"<worksheet" in head and b"UTF-16" not in head.upper() and b"\0" not in head[:8]
        if plain:
            facts = Facts()
            if _searched(_pieces(sheet, head), facts):
                return facts
    with archive.open(part) as sheet:
        return _parsed(iter(lambda: sheet.read(PIECE), b""))


def _pieces(sheet: IO[bytes], rest: bytes) -> Iterator[bytes]:
    """Cut after a row, so that no cell is torn."""
    while piece := sheet.read(PIECE):
        piece = rest + piece
        cut = piece.rfind(b"</row>") + 6
        if cut < 6:
            rest = piece
            continue
        yield piece[:cut]
        rest = piece[cut:]
    yield rest


def _searched(pieces: Iterator[bytes], facts: Facts) -> bool:
    """False when the XML is written in a way that the searches do not know."""
    for number, piece in enumerate(pieces):
        if number == 0 and _is_odd(piece):
            return False
        if number == 0 and b"<col" in piece:
            for column in HIDDEN_COLUMN.finditer(piece):
                low, high = FROM.search(column[1]), TO.search(column[1])
                if low and high:
                    facts.hide_columns(int(low[1]) - 1, int(high[1]) - 1)
        if b'hidden="' in piece:
            for row in HIDDEN_ROW.finditer(piece):
                where = ROW_NUMBER.search(row[1])
                if where is None:
                    return False
                facts.hide_rows(int(where[1]), int(where[1]))
        if b't="e"' in piece:
            for cell in ERROR_CELL.finditer(piece):
                if place := _place(cell[1]):
                    facts.faults[place] = Fault.ERROR
        if b"<f" in piece and any(ending in piece for ending in WITHOUT_RESULT):
            _formulas(piece, facts)
    return True


def _is_odd(piece: bytes) -> bool:
    """Asked of the first piece: a program writes all its rows in one manner."""
    first = piece.find(b"<c ")
    return any(odd in piece for odd in ODD) or (first >= 0 and b' r="' not in piece[first : piece.find(b">", first)])


def _formulas(piece: bytes, facts: Facts) -> None:
    for cell in CELL.finditer(piece):
        start, inside = cell[1], cell[2]
        if (
            inside
            and b"<f" in inside
            and not RESULT.search(inside)
            and b't="str"' not in start
            and b't="e"' not in start
        ):
            if place := _place(start):
                facts.faults[place] = Fault.NO_RESULT


def _place(attributes: bytes) -> tuple[int, int] | None:
    where = REFERENCE.search(attributes)
    return (int(where[2]), column_of(where[1].decode())) if where else None


def column_of(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


class _Reader:
    """The same by expat, event by event: any prefix, encoding, quotes, cells without their place."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.row, self.column = 0, -1
        self.kind = ""
        self.formula = self.result = self.in_result = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(" ")[2]
        if element == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = -1
            if attributes.get("hidden") in TRUE:
                self.facts.hide_rows(self.row, self.row)
        elif element == "col" and attributes.get("hidden") in TRUE:
            self.facts.hide_columns(int(attributes.get("min", 1)) - 1, int(attributes.get("max", 1)) - 1)
        elif element == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            self.column = column_of(letters) if letters else self.column + 1
            self.kind = attributes.get("t", "n")
            self.formula = self.result = False
        elif element == "f":
            self.formula = True
        elif element in ("v", "is"):
            self.in_result = True
            self.result = self.result or element == "is"

    def text(self, text: str) -> None:
        self.result = self.result or (self.in_result and bool(text))

    def end(self, name: str) -> None:
        element = name.rpartition(" ")[2]
        if element in ("v", "is"):
            self.in_result = False
        elif element == "c":
            if self.kind == "e":
                self.facts.faults[self.row, self.column] = Fault.ERROR
            elif self.formula and not self.result and self.kind != "str":
                self.facts.faults[self.row, self.column] = Fault.NO_RESULT


def _parsed(pieces: Iterator[bytes]) -> Facts:
    reader = _Reader()
    xml = parser()
    xml.StartElementHandler, xml.EndElementHandler = reader.start, reader.end
    xml.CharacterDataHandler = reader.text
    for piece in pieces:
        xml.Parse(piece, False)
    xml.Parse(b"", True)
    return reader.facts


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part, as the workbook's own list says it."""
    names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
    book = _workbook(archive, names)
    if book is None:
        return {}
    folder, _, file = book.rpartition("/")
    relations = names.get(f"{folder}/_rels/{file}.rels".lstrip("/").lower())
    if relations is None:
        return {}
    targets = {each.get("Id", ""): each.get("Target", "") for each in tree(archive, relations)}
    found = {}
    for sheet in tree(archive, names[book.lower()]).iter():
        if sheet.tag.rpartition("}")[2] != "sheet":
            continue
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        part = part_at(folder, targets.get(relation, ""))
        if part.lower() in names:
            found[sheet.get("name", "")] = names[part.lower()]
    return found


def part_at(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}").lstrip("/")


def _workbook(archive: zipfile.ZipFile, names: dict[str, str]) -> str | None:
    """Usually xl/workbook.xml; the package's relations know where else."""
    if "_rels/.rels" in names:
        for relation in tree(archive, names["_rels/.rels"]):
            if relation.get("Type", "").endswith("/officeDocument"):
                part = part_at("", relation.get("Target", ""))
                if part.lower() in names:
                    return part
    return "xl/workbook.xml" if "xl/workbook.xml" in names else None
