"""From a cell to a value, prepared once per column and remembered per different cell.

What is clear is taken, what is ambiguous raises a question, what is impossible says why. Nothing is guessed. A repeated
cell costs one look-up in a dict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from app.data import queries
from app.data.stored import store
from app.domain import values
from app.domain.checks import check_uscc, plausible
from app.domain.fields import MANY, Field, Kind
from app.domain.texts import Ambiguous, Meaning, Unreadable, plain
from app.services.exchange.questions import Option, Question, QuestionKind, Questions
from app.services.exchange.reader import text_of, too_long_a_number
from app.services.exchange.sheet_cells import DROPPED

if TYPE_CHECKING:
    from app.data.database import Database

DATES = frozenset({Kind.DATE, Kind.DATETIME})
NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.YEAR}) | DATES
REMEMBERED = 1 << 13  # cells of a column; one in which each cell is another would only fill the memory

SKIP = Option("skip", "不采用，这一格按没有填写处理（原文留在导入记录里）")
KEEP = "keep"  # the text as it stands
ANSWER = "请在导入的核对步骤中选定，或者改正这一格后重新导入"

# What people write where there is nothing to write; not in texts, where it may mean something.
STROKES = frozenset(["/", "//", "\\", "-", "--", "---", "—", "——", "–", "_", "...", "......", "N/A", "NULL"])
NOTHING = STROKES | {"无", "暂无", "空", "NA", "NONE"}
LONGEST_NOTHING = 8  # with blanks around it
TEXTS = frozenset({Kind.TEXT, Kind.LONGTEXT})
OF_WORDS = TEXTS | {Kind.BOOLEAN, Kind.ENUM, Kind.MULTI_ENUM}  # 无 may be what they say


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
ERASE = frozenset({"（清空）", "(清空)"})  # an empty cell says nothing; this one says that nothing is there


@dataclass(frozen=True)
class Around:
    """What a cell's meaning depends on besides the cell: what stands around its column, and what people answered."""

    table: str = ""  # key of the table in the file, a part of the ids of its questions
    header: str = ""
    year: int | None = None  # of dates without one, from the title row or chosen
    money_unit: str = ""  # of bare numbers, as decided for the column from header, title row or by a person
    questions: Questions = field(default_factory=Questions)

    def question(
        self,
        f: Field,
        form: str,
        text: str,
        options: Iterable[Option],
        proposal: str | None = None,
        kind: QuestionKind = "value",
    ) -> Question:
        """One that all cells of this form in this column raise."""
        text = f"“{self.header or f.label}”栏：{text}"
        return Question(f"{kind}:{self.table}:{f.name}:{form}", kind, text, (*options, SKIP), proposal)


def answered(
    around: Around,
    f: Field,
    text: str,
    question: Question,
    meanings: Mapping[str, Any],
    why: str,
    *,
    wrong: bool = False,
) -> Reading:
    """The meaning that was chosen; `wrong`: without an answer the cell is refused, not only left out."""
    answer = around.questions.answer(question)
    if answer == SKIP.value:
        return Reading(text, questions=(question,), left_out=True, original=text)
    if answer is not None and answer in meanings:
        value = meanings[answer]
        return Reading(text, value, store(f, value), questions=(question,), original=text)
    return Reading(text, stored=text, reason=why, remedy=ANSWER, questions=(question,), asked=not wrong)


class Readings(dict[Any, Reading]):
    """Cell → reading, for one column."""

    def __init__(
        self,
        f: Field,
        around: Around,
        make: Callable[[str], Reading],
        of_number: Callable[[float], Any] | None = None,
    ) -> None:
        """`of_number`: the stored value of a number, None where its text has to be read."""
        super().__init__()
        self._of_number = of_number
        self.around = around
        self.field = f
        self._make = make
        self._shown = None if f.kind in (Kind.REF, Kind.REFS) or f.mask else values.shower(f)

    def __missing__(self, cell: Any) -> Reading:
        reading = self.fresh(cell)
        if len(self) < REMEMBERED:
            self[cell] = reading
        return reading

    def fresh(self, cell: Any) -> Reading:
        text = text_of(cell)
        if not text.strip():
            return BLANK
        if text.strip() in ERASE:
            return Reading(text, () if self.field.kind in MANY else None)
        kind = self.field.kind
        if too_long_a_number(cell) and kind not in NUMBERS:
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
        if kind in DATES and cell.__class__ is float and (lost := _lost_zero(text)):
            return Reading(text, stored=text, reason=lost, remedy=_remedy(self.field))
        if self._of_number is not None and cell.__class__ is float:
            if (stored := self._of_number(cell)) is not None:
                return Reading(text, stored, stored)
        if len(text) <= LONGEST_NOTHING and kind not in TEXTS:
            bare = plain(text).upper()
            if bare in STROKES or (bare in NOTHING and kind not in OF_WORDS):
                return Reading(text, left_out=True, original=text)
        reading = self._make(text)
        if reading.value == text:
            return reading
        if cell.__class__ is str or (cell.__class__ is datetime and cell.time() != time()):
            return self._with_original(reading, text)
        return reading

    def _with_original(self, reading: Reading, text: str) -> Reading:
        """What was written is kept where it is not what will be read again."""
        if reading.original or reading.reason or reading.value in (None, ()) or self._shown is None:
            return reading
        bare = values.clean(text)
        if bare == self._shown(reading.value) or (self.field.kind in NUMBERS and values.NUMBER.fullmatch(plain(bare))):
            return reading
        return replace(reading, original=text)


