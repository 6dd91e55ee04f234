"""A database for each test: a copy of one that was made and filled with the county's facts once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.data.database import Database
from app.paths import Home
from app.services.first_start import fill

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
