"""What the value reader does not tell of an .xlsx: cells with an error, formulas without a result; and zip limits."""

from __future__ import annotations

import posixpath
import re
import zipfile
from enum import StrEnum
from pathlib import Path
from xml.etree import ElementTree

from app.errors import UserError

MOST_ENTRIES = 5_000
LARGEST = 2 << 30  # bytes unpacked
STRANGE_RATIO = 400  # sheets of a ledger pack 5 to 30 times
HARMLESS = 10 << 20  # below this any ratio will do

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PIECE = 1 << 22


class Fault(StrEnum):
    ERROR = "error"
    NO_RESULT = "no_result"

    @property
    def reason(self) -> str:
        if self is Fault.ERROR:
            return "公式出错（如 #N/A、#REF!、#DIV/0!）"
        return "公式没有计算结果"

    @property
    def remedy(self) -> str:
        if self is Fault.ERROR:
            return "请改正公式，或者直接填写内容"
        return "请在 Excel 或 WPS 中打开该文件并保存一次，再导入"


# A cell's start tag, then what follows it up to its end; error values carry t="e".
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
SUSPICIOUS = re.compile(rb't="e"|<(?:\w+:)?f[ >/]')
RESULT = re.compile(rb"<(?:\w+:)?(?:v|is)>[^<]|<(?:\w+:)?is>")


def refuse_dangerous(path: Path) -> None:
    """A small file that unpacks to gigabytes must not reach the reader."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UserError(
            f"读不出“{path.name}”", "文件不完整或已损坏", "请重新取得该文件，或用 Excel、WPS 打开后另存再导入"
        ) from error
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MOST_ENTRIES or size > LARGEST or (size > HARMLESS and size / packed > STRANGE_RATIO):
        raise UserError(
            f"“{path.name}”没有导入",
            f"它解开后有 {size >> 20:,} MB、{len(entries):,} 个部件，不像正常的台账",
            "请把需要的行复制到新的工作簿再导入",
        )


def faults(path: Path) -> dict[str, dict[tuple[int, int], Fault]]:
    """Sheet name → (row, column from 0) → what is wrong with the cell."""
    found: dict[str, dict[tuple[int, int], Fault]] = {}
    with zipfile.ZipFile(path) as archive:
        for name, part in _sheet_parts(archive).items():
            with archive.open(part) as sheet:
                here: dict[tuple[int, int], Fault] = {}
                rest = b""
                while piece := sheet.read(PIECE):
                    piece = rest + piece
                    cut = piece.rfind(b"</row>") + 6 if b"</row>" in piece else 0
                    _scan(piece[:cut], here)
                    rest = piece[cut:]
                _scan(rest, here)
                if here:
                    found[name] = here
    return found


def _scan(xml: bytes, found: dict[tuple[int, int], Fault]) -> None:
    if not SUSPICIOUS.search(xml):
        return
    for cell in CELL.finditer(xml):
        start, inside = cell[1], cell[2] or b""
        where = REFERENCE.search(start)
        if not where:
            continue
        place = (int(where[2]), _column(where[1]))
        if b't="e"' in start:
            found[place] = Fault.ERROR
        elif b"<f" in inside and not RESULT.search(inside) and b't="str"' not in start:
            found[place] = Fault.NO_RESULT


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part; nothing where the package is of another kind (.ods, .xlsb)."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return {}
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(_plain_xml(archive, "xl/_rels/workbook.xml.rels"))
    }
    parts = {}
    for sheet in ElementTree.fromstring(_plain_xml(archive, "xl/workbook.xml")).iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(f"{RELATIONS}id"), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if part in names:
            parts[sheet.get("name", "")] = part
    return parts


def _plain_xml(archive: zipfile.ZipFile, part: str) -> bytes:
    """Entities could be made to grow without end; no workbook has them."""
    xml = archive.read(part)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise UserError("没有导入", "工作簿的内部结构含有不安全的定义", "请用 Excel 或 WPS 打开后另存再导入")
    return xml
