"""附件 in the record pane: dropped or chosen, listed with a count, opened as a copy, removed, undone, told when damaged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app import whole_file
from app.data.database import Database
from app.domain.records import RECORDS
from app.errors import UserError
from app.services import attachments
from ui import attachments_view
from ui.attachments_view import AttachDialog
from ui.editors import LineEditor, LongTextEditor
from ui.record_pane import ATTACHMENTS, RecordPane


@pytest.fixture
def case(db: Database) -> Any:
    with db.operation("登记") as op:
        return op.create(RECORDS["admin_case"](case_no="（2026）皖1622行初7号", cause="行政处罚"))


@pytest.fixture
def pane(qtbot: QtBot, styled: object, db: Database, case: Any) -> Iterator[RecordPane]:
    made = RecordPane(db)
    qtbot.addWidget(made)
    made.resize(560, 640)
    made.show()
    made.show_record("admin_case", case.id)
    yield made


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "从文件夹拖来"
    folder.mkdir()
    made = [folder / "（2026）皖1622行初7号 行政判决书.pdf", folder / "开庭照片.jpg", folder / "安装程序.exe"]
    for number, file in enumerate(made):
        file.write_bytes(b"%d" % number * (number + 1) * 3000)
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[AttachDialog]:
    """Dialogs that were accepted as they stood."""
    shown: list[AttachDialog] = []

    def exec(self: AttachDialog) -> int:
        shown.append(self)
        return 1

    monkeypatch.setattr(AttachDialog, "exec", exec)
    return shown


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    told: list[BaseException] = []
    monkeypatch.setattr(attachments_view, "show_error", lambda error, _: told.append(error))
    return told


def dragged(files: list[Path]) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return mime


def enter(widget: QWidget, mime: QMimeData) -> bool:
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    widget.dragEnterEvent(event)
    return event.isAccepted()


def drop(widget: QWidget, mime: QMimeData) -> None:
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    widget.dropEvent(event)


def tab(pane: RecordPane) -> str:
    return pane._tabs.tabText(ATTACHMENTS)


def test_dropped_files_are_listed_and_counted(
    qtbot: QtBot, pane: RecordPane, files: list[Path], asked: list[AttachDialog]
) -> None:
    mime = dragged(files[:2])
    assert enter(pane, mime)
    with qtbot.waitSignal(pane.saved):  # the window then reads again and offers undo
        drop(pane, mime)
    assert [kind for _, kind in asked[0].chosen()] == ["裁判文书", "照片音像"]
    assert asked[0].warning.isHidden()
    assert tab(pane) == "附件（2）" and pane._tabs.currentIndex() == ATTACHMENTS
    tree = pane._attachments.tree
    assert [tree.topLevelItem(row).text(0) for row in range(2)] == [file.name for file in files[:2]]
    assert tree.topLevelItem(0).text(2) == "3 KB" and all(file.exists() for file in files)


def test_fields_leave_files_to_the_pane_and_keep_text(qtbot: QtBot, pane: RecordPane, files: list[Path]) -> None:
    for section in pane.form._sections:
        section.open()
    text = QMimeData()
    text.setText("文字")
    mime = dragged(files)
    for kind in (LineEditor, LongTextEditor):
        editor = next(e for e in pane.form.findChildren(kind) if not e.isReadOnly())
        assert enter(editor, text) and not enter(editor, mime)
        event = QDragEnterEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(editor, event)  # goes up to whoever takes it
        assert event.isAccepted()
    assert not enter(pane, text)


def test_undo_takes_the_files_off(pane: RecordPane, db: Database, files: list[Path], asked: list[AttachDialog]) -> None:
    pane.attach(files[:1])
    db.undo()
    pane.refresh()
    assert tab(pane) == "附件" and not pane._attachments.tree.isVisibleTo(pane)
    db.redo()
    pane.refresh()
    assert tab(pane) == "附件（1）"
    pane._attachments.remove_button.click()
    assert tab(pane) == "附件" and db.undo_title().startswith("移除附件")


def test_a_new_record_must_be_saved_first(pane: RecordPane, files: list[Path], asked: list[AttachDialog]) -> None:
    pane.new_record("admin_case")
    pane.attach(files[:1])
    assert not asked and "先保存" in pane._strip._text.text()


def test_programs_are_warned_about_when_added_and_when_opened(
    pane: RecordPane, files: list[Path], asked: list[AttachDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    monkeypatch.setattr(attachments_view, "ask", lambda *_, **__: False)
    pane.attach(files[2:])
    assert "安装程序.exe" in asked[0].warning.text() and not asked[0].warning.isHidden()
    pane._attachments.open_button.click()
    assert not opened


def test_opening_gives_the_system_a_copy(
    pane: RecordPane, db: Database, files: list[Path], asked: list[AttachDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())) or True)
    pane.attach(files[:1])
    pane._attachments.open_button.click()
    assert opened[0].name == files[0].name and not opened[0].is_relative_to(db.home.root)
    assert opened[0].read_bytes() == files[0].read_bytes()


def test_saving_elsewhere(
    pane: RecordPane, files: list[Path], asked: list[AttachDialog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "另存.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    pane.attach(files[:1])
    pane._attachments.save_button.click()
    assert out.read_bytes() == files[0].read_bytes()


def test_damage_and_loss_are_told(
    pane: RecordPane, db: Database, files: list[Path], asked: list[AttachDialog], errors: list[BaseException]
) -> None:
    pane.attach(files[:1])
    stored = next(path for path in db.home.attachments.rglob("*") if path.is_file())
    stored.write_bytes(b"changed")
    pane._attachments.open_button.click()
    stored.unlink()
    pane._attachments.open_button.click()
    pane.refresh()
    assert "已损坏" in str(errors[0]) and "不见了" in str(errors[1])
    assert pane._attachments.tree.topLevelItem(0).text(2) == "文件不见了"


def test_what_cannot_be_added_is_told(
    pane: RecordPane, files: list[Path], asked: list[AttachDialog], errors: list[BaseException]
) -> None:
    pane.attach([files[0].parent])
    assert isinstance(errors[0], UserError) and "是文件夹" in str(errors[0]) and tab(pane) == "附件"


def test_a_long_copy_can_be_stopped(
    qtbot: QtBot,
    pane: RecordPane,
    db: Database,
    tmp_path: Path,
    asked: list[AttachDialog],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attachments_view, "PROGRESS_AFTER", 0)
    step: Callable[..., None] = attachments.Progress.step
    seen = []

    def stop(self: Any, done: int, total: int, text: str) -> None:
        step(self, done, total, text)
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            seen.append(dialog)
            dialog.cancel()
            self._last = 0.0

    monkeypatch.setattr(attachments.Progress, "step", stop)
    film = tmp_path / "庭审录像.mp4"
    film.write_bytes(bytes(8 * whole_file.PIECE))
    pane.attach([film])
    assert seen and tab(pane) == "附件"
    assert not [path for path in db.home.attachments.rglob("*") if path.is_file()]
