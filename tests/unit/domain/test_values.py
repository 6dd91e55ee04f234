"""Texts are read as people mean them and shown so that reading them again changes nothing."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import values
from app.domain.fields import Enumeration, Field, Kind
from app.domain.records import RECORDS
from app.domain.values import READERS, SHOWERS, Unreadable, capital, parse, show

TODAY = date(2026, 11, 24)


def read(kind, text, **says):
    return parse(Field("字段", kind=kind, **says), text, today=TODAY)


def refused(kind, text, **says):
    with pytest.raises(Unreadable) as refusal:
        read(kind, text, **says)
    return str(refusal.value)


@pytest.mark.parametrize("surface", [READERS, SHOWERS], ids=["reading", "showing"])
def test_every_kind_has_an_entry(surface):
    assert set(surface) == set(Kind)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.REF, Kind.REFS}))
def test_empty_text_is_no_value(kind):
    assert read(kind, " \u3000\ufeff") in (None, ())


@pytest.mark.parametrize(
    "text",
    "20220906 2022.9.6 2022.09.06 2022/9/6 2022-9-6 2022年9月6日 二〇二二年九月六日 二○二二年九月六日 "
    "２０２２．９．６ 2022-09-06T00:00:00".split()
    + ["2022 年 9 月 6 日", "2022-09-06 00:00", " 2022-9-6\u00a0"],
)
def test_date_is_read(text):
    assert read(Kind.DATE, text) == date(2022, 9, 6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9-6", date(2026, 9, 6)),
        ("9月6日", date(2026, 9, 6)),
        ("今天", TODAY),
        ("明天", date(2026, 11, 25)),
        ("+15", date(2026, 12, 9)),
        ("二〇二四年二月二十九日", date(2024, 2, 29)),
        ("二〇二二年十二月三十一日", date(2022, 12, 31)),
    ],
)
def test_date_without_year_or_by_words(text, day):
    assert read(Kind.DATE, text) == day


def test_year_of_the_title_row_completes_a_date():
    assert parse(Field("日期", kind=Kind.DATE), "9月6日", today=TODAY, year=2022) == date(2022, 9, 6)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("202296", "缺少分隔"),
        ("22.9.6", "年份不足四位"),
        ("2022.9.31", "9月没有31日"),
        ("2023-02-29", "2023年2月没有29日"),
        ("20221301", "没有13月"),
        ("2022.9.6-9.8", "一段时间"),
        ("2022年9月", "只有年月"),
        ("2022", "只有年份"),
        ("44810", "日期序号"),
        ("1822-1-1", "1900至2100"),
        ("2022-09-06 09:30", "含有时刻"),
        ("待定", "不是日期"),
    ],
)
def test_doubtful_or_impossible_date_is_refused_with_its_reason(text, reason):
    assert reason in refused(Kind.DATE, text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-09-06 9:30", datetime(2022, 9, 6, 9, 30)),
        ("2022-09-06T09:30:15", datetime(2022, 9, 6, 9, 30)),
        ("2022年9月6日9时30分", datetime(2022, 9, 6, 9, 30)),
        ("2022年9月6日 下午3点半", datetime(2022, 9, 6, 15, 30)),
        ("2022.9.6", datetime(2022, 9, 6)),
    ],
)
def test_moment_is_read(text, moment):
    assert read(Kind.DATETIME, text) == moment


def test_impossible_time_is_refused():
    assert "时刻不存在" in refused(Kind.DATETIME, "2022-9-6 25:00")


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("3500", 350000),
        ("3.5万", 3500000),
        ("3,500元", 350000),
        ("3，500.50", 350050),
        ("￥3500", 350000),
        ("叁仟伍佰元整", 350000),
        ("人民币壹拾贰万叁仟肆佰伍拾陆元柒角捌分", 12345678),
        ("壹万零伍元零叁分", 1000503),
        ("(350)", -35000),
        ("（350）", -35000),
        ("-350", -35000),
        ("△350", -35000),
        ("1.2亿元", 12_000_000_000),
        ("0.30000000000000004", 30),
    ],
)
def test_money_is_read_in_cents(text, cents):
    assert read(Kind.MONEY, text) == cents


def test_bare_number_has_the_unit_of_its_field():
    assert read(Kind.MONEY, "12.35", unit="万元") == 12_350_000
    assert read(Kind.MONEY, "3500元", unit="万元") == 350_000


@pytest.mark.parametrize("text", ["约3500", "3,5", "1e5", "三千左右", "10-20", "--5"])
def test_unclear_money_is_refused(text):
    assert "不是金额" in refused(Kind.MONEY, text)


def test_less_than_a_cent_is_refused():
    assert "精确到分" in refused(Kind.MONEY, "3.555")


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (105, "壹元零伍分"),
        (110, "壹元壹角整"),
        (350000, "叁仟伍佰元整"),
        (12345678, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
        (100000000, "壹佰万元整"),
        (10000000000, "壹亿元整"),
        (30000000005, "叁亿元零伍分"),
        (-350, "负叁元伍角整"),
    ],
)
def test_money_in_capitals(cents, written):
    assert capital(cents) == written


@given(st.integers(0, 10**13))
def test_capitals_read_back_as_the_same_money(cents):
    if cents >= 100:
        assert read(Kind.MONEY, capital(cents)) == cents


@given(st.integers(-(10**14), 10**14), st.sampled_from(["", "万元"]))
def test_exact_text_of_money_reads_back_as_the_same(cents, unit):
    f = Field("金额", kind=Kind.MONEY, unit=unit)
    assert parse(f, values.exact(f, cents), today=TODAY) == cents


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_shown_date_reads_back_as_the_same(day):
    f = Field("日期", kind=Kind.DATE)
    assert parse(f, show(f, day), today=TODAY) == day


@given(st.text())
def test_no_text_makes_a_reader_fail_otherwise_than_by_refusing(text):
    for kind in set(Kind) - {Kind.REF, Kind.REFS}:
        f = Field("字段", kind=kind, options=("甲", "乙"))
        try:
            parse(f, text, today=TODAY)
        except Unreadable as refusal:
            assert str(refusal)


@pytest.mark.parametrize(
    ("text", "value"),
    [*((t, True) for t in "是 √ 有 Y y 1 true".split()), *((t, False) for t in "否 × 无 N 0 False".split())],
)
def test_yes_and_no(text, value):
    assert read(Kind.BOOLEAN, text) is value


def test_choice_by_value_synonym_and_width():
    levels = Enumeration("x", "审级", ("一审", "二审（终审）"), synonyms=(("初审", "一审"),))
    assert read(Kind.ENUM, "初审", options=levels) == "一审"
    assert read(Kind.ENUM, "二审(终审)", options=levels) == "二审（终审）"
    assert refused(Kind.ENUM, "一审案", options=levels) == "“一审案”不在选项中，是否为“一审”"
    assert "可填：一审、二审（终审）" in refused(Kind.ENUM, "其他", options=levels)


def test_choices_of_the_county_take_the_place_of_the_declared():
    f = Field("领域", ("甲",), kind=Kind.MULTI_ENUM)
    assert parse(f, "甲、乙", today=TODAY, choices=("甲", "乙")) == ("甲", "乙")


def test_several_choices_however_separated():
    options = ("甲", "乙", "丙")
    for text in ("甲、乙", "甲,乙", "甲；乙", "甲\n乙", "甲 乙", "甲/乙", "甲、乙、甲"):
        assert read(Kind.MULTI_ENUM, text, options=options) == ("甲", "乙")


def test_provisions_are_written_by_their_labels():
    assert read(Kind.MULTI_ENUM, "第7项、保障一、要点1、9") == ("7", "G1", "A1", "9")
    assert show(Field("条目", kind=Kind.MULTI_ENUM), ("7", "G2", "A7")) == "第7项、保障二、要点7"
    assert [values.provision_id(values.provision_label(id)) for id in values.PROVISIONS] == list(values.PROVISIONS)


def test_only_provisions_lack_declared_choices():
    without = {
        f.name
        for record in RECORDS.values()
        for f in record.fields().values()
        if f.kind in (Kind.ENUM, Kind.MULTI_ENUM) and not f.values
    }
    assert without == {"provisions"}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_every_declared_choice_reads_back_as_itself(record):
    for fields in (record.fields(), *(rows.fields() for rows in record.children().values())):
        for f in fields.values():
            for value in f.values:
                expected = (value,) if f.kind is Kind.MULTI_ENUM else value
                assert parse(f, value, today=TODAY) == expected


ONE_CASE = "（2022）皖1622行初12号"


@pytest.mark.parametrize(
    "text",
    [
        "(2022)皖1622行初12号",
        "（2022）皖1622行初12号",
        "〔2022〕皖 1622 行初 12 号",
        "[2022]皖1622行初字第12号",
        "(2022)皖1622行初00012号",
        "2022皖1622行初12号",
    ],
)
def test_case_number_has_one_form(text):
    assert values.normalise_case_no(text) == ONE_CASE
    assert read(Kind.CASE_NO, text) == ONE_CASE


@given(st.from_regex(values.PLAIN_CASE_NO, fullmatch=True))
def test_a_number_taken_without_a_look_is_one_that_needs_none(number):
    assert values.normalise_case_no(number) == number


@given(st.from_regex(values.DOC_NO_FORM, fullmatch=True))
def test_a_document_number_taken_without_a_look_is_one_that_needs_none(number):
    assert values.normalise_doc_no(number) == number


def test_case_number_with_suffix_belongs_to_its_case():
    assert values.normalise_case_no("(2022)皖1622行初12号之1") == f"{ONE_CASE}之一"
    assert values.case_no_key("(2022)皖1622行初12号之一") == ONE_CASE


def test_old_case_number_keeps_its_form():
    assert values.normalise_case_no("(2014)蒙行初字第00012号") == "（2014）蒙行初字第12号"


def test_list_of_case_numbers():
    assert values.case_no_list("(2022)皖1622行初12、13、15-18号") == [
        f"（2022）皖1622行初{number}号" for number in (12, 13, 15, 16, 17, 18)
    ]
    assert values.case_no_list("(2022)皖1622行初12号、(2023)皖1622行初3号") == [ONE_CASE, "（2023）皖1622行初3号"]
    assert values.case_no_list("见附件") == []


@pytest.mark.parametrize("text", ["蒙政〔2022〕44号", "蒙政[2022]44号", "蒙政（2022）第044号", "蒙政【2022】 44 号"])
def test_document_number_has_one_form(text):
    assert values.normalise_doc_no(text) == "蒙政〔2022〕44号"


@pytest.mark.parametrize(
    ("damaged", "proposed"),
    [
        ("皖司发〔202119号", "皖司发〔2021〕19号"),
        ("蒙政办秘〔202141号", "蒙政办秘〔2021〕41号"),
        ("蒙法〔202261号", "蒙法〔2022〕61号"),
        ("蒙政〔2022〕44号", None),
        ("无", None),
    ],
)
def test_lost_bracket_is_proposed_never_stored(damaged, proposed):
    assert values.repaired_doc_no(damaged) == proposed
    assert values.normalise_doc_no(damaged) == damaged


def test_numbers_of_persons():
    assert read(Kind.ID_CARD, "11010519491231002x") == "11010519491231002X"
    assert read(Kind.ID_CARD, "1101051949 1231002Ｘ") == "11010519491231002X"
    assert "后几位丢失" in refused(Kind.ID_CARD, "3.41622E+17")
    assert read(Kind.PHONE, "139-1234-5678，0558-7622222") == "13912345678、0558-7622222"
    assert read(Kind.PERSON_NAME, "张　三") == "张三"


def test_numbers_with_their_units():
    assert read(Kind.INTEGER, "12件", unit="件") == 12
    assert read(Kind.INTEGER, "1,200") == 1200
    assert read(Kind.INTEGER, "十二") == 12
    assert "不是整数" in refused(Kind.INTEGER, "1.5")
    assert read(Kind.DECIMAL, "3.456亩", unit="亩") == Decimal("3.46")
    assert read(Kind.PERCENT, "85.5%") == Decimal("85.50")
    assert read(Kind.YEAR, "二〇二二年") == 2022
    assert "四位年份" in refused(Kind.YEAR, "22")


@pytest.mark.parametrize(
    ("kind", "value", "text", "says"),
    [
        (Kind.DATE, date(2026, 9, 6), "2026-09-06", {}),
        (Kind.DATETIME, datetime(2026, 9, 6, 9, 30), "2026-09-06 09:30", {}),
        (Kind.MONEY, 123450, "1,234.50", {}),
        (Kind.MONEY, 12345678, "12.35", {"unit": "万元"}),
        (Kind.BOOLEAN, False, "否", {}),
        (Kind.UNITS, ("甲局", "乙局"), "甲局、乙局", {}),
        (Kind.PERCENT, Decimal("85.5"), "85.50%", {}),
        (Kind.TEXT, None, "", {}),
    ],
)
def test_value_is_shown(kind, value, text, says):
    assert show(Field("字段", kind=kind, **says), value) == text


@pytest.mark.parametrize(
    ("kind", "text", "masked"),
    [
        (Kind.ID_CARD, "341622199001011234", "341622********1234"),
        (Kind.TEXT, "341622199001011234", "341622********1234"),
        (Kind.PHONE, "13912341234", "139****1234"),
        (Kind.PHONE, "13912341234、0558-7622222", "139****1234、0558-7****22"),
        (Kind.TEXT, "G1234567", "G1****67"),
    ],
)
def test_middle_is_masked(kind, text, masked):
    assert values.mask(Field("字段", kind=kind), text) == masked
