"""F1 in dialogs: the window's own key is out of reach there. Small, so that starting the program stays fast."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

HELP = "帮助"  # ends the title of the help window
# Page for a dialog, by a part of its title.
DIALOG_PAGES = {
    "期限": "工作台与期限",
    "停表": "工作台与期限",
    "载明日期": "工作台与期限",
    "交邮": "工作台与期限",
    "提醒": "工作台与期限",
    "放假": "工作台与期限",
    "导入": "Excel导入导出",
    "导出": "Excel导入导出",
    "打印": "打印与文书",
    "文书": "打印与文书",
    "预览": "打印与文书",
    "筛选": "查找与筛选",
    "查找": "查找与筛选",
    "选择列": "查找与筛选",
    "作废": "撤销与修改记录",
    "备份": "备份与恢复",
    "恢复": "备份与恢复",
    "设置": "开始使用",
    "开始": "开始使用",
    "快捷键": "快捷键",
}


class HelpInDialogs(QObject):
    """F1 in a dialog, where the window's own key is out of reach: the help opens as a child of the dialog."""

    def __init__(self, keys: list[tuple[str, str]], parent: QObject) -> None:
        super().__init__(parent)
        self._keys = keys
        # Not an event filter of the application: that would ask Python about every single event.
        QApplication.instance().focusChanged.connect(self._focus_went_to)  # type: ignore[union-attr]

    def _focus_went_to(self, _: QWidget | None, now: QWidget | None) -> None:
        dialog = now.window() if now is not None else None
        if not isinstance(dialog, QDialog) or dialog.windowTitle().endswith(HELP) or dialog.property("has_help"):
            return
        dialog.setProperty("has_help", True)
        QShortcut(QKeySequence(Qt.Key.Key_F1), dialog, lambda: self._open(dialog))

    def _open(self, dialog: QDialog) -> None:
        from ui.help import HelpWindow

        title = dialog.windowTitle()
        help = HelpWindow(self._keys, dialog)
        help.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        help.open_page(next((page for part, page in DIALOG_PAGES.items() if part in title), "开始使用"))
        help.show()
        help.activateWindow()
