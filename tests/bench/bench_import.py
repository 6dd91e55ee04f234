"""What an import costs: 100,000 rows of 25 columns, CPU time of both processes, beside calamine and raw sqlite3.

python tests/bench/bench_import.py [rows] [--profile]
"""

from __future__ import annotations

import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.services.exchange.sheet_cells import DateCells, HundredthCells, IntegerCells, RowNumberCells, TextCells
from app.services.exchange.sheet_writer import Column, SheetShape, Workbook
from tests.bench.bench_export import CAUSES, GIVEN, SURNAMES

UNITS = ("蒙城县公安局", "蒙城县自然资源和规划局", "蒙城县市场监督管理局", "蒙城县住房和城乡建设局")
COLUMNS = (
    Column("序号", RowNumberCells, 6),
    Column("案号", TextCells, 24),
    Column("审级", TextCells, 10),
    Column("适用程序", TextCells, 10),
    Column("受理法院", TextCells, 20),
    Column("立案日期", DateCells, 12),
    Column("案由", TextCells, 12),
    Column("原告", TextCells, 12),
    Column("原告类别", TextCells, 12),
    Column("原告人数", IntegerCells, 8),
    Column("第三人", TextCells, 12),
    Column("被告", TextCells, 26),
    Column("被诉行政行为名称", TextCells, 26),
    Column("行政行为作出日期", DateCells, 12),
    Column("诉讼请求", TextCells, 26),
    Column("请求赔偿金额（元）", HundredthCells, 16),
    Column("起诉日期", DateCells, 12),
    Column("应诉通知书签收日期", DateCells, 12),
    Column("答辩日期", DateCells, 12),
    Column("承办单位", TextCells, 26),
    Column("承办人", TextCells, 10),
    Column("委托律师", TextCells, 10),
    Column("败诉风险", TextCells, 10),
    Column("标签", TextCells, 10),
    Column("备注", TextCells, 30),
)


def rows(count: int) -> list[tuple[Any, ...]]:
    """Invented cases, the same each time; three in a hundred optional cells are empty."""
    chance = random.Random(1)
    pick = chance.choice

    def name() -> str:
        return pick(SURNAMES) + "".join(chance.choices(GIVEN, k=2))

    made = []
    for i in range(count):
        filed = date(2018, 1, 1) + timedelta(chance.randrange(3000))
        row: list[Any] = [
            i + 1,
            f"（{filed.year}）皖1622行初{i}号",
            "一审",
            pick(("普通程序", "简易程序")),
            "蒙城县人民法院",
            filed,
            pick(CAUSES),
            name(),
            "公民",
            chance.randrange(1, 30),
            name(),
            pick(UNITS),
            f"{pick(CAUSES)}决定书",
            filed - timedelta(60),
            f"请求{pick(('撤销', '确认违法', '变更'))}第{chance.randrange(10**5)}号决定",
            chance.randrange(10**8),
            filed - timedelta(7),
            filed + timedelta(3),
            filed + timedelta(15),
            pick(UNITS),
            name(),
            name(),
            pick(("高", "中", "低")),
            pick(("重点督办", "媒体关注")),
            f"{name()}要求{pick(CAUSES)}，第{chance.randrange(10**6)}号材料，见附件<{i}>",
        ]
        for place in (10, 12, 14, 15, 20, 21, 24):
            if chance.random() < 0.03:
                row[place] = None
        made.append(tuple(row))
    return made


def write_workbook(out: Path, count: int) -> None:
    with Workbook(out) as book:
        append = book.sheet(
            SheetShape("行政诉讼案件", COLUMNS, "行政诉讼案件台账", ("填报单位：蒙城县司法局", "填报日期：2026-11-24"))
        ).append
        for row in rows(count):
            append(row)


