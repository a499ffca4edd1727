"""Which readers an issue is for: what they want, and what part of them was asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select

from gutletter.model import MONTHLY, Segment, SubscriberState
from gutletter.store.schema import subscribers, suppressions


def wanted_by(tags: Collection[str], segment: Segment, number: int, now: datetime) -> ColumnElement[bool]:
    """Whether a reader gets an issue with this number and these tags.

    They are confirmed and not pausing, their cadence has it, they want one of its tags (an issue without tags is for
    everyone), and they are in the segment. Those who get every n-th issue do not all get the same ones. Readers with a
    monthly roundup get no other issue, unless the segment names their cadence.
    """
    asked = [subscribers.c.state == SubscriberState.CONFIRMED, subscribers.c.id.not_in(_suppressed())]
    asked.append(or_(subscribers.c.paused_until.is_(None), subscribers.c.paused_until <= now))
    cadence = subscribers.c.cadence
    if segment.cadences != {MONTHLY}:
        asked.append(or_(cadence == 1, and_(cadence > 1, subscribers.c.id % cadence == number % cadence)))
    if tags:
        asked.append(_any_of(tags))
    asked += within(segment)
    return and_(*asked)


def is_suppressed() -> ColumnElement[bool]:
    """Whether a reader's address is never to be written to. None of a confirmed reader is; this is the second look."""
    return select(suppressions.c.hash).where(suppressions.c.key == subscribers.c.key).exists()


def _suppressed() -> Select[tuple[int]]:
    """Readers of whom ``is_suppressed`` is true: looked for once, from the shorter list, and mostly none."""
    return select(subscribers.c.id).join(suppressions, suppressions.c.key == subscribers.c.key)


def _any_of(tags: Collection[str]) -> ColumnElement[bool]:
    chosen = subscribers.c.tags
    return or_(chosen == "", *(chosen.contains(f"|{tag.lower()}|", autoescape=True) for tag in sorted(tags)))


def within(segment: Segment) -> Iterator[ColumnElement[bool]]:
    """What must hold of everyone in a segment; nothing for everyone."""
    if segment.cadences:
        yield subscribers.c.cadence.in_(sorted(segment.cadences))
    if segment.tags:
        yield _any_of(segment.tags)
    if segment.languages:
        yield subscribers.c.language.in_(sorted(segment.languages))
    if segment.joined_from:
        yield subscribers.c.joined_at >= datetime.combine(segment.joined_from, time(), UTC)
    if segment.joined_until:
        yield subscribers.c.joined_at < datetime.combine(segment.joined_until + timedelta(days=1), time(), UTC)
