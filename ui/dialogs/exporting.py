"""Asking which rows go into a file, and sending a ledger to Excel or to paper."""

from __future__ import annotations

import tempfile
from array import array
from datetime import date
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFileDialog,
    QLabel,
    QMessageBox,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.records import RECORDS
from app.paths import Home
from ui import jobs, messages, style
from ui.dialogs.buttons import accept_and_cancel
from ui.dialogs.preview import show_pdf
from ui.ledger_page import LedgerPage
from ui.remembered import Remembered


class RowsDialog(QDialog):
    """All rows, the filtered ones or the selected ones; masked or not."""

    def __init__(self, title: str, accept: str, page: LedgerPage, *, masking: bool, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(style.em(26))
        about = RECORDS[page.record].about
        said = QLabel(about.label)
        said.setProperty("role", "title")
        listed, chosen = page.model.ids, page.table.selected_ids()
        self._choices: list[tuple[QRadioButton, array[int] | None]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.6))
        layout.addWidget(said)
        layout.addSpacing(style.em(0.3))
        group = QButtonGroup(self)
        narrowed = page.filter_bar.is_narrowing
        for text, ids, offered in (
            ("全部记录（不含作废）", None, True),
            (f"当前查找和筛选出的 {len(listed):,} 条", listed, narrowed and len(listed) > 0),
            (f"选中的 {len(chosen):,} 条", chosen, len(chosen) > 0),
        ):
            button = QRadioButton(text)
            button.setEnabled(offered)
            group.addButton(button)
            self._choices.append((button, ids))
            layout.addWidget(button)
        first = 2 if len(chosen) > 1 else 1 if narrowed and listed else 0
        self._choices[first][0].setChecked(True)
        self._masked = QCheckBox("遮盖身份证号和电话的中间几位")
        self._masked.setToolTip("给外单位的表一般要遮盖；要改后再导回来的不要遮盖")
        self._masked.setVisible(masking and any(f.mask for f in RECORDS[page.record].fields().values()))
        layout.addSpacing(style.em(0.4))
        layout.addWidget(self._masked)
        buttons, _ = accept_and_cancel(self, accept)
        layout.addSpacing(style.em(0.6))
        layout.addWidget(buttons)

    @property
    def ids(self) -> array[int] | None:
        """The rows to write; None for the whole ledger."""
        return next(ids for button, ids in self._choices if button.isChecked())

    @property
    def masked(self) -> bool:
        return self._masked.isChecked()


def export_ledger(home: Home, remembered: Remembered, page: LedgerPage) -> None:
    dialog = RowsDialog("导出到 Excel", "选择位置并导出", page, masking=True, parent=page.window())
    if not dialog.exec():
        return
    out = ask_where(
        remembered, page, f"{RECORDS[page.record].about.label}_{date.today():%Y%m%d}.xlsx", "Excel 工作簿 (*.xlsx)"
    )
    if out is None:
        return
    options = [] if dialog.masked else ["--unmasked"]
    if run_on_rows("export", "正在导出", home, page, dialog.ids, out, options):
        _offer_to_open(out, page)


def write_template(home: Home, remembered: Remembered, page: LedgerPage) -> None:
    """An empty ledger to be filled in elsewhere and imported."""
    about = RECORDS[page.record].about
    out = ask_where(remembered, page, f"{about.label}_空白表.xlsx", "Excel 工作簿 (*.xlsx)")
    if out is None:
        return
    try:
        if jobs.run_command("正在写空白表", home, ["template", page.record, str(out)], page.window()) is not None:
            _offer_to_open(out, page)
    except Exception as error:
        messages.show_error(error, page)


def print_ledger(home: Home, remembered: Remembered, page: LedgerPage) -> None:
    dialog = RowsDialog("打印台账", "预览", page, masking=False, parent=page.window())
    if not dialog.exec():
        return
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        label = RECORDS[page.record].about.label
        out = Path(folder) / f"{label}.pdf"
        options = ["--columns", ",".join(page.columns.names)]
        if run_on_rows("print", "正在排版", home, page, dialog.ids, out, options):
            show_pdf(out, label, remembered, page.window())


def run_on_rows(
    command: str, says: str, home: Home, page: LedgerPage, ids: array[int] | None, out: Path, options: list[str]
) -> bool:
    """True when the file is there; an error has been shown otherwise."""
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        arguments = [command, page.record, str(out), *options]
        sort = page.columns.sort
        if sort:
            arguments += [f"--sort={','.join(sort)}"]
        if ids is not None:
            arguments += jobs.ids_in(Path(folder), ids)
        try:
            return jobs.run_command(says, home, arguments, page.window()) is not None
        except Exception as error:  # whatever the child ended with is shown in one place
            messages.show_error(error, page)
            return False


def ask_where(remembered: Remembered, parent: QWidget, name: str, kind: str) -> Path | None:
    """A file to write; begins in the folder used last."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(remembered.get("folder/out", "") or documents)
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


def _offer_to_open(out: Path, parent: QWidget) -> None:
    box = QMessageBox(QMessageBox.Icon.Information, messages.TITLE, "<b>已写好</b>", parent=parent.window())
    box.setInformativeText(str(out))
    show = box.addButton("打开文件", QMessageBox.ButtonRole.AcceptRole)
    folder = box.addButton("打开所在文件夹", QMessageBox.ButtonRole.ActionRole)
    done = box.addButton("完成", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(done)
    box.exec()
    if box.clickedButton() is show:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(out)))
    elif box.clickedButton() is folder:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(out.parent)))
