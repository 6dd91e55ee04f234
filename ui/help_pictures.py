"""Takes the pictures of the help pages anew: `python -m ui.help_pictures HOME`, HOME with the demonstration county."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from app.paths import RESOURCES, Home

WIDTH, HEIGHT = 1366, 768
SHOWN = 1000  # pixels of width in the file


def take(home: Home, folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui import style
    from ui.dialogs.exporting import run_on_rows
    from ui.import_wizard.wizard import ImportWizard
    from ui.main import make_application, open_database
    from ui.screenshots import _wait, _window

    style.apply(make_application())
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as scratch:
        with _window(open_database(home), Path(scratch) / "window.ini", WIDTH, HEIGHT) as window:
            window.statusBar().hide()  # says where the files of this desk are
            window.show_module("litigation")
            window.page.ledger.table.selectRow(0)
            _wait()
            _save(window, folder / "window.png")
            window.page.new_record()
            _wait()
            _save(window, folder / "form.png")
            window.page.pane.clear()
            workbook, page = Path(scratch) / "行政诉讼案件台账.xlsx", window.page.ledger
            run_on_rows("export", "正在导出", home, page, page.model.ids[:20], workbook, ["--unmasked"])
            _spoil(workbook)
            other = Home(Path(scratch) / "other")
            open_database(other).close()
            dialog = ImportWizard(other, workbook, window)
            dialog.show()
            while dialog.is_working:
                _wait(50)
            if dialog.values.has_questions:  # units that this county's directory does not have
                dialog.next.click()
                while dialog.is_working:
                    _wait(50)
            _wait(60)
            _save(dialog, folder / "import.png")
            dialog.close()


def _save(widget: object, file: Path) -> None:
    from PySide6.QtCore import Qt

    picture = widget.grab().toImage()  # type: ignore[attr-defined]
    if picture.width() > SHOWN:
        picture = picture.scaledToWidth(SHOWN, Qt.TransformationMode.SmoothTransformation)
    picture.save(str(file), "PNG", 0)


def _spoil(workbook: Path) -> None:
    """One date that cannot be, so that the picture shows how an error is told."""
    from openpyxl import load_workbook

    book = load_workbook(workbook)
    sheet = book.worksheets[0]
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "立案日期")
    sheet.cell(at.row + 3, at.column, "2026年13月5日")
    book.save(workbook)


if __name__ == "__main__":
    take(Home(Path(sys.argv[1])), RESOURCES / "help")
