"""How often letters are opened and their links followed: from events, and from our own counted links.

What is kept for good are sums. Events name a reader, so they are pruned after a while, and what they said of interest
is added to the sums first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import add

from sqlalchemy import Connection, Insert, delete, distinct, func, insert, select

from gutletter.model import EventKind, Interest
from gutletter.store.connection import AnySelect, Statements
from gutletter.store.schema import events, interest, issues, links

_KINDS = (EventKind.OPENED, EventKind.CLICKED)
_READERS_AT_ONCE = 5_000  # whose events are pruned in one transaction


class Interests(Statements):
    """See :class:`gutletter.ports.Interests`."""

    def interest(self, issue_id: int) -> Sequence[Interest]:
        """How often an issue was opened and its links followed, by people and by machines."""
        summed = select(
            interest.c.kind, interest.c.url, interest.c.machine, interest.c.times, interest.c.readers
        ).where(interest.c.issue_id == issue_id)
        found: dict[tuple[str, str, bool], tuple[int, int]] = {}
        with self._database.reading() as connection:
            for kind in _KINDS:
                for row in connection.execute(_counted(issue_id, kind)):
                    found[kind.value, row.url, row.machine] = row.times, row.readers
            for row in connection.execute(summed):
                times, readers = found.get((row.kind, row.url, row.machine), (0, 0))
                found[row.kind, row.url, row.machine] = times + row.times, readers + row.readers
        return [Interest(EventKind(kind), url, machine, *sums) for (kind, url, machine), sums in sorted(found.items())]

    def count_clicks(self, clicks: Mapping[tuple[int, str, bool], int]) -> None:
        """Add how often counted links were followed, by (issue, url, by a machine)."""
        rows = [
            {"issue_id": issue, "kind": EventKind.CLICKED.value, "url": url, "machine": machine, "times": times}
            for (issue, url, machine), times in sorted(clicks.items())
        ]
        if rows:
            with self._database.writing() as connection:
                connection.execute(self._adding(), [{**row, "readers": 0} for row in rows])

    def link(self, letter: str, number: int) -> tuple[int, str] | None:
        """The issue of a counted link, and where it leads; None when there is no such link."""
        asked = select(links.c.issue_id, links.c.url).where(links.c.letter == letter, links.c.number == number)
        with self._database.reading() as connection:
            row = connection.execute(asked).first()
        return None if row is None else (row.issue_id, row.url)

    def prune_events(self, before: datetime) -> int:
        """Forget what events said in detail of issues opened before then; sums and fates stay. How many were pruned."""
        theirs = select(events.c.id).where(events.c.issue_id == issues.c.id)
        old = select(issues.c.id).where(issues.c.opened_at < before, theirs.exists()).order_by(issues.c.id)
        with self._database.reading() as connection:
            issue_ids = connection.scalars(old).all()
        pruned = sum(self._prune(issue_id, kind) for issue_id in issue_ids for kind in EventKind)
        with self._database.writing() as connection:
            of_none = delete(events).where(events.c.issue_id.is_(None), events.c.at < before)
            return pruned + connection.execute(of_none).rowcount

    def _prune(self, issue_id: int, kind: EventKind) -> int:
        """One kind of an issue's events, some readers at a time: nobody waits long for the database."""
        of_kind = events.c.issue_id == issue_id, events.c.kind == kind.value
        pruned = 0
        while True:
            with self._database.writing() as connection:
                some = select(events.c.subscriber_id).where(*of_kind).order_by(events.c.subscriber_id)
                last = connection.scalars(some.limit(_READERS_AT_ONCE)).all()
                if not last:
                    return pruned
                these = *of_kind, events.c.subscriber_id <= last[-1]
                if kind in _KINDS:
                    self._add_up(connection, issue_id, kind, last[-1])
                pruned += connection.execute(delete(events).where(*these)).rowcount

    def _add_up(self, connection: Connection, issue_id: int, kind: EventKind, last: int) -> None:
        counted = connection.execute(_counted(issue_id, kind).where(events.c.subscriber_id <= last)).all()
        rows = [
            {"issue_id": issue_id, "kind": kind.value, **row._asdict()}
            for row in sorted(counted, key=lambda row: (row.url, row.machine))
        ]
        connection.execute(self._adding(), rows)

    def _adding(self) -> Insert:
        return self._database.insert_or(interest, times=add, readers=add)


def keep_links(connection: Connection, issue_id: int, letter: str, urls: Iterable[str]) -> None:
    """Write down where the counted links of an issue that is just opening lead."""
    rows = [{"letter": letter, "number": number, "issue_id": issue_id, "url": url} for number, url in enumerate(urls)]
    if rows:
        connection.execute(insert(links), rows)


def _counted(issue_id: int, kind: EventKind) -> AnySelect:
    return (
        select(
            events.c.url,
            events.c.machine,
            func.count().label("times"),
            func.count(distinct(events.c.subscriber_id)).label("readers"),
        )
        .where(events.c.issue_id == issue_id, events.c.kind == kind.value)
        .group_by(events.c.url, events.c.machine)
    )
