"""The verb report: what became of issues."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from gutletter import bootstrap
from gutletter.analytics import ReturnsReport, report_returns, report_since
from gutletter.cli.opening import Json, issue_named, settings_of
from gutletter.cli.printing import data_out, local, plain, print_json, print_table, say
from gutletter.errors import SettingsError

_WIDE = tuple(field.name for field in fields(ReturnsReport) if field.name not in ("links", "closes"))


def report(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug; otherwise every issue since --since.")] = "",
    since: Annotated[
        datetime | None, typer.Option("--since", metavar="DATE", formats=["%Y-%m-%d"], help="Issues opened since then.")
    ] = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV for a spreadsheet instead of a table.")] = False,
) -> None:
    """Tell what became of the copies of an issue, and how often its links were followed, as far as anyone told us."""
    if bool(name) == bool(since):
        raise SettingsError(
            "Give an issue, or --since with a date.", remedy="Example: gutletter report --since 2026-11-01"
        )
    settings = settings_of(context)
    zone = settings.timezone
    with bootstrap.open_store(settings) as store:
        if since is None:
            reports: Sequence[ReturnsReport] = [report_returns(store, issue_named(store, name))]
        else:
            reports = report_since(store, since.replace(tzinfo=zone))
    if as_json:
        print_json(reports[0] if name else {"issues": reports})
    elif as_csv:
        _write_csv(reports, links=bool(name))
    elif name:
        _print_one(reports[0], zone)
    else:
        _print_all(reports, zone)


def _write_csv(reports: Sequence[ReturnsReport], *, links: bool) -> None:
    """One line for each issue; for one issue alone, its links follow under a header of their own."""
    writer = csv.writer(data_out())
    writer.writerow(_WIDE)
    for one in reports:
        values = (getattr(one, name) for name in _WIDE)
        writer.writerow([value.isoformat() if isinstance(value, datetime) else value for value in values])
    if links and reports[0].links:
        writer.writerow([])
        writer.writerow(("url", "people", "machines", "readers"))
        writer.writerows((link.url, link.people, link.machines, link.readers) for link in reports[0].links)


def _print_one(report: ReturnsReport, zone: ZoneInfo) -> None:
    say(f"[bold]{plain(report.title)}[/] — {report.state}, opened {local(report.opened_at, zone)}")
    width = len(f"{report.audience:,}")

    def line(word: str, number: int, note: str = "", indent: int = 2) -> None:
        if number or word == "accepted":
            told = f"   [dim]{plain(note)}[/]" if note else ""
            say(f"{' ' * indent}{word:<{26 - indent}} {number:>{width},}{told}")

    line("accepted", report.accepted, "a provider took it")
    for word, number, note in _of_accepted(report):
        line(word, number, note, indent=4)
    line("refused", report.refused, "no provider took it")
    line("suppressed", report.suppressed, "left, bounced or complained before it went")
    line("deferred", report.deferred, "tried again")
    line("uncertain", report.uncertain, f"settle: gutletter resolve {report.slug}")
    line("waiting", report.waiting)
    say(f"  {'─' * (25 + width)}")
    line("audience", report.audience, "" if report.closes else "the sums do not close; please report this")
    line("complained", report.complained, "called it spam")
    line("left", report.left, "through this letter")
    line("delivered, not accepted", report.contradicted, "the ledger has them as refused or suppressed")
    if report.opened or report.opened_by_machines:
        line(
            "opened by people",
            report.opened,
            "as providers tell it; mail programs that load pictures unasked hide most",
        )
        line("opened by machines", report.opened_by_machines)
    if report.links:
        say()
        print_table(
            ("link", "people", "machines"),
            ((link.url, f"{link.people:,}", f"{link.machines:,}") for link in report.links),
            right=("people", "machines"),
            giving=("link",),
        )


def _of_accepted(report: ReturnsReport) -> Iterator[tuple[str, int, str]]:
    yield "delivered", report.delivered, ""
    yield "bounced", report.bounced, "there is no such address"
    yield "bounced softly", report.soft_bounced, "full, or out of order"
    yield "blocked", report.blocked, "the receiving server does not want this mail from us"
    yield "dropped", report.dropped, "the provider did not send it"
    yield "on its way", report.on_its_way, "the provider has it, and told no more"
    yield "no news", report.untold, "nobody told what became of it"


def _print_all(reports: Sequence[ReturnsReport], zone: ZoneInfo) -> None:
    if not reports:
        say("No issue was opened since then.")
        return
    words = ("audience", "accepted", "delivered", "bounced", "blocked", "complained", "left", "clicks")
    print_table(
        ("issue", "opened", *words),
        ((one.slug, f"{one.opened_at.astimezone(zone):%-d %b %Y}", *_numbers(one)) for one in reports),
        right=words,
        giving=("issue",),
    )


def _numbers(one: ReturnsReport) -> tuple[str, ...]:
    bounced = one.bounced + one.soft_bounced
    clicks = sum(link.people for link in one.links)
    numbers = one.audience, one.accepted, one.delivered, bounced, one.blocked, one.complained, one.left, clicks
    return tuple(f"{number:,}" for number in numbers)
