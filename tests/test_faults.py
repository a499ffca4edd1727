"""Faults of the world: whatever breaks, the sum closes, nobody gets two, and what is said tells what to do."""

from __future__ import annotations

import os
import resource
import sqlite3
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gutletter.errors import ProviderRefused, ProviderUnavailable, StoreError
from gutletter.journal import FileJournal
from gutletter.model import (
    Delivery,
    DeliveryState,
    Issue,
    IssueState,
    NewSubscriber,
    Outcome,
    Receipt,
    RenderedIssue,
    Tally,
)
from gutletter.pacing import Limit, Pace
from gutletter.ports import Begin, Provider, unnoted
from gutletter.providers.smtp import Smtp
from gutletter.sending import Mailroom, Patience, send
from gutletter.settings import SmtpSettings, Tls
from gutletter.store import SqlStore, open_store
from tests.fakes.smtp import certificates, smtp_server
from tests.ledgers import LEASE, NOW, edition

READERS = 200


@dataclass
class World:
    """A ledger on disk, a clock that can be set, and a provider that knows what readers really got."""

    folder: Path
    store: SqlStore
    mailroom: Mailroom
    issue: Issue
    now: datetime = NOW
    got: Counter[str] = field(default_factory=Counter)

    def clock(self) -> datetime:
        return self.now

    def send(self, provider: Provider) -> Issue:
        return send(replace(self.mailroom, clock=self.clock), provider, self.issue)

    def mailing(self, **how: object) -> Mailing:
        return Mailing(self.got, **how)  # type: ignore[arg-type]  # named by the tests

    def closes(self) -> Tally:
        """The sum, which must close, and fit what readers got."""
        tally = self.store.tally(self.issue.id)
        assert tally.total == self.issue.audience == READERS
        assert not self.got or max(self.got.values()) == 1
        assert tally.accepted <= len(self.got) <= tally.accepted + tally.uncertain + tally.handed_over
        return tally


@dataclass
class Mailing:
    """Gives readers their copies, except where ``answer`` says otherwise; something may happen before a copy goes."""

    got: Counter[str]
    answer: Callable[[Delivery], Outcome] = field(default=lambda _: Outcome.ACCEPTED)
    before: Callable[[int], object] = field(default=lambda _: None)
    name: str = "mailing"
    batch_size: int = 40
    tried: int = 0

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        for delivery in deliveries:
            self.before(self.tried)
            self.tried += 1
            begin([delivery])
            outcome = self.answer(delivery)
            if outcome is Outcome.ACCEPTED:
                self.got[delivery.email] += 1
            yield Receipt(delivery.id, outcome, "" if outcome is Outcome.ACCEPTED else "451 try later")

    def close(self) -> None:
        pass


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store("sqlite:///ledger.db", tmp_path)))
        store.add((NewSubscriber(f"r{number}@example.org") for number in range(READERS)), NOW)
        issue = store.open_issue(edition(), NOW)
        journal = stack.enter_context(closing(FileJournal(tmp_path / "journal", "one")))
        mailroom = Mailroom(store, journal, lambda: NOW, "one", ["secret"])
        yield World(tmp_path, store, mailroom, issue)


# ── the disk ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_database_that_cannot_grow_stops_the_sending_and_goes_on_when_there_is_room(world: World) -> None:
    def fill(tried: int) -> None:
        if tried == 60:  # in the middle of the second batch
            with world.store._database.writing() as ledger:
                pages = ledger.exec_driver_sql("PRAGMA page_count").scalar_one()
                ledger.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreError) as told:
        world.send(_Wordy(world.mailing(before=fill), "a server's long name for a letter " * 12))
    assert "the disk is full" in str(told.value)
    assert "Make room" in told.value.remedy
    world.closes()
    with world.store._database.writing() as ledger:
        ledger.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    world.now += timedelta(hours=1)
    world.mailroom.journal.close()
    world.mailroom = replace(world.mailroom, journal=FileJournal(world.folder / "journal", "two"), worker="two")
    world.send(world.mailing())
    tally = world.closes()
    assert tally.planned == tally.handed_over == 0
    assert tally.accepted + tally.uncertain == READERS
    world.mailroom.journal.close()


