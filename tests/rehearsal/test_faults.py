"""Chance: the same seed befalls the same readers, in whatever order they come."""

import random

import pytest

from gutletter.rehearsal.faults import HOSTILE, MIXES, POINTS, REALISTIC, Chance, Fault, Point

READERS = [f"reader-{number}@example.org" for number in range(2000)]


def fates(seed: int, readers: list[str], point: Point = Point.RCPT) -> dict[str, Fault | None]:
    chance = Chance(seed, HOSTILE)
    return {reader: chance.at(point, reader) for reader in readers}


def test_the_same_seed_befalls_the_same_readers_in_whatever_order() -> None:
    shuffled = random.Random(1).sample(READERS, len(READERS))
    assert fates(7, READERS) == fates(7, shuffled)
    assert fates(7, READERS) != fates(8, READERS)


def test_each_fault_comes_about_as_often_as_its_rate_says() -> None:
    chance = Chance(3, HOSTILE)
    for reader in READERS * 5:
        chance.at(Point.TAKEN, reader)
    for fault in (Fault.ANSWER_LOST, Fault.ANSWERED_TWICE):
        assert 0.6 < chance.befell[fault] / (5 * len(READERS) * HOSTILE[fault]) < 1.5


def test_whoever_was_greylisted_is_let_in_the_second_time() -> None:
    chance = Chance(3, {Fault.GREYLISTED: 1.0})
    assert [chance.at(Point.RCPT, "ann") for _ in range(3)] == [Fault.GREYLISTED, None, None]


def test_a_mailbox_that_is_not_there_is_never_there() -> None:
    chance = Chance(3, {Fault.NOBODY_THERE: 0.5})
    first = {reader: chance.at(Point.MAILBOX, reader) for reader in READERS[:50]}
    assert {reader: chance.at(Point.MAILBOX, reader) for reader in READERS[:50]} == first
    assert set(first.values()) == {None, Fault.NOBODY_THERE}


def test_without_rates_nothing_happens() -> None:
    chance = Chance(3, MIXES["none"])
    assert not any(chance.at(point, "ann") for point in Point)
    assert not chance.befell


@pytest.mark.parametrize("rates", [REALISTIC, HOSTILE])
def test_the_rates_of_a_point_leave_room_for_nothing_to_happen(rates: dict[Fault, float]) -> None:
    assert set(rates) <= {fault for faults in POINTS.values() for fault in faults}
    for faults in POINTS.values():
        assert sum(rates.get(fault, 0) for fault in faults) < 0.6
