"""SendGrid's Event Webhook: posts of up to thousands of events, signed, repeated, and in any order.

The signature covers the time and the raw body (ECDSA over P-256, SHA-256). Whoever repeats a post with its signature
tells nothing new, since every event has a name; posts older than SendGrid goes on trying are refused all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sendgrid.helpers.eventwebhook import EventWebhook

from gutletter.errors import NotAuthentic, SettingsError, UnreadablePost
from gutletter.model import Event, EventKind, SubscriberState
from gutletter.providers.bounce_codes import bounce_kind
from gutletter.providers.envelope import DELIVERY_ID, without_addresses

SIGNATURE: Final = "x-twilio-email-event-webhook-signature"
TIMESTAMP: Final = "x-twilio-email-event-webhook-timestamp"
OLDEST: Final = timedelta(hours=48)  # SendGrid tries for 24 hours
AHEAD: Final = timedelta(minutes=10)  # by which a clock may differ

_KINDS = {
    "processed": EventKind.PROCESSED,
    "deferred": EventKind.DEFERRED,
    "delivered": EventKind.DELIVERED,
    "dropped": EventKind.DROPPED,
    "spamreport": EventKind.COMPLAINED,
    "unsubscribe": EventKind.LEFT,
    "group_unsubscribe": EventKind.LEFT,
    "open": EventKind.OPENED,
    "click": EventKind.CLICKED,
}  # "bounce" is looked at more closely; "group_resubscribe" and what else there is changes nothing here
_DROPPED = {
    "bounced address": SubscriberState.BOUNCED,
    "invalid": SubscriberState.BOUNCED,
    "spam reporting address": SubscriberState.COMPLAINED,
    "unsubscribed address": SubscriberState.UNSUBSCRIBED,
    "group unsubscribe": SubscriberState.UNSUBSCRIBED,
}
_ENDS = {
    EventKind.BOUNCED: SubscriberState.BOUNCED,
    EventKind.COMPLAINED: SubscriberState.COMPLAINED,
    EventKind.LEFT: SubscriberState.UNSUBSCRIBED,
}
_CLASSES = {
    "invalid address": EventKind.BOUNCED,
    "content": EventKind.BLOCKED,
    "reputation": EventKind.BLOCKED,
    "frequency or volume too high": EventKind.BLOCKED,
    "frequency/volume": EventKind.BLOCKED,
}
_WITHOUT_A_DELIVERY = (SubscriberState.BOUNCED, SubscriberState.COMPLAINED)  # what an address alone is told of

Whose = Callable[[str], tuple[int, int] | None]
"""A delivery id that came back → (issue, reader), if it is one of ours."""


class SendGridWebhook:
    """Posts of one account's Event Webhook; ``key`` is its public verification key, in base64 or PEM."""

    name = "sendgrid"

    def __init__(self, key: str, whose: Whose) -> None:
        self._whose = whose
        lines = (line.strip() for line in key.replace("\\n", "\n").splitlines())
        bare = "".join(line for line in lines if line and not line.startswith("-----"))
        try:
            self._verifier = EventWebhook(bare)
            self._verifier.verify_signature("", "", "")  # a key of another kind fails here, and not on the first post
        except Exception as error:  # cryptography's errors for what is no key have no common ancestor
            raise SettingsError(
                "sendgrid.webhook_key is no verification key.",
                remedy="Copy it from app.sendgrid.com: Settings, Mail Settings, Event Webhooks.",
            ) from error

    def accept(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """See :class:`gutletter.ports.Webhook`."""
        signature, timestamp = headers.get(SIGNATURE, ""), headers.get(TIMESTAMP, "")
        if not signature or not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12):
            raise NotAuthentic("It is not signed.")
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise UnreadablePost("It is not UTF-8.") from error
        try:
            authentic = self._verifier.verify_signature(text, signature, timestamp)
        except ValueError as error:  # a signature that is no base64
            raise NotAuthentic("The signature cannot be read.") from error
        if not authentic:
            raise NotAuthentic("The signature is another's.")
        if not now.timestamp() - OLDEST.total_seconds() <= int(timestamp) <= now.timestamp() + AHEAD.total_seconds():
            raise NotAuthentic("It was signed too long ago, or in the future.")
        _read(text)
        return text

    def events(self, body: str, received_at: datetime) -> Sequence[Event]:
        """See :class:`gutletter.ports.Webhook`."""
        return [event for one in _read(body) if (event := self._event(one, received_at))]

    def _event(self, one: Any, received_at: datetime) -> Event | None:
        if not isinstance(one, dict) or (kind := _kind(one)) is None:
            return None
        issue_id, subscriber_id = self._whose(_text(one, DELIVERY_ID)) or (0, 0)
        reason = _text(one, "reason") or _text(one, "response")
        ends = _DROPPED.get(reason.strip().lower()) if kind is EventKind.DROPPED else _ENDS.get(kind)
        if not subscriber_id and ends not in _WITHOUT_A_DELIVERY:
            return None
        return Event(
            provider=self.name,
            id=_text(one, "sg_event_id")[:100] or _named(one),
            kind=kind,
            at=_at(one, received_at),
            issue_id=issue_id,
            subscriber_id=subscriber_id,
            email="" if subscriber_id else _text(one, "email")[:320],
            ends=ends,
            reason=without_addresses(reason) if reason else "",
            url=_text(one, "url")[:2000] if kind is EventKind.CLICKED else "",
            machine=one.get("sg_machine_open") is True,
        )


def _read(text: str) -> list[Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadablePost("It is no JSON.") from error
    if not isinstance(told, list):
        raise UnreadablePost("It is no list of events.")
    return told


def _kind(one: Mapping[str, Any]) -> EventKind | None:
    named = _text(one, "event")
    if named != "bounce":
        return _KINDS.get(named)
    if _text(one, "type") == "blocked":
        return EventKind.BLOCKED
    classed = _CLASSES.get(_text(one, "bounce_classification").lower())
    return classed or bounce_kind(_text(one, "status"), _text(one, "reason"))


def _text(one: Mapping[str, Any], name: str) -> str:
    """A field that may be missing, or be anything; what no database takes is left out."""
    value = one.get(name)
    if not isinstance(value, str):
        return ""
    return value if value.isprintable() else "".join(sign if sign.isprintable() else " " for sign in value)


def _at(one: Mapping[str, Any], received_at: datetime) -> datetime:
    value = one.get("timestamp")
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 12:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**33:
        return received_at
    return min(datetime.fromtimestamp(value, UTC), received_at + AHEAD)


def _named(one: Mapping[str, Any]) -> str:
    """A name for an event that came without one: of what it says."""
    said = json.dumps(one, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
    return f"-{hashlib.blake2b(said, digest_size=16).hexdigest()}"
