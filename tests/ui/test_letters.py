"""Letters in the window: issued from the preview, served, late, reminded, escalated, answered, judged, closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.database import Database
from app.paths import Home
from app.services.notices.letters import letters_of
from ui import messages
from ui.dialogs import letters as dialogs
from ui.dialogs.noticing import ISSUE, KEEP
from ui.dialogs.preview import PdfPreview
from ui.dialogs.questions import NEEDED, QuestionsDialog
from ui.jobs import Jobs
from ui.letters_view import PDF
from ui.record_pane import NOTICES
from ui.remembered import Remembered
from ui.window import Window

pytestmark = pytest.mark.usefixtures("styled")
ADVICE = "judicial_advice"


@pytest.fixture
def advice(home: Home) -> int:
    with Database.open(home, today=date(2026, 11, 24)) as db:
        with db.operation("登记司法建议") as op:
            op.set_setting("shipped_fonts_only", True)
            found = queries.blank(db, ADVICE)
            found.title, found.status = "规范建筑工程发包承包", "审议"
            found.to_unit = queries.find_unit(db, "县住房城乡建设局")
            found.found_by, found.domains = "审理建设工程合同纠纷案件", ("城建、市政",)
            of = type(found).children()["advice_items"]
            for seq, problem, said in ((1, "发包程序不规范。", "完善发包审查。"), (2, "分包管理不严。", "加强检查。")):
                row: Any = of()
                row.seq, row.problem, row.advice = seq, problem, said
                found.advice_items = [*found.advice_items, row]
            op.create(found)
        return int(found.id)


@contextmanager
def window_on(home: Home, day: date) -> Iterator[Window]:
    """The window on another day."""
    db = Database.open(home, today=day)
    db.work_out_daily()
    jobs = Jobs(home)
    made = Window(db, jobs, Remembered(home.window))
    made.show()
    made.begin()
    try:
        yield made
    finally:
        made.page.pane.clear()
        made.close()
        jobs.close()
        shiboken6.delete(made)
        db.close()


class Person:
    """Stands in at the modal dialogs: what was asked, and answers to it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
        self.seen: list[str] = []
        self.errors: list[str] = []
        self.preview_tools = [ISSUE]
        self.fill: dict[str, str] = {}
        self.act: Any = lambda dialog: None
        monkeypatch.setattr(messages, "ask", lambda parent, what, *more: self.seen.append(what) or True)
        monkeypatch.setattr(messages, "inform", lambda parent, what, more="": self.seen.append(f"{what} {more}"))
        monkeypatch.setattr(messages, "show_error", lambda error, parent=None: self.errors.append(str(error)))
        monkeypatch.setattr(QuestionsDialog, "exec", lambda dialog: self._questions(dialog))
        monkeypatch.setattr(PdfPreview, "exec", lambda preview: self._preview(preview))
        for dialog in (dialogs.ServeDialog, dialogs.ReplyDialog, dialogs.AssessDialog, dialogs.RemindDialog):
            monkeypatch.setattr(dialog, "exec", lambda dialog: self._letter(dialog))

    def _questions(self, dialog: QuestionsDialog) -> bool:
        self.seen.append(dialog.windowTitle())
        for name, line in dialog.lines.items():
            if name in self.fill:
                line.put(self.fill[name])
            elif line.part == NEEDED and not line.said():
                day = line.question.kind == "date"
                line.put((line.question.options or ("2026年12月4日" if day else "抓紧办理",))[0])
        number = dialog.lines.get("发文字号")
        if number is not None:
            dialog._say_number()
            self.seen.append(number._note.text())
        dialog.accept()
        assert dialog.result() == 1, (dialog._said.text(), [one._problem.text() for one in dialog.lines.values()])
        return True

    def _preview(self, preview: PdfPreview) -> int:
        self.seen.append(preview.windowTitle())
        for name in self.preview_tools:
            if name in preview.tools:
                preview.tools[name].trigger()
                self.seen.append(preview.windowTitle())
        preview.done(0)
        return 0

    def _letter(self, dialog: Any) -> bool:
        self.act(dialog)
        dialog.accept()
        if isinstance(dialog, dialogs.LetterDialog):
            self.seen.append(dialog._said.text())
        return bool(dialog.result())


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Person:
    return Person(monkeypatch, qtbot)


def notices_tab(window: Window, record: str, id: int) -> Any:
    window.open_record(record, id)
    pane = window.page.pane
    pane._tabs.setCurrentIndex(NOTICES)
    return pane


def deed(window: Window, id: int, name: str) -> Any:
    """Press the button of the 文书 tab; the letter as it is afterwards."""
    pane = window.page.pane
    for row in range(pane._letters.tree.topLevelItemCount()):
        if pane._letters.tree.topLevelItem(row).data(0, Qt.ItemDataRole.UserRole) == id:
            pane._letters.tree.setCurrentItem(pane._letters.tree.topLevelItem(row))
    pane._letters.buttons[name].click()
    return queries.load(window.db, "letter", id)


