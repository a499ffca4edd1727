"""Verbs that look into the ledger and settle what is in it: status, resolve, cancel, pause, resume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.circuit import Circuit, Standing
from gutletter.cli.opening import Json, Yes, ask, issue_named, settings_of
from gutletter.cli.printing import counted, local, plain, print_json, print_table, say, warn
from gutletter.cli.sums import print_sum, standing, sum_fields
from gutletter.cli.watching import watch_status
from gutletter.errors import ReadersError, SettingsError
from gutletter.feedback import work_off
from gutletter.model import DeliveryNote, DeliveryState, Issue, IssueState, SubscriberState, Tally
from gutletter.ports import Store
from gutletter.reports import IssueReport, report_issue, report_status, troubles
from gutletter.settings import Settings

SHOWN = 20  # copies that are told one by one


class Verdict(StrEnum):
    """What an operator may say of uncertain copies."""

    RESEND = "resend"
    SENT = "sent"
    LOST = "lost"


_BECOMES = {
    Verdict.RESEND: DeliveryState.PLANNED,
    Verdict.SENT: DeliveryState.ACCEPTED,
    Verdict.LOST: DeliveryState.REFUSED,
}


def status(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug; otherwise all of them.")] = "",
    as_json: Json = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Say it again every second until nothing leaves any more, or Ctrl-C.")
    ] = False,
) -> None:
    """Say who got it, who did not, what waits and until when."""
    settings = settings_of(context)
    with bootstrap.open_store(settings) as store:
        if watch:
            watch_status(store, settings, name, as_json=as_json)
            return
        if name:
            _status_of(store, settings, name, as_json)
        else:
            _status_of_all(store, settings, as_json)
        if not as_json:
            _tell_failed_providers(store, settings)


def _failed(store: Store, settings: Settings) -> Sequence[Circuit]:
    """What is known of the providers that failed and still are among those that stand in for each other."""
    delivery = settings.delivery
    order = (delivery.provider, *delivery.fallback) if delivery.fallback else ()
    known = store.circuits()
    return [known[name] for name in order if name in known and known[name].failures]


def _tell_failed_providers(store: Store, settings: Settings) -> None:
    """Which providers failed last time, and which of them are left alone for a while."""
    now = bootstrap.utc_now()
    for circuit in _failed(store, settings):
        standing = circuit.standing(now)
        if standing is Standing.OPEN:
            until = local(circuit.open_until, settings.timezone)
            say(f"[yellow]{circuit.provider} failed and is left alone until {until}:[/] {plain(circuit.reason)}")
        elif standing is Standing.ON_TRIAL:
            say(f"[yellow]{circuit.provider} failed, and the next letter tries it again:[/] {plain(circuit.reason)}")
        else:
            times = counted(circuit.failures, "time")
            say(f"[yellow]{circuit.provider} failed {times} in a row:[/] {plain(circuit.reason)}")


def _status_of(store: Store, settings: Settings, name: str, as_json: bool) -> None:
    issue = issue_named(store, name)
    report = _reported(store, settings, issue)
    if as_json:
        print_json({**sum_fields(report), "troubles": troubles(store, issue)})
        return
    notes = troubles(store, issue, SHOWN)
    print_sum(report, settings.timezone)
    if notes:
        say()
        print_table(
            ("state", "address", "tries", "why"),
            ((note.state, note.email, note.attempts, note.reason) for note in notes),
            right=("tries",),
        )
        _tell_more(report.troubles - len(notes))


def _tell_more(copies: int) -> None:
    if copies > 0:
        say(f"… and {copies:,} more; --json shows them all.")


def _status_of_all(store: Store, settings: Settings, as_json: bool) -> None:
    report = report_status(store, now=bootstrap.utc_now(), pace=bootstrap.pace(settings))
    if as_json:
        failed = [asdict(circuit) for circuit in _failed(store, settings)]
        issues = [sum_fields(issue) for issue in report.issues]
        left_out = {"earlier_left_out": report.left_out}
        print_json({"readers": report.readers, "issues": issues, **left_out, "failed_providers": failed})
        return
    confirmed = report.readers[SubscriberState.CONFIRMED]
    others = ", ".join(
        f"{number:,} {state}" for state, number in report.readers.items() if number and state != "confirmed"
    )
    say(
        f"[bold]{plain(settings.publication.name)}[/] — {counted(confirmed, 'confirmed reader')}"
        + (f" ({others})" if others else "")
    )
    if not report.issues:
        say("No issue has been sent yet. gutletter queue list shows what waits.")
        return
    say()
    zone = settings.timezone
    sums = [_columns(issue.tally) for issue in report.issues]
    words = [word for word in sums[0] if word == "accepted" or any(row[word] for row in sums)]
    print_table(
        ("issue", "opened", "state", *words, "audience"),
        (
            (
                _called(issue, report.issues),
                f"{issue.opened_at.astimezone(zone):%-d %b %Y}",
                standing(issue),
                *(f"{row[word]:,}" for word in words),
                f"{issue.audience:,}",
            )
            for issue, row in zip(report.issues, sums, strict=True)
        ),
        right=(*words, "audience"),
        giving=("issue",),
    )
    if report.left_out:
        say("[dim]Earlier ones are done; gutletter report tells of them.[/]")


def _called(issue: IssueReport, others: Sequence[IssueReport]) -> str:
    """What a verb finds it by: its slug; with its number where another issue has the same one."""
    same = sum(other.slug == issue.slug for other in others) > 1
    return f"{issue.slug} ({issue.id})" if same else issue.slug


def _reported(store: Store, settings: Settings, issue: Issue) -> IssueReport:
    return report_issue(store, issue, now=bootstrap.utc_now(), pace=bootstrap.pace(settings))


def _columns(tally: Tally) -> Mapping[str, int]:
    """The sum in few words: what is planned and what is handed over both still wait."""
    return {
        "accepted": tally.accepted,
        "refused": tally.refused,
        "deferred": tally.deferred,
        "uncertain": tally.uncertain,
        "suppressed": tally.suppressed,
        "waiting": tally.planned + tally.handed_over,
    }


def resolve(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug.")],
    verdict: Annotated[
        Verdict | None,
        typer.Option(
            "--as", help="What became of them: sent (they have it), lost (they do not, and shall not), resend."
        ),
    ] = None,
    address: Annotated[list[str] | None, typer.Option("--address", help="Only this reader; may be repeated.")] = None,
    because: Annotated[str, typer.Option("--because", help="How you know; it is written into the ledger.")] = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Show what is uncertain, and settle it: a lost answer is never guessed, so somebody who knows says it.

    What providers have posted meanwhile, and the journals of processes that died, are heard first.
    """
    settings = settings_of(context)
    with bootstrap.open_store(settings) as store:
        now = bootstrap.utc_now()
        issue = issue_named(store, name)
        _hear_what_is_known(settings, store, issue)
        wanted = {one.casefold() for one in address or ()}
        uncertain = [
            note
            for note in store.deliveries(issue.id, [DeliveryState.UNCERTAIN])
            if not wanted or note.email.casefold() in wanted
        ]
        if verdict is None:
            _show_uncertain(settings, issue, uncertain, store.tally(issue.id).handed_over, as_json)
            return
        if unknown := wanted - {note.email.casefold() for note in uncertain}:
            raise ReadersError(
                f"No copy of “{issue.title}” to {', '.join(sorted(unknown))} is uncertain; nothing was settled.",
                remedy=f"gutletter resolve {issue.slug} shows those that are.",
            )
        if verdict is Verdict.RESEND and issue.state is IssueState.CANCELLED:
            raise SettingsError(
                f"“{issue.title}” was cancelled, so nothing of it is sent again; nothing was settled.",
                remedy=f"gutletter resolve {issue.slug} --as sent, or --as lost.",
            )
        if verdict is Verdict.RESEND and uncertain and not yes:
            readers = counted(len(uncertain), "reader")
            ask(f"Whoever of these {readers} has a copy will get a second one. Send again?")
        reason = f"resolved by an operator as {verdict}" + (f": {because}" if because else "")
        ids = [note.subscriber_id for note in uncertain]
        settled = store.resolve(issue.id, ids, _BECOMES[verdict], now, reason)
        issue = store.close_issue(issue.id, now)
        report = report_issue(store, issue)
    if as_json:
        print_json({"resolved": settled, **sum_fields(report)})
        return
    say(f"{counted(settled, 'copy', 'copies')} settled as {verdict}.")
    print_sum(report, settings.timezone)


