"""联动统筹: meetings, work points, documents, letters, the county's priorities, business environment."""

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
from app.domain.rules import coordination as rules


class LeadingGroup(Registered):
    """领导小组名单 (领导小组台账)."""

    about = About(
        id="leading_group",
        module="coordination",
        group="统筹推进",
        label="领导小组台账",
        noun="领导小组名单",
        prefix="LX",
        title="{name}（{valid_from}起）",
        natural_key=("name", "valid_from"),
        task=("G1",),
        states=(
            State("草拟", next=("现行",)),
            State("现行", next=("已调整", "已撤销")),
            State("已调整", terminal=True),
            State("已撤销", terminal=True),
        ),
        links=words("unit person rule_doc meeting"),
        default_sort=("-valid_from",),
        list_fields=words("name doc_no valid_from valid_to leader deputies office_units member_n status"),
        ledger=ledger(
            "领导小组台账",
            "name doc_no valid_from valid_to leader leader_post deputies office_units office_heads member_n "
            "duties change_note status remarks",
        ),
    )

    name: Text = field("领导小组名称", default="府院联动工作领导小组")
    doc_no: DocNo | None = field("成立或调整文号")
    valid_from: Date = field("生效日期")
    valid_to: Date | None = field("停止日期")
    leader: PersonName = field("组长", help="县政府主要负责人")
    leader_post: Text | None = field("组长职务")
    deputies: Text | None = field("副组长", help="政府分管负责人、法院主要负责人")
    office_units: UnitNames | None = field("办公室设置单位", default="县政府办公室、县法院")
    office_heads: Text | None = field("办公室主任")
    duties: LongText | None = field("主要职责")
    change_note: LongText | None = field("调整说明")
    member_n: Integer | None = field(
        "成员单位数", unit="个", computed=Computed("成员名单中不重复的单位数", rules.member_n)
    )

    class Members(Rows):
        child = "members"
        label = "成员名单"
        ledgers = (ledger("领导小组成员名单", "seq role unit person post liaison liaison_post phone"),)

        seq: Integer | None = field("排序")
        unit: UnitName = field("单位")
        person: PersonName = field("姓名")
        post: Text | None = field("职务")
        role: Choice = field("小组职务", ("组长", "副组长", "成员", "办公室主任", "办公室副主任"), default="成员")
        liaison: PersonName | None = field("联络员")
        liaison_post: Text | None = field("联络员职务")
        phone: Phone | None = field("联络员电话")


class Meeting(Registered):
    """会议 (联席会议和会商台账)."""

    about = About(
        id="meeting",
        module="coordination",
        group="统筹推进",
        label="联席会议和会商台账",
        noun="会议",
        prefix="HY",
        title="{title}",
        natural_key=("title", "held_at"),
        task=("G3", "8", "14", "20", "21", "22", "23"),
        states=(
            State("筹备", next=("已通知", "取消")),
            State("已通知", next=("已召开", "延期", "取消")),
            State("延期", next=("已通知", "已召开", "取消")),
            State("已召开", next=("已印发纪要", "事项落实中")),
            State("已印发纪要", next=("事项落实中", "全部销号")),
            State("事项落实中", next=("全部销号",)),
            State("全部销号", terminal=True),
            State("取消", terminal=True),
        ),
        links=words("letter work_point dispute bk_matter petition major_event labor_case decision_assessment"),
        default_sort=("-held_at",),
        list_fields=words("kind title held_at conveners attend_units minutes_no item_n item_done_n status"),
        ledger=ledger(
            "联席会议和会商台账",
            "kind title held_at place conveners host apply_unit applied_on attend_units attend_n notice_no "
            "minutes_no minutes_on summary item_n item_done_n status remarks",
        ),
    )

    kind: Choice = field(
        "会议类型",
        words(
            "府院联席会议 专题研判会商会 领导小组办公室会议 行政司法协调联席会议 破产专班例会 "
            "劳动争议联席会议 诉调对接联席会议 信访会商会 其他"
        ),
        section="会议",
    )
    title: Text = field("会议名称")
    held_at: DateTime = field("会议时间", aliases=("召开时间", "会议日期"))
    place: Text | None = field("会议地点")
    duration: Text | None = field("会期")
    conveners: UnitNames | None = field("召集单位", default="县政府、县法院")
    host: PersonName | None = field("主持人")
    host_post: Text | None = field("主持人职务")
    apply_unit: UnitName | None = field("提请单位", help="专题会商由牵头单位提请")
    applied_on: Date | None = field("提请日期")
    attend_units: UnitNames | None = field("参加单位")
    attendees: LongText | None = field("出席人员")
    attend_n: Integer | None = field("参会人数", unit="人")
    notice_no: DocNo | None = field("通知文号", section="通知与纪要")
    noticed_on: Date | None = field("通知日期")
    reply_due: Date | None = field("回执截止日")
    minutes_no: Text | None = field("纪要文号")
    minutes_on: Date | None = field("纪要印发日期")
    summary: LongText | None = field("研究情况")
    requirement: LongText | None = field("会议要求")
    item_n: Integer | None = field(
        "议定事项数", section="落实", unit="项", computed=Computed("议定事项行数", rules.item_n)
    )
    item_done_n: Integer | None = field(
        "已销号数", unit="项", computed=Computed("状态为已完成或已销号的议定事项数", rules.item_done_n)
    )
    is_latest: Boolean | None = field(
        "是否最近一次",
        computed=Computed("同类会议中会议时间最晚的为是", rules.is_latest, matches=("meeting.kind=kind",)),
    )

    class Topics(Rows):
        child = "topics"
        label = "议题"

        seq: Integer = field("议题序号")
        title: Text = field("议题")
        apply_unit: UnitName | None = field("提请单位")
        applied_on: Date | None = field("提请日期")
        presenter: Text | None = field("汇报单位或汇报人")
        minutes: Integer | None = field("汇报时长", unit="分钟")
        materials: Text | None = field("会议材料")
        conclusion: LongText | None = field("研究意见")

    class ActionItems(Rows):
        child = "action_items"
        label = "议定事项"
        ledgers = (
            ledger(
                "联席会议议定事项台账",
                "parent.title parent.held_at topic parent.apply_unit content lead_unit co_units due_on progress "
                "state closed_on",
            ),
        )

        topic: Text | None = field("议题")
        content: LongText = field("议定事项")
        opinion: LongText | None = field("会议意见")
        lead_unit: UnitName = field("牵头单位")
        co_units: UnitNames | None = field("配合单位")
        due_on: Date | None = field("时限", aliases=("完成时限",), done_by="done_on")
        progress: LongText | None = field("进展")
        state: Choice | None = field(
            "状态", ("未启动", "推进中", "已完成", "已销号", "调整"), default="未启动", help="逾期由时限自动判断"
        )
        done_on: Date | None = field("完成日期")
        checked_by: PersonName | None = field("复核人")
        closed_on: Date | None = field("销号日期")


