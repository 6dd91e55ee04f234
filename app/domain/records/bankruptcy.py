"""企业破产: bankruptcy cases, property and claims, wages, administrators, reorganisation."""

from app.domain import enums
from app.domain.fields import (
    About,
    Boolean,
    CaseNo,
    Choice,
    Choices,
    Computed,
    Date,
    Decimal2,
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
    UnitNames,
    Uscc,
    Year,
    field,
    ledger,
    words,
)
from app.domain.records.registered import Registered
from app.domain.rules import bankruptcy as rules


class BankruptcyCase(Registered):
    """企业破产案件 (企业破产案件台账)."""

    about = About(
        id="bankruptcy_case",
        module="bankruptcy",
        group="案件与专班",
        label="企业破产案件台账",
        noun="企业破产案件",
        prefix="PC",
        title="{case_no} {debtor}{proc}",
        natural_key=("debtor", "apply_no"),
        task=("14",),
        states=(
            State("申请审查", next=("已受理", "不予受理")),
            State("已受理", next=("债权申报", "驳回申请")),
            State("债权申报", next=("债权人会议",)),
            State("债权人会议", next=("重整", "和解", "宣告破产", "终结")),
            State("重整", next=("重整计划执行", "宣告破产")),
            State("重整计划执行", next=("终结", "宣告破产")),
            State("和解", next=("终结", "宣告破产")),
            State("宣告破产", next=("变价分配", "终结")),
            State("变价分配", next=("终结",)),
            State("终结", next=("注销或修复",)),
            State("注销或修复", next=("已归档",)),
            State("不予受理", next=("已归档",)),
            State("驳回申请", next=("已归档",)),
            State("已归档", terminal=True),
        ),
        links=words(
            "task_force bk_matter bk_asset bk_claim wage_check adm_engagement property_reg investor "
            "credit_repair bk_fund enforcement_case land_problem meeting letter"
        ),
        default_sort=("-accepted_on",),
        list_fields=words(
            "case_no debtor proc administrator lead_unit accepted_on claim_due_on admitted_amt staff_n status"
        ),
        ledger=ledger(
            "企业破产案件台账",
            "case_no apply_no debtor proc applicant origin applied_on accepted_on administrator lead_unit "
            "claim_due_on meet1_on declared_n declared_amt admitted_n admitted_amt staff_n staff_claim "
            "asset_book asset_appraised asset_realised land_mu house_m2 exec_closed_n status matters_text "
            "expected_end_on days remarks",
        ),
    )

    debtor: Ref = field("企业名称", to="enterprise", section="案件信息", aliases=("债务人", "破产企业"))
    case_no: CaseNo | None = field("案号", help="受理后的破字案号", aliases=("破产案号",))
    apply_no: CaseNo | None = field("破申案号", aliases=("申请审查案号",))
    proc: Choice = field("程序", ("破产清算", "重整", "和解", "预重整", "强制清算"), aliases=("程序类型",))
    is_fast: Boolean | None = field("是否快速审理", default="否")
    applicant: Text | None = field("申请人")
    origin: Choice | None = field("申请来源", ("债权人申请", "债务人申请", "清算责任人申请", "执行转破产"))
    court: UnitName | None = field("受理法院", default="县法院")
    judge: PersonName | None = field("承办法官", aliases=("承办人",))
    administrator: Ref | None = field("管理人", to="administrator")
    lead_unit: UnitName | None = field(
        "专班牵头单位",
        computed=Computed("取关联专班的牵头单位", rules.lead_unit, gathers=("task_force.case",)),
        override=True,
    )
    applied_on: Date = field("申请日", section="受理", help="法院收到申请或移送材料日期", aliases=("申请日期",))
    debtor_told_on: Date | None = field("通知债务人日期", when="origin=债权人申请")
    objection_due_on: Date | None = field(
        "债务人异议期满日",
        when="origin=债权人申请",
        computed=Computed("通知债务人日期加7日", rules.objection_due_on),
        override=True,
        due_of=("bk_debtor_objection_7d",),
    )
    accepted_on: Date | None = field("受理日", help="裁定受理日期", aliases=("受理日期", "裁定受理日期"))
    ruling_served_on: Date | None = field("裁定送达日期")
    docs_on: Date | None = field("债务人提交材料日期")
    announced_on: Date | None = field("公告日期")
    claim_due_on: Date | None = field("债权申报截止日", due_of=("bk_claim_max_3m",))
    meet1_on: Date | None = field("一债会日期", aliases=("第一次债权人会议日期",))
    next_meeting_on: Date | None = field("下次债权人会议日期")
    meeting_told_on: Date | None = field("债权人会议通知日期", help="对应下次债权人会议")
    staff_n: Integer | None = field("职工人数", section="职工与资产", unit="人")
    placed_n: Integer | None = field("安置职工人数", unit="人")
    staff_claim: Money | None = field(
        "职工债权", computed=Computed("债权结构中职工债权的确认金额", rules.staff_claim), override=True
    )
    asset_book: Money | None = field("资产账面", aliases=("资产账面价值",), unit="万元")
    asset_appraised: Money | None = field("资产评估", aliases=("资产评估价值",), unit="万元")
    asset_realised: Money | None = field(
        "资产变现",
        aliases=("变现金额",),
        unit="万元",
        computed=Computed("破产财产台账变现金额合计", rules.asset_realised, gathers=("bk_asset.case",)),
        override=True,
    )
    land_mu: Decimal2 | None = field("土地", aliases=("土地(亩)", "土地面积"), unit="亩")
    house_m2: Decimal2 | None = field("房产", aliases=("房产(㎡)", "房产面积"), unit="㎡")
    revived_mu: Decimal2 | None = field("盘活土地", aliases=("盘活土地面积",), unit="亩")
    exec_closed_n: Integer | None = field("化解执行案件数", unit="件")
    declared_n: Integer | None = field(
        "申报债权户数",
        section="债权",
        unit="户",
        computed=Computed("债权结构申报户数合计", rules.declared_n),
        override=True,
    )
    declared_amt: Money | None = field(
        "申报债权额", unit="万元", computed=Computed("债权结构申报金额合计", rules.declared_amt), override=True
    )
    admitted_n: Integer | None = field(
        "确认债权户数", unit="户", computed=Computed("债权结构确认户数合计", rules.admitted_n), override=True
    )
    admitted_amt: Money | None = field(
        "确认债权额", unit="万元", computed=Computed("债权结构确认金额合计", rules.admitted_amt), override=True
    )
    paid_rate: Percent | None = field("清偿率", computed=Computed("受偿金额合计÷确认金额合计", rules.case_paid_rate))
    reorg_on: Date | None = field("裁定重整日期", section="重整", when="proc=重整|预重整")
    plan_on: Date | None = field("重整计划草案提交日期", when="proc=重整|预重整")
    voted_on: Date | None = field("表决通过日期", when="proc=重整|预重整|和解")
    approve_applied_on: Date | None = field("申请批准日期", when="proc=重整|预重整|和解")
    approved_on: Date | None = field("裁定批准日期", when="proc=重整|预重整|和解")
    executed_on: Date | None = field("执行完毕日期", when="proc=重整|预重整|和解")
    declared_on: Date | None = field("宣告破产日期", section="清算终结")
    declare_told_on: Date | None = field("宣告通知公告日期")
    final_dist_on: Date | None = field("最后分配公告日期")
    end_applied_on: Date | None = field("收到终结请求日期")
    expected_end_on: Date | None = field("预计终结日", done_by="ended_on")
    ended_on: Date | None = field("终结日期", aliases=("终结日",))
    deregistered_on: Date | None = field("注销登记日期")
    tax_state: Choice | None = field("税务办理", enums.BK_STAGE_STATE, section="府院协调", default="未启动")
    credit_state: Choice | None = field("信用修复", enums.BK_STAGE_STATE, default="未启动")
    stability: Choice | None = field("维稳风险", enums.LEVEL3)
    matters_text: LongText | None = field(
        "协调事项及进展",
        computed=Computed("未办结协调事项的名称和进展逐条汇总", rules.matters_text, gathers=("bk_matter.case",)),
    )
    days: Integer | None = field(
        "审理天数", unit="天", computed=Computed("受理日至终结日期(未终结取当天)的天数", rules.case_days, daily=True)
    )

    class CreditorClasses(Rows):
        child = "creditor_classes"
        label = "债权结构"
        ledgers = (
            ledger(
                "债权结构表",
                "parent.case_no parent.debtor claim_class declared_n declared_amt admitted_n admitted_amt "
                "paid_amt paid_rate present_n agree_n agree_amt passed",
            ),
        )

        claim_class: Choice = field("债权性质", enums.BK_CLAIM_CLASS)
        declared_n: Integer | None = field("申报户数", unit="户")
        declared_amt: Money | None = field("申报金额")
        admitted_n: Integer | None = field("确认户数", unit="户")
        admitted_amt: Money | None = field("确认金额")
        paid_amt: Money | None = field("受偿金额")
        paid_rate: Percent | None = field("清偿率", computed=Computed("受偿金额÷确认金额", rules.class_paid_rate))
        present_n: Integer | None = field("表决到会户数", unit="户")
        agree_n: Integer | None = field("同意户数", unit="户")
        agree_amt: Money | None = field("同意债权额")
        passed: Boolean | None = field(
            "表决是否通过",
            computed=Computed("同意户数超过到会户数半数且同意债权额不低于该组确认金额三分之二", rules.class_passed),
        )

    class CreditorsMeetings(Rows):
        child = "creditors_meetings"
        label = "债权人会议"

        seq: Integer = field("次数")
        told_on: Date | None = field("通知日期")
        held_on: Date = field("召开日期")
        mode: Choice | None = field("方式", ("现场", "网络", "书面"))
        agenda: LongText | None = field("议题")
        present_n: Integer | None = field("到会户数", unit="户")
        result: Text | None = field("表决结果")
        minutes: LongText | None = field("会议记录")

    class Events(Rows):
        child = "events"
        label = "办理进程"

        event_on: Date = field("日期")
        kind: Choice = field(
            "事项",
            words(
                "申请 受理 公告 接管 审计 评估 债权人会议 草案提交 表决 批准 程序转换 宣告破产 变价 分配 终结 注销 其他"
            ),
        )
        content: LongText | None = field("内容")
        doc_no: Text | None = field("文书文号")


