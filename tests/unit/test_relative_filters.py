"""Conditions that depend on the day and on the desk: the same list as counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from app.data import queries
from app.data.database import Database
from app.data.queries import Filter, Query
from app.data.relative import days_of, deadlines, term
from app.domain.records import RECORDS
from app.domain.records.litigation import AdminCase

TODAY = date(2026, 11, 24)


def test_spans_end_on_the_last_day() -> None:
    assert days_of("this_month", date(2024, 2, 9)) == (date(2024, 2, 1), date(2024, 2, 29))
    assert days_of("this_quarter", TODAY) == (date(2026, 10, 1), date(2026, 12, 31))
    assert days_of("this_year", TODAY) == (date(2026, 1, 1), date(2026, 12, 31))
    assert days_of("last_year", TODAY) == (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def cases(db: Database) -> None:
    with db.operation("准备") as op:
        op.set_setting("own_unit", "蒙城县公安局")
        op.set_setting("user_name", "周某")
    for number, (filed, due, done, unit) in enumerate(
        (
            (date(2026, 11, 1), date(2026, 11, 20), None, "蒙城县公安局"),
            (date(2026, 10, 1), date(2026, 11, 20), date(2026, 11, 10), "蒙城县公安局"),
            (date(2026, 7, 1), date(2026, 11, 24), None, "蒙城县司法局"),
            (date(2025, 12, 31), None, None, "蒙城县司法局"),
        ),
        start=1,
    ):
        with db.operation("登记", by="周某" if number < 3 else "吴某") as op:
            case = queries.blank(db, "admin_case")
            case.case_no = f"（2026）皖1622行初{number}号"
            case.court, case.cause, case.plaintiff = "蒙城县人民法院", "行政处罚", f"某{number}"
            case.defendants, case.registered_unit = (unit,), "蒙城县司法局"
            case.registered_by = None
            case.filed_on, case.performance_due_on, case.performed_on = filed, due, done
            op.create(case)


def found(db: Database, *filters: Filter) -> list[str]:
    listed = queries.ids(db, Query("admin_case", filters, sort=("case_no",)))
    assert queries.count(db, Query("admin_case", filters)) == len(listed)
    return [case.plaintiff for case in queries.load_many(db, "admin_case", sorted(listed))]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Filter("filed_on", "this_month"), ["某1"]),
        (Filter("filed_on", "this_quarter"), ["某1", "某2"]),
        (Filter("filed_on", "this_year"), ["某1", "某2", "某3"]),
        (Filter("filed_on", "last_year"), ["某4"]),
        (Filter("registered_on", "this_month"), ["某1", "某2", "某3", "某4"]),
        (Filter("performance_due_on", "overdue"), ["某1"]),
        (Filter("", "overdue"), ["某1", "某4"]),  # of the fourth the legal period of the trial is over
        (Filter("registered_by", "mine"), ["某1", "某2"]),
        (Filter("defendants", "own_unit"), ["某1", "某2"]),
        (Filter("", "own_unit"), ["某1", "某2"]),
    ],
)
def test_each_condition(db: Database, cases: None, condition: Filter, expected: list[str]) -> None:
    assert found(db, condition) == expected


def test_conditions_combine(db: Database, cases: None) -> None:
    assert found(db, Filter("filed_on", "this_quarter"), Filter("", "own_unit"), Filter("", "overdue")) == ["某1"]


def test_what_is_over_or_void_is_not_overdue(db: Database, cases: None) -> None:
    first, second = queries.load_many(db, "admin_case", sorted(queries.ids(db, Query("admin_case"))))[:2]
    with db.operation("试") as op:
        first.status = next(state.value for state in AdminCase.about.states if state.terminal)
        op.save(first)
    assert found(db, Filter("performance_due_on", "overdue")) == []
    with db.operation("试") as op:
        second.performed_on = None
        op.save(second)
    assert found(db, Filter("performance_due_on", "overdue")) == ["某2"]
    with db.operation("试") as op:
        op.void(second, "重复")
    overdue = Filter("performance_due_on", "overdue")
    assert queries.count(db, Query("admin_case", (overdue,), void=True)) == 0


def test_without_an_own_unit_nothing_is_ours(db: Database, cases: None) -> None:
    with db.operation("清空") as op:
        op.set_setting("own_unit", None)
    assert found(db, Filter("", "own_unit")) == []


@pytest.mark.parametrize("record", RECORDS)
def test_the_whole_record_can_be_asked(db: Database, record: str) -> None:
    for operator in ("overdue", "own_unit"):
        assert len(queries.ids(db, Query(record, (Filter("", operator),)))) <= queries.count(db, Query(record))
    for f in deadlines(RECORDS[record]):
        assert term(RECORDS[record], Filter(f.name, "overdue", TODAY))
