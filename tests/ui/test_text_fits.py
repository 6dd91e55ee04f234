"""On every page, form and dialog, in the standard and the largest letters: words fit their places, controls have names.

Cells and list entries may be cut, they have tooltips; so may a label that has one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.domain.records import RECORDS
from app.paths import Home
from app.services import demo
from tests.ui.conftest import TODAY
from ui import screenshots, style
from ui.jobs import Jobs
from ui.remembered import Remembered
from ui.window import Window

SIZES = ("标准", "特大")
SLACK = 1  # pixels: metrics are rounded


@pytest.fixture(scope="module")
def county(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shown") / "home"
    with Database.open(Home(root), today=TODAY) as db:
        demo.fill(db, 0, today=TODAY)
    return root


@pytest.fixture(params=SIZES, scope="module")
def window(request: pytest.FixtureRequest, county: Path, styled: QApplication) -> Iterator[Window]:
    style.apply(styled, style.SIZES[request.param])
    home = Home(county)
    jobs, db = Jobs(home), Database.open(home, today=TODAY)
    remembered = Remembered(county / f"{request.param}.ini")
    remembered.put("window/size", request.param)
    made = Window(db, jobs, remembered)
    made.resize(1366, 768)
    made.show()
    made.begin()
    yield made
    made.page.pane.clear()
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    jobs.close()
    db.close()
    style.apply(styled)


# What is wrong with a widget


def words_cut(widget: QWidget) -> str:
    """What does not fit, or nothing."""
    if isinstance(widget, QTabBar):
        return tabs_cut(widget)
    text = getattr(widget, "text", lambda: "")()
    if not text or widget.toolTip() and isinstance(widget, QLabel):
        return ""
    need, room = needed(widget), widget.size()
    if need.width() > room.width() + SLACK or need.height() > room.height() + SLACK:
        return f"“{text}” needs {need.width()}×{need.height()}, has {room.width()}×{room.height()}"
    return ""


def needed(widget: Any) -> QSize:
    """The least that shows all words."""
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return QSize(0, widget.heightForWidth(widget.width()))
        return widget.sizeHint()
    if isinstance(widget, QCheckBox | QRadioButton):
        return widget.sizeHint()
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
        if not widget.icon().isNull():
            return widget.iconSize()
    need = widget.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, widget.text())
    if not widget.icon().isNull():
        need.setWidth(need.width() + widget.iconSize().width() + 4)
    return need


def tabs_cut(bar: QTabBar) -> str:
    for place in range(bar.count()):
        rect = bar.tabRect(place)
        need = bar.fontMetrics().horizontalAdvance(bar.tabText(place))
        if not bar.tabIcon(place).isNull():
            need += bar.iconSize().width() + 4
        if bar.isTabVisible(place) and (need > rect.width() + SLACK or rect.right() > bar.width() + SLACK):
            return f"tab “{bar.tabText(place)}” needs {need}, has {rect.width()}, ends at {rect.right()}/{bar.width()}"
    return ""


def out_of_sight(widget: QWidget) -> str:
    """What stands beyond the side of an area that cannot be moved sideways."""
    if not isinstance(widget, QScrollArea):
        return ""
    inside = widget.widget()
    if widget.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff and inside is not None:
        if inside.width() > widget.viewport().width() + SLACK:
            return f"{type(widget).__name__}: {inside.width()} wide in {widget.viewport().width()}"
    return ""


def nameless(widget: QWidget) -> str:
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or not widget.isEnabled():
        return ""
    if widget.objectName().startswith("qt_") or isinstance(widget, QScrollArea) or widget.focusProxy() is not None:
        return ""
    face = QAccessible.queryAccessibleInterface(widget)
    if face is not None and face.text(QAccessible.Text.Name).strip():
        return ""
    above = widget.parentWidget()
    return f"{type(widget).__name__} in {type(above).__name__} has no name"


def found_wrong(top: QWidget, where: str) -> set[str]:
    watched = (QLabel, QPushButton, QToolButton, QAbstractButton, QTabBar)
    wrong: set[str] = set()
    for widget in [top, *top.findChildren(QWidget)]:
        if not widget.isVisible() or not widget.width():
            continue
        said = [nameless(widget), out_of_sight(widget)]
        if isinstance(widget, watched) and not isinstance(widget.parentWidget(), QTabBar):
            said.append(words_cut(widget))
        wrong |= {f"{where}: {each}" for each in said if each}
    return wrong


def settle(seconds: float = 0.03) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QApplication.processEvents()


# Every place


def test_on_every_page_and_form(window: Window) -> None:
    wrong: set[str] = set()
    seen = []
    for record, cls in RECORDS.items():
        window.show_module(cls.about.module)
        if record not in window.page.ledgers.records:
            continue
        window.page.ledgers.choose(record)
        settle()
        window.page.new_record()
        form = window.page.pane.form
        for section in form._names.values():
            section.open()
        settle()
        wrong |= found_wrong(window, cls.about.label)
        seen.append(record)
        window.page.pane.clear()
    assert len(seen) == len(RECORDS)
    assert not wrong, "\n".join(sorted(wrong))


def test_in_every_dialog(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: set[str] = set()
    monkeypatch.setattr(screenshots, "_picture", lambda widget, file: (widget, file.stem))
    window.show_module("litigation")
    window.page.ledgers.choose("admin_case")
    settle(0.3)
    for dialog, name in screenshots._dialogs(window, tmp_path, tmp_path):
        wrong |= found_wrong(dialog, name)
    for dialog, name in more_dialogs(window):
        dialog.show()
        settle(0.05)
        wrong |= found_wrong(dialog, name)
        dialog.close()
        dialog.deleteLater()
    assert not wrong, "\n".join(sorted(wrong))


def more_dialogs(window: Window) -> Iterator[tuple[QWidget, str]]:
    from app.domain.periods import NoteKind
    from app.services.deadlines import of_record
    from ui.dialogs.deadline_note import NoteDialog
    from ui.dialogs.first_start import FirstStartDialog
    from ui.dialogs.holidays import LocalDialog, TypedDialog
    from ui.help import HelpWindow
    from ui.links_view import PickRecordDialog
    from ui.new_record_dialog import NewRecordDialog
    from ui.steps import StepDialog

    db, sources = window.db, window.page.pane.sources
    for step in range(3):
        first = FirstStartDialog(db, window)
        first._go(step)
        yield first, f"开始使用 {step + 1}"
    yield HelpWindow(window.keys, window), "帮助"
    yield NewRecordDialog(db, "unit", "某单位", sources, window), "登记单位"
    case = queries.load(db, "admin_case", queries.ids(db, Query("admin_case"))[0])
    yield PickRecordDialog(db, case, window), "关联"
    yield TypedDialog(db, 2027, window), "按通知录入"
    yield LocalDialog(db, db.today, window), "本地放假"
    owner, rule = db.rows("SELECT owner, rule FROM due LIMIT 1")[0]
    row = next(row for row in of_record(db, owner) if row.rule == rule)
    for kind in NoteKind:
        yield NoteDialog(db, owner, row, kind, window), kind.value
    for record, cls in RECORDS.items():
        ids = queries.ids(db, Query(record))
        if not ids:
            continue
        loaded = queries.load(db, record, ids[0])
        state = next(state for state in cls.about.states if state.value == loaded.status)
        for to in state.next[:1]:
            yield StepDialog(db, loaded, to, sources, window), f"办理 {cls.about.noun}"
