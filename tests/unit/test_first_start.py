"""The county's facts as they stand after first start; another county's come from its own files."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from app.data import queries
from app.data.database import Database
from app.domain.records import RECORDS
from app.paths import Home
from app.services import first_start

ROOT = Path(__file__).resolve().parents[2]

# As listed in the mechanism document, 四、工作保障（一）.
MEMBERS = (
    "县法院、县发展改革委、县教育局、县科技局、县经济和信息化局、县公安局、县民政局、县司法局、县财政局、"
    "县人力资源社会保障局、县自然资源和规划局、县生态环境分局、县税务局、县住房城乡建设局、县住房发展中心、县市场监管局、"
    "县政府信访局、县城市管理局、县数据资源局、县工商联、人行蒙城县支行、县四送一服办"
)


def test_the_22_members_stand_in_the_order_of_the_mechanism(db: Database) -> None:
    rows = db.rows("SELECT short_name FROM unit WHERE is_member = 1 ORDER BY member_seq")
    assert "、".join(row[0] for row in rows) == MEMBERS


@pytest.mark.parametrize(
    "written",
    ["县自规局", "县数据资源管理局", "地方金融管理局", "四送一服办", "开发区", "县人社局", "招商", "综治中心"],
)
def test_units_are_found_by_what_offices_call_them(db: Database, written: str) -> None:
    assert queries.find_unit(db, written)


def test_every_unit_named_as_a_default_is_in_the_directory(db: Database) -> None:
    for name in RECORDS:
        record = queries.blank(db, name)
        for f in record.fields().values():
            if f.kind in ("unit", "units") and f.default and f.name != "registered_unit":
                value = getattr(record, f.name)
                count = len(value) if f.kind == "units" else bool(value)
                assert count == len(f.default.split("、")), f"{name}.{f.name}"


def test_no_two_units_answer_to_one_name(db: Database) -> None:
    seen: dict[str, str] = {}
    for unit in queries.units(db):
        for text in {unit.name, unit.short, *unit.aliases}:
            assert seen.setdefault(text, unit.name) == unit.name


def test_work_points_of_2022_name_their_units(db: Database) -> None:
    rows = db.rows("SELECT seq, units, lead_unit, provisions FROM work_point WHERE year = 2022 ORDER BY seq")
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    for seq, units, lead, provisions in rows:
        assert units.split("、")[0] == lead
        assert f"A{seq}" in provisions.split("、")
        assert all(queries.find_unit(db, unit) == unit for unit in units.split("、"))


def test_provisions_and_the_one_of_one_plus_n(db: Database) -> None:
    assert db.value("SELECT count(*) FROM provision") == 33
    assert db.rows("SELECT tier, doc_no, printed_on, status FROM rule_doc") == [
        ("1（总意见）", "蒙政〔2022〕44号", "2022-09-06", "现行有效")
    ]


def test_settings_of_the_county(db: Database) -> None:
    assert (db.setting("county"), db.setting("court_code"), db.setting("doc_prefix")) == ("蒙城县", "皖1622", "蒙")
    assert db.setting("own_unit") == queries.find_unit(db, "县司法局")
    assert db.setting("dispute_days") is None


def test_a_second_start_changes_nothing(db: Database) -> None:
    before = db.rows("SELECT count(*), max(id) FROM change")
    assert first_start.fill(db) is False
    assert db.rows("SELECT count(*), max(id) FROM change") == before


def test_two_offices_have_the_same_records(db: Database, tmp_path: Path) -> None:
    with Database.open(Home(tmp_path / "other")) as other:
        first_start.fill(other)
        for record in ("unit", "rule_doc", "work_point"):
            question = f'SELECT uid FROM "{record}" ORDER BY id'
            assert other.rows(question) == db.rows(question)


def test_another_county_replaces_files_only(tmp_path: Path) -> None:
    county = tmp_path / "county"
    shutil.copytree(first_start.COUNTY, county)
    for path in county.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("蒙城", "临河").replace("皖1622", "皖9999"), "utf-8")
    with Database.open(Home(tmp_path / "home")) as db:
        first_start.fill(db, county)
        assert db.setting("county") == "临河县"
        assert not db.rows("SELECT 1 FROM unit WHERE name LIKE '%蒙城%' OR aliases LIKE '%蒙城%'")


@pytest.mark.parametrize("path", sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("ui/**/*.py")]), ids=str)
def test_nothing_of_the_county_is_in_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    said = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]
    assert not [text for text in said if "蒙城" in text]
