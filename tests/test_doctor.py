"""A doctor finds what is wrong before it breaks, says how to mend it, and changes nothing."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from gutletter import bootstrap, doctor
from gutletter.model import Occurrence
from gutletter.occurrences import parse_cron, schedule_name
from gutletter.pipeline import open_next_issue
from gutletter.settings import load
from gutletter.store import open_store
from gutletter.store.schema import deliveries
from tests.conftest import Publication
from tests.ledgers import LEASE, edition

NOW = datetime.now(UTC)


def wrong(publication: Publication, *, reach: bool = False) -> dict[str, str]:
    """What is not as it should be, and all that is said of it."""
    now = datetime.now(UTC)  # not NOW: what is examined may be opened long after this file was read
    examined = doctor.examine(load(publication.folder), now, reach=reach)
    return {one.name: f"{one.said} {one.remedy}" for one in examined if not one.sound}


def test_a_new_publication_is_sound_and_the_verb_says_so(publication: Publication) -> None:
    said = publication.run("doctor")
    assert (said.code, "✗" in said.out) == (0, False)
    examined = publication.run("doctor", "--json").json
    assert all(one["sound"] for one in examined)
    assert said.out.count("✓") == len(examined) >= 12


def test_what_is_wrong_is_marked_with_its_remedy_and_ends_with_1(publication: Publication) -> None:
    environment = publication.folder / ".env"
    environment.write_text("GUTLETTER_SECRET=short\n", "utf-8")
    said = publication.run("doctor")
    assert said.code == 1
    assert "✗ secret" in said.out
    assert "GUTLETTER_PREVIOUS_SECRET" in said.out
    environment.write_text("", "utf-8")
    assert "GUTLETTER_SECRET is not set" in wrong(publication)["secret"]


def test_a_secret_that_was_changed_in_mid_issue_and_is_at_hand_no_more_is_found(publication: Publication) -> None:
    publication.article("evening-tea")
    publication.readers("ada")
    with bootstrap.open_newsroom(load(publication.folder)) as newsroom:
        open_next_issue(newsroom)
    assert wrong(publication) == {}
    environment = publication.folder / ".env"
    old = environment.read_text("utf-8")
    environment.write_text(f"GUTLETTER_SECRET={'n' * 43}\n", "utf-8")
    found = wrong(publication)["signed"]
    assert "evening-tea" in found
    assert "GUTLETTER_PREVIOUS_SECRET" in found
    kept = old.replace("GUTLETTER_SECRET", "GUTLETTER_PREVIOUS_SECRET")
    environment.write_text(f"GUTLETTER_SECRET={'n' * 43}\n{kept}", "utf-8")
    assert wrong(publication) == {}


def test_it_tells_whose_posts_are_believed(publication: Publication) -> None:
    assert "no provider's posts" in publication.run("doctor").out
    topic = "GUTLETTER_SES__TOPIC=arn:aws:sns:eu-central-1:123456789012:letters"
    with (publication.folder / ".env").open("a", encoding="utf-8") as environment:
        environment.write(f"{topic}\nGUTLETTER_POSTMARK__WEBHOOK_PASSWORD=p4ss\n")
    assert "the posts of postmark, ses are believed" in publication.run("doctor").out


def test_an_occurrence_of_a_clock_that_was_wrong_is_found(publication: Publication) -> None:
    later = NOW + timedelta(days=300)
    with closing(open_store("sqlite:///gutletter.db", publication.folder)) as store:
        store.skip(Occurrence("weekly", later.replace(tzinfo=None), later), "written down by a wrong clock")
    assert f"silent until {later:%Y-%m-%d}" in wrong(publication)["clock"]
    assert "gutletter plan --reopen" in wrong(publication)["clock"]
    with closing(open_store("sqlite:///gutletter.db", publication.folder)) as store:
        store.open_issue(edition(), NOW + timedelta(days=1))
    assert "opened at" in wrong(publication)["clock"]


def test_a_schedule_that_a_wrong_clock_has_silenced_says_so_and_is_mended(publication: Publication) -> None:
    settings, later = load(publication.folder), NOW + timedelta(days=300)
    name = schedule_name(parse_cron(settings.schedule.cron), settings.timezone)
    with closing(open_store("sqlite:///gutletter.db", publication.folder)) as store:
        store.begin_schedule(name, later)
    assert f"silent until {later:%Y-%m-%d}" in wrong(publication)["clock"]
    assert "Nothing goes until" in publication.run("plan").err
    assert publication.run("plan", "--reopen").code == 2, "nobody is there to say that the clock is right"

    said = publication.run("plan", "--reopen", "--yes")

    assert said.code == 0
    assert "Nothing goes until" not in said.err
    assert publication.run("doctor").code == 0
    assert publication.run("plan", "--json").json["silent_until"] is None


def test_a_ledger_with_a_missing_row_and_doubtful_copies_are_found(publication: Publication) -> None:
    publication.readers("ada", "grace")
    with closing(open_store("sqlite:///gutletter.db", publication.folder)) as store:
        issue = store.open_issue(edition(), NOW)
        store.hand_over(issue.id, "dead", NOW - LEASE, LEASE, 1)
        store.presume_uncertain(NOW)
        assert "gutletter resolve fibre" in wrong(publication)["uncertain"]
        with store._database.writing() as connection:
            connection.execute(delete(deliveries).where(deliveries.c.subscriber_id == 2))
    assert "does not close" in wrong(publication)["database"]


def test_a_damaged_database_is_found(publication: Publication) -> None:
    publication.readers(*(f"reader{number}" for number in range(3)))
    file = publication.folder / "gutletter.db"
    with (
        closing(open_store("sqlite:///gutletter.db", publication.folder)) as store,
        store._database.reading() as ledger,
    ):
        root = ledger.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'subscribers'").scalar_one()
        size = ledger.exec_driver_sql("PRAGMA page_size").scalar_one()
    with file.open("r+b") as stream:
        stream.seek((root - 1) * size + 8)
        stream.write(b"\xff" * 60)
    assert "database" in wrong(publication)


def test_a_full_disk_is_told_before_it_is_full(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_ROOM", 10**18)
    assert "Make room" in wrong(publication)["disk"]


def test_a_folder_where_nothing_can_be_noted_is_found(publication: Publication) -> None:
    (publication.folder / "journal").write_text("a file where the folder should be", "utf-8")
    assert str(publication.folder / "journal") in wrong(publication)["journal"]


def test_broken_templates_and_unreadable_articles_are_found(publication: Publication) -> None:
    template = publication.folder / "templates" / "email" / "issue" / "body.html"
    template.parent.mkdir(parents=True, exist_ok=True)
    template.write_text("{{ nobody_knows_this }}", "utf-8")
    publication.write("broken.md", "---\ntitle: [\n---\nx")
    found = wrong(publication)
    assert "nobody_knows_this" in found["templates"]
    assert "broken.md" in found["queue"]


def test_a_provider_that_cannot_be_reached_is_found_when_asked_for(publication: Publication) -> None:
    assert wrong(publication, reach=True) == {}  # the outbox is near
    file = publication.folder / "gutletter.toml"
    text = file.read_text("utf-8").replace('provider = "outbox"', 'provider = "smtp"')
    file.write_text(f'{text}\n[smtp]\nhost = "127.0.0.1"\nport = 9\ntls = "none"\n', "utf-8")
    assert 'provider = "smtp"' in file.read_text("utf-8")
    assert "127.0.0.1:9 cannot be reached" in wrong(publication, reach=True)["reach"]
    text = text.replace('provider = "smtp"', 'provider = "outbox"\nfallback = ["smtp"]')
    file.write_text(f'{text}\n[smtp]\nhost = "127.0.0.1"\nport = 9\ntls = "none"\n', "utf-8")
    assert "127.0.0.1:9 cannot be reached" in wrong(publication, reach=True)["reach"], "whoever stands in is asked too"
