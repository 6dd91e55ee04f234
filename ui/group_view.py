"""Beside a ledger: the values of one column with how many rows have each; a click shows those rows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.data.queries import Filter, Query
from app.domain.fields import Kind
from app.domain.records import RECORDS
from app.services import bulk
from ui import messages, style
from ui.icons import icon
from ui.jobs import Job, Jobs

GROUP = Qt.ItemDataRole.UserRole + 1
UNGROUPED = frozenset({Kind.LONGTEXT, Kind.ID_CARD, Kind.PHONE})  # long, or not to be shown whole


class GroupView(QFrame):
    """`chosen` carries the filter of a group, or None for all of them; `closed` when the list is no longer wanted."""

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, jobs: Jobs, record: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("groups")
        self.record, self.field = record, ""
        self._jobs = jobs
        self._job: Job | None = None
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setToolTip("不再分组（Esc）")
        close.setAccessibleName("不再分组")
        close.clicked.connect(self.closed)
        self._list = QListWidget()
        self._list.setAccessibleName("分组")
        self._list.setItemDelegate(GroupItems(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.currentItemChanged.connect(self._chosen)
        self._more = QLabel(f"只列出最多的 {bulk.GROUPS_AT_MOST:,} 组")
        self._more.setProperty("role", "secondary")
        self._more.hide()
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, style.em(0.5), 0)
        layout.setSpacing(style.em(0.4))
        layout.addLayout(top)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._more)

    def show_groups(self, query: Query, field: str) -> None:
        """Count anew; what was chosen of the same field stays so. The groups are those of the other conditions."""
        if self._job is not None and not self._job.is_over:
            self._job.cancel()
        if field != self.field:
            self._list.clear()
        self.field = field
        title = f"按{RECORDS[self.record].fields()[field].label}分组"
        self._title.setText(title)
        self._list.setAccessibleName(title)
        chosen = next((each for each in query.filters if each.field == field), None)
        others = tuple(each for each in query.filters if each.field != field)
        asked = Query(query.record, others, query.search, (), query.void)
        self._job = self._jobs.run(
            bulk.groups, asked, field, done=lambda groups: self._show(groups, chosen), failed=self._failed
        )

    def _show(self, groups: list[bulk.Group], chosen: Filter | None) -> None:
        self._list.blockSignals(True)
        place = self._list.verticalScrollBar().value()
        self._list.clear()
        # Rows with several values count for each of them: the sum may be more than there are rows.
        self._add(f"全部（{len(groups):,} 组）", None, None)
        for group in groups:
            self._add(group.text, group.count, group.filter)
            if group.filter == chosen:
                self._list.setCurrentRow(self._list.count() - 1)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)
        self._list.verticalScrollBar().setValue(place)
        self._list.blockSignals(False)
        self._more.setVisible(len(groups) >= bulk.GROUPS_AT_MOST)

    def _add(self, text: str, count: int | None, filter: Filter | None) -> None:
        item = QListWidgetItem(text)
        item.setData(GROUP, (count, filter))
        item.setToolTip(text if count is None else f"{text}：{count:,} 条")
        self._list.addItem(item)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(GROUP)[1])

    def _failed(self, error: BaseException) -> None:
        messages.show_error(error, self)

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class GroupItems(QStyledItemDelegate):
    """The value at the left, its count in grey at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = rect.adjusted(1, 1, -1, -1)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color("brand_light" if chosen else "hover"))
            painter.drawRoundedRect(inside, 4, 4)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(style.color("brand"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, 4, 4)
        inside.adjust(style.em(0.5), 0, -style.em(0.5), 0)
        metrics = QFontMetrics(QApplication.font())
        painter.setFont(QApplication.font())
        count = index.data(GROUP)[0]
        room = inside.width()
        if count is not None:
            said = f"{count:,}"
            painter.setPen(style.color("secondary"))
            painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)
            room -= metrics.horizontalAdvance(said) + style.em(0.5)
        painter.setPen(style.color("brand_dark" if chosen else "text"))
        text = metrics.elidedText(index.data().replace("\n", " "), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(style.em(8), style.em(2))
