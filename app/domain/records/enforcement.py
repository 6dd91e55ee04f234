"""执行联动: enforcement cases, searches and seizures, listings, process nodes and time limits."""

from app.domain import enums
from app.domain.fields import (
    About,
    Boolean,
    CaseNo,
    Choice,
    Choices,
    Computed,
    Date,
    DateTime,
    Decimal2,
    DocNo,
    Integer,
    LongText,
    Money,
    Percent,
    PersonName,
    Phone,
    Ref,
    Rows,
    State,
    Text,
    UnitName,
    UnitNames,
    Year,
    field,
    ledger,
    words,
)
from app.domain.records.registered import Registered
from app.domain.rules import enforcement as rules


class EnforcementCase(Registered):
    """执行案件 (执行案件台账)."""

    about = About(
        id="enforcement_case",
        module="enforcement",
        group="执行案件",
        label="执行案件台账",
        noun="执行案件",
        prefix="ZX",
        title="{case_no} {applicant}与{debtor}",
        natural_key=("case_no",),
        task=("17", "13", "19"),
        states=(
            State("已立案", next=("执行中", "已结案")),
            State("执行中", next=("中止", "和解履行", "终本", "移送破产", "已结案")),
            State("中止", next=("执行中", "已结案")),
            State("和解履行", next=("执行中", "已结案")),
            State("终本", next=("执行中", "移送破产", "已归档")),
            State("移送破产", next=("执行中", "已结案")),
            State("已结案", next=("已归档",)),
            State("已归档", terminal=True),
        ),
        links=words(
            "assist_request property_control police_assist gov_debt_case fin_debt_case dishonest_listing "
            "bankruptcy_case wage_check trial_node limit_change letter"
        ),
        default_sort=("-filed_on",),
        list_fields=words("case_no applicant debtor cause filed_on claim_amt paid_amt judge close_kind status"),
        ledger=ledger(
            "执行案件台账",
            "case_no basis_no applicant applicant_kind debtor debtor_kind debtor_id_no cause is_gov "
            "is_finance is_livelihood applied_on filed_on judge claim_amt paid_amt paid_rate measures "
            "terminated_on close_kind closed_on status remarks",
        ),
    )

    case_no: CaseNo = field("执行案号", section="案件信息", aliases=("案号", "案件编号"))
    basis_no: Text | None = field("执行依据文号", aliases=("执行依据", "生效文书案号"))
    basis_unit: Text | None = field("作出机关", help="作出执行依据的法院或机关")
    cause: Text | None = field("案由")
    applicant: Text = field("申请执行人", aliases=("申请人",))
    applicant_kind: Choice | None = field("申请执行人类型", enums.APPLICANT_KIND, aliases=("申请人类型",))
    debtor: Text = field("被执行人", help="多人用顿号分开")
    debtor_kind: Choice | None = field("被执行人类别", enums.DEBTOR_KIND)
    debtor_id_no: Text | None = field(
        "证件号码", help="按文本录入，勿用科学计数", aliases=("身份证号", "统一社会信用代码"), mask=True
    )
    enterprise: Ref | None = field("涉及企业", to="enterprise")
    is_gov: Boolean | None = field("涉党政机关", default="否")
    is_finance: Boolean | None = field("涉金融", default="否")
    is_livelihood: Boolean | None = field("涉民生", default="否")
    performance_due_on: Date | None = field("履行期限", section="流程", help="法律文书确定的最后一日")
    applied_on: Date | None = field("收到申请执行日期", help="含移送执行", aliases=("申请执行日期",))
    filed_on: Date = field("立案日期", aliases=("执行立案日期", "立案时间"))
    notice_on: Date | None = field("执行通知发出日期")
    judge: PersonName | None = field("承办人", aliases=("承办法官", "执行法官"))
    limit_on: Date | None = field(
        "执行期限届满日",
        computed=Computed(
            "立案日期加6个月，有批准的审限变更取新届满日",
            rules.enforcement_limit,
            matches=("limit_change.case_no=case_no",),
        ),
        override=True,
        due_of=("enf_close_6m",),
    )
    measures: LongText | None = field("执行措施", aliases=("措施概要",))
    last_query_on: Date | None = field("最近财产查询日期", help="终本案件每6个月查询一次")
    claim_amt: Money = field("执行标的", section="金额", aliases=("执行标的额", "标的金额"))
    paid_amt: Money | None = field("到位金额", default="0", aliases=("执行到位", "已执行金额"))
    paid_rate: Percent | None = field("到位率", computed=Computed("到位金额÷执行标的", rules.paid_rate))
    fund_arrived_on: Date | None = field("案款到账通知日期")
    fund_released_on: Date | None = field("案款发放日期")
    distribution_served_on: Date | None = field("分配方案送达日期")
    terminated_on: Date | None = field("终本裁定日期", section="结案", help="终结本次执行程序")
    resumed_on: Date | None = field("恢复执行日期", help="终本后恢复执行")
    close_kind: Choice | None = field(
        "结案方式", ("执行完毕", "终结本次执行程序", "终结执行", "不予执行", "驳回申请", "销案", "和解长期履行")
    )
    closed_on: Date | None = field("结案日期", aliases=("结案时间",))
    bk_ruling_received_on: Date | None = field("收到破产受理裁定日期")
    bk_handed_on: Date | None = field("移交财产变价款日期")