@dataclass
class _Wordy:
    """Another provider's answers with many words, which take room in the ledger."""

    mailing: Mailing
    words: str
    name: str = "wordy"
    batch_size: int = 40

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        for number, receipt in enumerate(self.mailing.send(rendered, deliveries, begin)):
            yield receipt._replace(provider_id=f"{number} {self.words}")

    def close(self) -> None:
        pass


def test_a_journal_that_cannot_grow_stops_before_anything_leaves_unnoted(tmp_path: Path) -> None:
    """In a process of its own, whose files may not grow over a limit."""
    child = os.fork()
    if not child:
        code = 1
        try:
            journal = FileJournal(tmp_path, "full")
            journal.begin(7, [1])
            size = (tmp_path / "full.journal").stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4, resource.RLIM_INFINITY))
            told = 0
            for reader in (22, 23):  # the first is cut off, the second finds no room at all
                try:
                    journal.begin(7, [reader])
                except StoreError as error:
                    told += "Make room" in error.remedy
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            journal.begin(7, [44])
            code = 0 if told == 2 else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    (leftover,) = FileJournal(tmp_path, "heir").left_behind()
    assert leftover.begun == {7: {1, 44}}


def test_while_another_program_holds_the_database_sending_waits_and_then_says_so(
    world: World,
) -> None:
    store = open_store("sqlite:///ledger.db?timeout=0.2", world.folder)
    world.mailroom, world.store = replace(world.mailroom, ledger=store), store
    with closing(store), closing(sqlite3.connect(world.folder / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program holds the database") as told:
            world.send(world.mailing())
        assert "then try again" in told.value.remedy
        other.execute("ROLLBACK")
        assert world.closes() == Tally(planned=READERS)
        assert world.send(world.mailing()).state is IssueState.SENT
        assert world.closes() == Tally(accepted=READERS)


def test_a_database_that_is_held_in_mid_issue_loses_no_answer(world: World) -> None:
    store = open_store("sqlite:///ledger.db?timeout=0.1", world.folder)
    world.mailroom, world.store = replace(world.mailroom, ledger=store), store
    with closing(store), closing(sqlite3.connect(world.folder / "ledger.db", isolation_level=None)) as other:

        def hold(tried: int) -> None:
            if tried == 50:
                other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="another program holds the database"):
            world.send(world.mailing(before=hold))
        other.execute("ROLLBACK")
        world.mailroom.journal.close()  # that process is gone; its journal still knows what was answered
        with closing(FileJournal(world.folder / "journal", "two")) as journal:
            world.mailroom = replace(world.mailroom, journal=journal, worker="two")
            assert world.send(world.mailing()).state is IssueState.SENT
        assert world.closes() == Tally(accepted=READERS)


# ── the clock ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(days=-400), timedelta(hours=3), timedelta(days=400)])
@pytest.mark.parametrize("pace", [Pace(), Pace(limits=(Limit("second", 1000), Limit("day", 1000)))])
def test_a_clock_that_is_set_in_mid_issue_doubles_and_loses_nobody(world: World, jump: timedelta, pace: Pace) -> None:
    world.mailroom = replace(world.mailroom, pace=pace)

    def set_clock(tried: int) -> None:
        if tried == 70:
            world.now += jump

    later = {f"r{number}@example.org" for number in range(60, 80)}
    tries: Counter[str] = Counter()

    def answer(delivery: Delivery) -> Outcome:
        tries[delivery.email] += 1
        return Outcome.DEFERRED if delivery.email in later and tries[delivery.email] == 1 else Outcome.ACCEPTED

    world.send(world.mailing(before=set_clock, answer=answer))
    world.closes()
    world.now = NOW + abs(jump) + timedelta(days=1)  # whichever clock was right, their times have come
    assert world.send(world.mailing(answer=answer)).state is IssueState.SENT
    assert world.closes() == Tally(accepted=READERS)


def test_a_lease_that_a_wrong_clock_ended_is_settled_by_the_answer(world: World) -> None:
    def jump(tried: int) -> None:
        if tried == 10:
            world.store.presume_uncertain(NOW + timedelta(days=1))  # another process, whose clock is wrong

    assert world.send(world.mailing(before=jump)).state is IssueState.SENT
    assert world.closes() == Tally(accepted=READERS)


def test_what_a_machine_whose_clock_ran_ahead_left_when_it_died_is_in_doubt_as_soon_as_the_clock_is_right(
    world: World,
) -> None:
    batch = world.store.hand_over(world.issue.id, "dead", NOW + timedelta(days=400), LEASE, 3)
    assert len(batch) == 3
    assert world.store.presume_uncertain(NOW) == 3
    assert world.closes() == Tally(planned=READERS - 3, uncertain=3)


# ── the net, and who is behind it ─────────────────────────────────────────────────────────────────────────────────


def test_without_dns_nothing_leaves_and_nothing_is_in_doubt(world: World) -> None:
    settings = SmtpSettings(host="no-such-host.invalid", tls=Tls.NONE, timeout=timedelta(seconds=2))
    with closing(Smtp(settings, clock=world.clock)) as smtp, pytest.raises(ProviderUnavailable) as told:
        world.send(smtp)
    assert "no-such-host.invalid" in str(told.value)
    assert world.closes() == Tally(planned=READERS)
    assert world.send(world.mailing()).state is IssueState.SENT
    assert world.closes() == Tally(accepted=READERS)


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.TLS])
def test_a_certificate_that_has_expired_lets_nothing_leave_and_whoever_can_mend_it_is_named(
    world: World, tmp_path: Path, tls: Tls
) -> None:
    expired = certificates(tmp_path, until=datetime.now(UTC) - timedelta(days=1))
    secured = {"starttls" if tls is Tls.STARTTLS else "tls": expired.server}
    with smtp_server(**secured) as server:  # type: ignore[arg-type]  # the other keywords keep their defaults
        settings = SmtpSettings(host=server.host, port=server.port, tls=tls, ca_file=str(expired.ca_file))
        with closing(Smtp(settings, clock=world.clock)) as smtp, pytest.raises(ProviderRefused) as told:
            world.send(smtp)
        assert server.taken == []
    assert "has expired" in str(told.value)
    assert "renew" in told.value.remedy
    assert world.closes() == Tally(planned=READERS)
    assert world.send(world.mailing()).state is IssueState.SENT
    assert world.closes() == Tally(accepted=READERS)


