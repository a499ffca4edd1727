"""Two accounts of one sending, the ledger's and the far side's, held against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gutletter.model import DeliveryState, Tally
from gutletter.rehearsal.received import Report

_NO_COPY = (
    DeliveryState.PLANNED,
    DeliveryState.REFUSED,
    DeliveryState.DEFERRED,
    DeliveryState.SUPPRESSED,
)


@dataclass(frozen=True, slots=True)
class Accounts:
    """What the ledger says of each delivery (by its id), and what arrived.

    ``bound``: how many letters the lost answers can have left uncertain. ``settled``: so many of those were settled
    by the provider's events, which told of every letter that it took; None where it tells nothing.
    """

    states: Mapping[str, DeliveryState]
    audience: int
    report: Report
    bound: int
    settled: int | None = None

    @property
    def tally(self) -> Tally:
        """The ledger's sum."""
        counted = Counter(self.states.values())
        return Tally(**{state.name.lower(): counted[state] for state in DeliveryState})

    @property
    def got(self) -> Mapping[int, int]:
        """How many readers of the audience got so many copies: 0, 1, 2 …"""
        counted = Counter(self.report.copies.get(one, 0) for one in self.states)
        return {copies: counted[copies] for copies in sorted({0, 1, *counted})}

    @property
    def arrived_after_all(self) -> int:
        """How many of the uncertain ones have their letter."""
        return sum(one in self.report.copies for one in self._in(DeliveryState.UNCERTAIN))

    @property
    def disagreements(self) -> Sequence[str]:
        """Where the two differ; empty when the ledger tells the truth about everyone."""
        return list(self._differences())

    def _differences(self) -> Iterator[str]:
        copies = self.report.copies
        if len(self.states) != self.audience or self.tally.total != self.audience:
            yield f"The sum does not close: {len(self.states):,} deliveries for {self.audience:,} readers."
        if missing := [one for one in self._in(DeliveryState.ACCEPTED) if one not in copies]:
            yield f"{len(missing):,} accepted in the ledger never arrived: {self._some(missing)}."
        for state in _NO_COPY:
            if extra := [one for one in self._in(state) if one in copies]:
                yield f"{len(extra):,} {state} in the ledger arrived all the same: {self._some(extra)}."
        if doubled := self.report.doubled:
            yield f"{len(doubled):,} arrived more than once: {self._some(doubled)}."
        if strangers := [one for one in copies if one not in self.states]:
            yield f"{len(strangers):,} arrived that nobody was to send: {self._some(strangers)}."
        if (uncertain := self.tally.uncertain + (self.settled or 0)) > self.bound:
            yield f"Uncertain were {uncertain:,}, and lost answers explain {self.bound:,} at most."
        doubted = [one for one in self._in(DeliveryState.UNCERTAIN) if one in copies]
        if doubted and self.settled is not None:
            yield f"{len(doubted):,} are uncertain still, though events told that they arrived: {self._some(doubted)}."
        if held := self.tally.handed_over:
            yield f"{held:,} are handed over still, though nobody sends."

    def _in(self, wanted: DeliveryState) -> Iterator[str]:
        return (one for one, state in self.states.items() if state is wanted)

    def _some(self, deliveries: Sequence[str]) -> str:
        shown = ", ".join(self.report.addresses.get(one, one) for one in deliveries[:3])
        return shown + (" …" if len(deliveries) > 3 else "")
