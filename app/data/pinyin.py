"""The reading of each Chinese character: 拼音 order for sorting, initials for finding (resources/pinyin.txt)."""

from __future__ import annotations

from functools import lru_cache

from app.paths import RESOURCES


@lru_cache(maxsize=1)
def _syllables() -> list[tuple[str, str]]:
    lines = (RESOURCES / "pinyin.txt").read_text(encoding="utf-8").splitlines()
    return [(letters, characters) for letters, _, characters in (line.partition(" ") for line in lines)]


@lru_cache(maxsize=1)
def order() -> dict[int, int]:
    """Each Chinese character → a private code point; these stand in 拼音 order, behind digits and Latin letters."""
    every = "".join(characters for _, characters in _syllables())
    return dict(zip(map(ord, every), range(0x40000, 0x40000 + len(every)), strict=True))


@lru_cache(maxsize=1)
def first_letters() -> dict[int, str]:
    """Each Chinese character → the first letter of its reading."""
    known: dict[int, str] = {}
    for letters, characters in _syllables():
        known.update(dict.fromkeys(map(ord, characters), letters[0]))
    return known


@lru_cache(maxsize=1)
def syllable_of() -> dict[int, str]:
    """Each Chinese character → its reading."""
    return {ord(character): letters for letters, characters in _syllables() for character in characters}


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    return frozenset(letters for letters, _ in _syllables())


def sort_key(text: str) -> str:
    return text.translate(order())
