"""How providers fare, as every database keeps it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from gutletter.circuit import Breaker, Circuit, Standing, worked
from gutletter.ports import Store
from gutletter.store import open_store

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
BREAKER = Breaker(trip_after=3)


def fail(store: Store, provider: str = "smtp", reason: str = "no route") -> Circuit:
    return store.change_circuit(provider, lambda before: BREAKER.failed(before, reason, NOW))


def test_nothing_is_known_of_providers_that_never_failed(store: Store) -> None:
    assert store.circuits() == {}


def test_what_became_of_a_circuit_is_kept_by_provider(store: Store) -> None:
    fail(store)
    assert fail(store) == Circuit("smtp", failures=2, reason="no route")
    fail(store, "sendgrid")
    assert store.circuits()["smtp"] == Circuit("smtp", failures=2, reason="no route")
    assert store.circuits()["sendgrid"].failures == 1


def test_it_survives_a_restart(store_url: str, tmp_path: Path) -> None:
    with closing(open_store(store_url, tmp_path)) as store:
        for _ in range(3):
            fail(store)
    with closing(open_store(store_url, tmp_path)) as store:
        circuit = store.circuits()["smtp"]
        assert circuit.standing(NOW) is Standing.OPEN
        assert circuit.open_until == NOW + BREAKER.rest
        store.change_circuit("smtp", worked)
        assert store.circuits()["smtp"] == Circuit("smtp")


def test_no_failure_is_lost_when_several_processes_note_them_at_once(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: fail(store), range(20)))
    assert store.circuits()["smtp"].failures == 20


def test_only_one_of_many_gets_to_try_a_rested_provider(store: Store) -> None:
    for _ in range(3):
        fail(store)
    later = NOW + BREAKER.rest

    def claim(_: int) -> bool:
        mine: list[bool] = []

        def take(circuit: Circuit) -> Circuit:
            mine.append(circuit.standing(later) is Standing.ON_TRIAL)
            return BREAKER.tried(circuit, later) if mine[-1] else circuit

        store.change_circuit("smtp", take)
        return mine[-1]

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(claim, range(8))) == [False] * 7 + [True]
