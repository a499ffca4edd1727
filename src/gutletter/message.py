"""RenderedIssue + Delivery → the bytes of one email (RFC 5322, RFC 2045 to 2049, RFC 2369, RFC 2919, RFC 8058).

A letter is encoded once, with gaps where readers differ; for each reader only the gaps are filled. A filled gap stands
between two soft line breaks of quoted-printable, so nothing around it has to be encoded again.

Headers are written here and not by Python's ``email``: that turns a List-Unsubscribe or List-Id of 78 characters and
more into encoded words, which mail clients do not read there (python/cpython#85725).
"""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from hashlib import blake2b

from gutletter.errors import ReadersError, SettingsError
from gutletter.model import Delivery, Letterhead, Marker, RenderedIssue

LONGEST_LIST_UNSUBSCRIBE = 77  # characters; SendGrid's relay and others make encoded words of longer values


def compose(rendered: RenderedIssue, delivery: Delivery, *, at: datetime) -> bytes:
    """The email for one reader, with CRLF line ends; the same arguments give the same bytes.

    ``at`` is the Date, aware. Raises SettingsError when the unsubscribe link is too long, and ReadersError when the
    address cannot stand in a header.
    """
    letter = _encoded(rendered)
    values = _values(delivery)
    boundary = f"=_{blake2b(delivery.id.encode(), digest_size=16).hexdigest()}"  # "=_" never occurs in quoted-printable
    head = [
        letter.head,
        f"To: {_mailbox(values[Marker.NAME], _address(delivery.email))}",
        f"Subject: {_folded(_one_line(_spliced(letter.subject, values)), taken=len('Subject: '))}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {_plain('Message-ID', delivery.message_id)}",
        *(f"{name}: {value}" for name, value in headers(rendered, delivery).items()),
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    ]
    return b"".join(
        (
            "\r\n".join(head).encode("ascii"),
            b"\r\n\r\n",
            *_part(boundary, "plain", letter.text, values),
            *_part(boundary, "html", letter.html, _escaped(values)),
            f"--{boundary}--\r\n".encode("ascii"),
        )
    )


def personalised(rendered: RenderedIssue, delivery: Delivery) -> tuple[str, str, str]:
    """Subject, HTML and text for one reader; a name brings no markup into the HTML and no line into the subject."""
    values = _values(delivery)
    return (
        _one_line(_spliced(_pieces(rendered.subject), values)),
        _spliced(_pieces(rendered.html), _escaped(values)),
        _spliced(_pieces(rendered.text), values),
    )


def headers(rendered: RenderedIssue, delivery: Delivery) -> Mapping[str, str]:
    """What tells mail clients that this is a list's letter and how to leave it; ASCII, each on one line.

    For providers that write the other headers themselves; ``compose`` carries the same. Raises SettingsError when the
    List-Unsubscribe value would have more than 77 characters.
    """
    unsubscribe = _plain("List-Unsubscribe", f"<{delivery.unsubscribe_url}>")
    if len(unsubscribe) > LONGEST_LIST_UNSUBSCRIBE:
        raise SettingsError(
            f"publication.site: {rendered.letterhead.site} makes unsubscribe links of {len(unsubscribe) - 2} "
            f"characters, and mail clients understand {LONGEST_LIST_UNSUBSCRIBE - 2} at most.",
            remedy="Use a shorter site, such as https://letter.example.org.",
        )
    letter = _encoded(rendered)
    return {
        "List-Unsubscribe": unsubscribe,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": letter.list_id,
        "Feedback-ID": letter.feedback_id,
    }


def as_test(rendered: RenderedIssue) -> RenderedIssue:
    """The same letter, marked as a test in its subject; marking it twice is harmless."""
    mark = "[Test] "
    return rendered if rendered.subject.startswith(mark) else replace(rendered, subject=mark + rendered.subject)


# ── the letter, encoded once ──────────────────────────────────────────────────────────────────────────────────────

_Pieces = tuple[str, ...]  # text, marker, text, marker, … text
_MARKERS = re.compile("(" + "|".join(re.escape(marker) for marker in Marker) + ")")


@dataclass(frozen=True, slots=True)
class _Letter:
    """What is the same for every reader; in ``text`` and ``html``, what stands between the gaps is encoded."""

    head: str
    subject: _Pieces
    text: tuple[bytes | Marker, ...]
    html: tuple[bytes | Marker, ...]
    list_id: str
    feedback_id: str


@lru_cache(maxsize=8)
def _encoded(rendered: RenderedIssue) -> _Letter:
    letterhead = rendered.letterhead
    return _Letter(
        head="\r\n".join(_head(letterhead)),
        subject=_pieces(rendered.subject),
        text=_gapped(rendered.text),
        html=_gapped(rendered.html),
        list_id=_plain("List-Id", _one_line(f"{_phrase(_one_line(letterhead.name))} <{letterhead.list_id}>")),
        feedback_id=_feedback_id(rendered),
    )


def _head(letterhead: Letterhead) -> Iterator[str]:
    yield f"From: {_sender('publication.sender', letterhead.sender)}"
    if letterhead.reply_to:
        yield f"Reply-To: {_sender('publication.reply_to', letterhead.reply_to)}"


def _sender(setting: str, mailbox: str) -> str:
    name, address = parseaddr(mailbox)
    try:
        return _mailbox(_one_line(name), _address(address))
    except ReadersError as error:
        raise SettingsError(f"{setting}: {mailbox!r} is no address.") from error