class GovDebtCase(Registered):
    """涉党政机关执行案件 (涉党政机关执行案件台账)."""

    about = About(
        id="gov_debt_case",
        module="enforcement",
        group="执行案件",
        label="涉党政机关执行案件台账",
        noun="涉党政机关执行案件",
        prefix="DZ",
        title="{case_no} {debtor_unit}",
        natural_key=("case_no", "debtor_unit"),
        task=("19", "A5"),
        states=(
            State("建账", next=("已督促", "已结清")),
            State("已督促", next=("已订计划", "已通报", "已结清")),
            State("已订计划", next=("已列预算", "履行中", "逾期")),
            State("已列预算", next=("履行中", "逾期")),
            State("履行中", next=("逾期", "已结清")),
            State("逾期", next=("已通报", "履行中", "已结清")),
            State("已通报", next=("政府督办", "已订计划", "履行中")),
            State("政府督办", next=("司法惩戒", "履行中", "已结清")),
            State("司法惩戒", next=("履行中", "已结清")),
            State("已结清", terminal=True),
        ),
        links=words("enforcement_case integrity_case judicial_advice letter meeting unit"),
        default_sort=("-unpaid_amt",),
        list_fields=words(
            "case_no applicant debtor_unit claim_amt paid_amt unpaid_amt in_budget finish_by dishonest_risk status"
        ),
        ledger=ledger(
            "涉党政机关执行案件台账",
            "case_no applicant applicant_kind debtor_unit successor_unit debtor_level cause filed_on "
            "claim_amt paid_amt unpaid_amt unpaid_reasons plan_text in_budget budget_year budget_subject "
            "finish_by notified_on dishonest_risk duty_person progress remarks",
        ),
    )

    case_no: CaseNo = field("执行案号", section="案件信息", aliases=("案号",))
    basis_no: Text | None = field("执行依据文号", aliases=("生效文书案号",))
    basis_unit: Text | None = field("作出机关")
    effective_on: Date | None = field("文书生效日期")
    applicant: Text = field("申请人", aliases=("申请执行人",))
    applicant_kind: Choice | None = field("申请人类型", enums.APPLICANT_KIND)
    debtor_unit: UnitName = field("被执行单位", aliases=("被执行人", "欠款单位"))
    successor_unit: UnitName | None = field("承继单位", help="机构撤并后承担义务的单位")
    debtor_level: Choice | None = field("级别", ("县级", "乡镇街道", "事业单位", "村级组织", "政府平台公司"))
    cause: Text | None = field("案由")
    obligation: LongText | None = field("义务内容", help="法律文书确定的义务")
    filed_on: Date = field("立案日", aliases=("立案日期", "执行立案日期"))
    claim_amt: Money = field("执行标的", section="金额", aliases=("执行标的(万元)", "标的额"), unit="万元")
    principal: Money | None = field("应付本金", unit="万元")
    interest: Money | None = field("应付利息", help="含迟延履行利息", unit="万元")
    fees: Money | None = field("诉讼执行费", unit="万元")
    paid_amt: Money | None = field(
        "已履行",
        aliases=("已履行(万元)", "已付金额"),
        unit="万元",
        computed=Computed("分期计划实付额合计", rules.gov_paid_amt),
        override=True,
    )
    unpaid_amt: Money | None = field(
        "未履行",
        aliases=("未履行(万元)", "尚欠金额"),
        unit="万元",
        computed=Computed("执行标的减已履行", rules.gov_unpaid_amt),
    )
    debt_reason: LongText | None = field("款项形成原因", section="原因与计划", aliases=("欠款形成原因",))
    unpaid_reasons: Choices | None = field(
        "未履行原因", ("财力不足", "有争议", "机构撤并", "推诿扯皮", "程序未完", "其他")
    )
    plan_on: Date | None = field("执行计划制定日期")
    plan_text: LongText | None = field(
        "执行计划",
        aliases=("执行计划(分期)",),
        computed=Computed("逐期汇总应付日、金额和资金来源", rules.plan_text),
        import_as="pay_plan.note",
    )
    in_budget: Boolean | None = field("是否列入预算", default="否")
    budget_year: Year | None = field("预算年度", when="in_budget=是")
    budget_subject: Text | None = field("预算科目", when="in_budget=是")
    finance_on: Date | None = field("财政确认日期", when="in_budget=是")
    finish_by: Date | None = field("预计履行完毕日", done_by="settled_on")
    urged_on: Date | None = field("督促履行通知日期", section="督促与通报")
    plan_due: Date | None = field("执行计划报送截止日", done_by="plan_on")
    notice_n: Integer | None = field("通报次数", default="0", unit="次")
    notified_on: Date | None = field("通报日期", help="最近一次")
    measures: Choices | None = field(
        "采取措施", ("划拨", "对负责人罚款", "公告", "司法建议", "拘留", "限制消费", "追究刑事责任")
    )
    dishonest_risk: Choice | None = field("失信风险", ("未发生", "预警", "已列入", "已解除"), default="未发生")
    duty_person: PersonName | None = field("责任人")
    progress: LongText | None = field("进展", aliases=("办理进展",))
    settled_on: Date | None = field("结清日期")

    class PayPlan(Rows):
        child = "pay_plan"
        label = "分期计划"
        ledgers = (
            ledger(
                "分期计划",
                "parent.case_no parent.debtor_unit term_no due_on amount fund_source budget_subject finance_on "
                "paid_on paid_amt note",
            ),
        )

        term_no: Integer = field("期次")
        due_on: Date | None = field("应付日", done_by="paid_on")
        amount: Money | None = field("金额", unit="万元")
        fund_source: Choice | None = field("资金来源", enums.FUND_SOURCE)
        budget_subject: Text | None = field("预算科目")
        finance_on: Date | None = field("财政确认日期")
        paid_on: Date | None = field("实付日")
        paid_amt: Money | None = field("实付额", unit="万元")
        note: Text | None = field("计划说明")


