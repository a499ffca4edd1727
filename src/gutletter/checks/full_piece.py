"""Whether readers can go on to the full piece."""

from __future__ import annotations

from collections.abc import Iterator

from gutletter.model import Finding, Proposal, Severity


def full_piece(proposal: Proposal) -> Iterator[Finding]:
    """A condensed letter whose article stands nowhere that readers could open."""
    draft = proposal.article.draft
    if not draft.url and not proposal.digest.whole:
        yield Finding(
            Severity.WARNING,
            "full-piece",
            draft.place,
            0,
            "The article has no address, so the letter cannot link to the full piece.",
            "Add url: to its front matter, or article_url to [publication] in gutletter.toml.",
        )
