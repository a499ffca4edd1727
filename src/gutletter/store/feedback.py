"""What came back: posts as they came, events, and what they say together of every copy.

Each event is joined to what is known by the rules of ``lifecycle``, in one transaction with the post that told it. So
it does not matter which program works off which post, in what order, or how often.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, or_, select, union, update

from gutletter.lifecycle import FATE, SUPPRESSES, farther, given_up, known_taken
from gutletter.model import (
    Absorbed,
    DeliveryState,
    Event,
    EventKind,
    Fate,
    Post,
    Returns,
    SoftBounces,
    SubscriberState,
)
from gutletter.store import suppressions
from gutletter.store.audience import become, locked
from gutletter.store.connection import SUPPRESSING, AnyRow, Statements, together
from gutletter.store.schema import LEFT, consents, deliveries, events, feedback, inbox, subscribers

SCANNED_WITHIN = timedelta(seconds=10)
"""Nobody reads so fast: what is followed so soon after a letter arrived was followed by a scanner."""

_COLUMNS = ("provider", "event_id", "kind", "at", "issue_id", "subscriber_id", "reason", "url", "machine")
_WRITTEN_TO = (SubscriberState.PENDING, SubscriberState.CONFIRMED)


def _higher(stands: ColumnElement[int], told: ColumnElement[int]) -> ColumnElement[int]:
    return case((told > stands, told), else_=stands)


class Feedback(Statements):
    """See :class:`gutletter.ports.Feedback`."""

    def keep_post(self, provider: str, body: str, now: datetime) -> None:
        """Keep what a provider posted, to be worked off; it is committed when this returns."""
        with self._database.writing() as connection:
            connection.execute(insert(inbox).values(provider=provider, received_at=now, body=body))

    def posts(self, after: int = 0, limit: int = 1) -> Sequence[Post]:
        """Posts that wait, in the order they came, after the one with this number."""
        asked = select(inbox.c.id, inbox.c.provider, inbox.c.received_at, inbox.c.body)
        with self._database.reading() as connection:
            page = connection.execute(asked.where(inbox.c.id > after).order_by(inbox.c.id).limit(limit))
            return [Post(*row) for row in page]

    def waiting_posts(self) -> int:
        """How many posts wait."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(inbox)).scalar_one()

    def absorb(self, told: Sequence[Event], now: datetime, patience: SoftBounces, *, post: int = 0) -> Absorbed:
        """Join events to what is known; see :class:`gutletter.ports.Feedback`."""
        with self._database.writing() as connection:
            if post and connection.scalar(delete(inbox).where(inbox.c.id == post).returning(inbox.c.id)) is None:
                return Absorbed()  # somebody else was faster
            if any(event.ends or event.kind is EventKind.SOFT_BOUNCED for event in told):
                self._database.alone(connection, SUPPRESSING)
            known = [event for event in _with_readers(connection, told) if event.subscriber_id]
            if not known:
                return Absorbed()
            new = self._keep(connection, known)
            ended = self._end_readers(connection, known, now, patience)
            settled = {
                issue_id: count
                for issue_id, joined in _by_copy(known).items()
                if (count := self._join(connection, issue_id, joined, now))
            }
            _mark_scanners(connection, known)
        return Absorbed(new, settled, ended)

    def _keep(self, connection: Connection, told: Iterable[Event]) -> int:
        rows = [
            (
                event.provider,
                event.id,
                event.kind.value,
                self._database.written(event.at),
                event.issue_id or None,
                event.subscriber_id,
                event.reason,
                event.url,
                event.machine,
            )
            for event in told
        ]
        return self._database.add_new(connection, events, _COLUMNS, list(zip(*rows, strict=True)))

    def _end_readers(self, connection: Connection, told: Sequence[Event], now: datetime, patience: SoftBounces) -> int:
        """Write no more to those whose address bounces or who left or complained; how many were written to so far."""
        ends = {event.subscriber_id: event.ends for event in told if event.ends}
        for event in told:
            if event.ends:
                ends[event.subscriber_id] = farther(ends[event.subscriber_id] or event.ends, event.ends)
        soft = {event.subscriber_id for event in told if event.kind is EventKind.SOFT_BOUNCED}
        for subscriber_id in soft:
            if given_up(_soft_bounces(connection, subscriber_id), patience):
                ends[subscriber_id] = farther(
                    ends.get(subscriber_id) or SubscriberState.BOUNCED, SubscriberState.BOUNCED
                )
        ended, reasons = 0, {}
        for row in _readers(connection, ends):
            news = ends[row.id]
            assert news is not None  # noqa: S101 - only such are in it
            if news in SUPPRESSES:
                reasons[row.key] = SUPPRESSES[news]
            becomes = farther(row.state, news)
            if becomes is not row.state:
                ended += row.state in _WRITTEN_TO
                changed = update(subscribers).where(subscribers.c.id == row.id)
                connection.execute(changed.values(state=becomes, changed_at=now))
        if reasons:
            suppressions.put(self._database, connection, reasons, "told by mail that came back", now)
        return ended

    def _join(self, connection: Connection, issue_id: int, joined: Mapping[int, _Told], now: datetime) -> int:
        """Write down what is told of an issue's copies; how many of those that waited are settled by it."""
        rows = locked(self._database, connection, issue_id, joined)
        if not rows:
            return 0
        upsert = self._database.insert_or(feedback, fate=_higher, complained=or_, departed=or_)
        connection.execute(
            upsert,
            [
                {
                    "issue_id": issue_id,
                    "subscriber_id": row.subscriber_id,
                    "fate": int(joined[row.subscriber_id].fate),
                    "complained": joined[row.subscriber_id].complained,
                    "departed": joined[row.subscriber_id].departed,
                }
                for row in rows
            ],
        )
        waiting = [row.subscriber_id for row in rows if known_taken(row.state)]
        become(
            self._database,
            connection,
            issue_id,
            waiting,
            DeliveryState.ACCEPTED,
            now,
            reason="an event told that the provider had it",
        )
        return len(waiting)

    def returns(self, issue_id: int) -> Sequence[Returns]:
        """How many copies of an issue stand alike; the sum is the frozen audience."""
        both = deliveries.outerjoin(
            feedback,
            (feedback.c.issue_id == deliveries.c.issue_id) & (feedback.c.subscriber_id == deliveries.c.subscriber_id),
        )
        fate = func.coalesce(feedback.c.fate, int(Fate.UNKNOWN))
        counted = (
            select(
                deliveries.c.state,
                fate,
                func.count(),
                func.sum(case((feedback.c.complained, 1), else_=0)),
            )
            .select_from(both)
            .where(deliveries.c.issue_id == issue_id)
            .group_by(deliveries.c.state, fate)
            .order_by(deliveries.c.state, fate)
        )
        with self._database.reading() as connection:
            return [
                Returns(state, Fate(fate), copies, complained)
                for state, fate, copies, complained in connection.execute(counted)
            ]

    def departed(self, issue_id: int) -> int:
        """How many readers left through a letter of this issue: by its link, or as a provider tells."""
        sources = [f"letter {issue_id}, {where}" for where in ("page", "one click")]  # as web.leaving writes them
        by_link = select(consents.c.subscriber_id).where(LEFT, consents.c.source.in_(sources))
        as_told = select(feedback.c.subscriber_id).where(feedback.c.issue_id == issue_id, feedback.c.departed)
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(union(by_link, as_told).subquery())).scalar_one()

    def events_of(self, subscriber_id: int) -> Sequence[Event]:
        """Everything told about a reader, in the order it happened; pruned events are gone."""
        return self._events(events.c.subscriber_id == subscriber_id)

    def _events(self, which: ColumnElement[bool]) -> Sequence[Event]:
        asked = select(events).where(which).order_by(events.c.at, events.c.id)
        with self._database.reading() as connection:
            return [
                Event(
                    provider=row.provider,
                    id=row.event_id,
                    kind=EventKind(row.kind),
                    at=row.at,
                    issue_id=row.issue_id or 0,
                    subscriber_id=row.subscriber_id or 0,
                    reason=row.reason,
                    url=row.url,
                    machine=row.machine,
                )
                for row in connection.execute(asked)
            ]


