"""What the law forbids is refused with its reason, before anything is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.data import queries
from app.data.database import Database
from app.services.notices.notice import compose, draft
from app.services.notices.refusals import Refused
from app.services.notices.template import Incomplete

TODAY = date(2026, 11, 24)


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.fixture
def record(db: Database) -> Callable[..., Any]:
    """A stored record; values of `refs` are made first and pointed to."""

    def go(of: str, /, **values: Any) -> Any:
        with db.operation("登记") as op:
            found = queries.blank(db, of)
            for name, value in values.items():
                setattr(found, name, op.create(value).id if hasattr(value, "about") else value)
            id = op.create(found).id
        return queries.load(db, of, id)

    return go


def blank(db: Database, of: str, /, **values: Any) -> Any:
    found = queries.blank(db, of)
    for name, value in values.items():
        setattr(found, name, value)
    return found


def enterprise(db: Database) -> Any:
    return blank(db, "enterprise", name="某某制造有限公司")


def enforcement(db: Database) -> Any:
    values = {"applicant": "某甲", "debtor": "某乙", "filed_on": days(-90), "claim_amt": 100_00}
    return blank(db, "enforcement_case", case_no="（2026）皖1622执12号", **values)


def wage(db: Database, **more: Any) -> dict[str, Any]:
    values = {"case_no": "（2026）皖1622执12号", "enterprise": enterprise(db), "role": "被执行企业"}
    return values | {"has_arrears": "拖欠农民工工资"} | more


def police(db: Database, kind: str, **more: Any) -> dict[str, Any]:
    unit = queries.find_unit(db, "县公安局")
    values = {"kind": kind, "case": enforcement(db), "debtor": "某乙", "police_unit": unit}
    return values | {"doc_kind": "拘留决定书", "doc_no": "某法执拘〔2026〕6号"} | more


def test_a_debtor_in_bankruptcy_is_not_ordered_to_pay(db: Database, record: Any) -> None:
    with pytest.raises(Refused, match="企业破产法》第十六条、第十九条"):
        draft(db, "wage_payment_order", record("wage_check", **wage(db, role="破产企业")))


def test_an_enterprise_whose_bankruptcy_was_accepted_is_not_ordered_to_pay(db: Database, record: Any) -> None:
    check = record("wage_check", **wage(db))
    assert draft(db, "wage_payment_order", check)
    case = record(
        "bankruptcy_case", debtor=check.enterprise, proc="破产清算", applied_on=days(-40), accepted_on=days(-20)
    )
    with pytest.raises(Refused, match="已进入破产程序的债务人"):
        draft(db, "wage_payment_order", check)
    earlier = {"成文日期": days(-21).isoformat()}
    assert draft(db, "wage_payment_order", check, earlier)  # before it was accepted
    assert case.id


def test_a_creditor_in_a_bankruptcy_may_be_ordered_to_pay(db: Database, record: Any) -> None:
    assert draft(db, "wage_payment_order", record("wage_check", **wage(db, role="破产案件企业债权人")))


def test_arrears_not_found_are_not_ordered_to_be_paid(db: Database, record: Any) -> None:
    with pytest.raises(Refused, match="还没有查实拖欠"):
        draft(db, "wage_payment_order", record("wage_check", **wage(db, has_arrears="正在核查")))


@pytest.mark.parametrize("without", [{"doc_kind": "协助布控函"}, {"doc_no": None}])
def test_nobody_is_controlled_without_a_detention_or_summons(db: Database, record: Any, without: dict) -> None:
    with pytest.raises(Refused, match="没有强制措施文书"):
        draft(db, "person_control_request", record("police_assist", **police(db, "被执行人临控", **without)))
    assert draft(db, "person_control_request", record("police_assist", **police(db, "被执行人临控", debtor="某丙")))


def test_control_ends_with_its_period(db: Database, record: Any) -> None:
    ended = police(db, "被执行人临控", control_to=days(-1))
    with pytest.raises(Refused, match="协助期限已经届满"):
        draft(db, "person_control_request", record("police_assist", **ended))


def test_detention_needs_a_decision(db: Database, record: Any) -> None:
    with pytest.raises(Refused, match="没有拘留决定书"):
        draft(db, "detention_assist_request", record("police_assist", **police(db, "人员收拘", doc_kind="拘传票")))


def test_a_request_is_for_its_own_kind_of_help(db: Database, record: Any) -> None:
    with pytest.raises(Refused, match="用于“车辆查扣”"):
        draft(db, "vehicle_seizure_request", record("police_assist", **police(db, "被执行人临控")))


def test_vehicles_are_not_seized_beyond_their_seal(db: Database, record: Any) -> None:
    asked = record("police_assist", **police(db, "车辆查扣", control_from=days(-1), control_to=days(30)))
    row = type(asked).children()["vehicles"](plate="皖S·D0001", seal_to=days(20))
    asked.vehicles = [row]
    with pytest.raises(Refused, match="超过车辆的查封期限"):
        draft(db, "vehicle_seizure_request", asked)
    row.seal_to = days(31)
    assert draft(db, "vehicle_seizure_request", asked)


def administrative(db: Database) -> Any:
    values = {"plaintiff": "某甲", "cause": "行政处罚", "trial_level": "一审", "filed_on": days(-60)}
    organ = queries.find_unit(db, "县公安局")
    court = queries.find_unit(db, "县法院")
    return blank(db, "admin_case", case_no="（2026）皖1622行初12号", defendants=(organ,), court=court, **values)


def test_absence_without_good_reason_is_not_excused(db: Database, record: Any) -> None:
    organ = queries.find_unit(db, "县公安局")
    hearing = {"case": administrative(db), "organ": organ, "session_no": 1, "hearing_at": datetime(2026, 12, 8, 9)}
    with pytest.raises(Refused, match="第八条"):
        draft(db, "head_absence_statement", record("appearance", **hearing, absence_ground="无正当理由"))


def petition(db: Database, **more: Any) -> dict[str, Any]:
    town = queries.find_unit(db, "青禾镇")
    values = {"petition_on": days(-30), "name": "某甲", "locality": town, "people_n": 1, "category": "土地纠纷"}
    return values | {"channel": "走访", "survey": "反映地块权属。", "to_unit": town} | more


def test_a_petition_is_converted_only_after_termination(db: Database, record: Any) -> None:
    case = blank(db, "petition", **petition(db, is_litigation=True))
    with pytest.raises(Refused, match="还没有依法终结"):
        draft(db, "petition_conversion_letter", record("petition_transfer", petition=case, petitioner="某甲"))


def test_petitions_of_suits_are_not_accepted_as_ordinary_ones(db: Database, record: Any) -> None:
    with pytest.raises(Refused, match="通过诉讼程序"):
        case = record("petition", **petition(db, is_litigation=True, accepted_on=days(-10)))
        draft(db, "petition_acceptance_notice", case)
    with pytest.raises(Refused, match="还没有受理"):
        draft(db, "petition_extension_notice", record("petition", **petition(db, name="某乙")))


def advice(db: Database, **more: Any) -> dict[str, Any]:
    values = {"kind": "综合治理类", "title": "关于规范执法程序的司法建议书", "court": queries.find_unit(db, "县法院")}
    return values | {"to_unit": queries.find_unit(db, "县公安局")} | more


def test_advice_is_urged_only_when_overdue(db: Database, record: Any) -> None:
    with pytest.raises(Refused, match="不能催办"):
        draft(db, "judicial_suggestion_reminder", record("judicial_advice", **advice(db, served_on=days(-5))))


def test_advice_not_served_is_not_answered(db: Database, record: Any) -> None:
    with pytest.raises(Refused, match="还没有送达"):
        draft(db, "judicial_suggestion_reply", record("judicial_advice", **advice(db)))


def test_a_decision_taken_is_not_assessed_before(db: Database, record: Any) -> None:
    unit = queries.find_unit(db, "县公安局")
    taken = {"title": "货车限行方案", "category": "其他重大事项", "owner_unit": unit, "decided_on": days(-1)}
    with pytest.raises(Refused, match="第二十四条"):
        draft(db, "decision_risk_invite", record("decision_assessment", **taken))


def test_a_debt_paid_is_not_urged(db: Database, record: Any) -> None:
    town = queries.find_unit(db, "青禾镇")
    paid = {"debtor_unit": town, "filed_on": days(-90), "claim_amt": 100, "settled_on": days(-1)}
    with pytest.raises(Refused, match="履行完毕"):
        draft(db, "gov_debtor_performance_notice", record("gov_debt_case", case_no="（2026）皖1622执9号", **paid))


def nonlit(db: Database, **more: Any) -> dict[str, Any]:
    values = {"apply_unit": queries.find_unit(db, "县自然资源和规划局"), "decision_kind": "行政处罚决定"}
    values |= {"penalty_no": "某自规罚〔2026〕1号", "penalty_served_on": days(-250), "party": "某甲"}
    return values | {"violation": "乱占耕地建房"} | more


def test_enforcement_is_not_applied_for_within_the_term_to_sue(db: Database, record: Any) -> None:
    with pytest.raises(Refused, match="第五十三条"):
        draft(db, "nonlit_enforcement_application", record("nonlit_case", **nonlit(db, penalty_served_on=days(-150))))


@pytest.mark.parametrize("urged, refused", [(None, True), (-5, True), (-14, True), (-15, False)])
def test_enforcement_is_applied_for_ten_working_days_after_the_demand(
    db: Database, record: Any, urged: int | None, refused: bool
) -> None:
    case = record("nonlit_case", **nonlit(db, urged_on=days(urged) if urged else None))
    if refused:
        with pytest.raises(Refused, match="第五十四条"):
            draft(db, "nonlit_enforcement_application", case)
    else:
        assert draft(db, "nonlit_enforcement_application", case)


def test_only_what_the_court_granted_is_carried_out(db: Database, record: Any) -> None:
    with pytest.raises(Refused, match="没有准予执行的裁定"):
        draft(db, "farmland_case_followup", record("nonlit_case", **nonlit(db)))
    with pytest.raises(Refused, match="不是乱占耕地"):
        other = nonlit(db, penalty_no="某人社〔2026〕2号", violation="拖欠工资", ruling="准予执行")
        draft(db, "farmland_case_followup", record("nonlit_case", **other))


@pytest.mark.parametrize("age, refused", [(20, False), (40, True)])
def test_confirmation_is_asked_for_within_thirty_days(db: Database, record: Any, age: int, refused: bool) -> None:
    values = {"source": "法院委派（立案前）", "cause": "买卖合同", "applicant": "某甲", "respondent": "某乙"}
    case = record("mediation_case", **values, agreement_on=days(-age), result="调解成功")
    if refused:
        with pytest.raises(Refused, match="期限已过"):
            draft(db, "judicial_confirmation_application", case)
    else:
        assert draft(db, "judicial_confirmation_application", case)


def meeting(days_ahead: int, kind: str = "府院联席会议") -> dict[str, Any]:
    at = datetime.combine(days(days_ahead), datetime.min.time())
    return {"kind": kind, "title": "专题会商会", "held_at": at, "conveners": ()}


def test_nobody_is_called_to_a_meeting_of_the_past(db: Database, record: Any) -> None:
    held = record("meeting", **meeting(-1))
    with pytest.raises(Refused, match="会议已经召开"):
        draft(db, "joint_meeting_notice", held)
    assert draft(db, "joint_meeting_notice", held, {"成文日期": days(-10).isoformat()})


def test_topics_are_collected_for_the_yearly_meeting_and_special_ones_are_asked_for(db: Database, record: Any) -> None:
    with pytest.raises(Refused, match="不征集"):
        draft(db, "joint_meeting_agenda_call", record("meeting", **meeting(9, "专题研判会商会")))
    with pytest.raises(Refused, match="不需要提请"):
        draft(db, "special_meeting_request", record("meeting", **meeting(9)))


@pytest.fixture(autouse=True)
def township(db: Database) -> None:
    with db.operation("登记") as op:
        op.create(blank(db, "unit", name="青禾镇人民政府", short_name="青禾镇", kind="乡镇"))


def loss(db: Database, unit: str) -> dict[str, Any]:
    duty = queries.find_unit(db, unit)
    values = {"source": "诉讼败诉", "case": administrative(db), "duty_unit": duty, "loss_kind": "撤销"}
    return values | {"loss_causes": ("程序违法",)}


def test_a_department_gives_no_orders_to_a_township(db: Database, record: Any) -> None:
    case = record("loss_case", **loss(db, "青禾镇"))
    assert draft(db, "correction_rectify_notice", case)  # the county's own office may
    justice = str(queries.find_unit(db, "县司法局"))
    with pytest.raises(Refused, match="第十六条第二项"):
        draft(db, "correction_rectify_notice", case, {"发文机关": justice})
    with pytest.raises(Refused, match="第十六条第二项"):
        draft(db, "lost_case_bulletin", case, {"发文机关": justice})
    town = str(queries.find_unit(db, "青禾镇"))
    letter = {"debtor_unit": town, "filed_on": days(-9), "claim_amt": 100}
    debt = record("gov_debt_case", case_no="（2026）皖1622执9号", **letter)
    assert draft(db, "gov_debtor_performance_notice", debt, {"发文机关": str(queries.find_unit(db, "县法院"))})


@pytest.mark.parametrize(
    "sender, refused",
    [
        ("行政审判庭", True),
        ("某某县人民法院执行局", True),
        ("行政复议与应诉科", True),
        ("某某县人民法院", False),
        ("某某县教育局", False),
    ],
)
def test_an_internal_division_sends_no_letters(db: Database, record: Any, sender: str, refused: bool) -> None:
    case = record("loss_case", **loss(db, "县公安局"))
    if refused:
        with pytest.raises(Refused, match="第十七条"):
            draft(db, "correction_rectify_notice", case, {"发文机关": sender})
    else:
        assert draft(db, "correction_rectify_notice", case, {"发文机关": sender})


def test_a_report_to_a_higher_office_needs_its_signer(db: Database, record: Any) -> None:
    case = record("loss_case", **loss(db, "县公安局"))
    asked = {question.name for question in draft(db, "correction_rectify_report", case).questions}
    assert "签发人" in asked
    with pytest.raises(Incomplete) as caught:
        compose(db, "correction_rectify_report", case)
    assert "签发人" in caught.value.missing


def test_a_report_not_released_is_not_sent(db: Database, record: Any) -> None:
    draft_report = {"year": 2025, "kind": "年度司法审查报告", "period": "全年", "title": "2025年度行政案件司法审查报告"}
    with pytest.raises(Refused, match="还没有发布"):
        draft(db, "review_report_letter", record("review_report", **draft_report))
