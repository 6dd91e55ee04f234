"""行政诉讼: cases against organs of the county, hearings, disputes, losses, judicial advice, reviews."""

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
    Integer,
    LongText,
    Money,
    Percent,
    PersonName,
    Ref,
    Refs,
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
from app.domain.rules import litigation as rules


class AdminCase(Registered):
    """行政诉讼案件 (行政诉讼案件台账)."""

    about = About(
        id="admin_case",
        module="litigation",
        group="应诉办理",
        label="行政诉讼案件台账",
        noun="行政诉讼案件",
        prefix="XS",
        title="{case_no} {plaintiff}诉{defendants}",
        natural_key=("case_no",),
        task=("7", "8", "1", "3", "A1", "A2", "A4", "A5"),
        states=(
            State("已立案", next=("已签收", "已结案")),
            State("已签收", next=("已答辩", "待开庭", "已结案")),
            State("已答辩", next=("待开庭", "已结案")),
            State("待开庭", next=("已开庭", "已结案")),
            State("已开庭", next=("待开庭", "已结案")),
            State("已结案", next=("已上诉", "已生效")),
            State("已上诉", next=("已归档",)),
            State("已生效", next=("履行中", "已归档")),
            State("履行中", next=("已归档",)),
            State("已归档", terminal=True),
        ),
        links=words(
            "appearance dispute loss_case judicial_advice admin_review nonlit_case gov_debt_case key_project "
            "limit_change trial_node case_study letter major_event"
        ),
        default_sort=("-filed_on", "case_no"),
        list_fields=words("case_no trial_level plaintiff defendants cause answer_due hearing_on result is_lost status"),
        ledger=ledger(
            "行政诉讼案件台账",
            "case_no trial_level court filed_on notice_received_on answer_due answered_on plaintiff "
            "plaintiff_kind third_party defendants agency_role defendant_form act_name act_no cause "
            "admin_area act_kind norm_review claim_comp domains hearing_on appearance_state dispute_state "
            "closed_on close_kind result is_lost appeal effective_on performance handler_unit handler lawyer "
            "lose_risk registry_opinion leader_note remarks",
        ),
    )

    case_no: CaseNo = field("案号", section="案件信息", aliases=("案件编号", "诉讼案号", "法院案号"))
    trial_level: Choice = field("审级", enums.TRIAL_LEVEL, default="一审")
    trial_procedure: Choice | None = field("适用程序", enums.TRIAL_PROCEDURE, default="普通程序", aliases=("审理程序",))
    court: UnitName = field("受理法院", help="异地管辖的填实际受理法院", aliases=("审理法院", "管辖法院"))
    prev_case: Ref | None = field(
        "前审案件", to="admin_case", help="二审、再审填原审案号", aliases=("一审案号", "原审案号")
    )
    review_case: Ref | None = field("复议案件", to="admin_review", aliases=("复议案号", "复议决定书文号"))
    filed_on: Date = field("立案日期", aliases=("立案时间", "受理日期"))
    cause: Text = field("案由")
    plaintiff: Text = field(
        "原告", section="当事人", help="多人用顿号分开", aliases=("原告姓名", "原告名称", "上诉人", "再审申请人")
    )
    plaintiff_kind: Choice | None = field("原告类别", enums.PARTY_KIND, aliases=("原告类型",))
    plaintiff_count: Integer | None = field("原告人数", default="1", unit="人")
    third_party: Text | None = field("第三人")
    defendants: UnitNames = field(
        "被告", aliases=("被告(应诉机关)", "应诉机关", "被诉行政机关", "被告单位", "被告名称")
    )
    agency_role: Choice | None = field(
        "机关类别", enums.AGENCY_ROLE, default="原行政行为机关", aliases=("应诉机关类别",)
    )
    defendant_form: Choice | None = field(
        "被告形式", enums.DEFENDANT_FORM, default="未经复议", aliases=("是否复议共同被告",)
    )
    act_name: Text | None = field("被诉行政行为名称", section="被诉行政行为", aliases=("行政行为名称", "被诉行为"))
    act_no: DocNo | None = field("行政行为文号", aliases=("文号", "处罚决定书文号"))
    act_made_on: Date | None = field("行政行为作出日期", help="履职案件填答复日期")
    admin_area: Choice | None = field("行政管理类别", enums.ADMIN_AREA, aliases=("行政类别", "管理领域"))
    act_kind: Choice | None = field("行政行为种类", enums.ACT_KIND, aliases=("案件类别", "案件类型"))
    claims: LongText | None = field("诉讼请求")
    norm_review: Boolean | None = field("是否附带审查规范性文件", default="否")
    claim_comp: Boolean | None = field("是否行政赔偿", default="否", aliases=("行政赔偿", "是否提起行政赔偿"))
    claim_amount: Money | None = field("请求赔偿金额", when="claim_comp=是")
    key_project: Ref | None = field("涉及重大项目", to="key_project")
    act_known_on: Date | None = field("原告知道行政行为日期", section="起诉期限核对")
    suit_term_told: Boolean | None = field("是否告知起诉期限", default="是")
    duty_applied_on: Date | None = field("收到履职申请日期", when="act_kind=行政不作为")
    duty_due_on: Date | None = field(
        "履职期限届满日期",
        when="act_kind=行政不作为",
        computed=Computed("收到履职申请日期加2个月", rules.duty_due),
        override=True,
        due_of=("lit_duty_2m",),
    )
    sued_on: Date | None = field("起诉日期", help="法院收到起诉状的日期")
    notice_received_on: Date | None = field(
        "应诉通知书签收日期",
        section="应诉准备",
        help="即收到诉状副本日期",
        aliases=("签收日期", "收到起诉状副本日期", "收到上诉状副本日期", "收案日期"),
    )
    answer_due: Date | None = field(
        "答辩截止日期",
        aliases=("书面答辩提交截止日期", "答辩期限"),
        computed=Computed("应诉通知书签收日期加15日并按节假日顺延", rules.answer_due),
        override=True,
        due_of=("lit_answer_evidence_15d", "lit_appeal_answer_15d", "lit_retrial_opinion_15d"),
    )
    answered_on: Date | None = field("答辩日期", aliases=("答辩状提交日期", "应诉日期"))
    evidence_on: Date | None = field("举证日期", aliases=("证据提交日期",))
    evidence_resumed_on: Date | None = field("延期举证事由消除日期", help="法院准许延期举证的填写")
    handler_unit: UnitName | None = field(
        "承办单位", help="实际承办被诉行为的部门", aliases=("应诉承办单位", "实际承办部门")
    )
    handler: PersonName | None = field("承办人", aliases=("应诉承办人",))
    lawyer: Text | None = field("委托律师", aliases=("代理人", "委托代理人"))
    principal_grounds: Choices | None = field(
        "主要负责人应诉情形", enums.MAJOR_CASE_GROUND, help="有一项即原则上由主要负责人应诉"
    )
    lose_risk: Choice | None = field("败诉风险", ("高", "中", "低", "未评"), default="未评", aliases=("败诉风险等级",))
    registry_opinion: LongText | None = field("登记部门意见")
    leader_note: LongText | None = field("主管领导批示", aliases=("领导批示",))
    trial_limit_on: Date | None = field(
        "审限届满日期",
        section="审理与裁判",
        computed=Computed(
            "立案日期按审级和程序加法定审限，有批准的审限变更取新届满日",
            rules.trial_limit,
            matches=("limit_change.case_no=case_no",),
        ),
        override=True,
        due_of=("lit_first_instance_6m", "lit_summary_procedure_45d", "lit_second_instance_3m"),
    )
    hearing_on: Date | None = field(
        "开庭日期",
        computed=Computed("取关联出庭应诉记录最近一次开庭时间的日期", rules.hearing_on, gathers=("appearance.case",)),
        override=True,
    )
    appearance_state: Text | None = field(
        "负责人出庭情况",
        computed=Computed(
            "取本案出庭应诉记录的出庭情况，多条时主要负责人优先", rules.appearance_state, gathers=("appearance.case",)
        ),
        override=True,
    )
    dispute_state: Text | None = field(
        "化解情况",
        computed=Computed(
            "取关联行政争议化解记录的化解结果，未有结果的取状态", rules.dispute_state, gathers=("dispute.case",)
        ),
        override=True,
    )
    closed_on: Date | None = field("结案日期", aliases=("结案时间",))
    close_kind: Choice | None = field("结案方式", enums.CLOSE_KIND)
    result: Choice | None = field("裁判结果", enums.JUDGMENT_RESULT, aliases=("判决结果", "裁定结果", "裁判情况"))
    is_lost: Boolean | None = field(
        "是否败诉",
        computed=Computed(
            "裁判结果为撤销、变更、责令履行、确认违法或无效、协议履行或补偿、判决赔偿的为是，撤诉不计", rules.is_lost
        ),
        override=True,
    )
    judgment_served_on: Date | None = field("裁判文书送达日期")
    appeal: Choice | None = field(
        "是否上诉", ("待定", "未上诉", "原告上诉", "被告上诉", "各方均上诉"), default="待定", aliases=("上诉情况",)
    )
    effective_on: Date | None = field("生效日期", aliases=("裁判生效日期", "裁判生效日"))
    performance_due_on: Date | None = field(
        "履行期限", section="履行", help="裁判确定的履行期最后一日", done_by="performed_on"
    )
    performance: Choice | None = field("履行情况", enums.PERFORM_STATE)
    performed_on: Date | None = field("履行完毕日期")


