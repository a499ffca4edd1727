"""Verbs for editors: new, explain and queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from slugify import slugify

from gutletter import bootstrap, desk
from gutletter.cli.opening import Json, settings_of
from gutletter.cli.printing import plain, print_finding, print_json, print_table, say
from gutletter.cli.sums import print_allowances
from gutletter.drafts import PROMPTS
from gutletter.errors import SettingsError
from gutletter.model import Author, KeyPoint, Place
from gutletter.pipeline import read_queue

if TYPE_CHECKING:
    from gutletter.web.explanation import Explanation, Whereabouts

NEW = """\
---
title: {title}
author: ""
url: ""                # where the full piece stands
date: {date}
tags: []
related: []            # titles, slugs or addresses of related pieces
status: draft          # ready, when it may go
---

{prompts[0]}

## A heading

{prompts[1]}[^1]

## The bottom line

{prompts[2]}

[^1]: {prompts[3]}
"""

queue = typer.Typer(
    help="The queue: what goes next, and changing it.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Name = Annotated[str, typer.Argument(metavar="ISSUE", help="A slug, file name or title.")]


def new(
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE")],
) -> None:
    """Begin an article: a file in issues/ with its front matter, as a draft that cannot go out by accident."""
    settings = settings_of(context)
    slug = slugify(title)
    if not slug:
        raise SettingsError(f"{title!r} has no letter or digit a file could be named by.")
    today = datetime.now(settings.timezone).date()
    file = settings.issues / f"{today}-{slug}.md"
    if taken := sorted(settings.issues.glob(f"*-{slug}.*")):
        raise SettingsError(f"{taken[0]} is there already.", remedy="Take another title, or go on with that file.")
    try:
        settings.issues.mkdir(exist_ok=True)
        file.write_text(NEW.format(title=_yaml_text(title), date=today, prompts=PROMPTS), "utf-8")
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}.", remedy="Is the folder yours to write to?") from error
    say(f"{plain(file)} is yours to fill. It is a draft until its status says ready.")


def _yaml_text(text: str) -> str:
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def explain(
    context: typer.Context,
    name: Name,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write it as a page, beside the whole article.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show each point beside the sentence of the article it rests on: section, place, citations, what was left out."""
    # Imported here: the queue's other verbs need no templates.
    from gutletter.web.explanation import explanation_of, explanation_page

    if html and as_json:
        raise SettingsError("--html writes a page, and --json prints data.", remedy="Leave one of them out.")
    with bootstrap.open_newsroom(settings_of(context)) as newsroom:
        explanation = explanation_of(newsroom, name)
    if html:
        _write(html.absolute(), explanation_page(explanation))
        say(f"[link]{html.absolute().as_uri()}[/link]")
        return
    digest, allowed = explanation.digest, explanation.allowed
    if as_json:
        head = {"title": explanation.title, "state": explanation.standing}
        print_json({**head, **_explained(explanation), "allowed": allowed, "approval": explanation.approval})
        return
    say(f"[bold]{plain(explanation.title)}[/] [dim]({explanation.standing})[/]")
    say(f"Subject: {plain(digest.subject)}\nPreheader: {plain(digest.preheader)}")
    if digest.whole:
        say("\nNothing is condensed; the article's whole text is the letter.")
    for number, point in enumerate(digest.key_points, 1):
        say(f"\n[bold]{number}.[/] {plain(point.text)}")
        _explain_point(point, explanation.place_of(point))
    for point in digest.bottom_line:
        say(f"\n[bold]Bottom line.[/] {plain(point.text)}")
        _explain_point(point, explanation.place_of(point))
    for notice in digest.notices:
        say(f"\nNote: {plain(notice)}")
    if given := explanation.approval:
        say(f"\nApproved by {plain(given.by)} on {given.at:%Y-%m-%d %H:%M %Z}.")
    if allowed:
        say("\n[bold]It went although checks found errors.[/]")
    print_allowances(allowed)


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", errors="replace")
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror or error}.", remedy="Name another file.") from error


