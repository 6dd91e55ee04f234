"""Rules, choices and holidays are the county's data: what a change moves, only that, and undo brings it back."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.data import queries
from app.domain.conditions import Condition
from app.errors import UserError
from app.services import deadlines
from app.services.deadlines import holidays, rules
from app.services.deadlines.holidays import Holiday
from tests.unit.test_deadlines import (
    answer,
    case,
    kept_as_counted,  # noqa: F401
    new,
)

ANSWER = "lit_answer_evidence_15d"
REFERENCE = Path(__file__).resolve().parents[2].parent / "shared" / "reference" / "deadlines.csv"


def dates(db):
    return dict(db.rows("SELECT owner || ' ' || rule, due_on FROM due"))


def test_all_rules_are_there_and_the_core_ones_switched_on(db):
    shown = deadlines.all_periods(db)
    assert len(shown) == 167
    assert {p.id for p in shown if p.active} == {p.id for p in shown if p.core}
    assert sum(p.active for p in shown) == 67


def test_a_local_day_off_moves_what_ends_on_it_and_only_that_and_undo_brings_it_back(db):
    ends_then = case(db).id  # 2026-12-01
    case(db, case_no="（2026）皖1622行初13号", notice_received_on=date(2026, 11, 17))
    before = dates(db)
    holidays.add_local(db, date(2026, 12, 1), "off", "全县放假")
    after = dates(db)
    assert {key for key in before if before[key] != after[key]} == {f"{ends_then} {ANSWER}"}
    assert answer(db, ends_then).due_on == date(2026, 12, 2)
    assert queries.load(db, "admin_case", ends_then).answer_due == date(2026, 12, 2)
    assert "第15日为2026年12月1日（周二），全县放假，顺延到2026年12月2日（周三）" in answer(db, ends_then).counting
    db.undo()
    assert dates(db) == before
    assert queries.load(db, "admin_case", ends_then).answer_due == date(2026, 12, 1)


def test_a_year_brought_in_settles_what_was_pending(db, tmp_path):
    """deadlines.md §2.11."""
    id = case(db, notice_received_on=date(2026, 12, 20)).id
    assert answer(db, id).says == "待定（未导入2027年放假安排），不顺延为2027-01-04"
    assert holidays.missing_years(db)[2027] >= 1
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["2027年放假安排"],
        ["日期", "类型", "名称"],
        [date(2027, 1, 4), "放假", "元旦"],
        ["2027-01-09", "上班", ""],
    ):
        sheet.append(row)
    book.save(tmp_path / "2027.xlsx")
    assert holidays.enter(db, holidays.read_file(tmp_path / "2027.xlsx", db.today)) == [2027]
    assert answer(db, id).due_on == date(2027, 1, 5)
    assert queries.load(db, "admin_case", id).answer_due == date(2027, 1, 5)
    db.undo()
    assert answer(db, id).due_on is None
    assert queries.load(db, "admin_case", id).answer_due is None


def test_a_year_is_typed_as_in_the_notice(db):
    found = holidays.typed(2027, "元旦：1月1日至3日；春节：2月5日（周五）至2月11日", "1月30日、2月20日")
    assert [h.day.isoformat() for h in found if h.kind == "on"] == ["2027-01-30", "2027-02-20"]
    assert [(h.day.day, h.name) for h in found[:4]] == [(1, "元旦"), (2, "元旦"), (3, "元旦"), (5, "春节")]
    assert len([h for h in found if h.name == "春节"]) == 7
    assert [h.day for h in holidays.typed(2027, "10.1-7", "")][-1] == date(2027, 10, 7)


@pytest.mark.parametrize(
    "off, on, says",
    [
        ("国庆", "", "看不懂“国庆”"),
        ("2月30日", "", "没有“2月30日”这一天"),
        ("10.7-1", "", "止日早于起日"),
        ("10.1", "10.1", "既写放假又写上班"),
        ("10.1", "1月4日", "本来就是工作日"),
        ("", "", "没有可以写入的放假安排"),
    ],
)
def test_an_arrangement_that_cannot_be_is_refused(db, off, on, says):
    with pytest.raises(UserError, match=says):
        holidays.enter(db, holidays.typed(2027, off, on))


def test_entering_a_year_again_replaces_it_and_keeps_local_days(db):
    holidays.add_local(db, date(2026, 12, 7), "off", "县庆")
    shown = holidays.days(db, 2026)
    holidays.enter(db, [holiday for holiday in shown if not holiday.is_local and holiday.day != date(2026, 10, 7)])
    assert holidays.days(db, 2026) == [holiday for holiday in shown if holiday.day != date(2026, 10, 7)]
    db.undo()
    assert holidays.days(db, 2026) == shown


def test_a_local_day_alone_does_not_make_a_year_known(db):
    holidays.add_local(db, date(2027, 3, 1), "off", "县庆")
    assert 2027 not in db.calendar.years
    with pytest.raises(UserError, match="已有安排"):
        holidays.add_local(db, date(2027, 3, 1), "off", "县庆")
    holidays.remove(db, date(2027, 3, 1))
    assert holidays.days(db, 2027) == []


def test_a_changed_length_moves_due_dates_and_stands_in_the_history(db):
    id = case(db).id
    rules.change(db, ANSWER, {"duration": 20, "warn_days": (5,)}, reason="县院会议纪要")
    assert answer(db, id).due_on == date(2026, 12, 7)  # the 6th is a Sunday
    assert queries.load(db, "admin_case", id).answer_due == date(2026, 12, 7)
    (entry,) = rules.history(db, ANSWER)
    assert entry.reason == "县院会议纪要"
    assert set(entry.changes) == {("长度", "15", "20"), ("预警天数", "10;7;5;3;1", "5")}
    db.undo()
    assert answer(db, id).due_on == date(2026, 12, 1)
    assert [(entry.title[:2], entry.undone) for entry in rules.history(db, ANSWER)] == [("撤销", False), ("修改", True)]


def test_a_new_version_is_for_events_from_its_day_on(db):
    old, later = case(db).id, case(db, case_no="（2026）皖1622行初13号", notice_received_on=date(2026, 11, 20)).id
    rules.change(db, ANSWER, {"duration": 10}, since=date(2026, 11, 18))
    assert (answer(db, old).due_on, answer(db, later).due_on) == (date(2026, 12, 1), date(2026, 11, 30))
    assert queries.load(db, "admin_case", later).answer_due == date(2026, 11, 30)
    assert deadlines.calculate(db, ANSWER, date(2026, 11, 17)).period.duration == 15
    assert deadlines.calculate(db, ANSWER, date(2026, 11, 18)).period.duration == 10
    with pytest.raises(UserError, match="已有自2026-11-18起的版本"):
        rules.change(db, ANSWER, {"duration": 12}, since=date(2026, 11, 1))
    db.undo()
    assert answer(db, later).due_on == date(2026, 12, 7)


def test_only_rules_that_are_switched_on_are_kept(db):
    id = case(db, sued_on=date(2026, 11, 18)).id
    assert "lit_filing_decision_7d" not in {row.rule for row in deadlines.of_record(db, id)}
    rules.switch(db, ["lit_filing_decision_7d"], True)
    assert "lit_filing_decision_7d" in {row.rule for row in deadlines.of_record(db, id)}
    rules.switch(db, [ANSWER, "lit_filing_decision_7d"], False)
    assert not {ANSWER, "lit_filing_decision_7d"} & {row.rule for row in deadlines.of_record(db, id)}
    db.undo()
    assert answer(db, id).due_on == date(2026, 12, 1)


def test_the_county_names_the_unit_that_answers_for_a_rule(db):
    id = case(db).id
    rules.change(db, ANSWER, {"owner": "蒙城县公安局"})
    assert answer(db, id).unit == "蒙城县公安局"


def test_a_rule_of_the_county_is_counted_like_one_of_the_law(db):
    """deadlines.md §7.6: the county's own periods have no number in the law."""
    id = case(db, filed_on=date(2026, 11, 20)).id
    own = replace(
        rules.blank(),
        module="litigation",
        record="admin_case",
        title="报送出庭负责人名单",
        event="立案",
        trigger_field="filed_on",
        duration=5,
        basis="县里规定",
        applies_when=Condition.parse("trial_level=一审"),
    )
    rule = rules.add(db, own)
    assert rule == "own_1"
    assert {row.rule: row.due_on for row in deadlines.of_record(db, id)}[rule] == date(2026, 11, 25)
    with pytest.raises(UserError, match="不能删除"):
        rules.remove(db, ANSWER)
    rules.remove(db, rule)
    assert rule not in {row.rule for row in deadlines.of_record(db, id)}
    db.undo()
    assert rule in {row.rule for row in deadlines.of_record(db, id)}


