"""The window: its start beside a bare Qt window, memory with a million rows, the longest stall while lists are read and
texts are typed, what the next record and another tab cost."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from app.data.database import Database
from tests.bench.measure import interleaved, line

PROBE = Path(__file__).with_name("window_probe.py")
LARGE, EMPTY = "admin_case", "case_study"


def probe(*words: object) -> Any:
    # As an installed program runs: with compiled modules kept.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(
        [sys.executable, str(PROBE), *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return json.loads(done.stdout.splitlines()[-1])


def until_painted(*words: object) -> None:
    """Returns when the process has painted; what it does after that does not count."""
    started = time.monotonic()
    at = probe(*words)["at"]
    MOMENTS.append(at - started)


MOMENTS: list[float] = []


def start(home: Path) -> list[str]:
    ours: list[float] = []
    baseline: list[float] = []
    for run in range(8):
        for words, times in ((("start", home), ours), (("bare",), baseline)):
            MOMENTS.clear()
            until_painted(*words)
            if run:  # the first of each fills the file cache
                times += MOMENTS
    return [
        line("start until the table is painted, 100,000", statistics.median(ours), statistics.median(baseline), 2.0)
    ]


def memory(home: Path) -> list[str]:
    large, empty = (probe("memory", home, record) for record in (LARGE, EMPTY))
    more = (large["bytes"] - empty["bytes"]) / 2**20
    said = "met" if more <= 150 else "NOT met"
    return [
        f"memory, {large['rows']:,} rows scrolled end to end    + {more:,.0f} MiB over an empty ledger  reach ≤ 150  {said}"
    ]


def stalls(home: Path) -> list[str]:
    gaps = probe("stalls", home)["gaps"]
    return [
        f"longest gap between 5 ms ticks: {what:<14} {gap:>7.1f} ms  reach ≤ 100  {'met' if gap <= 100 else 'NOT met'}"
        for what, gap in gaps.items()
        if what
    ]


def typing(home: Path) -> list[str]:
    """No stall whatever is typed; texts that few records have are listed at once."""
    with Database.open(home, read_only=True) as db:
        rows = db.rows(
            f"SELECT case_no, plaintiff, reg_no FROM {LARGE} WHERE length(plaintiff) = 3 LIMIT 1 OFFSET 1000"
        )
    case_no, name, reg_no = rows[0]
    selective = (case_no.partition("行")[2].rstrip("号"), case_no, name[:2], name, reg_no)
    measured = probe("typing", home, *selective, "蒙城县", "1", "mcx", "wangwei")
    idle = measured["idle"]["gap"]
    lines = [f"longest gap between 5 ms ticks while nothing is typed {idle:.1f} ms: noise of the machine"]
    for each in measured["texts"]:
        text, gap, work, after = each["text"], each["gap"], each["work"], each["after"]
        said = f"typed {text:<22} {each['rows']:>9,} rows  longest gap {gap:>6.1f} ms  reach ≤ 50  {_met(gap, 50)}"
        said += f"  (of it work {work:.1f})"
        reach = f"reach ≤ 300  {_met(after, 300)}" if text in selective else ""
        lines.append(f"{said}  listed {after:>6.0f} ms after the last key  {reach}".rstrip())
    return lines


def switching(home: Path) -> list[str]:
    costs = probe("switching", home, 30)["costs"]
    return [_work("the next record, form filled and painted", costs, 30)]


def tabs(home: Path) -> list[str]:
    return [_work(f"tab {title} opened again", costs, 50) for title, costs in probe("tabs", home, 5)["costs"].items()]


def _work(what: str, costs: list[float], reach: float) -> str:
    """Processor time of the window's thread: other work on the machine does not count, only slows it."""
    median = statistics.median(costs)
    return f"{what:<46} {median:>6.1f} ms of work (most {max(costs):.1f})  reach ≤ {reach}  {_met(median, reach)}"


def _met(measured: float, reach: float) -> str:
    return "met" if measured <= reach else "NOT met"


__all__ = ["interleaved", "memory", "stalls", "start", "switching", "tabs", "typing"]