class Appearance(Registered):
    """出庭应诉记录 (行政机关负责人出庭应诉台账)."""

    about = About(
        id="appearance",
        module="litigation",
        group="应诉办理",
        label="行政机关负责人出庭应诉台账",
        noun="出庭应诉记录",
        prefix="CT",
        title="{case} 第{session_no}次开庭 {organ}",
        natural_key=("case", "organ", "hearing_at"),
        task=("7", "A1"),
        states=(
            State("待确定", next=("已发出庭通知", "已确认出庭人", "已出庭", "未出庭", "已取消")),
            State("已发出庭通知", next=("已确认出庭人", "申请不出庭", "已出庭", "未出庭", "已取消")),
            State("已确认出庭人", next=("已出庭", "申请不出庭", "未出庭", "已取消")),
            State("申请不出庭", next=("已确认出庭人", "未出庭", "已取消")),
            State("已出庭", next=("已评议", "已通报")),
            State("未出庭", next=("已评议", "已通报")),
            State("已评议", next=("已通报",)),
            State("已通报", terminal=True),
            State("已取消", terminal=True),
        ),
        links=words("admin_case appearance_review judicial_advice letter person"),
        default_sort=("-hearing_at",),
        list_fields=words("case organ hearing_at court_notice attendee attendee_rank result spoke review_grade status"),
        ledger=ledger(
            "负责人出庭应诉明细",
            "organ case cause trial_level session_no hearing_at court_notice should_attend attendee "
            "attendee_post attendee_rank result spoke spoke_on_resolution absence_ground absence_doc "
            "court_view triggers_advice review_grade remarks",
        ),
    )

    case: Ref = field("案号", to="admin_case", section="庭审", aliases=("案件编号", "诉讼案号"))
    cause: Text | None = field("案由", computed=Computed("取关联案件的案由", rules.case_cause, follows=("case",)))
    trial_level: Choice | None = field(
        "审级", enums.TRIAL_LEVEL, computed=Computed("取关联案件的审级", rules.case_trial_level, follows=("case",))
    )
    organ: UnitName = field(
        "应诉单位", help="多个被告的每个单位一条", aliases=("单位", "被诉行政机关", "被诉机关", "应诉机关")
    )
    session_no: Integer = field("庭次", default="1", help="第几次开庭")
    hearing_at: DateTime = field("开庭时间", aliases=("开庭日期", "庭审时间"))
    place: Text | None = field("开庭地点", aliases=("法庭",))
    mode: Choice | None = field("庭审方式", ("公开", "不公开", "线上"), default="公开")
    held: Choice | None = field("开庭情况", ("未开庭", "已开庭", "延期", "取消"), default="未开庭")
    adjourned_to: DateTime | None = field("延期至", when="held=延期")
    adjourn_reason: Text | None = field("延期原因", when="held=延期")
    summons_served_on: Date | None = field("传票送达日期")
    court_notice: Choice | None = field(
        "法院通知情况",
        ("应当通知", "可以通知", "未通知"),
        section="通知与确认",
        default="未通知",
        aliases=("法院通知类型",),
    )
    notice_reason: Text | None = field("通知出庭理由", when="court_notice=应当通知|可以通知")
    notice_served_on: Date | None = field("出庭通知书送达日期")
    should_attend: Boolean = field("是否应出庭", default="是", help="计入出庭率分母")
    exclude_reason: Text | None = field("不计入原因", when="should_attend=否")
    planned_person: PersonName | None = field("拟出庭负责人", help="开庭前更换的填更换后人员")
    planned_post: Text | None = field("拟出庭负责人职务")
    attendee: PersonName | None = field("出庭人姓名", section="出庭", aliases=("出庭负责人", "出庭人", "实际出庭人"))
    attendee_post: Text | None = field("职务", help="填开庭当日职务", aliases=("出庭人职务",))
    attendee_rank: Choice | None = field("负责人类别", enums.LEADER_RANK, aliases=("正职/副职/其他", "出庭人类别"))
    result: Choice | None = field(
        "出庭情况",
        words(
            "主要负责人出庭 其他负责人出庭 仅工作人员出庭（有正当理由） 仅工作人员出庭（无正当理由） "
            "仅律师出庭 均未出庭 中途退庭"
        ),
        aliases=("负责人出庭情况",),
    )
    id_doc: Choice | None = field("身份证明", ("已提交", "已补正", "不合格", "未提交"))
    agents: Text | None = field("委托代理人", help="工作人员、律师姓名和职务")
    spoke: Boolean | None = field("是否发言")
    spoke_on_resolution: Boolean | None = field("是否就实质化解发表意见", aliases=("是否就实质性化解发表意见",))
    absence_ground: Choice | None = field(
        "未出庭事由",
        ("不可抗力", "意外事件", "需要履行他人不能代替的公务", "其他正当事由", "无正当理由"),
        section="未出庭",
    )
    absence_detail: Text | None = field("具体事由")
    absence_doc: Text | None = field("证明材料", help="材料名称，盖章或主要负责人签字")
    absence_told_on: Date | None = field("情况说明提交日期")
    court_view: Choice | None = field("法院审查结论", ("理由成立", "理由不成立", "未审查"))
    principal_reported_on: Date | None = field("主要负责人不出庭报备日期")
    advice_triggers: Choices | None = field(
        "应提司法建议情形",
        words(
            "未出庭且未说明理由或理由不成立 准许延期后再次开庭仍无正当理由未出庭 负责人和工作人员均未出庭 "
            "未经许可中途退庭 拒绝解释说明致庭审无法进行"
        ),
    )
    triggers_advice: Boolean | None = field(
        "是否触发司法建议", computed=Computed("应提司法建议情形不为空的为是", rules.triggers_advice)
    )
    review_grade: Choice | None = field(
        "评议等次",
        enums.REVIEW_GRADE,
        computed=Computed(
            "取本记录最近一次质效评议的等次", rules.review_grade, gathers=("appearance_review.appearance",)
        ),
    )