class WorkPoint(Registered):
    """工作要点任务 (工作要点任务台账)."""

    about = About(
        id="work_point",
        module="coordination",
        group="统筹推进",
        label="工作要点任务台账",
        noun="工作要点任务",
        prefix="YD",
        title="{year}年要点{seq} {title}",
        natural_key=("year", "title"),
        task=("G3", "G1", "A1", "A2", "A3", "A4", "A5", "A6", "A7"),
        states=(
            State("未启动", next=("推进中", "调整")),
            State("推进中", next=("已完成", "逾期", "调整")),
            State("逾期", next=("推进中", "已完成", "调整")),
            State("调整", next=("推进中", "已取消")),
            State("已完成", next=("已评价",)),
            State("已评价", terminal=True),
            State("已取消", terminal=True),
        ),
        links=words(
            "case_study review_report loss_case nonlit_case integrity_case property_reg med_org meeting letter"
        ),
        default_sort=("-year", "seq"),
        list_fields=words("year seq title lead_unit units target due_on pct office_eval status"),
        ledger=ledger(
            "工作要点任务台账",
            "year seq title content lead_unit units target due_on q1 q2 q3 q4 pct evidence problems next_step "
            "office_eval remarks",
        ),
    )

    year: Year = field("年度", section="任务")
    seq: Integer = field("要点序号")
    title: Text = field("要点", aliases=("任务名称", "要点名称"))
    content: LongText = field("任务内容", aliases=("具体内容",))
    lead_unit: UnitName = field("牵头单位", help="责任单位中排第一的")
    units: UnitNames = field("责任单位")
    target: Text | None = field("量化目标", help="如负责人出庭应诉率100%")
    due_on: Date = field("完成时限", done_by="done_on")
    q1: LongText | None = field(
        "一季度进展", section="进展", computed=Computed("汇总一季度的进展记录", rules.q1), import_as="progress.content"
    )
    q2: LongText | None = field(
        "二季度进展", computed=Computed("汇总二季度的进展记录", rules.q2), import_as="progress.content"
    )
    q3: LongText | None = field(
        "三季度进展", computed=Computed("汇总三季度的进展记录", rules.q3), import_as="progress.content"
    )
    q4: LongText | None = field(
        "四季度进展", computed=Computed("汇总四季度的进展记录", rules.q4), import_as="progress.content"
    )
    pct: Percent | None = field("进度", default="0", aliases=("进度%", "完成进度"), maximum=100)
    evidence: Text | None = field("佐证", aliases=("佐证材料",))
    problems: LongText | None = field("存在问题")
    next_step: LongText | None = field("下步措施")
    done_on: Date | None = field("完成日期", section="评价")
    self_eval: Choice | None = field("自评", ("好", "较好", "一般", "差"))
    office_eval: Choice | None = field("办公室评价", ("好", "较好", "一般", "差"))
    eval_note: Text | None = field("评价说明")

    class Progress(Rows):
        child = "progress"
        label = "进展记录"

        report_on: Date = field("日期")
        unit: UnitName | None = field("报送单位")
        content: LongText = field("进展内容")
        pct: Percent | None = field("进度", maximum=100)
        proof: Text | None = field("佐证材料")


class RuleDoc(Registered):
    """制度文件 (1+N制度文件台账)."""

    about = About(
        id="rule_doc",
        module="coordination",
        group="统筹推进",
        label="1+N制度文件台账",
        noun="制度文件",
        prefix="ZD",
        title="{title}",
        natural_key=("title",),
        task=("G2", "8", "12", "14", "19", "20", "21"),
        states=(
            State("计划", next=("起草", "取消")),
            State("起草", next=("征求意见",)),
            State("征求意见", next=("审议",)),
            State("审议", next=("现行有效",)),
            State("现行有效", next=("修订中", "已废止")),
            State("修订中", next=("现行有效", "已废止")),
            State("已废止", terminal=True),
            State("取消", terminal=True),
        ),
        links=words("manual_entry leading_group meeting adjudication_rule investor_policy"),
        default_sort=("tier", "-printed_on"),
        list_fields=words("tier area title doc_no issuers plan_on printed_on valid_to status"),
        ledger=ledger(
            "1+N制度文件清单",
            "tier area title doc_no issuers lead_unit summary plan_on consult_on legality_on approved_on "
            "printed_on valid_from valid_to is_public provisions status remarks",
        ),
    )

    tier: Choice = field("层级", ("1（总意见）", "N（工作规范）"), section="文件", default="N（工作规范）")
    area: Choice = field("制度领域", enums.DOC_AREA)
    title: Text = field("文件名称", aliases=("名称", "制度名称"))
    doc_no: DocNo | None = field("文号")
    issuers: UnitNames | None = field("发文单位")
    lead_unit: UnitName | None = field("起草单位")
    summary: LongText | None = field("主要内容")
    plan_on: Date | None = field("计划印发日期", section="制定过程", done_by="printed_on")
    consult_on: Date | None = field("征求意见日期")
    legality_on: Date | None = field("合法性审查日期")
    approved_on: Date | None = field("审议日期")
    printed_on: Date | None = field("印发日期")
    valid_from: Date | None = field("施行日期")
    valid_to: Date | None = field("失效日期")
    eval_on: Date | None = field("下次评估日期")
    replaces: Ref | None = field("代替文件", to="rule_doc")
    is_public: Boolean | None = field("是否公开", default="是")


class ManualEntry(Registered):
    """手册条目 (联动操作手册)."""

    about = About(
        id="manual_entry",
        module="coordination",
        group="统筹推进",
        label="联动操作手册",
        noun="手册条目",
        prefix="CZ",
        title="{topic} {version_no}",
        natural_key=("code", "version_no"),
        task=("G2",),
        states=(
            State("起草", next=("审核",)),
            State("审核", next=("现行", "起草")),
            State("现行", next=("已更新", "已停用")),
            State("已更新", terminal=True),
            State("已停用", terminal=True),
        ),
        links=words("rule_doc"),
        default_sort=("code", "-updated_on"),
        list_fields=words("code chapter topic duty_units time_limit version_no updated_on status"),
        ledger=ledger(
            "操作手册目录",
            "code chapter topic scope steps duty_units time_limit basis templates version_no updated_on "
            "change_note author reviewer status remarks",
        ),
    )

    code: Text = field("条目编号", section="条目", help="如3-2")
    chapter: Choice = field("章节", enums.DOC_AREA)
    topic: Text = field("主题")
    scope: LongText | None = field("适用情形")
    steps: LongText | None = field("流程步骤")
    duty_units: UnitNames | None = field("责任单位")
    time_limit: Text | None = field("时限要求")
    basis: LongText | None = field("依据")
    templates: Text | None = field("文书模板", help="填文书名称")
    contact: PersonName | None = field("咨询联系人")
    phone: Phone | None = field("咨询电话")
    version_no: Text = field("版本", section="版本", help="如2022年第1版")
    updated_on: Date = field("更新日期")
    change_note: LongText | None = field("更新说明")
    author: PersonName | None = field("编写人")
    reviewer: PersonName | None = field("审核人")


