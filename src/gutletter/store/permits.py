"""How many copies left when: counted in the transaction that hands them over, so that no limit is ever overshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, delete, func, insert, or_, select

from gutletter.model import DeliveryState, IssueState, Recipient
from gutletter.pacing import Limit, Pace, Taken, Wait
from gutletter.store.connection import PACING, AnyRow, Database, Statements
from gutletter.store.schema import deliveries, issues, permits, stands

_LONGEST_DAY = timedelta(hours=25)


class Permits(Statements):
    """What may still leave now."""

    def held_until(self, now: datetime, pace: Pace) -> datetime | None:
        """When the hours and the limits let mail leave again; see :class:`gutletter.ports.Ledger`."""
        opens = [pace.hours.next_open(now)] if pace.hours else []
        if pace.limits:
            with self._database.reading() as connection:
                opens += (limit.opens(_taken(connection, limit.per), now) for limit in pace.limits)
        latest = max(opens, default=now)
        return latest if latest > now else None

    def waits(self, issue_id: int, now: datetime, pace: Pace) -> Sequence[Wait]:
        """Which copies cannot go now, and why; see :class:`gutletter.ports.Ledger`."""
        with self._database.reading() as connection:
            issue = connection.execute(
                select(issues.c.state, issues.c.paused_at).where(issues.c.id == issue_id)
            ).first()
            if issue is None or issue.state is not IssueState.SENDING:
                return ()
            morning = _later(connection, issue_id, DeliveryState.PLANNED, deliveries.c.not_before, now)
            deferred = _later(connection, issue_id, DeliveryState.DEFERRED, deliveries.c.next_attempt_at, now)
            come = _waiting(connection, issue_id) - morning.copies - deferred.copies
            if issue.paused_at is not None:
                copies = come + morning.copies + deferred.copies
                return (Wait(copies, "the issue is paused"),) if copies else ()
            held = list(self._held(connection, issue_id, come, now, pace))
        waits = [wait for wait in (*held, deferred, morning) if wait.copies]
        return sorted(waits, key=lambda wait: wait.until or now)

    def _held(self, connection: Connection, issue_id: int, come: int, now: datetime, pace: Pace) -> Iterator[Wait]:
        """What holds back the copies whose time has come."""
        opens = pace.hours.next_open(now) if pace.hours else now
        if opens > now:
            yield Wait(come, "mail leaves at certain hours", opens)
        for limit in pace.limits:
            opens = limit.opens(_taken(connection, limit.per), now)
            if opens > now:
                yield Wait(come, f"{limit.most:,} {'an' if limit.per == 'hour' else 'a'} {limit.per} may leave", opens)
        if pace.warm_up:
            quota = pace.warm_up.most(pace.warm_up.today(now))
            went = _went(connection, pace.warm_up.begin_of(pace.warm_up.today(now)))
            if exhausted := [domain for domain, number in went.items() if number >= quota]:
                domain = domain_of(self._database, deliveries.c.email)
                theirs = select(func.count()).where(deliveries.c.issue_id == issue_id, _WAITS, domain.in_(exhausted))
                reason = f"{quota:,} a day go to each domain while it warms up"
                yield Wait(connection.scalar(theirs) or 0, reason, pace.warm_up.tomorrow(now))


_WAITS = or_(stands(DeliveryState.PLANNED), stands(DeliveryState.DEFERRED))
_REASONS = {
    DeliveryState.PLANNED: "their readers' morning has not come",
    DeliveryState.DEFERRED: "their servers asked to try later",
}


def _waiting(connection: Connection, issue_id: int) -> int:
    counts = (
        select(func.count()).select_from(deliveries).where(deliveries.c.issue_id == issue_id, stands(state))
        for state in _REASONS
    )
    return sum(connection.scalar(count) or 0 for count in counts)


def _later(connection: Connection, issue_id: int, state: DeliveryState, at: Column[datetime], now: datetime) -> Wait:
    """The copies in this state whose own time has not come."""
    asked = select(func.count(), func.min(at)).where(deliveries.c.issue_id == issue_id, stands(state), at > now)
    copies, until = connection.execute(asked).one()
    return Wait(copies, _REASONS[state], until)


def domain_of(database: Database, address: Column[str]) -> ColumnElement[str]:
    """What stands behind the @."""
    if database.is_sqlite:
        return func.lower(func.substr(address, func.instr(address, "@") + 1))
    return func.lower(func.split_part(address, "@", 2))


class Allotment:
    """What one hand-over may take by a pace: asked first, and written down when it is known who goes."""

    def __init__(self, database: Database, connection: Connection, pace: Pace, now: datetime) -> None:
        self._database = database
        self._connection = connection
        self._now = now
        self._warm_up = pace.warm_up
        self._quota = 0  # how many may go to a domain today
        self._to_domain: dict[str, int] = {}
        if pace.limits or pace.warm_up:
            database.alone(connection, PACING)
        self._counting = {limit: limit.still_counting(_taken(connection, limit.per), now) for limit in pace.limits}
        self._closed = pace.hours is not None and pace.hours.next_open(now) > now
        if pace.warm_up:
            self._day = pace.warm_up.begin_of(pace.warm_up.today(now))
            self._quota = pace.warm_up.most(pace.warm_up.today(now))
            self._to_domain = _went(connection, self._day)

    @property
    def room(self) -> int | None:
        """How many may go now; None: nothing limits them."""
        if self._closed:
            return 0
        return min((limit.room(taken, self._now) for limit, taken in self._counting.items()), default=None)

    @property
    def exhausted(self) -> Sequence[str]:
        """The domains to which nothing more goes today."""
        return [domain for domain, number in self._to_domain.items() if number >= self._quota]

    def granted(self, recipients: list[Recipient]) -> list[Recipient]:
        """Those of them who may go; the others' domains are exhausted."""
        if self._warm_up is None:
            return recipients
        going = []
        for recipient in recipients:
            domain = _domain(recipient.email)
            number = self._to_domain.get(domain, 0)
            if number < self._quota:
                self._to_domain[domain] = number + 1
                going.append(recipient)
        return going

    def take(self, recipients: Sequence[Recipient]) -> None:
        """Write down that these go."""
        if not recipients:
            return
        for limit, taken in self._counting.items():
            grain = limit.grain_of(self._now)
            taken[grain] = taken.get(grain, 0) + len(recipients)
            _keep(self._connection, limit.per, taken)
        if self._warm_up is not None:
            went = {_domain(recipient.email) for recipient in recipients}
            self._connection.execute(delete(permits).where(permits.c.name.startswith("@"), permits.c.grain < self._day))
            for domain in went:
                _keep(self._connection, f"@{domain}", {self._day: self._to_domain[domain]})


