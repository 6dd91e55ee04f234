"""The wizard's frame: its steps, what has been chosen so far, the talk with the child that does the work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.paths import Home
from ui import files, jobs, messages, style
from ui.dialogs.buttons import fit, primary
from ui.import_wizard.columns_step import ColumnsStep
from ui.import_wizard.done_step import DoneStep
from ui.import_wizard.file_step import FileStep
from ui.import_wizard.plan_step import PlanStep
from ui.import_wizard.questions_step import QuestionsStep
from ui.import_wizard.sheets_step import SheetsStep
from ui.remembered import Remembered

READABLE = "台账文件 (*.xlsx *.xlsm *.xls *.xlsb *.et *.ods *.csv *.tsv *.txt *.htm *.html *.xml);;所有文件 (*)"
FILE, SHEETS, COLUMNS, VALUES, PLAN, DONE = range(6)
TITLES = ("文件", "工作表和表头", "栏目", "内容", "核对", "完成")
Answer = dict[str, Any]


class ImportWizard(QDialog):
    """Six steps; one may go back from each, and nothing is written before 导入 in the fifth.

    A file whose columns are all recognised and whose contents ask nothing goes on to the plan by itself.
    """

    def __init__(
        self, home: Home, file: Path, parent: QWidget | None, *, record: str | None = None, can_undo: bool = True
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"导入台账：{file.name}")
        self.home, self.file = home, file
        self.written = False
        self.titles: frozenset[str] = frozenset()  # of the rows that were taken
        self.plan: Answer | None = None  # of the last planning
        self._record = record
        self._choices: Answer = {"tables": {}, "answers": {}, "rule": ""}
        self._planned: Answer | None = None  # the choices that `plan` was made with
        self._talk: jobs.Conversation | None = None
        self._password: str | None = None
        self._under_way = 0  # questions to the child
        self.file_step = FileStep(self)
        self.sheets = SheetsStep(self)
        self.columns = ColumnsStep(self)
        self.values = QuestionsStep(self)
        self.plan_step = PlanStep(self)
        self.done_step = DoneStep(self, can_undo=can_undo)
        self._steps = QStackedWidget()
        for step in (self.file_step, self.sheets, self.columns, self.values, self.plan_step, self.done_step):
            self._steps.addWidget(step)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.2), style.em(0.9), style.em(1.2), style.em(0.9))
        layout.setSpacing(style.em(0.6))
        layout.addLayout(self._trail())
        layout.addWidget(self._steps, 1)
        layout.addWidget(self._working())
        layout.addLayout(self._buttons())
        fit(self, parent, 88, 50)
        self._show(FILE)
        self.read(None)

    # What has been chosen

    @property
    def answers(self) -> dict[str, str]:
        answers: dict[str, str] = self._choices["answers"]
        return answers

    @property
    def rule(self) -> str:
        """How conflicts that nobody decided one by one are decided; empty: not at all."""
        return str(self._choices["rule"])

    def choose_rule(self, rule: str) -> None:
        self._choices["rule"] = rule

    def choose(self, table: str, name: str, value: Any) -> None:
        """One thing about one table: `record`, `header_rows`, `columns` … None takes the choice back."""
        of_table = self._choices["tables"].setdefault(table, {})
        if value is None:
            of_table.pop(name, None)
        else:
            of_table[name] = value

    def chosen(self, table: str) -> Answer:
        chosen: Answer = self._choices["tables"].get(table, {})
        return chosen

    # The talk

    def read(self, password: str | None) -> None:
        self._password = password
        self._ask({"do": "read", "password": password}, self._was_read, "正在读取文件")

    def ask(self, request: Answer, then: Callable[[Answer], None], text: str) -> None:
        """Ask the child; one that was stopped reads the file again first."""
        if self._talk is None:

            def again(answer: Answer) -> None:
                if answer.get("ok"):
                    self._ask(request, then, text)
                else:
                    self._refused(answer)

            self._ask({"do": "read", "password": self._password}, again, "正在读取文件")
        else:
            self._ask(request, then, text)

    def look(self, request: Answer, then: Callable[[Answer], None]) -> None:
        """Ask for something to show beside the step; the person goes on working meanwhile."""
        if self._talk is not None:
            self._talk.ask(request, then)

    def understand(self, then: Callable[[], None]) -> None:
        def told(answer: Answer) -> None:
            if not answer.get("ok"):
                self._refused(answer)
                return
            self.sheets.show_tables(answer["tables"], answer["ledgers"])
            self.columns.show_tables(answer["tables"], answer["ledgers"])
            then()

        self.ask({"do": "tables", "choices": self._choices}, told, "正在识别表头和栏目")

    def make_plan(self, then: Callable[[], None]) -> None:
        if self.plan is not None and self._planned == self._choices and self._talk is not None:
            then()
            return
        made_with = _copy(self._choices)

        def told(answer: Answer) -> None:
            if not answer.get("ok"):
                self._refused(answer)
                return
            self.plan, self._planned = answer, made_with
            self.values.show_questions(answer["questions"])
            self.plan_step.show_plan(answer)
            then()
            self._settle()

        self.ask({"do": "plan", "choices": self._choices}, told, "正在核对")

    def _ask(self, request: Answer, then: Callable[[Answer], None], text: str) -> None:
        if self._talk is None:
            words = ["import", str(self.file), "--converse", *(["--record", self._record] if self._record else [])]
            self._talk = jobs.Conversation(self.home, words, self)
            self._talk.progressed.connect(self._progress)
            self._talk.failed.connect(self._failed)
        self._under_way += 1
        self._busy(text)

        def answered(answer: Answer) -> None:
            self._under_way -= 1
            if not self._under_way:
                self._idle()
            then(answer)

        self._talk.ask(request, answered)

    def _was_read(self, answer: Answer) -> None:
        if answer.get("ok"):
            self.file_step.show_book(answer["book"], answer.get("seen"))
            self.sheets.show_book(answer["book"])
            if not answer.get("seen"):
                self.understand(self._straight_on)
        elif answer.get("password"):
            self.file_step.ask_password(answer["error"], again=self._password is not None)
            self._drop_talk()
        else:
            self.file_step.show_error(answer["error"])
        self._settle()

    def _straight_on(self) -> None:
        """As far as nothing has to be decided."""
        if not self.sheets.is_clear:
            self._show(SHEETS)
        elif not self.columns.is_clear:
            self._show(COLUMNS)
        else:
            self.make_plan(lambda: self._show(VALUES if self.values.has_questions else PLAN))

    def _refused(self, answer: Answer) -> None:
        error = answer["error"]
        messages.show_error(messages.UserError(error["what"], error["why"], error["what_to_do"]), self)

    def _failed(self, error: BaseException) -> None:
        self._talk = None
        self._under_way = 0
        self._idle()
        messages.show_error(error, self)
        self._settle()

    def _stop(self) -> None:
        """Cancel what is under way; the steps stay, and the next one begins a new child."""
        self._drop_talk()
        self._under_way = 0
        self._idle()
        self.file_step.say_stopped()
        self._settle()

    def _drop_talk(self) -> None:
        if self._talk is not None:
            self._talk.stop()
            self._talk = None

    # Going on and back

    def _next(self) -> None:
        step = self._steps.currentIndex()
        if step == FILE:
            if self.file_step.password_wanted:
                self.read(self.file_step.password)
            elif not self.file_step.is_read:
                self.read(None)
            else:
                self.understand(self._straight_on if not self.sheets.was_seen else lambda: self._show(SHEETS))
        elif step == SHEETS:
            self.understand(lambda: self._show(COLUMNS))
        elif step == COLUMNS:
            self.make_plan(lambda: self._show(VALUES if self.values.has_questions else PLAN))
        elif step == VALUES:
            self.make_plan(lambda: self._show(PLAN))
        elif step == PLAN:
            self.make_plan(self._apply)
        else:
            self.accept()

    def _back(self) -> None:
        step = self._steps.currentIndex() - 1
        if step == VALUES and not self.values.has_questions:
            step = COLUMNS
        self._show(step)

    def _apply(self, confirmed: bool = False) -> None:
        request = {"do": "apply", "mode": self.plan_step.mode, "confirmed": confirmed}
        self.ask(request, self._applied, "正在写入")

    def _applied(self, answer: Answer) -> None:
        if answer.get("ok"):
            self.written = self.written or bool(answer["written"])
            self.titles = self.plan_step.titles
            self.plan = None
            self.done_step.show_result(answer)
            self._show(DONE)
        elif answer.get("brake"):
            if messages.ask(
                self, "这次导入改动很大", f"{answer['brake']['why']}写入之前会先备份。", "确认导入", no="再看看"
            ):
                self._apply(confirmed=True)
        else:
            self._refused(answer)

    def _show(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        current = self._steps.currentWidget()
        current.entered()  # type: ignore[union-attr]
        self._settle()

    @property
    def is_working(self) -> bool:
        return not self._work.isHidden()

    def go_to(self, step: int) -> None:
        """Show a step as it is, without the work of getting there."""
        self._show(step)

    def settle(self) -> None:
        """A step tells that what it allows has changed."""
        self._settle()

    def _settle(self) -> None:
        step = self._steps.currentIndex()
        for number, label in enumerate(self._marks):
            label.setProperty("role", "chip" if number == step else "secondary")
            label.setText(("✓ " if number < step else f"{number + 1}. ") + TITLES[number])
            label.style().unpolish(label)
            label.style().polish(label)
        working = self.is_working
        self._steps.setEnabled(not working)
        self.back.setVisible(FILE < step < DONE)
        self.leave.setVisible(step != DONE)
        current = self._steps.currentWidget()
        self.next.setText(current.next_text)  # type: ignore[union-attr]
        self.next.setEnabled(not working and current.may_go_on)  # type: ignore[union-attr]
        self.back.setEnabled(not working)

    # Parts

    def _trail(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(style.em(0.4))
        self._marks = []
        for title in TITLES:
            label = QLabel(title)
            self._marks.append(label)
            row.addWidget(label)
            if title is not TITLES[-1]:
                line = QFrame()
                line.setFrameShape(QFrame.Shape.HLine)
                line.setFixedWidth(style.em(1.4))
                row.addWidget(line)
        row.addStretch()
        return row

    def _working(self) -> QWidget:
        self._work = QFrame()
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        self._text = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("进度")
        self._count = QLabel()
        self._count.setProperty("role", "secondary")
        self._count.setMinimumWidth(style.em(9))
        self.stop_button = QPushButton("停止")
        self.stop_button.setAutoDefault(False)
        self.stop_button.clicked.connect(self._stop)
        for widget, stretch in ((self._text, 0), (self._bar, 1), (self._count, 0), (self.stop_button, 0)):
            row.addWidget(widget, stretch)
        self._work.hide()
        return self._work

    def _buttons(self) -> QHBoxLayout:
        self.leave = QPushButton("取消")
        self.back = QPushButton("上一步(&B)")
        self.next = primary("下一步")
        self.leave.clicked.connect(self.reject)
        self.back.clicked.connect(self._back)
        self.next.clicked.connect(self._next)
        for button in (self.leave, self.back):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.leave)
        row.addStretch()
        row.addWidget(self.back)
        row.addWidget(self.next)
        return row

    def _busy(self, text: str) -> None:
        self._text.setText(f"{text}……")
        self._bar.setRange(0, 0)
        self._count.setText("")
        self._work.show()
        self._settle()

    def _idle(self) -> None:
        self._work.hide()
        self._settle()

    def _progress(self, done: int, total: int, text: str) -> None:
        self._text.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(f"{done:,} / {total:,}" if total > 1 else "")

    # Overrides of Qt

    def done(self, result: int) -> None:
        self.plan_step.close_store()
        self._drop_talk()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._drop_talk()
        super().closeEvent(event)


def _copy(choices: Answer) -> Answer:
    return {
        "tables": {key: dict(of_table) for key, of_table in choices["tables"].items()},
        "answers": dict(choices["answers"]),
        "rule": choices["rule"],
    }


def import_workbook(home: Home, remembered: Remembered, parent: QWidget) -> bool:
    """Choose a file and take it in; True when something was written."""
    folder = remembered.get("folder/in", "") or str(Path.home())
    chosen, _ = QFileDialog.getOpenFileName(parent, "选择要导入的台账", folder, READABLE)
    if not chosen:
        return False
    file = Path(chosen)
    remembered.put("folder/in", str(file.parent))
    files.note(remembered, file, "导入")
    return import_file(home, file, parent)


def import_file(home: Home, file: Path, parent: QWidget | None, *, record: str | None = None) -> bool:
    wizard = ImportWizard(home, file, parent, record=record)
    wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    wizard.exec()
    wizard.deleteLater()
    return wizard.written
