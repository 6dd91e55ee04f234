"""The running text of a notice: paragraphs → rows → pages on the grid of 22 lines, signature and date with text.

Formats (letter, red-headed document, minutes) differ in their first page and foot; what flows between is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.services.notices.fonts import Role
from app.services.notices.layout import Line, Width, break_lines, natural_width
from app.services.notices.measures import (
    ATTACHMENT_INDENT,
    BLANK_BEFORE_ATTACHMENTS,
    BLANK_BEFORE_SIGNATURE,
    BODY,
    CELL,
    CELLS,
    DATE_RIGHT,
    INDENT,
    LEAST_LINE,
    LINE,
    LINES,
    SEAL,
    SEALS_APART,
    SIGNATURE_RIGHT,
    TOP,
    TYPE_HEIGHT,
)
from app.services.notices.template import Paragraph

HEADINGS = {"一级": Role.HEITI, "二级": Role.KAITI, "三级": Role.FANGSONG, "四级": Role.FANGSONG}
PRESENT = ("出席", "请假", "列席")  # of minutes
SIGNATURES_APART = 1.0  # cells 定
SEAL_LINES = int((SEAL + SEALS_APART) / LINE)  # between signatures one above the other
PULLED = 2  # rows of text taken along when a signature would stand alone on a page


@dataclass(frozen=True)
class Piece:
    """Part of a row: a broken line, its left end in cells, its face (one for all, or by character of the text)."""

    line: Line
    left: float = 0.0
    roles: Role | tuple[Role, ...] = Role.FANGSONG


@dataclass(frozen=True)
class Row:
    """One line of the grid."""

    pieces: tuple[Piece, ...]
    is_text: bool = False  # of the notice proper, not of recipients, attachments, signature or note
    with_next: bool = False  # a heading stays with what it heads, a signature with its date
    blank_before: int = 0
    is_signature: bool = False


class Standing(NamedTuple):
    """A row with the top of its em box on its page."""

    row: Row
    top: float


Page = list[Standing]


def text_rows(paragraphs: Sequence[Paragraph], width: Width, *, sealed: bool = True) -> list[Row]:
    """All rows from 主送 to 附注 or 列席, in order."""
    rows: list[Row] = []
    attachments = [p.text for p in paragraphs if p.role == "附件"]
    signatures = [p.text for p in paragraphs if p.role == "署名"]
    has_date = any(p.role == "日期" for p in paragraphs)
    present = [p for p in paragraphs if p.role in PRESENT]
    for paragraph in paragraphs:
        role, text = paragraph
        if role == "主送":
            rows += [Row(row.pieces) for row in _rows(text, 0, Role.FANGSONG, width)]
        elif role == "顶格":
            rows += _rows(text, 0, Role.FANGSONG, width)
        elif role == "正文":
            rows += _rows(text, INDENT, Role.FANGSONG, width)
        elif role in HEADINGS:
            rows += _heading(text, HEADINGS[role], width)
        elif role == "附件" and text is attachments[0]:
            rows += _attachments(attachments, width)
        elif role == "日期" or (role == "署名" and not has_date and text is signatures[-1]):
            rows += _signature(signatures, text if role == "日期" else "", sealed)
        elif role == "附注":
            rows += [Row(row.pieces) for row in _rows(text, INDENT, Role.FANGSONG, width)]
        elif role in PRESENT:
            rows += _present(role, text, width, blank_before=int(paragraph is present[0]))
    return rows


def recipient_lines(paragraphs: Sequence[Paragraph], width: Width) -> int:
    """How many of the rows name the recipients."""
    return sum(len(break_lines(p.text, CELLS, indent=0, width=width)) for p in paragraphs if p.role == "主送")


@lru_cache(2048)
def _rows(text: str, indent: float, roles: Role | tuple[Role, ...], width: Width) -> tuple[Row, ...]:
    lines = break_lines(text, CELLS, indent=indent, width=width)
    return tuple(Row((Piece(line, 0, roles),), is_text=True) for line in lines)


def _heading(text: str, role: Role, width: Width) -> Sequence[Row]:
    """A heading's face reaches to its first full stop when sentences follow it (7.3.3)."""
    stop = text.find("。") + 1
    if 0 < stop < len(text):
        return _rows(text, INDENT, (role,) * stop + (Role.FANGSONG,) * (len(text) - stop), width)
    rows = _rows(text, INDENT, role, width)
    return [Row(row.pieces, is_text=True, with_next=True) for row in rows]


