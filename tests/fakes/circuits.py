"""Providers' circuits without a database, for tests that are about something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gutletter.circuit import Circuit


class CircuitsInMemory:
    """See :class:`gutletter.ports.Circuits`."""

    def __init__(self) -> None:
        self._circuits: dict[str, Circuit] = {}

    def circuits(self) -> Mapping[str, Circuit]:
        return dict(self._circuits)

    def change_circuit(self, provider: str, change: Callable[[Circuit], Circuit]) -> Circuit:
        self._circuits[provider] = change(self._circuits.get(provider, Circuit(provider)))
        return self._circuits[provider]