class AppearanceReview(Registered):
    """质效评议 (行政应诉质效评议台账)."""

    about = About(
        id="appearance_review",
        module="litigation",
        group="应诉办理",
        label="行政应诉质效评议台账",
        noun="质效评议",
        prefix="PY",
        title="{appearance} {organ}质效评议",
        natural_key=("appearance", "kind"),
        task=("7",),
        states=(
            State("待评议", next=("已评议",)),
            State("已评议", next=("已通报",)),
            State("已通报", next=("已反馈", "办结")),
            State("已反馈", next=("办结",)),
            State("办结", terminal=True),
        ),
        links=words("appearance admin_case letter"),
        default_sort=("-reviewed_on",),
        list_fields=words("appearance organ attendee attendee_rank total grade reviewed_on reported_on status"),
        ledger=ledger(
            "行政应诉质效评议台账",
            "appearance organ attendee attendee_rank kind reviewer_unit reviewed_on s_prep s_order s_speech "
            "s_resolve s_follow total grade merits problems reported_to reported_on report_no remarks",
        ),
    )

    appearance: Ref = field("出庭应诉记录", to="appearance", section="评议对象", aliases=("案号",))
    organ: UnitName | None = field(
        "应诉单位", computed=Computed("取出庭应诉记录的应诉单位", rules.appearance_organ, follows=("appearance",))
    )
    attendee: PersonName | None = field(
        "出庭人姓名",
        computed=Computed("取出庭应诉记录的出庭人姓名", rules.appearance_attendee, follows=("appearance",)),
    )
    attendee_rank: Choice | None = field(
        "负责人类别",
        enums.LEADER_RANK,
        computed=Computed("取出庭应诉记录的负责人类别", rules.appearance_attendee_rank, follows=("appearance",)),
    )
    kind: Choice = field("评议方式", ("定期评议", "专题评议"), default="定期评议")
    reviewer_unit: UnitName = field("评议单位", default="县法院")
    reviewer: PersonName | None = field("评议人", aliases=("承办人",))
    reviewed_on: Date = field("评议日期")
    s_prep: Integer | None = field("应诉准备", section="评分", unit="分", maximum=20)
    s_order: Integer | None = field("出庭规范", unit="分", maximum=15)
    s_speech: Integer | None = field("陈述答辩", unit="分", maximum=25)
    s_resolve: Integer | None = field("化解争议", unit="分", maximum=25)
    s_follow: Integer | None = field("庭后落实", unit="分", maximum=15)
    total: Integer | None = field(
        "总分", aliases=("合计", "得分合计"), unit="分", computed=Computed("五项得分之和", rules.review_total)
    )
    grade: Choice | None = field(
        "评议等次",
        enums.REVIEW_GRADE,
        computed=Computed("90分以上好，75至89分较好，60至74分一般，59分以下差", rules.grade_of_review),
        override=True,
    )
    merits: LongText | None = field("主要优点")
    problems: LongText | None = field("存在问题和建议", aliases=("评语",))
    reported_to: UnitNames | None = field("通报对象", section="通报", default="县政府、县司法局")
    reported_on: Date | None = field("通报日期")
    report_no: DocNo | None = field("通报文号")
    feedback: LongText | None = field("被评议单位反馈")
    feedback_on: Date | None = field("反馈日期")


