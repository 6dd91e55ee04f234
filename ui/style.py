"""The look of the window: one token table becomes a QPalette and a short style sheet; every size is in em.

One base size drives all: a larger font makes paddings, rows and columns larger with it.
"""

from __future__ import annotations

import sys
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from app.paths import RESOURCES

LIGHT = {
    "bg": "#f4f6f9",
    "card": "#ffffff",
    "head": "#eef2f7",  # headers of tables
    "line": "#d9dee7",
    "line_strong": "#8792a3",  # borders of things one types into
    "row_line": "#ebeef3",
    "hover": "#f3f7fd",
    "text": "#1f2733",
    "secondary": "#5b6675",
    "faint": "#8b95a3",  # only for what is switched off or a hint inside an empty field
    "brand": "#1d5fbf",
    "brand_dark": "#174e9e",
    "brand_light": "#e3edfb",
    "on_brand": "#ffffff",
    "ok": "#177545",
    "ok_light": "#e5f4ec",
    "warn": "#b45309",
    "warn_light": "#fdf1e0",
    "bad": "#b42318",
    "bad_light": "#fdeceb",
}
DARK = {
    "bg": "#14181f",
    "card": "#1b212b",
    "head": "#232b37",
    "line": "#313b49",
    "line_strong": "#728094",
    "row_line": "#262e3a",
    "hover": "#222b38",
    "text": "#e6ebf2",
    "secondary": "#a9b4c3",
    "faint": "#7d899a",
    "brand": "#6ea8ff",
    "brand_dark": "#9cc4ff",
    "brand_light": "#22344f",
    "on_brand": "#0b1220",
    "ok": "#5fd39a",
    "ok_light": "#16352a",
    "warn": "#f0b35b",
    "warn_light": "#3a2c14",
    "bad": "#ff8f86",
    "bad_light": "#40201e",
}
CONTRAST = {
    "bg": "#ffffff",
    "card": "#ffffff",
    "head": "#e6e6e6",
    "line": "#595959",
    "line_strong": "#000000",
    "row_line": "#8c8c8c",
    "hover": "#e6f0ff",
    "text": "#000000",
    "secondary": "#1a1a1a",
    "faint": "#4d4d4d",
    "brand": "#003c9e",
    "brand_dark": "#00286b",
    "brand_light": "#cfe0ff",
    "on_brand": "#ffffff",
    "ok": "#005226",
    "ok_light": "#d8f5e4",
    "warn": "#6b3000",
    "warn_light": "#ffe9cc",
    "bad": "#8a0000",
    "bad_light": "#ffdcd9",
}
THEMES = {"浅色": LIGHT, "深色": DARK, "高对比": CONTRAST}
TOKENS = dict(LIGHT)  # of the theme in use


def use(theme: str) -> None:
    """Take another theme; a window made before this keeps its pictures, so it has to be made anew."""
    TOKENS.update(THEMES.get(theme, LIGHT))


SIZES = {"标准": 10.5, "大": 13.0, "特大": 15.0}  # points

