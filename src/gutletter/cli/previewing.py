"""The verbs that open the web door: preview, for editors, and web, for readers."""

from __future__ import annotations

import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.cli.opening import settings_of
from gutletter.cli.printing import plain, say
from gutletter.errors import DraftError, ThemeError

THIS_MACHINE = "127.0.0.1"


def preview(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="[ISSUE]", help="A slug, file name or title; otherwise the next.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the page and the letter there, and stop.")
    ] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Otherwise one that is free.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only print the address.")] = False,
) -> None:
    """See the letter an article becomes: on a phone, in the dark, as text, beside its checks and its sources."""
    # Imported here, as in web: the web's libraries cost half a second, which no other verb needs to pay.
    from gutletter.web.editors import preview_app, write_preview
    from gutletter.web.preview import preview_of
    from gutletter.web.serving import address_of, listen, serve

    with bootstrap.open_newsroom(settings_of(context)) as newsroom:
        if out is not None:
            say(f"[link]{write_preview(preview_of(newsroom, name), out.absolute()).as_uri()}[/link]")
            return
        with suppress(DraftError, ThemeError):  # the page tells these until they are mended; other troubles end it here
            preview_of(newsroom, name)
        listening = listen(THIS_MACHINE, port)
        address = address_of(listening)
        say(f"[link]{plain(address)}[/link] shows the letter, and follows the file as you save it. Ctrl-C ends it.")
        if sys.stdout.isatty() and not no_open:
            webbrowser.open(address)
        serve(preview_app(lambda: preview_of(newsroom, name)), listening)
