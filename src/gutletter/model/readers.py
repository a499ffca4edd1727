"""Who reads, what they agreed to, and the mail that is theirs alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple, Self

from gutletter.model.ledger import DeliveryState


class SubscriberState(StrEnum):
    """What a reader has allowed us; only the confirmed are written to."""

    PENDING = "pending"  # asked to join; has not confirmed
    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"  # the address does not exist
    COMPLAINED = "complained"  # called us spam; never write again


MONTHLY = 0
"""The cadence of readers who get one roundup a month."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A reader: where to write, and what they have allowed us."""

    id: int
    email: str
    name: str
    state: SubscriberState
    joined_at: datetime
    confirmed_at: datetime | None = None
    source: str = ""  # how they came: "import readers.csv", "added by hand", …
    language: str = ""  # in which they read us; empty: the publication's
    timezone: str = ""  # where they read us; empty: the publication's
    cadence: int = 1  # they get every n-th issue; MONTHLY: a roundup of the month instead
    tags: tuple[str, ...] = ()  # what they want to read; empty: everything
    paused_until: datetime | None = None  # nothing is sent before


@dataclass(frozen=True, slots=True)
class Consent:
    """What a reader agreed to or took back: when, where, and in which words they were asked."""

    at: datetime | None  # None: it is not known
    said: str  # asked, agreed, confirmed, left, paused, changed …
    source: str = ""  # the page, the file or the verb
    wording: str = ""  # what they read when they said so
    network: str = ""  # from where, shortened to a network


class NewSubscriber(NamedTuple):
    """A reader about to be added; the address has been checked and is in its canonical form."""

    email: str
    name: str = ""
    state: SubscriberState = SubscriberState.CONFIRMED
    joined_at: datetime | None = None  # None: now
    source: str = ""
    language: str = ""
    timezone: str = ""
    cadence: int = 1
    tags: tuple[str, ...] = ()
    consent: Consent | None = None  # where and when they agreed, as far as it is known


class Newcomers(NamedTuple):
    """Readers about to be added, by column: an import has a million, and what C does with a column costs little.

    The columns are equally long, and mean what those of NewSubscriber do.
    """

    emails: Sequence[str]
    names: Sequence[str]
    states: Sequence[SubscriberState]
    joined_at: Sequence[str]  # in_utc(); empty: now
    sources: Sequence[str]
    languages: Sequence[str]
    timezones: Sequence[str]
    cadences: Sequence[int]
    tags: Sequence[tuple[str, ...]]
    said: Sequence[str]  # as in Consent, and so are the others; empty: there is none
    said_at: Sequence[str]  # in_utc(); empty: it is not known
    said_where: Sequence[str]
    wordings: Sequence[str]
    networks: Sequence[str]

    @classmethod
    def of(cls, readers: Sequence[NewSubscriber]) -> Self:
        """The same readers, of whom there is at least one."""
        emails, names, states, joined_at, *others, consents = zip(*readers, strict=True)
        agreed = [
            (one.said, in_utc(one.at) if one.at else "", one.source, one.wording, one.network) if one else ("",) * 5
            for one in consents
        ]
        columns = zip(*agreed, strict=True)
        return cls(emails, names, states, [in_utc(at) if at else "" for at in joined_at], *others, *columns)


def in_utc(at: datetime) -> str:
    """An aware time as a text that sorts, as in 2026-11-22 08:30:00.000000."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return datetime.combine(utc, utc.time()).isoformat(" ", "microseconds")  # without its zone, which is slow to write


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of one issue's copy for one reader."""

    issue_id: int
    slug: str
    title: str
    state: DeliveryState
    at: datetime


class NoticeKind(StrEnum):
    """What is written about a subscription itself."""

    JOIN = "join"  # somebody asked for letters to this address; what is answered depends on whether it is known
    SETTINGS = "settings"  # the link to what a reader decides about their letters
    WELCOME = "welcome"
    GOODBYE = "goodbye"


SENT = "sent"
"""What became of a notice that went to its address."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail about a subscription itself, asked for on a page; where and in which words as in Consent."""

    kind: NoticeKind
    email: str  # in canonical form
    asked_at: datetime
    language: str = ""
    subscriber_id: int | None = None  # None: it is not known yet whose it is
    source: str = ""
    wording: str = ""
    network: str = ""
    attempts: int = 0  # this one included
    id: int = 0  # 0: not written down yet
