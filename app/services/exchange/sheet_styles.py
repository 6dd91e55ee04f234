"""The looks of a ledger's cells: one list from which styles.xml and the style numbers follow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """What a cell is; its place in LOOKS is its style number."""

    PLAIN = "plain"
    TITLE = "title"
    NOTE = "note"
    NOTE_RIGHT = "note_right"
    HEADER = "header"
    HEADER_REQUIRED = "header_required"
    HEADER_OTHER = "header_other"  # the block after the ledger's own columns
    ID = "id"
    NUMBER_IN_ROW = "number_in_row"  # 序号
    TEXT = "text"
    TEXT_PREFIXED = "text_prefixed"  # stays text when somebody edits the cell
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"


@dataclass(frozen=True)
class Style:
    """Positions in the lists of fonts, fills and borders below, a number format, an alignment."""

    font: int = 0
    fill: int = 0
    border: int = 1
    format: int = 0
    align: str = 'vertical="center"'
    locked: bool = False
    prefixed: bool = False


TEXT_FORMAT = 49  # built in: @
FORMATS = {
    164: "#,##0.00####",
    165: 'yyyy"-"mm"-"dd',
    166: 'yyyy"-"mm"-"dd hh":"mm',
    167: '0.00##"%"',
}
FONTS = (
    '<font><sz val="11"/><name val="宋体"/><charset val="134"/></font>',
    '<font><b/><sz val="18"/><name val="宋体"/><charset val="134"/></font>',
    '<font><b/><sz val="11"/><name val="宋体"/><charset val="134"/></font>',
    '<font><b/><sz val="11"/><color rgb="FF9C1C1C"/><name val="宋体"/><charset val="134"/></font>',
    '<font><sz val="8"/><color rgb="FF808080"/><name val="宋体"/><charset val="134"/></font>',
)
FILLS = (
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
    *(
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{rgb}"/><bgColor indexed="64"/></patternFill></fill>'
        for rgb in ("DCE6F1", "EDEDED")
    ),
)
BORDERS = (
    "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "<border>"
    + "".join(f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>' for side in ("left", "right", "top", "bottom"))
    + "<diagonal/></border>",
)
CENTRED = 'horizontal="center" vertical="center"'
WRAPPED = 'vertical="center" wrapText="1"'
LOOKS = {
    Look.PLAIN: Style(border=0),
    Look.TITLE: Style(font=1, border=0, align=CENTRED),
    Look.NOTE: Style(border=0),
    Look.NOTE_RIGHT: Style(border=0, align='horizontal="right" vertical="center"'),
    Look.HEADER: Style(font=2, fill=2, align=CENTRED + ' wrapText="1"'),
    Look.HEADER_REQUIRED: Style(font=3, fill=2, align=CENTRED + ' wrapText="1"'),
    Look.HEADER_OTHER: Style(font=2, fill=3, align=CENTRED + ' wrapText="1"'),
    Look.ID: Style(font=4, format=TEXT_FORMAT, locked=True),
    Look.NUMBER_IN_ROW: Style(align=CENTRED),
    Look.TEXT: Style(format=TEXT_FORMAT, align=WRAPPED),
    Look.TEXT_PREFIXED: Style(format=TEXT_FORMAT, align=WRAPPED, prefixed=True),
    Look.INTEGER: Style(format=1),
    Look.DECIMAL: Style(format=164),
    Look.PERCENT: Style(format=167),
    Look.DATE: Style(format=165),
    Look.DATETIME: Style(format=166),
}
NUMBERS = {look: number for number, look in enumerate(LOOKS)}


def styles_xml() -> str:
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for number, code in FORMATS.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<numFmts count="{len(FORMATS)}">{formats}</numFmts>'
        f'<fonts count="{len(FONTS)}">{"".join(FONTS)}</fonts>'
        f'<fills count="{len(FILLS)}">{"".join(FILLS)}</fills>'
        f'<borders count="{len(BORDERS)}">{"".join(BORDERS)}</borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(LOOKS)}">{"".join(map(_xf, LOOKS.values()))}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


def _xf(style: Style) -> str:
    return (
        f'<xf numFmtId="{style.format}" fontId="{style.font}" fillId="{style.fill}" borderId="{style.border}" xfId="0"'
        f'{" quotePrefix=" + chr(34) + "1" + chr(34) if style.prefixed else ""} applyNumberFormat="1" applyFont="1"'
        ' applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">'
        f'<alignment {style.align}/><protection locked="{int(style.locked)}"/></xf>'
    )
