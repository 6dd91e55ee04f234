"""Looking at a PDF page by page: zoom, print, save."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QImage, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from app.errors import UserError
from app.whole_file import whole_file
from ui import messages, style
from ui.dialogs.buttons import fit
from ui.icons import icon
from ui.remembered import Remembered

POINTS_PER_INCH = 72
PRINTED_DPI = 300
KEPT = 12  # page pictures; an A4 page at 150 % is about 4 MB
LEAST, MOST = 0.25, 4.0


class Document:
    """Pages of a PDF as pictures. PDFium must not be called from two threads at once."""

    _lock = threading.Lock()

    def __init__(self, path: Path) -> None:
        import pypdfium2

        self.path = path
        # Read whole, so that the file may be replaced or deleted while it is looked at (Windows locks open files).
        self._pdf = pypdfium2.PdfDocument(path.read_bytes())
        self.sizes = [self._pdf.get_page_size(page) for page in range(len(self._pdf))]

    def picture(self, page: int, scale: float) -> QImage:
        """`scale` is pixels per point."""
        with self._lock:
            bitmap = self._pdf[page].render(scale=scale)
            if bitmap.format == 2:  # BGR, three bytes
                image = QImage(
                    bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_BGR888
                ).copy()
            else:
                image = QImage(
                    bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
                ).copy()
            bitmap.close()
        return image

    def close(self) -> None:
        with self._lock:
            self._pdf.close()


class Pages(QAbstractScrollArea):
    """Pages one below the other; only those in sight are drawn."""

    page_changed = Signal(int)
    zoom_changed = Signal(float)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._zoom = 1.0  # 1.0 is the size on paper
        self._fit = True
        self._pictures: OrderedDict[tuple[int, float], QImage] = OrderedDict()
        self._gap = style.em(0.9)
        self._page = -1
        self.setAccessibleName("预览")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Always there: fitting the width must not make it come and go.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._scrolled())

    @property
    def zoom(self) -> float:
        return self._zoom

    def zoom_by(self, factor: float) -> None:
        self._fit = False
        self._set_zoom(self._zoom * factor)

    def fit_width(self) -> None:
        self._fit = True
        widest = max((width for width, _ in self._document.sizes), default=595)
        room = self.viewport().width() - 2 * self._gap
        # A wide screen should not blow a page up beyond what reads well.
        self._set_zoom(min(room / (widest * self._pixels()), 1.6))

    def go_to(self, page: int) -> None:
        if 0 <= page < len(self._document.sizes):
            self.verticalScrollBar().setValue(self._places()[page].top() - self._gap)

    @property
    def page(self) -> int:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        places = self._places()
        return next((n for n, place in enumerate(places) if place.bottom() >= middle), len(places) - 1)

    def _pixels(self) -> float:
        """Pixels per point at 100 %."""
        return self.logicalDpiX() / POINTS_PER_INCH

    def _set_zoom(self, zoom: float) -> None:
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum() + bar.pageStep())
        self._zoom = min(MOST, max(LEAST, zoom))
        self._pictures.clear()
        self._measure()
        bar.setValue(round(share * (bar.maximum() + bar.pageStep())))
        self.viewport().update()
        self.zoom_changed.emit(self._zoom)

    def _places(self) -> list[QRect]:
        scale = self._zoom * self._pixels()
        top, places = self._gap, []
        room = self.viewport().width()
        for width, height in self._document.sizes:
            size = QSize(round(width * scale), round(height * scale))
            left = max(self._gap, (room - size.width()) // 2)
            places.append(QRect(left, top, size.width(), size.height()))
            top += size.height() + self._gap
        return places

    def _measure(self) -> None:
        places = self._places()
        total = places[-1].bottom() + self._gap if places else 0
        widest = max((place.width() for place in places), default=0) + 2 * self._gap
        view = self.viewport().size()
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(style.em(3))
        self.verticalScrollBar().setRange(0, max(0, total - view.height()))
        self.horizontalScrollBar().setPageStep(view.width())
        self.horizontalScrollBar().setRange(0, max(0, widest - view.width()))

    def _picture(self, page: int) -> QImage:
        ratio = self.devicePixelRatioF()
        key = (page, ratio)
        if key not in self._pictures:
            if len(self._pictures) >= KEPT:
                self._pictures.popitem(last=False)
            image = self._document.picture(page, self._zoom * self._pixels() * ratio)
            image.setDevicePixelRatio(ratio)
            self._pictures[key] = image
        self._pictures.move_to_end(key)
        return self._pictures[key]

    def _scrolled(self) -> None:
        self.viewport().update()
        if self.page != self._page:
            self._page = self.page
            self.page_changed.emit(self._page)

    # Overrides of Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), style.color("line"))
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        seen = event.rect().translated(left, top)
        for page, place in enumerate(self._places()):
            if place.intersects(seen):
                at = place.translated(-left, -top)
                painter.fillRect(at.adjusted(-1, -1, 1, 1), style.color("line_strong"))
                painter.drawImage(at.topLeft(), self._picture(page))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit:
            self.fit_width()
        else:
            self._measure()

    def wheelEvent(self, event: Any) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)
        else:
            super().wheelEvent(event)


class PdfPreview(QDialog):
    """A window of its own size, remembered."""

    def __init__(self, path: Path, title: str, remembered: Remembered, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{title} — 预览")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._title, self._remembered = title, remembered
        self.document = Document(path)
        self.pages = Pages(self.document)
        self._where, self._zoomed = QLabel(), QLabel()
        for label in (self._where, self._zoomed):
            label.setProperty("role", "secondary")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMinimumWidth(style.em(4))
        bar = QToolBar()
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setIconSize(QSize(style.em(1.3), style.em(1.3)))
        self._action(bar, "print", "打印", "Ctrl+P", self.print)
        self._action(bar, "save", "另存为", "Ctrl+S", self.save_as)
        self._action(bar, "open", "用其他程序打开", "Ctrl+O", self._open_elsewhere)
        stretch = QWidget()
        stretch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(stretch)
        self._action(bar, "left", "上一页", "PgUp", lambda: self.pages.go_to(self.pages.page - 1), icon_only=True)
        bar.addWidget(self._where)
        self._action(bar, "right", "下一页", "PgDown", lambda: self.pages.go_to(self.pages.page + 1), icon_only=True)
        bar.addSeparator()
        self._action(bar, "zoom-out", "缩小", QKeySequence.StandardKey.ZoomOut, lambda: self._zoom(1 / 1.2), True)
        bar.addWidget(self._zoomed)
        self._action(bar, "zoom-in", "放大", QKeySequence.StandardKey.ZoomIn, lambda: self._zoom(1.2), True)
        self._action(bar, "", "适合宽度", "Ctrl+0", self.pages.fit_width)
        header = QWidget()
        header.setObjectName("header")
        above = QHBoxLayout(header)
        above.setContentsMargins(style.em(0.6), style.em(0.4), style.em(0.6), style.em(0.4))
        above.addWidget(bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self.pages, 1)
        self.pages.page_changed.connect(lambda _: self._say())
        self.pages.zoom_changed.connect(lambda _: self._say())
        fit(self, parent, 76, 64)
        self.restoreGeometry(remembered.bytes("window/preview"))
        self.pages.setFocus()
        self._say()

    def print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._title)
        width, height = self.document.sizes[0]
        from PySide6.QtGui import QPageLayout

        printer.setPageOrientation(
            QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
        )
        printer.setFullPage(True)
        printer.setFromTo(1, len(self.document.sizes))
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        if dialog.exec():
            self.paint_on(printer, printer.fromPage() or 1, printer.toPage() or len(self.document.sizes))

    def paint_on(self, printer: Any, first: int, last: int) -> None:
        """Pages at their true size: the margins are part of the page."""
        painter = QPainter(printer)
        for page in range(first - 1, last):
            if page > first - 1:
                printer.newPage()
            width, height = self.document.sizes[page]
            image = self.document.picture(page, PRINTED_DPI / POINTS_PER_INCH)
            scale = printer.resolution() / POINTS_PER_INCH
            painter.drawImage(QRectF(0, 0, width * scale, height * scale), image)
        painter.end()

    def save_as(self) -> None:
        folder = Path(self._remembered.get("folder/out", "") or Path.home())
        chosen, _ = QFileDialog.getSaveFileName(self, "另存为", str(folder / f"{self._title}.pdf"), "PDF 文件 (*.pdf)")
        if not chosen:
            return
        out = Path(chosen) if chosen.lower().endswith(".pdf") else Path(chosen + ".pdf")
        try:
            with whole_file(out) as file:
                file.write(self.document.path.read_bytes())
        except UserError as error:
            messages.show_error(error, self)
            return
        self._remembered.put("folder/out", str(out.parent))

    def _open_elsewhere(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.document.path)))

    def _zoom(self, factor: float) -> None:
        self.pages.zoom_by(factor)

    def _say(self) -> None:
        self._where.setText(f"{self.pages.page + 1} / {len(self.document.sizes)}")
        self._zoomed.setText(f"{self.pages.zoom:.0%}")

    def _action(self, bar: QToolBar, name: str, text: str, key: Any, act: Any, icon_only: bool = False) -> None:
        action = QAction(icon(name) if name else icon("pane"), text, self)
        action.setShortcut(QKeySequence(key))
        action.setToolTip(f"{text}（{action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)}）")
        action.triggered.connect(lambda _=False: act())
        bar.addAction(action)
        if icon_only:
            bar.widgetForAction(action).setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        elif not name:
            bar.widgetForAction(action).setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)

    # Overrides of Qt

    def done(self, result: int) -> None:
        self._remembered.put_bytes("window/preview", self.saveGeometry())
        super().done(result)
        self.document.close()


def show_pdf(path: Path, title: str, remembered: Remembered, parent: QWidget | None) -> None:
    PdfPreview(path, title, remembered, parent).exec()
