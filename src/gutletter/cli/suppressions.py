"""Verbs for addresses that are never written to: suppressions list, import, add, remove, export."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.addresses import canonical
from gutletter.cli.opening import Json, settings_of
from gutletter.cli.printing import counted, data_out, local, plain, print_json, print_table, say, warn
from gutletter.errors import ReadersError
from gutletter.model import SuppressionReason
from gutletter.ports import Store
from gutletter.suppressing import Passed, read_suppressions, reason_of

AT_ONCE = 2000
SHOWN = 10
COLUMNS = ("email", "reason", "source", "at")

suppressions = typer.Typer(
    help="Addresses that are never written to: list, import, add, remove, export.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Why = Annotated[
    SuppressionReason | None,
    typer.Option("--as", help="Why they are not to be written to; otherwise the file's name or its reason column."),
]


@suppressions.command("import", epilog="Example: gutletter suppressions import bounces.csv")
def import_(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A CSV file with a header; SendGrid's exports are known.")
    ],
    why: Why = None,
    as_json: Json = False,
) -> None:
    """Take addresses from a CSV file: SendGrid's bounces, blocks, spam reports, invalid emails or unsubscribes."""
    settings = settings_of(context)
    passed: list[Passed] = []
    try:
        lines = file.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise ReadersError(f"{file}: {error.strerror}.", remedy="Give the name of a CSV file.") from error
    with lines, bootstrap.open_store(settings) as store:
        try:
            added, ended, known = _taken(
                store, read_suppressions(lines, source=file.name, reason=why or reason_of(file.name)), file.name, passed
            )
        except UnicodeDecodeError as error:
            raise ReadersError(
                f"{file}: this is not text in UTF-8.", remedy="Save the file as CSV in UTF-8."
            ) from error
    if as_json:
        print_json({"added": added, "known": known, "ended": ended, "passed_over": passed})
        return
    addresses, rows = counted(added, "address", "addresses"), counted(len(passed), "row")
    say(f"{addresses} added, {known:,} known already, {rows} passed over.")
    if ended:
        say(f"{counted(ended, 'reader')} not written to any more.")
    for row in passed[:SHOWN]:
        warn(f"{plain(file)}:{row.line}: {plain(row.why)}")


def _taken(
    store: Store, rows: Iterator[tuple[str, SuppressionReason] | Passed], source: str, passed: list[Passed]
) -> tuple[int, int, int]:
    added = ended = seen = 0
    while page := list(islice(rows, AT_ONCE)):
        passed += (row for row in page if isinstance(row, Passed))
        addresses = dict(row for row in page if not isinstance(row, Passed))
        new, over = store.suppress(addresses, source, bootstrap.utc_now())
        added, ended, seen = added + new, ended + over, seen + len(addresses)
    return added, ended, seen - added


@suppressions.command(epilog="Example: gutletter suppressions add ada@example.org")
def add(context: typer.Context, address: Annotated[str, typer.Argument(metavar="ADDRESS")], why: Why = None) -> None:
    """Never write to this address again, whoever adds it to the list."""
    email = canonical(address)
    with bootstrap.open_store(settings_of(context)) as store:
        reason = why or SuppressionReason.BY_HAND
        added, ended = store.suppress({email: reason}, "by hand", bootstrap.utc_now())
    off = "; the reader is off the list" if ended else ""
    say(f"{plain(email)} is suppressed{'' if added else ' already'}{off}.")


@suppressions.command(epilog="Example: gutletter suppressions remove ada@example.org")
def remove(context: typer.Context, address: Annotated[str, typer.Argument(metavar="ADDRESS")]) -> None:
    """Let this address be added again. It brings nobody back: the reader must ask, or be added."""
    email = canonical(address)
    with bootstrap.open_store(settings_of(context)) as store:
        if not store.unsuppress(email):
            raise ReadersError(f"{email} is not suppressed.", remedy="gutletter suppressions list shows who is.")
    say(f"{plain(email)} may be written to again, if its owner asks.")


@suppressions.command("list", epilog="Example: gutletter suppressions list --json")
def list_(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 50,
    as_json: Json = False,
) -> None:
    """Show addresses that are never written to; those of people who were forgotten are hashes and have no name."""
    settings = settings_of(context)
    with bootstrap.open_store(settings) as store:
        shown = list(islice(store.suppressions(), limit + 1))
    if as_json:
        print_json({"suppressions": shown[:limit], "more": len(shown) > limit})
        return
    if not shown:
        say("No address is suppressed.")
        return
    print_table(
        ("address", "why", "since", "source"),
        (
            (one.email or "(forgotten)", one.reason, local(one.at, settings.timezone), one.source)
            for one in shown[:limit]
        ),
    )
    if len(shown) > limit:
        say("There are more; --limit shows them, export all.")


@suppressions.command(epilog="Example: gutletter suppressions export > suppressions.csv")
def export(context: typer.Context) -> None:
    """Write suppressed addresses as CSV on stdout; import takes the same format. Who is forgotten is not in it."""
    with bootstrap.open_store(settings_of(context)) as store:
        writer = csv.writer(data_out())
        writer.writerow(COLUMNS)
        writer.writerows(
            (one.email, one.reason, one.source, one.at.isoformat()) for one in store.suppressions() if one.email
        )
