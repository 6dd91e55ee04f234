"""One notice for the selected records: what is common is said once, the files are named, what cannot be made is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.notices import batch
from app.services.notices.catalogue import catalogue, notice_of
from app.services.notices.issuing import prepare
from app.services.notices.notice import draft
from ui import files, messages, style
from ui.attachments_view import progress_of
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.dialogs.questions import Answers, QuestionsDialog
from ui.jobs import Job, Jobs
from ui.pickers import Sources
from ui.remembered import Remembered

NUMBER = "发文字号"
NAMES_SHOWN = 3
SETTLE = 300  # milliseconds after the last key before the names are shown


class BatchDialog(QDialog):
    def __init__(
        self, db: Database, jobs: Jobs, remembered: Remembered, record: str, ids: Sequence[int], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("批量生成文书")
        self._db, self._jobs, self._remembered = db, jobs, remembered
        self._record, self._ids = record, list(ids)
        self._job: Job | None = None
        self.values: Answers = {}
        self.outcome: Any = None  # what came of it
        title = QLabel(f"选中的 {len(ids):,} 条{RECORDS[record].about.noun}")
        title.setProperty("role", "title")
        self.notice = QComboBox()
        self.notice.setAccessibleName("文书")
        for one in catalogue():
            if one.record == record:
                self.notice.addItem(one.title, one.id)
        self.common = QPushButton("填写共同的内容(&F)…")
        self.common.setAutoDefault(False)
        self.common.setToolTip("每份都一样、记录里又没有的内容，在这里填一次")
        self.common.clicked.connect(self._ask)
        self._common_said = QLabel()
        self._common_said.setProperty("role", "secondary")
        self._common_said.setWordWrap(True)
        self.as_one = QRadioButton("合成一个 PDF(&1)")
        self.as_files = QRadioButton("每份一个文件(&2)")
        group = QButtonGroup(self)
        group.addButton(self.as_one)
        group.addButton(self.as_files)
        self.as_one.setChecked(True)
        self.pattern = QLineEdit(str(remembered.get("batch/pattern", batch.PATTERN)))
        self.pattern.setAccessibleName("文件名样式")
        self.pattern.setToolTip("可以用：" + "".join(f"{{{part}}}" for part in batch.PARTS))
        self._names = QLabel()
        self._names.setProperty("role", "secondary")
        self._names.setWordWrap(True)
        self.envelopes = QCheckBox("连同信封(&E)")
        self.receipts = QCheckBox("每份附送达回证(&H)")
        self._said = QLabel()
        self._said.setWordWrap(True)
        self.failures = _failures()
        form = QFormLayout()
        form.setSpacing(style.em(0.6))
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.addRow(_label("文书(&N)", self.notice), self.notice)
        form.addRow("", _row(self.common, self._common_said))
        form.addRow(_label("做成", self.as_one), _row(self.as_one, self.as_files, self.envelopes, self.receipts))
        form.addRow(_label("文件名(&M)", self.pattern), self.pattern)
        form.addRow("", self._names)
        buttons, self.take = accept_and_cancel(self, "选择位置并签发")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        layout.addWidget(title)
        layout.addLayout(form)
        layout.addWidget(self._said)
        layout.addWidget(self.failures, 1)
        layout.addWidget(buttons)
        fit(self, parent, 66, 42)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._settle.timeout.connect(self._show_names)
        self.pattern.textEdited.connect(lambda _: self._settle.start())
        self.as_files.toggled.connect(lambda _: self._show_names())
        self.notice.currentIndexChanged.connect(lambda _: self._chosen())
        self._chosen()

    @property
    def notice_id(self) -> str:
        return str(self.notice.currentData())

    def _chosen(self) -> None:
        self.values = {}
        self._look()

    def _look(self) -> None:
        """What a run would refuse."""
        if self._job is not None and not self._job.is_over:
            self._job.cancel()
        given = "、".join(f"{name}：{said}" for name, said in self.values.items() if isinstance(said, str))
        self._common_said.setText(given or "还没有填写；只缺文号等可以自动提出的，不必填")
        self._said.setText("正在核对……")
        self.take.setEnabled(False)
        self._show_names()
        self._job = self._jobs.run(batch.preview, self.notice_id, self._ids, dict(self.values), done=self._show)

    def _show(self, outcome: Any) -> None:
        can, cannot = len(outcome.issued), len(outcome.failed)
        self._said.setText(
            f"可以签发 {can:,} 份" + (f"，{cannot:,} 份不能，原因如下；不能的不影响其余各份。" if cannot else "。")
        )
        _fill(self.failures, outcome.failed)
        self.take.setEnabled(can > 0)

    def _ask(self) -> None:
        """Of the first record that the law allows; what was said differently from a proposal holds for all."""
        notice = notice_of(self.notice_id)
        assert notice is not None
        for record in queries.load_many(self._db, self._record, self._ids):
            try:
                draft(self._db, notice.id, record)
            except UserError:
                continue
            break
        else:
            messages.inform(self, "选中的记录现在都不能生成这种文书", "原因列在下面。")
            return

        def drafted(answers: Answers) -> Any:
            return draft(self._db, notice.id, record, answers)

        dialog = QuestionsDialog(
            f"{notice.title}：共同的内容", drafted, Sources(self._db), self, answers=self.values, accept="用于全部"
        )
        if dialog.exec():
            self.values = {name: said for name, said in dialog.own_answers.items() if name != NUMBER}
            self._look()

    def _show_names(self) -> None:
        self.pattern.setEnabled(self.as_files.isChecked())
        self._names.setText("")
        if not self.as_files.isChecked():
            return
        named = []
        for place, record in enumerate(queries.load_many(self._db, self._record, self._ids[:NAMES_SHOWN]), 1):
            try:
                named.append(
                    batch.file_name(self.pattern.text(), prepare(self._db, self.notice_id, record, self.values), place)
                )
            except UserError:
                continue
        if named:
            self._names.setText("如：" + "\n　　".join(named))

    def accept(self) -> None:
        notice = notice_of(self.notice_id)
        assert notice is not None
        each = self.as_files.isChecked()
        if each:
            chosen = QFileDialog.getExistingDirectory(self, "写到文件夹", str(self._remembered.get("folder/out", "")))
            out = Path(chosen) if chosen else None
        else:
            out = files.ask_where(self._remembered, self, f"{notice.title}.pdf", "PDF 文件 (*.pdf)")
        if out is None:
            return
        self._remembered.put("folder/out", str(out if each else out.parent))
        self._remembered.put("batch/pattern", self.pattern.text())
        try:
            self.outcome = batch.issue_many(
                self._db,
                notice.id,
                self._ids,
                out,
                each=each,
                values=self.values,
                pattern=self.pattern.text(),
                envelopes=self.envelopes.isChecked(),
                receipts=self.receipts.isChecked(),
                progress=progress_of(f"正在生成《{notice.title}》", self),
            )
        except Exception as error:  # shown in one place; nothing was issued
            messages.show_error(error, self)
            return
        super().accept()


class BatchDoneDialog(QDialog):
    """What was issued and where it is; which were not, and why."""

    def __init__(self, outcome: Any, remembered: Remembered, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("批量生成文书")
        numbers = [one.doc_no for one in outcome.issued if one.doc_no]
        title = QLabel(f"已签发 {len(outcome.issued):,} 份")
        title.setProperty("role", "title")
        said = []
        if numbers:
            said.append(f"文号 {numbers[0]}" + (f" 至 {numbers[-1]}" if len(numbers) > 1 else ""))
        if outcome.files:
            said.append(f"写在 {outcome.files[0].parent}，共 {len(outcome.files):,} 个文件")
        more = QLabel("，".join(said))
        more.setProperty("role", "secondary")
        more.setWordWrap(True)
        more.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        layout.addWidget(title)
        layout.addWidget(more)
        if outcome.failed:
            why = QLabel(f"有 {len(outcome.failed):,} 份没有签发：")
            why.setProperty("role", "problem")
            tree = _failures()
            _fill(tree, outcome.failed)
            layout.addWidget(why)
            layout.addWidget(tree, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for text, act in (("打开文件(&O)", files.open_file), ("打开文件夹(&D)", files.open_folder)):
            if not outcome.files or (text.startswith("打开文件(") and len(outcome.files) > 1):
                continue
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: self._guarded(lambda: act(outcome.files[0])))
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        layout.addWidget(buttons)
        for file in outcome.files[:1]:
            files.note(remembered, file, "文书")
        fit(self, parent, 60, 30 if outcome.failed else 12)

    def _guarded(self, act: Any) -> None:
        try:
            act()
        except UserError as error:
            messages.show_error(error, self)


def make_many(
    db: Database, jobs: Jobs, remembered: Remembered, record: str, ids: Sequence[int], parent: QWidget
) -> str:
    """From the choice of the notice to what came of it; what to say, "" when nothing was issued."""
    if not any(notice.record == record for notice in catalogue()):
        label = RECORDS[record].about.label
        messages.show_error(UserError(f"“{label}”没有可以打印的文书", "", "请在有文书的台账中选择记录"), parent)
        return ""
    dialog = BatchDialog(db, jobs, remembered, record, ids, parent)
    if not dialog.exec() or dialog.outcome is None:
        return ""
    BatchDoneDialog(dialog.outcome, remembered, parent).exec()
    count = len(dialog.outcome.issued)
    return f"已签发 {count:,} 份" if count else ""


def _failures() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setHeaderLabels(["登记编号", "名称", "为什么不能"])
    tree.setAccessibleName("不能生成的")
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    tree.setColumnWidth(0, style.em(8.5))
    tree.setColumnWidth(1, style.em(18))
    return tree


def _fill(tree: QTreeWidget, failed: Sequence[Any]) -> None:
    tree.clear()
    for one in failed:
        item = QTreeWidgetItem(tree, [one.reg_no, one.title, one.why])
        item.setToolTip(1, one.title)
        item.setToolTip(2, one.why)
    tree.setVisible(bool(failed))


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "secondary")
    label.setBuddy(buddy)
    return label


def _row(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(style.em(0.8))
    for widget in widgets:
        row.addWidget(widget, 1 if isinstance(widget, QLabel) else 0)
    if not isinstance(widgets[-1], QLabel):
        row.addStretch()
    return box
