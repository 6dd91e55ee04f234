"""Child rows of a record as a small sheet: typed, pasted from a workbook, moved, taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain import values
from app.domain.fields import Field, Kind, Rows
from app.domain.values import Unreadable
from ui.editors import make_editor
from ui.icons import icon
from ui.layouts import Wrapped
from ui.pickers import Sources
from ui.style import color, em

MOST_ROWS_SHOWN = 10
WIDTHS = {  # em, by kind
    Kind.LONGTEXT: 18.0,
    Kind.TEXT: 10.0,
    Kind.DATE: 7.5,
    Kind.DATETIME: 10.5,
    Kind.UNIT: 12.0,
    Kind.UNITS: 14.0,
    Kind.MONEY: 8.5,
    Kind.ID_CARD: 11.5,
    Kind.PHONE: 8.5,
    Kind.CASE_NO: 13.0,
    Kind.DOC_NO: 11.0,
    Kind.REF: 12.0,
    Kind.MULTI_ENUM: 12.0,
}
RIGHT = frozenset({Kind.MONEY, Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT})
DisplayRole, EditRole = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole


class RowsModel(QAbstractTableModel):
    """Rows as objects of their declared type; a text that cannot be read stays in its cell with the reason."""

    def __init__(self, of: type[Rows], sources: Sources, parent: QWidget) -> None:
        super().__init__(parent)
        self.of, self.sources = of, sources
        self.fields: list[Field] = list(of.fields().values())
        self.rows: list[Rows] = []
        self.unread: dict[tuple[int, str], tuple[str, str]] = {}  # (identity of row, field) → (text, why)
        self.said: dict[tuple[int, str], str] = {}  # (row number, field) → problem found when saving

    def set_rows(self, rows: Sequence[Rows]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.unread.clear()
        self.said.clear()
        self.endResetModel()

    def take_text(self, row: int, column: int, text: str) -> None:
        """Read a pasted or typed text into a cell."""
        if column >= len(self.fields) or self.fields[column].computed:
            return
        f = self.fields[column]
        key = (id(self.rows[row]), f.name)
        try:
            value = self._read(f, text)
        except Unreadable as why:
            self.unread[key] = (text, str(why))
        else:
            self.unread.pop(key, None)
            setattr(self.rows[row], f.name, value)
        self.said.pop((row, f.name), None)

    def _read(self, f: Field, text: str) -> Any:
        if f.kind is Kind.REF:
            found = self.sources.match(f.to, text) if text.strip() else []
            if text.strip() and len(found) != 1:
                raise Unreadable(f"没有找到“{text}”" if not found else f"“{text}”有{len(found)}条相符，请查找后选一条")
            return found[0] if found else None
        value = values.parse(f, text, today=self.sources.today, choices=self.sources.options(f))
        if f.kind is Kind.UNIT and value:
            return self.sources.unit(value) or value
        if f.kind is Kind.UNITS:
            return tuple(self.sources.unit(name) or name for name in value)
        return value

    def shown(self, row: int, f: Field) -> str:
        unread = self.unread.get((id(self.rows[row]), f.name))
        if unread:
            return unread[0]
        value = getattr(self.rows[row], f.name)
        if f.kind is Kind.REF:
            return self.sources.label(f.to, value) if value else ""
        if f.kind is Kind.REFS:
            return "、".join(self.sources.labels(f.to, value).values())
        text = values.show(f, value)
        return values.mask(f, text) if f.mask and text else text

    def problem_at(self, row: int, f: Field) -> str:
        unread = self.unread.get((id(self.rows[row]), f.name))
        return unread[1] if unread else self.said.get((row, f.name), "")

    def insert(self, place: int, rows: Sequence[Rows]) -> None:
        self.beginInsertRows(QModelIndex(), place, place + len(rows) - 1)
        self.rows[place:place] = rows
        self.said.clear()
        self.endInsertRows()

    def remove(self, places: Iterable[int]) -> None:
        for place in sorted(places, reverse=True):
            self.beginRemoveRows(QModelIndex(), place, place)
            gone = self.rows.pop(place)
            self.unread = {key: said for key, said in self.unread.items() if key[0] != id(gone)}
            self.endRemoveRows()
        self.said.clear()

    def move(self, place: int, by: int) -> None:
        self.layoutAboutToBeChanged.emit()
        self.rows.insert(place + by, self.rows.pop(place))
        self.said.clear()
        self.layoutChanged.emit()

    def tell(self) -> None:
        """Everything may look different."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.fields) - 1))

    # QAbstractTableModel

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: QModelIndex, role: int = DisplayRole) -> Any:
        f = self.fields[index.column()]
        if role == DisplayRole:
            return self.shown(index.row(), f)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.problem_at(index.row(), f) or self.shown(index.row(), f)
        if role == Qt.ItemDataRole.ForegroundRole:
            if self.problem_at(index.row(), f):
                return QBrush(color("bad"))
            return QBrush(color("secondary")) if f.computed else None
        if role == Qt.ItemDataRole.BackgroundRole:
            return QBrush(color("bad_light")) if self.problem_at(index.row(), f) else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if f.kind in RIGHT else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == DisplayRole else None
        f = self.fields[section]
        if role == DisplayRole:
            return f"{f.header} *" if f.required and not f.computed else f.header
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"自动计算：{f.computed.says}" if f.computed else f.help or None
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual if self.fields[index.column()].computed else usual | Qt.ItemFlag.ItemIsEditable


