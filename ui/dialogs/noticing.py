"""A notice from a record: which one, what is still to be said, then its pages, where it is issued."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
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
from ui.files import ask_where, offer_to_open
from ui.notice_list import NoticeList, Offered, offered
from ui.pickers import Sources
from ui.remembered import Remembered

ISSUE, KEEP, ATTACH, WORD = "签发", "存草稿", "存为附件", "Word"


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


def print_notice(db: Database, remembered: Remembered, record: str, id: int, parent: QWidget, notice: str = "") -> str:
    """Everything from the choice of the notice (when it is not given) to its preview; what was written, if anything."""
    try:
        return _print_notice(db, remembered, record, id, parent, notice)
    except Exception as error:  # shown in one place, whatever it is
        messages.show_error(error, parent)
        return ""


def _print_notice(db: Database, remembered: Remembered, record: str, id: int, parent: QWidget, chosen: str) -> str:
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
            return ""
        notice = dialog.chosen
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        making = Making(db, remembered, notice, found, Path(folder))
        return making.show(parent) if making.ask(parent) else ""


def go_on_with(db: Database, remembered: Remembered, letter: int, parent: QWidget) -> str:
    """A letter that was kept as a draft."""
    from app.services.notices.catalogue import notice_of
    from app.services.notices.letters import made_from

    made = made_from(db, letter)
    if made is None:
        raise UserError("不能接着填写这份草稿", "它不是由本程序的文书生成的", "请从记录重新生成文书")
    notice, source, said = made
    record = queries.load(db, db.table_of(source), source)
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        making = Making(db, remembered, notice_of(notice), record, Path(folder), letter, said)
        return making.show(parent) if making.ask(parent) else ""


def numbers_said(db: Database, record: Any) -> Callable[[Answers], str]:
    """For the line under the document number: what is taken, missing, double; what the number would pass over."""
    from app.services.notices import numbers

    told: dict[int, dict[str, str]] = {}

    def said(answers: Answers) -> str:
        number = numbers.Number.read(str(answers.get("发文字号", "")))
        if number is None:
            return ""
        if number.year not in told:
            told[number.year] = {one.code: one.told for one in numbers.series(db, number.year)}
        try:
            passed = numbers.check(db.rows, number, record.id)
        except UserError as error:
            return f"{error.what}：{error.why}。{error.what_to_do}"
        known = told[number.year].get(number.code, f"{number.code}〔{number.year}〕还没有发过文")
        return "；".join((*passed, known))

    return said


class Making:
    """One notice with what was answered for it."""

    def __init__(
        self,
        db: Database,
        remembered: Remembered,
        notice: Any,
        record: Any,
        folder: Path,
        draft: int | None = None,
        answers: Answers | None = None,
    ) -> None:
        self._db, self._remembered, self._notice, self._record = db, remembered, notice, record
        self._folder, self._draft = folder, draft  # the letter that was kept as a draft
        self._sources = Sources(db)
        self.answers: Answers = dict(answers or {})
        self.file: Path | None = None
        self.said = ""  # what was written

    def ask(self, parent: QWidget) -> bool:
        """Ask for what the record does not say, beginning with the answers of before, and write the pages."""
        from app.services.notices.issuing import prepare
        from app.services.notices.notice import draft

        def drafted(answers: Answers) -> Any:
            return draft(self._db, self._notice.id, self._record, answers)

        if drafted({}).questions or self.file is not None:
            dialog = QuestionsDialog(
                self._notice.title,
                drafted,
                self._sources,
                parent,
                answers=self.answers,
                check=lambda answers: prepare(self._db, self._notice.id, self._record, answers, draft=self._draft),
                number_said=numbers_said(self._db, self._record),
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
        self._say_missing(made.missing_glyphs, parent)

    def _say_missing(self, glyphs: tuple[str, ...], parent: QWidget) -> None:
        if glyphs:
            messages.inform(
                parent,
                "有的字本机没有字体可以显示",
                f"这些字在文书中印成〓：{'、'.join(glyphs)}。请手写补上，或安装含有这些字的字体后重新生成。",
            )

    def show(self, parent: QWidget) -> str:
        """The pages, where the notice can be changed, kept as a draft and issued; what was written."""
        assert self.file is not None
        tools = [Again("修改内容", self._guarded(self._again), "edit", "Ctrl+U")]
        if self._notice.letter_kind:
            tools.append(Again(ISSUE, self._guarded(self._issue), "notice", "Ctrl+Return"))
            tools.append(Again(KEEP, self._guarded(self._keep), "save", "Ctrl+D"))
        else:
            tools.append(Again(ATTACH, self._guarded(self._issue), "notice", "Ctrl+Return"))
        tools.append(Again(WORD, self._guarded(self._write_word), "export", "Ctrl+Shift+S"))
        show_pdf(self.file, self._notice.title, self._remembered, parent, *tools)
        return self.said

    def _write_word(self, preview: PdfPreview) -> bool:
        """For those who must edit further."""
        from app.services.notices.docx import write_docx
        from app.services.notices.notice import compose, paper_of

        assert self.file is not None
        out = ask_where(self._remembered, preview, f"{self.file.stem}.docx", "Word 文档 (*.docx)")
        if out is not None:
            write_docx(paper_of(compose(self._db, self._notice.id, self._record, self.answers)), out)
            offer_to_open(self._remembered, out, "文书", preview)
        return False

    def _guarded(self, act: Callable[[PdfPreview], bool]) -> Callable[[PdfPreview], bool]:
        def run(preview: PdfPreview) -> bool:
            try:
                return act(preview)
            except Exception as error:  # shown in one place, whatever it is
                messages.show_error(error, preview)
                return False

        return run

    def _again(self, preview: PdfPreview) -> bool:
        return self.ask(preview)

    def _issue(self, preview: PdfPreview) -> bool:
        from app.services.notices.issuing import issue

        number = str(self.answers.get("发文字号", ""))
        if self._notice.letter_kind and not messages.ask(
            preview,
            f"签发《{self._notice.title}》{number}？",
            "签发后编入发文登记簿，文号就此占用，不能再给别的文件；印好的文书存为函件的附件。",
            "签发",
        ):
            return False
        issued = issue(self._db, self._notice.id, self._record, self.answers, out=self.file, draft=self._draft)
        for name, tool in preview.tools.items():
            tool.setEnabled(name == WORD)
        if self._notice.letter_kind:
            self.said = f"已签发{issued.doc_no or self._notice.title}"
            preview.setWindowTitle(f"{self._notice.title} {issued.doc_no} — 已签发，识别码 {issued.code}")
        else:
            self.said = f"《{self._notice.title}》已存为附件"
            preview.setWindowTitle(f"{self._notice.title} — 已存为附件")
        self._say_missing(issued.missing_glyphs, preview)
        if issued.told:
            messages.inform(preview, self.said, "；".join(issued.told) + "。")
        return True

    def _keep(self, preview: PdfPreview) -> bool:
        """What was answered stays, as a letter in 草稿 without a number."""
        from app.services.notices.issuing import keep_draft

        self._draft = keep_draft(self._db, self._notice.id, self._record, self.answers, draft=self._draft)
        self.said = f"已存草稿：{self._notice.title}"
        messages.inform(preview, "已存为草稿", "在记录的“文书”中或者“函件草稿”中可以接着填写、签发。草稿不占文号。")
        return False
