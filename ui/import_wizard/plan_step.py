"""The fifth step: every row of the file and what becomes of it, conflicts decided; nothing is written yet."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
)

from app.services.exchange.plan_store import PlanStore
from ui import style
from ui.import_wizard.step import Step, secondary

if TYPE_CHECKING:
    from ui.import_wizard.wizard import ImportWizard

# kind → (word, token of its colour); the word is always there, the colour only helps
KINDS = {
    "conflict": ("冲突", "bad"),
    "wrong": ("错误", "bad"),
    "doubtful": ("存疑", "warn"),
    "new": ("新增", "ok"),
    "changed": ("变更", "brand"),
    "same": ("相同", "secondary"),
}
COLUMNS = (("情况", 4), ("工作表", 10), ("行", 4.5), ("登记编号", 9), ("内容", 20), ("说明", 30))
RULES = (
    ("冲突的逐条决定，没决定的不改", ""),
    ("冲突的按主管单位", "owner"),
    ("冲突的取较新的", "newer"),
    ("冲突的都用本机的", "ours"),
    ("冲突的都用对方的", "theirs"),
)
PAGE, PAGES = 200, 32
Index = QModelIndex | QPersistentModelIndex
NONE = QModelIndex()


class PlanRows(QAbstractTableModel):
    """Rows of one kind, or all, by id; pages are fetched from the plan's file when painted."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._store: PlanStore | None = None
        self._ids: Any = ()
        self._pages: OrderedDict[int, list[dict[str, Any]]] = OrderedDict()

    def show_rows(self, store: PlanStore | None, kind: str) -> None:
        self.beginResetModel()
        self._store = store
        self._ids = store.ids(kind) if store is not None else ()
        self._pages.clear()
        self.endResetModel()

    def plan_row(self, row: int) -> dict[str, Any]:
        page, place = divmod(row, PAGE)
        if page not in self._pages:
            if len(self._pages) >= PAGES:
                self._pages.popitem(last=False)
            assert self._store is not None
            self._pages[page] = self._store.page(self._ids[page * PAGE : (page + 1) * PAGE])
        return self._pages[page][place]

    def detail(self, row: int) -> dict[str, Any]:
        assert self._store is not None
        return self._store.detail(self._ids[row])

    # Overrides of Qt

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section][0]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.plan_row(index.row())
            texts = (KINDS[row["kind"]][0], row["sheet"], str(row["number"]), row["reg_no"], row["title"], row["said"])
            return texts[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 0:
            return style.color(KINDS[self.plan_row(index.row())["kind"]][1])
        return None


class PlanStep(Step):
    def __init__(self, wizard: ImportWizard) -> None:
        super().__init__(wizard, "核对", "还没有写入任何内容。")
        self._store: PlanStore | None = None
        self._counts: dict[str, int] = {}
        self._is_package = False
        self._tiles = QHBoxLayout()
        self._tiles.setSpacing(style.em(0.4))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for kind, (word, _) in (("", ("全部", "")), *KINDS.items()):
            tile = QToolButton()
            tile.setText(word)
            tile.setCheckable(True)
            tile.setMinimumWidth(style.em(5.4))
            tile.clicked.connect(lambda _=False, kind=kind: self._show_kind(kind))
            self._group.addButton(tile)
            self._tiles.addWidget(tile)
            self._buttons[kind] = tile
        self._tiles.addStretch()
        self._rule = QComboBox()
        self._rule.setAccessibleName("冲突的处理办法")
        for text, rule in RULES:
            self._rule.addItem(text, rule)
        self._rule.activated.connect(lambda _: self._choose_rule())
        self._mode = QComboBox()
        self._mode.setAccessibleName("有错误的行怎么办")
        self._mode.addItem("全部正确才导入", "all")
        self._mode.addItem("跳过有错的行，导入其余", "good")
        self._mode.activated.connect(lambda _: wizard.settle())
        self._tiles.addWidget(self._rule)
        self._tiles.addWidget(self._mode)
        self._notes = secondary()
        self._model = PlanRows(self)
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
        for place, (_, width) in enumerate(COLUMNS):
            self._table.setColumnWidth(place, style.em(width))
        header.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self._table.selectionModel().currentRowChanged.connect(lambda current, _: self._explain(current.row()))
        self._detail = QPlainTextEdit()
        self._detail.setReadOnly(True)
        self._detail.setAccessibleName("这一行的说明")
        self._detail.setTabChangesFocus(True)
        self._conflicts = self._conflict_table()
        self._below = QStackedWidget()
        self._below.addWidget(self._detail)
        self._below.addWidget(self._conflicts)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._table)
        split.addWidget(self._below)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(style.em(0.5))
        self.area.addLayout(self._tiles)
        self.area.addWidget(self._notes)
        self.area.addWidget(split, 1)

    # What the wizard asks and tells

    @property
    def mode(self) -> str:
        return str(self._mode.currentData())

    @property
    def titles(self) -> frozenset[str]:
        """What the rows of the file are called, the wrong ones aside."""
        return self._store.titles() if self._store is not None else frozenset()

    @property
    def next_text(self) -> str:  # type: ignore[override]
        if self._to_write:
            return f"导入 {self._to_write:,} 行"
        return "登记收到" if self._is_package else "没有要导入的"

    @property
    def may_go_on(self) -> bool:
        if self._counts.get("wrong") and self.mode != "good":
            return False
        return self._to_write > 0 or self._is_package  # what another office sent is registered even if all is the same

    @property
    def _to_write(self) -> int:
        return sum(self._counts.get(kind, 0) for kind in ("new", "changed", "doubtful"))

    def show_plan(self, plan: dict[str, Any]) -> None:
        self.close_store()
        self._store = PlanStore.open(Path(plan["store"]))
        self._counts, self._is_package = plan["counts"], plan["package"]
        self.said.setText(_summary(plan))
        notes = [*plan["notes"], *(f"{s['why']}：{s['count']:,} 行" for s in plan["skipped"])]
        self._notes.setText("\n".join(notes[:5]) + ("\n……" if len(notes) > 5 else ""))
        self._notes.setToolTip("\n".join(notes))
        self._notes.setVisible(bool(notes))
        listed = self._store.counts()
        for kind, tile in self._buttons.items():
            count = listed.get(kind, 0) if kind else sum(listed.values())
            tile.setText(f"{KINDS[kind][0] if kind else '全部'}  {count:,}")
            tile.setVisible(count > 0 or kind not in ("conflict",))
            tile.setEnabled(count > 0 or not kind)
        self._rule.setVisible(bool(self._counts.get("conflict")) or bool(self.wizard.rule))
        self._mode.setVisible(bool(self._counts.get("wrong")))
        self._buttons[""].setChecked(True)
        self._show_kind("")

    def close_store(self) -> None:
        self._model.show_rows(None, "")
        if self._store is not None:
            self._store.close()
            self._store = None

    def entered(self) -> None:
        self._table.setFocus()
        self._explain(self._table.currentIndex().row())

    # Rows

    def _show_kind(self, kind: str) -> None:
        self._model.show_rows(self._store, kind)
        self._table.setColumnHidden(1, self._store is not None and self._store.sheets() < 2)
        if self._model.rowCount():
            self._table.selectRow(0)
        else:
            self._explain(-1)

    def _explain(self, row: int) -> None:
        if not 0 <= row < self._model.rowCount():
            self._detail.clear()
            self._below.setCurrentWidget(self._detail)
            return
        found = self._model.detail(row)
        if found.get("conflicts"):
            self._show_conflicts(found)
            self._below.setCurrentWidget(self._conflicts)
            return
        where = f"{found['sheet']} 第 {found['number']} 行　{found['reg_no']}　{found['title']}"
        self._detail.setPlainText("\n".join([where, *explained(found)]))
        self._below.setCurrentWidget(self._detail)
        if not found["changes"] and found["kind"] in ("new", "doubtful") and self.isVisible():
            self.wizard.look(
                {"do": "row", "sheet": found["sheet"], "number": found["number"]},
                lambda answer: self._add_values(row, answer),
            )

    def _add_values(self, row: int, answer: dict[str, Any]) -> None:
        """What a new record would hold, below what was said of its row."""
        if answer.get("ok") and row == self._table.currentIndex().row():
            self._detail.appendPlainText("\n".join(f"{v['field']}：{v['new']}" for v in answer["values"]))
            self._detail.verticalScrollBar().setValue(0)

    # Conflicts

    def _conflict_table(self) -> QTableWidget:
        table = QTableWidget(0, 5)
        table.setHorizontalHeaderLabels(["栏目", "上次一致时", "本机现在", "对方现在", "采用"])
        table.setAccessibleName("这一行的冲突")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(style.em(2.4))
        table.setShowGrid(False)
        table.setProperty("role", "rows")
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((11, 16, 16, 16)):
            table.setColumnWidth(column, style.em(width))
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        return table

    def _show_conflicts(self, found: dict[str, Any]) -> None:
        conflicts = found["conflicts"]
        self._conflicts.setRowCount(0)
        self._conflicts.setRowCount(len(conflicts))
        for row, conflict in enumerate(conflicts):
            for column, name in enumerate(("label", "base", "ours", "theirs")):
                item = QTableWidgetItem(conflict[name] or "（空）")
                item.setToolTip(item.text())
                self._conflicts.setItem(row, column, item)
            self._conflicts.setCellWidget(row, 4, self._decision(conflict))

    def _decision(self, conflict: dict[str, Any]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(f"{conflict['label']}采用哪一个")
        owner = f"，主管单位：{conflict['owner']}" if conflict.get("owner") else ""
        proposed = {"ours": "本机", "theirs": "对方"}.get(conflict.get("proposal", ""), "")
        box.addItem(f"未决定{f'（建议{proposed}的{owner}）' if proposed else ''}", None)
        box.addItem("用本机的", "ours")
        box.addItem("用对方的", "theirs")
        answer = self.wizard.answers.get(conflict["id"])
        box.setCurrentIndex(max(box.findData(answer), 0))

        def decide() -> None:
            if box.currentData() is None:
                self.wizard.answers.pop(conflict["id"], None)
            else:
                self.wizard.answers[conflict["id"]] = box.currentData()

        box.activated.connect(lambda _: decide())
        return box

    def _choose_rule(self) -> None:
        self.wizard.choose_rule(str(self._rule.currentData()))
        self.wizard.make_plan(lambda: None)


def explained(row: dict[str, Any]) -> list[str]:
    """Problems with their cell, then changes from old to new, then records that look like it."""
    said = []
    for problem in row["problems"]:
        # A problem of the row as a whole names its number, which stands above already.
        where = "" if problem["cell"].isdigit() else f"{problem['cell']} {problem['header']}".strip()
        value = f"“{problem['value']}”" if problem["value"] else ""
        remedy = f"，{problem['remedy']}" if problem["remedy"] else ""
        said.append(f"{where}{value}{'：' if where or value else ''}{problem['reason']}{remedy}")
    if row["kind"] != "new":
        said += [f"{c['field']}：{c['old'] or '（空）'} → {c['new'] or '（空）'}" for c in row["changes"]]
    elif not said:
        said += [f"{c['field']} {c['new']}" for c in row["changes"]]
    for like in row.get("likeness", ()):
        said.append(f"与 {like['reg_no']}“{like['title']}”相像：{'、'.join(like['reasons'])}")
    return said


def _summary(plan: dict[str, Any]) -> str:
    counts = plan["counts"]
    if counts.get("wrong"):
        return f"有 {counts['wrong']:,} 行存在错误，还没有写入任何内容。可以先在 Excel 中改正后重新导入，也可以只导入无误的行。"
    if not sum(counts.get(kind, 0) for kind in ("new", "changed", "doubtful")):
        more = "可以只登记收到了这一包。" if plan["package"] else "不需要导入。"
        return f"文件中的内容与已登记的完全相同，{more}"
    tail = "存疑的行也会导入，请事后核对。" if counts.get("doubtful") else "导入后可以用“撤销”整批退回。"
    return f"还没有写入任何内容。新增 {counts['new']:,} 行，变更 {counts['changed']:,} 行。{tail}"