class Training(Registered):
    """联合培训 (府院联合培训台账)."""

    about = About(
        id="training",
        module="coordination",
        group="统筹推进",
        label="府院联合培训台账",
        noun="联合培训",
        prefix="PX",
        title="{held_on} {topic}",
        natural_key=("topic", "held_on"),
        task=("8", "7", "11"),
        states=(
            State("计划", next=("已通知", "取消")),
            State("已通知", next=("已举办", "取消")),
            State("已举办", next=("已归档",)),
            State("已归档", terminal=True),
            State("取消", terminal=True),
        ),
        links=words("admin_case case_study loss_case"),
        default_sort=("-held_on",),
        list_fields=words("held_on topic form host lecturer units_n people_n leaders_n status"),
        ledger=ledger(
            "府院联合培训台账",
            "held_on topic form host host_unit place lecturer content units units_n people_n leaders_n hours "
            "effect remarks",
        ),
    )

    topic: Text = field("主题", aliases=("培训主题",))
    held_on: Date = field("举办日期")
    form: Choice = field("形式", ("专题讲座", "庭审观摩", "旁听庭审", "案例研讨", "模拟法庭", "线上培训", "座谈交流"))
    host: Choice = field("主办方", ("县政府", "县法院", "府院联合"), default="府院联合")
    host_unit: UnitName | None = field("承办单位")
    place: Text | None = field("地点")
    lecturer: Text | None = field("授课人")
    case: Ref | None = field("观摩案件", to="admin_case", when="form=庭审观摩|旁听庭审")
    content: LongText | None = field("培训内容")
    units: UnitNames | None = field("参加单位")
    units_n: Integer | None = field("参加单位数", unit="个")
    people_n: Integer | None = field("参加人数", unit="人")
    leaders_n: Integer | None = field("负责人人数", unit="人")
    hours: Decimal2 | None = field("学时", unit="学时")
    effect: Text | None = field("效果评价")


class Letter(Registered):
    """函件 (协作函件和发文登记簿)."""

    about = About(
        id="letter",
        module="coordination",
        group="统筹推进",
        label="协作函件和发文登记簿",
        noun="函件",
        prefix="HJ",
        title="{doc_no} {title}",
        natural_key=("doc_no", "from_unit"),
        task=("G3", "8", "9", "10", "12", "15", "17", "18", "19", "22", "23"),
        states=(
            State("草稿", next=("待签发", "撤回")),
            State("待签发", next=("已签发", "草稿")),
            State("已签发", next=("已送达",)),
            State("已送达", next=("待答复", "办结")),
            State("待答复", next=("已答复", "催办中", "退回")),
            State("催办中", next=("已答复", "提请督办")),
            State("提请督办", next=("已答复", "已通报")),
            State("已通报", next=("已答复", "办结")),
            State("已答复", next=("办结", "待答复")),
            State("退回", next=("草稿", "办结")),
            State("办结", terminal=True),
            State("撤回", terminal=True),
        ),
        links=words(
            "judicial_advice admin_case appearance bk_matter wage_check assist_request gov_debt_case "
            "construction_clue major_event petition meeting"
        ),
        default_sort=("-issued_on",),
        list_fields=words("kind doc_no title from_unit to_units issued_on served_on reply_due replied_on status"),
        ledger=ledger(
            "发文登记簿",
            "direction kind doc_no title from_unit to_units cc_units case_no source_no urgency issued_on "
            "signer copies served_on serve_mode receiver reply_needed reply_due replied_on reply_no "
            "reply_text reply_result overdue_days urge_n archived_on remarks",
        ),
    )

    direction: Choice = field("收发", ("发出", "收到"), section="函件", default="发出")
    kind: Choice = field("函件类型", enums.LETTER_KIND, aliases=("文种", "文书类型"))
    doc_no: DocNo | None = field("文号", help="签发时取号", aliases=("发文字号", "编号"))
    code: Text | None = field(
        "识别码",
        help="印在函件上，扫描或录入它可以找到这份函件",
        computed=Computed("由内部标识算出，末位是校验位", rules.letter_code),
    )
    title: Text = field("标题", aliases=("文件标题", "事由"))
    from_unit: UnitName = field("发函单位", aliases=("发文单位", "来文单位"))
    to_units: UnitNames = field("主送单位", aliases=("收函单位",))
    cc_units: UnitNames | None = field("抄送单位", aliases=("抄报单位",))
    case_no: Text | None = field("关联案号")
    source_no: Text | None = field("关联登记编号", help="本函所办记录的登记编号")
    urgency: Choice | None = field("紧急程度", ("平件", "加急", "特急"), default="平件")
    issued_on: Date | None = field("成文日期", aliases=("发文日期",))
    signer: PersonName | None = field("签发人")
    copies: Integer | None = field("份数", unit="份")
    served_on: Date | None = field("送达日期", section="送达")
    serve_mode: Choice | None = field("送达方式", enums.SERVE_MODE)
    receiver: PersonName | None = field("签收人")
    reply_needed: Boolean | None = field("是否需要答复", section="答复", default="否")
    reply_due: Date | None = field("答复期限", when="reply_needed=是", aliases=("回复期限",), done_by="replied_on")
    due_basis: Text | None = field("期限依据", when="reply_needed=是")
    replied_on: Date | None = field("答复日期", when="reply_needed=是")
    reply_no: DocNo | None = field("答复文号", when="reply_needed=是")
    reply_text: LongText | None = field("答复摘要", when="reply_needed=是")
    reply_result: Choice | None = field(
        "答复结论", ("同意或采纳", "部分采纳", "不同意", "已办结", "正在办理", "不属本单位职责"), when="reply_needed=是"
    )
    assessment: Choice | None = field("答复评价", ("合格", "补充答复", "不合格退回"), when="reply_needed=是")
    overdue_days: Integer | None = field(
        "逾期天数",
        unit="天",
        computed=Computed("答复日期(未答复取当天)晚于答复期限的天数", rules.reply_days_late, daily=True),
    )
    urge_n: Integer | None = field("催办次数", unit="次", computed=Computed("催办记录行数", rules.urge_n))
    archived_on: Date | None = field("归档日期")

    class Reminders(Rows):
        child = "reminders"
        label = "催办记录"

        urged_on: Date = field("催办日期")
        way: Choice = field("催办方式", ("电话", "书面催办", "领导小组办公室督办", "通报"))
        by: PersonName | None = field("催办人")
        to_person: PersonName | None = field("对方联系人")
        new_due: Date | None = field("新期限")
        note: Text | None = field("催办情况")


