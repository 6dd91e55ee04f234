"""Generating a notice in the window: which one, the questions in one dialog, a list pasted from a workbook, its pages."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.database import Database
from app.services.notices.notice import compose, draft
from ui.dialogs.noticing import ChooseNoticeDialog, Making
from ui.dialogs.questions import KNOWN, NEEDED, OFFERED, QuestionsDialog
from ui.notice_list import offered
from ui.pickers import Sources
from ui.remembered import Remembered

pytestmark = pytest.mark.usefixtures("styled")


def stored(db: Database, record: Any) -> Any:
    with db.operation("登记") as op:
        op.create(record)
    return queries.load(db, type(record).about.id, record.id)


def a_clue(db: Database) -> Any:
    clue = queries.blank(db, "construction_clue")
    clue.case_no, clue.stage, clue.project = "（2026）皖1622民初88号", "审理", "滨河安置房二期"
    clue.letter_no, clue.sent_on = "蒙法〔2026〕40号", date(2026, 10, 12)
    return stored(db, clue)


def asked(db: Database, notice: str, record: Any, **more: Any) -> QuestionsDialog:
    return QuestionsDialog(notice, partial(draft, db, notice, record), Sources(db), None, **more)


def fill(dialog: QuestionsDialog) -> None:
    """Everything that must be said and is not yet."""
    known = {"发文字号": "蒙建〔2026〕7号", "核查结论": "属实"}
    for name, line in dialog.lines.items():
        if line.part == NEEDED and not line.said():
            line.put(known.get(name, "2026年11月20日" if line.question.kind == "date" else "经查属实"))


@pytest.fixture
def questions(db: Database, qtbot: QtBot) -> QuestionsDialog:
    dialog = asked(db, "construction_violation_feedback", a_clue(db))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_all_is_asked_at_once_with_the_editors_of_the_form(questions: QuestionsDialog) -> None:
    kinds = {name: type(line.editor).__name__ for name, line in questions.lines.items()}
    assert kinds["核查结论"] == "ChoiceEditor"
    assert kinds["核查情况"] == "LongTextEditor"
    assert kinds["成文日期"] == "DateEditor"
    assert questions.lines["核查情况"].part == NEEDED
    assert questions.lines["处罚文号"].part == OFFERED
    assert questions.lines["成文日期"].part == KNOWN
    assert all(line.editor.accessibleName() for line in questions.lines.values())


def test_what_a_choice_makes_necessary_is_asked_in_the_same_dialog(questions: QuestionsDialog, qtbot: QtBot) -> None:
    fill(questions)
    questions.lines["核查结论"].put("不属实")
    questions.lines["未查实理由"].put("")
    with qtbot.waitSignal(questions.finished, timeout=100, raising=False) as closed:
        questions.accept()
    assert not closed.signal_triggered
    assert questions.lines["未查实理由"]._problem.text()


def test_a_date_is_typed_in_any_form_and_answers_as_a_document_writes_it(
    questions: QuestionsDialog, qtbot: QtBot
) -> None:
    editor = questions.lines["成文日期"].editor
    assert "成文日期" not in questions.answers  # known, and not changed
    editor.selectAll()
    qtbot.keyClicks(editor, "20261120")
    assert questions.answers["成文日期"] == "2026年11月20日"
    editor.selectAll()
    qtbot.keyClicks(editor, "2026-13-45")
    fill(questions)
    questions.accept()
    assert questions.isVisible() and questions.lines["成文日期"]._problem.text()


def test_a_block_copied_from_a_workbook_fills_a_list(db: Database, qtbot: QtBot) -> None:
    assist = queries.blank(db, "assist_request")
    dialog = asked(db, "assist_query_letter", assist)
    qtbot.addWidget(dialog)
    sheet = dialog.lines["被执行人清单"].editor
    sheet.set_rows([])
    QGuiApplication.clipboard().setText("证件号码\t姓名或名称\t证件类型\n340000199001010011\t许晴\t居民身份证\n\t")
    sheet.paste()
    assert dialog.answers["被执行人清单"] == [
        {"姓名或名称": "许晴", "证件类型": "居民身份证", "证件号码": "340000199001010011"}
    ]


def test_a_notice_the_law_forbids_is_listed_with_the_reason(db: Database, qtbot: QtBot) -> None:
    petition = stored(db, queries.blank(db, "petition"))
    notices = offered(db, petition)
    assert {bool(one.refused) for one in notices} == {True, False}
    dialog = ChooseNoticeDialog("信访", notices, None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog._take.isEnabled() and "→" in dialog.list.current.who  # type: ignore[union-attr]
    dialog.list.setCurrentRow(dialog.list.count() - 1)
    assert not dialog._take.isEnabled()
    assert "现在不能生成" in dialog._why.text() and dialog._why.isVisible()
    assert dialog.list.currentItem().data(Qt.ItemDataRole.AccessibleDescriptionRole).startswith("现在不能生成")


def test_a_notice_is_changed_from_its_preview_with_the_answers_of_before(
    db: Database, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services.notices.catalogue import notice_of

    clue = a_clue(db)
    seen: list[str] = []

    def answer(dialog: QuestionsDialog) -> bool:
        qtbot.addWidget(dialog)
        seen.append(dialog.lines["核查情况"].said())
        fill(dialog)
        dialog.accept()
        return dialog.result() == 1

    monkeypatch.setattr(QuestionsDialog, "exec", answer)
    making = Making(db, Remembered(db.home.window), notice_of("construction_violation_feedback"), clue, tmp_path)
    assert making.ask(None) and making.ask(None)  # type: ignore[arg-type]
    assert seen == ["", "经查属实"]
    assert making.file is not None and making.file.read_bytes()[:5] == b"%PDF-"
    assert compose(db, "construction_violation_feedback", clue, making.answers)


def test_a_notice_is_written_for_word_from_its_preview(
    db: Database, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import docx

    from app.services.notices.catalogue import notice_of
    from ui.dialogs import noticing
    from ui.dialogs.preview import PdfPreview

    def answer(dialog: QuestionsDialog) -> bool:
        fill(dialog)
        dialog.accept()
        return dialog.result() == 1

    monkeypatch.setattr(QuestionsDialog, "exec", answer)
    out = tmp_path / "复函.docx"
    monkeypatch.setattr(noticing, "ask_where", lambda *_: out)
    monkeypatch.setattr(noticing, "offer_to_open", lambda *_: None)

    def look(preview: PdfPreview) -> int:
        preview.tools[noticing.WORD].trigger()
        preview.done(0)
        return 0

    monkeypatch.setattr(PdfPreview, "exec", look)
    making = Making(db, Remembered(db.home.window), notice_of("construction_violation_feedback"), a_clue(db), tmp_path)
    assert making.ask(None) and making.show(None) == ""  # type: ignore[arg-type]
    assert "滨河安置房二期" in "".join(paragraph.text for paragraph in docx.Document(str(out)).paragraphs)
