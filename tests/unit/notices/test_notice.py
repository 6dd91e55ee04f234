"""The head appearance notice made from a hearing's record, the directory and the settings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest

from app.data import queries
from app.data.database import Database
from app.errors import UserError
from app.services.notices.notice import draft, make
from app.services.notices.template import Incomplete

SAID = {
    "发文字号": "蒙法[2026]61号",
    "身份证明报送截止日": "2026-12-7",
    "联系人": "李喆",
    "联系电话": "0558-7612345",
}
NOTICE = "head_appearance_notice"


@pytest.fixture
def hearing(db: Database):
    court = queries.find_unit(db, "县法院")
    organ = queries.find_unit(db, "县公安局")
    with db.operation("登记") as op:
        op.set_setting("shipped_fonts_only", True)
        case = queries.blank(db, "admin_case")
        case.case_no, case.court, case.plaintiff = "（2026）皖1622行初12号", court, "张𬀩"
        case.defendants, case.cause, case.trial_level = (organ,), "行政处罚", "一审"
        case.filed_on = db.today
        case = op.create(case)
        record = queries.blank(db, "appearance")
        record.case, record.organ, record.hearing_at = case.id, organ, datetime(2026, 12, 8, 9, 30)
        record.place, record.court_notice, record.notice_reason = "第三审判庭", "应当通知", "案件涉及重大公共利益。"
        record = op.create(record)
    return queries.load(db, "appearance", record.id)


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join("".join(pages).split())


def test_everything_known_is_filled_in(db: Database, hearing, tmp_path: Path) -> None:
    made = make(db, NOTICE, hearing, tmp_path / "notice.pdf", SAID)
    text = text_of(made.path)
    for part in (
        "关于行政机关负责人出庭应诉的提示函",
        "蒙法〔2026〕61号",
        "本院审理的张𬀩诉你单位行政处罚一案（案号：（2026）皖1622行初12号），定于2026年12月8日9时30分在第三审判庭公开开庭审理。",
        "本案涉及重大公共利益，属于依法应当通知行政机关负责人出庭应诉的案件",
        "请于2026年12月7日前",
        "2026年11月24日",
        "（承办法官：李喆，联系电话：0558-7612345）",
        f"抄送：{queries.find_unit(db, '县司法局')}。",
        "".join(db.setting("mechanism").split()),
    ):
        assert part in text
    assert "本院认为需要" not in text and "{{" not in text
    assert made.missing_glyphs == ()
    assert "仿宋用FandolFang-Regular替代" in made.substitutions


def test_everything_missing_is_asked_at_once(db: Database, hearing, tmp_path: Path) -> None:
    hearing.place = None
    with pytest.raises(Incomplete) as caught:
        make(db, NOTICE, hearing, tmp_path / "notice.pdf")
    assert set(caught.value.missing) == {"开庭地点", *SAID}
    assert not (tmp_path / "notice.pdf").exists()


def test_the_sender_names_its_own_contact(db: Database, hearing, tmp_path: Path) -> None:
    court = queries.find_unit(db, "县法院")
    with db.operation("设置") as op:
        op.set_setting("contact", "王某")
        op.set_setting("phone", "13900000000")
    assert "联系人" not in draft(db, NOTICE, hearing).values  # another unit's clerk is not the court's judge
    with db.operation("设置") as op:
        op.set_setting("own_unit", court)
    assert draft(db, NOTICE, hearing).values["联系人"] == "王某"


def test_a_draft_proposes_what_can_be_proposed(db: Database, hearing) -> None:
    hearing.court_notice = "未通知"
    questions = {question.name: question for question in draft(db, NOTICE, hearing).questions}
    assert questions["身份证明报送截止日"].proposal == "2026年12月7日"
    assert questions["发文字号"].proposal == "蒙法〔2026〕1号"
    assert questions["出庭情形"].options == ("应当通知出庭", "可以通知出庭")


def test_the_next_number_follows_the_register(db: Database, hearing) -> None:
    with db.operation("登记") as op:
        for number in ("蒙法〔2026〕9号", "蒙法〔2026〕10号", "蒙法〔2025〕99号"):
            letter = queries.blank(db, "letter")
            letter.kind, letter.title, letter.doc_no = "出庭应诉提示函", "函", number
            letter.from_unit, letter.to_units = queries.find_unit(db, "县法院"), (hearing.organ,)
            op.create(letter)
    questions = {question.name: question for question in draft(db, NOTICE, hearing).questions}
    assert questions["发文字号"].proposal == "蒙法〔2026〕11号"


def test_what_a_person_says_comes_first(db: Database, hearing, tmp_path: Path) -> None:
    said = {**SAID, "出庭情形": "可以通知出庭", "成文日期": "2026.12.1"}
    text = text_of(make(db, NOTICE, hearing, tmp_path / "notice.pdf", said).path)
    assert "本院认为需要行政机关负责人出庭应诉" in text and "2026年12月1日" in text


@pytest.mark.parametrize(
    "said, complaint",
    [
        ({"发文字号": "第61号"}, "发文字号"),
        ({"身份证明报送截止日": "下周"}, "身份证明报送截止日.*不是日期"),
        ({"出庭情形": "随便"}, "只能是"),
        ({"不存在的": "值"}, "没有“不存在的”"),
    ],
)
def test_what_is_not_allowed_is_refused(db: Database, hearing, tmp_path: Path, said: dict, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        make(db, NOTICE, hearing, tmp_path / "notice.pdf", {**SAID, **said})


def test_only_its_own_kind_of_record_is_printed(db: Database, hearing, tmp_path: Path) -> None:
    case = queries.load(db, "admin_case", hearing.case)
    with pytest.raises(UserError, match="不能打印"):
        make(db, NOTICE, case, tmp_path / "notice.pdf", SAID)
    with pytest.raises(UserError, match="没有文书"):
        make(db, "nothing", hearing, tmp_path / "notice.pdf", SAID)


def test_the_same_notice_gives_the_same_bytes(db: Database, hearing, tmp_path: Path) -> None:
    first = make(db, NOTICE, hearing, tmp_path / "first.pdf", SAID).path.read_bytes()
    assert make(db, NOTICE, hearing, tmp_path / "second.pdf", SAID).path.read_bytes() == first
