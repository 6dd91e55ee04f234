"""The program as a person or a script runs it: in an empty folder, through its command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-24"


class Run:
    """One finished command."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Fuyuan = Callable[..., Run]


def command(home: Path, *words: object) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, words), "--home", str(home), "--today", TODAY],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Run(done)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration county; copy it before changing anything."""
    home = tmp_path_factory.mktemp("demo") / "home"
    made = command(home, "demo")
    assert made.status == 0, made.err
    return home


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    shutil.copytree(demo_home, copy)
    return copy


@pytest.fixture
def fuyuan(home: Path) -> Fuyuan:
    """Run a command on a copy of the demonstration county."""
    return lambda *words: command(home, *words)
