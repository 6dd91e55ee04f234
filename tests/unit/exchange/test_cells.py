"""What a cell means: taken where it is clear, asked about where it is not, refused where it cannot be. exchange.md §5."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.domain import enums, values
from app.domain.fields import Field, Kind
from app.domain.records import RECORDS
from app.services.exchange.apply import apply
from app.services.exchange.export import template
from app.services.exchange.gathered_rows import parts
from app.services.exchange.plan import make_plan
from app.services.exchange.questions import Option, Question, Questions
from app.services.exchange.reader import read as read_book
from app.services.exchange.reader import text_of
from app.services.exchange.readings import Around, Reading, Readings, readings_of
from app.services.exchange.words import known_words, learn_words

DAY = date(2022, 9, 6)


def column(db: Database, kind: Kind, answers: dict[str, str] | None = None, **says: Any) -> Readings:
    """A column 字段 of the table T#1; what stands around it and what the field declares are told apart by name."""
    around = {name: says.pop(name) for name in ("header", "year", "money_unit") if name in says}
    f = Field(**{"label": "字段", "name": "f", "kind": kind} | says)
    return readings_of(db, f, Around("T#1", questions=Questions(answers), **around))


def asked(reading: Reading) -> Question:
    assert reading.asked and reading.reason and reading.remedy and reading.value is None
    [question] = reading.questions
    assert question.options[-1].value == "skip"
    return question


# Questions


def test_an_answer_holds_for_the_next_plan_and_one_that_is_no_option_does_not() -> None:
    question = Question("value:T#1:f:x", "value", "哪一个", (Option("a", "甲"), Option("b", "乙")), "a")
    questions = Questions({"value:T#1:f:x": "b", "other": "a"})
    assert [questions.ask(question, f"T!C{row}") for row in range(4, 12)] == ["b"] * 8
    [kept] = questions.all
    assert (kept.count, kept.answer, len(kept.cells), kept.cells[0]) == (8, "b", 5, "T!C4")
    assert questions.open == []
    assert Questions({"value:T#1:f:x": "c"}).ask(question) is None


def test_what_was_said_of_a_word_is_known_in_the_next_file_and_of_a_form_it_is_not(db: Database) -> None:
    unit, level = (
        asked(column(db, Kind.UNIT)["蒙城县公安据"]),
        column(db, Kind.ENUM, options=enums.TRIAL_LEVEL)["三楼"].questions[0],
    )
    month = asked(column(db, Kind.DATE)["2022年9月"])
    said = Questions({unit.id: "蒙城县公安局", level.id: "二审", month.id: "first"})
    for question in (unit, level, month):
        said.ask(question)
    assert learn_words(db.home, said.all) == 2
    assert learn_words(db.home, said.all) == 0
    again = Questions(words=known_words(db.home))
    other = replace(level, id=level.id.replace("T#1", "别的表#2"))
    assert [again.answer(question) for question in (unit, other, month)] == ["蒙城县公安局", "二审", None]
    assert Questions({unit.id: "keep"}, known_words(db.home)).answer(unit) == "keep"
    db.home.words.write_text("坏了", encoding="utf-8")
    assert known_words(db.home) == {}


# Dates

CLEAR_DATES = [
    *"2022.9.6 2022.09.06 2022/9/6 2022-9-6 20220906 2022年9月6日 二〇二二年九月六日 2022。9。6 2022．9．6".split(),
    "2022 年 9 月 6 日",
    "2022 9 6",
    "2022.9.6.",
    "2022-09-06 星期二",
    "2022年9月6日（周二）",
    "2022.9.6 14:30",
    "2022年9月6日 下午3点半",
    date(2022, 9, 6),
    datetime(2022, 9, 6, 14, 30),
    20220906.0,
]


@pytest.mark.parametrize("cell", CLEAR_DATES, ids=str)
def test_a_clear_date_is_taken(db: Database, cell: object) -> None:
    reading = column(db, Kind.DATE)[cell]
    assert (reading.reason, reading.value, reading.stored) == ("", DAY, "2022-09-06")


