"""A small form made from declared fields, with the editors of records: for dialogs that ask for a few values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from app.data.database import Database
from app.domain.fields import Fields, Kind
from app.domain.values import Unreadable
from app.errors import UserError
from ui import style
from ui.editors import make_editor
from ui.pickers import Sources

TOLD = frozenset({Kind.BOOLEAN, Kind.ENUM})  # editors that have no room for a hint inside


class FieldsForm(QWidget):
    """`values()` reads every editor, or says which one is empty or cannot be read, and goes there."""

    def __init__(self, db: Database, declared: type[Fields], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._declared = declared
        self.editors: dict[str, Any] = {}
        sources = Sources(db)
        self.lines = form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(style.em(0.5))
        form.setHorizontalSpacing(style.em(1))
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, f in declared.fields().items():
            editor = make_editor(f, sources, self)
            editor.setAccessibleName(f.label)
            editor.setToolTip(f.help)
            if f.help and f.kind not in TOLD and hasattr(editor, "setPlaceholderText"):
                editor.setPlaceholderText(f.help)
            label = QLabel(f.label + ("" if f.required else "（可不填）") if f.kind not in TOLD else f.label)
            label.setBuddy(editor)
            form.addRow(label, editor)
            self.editors[name] = editor

    def set_values(self, **values: Any) -> None:
        for name, value in values.items():
            self.editors[name].set_value(value)

    def watch(self, changed: Callable[[], Any]) -> None:
        """Called whenever somebody changes something."""
        for editor in self.editors.values():
            editor.changed.connect(lambda *_: changed())

    def values(self) -> dict[str, Any]:
        """Raises UserError."""
        found = {}
        for name, editor in self.editors.items():
            f = self._declared.fields()[name]
            try:
                found[name] = editor.value()
            except Unreadable as problem:
                editor.setFocus()
                raise UserError(f"“{f.label}”填写得不对", str(problem), "请更正后再试") from None
            if f.required and found[name] in (None, ""):
                editor.setFocus()
                raise UserError(f"没有填写“{f.label}”", "", f"请填写{f.label}")
        return found