def _attachments(names: Sequence[str], width: Width) -> list[Row]:
    """附件：… ; more than one are numbered, and names that need more lines start under the first character (7.3.4)."""
    rows: list[Row] = []
    numbered = len(names) > 1
    indent = ATTACHMENT_INDENT + numbered
    for number, name in enumerate(names, 1):
        label = ("附件：" if number == 1 else "") + (f"{number}." if numbered else "")
        label_left = INDENT if number == 1 else ATTACHMENT_INDENT
        for i, line in enumerate(break_lines(name, CELLS - indent, width=width)):
            pieces = [Piece(line, indent)]
            if i == 0 and label:
                pieces.insert(0, Piece(whole(label), label_left))
            blank = BLANK_BEFORE_ATTACHMENTS if not rows else 0
            rows.append(Row(tuple(pieces), blank_before=blank))
    return rows


def _present(role: str, text: str, width: Width, blank_before: int) -> list[Row]:
    """出席：and who was there; further lines start under the first name (10.3)."""
    text = text.removeprefix(f"{role}：")
    rows = []
    for i, line in enumerate(break_lines(text, CELLS - ATTACHMENT_INDENT, width=width)):
        pieces = [Piece(line, ATTACHMENT_INDENT)]
        if i == 0:
            pieces.insert(0, Piece(whole(f"{role}："), INDENT, Role.HEITI))
        rows.append(Row(tuple(pieces), is_text=True, blank_before=0 if i else blank_before))
    return rows


def _signature(signatures: Sequence[str], date: str, sealed: bool) -> list[Row]:
    """Where a seal is to come the signature is centred over the date; without one the date stands in by two cells.

    Several that seal stand side by side, as far apart as their seals need; the date is under the last (7.3.5.1).
    """
    signature = signatures[-1] if signatures else ""
    signature_width, date_width = natural_width(signature), natural_width(date)
    if sealed:
        date_left = CELLS - DATE_RIGHT - date_width
        left = date_left + (date_width - signature_width) / 2
        over = max(0.0, left + signature_width - (CELLS - SIGNATURE_RIGHT))
        left, date_left = left - over, date_left - over
        blank = BLANK_BEFORE_SIGNATURE
    else:
        left = CELLS - INDENT - max(signature_width, date_width + INDENT)
        if date_width <= signature_width:
            left = CELLS - INDENT - signature_width
        date_left, blank = left + INDENT, 1
    lines = _side_by_side(signatures, left)
    rows = [
        Row(
            tuple(Piece(whole(text), place) for text, place in line),
            with_next=bool(date) or i < len(lines) - 1,
            blank_before=SEAL_LINES if i else blank,
            is_signature=True,
        )
        for i, line in enumerate(lines)
    ]
    return [*rows, Row((Piece(whole(date), date_left),), is_signature=True)] if date else rows


def _side_by_side(signatures: Sequence[str], left: float) -> list[list[tuple[str, float]]]:
    """Lines of signatures with their left ends: the last of all at `left`, the others before it and above."""
    if not signatures:
        return []
    last = signatures[-1]
    centre = left + natural_width(last) / 2
    lines: list[list[tuple[str, float]]] = [[(last, left)]]
    place, start = centre, left
    for signature in reversed(signatures[:-1]):
        half = natural_width(signature) / 2
        place = min(place - (SEAL + SEALS_APART) / CELL, start - SIGNATURES_APART - half)
        if min(place - half, place - SEAL / 2 / CELL) < 0:
            lines.insert(0, [])
            place = centre - max(0.0, centre + half - (CELLS - SIGNATURE_RIGHT))
        start = place - half
        lines[0].insert(0, (signature, start))
    return lines


