"""Whether now is the time for this letter, and no other was too much like it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from gutletter.checks._findings import error, warning
from gutletter.model import Finding, Proposal

CHECK = "freshness"
ALIKE = timedelta(days=30)  # Gmail puts letters with one subject into one thread, and hides what they share


def freshness(proposal: Proposal) -> Iterator[Finding]:
    """Too early, too late, already sent, or under a subject used within 30 days."""
    draft, at = proposal.article.draft, proposal.at
    if proposal.sent:
        remedy = "To send it anew: gutletter send ISSUE --again."
        yield error(CHECK, proposal, f"The article has gone out: {proposal.sent}.", remedy)
    if at is None:
        return
    if draft.not_before and draft.not_before > at:
        what = f"The article is not to go before {draft.not_before:%Y-%m-%d %H:%M %Z}".rstrip()
        yield error(CHECK, proposal, f"{what}.", "Wait, or change not_before: in its front matter.")
    if draft.expires and draft.expires <= at:
        what = f"The article expired on {draft.expires:%Y-%m-%d %H:%M %Z}".rstrip()
        yield error(
            CHECK, proposal, f"{what}.", "Bring it up to date and change expires:, or take it out of the queue."
        )
    subject = " ".join(proposal.rendered.subject.casefold().split())
    for letter in proposal.earlier:
        if at - letter.at <= ALIKE and " ".join(letter.subject.casefold().split()) == subject:
            what = (
                f"The letter of {letter.at:%Y-%m-%d} ({letter.slug}) had the same subject, so Gmail shows both as one."
            )
            yield warning(CHECK, proposal, what, "Say subject: in the front matter, in other words.")
            return
