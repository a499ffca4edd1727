"""Mailgun's webhooks: one event a post. The signature proves who posts and when, by HMAC-SHA256 over time and token.

It does not cover what the event says. So an event is believed only about a copy whose delivery id, which carries our
seal, came back with it, and never about an address alone.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gutletter.errors import NotAuthentic, UnreadablePost
from gutletter.model import Event, EventKind
from gutletter.providers.bounce_codes import bounce_kind
from gutletter.providers.envelope import DELIVERY_ID, without_addresses
from gutletter.providers.posted import (
    ENDS,
    Whose,
    at_of,
    inner,
    is_fresh,
    named,
    object_in,
    text_of,
)

_KINDS = {
    "accepted": EventKind.PROCESSED,
    "delivered": EventKind.DELIVERED,
    "opened": EventKind.OPENED,
    "clicked": EventKind.CLICKED,
    "unsubscribed": EventKind.LEFT,
    "complained": EventKind.COMPLAINED,
}  # "failed" is looked at more closely
_SUPPRESSED = {"suppress-bounce": EventKind.BOUNCED, "suppress-complaint": EventKind.COMPLAINED,
               "suppress-unsubscribe": EventKind.LEFT}  # fmt: skip


class MailgunWebhook:
    """Posts of one account; ``key`` is its HTTP webhook signing key, a secret."""

    name = "mailgun"

    def __init__(self, key: str, whose: Whose) -> None:
        self._key, self._whose = key.encode(), whose

    def accept(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """See :class:`gutletter.ports.Webhook`."""
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise UnreadablePost("It is not UTF-8.") from error
        signature = inner(object_in(text), "signature")
        stamp, token, sealed = (text_of(signature, name) for name in ("timestamp", "token", "signature"))
        ours = hmac.new(self._key, f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
        if not token or not sealed.isascii() or not hmac.compare_digest(ours, sealed):
            raise NotAuthentic("The signature is another's.")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12 and is_fresh(int(stamp), now)):
            raise NotAuthentic("It was signed too long ago, or in the future.")
        return text

    def events(self, body: str, received_at: datetime) -> Sequence[Event]:
        """See :class:`gutletter.ports.Webhook`."""
        post = object_in(body)
        one = inner(post, "event-data")
        status = inner(one, "delivery-status")
        reason = f"{text_of(status, 'message')} {text_of(status, 'description')}".strip()
        kind = _kind(one, status, reason)
        if kind is None:
            return []
        issue_id, subscriber_id = self._whose(text_of(inner(one, "user-variables"), DELIVERY_ID)) or (0, 0)
        if not subscriber_id:
            return []
        return [
            Event(
                provider=self.name,
                id=text_of(inner(post, "signature"), "token")[:100] or named(one),
                kind=kind,
                at=at_of(one.get("timestamp"), received_at),
                issue_id=issue_id,
                subscriber_id=subscriber_id,
                ends=ENDS.get(_SUPPRESSED.get(text_of(one, "reason"), kind)),
                reason=without_addresses(reason),
                url=text_of(one, "url")[:2000] if kind is EventKind.CLICKED else "",
                machine=text_of(inner(one, "client-info"), "bot") not in ("", "none"),
            )
        ]


def _kind(one: Mapping[str, Any], status: Mapping[str, Any], reason: str) -> EventKind | None:
    """Mailgun calls a failure temporary while it goes on trying, and drops what stands on its own lists."""
    if text_of(one, "event") != "failed":
        return _KINDS.get(text_of(one, "event"))
    if text_of(one, "severity") == "temporary":
        return EventKind.DEFERRED
    if text_of(one, "reason") in _SUPPRESSED:
        return EventKind.DROPPED
    return bounce_kind(text_of(status, "enhanced-code"), reason)
