"""Draws characters and rules at exact places of PDF pages; ReportLab writes the file, the faces are embedded here.

Millimetres from the top left of the sheet. Characters are written as glyph numbers of a composite font (Type 0), so
that a text needs one font object per face, and each carries the character it stands for, those beyond U+FFFF too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from app.services.notices.fonts import Fonts, Role
from app.services.notices.layout import HALF, OPENING, Line
from app.services.notices.measures import ASCENT, PT
from app.services.notices.sfnt import Sfnt
from app.whole_file import whole_file

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)


class EmbeddedFace:
    """The part of a face that one document uses; glyphs are numbered as they are first met."""

    def __init__(self, face: Sfnt, number: int) -> None:
        self.face = face
        self.name = f"F{number}"
        self.fontName = f"{chr(64 + number // 26 + 1)}{chr(65 + number % 26)}AAAA+{_plain(face.postscript)}"
        self._codes: dict[str, str] = {}
        self._glyphs = [0]
        self._characters = [""]
        self._advances: dict[str, float] = {}

    def code(self, character: str) -> str:
        """The character as four hexadecimal digits."""
        code = self._codes.get(character)
        if code is None:
            code = self._codes[character] = f"{len(self._glyphs):04X}"
            self._glyphs.append(self.face.cmap[ord(character)])
            self._characters.append(character)
        return code

    def advance(self, character: str) -> float:
        """Width in ems."""
        width = self._advances.get(character)
        if width is None:
            width = self._advances[character] = self.face.advance(self.face.cmap[ord(character)]) / self.face.units
        return width

    def addObjects(self, document: Any) -> None:  # noqa: N802 - ReportLab calls this name when it writes the file
        face, units = self.face, self.face.units
        file = pdfdoc.PDFStream()
        file.content = face.subset(self._glyphs)
        file.dictionary["Length1"] = len(file.content)
        file.filters = [pdfdoc.PDFZCompress]
        head, hhea = face.table(b"head"), face.table(b"hhea")
        box = [int.from_bytes(head[at : at + 2], "big", signed=True) * 1000 // units for at in (36, 38, 40, 42)]
        rise, fall = (int.from_bytes(hhea[at : at + 2], "big", signed=True) * 1000 // units for at in (4, 6))
        name = pdfdoc.PDFName(self.fontName)
        descriptor = _dictionary(
            Type=pdfdoc.PDFName("FontDescriptor"),
            FontName=name,
            Flags=4,
            FontBBox=pdfdoc.PDFArray(box),
            ItalicAngle=0,
            Ascent=rise,
            Descent=fall,
            CapHeight=rise,
            StemV=80,
            FontFile2=document.Reference(file, f"fontFile:{self.name}"),
        )
        widths = [round(face.advance(glyph) * 1000 / units) for glyph in self._glyphs]
        descendant = _dictionary(
            Type=pdfdoc.PDFName("Font"),
            Subtype=pdfdoc.PDFName("CIDFontType2"),
            BaseFont=name,
            CIDSystemInfo=_dictionary(
                Registry=pdfdoc.PDFString("Adobe"), Ordering=pdfdoc.PDFString("Identity"), Supplement=0
            ),
            CIDToGIDMap=pdfdoc.PDFName("Identity"),
            DW=1000,
            W=pdfdoc.PDFArray([0, pdfdoc.PDFArray(widths)]),
            FontDescriptor=document.Reference(descriptor, f"fontDescriptor:{self.name}"),
        )
        unicode = pdfdoc.PDFStream()
        unicode.content = _unicode_map(self._characters)
        unicode.filters = [pdfdoc.PDFZCompress]
        font = _dictionary(
            Type=pdfdoc.PDFName("Font"),
            Subtype=pdfdoc.PDFName("Type0"),
            BaseFont=name,
            Encoding=pdfdoc.PDFName("Identity-H"),
            DescendantFonts=pdfdoc.PDFArray([document.Reference(descendant, f"descendant:{self.name}")]),
            ToUnicode=document.Reference(unicode, f"toUnicode:{self.name}"),
        )
        document.idToObject["BasicFonts"].dict[self.name] = document.Reference(font, self.name)


class Placed(NamedTuple):
    """A character and where its origin is, in points."""

    face: EmbeddedFace
    character: str
    x: float
    stretch: float  # of its width


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
        self._known: dict[tuple[Role, str], EmbeddedFace] = {}
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
        grid = cell / PT
        placed = []
        for i, place in zip(range(line.start, line.end), line.places, strict=True):
            character = line.text[i]
            role = roles if isinstance(roles, Role) else roles[i]
            is_dash = character == "—" and "—" in (line.text[i - 1 : i], line.text[i + 1 : i + 2])
            glyph = self._place(role, character, place * grid, grid, size, is_dash)
            placed.append(glyph if stretch == 1.0 else glyph._replace(stretch=glyph.stretch * stretch))
        return Setting(size, tuple(_runs(placed, size, grid - size)))

    def draw(self, setting: Setting, left: float, top: float) -> None:
        x, y = left / PT, self._height - top / PT - ASCENT * setting.size
        for offset, show in setting.runs:
            self._code.append(f"BT 1 0 0 1 {x + offset:.3f} {y:.3f} Tm {show} ET")

    def text(self, text: str, left: float, top: float, *, role: Role, size: float, stretch: float = 1.0) -> None:
        """Text from a point rightwards, each hanzi as wide as its size, or narrowed."""
        places, place = [], 0.0
        for character in text:
            places.append(place)
            place += stretch * self.width(character, role=role, size=size) / PT / size
        line = Line(text, 0, len(text), tuple(places))
        self.draw(self.set(line, cell=size * PT, size=size, roles=role, stretch=stretch), left, top)

    def width(self, text: str, *, role: Role, size: float, cell: float = 0) -> float:
        grid = cell / PT or size
        return PT * sum(
            0.5 * grid
            if character in HALF
            else self._face(role, character)[1].advance(character) * size
            if character.isascii()
            else grid
            for character in text
        )

    def ink(self, text: str, *, role: Role, size: float) -> tuple[float, float]:
        """How far the ink of a text reaches above and below the baseline."""
        above, below = 0.0, 0.0
        for character in text:
            character, embedded = self._face(role, character)
            box = embedded.face.box(embedded.face.cmap[ord(character)])
            scale = size * PT / embedded.face.units
            above, below = max(above, box.top * scale), max(below, -box.bottom * scale)
        return above, below

    def ink_sides(self, character: str, *, role: Role, size: float) -> tuple[float, float]:
        """Left and right edge of a character's ink from its origin."""
        character, embedded = self._face(role, character)
        box = embedded.face.box(embedded.face.cmap[ord(character)])
        scale = size * PT / embedded.face.units
        return box.left * scale, box.right * scale

    def letter_width(self, role: Role, size: float, cell: float) -> Any:
        """For `break_lines`: how many cells a letter takes in a role."""
        return lambda character: self.width(character, role=role, size=size, cell=cell) / cell

    def _face(self, role: Role, character: str) -> tuple[str, EmbeddedFace]:
        known = self._known.get((role, character))
        if known is not None:
            return character, known
        self.roles.add(role)
        face = self.fonts.face(role, character)
        if face is None:
            self.missing.add(character)
            return self._face(role, "〓")  # the printers' sign for a missing type, which 宋体 has
        embedded = self._faces.get(id(face))
        if embedded is None:
            embedded = self._faces[id(face)] = EmbeddedFace(face, len(self._faces))
            self._canvas._doc.delayedFonts.append(embedded)
        self._known[role, character] = embedded
        return character, embedded

    def _place(self, role: Role, character: str, x: float, grid: float, size: float, is_dash: bool) -> Placed:
        is_half = character in HALF
        is_letter = not is_half and character.isascii()
        character, face = self._face(role, character)
        advance = face.advance(character) * size
        if is_dash:
            box = face.face.box(face.face.cmap[ord(character)])
            em = size / face.face.units
            if box.right - box.left < 0.98 * face.face.units:  # two would not join: stretch the ink to the cell
                stretch = grid / ((box.right - box.left) * em)
                return Placed(face, character, x - box.left * em * stretch, stretch)
        if is_letter:
            return Placed(face, character, x, 1.0)
        if is_half:
            room = 0.5 * grid
            if advance > 1.1 * room:
                return Placed(face, character, x, room / advance)
            return Placed(face, character, x + (room - advance) / 2, 1.0)
        if advance < 0.9 * size:  # quotes and the like of Western width in a full cell
            spare = size - advance
            return Placed(
                face, character, x + (spare if character in OPENING else 0.0 if character in "”’" else spare / 2), 1.0
            )
        return Placed(face, character, x, 1.0)


