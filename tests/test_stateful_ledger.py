"""Two machines, their journals and a provider against what is true: who really has how many copies.

Hypothesis lets anything happen in any order: machines hand over, begin, hear answers or lose them, crash with their
journal left behind or lost, and are started again; answers and events come late; operators resolve, pause and cancel;
readers leave, come back and are forgotten. ``test_store_ledger`` asks whether the ledger is where its rules say; here
nobody asks for the rules, only for what they are for.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gutletter.journal import FileJournal
from gutletter.model import DeliveryState, IssueState, NewSubscriber, Outcome, Receipt, SubscriberState
from gutletter.sending import Mailroom, settle_leftovers
from gutletter.store import open_store
from tests.ledgers import LEASE, NOW, edition

S = DeliveryState
URL = "sqlite:///ledger.db"
READERS = range(1, 5)
MACHINES = ("one", "two")
SAID = {"taken": Outcome.ACCEPTED, "later": Outcome.DEFERRED, "never": Outcome.REFUSED}

Copy = tuple[int, int]  # issue, reader


@dataclass
class Machine:
    """One process: a door to the ledger, a journal, and what it has in hand."""

    folder: Path
    worker: str
    in_hand: dict[Copy, str] = field(default_factory=dict)  # held, begun, or what the provider did: taken, later, never
    heard: dict[Copy, Receipt] = field(default_factory=dict)  # and not written into the ledger yet

    def __post_init__(self) -> None:
        self.store = open_store(URL, self.folder)
        self.journal = FileJournal(self.folder / "journal", self.worker)

    def in_state(self, *states: str) -> list[Copy]:
        return sorted(copy for copy, state in self.in_hand.items() if state in states)

    def dies(self, *, journal_is_lost: bool) -> None:
        """What SIGKILL leaves: the database as it was committed, and the file, unlocked."""
        self.store.close()
        file = self.folder / "journal" / f"{self.worker}.journal"
        if self.journal._descriptor is not None:
            os.close(self.journal._descriptor)
        if journal_is_lost:
            file.unlink(missing_ok=True)


@cache
def template() -> bytes:
    """A ledger with readers, made once."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(URL, Path(folder))
        store.add((NewSubscriber(f"r{reader}@example.org") for reader in READERS), NOW)
        store.close()
        return (Path(folder) / "ledger.db").read_bytes()


