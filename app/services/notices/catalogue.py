"""Which notices the program prints: from which record each is filled, who sends it to whom, what must be asked.

The texts are in `resources/notices/`; where a field comes from is said here, in the words of the template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from app.paths import RESOURCES
from app.services.notices.template import Template

FOLDER = RESOURCES / "notices"


@dataclass(frozen=True)
class Notice:
    """One kind of notice. Units are named as the directory's short names know them in every county."""

    id: str
    record: str  # record type that it is printed from
    letter_kind: str  # 函件类型 in the register of letters
    sender: str
    recipient: str  # field of the record
    copies: tuple[str, ...]
    fields: Mapping[str, str]  # template field → field of the record, or ref.field
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # record's words → template's words
    said_before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what the text says before a field
    ask: tuple[str, ...] = ()  # what no record knows
    proposals: Mapping[str, Callable[[Any], date | None]] = field(default_factory=dict)  # for what is asked
    fills: Mapping[str, str] = field(default_factory=dict)  # field of the record → field of the letter, once issued

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


def _day_before_hearing(appearance: Any) -> date | None:
    # 法释〔2020〕3号 art. 9: proof of identity is handed in before the hearing
    return appearance.hearing_at.date() - timedelta(days=1) if appearance.hearing_at else None


NOTICES = (
    Notice(
        id="head_appearance_notice",
        record="appearance",
        letter_kind="出庭应诉提示函",
        sender="县法院",
        recipient="organ",
        copies=("县司法局",),
        fields={
            "发文机关": "case.court",  # another county's court may hear the case; the sender stands in for none
            "原告": "case.plaintiff",
            "案由": "cause",
            "案号": "case.case_no",
            "开庭日期": "hearing_at",
            "开庭时间": "hearing_at",
            "开庭地点": "place",
            "出庭情形": "court_notice",
            "通知出庭理由": "notice_reason",
        },
        choices={"出庭情形": {"应当通知": "应当通知出庭", "可以通知": "可以通知出庭"}},
        said_before={"通知出庭理由": ("本案", "案件")},
        ask=("身份证明报送截止日",),
        proposals={"身份证明报送截止日": _day_before_hearing},
        fills={"notice_served_on": "served_on"},
    ),
)


def catalogue() -> list[Notice]:
    return list(NOTICES)


def notice_of(id: str) -> Notice | None:
    return next((notice for notice in NOTICES if notice.id == id), None)


@cache
def _template(id: str) -> Template:
    return Template.parse((FOLDER / f"{id}.md").read_text(encoding="utf-8"))
