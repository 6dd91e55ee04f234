"""Dates and moments as people write them: the forms that are clear, those that must be asked about, those that cannot be.

What is ambiguous raises `Ambiguous` with its meanings; in the window that is a sentence, in an import a question.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, datetime, time, timedelta

from app.domain.texts import CHINESE_DIGITS, Ambiguous, Context, Meaning, Unreadable, chinese_number, plain, split

FULL_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4}) +(\d{1,2}) +(\d{1,2})")
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
DAY_ALONE = re.compile(r"(\d{1,2})日?")
CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})(?:月份?)?|[-/.](\d{1,2}))")
YEAR = re.compile(r"(\d{4})(?:年|年度)?")
SHORT_YEAR = re.compile(r"(\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
RANGE = re.compile(r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)(?:-|--|~|至|到|—|——|–)(.+)")
WEEKDAY = re.compile(r"[(（]?(?:星期|周)[一二三四五六日天][)）]?")
CLOCK = re.compile(r"(上午|下午|晚上|中午)?(\d{1,2})(?:[:时点](?:(半)|(\d{1,2})分?)?)(?::(\d{1,2})(?:\.\d+)?)?")
RELATIVE_DAYS = {"前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0, "明天": 1, "明日": 1, "后天": 2}
EXPECTED_DATE = "应填日期，如 2026-09-06、2026.9.6 或 20260906"
DOTS = str.maketrans("。·", "..")
EPOCHS = (("1900", date(1899, 12, 30)), ("1904", date(1904, 1, 1)))  # what a serial counts from
YEARS_OFFERED = 10


def read_date(text: str, context: Context) -> date:
    head, clock = _parted(text)
    day = _day_of(text, head, context)
    if clock not in (None, time()) and context.typed:
        raise Unreadable(f"“{text}”含有时刻，本栏只填日期，如 {day.isoformat()}")
    return day


def read_moment(text: str, context: Context) -> datetime:
    head, clock = _parted(text)
    try:
        return datetime.combine(_day_of(text, head, context), clock or time())
    except Ambiguous as doubt:
        raise doubt.mapped(lambda day: datetime.combine(day, clock or time())) from None


def _parted(text: str) -> tuple[str, time | None]:
    """The date as written, half-width, and the time after it."""
    if len(text) == 10 and text[4] == text[7] == "-":
        return text, None
    written = unicodedata.normalize("NFKC", text).replace("号", "日") if not text.isascii() else text
    written = WEEKDAY.sub("", written).translate(DOTS).strip(" .,;、")
    head, blank, tail = written.replace("T", " ").partition(" ")
    if blank and not CLOCK.fullmatch(plain(tail)):  # blanks inside the date: 2022 年 9 月 6 日
        head, tail = written if FULL_DATE.fullmatch(written) else written.replace(" ", ""), ""
    if not tail and head.count("日") == 1 and not RANGE.fullmatch(head):
        head, _, tail = head.partition("日")
        head += "日"
    return head, _clock(text, plain(tail)) if tail else None


def _day_of(text: str, written: str, context: Context) -> date:
    if found := FULL_DATE.fullmatch(written) or EIGHT_DIGITS.fullmatch(written):
        year, month, day = (int(part) for part in found.groups() if part)
        return _day(text, year, month, day)
    if found := MONTH_DAY.fullmatch(written):
        return _without_year(text, int(found[1]), int(found[2]), context)
    if found := CHINESE_DATE.fullmatch(written):
        year, month = int(found[1].translate(CHINESE_DIGITS)), _chinese(text, found[2])
        return _day(text, year, month, _chinese(text, found[3])) if found[3] else _whole_month(text, year, month)
    if found := SHORT_YEAR.fullmatch(written):
        raise _short_year(text, found, context.today)
    if CLOCK.fullmatch(plain(written)):
        raise Unreadable(f"“{text}”只有时刻，没有日期，{EXPECTED_DATE}")
    if context.typed:
        if written in RELATIVE_DAYS:
            return context.today + timedelta(RELATIVE_DAYS[written])
        if re.fullmatch(r"[+-]\d{1,4}", written):
            return context.today + timedelta(int(written))
    elif written in RELATIVE_DAYS:
        raise Unreadable(f"“{text}”不知道是相对哪一天说的，{EXPECTED_DATE}")
    if re.fullmatch(r"\d{6,7}", written):
        raise Unreadable(f"“{text}”缺少分隔，分不清年月日，{EXPECTED_DATE}")
    if found := MONTH.fullmatch(written):
        return _whole_month(text, int(found[1]), int(found[2] or found[3]))
    if found := YEAR.fullmatch(written):
        return _whole_year(text, int(found[1]))
    if SERIAL.fullmatch(written):
        raise _serial(text, int(float(written)))
    raise _range(text, written)


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


def _chinese(text: str, words: str) -> int:
    try:
        return chinese_number(words)
    except ValueError:
        raise Unreadable(f"“{text}”不是日期，{EXPECTED_DATE}") from None


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


# --- what only a person can tell ----------------------------------------------------------------------------


def _ends(first: date, last: date, first_label: str, last_label: str) -> tuple[Meaning, Meaning]:
    return (
        Meaning("first", f"{first_label}（{first.isoformat()}）", first),
        Meaning("last", f"{last_label}（{last.isoformat()}）", last),
    )


def _whole_month(text: str, year: int, month: int) -> date:
    first = _day(text, year, month, 1)
    last = first.replace(day=calendar.monthrange(year, month)[1])
    raise Ambiguous(
        f"“{text}”只有年月，请补写日，如 2026-09-06",
        "month",
        _ends(first, last, "记为当月第一天", "记为当月最后一天"),
    )


def _whole_year(text: str, year: int) -> date:
    first = _day(text, year, 1, 1)
    raise Ambiguous(
        f"“{text}”只有年份，请补写月和日，如 2026-09-06",
        "year",
        _ends(first, first.replace(month=12, day=31), "记为当年第一天", "记为当年最后一天"),
    )


def _without_year(text: str, month: int, day: int, context: Context) -> date:
    if context.year or context.typed:
        return _day(text, context.year or context.today.year, month, day)
    _day(text, 2000, month, day)  # a leap year: 30 February is refused here
    meanings = []
    for year in range(context.today.year, context.today.year - YEARS_OFFERED, -1):
        if (month, day) != (2, 29) or calendar.isleap(year):
            meanings.append(Meaning(str(year), f"{year}年", date(year, month, day)))
    raise Ambiguous(f"“{text}”没有写年份，不知道是哪一年", "no-year", tuple(meanings))


ORDERS = {"ymd": "年、月、日", "dmy": "日、月、年", "mdy": "月、日、年"}


def _short_year(text: str, found: re.Match[str], today: date) -> Unreadable:
    """22.9.6 is the 6th of September 2022 to most people, but nobody knows without asking."""
    meanings = []
    for order in ("ymd",) if "年" in text else ORDERS:
        parts = {letter: int(found[place]) for place, letter in enumerate(order, 1)}
        century = 2000 if parts["y"] <= today.year % 100 + 5 else 1900
        try:
            day = date(century + parts["y"], parts["m"], parts["d"])
        except ValueError:
            continue
        meanings.append(Meaning(order, f"依次是{ORDERS[order]}（{day.isoformat()}）", day))
    if not meanings:
        return Unreadable(f"“{text}”没有这一天，{EXPECTED_DATE}")
    keys = [meaning.key for meaning in meanings]
    return Ambiguous(
        f"“{text}”的年份不足四位，分不清年月日，{EXPECTED_DATE}",
        f"short-year.{'.'.join(keys)}",
        tuple(meanings),
        "ymd" if "ymd" in keys else None,
    )


def _serial(text: str, number: int) -> Unreadable:
    why = f"“{text}”像是表格的日期序号，请在表格中设为日期格式，或填写日期，如 2026-09-06"
    days = ((key, epoch + timedelta(number)) for key, epoch in EPOCHS)
    meanings = tuple(
        Meaning(key, f"是{day.isoformat()}（从{key}年起算的日期序号）", day) for key, day in days if day.year <= 2100
    )
    if len(meanings) < len(EPOCHS):
        return Unreadable(why)
    return Ambiguous(why, "serial", meanings, "1900")


def _range(text: str, written: str) -> Unreadable:
    """From one day to another, or several days: which of them the field means."""
    why = f"“{text}”是一段时间，请只填一个日期，如 2026-09-06"
    if found := RANGE.fullmatch(written):
        first = _whole_date(found[1])
        last = first and _end_of_range(first, found[2])
        if first and last and first <= last:
            return Ambiguous(why, "range", _ends(first, last, "取开始的一天", "取最后的一天"))
        return Unreadable(why)
    days = [_whole_date(part) for part in split(written)]
    if len(days) > 1 and (known := [day for day in days if day]) and len(known) == len(days):
        return Ambiguous(
            f"“{text}”有{len(days)}个日期，请只填一个，如 2026-09-06",
            "several",
            _ends(min(known), max(known), "取最早的一天", "取最晚的一天"),
        )
    if len(re.findall(r"\d+[-/.月]\d+", written)) > 1 or re.search(r"[~至—–]", written):
        return Unreadable(why)
    return Unreadable(f"“{text}”不是日期，{EXPECTED_DATE}")


def _whole_date(written: str) -> date | None:
    found = FULL_DATE.fullmatch(written) or EIGHT_DIGITS.fullmatch(written)
    return _possible(*(int(part) for part in found.groups() if part)) if found else None


def _end_of_range(first: date, written: str) -> date | None:
    if found := MONTH_DAY.fullmatch(written):
        month, day = int(found[1]), int(found[2])
        return _possible(first.year + ((month, day) < (first.month, first.day)), month, day)
    if found := DAY_ALONE.fullmatch(written):
        return _possible(first.year, first.month, int(found[1]))
    return _whole_date(written)


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None
