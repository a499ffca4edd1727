"""The ledger against a small model of it, over any course of events that Hypothesis can think of."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gutletter.lifecycle import SETTLED, answered, may_become
from gutletter.model import DeliveryState, IssueState, NewSubscriber, Outcome, SubscriberState
from gutletter.store import open_store
from tests.ledgers import LEASE, NOW, edition, receipt

S = DeliveryState
READERS = range(1, 6)
WORKERS = ("one", "two")


@dataclass
class Copy:
    """One delivery, as the model has it."""

    state: DeliveryState = S.PLANNED
    attempts: int = 0
    worker: str = ""
    lease_until: datetime = NOW
    next_attempt_at: datetime = NOW


class LedgerMachine(RuleBasedStateMachine):
    """Whatever happens, and in whatever order, the ledger is where the model is and every sum closes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store("sqlite:///ledger.db", Path(self.folder.name))
        self.store.add((NewSubscriber(f"r{reader}@example.org") for reader in READERS), NOW)
        self.now = NOW
        self.readers = dict.fromkeys(READERS, SubscriberState.CONFIRMED)
        self.issues: dict[int, IssueState] = {}
        self.copies: dict[int, dict[int, Copy]] = {}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    # ── what may happen ───────────────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: len(self.issues) < 3)
    @rule(slug=st.sampled_from("abc"))
    def open_issue(self, slug: str) -> None:
        issue = self.store.open_issue(edition(slug), self.now)
        if issue.id not in self.issues:
            confirmed = [reader for reader, state in self.readers.items() if state is SubscriberState.CONFIRMED]
            self.issues[issue.id] = IssueState.SENDING
            self.copies[issue.id] = {reader: Copy() for reader in confirmed}

    @rule(minutes=st.sampled_from([1, 10, 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.issues)
    @rule(data=st.data(), worker=st.sampled_from(WORKERS), limit=st.integers(1, 4))
    def hand_over(self, data: st.DataObject, worker: str, limit: int) -> None:
        issue = self.an_issue(data)
        given = self.store.hand_over(issue, worker, self.now, LEASE, limit)
        assert len(given) <= limit
        assert not given or self.issues[issue] is IssueState.SENDING
        copies = self.copies[issue]
        for recipient in given:
            copy = copies[recipient.subscriber_id]
            assert self.may_go(copy)
            assert self.readers.get(recipient.subscriber_id) is SubscriberState.CONFIRMED
            assert recipient.attempts == copy.attempts + 1
            copy.state, copy.attempts = S.HANDED_OVER, recipient.attempts
            copy.worker, copy.lease_until = worker, self.now + LEASE
        if self.issues[issue] is IssueState.SENDING:
            self.model_departures(issue)
            if len(given) < limit:
                assert not any(self.may_go(copy) for copy in copies.values())

    def may_go(self, copy: Copy) -> bool:
        return copy.state is S.PLANNED or (copy.state is S.DEFERRED and copy.next_attempt_at <= self.now)

    def model_departures(self, issue: int) -> None:
        """Which of those who left were met is the ledger's affair; that they are suppressed then is the model's."""
        for note in self.store.deliveries(issue, [S.SUPPRESSED]):
            copy = self.copies[issue][note.subscriber_id]
            if copy.state is not S.SUPPRESSED:
                assert self.may_go(copy)
                assert self.readers.get(note.subscriber_id) is not SubscriberState.CONFIRMED
                copy.state = S.SUPPRESSED

    @precondition(lambda self: self.issues)
    @rule(data=st.data(), outcome=st.sampled_from(Outcome), again=st.booleans(), twice=st.booleans())
    def record(self, data: st.DataObject, outcome: Outcome, again: bool, twice: bool) -> None:
        issue = self.an_issue(data)
        some = self.some_readers(data)
        at = self.now + timedelta(minutes=5)
        for _ in range(1 + twice):
            self.store.record(
                issue,
                {reader: receipt(outcome) for reader in some},
                self.now,
                retry_at=dict.fromkeys(some, at) if again else {},
            )
        for copy in self.copies_of(issue, some):
            becomes = answered(copy.state, outcome, attempts=copy.attempts, again=again)
            copy.state, copy.next_attempt_at = (
                becomes or copy.state,
                at if becomes is S.DEFERRED else copy.next_attempt_at,
            )
        self.stay_cancelled(issue)

    @precondition(lambda self: self.issues)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        issue, some = self.an_issue(data), self.some_readers(data)
        self.store.take_back(issue, some, self.now)
        for copy in self.copies_of(issue, some):
            if copy.state is S.HANDED_OVER:
                copy.state, copy.attempts = S.PLANNED, copy.attempts - 1
        self.stay_cancelled(issue)

    @rule(worker=st.sampled_from(["", *WORKERS]))
    def presume_uncertain(self, worker: str) -> None:
        left = [
            copy
            for copies in self.copies.values()
            for copy in copies.values()
            if copy.state is S.HANDED_OVER and (copy.lease_until <= self.now or copy.worker == worker)
        ]
        assert self.store.presume_uncertain(self.now, worker=worker) == len(left)
        for copy in left:
            copy.state = S.UNCERTAIN

    @precondition(lambda self: self.issues)
    @rule(data=st.data(), verdict=st.sampled_from([S.ACCEPTED, S.REFUSED, S.PLANNED]))
    def resolve(self, data: st.DataObject, verdict: DeliveryState) -> None:
        issue, some = self.an_issue(data), self.some_readers(data)
        doubtful = [copy for copy in self.copies_of(issue, some) if copy.state is S.UNCERTAIN]
        assert self.store.resolve(issue, some, verdict, self.now, "said so") == len(doubtful)
        for copy in doubtful:
            copy.state = verdict
        self.stay_cancelled(issue)

    @precondition(lambda self: self.issues)
    @rule(data=st.data())
    def close_issue(self, data: st.DataObject) -> None:
        issue = self.an_issue(data)
        if self.issues[issue] is IssueState.SENDING and all(c.state in SETTLED for c in self.copies[issue].values()):
            self.issues[issue] = IssueState.SENT
        assert self.store.close_issue(issue, self.now).state is self.issues[issue]

    @precondition(lambda self: self.issues)
    @rule(data=st.data())
    def cancel_issue(self, data: st.DataObject) -> None:
        issue = self.an_issue(data)
        if self.issues[issue] is IssueState.SENDING:
            self.issues[issue] = IssueState.CANCELLED
            self.stay_cancelled(issue)
        assert self.store.cancel_issue(issue, self.now).state is self.issues[issue]

    @precondition(lambda self: self.readers)
    @rule(data=st.data(), state=st.sampled_from([SubscriberState.UNSUBSCRIBED, SubscriberState.CONFIRMED]))
    def leave_or_return(self, data: st.DataObject, state: SubscriberState) -> None:
        reader = data.draw(st.sampled_from(sorted(self.readers)))
        self.store.set_state(reader, state, self.now)
        self.readers[reader] = state

    @precondition(lambda self: len(self.readers) > 2)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        reader = data.draw(st.sampled_from(sorted(self.readers)))
        assert self.store.remove(f"R{reader}@example.org")
        del self.readers[reader]
        for copies in self.copies.values():
            copy = copies.get(reader)
            if copy is not None and may_become(copy.state, S.SUPPRESSED):
                copy.state = S.SUPPRESSED

    # ── what must hold after each step ────────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_ledger_is_where_the_model_is_and_every_sum_closes(self) -> None:
        for issue in self.store.issues():
            copies = self.copies[issue.id]
            notes = self.store.deliveries(issue.id, S)
            assert issue.state is self.issues[issue.id]
            assert self.store.tally(issue.id).total == issue.audience == len(notes) == len(copies)
            for note in notes:
                copy = copies[note.subscriber_id]
                assert (note.state, note.attempts) == (copy.state, copy.attempts)
                assert note.next_attempt_at == (copy.next_attempt_at if copy.state is S.DEFERRED else None)
                assert (note.email == "") == (note.subscriber_id not in self.readers)
                assert issue.state is IssueState.SENDING or not may_become(note.state, S.SUPPRESSED)

    # ── the model's own steps ─────────────────────────────────────────────────────────────────────────────────────

    def an_issue(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.issues)))

    def some_readers(self, data: st.DataObject) -> set[int]:
        return data.draw(st.sets(st.sampled_from(READERS)))

    def copies_of(self, issue: int, readers: set[int]) -> list[Copy]:
        return [copy for reader, copy in self.copies[issue].items() if reader in readers]

    def stay_cancelled(self, issue: int) -> None:
        if self.issues[issue] is IssueState.CANCELLED:
            for copy in self.copies[issue].values():
                if may_become(copy.state, S.SUPPRESSED):
                    copy.state = S.SUPPRESSED


LedgerMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestLedger = LedgerMachine.TestCase
