"""A CSV file, many rows at a time and by column: a list of a million readers is read with flat memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain, zip_longest

from gutletter.errors import ReadersError

TOGETHER = 1 << 16  # characters of a sheet, about; a thousand rows are worked on in a few steps of C
_NO_MARK = {sign: bytes({*range(256)} - {*f'{sign}\n\r"'.encode()}) for sign in ",;\t"}  # what is part of a cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that follow one another: the line each begins in, and their cells by column; a short row's are empty."""

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    rows: Sequence[Sequence[str]] | None = None  # as they stand in the file; None: as the columns say

    def row(self, number: int) -> Sequence[str]:
        """One of them, as it stands in the file; the first is 0."""
        return self.rows[number] if self.rows is not None else [column[number] for column in self.columns]


def sheets(text: Iterable[str], *, source: str) -> Iterator[Sheet]:
    """What the file holds, as sheets; the first has one row, which tells the delimiter: comma, semicolon or tab.

    ``text`` comes in pieces, each of which ends with a line. Empty rows pass. A row that cannot be read has an empty
    cell and one that says why. ReadersError when a quotation mark is never closed: what follows cannot be told apart.
    """
    lines = _Lines(text)
    skipped, head = next(((number, line) for number, line in enumerate(lines) if line.strip()), (0, ""))
    if not head:
        return
    head = head.removeprefix("\ufeff")
    delimiter = max(",;\t", key=head.count)
    block, line, careful = head, skipped + 1, True
    while block:
        sheet = None if careful else _plain(block, line, delimiter)
        if sheet is None:
            sheet, used = _read(block, lines, line, delimiter, source)
        else:
            used = len(sheet.lines)
        if sheet.lines:
            yield sheet
        block, line, careful = lines.many(), line + used, False


class _Lines(Iterator[str]):
    """A text in pieces, taken a line at a time or many."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = iter(pieces)
        self._begun: Iterator[str] = iter(())

    def __next__(self) -> str:
        """The next line."""
        while (line := next(self._begun, None)) is None:
            self._begun = StringIO(next(self._pieces), newline="")
        return line

    def many(self) -> str:
        """Lines enough for a sheet, or all that are left."""
        parts = list(self._begun)
        size = sum(map(len, parts))
        while size < TOGETHER and (piece := next(self._pieces, "")):
            parts.append(piece)
            size += len(piece)
        return "".join(parts)


def _plain(block: str, line: int, delimiter: str) -> Sheet | None:
    """The sheet of a block in which nothing is quoted and all rows are equally long, as in most files; None for others.

    It takes a fifth of the time that the csv module does.
    """
    text = block.replace("\r\n", "\n") if "\r" in block else block
    text = text if text.endswith("\n") else f"{text}\n"
    marks = text.encode(errors="replace").translate(None, _NO_MARK[delimiter])
    width = marks.index(b"\n") + 1
    rows = len(marks) // width
    flat = text.replace("\n", delimiter)
    if marks != (delimiter.encode() * (width - 1) + b"\n") * rows or text[0] == " " or f"{delimiter} " in flat:
        return None
    cells = flat.split(delimiter)
    return Sheet(range(line, line + rows), [cells[number:-1:width] for number in range(width)])


def _read(block: str, lines: Iterator[str], line: int, delimiter: str, source: str) -> tuple[Sheet, int]:
    """The sheet of any block, and how many lines it took: a quoted cell may go on in those after it."""
    own = list(StringIO(block, newline=""))
    reader = csv.reader(chain(own, lines), delimiter=delimiter, skipinitialspace=True, strict=True)
    numbers: list[int] = []
    rows: list[list[str]] = []
    while (before := reader.line_num) < len(own):
        try:
            row = next(reader, [])
        except csv.Error as error:
            if reader.line_num > before + 1:
                raise ReadersError(
                    f"{source}:{line + before}: a quotation mark is opened and not closed; nothing was imported.",
                    remedy='Close it, or write it twice ("") where it belongs to the text.',
                ) from error
            row = ["", f"this line cannot be read: {error}"]
        if any(map(str.strip, row)):
            numbers.append(line + before)
            rows.append(row)
    return Sheet(numbers, list(zip_longest(*rows, fillvalue="")), rows), reader.line_num
