"""Files of every kind that offices have, really written, read through the limited process; and files that only look like some."""

from __future__ import annotations

import csv
import io
import os
import random
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from app.errors import Cancelled, UserError
from app.services.exchange.reader import Book, Fault, PasswordNeeded, SheetData, read
from app.services.exchange.reading import packing, process, xlsx_structure, xml_safety
from app.services.progress import Progress
from tests.bench.corpus_check import broken_promises, manifest, outcome

ROWS = [
    ["案号", "立案日期", "金额"],
    ["（2026）皖1622行初1号", date(2026, 3, 2), 3500.5],
    ["㛃䶮𠮷", date(2026, 11, 24), 12],
]
TEXTS = [
    ["案号", "姓名", "备注"],
    ["（2026）皖1622行初1号", "张三", "第一行\n第二行"],
    ["（2026）皖1622行初2号", "李䶮", "含,有;分\t隔"],
]


def workbook(path: Path, change: Callable[[Any], None] | None = None, rows: list[list[Any]] = ROWS) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    book.save(path)
    return path


def cells(sheet: SheetData) -> list[list[Any]]:
    return [list(row) for row in sheet.rows]


def only(book: Book) -> SheetData:
    assert len(book.sheets) == 1
    return book.sheets[0]


# Workbooks


def test_values_keep_their_types_and_the_book_its_digest(tmp_path: Path) -> None:
    import hashlib

    path = workbook(tmp_path / "台账.xlsx", lambda book: book.active.append([True, datetime(2026, 3, 2, 9, 30), 1]))
    book = read(path)
    assert book.format == "xlsx"
    assert book.warnings == ()
    assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    rows = cells(only(book))
    assert rows[:3] == ROWS
    assert rows[3] == [True, datetime(2026, 3, 2, 9, 30), 1.0]
    assert [type(cell) for cell in rows[3]] == [bool, datetime, float]


