"""`fuyuan bulk`: many records in one operation, shown first, refused ones listed, taken back at once."""

from __future__ import annotations

from typing import Any

from tests.end2end.conftest import Fuyuan


def cases(fuyuan: Fuyuan, *where: str) -> Any:
    return fuyuan("list", "admin_case", "--limit", "1000", "--json", *where).json


def test_a_field_of_many_records_is_set_after_a_look_and_taken_back(fuyuan: Fuyuan) -> None:
    words = ("bulk", "set", "admin_case", "--where", "trial_level=一审", "--field", "案由", "--value", "治安处罚")
    whole = cases(fuyuan, "--where", "trial_level=一审")["total"]
    looked = fuyuan(*words, "--dry-run", "--json").json
    assert looked["chosen"] == whole and looked["changed"] + looked["same"] == whole and looked["shown"]
    assert cases(fuyuan, "--where", "cause=治安处罚")["total"] < whole
    done = fuyuan(*words, "--json", "--progress")
    assert done.status == 0 and done.json["changed"] == looked["changed"] and done.json["operation"]
    assert f'"total": {whole}' in done.err
    assert cases(fuyuan, "--where", "cause=治安处罚", "--where", "trial_level=一审")["total"] == whole
    assert f"（{looked['changed']}条）" in fuyuan("undo").out
    assert fuyuan(*words, "--dry-run", "--json").json["changed"] == looked["changed"]


def test_refused_records_are_listed_and_the_others_done(fuyuan: Fuyuan) -> None:
    words = ("bulk", "step", "admin_case", "--search", "行初", "--to", "已结案", "--set", "结案方式=判决")
    looked = fuyuan(*words, "--dry-run")
    assert looked.status == 1 and "直接转为“已结案”" in looked.out
    open_before = [row for row in cases(fuyuan, "--search", "行初")["rows"] if row["status"] == "待开庭"]
    assert open_before
    done = fuyuan(*words, "--reason", "年底清理", "--json")
    assert done.status == 1 and done.json["changed"] >= len(open_before) and done.json["refused"] > 0
    shown = fuyuan("show", open_before[0]["reg_no"], "--json").json
    assert (shown["fields"]["status"], shown["history"][0]["reason"]) == ("已结案", "年底清理")


def test_tags_come_and_go_and_voiding_needs_a_reason(fuyuan: Fuyuan) -> None:
    some = ("admin_case", "--where", "trial_level=二审")
    whole = cases(fuyuan, *some[1:])["total"]
    assert whole
    assert fuyuan("bulk", "tag", *some, "--tag", "重点督办", "--json").json["changed"] == whole
    assert fuyuan("bulk", "tag", *some, "--tag", "重点督办", "--json").json == {
        "chosen": whole,
        "changed": 0,
        "same": whole,
        "refused": 0,
        "reasons": [],
        "doubts": [],
        "operation": None,
    }
    assert fuyuan("bulk", "untag", *some, "--tag", "重点督办", "--json").json["changed"] == whole
    missing = fuyuan("bulk", "void", *some)
    assert missing.status == 2 and "--reason" in missing.err
    assert fuyuan("bulk", "void", *some, "--reason", "重复登记").status == 0
    assert cases(fuyuan, *some[1:])["total"] == 0


def test_nothing_is_done_to_all_records_by_leaving_out_which(fuyuan: Fuyuan) -> None:
    refused = fuyuan("bulk", "void", "admin_case", "--reason", "重复")
    assert refused.status == 2 and "没有说明改哪些记录" in refused.err
    wrong = fuyuan("bulk", "step", "admin_case", "--search", "行初", "--to", "已飞走")
    assert wrong.status == 2 and "没有“已飞走”这个状态" in wrong.err
