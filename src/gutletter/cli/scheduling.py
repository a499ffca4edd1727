"""Verbs of the schedule: plan and run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from threading import Event
from typing import Annotated
from zoneinfo import ZoneInfo

import structlog
import typer

from gutletter import bootstrap
from gutletter.cli.hearing import hear_once, hearing
from gutletter.cli.logs import log_to_stderr
from gutletter.cli.opening import Json, Yes, ask, settings_of
from gutletter.cli.printing import counted, local, plain, print_finding, print_json, print_table, say, warn
from gutletter.cli.roundups import opened_roundup
from gutletter.errors import SettingsError
from gutletter.model import Issue, IssueState, Occurrence, SubscriberState
from gutletter.pipeline import Newsroom, continue_issues, publish_next_issue, read_queue
from gutletter.plan import Slot, why_empty
from gutletter.plan import plan as played_forward
from gutletter.ports import Provider
from gutletter.reports import report_issue
from gutletter.roundup import due_month
from gutletter.schedule import serve, silent_until, tick, upcoming
from gutletter.settings import Settings


def plan(
    context: typer.Context,
    following: Annotated[int, typer.Option("--next", metavar="N", min=1, max=1000, help="How many times ahead.")] = 10,
    reopen: Annotated[
        bool, typer.Option("--reopen", help="First forget what a wrong clock has dealt with: times still to come.")
    ] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Print what will go when, and to how many; or why a time will be empty."""
    settings = settings_of(context)
    _need_cron(settings)
    with bootstrap.open_newsroom(settings) as newsroom:
        now = newsroom.clock()
        if reopen:
            _reopen(newsroom, now, settings.timezone, yes=yes)
        silent = silent_until(newsroom.store, settings, now)
        times = upcoming(newsroom.store, settings, now, following)
        places, findings = read_queue(newsroom)
        readers = newsroom.store.count([SubscriberState.CONFIRMED])
        going = [
            report_issue(newsroom.store, issue, now=now, pace=newsroom.pace) for issue in newsroom.store.unfinished()
        ]
    slots = played_forward(times, places, readers, now, settings.schedule.skipped_days)
    if as_json:
        waiting = [{"slug": one.slug, "waits": one.waits} for one in going if one.waits]
        schedule = {"cron": settings.schedule.cron, "timezone": str(settings.timezone)}
        print_json({**schedule, "slots": list(map(_fields, slots)), "waiting": waiting, "silent_until": silent})
        return
    for finding in findings:
        print_finding(finding)
    zone = settings.timezone
    say(f"[bold]{settings.schedule.cron}[/] in {zone}, with {counted(readers, 'confirmed reader')} today:\n")
    print_table(
        ("local", "UTC", "goes", "readers"),
        (
            (
                f"{slot.occurrence.at.astimezone(zone):%a %-d %b %Y %H:%M}",
                f"{slot.occurrence.at:%-d %b %H:%M}",
                slot.draft.slug if slot.draft else f"— {slot.reason}",
                f"{slot.readers:,}" if slot.draft else "",
            )
            for slot in slots
        ),
        right=("UTC", "readers"),
    )
    for one in going:
        for wait in one.waits:
            until = f" until {local(wait.until, zone)}" if wait.until else ""
            copies = counted(wait.copies, "copy waits", "copies wait")
            say(f"{plain(one.slug)}: {copies}{until}: {plain(wait.reason)}")
    if silent:
        warn(
            f"[yellow]Nothing goes until {local(silent, zone)}:[/] a clock that was wrong has dealt with those times. "
            "Where it is right now: gutletter plan --reopen"
        )
    if not readers:
        warn("[yellow]There is no confirmed reader, so nothing will go.[/] Add some: subscribers import FILE.csv")


def _reopen(newsroom: Newsroom, now: datetime, zone: ZoneInfo, *, yes: bool) -> None:
    if not yes:
        ask(
            f"By this machine's clock it is {local(now, zone)}. Is that right, so that all later times are yet to come?"
        )
    times = newsroom.store.reopen(now)
    warn(f"{counted(times, 'time')} that a wrong clock had dealt with may come again.")


