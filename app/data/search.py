"""What is found when people type a part of anything: short pieces of the texts in one full-text table.

FTS5's own tokenizers do not serve Chinese: a run of it is one token, and trigrams miss one and two characters. Each
text is folded (width, case; punctuation and blanks dropped) and cut into its characters, pairs of characters and, of
Latin letters and digits, threes: pairs of digits stand in every other record. Names are also cut by their 拼音: their
initials like a text, and each syllable and pair of syllables, behind a mark. A hit is checked against the text itself where the pieces do not
say enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from typing import Any

from app.data.pinyin import first_letters, syllable_of, syllables
from app.domain.fields import Field, Fields, Kind, Record, once_per_class

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
NAMES = frozenset({Kind.PERSON_NAME, Kind.UNIT, Kind.UNITS, Kind.TEXT})  # also found by 拼音
NAME_UP_TO = 24  # characters; longer texts are not names
UNSEARCHED = frozenset({"uid", "import_batch", "updated_by", "void_reason"})
SYLLABLE = "ˉ"  # stands before a syllable, which would otherwise be taken for Latin letters
SYLLABLES_ASKED = 4  # further ones are left to the check: there may be several ways to part each
LONGEST_SYLLABLE = 6
OFTEN_FROM = 4  # characters: longer names are of units, causes and the like, which come again and again
RUNS = re.compile("[0-9a-z]{3,}")  # of a folded text


class _Folding(dict[int, str]):
    def __missing__(self, character: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(character)).lower()
        folded = self[character] = "".join([c for c in plain if c.isalnum()])
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The form in which texts and queries are compared. Character by character, so that places can be told."""
    return text.translate(_FOLDING)


def _pieces(folded: str) -> list[str]:
    found = [*set(folded), *map(add, folded, folded[1:])]
    for run in RUNS.findall(folded):
        found += map(add, map(add, run, run[1:]), run[2:])
    return found


# Names and their 拼音


def names_in(text: str) -> list[str]:
    """The names that a text is or lists (several are joined by 、); none where it has no Chinese or is too long."""
    return [name for name in text.split("、") if len(name) <= NAME_UP_TO and not name.isascii()]


@lru_cache(maxsize=65536)
def initials(name: str) -> str:
    """拼音 initials of a name: 蒙城县 → mcx; nothing for a text without Chinese or longer than a name."""
    if name.isascii() or len(name) > NAME_UP_TO:
        return ""
    return fold(name).translate(first_letters())


@lru_cache(maxsize=65536)
def _spelling(name: str) -> tuple[str, tuple[int, ...]]:
    """A name in 拼音, 蒙城县 → mengchengxian, and where each character begins; what has no reading is a blank."""
    known = syllable_of()
    parts = [known.get(ord(c), " ") for c in fold(name)]
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return "".join(parts), tuple(starts)


def place_by_reading(name: str, folded: str) -> tuple[int, int] | None:
    """The first and the last but one character of the folded name that a query stands for by initials or 拼音."""
    if not folded.isascii():
        return None
    at = initials(name).find(folded)
    if at >= 0:
        return at, at + len(folded)
    spelled, starts = _spelling(name)
    at = spelled.find(folded)
    while at >= 0:
        if at in starts:
            first = starts.index(at)
            return first, next(place for place in range(first + 1, len(starts)) if starts[place] >= at + len(folded))
        at = spelled.find(folded, at + 1)
    return None


def reads(text: str, folded: str) -> bool:
    """Whether one of the names in a text has this in its initials or its 拼音, from the beginning of a syllable."""
    return any(place_by_reading(name, folded) for name in names_in(text))


# What is indexed


@once_per_class
def searched_fields(of: type[Fields]) -> list[Field]:
    return [f for f in of.fields().values() if f.kind in SEARCHED and f.name not in UNSEARCHED]


def gram_text(fields: Iterable[Field], values: Mapping[str, Any]) -> str:
    """The text to index for values as stored (several in one text joined by 、)."""
    return _gram_text([(f.name, f.kind in NAMES) for f in fields], values)


@once_per_class
def _places(of: type[Fields]) -> list[tuple[str, bool]]:
    return [(f.name, f.kind in NAMES) for f in searched_fields(of)]


def _gram_text(places: Iterable[tuple[str, bool]], values: Mapping[str, Any]) -> str:
    texts: list[str] = []
    found: list[str] = []
    for name, is_name in places:
        text = values.get(name)
        if text:
            if not is_name or text.isascii():
                texts.append(fold(text))
            elif len(text) > OFTEN_FROM:
                found.append(_pieces_of_name(text))
            else:
                folded, read = _name(text)
                texts.append(folded)
                found.append(read)
    # These are cut in one go. A pair across the blank between two of them is read as one character, which is there.
    # Pieces that come twice stay: the index keeps one, and that is cheaper than looking for them here.
    found += _pieces(" ".join(texts))
    return " ".join(found)


