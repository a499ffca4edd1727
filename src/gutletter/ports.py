"""The sockets: what the story needs from the world, each sized by what the story asks of it.

Promises, not remarks: every implementation of a socket passes the one contract suite in ``tests/contract``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from gutletter.circuit import Circuit
from gutletter.model import (
    EVERYONE,
    Absorbed,
    Approval,
    Article,
    Consent,
    Copy,
    Delivery,
    DeliveryNote,
    DeliveryState,
    Digest,
    Draft,
    Earlier,
    Edition,
    Event,
    Finding,
    FullPiece,
    Interest,
    Issue,
    Leftover,
    NewSubscriber,
    Notice,
    NoticeKind,
    Occurrence,
    Piece,
    Post,
    Proposal,
    Published,
    QueueMark,
    Receipt,
    Recipient,
    RenderedIssue,
    Returns,
    Segment,
    SoftBounces,
    Subscriber,
    SubscriberState,
    Suppression,
    SuppressionReason,
    Tally,
)
from gutletter.pacing import FREELY, Morning, Pace, Wait


class Queue(Protocol):
    """Where drafts come from."""

    def read(self) -> tuple[Sequence[Draft], Sequence[Finding]]:
        """Every draft that can be read, by file name, and a finding for every file that cannot."""


class Condenser(Protocol):
    """Who condenses."""

    def __call__(self, article: Article) -> Digest:
        """Three to five key points and the bottom line, or the whole text of a very short article.

        The same article gives the same digest, always. Raises NothingToCondense.
        """


class Check(Protocol):
    """One question an issue must answer before it may go."""

    def __call__(self, proposal: Proposal) -> Iterable[Finding]:
        """What is wrong, or nothing. Pure: the same proposal gives the same findings."""


Begin: TypeAlias = Callable[[Sequence[Delivery]], None]
"""Told which deliveries are about to leave; any thread may call it. If it raises, nothing of them leaves."""


def unnoted(deliveries: Sequence[Delivery]) -> None:
    """Nobody notes what is about to leave."""


class Provider(Protocol):
    """Who carries the mail."""

    name: str
    batch_size: int  # the most deliveries worth handing over together

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """Hand one letter over for every delivery; yield one receipt each, as they become known, in any order.

        ``begin`` is called before the first byte that could make a delivery taken is sent, and not long before: what
        was never begun was certainly not taken, however the call or the process ended. Closing the generator ends the
        call: when that returns, nothing more is begun.

        What goes wrong for one recipient is a Receipt, also a lost answer (UNCERTAIN). What goes wrong for the whole
        call is a ProviderError, and then every delivery without a receipt was certainly not taken. Never retries what
        might have been taken.
        """

    def close(self) -> None:
        """Let go of connections; twice is harmless."""


class Webhook(Protocol):
    """How one provider posts what became of its mail."""

    name: str

    def accept(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """The post as it is kept, once it has proved to be the provider's, and new. Headers are in lower case.

        NotAuthentic or UnreadablePost when it is not, Unproven when that cannot be told now; nothing else, whatever is
        posted.
        """

    def events(self, body: str, received_at: datetime) -> Sequence[Event]:
        """What an accepted post tells, without what we do not know; UnreadablePost, and nothing else."""


class Mailbox(Protocol):
    """Where mail that comes back arrives."""

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """Every mail that has not been dealt with, under a name that stays the same. MailboxError."""

    def done(self, name: str) -> None:
        """A mail has been dealt with: it is not read again. Twice is harmless. MailboxError."""

    def close(self) -> None:
        """Let go of the connection; twice is harmless."""


class Journal(Protocol):
    """What this process was about to do, kept where it outlives the process: it narrows the doubt after a crash.

    Nothing here is waited for on the disk: after a power cut the ledger alone counts.
    """

    def begin(self, issue_id: int, subscriber_ids: Iterable[int]) -> None:
        """Note that these deliveries are about to leave; noted when it returns. StoreError."""

    def answer(self, issue_id: int, subscriber_id: int, receipt: Receipt) -> None:
        """Note what the provider said. StoreError."""

    def forget(self) -> None:
        """Forget all that was noted: it stands in the ledger. StoreError."""

    def left_behind(self) -> Iterator[Leftover]:
        """What processes that died on this machine noted, each handed to one caller only.

        It is forgotten when the caller asks for the next one: settle it in the ledger before.
        """

    def close(self) -> None:
        """Let go; twice is harmless."""


class Ledger(Protocol):
    """Who got which issue. Every method is one transaction; what it promises is committed when it returns."""

    def open_issue(
        self,
        edition: Edition,
        now: datetime,
        *,
        occurrence: Occurrence | None = None,
        again: bool = False,
        morning: Morning | None = None,
    ) -> Issue:
        """Freeze the rendering and plan one delivery per confirmed reader, in one transaction.

        With a ``morning``, a reader's copy waits for it.

        An occurrence has one issue and an article (by slug, URL or fingerprint) one issue, unless ``again`` or its mark
        says that it may go again, which is used up: whoever comes second changes nothing and gets the issue the first
        one opened, as it now stands.
        """

    def issue(self, name: str) -> Issue | None:
        """The latest issue with this slug, or with this id written as a number; None if there is none."""

    def issue_by_id(self, issue_id: int) -> Issue | None:
        """The issue with this number; None if there is none."""

    def issues(self, limit: int = 50) -> Sequence[Issue]:
        """Issues, newest first."""

    def unfinished(self) -> Sequence[Issue]:
        """Issues that are being sent, oldest first."""

    def hand_over(
        self,
        issue_id: int,
        worker: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        *,
        pace: Pace = FREELY,
        deferred_only: bool = False,
    ) -> Sequence[Recipient]:
        """Commit the hand-over of up to ``limit`` deliveries to this worker; no two callers get the same one.

        Eligible are planned deliveries whose reader's morning has come and deferred ones whose time has come. Those
        whose reader is no longer confirmed become suppressed in the same transaction. As many go as ``pace`` allows,
        which is counted in it too, for all workers and issues together. Empty when none may go now, or the issue is
        paused or not being sent. A hand-over not answered within ``lease`` is presumed uncertain by
        ``presume_uncertain``.
        """

    def held_until(self, now: datetime, pace: Pace) -> datetime | None:
        """When the hours and limits of a pace let mail leave again; None while they do."""

    def retry_now(self, issue_id: int, now: datetime) -> int:
        """Let the issue's deferred deliveries go without waiting for their times; how many there are."""

    def waits(self, issue_id: int, now: datetime, pace: Pace) -> Sequence[Wait]:
        """Which copies cannot go now, for what they wait and until when, the soonest first."""

    def record(
        self,
        issue_id: int,
        receipts: Mapping[int, Receipt],
        now: datetime,
        *,
        retry_at: Mapping[int, datetime] | None = None,
        worker: str = "",
    ) -> None:
        """Write down what the provider said, by subscriber id; repeating an answer is harmless.

        A deferred receipt without a time in ``retry_at`` is given up: the delivery is refused with that reason. What
        ``worker`` no longer holds, its answer settles only if the reader has a copy; empty: whoever holds it.
        """

    def take_back(self, issue_id: int, subscriber_ids: Iterable[int], now: datetime, *, worker: str = "") -> None:
        """Make deliveries that ``worker`` (empty: anybody) holds planned again: the provider certainly took none.

        What their hand-over used up of the limits is given back.
        """

    def presume_uncertain(self, now: datetime, *, worker: str = "") -> int:
        """Mark hand-overs uncertain whose lease has run out, or that ``worker`` left behind; how many."""

    def recover(self, worker: str, begun: Mapping[int, Collection[int]], now: datetime) -> int:
        """Settle what a dead worker holds, knowing all that it had begun (subscriber ids by issue); how many are left.

        What it never began is planned again, also where its lease had run out; what it began and holds is uncertain.
        """

    def resolve(
        self, issue_id: int, subscriber_ids: Iterable[int], verdict: DeliveryState, now: datetime, why: str
    ) -> int:
        """Settle uncertain deliveries as ACCEPTED, REFUSED, or PLANNED (send again); how many. Others are untouched."""

    def close_issue(self, issue_id: int, now: datetime) -> Issue:
        """Mark the issue sent if every delivery is settled; return it as it now stands."""

    def cancel_issue(self, issue_id: int, now: datetime) -> Issue:
        """Stop an issue that is being sent: nothing more is handed over; return it as it now stands."""

    def pause_issue(self, issue_id: int, now: datetime) -> Issue:
        """Hand nothing more of an issue over until it is resumed; twice is harmless. What left may still be answered.

        An issue that is not being sent is left as it is.
        """

    def resume_issue(self, issue_id: int) -> Issue:
        """Let a paused issue go on; twice is harmless."""

    def tally(self, issue_id: int) -> Tally:
        """Where the issue's deliveries stand; the sum is the frozen audience."""

    def deliveries(
        self, issue_id: int, states: Iterable[DeliveryState], limit: int | None = None
    ) -> Sequence[DeliveryNote]:
        """The issue's deliveries in these states, by address."""

    def next_attempt(self, issue_id: int) -> datetime | None:
        """When the first deferred delivery may be tried again; None when none is waiting."""

    def audience(self, tags: Collection[str], segment: Segment, now: datetime, *, at_most: int | None = None) -> int:
        """How many readers an issue with these tags, opened now for this segment, would be for; at most ``at_most``."""

    def published(self) -> Sequence[Published]:
        """The identity of every article that has gone out or is going out, newest first."""

    def earlier(self, since: datetime) -> Sequence[Earlier]:
        """The letters opened at or after ``since``, newest first, with their subjects; cancelled ones are left out."""

    def archive(self) -> Sequence[Piece]:
        """Every article that has gone out, newest first, as related links know it."""

    def full_piece(self, slug: str) -> FullPiece | None:
        """The article behind the latest issue with this slug; None where there is none, or it was not kept."""

    def archive_mark(self) -> str:
        """Names what ``archive`` would give: it is another as soon as that is."""


