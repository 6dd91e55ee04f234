"""Registering a unit, an enterprise or any other record from the field that needs it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.data import queries
from app.data.database import Database
from app.domain import checks
from app.domain.fields import Kind
from app.domain.records import RECORDS
from app.domain.values import Unreadable, parse
from app.errors import UserError
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.form import Form
from ui.messages import show_error
from ui.pickers import Sources
from ui.style import em


class NewRecordDialog(QDialog):
    """The form of the record type, begun with what was typed; `record` is what was registered."""

    def __init__(
        self, db: Database, record_type: str, text: str, sources: Sources, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._db = db
        self.record: Any = None
        cls = RECORDS[record_type]
        self.setWindowTitle(f"登记{cls.about.noun}")
        head = QLabel(f"登记新的{cls.about.noun}", self)
        head.setProperty("role", "title")
        self._said = QLabel(self)
        self._said.setProperty("role", "problem")
        self._said.setWordWrap(True)
        self._said.hide()
        blank = queries.blank(db, record_type)
        first = cls.fields()[cls.about.natural_key[0]]
        if first.kind not in (Kind.REF, Kind.REFS):
            with suppress(Unreadable):  # what was looked for was something else, not the key
                setattr(blank, first.name, parse(first, text, today=db.today))
        self.form = Form(cls, sources, parent=self)
        self.form.set_record(blank)
        buttons, save = accept_and_cancel(self, "登记")
        self.form.finished.connect(save.setFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.2), em(1), em(1.2), em(1))
        layout.setSpacing(em(0.6))
        for widget in (head, self._said, self.form, buttons):
            layout.addWidget(widget)
        fit(self, parent, 42, 42)

    def accept(self) -> None:
        unread = self.form.unreadable()
        record = self.form.record
        found = checks.problems(record, self._db.facts())
        if unread or any(not problem.doubt for problem in found):
            self.form.show_problems(problem for problem in found if problem.field not in unread)
            return
        same = queries.same_matter(self._db, record)
        if same:
            existing = queries.load(self._db, type(record).about.id, same[0])
            self._said.setText(
                f"已经登记过：{existing.reg_no} {queries.title(self._db, existing)}。请取消，在原处查找选用。"
            )
            self._said.show()
            return
        try:
            with self._db.operation(f"登记{type(record).about.noun}") as op:
                self.record = op.create(record)
        except UserError as error:
            show_error(error, self)
            return
        super().accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.form.focus_first()
        self.form.verticalScrollBar().setValue(0)
