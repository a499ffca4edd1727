"""The verb that matters most: send."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from types import FrameType
from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.checks import BY_NAME
from gutletter.cli.opening import Json, Yes, settings_of
from gutletter.cli.printing import counted, local, plain, print_finding, print_json, progress_bar, say, warn
from gutletter.cli.sums import print_sum, sum_fields
from gutletter.desk import find
from gutletter.drafts import next_draft
from gutletter.errors import DraftError, GutletterError, SettingsError
from gutletter.message import as_test
from gutletter.model import (
    Allowance,
    Draft,
    Issue,
    IssueState,
    Outcome,
    Place,
    Proposal,
    Receipt,
    Standing,
    SubscriberState,
)
from gutletter.pipeline import (
    Newsroom,
    allowances,
    errors_among,
    examine,
    open_issue,
    open_next_issue,
    propose,
    read_queue,
    resumable,
    send_issue,
    send_test,
)
from gutletter.ports import Provider
from gutletter.reports import report_issue
from gutletter.settings import Settings
from gutletter.subscriptions import canonical


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
    pardon = _pardon(name, allow or [], because)
    with bootstrap.open_newsroom(settings) as newsroom:
        if test or dry_run:
            proposal = _proposed(newsroom, name, again)
            if test:
                _send_tests(settings, newsroom, proposal, test)
            else:
                _tell_dry_run(settings, newsroom, proposal)
            return
        with bootstrap.open_provider(settings) as provider:
            issue = _opened(settings, newsroom, name, yes=yes, again=again, pardon=pardon)
            if issue is None:
                say("There is nothing to send." if not as_json else "null")
                return
            if issue.state is IssueState.SENDING:
                issue = _send_watched(newsroom, provider, issue)
        report = report_issue(newsroom.store, issue)
    if as_json:
        print_json(sum_fields(report))
    else:
        print_sum(report, settings.timezone)
    if report.tally.planned or not report.closes:
        raise typer.Exit(1)


# ── which one ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Pardon:
    """The checks whose errors may pass, and why."""

    checks: tuple[str, ...] = ()
    because: str = ""


def _pardon(name: str, checks: Sequence[str], because: str) -> Pardon:
    """What ``--allow`` and ``--because`` say together; either without the other is refused."""
    reason = " ".join(because.split())
    if checks and not reason:
        raise SettingsError("--allow needs a reason.", remedy='Add --because "…"; it is kept with the issue.')
    if reason and not checks:
        raise SettingsError("--because gives a reason, and there is no --allow it is for.")
    if checks and not name:
        raise SettingsError("--allow needs the article it is for.", remedy="gutletter send ISSUE --allow …")
    for check in checks:
        if check not in BY_NAME:
            raise SettingsError(f"There is no check {check!r}.", remedy=f"Checks are {', '.join(BY_NAME)}.")
    return Pardon(tuple(dict.fromkeys(checks)), reason)


def _opened(
    settings: Settings, newsroom: Newsroom, name: str, *, yes: bool, again: bool, pardon: Pardon
) -> Issue | None:
    """The issue this run sends: one that was interrupted, or a new one the operator agreed to."""
    begun = newsroom.store.issue(name) if name and not again else None
    if begun is not None:
        if begun.state is not IssueState.SENDING:
            warn(f"“{plain(begun.title)}” is {begun.state}; nothing more goes out. --again sends it anew.")
        return begun
    if not name and (interrupted := resumable(newsroom)) is not None:
        warn(f"Going on with “{plain(interrupted.title)}”, opened {local(interrupted.opened_at, settings.timezone)}.")
        return interrupted
    if yes and not name:
        return open_next_issue(newsroom, tell=print_finding)
    places, findings = read_queue(newsroom)
    for finding in findings:
        print_finding(finding)
    draft = _sendable(places, name, again=again) if name else next_draft(places)
    if draft is None:
        return None
    drafts = [place.draft for place in places]
    proposal = propose(newsroom, draft, drafts, at=newsroom.clock(), again=again)
    allowed = _allowed(newsroom, proposal, pardon)
    if not yes:
        _ask(settings, newsroom, proposal)
    return open_issue(newsroom, proposal, again=again, allowed=allowed)


def _proposed(newsroom: Newsroom, name: str, again: bool) -> Proposal:
    places, findings = read_queue(newsroom)
    for finding in findings:
        print_finding(finding)
    draft = find(places, name).draft if name else next_draft(places)
    if draft is None:
        raise SettingsError("The queue holds nothing that may go now.", remedy="gutletter queue list says why.")
    proposal = propose(newsroom, draft, [place.draft for place in places], again=again)
    for finding in examine(newsroom, proposal):
        print_finding(finding)
    return proposal


def _sendable(places: Sequence[Place], name: str, *, again: bool) -> Draft:
    place = find(places, name)
    refusals = {
        Standing.DRAFT: "Its status is draft; make it ready to send it.",
        Standing.WITHDRAWN: "It has been withdrawn.",
        Standing.EXPIRED: "Change expires: in its front matter, once it is up to date.",
        Standing.HELD: f"It is held; gutletter queue release {place.draft.slug} lets it go.",
        Standing.SENT: "It has been sent; --again sends it anew.",
    }
    refusal = refusals.get(place.standing, "")
    if place.standing is Standing.SENT and again:
        refusal = ""
    if refusal:
        raise DraftError(place.draft.place, 0, place.reason or "It may not go.", remedy=refusal)
    return place.draft


def _allowed(newsroom: Newsroom, proposal: Proposal, pardon: Pardon) -> tuple[Allowance, ...]:
    """What is let pass; GutletterError when an error remains."""
    findings = examine(newsroom, proposal)
    for finding in findings:
        print_finding(finding)
    if errors := errors_among(findings, pardon.checks):
        names = " ".join(f"--allow {check}" for check in dict.fromkeys(error.check for error in errors))
        raise GutletterError(
            "The issue is not fit to go, for the reasons above; nothing was sent.",
            remedy=f"Mend it; or, if you know better, send it with {names} --because REASON.",
        )
    return allowances(findings, pardon.checks, pardon.because)


def _ask(settings: Settings, newsroom: Newsroom, proposal: Proposal) -> None:
    if not sys.stdin.isatty():
        raise SettingsError("Sending asks before it goes, and nobody can answer here.", remedy="Add --yes.")
    readers = counted(newsroom.store.count([SubscriberState.CONFIRMED]), "reader")
    question = f"Send “{proposal.rendered.subject}” to {readers} through {settings.delivery.provider}?"
    if not typer.confirm(question):
        raise typer.Exit(1)


# ── sending ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _send_watched(newsroom: Newsroom, provider: Provider, issue: Issue) -> Issue:
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


# ── without the ledger ────────────────────────────────────────────────────────────────────────────────────────────


def _send_tests(settings: Settings, newsroom: Newsroom, proposal: Proposal, addresses: Sequence[str]) -> None:
    wanted = [canonical(address) for address in addresses]
    rendered = as_test(proposal.rendered)
    with bootstrap.open_provider(settings) as provider:
        receipts = [(address, send_test(newsroom, provider, rendered, address)) for address in wanted]
    for address, receipt in receipts:
        say(f"{plain(rendered.subject)} → {plain(address)}: {receipt.outcome} {plain(receipt.reason)}".rstrip())
    if any(receipt.outcome is not Outcome.ACCEPTED for _, receipt in receipts):
        raise typer.Exit(1)


def _tell_dry_run(settings: Settings, newsroom: Newsroom, proposal: Proposal) -> None:
    readers = newsroom.store.count([SubscriberState.CONFIRMED])
    say(f"Would send “{plain(proposal.rendered.subject)}”")
    say(f"  from     {plain(proposal.article.draft.place)}")
    say(f"  to       {counted(readers, 'confirmed reader')}")
    say(f"  through  {settings.delivery.provider}")
    say(f"  frozen   {proposal.rendered.hash[:12]} ({len(proposal.rendered.html.encode()) // 1000} kB of HTML)")
    say("Nothing was sent.")
