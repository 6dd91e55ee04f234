"""放假安排: the working days of each year; a new year from a file or typed as in the notice, days of the county's own."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.domain.fields import Choice, Date, Fields, Text, field
from app.services.deadlines import holidays
from app.services.deadlines.holidays import OFF, ON, Holiday
from ui import messages
from ui.dialogs.buttons import accept_and_cancel, fit
from ui.fields_form import FieldsForm
from ui.remembered import Remembered
from ui.style import em
from ui.year_view import YearView

YEAR = Qt.ItemDataRole.UserRole
DAYS = {"放假": OFF, "上班": ON}


class LocalDay(Fields):
    day: Date = field("日期")
    kind: Choice = field("安排", tuple(DAYS))
    name: Text = field("名称和依据", help="如：全县放假，某某通知")


class HolidaysDialog(QDialog):
    """`changed` when something was written: due dates have moved."""

    def __init__(self, db: Database, remembered: Remembered, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("放假安排")
        self._db, self._remembered = db, remembered
        self.changed = False
        self.years = QListWidget()
        self.years.setAccessibleName("年份")
        self.years.currentItemChanged.connect(lambda *_: self._show_year())
        self.years.setFixedWidth(em(12))
        self.years.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view = YearView(db.today)
        self.view.chosen.connect(lambda _: self._say_day())
        self._head = QLabel()
        self._head.setProperty("role", "title")
        self._day = QLabel()
        self._day.setProperty("role", "secondary")
        self.remove_day = self._button("删除这一天的安排", self._remove_day)
        self.remove_year = self._button("删除全年…", self._remove_year)
        below = QHBoxLayout()
        below.addWidget(self._day, 1)
        below.addWidget(self.remove_day)
        below.addWidget(self.remove_year)
        right = QVBoxLayout()
        right.addWidget(self._head)
        right.addWidget(self.view, 1)
        right.addLayout(below)
        row = QHBoxLayout()
        row.setSpacing(em(0.8))
        row.addWidget(self.years)
        row.addLayout(right, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for text, act in (
            ("从 Excel 导入(&I)…", self._import),
            ("按通知录入(&T)…", self._type),
            ("本地放假(&L)…", self._add_local),
        ):
            buttons.addButton(self._button(text, act), QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1.4), em(1.2))
        layout.setSpacing(em(0.7))
        layout.addLayout(row, 1)
        layout.addWidget(buttons)
        fit(self, parent, 78, 44)
        self._list(db.today.year)

    def _button(self, text: str, act: Callable[[], Any]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())
        return button

    @property
    def year(self) -> int:
        item = self.years.currentItem()
        return int(item.data(YEAR)) if item is not None else self._db.today.year

    def _list(self, year: int) -> None:
        """Years that are known, and those that deadlines wait for."""
        known = {table.year: table for table in holidays.years(self._db)}
        missing = holidays.missing_years(self._db)
        self.years.blockSignals(True)
        self.years.clear()
        for each in sorted({*known, *missing, self._db.today.year, self._db.today.year + 1}, reverse=True):
            is_known = each in known and known[each].is_known
            text = f"{each}年" if is_known else f"{each}年　未录入"
            if each in missing:
                text = f"{each}年　{missing[each]:,}项待定"
            item = QListWidgetItem(text)
            item.setData(YEAR, each)
            item.setToolTip(text)
            self.years.addItem(item)
            if each == year:
                self.years.setCurrentItem(item)
        self.years.blockSignals(False)
        self._show_year()

    def _show_year(self) -> None:
        year = self.year
        days = {holiday.day: holiday for holiday in holidays.days(self._db, year)}
        table = next((table for table in holidays.years(self._db) if table.year == year), None)
        known = table is not None and table.is_known
        if table is not None and known:
            local = f"，本地安排{table.local}天" if table.local else ""
            self._head.setText(f"{year}年：放假{table.off}天，调休上班{table.on}天{local}")
        else:
            self._head.setText(f"{year}年的放假安排还没有录入，要用到它的到期日都是待定")
        self.view.show_year(year, days, known)
        self.remove_year.setEnabled(known)
        self._say_day()

    def _say_day(self) -> None:
        self._day.setText(self.view.words(self.view.day))
        self.remove_day.setEnabled(any(h.day == self.view.day for h in holidays.days(self._db, self.year)))

    # Writing

    def _write(self, act: Callable[[], Any], year: int | None = None) -> bool:
        try:
            act()
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return False
        self.changed = True
        self._list(year or self.year)
        return True

    def _remove_day(self) -> None:
        self._write(lambda: holidays.remove(self._db, self.view.day))

    def _remove_year(self) -> None:
        year = self.year
        if messages.ask(
            self,
            f"删除{year}年的放假安排？",
            "要用到这一年的到期日会变为待定；本地的安排保留。可以用“撤销”恢复。",
            "删除",
        ):
            self._write(lambda: holidays.remove_year(self._db, year))

    def _import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "导入放假安排", str(self._remembered.get("folder/in", "")), "Excel 或 CSV (*.xlsx *.xls *.ods *.csv)"
        )
        if chosen:
            self._remembered.put("folder/in", str(Path(chosen).parent))
            self.take(Path(chosen))

    def take(self, file: Path) -> None:
        """Say what the file brings, and write it."""
        try:
            found = holidays.read_file(file, self._db.today)
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        if self._confirmed(found):
            self._write(lambda: holidays.enter(self._db, found, source=file.name), found[0].day.year)

    def _confirmed(self, found: list[Holiday]) -> bool:
        if not found:
            messages.inform(self, "没有读到放假安排", "文件里要有“日期、类型、名称”三栏。")
            return False
        known = "、".join(str(year) for year in sorted({holiday.day.year for holiday in found}))
        off = sum(holiday.kind == OFF for holiday in found)
        return messages.ask(
            self,
            f"写入{known}年的放假安排？",
            f"放假{off}天，调休上班{len(found) - off}天。这些年份原来的安排会被替换，本地的保留；有关的到期日重新计算，可以撤销。",
            "写入",
        )

    def _type(self) -> None:
        dialog = TypedDialog(self._db, self.year, self)
        if dialog.exec():
            self.changed = True
            self._list(dialog.year.value())

    def _add_local(self) -> None:
        dialog = LocalDialog(self._db, self.view.day, self)
        if dialog.exec():
            self.changed = True
            self._list(self.year)


class TypedDialog(QDialog):
    """A year typed as the State Council's notice says it; what was read is shown while typing."""

    def __init__(self, db: Database, year: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("按通知录入放假安排")
        self._db = db
        self.setMinimumWidth(em(44))
        said = QLabel("照国务院办公厅的通知填写，各段用分号隔开。原来的安排会被替换，本地的保留。")
        said.setProperty("role", "secondary")
        said.setWordWrap(True)
        self.year = QSpinBox()
        self.year.setRange(2000, 2100)
        self.year.setValue(year)
        self.year.setAccessibleName("年份")
        self.off, self.on = QPlainTextEdit(), QPlainTextEdit()
        self.off.setPlaceholderText("元旦：1月1日至3日；春节：2月15日至23日；清明节：4月4日至6日……")
        self.on.setPlaceholderText("1月4日、2月14日、2月28日……")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1.4), em(1.2))
        layout.setSpacing(em(0.5))
        layout.addWidget(said)
        for text, widget in (("年份", self.year), ("放假", self.off), ("调休上班", self.on)):
            label = QLabel(text)
            label.setBuddy(widget)
            layout.addWidget(label)
            layout.addWidget(widget)
            if isinstance(widget, QPlainTextEdit):
                widget.setAccessibleName(text)
                widget.setTabChangesFocus(True)
                widget.setMinimumHeight(em(5))
                widget.textChanged.connect(self._read)
        self.year.valueChanged.connect(self._read)
        self.told = QLabel()
        self.told.setWordWrap(True)
        layout.addWidget(self.told)
        buttons, self._take = accept_and_cancel(self, "写入")
        layout.addWidget(buttons)
        self.off.setFocus()
        self._read()

    @property
    def found(self) -> list[Holiday]:
        return holidays.typed(self.year.value(), self.off.toPlainText(), self.on.toPlainText())

    def _read(self) -> None:
        try:
            found = self.found
        except Exception as error:  # said under the text while typing
            self.told.setText(str(error))
            self._take.setEnabled(False)
            return
        off = sum(holiday.kind == OFF for holiday in found)
        self.told.setText(f"读到：放假{off}天，调休上班{len(found) - off}天。")
        self._take.setEnabled(off > 0)

    # Overrides of Qt

    def accept(self) -> None:
        try:
            holidays.enter(self._db, self.found, source="按通知录入")
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        super().accept()


class LocalDialog(QDialog):
    """One day off, or a worked weekend, of this county alone."""

    def __init__(self, db: Database, day: date, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("本地放假")
        self._db = db
        self.setMinimumWidth(em(30))
        self.form = FieldsForm(db, LocalDay, self)
        self.form.set_values(day=day, kind="放假")
        buttons, _ = accept_and_cancel(self, "写入")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em(1.4), em(1.2), em(1.4), em(1.2))
        layout.setSpacing(em(0.7))
        layout.addWidget(self.form)
        layout.addWidget(buttons)

    # Overrides of Qt

    def accept(self) -> None:
        try:
            values = self.form.values()
            holidays.add_local(self._db, values["day"], DAYS[values["kind"]], values["name"])
        except Exception as error:  # shown in one place, whatever it is
            messages.show_error(error, self)
            return
        super().accept()
