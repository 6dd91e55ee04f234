"""Legal periods are counted as the law counts them."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.data.periods_file import calendar, periods
from app.domain.calendar import Calendar, NoArrangement
from app.domain.periods import Note, NoteKind, PeriodKind, Unit, count, day_by_day, due, explain

PERIODS = periods()
CALENDAR = calendar()
CASES = Path(__file__).parents[2] / "files" / "deadline_cases.csv"


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def core_rules() -> list[dict[str, str]]:
    with (CASES.parent / "core_periods.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['rule_id']} {case['trigger_date']}")
def test_worked_case_comes_out_as_counted_by_hand(case):
    period = PERIODS[case["rule_id"]]
    result = due(period, date.fromisoformat(case["trigger_date"]), CALENDAR)
    assert str(result.on) == case["expected_due_date"], case["explanation_zh"]


@pytest.mark.parametrize("case", core_rules(), ids=lambda case: f"{case['rule_id']} {case['basis']}")
def test_core_rule_rests_on_its_article_and_is_counted(case):
    """One day for each of the 67, from deadline_cases.csv or counted by walking through the notices of holidays."""
    period = PERIODS[case["rule_id"]]
    assert (period.core, period.basis) == (True, case["basis"])
    assert str(due(period, date.fromisoformat(case["event_on"]), CALENDAR).on) == case["due_on"]


def test_every_core_rule_has_its_case():
    assert [case["rule_id"] for case in core_rules()] == [period.id for period in PERIODS.values() if period.core]


def test_all_periods_are_there_and_the_core_ones_marked():
    assert len(PERIODS) == 167
    assert sum(period.core for period in PERIODS.values()) == 67


def test_no_period_in_working_days_moves_its_last_day():
    assert not [period.id for period in PERIODS.values() if period.unit is Unit.WORKING_DAY and period.roll]


def test_shipped_arrangements_are_those_of_the_notices():
    """deadlines.md §3, the holidays and worked weekends of 2024 to 2026."""

    def days(year, text):
        for part in text.split(";"):
            first, _, last = part.partition("–")
            month, day = map(int, first.split("."))
            start = date(year, month, day)
            if "." in last:
                end = date(year, *map(int, last.split(".")))
            else:
                end = date(year, month, int(last or day))
            while start <= end:
                yield start
                start += timedelta(1)

    notices = {
        2024: (
            "1.1;2.10–17;4.4–6;5.1–5;6.10;9.15–17;10.1–7",
            "2.4;2.18;4.7;4.28;5.11;9.14;9.29;10.12",
        ),
        2025: ("1.1;1.28–2.4;4.4–6;5.1–5;5.31–6.2;10.1–8", "1.26;2.8;4.27;9.28;10.11"),
        2026: ("1.1–3;2.15–23;4.4–6;5.1–5;6.19–21;9.25–27;10.1–7", "1.4;2.14;2.28;5.9;9.20;10.10"),
    }
    for year, (off, on) in notices.items():
        assert {day for day in CALENDAR.off if day.year == year} == set(days(year, off))
        assert {day for day in CALENDAR.on if day.year == year} == set(days(year, on))


def test_year_without_arrangement_is_pending_with_its_nominal_day():
    result = due(PERIODS["lit_answer_evidence_15d"], date(2026, 12, 25), CALENDAR)
    assert (result.on, result.nominal, result.pending_year) == (None, date(2027, 1, 9), 2027)
    assert explain(PERIODS["lit_answer_evidence_15d"], date(2026, 12, 25), CALENDAR)[-1] == (
        "待定（未导入2027年放假安排）"
    )


def test_working_days_into_a_year_without_arrangement_give_no_day_at_all():
    result = due(PERIODS["nle_accept_5wd"], date(2026, 12, 30), CALENDAR)
    assert (result.on, result.nominal, result.pending_year) == (None, None, 2027)


def test_days_of_a_stopped_clock_are_added_before_moving():
    """行诉解释第50条; deadlines.md §2.9."""
    result = due(PERIODS["lit_answer_evidence_15d"], date(2026, 9, 10), CALENDAR, paused_days=6)
    assert (result.nominal, result.on) == (date(2026, 10, 1), date(2026, 10, 8))


def test_counting_is_explained():
    assert explain(PERIODS["lit_answer_evidence_15d"], date(2026, 9, 16), CALENDAR) == (
        "收到起诉状副本：2026年9月16日（周三）当日不计，2026年9月17日（周四）为第1日",
        "第15日为2026年10月1日（周四），国庆放假至10月7日，顺延到2026年10月8日（周四）",
    )
    assert explain(PERIODS["lit_leader_notice_3d_before"], date(2026, 10, 9), CALENDAR)[-1] == (
        "第3日为2026年10月6日（周二），国庆放假，本期限不顺延，应在2026年9月30日（周三）前完成"
    )


DAYS = st.dates(date(2005, 1, 1), date(2026, 11, 30))


def by_walking(period, start: date, calendar: Calendar) -> date:
    """An independent count: walk one day at a time and look at each."""
    step = timedelta(-1 if period.direction == "before" else 1)

    def rest(day: date) -> bool:
        if day.year not in calendar.years:
            raise NoArrangement(day.year)
        weekend = day.strftime("%a") in ("Sat", "Sun")
        return day in calendar.off or (weekend and day not in calendar.on)

    day = start
    if period.unit in (Unit.DAY, Unit.WORKING_DAY):
        counted = 0
        while counted < period.duration:
            day += step
            counted += period.unit is Unit.DAY or not rest(day)
    else:
        months = period.duration * (12 if period.unit is Unit.YEAR else 1)
        for _ in range(months):  # to the same place of the neighbouring month, then to its day
            day = day.replace(day=1) + (timedelta(31) if step.days > 0 else -timedelta(1))
            day = day.replace(day=1)
        target = day.month
        for _ in range(start.day - 1):
            if (day + timedelta(1)).month != target:
                break
            day += timedelta(1)
    if period.roll and step.days > 0:
        while rest(day):
            day += timedelta(1)
    return day


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PERIODS)), DAYS)
def test_counting_agrees_with_walking_day_by_day(id, start):
    period = PERIODS[id]
    expected: tuple[date | None, int | None]
    try:
        expected = by_walking(period, start, CALENDAR), None
    except NoArrangement as missing:
        expected = None, missing.year
    result = due(period, start, CALENDAR)
    assert (result.on, result.pending_year) == expected


INTERVALS = st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 25)), max_size=4)
NUMBERED = sorted(p.id for p in PERIODS.values() if p.unit in (Unit.DAY, Unit.WORKING_DAY) and p.direction == "after")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NUMBERED), st.dates(date(2023, 1, 1), date(2026, 3, 1)), INTERVALS)
def test_a_stopped_clock_agrees_with_walking_day_by_day(id, start, intervals):
    """行诉解释第50条: a day within an interval is not counted, and days of intervals that overlap are not counted twice."""
    period = PERIODS[id]
    notes = [
        Note(NoteKind.STOP, start + timedelta(begin), start + timedelta(begin + length)) for begin, length in intervals
    ]
    day, counted = start, 0
    while counted < period.duration:
        day += timedelta(1)
        stopped = any(note.first <= day <= note.last for note in notes)
        counted += not stopped and (period.unit is Unit.DAY or not CALENDAR.is_rest(day))
    while period.roll and CALENDAR.is_rest(day):
        day += timedelta(1)
    found = count(period, start, CALENDAR, notes)
    assert found.due.on == day
    numbers = [step.number for step in day_by_day(period, start, CALENDAR, notes=notes) if step.number]
    assert numbers == list(range(1, period.duration + 1))


def test_a_clock_that_stands_still_gives_no_date_unless_the_period_was_over():
    period = PERIODS["lit_answer_evidence_15d"]
    still = count(period, date(2026, 3, 2), CALENDAR, [Note(NoteKind.STOP, date(2026, 3, 10))])
    assert (still.stopped, still.due.on) == (True, None)
    later = count(period, date(2026, 3, 2), CALENDAR, [Note(NoteKind.STOP, date(2026, 3, 18))])
    assert (later.stopped, later.due.on) == (False, date(2026, 3, 17))


def test_days_backwards_are_numbered_from_the_event():
    """deadlines.md §2.6: the day of the event does not count."""
    days = day_by_day(PERIODS["lit_leader_notice_3d_before"], date(2026, 11, 27), CALENDAR)
    assert [(step.day.day, step.number) for step in days] == [(27, None), (26, 1), (25, 2), (24, 3)]


def test_each_day_on_the_way_is_shown_with_its_number_or_why_it_is_not_counted():
    days = day_by_day(PERIODS["lit_answer_evidence_15d"], date(2026, 9, 16), CALENDAR)
    assert (days[0].day, days[0].says, days[1].number) == (date(2026, 9, 16), "当日不计", 1)
    assert [step.says for step in days if step.day > date(2026, 10, 1)] == ["国庆节"] * 6 + ["顺延到此日"]
    working = day_by_day(PERIODS["nle_accept_5wd"], date(2026, 9, 18), CALENDAR)
    assert [(step.day.day, step.number) for step in working] == [
        (18, None),
        (19, None),
        (20, 1),
        (21, 2),
        (22, 3),
        (23, 4),
        (24, 5),
    ]


@given(DAYS)
def test_later_start_never_gives_an_earlier_due_date(start):
    period = PERIODS["lit_plaintiff_suit_6m"]
    first, second = (due(period, day, CALENDAR) for day in (start, start + timedelta(1)))
    assert first.on is None or second.on is None or first.on <= second.on


def test_kinds_are_all_in_use():
    assert {period.kind for period in PERIODS.values()} == set(PeriodKind)
