"""Finding a legal period among all of them: by its name, its article, its event, its code or 拼音 initials."""

from __future__ import annotations

from collections.abc import Iterable

from app.data.pinyin import first_letters
from app.data.search import fold
from app.domain.periods import Period


def matching(periods: Iterable[Period], text: str) -> list[Period]:
    """Those in which every word is found, a hit in the name first; all of them when nothing is asked."""
    words = [fold(word) for word in text.split()]
    found: list[tuple[bool, int, Period]] = []
    for period in periods:
        title = fold(period.title)
        initials = title.translate(first_letters())
        rest = fold(" ".join((period.id, period.event, period.basis, period.responsible)))
        if all(word in title or word in initials or word in rest for word in words):
            found.append((not all(word in title or initials.startswith(word) for word in words), len(found), period))
    return [period for _, _, period in sorted(found, key=lambda each: each[:2])]
