"""What the value reader does not tell of .xls and .xlsb: error cells, hidden rows and columns, from their binary records."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from app.services.exchange.reading.facts import Facts, Fault
from app.services.exchange.reading.xlsx_structure import part_at
from app.services.exchange.reading.xml_safety import tree

HEAD = struct.Struct("<HH")
BOUND_SHEET, END, ROW, COLUMNS, BOOLEAN_OR_ERROR, FORMULA = 0x85, 0x0A, 0x208, 0x7D, 0x205, 0x06
OLD_ROW, OLD_FORMULA = 0x08, 0x406
HIDDEN_ROW, HIDDEN_COLUMN = 0x20, 0x01
IS_ERROR, NO_NUMBER = 2, 0xFFFF

B_ROW, B_ERROR, B_FORMULA_ERROR, B_COLUMN, B_SHEET, B_MERGE = 0, 3, 11, 60, 156, 176


def xls_structure(data: bytes) -> list[Facts]:
    """In the order of the sheets."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        name = "Workbook" if container.exists("Workbook") else "Book"
        stream = container.openstream(name).read()
    starts = [
        struct.unpack_from("<I", stream, place)[0] for kind, place, _ in _records(stream, 0) if kind == BOUND_SHEET
    ]
    return [_xls_sheet(stream, start) for start in starts]


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """Kind, where its content begins, its length; up to the end of the part."""
    unpack, last = HEAD.unpack_from, len(stream) - 4
    while 0 <= place <= last:
        kind, length = unpack(stream, place)
        yield kind, place + 4, length
        if kind == END:
            return
        place += 4 + length


def _xls_sheet(stream: bytes, start: int) -> Facts:
    facts = Facts()
    depth = 0  # charts stand inside sheets, with ends of their own
    place = start
    while True:
        ended = False
        for kind, at, length in _records(stream, place):
            place = at + length
            if kind in (0x809, 0x409, 0x209, 0x09):
                depth += 1
            elif kind == END:
                depth -= 1
                ended = True
            elif depth > 1:
                continue
            elif kind == FORMULA or kind == OLD_FORMULA:
                if length >= 14 and stream[at + 6] == IS_ERROR and stream[at + 12 : at + 14] == b"\xff\xff":
                    facts.faults[_cell(stream, at)] = Fault.ERROR
            elif kind == BOOLEAN_OR_ERROR:
                if length >= 8 and stream[at + 7]:
                    facts.faults[_cell(stream, at)] = Fault.ERROR
            elif kind == ROW and length >= 16:
                row, flags = struct.unpack_from("<H10xH", stream, at)
                if flags & HIDDEN_ROW:
                    facts.hide_rows(row + 1, row + 1)
            elif kind == COLUMNS and length >= 10:
                first, last, flags = struct.unpack_from("<HH4xH", stream, at)
                if flags & HIDDEN_COLUMN:
                    facts.hide_columns(first, last)
        if depth <= 0 or not ended:
            return facts


def _cell(stream: bytes, at: int) -> tuple[int, int]:
    row, column = struct.unpack_from("<HH", stream, at)
    return row + 1, column


def xlsb_structure(archive: zipfile.ZipFile) -> dict[str, Facts]:
    """Sheet name → its facts."""
    names = set(archive.namelist())
    if "xl/_rels/workbook.bin.rels" not in names or "xl/workbook.bin" not in names:
        return {}
    targets = {each.get("Id", ""): each.get("Target", "") for each in tree(archive, "xl/_rels/workbook.bin.rels")}
    found = {}
    for kind, content in _binary_records(archive.read("xl/workbook.bin")):
        if kind == B_SHEET:
            relation, rest = _wide(content, 8)
            name, _ = _wide(content, rest)
            part = part_at("xl", targets.get(relation, ""))
            if part in names:
                found[name] = _xlsb_sheet(archive.read(part))
    return found


def _wide(content: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", content, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def _binary_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    place, last = 0, len(data)
    while place < last:
        kind = data[place]
        place += 1
        if kind & 0x80 and place < last:
            kind = (kind & 0x7F) | (data[place] & 0x7F) << 7
            place += 1
        length = shift = 0
        while place < last:
            byte = data[place]
            place += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift >= 28:
                break
        yield kind, data[place : place + length]
        place += length


def _xlsb_sheet(data: bytes) -> Facts:
    facts = Facts()
    row = 0
    for kind, content in _binary_records(data):
        if kind == B_ROW and len(content) >= 12:
            (row,) = struct.unpack_from("<I", content)
            if content[11] & 0x10:
                facts.hide_rows(row + 1, row + 1)
        elif kind in (B_ERROR, B_FORMULA_ERROR) and len(content) >= 4:
            (column,) = struct.unpack_from("<I", content)
            facts.faults[row + 1, column] = Fault.ERROR
        elif kind == B_COLUMN and len(content) >= 18:
            first, last = struct.unpack_from("<II", content)
            if content[16] & 0x01:
                facts.hide_columns(first, last)
        elif kind == B_MERGE and len(content) >= 16:
            first_row, last_row, first_column, last_column = struct.unpack_from("<4I", content)
            facts.merge(first_row + 1, first_column, last_row + 1, last_column)
    return facts
