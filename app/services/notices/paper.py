"""What is printed: a filled-in notice with everything that its sheet of paper says, in whichever format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.notices.ledger_table import Column
from app.services.notices.template import Paragraph


@dataclass(frozen=True)
class Attachment:
    """Bound with the notice, on pages of its own: a text, or (with columns) a table that lies on its side."""

    title: str
    paragraphs: Sequence[Paragraph] = ()
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Paper:
    """`format`: letter 信函式, document 文件式, minutes 纪要, form 表单.

    In a document several issuers stand one over the other, the first is in charge; several lines of 署名 likewise side
    by side. `paragraphs` are the filled-in lines of the template.
    """

    format: str
    issuer: str
    number: str  # 发文字号; of minutes 第1期 or 〔2022〕1号
    paragraphs: Sequence[Paragraph]
    genre: str = ""  # 文种, for the file's keywords
    sealed: bool = True  # room is left for a seal
    attachments: Sequence[Attachment] = ()
    signers: Sequence[str] = ()  # 签发人, of a document to a higher office only
    partners: Sequence[str] = ()  # issuers besides the one in charge
    mark: str = ""  # the red words at the head when they are not the issuer's name (with 文件 or 纪要)
    urgency: str = ""  # 特急, 加急
    dated: str = ""  # 成文日期, of minutes, which have no signature
    imprint_unit: str = ""  # 印发机关; the issuer's when empty
    imprint_date: str = ""  # 印发日期; 成文日期 when empty
    names: Sequence[str] = ()  # filled-in names that the title should not break
    identity: str = ""  # printed as a QR code and in letters; a scanned or typed code finds the letter

    @property
    def title(self) -> str:
        return self.said("标题")

    @property
    def date(self) -> str:
        return self.dated or self.said("日期")

    def said(self, role: str) -> str:
        return "".join(p.text for p in self.paragraphs if p.role == role)
