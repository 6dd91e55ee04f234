"""Work beside the window: reading queries in threads, long jobs in a child process of the same program.

A thread is good for SQL, which lets go of the interpreter; Excel and PDF would make the window stutter, so they run as
`fuyuan import|export|print … --progress` in a process of their own, which can be killed without leaving anything behind.
"""

from __future__ import annotations

import json
import sys
import threading
from array import array
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.data.database import Database
from app.errors import UserError
from app.paths import Home
from ui import messages, style

INSTANT = 0.03  # seconds the window may wait for an answer, so that small ledgers do not flicker
PATIENCE = 2000  # milliseconds for a child to stop by itself
PROGRAM = Path(__file__).resolve().parent.parent


class Job:
    """A query under way; `cancel` stops it and its answer is never delivered."""

    def __init__(self, done: Callable[[Any], None], failed: Callable[[BaseException], None]) -> None:
        self.done, self.failed = done, failed
        self.cancelled = False
        self.future: Future[Any] | None = None
        self._db: Database | None = None
        self._lock = threading.Lock()

    @property
    def is_over(self) -> bool:
        return self.cancelled or (self.future is not None and self.future.done())

    def call(self, db: Database, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        with self._lock:
            if self.cancelled:
                return None
            self._db = db
            db.is_stopped = False
        try:
            return function(db, *args)
        finally:
            with self._lock:
                self._db = None

    def cancel(self) -> None:
        with self._lock:
            self.cancelled = True
            if self._db is not None:
                self._db.interrupt()


class Jobs(QObject):
    """Runs functions of a database in two threads, each with a read-only connection of its own."""

    _finished = Signal(object)

    def __init__(self, home: Home, parent: QObject | None = None, *, today: date | None = None) -> None:
        super().__init__(parent)
        self.home = home
        self._today = today  # another day than it is, for tests
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="query")
        self._own = threading.local()
        self._connections: list[Database] = []
        self._running: set[Job] = set()
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._ahead: dict[tuple[Any, ...], Future[Any]] = {}

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] = messages.show_error,
        wait: bool = True,
    ) -> Job:
        """`function(db, *args)` in a thread. `done` or `failed` is called in the window's thread; before this returns
        when the answer is there at once, unless `wait` is off."""
        job = Job(done, failed)
        self._running.add(job)
        job.future = self._ahead.pop((function, *args), None) or self._threads.submit(
            lambda: job.call(self._database(), function, args)
        )
        try:
            job.future.exception(INSTANT if wait else 0)
        except NotYet:
            job.future.add_done_callback(lambda _: self._finished.emit(job))
        else:
            self._deliver(job)
        return job

    def ahead(self, function: Callable[..., Any], *args: Any) -> None:
        """Begin what will soon be asked for with `run`, while the window is still being built."""
        self._ahead[function, *args] = self._threads.submit(lambda: function(self._database(), *args))

    def close(self) -> None:
        for job in list(self._running):
            job.cancel()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for db in self._connections:
            db.close()

    def _database(self) -> Database:
        if not hasattr(self._own, "db"):
            self._own.db = Database.open(self.home, read_only=True, today=self._today)
            self._connections.append(self._own.db)
        db: Database = self._own.db
        return db

    def _deliver(self, job: Job) -> None:
        self._running.discard(job)
        if job.cancelled or job.future is None or job.future.cancelled():
            return
        error = job.future.exception()
        if error is None:
            job.done(job.future.result())
        else:
            job.failed(error)