class Dispute(Registered):
    """行政争议 (行政争议实质性化解台账)."""

    about = About(
        id="dispute",
        module="litigation",
        group="化解与整改",
        label="行政争议实质性化解台账",
        noun="行政争议",
        prefix="ZY",
        title="{name} {stage}",
        natural_key=("name", "organ"),
        task=("8",),
        states=(
            State("已登记", next=("已受理", "终止")),
            State("已受理", next=("协调中", "终止")),
            State("协调中", next=("会商中", "达成一致", "未达成")),
            State("会商中", next=("协调中", "达成一致", "未达成")),
            State("达成一致", next=("履行中", "已办结")),
            State("履行中", next=("已办结", "协调中")),
            State("未达成", next=("协调中", "转审理裁判")),
            State("转审理裁判", next=("协调中", "已办结")),
            State("已办结", terminal=True),
            State("终止", terminal=True),
        ),
        links=words("admin_case admin_review meeting petition letter major_event"),
        default_sort=("-accepted_on",),
        list_fields=words("name organ stage source lead_unit accepted_on due_on steps_n result status"),
        ledger=ledger(
            "行政争议实质性化解台账",
            "name source case applicant people_n organ act_name stage is_major major_reasons basis lead_unit "
            "co_units leader accepted_on due_on steps_n plan amount result closed_on performed_on revisit_on "
            "status remarks",
        ),
    )

    name: Text = field("争议名称", section="争议情况", help="如张某不服某单位征收补偿", aliases=("争议简称",))
    source: Choice = field(
        "争议来源", words("法院诉前移送 法院诉中移送 裁判后移送 复议转入 行政机关申请 当事人申请 信访转入")
    )
    case: Ref | None = field("关联案号", to="admin_case", aliases=("案号",))
    applicant: Text = field("相对人", aliases=("当事人", "原告", "申请人"))
    people_n: Integer | None = field("涉及人数", default="1", unit="人")
    organ: UnitName = field("行政机关", aliases=("被告", "涉诉行政机关"))
    act_name: Text | None = field("争议行政行为")
    demand: LongText | None = field("主要诉求")
    stage: Choice = field("化解阶段", enums.RESOLVE_STAGE)
    is_major: Boolean | None = field("是否重大争议", default="否")
    major_reasons: Choices | None = field(
        "重大争议情形", ("可能造成不良社会影响", "涉及面较广", "通过裁判难以实质性化解"), when="is_major=是"
    )
    facts_clear: Boolean | None = field("已查明事实", section="前提核对", default="否")
    liability_clear: Boolean | None = field("已分清责任", default="否")
    no_harm: Boolean | None = field("不损害国家公共利益和他人权益", default="否")
    basis: Choice | None = field(
        "化解依据", ("行政赔偿", "行政补偿", "行政裁量权", "和解撤诉", "其他协调"), help="前三类可依法调解"
    )
    lead_unit: UnitName = field("牵头单位", section="办理")
    co_units: UnitNames | None = field("协同单位", aliases=("配合单位",))
    leader: PersonName | None = field("参与协调负责人")
    leader_post: Text | None = field("负责人职务")
    handler: PersonName | None = field("承办人", help="化解中心或法院承办人")
    accepted_on: Date | None = field("受理日期")
    due_on: Date | None = field(
        "化解期限", computed=Computed("受理日期加本县设定天数", rules.dispute_due), override=True, done_by="closed_on"
    )
    steps_n: Integer | None = field("协调会商次数", unit="次", computed=Computed("化解过程行数", rules.steps_n))
    plan: LongText | None = field("化解方案", aliases=("化解思路",))
    amount: Money | None = field("涉及金额")
    result: Choice | None = field(
        "化解结果",
        ("和解撤诉", "行政调解书", "自行履行后息诉", "未化解转裁判", "未化解转信访", "终止"),
        section="结果",
        aliases=("化解情况",),
    )
    closed_on: Date | None = field("结果日期", aliases=("化解日期",))
    agreement_no: Text | None = field("协议或调解书文号")
    performed_on: Date | None = field("履行完毕日期")
    revisit_on: Date | None = field("回访日期")
    revisit_note: Text | None = field("回访情况")

    class Steps(Rows):
        child = "steps"
        label = "化解过程"

        step_on: Date = field("日期")
        way: Choice = field("方式", ("会商", "现场协调", "电话沟通", "听证", "释法明理", "其他"))
        place: Text | None = field("地点")
        attendees: Text | None = field("参加人员")
        content: LongText = field("协调内容")
        next_on: Date | None = field("下次协调日期")


