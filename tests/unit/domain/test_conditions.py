"""`when` and `applies_when` mean what the reference says."""

import pytest

from app.domain.conditions import Condition
from app.domain.records import RECORDS


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("a=甲", {"a": "甲"}, True),
        ("a=甲|乙", {"a": "乙"}, True),
        ("a=甲", {"a": None}, False),
        ("a!=甲", {"a": None}, True),
        ("a!=甲|乙", {"a": "乙"}, False),
        ("a=甲;b!=乙", {"a": "甲", "b": "丙"}, True),
        ("a=甲;b!=乙", {"a": "甲", "b": "乙"}, False),
        ("a=是", {"a": True}, True),
        ("a=否", {"a": False}, True),
        ("a=否", {"a": None}, False),
        ("a=甲", {"a": ("乙", "甲")}, True),
        ("a!=甲", {"a": ("乙", "甲")}, False),
        ("a=甲", {"a": ()}, False),
    ],
)
def test_condition_holds(text, values, holds):
    assert Condition.parse(text).holds(values.get) is holds


@pytest.mark.parametrize("text", ["a", "=甲", "a="])
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(ValueError, match="not a condition"):
        Condition.parse(text)


def test_conditions_name_fields_of_their_record():
    for record in RECORDS.values():
        for fields in (record.fields(), *(rows.fields() for rows in record.children().values())):
            for f in fields.values():
                assert not f.when or set(f.when.fields) <= {*fields, *record.fields()}, (record, f.name)
