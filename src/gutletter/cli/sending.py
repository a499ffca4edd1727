"""The verb that matters most: send."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.cli.choosing import (
    Pardon,
    allowed_in,
    pardon_of,
    sendable,
    tell_nothing,
    told_queue,
    warn_of_uncertain,
)
from gutletter.cli.opening import Json, Yes, ask, settings_of
from gutletter.cli.printing import counted, local, plain, print_finding, print_json, progress_bar, warn
from gutletter.cli.sums import print_sum, sum_fields
from gutletter.cli.trying import send_tests, tell_dry_run
from gutletter.drafts import next_draft
from gutletter.errors import SettingsError
from gutletter.model import Issue, IssueState, Outcome, Receipt
from gutletter.pipeline import Newsroom, audience_of, open_issue, open_next_issue, propose, resumable, send_issue
from gutletter.ports import Provider
from gutletter.reports import report_issue
from gutletter.settings import Settings


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
    as_json: Json = False,
) -> None:
    """Send the next article, or a named one, to every confirmed reader; or go on with what was interrupted."""
    settings = settings_of(context)
    pardon = pardon_of(name, allow or [], because)
    if test and dry_run:
        raise SettingsError("--dry-run sends nothing, and --test sends a copy.", remedy="Leave one of them out.")
    with bootstrap.open_newsroom(settings) as newsroom:
        if test:
            send_tests(settings, newsroom, name, test, again=again, as_json=as_json)
            return
        if dry_run:
            tell_dry_run(settings, newsroom, name, again=again, pardon=pardon, as_json=as_json)
            return
        with bootstrap.open_provider(settings) as provider:
            issue = _opened(settings, newsroom, name, yes=yes, again=again, pardon=pardon)
            if issue is None:
                tell_nothing(newsroom, as_json=as_json)
                return
            if issue.state is IssueState.SENDING:
                issue = send_watched(newsroom, provider, issue)
        report = report_issue(newsroom.store, issue)
    if as_json:
        print_json(sum_fields(report))
    else:
        print_sum(report, settings.timezone)
    if report.tally.planned or not report.closes:
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
        return begun
    if not name and (interrupted := resumable(newsroom)) is not None:
        warn(f"Going on with “{plain(interrupted.title)}”, opened {local(interrupted.opened_at, settings.timezone)}.")
        return interrupted
    if not name:
        warn_of_uncertain(newsroom)
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


def send_watched(newsroom: Newsroom, provider: Provider, issue: Issue) -> Issue:
    """Send with a progress bar; Ctrl-C or SIGTERM finishes the batch in hand."""
    before = newsroom.store.tally(issue.id)
    with progress_bar() as bar, stopped_by_signals() as stopping:
        task = bar.add_task("Sending", total=before.planned + before.deferred, note="")
        troubled = 0

        def watch(receipt: Receipt) -> None:
            nonlocal troubled
            troubled += receipt.outcome is not Outcome.ACCEPTED
            bar.update(task, advance=1, note=f"{troubled} not accepted" if troubled else "")

        return send_issue(newsroom, provider, issue, stopping=stopping, watch=watch)


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
