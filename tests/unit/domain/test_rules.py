"""Computed fields, each by what the office means by it."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from app.domain.records import RECORDS
from app.domain.rules import governance, litigation


def day(text):
    return date.fromisoformat(text)


def row(record, child, **values):
    return RECORDS[record].children()[child](**values)


# --- 行政诉讼 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "procedure", "answer_due", "trial_limit"),
    [
        # 行政诉讼法第67条, 第81条: 15 days, the last one in the National Day holidays; six months
        ("一审", "普通程序", "2026-10-08", "2027-03-16 pending"),
        ("一审", "简易程序", "2026-10-08", "2026-11-02"),  # 第83条: 45 days, 31 October is a Saturday
        ("二审", "普通程序", "2026-10-08", "2026-12-16"),  # 第88条: three months
        ("再审审查", "普通程序", "2026-10-08", None),
        ("再审", "普通程序", None, None),
    ],
)
def test_due_dates_of_a_case_follow_its_instance(facts, level, procedure, answer_due, trial_limit):
    case = facts.add(
        "admin_case",
        case_no="甲",
        trial_level=level,
        trial_procedure=procedure,
        filed_on=day("2026-09-16"),
        notice_received_on=day("2026-09-16"),
    )
    facts.work_out(case)
    assert str(case.answer_due) == str(answer_due)
    # a year without an arrangement of holidays gives no date
    assert str(case.trial_limit_on) == ("None" if trial_limit is None or "pending" in trial_limit else trial_limit)


def test_approved_change_moves_the_trial_limit(facts):
    case = facts.add("admin_case", case_no="甲", trial_level="二审", filed_on=day("2026-01-05"))
    change = facts.add(
        "limit_change",
        case_no="甲",
        kind="延长",
        old_due_on=day("2026-04-07"),
        approved="同意",
        approved_days=90,
        seq=1,
    )
    facts.work_out(change)
    assert facts.work_out(case).trial_limit_on == day("2026-07-06")
    change.approved = "不同意"
    assert facts.work_out(case).trial_limit_on == day("2026-04-07")


def test_suspension_has_no_new_end_before_it_is_over(facts):
    change = facts.add("limit_change", kind="中止", old_due_on=day("2026-04-07"), approved="同意", approved_days=9)
    assert facts.work_out(change).new_due_on is None


def test_answer_to_an_application_for_performance(facts):
    """行政诉讼法第47条: two months, not moved."""
    case = facts.add("admin_case", act_kind="行政不作为", duty_applied_on=day("2026-08-03"))
    assert facts.work_out(case).duty_due_on == day("2026-10-03")


@pytest.mark.parametrize(
    ("result", "lost"),
    [
        ("全部撤销并重作", True),
        ("判决赔偿", True),
        ("确认违法", True),
        ("驳回诉讼请求", False),
        ("准许原告因被告改变原行政行为撤诉", False),
        ("改判", None),
        (None, None),
    ],
)
def test_lost_case(facts, result, lost):
    assert facts.work_out(facts.add("admin_case", result=result)).is_lost is lost


def test_every_result_that_means_a_loss_is_a_choice():
    results = set(RECORDS["admin_case"].fields()["result"].values)
    assert results >= litigation.LOST | set(litigation.WITHDRAWN) | litigation.UNDECIDED
    assert set(RECORDS["admin_review"].fields()["decision"].values) >= litigation.CORRECTED
    assert set(RECORDS["appearance"].fields()["result"].values) == set(litigation.APPEARANCES)


def test_case_shows_its_last_hearing_and_its_best_appearance(facts):
    case = facts.add("admin_case")
    facts.add("appearance", case=case.id, hearing_at=datetime(2026, 5, 6, 9), result="其他负责人出庭")
    facts.add("appearance", case=case.id, hearing_at=datetime(2026, 4, 6, 9), result="主要负责人出庭")
    facts.add("appearance", case=case.id, hearing_at=datetime(2026, 6, 6, 9), held="取消")
    facts.work_out(case)
    assert (case.hearing_on, case.appearance_state) == (day("2026-05-06"), "主要负责人出庭")


def test_case_shows_how_its_dispute_stands(facts):
    case = facts.add("admin_case")
    assert facts.work_out(case).dispute_state is None
    dispute = facts.add("dispute", case=case.id, status="协调中")
    assert facts.work_out(case).dispute_state == "协调中"
    dispute.result = "和解撤诉"
    assert facts.work_out(case).dispute_state == "和解撤诉"


def test_appearance_takes_from_its_case_and_its_last_review(facts):
    case = facts.add("admin_case", cause="行政处罚", trial_level="二审")
    appearance = facts.add("appearance", case=case.id, advice_triggers=("未经许可中途退庭",), organ="甲局")
    facts.add("appearance_review", appearance=appearance.id, grade="差", reviewed_on=day("2026-01-01"))
    facts.add("appearance_review", appearance=appearance.id, grade="好", reviewed_on=day("2026-02-01"))
    facts.work_out(appearance)
    assert (appearance.cause, appearance.trial_level) == ("行政处罚", "二审")
    assert (appearance.triggers_advice, appearance.review_grade) == (True, "好")
    assert facts.work_out(facts.add("appearance", case=case.id)).triggers_advice is False


@pytest.mark.parametrize(
    ("scores", "total", "grade"),
    [
        ((20, 15, 25, 25, 5), 90, "好"),
        ((20, 15, 25, 25, 4), 89, "较好"),
        ((20, 15, 25, None, None), 60, "一般"),
        ((20, 15, 24, None, None), 59, "差"),
        ((None,) * 5, None, None),
    ],
)
def test_review_is_graded_by_its_points(facts, scores, total, grade):
    appearance = facts.add("appearance", organ="甲局", attendee="张三", attendee_rank="正职")
    names = ("s_prep", "s_order", "s_speech", "s_resolve", "s_follow")
    review = facts.add("appearance_review", appearance=appearance.id, **dict(zip(names, scores, strict=True)))
    facts.work_out(review)
    assert (review.total, review.grade) == (total, grade)
    assert (review.organ, review.attendee, review.attendee_rank) == ("甲局", "张三", "正职")


def test_dispute_is_due_only_once_the_county_has_set_the_days(facts):
    dispute = facts.add("dispute", accepted_on=day("2026-09-01"), steps=[row("dispute", "steps")] * 2)
    assert facts.work_out(dispute).due_on is None
    facts.settings["dispute_days"] = 30
    assert facts.work_out(dispute).due_on == day("2026-10-01")
    assert dispute.steps_n == 2


def test_loss_takes_from_the_lawsuit_or_the_review(facts):
    case = facts.add("admin_case", cause="甲", act_kind="行政处罚", result="变更", effective_on=day("2026-03-01"))
    review = facts.add("admin_review", cause="乙", act_kind="行政许可", decision="撤销")
    review.decision_served_on = day("2026-04-01")
    lawsuit = facts.work_out(facts.add("loss_case", source="诉讼败诉", case=case.id))
    assert (lawsuit.cause, lawsuit.act_kind, lawsuit.result) == ("甲", "行政处罚", "变更")
    assert lawsuit.effective_on == day("2026-03-01")
    corrected = facts.work_out(facts.add("loss_case", source="复议纠错", review_case=review.id))
    assert (corrected.cause, corrected.result, corrected.effective_on) == ("乙", "撤销", day("2026-04-01"))


@pytest.mark.parametrize(
    ("unit", "act_kind", "earlier", "repeat"),
    [
        ("甲局", "行政处罚", "2025-03-01", True),
        ("甲局", "行政处罚", "2025-02-28", False),
        ("甲局", "行政许可", "2026-01-01", False),
        ("乙局", "行政处罚", "2026-01-01", False),
    ],
)
def test_second_loss_of_the_same_kind_within_twelve_months_is_a_repeat(facts, unit, act_kind, earlier, repeat):
    facts.add("loss_case", duty_unit=unit, act_kind=act_kind, effective_on=day(earlier))
    case = facts.add("admin_case", act_kind="行政处罚", effective_on=day("2026-03-01"))
    loss = facts.add("loss_case", source="诉讼败诉", duty_unit="甲局", case=case.id)
    assert facts.work_out(loss).is_repeat is repeat


def test_measures_of_a_loss(facts):
    done, open_ = (
        row("loss_case", "measures", measure=text, unit="甲局", due_on=day("2026-05-01")) for text in ("培训", "复查")
    )
    loss = facts.add("loss_case", measures=[done, open_])
    done.done_on = day("2026-04-30")
    facts.work_out(loss)
    assert loss.measures_text == "1. 培训（甲局，2026-05-01）\n2. 复查（甲局，2026-05-01）"
    assert loss.rectify_state == "1/2"
    open_.done_on = day("2026-05-02")
    assert facts.work_out(loss).rectify_state == "已完成（2026-05-02）"


def test_judicial_advice_is_answered_in_time_or_not(facts):
    """Two months, for norms 60 days; neither is moved."""
    items = [row("judicial_advice", "advice_items", adopted=adopted) for adopted in ("采纳", "部分采纳", "不采纳")]
    advice = facts.add("judicial_advice", kind="综合治理类", served_on=day("2026-08-03"), advice_items=items)
    facts.work_out(advice)
    assert (advice.reply_due, advice.overdue_days) == (day("2026-10-03"), 51)
    assert (advice.advice_n, advice.adopted_n) == (3, 2)
    advice.replied_on = day("2026-10-03")
    assert facts.work_out(advice).overdue_days == 0
    advice.kind = "规范性文件类"
    assert facts.work_out(advice).reply_due == day("2026-10-02")


def test_review_decision_is_due_by_procedure_unless_extended(facts):
    """行政复议法第62条."""
    review = facts.add("admin_review", procedure="普通程序", accepted_on=day("2025-12-03"), decision="责令履行")
    case = facts.add("admin_case", review_case=review.id, result="驳回诉讼请求", filed_on=day("2026-03-01"))
    facts.work_out(review)
    assert (review.decision_due, review.is_corrected) == (day("2026-02-02"), True)
    assert review.suit_result == case.result
    review.procedure = "简易程序"
    assert facts.work_out(review).decision_due == day("2026-01-04")
    review.extended_to = day("2026-03-02")
    assert facts.work_out(review).decision_due == day("2026-03-02")


def test_assessment_counts_later_cases(facts):
    assert facts.work_out(facts.add("decision_assessment", later_cases=(1, 2))).later_n == 2


def test_report_counts_its_quarter_and_stands_still_once_out(facts):
    for filed, closed, result in (
        ("2026-01-05", "2026-04-01", "变更"),
        ("2026-02-05", "2026-06-30", "驳回诉讼请求"),
        ("2026-04-05", "2026-05-30", "按撤诉处理"),
        ("2026-05-05", "2026-07-01", "变更"),
    ):
        case = facts.add("admin_case", filed_on=day(filed), closed_on=day(closed), result=result, trial_level="一审")
        facts.work_out(case)
    for organ, held, result in (
        ("甲局", datetime(2026, 4, 1, 9), "均未出庭"),
        ("甲局", datetime(2026, 6, 30, 9), "主要负责人出庭"),
        ("乙局", datetime(2026, 5, 1, 9), "仅律师出庭"),
        ("丙局", datetime(2026, 7, 1, 9), "主要负责人出庭"),
    ):
        facts.add(
            "appearance",
            case=case.id,
            trial_level="一审",
            organ=organ,
            held="已开庭",
            should_attend=True,
            hearing_at=held,
            result=result,
        )
    report = facts.work_out(facts.add("review_report", year=2026, period="二季度"))
    assert (report.accepted_n, report.closed_n, report.lost_n, report.withdrawn_n) == (2, 3, 1, 1)
    assert (report.lost_rate, report.attendance_rate) == (Decimal("33.33"), Decimal("50.00"))
    report.status = "已发布"
    facts.records["admin_case"].clear()
    assert facts.work_out(report).closed_n == 3


# --- 执行联动 -------------------------------------------------------------------------------------------------


def test_enforcement_limit_and_rate(facts):
    """执行工作规定第63条."""
    case = facts.add("enforcement_case", filed_on=day("2026-03-31"), claim_amt=300, paid_amt=100)
    facts.work_out(case)
    assert (case.limit_on, case.paid_rate) == (day("2026-09-30"), Decimal("33.33"))
    case.claim_amt = 0
    assert facts.work_out(case).paid_rate is None


def test_debt_of_a_public_body(facts):
    plan = [
        row("gov_debt_case", "pay_plan", term_no=1, due_on=day("2026-03-31"), amount=12_000_000, paid_amt=5_000_000),
        row("gov_debt_case", "pay_plan", term_no=2, amount=8_000_000, fund_source="年初预算"),
    ]
    debt = facts.work_out(facts.add("gov_debt_case", claim_amt=20_000_000, pay_plan=plan))
    assert (debt.paid_amt, debt.unpaid_amt) == (5_000_000, 15_000_000)
    assert debt.plan_text == "第1期 2026-03-31 12.00万元\n第2期 日期未定 8.00万元（年初预算）"
    assert facts.work_out(facts.add("gov_debt_case", claim_amt=7)).unpaid_amt == 7


def test_replaced_value_is_kept_and_read_by_later_rules(facts):
    debt = facts.add("gov_debt_case", claim_amt=20, paid_amt=5, overrides={"paid_amt"})
    assert facts.work_out(debt).unpaid_amt == 15


def test_financial_debt(facts):
    debt = facts.work_out(facts.add("fin_debt_case", principal=900, interest=100, recovered=250))
    assert (debt.claim_amt, debt.recover_rate) == (1000, Decimal("25.00"))


@pytest.mark.parametrize(
    ("kind", "expires", "apply_by", "applied", "late"),
    [
        ("行政处罚决定", "2026-07-13", "2026-10-13", "2026-10-14", True),  # 行政诉讼法第46条, 行政强制法第53条
        ("行政处罚决定", "2026-07-13", "2026-10-13", "2026-10-13", False),
        ("责令限期拆除决定（土地）", "2026-01-27", "2026-04-27", "2026-04-01", False),  # 土地管理法第83条
    ],
)
def test_enforcement_without_lawsuit_runs_from_the_end_of_the_time_to_sue(
    facts, kind, expires, apply_by, applied, late
):
    case = facts.add("nonlit_case", decision_kind=kind, penalty_served_on=day("2026-01-12"), applied_on=day(applied))
    facts.work_out(case)
    assert (case.suit_expire_on, case.apply_due_on, case.is_late) == (day(expires), day(apply_by), late)


def test_time_to_sue_after_a_review_runs_from_its_decision(facts):
    """行政诉讼法第45条: 15 days."""
    facts.add("admin_review", act_no="甲罚〔2026〕1号", decision_served_on=day("2026-04-01"))
    case = facts.add("nonlit_case", penalty_no="甲罚〔2026〕1号", penalty_served_on=day("2026-01-12"))
    assert facts.work_out(case).suit_expire_on == day("2026-04-16")


def test_request_for_assistance(facts):
    case = facts.add("enforcement_case", cause="借款合同纠纷")
    request = facts.add("assist_request", case=case.id, served_on=day("2026-09-30"))
    facts.work_out(request)
    assert (request.cause, request.reply_due, request.overdue_days) == ("借款合同纠纷", None, None)
    facts.settings["assist_reply_workdays"] = 3
    facts.work_out(request)
    assert (request.reply_due, request.overdue_days) == (day("2026-10-10"), 44)


@pytest.mark.parametrize(
    ("asset", "control", "expires"),
    [
        ("银行存款", "冻结", "2026-02-28"),  # 民诉法解释第485条
        ("机动车", "扣押", "2027-02-28"),
        ("不动产", "查封", "2028-02-28"),
        ("不动产", "轮候查封", None),
    ],
)
def test_control_ends_by_the_kind_of_property(facts, asset, control, expires):
    record = facts.add("property_control", asset_kind=asset, control=control, started_on=day("2025-02-28"))
    assert str(facts.work_out(record).expires_on) == str(expires)


def test_listing_ends_after_two_years_unless_able_to_pay(facts):
    """失信名单规定第2条."""
    listing = facts.add("dishonest_listing", measures=("纳入失信名单",), decided_on=day("2024-02-29"))
    assert facts.work_out(listing).expires_on == day("2026-02-28")
    listing.ground = "有履行能力而拒不履行"
    assert facts.work_out(listing).expires_on is None


@pytest.mark.parametrize(
    ("due", "done", "left", "level"),
    [
        ("2026-11-22", None, -1, "红色"),
        ("2026-11-23", None, 0, "橙色"),
        ("2026-11-27", None, 4, "黄色"),
        ("2026-12-01", None, 8, "提示"),
        ("2026-12-09", None, 16, "正常"),
        ("2026-11-01", "2026-11-01", 0, "正常"),
        ("2026-11-01", "2026-11-03", -2, "红色"),
    ],
)
def test_node_warns_by_the_days_left(facts, due, done, left, level):
    node = facts.add("trial_node", due_on=day(due), done_on=day(done) if done else None)
    facts.work_out(node)
    assert (node.left_days, node.level) == (left, level)


# --- 企业破产 -------------------------------------------------------------------------------------------------


def test_bankruptcy_sums_its_classes_and_gathers_its_ledgers(facts):
    classes = [
        row(
            "bankruptcy_case",
            "creditor_classes",
            claim_class=claim_class,
            declared_n=2,
            declared_amt=500,
            admitted_n=1,
            admitted_amt=admitted,
            paid_amt=100,
        )
        for claim_class, admitted in (("职工债权", 100), ("普通债权", 300))
    ]
    case = facts.add(
        "bankruptcy_case",
        creditor_classes=classes,
        origin="债权人申请",
        debtor_told_on=day("2026-09-24"),
        accepted_on=day("2026-11-01"),
    )
    facts.add("bk_asset", case=case.id, realised=70)
    facts.add("bk_asset", case=case.id, realised=30)
    facts.add("task_force", case=case.id, lead_unit="乙局", set_on=day("2026-02-01"), dissolved_on=day("2026-03-01"))
    facts.add("task_force", case=case.id, lead_unit="甲局", set_on=day("2026-01-01"))
    facts.add("bk_matter", case=case.id, title="税务注销", progress="已受理", status="办理中")
    facts.add("bk_matter", case=case.id, title="过户", status="办结")
    facts.work_out(case)
    assert (case.declared_n, case.declared_amt, case.admitted_n, case.admitted_amt) == (4, 1000, 2, 400)
    assert (case.staff_claim, case.asset_realised, case.paid_rate) == (100, 100, Decimal("50.00"))
    assert (case.lead_unit, case.matters_text, case.days) == ("甲局", "1. 税务注销：已受理", 22)
    assert case.objection_due_on == day("2026-10-08")  # 企业破产法第10条: 7 days, moved past the holidays
    assert [rows.paid_rate for rows in classes] == [Decimal("100.00"), Decimal("33.33")]


@pytest.mark.parametrize(
    ("present", "agree", "agree_amt", "passed"),
    [(10, 6, 200, True), (10, 5, 300, False), (10, 6, 199, False), (10, None, 300, None)],
)
def test_class_votes_by_heads_and_by_claims(facts, present, agree, agree_amt, passed):
    """企业破产法第84条第2款."""
    voting = row(
        "bankruptcy_case",
        "creditor_classes",
        present_n=present,
        agree_n=agree,
        agree_amt=agree_amt,
        admitted_amt=300,
    )
    facts.work_out(facts.add("bankruptcy_case", creditor_classes=[voting]))
    assert voting.passed is passed


def test_task_force_counts_its_meetings_and_matters(facts):
    case = facts.add("bankruptcy_case")
    force = facts.add("task_force", case=case.id)
    meeting = facts.add("meeting", kind="破产专班例会")
    other = facts.add("meeting", kind="府院联席会议")
    facts.links = {frozenset({force.id, meeting.id}), frozenset({force.id, other.id})}
    facts.add("bk_matter", case=case.id, status="办结")
    facts.add("bk_matter", case=case.id, status="交办")
    facts.work_out(force)
    assert (force.meeting_n, force.matter_n, force.matter_done_n) == (1, 2, 1)


def test_claim_after_the_last_day_is_late(facts):
    """企业破产法第56条."""
    case = facts.add("bankruptcy_case", claim_due_on=day("2026-05-01"))
    late, in_time = (
        facts.add("bk_claim", case=case.id, declared_on=day(text)) for text in ("2026-05-02", "2026-05-01")
    )
    assert (facts.work_out(late).is_late, facts.work_out(in_time).is_late) == (True, False)


def test_wage_check_sums_both_groups(facts):
    worker = row("wage_check", "workers", owed=100, compensation=50)
    check = facts.add("wage_check", received_on=day("2026-09-30"), staff_n=3, migrant_n=2, migrant_amt=7)
    check.workers = [worker]
    facts.settings["wage_reply_workdays"] = 5
    facts.work_out(check)
    assert (check.total_n, check.total_amt, worker.total) == (5, 7, 150)
    assert check.reply_due == day("2026-10-13")


def test_registration_of_real_estate_takes_days(facts):
    registration = facts.add("property_reg", applied_on=day("2026-02-01"), certified_on=day("2026-03-01"))
    assert facts.work_out(registration).days == 28


def test_administrator_is_judged_by_engagements(facts):
    administrator = facts.add("administrator")

    def report(due, submitted):
        return row(
            "adm_engagement", "duty_reports", due_on=day(due), submitted_on=day(submitted) if submitted else None
        )

    engagement = facts.add(
        "adm_engagement",
        administrator=administrator.id,
        duty_reports=[
            report("2026-01-31", "2026-01-31"),
            report("2026-02-28", "2026-03-01"),
            report("2026-10-31", None),
            report("2026-11-23", None),  # due today is not overdue
            report("2026-12-31", None),
        ],
    )
    facts.add("adm_engagement", administrator=administrator.id, ended_on=day("2026-01-01"))
    facts.work_out(engagement)
    assert (engagement.report_n, engagement.report_late_n) == (5, 2)
    assert engagement.next_report_on == day("2026-10-31")
    for total, kind in ((90, "结案考核"), (85, "阶段考核"), (10, "年度考核")):
        facts.add("adm_assessment", administrator=administrator.id, kind=kind, total=Decimal(total))
    facts.work_out(administrator)
    assert (administrator.open_n, administrator.done_n) == (1, 1)
    assert (administrator.on_time_rate, administrator.avg_score) == (Decimal("33.33"), Decimal("87.50"))


@pytest.mark.parametrize(
    ("wan", "cap"),
    [(100, 12), (500, 52), (1000, 92), (5000, 332), (10000, 482), (50000, 882), (60000, 932), (0, 0)],
)
def test_fee_is_capped_in_steps(facts, wan, cap):
    """法释〔2007〕9号第2条."""
    assert facts.work_out(facts.add("adm_engagement", base_amt=wan * 10**6)).fee_cap == cap * 10**6


@pytest.mark.parametrize(
    ("scores", "bonus", "deduction", "veto", "total", "grade"),
    [
        ((40, 45), 5, 0, False, 90, "优秀"),
        ((40, 45), 0, 10, False, 75, "称职"),
        ((30, 30), 0, 0, False, 60, "基本称职"),
        ((30, 29), 0, 0, False, 59, "不称职"),
        ((40, 45), 5, 0, True, 0, "不称职"),
    ],
)
def test_assessment_of_an_administrator(facts, scores, bonus, deduction, veto, total, grade):
    items = [row("adm_assessment", "score_items", score=Decimal(score)) for score in scores]
    assessment = facts.add(
        "adm_assessment", score_items=items, bonus=Decimal(bonus), deduction=Decimal(deduction), veto=veto
    )
    facts.work_out(assessment)
    assert (assessment.base_score, assessment.total, assessment.grade) == (sum(scores), total, grade)


def test_policy_counts_its_investors(facts):
    policy = facts.add("investor_policy")
    facts.add("investor", policies=(policy.id, 99))
    facts.add("investor", policies=())
    assert facts.work_out(policy).used_n == 1


def test_warning_counts_open_cases_once(facts):
    enterprise = facts.add("enterprise")
    facts.add("ent_case", enterprise=enterprise.id, case_no="甲")
    facts.add("enforcement_case", enterprise=enterprise.id, case_no="甲")
    facts.add("enforcement_case", enterprise=enterprise.id, case_no="乙")
    facts.add("enforcement_case", enterprise=enterprise.id, case_no="丙", closed_on=day("2026-01-01"))
    assert facts.work_out(facts.add("warning_enterprise", enterprise=enterprise.id)).suit_n == 2


def test_balance_runs_up_to_the_entry(facts):
    first = facts.add("bk_fund", direction="收入", amount=100, paid_on=day("2026-01-01"))
    last = facts.add("bk_fund", direction="支出", amount=30, paid_on=day("2026-03-01"))
    between = facts.add("bk_fund", direction="支出", amount=20, paid_on=day("2026-02-01"))
    assert [facts.work_out(entry).balance for entry in (first, between, last)] == [100, 80, 50]
    assert facts.work_out(facts.add("bk_fund", direction="收入", amount=100)).balance is None


# --- 基层治理 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "due"),
    [
        ("法院委派（立案前）", "2026-10-08"),  # 30 days from signing
        ("法院委托（普通程序）", "2026-09-22"),
        ("法院委托（简易程序）", "2026-09-14"),
        ("当事人申请", "2026-10-08"),  # one month from acceptance
    ],
)
def test_mediation_is_due_by_its_source(facts, source, due):
    case = facts.add(
        "mediation_case", source=source, signed_on=day("2026-09-07"), accepted_on=day("2026-09-08"), confirm="待定"
    )
    assert facts.work_out(case).due_on == day(due)


def test_mediation_stops_for_experts_and_may_be_extended(facts):
    case = facts.add("mediation_case", source="法院委托（简易程序）", signed_on=day("2026-03-02"), expert_days=10)
    case.accepted_on, case.closed_on = day("2026-03-03"), day("2026-03-10")
    facts.work_out(case)
    assert (case.due_on, case.days, case.steps_n) == (day("2026-03-19"), 7, 0)
    case.extended_to = day("2026-04-01")
    assert facts.work_out(case).due_on == day("2026-04-01")


def test_mediators_and_their_pay(facts):
    org = facts.add("med_org", name="甲调委会")
    mediator = facts.add("mediator", org=org.id, status="在册")
    facts.add("mediator", org=org.id, status="退出")
    for closed, result in (("2026-09-01", "调解成功"), ("2026-09-30", "调解不成"), ("2026-10-01", "部分成功")):
        facts.add("mediation_case", org=org.id, mediator=mediator.id, closed_on=day(closed), result=result)
    facts.add("mediation_case", org=org.id, mediator=mediator.id)
    facts.work_out(org)
    facts.work_out(mediator)
    assert (org.mediator_n, org.case_n, org.success_rate) == (1, 4, Decimal("66.67"))
    assert (mediator.case_n, mediator.success_n) == (4, 2)
    fee = facts.add("med_fee", mediator=mediator.id, period="2026年9月", rate=10000, success_rate=5000)
    facts.work_out(fee)
    assert (fee.org, fee.case_n, fee.success_n, fee.amount) == ("甲调委会", 2, 1, 25000)


@pytest.mark.parametrize("text", ["2026-09", "2026年9月", "202609", "2026.9"])
def test_month_however_written(text):
    assert governance.month_days(text) == (day("2026-09-01"), day("2026-09-30"))


@pytest.mark.parametrize("text", [None, "", "9月", "2026-13", "三季度"])
def test_what_is_no_month(text):
    assert governance.month_days(text) is None


def test_major_event_gathers_measures_and_reports(facts):
    event = facts.add(
        "major_event",
        measures=[
            row("major_event", "measures", measure="稳控", unit="甲局", due_on=day("2026-05-01")),
            row("major_event", "measures", measure="调处", due_on=day("2026-04-01"), done_on=day("2026-03-01")),
        ],
        followups=[
            row("major_event", "followups", report_at=datetime(2026, 3, 1, 9, 30), content="首次续报", unit="甲局"),
            row("major_event", "followups", report_at=datetime(2026, 4, 1, 9, 30), content="再次续报"),
        ],
    )
    facts.work_out(event)
    assert event.measures_text == "1. 稳控（甲局，2026-05-01）\n2. 调处（2026-04-01）"
    assert event.measures_due == day("2026-05-01")
    assert event.followups_text == "2026-04-01 09:30 再次续报\n2026-03-01 09:30 首次续报（甲局）"


@pytest.mark.parametrize(
    ("simple", "due"),
    [(False, "2026-11-21"), (True, "2026-10-13")],  # 信访工作条例第34条: 60 days, not moved; ten working days
)
def test_petition_is_due_by_its_procedure(facts, simple, due):
    petition = facts.add("petition", is_simple=simple, accepted_on=day("2026-09-22"), name="张三")
    assert facts.work_out(petition).due_on == day(due)
    assert facts.work_out(facts.add("petition_transfer", petition=petition.id)).petitioner == "张三"


# --- 联动统筹, 基础数据 ---------------------------------------------------------------------------------------


def test_leading_group_counts_units_once(facts):
    members = [row("leading_group", "members", unit=unit) for unit in ("甲局", "甲局", "乙局", None)]
    assert facts.work_out(facts.add("leading_group", members=members)).member_n == 2


def test_last_meeting_of_its_kind(facts):
    items = [row("meeting", "action_items", state=state) for state in ("已完成", "已销号", "推进中")]
    first = facts.add("meeting", kind="府院联席会议", held_at=datetime(2025, 3, 1, 9), action_items=items)
    last = facts.add("meeting", kind="府院联席会议", held_at=datetime(2026, 3, 1, 9))
    facts.add("meeting", kind="府院联席会议", held_at=datetime(2026, 4, 1, 9), status="取消")
    facts.add("meeting", kind="其他", held_at=datetime(2026, 5, 1, 9))
    assert (facts.work_out(first).is_latest, facts.work_out(last).is_latest) == (False, True)
    assert (first.item_n, first.item_done_n) == (3, 2)


def test_progress_is_gathered_by_quarter(facts):
    rows = [
        row("work_point", "progress", report_on=day(on), unit="甲局", content=content)
        for on, content in (("2026-03-31", "乙"), ("2026-01-05", "甲"), ("2026-12-31", "丁"), ("2027-01-05", "戊"))
    ]
    point = facts.work_out(facts.add("work_point", year=2026, progress=rows))
    assert (point.q1, point.q2, point.q4) == ("1月5日 甲局：甲\n3月31日 甲局：乙", None, "12月31日 甲局：丁")
    assert point.q3 is None


def test_letter_is_late_until_answered(facts):
    letter = facts.add("letter", reply_due=day("2026-11-20"), reminders=[row("letter", "reminders")])
    facts.work_out(letter)
    assert (letter.overdue_days, letter.urge_n) == (3, 1)
    letter.replied_on = day("2026-11-19")
    assert facts.work_out(letter).overdue_days == 0


def test_project_counts_its_cases(facts):
    risks = [row("key_project", "risks", delay_days=days) for days in (10, None, 5)]
    project = facts.add("key_project", risks=risks)
    facts.add("admin_case", key_project=project.id, is_lost=True, closed_on=day("2026-01-01"))
    facts.add("admin_case", key_project=project.id)
    facts.work_out(project)
    assert (project.case_n, project.open_n, project.lost_n, project.delay_days) == (2, 1, 1, 15)


def test_visit_counts_its_issues(facts):
    issues = [row("enterprise_visit", "issues", state=state) for state in ("交办", "已答复", "办结")]
    visit = facts.work_out(facts.add("enterprise_visit", issues=issues))
    assert (visit.issue_n, visit.issue_done_n) == (3, 2)


@pytest.mark.parametrize(("scale", "is_sme"), [("大型", False), ("微型", True), (None, None)])
def test_case_of_an_enterprise(facts, scale, is_sme):
    enterprise = facts.add("enterprise", scale=scale)
    case = facts.add("ent_case", enterprise=enterprise.id, filed_on=day("2026-11-01"))
    facts.work_out(case)
    assert (case.is_sme, case.days) == (is_sme, 22)


def test_promise_not_kept(facts):
    assert facts.work_out(facts.add("integrity_case", promised_amt=100, fulfilled_amt=30)).unpaid_amt == 70
    assert facts.work_out(facts.add("integrity_case")).unpaid_amt is None


def test_person_and_enterprise_count_what_ledgers_say(facts):
    person = facts.add("person", name="张三", unit="甲局")
    facts.add("appearance", attendee="张三", organ="甲局")
    facts.add("appearance", attendee="张三", organ="乙局")
    assert facts.work_out(person).attend_n == 1
    enterprise = facts.add("enterprise")
    facts.add("ent_case", enterprise=enterprise.id)
    facts.add("enforcement_case", enterprise=enterprise.id)
    case = facts.add("bankruptcy_case", debtor=enterprise.id, status="申请审查")
    facts.work_out(enterprise)
    assert (enterprise.suit_n, enterprise.exec_n, enterprise.is_bankrupt) == (1, 1, False)
    case.status = "已受理"
    assert facts.work_out(enterprise).is_bankrupt is True
    case.ended_on = day("2026-01-01")
    assert facts.work_out(enterprise).is_bankrupt is False
