"""Light, dark and high contrast: every text reads (WCAG AA), and the window is made anew in the chosen one."""

from __future__ import annotations

from typing import Any

import pytest

from ui import icons, style

TEXTS = (  # (text, what it stands on); "faint" is for what is switched off, which WCAG leaves out
    *((text, ground) for text in ("text", "secondary", "brand") for ground in ("bg", "card", "head", "hover")),
    ("on_brand", "brand"),
    ("brand_dark", "brand_light"),
    ("text", "brand_light"),
    ("secondary", "brand_light"),
    *((state, ground) for state in ("ok", "warn", "bad") for ground in (f"{state}_light", "card", "bg")),
)


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", style.THEMES)
@pytest.mark.parametrize("text, ground", TEXTS)
def test_text_reads_on_its_ground(theme: str, text: str, ground: str) -> None:
    tokens = style.THEMES[theme]
    least = 7 if theme == "高对比" else 4.5
    assert contrast(tokens[text], tokens[ground]) >= least


@pytest.mark.parametrize("theme", style.THEMES)
def test_border_of_an_input_is_seen(theme: str) -> None:
    tokens = style.THEMES[theme]
    assert contrast(tokens["line_strong"], tokens["card"]) >= 3


def test_themes_name_the_same_tokens() -> None:
    assert all(tokens.keys() == style.LIGHT.keys() for tokens in style.THEMES.values())


@pytest.fixture
def back_to_light() -> Any:
    yield
    style.use("浅色")
    icons.forget()


def test_pictures_follow_the_theme(qapp: Any, back_to_light: Any) -> None:
    def painted() -> set[int]:
        image = icons.pixmap("new", "text", 20).toImage()
        return {image.pixel(x, y) & 0xFFFFFF for x in range(20) for y in range(20) if image.pixel(x, y) >> 24 == 0xFF}

    light = painted()
    style.use("深色")
    icons.forget()
    assert painted() != light