class FinDebtCase(Registered):
    """涉金融执行案件 (涉金融执行案件台账)."""

    about = About(
        id="fin_debt_case",
        module="enforcement",
        group="执行案件",
        label="涉金融执行案件台账",
        noun="涉金融执行案件",
        prefix="JR",
        title="{case_no} {fin_unit}与{debtor}",
        natural_key=("case_no",),
        task=("19",),
        states=(
            State("建账", next=("集中执行", "正常执行")),
            State("正常执行", next=("集中执行", "和解履行", "终本", "已回收")),
            State("集中执行", next=("和解履行", "终本", "已回收")),
            State("和解履行", next=("集中执行", "已回收")),
            State("终本", next=("集中执行", "核销")),
            State("已回收", terminal=True),
            State("核销", terminal=True),
        ),
        links=words("enforcement_case property_control dishonest_listing judicial_advice letter"),
        default_sort=("-claim_amt",),
        list_fields=words("case_no fin_unit debtor product claim_amt recovered recover_rate batch status"),
        ledger=ledger(
            "涉金融执行案件台账",
            "case_no fin_unit debtor debtor_kind product npl_class filed_on principal interest claim_amt "
            "recovered recover_rate collateral batch joint_measures way closed_on judge regulator_advice "
            "progress remarks",
        ),
    )

    case_no: CaseNo = field("执行案号", section="案件信息", aliases=("案号",))
    fin_unit: UnitName = field("金融机构", aliases=("申请执行人",))
    debtor: Text = field("被执行人")
    debtor_kind: Choice | None = field("被执行人类别", enums.DEBTOR_KIND)
    enterprise: Ref | None = field("涉及企业", to="enterprise")
    product: Choice = field("债权类型", ("企业贷款", "个人贷款", "担保追偿", "信用卡", "保险", "其他"))
    npl_class: Choice | None = field("五级分类", ("正常", "关注", "次级", "可疑", "损失"))
    is_key_fin: Boolean | None = field("是否重点金融企业", default="否")
    filed_on: Date = field("立案日期")
    judge: PersonName | None = field("承办人")
    principal: Money = field("本金", section="金额", unit="万元")
    interest: Money | None = field("利息", unit="万元")
    claim_amt: Money | None = field(
        "执行标的", unit="万元", computed=Computed("本金加利息", rules.fin_claim_amt), override=True
    )
    recovered: Money | None = field("回收金额", default="0", unit="万元")
    recover_rate: Percent | None = field("回收率", computed=Computed("回收金额÷执行标的", rules.recover_rate))
    collateral: LongText | None = field("抵押物情况")
    batch: Text | None = field("集中执行批次", section="措施", help="如2022年第一批")
    joint_measures: Choices | None = field(
        "联合惩戒措施", ("纳入失信名单", "限制消费", "限制出境", "罚款", "拘留", "移送拒执", "信贷限制", "其他")
    )
    way: Choice | None = field("处置方式", ("现金清收", "抵押物拍卖", "以物抵债", "债务重组", "债权转让", "核销"))
    closed_on: Date | None = field("结案日期")
    regulator_unit: UnitName | None = field("监管单位", section="源头治理", default="县地方金融管理局")
    regulator_advice: LongText | None = field("监管建议")
    advice_on: Date | None = field("建议发出日期")
    advice_replied_on: Date | None = field("建议回复日期")
    progress: LongText | None = field("进展")


class NonlitCase(Registered):
    """行政非诉执行案件 (行政非诉执行台账)."""

    about = About(
        id="nonlit_case",
        module="enforcement",
        group="执行案件",
        label="行政非诉执行台账",
        noun="行政非诉执行案件",
        prefix="FS",
        title="{penalty_no} {party}",
        natural_key=("apply_unit", "penalty_no", "party"),
        task=("A4", "1", "15"),
        states=(
            State("决定已送达", next=("已催告", "自行履行")),
            State("已催告", next=("已申请", "自行履行")),
            State("已申请", next=("审查中", "不予受理")),
            State("审查中", next=("准予执行", "不准予执行", "已撤回")),
            State("不予受理", next=("复议中", "已办结")),
            State("不准予执行", next=("复议中", "已办结")),
            State("复议中", next=("准予执行", "审查中", "已办结")),
            State("准予执行", next=("实施中", "自行履行")),
            State("实施中", next=("已实施", "暂缓实施")),
            State("暂缓实施", next=("实施中",)),
            State("已实施", next=("已办结",)),
            State("自行履行", terminal=True),
            State("已撤回", terminal=True),
            State("已办结", terminal=True),
        ),
        links=words("admin_case wage_check land_problem letter major_event"),
        default_sort=("-penalty_served_on",),
        list_fields=words(
            "apply_unit penalty_no party violation farmland_mu suit_expire_on applied_on ruling impl_unit status"
        ),
        ledger=ledger(
            "非诉执行乱占耕地台账",
            "apply_unit decision_kind penalty_no party violation place area_mu farmland_mu building_m2 "
            "penalty_served_on suit_expire_on urged_on applied_on is_late case_no ruled_on ruling mode "
            "impl_unit impl_on impl_result checked_on remarks",
        ),
    )

    apply_unit: UnitName = field("申请机关", section="行政决定")
    decision_kind: Choice = field(
        "行政决定种类",
        words("行政处罚决定 责令限期拆除决定（土地） 行政处理决定 征收补偿决定 责令支付决定 行政裁决 其他"),
        default="行政处罚决定",
    )
    penalty_no: DocNo = field("处罚决定文号", aliases=("决定书文号", "行政决定文号"))
    penalty_served_on: Date = field("送达日", help="决定书送达被执行人日期", aliases=("送达日期",))
    party: Text = field("被执行人", aliases=("当事人", "违法当事人"))
    party_id_no: Text | None = field("证件号码", mask=True)
    violation: Choice = field("违法类型", ("乱占耕地建房", "违法占地", "违法建设", "非法采矿", "拖欠工资", "其他"))
    place: Text | None = field("位置", aliases=("坐落", "地点"))
    area_mu: Decimal2 | None = field("占地", aliases=("占地(亩)", "占地面积"), unit="亩")
    farmland_mu: Decimal2 | None = field("耕地", aliases=("耕地(亩)", "其中耕地"), unit="亩")
    building_m2: Decimal2 | None = field("建筑", aliases=("建筑(㎡)", "建筑面积"), unit="㎡")
    demand: LongText | None = field("申请执行内容")
    fine_amt: Money | None = field("罚款金额")
    suit_expire_on: Date | None = field(
        "起诉期届满日",
        section="申请",
        aliases=("起诉期限届满日",),
        computed=Computed(
            "送达日加6个月，责令限期拆除（土地）加15日，经复议的按复议后起诉期",
            rules.suit_expire_on,
            matches=("admin_review.act_no=penalty_no",),
        ),
        override=True,
        due_of=("lit_land_demolition_suit_15d",),
    )
    urged_on: Date | None = field("催告书送达日")
    apply_due_on: Date | None = field(
        "申请期限届满日",
        computed=Computed("起诉期届满日加3个月", rules.apply_due_on),
        override=True,
        due_of=("nle_apply_3m",),
    )
    applied_on: Date | None = field("申请日", help="法院接到申请日期", aliases=("申请日期",))
    is_late: Boolean | None = field(
        "是否逾期", computed=Computed("申请日晚于申请期限届满日的为是", rules.is_late_application), override=True
    )
    case_no: CaseNo | None = field("案号", section="审查")
    accepted_on: Date | None = field("受理日", aliases=("受理日期",))
    is_heard: Boolean | None = field("是否听取意见", default="否")
    is_urgent: Boolean | None = field("是否紧急立即执行", default="否")
    ruled_on: Date | None = field("裁定日", aliases=("裁定日期",))
    ruling: Choice | None = field("裁定结果", ("准予执行", "部分准予执行", "不准予执行", "不予受理", "撤回申请"))
    ruling_served_on: Date | None = field("裁定送达日")
    deny_reason: Text | None = field("不准予理由", when="ruling=不准予执行|不予受理|部分准予执行")
    review_applied_on: Date | None = field("申请复议日", when="ruling=不准予执行|不予受理")
    review_ruled_on: Date | None = field("复议裁定日", when="ruling=不准予执行|不予受理")
    mode: Choice | None = field("实施方式", ("法院执行", "裁执分离"), section="实施", help="裁执分离由政府组织实施")
    impl_unit: UnitName | None = field("实施单位")
    exec_filed_on: Date | None = field("执行立案日")
    impl_on: Date | None = field("实施日", aliases=("实施日期",))
    impl_result: Choices | None = field(
        "结果", ("拆除", "没收", "恢复原状", "缴纳罚款", "支付工资", "未实施"), aliases=("执行结果",)
    )
    checked_on: Date | None = field("验收", aliases=("验收日期",))
    closed_on: Date | None = field("办结日期")


