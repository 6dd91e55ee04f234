"""The window: its start beside a bare Qt window, memory with a million rows, the longest stall while lists are read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

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
    import statistics

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


__all__ = ["interleaved", "memory", "stalls", "start"]
