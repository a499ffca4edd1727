"""Whether somebody has read this very letter and let it go, where the publication wants that."""

from __future__ import annotations

from collections.abc import Iterator

from gutletter.checks._findings import error
from gutletter.model import Finding, Proposal

CHECK = "approval"
SHOWN = 12  # digits of a hash


def approval(proposal: Proposal) -> Iterator[Finding]:
    """A letter that nobody approved, or another one than was approved; nothing where no approval is wanted."""
    given, slug = proposal.approval, proposal.article.draft.slug
    remedy = f"Read it: gutletter preview {slug}. Then: gutletter approve {slug} --hash {proposal.hash[:SHOWN]}"
    if not proposal.hash or (given and given.hash == proposal.hash):
        return
    if given is None:
        yield error(CHECK, proposal, "Nobody has approved the letter.", remedy)
        return
    what = (
        f"{given.by} approved another letter on {given.at:%Y-%m-%d %H:%M %Z}: since then the article, the theme or the "
        "settings have changed."
    )
    yield error(CHECK, proposal, what, remedy)