class LinkageLog(Registered):
    """联动日志 (府院联动工作日志)."""

    about = About(
        id="linkage_log",
        module="coordination",
        group="统筹推进",
        label="府院联动工作日志",
        noun="联动日志",
        prefix="RZ",
        title="{log_on} {matter}",
        natural_key=("log_on", "from_unit", "matter"),
        task=("G1", "G3"),
        states=(
            State("已记录", next=("跟进中", "已解决")),
            State("跟进中", next=("已解决", "转会商")),
            State("转会商", next=("已解决",)),
            State("已解决", terminal=True),
        ),
        links=words("letter meeting unit"),
        default_sort=("-log_on",),
        list_fields=words("log_on from_unit to_unit matter way problem solved next_due status"),
        ledger=ledger(
            "府院联动工作日志",
            "log_on from_unit to_unit matter way content contact problem solved solved_on next_step next_due "
            "source_no remarks",
        ),
    )

    log_on: Date = field("日期")
    from_unit: UnitName = field("发起单位")
    to_unit: UnitName = field("对接单位")
    matter: Text = field("联动事项")
    way: Choice = field("联动方式", ("函件", "会议", "电话", "现场", "线上"))
    content: LongText | None = field("沟通情况")
    contact: PersonName | None = field("对接人")
    problem: LongText | None = field("存在问题")
    solved: Boolean | None = field("是否解决", default="否")
    solved_on: Date | None = field("解决日期")
    next_step: Text | None = field("后续安排")
    next_due: Date | None = field("跟进时限", done_by="solved_on")
    source_no: Text | None = field("关联登记编号")


class EcoMatter(Registered):
    """生态环境联动事项 (生态环境联动事项台账)."""

    about = About(
        id="eco_matter",
        module="coordination",
        group="服务大局",
        label="生态环境联动事项台账",
        noun="生态环境联动事项",
        prefix="ST",
        title="{name} {kind}",
        natural_key=("name", "kind"),
        task=("1",),
        states=(
            State("线索", next=("调查保全", "磋商中", "起诉")),
            State("调查保全", next=("磋商中", "起诉")),
            State("磋商中", next=("达成协议", "磋商不成")),
            State("磋商不成", next=("起诉",)),
            State("达成协议", next=("司法确认", "履行修复")),
            State("司法确认", next=("履行修复",)),
            State("起诉", next=("履行修复", "办结")),
            State("履行修复", next=("验收",)),
            State("验收", next=("办结",)),
            State("办结", terminal=True),
        ),
        links=words("admin_case nonlit_case judicial_advice letter meeting"),
        default_sort=("-talked_on",),
        list_fields=words(
            "name kind claimant obligor damage_kind damage_amt agreement_on jc_result perform_pct status"
        ),
        ledger=ledger(
            "生态环境联动事项台账",
            "name kind claimant obligor place facts damage_kind farmland_mu assess_org damage_amt "
            "ep_applied_on ep_result talked_on agreement_on agreement_no remedy jc_applied_on jc_no "
            "jc_ruled_on jc_result paid_amt perform_pct checked_on status remarks",
        ),
    )

    name: Text = field("事项名称", section="事项")
    kind: Choice = field(
        "事项类型", ("环境资源行政案件", "环境公益诉讼", "诉前证据保全", "生态环境损害赔偿", "协作会商")
    )
    claimant: UnitName | None = field("赔偿权利人（指定部门）")
    obligor: Text | None = field("赔偿义务人")
    place: Text | None = field("地点")
    facts: LongText | None = field("损害事实")
    damage_kind: Choice | None = field("损害类型", ("水", "大气", "土壤", "耕地", "固体废物", "林地", "其他"))
    farmland_mu: Decimal2 | None = field("涉及耕地", unit="亩")
    assess_org: Text | None = field("鉴定评估机构")
    damage_amt: Money | None = field("损害金额")
    case_no: CaseNo | None = field("关联案号")
    ep_applied_on: Date | None = field("保全申请日期", section="证据保全")
    ep_object: Text | None = field("保全对象")
    ep_ruled_on: Date | None = field("保全裁定日期")
    ep_result: Choice | None = field("保全结果", ("准许", "驳回", "撤回"))
    talked_on: Date | None = field("磋商日期", section="磋商与司法确认")
    agreement_on: Date | None = field("协议日期")
    agreement_no: Text | None = field("协议编号")
    remedy: Choices | None = field("赔偿或修复方式", ("货币赔偿", "自行修复", "委托代修复", "替代修复"))
    jc_applied_on: Date | None = field("申请司法确认日期")
    jc_no: CaseNo | None = field("司法确认案号")
    jc_ruled_on: Date | None = field("司法确认裁定日期")
    jc_result: Choice | None = field("司法确认结果", ("确认有效", "驳回", "撤回"))
    paid_amt: Money | None = field("已赔付金额", section="履行验收")
    perform_pct: Percent | None = field("履行进度", maximum=100)
    checked_on: Date | None = field("验收日期")
    closed_on: Date | None = field("办结日期")