class AssistRequest(Registered):
    """协助查询执行请求 (被执行人协查查控台账)."""

    about = About(
        id="assist_request",
        module="enforcement",
        group="查控惩戒",
        label="被执行人协查查控台账",
        noun="协助查询执行请求",
        prefix="XC",
        title="{doc_no} {to_unit}{action}{debtor}",
        natural_key=("doc_no", "debtor", "to_unit", "action"),
        task=("17",),
        states=(
            State("草拟", next=("已审签", "撤回")),
            State("已审签", next=("已送达",)),
            State("已送达", next=("办理中", "已反馈", "退回", "超期催办")),
            State("办理中", next=("已反馈", "退回", "超期催办")),
            State("超期催办", next=("已反馈", "退回")),
            State("退回", next=("已送达", "撤回")),
            State("已反馈", next=("已核对", "办理中")),
            State("已核对", next=("办结",)),
            State("办结", terminal=True),
            State("撤回", terminal=True),
        ),
        links=words("enforcement_case property_control letter data_link"),
        default_sort=("-served_on",),
        list_fields=words("doc_no case debtor to_unit action asset_kinds served_on reply_due result status"),
        ledger=ledger(
            "被执行人协查查控清单",
            "reg_no doc_no case debtor id_kind id_no to_unit action asset_kinds served_on reply_due result "
            "replied_on pushed reviewed_by clerk overdue_days remarks",
        ),
        sensitive=True,
    )

    doc_no: DocNo | None = field("协助执行通知书文号", section="请求", aliases=("文号", "协助查询函文号"))
    batch_no: Text | None = field("批次号", help="同一函件多名被执行人填同一批次")
    case: Ref = field("执行案号", to="enforcement_case", aliases=("案号",))
    cause: Text | None = field("案由", computed=Computed("取执行案件的案由", rules.case_cause, follows=("case",)))
    debtor: Text = field("被执行人", aliases=("姓名或名称",))
    id_kind: Choice | None = field("证件类型", ("居民身份证", "统一社会信用代码", "护照", "其他"), default="居民身份证")
    id_no: Text | None = field("证件号码", aliases=("身份证号", "证件号"), mask=True)
    to_unit: UnitName = field("协助单位")
    action: Choice = field("协助事项", enums.ASSIST_ACTION, default="查询")
    asset_kinds: Choices = field("财产/信息类别", enums.ASSET_KIND, aliases=("财产类别", "查询内容"))
    detail: LongText | None = field("协助内容")
    query_period: Text | None = field("查询期间")
    judge: PersonName | None = field("承办法官")
    judge_phone: Phone | None = field("联系电话")
    served_on: Date | None = field("送达日期")
    serve_mode: Choice | None = field("送达方式", enums.SERVE_MODE)
    reply_due: Date | None = field(
        "反馈期限",
        computed=Computed("送达日期加本县设定的工作日数", rules.assist_reply_due),
        override=True,
        done_by="replied_on",
    )
    result: Choice | None = field(
        "查询结果",
        ("待反馈", "有", "无", "部分办结", "查询失败"),
        section="反馈",
        default="待反馈",
        help="未查到也须明确反馈“无”",
        aliases=("查询结果(有/无)", "反馈结果"),
    )
    replied_on: Date | None = field("反馈日期")
    reply_no: Text | None = field("回执文号")
    clerk: PersonName | None = field("经办", aliases=("经办人",))
    reviewed_by: PersonName | None = field("复核人")
    pushed: Boolean | None = field("是否推送", default="否")
    pushed_on: Date | None = field("推送日期", when="pushed=是")
    fail_reason: Text | None = field("退回或失败原因")
    overdue_days: Integer | None = field(
        "超期天数",
        unit="天",
        computed=Computed("反馈日期(未反馈取当天)晚于反馈期限的天数", rules.reply_days_late, daily=True),
    )

    class Results(Rows):
        child = "results"
        label = "反馈结果"
        ledgers = (
            ledger(
                "查询结果表",
                "parent.doc_no parent.case parent.debtor parent.to_unit asset_kind found desc right_no area_m2 "
                "mortgage seal_state seal_to locked vehicle_kind vin reg_office reg_on share value",
            ),
        )

        asset_kind: Choice = field("财产类别", enums.ASSET_KIND)
        found: Choice = field("有无", ("有", "无", "查询失败"))
        desc: Text | None = field("坐落/品牌/名称", help="不动产坐落、车辆品牌或企业名称")
        right_no: Text | None = field("权证号/号牌")
        vehicle_kind: Text | None = field("车辆类型")
        vin: Text | None = field("识别码", aliases=("车辆识别代号", "车架号"))
        reg_office: Text | None = field("登记机关")
        reg_on: Date | None = field("财产登记日期", aliases=("登记日期",))
        area_m2: Decimal2 | None = field("面积", unit="㎡")
        share: Text | None = field("份额")
        value: Money | None = field("价值")
        mortgage: Text | None = field("抵押", aliases=("抵押情况",))
        seal_state: Text | None = field("查封状态")
        seal_to: Date | None = field("查封到期日")
        locked: Boolean | None = field("是否异议锁定")


