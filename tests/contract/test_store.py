"""What every store promises (``ports.Store``), on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import StatementError

from gutletter.errors import UnknownIssue
from gutletter.lifecycle import SETTLED
from gutletter.model import (
    Consent,
    DeliveryNote,
    DeliveryState,
    Issue,
    IssueState,
    NewSubscriber,
    Outcome,
    Published,
    QueueMark,
    Recipient,
    SubscriberState,
    Tally,
)
from gutletter.ports import Ledger, Store
from gutletter.store import open_store
from tests.ledgers import (
    LATER,
    LEASE,
    NOW,
    add_readers,
    answers,
    edition,
    handed_over,
    id_of,
    occurrence,
    opened,
    receipt,
)

S = DeliveryState


def states(ledger: Ledger, issue: Issue) -> dict[str, DeliveryState]:
    """Where everybody's copy stands, and the sum, which must close."""
    notes = ledger.deliveries(issue.id, DeliveryState)
    assert len(notes) == ledger.tally(issue.id).total == issue.audience
    return {note.email.partition("@")[0]: note.state for note in notes}


def note_of(ledger: Ledger, issue: Issue, name: str) -> DeliveryNote:
    (note,) = (note for note in ledger.deliveries(issue.id, S) if note.email == f"{name}@example.org")
    return note


# ── opening ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_issue_is_frozen_and_read_again_exactly_as_it_was(store: Store, store_url: str, tmp_path: Path) -> None:
    add_readers(store, "ann", "ben")
    frozen = edition()
    issue = store.open_issue(frozen, NOW)
    assert (issue.digest, issue.rendered) == (frozen.digest, frozen.rendered)
    assert issue.rendered.hash == frozen.rendered.hash
    assert issue == Issue(
        id=issue.id,
        slug="fibre",
        title="All about fibre",
        url="https://example.org/fibre",
        fingerprint="fingerprint of fibre",
        state=IssueState.SENDING,
        opened_at=NOW,
        closed_at=None,
        audience=2,
        digest=frozen.digest,
        rendered=frozen.rendered,
    )
    with closing(open_store(store_url, tmp_path)) as another:
        assert another.issue("fibre") == issue


def test_the_audience_is_everyone_confirmed_at_that_moment(store: Store) -> None:
    add_readers(store, "ann", "ben")
    for state in set(SubscriberState) - {SubscriberState.CONFIRMED}:
        add_readers(store, state.value, state=state)
    issue = store.open_issue(edition(), NOW)
    add_readers(store, "late")
    assert issue.audience == 2
    assert states(store, issue) == {"ann": S.PLANNED, "ben": S.PLANNED}


def test_an_issue_for_nobody_can_be_closed_at_once(store: Store) -> None:
    issue = store.open_issue(edition(), NOW)
    assert (issue.audience, store.close_issue(issue.id, LATER).state) == (0, IssueState.SENT)


@pytest.mark.parametrize("same", ["slug", "url", "fingerprint"])
def test_an_article_has_one_issue_by_whatever_it_is_recognised(store: Store, same: str) -> None:
    first = opened(store, "ann")
    add_readers(store, "ben")
    other = replace(edition("other"), **{same: getattr(edition(), same)})
    assert store.open_issue(other, LATER) == first
    assert len(store.issues()) == 1


def test_articles_without_a_url_are_not_the_same_for_it(store: Store) -> None:
    first = store.open_issue(edition("one", url=""), NOW)
    second = store.open_issue(edition("two", url=""), NOW)
    assert first.id != second.id


def test_an_occurrence_has_one_issue_whatever_article_comes_second(store: Store) -> None:
    add_readers(store, "ann")
    first = store.open_issue(edition("one"), NOW, occurrence=occurrence())
    assert store.open_issue(edition("two"), NOW, occurrence=occurrence()) == first
    assert store.open_issue(edition("two"), NOW, occurrence=occurrence(9)) != first


def test_who_comes_second_gets_the_issue_as_it_now_stands(store: Store) -> None:
    issue = opened(store)
    store.close_issue(issue.id, LATER)
    assert store.open_issue(edition(), LATER).state is IssueState.SENT


def test_an_editor_may_let_an_article_go_out_again_as_an_issue_of_its_own(store: Store) -> None:
    first = opened(store, "ann")
    store.record(first.id, answers(handed_over(store, first), Outcome.ACCEPTED), NOW)
    store.close_issue(first.id, NOW)
    second = store.open_issue(edition(), LATER, again=True)
    assert second.id != first.id
    assert second.audience == 1
    assert store.issue("fibre") == second
    assert store.issue(str(first.id)) == store.close_issue(first.id, LATER)
    assert store.open_issue(edition(), LATER) == second  # and once is once
    assert [piece.slug for piece in store.archive()] == ["fibre"]


def test_an_article_is_not_repeated_while_it_is_being_sent(store: Store) -> None:
    first = opened(store, "ann")
    assert store.open_issue(edition(), LATER, again=True) == first


