"""Who said what about a field, and which statement is the later one: per-field versions that offices exchange.

Every statement carries a vector: replica (one office's file) → number of the statement there. A statement whose vector
holds all of another's was made in knowledge of it and replaces it; two that do not know of each other are a conflict.
Offices that have seen the same statements hold the same values, in whatever order the files arrived.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

ARCHIVED = 8  # earlier versions kept per field, to find what both sides had

Vector = Mapping[str, int]


@dataclass(frozen=True)
class Version:
    """A statement about one field. An empty text with a vector says that the field was emptied on purpose."""

    text: str
    vector: Vector
    writer: str = ""  # the replica where it was stated

    @property
    def age(self) -> tuple[int, str, str]:
        """An order in which every office puts two statements alike: by logical clock, not by anybody's wall clock."""
        return max(self.vector.values(), default=0), self.writer, self.text

    def as_json(self) -> list[Any]:
        return [self.text, dict(self.vector), self.writer]


class Verdict(StrEnum):
    SAME = "same"
    TAKE = "take"  # theirs was made in knowledge of ours
    KEEP = "keep"  # ours was made in knowledge of theirs
    CONFLICT = "conflict"


class Decision(StrEnum):
    """Of a conflict. A rule that every office applies alike needs no new statement; what a person chooses is one."""

    OURS = "ours"
    THEIRS = "theirs"
    OURS_BY_RULE = "ours_by_rule"
    THEIRS_BY_RULE = "theirs_by_rule"
    OPEN = "open"


def covers(one: Vector, other: Vector) -> bool:
    """Whether `one` was made in knowledge of `other`."""
    return all(one.get(replica, 0) >= number for replica, number in other.items())


def joined(one: Vector, other: Vector) -> dict[str, int]:
    return {replica: max(one.get(replica, 0), other.get(replica, 0)) for replica in sorted({*one, *other})}


def verdict(ours: Version | None, theirs: Version) -> Verdict:
    if ours is None:
        return Verdict.TAKE
    if covers(ours.vector, theirs.vector):
        if ours.text == theirs.text:
            return Verdict.SAME
        # One vector, two texts: two offices applied different rules to one conflict. Both must end with the same text.
        known_alike = covers(theirs.vector, ours.vector)
        return Verdict.TAKE if known_alike and theirs.text > ours.text else Verdict.KEEP
    if ours.text == theirs.text:
        return Verdict.SAME
    return Verdict.TAKE if covers(theirs.vector, ours.vector) else Verdict.CONFLICT


