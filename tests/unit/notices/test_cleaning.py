"""What people type, cleaned for a document (gbt9704.md §8.4)."""

from __future__ import annotations

import pytest

from app.services.notices.cleaning import clean


@pytest.mark.parametrize(
    "typed, cleaned",
    [
        ("情况属实,请处理;谢谢!", "情况属实，请处理；谢谢！"),
        ("时间:9:30,地点(二楼)", "时间：9:30，地点（二楼）"),
        ("欠款1,234.50元", "欠款1,234.50元"),
        ("  \u3000行首有空格", "行首有空格"),
        ("中间  有\u3000空格", "中间有空格"),
        ("王\u3000某", "王\u3000某"),
        ("《某县人民政府 某县人民法院关于某事的意见》", "《某县人民政府 某县人民法院关于某事的意见》"),
        ("见某政[2022]44号", "见某政〔2022〕44号"),
        ("见某政（2022）第044号", "见某政〔2022〕44号"),
        ("案号（2022）皖1622行初12号", "案号（2022）皖1622行初12号"),
        ("于2022.9.6送达,2022-09-07答复", "于2022年9月6日送达，2022年9月7日答复"),
        ("二〇二二年九月六日", "2022年9月6日"),
        ("二〇二二年十二月二十一日", "2022年12月21日"),
        ("电话0558-7612345", "电话0558-7612345"),
        ("第一行\r\n\r\n第二行", "第一行\n第二行"),
    ],
)
def test_text_is_cleaned(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@pytest.mark.parametrize("text", ["第十二条第（一）项", "皖S·D0031", "（2026）皖1622执12号之一", "10%～20%"])
def test_what_is_right_stays(text: str) -> None:
    assert clean(text) == text
