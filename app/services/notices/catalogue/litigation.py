"""Notices of administrative suits: 应诉、出庭、败诉整改、争议化解、风险评估、司法建议、审限."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from app.services.notices.declared import Notice, Reply
from app.services.notices.enclosures import attendance, lost_cases, table
from app.services.notices.figures import counted, loss_causes, loss_examples, spans
from app.services.notices.matter import Item, Matter, in_words, rows, says
from app.services.notices.refusals import (
    ADVICE_NOT_DUE,
    ADVICE_SINCE,
    DECIDED,
    NOT_ISSUED_ADVICE,
    REPORT_NOT_RELEASED,
    WITHOUT_GROUND,
)

JUDGMENTS = {"判决": "行政判决书", "裁定": "行政裁定书", "调解": "行政调解书"}
RESULTS = {
    "全部撤销": "判决撤销被诉行政行为",
    "全部撤销并重作": "判决撤销被诉行政行为，责令重新作出行政行为",
    "部分撤销": "判决部分撤销被诉行政行为",
    "部分撤销并重作": "判决部分撤销被诉行政行为，责令重新作出行政行为",
    "履行法定职责": "判决责令履行法定职责",
    "履行给付义务": "判决责令履行给付义务",
    "确认违法": "判决确认被诉行政行为违法",
    "确认无效": "判决确认被诉行政行为无效",
}
COURT = ("case.court", "县法院")  # another county's court may hear the case


def _day_before_hearing(matter: Matter) -> str:
    # 法释〔2020〕3号 art. 9: proof of identity is handed in before the hearing
    at = matter.record.hearing_at
    return in_words(at.date() - timedelta(days=1)) if at else ""


def _case_name(matter: Matter) -> str:
    plaintiff = matter.text("case.plaintiff")
    return f"{plaintiff}{matter.record.cause or ''}案" if plaintiff else ""


def _judgment(matter: Matter) -> str:
    return JUDGMENTS.get(matter.text("case.close_kind"), "")


def _result(matter: Matter) -> str:
    """The result as a judgment words it."""
    text = matter.text("result")
    return RESULTS.get(text, text)


def _new_limit(matter: Matter) -> str:
    """What the limit becomes when the days asked for are granted."""
    limit, days = matter.record.old_due_on, matter.record.days
    return in_words(limit + timedelta(days=days)) if limit and days else ""


def _accountability(matter: Matter) -> str:
    said = {
        "不予追责": "经分析研判，未发现应当追究责任的情形",
        "容错免责": "经分析研判，符合容错免责情形，未追究责任",
        "启动追责": "已启动责任追究",
    }.get(matter.record.accountability or "")
    persons, sanction = matter.record.duty_persons, matter.record.sanction
    if not said:
        return ""
    return said + (f"，责任人员为{persons}" if persons else "") + (f"，处理结果为{sanction}" if sanction else "") + "。"


def _measures(matter: Matter) -> str:
    done = [
        f"{row.measure.rstrip('。')}（{'已于' + in_words(row.done_on) + '完成' if row.done_on else '正在办理'}）"
        for row in matter.record.measures
        if row.measure
    ]
    return "；".join(done) or matter.text("measures_text")


def _problems(matter: Matter) -> list[Item]:
    """What is to be put right: each paragraph of 存在问题, else of 整改要求."""
    text = matter.text("problems") or matter.text("rectify_request")
    return [{"问题": part} for part in text.split("\n") if part.strip()]


def _adopted(state: str) -> Callable[[Matter], str]:
    return lambda matter: str(sum(row.adopted == state for row in matter.record.advice_items))


def _reasons_against(matter: Matter) -> str:
    return "".join(row.reject_reason.rstrip("。") + "。" for row in matter.record.advice_items if row.reject_reason)


def _areas_of_advice(matter: Matter) -> str:
    return matter.text("domains") or matter.text("issue_kind")


def _major_reasons(matter: Matter) -> str:
    reasons = matter.text("major_reasons")
    return f"具有{reasons}的情形" if reasons else ""


NOTICES = (
    Notice(
        id="litigation_response_notice",
        record="admin_case",
        letter_kind="行政应诉通知书",
        sender=("court", "县法院"),
        recipient="defendants",
        fields=says(
            "原告=plaintiff 案由=cause 立案日期=filed_on 案号=case_no 答辩举证截止日=answer_due 签收日期=notice_received_on"
        ),
        fills={"notice_received_on": "served_on"},
        reply=Reply.of("15日|收到起诉状副本之日|法定"),
    ),
    Notice(
        id="head_appearance_notice",
        record="appearance",
        letter_kind="出庭应诉提示函",
        sender=COURT,
        recipient="organ",
        copies=("县司法局",),
        fields=says(
            "原告=case.plaintiff 案由=cause 案号=case.case_no 开庭日期=hearing_at 开庭时间=hearing_at 开庭地点=place "
            "出庭情形=court_notice 通知出庭理由=notice_reason"
        ),
        choices={"出庭情形": {"应当通知": "应当通知出庭", "可以通知": "可以通知出庭"}},
        said_before={"通知出庭理由": ("本案", "案件")},
        proposals={"身份证明报送截止日": _day_before_hearing},
        fills={"notice_served_on": "served_on"},
        reply=Reply.of(
            "开庭前1日|开庭日期|法定（开庭前提交身份证明，具体日数可配置）", "身份证明报送截止日", "hearing_at"
        ),
    ),
    Notice(
        id="head_identity_certificate",
        record="appearance",
        letter_kind="其他",
        sender="organ",
        recipient=COURT,
        fields={
            **says(
                "负责人姓名=planned_person 负责人职务=planned_post 负责人类别=attendee_rank 原告=case.plaintiff "
                "案由=cause 案号=case.case_no 开庭日期=hearing_at 开庭时间=hearing_at"
            ),
            "分管工作": lambda matter: _charge(matter),
        },
    ),
    Notice(
        id="head_absence_statement",
        record="appearance",
        letter_kind="不能出庭情况说明",
        sender="organ",
        recipient=COURT,
        fields=says(
            "原告=case.plaintiff 案由=cause 案号=case.case_no 开庭日期=hearing_at 开庭时间=hearing_at "
            "负责人职务=planned_post 负责人姓名=planned_person 不能出庭情形=absence_ground 具体事由=absence_detail "
            "来文日期=notice_served_on"
        ),
        proposals={"来文标题": lambda matter: f"{matter.text('case.court')}关于行政机关负责人出庭应诉的提示函"},
        suggestions={"其他负责人能否出庭": lambda matter: ("均不能出庭", "能够出庭")},
        fills={"absence_told_on": "issued_on"},
        refusals=(WITHOUT_GROUND,),
    ),
    Notice(
        id="appearance_evaluation_form",
        record="appearance_review",
        letter_kind="",
        sender=("reviewer_unit", "县法院"),
        recipient="organ",
        fields=says(
            "案号=appearance.case.case_no 案由=appearance.cause 被诉行政机关=organ 开庭日期=appearance.hearing_at "
            "出庭负责人姓名职务=attendee 负责人类别=attendee_rank 是否通知出庭=appearance.court_notice "
            "未出庭理由审查意见=appearance.court_view 得分应诉准备=s_prep 得分出庭规范=s_order 得分陈述答辩=s_speech "
            "得分化解争议=s_resolve 得分庭后落实=s_follow 得分合计=total 评议等次=grade 主要优点=merits 存在问题和建议=problems"
        )
        | {
            "出庭负责人姓名职务": lambda matter: "，".join(
                filter(None, (matter.text("attendee"), matter.text("appearance.attendee_post")))
            )
        },
    ),
    Notice(
        id="appearance_bulletin",
        record="appearance",
        letter_kind="出庭应诉情况通报",
        sender="县法院",
        recipient="县政府",
        copies=("县司法局",),
        fields={
            name: counted(name)
            for name in (
                "受理案件数 开庭案件数 应出庭件数 实际出庭件数 出庭应诉率 主要负责人出庭件数 发表意见件数 协调撤诉件数 "
                "评议件数 评议好件数 评议较好件数 评议一般件数 评议差件数"
            ).split()
        },
        proposals={"统计期间": lambda matter: spans(matter)[0]},
        suggestions={"统计期间": spans},
        enclosed=attendance,
    ),
    Notice(
        id="lost_case_bulletin",
        record="loss_case",
        letter_kind="败诉案件通报",
        sender="县政府办公室",
        recipient="各乡镇人民政府、各街道办事处，县政府各部门",
        copies=("县法院", "县人民检察院"),
        fields={name: counted(name) for name in "审结案件数 败诉案件数 败诉率 同比变化 主要领域".split()}
        | {"涉及单位数": counted("败诉涉及单位数")},
        lists={"败诉原因清单": loss_causes, "典型案例清单": loss_examples},
        proposals={"统计期间": lambda matter: spans(matter)[0]},
        suggestions={"统计期间": spans},
        reply=Reply.of("30日|收到通报之日|建议值（报送整改报告，可配置）", "整改报告截止日"),
        enclosed=table(
            lost_cases,
            "责任单位=duty_unit 案由=cause 败诉类型=loss_kind 败诉原因=loss_causes 裁判结果=result 裁判生效日=effective_on 整改期限=rectify_due",
        ),
    ),
    Notice(
        id="correction_rectify_notice",
        record="loss_case",
        letter_kind="纠错整改通知",
        sender="县政府办公室",
        recipient="duty_unit",
        copies=("县法院", "县司法局"),
        fields=says(
            "原告=case.plaintiff 案由=cause 裁判法院=case.court 裁判日期=case.closed_on 裁判文书案号=case.case_no "
            "整改完成期限=rectify_due 整改报告截止日=report_due"
        )
        | {"案件简称": _case_name, "裁判文书名称": _judgment, "裁判结果": _result},
        lists={"整改问题清单": _problems},
        fills={"notice_no": "doc_no", "notified_on": "issued_on"},
        reply=Reply.of("30日|收到通知之日|建议值（可配置）", "整改报告截止日"),
    ),
    Notice(
        id="correction_rectify_report",
        record="loss_case",
        letter_kind="整改情况报告",
        sender="duty_unit",
        recipient="县政府",
        copies=("县司法局", "县法院"),
        fields=says(
            "来文文号=notice_no 裁判法院=case.court 裁判日期=case.closed_on 裁判文书案号=case.case_no"
            " 败诉原因分析=cause_detail 下一步措施=advices"
        )
        | {
            "案件简称": _case_name,
            "裁判文书名称": _judgment,
            "裁判结果": _result,
            "个案纠正情况": _measures,
            "责任追究情况": _accountability,
        },
        proposals={
            "来文标题": lambda matter: f"{matter.unit('县政府办公室')}关于对{_case_name(matter)}进行整改的通知",
            "签发人": lambda matter: _head(matter),
        },
        fills={"report_no": "doc_no", "reported_on": "issued_on"},
    ),
    Notice(
        id="pretrial_settlement_invite",
        record="dispute",
        letter_kind="协调和解邀请函",
        sender=COURT,
        recipient="organ",
        fields=says(
            "原告=applicant 被诉行政机关=organ 案由=case.cause 案号=case.case_no 化解阶段=stage 争议焦点=demand"
        ),
        reply=Reply.of("5日|收到邀请函之日|建议值（可配置）", "回复截止日"),
    ),
    Notice(
        id="dispute_resolution_consult",
        record="dispute",
        letter_kind="会商函",
        sender=COURT,
        recipient="organ+co_units",
        copies=("office",),
        fields=says("争议简称=name 涉及人数=people_n 关联案件=case.case_no 化解思路=plan")
        | {"会商理由": _major_reasons},
        reply=Reply.of("10工作日|收到之日|建议值（可配置）", "回复截止日"),
    ),
    Notice(
        id="decision_risk_invite",
        record="decision_assessment",
        letter_kind="风险评估邀请函",
        sender=("owner_unit", "县司法局"),
        recipient="县法院",
        copies=("县司法局",),
        fields=says(
            "决策事项名称=title 决策目录或来源=source 决策承办单位=owner_unit 拟审议时间=planned_on 决策机关=decider "
            "可能影响方面=impacts 决策事项概况=summary 反馈截止日=reply_due"
        ),
        fills={"invite_no": "doc_no", "invited_on": "issued_on"},
        reply=Reply.of("15日|收到之日|建议值（可配置）", "反馈截止日"),
        refusals=(DECIDED,),
    ),
    Notice(
        id="decision_risk_opinion",
        record="decision_assessment",
        letter_kind="风险评估意见书",
        sender="县法院",
        recipient="owner_unit",
        copies=("县司法局",),
        fields=says(
            "决策事项名称=title 来文文号=invite_no 评估人员=assessors 总体风险等级=risk_level 综合意见=opinion"
        ),
        lists={
            "风险点清单": rows("risk_items", "风险点=point 风险等级=level 风险分析=analysis"),
            "防范建议清单": rows("risk_items", "建议=mitigation"),
        },
        proposals={
            "来文标题": lambda matter: (
                f"{matter.text('owner_unit')}关于邀请对{matter.text('title')}进行诉讼风险评估的函"
            )
        },
        fills={"report_no": "doc_no", "reported_on": "issued_on"},
    ),
    Notice(
        id="judicial_suggestion",
        record="judicial_advice",
        letter_kind="司法建议书",
        sender=("court", "县法院"),
        recipient="to_unit",
        copies=("县政府", "县司法局"),
        fields=says("回复期限=reply_due")
        | {
            "治理领域": _areas_of_advice,
            "建议事由": lambda matter: _subject(matter),
            "发现途径": lambda matter: matter.text("found_by").removesuffix("发现").removesuffix("中"),
        },
        lists={"问题清单": rows("advice_items", "问题=problem"), "建议清单": rows("advice_items", "建议=advice")},
        fills={"doc_no": "doc_no", "served_on": "served_on"},
        reply=Reply.of(
            "2个月|收到建议书之日|司法解释（一般不超过两个月，以建议书载明的为准；对规范性文件提出的司法建议为60日）",
            "回复期限",
            since=ADVICE_SINCE,
        ),
    ),
    Notice(
        id="judicial_suggestion_reminder",
        record="judicial_advice",
        letter_kind="司法建议催办函",
        sender=("court", "县法院"),
        recipient="to_unit",
        copies=("县政府", "县司法局"),
        fields=says("建议书送达日期=served_on 建议书文号=doc_no 回复期限=reply_due")
        | {
            "建议书标题": lambda matter: _advice_title(matter),
            "建议事由": lambda matter: _subject(matter),
            "逾期天数": lambda matter: (
                str((matter.dated - matter.record.reply_due).days) if matter.record.reply_due else ""
            ),
        },
        fills={"last_urged_on": "issued_on"},
        reply=Reply.of("15日|收到催办函之日|建议值（可配置）", "催办回复期限"),
        refusals=(ADVICE_NOT_DUE,),
    ),
    Notice(
        id="judicial_suggestion_reply",
        record="judicial_advice",
        letter_kind="复函",
        sender="to_unit",
        recipient=("court", "县法院"),
        copies=("县政府", "县司法局"),
        fields=says("来文文号=doc_no 收文日期=served_on 研究情况=reply_summary 建议条数=advice_n")
        | {
            "来文标题": lambda matter: _advice_title(matter),
            "采纳条数": _adopted("采纳"),
            "部分采纳条数": _adopted("部分采纳"),
            "未采纳条数": _adopted("不采纳"),
            "未采纳理由": _reasons_against,
        },
        lists={"落实情况清单": rows("advice_items", "对应建议=advice 落实措施和成效=action")},
        fills={"reply_no": "doc_no", "replied_on": "issued_on"},
        refusals=(NOT_ISSUED_ADVICE,),
    ),
    Notice(
        id="review_report_letter",
        record="review_report",
        letter_kind="其他",
        sender=("author_unit", "县法院"),
        recipient="县政府",
        copies=("县司法局",),
        fields=says(
            "报告标题=title 年度=year 分析期间=period 收案数=accepted_n 审结数=closed_n 败诉数=lost_n 败诉率=lost_rate "
            "撤诉数=withdrawn_n 出庭应诉率=attendance_rate 存在问题=problems 对策建议=advices 主要特点=features 分析规律=patterns"
        ),
        fills={"doc_no": "doc_no"},
        refusals=(REPORT_NOT_RELEASED,),
    ),
    Notice(
        id="trial_node_warning",
        record="trial_node",
        letter_kind="",
        sender="县法院",
        recipient="dept",
        fields=says(
            "单号=reg_no 承办部门=dept 承办人=judge 案号=case_no 案由=cause 适用程序=procedure 立案日期=filed_on "
            "审限届满日=limit_on 预警节点=node 节点应完成日=due_on 剩余天数=left_days 预警级别=level 催办次数=urge_n "
            "回复期限=reply_due 催办意见=urge_note 承办人说明=delay_reason"
        ),
        reply=Reply.of("3日|收到之日|建议值（可配置）", "回复期限"),
    ),
    Notice(
        id="time_limit_change_approval",
        record="limit_change",
        letter_kind="",
        sender="县法院",
        recipient="dept",
        fields=says(
            "单号=reg_no 案号=case_no 案由=cause 原告=plaintiff 被告=defendant 承办部门=dept 承办人=judge "
            "适用程序=procedure 立案日期=filed_on 法定审限=statutory_limit 审限届满日=old_due_on 变更类型=kind "
            "变更起始日=from_on 变更截止日=to_on 变更天数=days 变更后届满日=new_due_on 申请理由=reason 法律依据=legal_basis"
        )
        | {"此前变更次数": lambda matter: str(max(0, (matter.record.seq or 1) - 1))},
        proposals={"变更后届满日": _new_limit},
        reply=Reply.of("届满5日前|审限届满日|司法解释（民商事延长审限的决定）", event="old_due_on"),
    ),
)


def _subject(matter: Matter) -> str:
    """规范违建查处程序 from 《关于规范违建查处程序的司法建议书》."""
    title = matter.text("title").strip("《》")
    title = title.partition("关于")[2] or title
    return title.removesuffix("书").removesuffix("司法建议").removesuffix("的")


def _advice_title(matter: Matter) -> str:
    return f"{matter.text('court') or matter.unit('县法院')}关于{_subject(matter)}的司法建议书"


def _head(matter: Matter) -> str:
    """Who signs for a unit: its head in the directory, else its 正职 among the persons."""
    return _person(matter, str(matter.record.duty_unit), "正职", "name")


def _charge(matter: Matter) -> str:
    for person in matter.all("person"):
        if person.name == matter.record.planned_person and person.unit == matter.record.organ:
            return person.charge_area or ""
    return ""


def _person(matter: Matter, unit: str, rank: str, what: str) -> str:
    for person in matter.all("person"):
        if person.unit == unit and person.leader_rank == rank and not person.post_to:
            return str(getattr(person, what) or "")
    return ""
