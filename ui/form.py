"""The form of any record type, built from its declaration: sections, conditions, computed fields, problems at the field.

A form is built once per record type and filled anew for each record; a section builds its editors when first opened.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.data import derive, queries
from app.domain import checks
from app.domain.fields import Field, Kind
from app.domain.records.registered import Registered
from app.domain.values import Unreadable
from app.errors import UserError
from ui.children import ChildSheet
from ui.editors import make_editor
from ui.icons import icon
from ui.layouts import MOST_COLUMNS, Columns
from ui.pickers import Sources
from ui.style import em

WIDE = frozenset({Kind.LONGTEXT, Kind.UNITS, Kind.MULTI_ENUM, Kind.REFS})  # a whole line of the form
LONG_LABEL = 12  # characters
LONG_FORM = 26  # fields; a longer form opens with its first two sections only
REGISTRATION = "登记信息"
# Said in one line below the form instead of in fields.
BOOKKEEPING = frozenset(
    {"uid", "reg_no", "source_kind", "import_batch", "status_changed_at", "updated_by", "updated_at", "version", "void"}
)
UNBROKEN = re.compile(r"[!-~]{12,}")
WORK_OUT_AFTER = 250  # ms after the last change
SLOW = 0.08  # seconds


class Cell(QWidget):
    """A label, its editor, and below it a problem, a doubt or a note."""

    def __init__(self, field: Field, sources: Sources, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.editor: Any = make_editor(field, sources, self)
        self.problem = self.doubt = ""
        self.label = QLabel(f"{field.label} *" if field.required and field.editable else field.label, self)
        self.label.setBuddy(self.editor)
        self.label.setProperty("role", "secondary")
        self.label.setMinimumWidth(1)
        self.label.setWordWrap(len(field.label) > LONG_LABEL)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.editor.setAccessibleName(field.header)
        explained = explanation(field)
        if explained:
            self.setToolTip(explained)
            self.editor.setAccessibleDescription(explained)
        self.turn: QToolButton | None = None  # replaces a computed value, or takes that back
        self._message: QLabel | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(em(0.15))
        if field.computed and field.override:
            head = QHBoxLayout()
            head.setSpacing(em(0.2))
            self.turn = QToolButton(self)
            self.turn.setProperty("role", "small")
            self.turn.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.turn.setFixedHeight(self.label.sizeHint().height())
            head.addWidget(self.label)
            head.addWidget(self.turn)
            self._layout.addLayout(head)
        else:
            self._layout.addWidget(self.label)
        self._layout.addWidget(self.editor)
        if field.computed and isinstance(self.editor, QLineEdit):
            self.editor.setPlaceholderText("自动计算")
        if not field.editable:
            self.editor.set_read_only(True)

    def set_overridden(self, on: bool) -> None:
        if self.turn is None:
            return
        self.editor.set_read_only(not on)
        self.turn.setText("还原" if on else "改")
        says = "改回自动计算的结果" if on else "自动计算的结果不对时，由人改写"
        self.turn.setToolTip(says)
        self.turn.setAccessibleName(f"{self.field.label}：{says}")

    def show_message(self) -> None:
        """The most important of problem, doubt and note; nothing leaves no gap."""
        text = self.problem or self.doubt or self.editor.note()
        role = "problem" if self.problem else "hint" if self.doubt else "secondary"
        if bool(self.editor.property("problem")) != bool(self.problem):
            self.editor.setProperty("problem", bool(self.problem))
            restyle(self.editor)
        if self._message is None:
            if not text:
                return
            self._message = QLabel(self)
            self._message.setWordWrap(True)
            self._message.setProperty("role", "")
            self._layout.addWidget(self._message)
        if self._message.property("role") != role:
            self._message.setProperty("role", role)
            restyle(self._message)
        if self._message.text() != (shown := breakable(text)):
            self._message.setText(shown)
        self._message.setVisible(bool(text))
        self.editor.setAccessibleDescription(text or explanation(self.field))


def breakable(text: str) -> str:
    """Long runs of Latin letters and digits may be broken: a label wraps at words only and would cut them off."""
    return UNBROKEN.sub(lambda run: "\u200b".join(run[0]), text)


def restyle(widget: QWidget) -> None:
    """Qt looks at a property in the style sheet only when the widget is polished."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def explanation(field: Field) -> str:
    """Help of a field, and the rule of a computed one."""
    rule = f"自动计算：{field.computed.says}" if field.computed else ""
    return "。".join(part for part in (field.help, rule) if part)


