"""Choosing instead of typing: what editors may ask of the database, suggestions under a line, calendar, check list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import (
    QDate,
    QEvent,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.data import finding, queries, search
from app.data.database import Database
from app.domain import values
from app.domain.fields import Field
from app.domain.records import RECORDS
from ui.icons import icon
from ui.style import color, em

SUGGEST_AFTER = 80  # ms after the last key: a search on every key of a quick typist is wasted
MANY_SUGGESTIONS = 40
SMALL_LEDGER = 5000  # records
LOOSE = 3  # letters; fewer would agree with anything


@dataclass(frozen=True)
class Candidate:
    """One suggestion: what is listed, and the value taken when it is picked."""

    text: str
    value: Any
    new: bool = False  # a wish to register what was typed; `value` is that text


class Sources:
    """What editors ask of the database. Without one (`db=None`) only what is declared is known."""

    def __init__(self, db: Database | None) -> None:
        self.db = db
        self._units: list[queries.UnitEntry] | None = None
        self._unit_names: dict[str, str] = {}
        self._options: dict[str, tuple[str, ...]] = {}
        self._people: list[Candidate] | None = None

    def forget(self) -> None:
        """After units, people or choices may have changed."""
        self._units = self._people = None
        self._options.clear()

    @property
    def today(self) -> date:
        return self.db.today if self.db else datetime.now().date()

    def options(self, field: Field) -> tuple[str, ...]:
        if self.db is None:
            return field.values or (values.PROVISIONS if field.name == "provisions" else ())
        key = field.options.id if hasattr(field.options, "id") else field.name
        if field.values and not hasattr(field.options, "id"):
            return field.values
        if key not in self._options:
            self._options[key] = queries.options(self.db, field)
        return self._options[key]

    # Units

    def units(self) -> list[queries.UnitEntry]:
        if self._units is None:
            self._units = queries.units(self.db) if self.db else []
            self._unit_names = queries.unit_names(self.db) if self.db else {}
        return self._units

    def unit(self, text: str) -> str | None:
        """The full name of a unit written by its name, short name or alias."""
        self.units()
        return self._unit_names.get(search.fold(text))

    def find_units(self, text: str) -> list[Candidate]:
        """Units by any part of a name or alias, or by 拼音 initials; the closest first."""
        folded = search.fold(text)
        ranked = []
        for entry in self.units():
            names = [search.fold(name) for name in (entry.name, entry.short, *entry.aliases)]
            if (rank := _rank(folded, names, entry.initials)) is not None:
                ranked.append((rank, entry))
        ranked.sort(key=lambda pair: pair[0])
        return [
            Candidate(entry.name if entry.short == entry.name else f"{entry.name}（{entry.short}）", entry.name)
            for _, entry in ranked
        ]

    def find_people(self, text: str) -> list[Candidate]:
        """Staff by name or 拼音 initials."""
        folded = search.fold(text)
        if not folded or self.db is None:
            return []
        hits = finding.find_anywhere(self.db, text, per_ledger=12, records=("person",))
        people = queries.load_many(self.db, "person", [hit.id for hit in hits], children=False)
        found = {}
        for person in people:
            names = [search.fold(person.name or "")]
            if _rank(folded, names, (search.initials(person.name or ""),)) is not None:
                found[f"{person.name}　{person.unit or ''} {person.post or ''}".strip()] = person.name
        return [Candidate(text, name) for text, name in found.items()]

    # Records of other ledgers

    def label(self, to: str, id: int) -> str:
        return queries.labels(self.db, to, [id]).get(id, "") if self.db else str(id)

    def labels(self, to: str, ids: Sequence[int]) -> dict[int, str]:
        return queries.labels(self.db, to, ids) if self.db else {id: str(id) for id in ids}

    def find_records(self, to: str, text: str) -> list[Candidate]:
        if self.db is None:
            return []
        if not text.strip():
            return self._first_records(to)
        hits = finding.find_anywhere(self.db, text, per_ledger=20, records=(to,))
        return [Candidate(hit.title, hit.id) for hit in hits]

    def _first_records(self, to: str) -> list[Candidate]:
        """What to choose from before anything is typed; of a large ledger nothing, its order takes too long."""
        assert self.db is not None
        query = queries.Query(to)
        if queries.count(self.db, query) > SMALL_LEDGER:
            return []
        ids = list(queries.ids(self.db, query)[:MANY_SUGGESTIONS])
        titles = queries.titles(self.db, to, ids)
        return [Candidate(titles[id], id) for id in ids if id in titles]

    def match(self, to: str, text: str) -> list[int]:
        return queries.match_ref(self.db, to, text) if self.db else []


def _rank(folded: str, names: Iterable[str], initials: Iterable[str]) -> int | None:
    """0 the whole name, 1 its beginning, 2 inside, 3 to 5 by initials, 6 its characters in order with others between
    (蒙城信访局 for 蒙城县人民政府信访局); None where nothing agrees."""
    names, initials = list(names), list(initials)
    if not folded or folded in names:
        return 0
    if any(name.startswith(folded) for name in names):
        return 1
    if any(folded in name for name in names):
        return 2
    if any(short.startswith(folded) for short in initials):
        return 3
    if any(short.endswith(folded) for short in initials):
        return 4
    if any(folded in short for short in initials):
        return 5
    if len(folded) >= LOOSE and any(_in_order(folded, text) for text in (*names, *initials)):
        return 6
    return None


def _in_order(part: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in part)


class Suggestions(QObject):
    """A list under a line of text that follows what is typed; Enter or a click takes the entry, Esc closes it."""

    picked = Signal(object)  # Candidate

    def __init__(
        self, line: QLineEdit, find: Callable[[str], list[Candidate]], *, insist: bool = True, new: str = ""
    ) -> None:
        """`insist`: the first entry is taken by Enter; `new`: noun of what may be registered from here."""
        super().__init__(line)
        self._new = new
        self._line, self._find, self._insist = line, find, insist
        self._found: list[Candidate] = []
        self._model = QStringListModel(self)
        self._completer: QCompleter | None = None
        self._timer = QTimer(self, singleShot=True, interval=SUGGEST_AFTER)
        self._timer.timeout.connect(self._follow)
        line.textEdited.connect(self._timer.start)
        line.installEventFilter(self)

    def open(self) -> None:
        """Show everything there is for the present text, or all where nothing is typed."""
        self._show(self._find(self._line.text()) or self._find(""))

    def close(self) -> None:
        self._timer.stop()
        if self._completer:
            self._completer.popup().hide()

    def _follow(self) -> None:
        text = self._line.text()
        if self._line.hasFocus() and text.strip():
            self._show(self._find(text))
        else:
            self.close()

    def _show(self, found: list[Candidate]) -> None:
        self._found = found[:MANY_SUGGESTIONS]
        text = self._line.text().strip()
        if self._new and len(text) > 1:
            self._found.append(Candidate(f"登记新的{self._new}“{text}”…", text, new=True))
        if not self._found or self._line.isReadOnly():
            self.close()
            return
        completer = self._completer or self._make_completer()
        self._model.setStringList([candidate.text for candidate in self._found])
        completer.setCompletionPrefix("")
        metrics = self._line.fontMetrics()
        widest = max(metrics.horizontalAdvance(candidate.text) for candidate in self._found) + em(3)
        width = max(self._line.width(), min(widest, em(40)))
        completer.complete(QRect(0, 0, width, self._line.height()))
        if self._insist and not self._found[0].new:
            completer.popup().setCurrentIndex(completer.completionModel().index(0, 0))

    def _make_completer(self) -> QCompleter:
        # Unfiltered: the model already holds what was found; the completer would look for a literal prefix.
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(10)
        completer.setWidget(self._line)
        completer.activated[QModelIndex].connect(self._take)
        self._completer = completer
        return completer

    def _take(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._found):
            self._timer.stop()
            self.picked.emit(self._found[index.row()])

    # Overrides of Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Enter may come before the list: what it would have taken is taken.
        if (
            self._insist
            and self._timer.isActive()
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self._timer.stop()
            found = self._find(self._line.text()) if self._line.text().strip() else []
            if found and not found[0].new:
                self.picked.emit(found[0])
                return True
        return super().eventFilter(watched, event)


class Popup(QFrame):
    """A card that drops down under a widget and closes when one clicks elsewhere."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def drop_from(self, widget: QWidget) -> None:
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        screen = (widget.screen() or QGuiApplication.primaryScreen()).availableGeometry()
        if place.y() + self.height() > screen.bottom():
            place.setY(widget.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2)
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        self.move(place)
        self.show()


