"""Many records at once: what is to be done, how each record would change, and doing it beside the window.

The preview and the deed are runs of `fuyuan bulk` in a child process: a million rows hold up nothing, and both can be
stopped.
"""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.data.stored import store
from app.domain.fields import MANY, Field
from app.domain.records import RECORDS
from app.domain.values import Unreadable
from app.services import bulk
from ui import jobs, messages, style
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.editors import make_editor
from ui.form import Form, restyle
from ui.ledger_page import LedgerPage
from ui.pickers import Sources, complete_anywhere
from ui.steps import fields_of_step, fill_in_today

SETTLE = 350  # milliseconds after the last key before the records are looked at
SAMPLE = 20  # records that tell which fields a step asks for
REASONS = 3  # that are said; the table has the rest
COLUMNS = (("登记编号", 8.5), ("名称", 15), ("原来", 9), ("改为", 9), ("说明", 17))


class Part(QWidget):
    """Asks what is to be done. `arguments` are the words for `fuyuan bulk`, None as long as something is missing."""

    title = ""
    action = ""
    accept = ""
    hint = ""  # what is still to be given
    changed = Signal()

    def __init__(self, dialog: BulkDialog) -> None:
        super().__init__(dialog)
        self.db, self.record, self.ids = dialog.db, dialog.record, dialog.ids
        self.lines = QFormLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(style.em(0.6))
        self.lines.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.lines.setLabelAlignment(Qt.AlignmentFlag.AlignRight)

    def arguments(self) -> list[str] | None:
        raise AssertionError("each part says what it asks for")

    def problem(self) -> str:
        """Why what was typed cannot be taken."""
        return ""

    def begin(self) -> None:
        """Where the person starts to type."""
        self.setFocus()

    def line(self, label: str, widget: QWidget) -> None:
        said = QLabel(label)
        said.setProperty("role", "secondary")
        plain = label.replace("(&", "(").partition("(")[0]
        widget.setAccessibleName(plain)
        said.setBuddy(widget)
        self.lines.addRow(said, widget)


class FieldPart(Part):
    """One value for one field."""

    title, action, accept = "批量修改字段", "set", "修改"
    hint = "选好字段，写上改成什么，下面列出每条将怎样改。"

    def __init__(self, dialog: BulkDialog) -> None:
        super().__init__(dialog)
        self._sources = Sources(self.db)
        self.fields = QComboBox()
        self.fields.setEditable(True)
        self.fields.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.fields.setMaxVisibleItems(16)
        offered = bulk.changeable_fields(self.record)
        for f in offered:
            self.fields.addItem(f.header, f.name)
        complete_anywhere(self.fields)
        names = [f.name for f in offered]
        self._is_given = dialog.column in names
        self.fields.setCurrentIndex(names.index(dialog.column) if self._is_given else 0)
        self.editor: Any = None
        self._place = QWidget()
        self._inside = QVBoxLayout(self._place)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self.clear = QCheckBox("清空这一栏")
        self.clear.setToolTip("选中的记录这一栏都改成空的")
        self.line("字段(&F)", self.fields)
        self.line("改为", self._place)
        self.lines.addRow("", self.clear)
        self.fields.currentIndexChanged.connect(lambda _: self._field_chosen())
        self.clear.toggled.connect(self._clear_turned)
        self._field_chosen()

    def begin(self) -> None:
        """At the value, where the field is the one the person was in; else at the field."""
        if self._is_given:
            self.editor.setFocus()
        else:
            self.fields.setFocus()
            line = self.fields.lineEdit()
            assert line is not None
            line.selectAll()

    @property
    def field(self) -> Field:
        return RECORDS[self.record].fields()[self.fields.currentData()]

    def arguments(self) -> list[str] | None:
        f = self.field
        value: Any = () if f.kind in MANY else None
        if not self.clear.isChecked():
            try:
                value = self.editor.value()
            except Unreadable:
                return None
            if value in (None, (), ""):
                return None
        return ["--stored", json.dumps({f.name: store(f, value)}, ensure_ascii=False)]

    def problem(self) -> str:
        if self.clear.isChecked():
            return ""
        try:
            self.editor.value()
        except Unreadable as unread:
            return str(unread)
        return f"没有找到“{self.editor.unmatched}”" if getattr(self.editor, "unmatched", "") else ""

    def _field_chosen(self) -> None:
        if self.fields.currentIndex() < 0:
            return
        if self.editor is not None:
            self._inside.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
        self.editor = make_editor(self.field, self._sources, self._place)
        self.editor.setAccessibleName(f"{self.field.label}改为")
        self.editor.set_value(() if self.field.kind in MANY else None)
        self.editor.changed.connect(self.changed)
        self._inside.addWidget(self.editor)
        QWidget.setTabOrder(self.fields, self.editor)
        QWidget.setTabOrder(self.editor, self.clear)
        # Tab out of the box chooses the field, and was on its way to the editor that has just gone.
        QTimer.singleShot(0, self.editor, lambda: self.fields.hasFocus() or self.editor.setFocus())
        self.clear.setChecked(False)
        self.clear.setEnabled(not self.field.required)
        self.editor.setEnabled(True)
        self.changed.emit()

    def _clear_turned(self, on: bool) -> None:
        self.editor.setEnabled(not on)
        self.changed.emit()


