"""What Excel finds in a workbook of ours, read back with openpyxl."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from app.errors import Locked, UserError
from app.services.exchange.sheet_cells import (
    DateCells,
    DateTimeCells,
    HundredthCells,
    IdCells,
    IntegerCells,
    RowNumberCells,
    TextCells,
    WanYuanCells,
)
from app.services.exchange.sheet_writer import LAST_ROW, Column, SheetShape, Workbook, letters

MANY = tuple(f"某某县某某镇人民政府第{i}办公室" for i in range(40))
SHAPE = SheetShape(
    "台账",
    (
        Column("记录标识", IdCells, 2.5),
        Column("序号", RowNumberCells, 6),
        Column("名称", TextCells),
        Column("是否", TextCells, choices=("是", "否"), only_choices=True),
        Column("单位", TextCells, choices=MANY),
        Column("日期", DateCells),
        Column("时间", DateTimeCells),
        Column("金额", HundredthCells),
        Column("金额（万元）", WanYuanCells),
        Column("人数", IntegerCells),
    ),
    title="某县台账",
    notes=("填报单位：某局", "填报日期：2026-11-24"),
    printed=(1, 7),
    frozen_columns=3,
    protected=True,
    block_note="其他字段",
)
EMPTY = (None,) * 10


def written(path: Path, *rows: tuple[object, ...]) -> Worksheet:
    with Workbook(path) as book:
        sheet = book.sheet(SHAPE)
        for row in rows:
            sheet.append(row)
    return openpyxl.load_workbook(path).worksheets[0]


def test_sheet_has_the_looks_of_an_office_ledger(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", EMPTY)
    assert sheet["B1"].value == "某县台账" and "B1:H1" in map(str, sheet.merged_cells.ranges)
    assert sheet["B2"].value == "填报单位：某局" and sheet["E2"].value == "填报日期：2026-11-24"
    assert sheet.freeze_panes == "D4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area == "'台账'!$B$1:$H$4"
    assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.auto_filter.ref == "A3:J4"
    assert sheet.column_dimensions["A"].width == 2.5


def test_only_the_record_id_is_locked(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", ("uid", *EMPTY[1:]))
    assert sheet.protection.sheet and not sheet.protection.password
    assert not sheet.protection.sort and not sheet.protection.autoFilter and not sheet.protection.insertRows
    assert [cell.protection.locked for cell in sheet[4]] == [True] + [False] * 9


def test_drop_downs_short_in_place_and_long_from_a_hidden_sheet(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", EMPTY)
    short, long = sheet.data_validations.dataValidation
    assert short.formula1 == '"是,否"' and short.showErrorMessage
    assert long.formula1 == "'选项'!$A$1:$A$40" and not long.showErrorMessage
    assert str(short.sqref) == f"D4:D{LAST_ROW}"
    lists = openpyxl.load_workbook(tmp_path / "a.xlsx")["选项"]
    assert lists.sheet_state == "veryHidden"
    assert [row[0] for row in lists.iter_rows(values_only=True)] == list(MANY)


@pytest.mark.parametrize("text", ["=1+1", "+86 139", "-3", "@某人", "=cmd|'/c calc'!A0", "341622199001011234", "007"])
def test_text_that_looks_like_a_formula_or_number_stays_text(tmp_path: Path, text: str) -> None:
    cell = written(tmp_path / "a.xlsx", (None, 1, text, *EMPTY[3:]))["C4"]
    assert (cell.value, cell.data_type, cell.number_format, cell.quotePrefix) == (text, "s", "@", True)


def test_text_survives_a_save_by_openpyxl(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    written(path, (None, 1, "=1+1", *EMPTY[3:]))
    book = openpyxl.load_workbook(path)
    book.save(path)
    assert openpyxl.load_workbook(path).worksheets[0]["C4"].data_type == "s"


def test_numbers_stay_numbers_and_dates_dates(tmp_path: Path) -> None:
    row = (None, 1, None, None, None, date(2022, 9, 6), datetime(2022, 9, 6, 9, 31), -123_456, 123_456, 7)
    sheet = written(tmp_path / "a.xlsx", row)
    assert sheet["F4"].value == datetime(2022, 9, 6) and sheet["F4"].is_date
    assert sheet["G4"].value == datetime(2022, 9, 6, 9, 31)
    assert (sheet["H4"].value, sheet["I4"].value, sheet["J4"].value) == (-1234.56, 0.123456, 7)


def test_a_value_as_stored_makes_the_same_cell(tmp_path: Path) -> None:
    lead = (None, 1, None, None, None)
    one, two = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    written(one, (*lead, date(2022, 9, 6), datetime(2022, 9, 6, 9, 31), None, None, None))
    written(two, (*lead, "2022-09-06", "2022-09-06 09:31", None, None, None))
    assert one.read_bytes() == two.read_bytes()


def test_a_day_before_excels_calendar_is_text(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx", (*EMPTY[:5], date(1899, 1, 1), *EMPTY[6:]))["F4"].value == "1899-01-01"


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_comes_back_without_its_control_characters(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    from python_calamine import CalamineWorkbook

    path = tmp_path_factory.getbasetemp() / "any.xlsx"
    with Workbook(path) as book:
        book.sheet(SHAPE).append((None, 1, text, *EMPTY[3:]))
    with path.open("rb") as file:
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python(skip_empty_area=False)
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in kept if c in "\t\n" or (ord(c) >= 32 and c not in "\ufffe\uffff"))
    assert rows[3][2] == kept


def test_a_text_too_long_for_a_cell_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("what was there")
    with pytest.raises(UserError, match="名称"):
        written(path, (None, 1, "长" * 32_768, *EMPTY[3:]))
    assert path.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [path]


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="1,048,576"), Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.sheet(SheetShape("台账", (Column("序号", RowNumberCells),)))
        sheet.last = LAST_ROW - 1
        sheet.append((1,))
        sheet.append((2,))
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_open_elsewhere_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    written(path, EMPTY)
    before = path.read_bytes()
    (tmp_path / "~$台账.xlsx").touch()
    with pytest.raises(Locked, match="打开"):
        written(path, EMPTY, EMPTY)
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="文件夹不存在"):
        written(tmp_path / "没有" / "a.xlsx", EMPTY)


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_in_excel(column: int, name: str) -> None:
    assert letters(column) == name