class Section(QWidget):
    """A heading that folds what is below it; `make` fills the body when it is first opened."""

    opened = Signal(bool)

    def __init__(self, title: str, make: Callable[[QWidget], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.title = title
        self._make: Callable[[QWidget], None] | None = make
        self.head = QPushButton(title, self)
        self.head.setProperty("role", "section")
        self.head.setCheckable(True)
        self.head.setAutoDefault(False)
        self.head.toggled.connect(self._toggle)
        self.body = QWidget(self)
        self.body.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(em(0.4))
        layout.addWidget(self.head)
        layout.addWidget(self.body)
        self._toggle(False)

    @property
    def is_open(self) -> bool:
        return self.head.isChecked()

    def open(self, on: bool = True) -> None:
        self.head.setChecked(on)

    def say(self, more: str) -> None:
        """A few words after the title: how much is filled in, how many rows."""
        text = f"{self.title}　{more}" if more else self.title
        if self.head.text() != text:
            self.head.setText(text)

    def build(self) -> None:
        if self._make:
            make, self._make = self._make, None
            make(self.body)

    @property
    def is_built(self) -> bool:
        return self._make is None

    def _toggle(self, on: bool) -> None:
        if on:
            self.build()
        self.head.setIcon(icon("arrow-down" if on else "right"))
        self.body.setVisible(on)
        self.opened.emit(on)


class Form(QScrollArea):
    """Shows one record and holds what was changed; it writes nothing."""

    changed = Signal()
    record_requested = Signal(str, object)
    revealed = Signal(str)  # a masked field was shown
    new_requested = Signal(str, str, str)  # field, record type, what was typed: register it and take it
    explained = Signal(str)  # help of the field with the focus
    finished = Signal()  # Enter on the last field

    def __init__(
        self, cls: type[Registered], sources: Sources, *, only: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        """`only`: a part of the fields, without headings (a dialog that asks for what a step needs)."""
        super().__init__(parent)
        self.cls, self.sources = cls, sources
        self.cells: dict[str, Cell] = {}
        self.sheets: dict[str, ChildSheet] = {}
        self._names: dict[str, Section] = {}
        self._section_fields: dict[Section, tuple[Field, ...]] = {}
        self._sections: list[Section] = []
        self._child_sections: dict[str, Section] = {}
        self._unreadable: dict[str, str] = {}
        self._original = self._draft = cls()
        self._filling = False
        self._is_slow = False
        self._work_out = QTimer(self, singleShot=True, interval=WORK_OUT_AFTER)
        self._work_out.timeout.connect(self.work_out)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget()
        self._body.setAutoFillBackground(True)
        self._body.setBackgroundRole(QPalette.ColorRole.Base)
        self._layout = QVBoxLayout(self._body)
        self._layout.setContentsMargins(em(0.9), em(0.6), em(0.9), em(0.9))
        self._layout.setSpacing(em(0.7))
        self._is_part = bool(only)
        self._build(only)
        self._about_record = QLabel(self._body)
        self._about_record.setProperty("role", "secondary")
        self._about_record.setWordWrap(True)
        self._layout.addWidget(self._about_record)
        self._layout.addStretch()
        self.setWidget(self._body)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    # The record

    @property
    def record(self) -> Any:
        """The record with everything that could be read; a copy."""
        return self._draft.copy()

    @property
    def original(self) -> Any:
        return self._original

    def set_record(self, record: Registered, *, changed_from: Registered | None = None) -> None:
        """Fill the form; `changed_from` is what is stored, where `record` already differs from it (a draft)."""
        self._original = (changed_from or record).copy()
        self._draft = record.copy()
        self._unreadable.clear()
        self._is_slow = False
        self._work_out.stop()
        self._filling = True
        self.setUpdatesEnabled(False)
        for cell in self.cells.values():
            self._fill_cell(cell)
        for child, sheet in self.sheets.items():
            sheet.set_rows(getattr(self._draft, child))
        self._show_conditional(None)
        self._say_sections()
        self._say_about_record()
        self.setUpdatesEnabled(True)
        self._filling = False  # the place in the form stays: people look at the same field of many records

    def is_changed(self) -> bool:
        return bool(self._unreadable) or bool(self.changes()) or self._children_changed()

    def changes(self) -> dict[str, Any]:
        """Fields that a person changed, with their new values."""
        old, new = self._original, self._draft
        return {
            name: getattr(new, name)
            for name, field in self.cls.fields().items()
            if (field.computed is None or name in new.overrides | old.overrides)
            and (
                getattr(new, name) != getattr(old, name)
                or new.unmatched.get(name) != old.unmatched.get(name)
                or (name in new.overrides) != (name in old.overrides)
            )
        }

    def _children_changed(self) -> bool:
        return any(
            [(row.id, row.values()) for row in getattr(self._draft, child)]
            != [(row.id, row.values()) for row in getattr(self._original, child)]
            for child in self.cls.children()
        )

    # Problems

    def unreadable(self) -> dict[str, str]:
        """Fields whose text could not be read, with the sentence that says why."""
        for cell in list(self.cells.values()):
            self._read(cell)
        found = dict(self._unreadable)
        for child, sheet in self.sheets.items():
            if sheet.problem():
                found[child] = sheet.problem()
        return found

    def take(self, name: str, value: Any) -> None:
        """A value found outside the form, as if it had been chosen in its editor."""
        self.cells[name].editor.take(value)

    def show_problems(self, problems: Iterable[Any], *, go: bool = True) -> None:
        """`problems` as from `checks.problems`; the first that is not only a doubt gets the focus."""
        by_field: dict[str, str] = {}
        doubts: dict[str, str] = {}
        rows: dict[str, list[Any]] = {}
        for problem in problems:
            if problem.row:
                rows.setdefault(problem.row[0], []).append(problem)
            else:
                (doubts if problem.doubt else by_field).setdefault(problem.field, problem.text)
        by_field |= self._unreadable
        for name in by_field:
            if name in self._names:
                self._names[name].open()
        for cell in self.cells.values():
            cell.problem, cell.doubt = by_field.get(cell.field.name, ""), doubts.get(cell.field.name, "")
            cell.show_message()
        for child, section in self._child_sections.items():
            if rows.get(child):
                section.open()
            if child in self.sheets:
                self.sheets[child].show_problems(rows.get(child, ()))
        if go:
            first = next((name for name in self._names if name in by_field), None)
            if first:
                self.go_to(first)
            elif child := next(iter(rows), None):
                self.ensureWidgetVisible(self.sheets[child])

    def go_to(self, name: str) -> None:
        """Bring a field into view and put the cursor there."""
        self._names[name].open()
        cell = self.cells[name]
        cell.setVisible(True)
        self._layout.activate()
        cell.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(cell, 0, em(4))
        # Once more when what is said above and below the form has its place: it must not hide the message of the field.
        QTimer.singleShot(0, cell, lambda: self.ensureWidgetVisible(cell, 0, em(1)))

    def height_at(self, width: int) -> int:
        """How high the form is when nothing needs scrolling."""
        return self._layout.heightForWidth(width)

    def focus_first(self) -> None:
        for cell in self._open_cells():
            self.go_to(cell.field.name)
            return

    # Building

    def _build(self, only: Sequence[str]) -> None:
        if only:
            self._body.setBackgroundRole(QPalette.ColorRole.Window)
            self._layout.setContentsMargins(0, 0, em(0.2), 0)
            section = Section("", lambda _: None, self._body)
            section.head.hide()
            section.open()
            self._layout.addWidget(section)
            fields = tuple(self.cls.fields()[name] for name in only)
            self._register(section, fields)
            self._make_cells(section, fields, section.body)
            return
        parts = self._parts()
        long = sum(len(fields) for _, fields in parts) > LONG_FORM
        for place, (title, fields) in enumerate(parts[:-1]):
            self._add_section(title, fields, opened=not long or place < 2)
        for child, rows in self.cls.children().items():
            section = Section(rows.label, lambda body, child=child: self._make_sheet(child, body), self._body)
            self._layout.addWidget(section)
            self._child_sections[child] = section
            section.open(not long)
        title, fields = parts[-1]
        self._add_section(title, fields, opened=not long)

    def _parts(self) -> list[tuple[str, tuple[Field, ...]]]:
        """Headings with their fields; what all records carry comes last."""
        parts: list[tuple[str, list[Field]]] = []
        for field in self.cls.own_fields().values():
            if field.section or not parts:
                parts.append((field.section or self.cls.about.noun, []))
            parts[-1][1].append(field)
        common = [self.cls.fields()[name] for name in Registered.fields() if name not in BOOKKEEPING]
        parts.append((REGISTRATION, sorted(common, key=self._span)))  # wide ones last: no gaps beside them
        return [(title, tuple(fields)) for title, fields in parts]

    def _add_section(self, title: str, fields: tuple[Field, ...], *, opened: bool) -> None:
        section = Section(title, lambda body: self._make_cells(section, fields, body), self._body)
        self._register(section, fields)
        self._layout.addWidget(section)
        section.open(opened)

    def _register(self, section: Section, fields: tuple[Field, ...]) -> None:
        self._sections.append(section)
        self._section_fields[section] = fields
        self._names |= {field.name: section for field in fields}

    def _make_cells(self, section: Section, fields: tuple[Field, ...], body: QWidget) -> None:
        columns = Columns(body)
        for field in fields:
            cell = Cell(field, self.sources, body)
            editor = cell.editor
            editor.changed.connect(lambda cell=cell: self._edited(cell))
            if hasattr(editor, "opened"):
                editor.opened.connect(self.record_requested)
            if hasattr(editor, "new_wanted"):
                editor.new_wanted.connect(lambda to, text, name=field.name: self.new_requested.emit(name, to, text))
            if hasattr(editor, "revealed"):
                editor.revealed.connect(lambda name=field.name: self.revealed.emit(name))
            if cell.turn:
                cell.turn.clicked.connect(lambda _=False, cell=cell: self._turn_override(cell))
            columns.add(cell, self._span(field))
            self.cells[field.name] = cell
            self._fill_cell(cell)
            cell.setVisible(self._applies(field))

    def _make_sheet(self, child: str, body: QWidget) -> None:
        sheet = ChildSheet(self.cls.children()[child], self.sources, body)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sheet)
        sheet.set_rows(getattr(self._draft, child))
        sheet.changed.connect(lambda: self._rows_changed(child))
        sheet.revealed.connect(lambda name: self.revealed.emit(f"{child}.{name}"))
        self.sheets[child] = sheet

    def _span(self, field: Field) -> int:
        """Columns: a whole line for long texts, two for other records and for the names that this one is called by."""
        if field.kind in WIDE:
            return MOST_COLUMNS
        named = field.kind is Kind.TEXT and f"{{{field.name}}}" in self.cls.about.title
        return 2 if named or field.kind is Kind.REF else 1

    # Filling and reading

    def _fill_cell(self, cell: Cell) -> None:
        name = cell.field.name
        blocked = cell.editor.blockSignals(True)
        cell.editor.set_value(getattr(self._draft, name))
        if cell.field.kind in (Kind.REF, Kind.REFS) and (text := self._draft.unmatched.get(name)):
            cell.editor.set_unmatched(text)
        cell.editor.blockSignals(blocked)
        cell.set_overridden(name in self._draft.overrides)
        cell.problem = cell.doubt = ""
        cell.show_message()

    def _read(self, cell: Cell) -> None:
        """Take over what stands in an editor."""
        name = cell.field.name
        if cell.field.computed and name not in self._draft.overrides:
            return
        try:
            value = cell.editor.value()
        except Unreadable as why:
            self._unreadable[name] = str(why)
            return
        self._unreadable.pop(name, None)
        setattr(self._draft, name, value)
        if cell.field.kind in (Kind.REF, Kind.REFS):
            unmatched = dict(self._draft.unmatched)
            unmatched.pop(name, None)
            if text := cell.editor.unmatched:
                unmatched[name] = text
            self._draft.unmatched = unmatched

    def _edited(self, cell: Cell) -> None:
        if self._filling:
            return
        self._read(cell)
        cell.problem = cell.doubt = ""
        cell.show_message()
        self._show_conditional(cell.field.name)
        self._say_sections()
        self._work_out.start()
        self.changed.emit()

    def _rows_changed(self, child: str) -> None:
        if self._filling:
            return
        setattr(self._draft, child, self.sheets[child].rows())
        self._say_sections()
        self._work_out.start()
        self.changed.emit()

    def _turn_override(self, cell: Cell) -> None:
        name = cell.field.name
        on = name not in self._draft.overrides
        self._draft.overrides = self._draft.overrides | {name} if on else self._draft.overrides - {name}
        self._unreadable.pop(name, None)
        cell.set_overridden(on)
        if on:
            cell.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.work_out()
            self._fill_cell(cell)
        self.changed.emit()

    def work_out(self) -> None:
        """Show what the computed fields will be once this is saved."""
        if self.sources.db is None or self._is_slow:
            return
        began = time.perf_counter()
        worked = self._draft.copy()
        try:
            derive.work_out(worked, self.sources.db.facts())
        except UserError as why:  # no holidays of that year, say: saving will tell, typing goes on
            self.explained.emit(str(why))
            return
        shown = set()
        for field in derive.computed(self.cls):
            value = getattr(worked, field.name)
            if value != getattr(self._draft, field.name):
                setattr(self._draft, field.name, value)
                shown.add(field.name)
        for name in shown & self.cells.keys():
            blocked = self.cells[name].editor.blockSignals(True)
            self.cells[name].editor.set_value(getattr(self._draft, name))
            self.cells[name].editor.blockSignals(blocked)
            self.cells[name].show_message()
            self._show_conditional(name)
        for child, sheet in self.sheets.items():
            sheet.refresh_computed(getattr(worked, child))
        # A record that thousands of others point to: typing goes before; saving works it out.
        self._is_slow = time.perf_counter() - began > SLOW

    # Showing

    def _applies(self, field: Field) -> bool:
        return field.when is None or field.when.holds(lambda name: getattr(self._draft, name))

    def _show_conditional(self, changed: str | None) -> None:
        """Cells whose condition asks for the changed field (None: all)."""
        for cell in self.cells.values():
            when = cell.field.when
            if when and (changed is None or changed in when.fields):
                cell.setVisible(self._applies(cell.field))

    def _say_sections(self) -> None:
        for section in self._sections:
            self._say_section(section)
        for child, section in self._child_sections.items():
            count = len(getattr(self._draft, child))
            section.say(f"{count} 行" if count else "（无）")

    def _say_section(self, section: Section) -> None:
        fields = [field for field in self._section_fields[section] if self._applies(field)]
        filled = sum(getattr(self._draft, field.name) not in (None, (), "") for field in fields)
        section.say(f"已填 {filled}/{len(fields)}")
        if not self._is_part:
            section.setVisible(bool(fields))  # none of its fields applies to this record

    def _say_about_record(self) -> None:
        record = self._draft
        parts = [record.reg_no, f"第{record.version}版" if record.version else "", record.source_kind]
        if record.updated_by and record.updated_at:
            parts.append(f"{record.updated_by} 于 {record.updated_at:%Y-%m-%d %H:%M} 修改")
        if record.status_changed_at:
            parts.append(f"状态自 {record.status_changed_at:%Y-%m-%d} 起")
        if record.import_batch:
            parts.append(f"导入批次 {record.import_batch}")
        known = bool(record.id) and not self._is_part
        self._about_record.setText(" · ".join(part for part in parts if part) if known else "")
        self._about_record.setVisible(known)

    # Moving about

    def _cell_of(self, widget: QWidget | None) -> Cell | None:
        while widget is not None and widget is not self:
            if isinstance(widget, Cell):
                return widget if self._body.isAncestorOf(widget) else None
            widget = widget.parentWidget()
        return None

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        left, entered = self._cell_of(old), self._cell_of(new)
        if left is entered:
            return
        if left:
            self._read(left)
            self._check(left)
        if entered:
            self.explained.emit(explanation(entered.field))
            self.ensureWidgetVisible(entered, 0, em(1))

    def _check(self, cell: Cell) -> None:
        """On leaving a field: what is wrong or doubtful with it. That it is missing is said when saving."""
        name = cell.field.name
        unread = self._unreadable.get(name, "")
        found = () if unread or self.sources.db is None else checks.problems(self._draft, self.sources.db.facts())
        own = [problem for problem in found if problem.field == name and problem.row is None]
        wrong = next((problem.text for problem in own if not problem.doubt), "")
        if getattr(self._draft, name) in (None, ()) and not cell.problem:
            wrong = ""
        cell.problem = unread or wrong
        cell.doubt = next((problem.text for problem in own if problem.doubt), "") or self._same_matter(cell.field)
        cell.show_message()

    def _same_matter(self, field: Field) -> str:
        """Said at once, before the rest of a record that is already there is typed."""
        db = self.sources.db
        if db is None or self._draft.id is not None or field.name not in self.cls.about.natural_key:
            return ""
        same = queries.same_matter(db, self._draft)
        if not same:
            return ""
        existing = queries.load(db, self.cls.about.id, same[0])
        return f"已登记过：{existing.reg_no} {queries.title(db, existing)}"

    def _open_cells(self) -> Iterator[Cell]:
        """Cells that can be typed into, in the order of the form."""
        for name in self._names:
            cell = self.cells.get(name)
            if cell and self._names[name].is_open and not cell.isHidden() and _takes_typing(cell):
                yield cell

    def go_on(self) -> None:
        """To the next field, opening the next section where one ends."""
        at = self._cell_of(QApplication.focusWidget())
        names = list(self._names)
        start = names.index(at.field.name) + 1 if at else 0
        for name in names[start:]:
            if not self._applies(self.cls.fields()[name]) or not self.cls.fields()[name].editable:
                continue
            self._names[name].open()
            if _takes_typing(self.cells[name]):
                self.go_to(name)
                return
        self.finished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cell_of(QApplication.focusWidget()):
            self.go_on()
            return
        super().keyPressEvent(event)


def _takes_typing(cell: Cell) -> bool:
    if not cell.field.computed:
        return True
    return cell.turn is not None and cell.turn.text() == "还原"
