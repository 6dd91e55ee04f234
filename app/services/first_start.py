"""Brings the county's own facts into a new database: settings, provisions, units, the "1" of 1+N, work points.

They come from `resources/county/`; another county replaces those files, no code.
"""

from __future__ import annotations

import csv
import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.fields import MANY, Kind
from app.domain.records import RECORDS
from app.domain.values import parse
from app.paths import RESOURCES
from app.settings import Settings

if TYPE_CHECKING:
    from app.data.database import Database
    from app.data.operation import Operation

COUNTY = RESOURCES / "county"
FACTS = uuid.UUID("5f0e3d9c-8a41-5d0b-9c52-2f6d1b7a4e10")
TITLE = "首次启动：载入县情资料"


def fill(db: Database, county: Path = COUNTY) -> bool:
    """Loads everything as one operation; False when the database already has its county."""
    if db.value("SELECT 1 FROM provision LIMIT 1") is not None:
        return False
    units = list(_rows(county / "units.csv"))
    names = _full_names(units)
    with db.operation(TITLE, via="首次启动", source="resources/county") as op:
        _settings(op, json.loads((county / "settings.json").read_text(encoding="utf-8")), names, db.today)
        for position, row in enumerate(_rows(county / "provisions.csv")):
            op.execute(
                "INSERT INTO provision (id, position, part, label, title, domains) VALUES (?, ?, ?, ?, ?, ?)",
                (row["id"], position, row["part"], row["label"], row["title"], row["domains"]),
            )
        for row in units:
            row["is_member"] = "是" if row["member_seq"] else "否"
            _create(op, "unit", row, names, db.today)
        rule = json.loads((county / "rule_doc.json").read_text(encoding="utf-8"))
        rule["provisions"] = _every_provision(county)
        _create(op, "rule_doc", rule, names, db.today)
        for row in _rows(county / "work_points.csv"):
            row["provisions"] = f"G3、{row.pop('provision')}"
            row["lead_unit"] = row["units"].split("、")[0]
            row["registered_on"] = rule["registered_on"]
            _create(op, "work_point", row, names, db.today)
    return True


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _every_provision(county: Path) -> str:
    return "、".join(row["id"] for row in _rows(county / "provisions.csv"))


def _full_names(units: list[dict[str, str]]) -> dict[str, str]:
    """What a unit may be called in the other files → its full name."""
    names: dict[str, str] = {}
    for row in units:
        for name in (row["name"], row["short_name"], *row["aliases"].split("、")):
            names[name] = row["name"]
    return names


def _settings(op: Operation, values: Mapping[str, str], names: Mapping[str, str], today: date) -> None:
    for name, text in values.items():
        f = Settings.fields()[name]
        op.set_setting(name, names[text] if f.kind is Kind.UNIT else parse(f, text, today=today))


def _create(op: Operation, record: str, row: Mapping[str, str], names: Mapping[str, str], today: date) -> None:
    cls = RECORDS[record]
    values: dict[str, Any] = {}
    for name, text in row.items():
        f = cls.fields()[name]
        if f.kind is Kind.UNIT:
            values[name] = names[text] if text else None
        elif f.kind is Kind.UNITS:
            values[name] = tuple(names[part] for part in text.split("、"))
        elif name == "provisions":  # the choices are the provisions just entered
            values[name] = tuple(text.split("、"))
        else:
            values[name] = parse(f, text, today=today) if text else (() if f.kind in MANY else None)
    # Each office loads these facts for itself; with one uid they are the same record when workbooks are exchanged.
    key = "\n".join(str(values[name]) for name in cls.about.natural_key)
    op.create(cls(**values, uid=uuid.uuid5(FACTS, f"{record}\n{key}").hex))
