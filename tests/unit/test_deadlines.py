"""The due dates that are kept with the records: written, settled, stopped, moved and undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.data import due_table, queries
from app.data.database import Database
from app.data.schema_names import DUE_COLUMNS
from app.domain.periods import Note, NoteKind
from app.domain.records import RECORDS
from app.errors import UserError
from app.services import deadlines
from app.services.deadlines import DueState, notes

DUE = f"SELECT {', '.join(DUE_COLUMNS)} FROM due ORDER BY owner, rule"


def new(db: Database, record: str, **values: Any) -> Any:
    with db.operation(f"登记{RECORDS[record].about.noun}") as op:
        return op.create(RECORDS[record](**values))


def case(db: Database, **values: Any) -> Any:
    """A first-instance case whose complaint arrived on 2026-11-16."""
    known: dict[str, Any] = {
        "case_no": "（2026）皖1622行初12号",
        "trial_level": "一审",
        "trial_procedure": "普通程序",
        "handler_unit": "蒙城县司法局",
        "handler": "王小明",
        "notice_received_on": date(2026, 11, 16),
    }
    return new(db, "admin_case", **known | values)


def change(db: Database, id: int, **values: Any) -> None:
    record = queries.load(db, db.table_of(id), id)
    for name, value in values.items():
        setattr(record, name, value)
        if (f := record.fields()[name]).computed:
            record.overrides |= {f.name}
    with db.operation("修改") as op:
        op.save(record)


def answer(db: Database, id: int) -> deadlines.DueRow:
    return next(row for row in deadlines.of_record(db, id) if row.rule == "lit_answer_evidence_15d")


def counted_anew(db: Database) -> list[tuple[Any, ...]]:
    """The whole table, from nothing."""
    rows: list[tuple[Any, ...]] = []
    due_table.rebuild(db.rows, lambda sql, made: rows.extend(made), db.law)
    return sorted(rows)


@pytest.fixture(autouse=True)
def kept_as_counted(db: Database):
    """Whatever a test does, the table says afterwards what counting from nothing says."""
    yield
    assert sorted(db.rows(DUE)) == counted_anew(db)


def test_a_saved_record_has_its_due_dates(db):
    found = answer(db, case(db).id)
    assert (found.start_on, found.due_on, found.state) == (date(2026, 11, 16), date(2026, 12, 1), DueState.PENDING)
    assert (found.unit, found.person, found.module) == ("蒙城县司法局", "王小明", "litigation")
    assert found.basis == "行政诉讼法第67条;行诉解释第34条"
    assert (found.days_left, found.is_near, found.says) == (7, True, "还有7天")


def test_due_today_is_not_overdue(db):
    today, yesterday = case(db, notice_received_on=date(2026, 11, 9)), case(db, notice_received_on=date(2026, 11, 6))
    assert (answer(db, today.id).says, answer(db, today.id).state) == ("今日到期", DueState.PENDING)
    assert answer(db, yesterday.id).due_on == date(2026, 11, 23)  # the 21st is a Saturday
    assert (answer(db, yesterday.id).says, answer(db, yesterday.id).state) == ("逾期1天", DueState.OVERDUE)


def test_done_in_time_and_done_late(db):
    id = case(db).id
    change(db, id, answered_on=date(2026, 12, 1))
    assert answer(db, id).state is DueState.DONE
    change(db, id, answered_on=date(2026, 12, 2))
    assert answer(db, id).state is DueState.LATE


def test_the_day_of_posting_decides_whether_it_was_in_time(db):
    """民事诉讼法第85条."""
    id = case(db, answered_on=date(2026, 12, 4)).id
    assert answer(db, id).state is DueState.LATE
    notes.add(db, id, Note(NoteKind.POSTED, on=date(2026, 12, 1), rule="lit_answer_evidence_15d"))
    found = answer(db, id)
    assert (found.state, found.due_on, found.posted_on) == (DueState.DONE, date(2026, 12, 1), date(2026, 12, 1))


def test_a_changed_date_moves_and_undo_brings_back(db):
    id = case(db).id
    change(db, id, notice_received_on=date(2026, 11, 17))
    assert answer(db, id).due_on == date(2026, 12, 2)
    db.undo()
    assert answer(db, id).due_on == date(2026, 12, 1)
    db.undo()
    assert deadlines.of_record(db, id) == []
    db.redo()
    assert answer(db, id).due_on == date(2026, 12, 1)


def test_a_void_record_owes_nothing(db):
    id = case(db).id
    with db.operation("作废") as op:
        op.void(queries.load(db, "admin_case", id), "重复登记")
    assert deadlines.of_record(db, id) == []


def test_a_stopped_clock_adds_its_days_and_stands_in_the_history(db):
    """行诉解释第50条: 鉴定 stops the limit of trial."""
    id = case(db, filed_on=date(2026, 6, 1)).id
    rule = "lit_first_instance_6m"
    limit = {row.rule: row for row in deadlines.of_record(db, id)}[rule]
    assert limit.due_on == date(2026, 12, 1)
    notes.add(db, id, Note(NoteKind.STOP, date(2026, 8, 1), date(2026, 8, 10), reason="鉴定", rule=rule))
    limit = {row.rule: row for row in deadlines.of_record(db, id)}[rule]
    assert (limit.due_on, limit.paused_days) == (date(2026, 12, 11), 10)
    assert queries.load(db, "admin_case", id).trial_limit_on == date(2026, 12, 11)
    assert "停表：鉴定，2026年8月1日（周六）至2026年8月10日（周一），不计入期限" in limit.counting
    assert queries.history(db, id)[0].changes == [
        ("期限", "", "停表 2026-08-01 至 2026-08-10，鉴定，行政一审普通程序审限")
    ]
    db.undo()
    assert queries.load(db, "admin_case", id).trial_limit_on == date(2026, 12, 1)


def test_while_the_clock_stands_still_there_is_no_date(db):
    id = case(db).id
    notes.add(db, id, Note(NoteKind.STOP, date(2026, 11, 20), reason="管辖异议", rule="lit_answer_evidence_15d"))
    assert (answer(db, id).due_on, answer(db, id).says) == (None, "计时停止中，恢复后才能算出到期日")
    assert [row.owner for row in deadlines.pending(db)] == [id]


def test_an_approved_extension_and_a_date_in_a_document_win(db):
    """deadlines.md §2.9, §7.4."""
    id = case(db).id
    rule = "lit_answer_evidence_15d"
    extended = Note(NoteKind.EXTENSION, on=date(2026, 12, 16), approver="蒙城县人民法院", doc_no="批准延期", rule=rule)
    notes.add(db, id, extended)
    assert (answer(db, id).due_on, answer(db, id).set_by) == (date(2026, 12, 16), "延长")
    assert queries.load(db, "admin_case", id).answer_due == date(2026, 12, 16)
    notes.add(db, id, Note(NoteKind.DOCUMENT, on=date(2026, 12, 10), doc_no="传票", rule=rule))
    assert (answer(db, id).due_on, answer(db, id).counted_on) == (date(2026, 12, 10), date(2026, 12, 1))
    assert answer(db, id).counting[-1] == "文书载明至2026年12月10日（周四）（传票），以此为准"


def test_a_date_typed_on_the_record_wins_over_the_count(db):
    id = case(db).id
    change(db, id, answer_due=date(2026, 12, 20))
    found = answer(db, id)
    assert (found.due_on, found.set_by, found.counted_on) == (date(2026, 12, 20), "记录", date(2026, 12, 1))


@pytest.mark.parametrize(
    "note, says",
    [
        (Note(NoteKind.STOP), "没有填写停表的开始日"),
        (Note(NoteKind.STOP, date(2026, 3, 2), date(2026, 3, 1)), "停表的结束日早于开始日"),
        (Note(NoteKind.EXTENSION, on=date(2026, 3, 2)), "没有指明是哪一项期限"),
        (Note(NoteKind.EXTENSION, on=date(2026, 3, 2), rule="enf_close_6m"), "没有填写批准人"),
        (Note(NoteKind.DOCUMENT, on=date(2026, 3, 2), rule="enf_close_6m"), "没有填写文号"),
        (Note(NoteKind.POSTED, rule="enf_close_6m"), "没有填写交邮日"),
        (Note(NoteKind.POSTED, on=date(2026, 3, 2), rule="nothing"), "没有编号为“nothing”的期限"),
    ],
)
def test_an_entry_that_says_too_little_is_refused(db, note, says):
    with pytest.raises(UserError, match=says):
        notes.add(db, case(db).id, note)


def test_many_records_at_once_have_the_same_due_dates_as_one(db):
    with db.operation("导入") as op:
        op.create_many(
            "admin_case",
            (
                RECORDS["admin_case"](
                    case_no=f"（2026）皖1622行初{n}号",
                    trial_level="一审",
                    trial_procedure="普通程序",
                    filed_on=date(2026, 1, 1 + n % 28),
                    notice_received_on=date(2026, 2, 1 + n % 28),
                )
                for n in range(1200)
            ),
        )
    assert db.value("SELECT count(*) FROM due WHERE rule = 'lit_answer_evidence_15d'") == 1200


def test_the_list_until_a_day_is_by_unit_module_and_person(db):
    one = case(db)
    other = case(db, case_no="（2026）皖1622行初13号", handler_unit="蒙城县公安局", handler="李一")
    case(db, case_no="（2026）皖1622行初14号", notice_received_on=date(2026, 11, 23))
    until = date(2026, 12, 1)
    assert {row.owner for row in deadlines.due_list(db, until)} == {one.id, other.id}
    assert [row.owner for row in deadlines.due_list(db, until, unit="蒙城县公安局")] == [other.id]
    assert [row.owner for row in deadlines.due_list(db, until, person="王小明")] == [one.id]
    assert deadlines.due_list(db, until, module="bankruptcy") == []
    counted = deadlines.counts(db, "unit")
    assert counted["蒙城县公安局"].within_7 == 1
    assert deadlines.counts(db)[""].within_15 == 3
    assert deadlines.load_by_day(db, date(2026, 11, 30), date(2026, 12, 5)) == {date(2026, 12, 1): 2}


def test_a_record_without_an_open_deadline_is_named(db):
    id = case(db, notice_received_on=None).id
    assert deadlines.without_next(db, module="litigation") == [id]
    change(db, id, notice_received_on=date(2026, 11, 16))
    assert deadlines.without_next(db, module="litigation") == []
    assert deadlines.named(db, [id])[id][0] == "XS-2026-0001"
    assert "lit_first_instance_6m" in {period.id for period in deadlines.waiting(db, id)}


def test_a_rule_for_the_court_means_the_countys_own(db):
    """Another court's name may be shorter; the county's directory lists both."""
    with db.operation("设置") as op:
        op.set_setting("county", "蒙城县")
        op.create(RECORDS["unit"](name="市人民法院", kind="法院"))
    db.forget()
    assert db.law.office("执行法院") == "蒙城县人民法院"
