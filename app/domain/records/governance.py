"""基层治理: labour disputes, mediation, risks and petitions."""

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
    DocNo,
    IdCard,
    Integer,
    LongText,
    Money,
    Percent,
    PersonName,
    Phone,
    Ref,
    Refs,
    Rows,
    State,
    Text,
    UnitName,
    Year,
    field,
    ledger,
    words,
)
from app.domain.records.registered import Registered
from app.domain.rules import governance as rules


class LaborCase(Registered):
    """劳动人事争议 (劳动人事争议裁审衔接台账)."""

    about = About(
        id="labor_case",
        module="governance",
        group="裁审衔接",
        label="劳动人事争议裁审衔接台账",
        noun="劳动人事争议",
        prefix="LD",
        title="{arb_no} {applicant}与{respondent}",
        natural_key=("arb_no",),
        task=("20", "A7"),
        states=(
            State("已申请", next=("调解中", "仲裁中", "不予受理")),
            State("调解中", next=("调解成功", "仲裁中")),
            State("仲裁中", next=("已裁决", "仲裁调解", "已撤回")),
            State("已裁决", next=("诉讼中", "已生效")),
            State("诉讼中", next=("已判决",)),
            State("已判决", next=("比对完成",)),
            State("比对完成", next=("办结",)),
            State("不予受理", next=("诉讼中", "办结")),
            State("已生效", next=("办结",)),
            State("调解成功", terminal=True),
            State("仲裁调解", terminal=True),
            State("已撤回", terminal=True),
            State("办结", terminal=True),
        ),
        links=words("adjudication_rule mediation_case major_event wage_check meeting letter"),
        default_sort=("-accepted_on",),
        list_fields=words("arb_no applicant respondent cause workers_n award_on award sued diff status"),
        ledger=ledger(
            "劳动争议裁审比对表",
            "arb_no applicant respondent cause workers_n accepted_on award_on award is_final amount served_on "
            "sued court_no first_result second_result diff diff_reasons diff_note is_major warned_on status "
            "remarks",
        ),
    )

    arb_no: DocNo = field("仲裁案号", section="争议", aliases=("仲裁案件号", "案号"))
    applicant: Text = field("申请人")
    respondent: Text = field("被申请人", aliases=("用人单位",))
    cause: Choice = field("案由", enums.LABOR_CAUSE)
    workers_n: Integer | None = field("劳动者人数", default="1", aliases=("涉及人数",), unit="人")
    is_major: Boolean | None = field("是否重大争议", default="否", help="十人以上集体争议或群体性欠薪")
    major_note: LongText | None = field("重大情形", when="is_major=是")
    warned_on: Date | None = field("预警通报日期", when="is_major=是")
    infringed_on: Date | None = field("知道权益受损日期", section="仲裁前")
    med_applied_on: Date | None = field("收到调解申请日期")
    med_done_on: Date | None = field("调解结束日期")
    med_result: Choice | None = field("调解结果", ("未调解", "达成协议", "调解不成"), default="未调解")
    applied_on: Date | None = field("收到仲裁申请日期", section="仲裁")
    accepted_on: Date | None = field("受理日期", aliases=("立案日期",))
    copy_served_on: Date | None = field("申请书副本送达日期")
    answered_on: Date | None = field("答辩日期")
    hearing_told_on: Date | None = field("开庭通知日期")
    hearing_on: Date | None = field("仲裁开庭日期")
    award_on: Date | None = field("裁决日期")
    award: Choice | None = field("裁决结果", ("支持", "部分支持", "驳回", "仲裁调解", "撤回", "不予受理"))
    is_final: Boolean | None = field("是否终局裁决", default="否")
    amount: Money | None = field("金额", aliases=("裁决金额",))
    served_on: Date | None = field("裁决书送达日期")
    effective_on: Date | None = field("生效日期")
    preserved: Boolean | None = field("是否财产保全", default="否")
    exec_applied_on: Date | None = field("申请执行日期")
    sued: Choice | None = field(
        "是否起诉",
        ("待定", "未起诉", "劳动者起诉", "用人单位起诉", "双方起诉", "申请撤裁"),
        section="诉讼与比对",
        default="待定",
    )
    sued_on: Date | None = field("起诉日期", help="含申请撤销裁决日期")
    court_no: CaseNo | None = field("法院案号")
    first_result: Choice | None = field(
        "判决结果", ("维持裁决内容", "部分改变", "全部改变", "调解", "撤诉", "驳回起诉"), aliases=("一审结果",)
    )
    second_result: Choice | None = field("二审结果", ("维持", "改判", "发回重审", "调解", "撤诉"))
    diff: Choice | None = field("差异", ("一致", "部分改变", "改变"), aliases=("裁审结果比对",))
    diff_reasons: Choices | None = field("差异原因", ("事实认定", "证据采信", "法律适用", "程序", "新证据"))
    diff_note: LongText | None = field("差异说明")


