"""The table of a ledger: a list of ids, pages of display text fetched when painted, a million rows at ease."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.domain.fields import Field
from app.domain.records import RECORDS
from ui import style
from ui.columns import RIGHT
from ui.dropping import files_of

PAGE = 200
FEW = 4  # ids that are quicker found one by one
PAGES = 64  # pages kept; twelve columns of text come to about 20 MB
Index = QModelIndex | QPersistentModelIndex
Display = Qt.ItemDataRole.DisplayRole
NONE = QModelIndex()
# Made once: joining two Qt flags in Python costs as much as painting a cell's background.
AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ROW_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class LedgerModel(QAbstractTableModel):
    """Rows of one ledger. Cells are texts as the data layer shows them; a void row is told apart by `is_void`."""

    def __init__(self, db: Database, record: str, parent: Any = None) -> None:
        super().__init__(parent)
        self._db = db
        self.record = record
        self.ids: array[int] = array("q")
        self._fields: list[Field] = []
        self._names: tuple[str, ...] = ()
        self._pages: OrderedDict[int, list[tuple[str, ...]]] = OrderedDict()

    def set_columns(self, names: tuple[str, ...]) -> None:
        self.beginResetModel()
        declared = RECORDS[self.record].fields()
        self._fields = [declared[name] for name in names]
        self._names = (*names, "void")
        self._pages.clear()
        self.endResetModel()

    def set_ids(self, ids: array[int]) -> None:
        self.beginResetModel()
        self.ids = ids
        self._pages.clear()
        self.endResetModel()

    def forget_rows(self) -> None:
        """The same rows, to be read again: something in them may have changed."""
        self._pages.clear()
        if self.ids and self._fields:
            last = self.index(len(self.ids) - 1, len(self._fields) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def field(self, column: int) -> Field:
        return self._fields[column]

    def row_of(self, id: int) -> int | None:
        # As bytes: `array.index` makes a number of every element, 70 ms for a million. Half of a number is looked for,
        # because the upper bytes, the same in all, would make Python's search compare everywhere.
        ids, wanted = self.ids.tobytes(), array("q", [id]).tobytes()
        at = ids.find(wanted[:4])
        while at >= 0 and (at % 8 or ids[at : at + 8] != wanted):
            at = ids.find(wanted[:4], at + 1)
        return at // 8 if at >= 0 else None

    def rows_of(self, ids: array[int]) -> list[int]:
        """Of those that are there."""
        if len(ids) <= FEW:
            return [row for id in ids if (row := self.row_of(id)) is not None]
        wanted = set(ids)
        return [row for row, id in enumerate(self.ids) if id in wanted]

    def row(self, row: int) -> tuple[str, ...]:
        """Texts of the columns shown, and at last 是 when the record is void."""
        page, place = divmod(row, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            if len(self._pages) >= PAGES:
                self._pages.popitem(last=False)
            wanted = self.ids[page * PAGE : (page + 1) * PAGE]
            rows = self._pages[page] = queries.page(self._db, self.record, wanted, self._names)
        else:
            self._pages.move_to_end(page)
        return rows[place]

    def is_void(self, row: int) -> bool:
        return self.row(row)[-1] == "是"

    # Overrides of Qt

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._fields)

    def data(self, index: Index, role: int = Display) -> Any:
        if role == Display and index.isValid():
            return self.row(index.row())[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.isValid():
            return AT_RIGHT if self._fields[index.column()].kind in RIGHT else AT_LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Display) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._fields):
            f = self._fields[section]
            if role == Display:
                return f.header
            if role == Qt.ItemDataRole.ToolTipRole:
                return f"{f.header}\n{f.help}" if f.help else f.header
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return AT_RIGHT if f.kind in RIGHT else AT_LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        # The same for every row: Ctrl+A asks for all of them and must not fetch a million records.
        return ROW_FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags


class CellPainter(QStyledItemDelegate):
    """Text on one line with a thin rule below; the current record has a bar at its left, a void one is struck out.

    Painted by hand because a style sheet on cells makes a full repaint four times slower.
    """

    def __init__(self, table: LedgerTable) -> None:
        super().__init__(table)
        self._table = table
        self.restyle()

    def restyle(self) -> None:
        self._pad = style.em(0.55)
        self._bar = max(3, style.em(0.22))
        self._colors = {
            token: style.color(token) for token in ("text", "faint", "row_line", "brand", "brand_light", "hover")
        }
        self._struck = QFont(QApplication.font())
        self._struck.setStrikeOut(True)
        metrics = QFontMetrics(QApplication.font())
        self._elided: Callable[[str, int], str] = lru_cache(maxsize=20_000)(
            lambda text, width: metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        colors = self._colors
        row, column = index.row(), index.column()
        model = self._table.ledger
        texts = model.row(row)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colors["brand_light"])
        elif row == self._table.hovered:
            painter.fillRect(rect, colors["hover"])
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors["row_line"])
        if row == self._table.currentIndex().row() and self._table.visual_first() == column:
            painter.fillRect(rect.left(), rect.top(), self._bar, rect.height(), colors["brand"])
        text = texts[column]
        if not text:
            return
        if "\n" in text:
            text = text.replace("\n", " ")
        void = texts[-1] == "是"
        if void:
            painter.setFont(self._struck)
        painter.setPen(colors["faint"] if void else colors["text"])
        inside = rect.adjusted(self._pad, 0, -self._pad, -1)
        side = AT_RIGHT if model.field(column).kind in RIGHT else AT_LEFT
        painter.drawText(inside, side, self._elided(text, inside.width()))
        if void:
            painter.setFont(QApplication.font())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = index.data(Display) or ""
        width = QFontMetrics(QApplication.font()).horizontalAdvance(text) + 2 * self._pad + 2
        return QSize(min(width, style.em(40)), self._table.row_height())


class LedgerTable(QTableView):
    """Selection by rows; the current row is the record shown beside."""

    opened = Signal(object)  # an id, wider than the 32 bits of a Signal(int): Enter or double click: go to this record
    current_changed = Signal(object)  # id or None
    selection_changed = Signal(int)  # how many rows
    copy_requested = Signal()
    files_dropped = Signal(object, object)  # id of the record and the files

    def __init__(self, model: LedgerModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ledger = model
        self.hovered = -1
        self.setModel(model)
        self._painter = CellPainter(self)
        self.setItemDelegate(self._painter)
        # Qt asks a header's selection model about every row when it paints after Ctrl+A (20 s for a million); headers
        # with a selection model of their own have nothing selected and are painted at once.
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(model, header))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setAccessibleName(RECORDS[model.record].about.label)
        vertical, horizontal = self.verticalHeader(), self.horizontalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        horizontal.setSectionsMovable(True)
        horizontal.setSortIndicatorShown(True)
        horizontal.setHighlightSections(False)
        horizontal.setStretchLastSection(True)
        horizontal.setMinimumSectionSize(style.em(2.5))
        horizontal.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        horizontal.setTextElideMode(Qt.TextElideMode.ElideRight)
        horizontal.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit(self.selected_count()))
        self.selectionModel().currentRowChanged.connect(self._current)
        self._restyle()

    def row_height(self) -> int:
        return style.em(2.15)

    def visual_first(self) -> int:
        return self.horizontalHeader().logicalIndex(0)

    def current_id(self) -> int | None:
        row = self.currentIndex().row()
        return self.ledger.ids[row] if 0 <= row < len(self.ledger.ids) else None

    def selected_count(self) -> int:
        return sum(last - first + 1 for first, last in self._ranges())

    def selected_ids(self) -> array[int]:
        """In the order of the table. Read from the ranges: `selectedRows` takes a minute for a million."""
        found: array[int] = array("q")
        for first, last in self._ranges():
            found += self.ledger.ids[first : last + 1]
        return found

    def show_ids(self, ids: array[int]) -> None:
        """Another list; what was selected, current and at the top stays so where it is still there."""
        if ids == self.ledger.ids:
            self.ledger.forget_rows()
            return
        current = self.current_id()
        chosen = self.selected_ids() if self.selected_count() <= 1000 else array("q")
        top = self.rowAt(0)
        top_id = self.ledger.ids[top] if 0 <= top < len(self.ledger.ids) else None
        column = self.horizontalScrollBar().value()
        selection = self.selectionModel()
        selection.blockSignals(True)
        self.ledger.set_ids(ids)
        row = self.ledger.row_of(current) if current is not None else None
        if row is not None:
            selection.setCurrentIndex(
                self.ledger.index(row, self.visual_first()), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for place in self.ledger.rows_of(chosen):
            selection.select(self.ledger.index(place, 0), rows)
        selection.blockSignals(False)
        top_row = self.ledger.row_of(top_id) if top_id is not None else None
        if top_row is not None and top > 0:
            self.scrollTo(self.ledger.index(top_row, 0), QAbstractItemView.ScrollHint.PositionAtTop)
        elif row is not None:
            self.scrollTo(self.ledger.index(row, self.visual_first()))
        self.horizontalScrollBar().setValue(column)
        self.selection_changed.emit(self.selected_count())
        if current is not None and row is None:
            self.current_changed.emit(None)
        self.viewport().update()

    def go_to(self, id: int) -> bool:
        row = self.ledger.row_of(id)
        if row is None:
            return False
        # Not `selectRow`: while Ctrl is down (Ctrl+S) that would add the row to those selected.
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.ledger.index(row, self.visual_first()), alone)
        self.scrollTo(self.ledger.index(row, self.visual_first()))
        return True

    def _ranges(self) -> Iterator[tuple[int, int]]:
        yield from sorted({(part.top(), part.bottom()) for part in self.selectionModel().selection()})

    def _current(self, current: QModelIndex, previous: QModelIndex) -> None:
        for index in (previous, current):
            self._paint_row(index.row())
        self.current_changed.emit(self.current_id())

    def _restyle(self) -> None:
        self._painter.restyle()
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.horizontalHeader().setFixedHeight(style.em(2.3))
        self.viewport().update()

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            for changed in (self.hovered, row):
                self._paint_row(changed)
            self.hovered = row

    def _paint_row(self, row: int) -> None:
        if row >= 0:
            self.viewport().update(0, self.rowViewportPosition(row), self.viewport().width(), self.row_height())

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id() is not None:
            self.opened.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt makes the first row current when the table gets the focus; it is chosen then, too."""
        super().focusInEvent(event)
        if (id := self.current_id()) is not None and not self.selected_count():
            self.go_to(id)

    def mouseDoubleClickEvent(self, event: Any) -> None:
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).isValid() and self.current_id() is not None:
            self.opened.emit(self.current_id())

    def mouseMoveEvent(self, event: Any) -> None:
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Files go to the record below the pointer, whose row is told apart meanwhile."""
        row = self.rowAt(int(event.position().y())) if files_of(event.mimeData()) else -1
        self._hover(row)
        if row < 0:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hover(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        row, files = self.rowAt(int(event.position().y())), files_of(event.mimeData())
        if row < 0 or not files:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        id = self.ledger.ids[row]
        # The program that the files come from waits until this returns.
        QTimer.singleShot(0, self, lambda: self.files_dropped.emit(id, files))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and hasattr(self, "_painter"):
            self._restyle()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tip(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def _tip(self, at: QPoint, on_screen: QPoint) -> None:
        """The whole text of a cell that is cut off."""
        index = self.indexAt(at)
        text = index.data(Display) if index.isValid() else ""
        room = self.columnWidth(index.column()) - style.em(1.1) if index.isValid() else 0
        if text and QFontMetrics(self.font()).horizontalAdvance(text) > room:
            QToolTip.showText(on_screen, "\n".join(_wrapped(text)), self.viewport(), self.visualRect(index))
        else:
            QToolTip.hideText()


def _wrapped(text: str, width: int = 40) -> Iterator[str]:
    for line in text.splitlines():
        yield from (line[start : start + width] for start in range(0, max(1, len(line)), width))
