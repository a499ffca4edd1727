"""The verb by which somebody lets a letter go: approve."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from gutletter import bootstrap, desk
from gutletter.checks.approval import CHECK, SHOWN
from gutletter.cli.opening import settings_of
from gutletter.cli.printing import plain, print_finding, say, warn
from gutletter.errors import GutletterError, SettingsError
from gutletter.model import Approval, Proposal
from gutletter.pipeline import Newsroom, errors_among, examine, propose, read_queue


def approve(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug, file name or title.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who approves; otherwise your login name.")] = "",
    wanted: Annotated[
        str, typer.Option("--hash", metavar="HASH", help="Only if the letter is still the one with this hash.")
    ] = "",
    back: Annotated[bool, typer.Option("--take-back", help="Take the approval back.")] = False,
) -> None:
    """Say that you have read a letter and that it may go; any change to it afterwards needs your word again."""
    settings = settings_of(context)
    who = " ".join((by or _login()).split())
    with bootstrap.open_newsroom(settings) as newsroom:
        places, unreadable = read_queue(newsroom)
        draft = desk.find(places, name, unreadable).draft
        if back:
            newsroom.store.take_approval_back(draft.slug, who, newsroom.clock())
            say(f"{plain(draft.slug)} is not approved any more.")
            return
        proposal = propose(newsroom, draft, [place.draft for place in places], for_approval=True)
        _refuse(newsroom, proposal, wanted)
        now = newsroom.clock()
        newsroom.store.approve(Approval(draft.slug, proposal.hash, who, now, proposal.related))
    say(f"{plain(who)} approved “{plain(proposal.rendered.subject)}” ({proposal.hash[:SHOWN]}).")
    if settings.publication.approval == "none":
        warn('[dim]Letters go without approval, too, until gutletter.toml says publication.approval = "required".[/]')


def _refuse(newsroom: Newsroom, proposal: Proposal, wanted: str) -> None:
    """Refuse what is not fit to go, and a letter that is not the one that was read."""
    if wanted and not proposal.hash.startswith(wanted.strip().lower()):
        raise GutletterError(
            f"The letter is now {proposal.hash[:SHOWN]}, not {wanted}: it changed after you read it.",
            remedy=f"Read it again: gutletter preview {proposal.article.draft.slug}",
        )
    findings = [finding for finding in examine(newsroom, proposal) if finding.check != CHECK]
    for finding in findings:
        print_finding(finding)
    if errors_among(findings):
        raise GutletterError(
            "The letter is not fit to go, for the reasons above; it was not approved.", remedy="Mend it first."
        )


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise SettingsError("Nobody knows who you are here.", remedy="Say it: --by NAME.") from error
