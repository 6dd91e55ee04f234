"""What an import asks before it takes what is ambiguous, and the answers given so far.

A question has the same id each time the same file is planned, so that an answer holds for the next plan. What nobody has
answered is not taken. One question stands for all cells that raise it: it counts them and names the first few.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

QuestionKind = Literal["column", "value", "unit", "identity", "conflict"]
CELLS_NAMED = 5
OF_A_WORD = re.compile(r"(unit:(?!.*#\d+).+)|value:.*#\d+:(\w+:=.+)", re.DOTALL)


def word_of(question_id: str) -> str:
    """The word that a question is about, whichever file it stands in; nothing for one about a form of writing."""
    found = OF_A_WORD.fullmatch(question_id)
    return (found[1] or found[2]) if found else ""


@dataclass(frozen=True, slots=True)
class Option:
    value: str  # what an answer holds
    label: str  # what people read


@dataclass(frozen=True, slots=True)
class Question:
    """`proposal` is the value of the option that is offered first; None where there is no better one."""

    id: str  # kind:table:field:form, e.g. value:Sheet1#1:filed_on:yy.ymd
    kind: QuestionKind
    text: str
    options: tuple[Option, ...]
    proposal: str | None = None
    cells: tuple[str, ...] = ()  # the first few that raise it: Sheet1!C7
    count: int = 0  # cells that raise it
    answer: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "text": self.text,
            "options": [{"value": option.value, "label": option.label} for option in self.options],
            "proposal": self.proposal,
            "cells": list(self.cells),
            "count": self.count,
            "answer": self.answer,
        }


class Questions:
    """All questions of one plan, in the order they came up, answered ones too: an answer can be changed."""

    def __init__(self, answers: Mapping[str, str] | None = None, words: Mapping[str, str] | None = None) -> None:
        """`words`: what this office said about words before (`word_of` → option)."""
        self._answers = dict(answers or {})
        self._words = dict(words or {})
        self._asked: dict[str, Question] = {}

    def answer(self, question: Question) -> str | None:
        """The option chosen for it; an answer that is no option of it counts for nothing."""
        chosen = self._answers.get(question.id)
        if chosen is None and self._words:
            chosen = self._words.get(word_of(question.id))
        return chosen if any(option.value == chosen for option in question.options) else None

    def ask(self, question: Question, cell: str = "") -> str | None:
        """Put the question once more, for a further cell; gives the answer, None while there is none."""
        there = self._asked.get(question.id)
        if there is None:
            there = replace(question, cells=(), count=0, answer=self.answer(question))
        cells = (*there.cells, cell) if cell and len(there.cells) < CELLS_NAMED else there.cells
        self._asked[question.id] = replace(there, cells=cells, count=there.count + 1)
        return there.answer

    @property
    def all(self) -> list[Question]:
        return list(self._asked.values())

    @property
    def open(self) -> list[Question]:
        return [question for question in self._asked.values() if question.answer is None]
