"""Numbered steps that bring a file to the current version, each in one transaction with its number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from app.data import driver, due_table, periods_file, schema
from app.data.law import columns_of, read_law
from app.data.search import gram_text, searched_fields
from app.domain.fields import Fields
from app.domain.letter_code import code_of
from app.domain.records import RECORDS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.data.database import Database


def migrate(db: Database, version: int, target: int) -> None:
    """A backup first, where there is anything to lose."""
    if version:
        from app.data.backup import backup

        backup(db, "升级前")
    try:
        for number in range(version + 1, target + 1):
            with db.engine().begin() as connection:
                STEPS[number](connection)
                if number == target:
                    _count_due_dates(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {number}")
    except driver.Error as error:
        raise driver.explained(error, db.path) from error


def create_everything(connection: Connection) -> None:
    """A new file: all tables as they are declared now; the steps after it find nothing to add."""
    connection.exec_driver_sql(f"PRAGMA application_id = {driver.APPLICATION_ID}")
    schema.metadata().create_all(connection)
    connection.exec_driver_sql(schema.SEARCH)
    for number, (table, (owner, columns)) in enumerate(schema.tracked_tables().items(), start=1):
        connection.exec_driver_sql("INSERT INTO table_number (name, number) VALUES (?, ?)", (table, number))
        for trigger in schema.triggers(table, owner, columns):
            connection.exec_driver_sql(trigger)


def add_missing_tables(connection: Connection) -> None:
    """Version 2: the log of imports and where values came from. Adds tables and indexes, changes none that is there."""
    everything = schema.metadata()
    everything.create_all(connection)
    for table in everything.sorted_tables:
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def index_anew(connection: Connection) -> None:
    """Version 3: the search table holds single characters, parts of numbers and 拼音 syllables as well."""
    connection.exec_driver_sql("DROP TABLE search")
    connection.exec_driver_sql(schema.SEARCH)
    for name, cls in RECORDS.items():
        under: dict[int, list[str]] = defaultdict(list)
        for child, rows in cls.children().items():
            for owner, text in _search_texts(connection, schema.child_table(name, child), "owner_id", rows):
                under[owner].append(text)
        texts = ((id, " ".join([text, *under[id]])) for id, text in _search_texts(connection, name, "id", cls))
        while batch := list(islice(texts, 2000)):
            connection.exec_driver_sql("INSERT INTO search (rowid, grams) VALUES (?, ?)", batch)


def _search_texts(connection: Connection, table: str, key: str, of: type[Fields]) -> Iterator[tuple[int, str]]:
    """Of the columns that the file has by now."""
    there = {row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{table}")')}
    fields = [f for f in searched_fields(of) if f.name in there]
    names = [f.name for f in fields]
    if names:
        columns = ", ".join(f'"{name}"' for name in names)
        for id, *values in connection.exec_driver_sql(f'SELECT {key}, {columns} FROM "{table}"'):
            yield id, gram_text(fields, dict(zip(names, values, strict=True)))


def add_notices(connection: Connection) -> None:
    """Version 4: document numbers, what letters were made from, the county's own texts; letters have a code."""
    if "code" not in {row[1] for row in connection.exec_driver_sql('PRAGMA table_info("letter")')}:
        connection.exec_driver_sql("ALTER TABLE letter ADD COLUMN code TEXT")
    codes = [(code_of(uid), id) for id, uid in connection.exec_driver_sql("SELECT id, uid FROM letter")]
    if codes:
        connection.exec_driver_sql("UPDATE letter SET code = ? WHERE id = ?", codes)
    add_missing_tables(connection)


def add_deadlines(connection: Connection) -> None:
    """Version 5: periods and holidays as data, what people enter of a deadline, and the due dates of all records."""
    add_missing_tables(connection)
    last = connection.exec_driver_sql("SELECT max(number) FROM table_number").scalar() or 0
    tracked = schema.tracked_tables()
    for table in ("period", "holiday", "deadline_note"):
        known = connection.exec_driver_sql("SELECT 1 FROM table_number WHERE name = ?", (table,)).scalar()
        if not known:
            last += 1
            connection.exec_driver_sql("INSERT INTO table_number (name, number) VALUES (?, ?)", (table, last))
        for trigger in ("i", "u", "d"):  # what is shipped is nobody's change
            connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{table}_{trigger}"')
    _fill(connection, "period", [columns_of(period) for period in periods_file.periods().values()])
    _fill(
        connection,
        "holiday",
        [
            {"day": row["date"], "kind": row["day"], "name": row["holiday"], "local": 0}
            for row in periods_file.holiday_rows()
        ],
    )
    for table in ("period", "holiday", "deadline_note"):
        for statement in schema.triggers(table, *tracked[table]):
            connection.exec_driver_sql(statement)


def add_proposals(connection: Connection) -> None:
    """Version 6: which proposals of the program are not needed, and why."""
    add_missing_tables(connection)
    if not connection.exec_driver_sql("SELECT 1 FROM table_number WHERE name = 'dismissal'").scalar():
        last = connection.exec_driver_sql("SELECT max(number) FROM table_number").scalar() or 0
        connection.exec_driver_sql("INSERT INTO table_number (name, number) VALUES ('dismissal', ?)", (last + 1,))
    for trigger in ("i", "u", "d"):
        connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "dismissal_{trigger}"')
    for statement in schema.triggers("dismissal", *schema.tracked_tables()["dismissal"]):
        connection.exec_driver_sql(statement)


def _fill(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    number = connection.exec_driver_sql("SELECT number FROM table_number WHERE name = ?", (table,)).scalar_one()
    columns = ", ".join(f'"{name}"' for name in rows[0])
    connection.exec_driver_sql(
        f'INSERT INTO "{table}" (id, {columns}) VALUES ({",".join("?" * (len(rows[0]) + 1))})',
        [((number << schema.ID_BITS) + place, *row.values()) for place, row in enumerate(rows, start=1)],
    )
    connection.exec_driver_sql("UPDATE table_number SET last = ? WHERE name = ?", (len(rows), table))


def _count_due_dates(connection: Connection) -> None:
    """They are a cache: after the last step, with the tables as they are now."""

    def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql(sql, tuple(params))]

    def execute_many(sql: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            connection.exec_driver_sql(sql, rows)

    connection.exec_driver_sql("DELETE FROM due")
    due_table.rebuild(fetch, execute_many, read_law(fetch))


STEPS = {1: create_everything, 2: add_missing_tables, 3: index_anew, 4: add_notices, 5: add_deadlines, 6: add_proposals}
