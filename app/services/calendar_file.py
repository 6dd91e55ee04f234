"""A calendar file (.ics) with what is due, for the calendars of telephones and other programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.data.database import Database
from app.services import workbench
from app.services.workbench import Item, Narrowed
from app.whole_file import whole_file

DAYS = 90  # ahead; what is overdue is in it as well
MOST = 20_000
PRODUCER = "-//府院联动工作台//期限//ZH"


def write(db: Database, narrowed: Narrowed, out: Path, days: int = DAYS) -> int:
    """Deadlines, meetings and hearings until so many days from now; returns how many."""
    last = db.today + timedelta(days)
    items = [*workbench.until(db, narrowed, last, MOST).items, *workbench.held(db, narrowed, last, MOST).items]
    content = calendar_of(items, uids(db, items), datetime.now(UTC))
    with whole_file(out) as file:
        file.write(content)
    return len(items)


def uids(db: Database, items: Iterable[Item]) -> dict[int, str]:
    """The same in every copy of the record, so that a file read twice does not double anything."""
    by_record: dict[str, set[int]] = {}
    for item in items:
        by_record.setdefault(item.record, set()).add(item.id)
    found: dict[int, str] = {}
    for record, ids in by_record.items():
        listed = sorted(ids)
        for start in range(0, len(listed), 500):
            part = listed[start : start + 500]
            marks = ",".join("?" * len(part))
            found |= dict(db.rows(f'SELECT id, uid FROM "{record}" WHERE id IN ({marks})', part))
    return found


def calendar_of(items: Sequence[Item], known: dict[int, str], written_at: datetime) -> bytes:
    """An event of a whole day for each item with a date."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "府院联动期限")
    for item in items:
        if item.on is None:
            continue
        event = Event()
        event.add("uid", f"{known.get(item.id, item.id)}-{item.due.rule if item.due else item.what}")
        event.add("dtstamp", written_at)
        event.add("dtstart", item.on)
        event.add("dtend", item.on + timedelta(1))
        event.add("summary", f"{item.what}：{item.matter}")
        event.add("description", _described(item))
        event.add("transp", "TRANSPARENT")  # a deadline does not make anybody busy
        if item.unit:
            event.add("categories", [item.unit])
        for before in _warnings(item):
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"{item.what}：{item.matter}")
            alarm.add("trigger", timedelta(days=-before, hours=9))
            event.add_component(alarm)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _described(item: Item) -> str:
    basis = f"依据：{item.due.basis}" if item.due and item.due.basis else ""
    safe = f"稳妥起见应在{item.due.safe_on}前完成" if item.due and item.due.safe_on else ""
    who = "　".join(part for part in (item.unit, item.person) if part)
    return "\n".join(part for part in (item.number, who, basis, safe) if part)


def _warnings(item: Item) -> tuple[int, ...]:
    """The first and the last of the days of warning that the rule names; without a rule the day before."""
    if item.due is None:
        return (1,)
    days: Sequence[int] = item.due.period.warn_days
    return tuple(sorted({max(days), min(days)}, reverse=True)) if days else ()
