"""The list of readers; an address stands in it once, however it is capitalised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import compress
from typing import Any

from sqlalchemy import Connection, Text, bindparam, delete, func, insert, select, update

from gutletter.addresses import folded
from gutletter.model import EVERYONE, Newcomers, NewSubscriber, Segment, Subscriber, SubscriberState, in_utc
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
        """See :class:`gutletter.ports.Readers`."""
        return self.add_together(map(Newcomers.of, together(subscribers)), now)

    def add_together(self, pages: Iterable[Newcomers], now: datetime) -> tuple[int, int]:
        """See :class:`gutletter.ports.Readers`."""
        added = seen = 0
        with self._database.writing() as connection:
            self._database.alone(connection, ADDING_READERS)  # two lists in different order would block each other
            last = connection.scalar(select(func.coalesce(func.max(readers.c.id), 0))) or 0
            for page in _equally_long(pages):
                seen += len(page.emails)
                may = suppressions.welcome(connection, page)
                if may.emails:
                    new = self._database.add_new(connection, readers, _NAMES, _columns(self._database, may, now))
                    _agreed(self._database, connection, may, last, new)
                    added += new
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


def _equally_long(pages: Iterable[Newcomers]) -> Iterator[Newcomers]:
    """The same readers in pages of the length that statements are made for; the last may be shorter."""
    columns: list[list[Any]] = [[] for _ in Newcomers._fields]
    for page in pages:
        for column, more in zip(columns, page, strict=True):
            column.extend(more)
        while len(columns[0]) >= TOGETHER:
            yield Newcomers(*[column[:TOGETHER] for column in columns])
            columns = [column[TOGETHER:] for column in columns]
    if columns[0]:
        yield Newcomers(*columns)


def _columns(database: Database, newcomers: Newcomers, now: datetime) -> Sequence[Sequence[object]]:
    """Newcomers → the columns of the rows they become, as the driver takes them."""
    emails, names, states, joined, sources, languages, timezones, cadences, tags, *_ = newcomers
    joined_at = database.all_written(joined if all(joined) else [at or in_utc(now) for at in joined])
    codes = [SubscriberCode.codes[states[0]]] * len(states)
    confirmed_at = joined_at
    if states.count(SubscriberState.CONFIRMED) < len(states):
        codes = [SubscriberCode.codes[state] for state in states]
        confirmed_at = [
            at if state is SubscriberState.CONFIRMED else None for at, state in zip(joined_at, states, strict=True)
        ]
    return (
        emails,
        folded(emails),
        names,
        codes,
        joined_at,
        confirmed_at,
        [database.written(now)] * len(emails),
        sources,
        languages,
        timezones,
        cadences,
        [*map(_tagged, tags)],
    )


@lru_cache(maxsize=1024)
def _tagged(tags: Sequence[str]) -> str:
    return f"|{'|'.join(tags)}|" if tags else ""


_SAID = ("at", "said", "source", "wording", "network")
_NEW_WORDS = insert(consents).from_select(
    ["subscriber_id", *_SAID],
    select(
        readers.c.id,
        *(bindparam(name, type_=Instant if name == "at" else Text) for name in _SAID),
    ).where(readers.c.key == bindparam("of"), readers.c.id > bindparam("last")),
)


def _agreed(database: Database, connection: Connection, newcomers: Newcomers, last: int, added: int) -> None:
    """Keep what those agreed to who have just become readers; whoever was known before said it elsewhere."""
    said, at = newcomers.said, newcomers.said_at
    if not any(said):
        return
    keys = folded(newcomers.emails)
    written = database.all_written(at) if all(at) else [database.all_written([one])[0] if one else None for one in at]
    others = newcomers.said_where, newcomers.wordings, newcomers.networks
    columns: list[Sequence[Any]] = [_numbers(database, connection, keys, added), written, said, *others]
    if not all(said):
        columns, keys = [list(compress(column, said)) for column in columns], list(compress(keys, said))
    if columns[0]:
        database.add_new(connection, consents, ("subscriber_id", *_SAID), columns)
        return
    given = dict(zip(_SAID, columns[1:], strict=True))
    database.say_each(connection, _NEW_WORDS, {"of": keys, "last": [last] * len(keys), **given})


def _numbers(database: Database, connection: Connection, keys: Sequence[str], added: int) -> Sequence[int]:
    """The numbers that these readers have just been given, in order; empty where that must be asked for each.

    SQLite numbers the rows that one writer adds one after the other, where none of them was there.
    """
    if not database.is_sqlite or added < len(keys):
        return ()
    asked = select(readers.c.id).where(readers.c.key == bindparam("of"))
    first, top = (connection.scalar(asked, {"of": key}) or 0 for key in (keys[0], keys[-1]))
    return range(first, top + 1) if top - first + 1 == added else ()


def _in(asked: AnySelect, states: Iterable[SubscriberState] | None, segment: Segment) -> AnySelect:
    asked = asked.where(*within(segment))
    return asked if states is None else asked.where(readers.c.state.in_(set(states)))
