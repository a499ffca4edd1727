"""One row per copy of an issue: planned, handed over, answered. ``lifecycle`` says what may follow what.

The keys of a page are locked in one order and first, so that two programs writing at once wait and never deadlock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from gutletter.lifecycle import DELIVERY, SETTLED, answered, may_become
from gutletter.model import (
    DeliveryNote,
    DeliveryState,
    IssueState,
    Outcome,
    Receipt,
    Recipient,
    SubscriberState,
    Tally,
)
from gutletter.store.connection import TOGETHER, AnyRow, AnySelect, Database, Statements, together
from gutletter.store.schema import DeliveryCode, Instant, deliveries, issues, stands, subscribers

_UNDONE = {"worker": None, "lease_until": None, "next_attempt_at": None}
_WAITING = tuple(state for state in DeliveryState if may_become(state, DeliveryState.SUPPRESSED))
_ANSWER = (
    update(deliveries)
    .where(
        deliveries.c.issue_id == bindparam("of_issue"),
        deliveries.c.subscriber_id == bindparam("to_subscriber"),
    )
    .values(
        state=bindparam("becomes", type_=DeliveryCode),
        changed_at=bindparam("now", type_=Instant),
        next_attempt_at=bindparam("retry_at", type_=Instant),
        reason=bindparam("why"),
        provider_id=bindparam("named"),
        worker=None,
        lease_until=None,
    )
)


class Deliveries(Statements):
    """Who got which issue."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._reached: dict[int, int] = {}  # per issue, the last reader handed over from here: where to look next

    def hand_over(self, issue_id: int, worker: str, now: datetime, lease: timedelta, limit: int) -> Sequence[Recipient]:
        """Commit the hand-over of up to ``limit`` deliveries to this worker; see :class:`gutletter.ports.Ledger`.

        First attempts go before further ones.
        """
        recipients: list[Recipient] = []
        with self._database.writing() as connection:
            if _state_of_issue(connection, issue_id) is not IssueState.SENDING:
                return ()
            while room := min(limit - len(recipients), TOGETHER):
                page = self._eligible(connection, issue_id, now, room)
                if not page:
                    break
                _suppress_departed(connection, issue_id, page, now)
                going = [row for row in page if row.reader is SubscriberState.CONFIRMED]
                _become(
                    connection,
                    issue_id,
                    [row.subscriber_id for row in going],
                    DeliveryState.HANDED_OVER,
                    now,
                    attempts=deliveries.c.attempts + 1,
                    worker=worker,
                    lease_until=now + lease,
                )
                recipients += (
                    Recipient(issue_id, row.subscriber_id, row.email, row.name, row.attempts + 1) for row in going
                )
        return recipients

    def _eligible(self, connection: Connection, issue_id: int, now: datetime, room: int) -> Sequence[AnyRow]:
        """The next rows to hand over, locked; those that another worker is about to take are passed over."""
        page = (
            select(
                deliveries.c.subscriber_id,
                deliveries.c.email,
                deliveries.c.name,
                deliveries.c.state,
                deliveries.c.attempts,
                subscribers.c.state.label("reader"),
            )
            .select_from(deliveries.outerjoin(subscribers, subscribers.c.id == deliveries.c.subscriber_id))
            .where(deliveries.c.issue_id == issue_id)
            .limit(room)
            .with_for_update(of=deliveries, skip_locked=True)
        )
        planned = page.where(stands(DeliveryState.PLANNED)).order_by(deliveries.c.subscriber_id)
        # Starting where the last page ended spares a walk over everything that is done. What lies before that (taken
        # back, resolved, passed over) is looked for when nothing lies after it.
        reached = self._reached.get(issue_id, 0)
        rows = connection.execute(planned.where(deliveries.c.subscriber_id > reached)).all()
        if not rows and reached:
            rows = connection.execute(planned).all()
        if rows:
            self._reached[issue_id] = rows[-1].subscriber_id
            return rows
        due = page.where(stands(DeliveryState.DEFERRED), deliveries.c.next_attempt_at <= now)
        return connection.execute(due.order_by(deliveries.c.next_attempt_at)).all()

    def record(
        self,
        issue_id: int,
        receipts: Mapping[int, Receipt],
        now: datetime,
        *,
        retry_at: Mapping[int, datetime] | None = None,
    ) -> None:
        """Write down what the provider said; see :class:`gutletter.ports.Ledger` and ``lifecycle.answered``.

        An answer for a delivery it cannot change any more is ignored.
        """
        times = retry_at or {}
        with self._database.writing() as connection:
            state = _state_of_issue(connection, issue_id)
            answers = []
            for row in _locked(connection, issue_id, receipts):
                receipt, again_at = receipts[row.subscriber_id], times.get(row.subscriber_id)
                becomes = answered(row.state, receipt.outcome, attempts=row.attempts, again=again_at is not None)
                if becomes is not None:
                    answers.append(_answer(issue_id, row.subscriber_id, becomes, receipt, now, again_at))
            if answers:
                connection.execute(_ANSWER, answers)
            _stay_cancelled(connection, issue_id, state, now)

    def take_back(self, issue_id: int, subscriber_ids: Iterable[int], now: datetime) -> None:
        """Make handed-over deliveries planned again, as if they had not been; see :class:`gutletter.ports.Ledger`."""
        with self._database.writing() as connection:
            state = _state_of_issue(connection, issue_id)
            rows = _locked(connection, issue_id, set(subscriber_ids))
            ids = [row.subscriber_id for row in rows if row.state is DeliveryState.HANDED_OVER]
            _become(connection, issue_id, ids, DeliveryState.PLANNED, now, attempts=deliveries.c.attempts - 1)
            _stay_cancelled(connection, issue_id, state, now)

    def presume_uncertain(self, now: datetime, *, worker: str = "") -> int:
        """Mark hand-overs uncertain whose lease has run out, or that ``worker`` left behind; how many.

        One whose answer is being written down at this moment is passed over.
        """
        key = tuple_(deliveries.c.issue_id, deliveries.c.subscriber_id)
        over = deliveries.c.lease_until <= now
        left = (
            select(deliveries.c.issue_id, deliveries.c.subscriber_id)
            .where(stands(DeliveryState.HANDED_OVER), or_(over, deliveries.c.worker == worker) if worker else over)
            .order_by(deliveries.c.issue_id, deliveries.c.subscriber_id)
            .with_for_update(skip_locked=True)
        )
        doubt = {
            "state": DeliveryState.UNCERTAIN,
            "changed_at": now,
            "reason": "no answer came back",
            **_UNDONE,
        }
        with self._database.writing() as connection:
            return connection.execute(update(deliveries).where(key.in_(left)).values(doubt)).rowcount

    def resolve(
        self, issue_id: int, subscriber_ids: Iterable[int], verdict: DeliveryState, now: datetime, why: str
    ) -> int:
        """Settle uncertain deliveries; see :class:`gutletter.ports.Ledger`.

        In a cancelled issue nothing is sent again: PLANNED makes them suppressed.
        """
        if not may_become(DeliveryState.UNCERTAIN, verdict):
            allowed = ", ".join(sorted(DELIVERY[DeliveryState.UNCERTAIN]))
            raise ValueError(f"an uncertain delivery cannot become {verdict}; it can become: {allowed}")
        with self._database.writing() as connection:
            state = _state_of_issue(connection, issue_id)
            rows = _locked(connection, issue_id, set(subscriber_ids))
            ids = [row.subscriber_id for row in rows if row.state is DeliveryState.UNCERTAIN]
            _become(connection, issue_id, ids, verdict, now, reason=why)
            _stay_cancelled(connection, issue_id, state, now)
            return len(ids)

    def tally(self, issue_id: int) -> Tally:
        """Where the issue's deliveries stand; the sum is the frozen audience."""
        counted = (
            select(deliveries.c.state, func.count())
            .where(deliveries.c.issue_id == issue_id)
            .group_by(deliveries.c.state)
        )
        with self._database.reading() as connection:
            return Tally(**{state.name.lower(): count for state, count in connection.execute(counted)})

    def deliveries(
        self, issue_id: int, states: Iterable[DeliveryState], limit: int | None = None
    ) -> Sequence[DeliveryNote]:
        """The issue's deliveries in these states, by address; a removed reader's is empty."""
        asked = _notes(issue_id, set(states)).order_by(deliveries.c.email, deliveries.c.subscriber_id).limit(limit)
        with self._database.reading() as connection:
            return [DeliveryNote(*row) for row in connection.execute(asked)]

    def next_attempt(self, issue_id: int) -> datetime | None:
        """When the first deferred delivery may be tried again; None when none is waiting."""
        first = select(func.min(deliveries.c.next_attempt_at)).where(
            deliveries.c.issue_id == issue_id, stands(DeliveryState.DEFERRED)
        )
        with self._database.reading() as connection:
            at: datetime | None = connection.scalar(first)
        return at


