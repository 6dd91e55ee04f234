"""Above a ledger: a search box over all its text, and conditions on fields, each shown as a chip."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.data import queries, relative
from app.data.database import Database
from app.data.queries import Filter
from app.domain import values
from app.domain.fields import MANY, Field, Kind
from app.domain.records import RECORDS
from app.errors import UserError
from ui import messages, style
from ui.icons import icon
from ui.layouts import Wrapped
from ui.pickers import complete_anywhere

WAIT = 120  # milliseconds after the last key before the ledger is searched
NARROW = 27  # em; below, the bar keeps its tools by shortening their words

WORDS = {
    "contains": "包含",
    "is": "是",
    "is_not": "不是",
    "between": "介于",
    "empty": "为空",
    "not_empty": "不为空",
    "this_month": "在本月",
    "this_quarter": "在本季度",
    "this_year": "在今年",
    "last_year": "在去年",
    "overdue": "已逾期",
    "mine": "是我",
    "own_unit": "是本单位",
}
MANY_WORDS = WORDS | {"is": "包含", "is_not": "不包含", "own_unit": "包含本单位"}  # of a field with several values
WITHOUT_VALUE = frozenset({"empty", "not_empty", *relative.SPANS, "overdue", "mine", "own_unit"})
MINE = Filter("registered_by", "mine")
OURS = Filter("", "own_unit")
LATE = Filter("", "overdue")
OF_THE_RECORD = {MINE: "我登记的", OURS: "本单位的", LATE: "逾期未办"}  # conditions that stand in the menu of 筛选

TEXTS = ("contains", "is", "is_not", "empty", "not_empty")
MEASURES = ("between", "is", "is_not", "empty", "not_empty")
DAYS = (*MEASURES[:1], *relative.SPANS, *MEASURES[1:])
CHOICES = ("is", "is_not", "empty", "not_empty")
OPERATORS = {
    Kind.TEXT: TEXTS,
    Kind.LONGTEXT: TEXTS,
    Kind.PERSON_NAME: TEXTS,
    Kind.CASE_NO: TEXTS,
    Kind.DOC_NO: TEXTS,
    Kind.ID_CARD: TEXTS,
    Kind.USCC: TEXTS,
    Kind.PHONE: TEXTS,
    Kind.INTEGER: MEASURES,
    Kind.DECIMAL: MEASURES,
    Kind.MONEY: MEASURES,
    Kind.PERCENT: MEASURES,
    Kind.DATE: DAYS,
    Kind.DATETIME: DAYS,
    Kind.YEAR: MEASURES,
    Kind.BOOLEAN: CHOICES,
    Kind.ENUM: CHOICES,
    Kind.MULTI_ENUM: CHOICES,
    Kind.UNIT: ("is", "own_unit", "is_not", "contains", "empty", "not_empty"),
    Kind.UNITS: ("is", "own_unit", "is_not", "empty", "not_empty"),
    Kind.REF: CHOICES,
    Kind.REFS: CHOICES,
}
HINTS = {
    Kind.DATE: "如 2022-09-06",
    Kind.DATETIME: "如 2022-09-06",
    Kind.REF: "登记编号、案号或名称",
    Kind.REFS: "登记编号、案号或名称",
    Kind.YEAR: "如 2022",
}


def operators_of(record: str, f: Field) -> tuple[str, ...]:
    """What may be asked of a field; the usual question first."""
    if f in relative.deadlines(RECORDS[record]):
        return ("overdue", *OPERATORS[f.kind])
    return ("mine", *OPERATORS[f.kind]) if f.name == MINE.field else OPERATORS[f.kind]


def said(db: Database, record: str, condition: Filter) -> str:
    """A condition in plain words."""
    if condition in OF_THE_RECORD:
        return OF_THE_RECORD[condition]
    f = RECORDS[record].fields()[condition.field]
    words = MANY_WORDS if f.kind in MANY else WORDS
    return f"{f.label} {words[condition.operator]} {value_said(db, f, condition.operator, condition.value)}".strip()


def value_said(db: Database, f: Field, operator: str, value: Any) -> str:
    if value is None:
        return ""
    if operator == "between":
        low, high = (("" if end is None else _one_said(db, f, end)) for end in value)
        return f"{low} 至 {high}" if low and high else (f"{low} 起" if low else f"{high} 止")
    return str(value) if operator == "contains" else _one_said(db, f, value)


def _one_said(db: Database, f: Field, value: Any) -> str:
    if f.kind in (Kind.REF, Kind.REFS):
        return queries.labels(db, f.to, [value]).get(value, "")
    if f.kind is Kind.DATETIME:
        return str(value)[:10]
    if f.kind is Kind.MULTI_ENUM:
        return "、".join(_shown_choice(f, part) for part in value)
    return values.show(f, value)


@dataclass(frozen=True)
class Condition:
    """A filter together with how the chip says it."""

    filter: Filter
    text: str


class FilterBar(QWidget):
    """`changed` is emitted when another list is wanted."""

    changed = Signal()
    left_downwards = Signal()  # the arrow key goes on into the table
    save_requested = Signal()

    def __init__(self, db: Database, record: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self.record = record
        self.conditions: list[Condition] = []
        self._search = QLineEdit()
        self._search.setPlaceholderText("查找编号、姓名、单位、事由……（Ctrl+F）")
        self._search.setAccessibleName("查找")
        self._search.setClearButtonEnabled(True)
        self._search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition).setText("查找")
        self._search.setMinimumWidth(style.em(6.5))
        self._search.setMaximumWidth(style.em(28))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT)
        self._wait.timeout.connect(self.changed)
        self._search.textChanged.connect(lambda _: self._wait.start())
        self._search.returnPressed.connect(self._now)
        self._add = QToolButton()
        self._add.setText("筛选")
        self._add.setIcon(icon("filter"))
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._add.setToolTip("按字段添加筛选条件（Ctrl+Shift+F）")
        self._add.setShortcut("Ctrl+Shift+F")
        self._add.clicked.connect(lambda: self.add_condition())
        self._usual = QToolButton()
        self._usual.setText("常用 ▾")
        self._usual.setAccessibleName("常用筛选和分组")
        self._usual.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = usual = QMenu(self._usual)
        for condition, text in OF_THE_RECORD.items():
            if condition is not LATE or relative.deadlines(RECORDS[record]):
                usual.addAction(text, lambda condition=condition: self.add(condition))
        usual.addSeparator()
        self._keep = usual.addAction("保存筛选…", self.save_requested.emit)
        usual.aboutToShow.connect(lambda: self._keep.setEnabled(self.is_narrowing))
        self._usual.setMenu(usual)
        self._void = QCheckBox("含作废")
        self._void.setAccessibleName("含作废")
        self._void.setToolTip("也列出已作废的记录")
        self._void.toggled.connect(lambda _: self.changed.emit())
        top = QHBoxLayout()
        top.setSpacing(style.em(0.6))
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self._search, 1)
        top.addWidget(self._add)
        top.addWidget(self._usual)
        top.addWidget(self._void)
        top.addStretch()
        self._chips = QWidget()
        self._flow = Wrapped(self._chips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.em(0.4))
        layout.addLayout(top)
        layout.addWidget(self._chips)
        self._show_chips()

    @property
    def filters(self) -> tuple[Filter, ...]:
        return tuple(condition.filter for condition in self.conditions)

    @property
    def search(self) -> str:
        return self._search.text().strip()

    @property
    def void(self) -> bool:
        return self._void.isChecked()

    @property
    def is_narrowing(self) -> bool:
        return bool(self.conditions or self.search)

    def focus(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def set_search(self, text: str) -> None:
        self._search.setText(text)
        self._now()

    def use(self, query: queries.Query) -> None:
        """The conditions and the search text of a query instead of those of now."""
        for widget, do in (
            (self._search, lambda: self._search.setText(query.search)),
            (self._void, lambda: self._void.setChecked(query.void)),
        ):
            widget.blockSignals(True)
            do()
            widget.blockSignals(False)
        self._wait.stop()
        self.set_conditions([self._condition(each) for each in query.filters])

    def add(self, condition: Filter) -> None:
        """One more condition, unless it is there already."""
        if condition == OURS and not self._db.setting("own_unit"):
            messages.show_error(UserError("还不知道哪个是本单位", "", "请先在“设置”中填写本机单位"), self)
        elif condition not in self.filters:
            self.set_conditions([*self.conditions, self._condition(condition)])

    def put(self, condition: Filter) -> None:
        """Instead of what was asked of the same field."""
        others = [each for each in self.conditions if each.filter.field != condition.field]
        self.set_conditions([*others, self._condition(condition)])

    def drop(self, field: str) -> None:
        self.set_conditions([each for each in self.conditions if each.filter.field != field])

    def _condition(self, condition: Filter) -> Condition:
        return Condition(condition, said(self._db, self.record, condition))

    def set_conditions(self, conditions: list[Condition]) -> None:
        self.conditions = list(conditions)
        self._show_chips()
        self.changed.emit()

    def clear(self) -> None:
        self._search.blockSignals(True)
        self._search.clear()
        self._search.blockSignals(False)
        self.set_conditions([])

    def add_condition(self, field: str = "") -> None:
        """Ask for one more condition, on `field` when given."""
        editor = ConditionEditor(self._db, self.record, field, self)
        editor.accepted.connect(lambda condition: self.set_conditions([*self.conditions, condition]))
        editor.open_below(self._add)

    def _edit(self, place: int, chip: QWidget) -> None:
        editor = ConditionEditor(self._db, self.record, self.conditions[place].filter.field, self)
        editor.fill(self.conditions[place].filter)
        editor.accepted.connect(lambda condition: self._replace(place, condition))
        editor.open_below(chip)

    def _replace(self, place: int, condition: Condition) -> None:
        self.set_conditions([*self.conditions[:place], condition, *self.conditions[place + 1 :]])

    def _remove(self, place: int) -> None:
        self.set_conditions(self.conditions[:place] + self.conditions[place + 1 :])

    def _now(self) -> None:
        self._wait.stop()
        self.changed.emit()

    def _show_chips(self) -> None:
        self._flow.clear()
        for place, condition in enumerate(self.conditions):
            self._flow.addWidget(self._chip(place, condition))
        for text, tip, act in (
            ("清除条件", "去掉所有条件和查找文字", self.clear),
            ("保存筛选…", "把条件、查找文字和排序存成常用筛选，列在左侧台账下面", self.save_requested.emit),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setProperty("role", "small")
            # Later: the button must not be gone while its own click is being handled.
            button.clicked.connect(lambda _=False, act=act: QTimer.singleShot(0, self, act))
            self._flow.addWidget(button)
        self._chips.setVisible(bool(self.conditions))

    def _chip(self, place: int, condition: Condition) -> QWidget:
        chip = QFrame()
        chip.setObjectName("chip")
        text = QToolButton()
        text.setText(condition.text)
        if condition.filter not in OF_THE_RECORD:
            text.setToolTip("点击修改这个条件")
            text.clicked.connect(lambda: self._edit(place, chip))
        gone = QToolButton()
        gone.setIcon(icon("close", "brand_dark"))
        gone.setIconSize(QSize(style.em(0.85), style.em(0.85)))
        gone.setToolTip("去掉这个条件")
        gone.setAccessibleName(f"去掉条件 {condition.text}")
        # Later: the chip must not be gone while its own click is being handled.
        gone.clicked.connect(lambda: QTimer.singleShot(0, self, lambda: self._remove(place)))
        layout = QHBoxLayout(chip)
        layout.setContentsMargins(style.em(0.4), 0, style.em(0.3), 0)
        layout.setSpacing(0)
        layout.addWidget(text)
        layout.addWidget(gone)
        return chip

    # Overrides of Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        short = event.size().width() < style.em(NARROW)
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly if short else words)
        self._void.setText("作废" if short else "含作废")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A line edit has no use for this key and passes it on.
        if event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)


class ConditionEditor(QFrame):
    """Field, operator, value; Enter goes on from the field, and takes it."""

    accepted = Signal(object)

    def __init__(self, db: Database, record: str, field: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup")
        self._db, self._record = db, record
        self._fields = {name: f for name, f in RECORDS[record].fields().items() if name not in ("uid", "void")}
        self._field = QComboBox()
        self._field.setEditable(True)
        self._field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._field.setAccessibleName("字段")
        self._field.setMaxVisibleItems(16)
        for name, f in self._fields.items():
            self._field.addItem(f.header, name)
        complete_anywhere(self._field)
        self._operator = QComboBox()
        self._operator.setAccessibleName("条件")
        self._low, self._high = QLineEdit(), QLineEdit()
        self._choice = QComboBox()
        self._choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._choice.setAccessibleName("值")
        self._choice.setMaxVisibleItems(16)
        between = QWidget()
        row = QHBoxLayout(between)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._low)
        self._to = QLabel("至")
        row.addWidget(self._to)
        row.addWidget(self._high)
        self._value = QStackedWidget()
        self._value.addWidget(between)
        self._value.addWidget(self._choice)
        self._value.addWidget(QWidget())  # nothing to fill in
        self._value.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._problem = QLabel()
        self._problem.setProperty("role", "problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        take = QPushButton("确定")
        take.setProperty("primary", True)
        take.clicked.connect(self._take)
        leave = QPushButton("取消")
        leave.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(leave)
        buttons.addWidget(take)
        grid = QGridLayout(self)
        grid.setContentsMargins(style.em(1), style.em(1), style.em(1), style.em(0.8))
        grid.setSpacing(style.em(0.6))
        for line, (label, widget) in enumerate(
            (("字段", self._field), ("条件", self._operator), ("值", self._value)),
        ):
            named = QLabel(label)
            named.setProperty("role", "secondary")
            grid.addWidget(named, line, 0)
            grid.addWidget(widget, line, 1)
        grid.addWidget(self._problem, 3, 1)
        grid.addLayout(buttons, 4, 0, 1, 2)
        grid.setColumnMinimumWidth(1, style.em(22))
        self._field.currentIndexChanged.connect(lambda _: self._field_chosen())
        self._operator.currentIndexChanged.connect(lambda _: self._operator_chosen())
        for edit in (self._low, self._high):
            edit.returnPressed.connect(self._take)
        self._asks_field = not field
        if field:
            self._field.setCurrentIndex(max(0, self._field.findData(field)))
        self._field_chosen()

    def open_below(self, widget: QWidget) -> None:
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        screen = widget.screen().availableGeometry()
        corner.setX(min(corner.x(), screen.right() - self.width() - 4))
        self.move(corner)
        self.show()
        if self._asks_field:
            self._field.setFocus()
            line = self._field.lineEdit()
            if line is not None:
                line.selectAll()
        else:
            self._to_value()

    def _to_value(self) -> None:
        (self._low if self._value.currentIndex() == 0 else self._choice).setFocus()

    def fill(self, condition: Filter) -> None:
        self._operator.setCurrentIndex(max(0, self._operator.findData(condition.operator)))
        f = self._fields[condition.field]
        if condition.operator == "between":
            for edit, value in zip((self._low, self._high), condition.value, strict=True):
                edit.setText(values.show(f, value))
        elif condition.value is not None:
            text = value_said(self._db, f, condition.operator, condition.value)
            self._low.setText(text)
            self._choice.setCurrentText(text)

    def _declared(self) -> Field:
        return self._fields[self._field.currentData() or next(iter(self._fields))]

    def _field_chosen(self) -> None:
        f = self._declared()
        words = MANY_WORDS if f.kind in MANY else WORDS
        self._operator.blockSignals(True)
        self._operator.clear()
        for operator in operators_of(self._record, f):
            self._operator.addItem(words[operator], operator)
        self._operator.blockSignals(False)
        self._choice.clear()
        self._choice.setEditable(f.kind in (Kind.UNIT, Kind.UNITS))
        for value in self._choices(f):
            self._choice.addItem(_shown_choice(f, value), value)
        if self._choice.isEditable():
            complete_anywhere(self._choice, lambda text: queries.find_unit(self._db, text) is not None)
        for edit in (self._low, self._high):
            edit.clear()
            edit.setPlaceholderText(HINTS.get(f.kind, ""))
        self._operator_chosen()

    def _operator_chosen(self) -> None:
        operator = self._operator.currentData()
        both = operator == "between"
        self._to.setVisible(both)
        self._high.setVisible(both)
        self._low.setAccessibleName("从" if both else "值")
        self._high.setAccessibleName("至")
        if operator in WITHOUT_VALUE:
            self._value.setCurrentIndex(2)
        else:
            self._value.setCurrentIndex(1 if self._choice.count() and operator != "contains" else 0)
        self._problem.hide()

    def _choices(self, f: Field) -> list[str]:
        if f.kind is Kind.BOOLEAN:
            return ["是", "否"]
        if f.kind in (Kind.ENUM, Kind.MULTI_ENUM):
            return list(queries.options(self._db, f))
        if f.kind in (Kind.UNIT, Kind.UNITS):
            return [unit.name for unit in queries.units(self._db)]
        return []

    def _take(self) -> None:
        f, operator = self._declared(), self._operator.currentData()
        try:
            value = self._read(f, operator)
        except values.Unreadable as problem:
            self._problem.setText(str(problem))
            self._problem.show()
            self.adjustSize()
            return
        taken = Filter(f.name, operator, value)
        self.accepted.emit(Condition(taken, said(self._db, self._record, taken)))
        self.close()

    def _read(self, f: Field, operator: str) -> Any:
        if operator == "own_unit" and not self._db.setting("own_unit"):
            raise values.Unreadable("请先在“设置”中填写本机单位")
        if operator in WITHOUT_VALUE:
            return None
        if operator == "between":
            low, high = (self._one(f, edit.text()) for edit in (self._low, self._high))
            if low is None and high is None:
                raise values.Unreadable("请至少填写一端")
            return low, high
        typed = self._choice.currentText() if self._value.currentIndex() == 1 else self._low.text()
        if operator == "contains":
            if not typed.strip():
                raise values.Unreadable("请填写要包含的文字")
            return typed.strip()
        value = self._one(f, self._chosen(typed))
        if value in (None, ()):
            raise values.Unreadable("请填写值；要找没有填写的记录，条件选“为空”")
        return value

    def _chosen(self, typed: str) -> str:
        place = self._choice.findText(typed)
        return str(self._choice.itemData(place)) if self._value.currentIndex() == 1 and place >= 0 else typed

    def _one(self, f: Field, text: str) -> Any:
        text = text.strip()
        if not text:
            return None
        if f.kind in (Kind.REF, Kind.REFS):
            found = queries.match_ref(self._db, f.to, text)
            if not found:
                raise values.Unreadable(f"{RECORDS[f.to].about.label}中找不到“{text}”")
            return found[0]
        if f.kind in (Kind.UNIT, Kind.UNITS):
            unit = queries.find_unit(self._db, text)
            if unit is None:
                raise values.Unreadable(f"单位名录中没有“{text}”")
            return (unit,) if f.kind is Kind.UNITS else unit
        if f.kind is Kind.DATETIME:
            # Without an hour a whole day is meant.
            return values.parse(_as_date(f), text.split(" ")[0], today=self._db.today)
        if f.kind is Kind.MULTI_ENUM:
            return (text,)
        choices = queries.options(self._db, f) if f.kind is Kind.ENUM else ()
        return values.parse(f, text, today=self._db.today, choices=choices)

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._to_value() if self._field.hasFocus() else self._take()
        else:
            super().keyPressEvent(event)


def _shown_choice(f: Field, value: str) -> str:
    return values.show(f, (value,)) if f.name == "provisions" else value


def _as_date(f: Field) -> Field:
    return replace(f, kind=Kind.DATE)
