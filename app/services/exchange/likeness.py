"""Registered records that a new row may be about, where neither id nor natural key tells: proposed with reasons, asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.domain.fields import Kind
from app.domain.likeness import compared, marks, nearest, vetoing
from app.domain.records import RECORDS
from app.services.exchange.plan_rows import Likeness, PlanRow
from app.services.exchange.questions import Option, Question, Questions
from app.services.exchange.readings import Reading
from app.services.exchange.sheet_rows import FieldColumn

if TYPE_CHECKING:
    from app.data.database import Database

NEW = "new"
TELLING = 30  # a mark that more records than this share tells nothing
MOST = 20_000  # new rows of one ledger that are looked up; more are an old ledger being taken over


class LikenessFinder:
    """Of one ledger. Its records are read once, when the first row asks."""

    def __init__(self, db: Database, record: str, questions: Questions) -> None:
        self._db = db
        self._record = record
        self._cls = RECORDS[record]
        self._questions = questions
        self._marked: dict[str, list[int]] | None = None
        self._values: dict[int, dict[str, Any]] = {}
        self._asked = 0

    @property
    def left_out(self) -> int:
        """New rows that were not looked up."""
        return max(0, self._asked - MOST) if self._there() else 0

    def answered(self, row: PlanRow, key: str, said: Sequence[tuple[FieldColumn, Reading]]) -> int | None:
        """The record that a person said the row is about. Notes what it is like on the row, and asks."""
        self._asked += 1
        if self._asked > MOST or not self._there():
            return None
        values = {
            column.field.name: reading.stored
            for column, reading in said
            if not reading.reason and not reading.unmatched and reading.stored is not None
        }
        near = self._near(values)
        if not near:
            return None
        reg_nos = {id: (reg_no, title) for id, reg_no, title in self._heads([id for id, _ in near])}
        row.likeness = [Likeness(id, *reg_nos[id], alike.score, alike.reasons) for id, alike in near]
        told = "；".join(f"{one.reg_no} {one.title}（{'、'.join(one.reasons)}）" for one in row.likeness)
        options = [Option(str(one.id), f"是 {one.reg_no} {one.title}") for one in row.likeness]
        question = Question(
            f"identity:{key}:{row.number}",
            "identity",
            f"第 {row.number} 行与已登记的 {told} 相像，是同一件吗？",
            (*options, Option(NEW, "不是，作为新记录登记")),
        )
        answer = self._questions.ask(question, f"{row.sheet}!{row.number}")
        if answer is None:
            row.doubt(
                str(row.number), "", row.title, f"与已登记的 {told} 相像", "是同一件的请选定，不是的作为新记录登记"
            )
        return int(answer) if answer not in (None, NEW) else None

    def _near(self, values: Mapping[str, Any]) -> list[Any]:
        candidates: dict[int, None] = {}
        for mark in sorted(marks(self._cls, values)):
            found = self._there().get(mark, ())
            if len(found) <= TELLING:
                candidates |= dict.fromkeys(found)
        return nearest(self._cls, values, [(id, self._values[id]) for id in candidates])

    def _there(self) -> Mapping[str, Sequence[int]]:
        """Mark → registered records that bear it."""
        if self._marked is None:
            self._marked = self._read()
        return self._marked

    def _read(self) -> dict[str, list[int]]:
        marked: dict[str, list[int]] = defaultdict(list)
        names = [name for name in compared(self._cls) if name in self._cls.fields()]
        columns = ", ".join(f'"{name}"' for name in names)
        for id, *stored in self._db.rows(f'SELECT id, {columns} FROM "{self._record}" WHERE void = 0'):
            values = {name: value for name, value in zip(names, stored, strict=True) if value is not None}
            self._values[id] = values
            for mark in marks(self._cls, values):
                marked[mark].append(id)
        return dict(marked)

    def _heads(self, ids: Sequence[int]) -> list[tuple[int, str, str]]:
        titles = queries.titles(self._db, self._record, ids)
        marks = ",".join("?" * len(ids))
        found = self._db.rows(f'SELECT id, reg_no FROM "{self._record}" WHERE id IN ({marks})', list(ids))
        return [(id, reg_no, titles[id]) for id, reg_no in found]


def veto(row: PlanRow, record: str, stored: Mapping[str, Any]) -> None:
    """A row found by its natural key that contradicts the record in what cannot change is another matter."""
    cls = RECORDS[record]
    for name in vetoing(cls):
        f = cls.fields()[name]
        was, now = stored.get(name), row.values.get(name)
        if was is None or now in (None, ()):
            continue
        now_text = now.isoformat() if f.kind is Kind.DATE else str(now)
        row.refuse(
            str(row.number),
            f.label,
            now_text,
            f"与 {stored['reg_no']} 的{cls.fields()[cls.about.natural_key[0]].label}相同，但{f.label}不同，不像同一件",
            f"确是同一件的，请在“登记编号”栏填写 {stored['reg_no']}；不是的请核对",
        )
        return
