"""One editor for each kind of field, in the dict `EDITORS`: the form, child rows, dialogs and settings take them from here.

Every editor has `value()`, which raises `Unreadable` with the sentence to show, `set_value()`, `note()` for the small
line below it, `set_read_only()` and the signal `changed`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.data import search
from app.domain import checks, values
from app.domain.fields import MANY, Field, Kind
from app.domain.values import Unreadable
from ui.icons import icon
from ui.pickers import CalendarPopup, Candidate, CheckList, Sources, Suggestions, noun_of
from ui.style import color, em

PLACEHOLDERS = {
    Kind.DATE: "如 20260906、9-6",
    Kind.DATETIME: "如 2026-09-06 09:30",
    Kind.MONEY: "如 3500 或 3.5万元",
    Kind.UNIT: "名称、简称或拼音首字母",
    Kind.UNITS: "名称、简称或拼音首字母，顿号分开",
    Kind.REF: "编号、名称查找",
    Kind.REFS: "输入编号、名称查找并添加",
    Kind.CASE_NO: "如 （2026）皖0101行初12号",
    Kind.DOC_NO: "如 某政〔2026〕44号",
    Kind.ID_CARD: "18位公民身份号码",
    Kind.USCC: "18位统一社会信用代码",
    Kind.PHONE: "手机或带区号的电话",
    Kind.YEAR: "四位年份",
    Kind.MULTI_ENUM: "可选多项，按 ↓ 选择",
}
WEEKDAYS = "一二三四五六日"
LONG_LINE = 14  # characters


class Editor(Protocol):
    """What the form and the child rows ask of an editor, which is a QWidget besides."""

    field: Field
    changed: Signal

    def value(self) -> Any: ...
    def set_value(self, value: Any) -> None: ...
    def note(self) -> str: ...
    def set_read_only(self, on: bool) -> None: ...


class LineEditor(QLineEdit):
    """A line of text that is read by its kind when asked; what cannot be read stays as typed."""

    changed = Signal()
    settled = Signal()

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.sources = field, sources
        self._value: Any = () if field.kind in MANY else None
        self._typed = False  # an untouched value is given back as it came, whatever its text leaves out
        self._suffix = ""
        self.setPlaceholderText(PLACEHOLDERS.get(field.kind, ""))
        self.setMinimumWidth(em(4))
        self.textEdited.connect(self._edited)
        self.editingFinished.connect(self.settle)

    def value(self) -> Any:
        return self.read(self.text()) if self._typed else self._value

    def set_value(self, value: Any) -> None:
        self._value, self._typed = value, False
        self.setText(self.shown(value))
        self.setCursorPosition(0)
        self._after()

    def take(self, value: Any) -> None:
        """A value that a person chose instead of typing."""
        self.set_value(value)
        self.changed.emit()

    def read(self, text: str) -> Any:
        return values.parse(self.field, text, today=self.sources.today, choices=self.sources.options(self.field))

    def shown(self, value: Any) -> str:
        return values.exact(self.field, value)

    def note(self) -> str:
        return ""

    def set_read_only(self, on: bool) -> None:
        self.setReadOnly(on)
        # Enter and Tab pass by what cannot be typed into.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus if on else Qt.FocusPolicy.StrongFocus)

    def settle(self) -> None:
        """On leaving: what was read is written in its usual form."""
        if not self._typed:
            return
        try:
            value = self.read(self.text())
        except Unreadable:
            self.settled.emit()
            return
        self._value, self._typed = value, False
        if (text := self.shown(value)) != self.text():
            self.setText(text)
        self._after()
        self.settled.emit()

    def set_suffix(self, text: str) -> None:
        """A unit of measure at the right end, inside the line."""
        if text != self._suffix:
            self._suffix = text
            width = self.fontMetrics().horizontalAdvance(text)
            self.setTextMargins(0, 0, width + em(0.3) if text else 0, 0)
            self.update()

    def _edited(self, _: str) -> None:
        self._typed = True
        self._after()
        self.changed.emit()

    def _after(self) -> None:
        """The text is another: what does not fit into the line can be read above it."""
        text = self.text()
        self.setToolTip(text if len(text) > LONG_LINE else "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # A file is for the record, whose pane is asked next; text is for the field.
        event.ignore() if event.mimeData().hasUrls() else super().dragEnterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._suffix:
            painter = QPainter(self)
            painter.setPen(color("secondary"))
            right = em(0.6) + (em(1.7) if self.actions() else 0)
            place = self.rect().adjusted(0, 0, -right, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._suffix)
            painter.end()

    def sizeHint(self) -> QSize:
        return QSize(em(10), super().sizeHint().height())

    def _button(self, name: str, tip: str, act: Callable[[], None]) -> QAction:
        """A small picture at the right end; with the keyboard the same is done by the key in the tip."""
        action = self.addAction(icon(name), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip(tip)
        action.setText(tip)
        action.triggered.connect(act)
        return action


class NumberEditor(LineEditor):
    """A number with its unit of measure; 85.5 for a percentage."""

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(field, sources, parent)
        self.set_suffix("%" if field.kind is Kind.PERCENT else field.unit)

    def shown(self, value: Any) -> str:
        return values.show(self.field, value).removesuffix("%")


class MoneyEditor(LineEditor):
    """An amount in the field's unit, grouped by thousands, with 大写 below."""

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(field, sources, parent)
        self.set_suffix(field.unit or "元")

    def shown(self, value: Any) -> str:
        exact = values.exact(self.field, value)
        return f"{Decimal(exact):,f}" if exact else ""

    def note(self) -> str:
        try:
            value = self.value()
        except Unreadable:
            return ""
        return values.capital(value) if value is not None else ""


