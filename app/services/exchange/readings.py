"""From a cell to a value, prepared once per column and remembered per different cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.data.search import fold
from app.data.stored import store
from app.domain import values
from app.domain.fields import Field, Kind
from app.services.exchange.questions import Question, Questions
from app.services.exchange.reader import text_of, too_long_a_number
from app.services.exchange.sheet_cells import DROPPED

if TYPE_CHECKING:
    from app.data.database import Database

NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.YEAR, Kind.DATE, Kind.DATETIME})
REMEMBERED = 1 << 15


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell means. `stored` is the value as the database would keep it."""

    text: str
    value: Any = None
    stored: Any = None
    reason: str = ""  # why it cannot be taken
    remedy: str = ""
    unmatched: bool = False  # a ref that names no record: kept as text
    masked: bool = False
    questions: tuple[Question, ...] = ()  # what it depends on; answered ones too
    asked: bool = False  # one of them is open, and `reason` says so: it may yet be taken
    left_out: bool = False  # says nothing, or was answered so: not taken, and no fault of the row
    original: str = ""  # the text as written, where it is not what is stored and shown


BLANK = Reading("")


@dataclass(frozen=True)
class Around:
    """What a cell's meaning depends on besides the cell: what stands around its column, and what people answered."""

    table: str = ""  # key of the table in the file, a part of the ids of its questions
    header: str = ""
    year: int | None = None  # of dates without one, from the title row or chosen
    money_unit: str = ""  # 元 or 万元, from the title row or chosen
    questions: Questions = field(default_factory=Questions)


class Readings(dict[Any, Reading]):
    """Cell → reading, for one column."""

    def __init__(self, f: Field, around: Around, make: Callable[[str], Reading]) -> None:
        super().__init__()
        self.around = around
        self.field = f
        self._make = make

    def __missing__(self, cell: Any) -> Reading:
        reading = self.fresh(cell)
        if len(self) < REMEMBERED:
            self[cell] = reading
        return reading

    def fresh(self, cell: Any) -> Reading:
        text = text_of(cell)
        if not text.strip():
            return BLANK
        if too_long_a_number(cell) and self.field.kind not in NUMBERS:
            return Reading(
                text,
                reason="这一格是超过15位的数字，Excel 只保留前15位，后几位已经丢失",
                remedy="请把单元格设为文本格式，按原件重新填写",
            )
        if self.field.mask and "*" in text:
            return Reading(
                text,
                stored=text,
                masked=True,
                reason="这是隐去了中间几位的号码，与已登记的不一致",
                remedy="请填写完整号码；不改动的请保持导出时的样子",
            )
        return self._make(text)


def readings_of(db: Database, f: Field, around: Around | None = None) -> Readings:
    around = around or Around()
    if f.kind in (Kind.REF, Kind.REFS):
        return Readings(f, around, _ref_reader(db, f))
    if f.kind in (Kind.UNIT, Kind.UNITS):
        return Readings(f, around, _unit_reader(db, f))
    choices = queries.options(db, f) if f.kind in (Kind.ENUM, Kind.MULTI_ENUM) and f.values else ()
    parse = values.parser(f, today=db.today, choices=choices)

    def read(text: str) -> Reading:
        try:
            value = parse(text)
        except values.Unreadable as problem:
            return Reading(text, stored=text, reason=str(problem), remedy=_remedy(f))
        return Reading(text, value, store(f, value))

    return Readings(f, around, read)


def _remedy(f: Field) -> str:
    if f.kind in (Kind.ENUM, Kind.MULTI_ENUM):
        return "请从下拉列表中选择，或者清空这一格"
    return "请改正后重新导入，或者清空这一格"


def _unit_reader(db: Database, f: Field) -> Callable[[str], Reading]:
    known = queries.unit_names(db)

    def read(text: str) -> Reading:
        text = values.clean(text)
        parts = values.split(text) if f.kind is Kind.UNITS else [text]
        found = [known.get(fold(part)) for part in parts]
        if missing := [part for part, unit in zip(parts, found, strict=True) if unit is None]:
            return Reading(
                text,
                stored=text,
                reason=f"单位名录中没有“{'、'.join(missing)}”",
                remedy="请填写单位名录中的全称或简称；新单位请先在单位名录中登记",
            )
        value = tuple(dict.fromkeys(unit for unit in found if unit)) if f.kind is Kind.UNITS else found[0]
        return Reading(text, value, store(f, value))

    return read


def _ref_reader(db: Database, f: Field) -> Callable[[str], Reading]:
    @lru_cache(maxsize=4096)
    def lookup(text: str) -> tuple[int, ...]:
        return tuple(queries.match_ref(db, f.to, text))

    def read(text: str) -> Reading:
        text = values.clean(text)
        if f.kind is Kind.REF:
            found = lookup(text)
            if len(found) == 1:
                return Reading(text, found[0], found[0])
            return Reading(text, stored=text, unmatched=True, reason=_why_unmatched(f, text, len(found)))
        ids = [lookup(part) for part in values.split(text)]
        if all(len(found) == 1 for found in ids):
            value = tuple(dict.fromkeys(found[0] for found in ids))
            return Reading(text, value, store(f, value))
        return Reading(text, stored=text, unmatched=True, reason=_why_unmatched(f, text, 0))

    return read


def _why_unmatched(f: Field, text: str, count: int) -> str:
    from app.domain.records import RECORDS

    ledger = RECORDS[f.to].about.label
    if count:
        return f"“{ledger}”中有 {count} 条记录都符合“{text}”，暂按文字保留"
    return f"“{ledger}”中找不到“{text}”，暂按文字保留"


def as_written(stored: Any) -> Any:
    """A stored text as it comes back from a workbook: without control characters, one kind of line end."""
    if isinstance(stored, str):
        return values.clean(DROPPED.sub("", stored.replace("\r\n", "\n").replace("\r", "\n")))
    return stored
