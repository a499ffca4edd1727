"""What became of issues, as far as anyone told: sums that close, and nothing about anybody.

The ledger says what providers took. Of that, events and returned mail tell what arrived. What nobody told of is its own
line, so that the lines always add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gutletter.model import DeliveryState, EventKind, Fate, Interest, Issue, IssueState, Returns
from gutletter.ports import Store

MOST_ISSUES = 10_000

_S = DeliveryState


@dataclass(frozen=True, slots=True)
class LinkReport:
    """How often a link was followed; ``readers`` is 0 where nobody was told apart, as with our own counted links."""

    url: str
    people: int = 0
    machines: int = 0
    readers: int = 0


@dataclass(frozen=True, slots=True)
class ReturnsReport:
    """One issue. The ledger's lines add up to the audience, and the lines of what was accepted add up to that."""

    id: int
    slug: str
    title: str
    state: IssueState
    opened_at: datetime
    audience: int
    accepted: int
    refused: int
    suppressed: int
    deferred: int
    uncertain: int
    waiting: int  # planned, or handed over and not answered
    delivered: int  # this and what follows: of what was accepted
    bounced: int  # the address does not exist
    soft_bounced: int
    blocked: int
    dropped: int  # by the provider itself
    on_its_way: int  # the provider has it, and told no more
    untold: int  # nobody told anything
    contradicted: int  # copies that the ledger does not call accepted, and that were delivered all the same
    complained: int
    left: int
    opened: int  # by people, as far as one can tell; 0 where nobody tells, as without open tracking
    opened_by_machines: int
    links: tuple[LinkReport, ...]
    closes: bool


def report_returns(store: Store, issue: Issue) -> ReturnsReport:
    """What became of one issue."""
    returns, interest = store.returns(issue.id), store.interest(issue.id)
    states = {state: sum(one.copies for one in returns if one.state is state) for state in DeliveryState}
    fates = {fate: sum(one.copies for one in _accepted(returns) if one.fate is fate) for fate in Fate}
    opens = [one for one in interest if one.kind is EventKind.OPENED]
    others = (one for one in returns if one.state is not _S.ACCEPTED)
    return ReturnsReport(
        id=issue.id,
        slug=issue.slug,
        title=issue.title,
        state=issue.state,
        opened_at=issue.opened_at,
        audience=issue.audience,
        accepted=states[_S.ACCEPTED],
        refused=states[_S.REFUSED],
        suppressed=states[_S.SUPPRESSED],
        deferred=states[_S.DEFERRED],
        uncertain=states[_S.UNCERTAIN],
        waiting=states[_S.PLANNED] + states[_S.HANDED_OVER],
        delivered=fates[Fate.DELIVERED],
        bounced=fates[Fate.BOUNCED],
        soft_bounced=fates[Fate.SOFT_BOUNCED],
        blocked=fates[Fate.BLOCKED],
        dropped=fates[Fate.DROPPED],
        on_its_way=fates[Fate.PROCESSED] + fates[Fate.DEFERRED],
        untold=fates[Fate.UNKNOWN],
        contradicted=sum(one.copies for one in others if one.fate is Fate.DELIVERED),
        complained=sum(one.complained for one in returns),
        left=store.departed(issue.id),
        opened=sum(one.readers for one in opens if not one.machine),
        opened_by_machines=sum(one.readers for one in opens if one.machine),
        links=_links(interest),
        closes=sum(states.values()) == issue.audience and sum(fates.values()) == states[_S.ACCEPTED],
    )


def report_since(store: Store, since: datetime) -> Sequence[ReturnsReport]:
    """What became of every issue opened since then, newest first."""
    return [report_returns(store, issue) for issue in store.issues(MOST_ISSUES) if issue.opened_at >= since]


def _accepted(returns: Iterable[Returns]) -> Iterable[Returns]:
    return (one for one in returns if one.state is _S.ACCEPTED)


def _links(interest: Iterable[Interest]) -> tuple[LinkReport, ...]:
    """Most followed by people first."""
    found: dict[str, LinkReport] = {}
    for one in interest:
        if one.kind is EventKind.CLICKED:
            known = found.get(one.url, LinkReport(one.url))
            found[one.url] = LinkReport(
                one.url,
                known.people + (0 if one.machine else one.times),
                known.machines + (one.times if one.machine else 0),
                known.readers + (0 if one.machine else one.readers),
            )
    return tuple(sorted(found.values(), key=lambda link: (-link.people, -link.machines, link.url)))
