"""What the providers have in common: the address on the envelope, the letter in it, reasons that show no address."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parseaddr

from pydantic import SecretStr

from gutletter.errors import ProviderRefused, ReadersError, SettingsError
from gutletter.message import compose
from gutletter.model import Delivery, RenderedIssue

ENOUGH_TO_BLAME_US = 3
"""So many refusals that do not speak of a mailbox, and not one acceptance: then it is the letter or the account."""

DELIVERY_ID = "gl_d"
"""What providers call the delivery's id that travels with a letter and comes back with every event about it.

Opaque ids only: what is sent under this name is kept there for long, and cannot be taken back."""

_ADDRESS = re.compile(r"<[^<>\s]*@[^<>\s]*>|[^\s<>\"()\[\],;:]+@[^\s<>\"'()\[\],;]+")
_LONGEST_REASON = 300


def without_addresses(text: str) -> str:
    """A server's words on one line, each address (servers echo them) as ``<…>``, cut to what fits a table."""
    words = " ".join(_ADDRESS.sub("<…>", text).split())
    return "".join(sign for sign in words if sign.isprintable())[:_LONGEST_REASON]


def envelope_address(address: str, *, international: bool = False) -> str:
    """The bare address as a mail server takes it: the domain in Punycode where it must be, and all of it ASCII.

    ``international``: the server also takes other letters before the @ (SMTPUTF8, RFC 6531). ReadersError, whose
    message is a reason for operators and does not show the address.
    """
    if _SIMPLE.fullmatch(address):
        return address
    local, _, domain = address.rpartition("@")
    if not local or not domain or _BENT.search(address):
        raise ReadersError("This is no address that can be written to.")
    if not local.isascii() and not international:
        raise ReadersError("The address has letters outside ASCII before the @, and the provider does not carry those.")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise ReadersError("The domain of the address cannot be written in ASCII.") from error


_SIMPLE = re.compile(r"[a-zA-Z0-9._+-]+@[a-zA-Z0-9.-]+")
_BENT = re.compile(r"[\s<>\x00-\x1f\x7f]")


def secret_word(secret: SecretStr, variable: str, provider: str, remedy: str) -> str:
    """A key or token as it goes into a header; ProviderRefused, which never shows it, for none or one that cannot."""
    word = secret.get_secret_value().strip()
    if not word:
        raise ProviderRefused(
            f"{provider} needs a key, and {variable} is empty.", remedy=f"{remedy} and put {variable}=… into .env."
        )
    if not (word.isascii() and word.isprintable()) or " " in word:
        raise ProviderRefused(f"What {variable} holds is no key.", remedy="It is one word of ASCII letters.")
    return word


def sender_address(rendered: RenderedIssue) -> str:
    """Whom bounces go back to; ProviderRefused when the publication's sender is no address."""
    try:
        return envelope_address(parseaddr(rendered.letterhead.sender)[1])
    except ReadersError as error:
        raise ProviderRefused(f"publication.sender: {error}", remedy="Write it as Name <address@domain>.") from error


def letter_for(rendered: RenderedIssue, delivery: Delivery, at: datetime) -> bytes:
    """The email for one reader, complete with headers.

    ReadersError, whose message does not show the address, when this reader cannot be written to; ProviderRefused when
    the letter cannot be made for anyone.
    """
    try:
        return compose(rendered, delivery, at=at)
    except ReadersError as error:
        raise ReadersError("This is no address that can be written to.") from error
    except SettingsError as error:
        raise ProviderRefused(error.message, remedy=error.remedy) from error
