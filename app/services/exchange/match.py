"""The tables of a file that are imported."""

from __future__ import annotations

from app.domain.records import RECORDS
from app.errors import UserError
from app.services.exchange.choices import Choices
from app.services.exchange.learned import Learned
from app.services.exchange.package import sheet_tables
from app.services.exchange.reader import Book
from app.services.exchange.tables import MatchedColumn, Table
from app.services.exchange.understand import no_ledger, understand

MatchedSheet = Table


def match_book(
    book: Book, record: str | None = None, *, learned: Learned | None = None, choices: Choices | None = None
) -> list[Table]:
    """The tables that are taken. Raises UserError when there is none."""
    return taken(book, understand(book, record=record, learned=learned, choices=choices), record)


def taken(book: Book, tables: list[Table], record: str | None = None) -> list[Table]:
    found = [table for table in tables if table.taken]
    if found or sheet_tables(book) == {}:  # an answer to a package brings no rows
        return found
    if tables:
        raise UserError(
            f"“{book.path.name}”没有导入",
            "；".join(dict.fromkeys(f"“{table.data.name}”：{table.why[-1]}" for table in tables)),
            "请在导入向导中选定它是哪一种台账，或者用 --record 指定",
        )
    asked = f"“{RECORDS[record].about.label}”" if record else "任何一种台账"
    raise UserError(
        f"“{book.path.name}”没有导入",
        f"没有认出{asked}的表头",
        "请用“导出空白台账”得到模板，把内容填入模板后再导入；表头的栏目名称请不要改动",
    )


__all__ = ["MatchedColumn", "MatchedSheet", "match_book", "no_ledger", "taken"]
