"""The command line: each verb turns one knock into one call of the story."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from gutletter import __version__
from gutletter.cli.printing import hush, plain, steady_streams, warn
from gutletter.cli.verbs import SETTINGS, Verbs
from gutletter.errors import GutletterError

app = typer.Typer(
    name="gutletter",
    help="Turns a publication's articles into a newsletter people finish reading.",
    epilog="Start with: gutletter demo — or make your own publication: gutletter init my-letter",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings=SETTINGS,
    cls=Verbs,
)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"gutletter {__version__}\n")
        raise typer.Exit


@app.callback()
def gutletter(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--publication",
            "-C",
            metavar="DIR",
            envvar="GUTLETTER_PUBLICATION",
            help="The publication's folder; otherwise the nearest gutletter.toml from here upwards.",
        ),
    ] = None,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Turns a publication's articles into a newsletter people finish reading."""
    context.obj = folder


def main() -> None:
    """Run a verb; a known trouble is one plain message on stderr and exit code 1 or 2."""
    steady_streams()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except GutletterError as error:
        warn(f"[red]gutletter:[/] {_lines(error.headline)}")
        if error.remedy:
            warn(plain(error.remedy))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        hush()
        sys.exit(0)
    except OSError as error:
        hush()
        warn(f"[red]gutletter:[/] {plain(error.filename or 'what was to be printed')}: {error.strerror or error}.")
        sys.exit(1)


def _lines(text: str) -> str:
    """Text from outside that may have several lines."""
    return "\n".join(plain(line) for line in text.splitlines())
