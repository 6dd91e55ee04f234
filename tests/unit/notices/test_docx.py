"""Notices as Word documents, read back: lines of 28.95 pt, the faces of each part, head, foot, tables."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
import zxingcpp
from docx.oxml.ns import qn
from PIL import Image

from app.domain.fields import Kind
from app.services.notices.docx import write_docx
from app.services.notices.ledger_table import Column
from app.services.notices.paper import Attachment, Paper
from app.services.notices.template import Paragraph
from tests.unit.notices import test_document, test_form, test_letter, test_minutes


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Any]:
    def go(form: str, lines: tuple[str, ...], **more: Any) -> Any:
        paragraphs = [Paragraph(*line[1:].split("] ", 1)) for line in lines]
        number = more.pop("number", test_document.NUMBER)
        write_docx(Paper(form, "某某县人民法院", number, paragraphs, **more), tmp_path / "notice.docx")
        return docx.Document(str(tmp_path / "notice.docx"))

    return go


def face(run: Any) -> str:
    return str(run._r.rPr.rFonts.get(qn("w:eastAsia")))


def line(document: Any, start: str) -> Any:
    return next(p for p in document.paragraphs if p.text.startswith(start))


def test_text_lines_have_the_pitch_and_face_of_the_standard(written: Callable[..., Any]) -> None:
    document = written("document", (*test_document.SHORT[:3], "[一级] 一、要求。请准时出席。", *test_document.TAIL))
    body = line(document, "为推进")
    shape = body.paragraph_format
    assert (shape.line_spacing.pt, shape.first_line_indent.pt) == (28.95, 32)
    assert face(body.runs[0]) == "仿宋_GB2312" and body.runs[0].font.size.pt == 16
    heading = line(document, "一、要求")
    assert [face(run) for run in heading.runs] == ["黑体", "仿宋_GB2312"]
    title = line(document, "某某县人民政府关于")
    assert face(title.runs[0]) == "方正小标宋简体" and title.runs[0].font.size.pt == 22
    section = document.sections[0]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(margin.mm) for margin in margins] == [37, 28, 26, 35]


@pytest.mark.parametrize(
    "form, lines",
    [
        ("letter", test_letter.SHORT),
        ("document", test_document.SHORT),
        ("minutes", test_minutes.LINES),
        ("form", (*test_form.HEAD, *test_form.FIELDS, *test_form.SCORES, *test_form.REST)),
    ],
)
def test_everything_that_the_pdf_says_is_there(
    written: Callable[..., Any], print_pdf: Any, form: str, lines: Any
) -> None:
    more = {"format": form, "issuer": "某某县人民法院", "number": test_document.NUMBER, "dated": "2022年9月6日"}
    pdf = print_pdf(*lines, **more)
    document = written(form, lines, dated="2022年9月6日")
    section = document.sections[0]
    texts = [p.text for part in (section.first_page_header, section.first_page_footer) for p in part.paragraphs]
    texts += [p.text for p in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = sorted("".join(texts).replace("— PAGE —", ""))
    printed = sorted("".join(c.text for sheet in pdf.pages for c in sheet.characters))
    blank = "— \t\u3000123456789"  # page numbers are fields

    def counted(characters: list[str]) -> list[str]:
        return [c for c in characters if c not in blank]

    assert counted(said) == counted(printed)


def test_the_letter_has_its_red_head_on_the_first_page_only(written: Callable[..., Any]) -> None:
    document = written("letter", test_letter.SHORT)
    section = document.sections[0]
    assert section.different_first_page_header_footer
    (mark,) = section.first_page_header.paragraphs
    assert mark.text == "某某县人民法院" and str(mark.runs[0].font.color.rgb) == "FF0000"
    assert mark._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom")).get(qn("w:val")) == "thickThinSmallGap"
    assert "—" not in section.first_page_footer.paragraphs[0].text
    assert section.footer.paragraphs[0].text.startswith("—")
    assert section.header.paragraphs[0].text == ""


def test_the_imprint_is_held_at_the_foot(written: Callable[..., Any]) -> None:
    (table,) = written("document", test_document.SHORT, imprint_unit="某某县人民政府办公室").tables
    assert table._tbl.tblPr.find(qn("w:tblpPr")).get(qn("w:tblpYSpec")) == "bottom"
    assert [row.cells[0].text for row in table.rows] == [
        f"抄送：{test_document.COPIES}",
        "某某县人民政府办公室\t2022年9月6日印发",
    ]


def test_tables_lie_on_pages_of_their_own(written: Callable[..., Any]) -> None:
    table = Attachment("一览表", columns=[Column("案号", Kind.CASE_NO)], rows=[["（2022）皖1622行初1号"]])
    document = written("document", test_document.SHORT, attachments=(table,))
    assert [section.orientation for section in document.sections] == [0, 1, 0]
    assert [row.cells[0].text for row in document.tables[0].rows] == ["案号", "（2022）皖1622行初1号"]


def test_the_code_can_be_scanned_from_the_document(written: Callable[..., Any]) -> None:
    document = written("letter", test_letter.SHORT, identity="FY-2022-000123")
    (picture,) = [part.blob for part in document.part.package.iter_parts() if part.content_type == "image/png"]
    image = Image.open(io.BytesIO(picture)).convert("L")
    framed = Image.new("L", (image.width + 80, image.height + 80), 255)
    framed.paste(image, (40, 40))
    (found,) = zxingcpp.read_barcodes(framed)
    assert found.text == "FY-2022-000123"


def test_the_same_notice_gives_the_same_document(written: Callable[..., Any]) -> None:
    first, second = (written("letter", test_letter.SHORT).element.xml for _ in range(2))
    assert first == second
    assert "{{" not in first