class KeyProject(Registered):
    """重大项目 (重大项目涉诉风险台账)."""

    about = About(
        id="key_project",
        module="coordination",
        group="服务大局",
        label="重大项目涉诉风险台账",
        noun="重大项目",
        prefix="XM",
        title="{name}",
        natural_key=("name",),
        task=("3", "5"),
        states=(
            State("监测", next=("应对中", "已完工")),
            State("应对中", next=("已化解", "停工")),
            State("停工", next=("应对中", "已终止")),
            State("已化解", next=("监测", "已完工")),
            State("已完工", terminal=True),
            State("已终止", terminal=True),
        ),
        links=words("admin_case dispute decision_assessment land_problem meeting"),
        default_sort=("category", "name"),
        list_fields=words("name category lead_unit investment started_on case_n open_n lost_n delay_days status"),
        ledger=ledger(
            "重大项目涉诉清单",
            "name category lead_unit town in_zone investment started_on planned_end_on progress case_n open_n "
            "lost_n delay_days contact phone status remarks",
        ),
    )

    name: Text = field("项目名称")
    category: Choice = field(
        "项目类别", ("城市功能区建设", "市政公用设施", "交通路网", "物流商贸", "产业项目", "民生工程", "其他")
    )
    lead_unit: UnitName = field("责任单位")
    town: UnitName | None = field("所在地")
    in_zone: Boolean | None = field("是否在开发区", default="否")
    investment: Money | None = field("总投资", unit="万元")
    started_on: Date | None = field("开工日期")
    planned_end_on: Date | None = field("计划完工日期")
    contact: PersonName | None = field("联系人")
    phone: Phone | None = field("联系电话")
    progress: LongText | None = field("项目进展")
    case_n: Integer | None = field(
        "涉诉案件数",
        unit="件",
        computed=Computed(
            "以本项目为涉及重大项目的行政诉讼案件数", rules.project_case_n, gathers=("admin_case.key_project",)
        ),
    )
    open_n: Integer | None = field(
        "未结案件数",
        unit="件",
        computed=Computed("其中未结案的件数", rules.project_open_n, gathers=("admin_case.key_project",)),
    )
    lost_n: Integer | None = field(
        "败诉案件数",
        unit="件",
        computed=Computed("其中败诉的件数", rules.project_lost_n, gathers=("admin_case.key_project",)),
    )
    delay_days: Integer | None = field(
        "影响工期", unit="天", computed=Computed("风险点影响工期天数合计", rules.delay_days)
    )

    class Risks(Rows):
        child = "risks"
        label = "风险点"
        ledgers = (
            ledger(
                "重大项目风险清单",
                "parent.name parent.category stage risk case_no level lead_unit measures delay_days state",
            ),
        )

        stage: Choice = field("环节", ("立项", "征收", "规划", "环评", "招投标", "施工", "验收"))
        risk: LongText = field("风险情况")
        case_no: CaseNo | None = field("涉诉案号")
        level: Choice | None = field("风险等级", enums.LEVEL3)
        lead_unit: UnitName | None = field("牵头单位")
        measures: LongText | None = field("应对措施")
        delay_days: Integer | None = field("影响工期", unit="天")
        state: Choice | None = field("状态", ("监测", "应对中", "已化解"), default="监测")


class HeritageClue(Registered):
    """文物旅游线索 (文物和旅游秩序线索台账)."""

    about = About(
        id="heritage_clue",
        module="coordination",
        group="服务大局",
        label="文物和旅游秩序线索台账",
        noun="文物旅游线索",
        prefix="WW",
        title="{name} {kind}",
        natural_key=("name", "found_on"),
        task=("2",),
        states=(
            State("登记", next=("已移交",)),
            State("已移交", next=("处理中", "退回")),
            State("退回", next=("已移交", "办结")),
            State("处理中", next=("已反馈",)),
            State("已反馈", next=("办结",)),
            State("办结", terminal=True),
        ),
        links=words("mediation_case judicial_advice letter circuit_session"),
        default_sort=("-found_on",),
        list_fields=words("name kind grade place problem found_on to_unit result closed_on status"),
        ledger=ledger(
            "文物和旅游秩序线索台账",
            "name kind grade place town problem found_unit found_on to_unit transferred_on reply_due result "
            "result_note replied_on closed_on status remarks",
        ),
    )

    name: Text = field("文物或景区名称", aliases=("文物名称",))
    kind: Choice = field(
        "线索类型", words("文物本体受损 建设控制地带违建 文物被盗掘买卖 不文明旅游行为 旅游市场违法 其他")
    )
    grade: Choice | None = field("级别", ("国保", "省保", "市保", "县保", "一般不可移动文物", "非文物"))
    place: Text = field("地点")
    town: UnitName | None = field("属地")
    problem: LongText = field("问题")
    found_unit: UnitName | None = field("发现单位")
    found_on: Date = field("发现日期")
    case_no: CaseNo | None = field("关联案号")
    to_unit: UnitName | None = field("移交单位")
    transferred_on: Date | None = field("移交日期")
    reply_due: Date | None = field("反馈期限", done_by="replied_on")
    result: Choice | None = field("处置结果", ("责令整改", "行政处罚", "移送公安", "公益诉讼", "不属实", "其他"))
    result_note: LongText | None = field("处置情况")
    replied_on: Date | None = field("反馈日期")
    closed_on: Date | None = field("办结日期")


class MarketClue(Registered):
    """涉农打假线索 (涉农打假线索台账)."""

    about = About(
        id="market_clue",
        module="coordination",
        group="服务大局",
        label="涉农打假线索台账",
        noun="涉农打假线索",
        prefix="DJ",
        title="{suspect} {kind}",
        natural_key=("suspect", "goods", "transferred_on"),
        task=("4",),
        states=(
            State("登记", next=("已移送",)),
            State("已移送", next=("已接收", "退回")),
            State("退回", next=("已移送", "办结")),
            State("已接收", next=("处理中",)),
            State("处理中", next=("已反馈",)),
            State("已反馈", next=("办结",)),
            State("办结", terminal=True),
        ),
        links=words("judicial_advice letter enterprise"),
        default_sort=("-transferred_on",),
        list_fields=words("kind suspect goods goods_value from_unit to_unit transferred_on receipt_on result status"),
        ledger=ledger(
            "涉农打假线索台账",
            "kind suspect goods goods_value place victims_n is_veg_base summary case_no from_unit to_unit "
            "transferred_on receipt_on filed_on result result_no replied_on status remarks",
        ),
    )

    kind: Choice = field("线索类型", ("假冒伪劣种子", "假药", "劣药", "假劣农资", "食品农产品", "其他"))
    suspect: Text = field("涉嫌主体")
    goods: Text = field("货品")
    goods_value: Money | None = field("货值")
    place: Text | None = field("发现地点")
    victims_n: Integer | None = field("涉及农户", unit="户")
    is_veg_base: Boolean | None = field("是否涉菜篮子基地", default="否")
    summary: LongText = field("线索概况")
    case_no: CaseNo | None = field("来源案号")
    from_unit: UnitName = field("移送单位")
    to_unit: UnitName | None = field("接收单位")
    transferred_on: Date | None = field("移送日期", aliases=("移送日",))
    receipt_on: Date | None = field("接收回执日期")
    filed_on: Date | None = field("立案日期")
    reply_due: Date | None = field("反馈期限", done_by="replied_on")
    result: Choice | None = field("处理结果", ("行政处罚", "刑事立案", "不予立案", "移送其他机关", "其他"))
    result_no: Text | None = field("处理文号")
    replied_on: Date | None = field("反馈日期")


