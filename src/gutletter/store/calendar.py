"""The occurrences of the schedules, each dealt with once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update

from gutletter.model import Occurrence
from gutletter.store.connection import Database, Statements
from gutletter.store.schema import occurrences, schedules


class Calendar(Statements):
    """Which occurrences of a schedule have been dealt with."""

    def last_occurrence(self, schedule: str, now: datetime) -> datetime | None:
        """The instant up to which a schedule has been dealt with; None before it began.

        That is its latest occurrence, when it began, or the latest one of another schedule up to ``now``: while that
        one was kept this one was not, so whoever changes a schedule and changes it back has missed nothing.
        """
        began = select(schedules.c.began_at).where(schedules.c.name == schedule)
        latest = select(func.max(occurrences.c.at))
        with self._database.reading() as connection:
            own = [connection.scalar(began), connection.scalar(latest.where(occurrences.c.schedule == schedule))]
            anyones = connection.scalar(latest.where(occurrences.c.at <= now))
        known = [instant for instant in own if instant is not None]
        return max(known if anyones is None else [*known, anyones]) if known else None

    def begin_schedule(self, schedule: str, now: datetime) -> None:
        """Remember since when a schedule runs; twice is harmless, the first time stays."""
        with self._database.writing() as connection:
            connection.execute(self._database.insert_new(schedules).values(name=schedule, began_at=now))

    def reopen(self, now: datetime) -> int:
        """Let times come that a wrong clock has dealt with; see :class:`gutletter.ports.Calendar`."""
        with self._database.writing() as connection:
            connection.execute(update(schedules).where(schedules.c.began_at > now).values(began_at=now))
            return connection.execute(delete(occurrences).where(occurrences.c.at > now)).rowcount

    def skip(self, occurrence: Occurrence, reason: str) -> bool:
        """Write down that an occurrence publishes nothing, and why; False if it was dealt with already."""
        with self._database.writing() as connection:
            return _write(self._database, connection, occurrence, reason=reason)


def issue_of(connection: Connection, occurrence: Occurrence) -> int | None:
    """The issue that this occurrence published."""
    issue_id: int | None = connection.scalar(select(occurrences.c.issue_id).where(_same(occurrence)))
    return issue_id


def settle(database: Database, connection: Connection, occurrence: Occurrence, issue_id: int) -> None:
    """Write down that an occurrence published this issue, also when it had been skipped before."""
    if not _write(database, connection, occurrence, issue_id=issue_id, reason=""):
        connection.execute(update(occurrences).where(_same(occurrence)).values(issue_id=issue_id, reason=""))


def _write(database: Database, connection: Connection, occurrence: Occurrence, **outcome: Any) -> bool:
    row = {"schedule": occurrence.schedule, "local": occurrence.local, "at": occurrence.at, **outcome}
    written = database.insert_new(occurrences).values(row).returning(occurrences.c.schedule)
    return connection.execute(written).first() is not None


def _same(occurrence: Occurrence) -> ColumnElement[bool]:
    return and_(occurrences.c.schedule == occurrence.schedule, occurrences.c.local == occurrence.local)
