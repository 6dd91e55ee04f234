"""When a notice may not be made, and why: what the law forbids, beside the condition that tells it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.data import queries
from app.domain.periods import due
from app.errors import UserError
from app.services.notices.matter import Matter

ADVICE_SINCE = date(2023, 11, 16)  # 法释〔2023〕11号 in force (notices.md §3.6, §4)
OWN_RULES = "《党政机关公文处理工作条例》"
DIRECTIVES = ("通知", "通报", "决定", "命令", "决议")
INTERNAL = re.compile(r"([^、]*(?:审判庭|立案庭|执行局|审判管理办公室|审管办|合议庭|人民法庭|科|股|科室|股室))(?:、|$)")


class Refused(UserError):
    """The law does not allow this notice."""


@dataclass(frozen=True)
class Refusal:
    """`when` it holds the notice is refused; what, why and what to do instead."""

    when: Callable[[Matter], bool]
    what: str
    why: str
    instead: str

    def check(self, matter: Matter) -> None:
        if self.when(matter):
            raise Refused(self.what, self.why, self.instead)


def check_paper(matter: Matter, title: str, genre: str, values: Mapping[str, Any]) -> None:
    """What holds for every notice: who may write to whom, and in which form."""
    sender, to = str(values.get("发文机关", "")), str(values.get("主送机关", ""))
    known = {unit.name: unit.kind for unit in queries.units(matter.db)}
    internal = INTERNAL.fullmatch(sender)
    if internal and known.get(sender, "人民法庭") == "人民法庭":
        raise Refused(
            f"“{sender}”不能作发文机关",
            f"内设机构不得对外正式行文（{OWN_RULES}第十七条）",
            "请改用所在单位名义发文",
        )
    office = queries.find_unit(matter.db, "县政府办公室")
    if known.get(sender) == "县政府部门" and sender != office and genre.startswith(DIRECTIVES):
        towns = [unit for unit in to.split("、") if known.get(unit) in ("乡镇", "街道")]
        towns += re.findall("各乡镇人民政府|各街道办事处|各乡镇", to)
        if towns:
            raise Refused(
                f"{sender}不能向{towns[0]}发“{genre}”",
                f"县政府部门不得向乡镇人民政府发布指令性公文或者提出指令性要求（{OWN_RULES}第十六条第二项）",
                "请经县政府同意，以县政府办公室或者领导小组办公室名义发文，或者改用函",
            )


def is_debtor_in_bankruptcy(matter: Matter) -> bool:
    """The enterprise itself is in bankruptcy: by its part in the case, or by a case accepted and not ended."""
    if matter.record.role == "破产企业":
        return True
    own = queries.Filter("debtor", "is", matter.record.enterprise)
    return any(
        case.accepted_on and case.accepted_on <= matter.dated and not (case.ended_on and case.ended_on < matter.dated)
        for case in matter.all("bankruptcy_case", own)
    )


BANKRUPT = Refusal(
    is_debtor_in_bankruptcy,
    "不能对已进入破产程序的债务人发责令支付决定书",
    "受理破产申请后，债务人对个别债权人的清偿无效，有关执行程序应当中止（《中华人民共和国企业破产法》第十六条、第十九条）",
    "所欠工资由管理人调查后列出清单并公示（第四十八条），请把核查结果函告人民法院和管理人",
)
ARREARS_NOT_FOUND = Refusal(
    lambda matter: matter.record.has_arrears not in ("拖欠职工工资", "拖欠农民工工资", "两者均有"),
    "还没有查实拖欠，不能作出责令支付决定",
    "责令支付以查实拖欠并听取陈述申辩为前提（《保障农民工工资支付条例》第四十二条、《劳动保障监察条例》第十九条）",
    "请先登记核查结果",
)

CONTROL_WITHOUT_MEASURE = Refusal(
    lambda matter: matter.record.doc_kind not in ("拘留决定书", "拘传票") or not matter.record.doc_no,
    "没有强制措施文书，不能请公安机关协助控制被执行人",
    "协助控制应当以已作出的拘留决定书或者拘传票为依据（《中华人民共和国民事诉讼法》第一百一十九条）",
    "请先登记协助文书（拘留决定书、拘传票）和文号",
)
CONTROL_EXPIRED = Refusal(
    lambda matter: bool(matter.record.control_to and matter.record.control_to < matter.dated),
    "协助期限已经届满",
    "协助控制有起止日期，到期自动失效",
    "需要继续协助的，请登记新的协助起止日",
)
NOT_A_DETENTION = Refusal(
    lambda matter: matter.record.doc_kind != "拘留决定书" or not matter.record.doc_no,
    "没有拘留决定书，不能请公安机关收拘",
    "司法拘留由人民法院作出拘留决定书，交公安机关看管（《中华人民共和国民事诉讼法》第一百一十八条、第一百一十九条）",
    "请先登记拘留决定书和文号",
)


def only_for(kinds: tuple[str, ...], title: str) -> Refusal:
    return Refusal(
        lambda matter: matter.record.kind not in kinds,
        f"这条协助记录不能打印{title}",
        f"{title}用于“{'、'.join(kinds)}”",
        "请选择相应的协助记录，或更正协助类型",
    )


def _seal_ends_earlier(matter: Matter) -> bool:
    ends = [row.seal_to for row in matter.record.vehicles if row.seal_to]
    return bool(
        ends and (min(ends) < matter.dated or (matter.record.control_to and matter.record.control_to > min(ends)))
    )


SEAL_ENDS_EARLIER = Refusal(
    _seal_ends_earlier,
    "协助期限超过车辆的查封期限",
    "查封到期自动失效，扣押没有依据（协助查扣不超过查封期限）",
    "请先办理续封，或者缩短协助截止日",
)
WITHOUT_GROUND = Refusal(
    lambda matter: matter.record.absence_ground == "无正当理由",
    "没有正当事由，不能作不能出庭的情况说明",
    "负责人不能出庭限于不可抗力、意外事件、需要履行他人不能代替的公务和其他正当事由"
    "（《最高人民法院关于行政机关负责人出庭应诉若干问题的规定》第八条）",
    "请安排负责人出庭，或更正未出庭事由",
)
NOT_TERMINATED = Refusal(
    lambda matter: not matter.record.is_exhausted or not matter.record.terminated_on,
    "涉诉信访事项还没有依法终结，不能转入普通信访",
    "转入以司法程序穷尽、依法终结为前提（《信访工作条例》第二十八条、第三十一条第（一）项、第三十七条第三款）",
    "请引导信访人通过诉讼程序解决；终结后登记终结日期、终结文书和已穷尽的程序",
)
NOT_TERMINATED_YET = Refusal(
    lambda matter: bool(matter.record.terminated_on and matter.record.terminated_on > matter.dated),
    "成文日期早于终结日期",
    "转入以依法终结为前提（《信访工作条例》第二十八条、第三十一条第（一）项）",
    "请核对终结日期和成文日期",
)
ADVICE_NOT_DUE = Refusal(
    lambda matter: (
        bool(matter.record.replied_on) or not matter.record.reply_due or matter.record.reply_due >= matter.dated
    ),
    "这份司法建议现在不能催办",
    "催办以答复期限届满而没有反馈为前提",
    "请核对答复期限和答复日",
)
NOT_ISSUED_ADVICE = Refusal(
    lambda matter: not matter.record.served_on,
    "司法建议书还没有送达，没有来文可以答复",
    "复函要写明来文和收文日期",
    "请先登记送达日",
)
DECIDED = Refusal(
    lambda matter: bool(matter.record.decided_on and matter.record.decided_on < matter.dated),
    "决策已经作出，不能再邀请评估",
    "风险评估结果是作出决策的依据，应当在决策前进行（《重大行政决策程序暂行条例》第二十四条）",
    "请核对决策作出日期",
)
PAID_UP = Refusal(
    lambda matter: bool(matter.record.settled_on),
    "义务已经履行完毕",
    "督促履行和列入预算只针对没有履行的生效法律文书",
    "请核对结清日期",
)


def _waiting(matter: Matter) -> bool:
    """The ten working days after the demand are not over; unknown holidays are not guessed."""
    if not matter.record.urged_on:
        return True
    last = due(matter.db.period("nle_demand_wait_10wd"), matter.record.urged_on, matter.db.calendar).on
    return last is not None and matter.dated <= last


SUIT_STILL_POSSIBLE = Refusal(
    lambda matter: bool(matter.record.suit_expire_on and matter.dated <= matter.record.suit_expire_on),
    "起诉期限还没有届满，不能申请强制执行",
    "当事人在法定期限内不申请复议、不起诉又不履行的，才可以自期限届满之日起三个月内申请（《中华人民共和国行政强制法》第五十三条）",
    "请在起诉期届满后申请",
)
DEMAND_NOT_OVER = Refusal(
    _waiting,
    "催告还没有满十日，不能申请强制执行",
    "申请前应当催告，催告书送达十个工作日后仍未履行的才可以申请（《中华人民共和国行政强制法》第五十四条、第六十九条）",
    "请先送达履行催告书并登记催告书送达日",
)


def _confirmation_is_late(matter: Matter) -> bool:
    if not matter.record.agreement_on:
        return False
    last = due(matter.db.period("sc_apply_30d"), matter.record.agreement_on, matter.db.calendar).on
    return last is not None and matter.dated > last


CONFIRMATION_TOO_LATE = Refusal(
    _confirmation_is_late,
    "申请司法确认的期限已过",
    "双方应当自调解协议生效之日起三十日内共同申请（《中华人民共和国民事诉讼法》、《中华人民共和国人民调解法》第三十三条）",
    "请引导当事人履行协议，或者依法另行起诉",
)


NOT_ACCEPTED = Refusal(
    lambda matter: not matter.record.accepted_on,
    "信访事项还没有受理",
    "受理以后才起算办理期限（《信访工作条例》第三十四条）",
    "请先登记受理日",
)
LITIGATION_ROUTE = Refusal(
    lambda matter: bool(matter.record.is_litigation) and matter.record.status != "已终结",
    "涉诉事项不能作为普通信访事项受理",
    "应当通过诉讼程序解决的事项由政法机关依法处理（《信访工作条例》第二十八条、第三十一条第（一）项）",
    "请转送有关政法机关；依法终结后从涉诉信访转化记录办理",
)
NOT_FARMLAND = Refusal(
    lambda matter: matter.record.violation not in ("乱占耕地建房", "违法占地"),
    "这件非诉执行案件不是乱占耕地建房案件",
    "本函用于农村乱占耕地建房整治的非诉执行案件（年度工作要点第4项）",
    "请核对违法类型",
)
YEARLY = "府院联席会议"
HELD = Refusal(
    lambda matter: bool(matter.record.held_at and matter.record.held_at.date() < matter.dated),
    "会议已经召开",
    "会议通知和议题征集在会前发出",
    "请核对会议时间；补印原来的通知的，请填写原来的成文日期",
)
NOT_YEARLY = Refusal(
    lambda matter: matter.record.kind != YEARLY,
    "这次会议不征集府院联席会议议题",
    "议题征集函用于府院联席会议（本县府院联动意见工作保障第三项）",
    "请选择府院联席会议的记录",
)
NOT_SPECIAL = Refusal(
    lambda matter: matter.record.kind == YEARLY,
    "府院联席会议不需要提请",
    "联席会议由县政府和县法院联合召集，提请函用于重点案件等单项工作的专题研判会商会（本县府院联动意见工作保障第三项）",
    "请选择专题会商的会议记录",
)
NOT_GRANTED = Refusal(
    lambda matter: matter.record.ruling not in ("准予执行", "部分准予执行"),
    "没有准予执行的裁定，不能请有关单位组织实施",
    "行政非诉执行以人民法院裁定准予执行为前提（《中华人民共和国行政强制法》第五十七条、第五十八条）",
    "请先登记裁定结果",
)
REPORT_NOT_RELEASED = Refusal(
    lambda matter: not matter.record.released_on,
    "司法审查报告还没有发布",
    "发送的应当是定稿发布的报告",
    "请先登记发布日期",
)


def advice_has_rule(day: date) -> bool:
    """Two months to reply are a rule of 法释〔2023〕11号; advice dated earlier says its own period."""
    return day >= ADVICE_SINCE
