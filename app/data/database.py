"""The SQLite file: opening, reading, named operations, undo.

Reading goes over a driver connection of its own, so that the window can show its first page before SQLAlchemy is
imported; writing goes through SQLAlchemy, one writer at a time (`operation`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from app.data import driver
from app.errors import UserError
from app.paths import Home
from app.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.data.facts import StoredFacts
    from app.data.law import Law
    from app.data.operation import Operation
    from app.data.undoing import Undone
    from app.domain.calendar import Calendar
    from app.domain.periods import Period

SCHEMA_VERSION = 6
ID_BITS = 40  # see schema.py
DAILY = "按当天日期重新计算"


class Database:
    """One open file. Threads each open their own (`read_only=True` where they only read)."""

    def __init__(self, home: Home, connection: Any, read_only: bool) -> None:
        self.home = home
        self.path = home.database
        self.read_only = read_only
        self._reader = connection
        self.is_stopped = False  # by `interrupt`, until whoever uses this next says otherwise
        self._engine: Engine | None = None
        self._numbers: dict[str, int] = {}
        self._tables: dict[int, str] = {}
        self._settings: dict[str, Any] | None = None
        self._law: Law | None = None
        self._today: date | None = None

    @classmethod
    def open(cls, home: Home | Path, *, read_only: bool = False, today: date | None = None) -> Database:
        """Creates the file at first, brings an older one up to date. Raises UserError (Locked) with the reason."""
        home = home if isinstance(home, Home) else Home(home)
        if read_only and not home.database.exists():
            raise UserError(
                f"找不到数据库“{home.database}”", "文件夹中没有数据", "请检查 --home 的位置，或先运行一次程序"
            )
        try:
            home.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                f"不能使用数据文件夹“{home.root}”",
                "它不是文件夹，或者没有写入权限",
                "请换一个本机可以写入的文件夹",
            ) from error
        try:
            connection = driver.connect(home.database, read_only=read_only)
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        except driver.Error as error:
            raise driver.explained(error, home.database) from error
        db = cls(home, connection, read_only)
        db._today = today
        try:
            db._bring_up_to_date(version)
        except BaseException:
            db.close()
            raise
        return db

    def _bring_up_to_date(self, version: int) -> None:
        try:
            application = self.value("PRAGMA application_id")
            tables = self.value("SELECT count(*) FROM sqlite_schema")
        except driver.Error as error:
            raise driver.explained(error, self.path) from error
        if tables and application != driver.APPLICATION_ID:
            raise UserError(
                f"“{self.path}”不是府院联动工作台的数据库",
                "它是别的程序建立的文件",
                "请换一个数据文件夹；这个文件没有改动",
            )
        if version > SCHEMA_VERSION:
            raise UserError(
                "数据库由更新版本的程序建立，本版本不能打开",
                f"数据版本为{version}，本程序支持到{SCHEMA_VERSION}",
                "请升级本程序；数据没有改动",
            )
        if version < SCHEMA_VERSION:
            if self.read_only:
                raise UserError(
                    "数据库版本较旧，不能以只读方式打开", f"数据版本为{version}", "请先正常启动一次程序完成升级"
                )
            from app.data.migrations import migrate

            migrate(self, version, SCHEMA_VERSION)
        elif not self.read_only and not _writable(self.path):
            raise driver.explained(driver.OperationalError("readonly database"), self.path)

    def close(self) -> None:
        self._reader.close()
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            if self.is_stopped:
                raise driver.OperationalError("interrupted")
            return self._reader.execute(sql, params).fetchall()  # type: ignore[no-any-return]
        except driver.DatabaseError as error:
            raise driver.explained(error, self.path) from error

    def value(self, sql: str, params: Sequence[Any] = ()) -> Any:
        rows = self.rows(sql, params)
        return rows[0][0] if rows else None

    def each(self, sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows one after another, for results that should not be held in memory."""
        yield from self._reader.execute(sql, params)

    def interrupt(self) -> None:
        """Stop the query that another thread is running on this connection, and keep it from beginning another."""
        self.is_stopped = True
        self._reader.interrupt()

    @property
    def data_version(self) -> int:
        """Changes when another process, or this one's writer, has written."""
        return int(self.value("PRAGMA data_version"))

    def table_of(self, id: int) -> str:
        """The table an id belongs to: a record type, or `record__child`."""
        if not self._tables:
            self.numbers()
        return self._tables[id >> ID_BITS]

    def numbers(self) -> dict[str, int]:
        """Table → its number in the high bits of ids."""
        if not self._numbers:
            self._numbers = dict(self.rows("SELECT name, number FROM table_number"))
            self._tables = {number: name for name, number in self._numbers.items()}
        return self._numbers

    # Facts that hold for the whole office

    @property
    def today(self) -> date:
        return self._today or datetime.now().date()

    def setting(self, name: str) -> Any:
        """A setting's value, or its declared default. Raises KeyError for a name that is not declared."""
        from app.data.stored import load
        from app.domain.values import parse

        if self._settings is None:
            self._settings = {name: json.loads(text) for name, text in self.rows("SELECT name, value FROM setting")}
        declared = Settings.fields()[name]
        if name in self._settings:
            return load(declared, self._settings[name])
        return parse(declared, declared.default, today=self.today) if declared.default is not None else None

    def forget(self) -> None:
        """Another program has written: settings, periods and holidays are read again."""
        self._settings = None
        self._law = None

    @property
    def user(self) -> str:
        """Who works at this desk."""
        return self.setting("user_name") or "本机用户"

    @property
    def law(self) -> Law:
        """The periods and holidays in force."""
        if self._law is None:
            from app.data.law import read_law

            self._law = read_law(self.rows)
        return self._law

    @property
    def calendar(self) -> Calendar:
        return self.law.calendar

    def period(self, rule_id: str, start: date | None = None) -> Period:
        return self.law.period(rule_id, start)

    def facts(self) -> StoredFacts:
        from app.data.facts import StoredFacts

        return StoredFacts(self, self.rows)

    # Writing

    def engine(self) -> Engine:
        """The writing side; imports SQLAlchemy on first use (`warm` does so ahead of time)."""
        if self._engine is None:
            from app.data.writer import make_engine

            self._engine = make_engine(self.path)
        return self._engine

    @contextmanager
    def operation(
        self, title: str, *, by: str | None = None, via: str = "界面", reason: str = "", source: str = ""
    ) -> Iterator[Operation]:
        """All writing happens in here: committed at the end, rolled back on any exception."""
        from app.data.operation import Operation

        if self.read_only:
            raise driver.explained(driver.OperationalError("readonly database"), self.path)
        try:
            with self.engine().begin() as connection:
                op = Operation(self, connection, title, by or self.user, via, reason, source)
                yield op
                op.finish()
            if op.is_law_changed:
                self._law = op.law
        except driver.Error as error:
            raise driver.explained(error, self.path) from error
        except _sqlalchemy_error() as error:
            cause = getattr(error, "orig", None)
            if isinstance(cause, driver.Error):
                raise driver.explained(cause, self.path) from error
            raise
        finally:
            self._settings = None

    def undo(self, operation: int | None = None) -> str:
        """Take back an operation (the last one when not named); its title, and what of an import stayed. Raises UserError
        when that cannot be."""
        return self.undo_told(operation).told

    def undo_told(self, operation: int | None = None) -> Undone:
        """The same, with the records that stayed."""
        from app.data.undoing import undo

        return undo(self, operation)

    def redo(self) -> str:
        from app.data.undoing import redo

        return redo(self)

    def undo_title(self) -> str | None:
        from app.data.undoing import last_undoable

        found = last_undoable(self)
        return found[1] if found else None

    def redo_title(self) -> str | None:
        from app.data.undoing import last_redoable

        found = last_redoable(self)
        return found[1] if found else None

    def rows_to_turn(self, *, redo: bool = False) -> int:
        """How many rows the next undo (or redo) would touch: what touches many is not for the window's thread."""
        from app.data.undoing import last_redoable, last_undoable

        found = last_redoable(self) if redo else last_undoable(self)
        if found is None:
            return 0
        return int(self.value("SELECT last_change - first_change + 1 FROM operation WHERE id = ?", (found[0],)))

    def work_out_daily(self) -> None:
        """Once a day: work out the fields that change with the date (overdue days, days left)."""
        today = json.dumps(self.today.isoformat())
        if self.value("SELECT value FROM setting WHERE name = 'worked_out_on'") == today:
            return
        from app.data.derive import work_out_daily

        with self.operation(DAILY) as op:
            work_out_daily(op)
            op.execute(
                "INSERT INTO setting (name, value) VALUES ('worked_out_on', ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (today,),
            )

    def log_reveal(self, id: int, field: str) -> None:
        """Note that a masked value was shown."""
        with self.engine().begin() as connection:
            connection.exec_driver_sql(
                'INSERT INTO reveal ("at", "by", record, field) VALUES (?, ?, ?, ?)',
                (datetime.now().isoformat(" ", "seconds"), self.user, id, field),
            )


def _writable(path: Path) -> bool:
    import os

    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _sqlalchemy_error() -> type[Exception]:
    from sqlalchemy.exc import DBAPIError

    return DBAPIError