def _hear_what_is_known(settings: Settings, store: Store, issue: Issue) -> None:
    """Settle what somebody has told already, before an operator is asked."""
    bootstrap.settle_leftovers(settings, store)
    if store.waiting_posts():
        webhooks, patience = bootstrap.open_webhooks(settings), bootstrap.soft_bounces(settings)
        work = work_off(store, webhooks, bootstrap.utc_now, patience)
        if settled := work.settled.get(issue.id):
            copies = counted(settled, "copy is", "copies are")
            warn(f"{copies} settled as accepted: the provider has told of them since.")


def _show_uncertain(
    settings: Settings, issue: Issue, uncertain: list[DeliveryNote], handed_over: int, as_json: bool
) -> None:
    if as_json:
        print_json({"slug": issue.slug, "uncertain": uncertain, "handed_over": handed_over})
        return
    if not uncertain:
        say(f"Nothing of “{plain(issue.title)}” is uncertain.")
        if handed_over:
            copies = counted(handed_over, "copy is", "copies are")
            say(f"{copies} handed over and not answered yet; without an answer, uncertain after delivery.lease.")
        return
    copies = counted(len(uncertain), "copy", "copies")
    say(f"{copies} of “{plain(issue.title)}” left, and no answer tells what became of them:\n")
    print_table(
        ("address", "since", "why"),
        ((note.email, local(note.changed_at, settings.timezone), note.reason) for note in uncertain[:SHOWN]),
    )
    _tell_more(len(uncertain) - SHOWN)
    say("Look in the provider's log, then say what became of them:")
    say(f"  gutletter resolve {plain(issue.slug)} --as sent     [dim]# they have it[/]")
    say(f"  gutletter resolve {plain(issue.slug)} --as lost     [dim]# they do not, and shall not[/]")
    if issue.state is not IssueState.CANCELLED:
        say(f"  gutletter resolve {plain(issue.slug)} --as resend   [dim]# send again; some may then have two[/]")


