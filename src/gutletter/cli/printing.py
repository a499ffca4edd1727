"""How verbs speak: results on stdout, progress and troubles on stderr, JSON for scripts."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from io import StringIO, TextIOWrapper
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from rich import box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from gutletter.model import Finding, Severity

UNWRAPPED = 10_000  # columns


def out() -> Console:
    """Where results go. Lines are never wrapped in the middle of a path or an address."""
    return Console(soft_wrap=True, highlight=False)


def err() -> Console:
    """Where troubles and progress go."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


def drawn() -> Console:
    """Where goes what is drawn over itself: progress, folded to the terminal's width."""
    return Console(stderr=True, highlight=False)


def data_out() -> TextIO:
    """Where JSON and CSV go: UTF-8, whatever the terminal speaks."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    return sys.stdout


def steady_streams() -> None:
    """Let nothing that is said end a verb half-way: neither a letter the terminal cannot show nor a closed stream."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, StringIO())
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def hush() -> None:
    """Say nothing more on stdout, which nobody can read; otherwise Python would complain at the very end."""
    if isinstance(sys.stdout, TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str = "", **style: Any) -> None:
    """One line of result; rich's markup is understood, so what comes from outside goes through ``plain`` first."""
    out().print(text, **style)


def warn(text: str) -> None:
    """One line of trouble."""
    err().print(text)


def plain(text: object) -> str:
    """Text from outside, with rich's markup and control characters made harmless."""
    return escape("".join(char if char.isprintable() else "�" for char in str(text)))


def print_json(value: object) -> None:
    """The same as a table says, for scripts."""
    data_out().write(json.dumps(_jsonable(value), indent=2, ensure_ascii=False) + "\n")


def print_json_line(value: object) -> None:
    """The same on one line, at once: for scripts that read as it goes on."""
    data_out().write(json.dumps(_jsonable(value), ensure_ascii=False) + "\n")
    data_out().flush()


def _jsonable(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _jsonable(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_jsonable(item) for item in value]
    return value


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Sequence[str] = (),
    giving: Sequence[str] = ("title", "why", "goes", "what", "name", "source"),
) -> None:
    """An aligned table. Columns named in ``right`` hold numbers; those in ``giving`` are wrapped when it is too wide.

    Where even that is too wide for the terminal, each row is a block of lines: nothing is ever cut off. Where nobody
    looks (a pipe, a file), nothing is wrapped.
    """
    console = Console(highlight=False, width=None if sys.stdout.isatty() else UNWRAPPED)
    cells = [[str(cell) for cell in row] for row in rows]
    if _narrowest(columns, cells, giving) > console.width:
        console.print(blocks(columns, cells), soft_wrap=True)
        return
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", no_wrap=column not in giving)
    for row in cells:
        table.add_row(*map(plain, row))
    console.print(table)


_LEAST = 12  # columns of the terminal that a wrapped column needs to be readable
_GAP = 3  # between two columns


def _narrowest(columns: Sequence[str], rows: Sequence[Sequence[str]], giving: Sequence[str]) -> int:
    """How wide a terminal must be for the table."""
    widths = [max(map(cell_len, (column, *(row[at] for row in rows)))) for at, column in enumerate(columns)]
    needed = [min(width, _LEAST) if name in giving else width for name, width in zip(columns, widths, strict=True)]
    return sum(needed) + _GAP * (len(columns) - 1)


def blocks(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows one below another, each under its first cell that has a name; what is empty is left out."""
    first = next(at for at, column in enumerate(columns) if column)
    wide = max(map(len, columns[first + 1 :]), default=0)
    return "\n\n".join(
        "\n".join(
            (
                f"[bold]{plain(' '.join(filter(None, row[: first + 1])))}[/]",
                *(
                    f"  {column:<{wide}}  {plain(cell)}"
                    for column, cell in zip(columns[first + 1 :], row[first + 1 :], strict=True)
                    if cell
                ),
            )
        )
        for row in rows
    )


def print_finding(finding: Finding) -> None:
    """A finding as ``file:line: message``, coloured by its severity."""
    word = "[red]error[/]" if finding.severity is Severity.ERROR else "[yellow]warning[/]"
    where = f"{finding.place}:{finding.line}" if finding.line else finding.place
    warn(f"{plain(where)}: {word}: {plain(finding.message)} [dim]{plain(finding.remedy)}[/]".rstrip())


class _BarAndNote(Progress):
    """A line with the bar, and below it the note, which may be longer than a narrow terminal leaves room for."""

    def get_renderables(self) -> Iterable[RenderableType]:
        for task in self.tasks:
            yield self.make_tasks_table([task])
            if note := task.fields["note"]:
                yield Text(f"  {note}")


def progress_bar() -> Progress:
    """A bar on stderr that shows only on a terminal; what is in the field ``note`` stands below it."""
    console = drawn()
    return _BarAndNote(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=False),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


def local(at: datetime | None, zone: ZoneInfo) -> str:
    """A time as people of the publication read it: ``Tue 24 Nov 2026, 08:00 CET``; empty for None."""
    return f"{at.astimezone(zone):%a %-d %b %Y, %H:%M %Z}" if at else ""


def counted(number: int, one: str, many: str = "") -> str:
    """``1 reader``, ``2 readers``, ``12,000 readers``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