class TaskForce(Registered):
    """破产处置专班 (破产处置专班台账)."""

    about = About(
        id="task_force",
        module="bankruptcy",
        group="案件与专班",
        label="破产处置专班台账",
        noun="破产处置专班",
        prefix="ZB",
        title="{case}专班",
        natural_key=("case",),
        task=("14", "G1"),
        states=(
            State("筹建", next=("已成立",)),
            State("已成立", next=("运行中",)),
            State("运行中", next=("已撤销",)),
            State("已撤销", terminal=True),
        ),
        links=words("bankruptcy_case bk_matter meeting letter"),
        default_sort=("-set_on",),
        list_fields=words("case name leader lead_unit set_on meeting_n matter_n matter_done_n status"),
        ledger=ledger(
            "破产处置专班台账",
            "case name doc_no set_on leader leader_post deputies lead_unit office_unit office_head "
            "meeting_rule meeting_n matter_n matter_done_n status remarks",
        ),
    )

    case: Ref = field("破产案件", to="bankruptcy_case", section="专班", aliases=("案号", "企业名称"))
    name: Text = field("专班名称")
    doc_no: DocNo | None = field("成立文号")
    set_on: Date | None = field("成立日期")
    leader: PersonName = field("组长")
    leader_post: Text | None = field("组长职务")
    deputies: Text | None = field("副组长")
    lead_unit: UnitName = field("牵头单位")
    office_unit: UnitName | None = field("办公室设置单位")
    office_head: PersonName | None = field("办公室主任")
    goal: LongText | None = field("工作目标")
    meeting_rule: Text | None = field("会商频次", help="如每周一总结、每月一调度")
    meeting_n: Integer | None = field("专班会议次数", unit="次", computed=Computed("关联的专班例会数", rules.meeting_n))
    matter_n: Integer | None = field(
        "协调事项数", unit="项", computed=Computed("本案协调事项总数", rules.matter_n, matches=("bk_matter.case=case",))
    )
    matter_done_n: Integer | None = field(
        "已办结事项数",
        unit="项",
        computed=Computed("本案已办结协调事项数", rules.matter_done_n, matches=("bk_matter.case=case",)),
    )
    dissolved_on: Date | None = field("撤销日期")

    class Members(Rows):
        child = "members"
        label = "专班成员"
        ledgers = (ledger("专班成员名单", "parent.name unit person post role duty phone"),)

        unit: UnitName = field("单位")
        person: PersonName | None = field("姓名")
        post: Text | None = field("职务")
        role: Choice = field("专班身份", ("组长", "副组长", "成员", "联络员"), default="成员")
        duty: LongText | None = field("职责分工")
        phone: Phone | None = field("联系电话")