def cancel(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug.")],
    yes: Yes = False,
) -> None:
    """Stop an issue that is being sent; what has left stays on record, and nothing more leaves."""
    settings = settings_of(context)
    with bootstrap.open_store(settings) as store:
        issue = issue_named(store, name)
        if issue.state is not IssueState.SENDING:
            warn(f"“{plain(issue.title)}” is {issue.state} already; there is nothing to stop.")
        elif not yes:
            ask(f"Stop “{issue.title}”? Who has not got it will not get it.")
        report = report_issue(store, store.cancel_issue(issue.id, bootstrap.utc_now()))
    print_sum(report, settings.timezone)


def pause(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug.")],
    as_json: Json = False,
) -> None:
    """Hand nothing more of an issue over until it is resumed; what is in the provider's hands is still answered."""
    settings = settings_of(context)
    with bootstrap.open_store(settings) as store:
        issue = issue_named(store, name)
        if issue.state is not IssueState.SENDING:
            warn(f"“{plain(issue.title)}” is {issue.state} already; there is nothing to pause.")
        _tell(store, settings, store.pause_issue(issue.id, bootstrap.utc_now()), as_json=as_json)


def resume(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug.")],
    as_json: Json = False,
) -> None:
    """Let a paused issue go on: gutletter run does so by itself, or send it."""
    settings = settings_of(context)
    with bootstrap.open_store(settings) as store:
        issue = issue_named(store, name)
        if not issue.paused_at:
            warn(f"“{plain(issue.title)}” is not paused.")
        _tell(store, settings, store.resume_issue(issue.id), as_json=as_json)


def _tell(store: Store, settings: Settings, issue: Issue, *, as_json: bool) -> None:
    report = _reported(store, settings, issue)
    if as_json:
        print_json(sum_fields(report))
    else:
        print_sum(report, settings.timezone)
