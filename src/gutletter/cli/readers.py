"""Verbs for the list of readers: subscribers import, add, list, show, export, remove."""

from __future__ import annotations

import csv
from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.addresses import canonical
from gutletter.cli.importing import import_
from gutletter.cli.opening import Json, Yes, ask, settings_of
from gutletter.cli.printing import data_out, plain, print_json, print_table, say
from gutletter.cli.showing import show
from gutletter.errors import ReadersError
from gutletter.model import Subscriber, SubscriberState
from gutletter.segments import parse_segment

COLUMNS = ("email", "name", "status", "joined", "confirmed", "source", "language", "timezone", "cadence", "tags")
Within = Annotated[
    str,
    typer.Option("--segment", metavar="SEGMENT", help="Only these, as in: tag:skin language:de joined:2026-01-01.."),
]

readers = typer.Typer(
    help="The list of readers: import, add, list, show, export, remove.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


readers.command("import", epilog="Example: gutletter subscribers import readers.csv")(import_)


@readers.command(epilog="Example: gutletter subscribers add ada@example.org --name Ada")
def add(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS")],
    name: Annotated[str, typer.Option("--name", help="How they are called.")] = "",
) -> None:
    """Add one reader who has agreed to be written to."""
    from gutletter.subscriptions import new_reader  # loads what writes letters, which no other verb here needs

    settings = settings_of(context)
    reader = new_reader(address, name, source="added by hand")
    with bootstrap.open_store(settings) as store:
        added, _ = store.add([reader], bootstrap.utc_now())
        known, suppressed = store.subscriber(reader.email), store.suppressed(reader.email)
    if added:
        say(f"{plain(reader.email)} is added.")
    elif known is not None and known.state is not SubscriberState.CONFIRMED:
        raise ReadersError(
            f"{reader.email} is known and {known.state}; that stays so.",
            remedy=f"If they asked to come back: gutletter subscribers remove --forget {reader.email}, "
            f"suppressions remove {reader.email}, then add them.",
        )
    elif suppressed is not None:
        raise ReadersError(
            f"{reader.email} is never written to: {suppressed.reason}.",
            remedy=f"If they asked for it: gutletter suppressions remove {reader.email}, then add them.",
        )
    else:
        say(f"{plain(reader.email)} is on the list already.")


@readers.command("list", epilog="Example: gutletter subscribers list --state confirmed --json")
def list_(
    context: typer.Context,
    state: Annotated[list[SubscriberState] | None, typer.Option("--state", help="Only these; may be repeated.")] = None,
    within: Within = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 50,
    as_json: Json = False,
) -> None:
    """Show readers, by address."""
    settings = settings_of(context)
    with bootstrap.open_store(settings) as store:
        segment = parse_segment(within, language=settings.publication.language)
        shown = [reader for _, reader in zip(range(limit), store.subscribers(state, segment), strict=False)]
        total = store.count(state, segment)
    if as_json:
        print_json({"total": total, "readers": shown})
        return
    if not shown and within:
        say(f"No reader is in {plain(within)}.")
        return
    if not shown:
        say("No reader yet. Add some: gutletter subscribers import FILE.csv, or subscribers add ADDRESS.")
        return
    print_table(
        ("address", "name", "state", "joined", "source"),
        ((r.email, r.name, r.state, f"{r.joined_at.astimezone(settings.timezone):%-d %b %Y}", r.source) for r in shown),
    )
    if total > len(shown):
        say(f"{len(shown)} of {total:,}; --limit shows more, export all.")


readers.command(epilog="Example: gutletter subscribers show ada@example.org")(show)


@readers.command(epilog="Example: gutletter subscribers export > readers.csv")
def export(
    context: typer.Context,
    state: Annotated[list[SubscriberState] | None, typer.Option("--state", help="Only these; may be repeated.")] = None,
    within: Within = "",
) -> None:
    """Write readers as CSV on stdout; import takes the same format."""
    settings = settings_of(context)
    segment = parse_segment(within, language=settings.publication.language)
    with bootstrap.open_store(settings) as store:
        writer = csv.writer(data_out(), lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_row(reader) for reader in store.subscribers(state, segment))


def _row(reader: Subscriber) -> tuple[str, ...]:
    confirmed = reader.confirmed_at.isoformat() if reader.confirmed_at else ""
    cells = reader.email, reader.name, reader.state, reader.joined_at.isoformat(), confirmed, reader.source
    wishes = reader.language, reader.timezone, str(reader.cadence), "; ".join(reader.tags)
    return tuple(_harmless(cell) for cell in (*cells, *wishes))


def _harmless(cell: str) -> str:
    """What a spreadsheet would run as a formula gets a quote before it (OWASP, CSV injection); import takes it off."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@readers.command(epilog="Example: gutletter subscribers remove ada@example.org")
def remove(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS")],
    forget: Annotated[
        bool, typer.Option("--forget", help="Delete what is known of them, instead of remembering that they left.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Take a reader off the list. That they left is remembered, so that no later import brings them back."""
    settings = settings_of(context)
    with bootstrap.open_store(settings) as store:
        email = canonical(address)
        reader = store.subscriber(email)
        if reader is None:
            raise ReadersError(f"{email} is not on the list.", remedy="gutletter subscribers list shows who is.")
        if forget:
            if not yes:
                ask(f"Forget everything about {email}?")
            store.forget(email, bootstrap.utc_now())
        else:
            store.set_state(reader.id, SubscriberState.UNSUBSCRIBED, bootstrap.utc_now())
    say(f"{plain(email)} is {'forgotten' if forget else 'taken off the list'}.")
