"""Days of rest and worked weekends, year by year: brought in from a file, typed as in the notice, local days added.

Each change is one operation that can be undone; the due dates it moves follow in the same operation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.domain.texts import Context, Unreadable
from app.errors import UserError

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

OFF, ON = "off", "on"
KINDS = {"off": OFF, "放假": OFF, "休息": OFF, "休": OFF, "on": ON, "上班": ON, "调休上班": ON, "班": ON, "补班": ON}
HEADERS = {"日期": "day", "date": "day", "类型": "kind", "安排": "kind", "day": "kind", "kind": "kind"}
HEADERS |= {"名称": "name", "节日": "name", "假日": "name", "holiday": "name", "name": "name"}


class Holiday(NamedTuple):
    day: date
    kind: str  # off, on
    name: str = ""
    is_local: bool = False

    @property
    def says(self) -> str:
        return "放假" if self.kind == OFF else "上班"


@dataclass(frozen=True)
class YearTable:
    """What is known of a year; a year is known once a day off of the State Council's arrangement is."""

    year: int
    off: int
    on: int
    local: int

    @property
    def is_known(self) -> bool:
        return self.off > 0


def years(db: Database) -> list[YearTable]:
    rows = db.rows(
        "SELECT CAST(substr(day, 1, 4) AS INTEGER), sum(kind = 'off' AND NOT local), sum(kind = 'on' AND NOT local), "
        "sum(local) FROM holiday GROUP BY 1 ORDER BY 1 DESC"
    )
    return [YearTable(*row) for row in rows]


def days(db: Database, year: int) -> list[Holiday]:
    rows = db.rows(
        "SELECT day, kind, name, local FROM holiday WHERE day BETWEEN ? AND ? ORDER BY day", (f"{year}-", f"{year}.")
    )
    return [Holiday(date.fromisoformat(day), kind, name or "", bool(local)) for day, kind, name, local in rows]


def read_file(path: Path, today: date) -> list[Holiday]:
    """Columns 日期, 类型 (放假, 上班), 名称; several years may stand in one file. Raises UserError."""
    from app.domain.dates import read_date
    from app.services.deadlines.table_file import read_table

    found = []
    for number, row in read_table(path, HEADERS, needed=("day", "kind")):
        if row["kind"] not in KINDS:
            raise UserError(f"第{number}行看不懂", f"类型“{row['kind']}”不是放假或上班", "类型一栏写“放假”或“上班”")
        try:
            day = read_date(row["day"], Context(today=today))
        except Unreadable as error:
            raise UserError(f"第{number}行看不懂", f"日期“{row['day']}”：{error}", "日期写成 2027-01-01") from error
        found.append(Holiday(day, KINDS[row["kind"]], row.get("name", "")))
    return found


PART = re.compile(
    r"(?:(?P<name>[^\d\s:：;；,，、]+)[:：]?)?\s*(?P<month>\d{1,2})\s*[.月/]\s*(?P<first>\d{1,2})日?"
    r"(?:（[^）]*）)?(?:\s*[-–—~至到]+\s*(?:(?P<to>\d{1,2})\s*[.月/]\s*)?(?P<last>\d{1,2})日?(?:（[^）]*）)?)?"
)


def typed(year: int, off: str, on: str) -> list[Holiday]:
    """As in the notice: “元旦：1月1日至3日；春节：2月15日至23日” and “1月4日、2月14日”. Raises UserError."""
    return [*_days(year, off, OFF), *_days(year, on, ON)]


def _days(year: int, text: str, kind: str) -> Iterator[Holiday]:
    name = ""
    for part in re.split("[;；,，、\n]+", text):
        if not part.strip():
            continue
        found = PART.fullmatch(part.strip().removeprefix("和"))
        if found is None:
            raise UserError(f"看不懂“{part.strip()}”", "", "写成“国庆节：10月1日至7日”或“10.1-7”，各段用分号隔开")
        name = found["name"] or ("" if kind == ON else name)
        try:
            first = date(year, int(found["month"]), int(found["first"]))
            last = date(year, int(found["to"] or found["month"]), int(found["last"])) if found["last"] else first
        except ValueError:
            raise UserError(f"没有“{part.strip()}”这一天", "月或日超出范围", "请核对") from None
        if last < first:
            raise UserError(f"“{part.strip()}”的止日早于起日", "", "请核对")
        for offset in range((last - first).days + 1):
            yield Holiday(first + timedelta(offset), kind, name)