def _fields(slot: Slot) -> dict[str, object]:
    return {
        "local": slot.occurrence.local,
        "utc": slot.occurrence.at,
        "slug": slot.draft.slug if slot.draft else None,
        "title": slot.draft.title if slot.draft else None,
        "readers": slot.readers,
        "reason": slot.reason,
    }


def run(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due now and stop: for cron or a timer of your own.")
    ] = False,
) -> None:
    """Keep the schedule: send the next article when its time comes, and go on with what was interrupted.

    Ctrl-C or SIGTERM finishes the batch in hand and ends with 0. Several may run on one database; a letter goes once.
    """
    settings = settings_of(context)
    _need_cron(settings)
    log_to_stderr()
    stopping = Event()
    with bootstrap.open_newsroom(settings) as newsroom, bootstrap.open_provider(settings) as provider:

        def publish(occurrence: Occurrence) -> object:
            issue = publish_next_issue(newsroom, provider, occurrence, stopping=stopping.is_set, tell=print_finding)
            if issue is not None:
                _log_sum(newsroom, issue)
            return issue

        looked_at: set[date] = set()  # months whose roundup is open, or has no reader

        def go_on() -> object:
            if (month := due_month(newsroom.clock(), settings.timezone)) and month not in looked_at:
                opened_roundup(newsroom, month)
                looked_at.add(month)
            for issue in continue_issues(newsroom, provider, stopping=stopping.is_set):
                if issue.state is IssueState.SENT:
                    _log_sum(newsroom, issue)
            return None

        def why() -> str:
            return why_empty(read_queue(newsroom)[0])

        if once:
            with hearing(settings, newsroom, stopping) as duties:
                hear_once(duties)
            tick(newsroom.store, settings, newsroom.clock(), publish, why)
            go_on()
            return
        with _pages(settings, newsroom), hearing(settings, newsroom, stopping) as beside:
            _announce(settings, newsroom, provider)
            code = serve(
                newsroom.store,
                settings,
                publish=publish,
                continue_issues=go_on,
                clock=newsroom.clock,
                stopping=stopping,
                why_empty=why,
                beside=beside,
            )
    raise typer.Exit(code)


@contextmanager
def _pages(settings: Settings, newsroom: Newsroom) -> Iterator[None]:
    """The readers' pages beside the schedule, where the settings want them in the same process."""
    if not settings.web.serve:
        yield
        return
    from gutletter.web.opening import open_readers_app
    from gutletter.web.serving import address_of, listen, serving

    with open_readers_app(settings, newsroom) as app:
        listening = listen(settings.web.host, settings.web.port)
        warn(f"{plain(address_of(listening))} answers for {plain(settings.publication.site)}.")
        with serving(app, listening):
            yield


def _log_sum(newsroom: Newsroom, issue: Issue) -> None:
    """What became of an issue's copies, in the log: an operator who only reads that knows what went."""
    sums = {state: number for state, number in asdict(newsroom.store.tally(issue.id)).items() if number}
    structlog.get_logger(__name__).info(f"issue_{issue.state}", issue=issue.id, slug=issue.slug, **sums)


def _need_cron(settings: Settings) -> None:
    if not settings.schedule.cron:
        raise SettingsError(
            "gutletter.toml has no schedule.", remedy='Add [schedule] with cron = "0 8 * * tue", for Tuesdays at 8.'
        )


def _announce(settings: Settings, newsroom: Newsroom, provider: Provider) -> None:
    first = upcoming(newsroom.store, settings, newsroom.clock(), 1)
    at = local(first[0].at, settings.timezone) if first else "never"
    warn(f"Keeping the schedule of {plain(settings.publication.name)} through {provider.name}; the next time is {at}.")
    warn("[dim]Ctrl-C finishes the batch in hand and stops. gutletter plan shows what will go when.[/]")
