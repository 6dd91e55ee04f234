"""Writes a plan as one operation, so that one undo takes it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.data import derive, import_log, queries
from app.domain.fields import Rows
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.exchange.interrupted import running
from app.services.exchange.match import MatchedSheet
from app.services.exchange.plan import Plan, PlanRow, RowKind
from app.services.exchange.row_records import change_record, new_record
from app.services.exchange.sheet_writer import letters
from app.services.progress import Progress
from app.whole_file import hash_of

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

CHUNK = 500


def apply(
    db: Database,
    plan: Plan,
    *,
    only_good_rows: bool = False,
    progress: Progress | None = None,
    via: str = "导入",
    choices: Mapping[str, Any] | None = None,
    backup: Path | None = None,
    planned_at: int | None = None,
) -> int:
    """Returns how many rows were written. Wrong rows block the whole, or are left out where that is asked for.

    `planned_at`: the last operation that the plan knew of; a later one makes the plan stale.
    """
    progress = progress or Progress()
    counts = plan.counts
    if counts[RowKind.WRONG] and not only_good_rows:
        raise refused(counts[RowKind.WRONG])
    rows = plan.to_write
    if not rows and plan.package is None:
        return 0
    source = f"{plan.path.name}：{'、'.join(sheet.data.name for sheet in plan.sheets)}"
    with running(db) as begun, db.operation(f"导入 {plan.path.name}", via=via, source=source) as op:
        begun(op, plan.path.name)
        if planned_at is not None and op.id != planned_at + 1:
            raise _stale()
        if not rows and plan.package is not None:
            plan.package.received(op, plan)
            return 0
        batch = import_log.add_batch(
            op,
            {
                "file_name": plan.path.name,
                "file_sha256": plan.sha256 or hash_of(plan.path),
                "format": plan.format,
                "choices": {"tables": [_table(sheet) for sheet in plan.sheets], "chosen": dict(choices or {})},
                "counts": counts | {"read": plan.read, "skipped": sum(count for _, count in plan.skipped)},
                "backup": backup.name if backup else None,
            }
            | (plan.package.sender_facts if plan.package is not None else {}),
        )
        children: list[tuple[PlanRow, Rows]] = []
        for record in dict.fromkeys(row.record for row in rows):
            _write(db, op, record, [row for row in rows if row.record == record], children, batch, progress)
        for row, under in children:
            row.row_id = under.id
        _add_sources(op, batch, plan.sheets, rows)
        if plan.package is not None:
            plan.package.received(op, plan)
        plan.operation = op.id
    return len(rows)


def refused(wrong: int) -> UserError:
    return UserError(
        f"没有导入：有 {wrong} 行存在错误",
        "整批导入要求每一行都正确",
        "请改正后重试，或者选择只导入无误的行",
    )


def _table(sheet: MatchedSheet) -> dict[str, Any]:
    """What the log keeps of a table: enough to name the cell that a value came from."""
    return {
        "sheet": sheet.data.name,
        "record": sheet.layout.record.about.id,
        "child": sheet.layout.rows.child if sheet.layout.rows else None,
        "columns": {
            column.place.field.name: letters(column.index)
            for column in sheet.columns
            if column.place.editable and column.place.field is not None
        },
    }


def _add_sources(op: Operation, batch: int, sheets: Sequence[MatchedSheet], rows: Sequence[PlanRow]) -> None:
    places: dict[tuple[str, str], list[tuple[range, int]]] = {}
    for place, sheet in enumerate(sheets):
        child = sheet.layout.rows.child if sheet.layout.rows else ""
        places.setdefault((sheet.data.name, child), []).append((sheet.data_rows, place))
    sources = []
    for row in rows:
        id = row.row_id if row.child else row.id
        assert id is not None
        place = next(place for its, place in places[row.sheet, row.child] if row.number - 1 in its)
        texts = json.dumps(row.originals, ensure_ascii=False) if row.originals else None
        sources.append((id, place, row.number, texts))
    import_log.add_sources(op, batch, sources)


def _write(
    db: Database,
    op: Operation,
    record: str,
    rows: list[PlanRow],
    added: list[tuple[PlanRow, Rows]],
    batch: int,
    progress: Progress,
) -> None:
    children: dict[int, list[PlanRow]] = {}  # by the row or the record they belong to
    for row in rows:
        if row.child:
            children.setdefault(_owner_key(row), []).append(row)
    new = [row for row in rows if not row.child and row.action is RowKind.NEW]
    changed: dict[int | None, PlanRow] = {
        row.id: row for row in rows if not row.child and row.action is RowKind.CHANGED
    }
    owners = {row.id: None for row in rows if row.child and row.id is not None}
    _create(op, record, progress.of(new, len(new), "正在登记新记录"), children, added, batch, len(new))
    ids = [id for id in dict.fromkeys([*changed, *owners]) if id is not None]
    versions: dict[int | None, int | None] = {row.id: row.version for row in rows if row.id is not None}
    for start in range(0, len(ids), CHUNK):
        progress.step(start, len(ids), "正在更新记录")
        there = queries.load_many(db, record, ids[start : start + CHUNK])
        _refuse_stale(there, versions)
        for found in there:
            if found.id in changed:
                change_record(found, changed[found.id])
            _change_children(found, children.get(found.id, ()), added)
            op.save(found)


def _owner_key(row: PlanRow) -> int:
    """An id is above 2**40; the place of a new row's object serves where there is none yet."""
    return row.id if row.id is not None else -id(row.owner)


def _create(
    op: Operation,
    record: str,
    rows: Iterable[PlanRow],
    children: dict[int, list[PlanRow]],
    added: list[tuple[PlanRow, Rows]],
    batch: int,
    expected: int,
) -> None:
    def made() -> Iterable[Any]:
        for row in rows:
            new = new_record(row)
            new.import_batch = f"第{batch}批 {row.sheet} 第{row.number}行"
            _change_children(new, children.get(-id(row), ()), added)
            if new.overrides:
                _keep_true_overrides(op, new)
            yield new
            row.id = new.id
            if row.arrival is None:
                row.values = {}  # it is in the record now; of 100,000 rows they are a good part of the memory

    op.create_many(record, made(), expected)


def _keep_true_overrides(op: Operation, record: Any) -> None:
    """A value that the program would work out itself is no replacement: it must follow later changes."""
    worked_out = record.copy()
    worked_out.overrides = frozenset()
    derive.work_out(worked_out, op.facts)
    record.overrides = frozenset(
        name for name in record.overrides if getattr(worked_out, name) != getattr(record, name)
    )


def _change_children(record: Any, rows: Sequence[PlanRow], added: list[tuple[PlanRow, Rows]]) -> None:
    for row in rows:
        under: list[Rows] = getattr(record, row.child)
        if row.row_id is None:
            kind = RECORDS[row.record].children()[row.child]
            under.append(kind(**row.values))
            added.append((row, under[-1]))
            continue
        for there in under:
            if there.id == row.row_id:
                for name, value in row.values.items():
                    setattr(there, name, value)


def _refuse_stale(there: list[Any], versions: dict[int | None, int | None]) -> None:
    """A plan shown a while ago must not overwrite what was changed meanwhile."""
    if any(versions.get(found.id) not in (None, found.version) for found in there):
        raise _stale()


def _stale() -> UserError:
    return UserError("没有导入", "读入文件之后，登记的内容又被改动过", "请重新读入该文件，核对后再导入")
