"""From a value to the XML of its cell: one dictionary per column that remembers what it has made.

A cell is written as `<c r="B7"` followed by the remembered rest, so that a row is one format string and a value that
comes again costs one look-up.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.errors import UserError
from app.services.exchange.sheet_styles import NUMBERS, Look

LONGEST_TEXT = 32_767
REMEMBERED = 1 << 14

DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Any of these needs more than being copied.
UNUSUAL = re.compile("[\x00-\x1f&<>\ufffe\uffff\ud800-\udfff]|^ | $|  |_x[0-9A-Fa-f]{4}_")
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
NUMBER_LIKE = re.compile(r"[0-9０-９][0-9０-９.,/:\-eE+% ]*")
FORMULA_SIGNS = "=+-@"
FIRST_DAY = date(1899, 12, 30).toordinal()  # serial 0; right from March 1900 on
DAY = 24 * 60


class Cells(dict[Any, str]):
    """Value → the rest of its cell. A missing value is an empty cell with the column's look."""

    look = Look.TEXT

    def __init__(self, header: str = "") -> None:
        super().__init__()
        self.header = header
        self.style = NUMBERS[self.look]
        self.forget()

    def forget(self) -> None:
        self.clear()
        self[None] = self[""] = self[()] = f' s="{self.style}"/>'

    def __missing__(self, value: Any) -> str:
        if len(self) > REMEMBERED:
            self.forget()
        made = self[value] = self.cell(value)
        return made

    def cell(self, value: Any) -> str:
        return self.text_cell(str(value), self.style)

    def text_cell(self, text: str, style: int) -> str:
        if len(text) > LONGEST_TEXT:
            raise UserError(
                f"“{self.header}”一栏有一格长 {len(text):,} 字，没有写入",
                f"Excel 一格最多 {LONGEST_TEXT:,} 字；开头是“{text[:20]}…”",
                "请缩短这段文字，或者作为附件另存",
            )
        return f' s="{style}" t="inlineStr"><is>{inline(text)}</is></c>'

    def number_cell(self, number: str) -> str:
        return f' s="{self.style}"><v>{number}</v></c>'


def inline(text: str) -> str:
    """Text as an XML element `<t>`; control characters are dropped, for no XML can hold them."""
    if not UNUSUAL.search(text):
        return f"<t>{text}</t>"
    text = DROPPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = ESCAPED.sub("_x005F_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<t xml:space="preserve">{text}</t>'


class TextCells(Cells):
    """What begins like a formula or looks like a number gets the prefix that keeps it text."""

    def __init__(self, header: str = "") -> None:
        self.prefixed = NUMBERS[Look.TEXT_PREFIXED]
        super().__init__(header)

    def cell(self, value: Any) -> str:
        text = str(value)
        stays_text = text[0] in FORMULA_SIGNS or NUMBER_LIKE.fullmatch(text)
        return self.text_cell(text, self.prefixed if stays_text else self.style)


class IdCells(Cells):
    look = Look.ID


class RowNumberCells(Cells):
    look = Look.NUMBER_IN_ROW

    def __missing__(self, value: Any) -> str:
        return self.number_cell(value)  # each comes once


class IntegerCells(Cells):
    look = Look.INTEGER

    def cell(self, value: Any) -> str:
        return self.number_cell(str(int(value)))


class HundredthCells(Cells):
    """Whole hundredths as stored: cents shown in yuan, numbers with two places."""

    look = Look.DECIMAL
    places = 2

    def cell(self, value: Any) -> str:
        return self.number_cell(format(Decimal(value).scaleb(-self.places).normalize(), "f"))


class PercentCells(HundredthCells):
    look = Look.PERCENT


class WanYuanCells(HundredthCells):
    """Cents, shown in 万元; the cell holds every cent, its format shows what fits."""

    places = 6


class DateCells(Cells):
    """A date, or its ISO text as stored."""

    look = Look.DATE

    def cell(self, value: Any) -> str:
        day = value if isinstance(value, date) else date.fromisoformat(value)
        serial = day.toordinal() - FIRST_DAY
        # Excel has no day before 1900 and counts a 29 February 1900 that never was.
        return self.number_cell(str(serial)) if serial > 60 else self.text_cell(day.isoformat(), self.style)


class DateTimeCells(Cells):
    look = Look.DATETIME

    def cell(self, value: Any) -> str:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        serial = moment.toordinal() - FIRST_DAY
        if serial <= 60:
            return self.text_cell(moment.isoformat(" ", "minutes"), self.style)
        # Ten places: a minute is 0.0007, and half a second of rounding must not lose one.
        return self.number_cell(f"{serial + (moment.hour * 60 + moment.minute) / DAY:.10f}")
