"""The request that hands one letter over to SendGrid for up to a thousand readers (``POST /v3/mail/send``).

The letter goes out once, with a key where readers differ; each reader's ``substitutions`` say what stands there.
SendGrid replaces text and knows nothing of HTML, so a marker has one key in the subject, one in the text and one in the
HTML, each with the value that :func:`gutletter.message.personalised` puts there. The keys carry a piece of the letter's
hash: no reader's name can be one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from email.utils import parseaddr
from typing import Any

from gutletter.message import headers, personalised
from gutletter.model import Delivery, Marker, RenderedIssue
from gutletter.providers.envelope import envelope_address

DELIVERY_ID = "gl_d"
"""The custom argument that comes back with every event of the webhook. Opaque ids only: it cannot be redacted there."""

_FOR_EVERYONE = ("List-Id", "Feedback-ID")
_PARTS = ("subject", "html", "text")  # in the order of ``personalised``

Body = dict[str, Any]


class LetterBody:
    """Writes the requests of one letter."""

    def __init__(self, rendered: RenderedIssue, *, sandbox: bool) -> None:
        self._rendered = rendered
        self._sandbox = sandbox
        self._keys = {
            (part, marker): f"[[{marker.name.lower()}.{part}.{rendered.hash[:16]}]]"
            for part in _PARTS
            for marker in Marker
            if marker in getattr(rendered, part)
        }
        self._used = sorted({marker for _, marker in self._keys})
        self._only = {marker: replace(rendered, subject=marker, html=marker, text=marker) for marker in self._used}
        self._shell = self._common()

    def request(self, deliveries: Sequence[Delivery]) -> Body:
        """The body for these readers, whose addresses must differ. Raises ReadersError, SettingsError."""
        personalizations = [self._personalization(delivery) for delivery in deliveries]
        everyone = headers(self._rendered, deliveries[0])
        return self._shell | {
            "personalizations": personalizations,
            "headers": {name: everyone[name] for name in _FOR_EVERYONE},
        }

    def _common(self) -> Body:
        rendered, letterhead = self._rendered, self._rendered.letterhead
        reply_to = {"reply_to": _mailbox(letterhead.reply_to)} if letterhead.reply_to else {}
        return {
            "from": _mailbox(letterhead.sender),
            **reply_to,
            "subject": self._keyed("subject"),
            "content": [  # the order is SendGrid's rule
                {"type": "text/plain", "value": self._keyed("text")},
                {"type": "text/html", "value": self._keyed("html")},
            ],
            "categories": [f"issue-{rendered.hash[:12]}"],
            "tracking_settings": {  # said on every send: the account's own defaults would apply otherwise
                "click_tracking": {"enable": False, "enable_text": False},
                "open_tracking": {"enable": False},
                "subscription_tracking": {"enable": False},
                "ganalytics": {"enable": False},
            },
            "mail_settings": {"sandbox_mode": {"enable": self._sandbox}},
        }

    def _keyed(self, part: str) -> str:
        content: str = getattr(self._rendered, part)
        for marker in self._used:
            if key := self._keys.get((part, marker)):
                content = content.replace(marker, key)
        return content

    def _personalization(self, delivery: Delivery) -> Body:
        own = headers(self._rendered, delivery)
        values = {
            marker: dict(zip(_PARTS, personalised(self._only[marker], delivery), strict=True)) for marker in self._used
        }
        return {
            "to": [_recipient(delivery)],
            "custom_args": {DELIVERY_ID: delivery.id},
            "headers": {name: value for name, value in own.items() if name not in _FOR_EVERYONE}
            | {"Message-ID": delivery.message_id},
            **self._substitutions(values),
        }

    def _substitutions(self, values: Mapping[Marker, Mapping[str, str]]) -> Body:
        if not self._keys:
            return {}  # an empty object is an error there
        return {"substitutions": {key: values[marker][part] for (part, marker), key in self._keys.items()}}


def _recipient(delivery: Delivery) -> Body:
    """Name and address; SendGrid breaks on names with a comma or semicolon, which therefore stay away."""
    name = " ".join(delivery.name.split())
    named = name.isprintable() and name and not any(sign in name for sign in ',;"<>\\')
    return {"email": envelope_address(delivery.email)} | ({"name": name} if named else {})


def _mailbox(text: str) -> Body:
    name, address = parseaddr(text)
    return {"email": address} | ({"name": name} if name else {})
