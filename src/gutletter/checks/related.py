"""Whether related titles and other links among the publication's own pieces lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from gutletter.checks._findings import error, line_of, warning
from gutletter.checks.links import addresses
from gutletter.model import Draft, DraftStatus, Finding, Piece, Proposal
from gutletter.related import resolve

CHECK = "related"


def related(proposal: Proposal) -> Iterator[Finding]:
    """A title named as related that matches no piece; a link to a piece that is withdrawn, or not out yet."""
    draft = proposal.article.draft
    gone = [Piece(one.slug, one.title, one.url) for one in proposal.queue if one.status is DraftStatus.WITHDRAWN]
    for title in proposal.unresolved:
        withdrawn = resolve(title, gone) is not None
        what = "has been withdrawn" if withdrawn else "matches no article in the queue or the archive"
        remedy = (
            "Take it out of related:."
            if withdrawn
            else "Write its title as the article has it, its slug, or its full address."
        )
        yield warning(CHECK, proposal, f"The related piece “{title}” {what}.", remedy, line_of(draft, title))
    linked = {_address(url): url for url in addresses(proposal)}
    for other in proposal.queue:
        if other.url and (url := linked.get(_address(other.url))) and _address(other.url) != _address(draft.url):
            yield from _other(proposal, other, line_of(draft, url))


def _other(proposal: Proposal, other: Draft, line: int) -> Iterator[Finding]:
    if other.status is DraftStatus.WITHDRAWN:
        what = f"The letter links to “{other.title}”, which has been withdrawn."
        yield error(CHECK, proposal, what, "Take the link out.", line)
    elif other.status is DraftStatus.DRAFT:
        what = f"The letter links to “{other.title}”, which is still being written."
        yield warning(CHECK, proposal, what, "Look whether its address opens; if not, take the link out.", line)
    elif other.not_before and other.not_before > (proposal.at or other.not_before):
        what = f"The letter links to “{other.title}”, which is not to go out before {_day(other.not_before)}."
        yield warning(CHECK, proposal, what, "Look whether its address opens; if not, take the link out.", line)


def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|[?#].*$", "", url.strip().lower()).rstrip("/")


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
