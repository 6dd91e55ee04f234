"""A month or a week painted with what each day brings; days are chosen with the mouse or the arrow keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.domain.calendar import Calendar, NoArrangement
from app.domain.periods import add_months
from app.services.workbench import Load
from ui.style import color, em

WEEKDAYS = "一二三四五六日"
ROWS = 6  # weeks of a month, so that it never jumps
FULL = 8  # things on one day that fill the bar


class LoadCalendar(QWidget):
    """`chosen` follows the day; `moved` when other days come into view and their load is wanted."""

    chosen = Signal(object)
    opened = Signal(object)
    moved = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = self.day = today
        self.by_week = False
        self._load: Mapping[date, Load] = {}
        self._rest = Calendar()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName("日历")
        self._tell()

    # What the page asks for

    @property
    def days(self) -> list[date]:
        """All days in view, Monday first."""
        if self.by_week:
            first = self.day - timedelta(self.day.weekday())
            return [first + timedelta(n) for n in range(7)]
        month = self.day.replace(day=1)
        first = month - timedelta(month.weekday())
        return [first + timedelta(n) for n in range(7 * ROWS)]

    @property
    def title(self) -> str:
        if not self.by_week:
            return f"{self.day.year}年{self.day.month}月"
        first, last = self.days[0], self.days[-1]
        return f"{first.month}月{first.day}日—{last.month}月{last.day}日"

    def show_load(self, load: Mapping[date, Load], rest: Calendar) -> None:
        self._load, self._rest = load, rest
        self._tell()
        self.update()

    def show_weeks(self, by_week: bool) -> None:
        self.by_week = by_week
        self.updateGeometry()
        self.moved.emit()
        self.update()

    def go_to(self, day: date, *, choose: bool = True) -> None:
        before = self.days
        self.day = day
        self._tell()
        self.update()
        if self.days != before:
            self.moved.emit()
        if choose:
            self.chosen.emit(day)

    def turn(self, pages: int) -> None:
        """So many months or weeks on; the day is chosen no further than that."""
        self.go_to(self.day + timedelta(7 * pages) if self.by_week else add_months(self.day, pages), choose=False)

    def words(self, day: date) -> str:
        """All that the cell of a day says, for the tooltip and for those who cannot see it."""
        load = self._load.get(day, Load())
        said = [f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}{self._mark(day)[1]}）"]
        for count, what in ((load.due, "项到期"), (load.other, "项届满或可办"), (load.held, "次会议或开庭")):
            if count:
                said.append(f"{count:,}{what}")
        if not load.all:
            said.append("没有到期的事项")
        elif day < self.today and load.due:
            said.append("其中应办的已逾期")
        return "，".join(said)

    def day_at(self, at: QPointF) -> date | None:
        return next((day for day, cell in self._cells() if cell.contains(at)), None)

    # Painting

    def _head(self) -> float:
        return 0.0 if self.by_week else em(1.6)

    def _cells(self) -> list[tuple[date, QRectF]]:
        head, days = self._head(), self.days
        if self.by_week:
            height = self.height() / 7
            return [(day, QRectF(0, n * height, self.width(), height)) for n, day in enumerate(days)]
        width, height = self.width() / 7, (self.height() - head) / ROWS
        return [(day, QRectF(n % 7 * width, head + n // 7 * height, width, height)) for n, day in enumerate(days)]

    def _mark(self, day: date) -> tuple[str, str]:
        """休 or 班 where the arrangement of holidays says other than the weekday; the word for it."""
        try:
            rest = self._rest.is_rest(day)
        except NoArrangement:
            return "", ""
        if rest and day.weekday() < 5:
            return "休", "，放假"
        return ("班", "，调休上班") if not rest and day.weekday() >= 5 else ("", "，休息" if rest else "")

    def _is_rest(self, day: date) -> bool:
        try:
            return self._rest.is_rest(day)
        except NoArrangement:
            return day.weekday() >= 5

    def _paint_head(self, painter: QPainter) -> None:
        painter.setPen(color("secondary"))
        width = self.width() / 7
        for n, name in enumerate(WEEKDAYS):
            painter.drawText(QRectF(n * width, 0, width, self._head()), Qt.AlignmentFlag.AlignCenter, name)

    def _paint_day(self, painter: QPainter, day: date, cell: QRectF) -> None:
        load = self._load.get(day, Load())
        inside = cell.adjusted(1, 1, -1, -1)
        outside = not self.by_week and day.month != self.day.month
        if day == self.day:
            painter.fillRect(inside, color("brand_light"))
        elif self._is_rest(day):
            painter.fillRect(inside, color("bg"))
        painter.setPen(
            QPen(
                color("brand") if day == self.day else color("row_line"),
                2 if day == self.day and self.hasFocus() else 1,
            )
        )
        painter.drawRect(inside)
        text = color("faint") if outside else color("text")
        number = QFont(self.font())
        number.setBold(day == self.today)
        painter.setFont(number)
        painter.setPen(color("brand") if day == self.today else text)
        said = f"周{WEEKDAYS[day.weekday()]} {day.month}月{day.day}日" if self.by_week else str(day.day)
        if day == self.today:
            said = f"{said} 今天" if self.by_week else said if self._is_low(inside) else f"{said} 今"
        pad = em(0.35)
        top = inside.adjusted(pad, pad * 0.6, -pad, 0)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, said)
        painter.setFont(self.font())
        if (mark := self._mark(day)[0]) and not (load.all and self._is_low(inside)):
            painter.setPen(color("ok" if mark == "休" else "warn"))
            painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, mark)
        if load.all:
            self._paint_load(painter, day, load, inside, outside)

    def _paint_load(self, painter: QPainter, day: date, load: Load, inside: QRectF, outside: bool) -> None:
        """The number in words and a bar as long as the day is full."""
        late = day < self.today and load.due > 0
        tint = color("bad" if late else "warn" if load.due and (day - self.today).days <= 3 else "brand")
        if outside:
            tint = color("faint")
        pad, thick = em(0.35), max(2.0, em(0.22))
        bar = QRectF(inside.left() + pad, inside.bottom() - thick - pad * 0.6, inside.width() - 2 * pad, thick)
        painter.fillRect(bar, color("row_line"))
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * min(1, load.all / FULL), thick), tint)
        painter.setPen(tint)
        where = inside.adjusted(pad, 0, -pad, -(thick + pad))
        if self.by_week:
            said = self.words(day).partition("）")[2].lstrip("，")
            where = inside.adjusted(em(7.5), pad * 0.6, -pad, 0)
            said = self.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, round(where.width()))
            painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, said)
            return
        few = load.all if load.all < 1000 else f"{load.all // 1000}千"
        said = f"逾{few}" if late else f"{few}项"
        if self._is_low(inside):  # beside the day, where there is no room under it
            where.setLeft(where.left() + em(1.3))
        if self.fontMetrics().horizontalAdvance(said) > where.width():
            said = str(few)
        if self._is_low(inside):
            painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, said)
            return
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, said)

    def _is_low(self, inside: QRectF) -> bool:
        return inside.height() < 2 * self.fontMetrics().height() + em(0.5)

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words(self.day))

    # Overrides of Qt

    def sizeHint(self) -> QSize:
        return QSize(em(24), em(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(em(15), em(17))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(color("card")))
        if not self.by_week:
            self._paint_head(painter)
        for day, cell in self._cells():
            self._paint_day(painter, day, cell)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        if day is not None and event.button() is Qt.MouseButton.LeftButton:
            self.go_to(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        across, down = (1, 1) if self.by_week else (1, 7)
        steps = {keys.Key_Left: -across, keys.Key_Right: across, keys.Key_Up: -down, keys.Key_Down: down}
        key = keys(event.key())
        if key in steps:
            self.go_to(self.day + timedelta(steps[key]))
        elif key in (keys.Key_PageUp, keys.Key_PageDown):
            self.turn(1 if key is keys.Key_PageDown else -1)
        elif key is keys.Key_Home:
            self.go_to(self.today)
        elif key in (keys.Key_Return, keys.Key_Enter):
            self.opened.emit(self.day)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self.day_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(day) if day else "", self)
            return True
        return super().event(event)
