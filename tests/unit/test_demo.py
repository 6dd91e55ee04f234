"""The demonstration county: complete, the same each time, nobody's numbers, as many rows as asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.data import queries
from app.data.database import Database
from app.domain import checks
from app.domain.records import RECORDS
from app.errors import UserError
from app.paths import Home
from app.services.demo import crowd, fill
from app.services.demo.people import NOWHERE, People, with_card_check, with_uscc_check

TODAY = date(2026, 11, 24)


def made(folder: Path, today: date = TODAY, records: int = 120, seed: int = 2022) -> Database:
    db = Database.open(Home(folder), today=today)
    fill(db, records, seed=seed)
    return db


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with made(tmp_path_factory.mktemp("county")) as db:
        yield db


@pytest.mark.parametrize("record", RECORDS)
def test_every_ledger_has_something_in_it(county: Database, record: str) -> None:
    assert queries.counts(county)[record] >= 2


@pytest.mark.parametrize("record", [name for name, cls in RECORDS.items() if cls.children()])
def test_every_child_table_has_rows(county: Database, record: str) -> None:
    for child in RECORDS[record].children():
        assert county.value(f'SELECT count(*) FROM "{record}__{child}"'), child


def content(db: Database) -> list[list[tuple[object, ...]]]:
    """Everything but the moments of writing."""
    found = []
    for name, cls in RECORDS.items():
        columns = [f'"{c}"' for c in cls.fields() if c not in ("updated_at", "status_changed_at")]
        found.append(db.rows(f'SELECT {", ".join(columns)} FROM "{name}" ORDER BY id'))
    return found


def test_the_same_seed_and_day_give_the_same_county(county: Database, tmp_path: Path) -> None:
    with made(tmp_path) as again:
        assert content(again) == content(county)


def test_another_seed_gives_other_cases(county: Database, tmp_path: Path) -> None:
    with made(tmp_path, seed=7) as other:
        assert content(other) != content(county)


@pytest.mark.parametrize("today", [date(2022, 10, 8), date(2024, 2, 29), date(2027, 1, 3)], ids=str)
def test_it_can_be_made_on_any_day(tmp_path: Path, today: date) -> None:
    with made(tmp_path, today=today, records=0) as db:
        for name in RECORDS:
            if name not in ("work_point", "rule_doc"):  # the county's own, of 2022
                late = db.rows(f'SELECT reg_no FROM "{name}" WHERE registered_on > ?', (today.isoformat(),))
                assert not late, name


def test_nothing_is_left_unmatched_and_units_are_in_the_directory(county: Database) -> None:
    known = {unit.name for unit in queries.units(county)}
    for name, cls in RECORDS.items():
        assert not county.rows(f'SELECT reg_no FROM "{name}" WHERE unmatched IS NOT NULL')
        for f in cls.fields().values():
            if f.kind in ("unit", "units"):
                for (text,) in county.rows(f'SELECT DISTINCT "{f.name}" FROM "{name}" WHERE "{f.name}" IS NOT NULL'):
                    assert set(text.split("、")) <= known, f"{name}.{f.name}: {text}"


@pytest.mark.parametrize("record", RECORDS)
def test_nothing_is_wrong_with_any_record(county: Database, record: str) -> None:
    facts = county.facts()
    for one in queries.load_many(county, record, queries.ids(county, queries.Query(record))):
        wrong = [problem for problem in checks.problems(one, facts) if not problem.doubt]
        assert not wrong, queries.title(county, one)


def test_states_and_choices_are_declared_ones(county: Database) -> None:
    for name, cls in RECORDS.items():
        for f in cls.fields().values():
            if f.kind == "enum" and f.values:
                stored = {row[0] for row in county.rows(f'SELECT DISTINCT "{f.name}" FROM "{name}"')} - {None}
                assert stored <= set(f.values), f"{name}.{f.name}"


def test_case_numbers_of_a_ledger_are_unique(county: Database) -> None:
    for name in ("admin_case", "enforcement_case", "mediation_case"):
        key = RECORDS[name].about.natural_key[-1]
        assert not county.rows(f'SELECT "{key}" FROM "{name}" WHERE "{key}" <> \'\' GROUP BY 1 HAVING count(*) > 1')


def test_some_matters_are_overdue_and_some_are_coming(county: Database) -> None:
    today = TODAY.isoformat()
    assert county.value("SELECT 1 FROM judicial_advice WHERE reply_due < ? AND replied_on IS NULL", (today,))
    assert county.value("SELECT 1 FROM admin_case WHERE answer_due < ? AND answered_on IS NULL", (today,))
    assert county.value("SELECT 1 FROM appearance WHERE hearing_at > ?", (today,))
    assert county.value("SELECT 1 FROM letter WHERE reply_due < ? AND status = '待答复'", (today,))


def test_numbers_of_people_pass_their_checks_and_are_nobodys(county: Database) -> None:
    cards = [row[0] for row in county.rows("SELECT id_no FROM petition WHERE id_no IS NOT NULL")]
    assert cards
    for card in cards:
        assert card.startswith(NOWHERE)
        assert with_card_check(card[:17]) == card
    for (code,) in county.rows("SELECT uscc FROM enterprise WHERE uscc IS NOT NULL"):
        assert code[2:8] == NOWHERE
        assert with_uscc_check(code[:17]) == code
    for (phone,) in county.rows("SELECT phone FROM petition WHERE phone IS NOT NULL"):
        assert re.fullmatch(r"1390000\d{4}", phone)


@pytest.mark.parametrize(
    ("digits", "whole"), [("11010519491231002", "11010519491231002X"), ("44052418800101001", "440524188001010014")]
)
def test_check_character_of_an_id_card_is_that_of_the_standard(digits: str, whole: str) -> None:
    assert with_card_check(digits) == whole


def test_check_character_of_a_credit_code_is_right() -> None:
    assert with_uscc_check("91350100M000100Y4") == "91350100M000100Y43"


def test_codes_of_firms_are_different() -> None:
    people = People(1)
    assert len({people.uscc() for _ in range(2000)}) == 2000


def test_the_number_of_rows_is_that_asked_for(tmp_path: Path) -> None:
    with made(tmp_path, records=2500) as db:
        counts = queries.counts(db)
        assert sum(counts[name] for name in crowd.SHARES) == 2500


def test_one_ledger_alone_can_be_made_long(tmp_path: Path) -> None:
    with Database.open(Home(tmp_path), today=TODAY) as db:
        fill(db, 500, only="petition")
        counts = queries.counts(db)
        assert counts["petition"] == 500
        assert counts["admin_case"] < 20


def test_a_ledger_that_cannot_be_made_long_is_refused(tmp_path: Path) -> None:
    with Database.open(Home(tmp_path), today=TODAY) as db, pytest.raises(UserError, match="可以扩充的有"):
        fill(db, 500, only="unit")


def test_a_home_with_data_is_refused_and_left_as_it_was(county: Database) -> None:
    before = queries.counts(county)
    with pytest.raises(UserError, match="已经有数据"):
        fill(county)
    assert queries.counts(county) == before
