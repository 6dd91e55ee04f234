"""Many records at once from the window: shown before, done in a child process, offered to be taken back."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.domain.records import RECORDS
from app.paths import Home
from app.services import attachments, bulk
from ui import attachments_view, ledger_page, messages
from ui.attachments_view import AttachDialog
from ui.dialogs.bulk import BulkDialog, FieldPart, StepPart, TagPart, UntagPart, VoidPart
from ui.jobs import Command, Jobs, ProgressDialog
from ui.remembered import Remembered
from ui.window import MANY, Window

PATIENCE = 30_000  # a child process starts


@pytest.fixture
def cases(db: Database) -> list[Any]:
    rows = [
        RECORDS["admin_case"](
            case_no=f"（2026）皖1622行初{n}号", cause="行政处罚" if n % 3 else "行政许可", claim_amount=n * 100_000
        )
        for n in range(1, 13)
    ]
    with db.operation("登记") as op:
        op.create_many("admin_case", rows)
    return rows


@pytest.fixture
def window(db: Database, home: Home, cases: list[Any], qtbot: QtBot, styled: object) -> Iterator[Window]:
    jobs = Jobs(home)
    made = Window(db, jobs, Remembered(home.window))
    made.show()
    made.begin()
    made.show_module("litigation")
    qtbot.waitUntil(lambda: len(made.page.ledger.model.ids) == 12)
    yield made
    made.page.pane.clear()
    made.close()
    jobs.close()
    shiboken6.delete(made)


@pytest.fixture
def dialog(window: Window, tmp_path: Path, qtbot: QtBot) -> Callable[..., BulkDialog]:
    def make(part: Any, ids: list[int] | None = None, column: str = "") -> BulkDialog:
        chosen = array("q", window.page.ledger.model.ids if ids is None else ids)
        made = BulkDialog(window.db, window.jobs, "admin_case", chosen, part, tmp_path, column, window)
        qtbot.addWidget(made)
        made.show()
        return made

    return make


def seen(qtbot: QtBot, dialog: BulkDialog) -> None:
    qtbot.waitUntil(lambda: dialog._seen is not None, timeout=PATIENCE)


def at_the_dialog(qtbot: QtBot, act: Callable[[BulkDialog], None]) -> None:
    """A person in front of the modal dialog, once it is open."""

    def begin() -> None:
        made = QApplication.activeModalWidget()
        if isinstance(made, BulkDialog):
            act(made)
            seen(qtbot, made)
            qtbot.mouseClick(made.take, Qt.MouseButton.LeftButton)
        else:
            QTimer.singleShot(20, begin)

    QTimer.singleShot(0, begin)


def test_the_preview_says_what_changes_what_stays_and_what_is_refused(
    db: Database, cases: list[Any], dialog: Callable[..., BulkDialog], qtbot: QtBot
) -> None:
    bulk.carry_out(db, "admin_case", [cases[0].id], bulk.voiding(db, "admin_case", "重复"))
    made = dialog(FieldPart, [case.id for case in cases], "cause")
    assert made.part.fields.currentData() == "cause", "the column the person was in is offered"
    qtbot.waitUntil(lambda: made._summary.text() == made.part.hint)
    assert not made.take.isEnabled()
    made.part.editor.insert("行政许可")
    seen(qtbot, made)
    assert made.take.text() == "修改 7 条" and made.take.isEnabled()
    assert "4 条原来就是这样" in made._summary.text() and "1 条这条记录已作废" in made._summary.text()
    first, second = made.table.topLevelItem(0), made.table.topLevelItem(1)
    assert (first.text(3), first.text(4)) == ("不改", "这条记录已作废")
    assert (second.text(2), second.text(3)) == ("行政处罚", "行政许可")
    made.part.editor.insert("等")
    assert not made.take.isEnabled() and made.table.topLevelItemCount() == 0, "what is shown is of another text"


def test_what_cannot_be_read_is_told_and_not_asked_for(dialog: Callable[..., BulkDialog], qtbot: QtBot) -> None:
    made = dialog(FieldPart, column="filed_on")
    made.part.fields.setCurrentIndex(made.part.fields.findData("filed_on"))
    made.part.editor.insert("某日")
    assert made._summary.property("role") == "problem" and made._summary.text()
    qtbot.wait(500)
    assert made._looking is None and not made.take.isEnabled()


def test_every_field_has_its_editor_and_an_empty_one_is_not_a_wish(dialog: Callable[..., BulkDialog]) -> None:
    part = dialog(FieldPart).part
    for f in bulk.changeable_fields("admin_case"):
        part.fields.setCurrentIndex(part.fields.findData(f.name))
        assert part.field is f
        assert part.arguments() is None
        part.clear.setChecked(True)
        assert part.arguments() is not None


def test_a_field_of_all_rows_is_changed_and_taken_back(window: Window, qtbot: QtBot) -> None:
    page = window.page.ledger
    page.table.setFocus()
    page.table.selectAll()

    def type_it(made: BulkDialog) -> None:
        made.part.fields.setCurrentIndex(made.part.fields.findData("cause"))
        made.part.editor.insert("土地征收")

    at_the_dialog(qtbot, type_it)
    window.action("bulk_set").trigger()
    qtbot.waitUntil(lambda: "已改动 12 条" in window.statusBar().currentMessage(), timeout=PATIENCE)
    assert queries.count(window.db, Query("admin_case", (queries.Filter("cause", "is", "土地征收"),))) == 12
    assert window._take_back.isVisible()
    assert page.table.selected_count() == 12, "the rows are chosen still"
    qtbot.mouseClick(window._take_back, Qt.MouseButton.LeftButton)
    assert queries.count(window.db, Query("admin_case", (queries.Filter("cause", "is", "土地征收"),))) == 0
    assert not window._take_back.isVisible()


def test_many_steps_ask_for_what_the_step_fills_in(
    db: Database, cases: list[Any], dialog: Callable[..., BulkDialog], qtbot: QtBot
) -> None:
    made = dialog(StepPart)
    part = made.part
    qtbot.waitUntil(lambda: part.steps.count() > 0)
    assert "12 条可以办理" in part.steps.itemText(0)
    part.steps.setCurrentIndex(part.steps.findData("已结案"))
    qtbot.waitUntil(lambda: part.form is not None and "closed_on" in part.form.cells)
    assert part.form.cells["closed_on"].editor.value() == db.today
    seen(qtbot, made)
    assert made.take.text() == "办理 12 条"
    assert '"closed_on": "2026-11-24"' in " ".join(made.command)


def test_voiding_many_goes_beside_the_window(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    page = window.page.ledger
    page.table.selectAll()
    at_the_dialog(qtbot, lambda made: made.part.reason.insert("重复登记"))
    window.action("void").trigger()
    qtbot.waitUntil(lambda: len(page.model.ids) == 0, timeout=PATIENCE)
    assert window.db.undo_title() == "批量作废行政诉讼案件（12条）"
    monkeypatch.setattr("ui.window.TURNED_HERE", 5)
    window.action("undo").trigger()  # so many rows are turned back beside the window
    qtbot.waitUntil(lambda: len(page.model.ids) == 12, timeout=PATIENCE)


def test_a_tag_is_added_and_taken_off(db: Database, dialog: Callable[..., BulkDialog], qtbot: QtBot) -> None:
    made = dialog(TagPart)
    made.part.tags.lineEdit().insert("年底清理")
    seen(qtbot, made)
    assert made.take.text() == "加标签 12 条"
    bulk.carry_out(db, "admin_case", made.ids[:5], bulk.tagging(db, "admin_case", "年底清理"))
    off = dialog(UntagPart)
    qtbot.waitUntil(lambda: off.part.tags.count() == 1)
    assert off.part.tags.currentText() == "年底清理（5 条）"
    seen(qtbot, off)
    assert off.take.text() == "去掉标签 5 条"


def test_a_dialog_that_is_left_stops_looking(dialog: Callable[..., BulkDialog], qtbot: QtBot) -> None:
    made = dialog(VoidPart)
    made.part.reason.insert("重复")
    qtbot.waitUntil(lambda: made._looking is not None)
    process = made._looking.process
    with qtbot.waitSignal(process.finished):
        made.reject()


def test_a_million_selected_rows_open_a_dialog_at_once(
    db: Database, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    ids = array("q", [window.page.ledger.model.ids[0]]) * 1_000_000
    made = BulkDialog(db, window.jobs, "admin_case", ids, FieldPart, tmp_path, "cause", window)
    qtbot.addWidget(made)
    assert (tmp_path / "ids").stat().st_size == 8_000_000
    assert bulk.open_steps(db, "admin_case", ids)["已签收"] == 100  # of each piece of ids once


def test_actions_on_many_rows_have_keys_and_need_rows(window: Window) -> None:
    table = window.page.ledger.table
    for select, enabled in ((table.clearSelection, False), (table.selectAll, True)):
        select()
        for name in (*MANY, "void", "copy"):
            assert window.action(name).isEnabled() is enabled
    assert all(not window.action(name).shortcut().isEmpty() for name in MANY)


def test_an_enter_too_many_does_not_stop_the_job(home: Home, qtbot: QtBot, styled: object) -> None:
    progress = ProgressDialog("正在批量修改", Command(home, ["check"]), None)
    qtbot.addWidget(progress)
    progress.show()
    with qtbot.assertNotEmitted(progress.rejected):
        qtbot.keyClick(progress, Qt.Key.Key_Return)
    with qtbot.waitSignal(progress.rejected):
        qtbot.keyClick(progress, Qt.Key.Key_Escape)


# Copying


def test_copied_rows_go_to_the_clipboard_as_text_and_as_a_table(window: Window, qtbot: QtBot) -> None:
    page = window.page.ledger
    page.table.setFocus()
    page.table.selectAll()
    with qtbot.waitSignal(page.said):
        qtbot.keySequence(page.table, QKeySequence(QKeySequence.StandardKey.Copy))
    mime = QGuiApplication.clipboard().mimeData()
    assert len(mime.text().splitlines()) == 13 and mime.html().count("<tr") == 13


def test_too_many_rows_are_not_copied_and_it_is_said(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(messages, "show_error", lambda error, *_: told.append(error))
    monkeypatch.setattr(ledger_page, "COPIED_AT_MOST", 11)
    window.page.ledger.table.selectAll()
    QGuiApplication.clipboard().setText("before")
    window.page.ledger.copy()
    assert "12 行没有复制" in told[0].what and "导出" in told[0].what_to_do
    assert QGuiApplication.clipboard().text() == "before"


# Files dropped on rows


def drop(window: Window, row: int, files: list[Path]) -> None:
    table = window.page.ledger.table
    at = QPointF(table.visualRect(table.ledger.index(row, 0)).center())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(at.toPoint(), copy, mime, left, none),
        QDragMoveEvent(at.toPoint(), copy, mime, left, none),
        QDropEvent(at, copy, mime, left, none),
    ):
        QApplication.sendEvent(table.viewport(), event)
        assert event.isAccepted()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "判决书.pdf"
    made.write_bytes(b"%PDF-1.7 judgment")
    return made


def test_a_file_dropped_on_a_row_is_attached_to_its_record(
    window: Window, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AttachDialog, "exec", lambda _: 1)
    ids = window.page.ledger.model.ids
    window.page.ledger.table.selectRow(0)
    drop(window, 3, [file])
    qtbot.waitUntil(lambda: attachments.count(window.db, ids[3]) == 1)
    assert attachments.count(window.db, ids[0]) == 0
    assert "添加" in window.statusBar().currentMessage()


def test_a_file_dropped_on_one_of_several_chosen_rows_may_go_to_all_of_them(
    window: Window, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[AttachDialog] = []

    def exec(dialog: AttachDialog) -> int:
        asked.append(dialog)
        dialog.to_all.setChecked(len(asked) == 2)
        return 1

    monkeypatch.setattr(AttachDialog, "exec", exec)
    ids = window.page.ledger.model.ids
    window.page.ledger.table.selectAll()
    drop(window, 2, [file])
    qtbot.waitUntil(lambda: attachments.count(window.db, ids[2]) == 1)
    assert attachments.count(window.db, ids[1]) == 0
    drop(window, 2, [file])
    qtbot.waitUntil(lambda: attachments.count(window.db, ids[1]) == 1)
    assert all(attachments.count(window.db, id) == 1 for id in ids), "the record that has it gets it no second time"
    assert window.db.undo_title() == "添加附件“判决书.pdf”：11条记录"
    assert len([path for path in window.db.home.attachments.rglob("*") if path.is_file()]) == 1


def test_text_and_empty_places_take_no_file(window: Window, file: Path) -> None:
    table = window.page.ledger.table
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    text, files = QMimeData(), QMimeData()
    text.setText("判决书")
    files.setUrls([QUrl.fromLocalFile(str(file))])
    below = table.visualRect(table.ledger.index(11, 0)).bottomLeft() + table.rect().topLeft()
    below.setY(below.y() + 30)
    for mime, at in ((text, table.visualRect(table.ledger.index(1, 0)).center()), (files, below)):
        event = QDragMoveEvent(at, copy, mime, left, none)
        QApplication.sendEvent(table.viewport(), event)
        assert not event.isAccepted()


def test_an_error_while_attaching_is_told(
    window: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(AttachDialog, "exec", lambda _: 1)
    monkeypatch.setattr(attachments_view, "show_error", lambda error, _: told.append(error))
    drop(window, 1, [tmp_path])
    qtbot.waitUntil(lambda: bool(told))
    assert "是文件夹" in told[0].what
