"""Opening the file: made at first, refused with a sentence when it cannot be used, never written outside an operation."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.data import driver
from app.data.backup import backup, check, restore
from app.data.database import SCHEMA_VERSION, Database
from app.data.queries import blank, counts, find
from app.errors import Locked, UserError
from app.paths import Home


def test_new_home_gets_a_sound_database(tmp_path: Path) -> None:
    with Database.open(tmp_path / "new") as db:
        assert check(db) == []
        assert db.value("PRAGMA user_version") == SCHEMA_VERSION
        assert db.value("PRAGMA journal_mode") == "wal"


def test_sqlite_is_the_one_of_the_wheel(db: Database) -> None:
    assert tuple(map(int, db.value("SELECT sqlite_version()").split("."))) >= (3, 51, 3)


def test_newer_file_is_refused_and_left_alone(home: Home) -> None:
    with sqlite3.connect(home.database) as raw:
        raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    raw.close()
    before = home.database.read_bytes()
    with pytest.raises(UserError, match="更新版本"):
        Database.open(home)
    assert home.database.read_bytes() == before


def test_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with sqlite3.connect(home.database) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    before = home.database.read_bytes()
    with pytest.raises(UserError, match="不是府院联动工作台的数据库"):
        Database.open(home)
    assert home.database.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"PK\x03\x04" * 500])
def test_damaged_file_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    home = Home(tmp_path)
    home.database.write_bytes(content)
    with pytest.raises(UserError, match="恢复备份"):
        Database.open(home)
    assert home.database.read_bytes() == content


def test_missing_database_is_not_made_when_only_reading(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="找不到数据库"):
        Database.open(tmp_path / "nothing", read_only=True)
    assert not (tmp_path / "nothing").exists()


def test_home_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="不能使用数据文件夹"):
        Database.open(tmp_path / "file" / "home")


def test_locked_database_is_a_sentence_and_nothing_is_written(home: Home, db: Database, monkeypatch) -> None:
    monkeypatch.setattr("app.data.driver.BUSY_SECONDS", 0.1)
    other = driver.connect(
        home.database
    )  # not the sqlite3 of Python: two SQLites in a process see no locks of each other
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Locked, match="正被占用"), db.operation("登记") as op:
        op.create(blank(db, "unit"))
    other.execute("ROLLBACK")
    other.close()
    assert db.value("SELECT count(*) FROM operation WHERE title = '登记'") == 0


def test_writing_outside_an_operation_fails_in_the_database(db: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError, match=r"change\.operation"), db.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE unit SET name = 'x'")


def test_exception_rolls_the_operation_back_whole(db: Database) -> None:
    before = counts(db)
    with pytest.raises(RuntimeError), db.operation("登记") as op:
        op.create(_unit(db, "甲单位"))
        raise RuntimeError
    assert counts(db) == before
    with db.operation("登记") as op:
        op.create(_unit(db, "乙单位"))
    assert counts(db)["unit"] == before["unit"] + 1


def test_backup_restores_what_was_there(home: Home, tmp_path: Path) -> None:
    with Database.open(home) as db:
        with db.operation("登记") as op:
            number = op.create(_unit(db, "甲单位")).reg_no
        copy = backup(db, to=tmp_path / "copy.db").path
        with db.operation("改名") as op:
            unit = find(db, number)
            unit.name = "乙单位"
            op.save(unit)
    restore(home, copy)
    with Database.open(home) as db:
        assert find(db, number).name == "甲单位"
        assert check(db) == []


def test_restore_refuses_what_is_no_backup(home: Home, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.db"
    with sqlite3.connect(wrong) as raw:
        raw.execute("CREATE TABLE t (x)")
    raw.close()
    before = home.database.read_bytes()
    with pytest.raises(UserError, match="不是可用的备份"):
        restore(home, wrong)
    assert home.database.read_bytes() == before


def _unit(db: Database, name: str):
    unit = blank(db, "unit")
    unit.name, unit.kind = name, "其他"
    return unit


def test_backup_that_cannot_be_put_in_place_leaves_nothing_behind(db: Database, tmp_path: Path) -> None:
    (tmp_path / "taken.db").mkdir()
    with pytest.raises(UserError, match="没有写入"):
        backup(db, to=tmp_path / "taken.db")
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["taken.db"]
