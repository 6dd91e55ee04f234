"""Makes the fonts in resources/fonts anew from the packages they come from: cut, converted, renamed, checked.

    python3 installer/fonts.py [OUT]        (default: resources/fonts)

Not needed to run or build the program: the results are kept in the repository. Needs fontTools, npm, and
apt-get on Debian 12. Same packages in, same bytes out; a package other than the one known is refused.
"""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

OUT = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FANDOL = "usr/share/doc/texlive-doc/fonts/fandol"


@dataclass(frozen=True)
class Package:
    """A package by its registry's own client, and the checksum of the file that client fetches."""

    client: str  # "npm" or "apt"
    name: str
    version: str
    sha256: str

    def __str__(self) -> str:
        kind = {"npm": "npm", "apt": "Debian 12"}[self.client]
        return f"{kind}: {self.name} {self.version}"


@dataclass(frozen=True)
class Face:
    file: str
    package: Package
    path: str  # inside the package
    licence: str  # path inside the package
    licence_file: str
    every_hanzi: bool = False  # keep all the face has: the last resort for rare names
    rename: str = ""  # where the licence reserves the name


SERIF = Package(
    "npm",
    "@expo-google-fonts/noto-serif-sc",
    "0.4.3",
    "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
)
SANS = Package(
    "npm",
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
)
WENKAI = Package(
    "apt",
    "fonts-lxgw-wenkai",
    "1.250+repack-1",
    "6d1e4c4aac78ad32062aefa2c836ee4d6e58f9dcf8b3f4407c9eefe304615318",
)
TEXLIVE = Package(
    "apt",
    "texlive-lang-chinese",
    "2022.20230122-1",
    "9cfa07bd44e7b9098e26f0ecac1b5ad210d2249d474c8074d53de92d650b0ec0",
)

FACES = (
    Face(
        "NotoSerifSC-Regular.ttf",
        SERIF,
        "package/400Regular/NotoSerifSC_400Regular.ttf",
        "package/LICENSE_FONT",
        "LICENSE-NotoSerifSC.txt",
        every_hanzi=True,
    ),
    Face(
        "NotoSerifSC-Bold.ttf",
        SERIF,
        "package/700Bold/NotoSerifSC_700Bold.ttf",
        "package/LICENSE_FONT",
        "LICENSE-NotoSerifSC.txt",
    ),
    Face(
        "NotoSansSC-Regular.ttf",
        SANS,
        "package/400Regular/NotoSansSC_400Regular.ttf",
        "package/LICENSE_FONT",
        "LICENSE-NotoSansSC.txt",
    ),
    Face(
        "FuyuanKai-Light.ttf",
        WENKAI,
        "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Light.ttf",
        "usr/share/doc/fonts-lxgw-wenkai/copyright",
        "LICENSE-FuyuanKai.txt",
        rename="Fuyuan Kai",  # the names LXGW and 霞鹜 are reserved for unmodified fonts
    ),
    Face(
        "FandolFang-Regular.ttf",
        TEXLIVE,
        "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
        f"{FANDOL}/COPYING.gz",
        "LICENSE-FandolFang.txt",
    ),
)

