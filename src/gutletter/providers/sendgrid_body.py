"""The request that hands one letter over to SendGrid for up to a thousand readers (``POST /v3/mail/send``).

The letter goes out once, with a key where readers differ; each reader's ``substitutions`` say what stands there.
SendGrid replaces text and knows nothing of HTML, so a marker has one key in subject and text and another one in the
HTML, each with the value that :func:`gutletter.message.personalised` puts there. The keys carry a piece of the letter's
hash: no reader's name can be one of them.

What is the same for everyone is built once, by the official package's ``Mail``, and written as JSON once; each reader's
piece of JSON is made by filling a template.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from email.utils import parseaddr
from json.encoder import encode_basestring_ascii as _quoted

from sendgrid.helpers import mail
from sendgrid.helpers.mail.exceptions import SendGridException

from gutletter.errors import ProviderRefused, ReadersError
from gutletter.message import headers
from gutletter.mime import one_line
from gutletter.model import Delivery, Marker, RenderedIssue
from gutletter.providers.envelope import DELIVERY_ID, envelope_address

MOST_SUBSTITUTED = 10_000
"""Bytes that one reader's substitutions may take. So says the API's description; the page on substitution tags says
50,000. Counted as they stand in the request, which is never less than the API counts."""

_Place = tuple[bool, Marker]  # whether it stands in HTML, and what stands there

_FOR_EVERYONE = ("List-Id", "Feedback-ID")
_FIELDS = {
    Marker.NAME: "name",
    Marker.EMAIL: "email",
    Marker.UNSUBSCRIBE_URL: "unsubscribe_url",
    Marker.PREFERENCES_URL: "preferences_url",
    Marker.VIEW_URL: "view_url",
}
_SIMPLE = re.compile(r"(?:[A-Za-z0-9._~:/?#@!$()*+,;=%-]+(?: [A-Za-z0-9._~:/?#@!$()*+,;=%-]+)*)?")
"""Text that is the same in a subject, in plain text, in HTML, and between the quotes of JSON."""

_BREAKS = re.compile(r'[,;"<>\\]')
_FIRST_SUBSTITUTION = 11  # among the pieces of a reader's JSON: what is filled in for the first key

_NOBODY = Delivery(id="", email="", name="", unsubscribe_url="", message_id="")


class LetterBody:
    """Writes the requests of one letter; threads may share it.

    Raises SettingsError for a publication's name or sender that cannot stand in a header, and ProviderRefused for a
    letter that the official package refuses.
    """

    def __init__(self, rendered: RenderedIssue, *, sandbox: bool) -> None:
        self._rendered = rendered
        used = [marker for marker in Marker if any(marker in content for content in _contents(rendered).values())]
        places = [
            (escaped, marker)
            for escaped in (False, True)
            for marker in used
            if any(marker in content for part, content in _contents(rendered).items() if (part == "html") is escaped)
        ]
        keys = {place: f"[[{number}.{rendered.hash[:16]}]]" for number, place in enumerate(places)}
        self._fields = [_FIELDS[marker] for marker in used]
        self._places = [used.index(marker) + len(used) * escaped for escaped, marker in places]
        post = headers(rendered, _NOBODY)["List-Unsubscribe-Post"]
        self._pieces = [  # of one reader's JSON; what is empty is filled in
            '{"to":[{"email":', "", "", f'}}],"custom_args":{{"{DELIVERY_ID}":', "",
            '},"headers":{"List-Unsubscribe":', "", f',"List-Unsubscribe-Post":{_quoted(post)},"Message-ID":', "",
            "}", *_substitutions(keys.values()), "}",
        ]  # fmt: skip
        self._head, self._tail = _around_readers(rendered, keys, sandbox=sandbox)

    def personalization(self, delivery: Delivery) -> bytes:
        """One reader's piece of the request. Raises SettingsError, and ReadersError whose message shows no address."""
        pieces = self._pieces.copy()
        pieces[1] = _quoted(envelope_address(delivery.email))
        pieces[2] = _display_name(delivery.name)
        pieces[4] = _quoted(delivery.id)
        pieces[6] = _quoted(headers(self._rendered, delivery)["List-Unsubscribe"])
        pieces[8] = _quoted(delivery.message_id)
        pieces[_FIRST_SUBSTITUTION:-1:2] = self._values(delivery)
        whole = "".join(pieces)
        if len(whole) > MOST_SUBSTITUTED and len("".join(pieces[_FIRST_SUBSTITUTION - 1 : -1])) > MOST_SUBSTITUTED:
            raise ReadersError("The reader's name, address and links are longer than SendGrid takes.")
        return whole.encode("ascii")

    def request(self, personalizations: Sequence[bytes]) -> bytes:
        """The finished body for these readers, one at least, whose addresses must differ."""
        first, *others = personalizations
        *others, last = [self._head + first, *others]  # a megabyte: put together once
        return b",".join([*others, last + self._tail])

    def _values(self, delivery: Delivery) -> list[str]:
        """What stands for each key, in quotes."""
        values = [""] * len(self._fields) * 2  # as text, then as HTML
        for at, field in enumerate(self._fields):
            value = getattr(delivery, field)
            if _SIMPLE.fullmatch(value):
                values[at] = values[at + len(self._fields)] = f'"{value}"'
            else:
                value = one_line(value)
                values[at], values[at + len(self._fields)] = _quoted(value), _quoted(html.escape(value))
        return [values[place] for place in self._places]


def _substitutions(keys: Iterable[str]) -> Iterator[str]:
    """The pieces of one reader's substitutions: a key, then what is filled in for it."""
    before = ',"substitutions":{'  # an empty object is an error there
    for key in keys:
        yield f"{before}{_quoted(key)}:"
        yield ""
        before = ","
    yield "" if before.startswith(',"') else "}"


def _display_name(name: str) -> str:
    """The name beside the address; SendGrid breaks on names with a comma or semicolon, which therefore stay away."""
    name = " ".join(name.split())
    return f',"name":{_quoted(name)}' if name and name.isprintable() and not _BREAKS.search(name) else ""


# ── what is the same for everyone ─────────────────────────────────────────────────────────────────────────────────


def _around_readers(rendered: RenderedIssue, keys: Mapping[_Place, str], *, sandbox: bool) -> tuple[bytes, bytes]:
    """The request's JSON before and after the readers' pieces."""
    try:
        letter = json.dumps(_letter(rendered, keys, sandbox=sandbox).get(), separators=(",", ":"))
    except (SendGridException, ValueError, TypeError) as error:
        raise ProviderRefused(
            f"SendGrid's package refuses the letter: {str(error) or type(error).__name__}.",
            remedy="Check publication.sender, and that the letter holds no key of SendGrid's.",
        ) from error
    return b'{"personalizations":[', f"],{letter[1:]}".encode("ascii")


def _letter(rendered: RenderedIssue, keys: Mapping[_Place, str], *, sandbox: bool) -> mail.Mail:
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


def _contents(rendered: RenderedIssue) -> Mapping[str, str]:
    return {"subject": rendered.subject, "text": rendered.text, "html": rendered.html}


def _keyed(rendered: RenderedIssue, part: str, keys: Mapping[_Place, str]) -> str:
    content = _contents(rendered)[part]
    for (escaped, marker), key in keys.items():
        if escaped is (part == "html"):
            content = content.replace(marker, key)
    return content


def _mailbox(text: str) -> tuple[str, str]:
    name, address = parseaddr(text)
    return address, name
