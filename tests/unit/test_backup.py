"""Backups with attached files: complete, each file once, brought back on another computer, thinned, stopped cleanly."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.data import backup as backups
from app.data.backup import FILES, backup, known, outdated, restore
from app.data.database import Database
from app.domain.records import RECORDS
from app.errors import Cancelled, UserError
from app.paths import Home
from app.services import attachments, beginning, demo
from app.services.attachments import attach, detach, listed
from app.services.progress import Progress

CONTENT = b"%PDF-1.7 judgment"


def a_case(db: Database, number: int = 7) -> Any:
    with db.operation("登记") as op:
        return op.create(RECORDS["admin_case"](case_no=f"（2026）皖1622行初{number}号", cause="行政处罚"))


def a_file(folder: Path, name: str = "判决书.pdf", content: bytes = CONTENT) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def case(db: Database, tmp_path: Path) -> Any:
    made = a_case(db)
    attach(db, made.id, [(a_file(tmp_path), "裁判文书")])
    return made


def test_a_folder_of_backups_brings_everything_back_on_another_computer(
    db: Database, case: Any, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    made = backup(db, to=stick)
    assert (made.path.parent, made.files, made.lacking) == (stick, 1, ())
    other = Home(tmp_path / "other" / "home")
    done = restore(other, stick)
    assert (done.kept, done.files, done.lacking) == (None, 1, ())
    with Database.open(other) as there:
        (one,) = listed(there, case.id)
        assert attachments.check(there) == []
        attachments.copy_to(other, one, tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == CONTENT


def test_a_file_goes_into_the_folder_once_however_many_backups_there_are(db: Database, case: Any) -> None:
    backup(db)
    (copied,) = files_in(db.home.backups / FILES)
    before = copied.stat().st_mtime_ns, copied.stat().st_ino
    backup(db)
    assert files_in(db.home.backups / FILES) == [copied]
    assert (copied.stat().st_mtime_ns, copied.stat().st_ino) == before
    assert len(known(db.home.backups)) == 2


def test_what_only_an_undo_would_ask_for_is_kept_too(db: Database, case: Any, tmp_path: Path) -> None:
    detach(db, listed(db, case.id)[0])
    backup(db, to=tmp_path / "stick")
    other = Home(tmp_path / "other")
    restore(other, tmp_path / "stick")
    with Database.open(other) as there:
        there.undo()
        assert [one.size for one in listed(there, case.id)] == [len(CONTENT)]


def test_missing_and_damaged_files_are_named_and_do_not_stop_the_backup(
    db: Database, case: Any, tmp_path: Path
) -> None:
    attach(db, case.id, [(a_file(tmp_path, "函.docx", b"letter"), "函件公文")])
    letter, judgment = sorted(files_in(db.home.attachments), key=lambda path: path.suffix, reverse=False)
    letter.write_bytes(b"changed")
    judgment.unlink()
    made = backup(db)
    assert sorted(made.lacking) == ["函.docx", "判决书.pdf"] and made.path.exists()
    assert files_in(db.home.backups / FILES) == []
    found = attachments.check(db)
    assert any("“判决书.pdf”" in each and "不见了" in each for each in found)
    assert any("“函.docx”" in each and "与添加时不同" in each for each in found)


def test_restoring_mends_missing_and_damaged_files(db: Database, case: Any, tmp_path: Path) -> None:
    made = backup(db)
    (stored,) = files_in(db.home.attachments)
    stored.write_bytes(b"x" * len(CONTENT))
    assert len(attachments.check(db)) == 1
    restore(db.home, made.path)
    assert attachments.check(db) == []
    stored.unlink()
    restore(db.home, made.path)
    assert attachments.check(db) == []


def test_an_open_window_goes_on_with_what_was_restored_and_the_data_before_are_kept(
    home: Home, db: Database, case: Any
) -> None:
    made = backup(db)
    later = a_case(db, 8)
    with Database.open(home, read_only=True) as window:
        assert window.value("SELECT count(*) FROM admin_case") == 2
        done = restore(home, made.path)
        assert window.value("SELECT count(*) FROM admin_case") == 1
        assert window.value("PRAGMA integrity_check") == "ok"
    assert done.kept is not None and known(home.backups)[0].why == "恢复前"
    restore(home, done.kept)
    assert db.value("SELECT count(*) FROM admin_case WHERE id = ?", (later.id,)) == 1


def test_a_damaged_database_is_set_aside_and_replaced(home: Home, db: Database, case: Any) -> None:
    made = backup(db)
    db.close()
    for extra in ("-wal", "-shm"):
        home.database.with_name(home.database.name + extra).unlink(missing_ok=True)
    home.database.write_bytes(b"garbage" * 1000)
    done = restore(home, made.path)
    assert done.kept is not None and done.kept.read_bytes() == b"garbage" * 1000
    with Database.open(home) as mended:
        assert mended.value("SELECT count(*) FROM admin_case") == 1


def test_a_backup_of_a_newer_program_is_refused_and_nothing_is_touched(home: Home, db: Database, case: Any) -> None:
    from app.data import driver

    made = backup(db)
    newer = driver.connect(made.path)
    newer.execute("PRAGMA user_version = 999")
    newer.close()
    a_case(db, 8)
    with pytest.raises(UserError, match="更新版本"):
        restore(home, made.path)
    assert db.value("SELECT count(*) FROM admin_case") == 2
    assert [one.why for one in known(home.backups)] == [""]


def test_an_empty_folder_and_a_missing_file_are_sentences(home: Home, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有备份"):
        restore(home, tmp_path)
    with pytest.raises(UserError, match="找不到备份"):
        restore(home, tmp_path / "nothing.db")


def test_a_file_that_is_not_what_its_name_says_is_not_brought_in(db: Database, case: Any, tmp_path: Path) -> None:
    made = backup(db, to=tmp_path / "stick")
    (copied,) = files_in(tmp_path / "stick" / FILES)
    copied.write_bytes(b"something else")
    (tmp_path / "stick" / FILES / "run.exe").write_bytes(b"MZ")
    other = Home(tmp_path / "other")
    done = restore(other, made.path)
    assert done.lacking == ("判决书.pdf",)
    assert files_in(other.attachments) == []


@pytest.mark.parametrize("words", ["正在备份数据", "正在备份附件", "正在校验备份"])
def test_a_backup_stopped_half_way_leaves_nothing(db: Database, case: Any, words: str) -> None:
    def stop(_done: int, _total: int, text: str) -> None:
        if text == words:
            raise Cancelled(text)

    with pytest.raises(Cancelled):
        backup(db, step=stop)
    assert [path for path in files_in(db.home.backups) if path.suffix in (".db", ".part")] == []


@pytest.mark.parametrize("words", ["正在恢复附件", "正在恢复数据"])
def test_restoring_stopped_half_way_leaves_the_data_as_they_were(
    home: Home, db: Database, case: Any, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr(backups, "PAGES", 5)
    made = backup(db)
    a_case(db, 8)

    def stop(_done: int, _total: int, text: str) -> None:
        if text == words:
            raise Cancelled(text)

    with pytest.raises(Cancelled):
        restore(home, made.path, stop)
    assert db.value("SELECT count(*) FROM admin_case") == 2
    assert db.value("PRAGMA integrity_check") == "ok"


def test_checking_attached_files_can_be_stopped(db: Database, case: Any) -> None:
    with pytest.raises(Cancelled):
        attachments.check(db, Progress(cancelled=lambda: True))


def test_old_backups_are_kept_by_day_week_and_month() -> None:
    now = datetime(2026, 11, 24, 18)
    made = {Path(f"{n}.db"): now - timedelta(hours=6 * n) for n in range(4 * 400)}
    kept = set(made) - set(outdated(made, now))
    ages = sorted((now - made[path]).days for path in kept)
    assert sum(age < 2 for age in ages) == 8 and len(kept) == 9 + 12 + 9 + 7
    assert ages[-1] > 200


def test_files_of_thinned_backups_go_when_nothing_names_them(db: Database, case: Any, tmp_path: Path) -> None:
    backup(db, to=db.home.backups / "府院联动-20200101-120000.db")
    named = backup(db, "演示数据")
    (copied,) = files_in(db.home.backups / FILES)
    orphan = copied.parent / f"{'0' * 64}.pdf"
    orphan.write_bytes(b"of a backup that has gone")
    shutil.rmtree(db.home.attachments)
    backup(db, to=db.home.backups / "府院联动-20200101-110000.db")  # the same month and day as the other old one
    backup(db)
    assert not (db.home.backups / "府院联动-20200101-110000.db").exists()
    assert copied.exists() and named.path.exists()  # another backup still names it
    assert not orphan.exists()


def test_leaving_the_demonstration_takes_its_files_along_and_the_backup_has_them(home: Home, tmp_path: Path) -> None:
    with Database.open(home) as db:
        demo.fill(db, records=0)
        case = db.value("SELECT id FROM admin_case LIMIT 1")
        attach(db, case, [(a_file(tmp_path), "裁判文书")])
    kept = beginning.start_for_real(home)
    assert files_in(home.attachments) == []
    restore(home, kept)
    with Database.open(home) as db:
        assert [one.size for one in listed(db, case)] == [len(CONTENT)]
        assert attachments.check(db) == []
