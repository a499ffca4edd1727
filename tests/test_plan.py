"""The plan is kept: what it says will go, and why nothing will, is what a scheduler then does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gutletter.drafts import next_draft, queue_places
from gutletter.model import Draft, DraftStatus, Format, Occurrence, Place, Published, QueueMark
from gutletter.occurrences import Days, next_occurrences, parse_cron
from gutletter.plan import Slot, plan, why_empty
from gutletter.schedule import Waking, tick, upcoming
from gutletter.settings import Publication, ScheduleSettings, Settings

BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def draft(
    slug: str,
    *,
    not_before: datetime | None = None,
    status: DraftStatus = DraftStatus.READY,
    fingerprint: str = "",
) -> Draft:
    return Draft(
        slug,
        f"issues/{slug}.md",
        slug,
        "Some text.",
        Format.MARKDOWN,
        fingerprint or slug,
        not_before=not_before,
        status=status,
    )


def letter(cron: str, timezone: str, *, grace: int = 6, skip: Sequence[str] = ()) -> Settings:
    return Settings(
        publication=Publication(name="The Letter", sender="letter@example.org"),
        schedule=ScheduleSettings(cron=cron, timezone=timezone, grace=timedelta(hours=grace), skip=tuple(skip)),
    )


@dataclass
class Paper:
    """A calendar and a ledger on paper, and an editors' desk: what a run of the scheduler leaves behind."""

    drafts: Sequence[Draft]
    marks: dict[str, QueueMark] = field(default_factory=dict)
    published: list[Published] = field(default_factory=list)
    began: datetime | None = None
    outcomes: dict[Occurrence, str] = field(default_factory=dict)

    def last_occurrence(self, schedule: str, now: datetime) -> datetime | None:
        written = [one.at for one in self.outcomes if one.schedule == schedule]
        return max([self.began, *written]) if self.began else None

    def begin_schedule(self, schedule: str, now: datetime) -> None:
        self.began = self.began or now

    def reopen(self, now: datetime) -> int:
        raise AssertionError("its clock is right")

    def skip(self, occurrence: Occurrence, reason: str) -> bool:
        new = occurrence not in self.outcomes
        self.outcomes.setdefault(occurrence, reason)
        return new

    def places(self, now: datetime) -> tuple[Place, ...]:
        return queue_places(self.drafts, self.marks, self.published, now)

    def publish(self, occurrence: Occurrence, now: datetime) -> Draft | None:
        following = next_draft(self.places(now))
        if following is not None:
            self.published.insert(0, Published(following.slug, following.url, following.fingerprint, now))
            if following.slug in self.marks:  # as the store does when it opens an issue: "again" is used up
                mark = self.marks[following.slug]
                self.marks[following.slug] = QueueMark(mark.slug, mark.position, mark.held)
            self.outcomes[occurrence] = following.slug
        return following

    def tick(self, settings: Settings, now: datetime) -> None:
        tick(self, settings, now, lambda one: self.publish(one, now), lambda: why_empty(self.places(now)))

    def run(self, settings: Settings, now: datetime, until: datetime) -> None:
        """Wake as the scheduler wakes, and tick."""
        waking = Waking(settings, timedelta(hours=5))
        while now <= until:
            self.tick(settings, now)
            now = waking.get_next_fire_time(now, now)


def planned(paper: Paper, settings: Settings, now: datetime, count: int) -> tuple[Slot, ...]:
    times = upcoming(paper, settings, now, count)
    return plan(times, paper.places(now), 12, now, settings.schedule.skipped_days)


def assert_kept(paper: Paper, settings: Settings, now: datetime, count: int = 8) -> None:
    """Plan, then run, and compare what was said with what was done; the rest of what was done is old times missed."""
    slots = planned(paper, settings, now, count)
    paper.run(settings, now, slots[-1].occurrence.at)

    said = {slot.occurrence: slot.draft.slug if slot.draft else slot.reason for slot in slots}
    done = paper.outcomes
    assert {occurrence: done.get(occurrence) for occurrence in said} == said
    missed = [reason for occurrence, reason in done.items() if occurrence not in said]
    assert all(reason.startswith(("missed by ", "skipped: ")) for reason in missed)