class LossCase(Registered):
    """败诉纠错案件 (行政败诉案件台账)."""

    about = About(
        id="loss_case",
        module="litigation",
        group="化解与整改",
        label="行政败诉案件台账",
        noun="败诉纠错案件",
        prefix="BS",
        title="{case} {duty_unit}败诉整改",
        natural_key=("duty_unit", "case", "review_case"),
        task=("A3", "8", "A2"),
        states=(
            State("已认定", next=("已通报", "报告中")),
            State("已通报", next=("报告中", "整改中")),
            State("报告中", next=("整改中",)),
            State("整改中", next=("已整改", "追责研判")),
            State("已整改", next=("追责研判", "整改中", "办结")),
            State("追责研判", next=("办结",)),
            State("办结", terminal=True),
        ),
        links=words("admin_case admin_review judicial_advice review_report letter training"),
        default_sort=("-effective_on",),
        list_fields=words(
            "case duty_unit loss_kind loss_causes effective_on reported_on rectify_due rectify_state is_repeat status"
        ),
        ledger=ledger(
            "行政败诉案件台账",
            "source case review_case duty_unit real_dept cause result loss_kind loss_causes effective_on "
            "reported_on report_no measures_text rectify_due rectify_state is_repeat accountability notice_no "
            "notified_on lookback_on status remarks",
        ),
    )

    source: Choice = field("纠错来源", ("诉讼败诉", "复议纠错", "自行纠错"), section="败诉认定", default="诉讼败诉")
    case: Ref | None = field("案号", to="admin_case", when="source=诉讼败诉|自行纠错", aliases=("案件编号",))
    review_case: Ref | None = field("复议案号", to="admin_review", when="source=复议纠错")
    cause: Text | None = field(
        "案由",
        computed=Computed(
            "取关联诉讼或复议案件的案由",
            rules.loss_cause,
            follows=(
                "case",
                "review_case",
            ),
        ),
    )
    act_kind: Choice | None = field(
        "行政行为种类",
        enums.ACT_KIND,
        computed=Computed(
            "取关联诉讼或复议案件的行政行为种类",
            rules.loss_act_kind,
            follows=(
                "case",
                "review_case",
            ),
        ),
    )
    duty_unit: UnitName = field("责任单位", aliases=("败诉单位", "被告"))
    real_dept: Text | None = field("实际承办部门", aliases=("承办部门",))
    result: Text | None = field(
        "裁判结果",
        computed=Computed(
            "取关联案件的裁判结果或复议结果",
            rules.loss_result,
            follows=(
                "case",
                "review_case",
            ),
        ),
    )
    loss_kind: Choice = field(
        "败诉类型", ("撤销", "部分撤销", "变更", "确认违法", "确认无效", "责令履行或给付", "行政协议败诉", "判决赔偿")
    )
    loss_causes: Choices = field("败诉原因", enums.LOSS_CAUSE, aliases=("败诉原因(事实/法律/程序)",))
    cause_detail: LongText | None = field("败诉原因分析")
    effective_on: Date | None = field(
        "裁判生效日",
        aliases=("裁判生效日期", "生效日期"),
        computed=Computed(
            "取关联案件的生效日期，复议案件取决定送达日期",
            rules.loss_effective_on,
            follows=(
                "case",
                "review_case",
            ),
        ),
        override=True,
    )
    is_repeat: Boolean | None = field(
        "是否重复败诉",
        computed=Computed(
            "同一责任单位12个月内同一行政行为种类再次败诉的为是",
            rules.is_repeat,
            matches=("loss_case.duty_unit=duty_unit",),
        ),
        override=True,
    )
    notice_no: DocNo | None = field("通报文号", section="通报与报告")
    notified_on: Date | None = field("通报日期")
    notice_scope: UnitNames | None = field("通报范围")
    rectify_request: LongText | None = field("整改要求")
    report_due: Date | None = field("分析报告期限", help="按本县规定填写", done_by="reported_on")
    reported_on: Date | None = field("分析报告提交日", aliases=("报告日期",))
    report_no: DocNo | None = field("报告文号")
    problems: LongText | None = field("存在问题")
    advices: LongText | None = field("工作建议")
    measures_text: LongText | None = field(
        "整改措施",
        section="整改",
        computed=Computed("逐条汇总整改措施", rules.measures_text),
        import_as="measures.measure",
    )
    rectify_due: Date | None = field("整改期限", done_by="rectified_on")
    rectify_state: Text | None = field(
        "完成情况", computed=Computed("已完成措施数/措施总数，全部完成的显示整改完成日", rules.rectify_state)
    )
    rectified_on: Date | None = field("整改完成日")
    info_withdrawn_on: Date | None = field("处罚信息撤回日期", when="act_kind=行政处罚")
    summary: LongText | None = field("执行总结")
    lookback_on: Date | None = field("回头看日期")
    accountability: Choice | None = field(
        "追责/容错情况", ("待研判", "不予追责", "容错免责", "启动追责"), section="追责", default="待研判"
    )
    duty_persons: Text | None = field("责任人员", when="accountability=启动追责|容错免责")
    duty_kind: Choices | None = field(
        "责任类别", ("直接负责的主管人员", "其他直接责任人员"), when="accountability=启动追责"
    )
    fault: Choice | None = field(
        "过错情形", ("故意", "重大过失", "一般过失", "无过错"), when="accountability=启动追责|容错免责"
    )
    transferred_on: Date | None = field("移送日期", when="accountability=启动追责", help="移送纪检监察或任免机关")
    sanction: Text | None = field("处理结果", when="accountability=启动追责|容错免责")

    class Measures(Rows):
        child = "measures"
        label = "整改措施"

        measure: LongText = field("整改措施")
        unit: UnitName | None = field("责任单位")
        due_on: Date | None = field("完成期限", done_by="done_on")
        done_on: Date | None = field("完成日期")
        proof: Text | None = field("佐证材料")


