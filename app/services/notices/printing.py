"""Prints papers of every format: one file, many in one file, or a file each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.services.notices import document, form, letter, minutes
from app.services.notices.fonts import Fonts
from app.services.notices.measures import PAGE_HEIGHT, PAGE_WIDTH
from app.services.notices.paper import Paper
from app.services.notices.pdf import Document
from app.services.notices.running import Drawing
from app.services.progress import Progress

FORMATS: dict[str, Callable[[Drawing, Paper], None]] = {
    "letter": letter.draw,
    "document": document.draw,
    "minutes": minutes.draw,
    "form": form.draw,
}


def print_notice(
    paper: Paper, out: Path, fonts: Fonts, *, mirror: bool = True, imprint_on_even: bool = False
) -> Document:
    """Writes the PDF; the document returned knows its faces and what they lack. `mirror`: printed on both sides."""
    return print_many([paper], out, fonts, mirror=mirror, imprint_on_even=imprint_on_even)


def print_many(
    papers: Sequence[Paper],
    out: Path,
    fonts: Fonts,
    *,
    mirror: bool = True,
    imprint_on_even: bool = False,
    title: str = "",
    progress: Progress | None = None,
) -> Document:
    """One PDF of many papers. Printed on both sides each begins on a sheet of its own. Stopping leaves no file."""
    pdf = Document(out, fonts, PAGE_WIDTH, PAGE_HEIGHT)
    first = papers[0]
    pdf.describe(title=title or first.title, author=first.issuer, subject=first.number, keywords=first.genre)
    pages = 0
    for paper in progress.of(papers, len(papers), "正在打印") if progress else papers:
        if pages:
            pdf.next_page()
            if mirror and pages % 2:
                pdf.next_page()
        drawing = Drawing(pdf, mirror, imprint_on_even)
        if paper.identity:
            drawing.code(paper.identity)
        FORMATS[paper.format](drawing, paper)
        drawing.finish()
        pages = drawing.page
    pdf.save()
    return pdf
