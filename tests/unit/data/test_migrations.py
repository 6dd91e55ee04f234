"""A file of every released version opens in this one, with a backup made first and nothing lost."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from app.data import driver, due_table
from app.data.backup import check
from app.data.database import SCHEMA_VERSION, Database
from app.data.finding import find_anywhere
from app.data.queries import find, history
from app.data.schema_names import DUE_COLUMNS
from app.paths import Home

FILES = Path(__file__).resolve().parents[2] / "files"


@pytest.fixture
def version_1(tmp_path: Path) -> Home:
    home = Home(tmp_path / "old")
    home.root.mkdir()
    home.database.write_bytes(lzma.decompress((FILES / "version-1.db.xz").read_bytes()))
    return home


def structure(path: Path) -> dict[str, str]:
    raw = driver.connect(path, read_only=True)
    found = raw.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search_%'")
    shown = {name: _in_any_order(" ".join(sql.split())) for name, sql in found}
    raw.close()
    return shown


def _in_any_order(sql: str) -> str:
    """A column that was added later stands at the end of its table."""
    return ", ".join(sorted(sql.removesuffix(" )").split(", "))) if sql.startswith("CREATE TABLE") else sql


def test_a_file_of_version_1_is_brought_up_to_date(version_1: Home) -> None:
    with Database.open(version_1) as db:
        assert db.value("PRAGMA user_version") == SCHEMA_VERSION
        assert check(db) == []
        case = find(db, "XS-2026-0001")
        assert (case.case_no, case.remarks) == ("（2026）皖1622行初12号", "开庭前联系")
        assert [entry.title for entry in history(db, case.id)] == ["修改备注", "登记行政诉讼案件"]
        assert db.undo() == "修改备注"
        assert find(db, "XS-2026-0001").remarks is None
        assert db.value("SELECT count(*) FROM import_batch") == 0
        assert db.value("SELECT count(*) FROM period") == 167
        assert {2024, 2025, 2026} <= db.calendar.years
        made: list[tuple[object, ...]] = []
        due_table.rebuild(db.rows, lambda sql, rows: made.extend(rows), db.law)
        assert sorted(made) == sorted(db.rows(f"SELECT {', '.join(DUE_COLUMNS)} FROM due"))
    kept = list(version_1.backups.glob("*升级前*.db"))
    assert len(kept) == 1
    raw = driver.connect(kept[0], read_only=True)
    assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    assert raw.execute("SELECT remarks FROM admin_case").fetchall() == [("开庭前联系",)]
    raw.close()


def test_an_upgraded_file_has_the_tables_of_a_new_one(version_1: Home, tmp_path: Path) -> None:
    Database.open(version_1).close()
    Database.open(tmp_path / "new").close()
    assert structure(version_1.database) == structure(Home(tmp_path / "new").database)


def test_opening_again_upgrades_and_backs_up_no_more(version_1: Home) -> None:
    Database.open(version_1).close()
    Database.open(version_1).close()
    assert len(list(version_1.backups.glob("*.db"))) == 1


def test_an_older_file_is_found_in_by_one_character_and_by_reading(version_1: Home) -> None:
    with Database.open(version_1) as db:
        for typed in ("司", "sifaju", "sfj"):
            assert any(hit.title == "蒙城县司法局" for hit in find_anywhere(db, typed, per_ledger=1000)), typed
