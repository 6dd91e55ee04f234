"""Deadlines as people work with them: what is due, why, the calculator, the rules and the holidays."""

from app.services.deadlines.calculator import Answer, all_periods, calculate
from app.services.deadlines.lists import (
    DueCounts,
    counts,
    due_list,
    load_by_day,
    named,
    of_record,
    pending,
    waiting,
    without_next,
)
from app.services.deadlines.rows import DueRow, DueState

__all__ = [
    "Answer",
    "DueCounts",
    "DueRow",
    "DueState",
    "all_periods",
    "calculate",
    "counts",
    "due_list",
    "load_by_day",
    "named",
    "of_record",
    "pending",
    "waiting",
    "without_next",
]
