"""What gutletter remembers, in one database: SQLite in the publication's folder, or PostgreSQL when a URL says so."""

from __future__ import annotations

from pathlib import Path

from gutletter.store.approvals import Approvals
from gutletter.store.articles import Articles
from gutletter.store.calendar import Calendar
from gutletter.store.circuits import Circuits
from gutletter.store.connection import Database
from gutletter.store.consents import Consents
from gutletter.store.deliveries import Deliveries
from gutletter.store.desk import Desk
from gutletter.store.feedback import Feedback
from gutletter.store.handovers import HandOvers
from gutletter.store.health import Health
from gutletter.store.interest import Interests
from gutletter.store.issues import Issues
from gutletter.store.notices import Notices
from gutletter.store.permits import Permits
from gutletter.store.readers import Readers
from gutletter.store.suppressions import Suppressions
from gutletter.store.upgrade import bring_up_to_date


class SqlStore(
    Issues,
    Articles,
    HandOvers,
    Permits,
    Health,
    Deliveries,
    Calendar,
    Readers,
    Consents,
    Notices,
    Feedback,
    Interests,
    Suppressions,
    Circuits,
    Desk,
    Approvals,
):
    """The store over SQLAlchemy; the same statements on either database. Threads may share one."""

    def close(self) -> None:
        """Let go of connections; twice is harmless."""
        self._database.close()


def open_store(url: str, folder: Path) -> SqlStore:
    """The database at ``url``, its tables brought up to date; a relative SQLite path is relative to ``folder``.

    Raises SettingsError for a URL that names no such database, StoreTooNew, and StoreError.
    """
    database = Database(url, folder)
    try:
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return SqlStore(database)
