"""Lists, filters, order and search, each against what a plain look at the rows gives."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from app.data import queries
from app.data.database import Database
from app.data.queries import Filter, Query
from app.data.search import fold, initials
from app.domain.records.litigation import AdminCase

NAMES = ["张三", "张三丰", "李四", "𠮷野家", "欧阳修", "赵㛃", "钱 多多", "Ａlpha公司", "王五（化名）", "仇英"]
CAUSES = ["行政处罚", "行政许可", "政府信息公开", "土地征收补偿协议", "不履行法定职责"]


@pytest.fixture
def cases(db: Database) -> list[Any]:
    chance = random.Random(7)
    rows = [
        AdminCase(
            case_no=f"（{chance.choice((2021, 2022))}）皖1622行初{n}号",
            trial_level="一审",
            court="蒙城县人民法院",
            filed_on=date(2021, 1, 1) + timedelta(days=chance.randrange(700)),
            cause=chance.choice(CAUSES),
            plaintiff=chance.choice(NAMES),
            defendants=tuple(chance.sample(("蒙城县公安局", "蒙城县司法局", "蒙城县财政局"), chance.randint(1, 2))),
            claim_amount=chance.choice((None, 100_00, 3_500_000_00)),
            norm_review=chance.choice((True, False, None)),
        )
        for n in range(300)
    ]
    with db.operation("批量") as op:
        op.create_many("admin_case", rows)
    return rows


@pytest.mark.parametrize(
    "filters, keep",
    [
        ([Filter("plaintiff", "is", "张三")], lambda c: c.plaintiff == "张三"),
        ([Filter("plaintiff", "is_not", "张三")], lambda c: c.plaintiff != "张三"),
        ([Filter("plaintiff", "contains", "张三")], lambda c: "张三" in c.plaintiff),
        ([Filter("defendants", "is", "蒙城县公安局")], lambda c: "蒙城县公安局" in c.defendants),
        ([Filter("claim_amount", "empty")], lambda c: c.claim_amount is None),
        ([Filter("claim_amount", "between", (1_000_00, None))], lambda c: (c.claim_amount or 0) >= 100_000),
        ([Filter("norm_review", "is", True)], lambda c: c.norm_review is True),
        (
            [Filter("filed_on", "between", (date(2021, 3, 1), date(2021, 6, 30))), Filter("cause", "is", "行政处罚")],
            lambda c: date(2021, 3, 1) <= c.filed_on <= date(2021, 6, 30) and c.cause == "行政处罚",
        ),
    ],
)
def test_filters_keep_what_a_plain_look_keeps(db: Database, cases: list[Any], filters: Any, keep: Any) -> None:
    found = set(queries.ids(db, Query("admin_case", tuple(filters))))
    assert found == {c.id for c in cases if keep(c)}
    assert 0 < len(found) < len(cases)


@pytest.mark.parametrize(
    "text",
    ["张", "三", "张三", "张三丰", "𠮷", "㛃", "ALPHA", "alpha公司", "王五(化名)", "钱多多", "信息公开", "皖1622行初1",
     "（2022）皖1622", "zs", "oyx", "ls", "mcxgaj", "公安局、", "初29号", "没有这个"],
)  # fmt: skip
def test_search_misses_nothing_and_finds_nothing_else(db: Database, cases: list[Any], text: str) -> None:
    folded = fold(text)

    def holds(c: Any) -> bool:
        texts = [c.case_no, c.court, c.cause, c.plaintiff, *c.defendants, "、".join(c.defendants)]
        texts += [c.reg_no, c.registered_unit, c.registered_by]
        return any(folded in fold(t) or folded in initials(t) for t in texts if t)

    assert set(queries.ids(db, Query("admin_case", search=text))) == {c.id for c in cases if holds(c)}


def test_default_order_is_the_declared_one(db: Database, cases: list[Any]) -> None:
    expected = sorted(cases, key=lambda c: (-c.filed_on.toordinal(), c.case_no))
    assert list(queries.ids(db, Query("admin_case"))) == [c.id for c in expected]


def test_chinese_sorts_by_pinyin(db: Database, cases: list[Any]) -> None:
    order = [
        row[0]
        for row in queries.page(db, "admin_case", queries.ids(db, Query("admin_case", sort=("cause",))), ["cause"])
    ]
    assert list(dict.fromkeys(order)) == ["不履行法定职责", "土地征收补偿协议", "行政处罚", "行政许可", "政府信息公开"]


def test_default_order_reads_the_index_alone(db: Database, cases: list[Any]) -> None:
    sql, params = queries.select_ids(Query("admin_case"))
    plan = " ".join(row[3] for row in db.rows(f"EXPLAIN QUERY PLAN {sql}", params))
    assert "USING COVERING INDEX ix_admin_case_order" in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan, plan


def test_page_keeps_the_order_asked_for(db: Database, cases: list[Any]) -> None:
    wanted = [c.id for c in cases[:50]][::-1]
    assert [row[0] for row in queries.page(db, "admin_case", wanted, ["case_no"])] == [c.case_no for c in cases[:50]][
        ::-1
    ]


def test_refs_are_matched_by_any_way_of_writing_the_number(db: Database, cases: list[Any]) -> None:
    number = cases[3].case_no
    for written in (
        number,
        number.replace("（", "(").replace("）", ")"),
        number.replace("（", "〔").replace("）", "〕"),
        cases[3].reg_no,
    ):
        assert queries.match_ref(db, "admin_case", written) == [cases[3].id]


def test_units_are_found_by_short_name_and_alias(db: Database) -> None:
    assert queries.find_unit(db, "县司法局") == queries.find_unit(db, "蒙城县司法局") == "蒙城县司法局"
    assert queries.find_unit(db, "火星法院") is None