# ── within somebody's transaction ─────────────────────────────────────────────────────────────────────────────────


def plan(connection: Connection, issue_id: int, now: datetime) -> int:
    """Freeze the audience of a new issue: one delivery for every reader confirmed now; how many."""
    audience = select(
        literal(issue_id, deliveries.c.issue_id.type),
        subscribers.c.id,
        subscribers.c.email,
        subscribers.c.name,
        literal(DeliveryState.PLANNED, DeliveryCode),
        literal(0, deliveries.c.attempts.type),
        literal(now, Instant),
        literal("", deliveries.c.reason.type),
        literal("", deliveries.c.provider_id.type),
    ).where(subscribers.c.state == SubscriberState.CONFIRMED)
    columns = "issue_id", "subscriber_id", "email", "name", "state", "attempts", "changed_at", "reason", "provider_id"
    connection.execute(insert(deliveries).from_select(columns, audience.order_by(subscribers.c.id)))
    counted = select(func.count()).select_from(deliveries).where(deliveries.c.issue_id == issue_id)
    return connection.execute(counted).scalar_one()


def unsettled(connection: Connection, issue_id: int) -> bool:
    """Whether any delivery of the issue still waits for something."""
    return any(
        connection.execute(select(1).where(deliveries.c.issue_id == issue_id, stands(state)).limit(1)).first()
        for state in DeliveryState
        if state not in SETTLED
    )


