"""When mail may leave, and how fast: no window is ever overshot, and nobody waits longer than they must."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter.pacing import GRAINS, LONGEST_RECKONED, MIDNIGHT, WINDOWS, Hours, Limit, Morning, WarmUp

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
unhurried = settings(deadline=None)  # a busy machine is no mistake of ours


def steps(per: str) -> st.SearchStrategy[list[tuple[timedelta, int]]]:
    """How long after the last time, and how many would go: from hundreds in a grain to one in a window."""
    seconds = WINDOWS[per].total_seconds()
    after = st.floats(0, 1.2).map(lambda share: timedelta(seconds=share**3 * seconds))
    return st.lists(st.tuples(after, st.integers(1, 30)), max_size=60)


@unhurried
@given(data=st.data(), per=st.sampled_from(sorted(WINDOWS)), most=st.integers(1, 40))
def test_no_window_ever_holds_more_than_the_limit(data: st.DataObject, per: str, most: int) -> None:
    limit, now = Limit(per, most), NOW
    taken: dict[datetime, int] = {}
    left: list[tuple[datetime, int]] = []
    for after, wanted in data.draw(steps(per)):
        now += after
        taken = limit.still_counting(taken, now)  # what a restart would read back
        going = min(wanted, limit.room(taken, now))
        taken[limit.grain_of(now)] = taken.get(limit.grain_of(now), 0) + going
        left.append((now, going))
        window = [number for at, number in left if now - limit.window < at <= now]
        assert sum(window) <= most


@unhurried
@given(data=st.data(), per=st.sampled_from(sorted(WINDOWS)), most=st.integers(1, 10))
def test_a_limit_opens_when_it_says_and_not_before(data: st.DataObject, per: str, most: int) -> None:
    limit, now = Limit(per, most), NOW
    taken: dict[datetime, int] = {}
    for after, wanted in data.draw(steps(per)):
        now += after
        going = min(wanted, limit.room(taken, now))
        taken[limit.grain_of(now)] = taken.get(limit.grain_of(now), 0) + going
    opens = limit.opens(taken, now)
    assert limit.room(taken, opens) > 0
    assert opens == now or limit.room(taken, opens - timedelta(microseconds=1)) == 0
    assert opens - now <= limit.window * (1 + 2 / GRAINS)


def test_over_a_long_time_nearly_all_of_a_limit_can_be_used() -> None:
    limit, now, sent = Limit("hour", 1000), NOW, 0
    taken: dict[datetime, int] = {}
    while now < NOW + timedelta(hours=10):
        going = limit.room(taken, now)
        taken = limit.still_counting(taken, now)
        taken[limit.grain_of(now)] = taken.get(limit.grain_of(now), 0) + going
        sent += going
        now = limit.opens(taken, now) if not going else now + timedelta(seconds=20)
    assert sent >= 9_000


@unhurried
@given(back=st.timedeltas(timedelta(), timedelta(days=400)), per=st.sampled_from(sorted(WINDOWS)))
def test_a_clock_set_back_lets_nothing_more_leave_and_nobody_wait_for_longer_than_a_window(
    back: timedelta, per: str
) -> None:
    limit = Limit(per, 5)
    taken = {limit.grain_of(NOW): 5}
    assert limit.room(taken, NOW - back) == 0
    assert limit.opens(taken, NOW - back) <= NOW - back + limit.window * (1 + 2 / GRAINS)


# ── hours ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-02T07:00+01:00", "2026-03-02T07:00+01:00"),  # a Monday
        ("2026-03-02T20:59+01:00", "2026-03-02T20:59+01:00"),
        ("2026-03-02T21:00+01:00", "2026-03-03T07:00+01:00"),
        ("2026-03-06T21:00+01:00", "2026-03-09T07:00+01:00"),  # over the weekend
        ("2026-03-28T12:00+01:00", "2026-03-30T07:00+02:00"),  # and the change to summer time
    ],
)
def test_mail_leaves_by_day_on_working_days(at: str, opens: str) -> None:
    hours = Hours(BERLIN, 7 * 60, 21 * 60, frozenset(range(5)))
    assert hours.next_open(datetime.fromisoformat(at)) == datetime.fromisoformat(opens)


def test_hours_may_go_past_midnight_and_belong_to_the_day_on_which_they_open() -> None:
    hours = Hours(BERLIN, 22 * 60, 2 * 60, frozenset({4}))  # Friday night
    assert hours.next_open(datetime.fromisoformat("2026-03-07T01:59+01:00")).astimezone(BERLIN).hour == 1
    assert hours.next_open(datetime.fromisoformat("2026-03-07T02:00+01:00")) == datetime.fromisoformat(
        "2026-03-13T22:00+01:00"
    )


@unhurried
@given(
    after=st.timedeltas(timedelta(), timedelta(days=365)),
    opens=st.integers(0, MIDNIGHT - 1),
    closes=st.integers(1, MIDNIGHT),
    days=st.sets(st.integers(0, 6), min_size=1),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]),
)
def test_whenever_it_is_the_hours_open_within_two_weeks_and_are_open_then(
    after: timedelta, opens: int, closes: int, days: set[int], zone: str
) -> None:
    if opens == closes:
        closes = MIDNIGHT
    hours, now = Hours(ZoneInfo(zone), opens, closes, frozenset(days)), NOW + after
    opening = hours.next_open(now)
    assert now <= opening <= now + timedelta(days=15)
    assert hours.next_open(opening) == opening


# ── warming up, and mornings ──────────────────────────────────────────────────────────────────────────────────────


def test_a_domain_gets_more_every_day_and_never_too_much_to_count() -> None:
    warm_up = WarmUp(BERLIN, date(2026, 12, 1), 50, 2.0)
    days = [date(2026, 11, 1), date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 11)]
    assert [warm_up.most(day) for day in days] == [50, 50, 100, 51_200]
    assert warm_up.most(date(2999, 1, 1)) >= 10**9
    assert WarmUp(BERLIN, date(2026, 12, 1), 50, 1.0).most(date(2999, 1, 1)) == 50


def test_the_day_on_which_the_last_of_many_copies_may_go_is_known_before() -> None:
    warm_up, first = WarmUp(BERLIN, date(2026, 12, 1), 50, 2.0), date(2026, 12, 1)
    last = [(warm_up.last_day(copies, first) - first).days for copies in (0, 1, 50, 51, 150, 151, 51_150, 51_151)]
    assert last == [0, 0, 0, 1, 1, 2, 9, 10]
    assert warm_up.last_day(51, date(2026, 11, 29)) == date(2026, 11, 30)
    slow = WarmUp(BERLIN, date(2026, 12, 1), 1, 1.0)
    assert slow.last_day(5_000_000, first) == first + timedelta(days=LONGEST_RECKONED)


def test_a_day_ends_at_midnight_where_the_publication_is() -> None:
    warm_up = WarmUp(BERLIN, date(2026, 3, 1), 50, 2.0)
    assert warm_up.today(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)) == date(2026, 3, 2)
    summer = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)  # the 29th has 23 hours
    assert warm_up.tomorrow(summer) - warm_up.begin_of(warm_up.today(summer)) == timedelta(hours=23)


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("", None),  # the publication's: it is past seven
        ("Asia/Tokyo", None),
        ("America/New_York", "2026-03-02T07:00-05:00"),
        ("Pacific/Honolulu", "2026-03-01T07:00-10:00"),  # there it is the day before, and late in the evening
        ("Nowhere/Land", None),
    ],
)
def test_a_copy_waits_for_the_morning_of_its_reader(zone: str, begins: str | None) -> None:
    expected = datetime.fromisoformat(begins) if begins else None
    if zone == "Pacific/Honolulu":
        expected = None  # that morning is over
    assert Morning(time(7), BERLIN).begins(NOW, zone) == expected
