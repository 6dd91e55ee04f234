"""Measures a finished PDF: where its characters stand and where its ink is, in millimetres from the top left."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from app.services.notices.fonts import Fonts
from app.services.notices.paper import Paper
from app.services.notices.printing import print_notice
from app.services.notices.template import Paragraph

PT = 25.4 / 72
DPI = 300


class Character(NamedTuple):
    text: str
    left: float  # of the origin
    baseline: float
    right: float  # of the ink


class Ink(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class Sheet:
    """One page."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self.width, self.height = page.get_size()

    @cached_property
    def text(self) -> str:
        return self._page.get_textpage().get_text_bounded(errors="ignore")

    @cached_property
    def characters(self) -> list[Character]:
        textpage = self._page.get_textpage()
        x, y = ctypes.c_double(), ctypes.c_double()
        found = []
        for i in range(textpage.count_chars()):
            code = pdfium.FPDFText_GetUnicode(textpage, i)
            if code < 33 or chr(code).isspace() or pdfium.FPDFText_IsGenerated(textpage, i) == 1:
                continue
            pdfium.FPDFText_GetCharOrigin(textpage, i, x, y)
            right = textpage.get_charbox(i)[2]
            found.append(Character(chr(code), x.value * PT, (self.height - y.value) * PT, right * PT))
        return found

    @cached_property
    def lines(self) -> list[list[Character]]:
        """Characters by baseline, from the top down."""
        by_height = sorted(self.characters, key=lambda c: (round(c.baseline, 1), c.left))
        return [list(line) for _, line in groupby(by_height, key=lambda c: round(c.baseline, 1))]

    def line(self, start: str) -> list[Character]:
        return next(line for line in self.lines if said(line).startswith(start))

    @cached_property
    def _image(self) -> Any:
        return self._page.render(scale=DPI / 72).to_pil().convert("RGB")

    def ink(self, top: float, bottom: float, *, red: bool = False, left: float = 0, right: float = 1000) -> Ink:
        """The box of the ink between two heights: any ink, or the red only."""
        scale = DPI / 25.4
        image = self._image
        frame = (int(left * scale), int(top * scale), min(image.width, int(right * scale)), int(bottom * scale))
        channels = image.crop(frame).split()
        mask = channels[1].point(lambda value: 255 if value < 160 else 0)
        if red:
            strong = channels[0].point(lambda value: 255 if value > 200 else 0)
            mask = Image_and(mask, strong)
        box = mask.getbbox()
        assert box is not None, "no ink there"
        return Ink(*(edge / scale + (top if i % 2 else left) for i, edge in enumerate(box)))


def Image_and(first: Any, second: Any) -> Any:  # noqa: N802
    from PIL import ImageChops

    return ImageChops.darker(first, second)


def said(line: Sequence[Character]) -> str:
    return "".join(c.text for c in line)


class Pdf:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes = path.read_bytes()
        self.missing: set[str] = set()  # characters that no face had
        self._document = pypdfium2.PdfDocument(path)
        self.pages = [Sheet(page) for page in self._document]
        self.metadata = self._document.get_metadata_dict()


@pytest.fixture(scope="session")
def shipped() -> Fonts:
    return Fonts(shipped_only=True)


@pytest.fixture(scope="session")
def print_pdf(tmp_path_factory: pytest.TempPathFactory, shipped: Fonts) -> Callable[..., Pdf]:
    """Prints a notice (a letter unless said otherwise) whose lines are written as in a template: `[正文] …`.

    The same notice is printed and rendered once for all tests, unless `fresh`.
    """
    folder = tmp_path_factory.mktemp("printed")
    known: dict[str, Pdf] = {}

    def go(*lines: str, mirror: bool = True, imprint_on_even: bool = False, fresh: bool = False, **more: Any) -> Pdf:
        key = repr((lines, mirror, imprint_on_even, more))
        if key in known and not fresh:
            return known[key]
        paper = Paper(
            format=more.pop("format", "letter"),
            issuer=more.pop("issuer", "某某县人民法院"),
            number=more.pop("number", "某法〔2022〕61号"),
            paragraphs=[Paragraph(*line[1:].split("] ", 1)) for line in lines],
            genre=more.pop("genre", "函"),
            **more,
        )
        out = folder / f"{len(list(folder.iterdir()))}.pdf"
        printed = print_notice(paper, out, shipped, mirror=mirror, imprint_on_even=imprint_on_even)
        known[key] = Pdf(out)
        known[key].missing = printed.missing
        return known[key]

    return go
