"""An import is taken back in three parts: what can go back, what was changed since, what others point to by now."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.data import import_log
from app.data.backup import check
from app.data.database import Database
from app.data.queries import blank, find
from app.errors import UserError
from app.paths import Home
from app.services.exchange.session import ImportSession

from .ledgers import case


def imported(db: Database, file: Path) -> int:
    with ImportSession(db, file) as session:
        operation = session.apply().operation
    assert operation is not None
    return operation


def numbers(db: Database) -> list[str]:
    return [row[0] for row in db.rows("SELECT reg_no FROM admin_case ORDER BY reg_no")]


def dump(db: Database) -> dict[str, list[Any]]:
    """Everything that undo must bring back, with what search finds."""
    left_out = {"version", "updated_by", "updated_at"}
    columns = [row[1] for row in db.rows("PRAGMA table_info(admin_case)") if row[1] not in left_out]
    found = {"rows": db.rows(f"SELECT {', '.join(columns)} FROM admin_case ORDER BY id")}
    found["search"] = db.rows("SELECT rowid FROM search WHERE search MATCH '原告' ORDER BY rowid")
    return found


def test_all_is_taken_back_and_redone(db: Database, ledger: Callable[..., Path]) -> None:
    imported(db, ledger(case(1), case(2)))
    before = dump(db)
    imported(db, ledger(case(1, 备注="改过"), case(3), case(4), name="b.xlsx"))
    after = dump(db)
    assert db.undo() == "导入 b.xlsx"
    assert dump(db) == before
    assert import_log.batches(db)[0].undone == {"taken_back": 3, "kept": 0, "failed": 0}
    assert import_log.batches(db)[0].is_undone
    db.redo()
    assert dump(db) == after
    assert import_log.batches(db)[0].undone is None and not import_log.batches(db)[0].is_undone
    assert check(db) == []


def test_what_was_changed_since_stays_and_is_named(home: Home, ledger: Callable[..., Path], capsys: Any) -> None:
    with Database.open(home) as db:
        operation = imported(db, ledger(*(case(n) for n in range(1, 7))))
        changed = find(db, "XS-2026-0002")
        changed.remarks = "窗口里改过"
        with db.operation("改备注") as op:
            op.save(changed)
        pointing = blank(db, "admin_case")
        for name in ("trial_level", "court", "filed_on", "cause", "plaintiff", "defendants"):
            setattr(pointing, name, getattr(changed, name))
        pointing.case_no = "（2026）皖1622行终9号"
        pointing.prev_case = find(db, "XS-2026-0003").id
        with db.operation("登记二审") as op:
            op.create(pointing)
        with db.operation("关联") as op:
            op.link(pointing.id, find(db, "XS-2026-0004").id)
    capsys.readouterr()
    assert main(["undo", str(operation), "--json", "--home", str(home.root)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["taken_back"], told["kept"], told["failed"]) == (3, 1, 2)
    assert [row["reg_no"] for row in told["kept_records"]] == ["XS-2026-0002"]
    assert {row["reg_no"] for row in told["failed_records"]} == {"XS-2026-0003", "XS-2026-0004"}
    assert "退回 3 条，1 条此后又被改动，保留现在的内容，2 条被其他记录引用" in told["undone"]
    with Database.open(home) as db:
        assert find(db, "XS-2026-0002").remarks == "窗口里改过"
        assert len(numbers(db)) == 4
        assert check(db) == []
        db.redo()
        assert len(numbers(db)) == 7
        assert check(db) == []


def test_an_import_of_which_nothing_can_go_back_is_refused(db: Database, ledger: Callable[..., Path]) -> None:
    operation = imported(db, ledger(case(1)))
    record = find(db, "XS-2026-0001")
    record.remarks = "改过"
    with db.operation("改备注") as op:
        op.save(record)
    with pytest.raises(UserError, match="没有撤销"):
        db.undo(operation)
    assert find(db, "XS-2026-0001").remarks == "改过"
    assert not import_log.batches(db)[0].is_undone


def test_a_change_that_was_itself_undone_keeps_nothing(db: Database, ledger: Callable[..., Path]) -> None:
    operation = imported(db, ledger(case(1)))
    record = find(db, "XS-2026-0001")
    record.remarks = "改过"
    with db.operation("改备注") as op:
        op.save(record)
    db.undo()
    assert db.undo(operation) == "导入 行政诉讼.xlsx"
    assert numbers(db) == []


def test_an_ordinary_operation_is_taken_back_whole_or_not_at_all(db: Database, ledger: Callable[..., Path]) -> None:
    imported(db, ledger(case(1)))
    first = blank(db, "admin_case")
    for name in ("trial_level", "court", "filed_on", "cause", "plaintiff", "defendants"):
        setattr(first, name, getattr(find(db, "XS-2026-0001"), name))
    first.case_no = "（2026）皖1622行初77号"
    with db.operation("登记") as op:
        op.create(first)
    operation = db.value("SELECT max(id) FROM operation")
    second = find(db, "XS-2026-0001")
    second.prev_case = first.id
    with db.operation("填前审案件") as op:
        op.save(second)
    with pytest.raises(UserError, match="其他记录正在引用它"):
        db.undo(operation)
    assert len(numbers(db)) == 2
