"""The lists of choices that several fields share. Values are the words people see; `editable` ones the county extends."""

from app.domain.fields import Enumeration, words

DOMAINS = Enumeration(
    "domains",
    "涉及领域",
    words(
        "生态环境 公益诉讼 土地纠纷 农村乱占耕地建房 文物保护 旅游 城市功能区建设 市政公用设施 交通 商贸 "
        "物流 基础设施建设 农资种子药品 涉企营商环境 建筑施工 劳动人事 婚姻家庭 金融保险 物业合同 "
        "商品房销售 土地征收 房屋拆迁 金融领域 公共政策兑现 行政协议 其他"
    ),
    editable=True,
    synonyms=(
        ("环境资源", "生态环境"),
        ("环保", "生态环境"),
        ("营商环境", "涉企营商环境"),
        ("涉企", "涉企营商环境"),
        ("征地", "土地征收"),
        ("拆迁", "房屋拆迁"),
        ("物业", "物业合同"),
        ("婚姻家事", "婚姻家庭"),
    ),
)
SENSITIVITY = Enumeration(
    "sensitivity",
    "敏感级别",
    ("一般", "内部", "敏感"),
)
SOURCE_KIND = Enumeration(
    "source_kind",
    "录入方式",
    ("手工录入", "Excel导入", "交换包导入", "自动生成"),
)
TAGS = Enumeration(
    "tags",
    "标签",
    ("重点督办", "领导批示", "媒体关注", "历史遗留", "长期未结", "人大代表关注", "政协委员关注"),
    editable=True,
)
LEVEL3 = Enumeration(
    "level3",
    "高中低",
    ("高", "中", "低"),
)
TRIAL_LEVEL = Enumeration(
    "trial_level",
    "审级",
    ("一审", "二审", "再审审查", "再审", "发回重审"),
    synonyms=(
        ("初审", "一审"),
        ("终审", "二审"),
        ("申请再审", "再审审查"),
        ("重审", "发回重审"),
    ),
)
TRIAL_PROCEDURE = Enumeration(
    "trial_procedure",
    "审理程序",
    ("普通程序", "简易程序", "速裁"),
    synonyms=(
        ("普通", "普通程序"),
        ("简易", "简易程序"),
        ("速裁程序", "速裁"),
    ),
)
CASE_CATEGORY = Enumeration(
    "case_category",
    "案件类别",
    ("行政", "民事", "刑事", "执行", "非诉审查", "破产", "保全"),
)
PARTY_KIND = Enumeration(
    "party_kind",
    "当事人类别",
    ("公民", "法人或其他组织"),
    synonyms=(
        ("自然人", "公民"),
        ("个人", "公民"),
        ("法人", "法人或其他组织"),
        ("非法人组织", "法人或其他组织"),
        ("企业", "法人或其他组织"),
    ),
)
DEBTOR_KIND = Enumeration(
    "debtor_kind",
    "被执行人类别",
    ("自然人", "法人", "非法人组织", "党政机关"),
    synonyms=(
        ("公民", "自然人"),
        ("个人", "自然人"),
        ("企业", "法人"),
        ("单位", "法人"),
    ),
)
APPLICANT_KIND = Enumeration(
    "applicant_kind",
    "申请执行人类型",
    ("自然人", "企业", "金融机构", "行政机关", "农民工群体", "其他"),
    synonyms=(
        ("个人", "自然人"),
        ("民营企业", "企业"),
        ("民企", "企业"),
        ("银行", "金融机构"),
        ("农民工", "农民工群体"),
    ),
)
AGENCY_ROLE = Enumeration(
    "agency_role",
    "机关类别",
    ("原行政行为机关", "复议机关"),
)
DEFENDANT_FORM = Enumeration(
    "defendant_form",
    "被告形式",
    ("未经复议", "复议机关为单独被告", "复议机关为共同被告"),
)
ADMIN_AREA = Enumeration(
    "admin_area",
    "行政管理类别",
    words(
        "公安 国家安全 司法行政 民政 人力资源和社会保障 土地 城乡规划 不动产登记 土地征收 房屋征收补偿 "
        "住房和城乡建设 城市管理 生态环境 农业农村 水利 林业 地矿 交通运输 市场监督管理 药品监督管理 "
        "知识产权 商务 发展改革 物价 能源 工业和信息化 通信 邮政 烟草专卖 税务 财政 统计 审计 金融监管 "
        "人民银行 外汇 海关 卫生健康 医疗保障 教育 科技 文化和旅游 文物 应急管理 消防救援 退役军人事务 "
        "乡镇街道综合管理 其他"
    ),
    editable=True,
    synonyms=(
        ("劳动和社会保障", "人力资源和社会保障"),
        ("环保", "生态环境"),
        ("农业", "农业农村"),
        ("城市规划", "城乡规划"),
        ("房屋拆迁", "房屋征收补偿"),
        ("房屋登记", "不动产登记"),
        ("工商", "市场监督管理"),
        ("质监", "市场监督管理"),
        ("药监", "药品监督管理"),
        ("交通", "交通运输"),
        ("信息产业", "工业和信息化"),
        ("保监", "金融监管"),
        ("银监", "金融监管"),
        ("证监", "金融监管"),
        ("卫生", "卫生健康"),
        ("计划生育", "卫生健康"),
        ("文化", "文化和旅游"),
        ("旅游", "文化和旅游"),
        ("专利", "知识产权"),
        ("商标", "知识产权"),
        ("版权", "知识产权"),
        ("商检", "海关"),
        ("国土", "土地"),
        ("自然资源", "土地"),
    ),
)
ACT_KIND = Enumeration(
    "act_kind",
    "行政行为种类",
    words(
        "行政处罚 行政强制措施 行政强制执行 行政征收 行政许可 行政确权 行政确认 行政登记 行政给付 "
        "行政协议 行政补偿 行政赔偿 信息公开 举报投诉处理 行政不作为 干预经营自主权 行政复议 其他"
    ),
    editable=True,
    synonyms=(
        ("政府信息公开", "信息公开"),
        ("不履行法定职责", "行政不作为"),
        ("不履职", "行政不作为"),
        ("行政裁决", "行政确权"),
    ),
)
MAJOR_CASE_GROUND = Enumeration(
    "major_case_ground",
    "主要负责人应诉情形",
    ("涉及社会共同利益", "社会高度关注", "可能引发群体性事件"),
)
CLOSE_KIND = Enumeration(
    "close_kind",
    "结案方式",
    ("判决", "裁定", "调解", "其他"),
)
JUDGMENT_RESULT = Enumeration(
    "judgment_result",
    "裁判结果",
    words(
        "驳回诉讼请求 全部撤销 全部撤销并重作 部分撤销 部分撤销并重作 履行法定职责 履行给付义务 确认违法 "
        "确认无效 变更 行政协议履行 行政协议补偿 判决赔偿 驳回上诉维持原判 改判 驳回起诉 不予立案 "
        "准许原告主动撤诉 准许原告因被告改变原行政行为撤诉 按撤诉处理 终结诉讼 撤销原判发回重审 "
        "驳回上诉维持原裁定 驳回再审申请 指令再审 行政调解书 移送管辖 其他"
    ),
    editable=True,
    synonyms=(
        ("撤销", "全部撤销"),
        ("撤销重作", "全部撤销并重作"),
        ("维持原判", "驳回上诉维持原判"),
        ("维持", "驳回上诉维持原判"),
        ("撤诉", "准许原告主动撤诉"),
        ("调解", "行政调解书"),
        ("驳回", "驳回诉讼请求"),
        ("责令履行", "履行法定职责"),
    ),
)
PERFORM_STATE = Enumeration(
    "perform_state",
    "履行情况",
    ("无需履行", "未履行", "部分履行", "已履行", "拒不履行"),
    synonyms=(
        ("履行完毕", "已履行"),
        ("全部履行", "已履行"),
        ("正在履行", "部分履行"),
    ),
)
LEADER_RANK = Enumeration(
    "leader_rank",
    "负责人类别",
    ("正职", "副职", "参与分管的副职级负责人", "其他参与分管的负责人", "工作人员"),
    synonyms=(
        ("主要负责人", "正职"),
        ("一把手", "正职"),
        ("分管负责人", "副职"),
        ("其他负责人", "其他参与分管的负责人"),
        ("非负责人", "工作人员"),
    ),
)
REVIEW_GRADE = Enumeration(
    "review_grade",
    "评议等次",
    ("好", "较好", "一般", "差"),
    synonyms=(
        ("优秀", "好"),
        ("良好", "较好"),
        ("较差", "差"),
    ),
)
RESOLVE_STAGE = Enumeration(
    "resolve_stage",
    "化解阶段",
    ("审前和解", "审中调解", "审后化解", "联合疏解"),
    synonyms=(
        ("诉前", "审前和解"),
        ("诉中", "审中调解"),
        ("诉后", "审后化解"),
    ),
)
LOSS_CAUSE = Enumeration(
    "loss_cause",
    "败诉原因",
    words(
        "主体不适格或超越职权 事实不清证据不足 适用法律错误 程序违法 明显不当 不履行法定职责 "
        "不履行行政协议 复议程序违法 其他"
    ),
    editable=True,
    synonyms=(
        ("事实认定", "事实不清证据不足"),
        ("事实证据", "事实不清证据不足"),
        ("法律适用", "适用法律错误"),
        ("执法程序", "程序违法"),
        ("程序", "程序违法"),
        ("主体职权", "主体不适格或超越职权"),
        ("超越职权", "主体不适格或超越职权"),
        ("不履职", "不履行法定职责"),
        ("协议违约", "不履行行政协议"),
    ),
)
LETTER_KIND = Enumeration(
    "letter_kind",
    "函件类型",
    words(
        "司法建议书 司法建议催办函 行政应诉通知书 出庭应诉提示函 不能出庭情况说明 出庭应诉情况通报 "
        "败诉案件通报 纠错整改通知 协调和解邀请函 会商函 风险评估邀请函 风险评估意见书 督促履行通知书 "
        "列入预算函 未履行情况通报 整改情况报告 绿色通道告知书 专班成立通知 工资核查函 工资核查复函 "
        "责令支付决定书 协助查询函 协助执行通知书 协助查找控制函 协助查扣车辆函 线索移送函 风险通报函 "
        "委派调解函 信访会商通知 涉诉信访移交函 管理人履职通知 破产事务协调函 登记协调函 会议通知 "
        "议题征集函 会议纪要 任务分解通知 督办催办单 征求意见函 复函 其他"
    ),
    editable=True,
)
SERVE_MODE = Enumeration(
    "serve_mode",
    "送达方式",
    ("直接送达", "机要", "邮寄", "政务OA", "电子送达", "转交", "公告", "其他"),
    synonyms=(
        ("当面", "直接送达"),
        ("专人", "直接送达"),
        ("快递", "邮寄"),
        ("EMS", "邮寄"),
    ),
)
ASSIST_ACTION = Enumeration(
    "assist_action",
    "协助事项",
    words(
        "查询 查封 预查封 扣押 冻结 续行查封冻结 轮候查封冻结 解除 划拨 提取收入 到期债权履行 过户登记 限制消费 其他"
    ),
)
ASSET_KIND = Enumeration(
    "asset_kind",
    "财产信息类别",
    words(
        "不动产 车辆 银行存款 股权 公积金 社保 税务 保险 证券 船舶 土地承包权 农机 婚姻登记 户籍身份 "
        "出入境 住宿 工商登记 其他"
    ),
    editable=True,
    synonyms=(
        ("房产", "不动产"),
        ("土地", "不动产"),
        ("机动车", "车辆"),
        ("银行", "银行存款"),
        ("住房公积金", "公积金"),
        ("社会保险", "社保"),
        ("身份信息", "户籍身份"),
        ("婚姻", "婚姻登记"),
    ),
)
CONTROL_ASSET = Enumeration(
    "control_asset",
    "控制财产类别",
    ("银行存款", "动产", "机动车", "不动产", "股权", "其他财产权"),
    synonyms=(
        ("存款", "银行存款"),
        ("车辆", "机动车"),
        ("房产", "不动产"),
        ("土地", "不动产"),
        ("房屋", "不动产"),
    ),
)
DISHONEST_GROUND = Enumeration(
    "dishonest_ground",
    "纳入情形",
    words(
        "有履行能力而拒不履行 伪造证据或以暴力威胁等方法妨碍抗拒执行 虚假诉讼仲裁或隐匿转移财产规避执行 "
        "违反财产报告制度 违反限制消费令 无正当理由拒不履行执行和解协议"
    ),
)
FUND_SOURCE = Enumeration(
    "fund_source",
    "资金来源",
    ("年初预算", "追加预算", "化债资金", "盘活资产", "单位自有资金", "上级补助", "其他"),
    editable=True,
)
BK_MATTER_KIND = Enumeration(
    "bk_matter_kind",
    "破产协调事项类别",
    words(
        "民生保障 社会稳定 财产接管 税收申报 资产处置 金融协调 信用修复 打击逃废债 变更注销 不动产登记 "
        "社保转移 档案移交 费用保障 其他"
    ),
    editable=True,
)
BK_CLAIM_CLASS = Enumeration(
    "bk_claim_class",
    "债权性质",
    ("破产费用", "共益债务", "担保债权", "职工债权", "社保税款", "普通债权", "劣后债权"),
    synonyms=(
        ("有财产担保债权", "担保债权"),
        ("税款债权", "社保税款"),
        ("税收债权", "社保税款"),
        ("普通", "普通债权"),
        ("担保", "担保债权"),
        ("职工", "职工债权"),
    ),
)
BK_STAGE_STATE = Enumeration(
    "bk_stage_state",
    "办理情况",
    ("不适用", "未启动", "办理中", "已完成"),
)
LABOR_CAUSE = Enumeration(
    "labor_cause",
    "劳动人事争议案由",
    words("劳动报酬 确认劳动关系 工伤待遇 社会保险 经济补偿 赔偿金 加班工资 竞业限制 人事争议 其他"),
    editable=True,
    synonyms=(
        ("拖欠工资", "劳动报酬"),
        ("追索劳动报酬", "劳动报酬"),
        ("工伤", "工伤待遇"),
        ("社保", "社会保险"),
    ),
)
DISPUTE_TYPE = Enumeration(
    "dispute_type",
    "纠纷类型",
    words(
        "婚姻家庭 邻里关系 治安案件中的民间纠纷 交通事故损害赔偿 买卖等合同 民间借贷 金融借款与保险 "
        "物业合同 房屋买卖租赁 建设工程 医疗损害赔偿 消费者权益和产品质量 旅游 土地承包经营 侵犯知识产权 "
        "环境污染赔偿 电力水事 劳动争议 商事其他 民事其他 行政赔偿争议 行政补偿争议 行政裁量权争议"
    ),
    editable=True,
    synonyms=(
        ("合同", "买卖等合同"),
        ("医疗事故赔偿", "医疗损害赔偿"),
        ("消费者权益", "消费者权益和产品质量"),
        ("产品质量", "消费者权益和产品质量"),
        ("婚姻家事", "婚姻家庭"),
        ("物业", "物业合同"),
        ("赔偿案件", "行政赔偿争议"),
        ("补偿案件", "行政补偿争议"),
        ("法定自由裁量产生的争议", "行政裁量权争议"),
        ("金融", "金融借款与保险"),
        ("借款", "民间借贷"),
    ),
)
PETITION_CATEGORY = Enumeration(
    "petition_category",
    "信访类别",
    words(
        "征地拆迁 土地纠纷 住房物业 商品房销售 劳动社保 欠薪 涉法涉诉 生态环境 金融投资 企业改制与破产 "
        "教育医疗 民政优抚 农村农业 城市管理 交通管理 干部作风 其他"
    ),
    editable=True,
)
PETITION_KIND = Enumeration(
    "petition_kind",
    "重大信访情形",
    ("个人极端访", "进京赴省访", "集体规模访", "可能造成重大网络舆情"),
)
RISK_LEVEL = Enumeration(
    "risk_level",
    "风险等级",
    ("特别重大", "重大", "较大", "一般"),
)
EVENT_KIND = Enumeration(
    "event_kind",
    "重大案（事）件类别",
    words("金融领域 土地征收 房屋拆迁 商品房销售 生态环境保护 营商环境 县委县政府中心工作 劳动用工 其他重大群体利益"),
    editable=True,
)
CLUSTER = Enumeration(
    "cluster",
    "产业集群",
    ("汽车及装备制造", "新型建材家居", "食品制造及农产品加工", "其他"),
    editable=True,
)
DOC_AREA = Enumeration(
    "doc_area",
    "制度领域",
    ("总意见", "法治政府", "营商环境", "破产审判", "执行联动", "社会治理"),
)
UNIT_KIND = Enumeration(
    "unit_kind",
    "单位类别",
    words(
        "县政府 县政府部门 乡镇 街道 派出或垂管机构 法院 人民法庭 检察院 园区管委会 金融机构 调解组织 "
        "破产管理人 群团组织 事业单位 国有企业 其他"
    ),
    editable=True,
)

