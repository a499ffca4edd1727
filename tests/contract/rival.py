"""Another gutletter on the same database, run as ``python -m tests.contract.rival``.

It is told in a line what to do, says ``ready``, waits for a line, acts, and says as JSON what it got; so a test can let
several of them go at once.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from gutletter.model import NewSubscriber, Outcome
from gutletter.ports import Store
from gutletter.store import open_store
from tests.ledgers import LEASE, NOW, answers, edition, occurrence


def _open_the_article(store: Store, _: str) -> object:
    return store.open_issue(edition(), NOW).id


def _open_the_occurrence(store: Store, me: str) -> object:
    return store.open_issue(edition(f"article-{me}"), NOW, occurrence=occurrence()).id


def _work(store: Store, me: str) -> object:
    mine = []
    (issue,) = store.unfinished()
    while batch := store.hand_over(issue.id, me, NOW, LEASE, 7):
        store.record(issue.id, answers(batch, Outcome.ACCEPTED), NOW)
        mine += [recipient.subscriber_id for recipient in batch]
    return mine


def _add(store: Store, me: str) -> object:
    numbers = range(500) if me == "0" else reversed(range(500))
    return store.add((NewSubscriber(f"r{number}@example.org") for number in numbers), NOW)


def _hand_over_and_hang(store: Store, me: str) -> object:
    (issue,) = store.unfinished()
    batch = store.hand_over(issue.id, me, NOW, LEASE, 3)
    print(json.dumps([recipient.subscriber_id for recipient in batch]), flush=True)
    time.sleep(60)
    raise AssertionError("nobody ended us")


VERBS: dict[str, Callable[[Store, str], object]] = {
    "article": _open_the_article,
    "occurrence": _open_the_occurrence,
    "work": _work,
    "add": _add,
    "hang": _hand_over_and_hang,
}


def _start(url: str) -> object:
    _wait()
    open_store(url, Path()).close()
    return "started"


def _act(verb: str, url: str, me: str) -> object:
    with closing(open_store(url, Path())) as store:
        _wait()
        return VERBS[verb](store, me)


def _wait() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def main() -> None:
    """Act on every line of VERB, URL and number, until there are no more."""
    while line := sys.stdin.readline():
        verb, url, me = line.split()
        print(json.dumps(_start(url) if verb == "start" else _act(verb, url, me)), flush=True)


if __name__ == "__main__":
    main()