@pytest.mark.parametrize(
    "values, says",
    [
        ({"duration": 0}, "长度不对"),
        ({"trigger_field": "plaintiff"}, "起算字段不对"),
        ({"done_field": "nothing"}, "办结字段不对"),
        ({"applies_when": Condition.parse("nothing=1")}, "适用条件不对"),
        ({"title": ""}, "没有填写期限的名称"),
        ({"direction": "before"}, "不能改"),
    ],
)
def test_a_change_that_cannot_be_counted_is_refused(db, values, says):
    with pytest.raises(UserError, match=says):
        rules.change(db, ANSWER, values)


def test_rules_go_out_and_come_back_unchanged(db, tmp_path):
    out = tmp_path / "期限规则.xlsx"
    assert rules.write_file(db, out) == 167
    assert {change.kind for change in rules.read_file(db, out)} == {"相同"}


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference is not beside this checkout")
def test_the_reference_file_says_what_is_in_the_database(db):
    found = rules.read_file(db, REFERENCE)
    assert len(found) == 167
    assert [(change.period.id, change.differences) for change in found if change.kind != "相同"] == []


def test_a_rule_file_brings_changes_and_new_rules_from_a_day_on(db, tmp_path):
    id = case(db).id
    file = tmp_path / "新规则.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["编号", "期限", "长度", "单位", "依据"])
        writer.writerow([ANSWER, "被告提交答辩状、证据和依据", "20", "日", "修改后的行政诉讼法"])
        writer.writerow(["new_1", "新的期限", "2", "个月", "新法第1条"])
    changes = rules.read_file(db, file)
    assert [change.kind for change in changes] == ["修改", "新增"]
    assert changes[0].differences == (
        ("长度", "15", "20"),
        ("依据", "行政诉讼法第67条;行诉解释第34条", "修改后的行政诉讼法"),
    )
    assert rules.take_over(db, changes, since=date(2027, 1, 1)) == 2
    assert answer(db, id).due_on == date(2026, 12, 1)
    assert deadlines.calculate(db, ANSWER, date(2027, 1, 1)).nominal_on == date(2027, 1, 21)
    assert deadlines.calculate(db, "新的期限", date(2026, 3, 31)).due_on == date(2026, 6, 1)
    db.undo()
    assert len(deadlines.all_periods(db)) == 167


