"""What a single setting may say: read, judged, and refused in words that show how to write it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from gutletter.look import are_fonts, is_colour
from gutletter.pacing import WEEK

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def _duration(text: object) -> object:
    """Read ``90s``, ``15m``, ``6h``, ``2d``; anything else is left for pydantic to judge."""
    if isinstance(text, str) and (match := re.fullmatch(r"\s*(\d+)\s*([smhdw])\s*", text)):
        return timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    if isinstance(text, timedelta):
        return text
    raise ValueError("write a duration as a number and a unit, such as 90s, 15m, 6h or 2d")


SHORTEST_LEASE, LONGEST_LEASE = timedelta(seconds=30), timedelta(days=1)


def _lease(length: timedelta) -> timedelta:
    if not SHORTEST_LEASE <= length <= LONGEST_LEASE:
        raise ValueError("write a time from 30s, which a slow server may need to answer, to 1d")
    return length


def minute_of_day(text: str) -> int:
    """The minute of the day of ``07:30``; 24:00 is its end."""
    if not (match := re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)|(24):(00)", text.strip())):
        raise ValueError("write a time as in 07:30")
    hours, minutes = (part for part in match.groups() if part)
    return int(hours) * 60 + int(minutes)


def _time_of_day(text: str) -> str:
    if text and minute_of_day(text) == 24 * 60:
        raise ValueError("write midnight as 00:00")
    return text


def _window(text: str) -> str:
    if text:
        opens, _, closes = text.partition("-")
        if minute_of_day(opens) in (24 * 60, minute_of_day(closes)):
            raise ValueError("write when it opens and when it closes, as in 07:00-21:00")
    return text


def zone_name(name: str) -> str:
    """The name of a time zone that this machine knows."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write one like Europe/Berlin") from error
    return name


def _mailbox(text: str) -> str:
    if not text:
        return text
    name, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    if not (local and domain) or not text.isprintable() or not address.isascii():
        raise ValueError("write it as Name <address@domain>, or as a bare address")
    return str(Address(name, local, domain))


def web_address(text: str) -> str:
    """Where something answers over HTTP, without a slash at the end."""
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("write an address like https://letter.example.org")
    return text.rstrip("/")


def _skip(text: str) -> str:
    first, _, last = text.partition("..")
    try:
        if date.fromisoformat(first) > date.fromisoformat(last or first):
            raise ValueError("the range ends before it begins")
    except ValueError as error:
        raise ValueError(f"{text!r} is no date (2026-12-25) or range (2026-12-24..2027-01-01): {error}") from error
    return text


def _colour(text: str) -> str:
    if not is_colour(text):
        raise ValueError("write a colour of six digits, such as #1d5546")
    return text


def _fonts(text: str) -> str:
    if not are_fonts(text):
        raise ValueError("write fonts as in: Georgia, 'Times New Roman', serif")
    return text


def _picture(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.netloc or not text.isprintable() or " " in text:
        raise ValueError("write an address that readers' mail programs can fetch it from: https://…")
    return text


def _network(text: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError(f"{text!r} is no IP address or network, such as 10.0.0.0/8") from error
    return text


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Lease = Annotated[Duration, AfterValidator(_lease)]
TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]
Window = Annotated[str, AfterValidator(_window)]
Weekday = Annotated[str, Field(pattern=f"^({'|'.join(WEEK)})$")]
Zone = Annotated[str, AfterValidator(zone_name)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Site = Annotated[str, AfterValidator(web_address)]
SkipDate = Annotated[str, AfterValidator(_skip)]
Colour = Annotated[str, AfterValidator(_colour)]
Fonts = Annotated[str, AfterValidator(_fonts)]
PictureAddress = Annotated[str, AfterValidator(_picture)]
NetworkAddress = Annotated[str, AfterValidator(_network)]
HostName = Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d+)?$")]
