"""The verb that matters most: send."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from threading import Event
from types import FrameType
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from gutletter import bootstrap
from gutletter.cli.choosing import (
    Pardon,
    allowed_in,
    pardon_of,
    sendable,
    tell_nothing,
    told_queue,
    warn_of_unfinished,
)
from gutletter.cli.logs import log_to_stderr
from gutletter.cli.opening import Json, Yes, ask, issue_named, settings_of
from gutletter.cli.printing import counted, local, plain, print_finding, print_json, progress_bar, say, warn
from gutletter.cli.sums import print_sum, sum_fields
from gutletter.cli.trying import send_tests, tell_dry_run
from gutletter.drafts import next_draft
from gutletter.errors import SettingsError
from gutletter.model import Issue, IssueState, Outcome, Receipt
from gutletter.pipeline import Newsroom, audience_of, open_issue, open_next_issue, propose, resumable, send_issue
from gutletter.ports import Provider
from gutletter.reports import report_issue
from gutletter.settings import Settings

DRAWN_EVERY = 0.2  # seconds


class Retry(StrEnum):
    """Which copies alone a send may go on with."""

    DEFERRED = "deferred"


def send(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug or file name; otherwise the next one.")] = "",
    yes: Yes = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go to how many; send nothing.")] = False,
    test: Annotated[
        list[str] | None, typer.Option("--test", metavar="ADDRESS", help="Send one copy, marked [Test], here instead.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Send it although it went out before.")] = False,
    allow: Annotated[
        list[str] | None, typer.Option("--allow", metavar="CHECK", help="Let this check's errors pass, for a reason.")
    ] = None,
    because: Annotated[str, typer.Option("--because", metavar="REASON", help="Why; kept with the issue.")] = "",
    retry: Annotated[
        Retry | None, typer.Option("--retry", help="Go on with just these copies, now, whatever their times.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Send the next article, or a named one, to every confirmed reader; or go on with what was interrupted."""
    settings = settings_of(context)
    log_to_stderr()
    pardon = pardon_of(name, allow or [], because)
    if test and dry_run:
        raise SettingsError("--dry-run sends nothing, and --test sends a copy.", remedy="Leave one of them out.")
    if retry and (test or dry_run or again or allow):
        raise SettingsError(
            "--retry goes on with an issue that is open already.", remedy="Leave the other options out."
        )
    with bootstrap.open_newsroom(settings) as newsroom:
        if test:
            send_tests(settings, newsroom, name, test, again=again, as_json=as_json)
            return
        if dry_run:
            tell_dry_run(settings, newsroom, name, again=again, pardon=pardon, as_json=as_json)
            return
        with bootstrap.open_provider(settings) as provider:
            if retry:
                _retry_deferred(settings, newsroom, provider, name, as_json=as_json)
                return
            issue = _opened(settings, newsroom, name, yes=yes, again=again, pardon=pardon)
            if issue is None:
                tell_nothing(newsroom, as_json=as_json)
                return
            if issue.state is IssueState.SENDING:
                issue = send_watched(newsroom, provider, issue)
        report = report_issue(newsroom.store, issue, now=newsroom.clock(), pace=newsroom.pace)
    if as_json:
        print_json(sum_fields(report))
    else:
        print_sum(report, settings.timezone)
    if (report.tally.planned and not report.waits) or not report.closes:
        raise typer.Exit(1)