class AdjudicationRule(Registered):
    """裁审标准 (裁审统一标准台账)."""

    about = About(
        id="adjudication_rule",
        module="governance",
        group="裁审衔接",
        label="裁审统一标准台账",
        noun="裁审标准",
        prefix="BZ",
        title="{question}",
        natural_key=("question",),
        task=("20",),
        states=(
            State("提出", next=("研讨中",)),
            State("研讨中", next=("已统一", "报上级", "搁置")),
            State("报上级", next=("已统一", "搁置")),
            State("已统一", next=("已修订", "已废止")),
            State("已修订", next=("已废止",)),
            State("搁置", terminal=True),
            State("已废止", terminal=True),
        ),
        links=words("labor_case meeting rule_doc"),
        default_sort=("-agreed_on",),
        list_fields=words("question topic opinion raised_by agreed_on doc_no valid_from status"),
        ledger=ledger(
            "裁审统一标准清单",
            "question topic arb_view court_view opinion basis raised_by cases meeting agreed_on doc_no "
            "valid_from valid_to status remarks",
        ),
    )

    question: Text = field("争议问题")
    topic: Choice = field("问题类别", enums.LABOR_CAUSE)
    arb_view: LongText | None = field("仲裁意见")
    court_view: LongText | None = field("法院意见")
    opinion: LongText | None = field("统一意见")
    basis: LongText | None = field("依据")
    raised_by: UnitName | None = field("提出单位")
    raised_on: Date | None = field("提出日期")
    cases: Refs | None = field("来源案件", to="labor_case")
    meeting: Ref | None = field("研讨会议", to="meeting")
    agreed_on: Date | None = field("统一日期")
    doc_no: DocNo | None = field("文号")
    valid_from: Date | None = field("施行日期")
    valid_to: Date | None = field("停止适用日期")


