"""The request that hands one letter over to SendGrid for up to a thousand readers (``POST /v3/mail/send``).

The letter goes out once, with a key where readers differ; each reader's ``substitutions`` say what stands there.
SendGrid replaces text and knows nothing of HTML, so a marker has one key in subject and text and another one in the
HTML, each with the value that :func:`gutletter.message.personalised` puts there; links are the same in both. The keys
carry a piece of the letter's hash: no reader's name can be one of them.

What is the same for everyone is built once, by the official package's ``Mail``, and written as JSON once; each reader's
piece of JSON is made by filling a template.
"""

from __future__ import annotations

import html
import json
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from email.utils import parseaddr
from json.encoder import encode_basestring_ascii as _quoted
from operator import itemgetter

from sendgrid.helpers import mail
from sendgrid.helpers.mail.exceptions import SendGridException

from gutletter.errors import ProviderRefused, ReadersError, SettingsError
from gutletter.message import LONGEST_LIST_UNSUBSCRIBE, headers
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
_LINKS = (Marker.UNSUBSCRIBE_URL, Marker.PREFERENCES_URL, Marker.VIEW_URL)
_SIMPLE_NAME = re.compile(r"(?:[A-Za-z0-9.-]+(?: [A-Za-z0-9.-]+)*)?")
"""A name that is the same in a subject, in plain text, in HTML, between the quotes of JSON and beside an address."""

_HARMLESS = (string.ascii_letters + string.digits + "._~:/%+@-").encode()
"""What is the same everywhere, also in a header and an address."""

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
        contents = _contents(rendered)
        used = [marker for marker in Marker if any(marker in content for content in contents.values())]
        site = rendered.letterhead.site
        shared = _LINKS if html.escape(site) == site else ()  # they are the same as text and as HTML
        values: dict[_Place, str] = {}
        keys: dict[_Place, str] = {}
        for place in [(escaped, marker) for escaped in (False, True) for marker in used]:
            escaped, marker = place
            if any(marker in content for part, content in contents.items() if (part == "html") is escaped):
                value = escaped and marker not in shared, marker
                keys[place] = values.setdefault(value, f"[[{len(values)}.{rendered.hash[:16]}]]")
        self._shared = shared
        self._places = tuple(values)
        post = headers(rendered, _NOBODY)["List-Unsubscribe-Post"]
        self._pieces = [  # of one reader's JSON; what is empty is filled in
            '{"to":[{"email":', "", "", f'}}],"custom_args":{{"{DELIVERY_ID}":', "",
            '},"headers":{"List-Unsubscribe":', "", f',"List-Unsubscribe-Post":{_quoted(post)},"Message-ID":', "",
            "}", *_substitutions(values.values()), "}",
        ]  # fmt: skip
        self._template, self._fields = _template(self._pieces, self._places)
        self._head, self._tail = _around_readers(rendered, keys, sandbox=sandbox)

    def personalization(self, delivery: Delivery) -> bytes:
        """One reader's piece of the request. Raises SettingsError, and ReadersError whose message shows no address."""
        address = envelope_address(delivery.email)
        if _goes_as_it_is(delivery):  # but for the name
            plain = self._template % self._fields((*delivery, *_three_names(delivery.name)))
            if len(plain) <= MOST_SUBSTITUTED:
                return plain.encode("ascii")
        pieces = self._pieces.copy()
        pieces[1] = _quoted(address)
        pieces[2] = _display_name(delivery.name)
        pieces[4] = _quoted(delivery.id)
        pieces[6] = _quoted(headers(self._rendered, delivery)["List-Unsubscribe"])
        pieces[8] = _quoted(delivery.message_id)
        pieces[_FIRST_SUBSTITUTION:-1:2] = [self._value(delivery, *place) for place in self._places]
        whole = "".join(pieces)
        if len(whole) > MOST_SUBSTITUTED and len("".join(pieces[_FIRST_SUBSTITUTION - 1 : -1])) > MOST_SUBSTITUTED:
            raise ReadersError("The reader's name, address and links are longer than SendGrid takes.")
        return whole.encode("ascii")

    def request(self, personalizations: Sequence[bytes]) -> bytes:
        """The finished body for these readers, one at least, whose addresses must differ."""
        first, *others = personalizations
        *others, last = [self._head + first, *others]  # a megabyte: put together once
        return b",".join([*others, last + self._tail])

    def _value(self, delivery: Delivery, escaped: bool, marker: Marker) -> str:
        """What stands for a key, in quotes."""
        value = one_line(getattr(delivery, _FIELDS[marker]))
        if marker in self._shared and html.escape(value) != value:
            raise SettingsError(
                f"publication.site: {self._rendered.letterhead.site} is not where the reader's links lead.",
                remedy="Use an address like https://letter.example.org.",
            )
        return _quoted(html.escape(value) if escaped else value)


# ── readers of whom all but the name goes into the request just as it is, which nearly all are ────────────────────

_Fields = Callable[[Sequence[str]], tuple[str, ...]]
_TEXT, _HTML, _BESIDE = range(len(Delivery._fields), len(Delivery._fields) + 3)  # where three names follow the fields


def _template(pieces: Sequence[str], places: Iterable[_Place]) -> tuple[str, _Fields]:
    """A reader's JSON with %s where something is filled in, and what picks that out of the fields and three names."""
    field = Delivery._fields.index
    filled = {
        1: ('"%s"', field("email")),
        2: ("%s", _BESIDE),
        4: ('"%s"', field("id")),
        6: ('"<%s>"', field("unsubscribe_url")),
        8: ('"%s"', field("message_id")),
    }
    for at, (escaped, marker) in enumerate(places):
        name = "%s", _HTML if escaped else _TEXT
        filled[_FIRST_SUBSTITUTION + 2 * at] = name if marker is Marker.NAME else ('"%s"', field(_FIELDS[marker]))
    words = [filled[at][0] if at in filled else piece.replace("%", "%%") for at, piece in enumerate(pieces)]
    return "".join(words), itemgetter(*(filled[at][1] for at in sorted(filled)))


def _goes_as_it_is(delivery: Delivery) -> bool:
    id_, email, _, leave, message_id, prefer, view = delivery
    if not message_id.startswith("<") or not message_id.endswith(">") or len(leave) + 2 > LONGEST_LIST_UNSUBSCRIBE:
        return False
    octets = f"{id_}{email}{leave}{message_id[1:-1]}{prefer}{view}".encode("ascii", "replace")
    return not octets.translate(None, _HARMLESS)


def _three_names(name: str) -> tuple[str, str, str]:
    """A name in quotes as text and as HTML, and beside the address."""
    if _SIMPLE_NAME.fullmatch(name):
        quoted = f'"{name}"'
        return quoted, quoted, f',"name":{quoted}' if name else ""
    line = one_line(name)
    return _quoted(line), _quoted(html.escape(line)), _display_name(name)


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
