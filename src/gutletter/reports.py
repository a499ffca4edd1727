"""The numbers behind status: where every copy of every issue stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gutletter.model import Allowance, DeliveryNote, DeliveryState, Issue, IssueState, SubscriberState, Tally
from gutletter.pacing import FREELY, Pace, Wait
from gutletter.ports import Ledger, Store

TROUBLES = (DeliveryState.UNCERTAIN, DeliveryState.REFUSED, DeliveryState.DEFERRED, DeliveryState.HANDED_OVER)
"""States of deliveries that an operator may want to look at, those first in which they have to do something."""


@dataclass(frozen=True, slots=True)
class IssueReport:
    """One issue's sum. ``closes`` says whether it equals the frozen audience, as it always must."""

    id: int
    slug: str
    title: str
    subject: str
    state: IssueState
    opened_at: datetime
    closed_at: datetime | None
    audience: int
    tally: Tally
    closes: bool
    next_attempt_at: datetime | None
    hash: str  # of the frozen rendering
    allowed: tuple[Allowance, ...] = ()
    paused_at: datetime | None = None
    damage: str = ""  # why its letter cannot be read any more; then there is no subject and no hash
    waits: tuple[Wait, ...] = ()  # copies that cannot go now, the soonest first

    @property
    def troubles(self) -> int:
        """Copies that an operator may want to look at; see ``TROUBLES``."""
        tally = self.tally
        return tally.uncertain + tally.refused + tally.deferred + tally.handed_over

    @property
    def held(self) -> bool:
        """Whether each copy that is still to go waits for a time that is known."""
        return sum(wait.copies for wait in self.waits) >= self.tally.planned + self.tally.deferred

    @property
    def unanswered(self) -> int:
        """Copies that somebody still has to do something about, or that wait for their time."""
        return self.tally.planned + self.tally.handed_over + self.tally.deferred + self.tally.uncertain


@dataclass(frozen=True, slots=True)
class StatusReport:
    """How the publication stands."""

    readers: dict[SubscriberState, int]
    issues: tuple[IssueReport, ...]
    left_out: bool = False  # whether there are earlier ones, all of them sent or cancelled


def report_issue(ledger: Ledger, issue: Issue, *, now: datetime | None = None, pace: Pace = FREELY) -> IssueReport:
    """Where the copies of one issue stand; with the time that it is, also what holds them back."""
    tally = ledger.tally(issue.id)
    waits = ledger.waits(issue.id, now, pace) if now and issue.state is IssueState.SENDING else ()
    return IssueReport(
        id=issue.id,
        slug=issue.slug,
        title=issue.title,
        subject=issue.rendered.subject,
        state=issue.state,
        opened_at=issue.opened_at,
        closed_at=issue.closed_at,
        audience=issue.audience,
        tally=tally,
        closes=tally.total == issue.audience,
        next_attempt_at=ledger.next_attempt(issue.id),
        hash="" if issue.damage else issue.rendered.hash,
        allowed=issue.allowed,
        paused_at=issue.paused_at,
        damage=issue.damage,
        waits=tuple(waits),
    )


def report_status(store: Store, limit: int = 20, *, now: datetime | None = None, pace: Pace = FREELY) -> StatusReport:
    """The readers, and the latest issues and all that are still being sent, newest first."""
    unfinished = store.unfinished()
    found = store.issues(limit + len(unfinished) + 1)
    latest = found[:limit]
    going = [issue for issue in reversed(unfinished) if issue.id < latest[-1].id]
    return StatusReport(
        readers={state: store.count([state]) for state in SubscriberState},
        issues=tuple(report_issue(store, issue, now=now, pace=pace) for issue in (*latest, *going)),
        left_out=len(found) > len(latest) + len(going),
    )


def troubles(ledger: Ledger, issue: Issue, limit: int | None = None) -> Sequence[DeliveryNote]:
    """The deliveries an operator may want to look at, by the order of ``TROUBLES`` and by address."""
    found: list[DeliveryNote] = []
    for state in TROUBLES:
        found += ledger.deliveries(issue.id, [state], None if limit is None else limit - len(found))
    return found