class BkMatter(Registered):
    """破产协调事项 (破产协调事项台账)."""

    about = About(
        id="bk_matter",
        module="bankruptcy",
        group="案件与专班",
        label="破产协调事项台账",
        noun="破产协调事项",
        prefix="XT",
        title="{case} {title}",
        natural_key=("case", "title"),
        task=("14",),
        states=(
            State("提出", next=("交办", "撤回")),
            State("交办", next=("办理中",)),
            State("办理中", next=("已反馈", "提请领导小组", "搁置")),
            State("提请领导小组", next=("办理中", "已反馈")),
            State("搁置", next=("办理中", "办结")),
            State("已反馈", next=("办结", "办理中")),
            State("办结", terminal=True),
            State("撤回", terminal=True),
        ),
        links=words("bankruptcy_case task_force meeting letter credit_repair property_reg"),
        default_sort=("due_on",),
        list_fields=words("case kind title raised_by raised_on duty_unit due_on progress status"),
        ledger=ledger(
            "破产协调事项台账",
            "case kind title content raised_by raised_on letter_no duty_unit co_units due_on progress "
            "difficulty result replied_on confirmed_on status remarks",
        ),
    )

    case: Ref = field("破产案件", to="bankruptcy_case", section="事项", aliases=("案号", "企业名称"))
    kind: Choice = field("事项类别", enums.BK_MATTER_KIND, aliases=("类别",))
    title: Text = field("事项名称", aliases=("协调事项",))
    content: LongText = field("具体内容")
    amount: Money | None = field("涉及金额")
    raised_by: Choice = field("提出方", ("法院", "管理人", "专班", "成员单位", "投资人"))
    raised_on: Date = field("提出日期")
    letter_no: DocNo | None = field("协调函文号")
    duty_unit: UnitName | None = field("责任单位", section="办理")
    co_units: UnitNames | None = field("配合单位")
    due_on: Date | None = field("要求完成日期", aliases=("完成时限",), done_by="replied_on")
    progress: LongText | None = field("进展")
    difficulty: LongText | None = field("存在困难")
    escalated_on: Date | None = field("提请领导小组日期")
    meeting: Ref | None = field("会商会议", to="meeting")
    result: LongText | None = field("办理结果")
    replied_on: Date | None = field("反馈日期")
    confirmed_on: Date | None = field("法院确认日期")


class BkAsset(Registered):
    """破产财产 (破产财产台账)."""

    about = About(
        id="bk_asset",
        module="bankruptcy",
        group="财产与债权",
        label="破产财产台账",
        noun="破产财产",
        prefix="ZC",
        title="{case} {name}",
        natural_key=("case", "name", "right_no"),
        task=("14", "5"),
        states=(
            State("待接管", next=("已接管",)),
            State("已接管", next=("已评估", "处置中")),
            State("已评估", next=("处置中", "随重整保留")),
            State("处置中", next=("已处置", "流拍")),
            State("流拍", next=("处置中", "以物分配")),
            State("已处置", terminal=True),
            State("以物分配", terminal=True),
            State("随重整保留", terminal=True),
        ),
        links=words("bankruptcy_case property_reg land_problem property_control"),
        default_sort=("case", "kind"),
        list_fields=words("case name kind area_mu area_m2 appraised way disposed_on realised status"),
        ledger=ledger(
            "破产财产台账",
            "case name kind place right_no area_mu area_m2 book appraised encumbrance secured_amt taken_on "
            "way auction_round disposed_on realised buyer progress status remarks",
        ),
    )

    case: Ref = field("破产案件", to="bankruptcy_case", section="财产", aliases=("案号", "企业名称"))
    name: Text = field("财产名称")
    kind: Choice = field(
        "财产类别", words("土地使用权 房屋建筑物 在建工程 车辆 机器设备 存货 应收款 股权投资 知识产权 货币资金 其他")
    )
    place: Text | None = field("坐落或存放地")
    right_no: Text | None = field("权证号")
    area_mu: Decimal2 | None = field("土地面积", unit="亩")
    area_m2: Decimal2 | None = field("建筑面积", unit="㎡")
    book: Money | None = field("账面价值", unit="万元")
    appraised: Money | None = field("评估价值", unit="万元")
    appraised_on: Date | None = field("评估日期")
    encumbrance: Text | None = field("抵押查封情况")
    secured_amt: Money | None = field("担保债权额", unit="万元")
    taken_on: Date | None = field("接管日期")
    is_major: Boolean | None = field("是否重大财产处分", section="处置", default="否")
    reported_on: Date | None = field("处分前报告日期", when="is_major=是", help="报告债权人委员会或法院")
    way: Choice | None = field("处置方式", ("网络拍卖", "协议转让", "变卖", "抵债", "随重整保留", "核销"))
    auction_round: Integer | None = field("拍卖轮次")
    disposed_on: Date | None = field("处分日期", aliases=("处置日期", "成交日期"))
    realised: Money | None = field("变现金额", aliases=("成交金额",), unit="万元")
    buyer: Text | None = field("买受人")
    handed_on: Date | None = field("移交日期")
    progress: LongText | None = field("处置进展")


class BkClaim(Registered):
    """申报债权 (债权申报登记台账)."""

    about = About(
        id="bk_claim",
        module="bankruptcy",
        group="财产与债权",
        label="债权申报登记台账",
        noun="申报债权",
        prefix="ZQ",
        title="{case} {creditor}",
        natural_key=("case", "creditor", "claim_class"),
        task=("14", "15"),
        states=(
            State("已申报", next=("审查中",)),
            State("审查中", next=("已审查",)),
            State("已审查", next=("异议复核", "已核查")),
            State("异议复核", next=("已审查", "诉讼中")),
            State("已核查", next=("诉讼中", "已确认")),
            State("诉讼中", next=("已确认", "不予确认")),
            State("已确认", next=("已分配",)),
            State("不予确认", terminal=True),
            State("已分配", terminal=True),
        ),
        links=words("bankruptcy_case wage_check letter"),
        default_sort=("case", "claim_no"),
        list_fields=words(
            "case claim_no creditor creditor_kind claim_class declared_on declared_amt admitted_amt paid_amt status"
        ),
        ledger=ledger(
            "债权申报登记表",
            "case claim_no creditor creditor_kind id_no contact phone claim_class declared_on is_late "
            "principal interest declared_amt collateral admitted_amt pending_amt rejected_amt opinion "
            "objected_on verified_on confirmed_on paid_amt status remarks",
        ),
        sensitive=True,
    )

    case: Ref = field("破产案件", to="bankruptcy_case", section="申报", aliases=("案号", "债务人"))
    claim_no: Text | None = field("申报编号")
    creditor: Text = field("债权人", aliases=("债权人名称",))
    creditor_kind: Choice | None = field(
        "债权人类别", words("金融机构 税务 社保医保公积金 供应商 建设工程承包人 购房人 职工 其他个人 其他单位")
    )
    id_no: Text | None = field("证件号码", aliases=("统一社会信用代码", "身份证号"), mask=True)
    contact: PersonName | None = field("联系人")
    phone: Phone | None = field("联系电话", mask=True)
    address: Text | None = field("通讯地址", help="用于邮寄通知")
    claim_class: Choice = field("债权性质", enums.BK_CLAIM_CLASS)
    declared_on: Date = field("申报日期")
    is_late: Boolean | None = field(
        "是否补充申报", computed=Computed("申报日期晚于债权申报截止日的为是", rules.is_late_claim, follows=("case",))
    )
    principal: Money | None = field("申报本金")
    interest: Money | None = field("申报利息")
    declared_amt: Money = field("申报金额")
    collateral: Text | None = field("担保情况")
    evidence: Text | None = field("证据材料")
    reviewed_on: Date | None = field("审查日期", section="审查确认")
    admitted_amt: Money | None = field("确认金额")
    pending_amt: Money | None = field("待定金额")
    rejected_amt: Money | None = field("不予确认金额")
    opinion: LongText | None = field("审查意见")
    objected_on: Date | None = field("异议日期")
    verified_on: Date | None = field("会议核查日期", help="债权人会议核查结束日期")
    confirmed_on: Date | None = field("裁定确认日期")
    suit_on: Date | None = field("确认诉讼起诉日期")
    suit_no: CaseNo | None = field("确认诉讼案号")
    setoff_on: Date | None = field("收到抵销通知日期", section="抵销与受偿")
    setoff_suit_on: Date | None = field("抵销异议起诉日期")
    paid_amt: Money | None = field("受偿金额")
    paid_on: Date | None = field("受偿日期")


