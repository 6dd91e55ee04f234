"""Which columns a ledger shows, how wide, in which order: first from the declaration, then as the person left them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.fields import Field, Kind
from app.domain.records import RECORDS
from ui import style
from ui.dialogs.buttons import accept_and_cancel
from ui.remembered import Remembered

# A text as long as most values of the kind; the column is as wide as it is.
SAMPLES = {
    Kind.TEXT: "某某机械制造公司",
    Kind.LONGTEXT: "某某事项的办理情况说明与意见",
    Kind.INTEGER: "12,345",
    Kind.DECIMAL: "12,345.00",
    Kind.MONEY: "1,234,567.00",
    Kind.PERCENT: "100.00",
    Kind.DATE: "2022-12-28",
    Kind.DATETIME: "2022-12-28 09:30",
    Kind.BOOLEAN: "是否",
    Kind.ENUM: "一般程序",
    Kind.MULTI_ENUM: "土地征收、涉企",
    Kind.UNIT: "某某县自然资源局",
    Kind.UNITS: "某某县人民政府、某局",
    Kind.PERSON_NAME: "欧阳某某",
    Kind.REF: "（2022）某1234行初1234号",
    Kind.REFS: "（2022）某1234行初1234号",
    Kind.CASE_NO: "（2022）某1234行初1234号",
    Kind.DOC_NO: "某府办〔2022〕128号",
    Kind.ID_CARD: "341622********1234",
    Kind.USCC: "91341622MA2XXXXX0Q",
    Kind.PHONE: "138****12345",
    Kind.YEAR: "2022年",
}
RIGHT = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT})


@dataclass(frozen=True)
class Columns:
    """What one ledger shows. Widths are in em, so that they fit after the font has changed."""

    names: tuple[str, ...]
    sort: tuple[str, ...] = ()
    widths: dict[str, float] = field(default_factory=dict)

    @classmethod
    def declared(cls, record: str) -> Columns:
        about = RECORDS[record].about
        return cls(about.list_fields, about.default_sort)

    @classmethod
    def remembered(cls, store: Remembered, record: str) -> Columns:
        """A field that has gone since is left out."""
        known = RECORDS[record].fields()
        kept = store.get(f"ledger/{record}", {})
        first = cls.declared(record)
        if not isinstance(kept, dict):
            return first
        names = tuple(name for name in kept.get("names", ()) if name in known)
        sort = tuple(key for key in kept.get("sort", ()) if key.removeprefix("-") in known)
        widths = {name: width for name, width in kept.get("widths", {}).items() if name in known}
        return cls(names or first.names, sort or first.sort, widths)

    def keep(self, store: Remembered, record: str) -> None:
        store.put(f"ledger/{record}", {"names": self.names, "sort": self.sort, "widths": self.widths})

    def shown(self, names: tuple[str, ...]) -> Columns:
        return replace(self, names=names)

    def sorted_by(self, sort: tuple[str, ...]) -> Columns:
        return replace(self, sort=sort)

    def width(self, f: Field) -> int:
        if f.name in self.widths:
            return style.em(self.widths[f.name])
        return first_width(f)

    def with_width(self, name: str, pixels: int) -> Columns:
        return replace(self, widths={**self.widths, name: round(pixels / style.em(), 2)})


def first_width(f: Field) -> int:
    """Wide enough for a usual value and for the header with its sort arrow."""
    metrics = QFontMetrics(QApplication.font())
    sample = max(metrics.horizontalAdvance(SAMPLES[f.kind]), _longest_choice(f, metrics))
    return max(sample + style.em(1.4), metrics.horizontalAdvance(f.header) + style.em(3.2))


def _longest_choice(f: Field, metrics: QFontMetrics) -> int:
    """Choices are few and known; one long choice should not take the room of a whole column."""
    if f.kind is not Kind.ENUM:
        return 0
    return min(style.em(9), max((metrics.horizontalAdvance(value) for value in f.values), default=0))


class ColumnsDialog(QDialog):
    """Tick the columns to show; drag or move them into the wanted order."""

    def __init__(self, record: str, names: tuple[str, ...], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("选择列")
        self.resize(style.em(30), style.em(38))
        self._record = record
        self._find = QLineEdit()
        self._find.setPlaceholderText("查找字段")
        self._find.setAccessibleName("查找字段")
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._narrow)
        self._list = QListWidget()
        self._list.setAccessibleName("字段")
        self._list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._list.setSpacing(1)
        up, down, first = QPushButton("上移"), QPushButton("下移"), QPushButton("恢复默认")
        up.clicked.connect(lambda: self._move(-1))
        down.clicked.connect(lambda: self._move(1))
        first.clicked.connect(lambda: self._fill(RECORDS[record].about.list_fields))
        for button in (up, down, first):
            button.setAutoDefault(False)
        beside = QVBoxLayout()
        for button in (up, down):
            beside.addWidget(button)
        beside.addStretch()
        beside.addWidget(first)
        middle = QHBoxLayout()
        middle.addWidget(self._list, 1)
        middle.addLayout(beside)
        buttons, _ = accept_and_cancel(self, "确定")
        explained = QLabel("勾选要显示的列，拖动可以调整次序。")
        explained.setProperty("role", "secondary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.2), style.em(1), style.em(1.2), style.em(1))
        layout.setSpacing(style.em(0.6))
        layout.addWidget(explained)
        layout.addWidget(self._find)
        layout.addLayout(middle, 1)
        layout.addWidget(buttons)
        self._fill(names)

    def chosen(self) -> tuple[str, ...]:
        items = (self._list.item(i) for i in range(self._list.count()))
        names = tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked
        )
        return names or RECORDS[self._record].about.list_fields

    def _fill(self, names: tuple[str, ...]) -> None:
        fields = RECORDS[self._record].fields()
        self._list.clear()
        for name in (*names, *(name for name in fields if name not in names)):
            item = QListWidgetItem(fields[name].header)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setCheckState(Qt.CheckState.Checked if name in names else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._narrow(self._find.text())

    def _narrow(self, text: str) -> None:
        for i in range(self._list.count()):
            item = self._list.item(i)
            item.setHidden(text.strip() not in item.text())

    def _move(self, by: int) -> None:
        row = self._list.currentRow()
        if 0 <= row + by < self._list.count():
            self._list.insertItem(row + by, self._list.takeItem(row))
            self._list.setCurrentRow(row + by)