class JudicialAdvice(Registered):
    """司法建议 (司法建议台账)."""

    about = About(
        id="judicial_advice",
        module="litigation",
        group="化解与整改",
        label="司法建议台账",
        noun="司法建议",
        prefix="JY",
        title="{doc_no} {title}",
        natural_key=("doc_no",),
        task=("10",),
        states=(
            State("起草", next=("征求意见", "审议", "撤回")),
            State("征求意见", next=("审议", "撤回")),
            State("审议", next=("已签发", "撤回")),
            State("已签发", next=("待答复",)),
            State("待答复", next=("已答复", "逾期催办")),
            State("逾期催办", next=("已答复", "已通报")),
            State("已通报", next=("已答复", "办结")),
            State("已答复", next=("已评估", "待答复")),
            State("已评估", next=("办结",)),
            State("办结", terminal=True),
            State("撤回", terminal=True),
        ),
        links=words("admin_case appearance loss_case gov_debt_case letter rule_doc"),
        default_sort=("-served_on",),
        list_fields=words("doc_no title to_unit kind served_on reply_due replied_on adopted_n overdue_days status"),
        ledger=ledger(
            "司法建议台账",
            "doc_no kind title to_unit cc_units case_nos problem_summary advice_n committee_on signed_on "
            "served_on reply_due replied_on reply_no adopted_n outcome overdue_days urge_n assessment remarks",
        ),
    )

    doc_no: DocNo | None = field(
        "司法建议书编号",
        section="建议书",
        help="签发时编号，如蒙法建〔2022〕3号",
        aliases=("编号", "文号", "建议书文号"),
    )
    kind: Choice = field(
        "类型",
        ("综合治理类", "裁判执行类", "出庭应诉类", "规范性文件类", "拒不履行类"),
        default="综合治理类",
        aliases=("建议类型",),
    )
    title: Text = field("标题", aliases=("事由", "建议事由"))
    court: UnitName = field("发出法院", default="县法院")
    to_unit: UnitName = field("被建议单位", aliases=("主送单位",))
    cc_units: UnitNames | None = field("抄送单位", default="县政府、县司法局", aliases=("抄报单位",))
    case_nos: Text | None = field("涉及案件", help="填案号，多件用顿号分开")
    issue_kind: Choice | None = field(
        "问题类别", ("行政执法", "行业领域管理", "社会治理", "规范性文件", "裁判履行", "出庭应诉")
    )
    found_by: Text | None = field("发现途径", help="如审理某类案件中发现")
    problem_summary: LongText | None = field("问题摘要")
    advice_n: Integer | None = field("建议条数", unit="条", computed=Computed("问题与建议行数", rules.advice_n))
    judgment_effective_on: Date | None = field("裁判生效日期", when="kind=规范性文件类")
    consulted_on: Date | None = field("事前沟通日期", section="审议签发")
    consult_opinion: Text | None = field("沟通意见")
    committee_on: Date | None = field("审委会日期")
    signed_on: Date | None = field("签发日", aliases=("签发日期",))
    served_on: Date | None = field("送达日", aliases=("送达日期", "收到日期"))
    serve_mode: Choice | None = field("送达方式", enums.SERVE_MODE)
    reply_due: Date | None = field(
        "答复期限",
        section="答复落实",
        aliases=("回复期限", "答复截止日"),
        computed=Computed("送达日加2个月，规范性文件类加60日", rules.advice_reply_due),
        override=True,
        due_of=("ja_reply_2m", "ja_normdoc_reply_60d"),
    )
    replied_on: Date | None = field("答复日", aliases=("答复日期", "回复日期"))
    reply_no: DocNo | None = field("答复文号", aliases=("复函文号",))
    reply_summary: LongText | None = field("答复摘要")
    adopted_n: Integer | None = field(
        "采纳条数", unit="条", computed=Computed("采纳和部分采纳的建议条数", rules.adopted_n)
    )
    outcome: Choice | None = field("落实情况", ("未答复", "落实中", "已落实", "部分落实", "未落实"), default="未答复")
    overdue_days: Integer | None = field(
        "逾期天数",
        unit="天",
        computed=Computed("答复日(未答复取当天)晚于答复期限的天数", rules.reply_days_late, daily=True),
    )
    urge_n: Integer | None = field("催办次数", default="0", unit="次")
    last_urged_on: Date | None = field("最近催办日期")
    assessment: Choice | None = field("评价", ("满意", "基本满意", "不满意"))
    escalation: Choices | None = field("逾期处理", ("催办", "抄送上级", "通报", "纳入考核"))

    class AdviceItems(Rows):
        child = "advice_items"
        label = "问题与建议"

        seq: Integer = field("序号")
        problem: LongText = field("问题")
        advice: LongText = field("建议")
        adopted: Choice | None = field("采纳情况", ("待答复", "采纳", "部分采纳", "不采纳"), default="待答复")
        action: LongText | None = field("落实措施和成效")
        done_on: Date | None = field("完成日期")
        reject_reason: Text | None = field("未采纳理由")


