"""Whatever is typed, the filter box and Ctrl+K find the same records as reading every text from end to end."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.data import pinyin, queries, search
from app.data.database import Database
from app.data.finding import find_anywhere
from app.data.queries import Query
from app.domain.fields import Kind
from app.domain.records import RECORDS

LEDGERS = ("admin_case", "petition", "loss_case", "unit")
# Ordinary and rare surnames: Extension A, B and E, a compatibility ideograph, two characters.
SURNAMES = ("王", "张", "欧阳", "仉", "㛃", "䶮", "𠮷", "𬭊", "𪚥", "﨎", "第五")
GIVEN = ("伟", "小明", "昇", "赟", "喆", "𫍯", "三丰", "·阿不都", "A", "〇")
CAUSES = ("行政处罚（罚款）", "不履行法定职责", "政府信息公开", "ＡＢＣ合同", "50%的赔偿_款", "Éclair商标", "")
UNITS = ("蒙城县公安局", "蒙城县司法局", "蒙城县人力资源和社会保障局", "蒙城县住房和城乡建设局", "乐土镇人民政府")


def records(chance: random.Random, count: int) -> list[Any]:
    made: list[Any] = []
    pick = chance.choice

    def name() -> str:
        return pick(SURNAMES) + pick(GIVEN)

    for n in range(count):
        kind = n % 3
        if kind == 0:
            made.append(
                RECORDS["admin_case"](
                    case_no=f"（{chance.randrange(2015, 2026)}）皖1622行初{chance.randrange(1, 3000)}号",
                    filed_on=date(2025, 1, 1),
                    plaintiff="、".join(name() for _ in range(chance.randrange(1, 9))),
                    cause=pick(CAUSES) or None,
                    defendants=tuple(chance.sample(UNITS, chance.randrange(1, 4))),
                    handler=name(),
                    act_no=f"蒙政〔{chance.randrange(2015, 2026)}〕{chance.randrange(1, 99)}号",
                    remarks=f"{name()}称：{pick(CAUSES)}，共{chance.randrange(10**6)}元。\n详见“附件{n}”",
                )
            )
        elif kind == 1:
            made.append(
                RECORDS["petition"](
                    name=name(),
                    phone=f"139{chance.randrange(10**8):08d}",
                    id_no=f"34162219{chance.randrange(10**10):010d}",
                    survey=f"{name()}反映{pick(UNITS)}" + "的问题" * chance.randrange(4),
                    to_unit=pick(UNITS),
                )
            )
        else:
            measures = RECORDS["loss_case"].children()["measures"]
            made.append(
                RECORDS["loss_case"](
                    duty_unit=pick(UNITS),
                    cause=pick(CAUSES) or None,
                    measures=[measures(measure=f"{name()}组织{pick(CAUSES)}培训{i}") for i in range(2)],
                )
            )
    return made


def texts(db: Database) -> dict[int, list[tuple[str, bool]]]:
    """Of every record that is not void: its texts, and whether each is a name."""
    found: dict[int, list[tuple[str, bool]]] = {}
    for ledger in LEDGERS:
        cls = RECORDS[ledger]
        for table, owner, of in (
            (ledger, "id", cls),
            *((f"{ledger}__{child}", "owner_id", rows) for child, rows in cls.children().items()),
        ):
            fields = search.searched_fields(of)
            if not fields:
                continue
            columns = ", ".join(f'"{f.name}"' for f in fields)
            for id, *row in db.rows(f'SELECT {owner}, {columns} FROM "{table}"'):
                found.setdefault(id, []).extend(
                    (text, f.kind in search.NAMES) for f, text in zip(fields, row, strict=True) if text
                )
        for (id,) in db.rows(f'SELECT id FROM "{ledger}" WHERE void = 1'):
            del found[id]
    return found


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).lower() if c.isalnum())


def spelled(name: str) -> list[str]:
    return [pinyin.syllable_of().get(ord(c), "-" if not c.isascii() else c) for c in plain(name)]


def has(text: str, is_name: bool, typed: str) -> bool:
    """By reading it from end to end."""
    if plain(typed) in plain(text):
        return True
    if not is_name or not plain(typed).isascii():
        return False
    for name in text.split("、"):
        if len(name) > 24 or name.isascii():
            continue
        syllables = spelled(name)
        if plain(typed) in "".join(part[0] for part in syllables):
            return True
        chinese = [
            part if len(part) > 1 or ord(c) > 127 else "-" for part, c in zip(syllables, plain(name), strict=True)
        ]
        if any("".join(chinese[at:]).startswith(plain(typed)) for at in range(len(chinese))):
            return True
    return False


def typed_texts(chance: random.Random, known: dict[int, list[tuple[str, bool]]], count: int) -> list[str]:
    """Parts of what is there, written as people write them; by 拼音; and texts that are not there."""
    every = [pair for pairs in known.values() for pair in pairs]
    width = str.maketrans("（）〔〕0123456789ABC，", "()[]０１２３４５６７８９ａｂｃ,")

    def part() -> str:
        text, _ = chance.choice(every)
        start = chance.randrange(len(text))
        return text[start : start + chance.choice((1, 1, 2, 2, 3, 4, 5, 8, 14, 40))]

    def reading() -> str:
        names = [text for text, is_name in every if is_name]
        syllables = spelled(chance.choice(chance.choice(names).split("、")))
        start = chance.randrange(len(syllables))
        return "".join(syllables[start : start + chance.choice((1, 2, 3, 9))])

    def initials() -> str:
        text, _ = chance.choice([pair for pair in every if pair[1]])
        syllables = spelled(text)
        start = chance.randrange(len(syllables))
        return "".join(part[0] for part in syllables[start : start + chance.choice((1, 2, 3, 4, 12))])

    ways: tuple[Callable[[], str], ...] = (
        part,
        lambda: part().translate(width),
        lambda: part().replace("（", "").replace("）", " "),
        lambda: part() + chance.choice(("号", "x", "王", "1")),
        lambda: " ".join(part()),
        reading,
        lambda: reading()[: chance.choice((1, 2, 3, 5, 7))],
        lambda: reading().upper(),
        initials,
        lambda: "".join(chance.choices("ahngxieuw", k=chance.randrange(1, 7))),
    )
    typed = [chance.choice(ways)() for _ in range(count)]
    return [text for text in typed if text.strip()]  # an empty box asks for everything


def check(db: Database, seed: int, count: int = 50) -> None:
    known = texts(db)
    for typed in typed_texts(random.Random(seed), known, count):
        expected = {
            id for id, pairs in known.items() if plain(typed) and any(has(text, name, typed) for text, name in pairs)
        }
        listed = {id for ledger in LEDGERS for id in queries.ids(db, Query(ledger, search=typed))}
        assert listed == expected, f"filter box: {typed!r}"
        gone_to = {hit.id for hit in find_anywhere(db, typed, per_ledger=10_000, records=LEDGERS)}
        assert gone_to == expected, f"Ctrl+K: {typed!r}"


@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_missed_after_any_kind_of_writing(db: Database, seed: int) -> None:
    chance = random.Random(seed)
    first, second = records(chance, 45), records(chance, 45)
    with db.operation("登记") as op:
        for record in first:
            op.create(record)
    check(db, seed)
    with db.operation("导入", via="导入") as op:
        for cls in {type(record) for record in second}:
            op.create_many(cls.about.id, [record for record in second if type(record) is cls])
    check(db, seed + 10)
    with db.operation("修改") as op:
        for record in chance.sample(first, 15):
            for f in search.searched_fields(type(record)):
                if f.kind in (Kind.TEXT, Kind.LONGTEXT, Kind.PERSON_NAME) and f.editable and f.name != "reg_no":
                    setattr(record, f.name, chance.choice(SURNAMES) + chance.choice(GIVEN))
            for rows in type(record).children():
                setattr(record, rows, getattr(record, rows)[1:])
            op.save(record)
    check(db, seed + 20)
    with db.operation("作废") as op:
        for record in chance.sample(second, 8):
            op.void(record, "重复登记")
    check(db, seed + 30, 20)
    for undone in range(3):  # the void ones, the changes, the import
        db.undo()
        check(db, seed + 40 + undone, 20)
    db.redo()
    check(db, seed + 50, 20)


def test_what_is_worked_out_from_another_record_is_found(db: Database) -> None:
    with db.operation("登记") as op:
        case = op.create(RECORDS["admin_case"](case_no="（2026）皖1622行初1号", filed_on=date(2026, 1, 5)))
        appearance = RECORDS["appearance"](case=case.id, result="主要负责人出庭")
    with db.operation("登记") as op:
        op.create(appearance)
    assert queries.load(db, "admin_case", case.id).appearance_state == "主要负责人出庭"
    assert list(queries.ids(db, Query("admin_case", search="主要负责人出"))) == [case.id]
    db.undo()
    assert list(queries.ids(db, Query("admin_case", search="主要负责人出"))) == []


@pytest.mark.parametrize(
    "typed, found",
    [
        ("mcx", True),
        ("mengcheng", True),
        ("mengchengx", True),
        ("chengxian", True),
        ("MengCheng", True),
        ("engcheng", False),  # not from the beginning of a syllable
        ("sfj", True),
        ("sifaju", True),
        ("xsfj", True),
        ("xs fj", True),
    ],
)
def test_unit_is_found_by_its_reading(db: Database, typed: str, found: bool) -> None:
    hits = find_anywhere(db, typed, per_ledger=1000, records=("unit",))
    assert ("蒙城县司法局" in {hit.title for hit in hits}) is found


def test_part_that_was_read_is_shown(db: Database) -> None:
    hit = next(hit for hit in find_anywhere(db, "sifa", per_ledger=1000) if hit.title == "蒙城县司法局")
    assert (hit.before, hit.match, hit.after) == ("蒙城县", "司法", "局")
    hit = next(hit for hit in find_anywhere(db, "mcx", per_ledger=1000) if hit.title == "蒙城县司法局")
    assert (hit.before, hit.match, hit.after) == ("", "蒙城县", "司法局")


def test_whole_number_stands_before_hundreds_of_newer_ones_that_hold_it(db: Database) -> None:
    case = RECORDS["admin_case"]
    with db.operation("登记") as op:
        wanted = op.create(case(case_no="（2025）皖1622行初12号", filed_on=date(2025, 1, 1)))
        op.create_many(
            "admin_case",
            [case(case_no=f"（2025）皖1622行初{n}12号", remarks="参见（2025）皖1622行初12号") for n in range(3, 403)],
        )
    for typed in ("（2025）皖1622行初12号", "(2025)皖1622行初12号", wanted.reg_no, wanted.reg_no.lower()):
        best = find_anywhere(db, typed, per_ledger=6)[0]
        assert (best.id, best.rank) == (wanted.id, 0)


def test_ledger_with_the_whole_text_stands_first(db: Database) -> None:
    with db.operation("登记") as op:
        op.create(
            RECORDS["admin_case"](case_no="（2025）皖1622行初1号", plaintiff="欧阳锋利", filed_on=date(2025, 1, 1))
        )
        op.create(RECORDS["petition"](name="欧阳锋"))
    assert [hit.record for hit in find_anywhere(db, "欧阳锋")] == ["petition", "admin_case"]
