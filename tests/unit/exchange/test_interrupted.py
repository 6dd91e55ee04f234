"""An apply that is killed at any moment: all or nothing, a sound database, and the next start says so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.data.backup import check
from app.data.database import Database
from app.paths import Home
from app.services.exchange.interrupted import MARK, interrupted

from .ledgers import case

ROWS = 25
KILLED = 100
ROOT = Path(__file__).resolve().parents[3]

# Children are forked from one process that has read the file, so that a hundred of them take seconds.
FORKS = """
import os, random, shutil, signal, sys, time
from datetime import date
from pathlib import Path
from app.data.database import Database
from app.paths import Home
from app.services.exchange.session import ImportSession
template, work, file, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
with Database.open(Home(template), read_only=True) as db:
    book = ImportSession(db, file).read()
chance = random.Random(20261124)
took = 0.0
for number in range(-3, count):
    home = work / f"{number:03}"
    shutil.copytree(template, home)
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        db = Database.open(Home(home), today=date(2026, 11, 24))
        session = ImportSession(db, file)
        session._book = book
        session.plan()
        os.write(tell, b"r")
        session.apply()
        os._exit(0)
    os.read(ready, 1)
    started = time.perf_counter()
    if number >= 0:
        time.sleep(chance.uniform(0, took))
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(ready), os.close(tell)
    if number < 0:
        took = max(took, time.perf_counter() - started)
        shutil.rmtree(home)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_a_hundred_moments(template: Path, tmp_path: Path, ledger: Callable[..., Path]) -> None:
    file = ledger(*(case(n) for n in range(1, ROWS + 1)))
    work = tmp_path / "work"
    work.mkdir()
    subprocess.run(
        [sys.executable, "-c", FORKS, str(template), str(work), str(file), str(KILLED)],
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
        check=True,
    )
    homes = sorted(work.iterdir())
    assert len(homes) == KILLED
    outcomes = []
    for root in homes:
        with Database.open(Home(root)) as db:
            marked = (root / "temp" / MARK).exists()
            said = interrupted(db)
            assert check(db) == []
            rows = db.value("SELECT count(*) FROM admin_case")
            assert rows in (0, ROWS)
            assert db.value("SELECT count(*) FROM import_batch") == (1 if rows else 0)
            assert db.value("SELECT count(*) FROM row_source") == rows
            assert len(db.rows("SELECT rowid FROM search WHERE search MATCH '原告'")) == rows
            assert bool(said) == (marked and not rows)
            assert not said or "中途被中断，没有写入任何一行；数据库检查完好" in said
            assert interrupted(db) == ""  # said once
            outcomes.append((rows > 0, bool(said)))
    # The moments lay before, within and after the writing, or nothing was tested.
    assert (False, True) in outcomes and len(set(outcomes)) > 1


def test_the_next_command_says_so(home: Home, capsys: Any) -> None:
    home.temp.mkdir()
    (home.temp / MARK).write_text(
        '{"file": "台账.xlsx", "at": "2026-11-24 09:00:00", "operation": 99}', encoding="utf-8"
    )
    assert main(["list", "admin_case", "--home", str(home.root)]) == 0
    assert "上次导入“台账.xlsx”（2026-11-24 09:00:00）中途被中断" in capsys.readouterr().err
    assert main(["list", "admin_case", "--home", str(home.root)]) == 0
    assert "中断" not in capsys.readouterr().err


def test_an_import_under_way_in_another_process_is_no_interrupted_one(home: Home) -> None:
    home.temp.mkdir()
    (home.temp / MARK).write_text(
        '{"file": "台账.xlsx", "at": "2026-11-24 09:00:00", "operation": 99}', encoding="utf-8"
    )
    with Database.open(home) as writer, Database.open(home, read_only=True) as other:
        with writer.operation("正在写"):
            assert interrupted(other) == ""
            assert (home.temp / MARK).exists()
        assert "中断" in interrupted(other)