@pytest.mark.parametrize(
    ("cell", "original"),
    [
        ("2022.9.6", "2022.9.6"),
        ("2022-09-06", ""),
        (date(2022, 9, 6), ""),
        (datetime(2022, 9, 6), ""),
        (datetime(2022, 9, 6, 14, 30), "2022-09-06 14:30"),
    ],
)
def test_the_original_text_is_kept_where_it_is_not_what_is_shown(db: Database, cell: object, original: str) -> None:
    assert column(db, Kind.DATE)[cell].original == original


@pytest.mark.parametrize(
    ("text", "form", "meanings", "proposal"),
    [
        ("2022年9月", "month", {"first": "2022-09-01", "last": "2022-09-30"}, None),
        ("2024-2", "month", {"first": "2024-02-01", "last": "2024-02-29"}, None),
        ("二〇二二年九月", "month", {"first": "2022-09-01", "last": "2022-09-30"}, None),
        ("2022年", "year", {"first": "2022-01-01", "last": "2022-12-31"}, None),
        ("22.9.6", "short-year.ymd.dmy", {"ymd": "2022-09-06", "dmy": "2006-09-22"}, "ymd"),
        ("22年9月6日", "short-year.ymd", {"ymd": "2022-09-06"}, "ymd"),
        ("87-9-6", "short-year.ymd", {"ymd": "1987-09-06"}, "ymd"),
        ("2022.9.6-9.8", "range", {"first": "2022-09-06", "last": "2022-09-08"}, None),
        ("2022.9.6～8", "range", {"first": "2022-09-06", "last": "2022-09-08"}, None),
        ("2022年9月6日至9月8日", "range", {"first": "2022-09-06", "last": "2022-09-08"}, None),
        ("2022年9月6日—8日", "range", {"first": "2022-09-06", "last": "2022-09-08"}, None),
        ("2022-9-6至2023-1-2", "range", {"first": "2022-09-06", "last": "2023-01-02"}, None),
        ("2022.12.30-1.2", "range", {"first": "2022-12-30", "last": "2023-01-02"}, None),
        ("2022.9.8、2022.9.6", "several", {"first": "2022-09-06", "last": "2022-09-08"}, None),
        ("44810", "serial", {"1900": "2022-09-06", "1904": "2026-09-07"}, "1900"),
        (44810.0, "serial", {"1900": "2022-09-06", "1904": "2026-09-07"}, "1900"),
        ("9月6日", "no-year", {"2022": "2022-09-06"}, None),
        ("9.6", "no-year", {"2022": "2022-09-06"}, None),
    ],
    ids=str,
)
def test_an_ambiguous_date_is_asked_about_and_every_answer_is_taken(
    db: Database, text: object, form: str, meanings: dict[str, str], proposal: str | None
) -> None:
    question = asked(column(db, Kind.DATE)[text])
    assert question.id == f"value:T#1:f:{form}"
    assert question.proposal == proposal
    assert set(meanings) <= {option.value for option in question.options}
    for answer, day in meanings.items():
        reading = column(db, Kind.DATE, {question.id: answer})[text]
        assert (reading.stored, reading.reason, reading.asked) == (day, "", False)
        assert reading.original and reading.questions[0].id == question.id
    skipped = column(db, Kind.DATE, {question.id: "skip"})[text]
    assert (skipped.value, skipped.left_out, skipped.reason, skipped.original) == (None, True, "", skipped.text)


def test_one_answer_settles_all_dates_of_a_form(db: Database) -> None:
    readings = column(db, Kind.DATE, {"value:T#1:f:month": "last", "value:T#1:f:no-year": "2023"})
    assert [readings[text].stored for text in ("2022年9月", "2023-2", "9月6日")] == [
        "2022-09-30",
        "2023-02-28",
        "2023-09-06",
    ]
    assert "没有写年份" in readings["2月29日"].reason  # 2023 has no such day


