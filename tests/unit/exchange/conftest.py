"""A county with a few records of every type, made once and copied for each test."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.data.database import Database
from app.paths import Home

from .ledgers import HEADERS
from .plausible import fill_county

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def filled_home(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("filled") / "home"
    shutil.copytree(template, root)
    with Database.open(Home(root), today=TODAY) as db:
        fill_county(db)
    return root


@pytest.fixture
def filled(filled_home: Path, tmp_path: Path) -> Iterator[Database]:
    root = tmp_path / "filled"
    shutil.copytree(filled_home, root)
    with Database.open(Home(root), today=TODAY) as db:
        yield db


@pytest.fixture(scope="session")
def filled_once(filled_home: Path) -> Iterator[Database]:
    """For tests that only read."""
    with Database.open(Home(filled_home), read_only=True, today=TODAY) as db:
        yield db


@pytest.fixture(scope="session")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Opens workbooks in LibreOffice and saves them again, as a colleague would."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("profile")

    def save(folder: Path, out: str = "again", kind: str = "xlsx") -> Path:
        target = folder / out
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(target),
                *map(str, sorted(folder.glob("*.xlsx"))),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return target

    return save


@pytest.fixture
def ledger(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: tuple[Any, ...], name: str = "行政诉讼.xlsx") -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "登记表"
        for row in (("行政诉讼案件台账",), HEADERS, *rows):
            sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write
