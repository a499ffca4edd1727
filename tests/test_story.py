"""The story: from an editors' file to readers' inboxes, through everything that happens on the way."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gutletter import bootstrap
from gutletter.errors import ProviderRefused, ProviderUnavailable, ReadersError
from gutletter.model import (
    Delivery,
    DeliveryState,
    Finding,
    Issue,
    IssueState,
    NewSubscriber,
    Occurrence,
    Outcome,
    Receipt,
    RenderedIssue,
    SubscriberState,
    Tally,
)
from gutletter.pipeline import (
    Newsroom,
    continue_issues,
    open_next_issue,
    publish_next_issue,
    read_queue,
    resumable,
)
from gutletter.ports import Begin, unnoted
from gutletter.sending import Patience
from gutletter.settings import load
from tests.conftest import Publication
from tests.scripted import Scripted

MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
READERS = ["ada@example.org", "grace@example.org", "hedy@example.org", "mary@example.org", "rosalind@example.org"]


class Clock:
    """A clock that goes only when told to."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def machine(publication: Publication, clock: Clock) -> Iterator[Newsroom]:
    """A machine at work on the publication, with five confirmed readers and one who has not confirmed."""
    with bootstrap.open_newsroom(load(publication.folder), clock=clock) as newsroom:
        confirmed = [NewSubscriber(email) for email in READERS]
        newsroom.store.add([*confirmed, NewSubscriber("later@example.org", state=SubscriberState.PENDING)], MORNING)
        yield newsroom


def published(newsroom: Newsroom, provider: Scripted, occurrence: Occurrence | None = None) -> Issue:
    issue = publish_next_issue(newsroom, provider, occurrence)
    assert issue is not None
    return issue


def closes(newsroom: Newsroom, issue: Issue) -> Tally:
    tally = newsroom.store.tally(issue.id)
    assert tally.total == issue.audience
    return tally


def test_every_confirmed_reader_gets_one_copy_and_nobody_else(publication: Publication, machine: Newsroom) -> None:
    publication.article("evening-tea")
    provider = Scripted()

    issue = published(machine, provider)

    assert sorted(provider.got) == READERS
    assert issue.state is IssueState.SENT
    assert closes(machine, issue) == Tally(accepted=5)


def test_the_same_article_is_not_sent_again_not_even_under_another_name(
    publication: Publication, machine: Newsroom
) -> None:
    file = publication.article("evening-tea")
    provider = Scripted()
    published(machine, provider)

    assert publish_next_issue(machine, provider) is None
    renamed = file.rename(file.with_name("2027-01-01-another-name.md"))
    renamed.write_text(renamed.read_text("utf-8").replace("https://example.org/evening-tea", "https://example.org/x"))
    assert publish_next_issue(machine, provider) is None

    assert sorted(provider.got) == READERS


def test_an_editor_may_say_that_it_goes_again_and_it_goes_once_more(
    publication: Publication, machine: Newsroom
) -> None:
    publication.article("evening-tea")
    provider = Scripted()
    first = published(machine, provider)
    assert publication.run("queue", "release", "evening-tea", "--again").code == 0

    second = published(machine, provider)

    assert second.id != first.id
    assert sorted(provider.got) == sorted(READERS * 2)
    assert publish_next_issue(machine, provider) is None


def test_what_was_interrupted_continues_with_the_rest(publication: Publication, machine: Newsroom) -> None:
    publication.article("evening-tea")
    provider = Scripted(breaks_after=3)
    with pytest.raises(ProviderUnavailable):
        publish_next_issue(machine, provider)
    issue = resumable(machine)
    assert issue is not None
    assert closes(machine, issue) == Tally(planned=2, accepted=3)

    provider.breaks_after = None
    (issue,) = continue_issues(machine, provider)

    assert issue.state is IssueState.SENT
    assert sorted(provider.got) == READERS


def test_what_was_interrupted_goes_out_as_it_was_frozen_whatever_editors_do_meanwhile(
    publication: Publication, machine: Newsroom
) -> None:
    file = publication.article("evening-tea")
    provider = Scripted(breaks_after=2)
    with pytest.raises(ProviderUnavailable):
        publish_next_issue(machine, provider)

    file.write_text(file.read_text("utf-8").replace("some adults", "all adults"), "utf-8")
    machine.store.add([NewSubscriber("new@example.org")], MORNING)
    provider.breaks_after = None
    continue_issues(machine, provider)

    assert len({rendered.hash for rendered in provider.seen}) == 1
    assert sorted(provider.got) == READERS


class Choosy(Scripted):
    """Refuses a letter as a whole."""

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """Say no to what is about tea."""
        if "Tea" in rendered.subject:
            raise ProviderRefused("The provider refuses the letter.")
        yield from super().send(rendered, deliveries, begin)