class World(RuleBasedStateMachine):
    """Whatever happens, nobody gets two copies but by an operator's word, and every sum closes."""

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
        (self.folder / "ledger.db").write_bytes(template())
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
        return Machine(self.folder, f"{name}-{self.born}")

    def teardown(self) -> None:
        for machine in self.machines.values():
            machine.dies(journal_is_lost=False)
        shutil.rmtree(self.folder)

    # ── issues and readers ────────────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: len(self.stopped) < 2)
    @rule(name=st.sampled_from(MACHINES), slug=st.sampled_from("ab"))
    def an_issue_is_opened(self, name: str, slug: str) -> None:
        issue = self.machines[name].store.open_issue(edition(slug), self.now)
        self.stopped.setdefault(issue.id, False)

    @rule(minutes=st.sampled_from([1, 6, 11]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.readers)
    @rule(data=st.data(), state=st.sampled_from([SubscriberState.UNSUBSCRIBED, SubscriberState.CONFIRMED]))
    def a_reader_leaves_or_returns(self, data: st.DataObject, state: SubscriberState) -> None:
        reader = data.draw(st.sampled_from(sorted(self.readers)))
        self.machines["two"].store.set_state(reader, state, self.now)
        self.readers[reader] = state

    @precondition(lambda self: len(self.readers) > 2)
    @rule(data=st.data())
    def a_reader_is_forgotten(self, data: st.DataObject) -> None:
        reader = data.draw(st.sampled_from(sorted(self.readers)))
        assert self.machines["one"].store.remove(f"r{reader}@example.org")
        del self.readers[reader]

    @precondition(lambda self: self.stopped)
    @rule(data=st.data(), what=st.sampled_from(["pause_issue", "resume_issue", "resume_issue", "close_issue"]))
    def an_operator_pauses_resumes_or_closes(self, data: st.DataObject, what: str) -> None:
        issue, store = data.draw(st.sampled_from(sorted(self.stopped))), self.machines["one"].store
        if what == "resume_issue":
            now = store.resume_issue(issue)
        elif what == "pause_issue":
            now = store.pause_issue(issue, self.now)
        else:
            now = store.close_issue(issue, self.now)
        self.stopped[issue] = now.state is not IssueState.SENDING or now.paused_at is not None

    @precondition(lambda self: self.stopped)
    @rule(data=st.data(), really=st.integers(0, 3))
    def an_operator_cancels(self, data: st.DataObject, really: int) -> None:
        if not really:  # seldom, or little else would happen
            issue = data.draw(st.sampled_from(sorted(self.stopped)))
            self.machines["two"].store.cancel_issue(issue, self.now)
            self.stopped[issue] = True

    # ── sending ───────────────────────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: self.stopped)
    @rule(data=st.data(), name=st.sampled_from(MACHINES), limit=st.integers(1, 3))
    def a_batch_is_handed_over(self, data: st.DataObject, name: str, limit: int) -> None:
        machine = self.machines[name]
        if machine.in_hand or machine.heard:
            return
        issue = data.draw(st.sampled_from(sorted(self.stopped)))
        machine.journal.begin(issue, ())
        for recipient in machine.store.hand_over(issue, machine.worker, self.now, LEASE, limit):
            copy = issue, recipient.subscriber_id
            assert not self.stopped[issue], "a stopped issue was handed over"
            assert self.readers.get(recipient.subscriber_id) is SubscriberState.CONFIRMED
            assert self.before[copy] in (S.PLANNED, S.DEFERRED)
            assert self.got[copy] <= self.resent[copy], "whoever has a copy was handed over, and nobody asked for it"
            machine.in_hand[copy] = "held"

    @rule(
        data=st.data(), name=st.sampled_from(MACHINES), fate=st.sampled_from(["taken", "taken", "later", "never", ""])
    )
    def a_copy_leaves(self, data: st.DataObject, name: str, fate: str) -> None:
        """It is begun, and the provider takes it, or does not, or has not seen it yet."""
        machine = self.machines[name]
        if not (held := machine.in_state("held")):
            return
        copy = data.draw(st.sampled_from(held))
        machine.journal.begin(copy[0], [copy[1]])
        machine.in_hand[copy] = fate or "begun"
        self.got[copy] += fate == "taken"

    @rule(data=st.data(), name=st.sampled_from(MACHINES), lost=st.integers(0, 3))
    def an_answer_is_heard_or_lost(self, data: st.DataObject, name: str, lost: int) -> None:
        machine = self.machines[name]
        if not (left := machine.in_state("begun", *SAID)):
            return
        copy = data.draw(st.sampled_from(left))
        fate = machine.in_hand.pop(copy)
        known = bool(lost) and fate in SAID
        receipt = Receipt("", SAID[fate] if known else Outcome.UNCERTAIN, "heard" if known else "lost")
        if fate == "begun":
            self.wild.add(copy)
        machine.journal.answer(*copy, receipt)
        machine.heard[copy] = receipt

    @rule(name=st.sampled_from(MACHINES), gives_up=st.booleans())
    def what_was_heard_is_written_down(self, name: str, gives_up: bool) -> None:
        machine = self.machines[name]
        for copy, receipt in machine.heard.items():
            again = {} if gives_up else {copy[1]: self.now + timedelta(minutes=5)}
            machine.store.record(copy[0], {copy[1]: receipt}, self.now, retry_at=again, worker=machine.worker)
        machine.heard.clear()
        if not machine.in_hand:
            machine.journal.forget()

    @rule(name=st.sampled_from(MACHINES))
    def the_provider_stops_the_call(self, name: str) -> None:
        """What was never begun goes back; what was begun is heard of first."""
        machine = self.machines[name]
        if machine.in_state("begun", *SAID):
            return
        for issue, reader in machine.in_state("held"):
            machine.store.take_back(issue, [reader], self.now, worker=machine.worker)
            del machine.in_hand[issue, reader]

    # ── crashes, and what comes late ──────────────────────────────────────────────────────────────────────────────

    @rule(name=st.sampled_from(MACHINES), lost=st.integers(0, 2))
    def a_machine_crashes_and_is_started_again(self, name: str, lost: int) -> None:
        machine = self.machines[name]
        machine.dies(journal_is_lost=not lost)
        self.wild.update(machine.in_state("begun"))
        self.machines[name] = self.machine(name)

    @rule(name=st.sampled_from(MACHINES))
    def what_the_dead_left_is_settled(self, name: str) -> None:
        machine = self.machines[name]
        settle_leftovers(Mailroom(machine.store, machine.journal, lambda: self.now, machine.worker, ("secret",)))

    @precondition(lambda self: self.wild)
    @rule(data=st.data(), arrives=st.booleans())
    def a_copy_begun_by_the_dead_arrives_or_never_will(self, data: st.DataObject, arrives: bool) -> None:
        copy = data.draw(st.sampled_from(sorted(self.wild)))
        self.wild.discard(copy)
        self.got[copy] += arrives

    @precondition(lambda self: +self.got)
    @rule(data=st.data(), name=st.sampled_from(MACHINES))
    def an_event_tells_that_a_copy_was_taken(self, data: st.DataObject, name: str) -> None:
        issue, reader = data.draw(st.sampled_from(sorted(+self.got)))
        taken = {reader: Receipt("", Outcome.ACCEPTED, "delivered")}
        store = self.machines[name].store
        store.settle_deliveries(issue, taken, self.now)
        assert store.settle_deliveries(issue, taken, self.now) == 0, "twice is harmless"

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
        store = self.machines["two"].store
        self.before = {}
        for issue in store.issues():
            notes = store.deliveries(issue.id, S)
            assert len({note.subscriber_id for note in notes}) == len(notes) == issue.audience
            assert store.tally(issue.id).total == issue.audience
            self.before |= {(issue.id, note.subscriber_id): note.state for note in notes}

    @invariant()
    def nobody_has_two_copies_unless_an_operator_said_send_again(self) -> None:
        for copy, copies in self.got.items():
            assert copies <= 1 + self.resent[copy], copy

    @invariant()
    def the_ledger_says_what_is_true(self) -> None:
        for copy, state in self.before.items():
            if copy in self.told:
                continue
            if state is S.ACCEPTED:
                assert self.got[copy], f"{copy} is accepted, and nobody has it"
            if state in (S.PLANNED, S.DEFERRED, S.SUPPRESSED, S.REFUSED):
                assert self.got[copy] <= self.resent[copy], f"{copy} is {state}, and arrived all the same"


World.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestWorld = World.TestCase