class AdminReview(Registered):
    """行政复议案件 (行政复议案件台账)."""

    about = About(
        id="admin_review",
        module="litigation",
        group="复议与评估",
        label="行政复议案件台账",
        noun="行政复议案件",
        prefix="FY",
        title="{case_no} {applicant}申请复议{respondent}",
        natural_key=("case_no",),
        task=("A2", "8", "7", "A3"),
        states=(
            State("收到申请", next=("补正中", "已受理", "不予受理")),
            State("补正中", next=("已受理", "不予受理")),
            State("已受理", next=("审理中",)),
            State("审理中", next=("中止", "已决定", "已终止")),
            State("中止", next=("审理中", "已终止")),
            State("已决定", next=("意见书督办", "已归档")),
            State("意见书督办", next=("已归档",)),
            State("不予受理", next=("已归档",)),
            State("已终止", next=("已归档",)),
            State("已归档", terminal=True),
        ),
        links=words("admin_case dispute loss_case case_study letter"),
        default_sort=("-applied_on",),
        list_fields=words(
            "case_no applicant respondent cause accepted_on decision_due decided_on decision is_corrected status"
        ),
        ledger=ledger(
            "行政复议案件台账",
            "case_no organ applicant applicant_kind applicant_count respondent third_party act_name act_no "
            "admin_area act_kind cause applied_on accept_result accepted_on procedure copy_sent_on replied_on "
            "hearing_on decision_due extended_to decided_on decision is_corrected decision_served_on sued_on "
            "suit_result opinion_no corrected_on handler remarks",
        ),
    )

    case_no: DocNo = field(
        "复议案号", section="申请", help="如蒙政复〔2022〕12号", aliases=("案号", "复议编号", "决定书文号")
    )
    organ: UnitName = field("复议机关", default="县政府")
    applicant: Text = field("申请人")
    applicant_kind: Choice | None = field("申请人类别", enums.PARTY_KIND)
    applicant_count: Integer | None = field("申请人人数", default="1", unit="人")
    respondent: UnitName = field("被申请人")
    third_party: Text | None = field("第三人")
    act_name: Text | None = field("被申请行政行为", aliases=("具体行政行为", "行政行为名称"))
    act_no: DocNo | None = field("行政行为文号")
    act_known_on: Date | None = field("知道行政行为日期")
    admin_area: Choice | None = field("行政管理类别", enums.ADMIN_AREA)
    act_kind: Choice | None = field("行政行为种类", enums.ACT_KIND)
    cause: Text | None = field("案由", aliases=("申请事项", "复议事项"))
    request: LongText | None = field("复议请求")
    applied_on: Date = field("收到复议申请日期", section="受理与审理", aliases=("申请日期", "收案日期"))
    accept_result: Choice | None = field(
        "受理情况", ("审查中", "受理", "不予受理", "告知其他途径", "受理前撤回"), default="审查中"
    )
    accepted_on: Date | None = field("受理日期")
    procedure: Choice | None = field("适用程序", ("普通程序", "简易程序"), default="普通程序")
    copy_sent_on: Date | None = field("被申请人收到副本日期")
    replied_on: Date | None = field("被申请人答复日期")
    hearing_on: Date | None = field("听证日期")
    hearing_told_on: Date | None = field("听证通知日期")
    decision_due: Date | None = field(
        "复议期限届满日",
        computed=Computed("受理日期加60日(简易程序30日)，有延期取延期至", rules.decision_due),
        override=True,
        due_of=("rev_decision_60d", "rev_summary_decision_30d"),
    )
    extended_to: Date | None = field("延期至", help="最多延长30日")
    handler: PersonName | None = field("承办人")
    decided_on: Date | None = field("复议决定日期", section="结果", aliases=("结案日期",))
    decision: Choice | None = field(
        "复议结果",
        words(
            "维持 驳回复议请求 驳回复议申请 撤销 变更 确认违法 确认无效 责令履行 责令给付 责令赔偿补偿 "
            "行政复议调解书 和解终止 撤回申请终止 其他终止"
        ),
        aliases=("复议决定", "处理结果"),
    )
    is_corrected: Boolean | None = field(
        "是否纠错",
        computed=Computed("复议结果为撤销、变更、确认违法或无效、责令履行给付赔偿的为是", rules.is_corrected),
        override=True,
    )
    decision_served_on: Date | None = field("决定书送达日期")
    sued_on: Date | None = field("复议后起诉日期")
    suit_result: Text | None = field(
        "诉讼结果",
        computed=Computed(
            "取以本案为复议案件的行政诉讼裁判结果", rules.suit_result, gathers=("admin_case.review_case",)
        ),
    )
    opinion_no: DocNo | None = field("复议意见书文号", section="复议意见书")
    opinion_received_on: Date | None = field("意见书送达日期")
    corrected_on: Date | None = field("纠正情况报送日期")


class DecisionAssessment(Registered):
    """决策诉讼风险评估 (重大行政决策诉讼风险评估台账)."""

    about = About(
        id="decision_assessment",
        module="litigation",
        group="复议与评估",
        label="重大行政决策诉讼风险评估台账",
        noun="决策诉讼风险评估",
        prefix="PG",
        title="{title}诉讼风险评估",
        natural_key=("title", "owner_unit"),
        task=("9",),
        states=(
            State("登记", next=("已邀请",)),
            State("已邀请", next=("评估中", "终止")),
            State("评估中", next=("已出具意见", "终止")),
            State("已出具意见", next=("已反馈采纳",)),
            State("已反馈采纳", next=("已决策", "终止")),
            State("已决策", next=("后评估", "归档")),
            State("后评估", next=("归档",)),
            State("归档", terminal=True),
            State("终止", terminal=True),
        ),
        links=words("letter meeting admin_case key_project major_event"),
        default_sort=("-invited_on",),
        list_fields=words(
            "title owner_unit category invited_on risk_level conclusion adoption decided_on later_n status"
        ),
        ledger=ledger(
            "重大行政决策诉讼风险评估台账",
            "title category owner_unit review_unit impacts invite_no invited_on assessors method risk_level "
            "conclusion report_no reported_on adoption adoption_note decided_on decision_no later_n status "
            "remarks",
        ),
    )

    title: Text = field("决策事项名称", section="决策事项")
    category: Choice = field(
        "决策类别",
        words(
            "公共服务市场监管等重大政策措施 经济社会发展重要规划 自然资源和文化资源重大公共政策 "
            "重大公共建设项目 其他重大事项"
        ),
    )
    source: Text | None = field("决策目录或来源")
    owner_unit: UnitName = field("决策承办单位")
    review_unit: UnitName | None = field("合法性审查部门", default="县司法局")
    decider: UnitName | None = field("决策机关", default="县政府")
    planned_on: Date | None = field("拟审议日期")
    impacts: Choices | None = field(
        "可能影响方面", ("社会稳定", "生态环境", "公共安全", "财产权益", "其他"), aliases=("不利影响方面",)
    )
    summary: LongText | None = field("决策概况", aliases=("决策事项概况",))
    consult_published_on: Date | None = field("征求意见公告日期", section="法定程序")
    consult_ended_on: Date | None = field("征求意见结束日期")
    hearing_on: Date | None = field("决策听证会日期")
    hearing_sent_on: Date | None = field("听证材料送达日期")
    legality_sent_on: Date | None = field("送合法性审查日期")
    legality_on: Date | None = field("合法性审查意见日期")
    invite_no: DocNo | None = field("邀请函文号", section="评估")
    invited_on: Date | None = field("邀请日期")
    reply_due: Date | None = field("反馈截止日", done_by="reported_on")
    assessors: Text | None = field("评估人员", help="法院参加评估人员")
    method: Choice | None = field("评估方式", ("书面评估", "会议评估", "实地调研"))
    risk_level: Choice | None = field("总体风险等级", enums.LEVEL3)
    conclusion: Choice | None = field("评估结论", ("可控", "调整后可控", "不可控"))
    opinion: LongText | None = field("综合意见")
    report_no: DocNo | None = field("评估意见文号")
    reported_on: Date | None = field("评估意见日期")
    adoption: Choice | None = field(
        "采纳情况", ("待反馈", "全部采纳", "部分采纳", "未采纳"), section="采纳与后评估", default="待反馈"
    )
    adoption_note: LongText | None = field("采纳说明", help="未采纳须说明理由")
    decided_on: Date | None = field("决策作出日期")
    decision_no: DocNo | None = field("决策文号")
    later_cases: Refs | None = field("决策后涉诉案件", to="admin_case")
    later_n: Integer | None = field("后续涉诉件数", unit="件", computed=Computed("决策后涉诉案件数", rules.later_n))

    class RiskItems(Rows):
        child = "risk_items"
        label = "风险点"

        point: LongText = field("风险点")
        claim: Text | None = field("可能引发的诉讼")
        level: Choice = field("风险等级", enums.LEVEL3)
        analysis: LongText | None = field("风险分析")
        legal_basis: Text | None = field("法律依据")
        mitigation: LongText | None = field("防范建议")
        owner_unit: UnitName | None = field("责任单位")


