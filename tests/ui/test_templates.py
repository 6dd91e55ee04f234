"""The texts of notices in the window: checked while typed, kept in versions, back to the shipped text, out and in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.data.database import Database
from app.services.notices import template_store
from ui import messages
from ui.dialogs.templates import TemplatesDialog, VersionsDialog
from ui.remembered import Remembered

pytestmark = pytest.mark.usefixtures("styled")
ID = "head_appearance_notice"


@pytest.fixture
def dialog(db: Database, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[TemplatesDialog]:
    with db.operation("设置") as op:
        op.set_setting("shipped_fonts_only", True)
    monkeypatch.setattr(messages, "ask", lambda *_: True)
    monkeypatch.setattr(messages, "inform", lambda *_: None)
    errors: list[object] = []
    monkeypatch.setattr(messages, "show_error", lambda error, parent=None: errors.append(error))
    made = TemplatesDialog(db, Remembered(db.home.window), None)
    qtbot.addWidget(made, before_close_func=lambda made: setattr(made, "_text", made.edit.toPlainText()))
    made.show()
    choose(made, ID)
    yield made
    assert not errors


def choose(dialog: TemplatesDialog, id: str) -> None:
    for row in range(dialog.list.count()):
        if dialog.list.item(row).data(Qt.ItemDataRole.UserRole) == id:
            dialog.list.setCurrentRow(row)


def put(dialog: TemplatesDialog, old: str, new: str) -> None:
    dialog.edit.setPlainText(dialog.edit.toPlainText().replace(old, new, 1))
    dialog.look()


def test_the_text_is_shown_as_it_is_printed(dialog: TemplatesDialog) -> None:
    assert dialog.edit.toPlainText() == template_store.shipped(ID)
    assert dialog._document is not None and dialog._place.currentWidget() is dialog._pages
    assert not dialog._buttons["保存"].isEnabled() and not dialog._buttons["恢复原文"].isEnabled()


def test_what_is_wrong_is_said_and_not_kept(dialog: TemplatesDialog, db: Database) -> None:
    put(dialog, "[标题]", "[表题]")
    assert "没有“[表题]”这种段落" in dialog.said.text() and dialog.said.property("role") == "problem"
    assert not dialog._buttons["保存"].isEnabled()
    put(dialog, "[表题]", "[标题]")
    dialog.edit.moveCursor(dialog.edit.textCursor().MoveOperation.End)
    dialog.insert("没有的字段")
    dialog.look()
    assert "{{没有的字段}}" in dialog.edit.toPlainText()
    assert "方括号" in dialog.said.text()  # a line of its own has no name
    assert not template_store.is_edited(db, ID)


def test_a_field_is_inserted_at_the_cursor(dialog: TemplatesDialog) -> None:
    names = [dialog.fields.item(row).text() for row in range(dialog.fields.count())]
    assert "发文机关" in names
    dialog.edit.moveCursor(dialog.edit.textCursor().MoveOperation.End)
    dialog.insert("发文机关")
    assert dialog.edit.toPlainText().endswith("{{发文机关}}")


def test_versions_are_kept_and_can_be_taken_again(dialog: TemplatesDialog, db: Database, qtbot: QtBot) -> None:
    put(dialog, "[主送] {{主送机关}}：", "[主送] {{主送机关}}并转：")
    dialog._buttons["保存"].click()
    assert template_store.is_edited(db, ID) and "（已改）" in dialog.list.currentItem().text()
    dialog._buttons["恢复原文"].click()
    assert not template_store.is_edited(db, ID) and dialog.edit.toPlainText() == template_store.shipped(ID)
    versions = VersionsDialog(db, ID, dialog)
    qtbot.addWidget(versions)
    assert [versions.tree.topLevelItem(row).text(0) for row in range(2)] == ["2", "1"]
    assert versions.tree.topLevelItem(0).text(2) == db.user
    versions.tree.setCurrentItem(versions.tree.topLevelItem(1))
    assert "并转：" in versions._shown.toPlainText()
    versions.accept()
    assert versions.chosen == 1


def test_a_text_that_was_not_kept_is_asked_about(
    dialog: TemplatesDialog, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(dialog, "[主送] {{主送机关}}：", "[主送] {{主送机关}}并转：")
    monkeypatch.setattr(messages, "ask_to_save", lambda *_: "stay")
    choose(dialog, "judicial_suggestion")
    assert dialog.list.currentItem().data(Qt.ItemDataRole.UserRole) == ID
    monkeypatch.setattr(messages, "ask_to_save", lambda *_: "save")
    choose(dialog, "judicial_suggestion")
    assert template_store.is_edited(db, ID)
    assert dialog.edit.toPlainText() == template_store.shipped("judicial_suggestion")


def test_texts_go_out_and_come_in(
    dialog: TemplatesDialog, db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(dialog, "[主送] {{主送机关}}：", "[主送] {{主送机关}}并转：")
    dialog.save()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    dialog._buttons["导出"].click()
    file = tmp_path / f"{ID}.md"
    assert "并转：" in file.read_text(encoding="utf-8")
    template_store.reset(db, ID)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(file)], ""))
    dialog._buttons["导入"].click()
    assert "并转：" in dialog.edit.toPlainText()
