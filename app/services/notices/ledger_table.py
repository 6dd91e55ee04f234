"""A filtered ledger as a printed table, A4 lying down unless set otherwise: gbt9704.md §6.3.

Nothing is cut off, no row is torn apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from app.domain.fields import Kind
from app.services.notices.fonts import Fonts, Role, machine_fonts
from app.services.notices.layout import TOGETHER, alike, break_lines, natural_width
from app.services.notices.measures import (
    PT,
    TABLE_FRAME,
    TABLE_GREY,
    TABLE_GRID,
    TABLE_LEADING,
    TABLE_LEAST,
    TABLE_NOTE,
    TABLE_PAD_LEAST,
    TABLE_PAD_X,
    TABLE_PAD_Y,
    TABLE_ROW,
    TABLE_SMALLER,
    TABLE_TEXT,
    TITLE,
    TITLE_SIZE,
)
from app.services.notices.page_setup import PageSetup
from app.services.notices.pdf import BLACK, Document, Setting
from app.services.progress import Progress

CENTRED = frozenset((Kind.INTEGER, Kind.YEAR, Kind.DATE, Kind.DATETIME, Kind.CASE_NO, Kind.DOC_NO, Kind.BOOLEAN))
NUMBERS = frozenset((Kind.CASE_NO, Kind.DOC_NO))
TO_THE_RIGHT = frozenset((Kind.MONEY, Kind.DECIMAL, Kind.PERCENT))

SAMPLE = 400  # rows that the widths of the columns are judged by
WIDEST = 16.0  # cells that a column asks for at most; longer texts take more lines
WIDEST_NUMBER = 24.0  # of case and document numbers, which read badly on two lines
LEAST_CELLS, READABLE_CELLS = 2.0, 4.0
SOLID = re.compile(rf"（\d{{4}}）|{TOGETHER.pattern}")  # what a column is made wide enough for
COMFORT = 1.5  # how far a larger text may fall short of what the columns want
FOOTER_GAP = 3.0  # 定 page numbers, in the margin
NOTE = TABLE_NOTE * PT
NOTE_GAP = 4.0  # 定 between title and note
TABLE_GAP = 2.0  # 定 between note and table
APART = 4.0  # 定 between two notes on a line


class Frame:
    """Where a table stands, in millimetres: its left edge and width, and its top on the first page and on others."""

    def __init__(self, left: float, usable: float, first_top: float, top: float, foot: float) -> None:
        self.left, self.usable, self.first_top, self.top, self.foot = left, usable, first_top, top, foot


class Sheet(Frame):
    """Where things stand on the paper."""

    def __init__(self, setup: PageSetup) -> None:
        self.width, self.height = setup.width, setup.height
        top, below, left, right = setup.margins
        self.right = self.width - right
        self.note_top = top + TITLE + NOTE_GAP
        first_top = self.note_top + NOTE + TABLE_GAP
        super().__init__(left, self.right - left, first_top, top, self.height - below)
        self.footer = self.foot + FOOTER_GAP


@dataclass(frozen=True)
class Column:
    label: str
    kind: Kind
    width_hint: float = 0  # cells; 0: judged by what the rows say


class Cell(NamedTuple):
    """The lines of a cell, each with its width in millimetres."""

    lines: tuple[tuple[Setting, float], ...]


class Laid(NamedTuple):
    """A row of cells with its height."""

    cells: tuple[Cell, ...]
    height: float


def print_ledger(
    out: Path,
    *,
    title: str,
    unit: str,
    printed_by: str,
    printed_on: datetime,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    total: int,
    totals: Sequence[str] | None,
    progress: Progress,
    fonts: Fonts | None = None,
    setup: PageSetup | None = None,
    notes: tuple[str, str] | None = None,
) -> list[str]:
    """Writes the PDF; returns the characters that no font has. Stopping leaves no file. `notes` stand under the title
    at the left and right; without them the unit, the day and the number of rows do."""
    setup = setup or PageSetup()
    sheet = Sheet(setup)
    document = Document(out, fonts or machine_fonts(False), sheet.width, sheet.height)
    document.describe(title=title, author=unit, subject=f"共{total}条", keywords="台账")
    waiting = iter(rows)
    sample = list(islice(waiting, SAMPLE))
    table = Table(document, sheet, setup.size, columns, [*sample, *([totals] if totals else [])])
    everything = _chained(sample, waiting)
    laid = [table.lay(row) for row in progress.of(everything, total, "正在排版")]
    sums = table.lay(totals) if totals else None
    pages = table.pages(laid, sums)
    day = f"{printed_on.year}年{printed_on.month}月{printed_on.day}日"
    _heading(document, sheet, title, notes or (f"填报单位：{unit}", f"填报日期：{day}　共{total}条"))
    for number, page in enumerate(progress.of(pages, len(pages), "正在打印"), 1):
        if number > 1:
            document.next_page()
        table.draw(page, sheet.first_top if number == 1 else sheet.top)
        _footer(document, sheet, number, len(pages), printed_by, printed_on)
    document.save()
    return sorted(document.missing)


def _chained(sample: list[Sequence[str]], rest: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield from sample
    yield from rest


class Table:
    """Column widths and the cells laid so far; equal texts in equal columns are laid once."""

    def __init__(
        self,
        document: Document,
        sheet: Frame,
        size: float | None,
        columns: Sequence[Column],
        sample: Sequence[Sequence[str]],
    ) -> None:
        self.document, self.sheet, self.columns = document, sheet, columns
        self.size, self.pad, self.widths = _widths(columns, sample, sheet.usable, size)
        self.line = self.size * PT * TABLE_LEADING
        self._laid: dict[tuple[str, float], Cell] = {}
        self.header = self._row([self._label(c.label, w) for c, w in zip(columns, self.widths, strict=True)])

    def lay(self, texts: Sequence[str]) -> Laid:
        cells = []
        for text, width in zip(texts, self.widths, strict=True):
            cell = self._laid.get((text, width))
            if cell is None:
                cell = self._laid[text, width] = self._cell(text, width, Role.FANGSONG)
            cells.append(cell)
        return self._row(cells)

    def _label(self, text: str, width: float) -> Cell:
        """The words over a column; where they take several lines these are alike, none with a single character."""
        em = self.size * PT
        return self._cell(text, alike(text, (width - 2 * self.pad) / em) * em + 2 * self.pad, Role.HEITI)

    def _cell(self, text: str, width: float, role: Role) -> Cell:
        em = self.size * PT
        cells = (width - 2 * self.pad) / em
        letters = self.document.letter_width(role, self.size, em)
        lines = []
        for part in text.split("\n") if text else ():
            for line in break_lines(part, max(1.0, cells), width=letters, justify=False):
                setting = self.document.set(line, cell=em, size=self.size, roles=role)
                lines.append((setting, natural_width(line.characters, letters) * em))
        return Cell(tuple(lines))

    def _row(self, cells: Sequence[Cell]) -> Laid:
        return Laid(tuple(cells), self._height(max((len(cell.lines) for cell in cells), default=1)))

    def _height(self, lines: int) -> float:
        return max(TABLE_ROW, lines * self.line + 2 * TABLE_PAD_Y)

    def pages(self, rows: list[Laid], sums: Laid | None) -> list[list[Laid]]:
        """Rows on pages under a repeated header; the sums share a page with the last row."""
        pages: list[list[Laid]] = [[]]
        free = self.sheet.foot - self.sheet.first_top - self.header.height
        whole_page = self.sheet.foot - self.sheet.top - self.header.height
        for i, row in enumerate(rows):
            together = row.height + (sums.height if sums and i == len(rows) - 1 else 0.0)
            if together > free and pages[-1]:
                pages.append([])
                free = whole_page
            for part in [row] if row.height <= free else self._parts(row, free, whole_page):
                if part.height > free:
                    pages.append([])
                    free = whole_page
                pages[-1].append(part)
                free -= part.height
        if sums:
            if sums.height > free:
                pages.append([])
            pages[-1].append(sums)
        return pages

    def _parts(self, row: Laid, free: float, whole_page: float) -> Iterator[Laid]:
        """A row taller than a page, in pieces."""
        start, most = 0, max(len(cell.lines) for cell in row.cells)
        while start < most:
            count = max(1, int((free - 2 * TABLE_PAD_Y) / self.line))
            cells = tuple(Cell(cell.lines[start : start + count]) for cell in row.cells)
            yield Laid(cells, self._height(min(count, most - start)))
            start, free = start + count, whole_page

    def draw(self, rows: Sequence[Laid], top: float) -> None:
        document, left = self.document, self.sheet.left
        width = sum(self.widths)
        document.colour(TABLE_GREY)
        document.bar(left, top, width, self.header.height)
        document.colour(BLACK)
        y = top
        for i, row in enumerate((self.header, *rows)):
            if i:
                document.bar(left, y - TABLE_GRID / 2, width, TABLE_GRID)
            self._draw_row(row, y, is_header=i == 0)
            y += row.height
        x = left
        for each in self.widths[:-1]:
            x += each
            document.bar(x - TABLE_GRID / 2, top, TABLE_GRID, y - top)
        half = TABLE_FRAME / 2
        for frame_y in (top, y):
            document.bar(left - half, frame_y - half, width + TABLE_FRAME, TABLE_FRAME)
        for frame_x in (left, left + width):
            document.bar(frame_x - half, top - half, TABLE_FRAME, y - top + TABLE_FRAME)

    def _draw_row(self, row: Laid, top: float, *, is_header: bool) -> None:
        x = self.sheet.left
        em = self.size * PT
        for cell, column, width in zip(row.cells, self.columns, self.widths, strict=True):
            block = (len(cell.lines) - 1) * self.line + em
            y = top + (row.height - block) / 2
            for setting, length in cell.lines:
                spare = width - 2 * self.pad - length
                if is_header or column.kind in CENTRED:
                    indent = spare / 2
                else:
                    indent = spare if column.kind in TO_THE_RIGHT else 0.0
                self.document.draw(setting, x + self.pad + max(0.0, indent), y)
                y += self.line
            x += width


def _widths(
    columns: Sequence[Column], sample: Sequence[Sequence[str]], usable: float, chosen: float | None
) -> tuple[float, float, list[float]]:
    """Size of the text (the one chosen, or as large as fits without breaking numbers and dates), padding, widths."""
    # In cells: numbers and dates unbroken, words readable, case numbers on one line, comfortable.
    bare, least, whole, wanted = [], [], [], []
    for i, column in enumerate(columns):
        texts = {row[i] for row in sample}
        solid = max((_longest_solid(text) for text in texts), default=0.0)
        widest = max((natural_width(part) for text in texts for part in text.split("\n")), default=0.0)
        label = natural_width(column.label)
        bare.append(max(solid, LEAST_CELLS))
        least.append(max(bare[-1], min(widest, READABLE_CELLS)))
        whole.append(max(least[-1], min(widest, WIDEST_NUMBER) if column.kind in NUMBERS else 0.0))
        wanted.append(max(whole[-1], column.width_hint or min(widest, WIDEST), min(label, READABLE_CELLS)))
    tries = [(TABLE_TEXT, TABLE_PAD_X), (TABLE_LEAST, TABLE_PAD_X)]
    tries += [(size, TABLE_PAD_LEAST) for size in (TABLE_LEAST, *TABLE_SMALLER)]
    if chosen is not None:
        tries = [(chosen, pad) for pad in (TABLE_PAD_X, TABLE_PAD_LEAST)]
    for size, pad in tries:
        room = (usable - 2 * pad * len(columns)) / (size * PT)
        if sum(least) <= room and (chosen or size <= TABLE_LEAST or sum(wanted) <= COMFORT * room):
            break
    cells = _shared(bare, (least, whole, wanted), room)
    return size, pad, [each * size * PT + 2 * pad for each in cells]


def _shared(bare: list[float], aims: Sequence[list[float]], room: float) -> list[float]:
    """All of the room, given out step by step: bare need, then each of the aims."""
    cells = bare
    for aim in aims:
        wish = sum(aim) - sum(cells)
        given = min(1.0, max(0.0, room - sum(cells)) / wish) if wish else 0.0
        cells = [have + given * (want - have) for have, want in zip(cells, aim, strict=True)]
    return [each * room / sum(cells) for each in cells]  # too many columns: numbers are broken too


def _longest_solid(text: str) -> float:
    """Cells of the longest number, date or word in a text."""
    return max((natural_width(match[0]) for match in SOLID.finditer(text)), default=0.0)


def _heading(document: Document, sheet: Sheet, title: str, notes: tuple[str, str]) -> None:
    """The title as large as the standard has it, smaller where the sheet is too narrow."""
    size = TITLE_SIZE * min(1.0, sheet.usable / document.width(title, role=Role.BIAOSONG, size=TITLE_SIZE))
    width = document.width(title, role=Role.BIAOSONG, size=size)
    middle = (sheet.left + sheet.right) / 2
    document.text(title, middle - width / 2, sheet.top, role=Role.BIAOSONG, size=size)
    left, right = notes
    _notes(document, sheet, sheet.note_top, left, "", right)


def _footer(document: Document, sheet: Sheet, number: int, count: int, printed_by: str, printed_on: datetime) -> None:
    page = f"第{number}页　共{count}页"
    who = f"打印时间：{printed_on:%Y-%m-%d %H:%M}　打印人：{printed_by}"
    _notes(document, sheet, sheet.footer, "", page, who)


def _notes(document: Document, sheet: Sheet, top: float, left: str, middle: str, right: str) -> None:
    """Notes on one line. On a narrow sheet what belongs in the middle moves to the left, and all become smaller."""
    size = TABLE_NOTE

    def wide(text: str) -> float:
        return document.width(text, role=Role.FANGSONG, size=size) if text else 0.0

    in_the_middle = (sheet.left + sheet.right - wide(middle)) / 2
    if middle and in_the_middle + wide(middle) + APART > sheet.right - wide(right):
        left, middle = middle, ""
    needed = wide(left) + APART + wide(right)
    if not middle and needed > sheet.usable:
        size *= sheet.usable / needed
    for text, at in ((left, sheet.left), (middle, in_the_middle), (right, sheet.right - wide(right))):
        if text:
            document.text(text, at, top, role=Role.FANGSONG, size=size)
