"""The verbs over a real SMTP server, a strict SendGrid, a real PostgreSQL, and the troubles they bring."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.conftest import Publication
from tests.fakes.sendgrid import FakeSendGrid, sendgrid_server
from tests.fakes.smtp import FakeSmtp, smtp_server
from tests.postgres import empty_database, postgres_server

__all__ = ["postgres_server"]
READERS = ("ada", "grace", "hedy")


@pytest.fixture
def real(publication: Publication) -> Publication:
    """A publication with an article and three readers."""
    publication.article("evening-tea")
    publication.readers(*READERS)
    return publication


def use(publication: Publication, monkeypatch: pytest.MonkeyPatch, **settings: object) -> None:
    """Set settings by the environment: ``smtp__port=2525``."""
    for name, value in settings.items():
        monkeypatch.setenv(f"GUTLETTER_{name.upper()}", str(value))


def use_smtp(publication: Publication, monkeypatch: pytest.MonkeyPatch, server: FakeSmtp) -> None:
    use(
        publication,
        monkeypatch,
        delivery__provider="smtp",
        smtp__tls="none",
        smtp__host=server.host,
        smtp__port=server.port,
    )


def use_sendgrid(publication: Publication, monkeypatch: pytest.MonkeyPatch, server: FakeSendGrid, key: str) -> None:
    use(publication, monkeypatch, delivery__provider="sendgrid", sendgrid__host=server.host, sendgrid__api_key=key)


def test_an_issue_goes_over_smtp_and_its_refusals_and_deferrals_are_in_the_sum(
    real: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp_server() as server:
        server.script.rcpt = {
            "ada@example.org": ["550 5.1.1 No such user"],
            "hedy@example.org": ["450 4.2.1 Try later"],
        }
        use_smtp(real, monkeypatch, server)

        said = real.run("send", "--yes", "--json")

    assert said.code == 0, said.err
    assert server.sent_to() == ["grace@example.org"]
    assert {name: said.json[name] for name in ("accepted", "refused", "deferred", "audience")} == {
        "accepted": 1, "refused": 1, "deferred": 1, "audience": 3,
    }  # fmt: skip
    troubles = real.run("status", "evening-tea", "--json").json["troubles"]
    assert {note["email"]: note["reason"] for note in troubles}["ada@example.org"].startswith("550")


def test_a_lost_answer_is_uncertain_and_the_next_send_does_not_repeat_it(
    real: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp_server() as server:
        server.script.hangs_up_after_data = {"ada@example.org"}
        use_smtp(real, monkeypatch, server)
        first = real.run("send", "--yes", "--json")
        real.run("send", "--yes")

    assert first.json["uncertain"] == 1
    assert server.sent_to() == ["ada@example.org", "grace@example.org", "hedy@example.org"]
    shown = real.run("resolve", "evening-tea", "--json").json["uncertain"]
    assert [note["email"] for note in shown] == ["ada@example.org"]


def test_a_server_that_is_not_there_is_named_and_everybody_stays_planned(
    real: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp_server() as server:
        use_smtp(real, monkeypatch, server)

    said = real.run("send", "--yes")

    assert said.code == 1
    assert f"{server.host}:{server.port}" in said.err
    assert "@example.org" not in said.err
    assert real.run("status", "--json").json["issues"][0]["planned"] == 3


def test_a_wrong_key_stops_the_run_with_the_setting_named_and_the_key_not_told(
    real: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sendgrid_server() as server:
        use_sendgrid(real, monkeypatch, server, key="SG.a-wrong-key")

        said = real.run("send", "--yes")

        assert said.code == 1
        assert "GUTLETTER_SENDGRID__API_KEY" in said.err
        assert "a-wrong-key" not in said.err
        assert real.run("status", "--json").json["issues"][0]["planned"] == 3
        use_sendgrid(real, monkeypatch, server, key=server.key)
        assert real.run("send", "--yes", "--json").json["accepted"] == 3
    assert server.sent_to() == ["ada@example.org", "grace@example.org", "hedy@example.org"]


def test_without_a_key_nothing_is_opened_at_sendgrid(real: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    use(real, monkeypatch, publication__sender="Tea <tea@tea.internal>", publication__site="https://tea.internal")
    use(real, monkeypatch, delivery__provider="sendgrid")

    said = real.run("send", "--yes")

    assert said.code in (1, 2)
    assert "GUTLETTER_SENDGRID__API_KEY" in said.err


@pytest.mark.postgres
def test_the_whole_way_on_postgresql(real: Publication, monkeypatch: pytest.MonkeyPatch, postgres_server: URL) -> None:
    with empty_database(postgres_server) as url:
        use(real, monkeypatch, database__url=url)
        real.readers(*READERS)

        said = real.run("send", "--yes", "--json")

        assert said.code == 0, said.err
        assert said.json["accepted"] == 3
        assert real.run("send", "--yes").out.strip() == "There is nothing to send."
    assert len(real.mails()) == 3


def test_an_outbox_that_cannot_be_written_is_named_and_nobody_is_lost(real: Publication) -> None:
    (real.folder / "outbox").write_text("a file stands where the folder should be", "utf-8")

    said = real.run("send", "--yes")

    assert said.code == 1
    assert "outbox" in said.err
    assert real.run("status", "--json").json["issues"][0]["planned"] == 3
    (real.folder / "outbox").unlink()
    assert real.run("send", "--yes", "--json").json["accepted"] == 3


def test_a_database_that_is_none_is_named(real: Publication) -> None:
    Path(real.folder / "gutletter.db").write_bytes(
        b"This is no database, but it is long enough to look like one.\n" * 99
    )

    said = real.run("status")

    assert said.code == 1
    assert "gutletter.db" in said.err
