"""Between a value and its text: reading what people typed or a ledger says, and showing what is stored.

`parser(field)` and `shower(field)` prepare the work once for a whole column; `parse` and `show` do one value.
Vectors: shared/exchange.md §5.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from app.domain.dates import read_date, read_moment
from app.domain.fields import MANY, Enumeration, Field, Kind
from app.domain.texts import (
    CHINESE_DIGITS,
    NUMERALS,
    Ambiguous,
    Context,
    Meaning,
    Unreadable,
    chinese_number,
    clean,
    plain,
    split,
)

__all__ = [
    "Ambiguous",
    "Context",
    "Meaning",
    "Unreadable",
    "clean",
    "parse",
    "parser",
    "plain",
    "show",
    "shower",
    "split",
]


Reader = Callable[[str], Any]


def parser(
    field: Field, *, today: date, year: int | None = None, choices: Iterable[str] = (), typed: bool = True
) -> Callable[[str], Any]:
    """A function that reads the texts of one field. Empty text gives None, or () where a field has many values."""
    read = READERS[field.kind](field, Context(today, year, tuple(choices), typed))
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

BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[ \t]+(?=[\u4e00-\u9fff])")


def _text(field: Field, context: Context) -> Reader:
    return lambda text: text.replace("\r\n", "\n") if "\r" in text else text


def _name(field: Field, context: Context) -> Reader:
    return lambda text: BETWEEN_HAN.sub("", text)


def _names(field: Field, context: Context) -> Reader:
    return lambda text: tuple(dict.fromkeys(split(text)))


# --- numbers ------------------------------------------------------------------------------------------------

NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?|[+-]?\.\d+")
CENT = Decimal("0.01")
LIMIT = 10**15  # beyond it a spreadsheet has lost digits, and hundredths would not fit the database


def _number(text: str, expected: str) -> Decimal:
    digits = plain(text)
    if NUMBER.fullmatch(digits):
        number = Decimal(digits.replace(",", ""))
    else:
        try:
            number = Decimal(chinese_number(digits))
        except ValueError:
            raise Unreadable(f"“{text}”不是数字，应填{expected}") from None
    if abs(number) >= LIMIT:
        raise Unreadable(f"“{text}”太大，请核对位数")
    return number


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


COUNTERS = "人件户次起名个家宗处份场项条"


def _without_unit(text: str, unit: str) -> str:
    """Without the field's unit of measure, or, where it has none, the word that Chinese puts after a count."""
    if unit:
        return text.removesuffix(unit)
    return text[:-1] if len(text) > 1 and text[-1] in COUNTERS else text


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


# --- money --------------------------------------------------------------------------------------------------

UNITS_OF_MONEY = {  # cents in one; longer words first
    "亿元": 10**10,
    "百万元": 10**8,
    "万元": 10**6,
    "千元": 10**5,
    "亿": 10**10,
    "万": 10**6,
    "元": 100,
}
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


def unit_of_money(text: str) -> str:
    """The unit that an amount is written with: 3.5万 → 万; nothing where it has none."""
    amount = plain(text).strip("()").removesuffix("整").removesuffix("正").removesuffix("人民币")
    return next((unit for unit in UNITS_OF_MONEY if amount.endswith(unit)), "")


UNIT_IN_HEADER = re.compile(r"(?:[(\[:,/]|单位:?)(百万元|千元|万元|亿元|元|万|亿)[)\]]?$|(百万元|千元|万元|亿元)$")


def unit_of_header(header: str) -> str:
    """The unit of money that a header states: 金额（单位：万元） → 万元."""
    found = UNIT_IN_HEADER.search(plain(header))
    return {"万": "万元", "亿": "亿元"}.get(unit := found[1] or found[2], unit) if found else ""


