"""到期提醒单: for each unit what is overdue and what falls due in the coming days, as PDF and as Excel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from app.data.database import Database
from app.domain.fields import Kind
from app.errors import UserError
from app.services import workbench
from app.services.exchange.sheet_cells import DateCells, IntegerCells
from app.services.exchange.sheet_writer import Column as SheetColumn
from app.services.exchange.sheet_writer import SheetShape, Workbook, fitting_height
from app.services.notices import ledger_table
from app.services.notices.fonts import machine_fonts
from app.services.notices.page_setup import PageSetup
from app.services.progress import Progress
from app.services.workbench import Item, Narrowed

TITLE = "到期提醒单"
UNNAMED = "未指定单位"
DAYS = 7  # a sheet a week
MOST = 100_000
COLUMNS = (
    SheetColumn("序号", IntegerCells, 6),
    SheetColumn("到期日", DateCells, 12),
    SheetColumn("状态", width=12),
    SheetColumn("事项", width=34),
    SheetColumn("期限", width=24),
    SheetColumn("承办人", width=9),
    SheetColumn("登记编号", width=14),
    SheetColumn("依据", width=22),
)
KINDS = (Kind.INTEGER, Kind.DATE, *(Kind.TEXT,) * 6)
FORBIDDEN = re.compile(r'[\\/:*?"<>|\[\]\s]+')  # in names of files and sheets


@dataclass(frozen=True)
class Sheet:
    """What one unit has to do."""

    unit: str
    items: tuple[Item, ...]
    today: date
    last: date

    @property
    def overdue(self) -> int:
        return sum(1 for item in self.items if item.on is not None and item.on < self.today)

    @property
    def says(self) -> str:
        ahead = len(self.items) - self.overdue
        late = f"逾期{self.overdue}项，" if self.overdue else ""
        return f"{late}{self.last.month}月{self.last.day}日前到期{ahead}项"

    @property
    def file_name(self) -> str:
        return FORBIDDEN.sub("", f"{TITLE}-{self.unit}-{self.today:%Y%m%d}")


def sheets(db: Database, days: int = DAYS, units: Iterable[str] = ()) -> list[Sheet]:
    """One for each unit that has something due until then (of those named), the one with the most overdue first."""
    last = db.today + timedelta(days)
    by_unit: dict[str, list[Item]] = {}
    for item in workbench.until(db, Narrowed(), last, MOST).items:
        by_unit.setdefault(item.unit or UNNAMED, []).append(item)
    wanted = set(units)
    found = [
        Sheet(unit, tuple(items), db.today, last) for unit, items in by_unit.items() if not wanted or unit in wanted
    ]
    return sorted(found, key=lambda sheet: (-sheet.overdue, -len(sheet.items), sheet.unit))


class Counted(NamedTuple):
    unit: str
    overdue: int
    ahead: int


def counted(db: Database, days: int = DAYS) -> list[Counted]:
    """How much each unit has to be reminded of, in the order of the sheets."""
    last, today = (db.today + timedelta(days)).isoformat(), db.today.isoformat()
    rows = db.rows(
        "SELECT coalesce(unit, ?), sum(due_on < ?), sum(due_on >= ?) FROM due WHERE settled = 'open' AND due_on <= ? "
        "AND (owed = 1 OR due_on >= ?) GROUP BY 1",
        (UNNAMED, today, today, last, today),
    )
    return sorted((Counted(*row) for row in rows), key=lambda one: (-one.overdue, -one.ahead, one.unit))


def write(
    db: Database, chosen: Sequence[Sheet], folder: Path, kinds: Sequence[str], progress: Progress | None = None
) -> list[Path]:
    """`kinds`: pdf, xlsx. One file of each kind for each unit."""
    if not chosen:
        raise UserError("没有写提醒单", "这段时间没有到期的事项", "可以把天数放长一些")
    progress = progress or Progress()
    written = []
    for sheet in progress.of(chosen, len(chosen), "正在写提醒单"):
        for kind in kinds:
            out = folder / f"{sheet.file_name}.{kind}"
            (_write_pdf if kind == "pdf" else _write_xlsx)(db, sheet, out)
            written.append(out)
    return written


def _rows(sheet: Sheet) -> list[tuple[object, ...]]:
    return [
        (
            number, item.on, item.said, item.matter, item.what, item.person, item.number,
            item.due.basis if item.due else "",
        )
        for number, item in enumerate(sheet.items, 1)
    ]  # fmt: skip


def _write_pdf(db: Database, sheet: Sheet, out: Path) -> None:
    ledger_table.print_ledger(
        out,
        title=TITLE,
        unit=db.setting("own_unit") or "",
        printed_by=db.user,
        printed_on=datetime.now(),
        columns=[ledger_table.Column(c.header, kind, 0) for c, kind in zip(COLUMNS, KINDS, strict=True)],
        rows=[tuple("" if value is None else str(value) for value in row) for row in _rows(sheet)],
        total=len(sheet.items),
        totals=None,
        progress=Progress(),
        fonts=machine_fonts(bool(db.setting("shipped_fonts_only"))),
        setup=PageSetup(),
        notes=(f"责任单位：{sheet.unit}", _issued(db, sheet)),
    )


def _write_xlsx(db: Database, sheet: Sheet, out: Path) -> None:
    shape = SheetShape(TITLE, COLUMNS, TITLE, (f"责任单位：{sheet.unit}", _issued(db, sheet)), frozen_columns=1)
    with Workbook(out) as book:
        page = book.sheet(shape)
        for row in _rows(sheet):
            page.append(row, fitting_height(COLUMNS, row))


def _issued(db: Database, sheet: Sheet) -> str:
    own = db.setting("own_unit") or ""
    day = f"{sheet.today.year}年{sheet.today.month}月{sheet.today.day}日"
    return "　".join(part for part in (sheet.says, own, day) if part)
