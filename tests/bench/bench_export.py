"""What an export costs beside openpyxl's write-only mode: same rows, same features, CPU time, one run.

python tests/bench/bench_export.py [rows]    (default 100,000; the figure to reach is a ratio of 0.15)
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.services.exchange.sheet_cells import (
    DateCells,
    DateTimeCells,
    HundredthCells,
    IdCells,
    IntegerCells,
    PercentCells,
    RowNumberCells,
    TextCells,
)
from app.services.exchange.sheet_writer import Column, SheetShape, Workbook

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
CAUSES = ("行政处罚", "行政强制", "政府信息公开", "行政征收", "行政协议", "工伤认定", "不履行法定职责")
UNITS = (
    "蒙城县公安局",
    "蒙城县自然资源和规划局",
    "蒙城县人力资源和社会保障局",
    "蒙城县市场监督管理局",
    "蒙城县住房和城乡建设局",
)
RESULTS = ("驳回诉讼请求", "撤销", "确认违法", "责令履行", "准许撤诉", "驳回起诉")
LEVELS = ("一审", "二审", "再审审查", "再审", "发回重审")

COLUMNS = (
    Column("记录标识", IdCells, 2.5),
    Column("序号", RowNumberCells, 6),
    Column("案号", TextCells, 24),
    Column("审级", TextCells, 10, LEVELS, True),
    Column("受理法院", TextCells, 20),
    Column("立案日期", DateCells, 12),
    Column("签收日期", DateCells, 12),
    Column("答辩截止日期", DateCells, 12),
    Column("原告", TextCells, 16),
    Column("身份证号", TextCells, 20),
    Column("联系电话", TextCells, 14),
    Column("被告", TextCells, 26),
    Column("案由", TextCells, 16),
    Column("原告人数", IntegerCells, 8),
    Column("请求赔偿金额（元）", HundredthCells, 16),
    Column("裁判金额（元）", HundredthCells, 16),
    Column("履行率", PercentCells, 9),
    Column("开庭时间", DateTimeCells, 16),
    Column("负责人出庭", TextCells, 10, ("是", "否"), True),
    Column("裁判结果", TextCells, 14, RESULTS, True),
    Column("是否败诉", TextCells, 8, ("是", "否"), True),
    Column("是否上诉", TextCells, 8, ("是", "否"), True),
    Column("承办单位", TextCells, 26),
    Column("承办人", TextCells, 10),
    Column("备注", TextCells, 30),
)
TITLE = "蒙城县行政诉讼案件台账"
NOTES = ("填报单位：蒙城县司法局", "填报日期：2026-11-24")


def rows(count: int) -> list[tuple[Any, ...]]:
    """Invented cases, the same each time; three in a hundred cells are empty."""
    chance = random.Random(1)
    pick = chance.choice

    def name() -> str:
        return pick(SURNAMES) + "".join(chance.choices(GIVEN, k=2))

    def day() -> date:
        return date(2018, 1, 1) + timedelta(chance.randrange(3000))

    made = []
    for i in range(count):
        filed = day()
        row: list[Any] = [
            f"{i:08x}-4f1c-4c1a-9d5e-{chance.randrange(1 << 48):012x}",
            i + 1,
            f"（{filed.year}）皖1622行初{i}号",
            pick(LEVELS),
            "蒙城县人民法院",
            filed,
            filed + timedelta(3),
            filed + timedelta(18),
            name(),
            f"34162219{chance.randrange(10**10):010d}",
            f"1{chance.randrange(3 * 10**9, 9 * 10**9):010d}",
            pick(UNITS),
            pick(CAUSES),
            chance.randrange(1, 30),
            chance.randrange(10**9),
            chance.randrange(10**9),
            chance.randrange(10_001),
            datetime(filed.year, filed.month, min(filed.day, 28), chance.randrange(8, 18), 30),
            pick(("是", "否")),
            pick(RESULTS),
            pick(("是", "否")),
            pick(("是", "否")),
            pick(UNITS),
            name(),
            f"{name()}要求{pick(CAUSES)}，第{chance.randrange(10**6)}号材料，见附件<{i}>",
        ]
        for place in range(2, 25):
            if chance.random() < 0.03:
                row[place] = None
        made.append(tuple(row))
    return made


def ours(data: list[tuple[Any, ...]], out: Path) -> None:
    shape = SheetShape("行政诉讼案件台账", COLUMNS, TITLE, NOTES, printed=(1, 24), frozen_columns=3, protected=True)
    with Workbook(out) as book:
        append = book.sheet(shape).append
        for row in data:
            append(row)


def openpyxl_write_only(data: list[tuple[Any, ...]], out: Path) -> None:
    """The same sheet as a careful programmer writes it: each cell with its style, borders and text guard."""
    from openpyxl import Workbook as Book
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Book(write_only=True)
    sheet = book.create_sheet("行政诉讼案件台账")
    formats = {
        DateCells: "yyyy-mm-dd",
        DateTimeCells: "yyyy-mm-dd hh:mm",
        HundredthCells: "#,##0.00",
        PercentCells: '0.00"%"',
        IntegerCells: "0",
        RowNumberCells: "0",
        TextCells: "@",
        IdCells: "@",
    }
    line = Side("thin", "BFBFBF")
    styles = []
    for kind, code in formats.items():
        style = NamedStyle(
            kind.__name__,
            number_format=code,
            border=Border(line, line, line, line),
            alignment=Alignment(vertical="center", wrap_text=kind is TextCells),
            protection=Protection(locked=kind is IdCells),
        )
        book.add_named_style(style)
    styles = [column.cells.__name__ for column in COLUMNS]
    for i, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(i)].width = column.width
    sheet.freeze_panes = "D4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
    sheet.protection.sheet = True
    sheet.auto_filter.ref = f"A3:Y{len(data) + 3}"
    for i, column in enumerate(COLUMNS, 1):
        if column.choices:
            drop_down = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            drop_down.add(f"{get_column_letter(i)}4:{get_column_letter(i)}1048576")
            sheet.data_validations.append(drop_down)
    sheet.append([None, TITLE])
    sheet.append([None, NOTES[0], *[None] * 11, NOTES[1]])
    header = []
    for column in COLUMNS:
        cell = WriteOnlyCell(sheet, column.header)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", "DCE6F1")
        header.append(cell)
    sheet.append(header)
    hundredths = [i for i, column in enumerate(COLUMNS) if issubclass(column.cells, HundredthCells)]
    for row in data:
        cells = []
        for i, value in enumerate(row):
            if value is not None and i in hundredths:
                value = value / 100
            cell = WriteOnlyCell(sheet, value)
            cell.style = styles[i]
            if type(value) is str and (value[0] in "=+-@" or value.isdigit()):
                cell.data_type = "s"
                cell.quotePrefix = True
            cells.append(cell)
        sheet.append(cells)
    book.save(out)


def bare_openpyxl(data: list[tuple[Any, ...]], out: Path) -> None:
    """openpyxl at its cheapest: bare values, no style, no guard; only for scale."""
    from openpyxl import Workbook as Book

    book = Book(write_only=True)
    sheet = book.create_sheet("行政诉讼案件台账")
    for row in data:
        sheet.append(row)
    book.save(out)


def cpu(write: Any, data: list[tuple[Any, ...]], out: Path) -> float:
    before = time.process_time()
    write(data, out)
    return time.process_time() - before


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    data = rows(count)
    with tempfile.TemporaryDirectory() as folder:
        own = min(cpu(ours, data, Path(folder, "ours.xlsx")) for _ in range(3))
        bare = cpu(bare_openpyxl, data, Path(folder, "bare.xlsx"))
        full = cpu(openpyxl_write_only, data, Path(folder, "openpyxl.xlsx"))
    print(f"export {count:,} rows x {len(COLUMNS)} columns, CPU seconds")
    print(f"  ours                                   {own:8.2f}")
    print(f"  openpyxl write-only, same features     {full:8.2f}   ratio {own / full:.3f}   (reach 0.15)")
    print(f"  openpyxl write-only, bare values       {bare:8.2f}   ratio {own / bare:.3f}")


if __name__ == "__main__":
    main()