def test_a_sheet_that_begins_far_from_its_corner_keeps_its_places(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.active["D6"], book.active["E9"] = "甲", "乙"

    rows = cells(only(read(workbook(tmp_path / "远.xlsx", change, rows=[]))))
    assert (len(rows), rows[5][3], rows[8][4]) == (9, "甲", "乙")
    assert {len(row) for row in rows} == {5}
    assert not any(any(row) for row in [*rows[:5], *rows[6:8]])


def test_rows_that_are_only_formatted_are_not_read_whatever_the_file_says_of_its_extent(tmp_path: Path) -> None:
    from openpyxl.styles import Font

    def change(book: Any) -> None:
        book.active["XFD1048576"].font = Font(bold=True)

    path = workbook(tmp_path / "末行.xlsx", change)
    assert cells(only(read(path))) == ROWS
    lying = rewritten(path, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:XFD1048576"', b'<dimension ref="A1"')
    assert cells(only(read(lying))) == ROWS


def test_hidden_merged_and_faulty_cells_are_told(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book.active
        sheet.append(["=1/0", "=A1", "#N/A"])
        sheet.merge_cells("A5:B6")
        sheet["A5"] = "合并"
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        book.create_sheet("藏起来").append(["x"])
        book["藏起来"].sheet_state = "hidden"
        book.create_sheet("深藏").append(["x"])
        book["深藏"].sheet_state = "veryHidden"
        book.create_sheet("_meta").append(["包"])
        book["_meta"].sheet_state = "veryHidden"

    book = read(workbook(tmp_path / "藏.xlsx", change))
    sheet = book.sheets[0]
    assert sheet.faults == {(4, 0): Fault.NO_RESULT, (4, 1): Fault.NO_RESULT, (4, 2): Fault.ERROR}
    assert sheet.merges == ((5, 0, 6, 1),)
    assert sheet.hidden_rows == {2}
    assert sheet.hidden_columns == {1}
    assert [(each.name, each.visible) for each in book.sheets] == [("Sheet", True), ("藏起来", False)]
    assert book.meta is not None and cells(book.meta) == [["包"]]
    said = "；".join(book.warnings)
    assert "“Sheet”有1 行、1 列是隐藏" in said and "“藏起来”是隐藏的" in said and "“深藏”被程序深度隐藏" in said
    assert "_meta" not in said


def rewritten(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The same workbook with a part changed as another program would write it."""
    out = path.with_stem(path.stem + "-改")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == part:
                assert old in data or old == b'<dimension ref="A1:XFD1048576"'
                data = data.replace(old, new)
            target.writestr(entry, data)
    return out


def test_both_ways_of_looking_at_a_sheets_structure_find_the_same(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book.active
        for number in range(4, 60):
            sheet.append([f"=A{number}", "#REF!", number])
            sheet.row_dimensions[number].hidden = number % 7 == 0
        sheet.column_dimensions["C"].hidden = True

    path = workbook(tmp_path / "结构.xlsx", change)
    with zipfile.ZipFile(path) as archive:
        part = "xl/worksheets/sheet1.xml"
        searched = xlsx_structure.structure(archive, part)
        parsed = xlsx_structure._parsed(iter([archive.read(part)]))
    assert searched == parsed
    assert len(searched.faults) == 112 and len(searched.hidden_rows) == 8 and searched.hidden_columns == {2}


@pytest.mark.parametrize(
    "row",
    [
        b"<x:row><x:c t='e'><x:v>#N/A</x:v></x:c><x:c><x:f>A1</x:f></x:c></x:row>",
        b'<x:row r="1" hidden="1"><x:c r="A1" t="e"><x:v>#N/A</x:v></x:c><x:c r="B1"><x:f>A1</x:f><x:v></x:v></x:c></x:row>',
    ],
)
def test_unusual_xml_of_a_sheet_is_understood_too(tmp_path: Path, row: bytes) -> None:
    path = tmp_path / "别样.zip"
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "s.xml", b'<x:worksheet xmlns:x="' + main + b'"><x:sheetData>' + row + b"</x:sheetData></x:worksheet>"
        )
    with zipfile.ZipFile(path) as archive:
        facts = xlsx_structure.structure(archive, "s.xml")
    assert facts.faults == {(1, 0): Fault.ERROR, (1, 1): Fault.NO_RESULT}
    assert facts.hidden_rows == ({1} if b"hidden" in row else set())


def test_chinese_built_in_dates_are_dates(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.active["A1"] = 45292
        book.active["A1"].number_format = "yyyy-mm-dd"

    path = workbook(tmp_path / "内置.xlsx", change, rows=[])
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml")
    at = styles.index(b'numFmtId="', styles.index(b"<cellXfs")) + 10
    second = styles.index(b'numFmtId="', at) + 10
    end = styles.index(b'"', second)
    again = rewritten(path, "xl/styles.xml", styles, styles[:second] + b"31" + styles[end:])
    assert cells(only(read(again))) == [[date(2024, 1, 1)]]


def test_macros_are_dropped_and_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "宏.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    book = read(path)
    assert any("宏没有读入" in each for each in book.warnings)
    assert cells(only(book)) == ROWS


def test_content_that_one_reader_sees_and_the_other_does_not_is_a_warning(tmp_path: Path) -> None:
    """Each cell in a row element of its own, all with the same number, as one export program writes them."""
    row = b"".join(b'<row r="4"><c r="%s4"><v>5</v></c></row>' % letter for letter in (b"A", b"B", b"C"))
    path = rewritten(
        workbook(tmp_path / "两样.xlsx"), "xl/worksheets/sheet1.xml", b"</sheetData>", row + b"</sheetData>"
    )
    book = read(path)
    assert cells(only(book))[3] == [5.0, 5.0, 5.0]
    assert any("两种办法读出的单元格不一样多" in each for each in book.warnings)


# Other programs' formats


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One workbook as LibreOffice saves it in other formats."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("converted")

    def change(book: Any) -> None:
        sheet = book.active
        sheet.append(["=1/0", "合并", None])
        sheet.merge_cells("B4:C5")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet["A1"].comment = Comment("批注", "某人")

    source = workbook(folder / "台账.xlsx", change)
    for kind in ("xls", "ods", "html"):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(folder),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
    return {kind: folder / f"台账.{kind}" for kind in ("xls", "ods", "html")}


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_workbooks_of_other_formats_tell_the_same(converted: dict[str, Path], kind: str) -> None:
    book = read(converted[kind])
    sheet = only(book)
    assert book.format == kind
    assert cells(sheet)[:3] == [[float(cell) if type(cell) is int else cell for cell in row] for row in ROWS]
    assert sheet.faults == {(4, 0): Fault.ERROR}
    assert sheet.merges == ((4, 1, 5, 2),)
    assert sheet.hidden_rows == {3}
    assert sheet.hidden_columns == {2}


def test_a_web_page_of_libreoffice_is_read(converted: dict[str, Path]) -> None:
    """It leaves hidden rows out."""
    sheet = only(read(converted["html"]))
    assert [row[0] for row in cells(sheet)][:3] == [ROWS[0][0], ROWS[1][0], "#DIV/0!"]
    assert (3, 1, 4, 2) in sheet.merges


@pytest.mark.parametrize(("kind", "ending"), [("xls", ".et"), ("xls", ".xlsx"), ("ods", ".xls")])
def test_the_content_decides_not_the_ending(converted: dict[str, Path], tmp_path: Path, kind: str, ending: str) -> None:
    path = tmp_path / f"改名{ending}"
    shutil.copy(converted[kind], path)
    book = read(path)
    assert cells(book.sheets[0])[0] == ROWS[0]
    assert any("扩展名是" in each for each in book.warnings) == (ending != ".et")


def test_xlsx_named_et_or_xls_is_read(tmp_path: Path) -> None:
    for ending, told in ((".et", False), (".xls", True)):
        path = workbook(tmp_path / f"台账{ending}x")
        path = path.rename(path.with_suffix(ending))
        book = read(path)
        assert (book.format, cells(only(book))) == ("xlsx", ROWS)
        assert any("扩展名是" in each for each in book.warnings) == told


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_in_any_encoding_and_with_any_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(TEXTS)
    path = tmp_path / "台账.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    book = read(path)
    assert (book.format, book.warnings) == ("csv", ())
    assert cells(only(book)) == TEXTS


def test_the_listing_comma_separates_only_where_nothing_else_does(tmp_path: Path) -> None:
    path = tmp_path / "名单.txt"
    path.write_text("姓名、单位、电话\n张三、县公安局、13900000001\n", encoding="utf-8")
    assert cells(only(read(path)))[1] == ["张三", "县公安局", "13900000001"]
    path.write_text("姓名,单位\n张三,县公安局、县财政局\n李四,县教育局、县民政局\n", encoding="utf-8")
    assert cells(only(read(path)))[1] == ["张三", "县公安局、县财政局"]


def test_text_that_looks_damaged_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "坏.csv"
    path.write_text('姓名,备注\n张三,"没有关上\n李四,好\n', encoding="utf-8")
    book = read(path)
    assert any("引号没有成对" in each for each in book.warnings) and len(only(book).rows) == 3
    path.write_text("姓名,备注\n张三,一,二\n李四,好\n", encoding="utf-8")
    assert any("第 2 行" in each for each in read(path).warnings)
    path.write_bytes("姓名,备注\n张三,好\n".encode("gb18030") + b"\xff\xff,\x80\n")
    assert any("编码已损坏" in each for each in read(path).warnings)


def test_rows_of_text_are_made_equally_wide(tmp_path: Path) -> None:
    path = tmp_path / "宽窄.csv"
    path.write_text("标题\n" + "甲,乙\n" * 9000 + "甲,乙,丙,丁\n", encoding="utf-8")
    assert {len(row) for row in only(read(path)).rows} == {4}


# Web pages and XML 2003


def test_a_web_table_saved_as_xls_with_spans_entities_and_chinese_encoding(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="gb2312"><style>td{}</style></head><body><table>'
        "<tr><th colspan=2>当事人&nbsp;信息</th><th rowspan=2>备&lt;注</th></tr><tr><td>姓名<td>电话</tr>"
        '<tr style="display:none"><td>张三</td><td>139<br>00</td><td></td></tr></table>'
        "<table><tr><td>第二张</td></tr></table></body></html>"
    )
    path = tmp_path / "网页.xls"
    path.write_bytes(page.encode("gb18030"))
    book = read(path)
    sheet = only(book)
    assert book.format == "html"
    assert cells(sheet)[:3] == [["当事人 信息", "", "备<注"], ["姓名", "电话", ""], ["张三", "139\n00", ""]]
    assert sheet.merges == ((1, 0, 1, 1), (1, 2, 2, 2))
    assert sheet.hidden_rows == {3}
    assert cells(sheet)[4][0] == "第二张"
    assert any("网页表格" in each for each in book.warnings)


XML_2003 = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><Worksheet ss:Name="表一"><Table>
<Column ss:Index="2" ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell><Cell><Data ss:Type="Number">3.5</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="DateTime">2026-03-02T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell ss:Formula="=RC[-1]"/></Row></Table></Worksheet>
<Worksheet ss:Name="藏"><Table><Row><Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"""


def test_an_xml_table_of_2003(tmp_path: Path) -> None:
    path = tmp_path / "旧.xls"
    path.write_text(XML_2003, encoding="utf-8")
    book = read(path)
    first, second = book.sheets
    assert book.format == "xml2003"
    assert first.rows[0][:3] == ("标题", "", 3.5)
    assert first.rows[3][1] == date(2026, 3, 2)
    assert first.faults == {(4, 2): Fault.ERROR, (4, 3): Fault.NO_RESULT}
    assert (first.merges, first.hidden_rows, first.hidden_columns) == (((1, 0, 1, 1),), {4}, {1})
    assert (second.visible, second.rows[0]) == (False, (True,))


# Passwords


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    from msoffcrypto.format.ooxml import OOXMLFile

    path = tmp_path / "加密.xlsx"
    with workbook(tmp_path / "原.xlsx").open("rb") as plain, path.open("wb") as out:
        OOXMLFile(plain).encrypt("县城2026", out)
    return path


def test_an_encrypted_workbook_asks_for_its_password_and_opens_with_it(encrypted: Path) -> None:
    with pytest.raises(PasswordNeeded, match="设有打开密码"):
        read(encrypted)
    with pytest.raises(PasswordNeeded, match="打开密码不对"):
        read(encrypted, password="县城2025")
    book = read(encrypted, password="县城2026")
    assert (book.format, cells(only(book))) == ("xlsx", ROWS)
    assert any("加密" in each for each in book.warnings)


def test_an_encrypted_ods_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "加密.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", random.Random(2).randbytes(200))
        archive.writestr("META-INF/manifest.xml", '<m:manifest xmlns:m="u"><m:encryption-data/></m:manifest>')
    with pytest.raises(PasswordNeeded, match="设有打开密码"):
        read(path)


# What must not be taken


def test_lock_files_and_open_workbooks_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "台账.xlsx")
    lock = tmp_path / "~$台账.xlsx"
    lock.write_bytes(b"\x04user")
    with pytest.raises(UserError, match="临时文件"):
        read(lock)
    assert any("另一个程序中打开" in each for each in read(path).warnings)


def package(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


DOCUMENT_TYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
MALFORMED: dict[str, dict[str, bytes]] = {
    "entities": {"xl/workbook.xml": DOCUMENT_TYPE},
    "unpacks to too much": {"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": bytes(40 << 20)},
    "too many parts": {f"xl/{number}.xml": b"<a/>" for number in range(1_001)},
    "a document": {"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"},
    "a workbook without sheets": {"xl/workbook.xml": b"<workbook/>", "xl/_rels/workbook.xml.rels": b"<a/>"},
    "no xml": {"content.xml": b"\0\1\2"},
}


@pytest.mark.parametrize("what", MALFORMED)
def test_dangerous_and_malformed_packages_are_refused_with_a_sentence(tmp_path: Path, what: str) -> None:
    with pytest.raises(UserError) as refused:
        read(package(tmp_path / "坏.xlsx", MALFORMED[what]))
    assert refused.value.what and refused.value.why and refused.value.what_to_do


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x09\x04\x06\x00" + bytes(80), "太旧"),
        (random.Random(1).randbytes(5000) + bytes(10), "不是能导入的表格"),
        (b"<?xml version='1.0'?><config/>", "XML 文件"),
        (XML_2003.replace("<Workbook", "<!DOCTYPE a [<!ENTITY b 'c'>]><Workbook", 1).encode(), "不安全"),
        (XML_2003[:-300].encode(), "损坏"),
    ],
)
def test_other_files_are_refused_by_what_they_are(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "文件.xls"
    path.write_bytes(content)
    with pytest.raises(UserError, match=says):
        read(path)


def test_a_damaged_part_is_a_warning(tmp_path: Path) -> None:
    path = workbook(tmp_path / "伤.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("docProps/custom.xml", b"<a><b></a>")
    assert any("写得不合规" in each for each in read(path).warnings)


def test_a_large_ledger_of_our_own_is_within_the_limits() -> None:
    assert xml_safety.LARGEST >= 400 << 20


# The process


def run_limited(code: str, *, cpu: int = 5) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"from app.services.exchange.reading import limits\nlimits.put_on({cpu})\n{code}"],
        cwd=process.PROGRAM,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('{there}', 'w')",
        "open('{here}', 'a')",
        "import os; os.remove('{here}')",
        "import os; os.rename('{here}', '{there}')",
        "import os; os.mkdir('{there}')",
    ],
)
def test_the_process_reaches_no_network_no_program_and_changes_no_file(tmp_path: Path, code: str) -> None:
    here, there = tmp_path / "有", tmp_path / "无"
    here.write_text("x")
    ended = run_limited(code.format(here=here, there=there))
    assert "PermissionError" in ended.stderr
    assert here.read_text() == "x" and not there.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux filters system calls")