class WageCheck(Registered):
    """拖欠工资核查 (职工工资农民工工资核查台账)."""

    about = About(
        id="wage_check",
        module="bankruptcy",
        group="财产与债权",
        label="职工工资农民工工资核查台账",
        noun="拖欠工资核查",
        prefix="GZ",
        title="{case_no} {enterprise}工资核查",
        natural_key=("case_no", "enterprise"),
        task=("15",),
        states=(
            State("拟函告", next=("已函告",)),
            State("已函告", next=("核查中",)),
            State("核查中", next=("已函复",)),
            State("已函复", next=("无拖欠办结", "责令支付", "预留分配")),
            State("责令支付", next=("已支付", "申请执行")),
            State("申请执行", next=("执行中",)),
            State("执行中", next=("预留分配", "已支付")),
            State("预留分配", next=("已支付",)),
            State("无拖欠办结", terminal=True),
            State("已支付", terminal=True),
        ),
        links=words(
            "bankruptcy_case enforcement_case property_control nonlit_case construction_clue labor_case letter"
        ),
        default_sort=("-sent_on",),
        list_fields=words("case_no enterprise role sent_on received_on reply_due has_arrears total_n total_amt status"),
        ledger=ledger(
            "工资核查表",
            "case_kind case_no enterprise role property_desc sent_on received_on replied_on has_arrears "
            "staff_n staff_amt migrant_n migrant_amt total_n total_amt evidence order_no order_due paid_amt "
            "enforce_on enforce_no reserved_amt status remarks",
        ),
        sensitive=True,
    )

    case_kind: Choice | None = field("案件类型", ("企业破产案件", "执行涉不动产处置案件"), section="函告")
    case_no: CaseNo = field("案号")
    enterprise: Ref = field("企业", to="enterprise", aliases=("企业名称", "用人单位"))
    role: Choice = field(
        "角色", ("破产企业", "被执行企业", "申请执行企业", "破产案件企业债权人"), aliases=("企业角色", "案件地位")
    )
    property_desc: Text | None = field("拟处置财产")
    property_value: Money | None = field("财产价值")
    disposal_on: Date | None = field("预计处置或分配日期")
    letter_no: DocNo | None = field("核查函文号")
    sent_on: Date | None = field("函告日", aliases=("函告日期",))
    to_unit: UnitName | None = field("核查单位", default="县人力资源社会保障局")
    received_on: Date | None = field("人社签收日", aliases=("签收日期",))
    reply_due: Date | None = field(
        "函复期限",
        computed=Computed("人社签收日加本县设定的工作日数", rules.wage_reply_due),
        override=True,
        done_by="replied_on",
    )
    replied_on: Date | None = field("函复日", section="核查结果", aliases=("函复日期",))
    reply_no: DocNo | None = field("复函文号")
    has_arrears: Choice | None = field(
        "是否拖欠",
        ("正在核查", "未发现拖欠", "拖欠职工工资", "拖欠农民工工资", "两者均有", "无法核实"),
        default="正在核查",
    )
    staff_n: Integer | None = field("职工人数", unit="人")
    staff_amt: Money | None = field("职工欠薪额")
    migrant_n: Integer | None = field("农民工人数", unit="人")
    migrant_amt: Money | None = field("农民工欠薪额")
    total_n: Integer | None = field("人数", unit="人", computed=Computed("职工人数加农民工人数", rules.wage_total_n))
    total_amt: Money | None = field("金额", computed=Computed("职工欠薪额加农民工欠薪额", rules.wage_total_amt))
    project: Text | None = field("工程项目", help="并填建设、总包、分包单位")
    deposit_amt: Money | None = field("保证金或专户余额")
    evidence: Choices | None = field("依据", ("投诉举报", "劳动监察案件", "仲裁裁决", "裁判文书", "工资台账", "其他"))
    complaint_on: Date | None = field("接到投诉日期", section="监察与责令支付")
    inspect_filed_on: Date | None = field("监察立案日期")
    inspect_done_on: Date | None = field("监察调查完成日期")
    order_no: DocNo | None = field("责令支付文号")
    order_on: Date | None = field("责令支付日期")
    order_due: Date | None = field("限期", aliases=("支付期限",), done_by="closed_on")
    paid_amt: Money | None = field("履行额", section="清偿", default="0", aliases=("已支付金额",))
    enforce_on: Date | None = field("申请强制执行日")
    enforce_no: CaseNo | None = field("执行案号")
    reserved_amt: Money | None = field("预留或优先分配金额")
    fund_amt: Money | None = field("动用应急周转金")
    closed_on: Date | None = field("办结日期")

    class Workers(Rows):
        child = "workers"
        label = "欠薪人员"
        ledgers = (
            ledger(
                "职工债权清单",
                "name id_no hired_on left_on owed allowance pension compensation total objection",
                when="worker_kind=职工",
            ),
            ledger(
                "农民工工资表",
                "employer pay_cycle pay_on name id_no phone work_time payable deducted paid voucher owed",
                when="worker_kind=农民工",
            ),
        )

        worker_kind: Choice = field("人员类别", ("职工", "农民工"))
        name: PersonName = field("姓名")
        id_no: IdCard | None = field("身份证号", aliases=("身份证号码",), mask=True)
        phone: Phone | None = field("联系方式", mask=True)
        employer: Text | None = field("用人单位")
        hired_on: Date | None = field("入职时间")
        left_on: Date | None = field("离职时间")
        pay_cycle: Text | None = field("支付周期")
        pay_on: Date | None = field("支付日期")
        work_time: Text | None = field("工作时间")
        period: Text | None = field("欠付期间")
        payable: Money | None = field("应发项目及数额")
        deducted: Money | None = field("代扣代缴扣除")
        paid: Money | None = field("实发")
        owed: Money = field("欠付工资")
        allowance: Money | None = field("医疗/伤残补助/抚恤")
        pension: Money | None = field("应划入个人账户养老·医疗")
        compensation: Money | None = field("经济补偿金")
        total: Money | None = field(
            "合计", computed=Computed("欠付工资、补助抚恤、养老医疗、经济补偿金之和", rules.worker_total)
        )
        voucher: Text | None = field("银行凭证/签字")
        objection: Text | None = field("异议及处理")