def _runs(placed: list[Placed], size: float, spacing: float) -> Iterator[tuple[float, str]]:
    """Neighbours of one face and stretch together: where they begin, and the operators that show them."""
    start = 0
    for end in range(1, len(placed) + 1):
        first = placed[start]
        if end == len(placed) or placed[end].face is not first.face or placed[end].stretch != first.stretch:
            yield first.x, _shown(placed[start:end], size, spacing)
            start = end


def _shown(run: list[Placed], size: float, spacing: float) -> str:
    face, stretch = run[0].face, run[0].stretch
    shown, here = ["<"], run[0].x
    for _face, character, x, _stretch in run:
        apart = x - here
        if apart > 0.002 or apart < -0.002:
            shown.append(f">{-apart * 1000 / (size * stretch):.1f}<")
        shown.append(face.code(character))
        here = x + (face.advance(character) * size + spacing) * stretch
    text = "".join(shown)
    return f"/{face.name} {size:g} Tf {spacing:.4f} Tc {100 * stretch:.5g} Tz [{text}>] TJ"


class _Canvas(Canvas):  # type: ignore[misc]
    """Without the Helvetica that every page would otherwise carry."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


def _dictionary(**entries: Any) -> Any:
    return pdfdoc.PDFDictionary(entries)


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isascii() and (c.isalnum() or c == "-")) or "Font"


def _unicode_map(characters: list[str]) -> str:
    """Glyph number → character in UTF-16, so that pairs beyond U+FFFF copy right."""
    entries = [f"<{code:04X}> <{c.encode('utf-16-be').hex().upper()}>" for code, c in enumerate(characters) if c]
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
