"""The last files: ten at most, those that have gone are said so and dropped; undo is offered beside what was said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.data.database import Database
from app.errors import UserError
from app.paths import Home
from ui import files, messages
from ui.jobs import Jobs
from ui.remembered import Remembered
from ui.window import Window


@pytest.fixture
def window(db: Database, home: Home, qtbot: QtBot, styled: object) -> Iterator[Window]:
    jobs = Jobs(home)
    made = Window(db, jobs, Remembered(home.window))
    made.show()
    made.begin()
    yield made
    made.page.pane.clear()
    made.close()
    made.deleteLater()
    jobs.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(said.append(url.toLocalFile())) or True)
    return said


def recent_menu(window: Window) -> QMenu:
    for menu in window.menuBar().findChildren(QMenu):
        if menu.title().startswith("最近的文件"):
            menu.aboutToShow.emit()
            return menu
    raise AssertionError("no menu of files")


def made(folder: Path, name: str) -> Path:
    (folder / name).write_text("x")
    return folder / name


def test_the_newest_ten_are_kept_each_once_and_after_a_restart(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "window.ini")
    for n in range(12):
        files.note(remembered, tmp_path / f"{n}.xlsx", "导出")
    files.note(remembered, tmp_path / "5.xlsx", "导入")
    remembered.flush()
    listed = files.recent(Remembered(tmp_path / "window.ini"))
    assert [path.name for path, _ in listed] == [f"{n}.xlsx" for n in (5, 11, 10, 9, 8, 7, 6, 4, 3, 2)]
    assert listed[0][1] == "导入"


def test_a_file_that_has_gone_is_said_so_and_dropped(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "window.ini")
    files.note(remembered, made(tmp_path, "a.xlsx"), "导出")
    files.note(remembered, tmp_path / "gone.xlsx", "导出")
    with pytest.raises(UserError, match="找不到“gone.xlsx”"):
        files.still_there(remembered, tmp_path / "gone.xlsx")
    assert [path.name for path, _ in files.recent(remembered)] == ["a.xlsx"]


def test_the_menu_opens_the_file_and_its_folder(
    window: Window, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not recent_menu(window).actions()[0].isEnabled()
    files.note(window.remembered, tmp_path / "gone.pdf", "PDF")
    files.note(window.remembered, made(tmp_path, "甲&乙.xlsx"), "导出")
    menu = recent_menu(window)
    first, gone = menu.actions()[:2]
    assert first.text() == "&1 甲&&乙.xlsx（导出）" and first.toolTip() == str(tmp_path / "甲&乙.xlsx")
    first.trigger()
    (folders,) = (action.menu() for action in menu.actions() if action.menu())
    folders.actions()[0].trigger()
    assert opened == [str(tmp_path / "甲&乙.xlsx"), str(tmp_path)]
    shown: list[str] = []
    monkeypatch.setattr(messages, "show_error", lambda error, *_: shown.append(str(error)))
    gone.trigger()
    assert "找不到“gone.pdf”" in shown[0]
    assert len(files.recent(window.remembered)) == 1


def test_undo_is_offered_beside_what_was_done_and_goes_when_it_was_used(window: Window, qtbot: QtBot) -> None:
    with window.db.operation("登记企业") as op:
        from app.services.first_start import RECORDS

        op.create(RECORDS["enterprise"](name="某某公司"))
    window.notify()
    window.say("已作废某某", undo=True)
    assert window._take_back.isVisible()
    qtbot.mouseClick(window._take_back, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert window.db.value("SELECT count(*) FROM enterprise") == 0
    assert not window._take_back.isVisible()


def test_on_a_small_screen_every_tool_and_the_last_backup_stay_in_sight(window: Window, qtbot: QtBot) -> None:
    """1366 × 768 at 150 % is 910 wide; the tools used to go one by one, and the status line ran out at the right."""
    window.resize(910, 512)
    qtbot.waitUntil(lambda: window.width() == 910)
    qtbot.wait(20)  # the toolbar lays itself out when it is next idle
    for name in ("new", "save", "undo", "redo", "import", "export", "print"):
        button = window._toolbar.widgetForAction(window.action(name))
        right = button.mapTo(window, button.rect().topRight()).x()
        assert button.isVisible() and right < 910, name
    last = window.tabs.tabRect(window.tabs.count() - 1)
    assert last.right() <= window.tabs.width()
    window.resize(683, 500)
    qtbot.waitUntil(lambda: window.width() < 900)
    assert "备份" in window._facts.text() and "数据：" not in window._facts.text()
    assert window._facts.sizeHint().width() <= window._facts.width()
    assert str(window.db.path) in window._facts.toolTip()
