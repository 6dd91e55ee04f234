"""Asks for a name: of a filter to keep, or a better one."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui import style
from ui.dialogs.buttons import accept_and_cancel

LONGEST = 30  # characters; the list at the left has no room for more


class NameDialog(QDialog):
    def __init__(self, title: str, explained: str, name: str, accept: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(style.em(26))
        said = QLabel(title)
        said.setProperty("role", "title")
        more = QLabel(explained)
        more.setProperty("role", "secondary")
        more.setWordWrap(True)
        self._name = QLineEdit(name[:LONGEST])
        self._name.setMaxLength(LONGEST)
        self._name.setAccessibleName("名称")
        self._name.setPlaceholderText("名称")
        self._name.selectAll()
        buttons, self._take = accept_and_cancel(self, accept)
        self._name.textChanged.connect(lambda text: self._take.setEnabled(bool(text.strip())))
        self._take.setEnabled(bool(name.strip()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        for widget in (said, more, self._name, buttons):
            layout.addWidget(widget)
        self._name.setFocus()

    @property
    def name(self) -> str:
        return self._name.text().strip()
