"""What SendGrid's Event Webhook would post about letters that were taken: signed as SendGrid signs, late, repeated and
out of order, as the real ones come.

Nothing is posted from here: whoever rehearses takes the posts and hands them to what is to receive them.
"""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
_TOGETHER = 100  # events in a post
_WHY: Mapping[str, Mapping[str, str]] = {
    "bounce": {"reason": "550 5.1.1 No such user here", "status": "5.1.1", "type": "bounce"},
    "deferred": {"response": "451 4.7.1 Try again later", "attempt": "1"},
    "dropped": {"reason": "Bounced Address"},
    "delivered": {"response": "250 OK"},
}


@dataclass(frozen=True, slots=True)
class Post:
    """One POST of the webhook."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Fates:
    """How many of the letters taken meet which end; the rest is delivered."""

    deferred: float = 0.05  # and delivered afterwards
    bounce: float = 0.01
    dropped: float = 0.005
    spamreport: float = 0.002  # after it was delivered, here and below
    unsubscribe: float = 0.005


class Postman:
    """Keeps what is to be told. ``repeated``: how many events are told again in a later post."""

    def __init__(self, seed: int, fates: Fates = Fates(), *, repeated: float = 0.1) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - what is drawn guards nothing
        self._fates = fates
        self._repeated = repeated
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._events: list[Mapping[str, Any]] = []
        self._count = 0

    @property
    def public_key(self) -> str:
        """What SendGrid's page shows as the verification key: base64 of the DER."""
        der = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return b64encode(der).decode("ascii")

    def taken(self, body: Mapping[str, Any], message_id: str, at: int = 0) -> None:
        """The letters of a request were taken, at this time (seconds since 1970)."""
        for one in body["personalizations"]:
            for kind in self._fate():
                self._count += 1
                args = {**body.get("custom_args", {}), **one.get("custom_args", {})}
                event = {
                    "email": one["to"][0]["email"],
                    "timestamp": at + self._count % 600,
                    "event": kind,
                    "category": body.get("categories", []),
                    "sg_event_id": f"rehearsal-{self._count}",
                    "sg_message_id": f"{message_id}.filter-0",
                    **_WHY.get(kind, {}),
                    **args,
                }
                if kind == "bounce":
                    del event["sg_message_id"]  # as in asynchronous bounces of the real one
                self._events.append(event)

    def posts(self, at: int) -> Sequence[Post]:
        """All that has not been told yet, in posts signed at this time (seconds since 1970)."""
        events, self._events = self._events, []
        events += [event for event in events if self._draw.random() < self._repeated]
        self._draw.shuffle(events)
        return [self._signed(events[start : start + _TOGETHER], at) for start in range(0, len(events), _TOGETHER)]

    def _fate(self) -> Iterator[str]:
        drawn, fates = self._draw.random(), self._fates
        if drawn < fates.dropped:
            yield "dropped"
            return
        yield "processed"
        if drawn < (limit := fates.dropped + fates.bounce):
            yield "bounce"
            return
        if drawn < (limit := limit + fates.deferred):
            yield "deferred"
        yield "delivered"
        if drawn > 1 - fates.spamreport:
            yield "spamreport"
        elif drawn > 1 - fates.spamreport - fates.unsubscribe:
            yield "unsubscribe"

    def _signed(self, events: Sequence[Mapping[str, Any]], at: int) -> Post:
        body = ("[" + ",\r\n".join(json.dumps(event) for event in events) + "]\r\n").encode()
        signature = self._key.sign(str(at).encode() + body, ec.ECDSA(hashes.SHA256()))
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP: str(at),
            SIGNATURE: b64encode(signature).decode("ascii"),
        }
        return Post(headers, body)
