"""Whether a provider that failed is tried again, as a circuit breaker decides.

::

    closed ──(failures in a row, or one refusal)──► open ──(rest is over)──► on trial ──(it worked)──► closed
      ▲                                              ▲                          │
      └──────────────(it worked)                     └───────(it failed)────────┘
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Standing(StrEnum):
    """Whether a provider may be given letters."""

    CLOSED = "closed"  # it carries mail
    OPEN = "open"  # it failed, and is left alone
    ON_TRIAL = "on trial"  # its rest is over: whoever comes first may try it with one letter


LONGEST_REST = timedelta(days=31)
"""Whoever is to rest for longer was sent to rest by a clock that was wrong."""


@dataclass(frozen=True, slots=True)
class Circuit:
    """What is known of a provider; a new one has never failed."""

    provider: str
    failures: int = 0  # in a row
    open_until: datetime | None = None
    reason: str = ""  # of the last failure; holds no address

    def standing(self, now: datetime) -> Standing:
        """Where it stands at this moment."""
        if self.open_until is None:
            return Standing.CLOSED
        return Standing.OPEN if now < self.open_until <= now + LONGEST_REST else Standing.ON_TRIAL


@dataclass(frozen=True, slots=True)
class Breaker:
    """How patiently providers are treated: so many failures in a row, then so long a rest."""

    trip_after: int = 3
    rest: timedelta = timedelta(minutes=5)

    def failed(self, circuit: Circuit, reason: str, now: datetime, *, at_once: bool = False) -> Circuit:
        """After one more failure. It opens the circuit when there are enough of them, ``at_once``, or on trial."""
        failures = circuit.failures + 1
        if at_once or failures >= self.trip_after or circuit.open_until is not None:
            rested = now + self.rest
            resting = circuit.open_until is not None and circuit.standing(now) is Standing.OPEN
            open_until = max(rested, circuit.open_until or rested) if resting else rested
            return replace(circuit, failures=failures, open_until=open_until, reason=reason)
        return replace(circuit, failures=failures, reason=reason)

    def tried(self, circuit: Circuit, now: datetime) -> Circuit:
        """While somebody tries it: open for all others, and for one more rest if nobody ever tells how it went."""
        return replace(circuit, open_until=now + self.rest)


def worked(circuit: Circuit) -> Circuit:
    """After it carried something."""
    return Circuit(circuit.provider)
