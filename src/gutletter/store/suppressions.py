"""Addresses that are never written to: kept as salted hashes, and as they are while that may be.

The salt is made once and stays in the database. Whoever has the database can try addresses; nobody can read them off.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from itertools import compress

from sqlalchemy import Connection, delete, insert, or_, select, update

from gutletter.addresses import folded
from gutletter.lifecycle import ENDS, farther, stronger
from gutletter.model import Newcomers, SubscriberState, Suppression, SuppressionReason
from gutletter.store import audience
from gutletter.store.connection import FREEZING, SUPPRESSING, TOGETHER, Database, Statements, together
from gutletter.store.schema import salts, subscribers, suppressions

_SALT = "suppressions"
_MAY_ASK_AGAIN = frozenset(SuppressionReason) - {SuppressionReason.COMPLAINED}


class Suppressions(Statements):
    """See :class:`gutletter.ports.Suppressions`."""

    def suppress(self, addresses: Mapping[str, SuppressionReason], source: str, now: datetime) -> tuple[int, int]:
        """Never write to these again; (addresses not known as such before, readers this ends)."""
        reasons = {_key(email): reason for email, reason in addresses.items()}
        added = ended = 0
        with self._database.writing() as connection:
            self._database.alone(connection, SUPPRESSING)
            for some in together(reasons):
                these = {key: reasons[key] for key in some}
                ended += _end(connection, these, now)
                added += put(self._database, connection, these, source, now)
        return added, ended

    def suppressed(self, email: str) -> Suppression | None:
        """Why this address is never written to; None when it may be."""
        with self._database.reading() as connection:
            salt = _salt(connection)
            found = select(suppressions).where(suppressions.c.hash == hashed(salt, _key(email)))
            row = connection.execute(found).first() if salt else None
        return Suppression(_key(email), SuppressionReason(row.reason), row.source, row.at) if row else None

    def suppressions(self) -> Iterator[Suppression]:
        """Every one of them, page by page, in an order that says nothing."""
        asked = select(suppressions).order_by(suppressions.c.hash).limit(TOGETHER)
        last = ""
        while True:
            with self._database.reading() as connection:
                page = connection.execute(asked.where(suppressions.c.hash > last)).all()
            if not page:
                return
            last = page[-1].hash
            yield from (Suppression(row.key or "", SuppressionReason(row.reason), row.source, row.at) for row in page)

    def unsuppress(self, email: str) -> bool:
        """Let this address be written to again if its owner asks; False if it could be. A reader's state stays."""
        with self._database.writing() as connection:
            self._database.alone(connection, SUPPRESSING)
            gone = delete(suppressions).where(suppressions.c.hash == hashed(_salt(connection), _key(email)))
            return connection.execute(gone).rowcount > 0

    def forget(self, email: str, now: datetime) -> bool:
        """Delete everything about a reader but the hash of their address, and never add them again by an import.

        False if nothing was known of the address. What made it suppressed before stays the reason, without the address.
        """
        key = _key(email)
        with self._database.writing() as connection:
            self._database.alone(connection, SUPPRESSING)
            self._database.alone(connection, FREEZING)  # an issue that is just opening must not keep the address
            subscriber_id = connection.scalar(
                delete(subscribers).where(subscribers.c.key == key).returning(subscribers.c.id)
            )
            if subscriber_id is not None:
                audience.forget(connection, subscriber_id)
            mark = hashed(_make_salt(self._database, connection), key)
            known = connection.scalar(select(suppressions.c.hash).where(suppressions.c.hash == mark)) is not None
            if known:
                connection.execute(update(suppressions).where(suppressions.c.hash == mark).values(key=None))
            elif subscriber_id is not None:
                put(self._database, connection, {key: SuppressionReason.FORGOTTEN}, "forgotten", now)
            return known or subscriber_id is not None


# ── within somebody's transaction ─────────────────────────────────────────────────────────────────────────────────


