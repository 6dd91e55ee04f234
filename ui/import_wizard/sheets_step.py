"""The second step: which tables the file has, which ledger each is, which rows are its header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.services.exchange.sheet_writer import letters
from ui import style
from ui.import_wizard.step import Step, secondary

if TYPE_CHECKING:
    from ui.import_wizard.wizard import ImportWizard

SHOWN = 60  # rows of a sheet in the preview
MOST_HEADER_ROWS = 4
Index = QModelIndex | QPersistentModelIndex
NONE = QModelIndex()
Table = dict[str, Any]


class Cells(QAbstractTableModel):
    """The first rows of a sheet as they stand; header rows are marked by a word and a colour."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.rows: list[list[str]] = []
        self.header_rows: frozenset[int] = frozenset()
        self._width = 0

    def show_rows(self, rows: list[list[str]], header_rows: list[int]) -> None:
        self.beginResetModel()
        self.rows, self.header_rows = rows, frozenset(header_rows)
        self._width = max(map(len, rows), default=0)
        self.endResetModel()

    # Overrides of Qt

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else self._width

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return letters(section)
        return f"{section + 1} 表头" if section in self.header_rows else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.rows[index.row()]
            return row[index.column()].replace("\n", " ") if index.column() < len(row) else ""
        if role == Qt.ItemDataRole.BackgroundRole and index.row() in self.header_rows:
            return style.color("brand_light")
        return None


