"""The main window: modules as tabs, menus and keys, the status bar; after each write every page is told once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QIcon, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from app.data import queries
from app.data.backup import last_backup
from app.data.database import Database
from app.data.queries import Query
from app.domain.records import RECORDS
from app.domain.records.coordination import Letter
from app.errors import UserError
from app.services.beginning import is_demonstration
from app.services.exchange.interrupted import interrupted
from app.services.own_office import own_office
from ui import files, messages, style
from ui.columns import Columns
from ui.icons import app_icon, icon
from ui.jobs import Jobs
from ui.modules import TABS, WORKBENCH, first_ledger
from ui.remembered import Remembered
from ui.summary import QUIET, SummaryStrip

POLL = 1000  # milliseconds between looks at whether another program has written
TOOLS = ("new", "save", "undo", "redo", "", "import", "export", "print")  # of the toolbar; "" is a gap
MANY = ("bulk_set", "bulk_step", "bulk_tag", "bulk_untag")  # actions on all selected records
OF_LEDGERS = (  # actions that need a ledger; on the workbench there is none
    "new", "copy_record", "save", "copy", "find", "filter", "columns", "export", "template", "send", "print", "notice",
    "remind", *MANY, "void", "pane",
)  # fmt: skip
TURNED_HERE = 300  # rows that are undone while the window waits
SAID_FOR = 8000  # milliseconds a message stays in the status bar


def first_tab(db: Database, remembered: Remembered | None = None) -> int:
    """The tab that was open last; on a new home, where the own unit begins its day."""
    last = remembered.get("window/tab", "") if remembered else ""
    places = {tab.id: place for place, tab in enumerate(TABS)}
    return places[last] if last in places else places.get(own_office(db).module, 0)


def first_query(db: Database, remembered: Remembered) -> Query | None:
    """What the window will ask for first: the ledger that was open last, in its order; the workbench asks itself."""
    module = TABS[first_tab(db, remembered)].id
    if module == WORKBENCH:
        return None
    record = first_ledger(db, module, remembered)
    return Query(record, sort=Columns.remembered(remembered, record).sort)


class Window(QMainWindow):
    """`changed(tables, ids)` follows every write; both empty when it may have been anything."""

    changed = Signal(object, object)

    def __init__(self, db: Database, jobs: Jobs, remembered: Remembered) -> None:
        super().__init__()
        self.db, self.jobs, self.remembered = db, jobs, remembered
        self._pages: dict[str, Any] = {}
        self._tab_pictures = True
        self._said_facts = ["", "", ""]
        self.reopens = False  # closed only to be made anew
        self._help_window: Any = None
        self._version = db.data_version
        self.counts: dict[str, int] = {}
        self.setWindowTitle(messages.TITLE)
        self.setWindowIcon(app_icon())
        self._actions: dict[str, QAction] = {}
        self._menu_pictures: dict[str, str] = {}  # drawn once the window has been painted
        self._make_actions()
        self._make_menus()
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("模块")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        for tab in TABS:
            self.tabs.addTab(icon(tab.icon), tab.title)
        self._stack = QStackedWidget()
        self._toolbar = self._make_toolbar()
        header = QWidget()
        header.setObjectName("header")
        row = QHBoxLayout(header)
        row.setContentsMargins(style.em(0.5), 0, style.em(0.6), 0)
        row.setSpacing(style.em(0.5))
        row.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch()
        row.addWidget(self._toolbar)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        self._summary = SummaryStrip(db, jobs, remembered, self.bring_workbench)
        layout.addWidget(self._summary)
        layout.addWidget(self._stack, 1)
        self.setCentralWidget(body)
        self._make_status_bar()
        self.changed.connect(lambda *_: self._after_change())
        self.tabs.currentChanged.connect(self._show_tab)
        self.resize(1366, 768)
        self.restoreGeometry(remembered.bytes("window/geometry"))
        self.tabs.setCurrentIndex(first_tab(db, remembered))
        self._show_tab(self.tabs.currentIndex())
        self._poll = QTimer(self)
        self._poll.setInterval(POLL)
        self._poll.timeout.connect(self._look_for_others)

    def begin(self) -> None:
        """What can wait until the window has been painted."""
        self.jobs.run(interrupted, done=self._say_interrupted, wait=False)
        self._recount()
        self._show_undo()
        self._show_facts()
        self.page.begin()
        for name, picture in self._menu_pictures.items():
            self._actions[name].setIcon(icon(picture, "secondary"))
        self._poll.start()
        if not self.is_on_workbench:
            self._summary.begin()

    @property
    def page(self) -> Any:
        return self._pages[TABS[self.tabs.currentIndex()].id]

    @property
    def named_actions(self) -> list[QAction]:
        return list(self._actions.values())

    @property
    def keys(self) -> list[tuple[str, str]]:
        """What the actions are called, with their keys."""
        native = QKeySequence.SequenceFormat.NativeText
        return [
            (action.text().partition("「")[0].rstrip("…"), action.shortcut().toString(native))
            for action in self.named_actions
            if not action.shortcut().isEmpty()
        ]

    @property
    def about_facts(self) -> list[tuple[str, str]]:
        import platform

        from PySide6 import __version__ as qt

        return [
            ("用途", "县级府院联动的登记、期限、文书和统计"),
            ("数据", str(self.db.path)),
            ("组件", f"Python {platform.python_version()}，PySide6 {qt}（LGPL-3.0）"),
            ("许可", "木兰宽松许可证 第2版（Mulan PSL v2）"),
        ]

    def action(self, name: str) -> QAction:
        return self._actions[name]

    def notify(self, tables: tuple[str, ...] = (), ids: tuple[int, ...] = ()) -> None:
        """Say that something was written."""
        self.db.forget()
        self._version = self.db.data_version
        self.changed.emit(tables, ids)

    def open_record(self, record: str, id: int) -> None:
        """Go to a record in its module and ledger."""
        module = RECORDS[record].about.module
        self.show_module(module)
        self._pages[module].open_record(record, id)

    def open_deadlines(self, record: str, id: int, rule: str) -> None:
        """Go to a record with one of its deadlines in front."""
        self.open_record(record, id)
        if self.page.shown == (record, id):
            self.page.pane.show_deadlines(rule)

    def bring_workbench(self) -> None:
        """Asked for by the summary of the day, or from the tray."""
        self.raise_up()
        self.show_module(WORKBENCH)

    @property
    def is_on_workbench(self) -> bool:
        return TABS[self.tabs.currentIndex()].id == WORKBENCH

    def show_module(self, module: str) -> None:
        self.tabs.setCurrentIndex(next(place for place, tab in enumerate(TABS) if tab.id == module))

    def raise_up(self) -> None:
        """Another start of the program asks for this window."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def say(self, text: str, *, undo: bool = False) -> None:
        """In the status bar; `undo` offers to take back what was just done."""
        self.statusBar().showMessage(f"{text}，按 Ctrl+Z 可以撤销" if undo else text, SAID_FOR)
        self._take_back.setVisible(undo)

    # Building

    def _make_actions(self) -> None:
        keys = QKeySequence.StandardKey
        for name, text, picture, key, act in (
            ("new", "新建", "new", "Ctrl+N", lambda: self.page.new_record()),
            ("copy_record", "复制为新记录", "copy", "Ctrl+D", lambda: self.page.copy_record()),
            ("save", "保存", "save", "Ctrl+S", lambda: self.page.save()),
            ("undo", "撤销", "undo", "Ctrl+Z", self._undo),
            ("redo", "重做", "redo", "Ctrl+Y", self._redo),
            ("copy", "复制选中的行\tCtrl+C", "copy", "", lambda: self.page.ledger.copy()),
            ("find", "查找", "search", "Ctrl+F", lambda: self.page.ledger.filter_bar.focus()),
            ("find_any", "查找任何记录…", "search", "Ctrl+K", self._find_any),
            ("filter", "按字段筛选…", "filter", "", lambda: self.page.ledger.filter_bar.add_condition()),
            ("columns", "选择列…", "columns", "", lambda: self.page.ledger.choose_columns()),
            ("import", "导入", "import", "Ctrl+I", self._import),
            ("imports", "导入记录…", "", "Ctrl+Shift+I", self._imports),
            ("export", "导出", "export", "Ctrl+E", self._export),
            ("send", "发给其他单位…", "", "Ctrl+Shift+E", self._send),
            ("packages", "往来登记…", "", "Ctrl+Shift+R", self._packages),
            ("template", "空白表…", "empty", "", self._template),
            ("print", "打印", "print", "Ctrl+P", self._print),
            ("notice", "生成文书…", "notice", "Ctrl+Shift+P", self._notice),
            ("batch", "批量生成文书…", "", "Ctrl+M", self._batch),
            ("remind", "催办选中的函件…", "", "Ctrl+R", self._remind),
            ("templates", "文书模板…", "", "Ctrl+Shift+M", self._templates),
            ("numbers", "文号…", "", "Ctrl+Shift+N", self._numbers),
            ("bulk_set", "批量修改字段…", "", "Ctrl+H", lambda: self._change_many("FieldPart")),
            ("bulk_step", "批量办理…", "", "Ctrl+J", lambda: self._change_many("StepPart")),
            ("bulk_tag", "批量加标签…", "", "Ctrl+T", lambda: self._change_many("TagPart")),
            ("bulk_untag", "批量去标签…", "", "Ctrl+Shift+T", lambda: self._change_many("UntagPart")),
            ("void", "作废…", "void", "Ctrl+Delete", self._void),
            ("refresh", "刷新", "refresh", "F5", lambda: self.notify()),
            ("pane", "显示记录", "pane", "F8", lambda: self.page.show_pane(not self.page.has_pane)),
            ("proposals", "待确认的建议…", "", "F7", self._proposals),
            ("calculator", "期限计算…", "", "Ctrl+L", self._calculator),
            ("reminders", "到期提醒单…", "", "Ctrl+Shift+L", self._reminders),
            ("calendar_file", "写出日历文件…", "", "", self._calendar_file),
            ("rules", "期限规则…", "", "", self._rules),
            ("holidays", "放假安排…", "", "", self._holidays),
            ("quiet", "不在托盘提醒", "", "", self._be_quiet),
            ("backup", "立即备份", "backup", "Ctrl+B", self._backup),
            ("backups", "备份与恢复…", "", "Ctrl+Shift+B", self._backups),
            ("settings", "设置…", "settings", "Ctrl+,", self._settings),
            ("help", "帮助", "help", "F1", self._help),
            ("keys", "快捷键", "", "Ctrl+/", self._keys),
            ("leave_demo", "清除演示数据，开始正式使用…", "", "", self._leave_demo),
            ("about", "关于", "", "", self._about),
            ("quit", "退出", "", keys.Quit, self.close),
        ):
            action = QAction(text, self)
            if picture and name in TOOLS:
                action.setIcon(icon(picture, "on_brand" if name == "new" else "secondary"))
            elif picture:
                self._menu_pictures[name] = picture
            if key:
                action.setShortcut(QKeySequence(key))
            action.triggered.connect(self._guarded(act))
            self._actions[name] = action
            self._tip(action)
        self._actions["pane"].setCheckable(True)
        self._actions["quiet"].setCheckable(True)
        self._actions["quiet"].setChecked(bool(self.remembered.get(QUIET, False)))
        for place, tab in enumerate(TABS):
            action = QAction(tab.title, self)
            action.setShortcut(f"Ctrl+{place + 1}")
            action.triggered.connect(lambda _=False, place=place: self.tabs.setCurrentIndex(place))
            self._actions[f"tab {tab.id}"] = action

    def _make_menus(self) -> None:
        bar = self.menuBar()
        for title, names in (
            (
                "文件(&F)",
                ("print", "notice", "batch", "remind", "recent", "", "backup", "backups", "settings", "", "quit"),
            ),
            ("编辑(&E)", ("undo", "redo", "", "copy", "", "find", "find_any", "filter")),
            ("记录(&R)", ("new", "copy_record", "save", "", *MANY, "", "void")),
            (
                "数据(&D)",
                (
                    "import",
                    "imports",
                    "export",
                    "template",
                    "",
                    "send",
                    "packages",
                    "",
                    "templates",
                    "numbers",
                    "",
                    "proposals",
                    "",
                    "refresh",
                ),
            ),
            ("期限(&Q)", ("calculator", "", "reminders", "calendar_file", "quiet", "", "rules", "holidays")),
            ("视图(&V)", (*(f"tab {tab.id}" for tab in TABS), "", "pane", "columns", "")),
            ("帮助(&H)", ("help", "keys", "", "leave_demo", "", "about")),
        ):
            menu: QMenu = bar.addMenu(title)
            for name in names:
                if name == "recent":
                    self._add_recent(menu)
                elif name:
                    menu.addAction(self._actions[name])
                else:
                    menu.addSeparator()
            if title.startswith("视图"):
                self._add_looks(menu)
        # The picture of 新建 is white, for the coloured button; in a menu it would not be seen.
        self._actions["new"].setIconVisibleInMenu(False)

    def _add_recent(self, menu: QMenu) -> None:
        recent = menu.addMenu("最近的文件(&R)")
        recent.setToolTipsVisible(True)
        recent.aboutToShow.connect(lambda: self._list_recent(recent))

    def _list_recent(self, menu: QMenu) -> None:
        """Files written and taken in: each opens; below, the folder of each."""
        menu.clear()
        listed = files.recent(self.remembered)
        if not listed:
            menu.addAction("导出、打印、导入过的文件会列在这里").setEnabled(False)
            return
        folders = QMenu("所在文件夹(&F)", menu)
        folders.setToolTipsVisible(True)
        for place, (file, what) in enumerate(listed, start=1):
            name = menu.fontMetrics().elidedText(file.name, Qt.TextElideMode.ElideMiddle, style.em(28))
            text = f"&{place % 10} {name.replace('&', '&&')}（{what}）"
            for where, act in ((menu, files.open_file), (folders, files.open_folder)):
                action = where.addAction(text)
                action.setToolTip(str(file))
                action.triggered.connect(
                    self._guarded(lambda file=file, act=act: act(files.still_there(self.remembered, file)))
                )
        menu.addSeparator()
        menu.addMenu(folders)
        menu.addAction("清空列表", self._forget_files)

    def _forget_files(self) -> None:
        files.forget(self.remembered)

    def _add_looks(self, menu: QMenu) -> None:
        """字号 takes effect in the open window; a theme in a window made anew."""
        for title, key, names, choose in (
            ("字号", "window/size", style.SIZES, self._set_size),
            ("外观", "window/theme", style.THEMES, self._set_theme),
        ):
            group = QActionGroup(self)
            under = menu.addMenu(title)
            now = self.remembered.get(key, next(iter(names)))
            for name in names:
                action = under.addAction(name)
                action.setCheckable(True)
                action.setChecked(name == now)
                action.triggered.connect(lambda _=False, name=name, choose=choose: choose(name))
                group.addAction(action)

    def _make_toolbar(self) -> QToolBar:
        bar = QToolBar("常用")
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setIconSize(QSize(style.em(1.25), style.em(1.25)))
        bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for name in TOOLS:
            if not name:
                bar.addSeparator()
                continue
            action = self._actions[name]
            bar.addAction(action)
            button = bar.widgetForAction(action)
            button.setAccessibleName(action.text())
            if name == "new":
                button.setProperty("primary", True)
            if name in ("undo", "redo"):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)  # type: ignore[attr-defined]
        return bar

    def _make_status_bar(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self._facts = QLabel()
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._take_back = QPushButton("撤销")
        self._take_back.setObjectName("take_back")
        self._take_back.setAccessibleName("撤销刚才的操作")
        self._take_back.setToolTip("撤销刚才的操作（Ctrl+Z）")
        self._take_back.setAutoDefault(False)
        self._take_back.clicked.connect(self._actions["undo"].trigger)
        self._take_back.hide()
        bar.messageChanged.connect(lambda text: self._take_back.setVisible(self._take_back.isVisible() and bool(text)))
        bar.addPermanentWidget(self._take_back)
        self._demo = QLabel("演示数据，全部虚构")
        self._demo.setProperty("role", "hint")
        self._demo.hide()
        bar.addPermanentWidget(self._demo)
        bar.addPermanentWidget(self._facts)

    def _show_facts(self) -> None:
        when = last_backup(self.db)
        said = [
            f"使用人：{self.db.user}",
            f"数据：{self.db.path}",
            f"最近备份：{when:%Y-%m-%d %H:%M}" if when else "尚未备份",
        ]
        demonstration = is_demonstration(self.db)
        self._actions["leave_demo"].setVisible(demonstration)
        self._demo.setVisible(demonstration)
        self._said_facts = said
        self._fit_facts()
        county = self.db.setting("county")
        mark = "【演示数据】" if demonstration else ""
        self.setWindowTitle(mark + (f"{county} — {messages.TITLE}" if county else messages.TITLE))

    # Following what happens

    def _show_tab(self, place: int) -> None:
        tab = TABS[place]
        if tab.id not in self._pages:
            page = self._make_workbench() if tab.id == WORKBENCH else self._make_page(tab.id)
            self._pages[tab.id] = page
            self._stack.addWidget(page)
            if self.counts:
                page.show_counts(self.counts)
                # Not at start, when the window is still to be painted; `begin` does it then.
                QTimer.singleShot(0, page, page.prepare_pane)
        if self._pages[tab.id].stale:
            self._pages[tab.id].refetch()
        if tab.id == WORKBENCH:
            self._summary.dismiss()
        self._show_tab_pictures()
        self._stack.setCurrentWidget(self._pages[tab.id])
        self.remembered.put("window/tab", tab.id)
        self._context()

    def _make_page(self, module: str) -> Any:
        from ui.module_page import ModulePage

        page = ModulePage(self.db, self.jobs, self.remembered, module)
        page.saved.connect(lambda record, id: self.notify((record,), (id,)))
        page.record_requested.connect(self.open_record)
        page.notice_requested.connect(self._print_notice)
        page.letter_requested.connect(lambda id, deed: self._with_letters(deed, [id]))
        page.import_requested.connect(self._actions["import"].trigger)
        page.context_changed.connect(self._context)
        page.said.connect(self.say)
        page.menu_requested.connect(self._show_row_menu)
        page.find_requested.connect(self._find_any)
        return page

    def _make_workbench(self) -> Any:
        from ui.workbench import WorkbenchPage

        page = WorkbenchPage(self.db, self.jobs, self.remembered)
        page.record_requested.connect(self.open_record)
        page.deadline_requested.connect(self.open_deadlines)
        page.reminders_requested.connect(self._actions["reminders"].trigger)
        return page

    def _show_row_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("copy_record", "copy", "", *MANY, "", "notice", "batch", "remind", "export", "print", "", "void"):
            if name == "remind" and not self._actions[name].isEnabled():
                continue
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()
        menu.popup(at)

    def _after_change(self) -> None:
        current = self.page
        for page in self._pages.values():
            page.put_own_first()
            if page is current:
                page.refetch()
            else:
                page.stale = True
        self._recount()
        self._show_undo()
        self._show_facts()
        self._context()

    def _recount(self) -> None:
        def counted(counts: dict[str, int]) -> None:
            self.counts = counts
            for page in self._pages.values():
                page.show_counts(counts)

        self.jobs.run(queries.counts, done=counted, wait=False)

    def _look_for_others(self) -> None:
        try:
            version = self.db.data_version
        except UserError:  # locked for a moment; the next look will tell
            return
        if version != self._version:
            self.notify()

    def _show_undo(self) -> None:
        for name, word, title in (("undo", "撤销", self.db.undo_title()), ("redo", "重做", self.db.redo_title())):
            action = self._actions[name]
            action.setEnabled(title is not None)
            action.setText(f"{word}「{title}」" if title else word)
            self._tip(action)

    def _context(self) -> None:
        """Which actions make sense for what is current."""
        if not self._pages:
            return
        page = self.page
        on_ledger = not self.is_on_workbench
        for name in OF_LEDGERS:
            self._actions[name].setEnabled(on_ledger)
        self._actions["pane"].setChecked(page.has_pane)
        if not on_ledger:
            return
        table = page.ledger.table if page.ledgers.current else None
        chosen = table is not None and table.selected_count() > 0  # Ctrl+A makes none of them current
        for name in ("void", "copy", *MANY):
            self._actions[name].setEnabled(chosen)
        self._actions["copy_record"].setEnabled(table is not None and table.current_id() is not None)
        self._actions["notice"].setEnabled(page.shown is not None)
        self._actions["batch"].setEnabled(chosen)
        self._actions["remind"].setEnabled(chosen and issubclass(RECORDS[page.ledger.record], Letter))

    def _tip(self, action: QAction) -> None:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{action.text().rstrip('…')}（{key}）" if key else action.text().rstrip("…"))

    def _guarded(self, act: Callable[[], Any]) -> Callable[..., None]:
        """An action whose errors are shown, after which every page reads again."""

        def run(_: bool = False) -> None:
            try:
                act()
            except Exception as error:  # expected or a bug: shown in one place
                messages.show_error(error, self)
                self.notify()

        return run

    # What the actions do

    def _undo(self) -> None:
        if self.page.leave_record():
            title = self._turn("undo", "undone") if self._is_long(redo=False) else self.db.undo()
            if title:
                self.notify()
                self.say(f"已撤销「{title}」，可以用“重做”恢复")

    def _redo(self) -> None:
        if self.page.leave_record():
            title = self._turn("redo", "redone") if self._is_long(redo=True) else self.db.redo()
            if title:
                self.notify()
                self.say(f"已重做「{title}」")

    def _is_long(self, *, redo: bool) -> bool:
        return self.db.rows_to_turn(redo=redo) > TURNED_HERE

    def _turn(self, command: str, answers: str) -> str:
        """Many rows are turned back beside the window; nothing when the person stopped it."""
        from ui import jobs

        title = "正在撤销" if command == "undo" else "正在重做"
        answer = jobs.run_command(title, self.db.home, [command], self)
        return str(answer[answers]) if answer else ""

    def _void(self) -> None:
        from ui.dialogs.small import VoidDialog

        page = self.page.ledger
        ids = page.table.selected_ids()
        if len(ids) > 1:
            self._change_many("VoidPart")
            return
        if not ids or not self.page.leave_record():
            return
        noun = RECORDS[page.record].about.noun
        what = f"“{queries.titles(self.db, page.record, ids)[ids[0]]}”"
        dialog = VoidDialog(what, self)
        if not dialog.exec():
            return
        with self.db.operation(f"作废{noun}", reason=dialog.reason) as op:
            op.void(queries.load(self.db, page.record, ids[0]), dialog.reason)
        self.notify((page.record,), tuple(ids))
        self.say(f"已作废{what}", undo=True)

    def _change_many(self, part: str) -> None:
        """One of the parts of `ui/dialogs/bulk.py`, for the selected records."""
        from ui.dialogs import bulk

        page = self.page.ledger
        if not page.table.selected_count() or not self.page.leave_record():
            return
        said = bulk.change_many(self.db, self.jobs, page, getattr(bulk, part), self)
        if said:
            self.notify((page.record,), tuple(page.table.selected_ids()[:1000]))
            self.say(said, undo=True)

    def _find_any(self, text: str = "") -> None:
        from ui.finder import Finder

        finder = Finder(self.jobs, self)
        finder.chosen.connect(self.open_record)
        if text:
            finder.find(text)
        finder.exec()

    def _import(self) -> None:
        from ui.import_wizard.wizard import import_workbook

        if self.page.leave_record() and import_workbook(self.db.home, self.remembered, self):
            self.notify()
            self.say("已整批导入", undo=True)

    def _export(self) -> None:
        from ui.dialogs.exporting import export_ledger

        export_ledger(self.db.home, self.remembered, self.page.ledger)

    def _template(self) -> None:
        from ui.dialogs.exporting import write_template

        write_template(self.db.home, self.remembered, self.page.ledger)

    def _print(self) -> None:
        from ui.dialogs.exporting import print_ledger

        print_ledger(self.db, self.remembered, self.page.ledger)

    def _notice(self) -> None:
        if self.page.shown is not None and self.page.leave_record():
            self._print_notice(*self.page.shown)

    def _print_notice(self, record: str, id: int, notice: str = "") -> None:
        from ui.dialogs.noticing import print_notice

        self._wrote(print_notice(self.db, self.remembered, record, id, self, notice))

    def _with_letters(self, deed: str, ids: list[int]) -> None:
        from ui.dialogs.letters import do

        self._wrote(do(deed, self.db, self.remembered, ids, self))

    def _remind(self) -> None:
        if self.page.leave_record():
            self._with_letters("催办", list(self.page.ledger.table.selected_ids()))

    def _batch(self) -> None:
        from ui.dialogs.batch import make_many

        page = self.page.ledger
        if self.page.leave_record():
            ids = list(page.table.selected_ids())
            self._wrote(make_many(self.db, self.jobs, self.remembered, page.record, ids, self))

    def _templates(self) -> None:
        from ui.dialogs.templates import TemplatesDialog

        if self.page.leave_record():
            TemplatesDialog(self.db, self.remembered, self).exec()
            self.notify()

    def _numbers(self) -> None:
        from ui.dialogs.numbers import NumbersDialog

        NumbersDialog(self.db, self).exec()

    def _wrote(self, said: str) -> None:
        if said:
            self.notify()
            self.say(said, undo=True)

    def _proposals(self) -> None:
        from ui.proposals_view import ProposalsDialog

        if not self.page.leave_record():
            return
        dialog = ProposalsDialog(self.db, self.jobs, self)
        dialog.exec()
        if dialog.said:
            self.notify()
            self.say(dialog.said[-1] if len(dialog.said) == 1 else f"办了 {len(dialog.said)} 条建议", undo=True)
        if dialog.opened is not None:
            self.open_record(*dialog.opened)

    def _calculator(self) -> None:
        from ui.dialogs.calculator import CalculatorDialog

        CalculatorDialog(self.db, self.remembered, self).exec()

    def _reminders(self) -> None:
        from ui.dialogs.reminding import make_reminders

        make_reminders(self.db, self.remembered, self)

    def _calendar_file(self) -> None:
        from ui.dialogs.reminding import write_calendar

        narrowed = self.page.narrowed if self.is_on_workbench else None
        write_calendar(self.db, self.remembered, narrowed, self)

    def _be_quiet(self) -> None:
        self.remembered.put(QUIET, self._actions["quiet"].isChecked())

    def _rules(self) -> None:
        from ui.dialogs.rules import RulesDialog

        dialog = RulesDialog(self.db, self.remembered, self)
        dialog.exec()
        if dialog.changed:
            self.notify()

    def _holidays(self) -> None:
        from ui.dialogs.holidays import HolidaysDialog

        dialog = HolidaysDialog(self.db, self.remembered, self)
        dialog.exec()
        if dialog.changed:
            self.notify()

    def _backup(self) -> None:
        from ui.dialogs.backups import back_up

        if self.page.leave_record():
            back_up(self.db.home, self)
            self._show_facts()

    def _send(self) -> None:
        from ui.dialogs.sending import send_records

        if self.page.leave_record() and send_records(self.db, self.remembered, self.page.ledger):
            self.notify()
            self.say("已写出并记入对外提供登记簿")

    def _packages(self) -> None:
        from ui.dialogs.packages import PackagesDialog

        PackagesDialog(self.db, self.remembered, self).exec()

    def _imports(self) -> None:
        from ui.dialogs.imports import ImportsDialog

        if self.page.leave_record():
            dialog = ImportsDialog(self.db, self)
            dialog.exec()
            if dialog.changed:
                self.notify()

    def _say_interrupted(self, said: str) -> None:
        if said:
            messages.inform(self, "上次导入没有完成", said)

    def _backups(self) -> None:
        from ui.dialogs.backups import BackupsDialog

        if not self.page.leave_record():
            return
        dialog = BackupsDialog(self.db.home, self)
        dialog.exec()
        self._show_facts()
        if dialog.restored:
            self.reopens = True
            self.close()

    def _settings(self) -> None:
        from ui.dialogs.settings import SettingsDialog

        if SettingsDialog(self.db, self).exec():
            self.notify()

    def begin_anew(self) -> None:
        """After the guide of a new home, or after the demonstration has gone."""
        self.notify()
        self.tabs.setCurrentIndex(first_tab(self.db))
        self.activateWindow()
        self.page.begin()

    def _leave_demo(self) -> None:
        from ui import jobs
        from ui.dialogs.first_start import greet

        if not self.page.leave_record() or not messages.ask(
            self,
            "清除演示数据，从空的台账开始？",
            "演示的和您试着登记的内容都会清掉。清除之前自动备份，备份文件可以恢复。",
            "清除并开始",
        ):
            return
        answer = jobs.run_command("正在清除演示数据", self.db.home, ["demo", "--remove"], self)
        if answer is not None:
            self.begin_anew()
            self.say(f"演示数据已清除，备份在 {answer['backup']}")
            greet(self)

    def _help(self) -> None:
        """At the ledger that is current; at the field, where the person is in a form."""
        from ui.help import HelpWindow, place_in

        if self.is_on_workbench:
            page, anchor = "工作台与期限", ""
        else:
            page, anchor = place_in(self.page.ledgers.current, QApplication.focusWidget())
        if self._help_window is None:
            self._help_window = HelpWindow(self.keys, self)
        self._help_window.open_page(page, anchor)
        self._help_window.show()
        self._help_window.raise_()
        self._help_window.activateWindow()

    def _keys(self) -> None:
        from ui.dialogs.small import KeysDialog

        KeysDialog(self.named_actions, self).exec()

    def _about(self) -> None:
        from ui.dialogs.small import AboutDialog

        AboutDialog(self.about_facts, self).exec()

    def _set_size(self, name: str) -> None:
        self.remembered.put("window/size", name)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            style.apply(app, style.SIZES[name])
        self._toolbar.setIconSize(QSize(style.em(1.25), style.em(1.25)))
        self.tabs.setIconSize(QSize(style.em(1.15), style.em(1.15)))
        for page in self._pages.values():
            page.restyle()
        self._fit_header()

    def _set_theme(self, name: str) -> None:
        self.remembered.put("window/theme", name)
        self.reopens = True
        if not self.close():  # a form is not to be left: the theme comes with the next start
            self.reopens = False

    def _fit_header(self) -> None:
        """Where tabs and tools do not fit beside each other, the tools keep only their pictures, then the tabs only
        their words."""
        styles = Qt.ToolButtonStyle
        for look, pictures in (
            (styles.ToolButtonTextBesideIcon, True),
            (styles.ToolButtonIconOnly, True),
            (styles.ToolButtonIconOnly, False),
        ):
            for name in ("save", "import", "export", "print"):
                self._toolbar.widgetForAction(self._actions[name]).setToolButtonStyle(look)  # type: ignore[attr-defined]
            self._toolbar.layout().invalidate()  # type: ignore[union-attr]  # it learns of other looks late
            self._tab_pictures = pictures
            self._show_tab_pictures()
            if self.tabs.sizeHint().width() + self._toolbar.sizeHint().width() + style.em(2) <= self.width():
                break
        # All tools at once: of tabs that do not fit those at the end are reached with arrows and Ctrl+number.
        self._toolbar.setMinimumWidth(self._toolbar.sizeHint().width())

    def _show_tab_pictures(self) -> None:
        for n, each in enumerate(TABS):
            token = "brand" if n == self.tabs.currentIndex() else "secondary"
            self.tabs.setTabIcon(n, icon(each.icon, token) if self._tab_pictures else QIcon())

    def _fit_facts(self) -> None:
        """Where the status bar is narrow, where the data are is left to the tooltip."""
        self._facts.setToolTip("\n".join(self._said_facts))
        user, data, backup = self._said_facts
        for said in ((user, data, backup), (user, backup), (backup,)):
            self._facts.setText("　|　".join(said))
            room = self.width() - (self._demo.sizeHint().width() if self._demo.isVisibleTo(self) else 0) - style.em(4)
            if self._facts.sizeHint().width() <= room:
                return

    # Overrides of Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_header()
        self._fit_facts()

    def closeEvent(self, event: QCloseEvent) -> None:
        for page in self._pages.values():
            if not page.leave_record():
                event.ignore()
                return
        self.remembered.put_bytes("window/geometry", self.saveGeometry())
        self.remembered.flush()
        self._poll.stop()
        event.accept()
