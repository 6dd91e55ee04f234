"""Records of every type with a plausible value in every field, the same each time."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.data import queries
from app.data.database import Database
from app.domain.fields import Field, Fields, Kind
from app.domain.records import RECORDS
from app.domain.records.registered import Registered
from app.services.exchange.layout import LEFT_OUT

FIRST = date(2024, 1, 1)
TEXTS = ("=1+1", "-3人", "+86", "@某人", "李四<&>王五", "00123", "3.5%", "两行\n文字", "2024-1-2", "甲、乙")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_card(chance: random.Random) -> str:
    digits = f"341622{chance.randrange(1950, 2005)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    digits += f"{chance.randrange(1000):03d}"
    check = sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11
    return digits + "10X98765432"[check]


def fill_county(db: Database, per_type: int = 3) -> None:
    """`per_type` records of each type; refs point to records made before."""
    made: dict[str, list[int]] = {}
    with db.operation("测试数据") as op:
        for name, cls in RECORDS.items():
            for number in range(per_type):
                record = op.create(plausible(db, cls, number, made))
                assert record.id is not None
                made.setdefault(name, []).append(record.id)


def plausible(db: Database, cls: type[Registered], number: int, made: dict[str, list[int]]) -> Registered:
    chance = random.Random(f"{cls.about.id}{number}")
    record = cls(**_values(db, cls, chance, number, made))
    record.status = chance.choice(cls.about.states).value
    for f in cls.fields().values():
        if f.kind in (Kind.REF, Kind.REFS) and not getattr(record, f.name) and f.name not in LEFT_OUT:
            record.unmatched = record.unmatched | {f.name: f"{f.label}待核{number}"}
    for child, rows in cls.children().items():
        setattr(record, child, [rows(**_values(db, rows, chance, i, made)) for i in range(2)])
    return record


def _values(db: Database, of: type[Fields], chance: random.Random, number: int, made: Any) -> dict[str, Any]:
    found = {}
    for name, f in of.fields().items():
        if f.computed is None and name not in LEFT_OUT and name != "status":
            value = _value(db, f, chance, number, made)
            if value not in (None, ()):
                found[name] = value
    return found


def _value(db: Database, f: Field, chance: random.Random, number: int, made: dict[str, list[int]]) -> Any:
    options = queries.options(db, f)
    units = [unit.name for unit in queries.units(db)]
    day = FIRST + timedelta(chance.randrange(700))
    match f.kind:
        case Kind.TEXT | Kind.LONGTEXT:
            return f"{chance.choice(TEXTS)}{f.label}{number}"
        case Kind.INTEGER:
            return chance.randrange(min(f.maximum or 90, 90))
        case Kind.DECIMAL | Kind.PERCENT:
            return Decimal(chance.randrange(100 * min(f.maximum or 40, 40))) / 100
        case Kind.MONEY:
            return chance.randrange(10**9)
        case Kind.DATE:
            return day
        case Kind.DATETIME:
            return datetime(day.year, day.month, day.day, chance.randrange(24), chance.randrange(60))
        case Kind.BOOLEAN:
            return chance.random() < 0.5
        case Kind.ENUM:
            return chance.choice(options) if options else None
        case Kind.MULTI_ENUM:
            return tuple(chance.sample(options, min(2, len(options))))
        case Kind.UNIT:
            return chance.choice(units)
        case Kind.UNITS:
            return tuple(chance.sample(units, 2))
        case Kind.PERSON_NAME:
            return chance.choice("王李张刘") + chance.choice("伟芳娜敏")
        case Kind.REF:
            return chance.choice(made[f.to]) if f.to in made else None
        case Kind.REFS:
            return tuple(chance.sample(made[f.to], 2)) if f.to in made else ()
        case Kind.CASE_NO:
            return f"（{day.year}）皖1622行初{chance.randrange(1, 10**6)}号"
        case Kind.DOC_NO:
            return f"蒙政〔{day.year}〕{chance.randrange(1, 10**6)}号"
        case Kind.ID_CARD:
            return id_card(chance)
        case Kind.USCC:
            return "11341622003178357Q"
        case Kind.PHONE:
            return f"139{chance.randrange(10**8):08d}"
        case Kind.YEAR:
            return day.year
    raise AssertionError(f.kind)
