"""Mailgun's and Postmark's posts: whose they are, and what they say."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from gutletter.errors import NotAuthentic, PostRefused, UnreadablePost
from gutletter.links import Purpose, token
from gutletter.model import EventKind, SubscriberState
from gutletter.ports import Webhook
from gutletter.providers.mailgun_webhook import MailgunWebhook
from gutletter.providers.postmark_webhook import PostmarkWebhook
from gutletter.providers.webhooks import open_webhooks, whose
from gutletter.settings import MailgunSettings, PostmarkSettings, Publication, Settings

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
OURS = token("now", Purpose.DELIVERY, 7, 42)
MAILGUN, POSTMARK = MailgunWebhook("signing-key", whose(["now"])), PostmarkWebhook("p4ss", whose(["now"]))
K, R = EventKind, SubscriberState
PASSWORD = {"authorization": "Basic " + base64.b64encode(b"gutletter:p4ss").decode()}


def mailgun(event: dict[str, Any], at: datetime = NOW, key: str = "signing-key") -> bytes:
    stamp, random = str(int(at.timestamp())), "a-token"
    sealed = hmac.new(key.encode(), f"{stamp}{random}".encode(), hashlib.sha256).hexdigest()
    given = {
        "timestamp": int(NOW.timestamp()),
        "recipient": "ada@example.org",
        "user-variables": {"gl_d": OURS},
        **event,
    }
    signature = {"timestamp": stamp, "token": random, "signature": sealed}
    return json.dumps({"signature": signature, "event-data": given}).encode()


def postmark(event: dict[str, Any]) -> bytes:
    return json.dumps({"Email": "ada@example.org", "Metadata": {"gl_d": OURS}, **event}).encode()


def test_a_post_that_proves_whose_it_is_is_kept_as_it_came() -> None:
    for webhook, headers, body in ((MAILGUN, {}, mailgun({})), (POSTMARK, PASSWORD, postmark({}))):
        assert webhook.accept(headers, body, NOW).encode() == body


@pytest.mark.parametrize(
    ("webhook", "headers", "body"),
    [
        (MAILGUN, {}, mailgun({}, key="another")),
        (MAILGUN, {}, mailgun({}, at=NOW - timedelta(hours=49))),
        (MAILGUN, {}, b"{}"),
        (MAILGUN, {}, b'{"signature": {"timestamp": "1", "token": "x", "signature": "\xc3\xa9"}}'),
        (POSTMARK, {}, postmark({})),
        (POSTMARK, {"authorization": "Basic é"}, postmark({})),
        (POSTMARK, {"authorization": PASSWORD["authorization"][:-2]}, postmark({})),
    ],
)
def test_any_other_post_is_refused(webhook: Webhook, headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(NotAuthentic):
        webhook.accept(headers, body, NOW)


@given(st.sampled_from([MAILGUN, POSTMARK]), st.binary(max_size=80))
@settings(deadline=None)
def test_whatever_is_posted_is_refused_and_never_breaks(webhook: Webhook, body: bytes) -> None:
    with pytest.raises(PostRefused):
        webhook.accept({}, body, NOW)
    with pytest.raises(UnreadablePost):
        POSTMARK.accept(PASSWORD, b"[" + body, NOW)


@pytest.mark.parametrize(
    ("given_", "kind", "ends"),
    [
        ({"event": "accepted"}, K.PROCESSED, None),
        ({"event": "delivered"}, K.DELIVERED, None),
        ({"event": "opened"}, K.OPENED, None),
        ({"event": "clicked", "url": "https://x"}, K.CLICKED, None),
        ({"event": "complained"}, K.COMPLAINED, R.COMPLAINED),
        ({"event": "unsubscribed"}, K.LEFT, R.UNSUBSCRIBED),
        ({"event": "failed", "severity": "temporary", "delivery-status": {"code": 452}}, K.DEFERRED, None),
        ({"event": "failed", "delivery-status": {"enhanced-code": "5.1.1"}}, K.BOUNCED, R.BOUNCED),
        ({"event": "failed", "delivery-status": {"message": "blocked as spam"}}, K.BLOCKED, None),
        ({"event": "failed", "reason": "suppress-bounce"}, K.DROPPED, R.BOUNCED),
        ({"event": "failed", "reason": "suppress-complaint"}, K.DROPPED, R.COMPLAINED),
    ],
)  # fmt: skip
def test_every_kind_of_mailguns_events_is_told(
    given_: dict[str, Any], kind: EventKind, ends: SubscriberState | None
) -> None:
    (event,) = MAILGUN.events(mailgun(given_).decode(), NOW)
    assert (event.kind, event.ends, event.issue_id, event.subscriber_id, event.at) == (kind, ends, 7, 42, NOW)


@pytest.mark.parametrize(
    ("given_", "kind", "ends"),
    [
        ({"RecordType": "Delivery", "DeliveredAt": "2026-11-22T07:00:00Z"}, K.DELIVERED, None),
        ({"RecordType": "Bounce", "Type": "HardBounce"}, K.BOUNCED, R.BOUNCED),
        ({"RecordType": "Bounce", "Type": "SoftBounce"}, K.SOFT_BOUNCED, None),
        ({"RecordType": "Bounce", "Type": "Transient"}, K.DEFERRED, None),
        ({"RecordType": "Bounce", "Type": "Blocked"}, K.BLOCKED, None),
        ({"RecordType": "Bounce", "Type": "Unknown", "Details": "550 5.1.1 no such user"}, K.BOUNCED, R.BOUNCED),
        ({"RecordType": "SpamComplaint"}, K.COMPLAINED, R.COMPLAINED),
        ({"RecordType": "SubscriptionChange", "SuppressSending": True}, K.LEFT, R.UNSUBSCRIBED),
        ({"RecordType": "Open"}, K.OPENED, None),
        ({"RecordType": "Click", "OriginalLink": "https://x"}, K.CLICKED, None),
    ],
)  # fmt: skip
def test_every_kind_of_postmarks_events_is_told(
    given_: dict[str, Any], kind: EventKind, ends: SubscriberState | None
) -> None:
    (event,) = POSTMARK.events(postmark(given_).decode(), NOW)
    assert (event.kind, event.ends, event.issue_id, event.subscriber_id) == (kind, ends, 7, 42)
    assert event.at == (NOW - timedelta(hours=1) if "DeliveredAt" in given_ else NOW)
    assert POSTMARK.events(postmark(given_).decode(), NOW)[0].id == event.id


@pytest.mark.parametrize(
    "post",
    [{"RecordType": "Bounce", "Type": "AutoResponder"}, {"RecordType": "SubscriptionChange", "SuppressSending": False},
     {"RecordType": "Other"}, {}, {"RecordType": "Delivery", "Metadata": None}],
)  # fmt: skip
def test_what_changes_nothing_is_passed_over(post: dict[str, Any]) -> None:
    assert POSTMARK.events(postmark(post).decode(), NOW) == []


def test_mailgun_is_not_believed_about_an_address_alone_and_postmark_is() -> None:
    assert MAILGUN.events(mailgun({"event": "complained", "user-variables": {}}).decode(), NOW) == []
    (event,) = POSTMARK.events(postmark({"RecordType": "SpamComplaint", "Metadata": {}}).decode(), NOW)
    assert (event.subscriber_id, event.email) == (0, "ada@example.org")


def test_only_webhooks_whose_key_is_known_are_open() -> None:
    publication = Publication(name="The Letter", sender="letter@example.org")
    assert open_webhooks(Settings(publication=publication), ["now"]) == {}
    known = Settings(
        publication=publication,
        mailgun=MailgunSettings(webhook_key=SecretStr("x")),
        postmark=PostmarkSettings(webhook_password=SecretStr("x")),
    )
    assert {name: webhook.name for name, webhook in open_webhooks(known, ["now"]).items()} == {
        "mailgun": "mailgun", "postmark": "postmark",
    }  # fmt: skip