class MediationCase(Registered):
    """调解案件 (委派调解台账)."""

    about = About(
        id="mediation_case",
        module="governance",
        group="诉调对接",
        label="委派调解台账",
        noun="调解案件",
        prefix="TJ",
        title="{court_no} {applicant}与{respondent}{cause}",
        natural_key=("applicant", "respondent", "court_no"),
        task=("21", "2", "A7"),
        states=(
            State("已登记", next=("已委派", "不适宜调解")),
            State("已委派", next=("调解中", "拒绝接受")),
            State("拒绝接受", next=("已委派", "不适宜调解")),
            State("调解中", next=("调解成功", "调解不成", "已撤回")),
            State("调解成功", next=("履行中", "司法确认", "已办结")),
            State("履行中", next=("司法确认", "已办结")),
            State("司法确认", next=("履行中", "已办结")),
            State("调解不成", next=("退回立案",)),
            State("不适宜调解", next=("退回立案",)),
            State("退回立案", terminal=True),
            State("已撤回", terminal=True),
            State("已办结", terminal=True),
        ),
        links=words("med_org mediator screening petition labor_case admin_case letter"),
        default_sort=("-assigned_on",),
        list_fields=words("court_no source dispute_type applicant respondent org mediator due_on result status"),
        ledger=ledger(
            "委派调解台账",
            "court_no source domains dispute_type cause applicant respondent phone people_n amount town org "
            "mediator assigned_on accepted_on due_on extended_to result agreement_on agreement_form "
            "agreed_amt perform_way performed confirm sc_no returned_on suit_no days remarks",
        ),
    )

    court_no: CaseNo | None = field(
        "法院编号/案号",
        section="纠纷",
        help="诉前调或民初编号，自行受理的填登记号",
        aliases=("案号", "诉前调解案号", "法院编号"),
    )
    source: Choice = field(
        "来源",
        words(
            "法院委派（立案前） 法院委托（普通程序） 法院委托（简易程序） 综治中心移交 信访移交 公安移交 "
            "当事人申请 排查发现"
        ),
    )
    dispute_type: Choice | None = field("纠纷类型", enums.DISPUTE_TYPE)
    cause: Text = field("案由")
    applicant: Text = field("申请人", aliases=("原告",))
    phone: Phone | None = field("电话", aliases=("联系电话", "申请人联系方式"), mask=True)
    respondent: Text = field("被申请人", aliases=("被告",))
    respondent_phone: Phone | None = field("被申请人电话", aliases=("被申请人联系方式",), mask=True)
    people_n: Integer | None = field("涉案人数", default="2", unit="人")
    amount: Money | None = field("标的", aliases=("标的(元)", "标的额"))
    claims: LongText | None = field("诉求", aliases=("诉讼请求",))
    town: UnitName | None = field("属地", help="纠纷发生乡镇、街道")
    onsite: Boolean | None = field("是否就地化解", default="否")
    scenic: Text | None = field("所在景区", when="dispute_type=旅游")
    org: Ref | None = field("调解组织", to="med_org", section="委派与调解")
    mediator: Ref | None = field("调解员", to="mediator")
    assigned_on: Date | None = field("移交日", aliases=("委派日期", "移交日期"))
    signed_on: Date | None = field("材料签收日", help="调解期限从签收起算")
    accepted_on: Date | None = field("接受日", aliases=("受理日期", "接受日期"))
    expert_days: Integer | None = field("鉴定扣除天数", default="0", unit="天")
    due_on: Date | None = field(
        "到期日",
        computed=Computed(
            "委派30日、委托普通15日、简易7日从材料签收日起算，其他1个月从接受日起算，加鉴定扣除天数，有延期取延期",
            rules.mediation_due,
        ),
        override=True,
        due_of=("med_people_1m", "med_delegate_30d", "med_entrust_ordinary_15d", "med_entrust_summary_7d"),
    )
    extended_to: Date | None = field("延期", help="双方同意延长至", aliases=("延期至",))
    steps_n: Integer | None = field("调解次数", unit="次", computed=Computed("调解过程行数", rules.steps_n))
    result: Choice | None = field(
        "结果", ("调解成功", "部分成功", "调解不成", "自行和解", "撤回申请", "终止调解"), aliases=("调解结果",)
    )
    closed_on: Date | None = field("调解结束日")
    days: Integer | None = field(
        "办理天数", unit="天", computed=Computed("接受日至调解结束日的天数", rules.mediation_days)
    )
    agreement_on: Date | None = field("协议日", section="协议与履行", help="调解协议生效日期", aliases=("协议日期",))
    agreement_no: Text | None = field("协议编号")
    agreement_form: Choice | None = field("协议形式", ("书面协议", "口头协议"))
    agreed_amt: Money | None = field("协议金额", aliases=("调解成功金额",))
    terms: LongText | None = field("协议主要内容")
    perform_way: Choice | None = field("履行方式", ("即时履行", "分期履行", "到期履行", "行为履行"))
    performed: Choice | None = field("履行情况", enums.PERFORM_STATE)
    confirm: Choice | None = field("是否司法确认", ("待定", "申请", "不申请"), section="司法确认与转诉", default="待定")
    sc_applied_on: Date | None = field("申请司法确认日", when="confirm=申请")
    sc_filed_on: Date | None = field("司法确认立案日", when="confirm=申请")
    sc_no: CaseNo | None = field("司法确认案号", when="confirm=申请")
    sc_ruled_on: Date | None = field("司法确认裁定日", when="confirm=申请")
    sc_result: Choice | None = field(
        "司法确认结果", ("确认有效", "部分确认", "驳回申请", "撤回申请"), when="confirm=申请"
    )
    returned_on: Date | None = field("退回日", help="调解不成退回立案日期", aliases=("退回日期",))
    suit_no: CaseNo | None = field("转诉案号")
    false_flag: Boolean | None = field("虚假调解风险", default="否", help="发现的须报告法院")

    class Steps(Rows):
        child = "steps"
        label = "调解过程"

        step_on: Date = field("日期")
        way: Choice = field("方式", ("现场", "电话", "视频", "上门"))
        place: Text | None = field("地点")
        attendees: Text | None = field("参加人员")
        content: LongText = field("调解要点")
        result: Text | None = field("本次结果")


