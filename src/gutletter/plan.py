"""What will go when: the queue played forward, time by time, by the rules the scheduler keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gutletter.drafts import next_draft, queue_places
from gutletter.model import Draft, Occurrence, Place, Published, Standing
from gutletter.occurrences import Days, pause_reason


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of the schedule: the article that will go and to how many readers, or the reason why none will."""

    occurrence: Occurrence
    draft: Draft | None
    readers: int
    reason: str = ""


def plan(
    occurrences: Iterable[Occurrence], places: Sequence[Place], readers: int, now: datetime, pauses: Sequence[Days] = ()
) -> tuple[Slot, ...]:
    """What each of these times will publish, if nobody touches the queue, the readers and the schedule meanwhile.

    ``places`` is the queue as it stands now, ``readers`` how many are confirmed now. A time that has passed is one
    about to be caught up: it publishes now. Whether an article can be condensed is not looked at; see ``check``.
    """
    return tuple(_slots(occurrences, places, readers, now, pauses))


def _slots(
    occurrences: Iterable[Occurrence], places: Sequence[Place], readers: int, now: datetime, pauses: Sequence[Days]
) -> Iterator[Slot]:
    drafts = [place.draft for place in places if place.standing is not Standing.SENT]
    marks = {place.draft.slug: place.mark for place in places if place.mark}
    gone: list[Published] = []
    for occurrence in occurrences:
        at = max(occurrence.at, now)
        standing = queue_places(drafts, marks, gone, at)
        barred = pause_reason(occurrence, pauses) or ("" if readers else "there is no confirmed reader")
        draft = None if barred else next_draft(standing)
        if draft is None:
            yield Slot(occurrence, None, 0, barred or why_empty(standing))
            continue
        yield Slot(occurrence, draft, readers)
        drafts.remove(draft)
        gone.insert(0, Published(draft.slug, draft.url, draft.fingerprint, at))


def why_empty(places: Sequence[Place]) -> str:
    """Why none of these articles goes at the time for which they were placed.

    If it is the turn of one of them all the same, it was tried, and could not become a letter.
    """
    if any(place.standing is Standing.NEXT for place in places):
        return "no article whose turn it is can become a letter; gutletter check says why"
    waiting = [
        (place.draft.not_before, place.draft.slug)
        for place in places
        if place.standing is Standing.WAITING and place.draft.not_before
    ]
    held = sum(place.standing is Standing.HELD for place in places)
    unfinished = sum(place.standing is Standing.DRAFT for place in places)
    reasons = []
    if waiting:
        not_before, slug = min(waiting)
        reasons.append(f"the next article, {slug}, may not go before {not_before:%Y-%m-%d %H:%M}")
    if held:
        reasons.append(f"{held} articles are held" if held > 1 else "1 article is held")
    if unfinished:
        reasons.append(f"{unfinished} articles are still drafts" if unfinished > 1 else "1 article is still a draft")
    return "; ".join(reasons) or "the queue is empty"
