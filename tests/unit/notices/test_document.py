"""The document with a red head measured in the finished PDF; L numbers are those of gbt9704.md §9."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.fields import Kind
from app.services.notices.ledger_table import Column
from app.services.notices.paper import Attachment
from app.services.notices.template import Paragraph

PT = 25.4 / 72
EM, SMALL, LINE, CELL = 16 * PT, 14 * PT, 10.4455, 5.5687
TITLE = "某某县人民政府关于召开2022年度府院联席会议的通知"
NUMBER = "某政〔2022〕44号"
RECIPIENTS = "[主送] 各乡镇人民政府，县政府各部门："
SENTENCES = "为推进府院联动，经研究，定于近期召开联席会议（案号：（2022）皖1622行初12号），现将有关事项通知如下。"
COPIES = "县委办公室，县人大常委会办公室，县政协办公室，县人民法院，县人民检察院，县司法局，县信访局，县公安局。"
TAIL = ("[署名] 某某县人民政府", "[日期] 2022年9月6日", "[附注] （联系人：李喆，联系电话：0558-7612345）")
SHORT = (f"[标题] {TITLE}", RECIPIENTS, f"[正文] {SENTENCES}", *TAIL, f"[抄送] {COPIES}")
LONG = (f"[标题] {TITLE}", RECIPIENTS, f"[正文] {SENTENCES}", *[f"[正文] {'国' * 150}"] * 12, *TAIL, f"[抄送] {COPIES}")

Print = Callable[..., Any]


def said(line: Any) -> str:
    return "".join(c.text for c in line)


def near(value: float, tolerance: float) -> Any:
    return pytest.approx(value, abs=tolerance)


def foot_of(character: Any, size: float = 16) -> float:
    return character.baseline + 0.12 * size * PT


def top_of(character: Any, size: float = 16) -> float:
    return character.baseline - 0.88 * size * PT


@pytest.fixture
def document(print_pdf: Print) -> Print:
    def go(*lines: str, **more: Any) -> Any:
        more = {"issuer": "某某县人民政府", "number": NUMBER, "genre": "通知", "format": "document", **more}
        return print_pdf(*lines, **more)

    return go


@pytest.mark.parametrize(
    "more, marks",
    [
        ({}, 9),
        ({"issuer": "某某县府院联动工作领导小组办公室"}, 18),
        ({"partners": ("某某县人民法院",)}, 9),
        ({"issuer": "某某县府院联动工作领导小组办公室行政争议化解中心"}, 26),
    ],
)
def test_l08_l34_l09_l10_mark_number_rule_and_title(document: Print, more: Any, marks: int) -> None:
    sheet = document(*SHORT, **more).pages[0]
    rule = sheet.ink(112, 160, red=True)
    mark = sheet.ink(60, rule.top - 6, red=True)
    assert mark.top == near(72.0, 1.0)
    assert mark.right - mark.left <= 156.5
    assert (mark.left + mark.right) / 2 == near(106, 1.0)
    number = sheet.line(NUMBER)
    size = max(26.0, min(48.0, 150 / PT / marks))
    mark_lines = [line for line in sheet.lines if line[0].baseline < number[0].baseline]
    assert top_of(number[0]) - foot_of(mark_lines[-1][0], size) == near(25.7, 3.0)
    assert (number[0].left + number[-1].left + EM) / 2 == near(106, 0.3)
    assert rule.top - foot_of(number[0]) == near(4.0, 0.5)
    assert (rule.left, rule.right) == (near(28, 0.5), near(184, 0.5))
    assert rule.bottom - rule.top == near(0.5, 0.15)
    title = next(line for line in sheet.lines if line[0].baseline > rule.bottom)
    assert said(title).startswith(TITLE[:7])
    assert top_of(title[0], 22) - rule.bottom == near(20.9, 3.0)


def test_the_reference_layout(document: Print) -> None:
    """Nine characters of mark, two lines of title: the recipients stand on the 15th line (§3.3)."""
    sheet = document(*SHORT).pages[0]
    assert top_of(sheet.line("各乡镇")[0]) == near(183.24, 0.3)


def test_title_lines_form_a_trapezoid(document: Print) -> None:
    long = "某某县人民政府关于进一步加强行政机关负责人出庭应诉工作推动行政争议实质性化解和府院联动常态化的实施意见"
    for text in (TITLE, long):
        sheet = document(f"[标题] {text}", *SHORT[1:]).pages[0]
        first = next(i for i, line in enumerate(sheet.lines) if said(line).startswith(text[:4]) and i > 1)
        lines = []
        while sum(map(len, lines)) < len(text):
            lines.append(sheet.lines[first + len(lines)])
        assert "".join(map(said, lines)) == text
        lengths = [len(line) for line in lines]
        assert max(lengths) <= 20 and lengths[-1] > 2 and len(set(lengths)) > 1
        for line in lines:
            assert (line[0].left + line[-1].left + 22 * PT) / 2 == near(106, 1.0)
        for upper, lower in zip(lines, lines[1:], strict=False):
            assert lower[0].baseline - upper[0].baseline == near(36 * PT, 0.1)


def test_l11_recipients_that_leave_no_text_on_the_first_page_move_to_the_foot(document: Print) -> None:
    many = "、".join(f"某某县第{n}乡镇人民政府" for n in range(60))
    pdf = document(f"[标题] {TITLE}", f"[主送] {many}：", *SHORT[2:])
    assert SENTENCES[:6] in pdf.pages[0].text
    assert "第0乡镇" not in pdf.pages[0].text
    foot = pdf.pages[-1]
    assert foot.line("主送：")[0].baseline < foot.line("抄送：")[0].baseline
    assert "".join(map(said, foot.lines)).count("第59乡镇人民政府。") == 1
    few = "、".join(f"某某县第{n}乡镇人民政府" for n in range(14))
    assert "第13乡镇" in document(f"[标题] {TITLE}", f"[主送] {few}：", *SHORT[2:]).pages[0].text


def test_l15_l16_the_rules_of_the_imprint(document: Print) -> None:
    sheet = document(*SHORT, mirror=False).pages[-1]
    last = sheet.ink(261, 263)
    assert (last.left, last.right) == (near(28, 0.3), near(184, 0.3))
    assert last.bottom == near(262.0, 0.5) and last.bottom - last.top == near(0.35, 0.1)
    middle = sheet.ink(250.5, 253.5, left=28, right=184)
    assert middle.bottom - middle.top == near(0.25, 0.1)
    first_copy = sheet.line("抄送：")[0].baseline
    first = sheet.ink(first_copy - 9, first_copy - 5.5)
    assert first.bottom - first.top == near(0.35, 0.1)
    assert (first.left, first.right) == (near(28, 0.3), near(184, 0.3))


def test_l17_copies_and_imprint(document: Print) -> None:
    sheet = document(*SHORT, mirror=False, imprint_unit="某某县人民政府办公室", imprint_date="2022年9月7日").pages[-1]
    first = sheet.line("抄送：")
    second = sheet.lines[sheet.lines.index(first) + 1]
    assert (first[0].left, second[0].left) == (near(32.94, 0.3), near(47.76, 0.3))
    assert second[0].baseline - first[0].baseline == near(28 * PT, 0.1)
    imprint = sheet.line("某某县人民政府办公室")
    assert said(imprint).endswith("2022年9月7日印发")
    assert imprint[0].left == near(32.94, 0.3) and imprint[-1].left + SMALL == near(179.06, 0.3)


def test_the_imprint_keeps_a_line_from_the_text_or_takes_the_next_page(document: Print) -> None:
    for count in range(0, 300, 28):
        pdf = document(*SHORT[:2], f"[正文] {'国' * (26 + count)}", *TAIL, f"[抄送] {COPIES}")
        sheet = pdf.pages[-1]
        first = sheet.line("抄送：")
        above = [line for line in sheet.lines if line[0].baseline < first[0].baseline]
        if above:
            rule = top_of(first[0], 14) - 7 * PT
            assert rule - foot_of(above[-1][0]) >= LINE - 0.1
        assert "2022年9月6日印发" in sheet.text


@pytest.mark.parametrize("count, pages, numbers", [(0, 2, "12"), (20, 4, "12")])
def test_the_imprint_on_an_even_page(document: Print, count: int, pages: int, numbers: str) -> None:
    """§3.6: where an empty page comes before it neither has a number."""
    lines = (*SHORT[:3], *[f"[正文] {'国' * 26}"] * count, *TAIL, f"[抄送] {COPIES}")
    pdf = document(*lines, imprint_on_even=True)
    assert len(pdf.pages) == pages
    assert "印发" in pdf.pages[-1].text
    printed = [match[1] for sheet in pdf.pages if (match := re.search(r"—\s*(\d+)\s*—", sheet.text))]
    assert "".join(printed) == numbers


def test_page_numbers_stand_on_every_page(document: Print) -> None:
    pdf = document(*LONG)
    assert len(pdf.pages) >= 3
    for number, sheet in enumerate(pdf.pages, 1):
        assert re.search(rf"—\s*{number}\s*—", sheet.text)
        ink = sheet.ink(264, 276)
        assert (ink.right if number % 2 else ink.left) == near(179.06 if number % 2 else 30.94, 0.5)
        dash = sheet.ink(264, 276, right=ink.left + 3)
        assert dash.top == near(269.0, 0.7)


def test_a_document_to_a_higher_office_names_its_signers(document: Print) -> None:
    single = document(*SHORT, signers=("张三",)).pages[0]
    line = single.line(NUMBER)
    assert said(line) == f"{NUMBER}签发人：张三"
    assert line[0].left == near(28 + CELL, 0.3) and line[-1].left + EM == near(184 - CELL, 0.3)
    several = document(*SHORT, signers=("张三", "欧阳建国", "李四")).pages[0]
    first, last = several.line("签发人："), several.line(NUMBER)
    assert said(first) == "签发人：张三欧阳建国" and said(last) == f"{NUMBER}李四"
    assert last[-2].left == near(first[4].left, 0.1)  # under the first name
    assert last[0].baseline - first[0].baseline == near(LINE, 0.1)
    assert several.ink(100, 150, red=True).top - foot_of(last[0]) == near(4.0, 0.5)


def test_urgency_stands_in_the_upper_left_corner(document: Print) -> None:
    line = document(*SHORT, urgency="特急").pages[0].lines[0]
    assert said(line) == "特急" and line[0].left == near(28, 0.2) and top_of(line[0]) == near(37, 0.2)


def test_issuers_that_sign_together_leave_room_for_their_seals(document: Print) -> None:
    tail = ("[署名] 某某县人民政府", "[署名] 某某县人民法院", "[日期] 2022年9月6日")
    sheet = document(*SHORT[:3], *tail, partners=("某某县人民法院",)).pages[0]
    line = next(line for line in sheet.lines if said(line) == "某某县人民政府某某县人民法院")
    first, second = line[:7], line[7:]
    date = next(line for line in sheet.lines if said(line) == "2022年9月6日")
    centres = [(part[0].left + part[-1].left + EM) / 2 for part in (first, second, date)]
    assert centres[1] - centres[0] >= 47 - 0.1
    assert centres[1] == near(centres[2], 0.3)
    three = (*tail[:1], "[署名] 某某县人民检察院", *tail[1:])
    sheet = next(sheet for sheet in document(*SHORT[:3], *three).pages if "人民检察院" in sheet.text)
    names = ("某某县人民政府", "某某县人民检察院某某县人民法院")
    seals = [line for line in sheet.lines if said(line) in names]
    assert len(seals) == 2
    assert seals[-1][0].baseline - seals[-2][0].baseline >= 47
    assert min(c.left for line in seals for c in line) >= 28 - 2.1


def test_a_table_lies_on_its_side_with_its_head_to_the_left(document: Print) -> None:
    columns = [Column("序号", Kind.INTEGER), Column("案号", Kind.CASE_NO), Column("败诉原因", Kind.TEXT)]
    rows = [[str(i), f"（2022）皖1622行初{i}号", "主要证据不足，程序违法" * 3] for i in range(1, 40)]
    table = Attachment("2022年行政败诉案件一览表", columns=columns, rows=rows)
    pdf = document(*SHORT[:-1], "[附件] 2022年行政败诉案件一览表", attachments=(table,), mirror=False)
    sides = [sheet for sheet in pdf.pages if "败诉原因" in sheet.text]
    assert len(sides) >= 2
    for number, sheet in enumerate(pdf.pages, 1):
        assert (sheet.width, sheet.height) == (near(595.28, 0.5), near(841.89, 0.5))
        assert re.search(rf"—\s*{number}\s*—", sheet.text)
    for i, sheet in enumerate(sides):
        ink = sheet.ink(30, 262.5)
        assert ink.left >= 27.5 and ink.right <= 184.5 and ink.bottom <= 262.5 and ink.top >= 36.5
        head = {c.text: c for c in sheet.characters if c.text in "案败"}
        assert head["案"].baseline > head["败"].baseline  # reads upwards
        assert ("附件" in sheet.text) == (i == 0)
    label = [c for c in sides[0].characters if c.text in "附件"][:2]
    assert label[0].left == near(28 + 0.88 * EM, 0.5) and label[0].baseline == near(262, 0.5)
    title = next(c for c in sides[0].characters if c.text == "览")
    assert title.left == near(28 + 20.89 + 0.88 * 22 * PT, 0.5)
    assert "".join(sheet.text for sheet in sides).count("行初") == 39


def test_text_attachments_come_before_the_imprint(document: Print) -> None:
    more = [
        Attachment("参会回执", [Paragraph("正文", "请填写。")]),
        Attachment("议题说明", [Paragraph("正文", "略。")]),
    ]
    pdf = document(*SHORT, attachments=tuple(more))
    assert ["印发" in sheet.text for sheet in pdf.pages] == [False] * (len(pdf.pages) - 1) + [True]
    labels = [sheet.lines[0] for sheet in pdf.pages if said(sheet.lines[0]).startswith("附件")]
    assert [said(line) for line in labels] == ["附件1", "附件2"]
