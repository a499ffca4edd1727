"""Brings a database's tables up to date, whoever opens it first.

A new database gets them as they are described; one that has some takes the steps that it lacks, which lead to the same.
Only for them Alembic is loaded, which takes a quarter of a second.
"""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, insert, inspect, select

from gutletter.errors import StoreTooNew
from gutletter.store.connection import MIGRATING, Database
from gutletter.store.schema import VERSION, VERSION_TABLE, metadata

_ALEMBIC = Lock()  # what it runs, it knows in a variable of its own module
_versions = Table(  # Alembic's, without it
    VERSION_TABLE,
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
)


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
        if _is_current(database, connection):  # another process was faster
            return
        if inspect(connection).get_table_names():
            take_steps(connection)
        else:
            metadata.create_all(connection, checkfirst=False)
            _versions.create(connection)
            connection.execute(insert(_versions).values(version_num=VERSION))


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


def take_steps(connection: Connection) -> None:
    """Take every step that the database has not taken, within somebody's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "gutletter.store:migrations")
    with _ALEMBIC:
        command.upgrade(config, "head")