def test_the_mark_again_is_used_up_when_the_issue_opens_and_other_marks_stay(store: Store) -> None:
    first = opened(store)
    store.close_issue(first.id, NOW)
    store.mark([QueueMark("fibre", position=3, again=True), QueueMark("other", again=True)])
    store.open_issue(edition(), LATER, again=True)
    assert store.marks() == {"fibre": QueueMark("fibre", position=3), "other": QueueMark("other", again=True)}
    store.mark([QueueMark("fibre", again=True)])
    store.close_issue(store.issues()[0].id, LATER)
    store.open_issue(edition(), LATER, again=True)
    assert "fibre" not in store.marks()


def test_the_mark_again_lets_one_issue_open_and_no_second(store: Store) -> None:
    first = opened(store)
    store.close_issue(first.id, NOW)
    store.mark([QueueMark("fibre", again=True)])
    second = store.open_issue(edition(), LATER)
    store.close_issue(second.id, LATER)
    assert second.id != first.id
    assert store.open_issue(edition(), LATER).id == second.id


def test_a_mark_is_not_used_up_when_nothing_was_opened(store: Store) -> None:
    opened(store)
    store.mark([QueueMark("fibre", again=True)])
    store.open_issue(edition(), LATER)
    assert store.marks()["fibre"].again


def test_an_issue_is_found_by_its_slug_or_its_number(store: Store) -> None:
    fibre = store.open_issue(edition("fibre"), NOW)
    number = store.open_issue(edition(str(fibre.id)), NOW)
    assert store.issue("fibre") == fibre
    assert store.issue(str(fibre.id)) == number  # a slug comes first
    assert store.issue(str(number.id)) == number
    for unknown in ("", "nothing", "99", "-1", "9" * 40, "²"):
        assert store.issue(unknown) is None


def test_issues_are_listed_newest_first_and_unfinished_ones_oldest_first(store: Store) -> None:
    for slug in ("one", "two", "three"):
        store.open_issue(edition(slug), NOW)
    store.close_issue(store.issues()[1].id, NOW)
    assert [issue.slug for issue in store.issues()] == ["three", "two", "one"]
    assert [issue.slug for issue in store.issues(2)] == ["three", "two"]
    assert [issue.slug for issue in store.unfinished()] == ["one", "three"]


# ── handing over ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_hand_over_says_whom_to_write_to_and_nobody_is_given_twice(store: Store) -> None:
    issue = opened(store, "ann", "ben", "cem")
    first = handed_over(store, issue, limit=2)
    ann, ben = (id_of(store, name) for name in ("ann", "ben"))
    assert first == [
        Recipient(issue.id, ann, "ann@example.org", "Ann", 1),
        Recipient(issue.id, ben, "ben@example.org", "Ben", 1),
    ]
    assert [recipient.email for recipient in handed_over(store, issue, worker="two")] == ["cem@example.org"]
    assert handed_over(store, issue) == []
    assert store.tally(issue.id) == Tally(handed_over=3)


def test_a_hand_over_may_be_larger_than_a_page(store: Store) -> None:
    store.add((NewSubscriber(f"r{number}@example.org") for number in range(2345)), NOW)
    issue = store.open_issue(edition(), NOW)
    sizes = []
    seen: set[int] = set()
    while batch := handed_over(store, issue, limit=1100):
        sizes.append(len(batch))
        seen.update(recipient.subscriber_id for recipient in batch)
        store.record(issue.id, answers(batch, Outcome.ACCEPTED), NOW)
    assert (sizes, len(seen)) == ([1100, 1100, 145], 2345)
    assert store.close_issue(issue.id, NOW).state is IssueState.SENT


def test_nothing_is_handed_over_without_room_or_for_an_issue_that_is_not_being_sent(store: Store) -> None:
    issue = opened(store, "ann")
    assert handed_over(store, issue, limit=0) == handed_over(store, issue, limit=-1) == []
    assert list(store.hand_over(issue.id + 1, "one", NOW, LEASE, 10)) == []
    store.cancel_issue(issue.id, NOW)
    assert handed_over(store, issue) == []


@pytest.mark.parametrize("state", sorted(set(SubscriberState) - {SubscriberState.CONFIRMED}))
def test_a_reader_who_left_since_gets_nothing_and_those_behind_still_do(store: Store, state: SubscriberState) -> None:
    issue = opened(store, "ann", "ben", "cem")
    for name in ("ann", "ben"):
        store.set_state(id_of(store, name), state, NOW)
    assert [recipient.name for recipient in handed_over(store, issue, limit=1)] == ["Cem"]
    assert states(store, issue) == {"ann": S.SUPPRESSED, "ben": S.SUPPRESSED, "cem": S.HANDED_OVER}
    assert state in note_of(store, issue, "ann").reason


