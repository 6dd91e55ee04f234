"""One notice for many records: numbers in a row, files, what fails, stopping."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from app.data import queries
from app.data.database import Database
from app.errors import Cancelled, UserError
from app.services.notices import numbers
from app.services.notices.batch import BYTES_AT_MOST, issue_many, preview, safe_stem
from app.services.progress import Progress

NOTICE = "head_appearance_notice"
SAID = {"联系人": "李喆", "联系电话": "0558-7612345"}


@pytest.fixture
def hearings(db: Database) -> list[int]:
    """Six; the fourth lacks its place."""
    ids = []
    with db.operation("登记") as op:
        op.set_setting("shipped_fonts_only", True)
        for n in range(1, 7):
            case: Any = queries.blank(db, "admin_case")
            case.case_no, case.court = f"（2026）皖1622行初{n}号", queries.find_unit(db, "县法院")
            case.plaintiff, case.cause, case.trial_level = "张三", "行政处罚", "一审"
            case.defendants, case.filed_on = (queries.find_unit(db, "县公安局"),), db.today
            op.create(case)
            hearing: Any = queries.blank(db, "appearance")
            hearing.case, hearing.organ = case.id, queries.find_unit(db, "县公安局")
            hearing.hearing_at, hearing.place = datetime(2026, 12, 8, 9, 30), None if n == 4 else "第三审判庭"
            hearing.court_notice, hearing.notice_reason = "应当通知", "涉及重大公共利益"
            ids.append(op.create(hearing).id)
    return ids


def pages(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_one_file_of_many_and_what_failed_is_told(db: Database, hearings: list[int], tmp_path: Path) -> None:
    done = issue_many(db, NOTICE, hearings, tmp_path / "提示函.pdf", values=SAID, receipts=True, envelopes=True)
    assert [one.doc_no for one in done.issued] == [f"蒙法〔2026〕{n}号" for n in range(1, 6)]
    assert [(one.reg_no, one.why) for one in done.failed] == [("CT-2026-0004", "还缺：开庭地点")]
    assert [file.name for file in done.files] == ["提示函.pdf", "提示函-信封.pdf"]
    text = "".join(pages(tmp_path / "提示函.pdf"))
    assert text.count("关于行政机关负责人出庭应诉的提示函") == 10  # each title, and each receipt that names it
    assert text.count("受送达人") >= 5
    assert all(one.code in text for one in done.issued)
    assert len(pages(tmp_path / "提示函-信封.pdf")) == 5
    assert "蒙城县公安局收" in pages(tmp_path / "提示函-信封.pdf")[0]
    assert queries.count(db, queries.Query("letter")) == 5
    assert db.undo_title() == "批量签发《行政机关负责人出庭应诉提示函》（5份）"
    db.undo()
    assert queries.count(db, queries.Query("letter")) == 0
    again = issue_many(db, NOTICE, hearings[:2], tmp_path / "again.pdf", values=SAID)
    assert [one.doc_no for one in again.issued] == ["蒙法〔2026〕6号", "蒙法〔2026〕7号"]


def test_a_file_each_under_names_that_are_free(db: Database, hearings: list[int], tmp_path: Path) -> None:
    kept = tmp_path / "蒙城县公安局-（2026）皖1622行初1号-行政机关负责人出庭应诉提示函.pdf"
    kept.write_text("不动")
    done = issue_many(db, NOTICE, hearings[:2], tmp_path, each=True, values=SAID)
    assert [file.name for file in done.files] == [
        "蒙城县公安局-（2026）皖1622行初1号-行政机关负责人出庭应诉提示函-2.pdf",
        "蒙城县公安局-（2026）皖1622行初2号-行政机关负责人出庭应诉提示函.pdf",
    ]
    assert kept.read_text() == "不动"
    assert "蒙法〔2026〕2号" in pages(done.files[1])[0]


@pytest.mark.parametrize("when", ["正在准备文书", "正在打印", "正在写出文件", "正在登记发文"])
def test_stopping_leaves_neither_letters_nor_files(
    db: Database, hearings: list[int], tmp_path: Path, when: str
) -> None:
    said: list[str] = []
    progress = Progress(lambda done, total, text: said.append(text), lambda: bool(said) and when in said[-1])
    progress.step = lambda done, total, text: _each(progress, done, total, text)  # type: ignore[method-assign]
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Cancelled):
        issue_many(db, NOTICE, hearings, out, each=True, values=SAID, progress=progress)
    assert said and list(out.iterdir()) == []
    assert queries.count(db, queries.Query("letter")) == db.value("SELECT count(*) FROM doc_number") == 0
    assert not any(file.is_file() for file in db.home.attachments.rglob("*"))


def _each(progress: Progress, done: int, total: int, text: str) -> None:
    """As `step`, without leaving any out."""
    progress._last = 0.0
    Progress.step(progress, done, total, text)


def test_a_number_taken_meanwhile_stops_the_run(db: Database, hearings: list[int], tmp_path: Path) -> None:
    def meddle(done: int, total: int, text: str) -> None:
        if "正在打印" in text and not db.value("SELECT 1 FROM doc_number"):
            numbers.take(db, "蒙法〔2026〕3号", "纸质文件")

    with pytest.raises(UserError, match="刚刚被占用"):
        issue_many(db, NOTICE, hearings, tmp_path / "out.pdf", values=SAID, progress=Progress(meddle))
    assert not (tmp_path / "out.pdf").exists() and queries.count(db, queries.Query("letter")) == 0


def test_what_would_fail_is_known_beforehand(db: Database, hearings: list[int]) -> None:
    seen = preview(db, NOTICE, hearings, SAID)
    assert (len(seen.issued), [one.reg_no for one in seen.failed]) == (5, ["CT-2026-0004"])
    assert queries.count(db, queries.Query("letter")) == 0


def test_a_run_in_which_all_fail_writes_nothing(db: Database, hearings: list[int], tmp_path: Path) -> None:
    done = issue_many(db, NOTICE, hearings[3:4], tmp_path / "out.pdf", values=SAID)
    assert (done.issued, done.files, len(done.failed)) == ((), (), 1) and not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    "name, safe",
    [("a/b:c?", "a_b_c_"), ("CON", "_CON"), ("com1.2026", "_com1.2026"), (" -- ", "文书"), ("县局.. ", "县局")],
)
def test_names_are_safe(name: str, safe: str) -> None:
    assert safe_stem(name) == safe
    assert len(safe_stem(name * 100).encode()) <= BYTES_AT_MOST


@pytest.mark.parametrize("pattern", ["{单位", "{别的}.pdf", "固定.pdf"])
def test_a_pattern_that_names_nothing_known_is_refused(
    db: Database, hearings: list[int], tmp_path: Path, pattern: str
) -> None:
    with pytest.raises(UserError, match="文件名的样式"):
        issue_many(db, NOTICE, hearings, tmp_path, each=True, pattern=pattern)
