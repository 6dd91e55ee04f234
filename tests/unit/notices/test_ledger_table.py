"""Ledgers as printed tables: whole texts, repeated header, rows and sums kept together, cancelled without a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.fields import Kind
from app.errors import Cancelled, UserError
from app.services.notices.fonts import Fonts
from app.services.notices.ledger_table import Column, print_ledger
from app.services.progress import Progress

COLUMNS = [
    Column("序号", Kind.INTEGER, 4),
    Column("案号", Kind.CASE_NO),
    Column("原告", Kind.TEXT),
    Column("案由", Kind.TEXT),
    Column("立案日期", Kind.DATE),
    Column("标的（万元）", Kind.MONEY),
]


def row(number: int, cause: str = "行政处罚") -> tuple[str, ...]:
    return (str(number), f"（2022）皖1622行初{number}号", "张三", cause, "2022-09-06", "1,234.50")


def said(line) -> str:
    return "".join(c.text for c in line)


@pytest.fixture
def print_table(tmp_path: Path, shipped: Fonts, request: pytest.FixtureRequest) -> Callable[..., object]:
    from sys import modules

    pdf = modules[request.getfixturevalue("print_pdf").__module__].Pdf

    def go(rows, *, columns=COLUMNS, totals=None, progress=None):
        out = tmp_path / "ledger.pdf"
        print_ledger(
            out,
            title="行政应诉案件台账",
            unit="某某县司法局",
            printed_by="王某",
            printed_on=datetime(2022, 9, 6, 9, 30),
            columns=columns,
            rows=iter(rows),
            total=len(rows),
            totals=totals,
            progress=progress or Progress(),
            fonts=shipped,
        )
        return pdf(out)

    return go


def test_the_sheet_lies_down_and_says_what_it_is(print_table) -> None:
    pdf = print_table([row(1), row(2)])
    (sheet,) = pdf.pages
    assert (sheet.width, sheet.height) == (pytest.approx(841.89, abs=0.5), pytest.approx(595.28, abs=0.5))
    for text in (
        "行政应诉案件台账",
        "填报单位：某某县司法局",
        "填报日期：2022年9月6日",
        "共2条",
        "第1页",
        "共1页",
        "打印人：王某",
    ):
        assert text in sheet.text
    assert "（2022）皖1622行初2号" in sheet.text.replace("\r\n", "")


def test_header_and_page_numbers_stand_on_every_page(print_table) -> None:
    pdf = print_table([row(n) for n in range(1, 101)])
    count = len(pdf.pages)
    assert count > 3
    for number, sheet in enumerate(pdf.pages, 1):
        assert sheet.text.count("立案日期") == 1
        assert f"第{number}页" in sheet.text and f"共{count}页" in sheet.text
        assert max(line[0].baseline for line in sheet.lines if "页" not in said(line)) <= 190


def test_every_row_is_printed_once_and_whole(print_table) -> None:
    cause = "请求撤销行政处罚决定并确认违法、要求赔偿损失和恢复原状" * 4
    pdf = print_table([row(n, cause) for n in range(1, 31)])
    text = "".join(c.text for sheet in pdf.pages for c in sorted(sheet.characters, key=lambda c: (c.left, c.baseline)))
    for character in set(cause):
        assert text.count(character) >= 30 * cause.count(character)


def test_a_row_is_not_torn_apart(print_table) -> None:
    pdf = print_table([row(n, "甲乙丙丁戊己庚辛" * (n % 9 + 1)) for n in range(1, 60)])
    whole = [sheet.text.count("甲") for sheet in pdf.pages]
    torn = [sheet.text.count("辛") for sheet in pdf.pages]
    assert whole == torn and len(whole) > 2


def test_a_row_taller_than_a_page_goes_on_over_pages(print_table) -> None:
    pdf = print_table([row(1, "国" * 3000), row(2)])
    assert sum(sheet.text.count("国") for sheet in pdf.pages) == 3000
    assert len(pdf.pages) > 1
    assert "行初2号" in pdf.pages[-1].text.replace("\r\n", "")


@pytest.mark.parametrize("rows", range(8, 16))
def test_the_sums_share_a_page_with_the_last_row(print_table, rows: int) -> None:
    pdf = print_table([row(n) for n in range(1, rows + 1)], totals=["合计", "", "", "", "", "99,999.00"])
    last = pdf.pages[-1].text.replace("\r\n", "")
    assert "合计" in last and "99,999.00" in last and f"行初{rows}号" in last


def test_amounts_stand_right_and_dates_whole(print_table) -> None:
    columns = COLUMNS + [Column(f"其他说明{n}", Kind.TEXT) for n in range(8)]
    rows = [(*row(n), *("备注内容较长的文字" for _ in range(8))) for n in range(1, 4)]
    sheet = print_table(rows, columns=columns).pages[0]
    text = sheet.text.replace("\r\n", "\n")
    assert text.count("2022-09-06") == 3 + 1  # and the time of printing
    assert text.count("1,234.50") == 3


def test_more_columns_than_a_sheet_takes_are_still_printed(print_table) -> None:
    columns = [Column(f"栏目{n}", Kind.DATE) for n in range(40)]
    sheet = print_table([tuple("2022-09-06" for _ in range(40))], columns=columns).pages[0]
    assert "".join(sheet.text.split()).count("栏") == 40
    assert sum(c.text == "9" for c in sheet.characters) >= 40


def test_no_rows_print_a_header(print_table) -> None:
    assert "共0条" in print_table([]).pages[0].text


def test_line_breaks_in_a_cell_are_kept(print_table) -> None:
    sheet = print_table([row(1, "第一行\n第二行")]).pages[0]
    assert any(said(line) == "第二行" for line in sheet.lines)


def test_stopping_leaves_no_file(print_table, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        print_table([row(n) for n in range(50)], progress=Progress(cancelled=lambda: True))
    assert not (tmp_path / "ledger.pdf").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, shipped: Fonts) -> None:
    with pytest.raises(UserError, match="没有写入"):
        print_ledger(
            tmp_path / "missing" / "ledger.pdf",
            title="台账",
            unit="",
            printed_by="",
            printed_on=datetime(2022, 9, 6),
            columns=COLUMNS,
            rows=iter([row(1)]),
            total=1,
            totals=None,
            progress=Progress(),
            fonts=shipped,
        )


def test_words_over_a_column_are_shared_out_over_lines_alike(print_table) -> None:
    columns = [*COLUMNS[:2], Column("法院通知情况", Kind.TEXT), *(Column(f"说明{n}", Kind.TEXT, 12) for n in range(9))]
    sheet = print_table([("1", "（2022）皖1622行初1号", "可以通知", *("文字" * 9 for _ in range(9)))], columns=columns)
    lines = sheet.pages[0].lines
    text = [said(line) for line in lines]
    assert any("法院通" in each for each in text) and any("知情况" in each for each in text)


def test_case_numbers_stay_on_one_line_where_there_is_room(print_table) -> None:
    columns = [Column("案号", Kind.CASE_NO), *(Column(f"说明{n}", Kind.TEXT) for n in range(5))]
    sheet = print_table([("（2022）皖1622行初2188号", *("较长的文字说明" * 3 for _ in range(5)))], columns=columns)
    assert any("皖1622行初2188号" in said(line) for line in sheet.pages[0].lines)
