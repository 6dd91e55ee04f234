"""Tables of a web page saved as a workbook (.xls or .htm), one page in one MIME file included."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from app.services.exchange.reading.delimited import decoded
from app.services.exchange.reading.facts import LAST_ROW, Facts

CHARSET = re.compile(rb'charset\s*=\s*["\']?\s*([\w-]+)', re.IGNORECASE)
SHEET_NAME = re.compile(r"<x:Name>\s*([^<]{1,100}?)\s*</x:Name>", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
CHINESE_NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030"}
MOST_CELLS = 20_000_000
WIDEST = 1_000  # columns that one cell may span
BLOCKS = frozenset({"br", "p", "div", "li"})
UNSEEN = frozenset({"script", "style", "head", "title", "comment"})


class Table:
    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[Any]] = []
        self.facts = Facts()


def tables(data: bytes) -> tuple[list[Table], list[str]]:
    """One sheet per page; tables one below the other with a blank row between, as Excel opens them."""
    found, said = [], []
    for page in _pages(data):
        text, lost = _text(page)
        if lost:
            said.append(lost)
        name = SHEET_NAME.search(text)
        reader = _Reader(Table(name[1] if name else ""))
        reader.feed(text)
        reader.close()
        reader.finish_row()
        if reader.table.rows:
            found.append(reader.table)
        if reader.cut_short:
            said.append("网页中的表格没有写完整，末尾的行可能缺失，请核对")
    return found, said


def _pages(data: bytes) -> list[bytes]:
    if not data[:2048].lstrip().lower().startswith(b"mime-version"):
        return [data]
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = (part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html")
    return [part for part in parts if isinstance(part, bytes) and b"<t" in part]


def _text(page: bytes) -> tuple[str, str]:
    named = CHARSET.search(page[:4096])
    if named and not page.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = named[1].decode("ascii").lower()
        try:
            return page.decode(CHINESE_NAMES.get(encoding, encoding)), ""
        except (LookupError, UnicodeDecodeError):
            return decoded(page)
    return decoded(page)


class _Reader(HTMLParser):
    def __init__(self, table: Table) -> None:
        super().__init__(convert_charrefs=True)
        self.table = table
        self.cells: list[tuple[str, int, int]] = []
        self.taken: dict[int, int] = {}  # column → rows still covered by a cell above
        self.words: list[str] | None = None
        self.spans = (1, 1)
        self.in_row = False
        self.hidden = False
        self.unseen = 0
        self.depth = 0
        self.count = 0

    @property
    def cut_short(self) -> bool:
        return self.depth > 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self.unseen += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1 and self.table.rows:
                self.finish_row()
                self.table.rows.append([])
                self.taken.clear()
        elif tag == "tr":
            self.finish_row()
            self.in_row = True
            self.hidden = bool(HIDDEN.search(given.get("style", "")))
        elif tag in ("td", "th"):
            self._finish_cell()
            self.in_row = True
            self.words = []
            self.spans = (_span(given.get("rowspan", ""), LAST_ROW), _span(given.get("colspan", ""), WIDEST))
        elif tag in BLOCKS and self.words:
            self.words.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and self.words:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in ("td", "th"):
            self._finish_cell()
        elif tag == "tr":
            self.finish_row()
        elif tag == "table":
            self.finish_row()
            self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.words is not None and not self.unseen:
            self.words.append(data if self.words or data.strip() else "")

    def _finish_cell(self) -> None:
        if self.words is not None:
            lines = (" ".join(line.split()) for line in "".join(self.words).split("\n"))
            self.cells.append(("\n".join(line for line in lines if line), *self.spans))
            self.words = None

    def finish_row(self) -> None:
        self._finish_cell()
        if not self.in_row:
            return
        row: list[Any] = []
        number = len(self.table.rows) + 1
        below: dict[int, int] = {}
        for text, down, across in self.cells:
            while self.taken.get(len(row), 0) > 0:
                row.append("")
            column = len(row)
            row += [text] + [""] * (across - 1)
            self.table.facts.merge(number, column, number + down - 1, column + across - 1)
            if down > 1:
                below.update(dict.fromkeys(range(column, column + across), down - 1))
        self.taken = {column: left - 1 for column, left in self.taken.items() if left > 1} | below
        self.count += len(row)
        if self.count > MOST_CELLS:
            raise MemoryError
        self.table.rows.append(row)
        if self.hidden:
            self.table.facts.hide_rows(number, number)
        self.cells, self.in_row, self.hidden = [], False, False


def _span(text: str, most: int) -> int:
    text = text.strip()
    return max(1, min(int(text), most)) if text.isdigit() and len(text) < 9 else 1
