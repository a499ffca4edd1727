"""Issues and their copies: what is frozen, who gets it, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from gutletter.model.digests import Digest
from gutletter.model.drafts import Approval
from gutletter.model.letters import RenderedIssue


class IssueState(StrEnum):
    """How far an issue got."""

    SENDING = "sending"
    SENT = "sent"  # every delivery is accepted, refused or suppressed
    CANCELLED = "cancelled"  # an operator stopped it; who got it stays on record


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A time at which a schedule meant to publish; unique by schedule and local wall time.

    The local time carries no offset: on an autumn night 02:30 comes twice and is one occurrence.
    """

    schedule: str
    local: datetime  # naive wall time in the schedule's zone
    at: datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """A check's errors that somebody let pass, and why; kept with the issue for good."""

    check: str
    because: str
    found: str = ""  # what was let pass, a line for each finding


@dataclass(frozen=True, slots=True)
class FullPiece:
    """The article behind an issue as the publication shows it on its own pages; ``html`` is harmless already."""

    html: str
    author: str = ""
    language: str = ""  # empty: the publication's


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the readers; what is empty does not matter, and what is not must all hold. Days are UTC."""

    tags: frozenset[str] = frozenset()  # wants one of these, in lower case
    languages: frozenset[str] = frozenset()  # "" for those who did not choose one
    cadences: frozenset[int] = frozenset()
    joined_from: date | None = None
    joined_until: date | None = None  # this day included
    text: str = ""  # as it was written; empty: everyone


EVERYONE = Segment()


@dataclass(frozen=True, slots=True)
class Edition:
    """What is about to become an issue: the article's identity, its condensed form, and the frozen rendering."""

    slug: str
    title: str
    url: str
    fingerprint: str
    tags: tuple[str, ...]
    text: str  # headings and sentences of the article, kept for related links
    digest: Digest
    rendered: RenderedIssue
    allowed: tuple[Allowance, ...] = ()
    segment: Segment = EVERYONE
    kind: str = "issue"  # of its mail: a roundup has no article, and is no related piece
    full: FullPiece | None = None  # None: it is not kept
    sealed_with: str = ""  # links.which_secret of what its copies are signed with
    letter: str = ""  # its name in counted links; empty when none is counted
    links: tuple[str, ...] = ()  # where those lead
    approved: Approval | None = None  # what it goes under, where approval is wanted


@dataclass(frozen=True, slots=True)
class Issue:
    """One edition of the newsletter: its frozen rendering, and how far it got."""

    id: int
    slug: str
    title: str
    url: str
    fingerprint: str
    state: IssueState
    opened_at: datetime
    closed_at: datetime | None
    audience: int  # how many recipients were frozen with it
    digest: Digest
    rendered: RenderedIssue
    allowed: tuple[Allowance, ...] = ()  # by check
    sealed_with: str = ""  # links.which_secret of what its copies are signed with; empty: nobody remembers
    paused_at: datetime | None = None  # while it is, nothing is handed over
    damage: str = ""  # why what was frozen cannot be read; then digest and rendered are empty, and nothing is sent


class DeliveryState(StrEnum):
    """Where one copy of one issue stands; lifecycle.py says what may follow what."""

    PLANNED = "planned"
    HANDED_OVER = "handed over"  # committed before the provider is called; at rest nothing stays here
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNCERTAIN = "uncertain"
    SUPPRESSED = "suppressed"


class Recipient(NamedTuple):  # these three are made for every copy, in a third of a dataclass's time
    """One row of the ledger handed to a worker: whom to write to, and how often it was tried before."""

    issue_id: int
    subscriber_id: int
    email: str
    name: str
    attempts: int  # hand-overs so far, this one included


class Delivery(NamedTuple):
    """One issue on its way to one reader; ``id`` and ``message_id`` are the same on every attempt."""

    id: str  # opaque; the only name of the reader that leaves us beside the address
    email: str
    name: str
    unsubscribe_url: str
    message_id: str  # with its angle brackets
    preferences_url: str = ""
    view_url: str = ""


class Outcome(StrEnum):
    """What the provider said about one delivery."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"  # not taken; try again later
    REFUSED = "refused"  # not taken; never try again
    UNCERTAIN = "uncertain"  # handed over, and no answer that tells


class Receipt(NamedTuple):
    """What the provider said, on the spot, about one delivery; ``reason`` is for operators and holds no address."""

    delivery_id: str
    outcome: Outcome
    reason: str = ""
    provider_id: str = ""  # the provider's own name for the message, where it gives one


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a process that died had noted of the copies it held; by issue, then by subscriber.

    ``complete``: whatever it had begun is here. After a power cut that cannot be known.
    """

    worker: str
    begun: Mapping[int, frozenset[int]]
    answers: Mapping[int, Mapping[int, Receipt]]
    complete: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of an issue's deliveries stand where. The sum is the frozen audience, always."""

    planned: int = 0
    handed_over: int = 0
    accepted: int = 0
    refused: int = 0
    deferred: int = 0
    uncertain: int = 0
    suppressed: int = 0

    @property
    def total(self) -> int:
        """Everyone."""
        return (
            self.planned
            + self.handed_over
            + self.accepted
            + self.refused
            + self.deferred
            + self.uncertain
            + self.suppressed
        )


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """One delivery as an operator sees it."""

    subscriber_id: int
    email: str
    state: DeliveryState
    attempts: int
    reason: str
    changed_at: datetime
    next_attempt_at: datetime | None = None
