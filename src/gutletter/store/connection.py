"""The one place that knows which database it is: how it is reached, locked and begun, and what its troubles mean.

SQLite writes ahead (WAL), so that readers and the one writer do not wait for each other. Every writing transaction says
so at its beginning (``BEGIN IMMEDIATE``): one that read first and wrote later would fail when another came between.
Commits are synced to disk (``synchronous=FULL``): a hand-over lost in a power cut would be a second copy for somebody.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Insert,
    Row,
    Select,
    Table,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.sql.compiler import SQLCompiler

from gutletter.errors import SettingsError, StoreError
from gutletter.model import in_utc

PATIENCE: Final = 30  # seconds to wait for another program's transaction
ANSWER: Final = 10  # seconds to wait for a server that is called
TOGETHER: Final = 2000  # rows named in one statement
IN_ONE_STATEMENT: Final = 1000  # rows whose every value is a parameter; SQLite takes 32,766 of them

# What may be done by one transaction at a time; the numbers are the second half of PostgreSQL's advisory locks.
MIGRATING: Final = 1
FREEZING: Final = 2
ADDING_READERS: Final = 3
MARKING: Final = 4
PACING: Final = 5
SUPPRESSING: Final = 6
_OURS: Final = 0x67757473  # the first half: tells our locks from those of another program on the same server

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]

_One = TypeVar("_One")
_FORMS = "Write sqlite:///gutletter.db, or postgresql://user:password@host/name."


class Database:
    """One database, and transactions on it whose troubles are told as StoreError."""

    def __init__(self, url: str, folder: Path) -> None:
        address = _read(url, folder)
        self.place = _place(address)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        try:
            self._engine = _engine(address, is_sqlite=self.is_sqlite)
        except ImportError as error:
            raise StoreError(
                f"{self.place}: the PostgreSQL driver is not installed ({error}).",
                remedy="Install it with: pip install 'gutletter[postgres]'",
            ) from error
        self._reading = self._engine.execution_options(gutletter_begin="BEGIN")
        self._writing = self._engine.execution_options(gutletter_begin="BEGIN IMMEDIATE")
        self._inserts: dict[Table, str] = {}  # what ``add_new`` says; a table's rows are always given the same columns

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Make one transaction that writes; it is committed at the end of the block, or undone by an exception."""
        with self.troubles(), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Make one transaction that only reads."""
        with self.troubles(), self._reading.begin() as connection:
            yield connection

    def write_ahead(self) -> None:
        """Let SQLite write ahead; the file remembers it."""
        end = time.monotonic() + PATIENCE
        while self.is_sqlite:
            try:
                with self.troubles(), self._engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                return
            except StoreError as error:
                # SQLite does not wait here by itself while another program makes the same file.
                if not _is_busy(error.__cause__) or time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def alone(self, connection: Connection, purpose: int) -> None:
        """Wait until nobody else is in a transaction of this purpose; on SQLite there is only one writer anyway."""
        if not self.is_sqlite:
            connection.execute(select(func.pg_advisory_xact_lock(_OURS, purpose)))

    def insert_new(self, table: Table) -> Insert:
        """Make a statement that inserts rows and leaves those alone that are there already."""
        if self.is_sqlite:
            return sqlite.insert(table).on_conflict_do_nothing()
        from sqlalchemy.dialects import postgresql  # takes a tenth of a second to load

        return postgresql.insert(table).on_conflict_do_nothing()

    def insert_or(self, table: Table, **changes: Callable[[Any, Any], Any]) -> Insert:
        """Make a statement that inserts rows, and changes those that are there by what ``changes`` says of a column.

        Each is told the column as it stands and as it was to be inserted.
        """
        if self.is_sqlite:
            lite = sqlite.insert(table)
            set_ = {name: change(table.c[name], lite.excluded[name]) for name, change in changes.items()}
            return lite.on_conflict_do_update(index_elements=list(table.primary_key), set_=set_)
        from sqlalchemy.dialects import postgresql

        post = postgresql.insert(table)
        set_ = {name: change(table.c[name], post.excluded[name]) for name, change in changes.items()}
        return post.on_conflict_do_update(index_elements=list(table.primary_key), set_=set_)

    def add_new(
        self, connection: Connection, table: Table, names: Sequence[str], columns: Sequence[Sequence[Any]]
    ) -> int:
        """Insert rows, given by column, of values as the driver takes them, unless they are there; how many were new.

        ``names`` are in the table's order, which the statement follows. The values go to the driver as they are, which
        takes a third of the time, and to SQLite a thousand in one statement in which what they share, and a column that
        stands twice, is said once, which takes half of that: lists may have a million rows.
        """
        words = self._inserting(table, names)
        if not self._engine.dialect.positional:
            named = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
            return connection.exec_driver_sql(words, named).rowcount if named else 0
        spelt, shared, own = _sharing(columns)
        added, size = 0, len(columns[0])
        for begin in range(0, size - size % IN_ONE_STATEMENT, IN_ONE_STATEMENT):
            rows = zip(*[column[begin : begin + IN_ONE_STATEMENT] for column in own], strict=True)
            given = (*shared, *chain.from_iterable(rows))
            added += self._driven(connection, _many(words, spelt), given)
        if size % IN_ONE_STATEMENT:
            few = list(zip(*[column[-(size % IN_ONE_STATEMENT) :] for column in columns], strict=True))
            added += connection.exec_driver_sql(words, few).rowcount
        return added

    def _driven(self, connection: Connection, words: str, given: Sequence[object]) -> int:
        """How many rows a statement changed; nobody looks at its many parameters on their way to the driver."""
        with closing(connection.connection.cursor()) as cursor, self.troubles():
            cursor.execute(words, given)
            return cursor.rowcount

    def _inserting(self, table: Table, names: Sequence[str]) -> str:
        if table not in self._inserts:
            in_order = [column.name for column in table.columns if column.name in names]
            assert in_order == list(names)  # noqa: S101 - or values would be exchanged
            compiled = self.insert_new(table).compile(dialect=self._engine.dialect, column_keys=list(names))
            self._inserts[table] = str(compiled)
        return self._inserts[table]

    def say_each(self, connection: Connection, said: Insert, given: Mapping[str, Sequence[object]]) -> None:
        """Say it once for each row of its parameters, which are by column and as the driver takes them.

        It takes a third of the time that they would take as values of their columns' types.
        """
        compiled = said.compile(dialect=self._engine.dialect)
        order = compiled.positiontup if isinstance(compiled, SQLCompiler) else None  # where the driver knows no names
        rows = zip(*(given[name] for name in order or given), strict=True)
        connection.exec_driver_sql(
            str(compiled), [row if order else dict(zip(given, row, strict=True)) for row in rows]
        )

    def tuples(self, connection: Connection, asked: AnySelect, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows as the driver gives them, where no column's type wants more: in a third of the time."""
        with closing(connection.execute(asked, parameters)) as result, self.troubles():
            return list(result.cursor.fetchall()) if result.cursor else []

    def written(self, at: datetime) -> object:
        """An aware time as the driver takes it: SQLite keeps UTC as text."""
        return in_utc(at) if self.is_sqlite else at

    def all_written(self, times: Sequence[str]) -> Sequence[object]:
        """Many times, which are as ``in_utc`` writes them, as the driver takes them."""
        return times if self.is_sqlite else [datetime.fromisoformat(f"{at}+00:00") for at in times]

    def close(self) -> None:
        """Let go of all connections; twice is harmless."""
        self._engine.dispose()

    @contextmanager
    def troubles(self) -> Iterator[None]:
        """Tell the database's troubles in plain words."""
        try:
            yield
        except DBAPIError as error:
            raise _told(self.place, error.orig) from error
        except sqlite3.Error as error:  # out of ``tuples``
            raise _told(self.place, error) from error
        except PoolTimeout as error:
            raise StoreError(
                f"{self.place}: too many threads of this program use the database at once.",
                remedy="Nothing was changed; try again.",
            ) from error


