"""The verb that answers whether articles are fit to go: check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urldefrag

import typer

from gutletter import bootstrap, desk
from gutletter.checks.links import addresses, unreached
from gutletter.cli.opening import Json, settings_of
from gutletter.cli.printing import counted, plain, print_finding, print_json, say, warn
from gutletter.errors import DraftError
from gutletter.model import Draft, Finding, Place, Proposal, Severity, Standing
from gutletter.pipeline import Newsroom, examine, propose, read_queue
from gutletter.reach import Unreached, reach
from gutletter.settings import FILE

DONE = (Standing.SENT, Standing.WITHDRAWN, Standing.EXPIRED)  # never go by themselves; looked at when named


@dataclass(frozen=True, slots=True)
class Checked:
    """An article and what was found; without a proposal it cannot become a letter at all."""

    draft: Draft
    findings: tuple[Finding, ...]
    proposal: Proposal | None = None


def check(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug or file name; otherwise the whole queue.")] = "",
    look: Annotated[
        bool, typer.Option("--reach", help="Also ask every linked address whether it answers; this needs the network.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say what is wrong with the queue, article by article, with the remedy; ends with 1 when there is an error."""
    settings = settings_of(context)
    with bootstrap.open_newsroom(settings) as newsroom:
        places, unreadable = read_queue(newsroom)
        waiting = [place for place in places if place.standing not in DONE]
        chosen = [desk.find(places, name, unreadable)] if name else waiting
        checked = [_checked(newsroom, place, places) for place in chosen]
    if look:
        checked = _reached(checked)
    checked, settled = _apart(checked)
    strays = (*(() if name else unreadable), *settled)
    findings = [*strays, *(finding for one in checked for finding in one.findings)]
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if as_json:
        articles = [{"slug": one.draft.slug, "file": one.draft.place, "findings": one.findings} for one in checked]
        print_json({"checked": len(checked), "errors": errors, "articles": articles, "findings": findings})
    else:
        _tell(strays, checked)
        say(_summary(len(checked), errors, len(findings) - errors))
    if errors:
        raise typer.Exit(1)


def _apart(checked: Sequence[Checked]) -> tuple[list[Checked], tuple[Finding, ...]]:
    """What is wrong in the settings is wrong for every article alike: it is told once."""
    settled = dict.fromkeys(finding for one in checked for finding in one.findings if finding.place == FILE)
    rest = [
        replace(one, findings=tuple(finding for finding in one.findings if finding not in settled)) for one in checked
    ]
    return rest, tuple(settled)


def _checked(newsroom: Newsroom, place: Place, places: Sequence[Place]) -> Checked:
    draft = place.draft
    try:
        proposal = propose(newsroom, draft, [other.draft for other in places])
    except DraftError as error:
        return Checked(draft, tuple(map(_refused, (error, *error.others))))
    return Checked(draft, examine(newsroom, proposal), proposal)


def _refused(error: DraftError) -> Finding:
    return Finding(Severity.ERROR, "article", error.place, error.line, error.message, error.remedy)


def _reached(checked: Sequence[Checked]) -> list[Checked]:
    """The same, with what did not answer; a page that several articles link to is asked for once."""
    wanted = tuple(dict.fromkeys(page for one in checked for page in _pages(one)))
    warn(f"[dim]Asking {counted(len(wanted), 'address', 'addresses')}…[/]")
    silent = {one.url: one for one in reach(wanted)}
    return [Checked(one.draft, (*one.findings, *_silent(one, silent)), one.proposal) for one in checked]


def _silent(checked: Checked, silent: Mapping[str, Unreached]) -> Iterator[Finding]:
    for page in _pages(checked):
        if (one := silent.get(page)) is not None:
            yield unreached(checked.draft, page, one.why, gone=one.gone)


def _pages(checked: Checked) -> Sequence[str]:
    """What its letter links to, whatever place on the page is meant."""
    urls = addresses(checked.proposal) if checked.proposal else ()
    return tuple(dict.fromkeys(urldefrag(url).url for url in urls))


def _tell(strays: Sequence[Finding], checked: Sequence[Checked]) -> None:
    for finding in strays:
        print_finding(finding)
    for one in checked:
        if one.findings:
            warn(f"[bold]{plain(one.draft.title)}[/] [dim]({plain(one.draft.slug)})[/]")
        for finding in sorted(one.findings, key=lambda finding: finding.severity is not Severity.ERROR):
            print_finding(finding)


def _summary(checked: int, errors: int, warnings: int) -> str:
    if not checked and not errors:
        return "The queue is empty. Put articles into issues/, or begin one: gutletter new TITLE"
    troubles = ", ".join(counted(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number)
    return f"{counted(checked, 'article')} checked: {troubles or 'all well'}."