# The characters of 通用规范汉字表 (8,105) that GBK does not have; names of people and places use them.
BEYOND_GBK = (
    "鿍鿎鿏㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡"
    "䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽"
    "𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯"
    "𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟"
    "𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟"
    "𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟"
    "𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)
BLOCKS = (  # letters, punctuation and signs kept whole
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x2010, 0x2046),
    (0x20AC, 0x20AC),
    (0x2100, 0x214F),
    (0x2150, 0x21FF),
    (0x2200, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x26FF),
    (0x2713, 0x2717),
    (0x3000, 0x33FF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)


def repertoire(every_hanzi: bool) -> set[int]:
    """GBK, 通用规范汉字表, letters and signs; optionally all hanzi the face has."""
    characters = {ord(character) for character in BEYOND_GBK}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            text = bytes((lead, trail)).decode("gbk", "ignore")
            if len(text) == 1:
                characters.add(ord(text))
    blocks = BLOCKS + (((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)) if every_hanzi else ())
    for first, last in blocks:
        characters.update(range(first, last + 1))
    return characters


def fetch(package: Package, folder: Path) -> Path:
    """The package, unpacked; refused when it is not byte for byte the known one."""
    folder.mkdir(parents=True)
    if package.client == "npm":
        subprocess.run(
            ["npm", "pack", "--silent", f"{package.name}@{package.version}"], cwd=folder, check=True, stdout=sys.stderr
        )
    else:
        subprocess.run(["apt-get", "download", f"{package.name}={package.version}"], cwd=folder, check=True)
    (archive,) = folder.iterdir()
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != package.sha256:
        raise SystemExit(f"{package}: checksum is {found}, expected {package.sha256}")
    unpacked = folder / "unpacked"
    if package.client == "npm":
        with tarfile.open(archive) as tar:
            tar.extractall(unpacked, filter="data")
    else:
        subprocess.run(["dpkg-deb", "-x", archive, unpacked], check=True)
    return unpacked


def to_quadratic(font: TTFont) -> None:
    """CFF outlines → glyf, which ReportLab can embed; at most 1/1000 em off."""
    order = font.getGlyphOrder()
    outlines = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, font["head"].unitsPerEm / 1000, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = glyphs
    for table in ("CFF ", "VORG"):
        if table in font:
            del font[table]
    glyf.compile(font)  # works out the bounding boxes that maxp and hmtx need
    font["maxp"].tableVersion = 0x00010000
    for name in (
        "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
        "maxSizeOfInstructions maxComponentElements"
    ).split():
        setattr(font["maxp"], name, 0)
    font["maxp"].maxZones = 1
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\0\1\0\0"


def cut(face: Face, source: Path, target: Path) -> None:
    font = TTFont(source, recalcTimestamp=False, lazy=True)
    options = Options(
        hinting=False,
        layout_features=[],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        name_languages=[0x409, 0x804],
        notdef_outline=True,
        glyph_names=False,
        legacy_kern=False,
        drop_tables=["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "gasp", "meta", "vhea", "vmtx"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=repertoire(face.every_hanzi))
    subsetter.subset(font)
    if "CFF " in font:
        to_quadratic(font)
    if face.rename:
        rename(font, face.rename)
    font.save(target, reorderTables=True)


def rename(font: TTFont, family: str) -> None:
    style = font["name"].getDebugName(2) or "Regular"
    weight = "Light"
    names = {1: f"{family} {weight}", 3: f"{family} {weight}", 4: f"{family} {weight}", 6: f"{family}-{weight}"}
    names[6] = names[6].replace(" ", "")
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    for identifier, text in {**names, 2: style}.items():
        table.setName(text, identifier, 3, 1, 0x409)


def copy_licence(source: Path, target: Path) -> None:
    data = source.read_bytes()
    target.write_bytes(gzip.decompress(data) if source.suffix == ".gz" else data)


def main(out: Path = OUT) -> None:
    out.mkdir(parents=True, exist_ok=True)
    unpacked: dict[Package, Path] = {}
    with tempfile.TemporaryDirectory() as folder:
        for face in FACES:
            if face.package not in unpacked:
                unpacked[face.package] = fetch(face.package, Path(folder, face.package.name.replace("/", "_")))
            source = unpacked[face.package]
            cut(face, source / face.path, out / face.file)
            copy_licence(source / face.licence, out / face.licence_file)
            print(face.file, (out / face.file).stat().st_size)
    sums = [f"{hashlib.sha256((out / f.file).read_bytes()).hexdigest()}  {f.file}\n" for f in FACES]
    (out / "SHA256SUMS").write_text("".join(sums), encoding="ascii")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
