"""The short code that a letter carries on paper, by which it is found again: FY-7K3M-9QX2C.

It is made from the identifier that the letter has in every office, so the receiver's program finds it as well. The last
character checks the others: one wrong character, or two neighbours changed round, never give another right code.
"""

from __future__ import annotations

import hashlib
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"  # 31, a prime; without I L O U Z
LOOK_ALIKE = str.maketrans("ILOUZ", "110V2")
PREFIX = "FY"
LENGTH = 8


def code_of(uid: str) -> str:
    number = int.from_bytes(hashlib.sha256(uid.encode()).digest()[:8], "big")
    characters = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        characters += ALPHABET[place]
    return _written(characters + _check(characters))


def read_code(text: str) -> str | None:
    """A code as a person or a scanner writes it, in its one form; None for what is no code. It may still be wrong."""
    characters = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c not in " -–—_")
    if not characters.startswith(PREFIX) or len(characters) != len(PREFIX) + LENGTH + 1:
        return None
    characters = characters.removeprefix(PREFIX).translate(LOOK_ALIKE)
    return _written(characters) if all(c in ALPHABET for c in characters) else None


def is_right(code: str) -> bool:
    """Whether the last character fits the others, in the form that `read_code` gives."""
    characters = code.removeprefix(PREFIX).replace("-", "")
    return _check(characters[:-1]) == characters[-1]


def _check(characters: str) -> str:
    return ALPHABET[sum(place * ALPHABET.index(c) for place, c in enumerate(characters, 1)) % len(ALPHABET)]


def _written(characters: str) -> str:
    return f"{PREFIX}-{characters[:4]}-{characters[4:]}"
