"""What is wrong, or doubtful, with a record: required fields, forms of numbers, choices, order of dates.

Form, import and services use `problems`; a doubt is shown and does not stop saving.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.domain.facts import Facts
from app.domain.fields import Enumeration, Field, Fields, Kind, Record, once_per_class
from app.domain.values import CASE_NO_FORM, DOC_NO_FORM, repaired_doc_no, split


@dataclass(frozen=True)
class Problem:
    """`row` is (child, position from 0) where the field is in a child row."""

    field: str
    text: str
    row: tuple[str, int] | None = None
    doubt: bool = False


def problems(record: Record, facts: Facts) -> list[Problem]:
    found = list(_of_fields(record, facts.today, None))
    found += _out_of_order(record, type(record).about.id)
    for child in type(record).children():
        for position, row in enumerate(getattr(record, child)):
            found += _of_fields(row, facts.today, (child, position))
    return found


def _of_fields(of: Fields, today: date, row: tuple[str, int] | None) -> Iterator[Problem]:
    unmatched = of.unmatched if isinstance(of, Record) else {}
    held = of.__dict__
    for f, choices in _checked(type(of)) if not unmatched else _all_checked(type(of)):
        value = held.get(f.name)
        if value is None or value == ():
            if f.name in unmatched:
                found = [(f"{f.label}“{unmatched[f.name]}”没有对应的记录，请核对", True)]
            elif f.required and f.editable:
                found = [(f"{f.label}未填", False)]
            else:
                continue
        elif value.__class__ is str and value in choices:
            continue
        else:
            found = [*CHECKS[f.kind](f, value), *_of_value(f, value, today)]
        if not found or (f.when and not f.when.holds(lambda name: getattr(of, name, None))):
            continue  # what is not shown nobody could correct
        for text, doubt in found:
            yield Problem(f.name, text, row, doubt)


@once_per_class
def _all_checked(of: type[Fields]) -> list[tuple[Field, frozenset[str]]]:
    """Each field, with the choices that are right without a further look."""
    plain = frozenset[str]()
    return [
        (f, frozenset(f.values) if f.kind is Kind.ENUM and f.maximum is None else plain) for f in of.fields().values()
    ]


@once_per_class
def _checked(of: type[Fields]) -> list[tuple[Field, frozenset[str]]]:
    """Those of which something may be wrong."""
    return [
        (f, choices)
        for f, choices in _all_checked(of)
        if (f.required and f.editable)
        or CHECKS[f.kind] is not _nothing
        or f.maximum is not None
        or (f.name in HAPPENED and f.kind is Kind.DATE and not f.computed)
    ]


Finding = tuple[str, bool]  # the sentence, and whether it is only a doubt

HAPPENED = frozenset({"filed_on", "accepted_on", "closed_on", "decided_on", "replied_on", "served_on", "effective_on"})


def _of_value(f: Field, value: Any, today: date) -> Iterator[Finding]:
    if f.maximum is not None and value > f.maximum:
        yield f"{f.label}是{value}，最多为{f.maximum}", f.computed is not None  # of a sum, the parts are to blame
    if f.name in HAPPENED and f.kind is Kind.DATE and not f.computed and value > today:
        yield f"{f.label}{value}晚于今天，请核对", True


# Pairs of dates of which the second cannot well come before the first.
ORDER: dict[str, tuple[tuple[str, str], ...]] = {
    "admin_case": (
        ("act_made_on", "sued_on"),
        ("filed_on", "closed_on"),
        ("notice_received_on", "answered_on"),
        ("closed_on", "judgment_served_on"),
        ("effective_on", "performed_on"),
    ),
    "appearance": (("notice_served_on", "hearing_at"),),
    "dispute": (("accepted_on", "closed_on"), ("closed_on", "revisit_on")),
    "loss_case": (("effective_on", "notified_on"), ("notified_on", "reported_on"), ("notified_on", "rectified_on")),
    "judicial_advice": (("signed_on", "served_on"), ("served_on", "replied_on")),
    "admin_review": (
        ("applied_on", "accepted_on"),
        ("accepted_on", "decided_on"),
        ("decided_on", "decision_served_on"),
    ),
    "enforcement_case": (("applied_on", "filed_on"), ("filed_on", "closed_on"), ("terminated_on", "resumed_on")),
    "nonlit_case": (("penalty_served_on", "applied_on"), ("applied_on", "accepted_on"), ("accepted_on", "ruled_on")),
    "assist_request": (("served_on", "replied_on"),),
    "property_control": (("started_on", "lifted_on"), ("started_on", "expires_on")),
    "dishonest_listing": (("decided_on", "published_on"), ("decided_on", "removed_on")),
    "bankruptcy_case": (("applied_on", "accepted_on"), ("accepted_on", "claim_due_on"), ("accepted_on", "ended_on")),
    "wage_check": (("sent_on", "received_on"), ("received_on", "replied_on")),
    "mediation_case": (("assigned_on", "closed_on"), ("accepted_on", "closed_on"), ("sc_applied_on", "sc_ruled_on")),
    "labor_case": (("applied_on", "accepted_on"), ("accepted_on", "award_on"), ("award_on", "served_on")),
    "petition": (("petition_on", "accepted_on"), ("accepted_on", "replied_on")),
    "letter": (("issued_on", "served_on"), ("served_on", "replied_on")),
    "ent_case": (("filed_on", "closed_on"),),
}


# Names of what may lie long ago, or far ahead.
LONG_AGO = ("set_on", "hired_on", "valid_from", "post_from", "joined_on", "act_made_on", "started_on", "agreement_on")
AHEAD = ("_due", "_due_on", "_to", "_by", "due_on", "expires_on", "limit_on")
FOUNDED = date(1949, 10, 1)  # nothing that an office of the People's Republic has on its files is older
REFORM = date(1978, 12, 18)  # courts and registers were rebuilt; a matter handled today began later


def plausible(f: Field, today: date) -> tuple[date, date]:
    """The first and last day that this date is likely to be; a mistyped year or a serial number lies outside."""
    early = FOUNDED if f.name in LONG_AGO else REFORM
    return early, today.replace(year=today.year + (50 if f.name.endswith(AHEAD) else 10), day=1)


def _out_of_order(record: Record, record_id: str) -> Iterator[Problem]:
    fields = type(record).fields()
    for first, second in ORDER.get(record_id, ()):
        early, late = _day(getattr(record, first)), _day(getattr(record, second))
        if early and late and late < early:
            yield Problem(
                second, f"{fields[second].label}{late}早于{fields[first].label}{early}，请核对", None, doubt=True
            )


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


# --- numbers of persons and organisations -------------------------------------------------------------------

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83)
)


def check_id_card(number: str) -> str | None:
    """What is wrong with an 18-digit ID number (GB 11643: ISO 7064 MOD 11-2), or None."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return "身份证号应为18位，前17位是数字，末位是数字或X"
    if int(number[:2]) not in PROVINCES:
        return "身份证号的前两位不是地区代码"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "身份证号中的出生日期不存在"
    if number[17] != id_check_digit(number):
        return "身份证号的校验位不对，请核对各位数字"
    return None


