"""The reading process: limits itself, takes one file from standard input, writes its sheets to standard output.

python -m app.services.exchange.reading.worker

First comes a message (name, password, seconds of CPU), then the bytes of the file up to the end of the input. What goes
back is messages of `packing`: progress, sheet, rows, facts, done; or refused with the sentences to show.
"""

from __future__ import annotations

import gc
import io
import struct
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from pathlib import PurePath
from typing import IO, Any

from app.errors import UserError
from app.services.exchange.reading import delimited, limits, passwords, web_tables, xlsx_structure, xml2003, xml_safety
from app.services.exchange.reading.facts import META, Facts, Fault
from app.services.exchange.reading.packing import CHUNK, Packer, receive, send

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x00\x06\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
OUR_LISTS = "选项"  # drop-downs of our own exports
SECOND_OPINION = 2 << 20  # bytes of unpacked sheets: openpyxl takes about a third of a second for a MB
MOST_ROWS_COMPARED = 100_000
STRUCTURE_DOUBT = "文件内部结构不规范，错误值、隐藏行列和合并单元格没有全部核对，请打开原文件对照"
MOST_BY_SECOND = 20 << 20  # a workbook that only openpyxl can read may be this large

OTHER_FILES = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"MZ", "程序"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "文字文档"),
)
EXPECTED = {  # endings that belong to what was found
    "xlsx": {".xlsx", ".xlsm", ".xltx", ".xltm", ".et", ".ett"},
    "xls": {".xls", ".xlt", ".et", ".ett"},
    "xlsb": {".xlsb"},
    "ods": {".ods", ".ots"},
    "csv": {".csv", ".tsv", ".tab", ".txt"},
    "html": {".html", ".htm", ".mht", ".mhtml"},
    "xml2003": {".xml"},
}
IN_WORDS = {
    "xlsx": "Excel 工作簿（.xlsx）",
    "xls": "Excel 97-2003 工作簿（.xls）",
    "xlsb": "Excel 二进制工作簿（.xlsb）",
    "ods": "开放文档表格（.ods）",
    "csv": "用分隔符分开的文本",
    "html": "网页表格",
    "xml2003": "XML 表格 2003",
}


