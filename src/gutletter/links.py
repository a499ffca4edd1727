"""Signed tokens and the per-reader links made of them.

A token names an issue and a reader and says what it is good for; nobody can make one without the publication's secret,
and one made for one purpose opens nothing else. It is short because a List-Unsubscribe value may have 77 characters.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from enum import StrEnum
from hashlib import blake2b

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Purpose(StrEnum):
    """What a token is good for."""

    DELIVERY = "delivery"  # names a delivery towards the provider; opens nothing
    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    VIEW = "view"  # shows the letter; safe in the hands of whoever it is forwarded to


def token(secret: str, purpose: Purpose, issue_id: int, subscriber_id: int) -> str:
    """Name (issue, reader) in 26 to about 34 URL-safe characters, the same every time."""
    names = f"{_base36(issue_id)}.{_base36(subscriber_id)}"
    return f"{names}.{_seal(secret, purpose, names)}"


def read_token(secrets: Sequence[str], purpose: Purpose, text: str) -> tuple[int, int] | None:
    """(issue id, subscriber id) of a token made with any of the secrets for this purpose; None for anything else.

    Pass the current secret first and the one before it second: that is one key rotation.
    """
    names, _, seal = text.rpartition(".")
    if not seal.isascii() or not any(hmac.compare_digest(_seal(secret, purpose, names), seal) for secret in secrets):
        return None
    issue, _, subscriber = names.partition(".")
    return int(issue, 36), int(subscriber, 36)


def unsubscribe_url(site: str, secret: str, issue_id: int, subscriber_id: int) -> str:
    """The link that shows, and by RFC 8058's POST does, the leaving of one reader."""
    return f"{site}/u/{token(secret, Purpose.UNSUBSCRIBE, issue_id, subscriber_id)}"


def preferences_url(site: str, secret: str, issue_id: int, subscriber_id: int) -> str:
    """The link to what a reader may decide about their letters."""
    return f"{site}/p/{token(secret, Purpose.PREFERENCES, issue_id, subscriber_id)}"


def view_url(site: str, secret: str, issue_id: int, subscriber_id: int) -> str:
    """The link that shows a letter in a browser."""
    return f"{site}/v/{token(secret, Purpose.VIEW, issue_id, subscriber_id)}"


def _seal(secret: str, purpose: Purpose, names: str) -> str:
    digest = blake2b(f"{purpose}:{names}".encode(), key=blake2b(secret.encode()).digest(), digest_size=16).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _base36(number: int) -> str:
    digits = ""
    while number >= 36:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return _DIGITS[number] + digits
