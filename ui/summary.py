"""The strip above the ledgers on the first start of a day, and the reminder in the tray while the program is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSystemTrayIcon, QWidget

from app.data.database import Database
from app.services import workbench
from app.services.workbench import Narrowed, Which
from ui.icons import app_icon
from ui.jobs import Jobs
from ui.messages import TITLE
from ui.remembered import Remembered
from ui.style import em

DISMISSED = "summary/day"
QUIET = "summary/quiet"  # no reminders in the tray
EVERY = 30 * 60 * 1000  # milliseconds between two looks


def narrowed_of(remembered: Remembered) -> Narrowed:
    """As the workbench was narrowed last."""
    kept = {name: remembered.get(f"workbench/{name}", "") for name in ("module", "unit", "person")}
    return Narrowed(**{name: value for name, value in kept.items() if isinstance(value, str)})


def said(counts: dict[Which, int]) -> str:
    """What there is to do in one sentence; empty when there is nothing."""
    parts = [
        f"{text}{counts[which]:,}{unit}"
        for which, text, unit in (
            (Which.OVERDUE, "逾期", "项"),
            (Which.TODAY, "今天到期", "项"),
            (Which.IN_7, "7天内到期", "项"),
            (Which.LETTERS, "待答复函件", "件"),
        )
        if counts[which]
    ]
    return "，".join(parts)


class SummaryStrip(QFrame):
    """Shown until it is closed or the workbench was opened, once a day."""

    def __init__(self, db: Database, jobs: Jobs, remembered: Remembered, open_workbench: Callable[[], Any]) -> None:
        super().__init__()
        self.setObjectName("notice_strip")
        self._db, self._jobs, self._remembered = db, jobs, remembered
        self._text = QLabel()
        self._text.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(em(0.9), em(0.3), em(0.9), em(0.3))
        row.addWidget(self._text, 1)
        for text, act in (("打开工作台", open_workbench), ("今天不再提示", self.dismiss)):
            button = QPushButton(text)
            button.setProperty("flat", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
        self.hide()

    def begin(self) -> None:
        if self._remembered.get(DISMISSED, "") != self._db.today.isoformat():
            self._jobs.run(workbench.counts, narrowed_of(self._remembered), done=self._show, wait=False)

    def dismiss(self) -> None:
        self._remembered.put(DISMISSED, self._db.today.isoformat())
        self.hide()

    def _show(self, counts: dict[Which, int]) -> None:
        text = said(counts)
        self._text.setText(f"期限提醒：{text}。")
        self.setVisible(bool(text) and self._remembered.get(DISMISSED, "") != self._db.today.isoformat())


class TrayReminder(QObject):
    """Says when more has fallen due than it said last. A click on it brings the workbench."""

    def __init__(
        self, db: Database, jobs: Jobs, remembered: Remembered, open_workbench: Callable[[], Any], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._db, self._jobs, self._remembered = db, jobs, remembered
        self._told: tuple[str, int] = ("", 0)
        self._tray = QSystemTrayIcon(app_icon(), self)
        self._tray.setToolTip(TITLE)
        self._tray.activated.connect(lambda _: open_workbench())
        self._tray.messageClicked.connect(open_workbench)
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        self._tray.show()
        self._timer.start()
        self.look()

    def look(self) -> None:
        if not self._remembered.get(QUIET, False):
            self._jobs.run(workbench.counts, narrowed_of(self._remembered), done=self.tell, wait=False)

    def tell(self, counts: dict[Which, int]) -> None:
        urgent = counts[Which.OVERDUE] + counts[Which.TODAY]
        today = self._db.today.isoformat()
        before = self._told[1] if self._told[0] == today else 0
        self._told = (today, urgent)
        self._tray.setToolTip(f"{TITLE}\n{said(counts)}".rstrip())
        if urgent > before:
            self._tray.showMessage("期限提醒", f"{said(counts)}。", app_icon(), 15_000)


def remind(window: Any) -> TrayReminder | None:
    """Where the desktop has a tray."""
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return None
    reminder = TrayReminder(window.db, window.jobs, window.remembered, window.bring_workbench, window)
    reminder.begin()
    return reminder
