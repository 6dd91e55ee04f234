"""The nodes of cases (mechanism, task 13): which are missing, which are done or have moved, which are late.

A case says by its own fields when a node is done; its time limit, with approved changes (审限变更), says when the last
node is due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.data.queries import Filter, Query
from app.data.rows import load_many
from app.domain import periods
from app.domain.conditions import Condition
from app.domain.nodes import ARCHIVE_RULE, ARCHIVED, JUDGMENT, NODES, Node
from app.domain.records import RECORDS

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

OPEN, URGED, DONE = "监控中", "已催办", "已完成"
LIMITS = {"admin_case": "trial_limit_on", "enforcement_case": "limit_on"}
KINDS = {"admin_case": "行政", "enforcement_case": "执行"}
JUDGES = {"admin_case": None, "enforcement_case": "judge"}  # the field that names the judge


@dataclass(frozen=True)
class Planned:
    """A node as it should be."""

    node: str
    due_on: date
    done_on: date | None
    basis: str


class Planner:
    """Plans the nodes of many cases; days are counted once for each rule and start."""

    def __init__(self, db: Database, record: str) -> None:
        self.db, self.record = db, record
        self.nodes = NODES[record]
        self.settings = {node.setting: db.setting(node.setting) for node in self.nodes if node.setting}
        names = {name for node in self.nodes for name in (node.done, node.start, node.due) if name}
        names |= {name for node in self.nodes if node.rule for name in self._conditions(node)}
        self.names = sorted(names & RECORDS[record].fields().keys() | {"status", "status_changed_at"})
        self._counted: dict[tuple[str, str], tuple[date | None, str]] = {}

    def _conditions(self, node: Node) -> tuple[str, ...]:
        applies = self.db.law.period(node.rule).applies_when
        return applies.fields if applies else ()

    @property
    def columns(self) -> str:
        return ", ".join(f't."{name}"' for name in self.names)

    def plan(self, stored: tuple[Any, ...]) -> Iterator[Planned]:
        """From the columns of a case, as they are stored."""
        case = dict(zip(self.names, stored, strict=True))
        for node in self.nodes:
            due_on, basis = self._due(node, case)
            if due_on is not None:
                yield Planned(node.name, due_on, self._done(node, case), basis)

    def _due(self, node: Node, case: dict[str, Any]) -> tuple[date | None, str]:
        if node.due:
            return _day(case[node.due]), node.basis
        start = case.get(node.start)
        if node.setting:
            held = _day(case[node.done])
            days = self.settings[node.setting]
            if start and days is not None:
                return date.fromisoformat(start[:10]) + timedelta(days), node.basis
            return held, node.basis
        if not start:
            return None, ""
        applies = self.db.law.period(node.rule).applies_when
        if applies and node.rule != ARCHIVE_RULE and not _holds(applies, case):
            return None, ""
        key = (node.rule, start[:10])
        if key not in self._counted:
            day = date.fromisoformat(key[1])
            period = self.db.law.period(node.rule, day)
            self._counted[key] = periods.due(period, day, self.db.law.calendar).on, period.basis
        return self._counted[key]

    def _done(self, node: Node, case: dict[str, Any]) -> date | None:
        if node.done:
            day = _day(case[node.done])
            return day if day is not None and day <= self.db.today else None
        return _day(case["status_changed_at"]) if case["status"] == ARCHIVED else None


@dataclass(frozen=True)
class Missing:
    """A case and the nodes that it has not yet."""

    id: int
    case_no: str
    nodes: tuple[Planned, ...]


@dataclass(frozen=True)
class Moved:
    """A case and its nodes that no longer agree with it."""

    id: int
    case_no: str
    nodes: tuple[tuple[int, Planned, date], ...]  # node, as it should be, due date as it is


def missing(db: Database, record: str, id: int | None = None) -> list[Missing]:
    """Open cases, the newest first, some of whose nodes are not monitored. 归档 comes up when a case is closed, if its
    other nodes are monitored."""
    planner = Planner(db, record)
    ended = ", ".join(f"'{state.value}'" for state in RECORDS[record].about.states if state.terminal)
    one = f" AND t.id = {int(id)}" if id is not None else ""
    rows = db.rows(
        "SELECT t.id, t.case_no, (SELECT group_concat(n.node) FROM trial_node n WHERE n.case_no = t.case_no AND n.void = 0) "
        f'AS had, {planner.columns} FROM "{record}" t WHERE t.void = 0{one} AND t.status NOT IN ({ended}) '
        "AND t.case_no IS NOT NULL AND (t.closed_on IS NULL OR had IS NOT NULL) ORDER BY t.filed_on DESC, t.id"
    )
    found = []
    for number, case_no, had, *stored in rows:
        has = set(had.split(",")) if had else set()
        if has & set(JUDGMENT):
            has |= set(JUDGMENT)
        lacking = tuple(node for node in planner.plan(tuple(stored)) if node.node not in has)
        if lacking:
            found.append(Missing(number, case_no, lacking))
    return found


def moved(db: Database, record: str, id: int | None = None) -> list[Moved]:
    """Cases whose own dates say that a node is done, or whose time limit was changed (审限变更, another procedure)."""
    planner = Planner(db, record)
    one = f" AND t.id = {int(id)}" if id is not None else ""
    procedure = "t.trial_procedure" if record == "admin_case" else "NULL"
    rows = db.rows(
        f"SELECT t.id, t.case_no, n.id, n.node, n.due_on, n.procedure IS NOT {procedure} AND {procedure} IS NOT NULL "
        "OR EXISTS (SELECT 1 FROM limit_change c WHERE c.case_no = t.case_no AND c.approved = '同意' AND c.void = 0), "
        f'{planner.columns} FROM trial_node n JOIN "{record}" t ON t.case_no = n.case_no AND t.void = 0 '
        f"WHERE n.void = 0{one} AND n.done_on IS NULL ORDER BY t.id, n.id"
    )
    nodes: dict[tuple[int, str], list[tuple[int, Planned, date]]] = {}
    for number, case_no, node_id, name, due_text, may_move, *stored in rows:
        was = date.fromisoformat(due_text) if due_text else None
        for planned in planner.plan(tuple(stored)):
            same = planned.node == name or (planned.node in JUDGMENT and name in JUDGMENT)
            moves = bool(may_move) and planned.node in JUDGMENT and planned.due_on != was
            if same and (planned.done_on is not None or moves):
                due_on = planned.due_on if moves or was is None else was
                as_is = Planned(name, due_on, planned.done_on, planned.basis)
                nodes.setdefault((number, case_no), []).append((node_id, as_is, was or due_on))
    return [Moved(number, case_no, tuple(found)) for (number, case_no), found in nodes.items()]


def make(op: Operation, record: str, id: int, wanted: Missing) -> None:
    """Enter the missing nodes of a case; those that are done already as done."""
    case = load_many(op.fetch, record, [id])[0]
    judge = JUDGES[record]
    for planned in wanted.nodes:
        node = queries.blank(op.db, "trial_node")
        node.case_no, node.case_kind, node.cause = case.case_no, KINDS[record], case.cause
        node.procedure = getattr(case, "trial_procedure", None)
        node.judge = getattr(case, judge) if judge else None
        node.filed_on, node.limit_on = case.filed_on, getattr(case, LIMITS[record])
        node.case_closed_on = case.closed_on
        node.node, node.due_on, node.done_on = planned.node, planned.due_on, planned.done_on
        node.status = DONE if planned.done_on else OPEN
        op.create(node)
        op.link(case.id, node.id, "流程节点")


def bring_up_to_date(op: Operation, record: str, id: int, change: Moved) -> None:
    case = load_many(op.fetch, record, [id])[0]
    for number, planned, _ in change.nodes:
        node = load_many(op.fetch, "trial_node", [number])[0]
        node.due_on, node.limit_on, node.case_closed_on = planned.due_on, getattr(case, LIMITS[record]), case.closed_on
        node.procedure = getattr(case, "trial_procedure", None) or node.procedure
        if planned.done_on is not None:
            node.done_on, node.status = planned.done_on, DONE
        op.save(node)


@dataclass(frozen=True)
class Late:
    """A node that is not done and whose day has passed, not urged yet."""

    id: int
    case_no: str
    node: str
    due_on: date
    judge: str | None
    urge_n: int


def late(db: Database, id: int | None = None) -> list[Late]:
    one = f" AND t.id = {int(id)}" if id is not None else ""
    rows = db.rows(
        "SELECT t.id, t.case_no, t.node, t.due_on, t.judge, t.urge_n FROM trial_node t "
        f"WHERE t.void = 0{one} AND t.done_on IS NULL AND t.status = ? AND t.due_on < ? ORDER BY t.due_on, t.id",
        (OPEN, db.today.isoformat()),
    )
    return [
        Late(n, case, node, date.fromisoformat(due), judge, urged or 0) for n, case, node, due, judge, urged in rows
    ]


def urge(op: Operation, id: int) -> None:
    node = load_many(op.fetch, "trial_node", [id])[0]
    node.urge_n, node.last_urged_on, node.status = (node.urge_n or 0) + 1, op.db.today, URGED
    op.save(node)


def views(db: Database) -> dict[str, Query]:
    """The standing views of the nodes, by name."""
    undone = Filter("done_on", "empty")
    near = [Filter("level", "is_not", level) for level in ("正常", "提示")]
    return {
        "超期的流程节点": Query("trial_node", (Filter("due_on", "overdue"),), sort=("due_on",)),
        "预警的流程节点": Query("trial_node", (undone, *near), sort=("due_on",)),
    }


def _holds(condition: Condition, case: dict[str, Any]) -> bool:
    return condition.holds(lambda name: case.get(name))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
