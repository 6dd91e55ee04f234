"""备份与恢复: the backups that there are; making one here or on a memory stick, taking one back, checking the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data.backup import known
from app.paths import Home
from app.services.attachments import size_text
from ui import jobs, messages, style
from ui.dialogs.buttons import fit

USUAL = "日常备份"
SHOWN = 12  # problems in a message; more are counted
PATH = Qt.ItemDataRole.UserRole


class BackupsDialog(QDialog):
    """`restored` when the data are others than before; the window is then to be made anew."""

    def __init__(self, home: Home, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("备份与恢复")
        self._home = home
        self.restored = False
        said = QLabel(
            "备份包括全部记录、设置、修改记录和附件。把备份文件夹整个复制到U盘或移动硬盘，在另一台电脑上也能恢复。"
        )
        said.setWordWrap(True)
        where = QLabel(f"备份文件夹：{home.backups}")
        where.setProperty("role", "secondary")
        where.setWordWrap(True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderLabels(["备份时间", "说明", "大小（不含附件）"])
        self.tree.setAccessibleName("已有的备份")
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.header().setStretchLastSection(False)
        self.tree.setColumnWidth(0, style.em(11))
        self.tree.setColumnWidth(2, style.em(10))
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.tree.itemSelectionChanged.connect(self._enable)
        self._empty = QLabel("还没有备份。按“立即备份”做第一份；以后请每周至少备份一次，并复制到U盘。")
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "secondary")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.back_up_button = self._button("立即备份(&B)", self._back_up)
        self.elsewhere_button = self._button("备份到U盘等位置(&U)…", self._back_up_elsewhere)
        self.restore_button = self._button("恢复所选的备份(&R)…", self._restore_chosen)
        self.from_button = self._button("从其他位置恢复(&F)…", self._restore_from_elsewhere)
        self.check_button = self._button("检查数据(&C)", self._check)
        self.folder_button = self._button("打开备份文件夹(&O)", self._open_folder)
        acts = QGridLayout()
        acts.setSpacing(style.em(0.6))
        for place, button in enumerate(
            (
                self.back_up_button,
                self.elsewhere_button,
                self.folder_button,
                self.restore_button,
                self.from_button,
                self.check_button,
            )
        ):
            acts.addWidget(button, place // 3, place % 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.7))
        for widget in (said, where, self.tree):
            layout.addWidget(widget)
        layout.addWidget(self._empty, 1)
        layout.addLayout(acts)
        layout.addWidget(buttons)
        fit(self, parent, 46, 34)
        self._show()

    def _show(self) -> None:
        self.tree.clear()
        for one in known(self._home.backups):
            item = QTreeWidgetItem(self.tree, [f"{one.at:%Y-%m-%d %H:%M}", one.why or USUAL, size_text(one.size)])
            item.setData(0, PATH, one.path)
            item.setToolTip(0, str(one.path))
            item.setToolTip(1, one.path.name)
            item.setSizeHint(0, QSize(0, style.em(2)))
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        count = self.tree.topLevelItemCount()
        self.tree.setVisible(count > 0)
        self._empty.setVisible(not count)
        self.tree.setCurrentItem(self.tree.topLevelItem(0))
        self._enable()

    def _back_up(self) -> None:
        back_up(self._home, self)
        self._show()

    def _back_up_elsewhere(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "备份到哪个文件夹（如U盘）", str(Path.home()))
        if chosen:
            back_up(self._home, self, Path(chosen) / "府院联动备份")

    def _restore_chosen(self) -> None:
        item = self.tree.currentItem()
        if item is not None:
            self._restore(item.data(0, PATH), f"{item.text(0)} 的备份")

    def _restore_from_elsewhere(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "选择备份文件（附件在它旁边的“附件”文件夹）", str(Path.home()), "备份文件 (*.db)"
        )
        if chosen:
            self._restore(Path(chosen), f"“{Path(chosen).name}”")

    def _restore(self, source: Path, called: str) -> None:
        if not messages.ask(
            self,
            f"恢复{called}？",
            "现在的数据会先自动备份，再换成这份备份中的记录、设置和附件。之后登记的内容不会在里面，"
            "需要时可以再恢复刚才自动做的备份。",
            "恢复",
        ):
            return
        answer = self._run("正在恢复", ["restore", str(source)])
        if answer is None:
            self._show()
            return
        self.restored = True
        kept = f"恢复前的数据已备份为“{Path(answer['kept']).name}”。" if answer["kept"] else ""
        messages.inform(self, "恢复完成", kept + _lacking(answer["lacking"]))
        self.accept()

    def _check(self) -> None:
        answer = self._run("正在检查", ["check"])
        if answer is None:
            return
        problems = answer["problems"]
        if not problems:
            messages.inform(self, "数据库和附件完好", "没有发现问题。")
            return
        more = f"\n……共 {len(problems):,} 项" if len(problems) > SHOWN else ""
        messages.inform(
            self,
            "有的内容需要处理",
            "\n".join(problems[:SHOWN]) + more + "\n请从备份恢复，或者把“备份文件夹”交给维护人员。",
        )

    def _open_folder(self) -> None:
        self._home.backups.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._home.backups)))

    def _run(self, says: str, arguments: list[str]) -> Any:
        return _run(says, self._home, arguments, self)

    def _enable(self) -> None:
        self.restore_button.setEnabled(bool(self.tree.selectedItems()))

    def _button(self, text: str, act: Any) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button


def back_up(home: Home, parent: QWidget, to: Path | None = None) -> None:
    """One backup with its progress, then where it is."""
    answer = _run("正在备份", home, ["backup", *([str(to)] if to else [])], parent)
    if answer is None:
        return
    file = Path(answer["file"])
    count = f"，附件 {answer['attachments']:,} 个" if answer["attachments"] else ""
    box = QMessageBox(QMessageBox.Icon.Information, messages.TITLE, f"<b>备份完成{count}</b>", parent=parent)
    told = "" if to else "请定期把整个文件夹复制到U盘，以防电脑损坏。"
    box.setInformativeText("\n\n".join(part for part in (str(file), _lacking(answer["lacking"]) or told) if part))
    folder = box.addButton("打开所在文件夹", QMessageBox.ButtonRole.ActionRole)
    done = box.addButton("完成", QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(done)
    box.setEscapeButton(done)
    box.exec()
    if box.clickedButton() is folder:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))


def _run(says: str, home: Home, arguments: list[str], parent: QWidget) -> Any:
    """The answer; None when it was cancelled or did not go, which has been shown."""
    try:
        return jobs.run_command(says, home, arguments, parent)
    except Exception as error:  # whatever the child ended with is shown in one place
        messages.show_error(error, parent)
        return None


def _lacking(names: list[str]) -> str:
    if not names:
        return ""
    shown = "、".join(names[:SHOWN]) + ("等" if len(names) > SHOWN else "")
    return f"有 {len(names):,} 个附件的文件不见了或已损坏，没有包括在内：{shown}。记录不受影响。"
