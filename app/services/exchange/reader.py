"""Reads a workbook into sheets of plain values with their row numbers; says in sentences why one cannot be read.

python-calamine reads the values (it alone gets the Chinese built-in dates); it loses error cells and formulas without a
result, so a pass over the sheet's XML finds those (`structure.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.errors import Locked, UserError
from app.services.exchange.structure import Fault, faults, refuse_dangerous
from app.services.progress import Progress

Cell = str | float | int | bool | date | datetime | time | timedelta

OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


META = "_meta"  # the hidden sheet by which two offices recognise each other's workbooks


@dataclass(frozen=True)
class SheetData:
    """`rows[0]` is row 1 of the sheet; an empty cell is ''. Rows count from 1 everywhere, columns from 0."""

    name: str
    rows: Sequence[Sequence[Any]]
    visible: bool = True
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    hidden_rows: frozenset[int] = frozenset()  # filtered ones too
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Book:
    """`sheets` are those that people may see; `meta` is the sheet of an exchange workbook that they may not."""

    path: Path
    sheets: tuple[SheetData, ...]
    sha256: str = ""
    format: str = ""  # by content: xlsx, xls, xlsb, ods, csv, html, xml2003
    warnings: tuple[str, ...] = ()
    meta: SheetData | None = None


class PasswordNeeded(UserError):
    """The workbook is encrypted and no password was given, or a wrong one."""


def read(path: Path | str, *, password: str | None = None, progress: Progress | None = None) -> Book:
    """All sheets but the very hidden ones. Raises UserError with the reason when it is not a readable workbook."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    path = Path(path)
    head = _head(path)
    if head.startswith(ZIP):
        refuse_dangerous(path)
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            found_faults = faults(path) if head.startswith(ZIP) else {}
            sheets: list[SheetData] = []
            hidden_meta: SheetData | None = None
            for meta in book.sheets_metadata:
                is_meta = meta.name == META
                if meta.typ is not SheetTypeEnum.WorkSheet:
                    continue
                if meta.visible is SheetVisibleEnum.VeryHidden and not is_meta:
                    continue
                rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
                visible = meta.visible is SheetVisibleEnum.Visible
                sheet = SheetData(meta.name, rows, visible, found_faults.get(meta.name, {}))
                if is_meta:
                    hidden_meta = sheet
                else:
                    sheets.append(sheet)
    except OSError as error:
        raise _unopened(path, error) from error
    except (CalamineError, ValueError, KeyError) as error:
        raise UserError(
            f"读不出“{path.name}”",
            f"它不是完好的 Excel 工作簿（{error}）",
            "请用 Excel 或 WPS 打开并另存为 .xlsx 后再导入",
        ) from error
    if not any(any(cell != "" for cell in row) for sheet in sheets for row in sheet.rows):
        raise UserError(f"“{path.name}”是空的", "所有工作表都没有内容", "请选择填好的台账")
    return Book(path, tuple(sheets), meta=hidden_meta)


def _head(path: Path) -> bytes:
    """The first bytes; refuses what is plainly no workbook."""
    try:
        with path.open("rb") as file:
            head = file.read(1 << 16)
            if head.startswith(OLE) and _encrypted(head + file.read(1 << 22)):
                raise UserError(
                    f"“{path.name}”设有打开密码，没有导入",
                    "加密的工作簿读不出内容",
                    "请用 Excel 或 WPS 打开，取消密码后另存再导入",
                )
    except OSError as error:
        raise _unopened(path, error) from error
    if not head:
        raise UserError(f"“{path.name}”是空文件", "文件长度为 0", "请检查是否复制或下载完整，重新取得该文件")
    if not head.startswith((OLE, ZIP)):
        raise UserError(
            f"“{path.name}”不是 Excel 工作簿",
            "文件内容不是 .xlsx、.xls 或 .ods 格式，只改扩展名不能变成工作簿",
            "请用 Excel 或 WPS 打开它，另存为 .xlsx 后再导入",
        )
    return head


def _encrypted(data: bytes) -> bool:
    return ENCRYPTED in data


def _unopened(path: Path, error: OSError) -> UserError:
    if isinstance(error, FileNotFoundError):
        return UserError(f"找不到文件“{path}”", "文件已被移走、改名，或者路径有误", "请重新选择文件")
    if isinstance(error, IsADirectoryError):
        return UserError(f"“{path}”是文件夹", "导入需要一个工作簿文件", "请选择其中的工作簿")
    if isinstance(error, PermissionError):
        return Locked(
            f"打不开“{path.name}”",
            "它正在 Excel 或 WPS 中打开，或者没有读取权限",
            "请关闭该文件后重试，或复制一份再导入",
        )
    return UserError(f"读取“{path.name}”时出错", f"系统提示：{error.strerror or error}", "请检查磁盘或U盘后重试")


DIGITS_KEPT = 15  # Excel keeps no more of a number


def text_of(cell: Any) -> str:
    """A cell as the text that people would have typed."""
    match cell:
        case str():
            return cell
        case bool():
            return "是" if cell else "否"
        case float():
            # Whole numbers come as 42.0; other ones without the exponent that repr may choose.
            return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
        case datetime():
            # Serials carry fractions of a second; ledgers count minutes.
            rounded = (cell + timedelta(seconds=30)).replace(second=0, microsecond=0)
            return rounded.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
    return str(cell)


def too_long_a_number(cell: Any) -> bool:
    """An ID typed as a number: Excel has replaced its last digits by zeros."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= 10**DIGITS_KEPT
