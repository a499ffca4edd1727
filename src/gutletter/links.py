"""Signed tokens and the per-reader links made of them.

A token names an issue and a reader and says what it is good for; nobody can make one without the publication's secret,
and one made for one purpose opens nothing else. It is short because a List-Unsubscribe value may have 77 characters.
"""

from __future__ import annotations

import hmac
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from hashlib import blake2b

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


UNSUBSCRIBE, PREFERENCES, VIEW = "/u/", "/p/", "/v/"
"""Where a site's links lead; the token follows."""


class Purpose(StrEnum):
    """What a token is good for."""

    DELIVERY = "delivery"  # names a delivery towards the provider; opens nothing
    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    VIEW = "view"  # shows the letter; safe in the hands of whoever it is forwarded to
    CONFIRM = "confirm"  # these two stand in a notice to the reader alone, and its number in the place of the issue's
    SETTINGS = "settings"
    NOTICE = "notice"  # names a notice towards the provider; opens nothing
    CLICK = "click"  # names a counted link of a letter, the same for every reader
    FORM = "form"  # says when a form was shown


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
    return f"{site}{UNSUBSCRIBE}{token(secret, Purpose.UNSUBSCRIBE, issue_id, subscriber_id)}"


def preferences_url(site: str, secret: str, issue_id: int, subscriber_id: int) -> str:
    """The link to what a reader may decide about their letters."""
    return f"{site}{PREFERENCES}{token(secret, Purpose.PREFERENCES, issue_id, subscriber_id)}"


def view_url(site: str, secret: str, issue_id: int, subscriber_id: int) -> str:
    """The link that shows a letter in a browser."""
    return f"{site}{VIEW}{token(secret, Purpose.VIEW, issue_id, subscriber_id)}"


CLICK = "/c/"
"""Where counted links lead through; the link's name follows."""


def click_url(site: str, secret: str, letter: str, number: int) -> str:
    """A counted link: the n-th of a letter, the same for every reader."""
    names = f"{letter}.{_base36(number)}"
    return f"{site}{CLICK}{names}.{_seal(secret, Purpose.CLICK, names)}"


def read_click(secrets: Sequence[str], text: str) -> tuple[str, int] | None:
    """(the letter's name, number) of a counted link made with any of the secrets; None for anything else."""
    names, _, seal = text.rpartition(".")
    if not seal.isascii() or not any(hmac.compare_digest(_seal(one, Purpose.CLICK, names), seal) for one in secrets):
        return None
    letter, _, number = names.rpartition(".")
    return letter, int(number, 36)


def confirm_url(site: str, secret: str, notice_id: int, subscriber_id: int) -> str:
    """The link by which somebody says that they want letters."""
    return f"{site}/yes/{token(secret, Purpose.CONFIRM, notice_id, subscriber_id)}"


def settings_url(site: str, secret: str, notice_id: int, subscriber_id: int) -> str:
    """The link to all that a reader decides, and all that is known of them."""
    return f"{site}/s/{token(secret, Purpose.SETTINGS, notice_id, subscriber_id)}"


def article_url(site: str, slug: str) -> str:
    """Where the full piece stands of an article that has no address of its own."""
    return f"{site}/articles/{slug}"


def which_secret(secret: str) -> str:
    """Names a secret without telling it: what is kept with an issue, to find the one its copies were signed with."""
    return blake2b(secret.encode(), digest_size=6, person=b"which secret").hexdigest()


class Signer:
    """The tokens of one issue's copies: the same as ``token`` makes, for a fifteenth of the time."""

    def __init__(self, secret: str, issue_id: int, *purposes: Purpose) -> None:
        self._issue = f"{_base36(issue_id)}."
        self._keyed = [_keyed(secret, purpose) for purpose in purposes]
        for keyed in self._keyed:
            keyed.update(self._issue.encode())

    def tokens(self, subscriber_ids: Iterable[int]) -> Iterator[list[str]]:
        """Each reader's tokens, one for each purpose."""
        issue, copies = self._issue, [keyed.copy for keyed in self._keyed]
        readers, digests = [_base36(number) for number in subscriber_ids], []
        for reader in readers:
            octets = reader.encode()
            for copy in copies:
                keyed = copy()
                keyed.update(octets)
                digests.append(keyed.digest())
        # Encoded in one go: two octets between them let each begin where four characters do.
        text = _url_safe(b"\0\0".join(digests))
        seals = iter([text[at : at + _SEAL] for at in range(0, len(text), _APART)])
        for reader, *own in zip(readers, *[seals] * len(copies), strict=False):
            yield list(map(f"{issue}{reader}.".__add__, own))


_SEAL, _APART = 22, 24  # characters of 16 octets, and of 18


def _seal(secret: str, purpose: Purpose, names: str) -> str:
    keyed = _keyed(secret, purpose)
    keyed.update(names.encode())
    return _url_safe(keyed.digest())


def _keyed(secret: str, purpose: Purpose) -> blake2b:
    return blake2b(f"{purpose}:".encode(), key=blake2b(secret.encode()).digest(), digest_size=16)


def _url_safe(digest: bytes) -> str:
    return b2a_base64(digest, newline=False).translate(_URL_SAFE, b"=").decode()


def _base36(number: int) -> str:
    digits = ""
    while number >= len(_PAIRS):
        number, rest = divmod(number, len(_PAIRS))
        digits = _PAIRS[rest] + digits
    return (_PAIRS[number] if number >= len(_DIGITS) else _DIGITS[number]) + digits