class CalendarPopup(Popup):
    """A month to pick a day from."""

    picked = Signal(object)  # date

    def __init__(self, parent: QWidget, day: date, today: date) -> None:
        super().__init__(parent)
        self.calendar = QCalendarWidget(self)
        self.calendar.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.calendar.setMinimumDate(QDate(1900, 1, 1))
        self.calendar.setMaximumDate(QDate(2100, 12, 31))
        plain = QTextCharFormat()
        plain.setForeground(color("text"))
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(weekday, plain)
        marked = QTextCharFormat()
        marked.setForeground(color("brand"))
        marked.setFontUnderline(True)
        self.calendar.setDateTextFormat(QDate(today.year, today.month, today.day), marked)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        # Six weeks must fit whatever the font.
        self.calendar.setMinimumSize(em(19), em(18))
        for name, picture in (("qt_calendar_prevmonth", "left"), ("qt_calendar_nextmonth", "right")):
            button = self.calendar.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(picture, "on_brand"))
        self.calendar.clicked.connect(self._take)
        self.calendar.activated.connect(self._take)
        now = QPushButton("今天")
        now.setAutoDefault(False)
        now.clicked.connect(lambda: self._take(QDate(today.year, today.month, today.day)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(0.5), em(0.5), em(0.5), em(0.5))
        layout.addWidget(self.calendar)
        layout.addWidget(now)
        self.calendar.setFocus()

    def _take(self, day: QDate) -> None:
        # Enter emits both `activated` and `clicked`.
        self.calendar.blockSignals(True)
        self.picked.emit(date(day.year(), day.month(), day.day()))
        self.close()


class CheckList(Popup):
    """Choices to tick; `changed` after each tick."""

    changed = Signal(tuple)

    def __init__(self, parent: QWidget, choices: Sequence[tuple[str, str]], ticked: Sequence[str]) -> None:
        """`choices`: (value, what is shown)."""
        super().__init__(parent)
        self._order = [value for value, _ in choices]
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("输入文字或拼音首字母查找")
        self.search.setAccessibleName("查找选项")
        self.search.textEdited.connect(self._narrow)
        self.search.installEventFilter(self)
        self.search.setVisible(len(choices) > 12)
        self.list = QListWidget(self)
        self.list.setAccessibleName("选项")
        for value, text in choices:
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.itemChanged.connect(lambda _: self.changed.emit(self.ticked()))
        self.list.itemClicked.connect(self._clicked)
        self.list.itemPressed.connect(self._pressed)
        self.list.setCurrentRow(0)
        done = QPushButton("完成")
        done.setAutoDefault(False)
        done.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(done)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(0.5), em(0.5), em(0.5), em(0.5))
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addLayout(row)
        height = self.list.sizeHintForRow(0) if choices else em(2)
        self.list.setFixedHeight(height * min(max(len(choices), 1), 12) + em(0.5))
        self.list.setMinimumWidth(max(parent.width() - em(1), self.list.sizeHintForColumn(0) + em(3)))
        self._state_when_pressed: Qt.CheckState | None = None
        (self.search if self.search.isVisibleTo(self) else self.list).setFocus()

    def ticked(self) -> tuple[str, ...]:
        items = [self.list.item(row) for row in range(self.list.count())]
        return tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _pressed(self, item: QListWidgetItem) -> None:
        self._state_when_pressed = item.checkState()

    def _clicked(self, item: QListWidgetItem) -> None:
        # A click on the box has turned it already; one on the text should too.
        if item.checkState() is self._state_when_pressed:
            on = item.checkState() is not Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _narrow(self, text: str) -> None:
        folded = search.fold(text)
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(_rank(folded, [search.fold(item.text())], [search.initials(item.text())]) is None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                shown = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
                if shown:
                    self.list.setCurrentRow(shown[0])
                    self.list.setFocus()
                return True
        return super().eventFilter(watched, event)


class Anywhere(QCompleter):
    """Finds the entries of a box by any part of their text or of its 拼音 initials."""

    SOUGHT = Qt.ItemDataRole.UserRole + 1

    def __init__(self, box: QComboBox) -> None:
        super().__init__(box.model(), box)
        for place in range(box.count()):
            text = box.itemText(place)
            box.setItemData(place, f"{text} {search.initials(text)}", self.SOUGHT)
        self.setCompletionRole(self.SOUGHT)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(12)

    # Overrides of Qt

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """What is written into the box: the entry, not what it was found by."""
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


def complete_anywhere(box: QComboBox, accepts: Callable[[str], bool] = lambda _: False) -> None:
    """Once the entries are there. A text that is left is made the first entry found by it, unless it is one that the
    box `accepts` as it stands."""
    found = Anywhere(box)
    box.setCompleter(found)
    line = box.lineEdit()
    assert line is not None

    def settle() -> None:
        text = line.text().strip()
        if box.findText(text) >= 0 or accepts(text):
            return
        found.setCompletionPrefix(text)
        first = found.currentCompletion() if text else ""
        place = box.findText(first) if first else box.currentIndex()
        box.setCurrentIndex(place)
        box.setEditText(box.itemText(place))

    line.editingFinished.connect(settle)


def noun_of(record: str) -> str:
    return RECORDS[record].about.noun
