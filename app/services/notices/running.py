"""The pages of one notice as they are drawn: what letters, documents and minutes have in common (GB/T 9704 7.3–7.5).

Each format draws its head, says where its first page's lines stand and which foot it has; the rest is here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from app.services.notices import flow
from app.services.notices.flow import Page, Standing
from app.services.notices.fonts import Role
from app.services.notices.layout import Line, break_lines, title_lines
from app.services.notices.ledger_table import SAMPLE, Frame, Table
from app.services.notices.measures import (
    ASCENT,
    ATTACHMENT_TITLE_LINE,
    BODY_SIZE,
    BOTTOM,
    CELL,
    CENTRE,
    CODE_LEFT,
    CODE_NOTE,
    CODE_NOTE_GAP,
    CODE_SIDE,
    CODE_TOP,
    FOOT_INDENT,
    FOOT_LABEL,
    FOOT_LINE,
    FOOT_RULE,
    FOOT_RULE_INNER,
    LEAST_LINE,
    LEFT,
    LINE,
    MARK_LEAST,
    MARK_PITCH,
    MARK_SUFFIX_GAP,
    MARK_WIDTH,
    MIRROR,
    PAGE_NUMBER_TOP,
    PT,
    RED,
    RIGHT,
    SIDE_TABLE_GAP,
    SMALL,
    SMALL_SIZE,
    TITLE,
    TITLE_CELLS,
    TITLE_LINE,
    TITLE_SIZE,
    TYPE_HEIGHT,
    TYPE_WIDTH,
)
from app.services.notices.paper import Attachment, Paper
from app.services.notices.pdf import BLACK, Document
from app.services.notices.qr import modules

UNSIGNED = ("主送", "署名", "日期")  # what minutes do not print


class Mark(NamedTuple):
    """Where the red name of the issuer ended: its ink, and the em box of its last line."""

    ink_bottom: float
    bottom: float


@dataclass(frozen=True)
class Foot:
    """What stands at the very foot of the last page: 主送, 抄送 or 分送, and in documents rules and the imprint."""

    labelled: tuple[tuple[str, tuple[Line, ...]], ...]
    imprint: tuple[str, str] | None = None  # unit and date; None: no rules either (letters)

    @property
    def lines(self) -> int:
        return sum(len(lines) for _, lines in self.labelled) + (self.imprint is not None)

    @property
    def height(self) -> float:
        """With the empty line above it."""
        if not self.lines:
            return 0.0
        return LINE + (self.lines * FOOT_LINE if self.imprint else (self.lines - 1) * FOOT_LINE + SMALL)


class Drawing:
    """`page` is the number of the current page of this notice, which may be one of many in the PDF."""

    def __init__(self, pdf: Document, mirror: bool, imprint_on_even: bool = False) -> None:
        self.pdf, self.mirror, self.imprint_on_even = pdf, mirror, imprint_on_even
        self.page = 1
        self.is_numbered = True  # whether the current page carries its number
        self.width = pdf.letter_width(Role.FANGSONG, BODY_SIZE, CELL)

    @property
    def shift(self) -> float:
        """How far the type area of this page lies to the left."""
        return MIRROR if self.mirror and self.page % 2 == 0 else 0.0

    def next_page(self) -> None:
        self._page_number()
        self.pdf.next_page()
        self.page += 1
        self.is_numbered = True

    def finish(self) -> None:
        self._page_number()

    def _page_number(self) -> None:
        if self.is_numbered:
            draw_page_number(self.pdf, self.page, self.shift)

    def code(self, identity: str) -> None:
        """The identity as a QR code in the lower margin of the first page, to be scanned, and in letters, to be typed."""
        rows = modules(identity)
        module = CODE_SIDE / len(rows)
        for y, row in enumerate(rows):
            x = 0
            for is_dark, same in groupby(row):
                count = len(list(same))
                if is_dark:
                    self.pdf.bar(CODE_LEFT + x * module, CODE_TOP + y * module, count * module, module)
                x += count
        top = CODE_TOP + CODE_SIDE - CODE_NOTE * PT
        self.pdf.text(identity, CODE_LEFT + CODE_SIDE + CODE_NOTE_GAP, top, role=Role.SONGTI, size=CODE_NOTE)

    # Heads

    def mark(self, lines: Sequence[str], top: float, most: float, suffix: str = "") -> Mark:
        """The issuer in red, its ink beginning at `top`; of several the suffix (文件) stands beside the middle."""
        pdf = self.pdf
        longest = max(max(len(line) for line in lines) + len(suffix), 1)
        size = max(MARK_LEAST, min(most, MARK_WIDTH / PT / longest))
        em = size * PT
        stretch = min(1.0, MARK_WIDTH / (longest * em))  # long names are narrowed rather than made smaller still
        whole = [lines[0] + suffix] if len(lines) == 1 else list(lines)
        above, below = pdf.ink(whole[0], role=Role.BIAOSONG, size=size)
        baseline = top + above
        pitch = em * MARK_PITCH
        pdf.colour(RED)
        suffix_width = (len(suffix) + MARK_SUFFIX_GAP) * em * stretch if suffix and len(lines) > 1 else 0.0
        room = max(pdf.width(line, role=Role.BIAOSONG, size=size) * stretch for line in whole)
        left = CENTRE - (room + suffix_width) / 2
        for i, line in enumerate(whole):
            y = baseline + i * pitch - ASCENT * em
            _spread(pdf, line, left, y, room, size, stretch)
            below = pdf.ink(line, role=Role.BIAOSONG, size=size)[1]
        last = baseline + (len(whole) - 1) * pitch
        if suffix_width:
            middle = (baseline + last) / 2 - ASCENT * em
            pdf.text(
                suffix,
                left + room + MARK_SUFFIX_GAP * em * stretch,
                middle,
                role=Role.BIAOSONG,
                size=size,
                stretch=stretch,
            )
        pdf.colour(BLACK)
        return Mark(last + below, last + (1 - ASCENT) * em)

    def body_text(self, text: str, left: float, top: float, role: Role | Sequence[Role] = Role.FANGSONG) -> None:
        """A short text on the grid of cells."""
        line = flow.whole(text, self.width)
        self.pdf.line(line, left - self.shift, top, cell=CELL, size=BODY_SIZE, roles=role)

    def rule(self, top: float, thickness: float) -> None:
        self.pdf.bar(LEFT - self.shift, top, TYPE_WIDTH, thickness)

    def title(self, paper: Paper, top: float) -> float:
        return self.centred(title_lines(paper.title, TITLE_CELLS, (paper.issuer, *paper.names)), top)

    def centred(self, lines: Sequence[str], top: float) -> float:
        """Title lines from `top` downwards; returns the foot of the last."""
        for i, line in enumerate(lines):
            width = self.pdf.width(line, role=Role.BIAOSONG, size=TITLE_SIZE)
            left = CENTRE - self.shift - width / 2
            self.pdf.text(line, left, top + i * TITLE_LINE, role=Role.BIAOSONG, size=TITLE_SIZE)
        return top + (len(lines) - 1) * TITLE_LINE + TITLE

    # What runs from page to page

    def run(
        self,
        paper: Paper,
        first_tops: Callable[[float], list[float]],
        *,
        copies: str = "抄送",
        imprint: bool = False,
        is_signed: bool = True,
    ) -> None:
        """The text, the attachments and the foot. `first_tops`: the lines of the first page, by their pitch."""
        paragraphs = [p for p in paper.paragraphs if is_signed or p.role not in UNSIGNED]
        labelled = []
        first = first_tops(LINE)
        rows = flow.text_rows(paragraphs, self.width, sealed=paper.sealed)
        recipients = flow.recipient_lines(paragraphs, self.width)
        text = rows[recipients:]
        if recipients and recipients + (2 if text and text[0].with_next else 1) > len(first):
            # They would leave no line of text on the first page (7.3.2).
            labelled.append(("主送", paper.said("主送").rstrip("：") + "。"))
            rows = text
        if paper.said("抄送"):
            labelled.append((copies, paper.said("抄送")))
        foot = Foot(
            tuple((label, tuple(self._foot_lines(text))) for label, text in labelled),
            (paper.imprint_unit or paper.issuer, paper.imprint_date or paper.date) if imprint else None,
        )
        # An imprint may stand alone on a page (7.4); copies of a letter take text along.
        room = 0.0 if paper.attachments or imprint else foot.height
        bottom = self._pages(flow.paginate(rows, first, first_tops(LEAST_LINE), room))
        for number, attachment in enumerate(paper.attachments, 1):
            label = f"附件{number}" if len(paper.attachments) > 1 else "附件"
            self.next_page()
            bottom = self._table(attachment, label) if attachment.columns else self._attachment(attachment, label)
        self._foot(foot, bottom)

    def _pages(self, pages: Sequence[Page]) -> float:
        for i, page in enumerate(pages):
            if i:
                self.next_page()
            self._rows(page)
        return flow.bottom_of(pages[-1])

    def _rows(self, page: Sequence[Standing]) -> None:
        left = LEFT - self.shift
        for row, top in page:
            for piece in row.pieces:
                self.pdf.line(
                    piece.line, flow.piece_left(piece, left), top, cell=CELL, size=BODY_SIZE, roles=piece.roles
                )

    def _attachment(self, attachment: Attachment, label: str) -> float:
        """附件 on line 1, its title on line 3, then its text (7.3.7); returns the foot of the last row."""
        tops = flow.line_tops()
        self.body_text(label, LEFT, tops[0], Role.HEITI)
        foot = self.centred(title_lines(attachment.title, TITLE_CELLS), tops[ATTACHMENT_TITLE_LINE - 1])
        first = [top for top in tops if top >= foot + LINE]
        pages = flow.paginate(flow.text_rows(attachment.paragraphs, self.width), first, first)
        return max(foot, self._pages(pages))

    def _table(self, attachment: Attachment, label: str) -> float:
        """A table lies on its side, its head to the left of the sheet on every page (8); page numbers stay where they
        are. Returns the foot of the type area: nothing stands under it."""
        pdf = self.pdf
        size = TITLE_SIZE * min(1.0, TYPE_HEIGHT / pdf.width(attachment.title, role=Role.BIAOSONG, size=TITLE_SIZE))
        title_top = (ATTACHMENT_TITLE_LINE - 1) * LINE
        frame = Frame(0.0, TYPE_HEIGHT, title_top + TITLE + SIDE_TABLE_GAP, 0.0, TYPE_WIDTH)
        table = Table(pdf, frame, None, attachment.columns, list(attachment.rows[:SAMPLE]))
        for i, rows in enumerate(table.pages([table.lay(row) for row in attachment.rows], None)):
            if i:
                self.next_page()
            with pdf.turned(LEFT - self.shift, BOTTOM):
                if i == 0:
                    pdf.line(flow.whole(label), 0.0, 0.0, cell=CELL, size=BODY_SIZE, roles=Role.HEITI)
                    width = pdf.width(attachment.title, role=Role.BIAOSONG, size=size)
                    pdf.text(attachment.title, (TYPE_HEIGHT - width) / 2, title_top, role=Role.BIAOSONG, size=size)
                table.draw(rows, frame.top if i else frame.first_top)
        return BOTTOM

    # Feet

    def _foot_lines(self, text: str) -> Sequence[Line]:
        width = self.pdf.letter_width(Role.FANGSONG, SMALL_SIZE, SMALL)
        cells = (TYPE_WIDTH - 2 * FOOT_INDENT) / SMALL - FOOT_LABEL
        return break_lines(text, cells, width=width, justify=False)

    def _foot(self, foot: Foot, bottom: float) -> None:
        """At the foot of the last page; on a page more when there is no empty line before it, or on an even one."""
        if not foot.lines:
            return
        pages = 1 if bottom + foot.height > BOTTOM else 0
        if self.imprint_on_even and foot.imprint and (self.page + pages) % 2:
            pages += 1
        for _ in range(pages):
            self.next_page()
            self.is_numbered = pages == 1  # with an empty page before it neither has a number (7.5)
        top = BOTTOM - foot.height + LINE
        if foot.imprint:
            self.rule(top, FOOT_RULE)
            top += (FOOT_LINE - SMALL) / 2
        left = LEFT - self.shift + FOOT_INDENT
        for label, lines in foot.labelled:
            self._small(flow.whole(f"{label}："), left, top)
            for line in lines:
                self._small(line, left + FOOT_LABEL * SMALL, top)
                top += FOOT_LINE
        if foot.imprint:
            unit, date = foot.imprint
            if foot.labelled:
                self.rule(top - (FOOT_LINE - SMALL) / 2 - FOOT_RULE_INNER / 2, FOOT_RULE_INNER)
            printed = f"{date}印发"
            self._small(flow.whole(unit), left, top)
            right = RIGHT - self.shift - FOOT_INDENT
            length = self.pdf.width(printed, role=Role.FANGSONG, size=SMALL_SIZE)
            self._small(flow.whole(printed), right - length, top)
            self.rule(BOTTOM - FOOT_RULE, FOOT_RULE)

    def _small(self, line: Line, left: float, top: float) -> None:
        self.pdf.line(line, left, top, cell=SMALL, size=SMALL_SIZE, roles=Role.FANGSONG)


def _spread(pdf: Document, text: str, left: float, top: float, room: float, size: float, stretch: float) -> None:
    """A line of the mark over the whole room: names of several issuers are made equally long."""
    width = pdf.width(text, role=Role.BIAOSONG, size=size) * stretch
    gap = (room - width) / (len(text) - 1) if len(text) > 1 else 0.0
    if gap < 0.01:
        pdf.text(text, left, top, role=Role.BIAOSONG, size=size, stretch=stretch)
        return
    for character in text:
        pdf.text(character, left, top, role=Role.BIAOSONG, size=size, stretch=stretch)
        left += pdf.width(character, role=Role.BIAOSONG, size=size) * stretch + gap


def draw_page_number(pdf: Document, number: int, shift: float) -> None:
    """— 2 — in half-width figures under the type area: odd pages right, even left, one character in (7.5)."""
    above, _below = pdf.ink("—", role=Role.SONGTI, size=SMALL_SIZE)
    ink_left, ink_right = pdf.ink_sides("—", role=Role.SONGTI, size=SMALL_SIZE)
    top = PAGE_NUMBER_TOP + above - ASCENT * SMALL  # the ink of the dashes begins at PAGE_NUMBER_TOP
    dash, gap = ink_right - ink_left, SMALL / 2
    figures = len(str(number)) * SMALL / 2
    length = 2 * dash + 2 * gap + figures
    left = RIGHT - FOOT_INDENT - length if number % 2 else LEFT + FOOT_INDENT
    left -= shift
    pdf.text("—", left - ink_left, top, role=Role.SONGTI, size=SMALL_SIZE)
    pdf.text(str(number), left + dash + gap, top, role=Role.SONGTI, size=SMALL_SIZE)
    pdf.text("—", left + length - dash - ink_left, top, role=Role.SONGTI, size=SMALL_SIZE)
