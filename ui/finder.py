"""Ctrl+K: go to any record by any part of its number, names or text, or by 拼音 initials."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.data.finding import Hit, find_anywhere
from app.domain.records import RECORDS
from ui import style
from ui.icons import icon
from ui.jobs import Job, Jobs

WAIT = 120  # milliseconds after the last key
PER_LEDGER = 6
HIT = Qt.ItemDataRole.UserRole + 1


class Finder(QDialog):
    """Results by ledger with the part that matched; Enter opens, the arrow keys move while typing goes on."""

    chosen = Signal(str, object)

    def __init__(self, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("查找任何记录")
        self._jobs = jobs
        self._job: Job | None = None
        self._is_searching = False
        self._take_first = False  # Enter came before the list
        self._line = QLineEdit()
        self._line.setPlaceholderText("编号、姓名、单位、事由的任意部分，或拼音首字母")
        self._line.setAccessibleName("查找任何记录")
        self._line.setClearButtonEnabled(True)
        self._line.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition).setText("查找")
        self._line.installEventFilter(self)
        self._list = QListWidget()
        self._list.setAccessibleName("找到的记录")
        self._list.setItemDelegate(HitItems(self._list))
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(self._take)
        self._said = QLabel("↑↓ 选择，Enter 打开，Esc 关闭")
        self._said.setProperty("role", "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1), style.em(1), style.em(1), style.em(0.8))
        layout.setSpacing(style.em(0.6))
        for widget in (self._line, self._list, self._said):
            layout.addWidget(widget)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT)
        self._wait.timeout.connect(self._find)
        self._line.textChanged.connect(lambda _: self._typed())
        self.resize(style.em(48), style.em(34))

    def find(self, text: str) -> None:
        self._line.setText(text)
        self._wait.stop()
        self._find()

    def _typed(self) -> None:
        self._take_first = False
        self._wait.start()

    def _find(self) -> None:
        self._stop()
        text = self._line.text().strip()
        if not text:
            self._show([])
            return

        def search(db: Any, text: str) -> list[Hit]:
            return find_anywhere(db, text, per_ledger=PER_LEDGER)

        self._is_searching = True
        self._job = self._jobs.run(search, text, done=self._show)

    def _stop(self) -> None:
        if self._job is not None and not self._job.is_over:
            self._job.cancel()

    def _show(self, hits: list[Hit]) -> None:
        self._is_searching = False
        self._list.clear()
        for record, group in groupby(hits, key=lambda hit: hit.record):
            found = list(group)
            only = f"　只列出 {PER_LEDGER} 条，再输入几个字可以缩小范围" if len(found) == PER_LEDGER else ""
            heading = QListWidgetItem(RECORDS[record].about.label + only)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(heading)
            for hit in found:
                item = QListWidgetItem(hit.title)
                item.setData(HIT, hit)
                self._list.addItem(item)
        self._list.setCurrentRow(1 if hits else -1)
        if hits:
            self._said.setText("↑↓ 选择，Enter 打开，Esc 关闭")
        elif self._line.text().strip():
            self._said.setText("没有找到，换一部分文字再试")
        if self._take_first:
            self._take_first = False
            self._take(self._list.currentItem())

    def _move(self, by: int) -> None:
        row = self._list.currentRow() + by
        while 0 <= row < self._list.count() and self._list.item(row).data(HIT) is None:
            row += by
        if 0 <= row < self._list.count():
            self._list.setCurrentRow(row)

    def _take(self, item: QListWidgetItem | None) -> None:
        hit = item.data(HIT) if item is not None else None
        if hit is not None:
            self.accept()
            self.chosen.emit(hit.record, hit.id)

    # Overrides of Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            match event.key():
                case Qt.Key.Key_Down:
                    self._move(1)
                    return True
                case Qt.Key.Key_Up:
                    self._move(-1)
                    return True
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    if self._wait.isActive():  # the list is of what was typed before
                        self._take_first = True
                        self._wait.stop()
                        self._find()
                    elif self._is_searching:
                        self._take_first = True
                    else:
                        self._take(self._list.currentItem())
                    return True
        return super().eventFilter(watched, event)

    def done(self, result: int) -> None:
        self._stop()
        super().done(result)


class HitItems(QStyledItemDelegate):
    """Title above, the field and its text with the match in bold below."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit: Hit | None = index.data(HIT)
        rect = option.rect  # type: ignore[attr-defined]
        painter.save()
        if hit is None:
            painter.setPen(style.color("secondary"))
            at = rect.adjusted(style.em(0.6), 0, 0, -style.em(0.2))
            painter.drawText(at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, index.data())
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(rect, style.color("brand_light"))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), style.color("brand"))
        inside = rect.adjusted(style.em(1), style.em(0.35), -style.em(0.6), -style.em(0.3))
        metrics = painter.fontMetrics()
        painter.setPen(style.color("text"))
        title = metrics.elidedText(hit.title, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        why = QTextDocument()
        why.setDefaultFont(painter.font())
        why.setDocumentMargin(0)
        before = hit.before[-24:] if len(hit.before) <= 24 else "…" + hit.before[-24:]
        why.setHtml(
            f'<span style="color:{style.TOKENS["secondary"]}">{escape(hit.field)}：{escape(before)}'
            f'<b style="color:{style.TOKENS["brand_dark"]}">{escape(hit.match)}</b>{escape(hit.after[:40])}</span>'
        )
        painter.translate(inside.left(), inside.top() + metrics.height() + style.em(0.1))
        painter.setClipRect(0, 0, inside.width(), metrics.height() + style.em(0.2))
        why.drawContents(painter)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(style.em(20), style.em(2.2 if index.data(HIT) is None else 3.6))
