"""Between a value and its text: reading what people typed or a ledger says, and showing what is stored.

`parser(field)` and `shower(field)` prepare the work once for a whole column; `parse` and `show` do one value.
Vectors: shared/exchange.md §5.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from app.domain.fields import MANY, Enumeration, Field, Kind


class Unreadable(ValueError):
    """The text is not a value of its kind; says in Chinese what is wrong and what is expected."""


@dataclass(frozen=True)
class Context:
    """What a reading depends on besides the text."""

    today: date
    year: int | None = None  # of dates written without one, e.g. from the title row of a ledger
    choices: tuple[str, ...] = ()  # the choices now in force; () stands for the declared ones


Reader = Callable[[str], Any]


def parser(field: Field, *, today: date, year: int | None = None, choices: Iterable[str] = ()) -> Callable[[str], Any]:
    """A function that reads the texts of one field. Empty text gives None, or () where a field has many values."""
    read = READERS[field.kind](field, Context(today, year, tuple(choices)))
    empty = () if field.kind in MANY else None

    def parse_one(text: str) -> Any:
        text = clean(text)
        return read(text) if text else empty

    return parse_one


def parse(field: Field, text: str, *, today: date, year: int | None = None, choices: Iterable[str] = ()) -> Any:
    return parser(field, today=today, year=year, choices=choices)(text)


def shower(field: Field) -> Callable[[Any], str]:
    """A function that shows the values of one field; nothing for None."""
    shown = SHOWERS[field.kind](field)
    return lambda value: "" if value is None else shown(value)


def show(field: Field, value: Any) -> str:
    return shower(field)(value)


def exact(field: Field, value: Any) -> str:
    """The text for an editor: as shown, but money with every digit, so that reading it back changes nothing."""
    if value is None or field.kind is not Kind.MONEY:
        return show(field, value)
    factor = _factor(field)
    return f"{Decimal(value) / factor:f}" if factor > 100 else f"{Decimal(value) / factor:.2f}"


def mask(field: Field, text: str) -> str:
    """Hides the middle: the birth date of an ID number, four digits of a telephone number, half of anything else."""
    if field.kind is Kind.PHONE:
        return re.sub(r"\d{7,}", _hide_four, text)
    if len(text) in (15, 18):
        return text[:6] + "*" * (len(text) - 10) + text[-4:]
    start = len(text) // 4
    return text[:start] + "*" * (len(text) - 2 * start) + text[len(text) - start :]


def _hide_four(digits: re.Match[str]) -> str:
    text = digits[0]
    start = max(len(text) - 8, (len(text) - 4) // 2)
    return f"{text[:start]}****{text[start + 4 :]}"


# --- text ---------------------------------------------------------------------------------------------------

INVISIBLE: dict[int, str | None] = {code: None for code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD)}
INVISIBLE |= {0x00A0: " ", 0x3000: " "}
BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[ \t]+(?=[\u4e00-\u9fff])")


def clean(text: str) -> str:
    """Without the characters nobody sees; no-break and ideographic blanks become plain ones."""
    if not text.isascii():
        text = text.translate(INVISIBLE)
    return text.strip()


def plain(text: str) -> str:
    """Half-width and without blanks, for comparing and for numbers; never what is stored of a text."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(INVISIBLE))
    return "".join(text.split())


def _text(field: Field, context: Context) -> Reader:
    return lambda text: text.replace("\r\n", "\n") if "\r" in text else text


def _name(field: Field, context: Context) -> Reader:
    return lambda text: BETWEEN_HAN.sub("", text)


SEPARATORS = re.compile(r"[、,，;；\n]+")


def split(text: str) -> list[str]:
    """The entries of a cell that lists several."""
    return [part.strip() for part in SEPARATORS.split(text) if part.strip()]


def _names(field: Field, context: Context) -> Reader:
    return lambda text: tuple(dict.fromkeys(split(text)))


# --- numbers ------------------------------------------------------------------------------------------------

NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?|[+-]?\.\d+")
CENT = Decimal("0.01")


def _number(text: str, expected: str) -> Decimal:
    digits = plain(text)
    if not NUMBER.fullmatch(digits):
        try:
            return Decimal(chinese_number(digits))
        except ValueError:
            raise Unreadable(f"“{text}”不是数字，应填{expected}") from None
    return Decimal(digits.replace(",", ""))


