"""RenderedIssue + Delivery → the bytes of one email (RFC 5322, RFC 2045 to 2049, RFC 2369, RFC 2919, RFC 8058).

A letter is compiled once: everything that is the same for all readers is encoded, with gaps where they differ; for each
reader only the gaps are filled. A filled gap stands between two soft line breaks of quoted-printable, so nothing around
it has to be encoded again, and begins a line, so whether SMTP must stuff its dot is known from the gap alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from gutletter.errors import ReadersError, SettingsError
from gutletter.forks import taken
from gutletter.mime import (
    FINAL_DOT,
    as_it_is,
    dot_stuffed,
    folded,
    header_address,
    is_plain,
    is_simple,
    mailbox,
    one_line,
    phrase,
    quoted_printable,
)
from gutletter.model import Delivery, Letterhead, Marker, RenderedIssue

LONGEST_LIST_UNSUBSCRIBE = 77  # characters; SendGrid's relay and others make encoded words of longer values


def compose(rendered: RenderedIssue, delivery: Delivery, *, at: datetime) -> bytes:
    """The email for one reader, with CRLF line ends; the same arguments give the same bytes.

    ``at`` is the Date, aware. Raises SettingsError when the unsubscribe link is too long, and ReadersError when the
    address cannot stand in a header.
    """
    return compiled(rendered).copy(delivery, at)


def personalised(rendered: RenderedIssue, delivery: Delivery) -> tuple[str, str, str]:
    """Subject, HTML and text for one reader; a name brings no markup into the HTML and no line into the subject."""
    values = _values(delivery)
    rendered = for_readers(rendered, named=bool(values[Marker.NAME]))
    return (
        one_line(_spliced(_pieces(rendered.subject), values)),
        _spliced(_pieces(rendered.html), _escaped(values)),
        _spliced(_pieces(rendered.text), values),
    )


def headers(rendered: RenderedIssue, delivery: Delivery) -> Mapping[str, str]:
    """What tells mail clients that this is a list's letter and how to leave it; ASCII, each on one line.

    For providers that write the other headers themselves; ``compose`` carries the same. Raises SettingsError when the
    List-Unsubscribe value would have more than 77 characters.
    """
    letter = compiled(rendered)
    return {
        "List-Unsubscribe": _unsubscribe(rendered.letterhead, delivery),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": letter.list_id,
        "Feedback-ID": letter.feedback_id,
    }


@lru_cache(maxsize=16)
def for_readers(rendered: RenderedIssue, *, named: bool) -> RenderedIssue:
    """The letter as those get it whose name is known, or is not: it is itself when that makes no difference."""
    whole = replace(
        rendered,
        subject=taken(rendered.subject, named=named),
        html=taken(rendered.html, named=named),
        text=taken(rendered.text, named=named),
    )
    return rendered if whole == rendered else whole


def as_test(rendered: RenderedIssue) -> RenderedIssue:
    """The same letter, marked as a test in its subject; marking it twice is harmless."""
    mark = "[Test] "
    return rendered if rendered.subject.startswith(mark) else replace(rendered, subject=mark + rendered.subject)


# ── the letter, compiled once ─────────────────────────────────────────────────────────────────────────────────────

_Pieces = tuple[str, ...]  # text, marker, text, marker, … text
_MARKERS = re.compile("(" + "|".join(re.escape(marker) for marker in Marker) + ")")
_PLACES = tuple(Marker)
_HEADERS = 2 * len(_PLACES)  # after the markers, in the text and in the HTML


class CompiledLetter:
    """A letter of which a copy for one reader is made in microseconds. ``compiled`` makes one; threads may share it."""

    def __init__(self, whole: RenderedIssue, *, named: bool = True) -> None:
        rendered, letterhead = for_readers(whole, named=named), whole.letterhead
        self._for_the_nameless = CompiledLetter(whole, named=False) if named and rendered is not whole else None
        self.list_id = as_it_is("List-Id", one_line(f"{phrase(one_line(letterhead.name))} <{letterhead.list_id}>"))
        self.feedback_id = _feedback_id(whole)
        self._letterhead = letterhead
        self._subject = _pieces(rendered.subject)
        self._steady_subject = "" if len(self._subject) > 1 else _subject(self._subject, {})
        self._used = [(place, _FIELDS[marker]) for place, marker in enumerate(_PLACES) if _occurs(marker, rendered)]
        boundary = b"=_" + whole.hash[:32].encode()  # never occurs in quoted-printable, for it begins with "=_"
        text, page = _part("plain", rendered.text, 0), _part("html", rendered.html, len(_PLACES))
        between, end = b"--%b\r\n" % boundary, b"--%b--\r\n" % boundary
        pieces = _joined([*self._head(boundary), between, *text, between, *page, end])
        self._gaps = [(at, piece) for at, piece in enumerate(pieces) if isinstance(piece, int)]
        self._pieces = [b"" if isinstance(piece, int) else piece for piece in pieces]
        self._stuffed = [dot_stuffed(piece) for piece in self._pieces]  # each begins a line, or holds no dot at all
        self._stuffed[-1] += FINAL_DOT

    def copy(self, delivery: Delivery, at: datetime) -> bytes:
        """See :func:`compose`."""
        if self._for_the_nameless is not None and not one_line(delivery.name):
            return self._for_the_nameless.copy(delivery, at)
        return b"".join(self._filled(self._pieces, self._values(delivery, at, written=bytes)))

    def for_the_line(self, delivery: Delivery, at: datetime, *, international: bool = False) -> list[bytes]:
        """The same, in pieces, as it goes over an SMTP connection: its dots stuffed, the final dot included.

        ``international``: over one that takes addresses in other letters than ASCII (RFC 6532).
        """
        if self._for_the_nameless is not None and not one_line(delivery.name):
            return self._for_the_nameless.for_the_line(delivery, at, international=international)
        return self._filled(self._stuffed, self._values(delivery, at, international=international, written=dot_stuffed))

    def _filled(self, pieces: list[bytes], values: Sequence[bytes]) -> list[bytes]:
        filled = pieces.copy()
        for at, place in self._gaps:
            filled[at] = values[place]
        return filled

    def _values(
        self, delivery: Delivery, at: datetime, *, written: Callable[[bytes], bytes], international: bool = False
    ) -> list[bytes]:
        """What one reader's gaps hold, by place. ``written``: as lines are written where they go; a gap begins one."""
        values = [b""] * (_HEADERS + 1)
        if is_plain(delivery):
            for place, field in self._used:
                values[place] = values[place + len(_PLACES)] = delivery[field].encode()
            address, name = delivery.email, delivery.name
            shown = f"{name} <{address}>" if name else address
        else:
            for place, field in self._used:
                value = delivery[field]
                if is_simple(value):
                    values[place] = values[place + len(_PLACES)] = value.encode()
                else:
                    value = one_line(value)
                    values[place] = written(quoted_printable(value))
                    values[place + len(_PLACES)] = written(quoted_printable(html.escape(value)))
            address = header_address(delivery.email, international=international)
            shown = mailbox(one_line(delivery.name), address)
            as_it_is("Message-ID", delivery.message_id)
        values[_HEADERS] = (
            f"To: {shown}\r\n"
            f"Subject: {self._steady_subject or _subject(self._subject, _values(delivery))}\r\n"
            f"Date: {_written(at, at.utcoffset())}\r\n"
            f"Message-ID: {delivery.message_id}\r\n"
            f"List-Unsubscribe: {_unsubscribe(self._letterhead, delivery)}\r\n"
        ).encode()
        return values

    def _head(self, boundary: bytes) -> Iterator[bytes | int]:
        letterhead = self._letterhead
        yield f"From: {_sender('publication.sender', letterhead.sender)}\r\n".encode("ascii")
        if letterhead.reply_to:
            yield f"Reply-To: {_sender('publication.reply_to', letterhead.reply_to)}\r\n".encode("ascii")
        yield _HEADERS
        yield (
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
            f"List-Id: {self.list_id}\r\n"
            f"Feedback-ID: {self.feedback_id}\r\n"
            "MIME-Version: 1.0\r\n"
            f'Content-Type: multipart/alternative; boundary="{boundary.decode()}"\r\n\r\n'
        ).encode("ascii")


