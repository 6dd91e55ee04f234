"""Draws characters and rules at exact places of PDF pages; ReportLab writes the file, the faces are embedded here.

Millimetres from the top left of the sheet. Characters are written as glyph numbers of a composite font (Type 0), so
that a text needs one font object per face, and each carries the character it stands for, those beyond U+FFFF too.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from app.services.notices.fonts import Fonts, Role
from app.services.notices.layout import HALF, OPENING, Line, Width
from app.services.notices.measures import ASCENT, PT
from app.services.notices.sfnt import Box, Sfnt
from app.whole_file import whole_file

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)


class EmbeddedFace:
    """The part of a face that one document uses; glyphs are numbered as they are first met."""

    def __init__(self, face: Sfnt, number: int) -> None:
        self.face = face
        self.name = f"F{number}"
        self.fontName = f"{chr(64 + number // 26 + 1)}{chr(65 + number % 26)}AAAA+{_plain(face.postscript)}"
        self._known: dict[str, Glyph] = {}
        self._glyphs = [0]
        self._widths = [str(round(face.advance(0) * 1000 / face.units))]
        self._unicode: list[str] = []

    def glyph(self, character: str) -> Glyph:
        """The character's number in the document, and how it sits in its cell."""
        known = self._known.get(character)
        if known is None:
            facts = _facts(self.face, character)
            known = self._known[character] = Glyph(
                self, character, f"{len(self._glyphs):04X}", facts.advance, facts.is_plain
            )
            self._glyphs.append(facts.glyph)
            self._widths.append(facts.width)
            self._unicode.append(f"<{known.code}> {facts.unicode}")
        return known

    def addObjects(self, document: Any) -> None:  # noqa: N802 - ReportLab calls this name when it writes the file
        """The objects are written out here: ReportLab's dictionaries take longer than the letter."""
        face, units = self.face, self.face.units
        subset = face.subset(self._glyphs)
        head, hhea = face.table(b"head"), face.table(b"hhea")
        box = [int.from_bytes(head[at : at + 2], "big", signed=True) * 1000 // units for at in (36, 38, 40, 42)]
        rise, fall = (int.from_bytes(hhea[at : at + 2], "big", signed=True) * 1000 // units for at in (4, 6))

        def added(kind: str, content: bytes) -> str:
            reference = document.Reference(content, f"{kind}:{self.name}")
            return str(reference.format(document).decode("ascii"))

        file = added("fontFile", _stream(subset, f"/Length1 {len(subset)}"))
        unicode = added("toUnicode", _stream(_unicode_map(self._unicode).encode("ascii")))
        descriptor = added(
            "fontDescriptor",
            f"<< /Type /FontDescriptor /FontName /{self.fontName} /Flags 4 /FontBBox [{' '.join(map(str, box))}]"
            f" /ItalicAngle 0 /Ascent {rise} /Descent {fall} /CapHeight {rise} /StemV 80 /FontFile2 {file} >>".encode(),
        )
        descendant = added(
            "descendant",
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{self.fontName} /CIDToGIDMap /Identity /DW 1000"
            f" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /W [0 [{' '.join(self._widths)}]] /FontDescriptor {descriptor} >>".encode(),
        )
        font = (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{self.fontName} /Encoding /Identity-H"
            f" /DescendantFonts [{descendant}] /ToUnicode {unicode} >>".encode()
        )
        document.idToObject["BasicFonts"].dict[self.name] = document.Reference(font, self.name)


class Facts(NamedTuple):
    """What every document needs of a character in a face."""

    glyph: int
    advance: float  # ems
    is_plain: bool
    width: str  # thousandths of an em
    unicode: str  # UTF-16, so that pairs beyond U+FFFF copy right


@lru_cache(30_000)
def _facts(face: Sfnt, character: str) -> Facts:
    glyph = face.cmap[ord(character)]
    advance = face.advance(glyph) / face.units
    is_plain = not character.isascii() and character not in HALF and character != "—" and advance >= 0.9
    unicode = f"<{character.encode('utf-16-be').hex().upper()}>"
    return Facts(glyph, advance, is_plain, str(round(face.advance(glyph) * 1000 / face.units)), unicode)


class Glyph(NamedTuple):
    """A character in a face."""

    face: EmbeddedFace
    character: str
    code: str  # four hexadecimal digits
    advance: float  # ems
    is_plain: bool  # fills its cell: a hanzi or a mark as wide as one


class Setting(NamedTuple):
    """A line ready to be drawn: for each of its runs the distance from its left end, in points, and the operators."""

    size: float
    runs: tuple[tuple[float, str], ...]


class Document:
    """A PDF being drawn. The same calls give the same bytes."""

    def __init__(self, out: Path, fonts: Fonts, width: float, height: float) -> None:
        self.out, self.fonts = out, fonts
        self._height = height / PT
        page = (width / PT, height / PT)
        self._canvas = _Canvas(str(out), pagesize=page, invariant=1, pageCompression=1, pdfVersion=(1, 7))
        self._canvas.setCatalogEntry("Lang", pdfdoc.PDFString("zh-CN"))
        self.missing: set[str] = set()  # characters that no face has
        self.roles: set[Role] = set()  # that the document uses
        self._faces: dict[int, EmbeddedFace] = {}
        self._glyphs = {role: _Glyphs(self, role) for role in Role}
        self._widths: dict[tuple[str, Role, float, float], float] = {}
        self._settings: dict[Any, Setting] = {}
        self._inks: dict[tuple[str, Role, float], tuple[float, float]] = {}
        self._texts: dict[tuple[str, Role, float, float], Setting] = {}
        self._code: list[str] = self._canvas._code
        self._colour = BLACK

    def describe(self, *, title: str, author: str, subject: str, keywords: str) -> None:
        canvas = self._canvas
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setSubject(subject)
        canvas.setKeywords(keywords)
        canvas.setCreator("府院联动工作台")

    def next_page(self) -> None:
        self._canvas.showPage()
        self._code = self._canvas._code
        self._colour = BLACK

    def save(self) -> None:
        """Writes the file whole or not at all."""
        text_encoding = rl_config.useA85
        rl_config.useA85 = 0  # a quarter more bytes and a fifth of the time for a file that is text only
        try:
            data = self._canvas.getpdfdata()
        finally:
            rl_config.useA85 = text_encoding
        with whole_file(self.out) as file:
            file.write(data)

    @contextmanager
    def turned(self, left: float, bottom: float) -> Iterator[None]:
        """What is drawn inside lies on its side, turned to the left: its x runs up the sheet from `bottom`, its y to the
        right from `left`."""
        height = self._height
        self._code.append(f"q 0 1 -1 0 {left / PT + height:.3f} {height - bottom / PT:.3f} cm")
        yield
        self._code.append("Q")
        self._colour = BLACK

    def colour(self, colour: Colour) -> None:
        if colour != self._colour:
            self._code.append("{:.4g} {:.4g} {:.4g} rg".format(*colour))
            self._colour = colour

    def bar(self, left: float, top: float, width: float, height: float) -> None:
        """A filled rectangle: rules are drawn as such, so that their edges are where they should be."""
        y = self._height - (top + height) / PT
        self._code.append(f"{left / PT:.3f} {y:.3f} {width / PT:.3f} {height / PT:.3f} re f")

    def line(
        self, line: Line, left: float, top: float, *, cell: float, size: float, roles: Role | Sequence[Role]
    ) -> None:
        """A line on its grid: `left` and `top` of the em box of the first cell; a role for all or for each character."""
        self.draw(self.set(line, cell=cell, size=size, roles=roles), left, top)

    def set(
        self, line: Line, *, cell: float, size: float, roles: Role | Sequence[Role], stretch: float = 1.0
    ) -> Setting:
        """A line made ready to be drawn anywhere, as often as wanted."""
        key = (line, cell, size, roles if isinstance(roles, Role) else tuple(roles), stretch)
        setting = self._settings.get(key)
        if setting is None:
            setting = self._settings[key] = Setting(size, tuple(self._runs(line, cell, size, roles, stretch)))
        return setting

    def _runs(
        self, line: Line, cell: float, size: float, roles: Role | Sequence[Role], stretch: float
    ) -> Iterator[tuple[float, str]]:
        """Neighbours of one face and stretch together: where they begin, and the operators that show them."""
        grid = cell / PT
        spacing = _usual_step(line.places) * grid - size
        characters = line.characters
        if isinstance(roles, Role):
            known = self._glyphs[roles]
            glyphs = [known[character] for character in characters]
        else:
            here_roles = roles[line.start : line.end]
            glyphs = [self._glyphs[role][c] for role, c in zip(here_roles, characters, strict=True)]
        face: EmbeddedFace | None = None
        run_stretch = start = here = 0.0
        shown: list[str] = []
        for i, (glyph, place) in enumerate(zip(glyphs, line.places, strict=True)):
            its_face, character, code, advance, is_plain = glyph
            x, own_stretch = place * grid, stretch
            if not is_plain:
                is_dash = character == "—" and "—" in (characters[i - 1 : i], characters[i + 1 : i + 2])
                x, own_stretch = _placed(glyph, x, grid, size, is_dash)
                own_stretch *= stretch
            if its_face is not face or own_stretch != run_stretch:
                if face is not None:
                    yield start, _operators(face, size, spacing, run_stretch, shown)
                face, run_stretch, start, here, shown = its_face, own_stretch, x, x, []
            apart = x - here
            if apart > 0.002 or apart < -0.002:
                shown.append(f">{-apart * 1000 / (size * own_stretch):.1f}<")
            shown.append(code)
            here = x + (advance * size + spacing) * own_stretch
        if face is not None:
            yield start, _operators(face, size, spacing, run_stretch, shown)

    def draw(self, setting: Setting, left: float, top: float) -> None:
        x, y = left / PT, self._height - top / PT - ASCENT * setting.size
        for offset, show in setting.runs:
            self._code.append(f"BT 1 0 0 1 {x + offset:.3f} {y:.3f} Tm {show} ET")

    def text(self, text: str, left: float, top: float, *, role: Role, size: float, stretch: float = 1.0) -> None:
        """Text from a point rightwards, each hanzi as wide as its size, or narrowed."""
        key = (text, role, size, stretch)
        if key not in self._texts:
            places, place = [], 0.0
            for character in text:
                places.append(place)
                place += stretch * self.width(character, role=role, size=size) / PT / size
            line = Line(text, 0, len(text), tuple(places))
            self._texts[key] = self.set(line, cell=size * PT, size=size, roles=role, stretch=stretch)
        self.draw(self._texts[key], left, top)

    def width(self, text: str, *, role: Role, size: float, cell: float = 0) -> float:
        key = (text, role, size, cell)
        if key not in self._widths:
            grid = cell / PT or size
            self._widths[key] = PT * sum(
                0.5 * grid
                if character in HALF
                else self._glyphs[role][character].advance * size
                if character.isascii()
                else grid
                for character in text
            )
        return self._widths[key]

    def ink(self, text: str, *, role: Role, size: float) -> tuple[float, float]:
        """How far the ink of a text reaches above and below the baseline."""
        key = (text, role, size)
        if key not in self._inks:
            above, below = 0.0, 0.0
            for character in text:
                box, scale = self._box(role, character, size)
                above, below = max(above, box.top * scale), max(below, -box.bottom * scale)
            self._inks[key] = above, below
        return self._inks[key]

    def ink_sides(self, character: str, *, role: Role, size: float) -> tuple[float, float]:
        """Left and right edge of a character's ink from its origin."""
        box, scale = self._box(role, character, size)
        return box.left * scale, box.right * scale

    def letter_width(self, role: Role, size: float, cell: float) -> Width:
        """For `break_lines`: how many cells a letter takes in a role."""
        return self.fonts.letter_width(role, size, cell)

    def _box(self, role: Role, character: str, size: float) -> tuple[Box, float]:
        glyph = self._glyphs[role][character]
        face = glyph.face.face
        return face.box(face.cmap[ord(glyph.character)]), size * PT / face.units

    def find(self, role: Role, character: str) -> Glyph:
        """A character not met before in a role."""
        self.roles.add(role)
        face = self.fonts.face(role, character)
        if face is None:
            self.missing.add(character)
            return self._glyphs[role]["〓"]  # the printers' sign for a missing type, which 宋体 has
        embedded = self._faces.get(id(face))
        if embedded is None:
            embedded = self._faces[id(face)] = EmbeddedFace(face, len(self._faces))
            self._canvas._doc.delayedFonts.append(embedded)
        return embedded.glyph(character)


class _Glyphs(dict[str, Glyph]):
    """The characters that a document has in a role."""

    def __init__(self, document: Document, role: Role) -> None:
        self._document, self._role = document, role

    def __missing__(self, character: str) -> Glyph:
        glyph = self[character] = self._document.find(self._role, character)
        return glyph


def _usual_step(places: Sequence[float]) -> float:
    """Cells from one character to the next in most of a line, where nothing is squeezed and no figures are."""
    count = len(places)
    some = (places[i + 1] - places[i] for i in range(count // 7, count - 1, count // 7 or 1))
    steps = sorted(step for step in some if 0.9 < step < 1.15)
    return steps[len(steps) // 2] if steps else 1.0


def _placed(glyph: Glyph, x: float, grid: float, size: float, is_dash: bool) -> tuple[float, float]:
    """Where a character that does not fill its cell stands, and how its width is stretched."""
    character, face = glyph.character, glyph.face.face
    advance = glyph.advance * size
    if is_dash:
        box = face.box(face.cmap[ord(character)])
        em = size / face.units
        if box.right - box.left < 0.98 * face.units:  # two would not join: stretch the ink to the cell
            stretch = grid / ((box.right - box.left) * em)
            return x - box.left * em * stretch, stretch
    if character in HALF:
        room = 0.5 * grid
        if advance > 1.1 * room:
            return x, room / advance
        return x + (room - advance) / 2, 1.0
    if character.isascii():
        return x, 1.0
    if advance < 0.9 * size:  # quotes and the like of Western width in a full cell
        spare = size - advance
        return x + (spare if character in OPENING else 0.0 if character in "”’" else spare / 2), 1.0
    return x, 1.0


def _operators(face: EmbeddedFace, size: float, spacing: float, stretch: float, shown: list[str]) -> str:
    return f"/{face.name} {size:g} Tf {spacing:.4f} Tc {100 * stretch:.5g} Tz [<{''.join(shown)}>] TJ"


class _Canvas(Canvas):  # type: ignore[misc]
    """Without the Helvetica that every page would otherwise carry."""

    def _make_preamble(self) -> None:
        self._preamble = ""

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        self._doc.addPage(_Page(self._pageNumber, self._pagesize, "\n".join(self._code)))
        self._startPage()


class _Page(pdfdoc.PDFObject):  # type: ignore[misc]
    """A page, written out here for the same reason as the fonts."""

    __RefOnly__ = 1

    def __init__(self, number: int, size: tuple[float, float], code: str) -> None:
        self._name = f"content:{number}"
        self._size = size
        self._content = _stream(code.encode("ascii"), level=6)

    def format(self, document: Any) -> bytes:
        def reference(thing: Any, name: str | None = None) -> str:
            return str(document.Reference(thing, name).format(document).decode("ascii"))

        fonts = pdfdoc.PDFObjectReference("BasicFonts").format(document).decode("ascii")
        width, height = self._size
        return (
            f"<< /Type /Page /Parent {reference(document.Pages)} /MediaBox [0 0 {width:.4f} {height:.4f}]"
            f" /Resources << /Font {fonts} >> /Contents {reference(self._content, self._name)} >>".encode()
        )


def _stream(content: bytes, more: str = "", level: int = 1) -> bytes:
    """Outlines hardly get smaller by trying harder, but it takes thrice the time."""
    data = zlib.compress(content, level)
    return f"<< /Length {len(data)} {more} /Filter /FlateDecode >>\nstream\n".encode() + data + b"\nendstream"


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isascii() and (c.isalnum() or c == "-")) or "Font"


def _unicode_map(entries: list[str]) -> str:
    """Glyph number → character."""
    blocks = []
    for start in range(0, len(entries), 100):  # the most that a block may hold
        block = entries[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