class MedOrg(Registered):
    """调解组织 (调解组织名册)."""

    about = About(
        id="med_org",
        module="governance",
        group="诉调对接",
        label="调解组织名册",
        noun="调解组织",
        prefix="TZZ",
        title="{name}",
        natural_key=("name",),
        task=("21", "A7"),
        states=(
            State("未入驻", next=("对接中", "停用")),
            State("对接中", next=("已入驻", "未入驻")),
            State("已入驻", next=("退出入驻", "停用")),
            State("退出入驻", next=("对接中", "停用")),
            State("停用", next=("未入驻",)),
        ),
        links=words("mediator mediation_case data_link"),
        default_sort=("kind", "name"),
        list_fields=words("name kind town contact phone on_platform online_link mediator_n case_n status"),
        ledger=ledger(
            "调解组织名册",
            "name kind charge_unit town speciality set_on contact phone is_invited on_platform joined_on "
            "online_link mediator_n case_n success_rate status remarks",
        ),
    )

    name: Text = field("组织名称", section="组织", aliases=("调解组织", "调解组织名称"))
    kind: Choice = field(
        "类型", words("人民调解委员会 行业性专业性调委会 行政调解 商事调解 律师调解 劳动人事争议调解 综治中心 其他")
    )
    charge_unit: UnitName | None = field("主管单位")
    town: UnitName | None = field("所在乡镇")
    speciality: Choices | None = field("擅长领域", enums.DISPUTE_TYPE)
    set_on: Date | None = field("成立日期")
    address: Text | None = field("地址")
    contact: PersonName = field("联系人")
    phone: Phone | None = field("联系电话")
    is_invited: Boolean | None = field("是否特邀调解组织", section="对接", default="否")
    on_platform: Boolean | None = field("是否入驻法院调解平台", default="否")
    joined_on: Date | None = field("入驻日期", when="on_platform=是")
    online_link: Choice | None = field("在线诉调对接", ("未对接", "对接中", "已对接"), default="未对接")
    link_on: Date | None = field("在线对接日期", when="online_link=已对接")
    mediator_n: Integer | None = field(
        "调解员人数",
        section="业绩",
        unit="人",
        computed=Computed("在册调解员数", rules.mediator_n, gathers=("mediator.org",)),
    )
    case_n: Integer | None = field(
        "受理件数", unit="件", computed=Computed("本组织调解案件数", rules.org_case_n, gathers=("mediation_case.org",))
    )
    success_rate: Percent | None = field(
        "调解成功率",
        computed=Computed("调解成功和部分成功件数÷有结果件数", rules.success_rate, gathers=("mediation_case.org",)),
    )


class Mediator(Registered):
    """调解员 (调解员名册)."""

    about = About(
        id="mediator",
        module="governance",
        group="诉调对接",
        label="调解员名册",
        noun="调解员",
        prefix="TY",
        title="{name}",
        natural_key=("name", "org"),
        task=("21",),
        states=(
            State("在册", next=("停用", "退出")),
            State("停用", next=("在册", "退出")),
            State("退出", terminal=True),
        ),
        links=words("med_org mediation_case med_fee"),
        default_sort=("org", "name"),
        list_fields=words("name org kind speciality phone valid_to case_n success_n status"),
        ledger=ledger(
            "调解员名册",
            "name org kind cert_no post speciality phone valid_from valid_to trained_on honors case_n "
            "success_n status remarks",
        ),
    )

    name: PersonName = field("姓名", aliases=("调解员", "调解员姓名"))
    org: Ref = field("调解组织", to="med_org")
    kind: Choice = field("类别", ("专职", "兼职", "特邀"), default="专职")
    cert_no: Text | None = field("证号")
    post: Text | None = field("职务或职业")
    speciality: Choices | None = field("擅长领域", enums.DISPUTE_TYPE)
    phone: Phone | None = field("联系电话")
    valid_from: Date | None = field("聘任日期")
    valid_to: Date | None = field("聘期至")
    trained_on: Date | None = field("最近培训日期")
    honors: Text | None = field("表彰奖励")
    case_n: Integer | None = field(
        "调解件数",
        unit="件",
        computed=Computed("本人调解案件数", rules.mediator_case_n, gathers=("mediation_case.mediator",)),
    )
    success_n: Integer | None = field(
        "成功件数",
        unit="件",
        computed=Computed("本人调解成功和部分成功件数", rules.mediator_success_n, gathers=("mediation_case.mediator",)),
    )


