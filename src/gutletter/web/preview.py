"""What an editor sees before a letter goes: the letter in several lights."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from gutletter.desk import find
from gutletter.drafts import next_draft
from gutletter.errors import SettingsError
from gutletter.message import compose, personalised
from gutletter.model import Digest, Draft, Finding, Issue, Place, RenderedIssue
from gutletter.pipeline import Newsroom, examine, propose, read_queue
from gutletter.sending import addressed

READER = "reader@example.org"  # whose copy is shown; the unsubscribe link in it belongs to nobody


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as its reader would get it, and what there is to say about it."""

    title: str
    standing: str  # which letter this is, in plain words
    place: str  # the article's file; empty for an issue that was opened
    digest: Digest
    rendered: RenderedIssue
    findings: tuple[Finding, ...]
    subject: str
    html: str
    text: str
    message: bytes  # the whole email

    @property
    def version(self) -> str:
        """The same as long as there is nothing new to see; that time passes is nothing new."""
        seen = (self.title, self.standing, self.place, self.digest, self.rendered.hash, self.findings)
        return blake2b(repr(seen).encode("utf-8", "replace"), digest_size=12).hexdigest()


def preview_of(newsroom: Newsroom, name: str = "") -> Preview:
    """The letter of this name: frozen if the issue was opened, otherwise as it would be sent now. No name: the next.

    Nothing is written. Raises UnknownIssue, ThemeError, and DraftError, also for a file that goes by this name and
    cannot be read.
    """
    issue = newsroom.store.issue(name) if name else None
    if issue is not None:
        return _frozen(newsroom, issue)
    places, unreadable = read_queue(newsroom)
    draft = find(places, name, unreadable).draft if name else _next(places)
    proposal = propose(newsroom, draft, [place.draft for place in places])
    return _preview(
        newsroom,
        title=proposal.article.title,
        standing="as it would be sent now",
        place=draft.place,
        digest=proposal.digest,
        rendered=proposal.rendered,
        findings=examine(newsroom, proposal),
    )


def _frozen(newsroom: Newsroom, issue: Issue) -> Preview:
    return _preview(
        newsroom,
        title=issue.title,
        standing=f"as frozen when it was opened, {issue.state}",
        place="",
        digest=issue.digest,
        rendered=issue.rendered,
        findings=(),
    )


def _preview(
    newsroom: Newsroom,
    *,
    title: str,
    standing: str,
    place: str,
    digest: Digest,
    rendered: RenderedIssue,
    findings: tuple[Finding, ...],
) -> Preview:
    delivery = addressed(rendered.letterhead, newsroom.secret, 0, 0, READER, "")
    subject, html, text = personalised(rendered, delivery)
    message = compose(rendered, delivery, at=newsroom.clock())
    return Preview(title, standing, place, digest, rendered, findings, subject, html, text, message)


def _next(places: Sequence[Place]) -> Draft:
    draft = next_draft(places)
    if draft is None:
        raise SettingsError("The queue holds nothing that may go now.", remedy="gutletter queue list says why.")
    return draft


# ── in which light ────────────────────────────────────────────────────────────────────────────────────────────────


class View(StrEnum):
    """A way of showing the letter. None of them fetches anything, so pictures from elsewhere show their words."""

    LIGHT = "light"
    DARK = "dark"
    WITHOUT_STYLE = "without-style"  # Gmail at its worst: only what was written into the elements is left
    IMAGES_OFF = "images-off"


def seen(html: str, view: View) -> str:
    """The letter's HTML as a mail client in this view would show it, whatever light the machine itself is set to."""
    if view is View.WITHOUT_STYLE:
        html = re.sub(r"<style\b.*?</style\s*>", "", html, flags=re.IGNORECASE | re.DOTALL)
    if view is View.IMAGES_OFF:
        html = re.sub(r"(<img\b[^>]*?\s)src\s*=", r"\1data-src=", html, flags=re.IGNORECASE)
    light, dark = ("not all", "all") if view is View.DARK else ("all", "not all")
    html = re.sub(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)", dark, html)
    html = re.sub(r"\(\s*prefers-color-scheme\s*:\s*light\s*\)", light, html)
    scheme = "dark" if view is View.DARK else "light"
    html = re.sub(r"(color-schemes?\s*:\s*)light dark", rf"\1{scheme}", html)
    html = re.sub(r'(<meta name="(?:supported-)?color-schemes?" content=")[^"]*', rf"\1{scheme}", html)
    return re.sub(r"<head\b[^>]*>", lambda head: f'{head[0]}<base target="_blank">', html, count=1)
