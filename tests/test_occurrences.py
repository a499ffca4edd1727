"""Cron as people write it, and its times in every time zone whose clock changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter.errors import SettingsError
from gutletter.model import Occurrence
from gutletter.occurrences import Cron, due, instant, is_skipped, next_occurrences, occurrences, parse_cron

BERLIN = ZoneInfo("Europe/Berlin")
BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
NAMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str) -> datetime:
    """A wall time, which has no zone."""
    return datetime.fromisoformat(text)


def times(cron: str, zone: ZoneInfo, after: datetime, until: datetime) -> list[Occurrence]:
    return list(occurrences(parse_cron(cron), zone, after, until))


def weekdays(text: str) -> set[str]:
    return {NAMES[number] for number in parse_cron(f"0 8 * * {text}").weekdays}


patient = settings(deadline=None)  # a busy machine is not a fault
MOMENTS = st.datetimes(local("2026-01-01"), local("2027-12-31"), timezones=st.just(UTC))


# ── as people write it ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sunday", ["0", "7", "sun", "SUN", "Sunday"])
def test_sunday_has_many_names(sunday: str) -> None:
    after = utc("2026-11-22T12:00")  # a Sunday
    assert [one.local for one in next_occurrences(parse_cron(f"0 8 * * {sunday}"), BERLIN, after, 2)] == [
        local("2026-11-29T08:00"),
        local("2026-12-06T08:00"),
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1", {"mon"}),
        ("mon,Wed,5", {"mon", "wed", "fri"}),
        ("1-5", {"mon", "tue", "wed", "thu", "fri"}),
        ("fri-mon", {"fri", "sat", "sun", "mon"}),
        ("5-7", {"fri", "sat", "sun"}),
        ("7-2", {"sun", "mon", "tue"}),
        ("0-7", set(NAMES)),
        ("*/2", {"sun", "tue", "thu", "sat"}),
        ("mon-fri/2", {"mon", "wed", "fri"}),
        ("1/3", {"mon", "thu"}),
        ("tues,thurs", {"tue", "thu"}),
    ],
)
def test_weekdays_are_read_as_people_mean_them(text: str, meant: set[str]) -> None:
    assert weekdays(text) == meant


def test_ranges_of_hours_and_months_may_go_round_their_end() -> None:
    cron = parse_cron("0 22-2 28-2 nov-feb *")

    assert cron.hours == (0, 1, 2, 22, 23)
    assert cron.days == {28, 29, 30, 31, 1, 2}
    assert cron.months == {11, 12, 1, 2}


@pytest.mark.parametrize(
    ("nickname", "fields"),
    [
        ("@hourly", "0 * * * *"),
        ("@daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"),
        ("@Weekly", "0 0 * * 0"),
        ("@monthly", "0 0 1 * *"),
        ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 1 *"),
    ],
)
def test_nicknames_stand_for_their_fields(nickname: str, fields: str) -> None:
    after = utc("2026-11-22T12:00")
    ours = next_occurrences(parse_cron(nickname), BERLIN, after, 5)
    assert [one.at for one in ours] == [one.at for one in next_occurrences(parse_cron(fields), BERLIN, after, 5)]


@pytest.mark.parametrize(
    ("cron", "culprit", "remedy"),
    [
        ("", "0 fields", "0 8 * * mon"),
        ("0 8 * *", "4 fields", "0 8 * * mon"),
        ("0 0 8 * * *", "6 fields", "no seconds"),
        ("0 8 * * mon, tue", "6 fields", "no blanks inside a list"),
        ("60 8 * * *", "'60' is no minute", "0 to 59"),
        ("0 24 * * *", "'24' is no hour", "0 to 23"),
        ("0 8 0 * *", "'0' is no day of the month", "1 to 31"),
        ("0 8 ? * mon", "'?' is no day of the month", "*"),
        ("0 8 * 13 *", "'13' is no month", "jan to dec"),
        ("0 8 * * 8", "'8' is no day of the week", "0 and 7 are Sunday"),
        ("0 8 * * monkey", "'monkey' is no day of the week", "sun to sat"),
        ("0 8 * * mo", "'mo' is no day of the week", "sun to sat"),
        ("0 8 * * mon#2", "'mon#2' is no day of the week", "sun to sat"),
        ("0 -1 * * *", "'' is no hour", "0 to 23"),
        ("0 8, * * *", "'' is no hour", "0 to 23"),
        ("٣ 8 * * *", "'٣' is no minute", "0 to 59"),
        ("9" * 5000 + " 8 * * *", "is no minute", "0 to 59"),
        ("*/0 * * * *", "its step is 0", "1 to 59"),
        ("*/90 * * * *", "its step is 90", "1 to 59"),
        ("0 */x * * *", "its step is x", "1 to 23"),
        ("0 8/ * * *", "its step is missing", "1 to 15"),
        ("0 8 31 2 *", "never comes", "28"),
        ("0 8 31 feb,apr,jun */2", "never comes", "28"),
        ("@reboot", "'@reboot'", "@daily"),
    ],
)
def test_what_is_wrong_is_named_with_its_setting_and_a_remedy(cron: str, culprit: str, remedy: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_cron(cron)

    assert caught.value.message.startswith("schedule.cron: ")
    assert culprit in caught.value.message
    assert remedy in caught.value.remedy


def read(text: str) -> Cron | SettingsError:
    try:
        return parse_cron(text)
    except SettingsError as error:
        return error


@patient
@given(st.text("0123456789*/,- @monsuMAY?#\t\n", max_size=25))
def test_any_text_is_read_or_refused_in_plain_words(text: str) -> None:
    cron = read(text)
    if isinstance(cron, SettingsError):
        assert cron.remedy
    else:
        assert next_occurrences(cron, ZoneInfo("UTC"), BEGIN, 1), "what is accepted comes"


def test_the_29_of_february_comes_every_four_years() -> None:
    found = next_occurrences(parse_cron("0 8 29 2 *"), BERLIN, BEGIN, 2)
    assert [one.local.date() for one in found] == [date(2028, 2, 29), date(2032, 2, 29)]


# ── the days ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_restricted_day_fields_mean_either() -> None:
    """The 1st and the 15th, and every Monday beside; November 2026 begins on a Sunday."""
    found = times("0 8 1,15 * mon", BERLIN, utc("2026-10-31T12:00"), utc("2026-11-30T12:00"))
    assert [one.local.day for one in found] == [1, 2, 9, 15, 16, 23, 30]


@pytest.mark.parametrize(("cron", "days"), [("0 8 */2 * mon", [9, 23]), ("0 8 1-7 * */3", [1, 4, 7])])
def test_a_day_field_that_begins_with_a_star_narrows_the_other(cron: str, days: list[int]) -> None:
    """As in crontab(5), whose authors look for the star: ``*/2`` and Monday is an odd day that is a Monday."""
    found = times(cron, BERLIN, utc("2026-10-31T12:00"), utc("2026-11-30T00:00"))
    assert [one.local.day for one in found] == days


# ── against a model of cron, minute by minute ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Wanted:
    """A field of cron as text, and the numbers we meant when we wrote it."""

    text: str
    numbers: frozenset[int]

    @property
    def star(self) -> bool:
        return self.text.startswith("*")


@st.composite
def fields(draw: st.DrawFn, first: int, last: int, names: tuple[str, ...] = ()) -> Wanted:
    by_name = draw(st.booleans())

    def written(number: int) -> str:
        return names[number - first] if names and by_name else str(number)

    texts, numbers = [], set()
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["star", "star step", "one", "range", "range step"]))
        if kind == "star":
            low, high, step, text = first, last, 1, "*"
        elif kind == "star step":
            low, high, step = first, last, draw(st.integers(1, last - first))
            text = f"*/{step}"
        elif kind == "one":
            low = high = draw(st.integers(first, last))
            step, text = 1, written(low)
        else:
            low, high = draw(st.integers(first, last)), draw(st.integers(first, last))
            text, step = f"{written(low)}-{written(high)}", 1
            length = (high - low) % (last - first + 1)
            if kind == "range step" and length:
                step = draw(st.integers(1, length))
                text += f"/{step}"
        texts.append(text)
        number, walked = low, 0
        while True:
            if walked % step == 0:
                numbers.add(number)
            if number == high:
                break
            number, walked = (first if number == last else number + 1), walked + 1
    return Wanted(",".join(texts), frozenset(numbers))


crons = st.tuples(fields(0, 59), fields(0, 23), fields(1, 31), fields(1, 12, MONTHS), fields(0, 6, NAMES))


def matches(wanted: tuple[Wanted, ...], at: datetime) -> bool:
    minute, hour, day, month, weekday = wanted
    if at.minute not in minute.numbers or at.hour not in hour.numbers or at.month not in month.numbers:
        return False
    of_month, of_week = at.day in day.numbers, int(at.strftime("%w")) in weekday.numbers
    return (of_month and of_week) if day.star or weekday.star else (of_month or of_week)


@settings(deadline=None, max_examples=30)  # twenty thousand minutes each
@given(crons, MOMENTS)
def test_times_are_those_of_a_minute_by_minute_model_of_cron(wanted: tuple[Wanted, ...], after: datetime) -> None:
    cron = read(" ".join(field.text for field in wanted))
    until = after + timedelta(weeks=2)
    minute = after.replace(second=0, microsecond=0)
    modelled = []
    while (minute := minute + timedelta(minutes=1)) <= until:
        if matches(wanted, minute):
            modelled.append(minute)

    if isinstance(cron, SettingsError):
        assert "never comes" in cron.message
        assert modelled == []
    else:
        assert [one.at for one in occurrences(cron, ZoneInfo("UTC"), after, until)] == modelled


@patient
@given(crons, MOMENTS)
def test_where_apscheduler_means_the_same_its_trigger_agrees(wanted: tuple[Wanted, ...], after: datetime) -> None:
    """Numbers spelt out, weekdays by name, and one of the day fields free: there the two understand the same."""
    minute, hour, _, month, weekday = (sorted(field.numbers) for field in wanted)
    trigger = CronTrigger(
        minute=",".join(map(str, minute)),
        hour=",".join(map(str, hour)),
        month=",".join(map(str, month)),
        day_of_week=",".join(NAMES[number] for number in weekday),
        timezone=UTC,
    )
    theirs: list[datetime] = []
    while len(theirs) < 5:
        theirs.append(trigger.get_next_fire_time(None, (theirs[-1] if theirs else after) + timedelta(microseconds=1)))

    cron = parse_cron(" ".join([wanted[0].text, wanted[1].text, "*", wanted[3].text, wanted[4].text]))
    assert [one.at for one in next_occurrences(cron, ZoneInfo("UTC"), after, 5)] == theirs


# ── every clock change of 2026 and 2027 ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Jump:
    """A clock change: the first moment after it, and by how much the clock went forward."""

    zone: ZoneInfo
    at: datetime
    by: timedelta


def offset(at: datetime, zone: ZoneInfo) -> timedelta:
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


def jumps_of(zone: ZoneInfo) -> Iterator[Jump]:
    day = BEGIN
    while day < END:
        following = day + timedelta(days=1)
        if offset(day, zone) != offset(following, zone):
            minutes = (day + timedelta(minutes=number) for number in range(1, 24 * 60 + 1))
            at = next(minute for minute in minutes if offset(minute, zone) != offset(day, zone))
            yield Jump(zone, at, offset(at, zone) - offset(day, zone))
        day = following


@cache
def all_jumps() -> tuple[Jump, ...]:
    return tuple(jump for key in sorted(available_timezones()) for jump in jumps_of(ZoneInfo(key)))


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def test_there_are_clock_changes_to_test_with() -> None:
    assert len({jump.zone.key for jump in all_jumps()}) > 100
    assert {jump.by for jump in all_jumps()} >= {timedelta(hours=1), timedelta(hours=-1), timedelta(minutes=30)}


def test_a_daily_time_comes_once_a_day_over_every_clock_change() -> None:
    """At every wall time near the jump: within the gap or the repeated hour, at its edges, and beside it."""
    for jump in all_jumps():
        edge = wall(jump.at, jump.zone) - max(jump.by, timedelta())  # the first wall time skipped or repeated
        length = int(abs(jump.by) / timedelta(minutes=1))
        for minute in {-1, 0, 1, length // 2, length - 1, length, length + 1}:
            meant = edge + timedelta(minutes=minute)
            after, until = jump.at - timedelta(days=3), jump.at + timedelta(days=3)
            found = times(f"{meant.minute} {meant.hour} * * *", jump.zone, after, until)
            days = [one.local.date() for one in found]

            assert days == [days[0] + timedelta(days=number) for number in range(len(days))], jump
            assert days[0] - wall(after, jump.zone).date() in (timedelta(), timedelta(days=1)), jump
            assert wall(until, jump.zone).date() - days[-1] in (timedelta(), timedelta(days=1)), jump
            assert {one.local.time() for one in found} == {meant.time()}, jump
            assert all(earlier.at < later.at for earlier, later in pairwise(found)), jump
            for one in found:
                skipped = jump.by > timedelta() and edge <= one.local < edge + jump.by
                assert (one.at == jump.at) if skipped else (wall(one.at, jump.zone) == one.local), (jump, one)
                assert one.at.astimezone(jump.zone).fold == 0, "of two it is the first"


def test_a_daily_schedule_has_one_time_for_every_day_of_two_years() -> None:
    for zone in {jump.zone for jump in all_jumps()}:
        found = times("0 8 * * *", zone, BEGIN, END)

        days = [one.local.date() for one in found]
        assert days == [days[0] + timedelta(days=number) for number in range(730)], zone
        assert all(wall(one.at, zone) == one.local for one in found), zone


@pytest.mark.parametrize("sunday", ["0", "7", "sun"])
def test_sunday_is_sunday_wherever_clocks_change(sunday: str) -> None:
    for zone in {jump.zone for jump in all_jumps()}:
        found = times(f"0 8 * * {sunday}", zone, BEGIN, END)

        assert len(found) == 104, zone
        assert {one.at.astimezone(zone).strftime("%a") for one in found} == {"Sun"}, zone


def test_in_the_night_when_0230_comes_twice_it_is_one_occurrence() -> None:
    found = times("30 2 * * *", BERLIN, utc("2026-10-24T12:00"), utc("2026-10-26T00:00"))
    assert [(one.local, one.at) for one in found] == [(local("2026-10-25T02:30"), utc("2026-10-25T00:30"))]


def test_in_the_night_when_0230_is_left_out_it_happens_at_0300() -> None:
    found = times("30 2 * * *", BERLIN, utc("2026-03-28T12:00"), utc("2026-03-29T12:00"))
    assert [(one.local, one.at) for one in found] == [(local("2026-03-29T02:30"), utc("2026-03-29T01:00"))]


def test_times_that_fall_together_after_a_gap_are_one_occurrence() -> None:
    found = times("*/15 * * * *", BERLIN, utc("2026-03-29T00:30"), utc("2026-03-29T01:15"))
    assert [(f"{one.local:%H:%M}", f"{one.at:%H:%M}") for one in found] == [
        ("01:45", "00:45"),
        ("03:00", "01:00"),
        ("03:15", "01:15"),
    ]


def test_a_day_left_out_at_the_date_line_happens_when_the_next_one_begins() -> None:
    """Samoa had no 30 December 2011."""
    found = times("0 8 * * *", ZoneInfo("Pacific/Apia"), utc("2011-12-29T12:00"), utc("2011-12-31T12:00"))
    assert [(f"{one.local:%d %H:%M}", f"{one.at:%d %H:%M}") for one in found] == [
        ("29 08:00", "29 18:00"),
        ("30 08:00", "30 10:00"),
        ("31 08:00", "30 18:00"),
    ]


@patient
@given(st.datetimes(local("1900-01-01"), local("2100-01-01")), st.sampled_from(sorted(available_timezones())))
def test_every_wall_time_has_its_moment(meant: datetime, key: str) -> None:
    zone, meant = ZoneInfo(key), meant.replace(microsecond=0)
    at = instant(meant, zone)

    if wall(at, zone) != meant:  # left out: the clock jumped over it at this moment
        assert wall(at - timedelta(seconds=1), zone) < meant < wall(at, zone)


@patient
@given(
    st.sampled_from(["30 2 * * *", "*/20 1-3 * * *", "@hourly", "0 8 * * mon,thu", "15 0 1,25 * sun"]),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Antarctica/Troll"]),
    MOMENTS,
    st.lists(st.timedeltas(timedelta(), timedelta(days=4)), min_size=1, max_size=8),
)
def test_looking_often_or_seldom_finds_the_same_times(
    cron: str, key: str, begin: datetime, pauses: list[timedelta]
) -> None:
    """Each look goes on after the last: nothing is found twice, and nothing is lost in between."""
    after, zone, found = begin, ZoneInfo(key), []
    for pause in pauses:
        found += times(cron, zone, after, after + pause)
        after += pause

    assert found == times(cron, zone, begin, after)


# ── what is to be done about them ─────────────────────────────────────────────────────────────────────────────────

DAILY = times("0 8 * * *", ZoneInfo("UTC"), utc("2026-12-22T12:00"), utc("2026-12-27T12:00"))  # 23 to 27 December
CHRISTMAS = ((date(2026, 12, 25), date(2026, 12, 26)),)
SIX_HOURS = timedelta(hours=6)


def told(
    now: str, *, grace: timedelta = SIX_HOURS, days: int = 5, pauses: tuple[tuple[date, date], ...] = ()
) -> list[str]:
    return [reason for _, reason in due(DAILY[:days], utc(now), grace, pauses)]


def test_both_days_of_a_pause_are_in_it() -> None:
    days = [date(2026, 12, number) for number in range(24, 28)]
    assert [is_skipped(day, CHRISTMAS) for day in days] == [False, True, True, False]


def test_nothing_due_is_nothing_to_do() -> None:
    assert due((), utc("2026-12-25T08:00"), SIX_HOURS) == ()


def test_a_time_that_has_just_come_is_published() -> None:
    assert told("2026-12-23T08:00:00.010", days=1) == [""]


def test_of_several_missed_only_the_latest_is_caught_up() -> None:
    assert told("2026-12-25T09:30", days=3) == [
        "missed by 49 h 30 min; a later time, 2026-12-25 08:00, was caught up instead",
        "missed by 25 h 30 min; a later time, 2026-12-25 08:00, was caught up instead",
        "",
    ]


def test_what_is_missed_by_more_than_the_grace_is_skipped() -> None:
    assert told("2026-12-23T14:00", days=1) == [""]
    assert told("2026-12-23T14:00:01", days=1) == ["missed by 6 h 1 min; the grace is 6 h"]
    assert told("2026-12-25T10:00", days=2) == [
        "missed by 50 h; the grace is 6 h",
        "missed by 26 h; the grace is 6 h",
    ]


def test_a_grace_of_nothing_still_publishes_on_time() -> None:
    assert told("2026-12-23T08:00:02", days=1, grace=timedelta()) == [""]
    assert told("2026-12-23T08:02", days=1, grace=timedelta()) == ["missed by 2 min; the grace is 0 min"]


def test_a_day_in_a_pause_is_neither_published_nor_in_the_way() -> None:
    assert told("2026-12-25T08:00", days=3, grace=timedelta(days=2), pauses=CHRISTMAS) == [
        "missed by 48 h; a later time, 2026-12-24 08:00, was caught up instead",
        "",
        "skipped: 2026-12-25 is in schedule.skip",
    ]


def test_the_day_of_a_pause_is_the_readers_not_the_clocks() -> None:
    """Eight in Auckland on the 26th is still the 25th in Greenwich."""
    zone = ZoneInfo("Pacific/Auckland")
    (one,) = times("0 8 26 12 *", zone, BEGIN, datetime(2026, 12, 31, tzinfo=UTC))
    pause = ((date(2026, 12, 26), date(2026, 12, 26)),)

    assert one.at.date() == date(2026, 12, 25)
    assert due([one], one.at, SIX_HOURS, pause) == ((one, "skipped: 2026-12-26 is in schedule.skip"),)


@patient
@given(
    st.lists(st.booleans(), max_size=12),
    st.timedeltas(timedelta(), timedelta(days=15)),
    st.timedeltas(timedelta(), timedelta(days=5)),
)
def test_at_most_one_is_published_and_every_other_has_a_reason(
    paused: list[bool], later: timedelta, grace: timedelta
) -> None:
    first = date(2026, 6, 1)
    come = [
        Occurrence("daily", datetime.combine(day, time(8)), datetime.combine(day, time(8), UTC))
        for day in (first + timedelta(days=number) for number in range(len(paused)))
    ]
    pauses = [(one.local.date(), one.local.date()) for one, is_paused in zip(come, paused, strict=True) if is_paused]
    now = (come[-1].at if come else BEGIN) + later

    verdicts = due(come, now, grace, pauses)

    assert [one for one, _ in verdicts] == come, "each is judged, in the order of time"
    published = [one for one, reason in verdicts if not reason]
    eligible = [one for one, is_paused in zip(come, paused, strict=True) if not is_paused]
    late_enough = [one for one in eligible[-1:] if now - one.at <= max(grace, timedelta(minutes=1))]
    assert published == late_enough
