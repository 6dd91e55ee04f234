"""The faces: complete, as their checksums say, falling back character by character, cut right for a PDF."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

from app.services.notices.fonts import FOLDER, NEXT, SHIPPED, Fonts, Role
from app.services.notices.sfnt import NotTrueType, Sfnt

RARE = "昇赟喆堃垚翀䶮㛃𬭊𬀩"


def test_files_are_those_of_the_checksums() -> None:
    sums = dict(reversed(line.split()) for line in (FOLDER / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == set(SHIPPED.values())
    for file, digest in sums.items():
        assert hashlib.sha256((FOLDER / file).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("role", Role)
def test_our_reader_agrees_with_fonttools(role: Role) -> None:
    path = FOLDER / SHIPPED[role]
    ours, theirs = Sfnt(path), TTFont(BytesIO(path.read_bytes()), lazy=True)
    names = theirs.getBestCmap()
    assert ours.cmap == {code: theirs.getGlyphID(name) for code, name in names.items()}
    for character in "国，1A—“":
        glyph, name = ours.cmap[ord(character)], names[ord(character)]
        outline = theirs["glyf"][name]
        assert ours.advance(glyph) == theirs["hmtx"][name][0]
        assert ours.box(glyph) == (outline.xMin, outline.yMin, outline.xMax, outline.yMax)
    assert ours.is_truetype and ours.may_embed and theirs["name"].getDebugName(1) in ours.families


@pytest.mark.parametrize("role", Role)
def test_a_cut_font_has_the_same_outlines(role: Role) -> None:
    path = FOLDER / SHIPPED[role]
    ours, whole = Sfnt(path), TTFont(BytesIO(path.read_bytes()), lazy=True)
    glyphs = [0] + [ours.cmap[ord(c)] for c in "国家é1，"]
    cut = TTFont(BytesIO(ours.subset(glyphs)), checkChecksums=2)
    for new, old in enumerate(glyphs):
        one, other = cut["glyf"][cut.getGlyphName(new)], whole["glyf"][whole.getGlyphName(old)]
        assert one.getCoordinates(cut["glyf"])[0] == other.getCoordinates(whole["glyf"])[0]
        assert cut["hmtx"][cut.getGlyphName(new)] == whole["hmtx"][whole.getGlyphName(old)]


@pytest.mark.parametrize("role", Role)
def test_gbk_and_rare_names_are_all_set_by_some_face(role: Role, shipped: Fonts) -> None:
    hanzi = [bytes((a, b)).decode("gbk", "ignore") for a in range(0x81, 0xFF) for b in range(0x40, 0xFF)]
    wanted = [c for c in hanzi if len(c) == 1 and "\u4e00" <= c <= "\u9fff"] + list(RARE)
    assert [c for c in wanted if shipped.face(role, c) is None] == []


def test_a_missing_character_comes_from_the_next_face(shipped: Fonts) -> None:
    faces = [shipped.face(Role.FANGSONG, character) for character in "张喆国"]
    own, next_face = shipped.chain(Role.FANGSONG)[:2]
    assert faces == [own, next_face, own]
    assert next_face.path.name == SHIPPED[NEXT[Role.FANGSONG][0]]


def test_a_character_that_no_face_has_is_told(shipped: Fonts) -> None:
    assert shipped.missing("张𠮷𠮷") == ["𠮷"]


def test_substitutions_are_told_for_the_roles_used(shipped: Fonts) -> None:
    assert shipped.substitutions([Role.FANGSONG]) == ["仿宋用FandolFang-Regular替代"]


def installed(folder: Path, family: str, *, rights: int = 0, file: str = "any.ttf") -> Path:
    """A font as an office may have it: our 楷体 cut to two characters under another name."""
    font = TTFont(BytesIO((FOLDER / SHIPPED[Role.KAITI]).read_bytes()))
    cutter = Subsetter()
    cutter.populate(text="国家")
    cutter.subset(font)
    font["name"].names = []
    font["name"].setName(family, 1, 3, 1, 0x804)
    font["name"].setName("Office-Face", 6, 3, 1, 0x409)
    font["OS/2"].fsType = rights
    font.save(folder / file)
    return folder / file


def test_an_installed_face_is_preferred_by_its_family_name(tmp_path: Path) -> None:
    path = installed(tmp_path, "仿宋_GB2312")
    (tmp_path / "broken.ttf").write_bytes(b"nothing")
    fonts = Fonts(folders=[tmp_path, tmp_path / "none"])
    assert fonts.face(Role.FANGSONG, "国").path == path
    assert fonts.face(Role.FANGSONG, "法").path.name == SHIPPED[Role.FANGSONG]  # what it lacks
    assert fonts.substitutions([Role.FANGSONG, Role.HEITI]) == ["黑体用NotoSansSC-Regular替代"]
    assert Fonts(shipped_only=True, folders=[tmp_path]).face(Role.FANGSONG, "国").path.parent == FOLDER


@pytest.mark.parametrize("rights", [0x0002, 0x0100, 0x0200])
def test_a_face_that_documents_may_not_carry_is_left_alone(tmp_path: Path, rights: int) -> None:
    installed(tmp_path, "仿宋", rights=rights)
    assert Fonts(folders=[tmp_path]).face(Role.FANGSONG, "国").path.parent == FOLDER


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04", b"\0\1\0\0\xff\xff"):
        path = tmp_path / "broken.ttf"
        path.write_bytes(content)
        with pytest.raises(NotTrueType):
            Sfnt(path)
