"""A year at a glance: twelve small months with days of rest, holidays and worked weekends; a day can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from app.domain.periods import add_months, days_in_month
from app.services.deadlines.holidays import OFF, Holiday
from ui.style import color, em

WEEKDAYS = "一二三四五六日"
ACROSS, DOWN = 4, 3


class YearView(QWidget):
    """Says 休 or 班 with a letter and a colour; `chosen` follows the day."""

    chosen = Signal(object)

    def __init__(self, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day = day
        self._days: Mapping[date, Holiday] = {}
        self._known = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("全年放假安排")

    def show_year(self, year: int, days: Mapping[date, Holiday], known: bool) -> None:
        self._days, self._known = days, known
        if self.day.year != year:
            self.day = date(year, 1, 1)
        self._tell()
        self.update()

    def go_to(self, day: date) -> None:
        if day.year == self.day.year:
            self.day = day
            self._tell()
            self.update()
            self.chosen.emit(day)

    def words(self, day: date) -> str:
        holiday = self._days.get(day)
        said = f"{day.year}年{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"
        if holiday is None:
            return f"{said}，{'休息日' if day.weekday() >= 5 else '工作日'}" + (
                "" if self._known else "（当年安排未录入）"
            )
        what = "放假" if holiday.kind == OFF else "调休上班"
        return (
            f"{said}，{what}" + (f"（{holiday.name}）" if holiday.name else "") + ("，本地" if holiday.is_local else "")
        )

    def day_at(self, at: QPointF) -> date | None:
        return next((day for day, cell in self._cells() if cell.contains(at)), None)

    def _month(self, month: int) -> QRectF:
        width, height, gap = self.width() / ACROSS, self.height() / DOWN, em(0.5)
        n = month - 1
        return QRectF(n % ACROSS * width, n // ACROSS * height, width, height).adjusted(gap, gap / 2, -gap, -gap / 2)

    def _cells(self) -> list[tuple[date, QRectF]]:
        found = []
        for month in range(1, 13):
            room = self._month(month)
            width, height = room.width() / 7, room.height() / 8
            first = date(self.day.year, month, 1)
            for n in range(days_in_month(first.year, month)):
                place = n + first.weekday()
                at = QRectF(room.left() + place % 7 * width, room.top() + (2 + place // 7) * height, width, height)
                found.append((first + timedelta(n), at))
        return found

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words(self.day))

    def _paint_day(self, painter: QPainter, day: date, cell: QRectF) -> None:
        holiday = self._days.get(day)
        token, text = ("secondary" if day.weekday() >= 5 else "text"), str(day.day)
        if holiday is not None:
            off = holiday.kind == OFF
            token, light = ("ok", "ok_light") if off else ("warn", "warn_light")
            painter.fillRect(cell.adjusted(1, 0, -1, 0), color(light))
            mark = "休" if off else "班"
            if painter.fontMetrics().horizontalAdvance(text + mark) <= cell.width():
                text += mark
        if day == self.day:
            painter.setPen(QPen(color("brand"), 2 if self.hasFocus() else 1))
            painter.drawRect(cell.adjusted(1, 0, -1, 0))
        painter.setPen(color(token))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    # Overrides of Qt

    def sizeHint(self) -> QSize:
        return QSize(em(60), em(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(em(42), em(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("card"))
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.86)
        heading = QFont(font)
        heading.setBold(True)
        for month in range(1, 13):
            room = self._month(month)
            height = room.height() / 8
            painter.setFont(heading)
            painter.setPen(color("brand_dark"))
            painter.drawText(
                QRectF(room.left(), room.top(), room.width(), height), Qt.AlignmentFlag.AlignLeft, f"{month}月"
            )
            painter.setFont(font)
            painter.setPen(color("faint"))
            for n, name in enumerate(WEEKDAYS):
                at = QRectF(room.left() + n * room.width() / 7, room.top() + height, room.width() / 7, height)
                painter.drawText(at, Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(font)
        for day, cell in self._cells():
            self._paint_day(painter, day, cell)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (day := self.day_at(event.position())) is not None:
            self.go_to(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        steps = {keys.Key_Left: -1, keys.Key_Right: 1, keys.Key_Up: -7, keys.Key_Down: 7}
        key = keys(event.key())
        if key in steps:
            self.go_to(self.day + timedelta(steps[key]))
        elif key in (keys.Key_PageUp, keys.Key_PageDown):
            self.go_to(add_months(self.day, 1 if key is keys.Key_PageDown else -1))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self.day_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(day) if day else "", self)
            return True
        return super().event(event)
