"""Forms (竖版表单): a table of named fields, scores and opinions to sign, with text around it; gbt9704.md §6.2.

The lines of the template say what there is: 表 `栏目｜内容 || 栏目｜内容`, 表头 and the 表 lines of as many columns
after it, 签 `栏目｜least height`. Nothing is cut off: text gets smaller, then the row higher.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from app.services.notices.fonts import Role
from app.services.notices.layout import Line, Width, alike, break_lines, natural_width, title_lines
from app.services.notices.measures import (
    BOTTOM,
    CENTRE,
    FORM_BLANK,
    FORM_FRAME,
    FORM_GAP,
    FORM_GRID,
    FORM_GROWS,
    FORM_LABEL,
    FORM_LEADING,
    FORM_LEAST,
    FORM_NOTE_GAP,
    FORM_NOTE_LEADING,
    FORM_NUMBER_TOP,
    FORM_OPINION,
    FORM_PAD_X,
    FORM_PAD_Y,
    FORM_ROW,
    FORM_TEXT,
    FORM_TEXT_LEADING,
    INDENT,
    LEFT,
    PT,
    RIGHT,
    SMALL,
    SMALL_SIZE,
    TABLE_NOTE,
    TITLE_CELLS,
    TOP,
    TYPE_WIDTH,
)
from app.services.notices.paper import Paper
from app.services.notices.running import Drawing
from app.services.notices.template import Paragraph

TABLE = ("表", "表头", "签")
COLUMNS, GROUPS = "｜", "||"
SIGN = "签名：　　　　　　年　　月　　日"
SIGN_INSET = 3.0  # from the right and lower edge of its cell
NOTE = re.compile(r"说明|注|附[：:]|备注|填表说明")
APART = re.compile(r"[\u3000 ]{2,}")  # between what stands left and right over the table
NARROW = 7.0  # cells that a score or its like takes at most
HEADING_ROLES = {"一级": Role.HEITI, "二级": Role.KAITI}


class Place(Enum):
    LEFT = auto()
    MIDDLE = auto()
    RIGHT = auto()
    SIGN = auto()


@dataclass(frozen=True)
class Cell:
    """Its text with its size; `lines` are broken for its width."""

    lines: tuple[Line, ...]
    width: float
    size: float
    role: Role
    place: Place

    @property
    def height(self) -> float:
        text = ((len(self.lines) - 1) * FORM_LEADING + 1) * self.size * PT if self.lines else 0.0
        sign = FORM_TEXT * PT + SIGN_INSET if self.place is Place.SIGN else 0.0
        return text + sign + 2 * FORM_PAD_Y


@dataclass(frozen=True)
class Band:
    """Across the form: a row of a table, or (without cells) a line of text with the space above it."""

    height: float
    cells: tuple[Cell, ...] = ()
    line: Line | None = None
    size: float = FORM_TEXT
    role: Role = Role.FANGSONG
    right: bool = False  # a line that ends at the right edge
    before: float = 0.0
    grows: bool = False  # is written on by hand: takes of the room that is left
    with_next: bool = False
    header: bool = False  # repeated on the pages that its table goes on


def draw(drawing: Drawing, paper: Paper) -> None:
    over, rest = over_of(paper)
    title = title_lines(paper.title, TITLE_CELLS, paper.names)
    top = drawing.centred(title, TOP) + FORM_GAP
    first_top = top + len(over) * (SMALL + FORM_NOTE_GAP)
    next_top = TOP + len(over) * (SMALL + FORM_NOTE_GAP)
    pages = _layout(drawing, rest, first_top, next_top)
    for number, page in enumerate(pages, 1):
        if number > 1:
            drawing.next_page()
            top = TOP
        drawing.is_numbered = False
        for i, parts in enumerate(over):
            _over(drawing, parts, top + i * (SMALL + FORM_NOTE_GAP))
        _page(drawing, page, first_top if number == 1 else next_top)
        if len(pages) > 1:
            said = f"第{number}页　共{len(pages)}页"
            width = drawing.pdf.width(said, role=Role.SONGTI, size=TABLE_NOTE)
            left = CENTRE - drawing.shift - width / 2
            drawing.pdf.text(said, left, FORM_NUMBER_TOP, role=Role.SONGTI, size=TABLE_NOTE)


def over_of(paper: Paper) -> tuple[list[list[str]], list[Paragraph]]:
    """The lines over the table (编号：… on the left, date on the right) in their parts, and what comes after them."""
    rest = [p for p in paper.paragraphs if p.role not in ("标题", "主送", "抄送")]
    over: list[list[str]] = []
    while rest and rest[0].role == "顶格" and any(p.role in TABLE for p in rest):
        over.append(APART.split(rest.pop(0).text))
    return over, rest


def _over(drawing: Drawing, parts: Sequence[str], top: float) -> None:
    width = [drawing.pdf.width(part, role=Role.FANGSONG, size=SMALL_SIZE) for part in parts]
    size = SMALL_SIZE * min(1.0, TYPE_WIDTH / (sum(width) + SMALL * (len(parts) - 1)))
    width = [each * size / SMALL_SIZE for each in width]
    gap = (TYPE_WIDTH - sum(width)) / (len(parts) - 1) if len(parts) > 1 else 0.0
    left = LEFT - drawing.shift
    for part, wide in zip(parts, width, strict=True):
        drawing.pdf.text(part, left, top, role=Role.FANGSONG, size=size)
        left += wide + gap


def _layout(drawing: Drawing, paragraphs: Sequence[Paragraph], first_top: float, next_top: float) -> list[list[Band]]:
    """Pages. A form that fits one page fills it: what is written on by hand gets the room that is left."""
    room = BOTTOM - first_top
    for blank, leading in ((FORM_BLANK, FORM_TEXT_LEADING), (FORM_ROW, FORM_TEXT_LEADING), (FORM_ROW, FORM_LEADING)):
        bands = list(_bands(drawing, paragraphs, blank, leading))
        spare = room - sum(band.before + band.height for band in bands)
        if spare >= 0:
            growing = sum(band.grows for band in bands)
            more = min(FORM_GROWS, spare / growing) if growing else 0.0
            return [[replace(band, height=band.height + more) if band.grows else band for band in bands]]
    return _paginate(list(_bands(drawing, paragraphs, FORM_BLANK, FORM_TEXT_LEADING)), room, BOTTOM - next_top)


def _paginate(bands: Sequence[Band], first: float, whole: float) -> list[list[Band]]:
    pages: list[list[Band]] = [[]]
    free = first
    header: Band | None = None
    for i, band in enumerate(bands):
        if band.header:
            header = band
        elif header and len(band.cells) != len(header.cells):
            header = None
        for part in [band] if band.height <= whole else _parts(band, free, whole):
            needed = part.before + part.height
            if part.with_next and i + 1 < len(bands):
                needed += bands[i + 1].before + bands[i + 1].height
            if needed > free + 0.001 and pages[-1]:
                pages.append([])
                free = whole
                if header and header is not band:
                    pages[-1].append(header)
                    free -= header.height
            before = part.before if pages[-1] else 0.0
            pages[-1].append(replace(part, before=before))
            free -= before + part.height
    return pages


def _parts(band: Band, free: float, whole: float) -> Iterator[Band]:
    """A row that is higher than a page, in pieces."""
    start, most = 0, max(len(cell.lines) for cell in band.cells)
    while start < most:
        pitch = max(cell.size for cell in band.cells) * PT * FORM_LEADING
        count = max(1, int((free - 2 * FORM_PAD_Y) / pitch))
        cells = tuple(replace(cell, lines=cell.lines[start : start + count]) for cell in band.cells)
        yield Band(max(FORM_ROW, *(cell.height for cell in cells)), cells)
        start, free = start + count, whole


def _bands(drawing: Drawing, paragraphs: Sequence[Paragraph], blank: float, leading: float) -> Iterator[Band]:
    header: list[float] = []  # widths of the columns of the table with a header that is being read
    before = 0.0
    was_table = False
    for i, paragraph in enumerate(paragraphs):
        role, text = paragraph
        is_table = role in TABLE
        before = FORM_NOTE_GAP if i and is_table != was_table else 0.0
        was_table = is_table
        if not is_table:
            header = []
            yield from _text(drawing, role, text, before, leading)
            continue
        if role == "签":
            header = []
            label, _, height = text.partition(COLUMNS)
            cells = _fields(drawing, [[label, ""]], Place.SIGN)
            yield _band(cells, max(_number(height), FORM_OPINION if not height.strip() else FORM_ROW), before, True)
            continue
        groups = [[part.strip() for part in group.split(COLUMNS)] for group in text.split(GROUPS)]
        if role == "表头":
            header = _widths(groups[0], _columns_below(paragraphs[i + 1 :], len(groups[0])))
            cells = [
                _cell(drawing, name, wide, Role.HEITI, Place.MIDDLE)
                for name, wide in zip(groups[0], header, strict=True)
            ]
            yield replace(_band(cells, FORM_ROW, before), header=True, with_next=True)
        elif header and len(groups) == 1 and len(groups[0]) == len(header):
            yield _band(_scores(drawing, groups[0], header), FORM_ROW, before)
        else:
            header = []
            is_blank = len(groups) == 1 and not "".join(groups[0][1:])
            yield _band(_fields(drawing, groups, Place.LEFT), blank if is_blank else FORM_ROW, before, is_blank)


def _band(cells: Sequence[Cell], least: float, before: float, grows: bool = False) -> Band:
    return Band(max(least, *(cell.height for cell in cells)), tuple(cells), before=before, grows=grows)


def _number(text: str) -> float:
    return float(text) if text.strip() else 0.0


def _fields(drawing: Drawing, groups: Sequence[Sequence[str]], place: Place) -> list[Cell]:
    """Names and contents side by side; a name without a column of its own is a line across."""
    width = TYPE_WIDTH / len(groups)
    cells = []
    for group in groups:
        if len(group) == 1:
            cells.append(_cell(drawing, group[0], width, Role.FANGSONG, Place.LEFT))
            continue
        label = min(FORM_LABEL, width / 2)
        cells.append(_cell(drawing, group[0], label, Role.HEITI, Place.MIDDLE))
        wide = (width - label) / (len(group) - 1)
        cells += [_cell(drawing, text, wide, Role.FANGSONG, place) for text in group[1:]]
    return cells


def _scores(drawing: Drawing, texts: Sequence[str], widths: Sequence[float]) -> list[Cell]:
    wide = max(widths)
    return [
        _cell(drawing, text, width, Role.FANGSONG, Place.LEFT if width == wide or i == 0 else Place.MIDDLE)
        for i, (text, width) in enumerate(zip(texts, widths, strict=True))
    ]


def _columns_below(paragraphs: Sequence[Paragraph], count: int) -> list[list[str]]:
    rows = []
    for role, text in paragraphs:
        parts = [part.strip() for part in text.split(COLUMNS)]
        if role != "表" or GROUPS in text or len(parts) != count:
            break
        rows.append(parts)
    return rows


def _widths(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Short columns as wide as they need; the rest is for the long ones, by what they hold."""
    longest = [max(natural_width(row[i]) for row in (header, *rows)) for i in range(len(header))]
    em, pad = FORM_TEXT * PT, 2 * FORM_PAD_X
    short = {i: max(each, 4.0) * em + pad for i, each in enumerate(longest) if each <= NARROW}
    long = {i: min(each, 3.0 * NARROW) for i, each in enumerate(longest) if i not in short}
    if not long:
        scale = TYPE_WIDTH / sum(short.values())
        return [short[i] * scale for i in range(len(header))]
    rest = (TYPE_WIDTH - sum(short.values())) / sum(long.values())
    return [short.get(i) or long[i] * rest for i in range(len(header))]