class CellEditors(QStyledItemDelegate):
    """The editors of the form inside the cells."""

    def __init__(self, model: RowsModel, sheet: ChildSheet) -> None:
        super().__init__(sheet)
        self._model, self._sheet = model, sheet

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> QWidget:
        f = self._model.fields[index.column()]
        editor: QWidget = make_editor(f, self._model.sources, parent)
        editor.setAccessibleName(f.header)
        if f.kind is Kind.LONGTEXT:
            editor.setMinimumSize(em(24), em(6))
        if isinstance(editor, QLineEdit):
            editor.setPlaceholderText("")
        if hasattr(editor, "revealed"):
            editor.revealed.connect(lambda: self._sheet.revealed.emit(f.name))
        return editor

    def setEditorData(self, editor: Any, index: QModelIndex) -> None:
        f = self._model.fields[index.column()]
        unread = self._model.unread.get((id(self._model.rows[index.row()]), f.name))
        editor.set_value(getattr(self._model.rows[index.row()], f.name))
        if unread and isinstance(editor, QLineEdit):
            editor.setText(unread[0])
            editor.textEdited.emit(unread[0])
            editor.selectAll()

    def setModelData(self, editor: Any, model: QAbstractItemModel, index: QModelIndex) -> None:
        f = self._model.fields[index.column()]
        row = self._model.rows[index.row()]
        key = (id(row), f.name)
        before = (getattr(row, f.name), self._model.unread.get(key))
        try:
            value = editor.value()
        except Unreadable as why:
            self._model.unread[key] = (editor.text(), str(why))
        else:
            self._model.unread.pop(key, None)
            setattr(row, f.name, value)
        if (getattr(row, f.name), self._model.unread.get(key)) != before:
            self._model.said.pop((index.row(), f.name), None)
            self._model.tell()
            self._sheet.changed.emit()

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        # Enter takes the text and goes on, as in a workbook; Qt would stay in the cell.
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not isinstance(editor, QPlainTextEdit)
        ):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self._sheet.view.go_on()
            return True
        return super().eventFilter(editor, event)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        place = option.rect
        place.setWidth(max(place.width(), editor.minimumWidth()))
        place.setHeight(max(place.height(), editor.minimumHeight()))
        editor.setGeometry(place)


