"""Minutes (纪要): red mark, number of the issue, who made them and when, text, who was there, 分送; GB/T 9704 10.3."""

from __future__ import annotations

from app.services.notices.document import first_tops, red_rule
from app.services.notices.layout import natural_width
from app.services.notices.measures import (
    BODY,
    CELL,
    CENTRE,
    DOCUMENT_MARK_SIZE,
    DOCUMENT_MARK_TOP,
    DOCUMENT_TITLE_GAP,
    LEFT,
    LINE,
    MINUTES_GAP,
    RIGHT,
    RULE_GAP,
)
from app.services.notices.paper import Paper
from app.services.notices.running import Drawing

KIND = "纪要"


def draw(drawing: Drawing, paper: Paper) -> None:
    least = _head(drawing, paper)
    if paper.title:
        least = drawing.title(paper, least + DOCUMENT_TITLE_GAP)
    drawing.run(paper, lambda pitch: first_tops(least + LINE, pitch), copies="分送", imprint=True, is_signed=False)


def mark_of(paper: Paper) -> str:
    return paper.mark or paper.issuer.removesuffix(KIND) + KIND


def _head(drawing: Drawing, paper: Paper) -> float:
    """Everything to the red rule; returns its lower edge."""
    top = drawing.mark([mark_of(paper)], DOCUMENT_MARK_TOP, DOCUMENT_MARK_SIZE).bottom + MINUTES_GAP
    if paper.number:
        width = (natural_width(paper.number, drawing.width) - 1) * CELL + BODY
        drawing.body_text(paper.number, CENTRE - width / 2, top)
        top += BODY + MINUTES_GAP
    drawing.body_text(paper.imprint_unit or paper.issuer, LEFT + CELL, top)
    width = (natural_width(paper.date, drawing.width) - 1) * CELL + BODY
    drawing.body_text(paper.date, RIGHT - CELL - width, top)
    return red_rule(drawing, top + BODY + RULE_GAP)