def test_a_deferred_copy_goes_when_its_time_has_come_and_after_first_attempts(store: Store) -> None:
    issue = opened(store, "ann", "ben", "cem")
    (ann,) = handed_over(store, issue, limit=1)
    store.record(issue.id, answers([ann], Outcome.DEFERRED), NOW, retry_at={ann.subscriber_id: LATER})
    assert store.next_attempt(issue.id) == LATER
    assert [r.name for r in handed_over(store, issue, limit=1)] == ["Ben"]
    assert [r.name for r in handed_over(store, issue, limit=5, now=LATER - timedelta(seconds=1))] == ["Cem"]
    assert handed_over(store, issue, now=LATER) == [ann._replace(attempts=2)]
    assert store.next_attempt(issue.id) is None


def test_the_deferred_who_left_are_suppressed_too(store: Store) -> None:
    issue = opened(store, "ann")
    batch = handed_over(store, issue)
    store.record(issue.id, answers(batch, Outcome.DEFERRED), NOW, retry_at={batch[0].subscriber_id: LATER})
    store.set_state(batch[0].subscriber_id, SubscriberState.UNSUBSCRIBED, NOW)
    assert handed_over(store, issue, now=LATER) == []
    assert states(store, issue) == {"ann": S.SUPPRESSED}


def test_two_threads_never_get_the_same_reader(store: Store) -> None:
    store.add((NewSubscriber(f"r{number}@example.org") for number in range(300)), NOW)
    issue = store.open_issue(edition(), NOW)
    together = threading.Barrier(4)
    given: list[int] = []

    def work(me: str) -> None:
        together.wait()
        while batch := handed_over(store, issue, worker=me, limit=7):
            given.extend(recipient.subscriber_id for recipient in batch)
            store.record(issue.id, answers(batch, Outcome.ACCEPTED), NOW)

    threads = [threading.Thread(target=work, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(given), len(set(given))) == (300, 300)
    assert store.tally(issue.id) == Tally(accepted=300)


# ── answers ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("outcome", "becomes"),
    [
        (Outcome.ACCEPTED, S.ACCEPTED),
        (Outcome.REFUSED, S.REFUSED),
        (Outcome.UNCERTAIN, S.UNCERTAIN),
        (Outcome.DEFERRED, S.REFUSED),  # given up: there is no time to try again
    ],
)
def test_an_answer_is_written_down_and_repeating_it_is_harmless(
    store: Store, outcome: Outcome, becomes: DeliveryState
) -> None:
    issue = opened(store, "ann", "ben")
    (ann,) = handed_over(store, issue, limit=1)
    said = {ann.subscriber_id: receipt(outcome, "551 no such user")}
    for at in (LATER, LATER + LEASE):
        store.record(issue.id, said, at)
        assert states(store, issue) == {"ann": becomes, "ben": S.PLANNED}
        note = note_of(store, issue, "ann")
        assert (note.attempts, note.changed_at, note.next_attempt_at) == (1, LATER, None)
        assert "551 no such user" in note.reason


def test_what_another_worker_holds_by_now_is_neither_taken_back_nor_given_up(store: Store) -> None:
    issue = opened(store, "ann", "ben")
    slow = store.hand_over(issue.id, "slow", NOW, LEASE, 2)
    ids = [one.subscriber_id for one in slow]
    store.presume_uncertain(NOW + LEASE)
    store.resolve(issue.id, ids, S.PLANNED, NOW + LEASE, "they have none")
    assert len(store.hand_over(issue.id, "other", NOW + LEASE, LEASE, 2)) == 2
    store.take_back(issue.id, ids, LATER, worker="slow")
    for outcome in (Outcome.DEFERRED, Outcome.REFUSED, Outcome.UNCERTAIN):
        store.record(issue.id, answers(slow, outcome), LATER, retry_at=dict.fromkeys(ids, LATER), worker="slow")
    assert states(store, issue) == {"ann": S.HANDED_OVER, "ben": S.HANDED_OVER}
    store.record(issue.id, answers(slow[:1], Outcome.ACCEPTED), LATER, worker="slow")
    store.take_back(issue.id, ids, LATER, worker="other")
    assert states(store, issue) == {"ann": S.ACCEPTED, "ben": S.PLANNED}


def test_giving_up_is_said_in_the_reason(store: Store) -> None:
    issue = opened(store, "ann")
    (ann,) = handed_over(store, issue)
    store.record(issue.id, {ann.subscriber_id: receipt(Outcome.DEFERRED, "451 busy")}, NOW)
    assert note_of(store, issue, "ann").reason == "given up: 451 busy"


def test_answers_for_strangers_and_for_what_was_never_handed_over_are_ignored(store: Store) -> None:
    issue = opened(store, "ann")
    ann = id_of(store, "ann")
    store.record(issue.id, {ann: receipt(Outcome.ACCEPTED), ann + 1: receipt(Outcome.ACCEPTED)}, NOW)
    store.record(issue.id + 1, {ann: receipt(Outcome.ACCEPTED)}, NOW)
    store.record(issue.id, {}, NOW)
    assert states(store, issue) == {"ann": S.PLANNED}