def _feedback_id(rendered: RenderedIssue) -> str:
    """Google's Feedback-ID: which letter, whose, of what kind, and the sender's constant name of 5 to 15 characters."""
    list_id = rendered.letterhead.list_id
    sender = re.sub(r"[^a-z0-9]", "", list_id.lower())[:15]
    return _plain("Feedback-ID", f"{rendered.hash[:12]}:{list_id}:issue:{sender:x<5}")


def _gapped(content: str) -> tuple[bytes | Marker, ...]:
    return tuple(
        Marker(piece) if at % 2 else _quoted_printable(piece.replace("\r\n", "\n").replace("\r", "\n"))
        for at, piece in enumerate(_pieces(content))
    )


@lru_cache(maxsize=32)
def _pieces(content: str) -> _Pieces:
    return tuple(_MARKERS.split(content))


# ── one reader's ──────────────────────────────────────────────────────────────────────────────────────────────────


def _values(delivery: Delivery) -> Mapping[str, str]:
    return {
        Marker.NAME: _one_line(delivery.name),
        Marker.EMAIL: _one_line(delivery.email),
        Marker.UNSUBSCRIBE_URL: _one_line(delivery.unsubscribe_url),
        Marker.PREFERENCES_URL: _one_line(delivery.preferences_url),
        Marker.VIEW_URL: _one_line(delivery.view_url),
    }


def _escaped(values: Mapping[str, str]) -> Mapping[str, str]:
    return {marker: html.escape(value) for marker, value in values.items()}


def _spliced(pieces: _Pieces, values: Mapping[str, str]) -> str:
    """One pass: a reader whose name is a marker gets that name."""
    return "".join(values[piece] if at % 2 else piece for at, piece in enumerate(pieces))


def _part(
    boundary: str,
    kind: str,
    content: tuple[bytes | Marker, ...],
    values: Mapping[str, str],
) -> Iterator[bytes]:
    yield (
        f'--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()
    for piece in content:
        if isinstance(piece, Marker):
            yield b"=\r\n" + _quoted_printable(values[piece]) + b"=\r\n"
        else:
            yield piece
    yield b"\r\n"


# ── encodings ─────────────────────────────────────────────────────────────────────────────────────────────────────

_LONGEST_LINE = 76  # RFC 2045 § 6.7 (5), RFC 2047 § 2


_ESCAPED = re.compile(rb"[^\t\x20-\x3c\x3e-\x7e]|[\t ]$")
_LINE = re.compile(rb".{1,75}(?<!=)(?<!=.)")  # never ends within an escape


def _quoted_printable(text: str) -> bytes:
    """Quoted-printable with CRLF; even the last line has room for a soft line break (``binascii``'s has none)."""
    return b"\r\n".join(
        b"=\r\n".join(_LINE.findall(_ESCAPED.sub(lambda octet: b"=%02X" % ord(octet[0]), line)))
        for line in text.encode("utf-8", "replace").split(b"\n")
    )


_UNWANTED = re.compile("[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


def _one_line(text: str) -> str:
    """The text on one line, without control characters and those that turn the direction of what follows."""
    return _UNWANTED.sub(" ", text).strip()


@lru_cache(maxsize=32)
def _folded(text: str, taken: int) -> str:
    """A header's text on lines of at most 76 characters, ``taken`` of the first in use; RFC 2047 where it must be."""
    if not text.isascii() or "=?" in text or any(len(word) > _LONGEST_LINE - taken for word in text.split(" ")):
        return _encoded_words(text)
    lines, room = [""], _LONGEST_LINE - taken
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = _LONGEST_LINE - 1
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _encoded_words(text: str) -> str:
    """RFC 2047, in base64; no character is cut in two."""
    chunks = [b""]
    for character in text:
        octets = character.encode("utf-8")
        if (
            len(chunks[-1]) + len(octets) > 39
        ):  # 52 characters of base64, 12 around them: a "Subject: " still fits before
            chunks.append(b"")
        chunks[-1] += octets
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in chunks)


def _phrase(name: str) -> str:
    """A display name: as it is, between quotes, or in encoded words."""
    if not name.isascii() or "=?" in name or len(name) > 60:
        return _encoded_words(name)
    if re.fullmatch(rf"{_ATEXT}( {_ATEXT})*", name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _mailbox(name: str, address: str) -> str:
    if not name:
        return address
    phrase = _phrase(name)
    return f"{phrase} <{address}>" if len(phrase) + len(address) < 60 else f"{phrase}\r\n <{address}>"


_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"(?=.{{3,254}}$){_ATEXT}(\.{_ATEXT})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def _address(address: str) -> str:
    """The address as it stands in a header; a domain in other letters becomes its ASCII form."""
    local, _, domain = address.rpartition("@")
    with suppress(UnicodeError):
        address = f"{local}@{domain.encode('idna').decode('ascii')}"
    if not _ADDRESS.fullmatch(address):
        raise ReadersError(f"{address!r} is no address that can be written to.")
    return address


def _plain(header: str, value: str) -> str:
    """A header that must stand as it is, on one line."""
    if not value.isascii() or not value.isprintable() or len(header) + 2 + len(value) > 998:
        raise SettingsError(f"{header}: {value!r} cannot stand in a header.", remedy="It takes printable ASCII only.")
    return value
