"""Files that people write or take in: where to, opening them, and the last ten of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.errors import UserError
from ui import messages
from ui.remembered import Remembered

RECENT = "files/recent"
MOST = 10


def ask_where(remembered: Remembered, parent: QWidget, name: str, kind: str) -> Path | None:
    """A file to write; begins in the folder used last."""
    folder = Path(remembered.get("folder/out", "") or "?")
    if not folder.is_dir():
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    if not folder.is_dir():
        folder = Path.home()
    chosen, _ = QFileDialog.getSaveFileName(parent.window(), "保存到", str(folder / name), kind)
    if not chosen:
        return None
    out = Path(chosen)
    suffix = Path(name).suffix
    if out.suffix.lower() != suffix:
        out = out.with_name(out.name + suffix)
    remembered.put("folder/out", str(out.parent))
    return out


def offer_to_open(remembered: Remembered, out: Path, what: str, parent: QWidget) -> None:
    """Say that a file has been written, and note it among the last ones."""
    note(remembered, out, what)
    box = QMessageBox(QMessageBox.Icon.Information, messages.TITLE, "<b>已写好</b>", parent=parent.window())
    box.setInformativeText(str(out))
    show = box.addButton("打开文件", QMessageBox.ButtonRole.AcceptRole)
    folder = box.addButton("打开所在文件夹", QMessageBox.ButtonRole.ActionRole)
    done = box.addButton("完成", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(done)
    box.exec()
    if box.clickedButton() is show:
        open_file(out)
    elif box.clickedButton() is folder:
        open_folder(out)


def open_file(file: Path) -> None:
    """With the program that the system has for it. Raises UserError when it has none."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
        raise UserError(f"没有打开“{file.name}”", "系统中没有能打开这种文件的程序", "请在文件夹中用合适的程序打开它")


def open_folder(file: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent))):
        raise UserError(f"没有打开文件夹“{file.parent}”", "系统没有可用的文件管理程序", "请自己打开这个文件夹")


# The last ones


def note(remembered: Remembered, file: Path, what: str) -> None:
    """`what` was done with it: 导出, 导入, 打印 …; the newest stands first."""
    rest = [one for one in recent(remembered) if one[0] != file.absolute()]
    _keep(remembered, [(file.absolute(), what), *rest][:MOST])


def recent(remembered: Remembered) -> list[tuple[Path, str]]:
    kept = remembered.get(RECENT, [])
    if not isinstance(kept, list):
        return []
    return [(Path(one[0]), str(one[1])) for one in kept if isinstance(one, list) and len(one) == 2]


def forget(remembered: Remembered, file: Path | None = None) -> None:
    """One of them, or all."""
    _keep(remembered, [one for one in recent(remembered) if file is not None and one[0] != file])


def still_there(remembered: Remembered, file: Path) -> Path:
    """The file; one that has gone is dropped from the list. Raises UserError saying so."""
    if not file.exists():
        forget(remembered, file)
        raise UserError(
            f"找不到“{file.name}”",
            f"它已不在“{file.parent}”，可能被移走、改名或删除，或者U盘没有插上",
            "已从“最近的文件”中去掉；需要时请重新导出或打印",
        )
    return file


def _keep(remembered: Remembered, files: list[tuple[Path, str]]) -> None:
    remembered.put(RECENT, [[str(file), what] for file, what in files])
