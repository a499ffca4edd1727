"""The verb before the first real send: rehearse."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.cli.choosing import told_queue
from gutletter.cli.logs import log_to_stderr
from gutletter.cli.opening import Json, settings_of
from gutletter.cli.printing import counted, plain, print_finding, print_json, progress_bar, say, warn
from gutletter.cli.sending import stopped_by_signals
from gutletter.desk import find
from gutletter.drafts import next_draft
from gutletter.errors import SettingsError
from gutletter.model import Outcome, Proposal, Receipt, Tally
from gutletter.pipeline import Newsroom, audience_of, errors_among, examine, frozen, propose
from gutletter.rehearsal.performance import Plan, Rehearsed, at_these_limits, rehearse
from gutletter.settings import ProviderName, Settings


class Carrier(StrEnum):
    """Who is simulated."""

    SMTP = "smtp"
    SENDGRID = "sendgrid"


class Faults(StrEnum):
    """How much goes wrong."""

    NONE = "none"
    REALISTIC = "realistic"
    HOSTILE = "hostile"


def rehearse_issue(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug or file name; otherwise the next one.")] = "",
    readers: Annotated[int, typer.Option("--readers", min=1, max=5_000_000, help="How many to invent.")] = 100_000,
    provider: Annotated[
        Carrier | None, typer.Option("--provider", help="Who is simulated; otherwise who carries your mail, or smtp.")
    ] = None,
    faults: Annotated[
        Faults, typer.Option("--faults", help="How much goes wrong: nothing, as on an ordinary day, or all the time.")
    ] = Faults.REALISTIC,
    seed: Annotated[
        int | None, typer.Option("--seed", help="The same number brings the same readers and the same faults.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Send an article to invented readers through a mail server of our own, and see who got it. No real mail leaves.

    Your article, theme, checks and links; the same code that sends for real; a ledger that is thrown away afterwards.
    Your readers, your database and your provider are left alone. It ends with 1 when a letter was not as it should
    be, or the ledger and the server disagree about who got one.
    """
    settings = settings_of(context)
    log_to_stderr(logging.ERROR)  # whatever less goes wrong was ordered, and is told at the end
    with bootstrap.open_newsroom(settings) as newsroom:
        proposal = _proposed(newsroom, name)
        refused = _told_errors(newsroom, proposal)
        plan = Plan(_carrier(settings, provider), readers, faults, secrets.randbelow(10**6) if seed is None else seed)
        rehearsed = _watched(settings, newsroom, proposal, plan)
        real = audience_of(newsroom, proposal.article.draft)
    if as_json:
        print_json(_fields(settings, rehearsed, proposal, real, refused=refused))
    else:
        _tell(settings, rehearsed, proposal, real, refused=refused)
    if refused or not rehearsed.sound:
        raise typer.Exit(1)


def _carrier(settings: Settings, asked: Carrier | None) -> ProviderName:
    if asked is not None:
        return ProviderName(asked)
    configured = settings.delivery.provider
    return configured if configured in (ProviderName.SMTP, ProviderName.SENDGRID) else ProviderName.SMTP


def _proposed(newsroom: Newsroom, name: str) -> Proposal:
    places = told_queue(newsroom)
    draft = find(places, name).draft if name else next_draft(places)
    if draft is None:
        raise SettingsError(
            "The queue holds nothing that may go now.",
            remedy="Name an article, as gutletter queue list shows it; a draft or a sent one can be rehearsed too.",
        )
    return propose(newsroom, draft, [place.draft for place in places], at=newsroom.clock(), again=True)


def _told_errors(newsroom: Newsroom, proposal: Proposal) -> bool:
    """Whether ``send`` would refuse the article; it is rehearsed all the same."""
    findings = examine(newsroom, proposal)
    for finding in findings:
        print_finding(finding)
    return bool(errors_among(findings))


