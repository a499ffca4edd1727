"""The providers' door, with real posts over a real app."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gutletter.errors import StoreError
from gutletter.feedback import prune, work_off
from gutletter.links import Purpose, token
from gutletter.model import DeliveryState, Fate, Issue, IssueState, Outcome, SoftBounces, SubscriberState
from gutletter.ports import Store
from gutletter.providers.sendgrid_webhook import SendGridWebhook
from gutletter.providers.ses_webhook import SesWebhook
from gutletter.providers.sns import Sns
from gutletter.providers.webhooks import whose
from gutletter.store import open_store
from gutletter.web.sorting import SortingRoom
from gutletter.web.webhooks import LARGEST_POST, PostDoor, webhooks_route
from tests.fakes.sns import TOPIC, FakeSns
from tests.ledgers import NOW, answers, handed_over, id_of, opened
from tests.test_providers_sendgrid_webhook import public
from tests.test_providers_sendgrid_webhook import signed as signed_at

SECRET = "s" * 32
WEBHOOKS = {"sendgrid": SendGridWebhook(public(), whose([SECRET]))}
PATIENCE = SoftBounces()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store("sqlite:///gutletter.db", tmp_path)) as made:
        yield made


def door_of(store: Store, **more: object) -> PostDoor:
    given = {"store": store, "webhooks": WEBHOOKS, "clock": lambda: NOW, **more}
    return PostDoor(**given)  # type: ignore[arg-type]  # named by each test


def signed(body: bytes) -> dict[str, str]:
    return signed_at(body, at=NOW)


def provider(door: PostDoor) -> TestClient:
    return TestClient(Starlette(routes=[webhooks_route(door)]), base_url="https://letter.example.org")


def post_of(issue: Issue, *told: tuple[str, int]) -> bytes:
    events = [
        {
            "event": kind,
            "sg_event_id": f"{kind} {reader}",
            "timestamp": int(NOW.timestamp()),
            "gl_d": token(SECRET, Purpose.DELIVERY, issue.id, reader),
            "status": "5.1.1",
        }
        for kind, reader in told
    ]
    return json.dumps(events).encode() + b"\r\n"


def test_a_post_is_answered_at_once_and_settles_what_was_uncertain_when_it_is_worked_off(store: Store) -> None:
    issue = opened(store, "ann", "ben", "cas")
    store.record(issue.id, answers(handed_over(store, issue), Outcome.UNCERTAIN), NOW, worker="one")
    woken: list[str] = []
    ids = {name: id_of(store, name) for name in ("ann", "ben", "cas")}
    body = post_of(issue, ("delivered", ids["ann"]), ("bounce", ids["ben"]), ("dropped", ids["cas"]))
    with provider(door_of(store, wake=lambda: woken.append("up"))) as sendgrid:
        for _ in range(2):
            answer = sendgrid.post("/webhooks/sendgrid", content=body, headers=signed(body))
            assert (answer.status_code, answer.content) == (204, b"")
    assert (store.waiting_posts(), woken) == (2, ["up", "up"])
    assert store.tally(issue.id).uncertain == 3, "nothing is worked off before the answer"

    work = work_off(store, WEBHOOKS, lambda: NOW, PATIENCE)
    assert (work.posts, work.events, work.new, work.settled, work.ended) == (2, 6, 3, {issue.id: 3}, 1)
    closed = store.issue("fibre")
    assert closed is not None
    assert closed.state is IssueState.SENT
    assert {(one.state, one.fate): one.copies for one in store.returns(issue.id)} == {
        (DeliveryState.ACCEPTED, fate): 1 for fate in (Fate.DELIVERED, Fate.BOUNCED, Fate.DROPPED)
    }
    assert store.count([SubscriberState.CONFIRMED]) == 2


def test_what_a_stranger_posts_is_refused_and_counted_and_costs_no_row(store: Store) -> None:
    door = door_of(store)
    good = b"[]"
    with provider(door) as stranger:

        def posted(path: str, body: bytes, headers: dict[str, str]) -> int:
            return stranger.post(path, content=body, headers=headers).status_code

        assert posted("/webhooks/sendgrid", good, {}) == 403
        assert posted("/webhooks/sendgrid", b"[ ]", signed(good)) == 403
        assert posted("/webhooks/sendgrid", b"{}", signed(b"{}")) == 400
        assert posted("/webhooks/sendgrid", b"\xff", signed(b"\xff")) == 400
        assert posted("/webhooks/nobody", good, signed(good)) == 404
        assert posted("/webhooks/sendgrid", b"[" * (LARGEST_POST + 1), signed(good)) == 413
        assert stranger.get("/webhooks/sendgrid").status_code == 405
    assert sum(door.refused.values()) == 5
    assert store.waiting_posts() == 0


def test_without_a_key_the_door_is_closed(store: Store) -> None:
    with provider(door_of(store, webhooks={})) as sendgrid:
        assert sendgrid.post("/webhooks/sendgrid", content=b"[]", headers=signed(b"[]")).status_code == 404


def test_a_post_that_cannot_be_kept_is_asked_for_again() -> None:
    class Full:
        def keep_post(self, *_: object) -> None:
            raise StoreError("The disk is full.")

    door = PostDoor(Full(), WEBHOOKS, lambda: NOW)  # type: ignore[arg-type]  # nothing else is asked of it
    with provider(door) as sendgrid:
        answer = sendgrid.post("/webhooks/sendgrid", content=b"[]", headers=signed(b"[]"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_a_post_that_cannot_be_checked_now_is_asked_for_again(store: Store) -> None:
    fake = FakeSns()
    fake.down = True
    door = door_of(store, webhooks={"ses": SesWebhook(TOPIC, whose([SECRET]), Sns(TOPIC, fake.get))})
    post = fake.post("Notification", "{}", NOW)
    with provider(door) as sns:
        answer = sns.post("/webhooks/ses", content=post)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert (sum(door.refused.values()), store.waiting_posts()) == (1, 0)
        fake.down = False
        assert sns.post("/webhooks/ses", content=post).status_code == 204
    assert store.waiting_posts() == 1


def test_a_post_that_cannot_be_read_stays_and_keeps_no_other_waiting(store: Store) -> None:
    issue = opened(store, "ann")
    for name, body in (("sendgrid", "{"), ("gone", "[]"), ("sendgrid", post_of(issue, ("delivered", 1)).decode())):
        store.keep_post(name, body, NOW)
    work = work_off(store, WEBHOOKS, lambda: NOW, PATIENCE)
    assert (work.posts, work.unreadable, work.new, store.waiting_posts()) == (1, 2, 1, 2)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_the_sorting_room_works_posts_off_as_they_come_and_prunes_what_is_old(store: Store) -> None:
    issue = opened(store, "ann")
    late = NOW + timedelta(days=200)
    room = SortingRoom(store, WEBHOOKS, lambda: late, PATIENCE, timedelta(days=180))
    try:
        with provider(door_of(store, wake=room.wake)) as sendgrid:
            body = post_of(issue, ("delivered", id_of(store, "ann")))
            sendgrid.post("/webhooks/sendgrid", content=body, headers=signed(body))
        until(lambda: store.tally(issue.id).accepted == 1)
    finally:
        room.close()
        room.close()
    assert len(store.events_of(id_of(store, "ann"))) == 1
    assert prune(store, late, timedelta(days=180)) == 1