def test_a_letter_that_the_provider_refuses_keeps_no_other_waiting(publication: Publication, machine: Newsroom) -> None:
    for slug in ("evening-tea", "morning-oats"):
        publication.article(slug)
        assert open_next_issue(machine) is not None
    provider = Choosy()

    with pytest.raises(ProviderRefused, match="refuses the letter"):
        continue_issues(machine, provider)

    oats, tea = machine.store.issues()
    assert closes(machine, tea) == Tally(planned=5)
    assert (oats.state, closes(machine, oats)) == (IssueState.SENT, Tally(accepted=5))


def test_a_deferred_copy_is_tried_again_when_its_time_comes_and_then_given_up(
    publication: Publication, machine: Newsroom, clock: Clock
) -> None:
    publication.article("evening-tea")
    patient = replace(machine, patience=replace(machine.patience, give_up_after=3))
    provider = Scripted(answers={"mary@example.org": Outcome.DEFERRED})
    issue = published(patient, provider)
    assert closes(machine, issue) == Tally(accepted=4, deferred=1)
    assert resumable(patient) is None

    clock.passes(minutes=6)
    continue_issues(patient, provider)
    assert closes(machine, issue) == Tally(accepted=4, deferred=1)
    clock.passes(minutes=6)
    assert resumable(patient) is None  # the second wait is longer than the first
    clock.passes(minutes=6)
    (issue,) = continue_issues(patient, provider)

    assert issue.state is IssueState.SENT
    assert closes(machine, issue) == Tally(accepted=4, refused=1)
    assert provider.got.count("mary@example.org") == 0


def test_an_uncertain_copy_is_never_sent_again_by_itself_and_an_operator_settles_it(
    publication: Publication, machine: Newsroom, clock: Clock
) -> None:
    publication.article("evening-tea")
    provider = Scripted(answers={"hedy@example.org": Outcome.UNCERTAIN})
    issue = published(machine, provider)
    clock.passes(days=30)
    continue_issues(machine, provider)
    assert closes(machine, issue) == Tally(accepted=4, uncertain=1)
    assert issue.state is IssueState.SENDING
    assert provider.got.count("hedy@example.org") == 1

    said = publication.run("resolve", "evening-tea", "--as", "sent", "--because", "seen in the log", "--json")

    assert said.code == 0
    assert said.json["state"] == "sent"
    assert closes(machine, issue) == Tally(accepted=5)


def test_two_machines_on_one_database_share_the_work_and_nobody_gets_two(
    publication: Publication, machine: Newsroom, clock: Clock
) -> None:
    publication.article("evening-tea")
    with ExitStack() as stack:
        other = stack.enter_context(bootstrap.open_newsroom(load(publication.folder), clock=clock))
        first, second = Scripted(batch_size=1, breaks_after=2), Scripted(batch_size=1)
        occurrence = Occurrence("weekly", datetime(2026, 11, 24, 8, 0), MORNING)  # noqa: DTZ001  # a wall time
        with pytest.raises(ProviderUnavailable):
            publish_next_issue(machine, first, occurrence)

        assert publish_next_issue(other, second, occurrence) is None  # its time and its article have been dealt with
        (issue,) = continue_issues(other, second)

    assert len(other.store.issues()) == 1
    assert sorted(first.got + second.got) == READERS
    assert issue.state is IssueState.SENT


def test_a_copy_whose_machine_died_becomes_uncertain_when_its_lease_runs_out(
    publication: Publication, machine: Newsroom, clock: Clock
) -> None:
    publication.article("evening-tea")
    provider = Scripted(breaks_after=0)
    with pytest.raises(ProviderUnavailable):
        publish_next_issue(machine, provider)
    issue = machine.store.unfinished()[0]
    machine.store.hand_over(issue.id, "a machine that died", clock(), machine.patience.lease, 2)

    provider.breaks_after = None
    continue_issues(machine, provider)
    assert closes(machine, issue) == Tally(handed_over=2, accepted=3)
    clock.passes(minutes=11)
    continue_issues(machine, provider)

    assert closes(machine, issue) == Tally(accepted=3, uncertain=2)
    assert len(provider.got) == 3


def test_whoever_leaves_in_the_middle_of_an_issue_is_not_written_to(
    publication: Publication, machine: Newsroom
) -> None:
    publication.article("evening-tea")
    provider = Scripted(breaks_after=2)
    with pytest.raises(ProviderUnavailable):
        publish_next_issue(machine, provider)
    left = next(email for email in READERS if email not in provider.got)
    assert publication.run("subscribers", "remove", left).code == 0

    provider.breaks_after = None
    (issue,) = continue_issues(machine, provider)

    assert left not in provider.got
    assert closes(machine, issue) == Tally(accepted=4, suppressed=1)


