"""The county's own texts of notices: checked, versioned, used, reset, exported and imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.data.database import Database
from app.errors import UserError
from app.services.notices import template_store
from app.services.notices.catalogue import catalogue, notice_of
from app.services.notices.template_store import check, current, history, reset, restore, save, shipped

ID = "head_appearance_notice"
OLD = "请你单位负责人准时出庭。"
NEW = "请你单位主要负责人带头出庭。"


@pytest.fixture(autouse=True)
def shipped_fonts(db: Database) -> None:
    with db.operation("设置") as op:
        op.set_setting("shipped_fonts_only", True)


def changed(old: str = OLD, new: str = NEW) -> str:
    text = shipped(ID)
    assert old in text
    return text.replace(old, new, 1)


def test_an_edited_text_is_used_and_every_version_kept(db: Database) -> None:
    notice = notice_of(ID)
    assert notice is not None and template_store.template_of(db, notice) is notice.template
    assert save(db, ID, changed(), "主要负责人带头") == 1
    assert any(NEW in rule.text for rule in template_store.template_of(db, notice).rules)
    assert template_store.version_of(db, ID) == 1 and template_store.edited(db) == [ID]
    assert save(db, ID, changed(new="请准时出庭。")) == 2
    reset(db, ID)
    assert (current(db, ID), template_store.version_of(db, ID), template_store.edited(db)) == (shipped(ID), 0, [])
    assert restore(db, ID, 1) == 4 and NEW in current(db, ID)
    assert [(one.number, one.note) for one in history(db, ID)] == [
        (4, "恢复第1版"), (3, "恢复为随程序提供的模板"), (2, ""), (1, "主要负责人带头"),
    ]  # fmt: skip
    assert save(db, ID, current(db, ID)) == 4  # nothing changed


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ("[主送] ", "主送 ", "第18行要以方括号中的段落名开头"),
        ("{{主送机关}}", "{{主送机关}", "第18行的双花括号没有配对"),
        ("{{原告}}", "{{原告人}}", "没有“原告人”这个字段"),
        ("[署名] ", "[落款] ", "没有“.落款.”这种段落"),
        ("[日期] {{成文日期}}\n", "", "缺少“.日期.”这一段"),
        ("第三条第三款", "{{法条·没有的}}", "没有“法条·没有的”"),
        ("[正文@出庭情形=应当通知出庭]", "[正文@出庭情形=必须出庭]", "条件“出庭情形=必须出庭”不会成立"),
        ("format: letter", "format: document", "版式（format）不能改"),
        (f"notice_id: {ID}", "notice_id: judicial_suggestion", "notice_id"),
        ("title_zh: 行政机关负责人出庭应诉提示函\n", "", "表头缺少“title_zh”"),
        ("[标题] ", "[标题@出庭情形=应当通知出庭] ", "选“出庭情形=可以通知出庭”时印不出标题"),
    ],
)
def test_a_text_that_cannot_be_printed_is_not_kept(db: Database, old: str, new: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        save(db, ID, changed(old, new))
    assert current(db, ID) == shipped(ID) and history(db, ID) == []


def test_a_field_of_the_countys_own_is_asked_for_once_it_is_declared(db: Database) -> None:
    text = changed(OLD, "请你单位负责人准时出庭。联络员为{{联络员}}。")
    assert check(db, ID, text) == ["没有“联络员”这个字段，要用它先写进表头的 required_fields 或 optional_fields"]
    assert check(db, ID, text.replace("身份证明报送截止日]", "身份证明报送截止日, 联络员]", 1)) == []


def test_every_shipped_text_passes_the_check(db: Database) -> None:
    assert {notice.id: found for notice in catalogue() if (found := check(db, notice.id, shipped(notice.id)))} == {}


def test_texts_go_to_another_desk_as_files(db: Database, tmp_path: Path) -> None:
    save(db, ID, changed())
    (file,) = template_store.export(db, tmp_path)
    reset(db, ID)
    assert template_store.import_files(db, [file]) == [(ID, 3)]
    assert NEW in current(db, ID)
    bad = tmp_path / "bad.md"
    bad.write_text("---\nnotice_id: nothing\n---\n", encoding="utf-8")
    reset(db, ID)
    with pytest.raises(UserError, match="bad.md：表头没有写明是哪一种文书"):
        template_store.import_files(db, [file, bad])
    assert current(db, ID) == shipped(ID)


def test_a_preview_while_editing_says_when_it_cannot_be_drawn(db: Database) -> None:
    paper = template_store.sample_paper(changed(), {"出庭情形": "可以通知出庭"})
    assert NEW in "".join(p.text for p in paper.paragraphs)
    with pytest.raises(UserError, match="不能预览"):
        template_store.sample_paper(changed("[主送] ", "主送 "))
