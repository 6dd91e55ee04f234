"""One file on its way in: read, understood, planned, decided, written. The command line and the wizard both use this.

Nothing is written to the database before `apply`; what `plan` finds is compared again with what is registered by then.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from app.data import import_log, queries
from app.data.backup import backup
from app.data.stored import store
from app.domain.records import RECORDS
from app.errors import UserError
from app.services.exchange import plan_store
from app.services.exchange.apply import apply, refused
from app.services.exchange.choices import Choices
from app.services.exchange.error_book import write_error_book
from app.services.exchange.learned import Learned
from app.services.exchange.match import taken
from app.services.exchange.plan import Plan, plan_tables
from app.services.exchange.reader import Book, read, text_of
from app.services.exchange.tables import Table
from app.services.exchange.understand import understand
from app.services.exchange.words import learn_words
from app.services.progress import Progress
from app.whole_file import hash_of

if TYPE_CHECKING:
    from app.data.database import Database

BRAKE_SHARE = 0.2  # of the records of a ledger …
BRAKE_RECORDS = 20  # … where so many or more are registered
BRAKE_FIELDS = 200  # overwritten fields that were not empty
KEPT_SECONDS = 24 * 3600  # a plan's file that its process left behind


@dataclass(frozen=True)
class Written:
    """What an import did; `operation` is None where there was nothing to write."""

    operation: int | None
    written: int
    refused: int
    backup: Path | None


class ImportSession:
    def __init__(self, db: Database, path: Path | str, *, record: str | None = None) -> None:
        self.path = Path(path)
        self._db = db
        self._record = record
        self._choices: Mapping[str, Any] = {}
        self._book: Book | None = None
        self._tables: list[Table] | None = None
        self._plan: Plan | None = None
        self._written: Plan | None = None  # the plan that was written, for the workbook of its problems
        self._planned_at = 0  # the last operation the plan knew of
        self._store: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._store is not None:
            self._store.unlink(missing_ok=True)
            self._store = None

    # Reading

    def read(self, password: str | None = None, progress: Progress | None = None) -> Book:
        """Raises UserError with the reason; PasswordNeeded where a password is asked for."""
        (progress or Progress()).step(0, 1, "正在读取文件")
        self._book = read(self.path, password=password, progress=progress or Progress())
        self._tables = self._plan = self._written = None
        return self._book

    @property
    def book(self) -> Book:
        return self._book or self.read()

    @property
    def seen(self) -> import_log.Batch | None:
        """The import of the very same file, if there was one."""
        return import_log.batch_of_file(self._db, self.book.sha256 or hash_of(self.path))

    def cells(self, sheet: str, start: int, count: int) -> list[list[str]]:
        """Rows of a sheet as texts, from row `start` (from 0)."""
        data = next((data for data in self.book.sheets if data.name == sheet), None)
        if data is None:
            raise UserError(f"没有工作表“{sheet}”", "文件中没有这个名字的工作表", "请核对工作表名称")
        return [[text_of(cell) for cell in row] for row in data.rows[start : start + count]]

    # Understanding

    def choose(self, choices: Mapping[str, Any]) -> None:
        """What a person decided so far, all of it; a plan made with other choices no longer holds."""
        if choices != self._choices:
            self._choices = choices
            self._tables = self._plan = self._written = None

    def tables(self) -> list[Table]:
        """All tables of the file, those that will not be taken too; each says why."""
        if self._tables is None:
            self._tables = understand(
                self.book,
                record=self._record,
                learned=Learned.load(self._db.home.learned),
                choices=Choices.of(self._choices),
            )
        return self._tables

    def learn(self) -> None:
        """Take tables of this sender and form the same way the next time."""
        learned = Learned.load(self._db.home.learned)
        for table in self.tables():
            if table.taken:
                learned.remember(table)
        learned.save(self._db.home.learned)

    # Planning

    def plan(self, progress: Progress | None = None) -> Plan:
        if self._plan is None:
            self._planned_at = _last_operation(self._db)
            self._plan = plan_tables(
                self._db,
                self.book,
                taken(self.book, self.tables(), self._record),
                answers=Choices.of(self._choices).answers,
                rule=self._choices.get("rule") or "",
                progress=progress or Progress(),
            )
        return self._plan

    def store(self) -> Path:
        """The plan's rows as a file that `PlanStore` reads."""
        plan = self.plan()
        self.close()
        folder = self._db.home.temp
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        self._store = folder / f"plan-{os.getpid()}-{time.monotonic_ns()}.sqlite"
        plan_store.write(self._store, plan.rows)
        return self._store

    def write_errors(self, out: Path, progress: Progress | None = None) -> int:
        """The user's own file with the problems of the last plan marked; how many there are."""
        plan = self._written or self.plan(progress)
        return write_error_book(self.book, plan.rows, out, progress)

    def row_values(self, sheet: str, number: int) -> list[tuple[str, str]]:
        """What a row of the file would fill in, field by field, as people read it."""
        found = [row for row in self.plan().rows if row.number == number and row.sheet == sheet]
        told = []
        for row in found:
            cls = RECORDS[row.record]
            fields = (cls.children()[row.child] if row.child else cls).fields()
            for name, value in row.values.items():
                told.append(
                    (fields[name].label, queries.text_of_stored(self._db, fields[name], store(fields[name], value)))
                )
            told += [(fields[name].label, text) for name, text in row.unmatched.items()]
        return told

    def brake(self) -> str:
        """Why this import wants a second confirmation; empty where it does not."""
        changed, fields = self.plan().overwrites()
        said = []
        for record, count in changed.items():
            there = self._db.value(f'SELECT count(*) FROM "{record}" WHERE void = 0')
            if there >= BRAKE_RECORDS and count > there * BRAKE_SHARE:
                said.append(f"“{RECORDS[record].about.label}”现有 {there} 条，其中 {count} 条将被改动")
        if fields > BRAKE_FIELDS:
            said.append(f"有 {fields} 处原有内容将被替换")
        return "；".join(said) + "。" if said else ""

    # Writing

    def apply(self, *, only_good_rows: bool = False, progress: Progress | None = None) -> Written:
        """Write the plan as one operation, after a backup. Raises UserError, and then nothing was written."""
        plan = self._plan_as_of_now(progress)
        wrong = plan.counts["wrong"]
        if wrong and not only_good_rows:
            raise refused(wrong)
        if not plan.to_write and plan.package is None:
            return Written(None, 0, wrong, None)
        kept = backup(self._db, "导入前", step=(progress or Progress()).step).path if plan.to_write else None
        try:
            written = apply(
                self._db,
                plan,
                only_good_rows=only_good_rows,
                progress=progress,
                choices=self._choices,
                backup=kept,
                planned_at=self._planned_at,
            )
        except BaseException:
            if kept is not None:
                kept.unlink(missing_ok=True)
            raise
        learn_words(self._db.home, plan.questions)
        self._written, self._plan = plan, None
        return Written(plan.operation, written, wrong, kept)

    def _plan_as_of_now(self, progress: Progress | None) -> Plan:
        """The plan; made again where something was written since, and refused where that makes it another one."""
        plan = self.plan(progress)
        if _last_operation(self._db) == self._planned_at:
            return plan
        self._plan = None
        again = self.plan(progress)
        if again.fingerprint() != plan.fingerprint():
            raise UserError("没有导入", "核对之后登记的内容又有改动，核对的结果已经不同", "请看过新的核对结果后再导入")
        return again


def _last_operation(db: Database) -> int:
    return int(db.value("SELECT max(id) FROM operation") or 0)


def _sweep(folder: Path) -> None:
    """Files of plans whose process was ended before it could take them away."""
    for path in folder.glob("plan-*.sqlite"):
        try:
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink()
        except OSError:
            continue  # another window has it open
