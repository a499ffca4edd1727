"""What an operator sees when one provider fails and another carries the mail."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.conftest import Publication


@pytest.fixture
def nobody_listens(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publication]:
    """A publication whose mail server is away, with the outbox to stand in for it."""
    publication.article("evening-tea")
    publication.readers("ada", "grace")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        for name, value in {
            "SMTP__HOST": "127.0.0.1",
            "SMTP__PORT": str(nobody.getsockname()[1]),
            "SMTP__TLS": "none",
            "DELIVERY__PROVIDER": "smtp",
            "DELIVERY__FALLBACK": '["outbox"]',
            "DELIVERY__TRIP_AFTER": "1",
        }.items():
            monkeypatch.setenv(f"GUTLETTER_{name}", value)
        yield publication


def test_the_letter_goes_through_the_next_one_and_status_says_why(nobody_listens: Publication) -> None:
    said = nobody_listens.run("send", "--yes", "--json")
    assert said.code == 0, said.err
    assert said.json["accepted"] == len(nobody_listens.mails()) == 2

    status = nobody_listens.run("status")
    assert "smtp failed and is left alone until" in status.out
    assert "smtp.host" in status.out
    (failed,) = nobody_listens.run("status", "--json").json["failed_providers"]
    assert (failed["provider"], failed["failures"]) == ("smtp", 1)
    with closing(sqlite3.connect(nobody_listens.folder / "gutletter.db")) as database, database:
        database.execute("UPDATE circuits SET open_until = '2026-01-01 00:00:00.000000'")
    assert "smtp failed, and the next letter tries it again" in nobody_listens.run("status").out


def test_who_carried_each_copy_is_on_record(nobody_listens: Publication) -> None:
    assert nobody_listens.run("send", "--yes").code == 0
    with closing(sqlite3.connect(nobody_listens.folder / "gutletter.db")) as database:
        carried = {name for (name,) in database.execute("SELECT provider_id FROM deliveries")}
    assert len(carried) == 2
    assert all(name.startswith("outbox:") for name in carried)


def test_a_provider_that_never_failed_is_not_mentioned(publication: Publication) -> None:
    assert "failed" not in publication.run("status").out
    assert publication.run("status", "--json").json["failed_providers"] == []


def test_a_failure_that_keeps_nobody_from_sending_any_more_is_not_mentioned(
    nobody_listens: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nobody_listens.run("send", "--yes").code == 0
    monkeypatch.setenv("GUTLETTER_DELIVERY__FALLBACK", "[]")  # so nobody stands in, and nobody is left alone
    assert "failed" not in nobody_listens.run("status").out
    assert nobody_listens.run("status", "--json").json["failed_providers"] == []
