"""What became of every copy: the provider's answers, an operator's verdicts, and the sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, func, literal_column, null, or_, select, update
from sqlalchemy.dialects import sqlite

from gutletter.lifecycle import DELIVERY, answered, may_become
from gutletter.model import DeliveryNote, DeliveryState, Outcome, Receipt, Tally
from gutletter.store.arrays import rows, table_of
from gutletter.store.audience import become, locked, state_of_issue, stay_cancelled
from gutletter.store.connection import AnySelect, Statements, together
from gutletter.store.schema import DeliveryCode, deliveries, stands

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

        What becomes of a copy that is held depends on its answer alone.
        """
        rest: dict[int, Receipt] = {}
        for (becomes, again_at), answers in _by_what_becomes(receipts, times):
            for some in together(answers.items()):
                if self._answer_each(connection, issue_id, some, becomes, now, again_at, worker) < len(some):
                    rest |= {subscriber_id: receipts[subscriber_id] for subscriber_id, _ in some}
        return rest

    def _answer_each(
        self,
        connection: Connection,
        issue_id: int,
        answers: Sequence[tuple[int, Receipt]],
        becomes: DeliveryState,
        now: datetime,
        again_at: datetime | None,
        worker: str,
    ) -> int:
        """Write down one kind of answer for what ``worker`` holds of these; how many rows were changed."""
        if not self._database.is_sqlite:
            held = [deliveries.c.state == DeliveryState.HANDED_OVER]
            held += [deliveries.c.worker == worker] if worker else []
            return self._answer(connection, issue_id, dict(answers), becomes, now, again_at, *held)
        at, until = (one and self._database.written(one) for one in (now, again_at))
        same = issue_id, worker, DeliveryCode.codes[becomes], at, until
        each = [(*same, reader, reason, named) for reader, (_, _, reason, named) in answers]
        return connection.exec_driver_sql(_ANSWERED, each).rowcount

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
                answer = {row.subscriber_id: _telling_why(receipt, becomes)}
                changed += self._answer(connection, issue_id, answer, becomes, now, until)
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
        texts = [(reader, receipt.reason, receipt.provider_id) for reader, receipt in in_order]
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


def _by_what_becomes(
    receipts: Mapping[int, Receipt], times: Mapping[int, datetime]
) -> Iterable[tuple[tuple[DeliveryState, datetime | None], Mapping[int, Receipt]]]:
    """The answers by what becomes of copies that are held, and when those are tried again."""
    if {receipt.outcome for receipt in receipts.values()} == {Outcome.ACCEPTED}:  # as it mostly is
        return [((DeliveryState.ACCEPTED, None), receipts)]
    kinds: dict[tuple[DeliveryState, datetime | None], dict[int, Receipt]] = {}
    for subscriber_id, receipt in receipts.items():
        again_at = times.get(subscriber_id)
        becomes = _TO_WHO_HOLDS_IT[receipt.outcome, again_at is not None]
        kind = becomes, again_at if becomes is DeliveryState.DEFERRED else None
        kinds.setdefault(kind, {})[subscriber_id] = _telling_why(receipt, becomes)
    return kinds.items()


def _telling_why(receipt: Receipt, becomes: DeliveryState) -> Receipt:
    if receipt.outcome is Outcome.DEFERRED and becomes is DeliveryState.REFUSED:
        return receipt._replace(reason=f"given up: {receipt.reason}".rstrip(": "))
    return receipt


def _given(number: int) -> ColumnElement[Any]:
    return literal_column(f"?{number}")


# SQLite's driver is faster row by row than with all of them named as JSON. Each row is found by its reader, and not by
# the index of its state.
_ANSWERED = str(
    update(deliveries)
    .where(
        deliveries.c.issue_id == _given(1),
        or_(_given(2) == literal_column("''"), deliveries.c.worker == _given(2)),
        deliveries.c.state == literal_column(str(DeliveryCode.codes[DeliveryState.HANDED_OVER])),
        deliveries.c.subscriber_id == _given(6),
    )
    .values(
        state=_given(3),
        changed_at=_given(4),
        next_attempt_at=_given(5),
        reason=_given(7),
        provider_id=_given(8),
        worker=null(),
        lease_until=null(),
    )
    .compile(dialect=sqlite.dialect())
)


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
