"""The chosen record: its form, links, notices and history; saving, steps, voiding, drafts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.domain import checks
from app.domain.fields import Kind
from app.domain.records import RECORDS
from app.domain.records.registered import Registered
from app.errors import UserError
from app.services import attachments, drafts
from ui.attachments_view import AttachmentsView
from ui.deadlines_view import DeadlinesView
from ui.dialogs.small import VoidDialog
from ui.dropping import files_of
from ui.form import Form
from ui.history_view import HistoryView
from ui.icons import icon
from ui.layouts import Wrapped
from ui.letters_view import LettersView
from ui.links_view import LinksView
from ui.messages import ask_to_save, show_error
from ui.new_record_dialog import NewRecordDialog
from ui.notice_list import NoticeList, offered
from ui.pickers import Sources
from ui.proposals_view import ProposalStrip
from ui.steps import StepButtons, StepDialog
from ui.style import em

NAMED = 5  # fields that stop a record from being saved and are named
DRAFT_AFTER = 3000  # ms between a change and its draft on disk
FORM, DEADLINES, LINKS, NOTICES, HISTORY, ATTACHMENTS = range(6)
BESIDE_FORM = frozenset({DEADLINES, LINKS, NOTICES, HISTORY, ATTACHMENTS})


@dataclass(frozen=True)
class Offer:
    """What a strip above the form says, with words that can be pressed."""

    text: str
    actions: tuple[tuple[str, Callable[[], Any]], ...] = ()


class Strip(QFrame):
    """One message above the form: a draft to go on with, a duplicate, a void record."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice_strip")
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._buttons = QHBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(0.9), em(0.4), em(0.9), em(0.4))
        layout.setSpacing(em(0.2))
        layout.addWidget(self._text)
        layout.addLayout(self._buttons)
        self.hide()

    def say(self, offer: Offer | None) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if item.widget():
                item.widget().deleteLater()
        self.setVisible(offer is not None)
        if offer is None:
            return
        self._text.setText(offer.text)
        for text, act in offer.actions:
            button = QPushButton(text, self)
            button.setProperty("flat", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: act())
            self._buttons.addWidget(button)
        self._buttons.addStretch()


