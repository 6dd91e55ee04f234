"""Every notice made from the demonstration county, in final words and as a PDF; who writes to whom; when an answer is due."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from app.data import queries
from app.data.database import Database
from app.domain import enums
from app.domain.records import RECORDS
from app.paths import Home
from app.services.demo import fill
from app.services.notices.catalogue import FOLDER, catalogue, notice_of
from app.services.notices.declared import Notice
from app.services.notices.fonts import Fonts
from app.services.notices.notice import compose, draft, paper_of
from app.services.notices.printing import print_notice
from app.services.notices.refusals import Refused

from .answers import answer

TODAY = date(2026, 11, 24)
NOTICES = catalogue()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database.open(Home(tmp_path_factory.mktemp("county")), today=TODAY) as db:
        fill(db, 120, seed=2022)
        yield db


def best(db: Database, notice: Notice) -> Any:
    """The record of the demonstration that leaves least to ask."""
    found = []
    for id in queries.ids(db, queries.Query(notice.record)):
        record = queries.load(db, notice.record, id)
        try:
            found.append((len(draft(db, notice.id, record).questions), record.id, record))
        except Refused:
            continue
    assert found, f"the demonstration has no record for {notice.id}"
    return min(found, key=lambda each: each[:2])[2]


def answered(db: Database, notice: Notice, record: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    while questions := draft(db, notice.id, record, said).questions:
        assert not set(said) >= {question.name for question in questions}, "asked again for what was answered"
        said |= {question.name: answer(question) for question in questions}
    return said


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.id)
def test_every_notice_is_made_from_the_demonstration(
    county: Database, shipped: Fonts, tmp_path: Path, notice: Notice
) -> None:
    record = best(county, notice)
    composed = compose(county, notice.id, record, answered(county, notice, record))
    for paragraph in composed.paragraphs:  # L33
        assert paragraph.text.strip()
        for wrong in ("{", "}", "××", "。。", "，。", "。，", "；。", "None", "[", "]"):
            assert wrong not in paragraph.text, paragraph.text
    out = tmp_path / "notice.pdf"
    print_notice(paper_of(composed), out, shipped)
    with pypdfium2.PdfDocument(out) as document:
        text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    title = "".join(p.text for p in composed.paragraphs if p.role == "标题")
    assert "".join(title.split()) in text
    assert "{{" not in text


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.id)
def test_a_notice_is_declared_in_words_that_exist(notice: Notice) -> None:
    template = notice.template
    assert template.id == notice.id and notice.record in RECORDS
    assert not notice.letter_kind or notice.letter_kind in enums.LETTER_KIND.values
    cls = RECORDS[notice.record]
    for path in (source for source in notice.fields.values() if isinstance(source, str)):
        owner: Any = cls
        *refs, last = path.split(".")
        for ref in refs:
            owner = RECORDS[owner.fields()[ref].to]
        assert last in owner.fields(), path
    said = {*notice.fields, *notice.lists, *notice.proposals, *notice.suggestions, *notice.choices}
    said -= {"发文字号"}
    assert said <= set(template.names), f"not in the text: {said - set(template.names)}"
    assert set(notice.fills) <= set(cls.fields())
    assert set(notice.fills.values()) <= set(RECORDS["letter"].fields())
    if notice.reply and notice.reply.field:
        assert notice.reply.field in template.names


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.id)
def test_the_head_of_a_text_names_what_the_text_uses(notice: Notice) -> None:
    template = notice.template
    used = set(template.names) | {field for fields in template.lists.values() for field in fields}
    head = {*template.required, *template.optional, *template.blank, *template.sentences, *template.options}
    assert head <= used, head - used
    declared = {*template.required, *template.optional, *template.blank, *template.lists}
    declared |= {field for (name, _), fields in template.conditional.items() for field in (name, *fields)}
    from app.services.notices.template import COMMON

    assert set(template.names) <= declared | set(COMMON), set(template.names) - declared


def test_every_text_belongs_to_a_notice() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {notice.id for notice in NOTICES}
    assert len(NOTICES) == len({notice.id for notice in NOTICES}) == 60


@pytest.mark.parametrize(
    "id, sender, recipient, copies",
    [
        ("appearance_bulletin", "县法院", "县政府", "县司法局"),
        ("correction_rectify_notice", "县政府办公室", "县自然资源和规划局", "县法院"),
        ("correction_rectify_report", "县自然资源和规划局", "县政府", "县司法局"),
        ("judicial_suggestion", "县法院", "县自然资源和规划局", "县政府"),
        ("wage_arrears_check_reply", "县人力资源社会保障局", "县法院", ""),
        ("person_control_request", "县法院", "县公安局", ""),
        ("petition_transfer_letter", "县政府信访局", "望河镇", ""),
        ("gov_debtor_budget_letter", "云溪镇", "县财政局", "县法院"),
    ],
)
def test_who_writes_to_whom(county: Database, id: str, sender: str, recipient: str, copies: str) -> None:
    notice = notice_of(id)
    assert notice
    values = draft(county, id, best(county, notice)).values
    assert values["发文机关"] == queries.find_unit(county, sender)
    assert queries.find_unit(county, recipient) in values["主送机关"]
    assert (queries.find_unit(county, copies) or "") in values.get("抄送机关", "")


def test_the_periods_of_reply_are_those_of_the_reference(county: Database) -> None:
    """Law is counted as the legal periods of the program are."""
    response = notice_of("litigation_response_notice")
    assert response and response.reply and response.reply.is_law
    assert response.reply.due(date(2026, 3, 2), county.calendar) == date(2026, 3, 17)
    check = notice_of("wage_arrears_check_letter")
    assert check and check.reply and not check.reply.is_law
    assert check.reply.due(date(2026, 9, 28), county.calendar) == date(
        2026, 10, 16
    )  # the holiday does not count, the Saturday worked for it does
    meeting = notice_of("joint_meeting_notice")
    assert meeting and meeting.reply
    assert meeting.reply.due(date(2026, 12, 8), county.calendar) == date(2026, 12, 6)
    control = notice_of("person_control_request")
    assert control and control.reply and control.reply.due(TODAY, county.calendar) is None


def test_advice_dated_before_the_rule_has_no_two_months(county: Database) -> None:
    notice = notice_of("judicial_suggestion")
    assert notice
    record = best(county, notice)
    record.reply_due = None

    def proposed(day: str) -> str:
        questions = draft(county, notice.id, record, {"成文日期": day}).questions
        return next(question.proposal for question in questions if question.name == "回复期限")

    assert proposed("2023-11-16") == "2024年1月16日"
    assert proposed("2023-11-15") == ""


def test_figures_follow_the_span_that_is_asked_for(county: Database) -> None:
    notice = notice_of("appearance_bulletin")
    assert notice
    record = best(county, notice)
    first = draft(county, notice.id, record, {"统计期间": "2026年第一季度"}).values
    year = draft(county, notice.id, record, {"统计期间": "2026年"}).values
    filed = queries.Filter("filed_on", "between", (date(2026, 1, 1), date(2026, 12, 31)))
    assert year["受理案件数"] == str(queries.count(county, queries.Query("admin_case", (filed,))))
    assert int(str(first["受理案件数"])) < int(str(year["受理案件数"]))
    hearings = county.rows(
        "SELECT DISTINCT \"case\", trial_level, organ FROM appearance WHERE void = 0 AND held = '已开庭' "
        "AND should_attend = 1 AND hearing_at LIKE '2026-%'"
    )
    assert year["应出庭件数"] == str(len(hearings))


@pytest.mark.parametrize(
    "id, heads",
    [
        ("workplan_breakdown", ["序号", "要点", "任务内容", "牵头单位", "责任单位", "完成时限"]),
        ("gov_debtor_bulletin", ["序号", "被执行单位", "执行案号", "案由", "立案日期", "执行标的（元）"]),
        ("wage_payment_order", ["序号", "姓名", "人员类别", "身份证号", "欠付期间", "欠付工资（元）"]),
        ("appearance_bulletin", ["序号", "应诉单位", "开庭庭次", "应出庭件数"]),
    ],
)
def test_the_table_that_the_text_names_is_bound_with_it(
    county: Database, shipped: Fonts, tmp_path: Path, id: str, heads: list[str]
) -> None:
    notice = notice_of(id)
    assert notice
    record = best(county, notice)
    paper = paper_of(compose(county, id, record, answered(county, notice, record)))
    (bound,) = paper.attachments
    assert bound.title == next(p.text for p in paper.paragraphs if p.role == "附件")
    assert [column.label for column in bound.columns][: len(heads)] == heads
    assert all(len(row) == len(bound.columns) for row in bound.rows)
    if id == "workplan_breakdown":
        year = queries.Query("work_point", (queries.Filter("year", "is", record.year),))
        assert len(bound.rows) == queries.count(county, year)
    print_notice(paper, tmp_path / "bound.pdf", shipped)
    with pypdfium2.PdfDocument(tmp_path / "bound.pdf") as document:
        text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    assert "".join(bound.rows[0][1].split()) in text


def test_lists_are_asked_as_rows_with_what_the_record_says(county: Database) -> None:
    notice = notice_of("assist_query_letter")
    assert notice
    record = best(county, notice)
    record.id_no = None
    question = next(q for q in draft(county, notice.id, record).questions if q.name == "被执行人清单")
    assert question.columns == ("姓名或名称", "证件类型", "证件号码")
    assert question.rows[0]["姓名或名称"] == record.debtor
    typed = {"被执行人清单": "某甲｜居民身份证｜3416220001；某乙|居民身份证|3416220002"}
    rows = draft(county, notice.id, record, typed).values["被执行人清单"]
    assert [row["姓名或名称"] for row in rows] == ["某甲", "某乙"]  # type: ignore[index]
    one = draft(county, notice.id, record, {"被执行人清单": "某甲；某乙合伙｜居民身份证｜3416220001"}).values[
        "被执行人清单"
    ]
    assert [row["姓名或名称"] for row in one] == ["某甲；某乙合伙"]  # type: ignore[index]


def test_the_reference_catalogue_is_complete() -> None:
    """The 45 notices of the catalogue and the missing ones of the next batch."""
    with (Path(__file__).parent / "notices_of_the_reference.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            notice = notice_of(row["notice_id"])
            assert notice, row["notice_id"]
            assert (notice.title, notice.format) == (row["title_zh"], row["format"])
            if row["reply_expected"] == "yes":
                assert notice.reply, row["notice_id"]
                assert "|".join((notice.reply.length, notice.reply.counted_from, notice.reply.nature)) == row["reply"]
            else:
                assert notice.reply is None
