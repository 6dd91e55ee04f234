"""Payment plans of public debtors (mechanism, task 19): which instalments are due, late or paid, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.data.database import Database

PLANNED = ("已订计划", "已列预算", "履行中")  # states in which a late instalment makes the plan overdue
SETTLED = "已结清"
COLUMNS = (
    "p.id, c.id, c.reg_no, c.case_no, c.debtor_unit, c.status, p.term_no, p.due_on, p.amount, p.fund_source, p.finance_on, "
    "p.paid_on, p.paid_amt"
)


@dataclass(frozen=True)
class Instalment:
    """One row of a plan; money in 分."""

    row: int
    case: int
    reg_no: str
    case_no: str
    unit: str
    status: str
    term_no: int | None
    due_on: date | None
    amount: int | None
    fund_source: str | None
    finance_on: date | None
    paid_on: date | None
    paid_amt: int | None

    @property
    def owed(self) -> int | None:
        """What is still to be paid of it."""
        return None if self.amount is None else max(0, self.amount - (self.paid_amt or 0))

    def next_step(self, today: date) -> str:
        if self.paid_on is not None:
            return "已付" if not self.owed else "已付一部分，余额另订计划"
        if self.due_on is not None and self.due_on < today:
            return "逾期，督促付款，拒不履行的提请通报"
        return "按期付款" if self.finance_on else "请财政部门确认资金来源"


def overdue(db: Database, id: int | None = None) -> list[Instalment]:
    """Not paid by its day, of matters not settled; the oldest first within a matter."""
    return _rows(db, id, "p.paid_on IS NULL AND p.due_on < ? AND c.status <> ?", (db.today.isoformat(), SETTLED))


def due(db: Database, days: int, id: int | None = None) -> list[Instalment]:
    """To be paid from today on within so many days."""
    first, last = db.today.isoformat(), (db.today + timedelta(days)).isoformat()
    return _rows(db, id, "p.paid_on IS NULL AND p.due_on BETWEEN ? AND ? AND c.status <> ?", (first, last, SETTLED))


def paid(db: Database, first: date, last: date, id: int | None = None) -> list[Instalment]:
    """Paid between two days."""
    return _rows(db, id, "p.paid_on BETWEEN ? AND ?", (first.isoformat(), last.isoformat()))


def _rows(db: Database, id: int | None, where: str, params: tuple[Any, ...]) -> list[Instalment]:
    one = f" AND c.id = {int(id)}" if id is not None else ""
    rows = db.rows(
        f"SELECT {COLUMNS} FROM gov_debt_case__pay_plan p JOIN gov_debt_case c ON c.id = p.owner_id "
        f"WHERE c.void = 0{one} AND {where} ORDER BY p.due_on, c.id, p.position",
        params,
    )
    return [_read(row) for row in rows]


def _read(row: tuple[Any, ...]) -> Instalment:
    id, case, reg_no, case_no, unit, status, term_no, due_on, amount, source, finance_on, paid_on, paid_amt = row
    matter = (id, case, reg_no, case_no, unit, status, term_no)
    return Instalment(*matter, _day(due_on), amount, source, _day(finance_on), _day(paid_on), paid_amt)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
