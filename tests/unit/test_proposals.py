"""What follows from facts is proposed, with its source; confirmed or put aside it does not come back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from app.data import queries
from app.data.database import Database
from app.domain.records import RECORDS
from app.errors import UserError
from app.services import controls, instalments, proposals
from app.services.demo import fill

CASE_NO = "（2026）皖1622行初31号"
ORGAN = "蒙城县农业农村局"


def new(db: Database, record: str, **values: Any) -> Any:
    made = RECORDS[record](**values)
    made.overrides |= {name for name in values if (f := made.fields().get(name)) and f.computed}
    with db.operation(f"登记{RECORDS[record].about.noun}") as op:
        return op.create(made)


def change(db: Database, id: int, **values: Any) -> None:
    record = queries.load(db, db.table_of(id), id)
    for name, value in values.items():
        setattr(record, name, value)
    with db.operation("修改") as op:
        op.save(record)


def all_of(db: Database, record: str) -> list[Any]:
    return list(queries.load_many(db, record, list(queries.ids(db, queries.Query(record)))))


def of_kind(db: Database, kind: str, id: int | None = None) -> list[proposals.Proposal]:
    return [one for one in proposals.open_proposals(db, id) if one.kind == kind]


def case(db: Database, **values: Any) -> Any:
    known: dict[str, Any] = {"case_no": CASE_NO, "cause": "不服行政处罚", "plaintiff": "王某", "defendants": (ORGAN,)}
    return new(db, "admin_case", **known | values)


def hearing(db: Database, **values: Any) -> Any:
    known: dict[str, Any] = {
        "case": case(db).id,
        "organ": ORGAN,
        "session_no": 1,
        "hearing_at": datetime(2026, 11, 10, 9),
        "held": "已开庭",
        "should_attend": True,
        "result": "均未出庭",
    }
    return new(db, "appearance", **known | values)


def loss(db: Database, on: date, **values: Any) -> Any:
    number = len(all_of(db, "admin_case")) + 100
    lost = case(db, case_no=f"（2026）皖1622行初{number}号", act_kind="行政处罚", result="全部撤销", effective_on=on)
    return new(db, "loss_case", case=lost.id, duty_unit=ORGAN, loss_kind="撤销", **values)


def seizure(db: Database, **values: Any) -> Any:
    known: dict[str, Any] = {
        "case_no": "（2025）皖1622执12号",
        "stage": "执行查控",
        "debtor": "汤某",
        "asset_kind": "银行存款",
        "asset_desc": "某银行账户",
        "control": "冻结",
        "started_on": date(2025, 12, 10),
        "status": "控制中",
    }
    return new(db, "property_control", **known | values)


# 出庭应诉: 法释〔2020〕3号第12条


@pytest.mark.parametrize(
    ("values", "circumstance"),
    [
        ({"result": "均未出庭"}, "负责人和工作人员均未出庭"),
        ({"result": "仅律师出庭"}, "负责人和工作人员均未出庭"),
        ({"result": "仅工作人员出庭（无正当理由）"}, "未出庭且未说明理由或理由不成立"),
        (
            {"result": "仅工作人员出庭（有正当理由）", "court_view": "理由不成立"},
            "未出庭且未说明理由或理由不成立",
        ),
        ({"result": "中途退庭"}, "未经许可中途退庭"),
        (
            {"result": "主要负责人出庭", "advice_triggers": ("拒绝解释说明致庭审无法进行",)},
            "拒绝解释说明致庭审无法进行",
        ),
    ],
)
def test_a_hearing_without_a_head_and_without_accepted_reason_proposes_judicial_advice(db, values, circumstance):
    """法释〔2020〕3号第12条, each of its cases; to the authority above the organ."""
    held = hearing(db, **values)
    (found,) = of_kind(db, "司法建议", held.id)
    assert found.basis == "法释〔2020〕3号第12条"
    assert all_of(db, "judicial_advice") == []  # never silently
    proposals.confirm(db, found.key)
    (advice,) = all_of(db, "judicial_advice")
    assert (advice.kind, advice.status, advice.to_unit) == ("出庭应诉类", "起草", "蒙城县人民政府")
    assert (advice.case_nos, advice.issue_kind) == (CASE_NO, "出庭应诉")
    assert ORGAN in advice.problem_summary and circumstance in advice.problem_summary
    assert queries.load(db, "appearance", held.id).advice_triggers == (circumstance,)


@pytest.mark.parametrize(
    "values",
    [
        {"result": "主要负责人出庭"},
        {"result": "其他负责人出庭"},
        {"result": "仅工作人员出庭（有正当理由）", "court_view": "理由成立"},
        {"result": "仅工作人员出庭（有正当理由）"},  # the court has not said yet
        {"result": "均未出庭", "court_view": "理由成立"},
        {"result": "均未出庭", "held": "延期"},
        {"result": "均未出庭", "should_attend": False},
    ],
)
def test_no_advice_where_a_head_came_or_the_reason_was_accepted(db, values):
    """法释〔2020〕3号第8条, 第12条."""
    assert of_kind(db, "司法建议", hearing(db, **values).id) == []


def test_advice_that_is_there_already_is_not_proposed_again(db):
    held = hearing(db)
    new(db, "judicial_advice", kind="出庭应诉类", title="司法建议书", to_unit=ORGAN, case_nos=CASE_NO)
    assert of_kind(db, "司法建议", held.id) == []


# 败诉: 府院联动机制任务8, A3


def test_a_case_lost_opens_its_account_with_the_report_day_that_the_county_has_set(db):
    """Mechanism, task A3; the law sets no day for the report."""
    lost = case(db, result="确认违法", effective_on=date(2026, 11, 2), handler_unit=ORGAN)
    with db.operation("设置") as op:
        op.set_setting("loss_report_workdays", 10)
    (found,) = of_kind(db, "败诉整改", lost.id)
    proposals.confirm(db, found.key)
    (account,) = all_of(db, "loss_case")
    assert (account.case, account.duty_unit, account.loss_kind, account.source) == (
        lost.id,
        ORGAN,
        "确认违法",
        "诉讼败诉",
    )
    assert (account.status, account.report_due, account.effective_on) == (
        "已认定",
        date(2026, 11, 16),
        date(2026, 11, 2),
    )
    assert of_kind(db, "败诉整改") == []


def test_without_a_setting_the_account_has_no_report_day(db):
    (found,) = of_kind(db, "败诉整改", case(db, result="全部撤销", effective_on=date(2026, 11, 2)).id)
    assert found.due_on is None and "未设定" in found.writes
    proposals.confirm(db, found.key)
    assert all_of(db, "loss_case")[0].report_due is None


@pytest.mark.parametrize(
    "values", [{"result": "全部撤销"}, {"result": "驳回诉讼请求", "effective_on": date(2026, 11, 2)}, {}]
)
def test_a_case_not_lost_or_not_in_effect_opens_none(db, values):
    assert of_kind(db, "败诉整改", case(db, **values).id) == []


def test_a_review_that_corrects_opens_an_account_too(db):
    """Mechanism, task A3: 复议纠错."""
    review = new(
        db, "admin_review", case_no="蒙政复〔2026〕9号", respondent=ORGAN, applied_on=date(2026, 9, 1),
        decision="撤销", decision_served_on=date(2026, 11, 3),
    )  # fmt: skip
    (found,) = of_kind(db, "败诉整改", review.id)
    proposals.confirm(db, found.key)
    assert [(one.source, one.review_case) for one in all_of(db, "loss_case")] == [("复议纠错", review.id)]


def test_two_losses_of_a_unit_and_kind_within_12_months_mark_a_repeat(db):
    """Mechanism, tasks 8 and A3: 重复败诉."""
    first, second = loss(db, date(2025, 11, 2)), loss(db, date(2026, 11, 2))
    assert queries.load(db, "loss_case", second.id).is_repeat
    assert of_kind(db, "重复败诉", first.id) == []
    (found,) = of_kind(db, "重复败诉", second.id)
    proposals.confirm(db, found.key)
    marked = queries.load(db, "loss_case", second.id)
    assert (marked.accountability, marked.remarks) == ("待研判", f"重复败诉：与{first.reg_no}")
    assert of_kind(db, "重复败诉") == []


@pytest.mark.parametrize(("before", "unit"), [(date(2025, 11, 1), ORGAN), (date(2026, 5, 1), "蒙城县司法局")])
def test_an_older_loss_or_one_of_another_unit_makes_no_repeat(db, before, unit):
    loss(db, before)
    later = loss(db, date(2026, 11, 2))
    change(db, later.id, duty_unit=unit)
    assert of_kind(db, "重复败诉") == []


# 查封扣押冻结: 民诉法解释第485条


@pytest.mark.parametrize(
    ("kind", "control", "started", "proposed"),
    [
        ("银行存款", "冻结", date(2026, 1, 23), True),  # ends on 2027-01-23: 60 days left
        ("银行存款", "冻结", date(2026, 1, 24), False),
        ("不动产", "查封", date(2024, 2, 22), True),  # three years: 90 days left
        ("不动产", "查封", date(2024, 2, 23), False),
        ("动产", "扣押", date(2024, 12, 10), True),
        ("不动产", "轮候查封", date(2023, 12, 10), False),  # its time has not begun
    ],
)
def test_a_seizure_near_its_end_proposes_renewal_within_the_warning_of_its_period(db, kind, control, started, proposed):
    """民诉法解释第485条: deposits 1 year, movables 2, realty and other rights 3; warnings as in deadlines.csv."""
    held = seizure(db, asset_kind=kind, control=control, started_on=started)
    assert bool(of_kind(db, "续封续冻", held.id)) is proposed


def test_a_renewal_is_a_record_of_its_own(db):
    """法释〔2016〕22号第18条: applied for 7 days before the end."""
    held = seizure(db)
    (found,) = of_kind(db, "续封续冻", held.id)
    assert found.due_on == date(2026, 12, 10) and "2026-12-03前申请" in found.why
    proposals.confirm(db, found.key)
    renewed = next(one for one in all_of(db, "property_control") if one.id != held.id)
    assert (renewed.is_renewal, renewed.status, renewed.asset_desc) == (True, "申请中", held.asset_desc)
    assert renewed.started_on is None
    assert controls.seizures(db) == []
    db.undo()
    assert len(of_kind(db, "续封续冻", held.id)) == 1


def test_a_seizure_not_renewed_is_proposed_to_lapse(db):
    """民诉法解释第485条: it ends by itself."""
    held = seizure(db, started_on=date(2025, 11, 20))
    (found,) = of_kind(db, "查控到期失效", held.id)
    proposals.confirm(db, found.key)
    assert queries.load(db, "property_control", held.id).status == "到期失效"
    assert proposals.open_proposals(db, held.id) == []


def test_a_seizure_that_was_lifted_needs_nothing(db):
    assert proposals.open_proposals(db, seizure(db, lifted_on=date(2026, 11, 1)).id) == []


# 公安协助: 府院联动机制任务18


def control(db: Database, **values: Any) -> Any:
    basis = new(db, "enforcement_case", case_no="（2026）皖1622执88号", filed_on=date(2026, 9, 1), debtor="汤某")
    known: dict[str, Any] = {
        "kind": "被执行人临控",
        "case": basis.id,
        "debtor": "汤某",
        "doc_kind": "协助布控函",
        "control_from": date(2026, 10, 1),
        "control_to": date(2026, 12, 1),
        "status": "办理中",
    }
    return new(db, "police_assist", **known | values)


def test_a_control_near_its_end_proposes_to_go_on(db):
    """Mechanism, task 18: 续控 or 撤控."""
    watched = control(db)
    (found,) = of_kind(db, "续控撤控", watched.id)
    proposals.confirm(db, found.key)
    further = next(one for one in all_of(db, "police_assist") if one.id != watched.id)
    assert (further.control_from, further.status, further.debtor) == (date(2026, 12, 2), "申请", "汤某")
    assert controls.police(db) == []


def test_a_control_that_ended_is_first_marked_as_ended(db):
    watched = control(db, control_to=date(2026, 11, 20))
    (found,) = of_kind(db, "续控撤控", watched.id)
    proposals.confirm(db, found.key)
    assert queries.load(db, "police_assist", watched.id).status == "到期未果"


@pytest.mark.parametrize("values", [{"control_to": date(2026, 12, 2)}, {"result": "已控制"}, {"status": "办结"}])
def test_a_control_that_runs_on_or_succeeded_proposes_nothing(db, values):
    assert of_kind(db, "续控撤控", control(db, **values).id) == []


# 分期计划: 府院联动机制任务19


def plan(db: Database, *terms: tuple[date, int, date | None], status: str = "履行中") -> Any:
    debt = RECORDS["gov_debt_case"](
        case_no="（2026）皖1622执19号", debtor_unit=ORGAN, applicant="某公司", filed_on=date(2026, 3, 2), claim_amt=10**8,
        status=status,
    )  # fmt: skip
    rows = []
    for number, (due, amount, paid) in enumerate(terms, start=1):
        row: Any = RECORDS["gov_debt_case"].children()["pay_plan"]()
        row.term_no, row.due_on, row.amount, row.paid_on = number, due, amount, paid
        row.paid_amt = amount if paid else None
        rows.append(row)
    debt.pay_plan = rows
    with db.operation("登记") as op:
        return op.create(debt)


def test_instalments_are_listed_as_due_paid_and_late(db):
    plan(
        db,
        (date(2026, 10, 1), 3_000_000, date(2026, 9, 30)),
        (date(2026, 11, 23), 4_000_000, None),
        (date(2026, 11, 24), 5_000_000, None),
        (date(2026, 12, 30), 6_000_000, None),
    )
    assert [one.term_no for one in instalments.overdue(db)] == [2]  # due today is not overdue
    assert [one.term_no for one in instalments.due(db, 30)] == [3]
    assert [one.term_no for one in instalments.due(db, 36)] == [3, 4]
    (one,) = instalments.paid(db, date(2026, 9, 1), date(2026, 9, 30))
    assert (one.term_no, one.owed, one.next_step(db.today)) == (1, 0, "已付")


def test_a_late_instalment_proposes_to_mark_the_plan_as_overdue(db):
    """Mechanism, task 19; 行政诉讼法第96条."""
    debt = plan(db, (date(2026, 11, 23), 4_000_000, None))
    (found,) = of_kind(db, "分期未付", debt.id)
    assert "第1期应付4.00万元" in found.why
    proposals.confirm(db, found.key)
    assert queries.load(db, "gov_debt_case", debt.id).status == "逾期"
    assert of_kind(db, "分期未付") == []


# 非诉执行: 行政强制法第53、54条


def arrears(db: Database, **values: Any) -> Any:
    known: dict[str, Any] = {
        "apply_unit": "蒙城县人力资源和社会保障局",
        "decision_kind": "行政处理决定",
        "penalty_no": "蒙人社监处〔2026〕7号",
        "penalty_served_on": date(2026, 3, 16),
        "party": "某建筑公司",
        "violation": "拖欠工资",
        "demand": "支付拖欠工资",
        "status": "决定已送达",
    }
    return new(db, "nonlit_case", **known | values)


def test_arrears_not_paid_are_demanded_and_then_applied_for(db):
    """行政强制法第54条: demanded first, 10 working days; 第53条: applied for within 3 months after the time to sue."""
    owed = arrears(db)
    (found,) = of_kind(db, "申请强制执行", owed.id)
    assert "催告书" in found.writes
    proposals.confirm(db, found.key)
    assert [letter.status for letter in all_of(db, "letter")] == ["草稿"]
    assert of_kind(db, "申请强制执行", owed.id) == []
    change(db, owed.id, urged_on=date(2026, 11, 10), status="已催告")
    assert of_kind(db, "申请强制执行", owed.id) == []  # the waiting time ends on the 24th
    change(db, owed.id, urged_on=date(2026, 11, 9))
    (found,) = of_kind(db, "申请强制执行", owed.id)
    assert "强制执行申请书" in found.writes and found.basis == "行政强制法第53条、第54条"
    proposals.confirm(db, found.key)
    assert len(all_of(db, "letter")) == 2
    assert of_kind(db, "申请强制执行", owed.id) == []
    db.undo()
    assert len(of_kind(db, "申请强制执行", owed.id)) == 1


@pytest.mark.parametrize("served", [date(2026, 5, 25), date(2026, 1, 5)])
def test_no_application_while_one_can_sue_or_after_the_three_months(db, served):
    """行政强制法第53条."""
    assert of_kind(db, "申请强制执行", arrears(db, penalty_served_on=served).id) == []


# 函件


def test_a_late_letter_proposes_a_reminder(db):
    """Mechanism, G3: 督促检查."""
    letter = new(
        db, "letter", direction="发出", kind="其他", title="核查函", doc_no="蒙司函〔2026〕3号", from_unit="蒙城县司法局",
        to_units=(ORGAN,), reply_needed=True, reply_due=date(2026, 11, 20), issued_on=date(2026, 10, 20), status="待答复",
    )  # fmt: skip
    (found,) = of_kind(db, "催办函件", letter.id)
    assert found.what.startswith("第一次催办") and "已逾期4天" in found.why
    proposals.confirm(db, found.key)
    assert [row.way for row in queries.load(db, "letter", letter.id).reminders] == ["书面催办"]
    assert of_kind(db, "催办函件") == []  # its new day has not come


# Putting aside


def test_what_is_not_needed_stays_away_until_that_is_taken_back(db):
    held = seizure(db)
    (found,) = of_kind(db, "续封续冻", held.id)
    proposals.dismiss(db, found.key, "案款已付清")
    assert proposals.open_proposals(db, held.id) == [] == of_kind(db, "续封续冻")
    assert [(one.key, reason) for one, reason in proposals.dismissed(db)] == [(found.key, "案款已付清")]
    entry = queries.history(db, held.id)[0]
    assert entry.changes == [("不需要的建议", "", "案款已付清")] and entry.reason == "案款已付清"
    db.undo()
    assert [one.key for one in proposals.open_proposals(db, held.id)] == [found.key]
    db.redo()
    proposals.restore(db, found.key)
    assert [one.key for one in proposals.open_proposals(db, held.id)] == [found.key]


def test_other_facts_make_another_proposal(db):
    """A freeze that was renewed by the bank without a record of its own ends on another day."""
    held = seizure(db)
    (found,) = of_kind(db, "续封续冻", held.id)
    proposals.dismiss(db, found.key)
    change(db, held.id, started_on=date(2025, 12, 20))
    (later,) = of_kind(db, "续封续冻", held.id)
    assert later.key != found.key


def test_a_proposal_can_be_confirmed_once(db):
    held = seizure(db)
    (found,) = of_kind(db, "续封续冻", held.id)
    proposals.confirm(db, found.key)
    for act in (proposals.confirm, proposals.dismiss):
        with pytest.raises(UserError, match="已经不存在"):
            act(db, found.key)


@pytest.mark.parametrize("key", ["", "renew", "renew:7:x", "renew:abc", "other:1", "renew:99999999999999:2026-01-01"])
def test_an_unknown_key_is_refused_with_a_sentence(db, key):
    with pytest.raises(UserError, match="已经不存在"):
        proposals.confirm(db, key)


def test_void_records_propose_nothing(db):
    held = seizure(db)
    with db.operation("作废") as op:
        op.void(queries.load(db, "property_control", held.id), "重复")
    assert proposals.open_proposals(db, held.id) == []
    assert proposals.open_proposals(db) == []


def test_an_empty_county_proposes_nothing(db):
    assert proposals.open_proposals(db) == []


# The demonstration county


def test_the_demonstration_county_shows_one_of_each_kind(tmp_path):
    with Database.open(tmp_path / "county", today=date(2026, 11, 24)) as county:
        fill(county, 0)
        kinds = {one.kind for one in proposals.open_proposals(county)}
    assert kinds == {
        "司法建议",
        "败诉整改",
        "重复败诉",
        "续封续冻",
        "查控到期失效",
        "续控撤控",
        "分期未付",
        "申请强制执行",
        "催办函件",
        "生成流程节点",
        "更新流程节点",
        "催办流程节点",
    }
