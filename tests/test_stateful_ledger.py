"""Two machines, their journals and a provider against what is true: who really has how many copies.

Hypothesis lets anything happen in any order: machines hand over, begin, hear answers or lose them, crash with their
journal left behind or lost, and are started again; answers and events come late; operators resolve, pause and cancel;
readers leave, come back and are forgotten. ``test_store_ledger`` asks whether the ledger is where its rules say; here
nobody asks for the rules, only for what they are for.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gutletter.journal import FileJournal
from gutletter.model import (
    DeliveryState,
    Event,
    EventKind,
    IssueState,
    NewSubscriber,
    Outcome,
    Receipt,
    SoftBounces,
    SubscriberState,
)
from gutletter.pacing import FREELY, Limit, Pace
from gutletter.ports import Store
from gutletter.sending import Mailroom, settle_leftovers
from gutletter.store import open_store
from gutletter.store.schema import DeliveryCode
from tests.ledgers import LEASE, NOW, edition

S = DeliveryState
_STATES = {code: state for state, code in DeliveryCode.codes.items()}
URL = "sqlite:///ledger.db"
READERS = range(1, 4)
MACHINES = ("one", "two")
SLUGS = "abcd"
SAID = {"taken": Outcome.ACCEPTED, "later": Outcome.DEFERRED, "never": Outcome.REFUSED}

PACES = (FREELY, FREELY, Pace(limits=(Limit("second", 1),)), Pace(limits=(Limit("hour", 2), Limit("day", 5))))
_TOLD = {
    None: EventKind.DELIVERED,
    SubscriberState.COMPLAINED: EventKind.COMPLAINED,
    SubscriberState.BOUNCED: EventKind.BOUNCED,
}

Copy = tuple[int, int]  # issue, reader


@dataclass
class Machine:
    """One process: a door to the ledger, a journal, and what it has in hand."""

    folder: Path
    worker: str
    store: Store
    in_hand: dict[Copy, str] = field(default_factory=dict)  # held, begun, or what the provider did: taken, later, never
    heard: dict[Copy, Receipt] = field(default_factory=dict)  # and not written into the ledger yet

    def __post_init__(self) -> None:
        self.journal = FileJournal(self.folder / "journal", self.worker)

    def in_state(self, *states: str) -> list[Copy]:
        return sorted(copy for copy, state in self.in_hand.items() if state in states)

    def dies(self, *, journal_is_lost: bool) -> None:
        """What SIGKILL leaves: the database as it was committed, and the file, unlocked."""
        file = self.folder / "journal" / f"{self.worker}.journal"
        if self.journal._descriptor is not None:
            os.close(self.journal._descriptor)
        if journal_is_lost:
            file.unlink(missing_ok=True)


class Office:
    """A ledger, and the doors of several processes to it, kept open: what they have learnt about it may be stale."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
        self.stores = [open_store(URL, self.folder) for _ in range(4)]
        self.database = sqlite3.connect(self.folder / "ledger.db", isolation_level=None)
        self.stores[0].add((NewSubscriber(f"r{reader}@example.org") for reader in READERS), NOW)
        self.readers = self.database.execute("SELECT * FROM subscribers").fetchall()
        atexit.register(shutil.rmtree, self.folder)

    def tidy(self) -> None:
        """Forget everything but the readers; no number is given twice."""
        self.database.execute("BEGIN IMMEDIATE")
        for table in ("deliveries", "issues", "subscribers", "suppressions", "consents", "permits"):
            self.database.execute(f"DELETE FROM {table}")
        row = ", ".join("?" * len(self.readers[0]))
        self.database.executemany(f"INSERT INTO subscribers VALUES ({row})", self.readers)
        self.database.execute("COMMIT")
        shutil.rmtree(self.folder / "journal", ignore_errors=True)


@cache
def office() -> Office:
    """One for all examples."""
    return Office()


