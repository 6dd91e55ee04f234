"""What a person decided about a file while importing it, as the wizard and the command line hand it over.

`{"tables": {key: {"skip", "record", "child", "header_rows", "columns": {index: field}, "money_unit", "year",
"hidden_rows"}}, "answers": {question id: option}, "rule": …}`; all of it optional. A table's key is that of `Table`.
Fields are named as in `Table`: `filed_on`, `parent.case_no` (of the record that a child row belongs to), `#uid`; '' is
no field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.values import UNITS_OF_MONEY
from app.errors import UserError


@dataclass(frozen=True)
class TableChoice:
    """Decisions about one table. `columns` holds only those decided by a person: index from 0 → field."""

    skip: bool = False
    record: str = ""
    child: str = ""
    header_rows: tuple[int, ...] = ()  # from 0
    columns: Mapping[int, str] = field(default_factory=dict)
    money_unit: str = ""  # 元 or 万元
    year: int | None = None
    skip_hidden: bool = False

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> TableChoice:
        """From JSON. Raises UserError where it is not of the shape above."""
        try:
            year = said.get("year")
            return cls(
                skip=bool(said.get("skip")),
                record=said.get("record") or "",
                child=said.get("child") or "",
                header_rows=tuple(sorted(int(row) for row in said.get("header_rows") or ())),
                columns={int(index): str(name or "") for index, name in (said.get("columns") or {}).items()},
                money_unit=unit if (unit := said.get("money_unit") or "") in UNITS_OF_MONEY else "",
                year=int(year) if year else None,
                skip_hidden=said.get("hidden_rows") == "skip",
            )
        except (TypeError, ValueError, AttributeError) as problem:
            raise UserError(
                "这份导入选择用不了", f"其中一张表的内容不合规定（{problem}）", "请在导入向导中重新选择"
            ) from problem


@dataclass(frozen=True)
class Choices:
    tables: Mapping[str, TableChoice] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Mapping[str, Any] | None) -> Choices:
        """From JSON; what is not about tables and answers belongs to others."""
        said = said or {}
        try:
            tables = {str(key): TableChoice.of(table) for key, table in (said.get("tables") or {}).items()}
            return cls(tables, dict(said.get("answers") or {}))
        except (TypeError, ValueError, AttributeError) as problem:
            raise UserError(
                "这份导入选择用不了", f"它的内容不合规定（{problem}）", "请在导入向导中重新选择"
            ) from problem
