"""What is remembered of issues and their copies, of the schedule, and of what editors and operators said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from gutletter.circuit import Circuit
from gutletter.model import (
    Approval,
    DeliveryNote,
    DeliveryState,
    Earlier,
    Edition,
    FullPiece,
    Issue,
    Occurrence,
    Piece,
    Published,
    QueueMark,
    Receipt,
    Recipient,
    Segment,
    Tally,
)
from gutletter.pacing import FREELY, Morning, Pace, Wait


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