def test_the_year_of_the_title_row_completes_a_date(db: Database) -> None:
    readings = column(db, Kind.DATE, year=2022)
    assert readings["9月6日"].stored == "2022-09-06"
    assert "2022年2月没有29日" in readings["2月29日"].reason


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("202296", "分不清年月日"),
        (202296.0, "分不清年月日"),
        ("2022.9.31", "9月没有31日"),
        ("2022-13-1", "没有13月"),
        ("2022年13月", "没有13月"),
        ("22.13.31", "没有这一天"),
        ("2月30日", "2月没有30日"),
        ("2022.9.8-9.31", "一段时间"),
        ("14:30", "只有时刻"),
        (time(14, 30), "只有时刻"),
        ("1822-1-1", "1900至2100"),
        (2022.1, "1月还是10月"),
        (9.1, "1日还是10日"),
        ("昨天", "相对哪一天"),
        ("待定", "不是日期"),
        ("99999", "日期序号"),
        (True, "不是日期"),
    ],
    ids=str,
)
def test_an_impossible_date_is_refused_with_the_reason(db: Database, cell: object, why: str) -> None:
    readings = column(db, Kind.DATE)
    reading = readings.fresh(cell)
    assert why in reading.reason and reading.remedy
    assert not reading.asked and not reading.questions and reading.value is None


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("filed_on", "1905-03-02", "too-early"),
        ("filed_on", "2095-03-02", "too-late"),
        ("set_on", "1955-03-02", ""),
        ("filed_on", "1955-03-02", "too-early"),
        ("reply_due", "2055-03-02", ""),
        ("filed_on", "2055-03-02", "too-late"),
    ],
)
def test_a_date_outside_the_window_of_its_field_is_asked_about(db: Database, name: str, text: str, form: str) -> None:
    reading = column(db, Kind.DATE, name=name)[text]
    if not form:
        assert reading.stored == text
        return
    question = asked(reading)
    assert question.id == f"value:T#1:{name}:{form}"
    assert column(db, Kind.DATE, {question.id: "take"}, name=name)[text].stored == text


def test_dates_of_a_1904_workbook_are_the_days_people_saw(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(2022, 9, 6), datetime(2022, 9, 6, 14, 30)])
    path = tmp_path / "1904.xlsx"
    book.save(path)
    day, moment = read_book(path).sheets[0].rows[0]
    assert str(day)[:10] == "2022-09-06" and str(moment)[:16] == "2022-09-06 14:30"


def test_a_moment_keeps_its_time_whatever_is_asked_about_its_day(db: Database) -> None:
    assert column(db, Kind.DATETIME)["2022年9月6日9时30分"].stored == "2022-09-06 09:30"
    question = asked(column(db, Kind.DATETIME)["9月6日 9:30"])
    assert column(db, Kind.DATETIME, {question.id: "2022"})["9月6日 9:30"].stored == "2022-09-06 09:30"


# Money


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        (3500.0, 350_000),
        ("3500", 350_000),
        ("3.5万", 3_500_000),
        ("3.5万元", 3_500_000),
        ("3,500元", 350_000),
        ("3500元整", 350_000),
        ("￥3500", 350_000),
        ("¥3,500.00", 350_000),
        ("人民币3500元", 350_000),
        ("叁仟伍佰元整", 350_000),
        ("(350)", -35_000),
        ("（350）", -35_000),
        ("-350", -35_000),
        ("－350", -35_000),
        ("−350", -35_000),
        ("△350", -35_000),
        (-350.0, -35_000),
        ("1.2亿元", 12_000_000_000),
        (0.30000000000000004, 30),
    ],
    ids=str,
)
def test_money_is_read_in_cents(db: Database, cell: object, cents: int) -> None:
    assert column(db, Kind.MONEY)[cell].stored == cents


@pytest.mark.parametrize(
    ("header", "title", "cell", "cents"),
    [
        ("金额（万元）", "", 12.35, 12_350_000),
        ("金额(单位：万元)", "", "12.35", 12_350_000),
        ("金额/万元", "", "12.35", 12_350_000),
        ("涉案金额万元", "", "12.35", 12_350_000),
        ("金额（千元）", "", "12.35", 1_235_000),
        ("金额（亿元）", "", "1.2", 12_000_000_000),
        ("金额（元）", "", "12.35", 1_235),
        ("金额", "万元", "12.35", 12_350_000),
        ("金额", "", "12.35", 1_235),
        ("金额（万元）", "万元", "12.35万元", 12_350_000),
        ("金额（万元）", "", "叁仟伍佰元整", 350_000),
    ],
)
def test_money_has_the_unit_of_its_cell_header_or_title(
    db: Database, header: str, title: str, cell: object, cents: int
) -> None:
    reading = column(db, Kind.MONEY, header=header, money_unit=title)[cell]
    assert (reading.reason, reading.stored) == ("", cents)


