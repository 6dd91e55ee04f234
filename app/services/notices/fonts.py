"""Which face sets which text: the five roles of official documents, installed fonts first, and what a face lacks.

A face that lacks a character is never asked for it: the next of the chain sets that character, and one that none
has is reported, not left blank.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from struct import error as StructError

from app.paths import RESOURCES
from app.services.notices.measures import PT
from app.services.notices.sfnt import NotTrueType, Sfnt

FOLDER = RESOURCES / "fonts"


class Role(StrEnum):
    FANGSONG = "仿宋"
    BIAOSONG = "小标宋"
    HEITI = "黑体"
    KAITI = "楷体"
    SONGTI = "宋体"


# Families an office may have installed, best first; matched by the name table, never by file name.
INSTALLED: dict[Role, tuple[str, ...]] = {
    Role.FANGSONG: (
        "FangSong_GB2312",
        "仿宋_GB2312",
        "FangSong",
        "仿宋",
        "FZFangSong-Z02",
        "FZFangSong-Z02S",
        "方正仿宋_GBK",
        "方正仿宋简体",
        "STFangsong",
        "华文仿宋",
        "Zhuque Fangsong",
        "朱雀仿宋",
    ),
    Role.BIAOSONG: (
        "FZXiaoBiaoSong-B05",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "方正小标宋简体",
        "STZhongsong",
        "华文中宋",
    ),
    Role.HEITI: ("SimHei", "黑体", "FZHei-B01", "FZHei-B01S", "方正黑体_GBK", "方正黑体简体"),
    Role.KAITI: (
        "KaiTi_GB2312",
        "楷体_GB2312",
        "KaiTi",
        "楷体",
        "FZKai-Z03",
        "FZKai-Z03S",
        "方正楷体_GBK",
        "方正楷体简体",
        "STKaiti",
        "华文楷体",
    ),
    Role.SONGTI: ("SimSun", "宋体", "FZShuSong-Z01", "FZShuSong-Z01S", "方正书宋_GBK", "方正书宋简体"),
}

SHIPPED: dict[Role, str] = {
    Role.FANGSONG: "FandolFang-Regular.ttf",
    Role.BIAOSONG: "NotoSerifSC-Bold.ttf",
    Role.HEITI: "NotoSansSC-Regular.ttf",
    Role.KAITI: "FuyuanKai-Light.ttf",
    Role.SONGTI: "NotoSerifSC-Regular.ttf",
}

# Whose shipped face comes next when a role's own lacks a character; 宋体 has the most.
NEXT: dict[Role, tuple[Role, ...]] = {
    Role.FANGSONG: (Role.KAITI, Role.SONGTI),
    Role.BIAOSONG: (Role.SONGTI, Role.KAITI),
    Role.HEITI: (Role.SONGTI, Role.KAITI),
    Role.KAITI: (Role.SONGTI,),
    Role.SONGTI: (Role.KAITI,),
}


class Fonts:
    """The faces of this machine, opened when first needed. `shipped_only`: the same result on every machine."""

    def __init__(self, *, shipped_only: bool = False, folders: Iterable[Path] | None = None) -> None:
        self.shipped_only = shipped_only
        self._folders = folders  # where to look for installed fonts; None: where this system keeps them
        self._chains: dict[Role, list[Sfnt]] = {}
        self._found: dict[tuple[Role, str], Sfnt | None] = {}
        self._opened: dict[str, Sfnt] = {}
        self._widths: dict[tuple[Role, float, float], Callable[[str], float]] = {}

    def face(self, role: Role, character: str) -> Sfnt | None:
        """The first face of the role's chain that has the character; None when none has."""
        try:
            return self._found[role, character]
        except KeyError:
            code = ord(character)
            found = next((face for face in self.chain(role) if code in face.cmap), None)
            self._found[role, character] = found
            return found

    def letter_width(self, role: Role, size: float, cell: float) -> Callable[[str], float]:
        """For `break_lines`: how many cells of `cell` millimetres a letter takes; the same function each time."""
        if (role, size, cell) not in self._widths:

            def width(character: str) -> float:
                face = self.face(role, character)
                em = face.advance(face.cmap[ord(character)]) / face.units if face else 1.0
                return em * size * PT / cell

            self._widths[role, size, cell] = width
        return self._widths[role, size, cell]

    def missing(self, text: str) -> list[str]:
        """The characters of a text that no face can print."""
        return [character for character in dict.fromkeys(text) if self.face(Role.SONGTI, character) is None]

    def chain(self, role: Role) -> list[Sfnt]:
        if role not in self._chains:
            chain = [] if self.shipped_only or role not in self._installed else [self._installed[role]]
            self._chains[role] = chain + [self._shipped(each) for each in (role, *NEXT[role])]
        return self._chains[role]

    def substitutions(self, roles: Iterable[Role]) -> list[str]:
        """“仿宋用FandolFang-Regular替代” for each of these roles whose own font is not installed."""
        used = set(roles)
        return [
            f"{role}用{self.chain(role)[0].postscript}替代"
            for role in Role
            if role in used and self.chain(role)[0].path.parent == FOLDER
        ]

    def _shipped(self, role: Role) -> Sfnt:
        file = SHIPPED[role]
        if file not in self._opened:
            self._opened[file] = Sfnt(FOLDER / file)
        return self._opened[file]

    @cached_property
    def _installed(self) -> dict[Role, Sfnt]:
        wanted = {family for families in INSTALLED.values() for family in families}
        have: dict[str, Sfnt] = {}
        for face in _usable_faces(_system_folders() if self._folders is None else self._folders):
            for family in face.families & wanted:
                have.setdefault(family, face)
        best = {role: next((have[f] for f in families if f in have), None) for role, families in INSTALLED.items()}
        return {role: face for role, face in best.items() if face is not None}


@cache
def machine_fonts(shipped_only: bool) -> Fonts:
    """Kept for the life of the program: the files stay mapped and their characters known."""
    return Fonts(shipped_only=shipped_only)


def _usable_faces(folders: Iterable[Path]) -> Iterator[Sfnt]:
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.suffix.lower() not in (".ttf", ".ttc", ".otf"):
                continue
            try:
                yield from (face for face in Sfnt.faces(path) if face.is_truetype and face.may_embed)
            except (OSError, NotTrueType, StructError, UnicodeDecodeError):
                continue  # a damaged font on the machine is not our business


def _system_folders() -> list[Path]:
    if sys.platform == "win32":
        return [
            Path(os.environ.get("WINDIR", "C:\\Windows"), "Fonts"),
            Path(os.environ.get("LOCALAPPDATA", ""), "Microsoft", "Windows", "Fonts"),
        ]
    home = Path.home()
    return [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local" / "share" / "fonts",
        home / ".fonts",
    ]
