"""Nothing that happens per batch walks over the whole issue: it must not slow down as the issue goes out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from gutletter.model import DeliveryState, Issue, NewSubscriber, Outcome
from gutletter.store import SqlStore, open_store
from tests.ledgers import LATER, NOW, answers, edition, handed_over


def plans_of(store: SqlStore, act: Callable[[], object]) -> list[str]:
    """How SQLite finds the rows for every statement of what is done."""
    asked: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            asked.append((statement, parameters[0] if isinstance(parameters, list) else parameters))

    event.listen(store._database._engine, "before_cursor_execute", note)
    act()
    event.remove(store._database._engine, "before_cursor_execute", note)
    assert asked
    with store._database.reading() as connection:
        return [
            f"{statement}\n{step[-1]}"
            for statement, parameters in asked
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


ACTS: dict[str, Callable[[SqlStore, Issue], object]] = {
    "hand over": lambda store, issue: handed_over(store, issue, limit=5),
    "hand over the last": lambda store, issue: handed_over(store, issue, now=LATER, limit=999),
    "record": lambda store, issue: store.record(
        issue.id, answers(handed_over(store, issue, limit=5), Outcome.ACCEPTED), NOW
    ),
    "take back": lambda store, issue: store.take_back(issue.id, [1, 2, 3], NOW),
    "presume": lambda store, issue: store.presume_uncertain(LATER, worker="gone"),
    "resolve": lambda store, issue: store.resolve(issue.id, [4, 5], DeliveryState.ACCEPTED, NOW, "said so"),
    "next attempt": lambda store, issue: store.next_attempt(issue.id),
    "close": lambda store, issue: store.close_issue(issue.id, NOW),
    "cancel": lambda store, issue: store.cancel_issue(issue.id, NOW),
    "forget": lambda store, issue: store.remove("r7@example.org"),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_happens_per_batch_is_found_by_an_index(tmp_path: Path, act: str) -> None:
    with closing(open_store("sqlite:///gutletter.db", tmp_path)) as store:
        store.add((NewSubscriber(f"r{number}@example.org") for number in range(40)), NOW)
        issue = store.open_issue(edition(), NOW)
        batch = handed_over(store, issue, limit=20)
        times = {recipient.subscriber_id: LATER for recipient in batch[:5]}
        store.record(issue.id, answers(batch[:5], Outcome.DEFERRED), NOW, retry_at=times)
        store.record(issue.id, answers(batch[5:10], Outcome.UNCERTAIN), NOW)
        for plan in plans_of(store, lambda: ACTS[act](store, issue)):
            last = plan.rpartition("\n")[2]
            assert "SCAN deliveries" not in last or "USING INDEX deliveries_" in last, plan
            assert "SCAN subscribers" not in last, plan
            # Within an issue by the primary key alone: only for readers that are named.
            assert not last.endswith("USING PRIMARY KEY (issue_id=?)"), plan


def test_answers_find_their_readers_one_by_one_and_not_among_all_that_are_in_flight(tmp_path: Path) -> None:
    with closing(open_store("sqlite:///gutletter.db", tmp_path)) as store:
        store.add((NewSubscriber(f"r{number}@example.org") for number in range(40)), NOW)
        issue = store.open_issue(edition(), NOW)
        batch = handed_over(store, issue, limit=20)
        said = answers(batch, Outcome.ACCEPTED)
        plans = plans_of(store, lambda: store.record(issue.id, said, NOW, worker="one"))
        steps = [plan.rpartition("\n")[2] for plan in plans if plan.startswith("UPDATE deliveries")]
        assert "SEARCH deliveries USING PRIMARY KEY (issue_id=? AND subscriber_id=?)" in steps
        assert not any("deliveries_handed_over" in step for step in steps)
