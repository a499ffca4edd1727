"""Random streams of events, in any order and repeated, end alike, and never lose or bring back anybody."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.event import listen

from gutletter.lifecycle import SETTLED, farther, given_up, stronger
from gutletter.model import (
    DeliveryState,
    Event,
    EventKind,
    Issue,
    NewSubscriber,
    Outcome,
    SoftBounces,
    SubscriberState,
    SuppressionReason,
)
from gutletter.store import SqlStore, open_store
from tests.ledgers import LEASE, NOW, edition, receipt

K, R, S = EventKind, SubscriberState, DeliveryState
PATIENCE = SoftBounces(issues=2, within=timedelta(days=10))
READERS, ISSUES = 4, 3
ENDS = {K.BOUNCED: R.BOUNCED, K.COMPLAINED: R.COMPLAINED, K.LEFT: R.UNSUBSCRIBED}
TAKEN = [None, Outcome.ACCEPTED, Outcome.REFUSED, Outcome.DEFERRED, Outcome.UNCERTAIN]  # None: only planned

numbers = count()

EVENT = st.builds(
    lambda kind, issue, reader, day, dropped, machine: Event(
        "sendgrid",
        "",
        kind,
        NOW + timedelta(days=day),
        issue,
        reader,
        ends=dropped if kind is K.DROPPED else ENDS.get(kind),
        url="https://example.org" if kind is K.CLICKED else "",
        machine=machine and kind is K.OPENED,
    ),
    st.sampled_from(K),
    st.integers(0, ISSUES),  # 0: of no issue
    st.integers(1, READERS),
    st.integers(0, 20),
    st.sampled_from([None, R.BOUNCED, R.COMPLAINED, R.UNSUBSCRIBED]),
    st.booleans(),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    with closing(open_store("sqlite:///gutletter.db", tmp_path_factory.mktemp("feedback"))) as made:
        # Nothing here is about the disk, and waiting for it would take most of the time.
        listen(made._database._engine, "connect", lambda line, _: line.execute("PRAGMA synchronous = OFF"))
        made._database._engine.dispose()
        yield made


class World:
    """Some readers with a copy of each of some issues, in various states."""

    def __init__(self, store: SqlStore, taken: Sequence[Outcome | None]) -> None:
        self.store, self.name = store, next(numbers)
        # Everyone of an earlier world has left: a new issue is for these readers alone.
        for reader in list(store.subscribers([R.CONFIRMED])):
            store.set_state(reader.id, R.UNSUBSCRIBED, NOW)
        emails = [f"w{self.name}r{reader}@example.org" for reader in range(READERS)]
        store.add((NewSubscriber(email) for email in emails), NOW)
        self.readers = [found.id for email in emails if (found := store.subscriber(email))]
        self.issues = [store.open_issue(edition(f"w{self.name}i{number}"), NOW) for number in range(ISSUES)]
        for issue in self.issues:
            self._sent(issue, dict(zip(self.readers, taken, strict=True)))

    def _sent(self, issue: Issue, taken: dict[int, Outcome | None]) -> None:
        batch = self.store.hand_over(issue.id, "one", NOW, LEASE, 100)
        answers = {one.subscriber_id: receipt(said) for one in batch if (said := taken[one.subscriber_id])}
        again = dict.fromkeys(answers, NOW + timedelta(hours=1))
        self.store.record(issue.id, answers, NOW, retry_at=again, worker="one")
        self.store.take_back(issue.id, [reader for reader, said in taken.items() if said is None], NOW)

    def hear(self, told: Sequence[tuple[int, Event]], sizes: random.Random) -> None:
        """Tell events, some at a time; each keeps its own name wherever it is told."""
        rest = [
            replace(
                event,
                id=f"{self.name} {number}",
                issue_id=self.issues[event.issue_id - 1].id if event.issue_id else 0,
                subscriber_id=self.readers[event.subscriber_id - 1],
            )
            for number, event in told
        ]
        while rest:
            size = sizes.randint(1, len(rest))
            self.store.absorb(rest[:size], NOW + timedelta(days=30), PATIENCE)
            rest = rest[size:]

    def stands(self) -> object:
        """Everything that matters, without names and times of this world."""
        at = {reader: number for number, reader in enumerate(self.readers)}
        emails = {f"w{self.name}r{number}@example.org": number for number in range(READERS)}
        return (
            [reader.state if (reader := self.store.subscriber_by_id(one)) else None for one in self.readers],
            [(one.reason if (one := self.store.suppressed(email)) else None) for email in emails],
            [
                sorted(
                    (at[note.subscriber_id], note.state, note.attempts) for note in self.store.deliveries(issue.id, S)
                )
                for issue in self.issues
            ],
            [self.store.returns(issue.id) for issue in self.issues],
            [self.store.interest(issue.id) for issue in self.issues],
            [len(self.store.events_of(reader)) for reader in self.readers],
        )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EVENT, max_size=14), st.lists(st.sampled_from(TAKEN), min_size=READERS, max_size=READERS), st.randoms())
def test_any_order_and_any_repetition_end_in_the_same(
    store: SqlStore, events: list[Event], taken: list[Outcome | None], chance: random.Random
) -> None:
    named = list(enumerate(events))
    first = World(store, taken)
    before = first.stands()
    first.hear(named, chance)
    end = first.stands()
    first.hear(chance.sample(named, len(named)), chance)
    assert first.stands() == end, "told again, nothing changes"
    _nobody_is_lost_or_brought_back(first, taken, named)

    shuffled = [*named, *(chance.choices(named, k=5) if named else ())]
    chance.shuffle(shuffled)
    second = World(store, taken)
    assert second.stands() == before
    second.hear(shuffled, chance)
    assert second.stands() == end

    _nobody_is_lost_or_brought_back(second, taken, named)


def _nobody_is_lost_or_brought_back(
    world: World, taken: Sequence[Outcome | None], named: Sequence[tuple[int, Event]]
) -> None:
    for issue in world.issues:
        assert world.store.tally(issue.id).total == issue.audience == READERS
        assert sum(one.copies for one in world.store.returns(issue.id)) == READERS
    told = {(event.issue_id, event.subscriber_id) for _, event in named if event.issue_id}
    for number, issue in enumerate(world.issues, 1):
        states = {note.subscriber_id: note.state for note in world.store.deliveries(issue.id, S)}
        for at, (reader, said) in enumerate(zip(world.readers, taken, strict=True), 1):
            settled_before = said in (Outcome.ACCEPTED, Outcome.REFUSED)
            if (number, at) in told and not settled_before:
                assert states[reader] is S.ACCEPTED, "the provider had it: it is never sent again"
            assert (states[reader] in SETTLED) == (settled_before or (number, at) in told)
    for at, reader in enumerate(world.readers, 1):
        found = world.store.subscriber_by_id(reader)
        assert found is not None
        worst = R.CONFIRMED
        for _, event in named:
            if event.subscriber_id == at and event.ends:
                worst = farther(worst, event.ends)
        assert farther(worst, found.state) is found.state, "no news takes anyone back"
        if found.state in (R.BOUNCED, R.COMPLAINED):
            assert world.store.suppressed(found.email) is not None
        if worst is R.CONFIRMED and found.state is not R.CONFIRMED:
            soft = [(e.issue_id, e.at) for _, e in named if e.subscriber_id == at and e.kind is K.SOFT_BOUNCED]
            assert given_up([one for one in soft if one[0]], PATIENCE)


DAY = st.integers(0, 40).map(lambda day: NOW + timedelta(days=day))
BOUNCE = st.tuples(st.integers(1, 4), DAY)


@settings(deadline=None)
@given(st.lists(BOUNCE, max_size=8), BOUNCE, st.integers(1, 4), st.randoms())
def test_one_more_soft_bounce_never_makes_an_address_good_again(
    bounces: list[tuple[int, datetime]], more: tuple[int, datetime], issues: int, chance: random.Random
) -> None:
    patience = SoftBounces(issues, timedelta(days=10))
    known = given_up(bounces, patience)
    assert given_up(chance.sample(bounces, len(bounces)), patience) is known
    if known:
        assert given_up([*bounces, more], patience)


def test_with_no_patience_set_no_address_is_given_up() -> None:
    assert not given_up([(number, NOW) for number in range(9)], SoftBounces(issues=0))


@given(st.sampled_from(R), st.sampled_from(R), st.sampled_from(R))
def test_states_of_readers_and_reasons_join(one: SubscriberState, two: SubscriberState, three: SubscriberState) -> None:
    assert farther(one, one) is one
    assert farther(one, two) is farther(two, one)
    assert farther(farther(one, two), three) is farther(one, farther(two, three))
    assert R.CONFIRMED not in {farther(R.CONFIRMED, worse) for worse in (R.UNSUBSCRIBED, R.BOUNCED, R.COMPLAINED)}


def test_of_two_reasons_the_same_stands_whichever_comes_first() -> None:
    for one in SuppressionReason:
        for two in SuppressionReason:
            assert stronger(one, two) is stronger(two, one)
            assert stronger(one, SuppressionReason.COMPLAINED) is SuppressionReason.COMPLAINED