def _lost_zero(text: str) -> str:
    """2022.1 as a number may have been 2022.10; Excel has dropped the 0."""
    whole, _, rest = text.partition(".")
    if len(whole) == 4 and rest == "1":
        return f"这一格是数字 {text}，末尾的0可能已经丢失，分不清是1月还是10月"
    if len(whole) <= 2 and rest in ("1", "2", "3"):
        return f"这一格是数字 {text}，末尾的0可能已经丢失，分不清是{rest}日还是{rest}0日"
    return ""


def readings_of(db: Database, f: Field, around: Around | None = None) -> Readings:
    from app.services.exchange.named_readings import choice_reader, ref_reader, unit_reader

    around = around or Around()
    if f.kind in (Kind.REF, Kind.REFS):
        return Readings(f, around, ref_reader(db, f, around))
    if f.kind in (Kind.UNIT, Kind.UNITS):
        return Readings(f, around, unit_reader(db, f, around))
    if f.kind in (Kind.ENUM, Kind.MULTI_ENUM) and f.values:
        return Readings(f, around, choice_reader(f, queries.options(db, f), around))
    if f.kind is Kind.MONEY:
        return Readings(f, around, *_money_readers(f, around))
    parse = values.parser(f, today=db.today, year=around.year, typed=False)
    sound = SOUND.get(f.kind)

    def read(text: str) -> Reading:
        try:
            value = parse(text)
            if sound:
                sound(f, text, value, db.today)
        except Ambiguous as doubt:
            return _asked(around, f, text, doubt)
        except Unreadable as problem:
            return Reading(text, stored=text, reason=str(problem), remedy=_remedy(f))
        return Reading(text, value, store(f, value))

    return Readings(f, around, read)


def _asked(around: Around, f: Field, text: str, doubt: Ambiguous) -> Reading:
    options = [Option(meaning.key, meaning.label) for meaning in doubt.meanings]
    question = around.question(f, doubt.form, str(doubt), options, doubt.proposal)
    return answered(around, f, text, question, {m.key: m.value for m in doubt.meanings}, str(doubt))


def _remedy(f: Field) -> str:
    if f.kind in (Kind.ENUM, Kind.MULTI_ENUM):
        return "请从下拉列表中选择，或者清空这一格"
    return "请改正后重新导入，或者清空这一格"


# What reads well and is still no likely value of its field.


def _within_window(f: Field, text: str, value: date, today: date) -> None:
    early, late = plausible(f, today)
    day = value.date() if isinstance(value, datetime) else value
    if early <= day <= late:
        return
    side, form = ("太早", "too-early") if day < early else ("太晚", "too-late")
    raise Ambiguous(
        f"“{text}”即{day.isoformat()}，作为{f.label}{side}了，请核对",
        form,
        (Meaning("take", f"照原样采用（{day.isoformat()}）", value),),
    )


LOOK_ALIKES = str.maketrans("OIZSV", "0125U")


def _mended_uscc(f: Field, text: str, value: str, today: date) -> None:
    """Letters that a credit code does not use are digits misread; the check character tells whether they were."""
    mended = value.translate(LOOK_ALIKES)
    if mended != value and check_uscc(value) and check_uscc(mended) is None:
        raise Ambiguous(
            f"“{text}”含有统一社会信用代码不使用的字母，是否为{mended}",
            f"={value}",
            (Meaning("repaired", f"改为 {mended}", mended),),
            "repaired",
        )


SOUND: dict[Kind, Callable[[Field, str, Any, date], None]] = {
    Kind.DATE: _within_window,
    Kind.DATETIME: _within_window,
    Kind.USCC: _mended_uscc,
}


# Money


def _money_readers(f: Field, around: Around) -> tuple[Callable[[str], Reading], Callable[[float], int | None]]:
    """The unit is what the cell says, else the column's; two that disagree are asked about."""
    in_header = values.unit_of_header(around.header)
    unit = around.money_unit or in_header or f.unit or "元"
    factor = values.UNITS_OF_MONEY[unit]
    stated = bool(in_header) or unit != "元"  # a bare 元 is what nobody has to say

    def read(text: str) -> Reading:
        try:
            value = values.money(text, factor)
            own = values.unit_of_money(text)
            if own and stated and values.UNITS_OF_MONEY[own] != factor:
                return _disagreeing(text, own, value)
        except Unreadable as problem:
            return Reading(text, stored=text, reason=str(problem), remedy=_remedy(f))
        return Reading(text, value, value)

    def _disagreeing(text: str, own: str, value: int) -> Reading:
        """3.5万元 under 金额（元）."""
        try:
            other = values.money(text, factor, own_unit=False)
        except Unreadable:
            other = value
        if other == value:  # amounts in words have no other meaning
            return Reading(text, value, value)
        meanings = (
            Meaning("cell", f"按格内的单位（{text} 即 {value / 100:,.2f}元）", value),
            Meaning("column", f"按本栏的单位{unit}（{text} 即 {other / 100:,.2f}元）", other),
        )
        doubt = Ambiguous(f"“{text}”写的单位与本栏的单位{unit}不一致", f"unit-in-cell.{own}", meanings, "cell")
        return _asked(around, f, text, doubt)

    def of_number(number: float) -> int | None:
        if not abs(number) < 10**13 / factor:
            return None
        exact = number * factor
        cents = round(exact)
        return cents if abs(exact - cents) < 0.005 else None

    return read, of_number


def as_written(stored: Any) -> Any:
    """A stored text as it comes back from a workbook: without control characters, one kind of line end."""
    if isinstance(stored, str):
        return values.clean(DROPPED.sub("", stored.replace("\r\n", "\n").replace("\r", "\n")))
    return stored
