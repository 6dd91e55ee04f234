"""Offices that edit, send, lose, repeat and reorder: in the end all have the same, and nothing that was said is lost."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from app.domain.versions import (
    Decision,
    RowState,
    Verdict,
    Version,
    by_age,
    by_owner,
    covers,
    joined,
    verdict,
)

FIELDS = ("案由", "裁判结果", "出庭人", "备注")
Said = dict[str, dict[str, Version]]  # uid → field → statement


@dataclass
class Office:
    """The real states of rows, with nothing around them but the values and what they were before."""

    name: str
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    states: dict[str, RowState] = field(default_factory=dict)
    clock: int = 0
    history: set[tuple[str, str, str]] = field(default_factory=set)

    def put(self, uid: str, name: str, text: str) -> None:
        row = self.values.setdefault(uid, {})
        if row.get(name):
            self.history.add((uid, name, row[name]))
        row[name] = text

    def _catch_up(self, uid: str) -> RowState:
        state = self.states.setdefault(uid, RowState())
        if state.catch_up(self.values.get(uid, {}), self.name, self.clock + 1):
            self.clock += 1
        return state

    def send(self, uids: list[str], fields: tuple[str, ...]) -> Said:
        return {
            uid: {name: version for name, version in self._catch_up(uid).fields.items() if name in fields}
            for uid in uids
        }

    def receive(self, said: Said, rule: str) -> int:
        """How many values changed."""
        changed = 0
        for uid, statements in said.items():
            state = self._catch_up(uid)
            for name, theirs in statements.items():
                ours = state.fields.get(name)
                self.clock = max(self.clock, *theirs.vector.values())
                before = state.dumped()
                state.settle(name, theirs, self._decide(rule, ours, theirs), self.name, self.clock + 1)
                if any(v.vector.get(self.name, 0) > self.clock for v in state.fields.values()):
                    self.clock += 1
                assert RowState.loaded(state.dumped()).dumped() == state.dumped()
                if state.fields[name].text != self.values.get(uid, {}).get(name, ""):
                    self.put(uid, name, state.fields[name].text)
                    changed += 1
                elif before != state.dumped():
                    changed += 1
        return changed

    def _decide(self, rule: str, ours: Version | None, theirs: Version) -> Decision:
        if ours is None:
            return Decision.OPEN
        match rule:
            case "owner":
                return by_owner(ours, theirs, ("A",))
            case "newer":
                return by_age(ours, theirs)
        return Decision(rule)

    def keeps(self, uid: str, name: str, text: str) -> bool:
        state = self.states.get(uid, RowState())
        return (
            self.values.get(uid, {}).get(name) == text
            or (uid, name, text) in self.history
            or any(v.text == text for v in (*state.archive.get(name, ()), *state.open.get(name, ())))
        )


def letters_of(chance: random.Random) -> list[Office]:
    return [Office(name) for name in "ABCDE"[: chance.randint(2, 5)]]


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_300_random_histories_end_alike_and_lose_nothing(start: int) -> None:
    for seed in range(start, start + 50):
        chance = random.Random(seed)
        offices = letters_of(chance)
        said_ever: list[tuple[str, str, str]] = []
        mail: list[tuple[Office, Said]] = []  # in no order, kept so that it can come again
        lost: list[tuple[str, str, str]] = []
        for number in range(chance.randint(15, 60)):
            office = chance.choice(offices)
            uids = [f"r{i}" for i in range(4)]
            action = chance.random()
            if action < 0.45:
                uid, name = chance.choice(uids), chance.choice(FIELDS)
                text = "" if chance.random() < 0.1 else f"{office.name}{number}"
                office.put(uid, name, text)
                if text:
                    said_ever.append((uid, name, text))
            elif action < 0.7:
                chosen = [uid for uid in uids if uid in office.values and chance.random() < 0.7]
                fields = tuple(name for name in FIELDS if chance.random() < 0.8)
                said = office.send(chosen, fields)
                mail += [(other, said) for other in offices if other is not office and chance.random() < 0.7]
            elif mail:
                receiver, said = chance.choice(mail)  # may be an old one, or one that came before
                rule = chance.choice(["ours", "theirs", "open", "open", "owner", "newer"])
                receiver.receive(said, rule)
                if chance.random() < 0.5:
                    assert receiver.receive(said, "open") == 0, "importing twice changes nothing"
        for receiver, said in chance.sample(mail, len(mail)):
            receiver.receive(said, "open")
        rule = chance.choice(["owner", "newer"])
        for _round in range(12):
            changed = sum(
                receiver.receive(office.send(list(office.values), FIELDS), rule)
                for office in chance.sample(offices, len(offices))
                for receiver in offices
                if receiver is not office
            )
            if not changed:
                break
        else:
            pytest.fail(f"{seed}: still changing after 12 rounds")
        texts = [
            {(uid, name, text) for uid, row in office.values.items() for name, text in row.items() if text}
            for office in offices
        ]
        assert all(one == texts[0] for one in texts), seed
        lost = [said for said in said_ever if not any(office.keeps(*said) for office in offices)]
        assert not lost, (seed, lost)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (None, Version("x", {"B": 1}), Verdict.TAKE),
        (Version("a", {"A": 1}), Version("b", {"A": 1, "B": 2}), Verdict.TAKE),
        (Version("a", {"A": 2, "B": 1}), Version("b", {"B": 1}), Verdict.KEEP),
        (Version("a", {"A": 1}), Version("b", {"B": 1}), Verdict.CONFLICT),
        (Version("a", {"A": 1}), Version("a", {"B": 1}), Verdict.SAME),
        (Version("a", {"A": 1}), Version("b", {"A": 1}), Verdict.TAKE),  # one vector, two texts: the greater wins …
        (Version("b", {"A": 1}), Version("a", {"A": 1}), Verdict.KEEP),  # … on both sides
        (Version("", {"A": 1}), Version("x", {"B": 1}), Verdict.CONFLICT),  # emptied here, filled there
    ],
)
def test_the_later_statement_holds_and_two_without_knowledge_are_a_conflict(
    ours: Version | None, theirs: Version, expected: Verdict
) -> None:
    assert verdict(ours, theirs) is expected


def test_what_a_person_decides_holds_over_both_and_the_other_text_is_kept() -> None:
    state = RowState({"备注": Version("甲", {"A": 1}, "A")})
    theirs = Version("乙", {"B": 4}, "B")
    assert state.copy().settle("备注", theirs, Decision.OPEN, "A", 5) is Verdict.CONFLICT
    state.settle("备注", theirs, Decision.OPEN, "A", 5)
    assert state.fields["备注"].text == "甲" and state.open["备注"] == [theirs]
    state.settle("备注", theirs, Decision.THEIRS, "A", 5)
    settled = state.fields["备注"]
    assert settled == Version("乙", {"A": 5, "B": 4}, "A") and not state.open
    assert [version.text for version in state.archive["备注"]] == ["甲"]
    assert covers(settled.vector, joined({"A": 1}, {"B": 4}))


def test_the_text_both_had_is_told_apart_from_what_either_changed() -> None:
    state = RowState({"备注": Version("原", {"A": 1}, "A")})
    state.catch_up({"备注": "甲改"}, "A", 2)
    assert state.both_had("备注", Version("乙改", {"A": 1, "B": 3}, "B")) == "原"
    assert state.both_had("备注", Version("不知", {"B": 3}, "B")) == ""


def test_a_stand_in_is_no_new_statement_and_an_edit_of_it_is() -> None:
    state = RowState({"案件": Version("uid1", {"B": 1}, "B")}, stand_ins={"案件": "文字：某案"})
    assert not state.catch_up({"案件": "文字：某案"}, "A", 7)
    assert state.catch_up({"案件": "uid2"}, "A", 7)
    assert state.fields["案件"] == Version("uid2", {"B": 1, "A": 7}, "A") and not state.stand_ins


def test_what_a_unit_and_we_both_had_is_remembered_over_later_changes() -> None:
    state = RowState({"备注": Version("原", {"A": 1}, "A"), "案由": Version("处罚", {"A": 1}, "A")})
    state.seen_with("县法院", ("备注", "案由"))
    state = RowState.loaded(state.dumped())
    state.catch_up({"备注": "后", "案由": "处罚"}, "A", 2)
    assert state.last_with("县法院", "备注") == Version("原", {"A": 1}, "A")
    assert state.last_with("县法院", "案由") == state.fields["案由"]
    assert state.last_with("县公安局", "备注") is None