def together(rows: Iterable[_One], size: int = TOGETHER) -> Iterator[list[_One]]:
    """The rows in lists short enough for one statement."""
    remaining = iter(rows)
    while some := list(islice(remaining, size)):
        yield some


def _sharing(columns: Sequence[Sequence[Any]]) -> tuple[Sequence[str], Sequence[object], Sequence[Sequence[Any]]]:
    """How each column is spelt in a row of ``_many``, what all rows share, and what each has for itself, by column."""
    spelt, shared, own = ["column1"], [], [columns[0]]
    for column in columns[1:]:
        number = next((number for number, other in enumerate(own, 1) if other is column), 0)
        if not number and column[0] is column[-1] and column.count(column[0]) == len(column):
            spelt.append("?")
            shared.append(column[0])
            continue
        if not number:
            own.append(column)
        spelt.append(f"column{number or len(own)}")
    return tuple(spelt), shared, own


@lru_cache(maxsize=16)
def _many(words: str, spelt: Sequence[str]) -> str:
    """The statement for many rows: of what each has for itself, and as which of these a column is spelt."""
    own = len({name for name in spelt if name != "?"})
    rows = ", ".join([_places(own)] * IN_ONE_STATEMENT)
    return words.replace(
        f"VALUES {_places(len(spelt))}", " ".join(("SELECT", ", ".join(spelt), "FROM (VALUES", rows, ") WHERE true"))
    )


