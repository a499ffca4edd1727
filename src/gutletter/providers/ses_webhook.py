"""Amazon SES's events, as a configuration set publishes them to an SNS topic, which posts them here: one event a post.

SNS signs every post with a key whose certificate it serves. A post is looked at only if it names the topic that the
settings name, and nothing is asked of any host but SNS's own in that topic's region: the address is put together here,
from the topic. SNS does not post to an address until somebody there has said that it wants to; that is said here, by
GET, once the request has proved to be that topic's.

Source: docs.aws.amazon.com/sns, "Verifying the signatures of Amazon SNS messages", "Amazon SNS message and JSON
formats"; docs.aws.amazon.com/ses, "Examples of event data that Amazon SES publishes to Amazon SNS", as of
November 2026.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import structlog
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from gutletter.errors import NotAuthentic, UnreadablePost
from gutletter.model import Event, EventKind, SubscriberState
from gutletter.providers.bounce_codes import bounce_kind
from gutletter.providers.envelope import DELIVERY_ID, without_addresses
from gutletter.providers.posted import (
    ENDS,
    WITHOUT_A_DELIVERY,
    Whose,
    at_of,
    inner,
    is_fresh,
    named,
    object_in,
    text_of,
)
from gutletter.providers.ses import delivery_id_of
from gutletter.providers.sns import Sns

_NEWS = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_ABOUT_THE_SUBSCRIPTION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED = {
    "Notification": _NEWS,
    "SubscriptionConfirmation": _ABOUT_THE_SUBSCRIPTION,
    "UnsubscribeConfirmation": _ABOUT_THE_SUBSCRIPTION,
}
_DIGESTS: Mapping[str, Callable[[], SHA1 | SHA256]] = {"1": SHA1, "2": SHA256}  # 1 is what topics begin with

_KINDS = {
    "Send": EventKind.PROCESSED,
    "Delivery": EventKind.DELIVERED,
    "DeliveryDelay": EventKind.DEFERRED,
    "Reject": EventKind.DROPPED,
    "Open": EventKind.OPENED,
    "Click": EventKind.CLICKED,
}  # "Bounce", "Complaint" and "Subscription" are looked at more closely; "Rendering Failure" is never ours
_FULL = "MailboxFull"
_UNWANTED = ("MessageTooLarge", "ContentRejected", "AttachmentRejected")
_ON_A_LIST = ("Suppressed", "OnAccountSuppressionList")  # SES did not send it at all
_NO_COMPLAINT = ("not-spam", "auth-failure")

log = structlog.get_logger(__name__)


class SesWebhook:
    """Posts of one SNS topic."""

    name = "ses"

    def __init__(self, topic: str, whose: Whose, sns: Sns) -> None:
        self._topic, self._whose, self._sns = topic, whose, sns

    def accept(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """See :class:`gutletter.ports.Webhook`. A subscription to our topic is confirmed on the way."""
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise UnreadablePost("It is not UTF-8.") from error
        post = object_in(text)
        if post.get("TopicArn") != self._topic:
            raise NotAuthentic("It is of another topic than ses.topic.")
        if (kind := _plain(post, "Type")) not in _SIGNED:
            raise UnreadablePost("It is nothing that SNS posts.")
        self._check(post, now)
        if kind == "SubscriptionConfirmation":
            self._sns.ask(f"/?{urlencode({'Action': 'ConfirmSubscription', **_named(post, 'TopicArn', 'Token')})}")
            log.info("the subscription to SES's events is confirmed")
        elif kind == "UnsubscribeConfirmation":
            log.warning("SES's events do not come here any more: somebody ended the subscription")
        return text

    def _check(self, post: Mapping[str, Any], now: datetime) -> None:
        """NotAuthentic unless SNS signed it, and not long ago; Unproven when its key cannot be had now."""
        told = "".join(f"{name}\n{value}\n" for name, value in _named(post, *_SIGNED[post["Type"]]).items())
        digest = _DIGESTS.get(_plain(post, "SignatureVersion"))
        if digest is None:
            raise NotAuthentic("It is not signed, or in a way that is not known.")
        if not is_fresh(int(at_of(post.get("Timestamp"), now).timestamp()), now):
            raise NotAuthentic("It was signed too long ago.")
        key = self._sns.key(_plain(post, "SigningCertURL"))
        try:
            signature = b64decode(_plain(post, "Signature"), validate=True)
            key.verify(signature, told.encode(), PKCS1v15(), digest())
        except (InvalidSignature, ValueError) as error:
            raise NotAuthentic("The signature is another's.") from error

    def events(self, body: str, received_at: datetime) -> Sequence[Event]:
        """See :class:`gutletter.ports.Webhook`."""
        post = object_in(body)
        try:
            one = object_in(_plain(post, "Message")) if post.get("Type") == "Notification" else {}
        except UnreadablePost:  # SES tries a new topic with a few words
            return []
        what = text_of(one, "eventType") or text_of(one, "notificationType")
        told = inner(one, f"{what[:1].lower()}{what[1:]}")
        kind, ends, reason = _meaning(what, told)
        if kind is None:
            return []
        mail = inner(one, "mail")
        issue_id, subscriber_id = self._whose(delivery_id_of(_tag(mail))) or (0, 0)
        if not subscriber_id and ends not in WITHOUT_A_DELIVERY:
            return []
        return [
            Event(
                provider=self.name,
                id=text_of(post, "MessageId")[:100] or named(one),  # SNS repeats a post under its name
                kind=kind,
                at=at_of(told.get("timestamp") or mail.get("timestamp"), received_at),
                issue_id=issue_id,
                subscriber_id=subscriber_id,
                email="" if subscriber_id else text_of(_recipient(told), "emailAddress")[:320],
                ends=ends,
                reason=without_addresses(reason.strip()),
                url=text_of(told, "link")[:2000] if kind is EventKind.CLICKED else "",
            )
        ]


def _meaning(what: str, told: Mapping[str, Any]) -> tuple[EventKind | None, SubscriberState | None, str]:
    """The kind of an event, whether it ends the reader, and its words for operators."""
    match what:
        case "Bounce":
            return _bounce(told)
        case "Complaint":
            words = text_of(told, "complaintFeedbackType")
            if words in _NO_COMPLAINT:
                return None, None, ""
            listed = text_of(told, "complaintSubType") in _ON_A_LIST
            return EventKind.DROPPED if listed else EventKind.COMPLAINED, SubscriberState.COMPLAINED, words
        case "Subscription":
            left = inner(told, "newTopicPreferences").get("unsubscribeAll") is True
            return (EventKind.LEFT, ENDS[EventKind.LEFT], "") if left else (None, None, "")
        case _:
            return _KINDS.get(what), None, text_of(told, "reason") or text_of(told, "delayType")


def _bounce(told: Mapping[str, Any]) -> tuple[EventKind | None, SubscriberState | None, str]:
    """A bounce that SES calls transient never ends a reader; without a report of delivery it is an absence note."""
    lasting, of = text_of(told, "bounceType"), text_of(told, "bounceSubType")
    recipient = _recipient(told)
    status, words = text_of(recipient, "status"), text_of(recipient, "diagnosticCode")
    reason = words or status or f"{lasting} {of}"
    if of in _ON_A_LIST:
        return EventKind.DROPPED, SubscriberState.BOUNCED, reason
    if of == _FULL:
        kind = EventKind.SOFT_BOUNCED
    elif of in _UNWANTED:
        kind = EventKind.BLOCKED
    elif of == "NoEmail" or (lasting == "Permanent" and not (status or words)):
        kind = EventKind.BOUNCED
    elif status or words:
        kind = bounce_kind(status, words)
    else:
        return None, None, ""
    if lasting == "Transient" and kind is EventKind.BOUNCED:
        kind = EventKind.SOFT_BOUNCED
    return kind, ENDS.get(kind), reason


def _recipient(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one reader of a letter, as a bounce or complaint names them; of several, nobody."""
    for name in ("bouncedRecipients", "complainedRecipients"):
        match told.get(name):
            case [dict(one)]:
                return one
    return {}


def _tag(mail: Mapping[str, Any]) -> str:
    match inner(mail, "tags").get(DELIVERY_ID):
        case [str(tag)]:
            return tag
    return ""


def _plain(one: Mapping[str, Any], name: str) -> str:
    """A field as it was signed; empty when it is no text."""
    value = one.get(name)
    return value if isinstance(value, str) else ""


def _named(one: Mapping[str, Any], *names: str) -> Mapping[str, str]:
    """These fields, as far as they are there."""
    return {name: value for name in names if isinstance(value := one.get(name), str)}
