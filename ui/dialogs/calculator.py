"""期限计算: any of the law's periods from any day, with stops of the clock; the answer with its counting, to copy or print."""

import tempfile
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.domain.fields import Date, Fields, Text, field
from app.domain.periods import Note, NoteKind, Period
from app.domain.records import MODULES
from app.domain.values import Unreadable
from app.errors import UserError
from app.services import answer_sheet, rule_finding
from app.services.deadlines import Answer, all_periods, calculate
from app.services.deadlines import notes as entered
from ui import messages
from ui.deadlines_view import paragraph
from ui.dialogs.buttons import fit
from ui.dialogs.preview import show_pdf
from ui.editors import make_editor
from ui.icons import icon
from ui.pickers import Sources
from ui.remembered import Remembered
from ui.style import TOKENS, em

PERIOD = Qt.ItemDataRole.UserRole
CHOSEN = "calculator/rule"


class Asked(Fields):
    start: Date = field("起算日")
    first: Date | None = field("停表开始日")
    last: Date | None = field("停表结束日")
    reason: Text | None = field("停表原因")
    extended: Date | None = field("延长或文书载明至")


class RuleSearch(QLineEdit):
    """↓ goes on in the list."""

    def __init__(self, below: QListWidget) -> None:
        super().__init__()
        self._below = below

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._below.setFocus()
        else:
            super().keyPressEvent(event)


class StopLine(QWidget):
    """One interval in which the clock stands still."""

    def __init__(self, sources: Sources, parent: QWidget) -> None:
        super().__init__(parent)
        names = Asked.fields()
        self.first, self.last, self.reason = (
            make_editor(names[name], sources, self) for name in ("first", "last", "reason")
        )
        for name, editor in (("first", self.first), ("last", self.last), ("reason", self.reason)):
            editor.setAccessibleName(names[name].label)
            editor.setPlaceholderText(names[name].label.removeprefix("停表"))
        self.reason.setToolTip("如" + "、".join(entered.REASONS[:5]))
        self.remove = QToolButton()
        self.remove.setIcon(icon("close"))
        self.remove.setToolTip("去掉这段停表")
        self.remove.setAccessibleName("去掉这段停表")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for editor in (self.first, self.last, self.reason):
            row.addWidget(editor)
        row.addWidget(self.remove)

    def note(self) -> Note | None:
        """None while it has no first day."""
        first = self.first.value()
        if first is None:
            return None
        return Note(NoteKind.STOP, first, self.last.value(), reason=self.reason.value() or "")


