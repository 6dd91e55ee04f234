"""The user's own workbook comes back with its problems marked, is corrected, and imports with the rest recognised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from app.cli import main
from app.data.database import Database
from app.errors import Locked, UserError
from app.paths import Home
from app.services.exchange.error_book import HEADERS, WRONG
from app.services.exchange.layout import PROBLEMS
from app.services.exchange.session import ImportSession

from .ledgers import HEADERS as LEDGER
from .ledgers import case


@pytest.fixture
def flawed(ledger: Callable[..., Path]) -> Path:
    file = ledger(case(1), case(2, 立案日期="2022.9.31"), case(3), case(4, 被告="某某局"))
    book = openpyxl.load_workbook(file)
    sheet = book["登记表"]
    sheet["A1"].font = Font(bold=True, size=20)
    sheet["B4"].fill = PatternFill("solid", "FF00FF00")
    sheet.column_dimensions["A"].width = 33
    book.save(file)
    return file


def test_exactly_the_failures_are_marked(db: Database, flawed: Path, tmp_path: Path) -> None:
    with ImportSession(db, flawed) as session:
        assert session.plan().counts["wrong"] == 2
        session.apply(only_good_rows=True)
        assert session.write_errors(tmp_path / "问题.xlsx") == 2
    book = openpyxl.load_workbook(tmp_path / "问题.xlsx")
    assert book.sheetnames == [PROBLEMS, "登记表"] and book.active is not None and book.active.title == PROBLEMS
    listed = [[cell.value for cell in row] for row in book[PROBLEMS].iter_rows(min_row=3)]
    assert listed[0] == list(HEADERS)
    assert [(row[1], row[2], row[3], row[4]) for row in listed[1:]] == [
        (WRONG, "登记表", "C4", "立案日期"),
        (WRONG, "登记表", "G6", "被告"),
    ]
    assert all(row[6] and row[7] for row in listed[1:])
    sheet = book["登记表"]
    commented = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert commented == {"C4", "G6"}
    assert sheet["C4"].fill.fgColor.rgb == "FFFFC7CE" and "2022.9.31" in sheet["C4"].comment.text
    assert (sheet["A1"].font.size, sheet["B4"].fill.fgColor.rgb, sheet.column_dimensions["A"].width) == (
        20,
        "FF00FF00",
        33,
    )
    assert [cell.value for cell in sheet[2]] == list(LEDGER)


def test_corrected_it_imports_and_the_rest_is_recognised(home: Home, flawed: Path, tmp_path: Path) -> None:
    out = tmp_path / "问题.xlsx"
    words = ["--only-good-rows", "--errors", str(out), "--home", str(home.root)]
    assert main(["import", str(flawed), *words]) == 1
    book = openpyxl.load_workbook(out)
    book["登记表"]["C4"] = "2026-03-09"
    book["登记表"]["G6"] = "蒙城县公安局"
    book.save(out)
    with Database.open(home) as db, ImportSession(db, out) as session:
        counts = session.plan().counts
        assert (counts["same"], counts["new"], counts["wrong"]) == (2, 2, 0)
        assert [table.data.name for table in session.tables()] == ["登记表"]
        assert session.apply().written == 2
        assert session.write_errors(tmp_path / "again.xlsx") == 0  # no problem is left; the old list has gone
    again = openpyxl.load_workbook(tmp_path / "again.xlsx")
    assert again.sheetnames == [PROBLEMS, "登记表"] and again[PROBLEMS].max_row == 3


def test_another_format_comes_back_as_a_workbook_with_the_same_cells(
    db: Database, flawed: Path, tmp_path: Path, resaved: Callable[..., Path]
) -> None:
    resaved(tmp_path, "old", "xls")
    old = tmp_path / "old" / f"{flawed.stem}.xls"
    with ImportSession(db, old) as session:
        wrong = session.plan().counts["wrong"]
        assert wrong == 2
        session.write_errors(tmp_path / "问题.xlsx")
    book = openpyxl.load_workbook(tmp_path / "问题.xlsx")
    assert [cell.value for cell in book["登记表"][2]] == list(LEDGER)
    assert book["登记表"]["C4"].comment and book["登记表"]["G6"].comment
    with ImportSession(db, tmp_path / "问题.xlsx") as session:
        assert session.plan().counts["wrong"] == wrong


def test_a_text_that_looks_like_a_formula_stays_a_text(db: Database, tmp_path: Path) -> None:
    source = tmp_path / "表.csv"
    rows = [LEDGER, [str(value) for value in case(1, 立案日期="2022.9.31", 备注="=cmd|' /c calc'!A0")]]
    source.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    try:
        session = ImportSession(db, source)
        session.read()
    except UserError:
        pytest.skip("this reader does not take csv")
    session.write_errors(tmp_path / "问题.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "问题.xlsx").worksheets[1]["I2"]
    assert (cell.value, cell.data_type) == ("=cmd|' /c calc'!A0", "s")


def test_the_original_is_not_overwritten_nor_a_file_that_is_open(db: Database, flawed: Path, tmp_path: Path) -> None:
    before = flawed.read_bytes()
    with ImportSession(db, flawed) as session:
        session.plan()
        with pytest.raises(UserError, match="不能覆盖原来的文件"):
            session.write_errors(flawed)
        out = tmp_path / "问题.xlsx"
        out.write_bytes(b"theirs")
        (tmp_path / "~$问题.xlsx").write_bytes(b"")
        with pytest.raises(Locked, match="正在表格软件中打开"):
            session.write_errors(out)
        (tmp_path / "~$问题.xlsx").unlink()
        session.write_errors(out)
    assert flawed.read_bytes() == before


def test_what_was_decided_is_remembered_for_the_next_file(db: Database, ledger: Callable[..., Path]) -> None:
    with ImportSession(db, ledger(case(1))) as session:
        session.learn()
    assert db.home.learned.exists()
