"""Joining, leaving, wanting fewer letters and being forgotten, on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gutletter.model import (
    MONTHLY,
    SENT,
    Consent,
    DeliveryState,
    FullPiece,
    NewSubscriber,
    Notice,
    NoticeKind,
    Subscriber,
    SubscriberState,
)
from gutletter.ports import Store
from gutletter.subscriptions import (
    SIGN_UP,
    Confirmed,
    because,
    come_back,
    confirm,
    forget,
    forget_the_unconfirmed,
    leave,
    may_confirm,
    pause,
    take_every,
)
from tests.ledgers import edition

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
WEEK = timedelta(days=7)
S = SubscriberState
HERE = Consent(LATER, "", "page", "Unsubscribe?", "203.0.113.0/24")


def added(store: Store, state: SubscriberState) -> Subscriber:
    store.add([NewSubscriber("ada@example.org", "Ada", state), NewSubscriber("grace@example.org")], NOW)
    ada = store.subscriber("ada@example.org")
    assert ada is not None
    return ada


def said(store: Store, reader: Subscriber) -> list[str]:
    return [consent.said for consent in store.consents(reader.id)]


def asked(store: Store, reader: Subscriber, *, at: datetime = NOW) -> Notice:
    """A notice that was claimed and sent."""
    notice = Notice(NoticeKind.JOIN, reader.email, at, "de", reader.id, "/join", "Yes?", "net")
    assert store.ask(notice, at_most=100, since=at)
    claimed = store.claim(at, timedelta(minutes=5))
    assert claimed is not None
    store.settle(claimed, SENT)
    return claimed


# ── leaving ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_is_found_by_number_until_they_are_removed_and_nobody_gets_the_number_again(store: Store) -> None:
    ada = added(store, S.CONFIRMED)
    grace = store.subscriber("grace@example.org")
    assert grace is not None

    assert store.subscriber_by_id(ada.id) == ada
    store.remove("grace@example.org")
    store.add([NewSubscriber("mary@example.org")], NOW)

    assert store.subscriber_by_id(grace.id) is None
    assert store.subscriber_by_id(0) is None


def test_a_reader_who_leaves_and_comes_back_was_confirmed_when_they_first_were(store: Store) -> None:
    ada = added(store, S.CONFIRMED)

    for _ in range(2):
        left = leave(store, ada.id, HERE)
        assert left == store.subscriber_by_id(ada.id)
        assert left is not None
        assert left.state is S.UNSUBSCRIBED
    for _ in range(2):
        assert come_back(store, ada.id, HERE) == ada == store.subscriber_by_id(ada.id)

    assert said(store, ada) == ["left", "came back"]  # what changes nothing is not written down
    assert store.consents(ada.id)[0] == replace(HERE, said="left")


@pytest.mark.parametrize("state", [S.BOUNCED, S.COMPLAINED])
def test_whoever_bounced_or_complained_stays_so(store: Store, state: SubscriberState) -> None:
    ada = added(store, state)
    notice = asked(store, ada)

    leave(store, ada.id, HERE)
    come_back(store, ada.id, HERE)

    assert confirm(store, notice.id, ada.id, HERE, WEEK) is Confirmed.TOO_LATE
    assert store.subscriber_by_id(ada.id) == ada
    assert said(store, ada) == []


def test_somebody_who_never_confirmed_does_not_come_back_by_undoing(store: Store) -> None:
    ada = added(store, S.PENDING)

    assert come_back(store, ada.id, HERE) == ada


def test_leaving_after_being_removed_changes_nothing(store: Store) -> None:
    ada = added(store, S.CONFIRMED)
    store.remove(ada.email)

    assert leave(store, ada.id, HERE) is None
    assert come_back(store, ada.id, HERE) is None
    because(store, ada.id, "It was too much.", HERE)
    assert store.subscriber("ada@example.org") is None
    assert said(store, ada) == []


def test_a_reason_is_kept_in_the_readers_own_words(store: Store) -> None:
    ada = added(store, S.UNSUBSCRIBED)

    because(store, ada.id, "Too many letters.", HERE)

    assert store.consents(ada.id) == [replace(HERE, said="left because", wording="Too many letters.")]


# ── wanting ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_reader_wants_is_kept_with_the_words_in_which_they_said_so(store: Store) -> None:
    ada = added(store, S.CONFIRMED)
    until = LATER + timedelta(days=30)

    ada = pause(store, ada, until, HERE)
    ada = take_every(store, ada, MONTHLY, HERE)
    store.change(replace(ada, name="Ada L.", language="de", timezone="Europe/Berlin", tags=("gut", "skin")), HERE)

    known = store.subscriber_by_id(ada.id)
    assert known is not None
    assert (known.paused_until, known.cadence, known.tags) == (until, MONTHLY, ("gut", "skin"))
    assert (known.name, known.language, known.timezone, known.state) == ("Ada L.", "de", "Europe/Berlin", S.CONFIRMED)
    assert said(store, ada) == ["paused until 2026-12-23", "cadence 0", ""]
    assert pause(store, known, None, HERE) == store.subscriber_by_id(ada.id) == replace(known, paused_until=None)


# ── joining ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [S.PENDING, S.UNSUBSCRIBED])
def test_a_yes_counts_once_and_in_time_and_is_welcomed(store: Store, state: SubscriberState) -> None:
    ada = added(store, state)
    notice = asked(store, ada)

    assert may_confirm(store, notice.id, ada.id, NOW + WEEK, WEEK) is Confirmed.TOO_LATE
    assert (
        confirm(store, notice.id, ada.id + 1, HERE, WEEK) is Confirmed.ALREADY
    )  # grace is on the list, and not by this
    assert confirm(store, notice.id, ada.id, HERE, WEEK) is Confirmed.DONE
    assert confirm(store, notice.id, ada.id, HERE, WEEK) is Confirmed.ALREADY
    leave(store, ada.id, HERE)
    assert confirm(store, notice.id, ada.id, HERE, WEEK) is Confirmed.TOO_LATE

    assert said(store, ada) == ["confirmed", "left"]
    welcome = store.claim(LATER, timedelta(minutes=5))
    assert welcome is not None
    assert (welcome.kind, welcome.subscriber_id, welcome.language) == (NoticeKind.WELCOME, ada.id, "de")
    assert store.claim(LATER, timedelta(minutes=5)) is None


def test_a_yes_for_somebody_else_or_to_an_unknown_question_changes_nothing(store: Store) -> None:
    ada = added(store, S.PENDING)
    grace = store.subscriber("grace@example.org")
    assert grace is not None
    leave(store, grace.id, HERE)
    notice = asked(store, ada)

    assert confirm(store, notice.id, grace.id, HERE, WEEK) is Confirmed.TOO_LATE
    assert confirm(store, notice.id + 1, ada.id, HERE, WEEK) is Confirmed.TOO_LATE
    assert confirm(store, notice.id, 10**9, HERE, WEEK) is Confirmed.TOO_LATE
    assert store.count([S.CONFIRMED]) == 0


def test_a_network_may_ask_so_often_and_no_more(store: Store) -> None:
    notice = Notice(NoticeKind.JOIN, "ada@example.org", NOW, network="203.0.113.0/24")

    assert [store.ask(notice, at_most=2, since=NOW - WEEK) for _ in range(3)] == [True, True, False]
    assert store.ask(replace(notice, network="198.51.100.0/24"), at_most=2, since=NOW - WEEK)
    assert store.ask(replace(notice, asked_at=LATER), at_most=2, since=LATER - timedelta(hours=1))


def test_a_notice_is_held_by_one_and_waits_again_when_its_lease_is_over(store: Store) -> None:
    lease = timedelta(minutes=5)
    store.ask(Notice(NoticeKind.JOIN, "Ada@example.org", NOW), at_most=1, since=NOW)

    first = store.claim(NOW, lease)
    assert first is not None
    assert store.claim(NOW, lease) is None
    again = store.claim(NOW + lease, lease)
    assert again == replace(first, attempts=2)
    store.postpone(again, LATER)
    assert store.claim(NOW + 2 * lease, lease) is None
    last = store.claim(LATER, lease)
    assert last is not None
    store.settle(replace(last, subscriber_id=7), SENT)

    assert store.claim(LATER + WEEK, lease) is None
    assert store.notice(last.id) == replace(last, subscriber_id=7)
    assert store.sent_since("ADA@example.org", [NoticeKind.JOIN], NOW) == 1
    assert store.sent_since("ada@example.org", [NoticeKind.SETTINGS], NOW) == 0
    assert store.sent_since("ada@example.org", [NoticeKind.JOIN], LATER) == 0


# ── being forgotten ───────────────────────────────────────────────────────────────────────────────────────────────


def test_sign_ups_that_nobody_confirmed_are_forgotten_and_everybody_else_stays(store: Store) -> None:
    def joined(name: str, state: SubscriberState, source: str, at: datetime = NOW) -> Subscriber:
        store.add([NewSubscriber(f"{name}@example.org", state=state, source=source, joined_at=at)], at)
        known = store.subscriber(f"{name}@example.org")
        assert known is not None
        return known

    late, again = joined("late", S.PENDING, SIGN_UP), joined("again", S.PENDING, SIGN_UP)
    fresh = joined("fresh", S.PENDING, SIGN_UP, LATER)
    imported, confirmed = joined("imported", S.PENDING, "a.csv"), joined("confirmed", S.CONFIRMED, SIGN_UP)
    store.say(late.id, HERE)
    old = asked(store, late)
    asked(store, again, at=LATER)

    assert forget_the_unconfirmed(store, NOW + WEEK + timedelta(hours=1), WEEK) == 1

    assert store.subscriber_by_id(late.id) is None
    assert store.notice(old.id) is None
    assert said(store, late) == []
    assert all(store.subscriber_by_id(one.id) for one in (again, fresh, imported, confirmed))


def test_who_is_forgotten_leaves_no_name_no_word_and_no_mail_behind(store: Store) -> None:
    ada = added(store, S.CONFIRMED)
    issue = store.open_issue(edition(), NOW)
    leave(store, ada.id, HERE)
    notice = asked(store, ada)
    assert [(copy.slug, copy.state) for copy in store.copies(ada.id)] == [("fibre", DeliveryState.PLANNED)]

    forget(store, ada, LATER)

    assert store.subscriber_by_id(ada.id) is None
    assert said(store, ada) == []
    assert store.notice(notice.id) is None
    assert store.tally(issue.id).total == 2
    assert all(note.email != ada.email for note in store.deliveries(issue.id, set(DeliveryState)))
    assert store.add([NewSubscriber(ada.email)], LATER) == (0, 1)  # an import does not bring them back …
    assert store.add([NewSubscriber(ada.email, state=S.PENDING)], LATER) == (1, 0)  # … they themselves may


# ── what stands behind a letter ───────────────────────────────────────────────────────────────────────────────────


def test_the_full_piece_is_kept_as_it_was_when_the_issue_opened(store: Store) -> None:
    added(store, S.CONFIRMED)
    before = store.archive_mark()
    issue = store.open_issue(edition(full=FullPiece("<p>Fibre.</p>", "Robin", "de")), NOW)

    assert store.full_piece("fibre") == FullPiece("<p>Fibre.</p>", "Robin", "de")
    assert store.full_piece("oats") is None
    assert store.issue_by_id(issue.id) == issue
    assert store.issue_by_id(issue.id + 1) is None
    opened = store.archive_mark()
    store.cancel_issue(issue.id, LATER)

    assert len({before, opened, store.archive_mark()}) == 3
    assert store.full_piece("fibre") is None