class PropertyControl(Registered):
    """查封扣押冻结 (查封扣押冻结财产台账)."""

    about = About(
        id="property_control",
        module="enforcement",
        group="查控惩戒",
        label="查封扣押冻结财产台账",
        noun="查封扣押冻结",
        prefix="CK",
        title="{case_no} {debtor}{control}{asset_kind}",
        natural_key=("case_no", "debtor", "asset_desc", "started_on"),
        task=("17", "11"),
        states=(
            State("申请中", next=("已裁定", "不予保全")),
            State("已裁定", next=("控制中",)),
            State("控制中", next=("处置中", "已续行", "已解除", "到期失效")),
            State("处置中", next=("已处置", "控制中", "已续行", "已解除")),
            State("已处置", terminal=True),
            State("已续行", terminal=True),
            State("已解除", terminal=True),
            State("到期失效", terminal=True),
            State("不予保全", terminal=True),
        ),
        links=words("enforcement_case assist_request measure_review bankruptcy_case land_problem enterprise"),
        default_sort=("expires_on",),
        list_fields=words(
            "case_no debtor asset_kind asset_desc control value assist_unit started_on expires_on status"
        ),
        ledger=ledger(
            "查封扣押冻结财产台账",
            "case_no stage applicant debtor asset_kind asset_desc right_no value control is_renewal ruling_no "
            "assist_unit assist_no started_on expires_on appraised_amt auction_on sold_amt lifted_on "
            "lift_reason status remarks",
        ),
    )

    case_no: CaseNo = field("案号", section="案件与财产", aliases=("执行案号", "保全案号"))
    stage: Choice = field("阶段", ("诉前保全", "诉讼保全", "执行查控"), default="执行查控")
    applicant: Text | None = field("申请人", aliases=("申请执行人", "申请保全人"))
    debtor: Text = field("被执行人", aliases=("被保全人",))
    enterprise: Ref | None = field("涉及企业", to="enterprise")
    asset_kind: Choice = field("财产类别", enums.CONTROL_ASSET)
    asset_desc: Text = field("财产名称", help="坐落、账户开户行、号牌等", aliases=("财产描述", "财产信息"))
    right_no: Text | None = field("权证号/账号/号牌")
    value: Money | None = field("控制金额或价值")
    control: Choice = field("控制措施", ("查封", "预查封", "扣押", "冻结", "轮候查封", "轮候冻结"))
    is_renewal: Boolean | None = field("是否续行", default="否", help="每次续行另立一条")
    keeper: Text | None = field("保管人或存放地点")
    preserve_applied_on: Date | None = field("收到保全申请日期", section="裁定与期限", when="stage=诉前保全|诉讼保全")
    ruling_no: Text | None = field("裁定书文号")
    ruled_on: Date | None = field("裁定日期")
    ruling_served_on: Date | None = field("裁定送达日期")
    assist_unit: UnitName | None = field("协助单位")
    assist_no: DocNo | None = field("协助执行通知书文号")
    started_on: Date | None = field("起始日期", help="协助机关办理日期", aliases=("查封日期", "冻结日期"))
    expires_on: Date | None = field(
        "到期日期",
        aliases=("查封到期日", "冻结到期日"),
        computed=Computed(
            "起始日期加期限(存款1年、动产2年、不动产和其他财产权3年)，有文书止日的按文书", rules.control_expires_on
        ),
        override=True,
        due_of=("freeze_deposit_1y", "seize_movable_2y", "seal_realty_3y"),
    )
    renew_applied_on: Date | None = field("申请续行日期")
    sued_on: Date | None = field("起诉或申请仲裁日期", when="stage=诉前保全")
    appraisal_on: Date | None = field("启动定价日期", section="处置", when="stage=执行查控")
    entrusted_on: Date | None = field("委托评估日期", when="stage=执行查控")
    appraised_on: Date | None = field("评估报告日期", when="stage=执行查控")
    appraised_amt: Money | None = field("评估价", when="stage=执行查控")
    auction_posted_on: Date | None = field("拍卖公告日期", when="stage=执行查控")
    auction_on: Date | None = field("拍卖日期", when="stage=执行查控")
    failed_on: Date | None = field("流拍日期", when="stage=执行查控")
    reauction_on: Date | None = field("再次拍卖日期", when="stage=执行查控")
    sold_amt: Money | None = field("成交金额", when="stage=执行查控")
    lifted_on: Date | None = field("解除日期", section="解除")
    lift_reason: Text | None = field("解除原因")