def _places(count: int) -> str:
    return f"({', '.join('?' * count)})"


class Statements:
    """What is said to a database about one noun."""

    def __init__(self, database: Database) -> None:
        self._database = database


def _read(text: str, folder: Path) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise SettingsError("database.url cannot be read.", remedy=_FORMS) from None  # the text may hold a password
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise SettingsError(f"database.url: gutletter does not know {url.drivername!r}.", remedy=_FORMS)
    if not url.database or url.database == ":memory:":
        raise SettingsError(
            "database.url names no file, and a database in memory would forget who got which issue.", remedy=_FORMS
        )
    return url.set(database=str(folder.resolve() / url.database))


def _place(url: URL) -> str:
    """What messages call the database; never a password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host") or "this machine"
    return f"database {url.database or url.username or ''} on {host}{f':{url.port}' if url.port else ''}"


def _engine(url: URL, *, is_sqlite: bool) -> Engine:
    if not is_sqlite:
        patience = {} if "connect_timeout" in url.query else {"connect_timeout": ANSWER}
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=patience)
        event.listen(engine, "connect", _wait_for_the_disk)
        return engine
    patience = {} if "timeout" in url.query else {"timeout": PATIENCE}
    engine = create_engine(url, hide_parameters=True, connect_args=patience)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, not by the driver's guess
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _wait_for_the_disk(connection: Any, _: object) -> None:
    """Where a server answers before a commit is on its disk, it does not for us; more than that is left as it is."""
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.commit()


def _begin(connection: Connection) -> None:
    if words := connection.get_execution_options().get("gutletter_begin"):
        connection.exec_driver_sql(words)


def _is_busy(error: BaseException | None) -> bool:
    return isinstance(error, DBAPIError) and _code(error.orig) == sqlite3.SQLITE_BUSY


def _code(error: BaseException | None) -> int:
    """SQLite's primary result code."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


_SQLITE_TROUBLES = {
    sqlite3.SQLITE_BUSY: (
        "another program holds the database.",
        "Wait until it is done, or end it; then try again. What was being done was undone.",
    ),
    sqlite3.SQLITE_READONLY: (
        "the database cannot be written to.",
        "Give this user the right to write to the file and to its folder.",
    ),
    sqlite3.SQLITE_PERM: ("the database may not be opened.", "Give this user the right to read and write the file."),
    sqlite3.SQLITE_CANTOPEN: (
        "the database cannot be opened.",
        "See that its folder exists and that this user may write to it.",
    ),
    sqlite3.SQLITE_FULL: ("the disk is full.", "Make room and try again; what was being done was undone."),
    sqlite3.SQLITE_IOERR: (
        "the disk cannot be read or written.",
        "See that the disk has room and is in order; what was being done was undone.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "this file is not a database.",
        "Move it away, or let database.url name another file; gutletter makes a new one.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "the database is damaged.",
        "Keep a copy of it, then restore a backup, or rescue what is in it with: sqlite3 FILE .recover",
    ),
}
_SQLITE_TROUBLES[sqlite3.SQLITE_LOCKED] = _SQLITE_TROUBLES[sqlite3.SQLITE_BUSY]


def _told(place: str, cause: Any) -> StoreError:
    if isinstance(cause, sqlite3.Error):
        message, remedy = _SQLITE_TROUBLES.get(_code(cause), (f"{cause}.", "What was being done was undone."))
        return StoreError(f"{place}: {message}", remedy=remedy)
    told = getattr(getattr(cause, "diag", None), "message_primary", None)
    if told is None:
        lines = str(cause).splitlines() or [type(cause).__name__]
        return StoreError(
            f"{place}: the server cannot be reached ({lines[0]}).",
            remedy="See that it runs, and that database.url names its host, port, user and password rightly.",
        )
    return StoreError(f"{place}: the server refuses ({told}).", remedy="What was being done was undone.")
