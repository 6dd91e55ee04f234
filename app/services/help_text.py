"""The hand-written help pages (resources/help/*.md) as HTML: headings, lists, tables, keys, pictures, links."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

PICTURE = re.compile(r"!\[(.*?)\]\((.+?)\)")


def to_html(text: str, pictures: Path) -> str:
    """Blocks are separated by blank lines. A picture that is not there is left out."""
    made = (_block(block.splitlines(), pictures) for block in re.split(r"\n\s*\n", text.strip()))
    return "\n".join(part for part in made if part)


def _block(lines: list[str], pictures: Path) -> str:
    first = lines[0]
    if heading := re.match(r"(#+) (.+)", first):
        level = len(heading[1])
        rest = f"\n{_block(lines[1:], pictures)}" if lines[1:] else ""
        return f"<h{level}>{_inline(heading[2])}</h{level}>{rest}"
    if picture := PICTURE.fullmatch(first.strip()):
        return _picture(picture[1], picture[2], pictures)
    if first.startswith("|"):
        return _table(lines)
    for tag, mark in (("ul", r"- "), ("ol", r"\d+\. ")):
        if re.match(mark, first):
            items = re.split(rf"(?m)^{mark}", "\n".join(lines))[1:]
            return f"<{tag}>" + "".join(f"<li>{_inline(_joined(item))}</li>" for item in items) + f"</{tag}>"
    return f"<p>{_inline(_joined(chr(10).join(lines)))}</p>"


def _joined(text: str) -> str:
    """Lines of Chinese are joined without a blank."""
    return "".join(line.strip() for line in text.splitlines())


def _picture(says: str, name: str, pictures: Path) -> str:
    if not (pictures / name).exists():
        return ""
    return (
        f'<p class="picture"><img src="{escape(name)}" alt="{escape(says)}"></p>\n<p class="caption">{escape(says)}</p>'
    )


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return table(rows[0], [[_inline(cell) for cell in row] for row in rows[1:] if set("".join(row)) - set("-: ")])


WIDTHS = {2: (30, 70), 3: (28, 22, 50), 5: (18, 16, 14, 22, 30), 6: (14, 16, 14, 12, 20, 24)}  # per cent of columns


def table(head: list[str], rows: list[list[str]], anchors: list[str] | None = None) -> str:
    """`rows` are HTML. An anchor at a row lets a link, or F1 in a form, go to it."""
    widths = WIDTHS.get(len(head), (100 // len(head),) * len(head))
    said = "".join(
        f'<th align="left" width="{width}%">{escape(text)}</th>' for text, width in zip(head, widths, strict=True)
    )
    lines = []
    for number, row in enumerate(rows):
        anchor = f'<a name="{anchors[number]}"></a>' if anchors else ""
        lines.append("<tr>" + "".join(f"<td>{anchor if n == 0 else ''}{cell}</td>" for n, cell in enumerate(row)))
    return (
        f'<table width="100%" border="1" cellspacing="0" cellpadding="5"><tr>{said}</tr>'
        + "</tr>".join(lines)
        + "</tr></table>"
        if rows
        else ""
    )


def _inline(text: str) -> str:
    made = escape(text, quote=False)
    replacements: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
        (r"\*\*(.+?)\*\*", r"<b>\1</b>"),
        (r"`(.+?)`", r"<code>\1</code>"),
        (r"\[(.+?)\]\((.+?)\)", r'<a href="\2">\1</a>'),
    )
    for pattern, html in replacements:
        made = re.sub(pattern, html, made)
    return made
