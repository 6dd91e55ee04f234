"""What reading costs beside python-calamine alone: same workbook, both processes' CPU counted, one run.

python -m tests.bench.bench_reading [rows]    (default 100,000 x 25; the figure to reach is a ratio of 1.5)
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.bench_export import ours, rows
from tests.bench.measure import line

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5
REACH = 1.5
MOST_MEMORY = 700  # MiB of both processes together

READ = "from app.services.exchange.reader import read; book = read(sys.argv[1]); count = len(book.sheets[0].rows)"
BARE = (
    "import io; from python_calamine import CalamineWorkbook;"
    "file = io.BytesIO(open(sys.argv[1], 'rb').read());"
    "count = len(CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python(skip_empty_area=False))"
)
REPORT = (
    ";import resource as r; me, it = r.getrusage(r.RUSAGE_SELF), r.getrusage(r.RUSAGE_CHILDREN);"
    "print(count, (me.ru_maxrss + it.ru_maxrss) / 1024)"
)


def run(code: str, path: Path) -> tuple[float, int, float]:
    """CPU seconds of a process and its children, how many rows it got, peak MiB of both."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(
        [sys.executable, "-c", f"import sys;{code}{REPORT}", str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, int(said[0]), float(said[1])


def figures(path: Path, runs: int = RUNS, tell: Callable[[str], object] = print) -> None:
    mine, theirs = [], []
    memory = 0.0
    for _ in range(runs):
        cpu, count, peak = run(READ, path)
        mine.append(cpu)
        memory = max(memory, peak)
        cpu, bare_count, bare_peak = run(BARE, path)
        theirs.append(cpu)
        assert count == bare_count
    tell(line(f"read {count:,} rows, CPU of both processes", statistics.median(mine), statistics.median(theirs), REACH))
    met = "met" if memory <= MOST_MEMORY else "NOT met"
    tell(
        f"{'peak memory of both processes':<46} {memory:>10.0f} MiB  alone {bare_peak:.0f} MiB  reach ≤ {MOST_MEMORY}  {met}"
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ledger.xlsx")
        ours(rows(count), path)
        figures(path)


if __name__ == "__main__":
    main()
