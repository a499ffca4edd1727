"""Verbs for the list of readers: subscribers import, add, list, show, export, remove."""

from __future__ import annotations

import csv
import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Annotated, TextIO

import typer
from rich.progress import Progress, TaskID

from gutletter import bootstrap
from gutletter.addresses import canonical
from gutletter.cli.opening import Json, Yes, ask, settings_of
from gutletter.cli.printing import counted, data_out, plain, print_json, print_table, progress_bar, say, warn
from gutletter.cli.showing import show
from gutletter.errors import ReadersError
from gutletter.model import NewSubscriber, Subscriber, SubscriberState
from gutletter.roster import Rejected, read_csv
from gutletter.segments import parse_segment
from gutletter.subscriptions import new_reader

REJECTS_SHOWN = 10
PIECE = 1 << 16  # characters of a file, read at once
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


@readers.command("import", epilog="Example: gutletter subscribers import readers.csv")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a header; one column is the email.")],
    as_json: Json = False,
) -> None:
    """Take readers from a CSV file who have agreed to be written to; all of the good rows or, if it fails, none.

    Rows that cannot be taken are listed with their line and kept beside the file, in FILE.rejects.csv. Addresses that
    are known already stay as they are: nobody who left is brought back by an import.
    """
    settings = settings_of(context)
    rejected: list[Rejected] = []
    with bootstrap.open_store(settings) as store, _opened(file) as lines, progress_bar() as bar, _uncollected():
        task = bar.add_task(f"Reading {file.name}", total=file.stat().st_size, note="")
        rows = read_csv(_followed(lines, file, bar, task), source=file.name)
        added, known = store.add(_taken(rows, rejected), bootstrap.utc_now())
    rejects = _keep_rejects(file, rejected)
    if as_json:
        rows_left = [{"line": row.line, "reason": row.reason, "row": row.row} for row in rejected]
        print_json({"added": added, "known": known, "rejected": rows_left, "rejects_file": rejects and str(rejects)})
    else:
        _tell_import(file, added, known, rejected, rejects)
    if rejected and not (rejects and (added or known)):
        raise typer.Exit(1)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for circles of objects: a million rows make none, and looking takes a quarter of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _tell_import(file: Path, added: int, known: int, rejected: list[Rejected], rejects: Path | None) -> None:
    say(f"{counted(added, 'reader')} added, {known:,} known already, {counted(len(rejected), 'row')} rejected.")
    for row in rejected[:REJECTS_SHOWN]:
        warn(f"{plain(file)}:{row.line}: {plain(row.reason)}")
    if len(rejected) > REJECTS_SHOWN:
        warn(f"… and {len(rejected) - REJECTS_SHOWN:,} more.")
    if rejects:
        say(f"The rejected rows, to be mended and imported again: {plain(rejects)}")


def _opened(file: Path) -> TextIO:
    try:
        opened = file.open("rb") if file.is_file() else _kept(file)
        return TextIOWrapper(opened, encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise ReadersError(f"{file}: {error.strerror}.", remedy="Give the name of a CSV file.") from error


def _kept(pipe: Path) -> IO[bytes]:
    """What comes through a pipe, all of it: the database, which others need, must not wait for whoever writes it."""
    with pipe.open("rb") as coming:
        kept = TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
        shutil.copyfileobj(coming, kept)
    kept.seek(0)
    return kept


def _followed(lines: TextIO, file: Path, bar: Progress, task: TaskID) -> Iterator[str]:
    """The file in pieces, each of which ends with a line."""
    before = read = 0
    while piece := lines.read(PIECE) + lines.readline():
        if "\0" in piece or not _is_utf8(piece):
            split = StringIO(piece, newline="")
            number = next(number for number, line in enumerate(split) if "\0" in line or not _is_utf8(line))
            raise ReadersError(
                f"{file}:{before + number + 1}: this is not text in UTF-8; nothing was imported.",
                remedy="Save the file as CSV in UTF-8.",
            )
        before += piece.count("\n") or piece.count("\r")
        read += len(piece)
        bar.update(task, completed=read)
        yield piece


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a byte that was none came through as a lone surrogate
        return False
    return True


def _taken(rows: Iterator[NewSubscriber | Rejected], rejected: list[Rejected]) -> Iterator[NewSubscriber]:
    for row in rows:
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            yield row


def _keep_rejects(file: Path, rejected: list[Rejected]) -> Path | None:
    """The file they are in, under the columns they came in, so that it can be imported once they are mended."""
    if not rejected:
        return None
    kept = file.with_suffix(".rejects.csv")
    try:
        with kept.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("line", "reason", *rejected[0].header))
            writer.writerows((row.line, row.reason, *row.row) for row in rejected)
    except OSError as error:
        warn(f"{plain(kept)}: the rejected rows cannot be kept ({error.strerror}); the others are imported.")
        return None
    return kept


@readers.command(epilog="Example: gutletter subscribers add ada@example.org --name Ada")
def add(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS")],
    name: Annotated[str, typer.Option("--name", help="How they are called.")] = "",
) -> None:
    """Add one reader who has agreed to be written to."""
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
