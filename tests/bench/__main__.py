"""All figures in one run: python -m tests.bench [--homes DIR]

Builds a home with 100,000 records and one with 1,000,000 in DIR (minutes, once), then prints a line per figure.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import bench_database, bench_finding, bench_window

ROOT = Path(__file__).resolve().parents[2]


def built(homes: Path, records: int, *words: str) -> Path:
    home = homes / f"{records}"
    if not (home / "fuyuan.db").exists():
        print(f"building a home with {records:,} records …", flush=True)
        subprocess.run(
            [sys.executable, "-m", "app.cli", "demo", "--home", str(home), "--records", str(records), *words],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return home


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--homes", type=Path, help="where the large homes are kept between runs")
    homes = parser.parse_args().homes or Path(tempfile.mkdtemp(prefix="fuyuan-bench-"))
    small = built(homes, 100_000)
    large = built(homes, 1_000_000, "--only", "admin_case")
    for lines in (
        lambda: bench_window.start(small),
        lambda: bench_database.run(large),
        lambda: bench_finding.run(large),
        lambda: bench_window.memory(large),
        lambda: bench_window.stalls(large),
        lambda: bench_window.typing(large),
        lambda: bench_window.switching(large),
        lambda: bench_window.tabs(large),
    ):
        print("\n".join(lines()), flush=True)
    subprocess.run([sys.executable, str(ROOT / "tests/bench/bench_export.py")], check=True)
    subprocess.run([sys.executable, "-m", "tests.bench.bench_reading"], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "tests.bench.bench_deadlines"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