ENUMERATIONS = {
    e.id: e
    for e in (
        DOMAINS,
        SENSITIVITY,
        SOURCE_KIND,
        TAGS,
        LEVEL3,
        TRIAL_LEVEL,
        TRIAL_PROCEDURE,
        CASE_CATEGORY,
        PARTY_KIND,
        DEBTOR_KIND,
        APPLICANT_KIND,
        AGENCY_ROLE,
        DEFENDANT_FORM,
        ADMIN_AREA,
        ACT_KIND,
        MAJOR_CASE_GROUND,
        CLOSE_KIND,
        JUDGMENT_RESULT,
        PERFORM_STATE,
        LEADER_RANK,
        REVIEW_GRADE,
        RESOLVE_STAGE,
        LOSS_CAUSE,
        LETTER_KIND,
        SERVE_MODE,
        ASSIST_ACTION,
        ASSET_KIND,
        CONTROL_ASSET,
        DISHONEST_GROUND,
        FUND_SOURCE,
        BK_MATTER_KIND,
        BK_CLAIM_CLASS,
        BK_STAGE_STATE,
        LABOR_CAUSE,
        DISPUTE_TYPE,
        PETITION_CATEGORY,
        PETITION_KIND,
        RISK_LEVEL,
        EVENT_KIND,
        CLUSTER,
        DOC_AREA,
        UNIT_KIND,
    )
}
