"""Small dialogs of the window: the reason for voiding, the keys, what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import style
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.icons import app_icon


class VoidDialog(QDialog):
    """A record is never deleted; voiding needs a reason."""

    def __init__(self, what: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("作废")
        self.setMinimumWidth(style.em(28))
        said = QLabel(f"作废{what}？")
        said.setProperty("role", "title")
        said.setWordWrap(True)
        more = QLabel("作废后保留登记编号，不再列入台账和统计；可以用“撤销”恢复。")
        more.setProperty("role", "secondary")
        more.setWordWrap(True)
        self._reason = QLineEdit()
        self._reason.setAccessibleName("作废原因")
        self._reason.setPlaceholderText("作废原因，如重复登记")
        self._reason.textChanged.connect(lambda text: self._take.setEnabled(bool(text.strip())))
        buttons, self._take = accept_and_cancel(self, "作废")
        self._take.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        for widget in (said, more, self._reason, buttons):
            layout.addWidget(widget)

    @property
    def reason(self) -> str:
        return self._reason.text().strip()


class KeysDialog(QDialog):
    """Every action that has a key."""

    def __init__(self, actions: list[QAction], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键")
        from app.services.help_pages import KEYS_OF_PARTS

        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(style.em(2))
        grid.setVerticalSpacing(style.em(0.4))
        listed = [
            (action.text().partition("「")[0].rstrip("…."), shortcut)
            for action in actions
            if (shortcut := action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        ]
        listed += KEYS_OF_PARTS
        half = (len(listed) + 1) // 2
        for place, (text, key) in enumerate(listed):
            said, pressed = QLabel(text), QLabel(key)
            pressed.setProperty("role", "secondary")
            grid.addWidget(said, place % half, 2 * (place // half))
            grid.addWidget(pressed, place % half, 2 * (place // half) + 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setMinimumWidth(inside.sizeHint().width() + style.em(1.5))  # beside the scroll bar
        _with_close(self, area)
        fit(self, parent, 42, 34)


class AboutDialog(QDialog):
    def __init__(self, facts: list[tuple[str, str]], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("关于")
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(style.em(4.5), style.em(4.5)))
        name = QLabel("府院联动工作台")
        name.setProperty("role", "title")
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.em(1.2))
        grid.addWidget(name, 0, 0, 1, 2)
        for line, (label, text) in enumerate(facts, start=1):
            said, told = QLabel(label), QLabel(text)
            said.setProperty("role", "secondary")
            told.setTextInteractionFlags(told.textInteractionFlags().TextSelectableByMouse)
            told.setWordWrap(True)
            grid.addWidget(said, line, 0)
            grid.addWidget(told, line, 1)
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(style.em(0.5))
        row = QHBoxLayout()
        row.setSpacing(style.em(1.4))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(grid, 1)
        inside = QWidget()
        inside.setLayout(row)
        _with_close(self, inside)
        self.setMinimumWidth(style.em(36))
        self.resize(style.em(36), self.layout().heightForWidth(style.em(36)))  # type: ignore[union-attr]


def _with_close(dialog: QDialog, inside: QWidget) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(style.em(1.2), style.em(1), style.em(1.2), style.em(1))
    layout.addWidget(inside, 1)
    layout.addWidget(buttons)
