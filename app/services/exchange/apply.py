"""Writes a plan as one operation, so that one undo takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from app.data import derive, queries
from app.domain.fields import Rows
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.exchange.plan import Plan, PlanRow, RowKind
from app.services.exchange.row_records import change_record, new_record
from app.services.progress import Progress

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

CHUNK = 500


def apply(
    db: Database, plan: Plan, *, only_good_rows: bool = False, progress: Progress | None = None, via: str = "导入"
) -> int:
    """Returns how many rows were written. Wrong rows block the whole, or are left out where that is asked for."""
    progress = progress or Progress()
    counts = plan.counts
    if counts[RowKind.WRONG] and not only_good_rows:
        raise UserError(
            f"没有导入：有 {counts[RowKind.WRONG]} 行存在错误",
            "整批导入要求每一行都正确",
            "请改正后重试，或者选择只导入无误的行",
        )
    rows = [row for row in plan.rows if not row.wrong and row.action is not RowKind.SAME]
    if not rows:
        return 0
    source = f"{plan.path.name}：{'、'.join(sheet.data.name for sheet in plan.sheets)}"
    with db.operation(f"导入 {plan.path.name}", via=via, source=source) as op:
        for record in dict.fromkeys(row.record for row in rows):
            _write(db, op, record, [row for row in rows if row.record == record], progress)
    return len(rows)


def _write(db: Database, op: Operation, record: str, rows: list[PlanRow], progress: Progress) -> None:
    children: dict[int, list[PlanRow]] = {}  # by the row or the record they belong to
    for row in rows:
        if row.child:
            children.setdefault(_owner_key(row), []).append(row)
    new = [row for row in rows if not row.child and row.action is RowKind.NEW]
    changed: dict[int | None, PlanRow] = {
        row.id: row for row in rows if not row.child and row.action is RowKind.CHANGED
    }
    owners = {row.id: None for row in rows if row.child and row.id is not None}
    _create(op, record, progress.of(new, len(new), "正在登记新记录"), children)
    ids = [id for id in dict.fromkeys([*changed, *owners]) if id is not None]
    versions: dict[int | None, int | None] = {row.id: row.version for row in rows if row.id is not None}
    for start in range(0, len(ids), CHUNK):
        progress.step(start, len(ids), "正在更新记录")
        there = queries.load_many(db, record, ids[start : start + CHUNK])
        _refuse_stale(there, versions)
        for found in there:
            if found.id in changed:
                change_record(found, changed[found.id])
            _change_children(found, children.get(found.id, ()))
            op.save(found)


def _owner_key(row: PlanRow) -> int:
    """An id is above 2**40; the place of a new row's object serves where there is none yet."""
    return row.id if row.id is not None else -id(row.owner)


def _create(op: Operation, record: str, rows: Iterable[PlanRow], children: dict[int, list[PlanRow]]) -> None:
    def made() -> Iterable[Any]:
        for row in rows:
            new = new_record(row)
            _change_children(new, children.get(-id(row), ()))
            if new.overrides:
                _keep_true_overrides(op, new)
            yield new

    op.create_many(record, made())


def _keep_true_overrides(op: Operation, record: Any) -> None:
    """A value that the program would work out itself is no replacement: it must follow later changes."""
    worked_out = record.copy()
    worked_out.overrides = frozenset()
    derive.work_out(worked_out, op.facts)
    record.overrides = frozenset(
        name for name in record.overrides if getattr(worked_out, name) != getattr(record, name)
    )


def _change_children(record: Any, rows: Sequence[PlanRow]) -> None:
    for row in rows:
        under: list[Rows] = getattr(record, row.child)
        if row.row_id is None:
            kind = RECORDS[row.record].children()[row.child]
            under.append(kind(**row.values))
            continue
        for there in under:
            if there.id == row.row_id:
                for name, value in row.values.items():
                    setattr(there, name, value)


def _refuse_stale(there: list[Any], versions: dict[int | None, int | None]) -> None:
    """A plan shown a while ago must not overwrite what was changed meanwhile."""
    if any(versions.get(found.id) not in (None, found.version) for found in there):
        raise UserError("没有导入", "读入文件之后，其中有的记录又被改动过", "请重新读入该文件，核对后再导入")
