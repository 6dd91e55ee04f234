"""备份与恢复: what is listed, a backup made and taken back through the program's own command, stopping a job cleanly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.backup import backup
from app.data.database import Database
from app.paths import Home
from ui import jobs, messages
from ui.dialogs import backups
from ui.dialogs.backups import BackupsDialog
from ui.jobs import Command


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Messages as they are shown; every question is answered with yes."""
    said: list[str] = []
    monkeypatch.setattr(messages, "inform", lambda _, what, more="": said.append(f"{what} {more}"))
    monkeypatch.setattr(messages, "ask", lambda *_: True)
    monkeypatch.setattr(backups.QMessageBox, "exec", lambda box: said.append(f"{box.text()} {box.informativeText()}"))
    return said


def test_without_a_backup_it_says_what_to_do(home: Home, qtbot: QtBot, styled: object) -> None:
    dialog = BackupsDialog(home, None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog._empty.isVisible() and "立即备份" in dialog._empty.text()
    assert not dialog.restore_button.isEnabled()


def test_a_backup_is_made_and_taken_back(home: Home, db: Database, qtbot: QtBot, told: list[str]) -> None:
    dialog = BackupsDialog(home, None)
    qtbot.addWidget(dialog)
    dialog.back_up_button.click()
    assert "备份完成" in told.pop() and dialog.tree.topLevelItemCount() == 1
    with db.operation("登记") as op:
        unit = queries.blank(db, "unit")
        unit.name, unit.kind = "甲单位", "其他"
        op.create(unit)
    before = queries.counts(db)["unit"]
    dialog.restore_button.click()
    assert dialog.restored and "恢复前" in told.pop()
    assert queries.counts(db)["unit"] == before - 1


def test_on_a_memory_stick_it_has_a_folder_of_its_own(
    home: Home, tmp_path: Path, qtbot: QtBot, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(backups.QFileDialog, "getExistingDirectory", lambda *_: str(stick))
    dialog = BackupsDialog(home, None)
    qtbot.addWidget(dialog)
    dialog.elsewhere_button.click()
    (made,) = (stick / "府院联动备份").glob("*.db")
    assert str(made) in told.pop()


def test_checking_says_that_all_is_well(home: Home, qtbot: QtBot, told: list[str]) -> None:
    dialog = BackupsDialog(home, None)
    qtbot.addWidget(dialog)
    dialog.check_button.click()
    assert "完好" in told.pop()


def test_a_stopped_job_ends_by_itself_and_leaves_nothing(
    home: Home, db: Database, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PATIENCE", 60_000)
    kept = backup(db).path  # so that the folder is there
    command: Any = Command(home, ["backup"])
    process = command.process
    with qtbot.waitSignal(process.started, timeout=60_000):
        command.start()
    with qtbot.waitSignal(process.finished, timeout=60_000) as ended:
        command.cancel()
    assert ended.args == [2, QProcess.ExitStatus.NormalExit]
    assert list(home.backups.iterdir()) == [kept]
