"""Every file of a folder of foreign workbooks through reading: what each ends as, how long it took, and what must hold.

python -m tests.bench.corpus_check FOLDER [HOME]    (with a home of the program: the whole dry run, its database stays as it is; FOLDER has a MANIFEST.csv with name, kind and ext; it is no part of the program)
"""

from __future__ import annotations

import csv
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from app.data.database import Database
from app.errors import UserError
from app.paths import Home
from app.services.exchange.reader import PasswordNeeded, read
from app.services.exchange.session import ImportSession

LONGEST = 30.0  # seconds
READ, WARNED, REFUSED, PASSWORD = "read", "read with warnings", "refused", "asks for the password"
EMPTY = "所有工作表都没有内容"
VALID_READ = 0.98


@dataclass(frozen=True)
class Outcome:
    name: str
    kind: str
    ending: str
    says: str
    seconds: float

    @property
    def taken(self) -> bool:
        return self.ending in (READ, WARNED)


def outcome(folder: Path, name: str, kind: str) -> Outcome:
    """Anything but an ending in sentences goes through as an exception: it is a bug."""
    started = time.monotonic()
    try:
        book = read(folder / name)
        ending, says = (WARNED, "；".join(book.warnings)) if book.warnings else (READ, "")
    except PasswordNeeded as error:
        ending, says = PASSWORD, str(error)
    except UserError as error:
        ending, says = REFUSED, str(error)
    return Outcome(name, kind, ending, says, time.monotonic() - started)


def dry_run(db: Database, path: Path) -> str:
    """What the rest of an import makes of a file that is read: its counts, or why it is no ledger."""
    with ImportSession(db, path) as session:
        try:
            session.read()
            return f"plan {dict(session.plan().counts)}"
        except UserError as error:
            return str(error)


def manifest(folder: Path) -> list[tuple[str, str]]:
    with (folder / "MANIFEST.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["name"], row["kind"]) for row in csv.DictReader(file) if (folder / row["name"]).is_file()]


def broken_promises(outcomes: list[Outcome]) -> list[str]:
    """What must hold and does not."""
    said = [f"{each.name}: {each.seconds:.1f} s" for each in outcomes if each.seconds > LONGEST]
    valid = [each for each in outcomes if each.kind == "valid"]
    # A workbook without any content is read, and refused because there is nothing to import.
    understood = [each for each in valid if each.taken or EMPTY in each.says]
    if len(understood) < VALID_READ * len(valid):
        said.append(f"only {len(understood)} of {len(valid)} valid ones are read")
    said += [
        f"malformed, taken silently: {each.name}"
        for each in outcomes
        if each.kind == "malformed" and each.ending == READ
    ]
    said += [
        f"encrypted, not named as such: {each.name}: {each.says}"
        for each in outcomes
        if each.kind == "encrypted" and not (each.ending == PASSWORD or "加密" in each.says)
    ]
    return said


def main() -> int:
    folder = Path(sys.argv[1])
    outcomes = []
    for name, kind in manifest(folder):
        each = outcome(folder, name, kind)
        outcomes.append(each)
        print(f"{each.seconds:6.2f} s  {kind:<20} {each.ending:<22} {name}  {each.says}", flush=True)
    if len(sys.argv) > 2:
        with Database.open(Home(Path(sys.argv[2])), read_only=True) as db:
            for each in outcomes:
                if each.taken:
                    print(f"dry run  {each.name}  {dry_run(db, folder / each.name)}", flush=True)
    print()
    for (kind, ending), count in sorted(Counter((each.kind, each.ending) for each in outcomes).items()):
        print(f"{count:5}  {kind:<20} {ending}")
    slowest = max(outcomes, key=lambda each: each.seconds)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    print(f"slowest {slowest.seconds:.1f} s ({slowest.name}); peak of a reading process {peak} MiB")
    broken = broken_promises(outcomes)
    print("\n".join(broken) or "all that must hold holds")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
