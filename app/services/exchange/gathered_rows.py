"""Child rows that an old ledger keeps as text in one cell: 1. 补正程序 2. 退还罚款 under 整改措施 (`Field.import_as`).

Only where nothing else says them: the file has no sheet of these rows, and the record has none yet.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.fields import Field, Kind
from app.services.exchange.layout import Role
from app.services.exchange.plan_rows import PlanRow
from app.services.exchange.questions import Questions
from app.services.exchange.readings import Around, Readings, readings_of
from app.services.exchange.sheet_writer import letters
from app.services.exchange.tables import Table

if TYPE_CHECKING:
    from app.data.database import Database

NUMBERED = re.compile(
    r"(?:^|\n)\s*(?:\d{1,2}[.、．)）](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]{1,2}、)\s*"
)


@dataclass(frozen=True)
class _Column:
    index: int
    header: str
    summary: Field  # of the record: what the ledger shows for the rows together
    child: str
    field: Field  # of the child row: what takes the text
    readings: Readings


class GatheredRows:
    """The columns of one table whose cells are child rows."""

    def __init__(self, db: Database, sheet: Table, questions: Questions, elsewhere: Container[str]) -> None:
        self._columns: list[_Column] = []
        for c in sheet.columns:
            f = c.place.field
            if f is None or not f.import_as or c.place.role is not Role.FIELD:
                continue
            child, _, name = f.import_as.partition(".")
            if child in elsewhere:
                continue
            target = sheet.layout.record.children()[child].fields()[name]
            around = Around(sheet.key, c.header, sheet.facts.year, questions=questions)
            self._columns.append(_Column(c.index, c.header, f, child, target, readings_of(db, target, around)))

    def gather(self, row: PlanRow, cells: Sequence[Any], stored: dict[str, Any] | None) -> None:
        """`stored` is the record as it is; its summary tells whether it has such rows."""
        from app.services.exchange.plan_records import take
        from app.services.exchange.sheet_rows import FieldColumn

        texts: dict[str, list[dict[str, Any]]] = {}
        common: dict[str, dict[str, Any]] = {}  # a date beside them is the date of each
        for c in self._columns:
            if c.index >= len(cells) or cells[c.index] == "" or (stored and stored[c.summary.name] is not None):
                continue
            whole = c.readings[cells[c.index]]
            column = FieldColumn(c.index, c.header, c.field, c.readings)
            if not whole.text or not take(row, column, whole):
                continue
            if c.field.kind in (Kind.TEXT, Kind.LONGTEXT):
                texts.setdefault(c.child, []).extend({c.field.name: part} for part in parts(str(whole.value)))
            else:
                common.setdefault(c.child, {})[c.field.name] = whole.value
        for child in {**texts, **common}:
            row.gathered[child] = [common.get(child, {}) | said for said in texts.get(child, [{}])]

    def cell(self, row: int, child: str) -> str:
        return next((f"{letters(c.index)}{row}" for c in self._columns if c.child == child), str(row))


def parts(text: str) -> list[str]:
    """The entries of a numbered list; a text that is none stays whole."""
    found = [part.strip() for part in NUMBERED.split(text)]
    if len(found) < 3 or found[0]:
        return [text]
    return [part for part in found[1:] if part]
