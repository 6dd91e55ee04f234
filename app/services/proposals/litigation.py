"""Proposals of 行政诉讼: 司法建议 for a head who did not come, the account of a loss, a loss that repeats another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.domain import periods
from app.domain.calendar import NoArrangement
from app.domain.periods import add_months
from app.services.proposals.parts import Proposal, Rule, day, linked, only, operation, read, short

if TYPE_CHECKING:
    from app.data.database import Database

# 出庭应诉

NO_REASON = "未出庭且未说明理由或理由不成立"
NOBODY = "负责人和工作人员均未出庭"
LEFT = "未经许可中途退庭"
CASES_OF_12 = {  # 出庭情况 → 情形 of art. 12
    "仅工作人员出庭（有正当理由）": NO_REASON,
    "仅工作人员出庭（无正当理由）": NO_REASON,
    "仅律师出庭": NOBODY,
    "均未出庭": NOBODY,
    "中途退庭": LEFT,
}
ART_12 = "法释〔2020〕3号第12条"


def advices(db: Database, id: int | None) -> Iterator[Proposal]:
    """法释〔2020〕3号第12条: a hearing was held without a head, and no reason was accepted (or one of the other cases)."""
    rows = db.rows(
        "SELECT t.id, t.organ, t.hearing_at, t.result, t.advice_triggers, c.case_no FROM appearance t "
        f"JOIN admin_case c ON c.id = t.\"case\" WHERE {only(id)} AND t.held = '已开庭' AND t.should_attend = 1 "
        "AND (t.advice_triggers IS NOT NULL OR t.result = '中途退庭' "
        "OR t.result IN ('仅工作人员出庭（无正当理由）', '仅律师出庭', '均未出庭') AND t.court_view IS NOT '理由成立' "
        "OR t.result = '仅工作人员出庭（有正当理由）' AND t.court_view = '理由不成立') "
        "AND NOT EXISTS (SELECT 1 FROM judicial_advice j WHERE j.void = 0 AND j.kind = '出庭应诉类' "
        "AND instr(j.case_nos, c.case_no) > 0 AND (j.to_unit = t.organ OR instr(j.problem_summary, t.organ) > 0)) "
        f"AND NOT {linked('judicial_advice')} ORDER BY t.hearing_at DESC, t.id"
    )
    names = short(db) if rows else {}
    for number, organ, at, result, triggers, case_no in rows:
        circumstance = triggers or CASES_OF_12.get(result, NO_REASON)
        name = names.get(organ, organ)
        yield Proposal(
            f"advice:{number}",
            "司法建议",
            "appearance",
            number,
            f"起草对{name}的司法建议",
            f"{case_no}{(at or '')[:10]}开庭，{name}{result or '有应提司法建议的情形'}（{circumstance}）",
            ART_12,
            "在司法建议台账登记一份“起草”状态的出庭应诉类司法建议，并与出庭应诉记录关联",
        )


def draft_advice(db: Database, proposal: Proposal) -> None:
    """To the authority above the organ; the organ itself, which cannot advise itself, is named in the problem."""
    appearance = queries.load(db, "appearance", proposal.id)
    case = queries.load(db, "admin_case", appearance.case)
    circumstances = appearance.advice_triggers or (CASES_OF_12.get(appearance.result or "", NO_REASON),)
    name = short(db).get(appearance.organ, appearance.organ)
    with operation(db, proposal) as op:
        advice = queries.blank(db, "judicial_advice")
        advice.kind, advice.issue_kind = "出庭应诉类", "出庭应诉"
        advice.title = f"关于{name}负责人未按规定出庭应诉的司法建议书"
        advice.court = case.court or advice.court
        advice.to_unit = db.value("SELECT parent FROM unit WHERE name = ?", (appearance.organ,))
        advice.cc_units = tuple(unit for unit in (advice.cc_units or ()) if unit != advice.to_unit)
        advice.case_nos = case.case_no
        advice.found_by = f"审理{case.case_no}{case.cause or ''}案中发现"
        said = "、".join(circumstances)
        on = appearance.hearing_at.date() if appearance.hearing_at else ""
        advice.problem_summary = f"{on}第{appearance.session_no or 1}次开庭，{appearance.organ}{said}。"
        row: Any = type(advice).children()["advice_items"]()
        row.seq, row.problem, row.adopted = 1, advice.problem_summary, "待答复"
        row.advice = "落实行政机关负责人出庭应诉制度，对本次情形作出处理；负责人不能出庭的，开庭前书面说明正当理由。"
        advice.advice_items = [row]
        op.create(advice)
        op.link(appearance.id, advice.id, ART_12)
        if not appearance.advice_triggers:
            appearance.advice_triggers = circumstances
            op.save(appearance)


# 败诉

LOSS_KINDS = {  # 裁判结果, 复议结果 → 败诉类型
    "全部撤销": "撤销",
    "全部撤销并重作": "撤销",
    "部分撤销": "部分撤销",
    "部分撤销并重作": "部分撤销",
    "变更": "变更",
    "履行法定职责": "责令履行或给付",
    "履行给付义务": "责令履行或给付",
    "确认违法": "确认违法",
    "确认无效": "确认无效",
    "行政协议履行": "行政协议败诉",
    "行政协议补偿": "行政协议败诉",
    "判决赔偿": "判决赔偿",
    "撤销": "撤销",
    "责令履行": "责令履行或给付",
    "责令给付": "责令履行或给付",
    "责令赔偿补偿": "判决赔偿",
}
LOSSES = {  # where a loss comes from: field of the loss, unit, result, day, condition, basis
    "admin_case": (
        "case",
        "coalesce(t.handler_unit, t.defendants)",
        "t.result",
        "t.effective_on",
        "t.is_lost = 1",
        "府院联动机制任务A3（败诉案件一案一分析）",
    ),
    "admin_review": (
        "review_case",
        "t.respondent",
        "t.decision",
        "t.decision_served_on",
        "t.is_corrected = 1",
        "府院联动机制任务A3（复议纠错案件）",
    ),
}


def _losses(record: str) -> Any:
    own, unit, result, effective, condition, basis = LOSSES[record]

    def losses(db: Database, id: int | None) -> Iterator[Proposal]:
        """Mechanism, task A3: a case lost with effect opens its account; the day of the report is the county's."""
        rows = db.rows(
            f'SELECT t.id, t.case_no, {unit}, {result}, {effective} FROM "{record}" t WHERE {only(id)} AND {condition} '
            f"AND {effective} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM loss_case l WHERE l.void = 0 "
            f'AND l."{own}" = t.id) ORDER BY {effective} DESC, t.id'
        )
        names = short(db) if rows else {}
        until = "，并算出分析报告期限" if db.setting("loss_report_workdays") else "（本县未设定分析报告期限，不计算）"
        for number, case_no, named, decided, on in rows:
            organ = (named or "").partition("、")[0]
            yield Proposal(
                f"loss:{number}",
                "败诉整改",
                record,
                number,
                f"建立{names.get(organ, organ)}的败诉整改台账",
                f"{case_no}结果为{decided}，{on}生效",
                basis,
                f"在败诉案件台账登记一件“已认定”的败诉纠错案件{until}，败诉原因待补填",
                report_due(db, day(on)),
            )

    return losses


