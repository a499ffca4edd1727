"""What the law and mailbox providers ask of every letter's sender."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from gutletter.model import Finding, Proposal, Severity

SETTINGS = "gutletter.toml"


def letterhead(proposal: Proposal) -> Iterator[Finding]:
    """No postal address (CAN-SPAM § 7704(a)(5)), or unsubscribe links that are not https (RFC 8058 § 3.1)."""
    head = proposal.rendered.letterhead
    if not head.postal_address.strip():
        yield Finding(
            Severity.WARNING,
            "letterhead",
            SETTINGS,
            0,
            "The letter names no postal address, which commercial email must in many countries.",
            "Set postal_address in [publication].",
        )
    if urlsplit(head.site).scheme != "https":
        yield Finding(
            Severity.WARNING,
            "letterhead",
            SETTINGS,
            0,
            f"Unsubscribe links begin with {head.site}, which is not https, so one-click unsubscribing is not offered.",
            "Set site in [publication] to an https address.",
        )
