"""What a delivery may become.

::

    planned ──────► handed over ──► accepted ◄── (*)
       │ ▲ ▲          │  │  │
       │ │ └──────────┘  │  └─────► refused ◄──┐
       │ │  not taken    ├────────► deferred ──┤ gave up
       │ │               │            │  ▲     │
       │ │               ▼            │  └─ tried again, through handed over
       │ └─────────── uncertain ──────┼──► accepted, refused
       ▼   resend                     ▼
    suppressed ◄──────────────────────┘

    (*) A late answer, or a provider's event, may tell of an earlier attempt that it was accepted after all; then a
        planned or deferred delivery is accepted and not sent again.

An uncertain delivery leaves that state only by evidence (a provider's answer or event) or by an operator's word, never
by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gutletter.model import DeliveryState, EventKind, Fate, Outcome, SoftBounces, SubscriberState, SuppressionReason

_S = DeliveryState

DELIVERY: dict[DeliveryState, frozenset[DeliveryState]] = {
    _S.PLANNED: frozenset({_S.HANDED_OVER, _S.SUPPRESSED, _S.ACCEPTED}),
    _S.HANDED_OVER: frozenset({_S.ACCEPTED, _S.REFUSED, _S.DEFERRED, _S.UNCERTAIN, _S.PLANNED}),
    _S.DEFERRED: frozenset({_S.HANDED_OVER, _S.REFUSED, _S.SUPPRESSED, _S.ACCEPTED}),
    _S.UNCERTAIN: frozenset({_S.ACCEPTED, _S.REFUSED, _S.PLANNED}),
    _S.ACCEPTED: frozenset(),
    _S.REFUSED: frozenset(),
    _S.SUPPRESSED: frozenset(),
}
"""From a state, the states it may become."""

SETTLED = frozenset({_S.ACCEPTED, _S.REFUSED, _S.SUPPRESSED})
"""States that need nobody any more; an issue whose deliveries are all settled is sent."""

AFTER: dict[Outcome, DeliveryState] = {
    Outcome.ACCEPTED: _S.ACCEPTED,
    Outcome.DEFERRED: _S.DEFERRED,
    Outcome.REFUSED: _S.REFUSED,
    Outcome.UNCERTAIN: _S.UNCERTAIN,
}
"""What a handed-over delivery becomes by the provider's answer."""


def may_become(state: DeliveryState, following: DeliveryState) -> bool:
    """Whether a delivery may go from one state to the other in one step; staying is not a step."""
    return following in DELIVERY[state]


def answered(
    state: DeliveryState, outcome: Outcome, *, attempts: int, again: bool, late: bool = False
) -> DeliveryState | None:
    """What a delivery becomes by the provider's answer, given the hand-overs so far; None: the answer changes nothing.

    Without ``again`` a deferred delivery is given up. ``late``: somebody else holds the delivery by now. An answer does
    not say which attempt it is about, so what comes late counts with care. Accepted: the reader has a copy, and gets no
    other. Refused: that settles a doubt. "Try later" does not: it may be about an attempt before the doubtful one, and
    trying again might be a second copy.
    """
    following = AFTER[outcome]
    if state is _S.HANDED_OVER and not late:
        return _S.REFUSED if following is _S.DEFERRED and not again else following
    settling = {_S.ACCEPTED, _S.REFUSED} if state is _S.UNCERTAIN else {_S.ACCEPTED}
    return following if attempts and following in settling and may_become(state, following) else None


# ── what comes back ───────────────────────────────────────────────────────────────────────────────────────────────
#
# Events come late, repeated and in any order. So each is joined to what is known, by a rule for which neither order nor
# repetition matters: of two fates the higher is true, of two states a reader is in the one farther from being written
# to, and whatever is told of a copy proves that the provider had it.

FATE: dict[EventKind, Fate] = {
    EventKind.PROCESSED: Fate.PROCESSED,
    EventKind.DEFERRED: Fate.DEFERRED,
    EventKind.DELIVERED: Fate.DELIVERED,
    EventKind.OPENED: Fate.DELIVERED,
    EventKind.CLICKED: Fate.DELIVERED,
    EventKind.COMPLAINED: Fate.DELIVERED,
    EventKind.LEFT: Fate.DELIVERED,
    EventKind.SOFT_BOUNCED: Fate.SOFT_BOUNCED,
    EventKind.BLOCKED: Fate.BLOCKED,
    EventKind.DROPPED: Fate.DROPPED,
    EventKind.BOUNCED: Fate.BOUNCED,
}
"""What an event says of its copy."""

_R = SubscriberState
_AWAY = (_R.PENDING, _R.CONFIRMED, _R.UNSUBSCRIBED, _R.BOUNCED, _R.COMPLAINED)  # the farther from being written to
_REASONS = tuple(SuppressionReason)


ENDS: dict[SuppressionReason, SubscriberState] = {
    SuppressionReason.BY_HAND: _R.UNSUBSCRIBED,
    SuppressionReason.LEFT: _R.UNSUBSCRIBED,
    SuppressionReason.BLOCKED: _R.BOUNCED,
    SuppressionReason.INVALID: _R.BOUNCED,
    SuppressionReason.BOUNCED: _R.BOUNCED,
    SuppressionReason.COMPLAINED: _R.COMPLAINED,
}
"""What a reader is whose address must not be written to; who is forgotten is none."""

SUPPRESSES: dict[SubscriberState, SuppressionReason] = {
    _R.BOUNCED: SuppressionReason.BOUNCED,
    _R.COMPLAINED: SuppressionReason.COMPLAINED,
}
"""Which news of a reader also suppresses their address; who leaves may come back by themselves."""


def known_taken(state: DeliveryState) -> DeliveryState | None:
    """What a delivery becomes by an event, whatever it tells: the provider has the copy. None: it changes nothing.

    Hand-overs so far do not count here: an event may know of one that a restored database does not.
    """
    return _S.ACCEPTED if may_become(state, _S.ACCEPTED) else None


def farther(state: SubscriberState, other: SubscriberState) -> SubscriberState:
    """Of two states of a reader, the one farther from being written to: news never brings anyone back."""
    return max(state, other, key=_AWAY.index)


def stronger(reason: SuppressionReason, other: SuppressionReason) -> SuppressionReason:
    """Of two reasons why an address is never written to, the one that stands."""
    return max(reason, other, key=_REASONS.index)


def given_up(bounces: Iterable[tuple[int, datetime]], patience: SoftBounces) -> bool:
    """Whether soft bounces, as (issue, when), are so many issues within the time that the address is given up.

    One more bounce never makes this untrue, so it does not matter in which order they are told.
    """
    told = sorted((at, issue_id) for issue_id, at in bounces)
    return patience.issues > 0 and any(
        len({issue for at, issue in told[number:] if at - first <= patience.within}) >= patience.issues
        for number, (first, _) in enumerate(told)
    )