def report_due(db: Database, effective: date | None) -> date | None:
    days = db.setting("loss_report_workdays")
    if effective is None or days is None:
        return None
    try:
        return periods.add_working_days(effective, days, db.calendar)
    except NoArrangement:
        return None


def open_loss(db: Database, proposal: Proposal) -> None:
    case = queries.load(db, proposal.record, proposal.id)
    loss = queries.blank(db, "loss_case")
    if proposal.record == "admin_case":
        loss.source, loss.case = "诉讼败诉", case.id
        loss.duty_unit = case.handler_unit or next(iter(case.defendants or ()), None)
        loss.loss_kind, effective = LOSS_KINDS.get(case.result or ""), case.effective_on
    else:
        loss.source, loss.review_case = "复议纠错", case.id
        loss.duty_unit = case.respondent
        loss.loss_kind, effective = LOSS_KINDS.get(case.decision or ""), case.decision_served_on
    loss.report_due = report_due(db, effective)
    with operation(db, proposal) as op:
        op.create(loss)
        op.link(case.id, loss.id, "败诉整改")


REPEATED = "重复败诉"
MONTHS = 12


def repeats(db: Database, id: int | None) -> Iterator[Proposal]:
    """Mechanism, tasks 8 and A3: the same unit lost over the same kind of act within 12 months."""
    rows = db.rows(
        "SELECT t.id, t.reg_no, t.duty_unit, t.act_kind, t.effective_on, o.id, o.reg_no, o.effective_on FROM loss_case t "
        "JOIN loss_case o ON o.duty_unit = t.duty_unit AND o.act_kind = t.act_kind AND o.void = 0 AND o.id <> t.id "
        "AND (o.effective_on, o.id) < (t.effective_on, t.id) "
        f"WHERE {only(id)} AND t.is_repeat = 1 AND NOT EXISTS (SELECT 1 FROM link WHERE from_id = t.id AND to_id = o.id "
        "OR from_id = o.id AND to_id = t.id) ORDER BY t.effective_on DESC, t.id, o.effective_on DESC, o.id DESC"
    )
    told: set[int] = set()
    names = short(db) if rows else {}
    for number, reg_no, unit, act_kind, on, other, other_no, before in rows:
        since = add_months(date.fromisoformat(on), -MONTHS).isoformat()
        if number in told or before < since:
            continue
        told.add(number)
        yield Proposal(
            f"repeat:{number}:{other}",
            REPEATED,
            "loss_case",
            number,
            f"把{reg_no}记为{names.get(unit, unit)}的重复败诉",
            f"同一单位同一类行为（{act_kind}）12个月内再次败诉：{other_no}于{before}、本件于{on}生效",
            "府院联动机制任务8、A3（重复败诉）",
            f"与前一件{other_no}关联，备注写明重复败诉，追责情况未填的改为“待研判”",
        )


def mark_repeat(db: Database, proposal: Proposal) -> None:
    other = int(proposal.key.rpartition(":")[2])
    with operation(db, proposal) as op:
        loss = read(op, proposal.id)
        op.link(loss.id, other, REPEATED)
        loss.accountability = loss.accountability or "待研判"
        loss.remarks = "\n".join(part for part in (loss.remarks, f"{REPEATED}：与{read(op, other).reg_no}") if part)
        op.save(loss)


RULES = (
    Rule("advice", "appearance", advices, draft_advice),
    Rule("loss", "admin_case", _losses("admin_case"), open_loss),
    Rule("loss", "admin_review", _losses("admin_review"), open_loss),
    Rule("repeat", "loss_case", repeats, mark_repeat),
)
