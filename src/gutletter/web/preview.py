"""What an editor sees before a letter goes: the letter in several lights, and what each of its points rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from gutletter.desk import find
from gutletter.drafts import next_draft
from gutletter.errors import SettingsError, UnknownIssue, UnreadableDraft
from gutletter.languages import Lexicon, detect, lexicon
from gutletter.message import compose, personalised
from gutletter.model import Author, Digest, Draft, Finding, Issue, KeyPoint, Place, RenderedIssue
from gutletter.omission import omitted
from gutletter.pipeline import Newsroom, addressed, examine, propose, read_queue

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
    draft = _draft(places, unreadable, name)
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


def _draft(places: Sequence[Place], unreadable: Sequence[Finding], name: str) -> Draft:
    if not name:
        draft = next_draft(places)
        if draft is None:
            raise SettingsError("The queue holds nothing that may go now.", remedy="gutletter queue list says why.")
        return draft
    try:
        return find(places, name).draft
    except UnknownIssue:
        for finding in unreadable:
            if _goes_by(finding.place, name):
                raise UnreadableDraft(finding.place, finding.line, finding.message, remedy=finding.remedy) from None
        raise


def _goes_by(file: str, name: str) -> bool:
    """Whether a file that cannot be read is the one meant: its name, or that without date and ending."""
    file = file.rpartition("/")[2]
    stem = file.rpartition(".")[0]
    wanted = name.strip().rpartition("/")[2].casefold()
    return wanted in {known.casefold() for known in (file, stem, re.sub(r"^\d{4}-\d{2}-\d{2}[-_ ]?", "", stem))}


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


# ── what it rests on ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Traced:
    """A point beside its source sentence, cut into what the point kept and what it left out."""

    name: str  # "1", "2" …, "The bottom line"
    point: KeyPoint
    source: tuple[tuple[str, bool], ...]  # (words, kept)

    @property
    def by_editor(self) -> bool:
        """Whether the words are an editor's and not the article's own."""
        return self.point.author is Author.EDITOR


def traced_points(preview: Preview) -> tuple[Traced, ...]:
    """Every point of the letter in reading order."""
    digest = preview.digest
    declared = preview.rendered.letterhead.language
    known = lexicon(detect(" ".join(point.source.text for point in digest.points), declared))
    numbered = ((str(number), point) for number, point in enumerate(digest.key_points, 1))
    last = (("The bottom line", point) for point in digest.bottom_line)
    return tuple(Traced(name, point, tuple(_cut(point, known))) for name, point in (*numbered, *last))


def _cut(point: KeyPoint, known: Lexicon) -> Iterator[tuple[str, bool]]:
    words, at = point.source.text.split(), 0
    for omission in omitted(point.text, point.source.text, known) or ():
        if at < omission.start:
            yield " ".join(words[at : omission.start]), True
        yield " ".join(words[omission.start : omission.end]), False
        at = omission.end
    if at < len(words):
        yield " ".join(words[at:]), True
