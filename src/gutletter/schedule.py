"""When the next article goes: a scheduler that wakes, and a tick that knows what is due.

APScheduler only wakes. What is due is computed from the calendar in the database, where every occurrence is written
down once; so any number of schedulers may tick, as often as they like, and a second one changes nothing.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Event, Lock
from types import FrameType, MappingProxyType

import structlog
from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from gutletter.errors import GutletterError
from gutletter.model import Occurrence
from gutletter.occurrences import due, next_occurrences, occurrences, parse_cron, schedule_name
from gutletter.ports import Calendar
from gutletter.settings import Settings

log = structlog.get_logger(__name__)

CLOCKS_DIFFER = timedelta(minutes=5)  # no more than this, where they are right
INTERVAL = timedelta(seconds=30)
STOP_WITHIN = timedelta(seconds=75)  # systemd kills after 90

Publish = Callable[[Occurrence], object]
"""Publishes the next article for this time, writing the time down with the issue; None: no article was ready."""


def nothing_ready() -> str:
    """Why a time publishes nothing, when nobody knows better."""
    return "no article was ready"


def tick(
    calendar: Calendar,
    settings: Settings,
    now: datetime,
    publish: Publish,
    why_empty: Callable[[], str] = nothing_ready,
) -> None:
    """Deal with every time of the schedule that has come: publish for one at most, write the others down as skipped.

    Harmless to repeat and to run in several places at once. A schedule seen for the first time begins now. What
    ``publish`` raises goes through; that time stays due, and is tried again while it is within the grace.
    """
    if not settings.schedule.cron:
        return
    name = schedule_name(parse_cron(settings.schedule.cron), settings.timezone)
    if calendar.last_occurrence(name, now) is None:
        calendar.begin_schedule(name, now)
        log.info("schedule_begun", schedule=name)
    # In the order of time: whoever dies on the way leaves undone only what is later than all that is written down.
    for occurrence, reason in _due(calendar, settings, now):
        if reason:
            _skip(calendar, occurrence, reason)
        else:
            _publish(calendar, occurrence, publish, why_empty)


def silent_until(calendar: Calendar, settings: Settings, now: datetime) -> datetime | None:
    """Until when no time comes because a clock that was wrong has dealt with them; None, as it should be."""
    if not settings.schedule.cron:
        return None
    last = calendar.last_occurrence(schedule_name(parse_cron(settings.schedule.cron), settings.timezone), now)
    return last if last and last > now + CLOCKS_DIFFER else None


def upcoming(calendar: Calendar, settings: Settings, now: datetime, count: int) -> tuple[Occurrence, ...]:
    """The time that a scheduler would catch up now, if there is one, and the next ones: ``count`` in all.

    Empty without a cron. Times in a pause are among them; ``plan`` says why they publish nothing.
    """
    if not settings.schedule.cron:
        return ()
    following = next_occurrences(parse_cron(settings.schedule.cron), settings.timezone, now, count)
    caught_up = (occurrence for occurrence, reason in _due(calendar, settings, now) if not reason)
    return (*caught_up, *following)[:count]


def _due(calendar: Calendar, settings: Settings, now: datetime) -> tuple[tuple[Occurrence, str], ...]:
    schedule, cron = settings.schedule, parse_cron(settings.schedule.cron)
    last = calendar.last_occurrence(schedule_name(cron, settings.timezone), now)
    come = occurrences(cron, settings.timezone, last, now) if last else ()
    return due(come, now, schedule.grace, schedule.skipped_days)


def _publish(calendar: Calendar, occurrence: Occurrence, publish: Publish, why_empty: Callable[[], str]) -> None:
    log.info("occurrence_due", schedule=occurrence.schedule, local=f"{occurrence.local:%Y-%m-%d %H:%M}")
    if publish(occurrence) is None:
        _skip(calendar, occurrence, why_empty())
    else:
        # Written down already, unless the article had just been opened by hand: its issue then stands for this time.
        _skip(calendar, occurrence, "the next article was being sent already")


def _skip(calendar: Calendar, occurrence: Occurrence, reason: str) -> None:
    if calendar.skip(occurrence, reason):
        local = f"{occurrence.local:%Y-%m-%d %H:%M}"
        log.warning("occurrence_skipped", schedule=occurrence.schedule, local=local, reason=reason)


# ── waking ────────────────────────────────────────────────────────────────────────────────────────────────────────


def serve(
    calendar: Calendar,
    settings: Settings,
    *,
    publish: Publish,
    continue_issues: Callable[[], object],
    clock: Callable[[], datetime],
    stopping: Event,
    why_empty: Callable[[], str] = nothing_ready,
    beside: Mapping[str, Callable[[], object]] = MappingProxyType({}),
    interval: timedelta = INTERVAL,
    stop_within: timedelta = STOP_WITHIN,
) -> int:
    """Tick at every due time, and go on with interrupted issues every ``interval``, until told to stop; the exit code.

    For the main thread: SIGTERM or SIGINT (or whoever sets ``stopping``) lets the work in hand finish, which is to look
    at ``stopping`` between batches, and gives 0; 1 if it has not finished within ``stop_within``. A second signal ends
    the process at once. Everything runs in one other thread, one thing at a time; what fails is logged and tried again.
    ``beside`` are duties by name, which come first in every round.
    """
    rounds = _Rounds(
        {
            **beside,
            "tick": lambda: tick(calendar, settings, clock(), publish, why_empty),
            "continue": continue_issues,
        },
        stopping,
    )
    # The debug executor runs a job in the scheduler's own thread. That is what we want: one job at a time, in a thread
    # that does not keep the process alive when a provider hangs, as a pool's threads do.
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": DebugExecutor()})
    scheduler.add_job(
        rounds.go, Waking(settings, interval), max_instances=1, coalesce=True, misfire_grace_time=None, name="round"
    )
    with _signals() as heard:
        scheduler.start()
        _wait(heard, stopping)
        if not rounds.finish(stop_within):
            log.error("stopped_unfinished", waited=f"{stop_within.total_seconds():.0f} s")
            return 1
        scheduler.shutdown()
    log.info("stopped")
    return 0


class Waking(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """At once; then at every due time, and after ``interval`` at the latest."""

    def __init__(self, settings: Settings, interval: timedelta) -> None:
        self._cron = parse_cron(settings.schedule.cron) if settings.schedule.cron else None
        self._timezone = settings.timezone
        self._interval = interval

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """As APScheduler asks it: the first time (previous is None), and after each waking."""
        if previous_fire_time is None:
            return now
        latest = now + self._interval
        if self._cron is None:
            return latest
        return next((due.at for due in occurrences(self._cron, self._timezone, now, latest)), latest)


class _Rounds:
    """What there is to do on waking, one after the other; the trouble of one does not keep the next from its turn."""

    def __init__(self, duties: dict[str, Callable[[], object]], stopping: Event) -> None:
        self._duties = duties
        self._stopping = stopping
        self._busy = Lock()
        self._told: dict[str, str] = {}

    def go(self) -> None:
        with self._busy:
            for name, duty in self._duties.items():
                if self._stopping.is_set():
                    return
                try:
                    duty()
                except Exception as error:
                    self._tell(name, error)
                else:
                    self._told.pop(name, None)

    def finish(self, within: timedelta) -> bool:
        """Wait for the round in hand; whether it ended in time."""
        ended = self._busy.acquire(timeout=within.total_seconds())
        if ended:
            self._busy.release()
        return ended

    def _tell(self, duty: str, error: Exception) -> None:
        """Tell a trouble once, not every half minute for as long as it lasts."""
        trouble = f"{type(error).__name__}: {error}"
        if self._told.get(duty) == trouble:
            return
        self._told[duty] = trouble
        expected = isinstance(error, GutletterError)
        log.error("round_failed", duty=duty, trouble=trouble, exc_info=None if expected else error)


@contextmanager
def _signals() -> Iterator[SimpleQueue[int]]:
    """SIGTERM and SIGINT, as they arrive; after the first one, they end the process as they do by default."""
    heard: SimpleQueue[int] = SimpleQueue()  # an Event could deadlock: its set() must not interrupt its wait()
    asking = (signal.SIGTERM, signal.SIGINT)

    def hear(number: int, _: FrameType | None) -> None:
        for each in asking:
            signal.signal(each, signal.SIG_DFL)
        heard.put(number)

    before = {number: signal.signal(number, hear) for number in asking}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait(heard: SimpleQueue[int], stopping: Event) -> None:
    """Return when a signal has been heard, or somebody else has set ``stopping``; it is set then."""
    while not stopping.is_set():
        try:
            number = heard.get(timeout=1)
        except Empty:
            continue
        log.info("stopping", signal=signal.Signals(number).name)
        stopping.set()
