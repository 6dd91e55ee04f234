"""Cells that name something known: a unit of the directory, another record, a choice of a list.

An exact name is taken: full name, short name, alias, synonym; one that is only alike is proposed in a question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from app.data import queries
from app.data.search import fold
from app.data.stored import store
from app.domain import values
from app.domain.fields import Enumeration, Field, Kind
from app.domain.texts import Unreadable, clean, plain, split
from app.services.exchange.questions import Option, Question
from app.services.exchange.readings import ANSWER, KEEP, SKIP, STROKES, Around, Reading, answered

if TYPE_CHECKING:
    from app.data.database import Database

ALIKE = 60  # of 100, to be listed first
VERY_ALIKE = 80  # to be proposed
OFFERED = 5


def alike(text: str, known: Sequence[str]) -> list[tuple[str, float]]:
    """Those of `known` that resemble the text, best first."""
    found = process.extract(text, known, scorer=fuzz.WRatio, processor=plain, score_cutoff=ALIKE, limit=OFFERED)
    return [(name, score) for name, score, _ in found]


# --- units --------------------------------------------------------------------------------------------------


def unit_reader(db: Database, f: Field, around: Around) -> Callable[[str], Reading]:
    known = queries.unit_names(db)
    entries = queries.units(db)
    names = {name: entry.name for entry in entries for name in (entry.name, entry.short, *entry.aliases)}
    called: dict[str, set[str]] = {}
    for entry in entries:
        for name in (entry.short, *entry.aliases):
            called.setdefault(fold(name), set()).add(entry.name)
    full = {fold(entry.name) for entry in entries}
    # A short name that two units go by tells neither.
    shared = {name for name, units in called.items() if len(units) > 1 and name not in full}
    known = {name: unit for name, unit in known.items() if name not in shared}
    several = f.kind is Kind.UNITS

    def read(text: str) -> Reading:
        written = clean(text)
        parts = _unit_parts(written, known) if several else [written]
        found = [known.get(fold(part)) for part in parts]
        strange = [part for part, unit in zip(parts, found, strict=True) if unit is None]
        if not strange:
            value = tuple(dict.fromkeys(unit for unit in found if unit)) if several else found[0]
            return Reading(text, value, store(f, value))
        # One question about a name, in whichever column and table it stands.
        questions = [ask(part) for part in strange]
        chosen = {part: around.questions.answer(q) for part, q in zip(strange, questions, strict=True)}
        if None in chosen.values():
            missing = "、".join(part for part, answer in chosen.items() if answer is None)
            return Reading(
                text,
                stored=text,
                reason=questions[0].text if fold(missing) in shared else f"单位名录中没有“{missing}”",
                remedy="请填写单位名录中的全称或简称；新单位请先在单位名录中登记，或在核对步骤中选定",
                questions=tuple(questions),
                asked=all(q.proposal or fold(part) in shared for part, q in zip(strange, questions, strict=True)),
            )
        value = tuple(dict.fromkeys(name for part in parts if (name := resolved(part, chosen))))
        if not value:
            return Reading(text, questions=tuple(questions), left_out=True, original=text)
        one: Any = value if several else value[0]
        return Reading(text, one, store(f, one), questions=tuple(questions), original=text)

    def resolved(part: str, chosen: dict[str, str | None]) -> str:
        answer = chosen.get(part)
        if answer is None or answer == SKIP.value:
            return known.get(fold(part), "")
        return part if answer == KEEP else answer

    @lru_cache(maxsize=4096)
    def ask(name: str) -> Question:
        if fold(name) in shared:
            close = dict.fromkeys(sorted(called[fold(name)]), 0.0)
        else:
            close = {}
            for written, score in alike(name, list(names)):
                close.setdefault(names[written], score)
        options = [Option(full, full) for full in close]
        options.append(Option(KEEP, f"按“{name}”记下，以后再登记到单位名录"))
        best = next(iter(close), None)
        proposal = best if best and close[best] >= VERY_ALIKE else None
        where = f"，最接近的是{'、'.join(close)}" if close else ""
        text = f"单位名录中没有“{name}”{where}，这是哪个单位"
        if fold(name) in shared:
            text = f"“{name}”是{'、'.join(close)}共用的简称，这里是哪个单位"
        return Question(f"unit:{fold(name) or name}", "unit", text, (*options, SKIP), proposal)

    return read


def _unit_parts(text: str, known: dict[str, str]) -> list[str]:
    parts = split(text)
    for separator in ("/", " ", "和", "与"):
        if len(parts) == 1 and fold(parts[0]) not in known and separator in parts[0]:
            finer = [part.strip() for part in parts[0].split(separator) if part.strip()]
            if all(fold(part) in known for part in finer):
                return finer
    return parts


# --- other records ------------------------------------------------------------------------------------------


def ref_reader(db: Database, f: Field, around: Around) -> Callable[[str], Reading]:
    @lru_cache(maxsize=4096)
    def lookup(text: str) -> tuple[int, ...]:
        return tuple(queries.match_ref(db, f.to, text))

    def read(text: str) -> Reading:
        text = clean(text)
        if f.kind is Kind.REF:
            found = lookup(text)
            if len(found) == 1:
                return Reading(text, found[0], found[0])
            return which(text, found) if found else _unmatched(f, text, 0)
        ids = [lookup(part) for part in split(text)]
        if all(len(each) == 1 for each in ids):
            value = tuple(dict.fromkeys(each[0] for each in ids))
            return Reading(text, value, store(f, value))
        return _unmatched(f, text, 0)

    def which(text: str, found: tuple[int, ...]) -> Reading:
        ids = found[:OFFERED]
        labels = queries.labels(db, f.to, ids)
        marks = ",".join("?" * len(ids))
        numbers = dict(db.rows(f'SELECT id, reg_no FROM "{f.to}" WHERE id IN ({marks})', ids))
        options = [Option(str(id), f"{numbers[id]} {labels[id]}") for id in ids]
        options.append(Option(KEEP, "暂按文字保留，以后再核对"))
        kept = _unmatched(f, text, len(found))
        question = around.question(f, f"={text}", kept.reason.removesuffix("，暂按文字保留"), options)
        answer = around.questions.answer(question)
        if answer is None or answer == KEEP:
            return Reading(text, stored=text, unmatched=True, reason=kept.reason, questions=(question,))
        return answered(around, f, text, question, {str(id): id for id in found}, kept.reason)

    return read


def _unmatched(f: Field, text: str, count: int) -> Reading:
    from app.domain.records import RECORDS

    ledger = RECORDS[f.to].about.label
    if count:
        reason = f"“{ledger}”中有 {count} 条记录都符合“{text}”，暂按文字保留"
    else:
        reason = f"“{ledger}”中找不到“{text}”，暂按文字保留"
    return Reading(text, stored=text, unmatched=True, reason=reason)


# --- choices ------------------------------------------------------------------------------------------------


def choice_reader(f: Field, choices: tuple[str, ...], around: Around) -> Callable[[str], Reading]:
    one = values.chooser(f, choices)
    several = f.kind is Kind.MULTI_ENUM

    def read(text: str) -> Reading:
        written = clean(text)
        parts = values.choice_parts(written) if several else [written]
        questions: list[Question] = []
        found: list[str] = []
        reason, sure = "", True
        for part in parts:
            try:
                found.append(one(part))
            except Unreadable as problem:
                if part in STROKES:
                    continue
                question = ask(part, str(problem))
                questions.append(question)
                match around.questions.answer(question):
                    case None:
                        reason = reason or str(problem)
                        sure = sure and not alike(part, choices)
                    case "skip":
                        pass
                    case "keep":
                        found.append(part)
                    case answer:
                        found.append(answer)
        if reason:
            # Nothing like it among the choices: a fault, though a person may still say which one was meant.
            remedy = "请从下拉列表中选择，或者清空这一格" if sure else ANSWER
            return Reading(text, stored=text, reason=reason, remedy=remedy, questions=tuple(questions), asked=not sure)
        if not found:
            return Reading(text, questions=tuple(questions), left_out=True, original=text)
        value: Any = tuple(dict.fromkeys(found)) if several else found[0]
        return Reading(text, value, store(f, value), questions=tuple(questions), original=text if questions else "")

    @lru_cache(maxsize=4096)
    def ask(part: str, why: str) -> Question:
        close = alike(part, choices)
        first = [name for name, _ in close]
        options = [Option(name, name) for name in dict.fromkeys((*first, *choices))]
        if isinstance(f.options, Enumeration) and f.options.editable:
            options.append(Option(KEEP, f"按“{part}”记下，作为本县自定的选项"))
        proposal = close[0][0] if close and close[0][1] >= VERY_ALIKE else None
        return around.question(f, f"={values.choice_key(part)}", why, options, proposal)

    return read