def money(text: str, factor: int = 100, *, own_unit: bool = True) -> int:
    """Cents. `factor` is that of a number without a unit of its own, of any number without `own_unit`."""
    amount = plain(text).removeprefix("人民币").removeprefix("RMB").removesuffix("人民币").lstrip("¥")
    negative = False
    if amount.startswith("(") and amount.endswith(")"):
        negative, amount = True, amount[1:-1]
    elif amount[:1] in ("-", "−", "–", "△", "▲"):
        negative, amount = True, amount[1:]
    amount = amount.lstrip("¥")
    written = MONEY_WORDS.fullmatch(amount)
    if written:
        try:
            cents = chinese_number(written[1]) * 100
        except ValueError:
            raise Unreadable(f"“{text}”不是金额，{EXPECTED_MONEY}") from None
        if cents >= LIMIT * 100:
            raise Unreadable(f"“{text}”太大，请核对位数")
        cents += NUMERALS.get(written[3] or "零", 0) * 10 + NUMERALS.get(written[4] or "零", 0)
        return -cents if negative else cents
    amount = amount.removesuffix("整").removesuffix("正")
    for unit, cents_each in UNITS_OF_MONEY.items():
        if amount.endswith(unit):
            amount, factor = amount[: -len(unit)], cents_each if own_unit else factor
            break
    if not NUMBER.fullmatch(amount) or amount[:1] in "+-":
        raise Unreadable(f"“{text}”不是金额，{EXPECTED_MONEY}")
    exact_cents = Decimal(amount.replace(",", "")) * factor
    if exact_cents >= LIMIT * 100:
        raise Unreadable(f"“{text}”太大，请核对位数")
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


def _date(field: Field, context: Context) -> Reader:
    # Ledgers repeat their dates; a column of a hundred thousand rows holds a few thousand different ones.
    return lru_cache(maxsize=4096)(lambda text: read_date(text, context))


def _datetime(field: Field, context: Context) -> Reader:
    return lambda text: read_moment(text, context)


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
        said = _says_of_itself(word)
        if said is None:
            raise Unreadable(f"“{text}”应填是或否")
        return said

    # 已出庭, 未出庭 and 出庭 in a column 是否出庭.
    asked = plain(field.label).replace("是否", "")
    straight = not set(asked) & set(DENIALS)

    def _says_of_itself(word: str) -> bool | None:
        if word == asked:
            return True
        bare = word.lstrip("已有" + DENIALS)
        if not straight or len(bare) < 2 or bare not in asked:
            return None
        return not set(word.removesuffix(bare)) & set(DENIALS)

    return read


DENIALS = "未不没无非"


def _chooser(field: Field, context: Context) -> Reader:
    return chooser(field, context.choices)


def chooser(field: Field, choices: tuple[str, ...] = ()) -> Reader:
    """One choice by its words or a synonym; `choices` are those now in force."""
    values = choices or field.values
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

    return lambda text: tuple(dict.fromkeys(read_one(part) for part in choice_parts(text)))


def choice_parts(text: str) -> list[str]:
    """甲、乙 or 甲/乙 or 甲 乙."""
    parts = split(text)
    if len(parts) == 1 and " " in text and "/" not in text:
        return text.split()
    if len(parts) == 1 and "/" in text:
        return [part for part in text.split("/") if part]
    return parts


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
    r"(?P<legacy>字?第)?0*(?P<number>[1-9]\d{0,6}(?:-[1-9]\d{0,2})?)号?(?P<suffix>之(?:[一二三四五六七八九十]+|\d{1,2}))?"
)
CASE_NO_FORM = re.compile(
    r"（(19|20)\d{2}）[\u4e00-\u9fff]\d{0,4}[\u4e00-\u9fff]{1,6}(字第)?\d{1,7}(-\d{1,3})?号(之[一二三四五六七八九十]+)?",
    re.ASCII,
)
DOC_NO = re.compile(r"(?P<word>[\u4e00-\u9fff()]{1,16})\((?P<year>(?:19|20)\d\d)\)第?0*(?P<number>[1-9]\d{0,6})号?")
DOC_NO_FORM = re.compile(r"[\u4e00-\u9fff（）]{1,16}〔(19|20)\d{2}〕[1-9]\d{0,6}号", re.ASCII)
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


