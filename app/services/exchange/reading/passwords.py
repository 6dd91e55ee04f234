"""Encrypted workbooks: known as such whatever their format, and opened with the password that the person gives."""

from __future__ import annotations

import io
import struct
import zipfile

from app.errors import UserError

OLE = b"\xd0\xcf\x11\xe0"
PACKAGE = "EncryptedPackage"
READ_ONLY = "VelvetSweatshop"  # Excel's own password for workbooks that are protected against writing only
FILE_PASS, BOUND_SHEET = 0x2F, 0x85


class PasswordNeeded(UserError):
    """The workbook is encrypted and no password was given, or a wrong one."""


def needed(name: str, *, wrong: bool) -> PasswordNeeded:
    if wrong:
        return PasswordNeeded(
            f"打不开“{name}”", "打开密码不对", "请重新输入密码，注意大小写和全角半角；不知道密码的，请向制表单位索取"
        )
    return PasswordNeeded(f"“{name}”设有打开密码", "加密的工作簿没有密码读不出内容", "请输入它的打开密码")


def is_encrypted(data: bytes) -> bool:
    """An OLE container with an encrypted package, or an .xls whose records are encrypted."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            if container.exists(PACKAGE) or container.exists("EncryptionInfo"):
                return True
            stream = next((name for name in ("Workbook", "Book") if container.exists(name)), None)
            return stream is not None and _has_file_pass(container.openstream(stream).read(1 << 16))
    except (OSError, ValueError, IndexError, TypeError, struct.error):
        return PACKAGE.encode("utf-16-le") in data  # damaged, but one can see what it was


def _has_file_pass(stream: bytes) -> bool:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == FILE_PASS:
            return True
        if kind == BOUND_SHEET:  # it would have come before
            return False
        place += 4 + length
    return False


def is_encrypted_ods(archive: zipfile.ZipFile) -> bool:
    try:
        return b"encryption-data" in archive.read("META-INF/manifest.xml")
    except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return False


def decrypted(data: bytes, name: str, password: str | None) -> bytes:
    """Raises PasswordNeeded when neither the password nor Excel's own one opens it."""
    for attempt in dict.fromkeys((password or READ_ONLY, READ_ONLY)):
        opened = _opened(data, name, attempt)
        if opened is not None:
            return opened
    raise needed(name, wrong=bool(password))


def _opened(data: bytes, name: str, password: str) -> bytes | None:
    from types import SimpleNamespace

    import msoffcrypto
    from msoffcrypto import exceptions
    from msoffcrypto.format import xls97

    xls97.tempfile = SimpleNamespace(TemporaryFile=io.BytesIO)  # this process can write no file
    out = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=password)
        file.decrypt(out)
    except exceptions.InvalidKeyError:
        return None
    except (exceptions.DecryptionError, exceptions.ParseError, exceptions.FileFormatError) as error:
        raise _unknown_encryption(name) from error
    # The library meets foreign bytes; whatever it stumbles over, the workbook cannot be opened here.
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        AssertionError,
        OSError,
        struct.error,
    ) as error:
        raise _unknown_encryption(name) from error
    opened = out.getvalue()
    return opened if opened[:4] in (b"PK\x03\x04", OLE) else None


def _unknown_encryption(name: str) -> PasswordNeeded:
    return PasswordNeeded(
        f"“{name}”是加密的，打不开",
        "它的加密方式不是 Excel 的打开密码（例如绑定 WPS 账号，或由单位的加密软件加密）",
        "请在能打开它的电脑上用 Excel 或 WPS 打开，取消加密后另存为 .xlsx，再导入",
    )