@lru_cache(maxsize=32768)
def _name(text: str) -> tuple[str, str]:
    """What of a name (or of several) is cut into pieces, its initials behind a blank, and its syllables."""
    folded = fold(text)
    texts, found = [folded], []
    for name in names_in(text) if "、" in text else [text]:
        folded = fold(name)
        if short := initials(name):
            if short != folded:  # what has no reading parts them
                texts.append(short if short.isascii() else "".join([c if c.isascii() else " " for c in short]))
            known = syllable_of()
            read = [SYLLABLE + known.get(c, "") for c in map(ord, folded)]
            found += read
            found += map(add, read, read[1:])
    return " ".join(texts), " ".join(found)


@lru_cache(maxsize=8192)
def _pieces_of_name(text: str) -> str:
    folded, read = _name(text)
    return " ".join({*_pieces(folded), read})


def text_of(record: Record) -> str:
    """The pieces of a record and its child rows."""
    from app.data.stored import store

    def stored(of: Fields) -> dict[str, Any]:
        fields, held = type(of).fields(), of.__dict__
        return {name: store(fields[name], held.get(name)) for name, _ in _places(type(of))}

    return text_of_stored(record, stored(record), stored)


def text_of_stored(record: Record, values: Mapping[str, Any], stored: Callable[[Fields], Mapping[str, Any]]) -> str:
    """The same for a record whose values are at hand as stored; `stored` gives those of a child row."""
    cls = type(record)
    parts = [_gram_text(_places(cls), values)]
    for child, rows in cls.children().items():
        parts += [_gram_text(_places(rows), stored(row)) for row in getattr(record, child)]
    return " ".join(filter(None, parts))


# What is asked


@dataclass(frozen=True)
class Match:
    """FTS expressions: hits of `certain` have the text; those of `likely` are to be checked. Either may be empty."""

    certain: str
    likely: str

    def __str__(self) -> str:
        return " OR ".join(f"({part})" for part in (self.certain, self.likely) if part)

    def __bool__(self) -> bool:
        return bool(self.certain or self.likely)


def match(query: str) -> Match:
    """What finds every record that has the text; nothing for a query without a letter or character."""
    folded = fold(query)
    if not folded:
        return Match("", "")
    pieces = _asked(folded)
    certain, likely = ([_token(pieces[0])], []) if len(pieces) == 1 else ([], [_all(map(_token, pieces))])
    if len(folded) > 1 and folded.isascii() and folded.isalpha():  # a single letter is an initial
        for parts in _readings("", folded, SYLLABLES_ASKED):
            (certain if len(parts) == 1 else likely).append(_all(parts))
    return Match(" OR ".join(certain), " OR ".join(likely))


def _all(parts: Iterable[str]) -> str:
    return f"({' AND '.join(parts)})"


def _token(piece: str) -> str:
    return f'"{piece}"'


def _asked(folded: str) -> list[str]:
    """The fewest and longest pieces that cover a query."""
    if len(folded) == 1:
        return [folded]
    found: dict[str, None] = {}
    covered: set[int] = set()
    for at in range(len(folded) - 2):
        three = folded[at : at + 3]
        if three.isascii():
            found[three] = None
            covered |= {at, at + 1}
    for at in range(len(folded) - 1):
        if at not in covered:
            found[folded[at : at + 2]] = None
    return list(found)


def _readings(before: str, letters: str, left: int) -> list[list[str]]:
    """Each way to part letters into syllables, the last of which may be cut short, as tokens that must all be there."""
    behind = f"{SYLLABLE}{before}{SYLLABLE}" if before else SYLLABLE
    last = [_token(behind + syllable) for syllable in sorted(syllables()) if syllable.startswith(letters)]
    ways = [[f"({' OR '.join(last)})"]] if last else []
    for length in range(1, min(LONGEST_SYLLABLE, len(letters) - 1) + 1):
        head, rest = letters[:length], letters[length:]
        if head in syllables():
            pair = [_token(behind + head)] if before else []
            ways += [[*pair, *way] for way in _readings(head, rest, left - 1)] if left else [pair]
    return ways


def holds(fields: Iterable[Field], values: Mapping[str, Any], folded: str) -> bool:
    """Whether one of the fields has the folded query in it, or by the 拼音 of a name."""
    for f in fields:
        text = values.get(f.name)
        if text and (folded in fold(text) or f.kind in NAMES and reads(text, folded)):
            return True
    return False