def give_back(database: Database, connection: Connection, taken_back: Sequence[AnyRow]) -> None:
    """Let others go instead of copies that certainly did not leave, by their addresses and when they were handed over.

    What no limit has counted is not given back.
    """
    if not taken_back or connection.execute(select(permits.c.name).limit(1)).first() is None:
        return
    database.alone(connection, PACING)
    for name in connection.scalars(select(permits.c.name).distinct()).all():
        taken = _taken(connection, name)
        returned = [row for row in taken_back if not name.startswith("@") or name == f"@{_domain(row.email)}"]
        for grain, number in Counter(_grain_of(name, taken, row.changed_at) for row in returned).items():
            if grain in taken:
                _keep(connection, name, {**taken, grain: max(0, taken[grain] - number)})
                taken = _taken(connection, name)


def _grain_of(name: str, taken: Taken, at: datetime) -> datetime | None:
    """Where an instant was counted, if it was."""
    if not name.startswith("@"):
        return Limit(name, 0).grain_of(at)
    return max((day for day in taken if day <= at < day + _LONGEST_DAY), default=None)


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


def _went(connection: Connection, day: datetime) -> dict[str, int]:
    """How many went to each domain on the day that begins then."""
    counted = select(permits.c.name, permits.c.taken).where(permits.c.name.startswith("@"), permits.c.grain == day)
    return {row.name[1:]: row.taken for row in connection.execute(counted)}


def _taken(connection: Connection, name: str) -> dict[datetime, int]:
    counted = select(permits.c.grain, permits.c.taken).where(permits.c.name == name)
    return {row.grain: row.taken for row in connection.execute(counted)}


def _keep(connection: Connection, name: str, taken: Taken) -> None:
    """Keep this of what was counted under a name, and nothing else."""
    connection.execute(delete(permits).where(permits.c.name == name))
    rows = [{"name": name, "grain": grain, "taken": number} for grain, number in taken.items() if number]
    if rows:
        connection.execute(insert(permits), rows)