def _watched(settings: Settings, newsroom: Newsroom, proposal: Proposal, plan: Plan) -> Rehearsed:
    with progress_bar() as bar, stopped_by_signals() as stopping:
        task = bar.add_task("Rehearsing", total=None, note=f"inventing {counted(plan.readers, 'reader')}")
        later = 0

        def begun(audience: int) -> None:
            bar.update(task, total=audience, note="")

        def watch(receipt: Receipt) -> None:
            nonlocal later
            later += receipt.outcome is Outcome.DEFERRED
            settled = receipt.outcome is not Outcome.DEFERRED
            bar.update(task, advance=settled, note=f"{later:,} told to come back" if later else "")

        ours = frozen(newsroom, proposal, newsroom.clock())
        return rehearse(settings, newsroom, ours, plan, begun=begun, watch=watch, stopping=stopping)


# ── what is said of it ────────────────────────────────────────────────────────────────────────────────────────────


def _tell(settings: Settings, rehearsed: Rehearsed, proposal: Proposal, real: int, *, refused: bool) -> None:
    plan, accounts = rehearsed.plan, rehearsed.accounts
    width = len(f"{accounts.audience:,}")

    def row(word: str, number: int, note: str = "") -> None:
        say(f"  {word:<18} {number:>{width},}" + (f"   [dim]{plain(note)}[/]" if note else ""))

    say(f"[bold]{plain(proposal.rendered.subject)}[/] — rehearsed through {plan.provider}; faults: {plan.faults}")
    say("\n[bold]What the ledger says[/]")
    for word, number, note in _sum(rehearsed):
        row(word, number, note)
    say(f"  {'─' * (19 + width)}")
    row("audience", accounts.audience)
    if told := rehearsed.told:
        settled = sum(told.settled.values())
        say(f"\n[bold]What {plan.provider}'s webhook told afterwards[/], late, some of it twice and in no order")
        say(f"  {counted(told.new, 'event')} in {counted(told.posts, 'post')}, each of them signed")
        say(f"  {counted(settled, 'uncertain copy', 'uncertain copies')} settled by it")
        say(f"  {counted(told.ended, 'reader')} not written to any more: they bounced, complained or left")
    say("\n[bold]What the readers got[/]")
    for copies, readers in sorted(accounts.got.items(), key=lambda pair: pair[0] != 1):
        row({0: "no letter", 1: "one letter"}.get(copies, f"{copies} letters"), readers)
    if befell := accounts.report.befell:
        say("\n[bold]What was made to go wrong[/]")
        for fault, count in sorted(befell.items(), key=lambda pair: -pair[1]):
            row_width = max(map(len, befell))
            say(f"  {plain(fault):<{row_width}} {count:>{width},}")
    if expected := _expected(settings, rehearsed, real):
        say("\n[bold]How long[/]")
        for line in expected:
            say(f"  {line}")
    _tell_verdict(rehearsed, refused=refused)
    say(f"\n[dim]The same again: gutletter rehearse {plain(proposal.article.draft.slug)} {_options(plan)}[/]")


def _sum(rehearsed: Rehearsed) -> list[tuple[str, int, str]]:
    accounts = rehearsed.accounts
    tally, arrived = accounts.tally, accounts.arrived_after_all
    uncertain = "answers that were lost, and no event told of them"
    if rehearsed.told is None:
        uncertain = f"answers that were lost; {arrived:,} of them arrived, as a real server's log would tell"
    notes = {"uncertain": uncertain if tally.uncertain else ""}
    rows = [(field.name, getattr(tally, field.name)) for field in fields(Tally)]
    order = ("accepted", "refused", "deferred", "uncertain", "suppressed", "handed_over", "planned")
    rows.sort(key=lambda pair: order.index(pair[0]))
    return [
        (word.replace("_", " "), number, notes.get(word, "")) for word, number in rows if number or word == "accepted"
    ]