def issue(window: Window, person: Person, advice: int) -> int:
    person.fill = {
        "领域重要性及已有举措": "工程建设关系群众安居。",
        "影响分析": "群众合法权益",
        "回复期限": "2026年12月4日",
    }
    person.fill |= {"联系人": "李喆", "联系电话": "0558-7612345"}
    pane = notices_tab(window, ADVICE, advice)
    for row in range(pane._notices.count()):
        if pane._notices.item(row).data(Qt.ItemDataRole.UserRole) == "judicial_suggestion":
            pane._notices.setCurrentRow(row)
    pane._make_notice.click()
    assert not person.errors
    (letter,) = letters_of(window.db, advice)
    return letter


def test_the_story_of_a_letter_answered_late(home: Home, advice: int, person: Person) -> None:
    with window_on(home, date(2026, 11, 25)) as window:
        id = issue(window, person, advice)
        assert any("下一号" in said or "还没有发过文" in said for said in person.seen)
        assert any("已签发，识别码 FY-" in said for said in person.seen)
        pane = window.page.pane
        assert pane._letters.tree.topLevelItem(0).text(1).startswith("已签发")
        assert list(pane._letters.buttons)[:2] == ["登记送达", "登记答复"]
        person.act = lambda dialog: dialog.form.take("receiver", "王某")
        assert deed(window, id, "登记送达").status == "待答复"
        assert list(pane._letters.buttons) == ["登记答复", PDF]  # it is not late yet
        person.seen.clear()
        deed(window, id, PDF)
        assert any("蒙法建〔2026〕1号" in said for said in person.seen)

    with window_on(home, date(2026, 12, 7)) as window:
        pane = notices_tab(window, ADVICE, advice)
        assert "逾期 3 天" in pane._letters._next.text()
        letter = deed(window, id, "催办")
        assert (letter.status, letter.urge_n) == ("催办中", 1)
        assert pane._letters.tree.topLevelItemCount() == 2  # the reminder is a letter of its own

    with window_on(home, date(2026, 12, 23)) as window:
        notices_tab(window, ADVICE, advice)
        assert deed(window, id, "催办").urge_n == 2

    with window_on(home, date(2026, 12, 24)) as window:
        pane = notices_tab(window, ADVICE, advice)
        assert deed(window, id, "催办").status == "提请督办"
        assert "催办" not in pane._letters.buttons

    with window_on(home, date(2027, 2, 8)) as window:
        pane = notices_tab(window, ADVICE, advice)

        def refuse(dialog: Any) -> None:
            dialog.items.model.take_text(0, 3, "采纳")
            dialog.items.model.take_text(1, 3, "不采纳")

        person.act = refuse
        assert deed(window, id, "登记答复").status == "提请督办"
        assert any("不采纳没有写明理由" in said for said in person.seen)

        def reply(dialog: Any) -> None:
            dialog.form.take("reply_no", "蒙建函〔2027〕6号")
            dialog.items.model.take_text(0, 3, "采纳")
            dialog.items.model.take_text(1, 3, "部分采纳")

        person.act = reply
        letter = deed(window, id, "登记答复")
        assert (letter.status, letter.reply_no, letter.reply_result) == ("已答复", "蒙建函〔2027〕6号", "部分采纳")
        rows = queries.load(window.db, ADVICE, advice).advice_items
        assert [row.adopted for row in rows] == ["采纳", "部分采纳"]
        person.act = lambda dialog: dialog.satisfaction.set_value("基本满意")
        assert deed(window, id, "评价").assessment == "合格"
        assert deed(window, id, "办结").status == "办结"
        assert list(pane._letters.buttons) == [PDF]
        assert not person.errors


def test_several_late_letters_are_reminded_in_one_step(home: Home, advice: int, person: Person, qtbot: QtBot) -> None:
    with window_on(home, date(2026, 11, 25)) as window:
        first = issue(window, person, advice)
        person.act = lambda dialog: None
        deed(window, first, "登记送达")
    with window_on(home, date(2026, 12, 8)) as window:
        window.show_module("coordination")
        ledgers = window.page.ledgers
        qtbot.waitUntil(lambda: "逾期未答复" in [item.text() for item in ledgers._boxes])
        box = next(item for item in ledgers._boxes if item.text() == "逾期未答复")
        ledgers.setCurrentItem(box)
        table = window.page.ledger.table
        qtbot.waitUntil(lambda: list(window.page.ledger.model.ids) == [first])
        table.selectAll()
        assert window.action("remind").isEnabled()
        window.action("remind").trigger()
        assert queries.load(window.db, "letter", first).urge_n == 1
        assert not person.errors


def test_the_boxes_stand_on_top_with_what_is_late_in_red(home: Home, advice: int, person: Person, qtbot: QtBot) -> None:
    from ui.ledger_list import BOX, COUNT, OVERDUE

    with window_on(home, date(2026, 11, 25)) as window:
        id = issue(window, person, advice)
        person.act = lambda dialog: None
        deed(window, id, "登记送达")
    with window_on(home, date(2026, 12, 8)) as window:
        window.show_module("coordination")
        ledgers = window.page.ledgers
        qtbot.waitUntil(lambda: ledgers.item(1).data(BOX) == "发件箱")
        numbers = {item.data(BOX): (item.data(COUNT), item.data(OVERDUE)) for item in ledgers._boxes[1:]}
        assert numbers["发件箱"] == (1, 1) and numbers["待答复"] == (1, 1) and numbers["收件箱"] == (0, 0)
        ledgers.setCurrentRow(1)
        qtbot.waitUntil(lambda: list(window.page.ledger.model.ids) == [id])
        assert window.page.ledger.filter_bar.conditions
        ledgers.setCurrentItem(ledgers._items["letter"])  # the whole ledger again
        qtbot.waitUntil(lambda: not window.page.ledger.filter_bar.conditions)


