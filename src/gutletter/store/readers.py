"""The list of readers; an address stands in it once, however it is capitalised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import repeat

from sqlalchemy import Connection, Text, bindparam, delete, func, insert, select, update

from gutletter.model import EVERYONE, NewSubscriber, Segment, Subscriber, SubscriberState
from gutletter.store import audience, suppressions
from gutletter.store.connection import (
    ADDING_READERS,
    FREEZING,
    TOGETHER,
    AnyRow,
    AnySelect,
    Database,
    Statements,
    together,
)
from gutletter.store.schema import Instant, SubscriberCode, consents
from gutletter.store.schema import subscribers as readers
from gutletter.store.segments import within

_SUBSCRIBER = select(
    readers.c.id,
    readers.c.email,
    readers.c.name,
    readers.c.state,
    readers.c.joined_at,
    readers.c.confirmed_at,
    readers.c.source,
    readers.c.language,
    readers.c.timezone,
    readers.c.cadence,
    readers.c.tags,
    readers.c.paused_until,
)


class Readers(Statements):
    """Where to write, and what each reader has allowed us."""

    def add(self, subscribers: Iterable[NewSubscriber], now: datetime) -> tuple[int, int]:
        """Add readers in one transaction, all or none; (added, already known). A known address is left as it is.

        One that is suppressed counts as known, unless its owner asks by themselves to join. ``subscribers`` is read as
        it is written, with flat memory; an exception it raises undoes everything.
        """
        added = seen = 0
        with self._database.writing() as connection:
            self._database.alone(connection, ADDING_READERS)  # two lists in different order would block each other
            last = connection.scalar(select(func.coalesce(func.max(readers.c.id), 0)))
            for some in together(subscribers, TOGETHER):
                seen += len(some)
                if not (may := suppressions.welcome(connection, some)):
                    continue
                added += self._database.add_new(connection, readers, _NAMES, _rows(self._database, may, now))
                if agreed := [one for one in may if one.consent]:
                    _agreed(connection, agreed, last or 0)
        return added, seen - added

    def subscriber(self, email: str) -> Subscriber | None:
        """The reader with this address, however it is capitalised."""
        with self._database.reading() as connection:
            row = connection.execute(_SUBSCRIBER.where(readers.c.key == _key(email))).first()
        return None if row is None else _subscriber(row)

    def subscriber_by_id(self, subscriber_id: int) -> Subscriber | None:
        """The reader with this number; None for one who was removed. A number is never given twice."""
        with self._database.reading() as connection:
            row = connection.execute(_SUBSCRIBER.where(readers.c.id == subscriber_id)).first()
        return None if row is None else _subscriber(row)

    def subscribers(
        self, states: Iterable[SubscriberState] | None = None, segment: Segment = EVERYONE
    ) -> Iterator[Subscriber]:
        """Readers by address, page by page: no transaction stays open between them, and memory stays flat."""
        asked = _in(_SUBSCRIBER.add_columns(readers.c.key), states, segment).order_by(readers.c.key).limit(TOGETHER)
        page = self._page(asked)
        while page:
            for row in page:
                yield _subscriber(row)
            page = self._page(asked.where(readers.c.key > page[-1].key))

    def _page(self, asked: AnySelect) -> list[AnyRow]:
        with self._database.reading() as connection:
            return list(connection.execute(asked))

    def count(self, states: Iterable[SubscriberState] | None = None, segment: Segment = EVERYONE) -> int:
        """How many readers there are in these states (None: in any) and this segment."""
        with self._database.reading() as connection:
            found: int = connection.execute(
                _in(select(func.count()).select_from(readers), states, segment)
            ).scalar_one()
        return found

    def set_state(self, subscriber_id: int, state: SubscriberState, now: datetime) -> None:
        """Change what a reader has allowed us; for an id that is not there any more nothing happens."""
        changes: dict[str, object] = {"state": state, "changed_at": now}
        if state is SubscriberState.CONFIRMED:
            changes["confirmed_at"] = func.coalesce(readers.c.confirmed_at, now)
        with self._database.writing() as connection:
            connection.execute(update(readers).where(readers.c.id == subscriber_id).values(changes))
            if state is SubscriberState.CONFIRMED:
                suppressions.lift(connection, subscriber_id)

    def remove(self, email: str) -> bool:
        """Forget a reader; False if the address is unknown.

        The address and name leave the ledger too; its rows and their states stay, so every sum still closes.
        """
        with self._database.writing() as connection:
            self._database.alone(connection, FREEZING)  # an issue that is just opening must not keep the address
            gone = delete(readers).where(readers.c.key == _key(email)).returning(readers.c.id)
            subscriber_id = connection.scalar(gone)
            if subscriber_id is None:
                return False
            audience.forget(connection, subscriber_id)
            return True


def _subscriber(row: AnyRow) -> Subscriber:
    return Subscriber(
        row.id,
        row.email,
        row.name,
        row.state,
        row.joined_at,
        row.confirmed_at,
        row.source,
        row.language,
        row.timezone,
        row.cadence,
        tuple(tag for tag in row.tags.split("|") if tag),
        row.paused_until,
    )


def _key(email: str) -> str:
    return email.casefold()


_NAMES = (
    "email", "key", "name", "state", "joined_at", "confirmed_at", "changed_at", "source", "language", "timezone",
    "cadence", "tags",
)  # fmt: skip


def _rows(database: Database, newcomers: Sequence[NewSubscriber], now: datetime) -> Iterable[tuple[object, ...]]:
    """Newcomers → the rows they become, as the driver takes them; made by column, since there may be a million."""
    emails, names, states, joined, sources, *wishes, tags, _ = zip(*newcomers, strict=True)
    changed_at = database.written(now)
    joined_at = database.all_written([at or now for at in joined])
    confirmed_at = [
        at if state is SubscriberState.CONFIRMED else None for at, state in zip(joined_at, states, strict=True)
    ]
    return zip(
        emails,
        map(str.casefold, emails),
        names,
        [SubscriberCode.codes[state] for state in states],
        joined_at,
        confirmed_at,
        repeat(changed_at),
        sources,
        *wishes,
        map(_tagged, tags),
    )


@lru_cache(maxsize=1024)
def _tagged(tags: Sequence[str]) -> str:
    return f"|{'|'.join(tags)}|" if tags else ""


def _agreed(connection: Connection, newcomers: Sequence[NewSubscriber], last: int) -> None:
    """Keep what those agreed to who have just become readers; whoever was known before said it elsewhere."""
    new = select(
        readers.c.id,
        bindparam("at", type_=Instant),
        *(bindparam(name, type_=Text) for name in ("said", "source", "wording", "network")),
    ).where(readers.c.key == bindparam("of"), readers.c.id > last)
    names = "subscriber_id", "at", "said", "source", "wording", "network"
    rows = [
        {
            "of": _key(one.email),
            "at": said.at,
            "said": said.said,
            "source": said.source,
            "wording": said.wording,
            "network": said.network,
        }
        for one in newcomers
        if (said := one.consent)
    ]
    connection.execute(insert(consents).from_select(names, new), rows)


def _in(asked: AnySelect, states: Iterable[SubscriberState] | None, segment: Segment) -> AnySelect:
    asked = asked.where(*within(segment))
    return asked if states is None else asked.where(readers.c.state.in_(set(states)))