def _expected(settings: Settings, rehearsed: Rehearsed, real: int) -> list[str]:
    lines = []
    if rehearsed.rate:
        readers = real or rehearsed.accounts.audience
        lines.append(f"{rehearsed.rate:,.0f} letters a second on this machine, each of them looked at.")
        took = _spoken(_reckoned(settings, rehearsed, readers))
        lines.append(f"{'Your ' if real else ''}{counted(readers, 'reader')}: about {took}, at your limits.")
    if rehearsed.waited:
        lines.append(f"Who was told to come back later would have waited up to {_spoken(rehearsed.waited)}.")
    if calls := rehearsed.interruptions.total():
        lines.append(f"Sending was interrupted {counted(calls, 'time')} and went on; most often: ")
        lines[-1] += plain(rehearsed.interruptions.most_common(1)[0][0])
    return lines


def _reckoned(settings: Settings, rehearsed: Rehearsed, readers: int) -> timedelta:
    return at_these_limits(settings, readers, rehearsed.rate, rehearsed.domains, bootstrap.utc_now())


def _tell_verdict(rehearsed: Rehearsed, *, refused: bool) -> None:
    accounts = rehearsed.accounts
    findings, disagreements = accounts.report.findings, accounts.disagreements
    say()
    for finding, noted in findings.items():
        say(f"[red]✗[/] {plain(finding)}: {counted(noted.count, 'time')}, as for {plain(', '.join(noted.examples))}")
    for disagreement in disagreements:
        say(f"[red]✗[/] {plain(disagreement)}")
    if rehearsed.ended_by is not None:
        say(f"[red]✗[/] It could not go on: {plain(rehearsed.ended_by)}")
    if rehearsed.stopped:
        say("[red]✗[/] It was stopped before its end.")
    if accounts.report.copies and not findings:
        say("[green]✓[/] Every letter that arrived is whole, its reader's own, and has a way to leave.")
    if not disagreements:
        say("[green]✓[/] The ledger and the server agree about every reader; nobody got two.")
    if refused:
        warn("[yellow]gutletter send would refuse this article[/] for the errors above.")


def _spoken(time: timedelta) -> str:
    seconds = time.total_seconds()
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * length:
            return counted(round(seconds / length), unit)
    return counted(max(1, round(seconds)), "second")


def _options(plan: Plan) -> str:
    return f"--readers {plan.readers} --provider {plan.provider} --faults {plan.faults} --seed {plan.seed}"


def _fields(
    settings: Settings, rehearsed: Rehearsed, proposal: Proposal, real: int, *, refused: bool
) -> Mapping[str, object]:
    accounts, report = rehearsed.accounts, rehearsed.accounts.report
    ours, theirs = (
        _reckoned(settings, rehearsed, readers).total_seconds() if readers and rehearsed.rate else None
        for readers in (real, accounts.audience)
    )
    return {
        "slug": proposal.article.draft.slug,
        "hash": proposal.rendered.hash,
        **{field.name: getattr(rehearsed.plan, field.name) for field in fields(Plan)},
        "sound": rehearsed.sound and not refused,
        "send_would_refuse": refused,
        "audience": accounts.audience,
        **{field.name: getattr(accounts.tally, field.name) for field in fields(Tally)},
        "uncertain_that_arrived": accounts.arrived_after_all,
        "events": asdict(rehearsed.told) if rehearsed.told else None,
        "got": accounts.got,
        "findings": report.findings,
        "disagreements": accounts.disagreements,
        "befell": report.befell,
        "seconds": round(rehearsed.seconds, 3),
        "letters_per_second": round(rehearsed.rate, 1),
        "seconds_at_your_limits": theirs,
        "seconds_for_your_readers": ours,
        "your_readers": real,
        "seconds_not_waited": rehearsed.waited.total_seconds(),
        "interruptions": rehearsed.interruptions,
        "ended_by": str(rehearsed.ended_by) if rehearsed.ended_by else None,
        "stopped": rehearsed.stopped,
    }
