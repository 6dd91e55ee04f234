"""Notice texts: conditions, lists, what is missing."""

from __future__ import annotations

import pytest

from app.services.notices.catalogue import FOLDER, catalogue
from app.services.notices.template import PROVISION, Incomplete, Paragraph, Template, chinese

HEAD = """---
notice_id: test
title_zh: 试用函
module: litigation
format: letter
genre_zh: 函
direction_zh: 平行
seal: yes
required_fields: [案号]
optional_fields: [备注, 问题清单]
conditional_fields:
  "情形=甲": [理由]
list_fields:
  问题清单: [问题]
options:
  情形: [甲, 乙]
---
"""
BODY = """[标题] {{发文机关}}的函
[正文] 案号{{案号}}。
[正文@情形=甲] 因{{理由}}。
[正文?备注] 备注：{{备注}}
[循环*问题清单][二级] （{{序号}}）{{问题}}
[循环*问题清单] 第{{序号}}个
[抄送] {{抄送机关}}。
"""
VALUES = {"发文机关": "某院", "发文字号": "某法〔2022〕1号", "案号": "（2022）皖1622行初12号"}


def fill(**values: object) -> list[Paragraph]:
    return Template.parse(HEAD + BODY).fill({**VALUES, **values})


def test_lines_are_filled_in_and_keep_their_role() -> None:
    assert fill(抄送机关="某局") == [
        Paragraph("标题", "某院的函"),
        Paragraph("正文", "案号（2022）皖1622行初12号。"),
        Paragraph("抄送", "某局。"),
    ]


def test_a_line_is_left_out_without_its_field_or_value() -> None:
    assert Paragraph("正文", "备注：急") in fill(备注="急")
    assert Paragraph("正文", "因故。") in fill(情形="甲", 理由="故")
    assert all("因" not in p.text for p in fill(情形="乙", 理由="故"))


def test_marks_are_not_doubled() -> None:
    assert Paragraph("正文", "因社会高度关注。") in fill(情形="甲", 理由="社会高度关注。")


def test_a_list_is_printed_item_by_item_with_numbers() -> None:
    printed = fill(问题清单=[{"问题": "迟"}, {"问题": "缺"}])
    assert [p for p in printed if p.role == "二级"] == [Paragraph("二级", "（一）迟"), Paragraph("二级", "（二）缺")]
    assert [p.text for p in printed[2:6]] == ["（一）迟", "第1个", "（二）缺", "第2个"]


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(Incomplete) as caught:
        Template.parse(HEAD + BODY).fill({"情形": "甲"})
    assert caught.value.missing == ["案号", "发文机关", "发文字号", "理由"]
    assert all(name in str(caught.value) for name in caught.value.missing)


def test_a_value_outside_its_choices_is_refused() -> None:
    with pytest.raises(Incomplete, match="情形.*甲、乙"):
        fill(情形="丙")


def test_an_empty_line_of_copies_is_not_printed() -> None:
    assert all(p.role != "抄送" for p in fill())


@pytest.mark.parametrize("number, text", [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")])
def test_numbers_in_chinese(number: int, text: str) -> None:
    assert chinese(number) == text


@pytest.mark.parametrize("notice", catalogue(), ids=lambda notice: notice.id)
def test_every_shipped_text_is_read_and_filled_without_braces(notice) -> None:
    template = notice.template
    values = {name: f"某{name}" for name in template.names}
    values |= {PROVISION + key: "第一条" for key in template.provisions}
    values |= {name: [{field: f"某{field}" for field in fields}] for name, fields in template.lists.items()}
    for choices in [{name: options[i] for name, options in template.options.items()} for i in (0, -1)]:
        for paragraph in template.fill({**values, **choices, "发文机关": "某院", "发文字号": "某法〔2022〕1号"}):
            assert "{{" not in paragraph.text and "××" not in paragraph.text
    assert (FOLDER / f"{notice.id}.md").is_file()
