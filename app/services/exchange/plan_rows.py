"""The parts of an import plan: one entry per row of the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.services.exchange.package_in import Arrival


class RowKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"  # taken, to be looked at afterwards
    WRONG = "wrong"  # not taken

    @property
    def label(self) -> str:
        return {"new": "新增", "changed": "变更", "same": "相同", "doubtful": "存疑", "wrong": "错误"}[self.value]


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class CellProblem:
    cell: str  # C7; the row's number where it is about the row as a whole
    header: str
    value: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two offices stated different things without knowing of each other. Texts are as people read them."""

    uid: str
    field: str
    label: str
    base: str  # what both had before; empty where that is not known
    ours: str
    theirs: str
    owner: str  # whose word counts more
    proposal: str  # ours or theirs
    answer: str | None = None  # ours, theirs, or a rule
    chosen: str | None = None  # ours or theirs; None while it is open, and ours stays
    cell: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"id": f"conflict:{self.uid}:{self.field}"} | {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Likeness:
    """A registered record that a row may be about; proposed with its reasons, never taken unasked."""

    id: int
    reg_no: str
    title: str
    score: int
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class PlanRow:
    """One row of the file and what becomes of it."""

    sheet: str
    number: int
    record: str
    child: str = ""
    action: RowKind = RowKind.SAME  # NEW, CHANGED or SAME
    wrong: bool = False
    id: int | None = None  # of the record it is about
    version: int | None = None
    uid: str = ""
    reg_no: str = ""
    number_in_sheet: str = ""  # 序号, by which rows on other sheets may name this one
    title: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # to be set; refs without a match are in `unmatched`
    unmatched: dict[str, str] = field(default_factory=dict)
    originals: dict[str, str] = field(default_factory=dict)  # field → text as written, where it is not what is shown
    gathered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # child → rows that stood in one cell
    changes: list[Change] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    owner: PlanRow | None = None  # of a child row, where its record is in the file too
    row_id: int | None = None  # of a child row that is there already
    arrival: Arrival | None = None  # of a row of an exchange workbook: its versions
    conflicts: list[Conflict] = field(default_factory=list)
    likeness: list[Likeness] = field(default_factory=list)

    @property
    def kind(self) -> RowKind:
        if self.wrong:
            return RowKind.WRONG
        return RowKind.DOUBTFUL if self.problems else self.action

    def refuse(self, cell: str, header: str, value: str, reason: str, remedy: str) -> None:
        self.wrong = True
        self.problems.append(CellProblem(cell, header, value, reason, remedy))

    def doubt(self, cell: str, header: str, value: str, reason: str, remedy: str) -> None:
        self.problems.append(CellProblem(cell, header, value, reason, remedy))

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "row": self.number,
            "kind": self.kind.value,
            "reg_no": self.reg_no,
            "title": self.title,
            "changes": [{"field": c.label, "old": c.old, "new": c.new} for c in self.changes],
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
            "likeness": [likeness.as_json() for likeness in self.likeness],
            "problems": [
                {"cell": p.cell, "header": p.header, "value": p.value, "reason": p.reason, "remedy": p.remedy}
                for p in self.problems
            ],
        }
