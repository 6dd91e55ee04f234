"""What the window remembers between two days: sizes, columns, widths, sort orders; an ini file in the home folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter


class Remembered:
    """Small values by key. A value that cannot be read (an older program, a hand-edited file) is as if never stored."""

    def __init__(self, file: Path) -> None:
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    def get(self, key: str, default: Any = None) -> Any:
        text = self._store.value(key)
        if not isinstance(text, str):
            return default
        try:
            return json.loads(text)
        except ValueError:
            return default

    def put(self, key: str, value: Any) -> None:
        self._store.setValue(key, json.dumps(value, ensure_ascii=False))

    def bytes(self, key: str) -> QByteArray:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def put_bytes(self, key: str, value: QByteArray) -> None:
        self._store.setValue(key, value)

    def restore(self, key: str, splitter: QSplitter) -> bool:
        return splitter.restoreState(self.bytes(key))

    def follow(self, key: str, splitter: QSplitter) -> None:
        """Restore the splitter and keep what people make of it."""
        self.restore(key, splitter)
        splitter.splitterMoved.connect(lambda *_: self.put_bytes(key, splitter.saveState()))

    def flush(self) -> None:
        self._store.sync()