class Calendar(Protocol):
    """Which occurrences of a schedule have been dealt with."""

    def last_occurrence(self, schedule: str, now: datetime) -> datetime | None:
        """The instant up to which a schedule has been dealt with; None before it began.

        That is its latest occurrence written down, ``begin_schedule``, or the latest one of any other up to ``now``.
        """

    def begin_schedule(self, schedule: str, now: datetime) -> None:
        """Remember since when a schedule runs; what was due before is not missed. Twice is harmless."""

    def reopen(self, now: datetime) -> int:
        """Forget that times later than ``now`` have been dealt with, as a wrong clock wrote down; how many there were.

        A schedule that begins later than now begins now. Twice is harmless.
        """

    def skip(self, occurrence: Occurrence, reason: str) -> bool:
        """Write down that an occurrence publishes nothing, and why; False if it was dealt with already."""


class Readers(Protocol):
    """The list of readers."""

    def add(self, subscribers: Iterable[NewSubscriber], now: datetime) -> tuple[int, int]:
        """Add readers in one transaction, all or none; (added, already known). A known address is left as it is."""

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


class Circuits(Protocol):
    """Which providers failed; every process of a publication sees the same."""

    def circuits(self) -> Mapping[str, Circuit]:
        """What is known of every provider that ever failed, by name."""

    def change_circuit(self, provider: str, change: Callable[[Circuit], Circuit]) -> Circuit:
        """Put what ``change`` makes of a provider's circuit in its place, and return it; no other change comes between.

        A provider that nothing is known of has a circuit that never failed.
        """


class Desk(Protocol):
    """What editors said about the queue."""

    def marks(self) -> Mapping[str, QueueMark]:
        """Every mark by slug."""

    def mark(self, marks: Iterable[QueueMark]) -> None:
        """Write marks down, in one transaction; a mark that says nothing is forgotten."""


class Approvals(Protocol):
    """Which letters somebody has read and let go."""

    def approval(self, slug: str) -> Approval | None:
        """The latest approval of an article; None when there is none or it was taken back."""

    def approval_of(self, issue_id: int) -> Approval | None:
        """Under which approval an issue went out; None when none was wanted, or it was let pass without."""

    def approve(self, approval: Approval) -> None:
        """Write an approval down; it takes the place of an earlier one, which stays on record."""

    def take_approval_back(self, slug: str, by: str, now: datetime) -> None:
        """The article has no approval any more; twice is harmless."""


class Store(
    Ledger, Calendar, Readers, Consents, Notices, Feedback, Interests, Suppressions, Desk, Approvals, Circuits, Protocol
):
    """What gutletter remembers, in one database."""

    def close(self) -> None:
        """Let go of connections; twice is harmless."""
