"""Invented people and firms: names, numbers that pass their checks but belong to nobody, villages."""

from __future__ import annotations

import csv
import random
import uuid
from datetime import date, timedelta
from pathlib import Path

from app.paths import RESOURCES

DEMO = RESOURCES / "demo"
NOWHERE = "119999"  # no place has this code, so no number made here is anyone's

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def words_of(path: Path) -> list[str]:
    """Words of a list file; lines that start with # are headings."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class People:
    """Draws from the lists in resources/demo; one source of chance for the whole demonstration."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.surnames = words_of(DEMO / "surnames.txt")
        self.given_names = words_of(DEMO / "given_names.txt")
        self.villages = words_of(DEMO / "villages.txt")
        lines = (DEMO / "enterprise_words.txt").read_text(encoding="utf-8").splitlines()
        self._styles, self._trades = (line.split() for line in lines if not line.startswith("#"))
        self._phones = 0
        self._cards = 0
        self._codes = 0

    def name(self) -> str:
        return self.chance.choice(self.surnames) + self.chance.choice(self.given_names)

    def enterprise(self) -> str:
        return f"{self.chance.choice(self._styles)}{self.chance.choice(self._trades)}有限公司"

    def uid(self) -> str:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4).hex

    def phone(self) -> str:
        self._phones += 1
        return f"1390000{self._phones % 10000:04d}"

    def id_card(self) -> str:
        self._cards += 1
        born = date(1955, 1, 1) + timedelta(days=self._cards * 37 % 17000)
        return with_card_check(f"{NOWHERE}{born:%Y%m%d}{self._cards % 900 + 100}")

    def uscc(self) -> str:
        self._codes += 1
        return with_uscc_check(f"91{NOWHERE}{with_org_check(f'9{self._codes:07d}')}")


def with_card_check(digits: str) -> str:
    """GB 11643: the 17 digits and their check character."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _CARD_WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


_CARD_WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]


def with_org_check(code: str) -> str:
    """GB 11714: the 8 characters of an organisation and their check character."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(c, 36) * w for c, w in zip(code, weights, strict=True)) % 11
    return code + "0123456789X0"[rest]


def with_uscc_check(code: str) -> str:
    """GB 32100: the 17 characters and their check character. X of an organisation's code is not in its alphabet."""
    values = [USCC_ALPHABET.index(c) for c in code]
    rest = 31 - sum(value * (3**place % 31) for place, value in enumerate(values)) % 31
    return code + USCC_ALPHABET[rest % 31]
