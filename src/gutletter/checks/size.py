"""Whether Gmail shows the whole letter."""

from __future__ import annotations

from collections.abc import Iterator

from gutletter.model import Finding, Proposal, Severity

SHORTEN = "Shorten the letter: fewer references or related pieces, or a theme with less markup."
WARN = 80_000  # bytes of HTML
CLIPPED = 100_000  # Gmail cuts a letter near 102 kB and hides what follows, the way out included


def size(proposal: Proposal) -> Iterator[Finding]:
    """HTML near or over what Gmail shows before it clips the letter."""
    bytes_ = len(proposal.rendered.html.encode())
    if bytes_ <= WARN:
        return
    severity = Severity.ERROR if bytes_ > CLIPPED else Severity.WARNING
    yield Finding(
        severity,
        "size",
        proposal.article.draft.place,
        0,
        f"The letter's HTML is {bytes_ // 1000} kB; Gmail cuts letters off near 102 kB.",
        SHORTEN,
    )
