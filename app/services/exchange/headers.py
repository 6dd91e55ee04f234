"""Which field a header means: labels, ledger headers and aliases compared exactly, as a joined path or by the last level.

Blanks, width, 必填 marks and units of measure do not count. Under another heading the same word may mean another thing
(调解员 / 姓名 is not the petitioner's 姓名): then the match is only a proposal. Likeness (rapidfuzz) only proposes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.domain.fields import Enumeration, Field, Kind
from app.domain.records import RECORDS
from app.domain.values import plain
from app.services.exchange.layout import LEFT_OUT, Place, Role, SheetLayout, layouts
from app.services.exchange.tables import How, Proposal, field_name

Path = tuple[str, ...]  # texts of a column's header cells, from the top

MARKS = re.compile(r"^[*★☆▲●]+|[*★☆:]+$|\((?:必填|选填|可不填|下拉选择|年月日|年\.月\.日|全称|公章|格式.*|如.*)\)$")
MONEY_UNITS = ("元", "千元", "万元", "亿元")
SAME_UNITS = (
    {"元", "人民币元", "人民币"},
    {"万元", "万", "人民币万元"},
    {"平方米", "m2", "平米"},
    {"天", "日"},
    {"人", "名", "人数"},
    {"件", "起", "宗", "案"},
    {"户", "家"},
    {"次", "场", "场次"},
    {"%", "百分比"},
)
OTHER_UNITS = {
    "亩",
    "公顷",
    "人次",
    "个",
    "项",
    "条",
    "份",
    "台",
    "辆",
    "套",
    "处",
    "页",
    "月",
    "年",
    "小时",
    "分",
    "工作日",
}
OTHER_UNITS |= {"个工作日", "平方公里", "吨", "公斤", "间", "栋", "批", "岁", "期", "位", "米", "公里", *MONEY_UNITS}
UNIT_WORDS = frozenset(OTHER_UNITS.union(*SAME_UNITS))
UNIT_AFTER = re.compile(r"^(.+?)(?:\((?:单位:?)?([^()]{1,6})\)|,(?:单位:?)?([^,()]{1,4})|/([^/()]{1,3})|([千万亿]元))$")
NUMBERING = frozenset(("序号", "序", "no", "no.", "行号", "项次", "顺序号", "编序"))

# A heading of these words alone says nothing about the columns under it.
EMPTY_WORDS = re.compile(
    r"办理(?=情况|信息)|案件|基本|主要|有关|相关|具体|登记|填报|情况|信息|内容|事项|要素|部分|栏目|栏|其他|其它|及|和|与|的|[、,/()\W]"
)
# These gather columns of one matter; only words that are clear by themselves are taken under them.
GATHERING_WORDS = re.compile(r"当事人|双方|办理|办案|时间|日期|期限|节点|环节|阶段|过程|进展|金额|款项|文书|流程")
# Words that mean nothing without their heading.
BARE_WORDS = frozenset(
    (
        "姓名 名称 职务 电话 联系电话 联系方式 手机 手机号 日期 时间 金额 数量 编号 文号 单位 结果 情况 说明 类型 类别 人数 方式 "
        "地址 状态 期限 身份证号 身份证号码 证件号码 标的 内容 级别 意见 次数 人员 性质 部门 地点 原因 进展 责任人 承办人 标题 事由 领导 "
        "总数 合计 案号"
    ).split()
)
YES = frozenset(("是", "有", "已", "已出庭"))
NO = frozenset(("否", "无", "未", "未出庭"))
LEAST_LIKE = 72  # of 100
PROPOSALS = 3


@lru_cache(maxsize=8192)
def header_key(text: Any) -> str:
    key = plain(str(text))
    while (shorter := MARKS.sub("", key)) != key:
        key = shorter
    return key.casefold()


@lru_cache(maxsize=4096)
def without_unit(key: str) -> tuple[str, str]:
    """执行标的(万元) → 执行标的, 万元. Only what is a unit of measure is taken off."""
    found = UNIT_AFTER.match(key)
    if found and (unit := found[2] or found[3] or found[4] or found[5]) in UNIT_WORDS:
        return found[1], _one_name(unit)
    return key, ""


def _one_name(unit: str) -> str:
    """The name that our fields use for a unit."""
    names = ("元", "万元", "平方米", "天", "人", "件", "户", "次", "%")
    return next((name for name, same in zip(names, SAME_UNITS, strict=True) if unit in same), unit)


@dataclass(frozen=True)
class Found:
    """What a column is. `sure`: it may be taken without asking."""

    place: Place
    how: How
    reason: str
    sure: bool = True
    unit: str = ""  # of measure, as the header says it
    option: str = ""  # a √ in this column means this value of the field

    @property
    def identity(self) -> tuple[Role, str]:
        return self.place.role, self.place.field.name if self.place.field else ""


@lru_cache(maxsize=256)
def known_headers(layout: SheetLayout) -> dict[str, tuple[Place, How]]:
    """Header key → place: the layout's own headers first, then labels, then aliases."""
    known: dict[str, tuple[Place, How]] = {}
    for place in layout.places:
        known.setdefault(header_key(place.header), (place, How.EXACT))
    fields = [f for f in layout.of.fields().values() if f.name not in LEFT_OUT]
    for f in fields:
        known.setdefault(header_key(f.label), (Place(Role.FIELD, f.header, f), How.EXACT))
    for f in fields:
        for alias in f.aliases:
            known.setdefault(header_key(alias), (Place(Role.FIELD, f.header, f), How.ALIAS))
    for place in layout.places:
        if place.role is Role.OWNER_FIELD and place.field is not None:
            for alias in (place.field.label, *place.field.aliases):
                known.setdefault(header_key(alias), (place, How.ALIAS))
    # 单价(万元) stands for 单价 too; never against a header that is one of its own.
    for key, (place, how) in list(known.items()):
        known.setdefault(without_unit(key)[0], (place, how))
    number = next((place for place in layout.places if place.role is Role.NUMBER), None)
    if number:
        for key in NUMBERING:
            known.setdefault(key, (number, How.ALIAS))
    return known


