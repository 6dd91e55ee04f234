"""Saved filters: the same conditions come back after a restart, and people may rename and delete them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.data import queries
from app.data.database import Database
from app.data.queries import Filter, Query
from app.domain.fields import Kind
from app.domain.records import RECORDS
from app.errors import UserError
from app.paths import Home
from app.services import saved_filters

VALUES: dict[Kind, list[tuple[str, Any]]] = {
    Kind.TEXT: [("contains", "张"), ("is", "张三"), ("empty", None)],
    Kind.DATE: [("between", (date(2022, 1, 1), None)), ("is", date(2022, 1, 1)), ("this_month", None)],
    Kind.DATETIME: [("between", (None, date(2022, 1, 1))), ("is", date(2022, 9, 6)), ("last_year", None)],
    Kind.MONEY: [("between", (100, 20050)), ("is", 5)],
    Kind.DECIMAL: [("between", (Decimal("1.5"), Decimal("2.25")))],
    Kind.PERCENT: [("is_not", Decimal("12.50"))],
    Kind.INTEGER: [("is", 0), ("between", (1, None))],
    Kind.BOOLEAN: [("is", False), ("is_not", True)],
    Kind.ENUM: [("is", "一审")],
    Kind.UNIT: [("is", "蒙城县公安局"), ("contains", "公安"), ("own_unit", None)],
    Kind.UNITS: [("is", ("蒙城县公安局",)), ("own_unit", None)],
    Kind.MULTI_ENUM: [("is_not", ("涉企",))],
    Kind.REF: [("is", 1 << 41)],
    Kind.REFS: [("is", 1 << 41)],
}


@pytest.mark.parametrize("kind", VALUES)
def test_every_kind_of_value_comes_back(db: Database, home: Home, kind: Kind) -> None:
    record, name = next(
        (cls.about.id, f.name) for cls in RECORDS.values() for f in cls.fields().values() if f.kind is kind
    )
    query = Query(record, tuple(Filter(name, operator, value) for operator, value in VALUES[kind]), "某", ("-uid",))
    saved_filters.keep(db, query, "试")
    with Database.open(home) as again:
        found = saved_filters.find(again, record, "试")
        assert found is not None and found.query == query
        queries.ids(again, found.query)


def test_kept_renamed_deleted_and_not_in_undo(db: Database) -> None:
    before = db.undo_title()
    ours = Query("unit", (Filter("", "own_unit"), Filter("kind", "is", "县政府部门")), void=True)
    saved_filters.keep(db, ours, " 我们的 ")
    saved_filters.keep(db, Query("unit", search="公安"), "公安")
    assert [(one.name, n) for one, n in saved_filters.counted(db)][1] == (
        "公安",
        queries.count(db, Query("unit", search="公安")),
    )
    assert saved_filters.saved(db, ("admin_case",)) == []
    saved_filters.rename(db, "unit", "我们的", "本局")
    assert [one.name for one in saved_filters.saved(db, ("unit",))] == ["本局", "公安"]
    with pytest.raises(UserError, match="同名"):
        saved_filters.rename(db, "unit", "本局", "公安")
    with pytest.raises(UserError, match="名称"):
        saved_filters.keep(db, ours, "  ")
    saved_filters.keep(db, ours, "公安")
    assert saved_filters.find(db, "unit", "公安").query == ours  # type: ignore[union-attr]
    saved_filters.delete(db, "unit", "公安")
    assert [one.name for one in saved_filters.saved(db)] == ["本局"]
    assert db.undo_title() == before