@pytest.mark.parametrize(
    ("says", "cell", "form", "answers", "proposal"),
    [
        (
            {"header": "金额", "money_unit": "万元"},
            "3500元",
            "unit-in-cell.元",
            {"cell": 350_000, "column": 3_500_000_000},
            "cell",
        ),
        ({"header": "金额（元）"}, "3.5万", "unit-in-cell.万", {"cell": 3_500_000, "column": 350}, "cell"),
        ({"header": "金额（万元）"}, "3500元", "unit-in-cell.元", {"cell": 350_000, "column": 3_500_000_000}, "cell"),
    ],
)
def test_a_cell_whose_unit_is_not_that_of_its_column_is_asked_about(
    db: Database, says: dict[str, str], cell: object, form: str, answers: dict[str, int], proposal: str | None
) -> None:
    question = asked(column(db, Kind.MONEY, **says)[cell])
    assert (question.id, question.proposal) == (f"value:T#1:f:{form}", proposal)
    for answer, cents in answers.items():
        assert column(db, Kind.MONEY, {question.id: answer}, **says)[cell].stored == cents


@pytest.mark.parametrize("text", ["约3500", "3,5", "10-20", "三千左右", "3500美元", "3.555"])
def test_unclear_money_is_refused(db: Database, text: str) -> None:
    reading = column(db, Kind.MONEY)[text]
    assert reading.reason and not reading.asked


# Numbers of cases, documents, persons, organisations, telephones

CASE = "（2022）皖1622行初12号"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(2022)皖1622行初12号", CASE),
        (CASE, CASE),
        ("〔2022〕皖 1622 行初 12 号", CASE),
        ("[2022]皖1622行初字第12号", CASE),
        ("(2022)皖1622行初00012号", CASE),
        ("（2022皖1622行初12号", CASE),
        ("(2022)皖1622行初12号之一", f"{CASE}之一"),
        ("(2014)蒙行初字第00012号", "（2014）蒙行初字第12号"),
        ("(2018)豫04破3-1号", "（2018）豫04破3-1号"),
        ("(2018)豫04破申12号", "（2018）豫04破申12号"),
    ],
)
def test_a_case_number_has_one_form(db: Database, text: str, number: str) -> None:
    assert column(db, Kind.CASE_NO)[text].value == number


def test_several_case_numbers_in_a_cell_are_asked_about(db: Database) -> None:
    text = "(2022)皖1622行初12、13、15-18号"
    question = asked(column(db, Kind.CASE_NO)[text])
    assert question.proposal == "all"
    every = column(db, Kind.CASE_NO, {question.id: "all"})[text]
    assert every.value == "、".join(f"（2022）皖1622行初{number}号" for number in (12, 13, 15, 16, 17, 18))
    assert column(db, Kind.CASE_NO, {question.id: "first"})[text].value == CASE
    either = asked(column(db, Kind.CASE_NO)["(2018)豫04破3-5号"])
    assert {option.value for option in either.options} == {"all", "first", "one", "skip"}
    assert column(db, Kind.CASE_NO, {either.id: "one"})["(2018)豫04破3-5号"].value == "（2018）豫04破3-5号"


@pytest.mark.parametrize("text", ["蒙政〔2022〕44号", "蒙政[2022]44号", "蒙政（2022）第044号", "蒙政【2022】 44 号"])
def test_a_document_number_has_one_form(db: Database, text: str) -> None:
    assert column(db, Kind.DOC_NO)[text].value == "蒙政〔2022〕44号"


@pytest.mark.parametrize(
    ("damaged", "proposed"),
    [
        ("皖司发〔202119号", "皖司发〔2021〕19号"),
        ("蒙政办秘〔202141号", "蒙政办秘〔2021〕41号"),
        ("蒙法〔202261号", "蒙法〔2022〕61号"),
    ],
)
def test_a_lost_bracket_is_proposed_and_asked(db: Database, damaged: str, proposed: str) -> None:
    question = asked(column(db, Kind.DOC_NO)[damaged])
    assert question.proposal == "repaired" and proposed in question.text
    assert column(db, Kind.DOC_NO, {question.id: "repaired"})[damaged].value == proposed
    assert column(db, Kind.DOC_NO, {question.id: "as-written"})[damaged].value == damaged


