"""What an office once said about a word that other offices write: an alias of a choice, a unit's other name.

Kept in the home, so that the same word is not asked about again; it is shown as answered and can be changed. Answers about
a form of writing (which end of a range, which order of day and month) hold for one file only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from app.paths import Home
from app.services.exchange.questions import Question
from app.whole_file import whole_file

OF_A_WORD = re.compile(r"(unit:.+)|value:.*#\d+:(\w+:=.+)", re.DOTALL)


def word_of(question_id: str) -> str:
    """Under what an answer is kept, whichever file it was about; nothing for one about a form."""
    found = OF_A_WORD.fullmatch(question_id)
    return (found[1] or found[2]) if found else ""


def known_words(home: Home) -> dict[str, str]:
    """A file that is missing or damaged says nothing."""
    try:
        said = json.loads((home.exchange / "words.json").read_text(encoding="utf-8"))
        return {str(word): str(answer) for word, answer in said.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def learn_words(home: Home, questions: Iterable[Question]) -> int:
    """Keep what was answered about words; returns how many are new or other than before. Raises UserError."""
    known: Mapping[str, str] = known_words(home)
    said = {word: q.answer for q in questions if q.answer is not None and (word := word_of(q.id))}
    new = {word: answer for word, answer in said.items() if known.get(word) != answer}
    if new:
        home.exchange.mkdir(parents=True, exist_ok=True)
        with whole_file(home.exchange / "words.json") as file:
            file.write(json.dumps({**known, **new}, ensure_ascii=False, indent=1, sort_keys=True).encode())
    return len(new)
