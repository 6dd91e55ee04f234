"""The third step: which column of the file is which field; what is only likely is to be confirmed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui import style
from ui.import_wizard.step import Step

if TYPE_CHECKING:
    from ui.import_wizard.wizard import ImportWizard

HEADERS = ("列", "文件中的栏目", "内容举例", "台账中的栏目", "依据")
ASIDE = "（不导入这一列）"
UNDECIDED = "（请选择）"
Table = dict[str, Any]


class ColumnsStep(Step):
    def __init__(self, wizard: ImportWizard) -> None:
        super().__init__(wizard, "栏目", "名称完全相同或属于常见别名的已经对好；只是相近的不会自动采用，请逐个确认。")
        self._tables: list[Table] = []
        self._fields: dict[tuple[str, str], list[dict[str, str]]] = {}
        self._which = QComboBox()
        self._which.setAccessibleName("哪张表")
        self._which.currentIndexChanged.connect(self._show_table)
        self._told = QLabel()
        self._told.setProperty("role", "hint")
        self._told.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self._which)
        row.addWidget(self._told, 1)
        self._grid = QTableWidget(0, len(HEADERS))
        self._grid.setHorizontalHeaderLabels(list(HEADERS))
        self._grid.setAccessibleName("栏目对应")
        self._grid.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._grid.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._grid.setShowGrid(False)
        self._grid.setProperty("role", "rows")
        self._grid.setWordWrap(False)
        self._grid.verticalHeader().hide()
        self._grid.verticalHeader().setDefaultSectionSize(style.em(2.4))
        header = self._grid.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, width in enumerate((3, 16, 20, 17)):
            self._grid.setColumnWidth(column, style.em(width))
        header.setSectionResizeMode(len(HEADERS) - 1, QHeaderView.ResizeMode.Stretch)
        self.area.addLayout(row)
        self.area.addWidget(self._grid, 1)

    # What the wizard tells

    def show_tables(self, tables: list[Table], ledgers: list[dict[str, Any]]) -> None:
        self._fields = {(ledger["record"], ledger.get("child") or ""): ledger["fields"] for ledger in ledgers}
        current = self._which.currentData()
        self._tables = [t for t in tables if t["taken"]]
        self._which.blockSignals(True)
        self._which.clear()
        for table in self._tables:
            self._which.addItem(f"{table['sheet']}（{table['label']}）", table["key"])
        self._which.setCurrentIndex(max(self._which.findData(current), 0))
        self._which.blockSignals(False)
        self._which.setVisible(len(self._tables) > 1)
        self._show_table()

    @property
    def is_clear(self) -> bool:
        return not any(self._open(table) for table in self._tables)

    def entered(self) -> None:
        for place, table in enumerate(self._tables):
            if self._open(table):
                self._which.setCurrentIndex(place)
                break
        for row in range(self._grid.rowCount()):
            box = self._grid.cellWidget(row, 3)
            if isinstance(box, QComboBox) and box.currentText() == UNDECIDED:
                box.setFocus()
                break

    # What the person chooses

    def _open(self, table: Table) -> list[dict[str, Any]]:
        """Columns with a likely field that nobody has confirmed or set aside."""
        chosen = self.wizard.chosen(table["key"]).get("columns", {})
        return [c for c in table["columns"] if is_likely(c) and str(c["index"]) not in chosen]

    def _show_table(self, _: int = 0) -> None:
        place = self._which.currentIndex()
        if not 0 <= place < len(self._tables):
            self._grid.setRowCount(0)
            return
        table = self._tables[place]
        chosen = self.wizard.chosen(table["key"]).get("columns", {})
        self._grid.setRowCount(0)
        self._grid.setRowCount(len(table["columns"]))
        for row, column in enumerate(table["columns"]):
            path = " / ".join(part for part in column["path"] if part) or "（没有表头）"
            texts = (column["letter"], path, "；".join(filter(None, column["samples"])))
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self._grid.setItem(row, place, item)
            self._grid.setCellWidget(row, 3, self._chooser(table, column, chosen.get(str(column["index"]))))
            self._grid.setItem(row, 4, self._reason(column, chosen))
        self._tell(table)

    def _reason(self, column: dict[str, Any], chosen: dict[str, str]) -> QTableWidgetItem:
        item = QTableWidgetItem("由您指定" if str(column["index"]) in chosen else column["reason"])
        item.setToolTip(item.text())
        if is_likely(column) and str(column["index"]) not in chosen:
            item.setForeground(style.color("warn"))
        return item

    def _chooser(self, table: Table, column: dict[str, Any], chosen: str | None) -> QWidget:
        box = QComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setAccessibleName(f"{column['letter']} 列对应的栏目")
        likely = [p["field"] for p in column["proposals"]]
        open_question = is_likely(column) and chosen is None
        if open_question:
            box.addItem(UNDECIDED, None)
        box.addItem(ASIDE, "")
        for proposal in column["proposals"]:
            score = f"（相近 {round(proposal['score'])}%）" if proposal.get("score") else ""
            box.addItem(f"{proposal['label']}{score}", proposal["field"])
        for f in self._fields.get((table["record"], table.get("child") or ""), []):
            if f["name"] not in likely:
                box.addItem(f["label"], f["name"])
        current = chosen if chosen is not None else column["field"] or ""
        place = 0 if open_question else box.findData(current)
        if place < 0:  # the record id, 序号: columns that are no field
            box.addItem(column["label"] or path_text(column), current)
            place = box.count() - 1
        box.setCurrentIndex(place)
        completer = QCompleter(box.model(), box)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        box.setCompleter(completer)
        box.activated.connect(lambda _: self._choose(table, column, box))
        box.lineEdit().editingFinished.connect(lambda: self._typed(table, column, box))
        return box

    def _typed(self, table: Table, column: dict[str, Any], box: QComboBox) -> None:
        place = box.findText(box.currentText())
        if place < 0:
            place = box.currentIndex()
            box.setEditText(box.itemText(place))
        elif place != box.currentIndex():
            box.setCurrentIndex(place)
            self._choose(table, column, box)

    def _choose(self, table: Table, column: dict[str, Any], box: QComboBox) -> None:
        value = box.currentData()
        if value is None:
            return
        columns = dict(self.wizard.chosen(table["key"]).get("columns", {}))
        # One field has one column: taking it here leaves it there.
        for other in table["columns"]:
            taken = columns.get(str(other["index"]), other["field"] or "")
            if value and other is not column and taken == value:
                columns[str(other["index"])] = ""
        columns[str(column["index"])] = value
        self.wizard.choose(table["key"], "columns", columns)
        self._refresh(table, columns)

    def _refresh(self, table: Table, columns: dict[str, str]) -> None:
        for row, column in enumerate(table["columns"]):
            index = str(column["index"])
            if index not in columns:
                continue
            box = self._grid.cellWidget(row, 3)
            if isinstance(box, QComboBox):
                undecided = box.findText(UNDECIDED)
                if undecided >= 0:
                    box.removeItem(undecided)
                box.setCurrentIndex(max(box.findData(columns[index]), 0))
            self._grid.setItem(row, 4, self._reason(column, columns))
        self._tell(table)

    def _tell(self, table: Table) -> None:
        said = []
        if waiting := len(self._open(table)):
            said.append(f"还有 {waiting} 列等待确认，不确认的不导入。")
        aside = [
            path_text(c)
            for c in table["columns"]
            if not c["field"]
            and not is_likely(c)
            and str(c["index"]) not in self.wizard.chosen(table["key"]).get("columns", {})
        ]
        if aside:
            said.append(f"台账中没有对应栏目、不导入的：{'、'.join(aside[:8])}{'等' if len(aside) > 8 else ''}。")
        self._told.setText("".join(said))


def is_likely(column: dict[str, Any]) -> bool:
    """Only like a field: asked, and not taken before somebody confirms it."""
    return not column["field"] and not column["how"] and bool(column["proposals"])


def path_text(column: dict[str, Any]) -> str:
    return "/".join(part for part in column["path"] if part) or f"{column['letter']} 列"
