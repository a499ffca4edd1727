"""SendGrid's events: posts signed with real keys, and everything a post may hold."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter.errors import NotAuthentic, PostRefused, SettingsError, UnreadablePost
from gutletter.links import Purpose, token
from gutletter.model import Event, EventKind, SubscriberState
from gutletter.providers.sendgrid_webhook import SIGNATURE, TIMESTAMP, SendGridWebhook
from gutletter.providers.webhooks import whose

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
STAMP = int(NOW.timestamp())
KEY = ec.generate_private_key(ec.SECP256R1())
K, R = EventKind, SubscriberState


def public(key: Any = KEY) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(key.public_key().public_bytes(serialization.Encoding.DER, form)).decode()


def webhook() -> SendGridWebhook:
    return SendGridWebhook(public(), whose(["now", "before"]))


def signed(body: bytes, at: datetime = NOW, key: Any = KEY) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    signature = key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {SIGNATURE: base64.b64encode(signature).decode(), TIMESTAMP: stamp}


def told(*events: dict[str, Any]) -> list[Event]:
    return list(webhook().events(json.dumps(events), NOW))


def event(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "email": "ada@example.org",
        "timestamp": STAMP,
        "event": kind,
        "sg_event_id": "id-1",
        "sg_message_id": "14c5d75ce93.dfd.64b469",
        "category": ["issue-1", "x"],
        "gl_d": token("now", Purpose.DELIVERY, 7, 42),
        **more,
    }


# ── whose post it is ──────────────────────────────────────────────────────────────────────────────────────────────

BODY = json.dumps([event("delivered", email="änne@example.org")], ensure_ascii=False).encode() + b"\r\n"


def test_a_post_signed_by_the_key_is_kept_byte_for_byte() -> None:
    assert webhook().accept(signed(BODY), BODY, NOW).encode() == BODY


def test_the_key_may_be_given_as_pem() -> None:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = KEY.public_key().public_bytes(serialization.Encoding.PEM, form).decode()
    assert SendGridWebhook(pem, whose(["now"])).accept(signed(BODY), BODY, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SIGNATURE: "", TIMESTAMP: str(STAMP)},
        signed(BODY) | {TIMESTAMP: str(STAMP + 1)},
        signed(BODY) | {TIMESTAMP: "now"},
        signed(BODY) | {TIMESTAMP: "٣"},
        signed(BODY) | {TIMESTAMP: "9" * 400},
        signed(BODY) | {SIGNATURE: "not base64 é"},
        signed(BODY) | {SIGNATURE: "YWJj"},
        signed(BODY, key=ec.generate_private_key(ec.SECP256R1())),
        signed(BODY + b" "),
        signed(BODY, at=NOW - timedelta(hours=49)),
        signed(BODY, at=NOW + timedelta(minutes=11)),
    ],
)
def test_any_other_post_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(NotAuthentic):
        webhook().accept(headers, BODY, NOW)


@pytest.mark.parametrize("hours", [-48, 0])
def test_a_post_that_sendgrid_still_tries_is_taken(hours: int) -> None:
    at = NOW + timedelta(hours=hours)
    assert webhook().accept(signed(BODY, at=at), BODY, NOW)


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[", b"\xff[]", b"[" * 100_000, b'"[]"'])
def test_a_signed_post_that_is_no_list_of_events_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadablePost):
        webhook().accept(signed(body), body, NOW)


def test_a_key_that_is_none_is_told_at_once() -> None:
    another = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for key in ("x", "é", public(another), "MFkw"):
        with pytest.raises(SettingsError, match=r"sendgrid\.webhook_key"):
            SendGridWebhook(key, whose(["now"]))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([SIGNATURE, TIMESTAMP]), st.text(max_size=40)), st.binary(max_size=60))
def test_whatever_is_posted_is_refused_and_never_breaks(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(PostRefused):
        webhook().accept(headers, body, NOW)


# ── what it says ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_event_names_its_copy_by_our_delivery_id_alone() -> None:
    (one,) = told(event("delivered", response="250 OK for <ada@example.org>"))
    assert one == Event("sendgrid", "id-1", K.DELIVERED, NOW, 7, 42, reason="250 OK for <…>")
    (old,) = told(event("delivered", gl_d=token("before", Purpose.DELIVERY, 1, 2)))
    assert (old.issue_id, old.subscriber_id) == (1, 2)
    assert told(event("delivered", gl_d=token("forged", Purpose.DELIVERY, 1, 2))) == []
    assert told(event("delivered", gl_d=token("now", Purpose.UNSUBSCRIBE, 1, 2))) == []


def test_an_event_about_a_notice_is_about_its_reader_and_no_issue() -> None:
    (one,) = told(event("bounce", status="5.1.1", gl_d=token("now", Purpose.NOTICE, 7, 42)))
    assert (one.issue_id, one.subscriber_id, one.ends) == (0, 42, R.BOUNCED)


@pytest.mark.parametrize("stranger", [None, 7, {}, "x", "1.2.3", "é.é.é", "x" * 10_000])
def test_without_our_id_only_news_of_the_address_itself_counts(stranger: Any) -> None:
    kinds = ("processed", "delivered", "open", "click", "unsubscribe", "group_unsubscribe", "deferred")
    assert told(*(event(kind, gl_d=stranger) for kind in kinds)) == []
    assert (
        told(
            event("bounce", gl_d=stranger, type="blocked"),
            event("dropped", gl_d=stranger, reason="Unsubscribed Address"),
        )
        == []
    )
    bounce, spam = told(event("bounce", gl_d=stranger, status="5.1.1"), event("spamreport", gl_d=stranger))
    assert [(one.email, one.ends) for one in (bounce, spam)] == [
        ("ada@example.org", R.BOUNCED),
        ("ada@example.org", R.COMPLAINED),
    ]


@pytest.mark.parametrize(
    ("given", "kind", "ends"),
    [
        ({"event": "processed"}, K.PROCESSED, None),
        ({"event": "deferred", "response": "451 try again", "attempt": "5"}, K.DEFERRED, None),
        ({"event": "delivered"}, K.DELIVERED, None),
        ({"event": "open", "sg_machine_open": False}, K.OPENED, None),
        ({"event": "click", "url": "https://x"}, K.CLICKED, None),
        ({"event": "spamreport"}, K.COMPLAINED, R.COMPLAINED),
        ({"event": "unsubscribe"}, K.LEFT, R.UNSUBSCRIBED),
        ({"event": "group_unsubscribe", "asm_group_id": 1}, K.LEFT, R.UNSUBSCRIBED),
        ({"event": "dropped", "reason": "Bounced Address"}, K.DROPPED, R.BOUNCED),
        ({"event": "dropped", "reason": "Invalid"}, K.DROPPED, R.BOUNCED),
        ({"event": "dropped", "reason": "Spam Reporting Address"}, K.DROPPED, R.COMPLAINED),
        ({"event": "dropped", "reason": "Unsubscribed Address"}, K.DROPPED, R.UNSUBSCRIBED),
        ({"event": "dropped", "reason": "Spam Content (if Spam Checker app enabled)"}, K.DROPPED, None),
        ({"event": "dropped", "reason": "Recipient List over Package Quota"}, K.DROPPED, None),
        ({"event": "dropped", "reason": "Invalid SMTPAPI header"}, K.DROPPED, None),
        ({"event": "dropped"}, K.DROPPED, None),
        ({"event": "bounce", "type": "blocked", "status": "5.1.1"}, K.BLOCKED, None),
        ({"event": "bounce", "type": "bounce", "status": "5.1.1"}, K.BOUNCED, R.BOUNCED),
        ({"event": "bounce", "bounce_classification": "Invalid Address", "status": "5.0.0"}, K.BOUNCED, R.BOUNCED),
        ({"event": "bounce", "bounce_classification": "Mailbox Unavailable", "status": "5.2.2"}, K.SOFT_BOUNCED, None),
        ({"event": "bounce", "bounce_classification": "Reputation", "status": "5.7.1"}, K.BLOCKED, None),
        ({"event": "bounce", "status": "4.4.1"}, K.SOFT_BOUNCED, None),
        ({"event": "bounce", "reason": "550 5.1.1 <a@b.c>: User unknown"}, K.BOUNCED, R.BOUNCED),
        ({"event": "bounce", "reason": "unable to get mx info: failed to get IPs"}, K.SOFT_BOUNCED, None),
        ({"event": "bounce"}, K.SOFT_BOUNCED, None),
    ],
)  # fmt: skip
def test_every_kind_of_event_is_told(given: dict[str, Any], kind: EventKind, ends: SubscriberState | None) -> None:
    (one,) = told(event("", **given))
    assert (one.kind, one.ends, one.subscriber_id) == (kind, ends, 42)


def test_an_open_by_a_machine_is_set_apart() -> None:
    (one,) = told(event("open", sg_machine_open=True))
    assert one.machine


@pytest.mark.parametrize("kind", ["group_resubscribe", "account_status_change", "", "Delivered", None, 3, []])
def test_what_we_do_not_know_is_passed_over(kind: Any) -> None:
    assert [one.kind for one in told(event(kind), event("delivered"))] == [K.DELIVERED]


@pytest.mark.parametrize("missing", list(event("delivered")))
@pytest.mark.parametrize("value", ["absent", None, 1.5, [], {}, ["x"], "\x00\ud800", True, -1, 10**30])
def test_a_field_that_is_missing_or_strange_breaks_nothing(missing: str, value: Any) -> None:
    strange = event("bounce", status="5.1.1")
    strange[missing] = value
    if value == "absent":
        del strange[missing]
    for one in told(strange, event("delivered", sg_event_id="2"))[:-1]:
        assert one.id
        assert one.at.tzinfo is UTC
        assert one.id.isprintable()


def test_an_event_without_a_name_has_the_same_one_whenever_it_is_told_again() -> None:
    nameless = event("delivered", sg_event_id=None)
    (one,), (again,) = told(nameless), told(nameless)
    (other,) = told({**nameless, "timestamp": STAMP - 1})
    assert one.id == again.id != other.id


def test_a_time_that_cannot_be_is_when_it_came() -> None:
    times = {
        "x": NOW,
        str(STAMP - 60): NOW - timedelta(minutes=1),
        2**40: NOW,
        STAMP + 10**6: NOW + timedelta(minutes=10),
    }
    for stamp, at in times.items():
        (one,) = told(event("delivered", timestamp=stamp))
        assert one.at == at


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(event(""))), inner, max_size=6),
    max_leaves=4,
)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from([*event(""), "reason", "status", "url", "type"]), JSON, max_size=6), max_size=3
    )
)
def test_any_json_is_read_without_breaking(events: list[Any]) -> None:
    for one in told(*events, *({**some, "event": "bounce", "gl_d": event("")["gl_d"]} for some in events)):
        assert one.subscriber_id or one.email
