"""The calculator: any rule, a day, stops of the clock; the answer with its counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.domain import periods
from app.domain.calendar import DAY
from app.domain.choices import CONTROL_DAY_BEFORE, CONTROLS
from app.domain.periods import Count, DayCounted, Note, NoteKind, Period
from app.errors import UserError

if TYPE_CHECKING:
    from app.data.database import Database

HINT = "到期日由程序推算，仅供提醒，以法律文书和办案机关认定为准。现场提交的以下班时间为准。"


@dataclass(frozen=True)
class Answer:
    period: Period
    start: date
    count: Count
    safe_on: date | None
    counting: tuple[str, ...]
    days: list[DayCounted]
    hint: str = HINT

    @property
    def due_on(self) -> date | None:
        return self.count.due.on

    @property
    def nominal_on(self) -> date | None:
        return self.count.due.nominal

    def facts(self) -> dict[str, Any]:
        period = self.period
        return {
            "rule": period.id,
            "title": period.title,
            "event": period.event,
            "start_on": self.start,
            "length": period.length,
            "direction": period.direction,
            "kind": period.kind.value,
            "due_on": self.due_on,
            "nominal_on": self.nominal_on,
            "safe_on": self.safe_on,
            "pending_year": self.count.due.pending_year,
            "paused_days": self.count.paused,
            "responsible": period.responsible,
            "extendable": period.extendable,
            "basis": period.basis,
            "note": period.note,
            "counting": list(self.counting),
            "hint": self.hint,
        }


def all_periods(db: Database) -> list[Period]:
    """The newest version of every rule, also of those without a ledger, in the order of the file."""
    return [versions[-1] for versions in db.law.rules.values()]


def found_period(db: Database, text: str) -> str:
    """The rule of that id or title; raises UserError naming those that are close."""
    if text in db.law.rules:
        return text
    titled = [period for period in all_periods(db) if text and text in period.title]
    exact = [period for period in titled if period.title == text]
    if len(exact or titled) == 1:
        return (exact or titled)[0].id
    near = "、".join(f"{period.id}（{period.title}）" for period in titled[:5])
    raise UserError(
        f"没有“{text}”这项期限" if not titled else f"“{text}”不只一项期限",
        f"相近的有：{near}" if near else "期限编号写错了",
        "用 fuyuan periods 查看编号",
    )


def calculate(db: Database, rule: str, start: date, notes: Sequence[Note] = ()) -> Answer:
    """The version of the rule for that day, with stops of the clock, an extension or a document's date."""
    period = db.law.period(found_period(db, rule), start)
    calendar = db.law.calendar
    result = periods.count(period, start, calendar, [note for note in notes if note.kind is not NoteKind.POSTED])
    safe: date | None = None
    if result.counted is not None and result.set_by is None:
        safe = periods.safe_date(period, result.counted, calendar)
        if period.id in CONTROLS and db.law.choices[CONTROL_DAY_BEFORE]:
            safe = min(safe or result.counted, result.counted - DAY)
    counting = list(periods.explain(period, start, calendar, notes=notes))
    if safe is not None:
        counting.append(f"稳妥起见应在{safe}前完成")
    return Answer(
        period, start, result, safe, tuple(counting), periods.day_by_day(period, start, calendar, notes=notes)
    )


def stop(first: date, last: date | None, reason: str = "") -> Note:
    return Note(NoteKind.STOP, first, last, reason=reason)
