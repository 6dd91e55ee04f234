"""Run in a process of its own by bench_window: opens a window, does one thing, prints what it measured as JSON.

`bare` is a PySide6 QMainWindow with an empty table; `start` the program until its table is painted with rows;
`memory` a ledger scrolled from end to end; `stalls` the longest gap between ticks while lists are opened and sorted;
`typing` texts typed into the filter box; `switching` from record to record with the arrow key; `tabs` module tabs that
were open before.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def painted(widget: Any, counts: Any = lambda: True) -> list[float]:
    """Moments (monotonic) at which a widget has been painted while something held."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    moments: list[float] = []

    class Watch(QObject):
        def eventFilter(self, watched: Any, event: Any) -> bool:
            if event.type() == QEvent.Type.Paint and counts():
                # Told before the widget paints: the moment is taken when it has.
                QTimer.singleShot(0, lambda: moments.append(time.monotonic()))
            return False

    widget.watch = Watch(widget)
    widget.installEventFilter(widget.watch)
    return moments


def wait(app: Any, until: Any) -> None:
    """Run the event loop as a program does, asleep between events, until something holds."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if until() else None)
    timer.start(1)
    if not until():
        loop.exec()


def finish(measured: dict[str, Any]) -> None:
    """Print and end at once: taking the window down is not part of any figure."""
    print(json.dumps(measured), flush=True)
    os._exit(0)


def bare() -> None:
    from PySide6.QtGui import QStandardItemModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    app = QApplication([])
    window = QMainWindow()
    table = QTableView()
    table.setModel(QStandardItemModel(0, 10, table))
    window.setCentralWidget(table)
    window.resize(1366, 768)
    moments = painted(table.viewport())
    window.show()
    wait(app, lambda: bool(moments))
    finish({"at": moments[0]})


def opened(home: Path) -> tuple[Any, Any]:
    from app.paths import Home
    from ui import main as program
    from ui.remembered import Remembered

    program.choose_input_method()
    app = program.make_application()
    sys.setswitchinterval(0.001)
    # As on a new desk, whatever was open when these homes were looked at.
    kept = Path(tempfile.mkdtemp(prefix="fuyuan-bench-")) / "window.ini"
    window = program.make_window(app, Home(home), Remembered(kept))
    return app, window


def ready(app: Any, window: Any) -> Any:
    """The table, once it shows rows."""
    table = window.page.ledger.table
    wait(app, lambda: len(table.model().ids) > 0)
    return table


def start(home: Path) -> None:
    app, window = opened(home)
    table = window.page.ledger.table
    moments = painted(table.viewport(), lambda: len(table.model().ids) > 0)
    window.show()
    wait(app, lambda: bool(moments))
    finish({"at": moments[0], "rows": len(table.model().ids)})


def resident() -> int:
    """Bytes in memory now."""
    import psutil

    return int(psutil.Process().memory_info().rss)


def memory(home: Path, record: str) -> None:
    app, window = opened(home)
    window.show()
    window.page.ledgers.choose(record)
    settle(app, 2.0)
    table = window.page.ledger.table
    bar = table.verticalScrollBar()
    peak = resident()
    steps = 400
    for step in range(steps + 1):
        bar.setValue(bar.maximum() * step // steps)
        app.processEvents()
        peak = max(peak, resident())
    finish({"bytes": peak, "rows": len(table.model().ids)})


def settle(app: Any, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.002)


def stalls(home: Path) -> None:
    from PySide6.QtCore import QElapsedTimer, QTimer

    app, window = opened(home)
    window.show()
    table = ready(app, window)
    settle(app, 1.0)
    clock = QElapsedTimer()
    gaps: dict[str, float] = {}
    doing = ""

    def tick() -> None:
        if clock.isValid():
            gaps[doing] = max(gaps.get(doing, 0.0), clock.nsecsElapsed() / 1e6)
        clock.start()

    timer = QTimer()
    timer.setTimerType(timer.timerType().PreciseTimer)
    timer.setInterval(5)
    timer.timeout.connect(tick)
    timer.start()

    def go(what: str, act: Any, seconds: float) -> None:
        nonlocal doing
        doing = what
        act()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            app.processEvents()
            time.sleep(0.0005)

    page = window.page.ledger
    go("scroll", lambda: table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2), 0.5)
    go("open again", page.refetch, 4)
    go("sort by 拼音", lambda: page._sort_clicked(2), 12)
    go("search", lambda: page.filter_bar.focus() or set_search(page, "1622行初12"), 5)
    finish({"gaps": gaps})


def set_search(page: Any, text: str) -> None:
    from PySide6.QtWidgets import QLineEdit

    page.filter_bar.findChild(QLineEdit).setText(text)


def rest(milliseconds: int) -> None:
    """Let the program work and sleep, without being asked anything meanwhile."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def press(widget: Any, key: Any, text: str = "", modifiers: Any = None) -> None:
    """As the window system delivers a key."""
    from PySide6.QtCore import QCoreApplication, QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    held = modifiers or Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.postEvent(widget, QKeyEvent(kind, key, held, text))