class RecordPane(QWidget):
    """Shows one record at a time and asks before unsaved changes are left."""

    saved = Signal(str, object)  # ids are wider than the 32 bits of a Signal(int)
    record_requested = Signal(str, object)
    notice_requested = Signal(str, object, str)
    letter_requested = Signal(object, str)  # id of the letter, what is to be done with it
    changed = Signal(bool)  # whether there is something to save

    def __init__(self, db: Database, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self.sources = Sources(db)
        self._forms: dict[str, Form] = {}
        self._record: Registered | None = None
        self._accept_duplicate = False
        self._was_changed = False
        self._stale_tabs: set[int] = set()
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER)
        self._draft_timer.timeout.connect(self._keep_draft)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._make_empty())
        self._pages.addWidget(self._make_record_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.setMinimumWidth(em(18))
        self.setAcceptDrops(True)
        self.clear()

    # What the window asks for

    @property
    def record_type(self) -> str | None:
        return type(self._record).about.id if self._record else None

    @property
    def record_id(self) -> int | None:
        return self._record.id if self._record else None

    @property
    def form(self) -> Form | None:
        return self._forms[type(self._record).about.id] if self._record else None

    def show_record(self, record_type: str, id: int) -> bool:
        """False when the person stays with unsaved changes. The record that is shown is read again."""
        if self.record_type == record_type and self.record_id == id:
            self.refresh()
            return True
        if not self.leave():
            return False
        try:
            record = queries.load(self._db, record_type, id)
        except UserError as error:
            show_error(error, self)
            self.clear()
            return True
        self._show(record)
        return True

    def new_record(self, record_type: str, like: int | None = None) -> bool:
        """A blank record with its defaults, or a copy of another without what belongs to that one alone."""
        if not self.leave():
            return False
        record = queries.blank(self._db, record_type)
        if like is not None:
            record = _copy_of(queries.load(self._db, record_type, like), record)
        self._show(record)
        self._tabs.setCurrentIndex(FORM)
        form = self._forms[record_type]
        form.work_out()
        form.focus_first()
        return True

    def clear(self) -> None:
        self._record = None
        self._say_drafts()
        self._pages.setCurrentIndex(0)
        self._tell_changed()

    def refresh(self) -> None:
        """After an operation elsewhere (undo, import): what is stored is shown anew, unless something is being typed."""
        self.sources.forget()
        if self._record is None or self._record.id is None or self.is_changed():
            return
        found = queries.load_many(self._db, type(self._record).about.id, [self._record.id])
        if found and _same(found[0], self._record):
            self._stale_tabs = set(BESIDE_FORM)
            self._show_tab(self._tabs.currentIndex())
            self._count_attachments()
            self._proposed.show_record(None if self._record.void else self._record.id)
        elif found:
            self._show(found[0])
        else:
            self.clear()

    def show_deadlines(self, rule: str) -> None:
        """The periods of the record, this one chosen."""
        self._tabs.setCurrentIndex(DEADLINES)
        self._deadlines.choose(rule)

    def is_changed(self) -> bool:
        form = self.form
        return form is not None and form.is_changed()

    def leave(self) -> bool:
        """Before another record is shown or the window closes: asks about unsaved changes; False means stay."""
        if not self.is_changed():
            self._drop_draft()
            return True
        answer = ask_to_save(self, f"“{self._title.text()}”有修改还没有保存")
        if answer == "save":
            return self.save()
        if answer == "discard":
            self.discard()
            return True
        return False

    def save(self) -> bool:
        form, shown = self.form, self._record
        if form is None or shown is None:
            return False
        if not self._shows_no_problem(form):
            return False
        record, about = form.record, type(shown).about
        if not self._accept_duplicate and (same := queries.same_matter(self._db, record)):
            self._say_duplicate(record, same[0])
            return False
        try:
            if record.id is None:
                with self._db.operation(f"登记{about.noun}") as op:
                    op.create(record)
            else:
                record = self._save_changes(form, record)
        except UserError as error:
            show_error(error, self)
            return False
        assert record.id is not None
        drafts.drop(self._db.home, about.id, shown.id)
        self.sources.forget()
        self._show(queries.load(self._db, about.id, record.id))
        self.saved.emit(about.id, record.id)
        return True

    def discard(self) -> None:
        """Back to what is stored."""
        record = self._record
        if record is None:
            return
        self._drop_draft()
        if record.id is None:
            self.clear()
        else:
            self._show(queries.load(self._db, type(record).about.id, record.id))

    def void(self) -> None:
        record = self._record
        if record is None or record.id is None or record.void:
            return
        dialog = VoidDialog(f"“{queries.title(self._db, record)}”", self)
        if not dialog.exec():
            return
        reason = dialog.reason

        def write(op: Any, fresh: Registered) -> None:
            op.void(fresh, reason)

        self._operate(f"作废：{queries.title(self._db, record)}", reason, write)

    def step(self, to: str) -> None:
        """Ask for what the step needs, and do it."""
        if self.is_changed() and not self.save():
            return
        record = self._record
        if record is None or record.id is None:
            return
        dialog = StepDialog(self._db, record, to, self.sources, self)
        if not dialog.exec():
            return
        reason = dialog.reason.text().strip()

        def write(op: Any, fresh: Registered) -> None:
            op.step(fresh, to, reason, **dialog.values())

        self._operate(f"办理到“{to}”：{queries.title(self._db, record)}", reason, write)

    # Parts of saving

    def _shows_no_problem(self, form: Form) -> bool:
        unread = form.unreadable()
        found = checks.problems(form.record, self._db.facts())
        wrong = [problem for problem in found if not problem.doubt and problem.field not in unread]
        form.show_problems([problem for problem in found if problem.field not in unread], go=False)
        count = len(wrong) + len(unread)
        if not count:
            self._strip.say(None)
            return True
        self._tabs.setCurrentIndex(FORM)
        form.show_problems([problem for problem in found if problem.field not in unread])
        fields, children = type(form.record).fields(), type(form.record).children()
        labels = [children[problem.row[0]].label if problem.row else fields[problem.field].label for problem in wrong]
        named = list(dict.fromkeys([*labels, *(fields[name].label for name in unread)]))
        which = "、".join(named[:NAMED]) + ("等" if len(named) > NAMED else "")
        self._strip.say(Offer(f"还不能保存：{which}需要填写或更正，共 {count} 处，已在各栏下方说明。"))
        return False

    def _say_duplicate(self, record: Registered, other: int) -> None:
        record_type = type(record).about.id
        about = type(record).about
        existing = queries.load(self._db, record_type, other)
        keys = "、".join(type(record).fields()[name].label for name in about.natural_key)
        self._strip.say(
            Offer(
                f"{keys}与已登记的“{queries.title(self._db, existing)}”（{existing.reg_no}）相同，可能重复登记。",
                (
                    ("打开已登记的记录", lambda: self.record_requested.emit(record_type, other)),
                    ("确认不是同一件，继续保存", self._save_anyway),
                ),
            )
        )

    def _save_anyway(self) -> None:
        self._accept_duplicate = True
        self.save()

    def _save_changes(self, form: Form, record: Registered) -> Registered:
        """What was changed here is laid over what is stored now, so that changes made elsewhere meanwhile stay."""
        assert record.id is not None
        fresh: Registered = queries.load(self._db, type(record).about.id, record.id)
        for name, value in form.changes().items():
            setattr(fresh, name, value)
        unmatched = dict(fresh.unmatched)
        for name in form.changes():
            unmatched.pop(name, None)
            if name in record.unmatched:
                unmatched[name] = record.unmatched[name]
        fresh.unmatched, fresh.overrides = unmatched, record.overrides
        for child in type(record).children():
            setattr(fresh, child, getattr(record, child))
        with self._db.operation(f"修改{type(record).about.noun}：{queries.title(self._db, fresh)}") as op:
            op.save(fresh)
        return fresh

    def _operate(self, title: str, reason: str, write: Callable[[Any, Registered], None]) -> None:
        record = self._record
        assert record is not None and record.id is not None
        record_type = type(record).about.id
        try:
            fresh = queries.load(self._db, record_type, record.id)
            with self._db.operation(title, reason=reason) as op:
                write(op, fresh)
        except UserError as error:
            show_error(error, self)
            return
        self.sources.forget()
        self._show(queries.load(self._db, record_type, record.id))
        self.saved.emit(record_type, record.id)

    # Showing

    def _show(self, record: Registered) -> None:
        self._draft_timer.stop()
        self._record = record
        self._accept_duplicate = False
        form = self._form_of(type(record))
        form.set_record(record)
        self._form_stack.setCurrentWidget(form)
        self._pages.setCurrentIndex(1)
        self._show_head()
        self._stale_tabs = set(BESIDE_FORM)
        self._show_tab(self._tabs.currentIndex())
        self._count_attachments()
        self._say_about()
        self._proposed.show_record(None if record.void else record.id)
        self._tell_changed()

    def _form_of(self, cls: type[Registered]) -> Form:
        name = cls.about.id
        if name not in self._forms:
            form = Form(cls, self.sources, parent=self._form_stack)
            form.changed.connect(self._changed)
            form.record_requested.connect(self.record_requested)
            form.explained.connect(self._explain)
            form.new_requested.connect(self._register_new)
            form.revealed.connect(self._revealed)
            form.finished.connect(lambda: self.save_button.setFocus(Qt.FocusReason.TabFocusReason))
            self._form_stack.addWidget(form)
            self._forms[name] = form
        return self._forms[name]

    def _show_head(self) -> None:
        record = self._record
        assert record is not None
        about = type(record).about
        title = queries.title(self._db, record) if record.id else f"新登记：{about.noun}"
        self._title.setText(title)
        self._title.setToolTip(title)
        self._number.setText(record.reg_no or "保存时编号")
        status = "已作废" if record.void else (record.status or "")
        self._state.setText(status)
        self._state.setVisible(bool(status) and record.id is not None)
        active = record.id is not None and not record.void
        self._steps.show_steps(about.state(record.status).next if active and record.status else ())
        self._steps.setVisible(active and bool(self._steps.buttons))
        for action in (self._copy_action, self._void_action):
            action.setEnabled(active)

    def _say_about(self) -> None:
        """What must be known about this record before working on it."""
        record = self._record
        assert record is not None
        draft = drafts.find(self._db.home, type(record).about.id, record.id)
        if record.void:
            self._strip.say(Offer(f"这条记录已作废：{record.void_reason or '未写原因'}。需要恢复的，请撤销作废操作。"))
        elif draft:
            self._strip.say(
                Offer(
                    f"{draft.at} 有填写了一部分、没有保存的内容。",
                    (("继续填写", lambda: self._take_draft(draft)), ("不要了", self._refuse_draft)),
                )
            )
        else:
            self._strip.say(None)

    def _show_tab(self, tab: int) -> None:
        if tab not in self._stale_tabs or self._record is None:
            return
        self._stale_tabs.discard(tab)
        if tab == DEADLINES:
            self._deadlines.show_deadlines(self._record.id, active=not self._record.void)
        elif tab == LINKS:
            self._links.show_links(self._record)
        elif tab == HISTORY:
            self._history.show_history(self._record.id)
        elif tab == NOTICES:
            self._show_notices()
        elif tab == ATTACHMENTS:
            self._attachments.show_attachments(self._record)

    def _count_attachments(self) -> None:
        id = self.record_id
        count = attachments.count(self._db, id) if id is not None else 0
        self._tabs.setTabText(ATTACHMENTS, f"附件（{count}）" if count else "附件")

    def _show_notices(self) -> None:
        record = self._record
        assert record is not None
        # The catalogue reads its templates; nobody needs that before this tab is opened.
        self._notices.show_notices(offered(self._db, record) if record.id is not None else [])
        self._notices.setFixedHeight(sum(self._notices.sizeHintForRow(row) for row in range(self._notices.count())) + 4)
        self._letters.show_letters(record)
        self._notice_chosen()

    def _notice_chosen(self) -> None:
        """Whether the notice can be made, or why not."""
        record, one = self._record, self._notices.current
        assert record is not None
        self._make_notice.setEnabled(one is not None and not one.refused)
        self._notices.setVisible(one is not None)
        if one is not None:
            self._no_notice.setText(f"现在不能生成：{one.refused}" if one.refused else "")
        elif record.id is None:
            self._no_notice.setText("保存以后，可以从这里打印文书。")
        else:
            self._no_notice.setText(f"{type(record).about.noun}没有配套的文书。")
        self._no_notice.setVisible(bool(self._no_notice.text()))

    def _changed(self) -> None:
        if not self._draft_timer.isActive():  # someone who never pauses gets a draft, too
            self._draft_timer.start()
        self._tell_changed()

    def _tell_changed(self) -> None:
        changed = self.is_changed()
        new = self._record is not None and self._record.id is None
        self.save_button.setEnabled(changed or new)
        self._discard_action.setEnabled(changed)
        if changed != self._was_changed:
            self._was_changed = changed
            self.changed.emit(changed)

    def _explain(self, text: str) -> None:
        self._hint.setText(text)
        self._hint.setToolTip(text)

    def _register_new(self, field: str, record_type: str, text: str) -> None:
        """What a field needs and the directory lacks is registered in a dialog, and taken into the field."""
        dialog = NewRecordDialog(self._db, record_type, text, self.sources, self)
        form = self.form
        if not dialog.exec() or form is None or dialog.record is None or dialog.record.id is None:
            return
        self.sources.forget()
        is_unit = form.cells[field].field.kind is Kind.UNIT
        form.take(field, dialog.record.name if is_unit else dialog.record.id)
        form.go_to(field)
        self.saved.emit(record_type, dialog.record.id)

    def _revealed(self, field: str) -> None:
        if self._record is not None and self._record.id is not None:
            try:
                self._db.log_reveal(self._record.id, field)
            except UserError as error:
                show_error(error, self)

    # Drafts

    def _keep_draft(self) -> None:
        form = self.form
        if form is None:
            return
        if form.is_changed():
            try:
                drafts.keep(self._db.home, form.record)
            except OSError as error:
                self._hint.setText(f"草稿没有写到磁盘（{error.strerror}），请尽快保存")
        else:
            self._drop_draft()

    def _drop_draft(self) -> None:
        self._draft_timer.stop()
        if self._record is not None and self._was_drafted():
            drafts.drop(self._db.home, type(self._record).about.id, self._record.id)

    def _was_drafted(self) -> bool:
        """A draft that is offered and not yet answered must not be thrown away by looking at another record."""
        return not self._strip.isVisibleTo(self) or self.is_changed()

    def _take_draft(self, draft: drafts.Draft) -> None:
        record, form = self._record, self.form
        assert record is not None and form is not None
        form.set_record(draft.restore(record), changed_from=record)
        form.work_out()
        self._strip.say(None)
        self._changed()

    def _refuse_draft(self) -> None:
        assert self._record is not None
        drafts.drop(self._db.home, type(self._record).about.id, self._record.id)
        self._strip.say(None)

    def _say_drafts(self) -> None:
        """On the empty page: forms that were left unsaved when the program stopped."""
        while (item := self._draft_buttons.takeAt(0)) is not None:
            if item.widget():
                item.widget().deleteLater()
        found = drafts.kept(self._db.home)
        self._draft_text.setVisible(bool(found))
        for draft in found[:5]:
            button = QPushButton(f"{RECORDS[draft.record].about.noun}　{draft.at}", self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, draft=draft: self._open_draft(draft))
            self._draft_buttons.addWidget(button)

    def _open_draft(self, draft: drafts.Draft) -> None:
        if draft.id is None:
            self._show(queries.blank(self._db, draft.record))
        elif not self.show_record(draft.record, draft.id):
            return
        if self._record is not None:
            self._take_draft(draft)

    # Building

    def _make_empty(self) -> QWidget:
        page = QWidget(self)
        head = QLabel("还没有选中记录", page)
        head.setProperty("role", "title")
        text = QLabel("在左边的台账中选一行查看和修改；按 Ctrl+N 登记一条新的，按 Ctrl+K 查找任何记录。", page)
        text.setWordWrap(True)
        text.setProperty("role", "secondary")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._draft_text = QLabel("上次有没有保存的填写，可以继续：", page)
        self._draft_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._draft_buttons = QVBoxLayout()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(em(2), em(2), em(2), em(2))
        layout.setSpacing(em(0.8))
        layout.addStretch(2)
        layout.addWidget(head, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(text)
        layout.addWidget(self._draft_text)
        layout.addLayout(self._draft_buttons)
        layout.addStretch(3)
        return page

    def _make_record_page(self) -> QWidget:
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_head(page))
        self._strip = Strip(page)
        layout.addWidget(self._strip)
        self._proposed = ProposalStrip(self._db, page)
        self._proposed.may_act = lambda: not self.is_changed() or self.save()
        self._proposed.settled.connect(lambda _: self._links_changed())
        layout.addWidget(self._proposed)
        self._tabs = QTabWidget(page)
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setProperty("role", "narrow")  # six of them, in the largest font too
        self._form_stack = QStackedWidget(self._tabs)
        self._links = LinksView(self._db, self._tabs)
        self._links.record_requested.connect(self.record_requested)
        self._links.changed.connect(self._links_changed)
        self._history = HistoryView(self._db, self._tabs)
        self._attachments = AttachmentsView(self._db, self._tabs)
        self._attachments.changed.connect(self._attachments_changed)
        self._tabs.addTab(self._form_stack, "表单")
        self._deadlines = DeadlinesView(self._db, self._tabs)
        self._deadlines.changed.connect(self._links_changed)
        self._tabs.addTab(self._deadlines, "期限")
        self._tabs.addTab(self._links, "关联")
        self._tabs.addTab(self._make_notice_page(), "文书")
        self._tabs.addTab(self._history, "修改记录")
        self._tabs.addTab(self._attachments, "附件")
        self._tabs.currentChanged.connect(self._show_tab)
        layout.addWidget(self._tabs, 1)
        self._hint = QLabel(page)
        self._hint.setProperty("role", "secondary")
        self._hint.setContentsMargins(em(0.9), em(0.3), em(0.9), em(0.3))
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout.addWidget(self._hint)
        return page

    def _make_head(self, page: QWidget) -> QWidget:
        head = QWidget(page)
        self._title = QLabel(head)
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._number = QLabel(head)
        self._number.setProperty("role", "secondary")
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._state = QLabel(head)
        self._state.setProperty("role", "chip")
        self._state.setAccessibleName("状态")
        self.save_button = QPushButton("保存", head)
        self.save_button.setProperty("primary", True)
        self.save_button.setToolTip("保存（Ctrl+S）")
        self.save_button.setAutoDefault(True)
        self.save_button.clicked.connect(lambda: self.save())
        more = QToolButton(head)
        more.setIcon(icon("more"))
        more.setToolTip("更多")
        more.setAccessibleName("更多")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        self._copy_action = menu.addAction(icon("copy"), "复制为新记录", self._copy)
        self._discard_action = menu.addAction(icon("undo"), "放弃未保存的修改", self.discard)
        menu.addSeparator()
        self._void_action = menu.addAction(icon("void"), "作废…", self.void)
        more.setMenu(menu)
        self._steps = StepButtons(head)
        self._steps.chosen.connect(self.step)
        named = QWidget(head)
        wrapped = Wrapped(named)  # a narrow pane has the number below the state
        wrapped.addWidget(self._state)
        wrapped.addWidget(self._number)
        first = QHBoxLayout()
        first.setSpacing(em(0.6))
        first.addWidget(named, 1)
        first.addWidget(self.save_button)
        first.addWidget(more)
        layout = QVBoxLayout(head)
        layout.setContentsMargins(em(0.9), em(0.6), em(0.9), em(0.5))
        layout.setSpacing(em(0.4))
        layout.addLayout(first)
        layout.addWidget(self._title)
        layout.addWidget(self._steps)
        return head

    def _make_notice_page(self) -> QWidget:
        page = QWidget(self._tabs)
        self._no_notice = QLabel(page)
        self._no_notice.setProperty("role", "secondary")
        self._no_notice.setWordWrap(True)
        self._notices = NoticeList(page)
        self._notices.itemActivated.connect(lambda _: self._ask_notice())
        self._notices.currentRowChanged.connect(lambda _: self._notice_chosen())
        self._make_notice = QPushButton("生成文书…", page)
        self._make_notice.setAutoDefault(False)
        self._make_notice.clicked.connect(self._ask_notice)
        row = QHBoxLayout()
        row.addWidget(self._make_notice)
        row.addStretch()
        self._letters = LettersView(self._db, page)
        self._letters.deed_requested.connect(self._ask_letter)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(em(0.8), em(0.8), em(0.8), em(0.8))
        layout.setSpacing(em(0.6))
        layout.addWidget(self._letters)
        layout.addLayout(row)
        layout.addWidget(self._no_notice)
        layout.addWidget(self._notices)
        layout.addStretch()
        area = QScrollArea(self._tabs)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        return area

    def _ask_notice(self) -> None:
        one = self._notices.current
        if one is None or one.refused or (self.is_changed() and not self.save()):
            return
        record = self._record
        if record is not None and record.id is not None:
            self.notice_requested.emit(type(record).about.id, record.id, one.notice.id)

    def _ask_letter(self, id: int, deed: str) -> None:
        if not self.is_changed() or self.save():
            self.letter_requested.emit(id, deed)

    def _links_changed(self) -> None:
        self._stale_tabs.add(HISTORY)
        if self._record is not None and self._record.id is not None:
            self.saved.emit(type(self._record).about.id, self._record.id)

    def _attachments_changed(self) -> None:
        self._count_attachments()
        self._links_changed()

    def attach(self, files: Sequence[Path]) -> None:
        """Files dropped here or named elsewhere become attachments of the record that is shown."""
        if self._record is None:
            return
        if self._record.id is None:
            self._strip.say(Offer("请先保存这条记录，再添加附件。"))
            return
        self._tabs.setCurrentIndex(ATTACHMENTS)
        self._attachments.add(files)

    def _copy(self) -> None:
        if self._record is not None and self._record.id is not None:
            self.new_record(type(self._record).about.id, like=self._record.id)

    # Overrides of Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._record is not None and files_of(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        files = files_of(event.mimeData())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        # The program that the files come from waits until this returns.
        QTimer.singleShot(0, self, lambda: self.attach(files))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus given to the pane belongs to the first field."""
        super().focusInEvent(event)
        if self.form is not None:
            self._tabs.setCurrentIndex(FORM)
            self.form.focus_first()


def _same(one: Registered, other: Registered) -> bool:
    return one.values() == other.values() and all(
        [row.values() for row in getattr(one, child)] == [row.values() for row in getattr(other, child)]
        for child in type(one).children()
    )


def _copy_of(source: Registered, blank: Registered) -> Registered:
    """A new record like `source`: without its number, state, own key and what the program works out."""
    cls = type(source)
    for name, f in cls.own_fields().items():
        if not f.computed and name != cls.about.natural_key[0]:
            setattr(blank, name, getattr(source, name))
    for name in ("domains", "provisions", "tags", "sensitivity"):
        setattr(blank, name, getattr(source, name))
    for child in cls.children():
        rows = getattr(source.copy(), child)
        for row in rows:
            row.id = None
        setattr(blank, child, rows)
    return blank
