"""What each reader really got, as the far side counts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_EXAMPLES = 3  # addresses kept for each kind of finding


@dataclass(slots=True)
class Noted:
    """Something that was wrong with letters: how many, and the first few readers it was about."""

    count: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Received:
    """The letters taken. ``copies`` and ``answers`` count by delivery: what was taken, and how often we said so."""

    copies: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    addresses: dict[str, str] = field(default_factory=dict)
    findings: dict[str, Noted] = field(default_factory=dict)
    connections: int = 0
    requests: int = 0  # HTTP

    def take(self, delivery_id: str, address: str, wrong: Sequence[str]) -> str:
        """A letter is taken; what it is known by from now on. One without an id of its own is known by its address."""
        known_by = delivery_id or f"unnamed letter to {address}"
        self.copies[known_by] += 1
        self.addresses.setdefault(known_by, address)
        for finding in wrong:
            self.note(finding, address)
        return known_by

    def answer(self, known_by: str) -> None:
        """The sender is being told that the letter was taken."""
        self.answers[known_by] += 1

    def note(self, finding: str, about: str) -> None:
        """Something is wrong; ``about`` is an address, or a connection."""
        noted = self.findings.setdefault(finding, Noted())
        noted.count += 1
        if len(noted.examples) < _EXAMPLES:
            noted.examples.append(about)


@dataclass(frozen=True, slots=True)
class Report:
    """What a simulated provider says when it is asked."""

    copies: Mapping[str, int]  # by delivery id
    answers: Mapping[str, int]  # … and how often the sender was told so
    addresses: Mapping[str, str]
    findings: Mapping[str, Noted]
    befell: Mapping[str, int]  # by fault
    connections: int
    requests: int
    open_connections: int

    @property
    def doubled(self) -> Sequence[str]:
        """Deliveries that arrived more than once."""
        return sorted(one for one, copies in self.copies.items() if copies > 1)

    @property
    def by_address(self) -> Counter[str]:
        """Copies by address."""
        counted: Counter[str] = Counter()
        for delivery_id, copies in self.copies.items():
            counted[self.addresses[delivery_id]] += copies
        return counted


def told(received: Received, befell: Mapping[Any, int], open_connections: int) -> dict[str, Any]:
    """A report as it goes through a pipe."""
    return {
        "copies": received.copies,
        "answers": received.answers,
        "addresses": received.addresses,
        "findings": {finding: [noted.count, noted.examples] for finding, noted in received.findings.items()},
        "befell": {str(fault): count for fault, count in befell.items()},
        "connections": received.connections,
        "requests": received.requests,
        "open_connections": open_connections,
    }


def heard(told: Mapping[str, Any]) -> Report:
    """The report that went through a pipe."""
    findings = {finding: Noted(count, examples) for finding, (count, examples) in told["findings"].items()}
    return Report(**{**told, "findings": findings})