class LandProblem(Registered):
    """问题用地 (问题项目和低效用地台账)."""

    about = About(
        id="land_problem",
        module="coordination",
        group="服务大局",
        label="问题项目和低效用地台账",
        noun="问题用地",
        prefix="TD",
        title="{parcel} {kind}",
        natural_key=("parcel",),
        task=("5",),
        states=(
            State("排查", next=("会商", "处置中")),
            State("会商", next=("处置中", "暂缓")),
            State("处置中", next=("已腾出", "暂缓")),
            State("暂缓", next=("会商", "处置中")),
            State("已腾出", terminal=True),
        ),
        links=words("key_project enforcement_case bankruptcy_case bk_asset property_control meeting"),
        default_sort=("-area_mu",),
        list_fields=words("parcel kind area_mu holder litigation lead_unit way due_on freed_mu status"),
        ledger=ledger(
            "问题项目和低效用地清单",
            "parcel kind in_zone area_mu holder cert_no reason litigation lead_unit co_units way due_on "
            "progress freed_mu done_on reused status remarks",
        ),
    )

    parcel: Text = field("宗地名称或位置", section="宗地", aliases=("宗地位置",))
    kind: Choice = field("类别", ("问题项目", "闲置建设用地", "工业低效土地"))
    in_zone: Boolean | None = field("是否在开发区", default="是")
    area_mu: Decimal2 = field("面积", aliases=("面积(亩)",), unit="亩")
    holder: Ref | None = field("权利人", to="enterprise")
    cert_no: Text | None = field("土地证号")
    reason: LongText | None = field("形成原因")
    litigation: Text | None = field("涉诉查封情况")
    exec_case: Ref | None = field("关联执行案件", to="enforcement_case")
    bk_case: Ref | None = field("关联破产案件", to="bankruptcy_case")
    lead_unit: UnitName = field("牵头单位", section="处置")
    co_units: UnitNames | None = field("配合单位")
    way: Choice | None = field("处置方式", ("收回", "转让", "司法处置", "破产处置", "提升改造", "协议置换"))
    due_on: Date | None = field("时限", done_by="done_on")
    progress: LongText | None = field("进展")
    freed_mu: Decimal2 | None = field("腾出面积", unit="亩")
    done_on: Date | None = field("完成日期")
    reused: Text | None = field("承接新项目")


class CircuitSession(Registered):
    """巡回审判活动 (巡回审判和法庭活动台账)."""

    about = About(
        id="circuit_session",
        module="coordination",
        group="服务大局",
        label="巡回审判和法庭活动台账",
        noun="巡回审判活动",
        prefix="XH",
        title="{held_on} {station} {kind}",
        natural_key=("held_on", "station", "kind", "case_no"),
        task=("5", "2", "6"),
        states=(
            State("计划", next=("已开展", "取消")),
            State("已开展", next=("已归档",)),
            State("已归档", terminal=True),
            State("取消", terminal=True),
        ),
        links=words("mediation_case enterprise heritage_clue training"),
        default_sort=("-held_on",),
        list_fields=words("held_on station station_kind town kind case_no judge result audience_n status"),
        ledger=ledger(
            "巡回审判和法庭活动台账",
            "held_on station station_kind town village kind case_no cause enterprise judge result co_units "
            "audience_n summary remarks",
        ),
    )

    held_on: Date = field("日期")
    station: Text = field("法庭或巡回点", aliases=("法庭名称", "巡回审判庭"))
    station_kind: Choice = field("机构类型", ("人民法庭", "开发区巡回审判庭", "巡回审判点", "诉讼服务站"))
    town: UnitName | None = field("属地")
    village: Text | None = field("村（社区、园区、景区）")
    kind: Choice = field("活动类型", ("巡回审判", "现场调解", "指导调解", "普法宣传", "共建会议"))
    case_no: CaseNo | None = field("案号", when="kind=巡回审判|现场调解")
    cause: Text | None = field("案由", when="kind=巡回审判|现场调解")
    enterprise: Ref | None = field("涉及企业", to="enterprise")
    judge: PersonName | None = field("法官")
    result: Choice | None = field("结果", ("判决", "裁定", "调解", "撤诉", "未结", "非案件活动"))
    co_units: UnitNames | None = field("参加单位")
    audience_n: Integer | None = field("旁听人数", aliases=("参与人数",), unit="人")
    summary: LongText | None = field("活动情况")


class ExperienceItem(Registered):
    """经验做法 (经验做法台账)."""

    about = About(
        id="experience_item",
        module="coordination",
        group="服务大局",
        label="经验做法台账",
        noun="经验做法",
        prefix="TL",
        title="{title}",
        natural_key=("title",),
        task=("6",),
        states=(
            State("提炼", next=("审核", "不采用")),
            State("审核", next=("已推送", "不采用")),
            State("已推送", next=("已采用",)),
            State("已采用", terminal=True),
            State("不采用", terminal=True),
        ),
        links=words("case_study enterprise rule_doc"),
        default_sort=("-formed_on",),
        list_fields=words("title kind clusters author_unit formed_on pushed_to adoption level status"),
        ledger=ledger(
            "经验做法台账",
            "title kind clusters author_unit author formed_on content effect pushed_to pushed_on adoption "
            "adopted_on level status remarks",
        ),
    )

    title: Text = field("标题")
    kind: Choice = field("类型", ("工作经验", "类案指引", "典型做法", "调研报告"))
    clusters: Choices | None = field("涉及产业集群", enums.CLUSTER)
    author_unit: UnitName = field("提炼单位")
    author: PersonName | None = field("执笔人")
    formed_on: Date | None = field("形成日期")
    content: LongText | None = field("主要做法")
    effect: LongText | None = field("取得成效")
    pushed_to: UnitNames | None = field("推送单位")
    pushed_on: Date | None = field("推送日期")
    adoption: Text | None = field("采用情况", help="采用单位、刊物、批示")
    adopted_on: Date | None = field("采用日期")
    level: Choice | None = field("采用层级", ("县级", "市级", "省级", "国家级"))


