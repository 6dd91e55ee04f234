"""Line breaking: what may begin and end a line, squeezing in before pushing out, title shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.notices.layout import (
    NO_END,
    NO_START,
    TOGETHER,
    break_lines,
    natural_width,
    slot,
    title_lines,
)

HANZI = "国家机关依法行政人民法院案件审理"


def texts(text: str, cells: float = 28, **more: float) -> list[str]:
    return [line.characters for line in break_lines(text, cells, **more)]


def right_edge(line) -> float:
    return line.places[-1] + slot(line.characters[-1])


def test_a_full_line_has_twenty_eight_cells() -> None:
    assert texts("国" * 60) == ["国" * 28, "国" * 28, "国" * 4]


def test_the_first_line_is_indented() -> None:
    first, second = break_lines("国" * 40, 28, indent=2)
    assert (first.places[0], len(first.characters), second.places[0]) == (2, 26, 0)


def test_a_mark_after_a_full_line_is_squeezed_in() -> None:
    (first, _second) = break_lines("国" * 28 + "，" + "家" * 10, 28)
    assert first.characters == "国" * 28 + "，"
    assert right_edge(first) - 0.5 == pytest.approx(28)  # a mark at the end takes half a cell
    assert max(b - a for a, b in zip(first.places, first.places[1:], strict=False)) < 1


def test_other_marks_of_the_line_give_way_first() -> None:
    first = break_lines("国" * 13 + "，" + "家" * 14 + "，" + "法" * 10, 28)[0]
    assert first.characters.endswith("家，")
    steps = [b - a for a, b in zip(first.places, first.places[1:], strict=False)]
    assert steps[13] == pytest.approx(0.5) and steps[0] == pytest.approx(1)


def test_a_mark_that_does_not_fit_takes_a_character_along() -> None:
    assert texts("国" * 28 + "》）”。" + "家" * 9)[0] == "国" * 27


def test_an_opening_bracket_does_not_end_a_line() -> None:
    first, second = texts("国" * 27 + "（家）")
    assert (first, second) == ("国" * 27, "（家）")


@pytest.mark.parametrize(
    "whole", ["——", "……", "2022年", "〔2022〕44号", "第六十七条", "12.35万元", "0558-7612345", "GB9704"]
)
def test_some_strings_stay_together(whole: str) -> None:
    for before in range(20, 28):
        assert any(whole in line for line in texts("国" * before + whole + "国" * 20))


def test_neighbouring_marks_are_drawn_together() -> None:
    assert natural_width("：“") == natural_width("。”") == natural_width("》（") == natural_width("）、") == 1.5


def test_digits_take_half_a_cell() -> None:
    assert natural_width("2022年") == 3


def test_a_pushed_out_line_is_filled() -> None:
    first = break_lines("国" * 26 + "〔2022〕44号" + "家" * 9, 28)[0]
    assert first.characters == "国" * 26
    assert right_edge(first) == pytest.approx(28)


def test_the_last_line_is_not_stretched() -> None:
    assert break_lines("国" * 30, 28)[-1].places == (0, 1)


def test_a_single_character_is_not_left_alone() -> None:
    assert len(texts("国，" * 3 + "家" * 22 + "法。")) == 1


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert texts("1" * 100, 28) == ["1" * 56, "1" * 44]


def test_empty_text_has_no_lines() -> None:
    assert texts("") == []


ALPHABET = HANZI + "，。、；：？！（）《》“”〔〕—…0123456789abc%．"


@given(st.text(alphabet=ALPHABET, max_size=200), st.integers(4, 30), st.sampled_from([0, 2]))
def test_lines_keep_every_character_and_the_width(text: str, cells: int, indent: int) -> None:
    lines = break_lines(text, cells, indent=indent)
    assert "".join(line.characters for line in lines) == text
    for line in lines:
        assert right_edge(line) <= cells + 0.5 + 1e-6 or len(line.characters) == 1
        assert all(a <= b + 1e-6 for a, b in zip(line.places, line.places[1:], strict=False))


@given(
    st.lists(
        st.sampled_from(["国", "家机", "，", "。", "（关）", "“依”", "《法》", "2022年", "——", "……", "〔2022〕44号"]),
        max_size=80,
    )
)
def test_no_line_begins_or_ends_wrongly_in_running_text(parts: list[str]) -> None:
    # Marks come after a word, as people write; heaps of marks alone may have no lawful break.
    text = "".join("字" * 3 + part for part in parts)
    lines = texts(text)
    for before, after in zip(lines, lines[1:], strict=False):
        assert before[-1] not in NO_END and after[0] not in NO_START
    joined = "|".join(lines)
    for match in TOGETHER.finditer(text):
        assert match[0] in joined


def test_a_short_title_is_one_line() -> None:
    assert title_lines("关于出庭应诉的函", 20) == ["关于出庭应诉的函"]


@pytest.mark.parametrize(
    "title, names",
    [
        ("某某县人民法院关于行政机关负责人出庭应诉的提示函", ("某某县人民法院",)),
        ("某某县人民法院关于某某县自然资源和规划局不履行法定职责一案有关情况的通报函", ("某某县自然资源和规划局",)),
        ("某某县人民政府办公室关于行政纠错案件整改情况的通知", ("某某县人民政府办公室",)),
    ],
)
def test_title_lines_have_a_shape_and_keep_names(title: str, names: tuple[str, ...]) -> None:
    lines = title_lines(title, 20, names)
    assert "".join(lines) == title
    lengths = [len(line) for line in lines]
    assert max(lengths) <= 20 and lengths[-1] > 2
    assert len(set(lengths)) > 1
    for name in names:
        assert any(name in line for line in lines)
    assert not any(line.startswith("的") for line in lines)
