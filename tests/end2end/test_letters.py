"""A letter of the demonstration county that is answered late, through the command line; many letters in one run."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from tests.end2end.conftest import Fuyuan

LATE = "HJ-2026-0003"  # advice of the court, without an answer since 6 November
ADVICE = "JY-2026-0003"
CONTACT = ("--set", "联系人=王某", "--set", "联系电话=0558-7612345")


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_a_late_letter_is_reminded_escalated_answered_and_closed(fuyuan: Fuyuan, tmp_path: Path) -> None:
    late = {row["reg_no"]: row for row in fuyuan("letters", "--overdue", "--json").json}
    assert (late[LATE]["days"], late[LATE]["step"]) == (18, "第一次催办")
    for step, title in (("第一次催办", "催办司法建议的函"), ("第二次催办", "催办司法建议的函"), ("提请督办", "督办")):
        out = tmp_path / f"{step}.pdf"
        done = fuyuan("letter", LATE, "remind", "--out", out, *(CONTACT if step != "提请督办" else ()))
        assert done.status == 0, done.err
        assert title in text_of(out)
    refused = fuyuan("letter", LATE, "remind")
    assert refused.status == 2 and "已经提请督办" in refused.err
    code = fuyuan("show", LATE, "--json").json["fields"]["code"]
    answered = fuyuan(
        "letter", code, "reply", "--no", "蒙住函〔2026〕8号", "--text", "已落实", "--item", "1=采纳:加强监管"
    )
    assert answered.status == 0, answered.err
    advice = fuyuan("show", ADVICE, "--json").json
    assert (advice["fields"]["status"], advice["fields"]["reply_no"]) == ("已答复", "蒙住函〔2026〕8号")
    assert advice["children"]["advice_items"][0]["adopted"] == "采纳"
    assert fuyuan("letter", LATE, "assess", "--result", "合格", "--satisfaction", "满意").status == 0
    assert fuyuan("letter", LATE, "close", "--json").json["status"] == "办结"
    assert LATE not in {row["reg_no"] for row in fuyuan("letters", "--overdue", "--json").json}
    wrong = fuyuan("letter", LATE, "reply", "--item", "采纳")
    assert wrong.status == 2 and "--item" in wrong.err


def test_the_register_is_written_and_numbers_are_told(fuyuan: Fuyuan, tmp_path: Path) -> None:
    for out in (tmp_path / "发文登记簿.xlsx", tmp_path / "发文登记簿.pdf"):
        assert fuyuan("letters", "--register", out).status == 0 and out.stat().st_size > 1000
    series = {one["code"]: one for one in fuyuan("letters", "--numbers", "--json").json}
    assert series["蒙法建"]["next"] == "蒙法建〔2026〕15号"
    assert fuyuan("letters", "--take", "蒙法建〔2026〕15号", "--note", "纸质文件").status == 0
    taken = fuyuan("letters", "--take", "蒙法建〔2026〕15号", "--note", "又一份")
    assert taken.status == 2 and "已经占用" in taken.err


def test_many_notices_are_issued_at_once_and_what_fails_is_told(fuyuan: Fuyuan, tmp_path: Path) -> None:
    words = ("notice", "head_appearance_notice", "--where", "status!=已出庭", "--out", tmp_path, "--each", *CONTACT)
    seen = fuyuan(*words, "--dry-run", "--json").json
    assert list(tmp_path.glob("*.pdf")) == []
    done = fuyuan(*words, "--envelopes", "--json")
    assert done.status == 1
    assert [one["doc_no"] for one in done.json["issued"]] == [one["doc_no"] for one in seen["issued"]] != []
    assert done.json["failed"] == seen["failed"] != []
    assert len(list(tmp_path.glob("*.pdf"))) == len(done.json["issued"]) + 1
    nothing = fuyuan("notice", "head_appearance_notice", "--out", tmp_path / "x.pdf")
    assert nothing.status == 2 and "没有说明给哪些记录" in nothing.err


def test_a_county_keeps_its_own_text(fuyuan: Fuyuan, tmp_path: Path) -> None:
    assert fuyuan("notice-text", "head_appearance_notice", "--export", tmp_path).status == 0
    file = tmp_path / "head_appearance_notice.md"
    file.write_text(file.read_text(encoding="utf-8").replace("{{原告}}", "{{原告某}}"), encoding="utf-8")
    refused = fuyuan("notice-text", "--import", file)
    assert refused.status == 2 and "没有“原告某”这个字段" in refused.err
    file.write_text(file.read_text(encoding="utf-8").replace("{{原告某}}", "原告{{原告}}"), encoding="utf-8")
    assert fuyuan("notice-text", "--import", file).status == 0
    assert fuyuan("notice-text", "--json").json == ["head_appearance_notice"]
