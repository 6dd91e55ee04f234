"""Attached files: stored once under their hash, undone and redone, whole or not at all, damage told in a sentence."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from app.data import queries
from app.data.database import Database
from app.domain.records import RECORDS
from app.errors import Cancelled, UserError
from app.services.attachments import Opened, attach, copy_to, count, detach, is_program, kind_of, listed
from app.services.progress import Progress
from app.whole_file import PIECE, hash_of


@pytest.fixture
def case(db: Database) -> Any:
    with db.operation("登记") as op:
        return op.create(RECORDS["admin_case"](case_no="（2026）皖1622行初7号", cause="行政处罚"))


def a_file(folder: Path, name: str = "判决书.pdf", content: bytes = b"%PDF-1.7 judgment") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(content)
    return file


def stored_files(db: Database) -> list[Path]:
    return sorted(path for path in db.home.attachments.rglob("*") if path.is_file())


def test_a_file_is_stored_under_its_hash_and_listed(db: Database, case: Any, tmp_path: Path) -> None:
    file = a_file(tmp_path, "（2026）皖1622行初7号 判决书.PDF")
    assert attach(db, case.id, [(file, "裁判文书")]) == 1
    (one,) = listed(db, case.id)
    assert (one.file_name, one.kind, one.size) == (file.name, "裁判文书", file.stat().st_size)
    assert one.stored_path == f"{one.sha256[:2]}/{one.sha256}.pdf"
    assert [path.relative_to(db.home.attachments).as_posix() for path in stored_files(db)] == [one.stored_path]


def test_the_same_content_is_stored_once(db: Database, case: Any, tmp_path: Path) -> None:
    files = [(a_file(tmp_path, name), "其他材料") for name in ("甲.pdf", "乙.txt")]
    assert attach(db, case.id, files) == 2
    assert attach(db, case.id, files) == 0  # there already under these names
    assert len(listed(db, case.id)) == 2 and len(stored_files(db)) == 1


def test_adding_and_removing_are_undone_redone_and_told_in_the_history(db: Database, case: Any, tmp_path: Path) -> None:
    attach(db, case.id, [(a_file(tmp_path), "裁判文书"), (a_file(tmp_path, "函.docx", b"letter"), "函件公文")])
    assert db.undo().startswith("添加附件“判决书.pdf”等2个文件")
    assert count(db, case.id) == 0
    db.redo()
    assert [one.file_name for one in listed(db, case.id)] == ["判决书.pdf", "函.docx"]
    detach(db, listed(db, case.id)[0])
    assert [one.file_name for one in listed(db, case.id)] == ["函.docx"]
    assert queries.history(db, case.id)[0].changes == [("附件", "判决书.pdf", "")]
    db.undo()
    again = next(one for one in listed(db, case.id) if one.file_name == "判决书.pdf")
    copy_to(db.home, again, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == b"%PDF-1.7 judgment"


def test_damaged_and_missing_files_are_told(db: Database, case: Any, tmp_path: Path) -> None:
    attach(db, case.id, [(a_file(tmp_path), "裁判文书")])
    (one,) = listed(db, case.id)
    (place,) = stored_files(db)
    place.write_bytes(b"something else")
    with pytest.raises(UserError, match="已损坏"):
        copy_to(db.home, one, tmp_path / "out.pdf")
    place.unlink()
    with pytest.raises(UserError, match="不见了"):
        copy_to(db.home, one, tmp_path / "out.pdf")
    assert listed(db, case.id)[0].size is None
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".part", ".pdf")] == ["判决书.pdf"]


def test_attaching_again_makes_a_damaged_file_whole(db: Database, case: Any, tmp_path: Path) -> None:
    file = a_file(tmp_path)
    attach(db, case.id, [(file, "裁判文书")])
    stored_files(db)[0].write_bytes(b"damaged")
    attach(db, case.id, [(file, "裁判文书")])
    assert stored_files(db)[0].read_bytes() == file.read_bytes()


def test_a_path_out_of_the_folder_is_not_followed(db: Database, case: Any, tmp_path: Path) -> None:
    secret = a_file(tmp_path, "secret.txt", b"secret")
    with db.operation("篡改") as op:
        op.attach(case.id, "a.txt", "", hash_of(secret), os.path.relpath(secret, db.home.attachments))
    with pytest.raises(UserError, match="不见了"):
        copy_to(db.home, listed(db, case.id)[0], tmp_path / "out.txt")


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "没有剩余空间"), (errno.EROFS, "只读")])
def test_full_and_read_only_disks_leave_nothing(
    db: Database, case: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    files = [(a_file(tmp_path, f"{n}.txt", b"%d" % n), "其他材料") for n in range(3)]
    before, fsync, calls = len(stored_files(db)), os.fsync, []

    def failing(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 3:
            raise OSError(number, os.strerror(number))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(UserError, match=said):
        attach(db, case.id, files)
    assert count(db, case.id) == 0 and len(stored_files(db)) == before == 0


def test_a_write_refused_by_the_database_leaves_no_file(
    db: Database, case: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise UserError("数据库是只读的，不能保存")

    monkeypatch.setattr(db, "operation", refused)
    with pytest.raises(UserError, match="只读"):
        attach(db, case.id, [(a_file(tmp_path), "裁判文书")])
    assert not stored_files(db)


def test_cancelling_leaves_nothing(db: Database, case: Any, tmp_path: Path) -> None:
    file = a_file(tmp_path, "录像.mp4", bytes(3 * PIECE))
    with pytest.raises(Cancelled):
        attach(db, case.id, [(file, "照片音像")], Progress(cancelled=lambda: True))
    assert count(db, case.id) == 0 and not stored_files(db)


def test_folders_and_lost_files_are_refused_before_anything_is_copied(db: Database, case: Any, tmp_path: Path) -> None:
    good = (a_file(tmp_path / "in"), "裁判文书")
    with pytest.raises(UserError, match="是文件夹"):
        attach(db, case.id, [good, (tmp_path / "in", "")])
    with pytest.raises(UserError, match="找不到文件"):
        attach(db, case.id, [good, (tmp_path / "gone.pdf", "")])
    assert not stored_files(db)


def test_what_is_opened_is_a_copy_that_can_only_be_read(db: Database, case: Any, tmp_path: Path) -> None:
    attach(db, case.id, [(a_file(tmp_path), "裁判文书")])
    (one,) = listed(db, case.id)
    opened = Opened()
    for _ in range(2):  # opening it again must not fail on the copy that is there
        copy = opened.copy(db.home, one)
    assert copy.name == "判决书.pdf" and copy.parent.parent.stat().st_mode & 0o077 == 0
    assert not copy.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    opened.close()
    assert not copy.exists() and stored_files(db)


def test_kinds_and_programs_are_known_by_name() -> None:
    assert kind_of("行政判决书（终审）.pdf") == "裁判文书"
    assert kind_of("关于限期答辩的函.docx") == "函件公文"
    assert kind_of("IMG_0001.JPG") == "照片音像"
    assert kind_of("abc.bin") == "其他材料"
    assert is_program("判决书.pdf.EXE") and is_program("a.lnk") and is_program("x.bat. ")
    assert not is_program("判决书.pdf") and not is_program("exe")
