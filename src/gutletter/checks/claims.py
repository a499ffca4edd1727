"""Whether the letter says only what the article says, with its numbers, negations, hedges and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gutletter.checks._findings import THEME, error, line_of, shortened, warning
from gutletter.checks._page import copy_for_one, page_of
from gutletter.digest import numbered_references, objections, traced
from gutletter.errors import UntraceablePoint
from gutletter.grounding import Refusal, Rule, ground
from gutletter.model import Article, Author, Finding, KeyPoint, Proposal

CHECK = "claims"
CHANGES = frozenset((Rule.NUMBER, Rule.NEGATION, Rule.OPPOSITE, Rule.STRENGTH))
"""What an editor's subject and preheader must not change."""


def claims(proposal: Proposal) -> Iterator[Finding]:
    """Points that are not proven, retold more strongly, or not printed; citations without source and the reverse."""
    article, digest = proposal.article, proposal.digest
    try:
        traced(digest, article)
    except UntraceablePoint as problem:
        for one in (problem, *problem.others):
            yield error(CHECK, one.place, one.message, one.remedy, one.line)
    for point in digest.points:
        yield from _retold(proposal, point)
    yield from _noticed(proposal)
    yield from _lines(proposal)
    yield from _printed(proposal)
    yield from _dangling(proposal)
    yield from _orphaned(proposal)


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────────────


def _retold(proposal: Proposal, point: KeyPoint) -> Iterator[Finding]:
    """An editor's point that passes may still be far from its sentence: whoever approves it should look."""
    if point.author is not Author.EDITOR or point.overruled or objections(point.text, proposal.article):
        return
    own = next((own.line for own in proposal.article.draft.points if own.text == point.text), 0)
    for refusal in _refusals(point.text, proposal.article, strict=True):
        what = f"The point {shortened(point.text)} {refusal}."
        line = own or line_of(proposal.article.draft, refusal.evidence)
        yield warning(CHECK, proposal, what, "Read the two side by side; nothing speaks against it but this.", line)


def _noticed(proposal: Proposal) -> Iterator[Finding]:
    """What the condenser wants an editor to know of its choice; that a short article goes whole is no trouble."""
    for notice in () if proposal.digest.whole else proposal.digest.notices:
        name = proposal.article.draft.slug
        yield warning(CHECK, proposal, notice, f"gutletter explain {name} shows each point beside its sentence.")


def _lines(proposal: Proposal) -> Iterator[Finding]:
    """Subject and preheader, where an editor wrote them: capitals of a headline are no names there."""
    draft = proposal.article.draft
    for name, text in (("subject", draft.subject), ("preheader", draft.preheader)):
        for refusal in _refusals(text, proposal.article) if text else ():
            if refusal.rule in CHANGES:
                yield error(CHECK, proposal, f"The {name} {shortened(text)} {refusal}.", "Say it as the article does.")


def _refusals(text: str, article: Article, *, strict: bool = False) -> tuple[Refusal, ...]:
    said = [article.title, *(sentence.text for sentence in article.sentences)]
    return ground(text, said, article.draft.language, strict=strict)


def _printed(proposal: Proposal) -> Iterator[Finding]:
    """A theme of one's own may leave a point out, or cut it short; readers of both parts should get the same."""
    _, document, text = copy_for_one(proposal.rendered)
    parts = {"HTML": _words(page_of(document).text), "text part": _words(text)}
    for point in proposal.digest.points:
        missing = [part for part, words in parts.items() if _words(point.text) not in words]
        if missing:
            what = f"The point {shortened(point.text)} does not stand whole in the letter's {' and '.join(missing)}."
            yield warning(CHECK, THEME, what, "Print {{ point.text }} as it is: cut short, it may say something else.")


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


# ── where it comes from ───────────────────────────────────────────────────────────────────────────────────────────


def _dangling(proposal: Proposal) -> Iterator[Finding]:
    article, digest = proposal.article, proposal.digest
    known = numbered_references(digest, article)
    sentences = article.sentences if digest.whole else [one for point in digest.points for one in point.sentences]
    lost = {label: one for one in sentences for label in one.citations if label not in known}
    for label, sentence in lost.items():
        line = article.draft.body_line + article.draft.body.count("\n", 0, sentence.start)
        what = f"The source {label!r} is cited by {shortened(sentence.text)}, and the article has no such source."
        yield error(CHECK, proposal, what, "Write the source, or take the mark out.", line)


def _orphaned(proposal: Proposal) -> Iterator[Finding]:
    """A source that nothing cites may have lost its sentence; tables and asides are not read for marks."""
    article = proposal.article
    body = article.draft.body
    cited = {label for sentence in article.sentences for label in sentence.citations}
    unread = [
        body[block.start : block.end] for section in article.sections for block in section.blocks if not block.sentences
    ]
    orphans = [
        one.label
        for one in article.references
        if one.label not in cited and not any(re.search(rf"\b{re.escape(one.label)}\b", text) for text in unread)
    ]
    if orphans and cited:  # a list that nothing cites at all is a reading list
        what = f"No sentence cites the source{'s' if len(orphans) > 1 else ''} {', '.join(map(repr, orphans))}."
        line = line_of(article.draft, next(one.text for one in article.references if one.label == orphans[0])[:40])
        yield warning(
            CHECK, proposal, what, "Put the mark behind the sentence it supports, or take the source out.", line
        )
