"""Whether the database is sound: what a doctor asks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from gutletter.store.connection import Statements
from gutletter.store.schema import deliveries, issues, occurrences, schedules


class Health(Statements):
    """What may be wrong with what is remembered."""

    def damages(self) -> Sequence[str]:
        """What is broken in the database itself, in its own words; empty when it is sound. Reads all of it."""
        if not self._database.is_sqlite:
            return ()
        with self._database.reading() as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check(10)").scalars().all()
        return [str(line) for line in said if line != "ok"]

    def sums_that_do_not_close(self) -> Sequence[str]:
        """The slugs of issues whose deliveries are not as many as the frozen audience; there are none."""
        counted = select(func.count()).where(deliveries.c.issue_id == issues.c.id).scalar_subquery()
        with self._database.reading() as connection:
            return list(connection.scalars(select(issues.c.slug).where(issues.c.audience != counted)))

    def latest_writings(self) -> tuple[datetime | None, datetime | None, datetime | None]:
        """The latest occurrence dealt with, when the latest schedule began, and when the latest issue was opened, by
        whatever clock."""
        with self._database.reading() as connection:
            occurrence = connection.scalar(select(func.max(occurrences.c.at)))
            began = connection.scalar(select(func.max(schedules.c.began_at)))
            return occurrence, began, connection.scalar(select(func.max(issues.c.opened_at)))
