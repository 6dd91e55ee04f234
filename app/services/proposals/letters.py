"""Proposals of 函件: a letter whose answer is late is reminded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from app.services.proposals.parts import Proposal, Rule, only

if TYPE_CHECKING:
    from app.data.database import Database

STEPS = ("第一次催办", "第二次催办", "提请督办")  # see notices/letters.py


def reminders(db: Database, id: int | None) -> Iterator[Proposal]:
    """Mechanism, G3 (督促检查): reminded in writing, then once more, then referred to the leading group's office."""
    from app.services.notices.following import UNANSWERED  # with it comes the catalogue, which a start can do without

    marks = ",".join("?" * len(UNANSWERED))
    today = db.today.isoformat()
    rows = db.rows(
        "SELECT t.id, t.doc_no, t.title, t.to_units, t.reply_due, coalesce(r.written, 0), coalesce(r.made, 0) "
        "FROM letter t LEFT JOIN (SELECT owner_id, sum(way = '书面催办') AS written, count(*) AS made, "
        "max(new_due) AS until FROM letter__reminders GROUP BY owner_id) r ON r.owner_id = t.id "
        f"WHERE {only(id)} AND t.direction = '发出' AND t.replied_on IS NULL AND t.reply_due < ? "
        f"AND t.status IN ({marks}) AND t.status NOT IN ('提请督办', '已通报') AND (r.until IS NULL OR r.until < ?) "
        "ORDER BY t.reply_due, t.id",
        (today, *UNANSWERED, today),
    )
    for number, doc_no, title, to, due, written, made in rows:
        step = STEPS[min(written, 2)]
        name = " ".join(part for part in (doc_no, title) if part)
        yield Proposal(
            f"remind:{number}:{made}",
            "催办函件",
            "letter",
            number,
            f"{step}：{name}",
            f"{to or '收文单位'}应于{due}前答复，已逾期{(db.today - date.fromisoformat(due)).days}天",
            "府院联动机制G3（督促检查）",
            "生成催办文书并编号，登记为一份新函件，在原函件的催办记录中记一行",
            date.fromisoformat(due),
        )


def remind(db: Database, proposal: Proposal) -> None:
    from app.services.notices import letters

    letters.remind(db, proposal.id)


RULES = (Rule("remind", "letter", reminders, remind),)
