"""工作台: what is overdue and what is due when, letters, meetings, idle matters; a calendar; each item opens its record."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTableView,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.domain.records import MODULES
from app.errors import UserError
from app.services import workbench
from app.services.workbench import Item, Listed, Narrowed, Offered, Which
from ui import messages, style
from ui.deadlines_view import explained, paragraph
from ui.icons import icon
from ui.jobs import Job, Jobs
from ui.layouts import Wrapped
from ui.ledger_page import Cut
from ui.load_calendar import WEEKDAYS, LoadCalendar
from ui.remembered import Remembered

Index = QModelIndex | QPersistentModelIndex
Display = Qt.ItemDataRole.DisplayRole
NONE = QModelIndex()
TILE = 8.9  # em, the width of a tile
SETTLE = 80  # milliseconds a row stays current before it is explained
URGENT = (Which.OVERDUE, Which.TODAY)
EMPTY = {
    Which.OVERDUE: "没有逾期的事项。",
    Which.TODAY: "今天没有到期的事项。",
    Which.PENDING: "没有待定的期限。",
    Which.LETTERS: "没有等待答复的函件。",
    Which.MEETINGS: f"今后{workbench.MEETINGS_AHEAD}天没有登记会议和开庭。",
    Which.IDLE: "每件在办的事项都有下一步期限。",
}


class Items(QAbstractTableModel):
    """One list of the workbench, at most `LISTED` rows."""

    COLUMNS = (("日期", 8.6), ("状态", 7.2), ("事项", 22), ("期限", 15), ("责任单位", 10), ("承办人", 5.5), ("模块", 6))

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.items: list[Item] = []
        self.order = (0, Qt.SortOrder.AscendingOrder)

    def show_items(self, items: list[Item]) -> None:
        self.beginResetModel()
        self.items = items
        self._sort()
        self.endResetModel()

    def texts(self, item: Item) -> tuple[str, ...]:
        on = f"{item.on:%Y-%m-%d} 周{WEEKDAYS[item.on.weekday()]}" if item.on else ""
        return on, item.said, item.matter, item.what, item.unit, item.person, item.module

    def _sort(self) -> None:
        column, direction = self.order
        back = direction is Qt.SortOrder.DescendingOrder
        if column < 2:
            self.items.sort(key=lambda item: item.on or date.max, reverse=back)
        else:
            self.items.sort(key=lambda item: (self.texts(item)[column] == "", self.texts(item)[column]), reverse=back)

    # Overrides of Qt

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.order = (column, order)
        self.layoutAboutToBeChanged.emit()
        self._sort()
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.COLUMNS)

    def data(self, index: Index, role: int = Display) -> Any:
        roles = Qt.ItemDataRole
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role in (roles.DisplayRole, roles.ToolTipRole):
            return self.texts(item)[index.column()]
        if role == roles.ForegroundRole and index.column() == 1 and item.said.startswith(("逾期", "今日到期")):
            return style.color("bad" if item.said.startswith("逾期") else "warn")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Display) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Display:
            return self.COLUMNS[section][0]
        return super().headerData(section, orientation, role)


class ItemTable(QTableView):
    """Enter and double click open the record of a row."""

    opened = Signal(object)

    def __init__(self, model: Items, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._items = model
        self.setProperty("role", "rows")
        self.setAccessibleName("事项")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(model, header))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(lambda index: self.opened.emit(model.items[index.row()]))
        self.restyle()

    def restyle(self) -> None:
        header = self.horizontalHeader()
        for column, (_, width) in enumerate(Items.COLUMNS):
            self.setColumnWidth(column, style.em(width))
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(style.em(4))
        self.verticalHeader().setDefaultSectionSize(style.em(2))

    @property
    def current(self) -> Item | None:
        row = self.currentIndex().row()
        return self._items.items[row] if 0 <= row < len(self._items.items) else None

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)


class Tile(QPushButton):
    """One list with how long it is."""

    def __init__(self, which: Which) -> None:
        super().__init__()
        self.which = which
        self.setProperty("role", "tile")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._count = QLabel("…")
        self._count.setProperty("role", "figure")
        name = QLabel(which.value)
        name.setProperty("role", "secondary")
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        for label in (self._count, name):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._parts.addWidget(label)
        self._flat = False
        self.restyle()

    def restyle(self) -> None:
        self._parts.setContentsMargins(style.em(0.8), style.em(0.3), style.em(0.5), style.em(0.3))
        self.updateGeometry()

    def be_flat(self, flat: bool) -> None:
        """Number and name beside each other, where the tiles take two rows."""
        if flat != self._flat:
            self._flat = flat
            across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
            self._parts.setDirection(across if flat else down)
            self._parts.setSpacing(style.em(0.5) if flat else 0)
            self._parts.setStretch(1, 1 if flat else 0)
            self.updateGeometry()

    def show_count(self, count: int) -> None:
        self._count.setText(f"{count:,}")
        self._count.setProperty("urgent", bool(count) and self.which in URGENT)
        self._count.style().unpolish(self._count)
        self._count.style().polish(self._count)
        self.setAccessibleName(f"{self.which.value}：{count:,} 项")
        if self.which is Which.PENDING:  # only a missing arrangement of holidays, or a clock that stands still
            self.setVisible(count > 0)

    # Overrides of Qt

    def sizeHint(self) -> QSize:
        return QSize(style.em(10.4), style.em(2.4)) if self._flat else QSize(style.em(TILE), style.em(4.1))


class WorkbenchPage(QWidget):
    """Reads in the threads of `jobs`; what is shown stays until the new is there."""

    record_requested = Signal(str, object)
    deadline_requested = Signal(str, object, str)  # the record with this deadline of it in front
    reminders_requested = Signal()
    said = Signal(str)
    context_changed = Signal()

    def __init__(self, db: Database, jobs: Jobs, remembered: Remembered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db, self._jobs, self._remembered = db, jobs, remembered
        self._jobs_running: dict[str, Job] = {}
        self._day: date | None = None
        self._was_chosen = remembered.get("workbench/which", "")
        self.stale = True
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._settle.timeout.connect(self._explain)
        self.model = Items(self)
        self.table = ItemTable(self.model)
        self.table.opened.connect(self.open_item)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._settle.start())
        self.model.modelReset.connect(self._settle.start)
        self._make_tiles()
        self._make_calendar()
        heading = self._make_heading()
        self._empty = QLabel()
        self._empty.setProperty("role", "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(self._empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, style.em(0.8), 0)
        column.setSpacing(style.em(0.5))
        column.addLayout(heading)
        column.addWidget(self._body, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._right)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([style.em(70), style.em(25)])
        remembered.follow("splitter/workbench", self._splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1), style.em(0.8), style.em(1), style.em(0.8))
        layout.setSpacing(style.em(0.7))
        layout.addWidget(self._tiles)
        layout.addWidget(self._splitter, 1)

    # What the window asks of a page

    shown = None
    has_pane = False

    def begin(self) -> None:
        self.refetch()
        self.table.setFocus()

    def leave_record(self) -> bool:
        return True

    def put_own_first(self) -> None:
        """What is open may belong to other units now."""

    def show_counts(self, counts: dict[str, int]) -> None:
        """The counts of ledgers are shown on the other pages."""

    def prepare_pane(self) -> None:
        """There is no record beside."""

    def restyle(self) -> None:
        self.table.restyle()
        for tile in self.tiles.values():
            tile.restyle()
        self._fit_tiles()
        self.calendar.update()

    def refetch(self) -> None:
        self.stale = False
        self.calendar.today = self._db.today
        self._run("offered", workbench.offered, done=self._offer)
        self._recount()

    # Parts

    def _make_tiles(self) -> None:
        self._tiles = QWidget()
        flow = Wrapped(self._tiles)
        self._group = QButtonGroup(self)
        self.tiles: dict[Which, Tile] = {}
        for which in Which:
            tile = Tile(which)
            tile.clicked.connect(partial(self.choose, which))
            self._group.addButton(tile)
            self.tiles[which] = tile
            flow.addWidget(tile)
        self.tiles[Which.PENDING].hide()

    def _make_heading(self) -> QHBoxLayout:
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._more = Cut()
        self._more.setProperty("role", "secondary")
        self.choices: dict[str, QComboBox] = {}
        row = QHBoxLayout()
        row.setSpacing(style.em(0.5))
        row.addWidget(self._title)
        row.addWidget(self._more, 1)
        for name, every in (("module", "全部模块"), ("unit", "全部单位"), ("person", "全部人员")):
            box = QComboBox()
            box.setAccessibleName(every.removeprefix("全部"))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.setMaxVisibleItems(20)
            box.addItem(every, "")
            if name == "module":
                for id, title in MODULES.items():
                    box.addItem(title, id)
            kept = remembered_text(self._remembered, f"workbench/{name}")
            if kept and box.findData(kept) < 0:
                box.addItem(kept, kept)
            box.setCurrentIndex(max(0, box.findData(kept)))
            box.currentIndexChanged.connect(lambda _, name=name: self._narrow(name))
            self.choices[name] = box
            row.addWidget(box)
        button = QPushButton("提醒单…")
        button.setAutoDefault(False)
        button.setToolTip("按单位生成到期提醒单（Ctrl+Shift+L）")
        button.clicked.connect(self.reminders_requested)
        row.addWidget(button)
        return row

    def _make_calendar(self) -> None:
        self.calendar = LoadCalendar(self._db.today)
        self.calendar.by_week = bool(self._remembered.get("workbench/week", False))
        self.calendar.chosen.connect(self.choose_day)
        self.calendar.opened.connect(lambda _: self.table.setFocus())
        self.calendar.moved.connect(self._load_days)
        self._month = QLabel()
        self._month.setProperty("role", "heading")
        row = QHBoxLayout()
        row.setSpacing(style.em(0.3))
        for picture, tip, pages in (("left", "上一页（PgUp）", -1), ("right", "下一页（PgDown）", 1)):
            button = QToolButton()
            button.setIcon(icon(picture))
            button.setToolTip(tip)
            button.setAccessibleName(tip.partition("（")[0])
            button.clicked.connect(partial(self._turn, pages))
            row.addWidget(button)
        row.addWidget(self._month, 1)
        today = QToolButton()
        today.setText("今天")
        today.setToolTip("回到今天（Home）")
        today.clicked.connect(lambda: self.calendar.go_to(self._db.today))
        self.week_button = QToolButton()
        self.week_button.setText("按周")
        self.week_button.setCheckable(True)
        self.week_button.setChecked(self.calendar.by_week)
        self.week_button.setToolTip("按周看，每天一行")
        self.week_button.toggled.connect(self._show_weeks)
        row.addWidget(today)
        row.addWidget(self.week_button)
        self._why = QTextBrowser()
        self._why.setOpenLinks(False)
        self._why.setFrameShape(QFrame.Shape.NoFrame)
        self._why.setProperty("role", "why")
        self._why.setAccessibleName("选中事项的说明")
        self._why.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._right = QWidget()
        column = QVBoxLayout(self._right)
        column.setContentsMargins(style.em(0.8), 0, 0, 0)
        column.setSpacing(style.em(0.4))
        column.addLayout(row)
        column.addWidget(self.calendar, 3)
        column.addWidget(self._why, 2)
        self._right.setMinimumWidth(style.em(18))

    # Choosing

    @property
    def narrowed(self) -> Narrowed:
        return Narrowed(**{name: box.currentData() or "" for name, box in self.choices.items()})

    def choose(self, which: Which, *_: object) -> None:
        self._day = None
        self._was_chosen = which.value
        self._remembered.put("workbench/which", which.value)
        self.tiles[which].setChecked(True)
        self._list()

    def choose_day(self, day: date) -> None:
        self._day = day
        self._group.setExclusive(False)
        for tile in self.tiles.values():
            tile.setChecked(False)
        self._group.setExclusive(True)
        self._list()

    def open_item(self, item: Item) -> None:
        if item.due is not None:
            self.deadline_requested.emit(item.record, item.id, item.due.rule)
        else:
            self.record_requested.emit(item.record, item.id)

    def _narrow(self, name: str) -> None:
        self._remembered.put(f"workbench/{name}", self.choices[name].currentData())
        self._recount()

    def _turn(self, pages: int, *_: object) -> None:
        self.calendar.turn(pages)

    def _show_weeks(self, by_week: bool) -> None:
        self._remembered.put("workbench/week", by_week)
        self.calendar.show_weeks(by_week)

    # Reading

    def _run(self, name: str, function: Any, *args: Any, done: Any) -> None:
        """One query of a kind at a time: the older answer is no longer wanted."""
        if (job := self._jobs_running.get(name)) is not None and not job.is_over:
            job.cancel()
        self._jobs_running[name] = self._jobs.run(
            function, *args, done=done, failed=self._failed, wait=self.isVisible()
        )

    def _recount(self) -> None:
        self._run("counts", workbench.counts, self.narrowed, done=self._show_counts)
        self._load_days()
        if self._day is not None or self._which is not None:
            self._list()

    @property
    def _which(self) -> Which | None:
        return next((which for which, tile in self.tiles.items() if tile.isChecked()), None)

    def _list(self) -> None:
        if self._day is not None:
            self._run("list", workbench.on_day, self._day, self.narrowed, done=self._show_list)
        elif (which := self._which) is not None:
            self._run("list", workbench.listed, which, self.narrowed, done=self._show_list)

    def _load_days(self) -> None:
        days = self.calendar.days
        self._month.setText(self.calendar.title)
        rest = self._db.calendar
        self._run(
            "load",
            workbench.load,
            self.narrowed,
            days[0],
            days[-1],
            done=lambda load: self.calendar.show_load(load, rest),
        )

    # Showing

    def _show_counts(self, counts: dict[Which, int]) -> None:
        for which, tile in self.tiles.items():
            tile.show_count(counts[which])
        self._fit_tiles()
        if self._day is None and self._which is None:
            first = next((w for w in (*URGENT, Which.IN_3, Which.IN_7, Which.IN_15) if counts[w]), Which.IN_15)
            self.choose(Which(self._was_chosen) if self._was_chosen in set(Which) else first)

    def _show_list(self, listed: Listed) -> None:
        before = self.table.current
        self.model.show_items(listed.items)
        which = self._which
        if self._day is not None:
            title = f"{self._day.month}月{self._day.day}日 周{WEEKDAYS[self._day.weekday()]}"
            nothing = "这一天没有到期的事项，也没有会议和开庭。"
        else:
            title = which.value if which else ""
            nothing = EMPTY.get(which, f"{title}没有到期的事项。") if which else ""
        if self.narrowed != Narrowed():
            nothing += "上面的筛选可能挡住了其他的。"
        self._title.setText(title)
        shown = len(listed.items)
        self._more.set_text(
            f"共 {listed.total:,} 项"
            if shown == listed.total
            else f"共 {listed.total:,} 项，列出最早的 {shown:,} 项，可以筛选"
        )
        self._empty.setText(nothing)
        self._body.setCurrentIndex(0 if listed.items else 1)
        if listed.items:
            same = (n for n, item in enumerate(self.model.items) if before and item[:4] == before[:4])
            self.table.setCurrentIndex(self.model.index(next(same, 0), 0))

    def _offer(self, offered: Offered) -> None:
        """What had been chosen stays chosen."""
        for name, values in (("unit", offered.units), ("person", offered.people)):
            box = self.choices[name]
            chosen = box.currentData() or ""
            box.blockSignals(True)
            while box.count() > 1:
                box.removeItem(1)
            for value in (*values, *((chosen,) if chosen and chosen not in values else ())):
                box.addItem(value, value)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.view().setMinimumWidth(style.em(14))
            box.blockSignals(False)

    def _explain(self) -> None:
        item = self.table.current
        if item is None:
            self._why.setHtml("")
            return
        number = f"{item.number}　" if item.number else ""
        head = paragraph(item.matter, "text", bold=True) + paragraph(f"{number}{item.what}", "secondary")
        self._why.setHtml(head + (explained(item.due) if item.due else paragraph(item.said)))

    def _fit_tiles(self) -> None:
        shown = [tile for tile in self.tiles.values() if not tile.isHidden()]
        flat = len(shown) * style.em(TILE + 0.6) > self.width() - style.em(2)
        for tile in self.tiles.values():
            tile.be_flat(flat)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            messages.show_error(error, self)
        else:
            raise error

    # Overrides of Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tiles()


def remembered_text(remembered: Remembered, key: str) -> str:
    value = remembered.get(key, "")
    return value if isinstance(value, str) else ""
