"""Each record type through its life: entered, changed, moved on, voided, taken back, exported, imported, printed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.domain.fields import Kind
from app.domain.records import RECORDS
from app.services.exchange.export import export
from app.services.exchange.plan import make_plan
from app.services.notices.print_ledger import print_ledger_of
from tests.end2end.conftest import TODAY


@pytest.fixture(scope="module")
def db(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    home = tmp_path_factory.mktemp("every") / "home"
    shutil.copytree(demo_home, home)
    with Database.open(home, today=date.fromisoformat(TODAY)) as opened:
        yield opened


def a_text_field(record: str) -> str:
    fields = RECORDS[record].own_fields().values()
    kinds = (Kind.LONGTEXT, Kind.TEXT, Kind.PERSON_NAME)
    return next(f.name for kind in kinds for f in fields if f.kind is kind and f.computed is None)


@pytest.mark.parametrize("record", RECORDS)
def test_life_of_a_record(db: Database, record: str) -> None:
    cls = RECORDS[record]
    like = queries.load(db, record, queries.ids(db, Query(record))[0])
    number_before = db.value(f'SELECT count(*) FROM "{record}"')

    new = like.copy()
    new.id, new.uid, new.reg_no = None, None, None
    for child in cls.children():
        for row in getattr(new, child):
            row.id = None
    with db.operation("登记") as op:
        op.create(new)
    assert new.reg_no != like.reg_no

    name = a_text_field(record)
    entered = queries.load(db, record, new.id)
    setattr(entered, name, "改后的内容")
    with db.operation("修改") as op:
        assert op.save(entered)
    label = cls.fields()[name].label
    assert (label, "改后的内容") in [(c[0], c[2]) for c in queries.history(db, new.id)[0].changes]
    assert new.id in queries.ids(db, Query(record, search="改后的内容"))

    steps = 2
    state = cls.about.state(entered.status)
    if state.next:
        with db.operation("流转") as op:
            op.step(queries.load(db, record, new.id), state.next[0])
        assert queries.load(db, record, new.id).status == state.next[0]
        steps += 1
    with db.operation("作废") as op:
        op.void(queries.load(db, record, new.id), "测试")
    assert new.id not in queries.ids(db, Query(record))
    assert len(queries.history(db, new.id)) == steps + 1

    for _ in range(steps + 1):
        db.undo()
    assert db.value(f'SELECT count(*) FROM "{record}"') == number_before
    assert new.id not in queries.ids(db, Query(record, search="改后的内容", void=True))


@pytest.mark.parametrize("record", RECORDS)
def test_exported_ledger_comes_back_without_a_change(db: Database, tmp_path: Path, record: str) -> None:
    book = tmp_path / f"{record}.xlsx"
    export(db, Query(record), book)
    plan = make_plan(db, book)
    counts = {kind: n for kind, n in plan.counts.items() if n}
    assert set(counts) == {"same"}, plan.as_json()["rows"][:3]


@pytest.mark.parametrize("record", RECORDS)
def test_ledger_prints(db: Database, tmp_path: Path, record: str) -> None:
    out = tmp_path / "out.pdf"
    print_ledger_of(db, Query(record), out)
    pages = pypdfium2.PdfDocument(out)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert RECORDS[record].about.label in text.replace("\r", "").replace("\n", "")
    width, height = pages[0].get_size()
    assert (round(width), round(height)) == (842, 595)
