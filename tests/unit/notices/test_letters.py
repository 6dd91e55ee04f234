"""Letters from issue to close: what is registered, written back, chased, and what cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from app.data import queries
from app.data.database import Database
from app.data.finding import find_anywhere
from app.errors import UserError
from app.paths import Home
from app.services import attachments
from app.services.notices import letters, numbers
from app.services.notices.letters import Adoption

ADVICE = "judicial_suggestion"
SAID = {
    "领域重要性及已有举措": "工程建设关系群众安居，近年来县里已开展专项整治。",
    "影响分析": "群众合法权益和市场秩序",
    "回复期限": "2026年12月4日",
    "联系人": "李喆",
    "联系电话": "0558-7612345",
}


def make_advice(db: Database) -> Any:
    with db.operation("登记司法建议") as op:
        op.set_setting("shipped_fonts_only", True)
        advice = queries.blank(db, "judicial_advice")
        advice.title, advice.status = "规范建筑工程发包承包", "审议"
        advice.to_unit = queries.find_unit(db, "县住房城乡建设局")
        advice.found_by, advice.domains = "审理建设工程合同纠纷案件", ("城建、市政",)
        child = type(advice).children()["advice_items"]
        for seq, (problem, said) in enumerate(
            (("发包程序不规范。", "完善发包审查。"), ("分包管理不严。", "加强分包检查。")), 1
        ):
            row: Any = child()
            row.seq, row.problem, row.advice = seq, problem, said
            advice.advice_items = [*advice.advice_items, row]
        op.create(advice)
    return queries.load(db, "judicial_advice", advice.id)


@pytest.fixture
def advice(db: Database) -> Any:
    return make_advice(db)


def on(home: Home, day: date) -> Database:
    """The same file on another day."""
    opened = Database.open(home, today=day)
    opened.work_out_daily()
    return opened


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())


def letter_of(db: Database, id: int | None) -> Any:
    assert id is not None
    return queries.load(db, "letter", id)


def test_issuing_numbers_prints_registers_links_and_writes_back(db: Database, advice: Any, tmp_path: Path) -> None:
    issued = letters.issue(db, ADVICE, advice, SAID, out=tmp_path / "建议书.pdf")
    letter = letter_of(db, issued.letter_id)
    assert (letter.doc_no, letter.status, letter.kind) == ("蒙法建〔2026〕1号", "已签发", "司法建议书")
    assert letter.title.endswith("关于规范建筑工程发包承包的司法建议书")
    assert (letter.to_units, letter.source_no) == ((advice.to_unit,), advice.reg_no)
    assert (letter.reply_due, letter.due_basis) == (date(2026, 12, 4), "文书载明")  # the document's own day wins
    after = queries.load(db, "judicial_advice", advice.id)
    assert (after.doc_no, after.status, after.reply_due) == ("蒙法建〔2026〕1号", "已签发", date(2026, 12, 4))
    assert [link.id for link in queries.linked(db, after)] == [letter.id]
    assert letters.letters_of(db, advice.id) == [letter.id]
    (kept,) = attachments.listed(db, letter.id)
    assert kept.file_name.startswith("蒙法建〔2026〕1号 ") and kept.kind == "函件公文"
    assert attachments.path_of(db.home, kept).read_bytes() == (tmp_path / "建议书.pdf").read_bytes()
    text = text_of(tmp_path / "建议书.pdf")
    assert "蒙法建〔2026〕1号" in text and letter.code in text
    assert attachments.check(db) == []


def test_a_code_scanned_or_typed_finds_the_letter(db: Database, advice: Any) -> None:
    letter = letter_of(db, letters.issue(db, ADVICE, advice, SAID).letter_id)
    typed = f" {letter.code.replace('-', '').lower()} "
    assert queries.find(db, typed).id == letter.id
    assert [hit.id for hit in find_anywhere(db, typed)][:1] == [letter.id]
    assert letters.find(db, letter.doc_no).id == letters.find(db, letter.reg_no).id == letter.id
    last = "0" if letter.code[-1] != "0" else "1"
    with pytest.raises(UserError, match="校验位不符"):
        queries.find(db, letter.code[:-1] + last)


def test_the_whole_story_of_advice_that_is_answered_late(db: Database, advice: Any, home: Home, tmp_path: Path) -> None:
    id = letters.issue(db, ADVICE, advice, SAID).letter_id
    assert id is not None
    db.close()

    with on(home, date(2026, 11, 26)) as db:
        letters.serve(db, id, on=date(2026, 11, 25), mode="直接送达", receiver="王某")
        letter, advice = letter_of(db, id), queries.load(db, "judicial_advice", advice.id)
        assert (letter.status, advice.status, advice.served_on) == ("待答复", "待答复", date(2026, 11, 25))
        assert advice.reply_due == date(2026, 12, 4)  # not two months from service
        assert letters.overdue(db) == []
        with pytest.raises(UserError, match="答复期限还没有届满"):
            letters.remind(db, id)

    with on(home, date(2026, 12, 7)) as db:
        (late,) = letters.overdue(db)
        assert (late.letter_id, late.days, late.step, late.ready) == (id, 3, "第一次催办", True)
        first = letters.remind(db, id, out=tmp_path / "催办函.pdf")
        assert first.step == "第一次催办" and first.new_due == date(2026, 12, 22) and first.issued
        text = text_of(tmp_path / "催办函.pdf")
        assert "蒙法建〔2026〕1号" in text and "已逾期3日" in text and "2026年12月22日" in text
        (late,) = letters.overdue(db)  # the reminder itself waits for nothing
        assert (late.letter_id, late.reminders, late.ready) == (id, 1, False)
        letter, advice = letter_of(db, id), queries.load(db, "judicial_advice", advice.id)
        assert (letter.status, letter.urge_n) == ("催办中", 1)
        assert (advice.status, advice.urge_n, advice.last_urged_on) == ("逾期催办", 1, date(2026, 12, 7))
        letters.serve(db, first.issued.letter_id or 0)

    with on(home, date(2026, 12, 23)) as db:
        (late,) = letters.overdue(db)
        assert (late.step, late.ready) == ("第二次催办", True)
        second = letters.remind(db, id, out=tmp_path / "再催.pdf")
        assert second.step == "第二次催办"
        assert "此前我院已于2026年12月7日发函催办。" in text_of(tmp_path / "再催.pdf")

    with on(home, date(2026, 12, 24)) as db:
        third = letters.remind(db, id, out=tmp_path / "督办.pdf")
        assert third.step == "提请督办" and "督办" in text_of(tmp_path / "督办.pdf")
        letter = letter_of(db, id)
        assert (letter.status, [row.way for row in letter.reminders]) == (
            "提请督办",
            ["书面催办", "书面催办", "领导小组办公室督办"],
        )
        with pytest.raises(UserError, match="已经提请督办"):
            letters.remind(db, id)

    with on(home, date(2027, 2, 8)) as db:
        with pytest.raises(UserError, match="不采纳没有写明理由"):
            letters.register_reply(db, id, adoptions=[Adoption(1, "采纳"), Adoption(2, "不采纳")])
        letters.register_reply(
            db,
            id,
            number="蒙建函[2027]6号",
            text="已完善发包审查；分包检查部分采纳。",
            adoptions=[Adoption(1, "采纳", "修订办法", done_on=date(2027, 1, 30)), Adoption(2, "部分采纳", "每季抽查")],
            fields={"outcome": "部分落实"},
        )
        letter, advice = letter_of(db, id), queries.load(db, "judicial_advice", advice.id)
        assert (letter.status, letter.overdue_days, letter.reply_result) == ("已答复", 66, "部分采纳")
        assert (advice.status, advice.reply_no, advice.replied_on) == ("已答复", "蒙建函〔2027〕6号", date(2027, 2, 8))
        assert (advice.adopted_n, advice.outcome) == (2, "部分落实")
        assert [(row.adopted, row.action) for row in advice.advice_items] == [
            ("采纳", "修订办法"),
            ("部分采纳", "每季抽查"),
        ]
        assert letters.overdue(db) == []
        letters.assess(db, id, "合格", satisfaction="基本满意")
        letters.close(db, id)
        letter, advice = letter_of(db, id), queries.load(db, "judicial_advice", advice.id)
        assert (letter.status, letter.assessment, letter.archived_on) == ("办结", "合格", date(2027, 2, 8))
        assert (advice.status, advice.assessment) == ("办结", "基本满意")
        assert {letter_of(db, r.issued.letter_id).status for r in (first, second) if r.issued} == {"办结"}


def test_an_answer_that_is_not_enough_goes_back_and_the_clock_runs_again(db: Database, advice: Any) -> None:
    id = letters.issue(db, ADVICE, advice, SAID).letter_id or 0
    letters.serve(db, id)
    letters.register_reply(db, id, text="正在研究")
    with pytest.raises(UserError, match="新的答复期限"):
        letters.assess(db, id, "补充答复")
    letters.assess(db, id, "补充答复", new_due=date(2027, 1, 31))
    letter, advice = letter_of(db, id), queries.load(db, "judicial_advice", advice.id)
    assert (letter.status, letter.reply_due, letter.replied_on) == ("待答复", date(2027, 1, 31), None)
    assert (advice.status, advice.reply_due, advice.replied_on) == ("待答复", date(2027, 1, 31), None)


def test_a_step_can_be_undone_and_its_number_is_not_given_again(db: Database, advice: Any) -> None:
    first = letters.issue(db, ADVICE, advice, SAID)
    letters.serve(db, first.letter_id or 0)
    issue = db.value("SELECT id FROM operation WHERE title LIKE '签发%'")
    with pytest.raises(UserError, match="又改动了同一条记录"):  # it has gone out
        db.undo(issue)
    db.undo()
    assert db.undo().startswith("签发《")
    back = queries.load(db, "judicial_advice", advice.id)
    assert (back.doc_no, back.status, back.reply_due) == (None, "审议", None)
    assert letters.letters_of(db, advice.id) == []
    with pytest.raises(UserError, match="号不再使用"):
        letters.issue(db, ADVICE, back, {**SAID, "发文字号": "蒙法建〔2026〕1号"})
    assert letters.issue(db, ADVICE, back, SAID).doc_no == "蒙法建〔2026〕2号"


def test_redoing_brings_the_same_letter_and_number_back(db: Database, advice: Any) -> None:
    first = letters.issue(db, ADVICE, advice, SAID)
    db.undo()
    db.redo()
    assert letter_of(db, first.letter_id).doc_no == first.doc_no == "蒙法建〔2026〕1号"
    assert numbers.series(db)[0].next == "蒙法建〔2026〕2号"


def test_a_failed_issue_leaves_nothing(db: Database, advice: Any, tmp_path: Path) -> None:
    operations = db.value("SELECT count(*) FROM operation")
    with pytest.raises(UserError, match="还缺"):
        letters.issue(db, ADVICE, advice, {"回复期限": "2026-12-4"})
    with pytest.raises(UserError):
        letters.issue(db, ADVICE, advice, SAID, out=tmp_path / "没有的文件夹" / "建议书.pdf")
    assert db.value("SELECT count(*) FROM operation") == operations
    assert db.value("SELECT count(*) FROM letter") == db.value("SELECT count(*) FROM doc_number") == 0


def test_a_draft_is_kept_and_issued_later(db: Database, advice: Any) -> None:
    id = letters.keep_draft(db, ADVICE, advice, {"联系人": "李喆"})
    assert (letter_of(db, id).status, letter_of(db, id).doc_no) == ("草稿", None)
    issued = letters.issue_draft(db, id, SAID)
    assert issued.letter_id == id and letter_of(db, id).status == "已签发"
    with pytest.raises(UserError, match="已经签发"):
        letters.issue_draft(db, id, SAID)


def test_a_reply_that_we_send_answers_the_letter_it_names(db: Database, advice: Any) -> None:
    id = letters.issue(db, ADVICE, advice, SAID).letter_id or 0
    letters.serve(db, id)
    advice = queries.load(db, "judicial_advice", advice.id)
    said = {
        "研究情况": "专题研究", "正在推进事项及完成时限": "年底前完成", "下一步打算": "长期坚持",
        "发文字号": "蒙建函〔2026〕6号", "联系人": "王某", "联系电话": "13900000000",
        "落实情况清单": "完善发包审查｜已修订；加强分包检查｜已抽查",
    }  # fmt: skip
    letters.issue(db, "judicial_suggestion_reply", advice, said)
    letter = letter_of(db, id)
    assert (letter.status, letter.reply_no, letter.replied_on) == ("已答复", "蒙建函〔2026〕6号", db.today)


@pytest.mark.parametrize(
    "deed, complaint",
    [
        (lambda db, id: letters.register_reply(db, id, on=date(2026, 11, 1)), "早于送达日期"),
        (lambda db, id: letters.serve(db, id, on=date(2026, 1, 1)), "早于成文日期"),
        (lambda db, id: letters.assess(db, id, "合格"), "不能评价答复"),
        (lambda db, id: letters.close(db, id), "不能办结"),
        (lambda db, id: letters.register_reply(db, id, adoptions=[Adoption(9, "采纳")]), "没有第9条建议"),
    ],
)
def test_steps_out_of_order_are_refused(db: Database, advice: Any, deed: Any, complaint: str) -> None:
    id = letters.issue(db, ADVICE, advice, SAID).letter_id or 0
    letters.serve(db, id)
    with pytest.raises(UserError, match=complaint):
        deed(db, id)


def test_a_legal_period_runs_from_service_and_moves_past_days_of_rest(db: Database) -> None:
    with db.operation("登记") as op:
        op.set_setting("shipped_fonts_only", True)
        case: Any = queries.blank(db, "admin_case")
        case.case_no, case.court = "（2026）皖1622行初12号", queries.find_unit(db, "县法院")
        case.plaintiff, case.cause, case.trial_level = "张三", "行政处罚", "一审"
        case.defendants, case.filed_on = (queries.find_unit(db, "县公安局"),), db.today
        op.create(case)
    case = queries.load(db, "admin_case", case.id)
    said = {"合议庭成员": "甲、乙、丙", "书记员": "丁", "联系人": "李喆", "联系电话": "0558-7612345"}
    id = letters.issue(db, "litigation_response_notice", case, said).letter_id or 0
    assert letter_of(db, id).reply_due is None  # runs from receipt
    letters.serve(db, id, on=date(2026, 11, 27))  # the fifteenth day, 12 December, is a Saturday
    letter, case = letter_of(db, id), queries.load(db, "admin_case", case.id)
    assert (letter.reply_due, letter.due_basis) == (date(2026, 12, 14), "行政诉讼法第67条;行诉解释第34条")
    assert (case.notice_received_on, case.answer_due) == (date(2026, 11, 27), date(2026, 12, 14))


def test_a_reminder_begun_from_the_record_is_noted_at_the_letter(db: Database, advice: Any, home: Home) -> None:
    id = letters.issue(db, ADVICE, advice, SAID).letter_id or 0
    letters.serve(db, id)
    db.close()
    with on(home, date(2026, 12, 7)) as db:
        advice = queries.load(db, "judicial_advice", advice.id)
        reminder = letter_of(db, letters.issue(db, "judicial_suggestion_reminder", advice).letter_id)
        assert (letter_of(db, id).urge_n, letter_of(db, id).status) == (1, "催办中")
        assert (reminder.reply_needed, reminder.reply_due) == (False, None)
        assert [late.letter_id for late in letters.overdue(db)] == [id]
        db.undo()  # the reminder and what is noted of it, at once
        assert (letter_of(db, id).urge_n, letter_of(db, id).status) == (0, "待答复")
        assert queries.load(db, "judicial_advice", advice.id).status == "待答复"


def test_every_notice_writes_back_fields_of_its_record_from_like_fields_of_the_letter() -> None:
    from app.domain.fields import Kind
    from app.domain.records import RECORDS
    from app.services.notices.catalogue import catalogue

    kinds = {(Kind.DATE, Kind.DATE), (Kind.DATETIME, Kind.DATE), (Kind.DOC_NO, Kind.DOC_NO), (Kind.TEXT, Kind.DOC_NO)}
    for notice in catalogue():
        assert notice.letter_kind in (*RECORDS["letter"].fields()["kind"].values, ""), notice.id
        for name, of in notice.fills.items():
            field = RECORDS[notice.record].fields()[name]
            assert (field.kind, RECORDS["letter"].fields()[of].kind) in kinds, (notice.id, name)
            assert field.computed is None or field.override, (notice.id, name)
