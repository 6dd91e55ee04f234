"""What the rows above a table say: title, 填报单位, 填报日期, the year of its dates, the unit of its money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from app.domain.values import clean, plain
from app.services.exchange.reader import text_of
from app.services.exchange.sheet_writer import letters
from app.services.exchange.tables import TitleFacts

UNIT = re.compile(
    r"^(?:填报|报送|填表|编制|制表|上报|主管)(?:单位|部门|机关)(?:\([^)]*\))?:(.*)$|^单位(?:名称|\(盖章\)|\(公章\)):(.*)$"
)
DATE = re.compile(
    r"^(?:填报|填表|报送|制表|统计|上报|编制)(?:日期|时间)(?:\([^)]*\))?:(.*)$|^截[止至](?:日期|时间)?[:到]?((?:19|20)?\d.*)$|^(?:日期|时间):(.*)$"
)
MEASURE = re.compile(r"(?:金额|计量|货币)?单位[:为](?:人民币)?([^)(:;。]{1,12})")
OTHER = re.compile(
    r"^(?:填报人|填表人|制表人|审核人|审核|联系人|联系电话|负责人|单位负责人|统计负责人|密级|表号|制定机关|批准文号|有效期至?):"
)
MONEY = re.compile(r"百万元|[千万亿]元|元")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|$|[\u4e00-\u9fff]|[-—~至]+\d{1,4}年)")  # not in 〔2022〕44号
CHINESE_YEAR = re.compile(r"([二一][〇○零九][〇○零一二三四五六七八九]{2})年")
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
NEXT_FACT = re.compile(r"\s{2,}|　+|[;；\t\n]")  # several facts in one cell stand apart


def is_fact(text: str) -> bool:
    """Whether a cell above a table is 填报单位：… and the like, and no header."""
    return any(_is_fact(part) for part in _parts(text))


def heads_a_table(text: str) -> bool:
    """填报单位：…, 填报日期：…, 单位：… stand over a table; 制表人：… may stand under one."""
    parts = [plain(part).strip("()") for part in _parts(text)]
    return bool(parts) and bool(
        UNIT.match(parts[0]) or DATE.match(parts[0]) or re.match(r"(?:金额|计量|货币)?单位[:为]", parts[0])
    )


def _is_fact(part: str) -> bool:
    key = plain(part).strip("()")
    return bool(
        UNIT.match(key) or DATE.match(key) or OTHER.match(key) or re.match(r"(?:金额|计量|货币)?单位[:为]", key)
    )


def _parts(text: str) -> list[str]:
    return [part for part in NEXT_FACT.split(clean(text)) if part]


def read_facts(rows: Sequence[tuple[int, Sequence[Any]]], sheet: str, file: str) -> TitleFacts:
    """`rows` are those above the header, numbered from 0."""
    titles: list[tuple[str, str]] = []  # text, cell
    said: dict[str, str] = {}
    where: dict[str, str] = {}

    def say(fact: str, value: str, place: str) -> None:
        if value and fact not in said:
            said[fact], where[fact] = value, place

    for number, row in rows:
        filled = [(i, cell) for i, cell in enumerate(row) if cell != ""]
        for at, (i, cell) in enumerate(filled):
            place = f"{letters(i)}{number + 1}"
            following = filled[at + 1][1] if at + 1 < len(filled) else ""
            if not isinstance(cell, str):
                continue
            for part in _parts(cell):
                key = plain(part).strip("()")
                if measure := MEASURE.search(plain(part)):
                    money = {found for found in MONEY.findall(measure[1])}
                    if len(money) == 1:
                        say("money_unit", money.pop(), place)
                if found := UNIT.match(key):
                    say("unit", _value(found, following), place)
                elif found := DATE.match(key):
                    say("date", _value(found, following), place)
                elif not _is_fact(part) and not (at and _names_next(filled[at - 1][1])):
                    titles.append((clean(part), place))
    title, place = max(titles[:4], key=lambda t: len(t[0]), default=("", ""))
    if title:
        where["title"] = place
    year, year_place = _year([*titles, (sheet, f"工作表名“{sheet}”"), (file, f"文件名“{file}”")])
    if year:
        where["year"] = year_place
    return TitleFacts(title, said.get("unit", ""), said.get("date", ""), year, said.get("money_unit", ""), where)


def _value(found: re.Match[str], following: Any) -> str:
    """What stands after the colon, in this cell or in the next one."""
    value = next((group for group in found.groups() if group), "")
    if value:
        return value
    if isinstance(following, (date, datetime)):
        return following.isoformat()[:10]
    text = clean(text_of(following)) if following != "" else ""
    return "" if _is_fact(text) else text


def _names_next(cell: Any) -> bool:
    """填报单位： with its value in the next cell."""
    return isinstance(cell, str) and _is_fact(cell) and plain(cell).endswith(":")


def _year(texts: Sequence[tuple[str, str]]) -> tuple[int | None, str]:
    """From the first text that names one; none where it names two."""
    for text, place in texts:
        key = plain(text)
        years = {int(year) for year in YEAR.findall(key)}
        years |= {int(year.translate(CHINESE_DIGITS)) for year in CHINESE_YEAR.findall(key)}
        if years:
            return (years.pop(), place) if len(years) == 1 else (None, "")
    return None, ""
