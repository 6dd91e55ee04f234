"""Moving a record to its next state: the buttons, and the dialog that asks for what the step fills in."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.domain.fields import Field, Kind
from app.domain.records.registered import Registered
from ui.dialogs.buttons import accept_and_cancel
from ui.form import Form
from ui.layouts import Wrapped
from ui.pickers import Sources
from ui.style import em

BUTTONS = 3  # further steps are in a menu
NOT_YET = ("待", "拟", "未", "不", "逾期", "超期")  # states in which the thing itself has not happened
NEVER_NAMED = frozenset({Kind.REF, Kind.REFS, Kind.BOOLEAN})
SAME_EVENT = {"办结": ("结案",), "开展": ("举办",), "召开": ("会议",)}  # where state and date use different words
FEW = 4  # fields that follow from the name of a state; more means that the word is too common to tell


def fields_of_step(record: Registered, to: str) -> tuple[str, ...]:
    """What to ask for: fields that carry the name of the state (已结案: 结案日期, 结案方式) and required ones not filled."""
    cls = type(record)
    own = [f for f in cls.own_fields().values() if f.computed is None and _applies(record, f)]
    named: list[Field] = []
    stem = to.removeprefix("已")
    if len(stem) > 1 and not to.startswith(NOT_YET) and not to.endswith("中"):
        named = [f for f in own if stem in f.label and f.kind not in NEVER_NAMED]
        exact = [f for f in own if date_of(f, stem)]
        if exact:
            named = [f for f in named if f in exact or f.kind not in (Kind.DATE, Kind.DATETIME)]
        named = named[:FEW] if len(named) <= FEW else exact
    missing = [f for f in own if f.required and getattr(record, f.name) in (None, (), "")]
    return tuple(dict.fromkeys(f.name for f in [*named, *missing]))


def fill_in_today(record: Registered, names: tuple[str, ...], to: str, sources: Sources) -> None:
    """The day of the event is proposed as today; it is seen and can be changed before anything is written."""
    stem = to.removeprefix("已")
    fields = [type(record).fields()[name] for name in names]
    days = [f for f in fields if f.kind is Kind.DATE and (date_of(f, stem) or stem in f.label)]
    for f in days if len(days) == 1 else [f for f in days if date_of(f, stem)]:
        if getattr(record, f.name) is None:
            setattr(record, f.name, sources.today)


def date_of(field: Field, stem: str) -> bool:
    """Whether the field is the day of that event itself: 结案日期, 送达日, 首报时间."""
    said = field.label.removesuffix("日期").removesuffix("时间").removesuffix("日")
    return field.kind in (Kind.DATE, Kind.DATETIME) and said in (stem, *SAME_EVENT.get(stem, ()))


def _applies(record: Registered, field: Field) -> bool:
    return field.when is None or field.when.holds(lambda name: getattr(record, name))


class StepButtons(QWidget):
    """The states that the record may go to."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = Wrapped(self)
        self._shown: tuple[str, ...] | None = None
        self.buttons: dict[str, QPushButton] = {}

    def show_steps(self, states: tuple[str, ...]) -> None:
        if states == self._shown:
            return
        self._shown = states
        self.buttons.clear()
        while (item := self._layout.takeAt(0)) is not None:
            if item.widget():
                item.widget().hide()
                item.widget().deleteLater()
        if not states:
            return
        label = QLabel("办理到", self)
        label.setProperty("role", "secondary")
        label.setMinimumHeight(self.fontMetrics().height() + em(1))
        self._layout.addWidget(label)
        for state in states[: BUTTONS if len(states) > BUTTONS + 1 else BUTTONS + 1]:
            button = self._button(state)
            button.clicked.connect(lambda _=False, state=state: self.chosen.emit(state))
            self.buttons[state] = button
        rest = states[len(self.buttons) :]
        if rest:
            more = self._button("其他 ▾")
            menu = QMenu(more)
            for state in rest:
                menu.addAction(state, lambda state=state: self.chosen.emit(state))
            more.setMenu(menu)
        self.updateGeometry()

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setProperty("role", "step")
        button.setToolTip(f"办理到“{text}”" if "▾" not in text else "其他可以办理到的状态")
        self._layout.addWidget(button)
        return button


class StepDialog(QDialog):
    """Asks for what a step fills in. Enter goes through the fields; the last Enter does the step."""

    def __init__(self, db: Database, record: Registered, to: str, sources: Sources, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("办理")
        self._record = record.copy()
        names = fields_of_step(record, to)
        head = QLabel(f"从“{record.status}”办理到“{to}”", self)
        head.setProperty("role", "title")
        about = QLabel(queries.title(db, record), self)
        about.setProperty("role", "secondary")
        about.setWordWrap(True)
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText("可不填；写入修改记录")
        self.reason.setAccessibleName("说明")
        label = QLabel("说明(&R)", self)
        label.setProperty("role", "secondary")
        label.setBuddy(self.reason)
        buttons, _ = accept_and_cancel(self, f"办理到“{to}”")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1.4), em(1.2))
        layout.setSpacing(em(0.6))
        layout.addWidget(head)
        layout.addWidget(about)
        self.form: Form | None = None
        if names:
            self.form = Form(type(record), sources, only=names, parent=self)
            filled = self._record.copy()
            fill_in_today(filled, names, to, sources)
            self.form.set_record(filled, changed_from=record)
            self.form.finished.connect(self.reason.setFocus)
            layout.addWidget(self.form, 1)
        layout.addWidget(label)
        layout.addWidget(self.reason)
        layout.addWidget(buttons)
        self.setMinimumWidth(em(34))
        if self.form:
            self.form.setMinimumHeight(min(self.form.height_at(em(32)) + em(1), em(30)))
        if self.form:
            self.form.focus_first()
        else:
            self.reason.setFocus()

    def values(self) -> dict[str, Any]:
        """Fields to set with the step."""
        return self.form.changes() if self.form else {}

    def accept(self) -> None:
        if self.form and (unread := self.form.unreadable()):
            self.form.show_problems(())
            self.form.go_to(next(iter(unread)))
            return
        super().accept()