@lru_cache(maxsize=1)
def header_words() -> frozenset[str]:
    """Every header that some ledger knows."""
    return frozenset(key for name in RECORDS for layout in layouts(name) for key in known_headers(layout))


@lru_cache(maxsize=8192)
def is_header_word(text: str) -> bool:
    key = header_key(text)
    return key in header_words() or header_key(without_unit(key)[0]) in header_words()


def recognise(layout: SheetLayout, path: Path) -> Found | None:
    """The field that a header path means; None where no label or alias is equal."""
    keys, unit = _levels(path)
    known = known_headers(layout)
    for start in range(len(keys)):
        key = "".join(keys[start:])
        there = known.get(key)
        if there is None and unit:
            there = known.get(f"{key}({unit})")
        if there is None:
            continue
        place, how = there
        above = keys[:start]
        sure = all(_says_nothing(layout, heading, key, place) for heading in above)
        reason = "与栏目名称相同" if how is How.EXACT else f"是“{place.header}”的另一种叫法"
        if above:
            same = "末级栏目名称相同" if how is How.EXACT else f"末级栏目是“{place.header}”的另一种叫法"
            reason = same if sure else f"{same}，但它在“{'/'.join(above)}”之下，可能另有所指"
        f = place.field
        if f is not None and unit and not _unit_fits(f, unit):
            reason, sure = f"{reason}，但计量单位是“{unit}”，台账用“{f.unit or '元'}”", False
        return Found(place, how, reason, sure, unit)
    return _option(layout, keys)


def _levels(path: Path) -> tuple[list[str], str]:
    """The keys of the levels without repetition (merged cells repeat), and the unit of measure they state."""
    keys: list[str] = []
    unit = ""
    for text in path:
        key, said = without_unit(header_key(text))
        key, unit = header_key(key), said or unit
        if key and (not keys or keys[-1] != key):
            keys.append(key)
    return keys, unit


def path_key(path: Path) -> str:
    """By which a learned mapping finds a column again."""
    keys, unit = _levels(path)
    return "/".join(keys) + (f"({unit})" if unit else "")


def stated_unit(path: Path) -> str:
    return _levels(path)[1]


def _says_nothing(layout: SheetLayout, heading: str, key: str, place: Place) -> bool:
    """Whether the word under this heading means what it means alone."""
    names = {header_key(text) for text in (layout.name, layout.record.about.label, layout.record.about.noun)}
    rest = heading
    for name in names:
        rest = rest.replace(name, "")
    if not EMPTY_WORDS.sub("", rest):
        return True
    f = place.field
    if f is not None and header_key(f.section or "-") == heading:
        return True
    if key in BARE_WORDS:
        return False
    core = GATHERING_WORDS.sub("", EMPTY_WORDS.sub("", rest))
    return not core or core in key


def _unit_fits(f: Field, unit: str) -> bool:
    if f.kind is Kind.MONEY:
        return unit in MONEY_UNITS
    return not f.unit or _one_name(plain(f.unit)) == unit


def choices_of(f: Field) -> dict[str, str]:
    """Header text → the value it stands for, where a field is written as a block of columns to be ticked."""
    if f.kind is Kind.BOOLEAN:
        return dict.fromkeys(YES, "是") | dict.fromkeys(NO, "否")
    if f.kind is not Kind.ENUM:
        return {}
    synonyms = dict(f.options.synonyms) if isinstance(f.options, Enumeration) else {}
    return {header_key(old): value for old, value in synonyms.items()} | {header_key(v): v for v in f.values}


def _option(layout: SheetLayout, keys: list[str]) -> Found | None:
    """是否发言 over 是 | 否: the column's name is the value."""
    if len(keys) < 2:
        return None
    known = known_headers(layout)
    for start in range(len(keys) - 1):
        there = known.get("".join(keys[start:-1]))
        if there is None or there[0].role is not Role.FIELD or there[0].field is None:
            continue
        place = there[0]
        value = choices_of(there[0].field).get(keys[-1])
        if value:
            sure = all(_says_nothing(layout, heading, keys[-2], place) for heading in keys[:start])
            return Found(place, there[1], f"“{keys[-2]}”之下的一格，画√表示“{value}”", sure, option=value)
    return None


def proposals(layout: SheetLayout, path: Path, taken: Iterable[str]) -> tuple[Proposal, ...]:
    """Fields whose names are like this header, best first. Never taken without being asked."""
    from rapidfuzz import fuzz, process

    keys, _ = _levels(path)
    if not keys:
        return ()
    gone = set(taken)
    known = {
        key: place
        for key, (place, _) in known_headers(layout).items()
        if (place.editable or place.role is Role.OWNER_FIELD) and field_name(place) not in gone
    }
    best: dict[str, Proposal] = {}
    for query in dict.fromkeys(text for text in ("".join(keys), keys[-1]) if len(text) > 1):
        for key, score, _ in process.extract(query, list(known), scorer=fuzz.WRatio, score_cutoff=LEAST_LIKE, limit=6):
            name, place = field_name(known[key]), known[key]
            if name not in best or best[name].score < score:
                reason = f"与“{place.header}”的名称相近" if key == header_key(place.header) else f"与“{key}”相近"
                best[name] = Proposal(name, place.header, min(99, round(score)), reason)
    return tuple(sorted(best.values(), key=lambda p: -p.score)[:PROPOSALS])
