"""发给其他单位: which records go into an exchange workbook, for whom, why, and which of their fields."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.domain.fields import Field, Kind
from app.domain.records import RECORDS
from app.domain.values import Unreadable
from app.services.exchange.package_out import CHILDREN, LETTERS, LINKS
from ui import jobs, messages, style
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.dialogs.exporting import RowsDialog
from ui.editors import make_editor
from ui.files import ask_where, offer_to_open
from ui.ledger_page import LedgerPage
from ui.pickers import Sources
from ui.remembered import Remembered

NAME = Qt.ItemDataRole.UserRole
ALL_FIELDS = "全部字段"


class SendDialog(RowsDialog):
    """The rows, then the receiver, what goes along, and the purpose that stands in the register."""

    def __init__(self, db: Database, page: LedgerPage) -> None:
        super().__init__("发给其他单位", "选择位置并写出", page, masking=True, parent=page.window())
        self._record = page.record
        self.fields: list[str] = []  # none chosen: all
        self._masked.setChecked(True)
        self.to = make_editor(Field("收件单位", kind=Kind.UNIT, name="to"), Sources(db), self)
        self.to.setAccessibleName("收件单位")
        self.to.changed.connect(self._settle)
        self.purpose, self.basis = QLineEdit(), QLineEdit()
        self.purpose.setPlaceholderText("如：核对出庭应诉情况")
        self.basis.setPlaceholderText("如：联动意见第7项")
        for editor, name in ((self.purpose, "用途"), (self.basis, "依据")):
            editor.setAccessibleName(name)
            editor.textChanged.connect(self._settle)
        self.along = {
            CHILDREN: QCheckBox("明细行"),
            LETTERS: QCheckBox("相关函件"),
            LINKS: QCheckBox("关联的记录"),
        }
        self.along[CHILDREN].setChecked(True)
        along = QHBoxLayout()
        along.setSpacing(style.em(1))
        for box in self.along.values():
            along.addWidget(box)
        along.addStretch()
        self._chosen_fields = QLabel(ALL_FIELDS)
        self._chosen_fields.setWordWrap(True)
        choose = QPushButton("选择字段(&F)…")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose_fields)
        fields = QHBoxLayout()
        fields.addWidget(self._chosen_fields, 1)
        fields.addWidget(choose)
        form = QFormLayout()
        form.setHorizontalSpacing(style.em(0.8))
        form.setVerticalSpacing(style.em(0.5))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("收件单位(&T)", self.to)
        form.addRow("一并发出", along)
        form.addRow("字段", fields)
        form.addRow("用途(&P)", self.purpose)
        form.addRow("依据(&B)", self.basis)
        self._hint = QLabel()
        self._hint.setProperty("role", "hint")
        self._hint.setWordWrap(True)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(1, form)
        layout.insertWidget(layout.count() - 1, self._hint)
        self.setMinimumWidth(style.em(36))
        self._masked.toggled.connect(self._settle)
        self._settle()

    @property
    def receiver(self) -> str:
        try:
            return self.to.value() or ""
        except Unreadable:
            return ""

    @property
    def options(self) -> list[str]:
        """The words of `fuyuan package` for what is chosen."""
        words = ["--to", self.receiver, "--with", ",".join(name for name, box in self.along.items() if box.isChecked())]
        for option, text in (("--purpose", self.purpose.text()), ("--basis", self.basis.text())):
            words += [option, text.strip()] if text.strip() else []
        words += ["--fields", ",".join(self.fields)] if self.fields else []
        return words if self.masked else [*words, "--unmasked"]

    def _settle(self, *_: object) -> None:
        if not self.receiver:
            said = "请选择收件单位。写出的工作簿对方用“导入”读取，改后发回来可以合并。"
        elif not self.masked and self._masked.isVisibleTo(self) and not (self.purpose.text() and self.basis.text()):
            said = "不遮盖证件号和电话的，要写明用途和依据。"
        else:
            said = ""
        self._hint.setText(said or "写出后记入对外提供登记簿。")
        self._accept.setEnabled(not said)

    def _choose_fields(self) -> None:
        dialog = FieldsDialog(self._record, self.fields, self)
        if dialog.exec():
            self.fields = dialog.chosen
            count = len(self.fields)
            self._chosen_fields.setText(f"选定的 {count} 个字段" if count else ALL_FIELDS)


class FieldsDialog(QDialog):
    """Which fields of a ledger and of its child rows are given; none ticked means all."""

    def __init__(self, record: str, chosen: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("选择字段")
        said = QLabel("只勾选对方需要的字段。全都不勾选，就是全部发出。")
        said.setProperty("role", "secondary")
        said.setWordWrap(True)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName("字段")
        cls = RECORDS[record]
        from app.services.exchange.layout import LEFT_OUT

        under = self._group(cls.about.label)
        for f in cls.fields().values():
            if f.name not in LEFT_OUT:
                self._add(under, f.name, f, chosen)
        for child, rows in cls.children().items():
            under = self._group(rows.label)
            for f in rows.fields().values():
                self._add(under, f"{child}.{f.name}", f, chosen)
        self.tree.expandAll()
        buttons, _ = accept_and_cancel(self, "确定")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.6))
        for widget in (said, self.tree, buttons):
            layout.addWidget(widget)
        fit(self, parent, 30, 40)

    @property
    def chosen(self) -> list[str]:
        found = []
        for place in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(place)
            for row in range(group.childCount()):
                item = group.child(row)
                if item.checkState(0) == Qt.CheckState.Checked:
                    found.append(item.data(0, NAME))
        return found

    def _group(self, label: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self.tree, [label])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
        group.setCheckState(0, Qt.CheckState.Unchecked)
        return group

    def _add(self, group: QTreeWidgetItem, name: str, f: Field, chosen: list[str]) -> None:
        item = QTreeWidgetItem(group, [f"{f.label}（含个人信息）" if f.mask else f.label])
        item.setData(0, NAME, name)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(0, Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)


def send_records(db: Database, remembered: Remembered, page: LedgerPage) -> bool:
    """True when a workbook was written (and entered in the register)."""
    dialog = SendDialog(db, page)
    if not dialog.exec():
        return False
    label = RECORDS[page.record].about.label
    out = ask_where(
        remembered, page, f"{label}_发{dialog.receiver}_{date.today():%Y%m%d}.xlsx", "Excel 工作簿 (*.xlsx)"
    )
    if out is None:
        return False
    with tempfile.TemporaryDirectory(prefix="fuyuan-") as folder:
        words = ["package", str(out), "--record", page.record, *dialog.options]
        if dialog.ids is not None:
            words += jobs.ids_in(Path(folder), dialog.ids)
        try:
            made = jobs.run_command("正在写出", db.home, words, page.window())
        except Exception as error:  # whatever the child ended with is shown in one place
            messages.show_error(error, page)
            return False
    if made is None:
        return False
    offer_to_open(remembered, out, "交换包", page)
    return True
