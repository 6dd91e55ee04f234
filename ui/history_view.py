"""修改记录: who changed which field from what to what, when, and through what."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QTextBrowser, QWidget

from app.data import queries
from app.data.database import Database
from ui.style import TOKENS

CELLS_ALONE = 4  # values of one import that are told on a line each
LONGEST = 120  # characters of a value; the whole text is in the record


class HistoryView(QTextBrowser):
    """The history of one record, the newest first."""

    def __init__(self, db: Database, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self.setOpenLinks(False)
        self.setObjectName("history")
        self.setAccessibleName("修改记录")
        self.setFrameShape(QTextBrowser.Shape.NoFrame)

    def show_history(self, id: int | None) -> None:
        if id is None:
            self.setHtml(_paragraph("保存以后，这里会记下每次修改。", "secondary"))
            return
        entries = queries.history(self._db, id)
        self.setHtml("".join(map(_entry, entries)) or _paragraph("还没有修改记录。", "secondary"))


def _entry(entry: queries.Entry) -> str:
    when = entry.at[:16]
    through = "、".join(part for part in (entry.via, entry.source) if part)
    head = (
        f'<p style="margin:14px 0 2px 0"><b>{escape(entry.title)}</b><br>'
        f'<span style="color:{TOKENS["secondary"]}">{escape(when)}　{escape(entry.by)}　{escape(through)}</span></p>'
    )
    reason = _paragraph(f"说明：{entry.reason}") if entry.reason else ""
    lines = "".join(_change(*change) for change in entry.changes)
    alone = [cell for cell in entry.cells if cell[2] or len(entry.cells) <= CELLS_ALONE]
    lines += "".join(_cell(*cell) for cell in alone)
    if rest := [(label, cell) for label, cell, text in entry.cells if (label, cell, text) not in alone]:
        place = rest[0][1].rpartition("!")[0]
        reason += _paragraph(f"来自 {place}：" + "、".join(f"{n} {c.rpartition('!')[2]}" for n, c in rest), "secondary")
    return head + reason + (f'<table cellspacing="0" cellpadding="3">{lines}</table>' if lines else "")


def _change(label: str, old: str, new: str) -> str:
    return (
        f'<tr><td style="color:{TOKENS["secondary"]}">{escape(label)}</td><td>{_value(old)} → {_value(new)}</td></tr>'
    )


def _cell(label: str, cell: str, text: str) -> str:
    said = f"来自 {escape(cell)}" + (f"，原文“{escape(text)}”" if text else "")
    return (
        f'<tr><td style="color:{TOKENS["secondary"]}">{escape(label)}</td>'
        f'<td style="color:{TOKENS["secondary"]}">{said}</td></tr>'
    )


def _value(text: str) -> str:
    if not text:
        return f'<span style="color:{TOKENS["secondary"]}">（空）</span>'
    return escape(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def _paragraph(text: str, token: str = "text") -> str:
    return f'<p style="margin:0 0 2px 0; color:{TOKENS[token]}">{escape(text)}</p>'
