"""What a delivery may become.

::

    planned ──────► handed over ──► accepted
       │ ▲ ▲          │  │  │
       │ │ └──────────┘  │  └─────► refused ◄──┐
       │ │  not taken    ├────────► deferred ──┤ gave up
       │ │               │            │  ▲     │
       │ │               ▼            │  └─ tried again, through handed over
       │ └─────────── uncertain ──────┼──► accepted, refused
       ▼   resend                     ▼
    suppressed ◄──────────────────────┘

An uncertain delivery leaves that state only by evidence (a provider's event) or by an operator's word, never by itself.
"""

from __future__ import annotations

from gutletter.model import DeliveryState, Outcome

_S = DeliveryState

DELIVERY: dict[DeliveryState, frozenset[DeliveryState]] = {
    _S.PLANNED: frozenset({_S.HANDED_OVER, _S.SUPPRESSED}),
    _S.HANDED_OVER: frozenset({_S.ACCEPTED, _S.REFUSED, _S.DEFERRED, _S.UNCERTAIN, _S.PLANNED}),
    _S.DEFERRED: frozenset({_S.HANDED_OVER, _S.REFUSED, _S.SUPPRESSED}),
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