@pytest.mark.parametrize(
    ("late", "becomes"),
    [
        (Outcome.ACCEPTED, S.ACCEPTED),
        (Outcome.REFUSED, S.REFUSED),
        (Outcome.DEFERRED, S.UNCERTAIN),
        (Outcome.UNCERTAIN, S.UNCERTAIN),
    ],
)
def test_a_late_answer_settles_a_doubt_unless_it_asks_to_try_again(
    store: Store, late: Outcome, becomes: DeliveryState
) -> None:
    issue = opened(store, "ann")
    batch = handed_over(store, issue)
    assert store.presume_uncertain(NOW + LEASE) == 1
    store.record(issue.id, answers(batch, late), LATER, retry_at={batch[0].subscriber_id: LATER})
    assert states(store, issue) == {"ann": becomes}


def test_a_copy_that_was_accepted_after_all_is_not_sent_again(store: Store) -> None:
    issue = opened(store, "ann", "ben")
    batch = handed_over(store, issue)
    ann, ben = batch
    store.record(issue.id, answers([ann], Outcome.DEFERRED), NOW, retry_at={ann.subscriber_id: LATER})
    store.record(issue.id, answers([ben], Outcome.UNCERTAIN), NOW)
    store.resolve(issue.id, [ben.subscriber_id], S.PLANNED, NOW, "send again")
    store.record(issue.id, answers(batch, Outcome.ACCEPTED), NOW)
    assert states(store, issue) == {"ann": S.ACCEPTED, "ben": S.ACCEPTED}
    assert handed_over(store, issue, now=LATER) == []


def test_what_the_provider_certainly_did_not_take_is_planned_again_as_if_never_handed_over(store: Store) -> None:
    issue = opened(store, "ann", "ben", "cem")
    batch = handed_over(store, issue)
    ann, _, cem = batch
    store.record(issue.id, answers([cem], Outcome.ACCEPTED), NOW)
    store.take_back(issue.id, [r.subscriber_id for r in (ann, cem)], NOW)
    assert states(store, issue) == {"ann": S.PLANNED, "ben": S.HANDED_OVER, "cem": S.ACCEPTED}
    assert handed_over(store, issue) == [ann]
    store.take_back(issue.id, [], NOW)


def test_a_crash_after_the_hand_over_leaves_a_doubt_and_never_a_second_copy(store: Store) -> None:
    issue = opened(store, "ann", "ben")
    handed_over(store, issue, limit=1)
    assert store.presume_uncertain(NOW + LEASE - timedelta(microseconds=1)) == 0
    assert store.presume_uncertain(NOW + LEASE) == 1
    assert store.presume_uncertain(NOW + LEASE) == 0
    assert states(store, issue) == {"ann": S.UNCERTAIN, "ben": S.PLANNED}
    assert [r.name for r in handed_over(store, issue, now=LATER)] == ["Ben"]


def test_what_a_worker_left_behind_is_uncertain_at_once(store: Store) -> None:
    issue = opened(store, "ann", "ben")
    handed_over(store, issue, worker="gone", limit=1)
    handed_over(store, issue, worker="busy", limit=1)
    assert store.presume_uncertain(NOW, worker="gone") == 1
    assert states(store, issue) == {"ann": S.UNCERTAIN, "ben": S.HANDED_OVER}


@pytest.mark.parametrize("verdict", [S.ACCEPTED, S.REFUSED, S.PLANNED])
def test_an_operator_settles_what_is_uncertain_and_nothing_else(store: Store, verdict: DeliveryState) -> None:
    issue = opened(store, "ann", "ben", "cem")
    ann, ben = handed_over(store, issue, limit=2)
    store.record(issue.id, answers([ann], Outcome.UNCERTAIN) | answers([ben], Outcome.REFUSED), NOW)
    everyone = [id_of(store, name) for name in ("ann", "ben", "cem")]
    assert store.resolve(issue.id, [*everyone, 999], verdict, LATER, "the log says so") == 1
    assert states(store, issue) == {"ann": verdict, "ben": S.REFUSED, "cem": S.PLANNED}
    note = note_of(store, issue, "ann")
    assert (note.reason, note.changed_at) == ("the log says so", LATER)
    assert store.resolve(issue.id, everyone, verdict, LATER, "") == 0


@pytest.mark.parametrize("verdict", sorted(set(S) - {S.ACCEPTED, S.REFUSED, S.PLANNED}))
def test_no_other_verdict_is_taken(store: Store, verdict: DeliveryState) -> None:
    issue = opened(store, "ann")
    with pytest.raises(ValueError, match=f"cannot become {verdict}"):
        store.resolve(issue.id, [1], verdict, NOW, "")


def test_what_is_resolved_to_be_sent_again_goes_with_its_attempts_counted_on(store: Store) -> None:
    issue = opened(store, "ann")
    (ann,) = handed_over(store, issue)
    store.record(issue.id, answers([ann], Outcome.UNCERTAIN), NOW)
    store.resolve(issue.id, [ann.subscriber_id], S.PLANNED, NOW, "never arrived")
    assert handed_over(store, issue) == [ann._replace(attempts=2)]


