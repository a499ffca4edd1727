"""SendGrid's Event Webhook: posts of up to thousands of events, signed, repeated, and in any order.

The signature covers the time and the raw body (ECDSA over P-256, SHA-256). Whoever repeats a post with its signature
tells nothing new, since every event has a name; posts older than SendGrid goes on trying are refused all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sendgrid.helpers.eventwebhook import EventWebhook

from gutletter.errors import NotAuthentic, SettingsError, UnreadablePost
from gutletter.model import Event, EventKind, SubscriberState
from gutletter.providers.bounce_codes import bounce_kind
from gutletter.providers.envelope import DELIVERY_ID, without_addresses
from gutletter.providers.posted import ENDS, WITHOUT_A_DELIVERY, Whose, at_of, is_fresh, named, text_of

SIGNATURE: Final = "x-twilio-email-event-webhook-signature"
TIMESTAMP: Final = "x-twilio-email-event-webhook-timestamp"

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
_CLASSES = {
    "invalid address": EventKind.BOUNCED,
    "content": EventKind.BLOCKED,
    "reputation": EventKind.BLOCKED,
    "frequency or volume too high": EventKind.BLOCKED,
    "frequency/volume": EventKind.BLOCKED,
}


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
        if not is_fresh(int(timestamp), now):
            raise NotAuthentic("It was signed too long ago, or in the future.")
        _read(text)
        return text

    def events(self, body: str, received_at: datetime) -> Sequence[Event]:
        """See :class:`gutletter.ports.Webhook`."""
        return [event for one in _read(body) if (event := self._event(one, received_at))]

    def _event(self, one: Any, received_at: datetime) -> Event | None:
        if not isinstance(one, dict) or (kind := _kind(one)) is None:
            return None
        issue_id, subscriber_id = self._whose(text_of(one, DELIVERY_ID)) or (0, 0)
        reason = text_of(one, "reason") or text_of(one, "response")
        ends = _DROPPED.get(reason.strip().lower()) if kind is EventKind.DROPPED else ENDS.get(kind)
        if not subscriber_id and ends not in WITHOUT_A_DELIVERY:
            return None
        return Event(
            provider=self.name,
            id=text_of(one, "sg_event_id")[:100] or named(one),
            kind=kind,
            at=at_of(one.get("timestamp"), received_at),
            issue_id=issue_id,
            subscriber_id=subscriber_id,
            email="" if subscriber_id else text_of(one, "email")[:320],
            ends=ends,
            reason=without_addresses(reason) if reason else "",
            url=text_of(one, "url")[:2000] if kind is EventKind.CLICKED else "",
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
    named = text_of(one, "event")
    if named != "bounce":
        return _KINDS.get(named)
    if text_of(one, "type") == "blocked":
        return EventKind.BLOCKED
    classed = _CLASSES.get(text_of(one, "bounce_classification").lower())
    return classed or bounce_kind(text_of(one, "status"), text_of(one, "reason"))
