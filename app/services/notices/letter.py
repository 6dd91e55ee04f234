"""A notice as a letter (函): issuer's mark, red double rules, number, title, running text, copies; GB/T 9704 10.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.services.notices import flow
from app.services.notices.flow import Page, Standing
from app.services.notices.fonts import Fonts, Role
from app.services.notices.layout import Line, break_lines, natural_width, title_lines
from app.services.notices.measures import (
    ASCENT,
    ATTACHMENT_TITLE_LINE,
    BODY,
    BODY_SIZE,
    BOTTOM,
    CELL,
    CENTRE,
    DOUBLE,
    DOUBLE_GAP,
    DOUBLE_LEFT,
    DOUBLE_RIGHT,
    DOUBLE_SECOND,
    DOUBLE_SPACE,
    DOUBLE_THICK,
    DOUBLE_THIN,
    FOOT_INDENT,
    FOOT_LABEL,
    FOOT_LINE,
    LEAST_LINE,
    LEFT,
    LETTER_LAST,
    LETTER_MARK_LEAST,
    LETTER_MARK_SIZE,
    LETTER_MARK_TOP,
    LETTER_TITLE_GAP,
    LINE,
    MARK_WIDTH,
    MIRROR,
    PAGE_HEIGHT,
    PAGE_NUMBER_TOP,
    PAGE_WIDTH,
    PT,
    RED,
    RIGHT,
    RULE_GAP,
    SMALL,
    SMALL_SIZE,
    TITLE,
    TITLE_CELLS,
    TITLE_LINE,
    TITLE_SIZE,
    TYPE_WIDTH,
)
from app.services.notices.pdf import BLACK, Document
from app.services.notices.template import Paragraph


@dataclass(frozen=True)
class Attachment:
    """A text bound with the letter, on pages of its own."""

    title: str
    paragraphs: Sequence[Paragraph]


@dataclass(frozen=True)
class Letter:
    issuer: str
    number: str
    paragraphs: Sequence[Paragraph]
    kind: str  # of document, for the file's keywords
    attachments: Sequence[Attachment] = ()
    sealed: bool = True
    names: Sequence[str] = ()  # filled-in names that the title should not break


def print_letter(letter: Letter, out: Path, fonts: Fonts, *, mirror: bool = True) -> Document:
    """Writes the PDF. `mirror`: to be printed on both sides."""
    document = Document(out, fonts, PAGE_WIDTH, PAGE_HEIGHT)
    title = "".join(p.text for p in letter.paragraphs if p.role == "标题")
    document.describe(title=title, author=letter.issuer, subject=letter.number, keywords=letter.kind)
    drawing = _Drawing(document, mirror)
    drawing.letter(letter, title)
    document.save()
    return document


class _Drawing:
    """The pages of one letter as they are drawn; `page` is the number of the current one."""

    def __init__(self, document: Document, mirror: bool) -> None:
        self.document, self.mirror = document, mirror
        self.page = 1
        self.width = document.letter_width(Role.FANGSONG, BODY_SIZE, CELL)

    @property
    def shift(self) -> float:
        """How far the type area of this page lies to the left."""
        return MIRROR if self.mirror and self.page % 2 == 0 else 0.0

    def letter(self, letter: Letter, title: str) -> None:
        below_number = self._head(letter)
        below_title = self._title(title_lines(title, TITLE_CELLS, (letter.issuer, *letter.names)), below_number)
        rows = flow.text_rows(letter.paragraphs, self.width, sealed=letter.sealed)
        least = below_title + LINE
        copies = self._copy_lines("".join(p.text for p in letter.paragraphs if p.role == "抄送"))
        room = 0.0 if letter.attachments else _copies_height(copies)
        pages = flow.paginate(rows, _first_tops(least, LINE), _first_tops(least, LEAST_LINE), room)
        for i, page in enumerate(pages):
            if i:
                self._next_page()
            self._rows(page)
        foot = flow.bottom_of(pages[-1])
        for number, attachment in enumerate(letter.attachments, 1):
            label = f"附件{number}" if len(letter.attachments) > 1 else "附件"
            foot = self._attachment(attachment, label)
        self._copies(copies, foot)
        self._page_number()

    def _head(self, letter: Letter) -> float:
        """Mark, double rules and number; returns the foot of the number."""
        document = self.document
        length = max(1, len(letter.issuer))
        size = max(LETTER_MARK_LEAST, min(LETTER_MARK_SIZE, MARK_WIDTH / PT / length))
        above, below = document.ink(letter.issuer, role=Role.BIAOSONG, size=size)
        baseline = LETTER_MARK_TOP + above
        mark_width = document.width(letter.issuer, role=Role.BIAOSONG, size=size)
        document.colour(RED)
        document.text(
            letter.issuer, CENTRE - mark_width / 2, baseline - ASCENT * size * PT, role=Role.BIAOSONG, size=size
        )
        top = baseline + below + RULE_GAP
        self._double_rule(top, thick_first=True)
        self._double_rule(DOUBLE_SECOND - DOUBLE / 2, thick_first=False)
        document.colour(BLACK)
        number_top = top + DOUBLE + DOUBLE_GAP
        if not letter.number:
            return top + DOUBLE
        number_width = (natural_width(letter.number, self.width) - 1) * CELL + BODY
        document.line(
            flow.whole(letter.number, self.width),
            RIGHT - number_width,
            number_top,
            cell=CELL,
            size=BODY_SIZE,
            roles=Role.FANGSONG,
        )
        return number_top + BODY

    def _double_rule(self, top: float, *, thick_first: bool) -> None:
        first, second = (DOUBLE_THICK, DOUBLE_THIN) if thick_first else (DOUBLE_THIN, DOUBLE_THICK)
        self.document.bar(DOUBLE_LEFT, top, DOUBLE_RIGHT - DOUBLE_LEFT, first)
        self.document.bar(DOUBLE_LEFT, top + first + DOUBLE_SPACE, DOUBLE_RIGHT - DOUBLE_LEFT, second)

    def _title(self, lines: Sequence[str], below: float) -> float:
        return self._centred(lines, below + LETTER_TITLE_GAP)

    def _centred(self, lines: Sequence[str], top: float) -> float:
        """Title lines from `top` downwards; returns the foot of the last."""
        for i, line in enumerate(lines):
            width = self.document.width(line, role=Role.BIAOSONG, size=TITLE_SIZE)
            left = CENTRE - self.shift - width / 2
            self.document.text(line, left, top + i * TITLE_LINE, role=Role.BIAOSONG, size=TITLE_SIZE)
        return top + (len(lines) - 1) * TITLE_LINE + TITLE

    def _rows(self, page: Sequence[Standing]) -> None:
        for row, top in page:
            for piece in row.pieces:
                self.document.line(
                    piece.line,
                    flow.piece_left(piece, LEFT - self.shift),
                    top,
                    cell=CELL,
                    size=BODY_SIZE,
                    roles=piece.roles,
                )

    def _attachment(self, attachment: Attachment, label: str) -> float:
        """附件 on line 1, its title on line 3, then its text (7.3.7); returns the foot of the last row."""
        self._next_page()
        tops = flow.line_tops()
        self.document.line(flow.whole(label), LEFT - self.shift, tops[0], cell=CELL, size=BODY_SIZE, roles=Role.HEITI)
        foot = self._centred(title_lines(attachment.title, TITLE_CELLS), tops[ATTACHMENT_TITLE_LINE - 1])
        first = [top for top in tops if top >= foot + LINE]
        pages: list[Page] = flow.paginate(flow.text_rows(attachment.paragraphs, self.width), first, first)
        for i, page in enumerate(pages):
            if i:
                self._next_page()
            self._rows(page)
        return max(foot, flow.bottom_of(pages[-1]))

    def _copy_lines(self, text: str) -> list[Line]:
        width = self.document.letter_width(Role.FANGSONG, SMALL_SIZE, SMALL)
        cells = (TYPE_WIDTH - 2 * FOOT_INDENT) / SMALL - FOOT_LABEL
        return break_lines(text, cells, width=width, justify=False)

    def _copies(self, lines: Sequence[Line], foot: float) -> None:
        """抄送 at the foot of the last page, without rules (10.1); on a page more when there is no line between."""
        if not lines:
            return
        if foot + _copies_height(lines) > BOTTOM:
            self._next_page()
        top = BOTTOM - _copies_height(lines) + LINE
        left = LEFT - self.shift + FOOT_INDENT
        self._small(flow.whole("抄送："), left, top)
        for i, line in enumerate(lines):
            self._small(line, left + FOOT_LABEL * SMALL, top + i * FOOT_LINE)

    def _small(self, line: Line, left: float, top: float) -> None:
        self.document.line(line, left, top, cell=SMALL, size=SMALL_SIZE, roles=Role.FANGSONG)

    def _next_page(self) -> None:
        self._page_number()
        self.document.next_page()
        self.page += 1

    def _page_number(self) -> None:
        if self.page > 1:  # 10.1: none on a letter's first page
            draw_page_number(self.document, self.page, self.shift)


def _copies_height(lines: Sequence[Line]) -> float:
    """Room under the last row: an empty line and the lines of 抄送, the last of which ends at the foot."""
    return LINE + (len(lines) - 1) * FOOT_LINE + SMALL if lines else 0.0


def draw_page_number(document: Document, number: int, shift: float) -> None:
    """— 2 — in half-width figures under the type area: odd pages right, even left, one character in (7.5)."""
    above, _below = document.ink("—", role=Role.SONGTI, size=SMALL_SIZE)
    ink_left, ink_right = document.ink_sides("—", role=Role.SONGTI, size=SMALL_SIZE)
    top = PAGE_NUMBER_TOP + above - ASCENT * SMALL  # the ink of the dashes begins at PAGE_NUMBER_TOP
    dash, gap = ink_right - ink_left, SMALL / 2
    figures = len(str(number)) * SMALL / 2
    length = 2 * dash + 2 * gap + figures
    left = RIGHT - FOOT_INDENT - length if number % 2 else LEFT + FOOT_INDENT
    left -= shift
    document.text("—", left - ink_left, top, role=Role.SONGTI, size=SMALL_SIZE)
    document.text(str(number), left + dash + gap, top, role=Role.SONGTI, size=SMALL_SIZE)
    document.text("—", left + length - dash - ink_left, top, role=Role.SONGTI, size=SMALL_SIZE)


def _first_tops(least: float, pitch: float) -> list[float]:
    """The first page's grid stands on its last line, which ends above the lower double rule."""
    tops: list[float] = []
    top = LETTER_LAST - BODY
    while top >= least - 0.001:
        tops.insert(0, top)
        top -= pitch
    return tops
