"""The notices that a record has: each with who sends it to whom, or why it is not possible now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.data.database import Database
from app.errors import UserError
from ui import style
from ui.icons import icon

OFFERED = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Offered:
    """A notice for one record; `refused` says why it is not possible now."""

    notice: Any
    who: str
    refused: str = ""


def offered(db: Database, record: Any) -> list[Offered]:
    from app.services.notices.catalogue import catalogue

    return [_offer(db, notice, record) for notice in catalogue() if notice.record == type(record).about.id]


def _offer(db: Database, notice: Any, record: Any) -> Offered:
    from app.services.notices.notice import draft

    try:
        values = draft(db, notice.id, record).values
    except UserError as error:
        return Offered(notice, "", "。".join(part for part in (error.what, error.why, error.what_to_do) if part) + "。")
    sender, to = str(values.get("发文机关", "")), str(values.get("主送机关", ""))
    return Offered(notice, f"{sender or '发文机关待填'} → {to}" if to else sender or "表单")


class NoticeList(QListWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("可以生成的文书")
        self.setItemDelegate(NoticeItems(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)

    def show_notices(self, notices: list[Offered]) -> None:
        """Those that are possible first."""
        self.clear()
        for one in sorted(notices, key=lambda one: bool(one.refused)):
            item = QListWidgetItem(one.notice.title)
            item.setData(OFFERED, one)
            item.setData(Qt.ItemDataRole.UserRole, one.notice.id)
            said = f"现在不能生成：{one.refused}" if one.refused else one.who
            item.setToolTip(f"{one.notice.title}\n{said}")
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, said)
            self.addItem(item)
        self.setCurrentRow(0)

    @property
    def current(self) -> Offered | None:
        item = self.currentItem()
        one: Offered | None = item.data(OFFERED) if item is not None else None
        return one


class NoticeItems(QStyledItemDelegate):
    """The title, and below it in grey who sends it to whom; in the colour of a hint why it is refused."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        one: Offered = index.data(OFFERED)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, style.color("brand_light"))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), style.color("brand"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, style.color("hover"))
        side = style.em(1.15)
        picture = QRect(rect.left() + style.em(0.6), rect.top() + style.em(0.45), side, side)
        icon("notice", "faint" if one.refused else "brand").paint(painter, picture)
        inside = rect.adjusted(style.em(2.2), style.em(0.35), -style.em(0.6), -style.em(0.3))
        metrics = painter.fontMetrics()
        painter.setPen(style.color("faint" if one.refused else "text"))
        title = metrics.elidedText(one.notice.title, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        painter.setPen(style.color("warn" if one.refused else "secondary"))
        below = inside.adjusted(0, metrics.height() + style.em(0.15), 0, 0)
        said = metrics.elidedText(one.refused or one.who, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, said)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(style.em(16), style.em(3.5))