def whole(text: str, width: Width | None = None) -> Line:
    """A short text as one line."""
    (line,) = break_lines(text, 10_000, width=width, justify=False)
    return line


def line_tops(pitch: float = LINE) -> list[float]:
    """The grid of a page after the first."""
    count = LINES if pitch == LINE else int((TYPE_HEIGHT - BODY) / pitch) + 1
    pitch = (TYPE_HEIGHT - BODY) / (count - 1)  # the last line always ends at the foot of the type area
    return [TOP + i * pitch for i in range(count)]


def paginate(rows: Sequence[Row], first: Sequence[float], first_tight: Sequence[float], foot: float = 0) -> list[Page]:
    """Rows on pages, so that the signature shares its page with text (7.3.5.5): if need be with one empty line
    before it, then on a tighter grid (`first_tight` on the first page), then by taking rows of text along. Rows are
    also taken along rather than leave a note, or copies that are `foot` high, alone on the last page.
    """
    loose = _fill(rows, first, line_tops(), BLANK_BEFORE_SIGNATURE)
    if _has_company(loose):
        return loose if _ends_well(loose, foot) else _take_along(rows, first, foot) or loose
    closer = _fill(rows, first, line_tops(), 1)
    tighter = _fill(rows, first_tight, line_tops(LEAST_LINE), 1)
    signed = [pages for pages in (closer, tighter) if _has_company(pages)]
    good = next((pages for pages in signed if _ends_well(pages, foot)), None)
    return good or _take_along(rows, first, foot) or (signed or [loose])[0]


def _take_along(rows: Sequence[Row], first: Sequence[float], foot: float) -> list[Page] | None:
    """Moves the last rows of text to the last page, but leaves some on the first (7.3.3)."""
    last = max((i for i, row in enumerate(rows) if row.is_text), default=0)
    for pulled in (*range(PULLED, last + 1), 1):
        at = last + 1 - pulled
        if at > 0 and rows[at - 1].with_next:  # a heading would be left alone at the foot (§8.2)
            continue
        pages = _fill(rows, first, line_tops(), BLANK_BEFORE_SIGNATURE, break_before=at)
        starts_well = any(standing.row.is_text for standing in pages[0])
        if starts_well and _has_company(pages) and _ends_well(pages, foot):
            return pages
    return None


def _ends_well(pages: Sequence[Page], foot: float) -> bool:
    """Whether the last page has text and room for the copies."""
    has_text = any(standing.row.is_text for standing in pages[-1])
    return has_text and bottom_of(pages[-1]) + foot <= TOP + TYPE_HEIGHT + 0.001


def _has_company(pages: Sequence[Page]) -> bool:
    signed = [page for page in pages if any(standing.row.is_signature for standing in page)]
    return all(any(standing.row.is_text for standing in page) for page in signed)


def _fill(
    rows: Sequence[Row], first: Sequence[float], tops: Sequence[float], most_blank: int, break_before: int = -1
) -> list[Page]:
    pages: list[Page] = [[]]
    free = list(first)  # tops left on the page
    for i, row in enumerate(rows):
        may_close_up = row.is_signature and row.blank_before <= BLANK_BEFORE_SIGNATURE  # seals may not overlap
        blank = min(row.blank_before, most_blank) if may_close_up else row.blank_before
        blank = blank if pages[-1] else 0
        if len(free) < blank + _rows_together(rows, i) or i == break_before:
            if pages[-1]:
                pages.append([])
                free = list(tops)
                blank = 0
            if not free:  # a first page without room for text
                free = list(tops)
                pages.append([])
        free = free[blank:]
        pages[-1].append(Standing(row, free.pop(0)))
    return pages


def _rows_together(rows: Sequence[Row], i: int) -> int:
    """How many rows from here on have to share a page."""
    count = 1
    while rows[i].with_next and i + 1 < len(rows):
        count += 1 + rows[i + 1].blank_before
        i += 1
    return count


def bottom_of(page: Page) -> float:
    """The foot of the last row's em box."""
    return page[-1].top + BODY if page else TOP


def piece_left(piece: Piece, page_left: float) -> float:
    return page_left + piece.left * CELL