def test_a_broken_file_and_an_article_that_cannot_be_condensed_never_stop_the_others(
    publication: Publication, machine: Newsroom
) -> None:
    publication.write("2026-01-01-broken.md", "---\ntitle: [\n---\nText.\n")
    publication.write("2026-01-02-code.md", "# Only code\n\n```\nx = 1\n```\n")
    publication.article("evening-tea")
    told: list[Finding] = []

    issue = publish_next_issue(machine, Scripted(), tell=told.append)

    assert issue is not None
    assert issue.slug == "evening-tea"
    assert [finding.place.rpartition("/")[2] for finding in told] == ["2026-01-01-broken.md", "2026-01-02-code.md"]


def test_an_article_is_not_spent_on_an_empty_list(publication: Publication, machine: Newsroom) -> None:
    publication.article("evening-tea")
    for reader in list(machine.store.subscribers()):
        machine.store.set_state(reader.id, SubscriberState.UNSUBSCRIBED, MORNING)

    with pytest.raises(ReadersError, match="no confirmed reader"):
        publish_next_issue(machine, Scripted())

    assert not machine.store.issues()


def test_a_quiet_day_is_not_an_error(machine: Newsroom) -> None:
    assert publish_next_issue(machine, Scripted()) is None


def test_the_related_pieces_are_the_editors_own_then_the_most_alike_that_went_out(
    publication: Publication, machine: Newsroom
) -> None:
    publication.article("morning-tea")
    published(machine, Scripted())
    publication.article("evening-tea")

    issue = published(machine, Scripted())

    assert "https://example.org/morning-tea" in issue.rendered.html
    assert "Morning Tea" in issue.rendered.text


def test_a_stop_between_batches_leaves_the_rest_planned(publication: Publication, machine: Newsroom) -> None:
    publication.article("evening-tea")
    provider = Scripted()

    issue = publish_next_issue(machine, provider, stopping=lambda: len(provider.got) >= 2)

    assert issue is not None
    assert closes(machine, issue) == Tally(planned=3, accepted=2)
    assert not machine.store.deliveries(issue.id, [DeliveryState.UNCERTAIN])


def test_ctrl_c_in_the_middle_of_a_batch_leaves_nothing_in_doubt_that_had_not_begun(
    publication: Publication, machine: Newsroom
) -> None:
    class Interrupted(Scripted):
        def send(self, rendered, deliveries, begin=unnoted):  # type: ignore[no-untyped-def]  # the double's own signature
            yield from super().send(rendered, deliveries[:1], begin)
            raise KeyboardInterrupt

    publication.article("evening-tea")

    with pytest.raises(KeyboardInterrupt):
        publish_next_issue(machine, Interrupted())

    issue = machine.store.unfinished()[0]
    assert closes(machine, issue) == Tally(planned=4, accepted=1)
    assert read_queue(machine)[0][0].standing == "sent"


# ── when the provider does not keep its promises, or somebody pulls the plug ──────────────────────────────────────────


def test_ctrl_c_in_the_middle_of_a_batch_keeps_the_answers_that_had_come(
    publication: Publication, machine: Newsroom
) -> None:
    class Interrupted(Scripted):
        def send(self, rendered, deliveries, begin=unnoted):  # type: ignore[no-untyped-def]  # the double's own signature
            yield from super().send(rendered, deliveries[:1], begin)
            begin(deliveries[1:])
            raise KeyboardInterrupt

    publication.article("evening-tea")
    provider = Interrupted()

    with pytest.raises(KeyboardInterrupt):
        publish_next_issue(machine, provider)

    (issue,) = machine.store.unfinished()
    assert closes(machine, issue) == Tally(planned=3, accepted=1, uncertain=1)
    (accepted,) = machine.store.deliveries(issue.id, [DeliveryState.ACCEPTED])
    assert [accepted.email] == provider.got


def test_a_copy_of_which_the_provider_says_nothing_is_uncertain_at_once(
    publication: Publication, machine: Newsroom
) -> None:
    class Forgetful(Scripted):
        def send(self, rendered, deliveries, begin=unnoted):  # type: ignore[no-untyped-def]  # the double's own signature
            for receipt, delivery in zip(super().send(rendered, deliveries, begin), reversed(deliveries), strict=True):
                if delivery.email != "hedy@example.org":
                    yield receipt

    publication.article("evening-tea")

    issue = published(machine, Forgetful())

    assert closes(machine, issue) == Tally(accepted=4, uncertain=1)
    (note,) = machine.store.deliveries(issue.id, [DeliveryState.UNCERTAIN])
    assert (note.email, note.reason) == ("hedy@example.org", "the provider gave no answer")


