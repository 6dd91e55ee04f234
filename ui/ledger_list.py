"""At the left of a module: on top the standing views of a ledger (收件箱, 发件箱), then its ledgers in groups, each with its
count and, where something is late, a number in red; under a ledger the filters that were saved for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain.records import GROUPS, MODULES, RECORDS
from ui import style
from ui.icons import icon

USUAL = "本单位常用"
BOXES = {"coordination": ("收发函件", "份，答复逾期")}  # heading of the standing views, and how they are counted
WATCHED = ("到期和预警", "条，逾期")
RECORD, COUNT, OVERDUE, SAVED, BOX = (Qt.ItemDataRole.UserRole + n for n in (1, 2, 3, 4, 5))


class LedgerList(QListWidget):
    """`chosen` is emitted with the record type when another ledger becomes current, `filter_chosen` after it when a
    saved filter is wanted, or "" when the ledger is wanted without one."""

    chosen = Signal(str)
    filter_chosen = Signal(str, str)  # record type, name
    box_chosen = Signal(str, str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(str, str)

    def __init__(self, module: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ledgers")
        self.setAccessibleName(f"{MODULES[module]}台账")
        self.setItemDelegate(LedgerItems(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setViewportMargins(0, style.em(0.4), 0, style.em(0.4))
        self._module = module
        self._first: tuple[str, ...] = ()
        self._items: dict[str, QListWidgetItem] = {}
        self._saved: dict[tuple[str, str], QListWidgetItem] = {}
        self._boxes: list[QListWidgetItem] = []  # with their heading
        self._fill()
        self.currentItemChanged.connect(self._changed)
        self.itemClicked.connect(self._clicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)

    def _fill(self) -> None:
        """The ledgers this office keeps stand first, under a heading of their own; the others in their groups."""
        groups: dict[str, list[str]] = {USUAL: list(self._first)} | {group: [] for group in GROUPS[self._module]}
        for record in RECORDS.values():
            if record.about.module == self._module and record.about.id not in self._first:
                groups[record.about.group].append(record.about.id)
        shown = {group: records for group, records in groups.items() if records}
        for group, records in shown.items():
            if len(shown) > 1:
                heading = QListWidgetItem(group)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                self.addItem(heading)
            for record in records:
                item = QListWidgetItem(RECORDS[record].about.label.removesuffix("台账"))
                item.setData(RECORD, record)
                item.setToolTip(RECORDS[record].about.label)
                self.addItem(item)
                self._items[record] = item

    def put_first(self, records: tuple[str, ...]) -> None:
        """Which ledgers stand on top; the current one stays current."""
        if records == self._first:
            return
        self._first = records
        current, name = self.current, self.current_filter
        saved = {key: item.data(COUNT) for key, item in self._saved.items()}
        counts = {record: item.data(COUNT) for record, item in self._items.items() if item.data(COUNT) is not None}
        overdue = {record: item.data(OVERDUE) for record, item in self._items.items()}
        boxes = {item.data(BOX): (item.data(RECORD), item.data(COUNT), item.data(OVERDUE)) for item in self._boxes[1:]}
        self.blockSignals(True)
        self.clear()
        self._items.clear()
        self._saved.clear()
        self._boxes.clear()
        self._fill()
        self.show_boxes(boxes)
        self.show_saved(saved)
        if current:
            self.choose(current, name)
        self.blockSignals(False)
        if counts:
            self.show_counts(counts, overdue)

    @property
    def records(self) -> tuple[str, ...]:
        return tuple(self._items)

    @property
    def current(self) -> str:
        item = self.currentItem()
        return item.data(RECORD) if item else ""

    @property
    def current_filter(self) -> str:
        item = self.currentItem()
        return (item.data(SAVED) or "") if item else ""

    def choose(self, record: str, name: str = "") -> None:
        """A ledger, or one of its saved filters; a filter of the ledger that is current stays."""
        if not name and self.current == record:
            return
        self.setCurrentItem(self._saved.get((record, name), self._items[record]))

    def leave_filter(self, record: str) -> None:
        """The ledger is shown otherwise than its saved filter or standing view says."""
        if self.current == record and (self.current_filter or self.current_box):
            self.blockSignals(True)
            self.setCurrentItem(self._items[record])
            self.blockSignals(False)

    def show_saved(self, counts: dict[tuple[str, str], int]) -> None:
        """The saved filters (record type, name) of this module, each with how many records it finds."""
        counts = {key: n for key, n in counts.items() if key[0] in self._items}
        if list(counts) != list(self._saved):
            current, name = self.current, self.current_filter
            self.blockSignals(True)
            for item in self._saved.values():
                self.takeItem(self.row(item))
            self._saved.clear()
            for key in counts:
                self._add_saved(*key)
            if name and current:
                self.setCurrentItem(self._saved.get((current, name), self._items[current]))
            self.blockSignals(False)
        for key, n in counts.items():
            self._saved[key].setData(COUNT, n)
            self._saved[key].setToolTip(f"{key[1]}：{n:,} 条\n{RECORDS[key[0]].about.label}的常用筛选，右键改名或删除")

    def _add_saved(self, record: str, name: str) -> None:
        place = self.row(self._items[record]) + 1
        place += sum(1 for other, _ in self._saved if other == record)
        item = QListWidgetItem(name)
        item.setData(RECORD, record)
        item.setData(SAVED, name)
        self.insertItem(place, item)
        self._saved[record, name] = item

    @property
    def current_box(self) -> str:
        item = self.currentItem()
        return (item.data(BOX) or "") if item else ""

    def show_boxes(self, boxes: dict[str, tuple[str, int, int]]) -> None:
        """The standing views on top: by name their record type, how many records they find, how many of these are late."""
        if [item.data(BOX) for item in self._boxes[1:]] != list(boxes):
            current, box = self.current, self.current_box
            blocked = self.blockSignals(True)
            for item in self._boxes:
                self.takeItem(self.row(item))
            self._boxes.clear()
            for place, name in enumerate((BOXES.get(self._module, WATCHED)[0], *boxes) if boxes else ()):
                item = QListWidgetItem(name)
                if place:
                    item.setData(RECORD, boxes[name][0])
                    item.setData(BOX, name)
                else:
                    item.setFlags(Qt.ItemFlag.NoItemFlags)
                self.insertItem(place, item)
                self._boxes.append(item)
            kept = [item for item in self._boxes[1:] if item.data(BOX) == box]
            if box and current:
                self.setCurrentItem(kept[0] if kept else self._items[current])
            self.blockSignals(blocked)
        for item in self._boxes[1:]:
            _, count, late = boxes[item.data(BOX)]
            item.setData(COUNT, count)
            item.setData(OVERDUE, late)
            counted, _, overdue = BOXES.get(self._module, WATCHED)[1].partition("，")
            item.setToolTip(f"{item.data(BOX)}：{count:,} {counted}" + (f"，{overdue} {late:,}" if late else ""))

    def _menu(self, at: QPoint) -> None:
        item = self.itemAt(at)
        if item is None or not item.data(SAVED):
            return
        record, name = item.data(RECORD), item.data(SAVED)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("改名…\tF2", lambda: self.rename_requested.emit(record, name))
        menu.addAction("删除…\tDel", lambda: self.delete_requested.emit(record, name))
        menu.popup(self.viewport().mapToGlobal(at))

    def show_counts(self, counts: dict[str, int], overdue: dict[str, int] | None = None) -> None:
        for record, item in self._items.items():
            item.setData(COUNT, counts.get(record, 0))
            late = (overdue or {}).get(record, 0)
            item.setData(OVERDUE, late)
            label = RECORDS[record].about.label
            item.setToolTip(f"{label}：{counts.get(record, 0):,} 条" + (f"，逾期 {late:,}" if late else ""))

    def _changed(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        if item is None or not item.data(RECORD):
            return
        record, name = item.data(RECORD), item.data(SAVED) or ""
        self.chosen.emit(record)
        same = before is not None and before.data(RECORD) == record
        if item.data(BOX):
            self.box_chosen.emit(record, item.data(BOX))
        elif name or (same and before is not None and (before.data(SAVED) or before.data(BOX))):
            self.filter_chosen.emit(record, name)

    def _clicked(self, item: QListWidgetItem) -> None:
        """Once more, after the conditions were changed by hand."""
        if item is not self.currentItem():
            return
        if item.data(SAVED):
            self.filter_chosen.emit(item.data(RECORD), item.data(SAVED))
        elif item.data(BOX):
            self.box_chosen.emit(item.data(RECORD), item.data(BOX))

    # Overrides of Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        named = {Qt.Key.Key_F2: self.rename_requested, Qt.Key.Key_Delete: self.delete_requested}
        if self.current_filter and event.key() in named:
            named[Qt.Key(event.key())].emit(self.current, self.current_filter)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()


class LedgerItems(QStyledItemDelegate):
    """Headings in a small grey font; the current ledger with a bar of the brand colour."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        font = QFont(QApplication.font())
        if index.data(RECORD) is None:
            font.setPointSizeF(font.pointSizeF() * 0.9)
            painter.setFont(font)
            painter.setPen(style.color("secondary"))
            at = rect.adjusted(style.em(1), 0, 0, -style.em(0.3))
            painter.drawText(at, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)
            painter.restore()
            return
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        inside = rect.adjusted(style.em(0.5), 1, -style.em(0.5), -1)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color("brand_light" if chosen else "hover"))
            painter.drawRoundedRect(inside, 4, 4)
        if chosen:
            painter.setBrush(style.color("brand"))
            bar = QRect(inside.left(), inside.top() + style.em(0.4), 3, inside.height() - style.em(0.8))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(style.color("brand"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside, 4, 4)
        saved = bool(index.data(SAVED))
        inside.adjust(style.em(1.9 if saved else 0.7), 0, -style.em(0.5), 0)
        if saved:
            side = style.em(0.8)
            funnel = QRect(inside.left() - style.em(1.1), inside.center().y() - side // 2, side, side)
            icon("filter", "brand_dark" if chosen else "secondary").paint(painter, funnel)
        right = self._numbers(painter, inside, index, font)
        painter.setFont(font)
        painter.setPen(style.color("brand_dark" if chosen else "text"))
        room = right - inside.left() - style.em(0.4)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _numbers(
        self, painter: QPainter, inside: QRect, index: QModelIndex | QPersistentModelIndex, font: QFont
    ) -> int:
        """Paints count and overdue at the right; where they begin."""
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.86)
        metrics = QFontMetrics(small)
        painter.setFont(small)
        right = inside.right()
        count = index.data(COUNT)
        if count is not None:
            said = f"{count:,}"
            painter.setPen(style.color("secondary"))
            painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)
            right -= metrics.horizontalAdvance(said)
        overdue = index.data(OVERDUE)
        if overdue:
            said = f"{overdue:,}"
            width = max(metrics.horizontalAdvance(said) + style.em(0.7), metrics.height())
            pill = QRect(right - width - style.em(0.4), 0, width, metrics.height())
            pill.moveTop(inside.center().y() - metrics.height() // 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color("bad"))
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
            painter.setPen(style.color("on_brand"))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, said)
            right = pill.left()
        return right

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        heading = index.data(RECORD) is None
        first = heading and index.row() == 0
        return QSize(style.em(10), style.em(1.9 if first else 2.5 if heading else 2.2))
