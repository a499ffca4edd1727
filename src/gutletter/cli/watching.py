"""``status --watch``: the sum again and again, how fast it grows, and how long that will take."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from rich.live import Live
from rich.table import Table

from gutletter import bootstrap
from gutletter.cli.opening import issue_named
from gutletter.cli.printing import err, plain, print_json_line
from gutletter.cli.sums import standing, sum_fields
from gutletter.model import IssueState
from gutletter.ports import Store
from gutletter.reports import IssueReport, report_issue
from gutletter.settings import Settings

EVERY = 1.0  # second
REST = 5  # times what a look took: looking at a million copies is no reason to slow their sending


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an issue got, and how fast it goes on; a copy is settled when nothing more will be done about it."""

    share: float  # of the audience that is settled
    per_second: float
    left: timedelta | None  # until all that can go now has gone; None: nothing goes

    @classmethod
    def between(cls, before: IssueReport | None, now: IssueReport, seconds: float) -> Progress:
        """What is seen from two looks, so many seconds apart."""
        tally = now.tally
        settled = tally.accepted + tally.refused + tally.suppressed
        gone = now.audience - tally.planned
        rate = max(0, gone - (before.audience - before.tally.planned)) / seconds if before and seconds else 0.0
        left = timedelta(seconds=round(tally.planned / rate)) if rate else None
        return cls(settled / now.audience if now.audience else 1.0, rate, left)


def watch_status(store: Store, settings: Settings, name: str, *, as_json: bool) -> None:
    """Look every second until none of the issues is being sent; on a terminal over what stood there before."""
    if as_json:
        for looks in _looks(store, settings, name):
            print_json_line({"issues": [_fields(*look) for look in looks]})
        return
    with Live(console=err(), auto_refresh=False) as live:
        for looks in _looks(store, settings, name):
            live.update(_table(looks), refresh=True)


_Look = tuple[IssueReport, Progress]


def _looks(store: Store, settings: Settings, name: str) -> Iterator[Sequence[_Look]]:
    named = issue_named(store, name).id if name else None
    before: dict[int, IssueReport] = {}
    looked = time.monotonic()
    while True:
        begun = time.monotonic()
        issues = [store.issue(str(named))] if named else [*store.unfinished()] or [*store.issues(1)]
        now, pace = bootstrap.utc_now(), bootstrap.pace(settings)
        reports = [report_issue(store, issue, now=now, pace=pace) for issue in issues if issue]
        yield [(one, Progress.between(before.get(one.id), one, begun - looked)) for one in reports]
        if all(one.state is not IssueState.SENDING for one in reports):
            return
        before, looked = {one.id: one for one in reports}, begun
        took = time.monotonic() - begun
        time.sleep(max(EVERY - took, REST * took))


def _fields(report: IssueReport, progress: Progress) -> Mapping[str, object]:
    left = progress.left.total_seconds() if progress.left is not None else None
    own = {"share": round(progress.share, 4), "per_second": round(progress.per_second, 1), "seconds_left": left}
    return {**sum_fields(report), **own}


def _table(looks: Sequence[_Look]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    numbers = "accepted", "refused", "deferred", "uncertain", "waiting", "audience", "settled", "a second", "left"
    for column in ("issue", "state", *numbers):
        table.add_column(column, justify="right" if column in numbers else "left")
    for report, progress in looks:
        tally = report.tally
        counts = tally.accepted, tally.refused, tally.deferred, tally.uncertain, tally.planned + tally.handed_over
        table.add_row(
            plain(report.slug),
            standing(report),
            *(f"{count:,}" for count in (*counts, report.audience)),
            f"{progress.share:.0%}",
            f"{progress.per_second:,.0f}",
            str(progress.left) if progress.left is not None else "",
        )
    return table