def _cell(drawing: Drawing, text: str, width: float, role: Role, place: Place) -> Cell:
    """As large as fits a row of the least height; what does not even fit small makes the row higher."""
    for size in (FORM_TEXT, FORM_LEAST):
        em = size * PT
        room = max(1.0, (width - 2 * FORM_PAD_X) / em)
        letters = drawing.pdf.letter_width(role, size, em)
        lines = _lines(text, room, letters)
        if role is Role.HEITI and len(lines) > 1:
            even = _lines(text, alike(text, room), letters)
            lines = even if len(even) == len(lines) else lines
        cell = Cell(lines, width, size, role, place)
        if cell.height <= FORM_ROW:
            break
    return cell


def _lines(text: str, cells: float, width: Width) -> tuple[Line, ...]:
    return tuple(line for part in text.split("\n") for line in break_lines(part, cells, width=width, justify=False))


def _text(drawing: Drawing, role: str, text: str, before: float, leading: float) -> Iterator[Band]:
    size = FORM_LEAST if role == "顶格" and NOTE.match(text) else FORM_TEXT
    face = HEADING_ROLES.get(role, Role.FANGSONG)
    em = size * PT
    indent = 0 if role == "顶格" else INDENT
    letters = drawing.pdf.letter_width(face, size, em)
    for line in break_lines(text, TYPE_WIDTH / em, indent=indent, width=letters):
        yield Band(
            em * (leading if size == FORM_TEXT else FORM_NOTE_LEADING),
            line=line,
            size=size,
            role=face,
            right=role in ("署名", "日期"),
            before=before,
            with_next=role in HEADING_ROLES,
        )
        before = 0.0


