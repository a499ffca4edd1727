"""What nearly every verb opens first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from gutletter.errors import SettingsError, UnknownIssue
from gutletter.model import Issue
from gutletter.ports import Store
from gutletter.settings import Settings, find_publication, load

Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts instead of a table.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def settings_of(context: typer.Context) -> Settings:
    """The publication's settings, from ``-C DIR`` or the nearest folder that is one."""
    given: Path | None = context.obj
    return load(given.absolute()) if given else load(find_publication(Path.cwd()))


def ask(question: str) -> None:
    """Go on only if whoever sits there says yes; SettingsError where nobody can answer."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise SettingsError("This asks before it goes on, and nobody can answer here.", remedy="Add --yes.")
    if not typer.confirm(question, err=True):
        raise typer.Exit(1)


def issue_named(store: Store, name: str) -> Issue:
    """The latest issue with this slug or number; UnknownIssue."""
    issue = store.issue(name)
    if issue is None:
        known = ", ".join(known.slug for known in store.issues(5)) or "none yet"
        raise UnknownIssue(f"No issue that was opened goes by {name!r}.", remedy=f"The latest: {known}.")
    return issue
