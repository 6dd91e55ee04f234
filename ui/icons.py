"""The program's own line icons: one SVG file each, drawn in `currentColor` and coloured with a token."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import RESOURCES
from ui.style import TOKENS

SIZES = (16, 20, 24, 32, 40, 48, 64)  # from a small button at 100 % to a large one at 200 %


@lru_cache(maxsize=256)
def icon(name: str, token: str = "secondary") -> QIcon:
    """An icon in one colour, with a faint picture for the disabled state."""
    made = QIcon()
    for size in SIZES:
        made.addPixmap(pixmap(name, token, size))
        made.addPixmap(pixmap(name, "line_strong", size), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=2048)
def pixmap(name: str, token: str, size: int) -> QPixmap:
    """`size` is in real pixels."""
    drawing = (RESOURCES / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", TOKENS[token])
    made = QPixmap(size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


def app_icon() -> QIcon:
    """The picture of the program itself; it has colours of its own."""
    return QIcon(str(RESOURCES / "icons" / "fuyuan.svg"))
