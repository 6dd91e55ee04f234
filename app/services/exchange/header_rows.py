"""Where the headers of a sheet are: one to four rows, merged or not, of tables under and beside each other.

A header is found by the words in it. How many rows it has is told by its merged cells, and where these are lost (.csv,
.html, WPS) by its gaps: a cell under a filled one with filled neighbours beside a gap is a column of its heading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.exchange.headers import NUMBERING, Path, header_key, is_header_word, without_unit
from app.services.exchange.reader import SheetData
from app.services.exchange.tables import cell
from app.services.exchange.title_facts import is_fact

WITHIN = 40  # rows looked through for the first header
DEEPEST = 4
LONGEST_HEADER = 60  # characters; explanations in brackets make headers long
LEAST = 2  # filled cells of a header
GAP_PROVED_BY = 20  # rows under a header that must be empty, too, where a column is a gap between two tables
WIDE = 0.6  # of the table: a merged cell so wide is a title
TITLE_WORDS = ("台账", "统计表", "登记表", "明细表", "一览表", "汇总表", "清单", "名册", "情况表")


@dataclass(frozen=True)
class Block:
    """The header of one table. `paths` has one entry per column of the span."""

    rows: tuple[int, ...]  # from 0
    span: tuple[int, int]
    paths: tuple[Path, ...]

    @property
    def last(self) -> int:
        return self.rows[-1]

    def path(self, column: int) -> Path:
        return self.paths[column - self.span[0]]

    def filled(self) -> Iterator[tuple[int, Path]]:
        for i, path in enumerate(self.paths, self.span[0]):
            if path:
                yield i, path


class Grid:
    """The cells of a sheet, merged ones filled in."""

    def __init__(self, data: SheetData) -> None:
        self.data = data
        self._merges: dict[int, list[tuple[int, int, int, int]]] = {}
        for top, left, bottom, right in data.merges:
            for row in range(top - 1, min(bottom, top + DEEPEST + 1)):
                self._merges.setdefault(row, []).append((top - 1, left, bottom - 1, right))
        self._rows: dict[int, list[Any]] = {}

    def merges(self, row: int) -> list[tuple[int, int, int, int]]:
        return self._merges.get(row, [])

    def row(self, row: int) -> list[Any]:
        """With the values of merged cells in all their cells."""
        if row not in self._rows:
            cells = list(self.data.rows[row]) if row < len(self.data.rows) else []
            for top, left, _bottom, right in self.merges(row):
                if len(cells) <= right:
                    cells += [""] * (right + 1 - len(cells))
                value = cell(self.data.rows[top], left)
                cells[left : right + 1] = [value] * (right + 1 - left)
            self._rows[row] = cells
        return self._rows[row]


def first_header(grid: Grid, start: int, end: int) -> list[int] | None:
    """The rows of the best header in the first rows from `start`."""
    best: tuple[int, int, list[int]] | None = None
    filled = 0
    for row in range(start, end):
        raw = grid.data.rows[row]
        if not any(c != "" for c in raw):
            continue
        filled += 1
        if filled > WITHIN:
            break
        if could_be_header(grid, row):
            rows = header_from(grid, row, end)
            score = words(grid, rows)
            if score > LEAST and score * 2 >= sum(map(bool, _paths(grid, rows))):
                return rows
            if score >= LEAST and (best is None or score > best[0]):
                best = (score, row, rows)
    return best[2] if best else None


def could_be_header(grid: Grid, row: int) -> bool:
    """Short texts, more than one; no 填报单位 row and no data."""
    filled = [c for c in grid.data.rows[row] if c != ""]
    texts = [c for c in filled if isinstance(c, str) and len(c) <= LONGEST_HEADER]
    if len(texts) < LEAST or len(texts) * 5 < len(filled) * 4:
        return False
    return not any(is_fact(c) for c in texts)


def words(grid: Grid, rows: Sequence[int]) -> int:
    """Columns whose header some ledger knows."""
    found = set()
    for path in _paths(grid, rows):
        if path and (is_header_word(path[-1]) or is_header_word("".join(path)) or _ticks(path)):
            found.add(path)
    return len(found)


def _ticks(path: Path) -> bool:
    return len(path) > 1 and is_header_word(path[-2])


def header_from(grid: Grid, row: int, end: int) -> list[int]:
    """The header that starts at a row (or one above, where that holds headings only)."""
    rows = [row]
    while len(rows) < DEEPEST and rows[-1] + 1 < end and _goes_on(grid, rows):
        rows.append(rows[-1] + 1)
    while len(rows) < DEEPEST and rows[0] > 0 and _headings_only(grid, rows[0] - 1, rows[0]):
        rows.insert(0, rows[0] - 1)
    return rows


def _goes_on(grid: Grid, rows: Sequence[int]) -> bool:
    """Whether the row after these belongs to the same header."""
    last = rows[-1]
    top, bottom = grid.row(last), grid.row(last + 1)
    width = len(top) - top.count("")
    if any(rows[0] <= first <= last < bottom_row for first, _, bottom_row, _ in grid.merges(last)):
        return True
    if not _texts_only(bottom):
        return False
    for first, left, bottom_row, right in grid.merges(last):
        if bottom_row == last and first >= rows[0] and right > left and right - left + 1 < max(width, 3):
            below = {c for c in bottom[left : right + 1] if c != ""}
            if len(below) > 1:
                return True
    return _goes_on_by_gaps(grid, rows)


def _goes_on_by_gaps(grid: Grid, rows: Sequence[int]) -> bool:
    """Without merges: something stands under a gap, and something else has nothing under it."""
    above = [grid.row(row) for row in rows]
    top, bottom = above[-1], grid.row(rows[-1] + 1)
    if not all(_no_row_of_data(row, bottom) for row in above):
        return False
    width = max(map(len, (*above, bottom)))
    filled = [i for i in range(width) if cell(bottom, i) != ""]
    if any(cell(top, i) == "" and any(cell(row, i) != "" for row in above) for i in filled):
        return False  # a header that has ended has data under it
    alone = any(cell(row, i) != "" and cell(bottom, i) in ("", cell(row, i)) for row in above for i in range(width))
    if not alone:
        return False
    if any(i and cell(top, i) == "" and _heading_of(top, bottom, i) is not None for i in filled):
        return True
    # A heading over one more heading: what stands under the gap comes in a row after.
    under = all(cell(top, i) != "" and cell(top, i + 1) == "" for i in filled)
    for row in range(rows[-1] + 2, min(rows[0] + DEEPEST, len(grid.data.rows))):
        after = grid.row(row)
        if not under or not _texts_only(after) or not all(_no_row_of_data(row, after) for row in above):
            return False
        if any(
            cell(top, i) == "" and cell(bottom, i) == "" and cell(after, i) != "" and cell(after, i - 1) != ""
            for i in range(1, width)
        ):
            return True
        under = all(cell(bottom, i) != "" for i, c in enumerate(after) if c != "")
    return False


def _heading_of(top: Sequence[Any], bottom: Sequence[Any], column: int) -> int | None:
    """The filled cell to the left of a gap, if it has a column of its own beneath."""
    for i in range(column - 1, -1, -1):
        if cell(top, i) != "":
            return i if cell(bottom, i) not in ("", cell(top, i)) else None
    return None


def _no_row_of_data(top: Sequence[Any], bottom: Sequence[Any]) -> bool:
    """A row of data fills what stands under 序号."""
    for i, above in enumerate(top):
        if isinstance(above, str) and header_key(above) in NUMBERING:
            return bool(cell(bottom, i) in ("", above))
    return True


def _texts_only(row: Sequence[Any]) -> bool:
    filled = [c for c in row if c != ""]
    return bool(filled) and all(isinstance(c, str) and len(c) <= LONGEST_HEADER for c in filled)


def _headings_only(grid: Grid, above: int, row: int) -> bool:
    """案件情况 | | 当事人 | over a full header: headings over some of its columns, and no title."""
    top, bottom = grid.row(above), grid.row(row)
    if not _texts_only(top) or any(is_fact(c) for c in top if c != ""):
        return False
    columns = [i for i, c in enumerate(bottom) if c != ""]
    raw = grid.data.rows[above]
    filled = [i for i, c in enumerate(raw) if c != ""]
    if not columns or not filled or any(i < columns[0] or i > columns[-1] for i in filled):
        return False
    covered = len(top) - top.count("")
    texts = {c for c in top if c != ""}
    if any(word in header_key(text) for text in texts for word in TITLE_WORDS):
        return False
    if len(texts) == 1:  # a title stands over all, a heading over a few
        merged = any(left != right for first, left, _, right in grid.merges(above) if first == above)
        return merged and covered < WIDE * len(columns)
    # Side-by-side tables have titles, each over its own; so have all headings.
    return covered <= len(columns)


def _paths(grid: Grid, rows: Sequence[int]) -> list[Path]:
    """Per column the texts of its header cells, from the top. A gap is under the heading to its left."""
    levels = [list(map(_text, grid.row(row))) for row in rows]
    width = max(map(len, levels), default=0)
    levels = [level + [""] * (width - len(level)) for level in levels]
    for upper, level in enumerate(levels[:-1]):
        heading = ""
        for i in range(width):
            has_column = any(lower[i] and lower[i] != level[i] for lower in levels[upper + 1 :])
            if level[i]:
                heading = level[i] if has_column else ""
            elif has_column and heading and (upper == 0 or levels[upper - 1][i] == levels[upper - 1][i - 1]):
                level[i] = heading
            else:
                heading = ""
    paths = []
    for i in range(width):
        path: list[str] = []
        for level in levels:
            if level[i] and (not path or path[-1] != level[i]):
                path.append(level[i])
        paths.append(tuple(path))
    return paths


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ("" if value == "" else str(value))


Differ = Callable[[Sequence[Path], Sequence[Path]], bool]


def blocks(grid: Grid, rows: Sequence[int], end: int, differ: Differ) -> list[Block]:
    """The tables that share these header rows: one, or several side by side.

    `differ` tells whether the columns on both sides of a gap are those of two ledgers.
    """
    paths = _paths(grid, rows)
    filled = [i for i, path in enumerate(paths) if path]
    if not filled:
        return []
    # A column without a header but with contents belongs to the table; people are told of it.
    under = grid.data.rows[rows[-1] + 1 : min(end, rows[-1] + 1 + GAP_PROVED_BY)]
    first, last = filled[0], filled[-1]
    starts = _starts(paths, first, last, under, differ)
    parts: list[tuple[tuple[int, int], tuple[Path, ...]]] = []
    for at, start in enumerate(starts):
        stop = starts[at + 1] - 1 if at + 1 < len(starts) else last
        while stop > start and not paths[stop]:
            stop -= 1
        parts.append(((start, stop), tuple(paths[start : stop + 1])))
    while all(_has_own_title(part) for _, part in parts):
        rows, parts = rows[1:], [(span, tuple(path[1:] for path in part)) for span, part in parts]
    return [Block(tuple(rows), span, part) for span, part in parts]


def _has_own_title(paths: Sequence[Path]) -> bool:
    """A heading over the whole table is its title."""
    return len({path[0] for path in paths if path}) == 1 and all(len(path) > 1 for path in paths if path)


def _starts(paths: Sequence[Path], first: int, last: int, under: Sequence[Sequence[Any]], differ: Differ) -> list[int]:
    """Where tables begin: at each 序号, where the headers begin again, after an empty column with a header repeated."""
    keys = [without_unit(header_key(path[-1]))[0] if path else "" for path in paths]
    numbers = [i for i in range(first, last + 1) if keys[i] in NUMBERING]
    if (
        len(numbers) > 1
        and numbers[0] == first
        and all(b - a > LEAST for a, b in zip(numbers, numbers[1:], strict=False))
    ):
        return numbers
    again = [i for i in range(first + 1, last + 1) if paths[i] and paths[i] == paths[first]]
    if (
        again
        and paths[first : again[0]][: last + 1 - again[0]]
        == paths[again[0] : again[0] * 2 - first][: last + 1 - again[0]]
    ):
        if again[0] - first >= LEAST:
            return [first, *again]
    gaps = [i for i in range(first + 1, last) if not paths[i] and not any(cell(row, i) != "" for row in under)]
    starts = [first]
    for gap in gaps:
        before, after = set(keys[starts[-1] : gap]) - {""}, set(keys[gap + 1 : last + 1]) - {""}
        if len(before) < LEAST or len(after) < LEAST:
            continue
        if before & after or differ(paths[starts[-1] : gap], paths[gap + 1 : last + 1]):
            starts.append(next(i for i in range(gap + 1, last + 1) if paths[i]))
    return list(dict.fromkeys(starts))
