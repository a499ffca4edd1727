"""Leaving and coming back, on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gutletter.model import NewSubscriber, Subscriber, SubscriberState
from gutletter.ports import Store
from gutletter.subscriptions import come_back, leave

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
S = SubscriberState


def added(store: Store, state: SubscriberState) -> Subscriber:
    store.add([NewSubscriber("ada@example.org", "Ada", state), NewSubscriber("grace@example.org")], NOW)
    ada = store.subscriber("ada@example.org")
    assert ada is not None
    return ada


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
        left = leave(store, ada.id, LATER)
        assert left == store.subscriber_by_id(ada.id)
        assert left is not None
        assert left.state is S.UNSUBSCRIBED
    for _ in range(2):
        assert come_back(store, ada.id, LATER) == ada == store.subscriber_by_id(ada.id)


@pytest.mark.parametrize("state", [S.BOUNCED, S.COMPLAINED])
def test_whoever_bounced_or_complained_stays_so(store: Store, state: SubscriberState) -> None:
    ada = added(store, state)

    leave(store, ada.id, LATER)
    come_back(store, ada.id, LATER)

    assert store.subscriber_by_id(ada.id) == ada


@pytest.mark.parametrize("state", [S.PENDING, S.CONFIRMED, S.BOUNCED, S.COMPLAINED])
def test_only_a_reader_who_left_can_come_back(store: Store, state: SubscriberState) -> None:
    ada = added(store, state)

    assert come_back(store, ada.id, LATER) == ada == store.subscriber_by_id(ada.id)


def test_a_reader_who_was_removed_has_nothing_to_leave(store: Store) -> None:
    ada = added(store, S.CONFIRMED)
    store.remove("ada@example.org")

    assert leave(store, ada.id, LATER) is None
    assert come_back(store, ada.id, LATER) is None
    assert store.subscriber("ada@example.org") is None
