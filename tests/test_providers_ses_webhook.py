"""Amazon SES's events, as SNS posts them: whose they are, what is asked of SNS, and what they say."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter.errors import NotAuthentic, PostRefused, Unproven, UnreadablePost
from gutletter.links import Purpose, token
from gutletter.model import Event, EventKind, SubscriberState
from gutletter.providers.ses import tag_of
from gutletter.providers.ses_webhook import SesWebhook
from gutletter.providers.sns import ASKED, Sns, got, host_of
from gutletter.providers.webhooks import open_webhooks, whose
from gutletter.settings import Publication, SesSettings, Settings
from tests.fakes.smtp import certificates
from tests.fakes.sns import HOST, PEM, TOPIC, FakeSns

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
OURS = token("now", Purpose.DELIVERY, 7, 42)
FAKE = FakeSns()
K, R = EventKind, SubscriberState
ADA = {"emailAddress": "ada@example.org"}


def ses(fake: FakeSns = FAKE, **more: Any) -> SesWebhook:
    return SesWebhook(TOPIC, whose(["now"]), Sns(TOPIC, fake.get, **more))


def told(kind: str, section: Mapping[str, Any] | None = None, *, ours: bool = True, **more: Any) -> bytes:
    name = f"{kind[:1].lower()}{kind[1:]}"
    mail = {
        "timestamp": "2026-11-22T06:59:00.000Z",
        "messageId": "0107",
        "destination": ["ada@example.org"],
        "tags": {"ses:configuration-set": ["letters"], **({"gl_d": [tag_of(OURS)]} if ours else {})},
    }
    event = {"eventType": kind, "mail": mail, name: {"timestamp": "2026-11-22T07:00:00.000Z", **(section or {})}}
    return FAKE.post("Notification", json.dumps(event), NOW, **more)


def read(post: bytes) -> list[Event]:
    webhook = ses()
    return list(webhook.events(webhook.accept({}, post, NOW), NOW))


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", [{}, {"Subject": "Amazon SES Email Event Notification"}])
def test_a_post_that_sns_signed_is_kept_as_it_came_and_its_certificate_is_fetched_once(
    version: str, subject: dict[str, str]
) -> None:
    fake = FakeSns()
    webhook = ses(fake)
    for message in ("one", "é\nanother"):
        post = fake.post("Notification", message, NOW, version=version, **subject)
        assert webhook.accept({}, post, NOW).encode() == post
    assert fake.asked == [f"https://{HOST}{PEM}"]


GOOD = json.loads(told("Send"))


@pytest.mark.parametrize(
    "changed",
    [
        {"Message": "{}"},
        {"Subject": "put in"},
        {"Timestamp": "2026-11-22T07:59:00.000Z"},
        {"MessageId": "another"},
        {"Signature": "AAAA"},
        {"Signature": "no base64!"},
        {"Signature": None},
        {"SignatureVersion": "3"},
        {"SignatureVersion": None},
        {"TopicArn": "arn:aws:sns:eu-central-1:999999999999:letters"},
        {"TopicArn": None},
        {"Type": "SubscriptionConfirmation"},
    ],
    ids=str,
)
def test_what_was_changed_on_the_way_or_belongs_to_another_topic_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(NotAuthentic):
        ses().accept({}, json.dumps({**GOOD, **changed}).encode(), NOW)


@pytest.mark.parametrize(
    "address",
    [
        "",
        f"http://{HOST}{PEM}",
        f"https://{HOST}:8443{PEM}",
        f"https://me@{HOST}{PEM}",
        f"https://{HOST}{PEM}?x=1",
        f"https://{HOST}{PEM}#x",
        f"https://{HOST}/../evil.pem",
        f"https://{HOST}/evil.pem",
        f"https://sns.us-east-1.amazonaws.com{PEM}",
        f"https://{HOST}.evil.example{PEM}",
        f"https://evil.example/{HOST}{PEM}",
        f"https://127.0.0.1{PEM}",
        f"https://sns.eu-central-1.amazonaws.com@evil.example{PEM}",
        "https://[",
    ],
)
def test_nobody_but_sns_in_the_topics_region_is_ever_asked(address: str) -> None:
    fake = FakeSns()
    with pytest.raises(NotAuthentic):
        ses(fake).accept({}, fake.post("Notification", "{}", NOW, SigningCertURL=address), NOW)
    assert fake.asked == []


def test_a_post_of_another_topic_makes_us_ask_nobody() -> None:
    fake = FakeSns()
    with pytest.raises(NotAuthentic, match="another topic"):
        ses(fake).accept({}, fake.post("Notification", "{}", NOW, TopicArn=TOPIC + "2"), NOW)
    assert fake.asked == []


def test_a_post_that_is_too_old_is_refused() -> None:
    old = FAKE.post("Notification", "{}", NOW - timedelta(hours=49))
    with pytest.raises(NotAuthentic, match="too long ago"):
        ses().accept({}, old, NOW)


def test_a_post_whose_certificate_cannot_be_had_is_asked_for_again_and_nothing_is_asked_without_end() -> None:
    fake = FakeSns()
    fake.down = True
    at = [0.0]
    webhook = ses(fake, clock=lambda: at[0])
    for _ in range(ASKED + 5):
        with pytest.raises(Unproven):
            webhook.accept({}, fake.post("Notification", "{}", NOW), NOW)
    assert len(fake.asked) == ASKED
    fake.down = False
    with pytest.raises(Unproven, match="often enough"):
        webhook.accept({}, fake.post("Notification", "{}", NOW), NOW)
    at[0] = 3601.0
    assert webhook.accept({}, fake.post("Notification", "{}", NOW), NOW)


def test_what_is_no_certificate_proves_nothing() -> None:
    fake = FakeSns()
    fake.certificate = b"<html>"
    with pytest.raises(Unproven, match="no certificate"):
        ses(fake).accept({}, fake.post("Notification", "{}", NOW), NOW)


def test_a_subscription_is_confirmed_once_it_proved_to_be_to_our_topic_and_at_no_address_of_the_posts() -> None:
    fake = FakeSns()
    webhook = ses(fake)
    asked_to = {"SubscribeURL": "https://evil.example/"}
    post = fake.post("SubscriptionConfirmation", "You have chosen to subscribe", NOW, **asked_to)
    kept = webhook.accept({}, post, NOW)
    assert fake.confirmed == [TOPIC]
    assert all(address.startswith(f"https://{HOST}/") for address in fake.asked)
    assert webhook.events(kept, NOW) == []

    with pytest.raises(NotAuthentic):
        webhook.accept({}, json.dumps({**json.loads(post), "Token": "another"}).encode(), NOW)
    assert len(fake.confirmed) == 1

    ended = fake.post("UnsubscribeConfirmation", "You have chosen to deactivate", NOW)
    assert webhook.events(webhook.accept({}, ended, NOW), NOW) == []
    assert len(fake.confirmed) == 1


def test_a_confirmation_that_sns_does_not_take_is_asked_for_again() -> None:
    fake = FakeSns()
    with pytest.raises(Unproven, match="400"):
        ses(fake).accept({}, fake.post("SubscriptionConfirmation", "", NOW, Token="old"), NOW)


@given(st.binary(max_size=80))
@settings(deadline=None)
def test_whatever_is_posted_is_refused_and_never_breaks(body: bytes) -> None:
    with pytest.raises(PostRefused):
        ses().accept({}, body, NOW)
    with pytest.raises(UnreadablePost):
        ses().accept({}, b"[" + body, NOW)


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(GOOD)), JSON)
@settings(deadline=None)
def test_a_post_with_anything_in_any_place_is_refused_or_read(name: str, value: object) -> None:
    post = json.dumps({**GOOD, name: value}).encode()
    with suppress(PostRefused):
        ses().accept({}, post, NOW)
    assert len(ses().events(post.decode(), NOW)) <= 1


@given(
    st.sampled_from(["Bounce", "Complaint", "Subscription", "Click", "Open", "Reject", "DeliveryDelay", "Other"]),
    st.dictionaries(
        st.sampled_from(["bouncedRecipients", "complainedRecipients", "bounceType", "timestamp", "link",
                         "newTopicPreferences", "complaintFeedbackType", "reason"]),
        JSON | st.lists(st.dictionaries(st.sampled_from(["emailAddress", "status", "diagnosticCode"]), JSON)),
    ),
)  # fmt: skip
@settings(deadline=None)
def test_an_event_with_anything_in_its_fields_is_read_without_breaking(kind: str, section: dict[str, Any]) -> None:
    assert len(read(told(kind, section))) <= 1


def bounce(kind: str, of: str, **recipient: str) -> dict[str, Any]:
    return {"bounceType": kind, "bounceSubType": of, "bouncedRecipients": [{**ADA, **recipient}]}


NOBODY = {"status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}


@pytest.mark.parametrize(
    ("name", "section", "kind", "ends"),
    [
        ("Send", {}, K.PROCESSED, None),
        ("Delivery", {}, K.DELIVERED, None),
        ("DeliveryDelay", {"delayType": "MailboxFull"}, K.DEFERRED, None),
        ("Reject", {"reason": "Bad content"}, K.DROPPED, None),
        ("Open", {}, K.OPENED, None),
        ("Click", {"link": "https://x"}, K.CLICKED, None),
        ("Bounce", bounce("Permanent", "NoEmail"), K.BOUNCED, R.BOUNCED),
        ("Bounce", bounce("Permanent", "General"), K.BOUNCED, R.BOUNCED),
        ("Bounce", bounce("Permanent", "General", **NOBODY), K.BOUNCED, R.BOUNCED),
        ("Bounce", bounce("Permanent", "General", status="5.7.1"), K.BLOCKED, None),
        ("Bounce", bounce("Permanent", "Suppressed"), K.DROPPED, R.BOUNCED),
        ("Bounce", bounce("Permanent", "OnAccountSuppressionList"), K.DROPPED, R.BOUNCED),
        ("Bounce", bounce("Transient", "MailboxFull"), K.SOFT_BOUNCED, None),
        ("Bounce", bounce("Transient", "General", status="4.4.7"), K.SOFT_BOUNCED, None),
        ("Bounce", bounce("Transient", "General", **NOBODY), K.SOFT_BOUNCED, None),
        ("Bounce", bounce("Transient", "ContentRejected"), K.BLOCKED, None),
        ("Bounce", bounce("Transient", "MessageTooLarge"), K.BLOCKED, None),
        ("Bounce", bounce("Transient", "AttachmentRejected"), K.BLOCKED, None),
        ("Bounce", bounce("Undetermined", "Undetermined", **NOBODY), K.BOUNCED, R.BOUNCED),
        ("Complaint", {"complaintFeedbackType": "abuse"}, K.COMPLAINED, R.COMPLAINED),
        ("Complaint", {}, K.COMPLAINED, R.COMPLAINED),
        ("Complaint", {"complaintSubType": "OnAccountSuppressionList"}, K.DROPPED, R.COMPLAINED),
        ("Subscription", {"newTopicPreferences": {"unsubscribeAll": True}}, K.LEFT, R.UNSUBSCRIBED),
    ],
)  # fmt: skip
def test_every_kind_of_events_is_told(
    name: str, section: dict[str, Any], kind: EventKind, ends: SubscriberState | None
) -> None:
    (event,) = read(told(name, section))
    assert (event.kind, event.ends, event.issue_id, event.subscriber_id) == (kind, ends, 7, 42)
    assert (event.at, event.email) == (NOW - timedelta(hours=1), "")
    assert event.url == section.get("link", "")
    assert "@" not in event.reason


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("Bounce", bounce("Transient", "General")),  # somebody is away
        ("Bounce", bounce("Undetermined", "Undetermined")),
        ("Complaint", {"complaintFeedbackType": "not-spam"}),
        ("Complaint", {"complaintFeedbackType": "auth-failure"}),
        ("Subscription", {"newTopicPreferences": {"unsubscribeAll": False}}),
        ("Rendering Failure", {}),
        ("", {}),
    ],
    ids=str,
)
def test_what_changes_nothing_is_passed_over(name: str, section: dict[str, Any]) -> None:
    assert read(told(name, section)) == []


def test_the_few_words_with_which_ses_tries_a_topic_are_no_event() -> None:
    assert read(FAKE.post("Notification", "Successfully validated SNS topic.", NOW)) == []


def test_an_event_told_again_has_the_same_name() -> None:
    (once,), (again,) = read(told("Delivery")), read(told("Delivery", version="2"))
    assert once.id == again.id != ""


def test_without_our_delivery_only_what_is_about_an_address_itself_is_believed() -> None:
    (event,) = read(told("Complaint", {"complainedRecipients": [ADA]}, ours=False))
    assert (event.issue_id, event.subscriber_id, event.email) == (0, 0, "ada@example.org")
    assert read(told("Delivery", ours=False)) == []
    (several,) = read(told("Complaint", {"complainedRecipients": [ADA, ADA]}, ours=False))
    assert several.email == ""


@pytest.mark.parametrize(
    ("topic", "host"),
    [
        (TOPIC, HOST),
        ("arn:aws-cn:sns:cn-north-1:123456789012:letters", "sns.cn-north-1.amazonaws.com.cn"),
        ("arn:aws-us-gov:sns:us-gov-west-1:123456789012:letters", "sns.us-gov-west-1.amazonaws.com"),
    ],
)
def test_each_region_has_its_host(topic: str, host: str) -> None:
    assert host_of(topic) == host
    assert SesSettings(topic=topic).topic == topic


def test_the_webhook_is_open_when_its_topic_is_known() -> None:
    known = Settings(
        publication=Publication(name="The Letter", sender="letter@example.org"), ses=SesSettings(topic=TOPIC)
    )
    assert {name: webhook.name for name, webhook in open_webhooks(known, ["now"]).items()} == {"ses": "ses"}
    with pytest.raises(ValueError, match="topic"):
        SesSettings(topic="arn:aws:sns:evil.example/:123456789012:x")


def test_sns_is_asked_over_tls_and_sends_us_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == PEM else 302)
            self.send_header("Location", "https://evil.example/")
            self.end_headers()
            self.wfile.write(FAKE.certificate)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    made = certificates(tmp_path, "localhost")
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        server.socket = made.server.wrap_socket(server.socket, server_side=True)
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        try:
            place = f"localhost:{server.server_port}"
            with pytest.raises(ssl.SSLCertVerificationError):
                got(place, PEM)
            monkeypatch.setenv("SSL_CERT_FILE", str(made.ca_file))
            assert got(place, PEM) == FAKE.certificate
            with pytest.raises(OSError, match="answered 302"):
                got(place, "/elsewhere")
        finally:
            server.shutdown()
            serving.join()
