"""When mail may leave, and how fast: limits, hours, the warming-up of a domain, and readers' own mornings.

Decisions alone; what has left is told, and so is the time. A limit counts hand-overs, because those are committed with
it: whoever is killed has used up what was handed over, never less. It counts them in grains of a sixtieth of its
window, and a grain counts until no part of it can lie in the window any more, so the limit holds in every window.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gutletter.occurrences import instant

GRAINS = 60
MORE_THAN_ANYBODY_SENDS = 10**12
MIDNIGHT = 24 * 60  # minutes
LONGEST_RECKONED = 36_525  # days
WEEK = "mon", "tue", "wed", "thu", "fri", "sat", "sun"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Taken = Mapping[datetime, int]
"""How many were handed over, by the beginning of the grain."""


WINDOWS: Mapping[str, timedelta] = {
    "second": timedelta(seconds=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many hand-overs in any window of this length, one of ``WINDOWS``."""

    per: str
    most: int

    @property
    def window(self) -> timedelta:
        """Its length."""
        return WINDOWS[self.per]

    @property
    def _grain(self) -> timedelta:
        return self.window / GRAINS

    def grain_of(self, at: datetime) -> datetime:
        """The beginning of the grain in which an instant lies."""
        return at - (at - _EPOCH) % self._grain

    def still_counting(self, taken: Taken, now: datetime) -> dict[datetime, int]:
        """What of it may lie in the window that ends now.

        What was taken later than now, before a clock was set back, counts as taken now: the limit holds, and nobody
        waits longer than one window.
        """
        this, counting = self.grain_of(now), dict[datetime, int]()
        for grain, number in taken.items():
            if self._forgotten_at(grain) > now:
                counting[min(grain, this)] = counting.get(min(grain, this), 0) + number
        return counting

    def room(self, taken: Taken, now: datetime) -> int:
        """How many may be handed over now."""
        return max(0, self.most - sum(self.still_counting(taken, now).values()))

    def opens(self, taken: Taken, now: datetime) -> datetime:
        """When one more may be handed over: now, or when enough is forgotten."""
        counting = self.still_counting(taken, now)
        left = sum(counting.values())
        if left < self.most:
            return now
        for grain, number in sorted(counting.items()):
            left -= number
            if left < self.most:
                return self._forgotten_at(grain)
        raise ValueError(f"a limit of {self.most} never opens")

    def _forgotten_at(self, grain: datetime) -> datetime:
        return grain + self._grain + self.window


@dataclass(frozen=True, slots=True)
class Hours:
    """Mail leaves on these days, from one wall time to another; past midnight if the second is the earlier one."""

    timezone: ZoneInfo
    opens: int = 0  # minutes of the day
    closes: int = MIDNIGHT  # not included
    days: frozenset[int] = frozenset(range(7))  # on which it opens; Monday is 0

    def next_open(self, now: datetime) -> datetime:
        """Now, while mail may leave; otherwise when it may again."""
        local = now.astimezone(self.timezone)
        if self._is_open(local):
            return now
        today = local.date()
        return min(
            at
            for ahead in range(16)  # a night in spring may have left out this week's
            if (day := today + timedelta(days=ahead)).weekday() in self.days
            for at in self._openings(day)
            if at > now and self._is_open(at.astimezone(self.timezone))
        )

    def _is_open(self, local: datetime) -> bool:
        minute, today = local.hour * 60 + local.minute, local.weekday()
        if self.opens < self.closes:
            return today in self.days and self.opens <= minute < self.closes
        return (today in self.days and minute >= self.opens) or ((today - 1) % 7 in self.days and minute < self.closes)

    def _openings(self, day: date) -> tuple[datetime, ...]:
        """When it opens on a day: on an autumn night perhaps twice."""
        wall = datetime.combine(day, time(*divmod(self.opens, 60)))
        first = instant(wall, self.timezone)
        again = wall.replace(tzinfo=self.timezone, fold=1).astimezone(UTC)
        return first, again


@dataclass(frozen=True, slots=True)
class WarmUp:
    """A young sender shows itself slowly: so many a day to each domain of readers, more every day.

    Days are those of the time zone; before the first one, each is like the first.
    """

    timezone: ZoneInfo
    start: date
    first_day: int
    growth: float  # each day's share of the day before; at least 1

    def most(self, day: date) -> int:
        """How many copies may go to one domain on this day."""
        days = max(0, (day - self.start).days)
        if math.log(self.first_day) + days * math.log(self.growth) > math.log(MORE_THAN_ANYBODY_SENDS):
            return MORE_THAN_ANYBODY_SENDS
        return int(self.first_day * self.growth**days)

    def last_day(self, copies: int, first: date) -> date:
        """The day on which the last of so many copies to one domain may go, when none goes before the ``first``.

        A warming-up that would take longer than a century is reckoned to take one.
        """
        day = first
        while (copies := copies - self.most(day)) > 0 and (day - first).days < LONGEST_RECKONED:
            day += timedelta(days=1)
        return day

    def today(self, now: datetime) -> date:
        """The day it is there."""
        return now.astimezone(self.timezone).date()

    def begin_of(self, day: date) -> datetime:
        """The first instant of a day."""
        return instant(datetime.combine(day, time()), self.timezone)

    def tomorrow(self, now: datetime) -> datetime:
        """When the next day begins."""
        return self.begin_of(self.today(now) + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Morning:
    """No copy goes before this wall time on its reader's own day; in a reader's zone that is unknown, the default's."""

    wall: time
    timezone: ZoneInfo

    def begins(self, opened_at: datetime, zone: str) -> datetime | None:
        """When a reader's copy of an issue opened then may go, if it is not at once."""
        timezone = _zone(zone) or self.timezone
        at = instant(datetime.combine(opened_at.astimezone(timezone).date(), self.wall), timezone)
        return at if at > opened_at else None


@dataclass(frozen=True, slots=True)
class Pace:
    """Everything that may hold mail back; empty: it leaves as fast as the provider takes it."""

    limits: tuple[Limit, ...] = ()
    hours: Hours | None = None
    warm_up: WarmUp | None = None
    morning: Morning | None = None


FREELY = Pace()


@dataclass(frozen=True, slots=True)
class Wait:
    """Copies that cannot go now: for what they wait, and until when."""

    copies: int
    reason: str
    until: datetime | None = None  # None: until somebody says so


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None
