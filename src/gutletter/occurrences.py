"""Cron as people write it → the times at which an issue is due.

A schedule is five fields of cron in a time zone. Its times are wall times, and one wall time is one occurrence:

- One that comes twice, on an autumn night, happens the first time.
- One that a spring night leaves out happens at the first moment after the gap. Several that fall together this way,
  or meet a wall time that does exist, are one occurrence: the last of them.

Missed times are judged by one rule, in ``due``: catch up at most one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from gutletter.errors import SettingsError
from gutletter.model import Occurrence

PROMPT = timedelta(minutes=1)
"""Nobody wakes at the very second: so late is still on time, whatever the grace."""

Days = tuple[date, date]
"""The first and the last day of a pause, both included."""

# ── cron ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cron:
    """Five fields of cron, read: the wall times they stand for, Sunday being 0."""

    text: str  # as it was written, in lower case with single blanks
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool  # both days are restricted, so either will do (crontab(5))

    def falls_on(self, day: date) -> bool:
        """Whether it has times on this day."""
        if day.month not in self.months:
            return False
        of_month, of_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return of_month or of_week if self.either else of_month and of_week


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()  # the first of them is another word for ``first``
    top: int = 0  # the greatest number one may write, where that is not ``last``
    accepted: str = ""

    @property
    def remedy(self) -> str:
        return f"Write {self.accepted or f'{self.first} to {self.last}'}, or * for every {self.name}."


_MONTHS = "january february march april may june july august september october november december"
_WEEKDAYS = "sunday monday tuesday wednesday thursday friday saturday"
_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, tuple(_MONTHS.split()), accepted="1 to 12 or jan to dec"),
    _Field("day of the week", 0, 6, tuple(_WEEKDAYS.split()), 7, "0 to 7 (0 and 7 are Sunday) or sun to sat"),
)
_NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # days of the months


def parse_cron(text: str) -> Cron:
    """Read ``0 8 * * mon``, ``30 6 1,15 * *``, ``@weekly``; SettingsError says which field is wrong, and the remedy.

    As in crontab(5): names in any case, lists, ranges, steps, 0 and 7 for Sunday, and when neither the day of the month
    nor the day of the week begins with ``*``, a day that suits either. A range may go round its end: ``fri-mon``.
    """
    written = " ".join(text.lower().split())
    fields = _NICKNAMES.get(written, written).split()
    if len(fields) != len(_FIELDS):
        raise _unreadable(text, fields)
    minutes, hours, days, months, weekdays = (
        _numbers(field, part, text) for field, part in zip(_FIELDS, fields, strict=True)
    )
    either = not fields[2].startswith("*") and not fields[4].startswith("*")
    if not either and min(days) > max(_LONGEST[month - 1] for month in months):
        raise SettingsError(
            f"schedule.cron: {text!r}: that day of the month never comes in that month.",
            remedy="Write a day that the month has; 28 is in every month.",
        )
    return Cron(
        text=written,
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=days,
        months=months,
        weekdays=weekdays,
        either=either,
    )


def _unreadable(text: str, fields: Sequence[str]) -> SettingsError:
    names = ", ".join(field.name for field in _FIELDS)
    if len(fields) == 1 and fields[0].startswith("@"):
        return SettingsError(
            f"schedule.cron: there is no {text!r}.", remedy=f"Known: {', '.join(_NICKNAMES)}; or five fields: {names}."
        )
    return SettingsError(
        f"schedule.cron: {text!r} has {len(fields)} fields; cron has five: {names}.",
        remedy="Write, for Mondays at eight: 0 8 * * mon (no seconds, no year, no blanks inside a list).",
    )


def _numbers(field: _Field, text: str, cron: str) -> frozenset[int]:
    return frozenset(number for part in text.split(",") for number in _part(field, part, cron))


def _part(field: _Field, text: str, cron: str) -> Iterator[int]:
    """The numbers of ``*``, ``3``, ``fri-mon``, ``*/15``, ``8-18/2``, or ``3/5`` (from 3 to the field's end)."""
    span, has_step, step = text.partition("/")
    low, is_range, high = span.partition("-")
    if span == "*":
        first, last = field.first, field.last
    else:
        first = _number(field, low, cron)
        last = _number(field, high, cron) if is_range else field.last if has_step else first
    size = field.last - field.first + 1
    if last < first:
        last += size  # round the end: 22-2 is 22, 23, 0, 1, 2
    stride = 1
    if has_step:
        if not (_is_number(step) and 1 <= int(step) <= last - first):
            raise SettingsError(
                f"schedule.cron: {cron!r}: {text!r} cannot be the {field.name}: its step is {step or 'missing'}.",
                remedy=f"Write a step from 1 to {max(last - first, 1)} after the slash, or no slash.",
            )
        stride = int(step)
    return (field.first + (number - field.first) % size for number in range(first, last + 1, stride))


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= 3


def _number(field: _Field, word: str, cron: str) -> int:
    if _is_number(word) and field.first <= int(word) <= max(field.last, field.top):
        return int(word)
    for number, name in enumerate(field.names, field.first):
        if len(word) >= 3 and name.startswith(word):
            return number
    raise SettingsError(f"schedule.cron: {cron!r}: {word!r} is no {field.name}.", remedy=field.remedy)


# ── its times ─────────────────────────────────────────────────────────────────────────────────────────────────────


def schedule_name(cron: Cron, timezone: ZoneInfo) -> str:
    """What its occurrences are written down under.

    A schedule that is changed is another one: it begins anew, so that nothing goes by surprise for a time in the past.
    """
    return f"{cron.text} {timezone}"


def occurrences(cron: Cron, timezone: ZoneInfo, after: datetime, until: datetime) -> Iterator[Occurrence]:
    """The times after ``after``, up to and including ``until``, in order; no two at the same instant."""
    name = schedule_name(cron, timezone)
    # Wall times happen in their order, so those of the days before have all been.
    begin = after.astimezone(timezone).date()
    timed = ((instant(local, timezone), local) for local in _wall_times(cron, begin))
    for at, together in groupby(timed, key=lambda pair: pair[0]):
        if at > until:
            return
        *_, (_, local) = together
        if at > after:
            yield Occurrence(name, local, at)


def next_occurrences(cron: Cron, timezone: ZoneInfo, after: datetime, count: int) -> tuple[Occurrence, ...]:
    """The next ``count`` times after ``after``."""
    return tuple(islice(occurrences(cron, timezone, after, datetime.max.replace(tzinfo=UTC)), count))


def instant(local: datetime, timezone: ZoneInfo) -> datetime:
    """When a naive wall time happens, in UTC: the first time if it comes twice, after the gap if it is left out."""
    before, behind = _offset(local, timezone, fold=0), _offset(local, timezone, fold=1)
    earliest = (local - behind).replace(tzinfo=UTC)
    if behind <= before:
        return (local - before).replace(tzinfo=UTC)
    # PEP 495: only in a gap is the offset of the second reading the greater one. The clock jumped in between.
    seconds = range(int((behind - before).total_seconds()))
    return earliest + timedelta(
        seconds=bisect_left(
            seconds, behind, key=lambda second: _offset_at(earliest + timedelta(seconds=second), timezone)
        )
    )


def _offset(local: datetime, timezone: ZoneInfo, *, fold: int) -> timedelta:
    return local.replace(tzinfo=timezone, fold=fold).utcoffset() or timedelta()


def _offset_at(at: datetime, timezone: ZoneInfo) -> timedelta:
    return at.astimezone(timezone).utcoffset() or timedelta()


def _wall_times(cron: Cron, begin: date) -> Iterator[datetime]:
    for ordinal in range(begin.toordinal(), date.max.toordinal()):
        day = date.fromordinal(ordinal)
        if cron.falls_on(day):
            yield from (datetime.combine(day, time(hour, minute)) for hour in cron.hours for minute in cron.minutes)


# ── what is to be done about them ─────────────────────────────────────────────────────────────────────────────────


def is_skipped(day: date, pauses: Iterable[Days]) -> bool:
    """Whether a local day lies in a pause."""
    return any(first <= day <= last for first, last in pauses)


def pause_reason(occurrence: Occurrence, pauses: Iterable[Days]) -> str:
    """Why nothing goes at this time, if its local day lies in a pause; empty if it does not."""
    day = occurrence.local.date()
    return f"skipped: {day} is in schedule.skip" if is_skipped(day, pauses) else ""


def due(
    times: Iterable[Occurrence], now: datetime, grace: timedelta, pauses: Sequence[Days] = ()
) -> tuple[tuple[Occurrence, str], ...]:
    """Times that have come and were not dealt with, each with the reason to skip it; empty for the one to publish.

    The rule: the latest one outside the pauses goes, if it is not later than the grace; every other is skipped.
    """
    come = tuple(times)
    paused = {occurrence: reason for occurrence in come if (reason := pause_reason(occurrence, pauses))}
    latest = next((occurrence for occurrence in reversed(come) if occurrence not in paused), None)
    if latest is None or now - latest.at > max(grace, PROMPT):
        chosen, because = None, f"the grace is {_span(grace)}"
    else:
        chosen, because = latest, f"a later time, {latest.local:%Y-%m-%d %H:%M}, was caught up instead"
    return tuple(
        (
            occurrence,
            ""
            if occurrence == chosen
            else paused.get(occurrence) or f"missed by {_span(now - occurrence.at)}; {because}",
        )
        for occurrence in come
    )


def _span(length: timedelta) -> str:
    """``26 h``, ``6 h 10 min``, ``45 min``: a length in whole minutes, rounded up."""
    hours, minutes = divmod(-(-length // timedelta(minutes=1)), 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else "")))
