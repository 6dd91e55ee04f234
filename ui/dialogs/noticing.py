"""A notice from a record: which one, what is still to be said, then its pages."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.attachments import safe_name
from ui import messages, style
from ui.dialogs.buttons import accept_and_cancel
from ui.dialogs.preview import Again, show_pdf
from ui.remembered import Remembered


class QuestionsDialog(QDialog):
    """All that the record does not say, asked at once. `answers` by the name the notice gives them."""

    def __init__(self, title: str, questions: Any, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(style.em(32))
        self._answers: dict[str, QLineEdit | QComboBox] = {}
        said = QLabel("这份文书还要填写以下内容：")
        said.setProperty("role", "secondary")
        form_widget = QWidget()
        form = QFormLayout(form_widget)
        form.setContentsMargins(0, 0, style.em(0.5), 0)
        form.setVerticalSpacing(style.em(0.6))
        for question in questions:
            editor: QLineEdit | QComboBox
            if question.options:
                editor = QComboBox()
                editor.addItems(question.options)
                editor.setCurrentText(question.proposal or question.options[0])
            else:
                editor = QLineEdit(question.proposal)
            editor.setAccessibleName(question.name)
            self._answers[question.name] = editor
            form.addRow(question.name, editor)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(form_widget)
        buttons, _ = accept_and_cancel(self, "生成")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.8))
        layout.addWidget(said)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        # Tall enough for all questions, as far as the screen goes.
        self.resize(style.em(34), min(form_widget.sizeHint().height() + style.em(9), style.em(44)))

    @property
    def answers(self) -> dict[str, str]:
        texts = {
            name: (editor.currentText() if isinstance(editor, QComboBox) else editor.text()).strip()
            for name, editor in self._answers.items()
        }
        return {name: text for name, text in texts.items() if text}


def notices_for(record: str) -> list[Any]:
    from app.services.notices.catalogue import catalogue

    return [notice for notice in catalogue() if notice.record == record]


def print_notice(db: Database, remembered: Remembered, record: str, id: int, parent: QWidget, notice: str = "") -> None:
    """Everything from the choice of the notice (when it is not given) to its preview."""
    try:
        _print_notice(db, remembered, record, id, parent, notice)
    except Exception as error:  # shown in one place, whatever it is
        messages.show_error(error, parent)


def _print_notice(db: Database, remembered: Remembered, record: str, id: int, parent: QWidget, chosen: str) -> None:
    offered = [notice for notice in notices_for(record) if chosen in ("", notice.id)]
    if not offered:
        raise UserError(
            f"“{RECORDS[record].about.label}”没有可以打印的文书",
            "文书从它所依据的记录打印，如出庭提示函从出庭应诉记录打印",
            "请打开相应的记录后重试",
        )
    notice = offered[0]
    if len(offered) > 1:
        titles = [each.title for each in offered]
        title, taken = QInputDialog.getItem(parent, "生成文书", "文书种类", titles, 0, False)
        if not taken:
            return
        notice = offered[titles.index(title)]
    found = queries.load(db, record, id)
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        printed = _Printed(db, notice, found, Path(folder))
        if printed.ask(parent):
            again = Again("修改内容", printed.ask) if printed.answers else None
            show_pdf(printed.file, notice.title, remembered, parent, again)


class _Printed:
    """One notice with what was answered for it."""

    def __init__(self, db: Database, notice: Any, record: Any, folder: Path) -> None:
        self._db, self._notice, self._record, self._folder = db, notice, record, folder
        self.answers: dict[str, str] = {}

    def ask(self, parent: QWidget) -> bool:
        """Ask for what the record does not say, beginning with the answers of before, and write the pages."""
        from app.services.notices.notice import draft, make

        answers: dict[str, str] = {}
        while questions := draft(self._db, self._notice.id, self._record, answers).questions:
            known = [replace(each, proposal=self.answers.get(each.name, each.proposal)) for each in questions]
            dialog = QuestionsDialog(self._notice.title, known, parent)
            if not dialog.exec():
                return False
            answers |= dialog.answers
        try:
            made = make(self._db, self._notice.id, self._record, self._file(answers), answers)
        except UserError as error:
            messages.show_error(error, parent)
            self.answers = answers
            return self.ask(parent) if answers else False
        self.file, self.answers = made.path, answers
        if made.missing_glyphs:
            messages.inform(
                parent,
                "有的字本机没有字体可以显示",
                f"这些字在文书中印成〓：{'、'.join(made.missing_glyphs)}。请手写补上，或安装含有这些字的字体后重新生成。",
            )
        return True

    def _file(self, answers: dict[str, str]) -> Path:
        """Named so that the notices of two cases do not take each other's place when they are saved."""
        if hasattr(self, "file"):
            return self.file  # the preview reads it again
        number = answers.get("发文字号", "")
        return self._folder / safe_name(f"{self._notice.title}{'_' + number if number else ''}.pdf")