@pytest.mark.parametrize(
    "text",
    ["11010519491231002X", "11010519491231002x", "1101051949 1231002Ｘ", "11010519491231002×", "110105-19491231-002X"]
    + ["'11010519491231002X", "\u200b１１０１０５１９４９１２３１００２Ｘ"],
)
def test_an_id_number_has_one_form(db: Database, text: str) -> None:
    assert column(db, Kind.ID_CARD)[text].value == "11010519491231002X"


@pytest.mark.parametrize(
    ("cell", "why"),
    [(340123199001011008.0, "超过15位"), (3.40123199001011e17, "超过15位"), ("3.40123E+17", "后几位丢失")],
)
def test_an_id_typed_as_a_number_is_refused_with_the_explanation(db: Database, cell: object, why: str) -> None:
    reading = column(db, Kind.ID_CARD)[cell]
    assert why in reading.reason and "文本格式" in reading.reason + reading.remedy and reading.stored in (None, cell)


def test_letters_that_a_credit_code_does_not_use_are_asked_about(db: Database) -> None:
    assert column(db, Kind.USCC)["11320000mb151840xj"].value == "11320000MB151840XJ"
    question = asked(column(db, Kind.USCC)["I134I622003178357Q"])
    assert question.proposal == "repaired"
    assert column(db, Kind.USCC, {question.id: "repaired"})["I134I622003178357Q"].value == "11341622003178357Q"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (13912345678.0, "13912345678"),
        ("139 1234 5678", "13912345678"),
        ("139-1234-5678", "13912345678"),
        ("+86 13912345678", "13912345678"),
        ("（0558）7622222", "0558-7622222"),
        ("0558—7622222", "0558-7622222"),
        ("0558-7622222转803", "0558-7622222-803"),
        ("13912345678/0558-7622222", "13912345678、0558-7622222"),
        ("13912345678 13987654321", "13912345678、13987654321"),
    ],
)
def test_a_telephone_number_has_one_form(db: Database, cell: object, number: str) -> None:
    assert column(db, Kind.PHONE)[cell].value == number


# Words


@pytest.mark.parametrize(
    ("label", "text", "value"),
    [
        *(("是否出庭", text, True) for text in "是 √ ✓ Y 1 有 已出庭 出庭 已".split()),
        *(("是否出庭", text, False) for text in "否 × x N 0 无 未出庭 没有出庭 不出庭 未".split()),
        ("是否出庭", True, True),
        ("负责人是否出庭应诉", "未出庭", False),
        ("是否未成年人", "未成年人", True),
    ],
)
def test_yes_and_no_are_read(db: Database, label: str, text: object, value: bool) -> None:
    assert column(db, Kind.BOOLEAN, label=label).fresh(text).value is value


@pytest.mark.parametrize(("label", "text"), [("是否未成年人", "成年人"), ("是否出庭", "开庭"), ("是否出庭", "庭")])
def test_words_that_may_mean_either_are_refused(db: Database, label: str, text: str) -> None:
    assert column(db, Kind.BOOLEAN, label=label)[text].reason


def test_a_choice_is_read_by_synonym_and_a_like_one_only_asked(db: Database) -> None:
    levels = {"options": enums.TRIAL_LEVEL}
    assert column(db, Kind.ENUM, **levels)["初审"].value == "一审"
    question = asked(column(db, Kind.ENUM, **levels)["发回重申"])
    assert question.id == "value:T#1:f:=发回重申"
    assert question.options[0].value == "发回重审"
    assert column(db, Kind.ENUM, {question.id: "发回重审"}, **levels)["发回重申"].value == "发回重审"
    strange = column(db, Kind.ENUM, **levels)["三楼"]
    assert strange.reason and not strange.asked  # a fault of the row, unless a person says what it means
    assert column(db, Kind.ENUM, {strange.questions[0].id: "二审"}, **levels)["三楼"].value == "二审"


def test_a_list_that_the_county_extends_may_keep_a_new_word(db: Database) -> None:
    reading = column(db, Kind.MULTI_ENUM, options=enums.TAGS)["重点督办/群众关注"]
    [question] = reading.questions
    assert "keep" in {option.value for option in question.options}
    kept = column(db, Kind.MULTI_ENUM, {question.id: "keep"}, options=enums.TAGS)["重点督办/群众关注"]
    assert kept.value == ("重点督办", "群众关注")
    left = column(db, Kind.MULTI_ENUM, {question.id: "skip"}, options=enums.TAGS)["重点督办/群众关注"]
    assert (left.value, left.original) == (("重点督办",), "重点督办/群众关注")


