"""Who answers for each unit of the demonstration county: more units, heads, liaison officers, telephones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.data import queries
from app.domain.records import RECORDS
from app.domain.values import parse
from app.services.demo.people import DEMO, People, rows_of

if TYPE_CHECKING:
    from app.data.database import Database

USER = "陈晓雯"  # who sits at the desk of the demonstration
HEADS = {"县政府": "县长", "县政府办公室": "主任", "县法院": "院长"}
HEADS_BY_KIND = {
    "乡镇": "镇长",
    "街道": "办事处主任",
    "园区管委会": "管委会主任",
    "金融机构": "行长",
    "国有企业": "董事长",
}


def fill(db: Database, people: People, today: date) -> None:
    unit = RECORDS["unit"]
    with db.operation("补充演示用单位和联系人", by=USER) as op:
        op.set_setting("user_name", USER)
        op.set_setting("contact", USER)
        op.set_setting("phone", "0500-7003012")
        for row in rows_of(DEMO / "units.csv"):
            values = {name: parse(unit.fields()[name], text, today=today) for name, text in row.items()}
            op.create(unit(**values, uid=people.uid()))
    with db.operation("登记单位联系人", by=USER) as op:
        ids = [row[0] for row in op.fetch("SELECT id FROM unit ORDER BY id")]
        for number, record in enumerate(queries.load_many(db, "unit", ids), start=1):
            record.head = people.name()
            record.head_post = HEADS.get(record.short_name) or HEADS_BY_KIND.get(record.kind, "局长")
            record.liaison = people.name()
            record.liaison_post = "办公室主任"
            record.phone = f"0500-70{number:02d}001"
            op.save(record)
