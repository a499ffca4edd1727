"""The sockets: what the story needs from the world, each sized by what the story asks of it.

Promises, not remarks: every implementation of a socket passes the one contract suite in ``tests/contract``.
"""

from gutletter.ports.ledger import Approvals, Calendar, Circuits, Desk, Ledger
from gutletter.ports.parts import Begin, Check, Condenser, Journal, Mailbox, Provider, Queue, Webhook, unnoted
from gutletter.ports.readers import Consents, Feedback, Interests, Notices, Readers, Suppressions
from gutletter.ports.store import Store

__all__ = [
    "Approvals",
    "Begin",
    "Calendar",
    "Check",
    "Circuits",
    "Condenser",
    "Consents",
    "Desk",
    "Feedback",
    "Interests",
    "Journal",
    "Ledger",
    "Mailbox",
    "Notices",
    "Provider",
    "Queue",
    "Readers",
    "Store",
    "Suppressions",
    "Webhook",
    "unnoted",
]
