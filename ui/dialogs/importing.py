"""Taking in a workbook: the plan is shown row by row before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.paths import Home
from ui import files, jobs, messages, style
from ui.dialogs.buttons import fit, primary
from ui.remembered import Remembered

# kind → (word, token of its colour); the word is always there, the colour only helps
KINDS = {
    "wrong": ("错误", "bad"),
    "doubtful": ("存疑", "warn"),
    "new": ("新增", "ok"),
    "changed": ("变更", "brand"),
    "same": ("相同", "secondary"),
}
COLUMNS = (("情况", 4), ("工作表", 10), ("行", 4), ("登记编号", 8.5), ("内容", 18), ("说明", 30))
Index = QModelIndex | QPersistentModelIndex
NONE = QModelIndex()


class PlanRows(QAbstractTableModel):
    """The rows of a plan of one kind, or all; those that need a look stand first."""

    def __init__(self, rows: list[dict[str, Any]], parent: Any = None) -> None:
        super().__init__(parent)
        order = {kind: place for place, kind in enumerate(KINDS)}
        self._all = sorted(rows, key=lambda row: order[row["kind"]])
        self._rows = self._all

    def show_kind(self, kind: str) -> None:
        self.beginResetModel()
        self._rows = [row for row in self._all if not kind or row["kind"] == kind]
        self.endResetModel()

    def plan_row(self, row: int) -> dict[str, Any]:
        return self._rows[row]

    # Overrides of Qt

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section][0]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                KINDS[row["kind"]][0],
                row["sheet"],
                str(row["row"]),
                row["reg_no"],
                row["title"],
                "；".join(explained(row)),
            )[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 0:
            return style.color(KINDS[row["kind"]][1])
        return None


def explained(row: dict[str, Any]) -> list[str]:
    """Problems with their cell, then changes from old to new."""
    said = []
    for problem in row["problems"]:
        where = f"{problem['cell']} {problem['header']}".strip()
        value = f"“{problem['value']}”" if problem["value"] else ""
        remedy = f"，{problem['remedy']}" if problem["remedy"] else ""
        said.append(f"{where}{value}：{problem['reason']}{remedy}")
    if row["kind"] != "new":
        said += [f"{c['field']}：{c['old'] or '（空）'} → {c['new'] or '（空）'}" for c in row["changes"]]
    elif not said:
        said += [f"{c['field']} {c['new']}" for c in row["changes"][:6]]
    return said


class ImportDialog(QDialog):
    """What the file would do. `only_good_rows` tells which button was pressed."""

    def __init__(self, file: Path, plan: dict[str, Any], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("导入台账")
        self.only_good_rows = False
        counts = plan["counts"]
        title = QLabel(file.name)
        title.setProperty("role", "title")
        said = QLabel(_summary(counts))
        said.setProperty("role", "secondary")
        said.setWordWrap(True)
        self._model = PlanRows(plan["rows"], self)
        tiles = QHBoxLayout()
        tiles.setSpacing(style.em(0.5))
        group = QButtonGroup(self)
        for kind, (word, _) in (("", ("全部", "")), *KINDS.items()):
            count = counts.get(kind, 0) if kind else len(plan["rows"])
            tile = QToolButton()
            tile.setText(f"{word}  {count:,}")
            tile.setCheckable(True)
            tile.setChecked(not kind)
            tile.setEnabled(count > 0 or not kind)
            tile.setMinimumWidth(style.em(6))
            tile.clicked.connect(lambda _=False, kind=kind: self._model.show_kind(kind))
            group.addButton(tile)
            tiles.addWidget(tile)
        tiles.addStretch()
        self._table = QTableView()
        self._table.setModel(self._model)
        self._table.setAccessibleName("导入的各行")
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setShowGrid(False)
        self._table.setProperty("role", "rows")
        self._table.setWordWrap(False)
        self._table.setTabKeyNavigation(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(style.em(2.1))
        header = self._table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(style.em(3))
        if len({row["sheet"] for row in plan["rows"]}) == 1:
            self._table.hideColumn(1)
        for place, (_, width) in enumerate(COLUMNS):
            self._table.setColumnWidth(place, style.em(width))
        header.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self._detail = QPlainTextEdit()
        self._detail.setReadOnly(True)
        self._detail.setAccessibleName("这一行的说明")
        self._detail.setTabChangesFocus(True)
        self._table.selectionModel().currentRowChanged.connect(lambda current, _: self._explain(current.row()))
        self._model.modelReset.connect(lambda: QTimer.singleShot(0, self, lambda: self._table.selectRow(0)))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._table)
        split.addWidget(self._detail)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(style.em(0.5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.2), style.em(1), style.em(1.2), style.em(1))
        layout.setSpacing(style.em(0.6))
        layout.addWidget(title)
        layout.addWidget(said)
        if plan.get("notes"):
            layout.addWidget(_notes(plan["notes"]))
        layout.addLayout(tiles)
        layout.addWidget(split, 1)
        layout.addWidget(self._buttons(counts))
        fit(self, parent, 84, 46)
        self._table.selectRow(0)

    def _buttons(self, counts: dict[str, int]) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        written = counts["new"] + counts["changed"] + counts["doubtful"]
        if counts["wrong"]:
            some = QPushButton(f"只导入无误的 {written:,} 行")
            some.setEnabled(written > 0)
            some.clicked.connect(self._take_good)
            buttons.addButton(some, QDialogButtonBox.ButtonRole.ActionRole)
        else:
            take = primary(f"导入 {written:,} 行")
            buttons.addButton(take, QDialogButtonBox.ButtonRole.AcceptRole)
            take.setEnabled(written > 0)
            buttons.accepted.connect(self.accept)
        leave = buttons.addButton("取消" if written else "关闭", QDialogButtonBox.ButtonRole.RejectRole)
        leave.setDefault(bool(counts["wrong"]) or not written)
        buttons.rejected.connect(self.reject)
        return buttons

    def _take_good(self) -> None:
        self.only_good_rows = True
        self.accept()

    def _explain(self, row: int) -> None:
        if not 0 <= row < self._model.rowCount():
            self._detail.clear()
            return
        found = self._model.plan_row(row)
        where = f"{found['sheet']} 第 {found['row']} 行　{found['reg_no']}　{found['title']}"
        self._detail.setPlainText("\n".join([where, *explained(found)]))


def _summary(counts: dict[str, int]) -> str:
    if counts["wrong"]:
        return (
            f"有 {counts['wrong']:,} 行存在错误，还没有写入任何内容。"
            "可以先在 Excel 中改正后重新导入，也可以只导入无误的行。"
        )
    if not counts["new"] + counts["changed"] + counts["doubtful"]:
        return "文件中的内容与已登记的完全相同，不需要导入。"
    tail = "存疑的行也会导入，请事后核对。" if counts["doubtful"] else "导入后可以用“撤销”整批退回。"
    return f"还没有写入任何内容。新增 {counts['new']:,} 行，变更 {counts['changed']:,} 行。{tail}"


def _notes(notes: list[str]) -> QWidget:
    frame = QFrame()
    frame.setObjectName("notice_strip")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(style.em(0.7), style.em(0.4), style.em(0.7), style.em(0.4))
    label = QLabel("\n".join(notes[:6]) + ("\n……" if len(notes) > 6 else ""))
    label.setWordWrap(True)
    inside.addWidget(label)
    return frame


def import_workbook(home: Home, remembered: Remembered, parent: QWidget) -> bool:
    """Choose a file and take it in; True when something was written."""
    folder = remembered.get("folder/in", "") or str(Path.home())
    chosen, _ = QFileDialog.getOpenFileName(
        parent, "选择要导入的台账", folder, "Excel 工作簿 (*.xlsx *.xlsm *.xls *.et *.ods);;所有文件 (*)"
    )
    if not chosen:
        return False
    file = Path(chosen)
    remembered.put("folder/in", str(file.parent))
    files.note(remembered, file, "导入")
    return import_file(home, file, parent)


def import_file(home: Home, file: Path, parent: QWidget) -> bool:
    try:
        plan = jobs.run_command("正在读取", home, ["import", str(file), "--dry-run"], parent)
        if plan is None:
            return False
        dialog = ImportDialog(file, plan, parent)
        if not dialog.exec():
            return False
        options = ["--only-good-rows"] if dialog.only_good_rows else []
        return jobs.run_command("正在导入", home, ["import", str(file), *options], parent) is not None
    except Exception as error:  # whatever the child ended with is shown in one place
        messages.show_error(error, parent)
        return False
