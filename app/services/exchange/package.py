"""An exchange workbook as the program sees it: who sent what to whom, and the versions behind its cells.

All of it stands on the hidden sheet `_meta`, one line per row of the ledgers, found by the row's mark and not by its place:
the ledgers may be sorted, filtered, cut and saved by other programs. A cell is compared with what was written by a hash of
what it says; one that says something else was edited by hand since. Where the sheet is missing or was altered, the
workbook is a foreign ledger like any other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Self

from app.domain.versions import Vector, Version, joined
from app.services.exchange.reader import META, Book, SheetData, text_of
from app.services.exchange.sheet_cells import TextCells
from app.services.exchange.sheet_writer import Column, SheetShape, Workbook

FORMAT = 1
TITLE = "府院联动交换包"
LEDGERS, ANSWER = "ledgers", "acknowledgement"
PART = 30_000  # characters of a cell; Excel takes 32,767
PARTS = 4  # cells per line


@dataclass(frozen=True)
class Said:
    """What was written to one cell: a hash of it, and the statement it makes (none for a value worked out there)."""

    hash: str
    vector: Vector | None = None
    writer: str = ""
    refs: tuple[str, ...] = ()  # what a ref names
    erased: bool = False  # the cell is empty because the field was emptied on purpose


@dataclass
class PackageRow:
    """One row of a ledger in the package."""

    uid: str
    table: str  # record, or record__child
    reg_no: str  # at the sender
    owner: str = ""  # uid of the record a child row belongs to
    also: tuple[str, ...] = ()  # further uids it is known by
    void: str = ""  # the reason why it is void at the sender
    links: tuple[str, ...] = ()
    said: dict[str, Said] = field(default_factory=dict)


@dataclass
class Package:
    """The head of an exchange workbook, and its rows by uid."""

    id: str
    kind: str
    sender: str
    replica: str
    receiver: str
    sequence: int
    made_at: str
    schema: int
    purpose: str = ""
    basis: str = ""
    masked: tuple[str, ...] = ()  # record.field
    units: dict[str, str] = field(default_factory=dict)  # replica → unit, of those who wrote
    sheets: dict[str, str] = field(default_factory=dict)  # name of a sheet → table
    answer: dict[str, Any] = field(default_factory=dict)  # of an acknowledgement: what was taken
    rows: dict[str, PackageRow] = field(default_factory=dict)

    @property
    def clock(self) -> int:
        """The highest number of a statement in it."""
        vectors = (said.vector for row in self.rows.values() for said in row.said.values() if said.vector)
        return max((max(vector.values(), default=0) for vector in vectors), default=0)

    def row_of(self, mark: str, reg_no: str, table: str) -> PackageRow | None:
        """By the mark in the first column; a row that lost it, by the number it has at the sender."""
        if mark:
            return self.rows.get(mark)
        return self._by_number.get((table, reg_no)) if reg_no else None

    @cached_property
    def _by_number(self) -> dict[tuple[str, str], PackageRow]:
        """Records by the number they have at the sender."""
        return {(row.table, row.reg_no): row for row in self.rows.values() if row.reg_no}

    def edited(self, said: Said | None, text: str) -> Version:
        """What a person wrote into the workbook: said in knowledge of what stood there, and alike wherever it arrives."""
        known = said.vector if said is not None and said.vector else {}
        return Version(text, joined(known, {f"{self.id[:8]}~{hash_of(text)}": 1}))

    # As a sheet

    def write(self, book: Workbook) -> None:
        columns = tuple(Column(title, TextCells, 20) for title in (TITLE, "本表由程序使用，请勿改动", *("",) * PARTS))
        sheet = book.sheet(SheetShape(META, columns, state="hidden"))
        digest = hashlib.sha256()
        for kind, key, said in self._lines():
            text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            digest.update(f"{kind}\0{key}\0{text}\0".encode())
            parts = [text[i : i + PART] for i in range(0, len(text), PART)]
            assert len(parts) <= PARTS, f"{key}: {len(text)} characters"
            sheet.append([kind, key, *parts, *[None] * (PARTS - len(parts))])
        sheet.append(["end", digest.hexdigest(), *[None] * PARTS])

    def _lines(self) -> Iterator[tuple[str, str, Any]]:
        head = asdict(self) | {"format": FORMAT, "count": len(self.rows)}
        del head["rows"], head["units"], head["sheets"]
        yield "package", self.id, head
        for name, table in self.sheets.items():
            yield "sheet", name, table
        for replica, unit in self.units.items():
            yield "unit", replica, unit
        vectors = _Vectors()
        for row in self.rows.values():
            line = _dumped(row, vectors)
            for number, vector in vectors.new():
                yield "vector", str(number), vector
            line["hash"] = _row_hash(line)
            yield "row", row.uid, line

    @classmethod
    def from_sheet(cls, sheet: SheetData) -> Self | None:
        """None where the sheet is none of ours, was altered, or is of a newer program."""
        lines = [line for cells in sheet.rows if (line := _line(cells)) is not None]
        if not lines or lines[0][0] != "package" or lines[-1][0] != "end":
            return None
        digest = hashlib.sha256()
        for kind, key, text in lines[:-1]:
            digest.update(f"{kind}\0{key}\0{text}\0".encode())
        if digest.hexdigest() != lines[-1][1]:
            return None
        head = json.loads(lines[0][2])
        if head.pop("format") != FORMAT:
            return None
        head.pop("count")
        package = cls(**head | {"masked": tuple(head["masked"])})
        vectors: dict[int, Vector] = {}
        for kind, key, text in lines[1:-1]:
            said = json.loads(text)
            match kind:
                case "sheet":
                    package.sheets[key] = said
                case "unit":
                    package.units[key] = said
                case "vector":
                    vectors[int(key)] = said
                case "row":
                    if _row_hash(said) != said["hash"]:
                        return None
                    package.rows[key] = _loaded(key, said, vectors)
        return package


def _line(cells: Sequence[Any]) -> tuple[str, str, str] | None:
    texts = [text_of(cell) for cell in cells]
    if len(texts) < 2 or texts[0] not in ("package", "sheet", "unit", "vector", "row", "end"):
        return None
    return texts[0], texts[1], "".join(texts[2:])


def sheet_tables(book: Book) -> dict[str, str] | None:
    """Which table each sheet of an exchange workbook holds; None where the workbook is none."""
    if book.meta is None:
        return None
    lines = [line for cells in book.meta.rows if (line := _line(cells)) is not None]
    if not lines or lines[0][0] != "package":
        return None
    return {key: json.loads(text) for kind, key, text in lines if kind == "sheet"}


class _Vectors:
    """Each vector is written once; rows name it by number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._new: list[tuple[int, Vector]] = []

    def number(self, vector: Vector) -> int:
        key = json.dumps(dict(vector), sort_keys=True)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            self._new.append((self._numbers[key], dict(vector)))
        return self._numbers[key]

    def new(self) -> list[tuple[int, Vector]]:
        new, self._new = self._new, []
        return new