# ── the end of an issue ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("left", sorted(set(S)))
def test_an_issue_is_sent_when_every_copy_is_settled(store: Store, left: DeliveryState) -> None:
    issue = opened(store, "ann", "ben")
    _bring(store, issue, left)
    closed = store.close_issue(issue.id, LATER)
    assert (closed.state is IssueState.SENT) == (left in SETTLED)
    assert closed.closed_at == (LATER if left in SETTLED else None)
    assert store.close_issue(issue.id, LATER + LEASE) == closed


def _bring(store: Store, issue: Issue, left: DeliveryState) -> None:
    """Ann's copy into this state, Ben's to be accepted."""
    ann, ben = batch = handed_over(store, issue)
    store.record(issue.id, answers([ben], Outcome.ACCEPTED), NOW)
    if left is S.PLANNED or left is S.SUPPRESSED:
        store.take_back(issue.id, [ann.subscriber_id], NOW)
    if left is S.SUPPRESSED:
        store.set_state(ann.subscriber_id, SubscriberState.UNSUBSCRIBED, NOW)
        assert handed_over(store, issue) == []
    outcomes = {S.ACCEPTED: Outcome.ACCEPTED, S.REFUSED: Outcome.REFUSED, S.UNCERTAIN: Outcome.UNCERTAIN}
    if left in outcomes:
        store.record(issue.id, answers(batch, outcomes[left]), NOW)
    if left is S.DEFERRED:
        store.record(issue.id, answers(batch, Outcome.DEFERRED), NOW, retry_at={ann.subscriber_id: LATER})
    assert states(store, issue) == {"ann": left, "ben": S.ACCEPTED}


def test_a_cancelled_issue_sends_nothing_more_and_keeps_on_record_who_got_it(store: Store) -> None:
    issue = opened(store, "ann", "ben", "cem", "dan")
    ann, ben, cem = handed_over(store, issue, limit=3)
    store.record(issue.id, answers([ann], Outcome.ACCEPTED), NOW)
    store.record(issue.id, answers([ben], Outcome.DEFERRED), NOW, retry_at={ben.subscriber_id: NOW})
    cancelled = store.cancel_issue(issue.id, LATER)
    assert (cancelled.state, cancelled.closed_at) == (IssueState.CANCELLED, LATER)
    assert states(store, issue) == {
        "ann": S.ACCEPTED,
        "ben": S.SUPPRESSED,
        "cem": S.HANDED_OVER,
        "dan": S.SUPPRESSED,
    }
    store.record(issue.id, answers([cem], Outcome.ACCEPTED), LATER)
    assert states(store, issue)["cem"] is S.ACCEPTED
    assert store.cancel_issue(issue.id, LATER + LEASE) == cancelled == store.close_issue(issue.id, LATER + LEASE)
    assert store.unfinished() == []


@pytest.mark.parametrize("then", ["deferred", "taken back", "resolved"])
def test_what_was_in_flight_when_the_issue_was_cancelled_does_not_wait_for_ever(store: Store, then: str) -> None:
    issue = opened(store, "ann")
    batch = handed_over(store, issue)
    ids = [recipient.subscriber_id for recipient in batch]
    store.cancel_issue(issue.id, NOW)
    if then == "deferred":
        store.record(issue.id, answers(batch, Outcome.DEFERRED), NOW, retry_at=dict.fromkeys(ids, LATER))
    elif then == "taken back":
        store.take_back(issue.id, ids, NOW)
    else:
        store.record(issue.id, answers(batch, Outcome.UNCERTAIN), NOW)
        assert store.resolve(issue.id, ids, S.PLANNED, NOW, "send again") == 1
    assert states(store, issue) == {"ann": S.SUPPRESSED}
    assert store.next_attempt(issue.id) is None


def test_nothing_waits_in_a_cancelled_issue_though_workers_were_at_it(store: Store) -> None:
    issue = opened(store, *(f"r{number}" for number in range(20)))
    cancelled = threading.Event()

    def work(me: str) -> None:
        while not cancelled.is_set():
            batch = handed_over(store, issue, worker=me, limit=3)
            store.take_back(issue.id, [recipient.subscriber_id for recipient in batch], NOW)

    threads = [threading.Thread(target=work, args=(str(number),)) for number in range(3)]
    for thread in threads:
        thread.start()
    store.cancel_issue(issue.id, NOW)
    cancelled.set()
    for thread in threads:
        thread.join()
    assert store.tally(issue.id) == Tally(suppressed=20)
    assert store.issue("fibre") == store.close_issue(issue.id, LATER)


def test_a_sent_issue_cannot_be_cancelled(store: Store) -> None:
    issue = opened(store)
    sent = store.close_issue(issue.id, NOW)
    assert store.cancel_issue(issue.id, LATER) == sent


def test_an_issue_that_does_not_exist_cannot_be_closed_or_cancelled(store: Store) -> None:
    with pytest.raises(UnknownIssue, match="no issue 7"):
        store.close_issue(7, NOW)
    with pytest.raises(UnknownIssue, match="no issue 7"):
        store.cancel_issue(7, NOW)


# ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_deliveries_are_listed_by_address_in_the_states_asked_for(store: Store) -> None:
    issue = opened(store, "cem", "ann", "Zoe", "ben")
    handed_over(store, issue, limit=2)
    assert [note.email[:3] for note in store.deliveries(issue.id, S)] == ["Zoe", "ann", "ben", "cem"]
    assert [note.email[:3] for note in store.deliveries(issue.id, [S.HANDED_OVER])] == ["ann", "cem"]
    assert [note.email[:3] for note in store.deliveries(issue.id, S, 2)] == ["Zoe", "ann"]
    assert store.deliveries(issue.id, [S.REFUSED]) == store.deliveries(issue.id, []) == []


def test_the_first_of_several_next_attempts_is_told(store: Store) -> None:
    issue = opened(store, "ann", "ben")
    ann, ben = batch = handed_over(store, issue)
    times = {ann.subscriber_id: LATER, ben.subscriber_id: LATER - LEASE}
    store.record(issue.id, answers(batch, Outcome.DEFERRED), NOW, retry_at=times)
    assert store.next_attempt(issue.id) == LATER - LEASE
    assert note_of(store, issue, "ann").next_attempt_at == LATER


def test_what_became_an_issue_is_never_picked_again_even_when_it_was_cancelled(store: Store) -> None:
    store.open_issue(edition("one"), NOW)
    stopped = store.open_issue(edition("two"), LATER)
    store.cancel_issue(stopped.id, LATER)
    assert store.published() == [
        Published("two", "https://example.org/two", "fingerprint of two", LATER),
        Published("one", "https://example.org/one", "fingerprint of one", NOW),
    ]


def test_the_archive_is_what_readers_may_be_pointed_to(store: Store) -> None:
    store.open_issue(edition("one"), NOW)
    stopped = store.open_issue(edition("two"), NOW)
    store.open_issue(edition("three"), LATER)
    store.cancel_issue(stopped.id, LATER)
    three, one = store.archive()
    assert (three.slug, one.slug) == ("three", "one")
    frozen = edition("one")
    assert (one.title, one.url, one.tags, one.text) == (frozen.title, frozen.url, frozen.tags, frozen.text)
    assert (one.line, one.at) == ("Eat oats.", NOW)


# ── the disk ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_commit_waits_for_the_disk_also_where_a_server_would_not(store_url: str, tmp_path: Path) -> None:
    postgres = store_url.startswith("postgresql")
    url = store_url.replace("options=", "options=-csynchronous_commit%3Doff%20")  # which the tests' PostgreSQL has
    assert (url != store_url) == postgres
    asked = "SHOW synchronous_commit" if postgres else "PRAGMA synchronous"
    with closing(open_store(url, tmp_path)) as store:
        for way in (store._database.reading, store._database.writing):
            with way() as connection:
                assert connection.exec_driver_sql(asked).scalar() == ("on" if postgres else 2)


# ── the calendar ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_schedule_begins_once(store: Store) -> None:
    assert store.last_occurrence("weekly", LATER) is None
    store.begin_schedule("weekly", NOW)
    store.begin_schedule("weekly", LATER)
    assert store.last_occurrence("weekly", LATER) == NOW
    assert store.last_occurrence("daily", LATER) is None


def test_an_occurrence_is_dealt_with_once(store: Store) -> None:
    assert store.skip(occurrence(8), "nothing in the queue")
    assert not store.skip(occurrence(8), "a holiday")
    assert store.skip(occurrence(8, schedule="daily"), "another schedule")
    assert store.last_occurrence("weekly", LATER) == occurrence(8).at
    store.open_issue(edition(), NOW, occurrence=occurrence(9))
    assert not store.skip(occurrence(9), "it has an issue")
    store.skip(occurrence(7), "written down late")
    assert store.last_occurrence("weekly", LATER) == occurrence(9).at


def test_what_another_schedule_has_dealt_with_by_now_is_not_missed(store: Store) -> None:
    store.begin_schedule("weekly", NOW)
    early, late = occurrence(9, schedule="daily"), occurrence(11, schedule="daily")
    store.skip(early, "another schedule was kept")
    store.skip(late, "written down while the clock was wrong")
    assert store.last_occurrence("weekly", NOW + timedelta(hours=2)) == early.at > NOW
    assert store.last_occurrence("never", late.at) is None


def test_times_that_a_wrong_clock_has_dealt_with_come_again_when_they_are_reopened(store: Store) -> None:
    now = occurrence(8).at
    store.skip(occurrence(7), "in its time")
    issue = store.open_issue(edition(), NOW, occurrence=occurrence(9))
    store.skip(occurrence(10), "written down while the clock was wrong")
    store.begin_schedule("another", occurrence(11).at)
    assert store.reopen(now) == 2
    assert store.reopen(now) == 0
    assert store.last_occurrence("weekly", now) == occurrence(7).at
    assert store.last_occurrence("another", now) == now
    assert store.issue_by_id(issue.id) == issue
    assert store.skip(occurrence(10), "now it has come")


