"""Prints the rows of a ledger, as filtered and ordered on the screen, as a PDF table (reference/gbt9704.md §6.3)."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.domain.fields import Kind
from app.domain.records import RECORDS
from app.domain.values import show
from app.services.notices.fonts import machine_fonts
from app.services.notices.ledger_table import Column, print_ledger
from app.services.notices.page_setup import PageSetup, kept
from app.services.progress import Progress

PAGE = 200


def print_ledger_of(
    db: Database,
    which: Query | tuple[str, array[int]],
    out: Path,
    *,
    columns: Sequence[str] | None = None,
    setup: PageSetup | None = None,
    progress: Progress | None = None,
) -> None:
    """`which`: a query, or a record type with the ids of the rows in order.

    `setup`: as kept for the ledger when not given. `columns`: its own, or the list's, when not named.
    """
    record, ids = (which.record, queries.ids(db, which)) if isinstance(which, Query) else which
    cls = RECORDS[record]
    setup = setup or kept(db, record)
    names = list(columns or setup.columns or cls.about.list_fields)
    fields = [cls.fields()[name] for name in names]

    def rows() -> Iterator[tuple[str, ...]]:
        number = 0
        for start in range(0, len(ids), PAGE):
            for texts in queries.page(db, record, ids[start : start + PAGE], names):
                number += 1
                yield (str(number), *texts)

    print_ledger(
        out,
        title=cls.about.label,
        unit=db.setting("own_unit") or "",
        printed_by=db.user,
        printed_on=datetime.now(),
        columns=[Column("序号", Kind.INTEGER, 4), *(Column(f.header, f.kind, 0) for f in fields)],
        rows=rows(),
        total=len(ids),
        totals=_totals(db, record, ids, names),
        progress=progress or Progress(),
        fonts=machine_fonts(bool(db.setting("shipped_fonts_only"))),
        setup=setup,
    )


def _totals(db: Database, record: str, ids: Sequence[int], names: Sequence[str]) -> list[str] | None:
    """Sums of the money columns, where the table has any."""
    money = [f for name in names if (f := RECORDS[record].fields()[name]).kind is Kind.MONEY]
    if not money or not ids:
        return None
    sums = dict.fromkeys((f.name for f in money), 0)
    for start in range(0, len(ids), PAGE):
        chunk = ids[start : start + PAGE]
        columns = ", ".join(f'sum("{f.name}")' for f in money)
        found = db.rows(f'SELECT {columns} FROM "{record}" WHERE id IN ({",".join("?" * len(chunk))})', chunk)[0]
        for f, value in zip(money, found, strict=True):
            sums[f.name] += value or 0
    by_name = {f.name: show(f, sums[f.name]) for f in money}
    return ["合计", *(by_name.get(name, "") for name in names)]
