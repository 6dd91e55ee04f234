"""Minutes measured in the finished PDF; L numbers are those of gbt9704.md §9."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.notices.test_document import CELL, EM, LINE, PT, Print, foot_of, near, said, top_of

LINES = (
    "[标题] 2022年度府院联席会议纪要",
    "[主送] 各单位：",
    "[正文] 会议听取了汇报，研究了有关事项。现将会议议定事项纪要如下：",
    "[出席] 县政府 张三，县法院 李四，县司法局 王五，县公安局 赵六，县自然资源和规划局 钱七，县信访局 孙八。",
    "[请假] 县财政局 吴十",
    "[列席] 县检察院 郑一",
    "[署名] 某某县府院联席会议",
    "[抄送] 各乡镇人民政府，县政府各部门。",
)


@pytest.fixture
def minutes(print_pdf: Print) -> Any:
    more = {"format": "minutes", "issuer": "某某县府院联席会议", "number": "第3期", "genre": "纪要"}
    return print_pdf(*LINES, dated="2022年9月6日", imprint_unit="某某县府院联动办公室", mirror=False, **more)


def test_l26_the_mark(minutes: Any) -> None:
    sheet = minutes.pages[0]
    assert said(sheet.lines[0]) == "某某县府院联席会议纪要"
    mark = sheet.ink(60, 95, red=True)
    assert mark.top == near(72.0, 1.0) and (mark.left + mark.right) / 2 == near(106, 1.0)


def test_number_makers_and_rule_stand_under_the_mark(minutes: Any) -> None:
    sheet = minutes.pages[0]
    mark, number, made = sheet.lines[:3]
    assert said(number) == "第3期" and (number[0].left + number[-1].left + EM) / 2 == near(106, 0.3)
    size = min(48.0, 150 / PT / 11)
    assert top_of(number[0]) - foot_of(mark[0], size) == near(15.25, 0.3)
    assert said(made) == "某某县府院联动办公室2022年9月6日"
    assert made[0].left == near(28 + CELL, 0.3) and made[-1].left + EM == near(184 - CELL, 0.3)
    assert made[0].baseline - number[0].baseline == near(2 * LINE, 0.3)
    rule = sheet.ink(foot_of(made[0]) + 1, foot_of(made[0]) + 8, red=True)
    assert rule.top - foot_of(made[0]) == near(4.0, 0.5)
    assert (rule.left, rule.right) == (near(28, 0.5), near(184, 0.5))
    title = sheet.line("2022年度")
    assert top_of(title[0], 22) - rule.bottom == near(20.9, 3.0)


def test_who_was_there(minutes: Any) -> None:
    sheet = next(sheet for sheet in minutes.pages if "出席" in sheet.text)
    first = sheet.line("出席：")
    wrapped, away = sheet.lines[sheet.lines.index(first) + 1], sheet.line("请假：")
    assert first[0].left == near(39.14, 0.3) and first[3].left == near(55.84, 0.3)
    assert wrapped[0].left == near(55.84, 0.3) and away[0].left == near(39.14, 0.3)
    above = sheet.lines[sheet.lines.index(first) - 1]
    assert first[0].baseline - above[0].baseline == near(2 * LINE, 0.1)
    assert sheet.line("列席：")[0].baseline - away[0].baseline == near(LINE, 0.05)


def test_minutes_have_neither_recipients_nor_signature_but_a_foot(minutes: Any) -> None:
    text = "".join(sheet.text for sheet in minutes.pages)
    assert "各单位：" not in text
    assert [said(line) for sheet in minutes.pages for line in sheet.lines].count("某某县府院联席会议") == 0
    sheet = minutes.pages[-1]
    assert sheet.line("分送：")[0].left == near(32.94, 0.3)
    assert sheet.ink(261, 263).bottom == near(262.0, 0.5)
    assert "2022年9月6日印发" in sheet.text
