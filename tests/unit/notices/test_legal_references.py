"""A notice cites the article that was in force on its date."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.data import queries
from app.data.database import Database
from app.errors import UserError
from app.services.notices.catalogue import catalogue
from app.services.notices.legal_references import provision, provisions
from app.services.notices.notice import draft


@pytest.mark.parametrize(
    "key, day, text",
    [
        # 民事诉讼法: amended with effect from 2024-01-01 (notices.md §4)
        ("司法确认", date(2023, 12, 31), "第二百零一条"),
        ("司法确认", date(2024, 1, 1), "第二百零五条"),
        ("查询冻结划拨", date(2023, 6, 1), "第二百四十九条"),
        ("查询冻结划拨", date(2026, 11, 24), "第二百五十三条"),
        ("迟延履行利息", date(2022, 9, 6), "第二百六十条"),
        ("中小企业款项支付", date(2025, 5, 31), "第六条、第八条"),
        ("中小企业款项支付", date(2025, 6, 1), "第七条、第九条"),
        ("信访办结", date(2022, 5, 1), "第三十四条"),
    ],
)
def test_the_date_picks_the_article(key: str, day: date, text: str) -> None:
    assert provision(key, day).text == text


def test_the_interpretation_on_refusal_changes_with_its_date() -> None:
    assert "法释〔2015〕16号" in provision("拒执解释", date(2024, 11, 30)).text
    assert "法释〔2024〕13号" in provision("拒执解释", date(2024, 12, 1)).text


@pytest.mark.parametrize("key, day", [("信访办结", date(2022, 4, 30)), ("司法建议答复", date(2023, 11, 15))])
def test_nothing_is_cited_before_it_was_in_force(key: str, day: date) -> None:
    with pytest.raises(UserError, match="没有可引用的法条"):
        provision(key, day)


def test_spans_of_a_provision_follow_one_another() -> None:
    for key in {each.key for each in provisions()}:
        spans = [each for each in provisions() if each.key == key]
        for earlier, later in pairwise(spans):
            assert earlier.until and later.since == earlier.until + timedelta(days=1)
        assert spans[-1].until is None
        assert all(each.source for each in spans)


def test_every_provision_that_a_text_cites_is_known() -> None:
    known = {each.key for each in provisions()}
    for notice in catalogue():
        assert set(notice.template.provisions) <= known


def test_a_notice_of_2023_cites_the_law_of_2023(db: Database) -> None:
    with db.operation("登记") as op:
        case = queries.blank(db, "mediation_case")
        case.source, case.cause, case.applicant, case.respondent = "法院委派（立案前）", "买卖合同", "某甲", "某乙"
        case.agreement_on = date(2023, 12, 20)
        case = op.create(case)
    found = queries.load(db, "mediation_case", case.id)
    before = draft(db, "judicial_confirmation_application", found, {"成文日期": "2023-12-29"})
    after = draft(db, "judicial_confirmation_application", found, {"成文日期": "2024-1-5"})
    assert before.values["法条·司法确认"] == "第二百零一条"
    assert after.values["法条·司法确认"] == "第二百零五条"
