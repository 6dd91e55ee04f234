"""Showing what went wrong, and asking: the one place where errors become dialogs."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QPushButton, QWidget

from app.errors import Cancelled, UserError

TITLE = "府院联动工作台"


def show_error(error: BaseException, parent: QWidget | None = None) -> None:
    """An expected error as its sentences; anything else is a bug: logged, and one dialog that says where."""
    if isinstance(error, Cancelled):
        return
    if isinstance(error, UserError):
        error_box(error, parent).exec()
        return
    import logging
    import traceback

    details = "".join(traceback.format_exception(error))
    logging.getLogger("fuyuan").error("unexpected\n%s", details)
    box = _box(
        parent,
        QMessageBox.Icon.Critical,
        "程序出了意外的错误，这一步没有完成",
        "已保存的数据没有受影响。<br>错误的详细情况已写入数据文件夹的 logs 目录，可以交给维护人员。",
    )
    box.setDetailedText(details)
    for button in box.buttons():
        if box.buttonRole(button) == QMessageBox.ButtonRole.ActionRole:
            button.setText("详细情况")
    box.exec()


def error_box(error: UserError, parent: QWidget | None) -> QMessageBox:
    return _box(parent, QMessageBox.Icon.Warning, error.what, _sentences(error.why, error.what_to_do))


def inform(parent: QWidget | None, what: str, more: str = "") -> None:
    _box(parent, QMessageBox.Icon.Information, what, escape(more)).exec()


def ask(parent: QWidget | None, what: str, more: str, yes: str, *, no: str = "取消") -> bool:
    """A question whose two buttons are named after what they do."""
    box = _box(parent, QMessageBox.Icon.Question, what, escape(more))
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(accept)
    box.exec()
    return box.clickedButton() is accept


def ask_to_save(parent: QWidget | None, what: str) -> str:
    """`save`, `discard` or `stay`, for a form with unsaved changes."""
    box = _box(parent, QMessageBox.Icon.Question, what, "不保存的话，刚才填写的内容会丢失。")
    answers: dict[QAbstractButton, str] = {}
    for text, role, answer in (
        ("保存", QMessageBox.ButtonRole.AcceptRole, "save"),
        ("不保存", QMessageBox.ButtonRole.DestructiveRole, "discard"),
        ("继续编辑", QMessageBox.ButtonRole.RejectRole, "stay"),
    ):
        button: QPushButton = box.addButton(text, role)
        answers[button] = answer
        if answer == "save":
            box.setDefaultButton(button)
    box.exec()
    return answers.get(box.clickedButton(), "stay")


def _sentences(*parts: str) -> str:
    return "<br>".join(f"{escape(part)}。" for part in parts if part)


def _box(parent: QWidget | None, icon: QMessageBox.Icon, what: str, more: str) -> QMessageBox:
    box = QMessageBox(parent or QApplication.activeWindow())
    box.setIcon(icon)
    box.setWindowTitle(TITLE)
    box.setText(f"<b>{escape(what)}</b>")
    box.setInformativeText(more)
    return box
