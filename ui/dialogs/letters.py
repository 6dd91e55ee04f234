"""What is done with letters after their issue: service, answer, reminders, judgement, close; each in one dialog."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.domain.records.coordination import Letter
from app.errors import UserError
from app.services import attachments
from app.services.notices import letters
from ui import messages, style
from ui.children import ChildSheet
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.dialogs.preview import show_pdf
from ui.dialogs.questions import Answers, QuestionsDialog
from ui.editors import make_editor
from ui.form import Form
from ui.letters_view import PDF
from ui.pickers import Sources
from ui.remembered import Remembered

PRINTED = "函件公文"  # kind of the attachment that is the letter itself
NUMBER = "发文字号"


class LetterDialog(QDialog):
    """Fields of the letter to fill in, and what else the step needs. `values` by field."""

    accept_text = "登记"

    def __init__(
        self, db: Database, letter: Any, title: str, names: Sequence[str], first: dict[str, Any], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.db, self.letter, self.sources = db, letter, Sources(db)
        about = QLabel(queries.title(db, letter))
        about.setProperty("role", "title")
        about.setWordWrap(True)
        filled = letter.copy()
        filled.reply_needed = True  # the fields of the answer are asked for
        for name, value in first.items():
            setattr(filled, name, value)
        self.form = Form(type(letter), self.sources, only=tuple(names), parent=self)
        self.form.set_record(filled)
        self.column = QVBoxLayout()
        self.column.setSpacing(style.em(0.6))
        self._said = QLabel()
        self._said.setProperty("role", "problem")
        self._said.setWordWrap(True)
        self._said.hide()
        self.buttons, self.take = accept_and_cancel(self, self.accept_text)
        self.form.finished.connect(self._after_form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.6))
        layout.addWidget(about)
        layout.addWidget(self.form, 1)
        layout.addLayout(self.column)
        layout.addWidget(self._said)
        layout.addWidget(self.buttons)
        self.form.setMinimumHeight(min(self.form.height_at(style.em(40)) + style.em(1), style.em(24)))
        self.setMinimumWidth(style.em(42))
        self.form.focus_first()

    @property
    def values(self) -> Any:
        return self.form.record

    @property
    def source(self) -> Any:
        """The record that the letter was made from, unless that is a letter again."""
        made = letters.made_from(self.db, self.letter.id)
        record = queries.load(self.db, self.db.table_of(made[1]), made[1]) if made is not None else None
        return None if isinstance(record, Letter) else record

    def of_source(self, name: str) -> Any:
        """An editor for a field of that record, where it has one; the answer settles it."""
        source = self.source
        field = type(source).fields().get(name) if source is not None else None
        if field is None:
            return None
        editor = make_editor(field, self.sources, self)
        editor.set_value(getattr(source, name))
        label = QLabel(f"{type(source).about.noun}的{field.label}(&P)")
        editor.setAccessibleName(f"{type(source).about.noun}的{field.label}")
        label.setProperty("role", "secondary")
        label.setBuddy(editor)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(editor, 1)
        self.column.addLayout(row)
        return editor

    def write(self) -> None:
        """Do it. Raises UserError."""
        raise AssertionError("each dialog says what it writes")

    def accept(self) -> None:
        if unread := self.form.unreadable():
            self.form.show_problems(())
            self.form.go_to(next(iter(unread)))
            return
        try:
            self.write()
        except UserError as error:
            self._said.setText("。".join(part for part in (error.what, error.why, error.what_to_do) if part) + "。")
            self._said.show()
            return
        super().accept()

    def _after_form(self) -> None:
        self.take.setFocus()


class Files(QWidget):
    """Files that come with the step: the signed receipt, the answer as it was received."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.files: list[Path] = []
        self._button = QPushButton(f"{text}(&A)…")
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self._choose)
        self._said = QLabel("可以不附")
        self._said.setProperty("role", "secondary")
        self._said.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._button)
        row.addWidget(self._said, 1)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self.window(), "选择文件", str(Path.home()))
        if chosen:
            self.files = [Path(one) for one in chosen]
            self._said.setText("、".join(one.name for one in self.files))


class ServeDialog(LetterDialog):
    def __init__(self, db: Database, letter: Any, parent: QWidget | None) -> None:
        super().__init__(
            db, letter, "登记送达", ("served_on", "serve_mode", "receiver"), {"served_on": db.today}, parent
        )
        self._files = Files("附上送达回证")
        self.column.addWidget(self._files)

    def write(self) -> None:
        said = self.values
        letters.serve(
            self.db,
            self.letter.id,
            on=said.served_on,
            mode=said.serve_mode,
            receiver=said.receiver,
            files=self._files.files,
        )


