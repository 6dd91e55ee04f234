"""The letters of a record, with their state, the day of the answer and what is next, in one place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.domain.records.coordination import Letter
from app.domain.records.registered import Registered
from ui import style
from ui.layouts import Wrapped

ID = Qt.ItemDataRole.UserRole
COLUMNS = (("函件", 0), ("状态和答复期限", 8.0))
ROW = 3.5  # em: two lines
DEEDS = {  # deed → states in which it is next; 催办 only when the answer is late
    "继续填写": ("草稿", "待签发"),
    "登记送达": ("已签发",),
    "登记答复": ("已签发", "已送达", "待答复", "催办中", "提请督办", "已通报"),
    "催办": ("已签发", "已送达", "待答复", "催办中"),
    "评价": ("已答复",),
    "办结": ("已送达", "已答复", "已通报", "退回"),
}
TIPS = {
    "继续填写": "接着填写这份草稿，预览后签发",
    "登记送达": "登记送达日期、方式和签收人，答复期限从送达起算",
    "登记答复": "登记答复日期、文号、结论，司法建议逐条登记采纳情况",
    "催办": "答复逾期：做催办函，催办两次仍不答复的提请督办",
    "评价": "评价答复：合格，或者要求补充、退回并重新定答复期限",
    "办结": "不再有后续，归档",
}
PDF = "查看文书"


def deeds_of(letter: Any, today: Any) -> list[str]:
    """What may be done with a letter now."""
    found = [deed for deed, states in DEEDS.items() if letter.status in states]
    if "催办" in found and (letter.reply_due is None or letter.reply_due >= today or letter.replied_on):
        found.remove("催办")
    if "办结" in found and letter.reply_needed and letter.replied_on is None:
        found.remove("办结")
    if letter.direction == "收到":
        found = [deed for deed in found if deed == "办结"]
    return found


class LettersView(QWidget):
    """`deed_requested` with the letter and what is to be done with it (of DEEDS, or PDF)."""

    deed_requested = Signal(object, str)
    record_requested = Signal(str, object)

    def __init__(self, db: Database, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._letters: dict[int, Any] = {}
        self._heading = QLabel("函件")
        self._heading.setProperty("role", "heading")
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([title for title, _ in COLUMNS])
        self.tree.setAccessibleName("这条记录的函件")
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setToolTip("双击或回车查看文书")
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place, (_, width) in enumerate(COLUMNS):
            if width:
                self.tree.setColumnWidth(place, style.em(width))
        self.tree.itemActivated.connect(lambda *_: self._ask(PDF))
        self.tree.currentItemChanged.connect(lambda *_: self._show_deeds())
        self._next = QLabel()
        self._next.setProperty("role", "secondary")
        self._next.setWordWrap(True)
        self._place = QWidget()
        self._row = Wrapped(self._place)
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.em(0.4))
        for widget in (self._heading, self.tree, self._next, self._place):
            layout.addWidget(widget)

    def show_letters(self, record: Registered | None) -> None:
        """Those made from the record or linked with it; a letter itself stands first."""
        from app.services.notices.letters import letters_of

        before = self.current.id if self.current is not None else None
        letters: list[Any] = []
        if record is not None and record.id is not None:
            letters = queries.load_many(self._db, Letter.about.id, letters_of(self._db, record.id), children=False)
            if isinstance(record, Letter):
                letters.insert(0, record)
        self._letters = {letter.id: letter for letter in letters}
        self.tree.blockSignals(True)
        self.tree.clear()
        for letter in letters:
            self._add(letter, before)
        if self.tree.currentItem() is None and letters:
            self.tree.setCurrentItem(self.tree.topLevelItem(0 if isinstance(record, Letter) else len(letters) - 1))
        self.tree.blockSignals(False)
        self.setVisible(bool(letters))
        rows = min(len(letters), 5)
        self.tree.setFixedHeight(self.tree.header().sizeHint().height() + style.em(ROW) * rows + style.em(0.4))
        self._heading.setText(f"函件（{len(letters)}）")
        self._show_deeds()

    def _add(self, letter: Any, before: int | None) -> None:
        late = bool(letter.overdue_days) and letter.replied_on is None and letter.reply_due is not None
        due = letter.reply_due.isoformat() if letter.reply_due and letter.reply_needed else ""
        named = [part for part in (letter.doc_no, letter.title) if part]
        item = QTreeWidgetItem(self.tree, ["\n".join(named), "\n".join(part for part in (letter.status, due) if part)])
        item.setData(0, ID, letter.id)
        item.setSizeHint(0, QSize(0, style.em(ROW)))
        item.setToolTip(0, "\n".join((*named, f"主送：{'、'.join(letter.to_units)}", letter.reg_no or "")))
        if late:
            item.setForeground(1, QBrush(style.color("bad")))
            item.setToolTip(1, f"逾期 {letter.overdue_days} 天未答复")
        if letter.id == before:
            self.tree.setCurrentItem(item)

    @property
    def current(self) -> Any:
        item = self.tree.currentItem()
        return self._letters.get(item.data(0, ID)) if item is not None else None

    def _show_deeds(self) -> None:
        self.buttons.clear()
        while (item := self._row.takeAt(0)) is not None:
            if item.widget():
                item.widget().hide()
                item.widget().deleteLater()
        letter = self.current
        self._next.setVisible(letter is not None)
        if letter is None:
            return
        said = [letter.status or ""]
        if letter.overdue_days and letter.replied_on is None:
            said.append(f"答复逾期 {letter.overdue_days} 天")
        if letter.urge_n:
            said.append(f"已催办 {letter.urge_n} 次")
        if letter.replied_on:
            said.append(
                f"{letter.replied_on.isoformat()} 答复{'：' + letter.reply_result if letter.reply_result else ''}"
            )
        self._next.setText("，".join(said))
        for place, deed in enumerate((*deeds_of(letter, self._db.today), PDF)):
            button = QPushButton(f"{deed}(&{place + 1})", self._place)
            button.setAccessibleName(deed)
            button.setAutoDefault(False)
            button.setToolTip(TIPS.get(deed, "打开印好的文书（双击函件）") + f"（Alt+{place + 1}）")
            button.clicked.connect(lambda _=False, deed=deed: self._ask(deed))
            self._row.addWidget(button)
            self.buttons[deed] = button
        self._place.updateGeometry()

    def _ask(self, deed: str) -> None:
        if self.current is not None:
            self.deed_requested.emit(self.current.id, deed)
