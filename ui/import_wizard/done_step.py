"""The last step: what was written, and what can be done about it: undo, the workbook with the problems marked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from ui import jobs, messages, style
from ui.import_wizard.step import Step, secondary

if TYPE_CHECKING:
    from ui.import_wizard.wizard import ImportWizard


class DoneStep(Step):
    next_text = "关闭"

    def __init__(self, wizard: ImportWizard, *, can_undo: bool) -> None:
        super().__init__(wizard, "完成", "")
        self._operation: int | None = None
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(style.em(1.2), style.em(1), style.em(1.2), style.em(1))
        inside.setSpacing(style.em(0.7))
        self._written = QLabel()
        self._written.setProperty("role", "heading")
        self._written.setWordWrap(True)
        self._more = secondary()
        self.undo = QPushButton("撤销这次导入")
        self.errors = QPushButton("写出问题清单…")
        self.errors.setToolTip("您的文件的副本：有问题的格子已标出并写明原因，改好后可以直接再导入")
        self.learn = QPushButton("记住这种表的对应关系")
        self.learn.setToolTip("下次同一单位送来同样的表，栏目按这次的办法对应")
        self.undo.setVisible(can_undo)
        self.undo.clicked.connect(self._undo)
        self.errors.clicked.connect(self._write_errors)
        self.learn.clicked.connect(self._learn)
        row = QHBoxLayout()
        for button in (self.errors, self.learn, self.undo):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch()
        inside.addWidget(self._written)
        inside.addWidget(self._more)
        inside.addLayout(row)
        self.area.addWidget(card)
        self.area.addStretch()

    def show_result(self, answer: dict[str, Any]) -> None:
        self._operation = answer.get("operation")
        refused = answer.get("refused", 0)
        self._written.setText(
            (f"已导入 {answer['written']:,} 行" if answer["written"] else "已登记收到，没有需要改动的内容")
            + (f"，{refused:,} 行有错误没有导入" if refused else "")
            + "。"
        )
        said = []
        if answer.get("backup"):
            said.append(f"导入前的备份：{answer['backup']}")
        if refused:
            said.append("可以写出问题清单，在 Excel 中改正后再次导入，已导入的行会认出来。")
        self._more.setText("\n".join(said))
        self.errors.setVisible(bool(refused or answer.get("doubtful")))
        self.undo.setEnabled(self._operation is not None and bool(answer["written"]))

    def entered(self) -> None:
        self.wizard.next.setFocus()

    def _undo(self) -> None:
        try:
            answer = jobs.run_command("正在撤销", self.wizard.home, ["undo", str(self._operation)], self)
        except Exception as error:  # whatever the child ended with is shown in one place
            messages.show_error(error, self)
            return
        if answer is None:
            return
        self.undo.setEnabled(False)
        self._written.setText("这次导入已经撤销。")
        kept, failed = answer.get("kept", 0), answer.get("failed", 0)
        said = [f"退回 {answer['taken_back']:,} 条"] if "taken_back" in answer else []
        if kept:
            said.append(f"{kept:,} 条此后又被改动，保留现在的内容")
        if failed:
            said.append(f"{failed:,} 条没有退回")
        self._more.setText("，".join(said) + ("。" if said else ""))

    def _write_errors(self) -> None:
        proposed = self.wizard.file.with_name(f"{self.wizard.file.stem}（问题清单）.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "写出问题清单", str(proposed), "Excel 工作簿 (*.xlsx)")
        if chosen:
            self.wizard.ask(
                {"do": "errors", "out": chosen}, lambda answer: self._told(answer, Path(chosen)), "正在写出"
            )

    def _told(self, answer: dict[str, Any], file: Path) -> None:
        if answer.get("ok"):
            self._more.setText(f"问题清单已写到：{file}")
        else:
            error = answer["error"]
            messages.show_error(messages.UserError(error["what"], error["why"], error["what_to_do"]), self)

    def _learn(self) -> None:
        def told(answer: dict[str, Any]) -> None:
            self.learn.setEnabled(not answer.get("ok"))
            if answer.get("ok"):
                self.learn.setText("已记住")

        self.wizard.ask({"do": "learn"}, told, "正在保存")