class PoliceAssist(Registered):
    """公安协助事项 (公安机关执行联动台账)."""

    about = About(
        id="police_assist",
        module="enforcement",
        group="查控惩戒",
        label="公安机关执行联动台账",
        noun="公安协助事项",
        prefix="GA",
        title="{kind} {case} {debtor}",
        natural_key=("kind", "case", "debtor", "sent_on"),
        task=("18",),
        states=(
            State("申请", next=("已送公安", "撤回")),
            State("已送公安", next=("办理中", "不予受理")),
            State("办理中", next=("已反馈", "已控制", "到期未果")),
            State("已控制", next=("已移交",)),
            State("到期未果", next=("已续控", "已撤控")),
            State("已续控", next=("已反馈", "已控制", "到期未果")),
            State("已反馈", next=("办结",)),
            State("已移交", next=("办结",)),
            State("已撤控", next=("办结",)),
            State("不予受理", next=("办结",)),
            State("办结", terminal=True),
            State("撤回", terminal=True),
        ),
        links=words("enforcement_case property_control letter"),
        default_sort=("-sent_on",),
        list_fields=words("kind case debtor doc_kind police_unit sent_on control_to result result_at status"),
        ledger=ledger(
            "公安执行联动台账",
            "kind case debtor id_no doc_kind doc_no sent_on police_unit officer accepted_on control_from "
            "control_to result result_at arrived_at detain_days in_on out_on refusal_item file_result file_on "
            "verdict closed_on remarks",
        ),
        sensitive=True,
    )

    kind: Choice = field(
        "协助类型", ("查控专线查询", "被执行人临控", "车辆查扣", "人员收拘", "拒执衔接"), section="请求"
    )
    case: Ref = field("执行案号", to="enforcement_case", aliases=("案号",))
    debtor: Text = field("被执行人", aliases=("涉嫌人员或单位",))
    id_no: Text | None = field("证件号码", aliases=("公民身份号码", "身份证号"), mask=True)
    doc_kind: Choice = field(
        "协助文书", ("查询函", "协助查找函", "协助布控函", "协助执行通知书", "拘留决定书", "拘传票", "线索移送函")
    )
    doc_no: DocNo | None = field("文书文号")
    reason: Text | None = field("申请理由", help="违法情形或执行需要")
    approved_on: Date | None = field("院长批准日期")
    sent_on: Date | None = field("送公安日期", aliases=("申请日", "移送日期"))
    police_unit: UnitName = field("公安接收单位", default="县公安局")
    officer: PersonName | None = field("接收民警")
    accepted_on: Date | None = field("公安受理日期", aliases=("受案日期",))
    control_from: Date | None = field("协助起始日", section="布控与反馈", when="kind=被执行人临控|车辆查扣|人员收拘")
    control_to: Date | None = field(
        "协助截止日", when="kind=被执行人临控|车辆查扣|人员收拘", aliases=("有效期止",), done_by="closed_on"
    )
    handover_limit: Text | None = field(
        "交接时限", when="kind=被执行人临控|车辆查扣|人员收拘", help="如发现后2小时内到场"
    )
    result: Choice | None = field(
        "反馈结果", ("待反馈", "已查询反馈", "未发现", "已发现", "已控制", "已移交", "不予受理"), default="待反馈"
    )
    result_at: DateTime | None = field("反馈时间")
    arrived_at: DateTime | None = field("法官到场时间", when="kind=被执行人临控|车辆查扣|人员收拘")
    detain_days: Integer | None = field("拘留天数", section="人员收拘", when="kind=人员收拘", unit="天", maximum=15)
    decision_served_on: Date | None = field("拘留决定送达日期", when="kind=人员收拘")
    checkup: Choice | None = field("入所体检", ("可收拘", "不宜收拘"), when="kind=人员收拘")
    lockup: Text | None = field("拘留所", when="kind=人员收拘")
    in_on: Date | None = field("送拘日期", when="kind=人员收拘")
    out_on: Date | None = field("解除拘留日期", when="kind=人员收拘")
    early_reason: Text | None = field("提前解除原因", when="kind=人员收拘")
    refusal_item: Choice | None = field(
        "拒执情形",
        words(
            "恶意无偿处分财产或虚假和解转让 恶意减损责任财产 毁灭隐匿证据或妨害作证 "
            "拒绝虚假报告财产或违反限制消费令经制裁仍拒不执行 拒不交付财物票证或拒不迁出退出 拒不履行作为义务 "
            "违反人身安全保护令等不作为义务 暴力威胁等阻碍进入执行现场 毁损抢夺执行材料车辆器械 "
            "其他情节严重的情形"
        ),
        section="拒执衔接",
        when="kind=拒执衔接",
    )
    facts: LongText | None = field("主要事实", when="kind=拒执衔接")
    file_result: Choice | None = field("立案情况", ("审查中", "立案", "不予立案", "退回补充"), when="kind=拒执衔接")
    file_on: Date | None = field("立案或不立案日期", when="kind=拒执衔接")
    reject_reason: Text | None = field("不予立案理由", when="kind=拒执衔接")
    private_suit_told: Boolean | None = field("是否告知可自诉", when="kind=拒执衔接")
    verdict: Text | None = field("处理结果", when="kind=拒执衔接")
    closed_on: Date | None = field("办结日期", section="办结")
    purged_on: Date | None = field("个人信息清除日期", help="办结后清除证件号码等信息")

    class Vehicles(Rows):
        child = "vehicles"
        label = "车辆清单"
        ledgers = (
            ledger(
                "车辆查扣清单",
                "parent.case parent.debtor plate plate_kind brand vin owner reg_office seal_no seal_to impound_on "
                "impound_place handover_no handover_docs",
            ),
        )

        plate: Text = field("号牌号码", aliases=("车牌号",))
        plate_kind: Text | None = field("号牌种类")
        brand: Text | None = field("品牌型号")
        vin: Text | None = field("车辆识别代号", aliases=("识别码", "车架号"))
        owner: Text | None = field("登记所有人")
        reg_office: Text | None = field("登记机关")
        seal_no: Text | None = field("查封文号")
        seal_to: Date | None = field("查封截止日")
        impound_on: Date | None = field("扣押日期")
        impound_place: Text | None = field("扣押地点")
        handover_no: Text | None = field("移交单号")
        handover_docs: Choices | None = field("移交物品", ("车辆", "行驶证", "车钥匙", "登记证书"))


