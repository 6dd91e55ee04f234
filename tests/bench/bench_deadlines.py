"""Deadlines: recounting after the holidays changed, opening the list of the workbench, counting in a loop.

python -m tests.bench.bench_deadlines [HOME with 100,000 cases]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy

from app.data import driver, due_table
from app.data.database import Database
from app.domain import periods
from app.domain.periods import Unit
from app.paths import Home
from app.services.deadlines import holidays, lists
from tests.bench.measure import interleaved, line

TODAY = date(2026, 11, 24)
CASES = 100_000
COUNTS = 1_000_000


def run(home: Path) -> list[str]:
    with Database.open(Home(home), today=TODAY) as db:
        return [*_recount(db), *_workbench(db), *_loop(db)]


def filled(home: Path) -> Path:
    """100,000 open cases with the days that set periods going, on each day of three years."""
    from app.domain.records import RECORDS
    from app.services.first_start import fill

    with Database.open(Home(home), today=TODAY) as db:
        fill(db)
        chance = random.Random(1)

        def case(n: int):
            filed = TODAY - timedelta(chance.randrange(200))
            return RECORDS["admin_case"](
                case_no=f"（2026）皖1622行初{n}号",
                cause="治安处罚",
                trial_level="一审",
                trial_procedure="普通程序" if n % 3 else "简易程序",
                handler_unit="蒙城县公安局" if n % 2 else "蒙城县司法局",
                sued_on=filed - timedelta(7),
                filed_on=filed,
                notice_received_on=filed + timedelta(5),
                act_known_on=filed - timedelta(60),
                defendant_form="未经复议",
                suit_term_told=True,
                duty_applied_on=filed - timedelta(90) if n % 5 == 0 else None,
                act_kind="行政不作为" if n % 5 == 0 else "行政处罚",
            )

        with db.operation("导入") as op:
            op.create_many("admin_case", (case(n) for n in range(CASES)))
    return home


def _recount(db: Database) -> list[str]:
    """A local day off is added: every period of every case is counted anew, the moved ones are written."""
    plan = due_table.plan(db.law, "admin_case")
    assert plan is not None
    raw = driver.connect(db.path, read_only=True)
    free = [date(2026, 12, day) for day in (2, 3, 4)]

    def change(run: int) -> None:
        holidays.add_local(db, free[run], "off", "全县放假")

    def read(run: int) -> None:
        raw.execute(plan.select).fetchall()

    before = dict(db.rows("SELECT owner || rule, due_on FROM due"))
    ours, baseline = interleaved(change, read, 3)
    moved = sum(before[key] != on for key, on in db.rows("SELECT owner || rule, due_on FROM due"))
    for _ in free:
        db.undo()
    assert dict(db.rows("SELECT owner || rule, due_on FROM due")) == before
    count = len(before)
    return [line(f"holidays changed: {count:,} dates recounted, {moved:,} moved", ours, baseline, 8)]


def _workbench(db: Database) -> list[str]:
    until = TODAY + timedelta(15)
    sql, params = lists.due_query(db, until, lists.DueFilter())
    raw = driver.connect(db.path, read_only=True)

    def opened(run: int) -> None:
        rows = lists.due_list(db, until)
        lists.counts(db, "unit")
        lists.counts(db, "module")
        lists.named(db, [row.owner for row in rows[:50]])

    count = len(raw.execute(sql, params).fetchall())
    ours, baseline = interleaved(opened, lambda _: raw.execute(sql, params).fetchall(), 7)
    return [line(f"workbench opened: {count:,} of {CASES:,} open cases due", ours, baseline, 3)]


def _loop(db: Database) -> list[str]:
    """Working days are what numpy can express; both are asked for one date at a time, as the program has it."""
    calendar = db.calendar
    chance = random.Random(2)
    period = next(p for v in db.law.rules.values() for p in v if p.unit is Unit.WORKING_DAY and p.direction == "after")
    days = [date(2024, 1, 1) + timedelta(chance.randrange(900)) for _ in range(2000)]
    busy = numpy.busdaycalendar(
        weekmask="1111111",
        holidays=[
            day
            for n in range((date(2027, 1, 1) - date(2023, 1, 1)).days)
            if calendar.is_rest(day := date(2023, 1, 1) + timedelta(n))
        ],
    )
    theirs = [numpy.datetime64(day) for day in days]
    for day, day64 in zip(days, theirs, strict=True):
        expected = numpy.busday_offset(day64, period.duration, roll="backward", busdaycal=busy).astype(date)
        assert periods.due(period, day, calendar).on == expected, day
    rounds = COUNTS // len(days)

    def ours_once() -> float:
        started = time.perf_counter()
        for _ in range(rounds):
            for day in days:
                periods.due(period, day, calendar)
        return time.perf_counter() - started

    def theirs_once() -> float:
        started = time.perf_counter()
        for _ in range(rounds):
            for day in theirs:
                numpy.busday_offset(day, period.duration, roll="backward", busdaycal=busy)
        return time.perf_counter() - started

    pairs = [(ours_once(), theirs_once()) for _ in range(2)]
    ours, baseline = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    return [line(f"{COUNTS:,} periods counted one at a time", ours, baseline, 1)]


def main() -> None:
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="fuyuan-bench-"))
    if not (home / "fuyuan.db").exists():
        started = time.perf_counter()
        filled(home)
        print(f"{CASES:,} cases entered in {time.perf_counter() - started:.0f} s", flush=True)
    print("\n".join(run(home)), flush=True)


if __name__ == "__main__":
    main()
