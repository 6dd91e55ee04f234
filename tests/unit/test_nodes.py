"""Nodes of cases (mechanism, task 13): made from the procedure, once; done and moved by the case's own dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.data import queries
from app.data.database import Database
from app.domain.records import RECORDS
from app.services import proposals, trial_nodes

CASE_NO = "（2026）皖1622行初77号"


def new(db: Database, record: str, **values: Any) -> Any:
    with db.operation(f"登记{RECORDS[record].about.noun}") as op:
        return op.create(RECORDS[record](**values))


def case(db: Database, **values: Any) -> Any:
    known: dict[str, Any] = {
        "case_no": CASE_NO,
        "trial_level": "一审",
        "trial_procedure": "普通程序",
        "cause": "不服行政处罚",
        "sued_on": date(2026, 11, 2),
        "filed_on": date(2026, 11, 6),
    }
    return new(db, "admin_case", **known | values)


def change(db: Database, id: int, **values: Any) -> None:
    record = queries.load(db, db.table_of(id), id)
    for name, value in values.items():
        setattr(record, name, value)
    with db.operation("修改") as op:
        op.save(record)


def nodes(db: Database, case_no: str = CASE_NO) -> dict[str, Any]:
    query = queries.Query("trial_node", (queries.Filter("case_no", "is", case_no),))
    return {one.node: one for one in queries.load_many(db, "trial_node", list(queries.ids(db, query)))}


def of_kind(db: Database, kind: str, id: int | None = None) -> list[proposals.Proposal]:
    return [one for one in proposals.open_proposals(db, id) if one.kind == kind]


def confirm(db: Database, kind: str, id: int | None = None) -> None:
    (one,) = of_kind(db, kind, id)
    proposals.confirm(db, one.key)


def test_a_case_of_first_instance_has_its_nodes_by_law(db):
    """行政诉讼法第51条 (7 days to file), 第67条 (5 days to serve), 第81条 (6 months): each rolled over days of rest."""
    registered = case(db, sued_on=date(2026, 5, 6), filed_on=date(2026, 5, 8))
    assert nodes(db) == {}  # never silently
    confirm(db, "生成流程节点", registered.id)
    made = nodes(db)
    assert {name: (node.due_on, node.done_on, node.status) for name, node in made.items()} == {
        "立案": (date(2026, 5, 13), date(2026, 5, 8), "已完成"),
        "送达": (date(2026, 5, 13), None, "监控中"),
        "裁判": (date(2026, 11, 9), None, "监控中"),  # the 8th is a Sunday
    }
    assert (made["送达"].procedure, made["送达"].case_kind, made["送达"].cause) == ("普通程序", "行政", "不服行政处罚")


def test_the_short_procedure_has_45_days(db):
    """行政诉讼法第83条."""
    registered = case(db, trial_procedure="简易程序")
    confirm(db, "生成流程节点", registered.id)
    assert nodes(db)["裁判"].due_on == date(2026, 12, 21)


def test_a_node_whose_day_is_not_known_yet_waits_for_the_holidays_of_that_year(db):
    """The limit ends in 2027, whose holidays are not known: no day is guessed, and no node made from one."""
    confirm(db, "生成流程节点", case(db).id)
    assert list(nodes(db)) == ["立案", "送达"]


def test_nodes_are_made_once(db):
    registered = case(db)
    confirm(db, "生成流程节点", registered.id)
    assert of_kind(db, "生成流程节点", registered.id) == []
    assert of_kind(db, "生成流程节点") == []


def test_making_nodes_is_one_operation_that_can_be_undone(db):
    registered = case(db)
    confirm(db, "生成流程节点", registered.id)
    db.undo()
    assert nodes(db) == {}
    assert len(of_kind(db, "生成流程节点", registered.id)) == 1


def test_the_hearing_has_a_node_only_where_the_county_has_set_its_days(db):
    """The law sets no day for the hearing: the county's setting, else the day that was set."""
    registered = case(db)
    assert "排期开庭" not in of_kind(db, "生成流程节点", registered.id)[0].why
    with db.operation("设置") as op:
        op.set_setting("hearing_days", 40)
    confirm(db, "生成流程节点", registered.id)
    assert nodes(db)["排期开庭"].due_on == date(2026, 12, 16)


