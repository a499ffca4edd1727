"""What a form or a mail client sent, and whether a form was filled in by a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Annotated, TypeAlias
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from gutletter.links import Purpose, read_token, token

HONEYPOT = "website"
"""A field that people do not see, and programs fill in."""

FASTEST, SLOWEST = timedelta(seconds=2), timedelta(days=1)
"""Between showing a form and its coming back."""


class Sent:
    """The fields of a form, as text; whatever cannot be read is not there."""

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self._fields = fields

    def get(self, name: str) -> str:
        """The last value of this name; empty when there is none."""
        return next((value for other, value in reversed(self._fields) if other == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of this name."""
        return tuple(value for other, value in self._fields if other == name)

    def __contains__(self, name: str) -> bool:
        return any(name == other for other, _ in self._fields)


async def _sent(request: Request) -> Sent:
    """What was sent as multipart or urlencoded (RFC 8058 allows both)."""
    body, kind = await request.body(), request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        return Sent(list(_parts(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body)))
    try:
        return Sent(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200))
    except ValueError:
        return Sent(())


Form: TypeAlias = Annotated[Sent, Depends(_sent)]


def _parts(message: bytes) -> Iterator[tuple[str, str]]:
    for part in message_from_bytes(message).walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            name = part.get_param("name", header="content-disposition")
            yield str(name), content.decode("utf-8", "replace").strip()


def stamp(secret: str, now: datetime) -> str:
    """When a form was shown, signed."""
    return token(secret, Purpose.FORM, int(now.timestamp()), 0)


def in_time(secrets: Sequence[str], text: str, now: datetime) -> bool:
    """Whether a form came back neither at once, as programs do it, nor from long ago, nor without our stamp."""
    shown = read_token(secrets, Purpose.FORM, text)
    return shown is not None and FASTEST <= now - datetime.fromtimestamp(shown[0], UTC) <= SLOWEST