def test_an_hour_that_comes_twice_is_one_occurrence(store: Store) -> None:
    first = occurrence(1)
    second = replace(first, at=first.at + timedelta(hours=1))
    assert store.open_issue(edition("one"), NOW, occurrence=first).slug == "one"
    assert store.open_issue(edition("two"), NOW, occurrence=second).slug == "one"
    assert not store.skip(second, "")


def test_a_skipped_occurrence_may_still_publish_once(store: Store) -> None:
    store.skip(occurrence(), "nothing in the queue")
    first = store.open_issue(edition("one"), NOW, occurrence=occurrence())
    assert store.open_issue(edition("two"), NOW, occurrence=occurrence()) == first


# ── readers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_is_read_again_as_written(store: Store) -> None:
    added = NewSubscriber("José.Ñ@example.org", "José", SubscriberState.PENDING, LATER, "by hand")
    assert store.add([added, NewSubscriber("b@example.org")], NOW) == (2, 0)
    jose, b = store.subscriber("José.Ñ@example.org"), store.subscriber("b@example.org")
    assert jose is not None
    assert b is not None
    assert (jose.email, jose.name, jose.state) == (added.email, "José", SubscriberState.PENDING)
    assert (jose.joined_at, jose.confirmed_at, jose.source) == (LATER, None, "by hand")
    assert (b.name, b.state, b.joined_at, b.confirmed_at) == ("", SubscriberState.CONFIRMED, NOW, NOW)
    assert store.subscriber("nobody@example.org") is None


def test_a_known_address_is_left_as_it_is_however_it_is_written(store: Store) -> None:
    add_readers(store, "ann", state=SubscriberState.COMPLAINED)
    before = store.subscriber("ann@example.org")
    twice = [
        NewSubscriber("ANN@Example.org", "Other"),
        NewSubscriber("ben@example.org"),
        NewSubscriber("Ben@example.org"),
    ]
    assert store.add(twice, LATER) == (1, 2)
    assert store.subscriber("Ann@EXAMPLE.ORG") == before
    assert store.count() == 2


def test_what_new_readers_agreed_to_is_kept_and_what_known_ones_did_is_left(store: Store) -> None:
    add_readers(store, "ann")
    words = [Consent(LATER, "agreed", "a form", "Yes", "net"), Consent(None, "agreed", "list.csv")]
    given = [
        NewSubscriber(f"{name}@example.org", consent=one)
        for name, one in zip(("Ann", "BEN", "cid", "dan"), (words[0], *words, None), strict=True)
    ]

    assert store.add(given, NOW) == (3, 1)

    kept = [store.subscriber(one.email) for one in given]
    assert [store.consents(one.id) for one in kept if one] == [[], [words[0]], [words[1]], []]


def test_what_each_of_many_new_readers_agreed_to_is_kept_as_theirs(store: Store) -> None:
    names = [f"r{number:04}" for number in range(2_345)]
    given = [
        NewSubscriber(f"{name}@example.org", consent=Consent(LATER, "agreed", f"form {name}") if number % 3 else None)
        for number, name in enumerate(names)
    ]
    assert store.add(given[:50], NOW) == (50, 0)
    store.remove(given[49].email)
    assert store.add(given, NOW) == (len(given) - 49, 49)

    for one in (*given[:3], given[49], given[50], *given[-3:]):
        kept = store.subscriber(one.email)
        assert kept
        assert store.consents(kept.id) == ([one.consent] if one.consent else [])


def test_readers_are_added_all_or_none(store: Store) -> None:
    def with_a_bad_row() -> Iterator[NewSubscriber]:
        yield from (NewSubscriber(f"r{number}@example.org") for number in range(12_000))
        raise ValueError("line 12001")

    with pytest.raises(ValueError, match="line 12001"):
        store.add(with_a_bad_row(), NOW)
    assert store.count() == 0
    assert store.add([], NOW) == (0, 0)


def test_readers_come_by_address_one_after_the_other(store: Store) -> None:
    names = [f"r{number:04}" for number in range(2_500)]
    store.add((NewSubscriber(f"{name}@example.org") for name in reversed(names)), NOW)
    add_readers(store, "Émile", "_odd", "Zoe", state=SubscriberState.PENDING)
    listed = [subscriber.email.partition("@")[0] for subscriber in store.subscribers()]
    assert listed == ["_odd", *names, "Zoe", "Émile"]
    pending = [subscriber.email[:3] for subscriber in store.subscribers([SubscriberState.PENDING])]
    assert pending == ["_od", "Zoe", "Émi"]
    assert list(store.subscribers([])) == []


def test_a_list_being_read_does_not_stop_others_from_writing(store: Store) -> None:
    store.add((NewSubscriber(f"r{number:04}@example.org") for number in range(2_500)), NOW)
    listing = store.subscribers()
    first = next(listing)
    store.remove("r2000@example.org")
    assert len([first, *listing]) == 2_499