# The style sheet cannot recolour a picture; the arrows in these files are a grey that reads on light and dark.
SHEET = Template("""
QMainWindow, QDialog, QMessageBox { background: $bg; }
QAbstractItemView, QStatusBar, QMenu, QMenuBar, QToolTip, QHeaderView { font-size: ${pt}pt; font-family: "$family"; }
QToolTip { background: $text; color: $card; border: 0; padding: ${p4}px ${p6}px; }

QMenuBar { background: $card; padding: ${p2}px ${p6}px 0 ${p6}px; }
QMenuBar::item { padding: ${p4}px ${p8}px; border-radius: ${p4}px; background: transparent; }
QMenuBar::item:selected { background: $brand_light; color: $brand_dark; }
QMenu { background: $card; border: 1px solid $line_strong; padding: ${p4}px; }
QMenu::item { padding: ${p5}px ${p24}px ${p5}px ${p8}px; border-radius: ${p4}px; }
QMenu::item:selected { background: $brand_light; color: $brand_dark; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px ${p6}px; }
QMenu::icon { padding-left: ${p6}px; }

#header { background: $card; border-bottom: 1px solid $line; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { padding: ${p8}px ${p12}px ${p6}px ${p12}px; color: $secondary; border: 0;
    border-bottom: 3px solid transparent; background: transparent; }
QTabBar[role="narrow"]::tab { padding: ${p8}px ${p6}px ${p6}px ${p6}px; }
QTabBar::tab:hover { color: $text; background: $hover; }
QTabBar::tab:selected { color: $brand; border-bottom-color: $brand; }
QTabBar::tab:focus { color: $brand_dark; background: $brand_light; }
QTabBar QToolButton { background: $card; border: 1px solid $line; border-radius: ${p3}px; padding: 0; }
QTabBar QToolButton::left-arrow { image: url("$icons/left.svg"); width: ${p14}px; height: ${p14}px; }
QTabBar QToolButton::right-arrow { image: url("$icons/right.svg"); width: ${p14}px; height: ${p14}px; }
QTabWidget::pane { border: 0; border-top: 1px solid $line; top: -1px; }

QToolBar { background: transparent; border: 0; spacing: ${p2}px; padding: 0; }
QToolBar::separator { width: 1px; background: $line; margin: ${p8}px ${p4}px; }
QToolButton { border: 1px solid transparent; border-radius: ${p4}px; padding: ${p4}px ${p6}px; background: transparent; }
QToolButton:hover { background: $brand_light; }
QToolButton:pressed, QToolButton:checked { background: $brand_light; border-color: $brand; }
QToolButton:focus { border: 1px solid $brand; }
QToolButton:disabled { color: $faint; }
QToolButton[primary="true"] { background: $brand; color: $on_brand; }
QToolButton[primary="true"]:hover { background: $brand_dark; }
QToolButton[primary="true"]:disabled { background: $head; color: $faint; }
QToolButton::menu-indicator { image: none; }
QToolButton::menu-button { border: 0; width: ${p16}px; background: transparent; }
QToolButton::menu-arrow { image: url("$icons/arrow-down.svg"); width: ${p12}px; height: ${p12}px; }
QCheckBox::indicator, QAbstractItemView::indicator { width: ${p14}px; height: ${p14}px; background: $card;
    border: 1px solid $line_strong; border-radius: ${p3}px; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: $brand; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $brand; border-color: $brand;
    image: url("$icons/$tick.svg"); }
QCheckBox::indicator:disabled { background: $head; }
QRadioButton::indicator { width: ${p14}px; height: ${p14}px; border-radius: ${p8}px; background: $card;
    border: 1px solid $line_strong; }
QRadioButton::indicator:hover, QRadioButton::indicator:focus { border-color: $brand; }
QRadioButton::indicator:checked { border-color: $brand; background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
    fx: 0.5, fy: 0.5, stop: 0 $brand, stop: 0.5 $brand, stop: 0.6 $card, stop: 1 $card); }
QRadioButton::indicator:disabled { background: $head; border-color: $line; }
QRadioButton:focus, QCheckBox:focus { color: $brand_dark; text-decoration: underline; }

QPushButton { background: $card; border: 1px solid $line_strong; border-radius: ${p4}px;
    padding: ${p5}px ${p14}px; min-height: ${p18}px; }
QPushButton:hover { background: $hover; border-color: $brand; }
QPushButton:pressed { background: $brand_light; }
QPushButton:focus { border: 2px solid $brand; padding: ${p4}px ${p13}px; }
QPushButton:disabled { color: $faint; border-color: $line; background: $bg; }
QPushButton[primary="true"], QDialog QPushButton:default { background: $brand; border-color: $brand; color: $on_brand; }
QPushButton[primary="true"]:hover, QDialog QPushButton:default:hover { background: $brand_dark; }
QPushButton[primary="true"]:focus, QDialog QPushButton:default:focus { border: 2px solid $text; }
QPushButton[primary="true"]:disabled, QDialog QPushButton:default:disabled { background: $head; border-color: $line;
    color: $faint; }
QPushButton[flat="true"] { border: 1px solid transparent; background: transparent; color: $brand; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox, QDateEdit {
    background: $card; border: 1px solid $line_strong; border-radius: ${p4}px; padding: ${p4}px ${p6}px;
    min-height: ${p18}px; selection-background-color: $brand; selection-color: $on_brand; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QDateEdit:focus {
    border: 2px solid $brand; padding: ${p3}px ${p5}px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QLineEdit:read-only, QPlainTextEdit:read-only {
    background: $bg; color: $secondary; border-color: $line; }
QComboBox::drop-down { border: 0; width: ${p22}px; }
QComboBox::down-arrow { image: url("$icons/arrow-down.svg"); width: ${p12}px; height: ${p12}px; }
QComboBox QAbstractItemView { border: 1px solid $line_strong; background: $card; outline: 0;
    selection-background-color: $brand_light; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: ${p26}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: ${p18}px; border: 0; background: transparent; }
QAbstractSpinBox::up-arrow { image: url("$icons/arrow-up.svg"); width: ${p10}px; height: ${p10}px; }
QAbstractSpinBox::down-arrow { image: url("$icons/arrow-down.svg"); width: ${p10}px; height: ${p10}px; }

QAbstractItemView { border: 1px solid $line; background: $card; outline: 0;
    selection-background-color: $brand_light; selection-color: $text; }
QTableView[role="rows"]::item { padding: 0 ${p5}px; border-bottom: 1px solid $row_line; }
QHeaderView { background: $head; border: 0; }
QHeaderView::section { background: $head; color: $secondary; border: 0; border-right: 1px solid $line;
    border-bottom: 1px solid $line; padding: ${p4}px ${p8}px; }
QHeaderView::section:hover { color: $text; background: $brand_light; }
QHeaderView::up-arrow { image: url("$icons/arrow-up.svg"); width: ${p12}px; height: ${p12}px;
    subcontrol-position: right center; right: ${p4}px; }
QHeaderView::down-arrow { image: url("$icons/arrow-down.svg"); width: ${p12}px; height: ${p12}px;
    subcontrol-position: right center; right: ${p4}px; }
QTableCornerButton::section { background: $head; border: 0; }

QScrollBar:vertical { width: ${p12}px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: ${p12}px; background: transparent; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: ${p4}px; margin: ${p2}px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::handle:hover { background: $secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $brand; }
QScrollArea { border: 0; background: transparent; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QStatusBar { background: $card; border-top: 1px solid $line; color: $secondary; }
QStatusBar::item { border: 0; }
#take_back { border: 1px solid $brand; color: $brand; background: $card; padding: 0 ${p8}px; min-height: ${p18}px; }
#take_back:hover { background: $brand_light; }
#take_back:focus { border: 2px solid $brand; padding: 0 ${p7}px; }
#pages { border: 0; border-top: 2px solid $line; background: $line; }
#pages:focus { border-top-color: $brand; }
QStatusBar QLabel { color: $secondary; padding: 0 ${p6}px; }
QGroupBox { border: 1px solid $line; border-radius: ${p4}px; margin-top: ${p18}px; padding: ${p8}px; background: $card; }
QGroupBox::title { subcontrol-origin: margin; left: ${p2}px; color: $secondary; }
QProgressBar { border: 0; background: $line; border-radius: ${p3}px; max-height: ${p6}px; min-height: ${p6}px; }
QProgressBar::chunk { background: $brand; border-radius: ${p3}px; }

QPushButton[role="section"] { text-align: left; font-weight: 600; border: 0; border-radius: 0; background: transparent;
    border-bottom: 1px solid $line; padding: ${p3}px ${p2}px; color: $brand_dark; }
QPushButton[role="section"]:hover { background: $hover; }
QPushButton[role="section"]:focus { border: 0; border-bottom: 2px solid $brand; background: $brand_light;
    padding: ${p3}px ${p2}px; }
QToolButton[role="small"] { padding: 0 ${p4}px; color: $brand; border-radius: ${p3}px; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QComboBox[problem="true"] { border: 1px solid $bad;
    background: $bad_light; }
QLineEdit[problem="true"]:focus, QPlainTextEdit[problem="true"]:focus, QComboBox[problem="true"]:focus {
    border: 2px solid $bad; }
QPushButton::menu-indicator { image: none; width: 0; }
#history { border: 0; border-radius: 0; padding: ${p4}px ${p10}px; }
QLabel[role="chip"] { background: $brand_light; color: $brand_dark; border-radius: ${p10}px; padding: ${p2}px ${p10}px; }
QLabel[role="title"] { font-size: ${pt_title}pt; color: $text; }
QLabel[role="heading"] { color: $text; font-weight: bold; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="problem"] { color: $bad; }
QLabel[role="hint"] { color: $warn; }
QLabel[role="figure"] { color: $text; font-size: ${pt_figure}pt; }
QLabel[role="figure"][urgent="true"] { color: $bad; font-weight: bold; }
QTextBrowser[role="why"] { border: 0; padding: ${p4}px ${p6}px; }
QPushButton[role="tile"] { background: $card; padding: 0; border: 1px solid $line; border-radius: ${p6}px; text-align: left; }
QPushButton[role="tile"]:hover { border-color: $brand; }
QPushButton[role="tile"]:checked { background: $brand_light; border: 2px solid $brand; }
QPushButton[role="tile"]:focus { border: 2px solid $brand; }
QFrame[role="card"] { background: $card; border: 1px solid $line; border-radius: ${p6}px; }
#ledgers { background: $card; border: 0; }
#chip { background: $brand_light; border: 1px solid $brand_light; border-radius: ${p11}px; }
#chip:hover { border-color: $brand; }
#chip QToolButton { padding: ${p1}px ${p4}px; color: $brand_dark; border: 0; }
#chip QToolButton:focus { text-decoration: underline; background: $card; }
#popup { background: $card; border: 1px solid $line_strong; border-radius: ${p6}px; }
#notice_strip { background: $warn_light; border-bottom: 1px solid $line; }
""")


