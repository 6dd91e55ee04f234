"""Numbered steps that bring a file to the current version, each in one transaction with its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.data import driver, schema

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


STEPS = {1: create_everything, 2: add_missing_tables}
