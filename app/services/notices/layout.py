"""Breaks text into lines on the grid of cells: what may begin and end a line, squeezing in before pushing out.

GB/T 15834—2011 5.1 and GB/T 9704—2012 5.2.3. All lengths are in cells, so nothing here knows a font: a hanzi takes
one cell, a digit half of one, letters what the caller says. Pure functions.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import ceil

NO_START = frozenset("，。、；：？！…—～·）》〉】〕｝］」』”’％‰℃°′″〗,.;:?!)]}%/")
NO_END = frozenset("（《〈【〔｛［「『“‘￥＄〖([{$£#/")
OPENING = frozenset("（《〈【〔｛［「『“‘〖")
CLOSING = frozenset("，。、；：？！）》〉】〕｝］」』”’〗")  # their right half is empty
MARKS = OPENING | CLOSING
MARK = re.compile(f"[{''.join(sorted(MARKS))}]")
HALF = frozenset("0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~·")

PUNCTUATION_GIVES = 0.5  # what one mark can be squeezed by
LINE_GIVES = 1.5  # what all marks of a line together can be squeezed by
GAP_GIVES = 0.02  # what each gap can be tightened by
GAP_TAKES = 0.12  # what a gap is widened by at most, while others can share
CLOSE = 1e-6

# Strings that stay on one line (GB/T 15834 5.1.4, 5.1.5 and usual practice).
TOGETHER = re.compile(
    r"——|……"
    r"|〔\d{4}〕\d+号"
    r"|第[〇零一二三四五六七八九十百千万\d]+(?:条|款|项|编|章|节|号|次)"
    r"|\d+(?:[.,:/-]\d+)*(?:年|月|日|时|分|号|条|款|项|万元|亿元|元|人|件|户|亩|平方米|[%％‰℃])?"
    r"|[A-Za-z]+(?:[-'.]?[A-Za-z0-9]+)*"
)


@dataclass(frozen=True)
class Line:
    """A line of the source text: characters start … end and where the slot of each begins, in cells."""

    text: str
    start: int
    end: int
    places: tuple[float, ...]

    @property
    def characters(self) -> str:
        return self.text[self.start : self.end]


Width = Callable[[str], float]


def slot(character: str, width: Width | None = None) -> float:
    """How many cells a character takes by itself."""
    if character in HALF:
        return 0.5
    if width is not None and character.isascii():
        return width(character)
    return 0.5 if character.isascii() else 1.0


@lru_cache(4096)
def natural_width(text: str, width: Width | None = None) -> float:
    """Cells that a text takes in one line, neighbouring marks drawn together."""
    return _Text(text, width).width(0, len(text))


@lru_cache(4096)  # most of a notice says the same in every letter of a batch
def break_lines(
    text: str, cells: float, *, indent: float = 0, width: Width | None = None, justify: bool = True
) -> tuple[Line, ...]:
    """The lines of a paragraph; `indent` is left free on the first, all but the last are filled when `justify`."""
    measured = _Text(text, width)
    lines: list[Line] = []
    start = 0
    while start < len(text):
        left = indent if start == 0 else 0.0
        end = measured.break_after(start, cells - left)
        lines.append(measured.line(start, end, left, cells - left, fill=justify and end < len(text)))
        start = end
    return tuple(lines)


def alike(text: str, cells: float) -> float:
    """Cells that make the lines of a text about equally long, in as few lines as `cells` would; none ends up alone."""
    cells, long = max(1.0, cells), natural_width(text)
    return min(cells, ceil(long / ceil(long / int(cells)))) if long > cells else cells


class _Text:
    """A paragraph with sums over its widths, so that the width of any stretch is one subtraction."""

    def __init__(self, text: str, width: Width | None) -> None:
        self.text = text
        self.slots = [1.0 if c > "\x7f" and c != "·" else 0.5 if c in HALF else slot(c, width) for c in text]
        self.cuts = [0.0] * max(0, len(text) - 1)  # between i and i + 1
        self.marks = [match.start() for match in MARK.finditer(text)]
        for i in self.marks:
            if text[i + 1 : i + 2] in MARKS:
                self.cuts[i] = _pair_gives(text[i], text[i + 1])
        self.glued = [False] * len(text)  # whether i and i + 1 stay together
        for match in TOGETHER.finditer(text):
            for place in range(match.start(), match.end() - 1):
                self.glued[place] = True
        self._is_narrow = max(self.slots, default=0.0) <= 1.0  # so that as many fit as there are cells
        self._slot_sums = [0.0, *accumulate(self.slots)]
        self._cut_sums = [0.0, *accumulate(self.cuts)]

    def width(self, start: int, end: int) -> float:
        inside = self._cut_sums[end - 1] - self._cut_sums[start] if end - start > 1 else 0.0
        return self._slot_sums[end] - self._slot_sums[start] - inside

    def least(self, start: int, end: int) -> float:
        """A closing mark at the end of a line needs half a cell only (GB/T 15834 5.1.10)."""
        return self.width(start, end) - (0.5 if end > start and self.text[end - 1] in CLOSING else 0.0)

    def may_break(self, end: int) -> bool:
        text = self.text
        if end >= len(text):
            return True
        return not self.glued[end - 1] and text[end - 1] not in NO_END and text[end] not in NO_START

    def gaps(self, start: int, end: int) -> list[int]:
        """Places after which space can be added or taken away: not inside a number or a word."""
        return [i for i in range(start, end - 1) if not self.glued[i]]

    def soft(self, start: int, end: int) -> list[int]:
        """Marks inside a line that still have an empty half."""
        found = []
        for i in self.marks[bisect_left(self.marks, start) : bisect_left(self.marks, end - 1)]:
            character = self.text[i]
            if character in CLOSING and not self.cuts[i]:
                found.append(i)
            elif character in OPENING and i > start and not self.cuts[i - 1]:
                found.append(i)
        return found

    def fits_squeezed(self, start: int, end: int, cells: float) -> bool:
        need = self.least(start, end) - cells
        marks = min(LINE_GIVES, PUNCTUATION_GIVES * len(self.soft(start, end)))
        return need <= marks + GAP_GIVES * len(self.gaps(start, end)) + CLOSE

    def break_after(self, start: int, cells: float) -> int:
        text, length = self.text, len(self.text)
        fits = min(start + max(1, int(cells)), length) if self._is_narrow else start + 1
        while fits < length and self.least(start, fits + 1) <= cells + CLOSE:
            fits += 1
        if fits >= length:
            return length
        if self._is_orphan(fits) and self.fits_squeezed(start, length, cells):
            return length
        if self.may_break(fits):
            return fits
        into = fits + 1
        while not self.may_break(into):
            into += 1
        squeezable = self.fits_squeezed(start, into, cells)
        out = fits - 1
        while out > start and not self.may_break(out):
            out -= 1
        if out <= start:
            return into if squeezable else fits  # longer than a line: cut where it is full
        if squeezable and (text[fits] in NO_START or self._is_loose(start, out, cells)):
            return into
        return out

    def _is_loose(self, start: int, end: int, cells: float) -> bool:
        return cells - self.width(start, end) > GAP_TAKES * len(self.gaps(start, end))

    def _is_orphan(self, start: int) -> bool:
        """Whether only one character would be left for the last line, marks aside."""
        if len(self.text) - start > 4:
            return False
        rest = self.text[start:]
        return sum(character not in NO_START for character in rest) <= 1

    def line(self, start: int, end: int, left: float, cells: float, fill: bool) -> Line:
        before = [0.0] * (end - start)  # space added before each character
        drawn = [0.0] * (end - start)  # how far an opening mark reaches to the left of its slot
        for i in self.marks[bisect_left(self.marks, start) : bisect_left(self.marks, end - 1)]:
            if self.cuts[i]:
                if self.text[i] in CLOSING:
                    before[i + 1 - start] -= self.cuts[i]
                else:
                    drawn[i + 1 - start] = self.cuts[i]
        spare = cells - self.width(start, end)
        if spare < -CLOSE:
            spare = min(0.0, cells - self.least(start, end))
            self._squeeze(start, end, -spare, before, drawn)
        elif fill and spare > CLOSE:
            self._widen(start, end, spare, before)
        places, place = [], left
        for gap, reach, width in zip(before, drawn, self.slots[start:end], strict=True):
            place += gap - reach
            places.append(place)
            place += width
        return Line(self.text, start, end, tuple(places))

    def _squeeze(self, start: int, end: int, need: float, before: list[float], drawn: list[float]) -> None:
        soft = self.soft(start, end)
        from_marks = min(need, LINE_GIVES, PUNCTUATION_GIVES * len(soft))
        for i in soft:
            if self.text[i] in CLOSING:
                before[i + 1 - start] -= from_marks / len(soft)
            else:
                drawn[i - start] += from_marks / len(soft)
        gaps = self.gaps(start, end)
        for i in gaps:
            before[i + 1 - start] -= (need - from_marks) / len(gaps)

    def _widen(self, start: int, end: int, spare: float, before: list[float]) -> None:
        gaps = self.gaps(start, end)
        if not gaps:
            return
        even = min(spare / len(gaps), GAP_TAKES)
        rest = spare - even * len(gaps)
        for i in gaps:
            before[i + 1 - start] += even
        if rest < CLOSE:
            return
        first = [i for i in gaps if _is_digit(self.text[i]) != _is_digit(self.text[i + 1])] or gaps
        for i in first:
            before[i + 1 - start] += rest / len(first)


def _pair_gives(first: str, second: str) -> float:
    """Two neighbouring marks take one and a half cells instead of two (clreq; GB/T 15834 5.1.11)."""
    if first in CLOSING and (second in CLOSING or second in OPENING):
        return 0.5
    return 0.5 if first in OPENING and second in OPENING else 0.0


def _is_digit(character: str) -> bool:
    return "0" <= character <= "9"


# Words that a title does not break in; the names of units and other filled-in values come from the caller.
TITLE_WORDS = (
    "行政机关",
    "人民法院",
    "人民政府",
    "负责人",
    "出庭",
    "应诉",
    "提示",
    "情况",
    "说明",
    "通报",
    "通知",
    "行政",
    "争议",
    "案件",
    "司法",
    "建议",
    "办理",
    "整改",
    "协助",
    "履行",
    "工作",
    "会议",
    "联席会议",
    "府院联动",
    "实质性",
    "化解",
    "协调",
    "解决",
    "问题",
    "败诉",
    "审查",
    "报告",
    "意见",
    "申请",
    "登记",
    "执行",
    "领导小组",
    "办公室",
)
KIND_OF_DOCUMENT = re.compile(r"的[^的，。]{1,6}$")


def title_lines(title: str, cells: int, keep: Sequence[str] = ()) -> list[str]:
    """A title in as few lines as it needs, long over short or short over long, words and names whole (7.3.1)."""
    return list(_title_lines(title, cells, tuple(word for word in keep if word in title)))


@lru_cache(512)
def _title_lines(title: str, cells: int, keep: tuple[str, ...]) -> Sequence[str]:
    count = -(-len(title) // cells)
    if count <= 1:
        return [title]
    whole = _unbreakable(title, (*keep, *TITLE_WORDS))
    measured = _Text(title, None)
    places = [i for i in range(1, len(title)) if not whole[i] and measured.may_break(i)]
    for lines in range(count, count + 3):
        best = min(_splits(title, places, lines, cells), key=_shape, default=None)
        if best is not None:
            return best
    return [line.characters for line in break_lines(title, cells, justify=False)]


def _unbreakable(title: str, words: Iterable[str]) -> list[bool]:
    """For each place in the title, whether it lies inside a word, a name or 的 with the kind of document."""
    inside = [False] * (len(title) + 1)
    spans = [match.span() for word in words if word for match in re.finditer(re.escape(word), title)]
    spans += [match.span() for match in re.finditer(r"《[^》]*》|关于", title)]
    spans += [match.span() for match in KIND_OF_DOCUMENT.finditer(title)]
    spans += [(match.start() - 1, match.end()) for match in re.finditer("的", title)]  # 的 does not begin a line
    for start, end in spans:
        for place in range(start + 1, end):
            inside[place] = True
    return inside


def _splits(title: str, places: list[int], lines: int, cells: int) -> Iterable[tuple[str, ...]]:
    if lines == 1:
        if len(title) <= cells:
            yield (title,)
        return
    for place in places:
        if place > cells:
            return
        rest = [later - place for later in places if later > place]
        for tail in _splits(title[place:], rest, lines - 1, cells):
            yield (title[:place], *tail)


def _shape(lines: tuple[str, ...]) -> tuple[int, int]:
    """Lower is better: no block of equal lines, no last line of one or two, breaks at 关于, lengths not far apart."""
    lengths = [len(line) for line in lines]
    steps = [b - a for a, b in zip(lengths, lengths[1:], strict=False)]
    turns = sum(a * b < 0 for a, b in zip(steps, steps[1:], strict=False))
    is_hourglass = turns and steps[0] < 0
    bad = (
        10 * (lengths[-1] <= 2)
        + 5 * sum(abs(step) < 2 for step in steps)
        + 4 * (turns > 1 or is_hourglass)
        - 3 * sum(line.endswith("关于") for line in lines[:-1])
    )
    return bad, max(lengths) - min(lengths)