class ReplyDialog(LetterDialog):
    """The answer; for advice, below it, what is said of each piece."""

    def __init__(self, db: Database, letter: Any, parent: QWidget | None) -> None:
        super().__init__(
            db,
            letter,
            "登记答复",
            ("replied_on", "reply_no", "reply_result", "reply_text"),
            {"replied_on": db.today},
            parent,
        )
        self._files = Files("附上答复")
        self.items: ChildSheet | None = None
        if rows := self._advice():
            self.items = ChildSheet(type(rows[0]), self.sources, self)
            self.items.set_rows(rows)
            for button in self.items.buttons.values():  # the pieces are those of the letter; Ctrl+V pastes
                button.hide()
            said = QLabel("逐条登记采纳情况；不采纳的写明理由")
            said.setProperty("role", "heading")
            self.column.addWidget(said)
            self.column.addWidget(self.items)
            self.form.setFixedHeight(self.form.height_at(style.em(60)) + style.em(0.6))
            fit(self, parent, 78, 31 + 2.2 * min(len(rows), 8))
        self.outcome = self.of_source("outcome")
        self.column.addWidget(self._files)

    def _advice(self) -> list[Any]:
        """Rows of the record that the letter was made from, where these say what became of each piece."""
        if (source := self.source) is None:
            return []
        for child, of in type(source).children().items():
            if {"seq", "adopted", "reject_reason"} <= set(of.fields()):
                return list(getattr(source, child))
        return []

    def write(self) -> None:
        if self.items is not None and (problem := self.items.problem()):
            raise UserError("没有登记答复", problem, "请改正")
        said = self.values
        rows: list[Any] = list(self.items.rows()) if self.items is not None else []
        adoptions = [
            letters.Adoption(row.seq, row.adopted, row.action or "", row.reject_reason or "", row.done_on)
            for row in rows
            if row.adopted and row.adopted != "待答复"
        ]
        outcome = self.outcome.value() if self.outcome is not None else None
        letters.register_reply(
            self.db,
            self.letter.id,
            on=said.replied_on,
            number=said.reply_no or "",
            text=said.reply_text or "",
            result=said.reply_result,
            adoptions=adoptions,
            fields={"outcome": outcome} if outcome else {},
            files=self._files.files,
        )

    def _after_form(self) -> None:
        (self.items.view if self.items is not None else self.take).setFocus()


class AssessDialog(LetterDialog):
    accept_text = "评价"

    def __init__(self, db: Database, letter: Any, parent: QWidget | None) -> None:
        super().__init__(
            db, letter, "评价答复", ("assessment", "reply_due"), {"assessment": "合格", "reply_due": None}, parent
        )
        said = QLabel("要求补充答复或者退回的，填写新的答复期限；合格的不填。")
        said.setProperty("role", "secondary")
        said.setWordWrap(True)
        self.column.addWidget(said)
        self.satisfaction = self.of_source("assessment")

    def write(self) -> None:
        said = self.values
        satisfaction = self.satisfaction.value() if self.satisfaction is not None else None
        letters.assess(
            self.db,
            self.letter.id,
            said.assessment or "",
            satisfaction=satisfaction or "",
            new_due=said.reply_due if said.assessment != "合格" else None,
        )


