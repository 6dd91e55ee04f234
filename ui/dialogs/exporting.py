"""Asking which rows go into a file, and sending a ledger to Excel or to paper."""

from __future__ import annotations

import tempfile
from array import array
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.domain.records import RECORDS
from app.paths import Home
from ui import jobs, messages, style
from ui.dialogs.buttons import accept_and_cancel
from ui.dialogs.preview import Again, show_pdf
from ui.files import ask_where, offer_to_open
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
        buttons, self._accept = accept_and_cancel(self, accept)
        layout.addSpacing(style.em(0.6))
        layout.addWidget(buttons)

    @property
    def ids(self) -> array[int] | None:
        """The rows to write; None for the whole ledger."""
        return next(ids for button, ids in self._choices if button.isChecked())

    @property
    def masked(self) -> bool:
        return self._masked.isChecked()


class PrintDialog(RowsDialog):
    """Which rows, and how the pages are set up."""

    def __init__(self, db: Database, page: LedgerPage) -> None:
        super().__init__("打印台账", "预览", page, masking=False, parent=page.window())
        self._db, self._page = db, page
        self._set = QLabel()
        self._set.setProperty("role", "secondary")
        self._set.setWordWrap(True)
        change = QPushButton("页面设置(&U)…")
        change.setAutoDefault(False)
        change.clicked.connect(self._set_up)
        row = QHBoxLayout()
        row.addWidget(self._set, 1)
        row.addWidget(change)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(layout.count() - 1, row)
        layout.insertSpacing(layout.count() - 1, style.em(0.4))
        self.setMinimumWidth(style.em(32))
        self._say()

    def _set_up(self) -> None:
        if set_up(self._db, self._page, self):
            self._say()

    def _say(self) -> None:
        from app.services.notices.page_setup import kept

        self._set.setText(kept(self._db, self._page.record).said)


def set_up(db: Database, page: LedgerPage, parent: QWidget) -> bool:
    from ui.dialogs.page_setup import PageSetupDialog

    return bool(PageSetupDialog(db, page.record, page.columns.names, parent).exec())


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
        offer_to_open(remembered, out, "导出", page)


def write_template(home: Home, remembered: Remembered, page: LedgerPage) -> None:
    """An empty ledger to be filled in elsewhere and imported."""
    about = RECORDS[page.record].about
    out = ask_where(remembered, page, f"{about.label}_空白表.xlsx", "Excel 工作簿 (*.xlsx)")
    if out is None:
        return
    try:
        if jobs.run_command("正在写空白表", home, ["template", page.record, str(out)], page.window()) is not None:
            offer_to_open(remembered, out, "空白表", page)
    except Exception as error:
        messages.show_error(error, page)


def print_ledger(db: Database, remembered: Remembered, page: LedgerPage) -> None:
    """The rows, then their pages; from there the set-up can be changed and the pages are made again."""
    dialog = PrintDialog(db, page)
    if not dialog.exec():
        return
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        label = RECORDS[page.record].about.label
        out = Path(folder) / f"{label}_{date.today():%Y%m%d}.pdf"

        def lay_out() -> bool:
            return run_on_rows("print", "正在排版", db.home, page, dialog.ids, out, columns_option(db, page))

        if lay_out():
            again = Again("页面设置", lambda parent: set_up(db, page, parent) and lay_out())
            show_pdf(out, label, remembered, page.window(), again)


def columns_option(db: Database, page: LedgerPage) -> list[str]:
    """Those chosen for printing, or those on the screen."""
    from app.services.notices.page_setup import kept

    return ["--columns", ",".join(kept(db, page.record).columns or page.columns.names)]


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
