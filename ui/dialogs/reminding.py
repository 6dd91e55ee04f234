"""到期提醒单 for the units that have something due, and the calendar file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.services import reminders
from app.services.workbench import Narrowed
from ui import files, jobs, messages
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.remembered import Remembered
from ui.style import em

UNIT = Qt.ItemDataRole.UserRole
FURTHEST = 366


class RemindersDialog(QDialog):
    """Which units, how far ahead, in which kinds of file."""

    def __init__(self, db: Database, remembered: Remembered, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("到期提醒单")
        self._db = db
        said = QLabel("每个单位一份，列出已逾期的和今后几天到期的事项，可以打印送达，也可以发 Excel。")
        said.setProperty("role", "secondary")
        said.setWordWrap(True)
        self.days = QSpinBox()
        self.days.setRange(0, FURTHEST)
        self.days.setValue(int(remembered.get("reminders/days", reminders.DAYS)))
        self.days.setAccessibleName("今后多少天")
        self.days.valueChanged.connect(self._list)
        self.pdf, self.excel = QCheckBox("PDF"), QCheckBox("Excel")
        for box, kind in ((self.pdf, "pdf"), (self.excel, "xlsx")):
            box.setChecked(bool(remembered.get(f"reminders/{kind}", True)))
            box.toggled.connect(self._enable)
        self.every = QCheckBox("全选")
        self.every.setChecked(True)
        self.every.clicked.connect(self._check_all)
        row = QHBoxLayout()
        for widget in (QLabel("今后"), self.days, QLabel("天"), self.every):
            row.addWidget(widget)
        row.addStretch()
        for widget in (QLabel("写成"), self.pdf, self.excel):
            row.addWidget(widget)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["单位", "逾期", "即将到期"])
        self.tree.setAccessibleName("要提醒的单位")
        self.tree.setRootIsDecorated(False)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self.tree.setColumnWidth(column, em(7))
        self.tree.itemChanged.connect(lambda *_: self._enable())
        self._empty = QLabel("这段时间没有到期的事项，也没有逾期的。")
        self._empty.setProperty("role", "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons, self._take = accept_and_cancel(self, "选择文件夹并写出")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1.4), em(1.2))
        layout.setSpacing(em(0.7))
        layout.addWidget(said)
        layout.addLayout(row)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._empty, 1)
        layout.addWidget(buttons)
        fit(self, parent, 46, 32)
        self._list()

    @property
    def units(self) -> list[str]:
        items = (self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount()))
        return [item.data(0, UNIT) for item in items if item and item.checkState(0) is Qt.CheckState.Checked]

    @property
    def kinds(self) -> list[str]:
        return [kind for box, kind in ((self.pdf, "pdf"), (self.excel, "xlsx")) if box.isChecked()]

    def _list(self) -> None:
        self.tree.blockSignals(True)
        self.tree.clear()
        for sheet in reminders.counted(self._db, self.days.value()):
            item = QTreeWidgetItem(self.tree, [sheet.unit, f"{sheet.overdue:,}", f"{sheet.ahead:,}"])
            item.setData(0, UNIT, sheet.unit)
            item.setToolTip(0, sheet.unit)
            item.setCheckState(0, Qt.CheckState.Checked)
            item.setSizeHint(0, QSize(0, em(2)))
            for column in (1, 2):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.tree.blockSignals(False)
        some = self.tree.topLevelItemCount() > 0
        self.tree.setVisible(some)
        self._empty.setVisible(not some)
        self.every.setChecked(True)
        self._enable()

    def _check_all(self, on: bool) -> None:
        for n in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(n)
            if item is not None:
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _enable(self) -> None:
        self._take.setEnabled(bool(self.units and self.kinds))


def make_reminders(db: Database, remembered: Remembered, parent: QWidget) -> None:
    """Ask, write into a folder, offer to open it."""
    dialog = RemindersDialog(db, remembered, parent)
    if not dialog.exec():
        return
    remembered.put("reminders/days", dialog.days.value())
    for kind in ("pdf", "xlsx"):
        remembered.put(f"reminders/{kind}", kind in dialog.kinds)
    folder = _folder(remembered, parent)
    if folder is None:
        return
    words = ["reminders", str(folder), "--days", str(dialog.days.value()), "--kinds", ",".join(dialog.kinds)]
    for unit in dialog.units:
        words += ["--unit", unit]
    answer = jobs.run_command("正在写提醒单", db.home, words, parent)
    if answer is not None and answer["files"]:
        written = [Path(name) for name in answer["files"]]
        if len(written) == 1:
            files.offer_to_open(remembered, written[0], "提醒单", parent)
        elif messages.ask(parent, f"已写好 {len(written)} 份提醒单", str(folder), "打开文件夹", no="完成"):
            files.open_folder(written[0])


def write_calendar(db: Database, remembered: Remembered, narrowed: Narrowed | None, parent: QWidget) -> None:
    """What is due for whom the workbench shows."""
    out = files.ask_where(remembered, parent, f"期限_{db.today:%Y%m%d}.ics", "日历文件 (*.ics)")
    if out is None:
        return
    from app.services import calendar_file

    calendar_file.write(db, narrowed or Narrowed(), out)
    files.offer_to_open(remembered, out, "日历文件", parent)


def _folder(remembered: Remembered, parent: QWidget) -> Path | None:
    start = remembered.get("folder/out", "") or QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.DocumentsLocation
    )
    chosen = QFileDialog.getExistingDirectory(parent.window(), "提醒单写到哪个文件夹", str(start))
    if not chosen:
        return None
    remembered.put("folder/out", chosen)
    return Path(chosen)