class DishonestListing(Registered):
    """失信限消措施 (失信惩戒和限制消费台账)."""

    about = About(
        id="dishonest_listing",
        module="enforcement",
        group="查控惩戒",
        label="失信惩戒和限制消费台账",
        noun="失信限消措施",
        prefix="SX",
        title="{case_no} {debtor}",
        natural_key=("case_no", "debtor"),
        task=("17",),
        states=(
            State("拟纳入", next=("已决定", "不予纳入")),
            State("已决定", next=("已发布",)),
            State("已发布", next=("待屏蔽", "已屏蔽")),
            State("待屏蔽", next=("已屏蔽",)),
            State("已屏蔽", terminal=True),
            State("不予纳入", terminal=True),
        ),
        links=words("enforcement_case gov_debt_case fin_debt_case credit_repair letter"),
        default_sort=("-decided_on",),
        list_fields=words(
            "case_no debtor debtor_kind measures ground decided_on expires_on delete_met_on removed_on status"
        ),
        ledger=ledger(
            "失信惩戒和限制消费台账",
            "case_no debtor debtor_kind id_no legal_rep basis_no basis_unit obligation performance ground "
            "measures doc_no decided_on published_on expires_on is_public_servant notified_unit delete_ground "
            "removed_on remarks",
        ),
        sensitive=True,
    )

    case_no: CaseNo = field("执行案号", section="名单信息", aliases=("案号",))
    filed_on: Date | None = field("立案时间")
    debtor: Text = field("被执行人", aliases=("失信被执行人", "姓名或名称"))
    debtor_kind: Choice = field("被执行人类别", enums.DEBTOR_KIND)
    id_no: Text | None = field("证件号码", aliases=("身份证号", "组织机构代码", "统一社会信用代码"), mask=True)
    legal_rep: PersonName | None = field("法定代表人", when="debtor_kind=法人|非法人组织|党政机关")
    enterprise: Ref | None = field("涉及企业", to="enterprise")
    basis_no: Text | None = field("执行依据文号")
    basis_unit: Text | None = field("作出执行依据单位")
    obligation: LongText | None = field("法律文书确定的义务")
    performance: Choice | None = field("履行情况", ("全部未履行", "部分未履行", "全部已履行"))
    ground: Choice | None = field("纳入情形", enums.DISHONEST_GROUND, aliases=("失信行为具体情形",))
    measures: Choices = field("惩戒措施", ("纳入失信名单", "限制消费"), section="措施")
    doc_no: DocNo | None = field("决定书文号")
    decided_on: Date | None = field("纳入日期", aliases=("决定日期",))
    published_on: Date | None = field("发布日期")
    expires_on: Date | None = field(
        "期限届满日",
        computed=Computed("纳入日期加2年，有履行能力而拒不履行的不设期限", rules.listing_expires_on),
        override=True,
        due_of=("dishonest_term_2y",),
    )
    limit_on: Date | None = field("限制消费令日期", when="measures=限制消费")
    is_public_servant: Boolean | None = field("是否国家工作人员", default="否")
    notified_unit: UnitName | None = field("通报所在单位", when="is_public_servant=是")
    notified_on: Date | None = field("通报日期", when="is_public_servant=是")
    correct_applied_on: Date | None = field("收到纠正申请日期", section="纠正与屏蔽")
    correct_decided_on: Date | None = field("纠正申请答复日期")
    delete_met_on: Date | None = field("屏蔽情形出现日期", aliases=("删除情形出现日期",))
    delete_ground: Choice | None = field(
        "屏蔽事由",
        words(
            "履行完毕 和解协议履行完毕 申请执行人书面同意 终本后查询无财产 期限届满 审判监督或破产 "
            "裁定不予执行或终结执行 纳入错误"
        ),
        aliases=("删除事由",),
    )
    removed_on: Date | None = field("屏蔽日期", aliases=("删除日期",))
    synced_units: UnitNames | None = field("已同步更新单位", help="使用失信信息的部门")


class DataLink(Registered):
    """数据对接事项 (部门数据对接台账)."""

    about = About(
        id="data_link",
        module="enforcement",
        group="查控惩戒",
        label="部门数据对接台账",
        noun="数据对接事项",
        prefix="SJ",
        title="{from_unit}{item}",
        natural_key=("item", "from_unit"),
        task=("17", "A7"),
        states=(
            State("梳理", next=("对接中", "不对接")),
            State("对接中", next=("试运行", "不对接")),
            State("试运行", next=("已对接", "对接中")),
            State("已对接", next=("中断",)),
            State("中断", next=("对接中", "已对接", "不对接")),
            State("不对接", terminal=True),
        ),
        links=words("assist_request med_org meeting letter"),
        default_sort=("plan_on",),
        list_fields=words("item purpose from_unit mode freq plan_on done_on problem status"),
        ledger=ledger(
            "部门数据对接清单",
            "item purpose from_unit to_system lead_unit mode scope authority freq agreement_no plan_on "
            "done_on last_synced_on contact phone problem next_step status remarks",
        ),
    )

    item: Text = field("数据项", section="对接事项", help="如不动产登记、社保缴纳")
    purpose: Choice = field(
        "用途", ("网络查控", "失信惩戒", "在线诉调对接", "破产信息核查", "其他"), default="网络查控"
    )
    from_unit: UnitName = field("提供单位")
    to_system: Text | None = field("接收系统", default="法院执行信息网络查控系统")
    lead_unit: UnitName | None = field("牵头单位", default="县数据资源局")
    mode: Choice = field("对接方式", ("专线", "接口", "数据交换平台", "光盘或Excel", "人工查询"))
    scope: LongText | None = field("共享范围", aliases=("数据字段",))
    authority: Text | None = field("使用权限")
    freq: Choice | None = field("更新频率", ("实时", "每日", "每周", "每月", "按需"))
    agreement_no: DocNo | None = field("共享协议文号")
    plan_on: Date = field("计划完成日期", section="进度", done_by="done_on")
    done_on: Date | None = field("实际完成日期")
    last_synced_on: Date | None = field("最近更新日期")
    contact: PersonName | None = field("联系人")
    phone: Phone | None = field("联系电话")
    problem: LongText | None = field("存在问题")
    next_step: LongText | None = field("下步措施")


