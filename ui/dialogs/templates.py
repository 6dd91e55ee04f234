"""The texts of the notices: edited with a preview beside them, checked before they are kept, every version kept."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QFont, QKeySequence, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.errors import UserError
from app.services.notices import template_store
from app.services.notices.catalogue import catalogue, notice_of
from ui import messages, style
from ui.dialogs.buttons import fit, primary
from ui.dialogs.preview import Document, Pages
from ui.layouts import Wrapped
from ui.remembered import Remembered

ID = Qt.ItemDataRole.UserRole
SETTLE = 600  # milliseconds after the last key before the text is checked and laid out
TAG = re.compile(r"^\[[^\]]*\](?:\[[^\]]*\])?")
PLACE = re.compile(r"\{\{[^{}]*\}\}")
HINT = (
    "每行以方括号中的段落名开头，如 [标题]、[正文]、[一级]；{{字段}} 处填入内容；"
    "[正文?字段] 有内容才印；[正文@字段=值] 选了那个值才印；[列表*清单][正文] 逐项重复。"
)


class TemplatesDialog(QDialog):
    def __init__(self, db: Database, remembered: Remembered, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("文书模板")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._db, self._remembered = db, remembered
        self._folder = tempfile.TemporaryDirectory(prefix="fuyuan-")
        self._id, self._text = "", ""  # as kept
        self._document: Document | None = None
        self._pages: Pages | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找文书")
        self.search.setAccessibleName("查找文书")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._narrow())
        self.list = QListWidget()
        self.list.setAccessibleName("文书")
        self.fields = QListWidget()
        self.fields.setAccessibleName("可以插入的字段")
        self.fields.setToolTip("双击或回车，在光标处插入")
        self.fields.itemActivated.connect(lambda item: self.insert(item.text()))
        for listed in (self.list, self.fields):
            listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        fields_said = QLabel("字段（双击插入）")
        fields_said.setProperty("role", "secondary")
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName("模板正文")
        self.edit.setTabChangesFocus(True)
        self._colours = Colours(self.edit.document())
        self.edit.textChanged.connect(self._changed)
        hint = QLabel(HINT)
        hint.setProperty("role", "secondary")
        hint.setWordWrap(True)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setAccessibleName("检查结果")
        self._place = QStackedWidget()
        self._not_yet = QLabel("按提示改好后，这里显示排好的样子。")
        self._not_yet.setProperty("role", "secondary")
        self._not_yet.setWordWrap(True)
        self._not_yet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._place.addWidget(self._not_yet)
        self._buttons: dict[str, QPushButton] = {}
        buttons = self._make_buttons()
        left = _column(self.search, self.list, fields_said, self.fields)
        left.layout().setStretch(1, 3)  # type: ignore[union-attr]
        left.layout().setStretch(3, 2)  # type: ignore[union-attr]
        self._splitter = QSplitter()
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for widget, stretch in ((left, 0), (_column(hint, self.edit, self.said), 3), (self._place, 2)):
            self._splitter.addWidget(widget)
            self._splitter.setStretchFactor(self._splitter.count() - 1, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1), style.em(0.9), style.em(1), style.em(0.9))
        layout.setSpacing(style.em(0.6))
        layout.addWidget(self._splitter, 1)
        layout.addWidget(buttons)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._settle.timeout.connect(self.look)
        fit(self, parent, 110, 64)
        self.restoreGeometry(remembered.bytes("window/templates"))
        self._splitter.setSizes([style.em(15), style.em(44), style.em(34)])
        remembered.follow("splitter/templates", self._splitter)
        self._fill()
        self.list.currentItemChanged.connect(self._choose)
        self.list.setCurrentRow(0)

    def _make_buttons(self) -> QWidget:
        box = QWidget()
        row = Wrapped(box)
        for text, key, tip, act in (
            ("保存", "Ctrl+S", "检查没有问题才能保存；每次保存都留一版", self.save),
            ("修改记录…", "Ctrl+H", "每一版是谁、什么时候改的，可以换回去", self._show_versions),
            ("恢复原文…", "Ctrl+R", "换回随程序提供的模板；现在的留在修改记录中", self._reset),
            ("导出…", "Ctrl+E", "把改过的模板写成文件，给其他单位用", self._export),
            ("导入…", "Ctrl+I", "从文件取回模板", self._import),
            ("关闭", "", "", self.close),
        ):
            button = primary(text) if text == "保存" else QPushButton(text)
            button.setAutoDefault(False)
            button.setDefault(False)
            button.setToolTip(f"{tip}（{key}）" if key else "关闭（Esc）")
            button.clicked.connect(lambda _=False, act=act: self._guarded(act))
            if key:
                action = QAction(self)
                action.setShortcut(QKeySequence(key))
                action.triggered.connect(button.click)
                self.addAction(action)
            row.addWidget(button)
            self._buttons[text.rstrip("…")] = button
        return box

    # Which notice

    def _fill(self) -> None:
        edited = set(template_store.edited(self._db))
        self.list.blockSignals(True)
        self.list.clear()
        for notice in catalogue():
            item = QListWidgetItem(f"{notice.title}（已改）" if notice.id in edited else notice.title)
            item.setData(ID, notice.id)
            item.setToolTip(notice.title)
            self.list.addItem(item)
            if notice.id == self._id:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._narrow()

    def _narrow(self) -> None:
        from app.data import search

        wanted = search.fold(self.search.text())
        for row in range(self.list.count()):
            item = self.list.item(row)
            text = search.fold(item.text())
            item.setHidden(bool(wanted) and wanted not in text and wanted not in search.initials(item.text()))

    def _choose(self, item: QListWidgetItem | None, before: QListWidgetItem | None = None) -> None:
        if item is None or item.data(ID) == self._id:
            return
        wanted = item.data(ID)
        left = self.leave()  # which may make the list anew
        if left:
            self._id = wanted
        self._point_at(self._id)
        if left:
            self._read()

    def _point_at(self, id: str) -> None:
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            if self.list.item(row).data(ID) == id:
                self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _read(self) -> None:
        self._text = template_store.current(self._db, self._id)
        self.fields.clear()
        self.fields.addItems(list(template_store.names_for(self._id)))
        self.edit.setPlainText(self._text)
        self._settle.stop()
        self.look()

    # The text

    @property
    def is_changed(self) -> bool:
        return bool(self._id) and self.edit.toPlainText() != self._text

    def insert(self, name: str) -> None:
        """A field at the cursor."""
        self.edit.insertPlainText(f"{{{{{name}}}}}")
        self.edit.setFocus()

    def _changed(self) -> None:
        self._settle.start()

    def look(self) -> None:
        """Check the text and lay it out."""
        text = self.edit.toPlainText()
        wrong = template_store.check(self._db, self._id, text)
        self.said.setProperty("role", "problem" if wrong else "secondary")
        self.said.style().polish(self.said)
        if wrong:
            more = f"\n……共 {len(wrong)} 处" if len(wrong) > 4 else ""
            self.said.setText("\n".join(f"{said}。" for said in wrong[:4]) + more)
        else:
            self.said.setText("检查没有问题，修改还没有保存。" if self.is_changed else "检查没有问题。")
        self._buttons["保存"].setEnabled(not wrong and self.is_changed)
        self._buttons["恢复原文"].setEnabled(template_store.is_edited(self._db, self._id))
        self._buttons["修改记录"].setEnabled(bool(template_store.history(self._db, self._id)))
        if not wrong:
            self._lay_out(text)
        elif self._document is None:
            self._place.setCurrentIndex(0)

    def _lay_out(self, text: str) -> None:
        from app.services.notices.fonts import machine_fonts
        from app.services.notices.printing import print_notice

        out = Path(self._folder.name) / "sample.pdf"
        try:
            fonts = machine_fonts(bool(self._db.setting("shipped_fonts_only")))
            print_notice(template_store.sample_paper(text), out, fonts)
        except UserError as error:
            self.said.setText(f"{error.what}：{error.why}。")
            return
        before, self._document = self._document, Document(out)
        if self._pages is None:
            self._pages = Pages(self._document)
            self._pages.setAccessibleName("样例")
            self._place.addWidget(self._pages)
        else:
            place = self._pages.verticalScrollBar().value()
            self._pages.show_document(self._document)
            self._pages.verticalScrollBar().setValue(place)
        self._place.setCurrentWidget(self._pages)
        if before is not None:
            before.close()

    # Keeping

    def save(self) -> bool:
        try:
            template_store.save(self._db, self._id, self.edit.toPlainText())
        except UserError as error:
            messages.show_error(error, self)
            return False
        self._fill()
        at = self.edit.textCursor().position()
        self._read()
        cursor = self.edit.textCursor()
        cursor.setPosition(min(at, len(self.edit.toPlainText())))
        self.edit.setTextCursor(cursor)
        return True

    def leave(self) -> bool:
        """True when the text may be left: unchanged, kept now, or given up."""
        if not self.is_changed:
            return True
        notice = notice_of(self._id)
        answer = messages.ask_to_save(self, f"《{notice.title if notice else ''}》的模板有修改还没有保存")
        return self.save() if answer == "save" else answer == "discard"

    def _reset(self) -> None:
        notice = notice_of(self._id)
        assert notice is not None
        if messages.ask(
            self, f"《{notice.title}》换回随程序提供的模板？", "现在的模板留在修改记录中，可以再换回来。", "换回"
        ):
            template_store.reset(self._db, self._id)
            self._fill()
            self._read()

    def _show_versions(self) -> None:
        dialog = VersionsDialog(self._db, self._id, self)
        if dialog.exec() and dialog.chosen is not None and self.leave():
            template_store.restore(self._db, self._id, dialog.chosen)
            self._fill()
            self._read()

    def _export(self) -> None:
        if not template_store.edited(self._db):
            messages.inform(self, "没有改过的模板", "改过并保存的模板才需要导出；随程序提供的每台电脑都有。")
            return
        folder = QFileDialog.getExistingDirectory(self, "导出到文件夹", str(Path.home()))
        if folder:
            files = template_store.export(self._db, Path(folder))
            messages.inform(self, f"已导出 {len(files)} 个模板", folder)

    def _import(self) -> None:
        if not self.leave():
            return
        chosen, _ = QFileDialog.getOpenFileNames(self, "导入模板", str(Path.home()), "文书模板 (*.md)")
        if chosen:
            taken = template_store.import_files(self._db, [Path(one) for one in chosen])
            messages.inform(self, f"已导入 {len(taken)} 个模板", "原来的模板留在修改记录中。")
            self._fill()
            self._read()

    def _guarded(self, act: Any) -> None:
        try:
            act()
        except UserError as error:
            messages.show_error(error, self)

    # Overrides of Qt

    def sizeHint(self) -> QSize:
        return QSize(style.em(100), style.em(56))

    def reject(self) -> None:
        if self.leave():
            super().reject()

    def closeEvent(self, event: Any) -> None:
        if self.isVisible() and not self.leave():
            event.ignore()
            return
        self._text = self.edit.toPlainText()  # given up or kept
        super().closeEvent(event)

    def done(self, result: int) -> None:
        self._remembered.put_bytes("window/templates", self.saveGeometry())
        self._settle.stop()
        super().done(result)
        if self._document is not None:
            self._document.close()
        self._folder.cleanup()


class VersionsDialog(QDialog):
    """Every version of one text; `chosen` is to be taken again."""

    def __init__(self, db: Database, notice: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("模板的修改记录")
        self.chosen: int | None = None
        self._versions = template_store.history(db, notice)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["版", "时间", "修改人", "说明"])
        self.tree.setAccessibleName("各版模板")
        self.tree.setRootIsDecorated(False)
        header = self.tree.header()
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        for place, width in ((0, 4), (1, 11), (2, 8)):
            self.tree.setColumnWidth(place, style.em(width))
        for version in self._versions:
            said = version.note or ("换回随程序提供的模板" if version.text is None else "")
            QTreeWidgetItem(self.tree, [str(version.number), version.at[:16], version.by, said])
        self._shown = QPlainTextEdit()
        self._shown.setReadOnly(True)
        self._shown.setAccessibleName("这一版的内容")
        self._colours = Colours(self._shown.document())
        self.tree.currentItemChanged.connect(lambda *_: self._show())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._take = primary("换回这一版")
        buttons.addButton(self._take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.2), style.em(1), style.em(1.2), style.em(1))
        layout.addWidget(self.tree, 2)
        layout.addWidget(self._shown, 3)
        layout.addWidget(buttons)
        fit(self, parent, 64, 46)
        self.tree.setCurrentItem(self.tree.topLevelItem(0))  # type: ignore[arg-type]

    def _show(self) -> None:
        row = self.tree.indexOfTopLevelItem(self.tree.currentItem())  # type: ignore[arg-type]
        if row >= 0:
            version = self._versions[row]
            self._shown.setPlainText(version.text or template_store.shipped(version.notice))
            self._take.setEnabled(row > 0)

    def accept(self) -> None:
        row = self.tree.indexOfTopLevelItem(self.tree.currentItem())  # type: ignore[arg-type]
        self.chosen = self._versions[row].number if row >= 0 else None
        super().accept()


class Colours(QSyntaxHighlighter):
    """Names of paragraphs, fields, and the head of the file."""

    def highlightBlock(self, text: str) -> None:
        lines = max(self.previousBlockState(), 0) + (text == "---")  # of --- so far; the second ends the head
        self.setCurrentBlockState(min(lines, 2))
        if lines < 2 or text == "---":
            self.setFormat(0, len(text), _format("secondary"))
            return
        if tag := TAG.match(text):
            self.setFormat(0, tag.end(), _format("brand_dark", bold=True))
        for place in PLACE.finditer(text):
            self.setFormat(place.start(), place.end() - place.start(), _format("ok"))


def _format(token: str, bold: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(style.color(token))
    if bold:
        made.setFontWeight(QFont.Weight.Bold)
    return made


def _column(*widgets: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(style.em(0.4), 0, style.em(0.4), 0)
    layout.setSpacing(style.em(0.4))
    for widget in widgets:
        layout.addWidget(widget)
    return column
