"""``status --watch``: the sum again and again, how fast it grows, and how long that will take."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from gutletter import bootstrap
from gutletter.cli.opening import issue_named
from gutletter.cli.printing import counted, drawn, local, plain, print_json_line, warn
from gutletter.cli.sums import standing, sum_fields
from gutletter.model import IssueState
from gutletter.ports import Store
from gutletter.reports import IssueReport, report_issue
from gutletter.sending import WAITED_FOR
from gutletter.settings import Settings

EVERY = 1.0  # second
_STATES = ("accepted", "refused", "deferred", "uncertain", "suppressed", "handed_over", "planned")
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
        left = timedelta(seconds=round(tally.planned / rate)) if rate and tally.planned else None
        return cls(settled / now.audience if now.audience else 1.0, rate, left)


def watch_status(store: Store, settings: Settings, name: str, *, as_json: bool) -> None:
    """Look every second until nothing of the issues leaves any more; on a terminal over what stood there before."""
    if as_json:
        for looks in _looks(store, settings, name):
            print_json_line({"issues": [_fields(*look) for look in looks]})
        return
    seen: Sequence[_Look] = ()
    with Live(console=drawn(), auto_refresh=False) as live:
        for seen in _looks(store, settings, name):
            live.update(_picture(seen, settings), refresh=True)
    if not seen:
        warn("No issue has been sent yet. gutletter queue list shows what waits.")


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
        if not any(map(_goes_on, reports)):
            return
        before, looked = {one.id: one for one in reports}, begun
        took = time.monotonic() - begun
        time.sleep(max(EVERY - took, REST * took))


def _goes_on(report: IssueReport) -> bool:
    """Whether anything of it will still leave, or be answered; what is uncertain waits for an operator."""
    tally = report.tally
    return report.state is IssueState.SENDING and bool(tally.planned + tally.handed_over + tally.deferred)


def _fields(report: IssueReport, progress: Progress) -> Mapping[str, object]:
    left = progress.left.total_seconds() if progress.left is not None else None
    own = {"share": round(progress.share, 4), "per_second": round(progress.per_second, 1), "seconds_left": left}
    return {**sum_fields(report), **own}


def _picture(looks: Sequence[_Look], settings: Settings) -> Group:
    """Each issue in a few lines that fit a narrow terminal: whose, how far and how fast, the sum, and what waits."""
    return Group(*(line for look in looks for line in _lines(*look, settings)))


def _lines(report: IssueReport, progress: Progress, settings: Settings) -> Iterator[RenderableType]:
    yield Text.from_markup(f"[bold]{plain(report.slug)}[/] — {standing(report)}")
    far = Table.grid(padding=(0, 2), expand=True)
    far.add_column(ratio=1)
    far.add_column(no_wrap=True)
    pace = [f"{math.floor(progress.share * 100)}%", f"{progress.per_second:,.0f}/s"]
    pace += [f"{progress.left} left"] if progress.left is not None else []
    far.add_row(ProgressBar(total=1, completed=progress.share), "  ".join(pace))
    yield far
    tally = report.tally
    sums = [f"{getattr(tally, state):,} {state.replace('_', ' ')}" for state in _STATES if getattr(tally, state)]
    yield Text(f"{', '.join(sums)}; {report.audience:,} in all")
    if tally.uncertain:
        yield Text(f"settle what is uncertain: gutletter resolve {report.slug}", style="dim")
    soon = bootstrap.utc_now() + WAITED_FOR
    for wait in report.waits:
        if wait.until and wait.until <= soon:
            continue  # whoever sends waits for it, and nobody would notice
        until = f" until {local(wait.until, settings.timezone)}" if wait.until else ""
        yield Text(
            f"{counted(wait.copies, 'copy waits', 'copies wait')}{until}: {wait.reason}", style="yellow", no_wrap=False
        )
