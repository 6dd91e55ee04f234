"""Finding a text of one, two and four characters and three 拼音 initials in a million records; and what is hard for an index."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from app.data import driver, pinyin, search
from app.data.database import Database
from app.data.finding import find_anywhere
from app.domain.records import RECORDS
from tests.bench.measure import interleaved, line

RECORD = "admin_case"


def run(home: Path) -> list[str]:
    """The baseline reads the same columns with LIKE '%…%'; initials cannot be found so, their names are looked for."""
    lines = []
    with Database.open(home, read_only=True) as db:
        raw = driver.connect(db.path, read_only=True)
        columns = [f.name for f in search.searched_fields(RECORDS[RECORD])]
        where = " OR ".join(f'"{name}" LIKE ?' for name in columns)
        names = [row[0] for row in db.rows(f"SELECT plaintiff FROM {RECORD} WHERE length(plaintiff) = 3 LIMIT 5000")]
        used = Counter(character for name in names for character in name)
        name = names[1000]
        often, seldom = used.most_common()[0][0], used.most_common()[-1][0]
        four = db.value(f"SELECT substr(cause, 1, 4) FROM {RECORD} WHERE length(cause) > 4 LIMIT 1 OFFSET 1000")
        number = db.value(f"SELECT substr(case_no, -7, 6) FROM {RECORD} LIMIT 1 OFFSET 500000")
        for what, text, plain in (
            ("1 character, common", often, often),
            ("1 character, rare", seldom, seldom),
            ("1 character, nowhere", "𠮷", "𠮷"),
            ("2 characters", name[:2], name[:2]),
            ("4 characters", four, four),
            ("part of a number", number, number),
            ("3 initials", search.initials(name), name),
            ("拼音", "".join(pinyin.syllable_of()[ord(character)] for character in name), name),
        ):

            def ours(_: int, text: str = text) -> None:
                find_anywhere(db, text, per_ledger=200)

            def scan(_: int, plain: str = plain) -> None:
                raw.execute(f"SELECT id FROM {RECORD} WHERE {where}", [f"%{plain}%"] * len(columns)).fetchall()

            mine, theirs = interleaved(ours, scan, 3)
            lines.append(line(f"find {what} ({text}), first 200", mine, theirs, 0.1))
    return lines
