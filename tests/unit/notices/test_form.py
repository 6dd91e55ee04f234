"""Forms measured in the finished PDF (gbt9704.md §6.2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.notices.test_document import PT, Print, near, said, top_of

HEAD = ("[标题] 行政机关负责人出庭应诉评议表", "[顶格] 评议单位：某某县人民法院　　　　评议日期：2022年9月6日")
FIELDS = (
    "[表] 案号｜（2022）皖1622行初12号 || 案由｜不履行法定职责",
    "[表] 被诉行政机关｜某某县自然资源和规划局 || 开庭时间｜2022年9月20日",
)
SCORES = (
    "[表头] 评议项目｜评议要点｜分值｜得分",
    "[表] 一、应诉准备｜按期答辩举证；身份证明、委托手续齐全；熟悉案情和依据，能够当庭作出说明和陈述｜20｜",
    "[表] 合计｜ ｜100｜",
)
REST = (
    "[表] 主要优点｜",
    "[签] 合议庭（承办人）意见｜25",
    "[签] 行政审判庭负责人意见｜25",
    "[顶格] 说明：1.同一案件多次开庭的，按最后一次开庭后的综合表现评议。",
)


@pytest.fixture
def form(print_pdf: Print) -> Print:
    def go(*lines: str, **more: Any) -> Any:
        return print_pdf(*lines, format="form", number="", genre="表单", **more)

    return go


def test_title_and_line_over_the_table(form: Print) -> None:
    sheet = form(*HEAD, *FIELDS, *SCORES, *REST).pages[0]
    title, over = sheet.lines[:2]
    assert top_of(title[0], 22) == near(37.0, 0.2)
    assert (title[0].left + title[-1].left + 22 * PT) / 2 == near(106, 0.3)
    assert said(over) == "评议单位：某某县人民法院评议日期：2022年9月6日"
    assert over[0].left == near(28, 0.2) and over[-1].left + 14 * PT == near(184, 0.5)


def test_the_frame_is_the_type_area_and_thicker_than_the_grid(form: Print) -> None:
    sheet = form(*HEAD, *FIELDS).pages[0]
    case = sheet.line("案号")
    frame = sheet.ink(case[0].baseline - 10, case[0].baseline + 40)
    assert (frame.left, frame.right) == (near(28 - 0.18, 0.2), near(184 + 0.18, 0.2))
    side = sheet.ink(case[0].baseline - 2, case[0].baseline, right=29)
    assert side.right - side.left == near(1.0 * PT, 0.1)
    inner = sheet.ink(case[0].baseline - 2, case[0].baseline, left=57, right=58.9)
    assert inner.right - inner.left == near(0.5 * PT, 0.1)


def test_names_are_centred_and_contents_begin_at_the_left(form: Print) -> None:
    sheet = form(*HEAD, *FIELDS).pages[0]
    line = sheet.line("案号")
    assert (line[0].left + line[1].left + 12 * PT) / 2 == near(28 + 15, 0.3)
    assert line[2].text == "（" and line[2].left + 6 * PT >= 58


def test_nothing_is_cut_off_text_gets_smaller_then_the_row_higher(form: Print) -> None:
    for length in (5, 14, 22, 60, 500, 2400):
        pdf = form(*HEAD, f"[表] 事项｜{'国' * length} || 时限｜2022年9月6日", *REST)
        found = [c for sheet in pdf.pages for c in sheet.characters if c.text == "国"]
        assert len(found) == length
        assert all(58 <= c.left and c.right <= 106.2 for c in found[:30])
        assert all(c.baseline <= 262 for c in found)


def test_a_score_table_has_columns_by_what_they_hold(form: Print) -> None:
    sheet = form(*HEAD, *FIELDS, *SCORES, *REST).pages[0]
    header = sheet.line("评议项目")
    assert said(header) == "评议项目评议要点分值得分"
    total = sheet.line("合计")
    assert said(total) == "合计100"
    assert (total[2].left + total[-1].left + 6 * PT) / 2 == near((header[8].left + header[9].left + 12 * PT) / 2, 0.5)


def test_opinions_end_with_a_signature_and_are_at_least_as_high_as_asked(form: Print) -> None:
    sheet = form(*HEAD, *FIELDS, *SCORES, *REST).pages[0]
    signed = [line for line in sheet.lines if "签名：" in said(line)]
    assert len(signed) == 2
    assert all(said(line).endswith("签名：年月日") for line in signed)
    assert signed[1][0].baseline - signed[0][0].baseline >= 25
    assert 184 - (signed[0][-1].left + 12 * PT) == near(3.0, 0.3)
    assert sheet.line("说明：")[0].baseline <= 262


def test_a_form_on_one_page_has_no_number_and_more_pages_repeat_their_head(form: Print) -> None:
    one = form(*HEAD, *FIELDS, *REST)
    assert len(one.pages) == 1 and "页" not in one.pages[0].text
    rows = [f"[表] 第{n}项｜评议要点｜20｜" for n in range(40)]
    many = form(*HEAD, *FIELDS, SCORES[0], *rows, *REST)
    assert len(many.pages) == 3
    for number, sheet in enumerate(many.pages, 1):
        foot = next(line for line in sheet.lines if said(line).startswith("第") and "共" in said(line))
        assert said(foot) == f"第{number}页共3页"
        assert top_of(foot[0], 10.5) == near(269, 0.3)
        assert "评议单位：某某县人民法院" in sheet.text
    assert "评议项目" in many.pages[1].text
    assert sum(sheet.text.count("签名：") for sheet in many.pages) == 2


def test_text_stands_between_tables(form: Print) -> None:
    pdf = form(
        "[标题] 司法确认申请书",
        *FIELDS,
        "[一级] 请求事项",
        f"[正文] 请求确认双方达成的《调解协议》有效{'。国' * 40}",
        "[顶格] 此致",
        "[顶格] 某某县人民法院",
        "[签] 申请人一（签名或者盖章）｜20",
    )
    sheet = pdf.pages[0]
    assert sheet.line("请求事项")[0].left == near(28 + 24 * PT, 0.3)
    assert sheet.line("请求确认")[0].left == near(28 + 24 * PT, 0.3)
    assert sheet.line("此致")[0].left == near(28, 0.3)
