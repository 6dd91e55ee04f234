"""Reads a file of any spreadsheet format into sheets of plain values; says in sentences why one cannot be read.

The reading itself is done by a limited process (`reading/worker.py`), so that a foreign file can at worst end that one.
python-calamine reads the values there (it alone gets the Chinese built-in dates); passes over the file's structure find what it loses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.errors import Locked, UserError
from app.services.exchange.reading.facts import META as META
from app.services.exchange.reading.facts import Fault as Fault
from app.services.exchange.reading.passwords import PasswordNeeded as PasswordNeeded
from app.services.exchange.reading.process import Reading
from app.services.progress import Progress

Cell = str | float | int | bool | date | datetime | time | timedelta

LARGEST_FILE = 300 << 20
LOCK_FILES = ("~$", ".~lock.", ".~")  # Excel and WPS, LibreOffice


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


def read(path: Path | str, *, password: str | None = None, progress: Progress | None = None) -> Book:
    """All sheets but the very hidden ones, with warnings about what is doubtful.

    Raises UserError with the reason when it is not a readable workbook, PasswordNeeded when it wants a password.
    """
    path = Path(path)
    data = _content(path)
    reading = Reading(path.name, password, progress or Progress())
    reading.run(data)
    sheets = [
        SheetData(
            sheet.name,
            sheet.rows,
            sheet.visible,
            {place: Fault(fault) for place, fault in sheet.faults.items()},
            tuple(sheet.merges),
            frozenset(sheet.hidden_rows),
            frozenset(sheet.hidden_columns),
        )
        for sheet in reading.sheets
    ]
    if not any(sheet.rows or sheet.faults for sheet in sheets if sheet.name != META):
        raise UserError(f"“{path.name}”是空的", "所有工作表都没有内容", "请选择填好的台账")
    return Book(
        path,
        tuple(sheet for sheet in sheets if sheet.name != META),
        hashlib.sha256(data).hexdigest(),
        reading.format,
        (*_being_edited(path), *dict.fromkeys(reading.warnings)),
        next((sheet for sheet in sheets if sheet.name == META), None),
    )


def _content(path: Path) -> bytes:
    """The whole file at one moment; Excel lets others read while it has the file open."""
    if path.name.startswith(LOCK_FILES):
        raise UserError(
            f"“{path.name}”不是台账",
            "它是 Excel、WPS 或 LibreOffice 打开工作簿时留下的临时文件",
            f"请选择工作簿本身（文件名不带“{next(mark for mark in LOCK_FILES if path.name.startswith(mark))}”）",
        )
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise _unopened(path, error) from error
    if len(data) > LARGEST_FILE:
        raise UserError(
            f"“{path.name}”没有导入",
            f"文件大于 {LARGEST_FILE >> 20} MB，不像正常的台账",
            "请把需要的行复制到新的工作簿再导入",
        )
    return data


def _being_edited(path: Path) -> list[str]:
    """Excel and WPS put a small file beside a workbook as long as they have it open."""
    locks = (f"~${path.name}", f"~${path.name[2:]}", f".~{path.name}", f".~lock.{path.name}#")
    try:
        if any((path.parent / lock).is_file() for lock in locks):
            return ["文件正在另一个程序中打开，读到的是最后一次保存的内容；还有改动的，请先保存再导入"]
    except OSError:  # a path too long for the lock's name
        return []
    return []


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
