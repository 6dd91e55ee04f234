"""Keys of the window that a text field would keep for itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget

# On Linux a text field goes to the end of the line (E), deletes to it (K) or the next character (D).
FOR_THE_WINDOW = ("export", "find_any", "copy_record")
UNDO, REDO = "undo", "redo"  # the field's own while it has something to take back
NAMES = (*FOR_THE_WINDOW, UNDO, REDO)


class OwnKeys(QObject):
    """Listens to the text field that has the focus, and only to that one: never to every event."""

    def __init__(self, actions: dict[str, QAction], parent: QObject) -> None:
        super().__init__(parent)
        self._names = {action.shortcut().toString(): name for name, action in actions.items()}
        QApplication.instance().focusChanged.connect(self._focus_went)  # type: ignore[union-attr]

    def _focus_went(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(before, QLineEdit | QPlainTextEdit):
            before.removeEventFilter(self)
        if isinstance(now, QLineEdit | QPlainTextEdit) and not isinstance(now.window(), QDialog):
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            name = self._names.get(QKeySequence(event.keyCombination()).toString())
            if name and not (name in (UNDO, REDO) and _can(watched, name)):
                event.ignore()
                return True
        return super().eventFilter(watched, event)


def _can(field: QObject, name: str) -> bool:
    text = field.document() if isinstance(field, QPlainTextEdit) else field
    if isinstance(field, QLineEdit) and field.isReadOnly():
        return False
    return bool(text.isUndoAvailable() if name == UNDO else text.isRedoAvailable())  # type: ignore[attr-defined]