def test_a_file_that_is_no_rule_file_is_refused_with_the_row(db, tmp_path):
    file = tmp_path / "坏.csv"
    file.write_text("编号,期限,长度,单位\nx,某期限,十,日\n", encoding="utf-8")
    with pytest.raises(UserError, match="第2行看不懂"):
        rules.read_file(db, file)
    file.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match="没有找到表头"):
        rules.read_file(db, file)


def choose(db, name, value):
    with db.operation("设置") as op:
        op.set_setting(name, value)


def test_before_an_event_the_strict_reading_takes_one_day_more(db):
    """deadlines.md §5, no. 4."""
    appearance = new(db, "appearance", case=case(db).id, hearing_at=None, court_notice="应当通知")
    assert deadlines.calculate(db, "lit_leader_notice_3d_before", date(2026, 11, 27)).due_on == date(2026, 11, 24)
    choose(db, "before_one_more", True)
    assert deadlines.calculate(db, "lit_leader_notice_3d_before", date(2026, 11, 27)).due_on == date(2026, 11, 23)
    assert appearance.id


def test_the_other_choices_are_strict_or_lenient(db):
    """deadlines.md §5, nos. 1, 5, 6 and 7."""

    def counted(rule, day):
        return deadlines.calculate(db, rule, day)

    assert counted("freeze_deposit_1y", date(2025, 3, 10)).safe_on == date(2026, 3, 9)
    choose(db, "control_day_before", False)
    assert counted("freeze_deposit_1y", date(2025, 3, 10)).safe_on is None
    assert counted("service_public_notice_30d", date(2026, 10, 15)).due_on == date(2026, 11, 16)
    choose(db, "public_notice_rolls", False)
    assert counted("service_public_notice_30d", date(2026, 10, 15)).due_on == date(2026, 11, 14)
    assert counted("ja_reply_2m", date(2026, 9, 14)).due_on == date(2026, 11, 14)
    choose(db, "own_duties_roll", True)
    assert counted("ja_reply_2m", date(2026, 9, 14)).due_on == date(2026, 11, 16)
    assert counted("sc_review_30d", date(2026, 11, 2)).due_on == date(2026, 12, 2)
    choose(db, "confirmation_15d", True)
    assert counted("sc_review_30d", date(2026, 11, 2)).due_on == date(2026, 11, 17)


