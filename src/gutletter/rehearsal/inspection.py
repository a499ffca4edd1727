"""Whether what arrived is what its reader should have got: complete, whole, theirs alone, and with a way out.

Every letter is read by a small strict parser, and now and then one by Python's as well, which takes a hundred times as
long; the two must agree.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

from gutletter.links import CLICK, Purpose, read_click, read_token
from gutletter.message import LONGEST_LIST_UNSUBSCRIBE

LONGEST_LINE = 998  # octets without CRLF, RFC 5322 § 2.1.1
ONCE = ("from", "to", "subject", "date", "message-id", "mime-version", "content-type", "list-unsubscribe", "list-id")

_LEFT_OVER = re.compile(r"\[\[[a-z_]+(?:\.[a-z]+\.[0-9a-f]+)?\]\]")
_PURPOSES = {"u": Purpose.UNSUBSCRIBE, "p": Purpose.PREFERENCES, "v": Purpose.VIEW}


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of a publication's letters before they come."""

    secret: str  # what its links are signed with
    site: str  # what its links begin with


@dataclass(frozen=True, slots=True)
class Copy:
    """A letter as one reader sees it; header names in lower case, values unfolded and as they were sent."""

    address: str  # on the envelope
    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


class Unreadable(ValueError):
    """This is no letter that could be read; the message says why."""


class Inspector:
    """Looks at letters; the ``first`` so many and ``every`` so manieth after them are read by Python's parser too."""

    def __init__(self, expected: Expected, *, first: int = 100, every: int = 100) -> None:
        self._expected = expected
        self._first, self._every = first, every
        self._seen = 0
        self._link = re.compile(re.escape(expected.site) + r"/([upv])/([A-Za-z0-9._-]*)")
        self._counted = re.compile(re.escape(expected.site + CLICK) + r"([A-Za-z0-9._-]*)")
        self._addresses: dict[tuple[int, int], str] = {}

    def mail(self, octets: bytes, address: str, *, eight_bit: bool) -> tuple[str, list[str]]:
        """(delivery id, what is wrong) of a letter as it came over SMTP, without the dots; the id may be empty."""
        self._seen += 1
        try:
            copy = read_mail(octets, address)
        except Unreadable as trouble:
            return "", [str(trouble)]
        wrong = [*_wrong_octets(octets, eight_bit=eight_bit)]
        if self._seen <= self._first or self._seen % self._every == 0:
            wrong += _read_by_python(octets, copy)
        delivery_id, more = self.copy(copy)
        return delivery_id, wrong + more

    def copy(self, copy: Copy) -> tuple[str, list[str]]:
        """(delivery id, what is wrong) of a letter, however it came."""
        delivery_id = copy.headers.get("message-id", "").strip("<>").rpartition("@")[0]
        whose = read_token([self._expected.secret], Purpose.DELIVERY, delivery_id) if delivery_id else None
        if whose is None:
            return "", ["the Message-ID is not made of a delivery's id"]
        return delivery_id, [
            *self._wrong_reader(copy, whose),
            *self._wrong_way_out(copy, whose),
            *self._wrong_links(copy, whose),
            *(f"{marker} was left in the letter" for marker in _left_over(copy)),
            *(["the subject is empty"] if not copy.subject.strip() else []),
        ]

    def _wrong_reader(self, copy: Copy, whose: tuple[int, int]) -> Iterator[str]:
        if copy.to.casefold() != copy.address.casefold():
            yield "To: names another address than the envelope"
        if self._addresses.setdefault(whose, copy.address.casefold()) != copy.address.casefold():
            yield "the same delivery came for two addresses"

    def _wrong_way_out(self, copy: Copy, whose: tuple[int, int]) -> Iterator[str]:
        """RFC 8058, and the same way out in both parts of the letter."""
        header = copy.headers.get("list-unsubscribe", "")
        if not (header.startswith("<") and header.endswith(">")):
            yield "List-Unsubscribe is missing or has no <…>"
        elif self._whose(header[1:-1], "u") != whose:
            yield "List-Unsubscribe leads to nobody, or to another reader"
        if len(header) > LONGEST_LIST_UNSUBSCRIBE:
            yield f"List-Unsubscribe is longer than {LONGEST_LIST_UNSUBSCRIBE} characters"
        if copy.headers.get("list-unsubscribe-post", "") != "List-Unsubscribe=One-Click":
            yield "List-Unsubscribe-Post is missing or wrong"
        for part, content in (("HTML", copy.html), ("text", copy.text)):
            if f"{self._expected.site}/u/" not in content:
                yield f"the {part} has no link to leave by"

    def _wrong_links(self, copy: Copy, whose: tuple[int, int]) -> Iterator[str]:
        for part, content in (("HTML", copy.html), ("text", copy.text)):
            for kind, token in self._link.findall(content):
                if self._whose(f"{self._expected.site}/{kind}/{token}", kind) != whose:
                    yield f"a link in the {part} ({_PURPOSES[kind]}) leads to nobody, or to another reader"
        if not all(read_click([self._expected.secret], names) for names in self._counted.findall(copy.html)):
            yield "a counted link in the HTML leads nowhere"
        if 'href=""' in copy.html:
            yield "a link in the HTML leads nowhere"

    def _whose(self, url: str, kind: str) -> tuple[int, int] | None:
        beginning = f"{self._expected.site}/{kind}/"
        if not url.startswith(beginning):
            return None
        return read_token([self._expected.secret], _PURPOSES[kind], url.removeprefix(beginning))