class MedFee(Registered):
    """调解补贴 (调解补贴发放台账)."""

    about = About(
        id="med_fee",
        module="governance",
        group="诉调对接",
        label="调解补贴发放台账",
        noun="调解补贴",
        prefix="BT",
        title="{mediator} {period}补贴",
        natural_key=("mediator", "period"),
        task=("21",),
        states=(
            State("待核定", next=("已核定",)),
            State("已核定", next=("已发放", "退回核对")),
            State("退回核对", next=("已核定",)),
            State("已发放", terminal=True),
        ),
        links=words("mediator mediation_case"),
        default_sort=("-period", "mediator"),
        list_fields=words("mediator org period case_n success_n rate amount budget_year paid_on status"),
        ledger=ledger(
            "调解补贴发放表",
            "mediator org period case_n success_n rate success_rate amount budget_year budget_subject "
            "approved_on paid_on voucher signer remarks",
        ),
    )

    mediator: Ref = field("调解员", to="mediator")
    org: Text | None = field("调解组织", computed=Computed("取调解员所属组织", rules.fee_org, follows=("mediator",)))
    period: Text = field("所属月份", help="如2022-09", aliases=("月份",))
    case_n: Integer | None = field(
        "件数",
        unit="件",
        computed=Computed("本月该调解员结案件数", rules.fee_case_n, matches=("mediation_case.mediator=mediator",)),
        override=True,
    )
    success_n: Integer | None = field(
        "成功件数",
        unit="件",
        computed=Computed("本月该调解员成功件数", rules.fee_success_n, matches=("mediation_case.mediator=mediator",)),
        override=True,
    )
    rate: Money | None = field("标准", help="每件基础补贴")
    success_rate: Money | None = field("成功加补标准")
    amount: Money | None = field(
        "金额", computed=Computed("件数×标准＋成功件数×成功加补标准", rules.fee_amount), override=True
    )
    budget_year: Year = field("预算年度")
    budget_subject: Text | None = field("预算科目")
    approver: PersonName | None = field("核定人")
    approved_on: Date | None = field("核定日期")
    paid_on: Date | None = field("发放日期")
    voucher: Text | None = field("凭证号")
    signer: Text | None = field("签领", aliases=("签领人",))


class Screening(Registered):
    """排查纠纷 (矛盾纠纷排查台账)."""

    about = About(
        id="screening",
        module="governance",
        group="诉调对接",
        label="矛盾纠纷排查台账",
        noun="排查纠纷",
        prefix="JP",
        title="{town} {matter}",
        natural_key=("found_on", "town", "matter"),
        task=("21", "22"),
        states=(
            State("已登记", next=("调处中", "已移交")),
            State("调处中", next=("已化解", "已移交")),
            State("已移交", next=("已化解",)),
            State("已化解", next=("已回访",)),
            State("已回访", terminal=True),
        ),
        links=words("mediation_case petition major_event"),
        default_sort=("-found_on",),
        list_fields=words("found_on town dispute_type matter people_n level duty_unit due_on resolved_on status"),
        ledger=ledger(
            "矛盾纠纷排查台账",
            "found_on found_unit town place dispute_type matter parties people_n amount level duty_unit "
            "duty_person measures due_on result resolved_on revisit_on status remarks",
        ),
    )

    found_on: Date = field("排查日期", section="排查")
    found_unit: UnitName = field("排查单位")
    town: UnitName = field("属地", aliases=("乡镇街道", "所在乡镇"))
    place: Text | None = field("具体地点", aliases=("网格",))
    dispute_type: Choice = field("纠纷类型", enums.DISPUTE_TYPE)
    matter: LongText = field("纠纷概况")
    parties: Text | None = field("当事人")
    people_n: Integer | None = field("涉及人数", unit="人")
    amount: Money | None = field("涉及金额")
    level: Choice = field("风险等级", enums.LEVEL3)
    duty_unit: UnitName | None = field("责任单位", section="化解")
    duty_person: PersonName | None = field("责任人")
    measures: LongText | None = field("化解措施")
    due_on: Date | None = field("化解时限", done_by="resolved_on")
    transferred_to: UnitName | None = field("移交单位")
    mediation: Ref | None = field("调解案件", to="mediation_case")
    result: LongText | None = field("化解结果")
    resolved_on: Date | None = field("化解日期")
    revisit_on: Date | None = field("回访日期")


