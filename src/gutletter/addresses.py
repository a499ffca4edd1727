"""Readers' addresses and names, checked before they are believed and kept in one form."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from gutletter.errors import ReadersError

# What nearly every address looks like; anything else goes to the slow, exact validator.
_PLAIN = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_RESERVED = (".test", ".invalid", ".localhost", ".local", ".onion", ".arpa")


def canonical(address: str) -> str:
    """The address as it is kept: trimmed, its domain in lower case. ReadersError says what is wrong with it.

    Whether the domain exists is not asked: that needs the network, and the first letter will tell.
    """
    text = address.strip()
    if _PLAIN.fullmatch(text) and len(text) <= 254 and not text.lower().endswith(_RESERVED):
        local, _, domain = text.rpartition("@")
        if len(local) <= 64 and all(len(label) <= 63 and label[2:4] != "--" for label in domain.split(".")):
            return f"{local}@{domain.lower()}"
    if not text.isprintable():
        raise ReadersError(f"{address!r} has a line break or another invisible character in it.")
    try:
        return validate_email(text, check_deliverability=False, strict=True).normalized
    except EmailNotValidError as error:
        raise ReadersError(f"{text!r} is no email address: {error}") from error


def clean_name(name: str) -> str:
    """A name as it is kept: one line, single spaces, at most 100 characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:100]
