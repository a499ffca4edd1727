"""What editors do to the queue: move an article, hold it, let it go again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gutletter.errors import UnknownIssue
from gutletter.model import Draft, Place, QueueMark, Standing
from gutletter.ports import Desk

QUEUED = (Standing.NEXT, Standing.WAITING, Standing.HELD)


def find(places: Sequence[Place], name: str) -> Place:
    """The article that goes by this slug, file name or title; UnknownIssue tells what there is."""
    wanted = name.strip().removeprefix("issues/")
    for meaning in (_slug, _file, _title):
        for place in places:
            if meaning(place.draft) == wanted.casefold():
                return place
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


def _slug(draft: Draft) -> str:
    return draft.slug.casefold()


def _file(draft: Draft) -> str:
    return draft.place.removeprefix("issues/").casefold()


def _title(draft: Draft) -> str:
    return draft.title.casefold()
