"""The user's own workbook with what could not be taken marked in it, to be corrected and imported again.

An .xlsx keeps its look; of any other format a copy with the same cells in the same places is written. A first sheet lists
each problem with its cell, why, and how to mend it; an import passes over that sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import UserError
from app.services.exchange.layout import PROBLEMS, PROBLEMS_TITLE
from app.services.exchange.plan_rows import CellProblem, PlanRow
from app.services.exchange.reader import Book
from app.services.exchange.sheet_cells import DROPPED
from app.services.progress import Progress
from app.whole_file import whole_file

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HEADERS = ("序号", "情况", "工作表", "单元格", "栏目", "内容", "问题", "怎样改")
WIDTHS = (6, 16, 16, 9, 16, 24, 46, 40)
WRONG, DOUBTFUL = "错误：没有导入", "存疑：已导入，请核对"
FILLS = {WRONG: "FFFFC7CE", DOUBTFUL: "FFFFEB9C"}
AUTHOR = "府院联动工作台"
OTHER_FORMATS = frozenset({"xls", "xlsb", "ods", "csv", "html", "xml2003"})
LARGEST = 500_000  # cells; beyond that openpyxl takes more memory than an office computer has
WIDEST, HIGHEST = 320, 160  # pixels of a comment
FORMULA_SIGNS = ("=", "+", "-", "@")

Entry = tuple[str, PlanRow, CellProblem]


def write_error_book(book: Book, rows: Iterable[PlanRow], out: Path, progress: Progress | None = None) -> int:
    """Returns how many problems are in it: those of rows that were not taken first, then what is only doubtful."""
    progress = progress or Progress()
    if out.exists() and out.samefile(book.path):
        raise UserError("没有写入", "问题清单不能覆盖原来的文件", "请另取一个文件名")
    entries = list(_entries(rows))
    progress.step(0, 3, "正在打开原文件")
    workbook = _own_workbook(book) or _copy(book)
    progress.step(1, 3, "正在标出问题")
    _mark(workbook, entries)
    _list(workbook, entries)
    progress.step(2, 3, "正在写出问题清单")
    with whole_file(out) as file:
        workbook.save(file)
    progress.step(3, 3, "已写出问题清单")
    return len(entries)


def _entries(rows: Iterable[PlanRow]) -> Iterator[Entry]:
    doubtful: list[Entry] = []
    for row in rows:
        for problem in row.problems:
            if row.wrong:
                yield WRONG, row, problem
            else:
                doubtful.append((DOUBTFUL, row, problem))
    yield from doubtful


def _own_workbook(book: Book) -> Workbook | None:
    """As openpyxl reads it; None where another format, a password or its size is in the way."""
    from openpyxl import load_workbook

    if book.format in OTHER_FORMATS or sum(len(r) for s in book.sheets for r in s.rows) > LARGEST:
        return None
    try:
        with book.path.open("rb") as file:
            return load_workbook(file)
    except OSError as error:
        raise UserError(
            f"打不开“{book.path.name}”", f"系统提示：{error.strerror or error}", "请确认文件还在原处后重试"
        ) from error
    except Exception:  # openpyxl is strict where others are not; the cells were read all the same
        return None


def _copy(book: Book) -> Workbook:
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.worksheets[0])
    for data in book.sheets:
        sheet = made.create_sheet(data.name)
        sheet.sheet_state = "visible" if data.visible else "hidden"
        for number, cells in enumerate(data.rows, 1):
            for column, value in enumerate(cells, 1):
                if value != "":
                    _write(sheet, number, column, value)
    return made


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    """A text stays a text, whatever sign it begins with."""
    if isinstance(value, str):
        value = DROPPED.sub("", value)
    cell: Any = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(FORMULA_SIGNS):
            cell.quotePrefix = True
    return cell


def _mark(workbook: Workbook, entries: list[Entry]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    said: dict[tuple[str, str], list[str]] = {}
    kinds: dict[tuple[str, str], str] = {}
    for kind, row, problem in entries:
        if row.sheet in workbook.sheetnames:
            place = row.sheet, _address(workbook[row.sheet], row, problem)
            said.setdefault(place, []).append(_sentence(problem))
            kinds.setdefault(place, kind)
    fills = {kind: PatternFill("solid", color) for kind, color in FILLS.items()}
    for place, sentences in said.items():
        cell = workbook[place[0]][place[1]]
        cell.fill = fills[kinds[place]]
        there = f"{cell.comment.text}\n" if cell.comment else ""
        text = "\n".join(sentences)
        cell.comment = Comment(there + text, AUTHOR, height=HIGHEST, width=WIDEST)


def _address(sheet: Worksheet, row: PlanRow, problem: CellProblem) -> str:
    """The cell of a problem; of a row as a whole, its first cell that is filled."""
    if not problem.cell.isdigit():
        return problem.cell
    first = next((cell for cell in sheet[row.number] if cell.value is not None), sheet.cell(row.number, 1))
    return str(first.coordinate)


def _sentence(problem: CellProblem) -> str:
    return problem.reason + (f"。{problem.remedy}" if problem.remedy else "") + "。"


def _list(workbook: Workbook, entries: list[Entry]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.properties import PageSetupProperties

    if PROBLEMS in workbook.sheetnames and is_problem_list(workbook[PROBLEMS]["A1"].value):
        workbook.remove(workbook[PROBLEMS])
    title = PROBLEMS
    while title in workbook.sheetnames:  # a sheet of the office's own by that name stays
        title += "1"
    sheet = workbook.create_sheet(title, 0)
    wrong = sum(kind == WRONG for kind, _, _ in entries)
    sheet["A1"] = PROBLEMS_TITLE
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = (
        f"没有导入的问题 {wrong} 处，存疑 {len(entries) - wrong} 处。请在各工作表中改正标出颜色的单元格（批注写有原因），"
        "保存后重新导入本文件；已导入的行会认出来，不会重复登记。本工作表不参加导入。"
    )
    sheet.merge_cells("A2:H2")
    sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[2].height = 34
    for column, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True), 1):
        cell = sheet.cell(3, column, header)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", "FFDCE6F1")
        sheet.column_dimensions[cell.column_letter].width = width
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, (kind, row, problem) in enumerate(entries, 1):
        address = _address(workbook[row.sheet], row, problem) if row.sheet in workbook.sheetnames else problem.cell
        texts = (number, kind, row.sheet, address, problem.header, problem.value, problem.reason, problem.remedy)
        for column, text in enumerate(texts, 1):
            _write(sheet, number + 3, column, text).alignment = wrapped
        where = sheet.cell(number + 3, 4)
        if row.sheet in workbook.sheetnames:
            quoted = row.sheet.replace("'", "''")
            where.hyperlink = f"#'{quoted}'!{address}"
            where.font = Font(underline="single", color="FF0563C1")
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    workbook.active = 0
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet


def is_problem_list(first_cell: Any) -> bool:
    """Whether a sheet that begins so is one that this wrote."""
    return bool(first_cell == PROBLEMS_TITLE)
