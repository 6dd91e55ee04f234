"""What the workbench lists and counts, the reminder sheets, the calendar file, the calculator's paper."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest

from app.cli import main
from app.data.database import Database
from app.domain.periods import Note, NoteKind
from app.domain.records import RECORDS
from app.errors import UserError
from app.paths import Home
from app.services import answer_sheet, calendar_file, reminders, rule_finding, workbench
from app.services.deadlines import all_periods, calculate, notes
from app.services.progress import Progress
from app.services.workbench import Load, Narrowed, Which

ANSWER = "被告提交答辩状、证据和依据"
ALL = Narrowed()


def new(db: Database, record: str, **values: Any) -> Any:
    with db.operation("登记") as op:
        return op.create(RECORDS[record](**values))


def case(db: Database, number: int, received: date, **values: Any) -> Any:
    known = {
        "case_no": f"（2026）皖1622行初{number}号",
        "trial_level": "一审",
        "trial_procedure": "普通程序",
        "handler_unit": "蒙城县司法局",
        "handler": "王小明",
        "notice_received_on": received,
    }
    return new(db, "admin_case", **known | values)


@pytest.fixture
def cases(db: Database) -> dict[str, int]:
    """Today is Tuesday, 2026-11-24. Fifteen days from the day after the complaint came."""
    return {
        "late": case(db, 1, date(2026, 11, 6)).id,  # due Saturday 21, so Monday 23
        "today": case(db, 2, date(2026, 11, 9)).id,
        "friday": case(db, 3, date(2026, 11, 12), handler_unit="蒙城县公安局", handler="李红").id,
        "next": case(db, 4, date(2026, 11, 16)).id,  # 1 December
    }


def found(listed: workbench.Listed) -> list[int]:
    return [item.id for item in listed.items if item.what == ANSWER]


def test_due_today_is_not_overdue_and_longer_spans_hold_the_shorter(db: Database, cases: dict[str, int]) -> None:
    assert found(workbench.listed(db, Which.OVERDUE, ALL)) == [cases["late"]]
    assert found(workbench.listed(db, Which.TODAY, ALL)) == [cases["today"]]
    assert found(workbench.listed(db, Which.IN_3, ALL)) == [cases["today"], cases["friday"]]
    assert found(workbench.listed(db, Which.IN_7, ALL)) == [cases["today"], cases["friday"], cases["next"]]


def test_counts_are_as_long_as_the_lists(db: Database, cases: dict[str, int]) -> None:
    new(db, "letter", kind="函", title="协助调查", doc_no="蒙法函〔2026〕1号", reply_needed=True, status="待答复")
    new(db, "meeting", kind="其他", title="会商", held_at=datetime(2026, 11, 30, 9, 0))
    for narrowed in (ALL, Narrowed(unit="蒙城县公安局"), Narrowed(person="王小明"), Narrowed(module="litigation")):
        counts = workbench.counts(db, narrowed)
        for which in Which:
            listed = workbench.listed(db, which, narrowed)
            assert counts[which] == listed.total == len(listed.items), which
    assert workbench.counts(db, ALL)[Which.LETTERS] == workbench.counts(db, ALL)[Which.MEETINGS] == 1


@pytest.mark.parametrize(
    ("narrowed", "which"),
    [
        (Narrowed(unit="蒙城县公安局"), ["friday"]),
        (Narrowed(person="王小明"), ["today", "next"]),
        (Narrowed(module="enforcement"), []),
        (Narrowed(module="litigation", unit="蒙城县公安局", person="王小明"), []),
    ],
)
def test_only_what_is_of_a_unit_a_person_or_a_module(
    db: Database, cases: dict[str, int], narrowed: Narrowed, which: list[str]
) -> None:
    assert found(workbench.listed(db, Which.IN_15, narrowed)) == [cases[name] for name in which]


def test_a_settled_period_is_in_no_list(db: Database, cases: dict[str, int]) -> None:
    case(db, 9, date(2026, 11, 9), answered_on=date(2026, 11, 20))
    assert found(workbench.listed(db, Which.TODAY, ALL)) == [cases["today"]]


def test_a_list_ends_and_says_how_long_it_is(db: Database, cases: dict[str, int]) -> None:
    listed = workbench.listed(db, Which.IN_15, ALL, 2)
    assert len(listed.items) == 2
    assert listed.total == workbench.counts(db, ALL)[Which.IN_15] > 2


def test_a_stopped_clock_leaves_the_date_open(db: Database, cases: dict[str, int]) -> None:
    rule = "lit_answer_evidence_15d"
    notes.add(db, cases["late"], Note(NoteKind.STOP, date(2026, 11, 10), reason="管辖异议", rule=rule))
    assert cases["late"] not in found(workbench.listed(db, Which.OVERDUE, ALL))
    item = next(item for item in workbench.listed(db, Which.PENDING, ALL).items if item.id == cases["late"])
    assert "停止" in item.said


def test_the_days_of_the_calendar(db: Database, cases: dict[str, int]) -> None:
    new(db, "meeting", kind="其他", title="会商", held_at=datetime(2026, 11, 27, 9, 0))
    load = workbench.load(db, Narrowed(person="王小明"), date(2026, 11, 1), date(2026, 11, 30))
    assert load[date(2026, 11, 24)].due == 1
    assert load[date(2026, 11, 23)].due == 1
    assert date(2026, 11, 27) not in load  # of another person, as is the meeting
    every = workbench.load(db, ALL, date(2026, 11, 1), date(2026, 11, 30))
    assert every[date(2026, 11, 27)] == Load(due=1, held=1)
    day = workbench.on_day(db, date(2026, 11, 27), ALL)
    assert [(item.record, item.what) for item in day.items] == [("admin_case", ANSWER), ("meeting", "会议")]


def test_a_matter_without_a_next_date_is_not_forgotten(db: Database, cases: dict[str, int]) -> None:
    idle = case(db, 7, date(2026, 11, 2), answered_on=date(2026, 11, 10), filed_on=None).id
    assert idle in [item.id for item in workbench.listed(db, Which.IDLE, ALL).items]
    assert cases["next"] not in [item.id for item in workbench.listed(db, Which.IDLE, ALL).items]
    with db.operation("作废") as op:
        from app.data import queries

        op.void(queries.load(db, "admin_case", idle), "重复")
    assert idle not in [item.id for item in workbench.listed(db, Which.IDLE, ALL).items]


@pytest.mark.parametrize(
    ("due", "replied", "status", "said"),
    [
        (date(2026, 11, 20), None, "待答复", "逾期4天"),
        (date(2026, 11, 24), None, "催办中", "今日到期"),
        (None, None, "待答复", "未定答复期限"),
        (date(2026, 11, 20), date(2026, 11, 19), "已答复", ""),
        (date(2026, 11, 20), None, "草稿", ""),
        (date(2026, 11, 20), None, "撤回", ""),
    ],
)
def test_letters_that_wait(db: Database, due: date | None, replied: date | None, status: str, said: str) -> None:
    new(
        db, "letter", kind="函", title="协助调查", doc_no="蒙法函〔2026〕2号", reply_needed=True, reply_due=due,
        replied_on=replied, status=status, to_units=("蒙城县公安局", "蒙城县司法局"),
    )  # fmt: skip
    assert [item.said for item in workbench.listed(db, Which.LETTERS, ALL).items] == ([said] if said else [])
    to_one = workbench.listed(db, Which.LETTERS, Narrowed(unit="蒙城县司法局")).items
    assert len(to_one) == bool(said)
    assert not workbench.listed(db, Which.LETTERS, Narrowed(unit="县司法局")).items


# Reminder sheets


def test_a_sheet_for_each_unit(db: Database, cases: dict[str, int], tmp_path: Path) -> None:
    sheets = reminders.sheets(db, 7)
    assert [(sheet.unit, sheet.overdue) for sheet in sheets] == [("蒙城县司法局", 1), ("蒙城县公安局", 0)]
    assert [(one.unit, one.overdue, one.overdue + one.ahead) for one in reminders.counted(db, 7)] == [
        (sheet.unit, sheet.overdue, len(sheet.items)) for sheet in sheets
    ]
    written = reminders.write(db, sheets, tmp_path, ["pdf", "xlsx"])
    assert [file.name for file in written[:2]] == [
        f"到期提醒单-蒙城县司法局-20261124.{kind}" for kind in ("pdf", "xlsx")
    ]
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(written[0]))
    for said in (
        "到期提醒单",
        "责任单位：蒙城县司法局",
        "逾期1项",
        "（2026）皖1622行初1号",
        "今日到期",
        "行政诉讼法第67条",
    ):
        assert said in text
    assert "皖1622行初3号" not in text
    rows = list(openpyxl.load_workbook(written[1]).active.values)
    header = next(n for n, row in enumerate(rows) if row[0] == "序号")
    first = rows[header + 1]
    assert (first[0], first[1].date(), first[2]) == (1, date(2026, 11, 23), "逾期1天")
    assert len(rows) - header - 1 == len(sheets[0].items)


def test_nothing_due_writes_nothing(db: Database, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有写提醒单"):
        reminders.write(db, reminders.sheets(db), tmp_path, ["pdf"], Progress())
    assert not list(tmp_path.glob("*.pdf"))


def test_sheets_from_the_command_line(
    db: Database, home: Home, cases: dict[str, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--home", str(home.root), "--today", "2026-11-24"]
    out = tmp_path / "out"
    assert main([*words, "reminders", str(out)]) == 2  # there is no such folder
    out.mkdir()
    assert main([*words, "reminders", str(out), "--unit", "蒙城县公安局", "--kinds", "xlsx"]) == 0
    assert [file.name for file in out.iterdir()] == ["到期提醒单-蒙城县公安局-20261124.xlsx"]
    assert main([*words, "calendar", str(out / "a.ics"), "--unit", "蒙城县公安局"]) == 0
    assert b"BEGIN:VEVENT" in (out / "a.ics").read_bytes()


# Calendar file


def test_the_calendar_file_is_read_back(db: Database, cases: dict[str, int], tmp_path: Path) -> None:
    from icalendar import Calendar

    new(db, "meeting", kind="其他", title="会商；,特殊", held_at=datetime(2026, 11, 27, 9, 0))
    out = tmp_path / "期限.ics"
    count = calendar_file.write(db, ALL, out, 30)
    events = Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    assert len(events) == count
    late = next(e for e in events if e["dtstart"].dt == date(2026, 11, 23) and str(e["summary"]).startswith(ANSWER))
    assert "（2026）皖1622行初1号" in str(late["summary"])
    assert late["dtend"].dt == date(2026, 11, 24)
    assert "行政诉讼法第67条" in str(late["description"])
    assert [alarm["trigger"].dt.days for alarm in late.walk("VALARM")] == [-10, -1]
    assert any("会商；,特殊" in str(event["summary"]) for event in events)


def test_an_event_keeps_its_identity_when_its_date_moves(db: Database, cases: dict[str, int]) -> None:
    """A telephone that reads the file again moves the event instead of adding another one."""

    def uid() -> str:
        items = [item for item in workbench.until(db, ALL, date(2027, 3, 1)).items if item.id == cases["next"]]
        item = next(item for item in items if item.what == ANSWER)
        text = calendar_file.calendar_of([item], calendar_file.uids(db, [item]), datetime.now(UTC)).decode()
        return next(line for line in text.splitlines() if line.startswith("UID:"))

    before = uid()
    rule = "lit_answer_evidence_15d"
    notes.add(db, cases["next"], Note(NoteKind.DOCUMENT, on=date(2026, 12, 11), doc_no="通知书", rule=rule))
    assert uid() == before


# Calculator


@pytest.mark.parametrize("text", ["答辩状", "dbz", "行政诉讼法第67条", "lit_answer_evidence", "收到起诉状副本 答辩"])
def test_a_rule_is_found_by_name_initials_article_event_and_code(db: Database, text: str) -> None:
    found = rule_finding.matching(all_periods(db), text)
    assert ANSWER in [period.title for period in found]
    assert len(found) < 20


def test_a_hit_in_the_name_comes_first_and_nothing_asked_finds_all(db: Database) -> None:
    assert "答辩" in rule_finding.matching(all_periods(db), "答辩")[0].title
    assert len(rule_finding.matching(all_periods(db), "")) == len(all_periods(db)) == 167


def test_the_answer_on_paper_and_as_text(db: Database, tmp_path: Path) -> None:
    stop = Note(NoteKind.STOP, date(2026, 9, 20), date(2026, 9, 22), reason="管辖异议")
    answer = calculate(db, "lit_answer_evidence_15d", date(2026, 9, 16), (stop,))
    text = answer_sheet.as_text(answer, (stop,))
    assert "到期日：2026年10月8日（周四）" in text
    assert "停表：2026-09-20至2026-09-22（管辖异议）" in text
    out = tmp_path / "a.pdf"
    answer_sheet.print_answer(db, answer, out, (stop,))
    printed = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(out))
    for said in ("期限计算单", "2026年10月8日", "管辖异议", "顺延", "行政诉讼法第67条"):
        assert said in printed.replace("\r\n", "")
