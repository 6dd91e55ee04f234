"""The help window: contents and search at the left, the page at the right; F1 opens it where the person is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QAction, QFontMetrics, QImage, QKeySequence, QPainter, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTextBrowser,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.records import RECORDS
from app.services import help_pages
from app.services.help_pages import Page
from ui import style
from ui.dialogs.buttons import fit
from ui.icons import icon

PAGE, EXCERPT = (Qt.ItemDataRole.UserRole + n for n in (1, 2))
PICTURE = 48  # em, at most
SCHEME = "page:"  # a link to another page, for the browser's own history
SHEET = """
body {{ color: {text}; }}
h1 {{ font-size: 145%; font-weight: normal; color: {text}; margin: 0 0 0.5em 0; }}
h2 {{ font-size: 108%; color: {brand_dark}; margin: 1.2em 0 0.4em 0; }}
h3 {{ font-size: 100%; color: {secondary}; margin: 0.9em 0 0.3em 0; }}
p, li {{ line-height: 115%; margin: 0.35em 0; }}
.picture {{ line-height: 100%; }}
.caption {{ color: {secondary}; }}
a {{ color: {brand}; text-decoration: none; }}
code {{ background-color: {head}; color: {text}; }}
table {{ border-color: {line}; border-style: solid; border-collapse: collapse; margin: 0.3em 0; }}
th {{ background-color: {head}; color: {secondary}; font-weight: normal; }}
td {{ vertical-align: top; }}
"""


class HelpWindow(QDialog):
    """One window for all pages; it stays beside the work and remembers where it was."""

    def __init__(self, keys: list[tuple[str, str]], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("帮助")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._pages = help_pages.pages(keys)
        self._by_id = {page.id: page for page in self._pages}
        self._items: dict[str, QTreeWidgetItem] = {}
        self.browser = Browser(self._by_id, self)
        self.browser.sourceChanged.connect(self._shown)
        self._back = _turn("left", "后退", QKeySequence.StandardKey.Back, self.browser.backward)
        self._forward = _turn("right", "前进", QKeySequence.StandardKey.Forward, self.browser.forward)
        self.browser.backwardAvailable.connect(self._back.setEnabled)
        self.browser.forwardAvailable.connect(self._forward.setEnabled)
        self.search = QLineEdit()
        self.search.setAccessibleName("在帮助中查找")
        self.search.setPlaceholderText("查找（Ctrl+F）")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._open_first)
        self.contents = self._make_contents()
        self.results = QListWidget()
        self.results.setAccessibleName("查找结果")
        self.results.setItemDelegate(ResultItems(self.results))
        self.results.itemActivated.connect(self._open_result)
        self.results.itemClicked.connect(self._open_result)
        self._nothing = QLabel("没有找到。可以换一个词，或少输几个字。")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(*[style.em(0.8)] * 4)
        self._nothing.setProperty("role", "secondary")
        self._left = QStackedWidget()
        for widget in (self.contents, self.results, self._nothing):
            self._left.addWidget(widget)
        self._lay_out()
        focus = QAction(self)
        focus.setShortcut(QKeySequence.StandardKey.Find)
        focus.triggered.connect(lambda: (self.search.setFocus(), self.search.selectAll()))
        self.addAction(focus)
        self.browser.setFocus()  # the keys scroll at once
        self.open_page(self._pages[0].id)

    def open_page(self, id: str, anchor: str = "") -> None:
        if id not in self._by_id:
            id = self._pages[0].id
        self.browser.setSource(QUrl(SCHEME + id + (f"#{anchor}" if anchor else "")))

    @property
    def page(self) -> Page:
        return self._by_id[_page_of(self.browser.source())]

    # Parts

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(style.em(0.2))
        row.addWidget(self._back)
        row.addWidget(self._forward)
        row.addWidget(self.search, 1)
        side = QWidget()
        left = QVBoxLayout(side)
        left.setContentsMargins(style.em(0.6), style.em(0.6), style.em(0.6), style.em(0.6))
        left.addLayout(row)
        left.addWidget(self._left, 1)
        splitter = QSplitter()
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(side)
        splitter.addWidget(self.browser)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([style.em(20), style.em(54)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        fit(self, None, 74, 48)  # by the screen: a small dialog may have asked

    def _make_contents(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName("帮助目录")
        tree.setHeaderHidden(True)
        tree.setIndentation(style.em(1))
        for page in self._pages:
            item = QTreeWidgetItem(self._items[page.under] if page.under else tree, [page.title])
            item.setData(0, PAGE, page.id)
            item.setToolTip(0, page.title)
            item.setSizeHint(0, QSize(0, style.em(1.9)))
            self._items[page.id] = item
        tree.currentItemChanged.connect(lambda item, _: item and self._open_item(item))
        return tree

    def _open_item(self, item: QTreeWidgetItem) -> None:
        if item.data(0, PAGE) != _page_of(self.browser.source()):
            self.open_page(item.data(0, PAGE))

    def _shown(self, source: QUrl) -> None:
        """The contents follow links and the history."""
        item = self._items[_page_of(source)]
        self.contents.blockSignals(True)
        self.contents.setCurrentItem(item)
        self.contents.scrollToItem(item)
        self.contents.blockSignals(False)
        self.setWindowTitle(f"{item.text(0)} — 帮助")

    def _find(self, text: str) -> None:
        if not text.strip():
            self._left.setCurrentWidget(self.contents)
            return
        self.results.clear()
        for found in help_pages.find(self._pages, text):
            item = QListWidgetItem(found.page.title)
            item.setData(PAGE, found.page.id)
            item.setData(EXCERPT, found.excerpt)
            item.setToolTip(found.excerpt)
            self.results.addItem(item)
        self._left.setCurrentWidget(self.results if self.results.count() else self._nothing)

    def _open_first(self) -> None:
        if self.results.count() and self.search.text().strip():
            self.results.setCurrentRow(0)
            self._open_result(self.results.item(0))

    def _open_result(self, item: QListWidgetItem) -> None:
        self.open_page(item.data(PAGE))
        self.browser.find_from_the_top(self.search.text().split()[0])


class ResultItems(QStyledItemDelegate):
    """The page's title, below it the words around what was found."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.fillRect(rect, style.color("brand_light" if chosen else "hover"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(style.color("brand"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inside = rect.adjusted(style.em(0.6), style.em(0.4), -style.em(0.6), -style.em(0.4))
        for role, token, side in (
            (Qt.ItemDataRole.DisplayRole, "text", Qt.AlignmentFlag.AlignTop),
            (EXCERPT, "secondary", Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setPen(style.color(token))
            shown = painter.fontMetrics().elidedText(index.data(role), Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | side, shown)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(style.em(10), style.em(4))


class Browser(QTextBrowser):
    """Shows help pages by their id; pictures come from resources/help and never exceed the page."""

    def __init__(self, pages: dict[str, Page], parent: QWidget) -> None:
        super().__init__(parent)
        self._pages = pages
        self.setAccessibleName("帮助内容")
        self.setSearchPaths([str(help_pages.FOLDER)])
        self.setOpenExternalLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(style.em(1.4))
        self._colour()

    def _colour(self) -> None:
        self.document().setDefaultStyleSheet(SHEET.format(**style.TOKENS))

    def find_from_the_top(self, word: str) -> None:
        self.moveCursor(self.textCursor().MoveOperation.Start)
        self.find(word)

    # Overrides of Qt

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.source().isValid():
            self._colour()
            self.reload()

    def loadResource(self, kind: int, name: QUrl) -> object:
        if kind == QTextDocument.ResourceType.ImageResource:
            return self._picture(name.fileName() or name.path())
        page = self._pages.get(_page_of(name))
        return page.html if page else ""

    def _picture(self, name: str) -> QImage:
        picture = QImage(str(help_pages.FOLDER / name))
        room = QFontMetrics(self.font()).horizontalAdvance("帮") * PICTURE
        if picture.width() > room:
            picture = picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        return picture

    def doSetSource(
        self, name: QUrl, type: QTextDocument.ResourceType = QTextDocument.ResourceType.HtmlResource
    ) -> None:
        """Links inside pages name a page without the scheme."""
        if name.toString().startswith(SCHEME):
            super().doSetSource(name, QTextDocument.ResourceType.HtmlResource)
        elif name.toString() in self._pages:
            super().doSetSource(QUrl(SCHEME + name.toString()), QTextDocument.ResourceType.HtmlResource)


def _page_of(source: QUrl) -> str:
    without = source.toString().partition("#")[0]
    return without.removeprefix(SCHEME)


def _turn(picture: str, says: str, key: QKeySequence.StandardKey, act: object) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(picture))
    button.setShortcut(QKeySequence(key))
    pressed = button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(f"{says}（{pressed}）" if pressed else says)
    button.setAccessibleName(says)
    button.setEnabled(False)
    button.clicked.connect(act)
    return button


# Where the person is


def place_in(record: str, focus: QWidget | None) -> tuple[str, str]:
    """Page and anchor for a ledger: at the field that has the focus, where it is one."""
    name = focus.accessibleName() if focus is not None else ""
    while focus is not None and not name:
        focus = focus.parentWidget()
        name = focus.accessibleName() if focus is not None else ""
    for f in RECORDS[record].own_fields().values():
        if name and name in (f.label, f.header):
            return help_pages.page_of(record), f"field-{f.name}"
    return help_pages.page_of(record), ""
