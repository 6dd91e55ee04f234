"""The first step: what the file is, its password, what is odd about it, whether it was taken in before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QLineEdit, QVBoxLayout

from ui import style
from ui.import_wizard.step import Step, secondary

if TYPE_CHECKING:
    from ui.import_wizard.wizard import ImportWizard

FORMATS = {
    "xlsx": "Excel 工作簿（.xlsx）",
    "xlsm": "带宏的 Excel 工作簿（.xlsm，宏不会运行）",
    "xls": "Excel 97-2003 或 WPS 工作簿（.xls、.et）",
    "xlsb": "Excel 二进制工作簿（.xlsb）",
    "ods": "ODF 电子表格（.ods）",
    "csv": "文本表格（CSV）",
    "html": "网页表格",
    "xml2003": "XML 电子表格 2003",
}


class FileStep(Step):
    def __init__(self, wizard: ImportWizard) -> None:
        super().__init__(wizard, "文件", "读取文件，不会改动它，也不会写入数据。")
        self.is_read = False
        self.password_wanted = False
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(style.em(1.2), style.em(1), style.em(1.2), style.em(1))
        inside.setSpacing(style.em(0.7))
        name = QLabel(wizard.file.name)
        name.setProperty("role", "heading")
        self._about = secondary(f"位置：{wizard.file.parent}")
        self._problem = QLabel()
        self._problem.setProperty("role", "problem")
        self._problem.setWordWrap(True)
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setAccessibleName("打开密码")
        self._password.setMaximumWidth(style.em(18))
        self._password.textChanged.connect(lambda _: wizard.settle())
        self._password_form = QFormLayout()
        self._password_form.addRow("打开密码", self._password)
        self._warnings = QLabel()
        self._warnings.setProperty("role", "hint")
        self._warnings.setWordWrap(True)
        for widget in (name, self._about, self._problem):
            inside.addWidget(widget)
        inside.addLayout(self._password_form)
        inside.addWidget(self._warnings)
        self.area.addWidget(card)
        self.area.addStretch()
        self._password_form.setRowVisible(0, False)
        self._problem.hide()
        self._warnings.hide()

    @property
    def password(self) -> str:
        return self._password.text()

    @property
    def may_go_on(self) -> bool:
        return bool(self.password) if self.password_wanted else True

    def show_book(self, book: dict[str, Any], seen: dict[str, Any] | None) -> None:
        self.is_read, self.password_wanted = True, False
        self._problem.hide()
        self._password_form.setRowVisible(0, False)
        sheets = [
            f"“{sheet['name']}”{sheet['rows']:,} 行" + ("" if sheet["visible"] else "（隐藏）")
            for sheet in book["sheets"]
        ]
        more = f"等 {len(sheets)} 个" if len(sheets) > 6 else ""
        self._about.setText(
            f"位置：{self.wizard.file.parent}\n格式：{FORMATS.get(book['format'], book['format'])}\n"
            f"工作表：{'、'.join(sheets[:6])}{more}"
        )
        warnings = list(book["warnings"])
        if seen:
            undone = "，后来已撤销" if seen.get("undone") else ""
            warnings.insert(
                0,
                f"这个文件在 {seen['at']} 由{seen['by'] or '本机'}导入过{undone}。"
                "可以再次导入：已经登记的内容会认出来，不会重复。",
            )
        self._warnings.setText("\n".join(warnings))
        self._warnings.setVisible(bool(warnings))

    def show_error(self, error: dict[str, str]) -> None:
        self.is_read = False
        self._problem.setText("".join(f"{error[part]}。" for part in ("what", "why", "what_to_do") if error.get(part)))
        self._problem.show()

    def ask_password(self, error: dict[str, str], *, again: bool) -> None:
        self.is_read, self.password_wanted = False, True
        self._problem.setText(
            "密码不对，请重新输入。" if again else "这个文件设有打开密码，请输入密码。密码只用来读取，不会保存。"
        )
        self._problem.show()
        self._password_form.setRowVisible(0, True)
        self._password.clear()
        self._password.setFocus()

    def say_stopped(self) -> None:
        if not self.is_read:
            self._problem.setText("已停止读取，没有改动数据。可以再试一次，或者取消。")
            self._problem.show()

    @property
    def next_text(self) -> str:  # type: ignore[override]
        return "下一步" if self.is_read or self.password_wanted else "重试"
