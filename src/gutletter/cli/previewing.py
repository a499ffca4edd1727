"""The verbs that open the web door: preview, for editors, and web, for readers."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gutletter import bootstrap
from gutletter.cli.logs import log_to_stderr
from gutletter.cli.opening import settings_of
from gutletter.cli.printing import plain, say
from gutletter.errors import DraftError, SettingsError, ThemeError

if TYPE_CHECKING:
    from gutletter.web.preview import Preview

THIS_MACHINE = "127.0.0.1"


def preview(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ISSUE", help="A slug, file name or title; otherwise the next.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the page and the letter there, and stop.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="DIR", help="Draw the letter there, in every light, and stop.")
    ] = None,
    eml: Annotated[Path | None, typer.Option("--eml", metavar="FILE", help="Write the email there, and stop.")] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Otherwise one that is free.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only print the address.")] = False,
) -> None:
    """See the letter an article becomes: on a phone, in the dark, as text, beside its checks and its sources.

    An issue that was opened is shown as it was frozen; give the name of its file to see what it would be now.
    """
    # Imported here, as in web: the web's libraries cost half a second, which no other verb should pay.
    from gutletter.web.editors import preview_app
    from gutletter.web.preview import preview_of
    from gutletter.web.serving import address_of, listen, serve

    with bootstrap.open_newsroom(settings_of(context)) as newsroom:
        if out or png or eml:
            for file in _written(preview_of(newsroom, name), out, png, eml):
                say(f"[link]{file.as_uri()}[/link]")
            return
        with suppress(DraftError, ThemeError):  # the page tells these until they are mended; other troubles end it here
            preview_of(newsroom, name)
        listening = listen(THIS_MACHINE, port)
        address = address_of(listening)
        say(f"[link]{plain(address)}[/link] shows the letter, and follows the file as you save it. Ctrl-C ends it.")
        if sys.stdout.isatty() and not no_open:
            webbrowser.open(address)
        serve(preview_app(lambda: preview_of(newsroom, name)), listening)


def _written(preview: Preview, out: Path | None, png: Path | None, eml: Path | None) -> Iterator[Path]:
    """Write what was asked for; the files, as they are there."""
    from gutletter.web.editors import write_preview

    if out:
        yield write_preview(preview, out.absolute())
    if eml:
        try:
            eml.absolute().parent.mkdir(parents=True, exist_ok=True)
            eml.write_bytes(preview.message)
        except OSError as error:
            raise SettingsError(f"{eml}: {error.strerror or error}.", remedy="Name another file.") from error
        yield eml.absolute()
    if png:
        from gutletter.web.pictures import write_pictures

        yield from write_pictures(preview, png.absolute())


def web(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="0.0.0.0 answers other machines too.")] = "",
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="0: one that is free.")] = None,
) -> None:
    """Serve the readers' pages: archive, joining, leaving, and what every link in a letter leads to. Ctrl-C ends it.

    Put a web server with TLS before it that answers for the site in gutletter.toml. \\[web] has its settings.
    """
    from gutletter.web.opening import open_readers_app
    from gutletter.web.serving import address_of, listen, serve

    settings = settings_of(context)
    log_to_stderr()
    with bootstrap.open_newsroom(settings) as newsroom, open_readers_app(settings, newsroom) as app:
        listening = listen(host or settings.web.host, settings.web.port if port is None else port)
        say(f"{plain(address_of(listening))} answers for {plain(settings.publication.site)}. Ctrl-C ends it.")
        serve(app, listening)
