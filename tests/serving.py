"""A scheduler as a process of its own, for test_schedule.py: ``python serving.py MANNER STOP_WITHIN``.

One time is due when it starts. What it publishes is three batches, told on stdout; the manner says how that goes.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from threading import Event

import structlog

from gutletter.model import Occurrence
from gutletter.schedule import serve
from gutletter.settings import Publication, ScheduleSettings, Settings


class Paper:
    """A calendar on which one time of this minute is due, until it is dealt with."""

    def __init__(self) -> None:
        self.last = datetime.now(UTC) - timedelta(minutes=2)

    def last_occurrence(self, schedule: str, now: datetime) -> datetime:
        return self.last

    def begin_schedule(self, schedule: str, now: datetime) -> None:
        raise AssertionError("it has begun")

    def reopen(self, now: datetime) -> int:
        raise AssertionError("its clock is right")

    def skip(self, occurrence: Occurrence, reason: str) -> bool:
        self.last = max(self.last, occurrence.at)
        return True


def main(manner: str, stop_within: timedelta) -> int:
    # Plain tracebacks: a decorated one is longer than a pipe holds, and nobody reads the pipe until the end.
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[structlog.processors.add_log_level, renderer],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    settings = Settings(
        publication=Publication(name="The Letter", sender="letter@example.org"),
        schedule=ScheduleSettings(cron="* * * * *", grace=timedelta(hours=6)),
    )
    stopping, attempts = Event(), 0

    def publish(occurrence: Occurrence) -> object:
        nonlocal attempts
        attempts += 1
        if manner == "stumbling" and attempts == 1:
            raise RuntimeError("the first attempt fails")
        for batch in (1, 2, 3):
            if stopping.is_set():
                break
            tell(f"batch {batch} begun")
            time.sleep(60 if manner == "hanging" else 0.3)
            tell(f"batch {batch} done")
        return occurrence

    return serve(
        Paper(),
        settings,
        publish=publish,
        continue_issues=lambda: tell("continued"),
        clock=lambda: datetime.now(UTC),
        stopping=stopping,
        interval=timedelta(seconds=0.1),
        stop_within=stop_within,
    )


def tell(what: str) -> None:
    sys.stdout.write(what + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], timedelta(seconds=float(sys.argv[2]))))
