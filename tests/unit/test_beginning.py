"""New homes, demonstrations, and the way from one to the other."""

from __future__ import annotations

import pytest

from app.data import queries
from app.data.backup import restore
from app.data.database import Database
from app.errors import UserError
from app.paths import Home
from app.services import beginning, demo, first_start


def test_a_home_is_new_until_something_was_done(db: Database) -> None:
    first_start.fill(db)
    db.work_out_daily()
    assert beginning.is_new(db)
    beginning.begin(db, {"user_name": "张三"})
    assert not beginning.is_new(db)
    assert db.setting("user_name") == "张三"


def test_a_home_where_something_was_registered_is_not_new(db: Database) -> None:
    first_start.fill(db)
    with db.operation("登记企业") as op:
        op.create(first_start.RECORDS["enterprise"](name="某某公司"))
    assert not beginning.is_new(db)


def test_the_demonstration_is_marked_and_leaves_an_empty_county_and_a_backup(home: Home) -> None:
    with Database.open(home) as db:
        demo.fill(db, records=0)
        assert beginning.is_demonstration(db) and not beginning.is_new(db)
        cases = queries.counts(db)["admin_case"]
        assert cases
    # A window that has the file open goes on with the new content.
    with Database.open(home) as window, Database.open(home, read_only=True) as reader:
        assert queries.counts(reader)["admin_case"] == cases
        window.setting("user_name")
        window.facts()
        kept = beginning.start_for_real(home)
        window.forget()
        for db in (window, reader):
            assert queries.counts(db)["admin_case"] == 0
            assert queries.counts(db)["unit"] == 30
        assert window.setting("user_name") is None
        assert beginning.is_new(window)
        with window.operation("登记企业") as op:
            made = op.create(first_start.RECORDS["enterprise"](name="某某公司"))
        assert made.reg_no.endswith("-0001")
        assert list(queries.ids(reader, queries.Query("enterprise", search="某公"))) == [made.id]
        assert window.rows("PRAGMA integrity_check") == [("ok",)]
        assert window.value("PRAGMA journal_mode") == "wal"
    restore(home, kept)
    with Database.open(home) as db:
        assert queries.counts(db)["admin_case"] == cases


def test_real_data_is_never_removed_as_a_demonstration(home: Home) -> None:
    with Database.open(home) as db:
        first_start.fill(db)
    with pytest.raises(UserError, match="不是演示数据"):
        beginning.start_for_real(home)


def test_another_county_replaces_the_shipped_units(db: Database) -> None:
    first_start.fill(db)
    court = db.value("SELECT name FROM unit WHERE kind = '法院'")
    with db.operation("导入", via="导入") as op:
        op.create(first_start.RECORDS["unit"](name="某某县司法局", kind="县政府部门"))
    shipped = queries.counts(db)["unit"] - 1
    assert beginning.leave_shipped_county(db, {court, "某某县司法局"}) == shipped - 1
    assert {unit.name for unit in queries.units(db)} == {court, "某某县司法局"}
    assert queries.counts(db)["work_point"] == 0
    db.undo()
    assert queries.counts(db)["unit"] == shipped + 1
