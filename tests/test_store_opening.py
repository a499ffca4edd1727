"""Opening the database: where it is, what can be wrong with it, and how that is told."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from gutletter.errors import SettingsError, StoreError, StoreTooNew
from gutletter.model import NewSubscriber, Outcome
from gutletter.store import SqlStore, open_store
from tests.ledgers import NOW, add_readers, answers, edition, handed_over

URL = "sqlite:///gutletter.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A publication's database with one reader and one issue, closed."""
    with closing(open_store(URL, tmp_path)) as store:
        add_readers(store, "ann")
        store.open_issue(edition(), NOW)
    return tmp_path / "gutletter.db"


def trouble(folder: Path, url: str = URL) -> StoreError:
    """What opening, reading and writing the database there comes to."""
    with pytest.raises(StoreError) as caught, closing(open_store(url, folder)) as store:  # noqa: PT012 -- any of them
        store.count()
        store.add([NewSubscriber("new@example.org")], NOW)
    assert caught.value.remedy
    return caught.value


# ── where it is ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_relative_path_is_relative_to_the_publication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "letter"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///gutletter.db", Path("letter")).close()
    open_store(f"sqlite:///{tmp_path}/elsewhere.db", folder).close()
    assert sorted(path.name for path in tmp_path.rglob("*.db")) == ["elsewhere.db", "gutletter.db"]
    assert (folder / "gutletter.db").is_file()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "cannot be read"),
        ("gutletter.db", "cannot be read"),
        ("mysql://root:hush@host/name", "does not know 'mysql'"),
        ("postgresql+asyncpg://root:hush@host/name", "does not know"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://root:hush@host:port/name", "cannot be read"),
    ],
)
def test_an_address_that_names_no_such_database_is_a_matter_of_the_settings(
    tmp_path: Path, url: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        open_store(url, tmp_path)
    assert "hush" not in f"{caught.value}{caught.value.__cause__}"
    assert "sqlite:///gutletter.db" in caught.value.remedy


def test_opening_a_current_database_loads_neither_alembic_nor_the_other_driver(file: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from gutletter.store import open_store;"
        "open_store(sys.argv[1], Path(sys.argv[2])).close();"
        "print(sorted({'alembic', 'psycopg', 'sqlalchemy'} & set(sys.modules)))"
    )
    words = [sys.executable, "-W", "error", "-c", code, URL, str(file.parent)]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout == "['sqlalchemy']\n"


def test_sqlite_writes_ahead_syncs_every_commit_and_keeps_foreign_keys(file: Path) -> None:
    with closing(open_store(URL, file.parent)) as store, store._database.reading() as connection:
        said = [
            connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert said == ["wal", 2, 1, 30_000]


# ── what can be wrong with it ─────────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "gutletter.db"
    file.write_text("Dear diary, " * 100)
    error = trouble(tmp_path)
    assert str(file) in error.message
    assert "not a database" in error.message
    assert file.read_text().startswith("Dear diary")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    error = trouble(tmp_path / "nowhere")
    assert str(tmp_path / "nowhere" / "gutletter.db") in error.message
    assert "folder" in error.remedy


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, who may write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_to_all(tmp_path: Path) -> Path:
    """A folder that everybody may reach."""
    for parent in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(0o755)
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_folder_that_may_not_be_written_to_is_named(open_to_all: Path) -> None:
    open_to_all.chmod(0o555)
    with as_nobody():
        error = trouble(open_to_all)
    assert str(open_to_all / "gutletter.db") in error.message
    assert "write" in error.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_database_that_may_not_be_written_to_is_named(open_to_all: Path, file: Path) -> None:
    file.chmod(0o444)
    file.parent.chmod(0o555)
    with as_nobody():
        error = trouble(open_to_all)
    assert str(file) in error.message
    assert "write" in error.remedy


def _small_disk(store: SqlStore, pages: int) -> None:
    """Let the disk be full after so many pages of 4 KiB."""

    @event.listens_for(store._database._engine, "begin")
    def shrink(connection: object) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]  # a Connection


def test_a_full_disk_is_told_and_nothing_is_half_written(file: Path) -> None:
    with closing(open_store(URL, file.parent)) as store:
        _small_disk(store, 60)
        many = [NewSubscriber(f"r{number}@example.org", "A long name " * 20) for number in range(2_000)]
        with pytest.raises(StoreError, match="the disk is full") as caught:
            store.add(many, NOW)
        assert "Make room" in caught.value.remedy
        assert store.count() == 1
        assert store.add(many[:3], NOW) == (3, 0)


def test_a_database_that_another_program_holds_is_told_after_a_while(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        error = trouble(file.parent, f"{URL}?timeout=0.2")
        assert time.monotonic() - begun > 0.15
        assert "another program holds" in error.message
        assert str(file) in error.message
        other.execute("ROLLBACK")
    with closing(open_store(URL, file.parent)) as store:
        assert store.count() == 1


def test_a_file_that_another_program_is_just_making_is_waited_for(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "gutletter.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.3, other.execute, ["ROLLBACK"])
        done.start()
        with closing(open_store(URL, tmp_path)) as store:
            assert store.count() == 0
        done.join()


def test_a_reader_does_not_wait_for_a_writer(file: Path) -> None:
    with closing(open_store(f"{URL}?timeout=0.2", file.parent)) as store, store._database.writing():
        assert store.count() == 1


def test_a_database_of_a_newer_gutletter_is_refused_and_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as newer, newer:
        newer.execute("UPDATE gutletter_schema SET version_num = '0999'")
    with pytest.raises(StoreTooNew) as caught:
        open_store(URL, file.parent)
    assert str(file) in caught.value.message
    assert "0999" in caught.value.message
    assert "Upgrade gutletter" in caught.value.remedy
    with closing(sqlite3.connect(file)) as untouched:
        assert untouched.execute("SELECT count(*) FROM deliveries").fetchone() == (1,)


def test_a_damaged_database_is_told(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[100:4096] = b"\xff" * 3996  # the first page holds the table of tables
    file.write_bytes(content)
    assert "damaged" in trouble(file.parent).message


def test_a_server_that_does_not_answer_is_named_and_the_password_is_not(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    error = trouble(tmp_path, "postgresql://reader:hush@127.0.0.1:9/letter?connect_timeout=2")
    assert "database letter on 127.0.0.1:9" in error.message
    assert "cannot be reached" in error.message
    assert "hush" not in f"{error}{error.__cause__}"


def test_a_missing_driver_is_named_with_what_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = trouble(tmp_path, "postgresql://reader:hush@127.0.0.1/letter")
    assert "driver is not installed" in error.message
    assert "gutletter[postgres]" in error.remedy
    assert "hush" not in str(error)


# ── what the database itself forbids ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE deliveries SET state = 9", "deliveries_state"),
        ("UPDATE deliveries SET state = 1", "deliveries_lease"),  # handed over, until nobody knows when
        ("UPDATE deliveries SET state = 4", "deliveries_next_attempt"),  # deferred, and never tried again
        ("UPDATE deliveries SET issue_id = 1", "deliveries.issue_id, deliveries.subscriber_id"),  # a second copy
        ("UPDATE issues SET state = 1", "issues_closed"),  # sent, and nobody knows when
        ("UPDATE issues SET state = 3, closed_at = opened_at", "issues_state"),
        ("UPDATE issues SET slug = 'fibre'", "issues.slug"),
        ("UPDATE issues SET url = 'https://example.org/fibre'", "issues.url"),
        ("UPDATE issues SET fingerprint = 'fingerprint of fibre'", "issues.fingerprint"),
        ("UPDATE subscribers SET state = 7", "subscribers_state"),
        ("UPDATE subscribers SET key = 'ann@example.org'", "subscribers.key"),
        ("INSERT INTO occurrences VALUES ('weekly', '2026-01-01', '2026-01-01', 77, '')", "FOREIGN KEY"),
    ],
)
def test_the_database_forbids_what_must_never_happen(file: Path, statement: str, guard: str) -> None:
    with closing(open_store(URL, file.parent)) as store:
        add_readers(store, "ben")
        store.open_issue(edition("oats"), NOW)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match=guard):
            connection.execute(statement)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("rendered", "replace(rendered, 'Oats', 'Goats')"),
        ("hash", "'00'"),
        ("rendered", "'{}'"),
        ("digest", "'no longer JSON'"),
    ],
)
def test_a_frozen_letter_that_was_changed_in_the_database_is_never_sent(file: Path, column: str, value: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"UPDATE issues SET {column} = {value}")
    with closing(open_store(URL, file.parent)) as store:
        with pytest.raises(StoreError, match=r"gutletter.db, issue 1 \(fibre\): what was frozen") as caught:
            store.issue("fibre")
        assert "backup" in caught.value.remedy
        for (listed,) in (store.unfinished(), store.issues()):  # which name it among the others, without its letter
            assert listed.damage == str(caught.value)
            assert (listed.rendered.subject, listed.rendered.html, listed.digest.key_points) == ("", "", ())


def test_what_was_committed_is_there_after_the_process_was_killed(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from gutletter.store import open_store;"
        "from tests.ledgers import *; store = open_store('sqlite:///gutletter.db', Path(sys.argv[1]));"
        "issue = opened(store, 'ann', 'ben'); handed_over(store, issue, limit=1);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    top = Path(__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=top).returncode == -9
    with closing(open_store(URL, tmp_path)) as store:
        (issue,) = store.unfinished()
        (ben,) = handed_over(store, issue)
        store.record(issue.id, answers([ben], Outcome.ACCEPTED), NOW)
        tally = store.tally(issue.id)
        assert (tally.handed_over, tally.accepted, ben.name) == (1, 1, "Ben")


def test_a_trouble_that_shows_only_in_a_later_row_is_told_like_any_other(tmp_path: Path) -> None:
    value = func.json_each("[1, 2, -9223372036854775808]").table_valued("value").c.value
    told = pytest.raises(StoreError, match="integer overflow")
    with closing(open_store(URL, tmp_path)) as store, told, store._database.reading() as connection:
        store._database.tuples(connection, select(func.abs(value)), {})
