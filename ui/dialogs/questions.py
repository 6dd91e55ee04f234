"""All that a notice needs and the record does not say, asked in one dialog; below it what may be said, and what the
record says, which may be said otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain import values
from app.domain.fields import Field, Kind, LongText, Rows, Text, field
from app.domain.values import Unreadable
from app.errors import UserError
from ui import style
from ui.children import ChildSheet
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.editors import ChoiceEditor, make_editor
from ui.pickers import Sources, complete_anywhere

Answers = dict[str, Any]  # name → text; of a list its rows

NEEDED, OFFERED, KNOWN = range(3)
HEADINGS = ("还要填写", "可以不填", "取自记录和名录，需要时可以改")
STEERING = ("发文机关", "成文日期")  # what is asked follows from these and from every choice
SIDE = 10.5  # em of the names
FEW = 4  # columns of a list that share the width; more are as wide as they need, and the sheet is moved


class QuestionsDialog(QDialog):
    """`draft(answers)` says what is known and what is asked; `check(answers)` raises what is wrong with them.

    `number_said(answers)` is a line under the document number.
    """

    def __init__(
        self,
        title: str,
        draft: Callable[[Answers], Any],
        sources: Sources,
        parent: QWidget | None,
        *,
        answers: Mapping[str, Any] | None = None,
        check: Callable[[Answers], Any] | None = None,
        number_said: Callable[[Answers], str] | None = None,
        accept: str = "预览",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._draft, self._check, self._number_said = draft, check, number_said
        self._sources = sources
        self.lines: dict[str, Line] = {}
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, style.em(0.6), 0)
        column.setSpacing(style.em(0.5))
        self.headings: list[QPushButton] = []
        self._parts: list[QVBoxLayout] = []
        self._boxes: list[QWidget] = []
        for place, text in enumerate(HEADINGS):
            heading = QPushButton(text)
            heading.setProperty("role", "section")
            heading.setAutoDefault(False)
            heading.clicked.connect(lambda _=False, place=place: self._fold(place))
            box = QWidget()
            part = QVBoxLayout(box)
            part.setContentsMargins(0, style.em(0.2), 0, style.em(0.6))
            part.setSpacing(style.em(0.5))
            column.addWidget(heading)
            column.addWidget(box)
            self.headings.append(heading)
            self._boxes.append(box)
            self._parts.append(part)
        column.addStretch()
        self._boxes[KNOWN].setVisible(False)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self._inside)
        self._said = QLabel()
        self._said.setProperty("role", "problem")
        self._said.setWordWrap(True)
        self._said.setVisible(False)
        buttons, self.accept_button = accept_and_cancel(self, accept)
        self.accept_button.setToolTip(f"{accept}（Ctrl+Enter）")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.0), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.8))
        layout.addWidget(self._area, 1)
        layout.addWidget(self._said)
        layout.addWidget(buttons)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._ask_again)
        self._begin(dict(answers or {}))
        fit(self, parent, 50, max(16.0, self._inside.sizeHint().height() / style.em(1) + 8))

    @property
    def answers(self) -> Answers:
        """What was typed or proposed; of what is known only what was changed. Raises Unreadable."""
        found: Answers = {}
        for name, line in self.lines.items():
            if line.isHidden():
                continue
            said = line.said()
            if line.part == KNOWN and said == line.known:
                continue
            if said or line.part == KNOWN:
                found[name] = said
        return found

    @property
    def own_answers(self) -> Answers:
        """Those that a person gave, without what was proposed and left. Raises Unreadable."""
        proposed = {name: line.known for name, line in self.lines.items()}
        return {name: said for name, said in self.answers.items() if said != proposed[name]}

    # What is asked

    def _begin(self, answers: Answers) -> None:
        """As on an empty sheet, so that what was answered before is an answer still; then with these answers."""
        draft = self._draft({})
        self._show(draft, {})
        steering = {name: said for name, said in answers.items() if name in draft.template.options or name in STEERING}
        if steering:
            draft = self._draft(steering)
        self._show(draft, answers)
        wanted = [line for line in self.lines.values() if line.part == NEEDED]
        (wanted[0] if wanted else next(iter(self.lines.values()))).editor.setFocus()

    def _show(self, draft: Any, answers: Answers) -> None:
        for part, questions in ((NEEDED, draft.questions), (OFFERED, draft.offers)):
            for question in questions:
                there = self.lines.get(question.name)
                if there is None:
                    self._add(question, part, draft)
                elif there.part not in (part, KNOWN):  # a choice made it necessary, or no longer
                    there.part = part
                    self._parts[part].addWidget(there)
        for name in (*_heads(draft), *draft.template.names):
            if name in self.lines or not (draft.values.get(name) or answers.get(name)):
                continue
            if self._is_wanted(draft, name):
                self._known_line(draft, name)
        for name, said in answers.items():
            if name in self.lines:
                self.lines[name].put(said)
        self._show_parts(draft)
        self._say_number()

    def _is_wanted(self, draft: Any, name: str) -> bool:
        return name in draft.template.names or name in _heads(draft)

    def _known_line(self, draft: Any, name: str) -> None:
        from app.services.notices.notice import Question, is_date

        template, known = draft.template, draft.values.get(name, "")
        kind = "date" if is_date(name) else "long" if name in template.sentences else "text"
        if name in template.lists:
            rows = () if isinstance(known, str) else tuple(known)
            question = Question(name, columns=template.lists[name], rows=rows, kind="list")
        else:
            kind = "unit" if name in ("发文机关", "主送机关", "抄送机关") else kind
            question = Question(name, options=template.options.get(name, ()), proposal=str(known), kind=kind)
        self._add(question, KNOWN, draft)

    def _add(self, question: Any, part: int, draft: Any) -> None:
        line = Line(question, part, self._sources, draft.template, self._inside)
        line.changed.connect(lambda: self._changed(line))
        for widget in line.typed_into:
            widget.installEventFilter(self)
        self.lines[question.name] = line
        self._parts[part].addWidget(line)

    def _show_parts(self, draft: Any) -> None:
        """A question that a choice made needless is not shown."""
        asked = {question.name for question in (*draft.questions, *draft.offers)} | set(draft.values)
        for line in self.lines.values():
            line.setVisible(line.question.name in asked)
        for place, heading in enumerate(self.headings):
            shown = [line for line in self.lines.values() if line.part == place and not line.isHidden()]
            heading.setVisible(bool(shown))
            self._name_heading(place)
            if not shown:
                self._boxes[place].setVisible(False)
            elif place != KNOWN:
                self._boxes[place].setVisible(True)

    def _name_heading(self, place: int) -> None:
        count = sum(1 for line in self.lines.values() if line.part == place and not line.isHidden())
        arrow = "▾" if not self._boxes[place].isHidden() else "▸"
        self.headings[place].setText(f"{arrow} {HEADINGS[place]}（{count}）")

    def _fold(self, place: int) -> None:
        self._boxes[place].setVisible(self._boxes[place].isHidden())
        self._name_heading(place)

    def _changed(self, line: Line) -> None:
        line.complain("")
        self._said.setVisible(False)
        if line.question.options or line.question.name in STEERING:
            self._again.start()
        else:
            self._say_number()

    def _ask_again(self) -> None:
        """Other questions may follow from a choice, the date or the sender; so may another number."""
        steering: Answers = {}
        for name, line in self.lines.items():
            if line.question.options or name in STEERING:
                try:
                    if (said := line.said()) and not line.isHidden():
                        steering[name] = said
                except Unreadable:
                    return
        try:
            draft = self._draft(steering)
        except UserError as error:
            self._complain(error)
            return
        for question in draft.questions:
            line = self.lines.get(question.name)
            if line is not None and not line.touched and question.proposal:
                line.put(question.proposal)
        self._show(draft, {})

    def _say_number(self) -> None:
        number = self.lines.get("发文字号")
        if number is None or self._number_said is None:
            return
        try:
            number.note(self._number_said(self.answers))
        except Unreadable:
            number.note("")

    # Taking the answers

    def accept(self) -> None:
        for line in self.lines.values():
            line.complain("")
        for line in [line for line in self.lines.values() if not line.isHidden()]:
            try:
                said = line.said()
            except Unreadable as why:
                self._point_at(line, str(why))
                return
            if not said and line.part == NEEDED:
                self._point_at(line, "还没有填写")
                return
        try:
            answers = self.answers
            draft = self._draft(answers)
            if draft.questions:  # that follow from the answers
                self._show(draft, {})
                self._point_at(self.lines[draft.questions[0].name], "还要填写这一项")
                return
            if self._check is not None:
                self._check(answers)
        except UserError as error:
            self._complain(error)
            return
        super().accept()

    def _point_at(self, line: Line, why: str) -> None:
        if self._boxes[line.part].isHidden():
            self._fold(line.part)
        line.complain(why)
        line.editor.setFocus()
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(line, 0, style.em(1)))

    def _complain(self, error: UserError) -> None:
        self._said.setText("。".join(part for part in (error.what, error.why, error.what_to_do) if part) + "。")
        self._said.setVisible(True)
        named = next((line for name, line in self.lines.items() if f"“{name}”" in str(error)), None)
        if named is not None and not named.isHidden():
            self._point_at(named, error.why or error.what)

    # Overrides of Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    self.accept_button.click()
                    return True
                if isinstance(watched, QLineEdit | QComboBox):  # as in the form
                    self.focusNextChild()
                    return True
        return super().eventFilter(watched, event)


class Line(QWidget):
    """One question: its name, where it is answered, and what is to be said of the answer."""

    changed = Signal()

    def __init__(self, question: Any, part: int, sources: Sources, template: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self.question, self.part, self.touched = question, part, False
        self._sources = sources
        label = QLabel(question.name)
        label.setWordWrap(True)
        label.setProperty("role", "secondary")
        self._note, self._problem = QLabel(), QLabel()
        for said, role in ((self._note, "secondary"), (self._problem, "problem")):
            said.setProperty("role", role)
            said.setWordWrap(True)
            said.setVisible(False)
        self.editor: Any
        if question.columns:
            self._rows = _rows_of(question, template)
            self.editor = ChildSheet(self._rows, sources, self)
            self.editor.view.setAccessibleName(question.name)
            header = self.editor.view.horizontalHeader()
            header.setSectionResizeMode(
                QHeaderView.ResizeMode.Stretch if len(question.columns) <= FEW else QHeaderView.ResizeMode.Interactive
            )
        elif question.suggestions:
            self.editor = Suggested(question.suggestions)
        else:
            self.editor = make_editor(_field_of(question, template), sources, self)
        self.editor.setAccessibleName(question.name)
        self.put(question.rows if question.columns else question.proposal)
        self.known = self._as_it_is()
        self.editor.changed.connect(self._touch)
        below = QVBoxLayout()
        below.setSpacing(style.em(0.15))
        for widget in (self.editor, self._note, self._problem):
            below.addWidget(widget)
        layout: QHBoxLayout | QVBoxLayout
        if question.columns:  # as wide as there is room
            layout = QVBoxLayout(self)
        else:
            layout = QHBoxLayout(self)
            label.setFixedWidth(style.em(SIDE))
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.em(0.4))
        layout.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(below, 1)
        if not question.columns:
            label.setContentsMargins(0, style.em(0.45), 0, 0)
            label.setBuddy(self.editor)

    @property
    def typed_into(self) -> Sequence[QWidget]:
        if isinstance(self.editor, ChildSheet):
            return ()
        line = self.editor.lineEdit() if isinstance(self.editor, QComboBox) else None
        return (line,) if line is not None else (self.editor,)

    def said(self) -> Any:
        """The answer as the notice takes it. Raises Unreadable."""
        if isinstance(self.editor, ChildSheet):
            if problem := self.editor.problem():
                raise Unreadable(problem)
            items = []
            for row in self.editor.rows():
                item = {f.label: _text(getattr(row, f.name)) for f in self._rows.fields().values()}
                if any(item.values()):
                    items.append(item)
            return items
        return _text(self.editor.value())

    def put(self, said: Any) -> None:
        if isinstance(self.editor, ChildSheet):
            self.editor.set_rows([])
            names = {f.label: place for place, f in enumerate(self._rows.fields().values())}
            items = () if isinstance(said, str) else said
            self.editor.set_rows([self._rows() for _ in items])
            for place, item in enumerate(items):
                for name, text in item.items():
                    if name in names:
                        self.editor.model.take_text(place, names[name], text or "")
            self.editor.model.tell()
        elif isinstance(self.editor, ChoiceEditor | Suggested):
            self.editor.set_value(said or None)
        else:
            f = self.editor.field
            try:
                value = values.parse(f, said, today=self._sources.today, choices=self._sources.options(f))
            except Unreadable:
                self.editor.setText(said)
                self.editor.textEdited.emit(said)
            else:
                self.editor.set_value(value)

    def note(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def complain(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self.editor.setProperty("problem", bool(text))
        self.editor.style().polish(self.editor)

    def _touch(self) -> None:
        self.touched = True
        self.changed.emit()

    def _as_it_is(self) -> Any:
        try:
            return self.said()
        except Unreadable:
            return None


class Suggested(QComboBox):
    """Something to choose from, or to be written otherwise."""

    changed = Signal()

    def __init__(self, suggestions: Sequence[str]) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(list(suggestions))
        complete_anywhere(self, lambda _: True)
        self.setCurrentIndex(-1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.currentTextChanged.connect(lambda _: self.changed.emit())

    def value(self) -> str:
        return values.clean(self.currentText())

    def set_value(self, text: str | None) -> None:
        self.setCurrentText(text or "")

    def wheelEvent(self, event: Any) -> None:
        event.ignore()


def _heads(draft: Any) -> tuple[str, ...]:
    """What a notice of this format has besides its text."""
    if draft.template.format == "form":
        return ("发文机关", "成文日期")
    return ("发文机关", "发文字号", "主送机关", "抄送机关", "成文日期")


def _field_of(question: Any, template: Any) -> Field:
    name = question.name
    if question.options:
        return Field(name, options=question.options, kind=Kind.ENUM, name=name, required=True)
    if question.kind == "date":
        return Field(name, kind=Kind.DATE, name=name)
    if question.kind == "unit":
        return Field(name, kind=Kind.UNIT if name == "发文机关" else Kind.UNITS, name=name)
    if question.kind == "long" or name in template.sentences:
        return Field(name, kind=Kind.LONGTEXT, name=name)
    return Field(name, kind=Kind.TEXT, name=name)


def _rows_of(question: Any, template: Any) -> type[Rows]:
    """A list of the notice as rows of the sheet that the form uses."""
    content: dict[str, Any] = {"label": question.name, "child": question.name, "__annotations__": {}}
    for place, name in enumerate(question.columns):
        key = f"c{place}"
        content[key] = field(name)
        of = LongText if name in template.sentences or len(question.columns) == 1 else Text
        content["__annotations__"][key] = of if name not in template.optional else of | None
    return type("Listed", (Rows,), content)


def _text(value: Any) -> str:
    from app.services.notices.matter import in_words

    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    return in_words(value) if isinstance(value, date) else str(value)
