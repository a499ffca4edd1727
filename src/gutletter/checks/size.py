"""Whether Gmail shows the whole letter, the way out included, and reads its styles."""

from __future__ import annotations

import html
from collections.abc import Iterator

from gutletter.checks._findings import THEME, error, warning
from gutletter.checks._page import copy_for_one, invented_reader, kept_style, page_of
from gutletter.model import Finding, Proposal

SHORTEN = "Shorten the letter: fewer references or related pieces, or a theme with less markup."
WARN = 80_000  # bytes of HTML
CLIPPED = 100_000  # Gmail cuts a letter near 102 kB and hides what follows
STYLE = 16_384  # bytes of <style> that Gmail reads; of more it reads nothing


def size(proposal: Proposal) -> Iterator[Finding]:
    """One reader's copy, near or over what Gmail shows; a way out behind the cut; more style than Gmail reads."""
    _, document, _ = copy_for_one(proposal.rendered)
    bytes_ = len(document.encode())
    if bytes_ > WARN:
        report = error if bytes_ > CLIPPED else warning
        what = f"One reader's copy has {bytes_ // 1000} kB of HTML; Gmail cuts letters off near 102 kB."
        yield report("size", proposal, what, SHORTEN)
    yield from _way_out(proposal, document)
    style = len(kept_style(page_of(document)).encode())
    if style > STYLE:
        what = f"The letter's <style> has {style:,} bytes, and Gmail reads none of it when it is over {STYLE:,}."
        yield error("size", THEME, what, "Take rules out of block style_kept, or write them into the elements.")


def _way_out(proposal: Proposal, document: str) -> Iterator[Finding]:
    url = html.escape(invented_reader(proposal.rendered.letterhead).unsubscribe_url)
    before, found, _ = document.partition(url)
    at = len(before.encode())
    if found and at > CLIPPED:
        what = f"The link to unsubscribe stands {at // 1000} kB into the letter, where Gmail has cut it off."
        yield error("size", proposal, what, SHORTEN)
