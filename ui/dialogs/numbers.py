"""The series of document numbers: what is used, what comes next, what is missing or double; taking one by hand."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.errors import UserError
from app.services.notices import numbers
from ui import messages, style
from ui.dialogs.buttons import accept_and_cancel, fit

COLUMNS = (("文号", 9), ("发文单位", 0), ("已用", 8), ("下一号", 11), ("缺号", 10), ("重号", 7))
EMPTY = "还没有签发过带文号的函件。签发文书时提出下一个号，也可以先占号。"


class NumbersDialog(QDialog):
    def __init__(self, db: Database, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("文号")
        self._db = db
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([title for title, _ in COLUMNS])
        self.tree.setAccessibleName("各类文号")
        self.tree.setRootIsDecorated(False)
        header = self.tree.header()
        header.setStretchLastSection(False)
        for place, (_, width) in enumerate(COLUMNS):
            if width:
                self.tree.setColumnWidth(place, style.em(width))
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self._empty = QLabel(EMPTY)
        self._empty.setProperty("role", "secondary")
        self._empty.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.take_button = QPushButton("占号(&N)…")
        self.take_button.setAutoDefault(False)
        self.take_button.setToolTip("给别处做的文件占一个号，或者写明一个号为什么空着；占了不能再给别的文件")
        self.take_button.clicked.connect(self._take)
        buttons.addButton(self.take_button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        layout.addWidget(self._empty)
        layout.addWidget(self.tree, 1)
        layout.addWidget(buttons)
        fit(self, parent, 68, 30)
        self._show()

    def _show(self) -> None:
        self.tree.clear()
        for one in numbers.series(self._db):
            texts = [
                f"{one.code}〔{one.year}〕",
                "、".join(one.units),
                f"{one.count:,} 个，到 {one.last} 号",
                one.next,
                numbers.listed(one.gaps),
                numbers.listed(one.repeats),
            ]
            item = QTreeWidgetItem(self.tree, texts)
            item.setSizeHint(0, QSize(0, style.em(2)))
            for place in range(len(texts)):
                item.setToolTip(place, texts[place])
            if one.gaps:
                item.setForeground(4, style.color("warn"))
            if one.repeats:
                item.setForeground(5, style.color("bad"))
        count = self.tree.topLevelItemCount()
        self.tree.setVisible(bool(count))
        self._empty.setVisible(not count)
        self.tree.setCurrentItem(self.tree.topLevelItem(0))  # type: ignore[arg-type]

    def _take(self) -> None:
        item = self.tree.currentItem()
        dialog = TakeDialog(self._db, item.text(3) if item is not None else "", self)
        if dialog.exec():
            self._show()
            messages.inform(self, f"已占用{dialog.taken}", "")


class TakeDialog(QDialog):
    """A number and what it was given to."""

    def __init__(self, db: Database, proposal: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("占号")
        self._db, self.taken = db, ""
        self.number, self.note = QLineEdit(proposal), QLineEdit()
        self.note.setPlaceholderText("如 纸质文件《…》，或 打印作废")
        form = QFormLayout()
        for text, editor in (("文号(&N)", self.number), ("用途(&U)", self.note)):
            editor.setAccessibleName(text.partition("(")[0])
            label = QLabel(text)
            label.setBuddy(editor)
            label.setProperty("role", "secondary")
            form.addRow(label, editor)
        self._said = QLabel()
        self._said.setProperty("role", "problem")
        self._said.setWordWrap(True)
        self._said.hide()
        buttons, _ = accept_and_cancel(self, "占用")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        layout.addLayout(form)
        layout.addWidget(self._said)
        layout.addWidget(buttons)
        self.setMinimumWidth(style.em(34))
        self.note.setFocus()

    def accept(self) -> None:
        try:
            self.taken = str(numbers.take(self._db, self.number.text(), self.note.text()))
        except UserError as error:
            self._said.setText("。".join(part for part in (error.what, error.why, error.what_to_do) if part) + "。")
            self._said.show()
            return
        super().accept()
