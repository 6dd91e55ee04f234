"""Document numbers: series, the next one, gaps and repeats, and that none is given twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.data import queries
from app.data.database import Database
from app.domain.letter_code import ALPHABET, code_of, is_right, read_code
from app.errors import UserError
from app.services.notices import numbers
from app.services.notices.numbers import Number

DAY = date(2026, 11, 24)


def letter(db: Database, doc_no: str, kind: str = "其他", *, unit: str = "县法院", direction: str = "发出") -> Any:
    with db.operation("登记") as op:
        new = queries.blank(db, "letter")
        new.kind, new.title, new.doc_no, new.direction = kind, "函", doc_no, direction
        new.from_unit, new.to_units = queries.find_unit(db, unit), (queries.find_unit(db, "县公安局"),)
        new.issued_on = DAY
        return op.create(new)


def proposed(db: Database, unit: str, kind: str, day: date = DAY) -> str:
    return numbers.proposal(db, queries.find_unit(db, unit) or "", kind, day)


def test_each_unit_and_year_has_its_own_series_and_advice_another(db: Database) -> None:
    assert proposed(db, "县法院", "出庭应诉提示函") == "蒙法〔2026〕1号"
    assert proposed(db, "县法院", "司法建议书") == "蒙法建〔2026〕1号"
    assert proposed(db, "县政府", "其他") == "蒙政〔2026〕1号"
    letter(db, "蒙法〔2026〕9号")
    letter(db, "蒙法〔2025〕99号")
    assert proposed(db, "县法院", "出庭应诉提示函") == "蒙法〔2026〕10号"
    assert proposed(db, "县法院", "司法建议书") == "蒙法建〔2026〕1号"
    assert proposed(db, "县法院", "其他", date(2027, 1, 4)) == "蒙法〔2027〕1号"


def test_a_kind_goes_on_under_the_code_it_was_last_numbered_with(db: Database) -> None:
    letter(db, "蒙法发〔2026〕6号", "会商函")
    assert proposed(db, "县法院", "会商函") == "蒙法发〔2026〕7号"
    assert proposed(db, "县法院", "工资核查函") == "蒙法〔2026〕1号"


def test_a_number_that_a_record_bears_counts(db: Database) -> None:
    with db.operation("登记") as op:
        advice = queries.blank(db, "judicial_advice")
        advice.title, advice.doc_no = "某事", "蒙法建〔2026〕3号"
        advice.to_unit = queries.find_unit(db, "县公安局")
        op.create(advice)
    assert proposed(db, "县法院", "司法建议书") == "蒙法建〔2026〕4号"
    assert numbers.check(db.rows, Number("蒙法建", 2026, 3), advice.id) == ()  # its own letter takes it
    with pytest.raises(UserError, match="另一条记录已经写明"):
        numbers.check(db.rows, Number("蒙法建", 2026, 3), None)


def test_gaps_and_repeats_are_told(db: Database) -> None:
    for number in (3, 4, 7, 7, 12):
        letter(db, f"蒙法〔2026〕{number}号")
    letter(db, "皖司发〔2026〕19号", unit="县司法局", direction="收到")  # another office's series
    (series,) = numbers.series(db, 2026)
    assert (series.first, series.last, series.gaps, series.repeats) == (3, 12, (5, 6, 8, 9, 10, 11), (7,))
    assert series.told == "蒙法〔2026〕已用到12号，下一号是13号；缺5至6号、8至11号；重7号"
    numbers.take(db, "蒙法〔2026〕5号", "纸质文件")
    assert numbers.series(db, 2026)[0].gaps == (6, 8, 9, 10, 11)


def test_a_void_letter_keeps_its_number(db: Database) -> None:
    found = letter(db, "蒙法〔2026〕1号")
    with db.operation("作废") as op:
        op.void(queries.load(db, "letter", found.id), "写错")
    assert proposed(db, "县法院", "其他") == "蒙法〔2026〕2号"
    with pytest.raises(UserError, match="作废的函件也保留它的号"):
        numbers.check(db.rows, Number("蒙法", 2026, 1), None)


def test_a_number_taken_by_hand_is_not_given_again(db: Database) -> None:
    assert str(numbers.take(db, "蒙法[2026]1号", "纸质文件")) == "蒙法〔2026〕1号"
    assert proposed(db, "县法院", "其他") == "蒙法〔2026〕2号"
    with pytest.raises(UserError, match="已经占用：纸质文件"):
        numbers.take(db, "蒙法〔2026〕1号", "又一份")
    with pytest.raises(UserError, match="不规范"):
        numbers.take(db, "第1号", "纸质文件")
    with pytest.raises(UserError, match="没有写明用途"):
        numbers.take(db, "蒙法〔2026〕2号", " ")


def test_passing_over_numbers_is_told(db: Database) -> None:
    letter(db, "蒙法〔2026〕1号")
    assert numbers.check(db.rows, Number("蒙法", 2026, 2), None) == ()
    assert numbers.check(db.rows, Number("蒙法", 2026, 5), None) == ("跳过了蒙法〔2026〕2至4号",)


def test_a_failed_operation_takes_no_number(db: Database) -> None:
    with pytest.raises(RuntimeError), db.operation("签发") as op:
        numbers.reserve(op, Number("蒙法", 2026, 1), None, "将要失败")
        raise RuntimeError
    assert proposed(db, "县法院", "其他") == "蒙法〔2026〕1号"


def test_a_code_notices_one_wrong_character_and_two_changed_round() -> None:
    code = code_of("0123456789abcdef0123456789abcdef")
    assert read_code(code) == code and is_right(code) and len(code) == 13
    places = [i for i, c in enumerate(code) if c != "-" and i > 2]
    for i in places:
        for other in ALPHABET:
            wrong = code[:i] + other + code[i + 1 :]
            assert is_right(wrong) == (wrong == code)
    for i, j in zip(places, places[1:], strict=False):
        swapped = list(code)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        assert is_right("".join(swapped)) == ("".join(swapped) == code)


@pytest.mark.parametrize("text", ["XS-2026-0001", "FY", "FY-2022-000123X", "蒙法〔2026〕1号", ""])
def test_what_is_no_code_is_not_read_as_one(text: str) -> None:
    assert read_code(text) is None


def test_a_code_is_read_however_it_is_typed() -> None:
    code = code_of("abc")
    assert read_code(code.lower().replace("-", " ")) == code
    assert read_code(code.replace("0", "O").replace("1", "l").replace("-", "")) == code
