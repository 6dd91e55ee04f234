"""Two descriptions are proposed as one matter by who, what and when; a contradiction rules it out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.checks import id_check_digit
from app.domain.likeness import LIKELY, marks, nearest, resemblance
from app.domain.records import RECORDS

CASE = {
    "case_no": None,
    "plaintiff": "张三",
    "defendants": ("蒙城县公安局",),
    "cause": "行政处罚",
    "court": "蒙城县人民法院",
    "filed_on": date(2022, 9, 6),
}


def person_no(born, order):
    number = f"110105{born}{order}"
    return number + id_check_digit(number)


def case(**says):
    return resemblance(RECORDS["admin_case"], CASE, CASE | says)


@pytest.mark.parametrize(
    ("says", "likely", "reason"),
    [
        ({}, True, "原告相同（张三）"),
        ({"filed_on": None}, True, "案由相同"),
        ({"cause": None}, True, "立案日期相同"),
        ({"cause": None, "filed_on": date(2022, 9, 10)}, True, "立案日期相差4天"),
        ({"cause": "工伤认定", "filed_on": date(2022, 9, 28)}, False, "立案日期相差22天"),
        ({"cause": None, "filed_on": None}, False, "原告相同"),  # a name alone
        ({"plaintiff": "李四", "defendants": ()}, False, "案由相同"),  # everything but who
        ({"plaintiff": "张三等3人"}, True, "原告相同"),
        ({"plaintiff": "张三、李四"}, True, "原告相同"),
        ({"plaintiff": "张某某", "defendants": ()}, True, "原告相近"),
        ({"plaintiff": "张三丰", "defendants": ()}, False, "案由相同"),  # of persons a like name is another person
        ({"filed_on": date(2021, 9, 6), "cause": "行政处罚"}, False, "相差365天"),
    ],
)
def test_who_what_and_when_speak_for_one_matter(says, likely, reason):
    found = case(**says)
    assert found.likely is likely
    assert any(reason in said for said in found.reasons), found.reasons


def test_values_as_the_database_keeps_them_compare_too():
    stored = CASE | {"filed_on": "2022-09-06", "defendants": "蒙城县公安局、蒙城县财政局"}
    assert resemblance(RECORDS["admin_case"], CASE, stored).score == 95


def test_an_organisation_is_known_by_a_like_name():
    one = {"debtor": "蒙城县兴旺建材有限责任公司", "cause": "买卖合同纠纷", "filed_on": date(2022, 9, 6)}
    assert (
        "被执行人相同"
        in resemblance(RECORDS["enforcement_case"], one, one | {"debtor": "蒙城县兴旺建材有限公司"}).reasons[0]
    )
    like = resemblance(RECORDS["enforcement_case"], one, one | {"debtor": "蒙城县兴旺建村有限公司"})
    assert like.likely and "被执行人相近" in like.reasons[0]


@pytest.mark.parametrize(
    ("record", "one", "other", "why"),
    [
        ("admin_case", CASE, CASE | {"court": "亳州市中级人民法院"}, "受理法院不同"),
        (
            "admin_case",
            CASE | {"case_no": "（2022）皖1622行初12号"},
            CASE | {"case_no": "（2022）皖1622行初13号"},
            "案号不同",
        ),
        ("petition", {"id_no": "11010519491231002X"}, {"id_no": person_no("19491231", "003")}, "性别不同"),
        ("petition", {"id_no": "11010519491231002X"}, {"id_no": person_no("19501231", "002")}, "出生日期不同"),
        ("enterprise", {"uscc": "11341622003178357Q"}, {"uscc": "11320000MB151840XJ"}, "不同"),
    ],
)
def test_a_contradiction_rules_it_out_however_much_agrees(record, one, other, why):
    same = {"name": "张三", "petition_on": date(2022, 9, 6)} if record == "petition" else {}
    found = resemblance(RECORDS[record], same | one, same | other)
    assert found.score == 0 and not found.likely
    assert any(why in said for said in found.contradictions)


def test_a_suffix_a_mask_or_damage_contradicts_nothing():
    numbered = CASE | {"case_no": "（2022）皖1622行初12号"}
    for number in ("（2022）皖1622行初12号之一", "皖1622行初12", None):
        assert resemblance(RECORDS["admin_case"], numbered, numbered | {"case_no": number}).likely
    person = {"name": "张三", "petition_on": date(2022, 9, 6), "id_no": "11010519491231002X"}
    assert resemblance(RECORDS["petition"], person, person | {"id_no": "110105********002X"}).likely


def test_the_nearest_come_first_and_only_a_few():
    others = [(day, CASE | {"filed_on": date(2022, 9, day)}) for day in (20, 7, 6, 8)]
    others.append((99, CASE | {"court": "亳州市中级人民法院"}))
    found = nearest(RECORDS["admin_case"], CASE, others)
    assert [key for key, _ in found] == [6, 7, 8]


def test_one_likeness_and_a_distant_day_are_no_less_than_nothing():
    one = {"plaintiff": "张三", "cause": "张三等2人", "filed_on": date(2022, 2, 1)}
    other = {"plaintiff": "李四", "cause": "张三", "filed_on": date(2022, 1, 1)}
    assert resemblance(RECORDS["admin_case"], one, other).score == 0


def test_the_sum_never_leaves_its_bounds_and_what_is_likely_shares_a_mark():
    texts = st.sampled_from(["张三", "张三等2人", "李四", "张某", "蒙城县兴旺建材有限公司", "", None])
    days = st.one_of(st.none(), st.dates(date(2022, 1, 1), date(2022, 3, 1)))

    @given(*(st.fixed_dictionaries({"plaintiff": texts, "cause": texts, "filed_on": days}) for _ in range(2)))
    def holds(one, other):
        of = RECORDS["admin_case"]
        found = resemblance(of, one, other)
        assert 0 <= found.score <= 100
        assert found.score == resemblance(of, other, one).score
        if found.score >= LIKELY and "相同" in found.reasons[0]:
            assert marks(of, one) & marks(of, other)

    holds()


@pytest.mark.parametrize("record", sorted(RECORDS))
def test_every_record_type_can_be_compared_with_nothing(record):
    assert resemblance(RECORDS[record], {}, {}).score == 0
    assert marks(RECORDS[record], {}) == frozenset()