def _dumped(row: PackageRow, vectors: _Vectors) -> dict[str, Any]:
    line: dict[str, Any] = {"table": row.table, "no": row.reg_no}
    for name in ("owner", "also", "void", "links"):
        if value := getattr(row, name):
            line[name] = value
    fields: dict[str, list[Any]] = {}
    for name, said in row.said.items():
        entry: list[Any] = [said.hash]
        if said.vector is not None:
            entry += [vectors.number(said.vector), said.writer]
            more: dict[str, Any] = {}
            if said.refs:
                more["refs"] = said.refs
            if said.erased:
                more["erased"] = 1
            if more:
                entry.append(more)
        fields[name] = entry
    line["said"] = fields
    return line


def _loaded(uid: str, line: Mapping[str, Any], vectors: Mapping[int, Vector]) -> PackageRow:
    said = {}
    for name, entry in line["said"].items():
        more = entry[3] if len(entry) > 3 else {}
        said[name] = Said(
            entry[0],
            vectors[entry[1]] if len(entry) > 1 else None,
            entry[2] if len(entry) > 2 else "",
            tuple(more.get("refs", ())),
            bool(more.get("erased")),
        )
    return PackageRow(
        uid,
        line["table"],
        line["no"],
        line.get("owner", ""),
        tuple(line.get("also", ())),
        line.get("void", ""),
        tuple(line.get("links", ())),
        said,
    )


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _row_hash(line: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in line.items() if name != "hash"}
    return hash_of(json.dumps(rest, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
