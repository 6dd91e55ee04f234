"""Looking at a PDF page by page: going to a page, zoom, printing through the system's dialog, saving, setting up anew."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QImage, QIntValidator, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QSizePolicy,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from app.errors import UserError
from app.whole_file import whole_file
from ui import messages, style
from ui.dialogs.buttons import fit
from ui.files import ask_where, offer_to_open, open_file, open_folder
from ui.icons import icon
from ui.remembered import Remembered

POINTS_PER_INCH = 72
PRINTED_DPI = 300
KEPT = 12  # page pictures; an A4 page at 150 % is about 4 MB
LEAST, MOST = 0.25, 4.0
SLACK = 0.01  # of the paper: sizes in points and in pixels are rounded


class Document:
    """Pages of a PDF as pictures. PDFium must not be called from two threads at once."""

    _lock = threading.Lock()

    def __init__(self, path: Path) -> None:
        import pypdfium2

        self.path = path
        # Read whole, so that the file may be replaced or deleted while it is looked at (Windows locks open files).
        self.content = path.read_bytes()
        self._pdf = pypdfium2.PdfDocument(self.content)
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
        self._fit: Callable[[], None] | None = self.fit_width  # followed when the window changes
        self.setObjectName("pages")
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

    def show_document(self, document: Document) -> None:
        """Other pages in the place of these, from the first on."""
        self._document = document
        self._pictures.clear()
        self._page = -1
        self.verticalScrollBar().setValue(0)
        (self._fit or self._measure)()
        self._scrolled()

    def zoom_by(self, factor: float) -> None:
        self._fit = None
        self._set_zoom(self._zoom * factor)

    def show_as_printed(self) -> None:
        self._fit = None
        self._set_zoom(1.0)

    def fit_width(self) -> None:
        self._fit = self.fit_width
        widest = max((width for width, _ in self._document.sizes), default=595)
        room = self.viewport().width() - 2 * self._gap
        # A wide screen should not blow a page up beyond what reads well.
        self._set_zoom(min(room / (widest * self._pixels()), 1.6))

    def fit_page(self) -> None:
        """All of the page on the screen."""
        self._fit = self.fit_page
        page = self.page
        width, height = self._document.sizes[page]
        wide, high = (room - 2 * self._gap for room in (self.viewport().width(), self.viewport().height()))
        self._set_zoom(min(wide / (width * self._pixels()), high / (height * self._pixels())))
        self.go_to(page)

    def go_to(self, page: int) -> None:
        """The page, or the one nearest to it that there is."""
        page = min(max(page, 0), len(self._document.sizes) - 1)
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
        (self._fit or self._measure)()

    def wheelEvent(self, event: Any) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)
        else:
            super().wheelEvent(event)


class Again(NamedTuple):
    """A further tool of the preview: what its button is called; `act` is True when the file was made anew."""

    text: str
    act: Callable[[PdfPreview], bool]
    picture: str = "settings"
    key: str = "Ctrl+U"


class PdfPreview(QDialog):
    """A window of its own size, remembered."""

    def __init__(
        self,
        path: Path,
        title: str,
        remembered: Remembered,
        parent: QWidget | None,
        *tools: Again,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{title} — 预览")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._title, self._remembered = title, remembered
        self.tools: dict[str, QAction] = {}
        self._saved: Path | None = None
        self.document = Document(path)
        self.pages = Pages(self.document)
        self._number, self._count, self._zoomed = QLineEdit(), QLabel(), QLabel()
        self._number.setAccessibleName("页码")
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number.setFixedWidth(style.em(3.6))
        self._number.setToolTip("输入页码后按回车（Ctrl+G）；第一页 Ctrl+Home，最后一页 Ctrl+End")
        self._number.returnPressed.connect(self._go_to_number)
        for label in (self._count, self._zoomed):
            label.setProperty("role", "secondary")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._zoomed.setMinimumWidth(style.em(3.4))
        self._bar = bar = QToolBar()
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setIconSize(QSize(style.em(1.3), style.em(1.3)))
        pages = self.pages
        self._worded: list[QAction] = [self._action("print", "打印", "Ctrl+P", self.print)]
        for tool in tools:
            self.tools[tool.text] = action = self._action(
                tool.picture, tool.text, tool.key, lambda act=tool.act: self._make_anew(act)
            )
            self._worded.append(action)
        self._worded.append(self._action("save", "另存为", "Ctrl+S", self.save_as))
        self._worded.append(self._action("open", "打开", "Ctrl+O", self._open_elsewhere))
        self._bar.widgetForAction(self._worded[-1]).setToolTip("用其他程序打开（Ctrl+O）")
        self._folder = self._action("directory", "文件夹", "Ctrl+Shift+O", self._open_folder)
        self._folder.setToolTip("打开另存的文件所在的文件夹（Ctrl+Shift+O）")
        self._folder.setEnabled(False)
        self._worded.append(self._folder)
        stretch = QWidget()
        stretch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(stretch)
        self._action("left", "上一页", "PgUp", lambda: pages.go_to(pages.page - 1), True)
        bar.addWidget(self._number)
        bar.addWidget(self._count)
        self._action("right", "下一页", "PgDown", lambda: pages.go_to(pages.page + 1), True)
        bar.addSeparator()
        self._action("zoom-out", "缩小", "Ctrl+-", lambda: pages.zoom_by(1 / 1.2), True)
        bar.addWidget(self._zoomed)
        self._action("zoom-in", "放大", "Ctrl+=", lambda: pages.zoom_by(1.2), True, also="Ctrl++")
        self._action("", "实际大小", "Ctrl+1", pages.show_as_printed)
        self._action("", "适合宽度", "Ctrl+2", pages.fit_width, also="Ctrl+0")
        self._action("", "整页", "Ctrl+3", pages.fit_page)
        for key, act in (
            ("Ctrl+G", self._choose_number),
            ("Ctrl+Home", lambda: pages.go_to(0)),
            ("Ctrl+End", lambda: pages.go_to(len(self.document.sizes) - 1)),
        ):
            self._key(key, act)
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
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            messages.inform(
                self,
                "这台电脑没有安装打印机",
                "请安装打印机后再打印；也可以按“另存为”（Ctrl+S）存成 PDF 文件，到有打印机的电脑上打印。",
            )
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self.prepare(printer)
        dialog = QPrintDialog(printer, self)
        options = QPrintDialog.PrintDialogOption
        for option in (options.PrintPageRange, options.PrintCurrentPage, options.PrintCollateCopies):
            dialog.setOption(option)
        dialog.setMinMax(1, len(self.document.sizes))
        if dialog.exec():
            Printing(self.document, printer, self.chosen(printer), self).run()

    def prepare(self, printer: Any) -> None:
        """The paper is that of the pages, which bring their own margins."""
        from PySide6.QtGui import QPageLayout, QPageSize

        printer.setDocName(self._title)
        width, height = self.document.sizes[0]
        lies = width > height
        size = QSizeF(min(width, height), max(width, height))
        printer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch))
        printer.setPageOrientation(QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait)
        printer.setFullPage(True)
        printer.setFromTo(1, len(self.document.sizes))

    def chosen(self, printer: Any) -> list[int]:
        """The pages that the dialog was asked for, in the order of printing; copies too where the printer makes none."""
        from PySide6.QtPrintSupport import QPrinter

        count = len(self.document.sizes)
        if printer.printRange() == QPrinter.PrintRange.CurrentPage:
            pages = [self.pages.page]
        else:
            first, last = printer.fromPage() or 1, printer.toPage() or count
            pages = list(range(max(first, 1) - 1, min(last, count)))
        if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
            pages.reverse()
        if printer.copyCount() > 1 and not printer.supportsMultipleCopies():
            if printer.collateCopies():
                return pages * int(printer.copyCount())
            return [page for page in pages for _ in range(printer.copyCount())]
        return pages

    def save_as(self) -> None:
        out = ask_where(self._remembered, self, self.document.path.name, "PDF 文件 (*.pdf)")
        if out is None:
            return
        try:
            with whole_file(out) as file:
                file.write(self.document.content)
        except UserError as error:
            messages.show_error(error, self)
            return
        self._saved = out
        self._folder.setEnabled(True)
        offer_to_open(self._remembered, out, "PDF", self)

    def _open_elsewhere(self) -> None:
        self._guarded(lambda: open_file(self._saved or self.document.path))

    def _open_folder(self) -> None:
        if self._saved is not None:
            saved = self._saved
            self._guarded(lambda: open_folder(saved))

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except UserError as error:
            messages.show_error(error, self)

    def _make_anew(self, act: Callable[[PdfPreview], bool]) -> None:
        if act(self):
            before, self.document = self.document, Document(self.document.path)
            self.pages.show_document(self.document)
            before.close()
            self._saved = None
            self._folder.setEnabled(False)
            self._say()

    def _choose_number(self) -> None:
        self._number.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._number.selectAll()

    def _go_to_number(self) -> None:
        if self._number.text():
            self.pages.go_to(int(self._number.text()) - 1)
        self._say()
        self.pages.setFocus()

    def _say(self) -> None:
        count = len(self.document.sizes)
        self._number.setText(str(self.pages.page + 1))
        self._number.setValidator(QIntValidator(1, count, self._number))
        self._count.setText(f" / {count}")
        self._zoomed.setText(f"{self.pages.zoom:.0%}")

    def _action(
        self, picture: str, text: str, key: str, act: Callable[[], None], icon_only: bool = False, also: str = ""
    ) -> QAction:
        action = QAction(text, self)
        if picture:
            action.setIcon(icon(picture))
        action.setShortcuts([QKeySequence(each) for each in (key, also) if each])
        action.setToolTip(f"{text}（{action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)}）")
        action.triggered.connect(lambda _=False: act())
        self._bar.addAction(action)
        button: Any = self._bar.widgetForAction(action)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if icon_only:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return action

    def _key(self, key: str, act: Callable[[], None]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _=False: act())
        self.addAction(action)

    def _fit_bar(self) -> None:
        """Where not all fits, the tools keep only their pictures."""
        styles = Qt.ToolButtonStyle
        for look in (styles.ToolButtonTextBesideIcon, styles.ToolButtonIconOnly):
            for action in self._worded:
                self._bar.widgetForAction(action).setToolButtonStyle(look)  # type: ignore[attr-defined]
            if self._bar.sizeHint().width() + style.em(1.4) <= self.width():
                return

    # Overrides of Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bar()

    def done(self, result: int) -> None:
        self._remembered.put_bytes("window/preview", self.saveGeometry())
        super().done(result)
        self.document.close()


class Printing(QDialog):
    """Paints pages one after another, so that the window lives and printing can be stopped between two pages."""

    def __init__(self, document: Document, printer: Any, pages: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("正在打印")
        self.setModal(True)
        self.setMinimumWidth(style.em(24))
        self._document, self._printer, self._pages = document, printer, list(pages)
        self._painter: QPainter | None = None
        self._done = 0
        self._said = QLabel()
        self._shown = QProgressBar()
        self._shown.setTextVisible(False)
        self._shown.setRange(0, len(self._pages))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(style.em(0.6))
        for widget in (self._said, self._shown, buttons):
            layout.addWidget(widget)

    def run(self) -> bool:
        """False when it was stopped, or the printer would not take the pages (which has been shown)."""
        self._painter = QPainter()
        if not self._painter.begin(self._printer):
            messages.show_error(
                UserError("没有打印", "打印机没有响应", "请检查打印机是否开机、连好、有纸，然后重试"),
                self.parentWidget(),
            )
            return False
        self._say()
        QTimer.singleShot(0, self, self._next)
        return self.exec() == QDialog.DialogCode.Accepted

    def _next(self) -> None:
        if self._painter is None:  # stopped
            return
        if self._done:
            self._printer.newPage()
        self._paint(self._pages[self._done])
        self._done += 1
        self._say()
        if self._done < len(self._pages):
            QTimer.singleShot(0, self, self._next)
            return
        self._painter.end()
        self._painter = None
        self.accept()

    def _say(self) -> None:
        self._said.setText(f"第 {min(self._done + 1, len(self._pages)):,} 页，共 {len(self._pages):,} 页")
        self._shown.setValue(self._done)

    def _paint(self, page: int) -> None:
        """At its true size, as its margins are part of it; smaller where the paper is."""
        assert self._painter is not None
        width, height = self._document.sizes[page]
        image = self._document.picture(page, PRINTED_DPI / POINTS_PER_INCH)
        scale = self._printer.resolution() / POINTS_PER_INCH
        paper = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        scale *= min(1.0, paper.width() / (width * scale) + SLACK, paper.height() / (height * scale) + SLACK)
        self._painter.drawImage(QRectF(0, 0, width * scale, height * scale), image)

    # Overrides of Qt

    def reject(self) -> None:
        """Stopped: what has not gone to the printer is dropped."""
        if self._painter is not None:
            self._printer.abort()
            self._painter.end()
            self._painter = None
        super().reject()


def show_pdf(
    path: Path,
    title: str,
    remembered: Remembered,
    parent: QWidget | None,
    *tools: Again,
) -> None:
    PdfPreview(path, title, remembered, parent, *tools).exec()
