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


_OF_A_COPY = Purpose.DELIVERY, Purpose.UNSUBSCRIBE, Purpose.PREFERENCES, Purpose.VIEW
"""A copy's seals are the quarters of one digest, which is made in the time of one; none tells anything of another."""

_QUARTER, _WRITTEN = 15, 20  # octets, and the characters that these are without a rest


def token(secret: str, purpose: Purpose, issue_id: int, subscriber_id: int) -> str:
    """Name (issue, reader) in 24 to about 34 URL-safe characters, the same every time."""
    names = f"{_base36(issue_id)}.{_base36(subscriber_id)}"
    return f"{names}.{_seal(secret, purpose, names)}"


def read_token(secrets: Sequence[str], purpose: Purpose, text: str) -> tuple[int, int] | None:
    """(issue id, subscriber id) of a token made with any of the secrets for this purpose; None for anything else.

    Pass the current secret first and the one before it second: that is one key rotation.
    """
    names, _, seal = text.rpartition(".")
    older = purpose in _OF_A_COPY and len(seal) == _SEAL  # as letters carry that left before 0.1.0
    made = _seal_of_its_own if older else _seal
    if not seal.isascii() or not any(hmac.compare_digest(made(secret, purpose, names), seal) for secret in secrets):
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
    """The tokens of one issue's copies: the same as ``token`` makes, for a small part of the time."""

    def __init__(self, secret: str, issue_id: int) -> None:
        self._issue = f"{_base36(issue_id)}."
        self._keyed = _keyed_for_copies(secret)
        self._keyed.update(self._issue.encode())

    def tokens(self, subscriber_ids: Iterable[int]) -> Iterator[tuple[str, str, str, str]]:
        """Each reader's tokens: that of the delivery, and those to leave, to decide, and to see the letter."""
        issue, copy = self._issue, self._keyed.copy
        readers, digests = [_base36(number) for number in subscriber_ids], []
        for reader in readers:
            keyed = copy()
            keyed.update(reader.encode())
            digests.append(keyed.digest())
        seals = _url_safe(b"".join(digests))  # encoded in one go
        each = iter([seals[at : at + _WRITTEN] for at in range(0, len(seals), _WRITTEN)])
        for reader, one, two, three, four in zip(readers, each, each, each, each, strict=False):
            names = f"{issue}{reader}."
            yield names + one, names + two, names + three, names + four


_SEAL = 22  # characters of 16 octets


def _seal(secret: str, purpose: Purpose, names: str) -> str:
    if purpose not in _OF_A_COPY:
        return _seal_of_its_own(secret, purpose, names)
    keyed = _keyed_for_copies(secret)
    keyed.update(names.encode())
    first = _OF_A_COPY.index(purpose) * _QUARTER
    return _url_safe(keyed.digest()[first : first + _QUARTER])


def _seal_of_its_own(secret: str, purpose: Purpose, names: str) -> str:
    keyed = blake2b(f"{purpose}:".encode(), key=blake2b(secret.encode()).digest(), digest_size=16)
    keyed.update(names.encode())
    return _url_safe(keyed.digest())


def _keyed_for_copies(secret: str) -> blake2b:
    return blake2b(b"copy:", key=blake2b(secret.encode()).digest(), digest_size=len(_OF_A_COPY) * _QUARTER)


def _url_safe(digest: bytes) -> str:
    return b2a_base64(digest, newline=False).translate(_URL_SAFE, b"=").decode()


def _base36(number: int) -> str:
    digits = ""
    while number >= len(_PAIRS):
        number, rest = divmod(number, len(_PAIRS))
        digits = _PAIRS[rest] + digits
    return (_PAIRS[number] if number >= len(_DIGITS) else _DIGITS[number]) + digits