class PropertyReg(Registered):
    """破产企业不动产登记 (破产企业不动产登记台账)."""

    about = About(
        id="property_reg",
        module="bankruptcy",
        group="财产与债权",
        label="破产企业不动产登记台账",
        noun="破产企业不动产登记",
        prefix="BD",
        title="{case} {name}",
        natural_key=("case", "name"),
        task=("A6", "14"),
        states=(
            State("摸排", next=("会商", "委托鉴定")),
            State("会商", next=("委托鉴定",)),
            State("委托鉴定", next=("鉴定合格", "鉴定不合格")),
            State("鉴定不合格", next=("加固整改", "不能登记")),
            State("加固整改", next=("鉴定合格",)),
            State("鉴定合格", next=("已申请",)),
            State("已申请", next=("已受理", "退件")),
            State("退件", next=("已申请",)),
            State("已受理", next=("已登簿",)),
            State("已登簿", next=("已发证",)),
            State("已发证", terminal=True),
            State("不能登记", terminal=True),
        ),
        links=words("bankruptcy_case bk_asset bk_matter meeting letter"),
        default_sort=("-applied_on",),
        list_fields=words("case name block_reasons conclusion lead_unit applied_on booked_on cert_no status"),
        ledger=ledger(
            "破产企业不动产登记台账",
            "case name place land_right area_m2 block_reasons entrusted_on appraiser appraised_on conclusion "
            "lead_unit meeting_on applied_on accepted_on booked_on cert_no certified_on days problem status "
            "remarks",
        ),
    )

    case: Ref = field("破产案件", to="bankruptcy_case", section="不动产", aliases=("案号", "企业名称"))
    asset: Ref | None = field("破产财产", to="bk_asset")
    name: Text = field("不动产名称")
    place: Text = field("不动产坐落", aliases=("坐落",))
    land_right: Text | None = field("土地使用权情况", help="证号、用途、面积")
    planning: Text | None = field("规划许可情况")
    permit: Text | None = field("施工许可情况")
    area_m2: Decimal2 | None = field("建筑面积", unit="㎡")
    floors: Text | None = field("层数")
    built_in: Text | None = field("建成时间")
    encumbrance: Text | None = field("抵押查封情况")
    block_reasons: Choices = field(
        "未能竣工验收原因",
        ("债务人资料缺失", "第三方机构不配合", "规划手续不全", "欠缴税费", "其他"),
        aliases=("未登记原因",),
    )
    entrusted_on: Date | None = field("委托鉴定日期", section="安全鉴定")
    appraiser: Text | None = field("鉴定机构")
    appraised_on: Date | None = field("鉴定日期")
    report_no: Text | None = field("鉴定报告编号")
    conclusion: Choice | None = field("鉴定结论", ("合格", "加固后合格", "不合格"))
    lead_unit: UnitName | None = field("办理单位", section="登记", default="县自然资源和规划局")
    co_units: UnitNames | None = field("配合单位", default="县住房城乡建设局")
    letter_no: DocNo | None = field("协调函文号")
    meeting_on: Date | None = field("会商日期")
    applied_on: Date | None = field("申请登记日期")
    accepted_on: Date | None = field("受理日期")
    booked_on: Date | None = field("登簿日期")
    cert_no: Text | None = field("不动产权证号")
    certified_on: Date | None = field("发证日期")
    days: Integer | None = field(
        "办理天数", unit="天", computed=Computed("申请登记日期至发证日期的天数", rules.registration_days)
    )
    problem: LongText | None = field("存在问题")


class Administrator(Registered):
    """破产管理人 (破产管理人名册)."""

    about = About(
        id="administrator",
        module="bankruptcy",
        group="破产管理人",
        label="破产管理人名册",
        noun="破产管理人",
        prefix="GL",
        title="{name}",
        natural_key=("name",),
        task=("16",),
        states=(
            State("在册", next=("暂停", "除名", "退出")),
            State("暂停", next=("在册", "除名")),
            State("除名", terminal=True),
            State("退出", terminal=True),
        ),
        links=words("adm_engagement adm_assessment bankruptcy_case"),
        default_sort=("grade", "name"),
        list_fields=words("name kind grade principal phone open_n done_n on_time_rate avg_score status"),
        ledger=ledger(
            "破产管理人名册",
            "name kind grade roster_no roster_court principal contact phone address valid_from valid_to "
            "open_n done_n on_time_rate avg_score status remarks",
        ),
    )

    name: Text = field("管理人名称", section="机构", aliases=("机构名称", "管理人"))
    kind: Choice = field("机构类型", ("律师事务所", "会计师事务所", "破产清算事务所", "个人", "清算组"))
    grade: Choice | None = field("等级", ("一级", "二级", "三级", "未分级"), default="未分级")
    roster_no: Text | None = field("名册编号")
    roster_court: Text | None = field("编制名册法院")
    uscc: Uscc | None = field("统一社会信用代码")
    principal: PersonName | None = field("负责人")
    contact: PersonName | None = field("联系人")
    phone: Phone | None = field("联系电话")
    address: Text | None = field("地址")
    staff_n: Integer | None = field("执业人数", unit="人")
    speciality: Text | None = field("擅长领域")
    valid_from: Date | None = field("入册日期")
    valid_to: Date | None = field("有效期至")
    open_n: Integer | None = field(
        "在办案件数",
        section="履职情况",
        unit="件",
        computed=Computed("职务未终止的选任记录数", rules.open_n, gathers=("adm_engagement.administrator",)),
    )
    done_n: Integer | None = field(
        "办结案件数",
        unit="件",
        computed=Computed("职务已终止的选任记录数", rules.done_n, gathers=("adm_engagement.administrator",)),
    )
    on_time_rate: Percent | None = field(
        "报告按期率",
        computed=Computed(
            "按期提交的履职报告÷已到期的履职报告",
            rules.on_time_rate,
            gathers=("adm_engagement.administrator",),
            daily=True,
        ),
    )
    avg_score: Decimal2 | None = field(
        "考核平均分",
        computed=Computed("个案考核总分平均值", rules.avg_score, gathers=("adm_assessment.administrator",)),
    )

    class Sanctions(Rows):
        child = "sanctions"
        label = "处理记录"

        action_on: Date = field("日期")
        kind: Choice = field("处理方式", ("约谈", "警示", "责令改正", "罚款", "更换", "暂停", "除名"))
        case_no: CaseNo | None = field("涉及案号")
        reason: LongText | None = field("事由")
        doc_no: DocNo | None = field("决定文号")