class StepPart(Part):
    """One step for all to which it is open."""

    title, action, accept = "批量办理", "step", "办理"
    hint = "选好办理到哪一步，下面列出每条将怎样改。"

    def __init__(self, dialog: BulkDialog) -> None:
        super().__init__(dialog)
        self._jobs = dialog.jobs
        self._sources = Sources(self.db)
        self.form: Form | None = None
        self._fill = QVBoxLayout()
        self._hint = QLabel("正在看哪些步骤可以办理……")
        self._hint.setProperty("role", "secondary")
        self._hint.setWordWrap(True)
        self.steps = QComboBox()
        self.steps.setMaxVisibleItems(16)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("可不填；写入修改记录")
        self.line("办理到(&T)", self.steps)
        self.lines.addRow(self._fill)
        self.line("说明(&R)", self.reason)
        self.lines.addRow(self._hint)
        self.setFocusProxy(self.steps)
        self.reason.textChanged.connect(lambda _: self.changed.emit())
        self.steps.currentIndexChanged.connect(lambda _: self._step_chosen())
        self._jobs.run(bulk.open_steps, self.record, self.ids, done=self._offer)

    def arguments(self) -> list[str] | None:
        if not self.steps.currentData() or (self.form and self.form.unreadable()):
            return None
        fields = RECORDS[self.record].fields()
        values = self.form.changes() if self.form else {}
        stored = {name: store(fields[name], value) for name, value in values.items() if value not in (None, (), "")}
        words = ["--to", self.steps.currentData(), "--stored", json.dumps(stored, ensure_ascii=False)]
        return [*words, f"--reason={self.reason.text().strip()}"]

    def problem(self) -> str:
        return next(iter(self.form.unreadable().values()), "") if self.form else ""

    def _offer(self, steps: dict[str, int]) -> None:
        self.steps.blockSignals(True)
        for to, count in steps.items():
            self.steps.addItem(f"{to}（{count:,} 条可以办理）", to)
        self.steps.blockSignals(False)
        self.steps.setEnabled(bool(steps))
        if steps:
            self._step_chosen()
        else:
            self._hint.setText("选中的记录都没有可以办理的下一步：已经到了最后的状态，或者已作废。")

    def _step_chosen(self) -> None:
        self._jobs.run(bulk.open_for, self.record, self.ids, self.steps.currentData(), SAMPLE, done=self._ask)

    def _ask(self, sample: list[Any]) -> None:
        """The fields that the step asks for in any of the sample."""
        to = self.steps.currentData()
        if self.form is not None:
            self._fill.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        names = tuple(dict.fromkeys(name for one in sample for name in fields_of_step(one, to)))
        self._hint.setText("只填入还空着的栏目，已经填写的不改。" if names else "")
        self._hint.setVisible(bool(names))
        if names:
            empty = sample[0].copy()
            for name in names:
                setattr(empty, name, () if type(empty).fields()[name].kind in MANY else None)
            filled = empty.copy()
            fill_in_today(filled, names, to, self._sources)
            self.form = Form(type(empty), self._sources, only=names, parent=self)
            self.form.set_record(filled, changed_from=empty)
            self.form.changed.connect(self.changed)
            self.form.finished.connect(self.reason.setFocus)
            self.form.setFixedHeight(min(self.form.height_at(style.em(50)) + style.em(1), style.em(14)))
            self._fill.addWidget(self.form)
        self.changed.emit()


