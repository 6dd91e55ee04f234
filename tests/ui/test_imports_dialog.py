"""导入记录: files that came in, and taking one back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.data.database import Database
from app.services.exchange.session import ImportSession
from ui import messages
from ui.dialogs.imports import ImportsDialog


@pytest.fixture
def file(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("案号", "审级", "立案日期", "受理法院", "案由", "原告", "被告"))
    row = ("（2026）皖1622行初7号", "一审", date(2026, 3, 2), "蒙城县人民法院", "行政处罚", "马小明", "蒙城县公安局")
    sheet.append(row)
    book.save(tmp_path / "行政诉讼.xlsx")
    return tmp_path / "行政诉讼.xlsx"


def test_an_import_is_listed_and_taken_back(
    db: Database, qtbot: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ImportSession(db, file) as session:
        session.apply()
    dialog = ImportsDialog(db, None)
    qtbot.addWidget(dialog)
    item = dialog.tree.topLevelItem(0)
    assert item is not None
    assert [item.text(column) for column in (0, 3, 4, 5)] == ["1", "行政诉讼.xlsx", "新增 1", "有效"]
    monkeypatch.setattr(messages, "ask", lambda *_, **__: True)
    dialog.undo_button.click()
    item = dialog.tree.topLevelItem(0)
    assert item is not None and item.text(5) == "已撤销"
    assert dialog.changed and not dialog.undo_button.isEnabled()
    assert db.value("SELECT count(*) FROM admin_case") == 0


def test_without_imports_it_says_so(db: Database, qtbot: Any) -> None:
    dialog = ImportsDialog(db, None)
    qtbot.addWidget(dialog)
    assert dialog.tree.isHidden() and not dialog.undo_button.isEnabled()
