"""All that is remembered, in one database."""

from __future__ import annotations

from typing import Protocol

from gutletter.ports.ledger import Approvals, Calendar, Circuits, Desk, Ledger
from gutletter.ports.readers import Consents, Feedback, Interests, Notices, Readers, Suppressions


class Store(
    Ledger, Calendar, Readers, Consents, Notices, Feedback, Interests, Suppressions, Desk, Approvals, Circuits, Protocol
):
    """What gutletter remembers, in one database."""

    def close(self) -> None:
        """Let go of connections; twice is harmless."""