class MajorEvent(Registered):
    """重大案（事）件 (重大案（事）件通报台账)."""

    about = About(
        id="major_event",
        module="governance",
        group="风险与信访",
        label="重大案（事）件通报台账",
        noun="重大案（事）件",
        prefix="TB",
        title="{name}",
        natural_key=("name", "first_at"),
        task=("22", "7"),
        states=(
            State("首报", next=("已签收",)),
            State("已签收", next=("研判中", "处置中")),
            State("研判中", next=("处置中",)),
            State("处置中", next=("已升级", "已化解")),
            State("已升级", next=("处置中", "已化解")),
            State("已化解", next=("已销号",)),
            State("已销号", terminal=True),
        ),
        links=words("admin_case petition labor_case bankruptcy_case meeting letter warning_enterprise"),
        default_sort=("-first_at",),
        list_fields=words("name direction kinds level people_n from_unit to_unit first_at received_at status"),
        ledger=ledger(
            "重大案事件通报表",
            "reg_no direction kinds name summary people_n amount level demand first_at from_unit to_unit "
            "received_at opinion measures_text lead_unit measures_due followups_text status closed_on remarks",
        ),
        sensitive=True,
    )

    direction: Choice = field("方向", ("院→府", "府→院"), section="通报", aliases=("通报方向",))
    kinds: Choices = field("类别", enums.EVENT_KIND, aliases=("事件类别",))
    name: Text = field("事件名称", aliases=("案事件名称", "案（事）件名称"))
    summary: LongText = field("基本情况")
    place: Text | None = field("涉及地点")
    people_n: Integer | None = field("涉及人数", unit="人")
    amount: Money | None = field("涉及金额", unit="万元")
    case_nos: Text | None = field("关联案号")
    level: Choice = field("风险等级", enums.RISK_LEVEL)
    demand: LongText | None = field("主要诉求")
    first_at: DateTime = field("首报时间")
    from_unit: UnitName = field("通报单位")
    to_unit: UnitName = field("接收单位")
    letter_no: DocNo | None = field("通报函文号")
    reply_due: Date | None = field("回复期限", done_by="replied_on")
    received_at: DateTime | None = field("签收时间")
    replied_on: Date | None = field("回复日期")
    opinion: LongText | None = field("研判意见", section="研判处置", aliases=("风险研判",))
    meeting: Ref | None = field("研判会议", to="meeting")
    lead_unit: UnitName | None = field("责任单位")
    measures_text: LongText | None = field(
        "防范化解措施", computed=Computed("逐条汇总措施", rules.measures_text), import_as="measures.measure"
    )
    measures_due: Date | None = field(
        "时限", computed=Computed("未完成措施中最近的时限", rules.measures_due), import_as="measures.due_on"
    )
    followups_text: LongText | None = field(
        "续报日期/进展", computed=Computed("按时间倒序汇总续报", rules.followups_text), import_as="followups.content"
    )
    next_report_on: Date | None = field("下次续报日期", done_by="closed_on")
    opinion_state: Choice | None = field("舆情情况", ("无", "一般关注", "较大关注", "重大舆情"), default="无")
    closed_on: Date | None = field("办结日", aliases=("销号日期",))
    conclusion: LongText | None = field("办结结论")

    class Measures(Rows):
        child = "measures"
        label = "防范化解措施"

        measure: LongText = field("措施")
        unit: UnitName | None = field("责任单位")
        due_on: Date | None = field("时限", done_by="done_on")
        done_on: Date | None = field("完成日期")
        progress: Text | None = field("进展")

    class Followups(Rows):
        child = "followups"
        label = "续报"

        report_at: DateTime = field("续报时间")
        content: LongText = field("续报内容")
        unit: UnitName | None = field("续报单位")


