"""An issue on its way: batches of a second, limits that are waited for, copies that keep their names."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from gutletter import links
from gutletter.errors import StoreError
from gutletter.journal import FileJournal
from gutletter.model import (
    Delivery,
    Event,
    EventKind,
    Issue,
    NewSubscriber,
    Outcome,
    Receipt,
    Recipient,
    RenderedIssue,
    SoftBounces,
    SubscriberState,
    SuppressionReason,
    Tally,
)
from gutletter.pacing import Limit, Pace
from gutletter.ports import Begin, unnoted
from gutletter.sending import A_BATCH, FIRST_BATCH, Mailroom, Patience, Stride, addressing, send
from gutletter.store import SqlStore, open_store
from gutletter.store.schema import issues
from tests.ledgers import NOW, edition
from tests.scripted import Scripted


@dataclass
class Clock:
    """Time that passes when somebody says so."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, length: timedelta) -> None:
        self.now += length


@dataclass
class Timed:
    """Takes every copy, so many a second."""

    clock: Clock
    per_second: float
    batch_size: int = 1000
    name: str = "timed"
    batches: list[int] = field(default_factory=list)

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        self.batches.append(len(deliveries))
        for delivery in deliveries:
            begin([delivery])
            self.clock.wait(timedelta(seconds=1 / self.per_second))
            yield Receipt(delivery.id, Outcome.ACCEPTED)

    def close(self) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with closing(open_store("sqlite:///ledger.db", tmp_path)) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailroom(store: SqlStore, clock: Clock, tmp_path: Path) -> Iterator[Mailroom]:
    with closing(FileJournal(tmp_path / "journal", "one")) as journal:
        yield Mailroom(store, journal, clock, "one", ["secret"], wait=clock.wait)


def opened(store: SqlStore, readers: int) -> Issue:
    store.add((NewSubscriber(f"r{number}@example.org") for number in range(readers)), NOW)
    return store.open_issue(replace(edition(), sealed_with=links.which_secret("secret")), NOW)


class InBursts(Timed):
    """Two letters leave at once; what the journal says of answers is looked at whenever something is begun."""

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        told = 0
        for first in range(0, len(deliveries), 2):
            burst = deliveries[first : first + 2]
            begin(burst)
            assert self.answers() == told, "noted before the next letters leave"
            yield from [Receipt(delivery.id, Outcome.ACCEPTED, provider_id="A name") for delivery in burst]
            told += len(burst)
            begin(())
            assert self.answers() == told, "noted before anything is waited for"

    def answers(self) -> int:
        return self.journal.read_text().count("answered ")

    journal: Path = Path()


def test_answers_are_noted_before_another_letter_leaves_and_before_others_are_waited_for(
    store: SqlStore, mailroom: Mailroom, clock: Clock, tmp_path: Path
) -> None:
    provider = InBursts(clock, 1)
    provider.journal = tmp_path / "journal" / "one.journal"
    issue = opened(store, 5)

    send(mailroom, provider, issue)
    assert store.tally(issue.id).accepted == 5


# ── batches ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("per_second", "longest"), [(10_000, 1000), (200, 210), (20, 50), (0.5, 50)])
def test_a_batch_grows_to_a_second_of_sending_and_shrinks_to_it(
    store: SqlStore, mailroom: Mailroom, clock: Clock, per_second: float, longest: int
) -> None:
    provider = Timed(clock, per_second)
    issue = opened(store, 1500 if per_second > 100 else 60)
    send(mailroom, provider, issue)
    assert store.tally(issue.id).accepted == issue.audience
    assert provider.batches[0] == FIRST_BATCH
    assert max(provider.batches) <= longest
    assert all(later <= 2 * earlier for earlier, later in zip(provider.batches, provider.batches[1:], strict=False))
    if per_second < 1:
        assert set(provider.batches[1:]) == {1}


@given(st.lists(st.tuples(st.integers(1, 5000), st.timedeltas(timedelta(hours=-1), timedelta(hours=1)))))
def test_whatever_the_clock_does_a_batch_is_at_least_one_copy_and_at_most_what_the_provider_takes(
    taken: list[tuple[int, timedelta]],
) -> None:
    stride = Stride(777)
    for copies, time in taken:
        before = stride.length
        stride.took(copies, time)
        assert 1 <= stride.length <= min(777, 2 * before)
        if time <= timedelta():
            assert stride.length == before
        if copies and time > A_BATCH * copies:
            assert stride.length == 1


def test_pausing_and_cancelling_act_before_the_next_batch(store: SqlStore, mailroom: Mailroom) -> None:
    issue = opened(store, FIRST_BATCH * 4)
    provider = Scripted(batch_size=10)

    def pause(_: Receipt) -> None:
        store.pause_issue(issue.id, NOW)

    paused = send(mailroom, provider, issue, watch=pause)
    assert paused.paused_at == NOW
    assert store.tally(issue.id) == Tally(planned=FIRST_BATCH * 4 - 10, accepted=10)
    store.resume_issue(issue.id)

    def cancel(_: Receipt) -> None:
        store.cancel_issue(issue.id, NOW)

    send(mailroom, provider, issue, watch=cancel)
    assert store.tally(issue.id) == Tally(accepted=20, suppressed=FIRST_BATCH * 4 - 20)


def _reader(store: SqlStore, email: str) -> int:
    reader = store.subscriber(email)
    assert reader is not None
    return reader.id


