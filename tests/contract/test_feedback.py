"""What comes back is joined to the ledger and the readers, on every database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from gutletter.model import (
    Absorbed,
    Consent,
    DeliveryState,
    Event,
    EventKind,
    Fate,
    Interest,
    Issue,
    IssueState,
    Outcome,
    SoftBounces,
    SubscriberState,
    SuppressionReason,
)
from gutletter.ports import Store
from gutletter.store import SqlStore
from gutletter.store.suppressions import put
from tests.ledgers import LATER, NOW, add_readers, answers, edition, handed_over, id_of, opened

K, R, S = EventKind, SubscriberState, DeliveryState
PATIENCE = SoftBounces(issues=2, within=timedelta(days=10))


def event(store: Store, issue: Issue | None, name: str, kind: EventKind, **more: object) -> Event:
    ends = {K.BOUNCED: R.BOUNCED, K.COMPLAINED: R.COMPLAINED, K.LEFT: R.UNSUBSCRIBED}.get(kind)
    issue_id = issue.id if issue else 0
    given = {"id": f"{issue_id} {name} {kind}", "at": NOW, "subscriber_id": id_of(store, name), "ends": ends, **more}
    return Event("sendgrid", kind=kind, issue_id=issue_id, **given)  # type: ignore[arg-type]  # named by each test


def absorb(store: Store, *events: Event) -> Absorbed:
    return store.absorb(events, LATER, PATIENCE)


def fates(store: Store, issue: Issue) -> dict[Fate, int]:
    found = store.returns(issue.id)
    assert sum(one.copies for one in found) == issue.audience
    return {one.fate: one.copies for one in found}


def state_of(store: Store, name: str) -> SubscriberState:
    reader = store.subscriber(f"{name}@example.org")
    assert reader is not None
    return reader.state


def delivery_states(store: Store, issue: Issue) -> dict[str, DeliveryState]:
    return {note.email.partition("@")[0]: note.state for note in store.deliveries(issue.id, S)}


def test_a_post_is_kept_as_it_came_until_its_events_are_absorbed_once(store: Store) -> None:
    issue = opened(store, "ann")
    for body in ("first “é”", "second"):
        store.keep_post("sendgrid", body, NOW)
    (first,) = store.posts()
    assert (first.provider, first.body, first.received_at) == ("sendgrid", "first “é”", NOW)
    assert [post.body for post in store.posts(after=first.id, limit=9)] == ["second"]
    assert store.waiting_posts() == 2

    told = [event(store, issue, "ann", K.DELIVERED)]
    assert store.absorb(told, LATER, PATIENCE, post=first.id).new == 1
    other = [event(store, issue, "ann", K.OPENED)]
    assert store.absorb(other, LATER, PATIENCE, post=first.id) == Absorbed(), "somebody else was faster"
    assert [post.body for post in store.posts(limit=9)] == ["second"]
    assert store.absorb([], LATER, PATIENCE, post=first.id + 1) == Absorbed()
    assert store.waiting_posts() == 0


def test_an_event_told_again_is_told_once(store: Store) -> None:
    issue = opened(store, "ann")
    told = event(store, issue, "ann", K.DELIVERED)
    assert [absorb(store, told, told).new, absorb(store, told).new] == [1, 0]
    assert store.events_of(told.subscriber_id) == [event(store, issue, "ann", K.DELIVERED, ends=None)]


@pytest.mark.parametrize("kind", list(K))
def test_whatever_is_told_of_a_copy_proves_that_the_provider_had_it(store: Store, kind: EventKind) -> None:
    issue = opened(store, "planned", "doubted", "deferred", "flying", "accepted", "refused")
    ids = {name: id_of(store, name) for name in ("planned", "doubted", "deferred", "flying", "accepted", "refused")}
    batch = {one.subscriber_id: one for one in handed_over(store, issue)}
    store.take_back(issue.id, [ids["planned"]], NOW)
    for name, outcome in (
        ("doubted", Outcome.UNCERTAIN), ("deferred", Outcome.DEFERRED), ("accepted", Outcome.ACCEPTED),
        ("refused", Outcome.REFUSED),
    ):  # fmt: skip
        again = {ids[name]: LATER}
        store.record(issue.id, answers([batch[ids[name]]], outcome), NOW, retry_at=again, worker="one")

    absorbed = absorb(store, *(event(store, issue, name, kind) for name in ids))

    assert absorbed.settled == {issue.id: 4}
    assert delivery_states(store, issue) == {name: S.REFUSED if name == "refused" else S.ACCEPTED for name in ids}
    assert handed_over(store, issue, now=LATER) == [], "nobody is written to twice"
    assert store.close_issue(issue.id, LATER).state is IssueState.SENT


def test_of_two_fates_the_higher_is_true_in_whichever_order_they_are_told(store: Store) -> None:
    issue = opened(store, "ann", "ben", "cas")
    absorb(store, event(store, issue, "ann", K.PROCESSED), event(store, issue, "ann", K.DELIVERED))
    absorb(store, event(store, issue, "ann", K.DEFERRED))
    absorb(store, event(store, issue, "ben", K.BOUNCED))
    absorb(store, event(store, issue, "ben", K.DELIVERED))
    assert fates(store, issue) == {Fate.UNKNOWN: 1, Fate.DELIVERED: 1, Fate.BOUNCED: 1}


@pytest.mark.parametrize(
    ("kind", "state", "reason"),
    [
        (K.BOUNCED, R.BOUNCED, SuppressionReason.BOUNCED),
        (K.COMPLAINED, R.COMPLAINED, SuppressionReason.COMPLAINED),
        (K.LEFT, R.UNSUBSCRIBED, None),
        (K.BLOCKED, R.CONFIRMED, None),
        (K.DEFERRED, R.CONFIRMED, None),
    ],
)
def test_who_bounces_complains_or_leaves_is_not_written_to_any_more(
    store: Store, kind: EventKind, state: SubscriberState, reason: SuppressionReason | None
) -> None:
    issue = opened(store, "ann", "ben")
    assert absorb(store, event(store, issue, "ann", kind)).ended == (state is not R.CONFIRMED)
    assert (state_of(store, "ann"), state_of(store, "ben")) == (state, R.CONFIRMED)
    suppressed = store.suppressed("ANN@example.org")
    assert (suppressed.reason if suppressed else None) is reason


def test_news_never_takes_a_reader_back(store: Store) -> None:
    issue = opened(store, "ann")
    absorb(store, event(store, issue, "ann", K.COMPLAINED))
    for kind in (K.BOUNCED, K.LEFT, K.DELIVERED, K.OPENED):
        absorb(store, event(store, issue, "ann", kind))
        assert state_of(store, "ann") is R.COMPLAINED
    suppressed = store.suppressed("ann@example.org")
    assert suppressed is not None
    assert suppressed.reason is SuppressionReason.COMPLAINED


def test_soft_bounces_of_so_many_issues_within_the_time_end_a_reader(store: Store) -> None:
    add_readers(store, "ann", "ben", "cas")
    issues = [store.open_issue(edition(f"issue-{number}"), NOW) for number in range(3)]
    days = timedelta(days=1)

    def soft(number: int, name: str, day: int) -> Event:
        return event(store, issues[number], name, K.SOFT_BOUNCED, id=f"{number} {name} {day}", at=NOW + day * days)

    absorb(store, soft(0, "ann", 0), soft(0, "ann", 1), soft(0, "ben", 0), soft(1, "ben", 11), soft(0, "cas", 0))
    assert {state_of(store, name) for name in ("ann", "ben", "cas")} == {R.CONFIRMED}
    absorb(store, soft(2, "ben", 9), soft(2, "cas", 20))
    assert [state_of(store, name) for name in ("ann", "ben", "cas")] == [R.CONFIRMED, R.BOUNCED, R.CONFIRMED]


def test_an_address_alone_is_enough_only_for_news_of_the_address(store: Store) -> None:
    add_readers(store, "ann", "ben")
    bounced = Event("sendgrid", "1", K.BOUNCED, NOW, email="Ann@Example.org", ends=R.BOUNCED)
    opened_ = Event("sendgrid", "2", K.OPENED, NOW, email="ben@example.org")
    nobody = Event("sendgrid", "3", K.BOUNCED, NOW, email="nobody@example.org", ends=R.BOUNCED)
    assert absorb(store, bounced, opened_, nobody) == Absorbed(new=1, ended=1)
    assert (state_of(store, "ann"), state_of(store, "ben")) == (R.BOUNCED, R.CONFIRMED)
    assert store.suppressed("nobody@example.org") is None


def test_an_event_of_an_issue_or_a_reader_we_do_not_know_changes_no_sum(store: Store) -> None:
    issue = opened(store, "ann")
    stranger = Event("sendgrid", "1", K.DELIVERED, NOW, issue.id, 999)
    elsewhere = Event("sendgrid", "2", K.DELIVERED, NOW, 999, id_of(store, "ann"))
    assert absorb(store, stranger, elsewhere).settled == {}
    assert fates(store, issue) == {Fate.UNKNOWN: 1}


@pytest.mark.parametrize("delivered_first", [True, False])
def test_a_link_followed_within_seconds_of_arriving_was_followed_by_a_scanner(
    store: Store, delivered_first: bool
) -> None:
    issue = opened(store, "ann", "ben")
    delivered = [event(store, issue, name, K.DELIVERED) for name in ("ann", "ben")]
    clicks = [
        event(store, issue, name, K.CLICKED, id=f"{name} {after}", at=NOW + timedelta(seconds=after), url="https://x")
        for name, after in (("ann", 3), ("ann", 60), ("ben", 60), ("ben", 61))
    ]
    for told in (delivered, clicks) if delivered_first else (clicks, delivered):
        absorb(store, *told)
    assert list(store.interest(issue.id)) == [
        Interest(K.CLICKED, "https://x", False, 3, 2),
        Interest(K.CLICKED, "https://x", True, 1, 1),
    ]


def test_pruning_forgets_what_readers_did_and_keeps_the_sums(store: Store) -> None:
    issue = opened(store, "ann", "ben")
    later = store.open_issue(edition("later"), LATER)
    told = [
        *(event(store, issue, name, K.DELIVERED) for name in ("ann", "ben")),
        *(event(store, issue, name, K.CLICKED, url="https://x") for name in ("ann", "ben")),
        event(store, issue, "ann", K.CLICKED, id="again", url="https://x"),
        event(store, issue, "ben", K.OPENED, machine=True),
        event(store, later, "ben", K.OPENED),
        event(store, None, "ben", K.BOUNCED),
    ]
    absorb(store, *(one for one in told if one.at == NOW))
    before = store.interest(issue.id), store.returns(issue.id), store.interest(later.id)
    assert store.prune_events(NOW + timedelta(minutes=1)) == 7
    assert (store.interest(issue.id), store.returns(issue.id), store.interest(later.id)) == before
    assert [one.kind for one in store.events_of(id_of(store, "ben"))] == [K.OPENED]
    assert store.prune_events(NOW + timedelta(minutes=1)) == 0


def test_our_own_links_are_counted_as_sums(store: Store) -> None:
    issue = opened(store, "ann")
    for _ in range(2):
        store.count_clicks({(issue.id, "https://x", False): 2, (issue.id, "https://x", True): 5})
    store.count_clicks({})
    assert list(store.interest(issue.id)) == [
        Interest(K.CLICKED, "https://x", False, 4, 0),
        Interest(K.CLICKED, "https://x", True, 10, 0),
    ]
    assert store.link("nothing", 0) is None


def test_who_leaves_through_a_letter_is_counted_with_its_issue_once(store: Store) -> None:
    issue = opened(store, "ann", "ben", "cas")
    for name in ("ann", "ben"):
        consent = Consent(NOW, "left", f"letter {issue.id}, one click")
        assert store.move(id_of(store, name), [R.CONFIRMED], R.UNSUBSCRIBED, consent)
    store.say(id_of(store, "cas"), Consent(NOW, "left", f"letter {issue.id}1, page"))
    absorb(store, event(store, issue, "ann", K.LEFT))
    assert [store.departed(issue.id), store.departed(issue.id + 1)] == [2, 0]


# ── addresses that are never written to ───────────────────────────────────────────────────────────────────────────


def addresses(names: Iterable[str], reason: SuppressionReason) -> dict[str, SuppressionReason]:
    return {f"{name}@example.org": reason for name in names}


def test_a_suppressed_address_is_no_confirmed_reader_and_is_not_added_again(store: Store) -> None:
    add_readers(store, "ann", "ben")
    assert store.suppress(addresses(["Ann", "new"], SuppressionReason.BOUNCED), "bounces.csv", NOW) == (2, 1)
    assert store.suppress(addresses(["ann", "new"], SuppressionReason.LEFT), "left.csv", LATER) == (0, 0)
    assert (state_of(store, "ann"), state_of(store, "ben")) == (R.BOUNCED, R.CONFIRMED)
    add_readers(store, "new", "ann")
    assert store.subscriber("new@example.org") is None
    assert store.count([R.CONFIRMED]) == 1
    found = {one.email: (one.reason, one.source) for one in store.suppressions()}
    assert found == dict.fromkeys(("ann@example.org", "new@example.org"), (SuppressionReason.BOUNCED, "bounces.csv"))


@pytest.mark.parametrize(
    "reason", [reason for reason in SuppressionReason if reason is not SuppressionReason.FORGOTTEN]
)
def test_who_asks_to_join_may_and_their_own_yes_lifts_it_unless_they_complained(
    store: Store, reason: SuppressionReason
) -> None:
    store.suppress(addresses(["ann"], reason), "by hand", NOW)
    add_readers(store, "ann", state=R.PENDING)
    if reason is SuppressionReason.COMPLAINED:
        assert store.subscriber("ann@example.org") is None
        return
    assert store.suppressed("ann@example.org") is not None
    store.set_state(id_of(store, "ann"), R.CONFIRMED, LATER)
    assert store.suppressed("ann@example.org") is None


def test_an_address_may_be_written_to_again_when_it_is_taken_off_the_list(store: Store) -> None:
    assert store.unsuppress("ann@example.org") is False
    store.suppress(addresses(["ann"], SuppressionReason.BY_HAND), "by hand", NOW)
    assert [store.unsuppress("ANN@example.org"), store.unsuppress("ann@example.org")] == [True, False]
    add_readers(store, "ann")
    assert state_of(store, "ann") is R.CONFIRMED


def test_who_is_forgotten_leaves_a_hash_and_is_not_brought_back_by_an_import(store: Store) -> None:
    issue = opened(store, "ann", "ben")
    assert [store.forget(f"{name}@example.org", LATER) for name in ("ann", "ann", "nobody")] == [True, True, False]
    assert store.subscriber("ann@example.org") is None
    assert [(one.email, one.reason) for one in store.suppressions()] == [("", SuppressionReason.FORGOTTEN)]
    assert sorted(note.email for note in store.deliveries(issue.id, S)) == ["", "ben@example.org"]
    add_readers(store, "ann")
    assert store.subscriber("ann@example.org") is None
    add_readers(store, "ann", state=R.PENDING)
    store.set_state(id_of(store, "ann"), R.CONFIRMED, LATER)
    assert list(store.suppressions()) == []


def test_who_complained_and_is_forgotten_stays_known_as_somebody_who_complained(store: Store) -> None:
    issue = opened(store, "ann")
    absorb(store, event(store, issue, "ann", K.COMPLAINED))
    store.forget("ann@example.org", LATER)
    assert [(one.email, one.reason) for one in store.suppressions()] == [("", SuppressionReason.COMPLAINED)]
    add_readers(store, "ann", state=R.PENDING)
    assert store.subscriber("ann@example.org") is None


def test_a_suppressed_address_is_passed_over_at_the_freeze_and_at_the_hand_over_whatever_state_says(
    store: SqlStore,
) -> None:
    issue = opened(store, "ann", "ben")
    with store._database.writing() as connection:  # as no verb does it: the reader stays confirmed
        put(store._database, connection, {"ann@example.org": SuppressionReason.BOUNCED}, "elsewhere", NOW)
    assert state_of(store, "ann") is R.CONFIRMED
    assert [one.email for one in handed_over(store, issue)] == ["ben@example.org"]
    assert delivery_states(store, issue) == {"ann": S.SUPPRESSED, "ben": S.HANDED_OVER}
    assert store.open_issue(edition("next"), LATER).audience == 1
