"""往来登记: exchange workbooks sent and received, what the other side took, which are missing; acknowledging one."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.services.exchange import package_register
from app.services.exchange.package_register import Entry
from ui import jobs, messages, style
from ui.dialogs.buttons import fit
from ui.files import ask_where, offer_to_open
from ui.remembered import Remembered

ENTRY = Qt.ItemDataRole.UserRole
COLUMNS = (("时间", 11), ("单位", 13), ("第几包", 5), ("内容", 0), ("用途", 11), ("采纳情况", 13))
CONTENT = 3
EMPTY = {
    "sent": "还没有发出过。在台账里选中记录，用“数据”菜单的“发给其他单位”写出工作簿。",
    "received": "还没有收到过。对方发来的工作簿用“导入”读取，读取后记在这里。",
}


class PackagesDialog(QDialog):
    def __init__(self, db: Database, remembered: Remembered, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("往来登记")
        self._db, self._remembered = db, remembered
        self.tabs = QTabWidget()
        self.trees: dict[str, QTreeWidget] = {}
        for direction, title in (("sent", "发出（对外提供登记）"), ("received", "收到")):
            self.tabs.addTab(self._page(direction), title)
        self.detail = QPlainTextEdit()
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName("这一包的情况")
        self.detail.setMaximumHeight(style.em(9))
        gaps = package_register.missing(db)
        warning = QLabel("。".join(gaps) + "。" if gaps else "")
        warning.setProperty("role", "hint")
        warning.setWordWrap(True)
        warning.setVisible(bool(gaps))
        self.acknowledge = QPushButton("写回执(&A)…")
        self.acknowledge.setToolTip("把采纳了多少、哪些没有采纳写成回执，发回给对方")
        self.register = QPushButton("导出登记簿(&E)…")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button, act in ((self.acknowledge, self._acknowledge), (self.register, self._export)):
            button.setAutoDefault(False)
            button.clicked.connect(act)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self.tabs.currentChanged.connect(lambda _: self._tell())
        for tree in self.trees.values():
            tree.currentItemChanged.connect(lambda *_: self._tell())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.2), style.em(1), style.em(1.2), style.em(1))
        layout.setSpacing(style.em(0.6))
        layout.addWidget(warning)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.detail)
        layout.addWidget(buttons)
        fit(self, parent, 76, 40)
        self._tell()

    def _page(self, direction: str) -> QWidget:
        tree = QTreeWidget()
        tree.setHeaderLabels([title for title, _ in COLUMNS])
        tree.setAccessibleName("发出的交换包" if direction == "sent" else "收到的交换包")
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        header = tree.header()
        header.setStretchLastSection(False)
        for place, (_, width) in enumerate(COLUMNS):
            if place == CONTENT:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            else:
                tree.setColumnWidth(place, style.em(width))
        for entry in package_register.entries(self._db, direction):
            adopted = entry.adopted + ("（已撤销导入）" if entry.undone else "")
            texts = [entry.at[:16], entry.unit, str(entry.sequence), entry.says, entry.purpose, adopted]
            item = QTreeWidgetItem(tree, texts)
            item.setData(0, ENTRY, entry)
            item.setSizeHint(0, QSize(0, style.em(2)))
            for place, text in enumerate(texts):
                item.setToolTip(place, text)
        self.trees[direction] = tree
        if tree.topLevelItemCount():
            tree.setCurrentItem(tree.topLevelItem(0))
            return tree
        empty = QLabel(EMPTY[direction])
        empty.setProperty("role", "secondary")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        empty.setMargin(style.em(1))
        return empty

    def _chosen(self) -> Entry | None:
        direction = ("sent", "received")[self.tabs.currentIndex()]
        item = self.trees[direction].currentItem()
        entry: Entry | None = item.data(0, ENTRY) if item is not None else None
        return entry

    def _tell(self) -> None:
        entry = self._chosen()
        self.acknowledge.setEnabled(entry is not None and entry.direction == "received")
        self.register.setEnabled(bool(self.trees["sent"].topLevelItemCount()))
        self.detail.setPlainText("\n".join(described(entry)) if entry is not None else "")

    def _acknowledge(self) -> None:
        entry = self._chosen()
        if entry is None:
            return
        out = ask_where(
            self._remembered,
            self,
            f"回执_{entry.unit}第{entry.sequence}包_{date.today():%Y%m%d}.xlsx",
            "Excel 工作簿 (*.xlsx)",
        )
        if out is None:
            return
        try:
            done = jobs.run_command("正在写回执", self._db.home, ["acknowledge", entry.id, str(out)], self)
        except Exception as error:  # whatever the child ended with is shown in one place
            messages.show_error(error, self)
            return
        if done is not None:
            offer_to_open(self._remembered, out, "回执", self)

    def _export(self) -> None:
        out = ask_where(self._remembered, self, f"对外提供登记簿_{date.today():%Y%m%d}.xlsx", "Excel 工作簿 (*.xlsx)")
        if out is None:
            return
        try:
            done = jobs.run_command("正在导出", self._db.home, ["packages", "--out", str(out)], self)
        except Exception as error:  # whatever the child ended with is shown in one place
            messages.show_error(error, self)
            return
        if done is not None:
            offer_to_open(self._remembered, out, "导出", self)


def described(entry: Entry) -> list[str]:
    """What the register knows of a package, then the rows that the other side (or we) did not take."""
    said = [f"文件：{entry.file_name}　经手人：{entry.by}"]
    if entry.basis:
        said.append(f"依据：{entry.basis}")
    if entry.fields:
        said.append(f"提供的字段：{entry.fields}")
    who = "对方没有采纳" if entry.direction == "sent" else "没有采纳"
    for row in (entry.result or {}).get("refused", ()):
        said.append(f"{who} {row['reg_no']} {row['title']}：{row['reason']}")
    return said
