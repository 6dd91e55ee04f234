"""What may be done to records, and that all of it is in the history and can be taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from app.data import queries
from app.data.backup import check
from app.data.database import Database
from app.domain.records import RECORDS
from app.domain.records.litigation import LossCase
from app.errors import UserError


def case(db: Database, number: int = 12, **values: Any) -> Any:
    new = queries.blank(db, "admin_case")
    new.case_no = f"（2022）皖1622行初{number}号"
    new.court = queries.find_unit(db, "县法院")
    new.filed_on = date(2022, 3, 1)
    new.cause, new.plaintiff = "行政处罚", "张三"
    new.defendants = (queries.find_unit(db, "县公安局"),)
    for name, value in values.items():
        setattr(new, name, value)
    return new


def create(db: Database, record: Any, title: str = "登记") -> Any:
    with db.operation(title) as op:
        return op.create(record)


def save(db: Database, record: Any, title: str = "修改") -> bool:
    with db.operation(title) as op:
        return op.save(record)


def test_registration_numbers_run_on_and_are_not_used_again(db: Database) -> None:
    first = create(db, case(db, 1))
    second = create(db, case(db, 2))
    assert (first.reg_no, second.reg_no) == ("XS-2026-0001", "XS-2026-0002")
    db.undo()
    assert create(db, case(db, 3)).reg_no == "XS-2026-0003"


def test_saving_without_a_change_writes_nothing(db: Database) -> None:
    record = create(db, case(db))
    assert not save(db, queries.load(db, "admin_case", record.id), "空保存")
    assert db.value("SELECT count(*) FROM operation WHERE title = '空保存'") == 0


def test_history_says_field_old_and_new(db: Database) -> None:
    record = create(db, case(db))
    record.plaintiff = "李四"
    save(db, record)
    record.claim_amount, record.claim_comp = 1_234_500, True
    save(db, record)
    entries = queries.history(db, record.id)
    assert [entry.title for entry in entries] == ["修改", "修改", "登记"]
    assert entries[1].changes == [("原告", "张三", "李四")]
    assert ("请求赔偿金额", "", "12,345.00") in entries[0].changes
    assert ("是否行政赔偿", "否", "是") in entries[0].changes


def test_undo_and_redo_walk_back_and_forth(db: Database) -> None:
    record = create(db, case(db))
    for name in ("甲", "乙", "丙"):
        record.plaintiff = name
        save(db, record, f"改为{name}")

    def plaintiff() -> str:
        return queries.load(db, "admin_case", record.id).plaintiff

    assert [db.undo(), db.undo()] == ["改为丙", "改为乙"]
    assert plaintiff() == "甲"
    assert [db.redo(), db.redo()] == ["改为乙", "改为丙"]
    assert plaintiff() == "丙"
    assert db.redo_title() is None
    db.undo()
    record = queries.load(db, "admin_case", record.id)
    record.plaintiff = "丁"
    save(db, record)
    assert db.redo_title() is None, "something new was done since"


def test_undo_refuses_when_a_later_operation_touched_the_row(db: Database) -> None:
    record = create(db, case(db))
    first = db.value("SELECT max(id) FROM operation")
    record.plaintiff = "李四"
    save(db, record, "改原告")
    with pytest.raises(UserError, match="改原告"):
        db.undo(first)
    assert queries.load(db, "admin_case", record.id).plaintiff == "李四"


def test_undone_creation_is_redone_with_id_number_and_children(db: Database) -> None:
    record = queries.blank(db, "loss_case")
    record.duty_unit, record.loss_kind, record.loss_causes = "蒙城县公安局", "撤销", ("程序违法",)
    record.measures = [LossCase.Measures(measure="开展自查"), LossCase.Measures(measure="组织培训")]
    create(db, record)
    db.undo()
    assert queries.counts(db)["loss_case"] == 0
    assert len(queries.ids(db, queries.Query("loss_case", search="组织培训"))) == 0
    db.redo()
    again = queries.load(db, "loss_case", record.id)
    assert (again.reg_no, [row.measure for row in again.measures]) == (record.reg_no, ["开展自查", "组织培训"])
    assert len(queries.ids(db, queries.Query("loss_case", search="组织培训"))) == 1


def test_child_rows_are_added_changed_and_removed(db: Database) -> None:
    record = queries.blank(db, "loss_case")
    record.duty_unit = "蒙城县公安局"
    record.measures = [LossCase.Measures(measure=text) for text in ("一", "二", "三")]
    create(db, record)
    record = queries.load(db, "loss_case", record.id)
    record.measures = [record.measures[2], LossCase.Measures(measure="四"), record.measures[0]]
    record.measures[0].measure = "三改"
    save(db, record)
    again = queries.load(db, "loss_case", record.id)
    assert [row.measure for row in again.measures] == ["三改", "四", "一"]
    db.undo()
    assert [row.measure for row in queries.load(db, "loss_case", record.id).measures] == ["一", "二", "三"]


def test_void_keeps_the_record_and_its_number(db: Database) -> None:
    record = create(db, case(db))
    with db.operation("作废") as op:
        op.void(record, "重复登记")
    assert len(queries.ids(db, queries.Query("admin_case"))) == 0
    assert len(queries.ids(db, queries.Query("admin_case", void=True))) == 1
    assert queries.find(db, record.reg_no).void_reason == "重复登记"
    with pytest.raises(UserError, match="已经作废"), db.operation("作废") as op:
        op.void(queries.find(db, record.reg_no), "再次")


@pytest.mark.parametrize("record", RECORDS)
def test_every_open_step_is_taken_and_every_other_refused(db: Database, record: str) -> None:
    cls = RECORDS[record]
    new = create(db, cls())
    with db.operation("逐一流转") as op:
        for state in cls.about.states:
            for target in cls.about.states:
                new.status = state.value
                op.save(new)
                if target.value in state.next:
                    op.step(new, target.value, "")
                    assert new.status == target.value
                else:
                    with pytest.raises(UserError, match="不能从"):
                        op.step(new, target.value)


def test_a_hearing_reaches_its_case_and_undo_takes_it_back(db: Database) -> None:
    record = create(db, case(db))
    hearing = queries.blank(db, "appearance")
    hearing.case, hearing.organ = record.id, record.defendants[0]
    hearing.hearing_at, hearing.result = datetime(2022, 5, 10, 9, 30), "主要负责人出庭"
    create(db, hearing)
    reached = queries.load(db, "admin_case", record.id)
    assert (reached.hearing_on, reached.appearance_state) == (date(2022, 5, 10), "主要负责人出庭")
    assert queries.load(db, "appearance", hearing.id).cause == "行政处罚"
    db.undo()
    assert queries.load(db, "admin_case", record.id).hearing_on is None


def test_a_change_of_the_case_reaches_the_hearing(db: Database) -> None:
    record = create(db, case(db))
    hearing = queries.blank(db, "appearance")
    hearing.case, hearing.organ, hearing.hearing_at = record.id, record.defendants[0], datetime(2022, 5, 10, 9, 30)
    create(db, hearing)
    record = queries.load(db, "admin_case", record.id)
    record.cause = "行政许可"
    save(db, record)
    assert queries.load(db, "appearance", hearing.id).cause == "行政许可"
    assert db.undo() == "修改"
    assert queries.load(db, "appearance", hearing.id).cause == "行政处罚"


def test_replaced_computed_value_stays_and_can_be_given_back(db: Database) -> None:
    record = create(db, case(db, notice_received_on=date(2026, 9, 16)))
    assert record.answer_due == date(2026, 10, 8)
    record.answer_due, record.overrides = date(2026, 10, 20), frozenset({"answer_due"})
    save(db, record)
    record = queries.load(db, "admin_case", record.id)
    record.notice_received_on = date(2026, 9, 17)
    save(db, record)
    assert queries.load(db, "admin_case", record.id).answer_due == date(2026, 10, 20)
    record.overrides = frozenset()
    save(db, record)
    assert queries.load(db, "admin_case", record.id).answer_due == date(2026, 10, 8)


def test_links_are_seen_from_both_sides(db: Database) -> None:
    one, other = create(db, case(db, 1)), create(db, case(db, 2))
    with db.operation("关联") as op:
        op.link(one.id, other.id, "同一原告")
        op.link(other.id, one.id)
    for this, that in ((one, other), (other, one)):
        assert [(link.id, link.how, link.note) for link in queries.linked(db, this)] == [(that.id, "关联", "同一原告")]
    db.undo()
    assert queries.linked(db, one) == []


def test_domains_attach_their_provisions(db: Database) -> None:
    record = create(db, case(db, domains=("土地纠纷",)))
    assert record.provisions == ("7", "1")


def test_days_overdue_are_worked_out_anew_the_next_day(home: Any) -> None:
    with Database.open(home, today=date(2026, 11, 1)) as db:
        letter = queries.blank(db, "letter")
        letter.title, letter.reply_due = "关于某事的函", date(2026, 10, 30)
        create(db, letter)
        assert letter.overdue_days == 2
    with Database.open(home, today=date(2026, 11, 24)) as db:
        db.work_out_daily()
        assert queries.find(db, letter.reg_no).overdue_days == 25
        operations = db.value("SELECT count(*) FROM operation")
        db.work_out_daily()
        assert db.value("SELECT count(*) FROM operation") == operations
        assert db.undo_title() == "登记", "working out is nothing that one would take back"


def test_many_new_records_are_entered_without_indexes_which_are_there_afterwards(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.data import operation

    monkeypatch.setattr(operation, "WITHOUT_INDEXES", 3)

    def indexes() -> list[tuple[str, str]]:
        return db.rows(
            "SELECT name, sql FROM sqlite_schema WHERE tbl_name = 'admin_case' AND type = 'index' ORDER BY 1"
        )

    def made(numbers: range) -> list[Any]:
        cases = [queries.blank(db, "admin_case") for _ in numbers]
        for number, case in zip(numbers, cases, strict=True):
            case.case_no = f"（2026）皖1622行初{number}号"
        return cases

    before = indexes()
    dropped: list[str] = []
    with db.operation("登记") as op:
        execute = op.execute
        monkeypatch.setattr(op, "execute", lambda sql, params=(): (dropped.append(sql), execute(sql, params)))
        op.create_many("admin_case", made(range(4)), 4)
        op.create_many("admin_case", made(range(4, 8)), 4)  # no more than there are: with indexes
    assert sum(sql.startswith("DROP INDEX") for sql in dropped) >= 3
    assert indexes() == before
    assert queries.find(db, "XS-2026-0008").case_no == "（2026）皖1622行初7号"
    with pytest.raises(ZeroDivisionError), db.operation("登记") as op:
        op.create_many("admin_case", (1 / 0 for _ in range(20)), 20)
    assert indexes() == before
    assert check(db) == []
