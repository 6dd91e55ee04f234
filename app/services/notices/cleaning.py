"""Cleans what people type before it stands in a document (gbt9704.md §8.4)."""

from __future__ import annotations

import re

HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
BEFORE = rf"[{HAN}”’》）〕]"
AFTER = rf"[{HAN}“‘《（〔]"
NARROW = re.compile(rf"(?<={BEFORE})[,;:?!]|[,;:?!](?={AFTER})")
BRACKETS = re.compile(rf"(?<={BEFORE})\(([^()]*)\)|\(([^()]*[{HAN}][^()]*)\)")
DOC_NO = re.compile(rf"([{HAN}]{{1,12}})\s?[\[［【(（]((?:19|20)\d{{2}})[\]］】)）]\s?第?0*([1-9]\d{{0,4}})号")
DATE = re.compile(r"(?<![\d.〔-])((?:19|20)\d{2})([.\-/])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])日?(?![\d.-])")
IN_CHINESE = re.compile(
    r"([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
ALIGNED_NAME = re.compile(rf"[{HAN}]　[{HAN}]")
DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}


def clean(text: str) -> str:
    """Marks between Chinese characters full width, no padding, numbers of documents and dates in their one form."""
    lines = (_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _line(text: str) -> str:
    text = text.strip(" \t\u3000")
    if not ALIGNED_NAME.fullmatch(text):  # 王　某: two characters set as wide as three
        text = re.sub(r"[ \t\u3000]{2,}|\u3000", "", text)
    text = DOC_NO.sub(r"\1〔\2〕\3号", text)
    text = DATE.sub(lambda found: f"{found[1]}年{int(found[3])}月{int(found[4])}日", text)
    text = IN_CHINESE.sub(_date, text)
    text = BRACKETS.sub(lambda found: f"（{found[1] if found[1] is not None else found[2]}）", text)
    return NARROW.sub(lambda found: WIDE[found[0]], text)


def _date(found: re.Match[str]) -> str:
    year = "".join(str(DIGITS[character]) for character in found[1])
    return f"{year}年{_small(found[2])}月{_small(found[3])}日"


def _small(text: str) -> int:
    """十 → 10, 二十一 → 21."""
    tens, ten, ones = text.rpartition("十")
    return ((DIGITS[tens] if tens else 1) * 10 if ten else 0) + (DIGITS[ones] if ones else 0)
