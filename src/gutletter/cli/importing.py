"""subscribers import: readers from a CSV file, and a file of the rows that cannot be taken."""

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
from gutletter.cli.opening import Json, settings_of
from gutletter.cli.printing import counted, plain, print_json, progress_bar, say, warn
from gutletter.errors import ReadersError
from gutletter.model import Newcomers
from gutletter.roster import Page, Rejected, read_csv

REJECTS_SHOWN = 10
PIECE = 1 << 16  # characters of a file, read at once


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
        pages = read_csv(_followed(lines, file, bar, task), source=file.name)
        added, known = store.add_together(_taken(pages, rejected), bootstrap.utc_now())
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


def _taken(pages: Iterator[Page], rejected: list[Rejected]) -> Iterator[Newcomers]:
    for page in pages:
        rejected += page.rejected
        yield page.taken


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
