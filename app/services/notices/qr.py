"""The QR code that a notice's identity is printed as."""

from __future__ import annotations

from functools import lru_cache

from reportlab.graphics.barcode import qrencoder


@lru_cache(64)
def modules(identity: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of dark and light squares."""
    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(identity)
    code.version = code.calculate_version()
    code.makeImpl(False, 0)  # any mask can be read; trying all of them takes longer than the rest of the letter
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)
