"""Proposals that follow from facts: the list of all, and the strip above a record; taken, or put aside with a reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.services import proposals
from app.services.proposals import Proposal
from ui import messages, style
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.jobs import Jobs
from ui.layouts import Wrapped

PROPOSAL = Qt.ItemDataRole.UserRole
COLUMNS = (("建议", 20), ("理由", 0), ("期限", 7))
LISTED = 200  # of a kind; the others come up when these are settled
EMPTY = "没有待确认的建议。登记的事实能推出下一步时，程序在这里提出，由您决定。"


class NotNeeded(QDialog):
    """Why a proposal is not needed; the reason is kept in the history of the record."""

    def __init__(self, proposal: Proposal, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("不需要这条建议")
        self.setMinimumWidth(style.em(30))
        said = QLabel(f"不需要“{proposal.what}”？")
        said.setProperty("role", "title")
        said.setWordWrap(True)
        more = QLabel("情况没有变化时不再提出；可以用“撤销”恢复。原因记入这条记录的修改记录。")
        more.setProperty("role", "secondary")
        more.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setAccessibleName("不需要的原因")
        self.reason.setPlaceholderText("原因，如已另行办理（可以不填）")
        buttons, _ = accept_and_cancel(self, "不需要")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        for widget in (said, more, self.reason, buttons):
            layout.addWidget(widget)


def take(db: Database, proposal: Proposal, parent: QWidget | None) -> str:
    """Write what is proposed; what was done, or nothing when it could not be."""
    try:
        proposals.confirm(db, proposal.key)
    except Exception as error:  # expected or a bug: shown in one place
        messages.show_error(error, parent)
        return ""
    return f"已采纳：{proposal.what}"


def put_aside(db: Database, proposal: Proposal, parent: QWidget | None) -> str:
    dialog = NotNeeded(proposal, parent)
    if not dialog.exec():
        return ""
    try:
        proposals.dismiss(db, proposal.key, dialog.reason.text().strip())
    except Exception as error:
        messages.show_error(error, parent)
        return ""
    return f"不再提出：{proposal.what}"


def explained(proposal: Proposal) -> str:
    return f"{proposal.why}。\n依据：{proposal.basis}。\n采纳后：{proposal.writes}。"


class ProposalStrip(QFrame):
    """Above the form: the first proposal at a record. `settled` says what was done with it."""

    settled = Signal(str)

    def __init__(self, db: Database, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice_strip")
        self._db = db
        self.proposals: list[Proposal] = []
        self.may_act: Callable[[], bool] = lambda: True  # unsaved changes first
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        place = QWidget(self)
        row = Wrapped(place)
        self.buttons: dict[str, QPushButton] = {}
        for name, act, tip in (
            ("查看", self._look, "看理由、依据和采纳后写入什么"),
            ("采纳", partial(self._act, take), "照建议写入，可以撤销"),
            ("不需要", partial(self._act, put_aside), "搁置这条建议并写明原因"),
        ):
            button = QPushButton(name, place)
            button.setProperty("flat", True)
            button.setAutoDefault(False)
            button.setToolTip(tip)
            button.setAccessibleName(f"{name}建议" if name != "不需要" else "不需要这条建议")
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
            self.buttons[name] = button
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(0.9), style.em(0.4), style.em(0.9), style.em(0.4))
        layout.setSpacing(style.em(0.2))
        layout.addWidget(self._text)
        layout.addWidget(place)
        self.hide()

    def show_record(self, id: int | None) -> None:
        self.proposals = proposals.open_proposals(self._db, id) if id is not None else []
        self.setVisible(bool(self.proposals))
        if self.proposals:
            first, more = self.proposals[0], len(self.proposals) - 1
            rest = f"（另有 {more} 条建议）" if more else ""
            self._text.setText(f"建议：{first.what}。{first.why}。{rest}")
            self._text.setToolTip(explained(first))

    def _look(self) -> None:
        first = self.proposals[0]
        if messages.ask(self, first.what, explained(first), "采纳", no="以后再说"):
            self._act(take)

    def _act(self, deed: Callable[[Database, Proposal, QWidget | None], str]) -> None:
        key = self.proposals[0].key
        if not self.may_act():
            return
        now = next((one for one in self.proposals if one.key == key), None)  # saving may have settled it
        if now is not None and (said := deed(self._db, now, self)):
            self.settled.emit(said)


class ProposalsView(QWidget):
    """All open proposals by kind, the reason of the chosen one below, and what may be done with it."""

    record_requested = Signal(str, object)
    settled = Signal(str)

    def __init__(self, db: Database, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db, self._jobs = db, jobs
        self.may_act: Callable[[], bool] = lambda: True
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([title for title, _ in COLUMNS])
        self.tree.setAccessibleName("待确认的建议")
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.tree.header()
        header.setStretchLastSection(False)
        for place, (_, width) in enumerate(COLUMNS):
            if width:
                self.tree.setColumnWidth(place, style.em(width))
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.tree.currentItemChanged.connect(lambda *_: self._show_current())
        self.tree.itemActivated.connect(lambda *_: self._open())
        self._empty = QLabel(EMPTY)
        self._empty.setProperty("role", "secondary")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.hide()
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.why.setMinimumHeight(style.em(5.6))
        self.why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        for name, key, act in (
            ("打开记录", "O", self._open),
            ("采纳", "A", partial(self._act, take)),
            ("不需要…", "N", partial(self._act, put_aside)),
        ):
            button = QPushButton(f"{name}(&{key})")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
            self.buttons[name.rstrip("…")] = button
        self.buttons["采纳"].setProperty("primary", True)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.em(0.6))
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.why)
        layout.addLayout(row)
        self._show_current()

    def refresh(self) -> None:
        self._jobs.run(proposals.open_proposals, done=self.show_proposals)

    @property
    def current(self) -> Proposal | None:
        item = self.tree.currentItem()
        found: Proposal | None = item.data(0, PROPOSAL) if item is not None else None
        return found

    def show_proposals(self, found: list[Proposal]) -> None:
        """The one after the last chosen stays in reach, so that one goes through a list with one key."""
        current = self.tree.currentItem()
        under = current.parent() if current is not None else None
        place = under.indexOfChild(current) if under is not None and current is not None else 0
        kind = under.data(0, PROPOSAL + 1) if under is not None else ""
        closed = {
            item.data(0, PROPOSAL + 1)
            for n in range(self.tree.topLevelItemCount())
            if (item := self.tree.topLevelItem(n)) is not None and not item.isExpanded()
        }
        by_kind: dict[str, list[Proposal]] = {}
        for one in found:
            by_kind.setdefault(one.kind, []).append(one)
        self.tree.clear()
        for name, several in by_kind.items():
            heading = QTreeWidgetItem(self.tree, [f"{name}（{len(several):,}）"])
            heading.setFirstColumnSpanned(True)
            heading.setData(0, PROPOSAL + 1, name)
            heading.setExpanded(name not in closed)
            for one in several[:LISTED]:
                item = QTreeWidgetItem(heading, [one.what, one.why, one.due_on.isoformat() if one.due_on else ""])
                item.setData(0, PROPOSAL, one)
                item.setSizeHint(0, QSize(0, style.em(2)))
                for column in (0, 1):
                    item.setToolTip(column, explained(one))
            if len(several) > LISTED:
                QTreeWidgetItem(heading, [f"其余 {len(several) - LISTED:,} 条办完前面的再列出"])
        self.tree.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._choose(kind, place)
        self._show_current()

    def _choose(self, kind: str, place: int) -> None:
        for n in range(self.tree.topLevelItemCount()):
            heading = self.tree.topLevelItem(n)
            if heading is not None and (not kind or heading.data(0, PROPOSAL + 1) == kind):
                self.tree.setCurrentItem(heading.child(min(place, heading.childCount() - 1)))
                return
        if kind:
            self._choose("", 0)

    def _show_current(self) -> None:
        one = self.current
        self.why.setText(explained(one) if one is not None else "")
        for button in self.buttons.values():
            button.setEnabled(one is not None)

    def _open(self) -> None:
        if (one := self.current) is not None:
            self.record_requested.emit(one.record, one.id)

    def _act(self, deed: Callable[[Database, Proposal, QWidget | None], str]) -> None:
        one = self.current
        if one is None or not self.may_act():
            return
        said = deed(self._db, one, self)
        self.refresh()
        if said:
            self.settled.emit(said)


class ProposalsDialog(QDialog):
    """待确认的建议. `opened` is the record that the person wants to see."""

    def __init__(self, db: Database, jobs: Jobs, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("待确认的建议")
        self.opened: tuple[str, int] | None = None
        self.said: list[str] = []
        self.view = ProposalsView(db, jobs, self)
        self.view.record_requested.connect(self._open)
        self.view.settled.connect(self.said.append)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        layout.addWidget(self.view, 1)
        layout.addWidget(buttons)
        fit(self, parent, 68, 38)
        self.view.refresh()

    def _open(self, record: str, id: int) -> None:
        self.opened = (record, id)
        self.accept()