class SheetView(QTableView):
    """Enter goes to the next cell, after the last one to a new row. Ctrl+V pastes a block; Tab leaves the sheet."""

    paste_requested = Signal()
    row_requested = Signal()
    remove_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() == Qt.Key.Key_Delete and self.state() is not QAbstractItemView.State.EditingState:
            self.remove_requested.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        else:
            super().keyPressEvent(event)

    def go_on(self) -> None:
        at = self.currentIndex()
        model = self.model()
        for column in range(at.column() + 1, model.columnCount()):
            index = model.index(at.row(), column)
            if index.flags() & Qt.ItemFlag.ItemIsEditable and not self.isColumnHidden(column):
                self.setCurrentIndex(index)
                return
        if at.row() == model.rowCount() - 1:
            self.row_requested.emit()
        else:
            self.setCurrentIndex(model.index(at.row() + 1, 0))

    def _copy(self) -> None:
        indexes = self.selectionModel().selectedIndexes()
        lines: dict[int, list[str]] = {}
        for index in sorted(indexes, key=lambda index: (index.row(), index.column())):
            lines.setdefault(index.row(), []).append(str(index.data() or ""))
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines.values()))


class ChildSheet(QWidget):
    """The rows of one child type, with the buttons that add, move and take away."""

    changed = Signal()
    revealed = Signal(str)

    def __init__(self, of: type[Rows], sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.of, self.sources = of, sources
        self.model = RowsModel(of, sources, self)
        self.view = SheetView(self)
        self.view.setModel(self.model)
        # Without one of its own the header asks every row for its selection.
        header = self.view.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(self.model, header))
        self.view.setItemDelegate(CellEditors(self.model, self))
        self.view.setAccessibleName(of.label)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.verticalHeader().setDefaultSectionSize(em(2.2))
        self.view.verticalHeader().setMinimumWidth(em(2.2))
        header.setHighlightSections(False)
        for column, f in enumerate(self.model.fields):
            title = self.model.headerData(column, Qt.Orientation.Horizontal)
            wanted = max(em(WIDTHS.get(f.kind, 6.5)), self.fontMetrics().horizontalAdvance(title) + em(1.8))
            self.view.setColumnWidth(column, wanted)
        self.view.paste_requested.connect(self.paste)
        self.view.row_requested.connect(self.add)
        self.view.remove_requested.connect(self._clear_cells)
        self._empty = QLabel(f"还没有{of.label}。按“添加”，或从 Excel 复制后按“粘贴”。", self)
        self._empty.setProperty("role", "secondary")
        self._empty.setWordWrap(True)
        self._said = QLabel(self)
        self._said.setProperty("role", "problem")
        self._said.setWordWrap(True)
        self._said.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(em(0.3))
        layout.addLayout(self._make_buttons())
        layout.addWidget(self._empty)
        layout.addWidget(self.view)
        layout.addWidget(self._said)
        for told in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            told.connect(self._fit)
        self._fit()

    def _make_buttons(self) -> Wrapped:
        row = Wrapped()
        self.buttons: dict[str, QToolButton] = {}
        for text, picture, tip, act in (
            ("添加", "new", "在末尾添加一行", self.add),
            ("插入", "", "在当前行之前插入一行", self.insert),
            ("删除", "", "删除选中的行", self.remove),
            ("上移", "arrow-up", "当前行上移", lambda: self.move_row(-1)),
            ("下移", "arrow-down", "当前行下移", lambda: self.move_row(1)),
            ("粘贴", "", "粘贴从 Excel 复制的单元格（在表中按 Ctrl+V）", self.paste),
        ):
            button = QToolButton(self)
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(f"{self.of.label}：{tip}")
            if picture:
                button.setIcon(icon(picture))
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
            self.buttons[text] = button
        return row

    # Rows

    def rows(self) -> list[Rows]:
        return list(self.model.rows)

    def set_rows(self, rows: Sequence[Rows]) -> None:
        self.model.set_rows(rows)
        self._say("")

    def add(self) -> None:
        self._insert(len(self.model.rows))

    def insert(self) -> None:
        at = self.view.currentIndex()
        self._insert(at.row() if at.isValid() else len(self.model.rows))

    def remove(self) -> None:
        places = {index.row() for index in self.view.selectionModel().selectedIndexes()}
        if places:
            self.model.remove(places)
            self.changed.emit()

    def move_row(self, by: int) -> None:
        at = self.view.currentIndex()
        if at.isValid() and 0 <= at.row() + by < len(self.model.rows):
            self.model.move(at.row(), by)
            self.view.setCurrentIndex(self.model.index(at.row() + by, at.column()))
            self.changed.emit()

    def paste(self) -> None:
        """A block of cells copied from a workbook, from the current cell on; rows are added as needed."""
        block = [line.split("\t") for line in QGuiApplication.clipboard().text().rstrip("\r\n").splitlines()]
        if not block:
            return
        at = self.view.currentIndex()
        first_row = at.row() if at.isValid() else len(self.model.rows)
        columns = self._columns_for(block, at.column() if at.isValid() else 0)
        missing = first_row + len(block) - len(self.model.rows)
        if missing > 0:
            self.model.insert(len(self.model.rows), [self._new_row() for _ in range(missing)])
        for down, line in enumerate(block):
            for column, text in zip(columns, line, strict=False):
                self.model.take_text(first_row + down, column, text)
        self.model.tell()
        self._say(self.problem())
        self.changed.emit()

    def _columns_for(self, block: list[list[str]], first: int) -> list[int]:
        """By their headers where the first line holds them, else one after another; a computed column takes nothing."""
        known = {name: column for column, f in enumerate(self.model.fields) for name in (f.label, f.header, *f.aliases)}
        headers = [known.get(text.strip()) for text in block[0]]
        if sum(column is not None for column in headers) >= max(2, (len(headers) + 1) // 2):
            block.pop(0)
            nowhere = len(self.model.fields)
            return [nowhere if column is None else column for column in headers]
        return list(range(first, len(self.model.fields)))

    def _insert(self, place: int) -> None:
        self.model.insert(place, [self._new_row()])
        self.view.setCurrentIndex(self.model.index(place, 0))
        self.view.setFocus()
        self.changed.emit()

    def _new_row(self) -> Rows:
        row = self.of()
        for name, f in self.of.fields().items():
            if f.default is not None:
                setattr(row, name, values.parse(f, str(f.default), today=self.sources.today))
        return row

    def _clear_cells(self) -> None:
        for index in self.view.selectionModel().selectedIndexes():
            self.model.take_text(index.row(), index.column(), "")
        self.model.tell()
        self.changed.emit()

    # Problems and computed columns

    def problem(self) -> str:
        """A sentence when a cell cannot be read, with its row."""
        for place, row in enumerate(self.model.rows, 1):
            for f in self.model.fields:
                unread = self.model.unread.get((id(row), f.name))
                if unread:
                    return f"{self.of.label}第{place}行“{f.label}”：{unread[1]}"
        return ""

    def show_problems(self, problems: Iterable[Any]) -> None:
        """Problems of `checks.problems` that name a row of this sheet."""
        self.model.said.clear()
        first = ""
        for problem in problems:
            place = problem.row[1]
            self.model.said.setdefault((place, problem.field), problem.text)
            label = self.of.fields()[problem.field].label if problem.field in self.of.fields() else ""
            first = first or f"第{place + 1}行“{label}”：{problem.text}"
        self._say(self.problem() or first)
        self.model.tell()

    def refresh_computed(self, worked: Sequence[Rows]) -> None:
        computed = [f.name for f in self.model.fields if f.computed]
        if not computed:
            return
        for row, other in zip(self.model.rows, worked, strict=False):
            for name in computed:
                setattr(row, name, getattr(other, name))
        self.model.tell()

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _fit(self) -> None:
        """As high as its rows, up to a limit."""
        count = len(self.model.rows)
        self.view.setVisible(bool(count))
        self._empty.setVisible(not count)
        for text in ("插入", "删除", "上移", "下移"):
            self.buttons[text].setEnabled(bool(count))
        height = self.view.horizontalHeader().sizeHint().height() + em(2.2) * min(count, MOST_ROWS_SHOWN) + em(1.2)
        self.view.setFixedHeight(height)