def suppress_waiting(connection: Connection, issue_id: int, now: datetime, why: str) -> None:
    """Suppress every delivery of the issue that has not been handed over."""
    for state in _WAITING:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.issue_id == issue_id, stands(state))
            .values(state=DeliveryState.SUPPRESSED, changed_at=now, reason=why, **_UNDONE)
        )


def forget(connection: Connection, subscriber_id: int) -> None:
    """Take a reader's address and name out of every delivery; what waits is suppressed, every row and state stays."""
    theirs = deliveries.c.issue_id.in_(select(issues.c.id)), deliveries.c.subscriber_id == subscriber_id
    connection.execute(
        update(deliveries)
        .where(*theirs, deliveries.c.state.in_(_WAITING))
        .values(state=DeliveryState.SUPPRESSED, reason="the reader was removed", **_UNDONE)
    )
    connection.execute(update(deliveries).where(*theirs).values(email="", name=""))


def _state_of_issue(connection: Connection, issue_id: int) -> IssueState | None:
    """How the issue stands, and will stand until this transaction ends."""
    held = select(issues.c.state).where(issues.c.id == issue_id).with_for_update(read=True)
    state: IssueState | None = connection.scalar(held)
    return state


def _stay_cancelled(connection: Connection, issue_id: int, state: IssueState | None, now: datetime) -> None:
    """Nothing may wait to be handed over in a cancelled issue, also what was in flight when it was cancelled."""
    if state is IssueState.CANCELLED:
        suppress_waiting(connection, issue_id, now, "the issue was cancelled")


def _locked(connection: Connection, issue_id: int, subscriber_ids: Collection[int]) -> list[AnyRow]:
    """These deliveries as they stand, and will stand until this transaction changes them."""
    rows: list[AnyRow] = []
    for some in together(sorted(subscriber_ids)):
        rows += connection.execute(
            select(deliveries.c.subscriber_id, deliveries.c.state, deliveries.c.attempts)
            .where(deliveries.c.issue_id == issue_id, deliveries.c.subscriber_id.in_(some))
            .order_by(deliveries.c.subscriber_id)
            .with_for_update()
        )
    return rows


def _become(
    connection: Connection,
    issue_id: int,
    subscriber_ids: Iterable[int],
    state: DeliveryState,
    now: datetime,
    **more: Any,
) -> None:
    for some in together(subscriber_ids):
        connection.execute(
            update(deliveries)
            .where(deliveries.c.issue_id == issue_id, deliveries.c.subscriber_id.in_(some))
            .values({"state": state, "changed_at": now, **_UNDONE, **more})
        )


def _suppress_departed(connection: Connection, issue_id: int, page: Sequence[AnyRow], now: datetime) -> None:
    departed: dict[str, list[int]] = {}
    for row in page:
        if row.reader is not SubscriberState.CONFIRMED:
            why = "the reader was removed" if row.reader is None else f"the reader is {row.reader}"
            departed.setdefault(why, []).append(row.subscriber_id)
    for why, ids in departed.items():
        _become(connection, issue_id, ids, DeliveryState.SUPPRESSED, now, reason=why)


def _answer(
    issue_id: int,
    subscriber_id: int,
    becomes: DeliveryState,
    receipt: Receipt,
    now: datetime,
    again_at: datetime | None,
) -> dict[str, object]:
    gave_up = receipt.outcome is Outcome.DEFERRED and becomes is DeliveryState.REFUSED
    return {
        "of_issue": issue_id,
        "to_subscriber": subscriber_id,
        "becomes": becomes,
        "now": now,
        "retry_at": again_at if becomes is DeliveryState.DEFERRED else None,
        "why": f"given up: {receipt.reason}".rstrip(": ") if gave_up else receipt.reason,
        "named": receipt.provider_id,
    }


def _notes(issue_id: int, states: set[DeliveryState]) -> AnySelect:
    return select(
        deliveries.c.subscriber_id,
        deliveries.c.email,
        deliveries.c.state,
        deliveries.c.attempts,
        deliveries.c.reason,
        deliveries.c.changed_at,
        deliveries.c.next_attempt_at,
    ).where(deliveries.c.issue_id == issue_id, or_(*(stands(state) for state in states)))