class ReviewReport(Registered):
    """司法审查报告 (行政案件司法审查报告台账)."""

    about = About(
        id="review_report",
        module="litigation",
        group="分析与案例",
        label="行政案件司法审查报告台账",
        noun="司法审查报告",
        prefix="SCB",
        title="{year}年{period}{kind}",
        natural_key=("year", "kind", "period", "title"),
        task=("A2", "10"),
        states=(
            State("草稿", next=("会审",)),
            State("会审", next=("定稿", "草稿")),
            State("定稿", next=("已发布",)),
            State("已发布", terminal=True),
        ),
        links=words("case_study loss_case judicial_advice letter"),
        default_sort=("-year", "-released_on"),
        list_fields=words("title year kind period accepted_n closed_n lost_n lost_rate released_on status"),
        ledger=ledger(
            "司法审查报告台账",
            "year kind period title author_unit accepted_n closed_n lost_n lost_rate withdrawn_n "
            "attendance_rate problems advices released_on doc_no sent_to remarks",
        ),
    )

    year: Year = field("年度", section="报告")
    kind: Choice = field("类型", ("年度司法审查报告", "季度败诉分析", "专题分析"))
    period: Choice = field(
        "分析期间", ("全年", "上半年", "一季度", "二季度", "三季度", "四季度", "专题"), default="全年"
    )
    title: Text = field("标题")
    author_unit: UnitName | None = field("编制单位", default="县法院")
    accepted_n: Integer | None = field(
        "收案数",
        section="数据",
        unit="件",
        computed=Computed("期间内立案的行政诉讼案件数", rules.report_accepted_n, daily=True),
        override=True,
    )
    closed_n: Integer | None = field(
        "审结数",
        unit="件",
        computed=Computed("期间内结案的行政诉讼案件数", rules.report_closed_n, daily=True),
        override=True,
    )
    lost_n: Integer | None = field(
        "败诉数",
        unit="件",
        computed=Computed("期间内结案且败诉的案件数", rules.report_lost_n, daily=True),
        override=True,
    )
    lost_rate: Percent | None = field("败诉率", computed=Computed("败诉数÷审结数", rules.report_lost_rate, daily=True))
    withdrawn_n: Integer | None = field(
        "撤诉数",
        unit="件",
        computed=Computed("期间内以撤诉结案的案件数", rules.report_withdrawn_n, daily=True),
        override=True,
    )
    attendance_rate: Percent | None = field(
        "负责人出庭应诉率", computed=Computed("同指标“负责人出庭应诉率”", rules.report_attendance_rate, daily=True)
    )
    structure: LongText | None = field("结构分析", section="分析")
    type_analysis: LongText | None = field("类型分析")
    features: LongText | None = field("特点")
    patterns: LongText | None = field("规律")
    problems: LongText | None = field("存在问题")
    advices: LongText | None = field("对策建议")
    case_studies: Refs | None = field("典型案例", to="case_study")
    reviewed_on: Date | None = field("会审日期", section="发布")
    released_on: Date | None = field("发布日期")
    doc_no: DocNo | None = field("文号")
    sent_to: UnitNames | None = field("报送单位", default="县政府、县司法局")


class CaseStudy(Registered):
    """典型案例 (典型案例台账)."""

    about = About(
        id="case_study",
        module="litigation",
        group="分析与案例",
        label="典型案例台账",
        noun="典型案例",
        prefix="DX",
        title="{title}",
        natural_key=("title",),
        task=("A1", "6", "7", "A2", "A5"),
        states=(
            State("征集", next=("编写", "不采用")),
            State("编写", next=("去标识审核", "不采用")),
            State("去标识审核", next=("编写", "审定")),
            State("审定", next=("已发布", "不采用")),
            State("已发布", terminal=True),
            State("不采用", terminal=True),
        ),
        links=words("admin_case appearance admin_review integrity_case review_report"),
        default_sort=("-released_on",),
        list_fields=words("title kind source_unit organ deidentified released_on channels award status"),
        ledger=ledger(
            "典型案例台账",
            "title kind case_no source_unit organ basics result significance deidentified released_on "
            "channels compiled_in award remarks",
        ),
    )

    title: Text = field("案例标题", section="案例", aliases=("标题",))
    kind: Choice = field(
        "案例类型",
        words("负责人出庭应诉 行政诉讼 行政复议 公共政策兑现 行政协议履行 执行联动 企业破产 诉调对接 涉企服务 其他"),
    )
    case_no: CaseNo | None = field("案号")
    source_unit: UnitName = field("报送单位")
    organ: UnitName | None = field("涉及单位")
    basics: LongText | None = field("基本案情")
    result: LongText | None = field("裁判结果", aliases=("处理结果",))
    significance: LongText | None = field("典型意义")
    keywords: Text | None = field("关键词")
    author: PersonName | None = field("编写人")
    deidentified: Choice | None = field(
        "去标识检查",
        ("未检查", "已通过", "退回修改"),
        section="审核发布",
        default="未检查",
        help="姓名、证件号、住址等须隐去",
    )
    checked_by: PersonName | None = field("检查人")
    checked_on: Date | None = field("检查日期")
    released_on: Date | None = field("发布日期")
    channels: Choices | None = field(
        "发布渠道", ("新闻发布会", "政府网站", "法院公众号", "案例汇编", "内部通报", "其他")
    )
    compiled_in: Text | None = field("收入汇编")
    award: Choice | None = field("入选层级", ("本县", "市级", "省级", "国家级"), default="本县")
