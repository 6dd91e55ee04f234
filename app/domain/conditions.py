"""The small language of `when` and of a period's `applies_when`: 字段=值1|值2；字段!=值.

Conditions are joined by an English semicolon and must all hold. An empty field never equals anything and differs
from everything; a field with several values equals a value it contains; yes-no fields are written 是 and 否.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Condition:
    """All of `terms` must hold; a term is (field, equal, accepted values)."""

    terms: tuple[tuple[str, bool, tuple[str, ...]], ...]
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        terms = []
        for part in text.split(";"):
            name, sign, values = part.strip().partition("!=" if "!=" in part else "=")
            if not sign or not name or not values:
                raise ValueError(f"not a condition: {part!r}")
            terms.append((name, sign == "=", tuple(values.split("|"))))
        return cls(tuple(terms), text)

    def holds(self, get: Callable[[str], Any]) -> bool:
        """`get` gives a field's value by name."""
        for name, equal, values in self.terms:  # asked too often for a generator
            if _among(get(name), values) != equal:
                return False
        return True

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(name for name, _, _ in self.terms)


def _among(value: Any, accepted: tuple[str, ...]) -> bool:
    if value is None:
        return False
    if isinstance(value, bool):
        return ("是" if value else "否") in accepted
    if isinstance(value, tuple):
        return any(item in accepted for item in value)
    return str(value) in accepted