class CalculatorDialog(QDialog):
    def __init__(self, db: Database, remembered: Remembered, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("期限计算")
        self._db, self._remembered = db, remembered
        self._periods = all_periods(db)
        self._sources = Sources(db)
        self.answer: Answer | None = None
        self.notes: tuple[Note, ...] = ()
        self.rules = QListWidget()
        self.rules.setAccessibleName("期限")
        self.rules.currentItemChanged.connect(lambda *_: self._chosen())
        self.search = RuleSearch(self.rules)
        self.search.setAccessibleName("查找期限")
        self.search.setPlaceholderText("期限名称、条文、事件或拼音首字母")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        self._found = QLabel()
        self._found.setProperty("role", "secondary")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, em(0.6), 0)
        for widget in (self.search, self.rules, self._found):
            column.addWidget(widget)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._make_right())
        self._splitter.setSizes([em(24), em(38)])
        self._splitter.setStretchFactor(1, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button, self.print_button = QPushButton("复制文字(&C)"), QPushButton("打印和另存为 PDF(&P)…")
        for button, act in ((self.copy_button, self.copy), (self.print_button, self.print_answer)):
            button.setAutoDefault(False)
            button.clicked.connect(act)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1.4), em(1.2))
        layout.setSpacing(em(0.7))
        layout.addWidget(self._splitter, 1)
        layout.addWidget(buttons)
        fit(self, parent, 72, 42)
        self._find()
        self.search.setFocus()

    def _make_right(self) -> QWidget:
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._event = QLabel()
        self._event.setWordWrap(True)
        self._event.setProperty("role", "secondary")
        names = Asked.fields()
        self.start = make_editor(names["start"], self._sources, self)
        self.start.setAccessibleName("起算日")
        self.start.set_value(self._db.today)
        self.extended = make_editor(names["extended"], self._sources, self)
        self.extended.setAccessibleName(names["extended"].label)
        self.extended.setPlaceholderText("没有的空着")
        for editor in (self.start, self.extended):
            editor.changed.connect(self._calculate)
        self._add = QPushButton("加一段停表")
        self._add.setAutoDefault(False)
        self._add.setToolTip("公告、鉴定、调解、中止等不计入期限的天数")
        self._add.clicked.connect(lambda: self.add_stop())
        row = QHBoxLayout()
        for text, editor in (("起算日", self.start), ("延长或文书载明至", self.extended)):
            label = QLabel(text)
            label.setBuddy(editor)
            row.addWidget(label)
            row.addWidget(editor, 1)
        row.addWidget(self._add)
        self.stops: list[StopLine] = []
        self._stop_lines = QVBoxLayout()
        self.shown = QTextBrowser()
        self.shown.setProperty("role", "why")
        self.shown.setOpenLinks(False)
        self.shown.setAccessibleName("计算结果")
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(em(0.8), 0, 0, 0)
        column.setSpacing(em(0.5))
        column.addWidget(self._title)
        column.addWidget(self._event)
        column.addLayout(row)
        column.addLayout(self._stop_lines)
        column.addWidget(self.shown, 1)
        return right

    def choose(self, rule: str) -> None:
        for n in range(self.rules.count()):
            if self.rules.item(n).data(PERIOD).id == rule:
                self.rules.setCurrentRow(n)

    def add_stop(self) -> StopLine:
        line = StopLine(self._sources, self)
        for editor in (line.first, line.last, line.reason):
            editor.changed.connect(self._calculate)
        line.remove.clicked.connect(lambda: self._drop(line))
        self.stops.append(line)
        self._stop_lines.addWidget(line)
        line.first.setFocus()
        return line

    def copy(self) -> None:
        if self.answer is not None:
            QGuiApplication.clipboard().setText(answer_sheet.as_text(self.answer, self.notes))

    def print_answer(self) -> None:
        if self.answer is None:
            return
        try:
            with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
                out = Path(folder) / f"期限计算单_{self.answer.start:%Y%m%d}.pdf"
                answer_sheet.print_answer(self._db, self.answer, out, self.notes)
                show_pdf(out, "期限计算单", self._remembered, self)
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)

    # Finding and counting

    def _find(self) -> None:
        chosen = self._period.id if self._period is not None else self._remembered.get(CHOSEN, "")
        found = rule_finding.matching(self._periods, self.search.text())
        self.rules.blockSignals(True)
        self.rules.clear()
        for period in found:
            item = QListWidgetItem(period.title)
            item.setData(PERIOD, period)
            item.setToolTip(f"{period.title}\n{period.length}，{period.basis}")
            self.rules.addItem(item)
        self.rules.blockSignals(False)
        self._found.setText(f"共 {len(found)} 项" if found else "没有找到，换个说法试试")
        if found:
            same = (n for n, period in enumerate(found) if period.id == chosen)
            self.rules.setCurrentRow(next(same, 0))
        self._chosen()

    @property
    def _period(self) -> Period | None:
        item = self.rules.currentItem()
        period: Period | None = item.data(PERIOD) if item is not None else None
        return period

    def _chosen(self) -> None:
        period = self._period
        if period is not None:
            self._title.setText(period.title)
            where = MODULES.get(period.module, "") if period.record else "没有台账，只供计算"
            self._event.setText(f"从“{period.event}”起算，{period.length}。{period.basis}。{where}".rstrip("。") + "。")
            self._remembered.put(CHOSEN, period.id)
        self._calculate()

    def _drop(self, line: StopLine) -> None:
        self.stops.remove(line)
        line.hide()
        line.deleteLater()
        self._calculate()

    def _calculate(self) -> None:
        """With every change; what cannot be read yet is said where the answer stands."""
        period, self.answer = self._period, None
        try:
            start = self.start.value()
            notes = [note for line in self.stops if (note := line.note()) is not None]
            if (extended := self.extended.value()) is not None:
                notes.append(Note(NoteKind.DOCUMENT, on=extended))
            if any(note.last is not None and note.first is not None and note.last < note.first for note in notes):
                self._say("停表的结束日早于开始日，请核对。")
            elif period is None or start is None:
                self._say("选定期限并填写起算日，这里就会显示到期日和计算过程。")
            else:
                self.notes = tuple(notes)
                self.answer = calculate(self._db, period.id, start, self.notes)
                self.shown.setHtml(_answered(self.answer))
        except Unreadable as problem:
            self._say(f"日期还没有填完整：{problem}")
        except UserError as error:
            self._say(f"{error.what}。{error.why}")
        for button in (self.copy_button, self.print_button):
            button.setEnabled(self.answer is not None)

    def _say(self, text: str) -> None:
        self.shown.setHtml(paragraph(text, "secondary"))


def _answered(answer: Answer) -> str:
    on = answer_sheet.day_in_words(answer.due_on) if answer.due_on else "待定"
    parts = [
        f'<p style="margin:4px 0 8px 0; font-size:large"><b>到期日：{escape(on)}</b></p>',
        "".join(paragraph(text) for text in answer.counting),
    ]
    told = ("期限", "起算", "停表", "到期日", "怎样计算", "说明")
    rows = "".join(
        f'<tr><td style="color:{TOKENS["secondary"]}" nowrap>{head}</td><td>{escape(text)}</td></tr>'
        for head, text in answer_sheet.lines(answer)
        if head not in told
    )
    parts.append(f'<table cellspacing="0" cellpadding="3">{rows}</table>')
    days = "".join(
        f"<tr><td nowrap>{escape(answer_sheet.day_in_words(each.day))}</td>"
        f'<td align="right">{f"第{each.number}日" if each.number is not None else ""}</td>'
        f'<td style="color:{TOKENS["secondary"]}">{escape(each.says)}</td></tr>'
        for each in answer.days
    )
    if days:
        parts.append(paragraph("逐日计算", "secondary") + f'<table cellspacing="0" cellpadding="2">{days}</table>')
    parts.append(paragraph(answer.hint, "secondary"))
    return "".join(parts)
