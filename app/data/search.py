"""What is found when people type a part of anything: two-character grams in one full-text table.

FTS5's own tokenizers do not serve Chinese: a run of it is one token, and trigrams miss one and two characters. Each
text is folded (width, case; punctuation and blanks dropped) and cut into pairs of characters; its last character
stands alone, so that a single character is found as a prefix. A hit is checked against the text itself.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from app.data.pinyin import first_letters
from app.domain.fields import Field, Fields, Kind, Record

SEARCHED = frozenset(
    {
        Kind.TEXT,
        Kind.LONGTEXT,
        Kind.PERSON_NAME,
        Kind.UNIT,
        Kind.UNITS,
        Kind.CASE_NO,
        Kind.DOC_NO,
        Kind.ID_CARD,
        Kind.USCC,
        Kind.PHONE,
    }
)
NAMES = frozenset({Kind.PERSON_NAME, Kind.UNIT, Kind.UNITS})  # also found by 拼音 initials
INITIALS_UP_TO = 24  # characters; longer texts are not names
UNSEARCHED = frozenset({"uid", "import_batch", "updated_by", "void_reason"})


def fold(text: str) -> str:
    """The form in which texts and queries are compared."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join([c for c in text.lower() if c.isalnum()])


def grams(folded: str) -> list[str]:
    return [a + b for a, b in itertools.pairwise(folded)] + [folded[-1:]]


@lru_cache(maxsize=65536)
def initials(name: str) -> str:
    """拼音 initials of a name: 蒙城县 → mcx; nothing for a text without Chinese or longer than a name."""
    if name.isascii() or len(name) > INITIALS_UP_TO:
        return ""
    return fold(name).translate(first_letters())


def searched_fields(of: type[Fields]) -> list[Field]:
    return [f for f in of.fields().values() if f.kind in SEARCHED and f.name not in UNSEARCHED]


def gram_text(fields: Iterable[Field], values: Mapping[str, Any]) -> str:
    """The text to index for values as stored (several in one text joined by 、)."""
    found: set[str] = set()
    for f in fields:
        text = values.get(f.name)
        if text:
            found.update(_grams_of(text, f.kind in NAMES or f.kind is Kind.TEXT))
    return " ".join(found)


@lru_cache(maxsize=16384)
def _grams_of(text: str, with_initials: bool) -> tuple[str, ...]:
    folded = fold(text)
    if not folded:
        return ()
    found = grams(folded)
    if with_initials and (short := initials(text)) and short != folded:
        found += grams(short)
    return tuple(found)


def match(query: str) -> str:
    """The FTS expression that finds every candidate; empty for a query without a letter or character."""
    folded = fold(query)
    if not folded:
        return ""
    if len(folded) == 1:
        return f'"{folded}"*'
    return " AND ".join(f'"{gram}"' for gram in dict.fromkeys(a + b for a, b in itertools.pairwise(folded)))


def holds(fields: Iterable[Field], values: Mapping[str, Any], folded: str) -> bool:
    """Whether a candidate really has the text in one of its fields (or its initials)."""
    for f in fields:
        text = values.get(f.name)
        if text and (folded in fold(text) or (f.kind in NAMES or f.kind is Kind.TEXT) and folded in initials(text)):
            return True
    return False


def text_of(record: Record) -> str:
    """The grams of a record and its child rows."""
    from app.data.stored import store

    cls = type(record)
    parts = [gram_text(searched_fields(cls), {f.name: store(f, getattr(record, f.name)) for f in searched_fields(cls)})]
    for child, rows in cls.children().items():
        fields = searched_fields(rows)
        for row in getattr(record, child):
            parts.append(gram_text(fields, {f.name: store(f, getattr(row, f.name)) for f in fields}))
    return " ".join(part for part in parts if part)