class EnterpriseVisit(Registered):
    """走访企业 (法官送法进千企台账)."""

    about = About(
        id="enterprise_visit",
        module="coordination",
        group="营商环境",
        label="法官送法进千企台账",
        noun="走访企业",
        prefix="ZF",
        title="{visit_on} {enterprise}",
        natural_key=("enterprise", "visit_on"),
        task=("11",),
        states=(
            State("计划", next=("已走访", "取消")),
            State("已走访", next=("问题交办", "办结")),
            State("问题交办", next=("办理中",)),
            State("办理中", next=("办结",)),
            State("办结", terminal=True),
            State("取消", terminal=True),
        ),
        links=words("enterprise ent_case letter"),
        default_sort=("-visit_on",),
        list_fields=words("visit_on enterprise kinds judges co_units people_n issue_n issue_done_n status"),
        ledger=ledger(
            "法官送法进千企台账",
            "visit_on enterprise town kinds judges lead_unit co_units contact phone people_n needs answers "
            "risks issue_n issue_done_n satisfaction remarks",
        ),
    )

    enterprise: Ref = field("企业名称", to="enterprise")
    visit_on: Date = field("走访日期", aliases=("日期",))
    kinds: Choices = field(
        "活动形式",
        ("走访座谈", "法律咨询", "法律体检", "普法讲座", "合同审查咨询", "旁听庭审", "判后答疑"),
        aliases=("活动类型",),
    )
    judges: Text | None = field("走访法官", aliases=("法官",))
    lead_unit: UnitName | None = field("牵头单位", default="县法院")
    co_units: UnitNames | None = field("参与单位", help="经信局、司法局、工商联、四送一服办等")
    town: UnitName | None = field("所在乡镇（园区）")
    contact: PersonName | None = field("企业联系人")
    phone: Phone | None = field("联系电话")
    people_n: Integer | None = field("参加人数", unit="人")
    needs: LongText | None = field("企业反映问题", aliases=("法律需求",))
    answers: LongText | None = field("现场解答情况")
    risks: LongText | None = field("法律风险及建议")
    issue_n: Integer | None = field("转办问题数", unit="个", computed=Computed("转办问题行数", rules.issue_n))
    issue_done_n: Integer | None = field(
        "已办结数", unit="个", computed=Computed("已答复或办结的转办问题数", rules.issue_done_n)
    )
    satisfaction: Choice | None = field("企业满意度", ("满意", "基本满意", "不满意", "未评价"))

    class Issues(Rows):
        child = "issues"
        label = "转办问题"
        ledgers = (
            ledger(
                "企业问题转办清单",
                "parent.enterprise parent.visit_on issue duty_unit assigned_on due_on reply replied_on state satisfied",
            ),
        )

        issue: LongText = field("问题")
        duty_unit: UnitName = field("责任单位")
        assigned_on: Date | None = field("交办日期")
        due_on: Date | None = field("答复期限", done_by="replied_on")
        reply: LongText | None = field("答复情况")
        replied_on: Date | None = field("答复日期")
        state: Choice | None = field("办理状态", ("交办", "办理中", "已答复", "办结"), default="交办")
        satisfied: Choice | None = field("满意度", ("满意", "基本满意", "不满意"))


class EntCase(Registered):
    """涉企案件 (涉企案件绿色通道台账)."""

    about = About(
        id="ent_case",
        module="coordination",
        group="营商环境",
        label="涉企案件绿色通道台账",
        noun="涉企案件",
        prefix="SQ",
        title="{case_no} {enterprise}",
        natural_key=("case_no", "enterprise"),
        task=("11", "6"),
        states=(
            State("窗口受理", next=("调解中", "已立案")),
            State("调解中", next=("已立案", "已结案")),
            State("已立案", next=("审理中",)),
            State("审理中", next=("已结案",)),
            State("已结案", next=("执行中", "已归档")),
            State("执行中", next=("已归档",)),
            State("已归档", terminal=True),
        ),
        links=words("enterprise measure_review enterprise_visit mediation_case enforcement_case"),
        default_sort=("-filed_on",),
        list_fields=words("case_no enterprise side cause amount green window_on filed_on days status"),
        ledger=ledger(
            "涉企案件绿色通道台账",
            "case_no enterprise side opponent cause amount is_sme green measures window_on filed_on judge "
            "liaison phone closed_on close_kind days status remarks",
        ),
    )

    case_no: CaseNo = field("案号", section="案件", help="未立案的填登记号", aliases=("案号或登记号",))
    enterprise: Ref = field("企业名称", to="enterprise")
    side: Choice = field("诉讼地位", ("原告", "被告", "第三人", "申请执行人", "被执行人"))
    opponent: Text | None = field("对方当事人")
    cause: Text = field("案由")
    amount: Money | None = field("标的", unit="万元")
    is_sme: Boolean | None = field(
        "是否中小微企业",
        computed=Computed("取企业规模为中型、小型、微型的为是", rules.is_sme, follows=("enterprise",)),
        override=True,
    )
    judge: PersonName | None = field("承办法官")
    green: Boolean = field("是否绿色通道", section="绿色通道", default="是")
    measures: Choices | None = field(
        "服务措施", ("专窗立案", "当日立案", "上门立案", "诉前调解", "速裁快审", "诉讼费缓交", "线上开庭", "其他")
    )
    window_on: Date | None = field("窗口受理日")
    liaison: PersonName | None = field("联络法官")
    phone: Phone | None = field("联络电话")
    filed_on: Date | None = field("立案日期")
    closed_on: Date | None = field("结案日期")
    close_kind: Choice | None = field("结案方式", ("判决", "裁定", "调解", "撤诉", "执行完毕", "其他"))
    days: Integer | None = field(
        "审理天数", unit="天", computed=Computed("立案日期至结案日期(未结取当天)的天数", rules.case_days, daily=True)
    )


class MeasureReview(Registered):
    """强制措施审查 (涉企强制措施审慎审查台账)."""

    about = About(
        id="measure_review",
        module="coordination",
        group="营商环境",
        label="涉企强制措施审慎审查台账",
        noun="强制措施审查",
        prefix="CS",
        title="{case_no} {enterprise} {measure}",
        natural_key=("case_no", "enterprise", "measure", "object"),
        task=("11",),
        states=(
            State("拟采取", next=("已审查",)),
            State("已审查", next=("已采取", "采取替代措施", "不予采取")),
            State("已采取", next=("采取替代措施", "已解除")),
            State("采取替代措施", next=("已解除",)),
            State("不予采取", terminal=True),
            State("已解除", terminal=True),
        ),
        links=words("ent_case property_control dishonest_listing enterprise"),
        default_sort=("-approved_on",),
        list_fields=words("case_no enterprise measure object amount alternative conclusion taken_on lifted_on status"),
        ledger=ledger(
            "涉企强制措施审慎审查台账",
            "case_no enterprise measure object amount staff_n impact alternative grace_to conclusion judge "
            "approver approved_on taken_on lifted_on effect remarks",
        ),
    )

    case_no: CaseNo = field("案号")
    enterprise: Ref = field("企业名称", to="enterprise")
    measure: Choice = field("拟采取措施", ("保全", "查封", "扣押", "冻结", "划拨", "列入失信", "限制消费", "拘留"))
    object: Text = field("财产或对象")
    amount: Money | None = field("金额", unit="万元")
    staff_n: Integer | None = field("企业职工人数", unit="人")
    impact: LongText = field("对经营影响评估")
    alternative: Choice | None = field(
        "替代措施", ("无", "活封活扣", "置换担保", "给予宽限期", "执行和解", "分批处置", "信用修复"), default="无"
    )
    grace_to: Date | None = field("宽限期至", when="alternative=给予宽限期")
    conclusion: Choice | None = field("审查结论", ("同意采取", "变更方式", "不予采取"))
    judge: PersonName | None = field("承办法官")
    approver: PersonName | None = field("审批人")
    approved_on: Date | None = field("审批日期")
    taken_on: Date | None = field("采取日期")
    lifted_on: Date | None = field("解除日期")
    effect: Text | None = field("实施效果")


