"""A notice as a letter (函): issuer's mark, red double rules, number, title, running text, copies; GB/T 9704 10.1."""

from __future__ import annotations

from app.services.notices.fonts import Role
from app.services.notices.layout import natural_width
from app.services.notices.measures import (
    BODY,
    CELL,
    DOUBLE,
    DOUBLE_GAP,
    DOUBLE_LEFT,
    DOUBLE_RIGHT,
    DOUBLE_SECOND,
    DOUBLE_SPACE,
    DOUBLE_THICK,
    DOUBLE_THIN,
    LEFT,
    LETTER_LAST,
    LETTER_MARK_SIZE,
    LETTER_MARK_TOP,
    LETTER_TITLE_GAP,
    LINE,
    RED,
    RIGHT,
    RULE_GAP,
)
from app.services.notices.paper import Paper
from app.services.notices.pdf import BLACK
from app.services.notices.running import Drawing


def draw(drawing: Drawing, paper: Paper) -> None:
    drawing.is_numbered = False  # 10.1: no number on a letter's first page
    least = drawing.title(paper, _head(drawing, paper) + LETTER_TITLE_GAP) + LINE
    drawing.run(paper, lambda pitch: _first_tops(least, pitch))


def _head(drawing: Drawing, paper: Paper) -> float:
    """Mark, double rules and number; returns the foot of the number."""
    mark = drawing.mark([paper.mark or paper.issuer], LETTER_MARK_TOP, LETTER_MARK_SIZE)
    top = mark.ink_bottom + RULE_GAP
    drawing.pdf.colour(RED)
    _double_rule(drawing, top, thick_first=True)
    _double_rule(drawing, DOUBLE_SECOND - DOUBLE / 2, thick_first=False)
    drawing.pdf.colour(BLACK)
    number_top = top + DOUBLE + DOUBLE_GAP
    if paper.urgency:
        drawing.body_text(paper.urgency, LEFT, number_top, Role.HEITI)
    if paper.number:
        width = (natural_width(paper.number, drawing.width) - 1) * CELL + BODY
        drawing.body_text(paper.number, RIGHT - width, number_top)
    return number_top + BODY if paper.number or paper.urgency else top + DOUBLE


def _double_rule(drawing: Drawing, top: float, *, thick_first: bool) -> None:
    first, second = (DOUBLE_THICK, DOUBLE_THIN) if thick_first else (DOUBLE_THIN, DOUBLE_THICK)
    drawing.pdf.bar(DOUBLE_LEFT, top, DOUBLE_RIGHT - DOUBLE_LEFT, first)
    drawing.pdf.bar(DOUBLE_LEFT, top + first + DOUBLE_SPACE, DOUBLE_RIGHT - DOUBLE_LEFT, second)


def _first_tops(least: float, pitch: float) -> list[float]:
    """The first page's grid stands on its last line, which ends above the lower double rule."""
    tops: list[float] = []
    top = LETTER_LAST - BODY
    while top >= least - 0.001:
        tops.insert(0, top)
        top -= pitch
    return tops