class Petition(Registered):
    """信访事项 (信访案件台账)."""

    about = About(
        id="petition",
        module="governance",
        group="风险与信访",
        label="信访案件台账",
        noun="信访事项",
        prefix="XF",
        title="{reg_no} {category}",
        natural_key=("petition_on", "name", "petition_no"),
        task=("23",),
        states=(
            State("已登记", next=("已转送", "不予受理")),
            State("已转送", next=("异议改派", "已告知")),
            State("异议改派", next=("已转送",)),
            State("已告知", next=("已受理", "不予受理")),
            State("已受理", next=("办理中",)),
            State("办理中", next=("已延期", "已答复")),
            State("已延期", next=("已答复",)),
            State("已答复", next=("复查中", "已办结")),
            State("复查中", next=("复核中", "已办结")),
            State("复核中", next=("已终结",)),
            State("不予受理", terminal=True),
            State("已办结", terminal=True),
            State("已终结", terminal=True),
        ),
        links=words("petition_transfer admin_case mediation_case major_event meeting letter"),
        default_sort=("-petition_on",),
        list_fields=words("petition_on name locality people_n category visit_way is_litigation to_unit due_on status"),
        ledger=ledger(
            "信访案件台账",
            "petition_no petition_on name phone id_no address locality people_n category channel visit_way "
            "survey is_litigation case_no forwarded_on to_unit informed_on accepted_on due_on opinion "
            "opinion_no replied_on reply stability leader leader_post leader_phone director director_post "
            "director_phone review_state remarks",
        ),
        sensitive=True,
    )

    petition_no: Text | None = field("信访编号", section="登记", help="信访信息系统编号，没有的留空")
    petition_on: Date = field("信访日期", help="信访部门收到日期")
    name: PersonName = field("姓名", help="列表中只显示姓氏", aliases=("信访人", "信访人姓名"))
    phone: Phone | None = field("联系电话", mask=True)
    id_no: IdCard | None = field("证件号码", aliases=("身份证号",), mask=True)
    address: Text | None = field("地址", help="用于书面答复送达", aliases=("住址",))
    locality: UnitName = field("问题属地", aliases=("属地",))
    people_n: Integer = field("人数", default="1", unit="人")
    category: Choice = field("信访类别", enums.PETITION_CATEGORY)
    channel: Choice = field("信访渠道", ("网上", "走访", "来信", "来电"))
    visit_way: Choice | None = field("走访方式", ("来县", "来市", "到省", "进京", "非访"), when="channel=走访")
    kinds: Choices | None = field("重大信访情形", enums.PETITION_KIND)
    survey: LongText = field("概况", aliases=("信访概况", "主要诉求"))
    is_litigation: Boolean | None = field("是否涉诉", default="否")
    case_no: Text | None = field("案号", when="is_litigation=是", help="填关联案号")
    is_repeat: Boolean | None = field("是否重复信访", default="否")
    forwarded_on: Date | None = field("转送日", section="转送办理", aliases=("转送日期", "交办日期"))
    to_unit: UnitName | None = field("责任单位", aliases=("承办单位", "有权处理机关"))
    unit_received_on: Date | None = field("责任单位收到日")
    objected_on: Date | None = field("提出异议日")
    informed_on: Date | None = field("告知日", aliases=("告知日期",))
    accepted_on: Date | None = field("受理日", aliases=("受理日期",))
    is_simple: Boolean | None = field("是否简易办理", default="否")
    due_on: Date | None = field(
        "办结期限",
        computed=Computed("受理日加60日(简易办理10个工作日)，有延期取延期至", rules.petition_due),
        override=True,
        due_of=("pet_handle_60d", "pet_simple_10wd"),
    )
    extended_to: Date | None = field("延期至", help="最多延长30日")
    extend_reason: Text | None = field("延期理由")
    opinion: Choice | None = field(
        "处理意见", ("支持", "部分支持", "解释说明", "不予支持", "依法导入法定途径"), section="答复"
    )
    opinion_no: DocNo | None = field("意见书文号")
    replied_on: Date | None = field("答复日", aliases=("办结日期", "答复日期"))
    reply: LongText | None = field("办理答复情况")
    opinion_served_on: Date | None = field("意见书送达日")
    satisfaction: Choice | None = field("满意度", ("满意", "基本满意", "不满意", "未评价"))
    review_req_on: Date | None = field("收到复查请求日", section="复查复核")
    reviewed_on: Date | None = field("复查意见日")
    review_served_on: Date | None = field("复查意见送达日")
    recheck_req_on: Date | None = field("收到复核请求日")
    rechecked_on: Date | None = field("复核意见日")
    review_state: Choice | None = field(
        "复查复核", ("未申请", "复查维持", "复查变更撤销", "复核维持", "复核变更撤销"), default="未申请"
    )
    stability: LongText | None = field("稳控情况", section="责任落实", help="只记工作措施，不记个人行踪")
    leader: PersonName | None = field("包案领导", aliases=("包家领导", "包案领导姓名"))
    leader_post: Text | None = field("包案领导职务", aliases=("包家领导职务",))
    leader_phone: Phone | None = field("包案领导电话", aliases=("包案领导联系电话", "包家领导联系电话"))
    director: PersonName | None = field("稳控具体负责人", aliases=("稳控责任人",))
    director_post: Text | None = field("稳控负责人职务", aliases=("稳控具体负责人职务",))
    director_phone: Phone | None = field("稳控负责人电话", aliases=("稳控具体负责人联系电话",))
    meeting: Ref | None = field("府院会商会议", to="meeting")


