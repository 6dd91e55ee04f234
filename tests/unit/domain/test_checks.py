"""A record's problems say which field, what is wrong, and whether it stops saving."""

from datetime import date

import pytest

from app.domain.checks import CHECKS, ORDER, Problem, check_id_card, check_phone, check_uscc, problems
from app.domain.fields import Kind
from app.domain.records import RECORDS


def found(record, facts, *, doubt=False):
    return {problem.field: problem.text for problem in problems(record, facts) if problem.doubt == doubt}


def test_every_kind_has_an_entry():
    assert set(CHECKS) == set(Kind)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("11010519491231002X", None),
        ("110105194912310021", "校验位"),
        ("110105194913310026", "出生日期"),
        ("990105194912310021", "地区"),
        ("34012319900101", "18位"),
    ],
)
def test_id_card(number, reason):
    wrong = check_id_card(number)
    assert wrong is None if reason is None else reason in wrong


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("11341622003178357Q", None),
        ("11320000MB151840XJ", None),
        ("11341622003178357R", "校验位"),
        ("11341622OO3178357Q", "不使用O"),
        ("1134162200317835", "18位"),
    ],
)
def test_credit_code(code, reason):
    wrong = check_uscc(code)
    assert wrong is None if reason is None else reason in wrong


@pytest.mark.parametrize("number", ["13912345678", "0558-7622222", "7622222", "400-123-4567", "12345", "110"])
def test_telephone_numbers(number):
    assert check_phone(number) is None
    assert check_phone(f"{number}、1234") is not None


def test_required_fields_are_asked_for(facts):
    assert found(RECORDS["dispute"](), facts)["name"] == "争议名称未填"


def test_hidden_required_field_is_not_asked_for(facts):
    for record in RECORDS.values():
        hidden = {f.name for f in record.fields().values() if f.when and not f.when.holds(lambda name: None)}
        assert not hidden & set(found(record(), facts))


def test_child_rows_are_checked_with_their_place(facts):
    advice = RECORDS["judicial_advice"]
    rows = advice.children()["advice_items"]
    record = advice(advice_items=[rows(seq=1, problem="甲", advice="乙"), rows(seq=2, problem="甲")])
    assert Problem("advice", "建议未填", ("advice_items", 1)) in problems(record, facts)


def test_form_of_numbers_is_only_a_hint(facts):
    record = RECORDS["admin_case"](case_no="12号", act_no="皖司发〔202119号")
    doubts = found(record, facts, doubt=True)
    assert "不像案号" in doubts["case_no"]
    assert "是否为皖司发〔2021〕19号" in doubts["act_no"]
    assert not {"case_no", "act_no"} & set(found(record, facts))


def test_wrong_id_number_stops_saving(facts):
    record = RECORDS["petition"](id_no="110105194912310021")
    assert "校验位" in found(record, facts)["id_no"]


def test_greatest_value_and_choices(facts):
    review = RECORDS["appearance_review"](s_prep=21, kind="临时评议")
    assert found(review, facts)["s_prep"] == "应诉准备是21，最多为20"
    assert "不在选项中" in found(review, facts)["kind"]


def test_order_of_dates_is_a_hint(facts):
    record = RECORDS["admin_case"](filed_on=date(2026, 3, 2), closed_on=date(2026, 3, 1))
    assert "结案日期2026-03-01早于立案日期2026-03-02" in found(record, facts, doubt=True)["closed_on"]


def test_future_day_of_what_has_happened_is_a_hint(facts):
    record = RECORDS["admin_case"](filed_on=date(2027, 3, 2))
    assert "晚于今天" in found(record, facts, doubt=True)["filed_on"]


def test_text_that_matched_no_record_is_a_hint(facts):
    record = RECORDS["appearance"](unmatched={"case": "（2022）某行初1号"})
    assert "没有对应的记录" in found(record, facts, doubt=True)["case"]
    assert "case" not in found(record, facts)


def test_ordered_dates_are_fields():
    for name, pairs in ORDER.items():
        for pair in pairs:
            for field in pair:
                assert RECORDS[name].fields()[field].kind in (Kind.DATE, Kind.DATETIME), (name, field)
