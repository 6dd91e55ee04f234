"""A filtered ledger as a printed table, A4 lying down: gbt9704.md §6.3. Nothing is cut off, no row is torn apart."""

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
from app.services.notices.layout import TOGETHER, break_lines, natural_width
from app.services.notices.measures import (
    PT,
    TABLE_BOTTOM,
    TABLE_FRAME,
    TABLE_GREY,
    TABLE_GRID,
    TABLE_HEIGHT,
    TABLE_LEADING,
    TABLE_LEAST,
    TABLE_LEFT,
    TABLE_NOTE,
    TABLE_PAD_LEAST,
    TABLE_PAD_X,
    TABLE_PAD_Y,
    TABLE_RIGHT,
    TABLE_ROW,
    TABLE_SMALLER,
    TABLE_TEXT,
    TABLE_TOP,
    TABLE_WIDTH,
    TITLE,
    TITLE_SIZE,
)
from app.services.notices.pdf import BLACK, Document, Setting
from app.services.progress import Progress

CENTRED = frozenset((Kind.INTEGER, Kind.YEAR, Kind.DATE, Kind.DATETIME, Kind.CASE_NO, Kind.DOC_NO, Kind.BOOLEAN))
TO_THE_RIGHT = frozenset((Kind.MONEY, Kind.DECIMAL, Kind.PERCENT))

SAMPLE = 400  # rows that the widths of the columns are judged by
WIDEST = 16.0  # cells that a column asks for at most; longer texts take more lines
LEAST_CELLS, READABLE_CELLS = 2.0, 4.0
SOLID = re.compile(rf"（\d{{4}}）|{TOGETHER.pattern}")  # what a column is made wide enough for
COMFORT = 1.5  # how far a larger text may fall short of what the columns want
USABLE = TABLE_WIDTH - TABLE_LEFT - TABLE_RIGHT
FOOT = TABLE_HEIGHT - TABLE_BOTTOM
FOOTER = FOOT + 3.0  # 定 page numbers, in the margin
NOTE = TABLE_NOTE * PT
NOTE_TOP = TABLE_TOP + TITLE + 4.0  # 定
FIRST_TOP = NOTE_TOP + NOTE + 2.0  # 定 table on the first page


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
) -> list[str]:
    """Writes the PDF; returns the characters that no font has. Stopping leaves no file."""
    document = Document(out, fonts or machine_fonts(False), TABLE_WIDTH, TABLE_HEIGHT)
    document.describe(title=title, author=unit, subject=f"共{total}条", keywords="台账")
    waiting = iter(rows)
    sample = list(islice(waiting, SAMPLE))
    table = _Table(document, columns, [*sample, *([totals] if totals else [])])
    everything = _chained(sample, waiting)
    laid = [table.lay(row) for row in progress.of(everything, total, "正在排版")]
    sums = table.lay(totals) if totals else None
    pages = table.pages(laid, sums)
    _heading(document, title, unit, printed_on, total)
    for number, page in enumerate(progress.of(pages, len(pages), "正在打印"), 1):
        if number > 1:
            document.next_page()
        table.draw(page, FIRST_TOP if number == 1 else TABLE_TOP)
        _footer(document, number, len(pages), printed_by, printed_on)
    document.save()
    return sorted(document.missing)