class RemindDialog(QDialog):
    """Several late letters: the next step of each, or why there is none."""

    def __init__(self, db: Database, ids: Sequence[int], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("催办")
        self.due: list[tuple[int, letters.Reminder]] = []
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["函件", "主送", "逾期", "这次做"])
        self.tree.setAccessibleName("要催办的函件")
        self.tree.setRootIsDecorated(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(False)
        for place, width in ((1, 13), (2, 5.5), (3, 17)):
            self.tree.setColumnWidth(place, style.em(width))
        for letter in queries.load_many(db, Letter.about.id, list(ids)):
            try:
                basis = letters.reminder(db, letter.id)
            except UserError as error:
                step = f"不催办：{error.why}"
            else:
                self.due.append((letter.id, basis))
                step = basis.step
            late = f"{letter.overdue_days} 天" if letter.overdue_days else ""
            item = QTreeWidgetItem(self.tree, [queries.title(db, letter), "、".join(letter.to_units), late, step])
            for column in (0, 1, 3):
                item.setToolTip(column, item.text(column))
        said = QLabel(
            f"选中 {len(ids)} 份，其中 {len(self.due)} 份要催办。每份各做一份催办函或督办单，登记为一份函件。"
        )
        said.setProperty("role", "secondary")
        said.setWordWrap(True)
        buttons, take = accept_and_cancel(self, "继续")
        take.setEnabled(bool(self.due))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        for widget in (said, self.tree, buttons):
            layout.addWidget(widget)
        fit(self, parent, 72, 30)


def do(deed: str, db: Database, remembered: Remembered, ids: Sequence[int], parent: QWidget) -> str:
    """One of the deeds of letters_view.py; what to say of it, "" when nothing was written."""
    try:
        return DEEDS[deed](db, remembered, list(ids), parent)
    except Exception as error:  # shown in one place, whatever it is
        messages.show_error(error, parent)
        return ""


def _in_dialog(of: type[Any], said: str) -> Callable[[Database, Remembered, list[int], QWidget], str]:
    def act(db: Database, remembered: Remembered, ids: list[int], parent: QWidget) -> str:
        letter = queries.load(db, Letter.about.id, ids[0])
        dialog = of(db, letter, parent)
        return f"{said}：{queries.title(db, letter)}" if dialog.exec() else ""

    return act


def _close(db: Database, remembered: Remembered, ids: list[int], parent: QWidget) -> str:
    letter = queries.load(db, Letter.about.id, ids[0])
    title = queries.title(db, letter)
    if not messages.ask(parent, f"办结“{title}”？", "归档日期记为今天；催办它的函件一并办结。", "办结"):
        return ""
    letters.close(db, ids[0])
    return f"已办结：{title}"


def _show(db: Database, remembered: Remembered, ids: list[int], parent: QWidget) -> str:
    show_letter(db, remembered, ids[0], parent)
    return ""


def show_letter(db: Database, remembered: Remembered, id: int, parent: QWidget) -> None:
    """The letter as it was printed. Raises UserError when nothing was."""
    letter = queries.load(db, Letter.about.id, id)
    found = [
        one for one in attachments.listed(db, id) if one.kind == PRINTED and one.file_name.lower().endswith(".pdf")
    ]
    if not found:
        raise UserError("这份函件没有存文书", "它不是由本程序签发的", "请在“附件”中添加扫描件")
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        out = Path(folder) / attachments.safe_name(found[-1].file_name)
        attachments.copy_to(db.home, found[-1], out)
        show_pdf(out, queries.title(db, letter), remembered, parent)


def _go_on(db: Database, remembered: Remembered, ids: list[int], parent: QWidget) -> str:
    from ui.dialogs.noticing import go_on_with

    return go_on_with(db, remembered, ids[0], parent)


def _remind(db: Database, remembered: Remembered, ids: list[int], parent: QWidget) -> str:
    """One, or each of several: what is missing is asked once and holds for all, save the number."""
    if len(ids) == 1:
        due = [(ids[0], letters.reminder(db, ids[0]))]
    else:
        choice = RemindDialog(db, ids, parent)
        if not choice.exec():
            return ""
        due = choice.due
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        made: list[Path] = []
        failed: list[str] = []
        said: dict[str, Answers] = {}  # by notice
        for id, basis in due:
            if basis.notice_id not in said:
                answers = _ask(db, basis, parent, len(due))
                if answers is None:
                    break
                said[basis.notice_id] = {name: text for name, text in answers.items() if name != NUMBER}
            else:
                answers = said[basis.notice_id]
            letter = queries.load(db, Letter.about.id, id)
            out = Path(folder) / f"{attachments.safe_name(letter.doc_no or letter.reg_no)}_{basis.step}.pdf"
            try:
                letters.remind(db, id, answers, out=out)
                made.append(out)
            except UserError as error:
                failed.append(f"{queries.title(db, letter)}：{error.what}，{error.why}")
        if failed:
            messages.inform(parent, f"有 {len(failed)} 份没有催办", "\n".join(failed))
        if made:
            title = due[0][1].step if len(made) == 1 else f"催办 {len(made)} 份"
            show_pdf(_joined(made, Path(folder) / f"{title}.pdf"), title, remembered, parent)
    return f"已催办 {len(made)} 份函件" if made else ""


def _ask(db: Database, basis: letters.Reminder, parent: QWidget, count: int) -> Answers | None:
    """What the reminder needs and nobody has said; None when the person stopped."""
    from app.services.notices.catalogue import notice_of
    from app.services.notices.issuing import prepare
    from app.services.notices.notice import draft
    from ui.dialogs.noticing import numbers_said

    notice = notice_of(basis.notice_id)
    assert notice is not None

    def drafted(answers: Answers) -> Any:
        return draft(db, notice.id, basis.record, {**basis.values, **answers})

    dialog = QuestionsDialog(
        f"{basis.step}：{notice.title}" + (f"（用于全部 {count} 份，文号各取一个）" if count > 1 else ""),
        drafted,
        Sources(db),
        parent,
        check=lambda answers: prepare(db, notice.id, basis.record, {**basis.values, **answers}),
        number_said=numbers_said(db, basis.record),
        accept="签发",
    )
    return dialog.answers if dialog.exec() else None


def _joined(files: list[Path], out: Path) -> Path:
    """Several PDFs as one, for looking at and printing."""
    if len(files) == 1:
        return files[0]
    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for file in files:
        part = pypdfium2.PdfDocument(file.read_bytes())
        whole.import_pages(part)
        part.close()
    whole.save(str(out))
    whole.close()
    return out


DEEDS: dict[str, Callable[[Database, Remembered, list[int], QWidget], str]] = {
    "继续填写": _go_on,
    "登记送达": _in_dialog(ServeDialog, "已登记送达"),
    "登记答复": _in_dialog(ReplyDialog, "已登记答复"),
    "催办": _remind,
    "评价": _in_dialog(AssessDialog, "已评价答复"),
    "办结": _close,
    PDF: _show,
}
