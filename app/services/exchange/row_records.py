"""From a planned row to the record it would become."""

from __future__ import annotations

from typing import Any

from app.domain.fields import MANY, Kind, once_per_class
from app.domain.records import RECORDS
from app.domain.records.registered import Registered
from app.services.exchange.plan_rows import PlanRow


def new_record(row: PlanRow) -> Registered:
    record = RECORDS[row.record]()
    if row.uid:  # of another office: kept, so that the same record is known when it comes again
        record.uid = row.uid
    if row.arrival is not None:
        record.source_kind = "交换包导入"
    change_record(record, row)
    return record


def change_record(record: Registered, row: PlanRow) -> None:
    """Set what the row says; a computed value that a person typed stays from now on."""
    record.__dict__.update(row.values)
    if row.unmatched or record.unmatched:
        kept = {name: text for name, text in record.unmatched.items() if name not in row.values}
        record.unmatched = kept | row.unmatched
        for name in row.unmatched:
            setattr(record, name, _nothing(type(record).fields()[name].kind))
    for child, gathered in row.gathered.items():
        kind = type(record).children()[child]
        getattr(record, child).extend(kind(**values) for values in gathered)
    if replaced := row.values.keys() & _computed(type(record)):
        record.overrides |= replaced


@once_per_class
def _computed(of: type[Registered]) -> frozenset[str]:
    return frozenset(name for name, f in of.fields().items() if f.computed)


def _nothing(kind: Kind) -> Any:
    return () if kind in MANY else None
