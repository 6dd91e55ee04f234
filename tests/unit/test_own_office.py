"""The own unit decides which ledgers stand first."""

from __future__ import annotations

import pytest

from app.data.database import Database
from app.domain.enums import UNIT_KIND
from app.domain.records import RECORDS
from app.services import first_start
from app.services.own_office import office_of, offices, own_office


@pytest.mark.parametrize(
    ("name", "kind", "office"),
    [
        ("某某县司法局", "县政府部门", "司法局"),
        ("某某县人民法院", "法院", "法院"),
        ("城关人民法庭", "人民法庭", "法院"),
        ("某某县人力资源和社会保障局", "县政府部门", "人社局"),
        ("某某县人民政府办公室", "县政府部门", "政府办"),
        ("某某县人民政府", "县政府", "政府办"),
        ("某某县人民政府信访局", "县政府部门", "信访局"),
        ("某某县自然资源和规划局", "县政府部门", "自规局"),
        ("某某县城关镇人民政府", "乡镇", "乡镇"),
        ("城关街道办事处", "街道", "乡镇"),
        ("某某县教育局", "县政府部门", "其他"),
        ("", "", "其他"),
    ],
)
def test_the_name_or_the_kind_of_a_unit_tells_its_office(name: str, kind: str, office: str) -> None:
    assert office_of(name, kind).name == office


def test_every_office_names_ledgers_that_exist_once() -> None:
    for office in offices():
        assert set(office.records) <= RECORDS.keys(), office.name
        assert len(set(office.records)) == len(office.records), office.name
        assert set(office.kinds) <= set(UNIT_KIND.values), office.name


def test_changing_the_own_unit_changes_what_stands_first(db: Database) -> None:
    first_start.fill(db)
    first = own_office(db)
    court = db.value("SELECT name FROM unit WHERE kind = '法院'")
    with db.operation("修改设置") as op:
        op.set_setting("own_unit", court)
    assert own_office(db).name == "法院" != first.name
    assert own_office(db).module == "enforcement"
    assert set(own_office(db).in_module("bankruptcy")) < set(own_office(db).records)
