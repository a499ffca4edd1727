"""Proposals to check: a sound one, made of a real article by the real pipeline's parts, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from gutletter.article import parse_article
from gutletter.condensers.editor import edited
from gutletter.condensers.extractive import condense
from gutletter.digest import numbered_references, traced
from gutletter.drafts import parse_draft
from gutletter.formats.whole import whole_html
from gutletter.model import Draft, Finding, Proposal, Severity
from gutletter.ports import Check
from gutletter.render import render
from tests.conftest import ARTICLE
from tests.letters import LETTERHEAD, THEME

AT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
TEXT = ARTICLE.format(slug="evening-tea", title="Evening tea and sleep")


def proposal(text: str = TEXT, *, file: str = "2026-11-20-evening-tea.md", **front: Any) -> Proposal:
    """What an article would become; ``front`` changes the letterhead of the letter."""
    draft = parse_draft(file, text.encode(), UTC)
    article = parse_article(draft)
    digest = traced(edited(condense)(article), article)
    letterhead = replace(LETTERHEAD, **front)
    numbers = numbered_references(digest, article)
    body = whole_html(draft.body, draft.format, article.title) if digest.whole else ""
    rendered = render(article, digest, (), letterhead, numbers, THEME, at=AT, body_html=body)
    return Proposal(article, digest, (), rendered, at=AT)


@cache
def sound() -> Proposal:
    """A letter without fault."""
    return proposal()


def with_html(old: str, new: str) -> Proposal:
    """The sound letter with something else in its HTML; what is replaced must be there."""
    whole = sound()
    html = whole.rendered.html
    assert old in html
    return replace(whole, rendered=replace(whole.rendered, html=html.replace(old, new, 1)))


def with_body(new: str) -> Proposal:
    """The sound letter with more at the end of its HTML."""
    return with_html("</body>", f"{new}</body>")


def with_subject(subject: str, **changes: Any) -> Proposal:
    """The sound letter under another subject, or with another preheader."""
    whole = sound().rendered
    html = whole.html.replace(whole.preheader, changes.get("preheader", whole.preheader), 1)
    return replace(sound(), rendered=replace(whole, subject=subject, html=html, **changes))


def draft(slug: str, text: str = TEXT) -> Draft:
    """Another article in the queue."""
    return parse_draft(f"{slug}.md", text.replace("evening-tea", slug).encode(), UTC)


def only(check: Check, spoilt: Proposal) -> Finding:
    """The one thing a check finds."""
    findings = list(check(spoilt))
    assert len(findings) == 1, [str(finding) for finding in findings]
    finding = findings[0]
    assert finding.message
    assert finding.remedy
    return finding


def errors(findings: Iterable[Finding]) -> list[str]:
    """What stops the letter."""
    return [finding.message for finding in findings if finding.severity is Severity.ERROR]


Spoil = Callable[[], Proposal]