class AdmEngagement(Registered):
    """管理人选任履职 (管理人选任履职台账)."""

    about = About(
        id="adm_engagement",
        module="bankruptcy",
        group="破产管理人",
        label="管理人选任履职台账",
        noun="管理人选任履职",
        prefix="LZ",
        title="{case} {administrator}",
        natural_key=("case", "administrator"),
        task=("16",),
        states=(
            State("已指定", next=("履职中", "已更换")),
            State("履职中", next=("已更换", "待终止")),
            State("待终止", next=("已终止",)),
            State("已更换", terminal=True),
            State("已终止", terminal=True),
        ),
        links=words("bankruptcy_case administrator adm_assessment bk_fund letter"),
        default_sort=("-appointed_on",),
        list_fields=words(
            "case administrator mode appointed_on takeover_on next_report_on report_late_n fee_approved status"
        ),
        ledger=ledger(
            "管理人选任履职台账",
            "case administrator mode appointed_on doc_no leader takeover_on report_n report_late_n base_amt "
            "fee_cap fee_approved fee_approved_on fee_paid final_report_on ended_on status remarks",
        ),
    )

    case: Ref = field("破产案件", to="bankruptcy_case", section="选任", aliases=("案号", "企业名称"))
    administrator: Ref = field("管理人", to="administrator")
    mode: Choice = field("选任方式", ("轮候", "抽签", "摇号", "竞争", "推荐", "清算组", "其他"))
    appointed_on: Date | None = field("指定日期")
    doc_no: Text | None = field("指定决定书文号")
    leader: PersonName | None = field("项目负责人")
    phone: Phone | None = field("联系电话")
    avoid_check: Text | None = field("回避核查")
    takeover_on: Date | None = field("接管日期", section="履职")
    takeover_note: LongText | None = field("接管情况")
    report_n: Integer | None = field("应交报告数", unit="份", computed=Computed("履职报告行数", rules.report_n))
    report_late_n: Integer | None = field(
        "逾期报告数",
        unit="份",
        computed=Computed("提交日期晚于应交日期或到期未交的行数", rules.report_late_n, daily=True),
    )
    next_report_on: Date | None = field(
        "下次报告应交日", computed=Computed("未提交履职报告中最早的应交日期", rules.next_report_on)
    )
    contract_urged_on: Date | None = field("收到合同催告日期", help="对方催告是否继续履行合同")
    contract_replied_on: Date | None = field("合同催告答复日期")
    base_amt: Money | None = field("财产价值总额", section="报酬", help="不含担保物", unit="万元")
    fee_cap: Money | None = field(
        "报酬限额",
        unit="万元",
        computed=Computed(
            "按财产价值总额分段累进：100万以下12%，至500万10%，至1000万8%，至5000万6%，至1亿3%，至5亿1%，以上0.5%",
            rules.fee_cap,
        ),
    )
    float_rate: Percent | None = field("浮动比例", maximum=30)
    fee_approved: Money | None = field("核定报酬", unit="万元")
    fee_approved_on: Date | None = field("核定日期")
    fee_paid: Money | None = field("已付报酬", unit="万元")
    final_report_on: Date | None = field("终结履职报告日期", section="终止")
    ended_on: Date | None = field("职务终止日期")
    replaced_reason: Text | None = field("更换原因")

    class DutyReports(Rows):
        child = "duty_reports"
        label = "履职报告"
        ledgers = (
            ledger(
                "管理人履职报告台账",
                "parent.case parent.administrator kind period due_on submitted_on covers summary heard_on opinion "
                "state",
            ),
        )

        kind: Choice = field("报告类型", ("接管报告", "月报", "季报", "阶段报告", "重大事项报告", "终结报告"))
        period: Text | None = field("报告期间")
        due_on: Date = field("应交日期", done_by="submitted_on")
        submitted_on: Date | None = field("提交日期")
        covers: Choices | None = field(
            "报告事项",
            words(
                "接管财产印章账册 调查财产状况 内部管理事务 日常开支 营业决定 管理处分财产 诉讼仲裁 "
                "提议召开债权人会议 其他职责"
            ),
        )
        summary: LongText | None = field("报告摘要")
        heard_on: Date | None = field("听取报告日期")
        heard_place: Text | None = field("听取地点")
        opinion: LongText | None = field("法院意见")
        state: Choice | None = field("报告状态", ("未到期", "已提交", "逾期", "退回补正"), default="未到期")


