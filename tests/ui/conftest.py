"""The window's look and a filled home for tests of the screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.data.database import Database
from app.paths import Home
from app.services.first_start import fill

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("template"))
    with Database.open(home, today=TODAY) as db:
        fill(db)
    return home.root


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Home:
    root = tmp_path / "home"
    shutil.copytree(template, root)
    return Home(root)


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    with Database.open(home, today=TODAY) as opened:
        yield opened


@pytest.fixture(scope="session")
def styled(qapp: QApplication) -> QApplication:
    """Once: setting a style sheet walks over every widget there is."""
    from ui import style

    style.apply(qapp)
    return qapp


@pytest.fixture(scope="session", autouse=True)
def empty_clipboard() -> Iterator[None]:
    """The clipboard of the offscreen platform outlives Python and crashes over what Python gave it."""
    yield
    if app := QApplication.instance():
        assert isinstance(app, QApplication)
        app.clipboard().clear()
