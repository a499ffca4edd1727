"""The steps lead to the tables that the code describes, on both databases."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, create_engine, inspect, make_url, text

from gutletter.store import open_store
from gutletter.store.connection import Database
from gutletter.store.schema import VERSION, VERSION_TABLE, metadata
from gutletter.store.upgrade import take_steps
from tests.postgres import empty_database, postgres_server

__all__ = ["postgres_server"]


def test_the_version_in_the_code_is_the_newest_step_and_the_steps_are_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", "gutletter.store:migrations")
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    assert steps[0].revision == VERSION
    numbers = [step.revision for step in reversed(steps)]
    assert numbers == [f"{number:04}" for number in range(1, len(steps) + 1)]


def by_steps(url: str, folder: Path) -> None:
    with closing(Database(url, folder)) as database, database.writing() as connection:
        take_steps(connection)


def test_a_new_database_is_as_one_that_took_all_steps(tmp_path: Path) -> None:
    by_steps("sqlite:///steps.db", tmp_path)
    open_store("sqlite:///new.db", tmp_path).close()
    kept = []
    for file in (tmp_path / "steps.db", tmp_path / "new.db"):
        with closing(sqlite3.connect(file)) as connection:
            made = connection.execute("SELECT name, sql FROM sqlite_master").fetchall()
            versions = connection.execute(f"SELECT * FROM {VERSION_TABLE}").fetchall()
        kept.append(({name: re.sub(r"\s+", " ", sql or "") for name, sql in made}, versions))
    assert kept[0] == kept[1]
    assert kept[1][1] == [(VERSION,)]


def test_sqlite_gets_by_steps_exactly_what_the_code_describes(tmp_path: Path) -> None:
    by_steps("sqlite:///steps.db", tmp_path)
    described = create_engine(f"sqlite:///{tmp_path / 'described.db'}")
    metadata.create_all(described)
    described.dispose()
    assert _sqlite(tmp_path / "steps.db") == _sqlite(tmp_path / "described.db")


def _sqlite(file: Path) -> dict[str, str]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: re.sub(r"\s+", " ", sql) for name, sql in rows if name not in (VERSION_TABLE, "sqlite_sequence")}


@pytest.mark.postgres
def test_postgresql_gets_by_steps_exactly_what_the_code_describes(postgres_server: URL, tmp_path: Path) -> None:
    with empty_database(postgres_server) as stepped, empty_database(postgres_server) as described:
        by_steps(stepped, tmp_path)
        with _engine(described) as engine:
            metadata.create_all(engine)
            expected = _postgresql(engine)
        with _engine(stepped) as engine:
            assert _postgresql(engine) == expected
            assert set(inspect(engine).get_table_names()) == {*metadata.tables, VERSION_TABLE}


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    try:
        yield engine
    finally:
        engine.dispose()


_COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name, identity_generation
    FROM information_schema.columns WHERE table_schema = current_schema ORDER BY 1, ordinal_position"""
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = current_schema::regnamespace ORDER BY 1, 2"""
_INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema ORDER BY 1, 2"


def _postgresql(engine: Engine) -> list[tuple[str, ...]]:
    """Every column, constraint and index, in the server's own words."""
    with engine.connect() as connection:
        schema = connection.scalar(text("SELECT current_schema"))
        rows = [row for asked in (_COLUMNS, _CONSTRAINTS, _INDEXES) for row in connection.execute(text(asked))]
    told = [tuple(str(value).replace(f"{schema}.", "") for value in row) for row in rows]
    return [row for row in told if row[0] != VERSION_TABLE]