class Child(QObject):
    """A child process of the program's own command line, as far as its start and its progress go."""

    progressed = Signal(int, int, str)
    failed = Signal(object)  # an exception to show

    def __init__(self, home: Home, words: list[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.complaints: list[str] = []
        self._rest = b""
        self.process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        environment.insert("PYTHONUTF8", "1")
        self.process.setProcessEnvironment(environment)
        self.process.setWorkingDirectory(str(PROGRAM))
        self.process.readyReadStandardError.connect(self.read_progress)
        self.process.errorOccurred.connect(self._not_started)
        command, *given = words
        frozen = [] if getattr(sys, "frozen", False) else ["-m", "app.cli"]
        self._arguments = [*frozen, command, "--home", str(home.root), *given, "--progress", "--json"]

    def start(self) -> None:
        self.process.start(sys.executable, self._arguments)

    def read_progress(self) -> None:
        *lines, self._rest = (self._rest + bytes(self.process.readAllStandardError().data())).split(b"\n")
        for line in lines:
            text = line.decode("utf-8", "replace").strip()
            step = _step(text)
            if step:
                self.progressed.emit(step["done"], step["total"], step["text"])
            elif text:
                self.complaints.append(text)

    def why_it_ended(self, status: int) -> Exception:
        """Its own sentences where it refused; anything else is a bug, with all it printed."""
        complaints = "\n".join([*self.complaints, self._rest.decode("utf-8", "replace")]).strip()
        if status == 2 and complaints and "Traceback" not in complaints:
            return said(complaints)
        return RuntimeError(f"exit status {status}\n{complaints}")

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.failed.emit(RuntimeError(self.process.errorString()))
            self.deleteLater()


class Command(Child):
    """One run of a command, from its words to what it printed."""

    finished = Signal(object)  # the result it printed as JSON

    def __init__(self, home: Home, words: list[str], parent: QObject | None = None) -> None:
        super().__init__(home, words, parent)
        self._cancelled = False
        self.process.finished.connect(self._end)

    def cancel(self) -> None:
        """Ask the child to stop, which takes back what it has begun; one that does not listen is ended.

        It writes in one transaction (or to a file it renames at the end), so that does no harm either.
        """
        self._cancelled = True
        self.process.write(b"cancel\n")
        QTimer.singleShot(PATIENCE, self.process, self.process.kill)

    def _end(self, status: int) -> None:
        self.read_progress()
        if not self._cancelled:
            answer = bytes(self.process.readAllStandardOutput().data()).decode("utf-8", "replace")
            if status in (0, 1):
                try:
                    self.finished.emit(json.loads(answer) if answer.strip() else {})
                except ValueError:
                    self.failed.emit(RuntimeError(f"unreadable answer: {answer[:2000]}\n{self.complaints}"))
            else:
                self.failed.emit(self.why_it_ended(status))
        self.deleteLater()


class Conversation(Child):
    """A talk with a command that stays (`fuyuan import FILE --converse`): one JSON line asks, one answers, in turn."""

    def __init__(self, home: Home, words: list[str], parent: QObject | None = None) -> None:
        super().__init__(home, words, parent)
        self._waiting: deque[Callable[[dict[str, Any]], None]] = deque()
        self._out = b""
        self.process.readyReadStandardOutput.connect(self._read_answers)
        self.process.finished.connect(self._end)
        self.start()

    def ask(self, request: dict[str, Any], answered: Callable[[dict[str, Any]], None]) -> None:
        self._waiting.append(answered)
        self.process.write(json.dumps(request, ensure_ascii=False).encode() + b"\n")

    def stop(self) -> None:
        """End it at once; nothing under way is answered any more, nothing half written stays."""
        self._waiting.clear()
        self.process.kill()
        self.process.waitForFinished(2000)
        self.deleteLater()

    def _read_answers(self) -> None:
        *lines, self._out = (self._out + bytes(self.process.readAllStandardOutput().data())).split(b"\n")
        for line in lines:
            if self._waiting:
                self._waiting.popleft()(json.loads(line))

    def _end(self, status: int) -> None:
        self.read_progress()
        self._read_answers()
        if self._waiting:
            self._waiting.clear()
            self.failed.emit(self.why_it_ended(status))


def ids_in(folder: Path, ids: array[int]) -> list[str]:
    """Chosen rows as words of a command. As bytes: a million numbers as text would take the window's thread a second."""
    file = folder / "ids"
    file.write_bytes(ids.tobytes())
    return ["--ids", str(file)]


def said(complaints: str) -> UserError:
    """The sentences that a command printed, as the error they came from: what, why, what to do."""
    what, _, rest = complaints.splitlines()[-1].rstrip("。").partition("。")
    why, _, what_to_do = rest.partition("。")
    return UserError(what, why, what_to_do)


def _step(text: str) -> dict[str, Any] | None:
    if not text.startswith('{"'):
        return None
    try:
        step = json.loads(text)
    except ValueError:
        return None
    return step if isinstance(step, dict) and {"done", "total", "text"} <= step.keys() else None


class ProgressDialog(QDialog):
    """Runs a command while showing text, count and a Cancel that works. Appears only when the job takes a while."""

    def __init__(self, title: str, command: Command, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(style.em(28))
        self.command = command
        self.answer: Any = None
        self.error: BaseException | None = None
        self._text = QLabel("正在准备……")
        self._count = QLabel(" ")
        self._count.setProperty("role", "secondary")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        for button in buttons.buttons():  # one Enter too many must not stop the job; Esc and a click do
            button.setAutoDefault(False)  # type: ignore[attr-defined]
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(style.em(0.6))
        for widget in (self._text, self._bar, self._count, buttons):
            layout.addWidget(widget)
        command.progressed.connect(self._progress)
        command.finished.connect(self._finish)
        command.failed.connect(self._fail)

    def run(self) -> Any:
        """The answer, or None when cancelled. Raises what the command failed with."""
        QTimer.singleShot(0, self, self.command.start)
        self.exec()
        if self.error is not None:
            raise self.error
        return self.answer

    def reject(self) -> None:
        self.command.cancel()
        super().reject()

    def _progress(self, done: int, total: int, text: str) -> None:
        self._text.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(f"{done:,} / {total:,}" if total else f"{done:,}")

    def _finish(self, answer: Any) -> None:
        self.answer = answer
        self.accept()

    def _fail(self, error: BaseException) -> None:
        self.error = error
        self.accept()


def run_command(title: str, home: Home, arguments: list[str], parent: QWidget | None) -> Any:
    """One long job with its progress shown; None when the person cancelled it. Raises UserError."""
    command = Command(home, arguments, parent)
    return ProgressDialog(title, command, parent).run()
