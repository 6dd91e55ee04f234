"""Seizures, freezes and police controls that end soon or have ended: what is to be done with each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

from app.data.queries import Filter, Query
from app.domain import periods
from app.domain.choices import CONTROLS
from app.domain.records import RECORDS

if TYPE_CHECKING:
    from app.data.database import Database
    from app.domain.periods import Period

APPLY_BEFORE = "freeze_renew_7d_before"
CONTINUED = "续控"
HELD = ("已裁定", "控制中", "处置中")  # states in which a seizure is in force
WATCHED = ("已送公安", "办理中", "已续控", "到期未果")  # states in which the police look out, or have just stopped
SOUGHT = ("未发现", "待反馈", "已查询反馈")  # answers after which the search goes on


@dataclass(frozen=True)
class Ending:
    """`says`: how near the end is; `apply_by`: last day to apply for renewal; `next_step`: what to do."""

    record: str
    id: int
    reg_no: str
    title: str
    status: str
    due_on: date
    says: str
    basis: str
    next_step: str
    apply_by: date | None = None


def seizures(db: Database, id: int | None = None) -> list[Ending]:
    """In force, not renewed, ending within the days of warning of their period (民诉法解释第485条); the ended ones first.

    A waiting seizure (轮候) has no period of its own before its turn comes.
    """
    terms = _terms(db)
    if not terms:
        return []
    until = db.today + timedelta(max(max(term.warn_days, default=0) for term in terms))
    marks = ",".join("?" * len(HELD))
    rows = db.rows(
        "SELECT t.id, t.reg_no, t.status, t.expires_on, t.asset_kind, t.control, t.debtor, t.asset_desc "
        f"FROM property_control t WHERE t.void = 0{_one(id)} AND t.status IN ({marks}) AND t.expires_on <= ? "
        "AND t.lifted_on IS NULL AND NOT EXISTS (SELECT 1 FROM property_control n WHERE n.void = 0 AND n.is_renewal = 1 "
        "AND n.case_no = t.case_no AND n.debtor = t.debtor AND n.asset_desc = t.asset_desc AND n.id <> t.id "
        "AND (n.started_on IS NULL OR n.started_on > t.started_on)) ORDER BY t.expires_on, t.id",
        [*HELD, until.isoformat()],
    )
    found = []
    for number, reg_no, status, expires, asset_kind, control, debtor, asset in rows:
        due_on = date.fromisoformat(expires)
        seized = SimpleNamespace(asset_kind=asset_kind, control=control)
        term = next((term for term in terms if term.applies(seized)), None)
        if term is None or (due_on - db.today).days > max(term.warn_days, default=0):
            continue
        over = due_on < db.today
        apply_by = None if over else periods.due(db.law.period(APPLY_BEFORE, due_on), due_on, db.law.calendar).on
        found.append(
            Ending(
                "property_control",
                number,
                reg_no,
                f"{debtor}的{asset}（{control}）",
                status,
                due_on,
                _says(db, due_on),
                term.basis,
                "核对是否已续行或解除，没有的转为到期失效" if over else "通知申请人申请续行，办理续封续冻",
                apply_by,
            )
        )
    return found


def police(db: Database, id: int | None = None) -> list[Ending]:
    """Controls by the police that end within the days that the county has set, without the person or vehicle found."""
    until = db.today + timedelta(db.setting("control_warn_days") or 0)
    marks, sought = ",".join("?" * len(WATCHED)), ",".join("?" * len(SOUGHT))
    rows = db.rows(
        "SELECT t.id, t.reg_no, t.status, t.kind, t.debtor, t.control_to FROM police_assist t "
        f"WHERE t.void = 0{_one(id)} AND t.status IN ({marks}) AND t.control_to <= ? AND t.closed_on IS NULL "
        f"AND coalesce(t.result, '待反馈') IN ({sought}) AND NOT EXISTS (SELECT 1 FROM link k JOIN police_assist n "
        "ON n.id = k.to_id AND n.void = 0 WHERE k.from_id = t.id AND k.note = ?) ORDER BY t.control_to, t.id",
        [*WATCHED, until.isoformat(), *SOUGHT, CONTINUED],
    )
    found = []
    for number, reg_no, status, kind, debtor, to in rows:
        due_on = date.fromisoformat(to)
        found.append(
            Ending(
                "police_assist",
                number,
                reg_no,
                f"{debtor}的{kind}",
                status,
                due_on,
                _says(db, due_on),
                "府院联动机制任务18",
                "仍需协助的办理续控，不再需要的通知公安撤控",
            )
        )
    return found


def views(db: Database) -> dict[str, Query]:
    """The standing views of both ledgers, by name; by the longest warning, whatever the kind of property."""
    days = max((max(term.warn_days, default=0) for term in _terms(db)), default=0)
    ending = db.today + timedelta(days)
    held = tuple(
        Filter("status", "is_not", state.value)
        for state in RECORDS["property_control"].about.states
        if state.value not in HELD
    )
    watched = tuple(
        Filter("status", "is_not", state.value)
        for state in RECORDS["police_assist"].about.states
        if state.value not in WATCHED
    )
    control_until = db.today + timedelta(db.setting("control_warn_days") or 0)
    return {
        f"{days}日内到期的查封": Query(
            "property_control",
            (*held, Filter("expires_on", "between", (None, ending)), Filter("lifted_on", "empty")),
            sort=("expires_on",),
        ),
        "临近到期的布控查扣": Query(
            "police_assist",
            (*watched, Filter("control_to", "between", (None, control_until)), Filter("closed_on", "empty")),
            sort=("control_to",),
        ),
    }


def _terms(db: Database) -> list[Period]:
    """The periods of seizure that are switched on, in their newest version."""
    return [versions[-1] for rule, versions in db.law.rules.items() if rule in CONTROLS and versions[-1].active]


def _one(id: int | None) -> str:
    return f" AND t.id = {int(id)}" if id is not None else ""


def _says(db: Database, due_on: date) -> str:
    left = (due_on - db.today).days
    return f"还有{left}天" if left > 0 else "今日到期" if left == 0 else f"已过{-left}天"


__all__ = ["CONTINUED", "Ending", "police", "seizures", "views"]