def test_native_code_is_held_back_too(tmp_path: Path) -> None:
    """ctypes goes past Python's audit events, as a flaw in a library would."""
    here, there = tmp_path / "有", tmp_path / "无"
    here.write_text("x")
    code = (
        "import ctypes, os; c = ctypes.CDLL(None, use_errno=True)\n"
        f"print(c.socket(2, 1, 0), c.open({os.fsencode(there)!r}, os.O_CREAT | os.O_WRONLY, 0o600), c.unlink({os.fsencode(here)!r}), ctypes.get_errno())"
    )
    assert run_limited(code).stdout.split() == ["-1", "-1", "-1", "1"]
    assert here.exists() and not there.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits by a job object")
def test_memory_and_time_are_limited() -> None:
    assert "MemoryError" in run_limited("bytes(2 << 30)").stderr
    assert run_limited("while True: pass", cpu=1).returncode != 0


def test_only_values_come_out_of_a_message() -> None:
    import pickle

    stream = io.BytesIO()
    packing.send(stream, "rows", [date(2026, 1, 1), True, 1.5, "文"])
    stream.seek(0)
    assert packing.receive(stream) == ("rows", [date(2026, 1, 1), True, 1.5, "文"])
    evil = pickle.dumps((os.getcwd,))
    with pytest.raises(pickle.UnpicklingError):
        packing.receive(io.BytesIO(packing.LENGTH.pack(len(evil)) + evil))