@dataclass(frozen=True, slots=True)
class _Told:
    """What some events say together of one copy."""

    fate: Fate = Fate.UNKNOWN
    complained: bool = False
    departed: bool = False

    def and_(self, kind: EventKind) -> _Told:
        return _Told(
            max(self.fate, FATE[kind]),
            self.complained or kind is EventKind.COMPLAINED,
            self.departed or kind is EventKind.LEFT,
        )


def _by_copy(told: Iterable[Event]) -> Mapping[int, Mapping[int, _Told]]:
    """What is told, by issue and reader."""
    joined: dict[int, dict[int, _Told]] = {}
    for event in told:
        if event.issue_id:
            readers = joined.setdefault(event.issue_id, {})
            readers[event.subscriber_id] = readers.get(event.subscriber_id, _Told()).and_(event.kind)
    return dict(sorted(joined.items()))


def _with_readers(connection: Connection, told: Sequence[Event]) -> Sequence[Event]:
    """The events, with their readers' numbers where only the address was told and the news is about the address."""
    strays = {event.email.casefold() for event in told if event.email and not event.subscriber_id and event.ends}
    ids: dict[str, int] = {}
    for some in together(sorted(strays)):
        found = select(subscribers.c.key, subscribers.c.id).where(subscribers.c.key.in_(some))
        ids |= {row.key: row.id for row in connection.execute(found)}
    if not ids:
        return told
    return [
        event
        if event.subscriber_id or event.email.casefold() not in ids
        else replace(event, subscriber_id=ids[event.email.casefold()])
        for event in told
    ]


