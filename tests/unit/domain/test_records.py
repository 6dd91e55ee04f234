"""The declarations hold together: computed fields have rules, and what they name exists."""

import re
from pathlib import Path

import pytest

from app.data.periods_file import periods
from app.domain.fields import Kind
from app.domain.records import RECORDS
from app.domain.records.registered import BY_STORE, Registered

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "records.yaml"
COMPUTED = [
    pytest.param(record, f, id=f"{name}.{f.name}")
    for name, record in RECORDS.items()
    for f in record.own_fields().values()
    if f.computed
]


def child_fields():
    for name, record in RECORDS.items():
        for child, rows in record.children().items():
            for f in rows.fields().values():
                yield name, child, f


def test_there_are_134_computed_fields():  # 133 of records.yaml, and the code of a letter
    assert len(COMPUTED) + sum(1 for *_, f in child_fields() if f.computed) == 134


@pytest.mark.parametrize(("record", "f"), COMPUTED)
def test_computed_field_has_a_rule_and_names_what_exists(record, f):
    assert f.computed.by is not BY_STORE
    assert callable(f.computed.by)
    for ref in f.computed.follows:
        assert record.fields()[ref].kind is Kind.REF
    for path in f.computed.gathers:
        other, _, ref = path.partition(".")
        target = RECORDS[other].fields()[ref]
        assert target.kind in (Kind.REF, Kind.REFS)
        assert target.to == record.about.id
    for pair in f.computed.matches:
        theirs, _, own = pair.partition("=")
        other, _, equal = theirs.partition(".")
        assert other in RECORDS
        if own:
            assert RECORDS[other].fields()[equal].kind in (record.fields()[own].kind, Kind.PERSON_NAME)


@pytest.mark.parametrize(("record", "f"), COMPUTED)
def test_rule_of_an_empty_record_does_not_fail(record, f, facts):
    value = f.computed.by(record(), facts)
    assert value in (None, 0, False, (), "") or f.kind in (Kind.DATE, Kind.TEXT)


@pytest.mark.parametrize(("record", "f"), COMPUTED)
def test_rule_gives_a_value_of_its_kind(record, f, facts):
    """Enough is filled in to reach most of each rule; None is always allowed."""
    kinds = {
        Kind.DATE: "date",
        Kind.INTEGER: "int",
        Kind.MONEY: "int",
        Kind.BOOLEAN: "bool",
        Kind.PERCENT: "Decimal",
        Kind.DECIMAL: "Decimal",
    }
    value = f.computed.by(record(), facts)
    assert value is None or type(value).__name__ == kinds.get(f.kind, "str")


def test_due_dates_are_of_periods_of_their_record():
    rules = periods()
    for name, record in RECORDS.items():
        for f in record.fields().values():
            for rule in f.due_of:
                assert rules[rule].record == name, (name, f.name, rule)


def test_periods_name_fields():
    for rule in periods().values():
        if rule.record:
            fields = RECORDS[rule.record].fields()
            named = {rule.trigger_field, rule.done_field} - {""}
            assert named <= set(fields), rule.id
            assert not rule.applies_when or set(rule.applies_when.fields) <= set(fields), rule.id


def test_done_by_names_a_date():
    for name, record in RECORDS.items():
        for f in record.fields().values():
            if f.done_by:
                assert record.fields()[f.done_by].kind is Kind.DATE, (name, f.name)
    for name, child, f in child_fields():
        if f.done_by:
            assert RECORDS[name].children()[child].fields()[f.done_by].kind is Kind.DATE


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference is not beside this checkout")
def test_records_agree_with_the_reference_name_by_name():
    yaml = pytest.importorskip("yaml")
    declared = yaml.safe_load(REFERENCE.read_text(encoding="utf-8"))
    records = declared["records"]
    assert [record["id"] for record in records] == list(RECORDS)
    for said in records:
        ours = RECORDS[said["id"]]
        assert [_name(f) for f in said["fields"]] == list(ours.own_fields())
        for f in said["fields"]:
            mine = ours.fields()[f["name"]]
            assert (mine.label, bool(mine.computed)) == (f["label"], "computed" in f), (said["id"], f["name"])
            assert mine.kind == re.split(r":", f["kind"])[0], (said["id"], f["name"])
            assert mine.required == bool(f.get("required")), (said["id"], f["name"])
        children = {child["id"]: child for child in said.get("children", ())}
        assert list(children) == list(ours.children())
        for id, child in children.items():
            assert [_name(f) for f in child["fields"]] == list(ours.children()[id].fields())


def _name(f):
    return f["name"]


def test_common_fields_come_after_the_own_ones():
    for record in RECORDS.values():
        names = list(record.fields())
        assert names[-len(Registered.fields()) :] == list(Registered.fields())