def test_readers_are_counted_by_state(store: Store) -> None:
    add_readers(store, "ann", "ben")
    add_readers(store, "cem", state=SubscriberState.BOUNCED)
    assert store.count() == 3
    assert store.count([SubscriberState.CONFIRMED]) == 2
    assert store.count([SubscriberState.BOUNCED, SubscriberState.PENDING]) == 1
    assert store.count([]) == 0


def test_a_reader_confirms_once_and_may_leave_and_return(store: Store) -> None:
    add_readers(store, "ann", state=SubscriberState.PENDING)
    ann = id_of(store, "ann")
    for state, at in (
        (SubscriberState.CONFIRMED, NOW),
        (SubscriberState.UNSUBSCRIBED, LATER),
        (SubscriberState.CONFIRMED, LATER),
    ):
        store.set_state(ann, state, at)
        now = store.subscriber("ann@example.org")
        assert now is not None
        assert (now.state, now.confirmed_at) == (state, NOW)
    store.set_state(ann + 1, SubscriberState.CONFIRMED, NOW)  # nobody: nothing happens
    assert store.count() == 1


def test_a_forgotten_reader_leaves_rows_that_still_add_up_and_no_trace_of_who_it_was(store: Store) -> None:
    issues = [
        opened(store, "ann", "ben", slug=slug) for slug in ("accepted", "planned", "deferred", "uncertain", "flying")
    ]
    accepted, planned, deferred, uncertain, flying = issues
    ann = id_of(store, "ann")
    outcomes = {accepted: Outcome.ACCEPTED, deferred: Outcome.DEFERRED, uncertain: Outcome.UNCERTAIN}
    for issue in issues:
        if issue is not planned:
            handed_over(store, issue)
    for issue, outcome in outcomes.items():
        store.record(issue.id, {ann: receipt(outcome)}, NOW, retry_at={ann: LATER})
    assert store.remove("ANN@example.org")
    assert not store.remove("ann@example.org")
    assert store.subscriber("ann@example.org") is None
    stand = {
        issue.slug: note.state
        for issue in issues
        for note in store.deliveries(issue.id, S)
        if note.subscriber_id == ann and note.email == ""
    }
    assert stand == {
        "accepted": S.ACCEPTED,
        "planned": S.SUPPRESSED,
        "deferred": S.SUPPRESSED,
        "uncertain": S.UNCERTAIN,
        "flying": S.HANDED_OVER,
    }
    assert all(store.tally(issue.id).total == 2 for issue in issues)
    assert [r.name for r in handed_over(store, planned)] == ["Ben"]
    store.take_back(flying.id, [ann], NOW)  # was in flight when they were forgotten: is not written to again
    assert handed_over(store, flying) == []
    assert store.tally(flying.id) == Tally(handed_over=1, suppressed=1)


def test_the_number_of_a_forgotten_reader_is_never_given_to_another(store: Store) -> None:
    add_readers(store, "ann")
    ann = id_of(store, "ann")
    store.remove("ann@example.org")
    add_readers(store, "ben")
    assert id_of(store, "ben") > ann


# ── the editors' desk ─────────────────────────────────────────────────────────────────────────────────────────────


def test_marks_are_kept_replaced_and_forgotten(store: Store) -> None:
    assert store.marks() == {}
    store.mark([QueueMark("a", 1), QueueMark("b", held=True), QueueMark("c", -5, True, True), QueueMark("d")])
    assert store.marks() == {
        "a": QueueMark("a", 1),
        "b": QueueMark("b", held=True),
        "c": QueueMark("c", -5, True, True),
    }
    store.mark([QueueMark("a", 7), QueueMark("a", 2), QueueMark("b")])
    store.mark([])
    assert store.marks() == {"a": QueueMark("a", 2), "c": QueueMark("c", -5, True, True)}


# ── times, and the end ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_time_without_a_zone_is_refused_and_nothing_is_written(store: Store) -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        store.open_issue(edition(), datetime(2026, 3, 2))  # noqa: DTZ001 -- that is the point
    assert store.issues() == []


def test_closing_twice_is_harmless(store: Store) -> None:
    store.close()
    store.close()
    assert store.count() == 0  # and it opens again by itself


@pytest.mark.parametrize("differ", [False, True])
def test_thousands_of_readers_are_kept_as_each_was_given(store: Store, differ: bool) -> None:
    states = (SubscriberState.CONFIRMED, SubscriberState.UNSUBSCRIBED)
    given = [
        NewSubscriber(
            f"r{number:04}@example.org",
            f"Reader {number}",
            states[number % 2 if differ else 0],
            source=f"list {number % 3}" if differ else "one list",
            language="de" if differ and number % 5 else "",
            tags=("gut",) if differ and number % 7 else (),
        )
        for number in range(2500)
    ]
    assert store.add(given, NOW) == (2500, 0)
    assert store.add(given[:1500], NOW) == (0, 1500)
    kept = [(one.email, one.name, one.state, one.source, one.language, one.tags) for one in store.subscribers()]
    assert kept == [(one.email, one.name, one.state, one.source, one.language, one.tags) for one in given]
