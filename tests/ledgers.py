"""What the ledger's tests write down: editions, readers, answers. Plain values, the same every time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gutletter.model import (
    Author,
    Digest,
    Edition,
    Issue,
    KeyPoint,
    Letterhead,
    NewSubscriber,
    Occurrence,
    Outcome,
    Receipt,
    Recipient,
    RenderedIssue,
    Sentence,
    SubscriberState,
)
from gutletter.ports import Ledger, Readers, Store

NOW = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)
LEASE = timedelta(minutes=10)
LATER = NOW + timedelta(hours=1)


def edition(slug: str = "fibre", **changes: object) -> Edition:
    point = KeyPoint(
        "Fibre may help — “a little”.",
        Sentence("Fibre may help — “a little”, said one trial.", 10, 61, ("8", "ä")),
        section="What was found",
        citations=("8",),
        author=Author.EDITOR,
        edits=("left out: who said it",),
        score=0.1 + 0.2,
        reasons=("names a number",),
        overruled="checked by hand",
    )
    line = KeyPoint("Eat oats.", Sentence("Eat oats.", 70, 79))
    rendered = RenderedIssue(
        subject=f"About {slug}",
        preheader="Oats, mostly",
        html="<p>[[reader_name]] <b>é</b></p>\n",
        text="Dear [[reader_name]]\r\n\t…",
        letterhead=Letterhead("The Letter", "The Letter <a@example.org>", "https://l.example.org", "l", "1 Street"),
    )
    made = Edition(
        slug=slug,
        title=f"All about {slug}",
        url=f"https://example.org/{slug}",
        fingerprint=f"fingerprint of {slug}",
        tags=("gut", "Ernährung"),
        text="What was found\nFibre may help.",
        digest=Digest((point,), (line,), "About", "Oats", notices=("short",)),
        rendered=rendered,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the changes are named by the tests that make them


def occurrence(hour: int = 8, schedule: str = "weekly") -> Occurrence:
    at = datetime(2026, 3, 2, hour, 0, tzinfo=UTC)
    return Occurrence(schedule, at.replace(tzinfo=None) + timedelta(hours=1), at)


def add_readers(
    readers: Readers, *names: str, state: SubscriberState = SubscriberState.CONFIRMED, now: datetime = NOW
) -> None:
    readers.add([NewSubscriber(f"{name}@example.org", name.title(), state) for name in names], now)


def id_of(readers: Readers, name: str) -> int:
    subscriber = readers.subscriber(f"{name}@example.org")
    assert subscriber is not None
    return subscriber.id


def opened(store: Store, *names: str, slug: str = "fibre") -> Issue:
    """An issue for these readers."""
    add_readers(store, *names)
    return store.open_issue(edition(slug), NOW)


def handed_over(
    ledger: Ledger, issue: Issue, *, worker: str = "one", now: datetime = NOW, limit: int = 100
) -> list[Recipient]:
    return list(ledger.hand_over(issue.id, worker, now, LEASE, limit))


def receipt(outcome: Outcome, reason: str = "", provider_id: str = "") -> Receipt:
    return Receipt("delivery", outcome, reason, provider_id)


def answers(recipients: Iterable[Recipient], outcome: Outcome) -> dict[int, Receipt]:
    return {recipient.subscriber_id: receipt(outcome) for recipient in recipients}