class Output:
    """Sends sheets; blank rows at the end are never sent, however far they are formatted."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.warnings: list[str] = []
        self.counting = False
        self.counts: dict[str, int] = {}  # cells with content, where counted
        self.last_rows: dict[str, int] = {}

    def begin(self, name: str, *, visible: bool = True) -> None:
        self.name, self.visible = name, visible
        self.last_row, self.width, self.count = 0, 0, 0
        send(self.stream, "sheet", name, visible, name == META)

    def rows(self, rows: Iterable[Sequence[Any]], total: int = 0) -> None:
        packer = Packer()
        numbers: list[int] = []
        chunk: list[Sequence[Any]] = []
        width, blank = 0, [""] * 0
        for number, row in enumerate(rows, 1):
            if len(row) != width:
                width = max(width, len(row))
                blank = [""] * width
                row = [*row, *blank[len(row) :]]
            if row != blank:
                numbers.append(number)
                chunk.append(row)
                if len(chunk) == CHUNK:
                    self._send(packer, numbers, chunk, width, total)
                    numbers, chunk = [], []
        if chunk:
            self._send(packer, numbers, chunk, width, total)

    def _send(self, packer: Packer, numbers: list[int], chunk: list[Sequence[Any]], width: int, total: int) -> None:
        if len(chunk[0]) != width:  # a later row was longer
            chunk = [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in chunk]
        in_a_run = numbers[-1] - numbers[0] == len(numbers) - 1
        send(self.stream, "rows", numbers[0], None if in_a_run else numbers, packer.columns(chunk))
        self.last_row, self.width = numbers[-1], width
        if self.counting:
            self.count += sum(map(_says_something, chain.from_iterable(chunk)))
        send(self.stream, "progress", numbers[-1], max(total, numbers[-1]))

    def end(self, facts: Facts) -> None:
        """Facts about what lies beyond the content are none."""
        hidden_rows = sorted(row for row in facts.hidden_rows if row <= self.last_row)
        hidden_columns = sorted(column for column in facts.hidden_columns if column < self.width)
        merges = [merge for merge in facts.merges if merge[0] <= self.last_row and merge[1] < self.width]
        faults = {place: fault.value for place, fault in facts.faults.items()}
        send(self.stream, "facts", faults, merges, hidden_rows, hidden_columns)
        self.counts[self.name] = self.count + sum(fault is Fault.ERROR for fault in facts.faults.values())
        self.last_rows[self.name] = self.last_row
        self.warnings += facts.doubts
        if self.name == META or not self.last_row:
            return
        if not self.visible:
            self.warnings.append(f"工作表“{self.name}”是隐藏的，也已读入，请核对是否要导入")
        said = [f"{len(hidden_rows):,} 行"] if hidden_rows else []
        said += [f"{len(hidden_columns):,} 列"] if hidden_columns else []
        if said:
            self.warnings.append(f"工作表“{self.name}”有{'、'.join(said)}是隐藏或筛选掉的，也已读入，请核对是否要导入")


def main() -> int:
    request = receive(sys.stdin.buffer)
    if request is None:
        return 1
    name, password, cpu_seconds = request
    stream = sys.stdout.buffer
    limits.put_on(cpu_seconds)
    warnings.simplefilter("ignore")
    gc.disable()  # rows have no cycles, and looking for them costs a tenth of the time
    try:
        output = Output(stream)
        kind = _read(sys.stdin.buffer.read(), name, password, output)
        _tell_other_ending(name, kind, output.warnings)
        send(stream, "done", kind, output.warnings)
    except UserError as error:
        asked = isinstance(error, passwords.PasswordNeeded)
        send(stream, "refused", asked, error.what, error.why, error.what_to_do)
    except MemoryError:
        send(stream, "stopped", "MemoryError")
    # A panic of the Rust reader comes as a BaseException of its own; no foreign file may end in a traceback.
    except BaseException as error:
        send(stream, "stopped", f"{type(error).__name__}: {error}"[:500])
    return 0


def _tell_other_ending(name: str, kind: str, said: list[str]) -> None:
    ending = PurePath(name).suffix.lower()
    if ending not in EXPECTED[kind]:
        said.insert(0, f"扩展名是“{ending or '（无）'}”，内容其实是{IN_WORDS[kind]}，已按内容读入")


def _read(data: bytes, name: str, password: str | None, output: Output) -> str:
    """Sends everything and returns the format, which the first bytes tell, not the ending."""
    if not data:
        raise UserError(f"“{name}”是空文件", "文件长度为 0", "请检查是否复制或下载完整，重新取得该文件")
    if data.startswith(passwords.OLE) and passwords.is_encrypted(data):
        data = passwords.decrypted(data, name, password)
        output.warnings.append(
            "文件是加密的，已用密码打开" if password else "文件是加密的（只防修改，不防打开），已打开"
        )
    if data.startswith((ZIP, EMPTY_ZIP)):
        return _package(data, name, output)
    if data.startswith(passwords.OLE):
        return _old_workbook(data, name, output)
    for mark, what in OTHER_FILES:
        if data.startswith(mark):
            raise _no_workbook(name, f"它是{what}，不是表格")
    if data.startswith(OLD_BIFF):
        raise _no_workbook(name, "它是 Excel 4.0 或更早版本的工作簿，格式太旧")
    head = data[: 1 << 14].replace(b"\0", b"").lower()
    start = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").lstrip()
    if start.startswith(b"<") and xml2003.SPREADSHEET.encode() in head and b"<html" not in head:
        for sheet in xml2003.sheets(data, name):
            output.begin(sheet.name, visible=sheet.visible)
            output.rows(sheet.rows)
            output.end(sheet.facts)
        return "xml2003"
    if start.startswith(b"mime-version") or (start.startswith(b"<") and (b"<html" in head or b"<table" in head)):
        return _web_page(data, name, output)
    if start.startswith(b"<?xml"):
        raise _no_workbook(name, "它是 XML 文件，不是 Excel 能直接填写的表格")
    return _delimited(data, name, output)


def _no_workbook(name: str, why: str) -> UserError:
    return UserError(f"“{name}”不是能导入的表格", why, "请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入")


def _delimited(data: bytes, name: str, output: Output) -> str:
    text, lost = delimited.decoded(data)
    if not delimited.is_text(text):
        raise _no_workbook(name, "文件内容既不是 Excel 工作簿，也不是文字，只改扩展名不能变成工作簿")
    rows, said = delimited.rows(text, name)
    output.warnings += [lost, *said] if lost else said
    output.begin(PurePath(name).stem[:31] or "Sheet1")
    output.rows(rows)
    output.end(Facts())
    return "csv"


def _web_page(data: bytes, name: str, output: Output) -> str:
    tables, said = web_tables.tables(data)
    if not tables:
        raise _no_workbook(name, "它是网页，里面没有表格（网页另存的工作簿要连同旁边的文件夹一起用 Excel 打开）")
    output.warnings += said
    for number, table in enumerate(tables, 1):
        output.begin(table.name or (PurePath(name).stem[:31] if number == 1 else f"Sheet{number}"))
        output.rows(table.rows)
        output.end(table.facts)
    return "html"


def _old_workbook(data: bytes, name: str, output: Output) -> str:
    import olefile

    from app.services.exchange.reading.record_structure import xls_structure

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            streams = {"/".join(path) for path in container.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise xml_safety.damaged(name) from error
    if not streams & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        what = "Word 文档" if "WordDocument" in streams else "其他程序的文件"
        raise _no_workbook(name, f"它是{what}，里面没有工作表")
    if "_VBA_PROJECT_CUR" in streams:
        output.warnings.append("文件带有宏，宏没有读入，只读了数据")
    if "Workbook" in streams and "Book" in streams:
        output.warnings.append("文件里有新旧两份内容，读的是新的一份，请核对")
    facts: list[Facts] = []
    try:
        facts = xls_structure(data)
    except (OSError, ValueError, IndexError, TypeError, OverflowError, struct.error):
        output.warnings.append(STRUCTURE_DOUBT)
    _by_calamine(data, name, output, lambda number, _: facts[number] if number < len(facts) else Facts())
    return "xls"


def _package(data: bytes, name: str, output: Output) -> str:
    archive = xml_safety.opened(data, name)
    parts = {part.replace("\\", "/").lstrip("/").lower() for part in archive.namelist()}
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise _no_workbook(name, "它是加密的压缩包")
    if xml_safety.broken_parts(archive):
        output.warnings.append("文件内部的校验值不符，可能已损坏，请核对内容")
    size = sum(entry.file_size for entry in archive.infolist() if entry.filename.lower().endswith((".xml", ".bin")))
    if "content.xml" in parts:
        return _open_document(archive, data, name, output)
    if any(part.endswith("vbaproject.bin") or part.startswith("xl/macrosheets/") for part in parts):
        output.warnings.append("文件带有宏，宏没有读入，只读了数据")
    if "xl/workbook.bin" in parts:
        return _binary_workbook(archive, data, name, output)
    try:
        sheets = xlsx_structure.sheet_parts(archive)
    except (*xml_safety.ParseError, zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError):
        sheets = {}
    if not sheets and not any(part.endswith("workbook.xml") or part.startswith("xl/") for part in parts):
        what = (
            "Word 文档"
            if "word/document.xml" in parts
            else "演示文稿"
            if any(p.startswith("ppt/") for p in parts)
            else "压缩包"
        )
        raise _no_workbook(name, f"它是{what}，里面没有工作表")
    if size <= SECOND_OPINION:
        output.warnings += xml_safety.badly_written(archive)
    output.counting = size <= SECOND_OPINION
    try:
        _by_calamine(data, name, output, lambda _, sheet: _xlsx_facts(archive, sheets.get(sheet)))
    except UserError as error:
        if size > MOST_BY_SECOND:
            raise
        return _by_openpyxl_instead(data, output, error)
    if output.counting:
        _second_opinion(data, output)
    return "xlsx"


def _xlsx_facts(archive: zipfile.ZipFile, part: str | None) -> Facts:
    try:
        return xlsx_structure.structure(archive, part) if part else Facts(doubts=[STRUCTURE_DOUBT])
    except (*xml_safety.ParseError, zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError):
        return Facts(doubts=[STRUCTURE_DOUBT])


def _open_document(archive: zipfile.ZipFile, data: bytes, name: str, output: Output) -> str:
    from app.services.exchange.reading import ods_structure

    if passwords.is_encrypted_ods(archive):
        raise passwords.PasswordNeeded(
            f"“{name}”设有打开密码，没有导入",
            "加密的 .ods 文件不能在这里解开",
            "请用 WPS 或 LibreOffice 打开，取消密码后另存为 .xlsx，再导入",
        )
    facts: dict[str, Facts] = {}
    try:
        facts = ods_structure.structure(archive)
    except (*xml_safety.ParseError, zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError):
        output.warnings.append(STRUCTURE_DOUBT)
    if any(part.startswith("Basic/") for part in archive.namelist()):
        output.warnings.append("文件带有宏，宏没有读入，只读了数据")
    _by_calamine(data, name, output, lambda _, sheet: facts.get(sheet, Facts()))
    return "ods"


def _binary_workbook(archive: zipfile.ZipFile, data: bytes, name: str, output: Output) -> str:
    from app.services.exchange.reading.record_structure import xlsb_structure

    facts: dict[str, Facts] = {}
    try:
        facts = xlsb_structure(archive)
    except (*xml_safety.ParseError, struct.error, zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError):
        output.warnings.append(STRUCTURE_DOUBT)
    _by_calamine(data, name, output, lambda _, sheet: facts.get(sheet, Facts()))
    return "xlsb"


def _by_calamine(data: bytes, name: str, output: Output, facts_of: Callable[[int, str], Facts]) -> None:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for number, meta in enumerate(book.sheets_metadata):
            if meta.typ is not SheetTypeEnum.WorkSheet:
                if meta.typ is SheetTypeEnum.MacroSheet:
                    output.warnings.append(f"工作表“{meta.name}”是宏表，没有读入")
                continue
            if meta.visible is SheetVisibleEnum.VeryHidden and meta.name != META:
                if meta.name != OUR_LISTS:
                    output.warnings.append(f"工作表“{meta.name}”被程序深度隐藏，没有读入")
                continue
            sheet = book.get_sheet_by_name(meta.name)
            output.begin(meta.name, visible=meta.visible is SheetVisibleEnum.Visible)
            first_column = sheet.start[1] if sheet.start else 0
            left = [""] * first_column
            rows = sheet.iter_rows()
            output.rows((left + row for row in rows) if left else rows, sheet.total_height)
            facts = facts_of(number, meta.name)
            for (top, low), (bottom, high) in sheet.merged_cell_ranges or ():
                facts.merge(top + 1, low, bottom + 1, high)
            del sheet, rows
            output.end(facts)
    except (CalamineError, ValueError, KeyError, OSError, OverflowError) as error:
        raise xml_safety.damaged(name, _first_line(error)) from error
    except MemoryError:
        raise
    except Exception as error:
        raise xml_safety.damaged(name, _first_line(error)) from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:80]


def _openpyxl(data: bytes) -> Any:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)


def _says_something(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else True


def _values(sheet: Any) -> Iterable[list[Any]]:
    sheet.reset_dimensions()  # what the file says of its extent may be wrong
    for row in sheet.iter_rows(values_only=True):
        yield ["" if value is None else value for value in row]


def _second_opinion(data: bytes, output: Output) -> None:
    """Another reader's count of cells with content; where it differs, one of the two has lost something."""
    try:
        for sheet in _openpyxl(data).worksheets:
            if sheet.title in output.counts and output.last_rows[sheet.title] < MOST_ROWS_COMPARED:
                rows = islice(_values(sheet), MOST_ROWS_COMPARED)
                count = sum(map(_says_something, chain.from_iterable(rows)))
                if count != output.counts[sheet.title]:
                    output.warnings.append(
                        f"工作表“{sheet.title}”用两种办法读出的单元格不一样多"
                        f"（{output.counts[sheet.title]:,} 和 {count:,}），请对照原文件核对"
                    )
    except MemoryError:
        raise
    # openpyxl refuses odd styles, charts and names in more ways than it documents.
    except Exception:
        output.warnings.append("文件写得不规范，第二种办法读不出它，没有互相核对，请对照原文件核对")


def _by_openpyxl_instead(data: bytes, output: Output, why: UserError) -> str:
    """What the first reader refuses the second may read; the person is told."""
    send(output.stream, "again")
    output.warnings.append("文件写得不规范，已换一种办法读入，请对照原文件核对内容，尤其是日期")
    output.counting = False
    try:
        for sheet in _openpyxl(data).worksheets:
            if sheet.sheet_state != "veryHidden" or sheet.title == META:
                output.begin(sheet.title, visible=sheet.sheet_state == "visible")
                output.rows(_values(sheet))
                output.end(Facts())
    except MemoryError:
        raise
    except Exception:
        raise why from None
    return "xlsx"


if __name__ == "__main__":
    sys.exit(main())