class SheetsStep(Step):
    def __init__(self, wizard: ImportWizard) -> None:
        super().__init__(wizard, "工作表和表头", "核对每张表是哪一种台账、表头在哪几行；不要导入的可以去掉勾选。")
        self.was_seen = False
        self._tables: list[Table] = []
        self._ledgers: list[dict[str, Any]] = []
        self._sheets: list[str] = []
        self._filling = False
        self._list = QListWidget()
        self._list.setAccessibleName("文件中的表")
        self._list.currentRowChanged.connect(self._show_table)
        self._list.itemChanged.connect(self._check)
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(style.em(0.6), 0, 0, 0)
        layout.setSpacing(style.em(0.5))
        layout.addLayout(self._choosers())
        self._why = secondary()
        layout.addWidget(self._why)
        self._cells = Cells(self)
        self._view = QTableView()
        self._view.setModel(self._cells)
        self._view.setAccessibleName("工作表的前几行")
        self._view.setTabKeyNavigation(False)
        self._view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._view.setWordWrap(False)
        self._view.verticalHeader().setDefaultSectionSize(style.em(1.9))
        self._view.horizontalHeader().setDefaultSectionSize(style.em(8))
        layout.addWidget(self._view, 1)
        split = QSplitter()
        split.addWidget(self._list)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([style.em(16), style.em(60)])
        split.setChildrenCollapsible(False)
        self.area.addWidget(split, 1)

    def _choosers(self) -> QGridLayout:
        self._ledger = QComboBox()
        self._ledger.setAccessibleName("台账")
        self._ledger.activated.connect(self._choose_ledger)
        self._first, self._last = QSpinBox(), QSpinBox()
        for box, name in ((self._first, "表头第一行"), (self._last, "表头最后一行")):
            box.setAccessibleName(name)
            box.setRange(1, 9999)
            box.editingFinished.connect(self._choose_header)
        self._as_header = QPushButton("选中的行是表头")
        self._as_header.setAutoDefault(False)
        self._as_header.clicked.connect(self._take_selected)
        self._money = QComboBox()
        self._money.setAccessibleName("金额单位")
        for text, value in (("按表中注明", None), ("元", "元"), ("万元", "万元")):
            self._money.addItem(text, value)
        self._money.activated.connect(lambda _: self._choose("money_unit", self._money.currentData()))
        self._hidden = QCheckBox("跳过隐藏的行")
        self._hidden.clicked.connect(lambda on: self._choose("hidden_rows", "skip" if on else None))
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.em(0.6))
        place = 0
        for label, widget in (
            ("台账", self._ledger),
            ("表头：第", self._first),
            ("行至第", self._last),
            ("行", None),
            ("", self._as_header),
            ("金额单位", self._money),
            ("", self._hidden),
        ):
            if label:
                said = QLabel(label)
                if widget is not None:
                    said.setBuddy(widget)
                grid.addWidget(said, 0, place)
                place += 1
            if widget is not None:
                grid.addWidget(widget, 0, place)
                grid.setColumnStretch(place, 1 if widget is self._ledger else 0)
                place += 1
        return grid

    # What the wizard tells

    def show_book(self, book: dict[str, Any]) -> None:
        self._sheets = [sheet["name"] for sheet in book["sheets"]]
        self._hidden_rows = {sheet["name"]: sheet.get("hidden_rows", 0) for sheet in book["sheets"]}

    def show_tables(self, tables: list[Table], ledgers: list[dict[str, Any]]) -> None:
        current = self._list.currentRow()
        known = {table["sheet"] for table in tables}
        # Sheets in which no ledger was recognised stand there too: the person may know better.
        tables = [*tables, *(_unknown(name) for name in self._sheets if name not in known)]
        self._tables, self._ledgers = tables, ledgers
        self._filling = True
        self._list.clear()
        for table in tables:
            named = table["label"] if table["taken"] else "是哪种台账？请选择"
            where = (
                table["sheet"]
                if not table["key"].rpartition("#")[2].strip("1")
                else table["key"].replace("#", " 第") + "张表"
            )
            item = QListWidgetItem(f"{where}\n{named}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            skipped = not table["taken"]
            item.setCheckState(Qt.CheckState.Unchecked if skipped else Qt.CheckState.Checked)
            self._list.addItem(item)
        self._filling = False
        if tables:
            self._list.setCurrentRow(min(max(current, 0), len(tables) - 1))
        self.wizard.settle()

    @property
    def is_clear(self) -> bool:
        """Every table is a ledger beyond doubt: nothing that a person should look at first."""
        undecided = [t for t in self._tables if t["record"] and not t["taken"] and not self._is_left_out(t)]
        return any(table["taken"] for table in self._tables) and not undecided

    def _is_left_out(self, table: Table) -> bool:
        return bool(self.wizard.chosen(table["key"]).get("skip", False))

    @property
    def may_go_on(self) -> bool:
        return any(table["taken"] and not self._is_left_out(table) for table in self._tables)

    def entered(self) -> None:
        self.was_seen = True
        self._list.setFocus()
        if not self._cells.rows:
            self._show_cells()

    # What the person chooses

    @property
    def _table(self) -> Table | None:
        row = self._list.currentRow()
        return self._tables[row] if 0 <= row < len(self._tables) else None

    def _show_table(self, row: int) -> None:
        table = self._table
        if table is None or self._filling:
            return
        self._filling = True
        self._ledger.clear()
        if not table["taken"] and not self._is_left_out(table):
            self._ledger.addItem("（请选择台账）", None)
        listed = [(table["record"], table["child"], table["label"])] if table["record"] else []
        listed += [(other["record"], other["child"], other["label"]) for other in table["other_layouts"]]
        first = {(record, child) for record, child, _ in listed}
        listed += [
            (ledger["record"], ledger["child"], ledger["label"])
            for ledger in self._ledgers
            if (ledger["record"], ledger["child"]) not in first
        ]
        for record, child, label in listed:
            self._ledger.addItem(label, (record, child))
        header = table["header_rows"] or [0]
        self._first.setValue(header[0] + 1)
        self._last.setValue(header[-1] + 1)
        chosen = self.wizard.chosen(table["key"])
        self._money.setCurrentIndex(max(self._money.findData(chosen.get("money_unit")), 0))
        hidden = self._hidden_rows.get(table["sheet"], 0)
        self._hidden.setVisible(bool(hidden))
        self._hidden.setText(f"跳过隐藏的 {hidden:,} 行")
        self._hidden.setChecked(chosen.get("hidden_rows") == "skip")
        self._why.setText("　".join(filter(None, [*_as_list(table.get("why")), *_facts(table.get("facts") or {})])))
        self._filling = False
        self._cells.show_rows([], [])
        if self.isVisible():
            self._show_cells()

    def _show_cells(self) -> None:
        table = self._table
        if table is not None:
            request = {"do": "cells", "sheet": table["sheet"], "from": 0, "count": SHOWN}
            self.wizard.ask(request, lambda answer: self._fill(table, answer), "正在读取")

    def _fill(self, table: Table, answer: dict[str, Any]) -> None:
        if answer.get("ok"):
            self._cells.show_rows(answer["rows"], table["header_rows"])
            self._view.verticalHeader().setFixedWidth(self._view.verticalHeader().sizeHint().width())

    def _check(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        table = self._tables[self._list.row(item)]
        out = item.checkState() == Qt.CheckState.Unchecked
        self.wizard.choose(table["key"], "skip", True if out else None)
        if not out and not table["taken"] and table["record"]:
            self.wizard.understand(lambda: None)
        self.wizard.settle()

    def _choose(self, name: str, value: Any) -> None:
        table = self._table
        if table is not None and not self._filling:
            self.wizard.choose(table["key"], name, value)

    def _choose_ledger(self, _: int) -> None:
        table, wanted = self._table, self._ledger.currentData()
        if table is None or wanted is None or (table["taken"] and wanted == (table["record"], table["child"])):
            return
        self.wizard.choose(table["key"], "record", wanted[0])
        self.wizard.choose(table["key"], "child", wanted[1])
        self.wizard.choose(table["key"], "columns", None)
        self.wizard.choose(table["key"], "skip", None)
        if not table["header_rows"]:
            self.wizard.choose(table["key"], "header_rows", [self._first.value() - 1])
        self.wizard.understand(lambda: None)

    def _choose_header(self) -> None:
        if self._filling or self._table is None:
            return
        first, last = self._first.value() - 1, self._last.value() - 1
        last = min(max(last, first), first + MOST_HEADER_ROWS - 1)
        self._take_header(list(range(first, last + 1)))

    def _take_selected(self) -> None:
        rows = sorted({index.row() for index in self._view.selectionModel().selectedRows()})[:MOST_HEADER_ROWS]
        if rows:
            self._take_header(list(range(rows[0], rows[-1] + 1)))

    def _take_header(self, rows: list[int]) -> None:
        table = self._table
        if table is None or rows == list(table["header_rows"]):
            return
        self.wizard.choose(table["key"], "header_rows", rows)
        self.wizard.choose(table["key"], "columns", None)
        if table["record"]:
            self.wizard.understand(lambda: None)
        else:
            table["header_rows"] = rows
            self._cells.show_rows(self._cells.rows, rows)


def _unknown(sheet: str) -> Table:
    return {
        "key": f"{sheet}#1",
        "sheet": sheet,
        "record": None,
        "child": None,
        "label": "",
        "taken": False,
        "header_rows": [],
        "other_layouts": [],
        "columns": [],
        "why": ["没有认出这张表的表头；可以选择台账，再指定表头所在的行。"],
    }


def _as_list(why: Any) -> list[str]:
    return [why] if isinstance(why, str) else list(why or ())


def _facts(facts: dict[str, Any]) -> list[str]:
    """What the rows above the header say."""
    named = (("title", "标题"), ("unit", "填报单位"), ("date", "填报日期"), ("money_unit", "金额单位"))
    return [f"{label}：{facts[name]}" for name, label in named if facts.get(name)]
