"""Tables bound with a notice: what its first 附件 line names, row by row from the ledgers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from app.data.queries import Filter
from app.domain.fields import Kind
from app.services.notices.figures import LEADERS, span
from app.services.notices.ledger_table import Column
from app.services.notices.matter import Matter, amount, says

NUMBER = Column("序号", Kind.INTEGER)


class Enclosure(NamedTuple):
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


def table(records: Callable[[Matter], Iterable[Any]], columns: str) -> Callable[[Matter], Enclosure]:
    """Columns as `案号=case_no 责任单位=duty_unit`; money in 元, as its header says."""
    paths = says(columns)

    def made(matter: Matter) -> Enclosure:
        found = [Matter(matter.db, record, matter.dated) for record in records(matter)]
        kinds = {path: found[0].field(path).kind if found else Kind.TEXT for path in paths.values()}
        heads = [
            Column(f"{label}（元）" if kinds[path] is Kind.MONEY else label, kinds[path])
            for label, path in paths.items()
        ]
        rows = [
            [str(number), *(_cell(each, path, kinds[path]) for path in paths.values())]
            for number, each in enumerate(found, 1)
        ]
        return Enclosure([NUMBER, *heads], rows)

    return made


def _cell(matter: Matter, path: str, kind: Kind) -> str:
    if kind is Kind.MONEY:
        value = matter.value(path)
        return "" if value is None else amount(value)
    return matter.text(path)


def attendance(matter: Matter) -> Enclosure:
    """Each organ's hearings in the span: to attend, attended, by whom."""
    heads = "应诉单位 开庭庭次 应出庭件数 实际出庭件数 主要负责人出庭件数 未出庭件数".split()
    hearings = [h for h in matter.all("appearance", span(matter).within("hearing_at")) if h.held == "已开庭"]
    rows: list[list[str]] = []
    for organ in dict.fromkeys(h.organ for h in hearings):
        own = [h for h in hearings if h.organ == organ]

        def cases(*results: str, own: list[Any] = own) -> set[tuple[Any, str]]:
            return {(h.case, h.trial_level) for h in own if h.should_attend and (not results or h.result in results)}

        to_attend, attended = cases(), cases(*LEADERS)
        counts = (len(own), len(to_attend), len(attended), len(cases(LEADERS[0])), len(to_attend - attended))
        rows.append([str(len(rows) + 1), organ, *map(str, counts)])
    return Enclosure([NUMBER, Column(heads[0], Kind.UNIT), *(Column(head, Kind.INTEGER) for head in heads[1:])], rows)


def lost_cases(matter: Matter) -> list[Any]:
    return matter.all("loss_case", span(matter).within("effective_on"))


def open_debts(matter: Matter) -> list[Any]:
    last = span(matter).last
    debts = matter.all("gov_debt_case", Filter("filed_on", "between", (None, last)))
    return [debt for debt in debts if not debt.settled_on or debt.settled_on > last]


def work_points(matter: Matter) -> list[Any]:
    points = matter.all("work_point", Filter("year", "is", matter.record.year))
    return sorted(points, key=lambda point: point.seq or 0)


def unpaid_workers(matter: Matter) -> Enclosure:
    """Names and numbers of workers stand here only (notices.md §3.11)."""
    columns = says("姓名=name 人员类别=worker_kind 身份证号=id_no 欠付期间=period 欠付工资=owed")
    declared = type(matter.record).children()["workers"].fields()
    heads = [Column(f"{label}（元）" if of == "owed" else label, declared[of].kind) for label, of in columns.items()]
    rows = [
        [str(number), *(_of_row(matter, row, of, declared[of]) for of in columns.values())]
        for number, row in enumerate(matter.record.workers, 1)
    ]
    return Enclosure([NUMBER, *heads], rows)


def _of_row(matter: Matter, row: Any, of: str, declared: Any) -> str:
    value = getattr(row, of)
    if value is None:
        return ""
    return amount(value) if declared.kind is Kind.MONEY else matter.written(declared, value)
