"""What an office once said about a word that other offices write: an alias of a choice, a unit's other name.

Kept in the home, so that the same word is not asked about again; it is shown as answered and can be changed. Answers about
a form of writing (which end of a range, which order of day and month) hold for one file only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from app.paths import Home
from app.services.exchange.questions import Question, word_of
from app.whole_file import whole_file


def known_words(home: Home) -> dict[str, str]:
    """A file that is missing or damaged says nothing."""
    try:
        said = json.loads(home.words.read_text(encoding="utf-8"))
        return {str(word): str(answer) for word, answer in said.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def learn_words(home: Home, questions: Iterable[Question]) -> int:
    """Keep what was answered about words; returns how many are new or other than before. Raises UserError."""
    known = known_words(home)
    said = {word: q.answer for q in questions if q.answer is not None and (word := word_of(q.id))}
    new = {word: answer for word, answer in said.items() if known.get(word) != answer}
    if new:
        home.words.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(home.words) as file:
            file.write(json.dumps({**known, **new}, ensure_ascii=False, indent=1, sort_keys=True).encode())
    return len(new)
