"""How a notice is declared: from which record it is filled, who sends it to whom, by when an answer is due."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from app.domain.calendar import Calendar, NoArrangement
from app.domain.periods import add_months, add_working_days
from app.domain.records import RECORDS
from app.paths import RESOURCES
from app.services.notices.enclosures import Enclosure
from app.services.notices.matter import Item, Matter
from app.services.notices.refusals import Refusal
from app.services.notices.template import Template

FOLDER = RESOURCES / "notices"
LENGTH = re.compile(r"(\d+)(日|工作日|个月)")
BEFORE = re.compile(r"(开庭|会|届满)(?:前(\d+)日|(\d+)日前)")


@dataclass(frozen=True)
class Reply:
    """By when a notice is answered, as notices.csv says it: `15日|收到起诉状副本之日|法定`."""

    length: str  # 15日, 10工作日, 2个月, 会前2日, 控制后立即
    counted_from: str
    nature: str
    field: str = ""  # field of the notice that states the last day
    event: str = ""  # field of the record that a day "before" is counted back from
    since: date | None = None  # the rule did not exist for notices dated earlier

    @classmethod
    def of(cls, text: str, field: str = "", event: str = "", since: date | None = None) -> Reply:
        length, counted_from, nature = text.split("|")
        return cls(length, counted_from, nature, field, event, since)

    def __str__(self) -> str:
        return f"{self.length}（{self.counted_from}，{self.nature}）"

    @property
    def is_law(self) -> bool:
        """The county may not make it shorter or longer."""
        return self.nature.startswith(("法定", "司法解释"))

    def due(self, start: date, calendar: Calendar) -> date | None:
        """The last day when the period starts on a day; None where it has no fixed length or holidays are unknown."""
        if self.since and start < self.since:
            return None
        if found := BEFORE.fullmatch(self.length):
            return start - timedelta(int(found[2] or found[3]))
        if not (found := LENGTH.fullmatch(self.length)):
            return None
        number, unit = int(found[1]), found[2]
        if unit == "个月":
            return add_months(start, number)
        if unit == "日":
            return start + timedelta(number)
        try:
            return add_working_days(start, number, calendar)
        except NoArrangement:
            return None

    def proposal(self, matter: Matter) -> date | None:
        """The last day for a notice of that date (counted from its date until it has been served)."""
        if not self.event:
            return self.due(matter.dated, matter.db.calendar)
        event = matter.value(self.event)
        day = event.date() if hasattr(event, "date") else event
        return self.due(day, matter.db.calendar) if day else None


@dataclass(frozen=True)
class Notice:
    """One kind of notice. A party is a field of the record (`case.court`) or a unit of the directory by the short
    name that every county uses (`县法院`); of several the first that says something is taken."""

    id: str
    record: str  # record type that it is printed from
    letter_kind: str  # 函件类型 in the register of letters; "" is not a letter
    sender: str | tuple[str, ...]
    recipient: str | tuple[str, ...]
    copies: tuple[str, ...] = ()
    fields: Mapping[str, str | Callable[[Matter], str]] = field(default_factory=dict)
    lists: Mapping[str, Callable[[Matter], Sequence[Item]]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # record's words → template's words
    said_before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what the text says before a field
    proposals: Mapping[str, Callable[[Matter], str]] = field(default_factory=dict)  # for what is asked
    suggestions: Mapping[str, Callable[[Matter], Sequence[str]]] = field(default_factory=dict)  # choices for the same
    fills: Mapping[str, str] = field(default_factory=dict)  # field of the record → field of the letter, once issued
    reply: Reply | None = None
    enclosed: Callable[[Matter], Enclosure] | None = None  # the table that the first 附件 line names
    refusals: tuple[Refusal, ...] = ()

    @property
    def sender_says(self) -> str:
        return self._says(self.sender)

    @property
    def recipient_says(self) -> str:
        return self._says(self.recipient)

    def _says(self, party: str | tuple[str, ...]) -> str:
        """A party in words: the label of the field, or the unit."""
        if isinstance(party, tuple):
            return "或".join(self._says(each) for each in party)
        if "+" in party:
            return "、".join(self._says(each) for each in party.split("+"))
        if party == "office":
            return "领导小组办公室"
        if not party.isascii():
            return party
        cls: Any = RECORDS[self.record]
        *refs, last = party.split(".")
        for name in refs:
            cls = RECORDS[cls.fields()[name].to]
        return f"{cls.fields()[last].label}"

    @property
    def template(self) -> Template:
        return _template(self.id)

    @property
    def title(self) -> str:
        return self.template.title

    @property
    def format(self) -> str:
        """letter, document, minutes or form."""
        return self.template.format


@cache
def _template(id: str) -> Template:
    return Template.parse((FOLDER / f"{id}.md").read_text(encoding="utf-8"))