def _chained(sample: list[Sequence[str]], rest: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield from sample
    yield from rest


class _Table:
    """Column widths and the cells laid so far; equal texts in equal columns are laid once."""

    def __init__(self, document: Document, columns: Sequence[Column], sample: Sequence[Sequence[str]]) -> None:
        self.document, self.columns = document, columns
        self.size, self.pad, self.widths = _widths(columns, sample)
        self.line = self.size * PT * TABLE_LEADING
        self._laid: dict[tuple[str, float], Cell] = {}
        self.header = self._row([self._cell(c.label, w, Role.HEITI) for c, w in zip(columns, self.widths, strict=True)])

    def lay(self, texts: Sequence[str]) -> Laid:
        cells = []
        for text, width in zip(texts, self.widths, strict=True):
            cell = self._laid.get((text, width))
            if cell is None:
                cell = self._laid[text, width] = self._cell(text, width, Role.FANGSONG)
            cells.append(cell)
        return self._row(cells)

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
        free = FOOT - FIRST_TOP - self.header.height
        whole_page = FOOT - TABLE_TOP - self.header.height
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
        document, left = self.document, TABLE_LEFT
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
        x = TABLE_LEFT
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


def _widths(columns: Sequence[Column], sample: Sequence[Sequence[str]]) -> tuple[float, float, list[float]]:
    """Size of the text, padding and the columns' widths: as large as fits without breaking numbers and dates."""
    bare, least, wanted = [], [], []  # cells: numbers whole, words readable, comfortable
    for i, column in enumerate(columns):
        texts = {row[i] for row in sample}
        solid = max((_longest_solid(text) for text in texts), default=0.0)
        widest = max((natural_width(part) for text in texts for part in text.split("\n")), default=0.0)
        label = natural_width(column.label)
        bare.append(max(solid, LEAST_CELLS))
        least.append(max(bare[-1], min(widest, READABLE_CELLS)))
        wanted.append(max(least[-1], column.width_hint or min(widest, WIDEST), min(label, READABLE_CELLS)))
    tries = [(TABLE_TEXT, TABLE_PAD_X), (TABLE_LEAST, TABLE_PAD_X)]
    tries += [(size, TABLE_PAD_LEAST) for size in (TABLE_LEAST, *TABLE_SMALLER)]
    for size, pad in tries:
        room = (USABLE - 2 * pad * len(columns)) / (size * PT)
        if sum(least) <= room and (size <= TABLE_LEAST or sum(wanted) <= COMFORT * room):
            break
    cells = _shared(bare, least, wanted, room)
    return size, pad, [each * size * PT + 2 * pad for each in cells]


def _shared(bare: list[float], least: list[float], wanted: list[float], room: float) -> list[float]:
    """All of the room, given out step by step: bare need, then what reads well, then what is wanted."""
    cells = bare
    for aim in (least, wanted):
        wish = sum(aim) - sum(cells)
        given = min(1.0, max(0.0, room - sum(cells)) / wish) if wish else 0.0
        cells = [have + given * (want - have) for have, want in zip(cells, aim, strict=True)]
    return [each * room / sum(cells) for each in cells]  # too many columns: numbers are broken too


def _longest_solid(text: str) -> float:
    """Cells of the longest number, date or word in a text."""
    return max((natural_width(match[0]) for match in SOLID.finditer(text)), default=0.0)


def _heading(document: Document, title: str, unit: str, printed_on: datetime, total: int) -> None:
    width = document.width(title, role=Role.BIAOSONG, size=TITLE_SIZE)
    document.text(title, (TABLE_WIDTH - width) / 2, TABLE_TOP, role=Role.BIAOSONG, size=TITLE_SIZE)
    _note(document, f"填报单位：{unit}", TABLE_LEFT, NOTE_TOP)
    day = f"{printed_on.year}年{printed_on.month}月{printed_on.day}日"
    right = f"填报日期：{day}　共{total}条"
    _note(document, right, TABLE_WIDTH - TABLE_RIGHT - _note_width(document, right), NOTE_TOP)


def _footer(document: Document, number: int, count: int, printed_by: str, printed_on: datetime) -> None:
    page = f"第{number}页　共{count}页"
    _note(document, page, (TABLE_WIDTH - _note_width(document, page)) / 2, FOOTER)
    who = f"打印时间：{printed_on:%Y-%m-%d %H:%M}　打印人：{printed_by}"
    _note(document, who, TABLE_WIDTH - TABLE_RIGHT - _note_width(document, who), FOOTER)


def _note(document: Document, text: str, left: float, top: float) -> None:
    document.text(text, left, top, role=Role.FANGSONG, size=TABLE_NOTE)


def _note_width(document: Document, text: str) -> float:
    return document.width(text, role=Role.FANGSONG, size=TABLE_NOTE)
