"""Reads a TrueType file: its names, which characters it has, their widths and boxes; cuts a subset for a PDF.

ReportLab's own reader copies the whole outline table for every document and writes characters beyond U+FFFF
wrongly for copying; fontTools takes half a second to open and cut a Chinese font. This keeps the file mapped and
touches only the glyphs that are used.
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from struct import pack, unpack_from
from typing import NamedTuple

FAMILY, TYPOGRAPHIC_FAMILY, POSTSCRIPT = 1, 16, 6
RESTRICTED, NO_SUBSETTING, BITMAP_ONLY = 0x0002, 0x0100, 0x0200  # OS/2 fsType

# Flags of a component of a composite glyph.
WORDS, SCALE, MORE, TWO_SCALES, MATRIX = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080


class Box(NamedTuple):
    """The ink of a glyph in font units, y upwards from the baseline."""

    left: int
    bottom: int
    right: int
    top: int


class NotTrueType(Exception):
    """The file is no font, a damaged one, or one without TrueType outlines."""


class Sfnt:
    """One face of a font file."""

    def __init__(self, path: Path, index: int = 0) -> None:
        self.path, self.index = path, index
        self._pieces: dict[int, tuple[bytes, bytes]] = {}
        with path.open("rb") as file:
            try:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise NotTrueType(path) from error
        try:
            start = unpack_from(">I", self._data, 12 + 4 * index)[0] if self._data[:4] == b"ttcf" else 0
            count = unpack_from(">H", self._data, start + 4)[0]
            self._tables: dict[bytes, tuple[int, int]] = {}
            for place in range(start + 12, start + 12 + 16 * count, 16):
                tag, _sum, offset, length = unpack_from(">4sIII", self._data, place)
                self._tables[tag] = (offset, length)
        except Exception as error:
            raise NotTrueType(path) from error

    @classmethod
    def faces(cls, path: Path) -> list[Sfnt]:
        """Every face in a file; a collection has several."""
        first = cls(path)
        if first._data[:4] != b"ttcf":
            return [first]
        return [first] + [cls(path, index) for index in range(1, unpack_from(">I", first._data, 8)[0])]

    def table(self, tag: bytes) -> bytes:
        offset, length = self._tables.get(tag, (0, 0))
        return self._data[offset : offset + length]

    @property
    def is_truetype(self) -> bool:
        return b"glyf" in self._tables and b"cmap" in self._tables

    @property
    def may_embed(self) -> bool:
        """Whether the maker lets documents carry parts of it."""
        rights = int(unpack_from(">H", self.table(b"OS/2"), 8)[0]) if b"OS/2" in self._tables else 0
        return rights & 0xF != RESTRICTED and not rights & (NO_SUBSETTING | BITMAP_ONLY)

    @cached_property
    def families(self) -> frozenset[str]:
        """Its family names in every language that the file gives."""
        return frozenset(text for name, text in self._names if name in (FAMILY, TYPOGRAPHIC_FAMILY))

    @cached_property
    def postscript(self) -> str:
        return next((text for name, text in self._names if name == POSTSCRIPT), self.path.stem)

    @cached_property
    def _names(self) -> list[tuple[int, str]]:
        data = self.table(b"name")
        _version, count, strings = unpack_from(">HHH", data, 0)
        found = []
        for place in range(6, 6 + 12 * count, 12):
            platform, _encoding, _language, name, length, offset = unpack_from(">6H", data, place)
            raw = data[strings + offset : strings + offset + length]
            found.append((name, raw.decode("utf-16-be" if platform in (0, 3) else "latin-1", "ignore")))
        return found

    @cached_property
    def units(self) -> int:
        return int(unpack_from(">H", self.table(b"head"), 18)[0])

    @cached_property
    def cmap(self) -> dict[int, int]:
        """Character → glyph."""
        data = self.table(b"cmap")
        best, place = -1, 0
        for record in range(unpack_from(">H", data, 2)[0]):
            platform, encoding, offset = unpack_from(">HHI", data, 4 + 8 * record)
            rank = {(3, 10): 4, (0, 4): 3, (0, 6): 3, (3, 1): 2, (0, 3): 1}.get((platform, encoding), -1)
            if rank > best:
                best, place = rank, offset
        if best < 0:
            raise NotTrueType(self.path)
        form = unpack_from(">H", data, place)[0]
        return _groups(data, place) if form == 12 else _segments(data, place)

    @cached_property
    def _glyphs(self) -> array[int]:
        """Where each glyph's outline starts in glyf; one more entry than there are glyphs."""
        long = unpack_from(">h", self.table(b"head"), 50)[0]
        offsets = array("I" if long else "H")
        offsets.frombytes(self.table(b"loca"))
        offsets.byteswap()
        return offsets if long else array("I", (2 * offset for offset in offsets))

    @cached_property
    def _advances(self) -> array[int]:
        """The widths of the first glyphs; the rest are as wide as the last of these."""
        count = unpack_from(">H", self.table(b"hhea"), 34)[0]
        pairs = array("H")
        pairs.frombytes(self.table(b"hmtx")[: 4 * count])
        pairs.byteswap()
        return pairs[::2]

    def advance(self, glyph: int) -> int:
        return self._advances[min(glyph, len(self._advances) - 1)]

    def outline(self, glyph: int) -> bytes:
        if not 0 <= glyph < len(self._glyphs) - 1:
            return b""
        start = self._tables[b"glyf"][0]
        return self._data[start + self._glyphs[glyph] : start + self._glyphs[glyph + 1]]

    def box(self, glyph: int) -> Box:
        outline = self.outline(glyph)
        return Box(*unpack_from(">4h", outline, 2)) if outline else Box(0, 0, 0, 0)

    def _piece(self, glyph: int) -> tuple[bytes, bytes]:
        """A glyph's outline, padded, and its entry in hmtx; kept, for the next subset has most of them again."""
        piece = self._pieces.get(glyph)
        if piece is None:
            outline = self.outline(glyph)
            metric = pack(">Hh", self.advance(glyph), self.box(glyph).left)
            piece = self._pieces[glyph] = (outline + b"\0" * (-len(outline) % 4), metric)
        return piece

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """A font file with these glyphs only, numbered in the given order; parts of composites follow."""
        order = list(glyphs)
        number = {glyph: new for new, glyph in enumerate(order)}
        outlines, metrics = [], []
        for glyph in order:  # grows while composites are met
            outline, metric = self._piece(glyph)
            if outline and outline[0] & 0x80:
                renumbered = bytearray(outline)
                for place in _components(renumbered):
                    part = unpack_from(">H", outline, place)[0]
                    if part not in number:
                        number[part] = len(order)
                        order.append(part)
                    renumbered[place : place + 2] = pack(">H", number[part])
                outline = bytes(renumbered)
            outlines.append(outline)
            metrics.append(metric)
        loca = array("I", [0])
        for outline_bytes in outlines:
            loca.append(loca[-1] + len(outline_bytes))
        loca.byteswap()
        head = bytearray(self.table(b"head"))
        head[8:12] = bytes(4)  # checksum, filled in below
        head[50:52] = pack(">h", 1)
        tables = {
            b"glyf": b"".join(outlines),
            b"head": bytes(head),
            b"hhea": self.table(b"hhea")[:34] + pack(">H", len(order)),
            b"hmtx": b"".join(metrics),
            b"loca": loca.tobytes(),
            b"maxp": self.table(b"maxp")[:4] + pack(">H", len(order)) + self.table(b"maxp")[6:],
        }
        # Instructions in the outlines of hinted system fonts call what these define.
        tables |= {tag: self.table(tag) for tag in (b"cvt ", b"fpgm", b"prep") if tag in self._tables}
        return _file(tables)


