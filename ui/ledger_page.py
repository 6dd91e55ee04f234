"""One ledger: its name and numbers, the filter bar, the table; says what to do when there is nothing to show."""

from __future__ import annotations

from array import array
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.data import queries, relative
from app.data.database import Database
from app.data.queries import Filter, Query
from app.domain import values
from app.domain.fields import MANY, Field, Kind
from app.domain.records import RECORDS
from app.errors import UserError
from app.services import bulk, copying, saved_filters
from ui import messages, style
from ui.columns import Columns, ColumnsDialog
from ui.filter_bar import FilterBar, value_said
from ui.group_view import UNGROUPED, GroupView
from ui.icons import icon, pixmap
from ui.jobs import Job, Jobs
from ui.remembered import Remembered
from ui.table import PAGE, LedgerModel, LedgerTable

SUMMED = frozenset({Kind.MONEY, Kind.INTEGER, Kind.DECIMAL})
ADDED_AT_MOST = 100_000  # rows whose numbers are added up
SETTLE = 120  # milliseconds a selection must stay before its numbers are added up
COPIED_AT_MOST = 50_000  # rows; more is what the Excel export is for


class LedgerPage(QWidget):
    """`record_chosen` (id or None) follows the current row; `opened` is a wish to work on the record."""

    record_chosen = Signal(object)
    opened = Signal(object)  # an id: wider than the 32 bits of a Signal(int)
    selection_changed = Signal()
    new_requested = Signal()
    import_requested = Signal()
    said = Signal(str)  # for the status bar
    attached = Signal(str, object)  # record type and id: files were dropped on its row
    menu_requested = Signal(object)  # where on the screen
    find_requested = Signal(str)  # look for this text in all ledgers
    filter_saved = Signal(str, str)  # record type and name
    filter_left = Signal(str)  # record type: the conditions are no longer those of the saved filter

    def __init__(
        self, db: Database, jobs: Jobs, remembered: Remembered, record: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.record = record
        self.stale = True
        self._db, self._jobs, self._remembered = db, jobs, remembered
        self._job: Job | None = None
        self._totals_job: Job | None = None
        self._kept: Query | None = None  # of the saved filter in use
        self._go_to: int | None = remembered.get(f"last/{record}")  # the record that was current the last time
        self.columns = Columns.remembered(remembered, record)
        about = RECORDS[record].about

        title = QLabel(about.label)
        title.setProperty("role", "title")
        self._count = QLabel()
        self._count.setProperty("role", "secondary")
        heading = QHBoxLayout()
        heading.setSpacing(style.em(0.8))
        heading.addWidget(title)
        heading.addWidget(self._count, 0, Qt.AlignmentFlag.AlignBottom)
        self._totals = Cut()
        self._totals.setProperty("role", "secondary")
        heading.addWidget(self._totals, 1, Qt.AlignmentFlag.AlignBottom)
        self._adding = QTimer(self)
        self._adding.setSingleShot(True)
        self._adding.setInterval(SETTLE)
        self._adding.timeout.connect(self._add_up)

        self.filter_bar = FilterBar(db, record)
        self.filter_bar.changed.connect(self._narrowed)
        by_column = self.filter_bar.menu.addMenu("按列分组")
        by_column.aboutToShow.connect(lambda: self._offer_groups(by_column))
        self.model = LedgerModel(db, record, self)
        self.table = LedgerTable(self.model)
        header = self.table.horizontalHeader()
        header.sectionClicked.connect(self._sort_clicked)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(lambda *_: self._moved())
        header.sectionDoubleClicked.connect(self._fit)
        header.customContextMenuRequested.connect(self._header_menu)
        self.table.current_changed.connect(self.record_chosen)
        self.table.current_changed.connect(self._remember)
        self.table.selection_changed.connect(lambda _: self._selected())
        self.table.opened.connect(self.opened)
        self.table.copy_requested.connect(self.copy)
        self.table.files_dropped.connect(self.attach)
        self.table.customContextMenuRequested.connect(
            lambda at: self.menu_requested.emit(self.table.viewport().mapToGlobal(at))
        )
        self.filter_bar.left_downwards.connect(self._into_table)
        self.filter_bar.save_requested.connect(self.save_filter)

        self._body = QStackedWidget()
        self._body.addWidget(self.table)
        self._body.addWidget(self._nothing_yet(about.noun))
        self._body.addWidget(self._nothing_found())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1), style.em(0.8), style.em(1), style.em(0.8))
        layout.setSpacing(style.em(0.6))
        layout.addLayout(heading)
        layout.addWidget(self.filter_bar)
        self._groups: GroupView | None = None
        self._beside = QSplitter(Qt.Orientation.Horizontal)
        self._beside.setHandleWidth(1)
        self._beside.setChildrenCollapsible(False)
        self._beside.addWidget(self._body)
        layout.addWidget(self._beside, 1)
        self._show_columns()

    @property
    def query(self) -> Query:
        bar = self.filter_bar
        return Query(self.record, bar.filters, bar.search, self.columns.sort, bar.void)

    def refetch(self, *, wait: bool = True) -> None:
        """Ask for the list again; the old one stays until the new one is there. `wait`: a moment, lest it flickers."""
        if self._job is not None and not self._job.is_over:
            self._job.cancel()
        self.stale = False
        # Before the window is on the screen there is more to do than wait.
        wait = wait and self.isVisible()
        # What depends on the day and the desk is put in here: a reading thread may know older settings.
        query = relative.resolved(self._db, self.query)
        self._job = self._jobs.run(queries.ids, query, done=self._show, failed=self._failed, wait=wait)
        if self._groups is not None:
            self._groups.show_groups(query, self._groups.field)

    @property
    def current_column(self) -> str:
        """The field of the cell that was last clicked or reached."""
        column = self.table.currentIndex().column()
        return self.columns.names[column] if 0 <= column < len(self.columns.names) else ""

    @property
    def is_busy(self) -> bool:
        """Another list is on its way."""
        return self._job is not None and not self._job.is_over

    def go_to(self, id: int) -> None:
        """Make a record current, now or when the list that has it arrives."""
        self._go_to = None if self.table.go_to(id) else id

    def show_all_and_go_to(self, id: int) -> None:
        """Also when a filter hides the record."""
        self._go_to = id
        if self.filter_bar.is_narrowing and self.model.row_of(id) is None:
            self.filter_bar.clear()
        else:
            self.go_to(id)

    def _remember(self, id: int | None) -> None:
        if id is not None:
            self._remembered.put(f"last/{self.record}", id)

    def _narrowed(self) -> None:
        asked, kept = self.query, self._kept
        if kept is not None and (asked.filters, asked.search, asked.void) != (kept.filters, kept.search, kept.void):
            self._kept = None
            self.filter_left.emit(self.record)
        self.refetch(wait=False)  # keys may follow

    # Kept filters

    def save_filter(self) -> None:
        """Ask for a name; the conditions, the text and the order of now are kept under it."""
        from ui.dialogs.naming import NameDialog

        bar = self.filter_bar
        first = "、".join([*(condition.text for condition in bar.conditions), *([bar.search] if bar.search else [])])
        explained = "条件、查找文字和排序一起保存，列在左侧台账的下面。本月、逾期等条件以打开那天为准。"
        dialog = NameDialog("保存筛选", explained, first, "保存", self)
        if not dialog.exec():
            return
        if saved_filters.find(self._db, self.record, dialog.name) and not messages.ask(
            self, f"已有“{dialog.name}”，用现在的条件替换？", "原来保存的条件会被替换。", "替换"
        ):
            return
        try:
            saved_filters.keep(self._db, self.query, dialog.name)
        except UserError as error:
            messages.show_error(error, self)
            return
        self._kept = self.query
        self.filter_saved.emit(self.record, dialog.name)
        self.said.emit(f"已保存筛选“{dialog.name}”")

    def use_filter(self, name: str) -> None:
        """What was kept under a name takes the place of the conditions of now."""
        kept = saved_filters.find(self._db, self.record, name)
        if kept is not None:
            self.use(kept.query)

    def use(self, query: Query) -> None:
        """Conditions, text and order of a query in the place of those of now."""
        if query.sort and query.sort != self.columns.sort:
            self.columns = self.columns.sorted_by(query.sort)
            self._show_order()
        self._kept = query
        self.filter_bar.use(query)

    # Groups

    def group_by(self, field: str) -> None:
        """The values of a column beside the table."""
        if self._groups is None:
            self._groups = groups = GroupView(self._jobs, self.record)
            groups.setMinimumWidth(style.em(8))
            groups.chosen.connect(self._group_chosen)
            groups.closed.connect(self.ungroup)
            self._beside.insertWidget(0, groups)
            self._beside.setStretchFactor(1, 1)
            wide = style.em(14)
            self._beside.setSizes([wide, max(self._beside.width() - wide, wide)])
        self._groups.show_groups(relative.resolved(self._db, self.query), field)

    def _offer_groups(self, menu: QMenu) -> None:
        menu.clear()
        for name in self.columns.names:
            f = RECORDS[self.record].fields()[name]
            if f.kind not in UNGROUPED:
                menu.addAction(f.label, lambda name=name: self.group_by(name))
        if self._groups is not None:
            menu.addSeparator()
            menu.addAction("不再分组", self.ungroup)

    def ungroup(self) -> None:
        if self._groups is not None:
            groups, self._groups = self._groups, None
            groups.hide()
            groups.deleteLater()
            self.filter_bar.drop(groups.field)
            self.table.setFocus()

    def _group_chosen(self, condition: Filter | None) -> None:
        if condition is not None:
            self.filter_bar.put(condition)
        elif self._groups is not None:
            self.filter_bar.drop(self._groups.field)

    def _into_table(self) -> None:
        if len(self.model.ids):
            self.table.setFocus()
            if self.table.current_id() is None or not self.table.selected_count():
                self.table.selectRow(0)

    def copy(self) -> None:
        """Selected rows, as shown, for pasting into Excel."""
        chosen = self.table.selected_ids()
        if not chosen:
            return
        if len(chosen) > COPIED_AT_MOST:
            messages.show_error(
                UserError(
                    f"选中的 {len(chosen):,} 行没有复制",
                    f"一次最多复制 {COPIED_AT_MOST:,} 行",
                    "请用“导出”写成 Excel 文件",
                ),
                self,
            )
            return

        def copied(rows: copying.Copied) -> None:
            mime = QMimeData()
            mime.setText(rows.text)
            mime.setHtml(rows.html)
            QGuiApplication.clipboard().setMimeData(mime)
            self.said.emit(f"已复制 {len(chosen):,} 行，可以粘贴到 Excel")

        if len(chosen) > PAGE:
            self.said.emit(f"正在复制 {len(chosen):,} 行……")
        self._jobs.run(copying.copied, self.record, chosen, self.columns.names, done=copied, failed=self._failed)

    def attach(self, id: int, files: list[Path]) -> None:
        """Files dropped on a row; when it is one of several chosen, they may go to all of these."""
        from ui.attachments_view import add_files

        chosen = self.table.selected_ids()
        count = add_files(self._db, files, id, chosen if id in chosen else (), self)
        if count:
            self.attached.emit(self.record, id)
            whom = f"已添加为 {count:,} 条记录的附件" if count > 1 else "已添加为附件"
            self.said.emit(f"{whom}，按 Ctrl+Z 可以撤销")

    def choose_columns(self) -> None:
        dialog = ColumnsDialog(self.record, self.columns.names, self)
        if dialog.exec():
            self._use(self.columns.shown(dialog.chosen()))

    def restyle(self) -> None:
        """The font has another size: widths are kept in em."""
        self._show_columns()

    def _show(self, ids: array[int]) -> None:
        self.table.show_ids(ids)
        if len(ids):
            self._body.setCurrentIndex(0)
        else:
            self._body.setCurrentIndex(2 if self.filter_bar.is_narrowing else 1)
            self._say_nothing_found()
        self._selected()
        if self._go_to is not None:
            self.table.go_to(self._go_to)
            self._go_to = None
        if self.table.current_id() is None and len(ids) and not self.filter_bar.is_narrowing:
            self.table.selectRow(0)  # rather than an empty pane beside a full list

    def _failed(self, error: BaseException) -> None:
        messages.show_error(error, self)

    def _selected(self) -> None:
        chosen, total = self.table.selected_count(), len(self.model.ids)
        text = f"共 {total:,} 条"
        if chosen > 1:
            text += f"，选中 {chosen:,} 条"
        self._count.setText(text)
        self._totals.set_text("")
        self._adding.start()
        self.selection_changed.emit()

    def _add_up(self) -> None:
        """The sums of the money and number columns over the chosen rows."""
        if self._totals_job is not None and not self._totals_job.is_over:
            self._totals_job.cancel()
        fields = RECORDS[self.record].fields()
        summed = [f for name in self.columns.names if (f := fields[name]).kind in SUMMED]
        if not summed or not 1 < self.table.selected_count() <= ADDED_AT_MOST:
            return

        def show(totals: bulk.Totals) -> None:
            said = [
                f"{f.label}合计 {values.show(f, totals.sums[f.name])}{' ' + _unit(f) if _unit(f) else ''}"
                for f in summed
                if f.name in totals.sums
            ]
            self._totals.set_text("，".join(said))

        chosen = self.table.selected_ids()
        self._totals_job = self._jobs.run(bulk.totals, self.record, chosen, done=show, failed=self._failed)

    # Columns and order

    def _use(self, columns: Columns) -> None:
        again = columns.sort != self.columns.sort
        self.columns = columns
        columns.keep(self._remembered, self.record)
        self._show_columns()
        if again:
            self.refetch()

    def _show_columns(self) -> None:
        header = self.table.horizontalHeader()
        header.blockSignals(True)
        current = self.table.current_id()
        self.model.set_columns(self.columns.names)
        for visual in range(header.count()):  # moved sections stand in the order of the names again
            header.moveSection(header.visualIndex(visual), visual)
        fields = RECORDS[self.record].fields()
        for place, name in enumerate(self.columns.names):
            header.resizeSection(place, self.columns.width(fields[name]))
        self._show_order()
        header.blockSignals(False)
        if current is not None:
            self.table.go_to(current)

    def _show_order(self) -> None:
        header = self.table.horizontalHeader()
        first = self.columns.sort[0] if self.columns.sort else ""
        name = first.removeprefix("-")
        descending = Qt.SortOrder.DescendingOrder if first.startswith("-") else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(self.columns.names.index(name) if name in self.columns.names else -1, descending)

    def _sort_clicked(self, column: int) -> None:
        name = self.columns.names[column]
        first = self.columns.sort[0] if self.columns.sort else ""
        self._sort_by(f"-{name}" if first == name else name)

    def _sort_by(self, key: str) -> None:
        self.columns = self.columns.sorted_by((key,))
        self.columns.keep(self._remembered, self.record)
        self._show_order()
        self.refetch()

    def _resized(self, column: int, _: int, width: int) -> None:
        # The last column takes what room is left; that is not a width somebody chose.
        last = self.table.horizontalHeader().logicalIndex(len(self.columns.names) - 1)
        if width > 0 and column != last:
            self.columns = self.columns.with_width(self.columns.names[column], width)
            self._keep_soon()

    def _keep_soon(self) -> None:
        if not hasattr(self, "_keep"):
            self._keep = QTimer(self)
            self._keep.setSingleShot(True)
            self._keep.setInterval(400)
            self._keep.timeout.connect(lambda: self.columns.keep(self._remembered, self.record))
        self._keep.start()

    def _moved(self) -> None:
        header = self.table.horizontalHeader()
        names = tuple(self.columns.names[header.logicalIndex(place)] for place in range(header.count()))
        QTimer.singleShot(0, self, lambda: self._use(self.columns.shown(names)))

    def _fit(self, column: int) -> None:
        self.table.resizeColumnToContents(column)

    def _header_menu(self, at: QPoint) -> None:
        header: QHeaderView = self.table.horizontalHeader()
        column = header.logicalIndexAt(at)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if column >= 0:
            name = self.columns.names[column]
            f = RECORDS[self.record].fields()[name]
            menu.addAction("升序", lambda: self._sort_by(name))
            menu.addAction("降序", lambda: self._sort_by(f"-{name}"))
            menu.addSeparator()
            shown = self._only_this_value(column)
            if shown is not None:
                text, condition = shown
                menu.addAction(f"只看“{text}”", lambda: self.filter_bar.put(condition))
            menu.addAction(icon("filter"), "按此列筛选…", lambda: self.filter_bar.add_condition(name))
            if f.kind not in UNGROUPED:
                menu.addAction(f"按{f.label}分组", lambda: self.group_by(name))
            if self._groups is not None:
                menu.addAction("不再分组", self.ungroup)
            menu.addSeparator()
            menu.addAction("列宽适合内容", lambda: self._fit(column))
            hide = QAction("隐藏此列", menu)
            rest = tuple(other for other in self.columns.names if other != name)
            hide.setEnabled(bool(rest))
            hide.triggered.connect(lambda: self._use(self.columns.shown(rest)))
            menu.addAction(hide)
            menu.addSeparator()
        menu.addAction(icon("columns"), "选择列…", self.choose_columns)
        menu.addAction("恢复默认的列和次序", lambda: self._use(Columns.declared(self.record)))
        menu.popup(header.mapToGlobal(at))

    def _only_this_value(self, column: int) -> tuple[str, Filter] | None:
        """What the current row says in a column, as a condition."""
        id = self.table.current_id()
        f = RECORDS[self.record].fields()[self.columns.names[column]]
        if id is None or f.mask or f.kind is Kind.LONGTEXT:
            return None
        value = getattr(queries.load_many(self._db, self.record, [id], children=False)[0], f.name)
        if value in (None, ()):
            return None
        if f.kind in MANY:
            value = value[0] if f.kind is Kind.REFS else value[:1]
        elif f.kind is Kind.DATETIME:
            value = value.date()
        condition = Filter(f.name, "is", value)
        text = value_said(self._db, f, "is", value)
        return (text if len(text) <= 16 else f"{text[:15]}…").replace("&", "&&"), condition

    # Where there is nothing to show

    def _nothing_yet(self, noun: str) -> QWidget:
        new = QPushButton(f"新建{noun}")
        new.setProperty("primary", True)
        new.clicked.connect(self.new_requested)
        bring = QPushButton("从 Excel 导入")
        bring.clicked.connect(self.import_requested)
        return _blank_page(f"还没有登记{noun}", "可以逐条新建，也可以导入现有的 Excel 台账。", new, bring)

    def _nothing_found(self) -> QWidget:
        clear = QPushButton("清除查找和筛选")
        clear.clicked.connect(self.filter_bar.clear)
        self._everywhere = QPushButton("在全部台账中查找")
        self._everywhere.setToolTip("在所有台账里找这些文字（Ctrl+K）")
        self._everywhere.clicked.connect(lambda: self.find_requested.emit(self.filter_bar.search))
        page = _blank_page("没有符合条件的记录", "换个说法再找，或者放宽筛选条件。", self._everywhere, clear)
        self._not_found = page.findChild(QLabel, "what")
        return page

    def _say_nothing_found(self) -> None:
        text, conditions = self.filter_bar.search, len(self.filter_bar.conditions)
        self._everywhere.setVisible(bool(text))
        short = text if len(text) <= 20 else f"{text[:19]}…"
        if text and conditions:
            said = f"在 {conditions} 个筛选条件下没有找到“{short}”"
        else:
            said = f"本台账中没有找到“{short}”" if text else "没有符合条件的记录"
        self._not_found.setText(said)


def _unit(f: Field) -> str:
    return f.unit or ("元" if f.kind is Kind.MONEY else "")


class Cut(QLabel):
    """One line that takes what room is left; what does not fit is in its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def whole(self) -> str:
        return self._whole

    def set_text(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._show()

    def _show(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")

    # Overrides of Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()


def _blank_page(what: str, more: str, *buttons: QPushButton) -> QWidget:
    page = QWidget()
    page.setObjectName("blank")
    picture = QLabel()
    picture.setPixmap(pixmap("empty", "line_strong", style.em(3.4)))
    said = QLabel(what)
    said.setObjectName("what")
    said.setProperty("role", "title")
    hint = QLabel(more)
    hint.setProperty("role", "secondary")
    row = QHBoxLayout()
    row.setSpacing(style.em(0.6))
    row.addStretch()
    for button in buttons:
        row.addWidget(button)
    row.addStretch()
    layout = QVBoxLayout(page)
    layout.setSpacing(style.em(0.7))
    layout.addStretch(2)
    for widget in (picture, said, hint):
        layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
    layout.addSpacing(style.em(0.4))
    layout.addLayout(row)
    layout.addStretch(3)
    return page