def test_columns_of_any_mixture_arrive_as_they_left() -> None:
    count = 300
    columns: list[list[Any]] = [
        ["同"] * count,
        [f"第{n}号" for n in range(count)],
        ["a\0b", *["x\0"] * (count - 1)],
        [float(n) for n in range(count)],
        [[1.0, True, 0.0, False, 1][n % 5] for n in range(count)],
        [[1.0, ""][n % 2] for n in range(count)],
        [[True, ""][n % 2] for n in range(count)],
        ["" if n % 7 == 0 else date.fromordinal(730_000 + n) for n in range(count)],
        [[date(2026, 1, 1), datetime(2026, 1, 1), ""][n % 3] for n in range(count)],
        [""] * count,
    ]
    rows = list(zip(*columns, strict=True))
    packer, unpacker = packing.Packer(), packing.Unpacker()
    for _ in range(2):
        arrived = unpacker.rows(packer.columns(rows))
        assert arrived == rows
        assert [[type(cell) for cell in row] for row in arrived] == [[type(cell) for cell in row] for row in rows]


def test_equal_cells_are_one_object(tmp_path: Path) -> None:
    rows = only(read(workbook(tmp_path / "同.xlsx", rows=[["行政处罚"]] * 5))).rows
    assert len({id(row[0]) for row in rows}) == 1


