"""The QR code with a notice's identity, scanned from the printed page."""

from __future__ import annotations

from typing import Any

import pytest
import zxingcpp

from app.services.notices.measures import CODE_LEFT, CODE_SIDE, CODE_TOP
from tests.unit.notices.test_document import Print, near
from tests.unit.notices.test_letter import LONG, SHORT

IDENTITY = "FY-2022-000123"


@pytest.mark.parametrize("form", ["letter", "document", "minutes", "form"])
def test_the_code_can_be_scanned_and_its_text_typed(print_pdf: Print, form: str) -> None:
    sheet = print_pdf(*SHORT, format=form, identity=IDENTITY).pages[0]
    (found,) = zxingcpp.read_barcodes(sheet._image)
    assert found.text == IDENTITY
    assert IDENTITY in sheet.text
    ink = sheet.ink(CODE_TOP - 1, 296, left=CODE_LEFT - 2, right=CODE_LEFT + CODE_SIDE + 1)
    assert (ink.left, ink.top) == (near(CODE_LEFT, 0.2), near(CODE_TOP, 0.2))
    assert ink.bottom == near(CODE_TOP + CODE_SIDE, 0.2) and ink.bottom < 297 - 4  # printers do not reach the edge


def test_the_code_is_on_the_first_page_only_and_moves_nothing(print_pdf: Print) -> None:
    def places(pdf: Any) -> list[Any]:
        return [[c for c in sheet.characters if c.baseline < 279] for sheet in pdf.pages]

    plain: Any = print_pdf(*LONG)
    coded: Any = print_pdf(*LONG, identity=IDENTITY)
    assert places(coded) == places(plain)
    assert [IDENTITY in sheet.text for sheet in coded.pages] == [True] + [False] * (len(coded.pages) - 1)
