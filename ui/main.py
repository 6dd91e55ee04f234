"""Starts the window: paths, database and window are made here once and handed down.

Nothing heavy is imported before the window has been painted; SQLAlchemy follows in a thread.
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QLocale, QLockFile, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from app.data.database import Database
from app.errors import UserError
from app.paths import Home
from ui import icons, messages, style
from ui.jobs import Jobs
from ui.remembered import Remembered

if TYPE_CHECKING:
    from ui.window import Window

REFUSED = 2
WARM_AFTER = 150  # milliseconds; importing beside the first paint would slow it


def main(home: Home) -> int:
    """The exit status: 0, or 2 when the database could not be opened (a sentence has been shown)."""
    choose_input_method()
    app = make_application()
    remembered = Remembered(home.window)
    lock = lock_home(home)
    if lock is None:
        if ask_the_first(home):
            return 0
        return refuse(UserError("程序已经在运行", f"另一个窗口正在使用“{home.root}”", "请切换到已打开的窗口"))
    catch_everything()
    sys.setswitchinterval(0.001)  # a thread that imports may hold the window up for 27 ms, not 150
    try:
        while True:
            window = make_window(app, home, remembered)
            status = show(app, window)
            if not window.reopens:
                return status
            window.deleteLater()
    except UserError as error:
        return refuse(error)
    finally:
        lock.unlock()


def show(app: QApplication, window: Window) -> int:
    """Until the window is closed."""
    home = window.db.home
    window.show()
    QTimer.singleShot(0, window, lambda: write_log(home))
    QTimer.singleShot(0, window, window.begin)
    QTimer.singleShot(0, window, lambda: answer_others(home, window))
    QTimer.singleShot(0, window, lambda: welcome(window))
    QTimer.singleShot(WARM_AFTER, window, lambda: threading.Thread(target=warm, name="warm", daemon=True).start())
    status = app.exec()
    window.jobs.close()
    window.db.close()
    return int(status)


def make_window(app: QApplication, home: Home, remembered: Remembered) -> Window:
    """The database is opened (SQLite reads its whole schema) while the window's modules are imported, and the first
    list is read while the window is built. Raises UserError when the database cannot be used."""
    with ThreadPoolExecutor(1) as beside:
        opening = beside.submit(open_database, home)
        from app.data import queries
        from ui.window import Window, first_query

        db = opening.result()
    jobs = Jobs(home)
    if query := first_query(db, remembered):
        jobs.ahead(queries.ids, query)
    style.use(remembered.get("window/theme", ""))
    icons.forget()
    style.apply(app, style.SIZES.get(remembered.get("window/size", ""), style.SIZES["标准"]))
    return Window(db, jobs, remembered)


def make_application() -> QApplication:
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication.instance() or QApplication(["fuyuan"])
    assert isinstance(app, QApplication)
    app.setApplicationName("fuyuan")
    app.setApplicationDisplayName(messages.TITLE)
    app.setDesktopFileName("fuyuan")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    # Qt's own buttons, file dialogs and context menus
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app


def choose_input_method() -> None:
    """The wheels bring Qt's ibus plugin but none for fcitx; fcitx5 answers to ibus as well."""
    if sys.platform == "linux" and os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        plugins = QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)
        folder = os.path.join(plugins, "platforminputcontexts")
        if not any("fcitx" in name for name in os.listdir(folder)):
            os.environ["QT_IM_MODULE"] = "ibus"


def open_database(home: Home) -> Database:
    """With the county's facts when it is new."""
    db = Database.open(home)
    if db.value("SELECT 1 FROM provision LIMIT 1") is None:
        from app.services.first_start import fill

        fill(db)
    return db


def refuse(error: UserError) -> int:
    print(error, file=sys.stderr)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    style.apply(app, style.SIZES["标准"])
    messages.show_error(error)
    return REFUSED


def welcome(window: Window) -> None:
    """Keys that Qt would keep from the window, and the guide where the home is new."""
    from app.services.beginning import is_new
    from ui.help_key import HelpInDialogs
    from ui.own_keys import NAMES, OwnKeys

    HelpInDialogs(window.keys, window)
    OwnKeys({name: window.action(name) for name in NAMES}, window)
    from ui.summary import remind

    remind(window)
    if is_new(window.db):
        from ui.dialogs.first_start import greet

        greet(window)


def warm() -> None:
    """The first save should not wait for imports."""
    import app.data.operation
    import app.data.writer  # noqa: F401


# One window per home


def lock_home(home: Home) -> QLockFile | None:
    try:
        home.root.mkdir(parents=True, exist_ok=True)
    except OSError:
        pass  # opening the database says what is wrong with the folder
    lock = QLockFile(str(home.root / "fuyuan.lock"))
    lock.setStaleLockTime(0)  # a lock holds until its process ends, however long
    if lock.tryLock(0) or lock.error() != QLockFile.LockError.LockFailedError:
        return lock
    return None


def server_name(home: Home) -> str:
    import hashlib

    return "fuyuan-" + hashlib.sha256(str(home.root.resolve()).encode()).hexdigest()[:16]


def ask_the_first(home: Home) -> bool:
    """Ask the window that is open already to come to the front."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(server_name(home))
    if not socket.waitForConnected(1000):
        return False
    socket.write(b"raise\n")
    return socket.waitForBytesWritten(1000)


def answer_others(home: Home, window: Window) -> QObject:
    from PySide6.QtNetwork import QLocalServer

    server = QLocalServer(window)
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
    QLocalServer.removeServer(server_name(home))  # of a process that was killed; we hold the lock

    def asked() -> None:
        while socket := server.nextPendingConnection():
            socket.readyRead.connect(window.raise_up)
            socket.disconnected.connect(socket.deleteLater)

    server.newConnection.connect(asked)
    server.listen(server_name(home))
    return server


# The last resort


def write_log(home: Home) -> None:
    import logging
    from logging.handlers import RotatingFileHandler

    home.logs.mkdir(exist_ok=True)
    handler = RotatingFileHandler(home.logs / "fuyuan.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("fuyuan")
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def note(where: str, error: BaseException) -> None:
    import logging

    logging.getLogger("fuyuan").error(where, exc_info=error)


def catch_everything() -> None:
    """An error nobody expected is logged and shown in one dialog, once at a time."""
    showing = False

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        nonlocal showing
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(1)
            return
        if showing or QApplication.instance() is None:
            note("while an error was shown", error)
            return
        showing = True
        try:
            messages.show_error(error)
        finally:
            showing = False

    def caught_in_thread(args: Any) -> None:
        note(f"in {args.thread}", args.exc_value)

    sys.excepthook = caught
    threading.excepthook = caught_in_thread
