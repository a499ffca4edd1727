"""What all providers' posts have in common: fields that may be anything, wrong times, and what ends a reader."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from gutletter.errors import UnreadablePost
from gutletter.model import EventKind, SubscriberState

OLDEST: Final = timedelta(hours=48)  # providers go on trying for 8 to 24 hours
AHEAD: Final = timedelta(minutes=10)  # by which a clock may differ

Whose = Callable[[str], tuple[int, int] | None]
"""A delivery id that came back → (issue, reader), if it is one of ours."""

ENDS: Final = {
    EventKind.BOUNCED: SubscriberState.BOUNCED,
    EventKind.COMPLAINED: SubscriberState.COMPLAINED,
    EventKind.LEFT: SubscriberState.UNSUBSCRIBED,
}
WITHOUT_A_DELIVERY: Final = (SubscriberState.BOUNCED, SubscriberState.COMPLAINED)  # what an address alone is told of


def is_fresh(stamp: int, now: datetime) -> bool:
    """Whether a post signed at this Unix time is one that its provider may still try."""
    return now.timestamp() - OLDEST.total_seconds() <= stamp <= now.timestamp() + AHEAD.total_seconds()


def object_in(body: str) -> dict[str, Any]:
    """The one JSON object of a post. UnreadablePost."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadablePost("It is no JSON.") from error
    if not isinstance(told, dict):
        raise UnreadablePost("It is no event.")
    return told


def inner(one: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A field that holds fields; empty when it does not."""
    value = one.get(name)
    return value if isinstance(value, dict) else {}


def text_of(one: Mapping[str, Any], name: str) -> str:
    """A field that may be missing, or be anything; what no database takes is left out."""
    value = one.get(name)
    if not isinstance(value, str):
        return ""
    return value if value.isprintable() else "".join(sign if sign.isprintable() else " " for sign in value)


def at_of(value: object, received_at: datetime) -> datetime:
    """A time as Unix seconds or ISO 8601; when it came, where it cannot be."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 12:
        value = int(value)
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(value)
            return min((at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC), received_at + AHEAD)
        except (ValueError, OverflowError):
            return received_at
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**33:
        return received_at
    return min(datetime.fromtimestamp(value, UTC), received_at + AHEAD)


def named(one: Mapping[str, Any]) -> str:
    """A name for an event that came without one: of what it says."""
    said = json.dumps(one, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
    return f"-{hashlib.blake2b(said, digest_size=16).hexdigest()}"
