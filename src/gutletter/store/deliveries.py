"""What became of every copy: the provider's answers, an operator's verdicts, and the sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, false, func, or_, select, update

from gutletter.lifecycle import DELIVERY, answered, may_become
from gutletter.model import DeliveryNote, DeliveryState, Outcome, Receipt, Tally
from gutletter.store.audience import become, locked, state_of_issue, stay_cancelled
from gutletter.store.connection import AnySelect, Statements
from gutletter.store.schema import DeliveryCode, Instant, deliveries, stands

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

    def record(
        self,
        issue_id: int,
        receipts: Mapping[int, Receipt],
        now: datetime,
        *,
        retry_at: Mapping[int, datetime] | None = None,
        worker: str = "",
    ) -> None:
        """Write down what the provider said; see :class:`gutletter.ports.Ledger` and ``lifecycle.answered``.

        An answer for a delivery it cannot change any more is ignored.
        """
        times = retry_at or {}
        with self._database.writing() as connection:
            state = state_of_issue(connection, issue_id)
            answers = []
            for row in locked(connection, issue_id, receipts):
                receipt, again_at = receipts[row.subscriber_id], times.get(row.subscriber_id)
                becomes = answered(
                    row.state,
                    receipt.outcome,
                    attempts=row.attempts,
                    again=again_at is not None,
                    late=worker not in ("", row.worker),
                )
                if becomes is not None:
                    answers.append(_answer(issue_id, row.subscriber_id, becomes, receipt, now, again_at))
            if answers:
                connection.execute(_ANSWER, answers)
            stay_cancelled(connection, issue_id, state, now)

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
            state = state_of_issue(connection, issue_id)
            rows = locked(connection, issue_id, set(subscriber_ids))
            ids = [row.subscriber_id for row in rows if row.state is DeliveryState.UNCERTAIN]
            become(connection, issue_id, ids, verdict, now, reason=why)
            stay_cancelled(connection, issue_id, state, now)
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
    ).where(deliveries.c.issue_id == issue_id, or_(false(), *(stands(state) for state in states)))
