"""Text with separators: which encoding, which separator, quoted line breaks; what looks damaged is told."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from app.errors import UserError

SEPARATORS = ",\t;"
WEAK = "、|"  # these stand inside cells too; they separate only where nothing else does
SAMPLE = 200  # lines
LONGEST_CELL = 1 << 20
MOST_ODD = 0.01  # of characters: more control characters than that is no text
# What people write, Chinese above all; bytes that are no text decode to anything.
WRITTEN = (
    ("\0", "\u07ff"),
    ("\u3000", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\uff00", "\uffff"),
    ("\u2000", "\u27ff"),
    ("\uac00", "\ud7a3"),
    ("\U00020000", "\U0003ffff"),
)
MOSTLY = 0.9
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(data: bytes) -> tuple[str, str]:
    """The text without its mark, and a sentence where characters were lost."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strict_or_told(data[len(mark) :], encoding)
    if b"\0" in data[:4096]:
        low, high = data[0:4096:2].count(0), data[1:4096:2].count(0)
        return _strict_or_told(data, "utf-16-le" if high >= low else "utf-16-be")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), ""
        except UnicodeDecodeError:
            continue
    if _western(data):
        return data.decode("cp1252", "replace"), "文件不是中文编码，已按西文（Windows-1252）读入，请核对文字"
    return _strict_or_told(data, "gb18030")


def _western(data: bytes) -> bool:
    """Lone letters with accents between ASCII: GB18030 characters come in pairs."""
    high = sum(byte >= 0x80 for byte in data[: 1 << 16])
    pairs = len(codecs.decode(data[: 1 << 16], "gb18030", "ignore").encode("gb18030")) - len(data[: 1 << 16])
    return high > 0 and -pairs * 2 >= high


def _strict_or_told(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        return text, f"有 {lost:,} 处文字的编码已损坏，显示为“\ufffd”，请核对"


def is_text(text: str) -> bool:
    sample = text[: 1 << 16]
    odd = sum(1 for character in sample if character < " " and character not in "\t\r\n\f\v\x1a" or character == "\x7f")
    lost = sample.count("\ufffd")
    if sum(any(low <= character <= high for low, high in WRITTEN) for character in sample) < len(sample) * MOSTLY:
        return False
    return odd <= len(sample) * MOST_ODD and lost <= max(20, len(sample) * 0.05)


def rows(text: str, name: str) -> tuple[Iterator[list[str]], list[str]]:
    """The rows, and what looked wrong."""
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    separator, text = _separator(text)
    said: list[str] = []
    quoted = True
    if '"' in text and _torn(text, separator):
        quoted = False
        said.append("引号没有成对，已按没有引号读入，含换行或分隔符的单元格可能错位，请核对")
    said += _uneven(text, separator, quoted)
    csv.field_size_limit(LONGEST_CELL)
    return _read(text, separator, quoted, name), said


def _reader(text: str, separator: str, quoted: bool) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)


def _read(text: str, separator: str, quoted: bool, name: str) -> Iterator[list[str]]:
    try:
        yield from _reader(text, separator, quoted)
    except csv.Error as error:
        raise UserError(
            f"读不出“{name}”",
            "文件中有一个单元格过长，或者含有不能识别的字符",
            "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入",
        ) from error


def _torn(text: str, separator: str) -> bool:
    """A quoted cell that is not closed before the end swallows every row after it."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error) or "larger than" in str(error)
    return False


def _separator(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # how Excel is told
        return first.strip()[4], rest
    lines = _lines(text)
    best = max(SEPARATORS, key=lambda each: _steadiness(lines, each))
    if _steadiness(lines, best) == (0, 0):
        weak = max(WEAK, key=lambda each: _steadiness(lines, each))
        if len(lines) > 1 and _steadiness(lines, weak)[0] > 0.8:
            return weak, text
        return ",", text
    return best, text


def _lines(text: str) -> list[str]:
    """The first lines as they are cut by line breaks outside quotes, without what is quoted."""
    sample = text[: 1 << 18]
    outside = "".join(part for number, part in enumerate(sample.split('"')) if number % 2 == 0)
    return [line for line in outside.splitlines() if line.strip()][:SAMPLE]


def _steadiness(lines: list[str], separator: str) -> tuple[float, int]:
    """Which share of the lines has the commonest number of separators (above none), and that number."""
    counts = Counter(line.count(separator) for line in lines)
    counts.pop(0, None)
    if not counts:
        return (0, 0)
    number, lines_with = max(counts.items(), key=lambda item: (item[1], item[0]))
    return (lines_with / len(lines), number)


def _uneven(text: str, separator: str, quoted: bool) -> list[str]:
    """Rows longer than the common width: a separator inside a cell that nobody quoted."""
    widths: Counter[int] = Counter()
    first_of: dict[int, int] = {}
    try:
        for row in _reader(text, separator, quoted):
            width = len(row)
            while width and not row[width - 1].strip():
                width -= 1
            widths[width] += 1
            first_of.setdefault(width, sum(widths.values()))
    except csv.Error:
        return []
    widths.pop(0, None)
    if len(widths) < 2:
        return []
    header = next(iter(first_of))
    common = max(widths.most_common(1)[0][0], header)
    longer = {width: count for width, count in widths.items() if width > common}
    if not longer or common < 2:
        return []
    first = min(first_of[width] for width in longer)
    return [
        f"有 {sum(longer.values()):,} 行比其他行多出单元格（如第 {first} 行），可能是内容里有没加引号的分隔符，请核对"
    ]