def test_a_provider_that_is_down_for_an_hour_costs_an_hour_and_nothing_else(world: World) -> None:
    down_from, down_until = NOW + timedelta(seconds=60), NOW + timedelta(hours=1)

    def out_of_order(tried: int) -> None:
        world.now += timedelta(seconds=1)
        if down_from <= world.now < down_until:
            raise ProviderUnavailable("The server does not answer.", remedy="It is tried again.")

    refused, rounds = 0, 0
    while world.store.tally(world.issue.id).planned:
        rounds += 1
        try:
            world.send(world.mailing(before=out_of_order))
        except ProviderUnavailable:
            refused += 1
            world.now += timedelta(seconds=30)  # as often as ``run`` goes on
        tally = world.closes()
        assert (tally.uncertain, tally.handed_over) == (0, 0)
        assert rounds < 200
    assert refused > 60
    assert world.closes() == Tally(accepted=READERS)


def test_with_a_third_of_all_answers_try_later_everybody_gets_one_in_the_end(world: World) -> None:
    counted = iter(range(10**6))
    world.mailroom = replace(world.mailroom, patience=Patience(give_up_after=20))
    rounds = 0
    while (
        world.send(
            world.mailing(answer=lambda _: Outcome.DEFERRED if next(counted) % 10 in (1, 4, 7) else Outcome.ACCEPTED)
        ).state
        is IssueState.SENDING
    ):
        tally = world.closes()
        assert tally.accepted + tally.deferred == READERS
        at = world.store.next_attempt(world.issue.id)
        assert at is not None
        world.now = at
        rounds += 1
        assert rounds < 100
    assert world.closes() == Tally(accepted=READERS)


def test_who_is_told_to_try_later_for_ever_is_given_up_with_the_reason(world: World) -> None:
    while world.send(world.mailing(answer=lambda _: Outcome.DEFERRED)).state is IssueState.SENDING:
        world.now = world.store.next_attempt(world.issue.id) or pytest.fail("nothing to wait for")
    assert world.closes() == Tally(refused=READERS)
    assert world.now - NOW > timedelta(hours=8)
    (note,) = world.store.deliveries(world.issue.id, [DeliveryState.REFUSED], 1)
    assert note.reason == "given up: 451 try later"
