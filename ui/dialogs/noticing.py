"""A notice from a record: which one, what is still to be said, then its pages, where it is issued."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.data import queries
from app.data.database import Database
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.attachments import safe_name
from ui import messages, style
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.dialogs.preview import Again, PdfPreview, show_pdf
from ui.dialogs.questions import Answers, QuestionsDialog
from ui.notice_list import NoticeList, Offered, offered
from ui.pickers import Sources
from ui.remembered import Remembered


class ChooseNoticeDialog(QDialog):
    """Which notice; one that is refused is listed with the reason."""

    def __init__(self, title: str, notices: list[Offered], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("生成文书")
        about = QLabel(title)
        about.setProperty("role", "title")
        about.setWordWrap(True)
        self.list = NoticeList()
        self.list.show_notices(notices)
        self.list.itemActivated.connect(lambda _: self.accept())
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self._why = QLabel()
        self._why.setProperty("role", "hint")
        self._why.setWordWrap(True)
        buttons, self._take = accept_and_cancel(self, "继续")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        for widget in (about, self.list, self._why, buttons):
            layout.addWidget(widget)
        fit(self, parent, 44, 13 + 3.5 * max(min(len(notices), 6), 2))
        self.list.setFocus()
        self._enable()

    @property
    def chosen(self) -> Any:
        assert self.list.current is not None
        return self.list.current.notice

    def accept(self) -> None:
        if self._take.isEnabled():
            super().accept()

    def _enable(self) -> None:
        one = self.list.current
        self._why.setText(f"现在不能生成：{one.refused}" if one is not None and one.refused else "")
        self._why.setVisible(bool(self._why.text()))
        self._take.setEnabled(one is not None and not one.refused)


def print_notice(db: Database, remembered: Remembered, record: str, id: int, parent: QWidget, notice: str = "") -> bool:
    """Everything from the choice of the notice (when it is not given) to its preview. True when it was issued."""
    try:
        return _print_notice(db, remembered, record, id, parent, notice)
    except Exception as error:  # shown in one place, whatever it is
        messages.show_error(error, parent)
        return False


def _print_notice(db: Database, remembered: Remembered, record: str, id: int, parent: QWidget, chosen: str) -> bool:
    found = queries.load(db, record, id)
    notices = [one for one in offered(db, found) if chosen in ("", one.notice.id)]
    if not notices:
        raise UserError(
            f"“{RECORDS[record].about.label}”没有可以打印的文书",
            "文书从它所依据的记录打印，如出庭提示函从出庭应诉记录打印",
            "请打开相应的记录后重试",
        )
    notice = notices[0].notice
    if len(notices) > 1 or (notices[0].refused and not chosen):
        dialog = ChooseNoticeDialog(queries.title(db, found), notices, parent)
        if not dialog.exec():
            return False
        notice = dialog.chosen
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        making = Making(db, remembered, notice, found, Path(folder))
        return making.ask(parent) and making.show(parent)


class Making:
    """One notice with what was answered for it."""

    def __init__(self, db: Database, remembered: Remembered, notice: Any, record: Any, folder: Path) -> None:
        self._db, self._remembered, self._notice, self._record = db, remembered, notice, record
        self._folder = folder
        self._sources = Sources(db)
        self.answers: Answers = {}
        self.file: Path | None = None
        self.letter: int | None = None  # once issued

    def ask(self, parent: QWidget) -> bool:
        """Ask for what the record does not say, beginning with the answers of before, and write the pages."""
        from app.services.notices.notice import compose, draft

        def drafted(answers: Answers) -> Any:
            return draft(self._db, self._notice.id, self._record, answers)

        def checked(answers: Answers) -> Any:
            return compose(self._db, self._notice.id, self._record, answers)

        first = drafted(self.answers)
        if first.questions or self.file is not None:
            dialog = QuestionsDialog(
                self._notice.title, drafted, self._sources, parent, answers=self.answers, check=checked
            )
            if not dialog.exec():
                return False
            self.answers = dialog.answers
        self._make(parent)
        return True

    def _make(self, parent: QWidget) -> None:
        from app.services.notices.notice import make

        if self.file is None:  # the preview reads the same one again
            number = str(self.answers.get("发文字号", ""))
            self.file = self._folder / safe_name(f"{self._notice.title}{'_' + number if number else ''}.pdf")
        made = make(self._db, self._notice.id, self._record, self.file, self.answers)
        if made.missing_glyphs:
            messages.inform(
                parent,
                "有的字本机没有字体可以显示",
                f"这些字在文书中印成〓：{'、'.join(made.missing_glyphs)}。请手写补上，或安装含有这些字的字体后重新生成。",
            )

    def show(self, parent: QWidget) -> bool:
        assert self.file is not None
        tools = [Again("修改内容", self._again, "edit", "Ctrl+U")]
        show_pdf(self.file, self._notice.title, self._remembered, parent, *tools)
        return self.letter is not None

    def _again(self, preview: PdfPreview) -> bool:
        try:
            return self.ask(preview)
        except UserError as error:
            messages.show_error(error, preview)
            return False
