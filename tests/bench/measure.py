"""Measuring: medians of interleaved runs, and one line of a table per figure."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any


def interleaved(ours: Callable[[int], Any], baseline: Callable[[int], Any], runs: int) -> tuple[float, float]:
    """Median wall seconds of both, run in turn so that a drift of the machine meets both."""
    mine, theirs = [], []
    for run in range(runs):
        for act, times in ((ours, mine), (baseline, theirs)):
            started = time.perf_counter()
            act(run)
            times.append(time.perf_counter() - started)
    return statistics.median(mine), statistics.median(theirs)


def line(what: str, ours: float, baseline: float, reach: float, unit: str = "ms", scale: float = 1000) -> str:
    ratio = ours / baseline
    met = "met" if ratio <= reach else "NOT met"
    return (
        f"{what:<46} {ours * scale:>10.2f} {unit}  baseline {baseline * scale:>10.2f} {unit}"
        f"  ratio {ratio:>6.3f}  reach ≤ {reach}  {met}"
    )