class TrialNode(Registered):
    """审判流程节点 (审判流程节点台账)."""

    about = About(
        id="trial_node",
        module="enforcement",
        group="审判质效",
        label="审判流程节点台账",
        noun="审判流程节点",
        prefix="JD",
        title="{case_no} {node}",
        natural_key=("case_no", "node"),
        task=("13",),
        states=(
            State("监控中", next=("已催办", "已完成")),
            State("已催办", next=("已完成", "已通报")),
            State("已通报", next=("已完成",)),
            State("已完成", terminal=True),
        ),
        links=words("admin_case enforcement_case limit_change"),
        default_sort=("due_on",),
        list_fields=words("case_no node judge dept due_on done_on level left_days urge_n status"),
        ledger=ledger(
            "审判流程节点预警台账",
            "case_no case_kind cause procedure dept judge filed_on limit_on node due_on done_on level "
            "left_days urge_n last_urged_on delay_reason remarks",
        ),
    )

    case_no: CaseNo = field("案号", section="案件信息")
    case_kind: Choice = field("案件类别", enums.CASE_CATEGORY)
    cause: Text | None = field("案由")
    procedure: Choice | None = field("适用程序", enums.TRIAL_PROCEDURE)
    dept: Text | None = field("承办部门")
    judge: PersonName | None = field("承办人", aliases=("承办法官",))
    filed_on: Date | None = field("立案日期")
    limit_on: Date | None = field("审限届满日")
    case_closed_on: Date | None = field("结案日期", help="归档节点从结案日起算")
    node: Choice = field(
        "流程节点", ("立案", "送达", "排期开庭", "裁判", "归档", "审限"), section="节点", aliases=("预警节点",)
    )
    due_on: Date = field("应完成日", aliases=("节点应完成日",), done_by="done_on")
    done_on: Date | None = field("实际完成日")
    level: Choice | None = field(
        "预警级别",
        ("正常", "提示", "黄色", "橙色", "红色"),
        computed=Computed("按距应完成日的剩余天数分级，超期为红色", rules.node_level, daily=True),
    )
    left_days: Integer | None = field(
        "剩余天数", unit="天", computed=Computed("应完成日减当天，负数为超期天数", rules.left_days, daily=True)
    )
    urge_n: Integer | None = field("催办次数", section="催办", default="0", unit="次")
    last_urged_on: Date | None = field("最近催办日期")
    reply_due: Date | None = field("回复期限")
    urge_note: Text | None = field("催办意见")
    delay_reason: Text | None = field("超期原因", aliases=("承办人说明",))


class LimitChange(Registered):
    """审限变更 (审限变更台账)."""

    about = About(
        id="limit_change",
        module="enforcement",
        group="审判质效",
        label="审限变更台账",
        noun="审限变更",
        prefix="BG",
        title="{case_no} {kind}{days}天",
        natural_key=("case_no", "kind", "applied_on"),
        task=("13",),
        states=(
            State("申请", next=("审批中", "撤回")),
            State("审批中", next=("同意", "不同意")),
            State("同意", terminal=True),
            State("不同意", terminal=True),
            State("撤回", terminal=True),
        ),
        links=words("admin_case enforcement_case trial_node"),
        default_sort=("-applied_on",),
        list_fields=words("case_no kind ground old_due_on applied_on days approver approved new_due_on status"),
        ledger=ledger(
            "审限变更台账",
            "case_no case_kind cause procedure dept judge filed_on statutory_limit old_due_on kind ground "
            "reason applied_on from_on to_on days approver approve_level approved_on approved approved_days "
            "new_due_on remarks",
        ),
    )

    case_no: CaseNo = field("案号", section="案件信息")
    case_kind: Choice = field("案件类别", enums.CASE_CATEGORY)
    cause: Text | None = field("案由")
    plaintiff: Text | None = field("原告", aliases=("原告(申请人)",))
    defendant: Text | None = field("被告", aliases=("被告(被申请人)",))
    procedure: Choice | None = field("适用程序", enums.TRIAL_PROCEDURE)
    dept: Text | None = field("承办部门")
    judge: PersonName | None = field("承办人", aliases=("承办法官",))
    filed_on: Date | None = field("立案日期")
    statutory_limit: Text | None = field("法定审限", help="如6个月、45日")
    old_due_on: Date = field("审限届满日", aliases=("原届满日期",))
    kind: Choice = field("变更类型", ("延长", "扣除", "中止", "恢复", "程序转换重新计算"), section="变更")
    ground: Choice = field(
        "法定事由", words("案情复杂 公告送达 鉴定评估 管辖异议 调解期间 等待关联案件结果 当事人原因中止 其他")
    )
    reason: LongText = field("申请理由")
    legal_basis: Text | None = field("法律依据")
    applied_on: Date = field("申请日期")
    from_on: Date | None = field("变更起始日")
    to_on: Date | None = field("变更截止日")
    days: Integer | None = field("变更天数", aliases=("申请天数",), unit="天")
    seq: Integer | None = field("第几次变更", default="1")
    approver: PersonName | None = field("审批人", section="审批")
    approve_level: Choice | None = field("审批层级", ("庭长", "院长", "上级法院", "高级法院"), default="院长")
    approved_on: Date | None = field("审批日期")
    approved: Choice | None = field("审批结果", ("待审批", "同意", "不同意"), default="待审批")
    approved_days: Integer | None = field("批准天数", unit="天")
    new_due_on: Date | None = field(
        "变更后届满日",
        aliases=("新届满日",),
        computed=Computed("审限届满日加批准天数(中止待恢复后计算)", rules.new_due_on),
        override=True,
    )
