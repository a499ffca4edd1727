"""How long a real sending would take, as a rehearsal reckons it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gutletter.rehearsal.performance import at_these_limits
from gutletter.rehearsal.readers import NAMES, domains_like, invented
from gutletter.settings import DeliverySettings, Publication, Settings


def settings(**delivery: Any) -> Settings:
    return Settings(
        publication=Publication(name="The Tea Letter", sender="tea@example.org"), delivery=DeliverySettings(**delivery)
    )


@pytest.mark.parametrize(
    ("delivery", "readers", "seconds"),
    [
        ({}, 1000, 10),
        ({"per_second": 20}, 1000, 49),
        ({"per_hour": 500}, 1000, 3600),
        ({"per_hour": 500}, 1001, 7200),
        ({"per_day": 400, "per_second": 20}, 1000, 2 * 86_400),
        ({"window": "08:00-20:00"}, 1000, 10),
        ({"window": "08:00-20:00"}, 100 * 3600 * 30, 30 * 3600 + 2 * 12 * 3600),
        ({"window": "22:00-04:00"}, 100 * 3600 * 7, 7 * 3600 + 18 * 3600),
        (
            {"warm_up": {"start": "2026-03-02", "first_day": 250}},
            1000,
            15 * 3600,
        ),  # until midnight: 750 have one domain
        ({"warm_up": {"start": "2026-03-01", "first_day": 250}}, 1000, 15 * 3600),
        ({"warm_up": {"start": "2026-03-03", "first_day": 250}}, 1000, (15 + 24) * 3600),
        ({"warm_up": {"start": "2026-03-02", "first_day": 250}}, 333, 3.33),
        ({"warm_up": {"start": "2026-03-02", "first_day": 750}}, 1000, 10),
        ({"warm_up": {"start": "2026-03-02", "first_day": 250}, "per_hour": 10}, 1000, 99 * 3600),
    ],
)
def test_the_slower_of_the_measured_rate_and_the_limits_counts(
    delivery: dict[str, object], readers: int, seconds: float
) -> None:
    domains = Counter({"gmail.example": 75, "uni.example": 25})
    took = at_these_limits(settings(**delivery), readers, 100.0, domains, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert took == timedelta(seconds=seconds)


def test_invented_readers_are_all_different_and_the_same_for_the_same_seed() -> None:
    domains = domains_like(["ann@gmail.com", "bo@gmail.com", "cleo@uni.edu"])
    readers = list(invented(2000, 5, domains))
    assert readers == list(invented(2000, 5, domains))
    assert len({reader.email.casefold() for reader in readers}) == 2000
    assert {reader.name for reader in readers} >= set(NAMES)


def test_no_invented_reader_has_an_address_that_somebody_could_own() -> None:
    domains = domains_like(["ann@gmail.com"])
    assert all(reader.email.endswith(".example") for reader in invented(500, 5, domains))
    assert all(reader.email.endswith(".example") for reader in invented(500, 5, domains_like([])))
