"""A ledger of a million rows: its list in default order, a page anywhere, one saved change."""

from __future__ import annotations

import random
from pathlib import Path

from app.data import driver, queries
from app.data.database import Database
from app.data.queries import Query
from app.domain.records import RECORDS
from tests.bench.measure import interleaved, line

RECORD = "admin_case"


def run(home: Path) -> list[str]:
    with Database.open(home) as db:
        return [*_list(db), *_page(db), *_save(db)]


def _list(db: Database) -> list[str]:
    sql, params = queries.select_ids(Query(RECORD))
    raw = driver.connect(db.path, read_only=True)
    rows = raw.execute(sql, params).fetchall()
    del rows
    ours, baseline = interleaved(
        lambda _: queries.ids(db, Query(RECORD)), lambda _: raw.execute(sql, params).fetchall(), 5
    )
    return [line(f"list of {queries.count(db, Query(RECORD)):,} rows, default order", ours, baseline, 1.5)]


def _page(db: Database) -> list[str]:
    fields = RECORDS[RECORD].about.list_fields
    ids = queries.ids(db, Query(RECORD))
    raw = driver.connect(db.path, read_only=True)
    chance = random.Random(1)
    starts = [chance.randrange(max(1, len(ids) - 200)) for _ in range(60)]
    columns = ", ".join(f'"{name}"' for name in fields)

    def rows(run: int) -> None:
        chosen = ids[starts[run] : starts[run] + 200]
        raw.execute(
            f"SELECT id, {columns} FROM {RECORD} WHERE id IN ({','.join('?' * len(chosen))})", chosen
        ).fetchall()

    def page(run: int) -> None:
        queries.page(db, RECORD, ids[starts[run] : starts[run] + 200], fields)

    for run in range(60):  # both read the same rows from a warm cache
        rows(run)
        page(run)
    ours, baseline = interleaved(page, rows, 60)
    return [
        line("page of 200 rows anywhere, as display text", ours, baseline, 4),
        line("  the same against 16 ms", ours, 0.016, 1),
    ]


def _save(db: Database) -> list[str]:
    record = queries.load(db, RECORD, queries.ids(db, Query(RECORD))[1000])
    # The bare UPDATE goes to a table of the same columns and indexes without our triggers, in the same file.
    raw = driver.connect(db.path)
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("DROP TABLE IF EXISTS bare")
    raw.execute(f"CREATE TABLE bare AS SELECT * FROM {RECORD} LIMIT 100000")
    raw.execute("CREATE UNIQUE INDEX bare_id ON bare (id)")
    bare = (
        raw.execute("SELECT id FROM bare LIMIT 1 OFFSET 50000").fetchone()
        or raw.execute("SELECT id FROM bare").fetchone()
    )

    def save(run: int) -> None:
        record.plaintiff = f"王小{run}"
        with db.operation("修改") as op:
            op.save(record)

    def update(run: int) -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE bare SET plaintiff = ? WHERE id = ?", (f"王小{run}", bare[0]))
        raw.execute("COMMIT")

    save(-1)
    ours, baseline = interleaved(save, update, 200)
    raw.execute("DROP TABLE bare")
    return [line("save one changed record, history and search", ours, baseline, 5)]