@pytest.mark.parametrize(
    ("status", "complaint", "says"),
    [
        (-6, "memory allocation of 1099511627776 bytes failed", "内存"),
        (0, "MemoryError", "内存"),
        (-24, "", "时间"),
        (-11, "", "损坏"),
        (0, "PanicException: no entry found for key", "损坏"),
    ],
)
def test_a_process_that_dies_ends_in_a_sentence(status: int, complaint: str, says: str) -> None:
    error = process.Reading("台账.xlsx", None, Progress())._ended(status, complaint)
    assert says in str(error) and error.what_to_do


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "慢.xlsx")
    monkeypatch.setattr(process, "LONGEST", 0)
    with pytest.raises(UserError, match="时间超过上限"):
        read(path)
    assert not [thread for thread in threading.enumerate() if thread.name == "reading"]


def test_reading_is_cancelled_at_once_and_leaves_nothing_running(tmp_path: Path) -> None:
    path = workbook(tmp_path / "停.xlsx")
    with pytest.raises(Cancelled):
        read(path, progress=Progress(cancelled=lambda: True))
    assert not [thread for thread in threading.enumerate() if thread.name == "reading"]


# The public corpus, which is no part of the program

CORPUS = os.environ.get("FUYUAN_CORPUS")


@pytest.mark.skipif(not CORPUS, reason="FUYUAN_CORPUS names no folder of foreign workbooks")
def test_every_file_of_the_corpus_ends_in_words() -> None:
    folder = Path(CORPUS or "")
    assert broken_promises([outcome(folder, name, kind) for name, kind in manifest(folder)]) == []