def _page(drawing: Drawing, bands: Sequence[Band], top: float) -> None:
    left = LEFT - drawing.shift
    frame_top: float | None = None
    for i, band in enumerate(bands):
        top += band.before
        if band.cells:
            if frame_top is None:
                frame_top = top
            else:
                drawing.pdf.bar(left, top - FORM_GRID / 2, TYPE_WIDTH, FORM_GRID)
            _row(drawing, band, left, top)
            if i + 1 == len(bands) or not bands[i + 1].cells or bands[i + 1].before:
                _frame(drawing, left, frame_top, top + band.height)
                frame_top = None
        elif band.line:
            em = band.size * PT
            x = left
            if band.right:
                x = RIGHT - drawing.shift - drawing.pdf.width(band.line.text, role=band.role, size=band.size)
            y = top + (band.height - em) / 2
            drawing.pdf.line(band.line, x, y, cell=em, size=band.size, roles=band.role)
        top += band.height


def _row(drawing: Drawing, band: Band, left: float, top: float) -> None:
    pdf = drawing.pdf
    for i, cell in enumerate(band.cells):
        if i:
            pdf.bar(left - FORM_GRID / 2, top, FORM_GRID, band.height)
        em = cell.size * PT
        block = ((len(cell.lines) - 1) * FORM_LEADING + 1) * em
        y = top + (band.height - block) / 2
        for line in cell.lines:
            setting = pdf.set(line, cell=em, size=cell.size, roles=cell.role)
            letters = pdf.letter_width(cell.role, cell.size, em)
            spare = cell.width - 2 * FORM_PAD_X - natural_width(line.characters, letters) * em
            pdf.draw(setting, left + FORM_PAD_X + (max(0.0, spare / 2) if cell.place is Place.MIDDLE else 0.0), y)
            y += FORM_LEADING * em
        if cell.place is Place.SIGN:
            width = pdf.width(SIGN, role=Role.FANGSONG, size=FORM_TEXT)
            x = left + cell.width - SIGN_INSET - width
            pdf.text(SIGN, x, top + band.height - SIGN_INSET - FORM_TEXT * PT, role=Role.FANGSONG, size=FORM_TEXT)
        left += cell.width


def _frame(drawing: Drawing, left: float, top: float, bottom: float) -> None:
    half = FORM_FRAME / 2
    for y in (top, bottom):
        drawing.pdf.bar(left - half, y - half, TYPE_WIDTH + FORM_FRAME, FORM_FRAME)
    for x in (left, left + TYPE_WIDTH):
        drawing.pdf.bar(x - half, top - half, FORM_FRAME, bottom - top + FORM_FRAME)