@lru_cache(maxsize=8)
def compiled(rendered: RenderedIssue) -> CompiledLetter:
    """The letter, ready for copies. SettingsError when the publication's sender is no address."""
    return CompiledLetter(rendered)


_FIELDS = {
    marker: Delivery._fields.index(field)
    for marker, field in {
        Marker.NAME: "name",
        Marker.EMAIL: "email",
        Marker.UNSUBSCRIBE_URL: "unsubscribe_url",
        Marker.PREFERENCES_URL: "preferences_url",
        Marker.VIEW_URL: "view_url",
    }.items()
}


def _occurs(marker: Marker, rendered: RenderedIssue) -> bool:
    return marker in rendered.html or marker in rendered.text


def _part(kind: str, content: str, first_place: int) -> Iterator[bytes | int]:
    """One part of the message, encoded, with the places of its gaps."""
    yield b'Content-Type: text/%b; charset="utf-8"\r\n' % kind.encode()
    yield b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    for at, piece in enumerate(_pieces(content)):
        if at % 2:
            yield b"=\r\n"
            yield first_place + _PLACES.index(Marker(piece))
            yield b"=\r\n"
        else:
            yield quoted_printable(piece.replace("\r\n", "\n").replace("\r", "\n"))
    yield b"\r\n"


def _joined(pieces: Sequence[bytes | int]) -> list[bytes | int]:
    """The same with as few pieces as there can be."""
    joined: list[bytes | int] = []
    for piece in pieces:
        if joined and isinstance(piece, bytes) and isinstance(joined[-1], bytes):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _sender(setting: str, written: str) -> str:
    name, address = parseaddr(written)
    try:
        return mailbox(one_line(name), header_address(address))
    except ReadersError as error:
        raise SettingsError(f"{setting}: {written!r} is no address.") from error


