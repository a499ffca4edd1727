"""The post room: it sends when it is woken, survives trouble, and stops when it is told to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import ValidationError

from gutletter.errors import ProviderUnavailable
from gutletter.model import NewSubscriber, Notice, NoticeKind, SubscriberState
from gutletter.ports import Store
from gutletter.settings import WebSettings
from gutletter.subscriptions import SIGN_UP
from gutletter.web.post import PostRoom
from tests.doors import NOW, Carrier, Clock, fresh, office

WEEK = timedelta(days=7)
JOIN = Notice(NoticeKind.JOIN, "ada@example.org", NOW)


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = fresh(tmp_path_factory.mktemp("post"))
    yield store
    store.close()


def eventually(come_true: Callable[[], bool]) -> None:
    for _ in range(500):
        if come_true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came true")


def test_what_is_asked_for_goes_at_once_and_what_waited_before_too(store: Store) -> None:
    carrier = Carrier()
    store.ask(JOIN, at_most=9, since=NOW)
    room = PostRoom(office(store, carrier, Clock()), WEEK)
    try:
        eventually(lambda: len(carrier.carried) == 1)
        store.ask(replace(JOIN, email="grace@example.org"), at_most=9, since=NOW)
        room.wake()
        eventually(lambda: len(carrier.carried) == 2)
    finally:
        room.close()
    room.close()
    store.ask(JOIN, at_most=9, since=NOW)
    room.wake()
    time.sleep(0.05)
    assert len(carrier.carried) == 2


@pytest.mark.parametrize("trouble", [ProviderUnavailable("away"), ValueError("a mistake of ours")])
def test_trouble_does_not_end_it(store: Store, trouble: Exception) -> None:
    carrier, clock = Carrier(), Clock()
    carrier.says = [trouble]
    store.ask(JOIN, at_most=9, since=NOW)
    room = PostRoom(office(store, carrier, clock), WEEK)
    try:
        eventually(lambda: not carrier.says)
        clock.pass_by(timedelta(hours=1))
        room.wake()
        eventually(lambda: len(carrier.carried) == 1)
    finally:
        room.close()


def test_it_forgets_sign_ups_that_nobody_confirmed(store: Store) -> None:
    newcomer = NewSubscriber("ada@example.org", state=SubscriberState.PENDING, source=SIGN_UP, joined_at=NOW - 2 * WEEK)
    store.add([newcomer], NOW)
    room = PostRoom(office(store, Carrier(), Clock()), WEEK)
    try:
        eventually(lambda: store.subscriber("ada@example.org") is None)
    finally:
        room.close()


@pytest.mark.parametrize(
    "wrong", [{"trusted_proxies": ["proxy"]}, {"picture_hosts": ["https://a.example"]}, {"sign_ups_per_hour": 0}]
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WebSettings.model_validate(wrong)
