"""How a sum is told: every state, and the audience it adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from zoneinfo import ZoneInfo

from gutletter.cli.printing import counted, local, plain, say
from gutletter.model import Allowance, IssueState
from gutletter.reports import IssueReport


def print_sum(report: IssueReport, zone: ZoneInfo) -> None:
    """One issue's sum, line by line, and what happens next."""
    tally = report.tally
    lines = (
        ("accepted", tally.accepted, ""),
        ("refused", tally.refused, ""),
        ("deferred", tally.deferred, _when(report, zone)),
        ("uncertain", tally.uncertain, f"settle: gutletter resolve {report.slug}"),
        ("suppressed", tally.suppressed, _why_suppressed(report)),
        ("handed over", tally.handed_over, "no answer yet; without one, uncertain"),
        ("planned", tally.planned, "" if report.paused_at or report.held else f"go on: gutletter send {report.slug}"),
    )
    width = len(f"{report.audience:,}")
    say(f"[bold]{plain(report.title)}[/] — {standing(report)}, opened {local(report.opened_at, zone)}")
    for word, number, note in lines:
        if number or word == "accepted":
            say(f"  {word:<12} {number:>{width},}" + (f"   [dim]{plain(note)}[/]" if note and number else ""))
    say(f"  {'─' * (13 + width)}")
    closes = "" if report.closes else "   [red]the sum does not close; please report this[/]"
    say(f"  {'audience':<12} {report.audience:>{width},}{closes}")
    for wait in report.waits:
        until = f" until {local(wait.until, zone)}" if wait.until else ""
        say(f"  [yellow]waiting[/]      {counted(wait.copies, 'copy', 'copies')}{until}: {plain(wait.reason)}")
    if report.paused_at:
        say(f"  [dim]go on: gutletter resume {plain(report.slug)}[/]")
    if report.damage:
        say(f"  [red]{plain(report.damage)}[/]")
    print_allowances(report.allowed)
    if report.state is IssueState.SENDING and not report.unanswered:
        say("  [dim]Every copy is settled.[/]")


def standing(report: IssueReport) -> str:
    """How an issue stands, in a word."""
    if report.damage:
        return f"{report.state}, changed since"
    return "paused" if report.paused_at else report.state


def print_allowances(allowed: Sequence[Allowance]) -> None:
    """What was let pass when the issue opened, and why."""
    for one in allowed:
        say(f"  [yellow]let pass[/]     {plain(one.check)}, because: {plain(one.because)}")
        for found in one.found.splitlines():
            say(f"               [dim]{plain(found)}[/]")


def _when(report: IssueReport, zone: ZoneInfo) -> str:
    return f"tried again from {local(report.next_attempt_at, zone)}" if report.next_attempt_at else ""


def _why_suppressed(report: IssueReport) -> str:
    if report.state is IssueState.CANCELLED:
        return "never left: the issue was cancelled"
    return "left, bounced or complained since"


def sum_fields(report: IssueReport) -> Mapping[str, object]:
    """A report as scripts read it: the numbers of the sum stand beside the issue's own fields."""
    own = {field.name: getattr(report, field.name) for field in fields(report) if field.name != "tally"}
    return {**own, **{field.name: getattr(report.tally, field.name) for field in fields(report.tally)}}