def color(token: str) -> QColor:
    return QColor(TOKENS[token])


def em(times: float = 1.0) -> int:
    """Pixels for a size in em of the window's font."""
    return round(QFontInfo(QApplication.font()).pixelSize() * times)


def apply(app: QApplication, points: float = SIZES["标准"]) -> None:
    """Give the whole program its look; called again when the size of the font is changed."""
    app.setStyle("Fusion")
    family = screen_family()
    font = QFont(family)
    font.setPointSizeF(points)
    # The shipped face has one weight; with no hinting its strokes keep the same thickness at every size.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(font)
    app.setPalette(palette())
    app.setStyleSheet(sheet(family, points, QFontInfo(font).pixelSize()))


def screen_family() -> str:
    """YaHei on Windows; elsewhere the shipped Noto Sans SC, since the systems' Chinese faces differ in width."""
    if sys.platform == "win32":
        return "Microsoft YaHei UI"
    for file in sorted((RESOURCES / "fonts").glob("NotoSansSC*.[to]tf")):
        number = _loaded.get(str(file))
        if number is None:
            number = _loaded[str(file)] = QFontDatabase.addApplicationFont(str(file))
        families = QFontDatabase.applicationFontFamilies(number)
        if families:
            return families[0]
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


_loaded: dict[str, int] = {}  # font files that Qt has read; reading one twice costs memory