# ── what a plan says ──────────────────────────────────────────────────────────────────────────────────────────────


def slots_of(*drafts: Draft, marks: Sequence[QueueMark] = (), count: int = 3, pauses: Sequence[Days] = ()) -> list[str]:
    """Tuesdays at eight in Berlin, from 24 November 2026."""
    now = utc("2026-11-22T12:00")
    times = next_occurrences(parse_cron("0 8 * * tue"), BERLIN, now, count)
    places = queue_places(drafts, {mark.slug: mark for mark in marks}, (), now)
    return [slot.draft.slug if slot.draft else slot.reason for slot in plan(times, places, 12, now, pauses)]


def test_articles_go_in_the_queues_order_and_then_it_is_empty() -> None:
    assert slots_of(draft("b"), draft("a")) == ["a", "b", "the queue is empty"]


def test_editors_order_and_not_before_are_kept_as_they_will_be_then() -> None:
    soon = draft("soon", not_before=datetime(2026, 12, 1, 8, tzinfo=BERLIN))
    first = QueueMark("soon", position=1)
    assert slots_of(draft("a"), draft("b"), soon, marks=[first]) == ["a", "soon", "b"]


def test_an_empty_time_says_which_article_waits_and_until_when() -> None:
    later = draft("later", not_before=datetime(2026, 12, 3, 9, tzinfo=BERLIN))
    waits = "the next article, later, may not go before 2026-12-03 09:00"
    assert slots_of(later) == [waits, waits, "later"]


def test_an_empty_time_counts_what_is_held_and_what_is_unfinished() -> None:
    unfinished = draft("c", status=DraftStatus.DRAFT)
    held = [QueueMark("a", held=True), QueueMark("b", held=True)]
    assert slots_of(draft("a"), draft("b"), unfinished, marks=held, count=1) == [
        "2 articles are held; 1 article is still a draft"
    ]
    assert slots_of(draft("a"), marks=held[:1], count=1) == ["1 article is held"]


def test_withdrawn_and_sent_articles_are_no_reason_to_wait() -> None:
    now = utc("2026-11-22T12:00")
    gone = Published("a", "", "a", utc("2026-11-17T07:00"))
    places = queue_places([draft("a"), draft("b", status=DraftStatus.WITHDRAWN)], {}, [gone], now)
    (slot,) = plan(next_occurrences(parse_cron("0 8 * * tue"), BERLIN, now, 1), places, 12, now)

    assert (slot.draft, slot.readers, slot.reason) == (None, 0, "the queue is empty")


def test_a_pause_is_skipped_and_its_article_goes_the_next_time() -> None:
    pause = (datetime(2026, 12, 1, tzinfo=BERLIN).date(), datetime(2026, 12, 2, tzinfo=BERLIN).date())
    assert slots_of(draft("a"), draft("b"), pauses=[pause]) == ["a", "skipped: 2026-12-01 is in schedule.skip", "b"]


def test_an_article_that_was_tried_in_vain_is_not_called_an_empty_queue() -> None:
    places = queue_places([draft("a")], {}, (), utc("2026-11-22T12:00"))
    assert why_empty(places) == "no article whose turn it is can become a letter; gutletter check says why"


def test_without_a_reader_nothing_goes() -> None:
    now = utc("2026-11-22T12:00")
    times = next_occurrences(parse_cron("0 8 * * tue"), BERLIN, now, 2)
    slots = plan(times, queue_places([draft("a")], {}, (), now), 0, now)

    assert [(slot.draft, slot.reason) for slot in slots] == [(None, "there is no confirmed reader")] * 2


def test_the_same_text_in_two_files_goes_once() -> None:
    assert slots_of(draft("a", fingerprint="same"), draft("b", fingerprint="same")) == [
        "a",
        "the queue is empty",
        "the queue is empty",
    ]


def test_an_article_that_may_go_again_goes_again_once() -> None:
    now = utc("2026-11-22T12:00")
    gone = Published("a", "", "a", utc("2026-11-17T07:00"))
    places = queue_places([draft("a")], {"a": QueueMark("a", again=True)}, [gone], now)
    slots = plan(next_occurrences(parse_cron("0 8 * * tue"), BERLIN, now, 2), places, 12, now)

    assert [slot.draft.slug if slot.draft else slot.reason for slot in slots] == ["a", "the queue is empty"]