class PetitionTransfer(Registered):
    """涉诉信访转化 (涉诉信访转化台账)."""

    about = About(
        id="petition_transfer",
        module="governance",
        group="风险与信访",
        label="涉诉信访转化台账",
        noun="涉诉信访转化",
        prefix="XZ",
        title="{petition} 转普通信访",
        natural_key=("petition",),
        task=("23",),
        states=(
            State("拟认定", next=("已认定", "不符合条件")),
            State("已认定", next=("已移交",)),
            State("已移交", next=("已接收", "退回")),
            State("退回", next=("拟认定", "已移交")),
            State("已接收", next=("化解中",)),
            State("化解中", next=("已办结",)),
            State("已办结", terminal=True),
            State("不符合条件", terminal=True),
        ),
        links=words("petition meeting letter"),
        default_sort=("-transferred_on",),
        list_fields=words(
            "petition petitioner is_exhausted terminated_on transferred_on to_unit accepted_on leader result status"
        ),
        ledger=ledger(
            "涉诉信访转化台账",
            "petition petitioner matter exhausted is_exhausted terminated_by terminated_no terminated_on "
            "letter_no transferred_on to_unit accepted_on duty_unit leader leader_post measures result "
            "closed_on remarks",
        ),
        sensitive=True,
    )

    petition: Ref = field("信访事项", to="petition", section="认定", aliases=("信访编号",))
    petitioner: PersonName | None = field(
        "信访人", computed=Computed("取信访事项的姓名", rules.petitioner, follows=("petition",))
    )
    matter: LongText | None = field("现有诉求")
    exhausted: Choices | None = field("已穷尽程序", ("一审", "二审", "再审", "检察监督", "执行终结"))
    is_exhausted: Boolean = field("是否穷尽司法程序", default="否")
    terminated_by: Text | None = field("终结决定机关")
    terminated_no: Text | None = field("终结文书", aliases=("终结文号",))
    terminated_on: Date | None = field("终结日期")
    done_work: LongText | None = field("已做工作")
    advice: LongText | None = field("后续工作建议")
    from_unit: UnitName | None = field("移交单位", section="移交化解", default="县法院")
    letter_no: DocNo | None = field("移交函文号")
    transferred_on: Date | None = field("移交日期")
    to_unit: UnitName | None = field("接收单位", default="县政府信访局")
    accepted_on: Date | None = field("接收日期")
    duty_unit: UnitName | None = field("化解责任单位")
    leader: PersonName | None = field("包案领导")
    leader_post: Text | None = field("包案领导职务")
    measures: LongText | None = field("稳控化解措施", help="只记工作措施")
    meeting: Ref | None = field("府院会商会议", to="meeting")
    result: Choice | None = field("化解结果", ("化解中", "息诉息访", "已化解", "稳控", "反复"))
    closed_on: Date | None = field("办结日期")

    class Proceedings(Rows):
        child = "proceedings"
        label = "诉讼程序清单"

        done_on: Date = field("日期")
        court: Text = field("法院")
        case_no: CaseNo | None = field("文书案号")
        doc_name: Text | None = field("文书名称")
        result: Text | None = field("处理结果")
