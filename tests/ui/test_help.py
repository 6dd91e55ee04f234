"""The help window: the right page, links, history, search; every key of the window is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from app.data.database import Database
from app.services import help_pages
from ui.help import HelpWindow, place_in
from ui.help_key import HelpInDialogs
from ui.jobs import Jobs
from ui.remembered import Remembered
from ui.window import Window


@pytest.fixture
def window(qtbot, styled, db: Database, tmp_path: Path) -> Iterator[Window]:
    jobs = Jobs(db.home)
    made = Window(db, jobs, Remembered(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    made.show()
    made.begin()
    yield made
    made.close()
    jobs.close()


@pytest.fixture
def help(qtbot, styled) -> HelpWindow:
    made = HelpWindow([("新建", "Ctrl+N")], None)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_page_is_shown_from_the_contents(help: HelpWindow) -> None:
    for page in help_pages.pages():
        help.open_page(page.id)
        assert help.page.id == page.id
        assert help.contents.currentItem().text(0) == page.title
        assert len(help.browser.toPlainText()) > 20, page.id


def test_choosing_in_the_contents_opens_the_page(help: HelpWindow) -> None:
    item = help.contents.findItems("快捷键", Qt.MatchFlag.MatchExactly)[0]
    help.contents.setCurrentItem(item)
    assert help.page.id == "快捷键"


def test_links_go_to_pages_and_back(qtbot, help: HelpWindow) -> None:
    help.open_page("module:litigation")
    help.browser.setSource(QUrl("ledger:admin_case"))  # what a click on the link does
    assert help.page.id == "ledger:admin_case"
    qtbot.mouseClick(help._back, Qt.MouseButton.LeftButton)
    assert help.page.id == "module:litigation"
    qtbot.mouseClick(help._forward, Qt.MouseButton.LeftButton)
    assert help.page.id == "ledger:admin_case"


def test_a_field_is_scrolled_to(help: HelpWindow) -> None:
    help.open_page("ledger:admin_case", "field-closed_on")
    assert help.browser.verticalScrollBar().value() > 0


def test_typing_finds_pages_and_enter_opens_the_first(qtbot, help: HelpWindow) -> None:
    qtbot.keyClicks(help.search, "")
    help.search.setText("作废")
    assert help.results.isVisible() and help.results.count() > 1
    qtbot.keyClick(help.search, Qt.Key.Key_Return)
    assert help.browser.textCursor().selectedText() == "作废"
    help.search.setText("没有这个词语")
    assert help._nothing.isVisible()
    help.search.clear()
    assert help.contents.isVisible()


def test_f1_opens_the_ledger_that_is_current(qtbot, window: Window) -> None:
    window.show_module("governance")
    window.page.ledgers.choose("petition")
    assert window.action("help").shortcut() == QKeySequence("F1")
    window.action("help").trigger()
    assert window._help_window.page.id == "ledger:petition"


def test_f1_in_a_field_goes_to_the_field(qtbot, styled) -> None:
    editor = QLineEdit()
    qtbot.addWidget(editor)
    editor.setAccessibleName("立案日期")
    assert place_in("admin_case", editor) == ("ledger:admin_case", "field-filed_on")
    assert place_in("admin_case", None) == ("ledger:admin_case", "")


def test_every_key_of_the_window_is_on_the_page_of_keys(window: Window) -> None:
    html = next(page.html for page in help_pages.pages(window.keys) if page.id == help_pages.KEYS)
    text = help_pages.plain_text(html)
    native = QKeySequence.SequenceFormat.NativeText
    for action in window.named_actions:
        if not action.shortcut().isEmpty():
            assert action.shortcut().toString(native) in text
            assert action.text().partition("「")[0].rstrip("…") in text


def test_f1_in_a_dialog_opens_help_above_it(qtbot, styled) -> None:
    dialog = QDialog()
    dialog.setWindowTitle("导入台账")
    QVBoxLayout(dialog).addWidget(QLineEdit())
    qtbot.addWidget(dialog)
    watch = HelpInDialogs([], dialog)
    dialog.setModal(True)
    dialog.show()
    dialog.activateWindow()
    dialog.findChild(QLineEdit).setFocus()
    qtbot.waitUntil(lambda: dialog.property("has_help") is True)
    qtbot.keyClick(dialog.findChild(QLineEdit), Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: dialog.findChild(HelpWindow) is not None)
    shown = dialog.findChild(HelpWindow)
    assert shown.page.id == "Excel导入导出"
    shown.close()
    watch.deleteLater()
