"""Run in a process of its own by bench_window: opens a window, does one thing, prints what it measured as JSON.

`bare` is a PySide6 QMainWindow with an empty table; `start` the program until its table is painted with rows;
`memory` a ledger scrolled from end to end; `stalls` the longest gap between ticks while lists are opened and sorted.
"""

from __future__ import annotations

import json
import os
import sys
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
    place = Home(home)
    window = program.make_window(app, place, Remembered(place.window))
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


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    what = sys.argv[1]
    if what == "bare":
        bare()
    elif what == "start":
        start(Path(sys.argv[2]))
    elif what == "memory":
        memory(Path(sys.argv[2]), sys.argv[3])
    else:
        stalls(Path(sys.argv[2]))
