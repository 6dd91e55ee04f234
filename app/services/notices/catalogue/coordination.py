"""Notices of the linkage itself: 联席会议、专题会商、工作要点、督办、送达."""

from __future__ import annotations

from datetime import date

from app.data.queries import Filter
from app.services.notices.declared import Notice, Reply
from app.services.notices.enclosures import table, work_points
from app.services.notices.matter import Item, Matter, in_words, says
from app.services.notices.refusals import HELD, NOT_SPECIAL, NOT_YEARLY, YEARLY

MEETING = says("会议日期=held_at 会议时间=held_at 会议地点=place 主持人=host")
LEVELS = ("正常", "黄色", "红色")


def _year(matter: Matter) -> str:
    return str(matter.record.held_at.year) if matter.record.held_at else ""


def _meeting(matter: Matter) -> str:
    """2026年度府院联席会议; other meetings by their own names."""
    if matter.record.kind == YEARLY:
        return f"{_year(matter)}年度府院联席会议"
    return matter.text("title")


def _topics(matter: Matter) -> list[Item]:
    """Each topic with the unit that reports, or who does."""
    fields = says("议题=title 单位=apply_unit 汇报人=presenter 汇报时长=minutes")
    return [
        {"议题": row["议题"], "汇报单位": row["单位"] or row["汇报人"], "汇报时长": row["汇报时长"]}
        for row in matter.rows("topics", fields)
    ]


def _decided(matter: Matter) -> list[Item]:
    """Decisions; one without units to help is helped by 有关单位."""
    items = matter.rows(
        "action_items",
        says("事项名称=topic 会议意见=opinion 议定内容=content 牵头单位=lead_unit 配合单位=co_units 完成时限=due_on"),
    )
    return [{**item, "配合单位": item["配合单位"] or "有关单位"} for item in items]


def _next_issue(matter: Matter) -> str:
    """第3期: one more than the minutes printed this year."""
    year = (date(matter.dated.year, 1, 1), date(matter.dated.year, 12, 31))
    printed = matter.all("meeting", Filter("minutes_on", "between", year))
    return f"第{len(printed) + 1}期"


def _reports(matter: Matter) -> str:
    return "、".join(
        f"{item['汇报单位']}关于{item['议题'].rstrip('。').removeprefix('关于')}的汇报"
        for item in _topics(matter)
        if item["汇报单位"] and item["议题"]
    )


def _term(matter: Matter) -> str:
    issued = matter.record.reply_due
    return in_words(issued) if issued else ""


def _repeat(matter: Matter) -> str:
    return ("督办", "第一次催办", "第二次催办")[min(matter.record.urge_n or 0, 2)]


def _progress(matter: Matter) -> str:
    days = matter.record.overdue_days
    return f"已逾期{days}天" if days else ""


def _level(matter: Matter) -> str:
    return "红色" if (matter.record.overdue_days or 0) > 0 else "黄色"


def _address(matter: Matter) -> str:
    for unit in matter.all("unit"):
        if unit.name in matter.record.to_units:
            return unit.address or ""
    return ""


NOTICES = (
    Notice(
        id="joint_meeting_notice",
        record="meeting",
        letter_kind="会议通知",
        sender="县政府办公室",
        recipient="各成员单位",
        fields=MEETING | says("会期=duration 参加人员=attend_units 回执截止日=reply_due") | {"会议名称": _meeting},
        lists={"议题清单": _topics},
        suggestions={
            "提前到场时间": lambda matter: ("10分钟", "15分钟"),
            "材料字数上限": lambda matter: ("1500", "2000", "3000"),
        },
        fills={"notice_no": "doc_no", "noticed_on": "issued_on"},
        reply=Reply.of("会前2日|会议日期|建议值（报送回执，可配置）", "回执截止日", "held_at"),
        refusals=(HELD,),
    ),
    Notice(
        id="joint_meeting_agenda_call",
        record="meeting",
        letter_kind="议题征集函",
        sender="office",
        recipient="各成员单位",
        fields=says("拟开会时间=held_at") | {"年度": _year, "拟开会时间": lambda matter: _day(matter)},
        reply=Reply.of("10工作日|收到之日|建议值（可配置）", "报送截止日"),
        refusals=(NOT_YEARLY, HELD),
    ),
    Notice(
        id="joint_meeting_minutes",
        record="meeting",
        letter_kind="会议纪要",
        sender="office",
        recipient="各成员单位",
        copies=("县委办公室", "县人大常委会办公室"),
        fields=says("会议日期=held_at 会议地点=place 主持人=host")
        | says("主持人职务=host_post 研究事项=summary 会议要求=requirement 出席人员=attendees")
        | {"会议名称": _meeting, "汇报单位及内容": _reports},
        lists={"议定事项清单": _decided},
        proposals={"发文字号": _next_issue},
        fills={"minutes_no": "doc_no", "minutes_on": "issued_on"},
    ),
    Notice(
        id="special_meeting_request",
        record="meeting",
        letter_kind="会商函",
        sender="apply_unit",
        recipient="office",
        fields=says("会议名称=title 建议参加单位=attend_units 建议主持人=host")
        | {"拟开会时间": lambda matter: _day(matter)},
        lists={"议题清单": _topics},
        fills={"applied_on": "issued_on"},
        refusals=(NOT_SPECIAL,),
    ),
    Notice(
        id="workplan_breakdown",
        record="work_point",
        letter_kind="任务分解通知",
        sender="县政府办公室",
        recipient="各成员单位",
        copies=("县法院",),
        fields=says("年度=year") | {"县名": lambda matter: str(matter.setting("county") or "")},
        suggestions={"调度周期": lambda matter: ("季度", "月", "半年")},
        proposals={"年终总结截止日": lambda matter: f"{matter.record.year}年12月20日"},
        reply=Reply.of("10工作日|收到之日|建议值（报送实施计划，可配置）", "实施计划报送截止日"),
        enclosed=table(work_points, "要点=title 任务内容=content 牵头单位=lead_unit 责任单位=units 完成时限=due_on"),
    ),
    Notice(
        id="supervision_urge_form",
        record="letter",
        letter_kind="督办催办单",
        sender="office",
        recipient="to_units",
        fields=says("主办单位=to_units 事项名称=title 来源文号=doc_no 紧急程度=urgency")
        | {"原定完成时限": _term, "单据类别": _repeat, "目前进展": _progress, "事项来源": lambda matter: "来文办理"},
        proposals={
            "预警级别": _level,
            "办理要求": lambda matter: (
                f"请抓紧办理《{matter.text('title')}》，按期书面答复{matter.text('from_unit')}。"
            ),
        },
        suggestions={"预警级别": lambda matter: LEVELS},
        reply=Reply.of("5工作日|收到之日|建议值（可配置）", "反馈期限"),
    ),
    Notice(
        id="service_receipt",
        record="letter",
        letter_kind="",
        sender="from_unit",
        recipient="to_units",
        fields=says(
            "受送达人=to_units 文书名称=title 文书文号=doc_no 送达机关=from_unit 案号=case_no 送达方式=serve_mode 份数=copies"
        )
        | {"送达地址": _address},
    ),
)


def _day(matter: Matter) -> str:
    return in_words(matter.record.held_at.date()) if matter.record.held_at else ""
