"""期限: the periods of one record, how each was counted, and what is entered of them."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.domain.periods import Note, NoteKind
from app.services.deadlines import DueRow, DueState, of_record, waiting
from app.services.deadlines import notes as entered
from ui.layouts import Wrapped
from ui.messages import ask, show_error
from ui.style import TOKENS, color, em

ROOM = 25  # em that the buttons take
ROW = Qt.ItemDataRole.UserRole
COLOURED = {
    DueState.OVERDUE: "bad",
    DueState.LATE: "bad",
    DueState.TOO_EARLY: "bad",
    DueState.UNKNOWN: "warn",
    DueState.DONE: "ok",
    DueState.MAY_ACT: "ok",
}
BUTTONS = (
    (NoteKind.STOP, "停表…", "公告、鉴定、调解、中止等期间不计入期限"),
    (NoteKind.EXTENSION, "延长…", "经批准延长到另一天"),
    (NoteKind.DOCUMENT, "文书载明日期…", "裁判文书、通知书写明了到期日，以它为准"),
    (NoteKind.POSTED, "交邮日…", "在期限内交邮的不算逾期"),
)


class DeadlinesView(QWidget):
    """Periods of one record. What is entered here is an operation of its own and needs no saving."""

    changed = Signal()

    def __init__(self, db: Database, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._id: int | None = None
        self.rows: list[DueRow] = []
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels(["期限", "到期日", "状态"])
        self.tree.setAccessibleName("本记录的期限")
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 6), (2, 7)):
            self.tree.setColumnWidth(column, em(width))
        self._why = QTextBrowser(self)
        self._why.setOpenLinks(False)
        self._why.setFrameShape(QFrame.Shape.NoFrame)
        self._why.setProperty("role", "why")
        self._why.setAccessibleName("怎样计算")
        self._why.anchorClicked.connect(self._followed)
        self._empty = QLabel(self)
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.buttons: dict[NoteKind, QPushButton] = {}
        self._row = QWidget(self)
        flow = Wrapped(self._row)
        menu = QMenu(self)
        self._choices: dict[NoteKind, QAction] = {}
        for kind, text, tip in BUTTONS:
            button = QPushButton(text, self)
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, kind=kind: self.enter(kind))
            flow.addWidget(button)
            self.buttons[kind] = button
            self._choices[kind] = menu.addAction(text, lambda kind=kind: self.enter(kind))
        self._menu = QPushButton("登记 ▾", self)  # stands for the buttons where there is little room
        self._menu.setAutoDefault(False)
        self._menu.setMenu(menu)
        self.tree.currentItemChanged.connect(lambda *_: self._show_current())
        self.tree.itemActivated.connect(lambda *_: self._why.setFocus())
        self._parts = QSplitter(Qt.Orientation.Vertical, self)
        self._parts.setHandleWidth(1)
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self.tree)
        self._parts.addWidget(self._why)
        self._parts.setStretchFactor(0, 2)
        self._parts.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(0.8), em(0.8), em(0.8), em(0.8))
        layout.addWidget(self._row)
        layout.addWidget(self._menu, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._empty)
        layout.addWidget(self._parts, 1)

    def show_deadlines(self, id: int | None, *, active: bool = True) -> None:
        """`active`: the record is not void, so something may be entered."""
        before = self.current.rule if self.current is not None and self._id == id else ""
        self._id = id
        self.rows = of_record(self._db, id) if id is not None else []
        self.tree.clear()
        for row in self.rows:
            self._add(row)
        later = waiting(self._db, id) if id is not None and active else []
        for period in later:
            item = QTreeWidgetItem(self.tree, [period.title, "", f"待“{period.event}”"])
            item.setData(0, ROW, None)
            item.setToolTip(0, period.title)
            item.setToolTip(2, f"登记了“{period.event}”的日期以后开始计算")
            item.setSizeHint(0, QSize(0, em(2)))
            for column in range(3):
                item.setForeground(column, color("secondary"))
        if id is None:
            self._say("保存以后，这里会列出每项期限、到期日和计算过程。")
        elif not self.rows and not later:
            self._say("这类记录没有法定期限。" if active else "这条记录已作废，不再计算期限。")
        else:
            self._say("")
            self.tree.setCurrentItem(self._item(before) or self._item())
        self._active = active
        self._show_current()

    def choose(self, rule: str) -> None:
        if (item := self._item(rule)) is not None:
            self.tree.setCurrentItem(item)
        self.tree.setFocus()

    def _item(self, rule: str = "") -> Any:
        """Of that rule; the first of all without one."""
        for n in range(self.tree.topLevelItemCount()):
            row = self.tree.topLevelItem(n).data(0, ROW)  # type: ignore[union-attr]
            if not rule or (row is not None and row.rule == rule):
                return self.tree.topLevelItem(n)
        return None

    @property
    def current(self) -> DueRow | None:
        item = self.tree.currentItem()
        row: DueRow | None = item.data(0, ROW) if item is not None else None
        return row

    def enter(self, kind: NoteKind) -> None:
        from ui.dialogs.deadline_note import NoteDialog

        row = self.current
        if row is None or self._id is None:
            return
        dialog = NoteDialog(self._db, self._id, row, kind, self)
        if dialog.exec():
            self._written()

    # Showing

    def _add(self, row: DueRow) -> None:
        day = f"{row.due_on:%Y-%m-%d}" if row.due_on else "待定"
        item = QTreeWidgetItem(self.tree, [row.title, day, row.says])
        item.setData(0, ROW, row)
        item.setToolTip(0, row.title)
        item.setToolTip(2, row.says)
        item.setSizeHint(0, QSize(0, em(2)))
        if token := COLOURED.get(row.state, "warn" if row.is_near else ""):
            item.setForeground(2, color(token))

    def _show_current(self) -> None:
        row = self.current
        for kind, button in self.buttons.items():
            button.setEnabled(row is not None and self._active_for(row, kind))
            self._choices[kind].setEnabled(button.isEnabled())
        if row is not None:
            self._why.setHtml(explained(row, removable=self._active))
            return
        item = self.tree.currentItem()
        self._why.setHtml(paragraph(item.toolTip(2), "secondary") if item is not None else "")

    def _active_for(self, row: DueRow, kind: NoteKind) -> bool:
        return self._active and not (kind is NoteKind.STOP and row.period.direction == "before")

    def _say(self, text: str) -> None:
        self._empty.setText(text)
        self._empty.setVisible(bool(text))
        self._parts.setVisible(not text)

    # Writing

    def _followed(self, link: QUrl) -> None:
        id = int(link.path())
        note = next((note for row in self.rows for note in row.notes if note.id == id), None)
        if note is None or not ask(
            self, f"撤去这项登记？\n{said_of(note)}", "到期日会重新计算；可以用“撤销”恢复。", "撤去"
        ):
            return
        try:
            entered.remove(self._db, id)
        except Exception as error:  # shown in one place, whatever it is
            show_error(error, self)
            return
        self._written()

    def _written(self) -> None:
        self.show_deadlines(self._id, active=self._active)
        self.changed.emit()

    _active = True

    # Overrides of Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= em(ROOM)
        self._row.setVisible(wide)
        self._menu.setVisible(not wide)


# In words


def explained(row: DueRow, *, removable: bool = False) -> str:
    """Why the period ends on that day: trigger, counting, basis, who, what was entered."""
    on = f"{row.due_on:%Y年%m月%d日}" if row.due_on else "到期日待定"
    token = COLOURED.get(row.state, "text")
    parts = [
        f'<p style="margin:0 0 6px 0"><b>{on}</b>　<span style="color:{TOKENS[token]}">{escape(row.says)}</span></p>',
        "".join(paragraph(text) for text in row.counting),
    ]
    period = row.period
    facts: list[tuple[str, Any]] = [
        ("起算", f"{row.event}（{row.start_on:%Y-%m-%d}）"),
        (
            "期限",
            ("提前" if period.direction == "before" else "") + period.length + ("" if period.roll else "，不顺延"),
        ),
        ("依据", row.basis),
        ("责任单位", row.unit or row.responsible),
        ("承办人", row.person),
        ("办理日期", f"{row.done_on:%Y-%m-%d}" if row.done_on else ""),
        ("可否延长", period.extendable),
        ("提示", period.note),
    ]
    lines = "".join(
        f'<tr><td style="color:{TOKENS["secondary"]}" nowrap>{name}</td><td>{escape(str(value))}</td></tr>'
        for name, value in facts
        if value
    )
    parts.append(f'<table cellspacing="0" cellpadding="3" style="margin-top:6px">{lines}</table>')
    for note in row.notes:
        remove = f'　<a href="note:{note.id}" style="color:{TOKENS["brand"]}">撤去</a>' if removable else ""
        parts.append(f'<p style="margin:4px 0 0 0">{escape(said_of(note))}{remove}</p>')
    return "".join(parts)


def said_of(note: Note) -> str:
    """What was entered: 停表（鉴定）2026-03-02 至 2026-03-20."""
    who = "，".join(part for part in (note.approver, note.doc_no) if part)
    if note.kind is NoteKind.STOP:
        until = f"至 {note.last}" if note.last else "起，尚未恢复"
        text = f"停表（{note.reason or '扣除期间'}）{note.first} {until}"
        text += "" if note.rule else "，本记录各项期限"
    else:
        text = f"{note.kind.value}：{note.on}" + (f"（{note.reason}）" if note.reason else "")
    return f"{text}，{who}" if who else text


def paragraph(text: str, token: str = "text", *, bold: bool = False) -> str:
    said = f"<b>{escape(text)}</b>" if bold else escape(text)
    return f'<p style="margin:0 0 3px 0; color:{TOKENS[token]}">{said}</p>'