def test_a_draft_is_kept_and_gone_on_with(home: Home, advice: int, person: Person) -> None:
    with window_on(home, date(2026, 11, 25)) as window:
        person.preview_tools = [KEEP]
        id = issue(window, person, advice)
        assert queries.load(window.db, "letter", id).status == "草稿"
        person.preview_tools = [ISSUE]
        person.fill = {}
        letter = deed(window, id, "继续填写")
        assert (letter.status, letter.doc_no) == ("已签发", "蒙法建〔2026〕1号")
        assert not person.errors


def test_a_code_finds_its_letter(home: Home, advice: int, person: Person, qtbot: QtBot) -> None:
    from ui.finder import Finder

    with window_on(home, date(2026, 11, 25)) as window:
        letter = queries.load(window.db, "letter", issue(window, person, advice))
        finder = Finder(window.jobs, window)
        finder.chosen.connect(window.open_record)
        finder.show()
        finder.find(letter.code.replace("-", "").lower())
        qtbot.waitUntil(lambda: finder._list.currentRow() >= 0)
        finder._take(finder._list.currentItem())
        assert window.page.shown == ("letter", letter.id)


def test_one_notice_for_many_says_which_cannot_and_keeps_the_rest(
    home: Home, advice: int, person: Person, qtbot: QtBot, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    from ui.dialogs.batch import BatchDialog, BatchDoneDialog

    with window_on(home, date(2026, 11, 25)) as window:
        with window.db.operation("登记") as op:
            again = queries.load(window.db, ADVICE, advice).copy()
            again.id, again.reg_no, again.uid, again.title = None, None, None, "规范物业服务"
            op.create(again)
            clueless = queries.blank(window.db, ADVICE)
            clueless.title, clueless.to_unit = "没有问题的建议", again.to_unit
            op.create(clueless)
        ids = [advice, again.id, clueless.id]
        dialog = BatchDialog(window.db, window.jobs, window.remembered, ADVICE, ids, window)
        qtbot.waitUntil(lambda: not dialog._said.text().startswith("正在"))
        assert not dialog.take.isEnabled() and "领域重要性及已有举措" in dialog.failures.topLevelItem(0).text(2)
        person.fill = {
            "领域重要性及已有举措": "关系群众安居。",
            "影响分析": "群众合法权益",
            "回复期限": "2026年12月30日",
        }
        person.fill |= {"联系人": "李喆", "联系电话": "0558-7612345"}
        dialog.common.click()
        assert "发文字号" not in dialog.values and dialog.values["影响分析"]
        qtbot.waitUntil(lambda: not dialog._said.text().startswith("正在"))
        assert "可以签发 2 份，1 份不能" in dialog._said.text()
        assert dialog.failures.topLevelItem(0).text(1).endswith("没有问题的建议")
        dialog.as_files.setChecked(True)
        dialog.pattern.setText("{序号}-{文号}-{文种}.pdf")
        dialog._show_names()
        assert "001-蒙法建〔2026〕1号-司法建议书.pdf" in dialog._names.text()
        dialog.receipts.setChecked(True)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
        dialog.take.click()
        assert not person.errors and len(dialog.outcome.issued) == 2
        assert sorted(file.name for file in tmp_path.glob("00*.pdf"))[0].startswith("001-蒙法建〔2026〕1号")
        assert {
            letter.doc_no for letter in queries.load_many(window.db, "letter", letters_of(window.db, again.id))
        } == {"蒙法建〔2026〕2号"}
        done = BatchDoneDialog(dialog.outcome, window.remembered, window)
        done.show()
        assert done.findChild(type(dialog.failures)).topLevelItemCount() == 1


def test_a_number_is_taken_by_hand_and_what_is_missing_is_shown(home: Home, advice: int, person: Person) -> None:
    from ui.dialogs.numbers import NumbersDialog, TakeDialog

    with window_on(home, date(2026, 11, 25)) as window:
        issue(window, person, advice)
        take = TakeDialog(window.db, "蒙法建〔2026〕1号", window)
        take.note.setText("纸质文件")
        take.accept()
        assert not take.result() and "不能用" in take._said.text()
        take.number.setText("蒙法建〔2026〕4号")
        take.accept()
        assert take.taken == "蒙法建〔2026〕4号"
        dialog = NumbersDialog(window.db, window)
        row = [dialog.tree.topLevelItem(0).text(place) for place in range(6)]
        assert row[0] == "蒙法建〔2026〕" and row[3] == "蒙法建〔2026〕5号" and row[4] == "2至3号"
