"""What the office may set, declared once with the words of record fields; values are kept in the database.

`resources/county/settings.json` brings a county's own values at first start. A number of days that the law leaves to
the county has no default: nothing is worked out from it until the county has fixed it.
"""

from app.domain.fields import (
    Boolean,
    Fields,
    Integer,
    PersonName,
    Phone,
    Text,
    UnitName,
    field,
)


class Settings(Fields):
    """Read with `Database.setting(name)`, written with `Operation.set_setting`; the settings page is made from it."""

    county: Text | None = field("县名", section="本县", help="全称，如某某县")
    court_code: Text | None = field("法院代字", help="案号中的法院代字，如皖1622")
    doc_prefix: Text | None = field("发文地名代字", help="发文字号的第一个字")
    mechanism: Text | None = field("联动文件", help="本县府院联动意见的“《标题》（文号）”，文书中引用")

    own_unit: UnitName | None = field("本机单位", section="本机", help="用单位名录中的全称，登记单位默认填它")
    user_name: PersonName | None = field("使用人", help="登记人和修改人默认填它")
    contact: PersonName | None = field("联系人", help="文书中的联系人，不填的用使用人")
    phone: Phone | None = field("联系电话")
    address: Text | None = field("单位地址")
    postcode: Text | None = field("邮编")

    dispute_days: Integer | None = field(
        "行政争议化解天数", section="本县自定期限", unit="天", help="自受理日起算，未定的不计算化解期限"
    )
    assist_reply_workdays: Integer | None = field(
        "协查反馈工作日数", unit="工作日", help="自送达日起算，未定的不计算反馈期限"
    )
    wage_reply_workdays: Integer | None = field(
        "工资核查函复工作日数", unit="工作日", help="自人社签收日起算，未定的不计算函复期限"
    )
    loss_report_workdays: Integer | None = field(
        "败诉分析报告工作日数", unit="工作日", help="自裁判生效日起算，未定的不计算报告期限"
    )
    hearing_days: Integer | None = field(
        "排期开庭天数", unit="天", help="自立案日起算，未定的不生成排期开庭节点，已排期的除外"
    )
    control_warn_days: Integer = field(
        "临控查扣到期预警天数", default="7", unit="天", help="公安协助事项到期前多少天提示续控或撤控"
    )
    control_day_before: Boolean = field(
        "查封冻结按前一日预警",
        section="期限从严从宽",
        default="是",
        help="没有文书止日时，到期日按对应日算，安全线再早一日；文书常写到对应日的前一日",
    )
    chain_from_nominal: Boolean = field(
        "接续期限从未顺延的日期起算",
        default="否",
        help="前一期限末日顺延后，后一期限从顺延后的日期起算（从宽）还是从原日期起算（从严），法无明文",
    )
    before_one_more: Boolean = field(
        "“几日前”完整隔足天数",
        default="否",
        help="开庭三日前等倒数期限：事件日减3日（从宽）还是减4日（从严）",
    )
    public_notice_rolls: Boolean = field(
        "公告送达末日顺延", default="是", help="公告满30日的末日遇休息日是否顺延，有分歧；顺延可避免过早起算答辩期"
    )
    own_duties_roll: Boolean = field(
        "机关自身期限顺延",
        default="否",
        help="信访、司法建议、检察建议、履行职责、赔偿决定的期限遇休息日是否顺延，条文未写；不顺延为从严",
    )
    confirmation_15d: Boolean = field(
        "司法确认审查按15日", default="否", help="民事诉讼法第187条为30日，法释〔2011〕5号第5条为15日；两者并存"
    )
    grade_excellent: Integer = field("考核优秀分数线", section="考核等次", default="90", unit="分", maximum=125)
    grade_competent: Integer = field("考核称职分数线", default="75", unit="分", maximum=125)
    grade_basic: Integer = field("考核基本称职分数线", default="60", unit="分", maximum=125)

    duplex_mirror: Boolean = field("双面印刷镜像页边", section="打印", default="是", help="偶数页版心左移2毫米")
    imprint_on_even: Boolean = field("版记放在偶数页", default="否")
    shipped_fonts_only: Boolean = field("只用随程序的字体", default="否", help="否则优先用本机的仿宋、小标宋等字体")
