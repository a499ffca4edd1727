"""Copies on their way out: handed over to one worker, taken back, or given up for lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    SmallInteger,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)

from gutletter.model import DeliveryState, Recipient, SubscriberState
from gutletter.pacing import FREELY, Pace
from gutletter.settings import LONGEST_LEASE
from gutletter.store.arrays import among, many
from gutletter.store.audience import (
    NOT_IN_FLIGHT,
    become,
    locked,
    may_hand_over,
    now_standing,
    state_of_issue,
    stay_cancelled,
)
from gutletter.store.connection import TOGETHER, Database, Statements
from gutletter.store.permits import Allotment, domain_of, give_back
from gutletter.store.schema import Instant, SubscriberCode, deliveries, stands, subscribers
from gutletter.store.segments import is_suppressed

_UNANSWERED = (DeliveryState.HANDED_OVER, DeliveryState.UNCERTAIN)
_CONFIRMED = SubscriberCode.codes[SubscriberState.CONFIRMED]
_LEFT = SubscriberCode.codes[SubscriberState.UNSUBSCRIBED]
_PAUSES = -1  # in the place of a reader's state

_Eligible: TypeAlias = tuple[int, str, str, int, int | None]  # reader, address, name, attempts, the reader's state

# ── what is said for every page, put together once: that takes longer than the database's part of a small one ──────

_NOW = bindparam("now", type_=Instant)
_READER = case(
    (is_suppressed(), _LEFT),
    (subscribers.c.paused_until > _NOW, _PAUSES),
    else_=type_coerce(subscribers.c.state, SmallInteger),
)
_PAGE = (
    select(
        deliveries.c.subscriber_id,
        deliveries.c.email,
        deliveries.c.name,
        deliveries.c.attempts,
        _READER.label("reader"),
    )
    .select_from(deliveries.outerjoin(subscribers, subscribers.c.id == deliveries.c.subscriber_id))
    .where(deliveries.c.issue_id == bindparam("issue"))
    .limit(bindparam("room", type_=Integer))
    .with_for_update(of=deliveries, skip_locked=True)
)
_HAS_COME = or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= _NOW)
_PLANNED = _PAGE.where(
    stands(DeliveryState.PLANNED), _HAS_COME, deliveries.c.subscriber_id > bindparam("reached")
).order_by(deliveries.c.subscriber_id)
_DUE = _PAGE.where(stands(DeliveryState.DEFERRED), deliveries.c.next_attempt_at <= _NOW).order_by(
    deliveries.c.next_attempt_at
)


def _handed_over(which: ColumnElement[bool]) -> Update:
    """Make the statement that hands some deliveries over, which are planned or deferred and locked."""
    changed = {"attempts": deliveries.c.attempts + 1, "worker": bindparam("by")}
    until = bindparam("until", type_=Instant)
    handed_over = DeliveryState.HANDED_OVER
    return now_standing(bindparam("issue"), which, handed_over, _NOW, lease_until=until, **changed)


_RUN = _handed_over(  # a page of planned rows that follow one another, found a third faster than by their names
    and_(
        deliveries.c.subscriber_id.between(bindparam("first"), bindparam("last")),
        deliveries.c.state == DeliveryState.PLANNED,
        _HAS_COME,
    )
)


class HandOvers(Statements):
    """Who writes to whom right now."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._by_name = _handed_over(among(database, deliveries.c.subscriber_id, "these"))
        self._reached: dict[int, int] = {}  # per issue, the last reader handed over from here: where to look next

    def hand_over(
        self,
        issue_id: int,
        worker: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        *,
        pace: Pace = FREELY,
        deferred_only: bool = False,
    ) -> Sequence[Recipient]:
        """Commit the hand-over of up to ``limit`` deliveries to this worker; see :class:`gutletter.ports.Ledger`.

        First attempts go before further ones.
        """
        recipients: list[Recipient] = []
        with self._database.writing() as connection:
            if not may_hand_over(connection, issue_id):
                return ()
            allotment = Allotment(self._database, connection, pace, now)
            most = limit if allotment.room is None else min(limit, allotment.room)
            known = {"issue": issue_id, "now": now, "by": worker, "until": now + lease}
            while (room := min(most - len(recipients), TOGETHER)) > 0:
                page, in_a_row = self._eligible(connection, known | {"room": room}, allotment.exhausted, deferred_only)
                if not page:
                    break
                confirmed = [
                    Recipient(issue_id, subscriber_id, email, name, attempts + 1)
                    for subscriber_id, email, name, attempts, reader in page
                    if reader == _CONFIRMED
                ]
                if len(confirmed) < len(page):
                    self._suppress_departed(connection, issue_id, page, now)
                going = allotment.granted(confirmed)
                if in_a_row and len(going) == len(confirmed):
                    connection.execute(_RUN, known | {"first": page[0][0], "last": page[-1][0]})
                else:
                    these = many(self._database, [recipient.subscriber_id for recipient in going])
                    connection.execute(self._by_name, known | {"these": these})
                recipients += going
            allotment.take(recipients)
        return recipients

    def retry_now(self, issue_id: int, now: datetime) -> int:
        """Let deferred deliveries go without waiting for their times; see :class:`gutletter.ports.Ledger`."""
        deferred = deliveries.c.issue_id == issue_id, stands(DeliveryState.DEFERRED)
        with self._database.writing() as connection:
            theirs = select(deliveries.c.subscriber_id).where(*deferred).order_by(deliveries.c.subscriber_id)
            connection.execute(select(func.count()).select_from(theirs.with_for_update().subquery()))
            soon = case((deliveries.c.next_attempt_at < now, deliveries.c.next_attempt_at), else_=literal(now, Instant))
            return connection.execute(update(deliveries).where(*deferred).values(next_attempt_at=soon)).rowcount

    def _eligible(
        self, connection: Connection, known: Mapping[str, Any], exhausted: Sequence[str], deferred_only: bool
    ) -> tuple[Sequence[_Eligible], bool]:
        """The next rows to hand over, locked, and whether they are all that are planned from the first to the last.

        Those that another worker is about to take are passed over.
        """
        theirs = [domain_of(self._database, deliveries.c.email).not_in(exhausted)] if exhausted else []
        if not deferred_only and (rows := self._planned(connection, known, theirs)):
            return rows, self._database.is_sqlite and not exhausted  # elsewhere some may have been passed over
        return self._database.tuples(connection, _DUE.where(*theirs), known), False

    def _planned(
        self, connection: Connection, known: Mapping[str, Any], theirs: Sequence[ColumnElement[bool]]
    ) -> Sequence[_Eligible]:
        planned = _PLANNED.where(*theirs) if theirs else _PLANNED
        # Starting where the last page ended spares a walk over everything that is done. What lies before that (taken
        # back, resolved, passed over) is looked for when nothing lies after it.
        reached = self._reached.get(known["issue"], 0)
        for last in (reached, 0) if reached else (0,):
            if rows := self._database.tuples(connection, planned, {**known, "reached": last}):
                self._reached[known["issue"]] = rows[-1][0]
                return rows
        return ()

    def take_back(self, issue_id: int, subscriber_ids: Iterable[int], now: datetime, *, worker: str = "") -> None:
        """Make handed-over deliveries planned again, as if they had not been; see :class:`gutletter.ports.Ledger`."""
        with self._database.writing() as connection:
            state = state_of_issue(connection, issue_id)
            rows = locked(self._database, connection, issue_id, set(subscriber_ids))
            held = [row for row in rows if row.state is DeliveryState.HANDED_OVER]
            theirs = [row for row in held if worker in ("", row.worker)]
            give_back(self._database, connection, theirs)
            ids = [row.subscriber_id for row in theirs]
            undone = {"attempts": deliveries.c.attempts - 1}
            become(self._database, connection, issue_id, ids, DeliveryState.PLANNED, now, **undone)
            stay_cancelled(connection, issue_id, state, now)

    def presume_uncertain(self, now: datetime, *, worker: str = "") -> int:
        """Mark hand-overs uncertain whose lease has run out, or that ``worker`` left behind; how many.

        One whose answer is being written down at this moment is passed over.
        """
        key = tuple_(deliveries.c.issue_id, deliveries.c.subscriber_id)
        # No lease is so long: a clock that ran ahead wrote it, and nobody would wait for its end.
        over = or_(deliveries.c.lease_until <= now, deliveries.c.lease_until > now + LONGEST_LEASE)
        left = (
            select(deliveries.c.issue_id, deliveries.c.subscriber_id)
            .where(stands(DeliveryState.HANDED_OVER), or_(over, deliveries.c.worker == worker) if worker else over)
            .order_by(deliveries.c.issue_id, deliveries.c.subscriber_id)
            .with_for_update(skip_locked=True)
        )
        doubt = {
            "state": DeliveryState.UNCERTAIN,
            "changed_at": now,
            "reason": "no answer was written down",
            **NOT_IN_FLIGHT,
        }
        del doubt["worker"]  # whose doubt it is: its journal may still tell
        with self._database.writing() as connection:
            return connection.execute(update(deliveries).where(key.in_(left)).values(doubt)).rowcount

    def recover(self, worker: str, begun: Mapping[int, Collection[int]], now: datetime) -> int:
        """Settle what a dead worker holds by what it had begun; see :class:`gutletter.ports.Ledger`."""
        held = (
            select(deliveries.c.issue_id)
            .where(
                or_(stands(DeliveryState.HANDED_OVER), stands(DeliveryState.UNCERTAIN)), deliveries.c.worker == worker
            )
            .distinct()
        )
        with self._database.writing() as connection:
            left = 0
            for issue_id in connection.scalars(held).all():
                left += self._recovered(connection, issue_id, worker, frozenset(begun.get(issue_id, ())), now)
            return left

    def _recovered(
        self, connection: Connection, issue_id: int, worker: str, begun: Collection[int], now: datetime
    ) -> int:
        state = state_of_issue(connection, issue_id)
        unanswered = or_(stands(DeliveryState.HANDED_OVER), stands(DeliveryState.UNCERTAIN))
        theirs = select(deliveries.c.subscriber_id).where(
            deliveries.c.issue_id == issue_id, unanswered, deliveries.c.worker == worker
        )
        rows = locked(self._database, connection, issue_id, connection.scalars(theirs).all())
        rows = [row for row in rows if row.worker == worker and row.state in _UNANSWERED]
        never = [row.subscriber_id for row in rows if row.subscriber_id not in begun]
        held = [row for row in rows if row.subscriber_id not in begun and row.state is DeliveryState.HANDED_OVER]
        give_back(self._database, connection, held)  # of what became uncertain, nobody knows when it was counted
        doubtful = [row.subscriber_id for row in rows if row.subscriber_id in begun]
        undone = {"attempts": deliveries.c.attempts - 1, "reason": ""}
        become(self._database, connection, issue_id, never, DeliveryState.PLANNED, now, **undone)
        why = "it had begun to leave when the process died, and no answer was written down"
        become(self._database, connection, issue_id, doubtful, DeliveryState.UNCERTAIN, now, reason=why)
        stay_cancelled(connection, issue_id, state, now)
        return len(doubtful)

    def _suppress_departed(
        self, connection: Connection, issue_id: int, page: Sequence[_Eligible], now: datetime
    ) -> None:
        departed: dict[str, list[int]] = {}
        for subscriber_id, reader in [(row[0], row[-1]) for row in page if row[-1] != _CONFIRMED]:
            departed.setdefault(_why(reader), []).append(subscriber_id)
        for why, ids in departed.items():
            become(self._database, connection, issue_id, ids, DeliveryState.SUPPRESSED, now, reason=why)


def _why(reader: int | None) -> str:
    if reader is None:
        return "the reader was removed"
    return "the reader pauses" if reader == _PAUSES else f"the reader is {SubscriberCode.states[reader]}"