def _complains(store: SqlStore, email: str) -> None:
    reader, ends = _reader(store, email), SubscriberState.COMPLAINED
    about_another = Event("sendgrid", "1", EventKind.COMPLAINED, NOW, subscriber_id=reader, ends=ends)
    store.absorb([about_another], NOW, SoftBounces())


@pytest.mark.parametrize(
    "go",
    [
        lambda store, email: store.remove(email),
        lambda store, email: store.set_state(_reader(store, email), SubscriberState.UNSUBSCRIBED, NOW),
        lambda store, email: store.suppress({email: SuppressionReason.BY_HAND}, "by hand", NOW),
        _complains,
    ],
    ids=["is forgotten", "leaves", "is suppressed", "complains of the issue before"],
)
def test_a_reader_who_goes_in_mid_issue_gets_none_from_the_next_batch_on(
    store: SqlStore, mailroom: Mailroom, go: Callable[[SqlStore, str], object]
) -> None:
    issue = opened(store, 30)
    provider = Scripted(batch_size=10)

    def leave(_: Receipt) -> None:
        if len(provider.got) == 11:  # the first of the second batch has left
            go(store, "r25@example.org")

    send(mailroom, provider, issue, watch=leave)
    assert store.tally(issue.id) == Tally(accepted=29, suppressed=1)
    assert "r25@example.org" not in provider.got


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_limit_per_second_is_waited_for_and_kept(store: SqlStore, mailroom: Mailroom, clock: Clock) -> None:
    issue = opened(store, 100)
    left: list[datetime] = []
    mailroom = replace(mailroom, pace=Pace(limits=(Limit("second", 14),)))
    send(mailroom, Timed(clock, 1000), issue, watch=lambda _: left.append(clock.now))
    assert store.tally(issue.id).accepted == 100
    assert timedelta(seconds=6) < left[-1] - left[0] < timedelta(seconds=9)


def test_a_limit_that_opens_late_is_left_to_whoever_sends_next(
    store: SqlStore, mailroom: Mailroom, clock: Clock
) -> None:
    issue = opened(store, 100)
    mailroom = replace(mailroom, pace=Pace(limits=(Limit("hour", 40),)))
    for sent in (40, 40, 80, 80):
        send(mailroom, Timed(clock, 1000), issue)
        assert store.tally(issue.id).accepted == sent
        clock.wait(timedelta(minutes=31))


def test_without_anybody_to_wait_nothing_is_waited_for(store: SqlStore, mailroom: Mailroom, clock: Clock) -> None:
    issue = opened(store, 20)
    mailroom = replace(mailroom, pace=Pace(limits=(Limit("second", 14),)), wait=None)
    send(mailroom, Timed(clock, 1000), issue)
    assert store.tally(issue.id) == Tally(planned=6, accepted=14)


# ── deferred ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_going_on_with_the_deferred_leaves_the_others_where_they_are(store: SqlStore, mailroom: Mailroom) -> None:
    issue = opened(store, 6)
    busy = {"r1@example.org": Outcome.DEFERRED, "r2@example.org": Outcome.DEFERRED}
    stopped = iter([False, True])
    send(mailroom, Scripted(busy, batch_size=4), issue, stopping=lambda: next(stopped))
    assert store.tally(issue.id) == Tally(planned=2, accepted=2, deferred=2)
    send(mailroom, Scripted({"r2@example.org": Outcome.DEFERRED}, batch_size=4), issue, deferred_only=True)
    assert store.tally(issue.id) == Tally(planned=2, accepted=3, deferred=1)


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────

READER = Recipient(1, 7, "ann@example.org", "Ann", 2)


def test_a_copy_keeps_its_names_when_the_secret_is_changed_in_mid_issue(store: SqlStore) -> None:
    issue = opened(store, 1)
    before = addressing(issue, ["secret"])([READER])
    assert addressing(issue, ["new secret", "secret"])([READER]) == before
    assert addressing(replace(issue, id=2), ["new secret", "secret"])([READER]) != before


def test_a_secret_that_nobody_has_any_more_is_replaced_by_the_current_one(store: SqlStore) -> None:
    issue = opened(store, 1)
    (copy,) = addressing(issue, ["new", "newer"])([READER])
    assert links.read_token(["new"], links.Purpose.DELIVERY, copy.id) == (issue.id, 7)


def test_a_copy_has_the_links_of_its_reader(store: SqlStore) -> None:
    issue = opened(store, 1)
    (copy,) = addressing(issue, ["secret"])([READER])
    site = issue.rendered.letterhead.site
    assert copy.unsubscribe_url == links.unsubscribe_url(site, "secret", issue.id, 7)
    assert copy.preferences_url == links.preferences_url(site, "secret", issue.id, 7)
    assert copy.view_url == links.view_url(site, "secret", issue.id, 7)
    assert copy.message_id == f"<{copy.id}@example.org>"


def test_nothing_is_sent_of_an_issue_whose_letter_was_changed(store: SqlStore, mailroom: Mailroom) -> None:
    opened(store, 3)
    with store._database.writing() as connection:
        connection.execute(update(issues).values(hash="another"))
    (issue,) = store.unfinished()
    with pytest.raises(StoreError, match="has been changed since"):
        send(mailroom, Scripted(), issue)
    assert store.tally(issue.id) == Tally(planned=3)


def test_patience_grows_and_ends() -> None:
    patience = Patience(give_up_after=4)
    waits = [at - NOW if (at := patience.retry_at(attempts, NOW)) else None for attempts in (1, 2, 3, 4)]
    assert waits == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20), None]
