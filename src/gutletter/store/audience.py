"""The rows of one issue, one per reader, within somebody's transaction; ``lifecycle`` says what may follow what.

Rows are locked before they are changed, and in one order, so that programs writing at once wait and never deadlock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, bindparam, case, insert, literal, null, select, update

from gutletter.lifecycle import SETTLED, may_become
from gutletter.model import DeliveryState, IssueState
from gutletter.pacing import Morning
from gutletter.store.arrays import among, many
from gutletter.store.connection import AnyRow, Database, together
from gutletter.store.schema import DeliveryCode, Instant, deliveries, issues, stands, subscribers

_STATE = select(issues.c.state, issues.c.paused_at).where(issues.c.id == bindparam("issue")).with_for_update(read=True)
NOT_IN_FLIGHT = {"worker": None, "lease_until": None, "next_attempt_at": None}
_WAITING = tuple(state for state in DeliveryState if may_become(state, DeliveryState.SUPPRESSED))


def plan(
    connection: Connection,
    issue_id: int,
    now: datetime,
    wanted: ColumnElement[bool],
    morning: Morning | None = None,
) -> int:
    """Freeze the audience of a new issue: one delivery for every reader of whom ``wanted`` is true now; how many."""
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
        _begins(connection, morning, now),
    ).where(wanted)
    columns = (
        *("issue_id", "subscriber_id", "email", "name", "state", "attempts", "changed_at", "reason", "provider_id"),
        "not_before",
    )
    planned = insert(deliveries).from_select(columns, audience.order_by(subscribers.c.id))
    return connection.execute(planned, execution_options={"preserve_rowcount": True}).rowcount


def _begins(connection: Connection, morning: Morning | None, now: datetime) -> ColumnElement[Any]:
    """When each reader's copy may go: their morning, by the zone they read in."""
    if morning is None:
        return null()
    zones = connection.scalars(select(subscribers.c.timezone).distinct()).all()
    begins = {zone: at for zone in zones if (at := morning.begins(now, zone))}
    if not begins:
        return null()
    return case({zone: literal(at, Instant) for zone, at in begins.items()}, value=subscribers.c.timezone)


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
            .values(state=DeliveryState.SUPPRESSED, changed_at=now, reason=why, **NOT_IN_FLIGHT)
        )


def forget(connection: Connection, subscriber_id: int) -> None:
    """Take a reader's address and name out of every delivery; what waits is suppressed, every row and state stays."""
    theirs = deliveries.c.issue_id.in_(select(issues.c.id)), deliveries.c.subscriber_id == subscriber_id
    connection.execute(
        update(deliveries)
        .where(*theirs, deliveries.c.state.in_(_WAITING))
        .values(state=DeliveryState.SUPPRESSED, reason="the reader was removed", **NOT_IN_FLIGHT)
    )
    connection.execute(update(deliveries).where(*theirs).values(email="", name=""))


def state_of_issue(connection: Connection, issue_id: int) -> IssueState | None:
    """How the issue stands, and will stand until this transaction ends."""
    state: IssueState | None = connection.scalar(_STATE, {"issue": issue_id})
    return state


def may_hand_over(connection: Connection, issue_id: int) -> bool:
    """Whether the issue is being sent and not paused, and will be until this transaction ends."""
    row = connection.execute(_STATE, {"issue": issue_id}).first()
    return row is not None and row.state is IssueState.SENDING and row.paused_at is None


def stay_cancelled(connection: Connection, issue_id: int, state: IssueState | None, now: datetime) -> None:
    """Nothing may wait to be handed over in a cancelled issue, also what was in flight when it was cancelled."""
    if state is IssueState.CANCELLED:
        suppress_waiting(connection, issue_id, now, "the issue was cancelled")


def locked(database: Database, connection: Connection, issue_id: int, subscriber_ids: Iterable[int]) -> list[AnyRow]:
    """These deliveries as they stand, and will stand until this transaction changes them."""
    rows: list[AnyRow] = []
    held = (
        select(
            deliveries.c.subscriber_id,
            deliveries.c.state,
            deliveries.c.attempts,
            deliveries.c.worker,
            deliveries.c.changed_at,
            deliveries.c.email,
        )
        .where(deliveries.c.issue_id == issue_id, among(database, deliveries.c.subscriber_id, "these"))
        .order_by(deliveries.c.subscriber_id)
        .with_for_update()
    )
    for some in together(sorted(subscriber_ids)):
        rows += connection.execute(held, {"these": many(database, some)})
    return rows


def become(
    database: Database,
    connection: Connection,
    issue_id: int,
    subscriber_ids: Iterable[int],
    state: DeliveryState,
    now: datetime,
    **more: Any,
) -> None:
    """Write down where these deliveries stand now; whoever calls this has locked them and asked ``lifecycle``."""
    these = among(database, deliveries.c.subscriber_id, "these")
    changed = now_standing(issue_id, these, state, now, **more)
    for some in together(subscriber_ids):
        connection.execute(changed, {"these": many(database, some)})


def now_standing(issue_id: Any, which: ColumnElement[bool], state: DeliveryState, now: Any, **more: Any) -> Update:
    """Make the statement that writes down where some deliveries of an issue stand now, of values or parameters."""
    theirs = update(deliveries).where(deliveries.c.issue_id == issue_id, which)
    return theirs.values({"state": state, "changed_at": now, **NOT_IN_FLIGHT, **more})
