"""The buttons below a dialog: the one that does it in colour, and 取消."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QWidget

from ui import style


def accept_and_cancel(dialog: QDialog, accept: str) -> tuple[QDialogButtonBox, QPushButton]:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    take = primary(accept)
    buttons.addButton(take, QDialogButtonBox.ButtonRole.AcceptRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, take


def primary(text: str) -> QPushButton:
    """Coloured before it is given to its box: a box measures a button at once, and the style is settled by then."""
    button = QPushButton(text)
    button.setProperty("primary", True)
    button.setDefault(True)
    return button


def fit(dialog: QDialog, parent: QWidget | None, width: float, height: float) -> None:
    """At most a little smaller than the window it belongs to; `width` and `height` in em."""
    around = parent.window().size() if parent is not None else dialog.screen().availableGeometry().size()
    wanted = QSize(style.em(width), style.em(height))
    dialog.resize(wanted.boundedTo(QSize(round(around.width() * 0.94), round(around.height() * 0.94))))