def enter(db: Database, new: Sequence[Holiday], *, source: str = "") -> list[int]:
    """Replace the arrangement of every year in `new`; the county's own days stay. Returns the years. Raises UserError."""
    if not new:
        raise UserError("没有可以写入的放假安排", "一天也没有读到", "请核对内容")
    _check(new)
    known = sorted({holiday.day.year for holiday in new})
    title = "、".join(map(str, known))
    with db.operation(f"写入{title}年放假安排", source=source) as op:
        for year in known:
            _replace(op, year, [holiday for holiday in new if holiday.day.year == year])
    return known


def _check(new: Iterable[Holiday]) -> None:
    seen: dict[date, str] = {}
    for holiday in new:
        if seen.setdefault(holiday.day, holiday.kind) != holiday.kind:
            raise UserError(f"{holiday.day}既写放假又写上班", "同一天只能有一种安排", "请核对")
        if holiday.kind == ON and holiday.day.weekday() < 5:
            raise UserError(f"{holiday.day}本来就是工作日", "调休上班只能是星期六、星期日", "请核对日期和年份")


def _replace(op: Operation, year: int, new: Sequence[Holiday]) -> None:
    rows = op.fetch(
        "SELECT id, day, kind, name, local FROM holiday WHERE day BETWEEN ? AND ?", (f"{year}-", f"{year}.")
    )
    there = {day: (id, kind, name or "", local) for id, day, kind, name, local in rows}
    for holiday in {holiday.day: holiday for holiday in new}.values():
        values = {"day": holiday.day.isoformat(), "kind": holiday.kind, "name": holiday.name or None, "local": 0}
        old = there.pop(values["day"] or "", None)
        if old is None:
            op.write_row("holiday", values)
        elif old[1:] != (holiday.kind, holiday.name, 0):
            op.write_row("holiday", values, old[0])
    for id, _, _, local in there.values():
        if not local:
            op.delete_row("holiday", id)


def add_local(db: Database, day: date, kind: str, name: str) -> None:
    """A day off, or a worked weekend, of this county alone."""
    if not name.strip():
        raise UserError("没有写明是什么安排", "本地放假要有依据", "请填写名称，如“全县放假”")
    _check([Holiday(day, kind)])
    if db.value("SELECT 1 FROM holiday WHERE day = ?", (day.isoformat(),)):
        raise UserError(f"{day}已有安排", "同一天只能有一种安排", "请先删除原来的安排")
    with db.operation(f"本地{'放假' if kind == OFF else '上班'}：{day}") as op:
        op.write_row("holiday", {"day": day.isoformat(), "kind": kind, "name": name.strip(), "local": 1})


def remove(db: Database, day: date) -> None:
    id = db.value("SELECT id FROM holiday WHERE day = ?", (day.isoformat(),))
    if id is None:
        raise UserError(f"{day}没有安排", "它可能已被删除或撤销", "请刷新后重试")
    with db.operation(f"删除放假安排：{day}") as op:
        op.delete_row("holiday", id)


def remove_year(db: Database, year: int) -> None:
    """The dates that need this year become 待定."""
    rows = db.rows("SELECT id FROM holiday WHERE day BETWEEN ? AND ? AND local = 0", (f"{year}-", f"{year}."))
    if not rows:
        raise UserError(f"没有{year}年的放假安排", "", "请核对年份")
    with db.operation(f"删除{year}年放假安排") as op:
        for (id,) in rows:
            op.delete_row("holiday", id)


def missing_years(db: Database) -> dict[int, int]:
    """Years without an arrangement that open deadlines wait for, and how many do."""
    return dict(
        db.rows(
            "SELECT pending_year, count(*) FROM due WHERE settled = 'open' AND pending_year IS NOT NULL "
            "GROUP BY pending_year ORDER BY pending_year"
        )
    )