KEY_EVERY = 90  # milliseconds between keys of a quick typist
FOLLOWS = 20  # seconds a list may take


class Gaps:
    """The longest time between two ticks of 5 ms: how long the window did not answer."""

    def __init__(self) -> None:
        from PySide6.QtCore import QElapsedTimer, Qt, QTimer

        self.longest = self.work = 0.0  # milliseconds; `work` is what the window's thread did meanwhile
        self._worked = time.thread_time()
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        if self._clock.isValid():
            self.longest = max(self.longest, self._clock.nsecsElapsed() / 1e6)
            self.work = max(self.work, (time.thread_time() - self._worked) * 1000)
        self._worked = time.thread_time()
        self._clock.start()

    def taken(self) -> dict[str, float]:
        taken = {"gap": self.longest, "work": self.work}
        self.longest = self.work = 0.0
        return taken


def typing(home: Path, texts: list[str]) -> None:
    """For each text: the longest gap between ticks, and how long after the last key its list was on the screen."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QLineEdit

    app, window = opened(home)
    window.show()
    ready(app, window)
    rest(2500)
    page = window.page.ledger
    line = page.filter_bar.findChild(QLineEdit)
    page.filter_bar.focus()
    shown: list[tuple[float, str, int]] = []  # when a list was there, of what text, how long
    show = page._show

    def watched(ids: Any) -> None:
        show(ids)
        shown.append((time.monotonic(), page.query.search, len(ids)))

    page._show = watched
    paints = painted(page.window())
    table_paints = painted(page.table.viewport())
    gaps = Gaps()

    def listed(text: str, since: int) -> Any:
        return next((each for each in shown[since:] if each[1] == text), None)

    def seen(moment: float) -> float | None:
        return next((each for each in sorted([*paints, *table_paints]) if each >= moment), None)

    rest(200)
    gaps.taken()
    rest(4000)
    idle = gaps.taken()  # what the machine does to a window that has nothing to do
    measured = []
    for text in texts:
        gaps.taken()
        since = len(shown)
        for character in text:
            press(line, Qt.Key.Key_unknown, character)
            last = time.monotonic()
            rest(KEY_EVERY)
        until = time.monotonic() + FOLLOWS
        wait(app, lambda: listed(text, since) or time.monotonic() > until)  # noqa: B023
        found = listed(text, since)
        rest(600)
        if found is None:
            raise SystemExit(f"no list for {text}")
        typed = gaps.taken()
        after = seen(found[0]) or found[0]
        since = len(shown)
        page.filter_bar.clear()
        wait(app, lambda: listed("", since))  # noqa: B023
        rest(600)
        cleared = gaps.taken()
        both = {name: max(typed[name], cleared[name]) for name in typed}
        measured.append({"text": text, "rows": found[2], "after": (after - last) * 1000, **both})
    finish({"texts": measured, "idle": idle})


def worked(act: Any, milliseconds: int) -> float:
    """Milliseconds of processor time that the window's thread spends on what follows."""
    began = time.thread_time()
    act()
    rest(milliseconds)
    return (time.thread_time() - began) * 1000


def switching(home: Path, times: int) -> None:
    """The arrow key goes down the list; each record is filled into the form and painted."""
    from PySide6.QtCore import Qt

    app, window = opened(home)
    window.show()
    table = ready(app, window)
    rest(2500)
    table.setFocus()
    idle = min(worked(lambda: None, 300) for _ in range(5))
    costs = []
    for run in range(times + 3):
        before = window.page.shown
        cost = worked(lambda: press(table, Qt.Key.Key_Down), 300)
        assert window.page.shown != before, "the record was not shown"
        if run >= 3:  # the first ones build what is kept
            costs.append(cost - idle)
    finish({"costs": costs})


def tabs(home: Path, rounds: int) -> None:
    """Each module tab opened again and again, after all have been open once."""
    app, window = opened(home)
    window.show()
    ready(app, window)
    rest(2500)
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        rest(1500)
    idle = min(worked(lambda: None, 500) for _ in range(4))
    costs: dict[str, list[float]] = {}
    for _ in range(rounds):
        for place in range(window.tabs.count()):
            cost = worked(lambda: window.tabs.setCurrentIndex(place), 500)  # noqa: B023
            costs.setdefault(window.tabs.tabText(place), []).append(cost - idle)
    finish({"costs": costs})


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    what = sys.argv[1]
    if what == "bare":
        bare()
    elif what == "start":
        start(Path(sys.argv[2]))
    elif what == "memory":
        memory(Path(sys.argv[2]), sys.argv[3])
    elif what == "typing":
        typing(Path(sys.argv[2]), sys.argv[3:])
    elif what == "switching":
        switching(Path(sys.argv[2]), int(sys.argv[3]))
    elif what == "tabs":
        tabs(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        stalls(Path(sys.argv[2]))
