"""What a scheduler does with the times that come: on the clock, after an outage, beside others, when told to stop."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from gutletter.errors import ProviderUnavailable, ThemeError
from gutletter.model import Digest, Edition, Issue, Letterhead, Occurrence, RenderedIssue
from gutletter.schedule import Publish, Waking, serve, tick, upcoming
from gutletter.settings import Publication, ScheduleSettings, Settings
from gutletter.store import SqlStore, open_store

LETTERHEAD = Letterhead("The Letter", "letter@example.org", "https://example.org", "example.org", "1 Main Street")
PROCESS = Path(__file__).with_name("serving.py")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def settings(cron: str = "0 8 * * *", timezone: str = "UTC", skip: Sequence[str] = (), grace: int = 6) -> Settings:
    return Settings(
        publication=Publication(name="The Letter", sender="letter@example.org"),
        schedule=ScheduleSettings(cron=cron, timezone=timezone, skip=tuple(skip), grace=timedelta(hours=grace)),
    )


def edition(slug: str) -> Edition:
    rendered = RenderedIssue(slug, "", f"<p>{slug}</p>", slug, LETTERHEAD)
    return Edition(slug, slug, "", slug, (), "", Digest((), (), slug, "", whole=True), rendered)


class Office:
    """A publication with a real database: what it publishes, it opens in the ledger."""

    def __init__(self, folder: Path, settings: Settings, articles: int = 100) -> None:
        self.settings = settings
        self.folder = folder
        self.store: SqlStore = open_store("sqlite:///gutletter.db", folder)
        self.articles = [f"article-{number:03}" for number in range(articles)]
        self.published: list[str] = []

    def tick(self, now: str) -> None:
        tick(self.store, self.settings, utc(now), self.publisher(utc(now)), lambda: "the queue is empty")

    def publisher(self, now: datetime) -> Publish:
        def publish(occurrence: Occurrence) -> Issue | None:
            gone = {one.slug for one in self.store.published()}
            slug = next((slug for slug in self.articles if slug not in gone), None)
            if slug is None:
                return None
            self.published.append(f"{occurrence.local:%d %H:%M}")
            return self.store.open_issue(edition(slug), now, occurrence=occurrence)

        return publish

    def written(self) -> list[tuple[str, str]]:
        """Every occurrence that was dealt with, and what became of it: an issue, or the reason why none."""
        with sqlite3.connect(self.folder / "gutletter.db") as database:
            asked = """SELECT local, coalesce(issues.slug, reason) FROM occurrences
                       LEFT JOIN issues ON issues.id = issue_id ORDER BY at"""
            rows = database.execute(asked).fetchall()
        database.close()
        return [(f"{datetime.fromisoformat(local):%d %H:%M}", outcome) for local, outcome in rows]


@pytest.fixture(scope="module")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new")
    open_store("sqlite:///gutletter.db", folder).close()
    return folder / "gutletter.db"


@pytest.fixture
def office(tmp_path: Path, new_database: Path) -> Iterator[Callable[..., Office]]:
    shutil.copy(new_database, tmp_path)
    opened: list[Office] = []

    def open_office(*arguments: object, articles: int = 100, **named: object) -> Office:
        opened.append(Office(tmp_path, settings(*arguments, **named), articles))  # type: ignore[arg-type]  # as settings
        return opened[-1]

    yield open_office
    for one in opened:
        one.store.close()


# ── on the clock ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_schedule_seen_for_the_first_time_has_missed_nothing(office: Callable[..., Office]) -> None:
    letter = office()
    letter.tick("2026-12-01T09:00")
    letter.tick("2026-12-01T09:30")

    assert letter.written() == []

    letter.tick("2026-12-02T08:00")

    assert letter.written() == [("02 08:00", "article-000")]


def test_a_time_is_published_once_however_often_the_clock_is_looked_at(office: Callable[..., Office]) -> None:
    letter = office()
    letter.tick("2026-12-01T07:00")
    for now in ["2026-12-01T07:59:59", "2026-12-01T08:00", "2026-12-01T08:00:01", "2026-12-01T08:00:31"]:
        letter.tick(now)

    assert letter.published == ["01 08:00"]


def test_without_a_cron_nothing_goes_by_itself(office: Callable[..., Office]) -> None:
    letter = office(cron="")
    letter.tick("2026-12-01T08:00")
    letter.tick("2026-12-02T08:00")

    assert letter.written() == []
    assert upcoming(letter.store, letter.settings, utc("2026-12-01T08:00"), 3) == ()


def test_a_quiet_day_is_written_down_with_its_reason_and_is_over(office: Callable[..., Office]) -> None:
    letter = office(articles=1)
    for now in ["2026-12-01T07:00", "2026-12-01T08:00", "2026-12-02T08:00"]:
        letter.tick(now)
    letter.articles.append("late-article")
    letter.tick("2026-12-02T08:01")
    letter.tick("2026-12-03T08:00")

    assert letter.written() == [
        ("01 08:00", "article-000"),
        ("02 08:00", "the queue is empty"),
        ("03 08:00", "late-article"),
    ]


def test_days_in_a_pause_publish_nothing(office: Callable[..., Office]) -> None:
    letter = office(skip=["2026-12-02", "2026-12-04..2026-12-05"])
    for day in range(1, 7):
        letter.tick(f"2026-12-{day:02}T07:00")
        letter.tick(f"2026-12-{day:02}T08:00")

    assert letter.written() == [
        ("01 08:00", "article-000"),
        ("02 08:00", "skipped: 2026-12-02 is in schedule.skip"),
        ("03 08:00", "article-001"),
        ("04 08:00", "skipped: 2026-12-04 is in schedule.skip"),
        ("05 08:00", "skipped: 2026-12-05 is in schedule.skip"),
        ("06 08:00", "article-002"),
    ]


def test_a_changed_schedule_begins_anew_and_surprises_nobody(office: Callable[..., Office]) -> None:
    weekly = office(cron="0 8 * * mon")
    weekly.tick("2026-12-01T07:00")
    daily = office(cron="0 8 * * *")
    daily.tick("2026-12-03T09:00")  # eight o'clock has passed, but was not meant when it did
    daily.tick("2026-12-04T08:00")

    assert daily.written() == [("04 08:00", "article-000")]


def test_a_schedule_changed_for_one_day_and_changed_back_sends_no_second_letter_that_day(
    office: Callable[..., Office],
) -> None:
    usual = office(cron="0 8 * * *")
    usual.tick("2026-12-01T07:00")
    later = office(cron="0 10 * * *")  # today two hours later, please
    for now in ["2026-12-01T07:50", "2026-12-01T10:00"]:
        later.tick(now)
    for now in ["2026-12-01T10:05", "2026-12-02T08:00"]:
        usual.tick(now)

    assert usual.written() == [("01 10:00", "article-000"), ("02 08:00", "article-001")]


# ── after an outage ───────────────────────────────────────────────────────────────────────────────────────────────


def test_after_an_outage_of_26_hours_one_time_is_caught_up_and_the_other_is_told(
    office: Callable[..., Office],
) -> None:
    letter = office(cron="0 8,20 * * *")
    letter.tick("2026-12-01T07:00")
    letter.tick("2026-12-02T09:00")

    assert letter.written() == [
        ("01 08:00", "missed by 25 h; a later time, 2026-12-02 08:00, was caught up instead"),
        ("01 20:00", "missed by 13 h; a later time, 2026-12-02 08:00, was caught up instead"),
        ("02 08:00", "article-000"),
    ]


def test_beyond_the_grace_nothing_is_caught_up(office: Callable[..., Office]) -> None:
    letter = office()
    letter.tick("2026-12-01T07:00")
    letter.tick("2026-12-03T14:01")

    assert letter.written() == [
        ("01 08:00", "missed by 54 h 1 min; the grace is 6 h"),
        ("02 08:00", "missed by 30 h 1 min; the grace is 6 h"),
        ("03 08:00", "missed by 6 h 1 min; the grace is 6 h"),
    ]


def test_a_clock_set_back_repeats_nothing(office: Callable[..., Office]) -> None:
    letter = office()
    for now in ["2026-12-01T07:00", "2026-12-01T08:00", "2026-12-01T06:00", "2026-11-30T08:00", "2026-12-01T08:00"]:
        letter.tick(now)

    assert letter.written() == [("01 08:00", "article-000")]


def test_what_fails_stays_due_within_the_grace_and_is_then_skipped(office: Callable[..., Office]) -> None:
    letter = office()
    letter.tick("2026-12-01T07:00")

    def broken(_: Occurrence) -> object:
        raise ThemeError("issue/body.html: no such name")

    with pytest.raises(ThemeError):
        tick(letter.store, letter.settings, utc("2026-12-01T08:00"), broken)
    assert letter.written() == []
    assert [f"{one.local:%d %H}" for one in upcoming(letter.store, letter.settings, utc("2026-12-01T09:00"), 2)] == [
        "01 08",
        "02 08",
    ]
    letter.tick("2026-12-01T09:00")  # the theme is mended
    with pytest.raises(ThemeError):
        tick(letter.store, letter.settings, utc("2026-12-02T08:00"), broken)
    letter.tick("2026-12-02T14:00:30")

    assert letter.written() == [
        ("01 08:00", "article-000"),
        ("02 08:00", "missed by 6 h 1 min; the grace is 6 h"),
    ]


def test_a_provider_that_fails_after_the_issue_was_opened_does_not_open_another(office: Callable[..., Office]) -> None:
    letter = office()
    letter.tick("2026-12-01T07:00")

    def opened_only(occurrence: Occurrence) -> object:
        letter.publisher(utc("2026-12-01T08:00"))(occurrence)
        raise ProviderUnavailable("smtp.example.org does not answer.")

    with pytest.raises(ProviderUnavailable):
        tick(letter.store, letter.settings, utc("2026-12-01T08:00"), opened_only)
    letter.tick("2026-12-01T08:01")

    assert letter.written() == [("01 08:00", "article-000")]
    assert letter.published == ["01 08:00"]


def test_whoever_dies_between_two_missed_times_leaves_none_unwritten(office: Callable[..., Office]) -> None:
    """A pause lies after the time that is caught up; if that fails, it must still be due on the next tick."""
    letter = office(skip=["2026-12-02"], grace=48)
    letter.tick("2026-12-01T07:00")

    def broken(_: Occurrence) -> object:
        raise ThemeError("issue/body.html: no such name")

    with pytest.raises(ThemeError):
        tick(letter.store, letter.settings, utc("2026-12-02T09:00"), broken)
    letter.tick("2026-12-02T09:01")

    assert letter.written() == [
        ("01 08:00", "article-000"),
        ("02 08:00", "skipped: 2026-12-02 is in schedule.skip"),
    ]


def test_a_time_whose_article_was_just_opened_by_hand_is_dealt_with(office: Callable[..., Office]) -> None:
    letter = office()
    letter.tick("2026-12-01T07:00")
    by_hand = letter.store.open_issue(edition("article-000"), utc("2026-12-01T08:00"))

    def same_article(occurrence: Occurrence) -> object:
        issue = letter.store.open_issue(edition("article-000"), utc("2026-12-01T08:00"), occurrence=occurrence)
        assert issue.id == by_hand.id
        return issue

    tick(letter.store, letter.settings, utc("2026-12-01T08:00"), same_article)
    letter.tick("2026-12-01T08:01")

    assert letter.written() == [("01 08:00", "the next article was being sent already")]
    assert letter.published == []


# ── beside others ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_four_schedulers_on_one_database_publish_each_time_once(office: Callable[..., Office]) -> None:
    offices = [office(cron="@hourly") for _ in range(4)]
    offices[0].tick("2026-12-01T05:30")
    start, failures = threading.Barrier(4), []

    def work(letter: Office) -> None:
        try:
            for hour in range(6, 12):
                start.wait(30)
                letter.tick(f"2026-12-01T{hour:02}:00:01")
        except BaseException as error:
            failures.append(error)
            start.abort()

    threads = [threading.Thread(target=work, args=(letter,)) for letter in offices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failures == []
    assert offices[0].written() == [(f"01 {6 + number:02}:00", f"article-{number:03}") for number in range(6)]
    assert len(offices[0].store.issues()) == 6


# ── as a process ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def process() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start(manner: str, stop_within: float = 60) -> subprocess.Popen[str]:
        command = [sys.executable, str(PROCESS), manner, str(stop_within)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.communicate()


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout is not None
    for heard in process.stdout:
        if heard.strip() == line:
            return
    pytest.fail(f"it ended without saying {line!r}: {process.communicate()[1]}")


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_the_batch_in_hand_and_ends_well(
    process: Callable[..., subprocess.Popen[str]], asked: signal.Signals
) -> None:
    serving = process("patient")
    wait_for(serving, "batch 1 begun")
    serving.send_signal(asked)
    said, told = serving.communicate(timeout=20)

    assert said.splitlines() == ["batch 1 done"], "no second batch, and no interrupted issues either"
    assert serving.returncode == 0
    assert "stopping" in told


def test_idle_it_stops_at_once(process: Callable[..., subprocess.Popen[str]]) -> None:
    serving = process("patient")
    wait_for(serving, "continued")
    serving.send_signal(signal.SIGTERM)
    serving.communicate(timeout=20)

    assert serving.returncode == 0


def test_work_that_does_not_end_is_left_after_the_stop_timeout(process: Callable[..., subprocess.Popen[str]]) -> None:
    serving = process("hanging", 0.2)
    wait_for(serving, "batch 1 begun")
    serving.send_signal(signal.SIGTERM)
    _, told = serving.communicate(timeout=20)

    assert serving.returncode == 1
    assert "stopped_unfinished" in told


def test_a_second_signal_ends_it_at_once(process: Callable[..., subprocess.Popen[str]]) -> None:
    serving = process("hanging")
    wait_for(serving, "batch 1 begun")
    serving.send_signal(signal.SIGTERM)
    assert serving.stderr is not None
    assert any("stopping" in line for line in serving.stderr)
    serving.send_signal(signal.SIGTERM)
    serving.communicate(timeout=20)

    assert serving.returncode == -signal.SIGTERM


def test_after_a_failure_it_tells_and_goes_on(process: Callable[..., subprocess.Popen[str]]) -> None:
    serving = process("stumbling")
    wait_for(serving, "batch 3 done")
    serving.send_signal(signal.SIGTERM)
    _, told = serving.communicate(timeout=20)

    assert serving.returncode == 0
    assert "RuntimeError: the first attempt fails" in told


def test_a_trouble_that_lasts_is_told_once_and_does_not_keep_the_rest_from_its_turn(
    office: Callable[..., Office],
) -> None:
    letter, stopping, rounds = office(cron=""), threading.Event(), 0

    def unreachable() -> object:
        nonlocal rounds
        rounds += 1
        if rounds == 5:
            stopping.set()
        raise ProviderUnavailable("smtp.example.org does not answer.")

    before = signal.getsignal(signal.SIGTERM)
    with capture_logs() as logs:
        code = serve(
            letter.store,
            letter.settings,
            publish=lambda _: None,
            continue_issues=unreachable,
            clock=lambda: datetime.now(UTC),
            stopping=stopping,
            interval=timedelta(seconds=0.02),
        )

    assert (code, rounds) == (0, 5)
    assert [entry["trouble"] for entry in logs if entry["event"] == "round_failed"] == [
        "ProviderUnavailable: smtp.example.org does not answer."
    ]
    assert signal.getsignal(signal.SIGTERM) is before


def test_it_wakes_at_once_at_every_due_time_and_after_the_interval_at_the_latest() -> None:
    waking = Waking(settings(cron="5,7 8 * * *", timezone="Europe/Berlin"), timedelta(minutes=4))
    woken = [waking.get_next_fire_time(None, utc("2026-12-01T06:59"))]
    while woken[-1] < utc("2026-12-01T07:15"):
        woken.append(waking.get_next_fire_time(woken[-1], woken[-1]))

    assert [f"{at.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" for at in woken] == [
        "07:59",
        "08:03",
        "08:05",
        "08:07",
        "08:11",
        "08:15",
    ]


def test_a_long_round_is_followed_by_one_waking_not_by_all_that_were_missed() -> None:
    waking = Waking(settings(cron="* * * * *"), timedelta(seconds=30))
    assert waking.get_next_fire_time(utc("2026-12-01T07:00"), utc("2026-12-01T09:00:10")) == utc("2026-12-01T09:00:40")
