"""Dialogs of the window: what goes into a file, the plan of an import, the pages of a PDF, the reason for voiding."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.data import queries
from app.data.database import Database
from app.data.queries import Query
from app.paths import Home
from ui.columns import ColumnsDialog
from ui.dialogs import preview as preview_module
from ui.dialogs.page_setup import PageSetupDialog
from ui.dialogs.preview import Again, Document, PdfPreview, Printing
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.small import VoidDialog
from ui.remembered import Remembered


def a_pdf(path: Path, pages: int = 3) -> Path:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(595, 842))
    for page in range(pages):
        canvas.drawString(100, 700, f"page {page + 1}")
        canvas.showPage()
    canvas.save()
    return path


def button(dialog: Any, text: str) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if text in b.text())


def test_pages_of_a_pdf_are_shown_and_may_be_zoomed(tmp_path: Path, home: Home, qtbot: QtBot, styled: object) -> None:
    preview = PdfPreview(a_pdf(tmp_path / "a.pdf"), "文书", Remembered(home.window), None)
    qtbot.addWidget(preview)
    preview.show()
    assert (preview._number.text(), preview._count.text()) == ("1", " / 3")
    preview.pages.go_to(2)
    assert preview._number.text() == "3"
    before = preview.pages.zoom
    preview.pages.zoom_by(2)
    assert preview.pages.zoom == pytest.approx(min(before * 2, 4))
    preview.close()


def test_the_file_of_a_preview_may_be_deleted_meanwhile(tmp_path: Path) -> None:
    file = a_pdf(tmp_path / "a.pdf")
    document = Document(file)
    file.unlink()
    image = document.picture(2, 1.0)
    assert (image.width(), image.height()) == (595, 842)
    assert image.format() in (QImage.Format.Format_BGR888, QImage.Format.Format_RGB32)
    document.close()


def test_printing_paints_the_pages_asked_for(tmp_path: Path, home: Home, qtbot: QtBot, styled: object) -> None:
    from PySide6.QtPrintSupport import QPrinter

    preview = PdfPreview(a_pdf(tmp_path / "a.pdf"), "文书", Remembered(home.window), None)
    qtbot.addWidget(preview)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setFullPage(True)
    printer.setFromTo(2, 3)
    assert Printing(preview.document, printer, preview.chosen(printer), preview).run()
    out = Document(tmp_path / "out.pdf")
    assert len(out.sizes) == 2
    out.close()
    preview.reject()


def test_voiding_without_a_reason_is_not_offered(qtbot: QtBot, styled: object) -> None:
    dialog = VoidDialog("这条记录", None)
    qtbot.addWidget(dialog)
    assert not button(dialog, "作废").isEnabled()
    dialog._reason.setText("重复")
    assert button(dialog, "作废").isEnabled()


def test_a_changed_setting_is_written_and_the_others_are_left(db: Database, qtbot: QtBot, styled: object) -> None:
    dialog = SettingsDialog(db, None)
    qtbot.addWidget(dialog)
    dialog._editors["postcode"].set_value("233500")
    dialog.accept()
    assert db.setting("postcode") == "233500"
    assert db.setting("county")  # what was not touched is as it was


def test_columns_are_taken_as_ticked_and_ordered(qtbot: QtBot, styled: object) -> None:
    dialog = ColumnsDialog("unit", ("name", "phone"), None)
    qtbot.addWidget(dialog)
    assert dialog.chosen() == ("name", "phone")
    dialog._move(1)
    assert dialog.chosen() == ("phone", "name")
    dialog._list.item(2).setCheckState(Qt.CheckState.Checked)
    assert len(dialog.chosen()) == 3


def test_selected_rows_are_exported_in_their_order(db: Database, home: Home, tmp_path: Path, qtbot: QtBot) -> None:
    """The ids go to the child process in a file; more would not fit on a command line."""
    from ui.jobs import Command, ids_in

    chosen = queries.ids(db, Query("unit"))[5:2:-1]
    command = Command(home, ["export", "unit", str(tmp_path / "x.xlsx"), *ids_in(tmp_path, array("q", chosen))])
    with qtbot.waitSignal(command.finished, timeout=30_000):
        command.start()
    import openpyxl

    text = [cell for row in openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0].values for cell in row]
    names = [row[0] for row in queries.page(db, "unit", chosen, ("name",))]
    places = [text.index(name) for name in names]
    assert places == sorted(places)


def test_every_key_of_the_preview_does_what_it_says(
    tmp_path: Path, home: Home, qtbot: QtBot, styled: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_pdf(tmp_path / "a.pdf", 5)
    asked: list[str] = []

    def anew(_: object) -> bool:
        asked.append("anew")
        a_pdf(path, 2)
        return True

    preview = PdfPreview(path, "台账", Remembered(home.window), None, Again("页面设置", anew))
    qtbot.addWidget(preview)
    monkeypatch.setattr(preview_module, "open_file", lambda file: asked.append(file.name))
    monkeypatch.setattr(preview_module, "open_folder", lambda file: asked.append(file.parent.name))
    monkeypatch.setattr(preview_module, "offer_to_open", lambda *_: asked.append("saved"))
    monkeypatch.setattr(preview_module, "ask_where", lambda *_: tmp_path / "out.pdf")
    preview.resize(900, 600)
    preview.show()
    preview.activateWindow()
    qtbot.waitUntil(preview.isActiveWindow)
    key, control = Qt.Key, Qt.KeyboardModifier.ControlModifier

    def press(code: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(preview.pages, code, modifiers)

    press(key.Key_PageDown)
    assert preview._number.text() == "2"
    press(key.Key_End, control)
    assert preview._number.text() == "5"
    press(key.Key_PageUp)
    assert preview._number.text() == "4"
    press(key.Key_Home, control)
    assert preview._number.text() == "1"
    press(key.Key_G, control)
    assert preview.focusWidget() is preview._number
    qtbot.keyClicks(preview._number, "3")
    qtbot.keyClick(preview._number, key.Key_Return)
    assert (preview._number.text(), preview.focusWidget()) == ("3", preview.pages)
    press(key.Key_1, control)
    assert preview.pages.zoom == 1.0
    press(key.Key_Equal, control)
    assert preview.pages.zoom == pytest.approx(1.2)
    press(key.Key_Minus, control)
    assert preview.pages.zoom == pytest.approx(1.0)
    press(key.Key_3, control)
    room, scale = preview.pages.viewport().height(), preview.pages.zoom * preview.pages._pixels()
    assert 0.9 * room < 842 * scale <= room and preview._number.text() == "3"
    press(key.Key_2, control)
    assert 595 * preview.pages.zoom * preview.pages._pixels() > 700
    assert not preview._folder.isEnabled()
    press(key.Key_S, control)
    assert (tmp_path / "out.pdf").read_bytes() == path.read_bytes()
    press(key.Key_O, control)
    press(key.Key_O, control | Qt.KeyboardModifier.ShiftModifier)
    press(key.Key_U, control)
    assert asked == ["saved", "out.pdf", tmp_path.name, "anew"]
    assert (preview._number.text(), preview._count.text()) == ("1", " / 2")
    preview.reject()


def test_printing_can_be_stopped_and_makes_the_copies_that_the_printer_does_not(
    tmp_path: Path, home: Home, qtbot: QtBot, styled: object
) -> None:
    from PySide6.QtPrintSupport import QPrinter

    preview = PdfPreview(a_pdf(tmp_path / "a.pdf", 3), "文书", Remembered(home.window), None)
    qtbot.addWidget(preview)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    preview.prepare(printer)
    printer.setCopyCount(2)
    printer.setCollateCopies(True)
    expected = [0, 1, 2] if printer.supportsMultipleCopies() else [0, 1, 2, 0, 1, 2]
    assert preview.chosen(printer) == expected
    printing = Printing(preview.document, printer, range(3), preview)
    QTimer.singleShot(0, printing, printing.reject)
    assert not printing.run()
    preview.reject()


def test_page_set_up_is_shown_as_kept_and_kept_as_shown(db: Database, qtbot: QtBot, styled: object) -> None:
    from app.services.notices.page_setup import PageSetup, keep, kept

    keep(db, "unit", PageSetup("A3", True, (11, 12, 13, 14), 8.5, ("name",)))
    dialog = PageSetupDialog(db, "unit", ("name", "kind"), None)
    qtbot.addWidget(dialog)
    assert dialog.setup == kept(db, "unit")
    dialog.landscape.click()
    dialog.as_listed.click()
    dialog.margins[0].setValue(30)
    dialog.accept()
    assert kept(db, "unit") == PageSetup("A3", False, (30, 12, 13, 14), 8.5, None)
    qtbot.mouseClick(button(PageSetupDialog(db, "unit", ("name",), None), "恢复默认"), Qt.MouseButton.LeftButton)
