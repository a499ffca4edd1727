"""Limits, hours, mornings, pauses and events: what every store promises about when a copy goes, on both databases."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from gutletter.errors import StoreError, UnknownIssue
from gutletter.model import DeliveryState, Issue, IssueState, NewSubscriber, Outcome, Recipient, SubscriberState, Tally
from gutletter.pacing import Hours, Limit, Morning, Pace, Wait, WarmUp
from gutletter.ports import Ledger
from gutletter.store import SqlStore, open_store
from gutletter.store.schema import issues
from tests.ledgers import LATER, LEASE, NOW, add_readers, answers, edition, handed_over, id_of, opened

S = DeliveryState
UTC_ZONE = ZoneInfo("UTC")
TWO_A_DAY = Pace(limits=(Limit("day", 2),))


def go(
    ledger: Ledger, issue: Issue, pace: Pace, *, now: datetime = NOW, limit: int = 100, worker: str = "one"
) -> list[Recipient]:
    return list(ledger.hand_over(issue.id, worker, now, LEASE, limit, pace=pace))


def names(recipients: list[Recipient]) -> list[str]:
    return [recipient.name for recipient in recipients]


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_limit_holds_over_issues_workers_and_restarts(store: SqlStore, store_url: str, tmp_path: Path) -> None:
    first = opened(store, "ann", "ben", "cem")
    second = store.open_issue(edition("oats"), NOW)
    pace = Pace(limits=(Limit("hour", 100), Limit("day", 4)))
    assert len(go(store, first, pace, limit=2)) == 2
    with closing(open_store(store_url, tmp_path)) as another:
        assert len(go(another, second, pace, worker="two")) == 2
        assert go(another, second, pace, worker="two") == []
    assert go(store, first, pace, now=NOW + timedelta(hours=23)) == []
    opens = store.held_until(NOW, pace)
    assert opens is not None
    assert timedelta(days=1) <= opens - NOW <= timedelta(days=1, minutes=30)
    assert store.held_until(opens, pace) is None
    assert len(go(store, first, pace, now=opens)) == 1
    assert store.tally(second.id) == Tally(planned=1, handed_over=2)


@pytest.mark.parametrize(("per", "said"), [("second", "1 a second"), ("hour", "1 an hour"), ("day", "1 a day")])
def test_which_limit_is_waited_for_is_said(store: SqlStore, per: str, said: str) -> None:
    issue, pace = opened(store, "ann", "ben"), Pace(limits=(Limit(per, 1),))
    assert len(go(store, issue, pace)) == 1
    (wait,) = store.waits(issue.id, NOW, pace)
    assert (wait.copies, wait.reason) == (1, f"{said} may leave")


def test_what_certainly_did_not_leave_is_given_back_to_the_limit(store: SqlStore) -> None:
    issue = opened(store, "ann", "ben", "cem")
    ann, ben = go(store, issue, TWO_A_DAY)
    store.take_back(issue.id, [ben.subscriber_id], NOW + timedelta(hours=1))
    assert names(go(store, issue, TWO_A_DAY, now=NOW + timedelta(hours=1))) == ["Cem"]
    assert go(store, issue, TWO_A_DAY, now=NOW + timedelta(hours=2)) == []
    store.record(issue.id, answers([ann], Outcome.ACCEPTED), NOW)
    store.take_back(issue.id, [ann.subscriber_id], NOW)  # it has left: nothing is given back
    assert go(store, issue, TWO_A_DAY, now=NOW + timedelta(hours=2)) == []


def test_what_a_dead_worker_never_began_is_given_back_too(store: SqlStore) -> None:
    issue = opened(store, "ann", "ben", "cem")
    ann, _ = go(store, issue, TWO_A_DAY, worker="dead")
    store.recover("dead", {issue.id: {ann.subscriber_id}}, NOW)
    assert len(go(store, issue, TWO_A_DAY, now=NOW + timedelta(minutes=1))) == 1


def test_a_lost_answer_has_used_up_its_place(store: SqlStore) -> None:
    issue = opened(store, "ann", "ben", "cem")
    go(store, issue, TWO_A_DAY, worker="gone")
    store.presume_uncertain(NOW, worker="gone")
    assert go(store, issue, TWO_A_DAY) == []


def test_outside_the_hours_nothing_goes(store: SqlStore) -> None:
    issue = opened(store, "ann")
    afternoon = Pace(hours=Hours(UTC_ZONE, 14 * 60, 18 * 60))
    assert go(store, issue, afternoon) == []
    at = datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert store.held_until(NOW, afternoon) == at
    assert store.waits(issue.id, NOW, afternoon) == [Wait(1, "mail leaves at certain hours", at)]
    assert names(go(store, issue, afternoon, now=at)) == ["Ann"]


def test_while_a_domain_warms_up_its_readers_wait_and_others_go_on(store: SqlStore) -> None:
    addresses = [f"r{number}@big.example" for number in range(5)] + ["x@Small.example", "y@small.example"]
    store.add([NewSubscriber(address, address[:2]) for address in addresses], NOW)
    issue = store.open_issue(edition(), NOW)
    pace = Pace(warm_up=WarmUp(UTC_ZONE, date(2026, 3, 2), 2, 2.0))
    assert [one.email for one in go(store, issue, pace, limit=3)] == [*addresses[:2], addresses[5]]
    assert [one.email for one in go(store, issue, pace)] == [addresses[6]]
    assert go(store, issue, pace, now=NOW + timedelta(hours=15)) == []
    (wait,) = store.waits(issue.id, NOW, pace)
    assert (wait.copies, wait.until) == (3, datetime(2026, 3, 3, tzinfo=UTC))
    tomorrow = NOW + timedelta(days=1)
    batch = go(store, issue, pace, now=tomorrow)  # four today
    assert len(batch) == 3
    store.take_back(issue.id, [one.subscriber_id for one in batch], tomorrow)
    assert len(go(store, issue, pace, now=tomorrow)) == 3


# ── mornings ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_copy_is_planned_for_the_morning_of_its_reader(store: SqlStore) -> None:
    zones = {"ann": "", "ben": "America/New_York", "cem": "Asia/Tokyo", "dan": "Nowhere/Land"}
    store.add([NewSubscriber(f"{name}@example.org", name.title(), timezone=zone) for name, zone in zones.items()], NOW)
    issue = store.open_issue(edition(), NOW, morning=Morning(time(7), ZoneInfo("Europe/Berlin")))
    assert names(go(store, issue, Pace())) == ["Ann", "Cem", "Dan"]
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert store.waits(issue.id, NOW, Pace()) == [Wait(1, "their readers' morning has not come", noon)]
    assert go(store, issue, Pace(), now=noon - timedelta(microseconds=1)) == []
    assert names(go(store, issue, Pace(), now=noon)) == ["Ben"]


# ── pausing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_paused_issue_hands_nothing_over_until_it_goes_on(store: SqlStore, store_url: str, tmp_path: Path) -> None:
    issue = opened(store, "ann", "ben")
    (ann,) = handed_over(store, issue, limit=1)
    paused = store.pause_issue(issue.id, NOW)
    assert (paused.state, paused.paused_at) == (IssueState.SENDING, NOW)
    assert store.pause_issue(issue.id, LATER) == paused
    with closing(open_store(store_url, tmp_path)) as another:
        assert handed_over(another, issue, worker="two") == []
        assert another.waits(issue.id, NOW, Pace()) == (Wait(1, "the issue is paused"),)
    store.record(issue.id, answers([ann], Outcome.ACCEPTED), NOW)
    assert store.close_issue(issue.id, NOW).state is IssueState.SENDING
    assert store.resume_issue(issue.id) == store.resume_issue(issue.id) == replace(paused, paused_at=None)
    assert names(handed_over(store, issue)) == ["Ben"]


def test_a_paused_issue_can_be_cancelled_and_a_sent_one_is_not_paused(store: SqlStore) -> None:
    issue = opened(store, "ann")
    store.pause_issue(issue.id, NOW)
    cancelled = store.cancel_issue(issue.id, LATER)
    assert (cancelled.state, cancelled.paused_at) == (IssueState.CANCELLED, None)
    assert store.pause_issue(issue.id, LATER) == cancelled
    with pytest.raises(UnknownIssue):
        store.pause_issue(7, NOW)
    with pytest.raises(UnknownIssue):
        store.resume_issue(7)


# ── deferred, now ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_deferred_alone_can_be_tried_again_without_waiting(store: SqlStore) -> None:
    issue = opened(store, "ann", "ben", "cem")
    two = handed_over(store, issue, limit=2)
    times = {one.subscriber_id: LATER for one in two}
    store.record(issue.id, answers(two, Outcome.DEFERRED), NOW, retry_at=times)
    assert store.hand_over(issue.id, "one", NOW, LEASE, 9, deferred_only=True) == []
    assert store.retry_now(issue.id, NOW) == 2
    batch = list(store.hand_over(issue.id, "one", NOW, LEASE, 9, deferred_only=True))
    assert sorted(names(batch)) == ["Ann", "Ben"]
    store.record(issue.id, answers(batch, Outcome.DEFERRED), NOW, retry_at=times)
    assert store.hand_over(issue.id, "one", NOW, LEASE, 9, deferred_only=True) == []
    assert store.waits(issue.id, NOW, Pace()) == [Wait(2, "their servers asked to try later", LATER)]
    assert store.tally(issue.id) == Tally(planned=1, deferred=2)


# ── what was changed since ────────────────────────────────────────────────────────────────────────────────────────


def test_an_issue_whose_letter_was_changed_hides_no_other(store: SqlStore) -> None:
    add_readers(store, "ann")
    broken = store.open_issue(edition("broken"), NOW)
    sound = store.open_issue(edition("sound"), NOW)
    rendered = {"subject": "Buy now", "preheader": "", "html": "", "text": "", "letterhead": {}}
    with store._database.writing() as connection:
        connection.execute(update(issues).where(issues.c.id == broken.id).values(rendered=json.dumps(rendered)))
    assert [(issue.slug, bool(issue.damage)) for issue in store.unfinished()] == [("broken", True), ("sound", False)]
    listed = store.issues()
    assert listed[0] == sound
    assert "has been changed since" in listed[1].damage
    assert (listed[1].audience, listed[1].rendered.html) == (1, "")
    with pytest.raises(StoreError, match="has been changed since"):
        store.issue("broken")


def test_an_issue_remembers_which_secret_its_copies_are_signed_with(store: SqlStore) -> None:
    issue = store.open_issue(replace(edition(), sealed_with="0123456789ab"), NOW)
    assert issue.sealed_with == "0123456789ab"
    assert store.issue("fibre") == issue


def test_who_left_is_suppressed_although_a_limit_holds_back_the_rest(store: SqlStore) -> None:
    issue = opened(store, "ann", "ben", "cem")
    store.set_state(id_of(store, "ann"), SubscriberState.UNSUBSCRIBED, NOW)
    assert names(go(store, issue, Pace(limits=(Limit("day", 1),)))) == ["Ben"]
    assert store.tally(issue.id) == Tally(planned=1, handed_over=1, suppressed=1)


def test_a_paused_issue_of_which_nothing_waits_tells_of_no_wait(store: SqlStore) -> None:
    issue = opened(store, "ann")
    handed_over(store, issue)
    store.pause_issue(issue.id, NOW)
    assert store.waits(issue.id, NOW, Pace()) == ()
