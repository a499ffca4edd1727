"""roundup: one mail a month for readers who want no more."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.cli.opening import Json, Yes, ask, settings_of
from gutletter.cli.printing import counted, plain, print_json, say
from gutletter.cli.sending import send_watched
from gutletter.cli.sums import print_sum, sum_fields
from gutletter.errors import SettingsError
from gutletter.model import Issue, IssueState
from gutletter.pipeline import Newsroom
from gutletter.reports import report_issue
from gutletter.roundup import SEGMENT, latest_month, open_roundup, roundup


def send_roundup(
    context: typer.Context,
    month: Annotated[
        str, typer.Option("--month", metavar="YYYY-MM", help="Of this month; otherwise the last one that is over.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go to how many; send nothing.")] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Send the month's letters with their bottom lines to readers who asked for no more than that; once each month.

    gutletter run does so by itself on the first day of a month, from eight in the morning.
    """
    settings = settings_of(context)
    with bootstrap.open_newsroom(settings) as newsroom:
        first = _first_day(month) if month else latest_month(newsroom.clock(), settings.timezone)
        readers = newsroom.store.audience((), SEGMENT, newsroom.clock())
        written = roundup(newsroom.store, first, newsroom.letterhead, newsroom.theme)
        if written is None or not readers or dry_run:
            _tell(first, readers, written.rendered.subject if written else "", as_json=as_json)
            return
        if not yes and newsroom.store.issue(written.slug) is None:
            ask(f"Send “{written.rendered.subject}” to {counted(readers, 'reader')}?")
        with bootstrap.open_provider(settings) as provider:
            issue = opened_roundup(newsroom, first)
            if issue is not None and issue.state is IssueState.SENDING:
                issue = send_watched(newsroom, provider, issue)
        if issue is None:  # the last of its readers has just left
            _tell(first, 0, written.rendered.subject, as_json=as_json)
            return
        report = report_issue(newsroom.store, issue)
    if as_json:
        print_json(sum_fields(report))
    else:
        print_sum(report, settings.timezone)


def opened_roundup(newsroom: Newsroom, first: date) -> Issue | None:
    """The roundup of the month that begins so; None when there is none to send."""
    store, now = newsroom.store, newsroom.clock()
    return open_roundup(store, first, newsroom.letterhead, newsroom.theme, newsroom.secret, now)


def _tell(first: date, readers: int, subject: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"month": f"{first:%Y-%m}", "subject": subject or None, "readers": readers, "sent": False})
    elif not subject:
        say(f"Nothing went out in {first:%Y-%m}, so there is no roundup of it.")
    elif not readers:
        say(f"“{plain(subject)}” would go to nobody: no reader has asked for one roundup a month.")
    else:
        say(f"“{plain(subject)}” would go to {counted(readers, 'reader')}. Nothing was sent.")


def _first_day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise SettingsError(f"{month!r} is no month.", remedy="Write it as in --month 2026-10.") from error
