"""The fourth step: what a cell may mean in more than one way is asked once for all cells that say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import style
from ui.import_wizard.step import Step, secondary

if TYPE_CHECKING:
    from ui.import_wizard.wizard import ImportWizard

KINDS = {"column": "栏目", "value": "内容", "unit": "单位", "identity": "是否同一件"}
HEADERS = ("类别", "问题", "出现", "决定")
Index = QModelIndex | QPersistentModelIndex
NONE = QModelIndex()
Question = dict[str, Any]


class Questions(QAbstractTableModel):
    def __init__(self, answers: dict[str, str], parent: Any = None) -> None:
        super().__init__(parent)
        self.questions: list[Question] = []
        self._answers = answers

    def show_questions(self, questions: list[Question]) -> None:
        self.beginResetModel()
        self.questions = questions
        self.endResetModel()

    def refresh(self) -> None:
        if self.questions:
            self.dataChanged.emit(self.index(0, 3), self.index(len(self.questions) - 1, 3))

    # Overrides of Qt

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.questions)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        question = self.questions[index.row()]
        answer = self._answers.get(question["id"])
        if role == Qt.ItemDataRole.DisplayRole:
            decided = next((o["label"] for o in question["options"] if o["value"] == answer), "未决定，不导入")
            where = f"{question['count']:,} 处：{'、'.join(question['cells'][:3])}" if question["count"] else ""
            return (KINDS.get(question["kind"], ""), question["text"], where, decided)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 3 and answer is None:
            return style.color("warn")
        if role == Qt.ItemDataRole.ToolTipRole:
            return question["text"]
        return None


class QuestionsStep(Step):
    def __init__(self, wizard: ImportWizard) -> None:
        super().__init__(
            wizard,
            "内容",
            "以下内容有不止一种读法。不作决定的格子不导入，那一行会列为存疑；决定一次，相同的都照此处理。",
        )
        self._model = Questions(wizard.answers, self)
        self._table = QTableView()
        self._table.setModel(self._model)
        self._table.setAccessibleName("需要决定的问题")
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setProperty("role", "rows")
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.setTabKeyNavigation(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(style.em(2.1))
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, width in enumerate((6, 34, 15)):
            self._table.setColumnWidth(column, style.em(width))
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self._table.selectionModel().currentRowChanged.connect(lambda current, _: self._show(current.row()))
        self._asked = QLabel()
        self._asked.setProperty("role", "heading")
        self._asked.setWordWrap(True)
        self._where = secondary()
        self._options = QVBoxLayout()
        self._options.setSpacing(style.em(0.3))
        self._group: QButtonGroup | None = None
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(style.em(0.8), style.em(0.6), style.em(0.8), style.em(0.6))
        layout.setSpacing(style.em(0.4))
        layout.addWidget(self._asked)
        layout.addWidget(self._where)
        layout.addLayout(self._options)
        layout.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._table)
        split.addWidget(area)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        split.setSizes([style.em(18), style.em(14)])
        row = QHBoxLayout()
        self._left = QLabel()
        self._left.setProperty("role", "hint")
        self.all_proposed = QPushButton("未决定的都按建议")
        self.all_proposed.setAutoDefault(False)
        self.all_proposed.clicked.connect(self._take_proposals)
        row.addWidget(self._left, 1)
        row.addWidget(self.all_proposed)
        self.area.addWidget(split, 1)
        self.area.addLayout(row)
        for number in range(1, 10):
            key = QShortcut(str(number), self._table)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(lambda number=number: self._press(number))

    def show_questions(self, questions: list[Question]) -> None:
        # Conflicts are decided beside their rows, in the plan.
        asked = [q for q in questions if q["kind"] != "conflict"]
        answered = [q for q in self._model.questions if q["id"] in self.wizard.answers]
        known = {q["id"] for q in asked}
        self._model.show_questions([*asked, *(q for q in answered if q["id"] not in known)])
        self._count()
        if self._model.questions:
            self._table.selectRow(0)

    @property
    def has_questions(self) -> bool:
        return bool(self._model.questions)

    def entered(self) -> None:
        self._table.setFocus()

    def _show(self, row: int) -> None:
        while self._options.count():
            item = self._options.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        if not 0 <= row < len(self._model.questions):
            self._asked.clear()
            self._where.clear()
            return
        question = self._model.questions[row]
        self._asked.setText(question["text"])
        more = f"等 {question['count']:,} 处" if question["count"] > len(question["cells"]) else ""
        self._where.setText(f"出现在：{'、'.join(question['cells'])}{more}" if question["cells"] else "")
        self._group = QButtonGroup(self)
        answer = self.wizard.answers.get(question["id"])
        for number, option in enumerate([*question["options"], {"value": None, "label": "先不决定"}], start=1):
            proposed = "（建议）" if option["value"] is not None and option["value"] == question["proposal"] else ""
            button = QRadioButton(f"{number}. {option['label']}{proposed}")
            button.setChecked(option["value"] == answer)
            button.clicked.connect(lambda _=False, q=question, value=option["value"]: self._decide(q, value))
            self._group.addButton(button)
            self._options.addWidget(button)

    def _press(self, number: int) -> None:
        buttons = self._group.buttons() if self._group is not None else []
        if number <= len(buttons):
            buttons[number - 1].click()
            self._table.selectRow(min(self._table.currentIndex().row() + 1, self._model.rowCount() - 1))

    def _decide(self, question: Question, value: str | None) -> None:
        if value is None:
            self.wizard.answers.pop(question["id"], None)
        else:
            self.wizard.answers[question["id"]] = value
        self._model.refresh()
        self._count()

    def _take_proposals(self) -> None:
        for question in self._model.questions:
            if question["proposal"] is not None:
                self.wizard.answers.setdefault(question["id"], question["proposal"])
        self._model.refresh()
        self._count()
        self._show(self._table.currentIndex().row())

    def _count(self) -> None:
        left = sum(q["id"] not in self.wizard.answers for q in self._model.questions)
        self._left.setText(f"还有 {left:,} 个没有决定" if left else "都已决定")
        self.all_proposed.setEnabled(
            any(q["proposal"] is not None and q["id"] not in self.wizard.answers for q in self._model.questions)
        )