def read_mail(octets: bytes, address: str) -> Copy:
    """A multipart/alternative letter of text and HTML. Raises Unreadable."""
    head, found, body = octets.partition(b"\r\n\r\n")
    if not found:
        raise Unreadable("the letter has no empty line after its headers")
    headers = _headers(head)
    kind = headers.get("content-type", "")
    if not (match := re.fullmatch(r'multipart/alternative; *boundary="?([^"]+)"?', kind)):
        raise Unreadable("the letter is not multipart/alternative")
    delimiter = b"--" + match[1].encode()
    pieces = (b"\r\n" + body).split(b"\r\n" + delimiter)
    if len(pieces) != 4 or not pieces[3].startswith(b"--"):
        raise Unreadable("the letter does not have two parts between its boundaries")
    text, html = _part(pieces[1], "text/plain"), _part(pieces[2], "text/html")
    return Copy(
        address=address,
        to=_only_address(headers.get("to", "")),
        subject=_decoded(headers.get("subject", "")),
        text=text,
        html=html,
        headers=headers,
    )


def _headers(head: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in re.sub(r"\r\n(?=[ \t])", "", head.decode("utf-8", "replace")).split("\r\n"):
        name, colon, value = line.partition(":")
        key = name.lower()
        if not colon or not re.fullmatch(r"[!-9;-~]+", key):
            raise Unreadable("a line among the headers is none")
        if key in headers and key in ONCE:
            raise Unreadable(f"the header {key} stands there twice")
        headers[key] = value.strip()
    for name in ONCE:
        if name not in headers:
            raise Unreadable(f"the header {name} is missing")
    return headers


def _part(piece: bytes, kind: str) -> str:
    head, _, body = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    lowered = head.lower()
    if f"content-type: {kind}".encode() not in lowered or b"utf-8" not in lowered:
        raise Unreadable(f"the part that should be {kind} in UTF-8 is something else")
    try:
        if b"quoted-printable" in lowered:
            body = binascii.a2b_qp(body)
        elif b"base64" in lowered:
            body = b64decode(body)
        return body.decode("utf-8").replace("\r\n", "\n")
    except ValueError as error:
        raise Unreadable(f"the {kind} cannot be decoded: {error}") from error


def _only_address(text: str) -> str:
    addresses = getaddresses([text]) if '"' in text or "," in text else [("", text.rpartition("<")[2].rstrip(">"))]
    return addresses[0][1].strip() if len(addresses) == 1 else ""


def _decoded(text: str) -> str:
    return str(make_header(decode_header(text))) if "=?" in text else text


def _left_over(copy: Copy) -> set[str]:
    places = (copy.subject, copy.html, copy.text, copy.headers["list-unsubscribe"])
    return {marker for place in places if "[[" in place for marker in _LEFT_OVER.findall(place)}


def _wrong_octets(octets: bytes, *, eight_bit: bool) -> Iterator[str]:
    lines = octets.count(b"\r\n")
    if octets.count(b"\n") != lines or octets.count(b"\r") != lines:
        yield "a line of the letter does not end in CRLF"
    if max(map(len, octets.split(b"\r\n"))) > LONGEST_LINE:
        yield f"a line of the letter is longer than {LONGEST_LINE} octets"
    if b"\0" in octets:
        yield "the letter holds a NUL"
    if not eight_bit and not octets.isascii():
        yield "the letter has octets above 127, and BODY=8BITMIME was not said"


def _read_by_python(octets: bytes, copy: Copy) -> Iterator[str]:
    message = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what the default policy makes
    parts = list(message.iter_parts())
    for part in (message, *parts):
        yield from (f"Python's parser finds a defect: {type(defect).__name__}" for defect in part.defects)
        for name, value in part.items():
            yield from (f"Python's parser finds a defect in {name}: {defect}" for defect in value.defects)
    contents = [part.get_content().replace("\r\n", "\n") for part in parts]
    if contents != [copy.text, copy.html] or str(message["subject"]) != copy.subject:
        yield "Python's parser reads another letter than we do"
