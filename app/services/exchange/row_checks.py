"""The checks of the form, on the rows of an import.

What a row states and is wrong is refused; what it leaves out is doubtful: it is taken and can be completed afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.data import queries
from app.domain.checks import Problem, problems
from app.services.exchange.plan_rows import PlanRow, RowKind
from app.services.exchange.row_records import change_record, new_record
from app.services.exchange.sheet_rows import SheetRows

if TYPE_CHECKING:
    from app.data.database import Database


def check_rows(db: Database, record: str, planned: list[PlanRow], rows: SheetRows) -> None:
    facts = db.facts()
    columns = {column.field.name: column for column in rows.columns}

    def tell(row: PlanRow, problem: Problem, value: Any) -> None:
        column = columns.get(problem.field) if problem.row is None else None
        cell = column.cell(row.number) if column else str(row.number)
        header = column.header if column else ""
        stated = problem.row is None and problem.field in row.values and value not in (None, ())
        remedy = "请改正后重新导入" if stated and not problem.doubt else ""
        said = row.refuse if stated and not problem.doubt else row.doubt
        said(cell, header, _text(value) if stated else "", problem.text, remedy)

    for row in planned:
        if row.action is RowKind.NEW and not row.wrong:
            made = new_record(row)
            for problem in problems(made, facts):
                if problem.field not in row.unmatched:
                    tell(row, problem, getattr(made, problem.field, None))
    changed = [row for row in planned if row.action is RowKind.CHANGED and not row.wrong]
    there = {
        found.id: found for found in queries.load_many(db, record, [row.id for row in changed if row.id is not None])
    }
    for row in changed:
        if (found := there.get(row.id)) is not None:
            before = {(problem.field, problem.text) for problem in problems(found, facts)}
            change_record(found, row)
            for problem in problems(found, facts):
                if (problem.field, problem.text) not in before and problem.field not in row.unmatched:
                    tell(row, problem, getattr(found, problem.field, None))


def _text(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
