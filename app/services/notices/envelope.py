"""Envelopes: the receiver's postcode, address and name, the sender's below; one page each, as big as the envelope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.services.notices.fonts import Fonts, Role
from app.services.notices.measures import PT
from app.services.notices.pdf import Document

WIDTH, HEIGHT = 220.0, 110.0  # 5号 (DL): takes a sheet of A4 folded twice
BOX, BOXES_LEFT, BOXES_TOP, BOXES_APART = 8.0, 12.0, 10.0, 2.0
THIN = 0.3
LEFT, TOP = 45.0, 32.0  # of the receiver
RIGHT = 12.0
LARGE, NORMAL, SMALL = 22.0, 16.0, 12.0  # points


@dataclass(frozen=True)
class Address:
    name: str
    address: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class Envelope:
    to: Address
    sender: Address
    note: str = ""  # what is inside: 文号


def print_envelopes(envelopes: Sequence[Envelope], out: Path, fonts: Fonts) -> None:
    pdf = Document(out, fonts, WIDTH, HEIGHT)
    pdf.describe(title="信封", author=envelopes[0].sender.name, subject="", keywords="信封")
    for number, envelope in enumerate(envelopes):
        if number:
            pdf.next_page()
        _draw(pdf, envelope)
    pdf.save()


def _draw(pdf: Document, envelope: Envelope) -> None:
    for i in range(6):
        left = BOXES_LEFT + i * (BOX + BOXES_APART)
        for x, y, width, height in (
            (left, BOXES_TOP, BOX, THIN),
            (left, BOXES_TOP + BOX, BOX, THIN),
            (left, BOXES_TOP, THIN, BOX),
            (left + BOX, BOXES_TOP, THIN, BOX + THIN),
        ):
            pdf.bar(x, y, width, height)
        if digit := envelope.to.postcode[i : i + 1]:
            width = pdf.width(digit, role=Role.FANGSONG, size=NORMAL)
            pdf.text(digit, left + (BOX - width) / 2, BOXES_TOP + 1.0, role=Role.FANGSONG, size=NORMAL)
    top = TOP
    if envelope.to.address:
        top = _lines(pdf, envelope.to.address, LEFT, top, NORMAL, Role.FANGSONG)
    top = _lines(pdf, f"{envelope.to.name}　收", LEFT, top + 4.0, LARGE, Role.HEITI)
    if envelope.note:
        _lines(pdf, f"内件：{envelope.note}", LEFT, top + 2.0, SMALL, Role.FANGSONG)
    sender = envelope.sender
    foot = [
        part
        for part in (sender.address, sender.name, f"邮政编码：{sender.postcode}" if sender.postcode else "")
        if part
    ]
    top = HEIGHT - 10.0 - len(foot) * SMALL * PT * 1.5
    for text in foot:
        width = pdf.width(text, role=Role.FANGSONG, size=SMALL)
        pdf.text(text, WIDTH - RIGHT - width, top, role=Role.FANGSONG, size=SMALL)
        top += SMALL * PT * 1.5


def _lines(pdf: Document, text: str, left: float, top: float, size: float, role: Role) -> float:
    """As many lines as the text needs; where the next would stand."""
    room = WIDTH - RIGHT - left
    while text:
        count = len(text)
        while count > 1 and pdf.width(text[:count], role=role, size=size) > room:
            count -= 1
        pdf.text(text[:count], left, top, role=role, size=size)
        text, top = text[count:], top + size * PT * 1.4
    return top
