"""A notice as a document with a red head (文件式): mark, number, 签发人, red rule, running text, imprint; GB/T 9704 7."""

from __future__ import annotations

from app.services.notices import flow
from app.services.notices.fonts import Role
from app.services.notices.layout import natural_width
from app.services.notices.measures import (
    BODY,
    CELL,
    CENTRE,
    DOCUMENT_MARK_SIZE,
    DOCUMENT_MARK_TOP,
    DOCUMENT_NUMBER_GAP,
    DOCUMENT_TITLE_GAP,
    LEFT,
    LINE,
    RED,
    RED_RULE,
    RIGHT,
    RULE_GAP,
    TOP,
)
from app.services.notices.paper import Paper
from app.services.notices.pdf import BLACK
from app.services.notices.running import Drawing

SIGNERS = 2  # on a line, 7.2.6
SIGNER = "签发人："
NAME = 3  # cells that a signer's name has room for
NAMES_APART = 1


def draw(drawing: Drawing, paper: Paper) -> None:
    least = drawing.title(paper, _head(drawing, paper) + DOCUMENT_TITLE_GAP) + LINE
    drawing.run(paper, lambda pitch: first_tops(least, pitch), imprint=True)


def first_tops(least: float, pitch: float) -> list[float]:
    """The lines of the grid that are left under the head."""
    return [top for top in flow.line_tops(pitch) if top >= least - 0.001]


def _head(drawing: Drawing, paper: Paper) -> float:
    """Everything to the red rule; returns its lower edge."""
    if paper.urgency:
        drawing.body_text(paper.urgency, LEFT, TOP, Role.HEITI)
    mark = drawing.mark(
        [paper.mark or paper.issuer, *paper.partners],
        DOCUMENT_MARK_TOP,
        DOCUMENT_MARK_SIZE,
        "" if paper.mark else "文件",
    )
    top = mark.bottom + DOCUMENT_NUMBER_GAP
    if paper.signers:
        top = _signers(drawing, paper, top)
        drawing.body_text(paper.number, LEFT + CELL, top)
    else:
        width = (natural_width(paper.number, drawing.width) - 1) * CELL + BODY
        drawing.body_text(paper.number, CENTRE - width / 2, top)
    return red_rule(drawing, top + BODY + RULE_GAP)


def red_rule(drawing: Drawing, top: float) -> float:
    drawing.pdf.colour(RED)
    drawing.rule(top, RED_RULE)
    drawing.pdf.colour(BLACK)
    return top + RED_RULE


def _signers(drawing: Drawing, paper: Paper, top: float) -> float:
    """签发人 of a document to a higher office, the names under each other (7.2.6); returns the top of the last line."""
    room = max(NAME, *(natural_width(name) for name in paper.signers))
    across = min(SIGNERS, len(paper.signers))
    right = RIGHT - CELL - BODY
    names = right - (across * room + (across - 1) * NAMES_APART - 1) * CELL
    drawing.body_text(SIGNER, names - len(SIGNER) * CELL, top)
    for i, name in enumerate(paper.signers):
        row, column = divmod(i, SIGNERS)
        place = names + column * (room + NAMES_APART) * CELL
        if across == 1:
            place = right - (natural_width(name) - 1) * CELL
        drawing.body_text(name, place, top + row * LINE, Role.KAITI)
    return top + (len(paper.signers) - 1) // SIGNERS * LINE