def id_check_digit(number: str) -> str:
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False)) % 11]


USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z


def check_uscc(code: str) -> str | None:
    """What is wrong with a 统一社会信用代码 (GB 32100), or None."""
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现为{len(code)}位"
    wrong = sorted({character for character in code if character not in USCC_CHARACTERS})
    if wrong:
        return f"统一社会信用代码不使用{'、'.join(wrong)}"
    if code[17] != uscc_check_character(code):
        return "统一社会信用代码的校验位不对，请核对各位"
    return None


def uscc_check_character(code: str) -> str:
    total = sum(USCC_CHARACTERS.index(character) * pow(3, place, 31) for place, character in enumerate(code[:17]))
    return USCC_CHARACTERS[-total % 31]


TELEPHONE = re.compile(r"1[3-9]\d{9}|(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?|[48]00-?\d{3}-?\d{4}|1\d{4}|\d{3}")


def check_phone(text: str) -> str | None:
    """Mobile, fixed (with or without area code), 400/800 and short numbers; several separated by 、."""
    wrong = [number for number in split(text) if not TELEPHONE.fullmatch(number)]
    return f"“{wrong[0]}”不是电话号码，应为11位手机号或带区号的座机号" if wrong else None


# --- one entry per kind -------------------------------------------------------------------------------------


def _nothing(f: Field, value: Any) -> Iterator[Finding]:
    return iter(())


def _id_card(f: Field, value: str) -> Iterator[Finding]:
    if re.fullmatch(r"\d{15}", value):
        yield f"{f.label}是15位旧号码，请核对", True
    elif not value[:1].isdigit():  # a passport or a permit of 港澳台 residents
        yield f"{f.label}“{value}”不是居民身份证号，请核对", True
    elif wrong := check_id_card(value):
        yield f"{f.label}“{value}”有误：{wrong}", False


def _uscc(f: Field, value: str) -> Iterator[Finding]:
    if wrong := check_uscc(value):
        yield f"{f.label}“{value}”有误：{wrong}", False


def _phone(f: Field, value: str) -> Iterator[Finding]:
    if wrong := check_phone(value):
        yield f"{f.label}有误：{wrong}", False


def _case_no(f: Field, value: str) -> Iterator[Finding]:
    if not CASE_NO_FORM.fullmatch(value):
        yield f"{f.label}“{value}”不像案号，一般如（2026）京0101行初1号", True


def _doc_no(f: Field, value: str) -> Iterator[Finding]:
    if DOC_NO_FORM.fullmatch(value):
        return
    repaired = repaired_doc_no(value)
    if repaired:
        yield f"{f.label}“{value}”的括号不全，是否为{repaired}", True
    else:
        yield f"{f.label}“{value}”不像文号，一般如国发〔2026〕1号", True


def _choice(f: Field, value: str) -> Iterator[Finding]:
    if f.values and value not in f.values and not _extended_by_county(f):
        yield f"{f.label}“{value}”不在选项中", False


def _choices(f: Field, values: tuple[str, ...]) -> Iterator[Finding]:
    for value in values:
        yield from _choice(f, value)


def _extended_by_county(f: Field) -> bool:
    return isinstance(f.options, Enumeration) and f.options.editable


def _percent(f: Field, value: Any) -> Iterator[Finding]:
    if not f.computed and not 0 <= value <= 100:
        yield f"{f.label}是{value}，应在0至100之间", True


def _count(f: Field, value: int) -> Iterator[Finding]:
    if not f.computed and value < 0:
        yield f"{f.label}是{value}，不应小于0", False


CHECKS: dict[Kind, Callable[[Field, Any], Iterator[Finding]]] = {
    **dict.fromkeys(Kind, _nothing),
    Kind.INTEGER: _count,
    Kind.PERCENT: _percent,
    Kind.ENUM: _choice,
    Kind.MULTI_ENUM: _choices,
    Kind.CASE_NO: _case_no,
    Kind.DOC_NO: _doc_no,
    Kind.ID_CARD: _id_card,
    Kind.USCC: _uscc,
    Kind.PHONE: _phone,
}
