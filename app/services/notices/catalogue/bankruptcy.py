"""Notices of bankruptcies: 专班、工资核查、责令支付、管理人、不动产登记."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.values import capital
from app.services.notices.declared import Notice, Reply
from app.services.notices.enclosures import unpaid_workers
from app.services.notices.matter import Item, Matter, amount, says
from app.services.notices.refusals import ARREARS_NOT_FOUND, BANKRUPT

CASE = says("破产企业名称=case.debtor 程序类型=case.proc 案号=case.case_no")
SCORES = {
    "得分接管与调查": ("接管",),
    "得分债权审核": ("债权",),
    "得分财产管理与变价": ("财产管理", "变价"),
    "得分会议与披露": ("会议", "披露"),
    "得分职工权益与维稳": ("职工", "维稳"),
    "得分报告与协调": ("报告", "协调"),
    "得分勤勉与廉洁": ("勤勉", "廉洁"),
}


def _members(matter: Matter) -> str:
    """县财政局张三（副局长）、…; the leaders are named before."""
    said = []
    for row in matter.record.members:
        if row.role in ("组长", "副组长"):
            continue
        name = f"{row.unit or ''}{row.person or ''}"
        said.append(name + (f"（{row.post}）" if row.post and row.person else ""))
    return "、".join(said)


def _duties(matter: Matter) -> list[Item]:
    return [item for item in matter.rows("members", says("单位=unit 职责=duty")) if item["职责"] and item["单位"]]


def _leader(matter: Matter) -> str:
    return "".join((matter.text("leader_post"), matter.text("leader")))


def _score(words: tuple[str, ...]) -> Callable[[Matter], str]:
    def text(matter: Matter) -> str:
        found = [row.score for row in matter.record.score_items if any(word in (row.item or "") for word in words)]
        return f"{sum(score for score in found if score is not None):g}" if found else ""

    return text


def _finding(matter: Matter) -> str:
    return {
        "未发现拖欠": "未发现拖欠",
        "拖欠职工工资": "存在拖欠",
        "拖欠农民工工资": "存在拖欠",
        "两者均有": "存在拖欠",
        "正在核查": "正在核查",
        "无法核实": "正在核查",
    }.get(matter.record.has_arrears or "", "")


def _handling(matter: Matter) -> str:
    record = matter.record
    if record.order_no:
        return f"我局已作出责令支付拖欠工资决定（{record.order_no}）。"
    return "未发现需要处理的拖欠工资情形。" if record.has_arrears == "未发现拖欠" else ""


def _deposit(matter: Matter) -> str:
    return f"余额{amount(matter.record.deposit_amt)}元。" if matter.record.deposit_amt else ""


def _built(matter: Matter) -> str:
    text = matter.text("built_in")
    return f"{text}年" if text.isdigit() else text


def _examined(matter: Matter) -> str:
    return "已鉴定合格" if matter.record.conclusion in ("合格", "加固后合格") else "拟委托鉴定"


def _days_to_pay(matter: Matter) -> str:
    """The text says 自收到之日起…日内."""
    days = (matter.record.order_due - matter.dated).days if matter.record.order_due else 0
    return str(days) if days > 0 else ""


NOTICES = (
    Notice(
        id="bankruptcy_taskforce_notice",
        record="task_force",
        letter_kind="专班成立通知",
        sender="县政府办公室",
        recipient="各有关单位",
        copies=("县法院", "case.administrator"),
        fields=CASE
        | says(
            "受理法院=case.court 受理日期=case.accepted_on 申请人=case.applicant 管理人名称=case.administrator 副组长=deputies "
            "办公室设置单位=office_unit 办公室主任=office_head 会商频次=meeting_rule"
        )
        | {"组长": _leader, "成员": _members},
        lists={"职责分工清单": _duties},
        fills={"doc_no": "doc_no", "set_on": "issued_on"},
        reply=Reply.of("5工作日|收到之日|建议值（报送联络员，可配置）", "联络员报送截止日"),
    ),
    Notice(
        id="wage_arrears_check_letter",
        record="wage_check",
        letter_kind="工资核查函",
        sender="县法院",
        recipient=("to_unit", "县人力资源社会保障局"),
        fields=says(
            "企业名称=enterprise 案号=case_no 案件类型=case_kind 拟处置财产=property_desc 统一社会信用代码=enterprise.uscc "
            "企业住所=enterprise.address 法定代表人=enterprise.legal_rep 案件地位=role 预计处置或分配日期=disposal_on "
            "回复期限=reply_due 涉及工程项目=project"
        ),
        choices={
            "案件地位": {
                "破产企业": "债务人",
                "被执行企业": "被执行人",
                "申请执行企业": "申请执行人",
                "破产案件企业债权人": "债权人",
            }
        },
        fills={"letter_no": "doc_no", "sent_on": "issued_on", "received_on": "served_on"},
        reply=Reply.of("10工作日|收到之日|建议值（可配置）", "回复期限"),
    ),
    Notice(
        id="wage_arrears_check_reply",
        record="wage_check",
        letter_kind="工资核查复函",
        sender=("to_unit", "县人力资源社会保障局"),
        recipient="县法院",
        fields=says("企业名称=enterprise 来文文号=letter_no 拖欠人数=total_n 农民工人数=migrant_n 拖欠金额=total_amt")
        | {"核查结论": _finding, "处理措施": _handling, "工资账户和保证金情况": _deposit},
        proposals={
            "来文标题": lambda matter: f"{matter.unit('县法院')}关于核查{matter.text('enterprise')}拖欠职工工资情况的函"
        },
        suggestions={"核查方式": lambda matter: ("查阅劳动保障监察、仲裁台账和现场调查", "查阅工资台账和询问劳动者")},
        fills={"reply_no": "doc_no", "replied_on": "issued_on"},
    ),
    Notice(
        id="wage_payment_order",
        record="wage_check",
        letter_kind="责令支付决定书",
        sender=("to_unit", "县人力资源社会保障局"),
        recipient="enterprise",
        copies=("县法院",),
        fields=says(
            "用人单位=enterprise 统一社会信用代码=enterprise.uscc 单位住所=enterprise.address 法定代表人=enterprise.legal_rep "
            "工程或岗位=project 拖欠人数=total_n 农民工人数=migrant_n 主要证据=evidence"
        )
        | {
            "拖欠金额": lambda matter: amount(matter.record.total_amt) if matter.record.total_amt else "",
            "拖欠金额大写": lambda matter: capital(matter.record.total_amt) if matter.record.total_amt else "",
            "履行期限": _days_to_pay,
        },
        proposals={
            "行政复议机关": lambda matter: matter.unit("县政府"),
            "管辖法院": lambda matter: matter.unit("县法院"),
        },
        suggestions={"履行期限": lambda matter: ("5", "10", "15")},
        fills={"order_no": "doc_no", "order_on": "issued_on"},
        refusals=(BANKRUPT, ARREARS_NOT_FOUND),
        enclosed=unpaid_workers,
    ),
    Notice(
        id="administrator_report_notice",
        record="adm_engagement",
        letter_kind="管理人履职通知",
        sender="县法院",
        recipient="administrator",
        fields=CASE | says("报告截止日=next_report_on"),
        reply=Reply.of("10工作日|收到之日|建议值（可配置）", "报告截止日"),
    ),
    Notice(
        id="administrator_assessment_form",
        record="adm_assessment",
        letter_kind="",
        sender="县法院",
        recipient="administrator",
        fields=says("破产企业名称=case.debtor 案号=case.case_no")
        | says(
            "管理人名称=administrator 管理人负责人=administrator.principal 受理日期=case.accepted_on 考核类别=kind 得分合计=total "
            "考核等次=grade 主要问题和整改要求=problems"
        )
        | {name: _score(words) for name, words in SCORES.items()},
    ),
    Notice(
        id="property_registration_letter",
        record="property_reg",
        letter_kind="登记协调函",
        sender="县法院",
        recipient="县自然资源和规划局+县住房城乡建设局",
        copies=("office", "case.administrator"),
        fields=CASE
        | says(
            "不动产坐落=place 不动产名称=name 土地使用权情况=land_right 规划许可情况=planning 施工许可情况=permit 建筑面积=area_m2 "
            "层数=floors 抵押查封情况=encumbrance 鉴定机构=appraiser 鉴定日期=appraised_on "
            "鉴定报告编号=report_no 鉴定结论=conclusion 未登记原因=block_reasons"
        )
        | {"建成时间": _built, "鉴定状态": _examined},
        fills={"letter_no": "doc_no"},
        reply=Reply.of("15工作日|收到之日|建议值（可配置）", "回复期限"),
    ),
)
