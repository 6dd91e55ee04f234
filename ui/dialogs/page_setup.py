"""页面设置 of one ledger: paper, direction, margins, size of the text, columns; kept with the data."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.data.database import Database
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.notices.page_setup import (
    EDGES,
    LEAST_MARGINS,
    PAPERS,
    TEXT_SIZES,
    WIDEST_MARGIN,
    PageSetup,
    keep,
    kept,
)
from ui import messages, style
from ui.columns import ColumnsDialog
from ui.dialogs.buttons import accept_and_cancel


class PageSetupDialog(QDialog):
    """`listed`: the columns that the list shows now."""

    def __init__(self, db: Database, record: str, listed: tuple[str, ...], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("打印的页面设置")
        self._db, self._record, self._listed = db, record, listed
        said = QLabel(f"{RECORDS[record].about.label}：下次打印还用这里的设置。")
        said.setProperty("role", "secondary")
        said.setWordWrap(True)
        self.paper = QComboBox()
        self.paper.addItems(list(PAPERS))
        self.paper.setAccessibleName("纸张")
        self.landscape, self.portrait = QRadioButton("横向(&L)"), QRadioButton("纵向(&P)")
        self.margins: list[QDoubleSpinBox] = []
        self.text_size = QComboBox()
        self.text_size.setAccessibleName("字号")
        self.text_size.addItem("自动（排得下的最大字号）", None)
        for name, points in TEXT_SIZES.items():
            self.text_size.addItem(f"{name}（{points:g} 磅）", points)
        self.as_listed = QRadioButton(f"与列表相同的 {len(listed)} 列(&S)")
        self.others = QRadioButton()
        self._choose = QPushButton("选择列(&C)…")
        self._choose.setAutoDefault(False)
        self._choose.clicked.connect(self._choose_columns)
        self._columns: tuple[str, ...] = listed
        form = QFormLayout()
        form.setHorizontalSpacing(style.em(1))
        form.setVerticalSpacing(style.em(0.7))
        form.addRow("纸张", self.paper)
        form.addRow("方向", self._beside(self.landscape, self.portrait))
        form.addRow("页边距", self._make_margins())
        form.addRow("字号", self.text_size)
        form.addRow("列", self._beside(self.as_listed, self.others, self._choose))
        buttons, _ = accept_and_cancel(self, "确定")
        again = buttons.addButton("恢复默认(&D)", QDialogButtonBox.ButtonRole.ResetRole)
        again.setAutoDefault(False)
        again.clicked.connect(lambda: self._show(PageSetup()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(style.em(1.4), style.em(1.2), style.em(1.4), style.em(1.2))
        layout.setSpacing(style.em(0.8))
        layout.addWidget(said)
        layout.addLayout(form)
        layout.addStretch()
        layout.addWidget(buttons)
        self.setMinimumWidth(style.em(36))
        self._show(kept(db, record))

    @property
    def setup(self) -> PageSetup:
        """Raises UserError for what cannot be printed."""
        return PageSetup(
            self.paper.currentText(),
            self.portrait.isChecked(),
            tuple(margin.value() for margin in self.margins),
            self.text_size.currentData(),
            self._columns if self.others.isChecked() else None,
        )

    def _show(self, setup: PageSetup) -> None:
        self.paper.setCurrentText(setup.paper)
        (self.portrait if setup.portrait else self.landscape).setChecked(True)
        for margin, value in zip(self.margins, setup.margins, strict=True):
            margin.setValue(value)
        place = self.text_size.findData(setup.size)
        if place < 0:  # set on the command line
            self.text_size.addItem(f"{setup.size:g} 磅", setup.size)
            place = self.text_size.count() - 1
        self.text_size.setCurrentIndex(place)
        self._columns = setup.columns or self._listed
        (self.others if setup.columns else self.as_listed).setChecked(True)
        self._say_columns()

    def _say_columns(self) -> None:
        self.others.setText(f"另选的 {len(self._columns)} 列(&O)")
        labels = [RECORDS[self._record].fields()[name].label for name in self._columns]
        self.others.setToolTip("、".join(labels))

    def _choose_columns(self) -> None:
        dialog = ColumnsDialog(self._record, self._columns, self)
        if dialog.exec():
            self._columns = dialog.chosen()
            self.others.setChecked(True)
            self._say_columns()

    def _make_margins(self) -> QWidget:
        """Four numbers, two beside each other."""
        widget = QWidget()
        grid = QGridLayout(widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(style.em(0.6))
        for place, (edge, least) in enumerate(zip(EDGES, LEAST_MARGINS, strict=True)):
            margin = QDoubleSpinBox()
            margin.setRange(least, WIDEST_MARGIN)
            margin.setDecimals(0)
            margin.setSuffix(" 毫米")
            margin.setAccessibleName(f"{edge}边距")
            margin.setMinimumWidth(style.em(7))
            self.margins.append(margin)
            label = QLabel(edge)
            label.setBuddy(margin)
            grid.addWidget(label, place // 2, 2 * (place % 2))
            grid.addWidget(margin, place // 2, 2 * (place % 2) + 1)
        grid.setColumnStretch(4, 1)
        return widget

    def _beside(self, *widgets: QWidget) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(style.em(0.8))
        group = QButtonGroup(row)
        for widget in widgets:
            layout.addWidget(widget)
            if isinstance(widget, QRadioButton):
                group.addButton(widget)
        layout.addStretch()
        return row

    # Overrides of Qt

    def accept(self) -> None:
        try:
            setup = self.setup
            if setup != kept(self._db, self._record):
                keep(self._db, self._record, setup)
        except UserError as error:
            messages.show_error(error, self)
            return
        super().accept()