def _soft_bounces(connection: Connection, subscriber_id: int) -> list[tuple[int, datetime]]:
    asked = select(events.c.issue_id, events.c.at).where(
        events.c.subscriber_id == subscriber_id, events.c.kind == EventKind.SOFT_BOUNCED.value
    )
    return [(row.issue_id, row.at) for row in connection.execute(asked) if row.issue_id]


def _readers(connection: Connection, ids: Iterable[int]) -> list[AnyRow]:
    """These readers as they stand, and will stand until this transaction changes them."""
    rows: list[AnyRow] = []
    for some in together(sorted(ids)):
        rows += connection.execute(
            select(subscribers.c.id, subscribers.c.key, subscribers.c.state)
            .where(subscribers.c.id.in_(some))
            .order_by(subscribers.c.id)
            .with_for_update()
        )
    return rows


def _mark_scanners(connection: Connection, told: Sequence[Event]) -> None:
    """Set apart the links that were followed as soon as the letter had arrived; whichever of the two is told first."""
    pairs = sorted(
        {
            (e.issue_id, e.subscriber_id)
            for e in told
            if e.kind in (EventKind.CLICKED, EventKind.DELIVERED) and e.issue_id
        }
    )
    for issue_id, copies in groupby(pairs, key=lambda pair: pair[0]):
        readers = [subscriber_id for _, subscriber_id in copies]
        for some in together(readers):
            of_these = events.c.issue_id == issue_id, events.c.subscriber_id.in_(some)
            human = events.c.kind == EventKind.CLICKED.value, ~events.c.machine
            clicks = connection.execute(
                select(events.c.id, events.c.subscriber_id, events.c.at).where(*of_these, *human)
            ).all()
            if not clicks:
                continue
            arrived: dict[int, list[datetime]] = {}
            for row in connection.execute(
                select(events.c.subscriber_id, events.c.at).where(*of_these, events.c.kind == EventKind.DELIVERED.value)
            ):
                arrived.setdefault(row.subscriber_id, []).append(row.at)
            scanned = [
                row.id
                for row in clicks
                if any(at <= row.at <= at + SCANNED_WITHIN for at in arrived.get(row.subscriber_id, ()))
            ]
            if scanned:
                connection.execute(update(events).where(events.c.id.in_(scanned)).values(machine=True))
