"""How much two descriptions may be of the same matter, and what forbids it; only ever a proposal to a person.

Where neither record id nor natural key tells, three things speak for one matter: who it is about, what it is about and
when. One alone is never enough. What contradicts (another birth date, court, sex, or case number) rules it out,
however much agrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from rapidfuzz import fuzz

from app.domain.checks import HAPPENED, check_id_card, check_uscc
from app.domain.fields import Field, Kind, Record, once_per_class
from app.domain.texts import plain, split
from app.domain.values import CASE_NO_FORM, DOC_NO_FORM, case_no_key

T = TypeVar("T")

LIKELY = 60  # of 100: worth showing to a person
SHOWN = 3  # proposals for one row
WINDOW = 30  # days within which a date may have been written differently
SAME_NUMBER, SAME_PERSON, SAME_NAME, LIKE_NAME = 75, 50, 45, 30
SAME_CAUSE, LIKE_CAUSE = 25, 15
SAME_DAY, SAME_WEEK, IN_WINDOW = 25, 18, 10
FAR_APART = -20
ALIKE = 85  # of 100, for names of organisations and causes

NAMING = frozenset({Kind.TEXT, Kind.LONGTEXT, Kind.PERSON_NAME, Kind.UNIT, Kind.UNITS, Kind.REF})
NUMBERED = frozenset({Kind.CASE_NO, Kind.DOC_NO})
CAUSES = frozenset({"cause", "dispute_type", "violation", "kind", "case_kind", "product", "loss_kind"})
SEXES = frozenset({"sex", "gender"})
NO_NAME = re.compile(r"等\d*[人户家位]?$|\(.*?\)")
FORMS = re.compile(r"(股份)?有限(责任)?公司$")


@dataclass(frozen=True, slots=True)
class Resemblance:
    """`score` of 100, with the reasons in words; a contradiction makes it 0."""

    score: int
    reasons: tuple[str, ...]
    contradictions: tuple[str, ...] = ()

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY


Values = Mapping[str, Any]  # field → value, as a record holds it or as the database keeps it; None or absent: not known


def resemblance(of: type[Record], one: Values, other: Values) -> Resemblance:
    """Between two descriptions of a record type. It does not matter which is which."""
    traits = _traits(of)
    if contradictions := tuple(_contradictions(traits, one, other)):
        return Resemblance(0, (), contradictions)
    scores: list[int] = []
    reasons: list[str] = []
    for best in (_who(traits, one, other), _what(traits, one, other), _when(traits, one, other)):
        if best is not None:
            scores.append(best[0])
            reasons.append(best[1])
    kinds = sum(score > 0 for score in scores)
    if kinds < 2 and not any(score >= SAME_NUMBER for score in scores):
        return Resemblance(max(0, min(LIKELY - 1, sum(scores))) if kinds else 0, tuple(reasons))
    return Resemblance(max(0, min(100, sum(scores))), tuple(reasons))


def marks(of: type[Record], values: Values) -> frozenset[str]:
    """Records without a mark in common are not alike: compare only those that share one."""
    traits = _traits(of)
    found = set()
    for f in (*traits.numbers, *traits.identities):
        if number := _number(f, values.get(f.name)):
            found.add(f"{f.kind}:{number}")
    for f in traits.names:
        for name in _names(values.get(f.name)):
            found.add(f"name:{name[0] if '某' in name else name[:4]}")
    return frozenset(found)


def compared(of: type[Record]) -> tuple[str, ...]:
    """The fields that resemblance looks at."""
    traits = _traits(of)
    fields = (
        *traits.numbers,
        *traits.identities,
        *traits.names,
        *traits.causes,
        *traits.days,
        *traits.courts,
        *traits.births,
        *traits.sexes,
    )
    return tuple(dict.fromkeys(f.name for f in fields))


def vetoing(of: type[Record]) -> tuple[str, ...]:
    """Fields that are never different on one and the same matter, other than its own number."""
    traits = _traits(of)
    return tuple(f.name for f in (*traits.identities, *traits.courts, *traits.births, *traits.sexes))


def nearest(of: type[Record], values: Values, candidates: Iterable[tuple[T, Values]]) -> list[tuple[T, Resemblance]]:
    """The few that are likely the same matter, best first."""
    found = [(key, alike) for key, other in candidates if (alike := resemblance(of, values, other)).likely]
    found.sort(key=lambda pair: -pair[1].score)
    return found[:SHOWN]


# --- what is compared ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Traits:
    numbers: tuple[Field, ...]
    identities: tuple[Field, ...]
    names: tuple[Field, ...]
    causes: tuple[Field, ...]
    days: tuple[Field, ...]
    courts: tuple[Field, ...]
    births: tuple[Field, ...]
    sexes: tuple[Field, ...]


@once_per_class
def _traits(of: type[Record]) -> _Traits:
    own = of.own_fields().values()
    told = {*of.about.natural_key, *re.findall(r"{(\w+)}", of.about.title)}
    days = [f for f in own if f.kind in (Kind.DATE, Kind.DATETIME) and (f.name in HAPPENED or f.name in told)]
    return _Traits(
        numbers=tuple(f for f in own if f.kind in NUMBERED and f.name in told),
        identities=tuple(f for f in own if f.kind in (Kind.ID_CARD, Kind.USCC)),
        names=tuple(f for f in own if f.kind in NAMING and f.name in told and f.name not in CAUSES),
        causes=tuple(f for f in own if f.name in CAUSES),
        days=tuple(days) or tuple(f for f in own if f.kind in (Kind.DATE, Kind.DATETIME) and not f.computed)[:2],
        courts=tuple(f for f in own if f.name == "court"),
        births=tuple(f for f in own if f.kind is Kind.DATE and f.name.startswith("birth")),
        sexes=tuple(f for f in own if f.name in SEXES),
    )


Best = tuple[int, str] | None


def _who(traits: _Traits, one: Values, other: Values) -> Best:
    found: list[tuple[int, str]] = []
    for f in (*traits.numbers, *traits.identities):
        number = _number(f, one.get(f.name))
        if number and number == _number(f, other.get(f.name)):
            shown = f"{number[:6]}…{number[-4:]}" if f.mask else number
            found.append((SAME_NUMBER if f.kind in NUMBERED else SAME_PERSON, f"{f.label}相同（{shown}）"))
    for f in traits.names:
        mine, theirs = _names(one.get(f.name)), _names(other.get(f.name))
        if shared := [name for name in mine if name in theirs]:
            found.append((SAME_NAME, f"{f.label}相同" + ("" if f.kind is Kind.REF else f"（{shared[0]}）")))
        elif pair := next(((a, b) for a in mine for b in theirs if _like_names(a, b)), None):
            found.append((LIKE_NAME, f"{f.label}相近（{pair[0]}、{pair[1]}）"))
    return _best(found)


def _what(traits: _Traits, one: Values, other: Values) -> Best:
    found: list[tuple[int, str]] = []
    for f in traits.causes:
        mine, theirs = plain(str(one.get(f.name) or "")), plain(str(other.get(f.name) or ""))
        if not mine or not theirs:
            continue
        if mine == theirs:
            found.append((SAME_CAUSE, f"{f.label}相同（{mine}）"))
        elif mine in theirs or theirs in mine or fuzz.ratio(mine, theirs) >= ALIKE:
            found.append((LIKE_CAUSE, f"{f.label}相近（{mine}、{theirs}）"))
    return _best(found)


def _when(traits: _Traits, one: Values, other: Values) -> Best:
    found: list[tuple[int, str]] = []
    for f in traits.days:
        mine, theirs = _day(one.get(f.name)), _day(other.get(f.name))
        if mine is None or theirs is None:
            continue
        apart = abs((mine - theirs).days)
        if not apart:
            found.append((SAME_DAY, f"{f.label}相同（{mine}）"))
        elif apart <= WINDOW:
            found.append((SAME_WEEK if apart <= 7 else IN_WINDOW, f"{f.label}相差{apart}天"))
        else:
            found.append((FAR_APART, f"{f.label}相差{apart}天"))
    return _best(found)


def _best(found: list[tuple[int, str]]) -> Best:
    return max(found, key=lambda each: each[0], default=None)


# --- what rules it out --------------------------------------------------------------------------------------


def _contradictions(traits: _Traits, one: Values, other: Values) -> Iterator[str]:
    for f in traits.numbers:
        mine, theirs = _number(f, one.get(f.name)), _number(f, other.get(f.name))
        if mine and theirs and mine != theirs:
            yield f"{f.label}不同（{mine}、{theirs}）"
    for f in traits.identities:
        mine, theirs = _number(f, one.get(f.name)), _number(f, other.get(f.name))
        if not mine or not theirs or mine == theirs:
            continue
        if f.kind is Kind.ID_CARD and mine[6:14] != theirs[6:14]:
            yield f"{f.label}中的出生日期不同"
        elif f.kind is Kind.ID_CARD and int(mine[16]) % 2 != int(theirs[16]) % 2:
            yield f"{f.label}中的性别不同"
        else:
            yield f"{f.label}不同"
    for f in (*traits.courts, *traits.births, *traits.sexes):
        said, also = one.get(f.name), other.get(f.name)
        if said and also and plain(str(said)) != plain(str(also)):
            yield f"{f.label}不同（{said}、{also}）"


# --- values in comparable form ------------------------------------------------------------------------------


def _number(f: Field, value: Any) -> str:
    """A complete, well-formed number; nothing for one that is masked, damaged or of another form."""
    text = str(value or "")
    match f.kind:
        case Kind.CASE_NO:
            return case_no_key(text) if CASE_NO_FORM.fullmatch(text) else ""
        case Kind.DOC_NO:
            return text if DOC_NO_FORM.fullmatch(text) else ""
        case Kind.ID_CARD:
            return text if text and check_id_card(text) is None else ""
        case _:
            return text if text and check_uscc(text) is None else ""


def _like_names(one: str, other: str) -> bool:
    """Names of organisations; of persons' short names a like one is another person, save 张某."""
    if min(len(one), len(other)) <= 4:
        shorter, longer = sorted((one, other), key=lambda name: "某" not in name)
        return "某" in shorter and len(longer) > 1 and shorter.rstrip("某甲乙丙丁")[:1] == longer[:1]
    return bool(fuzz.ratio(one, other) >= ALIKE)


def _names(value: Any) -> list[str]:
    """张三等3人 → 张三; the id of a ref stands for itself."""
    if value is None or value == "":
        return []
    if isinstance(value, int):
        return [f"#{value}"]
    parts = value if isinstance(value, tuple) else split(str(value))
    return [name for part in parts if (name := FORMS.sub("公司", NO_NAME.sub("", plain(str(part)))))]


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if re.match(r"\d{4}-\d\d-\d\d", value) else None
    return value.date() if isinstance(value, datetime) else value
