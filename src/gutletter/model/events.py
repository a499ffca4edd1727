"""What the world tells about a copy after it has left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from gutletter.model.ledger import DeliveryState
from gutletter.model.readers import SubscriberState


class EventKind(StrEnum):
    """What a provider, or returned mail, tells of one message."""

    PROCESSED = "processed"  # the provider took it
    DEFERRED = "deferred"  # the receiving server asked to wait; the provider tries again by itself
    DELIVERED = "delivered"
    DROPPED = "dropped"  # the provider took it, and will not send it
    BOUNCED = "bounced"  # the address does not exist, or takes nothing any more
    SOFT_BOUNCED = "soft bounce"  # full, or out of order for now
    BLOCKED = "blocked"  # the receiving server does not want this mail from us; that says nothing of the address
    COMPLAINED = "complained"
    LEFT = "left"
    OPENED = "opened"
    CLICKED = "clicked"


class Fate(IntEnum):
    """What became of a copy that a provider took, as far as anyone told. Of two that were told, the higher is true.

    A bounce may come hours after "delivered": then the copy did not arrive.
    """

    UNKNOWN = 0
    PROCESSED = 1
    DEFERRED = 2
    DELIVERED = 3
    SOFT_BOUNCED = 4
    BLOCKED = 5
    DROPPED = 6
    BOUNCED = 7


@dataclass(frozen=True, slots=True)
class Event:
    """One thing told about one message. ``reason`` is for operators and holds no address."""

    provider: str
    id: str  # the provider's name for it: whoever tells it again tells nothing new
    kind: EventKind
    at: datetime
    issue_id: int = 0  # these two by our delivery id, which came back with it; 0: it carried none, or of no issue
    subscriber_id: int = 0
    email: str = ""  # only from whoever proved to be the provider; never kept
    ends: SubscriberState | None = None  # what it makes of the reader; never a way back
    reason: str = ""
    url: str = ""
    machine: bool = False  # a scanner's doing, as far as one can tell


@dataclass(frozen=True, slots=True)
class Post:
    """What a provider posted, as it came, waiting to be worked off."""

    id: int
    provider: str
    received_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What some events changed."""

    new: int = 0  # events that nobody had told before
    settled: Mapping[int, int] = field(default_factory=dict)  # copies that no longer wait, by issue
    ended: int = 0  # readers who are not written to any more


@dataclass(frozen=True, slots=True)
class SoftBounces:
    """When an address that bounces softly is given up: so many issues within that time. 0: never."""

    issues: int = 3
    within: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Returns:
    """How many copies of an issue stand alike: in the ledger, and by what came back of them."""

    state: DeliveryState
    fate: Fate
    copies: int
    complained: int = 0  # of these copies' readers


@dataclass(frozen=True, slots=True)
class Interest:
    """How often a letter was opened, or a link in it followed; ``readers`` is 0 where nobody was told apart."""

    kind: EventKind
    url: str
    machine: bool
    times: int
    readers: int


class SuppressionReason(StrEnum):
    """Why an address is never written to; of two reasons the later one here stands."""

    FORGOTTEN = "forgotten"  # they had everything about them deleted; only the hash is kept
    BY_HAND = "by hand"
    LEFT = "left"
    BLOCKED = "blocked"
    INVALID = "invalid"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that is never written to, and why. ``email`` is casefolded; empty when only its hash is kept."""

    email: str
    reason: SuppressionReason
    source: str
    at: datetime