class TagPart(Part):
    """One more tag for all."""

    title, action, accept = "批量加标签", "tag", "加标签"
    hint = "选好标签，下面列出每条将怎样改。"

    def __init__(self, dialog: BulkDialog) -> None:
        super().__init__(dialog)
        self.tags = QComboBox()
        self.tags.setMaxVisibleItems(16)
        self.line("标签(&T)", self.tags)
        self.setFocusProxy(self.tags)
        self.tags.currentTextChanged.connect(lambda _: self.changed.emit())
        self._offer(dialog)

    def arguments(self) -> list[str] | None:
        tag = str(self.tags.currentData() or self.tags.currentText()).strip()
        return [f"--tag={tag}"] if tag else None

    def problem(self) -> str:
        return "标签里不能有顿号" if "、" in self.tags.currentText() else ""

    def _offer(self, dialog: BulkDialog) -> None:
        self.tags.setEditable(True)
        self.tags.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.tags.addItems(list(queries.options(self.db, RECORDS[self.record].fields()["tags"])))
        self.tags.setCurrentIndex(-1)
        complete_anywhere(self.tags, lambda _: True)
        line = self.tags.lineEdit()
        assert line is not None
        line.setPlaceholderText("选一个，或者写一个新的")


class UntagPart(TagPart):
    """One tag less for all that have it."""

    title, action, accept = "批量去标签", "untag", "去掉标签"
    hint = "选好标签，下面列出每条将怎样改。"

    def _offer(self, dialog: BulkDialog) -> None:
        self.tags.setPlaceholderText("正在看有哪些标签……")
        dialog.jobs.run(bulk.tags_of, self.record, self.ids, done=self._found)

    def _found(self, tags: dict[str, int]) -> None:
        self.tags.setEnabled(bool(tags))
        self.tags.setPlaceholderText("" if tags else "选中的记录都没有标签")
        for tag, count in tags.items():
            self.tags.addItem(f"{tag}（{count:,} 条）", tag)


class VoidPart(Part):
    """Out of the ledger, with the reason."""

    title, action, accept = "批量作废", "void", "作废"
    hint = "写上作废原因，下面列出将作废哪些。"

    def __init__(self, dialog: BulkDialog) -> None:
        super().__init__(dialog)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("如重复登记；写入修改记录")
        self.line("作废原因(&R)", self.reason)
        self.lines.addRow("", QLabel("作废后保留登记编号，不再列入台账和统计。"))
        self.setFocusProxy(self.reason)
        self.reason.textChanged.connect(lambda _: self.changed.emit())

    def arguments(self) -> list[str] | None:
        reason = self.reason.text().strip()
        return [f"--reason={reason}"] if reason else None


