"""Brings a database's tables up to date, whoever opens it first; Alembic is loaded only when there is work for it."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Column, Connection, MetaData, Table, Text, inspect, select

from gutletter.errors import StoreTooNew
from gutletter.store.connection import MIGRATING, Database
from gutletter.store.schema import VERSION, VERSION_TABLE

_ALEMBIC = Lock()  # what it runs, it knows in a variable of its own module
_versions = Table(VERSION_TABLE, MetaData(), Column("version_num", Text))  # Alembic's, read without it


def bring_up_to_date(database: Database) -> None:
    """Make the tables, or change them to what this gutletter needs; several processes may do so at once.

    Raises StoreTooNew when a newer gutletter has been here, and StoreError.
    """
    database.write_ahead()
    with database.reading() as connection:
        if _is_current(database, connection):
            return
    with database.writing() as connection:
        database.alone(connection, MIGRATING)
        if not _is_current(database, connection):  # another process may have been faster
            _migrate(connection)


def _is_current(database: Database, connection: Connection) -> bool:
    if not inspect(connection).has_table(VERSION_TABLE):
        return False
    version: str | None = connection.scalar(select(_versions.c.version_num))
    if version is not None and version > VERSION:
        raise StoreTooNew(
            f"{database.place}: a newer gutletter wrote this database (its version is {version}, ours {VERSION}).",
            remedy="Upgrade gutletter on this machine with: pip install --upgrade gutletter",
        )
    return version == VERSION


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "gutletter.store:migrations")
    with _ALEMBIC:
        command.upgrade(config, "head")
