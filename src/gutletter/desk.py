"""What editors do to the queue: move an article, hold it, let it go again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gutletter.errors import UnknownIssue, UnreadableDraft
from gutletter.model import Draft, Finding, Place, QueueMark, Standing
from gutletter.ports import Desk

QUEUED = (Standing.NEXT, Standing.WAITING, Standing.HELD)


def find(places: Sequence[Place], name: str, unreadable: Sequence[Finding] = ()) -> Place:
    """The article that goes by this slug, file name or title.

    Raises UnknownIssue, which tells what there is, and UnreadableDraft for a file of this name that could not be read.
    """
    wanted = name.strip().removeprefix("issues/")
    for meaning in (_slug, _file, _title):
        for place in places:
            if meaning(place.draft) == wanted.casefold():
                return place
    for finding in unreadable:
        if wanted.casefold() in _names(finding.place):
            raise UnreadableDraft(finding.place, finding.line, finding.message, remedy=finding.remedy)
    known = ", ".join(place.draft.slug for place in places[:8]) or "no article"
    raise UnknownIssue(f"No article in the queue goes by {name!r}.", remedy=f"There is: {known}.")


def move(desk: Desk, places: Sequence[Place], name: str, position: int) -> None:
    """Give an article its place among those that wait, counted from 1; every one of them gets an explicit position."""
    moved = find(places, name).draft.slug
    slugs = [place.draft.slug for place in places if place.standing in QUEUED and place.draft.slug != moved]
    slugs.insert(max(position, 1) - 1, moved)
    marks = desk.marks()
    desk.mark(replace(_mark_of(marks.get(slug), slug), position=number) for number, slug in enumerate(slugs, 1))


def hold(desk: Desk, places: Sequence[Place], name: str) -> str:
    """Keep an article back until it is released; its slug."""
    slug = find(places, name).draft.slug
    desk.mark([replace(_mark_of(desk.marks().get(slug), slug), held=True)])
    return slug


def release(desk: Desk, places: Sequence[Place], name: str, *, again: bool = False) -> str:
    """Let a held article go when its turn comes; with ``again``, also one that was sent before. Its slug."""
    slug = find(places, name).draft.slug
    desk.mark([replace(_mark_of(desk.marks().get(slug), slug), held=False, again=again)])
    return slug


def _mark_of(mark: QueueMark | None, slug: str) -> QueueMark:
    return mark or QueueMark(slug)


def _names(place: str) -> frozenset[str]:
    """What a file that cannot be read may be called: its name, or that without ending, without date."""
    file = place.rpartition("/")[2]
    stem = file.rpartition(".")[0]
    return frozenset(name.casefold() for name in (file, stem, re.sub(r"^\d{4}-\d{2}-\d{2}[-_ ]?", "", stem)))


def _slug(draft: Draft) -> str:
    return draft.slug.casefold()


def _file(draft: Draft) -> str:
    return draft.place.removeprefix("issues/").casefold()


def _title(draft: Draft) -> str:
    return draft.title.casefold()