def _feedback_id(rendered: RenderedIssue) -> str:
    """Google's Feedback-ID: which letter, whose, of what kind, and the sender's constant name of 5 to 15 characters."""
    list_id = rendered.letterhead.list_id
    sender = re.sub(r"[^a-z0-9]", "", list_id.lower())[:15]
    return as_it_is("Feedback-ID", f"{rendered.hash[:12]}:{list_id}:{rendered.kind}:{sender:x<5}")


@lru_cache(maxsize=32)
def _pieces(content: str) -> _Pieces:
    return tuple(_MARKERS.split(content))


# ── one reader's ──────────────────────────────────────────────────────────────────────────────────────────────────


def _values(delivery: Delivery) -> Mapping[str, str]:
    return {marker: one_line(delivery[field]) for marker, field in _FIELDS.items()}


def _escaped(values: Mapping[str, str]) -> Mapping[str, str]:
    return {marker: html.escape(value) for marker, value in values.items()}


def _spliced(pieces: _Pieces, values: Mapping[str, str]) -> str:
    """One pass: a reader whose name is a marker gets that name."""
    return "".join(values[piece] if at % 2 else piece for at, piece in enumerate(pieces))


def _subject(pieces: _Pieces, values: Mapping[str, str]) -> str:
    return folded(one_line(_spliced(pieces, values)), taken=len("Subject: "))


def _unsubscribe(letterhead: Letterhead, delivery: Delivery) -> str:
    unsubscribe = as_it_is("List-Unsubscribe", f"<{delivery.unsubscribe_url}>")
    if len(unsubscribe) > LONGEST_LIST_UNSUBSCRIBE:
        raise SettingsError(
            f"publication.site: {letterhead.site} makes unsubscribe links of {len(unsubscribe) - 2} "
            f"characters, and mail clients understand {LONGEST_LIST_UNSUBSCRIBE - 2} at most.",
            remedy="Use a shorter site, such as https://letter.example.org.",
        )
    return unsubscribe


@lru_cache(maxsize=8)
def _written(at: datetime, offset: timedelta | None) -> str:  # two zones write the same time differently
    """A time as headers have it. Some ask for one time over and over, others for many within a second."""
    return _written_to_the_second(at.replace(microsecond=0), offset)


@lru_cache(maxsize=8)
def _written_to_the_second(at: datetime, offset: timedelta | None) -> str:
    del offset  # tells two zones apart
    return format_datetime(at)
