"""Postmark's webhooks: one event a post. It signs nothing; it sends the name and password in the webhook's address.

Set the address as ``https://gutletter:PASSWORD@letter.example.org/webhooks/postmark``.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gutletter.errors import NotAuthentic, UnreadablePost
from gutletter.model import Event, EventKind
from gutletter.providers.bounce_codes import bounce_kind
from gutletter.providers.envelope import DELIVERY_ID, without_addresses
from gutletter.providers.posted import ENDS, WITHOUT_A_DELIVERY, Whose, at_of, inner, named, object_in, text_of

USER = "gutletter"
_BOUNCES = {
    "HardBounce": EventKind.BOUNCED,
    "BadEmailAddress": EventKind.BOUNCED,
    "SoftBounce": EventKind.SOFT_BOUNCED,
    "DnsError": EventKind.SOFT_BOUNCED,
    "Transient": EventKind.DEFERRED,
    "SpamNotification": EventKind.BLOCKED,
    "Blocked": EventKind.BLOCKED,
    "DMARCPolicy": EventKind.BLOCKED,
    "SpamComplaint": EventKind.COMPLAINED,
    "Unsubscribe": EventKind.LEFT,
}
_KINDS = {"Delivery": EventKind.DELIVERED, "SpamComplaint": EventKind.COMPLAINED, "Open": EventKind.OPENED,
          "Click": EventKind.CLICKED}  # fmt: skip
_NOT_BOUNCES = ("AutoResponder", "AddressChange", "Subscribe", "ChallengeVerification", "OpenRelayTest")
_TIMES = ("DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt")


class PostmarkWebhook:
    """Posts to an address with this password in it."""

    name = "postmark"

    def __init__(self, password: str, whose: Whose) -> None:
        self._expected = "Basic " + base64.b64encode(f"{USER}:{password}".encode()).decode()
        self._whose = whose

    def accept(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """See :class:`gutletter.ports.Webhook`."""
        given = headers.get("authorization", "")
        if not given.isascii() or not hmac.compare_digest(self._expected, given):
            raise NotAuthentic("The password in the address is another.")
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise UnreadablePost("It is not UTF-8.") from error
        object_in(text)
        return text

    def events(self, body: str, received_at: datetime) -> Sequence[Event]:
        """See :class:`gutletter.ports.Webhook`."""
        one = object_in(body)
        kind = _kind(one)
        if kind is None:
            return []
        issue_id, subscriber_id = self._whose(text_of(inner(one, "Metadata"), DELIVERY_ID)) or (0, 0)
        ends = ENDS.get(kind)
        if not subscriber_id and ends not in WITHOUT_A_DELIVERY:
            return []
        time = next((text_of(one, name) for name in _TIMES if text_of(one, name)), "")
        return [
            Event(
                provider=self.name,
                id=named(one),  # Postmark repeats a post as it was
                kind=kind,
                at=at_of(time, received_at),
                issue_id=issue_id,
                subscriber_id=subscriber_id,
                email="" if subscriber_id else (text_of(one, "Email") or text_of(one, "Recipient"))[:320],
                ends=ends,
                reason=without_addresses(text_of(one, "Details") or text_of(one, "Description")),
                url=text_of(one, "OriginalLink")[:2000] if kind is EventKind.CLICKED else "",
            )
        ]


def _kind(one: Mapping[str, Any]) -> EventKind | None:
    match text_of(one, "RecordType"):
        case "Bounce":
            kind = text_of(one, "Type")
            if kind in _NOT_BOUNCES:
                return None
            return _BOUNCES.get(kind) or bounce_kind("", text_of(one, "Details"))
        case "SubscriptionChange":
            return EventKind.LEFT if one.get("SuppressSending") is True else None
        case other:
            return _KINDS.get(other)
