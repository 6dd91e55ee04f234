"""One due date as people see it: what it is, how it was counted, what state it is in today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from app.data.law import Law
from app.data.schema_names import DUE_COLUMNS
from app.domain import periods
from app.domain.calendar import NoArrangement
from app.domain.periods import DayCounted, Note, NoteKind, Period, PeriodKind, Unit

PLACE = {name: place for place, name in enumerate(DUE_COLUMNS)}


class DueState(StrEnum):
    PENDING = "未到期"
    OVERDUE = "逾期"
    DONE = "按期完成"
    LATE = "逾期完成"
    EXPIRED = "已届满"  # takes effect by itself (冻结失效, 视为解除 …)
    ENDED = "期间届满"  # somebody's time to act is over; nobody is late
    UNKNOWN = "待定"
    TOO_EARLY = "早于最短期限"
    MAY_ACT = "可以办理"  # a waiting time is over
    CLOSED = "已办结"  # the matter is closed, the day of this step is not entered
    SHOWN = "仅供参考"


OPEN = frozenset({DueState.PENDING, DueState.OVERDUE, DueState.UNKNOWN})


class DueRow:
    """A row of the table `due`, seen on a day. Cheap to make: a list of a hundred thousand is made at once."""

    __slots__ = ("law", "notes", "row", "today")

    def __init__(self, row: tuple[Any, ...], law: Law, today: date, notes: Sequence[Note] = ()) -> None:
        self.row, self.law, self.today, self.notes = row, law, today, notes

    def _date(self, name: str) -> date | None:
        text = self.row[PLACE[name]]
        return date.fromisoformat(text) if text else None

    @property
    def owner(self) -> int:
        """Id of the record."""
        return int(self.row[0])

    @property
    def rule(self) -> str:
        return str(self.row[1])

    @property
    def period(self) -> Period:
        return self.law.by_row[self.row[2]]

    @property
    def record(self) -> str:
        return str(self.row[3])

    @property
    def module(self) -> str:
        return str(self.row[4])

    @property
    def kind(self) -> PeriodKind:
        return PeriodKind(self.row[5])

    @property
    def title(self) -> str:
        return self.period.title

    @property
    def event(self) -> str:
        return self.period.event

    @property
    def basis(self) -> str:
        return self.period.basis

    @property
    def responsible(self) -> str:
        """Who has to act, in the words of the rule."""
        return self.period.responsible

    @property
    def start_on(self) -> date:
        return date.fromisoformat(self.row[6])

    @property
    def nominal_on(self) -> date | None:
        return self._date("nominal_on")

    @property
    def counted_on(self) -> date | None:
        """By the rule alone."""
        return self._date("counted_on")

    @property
    def due_on(self) -> date | None:
        """What counts: set by a document, an extension or on the record, else as counted."""
        return self._date("due_on")

    @property
    def safe_on(self) -> date | None:
        return self._date("safe_on")

    @property
    def pending_year(self) -> int | None:
        return self.row[PLACE["pending_year"]]  # type: ignore[no-any-return]

    @property
    def paused_days(self) -> int:
        return int(self.row[PLACE["paused"]])

    @property
    def set_by(self) -> str:
        """延长, 文书指定, 记录 (the date on the record is another one), 停表; empty where it is as counted."""
        return str(self.row[PLACE["set_by"]])

    @property
    def done_on(self) -> date | None:
        return self._date("done_on")

    @property
    def posted_on(self) -> date | None:
        return self._date("posted_on")

    @property
    def unit(self) -> str | None:
        return self.row[PLACE["unit"]]  # type: ignore[no-any-return]

    @property
    def person(self) -> str | None:
        return self.row[PLACE["person"]]  # type: ignore[no-any-return]

    @property
    def is_owed(self) -> bool:
        """Somebody is late after that day."""
        return bool(self.row[PLACE["owed"]])

    @property
    def state(self) -> DueState:
        settled, kind = self.row[PLACE["settled"]], self.kind
        if settled != "open":
            return SETTLED[settled]
        due_on = self.due_on
        if due_on is None:
            return DueState.UNKNOWN
        if self.today <= due_on:
            return DueState.PENDING
        if kind is PeriodKind.EARLIEST:
            return DueState.MAY_ACT
        if kind is PeriodKind.EXPIRY:
            return DueState.EXPIRED
        return DueState.OVERDUE if self.is_owed else DueState.ENDED

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def days_left(self) -> int | None:
        """Natural days until the due date; 0 on the day itself, negative after it."""
        due_on = self.due_on
        return None if due_on is None else (due_on - self.today).days

    @property
    def working_days_left(self) -> int | None:
        """Of a period counted in working days."""
        due_on = self.due_on
        if due_on is None or due_on < self.today:
            return None
        try:
            return self.law.calendar.working_days_in(self.today, due_on) - (
                0 if self.law.calendar.is_rest(self.today) else 1
            )
        except NoArrangement:
            return None

    @property
    def is_near(self) -> bool:
        """Within the days of warning that the rule names."""
        if self.state is not DueState.PENDING or not self.period.warn_days:
            return False
        left = self.working_days_left if self.period.unit is Unit.WORKING_DAY else self.days_left
        return left is not None and left <= max(self.period.warn_days)

    @property
    def exceeds_ceiling(self) -> bool:
        """The date that was set lies after the latest one that the law allows."""
        due_on, counted_on = self.due_on, self.counted_on
        return self.kind is PeriodKind.CEILING and bool(due_on and counted_on and due_on > counted_on)

    @property
    def says(self) -> str:
        """State and warning in one sentence."""
        due_on, state = self.due_on, self.state
        if state is DueState.UNKNOWN:
            if self.set_by == NoteKind.STOP:
                return "计时停止中，恢复后才能算出到期日"
            nominal = f"，不顺延为{self.nominal_on}" if self.nominal_on else ""
            return f"待定（未导入{self.pending_year}年放假安排）{nominal}"
        if self.exceeds_ceiling:
            return f"所定日期{due_on}晚于法定上限{self.counted_on}，请核对延长依据"
        if state is DueState.TOO_EARLY:
            return f"{self.done_on}办理，早于最短期限{due_on}，请核对"
        if state is DueState.PENDING and self.kind is PeriodKind.EARLIEST:
            return f"等待期内，{due_on}届满前不得办理" if self.period.direction == "after" else f"{due_on}起可以提出"
        if state is DueState.EXPIRED:
            return f"{due_on}届满，已自动发生效力"
        if state is DueState.OVERDUE:
            return f"逾期{-(self.days_left or 0)}天"
        if state is DueState.PENDING:
            left = self.days_left or 0
            return "今日到期" if left == 0 else f"还有{left}天"
        return state.value

    @property
    def stops(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if note.kind is NoteKind.STOP)

    @property
    def extension(self) -> Note | None:
        return self._last(NoteKind.EXTENSION)

    @property
    def document(self) -> Note | None:
        return self._last(NoteKind.DOCUMENT)

    def _last(self, kind: NoteKind) -> Note | None:
        return next((note for note in reversed(self.notes) if note.kind is kind), None)

    @property
    def counting(self) -> tuple[str, ...]:
        """How the date comes about, in sentences."""
        said = list(periods.explain(self.period, self.start_on, self.law.calendar, notes=self.notes))
        if self.set_by == "记录":
            said.append(f"记录中填写的日期为{self.due_on}，以它为准")
        if self.safe_on is not None:
            said.append(f"稳妥起见应在{self.safe_on}前完成")
        if self.posted_on is not None:
            said.append(f"{self.posted_on}交邮，在途时间不计，以交邮日判断是否逾期")
        return tuple(said)

    @property
    def days(self) -> list[DayCounted]:
        """Every day on the way."""
        return periods.day_by_day(self.period, self.start_on, self.law.calendar, notes=self.notes)

    def facts(self) -> dict[str, Any]:
        """For JSON, exports and scripts."""
        named = ("owner", "rule", "title", "record", "module", "start_on", "nominal_on", "counted_on", "due_on")
        found = {name: getattr(self, name) for name in (*named, "safe_on", "done_on", "posted_on", "unit", "person")}
        return {**found, "kind": self.kind.value, "state": self.state.value, "says": self.says, "basis": self.basis}

    def __repr__(self) -> str:
        return f"DueRow({self.rule} {self.start_on} → {self.due_on}, {self.state.value})"


SETTLED = {
    "done": DueState.DONE,
    "late": DueState.LATE,
    "early": DueState.TOO_EARLY,
    "closed": DueState.CLOSED,
    "shown": DueState.SHOWN,
}