def test_a_unit_is_known_by_full_short_and_other_names(db: Database) -> None:
    readings = column(db, Kind.UNIT)
    for text in ("蒙城县公安局", "县公安局", " 县公安局\u3000"):
        assert readings[text].value == "蒙城县公安局"
    assert readings["县公安局"].original == "县公安局" and readings["蒙城县公安局"].original == ""
    assert column(db, Kind.UNITS)["县公安局、县财政局"].value == ("蒙城县公安局", "蒙城县财政局")
    assert column(db, Kind.UNITS)["县公安局 县财政局"].value == ("蒙城县公安局", "蒙城县财政局")
    assert column(db, Kind.UNITS)["县公安局和县财政局"].value == ("蒙城县公安局", "蒙城县财政局")


def test_a_like_unit_is_only_asked_about_once_for_all_columns(db: Database) -> None:
    question = asked(column(db, Kind.UNIT)["蒙城县公安据"])
    assert (question.kind, question.proposal) == ("unit", "蒙城县公安局")
    assert question.id == asked(column(db, Kind.UNITS, name="other")["蒙城县公安据"]).id
    assert column(db, Kind.UNIT, {question.id: "蒙城县公安局"})["蒙城县公安据"].value == "蒙城县公安局"
    assert column(db, Kind.UNIT, {question.id: "keep"})["蒙城县公安据"].value == "蒙城县公安据"


def test_a_short_name_that_two_units_share_is_asked_about(db: Database) -> None:
    with db.operation("登记") as op:
        for name in ("甲镇综合执法队", "乙镇综合执法队"):
            op.create(RECORDS["unit"](name=name, short_name="执法队", kind="乡镇"))
    question = asked(column(db, Kind.UNIT)["执法队"])
    assert {"甲镇综合执法队", "乙镇综合执法队"} <= {option.value for option in question.options}
    assert "共用" in question.text and question.proposal is None


@pytest.mark.parametrize("text", ["张　三", "张 三", "张\u00a0三", "\ufeff张三"])
def test_a_name_has_no_blanks(db: Database, text: str) -> None:
    assert column(db, Kind.PERSON_NAME)[text].value == "张三"


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.TEXT, Kind.LONGTEXT}))
def test_a_stroke_says_nothing_and_is_no_fault(db: Database, kind: Kind) -> None:
    says = {"to": "admin_case"} if kind in (Kind.REF, Kind.REFS) else {}
    for text in ("/", "—", "-"):
        reading = column(db, kind, options=("甲", "乙"), **says)[text]
        assert (reading.value, reading.reason, reading.left_out, reading.original) == (None, "", True, text)


def test_nothing_in_words_says_nothing_of_a_number_but_no_of_a_question(db: Database) -> None:
    assert column(db, Kind.MONEY)["无"].left_out and column(db, Kind.DATE)["暂无"].left_out
    assert column(db, Kind.BOOLEAN)["无"].value is False
    assert column(db, Kind.TEXT)["无"].value == "无"


# All kinds


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.one_of(st.text(max_size=30), st.floats(allow_nan=False, allow_infinity=False), st.dates(), st.booleans()))
def test_whatever_stands_in_a_cell_it_is_taken_asked_or_refused_in_words(db: Database, cell: object) -> None:
    for kind in Kind:
        says = {"to": "admin_case"} if kind in (Kind.REF, Kind.REFS) else {}
        reading = column(db, kind, options=("甲", "乙"), header="字段（万元）", **says).fresh(cell)
        if reading.reason:
            assert "“" in reading.reason or "这一格" in reading.reason
        elif not reading.left_out and reading.text:
            assert reading.stored is not None


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.dates(date(1980, 1, 1), date(2030, 12, 31)), st.integers(-(10**13), 10**13))
def test_what_is_shown_reads_back_as_the_same(db: Database, day: date, cents: int) -> None:
    moment = datetime.combine(day, time(9, 30))
    for kind, value in ((Kind.DATE, day), (Kind.DATETIME, moment), (Kind.MONEY, cents)):
        readings = column(db, kind)
        reading = readings[values.show(readings.field, value)]
        assert (reading.value, reading.original) == (value, "")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.floats(-1e14, 1e14), st.sampled_from(["元", "万元"]))
