"""Two ways to place widgets that Qt lacks: cells in as many columns as fit, and buttons that wrap like words."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from ui.style import em

COLUMN = 13.6  # em; the narrowest column: a case number fits, and two stand side by side at 1366 pixels
MOST_COLUMNS = 3
GAP = 0.9  # em between columns
DOWN = 0.55  # em between lines of cells
BETWEEN_BUTTONS = 0.4  # em


class Placed(QLayout):
    """A layout whose height follows from its width; `_arrange` says where things go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    @abstractmethod
    def _arrange(self, area: QRect, *, apply: bool) -> int:
        """Place the items in `area` (or only measure); the height they take."""

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        self._heights = {}
        super().invalidate()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # Qt asks several times for one arrangement.
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), apply=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, apply=True)


class Columns(Placed):
    """Cells side by side in as many columns as fit; hidden cells leave no gap."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._spans: list[int] = []

    def add(self, widget: QWidget, span: int) -> None:
        """`span`: how many columns it takes where there are so many."""
        self.addChildWidget(widget)
        self._spans.append(span)
        self.addItem(QWidgetItem(widget))

    def _arrange(self, area: QRect, *, apply: bool) -> int:
        gap, down = em(GAP), em(DOWN)
        count = max(1, min(MOST_COLUMNS, (area.width() + gap) // (em(COLUMN) + gap)))
        width = (area.width() - gap * (count - 1)) // count
        y, column, tallest = area.y(), 0, 0
        for item, wanted in zip(self._items, self._spans, strict=True):
            if item.isEmpty():
                continue
            span = min(wanted, count)
            if column + span > count:
                y, column, tallest = y + tallest + down, 0, 0
            across = area.width() if span == count else width * span + gap * (span - 1)
            height = item.heightForWidth(across) if item.hasHeightForWidth() else item.sizeHint().height()
            if apply:
                item.setGeometry(QRect(area.x() + column * (width + gap), y, across, height))
            tallest = max(tallest, height)
            column += span
        return y + tallest - area.y()

    def sizeHint(self) -> QSize:
        return QSize(em(COLUMN * 2), self.heightForWidth(em(COLUMN * 2)))

    def minimumSize(self) -> QSize:
        return QSize(em(COLUMN), 0)


class Wrapped(Placed):
    """Buttons or chips in a row that goes on in the next line where it is full."""

    def clear(self) -> None:
        while self._items:
            if (widget := self._items.pop().widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.invalidate()

    def _arrange(self, area: QRect, *, apply: bool) -> int:
        gap = em(BETWEEN_BUTTONS)
        x, y, tallest = area.x(), area.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > area.x() and x + size.width() > area.right() + 1:
                x, y, tallest = area.x(), y + tallest + gap, 0
            tallest = max(tallest, size.height())
            if apply:
                # A label stands in the middle of the line of buttons beside it.
                item.setGeometry(QRect(x, y + (tallest - size.height()) // 2, size.width(), size.height()))
            x += size.width() + gap
        return y + tallest - area.y()

    def sizeHint(self) -> QSize:
        width = sum(item.sizeHint().width() + em(BETWEEN_BUTTONS) for item in self._items if not item.isEmpty())
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(max((size.width() for size in sizes), default=0), 0)
