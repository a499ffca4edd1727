"""Limits in the database, over whatever happens: no window of true time ever holds more than a limit allows.

Two processes hand over from two issues; they are killed, started again and told that nothing was taken; their clock is
set back. What may have left counts from the moment it was handed over, by a clock that nobody sets.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gutletter.model import NewSubscriber
from gutletter.pacing import Limit, Pace
from gutletter.ports import Store
from gutletter.store import open_store
from tests.ledgers import LEASE, NOW, edition

READERS = 60
PACE = Pace(limits=(Limit("second", 3), Limit("hour", 10), Limit("day", 25)))


@dataclass
class Left:
    """Copies handed over at one moment of true time; what was certainly not taken is no longer among them."""

    at: datetime
    issue: int
    readers: list[int]


def room() -> tempfile.TemporaryDirectory[str]:
    """In memory, where there is one."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)


@cache
def begun() -> Path:
    """A ledger with two issues of which nothing has left, to be copied."""
    folder = room()
    atexit.register(folder.cleanup)
    with closing(open_store("sqlite:///ledger.db", Path(folder.name))) as store:
        store.add((NewSubscriber(f"r{number}@example.org") for number in range(READERS)), NOW)
        for slug in "ab":
            store.open_issue(edition(slug), NOW)
    return Path(folder.name) / "ledger.db"


class Rush(RuleBasedStateMachine):
    """Everybody wants to send as much as they can."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = room()
        shutil.copy(begun(), Path(self.folder.name) / "ledger.db")
        self.true = self.clock = NOW
        self.stores = [self.door(), self.door()]
        self.issues = [issue.id for issue in self.stores[0].unfinished()]
        self.left: list[Left] = []

    def door(self) -> Store:
        return open_store("sqlite:///ledger.db", Path(self.folder.name))

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        self.folder.cleanup()

    @rule(door=st.integers(0, 1), issue=st.integers(0, 1), wanted=st.integers(1, 12))
    def one_hands_over_what_it_may(self, door: int, issue: int, wanted: int) -> None:
        store, id_ = self.stores[door], self.issues[issue]
        given = store.hand_over(id_, f"worker-{door}", self.clock, LEASE, wanted, pace=PACE)
        self.left.append(Left(self.true, id_, [one.subscriber_id for one in given]))

    @rule(
        seconds=st.one_of(st.floats(0, 0.6), st.floats(0, 4), st.floats(0, 4_000), st.floats(0, 90_000)),
        times=st.integers(1, 3),
    )
    def time_passes_and_everybody_goes_on_at_once(self, seconds: float, times: int) -> None:
        for _ in range(times):
            self.true += timedelta(seconds=seconds)
            self.clock += timedelta(seconds=seconds)
            self.one_hands_over_what_it_may(0, 0, READERS)
            self.one_hands_over_what_it_may(1, 1, READERS)

    @rule(late=st.sampled_from([0.0, 0.0, 0.01, 1.0, 50.0]), times=st.integers(1, 4))
    def everybody_waits_until_mail_may_leave(self, late: float, times: int) -> None:
        for _ in range(times):
            opens = self.stores[0].held_until(self.clock, PACE) or self.clock
            wait = opens - self.clock + timedelta(seconds=late)
            self.true, self.clock = self.true + wait, self.clock + wait
            self.one_hands_over_what_it_may(0, 0, 1)
            self.one_hands_over_what_it_may(1, 1, READERS)

    @rule(seconds=st.one_of(st.floats(0, 2), st.floats(0, 7_000), st.floats(0, 10**8)))
    def the_clock_is_set_back(self, seconds: float) -> None:
        self.clock -= timedelta(seconds=seconds)

    @rule(door=st.integers(0, 1))
    def one_is_killed_and_started_again(self, door: int) -> None:
        self.stores[door].close()
        self.stores[door] = self.door()

    @precondition(lambda self: any(left.readers for left in self.left))
    @rule(data=st.data())
    def a_provider_took_none_of_some(self, data: st.DataObject) -> None:
        left = data.draw(st.sampled_from([left for left in self.left if left.readers]))
        taken_back = data.draw(st.sets(st.sampled_from(left.readers), min_size=1))
        self.stores[0].take_back(left.issue, taken_back, self.clock)
        left.readers = [one for one in left.readers if one not in taken_back]

    @invariant()
    def no_window_holds_more_than_its_limit(self) -> None:
        for limit in PACE.limits:
            held = [left for left in self.left if left.at > self.true - limit.window]
            assert sum(len(left.readers) for left in held) <= limit.most, f"{limit.most} a {limit.per}"


pytestmark = pytest.mark.timeout(600)  # what fails is made as short as it can be, and that takes time

Rush.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestLimits = Rush.TestCase
