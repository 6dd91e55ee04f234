"""The program's own line icons: one SVG file each, drawn in `currentColor` and coloured with a token."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import RESOURCES
from ui.style import TOKENS, em

FOLDER = str(RESOURCES / "icons")


def sizes() -> tuple[int, ...]:
    """Real pixels to draw an icon in: as tools and lists show it, and twice that for larger places."""
    screen = QGuiApplication.primaryScreen()
    shown = round(em(1.25) * (screen.devicePixelRatio() if screen else 1))
    return shown, 2 * shown


@lru_cache(maxsize=256)
def icon(name: str, token: str = "secondary") -> QIcon:
    """An icon in one colour; the style makes the picture of the disabled state."""
    made = QIcon()
    for size in sizes():
        made.addPixmap(pixmap(name, token, size))
    return made


def pixmap(name: str, token: str, size: int) -> QPixmap:
    """`size` is in real pixels."""
    made = QPixmap(size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _drawing(name, token).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


@lru_cache(maxsize=256)
def _drawing(name: str, token: str) -> QSvgRenderer:
    with open(f"{FOLDER}/{name}.svg", "rb") as file:
        return QSvgRenderer(QByteArray(file.read().replace(b"currentColor", TOKENS[token].encode())))


def forget() -> None:
    """The theme has changed: pictures are drawn anew."""
    icon.cache_clear()
    _drawing.cache_clear()


def app_icon() -> QIcon:
    """The picture of the program itself; it has colours of its own."""
    return QIcon(str(RESOURCES / "icons" / "fuyuan.svg"))
