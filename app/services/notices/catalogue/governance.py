"""Notices of social governance: 涉企、建筑市场、劳动争议、调解、重大案（事）件、信访、政务诚信."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from app.domain.periods import due
from app.services.notices.declared import Notice, Reply
from app.services.notices.matter import Item, Matter, in_words, plain, says
from app.services.notices.refusals import (
    CONFIRMATION_TOO_LATE,
    LITIGATION_ROUTE,
    NOT_ACCEPTED,
    NOT_TERMINATED,
    NOT_TERMINATED_YET,
)

RISKS = ("高", "中", "低")


def _contact(matter: Matter) -> str:
    return "，".join(filter(None, (matter.text("contact"), matter.text("phone"))))


def _issues(what: str) -> Callable[[Matter], str]:
    """What is handed on after a visit: one cell for all issues, numbered when there are several."""

    def text(matter: Matter) -> str:
        parts = []
        for row in matter.record.issues:
            if what == "issue":
                parts.append(row.issue or "")
            elif what == "who":
                by = in_words(row.due_on) + "前" if row.due_on else ""
                parts.append("，".join(filter(None, (row.duty_unit, by))))
            else:
                parts.append(row.reply or row.state or "")
        parts = [part.rstrip("。") for part in parts if part]
        return parts[0] if len(parts) == 1 else "；".join(f"{i}.{part}" for i, part in enumerate(parts, 1))

    return text


def _dispute_kind(matter: Matter) -> str:
    """The template says 纠纷 itself."""
    return matter.text("dispute_type").removesuffix("纠纷")


def _scale(matter: Matter) -> str:
    """Large sums in 万元."""
    cents = matter.record.amount
    return f"{plain(Decimal(cents) / 1_000_000)}万元" if cents else ""


def _first_limit(matter: Matter) -> str:
    """The end of the period before it was extended."""
    rule = "pet_simple_10wd" if matter.record.is_simple else "pet_handle_60d"
    if not matter.record.accepted_on:
        return ""
    day = due(matter.db.period(rule), matter.record.accepted_on, matter.db.calendar).on
    return in_words(day) if day else ""


def _procedure(matter: Matter) -> str:
    return "简易程序" if matter.record.is_simple else "普通程序"


def _listed(name: str) -> Callable[[Matter], str]:
    """Rows kept in one text (`1. 成立专班（某局，2026年9月7日）`) as paragraphs."""
    return lambda matter: re.sub(r"(?m)^(\d+)\.\s+", r"\1.", matter.text(name))


def _channel(matter: Matter) -> str:
    """走访（进京）, 网上."""
    way = matter.text("visit_way")
    return matter.text("channel") + (f"（{way}）" if way else "")


def _litigation_state(matter: Matter) -> str:
    if matter.record.case_no:
        return f"关联案件{matter.text('case_no')}"
    return "涉诉" if matter.record.is_litigation else "未涉诉"


def _informing_due(matter: Matter) -> str:
    """Fifteen days to tell the petitioner (pet_inform_15d), counted from this letter until it has been received."""
    day = Reply.of("15日|收到之日|法定").due(matter.record.unit_received_on or matter.dated, matter.db.calendar)
    return in_words(day) if day else ""


def _short_petition(matter: Matter) -> str:
    survey = matter.text("survey")
    return survey.split("。")[0].split("，")[0].removeprefix("反映") + "信访事项"


def _reviewing_unit(matter: Matter) -> str:
    """复查: the next higher organ of the unit that gave the opinion."""
    for unit in matter.all("unit"):
        if unit.name == matter.record.to_unit:
            return unit.parent or matter.unit("县政府")
    return matter.unit("县政府")


def _actions(matter: Matter) -> str:
    actions = matter.text("actions")
    return f"已作出下列处理：{actions}" if actions else ""


PETITION = says("信访人=name 主要诉求=survey 信访编号=petition_no")
WHAT_IT_IS_ABOUT = {"主要诉求": ("反映",)}


def _proceedings(matter: Matter) -> list[Item]:
    fields = says("日期=done_on 法院=court 文书案号=case_no 文书名称=doc_name 处理结果=result")
    return [{**row, "法院": matter.unit(row["法院"])} for row in matter.rows("proceedings", fields)]


NOTICES = (
    Notice(
        id="green_channel_notice",
        record="ent_case",
        letter_kind="绿色通道告知书",
        sender="县法院",
        recipient="enterprise",
        fields=says("企业名称=enterprise 案由=cause 案号或登记号=case_no 联络法官=liaison 联络电话=phone"),
        suggestions={"调解期限": lambda matter: ("三十日", "十五日")},
    ),
    Notice(
        id="enterprise_visit_record",
        record="enterprise_visit",
        letter_kind="",
        sender=("lead_unit", "县法院"),
        recipient="enterprise",
        fields=says(
            "单号=reg_no 企业名称=enterprise 走访日期=visit_on 走访法官=judges 活动形式=kinds 统一社会信用代码=enterprise.uscc "
            "所属行业=enterprise.industry 所在乡镇园区=town 参与单位=co_units 参加人数=people_n 企业反映问题=needs "
            "现场解答情况=answers 法律风险及建议=risks 企业满意度=satisfaction"
        )
        | {
            "企业联系人及电话": _contact,
            "需转办事项": _issues("issue"),
            "承办单位及时限": _issues("who"),
            "办理结果": _issues("result"),
        },
    ),
    Notice(
        id="construction_violation_transfer",
        record="construction_clue",
        letter_kind="线索移送函",
        sender="县法院",
        recipient="to_unit",
        copies=("县政府", "县人力资源社会保障局"),
        fields=says(
            "案号=case_no 案由=cause 工程名称=project 违法类型=kinds 工程地点=place 建设单位=builder 施工单位=general "
            "涉嫌单位或个人=sub 裁判认定情况=found 回复期限=reply_due"
        ),
        fills={"letter_no": "doc_no", "sent_on": "issued_on"},
        reply=Reply.of("30日|收到之日|建议值（可配置）", "回复期限"),
    ),
    Notice(
        id="construction_violation_feedback",
        record="construction_clue",
        letter_kind="复函",
        sender="to_unit",
        recipient="县法院",
        fields=says(
            "来文文号=letter_no 收文日期=received_on 工程名称=project 案号=case_no 核查结论=finding 处罚文号=action_no "
            "源头治理措施=source_measures"
        )
        | {"处理措施": _actions},
        fills={"replied_on": "issued_on"},
    ),
    Notice(
        id="labor_dispute_warning",
        record="labor_case",
        letter_kind="风险通报函",
        sender="县人力资源社会保障局",
        recipient="县法院",
        copies=("office",),
        fields=says(
            "用人单位=respondent 涉及人数=workers_n 争议类型=cause 涉及金额=amount 争议阶段=status 风险研判=major_note"
        ),
        proposals={"争议简称": lambda matter: matter.text("respondent")},
        suggestions={"风险等级": lambda matter: RISKS},
        fills={"warned_on": "issued_on"},
        reply=Reply.of("5工作日|收到之日|建议值（可配置）", "回复期限"),
    ),
    Notice(
        id="mediation_assignment",
        record="mediation_case",
        letter_kind="委派调解函",
        sender="县法院",
        recipient=("org", "县综治中心"),
        fields=says(
            "申请人=applicant 被申请人=respondent 诉前调解案号=court_no 诉讼请求=claims 申请人联系方式=phone "
            "被申请人联系方式=respondent_phone 调解届满日=due_on 签收日期=signed_on"
        )
        | {"纠纷类型": _dispute_kind},
        fills={"assigned_on": "issued_on", "signed_on": "served_on"},
        reply=Reply.of("30日|调解组织签收移交材料之日|司法解释（双方同意延长的不受限）"),
    ),
    Notice(
        id="judicial_confirmation_application",
        record="mediation_case",
        letter_kind="",
        sender="applicant",
        recipient="县法院",
        fields=says(
            "申请人一姓名名称=applicant 申请人一电话=phone 申请人二姓名名称=respondent 申请人二电话=respondent_phone "
            "调解协议日期=agreement_on 调解组织名称=org 调解协议编号=agreement_no 调解员=mediator 协议主要内容=terms "
            "调解协议生效日期=agreement_on"
        )
        | {"纠纷类型": _dispute_kind},
        proposals={"受理法院": lambda matter: matter.unit("县法院")},
        suggestions={"调解协议名称": lambda matter: ("人民调解协议书", "调解协议书")},
        refusals=(CONFIRMATION_TOO_LATE,),
    ),
    Notice(
        id="major_case_bulletin",
        record="major_event",
        letter_kind="风险通报函",
        sender="from_unit",
        recipient="to_unit",
        copies=("office",),
        fields=says(
            "案事件简称=name 所属领域=kinds 涉及地点=place 涉及人数=people_n 基本情况=summary 风险研判=opinion "
            "风险等级=level 回复期限=reply_due"
        )
        | {"当前进展": _listed("followups_text"), "已采取和拟采取措施": _listed("measures_text"), "涉及规模": _scale},
        fills={"letter_no": "doc_no"},
        reply=Reply.of("3工作日|收到之日|建议值（可配置）", "回复期限"),
    ),
    Notice(
        id="petition_consultation_notice",
        record="petition",
        letter_kind="信访会商通知",
        sender="office",
        recipient="to_unit+县法院+locality",
        fields=says(
            "信访编号=petition_no 主要诉求=survey 会议日期=meeting.held_at 会议时间=meeting.held_at 会议地点=meeting.place "
            "主持人=meeting.host 参加人员=meeting.attend_units 回执截止日=meeting.reply_due"
        )
        | {"信访形式及次数": _channel, "涉诉情况": _litigation_state},
        said_before=WHAT_IT_IS_ABOUT,
        proposals={"信访事项简称": _short_petition},
        reply=Reply.of("会前1日|会议日期|建议值（可配置）", "回执截止日", "meeting.held_at"),
    ),
    Notice(
        id="petition_transfer_letter",
        record="petition",
        letter_kind="其他",
        sender="县政府信访局",
        recipient="to_unit",
        fields=PETITION
        | says("信访日期=petition_on 涉及人数=people_n 问题属地=locality 信访类别=category 重大情形=kinds")
        | {"信访方式": _channel},
        said_before=WHAT_IT_IS_ABOUT,
        proposals={"回复期限": _informing_due},
        fills={"forwarded_on": "issued_on", "unit_received_on": "served_on"},
        reply=Reply.of("15日|收到之日|法定", "回复期限"),
    ),
    Notice(
        id="petition_acceptance_notice",
        record="petition",
        letter_kind="其他",
        sender="to_unit",
        recipient="name",
        fields=PETITION
        | says("信访日期=petition_on 受理日期=accepted_on 办结期限=due_on")
        | {"信访方式": _channel, "办理程序": _procedure},
        said_before=WHAT_IT_IS_ABOUT,
        fills={"informed_on": "issued_on"},
        refusals=(NOT_ACCEPTED, LITIGATION_ROUTE),
    ),
    Notice(
        id="petition_extension_notice",
        record="petition",
        letter_kind="其他",
        sender="to_unit",
        recipient="name",
        fields=PETITION
        | says("受理日期=accepted_on 延期理由=extend_reason 延期至=extended_to")
        | {"原办结期限": _first_limit},
        said_before=WHAT_IT_IS_ABOUT,
        refusals=(NOT_ACCEPTED,),
    ),
    Notice(
        id="petition_opinion",
        record="petition",
        letter_kind="其他",
        sender="to_unit",
        recipient="name",
        fields=PETITION | says("信访日期=petition_on 受理日期=accepted_on 处理意见类别=opinion 处理意见=reply"),
        said_before=WHAT_IT_IS_ABOUT,
        proposals={"复查机关": _reviewing_unit},
        fills={"opinion_no": "doc_no", "replied_on": "issued_on", "opinion_served_on": "served_on"},
        refusals=(NOT_ACCEPTED,),
    ),
    Notice(
        id="petition_conversion_letter",
        record="petition_transfer",
        letter_kind="涉诉信访移交函",
        sender=("from_unit", "县法院"),
        recipient=("to_unit", "县政府信访局"),
        copies=("县委政法委员会",),
        fields=says(
            "信访人=petitioner 信访事项=petition.survey 终结日期=terminated_on 终结决定机关=terminated_by 终结文书=terminated_no "
            "现有诉求=matter 已做工作=done_work 后续工作建议=advice"
        )
        | {"信访事项": lambda matter: matter.text("petition.survey").removeprefix("反映").rstrip("。")},
        lists={"诉讼程序清单": _proceedings},
        fills={"letter_no": "doc_no", "transferred_on": "issued_on"},
        reply=Reply.of("15日|收到之日|参照《信访工作条例》第二十三条（可配置）"),
        refusals=(NOT_TERMINATED, NOT_TERMINATED_YET),
    ),
    Notice(
        id="integrity_fulfilment_letter",
        record="integrity_case",
        letter_kind="其他",
        sender="县司法局",
        recipient="duty_unit",
        copies=("office",),
        fields=says(
            "事项类型=kind 相对人=counterparty 依据文号=basis_no 应兑现事项=promised 约定期限=due_on 未兑现原因=reason "
            "是否中小企业=is_sme 关联案号=case_no 应兑现金额=promised_amt 已兑现金额=fulfilled_amt 未兑现金额=unpaid_amt"
        ),
        reply=Reply.of("15日|收到之日|建议值（可配置）", "回复期限"),
    ),
)
