"""Whom an issue is for: what readers want, and what part of them was asked for, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from gutletter.model import MONTHLY, Consent, DeliveryState, NewSubscriber
from gutletter.ports import Store
from gutletter.segments import parse_segment
from gutletter.store import SqlStore
from gutletter.store.schema import suppressions
from tests.ledgers import NOW, edition


def add(store: Store, **wishes: Mapping[str, object]) -> None:
    store.add([NewSubscriber(f"{name}@example.org", **wish) for name, wish in wishes.items()], NOW)  # type: ignore[arg-type]  # a table of wishes


def readers_of(store: Store, slug: str = "fibre", *, tags: tuple[str, ...] = (), segment: str = "") -> set[str]:
    """Who gets an issue; what was foretold must be what happens."""
    wanted = parse_segment(segment, language="en")
    foretold = store.audience(tags, wanted, NOW)
    issue = store.open_issue(replace(edition(slug), tags=tags, segment=wanted), NOW)
    got = {note.email.partition("@")[0] for note in store.deliveries(issue.id, DeliveryState)}
    assert foretold == issue.audience == len(got)
    return got


def test_readers_get_what_they_want_to_read_and_what_has_no_tags(store: Store) -> None:
    add(store, ann={}, ben={"tags": ("skin",)}, cleo={"tags": ("sleep", "gut")}, dora={"tags": ("skincare", "s%")})

    assert readers_of(store, "one", tags=("Skin", "teeth")) == {"ann", "ben"}
    assert readers_of(store, "two") == {"ann", "ben", "cleo", "dora"}
    assert readers_of(store, "three", tags=("s_in", "%")) == {"ann"}


def test_who_is_on_the_list_of_the_suppressed_gets_nothing_though_they_are_confirmed(store: SqlStore) -> None:
    add(store, ann={}, ben={}, cleo={})
    kept = {"key": "ben@example.org", "reason": "bounced", "source": "by hand in the database", "at": NOW}
    with store._database.writing() as connection:
        connection.execute(insert(suppressions), [{"hash": "1", **kept}, {"hash": "2", **kept, "key": None}])

    assert readers_of(store) == {"ann", "cleo"}


def test_a_segment_takes_a_part_and_every_kind_must_hold(store: Store) -> None:
    add(
        store,
        ann={"language": "de", "tags": ("skin",)},
        ben={"language": "de", "tags": ("gut",)},
        cleo={"language": "es"},
        dora={"joined_at": datetime(2025, 5, 31, 23, 59, tzinfo=UTC)},
    )

    assert readers_of(store, "one", segment="language:de") == {"ann", "ben"}
    assert readers_of(store, "two", segment="language:de tag:skin") == {"ann"}
    assert readers_of(store, "three", segment="language:en,es") == {"cleo", "dora"}
    assert readers_of(store, "four", segment="joined:..2025-05-31") == {"dora"}
    assert readers_of(store, "five", segment="joined:2025-06-01..") == {"ann", "ben", "cleo"}
    assert readers_of(store, "six", segment="tag:skin") == {"ann", "cleo", "dora"}


def test_whoever_pauses_gets_nothing_until_the_day_they_named(store: Store) -> None:
    add(store, ann={}, ben={}, cleo={})
    for name, until in (("ben", NOW + timedelta(days=1)), ("cleo", NOW - timedelta(seconds=1))):
        reader = store.subscriber(f"{name}@example.org")
        assert reader is not None
        store.change(replace(reader, paused_until=until), Consent(NOW, "paused"))

    assert readers_of(store) == {"ann", "cleo"}


def test_of_every_third_issue_each_reader_gets_a_third_and_monthly_readers_none(store: Store) -> None:
    add(store, **{f"r{number}": {"cadence": 3} for number in range(9)}, ann={}, mia={"cadence": MONTHLY})

    got = [readers_of(store, f"issue-{number}") for number in range(6)]

    assert all("ann" in some and "mia" not in some for some in got)
    thirds = [sum(f"r{number}" in some for some in got) for number in range(9)]
    assert thirds == [2] * 9
    assert {len(some) for some in got} == {4}
    assert readers_of(store, "roundup", segment="cadence:monthly") == {"mia"}


@pytest.mark.parametrize("segment", ["tag:skin", "language:fr", "joined:2001-01-01"])
def test_a_segment_nobody_is_in_is_an_audience_of_nobody(store: Store, segment: str) -> None:
    add(store, ann={"tags": ("gut",), "language": "de"})

    assert store.audience((), parse_segment(segment, language="en"), NOW) == 0


def test_whoever_pauses_after_the_freeze_gets_no_copy_that_had_not_left(store: Store) -> None:
    add(store, ann={}, ben={})
    issue = store.open_issue(edition(), NOW)
    reader = store.subscriber("ben@example.org")
    assert reader is not None
    store.change(replace(reader, paused_until=NOW + timedelta(days=30)), Consent(NOW, "paused"))

    handed = store.hand_over(issue.id, "worker", NOW, timedelta(minutes=10), 10)

    assert [recipient.email for recipient in handed] == ["ann@example.org"]
    (note,) = store.deliveries(issue.id, [DeliveryState.SUPPRESSED])
    assert (note.email, note.reason) == ("ben@example.org", "the reader pauses")