def test_a_node_is_done_when_the_case_says_so(db):
    registered = case(db)
    confirm(db, "生成流程节点", registered.id)
    assert of_kind(db, "更新流程节点") == []
    change(db, registered.id, notice_received_on=date(2026, 11, 10))
    confirm(db, "更新流程节点", registered.id)
    served = nodes(db)["送达"]
    assert (served.done_on, served.status, served.level) == (date(2026, 11, 10), "已完成", "正常")
    assert of_kind(db, "更新流程节点") == []


def test_a_case_that_is_closed_gets_its_node_of_archiving(db):
    """人民法院诉讼文书立卷归档办法: three months from the close."""
    registered = case(db, sued_on=date(2026, 5, 6), filed_on=date(2026, 5, 8))
    confirm(db, "生成流程节点", registered.id)
    change(db, registered.id, closed_on=date(2026, 8, 21))
    confirm(db, "生成流程节点", registered.id)
    confirm(db, "更新流程节点", registered.id)
    assert (nodes(db)["归档"].due_on, nodes(db)["裁判"].done_on) == (date(2026, 11, 21), date(2026, 8, 21))


def test_an_approved_change_of_the_limit_moves_the_node_of_judgment_and_no_other(db):
    """行诉解释第50条, 民事诉讼法第152条: 审限变更."""
    registered = case(db, trial_procedure="简易程序")
    confirm(db, "生成流程节点", registered.id)
    before = nodes(db)
    values: dict[str, Any] = {
        "case_no": CASE_NO,
        "case_kind": "行政",
        "old_due_on": date(2026, 12, 21),
        "kind": "扣除",
        "ground": "鉴定评估",
        "reason": "鉴定",
        "applied_on": date(2026, 11, 23),
        "approved_days": 20,
    }
    asked = new(db, "limit_change", **values)
    assert of_kind(db, "更新流程节点") == []  # not approved yet
    change(db, asked.id, approved="同意")
    confirm(db, "更新流程节点", registered.id)
    after = nodes(db)
    assert (after["裁判"].due_on, after["裁判"].limit_on) == (date(2027, 1, 10), date(2027, 1, 10))
    assert after["送达"].due_on == before["送达"].due_on


def test_what_a_person_wrote_into_a_node_stays(db):
    registered = case(db)
    confirm(db, "生成流程节点", registered.id)
    change(db, nodes(db)["送达"].id, due_on=date(2026, 12, 31))
    assert of_kind(db, "更新流程节点") == []


def test_an_enforcement_case_has_its_own_nodes(db):
    """民诉法解释第480条 (notice within 10 days), 执行工作规定第63条 (6 months)."""
    number = "（2026）皖1622执501号"
    registered = new(
        db, "enforcement_case", case_no=number, applied_on=date(2026, 4, 2), filed_on=date(2026, 4, 7), judge="秦俊峰"
    )
    confirm(db, "生成流程节点", registered.id)
    made = nodes(db, number)
    assert {name: node.due_on for name, node in made.items()} == {
        "送达": date(2026, 4, 13),  # the 12th is a Sunday
        "审限": date(2026, 10, 8),  # the 7th is in the National Day holidays
    }
    assert {node.judge for node in made.values()} == {"秦俊峰"}


def test_a_late_node_is_urged_once(db):
    registered = case(db)
    confirm(db, "生成流程节点", registered.id)
    late = nodes(db)["送达"]
    confirm(db, "催办流程节点", late.id)
    urged = nodes(db)["送达"]
    assert (urged.status, urged.urge_n, urged.last_urged_on) == ("已催办", 1, db.today)
    assert of_kind(db, "催办流程节点") == []


def test_the_standing_views_show_the_late_and_the_near(db):
    registered = case(db, trial_procedure="简易程序")
    confirm(db, "生成流程节点", registered.id)
    found = {name: len(queries.ids(db, query)) for name, query in trial_nodes.views(db).items()}
    assert found == {"超期的流程节点": 1, "预警的流程节点": 1}
