"""The settings page, made from the declaration in `app/settings.py` with the editors of records."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.domain.values import Unreadable
from app.settings import Settings
from ui import messages, style
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.editors import make_editor
from ui.pickers import Sources


class SettingsDialog(QDialog):
    """All settings in their sections; only what was changed is written, as one operation."""

    def __init__(self, db: Database, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("设置")
        self._db = db
        self._editors: dict[str, Any] = {}
        self._before: dict[str, Any] = {}
        sources = Sources(db)
        inside = QWidget()
        form = QFormLayout(inside)
        form.setContentsMargins(0, 0, style.em(0.8), 0)
        form.setVerticalSpacing(style.em(0.5))
        form.setHorizontalSpacing(style.em(1))
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, f in Settings.fields().items():
            if f.section:
                heading = QLabel(f.section)
                heading.setProperty("role", "heading")
                heading.setContentsMargins(0, style.em(0.7) if self._editors else 0, 0, 0)
                form.addRow(heading)
            editor = make_editor(f, sources, inside)
            editor.set_value(db.setting(name))
            self._before[name] = editor.value()
            editor.setAccessibleName(f.label)
            editor.setToolTip(f.help)
            form.addRow(f.label, editor)
            if f.help and isinstance(editor, QComboBox):  # it would be as wide as its hint
                told = QLabel(f.help)
                told.setProperty("role", "secondary")
                told.setWordWrap(True)
                form.addRow("", told)
            elif f.help and hasattr(editor, "setPlaceholderText"):
                editor.setPlaceholderText(f.help)
            self._editors[name] = editor
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons, _ = accept_and_cancel(self, "保存")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1), style.em(1))
        layout.setSpacing(style.em(0.8))
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        fit(self, parent, 44, 46)

    # Overrides of Qt

    def accept(self) -> None:
        try:
            changed = {
                name: value for name, editor in self._editors.items() if (value := editor.value()) != self._before[name]
            }
        except Unreadable as problem:
            messages.inform(self, "有一项设置填写得不对", str(problem))
            return
        try:
            if changed:
                with self._db.operation("修改设置") as op:
                    for name, value in changed.items():
                        op.set_setting(name, value)
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        super().accept()