@dataclass
class RowState:
    """What an exchanged row says and how it came to say it."""

    fields: dict[str, Version] = field(default_factory=dict)
    archive: dict[str, list[Version]] = field(default_factory=dict)  # replaced ones, the newest last
    open: dict[str, list[Version]] = field(default_factory=dict)  # of others, in conflict with ours, not decided
    # How a text stands in this file where it cannot stand as it was stated (a record that is not here).
    stand_ins: dict[str, str] = field(default_factory=dict)
    peers: dict[str, dict[str, Vector]] = field(default_factory=dict)  # unit → what it and we both had last

    def copy(self) -> Self:
        return type(self)(
            dict(self.fields),
            {name: list(versions) for name, versions in self.archive.items()},
            {name: list(versions) for name, versions in self.open.items()},
            dict(self.stand_ins),
            dict(self.peers),
        )

    def catch_up(self, current: Mapping[str, str], replica: str, clock: int) -> bool:
        """What was typed here since the last exchange becomes statements of this replica; whether there was any."""
        changed = False
        for name in sorted({*current, *self.fields}):
            text, known = current.get(name, ""), self.fields.get(name)
            if known is None:
                if text:
                    self.fields[name] = Version(text, {replica: clock}, replica)
                    changed = True
            elif text != self.stand_ins.get(name, known.text):
                self._replace(name, Version(text, {**known.vector, replica: clock}, replica))
                changed = True
        return changed

    def settle(self, name: str, theirs: Version, decision: Decision, replica: str, clock: int) -> Verdict:
        """Take in a statement; `decision` counts only where both sides said something without knowing of each other."""
        ours = self.fields.get(name)
        found = self.verdict(name, theirs)
        if ours is None:
            self._replace(name, theirs)
        elif found is Verdict.CONFLICT:
            self._decide(name, ours, theirs, decision, replica, clock)
        else:
            vector = joined(ours.vector, theirs.vector)
            if found is Verdict.TAKE:
                self._replace(name, Version(theirs.text, vector, theirs.writer))
            elif found is Verdict.KEEP:
                self.fields[name] = Version(ours.text, vector, ours.writer)
                self._close(name)
            else:
                self._agree(name, ours, theirs)
        return found

    def verdict(self, name: str, theirs: Version) -> Verdict:
        """As `verdict` says; and of two that do not know of each other, one that says what both had before gives way."""
        ours = self.fields.get(name)
        found = verdict(ours, theirs)
        if found is Verdict.CONFLICT and ours is not None and (base := self._base(name, theirs)) is not None:
            if base.text == ours.text:
                return Verdict.TAKE
            if base.text == theirs.text:
                return Verdict.KEEP
        return found

    def _agree(self, name: str, ours: Version, theirs: Version) -> None:
        """Both say the same. Where neither knew of the other, what they have in common is remembered."""
        writer = ours.writer
        if not covers(ours.vector, theirs.vector):
            if not covers(theirs.vector, ours.vector):
                self._remember(name, theirs)
            writer = max(ours.writer, theirs.writer)
        self.fields[name] = Version(ours.text, joined(ours.vector, theirs.vector), writer)
        self._close(name)

    def _decide(self, name: str, ours: Version, theirs: Version, decision: Decision, replica: str, clock: int) -> None:
        if decision is Decision.OPEN:
            others = [v for v in self.open.get(name, ()) if not covers(theirs.vector, v.vector)]
            if not any(covers(v.vector, theirs.vector) for v in others):
                self.open[name] = [*others, theirs]
            return
        chosen = theirs if decision in (Decision.THEIRS, Decision.THEIRS_BY_RULE) else ours
        vector = joined(ours.vector, theirs.vector)
        if decision in (Decision.OURS_BY_RULE, Decision.THEIRS_BY_RULE):
            settled = Version(chosen.text, vector, chosen.writer)
        else:
            settled = Version(chosen.text, {**vector, replica: clock}, replica)
        self._remember(name, ours if chosen is theirs else theirs)
        self.fields[name] = settled
        if chosen is theirs:
            self.stand_ins.pop(name, None)
        self._close(name)

    def _replace(self, name: str, new: Version) -> None:
        if (old := self.fields.get(name)) is not None:
            self._remember(name, old)
        self.fields[name] = new
        self.stand_ins.pop(name, None)
        self._close(name)

    def _remember(self, name: str, version: Version) -> None:
        if version.text:
            self.archive[name] = [*self.archive.get(name, ()), version][-ARCHIVED:]

    def _close(self, name: str) -> None:
        """A conflict ends where our statement was made in knowledge of the other one."""
        ours = self.fields[name]
        for version in self.open.pop(name, ()):
            if not covers(ours.vector, version.vector):
                self.open.setdefault(name, []).append(version)
            elif version.text != ours.text:
                self._remember(name, version)

    def both_had(self, name: str, theirs: Version) -> str:
        """The newest text that both statements were made in knowledge of; empty where there was none."""
        base = self._base(name, theirs)
        return base.text if base is not None else ""

    def _base(self, name: str, theirs: Version) -> Version | None:
        ours = self.fields.get(name)
        for version in reversed(self.archive.get(name, ())):
            if covers(theirs.vector, version.vector) and (ours is None or covers(ours.vector, version.vector)):
                return version
        return None

    def seen_with(self, unit: str, names: Iterable[str]) -> None:
        """Both sides know these fields as they are now."""
        known = {name: self.fields[name].vector for name in names if name in self.fields}
        self.peers[unit] = {**self.peers.get(unit, {}), **known}

    def last_with(self, unit: str, name: str) -> Version | None:
        """What this office and `unit` both had after their last exchange."""
        vector = self.peers.get(unit, {}).get(name)
        if vector is None:
            return None
        candidates = [*self.archive.get(name, ()), *([self.fields[name]] if name in self.fields else ())]
        return next((version for version in reversed(candidates) if version.vector == vector), None)

    @property
    def clock(self) -> int:
        """The highest number in it."""
        versions = [*self.fields.values(), *(v for several in self.open.values() for v in several)]
        return max((max(version.vector.values(), default=0) for version in versions), default=0)

    # As text

    def dumped(self) -> str:
        said: dict[str, Any] = {"fields": {name: version.as_json() for name, version in self.fields.items()}}
        for part in ("archive", "open"):
            if held := getattr(self, part):
                said[part] = {name: [v.as_json() for v in versions] for name, versions in held.items()}
        if self.stand_ins:
            said["stand_ins"] = self.stand_ins
        if self.peers:
            said["peers"] = _by_vector(self.peers)
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    @classmethod
    def loaded(cls, text: str) -> Self:
        said = json.loads(text)
        archive, still_open = (
            {name: [Version(*v) for v in versions] for name, versions in said.get(part, {}).items()}
            for part in ("archive", "open")
        )
        peers = {
            unit: {name: vector for vector, names in groups for name in names}
            for unit, groups in said.get("peers", {}).items()
        }
        fields = {name: Version(*version) for name, version in said["fields"].items()}
        return cls(fields, archive, still_open, said.get("stand_ins", {}), peers)


def _by_vector(peers: Mapping[str, Mapping[str, Vector]]) -> dict[str, list[Any]]:
    """Most fields of a row were stated at one time: their vectors are written once."""
    written: dict[str, list[Any]] = {}
    for unit, vectors in peers.items():
        groups: list[tuple[Vector, list[str]]] = []
        for name, vector in vectors.items():
            names = next((names for known, names in groups if known == vector), None)
            if names is None:
                groups.append((vector, [name]))
            else:
                names.append(name)
        written[unit] = [[dict(vector), names] for vector, names in groups]
    return written


def by_age(ours: Version, theirs: Version) -> Decision:
    """The newer statement; every office decides alike."""
    return Decision.THEIRS_BY_RULE if theirs.age > ours.age else Decision.OURS_BY_RULE


def by_owner(ours: Version, theirs: Version, owners: Sequence[str]) -> Decision:
    """The statement written at an owner (a replica), else the newer one."""
    is_ours, is_theirs = ours.writer in owners, theirs.writer in owners
    if is_ours == is_theirs:
        return by_age(ours, theirs)
    return Decision.THEIRS_BY_RULE if is_theirs else Decision.OURS_BY_RULE