def _explain_point(point: KeyPoint, place: Whereabouts | None) -> None:
    source = point.source
    where = f"“{plain(point.section)}”" if point.section else "the lead"
    cited = f", citing {', '.join(plain(label) for label in point.citations)}" if point.citations else ""
    who = "the editor's words, resting on" if point.author is Author.EDITOR else "from"
    at = f"{place}, " if place else ""
    say(f"   [dim]{who} {where}, {at}characters {source.start}–{point.sentences[-1].end}{cited}:[/]")
    say(f"   {plain(point.said)}")
    for edit in point.edits:
        say(f"   [dim]· {plain(edit)}[/]")
    if point.reasons:
        say(f"   [dim]· chosen for: {plain('; '.join(point.reasons))} (score {point.score:.2f})[/]")
    if point.overruled:
        for objection in point.objections or ("nothing: the article supports it",):
            say(f"   [dim]· what speaks against it: {plain(objection)}[/]")
        say(f"   [dim]· printed all the same, because: {plain(point.overruled)}[/]")


def _explained(explanation: Explanation) -> dict[str, object]:
    digest = explanation.digest

    def told(points: Sequence[KeyPoint]) -> list[dict[str, object]]:
        return [{**asdict(point), "place": explanation.place_of(point)} for point in points]

    return {
        "subject": digest.subject,
        "preheader": digest.preheader,
        "whole": digest.whole,
        "key_points": told(digest.key_points),
        "bottom_line": told(digest.bottom_line),
        "notices": digest.notices,
    }


@queue.command("list", epilog="Example: gutletter queue list --json")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """Show the queue in sending order, and why each article stands where it does."""
    settings = settings_of(context)
    with bootstrap.open_newsroom(settings) as newsroom:
        places, findings = read_queue(newsroom)
    if as_json:
        print_json({"queue": [_place_fields(place) for place in places], "unreadable": findings})
        return
    for finding in findings:
        print_finding(finding)
    _print_places(places)


def _print_places(places: Sequence[Place]) -> None:
    if not places:
        say("The queue is empty. Put articles into issues/, or begin one: gutletter new TITLE")
        return
    print_table(
        ("", "issue", "title", "stands", "why"),
        (
            (number, place.draft.slug, place.draft.title, place.standing, place.reason)
            for number, place in enumerate(places, 1)
        ),
        right=("",),
    )


def _place_fields(place: Place) -> dict[str, object]:
    draft = place.draft
    return {
        "slug": draft.slug,
        "title": draft.title,
        "file": draft.place,
        "standing": place.standing,
        "reason": place.reason,
        "not_before": draft.not_before,
    }


@queue.command(epilog="Example: gutletter queue move fibre 1")
def move(
    context: typer.Context,
    name: Name,
    position: Annotated[int, typer.Argument(metavar="POSITION", min=1, help="Its place among those that wait.")],
) -> None:
    """Give an article another place in the queue."""
    with bootstrap.open_newsroom(settings_of(context)) as newsroom:
        places, _ = read_queue(newsroom)
        desk.move(newsroom.store, places, name, position)
        _print_places(read_queue(newsroom)[0])


@queue.command(epilog="Example: gutletter queue hold fibre")
def hold(context: typer.Context, name: Name) -> None:
    """Keep an article back until it is released."""
    with bootstrap.open_newsroom(settings_of(context)) as newsroom:
        slug = desk.hold(newsroom.store, read_queue(newsroom)[0], name)
    say(f"{plain(slug)} is held. Let it go with: gutletter queue release {plain(slug)}")


@queue.command(epilog="Example: gutletter queue release fibre")
def release(
    context: typer.Context,
    name: Name,
    again: Annotated[bool, typer.Option("--again", help="Also let an article go that was sent before.")] = False,
) -> None:
    """Let a held article go when its turn comes."""
    with bootstrap.open_newsroom(settings_of(context)) as newsroom:
        slug = desk.release(newsroom.store, read_queue(newsroom)[0], name, again=again)
    say(f"{plain(slug)} may go when its turn comes" + (", although it was sent before." if again else "."))
