"""A table of rules or holidays in a file of any spreadsheet format, as rows by the names of their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.errors import UserError

HEAD_ROWS = 20  # the header is looked for among the first rows


def read_table(path: Path, known: Mapping[str, str], *, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(row number as Excel counts, {name: text}); `known` is header → name. Raises UserError without a header."""
    from app.services.exchange.reader import read

    for sheet in read(path).sheets:
        for place, row in enumerate(sheet.rows[:HEAD_ROWS]):
            names = [known.get(_text(cell).strip()) for cell in row]
            if set(needed) <= set(names):
                yield from _rows(sheet.rows, place + 1, names)
                return
    raise UserError(
        f"“{path.name}”中没有找到表头", f"表头至少要有：{'、'.join(_headers(known, needed))}", "请核对文件后重试"
    )


def _rows(
    rows: Sequence[Sequence[Any]], first: int, names: Sequence[str | None]
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, row in enumerate(rows[first:], start=first + 1):
        values = {name: _text(cell).strip() for name, cell in zip(names, row, strict=False) if name}
        if any(values.values()):
            yield number, values


def _headers(known: Mapping[str, str], needed: Sequence[str]) -> list[str]:
    """The first header known for each name."""
    return [next(header for header, named in known.items() if named == name) for name in needed]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
