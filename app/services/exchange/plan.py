"""What an import would do, row by row, worked out before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.exchange.acknowledge import Answer
from app.services.exchange.match import MatchedSheet, match_book, no_ledger
from app.services.exchange.package_in import Incoming, Judge, arriving
from app.services.exchange.plan_children import plan_children
from app.services.exchange.plan_records import RecordPlanner
from app.services.exchange.plan_rows import CellProblem, Change, PlanRow, RowKind
from app.services.exchange.questions import Question, Questions
from app.services.exchange.reader import Book, read
from app.services.exchange.tables import RowKind as TableRow
from app.services.exchange.words import known_words
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.database import Database

SHOWN_AS_TEXT = 200  # rows listed on the command line


@dataclass
class Plan:
    """All rows of a file; `apply` writes it as one operation."""

    path: Path
    sheets: list[MatchedSheet]
    rows: list[PlanRow]
    notes: list[str]
    questions: list[Question] = field(default_factory=list)
    skipped: list[tuple[str, int]] = field(default_factory=list)  # (why, how many rows)
    sha256: str = ""
    format: str = ""
    operation: int | None = None  # that wrote it
    package: Incoming | Answer | None = None  # of an exchange workbook

    @property
    def read(self) -> int:
        """Rows under the headers that say anything: each is planned or skipped."""
        return len(self.rows) + sum(count for _, count in self.skipped)

    @property
    def to_write(self) -> list[PlanRow]:
        return [row for row in self.rows if not row.wrong and row.action is not RowKind.SAME]

    def overwrites(self) -> tuple[dict[str, int], int]:
        """Record type → registered records that get other contents; and the fields that were not empty before."""
        changed: dict[str, set[int]] = {}
        fields = 0
        for row in self.to_write:
            if row.id is not None and row.action is RowKind.CHANGED:
                changed.setdefault(row.record, set()).add(row.id)
                fields += sum(bool(change.old) for change in row.changes)
        return {record: len(ids) for record, ids in changed.items()}, fields

    @property
    def conflicts(self) -> int:
        """Rows with contents that both offices changed and nobody has decided yet."""
        return sum(any(conflict.chosen is None for conflict in row.conflicts) for row in self.rows)

    def fingerprint(self) -> int:
        """Equal where two plans would do the same."""
        return hash(
            tuple(
                (row.kind, row.id, row.row_id, tuple((c.label, c.old, c.new) for c in row.changes)) for row in self.rows
            )
        )

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.kind for row in self.rows)
        return {kind.value: found[kind] for kind in RowKind}

    def as_json(self) -> dict[str, Any]:
        return {
            "counts": self.counts,
            "read": self.read,
            "skipped": [{"why": why, "count": count} for why, count in self.skipped],
            "rows": [row.as_json() for row in self.rows],
            "notes": self.notes,
            "questions": [question.as_json() for question in self.questions],
        }

    def as_text(self) -> str:
        counts = Counter(row.kind for row in self.rows)
        lines = ["，".join(f"{kind.label} {counts[kind]} 行" for kind in RowKind)]
        lines += [f"未导入：{why} {count} 行" for why, count in self.skipped]
        lines += self.notes
        told = [row for row in self.rows if row.kind is not RowKind.SAME or row.conflicts]
        for row in sorted(told, key=lambda row: (not row.wrong, not row.problems)):
            if len(lines) > SHOWN_AS_TEXT:
                lines.append("……其余从略，可加 --json 查看全部")
                break
            lines += _row_as_text(row)
        return "\n".join(lines)


def _row_as_text(row: PlanRow) -> Iterator[str]:
    yield f"[{row.kind.label}] {row.sheet} 第 {row.number} 行 {row.reg_no} {row.title}".rstrip()
    for change in row.changes:
        yield f"    {change.label}：{change.old or '空'} → {change.new or '空'}"
    for conflict in row.conflicts:
        chosen = {"ours": "用本机的", "theirs": "用对方的", None: "没有决定，暂用本机的"}[conflict.chosen]
        yield (
            f"    双方都改过 {conflict.label}：原为“{conflict.base}”，本机“{conflict.ours}”，对方“{conflict.theirs}”，"
            f"归口单位{conflict.owner}：{chosen}"
        )
    for problem in row.problems:
        where = f"{problem.cell}（{problem.header}）" if problem.header else problem.cell
        yield f"    {where}：{problem.reason}" + (f"。{problem.remedy}" if problem.remedy else "")


def make_plan(
    db: Database,
    file: Path | str,
    *,
    record: str | None = None,
    answers: Mapping[str, str] | None = None,
    rule: str = "",
    progress: Progress | None = None,
) -> Plan:
    """Read a workbook and compare it with what is registered. Raises UserError when it is no ledger."""
    progress = progress or Progress()
    progress.step(0, 1, "正在读取文件")
    return plan_book(db, read(file), record=record, answers=answers, rule=rule, progress=progress)


def plan_book(
    db: Database,
    book: Book,
    *,
    record: str | None = None,
    answers: Mapping[str, str] | None = None,
    rule: str = "",
    progress: Progress,
) -> Plan:
    return plan_tables(db, book, match_book(book, record), answers=answers, rule=rule, progress=progress)


def plan_tables(
    db: Database,
    book: Book,
    sheets: list[MatchedSheet],
    *,
    answers: Mapping[str, str] | None = None,
    rule: str = "",
    progress: Progress,
) -> Plan:
    package = arriving(db, book, answers or {}, rule)
    incoming = package if isinstance(package, Incoming) else None
    judge = Judge(db, answers or {}, rule)
    questions = Questions(answers, known_words(db.home))
    rows: list[PlanRow] = []
    planners: dict[str, RecordPlanner] = {}
    for sheet in sheets:
        if sheet.layout.rows is None:
            name = sheet.layout.record.about.id
            planner = planners.setdefault(name, RecordPlanner(db, name, questions, incoming, judge))
            child_sheets = {
                other.layout.rows.child
                for other in sheets
                if other.layout.rows is not None and other.layout.record is sheet.layout.record
            }
            rows += planner.plan(sheet, progress, child_sheets)
    for sheet in sheets:
        if sheet.layout.rows is not None:
            rows += plan_children(db, sheet, rows, progress, questions, incoming)
    notes = [] if isinstance(package, Answer) else _notes(book, sheets)
    notes += [note for planner in planners.values() for note in planner.notes]
    if package is not None:
        notes = [*package.notes(), *package.absent(rows), *notes]
    skipped = _skipped(sheets, rows)
    asked = [*(question for sheet in sheets for question in sheet.questions), *questions.all]
    return Plan(book.path, sheets, rows, notes, asked, skipped, book.sha256, book.format, package=package)


def _skipped(sheets: list[MatchedSheet], rows: list[PlanRow]) -> list[tuple[str, int]]:
    """Rows that say something and are no records, by reason, so that what was read adds up."""
    planned: dict[str, set[int]] = {}
    for row in rows:
        planned.setdefault(row.sheet, set()).add(row.number)
    found: Counter[str] = Counter()
    for table in sheets:
        taken = planned.get(table.data.name, set())
        for index in table.data_rows:
            if index + 1 not in taken and any(cell != "" for cell in table.data.rows[index]):
                kind = table.row_kind(index)
                found["合计、注释、签署或只有序号的行" if kind is TableRow.DATA else kind.why] += 1
    return list(found.items())


def _notes(book: Book, sheets: list[MatchedSheet]) -> list[str]:
    notes = []
    taken = {sheet.data.name for sheet in sheets} | {data.name for data in book.sheets if no_ledger(data)}
    for sheet in sheets:
        if sheet.unknown:
            notes.append(
                f"工作表“{sheet.data.name}”中没有导入的栏目：{'、'.join(sheet.unknown)}（台账中没有对应的字段）"
            )
        if not sheet.data.visible:
            notes.append(f"工作表“{sheet.data.name}”是隐藏的，其中的行也已读入")
    for data in book.sheets:
        if data.name not in taken and any(cell != "" for row in data.rows for cell in row):
            notes.append(f"工作表“{data.name}”没有导入：没有认出表头")
    return notes


__all__ = ["CellProblem", "Change", "Plan", "PlanRow", "RowKind", "make_plan", "plan_book", "plan_tables"]