def palette() -> QPalette:
    roles = QPalette.ColorRole
    wanted = {
        roles.Window: "bg",
        roles.WindowText: "text",
        roles.Base: "card",
        roles.AlternateBase: "bg",
        roles.Text: "text",
        roles.Button: "card",
        roles.ButtonText: "text",
        roles.ToolTipBase: "text",
        roles.ToolTipText: "card",
        roles.PlaceholderText: "faint",
        roles.Highlight: "brand",
        roles.HighlightedText: "on_brand",
        roles.Accent: "brand",
        roles.Link: "brand",
        roles.LinkVisited: "brand_dark",
        roles.Light: "card",
        roles.Midlight: "head",
        roles.Mid: "line",
        roles.Dark: "line_strong",
    }
    made = QPalette()
    for role, token in wanted.items():
        made.setColor(role, color(token))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, color("faint"))
    return made


def sheet(family: str, points: float, pixels: int) -> str:
    """`p8` in the template stands for 8 pixels at the standard size, and grows with the font."""
    scaled = {f"p{n}": str(max(1, round(n * pixels / 14))) for n in range(1, 49)}
    return SHEET.substitute(
        TOKENS,
        **scaled,
        pt=f"{points:g}",
        pt_title=f"{points * 1.25:g}",
        pt_figure=f"{points * 1.6:g}",
        family=family,
        icons=(RESOURCES / "icons").as_posix(),
        tick="tick" if TOKENS["on_brand"] == "#ffffff" else "tick-dark",
    )
