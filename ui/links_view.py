"""关联: records linked with this one, grouped by ledger; adding, removing, opening; suggestions by the same number."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data import finding, queries
from app.data.database import Database
from app.domain.fields import Kind
from app.domain.records import MODULES, RECORDS
from app.domain.records.registered import Registered
from app.errors import UserError
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.messages import show_error
from ui.style import em

TELLING = frozenset({Kind.CASE_NO, Kind.DOC_NO, Kind.USCC})  # two records with the same one belong together
BY_HAND = "关联"
SUGGESTED = "建议"
Place = tuple[str, int]


class LinksView(QWidget):
    """Links of one record. Writing a link is an operation of its own and needs no saving."""

    record_requested = Signal(str, object)
    changed = Signal()

    def __init__(self, db: Database, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._record: Registered | None = None
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels(["记录", "关系"])
        self.tree.setAccessibleName("关联的记录")
        self.tree.setRootIsDecorated(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, self.tree.header().ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, self.tree.header().ResizeMode.ResizeToContents)
        self.tree.itemActivated.connect(lambda item, _: self._open(item))
        self.tree.currentItemChanged.connect(lambda *_: self._enable())
        self._empty = QLabel(self)
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.add_button = self._button("添加关联…", "查找另一条记录，与本记录关联", self.add)
        self.open_button = self._button("打开", "打开选中的记录（回车）", self._open_current)
        self.remove_button = self._button("取消关联", "取消手工添加的关联", self.remove)
        row = QHBoxLayout()
        for button in (self.add_button, self.open_button, self.remove_button):
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(0.8), em(0.8), em(0.8), em(0.8))
        layout.addLayout(row)
        layout.addWidget(self._empty)
        layout.addWidget(self.tree)

    def show_links(self, record: Registered | None) -> None:
        self._record = record if record is not None and record.id else None
        self.tree.clear()
        if self._record is None:
            self._say("保存以后，可以把有关的案件、会议、函件等与它关联。")
            return
        links = queries.linked(self._db, self._record)
        groups: dict[str, list[queries.Link]] = {}
        for link in links:
            groups.setdefault(link.record, []).append(link)
        usual = type(self._record).about.links
        for record_type in sorted(groups, key=lambda name: usual.index(name) if name in usual else len(usual)):
            top = self._group(f"{RECORDS[record_type].about.label}（{len(groups[record_type])}）")
            for link in groups[record_type]:
                how = link.how if link.how == BY_HAND else f"{link.how}：{link.note}"
                note = f"{how}　{link.note}" if link.how == BY_HAND and link.note else how
                self._item(top, link.title, note, (link.record, link.id), link.how)
        suggested = self._suggestions({link.id for link in links})
        if suggested:
            top = self._group(f"可能有关，还没有关联（{len(suggested)}）")
            for hit in suggested:
                self._item(top, hit.title, f"{hit.field}相同", (hit.record, hit.id), SUGGESTED)
        self._say("" if links or suggested else "还没有关联的记录。按“添加关联”查找，或在表单的引用栏中填写。")

    def _say(self, text: str) -> None:
        self._empty.setText(text)
        self._empty.setVisible(bool(text))
        self.tree.setVisible(not text)
        self.add_button.setEnabled(self._record is not None)
        self._enable()

    def _group(self, text: str) -> QTreeWidgetItem:
        top = QTreeWidgetItem(self.tree, [text])
        top.setFlags(Qt.ItemFlag.ItemIsEnabled)
        top.setFirstColumnSpanned(True)
        top.setSizeHint(0, QSize(0, em(2)))
        top.setExpanded(True)
        return top

    def _item(self, top: QTreeWidgetItem, title: str, how: str, place: Place, kind: str) -> None:
        item = QTreeWidgetItem(top, [title, how])
        item.setToolTip(0, title)
        item.setSizeHint(0, QSize(0, em(2)))
        item.setData(0, Qt.ItemDataRole.UserRole, place)
        item.setData(1, Qt.ItemDataRole.UserRole, kind)

    def _suggestions(self, known: set[int]) -> list[finding.Hit]:
        """Records with the same case number, document number or credit code that are not linked yet."""
        record = self._record
        assert record is not None
        found: dict[int, finding.Hit] = {}
        for name, f in type(record).fields().items():
            text = getattr(record, name)
            if f.kind not in TELLING or not text:
                continue
            for hit in finding.find_anywhere(self._db, text, per_ledger=5):
                if hit.rank == 0 and hit.id != record.id and hit.id not in known:
                    found.setdefault(hit.id, hit)
        return list(found.values())

    # Acting

    def add(self) -> None:
        if self._record is None:
            return
        dialog = PickRecordDialog(self._db, self._record, self)
        if dialog.exec() and dialog.picked:
            self._link(dialog.picked[1], dialog.note.text().strip())

    def remove(self) -> None:
        item = self.tree.currentItem()
        place = _place(item)
        if self._record is None or place is None or self._record.id is None:
            return
        if item.data(1, Qt.ItemDataRole.UserRole) == SUGGESTED:
            self._link(place[1], "")
            return
        try:
            with self._db.operation(f"取消关联：{queries.title(self._db, self._record)}") as op:
                op.unlink(self._record.id, place[1])
        except UserError as error:
            show_error(error, self)
        self._written()

    def _link(self, other: int, note: str) -> None:
        assert self._record is not None and self._record.id is not None
        try:
            with self._db.operation(f"关联：{queries.title(self._db, self._record)}") as op:
                op.link(self._record.id, other, note)
        except UserError as error:
            show_error(error, self)
        self._written()

    def _written(self) -> None:
        self.show_links(self._record)
        self.changed.emit()

    def _open_current(self) -> None:
        self._open(self.tree.currentItem())

    def _open(self, item: QTreeWidgetItem | None) -> None:
        place = _place(item)
        if place:
            self.record_requested.emit(*place)

    def _enable(self) -> None:
        item = self.tree.currentItem() if self.tree.isVisibleTo(self) else None
        how = item.data(1, Qt.ItemDataRole.UserRole) if item else None
        self.open_button.setEnabled(_place(item) is not None)
        self.remove_button.setEnabled(how in (BY_HAND, SUGGESTED))
        self.remove_button.setText("关联" if how == SUGGESTED else "取消关联")

    def _button(self, text: str, tip: str, act: Any) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button


class PickRecordDialog(QDialog):
    """Find one record of any ledger; the ledgers usually linked come first."""

    def __init__(self, db: Database, record: Registered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db, self._record = db, record
        self.picked: Place | None = None
        self.setWindowTitle("添加关联")
        self.ledger = QComboBox(self)
        self.ledger.setAccessibleName("在哪个台账中查找")
        usual = type(record).about.links
        self.ledger.addItem("全部台账", "")
        for name in (*usual, *(name for name in RECORDS if name not in usual)):
            about = RECORDS[name].about
            self.ledger.addItem(f"{about.label}　{MODULES[about.module]}", name)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("编号、案号、名称的任一部分，或拼音首字母")
        self.search.setAccessibleName("查找内容")
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName("找到的记录")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemDoubleClicked.connect(lambda _: self.accept())
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self.note = QLineEdit(self)
        self.note.setPlaceholderText("可不填，如 同一行政行为引起")
        self.note.setAccessibleName("关联说明")
        self._timer = QTimer(self, singleShot=True, interval=150)
        self._timer.timeout.connect(self._find)
        self.search.textEdited.connect(lambda _: self._timer.start())
        self.search.returnPressed.connect(self._find)
        self.ledger.activated.connect(lambda _: self._find())
        buttons, self._accept = accept_and_cancel(self, "关联")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1.4), em(1.2))
        layout.setSpacing(em(0.6))
        layout.addWidget(self.ledger)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        row = QHBoxLayout()
        row.addWidget(QLabel("说明", self))
        row.addWidget(self.note)
        layout.addLayout(row)
        layout.addWidget(buttons)
        fit(self, parent, 40, 32)
        self.search.setFocus()
        self._enable()

    def accept(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.picked = item.data(Qt.ItemDataRole.UserRole)
            super().accept()

    def _find(self) -> None:
        self._timer.stop()
        only = self.ledger.currentData()
        hits = finding.find_anywhere(self._db, self.search.text(), per_ledger=30, records=(only,) if only else ())
        usual = type(self._record).about.links
        hits.sort(key=lambda hit: (hit.rank, usual.index(hit.record) if hit.record in usual else len(usual)))
        self.list.clear()
        for hit in hits[:200]:
            if hit.id == self._record.id:
                continue
            item = QListWidgetItem(f"{hit.title}　（{RECORDS[hit.record].about.noun}，{hit.field}）")
            item.setData(Qt.ItemDataRole.UserRole, (hit.record, hit.id))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._enable()

    def _enable(self) -> None:
        self._accept.setEnabled(self.list.currentItem() is not None)


def _place(item: QTreeWidgetItem | None) -> Place | None:
    place = item.data(0, Qt.ItemDataRole.UserRole) if item else None
    return (place[0], place[1]) if place else None