class AdmAssessment(Registered):
    """管理人考核 (管理人考核台账)."""

    about = About(
        id="adm_assessment",
        module="bankruptcy",
        group="破产管理人",
        label="管理人考核台账",
        noun="管理人考核",
        prefix="KH",
        title="{administrator} {year}年{kind}",
        natural_key=("administrator", "case", "kind", "year"),
        task=("16",),
        states=(
            State("待评分", next=("已评分",)),
            State("已评分", next=("复核中",)),
            State("复核中", next=("已确定",)),
            State("已确定", next=("已运用",)),
            State("已运用", terminal=True),
        ),
        links=words("administrator adm_engagement bankruptcy_case"),
        default_sort=("-assessed_on",),
        list_fields=words("administrator kind year case base_score bonus deduction total grade status"),
        ledger=ledger(
            "管理人考核台账",
            "administrator kind year case assessed_on panel base_score bonus deduction veto total grade "
            "problems committee_on used_for told_on remarks",
        ),
    )

    administrator: Ref = field("管理人", to="administrator", section="考核对象")
    kind: Choice = field("考核类别", ("阶段考核", "结案考核", "年度考核"))
    year: Year = field("年度")
    case: Ref | None = field("破产案件", to="bankruptcy_case", when="kind=阶段考核|结案考核", aliases=("案号",))
    assessed_on: Date | None = field("考核日期")
    panel: Text | None = field("评审人员")
    base_score: Decimal2 | None = field(
        "基本分",
        section="得分",
        unit="分",
        maximum=100,
        computed=Computed("评分项目得分合计", rules.base_score),
        override=True,
    )
    bonus: Decimal2 | None = field("加分", default="0", unit="分", maximum=25)
    deduction: Decimal2 | None = field("减分", default="0", unit="分", maximum=20)
    veto: Boolean | None = field("一票否决", default="否")
    veto_reason: Text | None = field("否决事由", when="veto=是")
    total: Decimal2 | None = field(
        "总分", unit="分", computed=Computed("基本分加加分减减分，一票否决为0", rules.assessment_total)
    )
    grade: Choice | None = field(
        "考核等次",
        ("优秀", "称职", "基本称职", "不称职"),
        computed=Computed("按本县设定的分数线，默认90、75、60", rules.assessment_grade),
        override=True,
    )
    problems: LongText | None = field("主要问题和整改要求", section="结果")
    committee_on: Date | None = field("评审委员会复核日期")
    used_for: Choices | None = field(
        "结果运用", ("优先选任", "核定报酬参考", "约谈", "警示", "暂停指定", "降级", "建议除名")
    )
    told_on: Date | None = field("结果告知日期")

    class ScoreItems(Rows):
        child = "score_items"
        label = "评分项目"

        item: Choice = field(
            "考核项目",
            words("接管与调查 债权审核 财产管理与变价 会议组织与信息披露 职工权益与维稳 报告与府院协调 勤勉与廉洁"),
        )
        full: Integer = field("分值", help="默认15、15、20、10、15、15、10", unit="分")
        score: Decimal2 | None = field("得分", unit="分")
        note: Text | None = field("扣分原因")
        scorer: PersonName | None = field("评分人")


class Investor(Registered):
    """重整投资人 (重整投资人台账)."""

    about = About(
        id="investor",
        module="bankruptcy",
        group="重整与保障",
        label="重整投资人台账",
        noun="重整投资人",
        prefix="TZ",
        title="{case} {name}",
        natural_key=("case", "name"),
        task=("14",),
        states=(
            State("意向", next=("尽调中", "退出")),
            State("尽调中", next=("已报价", "退出")),
            State("已报价", next=("已选定", "未选定")),
            State("已选定", next=("已签约", "退出")),
            State("已签约", next=("投资到位", "违约")),
            State("投资到位", terminal=True),
            State("违约", terminal=True),
            State("未选定", terminal=True),
            State("退出", terminal=True),
        ),
        links=words("bankruptcy_case investor_policy enterprise"),
        default_sort=("case", "-loi_on"),
        list_fields=words("case name kind loi_on diligence offer chosen_on invested status"),
        ledger=ledger(
            "重整投资人台账",
            "case name kind contact phone loi_on deposit diligence offer plan policies chosen_on signed_on "
            "invested jobs_n result status remarks",
        ),
    )

    case: Ref = field("破产案件", to="bankruptcy_case", section="投资人", aliases=("案号", "重整企业"))
    name: Text = field("投资人名称")
    uscc: Uscc | None = field("统一社会信用代码")
    kind: Choice | None = field("投资人类型", ("产业投资人", "财务投资人", "国有平台", "原股东", "其他"))
    contact: PersonName | None = field("联系人")
    phone: Phone | None = field("联系电话")
    loi_on: Date | None = field("意向书日期")
    deposit: Money | None = field("保证金", unit="万元")
    diligence: Choice | None = field("尽调状态", ("未开展", "进行中", "已完成"))
    offer: Money | None = field("报价", unit="万元")
    plan: LongText | None = field("投资方案概要")
    policies: Refs | None = field("享受政策", to="investor_policy", section="结果")
    chosen_on: Date | None = field("选定日期")
    signed_on: Date | None = field("签约日期")
    invested: Money | None = field("实际投入", unit="万元")
    jobs_n: Integer | None = field("承诺安置职工", unit="人")
    result: Text | None = field("结果说明")


class InvestorPolicy(Registered):
    """重整招商政策 (重整招商优惠政策台账)."""

    about = About(
        id="investor_policy",
        module="bankruptcy",
        group="重整与保障",
        label="重整招商优惠政策台账",
        noun="重整招商政策",
        prefix="ZS",
        title="{title}",
        natural_key=("title",),
        task=("14", "G2"),
        states=(
            State("起草", next=("征求意见",)),
            State("征求意见", next=("已出台",)),
            State("已出台", next=("已修订", "已失效")),
            State("已修订", next=("已失效",)),
            State("已失效", terminal=True),
        ),
        links=words("investor rule_doc bankruptcy_case"),
        default_sort=("-printed_on",),
        list_fields=words("title doc_no issuers kinds window valid_from valid_to used_n status"),
        ledger=ledger(
            "重整招商优惠政策清单",
            "title doc_no issuers kinds content conditions process window contact phone printed_on valid_from "
            "valid_to used_n used_amt status remarks",
        ),
    )

    title: Text = field("政策名称")
    doc_no: DocNo | None = field("文号")
    issuers: UnitNames | None = field("联合出台单位", help="财政、招商、税务、自规、住建等")
    kinds: Choices = field(
        "优惠类别", ("税费", "土地规划", "不动产登记", "财政奖补", "融资支持", "招商同等待遇", "其他")
    )
    content: LongText | None = field("优惠内容")
    conditions: LongText | None = field("适用条件")
    process: LongText | None = field("办理流程")
    window: UnitName | None = field("受理单位")
    contact: PersonName | None = field("联系人")
    phone: Phone | None = field("联系电话")
    printed_on: Date | None = field("印发日期")
    valid_from: Date | None = field("施行日期")
    valid_to: Date | None = field("有效期至")
    used_n: Integer | None = field(
        "享受企业数", unit="家", computed=Computed("引用本政策的投资人数", rules.used_n, gathers=("investor.policies",))
    )
    used_amt: Money | None = field("兑现金额", unit="万元")


