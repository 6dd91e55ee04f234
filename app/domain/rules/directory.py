"""Rules of 基础数据: what the ledgers say about persons and enterprises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.rules.patterns import gathered_counted

if TYPE_CHECKING:
    from app.domain.facts import Facts


def attend_n(person: Any, facts: Facts) -> int:
    """Appearances name the person, not the directory entry: the name and the unit must agree."""
    if not person.name or not person.unit:
        return 0
    return facts.count("appearance", {"attendee": person.name, "organ": person.unit})


enterprise_suit_n = gathered_counted("ent_case.enterprise")
enterprise_exec_n = gathered_counted("enforcement_case.enterprise")

NOT_ACCEPTED = frozenset({"申请审查", "不予受理", "驳回申请"})


def is_bankrupt(enterprise: Any, facts: Facts) -> bool:
    return any(
        case.ended_on is None and case.status not in NOT_ACCEPTED
        for case in facts.gather(enterprise, "bankruptcy_case.debtor")
    )
