"""One mail a month: what it says, who gets it, and that there is only one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from gutletter import bootstrap
from gutletter.cli.roundups import opened_roundup
from gutletter.model import MONTHLY, IssueState, NewSubscriber
from gutletter.pipeline import Newsroom, publish_next_issue, send_issue
from gutletter.roundup import due_month, latest_month, roundup
from gutletter.settings import load
from tests.conftest import Publication
from tests.scripted import Scripted

BERLIN = ZoneInfo("Europe/Berlin")
OCTOBER = date(2026, 10, 1)
MORNING = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 10, 6, 8, 0, tzinfo=UTC))


@pytest.fixture
def machine(publication: Publication, clock: Clock) -> Iterator[Newsroom]:
    """A machine with a reader of every letter and two of roundups; three letters go out, two of them in October."""
    with bootstrap.open_newsroom(load(publication.folder), clock=clock) as newsroom:
        newsroom.store.add([NewSubscriber("ada@example.org")], clock.now)
        newsroom.store.add(
            [NewSubscriber(f"{name}@example.org", cadence=MONTHLY) for name in ("mia", "max")], clock.now
        )
        for day, slug in ((6, "evening-tea"), (13, "morning-coffee"), (31 + 3, "late-cocoa")):
            publication.article(slug, day=f"2026-09-{day % 30:02}")
            clock.now = datetime(2026, 10 + day // 32, day % 31, 8, 0, tzinfo=UTC)
            assert publish_next_issue(newsroom, Scripted()) is not None
        yield newsroom


def test_readers_of_roundups_get_one_mail_with_the_months_letters_and_no_other(machine: Newsroom, clock: Clock) -> None:
    clock.now = MORNING
    provider = Scripted()

    issue = opened_roundup(machine, OCTOBER)
    assert issue is not None
    issue = send_issue(machine, provider, issue)

    assert issue.state is IssueState.SENT
    assert sorted(provider.got) == ["max@example.org", "mia@example.org"]
    text = issue.rendered.text
    assert "October 2026" in issue.rendered.subject
    assert text.index("Evening Tea") < text.index("Morning Coffee")
    assert "Late Cocoa" not in text
    assert "one small trial cannot say for whom" in " ".join(text.split())  # the letter's own bottom line
    assert "https://example.org/evening-tea" in text
    assert "[[unsubscribe_url]]" in issue.rendered.html


def test_a_month_has_one_roundup_however_often_it_is_asked_for(machine: Newsroom) -> None:
    first, second = opened_roundup(machine, OCTOBER), opened_roundup(machine, OCTOBER)

    assert first is not None
    assert second is not None
    assert first.id == second.id


def test_a_roundup_is_no_article_of_the_archive_and_no_related_piece(machine: Newsroom) -> None:
    before = machine.store.archive()

    opened_roundup(machine, OCTOBER)

    assert machine.store.archive() == before


def test_there_is_no_roundup_of_a_month_without_letters_or_without_readers(machine: Newsroom, clock: Clock) -> None:
    assert opened_roundup(machine, date(2026, 9, 1)) is None
    for reader in list(machine.store.subscribers()):
        machine.store.remove(reader.email)
    assert opened_roundup(machine, OCTOBER) is None
    assert roundup(machine.store, OCTOBER, machine.letterhead, machine.theme) is not None


@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2026-11-01T06:59+00:00", None),  # not yet eight in Berlin
        ("2026-11-01T07:00+00:00", OCTOBER),
        ("2026-11-03T22:59+00:00", OCTOBER),
        ("2026-11-03T23:00+00:00", None),  # whoever asks now waits for the next
        ("2026-12-31T23:30+00:00", None),
        ("2027-01-01T07:30+00:00", date(2026, 12, 1)),
    ],
)
def test_it_is_due_in_the_first_days_of_the_next_month_by_the_publications_clock(now: str, month: date | None) -> None:
    assert due_month(datetime.fromisoformat(now), BERLIN) == month


def test_the_latest_month_is_the_last_one_that_is_over() -> None:
    assert latest_month(datetime(2026, 12, 31, 22, 59, tzinfo=UTC), BERLIN) == date(2026, 11, 1)
    assert latest_month(datetime(2026, 12, 31, 23, 0, tzinfo=UTC), BERLIN) == date(2026, 12, 1)


def test_the_verb_says_what_would_go_and_what_cannot(publication: Publication) -> None:
    publication.readers("ada")
    assert "Nothing went out in 2026-09" in publication.run("roundup", "--month", "2026-09").out
    assert publication.run("roundup", "--month", "September").code == 2
