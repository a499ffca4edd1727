"""The webhook's posts: signed so that SendGrid's own package believes them, late, repeated and out of order."""

from __future__ import annotations

import json
from collections import Counter, defaultdict

import pytest
from sendgrid.helpers.eventwebhook import EventWebhook

from gutletter.rehearsal.events import SIGNATURE, TIMESTAMP, Fates, Postman

BODY = {
    "categories": ["issue-1"],
    "personalizations": [
        {"to": [{"email": f"reader-{number}@example.org"}], "custom_args": {"gl_d": f"1.{number}.seal"}}
        for number in range(300)
    ],
}


def told(postman: Postman) -> list[dict[str, str]]:
    return [event for post in postman.posts(1_800_000_000) for event in json.loads(post.body)]


def test_sendgrids_own_package_believes_the_signature_and_nothing_altered() -> None:
    postman = Postman(1)
    postman.taken(BODY, "R1")
    verifier = EventWebhook(postman.public_key)
    for post in postman.posts(1_800_000_000):
        signature, at = post.headers[SIGNATURE], post.headers[TIMESTAMP]
        assert verifier.verify_signature(post.body.decode(), signature, at)
        assert not verifier.verify_signature(post.body.decode() + " ", signature, at)


def test_every_letter_has_a_fate_and_carries_its_delivery() -> None:
    postman = Postman(1, Fates(deferred=0.2, bounce=0.1, dropped=0.1, spamreport=0.1, unsubscribe=0.1), repeated=0)
    postman.taken(BODY, "R1")
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for event in told(postman):
        kinds[event["gl_d"]].add(event["event"])
    assert len(kinds) == 300
    assert all(seen & {"delivered", "bounce", "dropped"} for seen in kinds.values())
    assert {"processed", "deferred", "spamreport", "unsubscribe"} <= set.union(*kinds.values())


def test_some_are_repeated_under_the_same_name_and_none_comes_in_order() -> None:
    postman = Postman(1, repeated=0.5)
    postman.taken(BODY, "R1")
    events = told(postman)
    times = Counter(event["sg_event_id"] for event in events)
    assert set(times.values()) == {1, 2}
    numbers = [int(event["sg_event_id"].rpartition("-")[2]) for event in events]
    assert numbers != sorted(numbers)
    assert told(postman) == [], "nothing is told twice but what was repeated"


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_brings_the_same_fates(seed: int) -> None:
    def kinds() -> Counter[str]:
        postman = Postman(seed)
        postman.taken(BODY, "R1")
        return Counter(event["event"] for event in told(postman))

    assert kinds() == kinds()