class CreditRepair(Registered):
    """信用修复 (破产企业信用修复台账)."""

    about = About(
        id="credit_repair",
        module="bankruptcy",
        group="重整与保障",
        label="破产企业信用修复台账",
        noun="信用修复",
        prefix="XY",
        title="{enterprise} {system}修复",
        natural_key=("enterprise", "system", "applied_on"),
        task=("14",),
        states=(
            State("待申请", next=("已申请",)),
            State("已申请", next=("办理中", "退回")),
            State("办理中", next=("已修复", "驳回")),
            State("退回", next=("已申请",)),
            State("驳回", next=("已申请", "办结")),
            State("已修复", terminal=True),
            State("办结", terminal=True),
        ),
        links=words("bankruptcy_case bk_matter dishonest_listing enterprise letter"),
        default_sort=("-applied_on",),
        list_fields=words("enterprise system applicant applied_on accept_unit due_on result done_on status"),
        ledger=ledger(
            "信用修复台账",
            "enterprise case system bad_record basis applicant applied_on accept_unit materials due_on "
            "replied_on result done_on reject_reason status remarks",
        ),
    )

    enterprise: Ref = field("企业名称", to="enterprise")
    case: Ref | None = field("破产案件", to="bankruptcy_case", aliases=("案号",))
    system: Choice = field(
        "修复系统", words("企业信用信息公示 金融征信 纳税信用 失信被执行人名单 招标投标 欠薪失信名单 其他")
    )
    bad_record: Text | None = field("失信信息")
    basis: Text | None = field("修复依据", help="如批准重整计划裁定文号")
    applicant: Choice = field("申请人", ("管理人", "重整企业", "投资人", "法院函告"))
    applied_on: Date | None = field("申请日期")
    accept_unit: UnitName | None = field("受理单位")
    materials: Text | None = field("提交材料")
    due_on: Date | None = field("办理期限", done_by="replied_on")
    replied_on: Date | None = field("答复日期")
    result: Choice | None = field("办理结果", ("办理中", "已修复", "部分修复", "驳回"))
    done_on: Date | None = field("修复日期")
    reject_reason: Text | None = field("驳回理由")
    progress: Text | None = field("进展")


class WarningEnterprise(Registered):
    """预警企业 (困难企业预警名册)."""

    about = About(
        id="warning_enterprise",
        module="bankruptcy",
        group="重整与保障",
        label="困难企业预警名册",
        noun="预警企业",
        prefix="YJ",
        title="{enterprise} {level}",
        natural_key=("enterprise", "checked_on"),
        task=("14", "15", "22"),
        states=(
            State("监测中", next=("帮扶中", "协商重组", "转破产程序", "已解除")),
            State("帮扶中", next=("监测中", "协商重组", "转破产程序", "已解除")),
            State("协商重组", next=("帮扶中", "转破产程序", "已解除")),
            State("转破产程序", terminal=True),
            State("已解除", terminal=True),
        ),
        links=words("enterprise bankruptcy_case wage_check major_event meeting"),
        default_sort=("-checked_on",),
        list_fields=words("enterprise level signs arrears_wage arrears_loan staff_n duty_unit advice review_on status"),
        ledger=ledger(
            "困难企业预警名册",
            "enterprise checked_on source_unit level signs arrears_wage arrears_tax arrears_loan guarantee "
            "staff_n suit_n opinion advice duty_unit measures review_on lifted_on status remarks",
        ),
        sensitive=True,
    )

    enterprise: Ref = field("企业名称", to="enterprise", section="预警")
    checked_on: Date = field("研判日期")
    source_unit: UnitName = field("来源单位")
    level: Choice = field("预警等级", ("红色", "橙色", "黄色", "绿色"))
    signs: Choices | None = field(
        "预警情形", ("欠薪", "欠税", "欠缴社保", "欠贷逾期", "对外担保", "停产半停产", "涉诉涉执", "失联", "其他")
    )
    arrears_wage: Money | None = field("欠薪金额", unit="万元")
    arrears_tax: Money | None = field("欠税金额", unit="万元")
    arrears_loan: Money | None = field("欠贷金额", unit="万元")
    guarantee: Money | None = field("对外担保金额", unit="万元")
    staff_n: Integer | None = field("职工人数", unit="人")
    suit_n: Integer | None = field(
        "涉诉涉执件数",
        unit="件",
        computed=Computed(
            "以该企业为当事人的在办案件数",
            rules.open_suits,
            matches=(
                "ent_case.enterprise=enterprise",
                "enforcement_case.enterprise=enterprise",
            ),
        ),
        override=True,
    )
    wage_listed_on: Date | None = field("列入欠薪失信名单日期")
    wage_removed_on: Date | None = field("移出欠薪失信名单日期")
    opinion: LongText | None = field("研判意见", section="处置")
    advice: Choice | None = field(
        "处置建议", ("持续监测", "帮扶纾困", "债务协商", "预重整", "重整", "和解", "破产清算")
    )
    duty_unit: UnitName | None = field("包联单位")
    measures: LongText | None = field("帮扶措施")
    review_on: Date | None = field("下次研判日期", done_by="lifted_on")
    lifted_on: Date | None = field("解除日期")


class BkFund(Registered):
    """破产费用资金收支 (破产费用保障资金台账)."""

    about = About(
        id="bk_fund",
        module="bankruptcy",
        group="重整与保障",
        label="破产费用保障资金台账",
        noun="破产费用资金收支",
        prefix="JF",
        title="{year}年{direction} {purpose}",
        natural_key=("year", "direction", "amount", "paid_on", "payee"),
        task=("14", "16"),
        states=(
            State("申请", next=("已批准", "不批准")),
            State("已批准", next=("已收支",)),
            State("已收支", next=("已核销",)),
            State("已核销", terminal=True),
            State("不批准", terminal=True),
        ),
        links=words("bankruptcy_case adm_engagement"),
        default_sort=("-paid_on",),
        list_fields=words("year direction case purpose amount approved_on paid_on payee balance status"),
        ledger=ledger(
            "破产费用保障资金台账",
            "year direction source case purpose applicant applied_on amount approved_on approver doc_no "
            "paid_on payee voucher balance remarks",
        ),
    )

    year: Year = field("年度")
    direction: Choice = field("收支方向", ("收入", "支出"))
    source: Choice | None = field("资金来源", ("财政预算", "管理人报酬提取", "社会捐助", "其他"), when="direction=收入")
    case: Ref | None = field("破产案件", to="bankruptcy_case", when="direction=支出", aliases=("案号",))
    purpose: Choice | None = field(
        "用途", ("管理人报酬", "公告费", "审计评估费", "档案保管费", "财产保管费", "其他"), when="direction=支出"
    )
    applicant: Text | None = field("申请人")
    applied_on: Date | None = field("申请日期")
    amount: Money = field("金额")
    approved_on: Date | None = field("批准日期")
    approver: PersonName | None = field("批准人")
    doc_no: DocNo | None = field("批准文号")
    paid_on: Date | None = field("收付日期")
    payee: Text | None = field("收款人")
    voucher: Text | None = field("凭证号")
    balance: Money | None = field(
        "结余", computed=Computed("截至本笔的收入合计减支出合计", rules.balance, matches=("bk_fund",))
    )