def put(
    database: Database, connection: Connection, reasons: Mapping[str, SuppressionReason], source: str, now: datetime
) -> int:
    """Suppress these addresses, by key; how many were not before. Of two reasons the stronger one stands."""
    salt = _make_salt(database, connection)
    keys = {hashed(salt, key): key for key in reasons}
    held = select(suppressions.c.hash, suppressions.c.reason).where(suppressions.c.hash.in_(sorted(keys)))
    known = {row.hash: SuppressionReason(row.reason) for row in connection.execute(held)}
    new = [
        {
            "hash": mark,
            "key": None if reasons[key] is SuppressionReason.FORGOTTEN else key,
            "reason": reasons[key],
            "source": source,
            "at": now,
        }
        for mark, key in sorted(keys.items())
        if mark not in known
    ]
    if new:
        connection.execute(insert(suppressions), new)
    for mark, reason in known.items():
        if (stands := stronger(reason, reasons[keys[mark]])) is not reason:
            changed = update(suppressions).where(suppressions.c.hash == mark)
            connection.execute(changed.values(reason=stands, source=source))
    return len(new)


def welcome(connection: Connection, newcomers: Newcomers) -> Newcomers:
    """Those of the newcomers whose address may be written to.

    Who asks to join by themselves is pending, and may, unless they complained: their own yes lifts the rest.
    """
    salt = _salt(connection)
    if not salt or connection.execute(select(suppressions.c.hash).limit(1)).first() is None:
        return newcomers
    marks = [hashed(salt, key) for key in folded(newcomers.emails)]
    found = select(suppressions.c.hash, suppressions.c.reason).where(suppressions.c.hash.in_(marks))
    reasons = {row.hash: SuppressionReason(row.reason) for row in connection.execute(found)}
    may = [
        mark not in reasons or (state is SubscriberState.PENDING and reasons[mark] in _MAY_ASK_AGAIN)
        for mark, state in zip(marks, newcomers.states, strict=True)
    ]
    return newcomers if all(may) else Newcomers._make(list(compress(column, may)) for column in newcomers)


def lift(connection: Connection, subscriber_id: int) -> None:
    """A reader has said yes themselves: their address is not suppressed any more."""
    key = connection.scalar(select(subscribers.c.key).where(subscribers.c.id == subscriber_id))
    salt = _salt(connection)
    if key is not None and salt:
        ours = or_(suppressions.c.key == key, suppressions.c.hash == hashed(salt, key))
        connection.execute(delete(suppressions).where(ours))


def hashed(salt: str, key: str) -> str:
    """An address that cannot be read off."""
    return blake2b(key.encode("utf-8", "surrogatepass"), key=bytes.fromhex(salt), digest_size=16).hexdigest()


def _end(connection: Connection, reasons: Mapping[str, SuppressionReason], now: datetime) -> int:
    held = (
        select(subscribers.c.id, subscribers.c.key, subscribers.c.state)
        .where(subscribers.c.key.in_(reasons))
        .order_by(subscribers.c.id)
        .with_for_update()
    )
    ended = 0
    for row in connection.execute(held).all():
        becomes = farther(row.state, ENDS.get(reasons[row.key], SubscriberState.UNSUBSCRIBED))
        if becomes is not row.state:
            ended += row.state in (SubscriberState.PENDING, SubscriberState.CONFIRMED)
            changed = update(subscribers).where(subscribers.c.id == row.id)
            connection.execute(changed.values(state=becomes, changed_at=now))
    return ended


def _make_salt(database: Database, connection: Connection) -> str:
    if salt := _salt(connection):
        return salt
    connection.execute(database.insert_new(salts), [{"name": _SALT, "salt": secrets.token_hex(32)}])
    return _salt(connection)


def _salt(connection: Connection) -> str:
    """The salt; empty while nothing was ever suppressed."""
    salt: str | None = connection.scalar(select(salts.c.salt).where(salts.c.name == _SALT))
    return salt or ""


def _key(email: str) -> str:
    return email.casefold()