class BulkDialog(QDialog):
    """A part above, what it would change below; can be accepted once that has been seen."""

    def __init__(
        self,
        db: Database,
        reading: jobs.Jobs,
        record: str,
        ids: array[int],
        part: Callable[[BulkDialog], Part],
        folder: Path,
        column: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.db, self.jobs, self.record, self.ids, self.column = db, reading, record, ids, column
        self._rows = jobs.ids_in(folder, ids)
        self._looking: jobs.Command | None = None
        self._seen: list[str] | None = None  # what the preview below is of
        title = QLabel(f"选中的 {len(ids):,} 条{RECORDS[record].about.noun}")
        title.setProperty("role", "title")
        self._summary = QLabel()
        self._summary.setWordWrap(True)
        self._summary.setProperty("role", "secondary")
        self._summary.setMinimumHeight(round(self._summary.fontMetrics().lineSpacing() * 2.2))
        self._summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table = QTreeWidget()
        self.table.setAccessibleName("将怎样改动")
        self.table.setHeaderLabels([header for header, _ in COLUMNS])
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.header().setStretchLastSection(False)
        self._wait = QTimer(self, singleShot=True, interval=SETTLE)
        self._wait.timeout.connect(self._look)
        self.part = part(self)
        self.setWindowTitle(self.part.title)
        self.part.changed.connect(self._changed)
        buttons, self.take = accept_and_cancel(self, self.part.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        layout.addWidget(title)
        layout.addWidget(self.part)
        layout.addWidget(self._summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        fit(self, parent, 62, 40)
        self._show_columns(remarks=False)
        self._changed()
        self.part.begin()

    @property
    def command(self) -> list[str]:
        """The words of the deed that has been seen."""
        assert self._seen is not None
        return ["bulk", self.part.action, self.record, *self._rows, *self._seen]

    def _changed(self) -> None:
        """What stands below is of something else now."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self._seen = None
        self.take.setEnabled(False)
        self.take.setText(self.part.accept)
        self.table.clear()
        self._say(self.part.problem(), wrong=True)
        self._wait.start()

    def _look(self) -> None:
        words = self.part.arguments()
        problem = self.part.problem()
        if words is None or problem:
            self._say(problem or self.part.hint, wrong=bool(problem))
            return
        self._say("正在核对……")
        arguments = ["bulk", self.part.action, self.record, *self._rows, *words, "--dry-run"]
        self._looking = looking = jobs.Command(self.db.home, arguments, self)
        looking.progressed.connect(lambda done, total, _: self._say(f"正在核对　{done:,} / {total:,}"))
        looking.finished.connect(lambda answer: self._show(words, answer))
        looking.failed.connect(self._failed)
        looking.start()

    def _show(self, words: list[str], answer: dict[str, Any]) -> None:
        self._looking, self._seen = None, words
        changed, refused = answer["changed"], answer["refused"]
        said = [f"将改动 {changed:,} 条"]
        if answer["same"]:
            said.append(f"{answer['same']:,} 条原来就是这样")
        if refused:
            said.append(f"{refused:,} 条不能改")
        text = "，".join(said) + "。" + _counted("不能改的", answer["reasons"]) + _counted("改后存疑", answer["doubts"])
        if not refused and not answer["doubts"] and changed:
            text += "写入以后可以一次撤销。"
        if len(answer["shown"]) < changed + refused:
            text += f"下面各列出前 {bulk.SHOWN_AT_MOST} 条。"
        self._say(text)
        for one in answer["shown"]:
            old, new = (one[side] or "（空）" for side in ("old", "new"))
            cells = [one["reg_no"], one["title"], old, "不改" if one["refused"] else new, one["said"]]
            item = QTreeWidgetItem(self.table, cells)
            item.setSizeHint(0, QSize(0, style.em(1.9)))
            for place, cell in enumerate(cells):
                item.setToolTip(place, cell)
            if one["said"]:
                item.setForeground(4, style.color("bad" if one["refused"] else "warn"))
        self._show_columns(remarks=bool(refused or answer["doubts"]))
        self.take.setEnabled(changed > 0)
        self.take.setText(f"{self.part.accept} {changed:,} 条" if changed else self.part.accept)

    def _show_columns(self, *, remarks: bool) -> None:
        self.table.setColumnHidden(4, not remarks)
        header = self.table.header()
        for place, (_, width) in enumerate(COLUMNS):
            header.resizeSection(place, style.em(width))
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self._summary.setText(text)
        role = "problem" if wrong else "secondary"
        if self._summary.property("role") != role:
            self._summary.setProperty("role", role)
            restyle(self._summary)

    def _failed(self, error: BaseException) -> None:
        self._looking = None
        self._say("")
        messages.show_error(error, self)

    # Overrides of Qt

    def done(self, result: int) -> None:
        self._wait.stop()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        super().done(result)


def _counted(what: str, texts: list[dict[str, Any]]) -> str:
    """The most frequent of them in a sentence."""
    if not texts:
        return ""
    said = "；".join(f"{one['count']:,} 条{one['text']}" for one in texts[:REASONS])
    return f"{what}：{said}{'等' if len(texts) > REASONS else ''}。"


def change_many(
    db: Database, reading: jobs.Jobs, page: LedgerPage, part: Callable[[BulkDialog], Part], parent: QWidget
) -> str:
    """Ask, show, do; what to say afterwards, nothing when nothing was written."""
    ids = page.table.selected_ids()
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        dialog = BulkDialog(db, reading, page.record, ids, part, Path(folder), page.current_column, parent)
        if not dialog.exec():
            return ""
        title = dialog.part.title
        answer = jobs.run_command(f"正在{title}", db.home, dialog.command, parent)
    if answer is None or not answer["changed"]:
        return ""
    left = f"，{answer['refused']:,} 条没有改" if answer["refused"] else ""
    return f"{title}：已改动 {answer['changed']:,} 条{left}"
