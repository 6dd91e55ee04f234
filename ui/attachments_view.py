"""附件: the files of one record; adding (also by dropping), opening a copy, saving, taking away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressDialog,
    QPushButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.domain.records.registered import Registered
from app.errors import Cancelled, UserError
from app.services import attachments
from app.services.attachments import KINDS, Attachment, Opened
from app.services.progress import Progress
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.messages import ask, show_error
from ui.style import color, em

PROGRESS_AFTER = 400  # milliseconds of copying before progress is shown
PARTS = 1000  # steps of the bar: Qt counts in 32 bits, files are longer
PROGRAM_RISK = "它是可以运行的程序。来历不明的程序可能带有病毒，请确认来源可靠。"


def add_files(db: Database, files: Sequence[Path], owner: int, others: Sequence[int], parent: QWidget) -> int:
    """Ask for the kinds (and, where others are chosen too, for whom) and copy; to how many records something came."""
    title = queries.titles(db, db.table_of(owner), [owner]).get(owner, "")
    dialog = AttachDialog(files, title, len({owner, *others}), parent)
    if not dialog.exec():
        return 0
    owners = list(dict.fromkeys((owner, *others))) if dialog.to_all.isChecked() else [owner]
    progress = progress_of("添加附件", parent)
    return guarded(lambda: attachments.attach_to(db, owners, dialog.chosen(), progress), parent) or 0


def guarded(act: Any, parent: QWidget) -> Any:
    try:
        return act()
    except (UserError, Cancelled) as error:
        show_error(error, parent)
        return None


def progress_of(title: str, parent: QWidget) -> Progress:
    """Shown when copying takes a while; the window stays alive and the copying can be stopped."""
    shown = QProgressDialog("", "取消", 0, PARTS, parent.window())
    shown.setWindowTitle(title)
    shown.setWindowModality(Qt.WindowModality.WindowModal)
    shown.setMinimumDuration(PROGRESS_AFTER)
    shown.setMinimumWidth(em(28))
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def tell(done: int, total: int, text: str) -> None:
        shown.setLabelText(text)
        shown.setValue(PARTS * done // total if total else PARTS)

    return Progress(tell, shown.wasCanceled)


class AttachmentsView(QWidget):
    """Attachments of one record. Adding and removing are operations of their own and need no saving."""

    changed = Signal()

    def __init__(self, db: Database, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self._record: Registered | None = None
        self._opened = Opened()
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels(["文件名", "种类", "大小", "添加日期"])
        self.tree.setAccessibleName("附件")
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.itemActivated.connect(lambda *_: self.open())
        self.tree.currentItemChanged.connect(lambda *_: self._enable())
        self._empty = QLabel(self)
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.add_button = self._button("添加文件…", "选择文件复制到本记录；也可以把文件拖到这里", self.choose)
        self.open_button = self._button("打开", "用系统中的程序打开副本（回车）", self.open)
        self.save_button = self._button("另存为…", "把附件复制到别处", self.save_as)
        self.remove_button = self._button("移除", "从本记录移除；可以用“撤销”恢复", self.remove)
        row = QHBoxLayout()
        for button in (self.add_button, self.open_button, self.save_button, self.remove_button):
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(0.8), em(0.8), em(0.8), em(0.8))
        layout.addLayout(row)
        layout.addWidget(self._empty)
        layout.addWidget(self.tree)
        self.destroyed.connect(self._opened.close)

    def show_attachments(self, record: Registered | None) -> None:
        self._record = record if record is not None and record.id else None
        self.tree.clear()
        found = attachments.listed(self._db, self._record.id) if self._record and self._record.id else []
        for one in found:
            item = QTreeWidgetItem(
                self.tree, [one.file_name, one.kind, attachments.size_text(one.size), one.added_at[:10]]
            )
            item.setData(0, Qt.ItemDataRole.UserRole, one)
            item.setToolTip(0, one.file_name)
            item.setToolTip(3, one.added_at)
            item.setSizeHint(0, QSize(0, em(2)))
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if one.size is None:
                item.setForeground(2, color("bad"))
        if self._record is None:
            self._empty.setText("保存以后，可以把判决书、函件、照片等文件添加为附件。")
        else:
            self._empty.setText("还没有附件。按“添加文件”选择，或者把文件从文件夹拖到这里；会复制一份，原文件不动。")
        self._empty.setVisible(not found)
        self.tree.setVisible(bool(found))
        self.tree.setCurrentItem(self.tree.topLevelItem(0))
        self.add_button.setEnabled(self._record is not None)
        self._enable()

    # Acting

    def choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self.window(), "选择要添加的文件", str(Path.home()))
        if chosen:
            self.add([Path(name) for name in chosen])

    def add(self, files: Sequence[Path]) -> None:
        """Ask for the kinds and copy."""
        if self._record is None or self._record.id is None or not files:
            return
        if add_files(self._db, files, self._record.id, (), self):
            self._written()

    def open(self) -> None:
        one = self.current()
        if one is None:
            return
        if attachments.is_program(one.file_name) and not ask(
            self, f"打开“{one.file_name}”？", PROGRAM_RISK, "仍要打开"
        ):
            return
        copy = self._guarded(lambda: self._opened.copy(self._db.home, one, self._progress("打开附件")))
        if copy is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            show_error(
                UserError(
                    f"没有打开“{one.file_name}”", "系统中没有能打开这种文件的程序", "请另存为文件，用合适的程序打开"
                ),
                self,
            )

    def save_as(self) -> None:
        one = self.current()
        if one is None:
            return
        name = str(Path.home() / attachments.safe_name(one.file_name))
        chosen, _ = QFileDialog.getSaveFileName(self.window(), "另存为", name)
        if chosen:
            self._guarded(lambda: attachments.copy_to(self._db.home, one, Path(chosen), self._progress("另存附件")))

    def remove(self) -> None:
        one = self.current()
        if one is not None:
            self._guarded(lambda: attachments.detach(self._db, one))
            self._written()

    def current(self) -> Attachment | None:
        item = self.tree.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item else None

    # Parts

    def _guarded(self, act: Any) -> Any:
        return guarded(act, self)

    def _progress(self, title: str) -> Progress:
        return progress_of(title, self)

    def _written(self) -> None:
        self.show_attachments(self._record)
        self.changed.emit()

    def _enable(self) -> None:
        chosen = self.current() is not None
        for button in (self.open_button, self.save_button, self.remove_button):
            button.setEnabled(chosen)

    def _button(self, text: str, tip: str, act: Any) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button


class AttachDialog(QDialog):
    """What is about to be added, and what kind each file is: proposed from its name."""

    def __init__(self, files: Sequence[Path], title: str, chosen: int = 1, parent: QWidget | None = None) -> None:
        """`chosen`: how many records are selected together with the one of the title."""
        super().__init__(parent)
        self.setWindowTitle("添加附件")
        self._files = list(dict.fromkeys(files))
        head = QLabel(title, self)
        head.setProperty("role", "title")
        head.setWordWrap(True)
        said = QLabel("文件会复制一份保存在数据文件夹，原文件不动。涉密文件不得添加。", self)
        said.setProperty("role", "secondary")
        said.setWordWrap(True)
        self.to_all = QCheckBox(f"添加到选中的全部 {chosen:,} 条记录，不只这一条", self)
        self.to_all.setVisible(chosen > 1)
        if chosen > attachments.OWNERS_AT_MOST:
            self.to_all.setText(f"选中了 {chosen:,} 条，一次最多添加到 {attachments.OWNERS_AT_MOST} 条，只添加到这一条")
            self.to_all.setEnabled(False)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels(["文件名", "大小", "种类"])
        self.tree.setAccessibleName("要添加的文件")
        self.tree.setRootIsDecorated(False)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.kinds: list[QComboBox] = []
        for file in self._files:
            item = QTreeWidgetItem(self.tree, [file.name, _size_text(file)])
            item.setToolTip(0, str(file))
            item.setSizeHint(0, QSize(0, em(2.4)))
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            kind = QComboBox(self.tree)
            kind.setAccessibleName(f"{file.name}的种类")
            kind.addItems(KINDS)
            kind.setCurrentText(attachments.kind_of(file.name))
            self.tree.setItemWidget(item, 2, kind)
            self.kinds.append(kind)
        programs = [file.name for file in self._files if attachments.is_program(file.name)]
        self.warning = QLabel(f"“{'”“'.join(programs)}”：{PROGRAM_RISK}" if programs else "", self)
        self.warning.setProperty("role", "problem")
        self.warning.setWordWrap(True)
        self.warning.setVisible(bool(programs))
        buttons, take = accept_and_cancel(self, f"添加 {len(self._files)} 个文件")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1.4), em(1.2))
        layout.setSpacing(em(0.6))
        for widget in (head, said, self.to_all, self.tree, self.warning, buttons):
            layout.addWidget(widget)
        fit(self, parent, 44, 18 + 2.4 * min(len(self._files), 8))
        take.setFocus()

    def chosen(self) -> list[tuple[Path, str]]:
        return [(file, kind.currentText()) for file, kind in zip(self._files, self.kinds, strict=True)]


def _size_text(file: Path) -> str:
    try:
        return attachments.size_text(file.stat().st_size)
    except OSError:
        return attachments.size_text(None)
