"""A provider that answers as a script says: for the stories that need a deferral, a lost answer or a dead line."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field

from gutletter.errors import ProviderUnavailable
from gutletter.model import Delivery, Outcome, Receipt, RenderedIssue
from gutletter.ports import Begin, unnoted


@dataclass
class Scripted:
    """Takes every copy, except where ``answers`` says otherwise by address; breaks after ``breaks_after`` copies."""

    answers: Mapping[str, Outcome] = field(default_factory=dict)
    batch_size: int = 2
    breaks_after: int | None = None
    name: str = "scripted"
    got: list[str] = field(default_factory=list)  # who has a copy, in order; twice would show
    seen: list[RenderedIssue] = field(default_factory=list)

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """Answer in reverse order, as one of the real ones does."""
        for delivery in reversed(deliveries):
            if self.breaks_after is not None and len(self.got) >= self.breaks_after:
                raise ProviderUnavailable("The line is dead.")
            outcome = self.answers.get(delivery.email, Outcome.ACCEPTED)
            begin([delivery])
            if outcome in (Outcome.ACCEPTED, Outcome.UNCERTAIN):
                self.got.append(delivery.email)
                self.seen.append(rendered)
            yield Receipt(delivery.id, outcome, reason="" if outcome is Outcome.ACCEPTED else f"scripted: {outcome}")

    def close(self) -> None:
        """Nothing to let go of."""
