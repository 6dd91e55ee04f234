"""期限规则: the law's periods as this county keeps them; switched, changed, given a further version, added, brought in."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.domain.fields import Boolean, Choice, Date, Fields, Integer, Kind, LongText, Text, UnitName, field
from app.domain.periods import Period, PeriodKind, Unit
from app.domain.records import MODULES, RECORDS
from app.errors import UserError
from app.services import rule_finding
from app.services.deadlines import all_periods, rules
from ui import files, messages
from ui.deadlines_view import paragraph
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.fields_form import FieldsForm
from ui.remembered import Remembered
from ui.style import TOKENS, color, em

PERIOD = Qt.ItemDataRole.UserRole
COLUMNS = (("期限", 0), ("长度", 6), ("末日顺延", 5.5), ("预警（天）", 7), ("责任单位", 11), ("依据", 15))
SHOWN: dict[str, Callable[[Period], bool]] = {
    "全部": lambda period: True,
    "启用的": lambda period: period.active,
    "停用的": lambda period: not period.active,
    "本县自定的": lambda period: period.own,
    "没有台账的": lambda period: not period.record,
}
UNITS = {"日": Unit.DAY, "工作日": Unit.WORKING_DAY, "个月": Unit.MONTH, "年": Unit.YEAR}
DIRECTIONS = {"之后": "after", "之前": "before"}


class Changed(Fields):
    """What the county may change of a rule."""

    title: Text = field("期限名称")
    event: Text = field("起算事由")
    duration: Integer = field("长度")
    unit: Choice = field("长度单位", tuple(UNITS))
    roll: Boolean = field("末日遇休息日顺延")
    kind: Choice = field("类型", tuple(kind.value for kind in PeriodKind))
    warn_days: Text | None = field("预警天数", help="到期前几天提醒，用分号隔开，如 7;3;1")
    owner: UnitName | None = field("责任单位", help="指定一个单位；空着的，取记录中的单位")
    responsible: Text | None = field("责任主体")
    basis: Text = field("依据")
    note: LongText | None = field("提示")
    since: Date | None = field("新版本自哪天起", help="法律修改的填写生效日，旧的事项仍按旧版本；空着的直接修改")
    reason: Text | None = field("修改理由", help="写入修改记录")


class RulesDialog(QDialog):
    """`changed` when something was written: due dates have moved."""

    def __init__(self, db: Database, remembered: Remembered, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("期限规则")
        self._db, self._remembered = db, remembered
        self.changed = False
        self.search = QLineEdit()
        self.search.setPlaceholderText("期限名称、条文、事件或拼音首字母")
        self.search.setAccessibleName("查找期限")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._list())
        self.module, self.which = QComboBox(), QComboBox()
        self.module.setAccessibleName("模块")
        self.which.setAccessibleName("哪些规则")
        self.module.addItem("全部模块", "")
        for id, title in MODULES.items():
            self.module.addItem(title, id)
        self.which.addItems(list(SHOWN))
        for box in (self.module, self.which):
            box.currentIndexChanged.connect(lambda _: self._list())
        self._count = QLabel()
        self._count.setProperty("role", "secondary")
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        for widget in (self.module, self.which, self._count):
            top.addWidget(widget)
        self._make_tree()
        self.detail = QTextBrowser()
        self.detail.setProperty("role", "why")
        self.detail.setAccessibleName("规则的内容和修改记录")
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setHandleWidth(1)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.tree)
        parts.addWidget(self.detail)
        parts.setSizes([em(22), em(11)])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons: dict[str, QPushButton] = {}
        for name, text, act in (
            ("change", "修改(&E)…", self._change),
            ("add", "新设(&N)…", self._add),
            ("remove", "删除", self._remove),
            ("import", "导入(&I)…", self._import),
            ("export", "导出(&X)…", self._export),
        ):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: act())
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
            self.buttons[name] = button
        self.buttons["remove"].setToolTip("只能删除本县自定的；法律规定的可以停用")
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1.4), em(1.2))
        layout.setSpacing(em(0.6))
        layout.addLayout(top)
        layout.addWidget(parts, 1)
        layout.addWidget(buttons)
        fit(self, parent, 84, 46)
        self._list()

    def _make_tree(self) -> None:
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("期限规则")
        self.tree.setHeaderLabels([title for title, _ in COLUMNS])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, (_, width) in enumerate(COLUMNS[1:], 1):
            self.tree.setColumnWidth(column, em(width))
        self.tree.itemChanged.connect(self._switched)
        self.tree.currentItemChanged.connect(lambda *_: self._show())
        self.tree.itemActivated.connect(lambda *_: self._change())

    @property
    def current(self) -> Period | None:
        item = self.tree.currentItem()
        period: Period | None = item.data(0, PERIOD) if item is not None else None
        return period

    def choose(self, rule: str) -> None:
        for n in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(n)
            if item is not None and item.data(0, PERIOD).id == rule:
                self.tree.setCurrentItem(item)

    # Showing

    def _list(self) -> None:
        before = self.current.id if self.current is not None else ""
        wanted, module = SHOWN[self.which.currentText()], self.module.currentData()
        every = all_periods(self._db)
        found = [
            period
            for period in rule_finding.matching(every, self.search.text())
            if wanted(period) and (not module or period.module == module)
        ]
        self.tree.blockSignals(True)
        self.tree.clear()
        for period in found:
            self._add_row(period)
        self.tree.blockSignals(False)
        on = sum(period.active for period in every)
        self._count.setText(f"共 {len(every)} 项，启用 {on} 项，列出 {len(found)} 项")
        if found:
            self.tree.setCurrentItem(self.tree.topLevelItem(0))
            self.choose(before)
        self._show()

    def _add_row(self, period: Period) -> None:
        way = "提前" if period.direction == "before" else ""
        texts = [
            period.title, way + period.length, "顺延" if period.roll else "不顺延",
            "、".join(map(str, period.warn_days)), period.owner or period.responsible, period.basis,
        ]  # fmt: skip
        item = QTreeWidgetItem(self.tree, texts)
        item.setData(0, PERIOD, period)
        item.setCheckState(0, Qt.CheckState.Checked if period.active else Qt.CheckState.Unchecked)
        item.setSizeHint(0, QSize(0, em(2)))
        for column, text in enumerate(texts):
            item.setToolTip(column, text)
            if not period.active:
                item.setForeground(column, color("secondary"))

    def _show(self) -> None:
        period = self.current
        self.buttons["change"].setEnabled(period is not None)
        self.buttons["remove"].setEnabled(period is not None and period.own)
        if period is None:
            self.detail.setHtml(paragraph("没有找到，换个说法试试。", "secondary"))
            return
        self.detail.setHtml(_described(self._db, period) + _history(rules.history(self._db, period.id)))

    # Writing

    def _write(self, act: Callable[[], Any]) -> bool:
        try:
            act()
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            self._list()
            return False
        self.changed = True
        self._list()
        return True

    def _switched(self, item: QTreeWidgetItem, column: int) -> None:
        period: Period = item.data(0, PERIOD)
        on = item.checkState(0) is Qt.CheckState.Checked
        if column == 0 and on != period.active:
            # Later: the list is made anew, and Qt is still busy with this item.
            QTimer.singleShot(0, self, lambda: self._write(lambda: rules.switch(self._db, [period.id], on)))

    def _change(self) -> None:
        if self.current is not None:
            self._edit(RuleDialog(self._db, rules.newest(self._db, self.current.id), self))

    def _add(self) -> None:
        self._edit(RuleDialog(self._db, None, self))

    def _edit(self, dialog: "RuleDialog") -> None:
        if dialog.exec():
            self.changed = True
            self._list()
            self.choose(dialog.rule)

    def _remove(self) -> None:
        period = self.current
        if period is not None and messages.ask(
            self, f"删除期限规则“{period.title}”？", "按它计算的到期日不再列出；可以用“撤销”恢复。", "删除"
        ):
            self._write(lambda: rules.remove(self._db, period.id))

    def _import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "导入期限规则", str(self._remembered.get("folder/in", "")), "Excel 或 CSV (*.xlsx *.xls *.ods *.csv)"
        )
        if chosen:
            self._remembered.put("folder/in", str(Path(chosen).parent))
            self.take(Path(chosen))

    def take(self, file: Path) -> None:
        """Show what the file would change, and write it."""
        try:
            found = rules.read_file(self._db, file)
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        dialog = TakeOverDialog(self._db, found, file, self)
        if dialog.exec():
            self.changed = True
            self._list()

    def _export(self) -> None:
        out = files.ask_where(self._remembered, self, f"期限规则_{self._db.today:%Y%m%d}.xlsx", "Excel 工作簿 (*.xlsx)")
        if out is None:
            return
        try:
            rules.write_file(self._db, out)
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        files.offer_to_open(self._remembered, out, "期限规则", self)


class RuleDialog(QDialog):
    """One rule: changed, given a further version, or new."""

    def __init__(self, db: Database, period: Period | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._db, self._old = db, period
        self.rule = period.id if period is not None else ""
        self.setWindowTitle("修改期限规则" if period is not None else "新设期限规则")
        start = period or rules.blank()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, em(0.8), 0)
        self.form = FieldsForm(db, Changed, self)
        if period is None:
            self._add_place()
        self.form.set_values(
            title=start.title,
            event=start.event,
            duration=start.duration,
            unit=next(text for text, unit in UNITS.items() if unit is start.unit),
            roll=start.roll,
            kind=start.kind.value,
            warn_days=";".join(map(str, start.warn_days)),
            owner=start.owner or None,
            responsible=start.responsible,
            basis=start.basis,
            note=start.note,
        )
        column.addWidget(self.form)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons, _ = accept_and_cancel(self, "保存")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1), em(1.2))
        layout.setSpacing(em(0.7))
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        fit(self, parent, 46, 44)

    def _add_place(self) -> None:
        """Of a new rule: which ledger it belongs to, what it counts from and what ends it."""
        self.record, self.trigger, self.ending, self.direction = (QComboBox() for _ in range(4))
        self.record.addItem("没有台账，只供计算", "")
        for id, cls in RECORDS.items():
            self.record.addItem(f"{MODULES[cls.about.module]}：{cls.about.label}", id)
        self.direction.addItems(list(DIRECTIONS))
        self.record.currentIndexChanged.connect(lambda _: self._offer_fields())
        places = {"台账": self.record, "起算日期栏": self.trigger, "完成日期栏": self.ending, "方向": self.direction}
        for line, (text, box) in enumerate(places.items()):
            box.setAccessibleName(text)
            label = QLabel(text)
            label.setBuddy(box)
            self.form.lines.insertRow(line, label, box)
        self._offer_fields()

    def _offer_fields(self) -> None:
        record = self.record.currentData()
        dates = [
            (f.label, name)
            for name, f in (RECORDS[record].fields().items() if record else ())
            if f.kind in (Kind.DATE, Kind.DATETIME)
        ]
        for box, first in ((self.trigger, []), (self.ending, [("没有", "")])):
            box.clear()
            for label, name in [*first, *dates]:
                box.addItem(label, name)
            box.setEnabled(bool(dates))

    def _values(self) -> dict[str, Any]:
        values = self.form.values()
        try:
            warn = tuple(
                int(part) for part in (values["warn_days"] or "").replace("；", ";").split(";") if part.strip()
            )
        except ValueError:
            raise UserError("预警天数填写得不对", f"“{values['warn_days']}”里有不是整数的", "写成 7;3;1") from None
        texts = {name: values[name] or "" for name in ("title", "event", "owner", "responsible", "basis", "note")}
        return texts | {
            "duration": values["duration"],
            "unit": UNITS[values["unit"]],
            "roll": bool(values["roll"]),
            "kind": PeriodKind(values["kind"]),
            "warn_days": warn,
        }

    # Overrides of Qt

    def accept(self) -> None:
        try:
            values, asked = self._values(), self.form.values()
            reason = asked["reason"] or ""
            if self._old is not None:
                rules.change(self._db, self._old.id, values, since=asked["since"], reason=reason)
            else:
                record = self.record.currentData() or ""
                new = replace(
                    rules.blank(),
                    **values,
                    record=record,
                    module=RECORDS[record].about.module if record else "",
                    trigger_field=self.trigger.currentData() or "",
                    done_field=self.ending.currentData() or "",
                    direction=DIRECTIONS[self.direction.currentText()],
                    since=asked["since"],
                )
                self.rule = rules.add(self._db, new, reason=reason)
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        super().accept()


class TakeOver(Fields):
    since: Date | None = field("改动的规则自哪天起", help="法律修改的填写生效日；空着的直接修改现行版本")
    reason: Text | None = field("依据", help="写入修改记录")


class TakeOverDialog(QDialog):
    """What a file brings, rule by rule, before anything is written."""

    def __init__(self, db: Database, found: list[rules.RuleChange], file: Path, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("导入期限规则")
        self._db, self._found = db, found
        real = [change for change in found if change.kind != "相同"]
        counts = "，".join(
            f"{kind} {n} 项" for kind in ("新增", "修改", "相同") if (n := sum(c.kind == kind for c in found))
        )
        said = QLabel(f"“{file.name}”：{counts or '没有规则'}。" + ("" if real else "没有可以写入的改动。"))
        said.setWordWrap(True)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["期限", "现在", "改为"])
        self.tree.setAccessibleName("文件中的改动")
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self.tree.setColumnWidth(column, em(16))
        for change in real:
            top = QTreeWidgetItem(self.tree, [f"{change.kind}：{change.period.title}", "", change.period.length])
            for label, before, after in change.differences:
                line = QTreeWidgetItem(top, [label, before or "（空）", after or "（空）"])
                line.setToolTip(1, before)
                line.setToolTip(2, after)
            top.setExpanded(len(real) <= 20)
        self.form = FieldsForm(db, TakeOver, self)
        buttons, take = accept_and_cancel(self, "写入")
        take.setEnabled(bool(real))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1.4), em(1.2))
        layout.setSpacing(em(0.7))
        layout.addWidget(said)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.form)
        layout.addWidget(buttons)
        fit(self, parent, 60, 36)

    # Overrides of Qt

    def accept(self) -> None:
        try:
            values = self.form.values()
            rules.take_over(self._db, self._found, since=values["since"], reason=values["reason"] or "")
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        super().accept()


def _described(db: Database, period: Period) -> str:
    where = RECORDS[period.record].about.label if period.record else "没有台账，只供计算"
    trigger = RECORDS[period.record].fields()[period.trigger_field].label if period.record else ""
    facts = [
        ("台账", where + (f"，从“{trigger}”起算" if trigger else "")),
        ("起算", period.event),
        ("类型", period.kind.value),
        ("依据", period.basis),
        ("责任主体", period.responsible),
        ("责任单位", period.owner),
        ("可否延长", period.extendable),
        ("提示", period.note),
    ]
    versions = db.law.rules[period.id]
    if len(versions) > 1:
        said = [f"{v.length}（{v.since or '最早'}起{f'至{v.until}' if v.until else ''}）" for v in versions]
        facts.append(("各版本", "；".join(said)))
    rows = "".join(
        f'<tr><td style="color:{TOKENS["secondary"]}" nowrap>{head}</td><td>{escape(text)}</td></tr>'
        for head, text in facts
        if text
    )
    own = "（本县自定）" if period.own else ""
    return f'{paragraph(period.title + own, bold=True)}<table cellspacing="0" cellpadding="2">{rows}</table>'


def _history(entries: list[rules.RuleEntry]) -> str:
    """Who changed what and why; nothing for a rule that is as it came."""
    parts = []
    for entry in entries:
        undone = "（已撤销）" if entry.undone else ""
        reason = f"，{entry.reason}" if entry.reason else ""
        parts.append(paragraph(f"{entry.at[:16]}　{entry.by}　{entry.title}{undone}{reason}", "secondary"))
        parts += [
            paragraph(f"　　{label}：{before or '（空）'} → {after or '（空）'}")
            for label, before, after in entry.changes
        ]
    return (paragraph("修改记录", bold=True) + "".join(parts)) if parts else ""
