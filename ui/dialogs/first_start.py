"""The guide of a new home: the demonstration or one's own county, its codes and units, who sits at this desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.data import queries
from app.data.database import Database
from app.domain.records import RECORDS
from app.domain.values import Unreadable
from app.services import beginning
from app.services.own_office import office_of
from app.settings import Settings
from ui import jobs, messages, style
from ui.dialogs.buttons import fit, primary
from ui.editors import make_editor
from ui.pickers import Sources

COUNTY = ("county", "court_code", "doc_prefix", "mechanism")
DESK = ("own_unit", "user_name", "contact", "phone")
LEDGERS_NAMED = 6


class FirstStartDialog(QDialog):
    """Three short steps; nothing is written before the last, and all of it can be changed later in 设置."""

    def __init__(self, db: Database, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("开始使用府院联动工作台")
        self._db = db
        self._sources = Sources(db)
        self.editors: dict[str, Any] = {}
        self._steps = QStackedWidget()
        for step in (self._ways(), self._county(), self._desk()):
            self._steps.addWidget(step)
        self.later = QPushButton("以后再说")
        self.back = QPushButton("上一步")
        self.next = primary("下一步")
        self.later.clicked.connect(self.reject)
        self.back.clicked.connect(lambda: self._go(self._steps.currentIndex() - 1))
        self.next.clicked.connect(self._on)
        buttons = QHBoxLayout()
        buttons.addWidget(self.later)
        buttons.addStretch()
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        for button in (self.later, self.back):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.6), style.em(1.4), style.em(1.6), style.em(1.2))
        layout.setSpacing(style.em(1))
        layout.addWidget(self._steps, 1)
        layout.addLayout(buttons)
        fit(self, parent, 46, 34)
        self._go(0)

    # The steps

    def _ways(self) -> QWidget:
        page, layout = _step("欢迎使用", "选择怎样开始。选错了没有关系，以后都可以改。")
        self.real = QRadioButton("正式使用，从空的台账开始")
        self.demonstration = QRadioButton("先用演示县试用")
        self._way = QButtonGroup(self)
        for button, says in (
            (self.real, "接下来用两步填好本县和本机的信息，然后登记或导入第一批台账。"),
            (
                self.demonstration,
                "装入一个虚构的县：人名、企业和案件都是假的，可以随意改。窗口上一直写着“演示数据”，"
                "试够了从“帮助”菜单清除，换成空的台账。",
            ),
        ):
            self._way.addButton(button)
            layout.addWidget(_card(button, says))
        self.real.setChecked(True)
        warning = QLabel("数据只保存在本机，不上传。涉密信息不得录入。")
        warning.setProperty("role", "hint")
        layout.addWidget(warning)
        layout.addStretch()
        return page

    def _county(self) -> QWidget:
        page, layout = _step("本县", "文书和编号里用到。随程序带来的是一个县的资料，别的县在这里改。")
        layout.addLayout(self._form(COUNTY, page))
        self._units = QLabel()
        self._units.setWordWrap(True)
        load = QPushButton("从 Excel 载入本县单位名录…")
        load.setAutoDefault(False)
        load.clicked.connect(self._load_units)
        template = QPushButton("空白名录…")
        template.setToolTip("写一份空白的单位名录，在 Excel 里填好后再载入")
        template.setAutoDefault(False)
        template.clicked.connect(self._write_template)
        self.replace = QCheckBox("载入后停用随程序带来的单位、制度文件和工作要点（外县使用时勾选）")
        row = QHBoxLayout()
        row.addWidget(load)
        row.addWidget(template)
        row.addStretch()
        layout.addSpacing(style.em(0.6))
        layout.addWidget(self._units)
        layout.addLayout(row)
        layout.addWidget(self.replace)
        layout.addStretch()
        self._count_units()
        return page

    def _desk(self) -> QWidget:
        page, layout = _step("本机", "登记单位、登记人和文书中的联系人默认填这里的内容。")
        layout.addLayout(self._form(DESK, page))
        self.first = QLabel()
        self.first.setWordWrap(True)
        self.first.setProperty("role", "secondary")
        layout.addSpacing(style.em(0.6))
        layout.addWidget(self.first)
        layout.addStretch()
        self.editors["own_unit"].changed.connect(self._name_ledgers)
        return page

    def _form(self, names: tuple[str, ...], parent: QWidget) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(style.em(1))
        form.setVerticalSpacing(style.em(0.6))
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name in names:
            f = Settings.fields()[name]
            editor = make_editor(f, self._sources, parent)
            editor.set_value(self._db.setting(name))
            editor.setAccessibleName(f.label)
            editor.setToolTip(f.help)
            if f.help and hasattr(editor, "setPlaceholderText"):
                editor.setPlaceholderText(f.help)
            form.addRow(f.label, editor)
            self.editors[name] = editor
        return form

    def _go(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        self.back.setVisible(step > 0)
        self.next.setText("完成" if step == self._steps.count() - 1 else "下一步")
        if step == 0:
            (self.demonstration if self.demonstration.isChecked() else self.real).setFocus()
        else:
            self.editors[(COUNTY, DESK)[step - 1][0]].setFocus()
        if step == self._steps.count() - 1:
            self._name_ledgers()

    def _on(self) -> None:
        if self._steps.currentIndex() == 0 and self.demonstration.isChecked():
            self._try_demonstration()
        elif self._steps.currentIndex() == self._steps.count() - 1:
            self._finish()
        else:
            self._go(self._steps.currentIndex() + 1)

    # What they do

    def _try_demonstration(self) -> None:
        home = self._db.home
        try:
            if jobs.run_command("正在建立演示县", home, ["demo"], self) is None:
                self._db.forget()
                if beginning.is_demonstration(self._db):  # half of it
                    jobs.run_command("正在清除", home, ["demo", "--remove"], self)
                return
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        self.accept()

    def _load_units(self) -> None:
        from ui.import_wizard.wizard import READABLE, ImportWizard

        chosen, _ = QFileDialog.getOpenFileName(self, "选择本县的单位名录", str(Path.home()), READABLE)
        if chosen:
            wizard = ImportWizard(self._db.home, Path(chosen), self, record="unit", can_undo=False)
            wizard.exec()
            self.take_units(wizard)
            wizard.deleteLater()

    def take_units(self, wizard: Any) -> None:
        """After the import of a directory: void the shipped units that it does not have, where that is wanted."""
        if wizard.written and self.replace.isChecked():
            try:
                beginning.leave_shipped_county(self._db, wizard.titles)
            except Exception as error:  # shown in one place, whatever it is
                messages.show_error(error, self)
        self._sources.forget()
        self._count_units()
        own = self.editors["own_unit"]
        if own.value() and queries.find_unit(self._db, own.value()) is None:
            own.set_value(None)

    def _write_template(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "空白单位名录", str(Path.home() / "单位名录.xlsx"), "Excel 工作簿 (*.xlsx)"
        )
        if not chosen:
            return
        try:
            jobs.run_command("正在写出", self._db.home, ["template", "unit", chosen], self)
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)

    def _count_units(self) -> None:
        units = queries.units(self._db)
        named = "、".join(unit.short for unit in units[:3])
        self._units.setText(f"单位名录现有 {len(units)} 个单位" + (f"：{named}等。" if units else "。"))

    def _name_ledgers(self) -> None:
        """What the choice of the own unit brings, told at once."""
        try:
            own = self.editors["own_unit"].value() or ""
        except Unreadable:
            own = ""
        kind = next((unit.kind for unit in queries.units(self._db) if unit.name == own), "")
        named = [RECORDS[id].about.label.removesuffix("台账") for id in office_of(own, kind).records[:LEDGERS_NAMED]]
        self.first.setText(f"台账里先列出：{'、'.join(named)}等。其余的也都在，点一下就到。")

    def _finish(self) -> None:
        values = {}
        for name, editor in self.editors.items():
            try:
                values[name] = editor.value()
            except Unreadable as problem:
                self._point_at(name, str(problem))
                return
        own = values["own_unit"]
        if own and queries.find_unit(self._db, own) is None:
            self._point_at("own_unit", f"单位名录里没有“{own}”，请从列表中选，或先在上一步载入名录。")
            return
        try:
            beginning.begin(self._db, values)
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        self.accept()

    def _point_at(self, name: str, problem: str) -> None:
        self._go(1 if name in COUNTY else 2)
        self.editors[name].setFocus()
        messages.inform(self, f"“{Settings.fields()[name].label}”填写得不对", problem)


def _step(title: str, more: str) -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(style.em(0.7))
    for text, role in ((title, "title"), (more, "secondary")):
        label = QLabel(text)
        label.setProperty("role", role)
        label.setWordWrap(True)
        layout.addWidget(label)
    layout.addSpacing(style.em(0.4))
    return page, layout


def _card(button: QRadioButton, says: str) -> QFrame:
    card = QFrame()
    card.setProperty("role", "card")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(style.em(1), style.em(0.8), style.em(1), style.em(0.8))
    label = QLabel(says)
    label.setProperty("role", "secondary")
    label.setWordWrap(True)
    label.setIndent(style.em(1.6))
    button.setToolTip(says)
    inside.addWidget(button)
    inside.addWidget(label)
    return card


def greet(window: Any) -> None:
    """Shown once the window is there, on a home where nothing was done yet."""
    if not beginning.is_new(window.db):
        return
    dialog = FirstStartDialog(window.db, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.finished.connect(lambda _: window.begin_anew())
    dialog.open()