def test_a_chain_starts_from_the_moved_day_and_shows_the_safe_one(db):
    """deadlines.md §2.10, §5 no. 3: six months to sue end on a holiday; three months to apply run from the moved day."""
    id = new(
        db,
        "nonlit_case",
        apply_unit="蒙城县公安局",
        penalty_no="蒙公罚决字〔2026〕1号",
        penalty_served_on=date(2026, 4, 2),
    ).id

    def apply():
        return {row.rule: row for row in deadlines.of_record(db, id)}["nle_apply_3m"]

    holidays.enter(db, [Holiday(date(2027, 1, 1), "off", "元旦")])
    assert queries.load(db, "nonlit_case", id).suit_expire_on == date(2026, 10, 8)
    assert (apply().due_on, apply().safe_on) == (date(2027, 1, 8), date(2027, 1, 4))
    choose(db, "chain_from_nominal", True)
    assert apply().due_on == date(2027, 1, 4)  # three months from 2 October end on a Saturday
    assert queries.load(db, "nonlit_case", id).apply_due_on == date(2027, 1, 4)


def test_a_changed_holiday_reaches_what_is_counted_from_another_record(db):
    """The months to sue are counted on the case of enforcement from the day of service."""
    id = new(
        db,
        "nonlit_case",
        apply_unit="蒙城县公安局",
        penalty_no="蒙公罚决字〔2026〕1号",
        penalty_served_on=date(2026, 6, 9),
    ).id
    assert queries.load(db, "nonlit_case", id).suit_expire_on == date(2026, 12, 9)
    holidays.add_local(db, date(2026, 12, 9), "off", "县庆")
    assert queries.load(db, "nonlit_case", id).suit_expire_on == date(2026, 12, 10)


def test_waiting_times_ceilings_and_windows_behave_as_their_kind(db):
    """deadlines.md §1."""
    id = new(
        db, "nonlit_case", apply_unit="蒙城县公安局", urged_on=date(2026, 11, 9), penalty_no="蒙公罚决字〔2026〕2号"
    ).id

    def found(rule, of=id):
        return {row.rule: row for row in deadlines.of_record(db, of)}[rule]

    wait = found("nle_demand_wait_10wd")
    assert (wait.due_on, wait.state.value) == (date(2026, 11, 23), "可以办理")
    record = queries.load(db, "nonlit_case", id)
    record.applied_on = date(2026, 11, 23)
    with db.operation("修改") as op:
        op.save(record)
    assert found("nle_demand_wait_10wd").says == "2026-11-23办理，早于最短期限2026-11-23，请核对"
    broken = new(db, "bankruptcy_case", announced_on=date(2026, 8, 3), claim_due_on=date(2026, 11, 30), proc="破产清算")
    ceiling = found("bk_claim_max_3m", broken.id)
    assert (ceiling.due_on, ceiling.counted_on, ceiling.exceeds_ceiling) == (
        date(2026, 11, 30),
        date(2026, 11, 3),
        True,
    )
    frozen = new(db, "property_control", asset_kind="银行存款", control="冻结", started_on=date(2025, 11, 20))
    assert found("freeze_deposit_1y", frozen.id).says == "2026-11-20届满，已自动发生效力"


def test_a_unit_that_a_rule_means_is_taken_from_the_directory(db):
    id = new(db, "enforcement_case", filed_on=date(2026, 6, 1), case_no="（2026）皖1622执1号").id
    assert {row.rule: row.unit for row in deadlines.of_record(db, id)}["enf_close_6m"] == "蒙城县人民法院"
