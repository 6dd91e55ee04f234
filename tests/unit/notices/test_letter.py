"""The letter measured in the finished PDF against GB/T 9704—2012; L numbers are those of gbt9704.md §9."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.notices.fonts import Fonts, Role
from app.services.notices.layout import NO_END, NO_START, TOGETHER
from app.services.notices.paper import Attachment, Paper
from app.services.notices.printing import print_notice
from app.services.notices.template import Paragraph

CASE_NO = "（2022）皖1622行初12号"
DOC_NO = "某法〔2022〕61号"
TEXT = (
    "本院审理的张三诉你单位不履行法定职责一案（案号：（2022）皖1622行初12号），定于2022年9月20日9时30分公开开庭审理。"
    "根据《中华人民共和国行政诉讼法》第三条第三款、《最高人民法院关于行政机关负责人出庭应诉若干问题的规定》——以及“府院联动”"
    "意见（蒙政〔2022〕44号），请准时出庭；未出庭的，依法处理……现通知如下："
)
HEAD = ("[标题] 某某县人民法院关于行政机关负责人出庭应诉的提示函", "[主送] 某某县自然资源和规划局：")
TAIL = (
    "[署名] 某某县人民法院",
    "[日期] 2022年9月6日",
    "[附注] （承办法官：李喆，联系电话：0558-7612345）",
    "[抄送] 某某县司法局。",
)
SHORT = (*HEAD, f"[正文] {TEXT}", *TAIL)
LONG = (*HEAD, f"[正文] {TEXT}", *(f"[正文] {'国' * 150}" for _ in range(14)), *TAIL)

Print = Callable[..., "Pdf"]  # noqa: F821


def said(line) -> str:
    return "".join(c.text for c in line)


def near(value: float, tolerance: float):
    return pytest.approx(value, abs=tolerance)


def body_lines(sheet, first: float = 36, last: float = 272):
    return [line for line in sheet.lines if first < line[0].baseline < last and "—" not in said(line)[:1]]


@pytest.fixture
def short(print_pdf: Print):
    return print_pdf(*SHORT)


@pytest.fixture
def long(print_pdf: Print):
    return print_pdf(*LONG)


def test_l01_the_sheet_is_a4(long) -> None:
    for sheet in long.pages:
        assert (sheet.width, sheet.height) == (near(595.28, 0.5), near(841.89, 0.5))


def test_l02_l03_l04_a_full_page_has_22_lines_on_the_grid(long) -> None:
    baselines = [line[0].baseline for line in body_lines(long.pages[1])]
    assert len(baselines) == 22
    assert (baselines[0], baselines[-1]) == (near(41.97, 0.3), near(261.32, 0.3))
    for upper, lower in zip(baselines, baselines[1:], strict=False):
        assert (lower - upper) / (25.4 / 72) == near(29.609, 0.05)


def test_l05_a_full_line_reaches_from_edge_to_edge(print_pdf: Print) -> None:
    pdf = print_pdf(*LONG, mirror=False)
    full = [line for line in body_lines(pdf.pages[1]) if len(line) == 28]
    assert full
    for line in full:
        assert line[0].left == near(28.0, 0.2)
        assert line[-1].left + 16 * 25.4 / 72 == near(184.0, 0.2)


def test_l06_no_ink_right_of_the_type_area(short, long) -> None:
    for sheet in (short.pages[0], *long.pages):
        assert max(c.right for line in body_lines(sheet, first=60) for c in line) <= 184.3


def test_l07_paragraphs_are_indented_by_two_cells(short) -> None:
    assert short.pages[0].line("本院审理")[0].left == near(39.14, 0.2)


def test_l11_the_first_page_has_text(short) -> None:
    assert TEXT[:6] in short.pages[0].text


def test_l12_l13_date_and_signature_stand_for_a_seal(short) -> None:
    sheet = short.pages[-1]
    date = sheet.line("2022年9月6日")
    signature = [line for line in sheet.lines if said(line) == "某某县人民法院"][-1]
    em = 16 * 25.4 / 72
    right = date[-1].left + em
    assert right == near(161.73, 0.5)
    middle = [(line[0].left + line[-1].left + em) / 2 for line in (signature, date)]
    assert middle[0] == near(middle[1], 0.3)
    assert date[0].baseline - signature[0].baseline == near(10.4455, 0.05)


def test_two_empty_lines_stand_before_the_signature(short) -> None:
    lines = [line[0].baseline for line in short.pages[0].lines]
    signature = [line for line in short.pages[0].lines if said(line) == "某某县人民法院"][-1][0].baseline
    above = max(y for y in lines if y < signature - 1)
    assert signature - above == near(3 * 10.4455, 0.1)


def test_a_long_signature_keeps_a_cell_from_the_edge(print_pdf: Print) -> None:
    name = "某某县府院联动工作领导小组办公室行政争议化解中心"
    pdf = print_pdf(*HEAD, "[正文] 请准时出庭。", f"[署名] {name}", "[日期] 2022年9月6日")
    signature, date = pdf.pages[0].line(name[:6]), pdf.pages[0].line("2022年9月6日")
    em = 16 * 25.4 / 72
    assert signature[-1].left + em <= 184 - 5.5687 + 0.3
    assert (signature[0].left + signature[-1].left + em) / 2 == near((date[0].left + date[-1].left + em) / 2, 0.3)


def test_without_a_seal_the_date_stands_two_cells_in(print_pdf: Print) -> None:
    pdf = print_pdf(*HEAD, "[正文] 请准时出庭。", "[署名] 某某县人民法院行政庭", "[日期] 2022年9月6日", sealed=False)
    signature, date = pdf.pages[0].line("某某县人民法院行政"), pdf.pages[0].line("2022年9月6日")
    assert signature[-1].left + 16 * 25.4 / 72 == near(172.86, 0.3)
    assert date[0].left - signature[0].left == near(2 * 5.5687, 0.3)


@pytest.mark.parametrize("characters", range(0, 700, 28))
def test_l14_the_signature_is_never_alone(print_pdf: Print, characters: int) -> None:
    text = "国" * (26 + 28 * 8 + characters)
    pdf = print_pdf(*HEAD, f"[正文] {text}", "[附件] 样式", "[附件] 说明", *TAIL)
    signed = [sheet for sheet in pdf.pages if "2022年9月6日" in sheet.text]
    assert len(signed) == 1
    assert "国" in signed[0].text
    assert "国" in pdf.pages[-1].text  # nor a note or the copies
    assert "".join(sheet.text for sheet in pdf.pages).count("国") == len(text)


def test_l17_copies_stand_at_the_foot(print_pdf: Print) -> None:
    units = "、".join(f"某某县第{n}局" for n in "一二三四五六七八九十")
    pdf = print_pdf(*SHORT[:-1], f"[抄送] {units}。", mirror=False)
    sheet = pdf.pages[-1]
    first = sheet.line("抄送：")
    last = [line for line in sheet.lines if line[0].baseline < 264][-1]
    assert first[0].left == near(32.94, 0.3)
    assert last[0].left == near(47.76, 0.3) and last is not first
    assert last[0].baseline + 0.12 * 14 * 25.4 / 72 == near(262.0, 0.3)
    assert max(c.right for c in first) <= 179.06 + 0.3


@pytest.mark.parametrize("mirror, even_left", [(True, 30.94), (False, 32.94)])
def test_l18_l19_l23_page_numbers(print_pdf: Print, mirror: bool, even_left: float) -> None:
    pdf = print_pdf(*LONG, mirror=mirror)
    assert len(pdf.pages) >= 3
    assert re.search(r"—\s*\d+\s*—", pdf.pages[0].text) is None
    even, odd = pdf.pages[1], pdf.pages[2]
    assert re.search(r"—\s*2\s*—", even.text) and re.search(r"—\s*3\s*—", odd.text)
    assert even.ink(264, 280).left == near(even_left, 0.5)
    assert odd.ink(264, 280).right == near(179.06, 0.5)
    dash = even.ink(264, 280, right=even_left + 3)
    assert dash.top == near(269.0, 0.7)


def test_mirrored_even_pages_lie_two_millimetres_to_the_left(long) -> None:
    assert body_lines(long.pages[1])[1][0].left == near(26.0, 0.2)
    assert body_lines(long.pages[2])[1][0].left == near(28.0, 0.2)


def test_l20_l21_mark_and_double_rules(short) -> None:
    sheet = short.pages[0]
    mark = sheet.ink(20, 45.5, red=True, left=50, right=160)
    rule = sheet.ink(mark.bottom + 1, 60, red=True)
    foot = sheet.ink(270, 290, red=True)
    assert mark.top == near(30.0, 1.0)
    assert (mark.left + mark.right) / 2 == near(106, 1.0)
    assert rule.top - mark.bottom == near(4.0, 0.5)
    for each in (rule, foot):
        assert each.right - each.left == near(170, 1.0)
        assert each.left == near(20, 1.5)
        assert each.bottom - each.top == near(1.06, 0.2)
    assert (foot.top + foot.bottom) / 2 == near(277.0, 0.5)


def test_the_lower_rule_is_on_the_first_page_only(long) -> None:
    with pytest.raises(AssertionError, match="no ink"):
        long.pages[1].ink(274, 290)


def test_l22_the_number_stands_right_under_the_rule(short) -> None:
    sheet = short.pages[0]
    number = sheet.line(DOC_NO)
    rule = sheet.ink(42, 49, red=True)
    assert number[-1].left + 16 * 25.4 / 72 == near(184.0, 0.3)
    assert number[0].baseline - 0.88 * 16 * 25.4 / 72 - rule.bottom == near(4.94, 0.5)


def test_l10_two_empty_lines_stand_before_the_title(short) -> None:
    number, title = short.pages[0].line(DOC_NO), short.pages[0].line("某某县人民法院关于")
    foot = number[0].baseline + 0.12 * 16 * 25.4 / 72
    assert title[0].baseline - 0.88 * 22 * 25.4 / 72 - foot == near(20.9, 0.3)
    assert (title[0].left + title[-1].left + 22 * 25.4 / 72) / 2 == near(106, 0.3)


def test_l24_no_printing_line_and_no_rules_at_the_foot(short) -> None:
    assert "印发" not in short.pages[0].text
    with pytest.raises(AssertionError, match="no ink"):
        short.pages[0].ink(262.5, 275)


def test_l25_the_first_page_ends_above_the_lower_rule(long) -> None:
    last = body_lines(long.pages[0])[-1][0].baseline + 0.12 * 16 * 25.4 / 72
    assert last == near(271.53, 0.3) and last <= 271.83


def test_l27_l28_lines_begin_and_end_rightly_and_strings_stay_whole(print_pdf: Print) -> None:
    for shift in range(28):
        pdf = print_pdf(*HEAD, f"[正文] {'国' * shift}{TEXT}", *TAIL)
        every = [said(line) for sheet in pdf.pages for line in sheet.lines]
        lines = [line for line in every if not re.fullmatch(r"—\d+—", line)]
        first = next(i for i, line in enumerate(lines) if line.endswith("规划局：")) + 1
        printed = lines[first : lines.index("某某县人民法院", first)]
        assert "".join(printed) == "国" * shift + TEXT
        for before, after in zip(printed, printed[1:], strict=False):
            assert before[-1] not in NO_END and after[0] not in NO_START
        joined = "|".join(printed)
        for match in TOGETHER.finditer(TEXT):
            assert match[0] in joined


def test_l29_fonts_are_embedded_and_no_others_are_used(short) -> None:
    names = set(re.findall(rb"/BaseFont /(\S+)", short.bytes))
    assert len(names) >= 3
    assert all(re.match(rb"[A-Z]{6}\+", name) for name in names)
    assert len(set(re.findall(rb"/FontFile2 (\d+)", short.bytes))) == len(names)


def test_l30_a_missing_character_is_told_and_not_left_blank(tmp_path: Path, shipped: Fonts) -> None:
    paragraphs = [Paragraph("标题", "函"), Paragraph("正文", "原告张𠮷、王喆、李𬀩。")]
    document = print_notice(Paper("letter", "某院", DOC_NO, paragraphs), tmp_path / "rare.pdf", shipped)
    assert document.missing == {"𠮷"}
    assert {Role.FANGSONG, Role.BIAOSONG} <= document.roles


def test_l31_attachments_begin_on_their_own_page(print_pdf: Print) -> None:
    pdf = print_pdf(*SHORT, attachments=[Attachment("出庭负责人身份证明", [Paragraph("正文", "兹证明下列人员。")])])
    sheet = pdf.pages[1]
    assert said(sheet.lines[0]) == "附件" and sheet.lines[0][0].baseline == near(41.97, 0.5)
    title = sheet.line("出庭负责人身份证明")
    assert title[0].baseline - 0.88 * 22 * 25.4 / 72 == near(57.89, 0.5)
    assert "抄送" in sheet.text and "抄送" not in pdf.pages[0].text


def test_l32_numbers_and_rare_characters_copy_right(print_pdf: Print) -> None:
    pdf = print_pdf(*HEAD, f"[正文] 案号：{CASE_NO}。", "[正文] 原告张𬀩、李喆。", *TAIL)
    text = pdf.pages[0].text
    assert CASE_NO in text and DOC_NO in text and "0558-7612345" in text
    assert "张𬀩、李喆" in text


def test_attachment_names_line_up(print_pdf: Print) -> None:
    long_name = "关于行政机关负责人不能出庭应诉有关情况的书面说明和证明材料（样式）"
    several = print_pdf(*HEAD, "[正文] 如下。", f"[附件] {long_name}", "[附件] 第二件", *TAIL).pages[0]
    label, wrapped, second = several.line("附件：1."), several.line(long_name[22:26]), several.line("2.第二件")
    assert label[0].left == near(39.14, 0.2)
    assert label[5].left == near(61.41, 0.3) and wrapped[0].left == near(61.41, 0.3)
    assert second[2].left == near(61.41, 0.3)
    single = print_pdf(*HEAD, "[正文] 如下。", "[附件] 身份证明", *TAIL).pages[0].line("附件：身份证明")
    assert single[3].left == near(55.84, 0.2)


def test_a_heading_is_not_the_last_line_of_a_page(print_pdf: Print) -> None:
    for rows in range(10, 16):
        pdf = print_pdf(
            *HEAD, f"[正文] {'国' * (26 + 28 * (rows - 1))}", "[一级] 一、出庭要求", "[正文] 请准时出庭。", *TAIL
        )
        for sheet in pdf.pages[:-1]:
            assert not said(body_lines(sheet)[-1]).startswith("一、")


def test_the_file_says_what_it_is_and_is_the_same_each_time(print_pdf: Print) -> None:
    first = print_pdf(*SHORT)
    assert first.metadata["Title"] == HEAD[0].removeprefix("[标题] ")
    assert (first.metadata["Subject"], first.metadata["Keywords"]) == (DOC_NO, "函")
    assert b"/Lang" in first.bytes
    assert print_pdf(*SHORT, fresh=True).bytes == first.bytes