def test_a_time_about_to_be_caught_up_publishes_what_may_go_now() -> None:
    """Missed at eight; at ten, an article that may go from nine is due."""
    settings, now = letter("0 8 * * *", "UTC"), utc("2026-12-01T10:00")
    paper = Paper([draft("a", not_before=utc("2026-12-01T09:00"))], began=utc("2026-12-01T07:00"))
    slots = planned(paper, settings, now, 2)

    assert [(slot.occurrence.at, slot.draft and slot.draft.slug) for slot in slots] == [
        (utc("2026-12-01T08:00"), "a"),
        (utc("2026-12-02T08:00"), None),
    ]
    assert [slot.readers for slot in slots] == [12, 0]


# ── and that it is kept ───────────────────────────────────────────────────────────────────────────────────────────


@cache
def nights_of_change() -> tuple[tuple[str, datetime], ...]:
    """Noon in Greenwich before every clock change of 2026 and 2027 in every zone that has one."""
    days = [utc("2026-01-01T12:00") + timedelta(days=number) for number in range(730)]
    return tuple(
        (key, day)
        for key in sorted(available_timezones())
        for zone in (ZoneInfo(key),)
        for day in days
        if day.astimezone(zone).utcoffset() != (day + timedelta(days=1)).astimezone(zone).utcoffset()
    )


def test_it_is_kept_over_every_clock_change_of_every_zone() -> None:
    """Every half hour of the first four hours, where clocks change; the queue runs dry on the way."""
    for key, noon in nights_of_change():
        drafts = [draft(f"{number}") for number in range(6)]
        waiting = draft("9", not_before=noon + timedelta(hours=30))
        assert_kept(Paper([*drafts, waiting], began=noon), letter("*/30 0-3 * * *", key), noon, count=9)


def test_there_are_nights_to_keep_it_over() -> None:
    assert len(nights_of_change()) > 500


moments = st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-01"))
crons = st.sampled_from(["30 2 * * *", "0 8 * * mon,thu", "0 */6 * * *", "@daily", "15 1,2,3 * * *", "0 8 1,15 * sun"])


@hypothesis_settings(deadline=None)
@given(st.data(), crons, st.sampled_from(sorted({key for key, _ in nights_of_change()})), moments)
def test_it_is_kept_whatever_stands_in_the_queue(data: st.DataObject, cron: str, key: str, naive: datetime) -> None:
    now = naive.replace(tzinfo=UTC)
    near = st.timedeltas(timedelta(days=-5), timedelta(days=20)).map(lambda later: now + later)
    slugs = "abcdefg"
    drafts = [
        draft(
            slug,
            not_before=data.draw(st.none() | near),
            status=data.draw(st.sampled_from([DraftStatus.READY, DraftStatus.READY, *DraftStatus])),
            fingerprint=data.draw(st.sampled_from(["", "", "twin"])),
        )
        for slug in data.draw(st.lists(st.sampled_from(slugs), unique=True))
    ]
    marks = {
        slug: QueueMark(
            slug, data.draw(st.none() | st.integers(1, 9)), data.draw(st.booleans()), data.draw(st.booleans())
        )
        for slug in data.draw(st.lists(st.sampled_from(slugs), unique=True))
    }
    gone = [
        Published(slug, "", slug, now - timedelta(days=9))
        for slug in data.draw(st.lists(st.sampled_from(slugs), unique=True, max_size=3))
    ]
    began = now - data.draw(st.timedeltas(timedelta(), timedelta(days=3)))
    first = (now + timedelta(days=data.draw(st.integers(-1, 6)))).date()
    skip = data.draw(st.sampled_from([[], [f"{first}"], [f"{first}..{first + timedelta(days=2)}"]]))
    settings = letter(cron, key, grace=data.draw(st.sampled_from([0, 6, 48])), skip=skip)

    assert_kept(Paper(drafts, marks, gone, began), settings, now)
