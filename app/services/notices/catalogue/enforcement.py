"""Notices of enforcement: 协助查询、查找控制、拒执移送、涉党政机关和涉金融案件、非诉执行."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.data.queries import Filter
from app.services.notices.declared import Notice, Reply
from app.services.notices.enclosures import open_debts, table
from app.services.notices.figures import counted, end_of_span, spans
from app.services.notices.matter import Item, Matter, amount, rows, says
from app.services.notices.refusals import (
    CONTROL_EXPIRED,
    CONTROL_WITHOUT_MEASURE,
    DEMAND_NOT_OVER,
    NOT_A_DETENTION,
    NOT_FARMLAND,
    NOT_GRANTED,
    PAID_UP,
    SEAL_ENDS_EARLIER,
    SUIT_STILL_POSSIBLE,
    only_for,
)

CASE = says("案号=case.case_no 案由=case.cause")


def _same_batch(matter: Matter, record: str, batch: str, *same: str) -> list[Any]:
    """This record and those of its batch that agree in what the letter says once."""
    value = getattr(matter.record, batch)
    if not value:
        return [matter.record]
    alike = matter.all(record, Filter(batch, "is", value))
    return [each for each in alike if all(getattr(each, name) == getattr(matter.record, name) for name in same)]


def _debtors(matter: Matter) -> list[Item]:
    items = [
        {"姓名或名称": each.debtor, "证件类型": each.id_kind or "", "证件号码": each.id_no or ""}
        for each in _same_batch(matter, "assist_request", "batch_no", "case", "to_unit")
    ]
    return list({item["姓名或名称"]: item for item in items}.values())


def _wanted(matter: Matter) -> list[Item]:
    kinds = [
        kind
        for each in _same_batch(matter, "assist_request", "batch_no", "case", "to_unit")
        for kind in each.asset_kinds
    ]
    return [{"事项": f"被执行人名下的{kind}信息"} for kind in dict.fromkeys(kinds)]


def _facts(matter: Matter) -> list[Item]:
    return [{"事实": part} for part in matter.text("facts").split("\n") if part]


def _not_paid(matter: Matter) -> str:
    """What is still owed of the case, in money."""
    claim, paid = matter.value("case.claim_amt"), matter.value("case.paid_amt") or 0
    return f"{amount(claim - paid)}元" if claim else ""


def _sex(matter: Matter) -> str:
    """The last but one digit of an identity number."""
    number = matter.record.id_no or ""
    return ("女", "男")[int(number[16]) % 2] if len(number) == 18 and number[:17].isdigit() else ""


def _money(name: str) -> Callable[[Matter], str]:
    def text(matter: Matter) -> str:
        return f"{amount(getattr(matter.record, name) or 0)}元"

    return text


def _decision(matter: Matter) -> str:
    return f"{matter.text('decision_kind').removesuffix('决定').partition('（')[0].removesuffix('决定')}决定书"


def _cases(matter: Matter) -> list[Item]:
    return [
        {
            "案号": each.case_no,
            "被执行人": each.debtor,
            "金融机构": each.fin_unit,
            "执行标的": f"{amount(each.claim_amt or 0)}元",
        }
        for each in _batch(matter)
    ]


def _batch(matter: Matter) -> list[Any]:
    return _same_batch(matter, "fin_debt_case", "batch")


def _sum(name: str) -> Callable[[Matter], str]:
    return lambda matter: f"{amount(sum(getattr(each, name) or 0 for each in _batch(matter)))}元"


DEBT = says("生效文书案号=basis_no 义务内容=obligation 案号=case_no")

NOTICES = (
    Notice(
        id="assist_query_letter",
        record="assist_request",
        letter_kind="协助查询函",
        sender="县法院",
        recipient="to_unit",
        fields=says("案号=case.case_no 案由=cause 查询期间=query_period 回复期限=reply_due 协助执行通知书文号=doc_no"),
        lists={"被执行人清单": _debtors, "查询事项清单": _wanted},
        fills={"served_on": "served_on"},
        reply=Reply.of("5工作日|收到之日|建议值（可配置）", "回复期限"),
    ),
    Notice(
        id="person_control_request",
        record="police_assist",
        letter_kind="协助查找控制函",
        sender="县法院",
        recipient=("police_unit", "县公安局"),
        fields=CASE
        | says(
            "被执行人=debtor 违法情形=reason 强制措施文书名称=doc_kind 强制措施文书文号=doc_no 公民身份号码=id_no "
            "执行标的=case.claim_amt 强制措施类型=kind 院长批准日期=approved_on 协助起始日=control_from 协助截止日=control_to "
            "交接时限=handover_limit"
        )
        | {
            "性别": _sex,
            "强制措施类型": lambda matter: matter.text("doc_kind").removesuffix("决定书").removesuffix("票"),
        },
        proposals={"未履行情况": _not_paid},
        suggestions={"性别": lambda matter: ("男", "女")},
        fills={"sent_on": "issued_on"},
        reply=Reply.of("控制后立即|发现或者控制之时|约定（期限届满自动失效，须另函续期）"),
        refusals=(
            only_for(("被执行人临控", "人员收拘"), "协助查找控制被执行人函"),
            CONTROL_WITHOUT_MEASURE,
            CONTROL_EXPIRED,
        ),
    ),
    Notice(
        id="detention_assist_request",
        record="police_assist",
        letter_kind="协助查找控制函",
        sender="县法院",
        recipient=("police_unit", "县公安局"),
        fields=CASE
        | says(
            "被拘留人=debtor 违法情形=reason 公民身份号码=id_no 拘留决定书文号=doc_no 拘留天数=detain_days 院长批准日期=approved_on "
            "拟送拘日期=in_on"
        )
        | {"性别": _sex},
        suggestions={"性别": lambda matter: ("男", "女")},
        fills={"sent_on": "issued_on"},
        refusals=(only_for(("人员收拘",), "司法拘留协助函"), NOT_A_DETENTION),
    ),
    Notice(
        id="vehicle_seizure_request",
        record="police_assist",
        letter_kind="协助查扣车辆函",
        sender="县法院",
        recipient=("police_unit", "县公安局"),
        fields=CASE | says("被执行人=debtor 交接时限=handover_limit 协助起始日=control_from 协助截止日=control_to"),
        lists={
            "车辆清单": rows(
                "vehicles",
                "号牌号码=plate 号牌种类=plate_kind 品牌型号=brand 车辆识别代号=vin 登记所有人=owner 查封文号=seal_no 查封截止日=seal_to",
            )
        },
        suggestions={"协助方式": lambda matter: ("路面巡查和卡口系统", "路面巡查", "卡口系统")},
        fills={"sent_on": "issued_on"},
        reply=Reply.of("扣留后立即|发现或者扣留之时|约定（不超过查封期限）"),
        refusals=(only_for(("车辆查扣",), "协助查找扣押车辆函"), CONTROL_EXPIRED, SEAL_ENDS_EARLIER),
    ),
    Notice(
        id="refusal_crime_transfer",
        record="police_assist",
        letter_kind="线索移送函",
        sender="县法院",
        recipient=("police_unit", "县公安局"),
        copies=("县人民检察院",),
        fields=CASE
        | says(
            "涉嫌人员或单位=debtor 生效文书案号=case.basis_no 执行立案日期=case.filed_on "
            "执行通知送达日期=case.notice_on 已采取措施=case.measures"
        )
        | {"作出机关": lambda matter: matter.unit(matter.text("case.basis_unit"))},
        lists={"事实清单": _facts},
        proposals={"未履行情况": _not_paid},
        fills={"sent_on": "issued_on"},
        reply=Reply.of("7日|收到材料之日|建议值（按当地公检法约定配置）"),
        refusals=(only_for(("拒执衔接",), "涉嫌拒不执行判决裁定犯罪线索移送函"),),
    ),
    Notice(
        id="gov_debtor_performance_notice",
        record="gov_debt_case",
        letter_kind="督促履行通知书",
        sender="县法院",
        recipient="debtor_unit",
        copies=("县政府", "县财政局"),
        fields=DEBT
        | says(
            "申请执行人=applicant 案由=cause 生效日期=effective_on 执行立案日期=filed_on "
            "执行计划报送截止日=plan_due 应付本金=principal 应付利息=interest 执行费=fees 应付合计=claim_amt"
        )
        | {"作出机关": lambda matter: matter.unit(matter.text("basis_unit"))},
        suggestions={"生效文书名称": lambda matter: ("民事判决书", "民事调解书", "行政判决书", "仲裁裁决书")},
        fills={"urged_on": "issued_on"},
        reply=Reply.of("10日|收到之日|建议值（可配置）", "执行计划报送截止日"),
        refusals=(PAID_UP,),
    ),
    Notice(
        id="gov_debtor_budget_letter",
        record="gov_debt_case",
        letter_kind="列入预算函",
        sender="debtor_unit",
        recipient="县财政局",
        copies=("县法院",),
        fields=DEBT
        | says("款项形成原因=debt_reason")
        | {
            "法院名称": lambda matter: matter.unit(matter.text("basis_unit")),
            "应付本金": _money("principal"),
            "应付利息": _money("interest"),
            "诉讼执行费": _money("fees"),
            "应付合计": _money("claim_amt"),
            "已支付金额": _money("paid_amt"),
            "尚欠金额": _money("unpaid_amt"),
            "预算年度": lambda matter: f"{matter.record.budget_year}年" if matter.record.budget_year else "",
        },
        lists={"执行计划清单": rows("pay_plan", "期次=term_no 支付日期=due_on 支付金额=amount 资金来源=fund_source")},
        suggestions={
            "生效文书名称": lambda matter: ("民事判决书", "民事调解书", "行政判决书", "仲裁裁决书"),
            "协商情况": lambda matter: ("协商一致", "进行协商"),
        },
        reply=Reply.of("15日|收到之日|建议值（可配置）", "回复期限"),
        refusals=(PAID_UP,),
    ),
    Notice(
        id="financial_enforcement_cooperation",
        record="fin_debt_case",
        letter_kind="其他",
        sender="县法院",
        recipient="县地方金融管理局",
        copies=("县公安局", "县自然资源和规划局", "县市场监管局"),
        fields=says("执行批次=batch")
        | {
            "案件数": lambda matter: str(len(_batch(matter))),
            "标的总额": _sum("claim_amt"),
            "已回收金额": _sum("recovered"),
        },
        lists={"案件清单": _cases},
        reply=Reply.of("10工作日|收到之日|建议值（可配置）", "回复期限"),
        enclosed=table(
            _batch,
            "执行案号=case_no 金融机构=fin_unit 被执行人=debtor 债权类型=product 本金=principal 利息=interest 执行标的=claim_amt 已回收=recovered",
        ),
    ),
    Notice(
        id="enforcement_demand_notice",
        record="nonlit_case",
        letter_kind="其他",
        sender="apply_unit",
        recipient="party",
        fields=says("当事人=party 行政决定文号=penalty_no 送达日期=penalty_served_on 义务内容=demand 应缴金额=fine_amt")
        | {"行政决定名称": _decision},
        suggestions={"履行方式": lambda matter: ("自行拆除并恢复土地原状", "到指定银行账户缴纳", "向劳动者足额支付")},
        fills={"urged_on": "served_on"},
        reply=Reply.of("10日|催告书送达之日|法定"),
    ),
    Notice(
        id="nonlit_enforcement_application",
        record="nonlit_case",
        letter_kind="其他",
        sender="apply_unit",
        recipient="县法院",
        fields=says(
            "被执行人=party 证件号码=party_id_no 行政决定文号=penalty_no 送达日期=penalty_served_on 起诉期限届满日=suit_expire_on "
            "催告书送达日期=urged_on 申请期限届满日=apply_due_on 执行内容=demand 现场位置=place"
        )
        | {"行政决定名称": _decision},
        suggestions={"建议实施方式": lambda matter: ("由人民法院裁定、行政机关组织实施", "由人民法院执行")},
        fills={"applied_on": "issued_on"},
        refusals=(SUIT_STILL_POSSIBLE, DEMAND_NOT_OVER),
    ),
    Notice(
        id="farmland_case_followup",
        record="nonlit_case",
        letter_kind="其他",
        sender="县法院",
        recipient=("impl_unit", "apply_unit"),
        copies=("县自然资源和规划局", "县农业农村局", "县住房城乡建设局"),
        fields=says(
            "案号=case_no 申请机关=apply_unit 被执行人=party 行政决定文号=penalty_no 现场位置=place 占地面积=area_mu "
            "占用耕地面积=farmland_mu 建筑面积=building_m2 裁定日期=ruled_on 裁定结果=ruling 执行内容=demand"
        ),
        reply=Reply.of("15日|收到之日|建议值（可配置）", "回复期限"),
        refusals=(NOT_FARMLAND, NOT_GRANTED),
    ),
    Notice(
        id="gov_debtor_bulletin",
        record="gov_debt_case",
        letter_kind="未履行情况通报",
        sender="县法院",
        recipient="县政府",
        copies=("县委全面依法治县委员会办公室", "县财政局", "县司法局"),
        fields={
            name: counted(name)
            for name in (
                "在办件数 未履行金额合计 执结件数 履行金额 环比变化 按计划履行件数 计划逾期件数 未提交计划件数"
            ).split()
        }
        | {"涉及单位数": counted("被执行单位数"), "统计截止日": end_of_span},
        proposals={"统计期间": lambda matter: spans(matter)[0]},
        suggestions={"统计期间": spans},
        fills={"notified_on": "issued_on"},
        reply=Reply.of("20工作日|收到之日|建议值（反馈督促情况，可配置）"),
        enclosed=table(
            open_debts,
            "被执行单位=debtor_unit 执行案号=case_no 案由=cause 立案日期=filed_on 执行标的=claim_amt 已履行=paid_amt 未履行=unpaid_amt 预计履行完毕日=finish_by",
        ),
    ),
)
