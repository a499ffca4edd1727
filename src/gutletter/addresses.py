"""Readers' addresses and names, checked before they are believed and kept in one form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from gutletter.errors import ReadersError

# What nearly every address looks like; anything else goes to the slow, exact validator.
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@((?:{_LABEL}\.)+[A-Za-z]{{2,24}})")
_RESERVED = (".test", ".invalid", ".localhost", ".local", ".onion", ".arpa")

# What most addresses look like, a line each: nothing about them is to be changed. No quantifier is possessive: Python
# 3.11.2 takes a line for one that such a group has just refused.
_ORDINARY = re.compile(
    r"(?:[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[a-z0-9]+[.-])+(?<=\.)"
    rf"(?!(?:{'|'.join(ending[1:] for ending in _RESERVED)})\n)[a-z]{{2,24}}\n)*"
)
_SHORT = 64  # then neither part is too long

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"(?:(?:{_OCTET}\.){{3}}{_OCTET}\n)*")  # a line each
_HOST = re.compile(r"[0-9]+$", re.MULTILINE)

_LONGEST_NAME = 100


def canonical(address: str) -> str:
    """The address as it is kept: trimmed, its domain in lower case. ReadersError says what is wrong with it.

    Whether the domain exists is not asked: that needs the network, and the first letter will tell.
    """
    text = address.strip()
    if (plain := _PLAIN.fullmatch(text)) and len(text) <= 254 and "--" not in text:
        local, domain = plain[1], plain[2].lower()
        if len(local) <= 64 and not domain.endswith(_RESERVED):
            return text if domain == plain[2] else f"{local}@{domain}"
    if not text.isprintable():
        raise ReadersError(f"{address!r} has a line break or another invisible character in it.")
    if text.count("@") > 1 and '"' not in text:
        raise ReadersError(f"{text!r} is no email address: it has more than one @-sign.")
    from email_validator import EmailNotValidError, validate_email  # takes a twentieth of a second to load

    try:
        return validate_email(text, check_deliverability=False, strict=True).normalized
    except EmailNotValidError as error:
        raise ReadersError(f"{text!r} is no email address: {error}") from error


def unusual(addresses: Sequence[str]) -> Sequence[int]:
    """Which of many addresses ``canonical`` must look at, from 0 on; the others it leaves as they are.

    It takes a sixth of the time, as most of them are.
    """
    lines = "\n".join([*addresses, ""])
    found, number, at = [], 0, 0
    while at < len(lines):
        match = _ORDINARY.match(lines, at)
        end = match.end() if match else at
        number += lines.count("\n", at, end)
        if end < len(lines):
            found.append(number)
            number, end = number + 1, lines.index("\n", end) + 1
        at = end
    if number != len(addresses):  # there is a line break in one
        return range(len(addresses))
    if "--" in lines or max(map(len, addresses)) > _SHORT:
        found += [number for number, one in enumerate(addresses) if "--" in one or len(one) > _SHORT]
    return found


def folded(addresses: Sequence[str]) -> Sequence[str]:
    """Many addresses as they are told apart, however they are capitalised; it costs little when they are so already."""
    lines = "\n".join(addresses)
    return addresses if lines.casefold() == lines else list(map(str.casefold, addresses))


def clean_name(name: str) -> str:
    """A name as it is kept: one line, single spaces, at most 100 characters."""
    line = name if name.isprintable() else "".join(char if char.isprintable() else " " for char in name)
    return " ".join(line.split())[:_LONGEST_NAME]


def clean_names(names: Sequence[str]) -> Sequence[str]:
    """Many names as they are kept; it costs little when they are clean already."""
    lines = "\n".join(names)
    clean = (
        lines.replace("\n", "").isprintable()
        and lines.count("\n") == len(names) - 1
        and not any(spaces in f"\n{lines}\n" for spaces in ("  ", "\n ", " \n"))
        and max(map(len, names)) <= _LONGEST_NAME
    )
    return names if clean else [clean_name(name) for name in names]


def shortened(address: str) -> str:
    """An IP address as the network it belongs to (/24, /48): enough to recognise, not to find somebody; "" for none."""
    try:
        given = ip_address(address.strip())
    except ValueError:
        return ""
    return str(ip_network((given, 24 if given.version == 4 else 48), strict=False))


def shortened_all(addresses: Sequence[str]) -> Sequence[str]:
    """Many of them; it costs little when all are IPv4 addresses, as they are mostly written."""
    lines = "\n".join(addresses)
    if addresses and _IPV4.fullmatch(f"{lines}\n") and lines.count("\n") == len(addresses) - 1:
        return _HOST.sub("0/24", lines).split("\n")
    return [shortened(address) for address in addresses]
