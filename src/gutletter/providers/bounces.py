"""Mail that comes back: delivery reports (RFC 3464), complaints (RFC 5965), and what older servers write instead.

Nobody signs such mail. So it is believed only when it names one of our copies by the Message-ID we gave it, or comes to
the copy's own return address, and both carry our seal. Whoever has seen one letter's source could report that letter,
and no other. Automatic replies (RFC 3834) and everything else are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import blake2b

from gutletter.lifecycle import FATE
from gutletter.model import Event, EventKind, SubscriberState
from gutletter.providers.bounce_codes import bounce_kind
from gutletter.providers.envelope import without_addresses
from gutletter.providers.posted import Whose

PROVIDER = "mail"
LARGEST = 5_000_000  # bytes; what is larger is no report
VERP = "bounce+"
"""What a copy's own return address begins with, before its delivery id (variable envelope return path)."""

_IDS = re.compile(r"<([A-Za-z0-9._-]{20,100})@[^<>\s]{1,255}>")
_ACTIONS = {
    "delivered": EventKind.DELIVERED,
    "relayed": EventKind.PROCESSED,
    "expanded": EventKind.PROCESSED,
    "delayed": EventKind.DEFERRED,
}
_COMPLAINTS = ("abuse", "fraud", "virus", "other")
_ENDS = {EventKind.BOUNCED: SubscriberState.BOUNCED, EventKind.COMPLAINED: SubscriberState.COMPLAINED}
_OLD_STYLE = re.compile(
    r"could not be delivered|permanent error|delivery to the following|undeliverable|returned to sender|"
    r"delivery (has )?failed|mail delivery failed|was not delivered",
    re.IGNORECASE,
)

_ANSWER = re.compile(r"(^|: )\s*[45]\d\d[ -]")  # a server's, quoted


def return_address(domain: str, delivery_id: str) -> str:
    """The address that bounces of one copy come to."""
    return f"{VERP}{delivery_id}@{domain}"


def returned(whose: Whose) -> Callable[[bytes, datetime], Event | None]:
    """Who reads mail that came back: what it tells of one of our copies, or None. No mail breaks it."""

    def read(raw: bytes, received_at: datetime) -> Event | None:
        return None if len(raw) > LARGEST else _told(raw, received_at, whose)

    return read


def _told(raw: bytes, received_at: datetime, whose: Whose) -> Event | None:
    mail = message_from_bytes(raw)
    verdict = _verdict(mail)
    if verdict is None:
        return None
    named = next((names for text in _names(mail) if (names := whose(text)) and names[1]), None)
    if named is None:
        return None
    kind, reason = verdict
    return Event(
        provider=PROVIDER,
        id=blake2b(raw, digest_size=16).hexdigest(),
        kind=kind,
        at=_at(mail, received_at),
        issue_id=named[0],
        subscriber_id=named[1],
        ends=_ENDS.get(kind),
        reason=without_addresses(reason),
    )


# ── what it says ──────────────────────────────────────────────────────────────────────────────────────────────────


def _verdict(mail: Message) -> tuple[EventKind, str] | None:
    """What a report says, and in which words; None for what is none."""
    parts = list(mail.walk())
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            kind = _field(_fields(part), "feedback-type").lower()
            return (EventKind.COMPLAINED, f"complaint: {kind}") if kind in _COMPLAINTS else None
    for part in parts:
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            return _delivery_status(part)
    return _old_style(mail, parts)


def _delivery_status(part: Message) -> tuple[EventKind, str] | None:
    """RFC 3464: the worst that is said of any recipient. A copy has one; servers that forward it may name another."""
    told: list[tuple[EventKind, str]] = []
    for fields in _groups(part):
        action = _field(fields, "action").lower()
        status, words = _field(fields, "status"), _field(fields, "diagnostic-code")
        reason = f"{status} {words}".strip()
        if action == "failed":
            told.append((bounce_kind(status, words), reason))
        elif action in _ACTIONS:
            told.append((_ACTIONS[action], reason))
    return max(told, key=lambda one: FATE[one[0]], default=None)


def _old_style(mail: Message, parts: Iterable[Message]) -> tuple[EventKind, str] | None:
    """What Exim and others write as text: only when it says that it failed, and comes from a server."""
    failed = _header(mail, "X-Failed-Recipients")  # Exim's; it calls its reports automatic replies
    sender = _header(mail, "From").lower()
    if not failed and (_is_automatic_reply(mail) or not ("mailer-daemon" in sender or "postmaster" in sender)):
        return None
    text = next((_text(part) for part in parts if part.get_content_type() == "text/plain"), "")
    about_it = text.partition("\n------")[0]  # before the copy of what was sent
    if not failed and not _OLD_STYLE.search(about_it):
        return None
    said = next((line.strip() for line in about_it.splitlines() if _ANSWER.search(line)), "")
    return bounce_kind("", f"{said} {about_it}"), said or "the mail came back"


def _is_automatic_reply(mail: Message) -> bool:
    automatic = _header(mail, "Auto-Submitted").lower().partition(";")[0].strip()
    return (
        automatic == "auto-replied"
        or "X-Autoreply" in mail
        or "X-Autorespond" in mail
        or _header(mail, "Precedence").lower() == "auto_reply"
    )


# ── about which copy ──────────────────────────────────────────────────────────────────────────────────────────────


def _names(mail: Message) -> Iterator[str]:
    """What may be a delivery id of ours: of the return address it came to, then of the letter that is returned."""
    for header in ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To"):
        for _, address in getaddresses([str(value) for value in mail.get_all(header, [])]):
            local = address.partition("@")[0]
            if local.lower().startswith(VERP):
                yield local[len(VERP) :]
    inner = [part for part in mail.walk() if part is not mail]
    for part in inner:
        yield from _IDS.findall(_header(part, "Message-ID"))
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            yield from _IDS.findall(_text(part))
    for header in ("In-Reply-To", "References"):
        yield from _IDS.findall(_header(mail, header))
    for part in (mail, *inner):
        if part.get_content_type() == "text/plain":
            yield from _IDS.findall(_text(part)[:200_000])


# ── reading what anybody may have written ─────────────────────────────────────────────────────────────────────────


def _groups(part: Message) -> Iterator[Message]:
    """The field groups of a report: the parser makes each a message."""
    content = part.get_payload()
    if isinstance(content, list):
        yield from (group for group in content if isinstance(group, Message))
    else:
        for group in re.split(r"\r?\n\r?\n", _text(part)):
            yield message_from_bytes(group.encode("utf-8", "replace"))


def _fields(part: Message) -> Message:
    """The fields of a report that has one group; some servers wrap it in base64, and then nobody has parsed it."""
    return next(_groups(part), part)


def _field(fields: Message, name: str) -> str:
    """A field's value without its type (``smtp;``, ``rfc822;``), on one line."""
    value = " ".join(_header(fields, name).split())
    return re.sub(r"^[A-Za-z0-9-]+\s*;\s*", "", value).strip()


def _header(part: Message, name: str) -> str:
    return str(part.get(name, "") or "")


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content.decode("utf-8", "replace")
    inside = part.get_payload()
    if isinstance(inside, list):
        return "\n".join(str(one) for one in inside if isinstance(one, Message))
    return str(inside or "")


def _at(mail: Message, received_at: datetime) -> datetime:
    try:
        at = parsedate_to_datetime(_header(mail, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return received_at
    try:
        utc = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        return received_at
    return min(utc, received_at)