def test_an_answer_about_nobody_we_asked_about_or_a_second_one_does_no_harm(
    publication: Publication, machine: Newsroom
) -> None:
    class Muddled(Scripted):
        def send(self, rendered, deliveries, begin=unnoted):  # type: ignore[no-untyped-def]  # the double's own signature
            for receipt in super().send(rendered, deliveries, begin):
                yield from (receipt, receipt._replace(outcome=Outcome.REFUSED), receipt._replace(delivery_id="?"))

    publication.article("evening-tea")
    provider = Muddled()

    issue = published(machine, provider)

    assert closes(machine, issue) == Tally(accepted=5)
    assert issue.state is IssueState.SENT
    assert sorted(provider.got) == READERS


def test_sending_again_while_copies_are_in_flight_does_not_open_the_next_article(
    publication: Publication, machine: Newsroom, clock: Clock
) -> None:
    publication.article("evening-tea")
    publication.article("morning-tea")
    with pytest.raises(ProviderUnavailable):
        publish_next_issue(machine, Scripted(breaks_after=0))
    (issue,) = machine.store.unfinished()
    machine.store.hand_over(issue.id, "a machine that was killed", clock(), machine.patience.lease, 5)

    assert resumable(machine) == issue
    clock.passes(minutes=11)
    assert resumable(machine) == issue  # and that doubt is written down before anything else goes
    continue_issues(machine, Scripted())
    assert resumable(machine) is None


def test_however_often_a_copy_is_deferred_there_is_a_time_to_try_again() -> None:
    patience = Patience(retry_after=timedelta(days=400), give_up_after=50)
    assert patience.retry_at(49, MORNING) == MORNING + patience.longest_wait


def test_an_article_marked_again_goes_once_however_many_saw_the_mark(
    publication: Publication, machine: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.article("evening-tea")
    provider = Scripted()
    published(machine, provider)
    assert publication.run("queue", "release", "evening-tea", "--again").code == 0
    rival = Scripted()
    open_issue = machine.store.open_issue

    def late(*words, **more):  # type: ignore[no-untyped-def]  # whatever the real one takes
        monkeypatch.undo()
        published(machine, rival)  # another process is done with it, after we saw the mark
        return open_issue(*words, **more)

    monkeypatch.setattr(machine.store, "open_issue", late)
    publish_next_issue(machine, provider)

    assert sorted(rival.got) == READERS
    assert sorted(provider.got) == READERS


def test_an_article_marked_again_waits_for_its_earlier_issue_and_holds_up_no_other(
    publication: Publication, machine: Newsroom
) -> None:
    publication.article("evening-tea")
    first = published(machine, Scripted(answers={"hedy@example.org": Outcome.UNCERTAIN}))
    assert first.state is IssueState.SENDING
    assert publication.run("queue", "release", "evening-tea", "--again").code == 0
    publication.article("morning-tea")
    told: list[Finding] = []

    issue = publish_next_issue(machine, Scripted(), tell=told.append)

    assert issue is not None
    assert issue.slug == "morning-tea"
    assert [finding.message for finding in told] == [
        "Its earlier issue is still being sent, so it cannot go again yet."
    ]
    assert machine.store.marks()["evening-tea"].again


def test_who_was_too_slow_takes_nothing_out_of_the_hands_of_who_sends_it_now(
    publication: Publication, machine: Newsroom, clock: Clock
) -> None:
    publication.article("evening-tea")
    others: list[str] = []

    class Slow(Scripted):
        def send(self, rendered, deliveries, begin=unnoted):  # type: ignore[no-untyped-def]  # the double's own signature
            """Hang until the lease is over, an operator has had it sent again, and another machine is at it."""
            clock.passes(minutes=11)
            store, (issue,) = machine.store, machine.store.unfinished()
            store.presume_uncertain(clock())
            doubtful = store.deliveries(issue.id, [DeliveryState.UNCERTAIN])
            ids = [note.subscriber_id for note in doubtful]
            store.resolve(issue.id, ids, DeliveryState.PLANNED, clock(), "not in the provider's log")
            others.extend(one.email for one in store.hand_over(issue.id, "another", clock(), timedelta(minutes=10), 9))
            raise ProviderUnavailable("The line is dead.")
            yield

    with pytest.raises(ProviderUnavailable):
        publish_next_issue(machine, Slow(batch_size=5))
    third = Scripted()
    continue_issues(machine, third)

    assert sorted(others) == READERS
    assert third.got == []  # the other machine is still sending them


def test_an_issue_whose_process_died_before_it_was_closed_is_closed_in_passing(
    publication: Publication, machine: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.article("evening-tea")
    with monkeypatch.context() as dying:
        dying.setattr(machine.store, "close_issue", lambda *_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception, match="killed"):
            publish_next_issue(machine, Scripted())
    (issue,) = machine.store.unfinished()
    assert closes(machine, issue) == Tally(accepted=5)

    assert resumable(machine) is None

    assert not machine.store.unfinished()