def test_a_number_is_as_much_money_as_its_text(db: Database, number: float, unit: str) -> None:
    readings = column(db, Kind.MONEY, money_unit=unit)
    as_number, as_text = readings.fresh(number), readings.fresh(text_of(number))
    assert (as_number.stored, bool(as_number.reason)) == (as_text.stored, bool(as_text.reason))


# In a plan


@pytest.fixture
def ledger(db: Database, tmp_path: Path) -> Path:
    out = tmp_path / "案件.xlsx"
    template(db, "admin_case", out)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[3]}
    for row, day in ((4, "22.9.6"), (5, "22.9.7"), (6, "2022.9.8")):
        said = {"案号": f"（2022）皖1622行初{row}号", "审级": "一审", "受理法院": "县法院", "案由": "行政处罚"}
        for header, value in (said | {"原告": "张三", "被告": "县公安局", "立案日期": day}).items():
            sheet.cell(row, columns[header]).value = value
    book.save(out)
    return out


def test_an_unanswered_cell_is_not_taken_and_an_answer_takes_it(db: Database, ledger: Path) -> None:
    plan = make_plan(db, ledger)
    [question] = plan.questions
    assert (question.count, question.answer) == (2, None)
    assert [cell.rpartition("!")[2][-1] for cell in question.cells] == ["4", "5"]
    assert "filed_on" not in plan.rows[0].values
    assert "22.9.6" in plan.rows[0].problems[0].value
    plan = make_plan(db, ledger, answers={question.id: "ymd"})
    assert plan.questions[0].answer == "ymd"
    assert plan.counts["wrong"] == plan.counts["doubtful"] == 0
    assert [row.values["filed_on"] for row in plan.rows] == [DAY, date(2022, 9, 7), date(2022, 9, 8)]
    assert [row.originals.get("filed_on") for row in plan.rows] == ["22.9.6", "22.9.7", "2022.9.8"]
    assert apply(db, plan) == 3


# Child rows in one cell


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("1.补正程序\n2、退还罚款\n3．通报", ["补正程序", "退还罚款", "通报"]),
        ("（1）补正程序\n（2）退还罚款", ["补正程序", "退还罚款"]),
        ("一、补正程序\n二、退还罚款", ["补正程序", "退还罚款"]),
        ("补正程序\n并退还罚款", ["补正程序\n并退还罚款"]),
        ("2022.9.6 补正程序", ["2022.9.6 补正程序"]),
        ("1.5万元罚款退还", ["1.5万元罚款退还"]),
    ],
)
def test_a_numbered_text_is_taken_apart_and_any_other_stays_whole(text: str, entries: list[str]) -> None:
    assert parts(text) == entries


@pytest.fixture
def losses(tmp_path: Path) -> Path:
    """A ledger as an office keeps it: no ids, no sheet of measures."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "败诉案件整改台账"
    sheet.append(["责任单位", "案由", "败诉类型", "存在问题", "整改措施"])
    sheet.append(["县公安局", "行政处罚", "撤销", "程序违法", "1.补正程序\n2.退还罚款"])
    sheet.append(["县财政局", "行政处罚", "撤销", "程序违法", "组织培训"])
    path = tmp_path / "败诉.xlsx"
    book.save(path)
    return path


def test_measures_in_one_cell_become_rows_once(db: Database, losses: Path) -> None:
    plan = make_plan(db, losses, record="loss_case")
    assert [row.gathered["measures"] for row in plan.rows] == [
        [{"measure": "补正程序"}, {"measure": "退还罚款"}],
        [{"measure": "组织培训"}],
    ]
    assert not [row.problems for row in plan.rows if row.wrong]
    apply(db, plan)
    kept = [queries.load(db, "loss_case", id) for id in queries.ids(db, Query("loss_case"))]
    assert sorted([row.measure for row in record.measures] for record in kept) == [
        ["组织培训"],
        ["补正程序", "退还罚款"],
    ]
    assert not any(row.gathered for row in make_plan(db, losses, record="loss_case").rows)