class World(RuleBasedStateMachine):
    """Whatever happens, nobody gets two copies but by an operator's word, and every sum closes."""

    def __init__(self) -> None:
        super().__init__()
        self.office = office()
        self.office.tidy()
        self.database = self.office.database
        self.now = NOW
        self.born = 0
        self.machines = {name: self.machine(name) for name in MACHINES}
        self.readers = dict.fromkeys(READERS, SubscriberState.CONFIRMED)
        self.stopped: dict[int, bool] = {}  # issues, and whether nothing of them may be handed over
        self.got: Counter[Copy] = Counter()  # what readers really have
        self.resent: Counter[Copy] = Counter()  # how often an operator has said: send again
        self.told: set[Copy] = set()  # an operator has said what became of it
        self.wild: set[Copy] = set()  # begun by somebody who is dead: it may yet arrive
        self.before: dict[Copy, DeliveryState] = {}

    def machine(self, name: str) -> Machine:
        self.born += 1
        stores = self.office.stores
        return Machine(self.office.folder, f"{name}-{self.born}", stores[self.born % len(stores)])

    def teardown(self) -> None:
        for machine in self.machines.values():
            machine.dies(journal_is_lost=True)

    # ── issues and readers ────────────────────────────────────────────────────────────────────────────────────────

    @initialize()
    def a_reader_has_been_written_to(self) -> None:
        self.an_issue_is_opened("one", "a")

    @precondition(lambda self: len(self.stopped) < len(SLUGS))
    @rule(name=st.sampled_from(MACHINES), slug=st.sampled_from(SLUGS))
    def an_issue_is_opened(self, name: str, slug: str) -> None:
        issue = self.machines[name].store.open_issue(edition(slug), self.now)
        self.stopped.setdefault(issue.id, False)

    @precondition(lambda self: self.readers)
    @rule(data=st.data(), state=st.sampled_from([SubscriberState.UNSUBSCRIBED, *[SubscriberState.CONFIRMED] * 3]))
    def a_reader_leaves_or_returns(self, data: st.DataObject, state: SubscriberState) -> None:
        reader = data.draw(st.sampled_from(sorted(self.readers)))
        if self.readers[reader] in (SubscriberState.UNSUBSCRIBED, SubscriberState.CONFIRMED):
            self.machines["two"].store.set_state(reader, state, self.now)
            self.readers[reader] = state

    @precondition(lambda self: len(self.readers) == len(READERS))
    @rule(data=st.data(), really=st.sampled_from([False] * 4 + [True]))
    def a_reader_is_forgotten(self, data: st.DataObject, really: bool) -> None:
        if not really:
            return
        reader = data.draw(st.sampled_from(sorted(self.readers)))
        assert self.machines["one"].store.remove(f"r{reader}@example.org")
        del self.readers[reader]

    @precondition(lambda self: self.stopped)
    @rule(data=st.data(), what=st.sampled_from(["pause_issue", "close_issue", *["resume_issue"] * 3]))
    def an_operator_pauses_resumes_or_closes(self, data: st.DataObject, what: str) -> None:
        issue, store = data.draw(st.sampled_from(sorted(self.stopped))), self.machines["one"].store
        if what == "resume_issue":
            now = store.resume_issue(issue)
        elif what == "pause_issue":
            now = store.pause_issue(issue, self.now)
        else:
            now = store.close_issue(issue, self.now)
        self.stopped[issue] = now.state is not IssueState.SENDING or now.paused_at is not None

    @precondition(lambda self: S.DEFERRED in self.before.values())
    @rule(data=st.data(), name=st.sampled_from(MACHINES))
    def an_operator_lets_the_deferred_go_now(self, data: st.DataObject, name: str) -> None:
        issue = data.draw(st.sampled_from(sorted({i for (i, _), state in self.before.items() if state is S.DEFERRED})))
        deferred = sum(state is S.DEFERRED for (one, _), state in self.before.items() if one == issue)
        assert self.machines[name].store.retry_now(issue, self.now) == deferred
        at = self.machines[name].store.next_attempt(issue)
        assert at is None or at <= self.now

    @precondition(lambda self: self.stopped)
    @rule(data=st.data(), really=st.sampled_from([False] * 9 + [True]))
    def an_operator_cancels(self, data: st.DataObject, really: bool) -> None:
        if really:  # seldom, or little else would happen
            issue = data.draw(st.sampled_from(sorted(self.stopped)))
            self.machines["two"].store.cancel_issue(issue, self.now)
            self.stopped[issue] = True

    # ── sending ───────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(data=st.data(), name=st.sampled_from(MACHINES), steps=st.integers(1, 9))
    def a_machine_works(self, data: st.DataObject, name: str, steps: int) -> None:
        """So many steps of sending, and the next time it goes on from there."""
        machine = self.machines[name]
        for _ in range(steps):
            listens = data.draw(st.booleans())
            if listens and machine.in_state("begun", *SAID):
                self.hear(machine, data)
            elif machine.in_state("held"):
                self.let_leave(machine, data)
            elif machine.in_hand:
                self.hear(machine, data)
            elif machine.heard:
                self.write_down(machine, gives_up=not data.draw(st.integers(0, 3)))
            elif not self.take_over(machine, data):
                return

    def take_over(self, machine: Machine, data: st.DataObject) -> bool:
        """Whether there was anything to be handed over."""
        issue = data.draw(st.sampled_from(sorted(self.stopped)))
        machine.journal.begin(issue, ())
        deferred_only = not data.draw(st.integers(0, 5))
        given = machine.store.hand_over(
            issue,
            machine.worker,
            self.now,
            LEASE,
            data.draw(st.integers(1, 3)),
            pace=data.draw(st.sampled_from(PACES)),
            deferred_only=deferred_only,
        )
        for recipient in given:
            copy = issue, recipient.subscriber_id
            assert not deferred_only or self.before[copy] is S.DEFERRED
            assert not self.stopped[issue], "a stopped issue was handed over"
            assert self.readers.get(recipient.subscriber_id) is SubscriberState.CONFIRMED
            assert self.got[copy] <= self.resent[copy], "whoever has a copy was handed over, and nobody asked for it"
            machine.in_hand[copy] = "held"
        return bool(machine.in_hand)

    def let_leave(self, machine: Machine, data: st.DataObject) -> None:
        """A copy is begun, and the provider takes it, or does not, or has not seen it yet."""
        copy = data.draw(st.sampled_from(machine.in_state("held")))
        machine.journal.begin(copy[0], [copy[1]])
        fate = data.draw(st.sampled_from(["taken", "taken", "later", "never", "begun"]))
        machine.in_hand[copy] = fate
        self.got[copy] += fate == "taken"

    def hear(self, machine: Machine, data: st.DataObject) -> None:
        """An answer, or that none comes."""
        copy = data.draw(st.sampled_from(machine.in_state("begun", *SAID)))
        fate = machine.in_hand.pop(copy)
        known = fate in SAID and data.draw(st.integers(0, 3)) > 0
        receipt = Receipt("", SAID[fate] if known else Outcome.UNCERTAIN, "heard" if known else "lost")
        if fate == "begun":
            self.wild.add(copy)
        machine.journal.answer(copy[0], [(copy[1], receipt)])
        machine.heard[copy] = receipt

    def write_down(self, machine: Machine, *, gives_up: bool) -> None:
        for copy, receipt in machine.heard.items():
            again = {} if gives_up else {copy[1]: self.now + timedelta(minutes=5)}
            machine.store.record(copy[0], {copy[1]: receipt}, self.now, retry_at=again, worker=machine.worker)
        machine.heard.clear()
        if not machine.in_hand:
            machine.journal.forget()

    @precondition(lambda self: any(machine.heard for machine in self.machines.values()))
    @rule(gives_up=st.booleans())
    def what_was_heard_is_written_down_in_the_middle(self, gives_up: bool) -> None:
        for machine in self.machines.values():
            self.write_down(machine, gives_up=gives_up)

    @precondition(lambda self: any(machine.in_state("held") for machine in self.machines.values()))
    @rule()
    def the_provider_stops_the_calls(self) -> None:
        """What was never begun goes back; where something was, that is heard of first."""
        for machine in self.machines.values():
            if not machine.in_state("begun", *SAID):
                for issue, reader in machine.in_state("held"):
                    machine.store.take_back(issue, [reader], self.now, worker=machine.worker)
                    del machine.in_hand[issue, reader]

    # ── crashes, and what comes late ──────────────────────────────────────────────────────────────────────────────

    @rule(
        data=st.data(),
        name=st.sampled_from(MACHINES),
        steps=st.integers(0, 6),
        lost=st.sampled_from([False, False, True]),
        settled=st.booleans(),
    )
    def a_machine_crashes_at_work_and_is_started_again(
        self, data: st.DataObject, name: str, steps: int, lost: bool, settled: bool
    ) -> None:
        self.a_machine_works(data, name, steps)
        machine = self.machines[name]
        machine.dies(journal_is_lost=lost)
        self.wild.update(machine.in_state("begun"))
        self.machines[name] = self.machine(name)
        if settled:
            self.what_the_dead_left_is_settled(name, 0)

    @rule(name=st.sampled_from(MACHINES), minutes=st.sampled_from([0, 0, 6, 11]))
    def what_the_dead_left_is_settled(self, name: str, minutes: int) -> None:
        """At once, when deferred copies may go again, or when leases have run out."""
        self.now += timedelta(minutes=minutes)
        machine = self.machines[name]
        settle_leftovers(Mailroom(machine.store, machine.journal, lambda: self.now, machine.worker, ("secret",)))

    @precondition(lambda self: self.wild)
    @rule(data=st.data(), arrives=st.booleans())
    def a_copy_begun_by_the_dead_arrives_or_never_will(self, data: st.DataObject, arrives: bool) -> None:
        copy = data.draw(st.sampled_from(sorted(self.wild)))
        self.wild.discard(copy)
        self.got[copy] += arrives

    @precondition(lambda self: +self.got)
    @rule(data=st.data(), name=st.sampled_from(MACHINES), ends=st.sampled_from([None, *_TOLD]))
    def an_event_tells_of_a_copy(self, data: st.DataObject, name: str, ends: SubscriberState | None) -> None:
        """It tells that the provider had it, and perhaps that its reader is not to be written to any more."""
        issue, reader = data.draw(st.sampled_from(sorted(+self.got)))
        kind = _TOLD[ends]
        told = Event("sendgrid", f"{kind}-{issue}-{reader}", kind, self.now, issue, reader, ends=ends)
        store = self.machines[name].store
        store.absorb([told], self.now, SoftBounces())
        store.absorb([told], self.now, SoftBounces())  # twice is harmless
        if ends and reader in self.readers:
            self.readers[reader] = ends

    @precondition(lambda self: S.UNCERTAIN in self.before.values())
    @rule(data=st.data(), verdict=st.sampled_from([S.ACCEPTED, S.REFUSED, S.PLANNED]))
    def an_operator_resolves(self, data: st.DataObject, verdict: DeliveryState) -> None:
        doubtful = sorted(copy for copy, state in self.before.items() if state is S.UNCERTAIN)
        issue, reader = copy = data.draw(st.sampled_from(doubtful))
        assert self.machines["one"].store.resolve(issue, [reader], verdict, self.now, "said so") == 1
        if verdict is S.PLANNED:
            self.resent[copy] += 1
        else:
            self.told.add(copy)

    # ── what must be true at every moment ─────────────────────────────────────────────────────────────────────────

    @invariant()
    def every_sum_closes_and_every_reader_has_one_row(self) -> None:
        audiences = dict(self.database.execute("SELECT id, audience FROM issues"))
        rows = self.database.execute("SELECT issue_id, subscriber_id, state FROM deliveries").fetchall()
        self.before = {(issue, reader): _STATES[state] for issue, reader, state in rows}
        assert len(self.before) == len(rows)
        assert Counter(issue for issue, _ in self.before) == Counter(audiences)
        if self.stopped:
            latest = max(self.stopped)
            assert self.machines["two"].store.tally(latest).total == audiences[latest]

    @invariant()
    def nobody_has_two_copies_unless_an_operator_said_send_again(self) -> None:
        for copy, copies in self.got.items():
            assert copies <= 1 + self.resent[copy], copy

    @invariant()
    def what_waits_is_told_and_is_no_more_than_waits(self) -> None:
        for issue, stopped in sorted(self.stopped.items())[-1:]:
            states = Counter(state for (one, _), state in self.before.items() if one == issue)
            for wait in self.machines["one"].store.waits(issue, self.now, PACES[-1]):
                assert 0 < wait.copies <= states[S.PLANNED] + states[S.DEFERRED]
                assert wait.until is None if stopped else wait.until and wait.until > self.now

    @invariant()
    def the_ledger_says_what_is_true(self) -> None:
        for copy, state in self.before.items():
            if copy in self.told:
                continue
            if state is S.ACCEPTED:
                assert self.got[copy], f"{copy} is accepted, and nobody has it"
            if state in (S.PLANNED, S.DEFERRED, S.SUPPRESSED, S.REFUSED):
                assert self.got[copy] <= self.resent[copy], f"{copy} is {state}, and arrived all the same"


pytestmark = pytest.mark.timeout(600)  # what fails is made as short as it can be, and that takes time

World.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestWorld = World.TestCase