def cpu() -> float:
    """Of this process and of its children that have ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def measured(act: Callable[[], Any]) -> tuple[float, Any]:
    before = cpu()
    result = act()
    return cpu() - before, result


def calamine(file: Path) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def baseline(file: Path, folder: Path) -> tuple[float, float]:
    """CPU of reading with calamine alone, and of writing the same rows with raw sqlite3."""
    read, found = measured(lambda: calamine(file))
    target = folder / "raw.db"
    target.unlink(missing_ok=True)

    def write() -> None:
        raw = sqlite3.connect(target)
        raw.execute("PRAGMA journal_mode=WAL")
        width = len(COLUMNS)
        raw.execute(f"CREATE TABLE t (id INTEGER PRIMARY KEY, {','.join(f'c{i}' for i in range(width))})")
        raw.executemany(
            f"INSERT INTO t VALUES (NULL, {','.join('?' * width)})",
            [[c.isoformat() if isinstance(c, date) else c for c in row[:width]] for row in found[3:]],
        )
        raw.commit()
        raw.close()

    wrote, _ = measured(write)
    return read, wrote


STEP = """
import gc, resource, sys, json
gc.set_threshold(100_000, 20, 20)  # as the command does
sys.path.insert(0, {root!r})
from datetime import date
from pathlib import Path
from app.data.database import Database
from app.services.exchange.session import ImportSession
def cpu():
    a, b = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return a.ru_utime + a.ru_stime + b.ru_utime + b.ru_stime
marks = [cpu()]
with Database.open(Path({home!r}), today=date(2026, 11, 24)) as db:
    if {undo!r}:
        db.undo()
        marks.append(cpu())
    else:
        with ImportSession(db, {file!r}) as session:
            session.read(); marks.append(cpu())
            session.tables(); marks.append(cpu())
            plan = session.plan(); marks.append(cpu())
            session.store(); marks.append(cpu())
            session.apply(); marks.append(cpu())
            print(plan.counts, file=sys.stderr)
own, child = (resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps({{"marks": [b - a for a, b in zip(marks, marks[1:])], "own": own, "child": child}}))
"""


def step(home: Path, file: Path, *, undo: bool = False, profile: bool = False) -> dict[str, Any]:
    """One part in a process of its own, so that its memory is its own."""
    import json

    code = STEP.format(root=str(Path(__file__).resolve().parents[2]), home=str(home), file=str(file), undo=undo)
    words = [sys.executable, "-c", code]
    if profile:
        script = home / "step.py"
        script.write_text(code, encoding="utf-8")
        words = [sys.executable, "-m", "cProfile", "-o", str(home.parent / f"profile-{time.time():.0f}"), str(script)]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


PARTS = ("read", "understand", "plan", "store", "apply")


def main() -> None:
    numbers = [word for word in sys.argv[1:] if word.isdigit()]
    count = int(numbers[0]) if numbers else 100_000
    profile = "--profile" in sys.argv
    folder = Path(tempfile.mkdtemp(prefix="fuyuan-bench-"))
    try:
        file, home = folder / "ledger.xlsx", folder / "home"
        write_workbook(file, count)
        from app.data.database import Database
        from app.services.first_start import fill

        with Database.open(home, today=date(2026, 11, 24)) as db:
            fill(db)
        read, wrote = baseline(file, folder)
        first = step(home, file, profile=profile)
        again = step(home, file, profile=profile)
        undo = step(home, file, undo=True, profile=profile)
        if profile:  # kept beside the working directory's other temporary files, to be read with pstats
            for number, path in enumerate(sorted(folder.glob("profile-*"))):
                shutil.copy(path, Path(tempfile.gettempdir(), f"import-profile-{number}"))
    finally:
        shutil.rmtree(folder)
    whole, repeated, taken_back = (sum(told["marks"]) for told in (first, again, undo))
    print(f"import of {count:,} rows x {len(COLUMNS)} columns, CPU seconds of both processes")
    print(f"  calamine alone {read:.2f}, raw sqlite3 {wrote:.2f}")
    for name, told in (("first", first), ("again", again)):
        parts = ", ".join(f"{part} {cost:.2f}" for part, cost in zip(PARTS, told["marks"], strict=True))
        print(f"  {name}: {parts}")
    for what, ours, base, reach in (
        ("reading", first["marks"][0], read, 1.5),
        ("whole import as new records", whole, read + wrote, 5),
        ("the same workbook again", repeated, whole, 0.6),
        ("undo", taken_back, first["marks"][-1], 1),
        ("peak memory, MiB", (first["own"] + first["child"]) / 1024, 700, 1),
    ):
        ratio = ours / base
        said = "met" if ratio <= reach else "NOT met"
        print(f"  {what:<30} {ours:8.2f}  baseline {base:8.2f}  ratio {ratio:6.3f}  reach ≤ {reach}  {said}")


if __name__ == "__main__":
    main()
