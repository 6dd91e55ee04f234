"""基础数据: units, staff and enterprises that every other record names."""

from app.domain import enums
from app.domain.fields import (
    About,
    Boolean,
    Choice,
    Choices,
    Computed,
    Date,
    Integer,
    PersonName,
    Phone,
    State,
    Text,
    UnitName,
    Uscc,
    field,
    ledger,
    words,
)
from app.domain.records.registered import Registered
from app.domain.rules import directory as rules


class Unit(Registered):
    """单位 (单位名录)."""

    about = About(
        id="unit",
        module="directory",
        group="基础数据",
        label="单位名录",
        noun="单位",
        prefix="DW",
        title="{name}",
        natural_key=("name",),
        task=("G1",),
        states=(
            State("在用", next=("已撤并", "停用")),
            State("停用", next=("在用",)),
            State("已撤并", terminal=True),
        ),
        links=words("person leading_group"),
        default_sort=("member_seq", "name"),
        list_fields=words("name short_name kind is_member head head_post liaison phone status"),
        ledger=ledger("成员单位通讯录", "name head head_post liaison phone short_name kind is_member address remarks"),
    )

    name: Text = field("单位", section="单位", help="填单位全称", aliases=("单位全称", "单位名称"))
    short_name: Text | None = field("简称", help="列表和标题中使用")
    aliases: Text | None = field("别名", help="导入匹配用，顿号分开")
    uscc: Uscc | None = field("统一社会信用代码")
    kind: Choice = field("单位类别", enums.UNIT_KIND)
    parent: UnitName | None = field("上级单位")
    is_member: Boolean | None = field("是否成员单位", default="否")
    member_seq: Integer | None = field("成员单位排序", when="is_member=是")
    is_enforcer: Boolean | None = field("是否行政执法主体", default="否")
    doc_code: Text | None = field("机关代字", help="发文字号用，如蒙政")
    head: PersonName | None = field("负责人", section="联系")
    head_post: Text | None = field("职务")
    liaison: PersonName | None = field("联络员")
    liaison_post: Text | None = field("联络员职务")
    phone: Phone | None = field("电话", aliases=("联系电话", "联络员电话"))
    address: Text | None = field("地址")
    postcode: Text | None = field("邮编")
    successor: UnitName | None = field("承继单位", section="沿革", help="撤并后承担职责的单位")
    valid_from: Date | None = field("启用日期")
    valid_to: Date | None = field("停用日期")


class Person(Registered):
    """工作人员 (工作人员名录)."""

    about = About(
        id="person",
        module="directory",
        group="基础数据",
        label="工作人员名录",
        noun="工作人员",
        prefix="RY",
        title="{name} {post}",
        natural_key=("name", "unit"),
        task=("7", "G1"),
        states=(
            State("在任", next=("离任",)),
            State("离任", next=("在任",)),
        ),
        links=words("unit appearance"),
        default_sort=("unit", "leader_rank", "name"),
        list_fields=words("name unit post leader_rank charge_area phone post_from post_to status"),
        ledger=ledger(
            "工作人员名录",
            "name unit post leader_rank charge_area role phone mobile post_from post_to attend_n remarks",
        ),
    )

    name: PersonName = field("姓名")
    unit: UnitName = field("单位")
    post: Text = field("职务")
    leader_rank: Choice = field("负责人类别", enums.LEADER_RANK, default="工作人员")
    charge_area: Text | None = field("分管工作")
    role: Choices | None = field(
        "联动职责", ("领导小组成员", "联络员", "应诉承办人", "协助执行经办人", "法官", "信访包案领导", "其他")
    )
    phone: Phone | None = field("办公电话")
    mobile: Phone | None = field("手机", mask=True)
    post_from: Date | None = field("任职日期")
    post_to: Date | None = field("离任日期")
    attend_n: Integer | None = field(
        "出庭应诉次数",
        unit="次",
        computed=Computed("以本人为出庭人的出庭应诉记录数", rules.attend_n, matches=("appearance.attendee=name",)),
    )


class Enterprise(Registered):
    """企业 (企业名录)."""

    about = About(
        id="enterprise",
        module="directory",
        group="基础数据",
        label="企业名录",
        noun="企业",
        prefix="QY",
        title="{name}",
        natural_key=("name",),
        task=("11", "4", "5", "6", "19"),
        states=(
            State("存续", next=("停产", "破产程序中", "已注销")),
            State("停产", next=("存续", "破产程序中", "已注销")),
            State("破产程序中", next=("存续", "已注销")),
            State("已注销", terminal=True),
        ),
        links=words("ent_case enterprise_visit bankruptcy_case warning_enterprise enforcement_case wage_check"),
        default_sort=("name",),
        list_fields=words("name uscc scale cluster in_zone town legal_rep suit_n exec_n status"),
        ledger=ledger(
            "企业名录",
            "name uscc legal_rep scale industry cluster in_zone town address contact phone staff_n is_key_fin "
            "is_veg_base is_contact suit_n exec_n remarks",
        ),
    )

    name: Text = field("企业名称", section="企业", aliases=("单位名称", "公司名称"))
    uscc: Uscc | None = field("统一社会信用代码", aliases=("信用代码",))
    former_names: Text | None = field("曾用名", help="导入匹配用，顿号分开")
    legal_rep: PersonName | None = field("法定代表人")
    scale: Choice | None = field("企业规模", ("大型", "中型", "小型", "微型"))
    industry: Text | None = field("所属行业")
    town: UnitName | None = field("所在乡镇（园区）")
    address: Text | None = field("住所", aliases=("企业住所", "地址"))
    contact: PersonName | None = field("联系人")
    phone: Phone | None = field("联系电话")
    staff_n: Integer | None = field("职工人数", unit="人")
    cluster: Choice | None = field("产业集群", enums.CLUSTER, section="标识")
    in_zone: Boolean | None = field("是否在开发区", default="否")
    is_key_fin: Boolean | None = field("是否重点金融企业", default="否")
    is_veg_base: Boolean | None = field("是否菜篮子供应基地", default="否")
    is_contact: Boolean | None = field("是否四送一服联系企业", default="否")
    suit_n: Integer | None = field(
        "涉诉件数",
        section="涉诉",
        unit="件",
        computed=Computed("引用本企业的涉企案件数", rules.enterprise_suit_n, gathers=("ent_case.enterprise",)),
    )
    exec_n: Integer | None = field(
        "涉执件数",
        unit="件",
        computed=Computed("引用本企业的执行案件数", rules.enterprise_exec_n, gathers=("enforcement_case.enterprise",)),
    )
    is_bankrupt: Boolean | None = field(
        "是否破产企业",
        computed=Computed("有未终结的破产案件为是", rules.is_bankrupt, gathers=("bankruptcy_case.debtor",)),
    )