def _integer(field: Field, context: Context) -> Reader:
    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 16:
            return int(text)
        number = _number(_without_unit(text, field.unit), "整数，如 12")
        if number != int(number):
            raise Unreadable(f"“{text}”不是整数，应填整数，如 12")
        return int(number)

    return read


def _decimal(field: Field, context: Context) -> Reader:
    def read(text: str) -> Decimal:
        return _number(_without_unit(text, field.unit), "数字，如 12.50").quantize(CENT, ROUND_HALF_UP)

    return read


def _percent(field: Field, context: Context) -> Reader:
    def read(text: str) -> Decimal:
        digits = plain(text).removesuffix("%").removeprefix("百分之")
        return _number(digits, "百分数，如 85.5").quantize(CENT, ROUND_HALF_UP)

    return read


def _without_unit(text: str, unit: str) -> str:
    return text.removesuffix(unit) if unit else text


def _year(field: Field, context: Context) -> Reader:
    relative = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年度": -1, "明年": 1}

    def read(text: str) -> int:
        digits = plain(text)
        if digits in relative:
            return context.today.year + relative[digits]
        digits = digits.removesuffix("度").removesuffix("年").translate(CHINESE_DIGITS)
        if not re.fullmatch(r"(19|20)\d\d", digits):
            raise Unreadable(f"“{text}”不是年份，应填四位年份，如 2026")
        return int(digits)

    return read


CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
NUMERALS: dict[str, int] = dict(
    zip("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两", (0, 0, *range(1, 10), *range(1, 10), 2), strict=True)
)
PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}


def chinese_number(text: str) -> int:
    """叁仟伍佰 → 3500. Raises ValueError."""
    total = section = 0
    digit: int | None = None
    for character in text:
        if character in NUMERALS:
            digit = NUMERALS[character]
        elif character in PLACES:
            section += (1 if digit is None else digit) * PLACES[character]
            digit = None
        elif character in "万萬" and (section or digit):
            total, section, digit = total + (section + (digit or 0)) * 10**4, 0, None
        elif character in "亿億" and (total or section or digit):
            total, section, digit = (total + section + (digit or 0)) * 10**8, 0, None
        else:
            raise ValueError(text)
    if not text:
        raise ValueError(text)
    return total + section + (digit or 0)


# --- money --------------------------------------------------------------------------------------------------

UNITS_OF_MONEY = {"亿元": 10**10, "万元": 10**6, "亿": 10**10, "万": 10**6, "千元": 10**5, "元整": 100, "元": 100}
MONEY_WORDS = re.compile(
    r"([零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两十拾百佰千仟万萬亿億]+)[元圆](整|正)?(?:(.)角)?零?(?:(.)分)?(?:整|正)?"
)
EXPECTED_MONEY = "应填金额，如 3500、3,500.50 或 3.5万元"


def _money(field: Field, context: Context) -> Reader:
    factor = _factor(field)
    return lambda text: money(text, factor)


def _factor(field: Field) -> int:
    """Cents in one of the unit that a bare number stands for."""
    return 10**6 if field.unit == "万元" else 100


def money(text: str, factor: int = 100) -> int:
    """Cents. `factor` is that of a number without a unit of its own."""
    amount = plain(text).removeprefix("人民币").removeprefix("RMB").lstrip("¥")
    negative = False
    if amount.startswith("(") and amount.endswith(")"):
        negative, amount = True, amount[1:-1]
    elif amount[:1] in ("-", "−", "△", "▲"):
        negative, amount = True, amount[1:]
    amount = amount.lstrip("¥")
    written = MONEY_WORDS.fullmatch(amount)
    if written:
        try:
            cents = chinese_number(written[1]) * 100
        except ValueError:
            raise Unreadable(f"“{text}”不是金额，{EXPECTED_MONEY}") from None
        cents += NUMERALS.get(written[3] or "零", 0) * 10 + NUMERALS.get(written[4] or "零", 0)
        return -cents if negative else cents
    for unit, cents_each in UNITS_OF_MONEY.items():
        if amount.endswith(unit):
            amount, factor = amount[: -len(unit)], cents_each
            break
    if not NUMBER.fullmatch(amount) or amount[:1] in "+-":
        raise Unreadable(f"“{text}”不是金额，{EXPECTED_MONEY}")
    exact_cents = Decimal(amount.replace(",", "")) * factor
    cents = int(exact_cents.quantize(Decimal(1), ROUND_HALF_UP))
    # Sums made by a spreadsheet carry dust (0.30000000000000004); anything larger is a slip of the pen.
    if abs(exact_cents - cents) > CENT:
        raise Unreadable(f"“{text}”不足一分，金额最多精确到分")
    return -cents if negative else cents