class ConstructionClue(Registered):
    """建筑市场线索 (建筑市场违法线索移送台账)."""

    about = About(
        id="construction_clue",
        module="coordination",
        group="营商环境",
        label="建筑市场违法线索移送台账",
        noun="建筑市场线索",
        prefix="JZ",
        title="{project} {lender}",
        natural_key=("case_no", "project"),
        task=("12", "15"),
        states=(
            State("发现", next=("已通报",)),
            State("已通报", next=("已接收", "退回")),
            State("退回", next=("已通报", "办结")),
            State("已接收", next=("核查中",)),
            State("核查中", next=("已处理",)),
            State("已处理", next=("已反馈",)),
            State("已反馈", next=("会商治理", "办结")),
            State("会商治理", next=("办结",)),
            State("办结", terminal=True),
        ),
        links=words("wage_check judicial_advice meeting letter admin_case"),
        default_sort=("-sent_on",),
        list_fields=words("case_no project kinds general to_unit sent_on reply_due finding replied_on status"),
        ledger=ledger(
            "建筑市场违法线索移送表",
            "case_no stage kinds project place builder general sub lender contract_amt migrant_n arrears "
            "letter_no sent_on to_unit received_on reply_due finding actions action_no replied_on meeting "
            "source_measures status remarks",
        ),
    )

    case_no: CaseNo = field("案号", section="线索")
    cause: Text | None = field("案由")
    stage: Choice = field("发现环节", ("审理", "执行", "破产"))
    kinds: Choices = field(
        "问题类型", ("违法转包", "违法分包", "出借资质", "挂靠", "肢解发包", "其他"), aliases=("违法类型",)
    )
    project: Text = field("工程名称")
    place: Text | None = field("工程地点")
    builder: Text | None = field("建设单位")
    general: Text | None = field("施工总承包单位", aliases=("总包", "施工单位"))
    sub: Text | None = field("分包或实际施工人", aliases=("涉嫌单位或个人", "实际施工人"))
    lender: Text | None = field("资质出借方")
    contract_amt: Money | None = field("合同金额", unit="万元")
    migrant_n: Integer | None = field("涉及农民工人数", unit="人")
    arrears: Money | None = field("欠薪额")
    found: LongText | None = field("裁判认定情况")
    to_unit: UnitName = field("主管部门", section="移送处理", default="县住房城乡建设局")
    letter_no: DocNo | None = field("通报函文号")
    sent_on: Date | None = field("通报日期")
    received_on: Date | None = field("接收日期")
    reply_due: Date | None = field("反馈期限", done_by="replied_on")
    finding: Choice | None = field("核查结论", ("属实", "部分属实", "不属实"))
    actions: Choices | None = field(
        "处理措施", ("责令改正", "罚款", "停业整顿", "降低或吊销资质", "记入信用", "移送其他机关", "不予处理")
    )
    action_no: DocNo | None = field("处罚文号")
    replied_on: Date | None = field("反馈日期")
    meeting: Ref | None = field("会商会议", to="meeting")
    source_measures: LongText | None = field("源头治理措施")


class IntegrityCase(Registered):
    """政务诚信事项 (政务诚信事项台账)."""

    about = About(
        id="integrity_case",
        module="coordination",
        group="营商环境",
        label="政务诚信事项台账",
        noun="政务诚信事项",
        prefix="CX",
        title="{duty_unit}与{counterparty} {kind}",
        natural_key=("duty_unit", "counterparty", "basis_no"),
        task=("A5", "11", "19"),
        states=(
            State("未兑现", next=("部分兑现", "已兑现", "争议中")),
            State("部分兑现", next=("已兑现", "争议中")),
            State("争议中", next=("部分兑现", "已兑现", "依法不予兑现")),
            State("已兑现", terminal=True),
            State("依法不予兑现", terminal=True),
        ),
        links=words("admin_case gov_debt_case case_study enterprise letter"),
        default_sort=("due_on",),
        list_fields=words("kind duty_unit counterparty promised_amt fulfilled_amt unpaid_amt due_on case_no status"),
        ledger=ledger(
            "政务诚信事项台账",
            "kind basis_no duty_unit counterparty is_sme promised promised_amt fulfilled_amt unpaid_amt "
            "due_on delivered_on reason case_no complaint_on handler_unit handled_on measures fulfilled_on "
            "status remarks",
        ),
    )

    kind: Choice = field("事项类型", ("公共政策兑现", "行政协议履行", "账款拖欠"), section="事项")
    basis_no: Text | None = field("承诺或协议文号", aliases=("协议编号",))
    duty_unit: UnitName = field("责任单位")
    counterparty: Text = field("相对人")
    enterprise: Ref | None = field("涉及企业", to="enterprise")
    is_sme: Boolean | None = field("是否中小企业", default="否")
    promised: LongText = field("应兑现事项")
    promised_amt: Money | None = field("应兑现金额", unit="万元")
    fulfilled_amt: Money | None = field("已兑现金额", default="0", unit="万元")
    unpaid_amt: Money | None = field(
        "未兑现金额", unit="万元", computed=Computed("应兑现金额减已兑现金额", rules.unfulfilled_amt)
    )
    due_on: Date | None = field("约定期限", done_by="fulfilled_on")
    delivered_on: Date | None = field("货物工程服务交付日期", when="kind=账款拖欠")
    reason: LongText | None = field("未兑现原因")
    case_no: CaseNo | None = field("关联案号")
    complaint_on: Date | None = field("投诉受理日期", section="投诉处理", when="kind=账款拖欠")
    passed_on: Date | None = field("转交处理部门日期", when="kind=账款拖欠")
    handler_unit: UnitName | None = field("处理部门", when="kind=账款拖欠")
    handler_got_on: Date | None = field("处理部门收到日期", when="kind=账款拖欠")
    handled_on: Date | None = field("投诉处理完成日期", when="kind=账款拖欠")
    measures: LongText | None = field("兑现措施", section="兑现")
    fulfilled_on: Date | None = field("兑现日期")
