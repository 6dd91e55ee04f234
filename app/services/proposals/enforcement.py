"""Proposals of 执行联动: seizures and police controls that end, instalments not paid, the application for enforcement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.domain.rules.patterns import wan
from app.services import controls, instalments
from app.services.proposals.parts import Proposal, Rule, day, only, operation, read, short

if TYPE_CHECKING:
    from app.data.database import Database

RENEWED = "续行"

# 查封扣押冻结


def renewals(db: Database, id: int | None) -> Iterator[Proposal]:
    """民诉法解释第485条: renewed before it ends, or it lapses; 法释〔2016〕22号第18条: applied for 7 days before."""
    for one in controls.seizures(db, id):
        if one.due_on >= db.today:
            yield Proposal(
                f"renew:{one.id}:{one.due_on}",
                "续封续冻",
                "property_control",
                one.id,
                f"续行{one.title}",
                f"{one.due_on}到期，{one.says}" + (f"，应在{one.apply_by}前申请" if one.apply_by else ""),
                one.basis,
                "另立一条“申请中”的续行记录，与原记录关联；协助机关办理后填起始日期并把原记录转为“已续行”",
                one.due_on,
            )


def renew(db: Database, proposal: Proposal) -> None:
    old = queries.load(db, "property_control", proposal.id)
    new = queries.blank(db, "property_control")
    kept = "case_no stage applicant debtor enterprise asset_kind asset_desc right_no value control keeper assist_unit"
    for name in kept.split():
        setattr(new, name, getattr(old, name))
    new.is_renewal, new.status = True, "申请中"
    with operation(db, proposal) as op:
        op.create(new)
        op.link(old.id, new.id, RENEWED)


def lapses(db: Database, id: int | None) -> Iterator[Proposal]:
    """民诉法解释第485条: what is not renewed ends by itself on the last day."""
    for one in controls.seizures(db, id):
        if one.due_on < db.today:
            yield Proposal(
                f"lapse:{one.id}:{one.due_on}",
                "查控到期失效",
                "property_control",
                one.id,
                f"把{one.title}转为“到期失效”",
                f"{one.due_on}已届满，没有续行和解除的记录",
                one.basis,
                "状态改为“到期失效”；实际已续行或解除的，请改为登记续行或解除日期",
                one.due_on,
            )


def lapse(db: Database, proposal: Proposal) -> None:
    with operation(db, proposal) as op:
        record = read(op, proposal.id)
        record.status = "到期失效"
        op.save(record)


# 公安协助


def police(db: Database, id: int | None) -> Iterator[Proposal]:
    """Mechanism, task 18: a control that ends without success is continued or taken back; nothing stays on by itself."""
    for one in controls.police(db, id):
        over = one.due_on < db.today
        yield Proposal(
            f"control:{one.id}:{one.due_on}",
            "续控撤控",
            "police_assist",
            one.id,
            f"为{one.title}办理续控" if not over else f"把{one.title}转为“到期未果”",
            f"协助截止日{one.due_on}，{one.says}",
            one.basis,
            "另立一条“申请”状态的公安协助事项，起始日为截止日次日，与原事项关联；不再需要的，选“不需要”并撤控"
            if not over
            else "状态改为“到期未果”，随后办理续控或撤控",
            one.due_on,
        )


def continue_control(db: Database, proposal: Proposal) -> None:
    old = queries.load(db, "police_assist", proposal.id)
    if old.control_to < db.today:
        with operation(db, proposal) as op:
            record = read(op, proposal.id)
            record.status = "到期未果"
            op.save(record)
        return
    new = queries.blank(db, "police_assist")
    for name in "kind case debtor id_no doc_kind reason police_unit officer handover_limit".split():
        setattr(new, name, getattr(old, name))
    new.control_from, new.status = old.control_to + timedelta(days=1), "申请"
    new.vehicles = old.copy().vehicles
    for row in new.vehicles:
        row.id = None
    with operation(db, proposal) as op:
        op.create(new)
        op.link(old.id, new.id, controls.CONTINUED)


# 分期计划


def unpaid(db: Database, id: int | None) -> Iterator[Proposal]:
    """Mechanism, task 19, and 行政诉讼法第96条: an instalment that is not paid makes the plan overdue."""
    late: dict[int, list[Any]] = {}
    for one in instalments.overdue(db, id):
        if one.status in instalments.PLANNED:
            late.setdefault(one.case, []).append(one)
    names = short(db) if late else {}
    for case, terms in late.items():
        first = terms[0]
        owed = sum(term.owed or 0 for term in terms)
        which = "、".join(f"第{term.term_no}期" for term in terms)
        yield Proposal(
            f"unpaid:{case}:{terms[-1].due_on}",
            "分期未付",
            "gov_debt_case",
            case,
            f"把{first.case_no}{names.get(first.unit, first.unit)}的付款计划转为“逾期”",
            f"{which}应付{wan(owed) or '金额未填'}，最早一期{first.due_on}到期，没有实付日期",
            "行政诉讼法第96条；府院联动机制任务19",
            "状态改为“逾期”，随后可出具党政机关未履行情况通报",
            first.due_on,
        )


def mark_unpaid(db: Database, proposal: Proposal) -> None:
    with operation(db, proposal) as op:
        record = read(op, proposal.id)
        record.status = "逾期"
        op.save(record)


# 非诉执行

DEMAND, APPLICATION = "enforcement_demand_notice", "nonlit_enforcement_application"
WAIT = "nle_demand_wait_10wd"


def applications(db: Database, id: int | None) -> Iterator[Proposal]:
    """行政强制法第53、54条: arrears (fines, wages) not paid when the time to sue is over: warned first, then applied for."""
    today = db.today.isoformat()
    made = (
        "NOT EXISTS (SELECT 1 FROM notice_made m JOIN letter l ON l.id = m.letter AND l.void = 0 "
        "WHERE m.record = t.id AND m.notice = CASE WHEN t.urged_on IS NULL THEN ? ELSE ? END)"
    )
    rows = db.rows(
        "SELECT t.id, t.penalty_no, t.party, t.violation, t.suit_expire_on, t.apply_due_on, t.urged_on, w.due_on "
        "FROM nonlit_case t LEFT JOIN due w ON w.owner = t.id AND w.rule = ? "
        f"WHERE {only(id)} AND t.status IN ('决定已送达', '已催告') AND t.applied_on IS NULL AND t.suit_expire_on < ? "
        f"AND t.apply_due_on >= ? AND {made} ORDER BY t.apply_due_on, t.id",
        (WAIT, today, today, DEMAND, APPLICATION),
    )
    for number, penalty_no, party, violation, expired, until, urged, waited in rows:
        unpaid_says = f"{penalty_no}的起诉期{expired}届满，{party}没有履行（{violation}）"
        if urged is None:
            what, notice = f"起草对{party}的履行催告书", "催告书"
            why, basis = f"{unpaid_says}，申请强制执行前须先催告", "行政强制法第53条、第54条"
        elif waited is not None and waited < today:
            what, notice = f"起草对{party}的强制执行申请书", "强制执行申请书"
            why = f"{unpaid_says}，{urged}催告后仍未履行，等待期已过；最迟{until}申请"
            basis = "行政强制法第53条、第54条"
        else:  # the waiting time runs, or its calendar is not known
            continue
        yield Proposal(
            f"apply:{number}:{'urge' if urged is None else urged}",
            "申请强制执行",
            "nonlit_case",
            number,
            what,
            why,
            basis,
            f"在函件台账存一份{notice}草稿，补填后预览签发",
            day(until),
        )


def draft_application(db: Database, proposal: Proposal) -> None:
    from app.services.notices.letters import keep_draft

    record = queries.load(db, "nonlit_case", proposal.id)
    keep_draft(db, DEMAND if record.urged_on is None else APPLICATION, record)


RULES = (
    Rule("renew", "property_control", renewals, renew),
    Rule("lapse", "property_control", lapses, lapse),
    Rule("control", "police_assist", police, continue_control),
    Rule("unpaid", "gov_debt_case", unpaid, mark_unpaid),
    Rule("apply", "nonlit_case", applications, draft_application),
)
