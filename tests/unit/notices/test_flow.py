"""Rows on pages: what must not be left alone when rows are taken along to a signature."""

from __future__ import annotations

import pytest

from app.services.notices import flow
from app.services.notices.template import Paragraph

HANZI = "国家机关依法行政人民法院案件审理"


@pytest.mark.parametrize("lines", range(1, 45))
@pytest.mark.parametrize("foot", [0.0, 40.0])
def test_a_heading_is_never_the_last_row_of_a_page(lines: int, foot: float) -> None:
    """gbt9704.md §8.2: 标题行不得单独落在页末, also when rows go along to the page of the signature."""
    text = [Paragraph("正文", HANZI) for _ in range(lines)]
    end = [
        Paragraph("一级", "下一步措施"),
        Paragraph("正文", HANZI),
        Paragraph("正文", "特此报告。"),
        Paragraph("署名", "县人民法院"),
        Paragraph("日期", "2026年9月6日"),
    ]
    rows = flow.text_rows([*text, *end, Paragraph("附注", "联系人：王小明")], lambda character: 1.0)
    pages = flow.paginate(rows, flow.line_tops()[8:], flow.line_tops()[8:], foot)
    assert not [page[-1].row for page in pages if page and page[-1].row.with_next]
