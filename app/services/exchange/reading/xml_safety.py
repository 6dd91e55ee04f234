"""Limits of zip packages and of XML: what a ledger never needs and an attack does."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree
from xml.parsers import expat

from app.errors import UserError

MOST_ENTRIES = 1_000
LARGEST = 1 << 30  # bytes unpacked: our widest ledger with 100,000 rows has about 400 MB; memory is limited besides
STRANGE_RATIO = 100  # sheets of a ledger pack 5 to 30 times
HARMLESS = 10 << 20  # below this any ratio will do
CHECKED_WHOLE = 20 << 20  # packages up to this size have the checksums of all their parts compared
HEAD = 1 << 13  # a document type stands before the first element


ParseError = (ElementTree.ParseError, expat.ExpatError)


class Unsafe(UserError):
    """Built to harm, or so damaged that it looks it."""


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """The package, when it is one and within limits; no part has been unpacked yet but the heads of its XML."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_limits(archive, name)
        for part in archive.infolist():
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                with archive.open(part) as file:
                    _refuse_document_type(file.read(HEAD), name)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise damaged(name) from error
    return archive


def _check_limits(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    strange = any(
        entry.file_size > HARMLESS and entry.file_size > STRANGE_RATIO * (entry.compress_size or 1) for entry in entries
    )
    if len(entries) > MOST_ENTRIES or size > LARGEST or strange:
        raise Unsafe(
            f"“{name}”没有导入",
            f"它解开后有 {size >> 20:,} MB、{len(entries):,} 个部件，不像正常的台账",
            "请把需要的行复制到新的工作簿再导入",
        )


def _refuse_document_type(head: bytes, name: str) -> None:
    plain = head.replace(b"\0", b"").upper()  # UTF-16 too
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unsafe(f"“{name}”没有导入", "它的内部结构含有不安全的定义", "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入")


def damaged(name: str, how: str = "") -> UserError:
    return UserError(
        f"读不出“{name}”",
        "文件不完整或已损坏" + (f"（{how}）" if how else ""),
        "请重新取得该文件，或用 Excel、WPS 打开后另存为 .xlsx 再导入",
    )


def broken_parts(archive: zipfile.ZipFile) -> bool:
    """Whether a part's checksum is wrong; large packages are checked only where they are read anyway."""
    if sum(entry.file_size for entry in archive.infolist()) > CHECKED_WHOLE:
        return False
    try:
        return archive.testzip() is not None
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return True


def badly_written(archive: zipfile.ZipFile) -> list[str]:
    """Parts that are no well-formed XML; drawings and comments too, which no reader here looks at."""
    bad = []
    for part in archive.namelist():
        if part.lower().endswith((".xml", ".rels")):
            try:
                parser().Parse(archive.read(part), True)
            except (expat.ExpatError, zipfile.BadZipFile, OSError, ValueError, EOFError):
                bad.append(part)
    return [f"文件的部件“{bad[0]}”写得不合规，可能已损坏，请核对内容"] if bad else []


def parser() -> expat.XMLParserType:
    """expat that stops at a document type, so that no entity can be defined."""
    made = expat.ParserCreate(namespace_separator=" ")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _stop
    made.EntityDeclHandler = _stop
    return made


def _stop(*_: object) -> None:
    raise Unsafe("没有导入", "文件的内部结构含有不安全的定义", "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入")


def tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """A small part as a tree; its head has been looked at by `opened`."""
    return ElementTree.fromstring(archive.read(part))
