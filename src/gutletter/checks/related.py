"""Related titles that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from gutletter.model import Finding, Proposal, Severity


def related(proposal: Proposal) -> Iterator[Finding]:
    """A title named as related that matches no article known; it is printed without a link, or left out."""
    for title in proposal.unresolved:
        yield Finding(
            Severity.WARNING,
            "related",
            proposal.article.draft.place,
            0,
            f"The related piece “{title}” matches no article in the queue or the archive.",
            "Write its title as the article has it, its slug, or its full address.",
        )