class DateEditor(LineEditor):
    """A date typed in any form, or picked from a month (↓ or F4)."""

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(field, sources, parent)
        self._calendar_button = self._button("calendar", "从日历中选（↓ 或 F4）", self.open_calendar)

    def open_calendar(self) -> None:
        if self.isReadOnly():
            return
        popup = CalendarPopup(self, self._day() or self.sources.today, self.sources.today)
        popup.picked.connect(self._picked)
        popup.drop_from(self)

    def set_read_only(self, on: bool) -> None:
        super().set_read_only(on)
        self._calendar_button.setVisible(not on)

    def _picked(self, day: date) -> None:
        self.take(day)

    def _day(self) -> date | None:
        try:
            value = self.value()
        except Unreadable:
            return None
        return value.date() if isinstance(value, datetime) else value

    def _after(self) -> None:
        day = self._day()
        self.set_suffix(f"周{WEEKDAYS[day.weekday()]}" if day else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.open_calendar()
            return
        super().keyPressEvent(event)


class DateTimeEditor(DateEditor):
    """A date with a time; a picked day keeps the time that stands there."""

    def _picked(self, day: date) -> None:
        try:
            value = self.value()
        except Unreadable:
            value = None
        self.take(datetime.combine(day, value.time() if value else datetime.min.time().replace(hour=9)))


class CodeEditor(LineEditor):
    """ID card, credit code and telephone numbers: checked while typing, masked where declared until revealed."""

    revealed = Signal()

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(field, sources, parent)
        self._masked = False
        self._locked = False
        self._eye = self._button("eye", "显示完整内容（空格键；会记入日志）", self.reveal) if field.mask else None
        if self._eye:
            self._eye.setVisible(False)

    def shown(self, value: Any) -> str:
        text = super().shown(value)
        return values.mask(self.field, text) if self._masked else text

    def set_value(self, value: Any) -> None:
        self._masked = self.field.mask and bool(value)
        super().set_value(value)
        self._lock()

    def note(self) -> str:
        """What is wrong so far; when leaving the field it becomes a problem."""
        try:
            value = self.value() if self._typed else None
        except Unreadable:
            return ""
        return next((text for text, _ in checks.CHECKS[self.field.kind](self.field, value)), "") if value else ""

    def reveal(self) -> None:
        """Show the value as it is; whoever listens to `revealed` writes it down."""
        if not self._masked:
            return
        self._masked = False
        self.setText(self.shown(self._value))
        self._lock()
        self.revealed.emit()

    def set_read_only(self, on: bool) -> None:
        self._locked = on
        self._lock()

    def _lock(self) -> None:
        # A masked text must not be edited: its stars would be taken for the number.
        super().set_read_only(self._locked or self._masked)
        if self._masked:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if self._eye:
            self._eye.setVisible(self._masked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._masked and event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Space):
            self.reveal()
            return
        super().keyPressEvent(event)


class PersonEditor(LineEditor):
    """A name, with staff of the directory as suggestions."""

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(field, sources, parent)
        # A name that begins like that of a colleague must stay what was typed.
        self._suggestions = Suggestions(self, sources.find_people, insist=False)
        self._suggestions.picked.connect(lambda candidate: self.take(candidate.value))


class UnitEditor(LineEditor):
    """A unit of the directory by its name, short name, alias or 拼音 initials; kept under its full name."""

    new_wanted = Signal(str, str)  # record type, what was typed

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(field, sources, parent)
        self._suggestions = Suggestions(self, sources.find_units, new=noun_of("unit"))
        self._suggestions.picked.connect(self._pick)
        self._arrow = self._button("arrow-down", "从单位名录中选（↓ 或 F4）", self._suggestions.open)

    def _pick(self, candidate: Candidate) -> None:
        if candidate.new:
            self.new_wanted.emit("unit", candidate.value)
        else:
            self.take(candidate.value)

    def read(self, text: str) -> Any:
        name = super().read(text)
        return (self.sources.unit(name) or name) if name else name

    def note(self) -> str:
        text = self.text().strip()
        if not text or self.hasFocus() or not self.sources.units() or self.sources.unit(text):
            return ""
        return "单位名录中没有这个单位，请核对，或在“基础数据”中登记"

    def set_read_only(self, on: bool) -> None:
        super().set_read_only(on)
        self._arrow.setVisible(not on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4) and not self.isReadOnly():
            self._suggestions.open()
            return
        super().keyPressEvent(event)


class UnitsEditor(UnitEditor):
    """Several units, separated by 、; suggestions are for the one being typed."""

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        LineEditor.__init__(self, field, sources, parent)
        self._suggestions = Suggestions(self, lambda text: sources.find_units(self._last(text)))
        self._suggestions.picked.connect(self._add)
        self._arrow = self._button("arrow-down", "从单位名录中添加（↓ 或 F4）", self._suggestions.open)

    def read(self, text: str) -> Any:
        names = LineEditor.read(self, text)
        return tuple(dict.fromkeys(self.sources.unit(name) or name for name in names))

    def note(self) -> str:
        if self.hasFocus() or not self.sources.units():
            return ""
        strange = [name for name in values.split(self.text()) if not self.sources.unit(name)]
        return f"单位名录中没有：{'、'.join(strange)}" if strange else ""

    def _add(self, candidate: Candidate) -> None:
        *before, _ = re.split(r"[、,，;；]", self.text())
        if self.text() and self._last(self.text()) and self.sources.unit(self._last(self.text())):
            before.append(self._last(self.text()))
        self.take(self.read("、".join([*before, candidate.value])))
        self.end(False)

    @staticmethod
    def _last(text: str) -> str:
        return re.split(r"[、,，;；]", text)[-1].strip()


class ManyChoicesEditor(LineEditor):
    """Several choices of a list: ticked in a drop-down or typed, separated by 、."""

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(field, sources, parent)
        self._arrow = self._button("arrow-down", "选择（↓ 或 F4）", self.open_list)

    def open_list(self) -> None:
        if self.isReadOnly():
            return
        try:
            ticked = self.value()
        except Unreadable:
            ticked = ()
        known = self.sources.options(self.field)
        choices = [*known, *(value for value in ticked if value not in known)]  # a retired choice stays
        popup = CheckList(self, [(value, self.shown((value,))) for value in choices], ticked)
        popup.changed.connect(self.take)
        popup.drop_from(self)

    def read(self, text: str) -> Any:
        known = (*self.sources.options(self.field), *self._value)
        return values.parse(self.field, text, today=self.sources.today, choices=dict.fromkeys(known))

    def set_read_only(self, on: bool) -> None:
        super().set_read_only(on)
        self._arrow.setVisible(not on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self.open_list()
            return
        super().keyPressEvent(event)


class RefEditor(LineEditor):
    """Another record: searched by any part of it, shown by its label. A text that fits none is kept to be checked."""

    opened = Signal(str, object)
    new_wanted = Signal(str, str)

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(field, sources, parent)
        self._suggestions = Suggestions(self, lambda text: sources.find_records(field.to, text), new=noun_of(field.to))
        self._suggestions.picked.connect(self._pick)
        self.setToolTip(f"输入编号、名称的任一部分，查找{noun_of(field.to)}")
        self._open = self._button("open", f"打开这条{noun_of(field.to)}（F4）", self._open_target)
        self._open.setVisible(False)

    def _pick(self, candidate: Candidate) -> None:
        if candidate.new:
            self.new_wanted.emit(self.field.to, candidate.value)
        else:
            self.take(candidate.value)

    @property
    def unmatched(self) -> str:
        """What was typed when no record fits."""
        return values.clean(self.text()) if self.value() is None else ""

    def set_unmatched(self, text: str) -> None:
        self._value, self._typed = None, False
        self.setText(text)
        self._after()

    def read(self, text: str) -> Any:
        text = values.clean(text)
        if not text:
            return None
        if self._value is not None and text == self.shown(self._value):
            return self._value
        found = self.sources.match(self.field.to, text)
        return found[0] if len(found) == 1 else None

    def settle(self) -> None:
        if not self._typed:
            return
        text = self.text()
        value = self.read(text)
        if value is None and text.strip():
            self.set_unmatched(values.clean(text))
        else:
            super().settle()
        self.settled.emit()

    def shown(self, value: Any) -> str:
        return self.sources.label(self.field.to, value) if value is not None else ""

    def note(self) -> str:
        if self.hasFocus() or not self.text().strip() or self._value is not None:
            return ""
        found = self.sources.match(self.field.to, self.text())
        if len(found) > 1:
            return f"待核对：有{len(found)}条{noun_of(self.field.to)}相符，请查找后选一条"
        return f"待核对：没有找到这条{noun_of(self.field.to)}，先按原文保存"

    def _after(self) -> None:
        self._open.setVisible(self._value is not None and not self._typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F4 and self._open.isVisible():
            self._open_target()
        elif event.key() == Qt.Key.Key_Down and not self.isReadOnly():
            self._suggestions.open()
        else:
            super().keyPressEvent(event)

    def _open_target(self) -> None:
        if self._value is not None:
            self.opened.emit(self.field.to, self._value)


class RefsEditor(QWidget):
    """Several other records: each with a button that takes it away, and a line to add one."""

    changed = Signal()
    opened = Signal(str, object)

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.sources = field, sources
        self._ids: tuple[int, ...] = ()
        self._unmatched = ""
        self._rows = QVBoxLayout()
        self._rows.setSpacing(em(0.2))
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(f"输入编号或名称，添加{noun_of(field.to)}")
        self.line.editingFinished.connect(self._settle)
        self._suggestions = Suggestions(self.line, lambda text: sources.find_records(field.to, text))
        self._suggestions.picked.connect(lambda candidate: self._add(candidate.value))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(em(0.2))
        layout.addLayout(self._rows)
        layout.addWidget(self.line)
        self.setFocusProxy(self.line)

    @property
    def unmatched(self) -> str:
        return values.clean(self.line.text())

    def set_unmatched(self, text: str) -> None:
        self.line.setText(text)

    def value(self) -> tuple[int, ...]:
        return self._ids

    def set_value(self, value: Sequence[int]) -> None:
        self._ids = tuple(value)
        self.line.clear()
        while (item := self._rows.takeAt(0)) is not None:
            item.widget().deleteLater()
        names = self.sources.labels(self.field.to, self._ids)
        for id in self._ids:
            self._rows.addWidget(self._row(id, names.get(id, "")))
        self.updateGeometry()

    def note(self) -> str:
        return f"待核对：没有找到“{self.unmatched}”，先按原文保存" if self.unmatched and not self.hasFocus() else ""

    def set_read_only(self, on: bool) -> None:
        self.line.setReadOnly(on)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def _row(self, id: int, name: str) -> QWidget:
        row = QWidget(self)
        opens = QToolButton(row)
        opens.setText(name)
        opens.setToolTip(f"打开这条{noun_of(self.field.to)}")
        opens.clicked.connect(lambda: self.opened.emit(self.field.to, id))
        gone = QToolButton(row)
        gone.setIcon(icon("close"))
        gone.setToolTip(f"移去“{name}”")
        gone.setAccessibleName(f"移去{name}")
        gone.clicked.connect(lambda: self._remove(id))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(opens)
        layout.addWidget(gone)
        layout.addStretch()
        return row

    def _add(self, id: int) -> None:
        self.set_value(tuple(dict.fromkeys((*self._ids, id))))
        self.changed.emit()

    def _remove(self, id: int) -> None:
        self.set_value(tuple(other for other in self._ids if other != id))
        self.changed.emit()

    def _settle(self) -> None:
        if self.unmatched:
            found = self.sources.match(self.field.to, self.unmatched)
            if len(found) == 1:
                self._add(found[0])
            else:
                self.changed.emit()


class ChoiceEditor(QComboBox):
    """One choice of a list, or none. Typed letters jump to the choice with those 拼音 initials."""

    changed = Signal()

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.sources = field, sources
        self._typed, self._typed_at = "", 0
        self._locked = False
        self.setPlaceholderText("请选择" if field.required else " ")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(16)
        # A wheel turned over a long form must not change what it passes.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fill()
        self.setCurrentIndex(-1)
        self.activated.connect(self._activated)

    def value(self) -> Any:
        return self.currentData() if self.currentIndex() >= 0 else None

    def set_value(self, value: Any) -> None:
        if value is None:
            self.setCurrentIndex(-1)
            return
        place = self.findData(value)
        if place < 0:  # a choice that the county has retired since
            self.insertItem(self.count() - (not self.field.required), values.show(self.field, value), value)
            place = self.findData(value)
        self.setCurrentIndex(place)

    def note(self) -> str:
        return ""

    def set_read_only(self, on: bool) -> None:
        self.setEnabled(not on)

    def _fill(self) -> None:
        if self.field.kind is Kind.BOOLEAN:
            self.addItem("是", True)
            self.addItem("否", False)
        else:
            for value in self.sources.options(self.field):
                self.addItem(value, value)
        if not self.field.required:
            self.addItem("（不填）", None)

    def _activated(self, place: int) -> None:
        if self.itemData(place) is None:
            self.setCurrentIndex(-1)
        self.changed.emit()

    def _jump(self, letters: str) -> bool:
        """To the next choice that begins with the letters, by its text or its initials."""
        start = self.currentIndex() + (1 if len(letters) == 1 else 0)
        places = [(start + step) % self.count() for step in range(self.count())]
        for place in places:
            text = self.itemText(place)
            yes_no = {"y": "是", "n": "否"}.get(letters) if self.field.kind is Kind.BOOLEAN else None
            if text == yes_no or search.initials(text).startswith(letters) or text.casefold().startswith(letters):
                if place != self.currentIndex():
                    self.setCurrentIndex(place)
                    self._activated(place)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.field.required:
            self.setCurrentIndex(-1)
            self.changed.emit()
            return
        text = event.text().casefold()
        if text.isalnum() and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier and self.count():
            again = event.timestamp() - self._typed_at < 1000
            self._typed = self._typed + text if again else text
            self._typed_at = event.timestamp()
            if not self._jump(self._typed):
                self._typed = text
                self._jump(text)
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class LongTextEditor(QPlainTextEdit):
    """Several lines; grows with its text. Tab goes on, and so does Ctrl+Enter."""

    changed = Signal()
    LINES = (2, 10)

    def __init__(self, field: Field, sources: Sources, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.sources = field, sources
        self._value: str | None = None
        self._typed = False
        self._filling = False
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        # The text wraps; while it is laid out anew Qt would show a bar for a moment, and a grabbed window keeps it.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(1)
        self.textChanged.connect(self._edited)
        self._grow()

    def value(self) -> str | None:
        if not self._typed:
            return self._value
        text: str | None = values.parse(self.field, self.toPlainText(), today=self.sources.today)
        return text

    def set_value(self, value: str | None) -> None:
        self._filling = True
        self._value, self._typed = value, False
        if self.toPlainText() != (value or ""):
            self.setPlainText(value or "")
        self._filling = False
        self._grow()

    def note(self) -> str:
        return ""

    def set_read_only(self, on: bool) -> None:
        self.setReadOnly(on)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus if on else Qt.FocusPolicy.StrongFocus)

    def _edited(self) -> None:
        if not self._filling:
            self._typed = True
            self._grow()
            self.changed.emit()

    def _grow(self) -> None:
        low, high = self.LINES
        # For plain text Qt measures the height of the document in lines.
        lines = min(max(int(self.document().size().height()), low), high)
        height = lines * self.fontMetrics().lineSpacing() + em(1.1)
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.ignore() if event.mimeData().hasUrls() else super().dragEnterEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Only a text that has the focus and more lines than it shows takes the wheel; else the form scrolls.
        if self.hasFocus() and self.verticalScrollBar().maximum():
            super().wheelEvent(event)
        else:
            event.ignore()


EDITORS: dict[Kind, Callable[[Field, Sources, QWidget | None], Any]] = {
    Kind.TEXT: LineEditor,
    Kind.LONGTEXT: LongTextEditor,
    Kind.INTEGER: NumberEditor,
    Kind.DECIMAL: NumberEditor,
    Kind.MONEY: MoneyEditor,
    Kind.PERCENT: NumberEditor,
    Kind.DATE: DateEditor,
    Kind.DATETIME: DateTimeEditor,
    Kind.BOOLEAN: ChoiceEditor,
    Kind.ENUM: ChoiceEditor,
    Kind.MULTI_ENUM: ManyChoicesEditor,
    Kind.UNIT: UnitEditor,
    Kind.UNITS: UnitsEditor,
    Kind.PERSON_NAME: PersonEditor,
    Kind.REF: RefEditor,
    Kind.REFS: RefsEditor,
    Kind.CASE_NO: LineEditor,
    Kind.DOC_NO: LineEditor,
    Kind.ID_CARD: CodeEditor,
    Kind.USCC: CodeEditor,
    Kind.PHONE: CodeEditor,
    Kind.YEAR: LineEditor,
}


def make_editor(field: Field, sources: Sources, parent: QWidget | None = None) -> Any:
    return EDITORS[field.kind](field, sources, parent)