def _groups(data: bytes, place: int) -> dict[int, int]:
    cmap: dict[int, int] = {}
    for group in range(unpack_from(">I", data, place + 12)[0]):
        first, last, glyph = unpack_from(">III", data, place + 16 + 12 * group)
        cmap.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return cmap


def _segments(data: bytes, place: int) -> dict[int, int]:
    count = unpack_from(">H", data, place + 6)[0] // 2
    ends = unpack_from(f">{count}H", data, place + 14)
    starts = unpack_from(f">{count}H", data, place + 16 + 2 * count)
    deltas = unpack_from(f">{count}H", data, place + 16 + 4 * count)
    ranges_at = place + 16 + 6 * count
    ranges = unpack_from(f">{count}H", data, ranges_at)
    cmap: dict[int, int] = {}
    for i, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        if first == 0xFFFF:
            continue
        if offset == 0:
            cmap.update((code, (code + delta) & 0xFFFF) for code in range(first, last + 1))
            continue
        glyphs = unpack_from(f">{last - first + 1}H", data, ranges_at + 2 * i + offset)
        cmap.update((code, (g + delta) & 0xFFFF) for code, g in enumerate(glyphs, first) if g)
    return cmap


def _components(outline: bytearray) -> Iterable[int]:
    """Where a composite glyph names its parts."""
    if not outline or unpack_from(">h", outline, 0)[0] >= 0:
        return
    place, flags = 10, MORE
    while flags & MORE:
        flags = unpack_from(">H", outline, place)[0]
        yield place + 2
        place += 4 + (4 if flags & WORDS else 2)
        place += 2 if flags & SCALE else 4 if flags & TWO_SCALES else 8 if flags & MATRIX else 0


def _file(tables: dict[bytes, bytes]) -> bytes:
    power = len(tables).bit_length() - 1
    directory = pack(">IHHHH", 0x00010000, len(tables), 16 << power, power, (len(tables) << 4) - (16 << power))
    offset = len(directory) + 16 * len(tables)
    bodies, total = [], 0
    for tag in sorted(tables):
        body = tables[tag] + b"\0" * (-len(tables[tag]) % 4)
        checksum = _checksum(body)
        directory += pack(">4sIII", tag, checksum, offset, len(tables[tag]))
        if tag == b"head":
            head_at = offset
        offset += len(body)
        total += checksum
        bodies.append(body)
    font = bytearray(directory + b"".join(bodies))
    font[head_at + 8 : head_at + 12] = pack(">I", (0xB1B0AFBA - _checksum(directory) - total) & 0xFFFFFFFF)
    return bytes(font)


def _checksum(data: bytes | bytearray) -> int:
    words = array("I", bytes(data))
    words.byteswap()
    return sum(words) & 0xFFFFFFFF
