"""Document numbers: a series per 机关代字 and year; the next one, what is missing or double, what is taken.

A number is taken when a letter is issued, in the same operation, and is never given again: not after the letter was
made void, nor after its issue was undone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.domain.fields import Kind
from app.domain.records import RECORDS
from app.domain.values import normalise_doc_no
from app.errors import UserError

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

Fetch = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

WRITTEN = re.compile(r"(?P<code>[\u4e00-\u9fff（）]{1,12})〔(?P<year>(?:19|20)\d{2})〕(?P<number>[1-9]\d{0,4})号")
OF_ITS_OWN = {"司法建议书": "建"}  # numbered apart: ××法建〔年〕×号 (法释〔2023〕11号 annex)
SAID_AT_MOST = 20  # numbers named one by one


@dataclass(frozen=True, order=True)
class Number:
    """蒙政〔2026〕44号."""

    code: str
    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Number | None:
        found = WRITTEN.fullmatch(normalise_doc_no(text))
        return cls(found["code"], int(found["year"]), int(found["number"])) if found else None

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.number}号"


@dataclass(frozen=True)
class Use:
    """Where a number stands: a letter, another record that bears it, or the book of numbers (given, nothing left)."""

    number: Number
    record: int | None  # id of the letter or record
    is_letter: bool
    note: str = ""
    is_gone: bool = False  # given once, and its letter was undone since


@dataclass(frozen=True)
class Series:
    """One 机关代字 in one year."""

    code: str
    year: int
    units: tuple[str, ...]  # that issued under it
    first: int
    last: int
    count: int
    gaps: tuple[int, ...]  # between the first and the last, of which nothing is known
    repeats: tuple[int, ...]  # borne by more than one letter

    @property
    def next(self) -> str:
        return str(Number(self.code, self.year, self.last + 1))

    @property
    def told(self) -> str:
        said = [f"{self.code}〔{self.year}〕已用到{self.last}号，下一号是{self.last + 1}号"]
        if self.gaps:
            said.append(f"缺{listed(self.gaps)}")
        if self.repeats:
            said.append(f"重{listed(self.repeats)}")
        return "；".join(said)


def proposal(db: Database, sender: str, letter_kind: str, day: date) -> str:
    """The next number for a letter of this kind from this unit; "" when its 机关代字 is not known."""
    code = code_for(db, sender, letter_kind)
    return str(next_number(db, code, day.year)) if code else ""


def code_for(db: Database, sender: str, letter_kind: str) -> str:
    """What the unit numbered its last letter of the kind under, or its 机关代字 in the directory."""
    for (text,) in db.rows(
        "SELECT doc_no FROM letter WHERE from_unit = ? AND kind = ? AND direction = '发出' AND doc_no IS NOT NULL "
        "ORDER BY issued_on DESC, id DESC LIMIT 20",
        (sender, letter_kind),
    ):
        if number := Number.read(text):
            return number.code
    code = db.value("SELECT doc_code FROM unit WHERE name = ? AND void = 0", (sender,))
    return f"{code}{OF_ITS_OWN.get(letter_kind, '')}" if code else ""


def next_number(db: Database, code: str, year: int) -> Number:
    """One more than the highest that is taken."""
    return Number(code, year, max((use.number.number for use in uses(db.rows, code, year)), default=0) + 1)


def uses(fetch: Fetch, code: str, year: int) -> Iterator[Use]:
    """Every place where a number of the series is known from."""
    start = f"{code}〔{year}〕"
    letters: set[int] = set()
    for id, text in fetch(
        "SELECT id, doc_no FROM letter WHERE doc_no >= ? AND doc_no < ?", (start, f"{start}\U0010ffff")
    ):
        if number := Number.read(text):
            letters.add(id)
            yield Use(number, id, is_letter=True)
    for number, letter, note in fetch(
        "SELECT number, letter, note FROM doc_number WHERE code = ? AND year = ?", (code, year)
    ):
        if letter not in letters:
            yield Use(Number(code, year, number), letter, is_letter=False, note=note, is_gone=letter is not None)
    for record, field in _bearers():
        for id, text in fetch(
            f'SELECT id, "{field}" FROM "{record}" WHERE "{field}" >= ? AND "{field}" < ?',
            (start, f"{start}\U0010ffff"),
        ):
            if number := Number.read(text):
                yield Use(number, id, is_letter=False)


def series(db: Database, year: int | None = None) -> list[Series]:
    """The series that this office issued under, the newest year first."""
    units: dict[tuple[str, int], set[str]] = defaultdict(set)
    for text, unit in db.rows(
        "SELECT DISTINCT doc_no, from_unit FROM letter WHERE direction = '发出' AND doc_no <> ''"
    ):
        if number := Number.read(text):
            units[number.code, number.year].add(unit)
    for code, of in db.rows("SELECT DISTINCT code, year FROM doc_number"):
        units[code, of].update(())
    wanted = sorted((key for key in units if year in (None, key[1])), key=lambda key: (-key[1], key[0]))
    return [_series(db, code, of, tuple(sorted(units[code, of]))) for code, of in wanted]


def _series(db: Database, code: str, year: int, units: tuple[str, ...]) -> Series:
    found = list(uses(db.rows, code, year))
    known = sorted({use.number.number for use in found})
    letters = Counter(use.number.number for use in found if use.is_letter)
    first, last = (known[0], known[-1]) if known else (1, 0)
    gaps = tuple(sorted(set(range(first, last + 1)) - set(known)))
    return Series(
        code, year, units, first, last, len(known), gaps, tuple(n for n, m in sorted(letters.items()) if m > 1)
    )


def check(fetch: Fetch, number: Number, source: int | None, letter: int | None = None) -> tuple[str, ...]:
    """Raises UserError when the number is taken; otherwise what people should know. `source`: the record whose letter
    is to bear it, `letter`: the letter itself."""
    own = {letter, source} - {None}
    found = [use for use in uses(fetch, number.code, number.year) if use.is_gone or use.record not in own]
    free = max((use.number.number for use in found), default=0) + 1
    for use in found:
        if use.number != number:
            continue
        if use.is_letter:
            why = "另一份函件已经用了这个号，作废的函件也保留它的号"
        elif use.is_gone:
            why = "这个号给过一份函件，签发后来撤销了，号不再使用"
        elif use.record is None:
            why = f"这个号已经占用：{use.note or '手工占号'}"
        else:
            why = "另一条记录已经写明这个号"
        raise UserError(f"文号“{number}”不能用", why, f"下一个可用的号是“{Number(number.code, number.year, free)}”")
    skipped = range(free, number.number)
    return (f"跳过了{number.code}〔{number.year}〕{listed(tuple(skipped))}",) if skipped and free > 1 else ()


def reserve(op: Operation, number: Number, letter: int | None, note: str = "") -> None:
    """Take a number within the operation that issues the letter."""
    if op.fetch(
        "SELECT 1 FROM doc_number WHERE code = ? AND year = ? AND number = ? AND letter IS ?",
        (number.code, number.year, number.number, letter),
    ):
        return
    op.execute(
        'INSERT INTO doc_number (code, year, number, letter, "at", "by", note) VALUES (?, ?, ?, ?, ?, ?, ?)',
        (number.code, number.year, number.number, letter, op.at.isoformat(" ", "seconds"), op.by, note),
    )


def take(db: Database, text: str, note: str) -> Number:
    """Take a number by hand: for a letter made elsewhere, or to say why it stays empty. It cannot be undone."""
    number = Number.read(text)
    if number is None:
        raise UserError(f"文号“{text}”不规范", "应如“蒙政〔2026〕44号”", "请改正")
    if not note.strip():
        raise UserError("没有占号", "没有写明用途", "请写明这个号给了什么文件，或者为什么空着")
    with db.operation(f"占用文号{number}") as op:
        check(op.fetch, number, None)
        reserve(op, number, None, note.strip())
        # The register of numbers is outside history, so the operation would leave no trace of itself; that is intended.
    return number


def _bearers() -> list[tuple[str, str]]:
    """(record, field) that get the number of a letter when it is issued."""
    from app.services.notices.catalogue import catalogue

    found = {
        (notice.record, field): None
        for notice in catalogue()
        for field, of in notice.fills.items()
        if of == "doc_no" and RECORDS[notice.record].fields()[field].kind in (Kind.DOC_NO, Kind.TEXT)
    }
    return list(found)


def listed(numbers: Sequence[int]) -> str:
    """3号, 5至9号."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    said = "、".join(f"{a}号" if a == b else f"{a}至{b}号" for a, b in runs[:SAID_AT_MOST])
    return said + ("等" if len(runs) > SAID_AT_MOST else "")