# Most numbers stand there in their own form already.
PLAIN_CASE_NO = re.compile(
    r"（(?:19|20)\d\d）[\u4e00-\u9fff]\d{0,4}[\u4e00-\u9fff]{0,5}(?![字第])[\u4e00-\u9fff][1-9]\d{0,6}号", re.ASCII
)
PLAIN_ID = re.compile(r"\d{17}[\dX]")
PLAIN_MOBILE = re.compile(r"1\d{10}", re.ASCII)


def _case_no_reader(field: Field, context: Context) -> Reader:
    def read(text: str) -> str:
        if PLAIN_CASE_NO.fullmatch(text):
            return text
        if len(numbers := case_no_list(text)) > 1:
            one = normalise_case_no(text)  # 破3-5号 is the fifth paper of case 3, or the cases 3 to 5
            meanings = [
                Meaning("all", f"全部记下（{numbers[0]}等{len(numbers)}个）", "、".join(numbers)),
                Meaning("first", f"只记第一个（{numbers[0]}）", numbers[0]),
            ]
            if CASE_NO_FORM.fullmatch(one):
                meanings.append(Meaning("one", f"是一个案号（{one}）", one))
            raise Ambiguous(
                f"“{text}”有{len(numbers)}个案号，本栏一般填一个",
                "several-or-one" if len(meanings) > 2 else "several",
                tuple(meanings),
                None if len(meanings) > 2 else "all",
            )
        return normalise_case_no(text)

    return normalise_case_no if context.typed else read


def _doc_no_reader(field: Field, context: Context) -> Reader:
    def read(text: str) -> str:
        if DOC_NO_FORM.fullmatch(text):
            return text
        number = normalise_doc_no(text)
        if not DOC_NO_FORM.fullmatch(number) and (repaired := repaired_doc_no(text)):
            raise Ambiguous(
                f"“{text}”的括号不全，是否为{repaired}",
                f"={number}",
                (Meaning("repaired", f"改为 {repaired}", repaired), Meaning("as-written", f"按原文 {number}", number)),
                "repaired",
            )
        return number

    return normalise_doc_no if context.typed else read


def _identity(field: Field, context: Context) -> Reader:
    def read(text: str) -> str:
        if text.isascii() and PLAIN_ID.fullmatch(text):
            return text
        # The apostrophe is how people keep Excel from making a number of it.
        code = plain(text).upper().replace("×", "X").lstrip("'‘’`")
        if re.fullmatch(r"\d(\.\d+)?E\+?\d+", code):
            raise Unreadable(f"“{text}”已被表格改成数字，后几位丢失，请按文本格式重新填写")
        return re.sub(r"(?<=\d)[-—](?=[\dX])", "", code) if field.kind is Kind.ID_CARD else code

    return read


SEVERAL_PHONES = re.compile(r"[、,;/\n]+|(?<=\d{11})\s+(?=1\d{10}|0\d{2,3}-)")
AREA_CODE = re.compile(r"^\((0\d{2,3})\)-?")
EXTENSION = re.compile(r"(?:转|分机|EXT\.?|ext\.?)(\d{1,6})$")


def _phone(field: Field, context: Context) -> Reader:
    def read(text: str) -> str:
        if PLAIN_MOBILE.fullmatch(text):
            return text
        numbers = []
        for part in SEVERAL_PHONES.split(unicodedata.normalize("NFKC", text)):
            number = plain(part).removeprefix("+86").replace("—", "-").replace("–", "-")
            if not number:
                continue
            number = AREA_CODE.sub(r"\1-", EXTENSION.sub(r"-\1", number))
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
