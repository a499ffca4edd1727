"""Going through together: nobody is lost, nobody waits for ever, and trouble is everybody's who was in it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from gutletter.web.gate import Gate


def test_whoever_comes_while_others_go_through_goes_with_the_next() -> None:
    rounds: list[set[int]] = []
    begun, open_ = threading.Event(), threading.Event()

    def through(words: Mapping[int, str]) -> None:
        rounds.append(set(words))
        begun.set()
        assert open_.wait(10)

    gate = Gate[int, str](through)
    with ThreadPoolExecutor(20) as pool:
        first = pool.submit(gate.go, 0, "first")
        assert begun.wait(10)
        others = [pool.submit(gate.go, number, "then") for number in range(1, 20)]
        while len(gate._waiting) < 19:  # they have all come
            threading.Event().wait(0.001)
        open_.set()
        for one in (first, *others):
            one.result(timeout=10)

    assert rounds == [{0}, set(range(1, 20))]


def test_trouble_is_told_to_all_who_were_in_it_and_to_nobody_after() -> None:
    def through(words: Mapping[int, bool]) -> None:
        if any(words.values()):
            raise RuntimeError("the disk is full")

    gate = Gate[int, bool](through)

    with pytest.raises(RuntimeError, match="full"):
        gate.go(1, True)
    gate.go(2, False)


def test_nobody_is_lost_in_a_crowd() -> None:
    seen: list[int] = []
    gate = Gate[int, None](lambda words: seen.extend(words))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: gate.go(number, None), range(2_000)))

    assert sorted(seen) == list(range(2_000))
