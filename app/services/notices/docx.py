"""A notice as a Word document, for those who have to edit further (gbt9704.md §1.1: exact lines of 28.95 pt).

The faces are those that offices have; a word processor puts another in the place of one that is not installed. What
has a fixed place on the sheet in the PDF (head, imprint, page numbers) is anchored to header, footer and margin here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image

from app.services.notices.flow import HEADINGS, PRESENT
from app.services.notices.fonts import Role
from app.services.notices.form import COLUMNS, GROUPS, SIGN, TABLE, over_of
from app.services.notices.layout import natural_width, title_lines
from app.services.notices.measures import (
    BODY_SIZE,
    BOTTOM,
    CODE_SIDE,
    DATE_RIGHT,
    DOCUMENT_MARK_SIZE,
    DOCUMENT_MARK_TOP,
    DOUBLE_LEFT,
    DOUBLE_RIGHT,
    FORM_LABEL,
    FORM_OPINION,
    FORM_ROW,
    FORM_TEXT,
    INDENT,
    LEFT,
    LETTER_MARK_SIZE,
    LETTER_MARK_TOP,
    MARK_LEAST,
    MARK_WIDTH,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PT,
    RIGHT,
    RULE_GAP,
    SMALL_SIZE,
    TABLE_LEAST,
    TITLE_CELLS,
    TITLE_SIZE,
    TOP,
    TYPE_HEIGHT,
    TYPE_WIDTH,
)
from app.services.notices.minutes import mark_of
from app.services.notices.paper import Attachment, Paper
from app.services.notices.qr import modules
from app.services.notices.template import Paragraph
from app.whole_file import whole_file

# The families offices set documents in; first of each list in fonts.INSTALLED that Chinese Windows or WPS brings.
FAMILIES = {
    Role.FANGSONG: "仿宋_GB2312",
    Role.BIAOSONG: "方正小标宋简体",
    Role.HEITI: "黑体",
    Role.KAITI: "楷体_GB2312",
    Role.SONGTI: "宋体",
}
LINE_PITCH = 28.95  # pt: 22 lines of it fit into the type area, as 29.609 would not
TITLE_PITCH = 36.0
RED = RGBColor(255, 0, 0)
FOOTER = 20.0  # mm from the lower edge: of the second red rule of a letter
NUMBER_RISE = 8.5  # pt, so that the page number stands 7 mm under the type area
MADE = datetime(2000, 1, 1)  # the same notice gives the same properties

LEFT_ALIGNED, CENTRED, RIGHT_ALIGNED, JUSTIFIED = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def write_docx(paper: Paper, out: Path) -> None:
    """Writes the file whole or not at all."""
    document = docx.Document()
    _properties(document, paper)
    _page(document, paper)
    {"letter": _letter, "document": _document, "minutes": _minutes, "form": _form}[paper.format](document, paper)
    content = io.BytesIO()
    document.save(content)
    with whole_file(out) as file:
        file.write(content.getvalue())


def _properties(document: Any, paper: Paper) -> None:
    about = document.core_properties
    about.title, about.author, about.subject, about.keywords = paper.title, paper.issuer, paper.number, paper.genre
    about.language, about.comments, about.last_modified_by = "zh-CN", "", ""
    about.created = about.modified = MADE
    style = document.styles["Normal"]
    style.font.size = Pt(BODY_SIZE)
    _family(style.font, style.element.get_or_add_rPr(), Role.FANGSONG)
    style.paragraph_format.space_after = Pt(0)


def _page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(PAGE_WIDTH - RIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(PAGE_HEIGHT - BOTTOM)
    section.header_distance, section.footer_distance = Mm(LETTER_MARK_TOP), Mm(FOOTER)
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    if paper.format == "form":
        first = section.first_page_footer.paragraphs[0]
    else:
        _number(section.footer.paragraphs[0], RIGHT_ALIGNED)
        _number(section.even_page_footer.paragraphs[0], LEFT_ALIGNED)
        first = section.first_page_footer.paragraphs[0]
        if paper.format == "letter":
            _border(first, "bottom", "thinThickSmallGap", 24, "FF0000", 1)
            _sides(first)
        else:
            _number(first, RIGHT_ALIGNED)
    if paper.identity:
        _code(first if paper.format == "form" else section.first_page_footer.add_paragraph(), paper.identity)


def _number(paragraph: Any, side: Any) -> None:
    """— 1 — with the number as a field (7.5)."""
    paragraph.alignment = side
    margin = {"right_indent": Pt(SMALL_SIZE)} if side is RIGHT_ALIGNED else {"left_indent": Pt(SMALL_SIZE)}
    for name, value in margin.items():
        setattr(paragraph.paragraph_format, name, value)
    paragraph.paragraph_format.space_after = Pt(NUMBER_RISE)
    _run(paragraph, "— ", Role.SONGTI, SMALL_SIZE)
    run = _run(paragraph, "", Role.SONGTI, SMALL_SIZE)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    _run(paragraph, " —", Role.SONGTI, SMALL_SIZE)


def _code(paragraph: Any, identity: str) -> None:
    rows = modules(identity)
    image = Image.new("1", (len(rows), len(rows)), 1)
    image.putdata([0 if dark else 1 for row in rows for dark in row])
    picture = io.BytesIO()
    image.resize((8 * len(rows), 8 * len(rows))).save(picture, "PNG")
    picture.seek(0)
    paragraph.add_run().add_picture(picture, width=Mm(CODE_SIDE))
    _run(paragraph, f"  {identity}", Role.SONGTI, 9)


# Parts of paragraphs


def _family(font: Any, properties: Any, role: Role) -> None:
    name = FAMILIES[role]
    font.name = name
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)
    properties.get_or_add_rFonts().set(qn("w:hint"), "eastAsia")  # quotes and dashes in the Chinese face


def _run(paragraph: Any, text: str, role: Role = Role.FANGSONG, size: float = BODY_SIZE, colour: Any = None) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _family(run.font, run._r.get_or_add_rPr(), role)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _line(
    document: Any,
    text: str = "",
    *,
    role: Role = Role.FANGSONG,
    size: float = BODY_SIZE,
    align: Any = JUSTIFIED,
    indent: float = 0,  # characters, of the first line
    left: float = 0,
    right: float = 0,
    before: float = 0,  # pt
    pitch: float = LINE_PITCH,
    colour: Any = None,
) -> Any:
    paragraph = document.add_paragraph()
    if text:
        _run(paragraph, text, role, size, colour)
    shape = paragraph.paragraph_format
    paragraph.alignment = align
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    shape.space_before, shape.space_after = Pt(before), Pt(0)
    shape.first_line_indent, shape.left_indent, shape.right_indent = Pt(indent * size), Pt(left), Pt(right)
    shape.widow_control = False
    return paragraph


def _border(paragraph: Any, side: str, kind: str, eighths: int, colour: str, space: float) -> None:
    """A rule along a paragraph; `eighths` of a point thick."""
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", eighths), ("space", round(space)), ("color", colour)):
        edge.set(qn(f"w:{name}"), str(value))
    borders.append(edge)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _sides(paragraph: Any) -> None:
    """As wide as the double rules of a letter."""
    paragraph.paragraph_format.left_indent = Mm(DOUBLE_LEFT - LEFT)
    paragraph.paragraph_format.right_indent = Mm(RIGHT - DOUBLE_RIGHT)


# Formats


def _letter(document: Any, paper: Paper) -> None:
    head = document.sections[0].first_page_header
    mark = head.paragraphs[0]
    name = paper.mark or paper.issuer
    size = _mark_size(name, LETTER_MARK_SIZE)
    _mark(mark, name, size)
    _border(mark, "bottom", "thickThinSmallGap", 24, "FF0000", RULE_GAP / PT)
    _sides(mark)
    number = _line(document, before=14)
    if paper.urgency:
        _run(number, paper.urgency, Role.HEITI)
    number.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    number.alignment = LEFT_ALIGNED
    _run(number, f"\t{paper.number}")
    _blank(document, 2)
    _title(document, paper)
    _text(document, paper.paragraphs, paper.sealed)
    _attachments(document, paper)
    if paper.said("抄送"):
        _foot(document, [("抄送", paper.said("抄送"))], None)


def _document(document: Any, paper: Paper) -> None:
    _red_head(document, [paper.mark or paper.issuer, *paper.partners], "" if paper.mark else "文件", paper.urgency)
    if paper.signers:
        number = _line(document, f"　{paper.number}", align=LEFT_ALIGNED, before=2 * LINE_PITCH)
        number.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_WIDTH) - Pt(BODY_SIZE), WD_TAB_ALIGNMENT.RIGHT)
        _run(number, "\t签发人：")
        _run(number, "　".join(paper.signers), Role.KAITI)
    else:
        number = _line(document, paper.number, align=CENTRED, before=2 * LINE_PITCH)
    _border(number, "bottom", "single", 12, "FF0000", RULE_GAP / PT)
    _blank(document, 2)
    _title(document, paper)
    _text(document, paper.paragraphs, paper.sealed)
    _attachments(document, paper)
    _imprint(document, paper, "抄送")


def _minutes(document: Any, paper: Paper) -> None:
    _red_head(document, [mark_of(paper)], "", "")
    if paper.number:
        _line(document, paper.number, align=CENTRED, before=LINE_PITCH)
    made = _line(
        document, f"　{paper.imprint_unit or paper.issuer}\t{paper.date}", align=LEFT_ALIGNED, before=LINE_PITCH
    )
    made.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_WIDTH) - Pt(BODY_SIZE), WD_TAB_ALIGNMENT.RIGHT)
    _border(made, "bottom", "single", 12, "FF0000", RULE_GAP / PT)
    if paper.title:
        _blank(document, 2)
        _title(document, paper)
    else:
        _blank(document, 1)
    _text(document, [p for p in paper.paragraphs if p.role not in ("主送", "署名", "日期")], False)
    _attachments(document, paper)
    _imprint(document, paper, "分送")


def _mark_size(text: str, most: float) -> float:
    return max(MARK_LEAST, min(most, MARK_WIDTH / PT / max(1, len(text))))


def _mark(paragraph: Any, text: str, size: float) -> None:
    run = _run(paragraph, text, Role.BIAOSONG, size, RED)
    room = len(text) * size * PT
    if room > MARK_WIDTH:  # long names are narrowed rather than made smaller still
        scale = OxmlElement("w:w")
        scale.set(qn("w:val"), str(int(100 * MARK_WIDTH / room)))
        run._r.get_or_add_rPr().insert_element_before(scale, "w:kern", "w:position", "w:sz")
    paragraph.alignment = CENTRED


def _red_head(document: Any, names: Sequence[str], suffix: str, urgency: str) -> None:
    if urgency:
        _line(document, urgency, role=Role.HEITI)
    before = (DOCUMENT_MARK_TOP - TOP) / PT - (LINE_PITCH if urgency else 0)
    size = _mark_size(max(names, key=len) + suffix, DOCUMENT_MARK_SIZE)
    for i, name in enumerate(names):
        mark = _line(document, align=CENTRED, before=0 if i else before, pitch=size * 1.15)
        _mark(mark, name + (suffix if i == (len(names) - 1) // 2 else ""), size)


def _blank(document: Any, lines: int) -> None:
    for _ in range(lines):
        _line(document)


def _title(document: Any, paper: Paper, text: str = "") -> None:
    for line in title_lines(text or paper.title, TITLE_CELLS, (paper.issuer, *paper.names)):
        _line(document, line, role=Role.BIAOSONG, size=TITLE_SIZE, align=CENTRED, pitch=TITLE_PITCH)
    _blank(document, 1)


def _text(document: Any, paragraphs: Sequence[Paragraph], sealed: bool) -> None:
    attachments = [p.text for p in paragraphs if p.role == "附件"]
    signatures = [p.text for p in paragraphs if p.role == "署名"]
    present = [p for p in paragraphs if p.role in PRESENT]
    for paragraph in paragraphs:
        role, text = paragraph
        if role in ("主送", "顶格"):
            _line(document, text)
        elif role in ("正文", "附注"):
            _line(document, text, indent=INDENT)
        elif role in HEADINGS:
            _heading(document, text, HEADINGS[role])
        elif role == "附件" and text is attachments[0]:
            _blank(document, 1)
            for number, name in enumerate(attachments, 1):
                label = ("附件：" if number == 1 else "") + (f"{number}." if len(attachments) > 1 else "")
                hang = 5.0 + 0.5 * 2 * (len(attachments) > 1)
                own = natural_width(label)
                _line(document, label + name, indent=-own, left=hang * BODY_SIZE)
        elif role == "日期":
            _signed(document, signatures, text, sealed)
        elif role in PRESENT:
            if paragraph is present[0]:
                _blank(document, 1)
            line = _line(document, f"{role}：", role=Role.HEITI, indent=-3, left=5 * BODY_SIZE)
            _run(line, text.removeprefix(f"{role}："))


def _heading(document: Any, text: str, role: Role) -> None:
    stop = text.find("。") + 1
    own = text[:stop] if 0 < stop < len(text) else text
    line = _line(document, own, role=role, indent=INDENT)
    line.paragraph_format.keep_with_next = own == text
    if own != text:
        _run(line, text[len(own) :])


def _signed(document: Any, signatures: Sequence[str], date: str, sealed: bool) -> None:
    """The signature centred over the date where a seal is to come (7.3.5.1)."""
    signature = "　　".join(signatures)
    width, date_width = natural_width(signatures[-1]) if signatures else 0.0, natural_width(date)
    if sealed:
        date_right = float(DATE_RIGHT)
        right = date_right + (date_width - width) / 2
        if right < 1:
            right, date_right = 1.0, date_right + 1 - right
        _blank(document, 2)
    else:
        right, date_right = float(INDENT), float(INDENT) + width - date_width - INDENT
        if date_right < INDENT:
            right, date_right = right + INDENT - date_right, float(INDENT)
        _blank(document, 1)
    if signature:
        line = _line(document, signature, align=RIGHT_ALIGNED, right=right * BODY_SIZE)
        line.paragraph_format.keep_with_next = True
    _line(document, date, align=RIGHT_ALIGNED, right=date_right * BODY_SIZE)


def _attachments(document: Any, paper: Paper) -> None:
    for number, attachment in enumerate(paper.attachments, 1):
        label = f"附件{number}" if len(paper.attachments) > 1 else "附件"
        if attachment.columns:
            _lying_table(document, paper, attachment, label)
            continue
        first = _line(document, label, role=Role.HEITI)
        first.paragraph_format.page_break_before = True
        _blank(document, 1)
        _title(document, paper, attachment.title)
        _text(document, attachment.paragraphs, True)


def _lying_table(document: Any, paper: Paper, attachment: Attachment, label: str) -> None:
    """On a page that lies down, with a head that is repeated; what follows stands again."""
    section = document.add_section()
    section.different_first_page_header_footer = False  # the head is that of the notice only
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAGE_HEIGHT), Mm(PAGE_WIDTH)
    section.top_margin, section.bottom_margin = Mm(LEFT), Mm(PAGE_WIDTH - RIGHT)
    section.left_margin, section.right_margin = Mm(PAGE_HEIGHT - BOTTOM), Mm(TOP)
    _line(document, label, role=Role.HEITI)
    _title(document, paper, attachment.title)
    wanted = [
        max(4.0, min(16.0, max(natural_width(text) for text in (column.label, *(row[i] for row in attachment.rows)))))
        for i, column in enumerate(attachment.columns)
    ]
    widths = [TYPE_HEIGHT * each / sum(wanted) for each in wanted]
    rows = [[column.label for column in attachment.columns], *attachment.rows]
    table = _table(document, rows, widths, TABLE_LEAST)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            _family(run.font, run._r.get_or_add_rPr(), Role.HEITI)
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    section = document.add_section()
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(PAGE_WIDTH - RIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(PAGE_HEIGHT - BOTTOM)


def _imprint(document: Any, paper: Paper, label: str) -> None:
    labelled = [(label, paper.said("抄送"))] if paper.said("抄送") else []
    unit, date = paper.imprint_unit or paper.issuer, paper.imprint_date or paper.date
    _foot(document, labelled, (unit, f"{date}印发"))


def _foot(document: Any, labelled: Sequence[tuple[str, str]], imprint: tuple[str, str] | None) -> None:
    """A table that is held at the foot of the type area; its rules are those of the imprint (7.4.1)."""
    rows = [*(f"{label}：{text}" for label, text in labelled), *(["\t".join(imprint)] if imprint else [])]
    table = document.add_table(len(rows), 1)
    table.autofit = False
    table.columns[0].width = Mm(TYPE_WIDTH)
    properties = table._tbl.tblPr
    place = OxmlElement("w:tblpPr")
    for name, value in (("vertAnchor", "margin"), ("horzAnchor", "margin"), ("tblpYSpec", "bottom"), ("tblpX", "1")):
        place.set(qn(f"w:{name}"), value)
    properties.insert_element_before(
        place, "w:tblOverlap", "w:bidiVisual", "w:tblW", "w:jc", "w:tblLayout", "w:tblLook"
    )
    for i, (row, text) in enumerate(zip(table.rows, rows, strict=True)):
        cell = row.cells[0]
        cell.width = Mm(TYPE_WIDTH)
        if imprint:
            edges = {"top": 8 if i == 0 else 6, "bottom": 8 if i == len(rows) - 1 else 6}
            _cell_edges(cell, edges)
        paragraph = cell.paragraphs[0]
        shape = paragraph.paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
        label = 3 if i < len(labelled) else 0
        shape.left_indent, shape.first_line_indent = Pt((1 + label) * SMALL_SIZE), Pt(-label * SMALL_SIZE)
        shape.right_indent = Pt(SMALL_SIZE)
        if not label:
            shape.tab_stops.add_tab_stop(Mm(TYPE_WIDTH) - Pt(2 * SMALL_SIZE), WD_TAB_ALIGNMENT.RIGHT)
        _run(paragraph, text, Role.FANGSONG, SMALL_SIZE)
    _line(document, pitch=1)  # what the table is anchored to


def _cell_edges(cell: Any, eighths: dict[str, int]) -> None:
    edges = OxmlElement("w:tcBorders")
    for side, thick in eighths.items():
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", thick), ("space", 0), ("color", "000000")):
            edge.set(qn(f"w:{name}"), str(value))
        edges.append(edge)
    cell._tc.get_or_add_tcPr().append(edges)


# Forms


def _form(document: Any, paper: Paper) -> None:
    over, rest = over_of(paper)
    for line in title_lines(paper.title, TITLE_CELLS, paper.names):
        _line(document, line, role=Role.BIAOSONG, size=TITLE_SIZE, align=CENTRED, pitch=TITLE_PITCH)
    for parts in over:
        line = _line(document, "\t".join(parts), size=SMALL_SIZE, align=LEFT_ALIGNED)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    for role, group in _grouped(rest):
        if role == "":
            for each in group:
                bold = HEADINGS.get(each.role, Role.FANGSONG)
                indent = 0 if each.role == "顶格" else INDENT
                _line(document, each.text, role=bold, size=FORM_TEXT, indent=indent, pitch=1.6 * FORM_TEXT)
            continue
        _form_table(document, group)


def _grouped(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, list[Paragraph]]]:
    """Neighbouring lines of tables that have equal columns together, and lines of text."""
    group: list[Paragraph] = []
    key: tuple[str, int] | None = None
    for paragraph in paragraphs:
        is_table = paragraph.role in TABLE
        now = ("表" if is_table else "", len(_form_cells(paragraph)) if is_table else 0)
        if key is not None and now != key:
            yield key[0], group
            group = []
        key = now
        group.append(paragraph)
    if key is not None:
        yield key[0], group


def _form_cells(paragraph: Paragraph) -> list[str]:
    if paragraph.role == "签":
        return [paragraph.text.partition(COLUMNS)[0], SIGN]
    return [part.strip() for group in paragraph.text.split(GROUPS) for part in group.split(COLUMNS)]


def _form_table(document: Any, group: Sequence[Paragraph]) -> None:
    rows = [_form_cells(paragraph) for paragraph in group]
    count = len(rows[0])
    is_scores = any(p.role == "表头" for p in group)
    if is_scores:
        wanted = [max(4.0, min(21.0, max(natural_width(row[i]) for row in rows))) for i in range(count)]
        widths = [TYPE_WIDTH * each / sum(wanted) for each in wanted]
    elif count % 2 == 0:
        label = min(FORM_LABEL, TYPE_WIDTH / count)
        widths = [label, TYPE_WIDTH / (count // 2) - label] * (count // 2)
    else:
        widths = [TYPE_WIDTH / count] * count
    table = _table(document, rows, widths, FORM_TEXT)
    for paragraph, row in zip(group, table.rows, strict=True):
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Mm(FORM_ROW)
        for i, cell in enumerate(row.cells):
            line = cell.paragraphs[0]
            if paragraph.role == "表头" or (not is_scores and i % 2 == 0 and count > 1):
                line.alignment = CENTRED
                for run in line.runs:
                    _family(run.font, run._r.get_or_add_rPr(), Role.HEITI)
        if paragraph.role == "签":
            least = paragraph.text.partition(COLUMNS)[2].strip()
            row.height = Mm(float(least) if least else FORM_OPINION)
            row.cells[-1].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            row.cells[-1].paragraphs[0].alignment = RIGHT_ALIGNED


def _table(document: Any, rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> Any:
    table = document.add_table(len(rows), len(widths))
    table.style = "Table Grid"
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _run(cell.paragraphs[0], text, Role.FANGSONG, size)
    return table
