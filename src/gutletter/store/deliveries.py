"""What became of every copy: the provider's answers, an operator's verdicts, and the sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter

from sqlalchemy import ColumnElement, Connection, false, func, or_, select, update

from gutletter.lifecycle import DELIVERY, answered, may_become
from gutletter.model import DeliveryNote, DeliveryState, Outcome, Receipt, Tally
from gutletter.store.arrays import rows, table_of
from gutletter.store.audience import become, locked, state_of_issue, stay_cancelled
from gutletter.store.connection import AnySelect, Statements, together
from gutletter.store.schema import deliveries, stands

_ANSWER = "answered", "why", "named"  # a reader, the reason, and the provider's name for the message
_TO_WHO_HOLDS_IT = {
    (outcome, again): answered(DeliveryState.HANDED_OVER, outcome, attempts=1, again=again) or DeliveryState.HANDED_OVER
    for outcome in Outcome
    for again in (False, True)
}


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
            late = self._answer_held(connection, issue_id, receipts, now, times, worker)
            if late:
                self._answer_late(connection, issue_id, late, now, times, worker)
            stay_cancelled(connection, issue_id, state, now)

    def _answer_held(
        self,
        connection: Connection,
        issue_id: int,
        receipts: Mapping[int, Receipt],
        now: datetime,
        times: Mapping[int, datetime],
        worker: str,
    ) -> Mapping[int, Receipt]:
        """Write down the answers for what ``worker`` holds, without reading it first; the receipts of a rest, if any.

        What becomes of a copy that is held depends on its answer alone, so all of one kind are one statement.
        """
        kinds: dict[tuple[DeliveryState, datetime | None], list[int]] = {}
        for subscriber_id, receipt in receipts.items():
            again_at = times.get(subscriber_id)
            becomes = _TO_WHO_HOLDS_IT[receipt.outcome, again_at is not None]
            kinds.setdefault((becomes, again_at if becomes is DeliveryState.DEFERRED else None), []).append(
                subscriber_id
            )
        rest: dict[int, Receipt] = {}
        # Not by the index of that state: each row is found by its reader.
        held = [deliveries.c.state == DeliveryState.HANDED_OVER, *([deliveries.c.worker == worker] if worker else [])]
        for (becomes, again_at), ids in kinds.items():
            for some in together(ids):
                answers = {subscriber_id: receipts[subscriber_id] for subscriber_id in some}
                if self._answer(connection, issue_id, answers, becomes, now, again_at, *held) < len(some):
                    rest |= answers
        return rest

    def _answer_late(
        self,
        connection: Connection,
        issue_id: int,
        receipts: Mapping[int, Receipt],
        now: datetime,
        times: Mapping[int, datetime],
        worker: str,
    ) -> int:
        """Write down what answers change in deliveries that may stand anywhere; how many they changed."""
        changed = 0
        for row in locked(self._database, connection, issue_id, receipts):
            receipt, again_at = receipts[row.subscriber_id], times.get(row.subscriber_id)
            late = worker not in ("", row.worker)
            becomes = answered(row.state, receipt.outcome, attempts=row.attempts, again=again_at is not None, late=late)
            if becomes is not None:
                until = again_at if becomes is DeliveryState.DEFERRED else None
                changed += self._answer(connection, issue_id, {row.subscriber_id: receipt}, becomes, now, until)
        return changed

    def _answer(
        self,
        connection: Connection,
        issue_id: int,
        answers: Mapping[int, Receipt],
        becomes: DeliveryState,
        now: datetime,
        again_at: datetime | None,
        *held: ColumnElement[bool],
    ) -> int:
        """Write down one kind of answer for many deliveries; how many rows were changed."""
        given = table_of(self._database, *_ANSWER)
        of_them = deliveries.c.issue_id == issue_id, deliveries.c.subscriber_id == given.c.answered
        written = (
            update(deliveries)
            .where(*of_them, *held)
            .values(
                state=becomes,
                changed_at=now,
                next_attempt_at=again_at,
                reason=given.c.why,
                provider_id=given.c.named,
                worker=None,
                lease_until=None,
            )
        )
        in_order = sorted(answers.items(), key=itemgetter(0))
        texts = [(reader, _why(receipt, becomes), receipt.provider_id) for reader, receipt in in_order]
        parameters = rows(self._database, _ANSWER, texts)
        if held and not self._database.is_sqlite:  # in the one order in which all lock
            theirs = select(deliveries.c.subscriber_id).where(*of_them, *held).order_by(deliveries.c.subscriber_id)
            locking = select(func.count()).select_from(theirs.with_for_update(of=deliveries).subquery())
            connection.execute(locking, parameters)
        return connection.execute(written, parameters).rowcount

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
            theirs = locked(self._database, connection, issue_id, set(subscriber_ids))
            ids = [row.subscriber_id for row in theirs if row.state is DeliveryState.UNCERTAIN]
            become(self._database, connection, issue_id, ids, verdict, now, reason=why)
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


def _why(receipt: Receipt, becomes: DeliveryState) -> str:
    gave_up = receipt.outcome is Outcome.DEFERRED and becomes is DeliveryState.REFUSED
    return f"given up: {receipt.reason}".rstrip(": ") if gave_up else receipt.reason


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
