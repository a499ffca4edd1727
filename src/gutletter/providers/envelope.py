"""What the providers have in common: the address on the envelope, the letter in it, reasons that show no address."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parseaddr

from gutletter.errors import ProviderRefused, ReadersError, SettingsError
from gutletter.message import compose
from gutletter.model import Delivery, RenderedIssue

ENOUGH_TO_BLAME_US = 3
"""So many refusals that do not speak of a mailbox, and not one acceptance: then it is the letter or the account."""

_ADDRESS = re.compile(r"<[^<>\s]*@[^<>\s]*>|[^\s<>\"()\[\],;:]+@[^\s<>\"'()\[\],;]+")
_LONGEST_REASON = 300


def without_addresses(text: str) -> str:
    """A server's words on one line, each address (servers echo them) as ``<…>``, cut to what fits a table."""
    words = " ".join(_ADDRESS.sub("<…>", text).split())
    return "".join(sign for sign in words if sign.isprintable())[:_LONGEST_REASON]


def envelope_address(address: str) -> str:
    """The bare address as a mail server takes it: ASCII, the domain in Punycode where it must be.

    ReadersError, whose message is a reason for operators and does not show the address.
    """
    local, _, domain = address.rpartition("@")
    if not local or not domain or re.search(r"[\s<>\x00-\x1f\x7f]", address):
        raise ReadersError("This is no address that can be written to.")
    if not local.isascii():
        raise ReadersError("The address has letters outside ASCII before the @, and no provider here carries those.")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise ReadersError("The domain of the address cannot be written in ASCII.") from error


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
