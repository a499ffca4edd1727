"""Which article may go: the rules that send, its dry run and its test copies share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import typer

from gutletter.checks import BY_NAME
from gutletter.cli.printing import counted, plain, print_finding, say, warn
from gutletter.desk import find
from gutletter.errors import DraftError, GutletterError, SettingsError
from gutletter.model import Allowance, Draft, Place, Proposal, Standing
from gutletter.pipeline import Newsroom, allowances, errors_among, examine, read_queue
from gutletter.plan import why_empty


@dataclass(frozen=True, slots=True)
class Pardon:
    """The checks whose errors may pass, and why."""

    checks: tuple[str, ...] = ()
    because: str = ""


def pardon_of(name: str, checks: Sequence[str], because: str) -> Pardon:
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


def told_queue(newsroom: Newsroom) -> Sequence[Place]:
    """The queue; what of it cannot be read is told."""
    places, findings = read_queue(newsroom)
    for finding in findings:
        print_finding(finding)
    return places


def tell_nothing(newsroom: Newsroom, *, as_json: bool) -> None:
    """A quiet day is no failure, unless an article's turn had come and it could not become a letter."""
    places, _ = read_queue(newsroom)
    say("There is nothing to send." if not as_json else "null")
    warn(f"[dim]The reason: {plain(why_empty(places))}.[/]")
    if any(place.standing is Standing.NEXT for place in places):
        raise typer.Exit(1)


def warn_of_unfinished(newsroom: Newsroom) -> None:
    """Remind whoever sends of what does not go on by itself: paused issues, and copies whose answer got lost."""
    for issue in newsroom.store.unfinished():
        called, slug = plain(issue.title), plain(issue.slug)
        if issue.paused_at:
            warn(f"“{called}” is paused; gutletter resume {slug} lets it go on.")
        if uncertain := newsroom.store.tally(issue.id).uncertain:
            copies = counted(uncertain, "copy", "copies")
            warn(f"Uncertain: {copies} of “{called}”. Settle with: gutletter resolve {slug}")


def sendable(places: Sequence[Place], name: str, *, again: bool) -> Draft:
    """The article of this name, if it may go; DraftError says why it may not."""
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


def allowed_in(newsroom: Newsroom, proposal: Proposal, pardon: Pardon) -> tuple[Allowance, ...]:
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
