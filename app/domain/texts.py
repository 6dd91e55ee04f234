"""What every reader of texts starts from: how a text is cleaned, and how it is refused or found to be ambiguous."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any


class Unreadable(ValueError):
    """The text is not a value of its kind; says in Chinese what is wrong and what is expected."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One of the things that a text may say."""

    key: str
    label: str
    value: Any


class Ambiguous(Unreadable):
    """The text may mean several things, of which only a person can choose.

    `form` names the kind of doubt: texts of one form have meanings of the same keys, so that one answer settles all of
    them. A form that starts with "=" is of this text alone.
    """

    def __init__(self, why: str, form: str, meanings: tuple[Meaning, ...], proposal: str | None = None) -> None:
        super().__init__(why)
        self.form = form
        self.meanings = meanings
        self.proposal = proposal

    def mapped(self, change: Callable[[Any], Any]) -> Ambiguous:
        """The same doubt about something made of the values."""
        meanings = tuple(replace(meaning, value=change(meaning.value)) for meaning in self.meanings)
        return Ambiguous(str(self), self.form, meanings, self.proposal)


@dataclass(frozen=True)
class Context:
    """What a reading depends on besides the text."""

    today: date
    year: int | None = None  # of dates written without one, e.g. from the title row of a ledger
    choices: tuple[str, ...] = ()  # the choices now in force; () stands for the declared ones
    typed: bool = True  # now, by the person who sees what was understood; a file is of another day and asks instead


INVISIBLE: dict[int, str | None] = {code: None for code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD)}
INVISIBLE |= {0x00A0: " ", 0x3000: " "}
# Looking first is ten times as fast as translating, and hardly any text has one.
HAS_INVISIBLE = re.compile(f"[{''.join(map(chr, INVISIBLE))}]").search
SEPARATORS = re.compile(r"[、,，;；\n]+")


def clean(text: str) -> str:
    """Without the characters nobody sees; no-break and ideographic blanks become plain ones."""
    if not text.isascii() and HAS_INVISIBLE(text):
        text = text.translate(INVISIBLE)
    return text.strip()


def plain(text: str) -> str:
    """Half-width and without blanks, for comparing and for numbers; never what is stored of a text."""
    if not text.isascii():
        if HAS_INVISIBLE(text):
            text = text.translate(INVISIBLE)
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.split())


def split(text: str) -> list[str]:
    """The entries of a cell that lists several."""
    return [part.strip() for part in SEPARATORS.split(text) if part.strip()]


CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
NUMERALS: dict[str, int] = dict(
    zip("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两", (0, 0, *range(1, 10), *range(1, 10), 2), strict=True)
)
PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}


def chinese_number(text: str) -> int:
    """叁仟伍佰 → 3500. Raises ValueError."""
    total = section = 0
    digit: int | None = None
    for character in text:
        if character in NUMERALS:
            digit = NUMERALS[character]
        elif character in PLACES:
            section += (1 if digit is None else digit) * PLACES[character]
            digit = None
        elif character in "万萬" and (section or digit):
            total, section, digit = total + (section + (digit or 0)) * 10**4, 0, None
        elif character in "亿億" and (total or section or digit):
            total, section, digit = (total + section + (digit or 0)) * 10**8, 0, None
        else:
            raise ValueError(text)
    if not text:
        raise ValueError(text)
    return total + section + (digit or 0)
