"""The request that hands one letter over to SendGrid for up to a thousand readers (``POST /v3/mail/send``).

The letter goes out once, with a key where readers differ; each reader's ``substitutions`` say what stands there.
SendGrid replaces text and knows nothing of HTML, so a marker has one key in the subject, one in the text and one in the
HTML, each with the value that :func:`gutletter.message.personalised` puts there. The keys carry a piece of the letter's
hash: no reader's name can be one of them.

What is the same for everyone is built once, by the official package's ``Mail``, and written as JSON once; each reader's
piece of JSON is made by filling a template.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from email.utils import parseaddr
from json.encoder import encode_basestring_ascii as _quoted

from sendgrid.helpers import mail
from sendgrid.helpers.mail.exceptions import SendGridException

from gutletter.errors import ProviderRefused, ReadersError
from gutletter.message import headers, personalised
from gutletter.model import Delivery, Marker, RenderedIssue
from gutletter.providers.envelope import DELIVERY_ID, envelope_address

MOST_SUBSTITUTED = 10_000
"""Bytes that one reader's substitutions may take. So says the API's description; the page on substitution tags says
50,000. Counted as they stand in the request, which is never less than the API counts."""

_Key = tuple[str, Marker]  # the part in which it stands, and what it stands for

_FOR_EVERYONE = ("List-Id", "Feedback-ID")
_PARTS = ("subject", "html", "text")
_FIELDS = {
    Marker.NAME: "name",
    Marker.EMAIL: "email",
    Marker.UNSUBSCRIBE_URL: "unsubscribe_url",
    Marker.PREFERENCES_URL: "preferences_url",
    Marker.VIEW_URL: "view_url",
}
_SIMPLE = re.compile(r"[A-Za-z0-9._~:/?#@!$()*+,;=%-]+(?: [A-Za-z0-9._~:/?#@!$()*+,;=%-]+)*")
"""Text that is the same in a subject, in plain text, in HTML, and between the quotes of JSON."""

_NOBODY = Delivery(id="", email="", name="", unsubscribe_url="", message_id="")


class LetterBody:
    """Writes the requests of one letter; threads may share it.

    Raises SettingsError for a publication's name or sender that cannot stand in a header, and ProviderRefused for a
    letter that the official package refuses.
    """

    def __init__(self, rendered: RenderedIssue, *, sandbox: bool) -> None:
        self._rendered = rendered
        keys: dict[_Key, str] = {
            (part, marker): f"[[{marker.name.lower()}.{part}.{rendered.hash[:16]}]]"
            for part in _PARTS
            for marker in Marker
            if marker in getattr(rendered, part)
        }
        used = sorted({marker for _, marker in keys})
        together = "\n".join(used)  # no value holds a line break
        self._only = replace(rendered, subject="", html=together, text=together)
        self._fields = [_FIELDS[marker] for marker in used]
        self._places = [used.index(marker) + len(used) * (part == "html") for part, marker in keys]
        pairs = ",".join(f"{_quoted(key)}:%s" for key in keys.values())
        self._substitutions = f',"substitutions":{{{pairs}}}' if pairs else ""  # an empty object is an error there
        self._head, self._tail = _around_readers(rendered, keys, sandbox=sandbox)

    def personalization(self, delivery: Delivery) -> str:
        """One reader's piece of the request. Raises SettingsError, and ReadersError whose message shows no address."""
        address = envelope_address(delivery.email)
        own = headers(self._rendered, delivery)
        substitutions = self._substitutions % self._values(delivery)
        if len(substitutions) > MOST_SUBSTITUTED:
            raise ReadersError("The reader's name, address and links are longer than SendGrid takes.")
        return _PERSONALIZATION % (
            _quoted(address),
            _display_name(delivery.name),
            _quoted(delivery.id),
            _quoted(own["List-Unsubscribe"]),
            _quoted(own["List-Unsubscribe-Post"]),
            _quoted(delivery.message_id),
            substitutions,
        )

    def request(self, personalizations: Iterable[str]) -> str:
        """The finished body for these readers, whose addresses must differ."""
        return f"{self._head}{','.join(personalizations)}{self._tail}"

    def _values(self, delivery: Delivery) -> tuple[str, ...]:
        """What stands for each key, in quotes."""
        texts = [getattr(delivery, field) for field in self._fields]
        if all(map(_SIMPLE.fullmatch, texts)):
            values = [f'"{text}"' for text in texts] * 2
        else:
            _, html, text = personalised(self._only, delivery)
            values = [_quoted(value) for value in (*text.split("\n"), *html.split("\n"))]
        return tuple([values[place] for place in self._places])


_PERSONALIZATION = (
    f'{{"to":[{{"email":%s%s}}],"custom_args":{{"{DELIVERY_ID}":%s}},'
    '"headers":{"List-Unsubscribe":%s,"List-Unsubscribe-Post":%s,"Message-ID":%s}%s}'
)


def _display_name(name: str) -> str:
    """The name beside the address; SendGrid breaks on names with a comma or semicolon, which therefore stay away."""
    name = " ".join(name.split())
    if not name or not name.isprintable() or any(sign in name for sign in ',;"<>\\'):
        return ""
    return f',"name":{_quoted(name)}'


# ── what is the same for everyone ─────────────────────────────────────────────────────────────────────────────────


def _around_readers(rendered: RenderedIssue, keys: Mapping[_Key, str], *, sandbox: bool) -> tuple[str, str]:
    """The request's JSON before and after the readers' pieces."""
    try:
        letter = json.dumps(_letter(rendered, keys, sandbox=sandbox).get(), separators=(",", ":"))
    except (SendGridException, ValueError, TypeError) as error:
        raise ProviderRefused(
            f"SendGrid's package refuses the letter: {str(error) or type(error).__name__}.",
            remedy="Check publication.sender, and that the letter holds no key of SendGrid's.",
        ) from error
    return '{"personalizations":[', f"],{letter[1:]}"


def _letter(rendered: RenderedIssue, keys: Mapping[_Key, str], *, sandbox: bool) -> mail.Mail:
    letterhead = rendered.letterhead
    letter = mail.Mail(
        from_email=mail.From(*_mailbox(letterhead.sender)),
        subject=_keyed(rendered, "subject", keys),
        plain_text_content=_keyed(rendered, "text", keys),
        html_content=_keyed(rendered, "html", keys),
    )
    if letterhead.reply_to:
        letter.reply_to = mail.ReplyTo(*_mailbox(letterhead.reply_to))
    everyones = headers(rendered, _NOBODY)
    for name in _FOR_EVERYONE:
        letter.add_header(mail.Header(name, everyones[name]))
    letter.add_category(mail.Category(f"issue-{rendered.hash[:12]}"))
    letter.tracking_settings = (
        mail.TrackingSettings(  # said on every send: the account's defaults would apply otherwise
            click_tracking=mail.ClickTracking(enable=False, enable_text=False),
            open_tracking=mail.OpenTracking(enable=False),
            subscription_tracking=mail.SubscriptionTracking(enable=False),
            ganalytics=mail.Ganalytics(enable=False),
        )
    )
    letter.mail_settings = mail.MailSettings(sandbox_mode=mail.SandBoxMode(enable=sandbox))
    return letter


def _keyed(rendered: RenderedIssue, part: str, keys: Mapping[_Key, str]) -> str:
    content: str = getattr(rendered, part)
    for (where, marker), key in keys.items():
        if where == part:
            content = content.replace(marker, key)
    return content


def _mailbox(text: str) -> tuple[str, str]:
    name, address = parseaddr(text)
    return address, name