# ── which one ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _opened(
    settings: Settings, newsroom: Newsroom, name: str, *, yes: bool, again: bool, pardon: Pardon
) -> Issue | None:
    """The issue this run sends: one that was interrupted, or a new one the operator agreed to."""
    begun = newsroom.store.issue(name) if name and not again else None
    if begun is not None and _may_go_again(newsroom, begun):
        begun, again = None, True
    if begun is not None:
        if begun.state is not IssueState.SENDING:
            warn(f"“{plain(begun.title)}” is {begun.state}; nothing more goes out. --again sends it anew.")
        elif begun.paused_at:
            warn(f"“{plain(begun.title)}” is paused; gutletter resume {plain(begun.slug)} lets it go on.")
        return begun
    if not name and (interrupted := resumable(newsroom)) is not None:
        warn(f"Going on with “{plain(interrupted.title)}”, opened {local(interrupted.opened_at, settings.timezone)}.")
        return interrupted
    if not name:
        warn_of_unfinished(newsroom)
    if yes and not name:
        return open_next_issue(newsroom, tell=print_finding)
    places = told_queue(newsroom)
    draft = sendable(places, name, again=again) if name else next_draft(places)
    if draft is None:
        return None
    drafts = [place.draft for place in places]
    proposal = propose(newsroom, draft, drafts, at=newsroom.clock(), again=again)
    allowed = allowed_in(newsroom, proposal, pardon)
    if not yes:
        readers = counted(audience_of(newsroom, draft), "reader")
        ask(f"Send “{proposal.rendered.subject}” to {readers} through {settings.delivery.provider}?")
    return open_issue(newsroom, proposal, again=again, allowed=allowed)


def _may_go_again(newsroom: Newsroom, issue: Issue) -> bool:
    """Whether an editor has released its article although it went out before."""
    mark = newsroom.store.marks().get(issue.slug)
    return issue.state is not IssueState.SENDING and mark is not None and mark.again


# ── sending ───────────────────────────────────────────────────────────────────────────────────────────────────────


def send_watched(newsroom: Newsroom, provider: Provider, issue: Issue, *, deferred_only: bool = False) -> Issue:
    """Send with a progress bar; Ctrl-C or SIGTERM finishes the batch in hand."""
    with progress_bar() as bar, stopped_by_signals() as stopping:
        total = 0 if bar.disable else _waiting(newsroom, issue, deferred_only=deferred_only)
        watch = _Watch(bar, bar.add_task("Sending", total=total, note=""))
        return send_issue(newsroom, provider, issue, deferred_only=deferred_only, stopping=stopping, watch=watch)


def _waiting(newsroom: Newsroom, issue: Issue, *, deferred_only: bool) -> int:
    tally = newsroom.store.tally(issue.id)  # which takes a while for a million
    return tally.deferred if deferred_only else tally.planned + tally.deferred


class _Watch:
    """Counts the answers, and moves the bar a few times a second: drawing takes longer than sending a letter."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar = bar
        self._task = task
        self._begun = self._drawn = time.monotonic()
        self._counts = dict.fromkeys(Outcome, 0)

    def __call__(self, receipt: Receipt) -> None:
        self._counts[receipt.outcome] += 1
        if (now := time.monotonic()) - self._drawn > DRAWN_EVERY:
            self._drawn = now
            done = sum(self._counts.values())
            told = [f"{done / (now - self._begun):,.0f}/s"]
            told += [f"{count:,} {word}" for word, count in self._counts.items() if count and word != Outcome.ACCEPTED]
            self._bar.update(self._task, completed=done, note=", ".join(told))


def _retry_deferred(settings: Settings, newsroom: Newsroom, provider: Provider, name: str, *, as_json: bool) -> None:
    """Go on with just the deferred copies of one issue, or of all."""
    store = newsroom.store
    issues = [issue_named(store, name)] if name else [issue for issue in store.unfinished() if not issue.damage]
    waiting = [issue for issue in issues if issue.state is IssueState.SENDING and store.tally(issue.id).deferred]
    done = [send_watched(newsroom, provider, issue, deferred_only=True) for issue in waiting]
    reports = [report_issue(store, issue, now=newsroom.clock(), pace=newsroom.pace) for issue in done]
    if as_json:
        print_json([sum_fields(report) for report in reports])
        return
    if not reports:
        say("No copy is deferred.")
    for report in reports:
        print_sum(report, settings.timezone)


@contextmanager
def stopped_by_signals() -> Iterator[Callable[[], bool]]:
    """While this lasts, the first SIGINT or SIGTERM is a request to stop that can be asked for; the second ends us."""
    asked = Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
