"""Several providers as one: what the first cannot take goes to the next, and one that keeps failing is left alone.

A provider that raises a ProviderError has certainly taken nothing that it gave no receipt for, so that, and only that,
goes to the next one. What is uncertain has a receipt, and goes nowhere. How the providers fare is kept in the
database: it survives restarts, and all processes know it. Who carried a letter stands before the provider's own name
for it, as in ``sendgrid:14c5d75ce93.dfd``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from datetime import datetime

import structlog

from gutletter.circuit import Breaker, Circuit, Standing, worked
from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable
from gutletter.model import Delivery, Outcome, Receipt, RenderedIssue
from gutletter.ports import Begin, Circuits, Provider, unnoted
from gutletter.providers.envelope import without_addresses

_ON_TRIAL = 1  # letters

_log = structlog.get_logger(__name__)


class FailOver:
    """The providers in ``order``; ``close`` closes them. Safe to use from several threads if they are."""

    def __init__(
        self, order: Sequence[Provider], circuits: Circuits, breaker: Breaker, *, clock: Callable[[], datetime]
    ) -> None:
        self.name = ", else ".join(provider.name for provider in order)
        self._order = order
        self._circuits = circuits
        self._breaker = breaker
        self._clock = clock
        self.batch_size = self._size()

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """See :class:`gutletter.ports.Provider`."""
        rest = list(deliveries)
        troubles: list[ProviderError] = []
        for provider in self._order if rest else ():
            standing = self._standing(provider)
            if standing is Standing.OPEN:
                troubles.append(self._resting(provider))
                continue
            first = rest[:_ON_TRIAL] if standing is Standing.ON_TRIAL else []
            try:
                for part in (first, rest[len(first) :]):
                    if part:
                        rest = yield from self._carried(provider, rendered, part, rest, begin)
                self.batch_size = provider.batch_size
                return
            except _Failed as failed:
                rest = failed.rest
                troubles.append(failed.trouble)
            if not rest:
                return
        self.batch_size = self._size()
        if rest:
            raise _together(troubles)

    def close(self) -> None:
        """Close every provider; twice is harmless."""
        for provider in self._order:
            provider.close()

    def _carried(
        self,
        provider: Provider,
        rendered: RenderedIssue,
        part: Sequence[Delivery],
        rest: Sequence[Delivery],
        begin: Begin,
    ) -> Generator[Receipt, None, list[Delivery]]:
        """What is left of the rest after this provider carried a part of it. Raises _Failed."""
        waiting = {delivery.id: delivery for delivery in rest}
        told: set[Outcome] = set()
        trouble: ProviderError | None = None
        try:
            with closing(provider.send(rendered, part, begin)) as receipts:
                for receipt in receipts:
                    waiting.pop(receipt.delivery_id, None)
                    told.add(receipt.outcome)
                    yield receipt._replace(provider_id=f"{provider.name}:{receipt.provider_id}")
        except ProviderError as error:
            trouble = error
        left = list(waiting.values())
        if trouble is not None:
            self._note_failure(provider, trouble)
            raise _Failed(trouble, left) from trouble
        # Who ends in peace and says nothing of somebody has perhaps taken their letter: it is not ours to repeat.
        unanswered = {delivery.id for delivery in part}
        left = [delivery for delivery in left if delivery.id not in unanswered]
        if Outcome.UNCERTAIN in told and Outcome.ACCEPTED not in told:
            silence = ProviderUnavailable(f"{provider.name} gave no answer that tells.", remedy="Try again later.")
            self._note_failure(provider, silence)
            raise _Failed(silence, left)
        if Outcome.ACCEPTED in told:  # a refusal may be ours, before the provider was asked
            self._note_success(provider)
        return left

    # ── how they fare ─────────────────────────────────────────────────────────────────────────────────────────────

    def _standing(self, provider: Provider) -> Standing:
        """Whether this provider may be given letters by us; on trial, to one process only."""
        circuit = self._circuit(provider)
        if circuit.standing(self._clock()) is not Standing.ON_TRIAL:
            return circuit.standing(self._clock())
        now = self._clock()
        first = False

        def claim(current: Circuit) -> Circuit:
            nonlocal first
            first = current.standing(now) is Standing.ON_TRIAL
            return self._breaker.tried(current, now) if first else current

        changed = self._circuits.change_circuit(provider.name, claim)
        return Standing.ON_TRIAL if first else changed.standing(now)

    def _note_failure(self, provider: Provider, trouble: ProviderError) -> None:
        now, refused = self._clock(), isinstance(trouble, ProviderRefused)
        reason = without_addresses(str(trouble))
        circuit = self._circuits.change_circuit(
            provider.name, lambda before: self._breaker.failed(before, reason, now, at_once=refused)
        )
        said = {"provider": provider.name, "failures": circuit.failures, "reason": reason}
        if circuit.open_until is None:
            _log.warning("provider failed", **said)
        else:
            _log.error("provider failed and is left alone", until=circuit.open_until.isoformat(), **said)

    def _note_success(self, provider: Provider) -> None:
        before = self._circuit(provider)
        if before == worked(before):
            return
        self._circuits.change_circuit(provider.name, worked)
        if before.open_until is not None:
            _log.info("provider carries mail again", provider=provider.name)

    def _circuit(self, provider: Provider) -> Circuit:
        return self._circuits.circuits().get(provider.name, Circuit(provider.name))

    def _resting(self, provider: Provider) -> ProviderUnavailable:
        circuit = self._circuit(provider)
        until = f" until {circuit.open_until:%H:%M} UTC" if circuit.open_until else ""
        return ProviderUnavailable(f"{provider.name} is left alone{until}: {circuit.reason}")

    def _size(self) -> int:
        """What the provider whose turn it is wants together."""
        now, circuits = self._clock(), self._circuits.circuits()
        for provider in self._order:
            if circuits.get(provider.name, Circuit(provider.name)).standing(now) is not Standing.OPEN:
                return provider.batch_size
        return self._order[0].batch_size


class _Failed(Exception):
    """A provider's trouble, and what it has certainly not taken."""

    def __init__(self, trouble: ProviderError, rest: list[Delivery]) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble
        self.rest = rest


def _together(troubles: Sequence[ProviderError]) -> ProviderError:
    """One trouble for all; unavailable if only one of them may be tried again."""
    if len(troubles) == 1:
        return troubles[0]
    kind = ProviderRefused if all(isinstance(one, ProviderRefused) for one in troubles) else ProviderUnavailable
    return kind(
        "No provider takes letters now. " + " ".join(str(trouble) for trouble in troubles), remedy="Try again later."
    )
