"""Reads the stories in resources/demo/stories: matters told from beginning to end, dated from today.

A file is a title line `# …`, a line `@by person unit`, names for long texts (`$甲 = …`) and records:

    admin_case c_ma                          record type and a key that later records refer to
    case_no={甲} | filed_on=D-320 | …        fields, separated by bars; lines may follow one another
    > steps: step_on=D-98 | way=会商 | …     a child row
    ~ c_ma                                   changes to a record told in an earlier file, or to a registration number
    = c_ma ja_land 同一案件                   a link with its note
    ! ll2 重复登记                            a record made void, and why

Values are written as people type them. `D-98` is 98 days ago, `D+8 09:00` a moment, both moved off rest days; `@c_ma`
is a record, `{@c_ma}` its registration number; `{Y-98}` and `{M-98}` are the year and month of a day; `{法}` and `{地}`
are the county's court code and document prefix; `{证}`, `{码}` and `{手机}` are numbers made up.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.data.search import fold
from app.data.units import unit_names
from app.domain.calendar import NoArrangement
from app.domain.fields import MANY, Field, Fields, Kind
from app.domain.records import RECORDS
from app.domain.records.registered import Registered
from app.domain.values import parse
from app.services.demo.people import DEMO, People

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

STORIES = DEMO / "stories"
DAY = re.compile(r"D([+-]\d+)(?: (\d\d):(\d\d))?")
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
HEAD = re.compile(r"([a-z_]+) (\w+)")


def fill(db: Database, people: People, today: date) -> None:
    teller = Teller(db, people, today)
    for path in sorted(STORIES.glob("*.txt")):
        teller.tell(path.read_text(encoding="utf-8"))


class Teller:
    """Keeps what has been told, so that later records can refer to it."""

    def __init__(self, db: Database, people: People, today: date) -> None:
        self.db, self.people, self.today = db, people, today
        self.units = unit_names(db)
        self.told: dict[str, Registered] = {}
        self.named = {"法": db.setting("court_code"), "地": db.setting("doc_prefix")}
        self.by = self.unit = ""

    def tell(self, text: str) -> None:
        title, by, *lines = text.splitlines()
        self.by, unit = by.removeprefix("@by ").split()
        self.unit = self.full_name(unit)
        with self.db.operation(title.removeprefix("# "), by=self.by) as op:
            key, record = "", None
            for line in lines:
                sign, _, rest = line.partition(" ")
                if line.startswith("$"):
                    name, _, value = line[1:].partition(" = ")
                    self.named[name] = self.written(value)
                elif sign in ("~", "=", "!") or (head := HEAD.fullmatch(line)):
                    self.enter(op, key, record)
                    key, record = "", None
                    if sign == "~":
                        record = self.again(rest)
                    elif sign == "=":
                        one, other, note = rest.split()
                        op.link(self.id(one), self.id(other), note)
                    elif sign == "!":
                        told, reason = rest.split()
                        op.void(self.again(told), reason)
                    elif head:
                        key, record = head[2], RECORDS[head[1]]()
                elif line and record is not None:
                    if sign == ">":
                        child, _, fields = rest.partition(": ")
                        row = type(record).children()[child]()
                        self.set(row, fields)
                        getattr(record, child).append(row)
                    else:
                        self.set(record, line)
            self.enter(op, key, record)

    def again(self, key: str) -> Registered:
        """A record entered before, as it now stands."""
        if key in self.told:
            found: Registered = queries.load(self.db, self.told[key].about.id, self.id(key))
            return found
        found = queries.find(self.db, key)
        return found

    def id(self, key: str) -> int:
        id = self.told[key].id
        assert id is not None
        return id

    def enter(self, op: Operation, key: str, record: Registered | None) -> None:
        if record is None:
            return
        if record.id is not None:
            op.save(record)
            return
        record.uid = self.people.uid()
        record.registered_by, record.registered_unit = self.by, self.unit
        record.registered_on = min(
            (day for f in record.own_fields().values() if (day := _day_of(getattr(record, f.name)))),
            default=self.today,
        )
        record.registered_on = min(record.registered_on, self.today)
        queries.fill_defaults(self.db, record)
        assert key not in self.told, key
        self.told[key] = op.create(record)

    def set(self, target: Fields, line: str) -> None:
        for part in line.split(" | "):
            name, _, text = part.partition("=")
            f = target.fields()[name]
            setattr(target, name, self.value(f, text))
            if f.computed and isinstance(target, Registered):
                target.overrides |= {name}

    def value(self, f: Field, text: str) -> Any:
        if f.kind is Kind.REF:
            return self.id(text.removeprefix("@"))
        if f.kind is Kind.REFS:
            return tuple(self.id(key.removeprefix("@")) for key in text.split("、"))
        text = self.written(text)
        if f.kind is Kind.UNIT:
            return self.full_name(text)
        if f.kind is Kind.UNITS:
            return tuple(self.full_name(part) for part in text.split("、"))
        if f.kind in (Kind.DATE, Kind.DATETIME) and (found := DAY.fullmatch(text)):
            day = self.day(int(found[1]))
            return day if f.kind is Kind.DATE else datetime.combine(day, time(int(found[2]), int(found[3])))
        return parse(f, text, today=self.today) if text else (() if f.kind in MANY else None)

    def written(self, text: str) -> str:
        return PLACEHOLDER.sub(lambda found: self.filled(found[1]), text)

    def filled(self, name: str) -> str:
        if name[0] in "YM":
            day = self.day(int(name[1:]))
            return f"{day:%Y}" if name[0] == "Y" else f"{day:%Y-%m}"
        if name.startswith("@"):
            return str(self.told[name[1:]].reg_no)
        if name in ("证", "码", "手机"):
            return {"证": self.people.id_card, "码": self.people.uscc, "手机": self.people.phone}[name]()
        return str(self.named[name])

    def full_name(self, unit: str) -> str:
        return self.units[fold(unit)]

    def day(self, days: int) -> date:
        """So many days from today; in the past the working day before, in the future the one after."""
        day = self.today + timedelta(days=days)
        return work_day(self.db, day, 1 if days > 0 else -1) if days else day


def work_day(db: Database, day: date, step: int = -1) -> date:
    """The day itself, or the nearest working day before it (after it: step 1)."""
    while _is_rest(db, day):
        day += timedelta(days=step)
    return day


def _is_rest(db: Database, day: date) -> bool:
    try:
        return db.calendar.is_rest(day)
    except NoArrangement:
        return day.weekday() >= 5


def _day_of(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
