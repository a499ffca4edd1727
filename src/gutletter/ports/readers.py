"""What is remembered of readers: who they are, what they agreed to, and what the world told of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from gutletter.model import (
    EVERYONE,
    Absorbed,
    Consent,
    Copy,
    Event,
    Interest,
    Newcomers,
    NewSubscriber,
    Notice,
    NoticeKind,
    Post,
    Returns,
    Segment,
    SoftBounces,
    Subscriber,
    SubscriberState,
    Suppression,
    SuppressionReason,
)


class Readers(Protocol):
    """The list of readers."""

    def add(self, subscribers: Iterable[NewSubscriber], now: datetime) -> tuple[int, int]:
        """Add readers in one transaction, all or none; (added, already known). A known address is left as it is.

        One that is suppressed counts as known, unless its owner asks by themselves to join. ``subscribers`` is read as
        it is written, with flat memory; an exception it raises undoes everything.
        """

    def add_together(self, pages: Iterable[Newcomers], now: datetime) -> tuple[int, int]:
        """Do the same with many readers at once, in pages of any length; it takes a third of the time."""

    def subscriber(self, email: str) -> Subscriber | None:
        """The reader with this address in canonical form."""

    def subscriber_by_id(self, subscriber_id: int) -> Subscriber | None:
        """The reader with this number; None for one who was removed. A number is never given twice."""

    def subscribers(
        self, states: Iterable[SubscriberState] | None = None, segment: Segment = EVERYONE
    ) -> Iterator[Subscriber]:
        """Readers in these states (None: in any) and this segment, by address; memory stays flat."""

    def count(self, states: Iterable[SubscriberState] | None = None, segment: Segment = EVERYONE) -> int:
        """How many readers there are in these states (None: in any) and this segment."""

    def set_state(self, subscriber_id: int, state: SubscriberState, now: datetime) -> None:
        """Change what a reader has allowed us."""

    def remove(self, email: str) -> bool:
        """Forget a reader; the ledger keeps the row that a copy was sent. False if the address is unknown."""


class Consents(Protocol):
    """What readers agreed to, took back and want. Every change is written down with the words it was made in."""

    def move(
        self, subscriber_id: int, states: Collection[SubscriberState], state: SubscriberState, consent: Consent
    ) -> bool:
        """Let a reader who is in one of ``states`` be in ``state``, and write down why; False: they were in none."""

    def move_together(
        self, words: Mapping[int, Consent], states: Collection[SubscriberState], state: SubscriberState
    ) -> Collection[int]:
        """The same for many readers, by their numbers, in one transaction; those who were in one of ``states``."""

    def change(self, reader: Subscriber, consent: Consent) -> None:
        """Write down what this reader wants now: name, language, time zone, cadence, tags and pause."""

    def say(self, subscriber_id: int, consent: Consent) -> None:
        """Write down what a reader said, which changes nothing else."""

    def consents(self, subscriber_id: int) -> Sequence[Consent]:
        """What a reader said, in its order."""

    def copies(self, subscriber_id: int) -> Sequence[Copy]:
        """Every issue that had a copy for this reader, newest first."""

    def forget_said(self, reader: Subscriber) -> None:
        """Forget what a reader said, and every notice to their address."""


class Notices(Protocol):
    """What is to be written about subscriptions, kept until it is sent."""

    def ask(self, notice: Notice, *, at_most: int, since: datetime) -> bool:
        """Write a notice down, unless its network has asked for ``at_most`` since then; whether it was.

        It does the same work whoever's address it is.
        """

    def claim(self, now: datetime, lease: timedelta) -> Notice | None:
        """The notice that has waited longest; nobody else gets it within ``lease``. None when none waits."""

    def settle(self, notice: Notice, outcome: str) -> None:
        """Write down what became of a notice, and whose it was; it does not wait any more."""

    def address(self, notice_id: int, subscriber_id: int) -> None:
        """Write down whose a notice is."""

    def postpone(self, notice: Notice, at: datetime) -> None:
        """Let a notice wait until then."""

    def sent_since(self, email: str, kinds: Collection[NoticeKind], since: datetime) -> int:
        """How many notices of these kinds have gone to this address that were asked for since then."""

    def notice(self, notice_id: int) -> Notice | None:
        """The notice with this number; None when it is unknown, or was forgotten."""

    def use(self, notice_id: int, now: datetime) -> bool:
        """Use up the link in a notice; False when it was used before, or is not there."""

    def forget_notices(self, before: datetime, source: str) -> int:
        """Forget the notices asked for before then, and the readers who came by ``source`` and never confirmed.

        How many readers were forgotten.
        """


class Feedback(Protocol):
    """What came back: what providers posted, events, and what they say together."""

    def keep_post(self, provider: str, body: str, now: datetime) -> None:
        """Keep what a provider posted, to be worked off; it is committed when this returns."""

    def posts(self, after: int = 0, limit: int = 1) -> Sequence[Post]:
        """Posts that wait, in the order they came, after the one with this number."""

    def waiting_posts(self) -> int:
        """How many posts wait."""

    def absorb(self, told: Sequence[Event], now: datetime, patience: SoftBounces, *, post: int = 0) -> Absorbed:
        """Join events to what is known, in one transaction; twice, or in another order, ends in the same.

        Events about nobody we know change nothing. ``post`` is what told them: it stops waiting, and if somebody else
        has worked it off, nothing happens. Who bounces for good or complains is suppressed.
        """

    def returns(self, issue_id: int) -> Sequence[Returns]:
        """How many copies of an issue stand alike; the sum is the frozen audience."""

    def departed(self, issue_id: int) -> int:
        """How many readers left through a letter of this issue: by its link, or as a provider tells."""

    def events_of(self, subscriber_id: int) -> Sequence[Event]:
        """Everything told about a reader, in the order it happened; pruned events are gone."""


class Interests(Protocol):
    """How often letters are opened and their links followed."""

    def interest(self, issue_id: int) -> Sequence[Interest]:
        """How often an issue was opened and its links followed, by people and by machines."""

    def count_clicks(self, clicks: Mapping[tuple[int, str, bool], int]) -> None:
        """Add how often counted links were followed, by (issue, url, by a machine)."""

    def link(self, letter: str, number: int) -> tuple[int, str] | None:
        """The issue of a counted link, and where it leads; None when there is no such link."""

    def prune_events(self, before: datetime) -> int:
        """Forget what events said in detail of issues opened before then; sums and fates stay. How many were pruned."""


class Suppressions(Protocol):
    """Addresses that are never written to. None of them is a confirmed reader's."""

    def suppress(self, addresses: Mapping[str, SuppressionReason], source: str, now: datetime) -> tuple[int, int]:
        """Never write to these again; (addresses not known as such before, readers this ends)."""

    def suppressed(self, email: str) -> Suppression | None:
        """Why this address is never written to; None when it may be."""

    def suppressions(self) -> Iterator[Suppression]:
        """Every one of them, one after the other, in an order that says nothing."""

    def unsuppress(self, email: str) -> bool:
        """Let this address be written to again if its owner asks; False if it could be. A reader's state stays."""

    def forget(self, email: str, now: datetime) -> bool:
        """Delete everything about a reader but the hash of their address, and never add them again by an import.

        False if nothing was known of the address.
        """