def capital(cents: int) -> str:
    """大写: 12345678 → 壹拾贰万叁仟肆佰伍拾陆元柒角捌分."""
    sign, cents = ("负", -cents) if cents < 0 else ("", cents)
    whole, rest = divmod(cents, 100)
    jiao, fen = divmod(rest, 10)
    text = f"{_capital_whole(whole)}元" if whole or not rest else ""
    if not rest:
        return f"{sign}{text}整"
    if jiao:
        text += f"{CAPITALS[jiao]}角"
    elif whole:
        text += "零"
    return sign + text + (f"{CAPITALS[fen]}分" if fen else "整")


CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def _capital_whole(number: int) -> str:
    if not number:
        return "零"
    text, gap = "", False
    for power in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if gap and text else "") + CAPITALS[digit] + ("", "拾", "佰", "仟")[power % 4]
            gap = False
        else:
            gap = True
        if power == 8 or (power == 4 and number // 10**4 % 10**4):
            text += "亿" if power == 8 else "万"
    return text


# --- dates --------------------------------------------------------------------------------------------------

FULL_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]"
)
CLOCK = re.compile(r"(上午|下午|晚上|中午)?(\d{1,2})(?:[:时点](?:(半)|(\d{1,2})分?)?)(?::(\d{1,2})(?:\.\d+)?)?")
RELATIVE_DAYS = {"前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0, "明天": 1, "明日": 1, "后天": 2}
EXPECTED_DATE = "应填日期，如 2026-09-06、2026.9.6 或 20260906"


def _date(field: Field, context: Context) -> Reader:
    # Ledgers repeat their dates; a column of a hundred thousand rows holds a few thousand different ones.
    @lru_cache(maxsize=4096)
    def read(text: str) -> date:
        day, clock = _moment(text, context)
        if clock not in (None, time()):
            raise Unreadable(f"“{text}”含有时刻，本栏只填日期，如 {day.isoformat()}")
        return day

    return read


def _datetime(field: Field, context: Context) -> Reader:
    def read(text: str) -> datetime:
        day, clock = _moment(text, context)
        return datetime.combine(day, clock or time())

    return read


def _moment(text: str, context: Context) -> tuple[date, time | None]:
    try:
        if text.isascii() and len(text) == 10 and text[4] == text[7] == "-":
            return _day(text, int(text[:4]), int(text[5:7]), int(text[8:])), None
    except ValueError as problem:
        if isinstance(problem, Unreadable):
            raise
    written = unicodedata.normalize("NFKC", text).replace("号", "日") if not text.isascii() else text
    head, blank, tail = written.strip().replace("T", " ").partition(" ")
    if blank and not CLOCK.fullmatch(plain(tail)):  # blanks inside the date: 2022 年 9 月 6 日
        head, tail = written.replace(" ", ""), ""
    if not tail and "日" in head:
        head, _, tail = head.partition("日")
        head += "日"
    return _plain_date(text, head, context), _clock(text, plain(tail)) if tail else None


def _plain_date(text: str, written: str, context: Context) -> date:
    if found := FULL_DATE.fullmatch(written) or EIGHT_DIGITS.fullmatch(written):
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    if found := MONTH_DAY.fullmatch(written):
        return _day(text, context.year or context.today.year, int(found[1]), int(found[2]))
    if found := CHINESE_DATE.fullmatch(written):
        year = int(found[1].translate(CHINESE_DIGITS))
        return _day(text, year, chinese_number(found[2]), chinese_number(found[3]))
    if written in RELATIVE_DAYS:
        return context.today + timedelta(RELATIVE_DAYS[written])
    if re.fullmatch(r"[+-]\d{1,4}", written):
        return context.today + timedelta(int(written))
    raise Unreadable(_why_no_date(text, written))


def _why_no_date(text: str, written: str) -> str:
    if re.fullmatch(r"\d{6,7}", written):
        return f"“{text}”缺少分隔，分不清年月日，{EXPECTED_DATE}"
    if re.fullmatch(r"\d{5}(\.\d+)?", written):
        return f"“{text}”像是表格的日期序号，请在表格中设为日期格式，或填写日期，如 2026-09-06"
    if re.fullmatch(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", written):
        return f"“{text}”的年份不足四位，分不清年月日，{EXPECTED_DATE}"
    if re.fullmatch(r"\d{4}[-/.年]\d{1,2}月?", written):
        return f"“{text}”只有年月，请补写日，如 2026-09-06"
    if re.fullmatch(r"\d{4}年?", written):
        return f"“{text}”只有年份，请补写月和日，如 2026-09-06"
    if len(re.findall(r"\d+[-/.月]\d+", written)) > 1 or re.search(r"[~至—–]", written):
        return f"“{text}”是一段时间，请只填一个日期，如 2026-09-06"
    return f"“{text}”不是日期，{EXPECTED_DATE}"


MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _day(text: str, year: int, month: int, day: int) -> date:
    if not 1900 <= year <= 2100:
        raise Unreadable(f"“{text}”的年份是{year}，应在1900至2100之间")
    if not 1 <= month <= 12:
        raise Unreadable(f"“{text}”没有这一天：没有{month}月，{EXPECTED_DATE}")
    try:
        return date(year, month, day)
    except ValueError:
        leap = f"{year}年" if (month, day) == (2, 29) else ""
        raise Unreadable(f"“{text}”没有这一天：{leap}{month}月没有{day}日") from None


def _clock(text: str, written: str) -> time:
    found = CLOCK.fullmatch(written)
    if not found:
        raise Unreadable(f"“{text}”的时刻读不出来，应如 2026-09-06 09:30")
    half, hour = found[1], int(found[2])
    if half in ("下午", "晚上") and hour < 12:
        hour += 12
    minute = 30 if found[3] else int(found[4] or 0)
    if hour > 23 or minute > 59:
        raise Unreadable(f"“{text}”的时刻不存在，应如 2026-09-06 09:30")
    return time(hour, minute)


# --- yes and no, choices ------------------------------------------------------------------------------------

YES = frozenset(["是", "有", "对", "真", "√", "✓", "✔", "☑", "Y", "YES", "1", "T", "TRUE", "已"])
NO = frozenset(["否", "无", "错", "假", "没有", "不是", "×", "X", "✗", "✘", "☐", "N", "NO", "0", "F", "FALSE", "未"])


def _boolean(field: Field, context: Context) -> Reader:
    def read(text: str) -> bool:
        word = plain(text).upper()
        if word in YES:
            return True
        if word in NO:
            return False
        raise Unreadable(f"“{text}”应填是或否")

    return read


def _chooser(field: Field, context: Context) -> Reader:
    values = context.choices or field.values
    known = {choice_key(value): value for value in values}
    if isinstance(field.options, Enumeration):
        for old, value in field.options.synonyms:
            known.setdefault(choice_key(old), value)

    def read(text: str) -> str:
        value = known.get(text) or known.get(choice_key(text))
        if value is None:
            raise Unreadable(_why_no_choice(text, values))
        return value

    return read


def choice_key(text: str) -> str:
    return plain(text).casefold()


def _why_no_choice(text: str, values: tuple[str, ...]) -> str:
    from difflib import get_close_matches  # only when something is wrong

    close = get_close_matches(text, values, n=1)
    if close:
        return f"“{text}”不在选项中，是否为“{close[0]}”"
    listed = "、".join(values[:12]) + ("等" if len(values) > 12 else "")
    return f"“{text}”不在选项中，可填：{listed}"


def _choices(field: Field, context: Context) -> Reader:
    # The only list without declared choices is 对应任务条目, which is written by its labels.
    read_one = _chooser(field, context) if field.values else provision_id

    def read(text: str) -> tuple[str, ...]:
        parts = split(text)
        if len(parts) == 1 and " " in text and "/" not in text:
            parts = text.split()
        elif len(parts) == 1 and "/" in text:
            parts = [part for part in text.split("/") if part]
        return tuple(dict.fromkeys(read_one(part) for part in parts))

    return read


GUARANTEES = "一二三四五六七八九"


def provision_label(id: str) -> str:
    """7 → 第7项, G1 → 保障一, A1 → 要点1."""
    if id.startswith("G"):
        return f"保障{GUARANTEES[int(id[1:]) - 1]}"
    if id.startswith("A"):
        return f"要点{id[1:]}"
    return f"第{id}项"


PROVISIONS = (*map(str, range(1, 24)), "G1", "G2", "G3", *(f"A{n}" for n in range(1, 8)))
PROVISION_IDS = {provision_label(id): id for id in PROVISIONS} | {id: id for id in PROVISIONS}


def provision_id(text: str) -> str:
    found = PROVISION_IDS.get(plain(text).upper())
    if found is None:
        raise Unreadable(f"“{text}”不是任务条目，应如 第7项、保障一、要点1")
    return found


# --- numbers of cases and documents -------------------------------------------------------------------------

BRACKETS = str.maketrans("（）〔〕【】［］[]{}「」﹝﹞", "()()()()()()()()")
CASE_NO = re.compile(
    r"\(?(?P<year>(?:19|20)\d\d)\)?(?P<court>[\u4e00-\u9fff]\d{0,4})(?P<type>[\u4e00-\u9fff]{1,6}?)"
    r"(?P<legacy>字?第)?0*(?P<number>[1-9]\d{0,6})号?(?P<suffix>之(?:[一二三四五六七八九十]+|\d{1,2}))?"
)
CASE_NO_FORM = re.compile(
    r"（(19|20)\d{2}）[\u4e00-\u9fff]\d{0,4}[\u4e00-\u9fff]{1,6}(字第)?\d{1,7}号(之[一二三四五六七八九十]+)?"
)
DOC_NO = re.compile(r"(?P<word>[\u4e00-\u9fff()]{1,16})\((?P<year>(?:19|20)\d\d)\)第?0*(?P<number>[1-9]\d{0,6})号?")
DOC_NO_FORM = re.compile(r"[\u4e00-\u9fff（）]{1,16}〔(19|20)\d{2}〕[1-9]\d{0,6}号")
DAMAGED_DOC_NO = re.compile(
    r"(?P<word>[\u4e00-\u9fff]{1,16})\(?(?P<year>(?:19|20)\d\d)\)?0*(?P<number>[1-9]\d{0,3})号?"
)


def normalise_case_no(text: str) -> str:
    """（2022）京0101行初12号. A text of another form is only cleaned; 字第 stays where the year is before 2016."""
    found = _case_no(text)
    if not found:
        return clean(text)
    legacy = "字第" if found["legacy"] and int(found["year"]) < 2016 else ""
    suffix = found["suffix"] or ""
    if suffix[1:].isdigit():
        suffix = f"之{chinese_small(int(suffix[1:]))}"
    return f"（{found['year']}）{found['court']}{_kind(found)}{legacy}{found['number']}号{suffix}"


def _kind(found: re.Match[str]) -> str:
    return found["type"].removesuffix("字")


def case_no_key(text: str) -> str:
    """What tells one case from another: the number without 之一; the year, court, kind and number agree."""
    return re.sub(r"之[一二三四五六七八九十]+$", "", normalise_case_no(text))


def case_no_list(text: str) -> list[str]:
    """（2022）京0101行初12、13、15-18号 → each case number; [] where it is not such a list."""
    parts = [part for part in re.split(r"[、,;\n]", plain(text).translate(BRACKETS)) if part]
    first = _case_no(parts[0].split("-")[0]) if parts else None
    if not first:
        return []
    head = normalise_case_no(parts[0].split("-")[0]).rpartition("号")[0].removesuffix(first["number"])
    numbers: list[str] = []
    for part in parts:
        if (own := _case_no(part)) and part is not parts[0]:
            numbers.append(normalise_case_no(own[0]))
            head = numbers[-1].rpartition("号")[0].removesuffix(own["number"])
            continue
        low, _, high = part.removesuffix("号").partition("-")
        low = first["number"] if part is parts[0] else low
        if not low.isdigit() or (high and not high.isdigit()) or int(high or low) - int(low) > 999:
            return []
        numbers += [f"{head}{number}号" for number in range(int(low), int(high or low) + 1)]
    return numbers


def _case_no(text: str) -> re.Match[str] | None:
    return CASE_NO.fullmatch(plain(text).translate(BRACKETS))


def normalise_doc_no(text: str) -> str:
    """国发〔2022〕44号. A text of another form is only cleaned."""
    found = DOC_NO.fullmatch(plain(text).translate(BRACKETS))
    if not found:
        return clean(text)
    word = found["word"].replace("(", "（").replace(")", "）")
    return f"{word}〔{found['year']}〕{found['number']}号"


def repaired_doc_no(text: str) -> str | None:
    """What a number with a lost bracket was (国发〔202119号 → 国发〔2021〕19号); to be asked, never stored."""
    bare = plain(text).translate(BRACKETS)
    found = DAMAGED_DOC_NO.fullmatch(bare)
    if not found or DOC_NO.fullmatch(bare):
        return None
    return f"{found['word']}〔{found['year']}〕{found['number']}号"


def chinese_small(number: int) -> str:
    """1 to 99 in Chinese: 十二."""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return ("" if not tens else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones or not tens else "")


def _case_no_reader(field: Field, context: Context) -> Reader:
    return normalise_case_no


def _doc_no_reader(field: Field, context: Context) -> Reader:
    return normalise_doc_no


def _identity(field: Field, context: Context) -> Reader:
    def read(text: str) -> str:
        code = plain(text).upper().replace("×", "X")
        if re.fullmatch(r"\d(\.\d+)?E\+?\d+", code):
            raise Unreadable(f"“{text}”已被表格改成数字，后几位丢失，请按文本格式重新填写")
        return code

    return read


def _phone(field: Field, context: Context) -> Reader:
    def read(text: str) -> str:
        numbers = []
        for part in split(unicodedata.normalize("NFKC", text)):
            number = plain(part).removeprefix("+86").replace("—", "-")
            digits = number.replace("-", "")
            numbers.append(digits if len(digits) == 11 and digits.startswith("1") else number)
        return "、".join(numbers)

    return read


def _by_data_layer(field: Field, context: Context) -> Reader:
    def read(text: str) -> Any:
        raise TypeError(f"{field.name}: records are looked up by the data layer")

    return read


READERS: dict[Kind, Callable[[Field, Context], Reader]] = {
    Kind.TEXT: _text,
    Kind.LONGTEXT: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.MONEY: _money,
    Kind.PERCENT: _percent,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.BOOLEAN: _boolean,
    Kind.ENUM: _chooser,
    Kind.MULTI_ENUM: _choices,
    Kind.UNIT: _text,
    Kind.UNITS: _names,
    Kind.PERSON_NAME: _name,
    Kind.REF: _by_data_layer,
    Kind.REFS: _by_data_layer,
    Kind.CASE_NO: _case_no_reader,
    Kind.DOC_NO: _doc_no_reader,
    Kind.ID_CARD: _identity,
    Kind.USCC: _identity,
    Kind.PHONE: _phone,
    Kind.YEAR: _year,
}


# --- showing ------------------------------------------------------------------------------------------------


def _as_is(field: Field) -> Callable[[Any], str]:
    return str


def _show_money(field: Field) -> Callable[[Any], str]:
    factor = _factor(field)
    if factor == 100:
        return lambda cents: f"{Decimal(cents) / 100:,.2f}" if abs(cents) > 10**15 else f"{cents / 100:,.2f}"
    return lambda cents: f"{(Decimal(cents) / factor).quantize(CENT, ROUND_HALF_UP):,}"


def _show_choices(field: Field) -> Callable[[Any], str]:
    return "、".join if field.values else lambda ids: "、".join(map(provision_label, ids))


def _joined(field: Field) -> Callable[[Any], str]:
    return lambda values: "、".join(map(str, values))


SHOWERS: dict[Kind, Callable[[Field], Callable[[Any], str]]] = {
    **{kind: _as_is for kind in Kind},
    Kind.DECIMAL: lambda field: lambda value: f"{value:.2f}",
    Kind.MONEY: _show_money,
    Kind.PERCENT: lambda field: lambda value: f"{value:.2f}%",
    Kind.DATE: lambda field: date.isoformat,
    Kind.DATETIME: lambda field: lambda value: value.isoformat(" ", "minutes"),
    Kind.BOOLEAN: lambda field: lambda value: "是" if value else "否",
    Kind.MULTI_ENUM: _show_choices,
    Kind.UNITS: _joined,
    Kind.REFS: _joined,
}
