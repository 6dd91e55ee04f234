"""导入记录: which files came in, when, what became of their rows; an import can be taken back from here."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.data.import_log import Batch, batches
from app.services.exchange.plan_rows import RowKind
from ui import jobs, messages, style
from ui.dialogs.buttons import fit

BATCH = Qt.ItemDataRole.UserRole
COLUMNS = (("批次", 3.6), ("时间", 9.8), ("经手人", 6.5), ("文件", 0), ("结果", 14), ("现状", 8))
FILE = 3
EMPTY = "还没有导入过台账。从“数据”菜单导入的每个文件都会记在这里。"


class ImportsDialog(QDialog):
    """`changed` when an import was taken back."""

    def __init__(self, db: Database, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("导入记录")
        self._db = db
        self.changed = False
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels([title for title, _ in COLUMNS])
        self.tree.setAccessibleName("导入过的文件")
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.tree.header()
        header.setStretchLastSection(False)
        for place, (_, width) in enumerate(COLUMNS):
            if place == FILE:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            else:
                self.tree.setColumnWidth(place, style.em(width))
        self.tree.itemSelectionChanged.connect(self._enable)
        self._empty = QLabel(EMPTY)
        self._empty.setProperty("role", "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.undo_button = QPushButton("撤销这次导入(&U)")
        self.undo_button.setAutoDefault(False)
        self.undo_button.setToolTip("此后又改动过的记录保留现在的内容")
        self.undo_button.clicked.connect(self._undo)
        buttons.addButton(self.undo_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._empty, 1)
        layout.addWidget(buttons)
        fit(self, parent, 74, 32)
        self._show()

    def _show(self) -> None:
        self.tree.clear()
        for batch in batches(self._db):
            texts = [str(batch.id), batch.at[:16], batch.by, batch.file_name, result(batch), batch.state or "有效"]
            item = QTreeWidgetItem(self.tree, texts)
            item.setData(0, BATCH, batch)
            item.setSizeHint(0, QSize(0, style.em(2)))
            for place in (FILE, FILE + 1):
                item.setToolTip(place, texts[place])
        count = self.tree.topLevelItemCount()
        self.tree.setVisible(count > 0)
        self._empty.setVisible(not count)
        self.tree.setCurrentItem(self.tree.topLevelItem(0))
        self._enable()

    def _chosen(self) -> Batch | None:
        item = self.tree.currentItem()
        batch: Batch | None = item.data(0, BATCH) if item is not None else None
        return batch

    def _enable(self) -> None:
        batch = self._chosen()
        self.undo_button.setEnabled(batch is not None and not batch.is_undone)

    def _undo(self) -> None:
        batch = self._chosen()
        if batch is None or not messages.ask(
            self,
            f"撤销“{batch.file_name}”的导入？",
            f"{result(batch)}。此后又改动过、或者被其他记录引用的，会保留现在的内容。",
            "撤销这次导入",
        ):
            return
        try:
            answer = jobs.run_command("正在撤销", self._db.home, ["undo", str(batch.operation)], self)
        except Exception as error:  # whatever the child ended with is shown in one place
            messages.show_error(error, self)
            return
        if answer is None:
            return
        self.changed = True
        self._show()
        stayed = [f"{row['reg_no']} {row['title']}" for row in (*answer["kept_records"], *answer["failed_records"])]
        if stayed:
            named = "\n".join(stayed[:12]) + ("\n……" if len(stayed) > 12 else "")
            messages.inform(self, f"已撤销：{answer['undone']}", named)


def result(batch: Batch) -> str:
    """What became of its rows: 新增 118，错误 2."""
    return "，".join(f"{kind.label} {batch.counts[kind]:,}" for kind in RowKind if batch.counts.get(kind)) or "没有行"
