"""One module: ledgers at the left, the chosen ledger in the middle, the chosen record at the right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.data import queries, relative
from app.data.database import Database
from app.data.queries import Filter, Query
from app.domain.records import MODULES
from app.errors import UserError
from app.services import saved_filters
from app.services.own_office import own_office
from ui import messages, style
from ui.jobs import Jobs
from ui.ledger_list import LedgerList
from ui.ledger_page import LedgerPage
from ui.modules import first_ledger
from ui.remembered import Remembered

if TYPE_CHECKING:
    from ui.record_pane import RecordPane

ALWAYS_SHOWN = ("收件箱", "发件箱")  # the other views only when they have something
SETTLE = 60  # milliseconds a row must stay current before its record is shown: the arrow keys run past many


class ModulePage(QWidget):
    """Ledgers are built when first chosen and kept, each with its filter, selection and place."""

    saved = Signal(str, object)
    record_requested = Signal(str, object)
    notice_requested = Signal(str, object, str)  # record type, id, notice
    letter_requested = Signal(object, str)  # id, what is to be done
    import_requested = Signal()
    context_changed = Signal()  # another ledger, selection or record: the window's actions look again
    said = Signal(str)
    menu_requested = Signal(object)
    find_requested = Signal(str)  # look for this text in all ledgers

    def __init__(
        self, db: Database, jobs: Jobs, remembered: Remembered, module: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.module = module
        self._db, self._jobs, self._remembered = db, jobs, remembered
        self._pages: dict[str, LedgerPage] = {}
        self._shown: tuple[str, int] | None = None  # what the record pane holds
        self.ledgers = LedgerList(module)
        self.put_own_first()
        self.ledgers.chosen.connect(self._choose)
        self.ledgers.filter_chosen.connect(self._use_filter)
        self.ledgers.box_chosen.connect(self._use_box)
        self.ledgers.rename_requested.connect(self._rename_filter)
        self.ledgers.delete_requested.connect(self._delete_filter)
        self._middle = QStackedWidget()
        self._pane: RecordPane | None = None
        self._right = QFrame()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for place, (widget, share) in enumerate(((self.ledgers, 0), (self._middle, 3), (self._right, 1))):
            self._splitter.addWidget(widget)
            self._splitter.setStretchFactor(place, share)
        self.restyle()
        self._right.setVisible(bool(remembered.get("window/pane", True)))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self._splitter.setSizes([style.em(14.5), style.em(50), style.em(31)])
        remembered.follow(f"splitter/{module}", self._splitter)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self._settle.timeout.connect(self._show_current)
        self.ledgers.choose(first_ledger(db, module, remembered))

    def begin(self) -> None:
        """What can wait until the window has been painted."""
        table = self.ledger.table
        (table if table.isVisible() else self.ledgers).setFocus()
        if (current := table.current_id()) is not None:  # Qt made it current without choosing it
            table.go_to(current)
        self.prepare_pane()

    @property
    def stale(self) -> bool:
        return self.ledger.stale

    @stale.setter
    def stale(self, stale: bool) -> None:
        self.ledger.stale = stale

    def show_counts(self, counts: dict[str, int]) -> None:
        self.ledgers.show_counts(counts)
        self.count_saved()

    def put_own_first(self) -> None:
        """The ledgers that the own unit keeps stand on top of the list."""
        self.ledgers.put_first(own_office(self._db).in_module(self.module))

    def count_saved(self) -> None:
        """The saved filters under their ledgers, each with how many records it finds now."""

        def show(counted: list[tuple[saved_filters.SavedFilter, int]]) -> None:
            self.ledgers.show_saved({(one.record, one.name): n for one, n in counted})

        self._jobs.run(saved_filters.counted, self.ledgers.records, done=show, wait=False)
        # What depends on the day is put in here, as for the ledger.
        asked = {
            name: tuple(
                relative.resolved(self._db, each)
                for each in (query, replace(query, filters=(*query.filters, _late(query))))
            )
            for name, query in self._boxes().items()
        }
        if asked:
            self._jobs.run(_count_boxes, asked, done=self.ledgers.show_boxes, wait=False)

    def _boxes(self) -> dict[str, Query]:
        """The standing views of the ledgers that are here."""
        from app.services import controls, trial_nodes
        from app.services.notices.letters import boxes

        views = boxes(self._db) | controls.views(self._db) | trial_nodes.views(self._db)
        return {name: query for name, query in views.items() if query.record in self.ledgers.records}

    def _use_box(self, record: str, name: str) -> None:
        self._pages[record].use(self._boxes()[name])

    def _use_filter(self, record: str, name: str) -> None:
        page = self._pages[record]
        if name:
            page.use_filter(name)
        else:
            page.filter_bar.clear()

    def _filter_saved(self, record: str, name: str) -> None:
        counts = {(one.record, one.name): n for one, n in saved_filters.counted(self._db, self.ledgers.records)}
        self.ledgers.show_saved(counts)
        self.ledgers.blockSignals(True)
        self.ledgers.choose(record, name)
        self.ledgers.blockSignals(False)

    def _rename_filter(self, record: str, name: str) -> None:
        from ui.dialogs.naming import NameDialog

        dialog = NameDialog("筛选改名", f"“{name}”的新名称：", name, "改名", self)
        if dialog.exec():
            try:
                saved_filters.rename(self._db, record, name, dialog.name)
            except UserError as error:
                messages.show_error(error, self)
                return
            if (self.ledgers.current, self.ledgers.current_filter) == (record, name):
                self._filter_saved(record, dialog.name)
            else:
                self.count_saved()

    def _delete_filter(self, record: str, name: str) -> None:
        if messages.ask(self, f"删除筛选“{name}”？", "只删除保存的条件，记录不受影响。", "删除"):
            saved_filters.delete(self._db, record, name)
            self.count_saved()

    @property
    def ledger(self) -> LedgerPage:
        return self._pages[self.ledgers.current]

    @property
    def title(self) -> str:
        return MODULES[self.module]

    @property
    def pane(self) -> RecordPane:
        self.prepare_pane()
        assert self._pane is not None
        return self._pane

    def prepare_pane(self) -> None:
        """Build the record pane if that has not been done. It waits until the ledger is on the screen."""
        if self._pane is None:
            from ui.record_pane import RecordPane

            self._pane = pane = RecordPane(self._db, self)
            pane.saved.connect(self._saved)
            pane.record_requested.connect(self.record_requested)
            pane.notice_requested.connect(self.notice_requested)
            pane.letter_requested.connect(self.letter_requested)
            layout = self._right.layout()
            assert layout is not None
            layout.addWidget(pane)

    @property
    def shown(self) -> tuple[str, int] | None:
        """Record type and id of the record in the pane, when it is a stored one."""
        return self._shown

    def refetch(self) -> None:
        """Something was written: what is seen is read again now, the rest when it is next seen."""
        for page in self._pages.values():
            page.stale = True
        self.ledger.refetch()
        if self._pane is not None:
            self._pane.refresh()
        if self._shown is not None and self.pane.record_id is None:  # its creation was undone
            self._shown = None
            self.context_changed.emit()

    def open_record(self, record: str, id: int) -> None:
        """Show a record, wherever it comes from, and make its row current."""
        if not self.leave_record():
            return
        self.ledgers.choose(record)
        self.show_pane(True)
        self._show_in_pane(record, id)
        self.ledger.show_all_and_go_to(id)

    def new_record(self) -> None:
        if not self.leave_record():
            return
        self.show_pane(True)
        self._shown = None
        self.pane.new_record(self.ledger.record)
        self.context_changed.emit()

    def copy_record(self) -> None:
        """A new record that begins with what the chosen one says."""
        like = self.ledger.table.current_id()
        if like is not None and self.leave_record():
            self.show_pane(True)
            self._shown = None
            self.pane.new_record(self.ledger.record, like)
            self.context_changed.emit()

    def save(self) -> bool:
        return self.pane.save()

    def leave_record(self) -> bool:
        """True when the form may be left: unchanged, saved now, or given up."""
        return self._pane is None or self._pane.leave()

    def restyle(self) -> None:
        """The font has another size."""
        for widget, least in ((self.ledgers, 10), (self._middle, 20), (self._right, 20)):
            widget.setMinimumWidth(style.em(least))
        for page in self._pages.values():
            page.restyle()

    def show_pane(self, shown: bool) -> None:
        self._right.setVisible(shown)
        self._remembered.put("window/pane", shown)
        if shown:
            self._show_current()

    @property
    def has_pane(self) -> bool:
        return not self._right.isHidden()

    def _choose(self, record: str) -> None:
        if record not in self._pages:
            page = LedgerPage(self._db, self._jobs, self._remembered, record)
            page.record_chosen.connect(lambda _: self._settle.start())
            page.opened.connect(lambda id: self._work_on(record, id))
            page.selection_changed.connect(self.context_changed)
            page.new_requested.connect(self.new_record)
            page.import_requested.connect(self.import_requested)
            page.attached.connect(self.saved)
            page.said.connect(self.said)
            page.menu_requested.connect(self.menu_requested)
            page.find_requested.connect(self.find_requested)
            page.filter_saved.connect(self._filter_saved)
            page.filter_left.connect(self.ledgers.leave_filter)
            self._pages[record] = page
            self._middle.addWidget(page)
        page = self._pages[record]
        self._middle.setCurrentWidget(page)
        self._remembered.put(f"module/{self.module}", record)
        if page.stale:
            page.refetch()
        self._settle.start()
        self.context_changed.emit()

    def _show_current(self) -> None:
        """Follow the table, unless the form must not be left."""
        self._settle.stop()
        if not self.has_pane:
            return
        record, id = self.ledger.record, self.ledger.table.current_id()
        if id is None:
            # A new record being filled in, or one opened from elsewhere, stays.
            if self._shown is not None and self._shown[0] != record and self.leave_record():
                self._empty_pane()
            return
        if self._shown == (record, id):
            return
        if self.leave_record():
            self._show_in_pane(record, id)
        elif self._shown is not None and self._shown[0] == record:
            self.ledger.go_to(self._shown[1])

    def _show_in_pane(self, record: str, id: int) -> None:
        self._shown = (record, id)
        self.pane.show_record(record, id)
        self.context_changed.emit()

    def _empty_pane(self) -> None:
        self._shown = None
        self.pane.clear()
        self.context_changed.emit()

    def _work_on(self, record: str, id: int) -> None:
        self.show_pane(True)
        if self._shown != (record, id) and self.leave_record():
            self._show_in_pane(record, id)
        self.pane.setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved(self, record: str, id: int) -> None:
        self._shown = (record, id)
        self.saved.emit(record, id)
        if record == self.ledger.record:
            self.ledger.go_to(id)


def _late(query: Query) -> Filter:
    """By the day that a standing view is in order of; letters by the day of the answer."""
    return Filter(query.sort[0] if query.sort else "reply_due", "overdue")


def _count_boxes(db: Database, asked: dict[str, tuple[Query, Query]]) -> dict[str, tuple[str, int, int]]:
    """The standing views: record type, how many records, how many late; an empty one is left out."""
    counted = {name: (all.record, queries.count(db, all), late) for name, (all, late) in asked.items()}
    return {
        name: (record, count, queries.count(db, late))
        for name, (record, count, late) in counted.items()
        if count or name in ALWAYS_SHOWN
    }
