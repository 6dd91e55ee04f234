"""Provisions that were renumbered or replaced: which article a notice cites is a question of its date.

A template writes 《中华人民共和国民事诉讼法》{{法条·查询冻结划拨}}; resources/legal_references.csv says the article
for each span of time. What never changed stands in the templates as it is.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.errors import UserError
from app.paths import RESOURCES


@dataclass(frozen=True)
class Provision:
    """One wording of a citation and when it is right; an empty `since` goes back as far as the sources do."""

    key: str
    law: str
    text: str
    since: date | None
    until: date | None  # the last day
    source: str

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@cache
def provisions() -> tuple[Provision, ...]:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    with (RESOURCES / "legal_references.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Provision(row["key"], row["law"], row["text"], day(row["since"]), day(row["until"]), row["source"])
            for row in csv.DictReader(file)
        )


def provision(key: str, day: date) -> Provision:
    """What to cite on a day. Raises UserError where no wording was in force or is known."""
    spans = [each for each in provisions() if each.key == key]
    if not spans:
        raise UserError(f"文书模板引用了“法条·{key}”", "法条表中没有这一条", "请改正模板，或恢复原模板")
    for each in spans:
        if each.holds(day):
            return each
    raise UserError(
        f"成文日期{day.year}年{day.month}月{day.day}日没有可引用的法条",
        f"{spans[0].law}（{key}）自{spans[0].since}起施行",
        "请核对成文日期；确需早于施行日期的，请依当时的规定另行拟稿",
    )
