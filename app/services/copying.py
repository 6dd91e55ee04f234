"""Rows for the clipboard, so that they paste into Excel as a table: as plain text, and as HTML that tells numbers
from texts (a spreadsheet would make 3.4E+17 of an identity number and a date of a case number)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from app.data import queries
from app.data.database import Database
from app.domain.fields import Field, Kind
from app.domain.records import RECORDS

CHUNK = 200
NUMBERS = frozenset({Kind.MONEY, Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.YEAR})
MEASURED = NUMBERS | {Kind.DATE, Kind.DATETIME}  # a spreadsheet reads them itself
# How Excel and WPS are told that a cell is text, and LibreOffice (sdnum).
AS_TEXT = ' sdnum="2052;0;@" style=\'mso-number-format:"\\@"\''
LINE_BREAK = "<br style='mso-data-placement:same-cell'>"


@dataclass(frozen=True)
class Copied:
    text: str
    html: str


def copied(db: Database, record: str, ids: Sequence[int], names: Sequence[str]) -> Copied:
    """Header and rows as they are shown, masked where declared; numbers without grouping."""
    fields = [RECORDS[record].fields()[name] for name in names]
    lines = ["\t".join(f.header for f in fields)]
    rows = ["".join(f"<th>{escape(f.header)}</th>" for f in fields)]
    for texts in _rows(db, record, ids, fields):
        lines.append("\t".join(map(_quoted, texts)))
        rows.append("".join([_cell(f, text) for f, text in zip(fields, texts, strict=True)]))
    table = "".join(f"<tr>{row}</tr>\n" for row in rows)
    html = f'<html><head><meta charset="utf-8"></head><body><table>\n{table}</table></body></html>'
    return Copied("\n".join(lines) + "\n", html)


def _rows(db: Database, record: str, ids: Sequence[int], fields: Sequence[Field]) -> Iterator[list[str]]:
    names = [f.name for f in fields]
    for start in range(0, len(ids), CHUNK):
        for row in queries.page(db, record, ids[start : start + CHUNK], names):
            yield [text.replace(",", "") if f.kind in NUMBERS else text for f, text in zip(fields, row, strict=True)]


def _cell(f: Field, text: str) -> str:
    if f.kind in MEASURED:
        return f"<td>{text}</td>"
    return f"<td{AS_TEXT}>{LINE_BREAK.join(escape(text).splitlines())}</td>"


def _quoted(text: str) -> str:
    # A quoted cell may hold line breaks; Excel doubles quotes inside.
    if any(c in text for c in '\t\n"'):
        return '"' + text.replace("\t", " ").replace('"', '""') + '"'
    return text
