"""Exchange workbooks between real homes: records there and back, what people do to the file, letters, register, answers."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.data import queries, revisions
from app.data.database import Database
from app.data.queries import Query
from app.domain.records import AdminCase, Appearance, GovDebtCase, Letter, Unit
from app.errors import UserError
from app.paths import Home
from app.services.exchange import package_register
from app.services.exchange.acknowledge import acknowledge
from app.services.exchange.apply import apply
from app.services.exchange.package import META, Package
from app.services.exchange.package_out import Sending, send
from app.services.exchange.plan import Plan, make_plan
from app.services.exchange.reader import read

TODAY = date(2026, 11, 24)
JUSTICE, COURT, POLICE = "县司法局", "县法院", "县公安局"


class Office:
    """A home of its own; its workbooks lie in one folder, as in the mail."""

    def __init__(self, db: Database, unit: str, mail: Path) -> None:
        self.db, self.mail = db, mail
        self.unit = queries.find_unit(db, unit) or ""
        with db.operation("设置") as op:
            op.set_setting("own_unit", self.unit)
        self._sent = 0

    def add(self, record):
        with self.db.operation("新建") as op:
            return op.create(record)

    def change(self, record: str, id: int, **values: object) -> None:
        found = queries.load(self.db, record, id)
        for name, value in values.items():
            setattr(found, name, value)
        with self.db.operation("修改") as op:
            op.save(found)

    def send(self, to: Office, records: dict[str, list[int]] | None = None, **how: object) -> Path:
        self._sent += 1
        out = self.mail / f"{self.unit}-{self._sent}.xlsx"
        chosen = records or {"admin_case": self.ids("admin_case")}
        send(self.db, chosen, out, Sending(to.unit, **how))
        return out

    def take(self, path: Path, *, good: bool = False, **how: object) -> Plan:
        plan = make_plan(self.db, path, **how)
        apply(self.db, plan, only_good_rows=good)
        return plan

    def ids(self, record: str) -> list[int]:
        return list(queries.ids(self.db, Query(record)))

    def only(self, record: str):
        (id,) = self.ids(record)
        return queries.load(self.db, record, id)

    def says(self, record: str) -> dict[str, dict[str, str]]:
        """What each record says, in the words that offices exchange."""
        ids = self.ids(record)
        names = revisions.uids(self.db.rows, record, ids)
        return {names[id]: said for id, said in revisions.texts(self.db.rows, record, ids).items()}


@pytest.fixture
def offices(template: Path, tmp_path: Path) -> Iterator[Callable[..., list[Office]]]:
    opened: list[Database] = []

    def make(*units: str) -> list[Office]:
        made = []
        for unit in units:
            root = tmp_path / unit
            shutil.copytree(template, root)
            opened.append(Database.open(Home(root), today=TODAY))
            made.append(Office(opened[-1], unit, tmp_path))
        return made

    yield make
    for db in opened:
        db.close()


def case(number: int = 77, **values: object) -> AdminCase:
    said = {
        "case_no": f"（2026）皖1622行初{number}号",
        "trial_level": "一审",
        "court": "蒙城县人民法院",
        "filed_on": date(2026, 3, 2),
        "cause": "行政处罚",
        "plaintiff": "张三",
        "defendants": ("蒙城县公安局",),
    }
    return AdminCase(**said | values)


def debt(**values: object) -> GovDebtCase:
    return GovDebtCase(
        **{
            "case_no": "（2026）皖1622执5号",
            "applicant": "某某公司",
            "debtor_unit": "蒙城县财政局",
            "cause": "买卖合同",
            "filed_on": date(2026, 2, 1),
            "claim_amt": 350_000,
        }
        | values
    )


def edited(path: Path, change: Callable[[Worksheet, dict[str, int]], None]) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    change(sheet, {cell.value: cell.column for cell in sheet[3]})
    book.save(path)
    return path


# There and back


def test_changes_of_both_offices_meet_and_both_have_them(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case())
    plan = court.take(justice.send(court))
    assert plan.counts["new"] == 1 and court.only("admin_case").source_kind == "交换包导入"
    assert justice.says("admin_case") == court.says("admin_case")
    theirs = court.only("admin_case")
    court.change("admin_case", theirs.id, result="驳回诉讼请求", closed_on=date(2026, 6, 1))
    justice.change("admin_case", mine.id, handler="李四")
    back = justice.take(court.send(justice))
    assert [(c.label, c.old, c.new) for c in back.rows[0].changes] == [
        ("结案日期", "", "2026-06-01"),
        ("裁判结果", "", "驳回诉讼请求"),
    ]
    assert back.rows[0].kind == "changed" and not back.rows[0].conflicts
    court.take(justice.send(court))
    assert justice.says("admin_case") == court.says("admin_case")
    assert court.only("admin_case").handler == "李四" and justice.only("admin_case").result == "驳回诉讼请求"


def test_the_same_package_again_changes_nothing_and_is_recognised(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    justice.add(case())
    path = justice.send(court)
    court.take(path)
    said, last = court.says("admin_case"), court.db.value("SELECT max(id) FROM operation")
    plan = court.take(path)
    assert plan.counts["same"] == len(plan.rows) == 1
    assert any("导入过" in note for note in plan.notes)
    assert court.says("admin_case") == said
    assert court.db.value("SELECT max(id) FROM operation") == last


def test_an_older_package_after_a_newer_one_takes_nothing_back(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case())
    first = justice.send(court)
    justice.change("admin_case", mine.id, cause="工伤认定")
    second = justice.send(court)
    third = justice.send(court)
    court.take(third)
    assert "第 1、2 包未收到" in court.take(third).notes[-1] or any(
        "第 1、2 包未收到" in n for n in make_plan(court.db, third).notes
    )
    plan = court.take(first)
    assert plan.counts["same"] == 1 and any("较新的第 3 包" in note for note in plan.notes)
    assert court.only("admin_case").cause == "工伤认定"
    assert package_register.missing(court.db) == [f"{justice.unit}的第 2 包未收到，请向对方索取"]
    court.take(second)
    assert package_register.missing(court.db) == []


def test_a_conflict_shows_ours_theirs_and_base_and_stays_open_until_decided(
    offices: Callable[..., list[Office]],
) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case(cause="行政处罚"))
    court.take(justice.send(court))
    court.change("admin_case", court.only("admin_case").id, cause="罚款", result="驳回诉讼请求")
    justice.change("admin_case", mine.id, cause="治安处罚", result="全部撤销")
    path = court.send(justice)
    plan = justice.take(path)
    by_field = {conflict.field: conflict for conflict in plan.rows[0].conflicts}
    said = by_field["cause"]
    assert (said.base, said.ours, said.theirs) == ("行政处罚", "治安处罚", "罚款")
    assert by_field["result"].owner == "法院" and by_field["result"].proposal == "theirs"
    assert said.owner == justice.unit and said.proposal == "ours"  # of the unit that registered it
    assert justice.only("admin_case").cause == "治安处罚"  # not decided: nothing is overwritten
    answers = {f"conflict:{said.uid}:cause": "theirs", f"conflict:{said.uid}:result": "ours"}
    decided = justice.take(path, answers=answers)
    assert [c.chosen for c in decided.rows[0].conflicts] == ["theirs", "ours"]
    assert (justice.only("admin_case").cause, justice.only("admin_case").result) == ("罚款", "全部撤销")
    assert not make_plan(justice.db, path).rows[0].conflicts  # decided for good
    court.take(justice.send(court))
    assert justice.says("admin_case") == court.says("admin_case")


@pytest.mark.parametrize(("rule", "cause"), [("owner", "治安处罚"), ("ours", "治安处罚"), ("theirs", "罚款")])
def test_conflicts_are_decided_by_one_rule_for_all(offices: Callable[..., list[Office]], rule: str, cause: str) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case())
    court.take(justice.send(court))
    court.change("admin_case", court.only("admin_case").id, cause="罚款")
    justice.change("admin_case", mine.id, cause="治安处罚")
    justice.take(court.send(justice), rule=rule)
    assert justice.only("admin_case").cause == cause
    court.take(justice.send(court), rule="owner")
    assert justice.says("admin_case") == court.says("admin_case")


def test_what_was_emptied_on_purpose_is_emptied_and_an_empty_cell_is_not(
    offices: Callable[..., list[Office]],
) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case(handler="李四", lawyer="王五"))
    court.take(justice.send(court))
    justice.change("admin_case", mine.id, handler=None)
    path = edited(justice.send(court), lambda s, c: setattr(s.cell(4, c["委托律师"]), "value", None))
    plan = court.take(path)
    assert [(c.label, c.old, c.new) for c in plan.rows[0].changes] == [("承办人", "李四", "")]
    assert (court.only("admin_case").handler, court.only("admin_case").lawyer) == (None, "王五")


def test_records_that_two_offices_registered_themselves_are_one_from_then_on(
    offices: Callable[..., list[Office]],
) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case(handler="李四"))
    court.add(case(result="驳回诉讼请求"))
    plan = court.take(justice.send(court))
    assert plan.counts["new"] == 0 and len(court.ids("admin_case")) == 1
    assert {c.field for c in plan.rows[0].conflicts} == set()
    justice.change("admin_case", mine.id, case_no="（2026）皖1622行初78号")  # the natural key no longer tells
    assert court.take(justice.send(court)).counts["changed"] == 1
    justice.take(court.send(justice))
    assert len(justice.ids("admin_case")) == 1
    said = (list(office.says("admin_case").values()) for office in (justice, court))
    assert next(said) == next(said)


def test_an_undone_import_can_be_made_again(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case())
    court.take(justice.send(court))
    justice.change("admin_case", mine.id, cause="工伤认定")
    path = justice.send(court)
    court.take(path)
    court.db.undo()
    assert court.only("admin_case").cause == "行政处罚"
    plan = court.take(path)
    assert [c.new for c in plan.rows[0].changes] == ["工伤认定"]
    assert not any("导入过" in note and "已于" in note for note in plan.notes)
    court.db.undo()
    court.db.redo()
    assert make_plan(court.db, path).counts["same"] == 1
    assert justice.says("admin_case") == court.says("admin_case")


def test_a_dozen_random_histories_through_workbooks_end_alike(offices: Callable[..., list[Office]]) -> None:
    made = offices(JUSTICE, COURT, POLICE)
    fields = ("cause", "handler", "remarks", "lawyer")
    said: set[tuple[str, str]] = set()
    for seed in range(12):
        chance = random.Random(seed)
        made[0].add(case(100 + seed))
        mail: list[tuple[Office, Path]] = []
        for number in range(8):
            office = chance.choice(made)
            ids = office.ids("admin_case")
            if ids and chance.random() < 0.6:
                name, text = chance.choice(fields), f"{seed}之{number}"
                office.change("admin_case", chance.choice(ids), **{name: text})
                said.add((name, text))
            elif ids:
                others = [other for other in made if other is not office]
                receiver = chance.choice(others)
                mail.append((receiver, office.send(receiver)))
            if mail and chance.random() < 0.5:
                receiver, path = chance.choice(mail)
                receiver.take(path, rule=chance.choice(["", "owner", "newer", "theirs"]))
                assert make_plan(receiver.db, path).counts["changed"] == 0
    for _round in range(6):
        changed = 0
        for office in made:
            for receiver in made:
                if receiver is not office and office.ids("admin_case"):
                    plan = receiver.take(office.send(receiver), rule="owner")
                    changed += sum(row.kind != "same" for row in plan.rows)
        if not changed:
            break
    texts = [office.says("admin_case") for office in made]
    assert len(texts[0]) == 12 and texts[0] == texts[1] == texts[2]
    kept = set()
    for office in made:
        for state in revisions.states(office.db.rows, office.ids("admin_case")).values():
            for name in fields:
                versions = [*state.archive.get(name, ()), *state.open.get(name, ())]
                kept |= {(name, v.text) for v in versions} | {
                    (name, state.fields[name].text) for _ in [0] if name in state.fields
                }
        for id in office.ids("admin_case"):
            for entry in queries.history(office.db, id):
                labels = {AdminCase.fields()[name].label: name for name in fields}
                kept |= {(labels[label], old) for label, old, _ in entry.changes if label in labels}
    assert said <= kept


# What people do to the file


def test_sorted_filtered_and_cut_workbooks_are_understood(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    for number in (1, 2, 3):
        justice.add(case(number, handler=f"承办{number}"))
    court.take(justice.send(court))
    for id in justice.ids("admin_case"):
        justice.change("admin_case", id, lawyer="律师" + (queries.load(justice.db, "admin_case", id).handler or ""))

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=6)]
        for number, row in enumerate(reversed(rows), 4):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
        sheet.delete_rows(6)
        sheet.delete_cols(columns["承办人"])
        sheet.insert_cols(4)
        sheet.cell(3, 4).value = "我的备注"
        sheet.insert_rows(5)
        sheet.row_dimensions[4].hidden = True

    plan = court.take(edited(justice.send(court), change))
    assert plan.counts["changed"] == 2 and not plan.counts["wrong"]
    assert any("现在的工作簿里没有了" in note for note in plan.notes)
    cases = [queries.load(court.db, "admin_case", id) for id in court.ids("admin_case")]
    assert sum(one.lawyer == f"律师{one.handler}" for one in cases) == 2
    assert all(one.handler for one in cases)


def test_a_first_column_left_behind_by_a_sort_is_refused(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    for number in (1, 2):
        justice.add(case(number))

    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        one, other = sheet.cell(4, 1), sheet.cell(5, 1)
        one.value, other.value = other.value, one.value

    plan = make_plan(court.db, edited(justice.send(court), change))
    assert plan.counts["wrong"] == 2 and "排序" in plan.rows[0].problems[0].remedy


def test_a_row_that_lost_its_mark_is_known_by_its_number_at_the_sender(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case())
    court.add(case(5))  # has the same number XS-2026-0001 here
    court.take(justice.send(court))
    justice.change("admin_case", mine.id, case_no="（2026）皖1622行初79号")
    plan = court.take(edited(justice.send(court), lambda s, c: setattr(s.cell(4, 1), "value", None)))
    assert plan.counts["changed"] == 1
    numbers = {queries.load(court.db, "admin_case", id).case_no for id in court.ids("admin_case")}
    assert numbers == {"（2026）皖1622行初5号", "（2026）皖1622行初79号"}


def test_a_cell_edited_by_hand_is_a_statement_and_the_same_again_is_not(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    justice.add(case())
    path = justice.send(court)
    court.take(path)
    edited(path, lambda s, c: setattr(s.cell(4, c["裁判结果"]), "value", "驳回诉讼请求"))
    back = justice.take(path)  # the court filled in our workbook and sent it back
    assert [c.new for c in back.rows[0].changes] == ["驳回诉讼请求"]
    assert court.take(path).counts["changed"] == 1
    assert justice.take(path).counts["same"] == 1
    assert justice.says("admin_case") == court.says("admin_case")


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_package_saved_by_libreoffice_is_still_one(
    offices: Callable[..., list[Office]], resaved: Callable[..., Path], tmp_path: Path, kind: str
) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case(handler="李四", claim_amount=12_345_600, hearing_on=date(2026, 5, 6)))
    justice.add(debt(debt_reason="一、二"))
    court.take(justice.send(court))
    justice.change("admin_case", mine.id, cause="工伤认定")
    court.change("admin_case", court.only("admin_case").id, result="驳回诉讼请求")
    folder = tmp_path / "usb"
    folder.mkdir()
    chosen = {"admin_case": justice.ids("admin_case"), "gov_debt_case": justice.ids("gov_debt_case")}
    shutil.move(justice.send(court, chosen), folder / "package.xlsx")
    path = resaved(folder, kind=kind) / f"package.{kind}"
    plan = court.take(path)
    assert plan.package is not None and not plan.counts["wrong"] and plan.counts["new"] == 1
    assert [(c.label, c.new) for row in plan.rows for c in row.changes] == [("案由", "工伤认定")]
    assert not any(row.conflicts for row in plan.rows)
    assert court.only("admin_case").result == "驳回诉讼请求"
    justice.take(court.send(justice))
    assert justice.says("admin_case") == court.says("admin_case")
    assert justice.says("gov_debt_case") == court.says("gov_debt_case")


def test_without_its_hidden_sheet_it_is_a_foreign_ledger(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case())
    court.take(justice.send(court))
    justice.change("admin_case", mine.id, cause="工伤认定")
    path = justice.send(court)
    book = openpyxl.load_workbook(path)
    del book[META]
    book.save(path)
    plan = court.take(path)
    assert plan.package is None and [c.new for c in plan.rows[0].changes] == ["工伤认定"]
    justice.take(court.send(justice))
    assert justice.says("admin_case") == court.says("admin_case")


def test_a_foreign_ledger_of_a_known_sender_takes_nothing_back_that_changed_here(
    offices: Callable[..., list[Office]],
) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case(handler="李四"))
    court.take(justice.send(court))
    justice.change("admin_case", mine.id, cause="工伤认定", lawyer="王五", plaintiff="张三等2人")
    there = court.only("admin_case").id
    court.change("admin_case", there, handler="赵六", plaintiff="张三、李四")
    path = justice.send(court)
    book = openpyxl.load_workbook(path)
    del book[META]
    book.save(path)
    plan = make_plan(court.db, path)
    assert [(c.label, c.new) for c in plan.rows[0].changes] == [("案由", "工伤认定"), ("委托律师", "王五")]
    (conflict,) = plan.rows[0].conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("张三", "张三、李四", "张三等2人")
    court.take(path, answers={f"conflict:{conflict.uid}:plaintiff": "theirs"})
    after = court.only("admin_case")
    assert (after.handler, after.plaintiff, after.cause) == ("赵六", "张三等2人", "工伤认定")
    justice.take(court.send(justice))
    assert justice.says("admin_case") == court.says("admin_case")


def test_an_altered_hidden_sheet_is_not_believed(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    justice.add(case())
    path = justice.send(court)
    assert Package.from_sheet(read(path).meta) is not None
    book = openpyxl.load_workbook(path)
    for row in book[META].iter_rows():
        if row[0].value == "row":
            row[2].value = row[2].value.replace("XS-2026", "XS-2027")
    book.save(path)
    assert make_plan(court.db, path).package is None


# What goes along


def test_refs_links_and_child_rows_arrive_and_are_the_same_rows_later(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case())
    hearing = justice.add(
        Appearance(case=mine.id, organ="蒙城县公安局", session_no=1, hearing_at=None, should_attend=True)
    )
    owed = justice.add(debt())
    with justice.db.operation("关联") as op:
        op.link(mine.id, owed.id)
    path = justice.send(court, {"appearance": [hearing.id]}, along=("children", "links"))
    plan = court.take(path)
    assert {row.record for row in plan.rows} == {"appearance", "admin_case"}
    assert court.only("appearance").case == court.only("admin_case").id
    assert not court.only("appearance").unmatched
    # the debt comes later: the link waits for it
    court.take(justice.send(court))
    assert not court.db.rows("SELECT 1 FROM link")
    court.take(justice.send(court, {"gov_debt_case": [owed.id]}))
    assert [{*pair} for pair in court.db.rows("SELECT from_id, to_id FROM link")] == [
        {court.only("admin_case").id, court.only("gov_debt_case").id}
    ]


def test_a_ref_whose_record_comes_later_is_set_then(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case())
    hearing = justice.add(
        Appearance(case=mine.id, organ="蒙城县公安局", session_no=1, hearing_at=None, should_attend=True)
    )
    court.take(justice.send(court, {"appearance": [hearing.id]}))
    assert court.only("appearance").case is None and court.only("appearance").unmatched
    assert make_plan(justice.db, court.send(justice, {"appearance": court.ids("appearance")})).counts["same"] == 1
    court.take(justice.send(court))
    assert court.only("appearance").case == court.only("admin_case").id
    assert justice.says("appearance") == court.says("appearance")


def test_child_rows_are_merged_row_by_row_and_never_deleted(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    rows = Letter.children()["reminders"]
    sent = justice.add(letter(justice, court))
    sent.reminders = [rows(urged_on=date(2026, 5, 1), way="电话"), rows(urged_on=date(2026, 6, 1), way="电话")]
    with justice.db.operation("催办") as op:
        op.save(sent)
    chosen = {"letter": [sent.id]}
    court.take(justice.send(court, chosen))
    there = court.only("letter")
    assert [row.urged_on for row in there.reminders] == [date(2026, 5, 1), date(2026, 6, 1)]
    there.reminders[0].note = "已转办"
    with court.db.operation("补充") as op:
        op.save(there)
    sent = justice.only("letter")
    sent.reminders[1].way = "书面催办"
    sent.reminders.append(rows(urged_on=date(2026, 7, 1), way="通报"))
    with justice.db.operation("催办") as op:
        op.save(sent)
    court.take(justice.send(court, chosen))
    justice.take(court.send(justice, {"letter": [there.id]}))
    for office in (justice, court):
        said = [(row.urged_on.month, row.way, row.note) for row in office.only("letter").reminders]
        assert said == [(5, "电话", "已转办"), (6, "书面催办", None), (7, "通报", None)]
    there = court.only("letter")
    del there.reminders[0]
    with court.db.operation("删去") as op:
        op.save(there)
    court.take(justice.send(court, chosen))  # says nothing new of it
    assert len(court.only("letter").reminders) == 2
    justice.take(court.send(justice, {"letter": [there.id]}))
    assert len(justice.only("letter").reminders) == 3


def test_a_unit_that_only_the_sender_has_listed_arrives_as_it_is_called_there(
    offices: Callable[..., list[Office]],
) -> None:
    justice, court = offices(JUSTICE, COURT)
    justice.add(Unit(name="青禾镇人民政府", kind="乡镇"))
    justice.add(case(defendants=("青禾镇人民政府", "蒙城县公安局"), handler_unit="青禾镇人民政府"))
    plan = court.take(justice.send(court))
    assert plan.counts["doubtful"] == 1 and "青禾镇" in plan.rows[0].problems[0].reason
    assert court.only("admin_case").defendants == ("青禾镇人民政府", "蒙城县公安局")
    assert make_plan(court.db, justice.send(court)).counts["same"] == 1
    assert justice.says("admin_case") == court.says("admin_case")


# Letters


def letter(sender: Office, to: Office, **values: object) -> Letter:
    return Letter(
        **{
            "direction": "发出",
            "kind": "征求意见函",
            "doc_no": "蒙司函〔2026〕7号",
            "title": "关于协助核查的函",
            "from_unit": sender.unit,
            "to_units": (to.unit,),
            "issued_on": date(2026, 4, 1),
            "reply_needed": True,
            "reply_due": date(2026, 5, 1),
            "status": "待答复",
        }
        | values
    )


def test_a_letter_arrives_as_received_and_its_reply_stops_the_clock(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    sent = justice.add(letter(justice, court))
    court.take(justice.send(court, {"letter": [sent.id]}))
    inbox = queries.ids(court.db, Query("letter", (queries.Filter("direction", "is", "收到"),)))
    assert list(inbox) == court.ids("letter")
    reply = court.add(
        letter(
            court,
            justice,
            kind="复函",
            doc_no="蒙法函〔2026〕3号",
            title="关于协助核查的复函",
            issued_on=date(2026, 4, 20),
            reply_needed=False,
            reply_due=None,
            status="已送达",
        )
    )
    with court.db.operation("关联") as op:
        op.link(reply.id, inbox[0])
    justice.take(court.send(justice, {"letter": [reply.id]}))
    assert len(justice.ids("letter")) == 2
    after = queries.load(justice.db, "letter", sent.id)
    assert (after.direction, after.status, after.replied_on) == ("发出", "已答复", date(2026, 4, 20))
    assert after.reply_no == "蒙法函〔2026〕3号" and after.overdue_days in (None, 0)
    (came,) = [id for id in justice.ids("letter") if id != sent.id]
    assert queries.load(justice.db, "letter", came).direction == "收到"


def test_a_reply_written_into_the_received_letter_stops_the_clock_too(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    sent = justice.add(letter(justice, court))
    court.take(justice.send(court, {"letter": [sent.id]}))
    there = court.only("letter")
    court.change("letter", there.id, status="已答复", replied_on=date(2026, 4, 15), reply_text="已核查")
    justice.take(court.send(justice, {"letter": [there.id]}))
    after = queries.load(justice.db, "letter", sent.id)
    assert (after.direction, after.status, after.replied_on) == ("发出", "已答复", date(2026, 4, 15))


# Register, answers, identity


def test_what_is_given_is_registered_with_fields_and_masked_unless_said_otherwise(
    offices: Callable[..., list[Office]], tmp_path: Path
) -> None:
    justice, court = offices(JUSTICE, COURT)
    justice.add(case(handler="李四", lawyer="王五"))
    with pytest.raises(UserError, match="用途和依据"):
        justice.send(court, masked=False)
    path = justice.send(court, purpose="个案会商", basis="联席会议纪要", fields={"admin_case": ["handler"]})
    headers = {cell.value for cell in openpyxl.load_workbook(path).worksheets[0][3]}
    assert {"案号", "承办人", "登记编号"} <= headers and "委托律师" not in headers
    again = justice.send(court, purpose="个案会商", basis="联席会议纪要")  # as the last time for this purpose
    assert {cell.value for cell in openpyxl.load_workbook(again).worksheets[0][3]} == headers
    (last, first) = package_register.entries(justice.db, "sent")
    assert (first.sequence, last.sequence) == (1, 2)
    assert (first.unit, first.purpose, first.basis) == (court.unit, "个案会商", "联席会议纪要")
    assert "承办人" in first.fields and "委托律师" not in first.fields and first.adopted == "没有回执"
    out = tmp_path / "登记簿.xlsx"
    assert package_register.export(justice.db, out) == 2
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [cell.value for cell in sheet[4]][3:6] == [court.unit, 1, "个案会商"]
    court.take(path)
    assert court.only("admin_case").handler == "李四" and court.only("admin_case").lawyer is None
    justice.change("admin_case", justice.ids("admin_case")[0], lawyer="赵六")
    plan = court.take(justice.send(court))
    assert not plan.rows[0].conflicts and court.only("admin_case").lawyer == "赵六"


def test_masked_numbers_are_no_statement(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    masked = next(
        (cls, f) for cls in (queries.RECORDS.values()) for f in cls.own_fields().values() if f.mask and not f.required
    )
    cls, f = masked
    from .plausible import fill_county

    fill_county(justice.db)
    record = cls.about.id
    ids = justice.ids(record)
    plan = court.take(justice.send(court, {record: ids}), good=True)
    assert not any("隐去" in problem.reason for row in plan.rows for problem in row.problems)
    assert court.ids(record)
    assert all(getattr(queries.load(court.db, record, id), f.name) is None for id in court.ids(record))
    court.take(justice.send(court, {record: ids}, masked=False, purpose="核实身份", basis="依申请"), good=True)
    assert any(getattr(queries.load(court.db, record, id), f.name) for id in court.ids(record))


def test_the_answer_tells_the_sender_what_was_taken_and_what_not(
    offices: Callable[..., list[Office]], tmp_path: Path
) -> None:
    justice, court = offices(JUSTICE, COURT)
    for number in (1, 2):
        justice.add(case(number))
    path = edited(justice.send(court), lambda s, c: setattr(s.cell(5, c["立案日期"]), "value", "2026.2.30"))
    court.take(path, good=True)
    answer = tmp_path / "回执.xlsx"
    assert acknowledge(court.db, path.name, answer) == f"{court.unit}已采纳 1/2 行"
    texts = [str(cell.value) for row in openpyxl.load_workbook(answer).worksheets[0].iter_rows() for cell in row]
    assert any("30日" in text for text in texts)
    plan = justice.take(answer)
    assert not plan.rows and any("对方已采纳 1/2" in note for note in plan.notes)
    (sent,) = package_register.entries(justice.db, "sent")
    assert sent.adopted == "对方已采纳 1/2"
    assert "30日" in sent.result["refused"][0]["reason"] and sent.result["refused"][0]["reg_no"]
    with pytest.raises(UserError, match="没有收到过"):
        acknowledge(justice.db, "x.xlsx", answer)


def test_a_restored_file_never_gives_its_old_numbers_again(offices: Callable[..., list[Office]]) -> None:
    justice, court = offices(JUSTICE, COURT)
    mine = justice.add(case())
    early = justice.db.home.database.read_bytes()
    court.take(justice.send(court))
    justice.db.close()
    kept = justice.db.home.database.read_bytes()
    assert kept != early
    justice.db = Database.open(justice.db.home, today=TODAY)
    before = revisions.identity(justice.db, justice.db.rows)
    justice.change("admin_case", mine.id, cause="一改")
    justice.send(court)
    assert revisions.identity(justice.db, justice.db.rows).replica == before.replica
    justice.db.close()
    justice.db.home.database.write_bytes(kept)
    justice.db = Database.open(justice.db.home, today=TODAY)
    assert revisions.identity(justice.db, justice.db.rows).replica != before.replica
    justice.change("admin_case", mine.id, cause="另改")
    court.take(justice.send(court))
    assert court.only("admin_case").cause == "另改"
    justice.db.close()


def test_a_package_for_somebody_else_is_said_to_be(offices: Callable[..., list[Office]]) -> None:
    justice, court, police = offices(JUSTICE, COURT, POLICE)
    justice.add(case())
    assert any("不是发给本机单位" in note for note in make_plan(police.db, justice.send(court)).notes)
    with pytest.raises(UserError, match="单位名录中没有"):
        send(justice.db, {"admin_case": justice.ids("admin_case")}, justice.mail / "x.xlsx", Sending("不存在的单位"))
    assert not (justice.mail / "x.xlsx").exists()
