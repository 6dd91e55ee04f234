"""Which rows under a header are data: totals, notes, signatures, repeated headers and blank rows are not.

A row with a record id or a number under 序号 is data, whatever it says. For other rows a few cheap tests come first; only
what they find suspicious is looked at closely. Nothing here ends a table but the header of another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.values import plain
from app.services.exchange.header_rows import LEAST, WIDE, Block, Grid, could_be_header, header_from
from app.services.exchange.headers import UNIT_WORDS, is_header_word
from app.services.exchange.tables import RowKind, cell
from app.services.exchange.title_facts import heads_a_table, is_fact

TOTAL = re.compile(
    r"(?:\(?[^\d:。,]{0,12})?(?:合计|小计|总计|累计|共计|汇总)(?:数|金额|件数)?(?:\([^)]*\))?[::]?.{0,4}|(?:总?共|共计)\d+[件人条起户笔项宗].*"
)
NOTE = re.compile(r"[(※*]?(?:注|备注|说明|附注|填表说明|填报说明|填表要求|注意事项?)\d{0,2}(?:[::.、]|$).*")
SIGNATURE = re.compile(
    r"(?:制表|填表|审核|复核|审批|编制|主管领导|单位负责人|负责人签字|负责人|分管领导|单位领导|经办|报送|报出|填报|联系电话|统计负责|科室负责|制单|打印|录入)"
    r"(?:人|单位|领导|日期|时间|签字|签名|签章|电话|员|意见)*(?:\([^)]*\))?[::].*"
)
PAGE = re.compile(r"第?\d+页(?:[/,]?共?\d+页)?|共\d+页(?:第\d+页)?|[-—]\d+[-—]")
GROUP = re.compile(
    r"[一二三四五六七八九十]{1,3}|[一二三四五六七八九十]{1,3}[、.].*|\([一二三四五六七八九十]{1,3}\).*|第[一二三四五六七八九十]+部分.*"
)
SUSPECT = re.compile(r"[计注]|说明|[::]|汇总|页|^[（(一二三四五六七八九十第共]|^\s*$")
MORE_NOTES = re.compile(r"\(?\d+[.、)].*|[①-⑩].*")


@dataclass
class Rows:
    """What was found under one header, down to the next one."""

    no_data: dict[int, RowKind] = field(default_factory=dict)
    last: int = -1
    next_header: list[int] = field(default_factory=list)  # of another table
    facts_from: int = -1  # the first of the rows above that header which belong to it


class RowJudge:
    """Goes down the rows of one table, or of the tables beside each other that share a header."""

    def __init__(self, grid: Grid, block: Block, number: int, uid: int, title: str, around: set[str]) -> None:
        """`number` and `uid` are the columns of 序号 and of the record id, -1 where there is none."""
        self._grid = grid
        self._rows = grid.data.rows
        self._block = block
        self._left, self._right = block.span
        self._whole = self._left == 0  # rows need not be cut
        self._uid = uid
        self._number = number
        self._numbering = {i for i in (number, self._uid) if i >= 0}
        inside = [i for i, path in block.filled() if i not in self._numbering]
        self._first = inside[0] if inside else self._left
        self._header = {i: path[-1] for i, path in block.filled()}
        self._title = plain(title)
        self._around = around  # 填报单位 and the like, as above the header
        self._merged: dict[int, int] = {}
        for top, left, _bottom, right in grid.data.merges:
            if right > left:
                self._merged[top - 1] = max(self._merged.get(top - 1, 0), right - left + 1)
        self._faulty = {row - 1 for row, column in grid.data.faults if self._left <= column <= self._right}

    def go(self, end: int) -> Rows:
        """`end` is the row after the last one to look at."""
        found = Rows()
        no_data = found.no_data
        rows, number, first = self._rows, self._number, self._first
        row = self._block.last + 1
        while row < end and (kind := self._under_header(row)):
            no_data[row] = kind
            row += 1
        while row < end:
            cells = rows[row]
            width = len(cells)
            lead = cells[first] if first < width else ""
            if number >= 0:
                count = cells[number] if number < width else ""
                plainly = count != "" and count.__class__ is not str and lead != ""
            else:
                plainly = lead != "" and (lead.__class__ is not str or not self._suspicious(lead))
            if plainly:
                row += 1
                continue
            kind = self._kind(row, cells, no_data)
            if kind is RowKind.HEADER:
                header = header_from(self._grid, row, end)
                start = self._rows_above(header[0], no_data)
                if not self._same_header(header) or self._other_facts(start, header[0]):
                    for i in range(start, row):
                        no_data.pop(i, None)
                    found.next_header, found.facts_from, found.last = header, start, start - 1
                    return found
                for i in range(start, header[0]):
                    no_data.setdefault(i, RowKind.TITLE)
                for i in header:
                    no_data[i] = RowKind.HEADER
                row = header[-1] + 1
                while row < end and (kind := self._under_header(row)):
                    no_data[row] = kind
                    row += 1
                continue
            if kind is not RowKind.DATA:
                no_data[row] = kind
            row += 1
        found.last = end - 1
        return found

    def _suspicious(self, text: str) -> bool:
        return bool(SUSPECT.search(text)) or (len(text) <= 16 and is_header_word(text))

    def _kind(self, row: int, cells: Sequence[Any], no_data: dict[int, RowKind]) -> RowKind:
        if not any(cells) and not self._any(cells):
            return RowKind.DATA if row in self._faulty else RowKind.BLANK
        cut = cells if self._whole and len(cells) <= self._right + 1 else cells[self._left : self._right + 1]
        at = self._left if cut is not cells else 0
        filled = [(i, c) for i, c in enumerate(cut, at) if c != ""]
        inside = [(i, c) for i, c in filled if i not in self._numbering]
        if not inside and not (filled and isinstance(filled[0][1], str) and filled[0][0] == self._number):
            return RowKind.DATA if row in self._faulty else RowKind.BLANK
        if self._uid >= 0 and cell(cells, self._uid) != "":
            return RowKind.DATA
        number = cell(cells, self._number) if self._number >= 0 else ""
        if number != "" and not isinstance(number, str):
            # Formulas that give 0 on every row to come.
            return RowKind.DATA if any(c != 0 or isinstance(c, (str, bool)) for _, c in inside) else RowKind.BLANK
        if could_be_header(self._grid, row) and self._is_header(row, filled):
            return RowKind.HEADER
        texts = [(i, c) for i, c in filled[:2] if isinstance(c, str)]
        if not texts:
            if number == "" and not any(c != 0 or isinstance(c, bool) for _, c in inside):
                return RowKind.BLANK
            return RowKind.DATA
        return self._by_text(row, texts, filled, no_data)

    def _any(self, cells: Sequence[Any]) -> bool:
        """`any` takes 0 for nothing."""
        return any(c != "" for c in cells)

    def _by_text(
        self, row: int, texts: list[tuple[int, str]], filled: list[tuple[int, Any]], no_data: dict[int, RowKind]
    ) -> RowKind:
        key = plain(texts[0][1])
        if not key:
            return self._by_text(row, texts[1:], filled[1:], no_data) if texts[1:] else RowKind.BLANK
        if re.fullmatch(r"\d+", key) and texts[0][0] == self._number and len(filled) > 1:
            return RowKind.DATA  # numbered in text
        few = len(filled) * 2 <= max(self._right - self._left + 1, 4)
        alone = len(filled) == 1
        if any(TOTAL.fullmatch(plain(text)) for _, text in texts[: 1 if self._number < 0 else 2]):
            return RowKind.TOTAL
        if NOTE.fullmatch(key) and few:
            return RowKind.NOTE
        if SIGNATURE.fullmatch(key) and few:
            return RowKind.SIGNATURE
        if alone and PAGE.fullmatch(key):
            return RowKind.TITLE
        if few and (key == self._title or key in self._around):
            return RowKind.TITLE
        wide = self._merged.get(row, 0) >= max(3, WIDE * (self._right - self._left + 1))
        after_note = no_data.get(row - 1) in (RowKind.NOTE, RowKind.SIGNATURE)
        if after_note and alone and (wide or MORE_NOTES.fullmatch(key) or len(key) > 20):
            return RowKind.NOTE
        if wide and alone:
            return RowKind.TITLE
        if GROUP.fullmatch(key) and texts[0][0] in (self._number, self._left) and len(filled) <= 2:
            # 一 | 县公安局 over its rows; a lone name may be one.
            if texts[0][0] == self._number or alone and len(self._header) > 2:
                return RowKind.TITLE
        return RowKind.DATA

    # Headers

    def _is_header(self, row: int, filled: list[tuple[int, Any]]) -> bool:
        known = [c for _, c in filled if isinstance(c, str) and is_header_word(c)]
        if not (
            isinstance(filled[0][1], str) and (is_header_word(filled[0][1]) or filled[0][1] in self._header.values())
        ):
            return False
        again = sum(self._header.get(i) == c for i, c in filled)
        return again * 2 > len(filled) or (len(known) >= max(LEAST + 1, len(filled) * 0.5))

    def _same_header(self, header: Sequence[int]) -> bool:
        """Whether the header is this table's own, printed again."""
        rows = [self._grid.row(row) for row in header]
        own = [self._grid.row(row) for row in self._block.rows]
        wanted = {c for row in own for c in row[self._left : self._right + 1] if c != ""}
        there = {c for row in rows for c in row if c != ""}
        return len(wanted & there) * 10 >= len(wanted | there) * 8 or wanted <= there

    def _rows_above(self, header: int, no_data: dict[int, RowKind]) -> int:
        """The first of the title and 填报单位 rows that stand over a header further down."""
        start = header
        for row in range(header - 1, self._block.last, -1):
            filled = [c for c in self._rows[row] if c != ""]
            kind = no_data.get(row)
            if filled and isinstance(filled[0], str) and heads_a_table(filled[0]):
                start = row
                continue
            if kind in (RowKind.TOTAL, RowKind.NOTE, RowKind.SIGNATURE, RowKind.HEADER):
                break
            if not filled:
                if header - row > 6:
                    break
                continue
            wide = self._merged.get(row, 0) >= 3 or len(filled) == 1
            if any(isinstance(c, str) and is_fact(c) for c in filled) or (
                wide and len(filled) == 1 and isinstance(filled[0], str)
            ):
                start = row
            else:
                break
        # Blank rows between belong to what is above.
        return start

    def _other_facts(self, start: int, header: int) -> bool:
        """Whether what stands over a repeated header differs from what stands over the first one."""
        for row in range(start, header):
            for c in self._rows[row]:
                if isinstance(c, str) and (key := plain(c)):
                    if (
                        key != self._title
                        and key not in self._around
                        and not PAGE.search(key)
                        and key not in ("续", "续表", "(续)")
                    ):
                        return key.removesuffix("(续)").removesuffix("续表") != self._title
        return False

    def _under_header(self, row: int) -> RowKind | None:
        """1 2 3 4, 甲 乙 1 2, or 件 人 万元 under the header."""
        filled = [c for c in self._rows[row][self._left : self._right + 1] if c != ""]
        if len(filled) < LEAST + 1:
            return None
        texts = [
            plain(str(int(c)) if isinstance(c, float) and c.is_integer() else str(c)).strip("()栏") for c in filled
        ]
        columns = [text for text in texts if text not in ("甲", "乙", "丙", "丁", "戊", "次", "栏次")]
        if (
            columns and columns == [str(i) for i in range(int(columns[0]), int(columns[0]) + len(columns))]
            if columns[0].isdigit() and int(columns[0]) <= 2
            else False
        ):
            return RowKind.NUMBERING
        if all(text in UNIT_WORDS or text in ("-", "—", "/", "计量单位", "单位") for text in texts):
            return RowKind.NUMBERING
        return None


def unit_row(grid: Grid, block: Block) -> dict[int, str]:
    """Column → unit of measure, where a row of units stands under the header."""
    row = block.last + 1
    if row >= len(grid.data.rows):
        return {}
    cells = grid.data.rows[row]
    units = {i: plain(str(cell(cells, i))) for i in range(block.span[0], block.span[1] + 1) if cell(cells, i) != ""}
    told = {i: unit for i, unit in units.items() if unit in UNIT_WORDS}
    return told if len(told) > LEAST and len(told) * 2 > len(units) else {}
