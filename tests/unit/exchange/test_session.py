"""A session from file to database: dry run, same file again, brake, backup, stale plans, the talk with the wizard."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.data import import_log, queries
from app.data.database import Database
from app.data.queries import Query
from app.errors import UserError
from app.paths import Home
from app.services.exchange.converse import converse
from app.services.exchange.plan_store import PlanStore
from app.services.exchange.session import ImportSession
from app.services.progress import Progress

from .ledgers import HEADERS, case


def cases(db: Database) -> list[int]:
    return list(queries.ids(db, Query("admin_case")))


def test_a_dry_run_leaves_the_database_byte_for_byte(home: Home, ledger: Callable[..., Path], capsys: Any) -> None:
    file = ledger(*(case(n) for n in range(1, 40)))
    before = home.database.read_bytes()
    assert main(["import", str(file), "--dry-run", "--json", "--home", str(home.root)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["new"] == 39 and told["read"] == 39 and told["applied"] is False
    assert home.database.read_bytes() == before
    waiting = home.database.with_name(home.database.name + "-wal")
    assert not waiting.exists() or waiting.read_bytes() == b""
    assert not home.backups.exists()
    assert list(home.temp.glob("*")) == []


def test_what_was_imported_is_logged_and_the_same_file_is_known(db: Database, ledger: Callable[..., Path]) -> None:
    file = ledger(case(1), case(2))
    with ImportSession(db, file) as session:
        assert session.seen is None
        written = session.apply()
    assert (written.written, written.refused) == (2, 0)
    assert written.backup is not None and written.backup.exists() and "导入前" in written.backup.name
    with ImportSession(db, file) as session:
        assert session.seen is not None and session.seen.operation == written.operation
        assert session.plan().counts["same"] == 2
        assert session.apply().operation is None  # nothing to write: no operation, no backup
    (batch,) = import_log.batches(db)
    assert (batch.file_name, batch.counts["new"], batch.counts["read"]) == ("行政诉讼.xlsx", 2, 2)
    assert batch.backup == written.backup.name and not batch.is_undone
    record = queries.find(db, "XS-2026-0001")
    assert record.import_batch == "第1批 登记表 第3行"


def test_each_value_knows_its_cell(db: Database, ledger: Callable[..., Path]) -> None:
    with ImportSession(db, ledger(case(1), case(2))) as session:
        first = session.apply().operation
    with ImportSession(db, ledger(case(2, 备注="改过"), case(1), name="第二次.xlsx")) as session:
        second = session.apply().operation
    assert first and second
    id = queries.find(db, "XS-2026-0002").id
    found = import_log.origins(db, [id])
    assert found[id, first].cell("remarks") == "I4" and found[id, first].file == "行政诉讼.xlsx"
    assert found[id, second].cell("remarks") == "I3" and found[id, second].place == "第二次.xlsx 登记表 第 3 行"


def test_history_names_the_cell_and_the_text_as_written(home: Home, ledger: Callable[..., Path], capsys: Any) -> None:
    words = ["--home", str(home.root)]
    assert main(["import", str(ledger(case(1, 立案日期="2026年3月2日"))), *words]) == 0
    assert main(["import", str(ledger(case(1, 备注="改过"), name="b.xlsx")), *words]) == 0
    capsys.readouterr()
    assert main(["show", "XS-2026-0001", *words]) == 0
    shown = capsys.readouterr().out
    assert "立案日期 来自 行政诉讼.xlsx 登记表!C3，原文“2026年3月2日”" in shown
    assert "备注 来自 b.xlsx 登记表!I3" in shown
    assert main(["imports", "--json", *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(batch["file_name"], batch["counts"]["changed"]) for batch in told] == [("b.xlsx", 1), ("行政诉讼.xlsx", 0)]


def test_rows_read_add_up(db: Database, ledger: Callable[..., Path]) -> None:
    file = ledger(
        case(1), case(1), case(2, 立案日期="2022.9.31"), ("合计", None, None, None, None, None, None, 2001), case(3)
    )
    with ImportSession(db, file) as session:
        plan = session.plan()
        counts = plan.counts
        assert plan.read == 5 == sum(counts.values()) + sum(count for _, count in plan.skipped)
        assert counts["wrong"] == 2
        with pytest.raises(UserError, match="没有导入：有 2 行存在错误"):
            session.apply()
        assert cases(db) == []
        assert session.apply(only_good_rows=True).refused == 2
    assert len(cases(db)) == 2


def test_many_changed_records_want_a_second_confirmation(home: Home, ledger: Callable[..., Path], capsys: Any) -> None:
    words = ["--home", str(home.root)]
    assert main(["import", str(ledger(*(case(n) for n in range(1, 41)))), *words]) == 0
    few = ledger(*(case(n, 备注="少数") for n in range(1, 8)), name="少数.xlsx")
    assert main(["import", str(few), *words]) == 0
    many = ledger(*(case(n, 备注="多数") for n in range(1, 10)), name="多数.xlsx")
    capsys.readouterr()
    assert main(["import", str(many), *words]) == 2
    assert "现有 40 条，其中 9 条将被改动" in capsys.readouterr().err
    with Database.open(home, read_only=True) as db:
        assert len(import_log.batches(db)) == 2
    assert main(["import", str(many), "--confirmed", *words]) == 0


def test_a_plan_that_no_longer_holds_is_refused(db: Database, ledger: Callable[..., Path]) -> None:
    with ImportSession(db, ledger(case(1), case(2))) as session:
        session.apply()
    with ImportSession(db, ledger(case(1, 备注="来自文件"), name="b.xlsx")) as session:
        session.plan()
        record = queries.find(db, "XS-2026-0002")
        record.remarks = "别的记录"
        with db.operation("改另一条") as op:
            op.save(record)
        assert session.apply().written == 1  # it would still do the same
    with ImportSession(db, ledger(case(1, 备注="又来"), name="c.xlsx")) as session:
        session.plan()
        record = queries.find(db, "XS-2026-0001")
        record.remarks = "窗口里改的"
        with db.operation("改同一条") as op:
            op.save(record)
        with pytest.raises(UserError, match="核对之后登记的内容又有改动"):
            session.apply()
    assert queries.find(db, "XS-2026-0001").remarks == "窗口里改的"


def test_the_talk_of_the_wizard(db: Database, ledger: Callable[..., Path]) -> None:
    file = ledger(case(1), case(2, 立案日期="2022.9.31"), case(3))

    def ask(session: ImportSession, **request: Any) -> dict[str, Any]:
        (line,) = converse(session, io.StringIO(json.dumps(request) + "\n"), Progress())
        assert "\n" not in line
        told: dict[str, Any] = json.loads(line)
        return told

    with ImportSession(db, file) as session:
        read = ask(session, do="read", password=None)
        assert read["ok"] and read["book"]["sheets"][0]["name"] == "登记表" and read["seen"] is None
        assert ask(session, do="cells", sheet="登记表", **{"from": 1, "count": 1})["rows"] == [list(HEADERS)]
        tables = ask(session, do="tables", choices={})
        assert tables["tables"][0]["record"] == "admin_case" and len(tables["ledgers"]) >= 69
        plan = ask(session, do="plan", choices={})
        assert plan["counts"]["new"] == 2 and plan["counts"]["wrong"] == 1 and plan["read"] == 3
        store = PlanStore.open(Path(plan["store"]))
        assert list(store.ids()) == [1, 2, 3] and list(store.ids("wrong")) == [1]
        assert [row["kind"] for row in store.page([1, 2])] == ["wrong", "new"]
        assert store.detail(1)["problems"][0]["cell"] == "C4"
        store.close()
        refused = ask(session, do="apply", mode="all")
        assert not refused["ok"] and refused["error"]["what"].startswith("没有导入")
        written = ask(session, do="apply", mode="good")
        assert (written["written"], written["refused"]) == (2, 1)
    assert not Path(plan["store"]).exists()
    assert len(cases(db)) == 2


def test_a_refused_file_is_told_with_what_to_do(db: Database, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")
    with ImportSession(db, tmp_path / "a.xlsx") as session:
        (line,) = converse(session, ['{"do": "read"}', '{"do": "quit"}', "never read"], Progress())
    told = json.loads(line)
    assert told["ok"] is False and told["password"] is False and told["error"]["what_to_do"]
