"""What every record carries besides its own fields: number, state, tasks, who and when."""

from typing import Any

from app.domain import enums
from app.domain.fields import (
    Boolean,
    Choice,
    Choices,
    Computed,
    Date,
    DateTime,
    Integer,
    LongText,
    PersonName,
    Record,
    Text,
    UnitName,
    field,
)


def BY_STORE(record: Any, facts: Any) -> Any:
    """Kept up by the database layer when the record is written."""
    return None


class Registered(Record):
    """The fields common to all record types; shown under 登记信息 at the end of each form."""

    uid: Text | None = field(
        "内部标识",
        help="程序内部使用，导出为隐藏列",
        computed=Computed("新建时生成的全局唯一标识，跨单位交换不变", BY_STORE),
    )
    reg_no: Text | None = field(
        "登记编号",
        aliases=("登记号", "台账编号", "请求编号"),
        computed=Computed("前缀-登记年份-4位流水，作废不复用；导入时只用于匹配", BY_STORE),
    )
    status: Choice | None = field("状态", aliases=("办理状态", "当前状态", "目前状态", "当前阶段"))
    domains: Choices | None = field("涉及领域", enums.DOMAINS, aliases=("领域", "所属领域", "案件领域"))
    provisions: Choices | None = field(
        "对应任务条目", default="本类记录对应的首个条目，并按涉及领域加挂", aliases=("对应条款", "任务条目")
    )
    sensitivity: Choice | None = field("敏感级别", enums.SENSITIVITY, default="一般")
    tags: Choices | None = field("标签", enums.TAGS)
    registered_unit: UnitName | None = field("登记单位", default="本机单位", aliases=("填报单位",))
    registered_by: PersonName | None = field("登记人", default="当前用户", aliases=("填报人", "填表人"))
    registered_on: Date | None = field("登记日期", default="当天", aliases=("填报日期", "填表日期"))
    source_kind: Choice | None = field("录入方式", enums.SOURCE_KIND, default="手工录入")
    import_batch: Text | None = field("导入批次", computed=Computed("导入时写入批次号和原表行号", BY_STORE))
    status_changed_at: DateTime | None = field("状态变更时间", computed=Computed("状态变化时写入", BY_STORE))
    updated_by: PersonName | None = field("最后修改人", computed=Computed("保存时写入", BY_STORE))
    updated_at: DateTime | None = field("最后修改时间", computed=Computed("保存时写入", BY_STORE))
    version: Integer | None = field("版本号", computed=Computed("每次保存加1，用于交换包合并和防止互相覆盖", BY_STORE))
    void: Boolean | None = field("作废", default="否", help="不删除，作废后保留编号")
    void_reason: Text | None = field("作废原因", when="void=是")
    remarks: LongText | None = field("备注", aliases=("说明", "其他说明"))
