"""Several programs on one database at once: real processes, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Self

import pytest

from gutletter.model import DeliveryState, IssueState, NewSubscriber, Outcome, Tally
from gutletter.ports import Store
from gutletter.store import open_store
from tests.ledgers import LATER, LEASE, NOW, add_readers, answers, edition, handed_over, occurrence

pytestmark = pytest.mark.slow

TOP = Path(__file__).parents[2]


class Rival:
    """Another gutletter, in a process of its own."""

    def __init__(self) -> None:
        words = [sys.executable, "-W", "error", "-m", "tests.contract.rival"]
        self.process = subprocess.Popen(words, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def prepare(self, verb: str, url: str, me: int = 0) -> None:
        self.tell(f"{verb} {url} {me}")
        assert self.hear() == "ready\n"


@pytest.fixture(scope="module")
def rivals() -> Iterator[Sequence[Rival]]:
    with ExitStack() as stack:
        yield [stack.enter_context(Rival()) for _ in range(3)]


def race(rivals: Sequence[Rival], verb: str, url: str) -> list[Any]:
    """What each of several programs got that were let go at once."""
    for number, rival in enumerate(rivals):
        rival.prepare(verb, url, number)
    for rival in rivals:
        rival.tell("go")
    return [json.loads(rival.hear()) for rival in rivals]


def test_several_first_starts_at_once_all_succeed(rivals: Sequence[Rival], store_url: str, tmp_path: Path) -> None:
    assert race(rivals, "start", store_url) == ["started"] * 3
    with closing(open_store(store_url, tmp_path)) as store:
        assert store.count() == 0


def test_an_article_opened_by_several_at_once_is_one_issue(
    rivals: Sequence[Rival], store: Store, store_url: str
) -> None:
    add_readers(store, "ann", "ben")
    assert len(set(race(rivals, "article", store_url))) == 1
    (issue,) = store.issues()
    assert store.tally(issue.id) == Tally(planned=2)


def test_an_occurrence_is_one_issue_though_each_had_another_article_for_it(
    rivals: Sequence[Rival], store: Store, store_url: str
) -> None:
    add_readers(store, "ann", "ben")
    assert len(set(race(rivals, "occurrence", store_url))) == 1
    (issue,) = store.issues()
    assert store.tally(issue.id) == Tally(planned=2)
    assert not store.skip(occurrence(), "it has an issue")


def test_workers_on_one_issue_write_to_everybody_and_to_nobody_twice(
    rivals: Sequence[Rival], store: Store, store_url: str
) -> None:
    store.add((NewSubscriber(f"r{number}@example.org") for number in range(400)), NOW)
    issue = store.open_issue(edition(), NOW)
    given = [subscriber_id for mine in race(rivals, "work", store_url) for subscriber_id in mine]
    assert (len(given), len(set(given))) == (400, 400)
    assert store.tally(issue.id) == Tally(accepted=400)
    assert store.close_issue(issue.id, NOW).state is IssueState.SENT


def test_two_lists_of_the_same_readers_in_opposite_order_become_one(
    rivals: Sequence[Rival], store: Store, store_url: str
) -> None:
    results = race(rivals[:2], "add", store_url)
    assert sorted(results) == [[0, 500], [500, 0]]
    assert store.count() == 500


def test_who_is_killed_between_hand_over_and_answer_leaves_a_doubt_of_one_batch(store: Store, store_url: str) -> None:
    store.add((NewSubscriber(f"r{number}@example.org") for number in range(10)), NOW)
    issue = store.open_issue(edition(), NOW)
    with Rival() as rival:
        rival.prepare("hang", store_url)
        rival.tell("go")
        left = json.loads(rival.hear())
        rival.process.send_signal(signal.SIGKILL)
        rival.process.wait()
    given = handed_over(store, issue)
    assert (len(left), len(given)) == (3, 7)
    store.record(issue.id, answers(given, Outcome.ACCEPTED), NOW)
    assert store.presume_uncertain(NOW + LEASE) == 3
    assert store.tally(issue.id) == Tally(accepted=7, uncertain=3)
    doubtful = store.deliveries(issue.id, [DeliveryState.UNCERTAIN])
    assert sorted(note.subscriber_id for note in doubtful) == sorted(left)
    assert handed_over(store, issue, now=LATER) == []
