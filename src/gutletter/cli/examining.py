"""The verb that looks before something breaks: doctor."""

from __future__ import annotations

from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.cli.opening import Json, settings_of
from gutletter.cli.printing import plain, print_json, say
from gutletter.doctor import examine


def doctor(
    context: typer.Context,
    reach: Annotated[bool, typer.Option("--reach", help="Also ask the provider whether it lets us in.")] = False,
    as_json: Json = False,
) -> None:
    """Look at settings, secret, database, clock, disk, templates and provider; 1 when something is wrong."""
    settings = settings_of(context)
    examined = []
    for one in examine(settings, bootstrap.utc_now(), reach=reach):
        examined.append(one)
        if not as_json:
            say(f"{'[green]✓[/]' if one.sound else '[red]✗[/]'} {one.name:<10} {plain(one.said)}")
            if one.remedy:
                say(f"             [dim]{plain(one.remedy)}[/]")
    if as_json:
        print_json(examined)
    if not all(one.sound for one in examined):
        raise typer.Exit(1)
